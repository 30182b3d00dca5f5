#!/bin/bash
# Events arrive once and in order however they are waited for, and reads that
# fail lose none.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up 2
ok "the module loads" modprobe rdma_uapi
program "$GUEST_PROGRAMS/events" rxe0 vethr0 10.1.0.1 rxe1 vethr1
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
