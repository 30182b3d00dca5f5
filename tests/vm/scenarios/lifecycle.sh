#!/bin/bash
# cpus: 2
# Whatever becomes of its holders, nothing of a namespace stays behind, and
# while one of them is there nothing of it goes.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

# hold SECONDS: a process with the device open.
hold() { sleep "$1" <>/dev/rdma_uapi; }

users() { awk '$1 == "rdma_uapi" { print $3 }' /proc/modules; }

ok "rxe comes up" rxe_up
ok "a simulated HCA" sim_up
ok "the module loads" modprobe rdma_uapi
# The sanitizer kernel finds leaks by itself, and takes ten times as long.
[[ $KERNEL == debug ]] && rounds=(50 200) || rounds=()
program "$GUEST_PROGRAMS/lifecycle" rxe0 "${rounds[@]}"
program "$GUEST_PROGRAMS/lifecycle" rdmasim0 50 200
is "nobody uses the module" "$(users)" 0

hold 60 &
holder=$!
eventually 10 test -e "/proc/$holder/fd/0"
ok "an open fd holds the module" eventually 10 eval '(($(users) > 0))'
not_ok "it cannot be removed" rmmod rdma_uapi
pkill -P "$holder"
kill "$holder" 2>/dev/null
wait "$holder" 2>/dev/null

"$GUEST_PROGRAMS/unplug" hold-mapping rxe0 >/run/holder 2>&1 &
holder=$!
ok "a mapping whose fd is closed" eventually 20 grep -q ready /run/holder
not_ok "holds the module, too" rmmod rdma_uapi
kill "$holder"
wait "$holder" 2>/dev/null
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
ok "and loaded again" modprobe rdma_uapi
ok "and removed" rmmod rdma_uapi
done_testing
