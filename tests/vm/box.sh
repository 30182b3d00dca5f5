#!/bin/bash
# Runs a command like a container runtime would: in a mount namespace of its
# own whose /dev has the usual nodes and /dev/rdma_uapi, and no
# /dev/infiniband; with --netns also in that network namespace.  Only in a guest.
# usage: box.sh [--netns NAME] COMMAND [ARGUMENT]...
set -euo pipefail
# shellcheck source=tests/vm/guest-only.sh
. "${BASH_SOURCE[0]%box.sh}guest-only.sh" || exit

# The /dev of all boxes but for rdma_uapi, made by the first one: every program
# that is started costs time in a guest without KVM.
dev=/run/rdma_uapi.box

# Inside: the second run of this script.
if [[ ${1:-} == --inside ]]; then
	shift
	mount --bind /dev/rdma_uapi "$dev/rdma_uapi"
	mount --rbind "$dev" /dev
	exec "$@"
fi

make_dev()
{
	local node

	mkdir -p "$dev"
	mount -t tmpfs -o mode=755 box "$dev"
	mkdir "$dev/pts" "$dev/shm"
	for node in null zero full random urandom tty; do
		touch "$dev/$node"
		mount --bind "/dev/$node" "$dev/$node"
	done
	mount --bind /dev/pts "$dev/pts"
	mount --bind /dev/shm "$dev/shm"
	touch "$dev/rdma_uapi"
	ln -s /proc/self/fd "$dev/fd"
	ln -s /proc/self/fd/1 "$dev/stdout"
	ln -s /proc/self/fd/2 "$dev/stderr"
}

enter=()
if [[ ${1:-} == --netns && -n ${2:-} ]]; then
	# Not ip netns exec: it would give the command another /sys, too.
	enter=(nsenter --net="/run/netns/$2")
	shift 2
fi
(($#)) || { sed -n '/^# usage/s/^# //p' "$0" >&2; exit 2; }
if [[ ! -L $dev/stderr ]]; then
	exec 9>"$dev.lock"
	flock 9
	if [[ ! -L $dev/stderr ]]; then make_dev; fi
	exec 9>&-
fi
exec "${enter[@]}" unshare --mount --propagation private bash "$0" --inside "$@"
