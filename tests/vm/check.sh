#!/bin/bash
# Runs the tests and counts every single one.  Steps write TAP into a log each;
# what fails is shown at once, what passes only as a count, and what took how
# long at the end.  A failing step does not keep others from running, unless they
# need what it makes.  The last line is "N passed, N failed".
# Steps run side by side, as many as there are CPUs and memory for.  A place is
# half a CPU, which is what a guest with one CPU needs: it waits more than it
# works.  Other steps take two.  RDMA_UAPI_SLOTS is another number of CPUs.
# The sanitizer kernel takes long to build and longer to run everything: it is
# used by "debug" only.
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
(($#)) || set -- unit kernel guest

# A guest has 2 GB of memory, one with the sanitizer kernel 4 GB.
places()
{
	local places memory

	places=$((2 * ${RDMA_UAPI_SLOTS:-$(nproc)}))
	memory=$(awk '/^MemTotal/ { print int($2 / 2500000) }' /proc/meminfo)
	[[ -n ${RDMA_UAPI_SLOTS:-} ]] || ((memory >= places)) || places=$memory
	echo $((places > 1 ? places : 2))
}

# busy NAME ARGUMENT...: a job that keeps a CPU busy.
busy()
{
	job "$1" --weight 2 "${@:2}"
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

# Kernels of another Debian come with its userland, which only root can make.
kernels=()
for version in "${KERNELS[@]}"; do
	if [[ -z ${SUITES[$version]:-} ]] || ((EUID == 0)); then
		kernels+=("$version")
	else
		say "without root there is no userland of ${SUITES[$version]}: nothing is run on $version"
	fi
done

# What guests and others need, each step once.
fetched_of() { echo "stock kernels from Debian${SUITES[$1]:+ ${SUITES[$1]}}"; }
userspace="userspace as shipped"
strace="strace with our decoder"
provider="rdmasim's provider library, and rdma-core's tests"
modules_of() { echo "kernel modules for $1, W=1 and sparse"; }

# together VERSION: those that are fetched with it, as they are of the same Debian;
# one whose archive fails does not keep others from being tested.
together()
{
	local version

	for version in "${kernels[@]}"; do
		[[ ${SUITES[$version]:-} != "${SUITES[$1]:-}" ]] || echo "$version"
	done
}

prepare_kernels()
{
	local version some

	for version in "${kernels[@]}"; do
		[[ ! -e $CACHE/kernels/$version/release ]] || continue
		mapfile -t some < <(together "$version")
		busy "$(fetched_of "$version")" -- build "stock kernels are fetched" \
			"$VM/kernels.sh" "${some[@]}"
	done
	for version in "${kernels[@]}"; do
		busy "$(modules_of "$version")" --after "$(fetched_of "$version")" -- \
			build "modules build for $version without a warning" "$VM/modules.sh" "$version"
	done
}

prepare_programs()
{
	busy "$userspace" -- build "userspace builds" "$VM/userspace.sh" plain
	busy "$strace" -- build "rdma-strace builds" "$VM/strace.sh" build
}

# One scenario needs it, and says so if it is not there: no guest waits for it.
prepare_provider()
{
	busy "$provider" -- build "the provider of rdmasim builds" "$VM/provider.sh"
}

# The kernel may be in the cache, but not all repairs of its drivers.
prepare_debug()
{
	busy "sanitizer kernel" --after "$(fetched_of "${KERNELS[0]}")" -- build "the sanitizer kernel is there" "$VM/kernels.sh" debug
	busy "$(modules_of debug)" --after "sanitizer kernel" -- \
		build "modules build for the sanitizer kernel" "$VM/modules.sh" debug
}

# scenarios NAME PLACES VERSION ARGUMENT...: one guest.
scenarios()
{
	local name=$1 places=$2

	shift 2
	job "$name" --weight "$places" --after "$(modules_of "$1")" --after "$userspace" \
		--after "$strace" -- \
		"$VM/run.sh" --kernel "$@"
}

unit()
{
	busy "headers and scripts" -- "$VM/static.sh" headers scripts
	busy "strace: generated tables" -- "$VM/strace.sh" check
	busy "unit tests under ASan and UBSan" -- "$VM/unit.sh" asan
	busy "unit tests under valgrind" --after "$userspace" -- "$VM/unit.sh" memcheck
	busy "the test machinery itself" -- "$VM/selftest.sh"
	busy "strace: decoder" --after "$strace" -- "$VM/strace.sh" test
}

kernel()
{
	local version

	for version in "${kernels[@]}"; do
		busy "mirrored kernel structures, $version" --after "$(modules_of "$version")" -- \
			"$VM/layout.sh" "$version"
	done
	for version in "${kernels[@]}"; do
		busy "what DKMS asks about $version" --after "$(modules_of "$version")" -- \
			"$VM/dkms.sh" "$version"
	done
	busy "rooms of the module" --after "$(modules_of "${KERNELS[0]}")" -- "$VM/house.sh"
	busy "checkpatch --strict" --after "$(fetched_of "${KERNELS[0]}")" -- "$VM/static.sh" checkpatch
}

# Guests for each kernel: with two CPUs for what is to happen side by side, with
# one for everything else.  Many short steps fill places better than few long ones.  Two hosts
# are a guest with one CPU each.
guest()
{
	local version part

	for version in "${kernels[@]}"; do
		scenarios "scenarios on $version, two CPUs" 2 "$version" --cpus 2
	done
	for version in "${kernels[@]}"; do
		for part in 1/2 2/2; do
			scenarios "scenarios on $version, one CPU, ${part%/*} of ${part#*/}" 1 "$version" \
				--cpus 1 --part "$part"
		done
	done
	for version in "${kernels[@]}"; do
		[[ -z ${SUITES[$version]:-} ]] ||
			busy "unit tests with libraries of Debian ${SUITES[$version]}" --after "$(modules_of "$version")" \
				--after "$userspace" --after "unit tests under valgrind" -- "$VM/unit.sh" "${SUITES[$version]}"
	done
	job "two hosts on a wire, ${KERNELS[0]} and ${KERNELS[1]}" --weight 2 --after "$(modules_of "${KERNELS[0]}")" \
		--after "$(modules_of "${KERNELS[1]}")" --after "$userspace" -- "$VM/hosts.sh"
}

debug()
{
	local part

	scenarios "scenarios on the sanitizer kernel, two CPUs" 2 debug --cpus 2
	for part in 1/2 2/2; do
		scenarios "scenarios on the sanitizer kernel, one CPU, ${part%/*} of ${part#*/}" 1 debug \
			--cpus 1 --part "$part"
	done
}

# What others wait for comes first, then what takes longest: short steps fill
# the rest of the time.
name_jobs()
{
	case " $* " in
	*" guest "* | *" debug "*)
		prepare_provider
		prepare_programs
		;;&
	*" guest "* | *" kernel "*)
		prepare_kernels
		;;&
	*" debug "*)
		prepare_debug
		;;&
	*" unit "*)
		prepare_programs
		;;
	esac
	for part in debug guest unit kernel; do
		[[ " $* " != *" $part "* ]] || "$part"
	done
}

trap stop_jobs EXIT
trap 'exit 130' INT HUP
trap 'exit 143' TERM
rm -rf "$logs"
mkdir -p "$logs"
if "$VM/deps.sh" check; then
	name_jobs "$@"
	run_jobs "$(places)"
	job_times
	((!failed)) || say "what failed"
	jobs_that_failed
else
	failed=1
fi
# shellcheck disable=SC2154 # jobs.sh counts
echo "$passed passed, $failed failed"
((failed == 0))
