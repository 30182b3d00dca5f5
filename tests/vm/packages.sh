#!/bin/bash
# Builds the Debian packages of this checkout, in a chroot of a suite that has
# what debian/control asks for, without network, and runs lintian over them.  The
# chroot is made once, by root with debootstrap; who is not root builds on the
# machine as it is, if that has all.  The packages' path is the last line.
# usage: packages.sh [bookworm|trixie]    (default: what this machine is, or bookworm)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# <= 1)) || usage
suite=${1:-$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)}
case $suite in
bookworm | trixie) ;;
*)
	(($# == 0)) || usage
	suite=bookworm
	;;
esac
mirror=${RDMA_UAPI_MIRROR:-http://deb.debian.org}
out=$BUILD/packages-$suite
chroot=$CACHE/chroot/$suite
log=$out/build.log
start=$SECONDS
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$SRC/lib/debian/changelog")
tree=$out/rdma-uapi-$version

# What is built needs, by its control file, and what looks at it afterwards.
wanted()
{
	{
		sed -n '/^Build-Depends:/,/^[^ B]/{s/^Build-Depends://;/^[^ ]/d;s/(.*)//;s/[ ,]//g;p}' \
			"$SRC/lib/debian/control" | sed 's/^debhelper-compat$/debhelper/'
		echo lintian
	} | sed '/^$/d' | sort -u
}

# The same folder whether root works in a chroot or not: paths are in what is built.
in_chroot()
{
	unshare --mount --net --propagation private bash -c '
		mkdir -p "$0/build"
		mount --bind "$1" "$0/build" && mount -t proc proc "$0/proc" &&
		shift && exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			LC_ALL=C.UTF-8 "$@"' "$chroot" "$out" "$@"
}

here()
{
	env LC_ALL=C.UTF-8 "$@"
}

# Where $out is for a command that "$how" runs.
where() { [[ $how == in_chroot ]] && echo "/build" || echo "$out"; }

# In two steps: debootstrap does not know virtual packages.
fill_chroot()
{
	local packages

	mapfile -t packages < <(wanted)
	mkdir -p "$chroot/etc/dpkg/dpkg.cfg.d"
	echo force-unsafe-io >"$chroot/etc/dpkg/dpkg.cfg.d/unsafe-io"
	debootstrap --variant=buildd --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
		"$suite" "$chroot" "$mirror/debian" &&
		cp -L /etc/resolv.conf "$chroot/etc/resolv.conf" &&
		unshare --mount --propagation private bash -c 'mount -t proc proc "$0/proc" &&
			exec chroot "$0" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
				apt-get -q install -y --no-install-recommends "$@"' "$chroot" "${packages[@]}" &&
		rm -rf "$chroot"/var/cache/apt/archives/*.deb
}

make_chroot()
{
	local hash

	hash=$({ wanted; declare -f fill_chroot; } | cksum)
	[[ ! -e $chroot.hash || $(<"$chroot.hash") != "$hash" ]] || return 0
	say "packages: making a chroot of $suite, once"
	rm -rf "$chroot" "$chroot.hash"
	# shellcheck disable=SC2310
	fill_chroot >"$log" 2>&1 </dev/null || {
		tail -n 5 "$log" >&2
		die "a chroot of $suite could not be made" "whole log: $log"
	}
	echo "$hash" >"$chroot.hash"
}

# What git knows of, or would take.
stage()
{
	rm -rf "$tree"
	mkdir -p "$tree"
	(cd "$SRC" && git ls-files -z --cached --others --exclude-standard |
		while IFS= read -r -d '' file; do [[ ! -e $file ]] || printf '%s\0' "$file"; done |
		rsync -a --from0 --files-from=- ./ "$tree/")
	cp -r "$tree/lib/debian" "$tree/debian"
	"$VM/strace.sh" source
	cp -r "$BUILD/strace-bookworm/source" "$tree/strace"
}

build()
{
	"$how" env -C "$(where)/rdma-uapi-$version" DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$JOBS" \
		dpkg-buildpackage -b -us -uc >"$log" 2>&1 </dev/null || {
		grep -nE 'error: |\*\*\* |dh_[a-z_]*: ' "$log" | tail -n 20 >&2 || tail -n 20 "$log" >&2
		die "the packages do not build" "whole log: $log"
	}
}

# Everything that it has to say but what is for Debian's own archive, and that Debian
# 13 has a newer policy: the one control file is for both.
look()
{
	local said

	said=$("$how" lintian --allow-root --tag-display-limit 0 --display-info --pedantic \
		--suppress-tags initial-upload-closes-no-bugs,bad-distribution-in-changes-file,out-of-date-standards-version \
		"$(where)/rdma-uapi_${version}_$(dpkg --print-architecture).changes" 2>&1) || true
	[[ -z $said ]] || {
		echo "$said" >&2
		die "lintian has complaints"
	}
}

[[ $(sed -n 's/^\tVERSION \(.*\)/\1/p' "$SRC/CMakeLists.txt") == "$version" ]] ||
	die "CMakeLists.txt and lib/debian/changelog have different versions"
mkdir -p "$out"
exec 9>"$out.lock"
flock 9
how=here
if ((EUID == 0)); then
	how=in_chroot
	make_chroot
fi
rm -f "$out"/*.deb "$out"/*.changes "$out"/*.buildinfo
stage
say "packages: building for $suite"
build
look
rm -rf "$tree"
say "packages ($suite): $(find "$out" -name '*.deb' | wc -l) built after $(elapsed "$start"), lintian has nothing to say"
ln -sfn "$out" "$CACHE/packages"
echo "$out"
