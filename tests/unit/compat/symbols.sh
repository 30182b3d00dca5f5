#!/bin/bash
# The interposer is loaded into programs of containers that are older than the
# machine it was built on: it must need no symbol of glibc newer than 2.17, and
# find dlsym() where that is in a library of its own.
# usage: symbols.sh LIBRARY
set -uo pipefail

limit=2.17
versions=$(objdump -T "$1" | grep -oE 'GLIBC_[0-9.]+' | sort -uV) || exit
if [[ -z $versions ]]; then
	echo "$1: objdump shows no version of glibc at all" >&2
	exit 1
fi
newest=${versions##*$'\n'}
if [[ $(printf '%s\n' "${newest#GLIBC_}" "$limit" | sort -V | tail -n 1) != "$limit" ]]; then
	echo "$1 needs symbols newer than GLIBC_$limit:" >&2
	objdump -T "$1" | grep -F "$newest" >&2
	exit 1
fi
if ! objdump -p "$1" | grep -q 'NEEDED *libdl\.so\.2'; then
	echo "$1 does not name libdl.so.2, which has dlsym() before glibc 2.34" >&2
	exit 1
fi
echo "the newest is $newest"
