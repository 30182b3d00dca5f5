#!/bin/bash
# Compares the structures of the kernel that we mirror with what a stock
# kernel's own modules say about them (their BTF).  layouts.txt lists them:
#   MODULE STRUCT MEMBER OFFSET [VERSION]
# where a MEMBER of "." means the size of the structure.  And the functions of
# ib_core that have no public prototype with what it says of them (prototypes.pl).
# Prints TAP.
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

# structure MODULE STRUCT: its pahole listing.
structure()
{
	local file

	if [[ $1 == vmlinux ]]; then
		pahole -F btf -C "$2" "$kernel/vmlinux.btf"
		return
	fi
	file=$(module "$1")
	[[ -n $file ]] || { echo "no module $1 in $modules"; return; }
	pahole --btf_base "$kernel/vmlinux.btf" -C "$2" "$file"
}

# value MODULE STRUCT MEMBER: the offset, or the size for ".".
value()
{
	structure "$1" "$2" 2>/dev/null | awk -v member="$3" '
		member == "." && match($0, /size: [0-9]+/) {
			print substr($0, RSTART + 6, RLENGTH - 6); exit
		}
		/^\t[^\t]/ && match($0, /[A-Za-z_0-9]+(\[[0-9]+\])*; *\/\* +[0-9]+/) {
			text = substr($0, RSTART, RLENGTH)
			name = text; sub(/[\[;].*/, "", name)
			sub(/.* /, "", text)
			if (name == member) { print text; exit }
		}
		/^\t.*\(\*[A-Za-z_0-9]+\)/ && match($0, /\(\*[A-Za-z_0-9]+\)/) {
			name = substr($0, RSTART + 2, RLENGTH - 3)
			if (name == member && match($0, /\/\* +[0-9]+/)) {
				text = substr($0, RSTART, RLENGTH); sub(/.* /, "", text); print text; exit
			}
		}'
}

failures=0
while read -r module struct member wanted only _; do
	[[ -n $module && $module != \#* ]] || continue
	[[ -z $only || $only == \#* || $only == "$version" ]] || continue
	got=$(value "$module" "$struct" "$member")
	name="$version: $module: struct $struct: $member at $((wanted))"
	if [[ -n $got && $got == $((wanted)) ]]; then
		echo "ok - $name"
	else
		failures=1
		echo "not ok - $name"
		echo "# got: ${got:-no such member}"
	fi
done <"$VM/layouts.txt"

# What drivers and their libraries exchange, by the headers of this kernel.
headers=$(find -L "$kernel/headers/usr/src" -path '*/include/uapi/rdma/mlx5-abi.h' -print -quit)
name="$version: the structs of drivers are where uapi/bindings has them"
if got=$("$SRC/uapi/bindings/generate.pl" check "${headers%/rdma/*}" 2>&1); then
	echo "ok - $name"
else
	failures=1
	echo "not ok - $name"
	sed 's/^/# /' <<<"$got"
fi

name="$version: what drivers define has the numbers that uapi/bindings has"
if got=$("$SRC/uapi/bindings/methods.pl" check "${headers%/rdma/*}" 2>&1); then
	echo "ok - $name"
else
	failures=1
	echo "not ok - $name"
	sed 's/^/# /' <<<"$got"
fi

bpftool btf dump file "$kernel/vmlinux.btf" >"$work/vmlinux.dump"
bpftool btf dump -B "$kernel/vmlinux.btf" file "$(module ib_core)" >"$work/ib_core.dump"
"$VM/prototypes.pl" "$version" "$SRC/kernel/rdma_uapi/core/compat.h" \
	"$work/vmlinux.dump" "$work/ib_core.dump" || failures=1
exit "$failures"
