#!/bin/bash
# The Debian packages (packages.sh), on a machine that has nothing of ours: a
# chroot, where they are installed, used, upgraded, removed and purged, and DKMS
# builds the modules for the stock kernels of its suite.  Prints TAP.  Needs root, and
# ten minutes of two CPUs, which is why make check leaves it to make check-deb.
# With --userland only what needs no kernel, in 20 seconds; with --prebuilt DKMS does
# all but compile, in two minutes.
# usage: deb.sh [--userland|--prebuilt] [KERNEL]...    (default: 6.1 6.12)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

userland='' prebuilt=''
case ${1:-} in
--userland) userland=1; shift ;;
--prebuilt) prebuilt=1; shift ;;
-*) usage ;;
esac
versions=("$@")
(($#)) || versions=(6.1 6.12)
for version in "${versions[@]}"; do
	known_kernel "$version"
	[[ ${SUITES[$version]:-} == "${SUITES[${versions[0]}]:-}" ]] ||
		die "kernels of two suites are in no chroot together: ${versions[*]}"
done
suite=${SUITES[${versions[0]}]:-bookworm}
((EUID == 0)) || die "packages can only be installed by root, in a chroot"
debs=$BUILD/packages-$suite
work=$BUILD/deb-$suite
chroot=$CACHE/chroot/$suite base=$CACHE/chroot/installed-$suite
[[ -e $chroot.hash && -n $(ls "$debs"/*.deb 2>/dev/null) ]] ||
	die "there are no packages for $suite" "run tests/vm/packages.sh $suite"

# What DKMS and the test need, on top of the chroot in which packages are built.
prepare()
{
	local hash

	hash=$(cat "$chroot.hash" "$0" | cksum)
	if [[ ! -e $base.hash || $(<"$base.hash") != "$hash" ]]; then
		say "deb: adding DKMS to the chroot of $suite, once"
		rm -rf "$base" "$base.hash"
		mkdir -p "$base"/{upper,work,root}
		unshare --mount --propagation private bash -euc '
			mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" none "$2/root"
			mount -t proc proc "$2/root/proc"
			cp -L /etc/resolv.conf "$2/root/etc/resolv.conf"
			chroot "$2/root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 sh -c \
				"apt-get -q update && apt-get -q install -y --no-install-recommends dkms pahole kmod zstd udev systemd iproute2"
			rm -rf "$2"/root/var/lib/apt/lists/* "$2"/root/var/cache/apt/archives/*.deb
			' add "$chroot" "$base" >"$work.log" 2>&1 </dev/null ||
			die "DKMS could not be installed into the chroot" "$(tail -n 5 "$work.log")"
		echo "$hash" >"$base.hash"
	fi
	rm -rf "$work"
	mkdir -p "$work"/{upper,work,root,modules,moved,dkms}
}

# The chroot under an overlay, with the stock kernels and their headers where they
# would be installed.
enter()
{
	unshare --mount --propagation private bash -euc '
		work=$1 base=$2 kernels=$3 src=$4 debs=$5 script=$6 build=$7 modules=$8 prebuilt=$9
		root=$work/root
		mount -t overlay -o "lowerdir=$base/upper:$build,upperdir=$work/upper,workdir=$work/work" none "$root"
		mount -t proc proc "$root/proc"
		mount -t tmpfs none "$root/tmp"
		shift 9
		for version; do
			kernel=$kernels/$version
			release=$(<"$kernel/release")
			mkdir -p "$root$kernel" "$root/lib/modules/$release" "$root/boot" "$work/modules/$release" "$work/moved/$release"
			mount --bind "$kernel" "$root$kernel"
			mount -t overlay -o "lowerdir=$kernel/lib/modules/$release,upperdir=$work/modules/$release,workdir=$work/moved/$release" \
				none "$root/lib/modules/$release"
			ln -sfn "$kernel/build" "$root/lib/modules/$release/build"
			cp "$kernel/vmlinuz" "$root/boot/vmlinuz-$release"
			cp "$modules-$version/kmod/ruapi_mirror_priv.ko" "$root/wrong.ko"
			mkdir -p "$root/prebuilt/$release"
			cp "$modules-$version"/*.ko "$root/prebuilt/$release"
		done
		mkdir -p "$root/src" "$root/debs" "$root/out"
		mount --bind "$work/dkms" "$root/out"
		mount --bind "$src" "$root/src"
		mount --bind "$debs" "$root/debs"
		exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
			DEBIAN_FRONTEND=noninteractive PREBUILT="$prebuilt" bash "/src/$script"
	' enter "$work" "$base" "$CACHE/kernels" "$SRC" "$debs" \
		tests/vm/deb-chroot.sh "$chroot" "$BUILD/modules" "$prebuilt" "$@"
}

prepare
status=0
if [[ -n $userland ]]; then
	enter || status=1
else
	enter "${versions[@]}" || status=1
fi
exit "$status"
