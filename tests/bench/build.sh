#!/bin/bash
# Builds the benchmark, on the host, with the library of this checkout.
# usage: build.sh
set -euo pipefail
. "$(dirname "$0")/../vm/lib.sh"

user=$BUILD/user-plain
bench=$SRC/tests/bench
[[ -e $user/lib/librdma_uapi.so ]] || "$VM/userspace.sh" plain
mkdir -p "$BUILD/bench"
cc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -g \
	-I"$SRC/lib/include" -I"$SRC/uapi" -I"$user/lib/generated" \
	"$bench/main.c" "$bench/mainline.c" "$bench/native.c" -o "$BUILD/bench/bench" \
	-L"$user/lib" -Wl,-rpath,"$user/lib" -lrdma_uapi -libverbs -lrdmacm
