#!/bin/bash
# Runs a command like a container runtime would: in a mount namespace of its
# own whose /dev has the usual nodes and /dev/rdma_uapi, and no
# /dev/infiniband; with --netns also in that network namespace.
# usage: box.sh [--netns NAME] COMMAND [ARGUMENT]...
set -euo pipefail

# Inside: the second run of this script.
if [[ ${1:-} == --inside ]]; then
	shift
	new=$(mktemp -d /tmp/box.XXXXXX)
	mount -t tmpfs -o mode=755 box "$new"
	mkdir "$new/pts" "$new/shm"
	for node in null zero full random urandom tty rdma_uapi; do
		touch "$new/$node"
		mount --bind "/dev/$node" "$new/$node"
	done
	mount --bind /dev/pts "$new/pts"
	mount --bind /dev/shm "$new/shm"
	ln -s /proc/self/fd "$new/fd"
	ln -s /proc/self/fd/1 "$new/stdout"
	ln -s /proc/self/fd/2 "$new/stderr"
	mount --move "$new" /dev
	rmdir "$new"
	exec "$@"
fi

enter=()
if [[ ${1:-} == --netns && -n ${2:-} ]]; then
	# Not ip netns exec: it would give the command another /sys, too.
	enter=(nsenter --net="/run/netns/$2")
	shift 2
fi
(($#)) || { sed -n '/^# usage/s/^# //p' "$0" >&2; exit 2; }
exec "${enter[@]}" unshare --mount --propagation private bash "$0" --inside "$@"
