#!/bin/bash
# Every action fails as the errno contract says, in every wrong way that its
# specification tells, and leaves nothing behind.  On rxe; on the simulated HCA, which
# has more, in sim.sh.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "two rxe devices" rxe_up 2
ok "the module loads" modprobe rdma_uapi
program "$GUEST_PROGRAMS/contract" rxe0 rxe1
# On siw, whose provider says other things, where there is time.
if [[ $KERNEL == debug ]]; then
	# Which it has removed.
	ok "rxe0 comes back" rdma link add rxe0 type rxe netdev vethr0
	wait_active rxe0
	ok "two siw devices" siw_pair_up far
	program "$GUEST_PROGRAMS/contract" siw0 rxe0
fi
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
