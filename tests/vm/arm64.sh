#!/bin/bash
# arm64, by hand: modules and userspace cross-built for Debian 13's kernel of that
# architecture, and a boot of it in qemu-system-aarch64, where the scenario smoke is run,
# and what installed programs do over the device.  Prints TAP.  Needs root, for the
# cross compiler's root and that of the guest.
# usage: arm64.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$VM/verdict.sh"

(($# == 0)) || usage
failures=0
((EUID == 0)) || die "only root can make the roots that this needs"
type -P qemu-system-aarch64 >/dev/null || die "qemu-system-aarch64 is not installed" "run tests/vm/deps.sh arm64"
mirror=${RDMA_UAPI_MIRROR:-http://deb.debian.org}
keyring=${RDMA_UAPI_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
kernel=$CACHE/kernels/arm64
work=$BUILD/arm64
modules=$BUILD/modules-arm64 guest=$BUILD/guest-modules-arm64 user=$BUILD/user-arm64
log=$work/log
mkdir -p "$work"

# run WHAT COMMAND...: quietly; dies with what it said.
run()
{
	"${@:2}" >"$log" 2>&1 </dev/null || {
		grep -E 'error|Error|warning: ' "$log" | tail -n 20 >&2 || tail -n 20 "$log" >&2
		die "$1 failed" "whole log: $log"
	}
}

cross() { "$VM/root.sh" trixie-cross "$@"; }

# The newest kernel of which all parts are there, as packages to download: those that
# run on this machine (kbuild) are of its architecture.
parts()
{
	local release package image

	for release in $(apt-cache pkgnames linux-headers- | sed -nE 's/^linux-headers-([0-9][^-]*)-arm64$/\1/p' | sort -rV); do
		for image in "linux-image-$release-arm64" "linux-image-$release-arm64-unsigned"; do
			for package in "$image:arm64" "linux-headers-$release-arm64:arm64" "linux-headers-$release-common" "linux-kbuild-$release:amd64"; do
				[[ $(apt-cache policy "$package") == *'Candidate: '[^\(]* ]] || continue 2
			done
			echo "$release-arm64 $image:arm64 linux-headers-$release-arm64:arm64 linux-headers-$release-common linux-kbuild-$release:amd64"
			return
		done
	done
	die "the archives of $mirror have no complete kernel for arm64"
}

# unpack_kernel FOLDER RELEASE: of the packages in FOLDER/debs, in FOLDER/new.
unpack_kernel()
{
	local deb new=$1/new release=$2

	mkdir -p "$new/headers"
	for deb in "$1"/debs/linux-{headers,kbuild}-*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$new/headers" --exclude='./usr/share' --exclude='./lib' \
			--exclude='./usr/lib/modules' || return
	done
	sed -i -e 's|^include .*/\([^/]*-common/Makefile\)$|include $(dir $(lastword $(MAKEFILE_LIST)))../\1|' \
		-e 's|^KBUILD_OUTPUT=.*|KBUILD_OUTPUT := $(realpath $(dir $(lastword $(MAKEFILE_LIST))))|' \
		"$new/headers/usr/src/linux-headers-$release/Makefile" || return
	ln -s "headers/usr/src/linux-headers-$release" "$new/build"
	dpkg-deb --fsys-tarfile "$1"/debs/linux-image-*.deb | tar -x -C "$new" --exclude='./usr/share' || return
	mkdir -p "$new/lib"
	mv "$new/usr/lib/modules" "$new/lib/modules"
	mv "$new/boot/vmlinuz-$release" "$new/vmlinuz"
	rm -rf "${new:?}/usr" "${new:?}/boot" "$new/lib/modules/$release/"{build,source}
	echo "$release" >"$new/release"
}

fetch()
{
	local new found release

	[[ ! -e $kernel/release ]] || return 0
	"$VM/kernels.sh" 6.12-trixie >&2
	say "arm64: fetching a kernel"
	apt_config "$work/apt"
	sed -i -e '/^APT::Architectures/d' -e '/^APT::Architecture /d' "$work/apt/apt.conf"
	printf '%s\n' 'APT::Architecture "amd64";' 'APT::Architectures { "amd64"; "arm64"; };' >>"$work/apt/apt.conf"
	for suite in debian:trixie debian-security:trixie-security; do
		echo "deb [signed-by=$keyring] $mirror/${suite%:*} ${suite#*:} main"
	done >"$work/apt/sources.list"
	export APT_CONFIG=$work/apt/apt.conf
	run "reading the package lists of $mirror" apt-get -q update
	found=$(parts)
	release=${found%% *}
	new=$(mktemp -d "$CACHE/kernels/.new-XXXXXX")
	mkdir -p "$new/debs"
	# shellcheck disable=SC2086 # words
	run "downloading $release" env -C "$new/debs" apt-get -q download ${found#* }
	run "unpacking $release" unpack_kernel "$new" "$release"
	rm -rf "$kernel"
	mv "$new/new" "$kernel"
	rm -rf "$new"
	unset APT_CONFIG
	say "arm64: $release is there"
}

# build_modules: ours and siw; those of the kernel that guests have.
build_modules()
{
	local release path name tree

	release=$(<"$kernel/release") tree=$guest/lib/modules/$release
	mkdir -p "$modules"
	rsync -a --no-times --checksum "$SRC/Kbuild" "$SRC/kernel" "$SRC/uapi" "$modules/"
	run "building the modules" cross make -C "$kernel/build" M="$modules" W=1 -j"$JOBS" modules
	cp "$log" "$work/modules.log"
	verdict "modules build for $release without a warning, W=1" \
		"$(grep -E "^($modules|Kbuild|kernel/|uapi/)[^ ]*: (warning|error)|^(WARNING|ERROR): modpost" "$work/modules.log" || true)"
	rm -rf "$guest" "$work/siw"
	cp -r "$CACHE/kernels/6.12-trixie/source/drivers/infiniband/sw/siw" "$work/siw"
	run "building siw" cross make -C "$kernel/build" M="$work/siw" CONFIG_RDMA_SIW=m -j"$JOBS" modules
	mkdir -p "$tree/updates"
	run "depmod" depmod -b "$kernel" "$release"
	sed -E 's/#.*//; s/^\?//; /^$/d' "$VM/modules.list" | while read -r name; do
		modprobe -d "$kernel" -S "$release" -C /dev/null --show-depends "$name" 2>/dev/null || true
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u | while read -r path; do
		name=${path##*/}
		case $name in
		*.xz) xz -dc "$path" >"$tree/${name%.xz}" ;;
		*) cp "$path" "$tree/$name" ;;
		esac
	done
	cp "$kernel/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} "$tree/"
	# What a guest has to read over 9p is without what a debugger wants.
	cp "$work/siw/siw.ko" "$modules"/*.ko "$tree/updates/"
	cross aarch64-linux-gnu-strip --strip-debug "$tree/updates/"*.ko
	run "depmod" depmod -b "$guest" "$release"
}

build_userspace()
{
	run "configuring userspace" cross cmake -S "$SRC" -B "$user" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF \
		-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc-14 \
		-DCMAKE_AR=/usr/bin/aarch64-linux-gnu-ar "-DCMAKE_CROSSCOMPILING_EMULATOR=qemu-aarch64;-L;/usr/aarch64-linux-gnu"
	run "building userspace" cross cmake --build "$user" --parallel "$JOBS"
}

start=$SECONDS
fetch
build_modules
build_userspace
verdict "userspace builds for $(cross aarch64-linux-gnu-gcc-14 -dumpmachine)" ""
say "arm64: fetched and built after $(elapsed "$start")"
"$VM/guest.sh" --kernel arm64 --smp 1 --mem 1G --time-limit 900 --env "RDMA_UAPI_BUILD=$user" -- \
	bash -c 'tests/vm/guest-run.sh 600 smoke; exec bash tests/vm/arm64-guest.sh' || failures=$((failures + 1))
((failures == 0))
