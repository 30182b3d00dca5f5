#!/bin/bash
# Runs the tests and counts every single one.  Steps write TAP into a log each;
# what fails is shown at once, what passes only as a count, and what took how
# long at the end.  A failing step does not keep others from running, unless they
# need what it makes.  The last line is "N passed, N failed".
# Steps run side by side, as many as there are CPUs and memory for: most of the
# time a guest without KVM keeps one CPU busy.  RDMA_UAPI_SLOTS is another number.
# The sanitizer kernel takes long to build and longer to run everything: by
# default it is used only if it is in the cache, and only for few scenarios.
# usage: check.sh [unit|kernel|guest|debug]...    (default: all)
set -euo pipefail
. "$(dirname "$0")/lib.sh"
logs=$BUILD/check
. "$VM/jobs.sh"

for part; do
	case $part in
	unit | kernel | guest | debug) ;;
	*) usage ;;
	esac
done
everything=
(($#)) || { everything=1; set -- unit kernel guest; }

# A guest has 2 GB of memory, one with the sanitizer kernel 4 GB.
slots()
{
	local cpus memory

	cpus=$(nproc)
	memory=$(awk '/^MemTotal/ { print int($2 / 3000000) }' /proc/meminfo)
	((memory < cpus)) && cpus=$memory
	echo $((cpus > 0 ? cpus : 1))
}

# build NAME COMMAND...: a command without TAP of its own is one test.
build()
{
	local output

	if output=$("${@:2}" 2>&1); then
		echo "ok - $1"
	else
		echo "not ok - $1"
		sed 's/^/# /' <<<"$output"
		return 1
	fi
}

# What guests and others need, each step once.
fetched="stock kernels from Debian"
userspace="userspace as shipped"
strace="strace with our decoder"
modules_of() { echo "kernel modules for $1, W=1 and sparse"; }

prepare_kernels()
{
	local version

	for version in "${KERNELS[@]}"; do
		[[ -e $CACHE/kernels/$version/release ]] ||
			job "$fetched" -- build "stock kernels are fetched" "$VM/kernels.sh" "${KERNELS[@]}"
	done
	for version in "${KERNELS[@]}"; do
		job "$(modules_of "$version")" --after "$fetched" -- \
			build "modules build for $version without a warning" "$VM/modules.sh" "$version"
	done
}

prepare_programs()
{
	job "$userspace" -- build "userspace builds" "$VM/userspace.sh" plain
	job "$strace" -- build "rdma-strace builds" "$VM/strace.sh" build
}

# The kernel may be in the cache, but not all repairs of its drivers.
prepare_debug()
{
	job "sanitizer kernel" --after "$fetched" -- build "the sanitizer kernel is there" "$VM/kernels.sh" debug
	job "$(modules_of debug)" --after "sanitizer kernel" -- \
		build "modules build for the sanitizer kernel" "$VM/modules.sh" debug
}

# scenarios NAME VERSION ARGUMENT...: one guest.
scenarios()
{
	job "$1" --after "$(modules_of "$2")" --after "$userspace" --after "$strace" -- \
		"$VM/run.sh" --kernel "${@:2}"
}

unit()
{
	job "headers and scripts" -- "$VM/static.sh" headers scripts
	job "strace: generated tables" -- "$VM/strace.sh" check
	job "unit tests under ASan and UBSan" -- "$VM/unit.sh" asan
	job "unit tests under valgrind" --after "$userspace" -- "$VM/unit.sh" memcheck
	job "the test machinery itself" -- "$VM/selftest.sh"
	job "strace: decoder" --after "$strace" -- "$VM/strace.sh" test
}

kernel()
{
	local version

	for version in "${KERNELS[@]}"; do
		job "mirrored kernel structures, $version" --after "$(modules_of "$version")" -- \
			"$VM/layout.sh" "$version"
	done
	job "rooms of the module" --after "$(modules_of "${KERNELS[0]}")" -- "$VM/house.sh"
	job "checkpatch --strict" --after "$fetched" -- "$VM/static.sh" checkpatch
}

# Two guests for each kernel: four steps of half the length fill places better.
guest()
{
	local version

	for version in "${KERNELS[@]}"; do
		scenarios "scenarios on $version, one CPU" "$version" --cpus 1
	done
	for version in "${KERNELS[@]}"; do
		scenarios "scenarios on $version, two CPUs" "$version" --cpus 2
	done
}

debug()
{
	local part

	for part in 1/2 2/2; do
		scenarios "scenarios on the sanitizer kernel, ${part%/*} of ${part#*/}" debug --part "$part"
	done
}

# Every kind of object, made, used and destroyed: minutes, not an hour.
debug_few()
{
	scenarios "few scenarios on the sanitizer kernel (make check-debug: all)" debug lifecycle verbs
}

# What others wait for comes first, then what takes longest: short steps fill
# the rest of the time.
name_jobs()
{
	case " $* " in
	*" guest "* | *" debug "*)
		prepare_programs
		;;&
	*" guest "* | *" kernel "*)
		prepare_kernels
		;;&
	*" debug"*)
		prepare_debug
		;;&
	*" unit "*)
		prepare_programs
		;;
	esac
	for part in debug debug_few guest unit kernel; do
		[[ " $* " != *" $part "* ]] || "$part"
	done
}

trap stop_jobs EXIT
trap 'exit 130' INT HUP
trap 'exit 143' TERM
rm -rf "$logs"
mkdir -p "$logs"
if "$VM/deps.sh" check; then
	if [[ -z $everything ]]; then
		:
	elif [[ -e $CACHE/kernels/${KERNELS[0]}/release ]] && "$VM/debug-kernel.sh" --is-cached; then
		set -- "$@" debug_few
	else
		say "the sanitizer kernel is not in the cache: nothing is run on it (make check-debug)"
	fi
	name_jobs "$@"
	run_jobs "${RDMA_UAPI_SLOTS:-$(slots)}"
	job_times
else
	failed=1
fi
# shellcheck disable=SC2154 # jobs.sh counts
echo "$passed passed, $failed failed"
((failed == 0))
