#!/bin/bash
# soft-RoCE in network namespaces, which it has been able to since Linux 7: two ends
# that share devices, and two that see none but their own.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/vm/pair.sh"
. "$SRC/tests/guest/program.sh"

if ((${KVER%%.*} < 7)); then
	skip "rxe in network namespaces" "it works in the initial one only before Linux 7"
	done_testing
	exit
fi
work=$(mktemp -d /tmp/netns.XXXXXX)
access=$GUEST_PROGRAMS/access
# enum rdma_driver_id
RXE=14
there() { nsenter --net=/run/netns/far "$@"; }

# both_ways: connections of unmodified programs from one namespace to the other.
both_ways()
{
	ok "shared: rping" pair "listening rping" \
		here rping -s -a 10.4.0.1 -C 3 -v -- far rping -c -a 10.4.0.1 -C 3 -v
	is "shared: it pinged three times" "$(grep -c 'ping data: rdma-ping' "$work/client")" 3
	ok "shared: and the other way" pair "listening rping" \
		far rping -s -a 0.0.0.0 -C 3 -- here rping -c -a 10.4.0.2 -C 3 -v
	is "shared: as often" "$(grep -c 'ping data: rdma-ping' "$work/client")" 3
	ok "shared: rstream" on_one_cpu pair "listening rstream" \
		here rstream -S 4096 -C 20 -- far rstream -s 10.4.0.1 -S 4096 -C 20
}

ok "rxe comes up, in two network namespaces" rxe_pair_up far
ok "the module loads" modprobe rdma_uapi
is "shared: each device is seen where its netdev is" \
	"$("$access" sees rxe0) $(there "$access" sees rxe1)" "success - success -"
is "and not in the other one" "$("$access" sees rxe1) $(there "$access" sees rxe0)" \
	"ENODEV - ENODEV -"
program "$GUEST_PROGRAMS/cm" rxe0 10.4.0.1 far rxe1
both_ways
rdma_down

ok "devices become exclusive" rdma system set netns exclusive
ok "rxe comes up, in two network namespaces" rxe_pair_up far
ok "and one is given to the other" rdma dev set rxe1 netns far
is "exclusive: rxe0 is seen here, and not there" \
	"$("$access" sees rxe0) $(there "$access" sees rxe0)" "success - ENODEV -"
is "exclusive: rxe1 there, and not here" \
	"$(there "$access" sees rxe1) $("$access" sees rxe1)" "success - ENODEV -"
rxe0=$("$access" index-of rxe0)
rxe1=$(there "$access" index-of rxe1)
is "exclusive: rxe1 can be opened there" "$(there "$access" open "$rxe1" $RXE)" "success -"
is "exclusive: here that is EACCES" "$("$access" open "$rxe1" $RXE)" "EACCES RUAPI_REASON_NETNS"
is "exclusive: and so is rxe0 there" "$(there "$access" open "$rxe0" $RXE)" "EACCES RUAPI_REASON_NETNS"
# No connection: rdma_connect() is EINVAL on a device of rxe that was moved, also on
# the stock stack (7.3).
there rdma link delete rxe1
program "$GUEST_PROGRAMS/unplug" move rxe0 far
there rdma link delete rxe0
rdma_down
ok "devices become shared again" rdma system set netns shared
is "no context is left" "$(rdma resource show | grep -oE 'ctx [1-9][0-9]*')" ""
ok "the module can be removed" rmmod rdma_uapi
rm -rf "$work"
done_testing
