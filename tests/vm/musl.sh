#!/bin/bash
# A root whose libc is musl, as containers of Alpine have it, with rdma-core's programs:
# made of the sources of Debian's rdma-core and libnl with musl-gcc, in the cache, once
# for each musl, which takes two minutes.  The loader is the newest that Debian has, or
# else that of this machine: since 1.2.4 there is no symbol with 64 in its name but for
# programs that were linked with one.  Its path is the last line.
# usage: musl.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# == 0)) || usage
work=$CACHE/musl
log=$work/log
# shellcheck disable=SC2034 # of source.sh
title=musl
. "$VM/source.sh"
programs=(ibv_devices ibv_devinfo ibv_rc_pingpong rping)

for program in musl-gcc cmake python3 flex bison; do
	type -P "$program" >/dev/null || die "$program is not installed" "run tests/vm/deps.sh musl"
done
loader=ld-musl-$(uname -m).so.1
libc=$(realpath "/lib/$loader")
key=$(cat "$0" "$libc" | sha256sum | cut -c1-12)
root=$CACHE/roots/musl-$key

# source NAME SUITE...: in $work/NAME, of the first of these whose archive has it.
source_of()
{
	local suite

	rm -rf "${work:?}/$1"
	mkdir -p "$work/$1"
	for suite in "${@:2}"; do
		say "musl: fetching the source of $1 of $suite"
		(
			private_apt "$work/apt" "$suite"
			cd "$work/$1" && apt-get -q update && apt-get -q source --download-only --only-source --tar-only "$1"
		) >>"$log" 2>&1 </dev/null || continue
		run "unpacking $1" tar -xf "$(ls "$work/$1/${1}"_*.orig.tar.*)" -C "$work/$1" --strip-components=1
		return
	done
	die "no release of Debian's has the source of $1" "is the network reachable? whole log: $log"
}

# The newest: in $libc.
newest()
{
	local suite

	for suite in testing trixie; do
		rm -rf "$work/newest"
		mkdir -p "$work/newest"
		say "musl: fetching the package of $suite"
		(
			private_apt "$work/apt" "$suite" deb
			cd "$work/newest" && apt-get -q update && apt-get -q download musl && dpkg-deb -x musl_*.deb .
		) >>"$log" 2>&1 </dev/null || continue
		libc=$(find "$work/newest" -type f \( -name libc.so -o -name "$loader" \) | head -n 1)
		[[ -z $libc ]] || return 0
	done
	libc=$(realpath "/lib/$loader")
	say "musl: no newer one is to be had, so it is this machine's"
}

# musl-gcc knows musl's headers only; the kernel's are those of this machine.
compiler()
{
	local name

	mkdir -p "$work/headers"
	for name in linux asm-generic rdma; do ln -sfn "/usr/include/$name" "$work/headers/$name"; done
	ln -sfn "/usr/include/$(gcc -print-multiarch)/asm" "$work/headers/asm"
	printf '#!/bin/sh\nexec musl-gcc -idirafter %s "$@"\n' "$work/headers" >"$work/cc"
	chmod +x "$work/cc"
}

build_libnl()
{
	local name

	run "configuring libnl" env -C "$work/libnl3" ./configure -q CC="$work/cc" --host=x86_64-linux-musl \
		--disable-cli --disable-static --disable-debug CFLAGS="-O1 -w"
	run "libnl" make -C "$work/libnl3" -s -j"$JOBS" lib/libnl-3.la lib/libnl-route-3.la
	mkdir -p "$work/pkgconfig"
	for name in 3 route-3; do
		printf '%s\n' "Name: libnl-$name" 'Description: of musl' 'Version: 3' \
			"Libs: -L$work/libnl3/lib/.libs -lnl-$name" "Cflags: -I$work/libnl3/include" \
			>"$work/pkgconfig/libnl-${name%3}3.0.pc"
	done
}

build_rdma_core()
{
	local link=-Wl,-rpath-link,$work/libnl3/lib/.libs

	run "configuring rdma-core" env PKG_CONFIG_LIBDIR="$work/pkgconfig" cmake -S "$work/rdma-core" -B "$work/build" \
		-DCMAKE_C_COMPILER="$work/cc" -DCMAKE_BUILD_TYPE=Release -DNO_PYVERBS=1 -DNO_MAN_PAGES=1 \
		-DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_INSTALL_SYSCONFDIR=/etc \
		-DCMAKE_EXE_LINKER_FLAGS="$link" -DCMAKE_SHARED_LINKER_FLAGS="$link"
	mapfile -t providers < <(make -C "$work/build" help | sed -nE 's/^\.\.\. ((rxe|siw)-rdmav[0-9]+)$/\1/p')
	run "rdma-core" make -C "$work/build" -s -j"$JOBS" ibverbs rdmacm "${programs[@]}" "${providers[@]}"
}

install_all()
{
	local new=$1 name

	mkdir -p "$new"/{bin,dev,etc,lib,opt,proc,sys,tmp,usr/bin,usr/lib/libibverbs,etc/libibverbs.d}
	install -m 755 "$libc" "$new/lib/$loader"
	cp -P "$work"/libnl3/lib/.libs/libnl-{3,route-3}.so.* "$work"/build/lib/lib{ibverbs,rdmacm}.so.* "$new/usr/lib/"
	for name in "${providers[@]}"; do
		cp "$work/build/lib/lib$name.so" "$new/usr/lib/libibverbs/"
		echo "driver ${name%-*}" >"$new/etc/libibverbs.d/${name%-*}.driver"
	done
	for name in "${programs[@]}"; do cp "$work/build/bin/$name" "$new/usr/bin/"; done
	cp "$(type -P busybox)" "$new/bin/busybox"
	for name in env true sh; do ln -s busybox "$new/bin/$name"; done
}

if [[ ! -e $root/bin/sh ]]; then
	mkdir -p "$work" "$CACHE/roots"
	exec 9>"$work.lock"
	flock 9
	: >"$log"
	source_of libnl3 bookworm trixie testing
	source_of rdma-core bookworm bookworm-backports trixie testing
	newest
	compiler
	rm -rf "$work/build"
	build_libnl
	build_rdma_core
	rm -rf "$root.new" "$root"
	install_all "$root.new"
	mv "$root.new" "$root"
	rm -rf "$work"/{libnl3,rdma-core,build,newest}
fi
echo "$root"
