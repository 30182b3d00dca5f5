#!/bin/bash
# What DKMS asks when it has built the module (lib/debian/dkms-check.sh): the module
# is taken for the kernel that it was built for; those of tests/kmod, whose mirrors
# are wrong, are refused; what cannot be compared is said.  Prints TAP.
# usage: dkms.sh VERSION
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# == 1)) || usage
version=$1
kernel=$(kernel_dir "$version")
release=$(<"$kernel/release")
built=$BUILD/modules-$version
failures=0

# says NAME STATUS WORDS ARGUMENT...
says()
{
	local name=$1 wanted=$2 words=$3 output status=0

	shift 3
	output=$("$SRC/lib/debian/dkms-check.sh" "$release" "$@" 2>&1) || status=$?
	if [[ $status == "$wanted" && $output == *"$words"* ]]; then
		echo "ok - $version: $name"
	else
		failures=1
		echo "not ok - $version: $name"
		printf 'exit status %s\n%s\n' "$status" "$output" | sed 's/^/# /'
	fi
}

image=$kernel/vmlinuz
[[ -e $image ]] || image=$kernel/vmlinux
modules=$kernel/lib/modules/$release
# Where Debian's kernels have their image from 7.0 on: among their modules.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
ln -s "$image" "$work/vmlinuz"
ln -s "$(find "$modules" -name 'ib_core.ko*' -print -quit)" "$work/"
says "the module fits" 0 "are where the module has them" "$built/rdma_uapi.ko" "$work" /nowhere
for module in "$built"/kmod/ruapi_mirror_*.ko; do
	name=${module##*/}
	# A kernel that has it in a header has it as modules are built.
	if [[ $name != *_priv.ko ]] && grep -q wrong_uverbs_file "$module"; then
		echo "ok - $version: ${name%.ko} is refused # SKIP the struct is no mirror on this kernel"
		continue
	fi
	says "${name%.ko} is refused" 1 "REFUSED: the module is not made for this kernel" \
		"$module" "$modules" "$image"
done
says "a kernel without image" 0 "not compared now, but when the module is loaded" \
	"$built/rdma_uapi.ko" "$modules" /nowhere
says "one without ib_core" 0 "has no module ib_core" "$built/rdma_uapi.ko" "$built/kmod" "$image"
exit "$failures"
