#!/bin/bash
# The simulated HCA (docs/rdmasim.md) on the stock stack: instances come and go,
# IPoIB and rdma_cm work on InfiniBand ports and on RoCE ports in network
# namespaces, requests end as they should, knobs turn.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

bus=/sys/bus/rdmasim
knobs=/sys/kernel/debug/rdmasim

new_device()
{
	echo "$1" >"$bus/new_device"
}

del_device()
{
	echo "$1" >"$bus/del_device"
}

# refuses ERRNO-TEXT FILE LINE: with that error, and no device comes or goes.
refuses()
{
	local before said

	before=$(rdma_devices)
	said=$(printf '%s' "$3" 2>&1 >"$bus/$2") && { echo "it was taken"; return 1; }
	[[ $said == *"$1"* ]] || { echo "$said"; return 1; }
	[[ $(rdma_devices) == "$before" ]]
}

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

# pings PREFIX ADDRESS: a ping is answered, soon.
pings()
{
	# shellcheck disable=SC2086 # words
	eventually 20 $1 ping -q -c 1 -W 1 "$2"
}

no_carrier()
{
	$far ip link show "$ib1" up | grep -q NO-CARRIER
}

port()
{
	cat "/sys/class/infiniband/$1/ports/$2/$3"
}

# holds_uverbs PID: it has opened a device.
holds_uverbs()
{
	[[ $(ls -l "/proc/$1/fd") == *uverbs* ]]
}

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "ib_ipoib and rdma_ucm load" modprobe -a ib_ipoib rdma_ucm
ok "rdmasim loads, and makes nothing" modprobe rdmasim
is "no device is there" "$(rdma_devices)" ""

# ---- instances ---------------------------------------------------------------

for line in " " 0 "0 1" "0 1 ethernet" "0 1 ib 2" "x 1 ib" "0 x ib" "-1 1 ib" "0 1 i" "0,1,ib" \
	"$(printf '%5000d' 0)"; do
	ok "new_device refuses '${line::20}'" refuses "Invalid argument" new_device "$line"
done
for line in "0 0 ib" "0 9 ib" "4096 1 ib"; do
	ok "new_device refuses '$line'" refuses "out of range" new_device "$line"
done
ok "del_device refuses what is not there" refuses "No such device" del_device 0
ok "del_device refuses what is no number" refuses "Invalid argument" del_device "0 1"
ok "an HCA with two InfiniBand ports" new_device "0 2 ib"
ok "not twice" refuses "File exists" new_device "0 1 roce"
is "its name" "$(rdma_devices)" rdmasim0
ok "port 1 is active" wait_active rdmasim0 1
ok "port 2 is active" wait_active rdmasim0 2
is "its layer" "$(port rdmasim0 1 link_layer)" InfiniBand
is "both have LIDs, different ones" "$(printf '%d\n' "$(port rdmasim0 1 lid)" "$(port rdmasim0 2 lid)" |
	sort -u | grep -cv '^0$')" 2
is "the administrator has another" "$(port rdmasim0 2 sm_lid)" 0x1
is "its GID" "$(port rdmasim0 2 gids/0)" fe80:0000:0000:0000:0252:5300:0000:0002
is "counters by MADs" "$(port rdmasim0 1 counters/link_downed)" 0
like "ibv_devinfo shows both ports" "$(ibv_devinfo -d rdmasim0)" \
	"phys_port_cnt:.*2.*PORT_ACTIVE.*PORT_ACTIVE.*InfiniBand"

like "rdma resource shows what the driver says of QPs" "$(rdma -dd resource show qp)" "max_sends [1-9]"
like "and of CQs" "$(rdma -dd resource show cq)" "completions 0.*overrun 0"

# ---- requests ------------------------------------------------------------------

ok "an exporter of dma-bufs loads" modprobe simbuf
program "$GUEST_PROGRAMS/rdmasim" rdmasim0
ok "and nobody has any of its buffers" rmmod simbuf
ok "an HCA that will go" new_device "9 1 ib"
ok "it is active" wait_active rdmasim9 1
program "$GUEST_PROGRAMS/rdmasim" rdmasim9 gone

# ---- IPoIB and rdma_cm -----------------------------------------------------------

ib0=$(ipoib_of rdmasim0 1)
ib1=$(ipoib_of rdmasim0 2)
ip netns add far
far="ip netns exec far"
ip link set "$ib1" netns far
ip addr add 10.9.0.1/24 dev "$ib0"
ip -n far addr add 10.9.0.2/24 dev "$ib1"
ip link set "$ib0" up
ip -n far link set "$ib1" up
ok "IPoIB: ping from port 1 to port 2" pings "" 10.9.0.2
ok "IPoIB: and back" pings "$far" 10.9.0.1
ok "rping over it" rping_pair 10.9.0.1 "" "$far"
if [[ $KERNEL == debug ]]; then
	skip "IPoIB: ping in connected mode" "the sanitizer kernel's IPoIB has none"
else
	ok "connected mode" bash -c "echo connected >/sys/class/net/$ib0/mode"
	ok "connected mode there" $far bash -c "echo connected >/sys/class/net/$ib1/mode"
	ok "IPoIB: ping in connected mode" pings "" 10.9.0.2
fi
echo 0 >"$knobs/rdmasim0/port/2/link"
ok "a port that goes down takes its netdev along" \
	eventually 10 no_carrier
echo 1 >"$knobs/rdmasim0/port/2/link"
ok "and back" pings "" 10.9.0.2
echo "ffff 8001" >"$knobs/rdmasim0/port/1/pkeys"
echo "ffff 8001" >"$knobs/rdmasim0/port/2/pkeys"
ip link add child0 link "$ib0" type ipoib pkey 0x8001
ip -n far link add child1 link "$ib1" type ipoib pkey 0x8001
ip addr add 10.10.0.1/24 dev child0
ip -n far addr add 10.10.0.2/24 dev child1
ip link set child0 up
ip -n far link set child1 up
ok "IPoIB: ping in partition 8001" pings "" 10.10.0.2

# ---- what only the kernel posts ---------------------------------------------------

nvmet=/sys/kernel/config/nvmet

# nvme_target ADDRESS FILE: offers the file.
nvme_target()
{
	mkdir "$nvmet/subsystems/sim" "$nvmet/subsystems/sim/namespaces/1" "$nvmet/ports/1" &&
		echo 1 >"$nvmet/subsystems/sim/attr_allow_any_host" &&
		echo -n "$2" >"$nvmet/subsystems/sim/namespaces/1/device_path" &&
		echo 1 >"$nvmet/subsystems/sim/namespaces/1/buffered_io" &&
		echo 1 >"$nvmet/subsystems/sim/namespaces/1/enable" &&
		echo rdma >"$nvmet/ports/1/addr_trtype" &&
		echo ipv4 >"$nvmet/ports/1/addr_adrfam" &&
		echo "$1" >"$nvmet/ports/1/addr_traddr" &&
		echo 4420 >"$nvmet/ports/1/addr_trsvcid" &&
		ln -s "$nvmet/subsystems/sim" "$nvmet/ports/1/subsystems/sim"
}

nvme_connect()
{
	test -c /dev/nvme-fabrics && echo "$1" >/dev/nvme-fabrics
}

nvme_target_end()
{
	rm "$nvmet/ports/1/subsystems/sim" &&
		rmdir "$nvmet/ports/1" "$nvmet/subsystems/sim/namespaces/1" "$nvmet/subsystems/sim"
}

if [[ $KERNEL != debug ]]; then
	mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
	truncate -s 16M /tmp/disk
	head -c 3M /dev/urandom >/tmp/written
	ok "NVMe over Fabrics loads" modprobe -a nvmet-rdma nvme-rdma
	ok "a disk is offered" nvme_target 10.9.0.1 /tmp/disk
	ok "and found" nvme_connect transport=rdma,traddr=10.9.0.1,trsvcid=4420,nqn=sim,nr_io_queues=1,queue_size=32
	ok "it comes" eventually 20 test -b /dev/nvme0n1
	ok "it is written" dd if=/tmp/written of=/dev/nvme0n1 bs=256k oflag=direct
	ok "with what was sent" cmp -n $((3 << 20)) /tmp/written /tmp/disk
	ok "and read" dd if=/dev/nvme0n1 of=/tmp/read bs=256k count=12 iflag=direct
	ok "the same" cmp /tmp/written /tmp/read
	ok "the disk goes" bash -c 'echo 1 >/sys/class/nvme/nvme0/delete_controller'
	ok "and its target" nvme_target_end
	ok "NVMe over Fabrics goes" modprobe -r nvme-rdma nvmet-rdma
else
	skip "NVMe over Fabrics" "the sanitizer kernel has none"
fi

# ---- RoCE --------------------------------------------------------------------------

ok "an HCA with two RoCE ports" new_device "1 2 roce"
is "its layer" "$(port rdmasim1 1 link_layer)" Ethernet
ip link set rdmasim1p2 netns far
ip addr add 10.11.0.1/24 dev rdmasim1p1
ip -n far addr add 10.11.0.2/24 dev rdmasim1p2
like "down with its netdev" "$(port rdmasim1 1 state)" DOWN
ip link set rdmasim1p1 up
ip -n far link set rdmasim1p2 up
ok "up with its netdev" wait_active rdmasim1 1
ok "in the other network namespace as well" wait_active rdmasim1 2
ok "RoCE: ping" pings "" 10.11.0.2
ok "RoCE: rping between network namespaces" rping_pair 10.11.0.1 "" "$far"
ip -n far link set rdmasim1p2 netns 1
ip addr add 10.11.0.2/24 dev rdmasim1p2
ip link set rdmasim1p2 up
ok "a netdev comes back" wait_active rdmasim1 2

# ---- the end -------------------------------------------------------------------------

ok "eight ports" new_device "4095 8 ib"
ok "the last one is active" wait_active rdmasim4095 8
ibv_rc_pingpong -d rdmasim0 -i 1 >/dev/null &
server=$!
ibv_rc_pingpong -d rdmasim4095 -i 8 -n 200 localhost >/run/pingpong 2>&1 ||
	{ sleep 1; ibv_rc_pingpong -d rdmasim4095 -i 8 -n 200 localhost >/run/pingpong 2>&1; }
like "ibv_rc_pingpong from one HCA to the other" "$(</run/pingpong)" "200 iters in"
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
rping -s -P -a 10.9.0.1 &
server=$!
eventually 20 rdma_listens
$far timeout 60 rping -c -a 10.9.0.1 -C 100000 >/dev/null 2>&1 &
client=$!
ok "a connection is there" eventually 20 bash -c "rdma resource show cm_id | grep -q CONNECT"
ok "the HCA can be removed under it" within 20 del_device 0
ok "and is gone" test ! -e /sys/class/infiniband/rdmasim0
kill "$server" "$client" 2>/dev/null
wait "$server" "$client" 2>/dev/null
ibv_rc_pingpong -d rdmasim4095 -i 1 >/dev/null &
server=$!
ok "a program has a device open" eventually 10 holds_uverbs "$server"
ok "the module is unloaded under it" within 20 rmmod rdmasim
is "every device is gone" "$(rdma_devices)" ""
ok "and the bus" test ! -e "$bus"
ok "and no netdev is left" test -z "$(ls -d /sys/class/net/rdmasim* /sys/class/net/ib* 2>/dev/null)"
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
ok "it can be loaded again" modprobe rdmasim
ok "and unloaded" rmmod rdmasim
ip netns delete far
ok "ib_ipoib is unloaded" modprobe -r ib_ipoib
done_testing
