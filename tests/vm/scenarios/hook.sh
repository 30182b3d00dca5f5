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

# hook NAME WHEN OPTION...
hook()
{
	local now=${pid[$1]}

	[[ $2 == createRuntime ]] || now=0
	printf '{"ociVersion":"1.0.2","id":"%s","status":"creating","pid":%s,"bundle":"/b"}' "$1" "$now" |
		rdma-uapi hook "${@:3}" "$2"
}

# ends NAME: it dies.
ends()
{
	kill -KILL "${pid[$1]}"
	wait "${pid[$1]}" 2>/dev/null
}

# at NAME COMMAND...: in a container, its network namespace and its cgroup, or "here".
at()
{
	if [[ $1 == here ]]; then
		"${@:2}"
	else
		(echo "$BASHPID" >"$root/$1/cgroup.procs" && exec nsenter -t "${pid[$1]}" -n "${@:2}")
	fi
}

# address NAME NETDEV: of a port's netdev, there.
address()
{
	at "$1" ip -brief -4 addr show dev "$2" 2>/dev/null | awk '{ print $1, $3 }' | sed 's/@[^ ]*//'
}

# hcas NAME: what is seen there, with the netdevs of ports.
hcas()
{
	at "$1" rdma-uapi list | awk 'NR > 1 { print $1, $6, $8 }' | sort
}

# pings NAME ADDRESS CLIENT...: rping, from a container and to it.
pings()
{
	local server

	at "$1" rdma-uapi run -- rping -s -a "$2" -C 3 >/run/server 2>&1 &
	server=$!
	eventually 20 eval 'rdma-uapi ps 2>/dev/null | grep -q LISTENING' &&
		within 60 "${@:3}" rdma-uapi run -- rping -c -a "$2" -C 3 -v >/run/client 2>&1 &&
		wait "$server" && [[ $(grep -c 'ping data' /run/client) == 3 ]]
}

ok "the modules load" modprobe -a rdma_uapi rdmasim
echo "0 2 roce" >/sys/bus/rdmasim/new_device
ip addr add 10.5.0.1/24 dev rdmasim0p1
ip link set rdmasim0p1 up
ok "a port is active" wait_active rdmasim0 1
up=$(address here rdmasim0p1)
port=(--device rdmasim0 --port 1)
is "with an address" "$up" 'rdmasim0p1 10.5.0.1/24'
mac=$(</sys/class/net/rdmasim0p1/address)

cdi=$(rdma-uapi cdi --hook /usr/bin/rdma-uapi)
is "a specification names host, HCA and ports" "$(sed -n 's/^      "name": "\(.*\)",/\1/p' <<<"$cdi")" \
	$'all\nrdmasim0\nrdmasim0-1\nrdmasim0-2'
is "and hooks of all but the host" "$(grep -c '"/usr/bin/rdma-uapi"' <<<"$cdi")" 6

start one
ok "a container gets a port" hook one createRuntime "${port[@]}"
is "it is in the container, with its address" "$(address one rdmasim0p1)" "$up"
is "and not here" "$(address here rdmasim0p1)" ''
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
not_ok "the port is in one container at a time" hook two createRuntime "${port[@]}"
unlike "who does not get it has no policy either" "$(rdma-uapi policy show)" 'container two'
ends one
ok "a container that died without its hook gives it back to the next one" hook two createRuntime "${port[@]}"
is "which has it then" "$(address two rdmasim0p1)" "$up"

# Its root may do that: names that ip(8) takes for a shorter one, and netdevs under names
# that something of ours might have.
ok "its root gives it a name that nobody can write down" at two bash -e <<-'END'
	ip link set dev rdmasim0p1 down
	ip link set dev rdmasim0p1 name 'a#b'
	ip link add name a type dummy
	ip link add name rdma_uapi_back type dummy
	ip link add name rdmasim0p1 type dummy
	ip link set dev 'a#b' up
END
ends two
ok "poststop" hook two poststop "${port[@]}"
is "brings it back" "$(address here rdmasim0p1)" "$up"
is "it, and nothing else" "$(cat /sys/class/net/rdmasim0p1/address)" "$mac"
ok "and once more changes nothing" hook two poststop "${port[@]}"
ok "nor does that of the first one" hook one poststop "${port[@]}"
unlike "no policy of theirs is left" "$(rdma-uapi policy show)" container
is "nor anything else" "$(ls /run/rdma_uapi)" ''

# A P_Key, without any netdev.
ok "an HCA with an InfiniBand port" eval 'echo "1 1 ib" >/sys/bus/rdmasim/new_device'
ok "it is active" wait_active rdmasim1 1
start three
ok "a container gets a P_Key of it" hook three createRuntime --device rdmasim1 --port 1 --pkey 0xffff
like "which is granted to its network namespace" "$(rdma-uapi grant)" \
	"rdmasim1 +1 +0x7fff +net:.$(stat -L -c %i "/proc/${pid[three]}/ns/net")"
like "so it sees the HCA" "$(nsenter -t "${pid[three]}" -n rdma-uapi list)" rdmasim1
is "and the policy says the same" "$(rdma-uapi policy test "${pid[three]}" device.query_pkey --device rdmasim1 --port 1 --pkey 2 | head -n 1)" \
	'denied: device.query_pkey'
ends three
hook three poststop --device rdmasim1 --port 1 --pkey 0xffff
ok "it ends with the container" eventually 10 eval '! rdma-uapi grant 2>/dev/null | grep rdmasim1'
not_ok "no state is none" rdma-uapi hook --device rdmasim0 createRuntime </dev/null

# ---- HCAs that are made on a netdev, one for a container -------------------------------------

# Their drivers give them up when it moves.
ok "soft-iWARP, here and in another network namespace" siw_pair_up far
ok "and what is sent from there is on its way for a while" siw_far far
up=$(address here veths0)
start four
ok "a container gets siw0" hook four createRuntime --device siw0
is "with its netdev and the address" "$(address four veths0)" "$up"
is "it is there, and is all that is" "$(hcas four)" "siw0 ACTIVE veths0"
unlike "and not here" "$(hcas here)" siw0
is "it may use it" "$(rdma-uapi policy test "${pid[four]}" pd.alloc --device siw0 | head -n 1)" \
	'allowed: pd.alloc'
is "and no other one" "$(rdma-uapi policy test "${pid[four]}" pd.alloc --device siw1 | head -n 1)" \
	'denied: pd.alloc'
ok "rping goes there" pings four 10.2.0.1 nsenter --net=/run/netns/far
ends four
start five
ok "it dies without its hook, and the next one gets siw0" hook five createRuntime --device siw0
is "as it was" "$(address five veths0): $(hcas five)" "$up: siw0 ACTIVE veths0"
# Its root may do that.
ok "it puts something else in its place" at five ip -batch - <<-END
	link set veths0 down
	link set veths0 name mine
	link add veths0 type dummy
	link set mine up
END
ends five
ok "poststop" hook five poststop --device siw0
hook four poststop --device siw0
is "brings back what was given" "$(address here veths0): $(hcas here | grep siw0)" "$up: siw0 ACTIVE veths0"
rmdir $root/four $root/five

ok "soft-RoCE" rxe_up 2
up=$(address here vethr0)
start six
if ((${KVER%%.*} < 7)); then
	like "rxe of this kernel is for no container" "$(hook six createRuntime --device rxe0 2>&1)" \
		'rxe0: rxe of this kernel works in the first network namespace only'
	ends six
else
	ok "a container gets rxe0" hook six createRuntime --device rxe0
	is "it is there, and is all that is" "$(address six vethr0): $(hcas six)" "$up: rxe0 ACTIVE vethr0"
	ok "rping goes there" pings six 10.1.0.1 env
	ends six
	ok "poststop" hook six poststop --device rxe0
fi
is "it is here again" "$(address here vethr0): $(hcas here | grep rxe0)" "$up: rxe0 ACTIVE vethr0"
rmdir $root/six

unlike "no policy of theirs is left" "$(rdma-uapi policy show)" container
is "nor anything else" "$(ls /run/rdma_uapi)" ''
rdma-uapi policy remove
rmdir $root/one $root/two $root/three
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
