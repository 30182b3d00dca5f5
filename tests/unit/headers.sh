#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# Every public header compiles alone, in C and in C++, for 32 and for 64 bits;
# the structs of the ABI have no padding that is not spelled out.
#
#   headers.sh UAPI_DIR LIB_INCLUDE_DIR GENERATED_DIR

set -eu

uapi=$1 lib=$2 generated=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# compile COMPILER FLAGS... HEADER
compile()
{
	if ! printf '#include <%s>\n#include <%s>\n' "$header" "$header" |
		"$@" -Wall -Wextra -Werror -I"$uapi" -I"$lib" -I"$generated" \
			-c -o "$tmp/out.o" - 2> "$tmp/errors"; then
		cat "$tmp/errors"
		echo "headers: <$header> does not compile: $*"
		exit 1
	fi
}

for bits in 32 64; do
	for header in rdma/rdma_uapi.h \
		$(cd "$lib" && ls rdma_uapi/*.h) \
		$(cd "$generated" && ls rdma_uapi/*.h); do
		compile "${CC:-cc}" -x c -std=c99 -m$bits
		compile "${CC:-cc}" -x c -std=gnu11 -m$bits
		compile "${CXX:-c++}" -x c++ -std=c++11 -m$bits
	done
	header=rdma/rdma_uapi.h
	compile "${CC:-cc}" -x c -std=gnu11 -m$bits -Wpadded
	compile "${CXX:-c++}" -x c++ -std=gnu++17 -m$bits -Wpadded
done
