#!/bin/bash
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# rdma-uapi doctor, on made-up machines: folders with the files of proc, sys, dev
# and etc that it reads.  Each test takes a healthy machine, spoils one thing, and
# looks for the finding, its cure and the exit status.
#
#   doctor.sh TOOL

tool=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
root=$tmp/root
failed=0
number=0

verdict()
{
	number=$((number + 1))
	if [[ $2 == 0 ]]; then
		echo "ok $number - $1"
	else
		failed=1
		echo "not ok $number - $1"
		sed 's/^/# /' "$tmp/out"
	fi
}

# put FILE TEXT: below the root
put()
{
	[[ $1 != */* ]] || mkdir -p "$root/${1%/*}"
	printf '%s\n' "$2" >"$root/$1"
}

# A machine on which all is well: rxe0 with a port, and siw0, whose port is down.
healthy()
{
	rm -rf "$root"
	put proc/sys/kernel/osrelease 6.1.0-49-amd64
	put proc/self/status $'Name:\tx\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nGroups:\t1000 \nCapEff:\t0000000000000000'
	put proc/self/limits $'Limit                     Soft Limit           Hard Limit           Units     \nMax locked memory         unlimited            unlimited            bytes     '
	put proc/self/cgroup 0::/user.slice/session
	put proc/self/attr/current unconfined
	put sys/kernel/security/lsm lockdown,capability,apparmor
	put sys/kernel/security/lockdown '[none] integrity confidentiality'
	put sys/module/rdma_uapi/refcnt 0
	put sys/class/misc/rdma_uapi/dev 1:3
	mkdir -p "$root/dev"
	# The only node that everybody has.
	ln -s /dev/null "$root/dev/rdma_uapi"
	put etc/group $'root:x:0:\nrdma:x:106:'
	put etc/passwd $'root:x:0:0::/root:/bin/sh\nmary:x:1000:1000::/home/mary:/bin/sh'
	put etc/libibverbs.d/rxe.driver 'driver rxe'
	put etc/libibverbs.d/siw.driver 'driver siw'
	put usr/lib/x86_64-linux-gnu/libibverbs.so.1 ''
	put usr/lib/x86_64-linux-gnu/librdmacm.so.1 ''
	put sys/class/infiniband/rxe0/ports/1/state '4: ACTIVE'
	put sys/class/infiniband/rxe0/ports/1/gid_attrs/ndevs/0 eth0
	put sys/class/infiniband/siw0/ports/1/state '1: DOWN'
	put sys/class/infiniband/siw0/ports/1/gid_attrs/ndevs/0 eth1
	# With the bonding driver there is a file among the devices, and one that is down.
	put sys/class/net/bonding_masters bond0
	put sys/class/net/bond0/flags 0x1402
	put sys/class/net/bond0/type 1
	put sys/class/net/eth0/flags 0x1003
	put sys/class/net/eth0/type 1
	put sys/class/net/eth1/flags 0x1002
	put sys/class/net/eth1/type 1
	put sys/class/net/ip6tnl0/flags 0x1001
	put sys/class/net/ip6tnl0/type 769
	put sys/class/net/lo/flags 0x9
}

# finds STATUS STATE CHECK WORDS [CURE]: what the doctor says of the machine;
# WORDS and CURE are parts of lines, one below the other.
finds()
{
	local status got bad=0

	"$tool" doctor --root "$root" >"$tmp/out" 2>&1
	status=$?
	[[ $status == "$1" ]] || { bad=1; echo "exit code $status, not $1" >>"$tmp/out"; }
	got=$(awk -v state="$2" -v check="$3" -v words="$4" '
		found { print; exit }
		$1 == state && $2 == check && index($0, words) { found = 1 }
		END { if (!found) print "nothing" }' "$tmp/out")
	[[ $got != nothing ]] || bad=1
	if [[ -n ${5:-} ]]; then
		[[ $got == "       "*"$5"* ]] || bad=1
	else
		[[ $got != "       "* ]] || bad=1
	fi
	verdict "$3: $4" "$bad"
}

healthy
finds 0 ok kernel "Linux 6.1.0-49-amd64"
finds 0 ok module "rdma_uapi is loaded"
finds 0 ok node "/dev/rdma_uapi has mode 0666, group root"
finds 0 ok access "mary may open it"
finds 0 ok hca "rxe0, of the driver rxe"
finds 0 ok port "rxe0 port 1 is ACTIVE, on eth0"
finds 0 note port "siw0 port 1 is DOWN, and its netdev eth1 is not up" "ip link set eth1 up"
finds 0 ok provider "libibverbs knows siw0, by siw"
finds 0 ok memlock "without limit"
finds 0 ok cgroup "no limits"
finds 0 ok lsm "lockdown,capability,apparmor"
finds 0 ok library "libibverbs.so.1 is there"
"$tool" doctor --root "$root" --json >"$tmp/json"
python3 - "$tmp/json" >"$tmp/out" 2>&1 <<'END'
import json, sys
found = json.load(open(sys.argv[1]))
assert all(set(f) == {"check", "state", "found", "cure"} for f in found)
assert {f["state"] for f in found} == {"ok", "note"}
assert [f["cure"] for f in found if f["state"] == "note"] == ["ip link set eth1 up"]
assert len(found) == 15, len(found)
END
verdict "as JSON" $?

put proc/sys/kernel/osrelease 5.10.0-34-amd64
finds 1 wrong kernel "needs 6.1 or newer"

healthy
rm -r "$root/sys/module/rdma_uapi" "$root/sys/class/misc" "$root/dev/rdma_uapi"
finds 1 wrong module "there is no rdma_uapi for Linux 6.1.0-49-amd64" \
	"apt-get install rdma-uapi-dkms linux-headers-6.1.0-49-amd64"
finds 1 wrong node "/dev/rdma_uapi: No such file or directory: it comes with the module"
put usr/src/rdma-uapi-0.1.0/dkms.conf ''
finds 1 wrong module "there is no rdma_uapi" "apt-get install linux-headers-6.1.0-49-amd64 && dkms"
put lib/modules/6.1.0-49-amd64/build/Makefile ''
finds 1 wrong module "there is no rdma_uapi" "dkms autoinstall -k 6.1.0-49-amd64"
put lib/modules/6.1.0-49-amd64/modules.dep $'kernel/a.ko:\nupdates/dkms/rdma_uapi.ko.xz: kernel/b.ko'
finds 1 wrong module "rdma_uapi is not loaded" "modprobe rdma_uapi"
put sys/kernel/security/lockdown 'none [integrity] confidentiality'
finds 1 wrong module "signed modules only" "modprobe rdma_uapi"
put .dockerenv ''
finds 1 wrong module "for the host of this container"

healthy
rm "$root/dev/rdma_uapi"
finds 1 wrong node "No such file" "udevadm trigger --settle /sys/class/misc/rdma_uapi"
put run/.containerenv ''
finds 1 wrong node "No such file" "docker run --device /dev/rdma_uapi"
put dev/rdma_uapi ''
finds 1 wrong node "is no character device" "docker run"

healthy
put sys/class/misc/rdma_uapi/dev 10:124
finds 1 wrong node "/dev/rdma_uapi is 1:3, the module has 10:124" "modprobe -r rdma_uapi"

# A node with other rights takes somebody who may make one.
nodes=$tmp/nodes
mkdir "$nodes"
if mknod "$nodes/strict" c 1 3 2>/dev/null && [[ -w $nodes/strict ]] && : 2>/dev/null >"$nodes/strict"; then
	healthy
	ln -sf "$nodes/strict" "$root/dev/rdma_uapi"
	chown 0:106 "$nodes/strict" && chmod 0660 "$nodes/strict"
	finds 1 wrong access "has mode 0660, group rdma: mary may not open it" "usermod -aG rdma mary"
	sed -i 's/^Groups:.*/Groups:\t1000 106/' "$root/proc/self/status"
	finds 0 ok access "mary may open it"
	sed -i 's/^Groups:.*/Groups:\t1000 1106/' "$root/proc/self/status"
	sed -i 's/^CapEff:.*/CapEff:\t0000000000000002/' "$root/proc/self/status"
	finds 0 ok access "mary may open it"
	healthy
	ln -sf "$nodes/strict" "$root/dev/rdma_uapi"
	chown 0:0 "$nodes/strict" && chmod 0600 "$nodes/strict"
	finds 1 wrong access "has mode 0600, group root: mary may not open it" "echo 'KERNEL==\"rdma_uapi\""
	put usr/lib/udev/rules.d/90-rdma-uapi.rules ''
	finds 1 wrong access "mary may not open it" "udevadm control --reload"
	put run/.containerenv ''
	finds 1 wrong access "mary may not open it"
else
	echo "# nodes cannot be made here: their modes are for the scenario 'tool'"
fi

healthy
rm -r "$root/sys/class/infiniband"
finds 1 wrong hca "there is none" "rdma link add rxe0 type rxe netdev eth0"
put sys/class/net/eth0/flags 0x1002
finds 1 wrong hca "there is none" "rdma link add rxe0 type rxe netdev bond0"
put sys/class/net/eth0/flags 0x1003
put sys/module/mlx5_core/refcnt 1
finds 1 note driver "mlx5_core is loaded, mlx5_ib is not" "modprobe mlx5_ib"
put sys/module/mlx5_ib/refcnt 1
put sys/class/infiniband/mlx5_0/ports/1/state '2: INIT'
finds 1 wrong port "mlx5_0 port 1 is INIT: no subnet manager" "apt-get install opensm"
finds 1 note provider "no provider mlx5" "apt-get install ibverbs-providers"
put sys/class/infiniband/mlx5_0/ports/1/state '1: DOWN'
finds 1 wrong port "mlx5_0 port 1 is DOWN: is there a cable?"
put sys/class/infiniband/mlx5_0/ports/1/gid_attrs/ndevs/0 eth0
finds 1 wrong port "has eth0 a carrier?"
put sys/class/infiniband/mlx5_0/ports/2/state '4: ACTIVE'
finds 0 note port "mlx5_0 port 1 is DOWN: has eth0 a carrier?"
mv "$root/sys/class/infiniband/mlx5_0" "$root/sys/class/infiniband/qib0"
put etc/libibverbs.d/ipathverbs.driver ''
finds 0 ok provider "libibverbs knows qib0, by ipathverbs"
mv "$root/sys/class/infiniband/qib0" "$root/sys/class/infiniband/rocep3s0"
finds 0 ok hca "rocep3s0, of the driver ?"

healthy
sed -i 's/unlimited  /8388608    /' "$root/proc/self/limits"
finds 0 note memlock "only 8192 KiB may be locked" "/etc/security/limits.d/rdma.conf"
sed -i 's/8388608    /65536      /' "$root/proc/self/limits"
finds 1 wrong memlock "only 64 KiB may be locked" "LimitMEMLOCK=infinity"
sed -i 's/^CapEff:.*/CapEff:\t0000000000004000/' "$root/proc/self/status"
finds 0 ok memlock "without limit"

healthy
put sys/fs/cgroup/user.slice/rdma.max $'rxe0 hca_handle=2 hca_object=max\nsiw0 hca_handle=max hca_object=2000'
put sys/fs/cgroup/user.slice/rdma.current $'rxe0 hca_handle=1 hca_object=20\nsiw0 hca_handle=0 hca_object=0'
finds 0 note cgroup "/sys/fs/cgroup/user.slice lets rxe0 have 2 hca_handle, of which 1 are used" \
	"echo 'rxe0 hca_handle=max' >/sys/fs/cgroup/user.slice/rdma.max"
finds 0 note cgroup "lets siw0 have 2000 hca_object, of which 0 are used" "hca_object=max"
put sys/fs/cgroup/user.slice/rdma.current $'rxe0 hca_handle=2 hca_object=20'
finds 1 wrong cgroup "of which 2 are used" "hca_handle=max"
put proc/self/cgroup 0::/
finds 0 ok cgroup "no limits"

healthy
put sys/fs/selinux/enforce 1
put proc/self/attr/current system_u:system_r:container_t:s0
finds 0 note lsm "SELinux is enforcing; this process is system_u:system_r:container_t:s0" "ausearch"
put sys/fs/selinux/enforce 0
put proc/self/attr/current 'docker-default (enforce)'
finds 0 note lsm "AppArmor confines this process: docker-default (enforce)"

healthy
rm "$root/usr/lib/x86_64-linux-gnu/libibverbs.so.1"
finds 0 note library "there is no libibverbs.so.1" "apt-get install libibverbs1"

# An empty machine says so, and nothing goes wrong.
rm -rf "$root"
mkdir "$root"
finds 1 note kernel "/proc does not say which one it is"
printf '\0\0\0' >"$root/proc" && finds 1 note memlock "/proc/self/limits does not say"
"$tool" doctor --root "$tmp/none" >"$tmp/out" 2>&1
[[ $? == 1 && $(<"$tmp/out") == *"there is no folder '$tmp/none'"* ]]
verdict "there is no such root" $?

echo "1..$number"
exit "$failed"
