#!/bin/bash
# A machine with Debian 13 and systemd, in a guest with 7.x, on which the packages are
# installed, and which then boots again: what an administrator and users find.  It has
# a disk of its own, which is made anew for each run; the modules that DKMS would build
# there for a quarter of an hour are those of modules.sh (deb.sh has DKMS compile them
# in a chroot).  Prints TAP.  Needs root.
# usage: installed.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$VM/deb-common.sh"

(($# == 0)) || usage
version=7
((EUID == 0)) || die "only root can make a disk with a system"
suite=${SUITES[$version]}
kernel=$(kernel_dir "$version")
release=$(<"$kernel/release")
debs=$BUILD/packages-$suite
work=$BUILD/installed
[[ -n $(ls "$debs"/*.deb 2>/dev/null) ]] ||
	die "there are no packages for $suite" "run tests/vm/packages.sh $suite"
[[ -e $BUILD/modules-$version/rdma_uapi.ko ]] ||
	die "the modules for $version have not been built" "run tests/vm/modules.sh $version"
root=$("$VM/root.sh" "$suite-machine")
rm -rf "$work"
mkdir -p "$work"/{upper,work,root,new,prebuilt}
trap 'rm -rf "$work/disk" "$work/upper" "$work/work"' EXIT
trap 'exit 130' INT TERM

# A system as the installer leaves it, with a kernel and its headers; of the kernel's
# modules it has those that guests have, as depmod reads each of them.
make_disk()
{
	unshare --mount --propagation private bash -euc '
		work=$1 root=$2 kernel=$3 release=$4 modules=$5
		mount -t overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/work" none "$work/root"
		cd "$work/root"
		mkdir -p usr/lib/modules/$release usr/src boot
		cp -r "$modules/lib/modules/$release/kernel" "$modules/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} usr/lib/modules/$release/
		cp -r "$kernel"/headers/usr/src/. usr/src/
		cp -r "$kernel"/headers/usr/lib/. usr/lib/
		ln -s /usr/src/linux-headers-$release usr/lib/modules/$release/build
		cp "$kernel/vmlinuz" boot/vmlinuz-$release
		depmod -b "$PWD" $release
		: >etc/machine-id
		echo debian13 >etc/hostname
		rm -f etc/resolv.conf
		umount proc 2>/dev/null || true
		mke2fs -q -t ext4 -O ^has_journal -E lazy_itable_init=1,root_owner=0:0 -d . "$work/disk" 3G
	' disk "$work" "$root" "$kernel" "$release" "$BUILD/guest-modules-$version" >"$work/log" 2>&1 </dev/null ||
		die "the disk could not be made" "$(tail -n 5 "$work/log")"
}

# boot PART: one boot, and what is done then; its tests count on.
boot()
{
	"$VM/guest.sh" --kernel "$version" --smp 1 --mem 1G --time-limit 900 --silence 400 --disk "$work/disk" \
		--env "WORK=$work" --env "DEBS=$debs" -- bash tests/vm/installed-guest.sh "$1"
}

start=$SECONDS
make_disk
repack "$debs" "$work/new"
cp "$BUILD/modules-$version"/*.ko "$work/prebuilt"
say "installed: a disk with Debian 13 and $release after $(elapsed "$start")"
status=0
for part in install use; do
	start=$SECONDS
	boot "$part" || { status=1; break; }
	say "installed: $part took $(elapsed "$start")"
done
exit "$status"
