#!/bin/bash
# Removes what was built from this checkout, and from checkouts that no longer
# exist; with distclean the whole cache.
# usage: clean.sh clean|distclean
set -euo pipefail
. "$(dirname "$0")/lib.sh"

case ${1:-} in
clean)
	rm -rf "$BUILD"
	for dir in "$CACHE"/build/*/; do
		[[ -e $dir/checkout && ! -e $(<"$dir/checkout") ]] && rm -rf "$dir"
	done
	true
	;;
distclean)
	[[ -d $CACHE/build ]] || die "$CACHE does not look like our cache"
	rm -rf "$CACHE"/{build,chroot,packages,roots,kernels,logs,apt,downloads,strace,rdma-core} "$CACHE"/{accel,ticks}-*
	rmdir --ignore-fail-on-non-empty "$CACHE"
	;;
*) usage ;;
esac
