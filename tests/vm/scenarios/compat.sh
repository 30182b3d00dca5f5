#!/bin/bash
# Unmodified programs of Debian run over the device, in mount namespaces whose
# /dev has no infiniband directory.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/vm/pair.sh"

work=$(mktemp -d /tmp/compat.XXXXXX)

no_stall()
{
	awk -v limit="$PATIENCE" '
		/(poll|nanosleep|select|epoll_wait|epoll_pwait)\(/ && match($0, /<[0-9.]+>$/) {
			if (substr($0, RSTART + 1, RLENGTH - 2) >= limit) { print; bad = 1 }
		}
		END { exit bad }' "$1"
}

# Paths that could not be opened.
failing()
{
	sed -nE 's/.*open(at)?\(.*"([^"]*)".* = -1 .*/\2/p' "$1" | sort -u
}

# What a program did after the tool had started it.
started()
{
	awk '/(^| )execve\(/ && / = 0/ { execs++; next } execs == 2' "$1"
}

# strace_check NAME LOG STOCK: what a program must have done, and what it did
# on the stock stack.
strace_check()
{
	is "$1 opens the device once" "$(started "$2" | grep -c 'open.*"/dev/rdma_uapi"')" 1
	is "$1 fails to open nothing below /dev" "$(failing "$2" | grep ^/dev/)" ""
	is "$1 fails to open nothing that the stock stack opens" \
		"$(comm -23 <(failing "$2") <(failing "$3"))" ""
	like "which opens a node itself" "$(<"$3")" 'open[^"]*"/dev/infiniband/[^"]*", [^=]* = [0-9]'
}

# What the fds of a program are.
fds_of()
{
	local pid

	for pid in $(pids_of "$1"); do
		find "/proc/$pid/fd" -type l -printf '%l\n'
	done
}

far_copies()
{
	within 120 far rcopy "$work/file" "10.2.0.1:$work/over-siw" >"$work/client" 2>&1 && return
	cat "$work/client"
	return 1
}

ok "rxe comes up" rxe_up
ok "siw comes up, in two network namespaces" siw_pair_up far
ok "and what is sent from there is on its way for a while" siw_far far
ok "the module loads" modprobe rdma_uapi
not_ok "the box has no /dev/infiniband" "$box" test -e /dev/infiniband

here ibv_devices >"$work/devices" 2>&1
like "ibv_devices sees both devices" "$(<"$work/devices")" rxe0.*siw0
# On the stock stack all network namespaces see all ports.
echo Y >/sys/module/rdma_uapi/parameters/shared_ports
here ibv_devinfo -v >"$work/devinfo" 2>"$work/devinfo.err"
echo N >/sys/module/rdma_uapi/parameters/shared_ports
like "ibv_devinfo -v tells of rxe0" "$(<"$work/devinfo")" "hca_id:"$'\t'"rxe0.*PORT_ACTIVE"
modprobe ib_uverbs
eventually 30 test -e /dev/infiniband/uverbs0
ibv_devinfo -v >"$work/stock" 2>&1
ok "ibv_devinfo -v says what it says over ib_uverbs" diff "$work/stock" "$work/devinfo"

ok "rping over rxe" pair "listening rping" \
	here rping -s -a 10.1.0.1 -C 5 -v -- here rping -c -a 10.1.0.1 -C 5 -v
is "it pinged five times" "$(grep -c 'ping data: rdma-ping' "$work/client")" 5
ok "rping over siw, between network namespaces" pair "listening rping" \
	here rping -s -a 10.2.0.1 -C 5 -v -- far rping -c -a 10.2.0.1 -C 5 -v
is "it pinged five times" "$(grep -c 'ping data: rdma-ping' "$work/client")" 5

here rping -s -P -a 0.0.0.0 >"$work/server" 2>&1 &
server=$!
ok "rping listens on the wildcard address" eventually 60 listening rping
fds=$(fds_of rping)
is "it has /dev/rdma_uapi open once" "$(grep -c '^/dev/rdma_uapi$' <<<"$fds")" 1
unlike "and nothing below /dev/infiniband" "$fds" /dev/infiniband
ok "it is reached through rxe" within 90 here rping -c -a 10.1.0.1 -C 2
ok "the same is reached through siw" within 90 far rping -c -a 10.2.0.1 -C 2
ok "and through rxe again" within 90 here rping -c -a 10.1.0.1 -C 2
pkill -x rping
wait "$server" 2>/dev/null

ok "ibv_rc_pingpong over rxe" pair "tcp_listening 18515" \
	here ibv_rc_pingpong -d rxe0 -g 1 -n 100 -- here ibv_rc_pingpong -d rxe0 -g 1 -n 100 127.0.0.1
ok "ibv_rc_pingpong with completion events" pair "tcp_listening 18515" \
	here ibv_rc_pingpong -e -d rxe0 -g 1 -n 100 -- here ibv_rc_pingpong -e -d rxe0 -g 1 -n 100 127.0.0.1

head -c 2000000 /dev/urandom >"$work/file"
in_group on_one_cpu here rcopy >"$work/server" 2>&1
server=$!
ok "rcopy listens" eventually 60 listening rcopy
ok "rcopy moves a file over rxe" on_one_cpu within 120 here rcopy "$work/file" "10.1.0.1:$work/over-rxe"
ok "rcopy moves a file over siw" siw_again "$work/client" far_copies
((TAP_FAILED == 0)) || diag "$(where_they_wait "$server"; cat "$work/server")"
kill -- "-$server"
wait "$server" 2>/dev/null
is "checksums are equal" \
	"$(cd "$work" && sha256sum file over-rxe over-siw | cut -d' ' -f1 | sort | uniq -c | awk '{ print $1 }')" 3

ok "rstream over rxe" on_one_cpu pair "listening rstream" \
	here rstream -S 4096 -C 20 -- here rstream -s 10.1.0.1 -S 4096 -C 20
ok "rstream over siw" siw_again "$work/client" pair "listening rstream" \
	here rstream -S 4096 -C 20 -- far rstream -s 10.2.0.1 -S 4096 -C 20
ok "rstream over siw, waiting for completion events" siw_again "$work/client" pair "listening rstream" \
	here rstream -T b -S 4096 -C 20 -- far rstream -T b -s 10.2.0.1 -S 4096 -C 20

calls=execve,open,openat,poll,ppoll,nanosleep,clock_nanosleep,select,pselect6,epoll_wait,epoll_pwait
log() { strace -f -T -e "trace=$calls" -o "$@"; }
trace() { "$box" strace -f -T -e "trace=$calls" -o "$1" "$cli" run -- "${@:2}"; }
modprobe rdma_ucm
ok "rping under strace on the stock stack" pair rdma_listens \
	log "$work/server.stock" rping -s -a 10.1.0.1 -C 3 -- \
	log "$work/client.stock" rping -c -a 10.1.0.1 -C 3
ok "rping under strace" pair "listening rping" \
	trace "$work/server.strace" rping -s -a 10.1.0.1 -C 3 -- \
	trace "$work/client.strace" rping -c -a 10.1.0.1 -C 3
strace_check "the server" "$work/server.strace" "$work/server.stock"
strace_check "the client" "$work/client.strace" "$work/client.stock"
ok "the client stalls nowhere for a second" no_stall "$work/client.strace"
ok "ibv_rc_pingpong under strace on the stock stack" pair "tcp_listening 18515" \
	log "$work/server.stock" ibv_rc_pingpong -d rxe0 -g 1 -n 100 -- \
	log "$work/client.stock" ibv_rc_pingpong -d rxe0 -g 1 -n 100 127.0.0.1
ok "ibv_rc_pingpong under strace" pair "tcp_listening 18515" \
	trace "$work/server.strace" ibv_rc_pingpong -d rxe0 -g 1 -n 100 -- \
	trace "$work/client.strace" ibv_rc_pingpong -d rxe0 -g 1 -n 100 127.0.0.1
strace_check "ibv_rc_pingpong" "$work/server.strace" "$work/server.stock"
strace_check "its client" "$work/client.strace" "$work/client.stock"
ok "it stalls nowhere for a second" no_stall "$work/client.strace"

# What goes wrong says so.
like "a static program is refused" "$("$cli" run -- /sbin/ldconfig -V 2>&1)" "statically linked"
"$cli" run -- /sbin/ldconfig -V 2>/dev/null
is "with the status 125" $? 125
like "a program that is not there" "$("$cli" run -- no-such-program 2>&1)" "no-such-program: command not found"
"$cli" run -- no-such-program 2>/dev/null
is "has the status 127" $? 127
like "no program at all" "$("$cli" run 2>&1)" "usage"
"$box" "$cli" run -- sh -c 'exit 42'
is "the program's status is passed on" $? 42
is "no object is left" "$(rdma resource show | grep -oE '(pd|cq|qp|mr|ctx) [1-9][0-9]*' | grep -vE '^(pd|cq|qp|mr) 1$')" ""
rdma_down
ok "the module can be removed" rmmod rdma_uapi
like "without the module" "$("$cli" run -- ibv_devices 2>&1)" "/dev/rdma_uapi"
"$cli" run -- ibv_devices 2>/dev/null
is "has the status 125" $? 125
rm -rf "$work"
done_testing
