#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# Run by DKMS after it has built the module: are the private structures of the
# kernel, of which the module has mirrors, where it has them?  The module's own
# debug information against the types (BTF) of the kernel's modules.  What cannot
# be compared here the module looks at by itself when it is loaded, and does not
# load where they differ.
#
#   dkms-check.sh KERNEL-RELEASE MODULE [MODULES-DIR [IMAGE]]

release=$1 module=$2 modules=${3:-/lib/modules/$1} image=${4:-/boot/vmlinuz-$1}
# Where Debian has it from 7.0 on, until the kernel is configured.
[ -e "$image" ] || image=$modules/vmlinuz
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

say()
{
	echo "rdma_uapi: $*"
}

# later WHY: nothing can be said now.
later()
{
	say "$1: its private structures are not compared now, but when the module is loaded"
	exit 0
}

# unpacked FILE: a copy without compression; prints its path
unpacked()
{
	case $1 in
	*.xz) xz -dc "$1" > "$tmp/module" ;;
	*.zst) zstd -qdc "$1" > "$tmp/module" ;;
	*.gz) gzip -dc "$1" > "$tmp/module" ;;
	*) cp "$1" "$tmp/module" ;;
	esac && echo "$tmp/module"
}

# The kernel's image has the compressed kernel in it, behind the magic number of
# what it was compressed with.
from_image()
{
	[ -r "$image" ] || return 1
	for how in '\xfd7zXZ\x00:xz -dc' '\x28\xb5\x2f\xfd:zstd -qdc' '\x1f\x8b\x08:gzip -dc'; do
		magic=${how%%:*} unpack=${how#*:}
		for at in $(LC_ALL=C grep -abo -P "$magic" "$image" | cut -d: -f1); do
			tail -c "+$((at + 1))" "$image" | $unpack > "$tmp/vmlinux" 2> /dev/null
			objcopy --dump-section ".BTF=$tmp/btf" "$tmp/vmlinux" "$tmp/copy" 2> /dev/null &&
				return 0
		done
	done
	return 1
}

# members PAHOLE-OPTION...: NAME OFFSET, of the listing of a structure
members()
{
	pahole "$@" 2> /dev/null | awk '
		{ gsub(/ *__attribute__\(\([^;]*\)\)/, "") }
		/^\t[^\t]/ && match($0, /[A-Za-z_0-9]+[]0-9[]*; *\/\* +[0-9]+/) {
			text = substr($0, RSTART, RLENGTH)
			name = text; sub(/[\[;].*/, "", name); sub(/.* /, "", text)
			print name, text
		}'
}

command -v pahole > /dev/null || later "there is no pahole"
base=$tmp/btf
if [ "$release" = "$(uname -r)" ] && [ -r /sys/kernel/btf/vmlinux ]; then
	base=/sys/kernel/btf/vmlinux
else
	from_image || later "the types of Linux $release are not at hand"
fi
core=$(find "$modules" -name 'ib_core.ko*' | head -n 1)
[ -n "$core" ] || later "Linux $release has no module ib_core"
core=$(unpacked "$core") || later "ib_core of Linux $release cannot be unpacked"

for struct in ib_uverbs_file rdma_umap_priv; do
	members -F dwarf -C "$struct" "$module" > "$tmp/ours"
	members --btf_base "$base" -C "$struct" "$core" > "$tmp/theirs"
	[ -s "$tmp/ours" ] || later "the module has no debug information"
	[ -s "$tmp/theirs" ] || later "ib_core of Linux $release has no types"
	# Not all kernels have the last member, which nobody looks at.
	wrong=$(awk 'NR == FNR { at[$1] = $2; next }
		($1 in at) ? at[$1] != $2 : $1 != "disassociation_lock" { print $1 }' \
		"$tmp/theirs" "$tmp/ours" | tr '\n' ' ')
	[ -z "$wrong" ] || {
		say "struct $struct of Linux $release has these elsewhere, or not at all: $wrong" >&2
		say "REFUSED: the module is not made for this kernel, and would corrupt its memory" >&2
		exit 1
	}
done
say "the private structures of Linux $release are where the module has them"
