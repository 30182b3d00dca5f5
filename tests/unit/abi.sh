#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# The ABI is the same for 32 and 64 bit callers, and what it once was it stays.
#
#   abi.sh check  DESCRIBE HEADER GOLDEN   compare with the golden file
#   abi.sh update DESCRIBE HEADER GOLDEN   add what is new to the golden file
#
# Lines of the golden file are facts that programs rely on.  An update only
# ever adds lines; one that would lose a line fails as the check does.

set -eu

what=$1 describe=$2 header=$3 golden=$4
uapi=$(dirname "$(dirname "$header")")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$describe" "$header" --abi-source > "$tmp/abi.c"
for bits in 32 64; do
	if ! "${CC:-cc}" -m$bits -std=gnu11 -I"$uapi" -o "$tmp/abi$bits" \
		"$tmp/abi.c" 2> "$tmp/errors"; then
		cat "$tmp/errors"
		echo "abi: cannot compile with -m$bits; Debian: apt install gcc-multilib"
		exit 1
	fi
	# Not every kernel runs programs of 32 bits; an emulator does.
	if ! "$tmp/abi$bits" > "$tmp/abi$bits.txt" 2> /dev/null &&
		! qemu-i386 "$tmp/abi$bits" > "$tmp/abi$bits.txt"; then
		echo "abi: cannot run a program of $bits bits here; Debian: apt install qemu-user"
		exit 1
	fi
done

if ! diff -u "$tmp/abi64.txt" "$tmp/abi32.txt"; then
	echo "abi: differs between 64 (-) and 32 (+) bits"
	exit 1
fi

touch "$tmp/none"
[ -e "$golden" ] || [ "$what" = update ] || {
	echo "abi: $golden is missing"
	exit 1
}
[ -e "$golden" ] || golden_now=$tmp/none
golden_now=${golden_now:-$golden}
if grep -Fxv -f "$tmp/abi64.txt" "$golden_now" > "$tmp/lost"; then
	sed 's/^/- /' "$tmp/lost"
	echo "abi: the lines above are promises of $golden that no longer hold"
	exit 1
fi
if [ "$what" = update ]; then
	cp "$tmp/abi64.txt" "$golden"
elif grep -Fxv -f "$golden" "$tmp/abi64.txt" > "$tmp/new"; then
	sed 's/^/+ /' "$tmp/new"
	echo "abi: the lines above are new: add them with the target abi-golden"
	exit 1
fi
