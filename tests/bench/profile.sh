#!/bin/bash
# Where the instructions of some rows go: runs them in a guest under a plugin
# that writes every block of instructions down, and prints a profile of each.
# The guest is the same, to the instruction.
# Of several runs it shows the median one, with --mean the average: what is put
# off by one run, to be done later, is in there.
# usage: profile.sh [--kernel VERSION] [--runs COUNT] [--mean] [--min PERCENT] [--flat] SIDE ROW...
set -euo pipefail
. "$(dirname "$0")/../vm/lib.sh"

version=${KERNELS[0]} runs=5 options=()
while (($#)); do
	case $1 in
	--kernel) version=$2; shift 2 ;;
	--min) options+=(--min "$2"); shift 2 ;;
	--runs) runs=$2; shift 2 ;;
	--mean) options+=(--mean); shift ;;
	--flat) options+=(--flat); shift ;;
	-*) usage ;;
	*) break ;;
	esac
done
(($# >= 2)) || usage
side=$1
shift

work=$BUILD/profile
mkdir -p "$work/bin"
"$SRC/tests/bench/build.sh" >&2
cc -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden \
	"$SRC/tests/bench/profile.c" -o "$work/profile.so"

# guest.sh takes the first QEMU in the path: one with the plugin.
qemu=$(command -v qemu-system-x86_64)
cat >"$work/bin/qemu-system-x86_64" <<-END
	#!/bin/sh
	exec "$qemu" "\$@" -plugin "$work/profile.so,out=$work/trace"
END
chmod +x "$work/bin/qemu-system-x86_64"

PATH=$work/bin:$PATH "$VM/guest.sh" --kernel "$version" --icount --time-limit 1200 \
	--env BENCH_RUNS="$runs" -- \
	bash tests/bench/run.sh --profile "$BUILD/bench/bench" "$side" "$@" >"$work/output" ||
	die "the guest failed" "its output: $work/output"
exec perl "$SRC/tests/bench/profile.pl" "${options[@]}" "$work/trace" "$work/output"
