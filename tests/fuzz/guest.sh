#!/bin/bash
# In a guest: fuzzes the module for FUZZ_TIME seconds, starting from the saved
# reproducers and the corpus of earlier runs.
set -uo pipefail
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/rdma.sh"

corpus=()
[[ ! -s ${FUZZ_CORPUS:-} ]] || corpus=("$FUZZ_CORPUS")

# An oops ends a thread, and the fuzzer lives to tell what it was doing.
sysctl -q kernel.panic_on_oops=0
# Drivers tell of every mistake, and the console is slow.
dmesg -n 2
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
# Faults are chosen by the fuzzer, one at a time, and may be any.
for fault in failslab fail_page_alloc fail_usercopy; do
	echo 0 >"/sys/kernel/debug/$fault/verbose"
done
echo N >/sys/kernel/debug/failslab/cache-filter
echo N >/sys/kernel/debug/failslab/ignore-gfp-wait
echo N >/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait
rxe_up && siw_pair_up sB || exit
# The fuzzer loads the module itself: here is what it needs.
modprobe rdma_uapi && rmmod rdma_uapi || exit
exec "$RDMA_UAPI_BUILD/guest/fuzz" --seconds "$FUZZ_TIME" --seed "${FUZZ_SEED:-1}" \
	--module "$(modinfo -n rdma_uapi)" --print "$SRC/tests/fuzz/reproducers/guest" "${corpus[@]}"
