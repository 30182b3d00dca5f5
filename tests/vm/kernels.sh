#!/bin/bash
# Gets stock kernels of Debian 12, 7.x of Debian 13's backports, and for builds 6.12 of
# Debian 13 (6.12-trixie) and the newest of sid (sid), into the cache: image, modules, headers, the
# BTF of vmlinux, and siw (which Debian does not build) made from the kernel's
# own source package.  Uses a private apt configuration: nothing is installed
# and no file outside the cache is touched, so it needs no root.  A kernel that
# the cache already holds is left alone unless --update is given.
# The version "debug" is built here instead, see debug-kernel.sh.
# usage: kernels.sh [--update] VERSION...    (VERSION: 6.1, 6.12, 7, 6.12-trixie or sid) | kernels.sh debug
set -euo pipefail
. "$(dirname "$0")/lib.sh"

update=
if [[ ${1:-} == --update ]]; then
	update=1
	shift
fi
(($#)) || usage
for name; do known_kernel "$name"; done
if [[ $* == debug ]]; then
	"$0" 6.1
	exec "$VM/debug-kernel.sh"
fi

mirror=${RDMA_UAPI_MIRROR:-http://deb.debian.org}
keyring=${RDMA_UAPI_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
kernels=$CACHE/kernels
apt_dir=$CACHE/apt
# What is not finished is in run, and what one kernel needs of it in work.
run='' work='' version='' release='' needed=''
exec {stderr}>&2

# What a stage is doing, and the log of what it said.
doing='' log=''

# stage WHAT COMMAND [ARGUMENT]...: runs it quietly; where it fails the script
# ends, and cleanup says what happened.
stage()
{
	doing=$1 log=$run/log
	shift
	"$@" >"$log" 2>&1 </dev/null
	doing=''
}

# free_mb: what is left for the cache.
free_mb()
{
	df -BM --output=avail "$CACHE" | tr -dc 0-9
}

# cures LOG [NEEDED-MB]: for the ways in which archives and disks are known to
# fail, what to do about it.
cures()
{
	local elsewhere="RDMA_UAPI_MIRROR names another mirror, e.g. RDMA_UAPI_MIRROR=http://ftp.de.debian.org"

	if grep -qE 'No space left|free space|Disk quota' "$1" || (($(free_mb) < 2)); then
		echo "the disk of $CACHE is full: $(free_mb) MB are free${2:+, about $2 MB are needed}"
		echo "make room there, or name another place with RDMA_UAPI_CACHE"
	elif grep -qE 'is expired|not valid yet' "$1"; then
		echo "the lists of $mirror are not of this day: is this machine's clock right? It says $(date -u '+%F %T') UTC"
		echo "if it is, the mirror is no longer kept; $elsewhere"
	elif grep -qE 'NO_PUBKEY|EXPKEYSIG|BADSIG|is not signed|public key is not available' "$1"; then
		echo "are Debian's keys those of today? apt-get install --only-upgrade debian-archive-keyring"
		echo "$elsewhere"
	elif grep -qE 'does not have a Release file|404 .*(InRelease|Release)' "$1"; then
		echo "$mirror does not have all suites of Debian that are asked for (above); $elsewhere"
	elif grep -qE 'Hash Sum mismatch|unexpected size|404 |File not found|Mirror sync in progress' "$1"; then
		echo "the mirror is being synchronised: its lists and its files are not of the same hour"
		echo "try again in an hour; $elsewhere"
	elif grep -qE 'Could not resolve|Temporary failure|nable to connect|Could not connect|nreachable|Connection (refused|failed|timed out)|No route' "$1"; then
		echo "is the network reachable? Behind a proxy, set http_proxy"
		echo "$elsewhere"
	elif grep -qE 'Connection reset|Connection closed|reading from server|Undetermined Error|timed out|unexpected end of file|unexpected EOF|premature' "$1"; then
		echo "the download was cut short: run it again; $elsewhere"
	fi
}

# failed: what went wrong in the stage that was the last, and what to do.
failed()
{
	local hints

	tail -n 12 "$log"
	mapfile -t hints < <(cures "$log" "$needed")
	[[ -z $version || ! -e $kernels/$version/release ]] ||
		hints+=("kernel $version in the cache stays what it was: $(<"$kernels/$version/package")")
	(die "$doing failed" "${hints[@]}")
}

cleanup()
{
	local status=$?

	set +e
	if ((status && status != 130)) && [[ -n $doing ]]; then
		failed >&"$stderr" 2>&1
		status=1
	fi
	# Interrupted in the middle of the exchange.
	[[ -z $work || ! -e $work/old || -e $kernels/$version ]] || mv "$work/old" "$kernels/$version"
	[[ -z $run ]] || rm -rf "$run"
	exit "$status"
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

# Where a kernel of a Debian other than this machine's is.
suites()
{
	local name

	for name; do
		case $name in
		7) echo "debian:${SUITES[7]}-backports" ;;
		sid) echo debian:sid ;;
		*-*) printf '%s\n' "debian:${name#*-}" "debian-security:${name#*-}-security" ;;
		*) printf '%s\n' debian:bookworm debian-security:bookworm-security debian:bookworm-backports ;;
		esac
	done | awk '!seen[$0]++'
}

# Which kernels of its suites a version can be.
sought()
{
	[[ $version == sid ]] && echo newest || echo "${version%-*}"
}

# What the suites of these kernels have, for apt-get and apt-cache from here on.
kernels_apt()
{
	local suite

	apt_config "$apt_dir"
	for suite in $(suites "$@"); do
		echo "deb [signed-by=$keyring] $mirror/${suite%:*} ${suite#*:} main"
	done >"$apt_dir/sources.list"
	export APT_CONFIG=$apt_dir/apt.conf
}

# A suite that cannot be read is no reason to stop if the others, or the lists
# of another day, have what is needed: choose will tell.
read_lists()
{
	local update=$run/update.log

	if apt-get -q update >"$update" 2>&1 </dev/null && ! grep -q '^[WE]: ' "$update"; then
		return
	fi
	grep '^[WE]: ' "$update" >"$run/complaints" || cp "$update" "$run/complaints"
	say "not all package lists of $mirror could be read:"
	sed 's/^/    /' "$run/complaints"
	cures "$run/complaints" | sed 's/^/    /'
}

lists()
{
	local files

	mapfile -t files < <(apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages')
	((!${#files[@]})) || /usr/lib/apt/apt-helper cat-file "${files[@]}"
}

# choose: what to fetch, as choose-kernel.pl prints it.
choose()
{
	lists >"$work/lists"
	"$VM/choose-kernel.pl" "$(sought)" <"$work/lists" >"$work/chosen" || {
		[[ ! -e $run/complaints ]] || cat "$run/complaints"
		die "the archives of $mirror have no complete kernel $version"
	}
	release=$(chosen release)
}

# chosen NAME: what choose has found.
chosen()
{
	sed -n "s/^$1 //p" "$work/chosen"
}

room()
{
	(($(free_mb) >= needed)) || die "there is not enough free space"
}

# The parts, each in a folder of its name.
download()
{
	local part package _ wanted=()

	grep -E '^(image|headers|common|kbuild|source) ' "$work/chosen" >"$work/parts"
	mapfile -t wanted < <(sed 's/^[^ ]* \([^ ]*\) /\1=/' "$work/parts")
	mkdir "$work/debs"
	(cd "$work/debs" && apt-get -q download "${wanted[@]}")
	while read -r part package _; do
		mkdir -p "$work/$part"
		mv "$work/debs/${package}_"*.deb "$work/$part/"
	done <"$work/parts"
}

unpack_headers()
{
	local dir=$work/new/headers deb

	mkdir -p "$dir"
	for deb in "$work"/{headers,common,kbuild}/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$dir" \
			--exclude='./usr/share' --exclude='./lib' --exclude='./usr/lib/modules' \
			--exclude='./usr/src/*/arch/[!x]*' --exclude='./usr/src/*/arch/xtensa'
	done
	# The only absolute paths in these packages; the links are relative already.
	sed -i -e 's|^include .*/\([^/]*-common/Makefile\)$|include $(dir $(lastword $(MAKEFILE_LIST)))../\1|' \
		-e 's|^KBUILD_OUTPUT=.*|KBUILD_OUTPUT := $(realpath $(dir $(lastword $(MAKEFILE_LIST))))|' \
		"$dir/usr/src/linux-headers-$release/Makefile"
	# Whichever sid's compiler is on that day.
	[[ $version != sid ]] ||
		sed -i -E 's/gcc-[0-9]+$/gcc/' "$dir/usr/src/linux-headers-$release/.kernelvariables"
	ln -s "headers/usr/src/linux-headers-$release" "$work/new/build"
}

unpack_image()
{
	local exclude=() dir deb

	for dir in "${unused_modules[@]}"; do
		exclude+=(--exclude="*/lib/modules/*/kernel/$dir")
	done
	for deb in "$work"/image/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/new" \
			--exclude='./usr/share' "${exclude[@]}"
	done
	# Since Debian 13 modules are below usr, since 7.x all the rest is, too.
	if [[ -e $work/new/usr/lib/modules ]]; then
		mkdir -p "$work/new/lib"
		mv "$work/new/usr/lib/modules" "$work/new/lib/"
	fi
	rm -rf "$work/new/usr"
	dir=$work/new/lib/modules/$release
	if [[ -e $dir/vmlinuz ]]; then
		mv "$dir"/{vmlinuz,config} "$work/new/"
	else
		mv "$work/new/boot/vmlinuz-$release" "$work/new/vmlinuz"
		mv "$work/new/boot/config-$release" "$work/new/config"
	fi
	rm -rf "$work/new/boot" "$dir"/{build,source}
	depmod -b "$work/new" "$release" 2>/dev/null
}

# The whole source tree is 1.3 GB: take the driver and the tools we run.
unpack_source()
{
	local dir=$work/new/source

	mkdir -p "$dir"
	untar_source "$work"/source/*.deb "$(cut -d. -f1,2 <<<"$release")" -C "$dir" --strip-components=1 --wildcards \
		'*/drivers/infiniband/sw/siw/*' '*/scripts/check[ep]*' \
		'*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch' \
		'*/scripts/extract-vmlinux'
	# 7.x asks it whether there is sparse, and Debian's headers do not have it.
	dir=$(echo "$work"/new/headers/usr/lib/linux-kbuild-*/scripts)
	[[ ! -e $work/new/source/scripts/checker-valid.sh || ! -d $dir ]] ||
		cp -n "$work/new/source/scripts/checker-valid.sh" "$dir/"
}

build_siw()
{
	local build=$work/siw

	cp -r "$work/new/source/drivers/infiniband/sw/siw" "$build"
	on_suite "$version" make -C "$work/new/build" M="$build" CONFIG_RDMA_SIW=m -j"$JOBS" modules
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

unpack()
{
	unpack_image
	unpack_headers
	unpack_source
	extract_btf
}

fetch()
{
	local start=$SECONDS package size

	work=$run/$version
	mkdir -p "$work/new"
	stage "choosing a kernel $version" choose
	package=$(chosen version) size=$(($(chosen size) >> 20))
	if [[ -e $kernels/$version/release ]] &&
		dpkg --compare-versions "$package" le "$(<"$kernels/$version/package")"; then
		say "kernel $version: $(<"$kernels/$version/release") ($(<"$kernels/$version/package")) is the newest already"
		return
	fi
	chosen note | while read -r note; do say "kernel $version: passed over $note"; done
	[[ $(chosen image) != *-unsigned\ * ]] ||
		say "kernel $version: $release is not signed yet, its unsigned image will do"
	# A kernel of 6.1 takes half as much again unpacked, of which most stays.
	needed=$((size * 5 / 2))
	stage "fetching $release" room
	say "kernel $version: downloading $release ($package), $size MB"
	stage "downloading $release from $mirror" download
	say "kernel $version: unpacking"
	stage "unpacking $release" unpack
	say "kernel $version: building siw"
	stage "building siw with the headers of $release" build_siw

	# The sanitizer kernel is built from the whole of this one.
	[[ $version != 6.1 ]] || mv "$work"/source/*.deb "$work/new/linux-source.deb"
	echo "$package" >"$work/new/package"
	echo "$release" >"$work/new/release"
	[[ ! -e $kernels/$version ]] || mv "$kernels/$version" "$work/old"
	mv "$work/new" "$kernels/$version"
	rm -rf "$work"
	work='' needed=''
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

# Of two Debians that have the same series, each is chosen from lists of its own.
for name in "${BUILDS[@]}"; do
	((${#wanted[@]} == 1)) || [[ " ${wanted[*]} " != *" $name "* ]] ||
		die "$name is fetched by itself" "$0 $name"
done

rm -rf "$kernels"/.new-* "$CACHE/downloads"
run=$(mktemp -d "$kernels/.new-XXXXXX")
doing="reading the package lists of $mirror" log=$run/update.log
kernels_apt "${wanted[@]}"
say "kernels: reading Debian's package lists"
read_lists
doing=''
for version in "${wanted[@]}"; do fetch; done
