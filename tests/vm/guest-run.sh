#!/bin/bash
# Inside a guest: runs scenarios one after the other and passes their TAP on.
# Adds tests of its own: that the scenario ran to the end of its plan in time,
# and left no process and no splat behind; on the sanitizer kernel also that
# they all leaked no memory.
# run.sh, on the host, counts the lines.
# usage: guest-run.sh TIME-LIMIT SCENARIO...
set -uo pipefail
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/rdma.sh"
. "$SRC/tests/vm/verdict.sh"
. "$SRC/tests/vm/tasks.sh"

limit=$1
shift
failures=0
kmemleak=/sys/kernel/debug/kmemleak

# end_of CGROUP: kills what is left in it; prints what cannot be killed.
end_of()
{
	local i pid

	for ((i = 0; i < 50; i++)); do
		echo 1 >"$1/cgroup.kill"
		[[ -n $(<"$1/cgroup.procs") ]] || break
		nap
	done
	for pid in $(<"$1/cgroup.procs"); do
		echo "process $pid ($(cat "/proc/$pid/comm")) cannot be killed; its kernel stack:"
		cat "/proc/$pid/stack"
	done
	rmdir "$1" 2>/dev/null
}

# spent: what all CPUs together have done since the boot: seconds idle, seconds in
# programs, seconds in the kernel, and processes that were begun.
spent()
{
	awk '/^cpu / { printf "%d %d %d ", ($5 + $6) / 100, ($2 + $3) / 100, ($4 + $7 + $8) / 100 }
		/^processes / { print $2 }' /proc/stat
}

# Says what is wrong with the TAP in a file, nothing if it is complete.
complete()
{
	awk -v status="$2" -v limit="$limit" '
		/^(not )?ok / { tests++ }
		/^not ok / { failed++ }
		/^1\.\.[0-9]+/ { plan = substr($1, 4); planned = 1 }
		END {
			if (status == 124)
				print "it was still running after " limit " s and was killed"
			else if (status > 128)
				print "it died of signal " status - 128
			else if (!planned)
				print "it ended without a plan, with status " status
			else if (!tests)
				print "it ran no tests"
			else if (plan != tests)
				print "it planned " plan " tests and ran " tests
			else if (status && !failed)
				print "all tests passed, but its status is " status
		}' "$1"
}

run()
{
	local name=$1 script=$SRC/tests/vm/scenarios/$1.sh
	local cgroup=/sys/fs/cgroup/scenario output=/run/scenario.output pipe=/run/scenario.pipe
	local start=$SECONDS status tee waited='' problem bad before now

	read -ra before < <(spent)
	echo "# scenario $name on $KERNEL"
	[[ -r $script ]] || script=$SRC/tests/vm/scenarios/debug/$name.sh
	echo "scenario $name begins" >/dev/kmsg
	if [[ ! -r $script ]]; then
		verdict "$name exists" "no such scenario: $script"
		return
	fi
	mkdir -p "$cgroup"
	tee "$output" <"$pipe" &
	tee=$!
	(
		echo "$BASHPID" >"$cgroup/cgroup.procs"
		exec timeout --foreground -s KILL "$limit" bash "$script"
	) </dev/null >"$pipe" 2>&1
	status=$?
	# With -s KILL timeout says 137 for its own kill as well.
	((status != 137 || SECONDS - start < limit)) || status=124
	# shellcheck disable=SC2046 # words
	((status != 124)) || waited=$(tasks_of $(<"$cgroup/cgroup.procs"))
	problem=$(end_of "$cgroup")
	wait "$tee"
	[[ -z $(tail -c 1 "$output") ]] || echo
	bad=$(grep -c '^not ok ' "$output")
	failures=$((failures + bad))

	verdict "$name runs to its end" "$(complete "$output" "$status")${waited:+$'\n'$waited}"
	verdict "$name leaves no process that cannot be killed" "$problem"
	# What one leaves behind is not to make all that come after it fail.
	if ((bad || status)) || rdma_left; then
		timeout 200 bash -c '. "$SRC/tests/vm/rdma.sh"; rdma_down; rdma_reset' >/dev/null 2>&1
	fi
	verdict "$name leaves the kernel log clean" \
		"$(dmesg | sed "1,/scenario $name begins/d" | "$SRC/tests/vm/dmesg.sh" "$KERNEL")"
	read -ra now < <(spent)
	echo "# scenario $name took $((SECONDS - start)) s, CPUs idle for $((now[0] - before[0])) s, in programs $((now[1] - before[1])) s, in the kernel $((now[2] - before[2])) s, $((now[3] - before[3])) processes"
}

# What kmemleak finds.  It reports nothing younger than 5 s, and nothing that
# it has not seen unchanged in two scans.  A scan takes a minute: what leaked is
# found at the end as well, and a scenario that is run alone has it to itself.
leaks()
{
	sleep 6
	echo scan >"$kmemleak"
	sleep 1
	echo scan >"$kmemleak"
	"$SRC/tests/vm/leaks.sh" <"$kmemleak"
}

# Where modules count what is run of them (coverage.sh): the line that says it.
counted()
{
	mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
	modprobe rdma_uapi
	echo "# gcov $(gzip -c /sys/kernel/debug/ruapi_gcov | base64 -w 0)"
}

counter=/lib/modules/$(uname -r)/updates/ruapi_gcov.ko
[[ ! -e $counter ]] || insmod "$counter"
mkfifo /run/scenario.pipe
for scenario; do run "$scenario"; done
[[ ! -e $counter ]] || counted
[[ ! -e $kmemleak ]] || verdict "no scenario leaks memory" "$(leaks)"
echo "# end of scenarios"
((failures == 0))
