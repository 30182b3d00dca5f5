#!/bin/bash
# Boots a guest on a stock kernel with the host's files and runs one command in
# it as root, in the checkout.  The command's output is shown as it comes and
# its exit status is returned; a kernel log with a splat in it fails the run.
# It is killed after --time-limit, or when for --silence neither the command nor
# the kernel has said anything: then it hangs.
# Host files are visible at their own paths; what the guest writes is lost.  A kernel
# of a newer Debian comes with the userland of that one (root.sh), and of the host's
# files the checkout and the cache are there; with --root host it has the host's.
# With --disk the root is a file system (ext4) in a file, and what the guest writes stays
# there; systemd is its first process, and the command runs when that has started all.
# --qemu is a word more for QEMU; there may be many.
# Logs are kept in the cache, in the folder that is named on failure.
# usage: guest.sh [--kernel VERSION] [--smp N] [--mem SIZE] [--time-limit SECONDS] [--silence SECONDS] [--root host] [--disk IMAGE] [--icount] [--env NAME=VALUE]... [--logs DIR] [--append WORDS] [--qemu WORD]... [--] COMMAND [ARGUMENT]...
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$VM/nap.sh"

version=${KERNELS[0]} smp=2 mem='' limit=600 silence='' icount='' khz='' append='' logs='' root='' disk='' env=() more=() cpu=''
while (($#)); do
	case $1 in
	--kernel) version=$2; shift 2 ;;
	--smp) smp=$2; shift 2 ;;
	--mem) mem=$2; shift 2 ;;
	--time-limit) limit=$2; shift 2 ;;
	--silence) silence=$2; shift 2 ;;
	--root) root=$2; shift 2 ;;
	--disk) disk=$(realpath "$2"); shift 2 ;;
	--env) env+=("$2"); shift 2 ;;
	--logs) logs=$2; shift 2 ;;
	--append) append=$2; shift 2 ;;
	--qemu) more+=("$2"); shift 2 ;;
	--icount) icount=1; shift ;;
	--) shift; break ;;
	-*) usage ;;
	*) break ;;
	esac
done
(($#)) || usage
# Shadow memory, quarantines and stack traces take their room.
[[ -n $mem ]] || { [[ $version == debug ]] && mem=4G || mem=2G; }

[[ -z $root || $root == host ]] || usage
kernel=$(kernel_dir "$version")
[[ -n $root$disk || -z ${SUITES[$version]:-} ]] || root=$("$VM/root.sh" "${SUITES[$version]}")
initramfs=$("$VM/initramfs.sh" "$version")
image=$kernel/vmlinux
[[ -e $image ]] || image=$kernel/vmlinuz

qemu_system=qemu-system-x86_64 console=ttyS0
if [[ $version == arm64 ]]; then
	# The newer ones sign pointers, which takes long to emulate.
	# shellcheck disable=SC2054
	machine=(-M virt -accel tcg,thread=multi) cpu=cortex-a72 qemu_system=qemu-system-aarch64 console=ttyAMA0
elif [[ -n $icount ]]; then
	# Guest time counts instructions: one per nanosecond.
	smp=1
	# shellcheck disable=SC2054 # commas are QEMU's
	machine=(-accel tcg,thread=single -icount shift=0,sleep=off)
else
	machine=(-accel "$(RDMA_UAPI_ACCEL=${RDMA_UAPI_ACCEL:-} "$VM/accel.sh" "$version")")
	[[ ${machine[1]} != tcg* ]] || khz=$("$VM/ticks.sh")
fi
if [[ ${machine[1]} == kvm ]]; then
	cpu=host
elif [[ -z $cpu ]]; then
	cpu=max,la57=off
	# TCG runs "rep movsb" and "rep stosb" a byte at a time, and kernels copy and clear by them where
	# the CPU says that they are fast.  Instructions are counted with what was counted before.
	[[ -n $icount ]] || cpu+=,-erms
fi

[[ -n $logs ]] || logs=$(new_logs "$version")
mkdir -p "$logs"
logs=$(cd "$logs" && pwd -P)
rm -f "$logs"/{console,output,dmesg,status,qemu}

qemu='' tail=''
finish()
{
	[[ -z $qemu ]] || kill -KILL "$qemu" 2>/dev/null || true
	[[ -z $tail ]] || kill "$tail" 2>/dev/null || true
}
trap finish EXIT
trap 'exit 130' INT TERM

{
	echo "cd $(printf %q "$SRC")"
	for assignment in "RDMA_UAPI_BUILD=$BUILD/user-plain" "${env[@]}" "KVER=$(series "$version")" "KERNEL=$version" "SRC=$SRC" "RDMA_UAPI_CACHE=$CACHE"; do
		echo "export ${assignment%%=*}=$(printf %q "${assignment#*=}")"
	done
	echo "exec $(printf '%q ' "$@")"
} >"$logs/job"

# Folders that the guest's own /tmp and /run would hide, or that are not in its root.
keep=()
for dir in "$SRC" "$CACHE" "$logs"; do
	case ${root#host}$disk:$dir/ in
	/*:/* | :/tmp/* | :/run/*) keep+=("$dir") ;;
	esac
	[[ $dir != *[\ ,]* ]] || die "a blank or a comma in the path $dir is not supported" \
		"move the checkout, or set RDMA_UAPI_CACHE"
done

# TCG translates code again for every address that it runs at: without random
# addresses a program starts in half the time.
words=(
	norandmaps "console=$console" loglevel=5 panic=-1 oops=panic no_timer_check tsc=reliable
	random.trust_cpu=on rcupdate.rcu_cpu_stall_timeout=120 watchdog_thresh=30
	"guest.run=$logs" "guest.vm=$VM" "guest.modules=$BUILD/guest-modules-$version$KIND/lib/modules"
	"guest.keep=$(IFS=,; echo "${keep[*]}")" "${root:+guest.root=${root#host}}" "$append"
)

# What an emulated guest would guess, see ticks.sh.
[[ -z $khz ]] || words+=("tsc_early_khz=$khz")

# Nobody logs in, and a screen is not there.
if [[ -n $disk ]]; then
	words+=(guest.disk=1 systemd.unit=guest.target systemd.mask=getty.target)
	# shellcheck disable=SC2054 # commas are QEMU's
	more+=(-drive "file=$disk,format=raw,if=none,id=disk,cache=unsafe" -device virtio-blk-pci,drive=disk)
fi

# By itself KASAN reports only the first bug.  To interpret ACPI's interrupt
# routes of a device takes that kernel half a minute, and then it gives up.
[[ $version != debug ]] || words+=(kasan_multi_shot pci=noacpi)

# A chardev of type stdio would block the guest when nobody reads: use files.
port()
{
	# shellcheck disable=SC2054
	echo -chardev "file,id=$1,path=$logs/$1" -device "virtserialport,chardev=$1,name=$1"
}
# What has been said so far, in bytes.
said()
{
	stat -c %s "$logs"/{output,dmesg,console} | paste -sd' '
}

end=0 late=''
boot()
{
	local before='' now since=$SECONDS checked=$SECONDS

	touch "$logs"/{console,output,dmesg,status}
	# shellcheck disable=SC2046
	"$qemu_system" "${machine[@]}" -cpu "$cpu" -smp "$smp" -m "$mem" \
		-nodefaults -no-user-config -display none -no-reboot \
		-kernel "$image" -initrd "$initramfs" -append "${words[*]}" \
		-chardev "file,id=console,path=$logs/console" -serial chardev:console \
		-fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
		-device virtio-9p-pci,fsdev=root,mount_tag=root \
		-device virtio-rng-pci -device virtio-serial-pci \
		$(port output) $(port dmesg) $(port status) "${more[@]}" \
		</dev/null >"$logs/qemu" 2>&1 &
	qemu=$!
	tail -s 0.2 -n +1 -f --pid="$qemu" "$logs/output" 2>/dev/null &
	tail=$!

	end=$((SECONDS + limit))
	while kill -0 "$qemu" 2>/dev/null; do
		if ((SECONDS >= end)); then
			late="the guest was still running after $limit s"
		elif [[ -n $silence ]] && ((SECONDS >= checked + 5)); then
			checked=$SECONDS now=$(said)
			[[ $now == "$before" ]] || before=$now since=$SECONDS
			((SECONDS < since + silence)) || late="the guest has said nothing for $silence s"
		fi
		if [[ -n $late ]]; then
			kill -KILL "$qemu"
			break
		fi
		nap
	done
	wait "$qemu" 2>/dev/null || true
	qemu=
	wait "$tail" 2>/dev/null || true
	tail=
}

boot
# A kernel that dies before it runs anything of ours has met the emulator: when
# it changes its own code while another CPU runs it, TCG sometimes shows that one
# the breakpoint (int3) that is there meanwhile.
if [[ -z $late && ! -s $logs/status ]] && ! grep -q 'guest: ready' "$logs/dmesg"; then
	say "the guest's kernel died while it booted ($logs/console.died): once more"
	mv "$logs/console" "$logs/console.died"
	rm -f "$logs"/{output,dmesg,status}
	boot
fi

# broken WHAT: the guest gave no status; shows what it said last.
broken()
{
	{
		echo "--- the last lines of the guest's kernel log and console"
		tail -n 15 "$logs/dmesg"
		tail -n 25 "$logs/console"
		cat "$logs/qemu"
	} | tr -d '\r' >&2
	die "$1" "logs: $logs"
}

[[ -z $late ]] || broken "$late and was killed"
[[ -s $logs/status ]] || broken "the guest stopped before the command ended"

# What was said before the guest was ready is the kernel's own.
if ! splats=$(sed '0,/guest: ready/d' "$logs/dmesg" | "$VM/dmesg.sh" "$version"); then
	printf '%s\n' "--- splats in the guest's kernel log" "$splats" >&2
	die "the kernel complained" "whole log: $logs/dmesg"
fi
exit "$(<"$logs/status")"
