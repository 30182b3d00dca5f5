#!/bin/bash
# HCAs whose programs post and poll through the kernel: the simulated one
# (docs/rdmasim.md), with InfiniBand ports and with RoCE ports.  Natively, and by
# unmodified programs and their provider library where there is no
# /dev/infiniband.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/vm/pair.sh"
. "$SRC/tests/guest/program.sh"

bus=/sys/bus/rdmasim
work=$(mktemp -d /tmp/sim.XXXXXX)

# new_device LINE PORT...: an instance whose ports are active.
new_device()
{
	local line=$1 port

	shift
	echo "$line" >"$bus/new_device" || return
	for port; do
		wait_active "rdmasim${line%% *}" "$port" || return
	done
}

# pingpong PROGRAM ARGUMENT...: from port 2 to port 1.
pingpong()
{
	local program=$1

	shift
	ok "$program $*" pair "tcp_listening 18515" here "$program" -d rdmasim0 -i 1 -n 50 "$@" -- \
		here "$program" -d rdmasim0 -i 2 -n 50 "$@" localhost
	like "it has 50 iterations" "$(<"$work/client")" "50 iters in"
}

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "rxe comes up" rxe_up
ok "the modules load" modprobe -a rdma_uapi rdmasim simbuf ib_ipoib
ok "an HCA with two InfiniBand ports" new_device "0 2 ib" 1 2
not_ok "the box has no /dev/infiniband" "$box" test -e /dev/infiniband

# ---- natively; removes the device ----------------------------------------------------

program "$GUEST_PROGRAMS/post" rdmasim0 rxe0
is "which has removed the device" "$(rdma_devices)" rxe0
ok "it comes back" new_device "0 2 ib" 1 2

# ---- unmodified programs, InfiniBand --------------------------------------------------

program "$box" "$cli" run -- "$GUEST_PROGRAMS/rdmasim" rdmasim0
ok "an HCA that will go" new_device "9 1 ib" 1
program "$box" "$cli" run -- "$GUEST_PROGRAMS/rdmasim" rdmasim9 gone
for program in ibv_rc_pingpong ibv_uc_pingpong ibv_ud_pingpong ibv_srq_pingpong; do
	pingpong "$program"
done
pingpong ibv_rc_pingpong -e
ok "ib_send_bw" pair "tcp_listening 18515" \
	here ib_send_bw -d rdmasim0 -i 1 -n 100 -s 4096 -F -- \
	here ib_send_bw -d rdmasim0 -i 2 -n 100 -s 4096 -F localhost

# ---- and by the connection manager ----------------------------------------------------

ip netns add far
ib1=$(ipoib_of rdmasim0 2)
ip link set "$ib1" netns far
ip addr add 10.9.0.1/24 dev "$(ipoib_of rdmasim0 1)"
ip -n far addr add 10.9.0.2/24 dev "$ib1"
ip link set "$(ipoib_of rdmasim0 1)" up
ip -n far link set "$ib1" up
ok "IPoIB: ping" eventually 20 ping -q -c 1 -W 1 10.9.0.2
ok "rping over IPoIB addresses" pair "listening rping" \
	here rping -s -a 10.9.0.1 -C 5 -v -- far rping -c -a 10.9.0.1 -C 5 -v
is "it pinged five times" "$(grep -c 'ping data: rdma-ping' "$work/client")" 5

# ---- RoCE ------------------------------------------------------------------------------

ok "an HCA with two RoCE ports" new_device "1 2 roce"
ip link set rdmasim1p2 netns far
ip addr add 10.11.0.1/24 dev rdmasim1p1
ip -n far addr add 10.11.0.2/24 dev rdmasim1p2
ip link set rdmasim1p1 up
ip -n far link set rdmasim1p2 up
ok "its first port is active" wait_active rdmasim1 1
ok "and its second" wait_active rdmasim1 2
ok "RoCE: ping" eventually 20 ping -q -c 1 -W 1 10.11.0.2
ok "rping between network namespaces" pair "listening rping" \
	here rping -s -a 10.11.0.1 -C 5 -v -- far rping -c -a 10.11.0.1 -C 5 -v

# ---- the end ---------------------------------------------------------------------------

is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
ok "the simulator goes" rmmod rdmasim
ip netns delete far
rdma_down
ok "ib_ipoib is unloaded" modprobe -r ib_ipoib
ok "the module can be removed" rmmod rdma_uapi
rm -r "$work"
done_testing
