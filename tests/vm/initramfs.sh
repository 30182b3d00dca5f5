#!/bin/bash
# Makes the small initramfs that brings a guest from its kernel to the host's
# root file system, or one on a disk: busybox, guest-init.sh and the modules for 9p
# over virtio, and in a folder of their own those for disks.
# Prints its path.  It is remade only when one of its parts has changed.
# usage: initramfs.sh VERSION
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# == 1)) || usage
version=$1
kernel=$(kernel_dir "$version")
release=$(<"$kernel/release")
tree=$BUILD/guest-modules-$version$KIND/lib/modules/$release
[[ -e $tree/modules.dep ]] ||
	die "the modules for $version have not been built" "run tests/vm/modules.sh $version"

busybox=$(type -P busybox) || die "busybox is not installed" "run tests/vm/deps.sh"
[[ $version != arm64 ]] || busybox=$("$VM/root.sh" "${SUITES[arm64]}")/usr/bin/busybox
wanted=(virtio_pci virtio_console virtio-rng 9pnet_virtio 9p overlay configfs)

# Dependencies first, each module once: the order in which to insert them.
closure()
{
	local module

	for module; do
		modprobe -d "$BUILD/guest-modules-$version$KIND" -S "$release" -C /dev/null \
			--show-depends "$module" 2>/dev/null |
			sed -n 's/^insmod \([^ ]*\).*/\1/p'
	done | awk '!seen[$0]++'
}
mapfile -t modules < <(closure "${wanted[@]}")
mapfile -t disk < <(closure virtio_blk ext4)

hash=$(cat "$busybox" "$VM/guest-init.sh" "$0" "${modules[@]}" "${disk[@]}" /dev/null | sha256sum | cut -c1-16)
image=$BUILD/initramfs-$version-$hash.cpio
exec 9>"$BUILD/initramfs.lock"
flock 9
if [[ ! -e $image ]]; then
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
	mkdir -p "$work"/root/{bin,modules/disk,proc,sys,dev,lower,upper,new}
	cp "$busybox" "$work/root/bin/busybox"
	install -m 755 "$VM/guest-init.sh" "$work/root/init"
	count=100
	for module in "${modules[@]}"; do
		count=$((count + 1))
		cp "$module" "$work/root/modules/$count-${module##*/}"
	done
	for module in "${disk[@]}"; do
		count=$((count + 1))
		cp "$module" "$work/root/modules/disk/$count-${module##*/}"
	done
	(cd "$work/root" && find . | sort | cpio -oH newc --quiet) >"$work/image"
	rm -f "$BUILD/initramfs-$version-"*.cpio
	mv "$work/image" "$image"
fi
echo "$image"
