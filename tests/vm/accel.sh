#!/bin/bash
# Prints the QEMU accelerator that works on this host.  A /dev/kvm that exists
# may still hang or abort, so it is tried once per boot of the host, with a
# time limit, by starting a guest that switches itself off.
# usage: accel.sh VERSION
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# == 1)) || usage
tcg=tcg,thread=multi
if [[ -n ${RDMA_UAPI_ACCEL:-} ]]; then
	[[ $RDMA_UAPI_ACCEL == tcg ]] && echo "$tcg" || echo "$RDMA_UAPI_ACCEL"
	exit
fi
[[ -r /dev/kvm && -w /dev/kvm ]] || { echo "$tcg"; exit; }

# probe VERSION: prints what works.
probe()
{
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
	mkdir -p "$work/root/bin"
	cp "$(type -P busybox)" "$work/root/bin/busybox"
	printf '#!/bin/busybox sh\n/bin/busybox echo alive\n/bin/busybox reboot -f\n' >"$work/root/init"
	chmod 755 "$work/root/init"
	(cd "$work/root" && find . | cpio -oH newc --quiet) >"$work/image"
	# A shell of its own, for bash reports who dies of a signal to its stderr.
	(
		timeout -k 1 10 qemu-system-x86_64 -accel kvm -cpu host -m 512M \
			-nodefaults -no-user-config -display none -no-reboot \
			-kernel "$(kernel_dir "$1")/vmlinuz" -initrd "$work/image" \
			-append 'console=ttyS0 quiet panic=-1' \
			-chardev "file,id=console,path=$work/console" -serial chardev:console
		true
	) </dev/null >/dev/null 2>&1 || true
	if grep -qs alive "$work/console"; then echo kvm; else echo "$tcg"; fi
}

once_per_boot accel probe "$1"
