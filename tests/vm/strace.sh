#!/bin/bash
# strace with our decoder.  Fetches Debian's source package, applies
# strace-plugin to it and builds rdma-strace in the build tree; an installed
# strace is never touched.  Debian 12's release is built by default; "testing"
# is whatever Debian testing has, for which there is a patch if it is 7.x.
# RDMA_UAPI_STRACE_SOURCE names an unpacked source of that release to be used
# instead, for machines whose mirror lacks it.
#   build   the program; its path is the last line
#   test    strace's own form of tests, sanitizers, valgrind; prints TAP
#   tables  writes the tables that are generated from the specification anew
#   check   whether they are current; prints TAP
#   source  leaves strace's tree with the decoder in it, not configured, in $BUILD/strace-SUITE/source
# usage: strace.sh [build|test|tables|check|source] [bookworm|testing]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

what=${1:-build} suite=${2:-bookworm}
(($# <= 2)) || usage
plugin=$SRC/strace-plugin
cache=$CACHE/strace
build=$BUILD/strace-$suite
tree=$build/tree
log=$build/make.log
# shellcheck disable=SC2034 # of source.sh
title=strace

. "$VM/source.sh"

# Leaves the unpacked source in $cache/$suite; what is there stays.
fetch()
{
	local new

	[[ ! -e $cache/$suite/configure.ac ]] || return 0
	mkdir -p "$cache"
	rm -rf "$cache"/.new-*
	new=$(mktemp -d "$cache/.new-XXXXXX")
	if [[ -n ${RDMA_UAPI_STRACE_SOURCE:-} ]]; then
		cp -r "$RDMA_UAPI_STRACE_SOURCE" "$new/source"
	else
		private_apt "$cache/apt" "$suite"
		say "strace: fetching the source package of $suite"
		run "reading the package lists" apt-get -q update
		(cd "$new" && run "fetching strace's source" \
			apt-get -q source --download-only --only-source strace)
		run "unpacking it" dpkg-source --no-check -x "$new"/*.dsc "$new/source"
	fi
	rm -rf "${cache:?}/$suite"
	mv "$new/source" "$cache/$suite"
	rm -rf "$new"
}

# Which set of wiring patches: 6.1, or 7 for everything from 7.0 on.
series()
{
	local version

	if [[ -e $cache/$suite/.tarball-version ]]; then
		version=$(<"$cache/$suite/.tarball-version")
	else
		version=$(sed -nE '1,40s/^Noteworthy changes in release ([0-9]+\.[0-9]+) .*/\1/p' \
			"$cache/$suite/NEWS" | head -n 1)
	fi
	case $version in
	6.1 | 6.1.*) echo 6.1 ;;
	7.*) echo 7 ;;
	*) die "there is no patch for strace $version" "known: 6.1, 7.x" ;;
	esac
}

# A fresh tree: Debian's source, wired.
wire_tree()
{
	local patches=$1 patch

	rm -rf "$tree"
	cp -r "$cache/$suite" "$tree"
	for patch in "$plugin/patches/$patches"/*.patch; do
		run "applying ${patch##*/}" patch -d "$tree" -p1 -i "$patch"
	done
	overlay
}

make_tree()
{
	wire_tree "$1"
	if [[ ! -e $tree/configure ]]; then
		run "bootstrap" env -C "$tree" ./bootstrap
	fi
	run "configure" env -C "$tree" ./configure --enable-mpers=no --enable-bundled=yes CFLAGS=-O1
}

# copy FROM TO: only what differs, so that make has nothing to do for the rest.
copy()
{
	cmp -s "$1" "$2" || cp -L "$1" "$2"
}

# Our files, where they would be in strace's tree.
overlay()
{
	local file name stale=()

	mkdir -p "$tree/bundled/linux/include/uapi/rdma"
	copy "$SRC/uapi/rdma/rdma_uapi.h" "$tree/bundled/linux/include/uapi/rdma/rdma_uapi.h"
	for file in "$plugin"/src/*.[ch] "$plugin"/tests/*; do
		copy "$file" "$tree/${file#"$plugin/"}"
	done
	for file in "$plugin"/src/xlat/*.in; do
		name=$tree/${file#"$plugin/"}
		if ! cmp -s "$file" "$name" || [[ ! -e ${name%.in}.h ]]; then
			cp "$file" "$name"
			stale+=("$name")
		fi
	done
	((${#stale[@]} == 0)) || printf '%s\0' "${stale[@]}" |
		xargs -0 -P "$JOBS" -I{} sh -c \
			'out={}; "$0" "{}" "${out%.in}.h" 2>/dev/null' "$tree/src/xlat/gen.sh" >>"$log" 2>&1
}

build_strace()
{
	local patches hash start=$SECONDS

	mkdir -p "$build/bin"
	exec 9>"$build.lock"
	flock 9
	: >"$log"
	fetch
	patches=$(series)
	hash=$({ cat "$plugin/patches/$patches"/*.patch; declare -f wire_tree make_tree; } | cksum)
	if [[ ! -e $build/tree.hash || $(<"$build/tree.hash") != "$hash" ]]; then
		rm -f "$build/tree.hash"
		make_tree "$patches"
		echo "$hash" >"$build/tree.hash"
	else
		overlay
	fi
	run "make" make -C "$tree/src" -j"$JOBS" all
	copy "$tree/src/strace" "$build/bin/rdma-strace"
	say "rdma-strace ($suite): built after $(elapsed "$start")"
}

# For packages, which build it themselves.
leave_source()
{
	mkdir -p "$build"
	exec 9>"$build.lock"
	flock 9
	: >"$log"
	fetch
	tree=$build/source
	wire_tree "$(series)"
}

# tables DIR: generates them into a copy of strace-plugin.
generate()
{
	mkdir -p "$1/src/xlat" "$1/tests" "$BUILD/describe"
	(cd "$SRC/uapi" &&
		gcc -D_GNU_SOURCE -std=gnu11 -I. -o "$BUILD/describe/describe" \
			describe.c describe/*.c spec/*.c &&
		"$BUILD/describe/describe" rdma/rdma_uapi.h --strace "$1") || die "the generator does not build"
}

check_tables()
{
	local dir=$BUILD/strace-tables file bad=0 output

	rm -rf "$dir"
	generate "$dir"
	while read -r file; do
		if output=$(diff -u "$plugin/$file" "$dir/$file" 2>&1); then
			continue
		fi
		echo "not ok - strace-plugin/$file is current: run tests/vm/strace.sh tables"
		head -n 20 <<<"$output" | sed 's/^/# /'
		bad=1
	done < <(cd "$dir" && find . -type f -printf '%P\n' | sort)
	# What the generator has ceased to write, and says that it wrote.
	while read -r file; do
		[[ ! -e $dir/$file ]] || continue
		echo "not ok - strace-plugin/$file is generated: run tests/vm/strace.sh tables"
		bad=1
	done < <(cd "$plugin" && find src/xlat -name 'ruapi_*' | sort)
	((bad)) || echo "ok - the strace decoder's tables are those of the specification"
	return $bad
}

# The decoder with sanitizers in the strace that is there: strace's other files
# are linked as they are.
build_asan()
{
	# shellcheck disable=SC2054 # commas of gcc
	local src=$tree/src flags=(-fsanitize=address,undefined -fno-sanitize-recover=all)
	local file objects=() libs

	# -ltinfo and the like, as configure found them.
	read -ra libs < <(sed -nE 's/^[a-z]+_LIBS = (.+)/\1/p' "$src/Makefile" | paste -sd' ') || true
	for file in ioctl.c io.c rdma_*.c; do
		[[ -e $src/libstrace_a-${file%.c}.o ]] || continue
		run "building ${file} with sanitizers" make -C "$src" -W "$file" \
			"libstrace_a-${file%.c}.o" "CFLAGS=-g -O1 ${flags[*]}"
		mv "$src/libstrace_a-${file%.c}.o" "$src/${file%.c}.asan.o"
		objects+=("$src/${file%.c}.asan.o")
		run "restoring ${file}" make -C "$src" "libstrace_a-${file%.c}.o"
	done
	run "linking strace with sanitizers" gcc "${flags[@]}" -o "$build/bin/strace-asan" \
		"$src/strace-strace.o" "${objects[@]}" "$src/libstrace.a" "${libs[@]}"
}

# verdict NAME COMMAND...: one line of TAP; what it said only if it fails.
verdict()
{
	local name=$1 output

	shift
	if output=$("$@" 2>&1 </dev/null); then
		echo "ok - $name"
	else
		echo "not ok - $name"
		grep -v 'short read' <<<"$output" | tail -n 30 | sed 's/^/# /'
		return 1
	fi
}

# Argument blocks at random, under a strace that watches itself.
mutate()
{
	local status=0 mutate=$tree/tests/rdma-mutate seed

	run "building the mutator" make -C "$tree/tests" rdma-mutate
	for seed in 1 2 3; do
		verdict "the decoder survives 50000 mutated calls under ASan and UBSan, seed $seed" \
			env ASAN_OPTIONS=detect_leaks=0 "$build/bin/strace-asan" \
			-o /dev/null -e trace=ioctl,read,write "$mutate" "$seed" 50000 || status=1
	done
	verdict "the same with calls that succeed, -v" env ASAN_OPTIONS=detect_leaks=0 \
		"$build/bin/strace-asan" -v -o /dev/null -e trace=ioctl,read,write -e inject=ioctl:retval=0 \
		"$mutate" 4 50000 || status=1
	verdict "the same with -Xverbose" env ASAN_OPTIONS=detect_leaks=0 \
		"$build/bin/strace-asan" -Xverbose -o /dev/null -e trace=ioctl,read,write -e inject=ioctl:retval=0 \
		"$mutate" 5 50000 || status=1
	verdict "the decoder survives 1500 mutated calls under valgrind" \
		valgrind -q --error-exitcode=99 "$build/bin/rdma-strace" -v -o /dev/null \
		-e trace=ioctl,read,write -e inject=ioctl:retval=0 "$mutate" 6 1500 || status=1
	return $status
}

run_tests()
{
	local status=0

	build_strace >&2
	make -C "$tree/tests" check-rdma >"$build/check.log" 2>&1 </dev/null || status=1
	awk '/^PASS: / { print "ok - strace: " $2; n++ }
	     /^SKIP: / { print "ok - strace: " $2 " # SKIP"; n++ }
	     /^(FAIL|ERROR|XPASS): / { print "not ok - strace: " $2; n++ }
	     END { if (!n) print "not ok - strace: its tests run" }' "$build/check.log"
	((!status)) || echo "# see $build/check.log"
	build_asan >&2
	mutate || status=1
	return $status
}

case $suite in
bookworm | testing) ;;
*) usage ;;
esac
case $what in
build)
	build_strace
	echo "$build/bin/rdma-strace"
	;;
test) run_tests ;;
tables) generate "$plugin" ;;
check) check_tables ;;
source) leave_source ;;
*) usage ;;
esac
