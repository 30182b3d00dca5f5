#!/bin/bash
# In a guest: a container of Debian 11 (glibc 2.31, rdma-core 33), of which nothing was
# changed, or one with musl, gets the node and the folder with the interposer, as docs/programs.md says;
# its programs say and do over them what they do on the stock stack.  Prints TAP.
# INTERPOSER is the folder, CONTAINER the container's root (container.sh).
# usage: container-guest.sh
set -uo pipefail
# shellcheck source=tests/vm/guest-only.sh
. "${BASH_SOURCE[0]%container-guest.sh}guest-only.sh" || exit
. "${SRC:?is set in a guest: see tests/vm/guest.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
: "${INTERPOSER:?} ${CONTAINER:?}"

work=$(mktemp -d /tmp/container.XXXXXX)
preload=LD_PRELOAD=/opt/rdma_uapi/librdma_uapi_compat.so

# contained DEV COMMAND...: in it, with that folder as its /dev.
contained()
{
	unshare --mount --propagation private bash -c '
		mount --rbind "$0" "$1/dev" && mount -t proc proc "$1/proc" && mount -t sysfs sysfs "$1/sys" &&
		mount -t tmpfs none "$1/tmp" && mkdir -p "$1/opt/rdma_uapi" && mount --bind "$2" "$1/opt/rdma_uapi" &&
		mount -o remount,bind,ro "$1/opt/rdma_uapi" && exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:3}"
		' "$1" "$CONTAINER" "$INTERPOSER" "${@:2}"
}

# boxed COMMAND...: over the device.
boxed() { contained "$work/dev" "$preload" "$@"; }

# ends NAME: the server does, by itself and well.
gone() { ! kill -0 "$server" 2>/dev/null; }
ends()
{
	eventually 60 gone || kill "$server"
	wait "$server"
	is "$1" "exit status $?" "exit status 0"
}

listening() { grep -qs 'ruapi-cm-id:.*LISTEN' /proc/[0-9]*/fdinfo/*; }

ok "the folder has the interposer" test -e "$INTERPOSER/librdma_uapi_compat.so"
ok "an HCA comes up" rxe_up
ok "the module is loaded" modprobe -a rdma_uapi rdma_ucm ib_uverbs
mkdir "$work/dev"
mount -t tmpfs -o mode=755 none "$work/dev"
for node in null zero full random urandom rdma_uapi; do
	touch "$work/dev/$node"
	mount --bind "/dev/$node" "$work/dev/$node"
done

if [[ -e $CONTAINER/etc/debian_version ]]; then
	like "it is Debian 11" "$(cat "$CONTAINER/etc/debian_version")" '^11\.'
	like "with its own glibc" "$(boxed ldd --version | head -n 1)" '2\.31'
else
	said=$(contained "$work/dev" "/lib/ld-musl-$(uname -m).so.1" 2>&1)
	like "its libc is musl" "$said" 'musl libc.*Version 1\.'
	diag "$(head -n 2 <<<"$said")"
fi
ok "the interposer loads there, with all symbols bound" boxed LD_BIND_NOW=1 ibv_devices
is "and nobody complains" "$(boxed LD_BIND_NOW=1 ibv_devices 2>&1 >/dev/null)" ""
ok "there are no stock nodes" test ! -e "$work/dev/infiniband"
unlike "nor any device without it" "$(contained "$work/dev" ibv_devices 2>&1)" rxe0
stock=$(contained /dev ibv_devices)
like "on the stock stack there is one" "$stock" rxe0
is "ibv_devices" "$(boxed ibv_devices 2>&1)" "$stock"
stock=$(contained /dev ibv_devinfo -v)
like "ibv_devinfo on the stock stack" "$stock" PORT_ACTIVE
is "ibv_devinfo -v says the same" "$(boxed ibv_devinfo -v 2>&1)" "$stock"

boxed rping -s -a 0.0.0.0 -C 3 >"$work/server" 2>&1 &
server=$!
ok "rping listens" eventually 60 listening
boxed rping -c -a 10.1.0.1 -C 3 -v >"$work/client" 2>&1
is "and is pinged three times" "$(grep -c 'ping data: rdma-ping' "$work/client")" 3
ends "the server ends well"

boxed ibv_rc_pingpong -e -g 1 -n 20 >"$work/server" 2>&1 &
server=$!
ok "ibv_rc_pingpong listens" eventually 60 bash -c 'ss -Hltn "sport = :18515" | grep -q .'
ok "and plays" within 90 boxed ibv_rc_pingpong -e -g 1 -n 20 10.1.0.1
ends "to its end"
rdma_down
done_testing
