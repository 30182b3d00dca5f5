#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# The manual of the ABI that is checked in is the one that would be generated.
#
#   manual.sh DESCRIBE HEADER DOCS

set -eu

describe=$1 header=$2 docs=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$describe" "$header" --manual "$tmp"
if ! diff -ru "$docs" "$tmp"; then
	echo "manual: docs/abi is out of date: build the target abi-manual"
	exit 1
fi
