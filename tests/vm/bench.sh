#!/bin/bash
# Runs the benchmarks in guests whose clock counts instructions, so that figures
# repeat to about one percent on a busy host, and puts the tables into
# docs/benchmarks.md, with drawings in docs/bench.  calls: what calls cost against the stock stack
# (tests/bench/run.sh); scale: what they cost beside n others, and how long
# nothing else can run (tests/bench/scale.sh); threads: what two of them get done at once,
# in time (tests/bench/threads.sh).  At its end it tells what is worse than
# the tables that are committed.  With ROWs of calls, or a TABLE of
# scale and the MOST n, it just prints what it finds.
# usage: bench.sh [--only calls|scale|threads] [VERSION [ROW... | TABLE [MOST]]]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

only=
if [[ ${1:-} == --only ]]; then
	only=${2:-}
	[[ $only == calls || $only == scale || $only == threads ]] || usage
	shift 2
fi
version=${1:-${KERNELS[0]}}
shift $(($# > 0))
known_kernel "$version"
bench=$SRC/tests/bench
output=$BUILD/bench/output-$version

# guest OUTPUT OPTION... -- COMMAND...
guest()
{
	local to=$1

	shift
	"$VM/guest.sh" --kernel "$version" --time-limit 3600 "$@" | tee "$to"
}

# Rows are of one of them: those of calls, unless --only says otherwise.
wants()
{
	[[ $only == "$1" ]] || [[ -z $only && ( $1 == calls || $rows == 0 ) ]]
}

rows=$#
"$VM/deps.sh" bench
"$VM/kernels.sh" "$version"
"$VM/modules.sh" "$version"
"$VM/userspace.sh" plain
"$bench/build.sh"
if wants calls; then
	say "bench: booting $version with an instruction-counting clock"
	guest "$output" --icount -- bash "$bench/run.sh" "$BUILD/bench/bench" "$@"
	(($#)) || "$bench/report.sh" "$version" "$output" | tee "$output-worse"
fi
if wants scale; then
	say "bench: what calls cost beside n others, on $version"
	# A million unread events take more than a gigabyte.
	guest "$output-scale" --icount --mem 4G -- bash "$bench/scale.sh" "$BUILD/bench/scale" "$@"
	(($#)) || "$bench/report.sh" --scale "$version" "$output-scale"
fi
if wants threads; then
	say "bench: two threads on two CPUs, on $version"
	guest "$output-threads" --smp 2 -- bash "$bench/threads.sh" "$BUILD/bench/threads"
	"$bench/report.sh" --threads "$version" "$output-threads"
fi
if wants scale || wants threads; then
	# Once more, as it is far above.
	[[ $rows != 0 || $only || ! -e $output-worse ]] || cat "$output-worse"
fi
