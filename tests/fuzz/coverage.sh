#!/bin/bash
# Which lines of the module ran, from the addresses that the fuzzer printed.
# Every basic block of a module built for KCOV calls __sanitizer_cov_trace_pc:
# the lines of these calls are all there are, those whose return address was
# seen are covered.  .text only: the init and exit functions are not in.
# usage: coverage.sh MODULE.ko COVERED [uncovered]
set -euo pipefail

(($# >= 2)) || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }
module=$1 covered=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A call is relocated at its last four bytes; it returns behind them.  A jump
# to it, the last thing that a function does, returns to the function's caller.
objdump -dr --no-show-raw-insn -j .text "$module" | awk '
	/^ +[0-9a-f]+:\t/ { call = /\tcall / }
	call && /__sanitizer_cov_trace_pc-0x4$/ { sub(/:/, "", $1); print $1 }' |
	perl -ne 'chomp; printf "%x\n", hex($_) + 4' | sort >"$work/all"
[[ -s $work/all ]] || { echo "$module was not built for KCOV" >&2; exit 1; }
sed 's/^# covered//' "$covered" | tr ' ' '\n' | sed '/^$/d' | sort -u >"$work/seen"

# The line of each call, a byte before its return.
paste -d' ' "$work/all" <(perl -ne 'chomp; printf "0x%x\n", hex($_) - 1' "$work/all" |
	addr2line -e "$module" -j .text | sed 's/ (discriminator.*//; s|.*/kernel/|kernel/|; s|.*/uapi/|uapi/|') >"$work/lines"
join "$work/lines" "$work/seen" | cut -d' ' -f2 | sort -u >"$work/hit"
cut -d' ' -f2 "$work/lines" | grep '^kernel/' | sort -u >"$work/known"

if [[ ${3:-} == uncovered ]]; then
	comm -23 "$work/known" "$work/hit" | sort -t: -k1,1 -k2,2n
	exit 0
fi
awk -F: '
	NR == FNR { hit[$0] = 1; next }
	{ all[$1]++; total++; if ($0 in hit) { seen[$1]++; sum++ } }
	END {
		for (file in all)
			printf "# %-36s %4d of %4d lines  %3d %%\n", file, seen[file], all[file], 100 * seen[file] / all[file] | "sort"
		close("sort")
		printf "# lines where a basic block begins: %d of %d covered, %.1f %%\n", sum, total, 100 * sum / total
	}' "$work/hit" "$work/known"
