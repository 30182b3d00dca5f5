#!/bin/bash
# An HCA that nobody here wrote: the device pvrdma of QEMU, with vmw_pvrdma of the kernel's
# own source.  What programs do on the stock stack they do over /dev/rdma_uapi as well, side
# by side, and the device is removed under holders of its doorbell pages.  What QEMU wants
# of an HCA of this machine it finds in pvrdma/backend.c.  Prints TAP, and counts.
# usage: pvrdma.sh [--kernel 6.1|debug] [--doorbells]    (doorbells: only what becomes of their pages)
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$VM/verdict.sh"

version=6.1 doorbells=''
while (($#)); do
	case $1 in
	--kernel) version=${2:-}; shift 2 || usage ;;
	--doorbells) doorbells=1; shift ;;
	*) usage ;;
	esac
done
# There is source of no other one.
[[ $version == 6.1 || $version == debug ]] || usage
kernel=$(kernel_dir "$version")
source_deb=$(kernel_dir 6.1)/linux-source.deb
drivers=$BUILD/pvrdma-$version
log=$drivers/make.log

# build_driver FOLDER OPTION
build_driver()
{
	local dir=$drivers/source/$1 name=${1##*/}

	make -C "$kernel/build" M="$dir" "$2=m" -j"$JOBS" modules >>"$log" 2>&1 </dev/null ||
		die "$name does not build" "whole log: $log"
	strip --strip-debug -o "$drivers/$name.ko" "$dir/$name.ko"
}

# The drivers of both functions of the device, as far as the kernel does not have them.
build_drivers()
{
	local release key

	release=$(<"$kernel/release")
	key=$({ echo "$release"; declare -f build_driver; } | cat - "$kernel/package" | sha256sum | cut -c1-16)
	[[ ! -e $drivers/key || $(<"$drivers/key") != "$key" ]] || return 0
	say "pvrdma: building vmw_pvrdma for $release"
	rm -rf "$drivers"
	mkdir -p "$drivers/source"
	untar_source "$source_deb" 6.1 -C "$drivers/source" --strip-components=1 --wildcards \
		'*/drivers/infiniband/hw/vmw_pvrdma/*' '*/drivers/net/vmxnet3/*'
	build_driver drivers/infiniband/hw/vmw_pvrdma CONFIG_INFINIBAND_VMWARE_PVRDMA
	grep -q '/vmxnet3\.ko' "$kernel/lib/modules/$release/modules.dep" ||
		build_driver drivers/net/vmxnet3 CONFIG_VMXNET3
	rm -rf "$drivers/source"
	echo "$key" >"$drivers/key"
}

# Short, as names of sockets are.
sockets=$(mktemp -d)
trap 'rm -rf "$sockets"' EXIT
trap 'exit 130' INT TERM

# The card's MAC, and the GID that its driver makes of it.
mac=52:54:00:12:34:56
gid=fe80::5054:ff:fe12:3456

# A QEMU that has that HCA, for guest.sh to find.
build_qemu()
{
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -g -fPIC -shared -Wall -Wextra -Werror -o "$drivers/backend.so" \
		"$VM/pvrdma/backend.c" -lpthread
	cat >"$sockets/qemu-system-x86_64" <<-END
		#!/bin/sh
		rm -f "$sockets"/mux "$sockets"/monitor
		LD_PRELOAD=$drivers/backend.so PVRDMA_GID=$gid PVRDMA_MUX=$sockets/mux exec "$(type -P qemu-system-x86_64)" "\$@"
	END
	chmod +x "$sockets/qemu-system-x86_64"
}

build_drivers
build_qemu
memory=2G append=''
if [[ $version == debug ]]; then
	memory=4G
	# Without ACPI it would lay the device's registers over those of the I/O APIC.
	append=reserve=0xfec00000,0x1000
fi
# shellcheck disable=SC2054 # commas are QEMU's
words=(
	# QEMU wants memory that it can map once more.
	-object "memory-backend-ram,id=shared,size=$memory,share=on" -machine memory-backend=shared
	-netdev hubport,id=card,hubid=0
	-device "vmxnet3,netdev=card,mac=$mac,addr=0x10.0,multifunction=on,romfile="
	-chardev "socket,id=mux,path=$sockets/mux"
	-device pvrdma,addr=0x10.1,ibdev=backend,netdev=card,mad-chardev=mux
	# The guest asks the monitor what the device has heard.
	-chardev "socket,id=hmp,path=$sockets/monitor,server=on,wait=off" -mon chardev=hmp,mode=readline
	-chardev "socket,id=monitor,path=$sockets/monitor" -device virtserialport,chardev=monitor,name=monitor
)
mapfile -t options < <(printf -- '--qemu\n%s\n' "${words[@]}")
logs=$(new_logs "pvrdma-$version")
start=$SECONDS failures=0 complaint=''
PATH=$sockets:$PATH "$VM/guest.sh" --kernel "$version" --smp 2 --mem "$memory" --time-limit 1800 --logs "$logs" --append "$append" \
	--env "DRIVERS=$drivers" --env "DOORBELLS=$doorbells" "${options[@]}" -- bash "$VM/pvrdma/guest.sh" || failures=1
((!failures)) || grep -q '^not ok' "$logs/output" || complaint="logs: $logs"
verdict "the guest stays healthy, and its kernel's log clean" "$complaint"
# What QEMU has to say of its device.
sed -n 's/^qemu-system-x86_64: *\(-device [^ ]*: \)\?/# QEMU: /p' "$logs/qemu" | sort | uniq -c | sort -rn | sed 's/^ *\([0-9]*\) \(.*\)/\2 (\1)/' | head -n 20
passed=$(grep -acE '^ok ' "$logs/output" || true)
failed=$(grep -acE '^not ok ' "$logs/output" || true)
if [[ -z $complaint ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "pvrdma on $version: $passed passed, $failed failed in $(elapsed "$start"); logs: $logs"
((!failures))
