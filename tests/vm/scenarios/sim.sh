#!/bin/bash
# The simulated HCA under the module: what it alone has, and that it keeps the
# contract as other devices do: every action, events, connections of InfiniBand's
# connection manager.  It is raced for in races.sh.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "two simulated HCAs" sim_up 2
ok "the module loads" modprobe rdma_uapi
program "$GUEST_PROGRAMS/verbs_dm" rdmasim0
program "$GUEST_PROGRAMS/verbs_dmabuf" rdmasim0
program "$GUEST_PROGRAMS/verbs_device" rdmasim0
ok "one with two InfiniBand ports" bash -c 'echo "7 2 ib" >/sys/bus/rdmasim/new_device'
ok "they are active" wait_active rdmasim7 2
# One of its processes is in a network namespace that has no netdev of a port.
echo Y >/sys/module/rdma_uapi/parameters/shared_ports
program "$GUEST_PROGRAMS/xrc" rdmasim7
program "$GUEST_PROGRAMS/xrc" rdmasim7 gone
echo N >/sys/module/rdma_uapi/parameters/shared_ports
program "$GUEST_PROGRAMS/verbs_wq" rdmasim0
program "$GUEST_PROGRAMS/verbs_flow" rdmasim0
program "$GUEST_PROGRAMS/verbs" rdmasim0 rdmasim0p1
program "$GUEST_PROGRAMS/cm" rdmasim0 10.3.0.1
program "$GUEST_PROGRAMS/events" rdmasim0 rdmasim0p1 10.3.0.1 rdmasim1 rdmasim1p1
program "$GUEST_PROGRAMS/contract" rdmasim0 rdmasim1

# Two drivers whose methods have the same numbers.
hfi1=$(</sys/module/rdmasim/parameters/driver_id)
ok "one with hfi1's driver_id" bash -c 'echo "7 1 ib" >/sys/bus/rdmasim/new_device'
echo 16 >/sys/module/rdmasim/parameters/driver_id
ok "one with qib's" bash -c 'echo "8 1 ib" >/sys/bus/rdmasim/new_device'
echo 0 >/sys/module/rdmasim/parameters/driver_id
ok "one with the same methods, of a driver that nobody knows" \
	bash -c 'echo "9 1 ib" >/sys/bus/rdmasim/new_device'
echo 1 >/sys/module/rdmasim/parameters/driver_id
ok "one of a driver that has such numbers itself" \
	bash -c 'echo "10 1 ib" >/sys/bus/rdmasim/new_device'
echo "$hfi1" >/sys/module/rdmasim/parameters/driver_id
ok "ib_uverbs loads" modprobe ib_uverbs
described() { "$RDMA_UAPI_BUILD/bin/rdma-uapi" describe --device "$@" | grep -m 1 'action 0x8000,'; }
is "what it defines is described by device" "$(described rdmasim7 device)" \
	"DEVICE.SUM  object 2, action 0x8000, class DRIVER 0x92"
is "a number is called by its driver" "$(described rdmasim8 device)" \
	"DEVICE.FROBNICATE  object 2, action 0x8000, class DRIVER 0x92"
is "or by nobody" "$(described rdmasim9 device)" \
	"DEVICE.METHOD0  object 2, action 0x8000, class DRIVER 0x92"
is "and there is none that another driver calls something else" \
	"$("$RDMA_UAPI_BUILD/bin/rdma-uapi" describe --device rdmasim10 | grep -c 'class DRIVER')" 0
is "why it cannot be offered, too" \
	"$("$RDMA_UAPI_BUILD/bin/rdma-uapi" describe --device rdmasim7 | grep -c 'cannot be offered: it makes')" 1
not_ok "a device that is not there" "$RDMA_UAPI_BUILD/bin/rdma-uapi" describe --device nothing
is "and what it adds to others" \
	"$("$RDMA_UAPI_BUILD/bin/rdma-uapi" describe --device rdmasim7 cq.create |
		grep -cE '^ +0x900[2-5] +(color|box|pd|result) ')" 4
program "$GUEST_PROGRAMS/methods" rdmasim7 rdmasim8
ok "hfi1's comes back" bash -c 'echo "7 1 ib" >/sys/bus/rdmasim/new_device'
program "$GUEST_PROGRAMS/methods_added" rdmasim7 rdmasim8
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
ok "the simulated HCA goes" rmmod rdmasim
ok "and so do the buffers that it had imported" rmmod simbuf
ok "the module can be removed" rmmod rdma_uapi
done_testing
