#!/bin/bash
# Two hosts: two guests, with different kernels if nothing else is said, whose cards are
# joined by two wires.  They talk over a line that is none of the network's, and each
# has one to the monitor of its own QEMU, to pull cables.  The first one's script says
# what both do (hosts/one.sh); the logs of both kernels are judged.  Prints TAP.
# usage: hosts.sh [KERNEL [KERNEL]]    (default: 6.1 6.12)
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$VM/verdict.sh"

(($# <= 2)) || usage
versions=("${1:-${KERNELS[0]}}" "${2:-${1:-${KERNELS[1]}}}")
for version in "${versions[@]}"; do known_kernel "$version"; done

# Short, as names of sockets are.
sockets=$(mktemp -d)
other=''
finish()
{
	[[ -z $other ]] || kill "$other" 2>/dev/null || true
	rm -rf "$sockets"
}
trap finish EXIT
trap 'exit 130' INT TERM

# cards HOST: what makes a machine that host, as options of guest.sh.
cards()
{
	local listen=on wire words=()

	(($1 == 1)) || listen=off
	# shellcheck disable=SC2054 # commas are QEMU's
	words=(-chardev "socket,id=talk,path=$sockets/talk,server=$listen$( (($1 != 1)) || echo ,wait=off)"
		-device virtserialport,chardev=talk,name=talk
		-chardev "socket,id=hmp,path=$sockets/monitor$1,server=on,wait=off"
		-mon chardev=hmp,mode=readline
		-chardev "socket,id=monitor,path=$sockets/monitor$1"
		-device virtserialport,chardev=monitor,name=monitor)
	for wire in 0 1; do
		words+=(-netdev "stream,id=wire$wire,server=$listen,addr.type=unix,addr.path=$sockets/wire$wire"
			-device "virtio-net-pci,netdev=wire$wire,mac=52:54:00:0$1:00:0$wire,romfile=")
	done
	printf -- '--qemu\n%s\n' "${words[@]}"
}

# start HOST SCRIPT
start()
{
	local options

	mapfile -t options < <(cards "$1")
	exec "$VM/guest.sh" --kernel "${versions[$1 - 1]}" --smp 1 --mem 1G --time-limit 600 \
		--root host --logs "$logs/$1" --env "RING=$ring" "${options[@]}" -- bash "$VM/hosts/$2.sh"
}

# An MPI program that both run; Debian has the compiler of each MPI by its name.
ring=$BUILD/hosts/ring
mkdir -p "${ring%/*}"
mpicc.mpich -O2 -Wall -Wextra -Werror -o "$ring" "$VM/hosts/ring.c" ||
	die "ring.c does not build" "run tests/vm/deps.sh hosts"

# Which of the sockets are there when QEMU has been started.
listening()
{
	local name

	for name in talk wire0 wire1; do [[ -e $sockets/$name ]] || return 1; done
}

logs=$(new_logs hosts)
(start 1 one) &
one=$!
for ((i = 0; i < 600; i++)); do
	! listening || break
	kill -0 "$one" 2>/dev/null || break
	sleep 0.1
done
(start 2 other) >"$logs/other" 2>&1 &
other=$!
status=0
wait "$one" || status=$?
failures=$status

# What the first one cannot say itself.
complaint=''
grep -aq '^1\.\.' "$logs/1/output" || complaint="status $status, logs: $logs/1"
verdict "the first host, with ${versions[0]}, gets to the end of its plan" "$complaint"
[[ -n $complaint ]] || verdict "its kernel's log stays clean" \
	"$(sed '0,/guest: ready/d' "$logs/1/dmesg" | "$VM/dmesg.sh" "${versions[0]}")"
for ((i = 0; i < 300; i++)); do
	kill -0 "$other" 2>/dev/null || break
	sleep 0.1
done
if kill -0 "$other" 2>/dev/null; then
	verdict "the other host, with ${versions[1]}, ends when nobody is there any more" "it runs; logs: $logs/2"
else
	wait "$other" || complaint=$(tail -n 20 "$logs/other")
	other=''
	verdict "the other host, with ${versions[1]}, ends well, and its kernel's log stays clean" "$complaint"
fi
((failures == 0))
