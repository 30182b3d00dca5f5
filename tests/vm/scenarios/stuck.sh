#!/bin/bash
# cpus: 2
# Calls whose memory does not come, or slowly, hold up nobody else: not who closes
# or exits, and not the removal of their device, however many they are.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up far
ok "the module loads" modprobe rdma_uapi
program "$GUEST_PROGRAMS/stuck" rxe0 rxe vethr0
program "$GUEST_PROGRAMS/stuck" siw0 siw veths0
rdma_down
ok "the drivers can be unloaded" modprobe -r rdma_rxe siw
ok "the module can be removed" rmmod rdma_uapi
done_testing
