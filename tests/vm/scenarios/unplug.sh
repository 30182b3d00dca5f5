#!/bin/bash
# cpus: 2
# Devices are removed under programs that hold them: promptly, and only theirs.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up 2
ok "siw comes up" siw_pair_up far
ok "the module loads" modprobe rdma_uapi
unplug=$GUEST_PROGRAMS/unplug
program "$unplug" move rxe0 far
program "$unplug" move siw0 far
program "$unplug" rxe0 rxe vethr0 10.1.0.1 rxe1 link
program "$unplug" siw0 siw veths0 10.2.0.1 rxe1 link
rdma_down
ok "the drivers can be unloaded" modprobe -r rdma_rxe siw
ok "the module can be removed" rmmod rdma_uapi
done_testing
