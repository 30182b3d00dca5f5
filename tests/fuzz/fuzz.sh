#!/bin/bash
# Looks for new bugs, for FUZZ_TIME seconds (default 600) each: in the call path
# of the module compiled for userspace, with libFuzzer, and in the running
# module, in a guest with the sanitizer kernel if that is in the cache.  What
# is learnt is kept in the cache, findings too.  See docs/fuzzing.md.
# usage: fuzz.sh [parser|guest]...    (default: both)
set -euo pipefail
. "$(dirname "$0")/../vm/lib.sh"

limit=${FUZZ_TIME:-600}
kept=$CACHE/fuzz
found=$kept/found
mkdir -p "$found"

# unpack_corpus FILE FOLDER: one file per line of the corpus in the checkout.
unpack_corpus()
{
	perl -ne 'BEGIN { $to = shift @ARGV }
		chomp;
		open my $file, ">", sprintf("%s/seed-%04d", $to, $.) or die "$to: $!\n";
		print $file pack "H*", $_' "$2" "$1"
}

# parser_run NAME: one target; what it finds is left in $found.
parser_run()
{
	local name=$1 log=$kept/$1.log

	mkdir -p "$kept/$name"
	unpack_corpus "$SRC/tests/fuzz/corpus/$name.hex" "$kept/$name"
	# A leak is found by counting, at once, and not by LeakSanitizer.
	ASAN_OPTIONS=detect_leaks=0 "$BUILD/fuzz/tests/fuzz/$name" \
		-max_total_time="$limit" -max_len=600 -timeout=10 -rss_limit_mb=2048 \
		-print_final_stats=1 -artifact_prefix="$found/$name-" \
		"$kept/$name" "$SRC/tests/fuzz/reproducers/$name" >"$log" 2>&1
}

parser()
{
	local name pids=() status=0

	say "fuzzing the call path in userspace for $limit s"
	if ! CC=clang cmake -S "$SRC" -B "$BUILD/fuzz" -DRDMA_UAPI_FUZZ=ON >"$kept/make.log" 2>&1 ||
		! cmake --build "$BUILD/fuzz" --parallel "$JOBS" --target fuzz_call fuzz_walk >>"$kept/make.log" 2>&1; then
		tail -n 30 "$kept/make.log" >&2
		die "the fuzz targets do not build" "whole log: $kept/make.log"
	fi
	for name in fuzz_call fuzz_walk; do
		parser_run "$name" &
		pids+=($!)
	done
	for name in fuzz_call fuzz_walk; do
		if wait "${pids[0]}"; then
			echo "ok - $name: $(grep -a '^Done' "$kept/$name.log"); $(find "$kept/$name" -type f | wc -l) inputs kept"
		else
			status=1
			echo "not ok - $name: found a bug"
			grep -aE 'broken promise|ERROR|runtime error|Test unit written' "$kept/$name.log" | sed 's/^/# /'
		fi
		pids=("${pids[@]:1}")
	done
	return "$status"
}

guest()
{
	local log=$kept/guest.log corpus=$kept/guest.txt status=0

	if [[ ! -x $VM/debug-kernel.sh ]] || ! "$VM/debug-kernel.sh" --is-cached; then
		say "the module is not fuzzed in a guest: there is no sanitizer kernel in the cache (make check-debug builds it)"
		return 0
	fi
	"$VM/modules.sh" debug
	"$VM/userspace.sh" plain
	touch "$corpus"
	say "fuzzing the module in a guest for $limit s"
	# make check-debug looks for leaks; kmemleak takes half of the time.
	"$VM/guest.sh" --kernel debug --time-limit $((limit + 400)) --append kmemleak=off \
		--env "FUZZ_TIME=$limit" --env "FUZZ_CORPUS=$corpus" \
		--env "FUZZ_SEED=${FUZZ_SEED:-$RANDOM}" -- tests/fuzz/guest.sh >"$log" || status=$?
	grep -aE '^(not )?ok |^# [0-9]+ s:|^# seed' "$log" || tail -n 30 "$log"
	sed -n '/^# corpus begins/,/^# corpus ends/p' "$log" | grep -v '^# corpus' >>"$corpus" || true
	if ((status)); then
		cp "$log" "$found/guest-$(date +%Y%m%d-%H%M%S).log"
		echo "not ok - the module in a guest: see $found"
	fi
	grep -a '^# covered ' "$log" >"$kept/covered" &&
		"$SRC/tests/fuzz/coverage.sh" "$BUILD/modules-debug/rdma_uapi.ko" "$kept/covered"
	return "$status"
}

for half; do
	case $half in
	parser | guest) ;;
	*) usage ;;
	esac
done
(($#)) || set -- parser guest

"$VM/deps.sh" fuzz
failed=0
for half; do
	"$half" || failed=1
done
say "what was learnt is in $kept; inputs that find a bug are in $found"
exit "$failed"
