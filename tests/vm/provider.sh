#!/bin/bash
# The provider library of rdmasim (lib/rdmasim), for the libibverbs that is installed.
# It needs private headers of rdma-core, which no package has: they come from
# the source of any release of Debian's whose providers fit that library, which
# the number in their file names says.  What libibverbs-dev has is not taken from
# there: structs of programs have grown between releases with the same number.
# And rdma-core's own tests, of the version of pyverbs that is installed, without
# those of HCAs and graphics cards that are not there.
# The last line is the name for a file in /etc/libibverbs.d: "driver NAME".
# usage: provider.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"

((!$#)) || usage
cache=$CACHE/rdma-core
build=$BUILD/provider
log=$build/make.log
# shellcheck disable=SC2034 # of source.sh
title=provider
. "$VM/source.sh"

# The number of providers that the installed libibverbs takes.
abi()
{
	local file

	for file in /usr/lib/*/libibverbs/*-rdmav*.so; do
		[[ -e $file ]] || continue
		file=${file##*-rdmav}
		echo "${file%.so}"
		return
	done
	die "there are no providers of libibverbs" "is the package ibverbs-providers installed?"
}

# unpack SUITE DIRECTORY: the source of that release, if it can be had and fits.
unpack()
{
	(
		private_apt "$cache/apt" "$1"
		apt-get -q update && cd "$2" &&
			apt-get -q source --download-only --only-source --tar-only rdma-core &&
			mkdir source && tar -xf rdma-core_*.orig.tar.* -C source --strip-components=1
	) >>"$log" 2>&1 </dev/null &&
		grep -q "^set(IBVERBS_PABI_VERSION \"$abi\")" "$2/source/CMakeLists.txt"
}

# Leaves headers in $headers; what is there stays.
fetch()
{
	local new suite file

	[[ ! -e $headers ]] || return 0
	rm -rf "$cache"/.new-*
	new=$(mktemp -d "$cache/.new-XXXXXX")
	for suite in bookworm bookworm-backports trixie testing none; do
		[[ $suite != none ]] || die "no release of Debian's has sources of rdma-core for providers of number $abi" \
			"is the network reachable? whole log: $log"
		rm -rf "${new:?}"/*
		say "provider: fetching rdma-core's source of $suite"
		! unpack "$suite" "$new" || break
	done
	run "configuring rdma-core" cmake -S "$new/source" -B "$new/build" -DNO_PYVERBS=1 -DNO_MAN_PAGES=1
	run "its headers" make -C "$new/build" kern-abi
	for file in "$new"/build/include/infiniband/*; do
		[[ ! -e /usr/include/infiniband/${file##*/} ]] || rm "$file"
	done
	rm -rf "$headers"
	cp -rL "$new/build/include" "$headers"
	rm -rf "$new"
}

# Documentation, where the tests are, may not have been installed.
fetch_tests()
{
	local new

	[[ ! -e $tests ]] || return 0
	rm -rf "$cache"/.new-*
	new=$(mktemp -d "$cache/.new-XXXXXX")
	if [[ -e /usr/share/doc/rdma-core/tests/__init__.py ]]; then
		cp -r /usr/share/doc/rdma-core/tests "$new/"
	else
		private_apt "$cache/apt" bookworm deb
		run "reading the package lists" apt-get -q update
		run "fetching rdma-core's tests" env -C "$new" apt-get -q download "python3-pyverbs=$pyverbs"
		run "unpacking them" dpkg-deb -x "$new"/python3-pyverbs_*.deb "$new/package"
		mv "$new/package/usr/share/doc/rdma-core/tests" "$new/"
	fi
	find "$new/tests" -name '*.gz' -exec gunzip {} +
	rm -f "$new"/tests/test_{mlx5,efa,cuda}*
	rm -rf "$new/package"
	mv "$new" "$tests"
}

mkdir -p "$build" "$cache"
# Other checkouts share what is fetched.
exec 9>"$cache/lock"
flock 9
: >"$log"
abi=$(abi)
headers=$cache/headers-$abi-$(dpkg-query -W -f '${Version}' libibverbs-dev)
pyverbs=$(dpkg-query -W -f '${Version}' python3-pyverbs)
tests=$cache/tests-$pyverbs
fetch
fetch_tests
# In guests nothing can be written there: each run would compile them again.
[[ -e $tests/tests/__pycache__ ]] ||
	run "compiling the tests" /usr/bin/python3 -m compileall -q --invalidation-mode unchecked-hash "$tests/tests"
ln -sfn "$tests/tests" "$build/tests"
run "building the provider" gcc -std=gnu11 -O2 -g -fPIC -shared -Wall -Wextra -Werror -Wno-unused-parameter \
	-D_GNU_SOURCE "-DIBVERBS_PABI_VERSION=$abi" -include "$headers/config.h" -isystem "$headers" \
	-o "$build/librdmasim-rdmav$abi.so" "$SRC"/lib/rdmasim/*.c -libverbs -lpthread
echo "$build/librdmasim"
