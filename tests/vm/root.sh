#!/bin/bash
# A root file system of another Debian, in the cache: the compiler and sparse that
# its kernels want, and the userland that guests with them have (trixie), a machine
# with systemd on which packages are installed (trixie-machine), a compiler for the
# newest kernel (sid), the programs of an old container (bullseye), or for arm64 a
# cross compiler (trixie-cross) and a userland, unpacked and not configured, as nothing
# runs it here (trixie-arm64).  It is made by
# debootstrap, once for each list of packages, which takes two minutes.  Without a
# command its path is printed; with one, that is run in it, in the folder of the
# caller, with the cache and the checkout where they are.  Only root can do either.
# usage: root.sh NAME [COMMAND [ARGUMENT]...]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($#)) || usage
name=$1 suite=${1%%-*}
shift

# Newer than the suite's: kernels from 7.0 on want what 0.6.4 does not read.  Only
# the program itself is taken.
sparse_suite='' arch=''
case $name in
trixie)
	# What builds modules, and what guests and unit tests run.
	packages=(
		gcc-14 make dwarves libelf1t64 libc6-dev kmod libcmocka0
		rdma-core ibverbs-utils rdmacm-utils ibverbs-providers perftest python3-pyverbs infiniband-diags
		iproute2 iputils-ping procps psmisc strace gcc libasan8 libubsan1 libbpf1 libselinux1
		libnl-3-200 libnl-route-3-200 udev bsdextrautils mawk xz-utils zstd perl
		checkpolicy secilc gcc-multilib
	)
	sparse_suite=forky
	;;
trixie-machine)
	# What whoever has HCAs has, what DKMS needs, and what ours depend on.
	packages=(
		systemd systemd-sysv udev passwd login util-linux procps kmod iproute2 iputils-ping
		dkms gcc-14 make libc6-dev dwarves xz-utils zstd
		rdma-core ibverbs-utils rdmacm-utils ibverbs-providers
		libbpf1 libelf1t64 zlib1g libncursesw6 libtinfo6
	)
	;;
trixie-cross)
	packages=(
		gcc-14-aarch64-linux-gnu libc6-dev-arm64-cross gcc-14 make dwarves libelf1t64 libc6-dev kmod perl
		cmake pkgconf libibverbs-dev librdmacm-dev qemu-user xz-utils
	)
	sparse_suite=forky
	;;
trixie-arm64)
	arch=arm64
	packages=(
		rdma-core ibverbs-utils rdmacm-utils ibverbs-providers perftest infiniband-diags
		iproute2 iputils-ping procps psmisc strace udev bsdextrautils mawk kmod busybox-static
	)
	;;
# What builds modules for its own kernel.
sid) packages=(gcc make dwarves libc6-dev kmod sparse xz-utils perl) ;;
bullseye) packages=(ibverbs-utils rdmacm-utils ibverbs-providers libibverbs1 librdmacm1) ;;
*) die "no root of '$name'" "known: trixie trixie-machine trixie-cross trixie-arm64 sid bullseye" ;;
esac

mirror=${RDMA_UAPI_MIRROR:-http://deb.debian.org}
keyring=${RDMA_UAPI_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}

((EUID == 0)) || die "only root can make a root of Debian's $suite, and enter it" \
	"sudo $0 $name"

key=$(printf '%s\n' "${packages[@]}" "$sparse_suite" | sha256sum | cut -c1-12)
root=$CACHE/roots/$name-$key

take_sparse()
{
	local apt=$1/apt

	apt_config "$apt"
	echo "deb [signed-by=$keyring] $mirror/debian $sparse_suite main" >"$apt/sources.list"
	(
		cd "$apt"
		APT_CONFIG=$apt/apt.conf apt-get -q update &&
			APT_CONFIG=$apt/apt.conf apt-get -q download sparse &&
			dpkg-deb --fsys-tarfile sparse_*.deb | tar -x ./usr/bin/sparse
	) || return
	install -m 755 "$apt/usr/bin/sparse" "$1/root/usr/local/bin/sparse"
}

# What scripts of packages would have made of it, as far as it is needed.
unpack()
{
	local deb

	for deb in "$1"/var/cache/apt/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$1" || return
	done
	rm -rf "$1/debootstrap"
	# In a container debootstrap makes a link of it, to that one's own.
	[[ ! -L $1/proc ]] || { rm "$1/proc" && mkdir "$1/proc"; } || return
	cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd" &&
		cp "$1/usr/share/base-passwd/group.master" "$1/etc/group" &&
		ln -sf mawk "$1/usr/bin/awk"
}

make_root()
{
	debootstrap ${arch:+--foreign --arch="$arch"} --variant=minbase --keyring="$keyring" \
		--include="$(IFS=,; echo "${packages[*]}")" \
		"$suite" "$1/root" "$mirror/debian" || return
	[[ -z $arch ]] || unpack "$1/root" || return
	rm -rf "$1"/root/var/cache/apt/archives/*.deb "$1"/root/var/lib/apt/lists/*
	[[ -z $sparse_suite ]] || take_sparse "$1"
}

if [[ ! -e $root/etc/debian_version ]]; then
	type -P debootstrap >/dev/null || die "debootstrap is not installed" "run tests/vm/deps.sh"
	mkdir -p "$CACHE/roots"
	exec 9>"$CACHE/roots/.lock"
	flock 9
fi
if [[ ! -e $root/etc/debian_version ]]; then
	work=$(mktemp -d "$CACHE/roots/.new-XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
	say "making a root of Debian's $name" >&2
	if ! make_root "$work" >"$work/log" 2>&1 </dev/null; then
		tail -n 20 "$work/log" "$work"/root/debootstrap/debootstrap.log >&2 2>/dev/null || true
		die "debootstrap of $name failed" "is the network reachable? RDMA_UAPI_MIRROR names another mirror"
	fi
	mv "$work/root" "$root"
	rm -rf "$work"
	trap - EXIT
fi
exec 9>&-
(($#)) || { echo "$root"; exit; }

# objtool and others want /proc; what is mounted goes with the last process.
export ROOT=$root FOLDER=$PWD CACHE SRC
# shellcheck disable=SC2016 # what is expanded is expanded there
exec unshare --mount --propagation private -- bash -c '
	set -e
	for path in "$CACHE" "$SRC"; do
		mkdir -p "$ROOT$path"
		mount --rbind "$path" "$ROOT$path"
	done
	mount -t proc proc "$ROOT/proc"
	mount --bind /dev "$ROOT/dev"
	mount -t tmpfs tmpfs "$ROOT/tmp"
	exec chroot "$ROOT" /usr/bin/env -u ROOT -u FOLDER -u CACHE -u SRC \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		bash -c '\''cd "$0" && exec "$@"'\'' "$FOLDER" "$@"' in-root "$@"
