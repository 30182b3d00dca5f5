#!/bin/bash
# What rxe and siw can do beyond what rping needs, through the kernel's own
# interface: every action succeeds where the driver has it and says EOPNOTSUPP
# where not, and nothing is left behind.
. "$SRC/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up sB
ok "the module loads" modprobe rdma_uapi
before=$(rdma resource show)
for test in "$GUEST_PROGRAMS"/verbs_*; do
	program "$test" rxe0 siw0
done
is "the kernel counts the objects that it did before" "$(rdma resource show)" "$before"
done_testing
