#!/bin/bash
# Installs the userspace under PREFIX and the modules for the kernel whose
# build tree is KDIR.  Modules are built in the cache, not in the checkout.
# usage: [DESTDIR=] [PREFIX=/usr/local] [KDIR=/lib/modules/$(uname -r)/build] install.sh [user|modules]...
set -euo pipefail
. "$(dirname "$0")/lib.sh"

prefix=${PREFIX:-/usr/local}
kdir=${KDIR:-/lib/modules/$(uname -r)/build}

install_user()
{
	"$VM/userspace.sh" plain
	DESTDIR=${DESTDIR:-} cmake --install "$BUILD/user-plain" --prefix "$prefix"
}

install_modules()
{
	local build=$BUILD/modules-install

	[[ -e $kdir/Makefile ]] || die "there is no kernel build tree in $kdir" \
		"install the headers of the running kernel (linux-headers-$(uname -r)) or set KDIR"
	mkdir -p "$build"
	rsync -a --delete "$SRC/Kbuild" "$SRC/kernel" "$SRC/uapi" "$build/"
	make -C "$kdir" M="$build" -j"$JOBS" modules
	make -C "$kdir" M="$build" INSTALL_MOD_PATH="${DESTDIR:-}" modules_install
}

(($#)) || set -- user modules
for part; do
	case $part in
	user | modules) "install_$part" ;;
	*) usage ;;
	esac
done
