#!/bin/bash
# What only drivers of newer kernels have operations for: on those it does what it
# says, and on others the module says that it is missing; both through the interposer
# as on the stock stack.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

legacy=$RDMA_UAPI_BUILD/guest/legacy_newer
memory=$RDMA_UAPI_BUILD/guest/legacy_memory
service=$RDMA_UAPI_BUILD/guest/legacy_service
# By their numbers in rdma/ib_user_ioctl_verbs.h.
rxe_id=14 hfi1_id=15
export work=${work:-$(mktemp -d /tmp/newer.XXXXXX)}

# over COMMAND...: over the interposer.
over()
{
	LD_PRELOAD=$RDMA_UAPI_BUILD/lib/librdma_uapi_compat.so timeout $((60 * PATIENCE)) "$@"
}

# The stock stack speaks first; the rest runs where there is no /dev/infiniband.
if [[ ${1:-} != --inside ]]; then
	mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
	modprobe rdma_uapi && rxe_up
	# On 7.x, rxe brings no ib_uverbs.
	modprobe -a rdmasim simbuf ib_uverbs rdma_ucm && echo "0 2 ib" >/sys/bus/rdmasim/new_device &&
		wait_active rdmasim0 2
	"$legacy" uverbs0 "$rxe_id" >"$work/stock_rxe" 2>&1
	"$legacy" uverbs1 "$hfi1_id" sim >"$work/stock_sim" 2>&1
	"$memory" uverbs0 "$rxe_id" >"$work/stock_memory_rxe" 2>&1
	"$memory" uverbs1 "$hfi1_id" sim >"$work/stock_memory_sim" 2>&1
	"$GUEST_PROGRAMS/newer" rdmasim0 rxe0 register >"$work/register" 2>&1
	"$service" "$(</sys/class/infiniband/rdmasim0/ports/2/gids/0)" 10.1.0.1 >"$work/stock_service" 2>&1
	exec "$SRC/tests/vm/box.sh" bash "$0" --inside
fi

like "methods are spoiled on the stock stack" "$(tail -qn 1 "$work"/stock_*)" "the end.*the end.*the end.*the end"
# More than that there are none was compared.
if ((${KVER%%.*} >= 7)); then
	like "the simulated HCA says how fast a port is" "$(<"$work/stock_sim")" "speed 1000"
	like "and takes hints for regions" "$(<"$work/stock_sim")" "alloc_dmah: ok.*reg_mr of a buffer: ok.*free_dmah under a region: EBUSY"
	like "rxe does not" "$(<"$work/stock_rxe")" "query_port_speed: EOPNOTSUPP"
	like "it has CQs in memory of programs, and counts completions" "$(<"$work/stock_sim")" \
		"memory 0x3, a buffer: ok.*create_comp_cntr: ok.*value 1000.*value 7.*attached: EBUSY"
	is "QPs in memory of the program, and in a dma-buf, carry data" \
		"$(grep -c ': 13 messages have arrived' "$work/stock_memory_sim")" 3
	is "bad memory is none, of who looks at it" \
		"$(grep -E 'memory 0x1, (of fd 999|unknown flags)|descriptor is nowhere' "$work/stock_memory_sim" | sed 's/.*: //' | paste -sd ' ')" \
		"EBADF EINVAL EFAULT EFAULT"
	is "rxe does not look" "$(grep 'memory 0x1, unknown flags' "$work/stock_memory_rxe" | grep -o ': ok')" ": ok"
else
	is "there is no such memory" \
		"$(grep -h 'with memory.*that is good' "$work"/stock_memory_* | sed 's/.*: //' | sort -u)" EPROTONOSUPPORT
	is "there are none of them" \
		"$(grep -hE '(query_port_speed|alloc_dmah|reg_mr|_comp_cntr|_comp_cntr_caps)[^:]*:' "$work"/stock_* | sed 's/.*: //' | sort -u)" EPROTONOSUPPORT
fi
over "$legacy" uverbs0 "$rxe_id" >"$work/ours_rxe" 2>&1
ok "the interposer says the same, of rxe" diff "$work/stock_rxe" "$work/ours_rxe"
over "$legacy" uverbs1 "$hfi1_id" sim >"$work/ours_sim" 2>&1
ok "and of the simulated HCA" diff "$work/stock_sim" "$work/ours_sim"
over "$memory" uverbs0 "$rxe_id" >"$work/ours_memory_rxe" 2>&1
ok "and of memory for queues, of rxe" diff "$work/stock_memory_rxe" "$work/ours_memory_rxe"
over "$memory" uverbs1 "$hfi1_id" sim >"$work/ours_memory_sim" 2>&1
ok "and of the simulated HCA's" diff "$work/stock_memory_sim" "$work/ours_memory_sim"
unlike "services have been registered" "$(<"$work/register")" "not ok|Bail out"
like "rdma_ucm is asked for services" "$(tail -n 1 "$work/stock_service")" "the end"
if ((${KVER%%.*} >= 7)); then
	like "it finds some, and takes events" "$(<"$work/stock_service")" \
		"nobody: resolve_ib_service: ok.*event 17, status -61.*event 16, status 0.*event 18: write_cm_event: ok"
else
	is "it has none of that" \
		"$(grep -hE '(resolve_ib_service|write_cm_event|query):' "$work/stock_service" | sed 's/.*: //' | sort -u | paste -sd ' ')" "EINVAL ENOSYS"
fi
over "$service" "$(</sys/class/infiniband/rdmasim0/ports/2/gids/0)" 10.1.0.1 >"$work/ours_service" 2>&1
ok "the interposer says the same of them" diff "$work/stock_service" "$work/ours_service"
program "$GUEST_PROGRAMS/newer" rdmasim0 rxe0
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rm -rf "$work"
ok "the simulated HCA goes" rmmod rdmasim
ok "and nobody has a buffer" rmmod simbuf
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
