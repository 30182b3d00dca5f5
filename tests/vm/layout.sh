#!/bin/bash
# Compares the structures of the kernel that we mirror, as our module was compiled
# with them (its DWARF), with what a stock kernel's own modules say about them (their
# BTF): those of layouts.txt.  And the functions of ib_core that have no public
# prototype with what it says of them (prototypes.pl).  Prints TAP.
# usage: layout.sh VERSION
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# == 1)) || usage
version=$1
kernel=$(kernel_dir "$version")
release=$(<"$kernel/release")
modules=$BUILD/guest-modules-$version/lib/modules/$release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# module MODULE: its path.
module() { find -L "$modules" -name "$1.ko" -print -quit; }

# structure MODULE STRUCT: its pahole listing; of "ours", our module.
structure()
{
	local file

	case $1 in
	ours) pahole -F dwarf -C "$2" "$BUILD/modules-$version/rdma_uapi.ko" ;;
	*)
		file=$(module "$1")
		[[ -n $file ]] || { echo "no module $1 in $modules" >&2; return; }
		pahole --btf_base "$kernel/vmlinux.btf" -C "$2" "$file"
		;;
	esac
}

# members MODULE STRUCT: lines with a member and its offset, and one with "." and
# the size of the structure.
members()
{
	structure "$1" "$2" 2>/dev/null | awk '
		match($0, /^\t\/\* size: [0-9]+/) { print ".", substr($0, 11, RLENGTH - 10); next }
		!/^\t[^\t\/]/ { next }
		{ gsub(/ *__attribute__\(\([^;]*\)\)/, "") }
		match($0, /\(\*[A-Za-z_0-9]+\)/) {
			name = substr($0, RSTART + 2, RLENGTH - 3)
			if (match($0, /\/\* +[0-9]+/))
				print name, substr($0, RSTART + 2, RLENGTH - 2) + 0
			next
		}
		match($0, /[A-Za-z_0-9]+(\[[0-9]+\])*; *\/\* +[0-9]+/) {
			text = substr($0, RSTART, RLENGTH)
			name = text
			sub(/[\[;].*/, "", name); sub(/.* /, "", text)
			print name, text
		}' || true
}

# differences WHAT OURS THEIRS: of two such lists, what is not as layouts.txt says.
differences()
{
	awk -v what="$1" '
		FNR == NR { ours[$1] = $2; next }
		{ theirs[$1] = $2 }
		END {
			if (!("." in ours)) print "our module does not have it"
			if (!("." in theirs)) print "the kernel does not have it"
			for (name in theirs)
				if (what == "whole" && name != "." && !(name in ours))
					print "ours has no " name
			for (name in ours) {
				if (name == ".")
					continue
				if (!(name in theirs)) {
					if (what != "whole" || ours[name] < theirs["."])
						print "theirs has no " name
				} else if (ours[name] != theirs[name]) {
					print name " is at " ours[name] ", theirs at " theirs[name]
				}
			}
		}' "$2" "$3"
}

failures=0
# verdict NAME COMPLAINT
verdict()
{
	if [[ -z $2 ]]; then
		echo "ok - $version: $1"
	else
		failures=1
		echo "not ok - $version: $1"
		sed 's/^/# /' <<<"$2"
	fi
}

while read -r module struct what _; do
	[[ -n $module && $module != \#* ]] || continue
	members "$module" "$struct" >"$work/theirs"
	case $what in
	whole | begins)
		members ours "$struct" >"$work/ours"
		verdict "$module: struct $struct is ours ($what)" \
			"$(differences "$what" "$work/ours" "$work/theirs")"
		;;
	*)
		got=$(sed -n "s/^$what //p" "$work/theirs")
		verdict "$module: struct $struct begins with $what" \
			"$([[ $got == 0 ]] || echo "got: ${got:-no such member}")"
		;;
	esac
done <"$VM/layouts.txt"

# What drivers and their libraries exchange, by the headers of this kernel.
headers=$(find -L "$kernel/headers/usr/src" -path '*/include/uapi/rdma/mlx5-abi.h' -print -quit)
# generated NAME SCRIPT
generated()
{
	local got status=0

	got=$("$SRC/uapi/bindings/$2" check "${headers%/rdma/*}" 2>&1) || status=$?
	verdict "$1" "$( ((!status)) || echo "${got:-$2 failed}")"
}

generated "the structs of drivers are where uapi/bindings has them" generate.pl
generated "what drivers define has the numbers that uapi/bindings has" methods.pl

bpftool btf dump file "$kernel/vmlinux.btf" >"$work/vmlinux.dump"
bpftool btf dump -B "$kernel/vmlinux.btf" file "$(module ib_core)" >"$work/ib_core.dump"
"$VM/prototypes.pl" "$version" "$SRC/kernel/rdma_uapi/core/compat.h" \
	"$work/vmlinux.dump" "$work/ib_core.dump" || failures=1
exit "$failures"
