# RDMA devices for scenarios to run on.  Source it.
# shellcheck shell=bash

. "${BASH_SOURCE[0]%/*}/guest-only.sh" || exit
. "${BASH_SOURCE[0]%/*}/nap.sh"

# Of the interfaces below the devices; with 9000, rxe has an MTU of 4096.
: "${veth_mtu:=1500}"

# What follows starts as few programs as it can, as each start costs a tenth of a
# second of an emulated CPU: of ip and rdma one for many commands.

# loaded MODULE...: the modules are loaded, if they were not.
loaded()
{
	local module

	for module; do
		[[ -e /sys/module/$module ]] || { modprobe -a "$@"; return; }
	done
}

# on_one_cpu [COMMAND [ARGUMENT]...]: for both ends of rsockets over rxe; without a
# command this shell stays there.  On two CPUs the end that is told to close may have
# its QP stopped before rxe has sent the last acknowledgement, and rxe takes the 7
# retries of rsockets for as many as it takes: the other end waits for ever, on the
# stock stack as well (docs/lessons.md).
on_one_cpu()
{
	taskset -cp 0 "$BASHPID" >/dev/null && "$@"
}

# rxe_up [COUNT]: one pair of veth interfaces in the initial network namespace
# (rxe works in no other before Linux 7), vethr0 with 10.1.0.1 and vethr1 with
# 10.1.0.2, and rxe0 on the first; with COUNT 2 rxe1 on the second.  One device
# is enough to talk to itself.
rxe_up()
{
	loaded rdma_rxe || return
	ip -batch - <<-END &&
		link add vethr0 mtu $veth_mtu type veth peer name vethr1 mtu $veth_mtu
		addr add 10.1.0.1/24 dev vethr0
		addr add 10.1.0.2/24 dev vethr1
		link set vethr0 up
		link set vethr1 up
	END
		rdma link add rxe0 type rxe netdev vethr0 || return
	((${1:-1} < 2)) || rdma link add rxe1 type rxe netdev vethr1 || return
	wait_active rxe0
}

# siw_up: network namespaces sA and sB joined by a veth pair, siw0 on veths0
# (10.2.0.1) in the one and siw1 on veths1 (10.2.0.2) in the other.
siw_up()
{
	loaded siw iw_cm || return
	ip -batch - <<-END &&
		netns add sA
		netns add sB
		link add veths0 netns sA type veth peer name veths1 netns sB
	END
		far_end sA veths0 10.2.0.1 && far_end sB veths1 10.2.0.2 &&
		nsenter --net=/run/netns/sA rdma link add siw0 type siw netdev veths0 &&
		nsenter --net=/run/netns/sB rdma link add siw1 type siw netdev veths1 &&
		wait_active siw0 && wait_active siw1
}

# siw_pair_up NAME: siw0 on veths0 (10.2.0.1) in the initial network namespace,
# siw1 on veths1 (10.2.0.2) in the new one NAME.  Both ends are up before there
# is a device: siw looks at the carrier of its interface but once.
siw_pair_up()
{
	loaded siw iw_cm || return
	ip -batch - <<-END &&
		netns add $1
		link add veths0 mtu $veth_mtu type veth peer name veths1 netns $1 mtu $veth_mtu
		addr add 10.2.0.1/24 dev veths0
		link set veths0 up
	END
		far_end "$1" veths1 10.2.0.2 &&
		rdma link add siw0 type siw netdev veths0 &&
		nsenter --net="/run/netns/$1" rdma link add siw1 type siw netdev veths1 &&
		wait_active siw0 && wait_active siw1
}

# siw_far NAME: what siw1 of siw_pair_up() or siw_up(), in NAME, sends is on its way for
# a while.  Of siw1 are to be those who connect, if they send as soon as they are
# connected: siw answers before it listens to the connection, forgets what arrives in
# between, and who connects may wait for ever, on the stock stack as well
# (docs/lessons.md).  The other way there is no delay: see siw_again().
siw_far() { loaded sch_netem && nsenter --net="/run/netns/$1" tc qdisc add dev veths1 root netem delay 10ms; }

# siw_again LOG COMMAND...: for connections of rsockets over siw, which send as soon as
# they have accepted.  If that arrives before siw has read the answer it takes it for a
# part of it, and the connection ends with EINVAL, on the stock stack as well
# (docs/lessons.md).  When LOG says so, COMMAND has two more tries.
siw_again()
{
	local try

	for try in 1 2 3; do
		"${@:2}" && return
		grep -q 'Invalid argument$' "$1" || return
		echo "siw took data for a part of its answer, try $try of 3"
	done
	return 1
}

# rxe_pair_up NAME: rxe0 on vethn0 (10.4.0.1) in the initial network namespace, rxe1
# on vethn1 (10.4.0.2) in the new one NAME.  Since Linux 7.
rxe_pair_up()
{
	loaded rdma_rxe || return
	ip -batch - <<-END &&
		netns add $1
		link add vethn0 type veth peer name vethn1 netns $1
		addr add 10.4.0.1/24 dev vethn0
		link set vethn0 up
	END
		far_end "$1" vethn1 10.4.0.2 &&
		rdma link add rxe0 type rxe netdev vethn0 &&
		nsenter --net="/run/netns/$1" rdma link add rxe1 type rxe netdev vethn1 &&
		wait_active rxe0 && wait_active rxe1
}

# sim_up [COUNT]: a simulated HCA with a RoCE port, rdmasim0, on rdmasim0p1 with
# 10.3.0.1; with COUNT 2 rdmasim1 beside it, with 10.3.0.2.
sim_up()
{
	local id

	loaded rdmasim simbuf || return
	for ((id = 0; id < ${1:-1}; id++)); do
		sim_add "$id" || return
	done
}

# sim_add ID: one of them.
sim_add()
{
	echo "$1 1 roce" >/sys/bus/rdmasim/new_device &&
		ip addr add "10.3.0.$(($1 + 1))/24" dev "rdmasim$1p1" &&
		ip link set "rdmasim$1p1" up && wait_active "rdmasim$1"
}

# ipoib_of DEVICE PORT: the netdev of ib_ipoib on a port.
ipoib_of()
{
	local path

	for path in "/sys/class/infiniband/$1/device/net/"*; do
		[[ $(cat "$path/type") != 32 ]] || (($(cat "$path/dev_port") != $2 - 1)) ||
			echo "${path##*/}"
	done
}

# far_end NAMESPACE NETDEV ADDRESS
far_end()
{
	ip -n "$1" -batch - <<-END
		addr add $3/24 dev $2
		link set lo up
		link set $2 up
	END
}

# rdma_down: removes every RDMA device, network namespace and interface.
rdma_down()
{
	local path commands

	for path in /sys/class/infiniband/*; do
		[[ ! -e $path ]] || rdma link delete "${path##*/}" 2>/dev/null
	done
	[[ ! -e /sys/bus/rdmasim ]] || rmmod rdmasim
	[[ ! -e /sys/module/simbuf ]] || rmmod simbuf
	commands=
	for path in /run/netns/*; do
		[[ ! -e $path ]] || commands+="netns delete ${path##*/}"$'\n'
	done
	[[ -z $commands ]] || ip -force -batch - <<<"$commands"
	# One end of a veth pair goes with the other.
	for path in /sys/class/net/*; do
		[[ ${path##*/} == lo || ! -e $path ]] || ip link delete "${path##*/}" 2>/dev/null
	done
	return 0
}

# rdma_reset: what a scenario that fails half-way leaves besides: the module, and devices
# that are exclusive to network namespaces.
rdma_reset()
{
	[[ ! -e /sys/module/rdma_uapi ]] || rmmod rdma_uapi
	[[ ! -d /sys/module/ib_core ]] || rdma system set netns shared
}

# rdma_left: there is something for rdma_down to remove.
rdma_left()
{
	local path

	for path in /sys/class/infiniband/* /run/netns/* /sys/class/net/*; do
		[[ ${path##*/} == lo || ! -e $path ]] || return 0
	done
	return 1
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
	local state=/sys/class/infiniband/$1/ports/${2:-1}/state word i

	for ((i = 0; i < 600; i++)); do
		{ read -r word <"$state"; } 2>/dev/null || word=
		[[ $word != *ACTIVE* ]] || return 0
		nap
	done
	echo "$1 did not become active: $(cat "$state" 2>&1)" >&2
	return 1
}
