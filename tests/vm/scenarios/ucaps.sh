#!/bin/bash
# User capabilities: nodes that come with the first device and go with the last, and
# what contexts may do that are opened with them.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ucaps=$GUEST_PROGRAMS/ucaps
tool=$RDMA_UAPI_BUILD/bin/rdma-uapi
# Kernels with UCAPs make the nodes themselves, of the two names that they know.
if ((${KVER%%.*} >= 7)); then
	first=mlx5_perm_ctrl_local second=mlx5_perm_ctrl_other_vhca
else
	first=rdmasim_perm_shelf second=rdmasim_perm_shelf_store
fi
shelf=/dev/infiniband/$first store=/dev/infiniband/$second

nodes() { find /sys/class/infiniband_ucaps -type l -printf '%f ' | tr ' ' '\n' | sort | tr '\n' ' '; }

no_node() { [[ -z $(nodes)$(ls $shelf $store 2>/dev/null) ]]; }

ok "rdmasim loads" modprobe rdmasim
ok "the module loads" modprobe rdma_uapi
ok "and ib_uverbs, for a program that knows no other" modprobe ib_uverbs
is "no device, no node" "$(nodes)" ""
ok "a simulated HCA" eval 'echo "3 1 ib" >/sys/bus/rdmasim/new_device'
is "its nodes are there" "$(nodes)" "$first $second "
is "and root's alone" "$(stat -c '%a %U %G' $shelf $store | sort -u)" "600 root root"
ok "another one" eval 'echo "4 1 ib" >/sys/bus/rdmasim/new_device'
ok "the first one goes" eval 'echo 3 >/sys/bus/rdmasim/del_device'
is "the nodes are still there" "$(nodes)" "$first $second "
exec 9<>$shelf
if ((${KVER%%.*} >= 7)); then
	skip "who has one open keeps the module" "it is the kernel's"
else
	not_ok "who has one open keeps the module" rmmod rdma_uapi
fi
exec 9<&-
ok "the last one goes" eval 'echo 4 >/sys/bus/rdmasim/del_device'
ok "and the nodes" eventually 5 no_node

ok "an HCA again" eval 'echo "3 1 ib" >/sys/bus/rdmasim/new_device'
ok "a node for a container" eval "touch /run/cap && mount --bind $shelf /run/cap"
like "the tool says what there is" "$("$tool" describe --device rdmasim3 | head -n 3 | tr -s ' ' | tr '\n' '|')" \
	"$first 0 DEVICE.SHELF *\\|$second 1 DEVICE.SHELF attribute 0x8001"
like "and of the method" "$("$tool" describe --device rdmasim3 device.shelf)" \
	"demands user capability $first.*store .*with $second"

uverbs=$(cd /sys/class/infiniband_verbs && grep -lx rdmasim3 uverbs*/ibdev)
program "$tool" run -- "$ucaps" legacy "/dev/infiniband/${uverbs%/ibdev}"
program "$ucaps" rdmasim3 /run/cap
umount /run/cap
ok "the HCA goes" rmmod rdmasim
ok "no node is left" eventually 5 no_node
ok "the module can be removed" rmmod rdma_uapi
((${KVER%%.*} >= 7)) || ok "and its class is" test ! -e /sys/class/infiniband_ucaps
done_testing
