# RDMA devices for scenarios to run on.  Source it.
# shellcheck shell=bash

. "${BASH_SOURCE[0]%/*}/guest-only.sh" || exit

# Of the interfaces below the devices; with 9000, rxe has an MTU of 4096.
: "${veth_mtu:=1500}"

# rxe_up [COUNT]: one pair of veth interfaces in the initial network namespace
# (rxe works in no other before Linux 7), vethr0 with 10.1.0.1 and vethr1 with
# 10.1.0.2, and rxe0 on the first; with COUNT 2 rxe1 on the second.  One device
# is enough to talk to itself.
rxe_up()
{
	modprobe rdma_rxe &&
		ip link add vethr0 mtu "$veth_mtu" type veth peer name vethr1 mtu "$veth_mtu" &&
		ip addr add 10.1.0.1/24 dev vethr0 &&
		ip addr add 10.1.0.2/24 dev vethr1 &&
		ip link set vethr0 up &&
		ip link set vethr1 up &&
		rdma link add rxe0 type rxe netdev vethr0 || return
	((${1:-1} < 2)) || rdma link add rxe1 type rxe netdev vethr1 || return
	wait_active rxe0
}

# siw_up: network namespaces sA and sB joined by a veth pair, siw0 on veths0
# (10.2.0.1) in the one and siw1 on veths1 (10.2.0.2) in the other.
siw_up()
{
	modprobe siw && modprobe iw_cm || return
	ip netns add sA && ip netns add sB &&
		ip link add veths0 netns sA type veth peer name veths1 netns sB &&
		ip -n sA addr add 10.2.0.1/24 dev veths0 &&
		ip -n sB addr add 10.2.0.2/24 dev veths1 &&
		ip -n sA link set lo up &&
		ip -n sB link set lo up &&
		ip -n sA link set veths0 up &&
		ip -n sB link set veths1 up &&
		ip netns exec sA rdma link add siw0 type siw netdev veths0 &&
		ip netns exec sB rdma link add siw1 type siw netdev veths1 &&
		wait_active siw0 && wait_active siw1
}

# siw_pair_up NAME: siw0 on veths0 (10.2.0.1) in the initial network namespace,
# siw1 on veths1 (10.2.0.2) in the new one NAME.
siw_pair_up()
{
	modprobe siw && modprobe iw_cm || return
	ip netns add "$1" &&
		ip link add veths0 mtu "$veth_mtu" type veth \
			peer name veths1 netns "$1" mtu "$veth_mtu" &&
		ip addr add 10.2.0.1/24 dev veths0 &&
		ip -n "$1" addr add 10.2.0.2/24 dev veths1 &&
		ip -n "$1" link set lo up &&
		ip link set veths0 up &&
		ip -n "$1" link set veths1 up &&
		rdma link add siw0 type siw netdev veths0 &&
		ip netns exec "$1" rdma link add siw1 type siw netdev veths1 &&
		wait_active siw0 && wait_active siw1
}

# rdma_down: removes every RDMA device, network namespace and veth pair.
rdma_down()
{
	local device namespace

	for device in $(rdma_devices); do
		rdma link delete "$device" 2>/dev/null
	done
	for namespace in $(ip netns list | cut -d' ' -f1); do
		ip netns delete "$namespace"
	done
	for device in $(ip -o link show type veth | sed 's/^[0-9]*: \([^@:]*\).*/\1/'); do
		ip link delete "$device" 2>/dev/null
	done
	return 0
}

# rdma_listens [PREFIX]...: a program on the stock stack has a listening id.
rdma_listens()
{
	"$@" rdma resource show cm_id | grep -q 'state LISTEN'
}

rdma_devices()
{
	ls /sys/class/infiniband 2>/dev/null
}

# wait_active DEVICE [PORT]: a port becomes active a moment after its netdev.
wait_active()
{
	local state=/sys/class/infiniband/$1/ports/${2:-1}/state i

	for ((i = 0; i < 600; i++)); do
		[[ $(cat "$state" 2>/dev/null) != *ACTIVE* ]] || return 0
		sleep 0.1
	done
	echo "$1 did not become active: $(cat "$state" 2>&1)" >&2
	return 1
}
