#!/bin/bash
# Every action does what it says, on rxe; on the simulated HCA it does in sim.sh, and
# siw has in verbs_more what is its own.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up
ok "the module loads" modprobe rdma_uapi
program "$GUEST_PROGRAMS/verbs" rxe0 vethr0
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
