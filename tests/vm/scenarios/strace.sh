#!/bin/bash
# strace reads an rping from its first call to its last, over the device and on
# the stock stack; it knows methods of two drivers with the same numbers apart; and attached to a server in mid-connection it reads every
# call that the module's tracepoints record from there on.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

cli=$RDMA_UAPI_BUILD/bin/rdma-uapi
box=$SRC/tests/vm/box.sh
strace=${RDMA_UAPI_BUILD%/*}/strace-bookworm/bin/rdma-strace
tracefs=/sys/kernel/tracing
work=$(mktemp -d /tmp/strace.XXXXXX)

if [[ ! -x $strace ]]; then
	fail "rdma-strace is built" "tests/vm/strace.sh build makes $strace"
	done_testing
fi

# A shell that starts the command in place of itself, so that $! is it.
here() { exec "$box" "$cli" run -- "$@"; }

listening() { grep -qs 'ruapi-cm-id:.*LISTEN' "/proc/$1/fdinfo/"*; }

gone() { ! kill -0 "$1" 2>/dev/null; }

# lines_of FILES REGULAR-EXPRESSION COUNT: there are at least so many.  It is
# asked no more than twice a second: to print the trace takes time.
# shellcheck disable=SC2086 # FILES is a pattern
lines_of() { sleep 0.4 && (($(cat $1 2>/dev/null | grep -acE "$2") >= $3)); }

# logged NAME REGULAR-EXPRESSION FILE...: a line of a trace is like that.
logged()
{
	if cat "${@:3}" | grep -qaE "$2"; then
		pass "$1"
	else
		fail "$1" "no such line: $2"$'\n'"$(tail -n 40 "${@:3}")"
	fi
}

# rping_pair NAME SERVER-PREFIX CLIENT-PREFIX...: both must end well.
rping_pair()
{
	local server status

	$2 timeout $((60 * PATIENCE)) rping -s -a 10.1.0.1 -C 2 >"$work/$1-server" 2>&1 &
	server=$!
	eventually 20 rdma_listens
	timeout $((60 * PATIENCE)) "${@:3}" rping -c -a 10.1.0.1 -C 2 >"$work/$1-client" 2>&1
	status=$?
	wait "$server" || status=1
	((!status)) || tail -n 20 "$work/$1-server" "$work/$1-client"
	return $status
}

# A 64-bit strace and a program of 32 bits, which not every host can run.
bits_32()
{
	local plugin=$SRC/strace-plugin/tests

	gcc -m32 -D_GNU_SOURCE -I"$SRC/uapi" -I"$plugin" -o "$work/calls32" "$plugin/calls32.c" &&
		"$work/calls32" >"$work/expected32" &&
		"$strace" -o "$work/log32" -e trace=ioctl "$work/calls32" >/dev/null &&
		grep '^ioctl(-1' "$work/log32" | diff -u "$work/expected32" -
}

# attach: a server and a client that pings it without end; strace looks at the
# server from the middle of that until the client dies and the server ends.
attach()
{
	local server client tracer status=1

	(here rping -s -a 10.1.0.1) >"$work/server" 2>&1 &
	server=$!
	eventually 20 listening "$server" || return
	(here rping -c -a 10.1.0.1) >"$work/client" 2>&1 &
	client=$!
	if eventually 30 lines_of $tracefs/trace "rping-$server .*object=8 action=18" 100; then
		"$strace" -ff -X verbose -e trace=ioctl,read,pread64 -e signal=none \
			-o "$work/attached" -p "$server" 2>"$work/tracer" &
		tracer=$!
		eventually 30 lines_of "$work/attached.*" RUAPI_IOC_FAST 100 && status=0
	fi
	kill "$client"
	eventually 20 gone "$server" || status=1
	kill -KILL "$server" 2>/dev/null
	wait "$server" "$client" 2>/dev/null
	[[ -z $tracer ]] || wait "$tracer"
	((!status)) || cat "$work/server" "$work/client" "$work/tracer"
	return $status
}

# "object action result" of the calls of a thread; results are 0 or negative.
seen_by_strace()
{
	sed -nE 's|^ioctl\(.*RUAPI_IOC_[A-Z]+ \*/, \{object=(0x[0-9a-f]+) .* action=(0x[0-9a-f]+) .* = ([-0-9?]+)( .*)?$|\1 \2 \3|p' \
		"$work/attached.$1" | while read -r object action result; do
		[[ $result == 0 ]] || result=-1
		echo $((object)) $((action)) $result
	done
}

seen_by_kernel()
{
	sed -nE "s/^ *rping-$1 .* ruapi_call_exit: .*object=([0-9]+) action=([0-9]+) ret=([-0-9]+).*/\1 \2 \3/p" \
		"$work/trace" | sed 's/ -[0-9]*$/ -1/'
}

ok "rxe comes up" rxe_up
ok "the modules load" modprobe -a rdma_ucm rdma_uapi
mountpoint -q $tracefs || mount -t tracefs tracefs $tracefs
echo 8192 >$tracefs/buffer_size_kb
echo 1 >$tracefs/events/rdma_uapi/ruapi_call_exit/enable

ok "rping runs under strace on the stock stack" rping_pair stock "" \
	"$strace" -ff -e trace=ioctl,write -e signal=none -o "$work/stock"
stock=("$work"/stock.*)
logged "rdma_cm: an id is created" \
	'\[\{cmd=RDMA_USER_CM_CMD_CREATE_ID, in=24, out=4\}, \{.*ps=RDMA_PS_TCP.*\] => \{id=[0-9]+\}' "${stock[@]}"
logged "rdma_cm: an address is resolved" \
	'RDMA_USER_CM_CMD_RESOLVE_ADDR.*dst_addr=\{sa_family=AF_INET, sin_port=htons\(7174\)' "${stock[@]}"
logged "rdma_cm: an event is fetched" \
	'RDMA_USER_CM_CMD_GET_EVENT.*\] => \{.*event=RDMA_CM_EVENT_ADDR_RESOLVED' "${stock[@]}"
logged "uverbs: a CQ is created, with rxe's response" \
	'UVERBS_METHOD_CQ_CREATE, driver_id=RDMA_DRIVER_RXE.*CREATE_CQ_HANDLE => cq#[0-9]+.*UHW_OUT => \{mi=' "${stock[@]}"
logged "uverbs: a QP is created" 'CREATE_QP_TYPE, IBV_QPT_RC\}.*CREATE_QP_HANDLE => qp#' "${stock[@]}"
logged "uverbs: a QP is modified" 'IB_USER_VERBS_CMD_MODIFY_QP.*attr_mask=IBV_QP_STATE' "${stock[@]}"

ok "rping runs under strace over the device" rping_pair ours "$box $cli run --" \
	"$box" "$strace" -ff -e trace=ioctl,read,pread64 -e signal=none -o "$work/ours" "$cli" run --
ours=("$work"/ours.*)
logged "a QP is created, with rxe's response" \
	'\{object=QP, action=CREATE, driver_id=RXE, attrs=\[.*\{TYPE, IBV_QPT_RC\}.*\{HANDLE => qp#[0-9]+\}.*\{rxe:RESP => \{rq_mi=' "${ours[@]}"
logged "an address is resolved" \
	'action=RESOLVE_ADDR, attrs=\[\{HANDLE, cm_id#[0-9]+\}, \{DST, \{sa_family=AF_INET, sin_port=htons\(7174\), sin_addr=inet_addr\("10.1.0.1"\)\}\}' "${ours[@]}"
logged "an event is read" \
	'\[\{type=RUAPI_EVENT_CM, handle=cm_id#[0-9]+,.*code=RDMA_CM_EVENT_ADDR_RESOLVED' "${ours[@]}"
is "nothing is left undecoded" \
	"$(cat "${ours[@]}" | grep -aE 'RUAPI_IOC_[A-Z]+, (0x|NULL)|0x[0-9a-f]+ /\* (RUAPI|IBV|RDMA)_[A-Z_]*\?\?\?')" ""

# Two drivers whose methods have the same numbers, and a third that nobody knows: the
# one and only difference is the driver_id.
hfi1=15 qib=16 nobody=0
ok "the simulated HCA loads" modprobe rdmasim
# New instances are hfi1's in the end, as the program makes one.
for id in $nobody $qib $hfi1; do
	echo $id >/sys/module/rdmasim/parameters/driver_id
	echo "$((id + 40)) 1 ib" >/sys/bus/rdmasim/new_device
done
ok "methods of two drivers run under strace" "$strace" -f -e trace=ioctl -e signal=none \
	-o "$work/methods" "$GUEST_PROGRAMS/methods" rdmasim55 rdmasim56
number='RUAPI_IOC_DRIVER, \{object=DEVICE, action='
logged "a method of one" \
	"$number"'rdmasim:SUM, driver_id=HFI1, attrs=\[\{CONTEXT, context#[0-9]+\}, \{rdmasim:BYTES, "\\x61\\x62\\x63"\}, \{rdmasim:RESULT(, flags=[A-Z_|]+)? => "\\x26\\x01' "$work/methods"
logged "that of the other which has the same number" \
	"$number"'rdmasim2:FROBNICATE, driver_id=QIB, attrs=\[\{CONTEXT, context#[0-9]+\}, \{rdmasim2:VALUE, 0x1020304\}, \{rdmasim2:RESULT(, flags=[A-Z_|]+)? => "\\x01\\x02\\x03\\x04"\}\]' "$work/methods"
logged "an object of one" \
	'object=rdmasim:BOX, action=rdmasim:CREATE, driver_id=HFI1.*\{rdmasim:HANDLE => box#[0-9]+\}' "$work/methods"
logged "that of the other which has the same number, too" \
	'object=rdmasim2:COUNTER, action=rdmasim2:CREATE, driver_id=QIB.*\{rdmasim2:HANDLE => counter#[0-9]+\}' "$work/methods"
logged "objects of an array" '\{rdmasim:BOXES, \[box#[0-9]+, box#[0-9]+\]\}' "$work/methods"
logged "an error names the attribute" \
	'action=rdmasim:CREATE.*bad_attr=rdmasim:SIZE, reason=RANGE\}\) = -1 EINVAL' "$work/methods"
ok "methods of a driver that nobody knows" "$strace" -e trace=ioctl -e signal=none \
	-o "$work/nobody" "$GUEST_PROGRAMS/methods" rdmasim40
logged "are numbers" \
	'\{object=DEVICE, action=0x8000 /\* RUAPI_DEVICE_\?\?\? \*/, attrs=\[\{CONTEXT, context#[0-9]+\}, \{0x8000 /\* RUAPI_ATTR_\?\?\? \*/, wire=RUAPI_WIRE_IN, len=4, 0x1020304\}' "$work/nobody"
ok "the simulated HCA goes" rmmod rdmasim

echo >$tracefs/trace
ok "strace attaches to a server in mid-connection" attach
cp $tracefs/trace "$work/trace"
strace_calls='' kernel_calls='' threads=0 before=0
for log in "$work"/attached.*; do
	thread=${log##*.}
	calls=$(seen_by_strace "$thread")
	[[ -n $calls ]] || continue
	count=$(wc -l <<<"$calls")
	recorded=$(seen_by_kernel "$thread")
	strace_calls+="thread $thread"$'\n'$calls$'\n'
	kernel_calls+="thread $thread"$'\n'$(tail -n "$count" <<<"$recorded")$'\n'
	threads=$((threads + 1)) before=$((before + $(wc -l <<<"$recorded") - count))
	diag "thread $thread: $count calls while strace watched, $(wc -l <<<"$recorded") in all"
done
is "what it read is what the tracepoints recorded from there on, thread by thread" \
	"$strace_calls" "$kernel_calls"
is "nothing of ours was left out of that" \
	"$(cat "$work"/attached.* | grep -acE '^ioctl\(.*RUAPI_IOC_')" \
	"$(grep -vc '^thread' <<<"${strace_calls%$'\n'}")"
ok "it watched more than one thread" test "$threads" -ge 2
ok "there had been calls before it came" test "$before" -ge 100
logged "the QP goes to the error state in the end" \
	'action=0x11 /\* RUAPI_QP_MODIFY \*/.*qp_state=0x6 /\* IBV_QPS_ERR' "$work"/attached.*
logged "the event that says why is read" \
	'type=0x3 /\* RUAPI_EVENT_CM \*/.*code=0xa /\* RDMA_CM_EVENT_DISCONNECTED' "$work"/attached.*

echo 0 >$tracefs/events/rdma_uapi/ruapi_call_exit/enable
rdma_down
ok "the module can be removed" rmmod rdma_uapi
ok "a program of 32 bits is decoded" bits_32
rm -rf "$work"
done_testing
