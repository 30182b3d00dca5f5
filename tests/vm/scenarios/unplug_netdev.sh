#!/bin/bash
# cpus: 2
# Interfaces and network namespaces are removed, and with them their devices,
# under programs that hold them: promptly, and only theirs.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up 2
ok "siw's module loads" modprobe siw
ok "the module loads" modprobe rdma_uapi
unplug=$GUEST_PROGRAMS/unplug
for type in rxe siw; do
	program "$unplug" gone0 "$type" gone 10.3.0.1 rxe1 netdev
	ip link delete gone
	# Who holds the device there is in another network namespace.
	echo Y >/sys/module/rdma_uapi/parameters/shared_ports
	program "$unplug" gone0 "$type" gone 10.3.0.1 rxe1 netns
	echo N >/sys/module/rdma_uapi/parameters/shared_ports
	ip netns delete gone
	ok "$type: the device of a deleted namespace goes without holders, too" \
		eventually 30 test ! -e /sys/class/infiniband/gone0
done
rdma_down
ok "the drivers can be unloaded" modprobe -r rdma_rxe siw
ok "the module can be removed" rmmod rdma_uapi
done_testing
