#!/bin/bash
# Saved sequences of calls, among them those that once found a bug, do what
# they are expected to and leave nothing; and new ones, 600 made from one seed
# by one thread, do no harm.  "make fuzz" does that for longer, and with several
# threads, which is not repeatable (docs/fuzzing.md).
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

reproducers=$SRC/tests/fuzz/reproducers/guest

ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up sB
ok "the module loads" modprobe rdma_uapi
like "there are reproducers" "$(find "$reproducers" -name '*.txt' | wc -l)" '^[1-9][0-9]+$'
program "$GUEST_PROGRAMS/fuzz" --replay "$reproducers"
# Drivers tell of every mistake, and the console is slow.
dmesg -n 2
program "$GUEST_PROGRAMS/fuzz" --threads 1 --runs 600 --seconds 150 "$reproducers"
dmesg -n 5
done_testing
