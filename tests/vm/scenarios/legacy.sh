#!/bin/bash
# The interposer's nodes against the real ones: the same program must see the
# same, and more of Debian's programs must run than compat.sh looks at closely.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

lib=$RDMA_UAPI_BUILD/lib/librdma_uapi_compat.so
legacy=$RDMA_UAPI_BUILD/guest/legacy
sim=$RDMA_UAPI_BUILD/guest/legacy_sim
ioctl=$RDMA_UAPI_BUILD/guest/legacy_ioctl
methods=$RDMA_UAPI_BUILD/guest/legacy_methods
# By their numbers in rdma/ib_user_ioctl_verbs.h.
rxe_id=14 hfi1_id=15 qib_id=16
export work=${work:-$(mktemp -d /tmp/legacy.XXXXXX)}

# The stock stack speaks first; the rest runs where there is no /dev/infiniband.
if [[ ${1:-} != --inside ]]; then
	modprobe rdma_uapi && modprobe rdma_ucm && rxe_up 1
	modprobe -a rdmasim simbuf && echo "0 2 ib" >/sys/bus/rdmasim/new_device && wait_active rdmasim0
	# Another driver, whose methods have the same numbers.
	echo "$qib_id" >/sys/module/rdmasim/parameters/driver_id
	echo "1 1 ib" >/sys/bus/rdmasim/new_device
	echo "$hfi1_id" >/sys/module/rdmasim/parameters/driver_id
	"$legacy" uverbs0 10.1.0.1 >"$work/stock" 2>&1
	"$sim" uverbs1 >"$work/stock_sim" 2>&1
	"$ioctl" uverbs0 "$rxe_id" >"$work/stock_ioctl" 2>&1
	"$ioctl" uverbs1 "$hfi1_id" rdmasim0 >"$work/stock_sim_ioctl" 2>&1
	"$methods" uverbs1 "$hfi1_id" >"$work/stock_methods" 2>&1
	"$methods" uverbs2 "$qib_id" >"$work/stock_methods2" 2>&1
	exec "$SRC/tests/vm/box.sh" bash "$0" --inside
fi

# over COMMAND...: over the interposer.
over()
{
	LD_PRELOAD=$lib timeout $((60 * PATIENCE)) "$@"
}

# ready PROGRAM: it waits for connections, by TCP or by rdma_cm, or is a member.
# shellcheck disable=SC2317 # not unreachable
ready()
{
	local name=${1:0:15} pid

	for pid in $(pids_of "$name"); do
		! grep -qs 'ruapi-cm-id:.*LISTEN' "/proc/$pid/fdinfo/"* || return 0
	done
	grep -qs 'joined' "$work/server" || ss -Hltnp | grep -q "\"$name\""
}

# pair SERVER -- CLIENT: both must succeed.
# shellcheck disable=SC2317
pair()
{
	local server=() job status=0

	while [[ $1 != -- ]]; do server+=("$1"); shift; done
	shift
	over stdbuf -oL "${server[@]}" >"$work/server" 2>&1 &
	job=$!
	eventually 30 ready "${server[0]}" || status=1
	over "$@" >"$work/client" 2>&1 || status=1
	wait "$job" || status=1
	((status == 0)) || tail -n 5 "$work/server" "$work/client"
	return "$status"
}

# mckey does not wait for what it sends.  Where rxe sends later, from a work
# queue (6.12), the QP may be gone before, with the stock stack too: on a quiet host
# every other time none of a hundred datagrams left, and on a busy one ten times in
# turn.  So it sends more than the receiver wants, and again until that one has ended.
group="mckey -m 239.1.1.1 -b 10.1.0.1"
send_to_group="while $group -s -C 1000; do
	! grep 'return status' '$work/server' || exit 0
done
exit 1"

like "the stock nodes say something" "$(<"$work/stock")" "character device: 1.*parent: destroy_id"
like "without the interposer there is no device here" "$(ibv_devinfo 2>&1)" "No IB devices found"
over "$legacy" uverbs0 10.1.0.1 >"$work/ours" 2>&1
ok "the nodes behave as the stock ones do" diff "$work/stock" "$work/ours"
like "so does that of the simulated HCA" "$(<"$work/stock_sim")" "the end"
like "it has matched tags, and imported a buffer" "$(<"$work/stock_sim")" \
	"a region of a buffer: ok.*65 tags: EINVAL.*64 tags: ok"
over "$sim" uverbs1 >"$work/ours_sim" 2>&1
ok "and behaves as the stock one does" diff "$work/stock_sim" "$work/ours_sim"
like "methods are spoiled on the stock stack" \
	"$(tail -qn 1 "$work/stock_ioctl" "$work/stock_sim_ioctl")" "the end.*the end"
over "$ioctl" uverbs0 "$rxe_id" >"$work/ours_ioctl" 2>&1
ok "and say the same over the interposer" diff "$work/stock_ioctl" "$work/ours_ioctl"
over "$ioctl" uverbs1 "$hfi1_id" rdmasim0 >"$work/ours_sim_ioctl" 2>&1
ok "and of the simulated HCA" diff "$work/stock_sim_ioctl" "$work/ours_sim_ioctl"
like "methods of drivers are spoiled on the stock stack" \
	"$(tail -qn 1 "$work/stock_methods" "$work/stock_methods2")" "the end.*the end"
like "which takes what drivers add to methods of the core's" \
	"$(cat "$work/stock_methods" "$work/stock_methods2")" \
	"adds: ok.*color 99, size 64.*alloc_dm with what.*adds: ok.*flow_action with what.*adds: ok.*result 0x4030201.*query_context: ok"
over "$methods" uverbs1 "$hfi1_id" >"$work/ours_methods" 2>&1
ok "and say the same over the interposer" diff "$work/stock_methods" "$work/ours_methods"
over "$methods" uverbs2 "$qib_id" >"$work/ours_methods2" 2>&1
ok "and those of another driver" diff "$work/stock_methods2" "$work/ours_methods2"
program over "$GUEST_PROGRAMS/methods" rdmasim0 rdmasim1 stock
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rmmod rdmasim
ok "other programs do not notice" over tar -cf /dev/null -C /etc hostname

for kind in ud srq; do
	ok "ibv_${kind}_pingpong" pair ibv_${kind}_pingpong -g 1 -n 50 -d rxe0 -- \
		ibv_${kind}_pingpong -g 1 -n 50 -d rxe0 10.1.0.1
done
ok "udaddy, which sends datagrams" pair udaddy -- udaddy -s 10.1.0.1
# shellcheck disable=SC2086 # words
ok "mckey, which joins a multicast group" pair $group -C 2 -- bash -c "$send_to_group"
ok "rdma_server and rdma_client, whose ids migrate" \
	pair rdma_server -- rdma_client -s 10.1.0.1
ok "rstream that forks" \
	on_one_cpu pair rstream -S 1000 -C 10 -T f -- rstream -s 10.1.0.1 -S 1000 -C 10 -T f
perf="-x 1 -F -n 20 -d rxe0"
# shellcheck disable=SC2086 # words
ok "ib_send_bw with rdma_cm and events" \
	pair ib_send_bw -R -e $perf -- ib_send_bw -R -e $perf 10.1.0.1

rm -rf "$work"
rdma_down
ok "nothing keeps the module" rmmod rdma_uapi
done_testing
