#!/bin/bash
# In a guest, for deb.sh: the modules that DKMS built, and what the packages tell
# udev and systemd.  The machine is the host's, which has nothing of ours: the
# tools are installed here, and of the DKMS packages what they consist of.  Prints
# TAP.  The environment has DEBS, the packages, and DKMS, the modules.
. "${SRC:?is set in a guest: see tests/vm/deb.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

modules=/lib/modules/$(uname -r)

# as USER COMMAND...: with the groups that the user has.
as() { setpriv --reuid="$1" --regid="$1" --init-groups "${@:2}"; }

not() { ! "$@"; }

rping_listens() { rdma resource show cm_id | grep -q 'LISTEN.*comm rping'; }

# rping as a user, over the installed tool.
rping_as()
{
	local server

	as "$1" rdma-uapi run -- rping -s -a 10.1.0.1 -C 3 &
	server=$!
	eventually 20 rping_listens
	as "$1" timeout 60 rdma-uapi run -- rping -c -a 10.1.0.1 -C 3 -v | grep -c 'ping data' | grep -qx 3 &&
		wait "$server"
}

# The host may be a container; this is none.
rm -f /.dockerenv
# A machine on which only DKMS has built modules, with the rules of the package.
rm -f "$modules"/updates/{rdma_uapi,rdmasim,simbuf}.ko /etc/modprobe.d/rdma_uapi.conf
mkdir -p "$modules/updates/dkms"
cp "$DKMS"/*.ko* "$modules/updates/dkms/"
depmod
cd / || exit
ok "the tools are installed" dpkg -i --force-depends "$DEBS"/librdma-uapi1_*.deb "$DEBS"/rdma-uapi-tools_*.deb
for deb in "$DEBS"/rdma{-uapi,sim}-dkms_*.deb; do dpkg-deb -x "$deb" /; done
ok "the group is made" systemd-sysusers
is "the tool is that of the package" "$(command -v rdma-uapi)" /usr/bin/rdma-uapi
not_ok "the doctor misses the module" rdma-uapi doctor
like "which is there" "$(rdma-uapi doctor)" "wrong *module *rdma_uapi is not loaded
 *modprobe rdma_uapi"

# What happens at boot.
ok "udev starts" /lib/systemd/systemd-udevd --daemon
ok "systemd loads the module" /lib/systemd/systemd-modules-load
udevadm settle
is "it is that of DKMS" "$(modinfo -F filename rdma_uapi | grep -o updates/dkms)" updates/dkms
ok "the node is the group's" eventually 10 bash -c '[[ $(stat -c "%a %U %G" /dev/rdma_uapi) == "660 root rdma" ]]'
like "and a unit can wait for it" "$(udevadm info /dev/rdma_uapi)" "TAGS=.*:systemd:"

useradd --groups rdma member
useradd stranger
ok "rxe comes up" rxe_up
ok "a member of the group is well" as member rdma-uapi doctor
not_ok "a stranger is not" as stranger rdma-uapi doctor
like "and is told what to do" "$(as stranger rdma-uapi doctor)" "usermod -aG rdma stranger"
ok "rping as a member of the group" rping_as member
as stranger rdma-uapi run -- true 2>/run/stranger
is "and not as a stranger" "$? $(grep -c 'Permission denied' /run/stranger)" "125 1"
# The example of a service, with its drop-in, under a systemd of its own: as a user
# that is nobody else, with a /dev that has no other device.
service_listens()
{
	local pid

	pid=$(pgrep -x rping) && rping_listens || return
	grep -q "^Max locked memory *unlimited" "/proc/$pid/limits" &&
		grep -q "^Groups:.*\<$(getent group rdma | cut -d: -f3)\>" "/proc/$pid/status" &&
		! grep -q "^Uid:.*\<0\>" "/proc/$pid/status" &&
		ls "/proc/$pid/root/dev" >/run/dev && grep -qx rdma_uapi /run/dev && ! grep -q infiniband /run/dev
}
udevadm control --exit
examples=/usr/share/doc/rdma-uapi-tools/examples
mkdir -p /etc/systemd/system/rdma-uapi-rping.service.d
cp "$examples/rping.service" /etc/systemd/system/rdma-uapi-rping.service
cp "$examples/service.conf" /etc/systemd/system/rdma-uapi-rping.service.d/rdma-uapi.conf
env container=other unshare --pid --fork --mount --mount-proc --cgroup --kill-child \
	/lib/systemd/systemd --system --unit=rdma-uapi-rping.service >/dev/null 2>&1 &
systemd=$!
ok "the example service runs" eventually 90 service_listens
ok "and answers a member of the group" as member timeout 60 rdma-uapi run -- rping -c -a 10.1.0.1 -C 3
kill -KILL "$systemd"
wait "$systemd" 2>/dev/null
ok "and is gone" eventually 20 not pgrep -x rping
ok "rdmasim loads" modprobe rdmasim
ok "and makes an HCA" sim_add 0
ok "purged" dpkg -P --force-depends rdma-uapi-tools librdma-uapi1
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
