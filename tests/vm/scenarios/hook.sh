#!/bin/bash
# 'rdma-uapi hook' and 'cdi': what container runtimes start, with processes in place of
# containers.  A port goes into one and comes back, whatever became of it, and so does
# what the policy says of it.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

PATH=$RDMA_UAPI_BUILD/bin:$PATH
root=/sys/fs/cgroup

# start NAME: a process in a network namespace and a cgroup of its own.
declare -A pid
start()
{
	mkdir -p "$root/$1"
	(
		echo 0 >"$root/$1/cgroup.procs" && exec unshare --net sleep 1000
	) &
	pid[$1]=$!
	until [[ $(<"/proc/${pid[$1]}/comm") == sleep ]]; do nap; done
}

# hook NAME WHEN PORT
hook()
{
	local now=${pid[$1]}

	[[ $2 == createRuntime ]] || now=0
	printf '{"ociVersion":"1.0.2","id":"%s","status":"creating","pid":%s,"bundle":"/b"}' "$1" "$now" |
		rdma-uapi hook --device rdmasim0 --port "$3" "$2"
}

# address NAME: of the port's netdev, in a container or "here".
address()
{
	local here=()

	[[ $1 == here ]] || here=(nsenter -t "${pid[$1]}" -n)
	"${here[@]}" ip -brief -4 addr show dev rdmasim0p1 2>/dev/null | awk '{ print $1, $3 }'
}

ok "the modules load" modprobe -a rdma_uapi rdmasim
echo "0 2 roce" >/sys/bus/rdmasim/new_device
ip addr add 10.5.0.1/24 dev rdmasim0p1
ip link set rdmasim0p1 up
ok "a port is active" wait_active rdmasim0 1
up=$(address here)
is "with an address" "$up" 'rdmasim0p1 10.5.0.1/24'

cdi=$(rdma-uapi cdi --hook /usr/bin/rdma-uapi)
is "a specification names host, HCA and ports" "$(sed -n 's/^      "name": "\(.*\)",/\1/p' <<<"$cdi")" \
	$'all\nrdmasim0\nrdmasim0-1\nrdmasim0-2'
is "and hooks of all but the host" "$(grep -c '"/usr/bin/rdma-uapi"' <<<"$cdi")" 6

start one
ok "a container gets a port" hook one createRuntime 1
is "it is in the container, with its address" "$(address one)" "$up"
is "and not here" "$(address here)" ''
like "the tree says where it is" "$(rdma-uapi tree)" \
	"port 1  ACTIVE  rdmasim0p1  in network namespace $(stat -L -c %i "/proc/${pid[one]}/ns/net")"
is "it may use the port" "$(rdma-uapi policy test "${pid[one]}" device.query_port --device rdmasim0 --port 1 | head -n 1)" \
	'allowed: device.query_port'
is "and no other one" "$(rdma-uapi policy test "${pid[one]}" device.query_port --device rdmasim0 --port 2 | head -n 1)" \
	'denied: device.query_port'
printf 'default allow\nlimit action qp.create rate 9/s\n' >/run/host.policy
ok "another policy for the host" rdma-uapi policy load /run/host.policy
is "leaves the container what it has" "$(rdma-uapi policy test "${pid[one]}" device.query_port --device rdmasim0 --port 2 | head -n 1)" \
	'denied: device.query_port'

start two
not_ok "the port is in one container at a time" hook two createRuntime 1
unlike "who does not get it has no policy either" "$(rdma-uapi policy show)" 'container two'
kill -KILL "${pid[one]}"
wait "${pid[one]}" 2>/dev/null
ok "a container that died without its hook gives it back to the next one" hook two createRuntime 1
is "which has it then" "$(address two)" "$up"

kill -KILL "${pid[two]}"
wait "${pid[two]}" 2>/dev/null
ok "poststop" hook two poststop 1
is "brings it back" "$(address here)" "$up"
ok "and once more changes nothing" hook two poststop 1
ok "nor does that of the first one" hook one poststop 1
unlike "no policy of theirs is left" "$(rdma-uapi policy show)" container
is "nor anything else" "$(ls /run/rdma_uapi)" ''

# A P_Key, without any netdev.
ok "an HCA with an InfiniBand port" eval 'echo "1 1 ib" >/sys/bus/rdmasim/new_device'
ok "it is active" wait_active rdmasim1 1
start three
ok "a container gets a P_Key of it" rdma-uapi hook --device rdmasim1 --port 1 --pkey 0xffff createRuntime <<-END
	{"ociVersion":"1.0.2","id":"three","status":"creating","pid":${pid[three]},"bundle":"/b"}
END
like "which is granted to its network namespace" "$(rdma-uapi grant)" \
	"rdmasim1 +1 +0x7fff +net:.$(stat -L -c %i "/proc/${pid[three]}/ns/net")"
like "so it sees the HCA" "$(nsenter -t "${pid[three]}" -n rdma-uapi list)" rdmasim1
is "and the policy says the same" "$(rdma-uapi policy test "${pid[three]}" device.query_pkey --device rdmasim1 --port 1 --pkey 2 | head -n 1)" \
	'denied: device.query_pkey'
kill -KILL "${pid[three]}"
wait "${pid[three]}" 2>/dev/null
rdma-uapi hook --device rdmasim1 --port 1 --pkey 0xffff poststop <<<'{"ociVersion":"1.0.2","id":"three","status":"stopped","pid":0,"bundle":"/b"}'
ok "it ends with the container" eventually 10 eval '! rdma-uapi grant 2>/dev/null | grep rdmasim1'
not_ok "no state is none" rdma-uapi hook --device rdmasim0 createRuntime </dev/null

rdma-uapi policy remove
rmdir $root/one $root/two $root/three
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
