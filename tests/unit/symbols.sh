#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# The library exports functions of the version RDMA_UAPI_1.0, no data, and all
# those that it has ever exported.
#
#   symbols.sh check  LIBRARY GOLDEN
#   symbols.sh update LIBRARY GOLDEN

set -eu

what=$1 library=$2 golden=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"${NM:-nm}" -D --defined-only "$library" |
	awk '$2 != "A" { print $3, $2 }' | LC_ALL=C sort > "$tmp/all"
if grep -v ' T$' "$tmp/all"; then
	echo "symbols: exported, but no function"
	exit 1
fi
sed 's/ T$//' "$tmp/all" > "$tmp/now"
if grep -v '^ruapi_.*@@RDMA_UAPI_' "$tmp/now"; then
	echo "symbols: exported without a prefix or a version"
	exit 1
fi
if [ -e "$golden" ] && grep -Fxv -f "$tmp/now" "$golden"; then
	echo "symbols: no longer exported, programs would break"
	exit 1
fi
if [ "$what" = update ]; then
	cp "$tmp/now" "$golden"
elif grep -Fxv -f "$golden" "$tmp/now"; then
	echo "symbols: new: add them with the target abi-golden"
	exit 1
fi
