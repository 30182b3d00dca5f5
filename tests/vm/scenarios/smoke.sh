#!/bin/bash
# The stock stack alone, over both drivers: proves that the guest is fit to
# test in, before anything of ours is loaded.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

# rping_pair ADDRESS SERVER-PREFIX CLIENT-PREFIX
rping_pair()
{
	local server

	$2 rping -s -a "$1" -C 3 &
	server=$!
	# shellcheck disable=SC2086 # words
	eventually 20 rdma_listens $2
	$3 timeout $((30 * PATIENCE)) rping -c -a "$1" -C 3 -v || { kill "$server"; return 1; }
	wait "$server"
}

like "the kernel is the one asked for" "$(uname -r)" "^${KVER//./\\.}\."
ok "rxe comes up" rxe_up
ok "siw comes up" siw_up
ok "and what is sent from there is on its way for a while" siw_far sB
ok "rdma_ucm loads" modprobe rdma_ucm
like "rdma link shows rxe0" "$(rdma link)" "link rxe0/1 state ACTIVE"
like "rdma link shows siw0" "$(ip netns exec sA rdma link)" "link siw0/1 state ACTIVE"
like "ibv_devices sees both" "$(ibv_devices)" rxe0.*siw0
ok "rping over rxe" rping_pair 10.1.0.1 "" ""
ok "rping over siw, between network namespaces" \
	rping_pair 10.2.0.1 "ip netns exec sA" "ip netns exec sB"
rdma_down
is "every device is gone" "$(rdma_devices)" ""
done_testing
