#!/bin/bash
# cpus: 2
# Threads and processes on one fd get in each other's way: for some seconds
# here, for longer on the sanitizer kernel.  On siw there only: here the simulated HCA
# is raced for beside rxe.  But windows are attacked on all that have some.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

[[ $KERNEL == debug ]] && seconds=20 windows=8 || seconds=3 windows=2

# Dumps of RDMA netlink look at objects that come and go, by one program for all.
dumps()
{
	printf 'resource show %s\n' qp cm_id cq mr pd srq ctx >/run/dumps
	while nap; do rdma -force -batch /run/dumps; done
}

ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up far
ok "simulated HCAs" sim_up 2
ok "the module loads" modprobe rdma_uapi
dumps >/dev/null 2>&1 &
dumper=$!
program "$GUEST_PROGRAMS/races" rxe0 10.1.0.1 "$seconds"
program "$GUEST_PROGRAMS/races" rdmasim0 10.3.0.1 "$seconds"
[[ $KERNEL != debug ]] || program "$GUEST_PROGRAMS/races" siw0 10.2.0.1 "$seconds"
program "$GUEST_PROGRAMS/window_races" rxe0 rxe vethr0 "$windows"
program "$GUEST_PROGRAMS/window_races" siw0 siw veths0 "$windows"
ok "resources could be shown all the time" kill "$dumper"
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
ok "the simulated HCAs go" rmmod rdmasim
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
