#!/bin/bash
# Runs the tests and counts every single one.  Steps write TAP into a log each;
# what fails is shown at once, what passes only as a count.  A failing step
# does not keep the others from running.  The last line is "N passed, N failed".
# The sanitizer kernel takes long to build and longer to run everything: by
# default it is used only if it is in the cache, and only for few scenarios.
# usage: check.sh [unit|kernel|guest|debug]...    (default: all)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

logs=$BUILD/check
passed=0 failed=0 step=0

for part; do
	case $part in
	unit | kernel | guest | debug) ;;
	*) usage ;;
	esac
done
everything=
(($#)) || { everything=1; set -- unit kernel guest; }

# Shows failures and their diagnostics, and how guests get on.
failures()
{
	awk '
		/^not ok / { show = 1; print; fflush(); next }
		/^# scenario .* took / { show = 0; print "    " substr($0, 3); fflush(); next }
		/^#/ { if (show) { print; fflush() }; next }
		{ show = 0 }'
}

# step NAME COMMAND [ARGUMENT]...
step()
{
	local name=$1 log start=$SECONDS status=0 good bad

	shift
	step=$((step + 1))
	log=$logs/$(printf %02d "$step")-${name//[^A-Za-z0-9.]/-}.log
	say "$name"
	"$@" </dev/null 2>&1 | tee "$log" | failures || status=${PIPESTATUS[0]}
	good=$(grep -acE '^ok ' "$log" || true)
	good=$((good - $(grep -acE '^ok .* # SKIP' "$log" || true)))
	bad=$(grep -acE '^not ok ' "$log" || true)
	if ((!bad && (status || !good))); then
		((status)) && tail -n 30 "$log" || true
		echo "not ok - $name: $( ((status)) && echo "status $status" || echo "no tests were run")"
		bad=1
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
	if ((bad)); then
		echo "    $RED$good passed, $bad failed$PLAIN in $(elapsed "$start"); log: $log"
	else
		echo "    $GREEN$good passed$PLAIN in $(elapsed "$start")"
	fi
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

unit()
{
	step "unit tests under ASan and UBSan" "$VM/unit.sh" asan
	step "unit tests under valgrind" "$VM/unit.sh" memcheck
	step "userspace as shipped" build "userspace builds" "$VM/userspace.sh" plain
	step "headers and scripts" "$VM/static.sh" headers scripts
	step "the test machinery itself" "$VM/selftest.sh"
	step "strace: generated tables" "$VM/strace.sh" check
	step "strace: decoder" "$VM/strace.sh" test
}

kernel()
{
	local version

	for version in "${KERNELS[@]}"; do
		step "kernel modules for $version, W=1 and sparse" \
			build "modules build for $version without a warning" "$VM/modules.sh" "$version"
		step "mirrored kernel structures, $version" "$VM/layout.sh" "$version"
	done
	step "the rooms of the module" "$VM/house.sh"
	step "checkpatch --strict" "$VM/static.sh" checkpatch
}

# What unit tests have built already where they are run as well.
guest_programs()
{
	step "userspace as shipped" build "userspace builds" "$VM/userspace.sh" plain
	step "strace with our decoder" build "rdma-strace builds" "$VM/strace.sh" build
}

guest()
{
	local version

	[[ " $* " == *" unit "* ]] || guest_programs
	for version in "${KERNELS[@]}"; do
		if [[ " $* " != *" kernel "* ]]; then
			step "kernel modules for $version" \
				build "modules build for $version" "$VM/modules.sh" "$version"
		fi
		step "scenarios in a guest with $version" "$VM/run.sh" --kernel "$version"
	done
}

# Most of the time a guest with the sanitizer kernel keeps one CPU busy: two
# guests have half of the scenarios each.  The second is shown when both are done.
debug_scenarios()
{
	local other status=0

	# A process group, so that all of it can be ended; ^C does not get there.
	setsid "$VM/run.sh" --kernel debug --part 2/2 >"$logs/other" &
	other=$!
	# If it has ended nothing is killed, which is not to be our own status.
	# shellcheck disable=SC2064 # local
	trap "kill -- -$other 2>/dev/null || true" EXIT
	trap 'exit 130' INT TERM
	"$VM/run.sh" --kernel debug --part 1/2 || status=$?
	wait "$other" || status=$?
	cat "$logs/other"
	return "$status"
}

# The kernel may be in the cache, but not all repairs of its drivers.
debug_modules()
{
	"$VM/kernels.sh" debug || failed=$((failed + 1))
	step "kernel modules for the sanitizer kernel" \
		build "modules build for the sanitizer kernel" "$VM/modules.sh" debug
}

debug()
{
	[[ " $* " == *" unit "* ]] || guest_programs
	debug_modules
	step "scenarios on the sanitizer kernel" debug_scenarios
}

# Every kind of object, made, used and destroyed: minutes, not an hour.
debug_few()
{
	debug_modules
	step "few scenarios on the sanitizer kernel (make check-debug: all)" \
		"$VM/run.sh" --kernel debug smoke lifecycle verbs
}

start=$SECONDS
rm -rf "$logs"
mkdir -p "$logs"
if "$VM/deps.sh" check; then
	for version in "${KERNELS[@]}"; do
		[[ -e $CACHE/kernels/$version/release ]] ||
			step "kernel $version from Debian" build "kernel $version is fetched" "$VM/kernels.sh" "$version"
	done
	if [[ -z $everything ]]; then
		:
	elif "$VM/debug-kernel.sh" --is-cached; then
		set -- "$@" debug_few
	else
		say "the sanitizer kernel is not in the cache: nothing is run on it (make check-debug)"
	fi
	for part; do "$part" "$@"; done
else
	failed=1
fi
say "finished after $(elapsed "$start")"
echo "$passed passed, $failed failed"
((failed == 0))
