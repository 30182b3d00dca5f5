#!/bin/bash
# The demonstration, inside a guest: unmodified programs of Debian talk over
# /dev/rdma_uapi, on a soft-RoCE, a soft-iWARP and a simulated InfiniBand HCA, in
# mount namespaces that have no /dev/infiniband.  Prints what it does; fails loudly.
set -euo pipefail
veth_mtu=9000
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/rdma.sh"

PATH=$RDMA_UAPI_BUILD/bin:$PATH
box=$SRC/tests/vm/box.sh
work=$(mktemp -d /tmp/demo.XXXXXX)
size=$((64 << 20))

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

# As a container would run it, here or in the network namespace "far".
boxed()
{
	printf 'box$ %s\n' "$*"
	"$box" "$@"
}

far_boxed()
{
	printf 'far$ %s\n' "$*"
	"$box" --netns far "$@"
}

fail()
{
	printf '\ndemo FAILED: %s\n' "$*" >&2
	tail -n 20 "$work"/*.log >&2 || true
	exit 1
}

# wait_for_ps PATTERN WHAT: until a line of rdma-uapi ps matches.
wait_for_ps()
{
	for _ in $(seq 150); do
		rdma-uapi ps 2>/dev/null | grep -Eq "$1" && return
		sleep 0.1
	done
	fail "$2"
}

title "Two HCAs: rxe0 (soft-RoCE), and siw0 (soft-iWARP) whose peer siw1 is in the network namespace 'far'"
modprobe rdma_uapi
rxe_up
siw_pair_up far
siw_far far
show rdma link
show ls -l /dev/rdma_uapi

title "One node shows both, without opening either"
show rdma-uapi list

title "A container's /dev: no infiniband directory"
boxed ls -x --width=100 /dev
"$box" test ! -e /dev/infiniband || fail "there is a /dev/infiniband"

title "rping, as Debian ships it: one server on the wildcard address ..."
echo 'box$ rdma-uapi run -- rping -s -P -a 0.0.0.0 -v &'
"$box" rdma-uapi run -- rping -s -P -a 0.0.0.0 -v >"$work/server.log" 2>&1 &
server=$!
wait_for_ps LISTENING 'rping does not listen'
show rdma-uapi ps

title "... reached through soft-RoCE, and through soft-iWARP from the other network namespace"
boxed rdma-uapi run -- rping -c -a 10.1.0.1 -C 3 -v 2>&1 | tee "$work/rxe.log"
far_boxed rdma-uapi run -- rping -c -a 10.2.0.1 -C 3 -v 2>&1 | tee "$work/siw.log"
for log in rxe siw; do
	[[ $(grep -c 'ping data: rdma-ping' "$work/$log.log") == 3 ]] || fail "rping over $log"
done
kill "$server"
wait "$server" 2>/dev/null || true

title "rcopy moves a file of $((size >> 20)) MiB over each HCA"
head -c "$size" /dev/urandom >"$work/file"
on_one_cpu
echo 'box$ rdma-uapi run -- rcopy &'
"$box" rdma-uapi run -- rcopy >"$work/rcopy.log" 2>&1 &
server=$!
wait_for_ps LISTENING 'rcopy does not listen'
boxed rdma-uapi run -- rcopy "$work/file" "10.1.0.1:$work/over-rxe" >"$work/client.log" 2>&1 &
client=$!
wait_for_ps CONNECTED 'rcopy does not connect'
rdma-uapi ps >"$work/ps"
wait "$client" || fail "rcopy over rxe"
cat "$work/client.log"
echo "$ rdma-uapi ps                # meanwhile"
cat "$work/ps"
siw_again "$work/client.log" far_boxed rdma-uapi run -- rcopy "$work/file" "10.2.0.1:$work/over-siw" \
	>"$work/client.log" 2>&1 || fail "rcopy over siw: $(<"$work/client.log")"
cat "$work/client.log"
kill "$server"
wait "$server" 2>/dev/null || true
(cd "$work" && show sha256sum file over-rxe over-siw)
[[ $(cd "$work" && sha256sum file over-rxe over-siw | cut -d' ' -f1 | sort -u | wc -l) == 1 ]] ||
	fail "checksums differ"

title "An InfiniBand HCA with two ports, simulated: one line makes it, IPoIB and rping run on it"
modprobe -a ib_ipoib rdmasim
echo '$ echo "0 2 ib" >/sys/bus/rdmasim/new_device'
echo "0 2 ib" >/sys/bus/rdmasim/new_device
wait_active rdmasim0 1 && wait_active rdmasim0 2 || fail "rdmasim0 is not active"
show rdma-uapi list
port1=$(ipoib_of rdmasim0 1)
port2=$(ipoib_of rdmasim0 2)
show ip addr add 10.3.0.1/24 dev "$port1"
show ip link set "$port1" up
show ip link set "$port2" netns far
far_end far "$port2" 10.3.0.2
echo 'box$ rdma-uapi run -- rping -s -a 10.3.0.1 -C 3 &'
"$box" rdma-uapi run -- rping -s -a 10.3.0.1 -C 3 >"$work/server.log" 2>&1 &
server=$!
wait_for_ps 'LISTENING.*10.3.0.1' 'rping does not listen on IPoIB'
far_boxed rdma-uapi run -- rping -c -a 10.3.0.1 -C 3 -v 2>&1 | tee "$work/ipoib.log"
[[ $(grep -c 'ping data: rdma-ping' "$work/ipoib.log") == 3 ]] || fail "rping over IPoIB"
wait "$server" || fail "the server of rping"
modprobe -r ib_ipoib rdmasim

title "Nothing is left (the pd, cq and qp of rxe0 are the kernel's own)"
show rdma resource show
rdma resource show | grep -qv 'cm_id 0 mr 0 ctx 0' && fail "objects are left"
rdma_down || true
rmmod rdma_uapi || fail "the module is still in use"
rm -rf "$work"

title "Result: rping and rcopy ran over /dev/rdma_uapi on all HCAs, equal checksums, no /dev/infiniband"
