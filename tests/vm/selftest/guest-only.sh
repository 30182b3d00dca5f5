#!/bin/bash
# What is meant for a guest does nothing on this machine but say so.  No program
# can be found meanwhile, in case that one does not know.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"

# alone SCRIPT [ASSIGNMENT]...: what it says, and its status.
alone()
{
	local status=0

	env -i PATH=/nonexistent "${@:2}" "$BASH" "$1" 1 2>&1 </dev/null || status=$?
	echo "status $status"
}

mounts=$(</proc/self/mountinfo)
for script in "$VM"/{box,demo,container-guest,installed-guest,arm64-guest,guest-run,guest-main}.sh "$VM"/scenarios/*.sh "$VM"/scenarios/debug/*.sh \
	"$VM"/hosts/{one,other}.sh "$VM"/pvrdma/guest.sh "$SRC"/tests/{fuzz/guest,bench/run}.sh; do
	name=${script#"$SRC/tests/"}
	is "$name ends at once" "$(alone "$script" "SRC=$SRC" | sed -n '1s/:.*not a guest.*/: no guest/p; 3,$p')" \
		"${name##*/}: no guest"$'\nstatus 1'
	[[ $name != *scenarios/* ]] || like "$name ends at once without SRC" "$(alone "$script")" \
		"SRC: is set in a guest: see tests/vm/run\.sh"$'\nstatus [1-9]'
done
like "guest-init.sh ends at once" "$(env -i PATH=/nonexistent /bin/sh "$VM/guest-init.sh" 2>&1 || echo "status $?")" \
	'this is /init of a guest.*status 1'
is "nothing was mounted" "$(</proc/self/mountinfo)" "$mounts"
done_testing
