#!/bin/bash
# The example that stripes data over HCAs: memory registered with all by one call, one
# event loop on one fd, and an HCA that is unplugged meanwhile.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

stripe=$GUEST_PROGRAMS/stripe

ok "two simulated HCAs" sim_up 2
ok "the module loads" modprobe rdma_uapi
like "data goes over both" "$("$stripe" rdmasim0 rdmasim1 2>&1 | tr '\n' ' ')" \
	'^copied 256 chunks rdmasim0 copied [1-9][0-9]* rdmasim1 copied [1-9][0-9]* $'
like "one that is not there" "$("$stripe" rdmasim0 nothing 2>&1)" "there is no device nothing"
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"

started() { grep -q '^copied' /run/stripe; }
"$stripe" -u rdmasim0 rdmasim1 >/run/stripe 2>&1 &
pid=$!
ok "again and again" eventually 20 started
ok "an HCA is unplugged under it" within 20 eval 'echo 1 >/sys/bus/rdmasim/del_device'
# ok runs it in a shell of its own, which has no such child.
status=0
wait "$pid" || status=$?
is "the program goes on and ends well" "$status" 0
like "with what the other one copied" "$(tr '\n' ' ' </run/stripe)" \
	'rdmasim1 has gone with [0-9]+ chunks rdmasim0 copied [1-9][0-9]* rdmasim1 copied [1-9][0-9]*, and went'
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
is "and no region" "$(rdma resource show | grep -oE 'mr [0-9]+' | sort -u)" "mr 0"

# The call itself, on drivers that have nothing in common.
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "rxe comes up" rxe_up
ok "an HCA to lose" sim_add 1
program "$GUEST_PROGRAMS/reg_each" rxe0 rdmasim1
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
