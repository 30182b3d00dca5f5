#!/bin/bash
# rdma-core's own tests (pyverbs), by the provider library of rdmasim: each ends
# over /dev/rdma_uapi as on the stock stack, and what the HCA has works there.  And our
# own tests of it, by the same library.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

provider=${RDMA_UAPI_BUILD%/*}/provider
work=$(mktemp -d /tmp/pyverbs.XXXXXX)

# outcomes FILE DEVICE PREFIX...
outcomes()
{
	timeout $((240 * PATIENCE)) "${@:3}" /usr/bin/python3 "$SRC/tests/guest/run_pyverbs.py" "$provider/tests" \
		"$2" 1 >"$1" 2>"$1.err"
	echo "the end	status $?" >>"$1"
}

ok "rdma_ucm, ib_uverbs and the module load" modprobe -a rdma_ucm ib_uverbs rdma_uapi
ok "rdmasim loads, and an exporter of dma-bufs" modprobe -a rdmasim simbuf
for id in 0 1; do
	ok "HCA $id" eval "echo '$id 2 ib' >/sys/bus/rdmasim/new_device"
	ok "it is active" wait_active "rdmasim$id" 1
done
ok "the provider and the tests are there (tests/vm/provider.sh)" ls -d "$provider"/librdmasim-*.so "$provider/tests"
mkdir "$work/drivers"
echo "driver $provider/librdmasim" >"$work/drivers/rdmasim.driver"
mount --bind "$work/drivers" /etc/libibverbs.d
trap 'umount /etc/libibverbs.d' EXIT

# Side by side, each on an HCA of its own.
rdma_core_tests()
{
	local skipped='' name ours stock
	local -A ended

	outcomes "$work/ours" rdmasim1 "$SRC/tests/vm/box.sh" "$RDMA_UAPI_BUILD/bin/rdma-uapi" run -- &
	outcomes "$work/stock" rdmasim0
	wait
	sed -i 's/rdmasim[01]/rdmasim/g' "$work/stock" "$work/ours"
	while IFS=$'\t' read -r name ours; do ended[$name]=$ours; done <"$work/ours"
	while IFS=$'\t' read -r name stock; do
		ours=${ended[$name]:-is not there}
		case $stock in
		skipped*)
			[[ $ours == "$stock" ]] && skipped+=$'\n'"$name ($stock)" || is "$name: as on the stock stack" "$ours" "$stock"
			;;
		failed*) fail "$name: on the stock stack" "$stock" ;;
		*) is "$name" "$ours" "$stock" ;;
		esac
	done <"$work/stock"
	is "both ran the same tests" "$(cut -f1 "$work/ours")" "$(cut -f1 "$work/stock")"
	like "and to their end" "$(tail -n 1 "$work/stock")" "status 0"
	# What stops to work on both is skipped on both: as many have to succeed as did.
	ok "no fewer than 107 succeed" test "$(grep -cP '\tok$' "$work/ours")" -ge 107
	like "those of traffic, of completion events, of XRC among them" "$(grep -P '\tok$' "$work/ours")" \
		"test_atomic.*test_cq_events.*test_qpex.QpExTestCase.test_qp_ex_xrc_send"
	diag "rdmasim has nothing for:$skipped"
	[[ ! -s $work/stock.err && ! -s $work/ours.err ]] || diag "$(tail -n 5 "$work/stock.err" "$work/ours.err")"
}

# What is fetched is rdma-core 44's, for its pyverbs and a Python before 3.13.
if ((${KVER%%.*} < 7)); then
	rdma_core_tests
else
	skip "rdma-core's tests" "those of rdma-core 44 are not for the pyverbs of this userland"
fi

# ---- what only queues that programs map have ----------------------------------------

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ours=("$SRC/tests/vm/box.sh" "$RDMA_UAPI_BUILD/bin/rdma-uapi" run --)
program "$GUEST_PROGRAMS/rdmasim" rdmasim0 own
program "${ours[@]}" "$GUEST_PROGRAMS/rdmasim" rdmasim1 own

# ---- raw packets, spread over work queues ------------------------------------------

for id in 2 3; do
	ok "HCA $id, with a RoCE port" sim_add "$id"
done
# Where the frames go.
ip link set rdmasim3p1 address 02:00:00:00:00:99
program "$GUEST_PROGRAMS/rss" rdmasim2 rdmasim3
program "${ours[@]}" "$GUEST_PROGRAMS/rss" rdmasim2 rdmasim3

modprobe -r rdmasim
ok "the module can be removed" rmmod rdma_uapi
done_testing
