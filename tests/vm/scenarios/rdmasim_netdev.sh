#!/bin/bash
# RoCE ports of the simulated HCA on netdevs that are there (docs/rdmasim.md): veth
# in network namespaces, VLANs, a bond whose active slave changes, a bridge; raw packets.
# Unmodified programs on the stock stack and over the device.  What becomes of a
# port when its netdev moves or goes.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/vm/pair.sh"
. "$SRC/tests/guest/program.sh"

bus=/sys/bus/rdmasim
class=/sys/class/infiniband
work=$(mktemp -d /tmp/sim.XXXXXX)
in_far="ip netns exec far"

# refuses ERRNO-TEXT COMMAND...: with that error, and no device comes.
refuses()
{
	local wanted=$1 before said

	shift
	before=$(rdma_devices)
	said=$("$@" 2>&1) && { echo "it was taken"; return 1; }
	[[ $said == *"$wanted"* ]] || { echo "$said"; return 1; }
	[[ $(rdma_devices) == "$before" ]]
}

new_device()
{
	printf '%s' "$1" >"$bus/new_device"
}

# gids_of DEVICE PORT: NETDEV GID of each.
gids_of()
{
	local dir=$class/$1/ports/$2 file gid ndev

	for file in "$dir"/gids/*; do
		read -r gid <"$file"
		[[ $gid == 0000:0000:0000:0000:0000:0000:0000:0000 ]] ||
			{ read -r ndev <"$dir/gid_attrs/ndevs/${file##*/}"; } 2>/dev/null && echo "$ndev $gid"
	done 2>/dev/null | sort -u
}

# has_gid DEVICE PORT NETDEV ADDRESS, the last two octets of it in hexadecimal.
has_gid()
{
	gids_of "$1" "$2" | grep -q "^$3 .*:ffff:$4$"
}

has_no_gid() { ! has_gid "$@"; }

gone() { [[ ! -e $class/$1 ]]; }

state_is()
{
	grep -q "$3" "$class/$1/ports/$2/state"
}

# rping_both NAME ADDRESS: from the other network namespace to the address, on the
# stock stack and over the device.
rping_both()
{
	ok "$1: rping on the stock stack" pair "rdma_listens" \
		rping -s -a "$2" -C 3 -v -- $in_far rping -c -a "$2" -C 3 -v
	ok "$1: rping over the device" pair "listening rping" \
		here rping -s -a "$2" -C 3 -v -- far rping -c -a "$2" -C 3 -v
	is "$1: it pinged three times" "$(grep -c 'ping data: rdma-ping' "$work/client")" 3
}

ok "the modules load" modprobe -a rdma_uapi rdmasim rdma_ucm bonding 8021q

# ---- rdma link add, on veth -------------------------------------------------------------

ip -batch - <<-END
	netns add far
	link add here0 type veth peer name far0 netns far
	addr add 10.12.0.1/24 dev here0
	link set here0 up
END
far_end far far0 10.12.0.2
ok "rdma link add" rdma link add simhere type rdmasim netdev here0
ok "in the other network namespace" $in_far rdma link add simfar type rdmasim netdev far0
ok "it is active" wait_active simhere
ok "and the other" wait_active simfar
like "rdma link knows its netdev" "$(rdma link show simhere/1)" "state ACTIVE.* netdev here0"
ok "its GIDs are those of the netdev" eventually 10 has_gid simhere 1 here0 0a0c:0001
for line in "No such device:simnone:none0" "File exists:simtwo:here0" "not supported:simlo:lo"; do
	IFS=: read -r error name netdev <<<"$line"
	ok "rdma link add refuses $netdev" refuses "$error" rdma link add "$name" type rdmasim netdev "$netdev"
done
ip link add other0 type dummy
ok "rdma link add refuses a name that is there" refuses "File exists" \
	rdma link add simhere type rdmasim netdev other0
for line in "Invalid argument:3 2 roce other0" "Invalid argument:3 1 roce other0 here0" \
	"Invalid argument:3 1 ib other0" "No such device:3 1 roce none0" "File exists:3 2 roce other0 other0" \
	"File exists:3 1 roce here0" "not supported:3 1 roce lo"; do
	ok "new_device refuses ${line#*:}" refuses "${line%%:*}" new_device "${line#*:}"
done
rping_both veth 10.12.0.1

# v1_of DEVICE: the index of its first GID of RoCE v1.
v1_of()
{
	local file

	for file in "$class/$1/ports/1/gid_attrs/types/"*; do
		[[ $(cat "$file" 2>/dev/null) != "IB/RoCE v1" ]] || { echo "${file##*/}"; return; }
	done
}

for program in ibv_rc_pingpong ibv_ud_pingpong; do
	ok "$program by RoCE v1 on the stock stack" pair "tcp_listening 18515" \
		$program -d simhere -g "$(v1_of simhere)" -s 1000 -n 50 -- \
		$in_far $program -d simfar -g "$(v1_of simfar)" -s 1000 -n 50 10.12.0.1
	ok "$program by RoCE v1 over the device" pair "tcp_listening 18515" \
		here $program -d simhere -g "$(v1_of simhere)" -s 1000 -n 50 -- \
		far $program -d simfar -g "$(v1_of simfar)" -s 1000 -n 50 10.12.0.1
done

# ---- raw packets --------------------------------------------------------------------------

program "$GUEST_PROGRAMS/packets" simhere simfar
# Both from here, which only ib_uverbs lets a program do.
echo Y >/sys/module/rdma_uapi/parameters/shared_ports
program "$box" "$cli" run -- "$GUEST_PROGRAMS/packets" simhere simfar
echo N >/sys/module/rdma_uapi/parameters/shared_ports

# ---- VLANs --------------------------------------------------------------------------------

ip -batch - <<-END
	link add link here0 name here0.7 type vlan id 7
	addr add 10.13.0.1/24 dev here0.7
	link set here0.7 up
END
ip -n far link add link far0 name far0.7 type vlan id 7
far_end far far0.7 10.13.0.2
ok "the GID of a VLAN" eventually 10 has_gid simhere 1 here0.7 0a0d:0001
rping_both VLAN 10.13.0.1

# ---- a bond -------------------------------------------------------------------------------

ip -batch - <<-END
	link add bond0 type bond mode active-backup miimon 100
	link add e0 type veth peer name f0 netns far
	link add e1 type veth peer name f1 netns far
	link set e0 master bond0
	link set e1 master bond0
	addr add 10.14.0.1/24 dev bond0
	link set bond0 up
END
ip -n far -batch - <<-END
	link add br0 type bridge
	link set f0 master br0
	link set f1 master br0
	link set f0 up
	link set f1 up
END
far_end far br0 10.14.0.2
ok "an HCA whose ports are the slaves" new_device "5 2 roce e0 e1"
ok "one on a bridge" $in_far rdma link add simbr type rdmasim netdev br0
ok "both ports are active" wait_active rdmasim5 2
ok "the bridge's" wait_active simbr
ok "the bond's GID is at its active slave" eventually 10 has_gid rdmasim5 1 bond0 0a0e:0001
ok "and not at the other" has_no_gid rdmasim5 2 bond0 0a0e:0001
rping_both bond 10.14.0.1
ip link set e0 down
ok "a slave that is down is a port that is down" eventually 10 state_is rdmasim5 1 DOWN
ok "the bond's GID moves" eventually 10 has_gid rdmasim5 2 bond0 0a0e:0001
ok "from where it was" eventually 10 has_no_gid rdmasim5 1 bond0 0a0e:0001
rping_both "bond, after failover" 10.14.0.1

# ---- netdevs that move and go ---------------------------------------------------------------

ip link set e0 nomaster
ip link set e0 netns far
ip -n far link set e0 up
ok "a netdev that moves takes its port along" wait_active rdmasim5 1
ip -n far link delete f0
ok "a port whose netdev is gone is down" eventually 10 state_is rdmasim5 1 DOWN
ok "its HCA is there" test -e "$class/rdmasim5"
rping_both "the other port" 10.14.0.1
ip link delete e1
ok "with its last netdev it goes" eventually 10 gone rdmasim5
ok "so its number is free" new_device "5 1 roce other0"
ibv_rc_pingpong -d simhere -g 0 >/dev/null 2>&1 &
server=$!
ok "a program waits" eventually 20 tcp_listening 18515
ok "rdma link delete removes the HCA under it" within 20 rdma link delete simhere
ok "and it is gone" gone simhere
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
ok "rdma link delete removes what the bus has made" rdma link delete rdmasim5
ok "and made anew" rdma link add simhere type rdmasim netdev here0
ip link delete here0
ok "both ends of a veth pair, and both HCAs" eventually 10 gone simhere
ok "also in the other network namespace" eventually 10 gone simfar
ip netns delete far
ok "a network namespace takes its HCAs along" eventually 10 gone simbr
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u | grep -v 'ctx 0')" ""
for i in {1..20}; do
	rdma link add "sim$i" type rdmasim netdev other0 &&
		if ((i % 2)); then rdma link delete "sim$i" & else ip link delete other0 & fi
	wait
	[[ -e /sys/class/net/other0 ]] || ip link add other0 type dummy
done
rdma link add last type rdmasim netdev other0
rdma link delete last &
ok "the module goes while an HCA does" rmmod rdmasim
wait "$!"
is "nothing is left" "$(rdma_devices)" ""
ok "the module can be removed" rmmod rdma_uapi
rm -r "$work"
done_testing
