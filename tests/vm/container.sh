#!/bin/bash
# The interposer in a container of Debian 11, in a guest with 6.1: that which was built,
# or that of a folder, which may be /usr/lib/*/rdma_uapi of a package that was unpacked.
# Prints TAP.  Needs root, for the container's root file system, which debootstrap makes
# once: that is why make check leaves it to make check-container.
# usage: container.sh [FOLDER]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# <= 1)) || usage
if (($#)); then
	folder=$(cd "$1" && pwd -P)
else
	folder=$BUILD/container
	mkdir -p "$folder"
	cp "$BUILD/user-plain/lib/librdma_uapi_compat.so" "$folder/"
fi
container=$("$VM/root.sh" bullseye)
exec "$VM/guest.sh" --kernel 6.1 --smp 1 --time-limit 600 --env "INTERPOSER=$folder" --env "CONTAINER=$container" -- \
	bash tests/vm/container-guest.sh
