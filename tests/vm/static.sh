#!/bin/bash
# Checks that look at source files and need no guest.  Prints TAP.
#   checkpatch  every C file of the module passes checkpatch --strict
#   headers     every uapi header compiles on its own, as C and C++, and has
#               the same layout for 32-bit and 64-bit programs
#   scripts     shell scripts pass shellcheck
# usage: static.sh [checkpatch|headers|scripts]...
set -euo pipefail
. "$(dirname "$0")/lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failures=0

# verdict NAME COMPLAINTS: passes if there are none.
verdict()
{
	if [[ -z $2 ]]; then
		echo "ok - $1"
	else
		failures=1
		echo "not ok - $1"
		sed 's/^/# /' <<<"$2"
	fi
}

# Files that git knows or would take, so that products do not count.
files()
{
	(cd "$SRC" && git ls-files --cached --others --exclude-standard -- "$@" | sort -u |
		while read -r file; do [[ ! -e $file ]] || echo "$file"; done)
}

# A file that was found clean is not looked at again while it, the options and
# checkpatch are the same: a second for each of a hundred files.
checkpatch()
{
	local scripts file ignore options key clean=$BUILD/checkpatch.clean complaints

	scripts=$(kernel_dir "${KERNELS[0]}")/source/scripts
	touch "$clean"
	: >"$work/clean"
	while read -r file; do
		# Locks are commented in the kernel-doc of their struct, which
		# checkpatch does not read; tracepoints and tables of offsets
		# cannot be written otherwise; vm_operations are copied (mmap.c).
		ignore=UNCOMMENTED_DEFINITION,MACRO_ARG_REUSE,CONST_STRUCT
		[[ $file != */trace.h ]] || ignore+=,OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT
		# Macros that change a declaration are what these are for.
		[[ $file != */ruapi_mirror_*.c ]] || ignore+=,COMPLEX_MACRO,REPEATED_WORD
		options=(--no-tree --strict --terse --show-types --quiet --summary-file --no-summary
			--max-line-length=100 --ignore "$ignore")
		key=$(cat "$scripts/checkpatch.pl" "$scripts/spelling.txt" "$SRC/$file" - <<<"$file ${options[*]}" | sha256sum)
		if grep -qxF "$key" "$clean"; then
			complaints=''
		else
			complaints=$(cd "$SRC" && perl "$scripts/checkpatch.pl" "${options[@]}" --file "$file" 2>&1 || true)
		fi
		[[ -n $complaints ]] || echo "$key" >>"$work/clean"
		verdict "checkpatch: $file" "$complaints"
	done < <(files 'kernel/*.[ch]' 'tests/kmod/*.[ch]' 'uapi/rdma/*.h' 'uapi/spec.h' 'uapi/spec/*.c')
	cp "$work/clean" "$clean"
}

# Structures of a header as pahole sees them, built for 32 or 64 bits.
layout()
{
	"$compiler" "-m$1" -g -fno-eliminate-unused-debug-types -I"$SRC/uapi" -c -x c \
		"$SRC/$2" -o "$work/layout-$1.o" && pahole --sort "$work/layout-$1.o" |
		awk '/^(struct|union) ruapi/ { show = 1 } show; /^}/ { show = 0 }'
}

headers()
{
	local compiler=gcc header

	while read -r header; do
		verdict "$header compiles alone as C" "$(gcc -std=gnu99 -Wall -Wextra -Werror \
			-I"$SRC/uapi" -fsyntax-only -x c "$SRC/$header" 2>&1)"
		verdict "$header compiles alone as C++" "$(g++ -Wall -Wextra -Werror \
			-I"$SRC/uapi" -fsyntax-only -x c++ "$SRC/$header" 2>&1)"
		layout 64 "$header" >"$work/64" 2>&1 || true
		layout 32 "$header" >"$work/32" 2>&1 || true
		verdict "$header has one layout for 32 and 64 bits" "$(diff "$work/64" "$work/32" || true)"
		verdict "$header has structures without holes" "$(grep -nE 'hole|padding: ' "$work/64" || true)"
	done < <(files 'uapi/rdma/*.h')
}

scripts()
{
	local file

	while read -r file; do
		[[ $file == *.sh || $(head -c 64 "$SRC/$file" | head -n 1 | tr -d '\0') == '#!'*[/\ ]@(ba|)sh ]] || continue
		verdict "shellcheck: $file" "$(cd "$SRC" && shellcheck -x -S warning -f gcc "$file" 2>&1)"
	done < <(files '*')
}

(($#)) || set -- checkpatch headers scripts
for check; do
	case $check in
	checkpatch | headers | scripts) "$check" ;;
	*) usage ;;
	esac
done
exit "$failures"
