#!/bin/bash
# Ports and P_Keys of one HCA in several network namespaces: a card with two ports that
# is split, RoCE and InfiniBand; what is refused; what moves while it is used; other
# threads, users and fds; and the setting that gives everything to everybody.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/vm/pair.sh"
. "$SRC/tests/guest/program.sh"

ports=$GUEST_PROGRAMS/ports
debugfs=/sys/kernel/debug
# shellcheck disable=SC2034 # for what is evaluated
parameter=/sys/module/rdma_uapi/parameters/shared_ports
in_ns() { nsenter --net="/run/netns/$1" "${@:2}"; }
list() { in_ns "$1" "$ports" list; }
lists() { [[ $(list "$1") == "$2" ]]; }
# over NAMESPACE COMMAND...: an unmodified program in a container.
over() { "$box" --netns "$1" "$cli" run -- "${@:2}"; }
# scan DEVICE: the GIDs in sysfs that are not empty, among the first of each port.
scan()
{
	local port i gid

	for port in 1 2; do
		for i in {0..15}; do
			read -r gid <"/sys/class/infiniband/$1/ports/$port/gids/$i" || continue
			[[ $gid == 0000:0000:0000:0000:0000:0000:0000:0000 ]] || echo "$port $i $gid"
		done
	done 2>/dev/null
}
new_device() { echo "$1" >/sys/bus/rdmasim/new_device; }

mountpoint -q "$debugfs" || mount -t debugfs none "$debugfs"
ok "the modules load" modprobe -a rdma_uapi rdmasim ib_uverbs
ok "network namespaces" ip -batch - <<-END
	netns add a
	netns add b
	netns add c
	netns add d
END
for ns in a b c d; do ip -n "$ns" link set lo up; done

# ---- no netdevs at all --------------------------------------------------------------------

ok "an HCA with InfiniBand ports, and no IPoIB" new_device "3 2 ib"
ok "it is active" wait_active rdmasim3 2
echo "ffff 8001 8002" >"$debugfs/rdmasim/rdmasim3/port/1/pkeys"
program "$ports" grants rdmasim3 1 1 2 c
ok "it goes" eval 'echo 3 >/sys/bus/rdmasim/del_device'
ok "IPoIB comes" modprobe ib_ipoib

# ---- RoCE ---------------------------------------------------------------------------------

ok "an HCA with two RoCE ports" new_device "0 2 roce"
is "here are both" "$("$ports" list)" "rdmasim0/1:rdmasim0p1 rdmasim0/2:rdmasim0p2"
is "and elsewhere none" "$(list a)" ""
ok "they are split" ip -batch - <<-END
	link set rdmasim0p1 netns a
	link set rdmasim0p2 netns b
END
ip -n a -batch - <<-END
	addr add 10.15.0.1/24 dev rdmasim0p1
	link set rdmasim0p1 up
END
ip -n b -batch - <<-END
	addr add 10.15.0.2/24 dev rdmasim0p2
	link set rdmasim0p2 up
END
ok "both are active" wait_active rdmasim0 2
is "one is here" "$(list a)" "rdmasim0/1:rdmasim0p1"
is "the other there" "$(list b)" "rdmasim0/2:rdmasim0p2"
is "and none is left" "$("$ports" list)" ""
program in_ns a "$ports" grants-nothing rdmasim0 1 c
program in_ns a "$ports" split rdmasim0 1 2
program in_ns a "$ports" fds rdmasim0 1 2 b
program in_ns a "$ports" moves rdmasim0 1 0 rdmasim0p1 a c

# Addresses are gone after that.
ip -n a -batch - <<-END
	addr add 10.15.0.1/24 dev rdmasim0p1
	link set rdmasim0p1 up
	link add link rdmasim0p1 name mac0 type macvlan mode bridge
	link set mac0 netns d
	link add link rdmasim0p1 name vlan7 type vlan id 7
	addr add 10.16.0.1/24 dev vlan7
	link set vlan7 up
END
is "an upper device without a GID gives nothing" "$(list d)" ""
ip -n d -batch - <<-END
	addr add 10.15.0.3/24 dev mac0
	link set mac0 up
END
ok "with one, it gives the port" eventually 10 lists d "rdmasim0/1:mac0"
like "an unmodified program finds its port, and the other one down" \
	"$(over d ibv_devinfo -d rdmasim0 | grep -oE 'port:.*|PORT_[A-Z]+' | tr -s '\t \n' ' ')" \
	"port: 1 PORT_ACTIVE port: 2 PORT_DOWN"
is "the GIDs that it finds in sysfs are those of the device" \
	"$(over d bash -c "$(declare -f scan); scan rdmasim0")" "$(in_ns d "$ports" gids rdmasim0)"
unlike "which has more" "$(scan rdmasim0)" "^$(in_ns d "$ports" gids rdmasim0)$"
unlike "where nothing is it finds nothing" "$(over c ibv_devices)" rdmasim
not_ok "not even a node" over c test -e /dev/infiniband/uverbs0
program in_ns d "$ports" netdevs rdmasim0
program in_ns d "$ports" split rdmasim0 1 2
program in_ns d "$ports" moves rdmasim0 1 0 mac0 d c
ok "an HCA that is elsewhere" new_device "2 1 roce"
ip link set rdmasim2p1 netns a
program in_ns c "$ports" comes rdmasim2 rdmasim2p1 a c

# ---- InfiniBand ---------------------------------------------------------------------------

ok "an HCA with two InfiniBand ports" new_device "1 2 ib"
ok "both are active" wait_active rdmasim1 2
ib1=$(ipoib_of rdmasim1 1) ib2=$(ipoib_of rdmasim1 2)
is "here are both" "$("$ports" list)" "rdmasim1/1:$ib1 rdmasim1/2:$ib2"
echo "ffff 8001 8002" >"$debugfs/rdmasim/rdmasim1/port/1/pkeys"
program "$ports" grants rdmasim1 1 1 2 c
ok "they are split" ip -batch - <<-END
	link set $ib1 netns a
	link set $ib2 netns b
END
ip -n a -batch - <<-END
	addr add 10.17.0.1/24 dev $ib1
	link set $ib1 up
	link add link $ib1 name child type ipoib pkey 0x8001
	link set child netns d
END
is "none is left" "$("$ports" list)" ""
program in_ns a "$ports" split rdmasim1 1 2
program in_ns b "$ports" split rdmasim1 2 1
program in_ns a "$ports" ids rdmasim1 1 2 10.17.0.1
is "a child of IPoIB brings its port" "$(list d | tr ' ' '\n' | grep rdmasim1)" "rdmasim1/1:child"
program in_ns d "$ports" pkeys rdmasim1 1 1 0
program in_ns d "$ports" pkeys rdmasim1 1 1 2
program in_ns a "$ports" pkeys rdmasim1 1 0 1
program in_ns a "$ports" pkeys rdmasim1 1 2 1
program in_ns d "$ports" moves rdmasim1 1 1 child d b
ip -n d link set dev child address "$(in_ns b cat "/sys/class/net/$ib2/address" 2>/dev/null)" 2>/dev/null
unlike "nor does a hardware address" "$(list d)" rdmasim1/2

# ---- the setting ----------------------------------------------------------------------------

ok "everything is everybody's" eval 'echo Y >"$parameter"'
is "as on the stock stack" "$(list c)" \
	"rdmasim0/1:- rdmasim0/2:- rdmasim2/1:- rdmasim1/1:- rdmasim1/2:-"
ok "no more" eval 'echo N >"$parameter"'
is "and there is nothing" "$(list c)" ""
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
