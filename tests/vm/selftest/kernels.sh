#!/bin/bash
# kernels.sh over a made-up mirror: what it fetches, and what it says and leaves
# behind when the archive, the network or the disk does not do its part.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"

. "$VM/selftest/isolate.sh"
: "${work:?}"
server=''
finish()
{
	[[ -z $server ]] || kill "$server"
	gpgconf --kill all
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
. "$VM/selftest/mirror.sh"

export RDMA_UAPI_CACHE=$work/cache
export RDMA_UAPI_MIRROR=file://$MIRROR RDMA_UAPI_KEYRING=$work/keyring.gpg
cached=$RDMA_UAPI_CACHE/kernels/6.1

# fetch ARGUMENT...: all that it says, and its status.
fetch()
{
	local status=0

	"$VM/kernels.sh" "$@" 2>&1 || status=$?
	echo "status $status"
}

# The cache as it is: every file but for the state of apt, with its content.
cache()
{
	(cd "$RDMA_UAPI_CACHE" && find . -path ./apt -prune -o -path ./build -prune -o \
		-type f -exec sha256sum {} + | sort -k2)
}

# fails NAME REGULAR-EXPRESSION [ARGUMENT]...: an update fails, says why in that
# way, and leaves the cache alone.
fails()
{
	local name=$1 wanted=$2 before after said

	shift 2
	before=$(cache)
	said=$(fetch --update "$@" 6.1)
	after=$(cache)
	like "$name: it says why" "$said" "$wanted"
	like "$name: it fails" "$said" 'status 1$'
	is "$name: the cache is what it was" "$after" "$before"
}

make_key
made_up_vmlinux
kernel_debs 6.1 6.1.0-8 6.1.80-1
publish
said=$(fetch 6.1)
like "a whole kernel is fetched" "$said" 'kernel 6\.1: ready after.*status 0$'
is "it is the one of the lists" "$(<"$cached/release") $(<"$cached/package")" "6.1.0-8-amd64 6.1.80-1"
ok "it has all that others ask of it" ls "$cached"/{vmlinux,vmlinuz,vmlinux.btf,config,linux-source.deb,siw/siw.ko,build/Makefile,source/scripts/checkpatch.pl,lib/modules/6.1.0-8-amd64/modules.dep}
is "nothing else is left" "$(find "$RDMA_UAPI_CACHE" -name '.new-*' -o -name '*.deb' ! -name linux-source.deb)" ""
said=$(fetch 6.1)
is "what is there is not fetched again" "$said" "status 0"
like "nor with --update" "$(fetch --update 6.1)" '6\.1\.0-8-amd64 \(6\.1\.80-1\) is the newest already.*status 0$'
fails "a kernel that the archive does not have" 'have no complete kernel 6\.12' 6.12

# A newer one that is not complete, and then is.
kernel_debs 6.1 6.1.0-9 6.1.90-1
mkdir "$work/aside"
mv "$MIRROR"/debian/pool/linux-headers-6.1.0-9-common* "$work/aside"
publish
like "an update does not go back" "$(fetch --update 6.1)" '6\.1\.0-8-amd64 \(6\.1\.80-1\) is the newest already.*status 0$'
rm -rf "$cached"
said=$(fetch 6.1)
like "the newest complete one is fetched" "$said" 'downloading 6\.1\.0-8-amd64.*status 0$'
like "and why not a newer one is said" "$said" 'passed over 6\.1\.0-9-amd64 \(6\.1\.90-1\): .*linux-headers-6\.1\.0-9-common'
mv "$work/aside"/* "$MIRROR/debian/pool"
publish

# What mirrors do.
image=$MIRROR/debian/pool/linux-image-6.1.0-9-amd64_6.1.90-1_amd64.deb
cp "$image" "$work/image"
rm "$image"
fails "a file that is not there yet" 'being synchronised.*try again in an hour.*RDMA_UAPI_MIRROR'
head -c 500 "$work/image" >"$image"
fails "a file that is too short" 'being synchronised'
tr 'a-z' 'b-za' <"$work/image" >"$image"
fails "a file of another hash" 'Hash Sum mismatch.*being synchronised'
head -c 1000 "$work/image" >"$image"
publish
fails "a package that was cut before it was listed" 'unpacking 6\.1\.0-9-amd64 failed'
cp "$work/image" "$image"

if [[ -n $ISOLATED ]]; then
	publish -1
	RDMA_UAPI_CACHE=$work/cache2
	said=$(fetch 6.1)
	RDMA_UAPI_CACHE=$work/cache
	like "lists that have expired" "$said" \
		'is expired.*clock right.*UTC.*RDMA_UAPI_MIRROR.*no complete kernel.*clock right.*status 1$'
	said=$(fetch --update 6.1)
	like "lists that have expired, where there are older ones: it says so" "$said" 'is expired.*clock right'
	ok "and what they have is fetched" grep -q 6.1.90-1 "$cached/package"
else
	skip "lists that have expired" "nothing can be mounted here"
fi
echo 6.1.80-1 >"$cached/package"
publish
mv "$MIRROR/debian/dists/bookworm" "$work/aside"
rm -rf "$RDMA_UAPI_CACHE/apt"
fails "a suite that is missing" 'does not have all suites.*RDMA_UAPI_MIRROR'
mv "$work/aside/bookworm" "$MIRROR/debian/dists"
rm -r "$MIRROR/debian/dists/bookworm-backports"
said=$(RDMA_UAPI_CACHE=$work/cache2 fetch 6.1)
like "a suite that is not needed is missed, and that is said" "$said" \
	'bookworm-backports.*does not have all suites.*ready after.*status 0$'
publish
RDMA_UAPI_KEYRING='' fails "a mirror that others than Debian have signed" 'NO_PUBKEY.*Debian.s keys'

# What networks do: a port where nobody listens, and a server that hangs up.
RDMA_UAPI_MIRROR=http://127.0.0.1:9 fails "no network" 'network reachable.*http_proxy'
python3 "$VM/selftest/hang_up.py" "$MIRROR" >"$work/port" &
server=$!
eventually 10 test -s "$work/port"
RDMA_UAPI_MIRROR=http://127.0.0.1:$(<"$work/port") fails "a download that is cut" 'download was cut short: run it again'

# What disks do.
# on_small_disk SIZE BALLAST: an update on a disk of that size, of which so much
# is taken; then what is left of the kernel that was there, and of the update.
on_small_disk()
{
	mkdir -p "$work/small"
	mount -t tmpfs -o "size=$1" small "$work/small"
	mkdir -p "$cached" "$RDMA_UAPI_CACHE/build"
	for file in release package; do echo 6.1.1-1 >"$cached/$file"; done
	head -c "$2" /dev/zero >"$work/small/ballast" 2>/dev/null || true
	fetch --update 6.1
	cat "$cached"/*
	find "$RDMA_UAPI_CACHE/kernels" -name '*.deb' -o -name '.new-*'
	umount "$work/small"
}

left=$'status 1\n6\\.1\\.1-1\n6\\.1\\.1-1$'
export RDMA_UAPI_CACHE=$work/small/cache
cached=$RDMA_UAPI_CACHE/kernels/6.1
if [[ -n $ISOLATED ]]; then
	said=$(on_small_disk 4096k 5M)
	like "a full disk: it says why" "$said" 'No space left.*cannot write to .*/small/cache.*disk full.*RDMA_UAPI_CACHE'
	like "a full disk: the kernel stays, and nothing else" "$said" "$left"
	said=$(on_small_disk 4096k 4050000)
	like "no room for the lists: it says why" "$said" 'disk of .*/small/cache is full: [01] MB are free.*RDMA_UAPI_CACHE'
	like "no room for the lists: the kernel stays, and nothing else" "$said" "$left"
	head -c 40000000 /dev/zero >"$work/ballast"
	kernel_debs 6.1 6.1.0-10 6.1.100-1
	publish
	said=$(on_small_disk 16384k 0)
	like "a disk that fills up: it says why" "$said" 'disk of .*/small/cache is full: .*RDMA_UAPI_CACHE'
	like "a disk that fills up while unpacking" "$said" 'unpacking 6\.1\.0-10-amd64 failed'
	like "a disk that fills up: the kernel stays, and nothing else" "$said" "$left"
	head -c 10000000 /dev/urandom >"$work/ballast"
	kernel_debs 6.1 6.1.0-11 6.1.110-1
	publish
	said=$(on_small_disk 16384k 0)
	like "a disk that is too small is seen before the download" "$said" \
		'fetching 6\.1\.0-11-amd64 failed.*about [0-9]+ MB are needed.*RDMA_UAPI_CACHE'
	like "a disk that is too small: the kernel stays, and nothing else" "$said" "$left"
else
	skip "a full disk" "nothing can be mounted here"
fi
done_testing
