#!/bin/bash
# Saved sequences of calls, among them those that once found a bug, do what
# they are expected to and leave nothing; and new ones, made from one seed by one
# thread, do no harm: 200 on rxe and siw, and 600 on the simulated HCA, which has what
# these have not, methods of its own among it, and where nobody waits for a network.  Each
# kernel has a seed of its own: what a sequence finds seldom depends on the kernel.
# "make fuzz" does that for longer, and with several threads, which is not repeatable
# (docs/fuzzing.md).
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
case $KERNEL in
6.1) seed=1 ;;
debug) seed=3 ;;
*) seed=2 ;;
esac
program "$GUEST_PROGRAMS/fuzz" --threads 1 --runs 200 --seconds 100 --seed $seed "$reproducers"
dmesg -n 5
rdma_down
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "a simulated HCA comes up" sim_up
program "$GUEST_PROGRAMS/fuzz" --replay --device rdmasim0 "$reproducers-sim"
dmesg -n 2
program "$GUEST_PROGRAMS/fuzz" --threads 1 --runs 600 --seconds 60 --seed $seed --device rdmasim0 \
	"$reproducers-sim"
dmesg -n 5
ok "the simulated HCA goes" rmmod rdmasim
done_testing
