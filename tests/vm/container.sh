#!/bin/bash
# The interposer in a container of Debian 11, in a guest with 6.1: that which was built,
# or that of a folder, which may be /usr/lib/*/rdma_uapi of a package that was unpacked.
# With --musl in one whose libc is musl (musl.sh).
# Prints TAP.  Needs root, for the container's root file system, which debootstrap makes
# once: that is why make check leaves it to make check-container.
# usage: container.sh [--musl] [--kernel VERSION] [FOLDER]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

version=6.1 musl=''
while (($#)); do
	case $1 in
	--musl) musl=1; shift ;;
	--kernel) version=$2; shift 2 ;;
	-*) usage ;;
	*) break ;;
	esac
done
(($# <= 1)) || usage
if (($#)); then
	folder=$(cd "$1" && pwd -P)
else
	folder=$BUILD/container
	mkdir -p "$folder"
	cp "$BUILD/user-plain/lib/librdma_uapi_compat.so" "$folder/"
fi
if [[ -n $musl ]]; then
	container=$("$VM/musl.sh" | tail -n 1)
else
	container=$("$VM/root.sh" bullseye)
fi
exec "$VM/guest.sh" --kernel "$version" --root host --smp 1 --time-limit 600 --env "INTERPOSER=$folder" --env "CONTAINER=$container" -- \
	bash tests/vm/container-guest.sh
