# What each of the two hosts of hosts.sh has: cards on two wires, the first below rxe0,
# the second below siw0, a line to the other host, and one to its own QEMU.  Source it
# after tap.sh and rdma.sh; $host is 1 or 2.
# shellcheck shell=bash

: "${host:?which of them this is}"
work=/run/hosts
mkdir -p "$work"
hostname "host$host"
# Two machines have what is one's otherwise.
PATIENCE=$((PATIENCE * 4))
. "$SRC/tests/vm/pair.sh"

# line NAME: the file of a port of the virtual serial card.
line()
{
	local file name

	for file in /sys/class/virtio-ports/*/name; do
		read -r name <"$file"
		[[ $name != "$1" ]] || { file=${file%/name}; echo "/dev/${file##*/}"; }
	done
}

# The two kinds of ends: unmodified programs where there is no /dev/infiniband, and
# on the stock nodes.
ours() { here "$@"; }
stock() { "$@"; }

# listens NAME KIND: what runs by that name has a listening id.
listens()
{
	local pid

	pid=$(pgrep -P "$(<"$work/$1.pid")") || return
	if [[ $2 == ours ]]; then
		grep -qs 'ruapi-cm-id:.*LISTEN' "/proc/$pid/fdinfo/"*
	else
		rdma resource show cm_id | grep 'state LISTEN' | grep -q " pid $pid "
	fi
}

# card WIRE: the netdev on it.
card()
{
	local path address

	for path in /sys/class/net/*; do
		read -r address <"$path/address"
		[[ $address != "52:54:00:0$host:00:0$1" ]] || echo "${path##*/}"
	done
}

# address WIRE [HOST]
address()
{
	echo "10.$((8 + $1)).0.${2:-$host}"
}

# wired WIRE: there is a card, with its address.
wired()
{
	eventually 20 has_card "$1" || { echo "no card on wire $1"; return 1; }
	ip -batch - <<-END
		addr add $(address "$1")/24 dev $(card "$1")
		link set $(card "$1") up
	END
}

has_card()
{
	[[ -n $(card "$1") ]]
}

rxe_here() { rdma link add rxe0 type rxe netdev "$(card 0)" && wait_active rxe0; }
siw_here() { rdma link add siw0 type siw netdev "$(card 1)" && wait_active siw0; }

# come: all that a host has.
come()
{
	modprobe -a virtio_net rdma_rxe siw rdma_ucm ib_uverbs rdma_uapi &&
		wired 0 && wired 1 && rxe_here && siw_here
}

# cable WIRE on|off: plugged in at this end, or not.
cable()
{
	[[ -n ${monitor:-} ]] || exec {monitor}<>"$(line monitor)"
	echo "set_link wire$1 $2" >&"$monitor"
}

# port DEVICE WORD: its state.
port()
{
	local state

	read -r state <"/sys/class/infiniband/$1/ports/1/state" || return
	[[ $state == *"$2"* ]]
}

# run NAME COMMAND...: in the background; what it says and how it ends is kept.
run()
{
	local name=$1

	shift
	rm -f "$work/$name.status"
	{
		"$@" >"$work/$name" 2>&1 </dev/null
		echo $? >"$work/$name.status"
	} >/dev/null 2>&1 &
	echo $! >"$work/$name.pid"
}

# halt NAME: it is killed, if it runs.
halt()
{
	ended "$1" || pkill -P "$(<"$work/$1.pid")"
	eventually 20 ended "$1"
}

ended() { [[ -s $work/$1.status ]]; }
said() { tail -n 12 "$work/$1" | sed "s/^/$1: /"; }

# ends NAME SECONDS: it ends in time, in whatever way but by a signal.
ends()
{
	eventually "$2" ended "$1" || { echo "$1 runs"; said "$1"; return 1; }
	(($(<"$work/$1.status") < 128)) || { echo "$1 died of a signal"; return 1; }
}

# succeeds NAME SECONDS
succeeds()
{
	ends "$@" && (($(<"$work/$1.status") == 0)) || { said "$1"; return 1; }
}

# serves NAME KIND PROGRAM ARGUMENT...: it runs, and listens.
serves()
{
	run "$@"
	eventually 60 serves_or_ended "$@"
	if ended "$1" || ! listens "$1" "$2"; then
		echo "$3 does not serve"
		said "$1"
		halt "$1"
		return 1
	fi
}

serves_or_ended() { ended "$1" || listens "$1" "$2"; }

# pings NAME COUNT: an rping has got so far.
pings()
{
	(($(grep -c 'ping data' "$work/$1") >= $2))
}

# ranks COUNT: so many processes of an MPI job run here, on rxe0 by /dev/rdma_uapi, where
# there is no /dev/infiniband.
ranks()
{
	local pid pids

	mapfile -t pids < <("$cli" ps | awk '$3 == "ring" && $5 ~ /:rxe0$/ { print $2 }')
	((${#pids[@]} == $1)) || return
	for pid in "${pids[@]}"; do
		[[ -c /proc/$pid/root/dev/rdma_uapi && ! -e /proc/$pid/root/dev/infiniband ]] || return
	done
}

# leave: nothing of ours stays.
leave()
{
	rdma_down 2>/dev/null
	eventually 20 rmmod rdma_uapi
}
