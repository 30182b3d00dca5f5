#!/bin/bash
# The second host of hosts.sh: does what the first one says, a line at a time, and
# answers with status and output, until nobody is there any more.
. "${SRC:?is set in a guest: see tests/vm/hosts.sh}/tests/vm/guest-only.sh" || exit
. "$SRC/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
host=2
. "$SRC/tests/vm/hosts/both.sh"

exec {talk}<>"$(line talk)"
while IFS= read -r -u "$talk" command; do
	output=$work/answer
	# Not in a subshell: what it starts is this shell's to wait for.
	eval "$command" >"$output" 2>&1 </dev/null
	printf '%d %q\n' $? "$(<"$output")" >&"$talk"
done
exit 0
