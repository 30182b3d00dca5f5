#!/bin/bash
# strace, attached to a program in mid-connection, reads every call, and what it
# says is what the tracepoints say; on the stock stack it reads the calls of
# uverbs and of rdma_cm.
. "$SRC/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

strace=${RDMA_UAPI_BUILD%/*}/strace-bookworm/bin/rdma-strace
cli=$RDMA_UAPI_BUILD/bin/rdma-uapi
if [[ ! -x $strace ]]; then
	skip "strace reads the calls" "rdma-strace is not built: tests/vm/strace.sh build"
	done_testing
	exit 0
fi

work=$(mktemp -d)
tracefs=/sys/kernel/tracing
mountpoint -q $tracefs || mount -t tracefs tracefs $tracefs

stock_rping()
{
	timeout 60 rping -s -a 10.1.0.1 -C 2 >"$work/stock-server" 2>&1 &
	sleep 2
	timeout 60 "$strace" -f -e trace=ioctl,write -o "$work/stock" \
		rping -c -a 10.1.0.1 -C 2 >"$work/stock-client" 2>&1
	local status=$?
	wait
	return $status
}

# A server with a connection over which data flows; strace looks at it from
# here on until it has ended.
attach_rping()
{
	local server tracer client

	echo 0 >$tracefs/tracing_on
	echo >$tracefs/trace
	echo 1 >$tracefs/events/rdma_uapi/enable
	echo 1 >$tracefs/options/record-cmd
	echo 1 >$tracefs/tracing_on
	timeout 120 "$cli" run -- rping -s -a 10.1.0.1 -C 3000 >"$work/server" 2>&1 &
	server=$!
	sleep 3
	timeout 120 "$cli" run -- rping -c -a 10.1.0.1 -C 3000 >"$work/client" 2>&1 &
	client=$!
	# In mid-connection: many messages were sent.
	for ((i = 0; i < 100; i++)); do
		(($(grep -c 'nr=0x93' $tracefs/trace) < 200)) || break
		sleep 0.2
	done
	server=$(pgrep -f '^rping -s' | head -n 1)
	"$strace" -f -X raw -e trace=ioctl,read -o "$work/raw" -p "$server" 2>"$work/strace" &
	tracer=$!
	wait $client
	wait $tracer
	echo 0 >$tracefs/tracing_on
	cp $tracefs/trace "$work/trace"
	[[ -s $work/raw ]]
}

# "object action" of what strace saw from its attaching on, FAST left out:
# every call begins on a line of its own, interrupted or not.
seen_by_strace()
{
	grep -aoE '0xc0201b9[0-2], \{object=0x[0-9a-f]+, action=0x[0-9a-f]+' "$work/raw" |
		sed -E 's/.*object=(0x[0-9a-f]+), action=(0x[0-9a-f]+)/\1 \2/' |
		while read -r object action; do echo $((object)) $((action)); done
}

# The same of the last COUNT calls that the kernel saw of the server.
seen_by_kernel()
{
	local pids

	pids=$(grep -aoE '^ *[0-9]+' "$work/raw" | sort -u | tr -d ' ' | paste -sd'|')
	grep -aE "rping-($pids) .*ruapi_call_enter: .*nr=0x9[0-2]" "$work/trace" |
		sed -E 's/.*object=([0-9]+) action=([0-9]+).*/\1 \2/' | tail -n "$1"
}

ok "rxe comes up" rxe_up
ok "rdma_cm and rdma_uapi load" modprobe -a rdma_ucm rdma_uapi

ok "rping runs under strace on the stock stack" stock_rping
stock=$(<"$work/stock")
like "rdma_cm: an id is created" "$stock" \
	'\[\{cmd=RDMA_USER_CM_CMD_CREATE_ID, in=24, out=4\}, \{.*ps=RDMA_PS_TCP.*\] => \{id=[0-9]+\}'
like "rdma_cm: an address is resolved" "$stock" \
	'RDMA_USER_CM_CMD_RESOLVE_ADDR.*dst_addr=\{sa_family=AF_INET, sin_port=htons\(7174\)'
like "rdma_cm: events are read" "$stock" 'event=RDMA_CM_EVENT_ADDR_RESOLVED'
like "uverbs: a CQ is created, with rxe's response" "$stock" \
	'UVERBS_METHOD_CQ_CREATE, driver_id=RDMA_DRIVER_RXE.*UVERBS_ATTR_CREATE_CQ_HANDLE => cq#[0-9]+.*UHW_OUT => \{mi='
like "uverbs: a QP is created" "$stock" 'CREATE_QP_TYPE, IBV_QPT_RC.*CREATE_QP_HANDLE => qp#'
like "uverbs: a QP is modified" "$stock" 'IB_USER_VERBS_CMD_MODIFY_QP.*attr_mask=IBV_QP_STATE'

ok "strace attaches to rping in mid-connection" attach_rping
strace_calls=$(seen_by_strace)
count=$(grep -c . <<<"$strace_calls")
ok "it reads the calls that end the connection" test "$count" -ge 5
is "they are those of the tracepoints" "$(sort <<<"$strace_calls")" "$(seen_by_kernel "$count" | sort)"
like "doorbells and arming are read too" "$(grep -a 0x40101b93 "$work/raw" | head -n 20)" \
	'object=0x[78], action=0x1[12], handle='
unlike "nothing is left as an address" "$(grep -a '1b9' "$work/raw" | grep -v resumed)" '0x[4c]0[0-9a-f]*1b9[0-9a-f], 0x[0-9a-f]+\)'

events=$(timeout 60 "$strace" -f -e trace=read,ioctl -e signal=none \
	"$cli" run -- rping -c -a 10.1.0.1 -C 1 2>&1 || true)
like "a read of events is decoded" "$events" 'read(\(|.*resumed).*\[\{type=RUAPI_EVENT_CM, handle=cm_id#[0-9]+'
like "and its code" "$events" 'code=RDMA_CM_EVENT_ADDR_RESOLVED'

echo 0 >$tracefs/events/rdma_uapi/enable
rm -rf "$work"
rdma_down
done_testing
