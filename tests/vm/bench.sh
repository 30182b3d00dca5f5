#!/bin/bash
# Runs the benchmarks (tests/bench/run.sh) in a guest whose clock counts
# instructions, so that figures repeat to about one percent on a busy host.
# usage: bench.sh [VERSION [ARGUMENT]...]
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
say "bench: booting $version with an instruction-counting clock"
exec "$VM/guest.sh" --kernel "$version" --icount --time-limit 3600 -- bash tests/bench/run.sh "$@"
