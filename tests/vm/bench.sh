#!/bin/bash
# Runs the benchmarks (tests/bench/run.sh) in a guest whose clock counts
# instructions, so that figures repeat to about one percent on a busy host, and
# puts the tables into docs/benchmarks.md.  With ROWs it just prints them.
# usage: bench.sh [VERSION [ROW]...]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

version=${1:-${KERNELS[0]}}
shift $(($# > 0))
known_kernel "$version"
[[ -e $SRC/tests/bench/run.sh ]] || die "there is no tests/bench/run.sh"

"$VM/deps.sh" bench
"$VM/kernels.sh" "$version"
"$VM/modules.sh" "$version"
"$VM/userspace.sh" plain
"$SRC/tests/bench/build.sh"
say "bench: booting $version with an instruction-counting clock"
output=$BUILD/bench/output-$version
"$VM/guest.sh" --kernel "$version" --icount --time-limit 3600 -- \
	bash tests/bench/run.sh "$BUILD/bench/bench" "$@" | tee "$output"
(($#)) || "$SRC/tests/bench/report.sh" "$version" "$output"
