#!/bin/bash
# The demonstration with containers, inside a guest: podman and crun of Debian, and
# containers in user namespaces with nothing but /dev/rdma_uapi.  Two of them share an
# HCA, a port each; two have an HCA each.  Prints what it does; fails loudly.
set -euo pipefail
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/rdma.sh"

work=$(mktemp -d /run/demo.XXXXXX)
# Where those may read who are root in a user namespace only.
tools=/usr/local

title()
{
	printf '\n\033[1m== %s\033[0m\n' "$*"
}

# Shows a command as a person would type it, then runs it.
show()
{
	printf '$ %s\n' "$*"
	"$@"
}

fail()
{
	printf '\ndemo FAILED: %s\n' "$*" >&2
	tail -n 20 "$work"/*.log >&2 || true
	exit 1
}

podman()
{
	command podman --storage-driver vfs --cgroup-manager cgroupfs --events-backend file --runtime crun "$@"
}

# The root of the guest is an overlay, which can be no upper layer of another one.
mkdir -p /var/lib/containers
mount -t tmpfs tmpfs /var/lib/containers

# container NAME HCA: starts one, of the guest's own root, with what CDI has by that name.
container()
{
	local options=(--name "$1" --hostname "$1" --network none --user 1000 --tmpfs /run:notmpcopyup
		--uidmap 0:100000:65536 --gidmap 0:100000:65536
		--device "rdma-uapi/hca=$2")

	echo "$ podman run -d ${options[*]} --rootfs /:O sleep 600"
	podman run -d "${options[@]}" --rootfs /:O sleep 600 >"$work/$1.id" 2>"$work/$1.log" ||
		fail "container $1 does not start"
}

# remove NAME...: of containers that were killed a moment ago something may still be mounted.
remove()
{
	for _ in $(seq 50); do
		! podman rm -f "$@" >"$work/remove.log" 2>&1 || return 0
		sleep 0.2
	done
	fail "containers $* cannot be removed"
}

# inside NAME COMMAND...: in a container.
inside()
{
	printf '%s$ %s\n' "$1" "${*:2}"
	podman exec "$@"
}

# cgroup_of NAME: of a container.
cgroup_of()
{
	sed -n 's/^0:://p' "/proc/$(podman inspect --format '{{.State.Pid}}' "$1")/cgroup"
}

# serve NAME ADDRESS: starts rping in a container, and returns when it listens.
serve()
{
	local try

	printf '%s$ rdma-uapi run -- rping -s -a %s -C 3 &\n' "$@"
	podman exec "$1" rdma-uapi run -- rping -s -a "$2" -C 3 >"$work/server.log" 2>&1 &
	server=$!
	for try in {1..100}; do
		! rdma-uapi ps 2>/dev/null | grep -q LISTENING || return 0
		sleep 0.1
	done
	fail "rping does not listen ($try)"
}

# ping NAME ADDRESS: three times, and the server is content.
ping()
{
	inside "$1" rdma-uapi run -- rping -c -a "$2" -C 3 -v 2>&1 | tee "$work/rping.log"
	[[ $(grep -c 'ping data: rdma-ping' "$work/rping.log") == 3 ]] || fail "rping"
	wait "$server" || fail "the server of rping"
}

# appears NETDEV: back from a container.
appears()
{
	local try

	for try in {1..300}; do
		[[ ! -e /sys/class/net/$1 ]] || return 0
		sleep 0.1
	done
	fail "$1 does not come back ($try)"
}

title "An HCA with two ports"
install -D -t $tools/bin "$RDMA_UAPI_BUILD/bin/rdma-uapi"
install -D -t $tools/lib/rdma_uapi "$RDMA_UAPI_BUILD"/lib/librdma_uapi_compat.so
modprobe rdma_uapi
# There is no udev here, whose rule says who may open the node: here, everybody.
chmod 666 /dev/rdma_uapi
modprobe rdmasim
echo '$ echo "0 2 roce" >/sys/bus/rdmasim/new_device'
echo "0 2 roce" >/sys/bus/rdmasim/new_device
for port in 1 2; do
	show ip addr add "10.5.0.$port/24" dev "rdmasim0p$port"
	ip link set "rdmasim0p$port" up
	wait_active rdmasim0 "$port" || fail "port $port is not active"
done
show rdma-uapi list

title "What container runtimes are told: the device, the HCA, and each port, by name"
mkdir -p /etc/cdi
echo '$ rdma-uapi cdi >/etc/cdi/rdma-uapi.json'
rdma-uapi cdi >/etc/cdi/rdma-uapi.json
grep '"name"' /etc/cdi/rdma-uapi.json

title "Two containers, one port each.  Nobody in them is root, and their root is nobody here"
container one rdmasim0-1
container two rdmasim0-2

title "Each has one device node, may use one port, and has its netdev"
inside one ls /dev
inside one rdma-uapi list | tee "$work/list.log"
inside two rdma-uapi list
inside two ip -brief addr

title "The runtime's hook has written a policy, by the cgroups of the containers"
show rdma-uapi policy show

title "The administrator has one, too, and the containers keep theirs"
printf '%s\n' 'default allow' 'limit action qp.create rate 1000/s burst 1000' >"$work/policy"
show cat "$work/policy"
show rdma-uapi policy load "$work/policy"
rdma-uapi policy show | grep -c 'allow device rdmasim0 port' >"$work/kept"
[[ $(<"$work/kept") == 2 ]] || fail "the policies of the containers are gone"

title "rping goes from one to the other, over the fabric"
serve one 10.5.0.1
show rdma-uapi ps
inside one rdma-uapi tree
ping two 10.5.0.1

title "But not with the other's port: the policy says so, and why"
cgroup=$(cgroup_of two)
show rdma-uapi policy test "$cgroup" qp.modify --device rdmasim0 --port 1 && fail "two may use port 1"
inside two rdma-uapi run -- ibv_rc_pingpong -d rdmasim0 -i 1 -g 0 >"$work/other.log" 2>&1 &&
	fail "two reaches port 1"
tail -n 2 "$work/other.log"

title "One is killed: its port is back, its policy is gone, nothing is left"
show podman kill one
remove one
appears rdmasim0p1
show ip -brief addr show dev rdmasim0p1
show rdma-uapi policy show
show rdma resource show
remove two

title "Another host has an HCA for each: soft-iWARP, here at both ends of a cable"
modprobe -a siw iw_cm
show ip link add veths0 type veth peer name veths1
for end in 0 1; do
	ip addr add "10.2.0.$((end + 1))/24" dev "veths$end"
	ip link set "veths$end" up
done
for end in 0 1; do
	show rdma link add "siw$end" type siw netdev "veths$end"
	wait_active "siw$end" || fail "siw$end is not active"
done
echo '$ rdma-uapi cdi >/etc/cdi/rdma-uapi.json'
rdma-uapi cdi >/etc/cdi/rdma-uapi.json

title "Two containers, which cannot see or name each other's"
container three siw0
container four siw1
inside three rdma-uapi list
inside four rdma-uapi list
inside four rdma-uapi run -- ibv_devinfo -d siw0 >"$work/other.log" 2>&1 && fail "four has siw0"
cat "$work/other.log"

title "Nor can one use up what the other needs: the rdma cgroup, as ever"
cgroup=/sys/fs/cgroup$(cgroup_of three)
for above in "${cgroup%/*/*}" "${cgroup%/*}"; do
	echo +rdma >"$above/cgroup.subtree_control"
done
echo '$ echo "siw0 hca_object=8" >'"$cgroup/rdma.max"
echo "siw0 hca_object=8" >"$cgroup/rdma.max"
inside three rdma-uapi run -- ibv_srq_pingpong -d siw0 >"$work/greedy.log" 2>&1 && fail "there is no limit"
cat "$work/greedy.log"

title "rping does with less, and goes over the cable"
serve three 10.2.0.1
show rdma-uapi ps
ping four 10.2.0.1

title "One is killed: its HCA is here again, with its netdev and its address"
# Kernels do not survive a cgroup that goes with a limit of a device which goes later.
echo "siw0 hca_object=max" >"$cgroup/rdma.max"
show podman kill three
remove three
appears veths0
wait_active siw0 || fail "siw0 does not come back"
show ip -brief -4 addr show dev veths0
show rdma-uapi list
inside four rdma-uapi list
remove four
show rdma resource show
rdma-uapi policy show | grep 'container' && fail "something of the containers is left in the policy"
rdma-uapi policy remove
[[ -z $(ls /run/rdma_uapi 2>/dev/null) ]] || fail "something of the containers is left"
rdma-uapi ps >"$work/ps.log"
grep -qE 'rdmasim|siw' "$work/ps.log" && fail "somebody still uses an HCA"
rdma_down || true
rmmod rdma_uapi || fail "the module is still in use"

title "Result: containers shared one HCA, a port each, or had one each, by /dev/rdma_uapi and nothing else"
