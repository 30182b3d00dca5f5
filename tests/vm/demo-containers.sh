#!/bin/bash
# The demonstration with containers, inside a guest: podman and crun of Debian, two
# containers in user namespaces, each with one port of one HCA and nothing but
# /dev/rdma_uapi.  Prints what it does; fails loudly.
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

# container NAME PORT: starts one, of the guest's own root, with one port of rdmasim0.
container()
{
	local options=(--name "$1" --hostname "$1" --network none --user 1000 --tmpfs /run:notmpcopyup
		--uidmap 0:100000:65536 --gidmap 0:100000:65536
		--device "rdma-uapi/hca=rdmasim0-$2")

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
container one 1
container two 2

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
echo 'one$ rdma-uapi run -- rping -s -a 10.5.0.1 -C 3 &'
podman exec one rdma-uapi run -- rping -s -a 10.5.0.1 -C 3 >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
	rdma-uapi ps 2>/dev/null | grep -q 'LISTENING' && break
	sleep 0.1
done
show rdma-uapi ps
inside one rdma-uapi tree
inside two rdma-uapi run -- rping -c -a 10.5.0.1 -C 3 -v 2>&1 | tee "$work/rping.log"
[[ $(grep -c 'ping data: rdma-ping' "$work/rping.log") == 3 ]] || fail "rping"
wait "$server" || fail "the server of rping"

title "But not with the other's port: the policy says so, and why"
cgroup=$(sed -n 's/^0:://p' "/proc/$(podman inspect --format '{{.State.Pid}}' two)/cgroup")
show rdma-uapi policy test "$cgroup" qp.modify --device rdmasim0 --port 1 && fail "two may use port 1"
inside two rdma-uapi run -- ibv_rc_pingpong -d rdmasim0 -i 1 -g 0 >"$work/other.log" 2>&1 &&
	fail "two reaches port 1"
tail -n 2 "$work/other.log"

title "One is killed: its port is back, its policy is gone, nothing is left"
show podman kill one
remove one
for _ in $(seq 50); do
	[[ ! -e /sys/class/net/rdmasim0p1 ]] || break
	sleep 0.1
done
show ip -brief addr show dev rdmasim0p1
show rdma-uapi policy show
show rdma resource show
remove two
rdma-uapi policy show | grep 'container' && fail "something of the containers is left in the policy"
rdma-uapi policy remove
[[ -z $(ls /run/rdma_uapi 2>/dev/null) ]] || fail "something of the containers is left"
rdma-uapi ps >"$work/ps.log"
grep -q rdmasim0 "$work/ps.log" && fail "somebody still uses the HCA"
rdma_down || true
rmmod rdma_uapi || fail "the module is still in use"

title "Result: two containers shared one HCA by /dev/rdma_uapi, a port each, and nothing else"
