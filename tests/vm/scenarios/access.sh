#!/bin/bash
# Network namespaces, capabilities and cgroups decide who may do what.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

access=$GUEST_PROGRAMS/access
# enum rdma_driver_id
RXE=14 SIW=18
far() { nsenter --net=/run/netns/far "$@"; }

ok "rxe comes up" rxe_up
ok "siw comes up, in two network namespaces" siw_pair_up far
# Anybody, and who is not root: the first can still read our programs.
powerless() { setpriv --bounding-set=-all --inh-caps=-all "$@"; }
stranger() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
is "who asks RDMA netlink for the node" "$(powerless "$access" node)" "EOPNOTSUPP -"
ok "does not get the module loaded" [ ! -e /sys/module/rdma_uapi ]
echo "alias rdma-client-rdma_uapi rdma_uapi" >/etc/modprobe.d/rdma_uapi-asked.conf
is "unless that is configured" "$(powerless "$access" node)" "success -"
rm /etc/modprobe.d/rdma_uapi-asked.conf
ok "the module can be removed" rmmod rdma_uapi
ok "the module loads" modprobe --ignore-install rdma_uapi
is "the node is root's" "$(stat -c '%a %U %G' /dev/rdma_uapi)" "600 root root"
not_ok "others do not open it" stranger dd if=/dev/rdma_uapi of=/dev/null count=0
is "netlink says where it is" "$(powerless "$access" node)" "success -"
# A worker that udev has from before the rules changed may look with the old ones.
udev_makes_it()
{
	udevadm trigger --settle --action=add /dev/rdma_uapi
	[[ $(stat -c '%a %U %G' /dev/rdma_uapi) == "$1" ]]
}
mkdir -p /run/udev/rules.d
cp "$SRC/lib/system/90-rdma-uapi.rules" /run/udev/rules.d/
getent group rdma >/dev/null || groupadd --system rdma
ok "udev starts" /lib/systemd/systemd-udevd --daemon
ok "and looks at the node" udevadm trigger --settle --action=add /dev/rdma_uapi
is "which our rule gives to a group" "$(stat -c '%a %U %G' /dev/rdma_uapi)" "660 root rdma"
not_ok "others do not open it" stranger dd if=/dev/rdma_uapi of=/dev/null count=0
ok "its members do" setpriv --reuid=65534 --regid=65534 --groups="$(getent group rdma | cut -d: -f3)" \
	dd if=/dev/rdma_uapi of=/dev/null count=0
# What the rule says of how to open it to everybody.
sed -n 's/^#\t\(KERNEL=.*"0666".*\)/\1/p' "$SRC/lib/system/90-rdma-uapi.rules" >/run/udev/rules.d/90-rdma-uapi.rules
ok "with another rule" udevadm control --reload
ok "and it is everybody's" eventually 10 udev_makes_it "666 root rdma"
ok "others open it" stranger dd if=/dev/rdma_uapi of=/dev/null count=0
udevadm control --exit
chmod 0666 /dev/rdma_uapi
rxe=$("$access" index-of rxe0)

# The profile for OCI runtimes, as the filter that they make of it.
ioctls=$("$access" ioctls)
unlike "each number of an ioctl is the module's to answer" "$ioctls" EPERM
is "a seccomp profile takes classes of them away, whatever else is in the number" \
	"$(python3 "$SRC/tests/guest/seccomp.py" "$SRC/lib/system/seccomp.json" "$access" ioctls)" \
	"$(sed -E 's/^(CM|DRIVER|BATCH_CM): .*/\1: EPERM EPERM/' <<<"$ioctls")"

ok "devices are shared" grep -q shared <(rdma system)
# Of ports the scenario ports has more.
is "but where no netdev of its port is, rxe0 is not seen" "$(far "$access" sees rxe0)" "ENODEV -"
is "nor opened" "$(far "$access" open "$rxe" $RXE)" "EACCES RUAPI_REASON_NETNS"
ports=/sys/module/rdma_uapi/parameters/shared_ports
ok "with the rule of ib_uverbs" eval 'echo Y >"$ports"'
is "rxe0 is seen from afar" "$(far "$access" sees rxe0)" "success -"
is "and can be opened" "$(far "$access" open "$rxe" $RXE)" "success -"
ok "no more" eval 'echo N >"$ports"'

rdma_down
ok "devices become exclusive" rdma system set netns exclusive
ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up far
rxe=$("$access" index-of rxe0)
siw0=$("$access" index-of siw0)
is "rxe0 is seen" "$("$access" sees rxe0)" "success -"
is "not from afar" "$(far "$access" sees rxe0)" "ENODEV -"
is "where opening it is EACCES" "$(far "$access" open "$rxe" $RXE)" "EACCES RUAPI_REASON_NETNS"
# siw devices, too, are made in the first namespace, and cannot be moved.
is "siw0 cannot be opened from afar" "$(far "$access" open "$siw0" $SIW)" "EACCES RUAPI_REASON_NETNS"
is "but here" "$("$access" open "$siw0" $SIW)" "success -"
is "what was never there is ENODEV" "$("$access" open 9999 $RXE)" "ENODEV RUAPI_REASON_RANGE"
# Nor are they by who holds them: ib_core says so for want of
# disassociate_ucontext.
program "$GUEST_PROGRAMS/unplug" move rxe0 far
program "$GUEST_PROGRAMS/unplug" move siw0 far
rdma_down
ok "devices become shared again" rdma system set netns shared

ok "rxe comes up" rxe_up
is "a raw packet QP without CAP_NET_RAW" \
	"$(setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$access" raw rxe0)" "EPERM RUAPI_REASON_CAPABILITY"
# A user namespace with its own network namespace sees shared devices, too, if all may.
echo Y >"$ports"
contained() { unshare --user --map-root-user --net "$@"; }
is "nor with that of a user namespace" "$(contained "$access" raw rxe0)" "EPERM RUAPI_REASON_CAPABILITY"
ok "not even where those of a device's count" eval 'echo Y >/sys/module/rdma_uapi/parameters/netns_raw'
is "as the device is not its own" "$(contained "$access" raw rxe0)" "EPERM RUAPI_REASON_CAPABILITY"
echo N >"$ports"
unlike "root may" "$("$access" raw rxe0)" "CAPABILITY|success"
ok "the kernel's rule counts again" eval 'echo N >/sys/module/rdma_uapi/parameters/netns_raw'
unlike "with it, it is the driver that says no" "$("$access" raw rxe0)" "CAPABILITY|success"
is "BIND_QP without CAP_NET_RAW" "$(powerless "$access" qkey rxe0)" "success -"
ok "a peer has rdma_cm want a controlled Q_Key" modprobe ruapi_qkey
is "which BIND_QP then does not set" "$(powerless "$access" qkey rxe0)" "EPERM RUAPI_REASON_CAPABILITY"
is "but with it" "$("$access" qkey rxe0)" "success -"
ok "no more" rmmod ruapi_qkey

is "what may be locked, is and would be is told" "$(powerless "$access" memlock rxe0)" \
	"ENOMEM RUAPI_REASON_MEMLOCK
64 KiB may be locked (RLIMIT_MEMLOCK), 0 bytes are, and 1 MiB more are needed
success -"
cgroup=/sys/fs/cgroup/limited
ok "the rdma controller is there" eval 'echo +rdma >/sys/fs/cgroup/cgroup.subtree_control'
ok "a cgroup" mkdir "$cgroup"
ok "with limits" eval 'echo "rxe0 hca_handle=1 hca_object=3" >"$cgroup/rdma.max"'
limited() { (echo "$BASHPID" >"$cgroup/cgroup.procs" && exec "$@"); }
program limited "$access" limit rxe0 3
like "afterwards nothing is charged" "$(cat "$cgroup/rdma.current")" "^$|hca_handle=0 hca_object=0"
ok "a second device" rdma link add rxe1 type rxe netdev vethr1
ok "with other limits" eval 'echo "rxe1 hca_handle=1 hca_object=4" >"$cgroup/rdma.max"'
program limited "$access" limits rxe0 rxe1 3
unlike "afterwards nothing is charged of either" "$(cat "$cgroup/rdma.current")" "=[1-9]"
limited "$access" limits rxe0 rxe1 3 die
is "who is killed with all that" "$?" 137
unlike "has nothing either" "$(cat "$cgroup/rdma.current")" "=[1-9]"
limited "$access" limits rxe0 rxe1 3 stay >/dev/null &
ok "a device that goes while it is full" eventually 20 grep -q "rxe1 hca_handle=1 hca_object=4" "$cgroup/rdma.current"
ok "is gone" within 20 rdma link delete rxe1
ok "and the other is still charged" grep -q "rxe0 hca_handle=1 hca_object=3" "$cgroup/rdma.current"
kill "$(<"$cgroup/cgroup.procs")"
wait
unlike "until that ends as well" "$(cat "$cgroup/rdma.current")" "=[1-9]"
# A cgroup that goes with limits makes stock kernels fall over when the device
# goes: its record of them stays on a list that has been freed.
echo "rxe0 hca_handle=max hca_object=max" >"$cgroup/rdma.max"
rmdir "$cgroup"
ok "the memory controller is there" eval 'echo +memory >/sys/fs/cgroup/cgroup.subtree_control'
ok "a cgroup" mkdir "$cgroup"
ok "with 64 MB" eval 'echo 64M >"$cgroup/memory.max"'
program limited "$GUEST_PROGRAMS/charge" rxe0 200 "$cgroup"
ok "with 12 MB, for who has no measure" eval 'echo 12M >"$cgroup/memory.max"'
program "$GUEST_PROGRAMS/greedy" rxe0 "$cgroup"
rmdir "$cgroup"
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
