#!/bin/bash
# The decoder as two patches for strace's own tree, in the form in which strace
# takes them: sources of their own instead of includes, listed for automake,
# with tests and NEWS.  Mainline's half is the first and stands alone.
# With --test each of them is bootstrapped, built and tested, which takes a few
# minutes; prints TAP.
# usage: strace-series.sh [--test] CLONE-OF-STRACE DIRECTORY
set -euo pipefail
. "$(dirname "$0")/lib.sh"

try=''
if [[ ${1:-} == --test ]]; then
	try=1
	shift
fi
(($# == 2)) || usage
clone=$1
mkdir -p "$2"
patches=$(cd "$2" && pwd -P)
plugin=$SRC/strace-plugin
upstream=$plugin/patches/upstream
tree=$BUILD/strace-series
log=$BUILD/strace-series.log
base=$(sed -n 's/^Base: //p' "$upstream/README.md")

# Files of strace-plugin that belong to 1-verbs or 2-rdma_uapi.
files()
{
	local file

	(cd "$plugin" && find src tests -type f -printf '%p\n' | sort) | while read -r file; do
		case $file in
		tests/GNUmakefile | tests/gen_tests_rdma.in | tests/calls32.c | tests/rdma-mutate.c) ;;
		*rdma_uapi* | */ruapi_*) [[ $1 != 2-rdma_uapi ]] || echo "$file" ;;
		*) [[ $1 != 1-verbs ]] || echo "$file" ;;
		esac
	done
}

commit()
{
	local file

	git -C "$tree" apply --index "$upstream/$1.patch"
	files "$1" | while read -r file; do cp "$plugin/$file" "$tree/$file"; done
	if [[ $1 == 2-rdma_uapi ]]; then
		cp "$SRC/uapi/rdma/rdma_uapi.h" "$tree/bundled/linux/include/uapi/rdma/"
	fi
	git -C "$tree" add -A
	git -C "$tree" commit -q -F "$upstream/$1.message"
}

# try HALF: what a packager would do; the tests are those that it brings.
try()
{
	local name tests=() status=0

	while read -r name _; do
		case $1/$name in
		*/ioctl_rdma_verbs* | */write_rdma_cm* | 2-rdma_uapi/*) tests+=("$name.gen.test") ;;
		esac
	done <"$plugin/tests/gen_tests_rdma.in"
	(
		cd "$tree"
		# strace's makefiles do not see that tables of ioctls changed.
		git clean -qdfx
		./bootstrap
		./configure --enable-mpers=no --enable-bundled=yes --enable-gcc-Werror
		make -j"$JOBS"
		make -C tests -j"$JOBS" check check_PROGRAMS="${tests[*]%.gen.test}" TESTS="${tests[*]}"
	) </dev/null >"$log" 2>&1 || status=$?
	echo "$( ((status)) && echo "not ok" || echo ok) - $1 builds by itself and passes its ${#tests[@]} tests"
	((!status)) || tail -n 30 "$log" | sed 's/^/# /'
}

rm -rf "$tree"
git clone -q --shared "$clone" "$tree"
git -C "$tree" checkout -q -b rdma "$base"
for half in 1-verbs 2-rdma_uapi; do
	commit "$half"
	[[ -z $try ]] || try "$half"
done
rm -f "$patches"/0*.patch
git -C "$tree" format-patch -q -o "$patches" "$base"
say "patches: $patches"
