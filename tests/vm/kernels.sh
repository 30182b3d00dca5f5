#!/bin/bash
# Gets stock Debian 12 kernels into the cache: image, modules, headers, the
# BTF of vmlinux, and siw (which Debian does not build) made from the kernel's
# own source package.  Uses a private apt configuration: nothing is installed
# and no file outside the cache is touched, so it needs no root.  A kernel that
# the cache already holds is left alone unless --update is given.
# The version "debug" is built here instead, see debug-kernel.sh.
# usage: kernels.sh [--update] VERSION...    (VERSION: 6.1 or 6.12) | kernels.sh debug
set -euo pipefail
. "$(dirname "$0")/lib.sh"

update=
if [[ ${1:-} == --update ]]; then
	update=1
	shift
fi
(($#)) || usage
for version; do known_kernel "$version"; done
if [[ $* == debug ]]; then
	"$0" 6.1
	exec "$VM/debug-kernel.sh"
fi

mirror=${RDMA_UAPI_MIRROR:-http://deb.debian.org}
kernels=$CACHE/kernels
downloads=$CACHE/downloads
apt_dir=$CACHE/apt
work=

cleanup()
{
	[[ -z $work ]] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# The directories that Debian's kernel package is large for, none of which a
# virtual machine without any hardware can use.
unused_modules=(
	sound drivers/gpu drivers/media drivers/staging drivers/iio drivers/usb
	drivers/hid drivers/scsi drivers/net/wireless drivers/net/ethernet
	drivers/mtd drivers/isdn drivers/comedi drivers/platform
)

private_apt()
{
	local key=/usr/share/keyrings/debian-archive-keyring.gpg

	mkdir -p "$apt_dir"/lists/partial "$apt_dir"/cache/archives/partial "$downloads"
	cat >"$apt_dir/sources.list" <<-END
		deb [signed-by=$key] $mirror/debian bookworm main
		deb [signed-by=$key] $mirror/debian-security bookworm-security main
		deb [signed-by=$key] $mirror/debian bookworm-backports main
	END
	cat >"$apt_dir/apt.conf" <<-END
		Dir::Etc::SourceList "$apt_dir/sources.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::Preferences "/dev/null";
		Dir::Etc::PreferencesParts "/dev/null";
		Dir::State::Lists "$apt_dir/lists";
		Dir::Cache "$apt_dir/cache";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Sandbox::User "";
		Acquire::Retries "3";
		Acquire::Languages "none";
	END
	export APT_CONFIG=$apt_dir/apt.conf
}

# stanzas PACKAGE: "version depends" of every version that the archives hold.
stanzas()
{
	apt-cache show "$1" 2>/dev/null | awk '
		/^Version: / { version = $2 }
		/^Depends: / { sub(/^Depends: /, ""); depends = $0 }
		/^$/ { if (version) print version, depends; version = depends = "" }
		END { if (version) print version, depends }'
}

# newest VERSION: "package-version release" of the newest stock kernel of that
# series, as the metapackages name it.
newest()
{
	{ stanzas "linux-image-$1-amd64"; stanzas linux-image-amd64; } |
		awk -v series="$1." 'index($1, series) == 1' | sort -V |
		sed -nE '$s/^([^ ]+) .*linux-image-([0-9][^ ]*-amd64) .*/\1 \2/p'
}

# download PACKAGE VERSION: downloads one package and prints where it is.
download()
{
	local log=$work/apt.log

	(cd "$downloads" && apt-get -q download "$1=$2") >"$log" 2>&1 || {
		tail -n 5 "$log" >&2
		die "could not download $1=$2 from $mirror" "is the network reachable?"
	}
	(cd "$downloads" && realpath "$1"_*.deb | sort -V | tail -n 1)
}

unpack_headers()
{
	local dir=$work/new/headers deb

	mkdir -p "$dir"
	for deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$dir" \
			--exclude='./usr/share' --exclude='./lib' \
			--exclude='./usr/src/*/arch/[!x]*' --exclude='./usr/src/*/arch/xtensa'
	done
	# The one absolute path in these packages; the links are relative already.
	sed -i 's|^include .*/\([^/]*-common/Makefile\)$|include $(dir $(lastword $(MAKEFILE_LIST)))../\1|' \
		"$dir/usr/src/linux-headers-$release/Makefile"
	ln -s "headers/usr/src/linux-headers-$release" "$work/new/build"
}

unpack_image()
{
	local exclude=() dir

	for dir in "${unused_modules[@]}"; do
		exclude+=(--exclude="./lib/modules/*/kernel/$dir")
	done
	dpkg-deb --fsys-tarfile "$1" | tar -x -C "$work/new" \
		--exclude='./usr' "${exclude[@]}"
	mv "$work/new/boot/vmlinuz-$release" "$work/new/vmlinuz"
	mv "$work/new/boot/config-$release" "$work/new/config"
	rm -r "$work/new/boot"
	rm -f "$work/new/lib/modules/$release"/{build,source}
	depmod -b "$work/new" "$release" 2>/dev/null
}

# The whole source tree is 1.3 GB: take the driver and the tools we run.
unpack_source()
{
	local dir=$work/new/source

	mkdir -p "$dir"
	untar_source "$1" "$version" -C "$dir" --strip-components=1 --wildcards \
		'*/drivers/infiniband/sw/siw/*' '*/scripts/checkpatch.pl' \
		'*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch' \
		'*/scripts/extract-vmlinux'
}

build_siw()
{
	local build=$work/siw log=$work/siw.log

	cp -r "$work/new/source/drivers/infiniband/sw/siw" "$build"
	make -C "$work/new/build" M="$build" CONFIG_RDMA_SIW=m -j"$JOBS" modules >"$log" 2>&1 </dev/null || {
		tail -n 20 "$log" >&2
		die "siw did not build against the $release headers"
	}
	mkdir "$work/new/siw"
	strip --strip-debug -o "$work/new/siw/siw.ko" "$build/siw.ko"
}

# Keeps the uncompressed image as well: a guest starts faster from it.
extract_btf()
{
	bash "$work/new/source/scripts/extract-vmlinux" "$work/new/vmlinuz" \
		>"$work/new/vmlinux" 2>/dev/null ||
		die "could not uncompress the vmlinuz of $release"
	objcopy --dump-section .BTF="$work/new/vmlinux.btf" "$work/new/vmlinux" "$work/copy"
	[[ -s $work/new/vmlinux.btf ]] || die "vmlinux of $release has no BTF"
}

fetch()
{
	local version=$1 start=$SECONDS newest package release image headers common kbuild source old

	newest=$(newest "$version")
	[[ -n $newest ]] || die "Debian's archives have no kernel $version any more"
	read -r package release <<<"$newest"
	if [[ -e $kernels/$version/release && $package == "$(<"$kernels/$version/package")" ]]; then
		say "kernel $version: $release ($package) is the newest already"
		return
	fi

	work=$(mktemp -d "$kernels/.new-XXXXXX")
	mkdir "$work/new"
	say "kernel $version: downloading $release ($package)"
	image=$(download "linux-image-$release" "$package")
	headers=$(download "linux-headers-$release" "$package")
	common=$(download "linux-headers-${release%-amd64}-common" "$package")
	kbuild=$(dpkg-deb -f "$headers" Depends | grep -o 'linux-kbuild-[^ ,]*')
	kbuild=$(download "$kbuild" "$package")
	source=$(download "linux-source-$version" "$package")

	say "kernel $version: unpacking"
	unpack_image "$image"
	unpack_headers "$headers" "$common" "$kbuild"
	unpack_source "$source"
	extract_btf
	say "kernel $version: building siw"
	build_siw

	# The sanitizer kernel is built from the whole of this one.
	[[ $version != 6.1 ]] || mv "$source" "$work/new/linux-source.deb"
	rm -f "$image" "$headers" "$common" "$kbuild" "$source"
	echo "$package" >"$work/new/package"
	echo "$release" >"$work/new/release"
	if [[ -e $kernels/$version ]]; then
		old=$work/old
		mv "$kernels/$version" "$old"
	fi
	mv "$work/new" "$kernels/$version"
	rm -rf "$work"
	work=
	say "kernel $version: ready after $(elapsed "$start")"
}

# absent VERSION...: those that have to be fetched.
absent()
{
	local version

	for version; do
		[[ -z $update && -e $kernels/$version/release ]] || echo "$version"
	done
}

mkdir -p "$kernels"
[[ -n $(absent "$@") ]] || exit 0
exec 9>"$kernels/.lock"
flock -n 9 || {
	say "waiting for another run that is fetching kernels"
	flock 9
}

mapfile -t wanted < <(absent "$@")
((${#wanted[@]})) || exit 0

rm -rf "$kernels"/.new-*
private_apt
say "kernels: reading Debian's package lists"
if ! apt-get -q update >"$apt_dir/update.log" 2>&1 && [[ -z $(newest "${wanted[0]}") ]]; then
	tail -n 5 "$apt_dir/update.log" >&2
	die "could not read the package lists of $mirror" \
		"is the network reachable? set RDMA_UAPI_MIRROR to use another mirror"
fi
for version in "${wanted[@]}"; do fetch "$version"; done
