#!/bin/bash
# Builds the benchmarks, on the host, with the library of this checkout.
# usage: build.sh
set -euo pipefail
. "$(dirname "$0")/../vm/lib.sh"

user=$BUILD/user-plain
bench=$SRC/tests/bench
[[ -e $user/lib/librdma_uapi.so ]] || "$VM/userspace.sh" plain
mkdir -p "$BUILD/bench"

# build PROGRAM SOURCE_OR_LIBRARY...
build()
{
	cc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -g \
		-I"$SRC/lib/include" -I"$SRC/uapi" -I"$user/lib/generated" \
		-o "$BUILD/bench/$1" "${@:2}" \
		-L"$user/lib" -Wl,-rpath,"$user/lib" -lrdma_uapi
}

build bench "$bench"/{main,mainline{,_posts},native{,_connect,_posts}}.c -libverbs -lrdmacm
build scale "$bench"/scale{,_make,_watch}.c -lpthread
build threads "$bench/threads.c" -lpthread
