#!/bin/bash
# Tests of the machinery itself, none of which needs a guest or the network.
# Prints the TAP of each file of selftest/ that is named, or of all.
# usage: selftest.sh [NAME]...
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($#)) || set -- choose-kernel kernels deps guest-only house jobs check ticks
failures=0
for name; do
	bash "$VM/selftest/$name.sh" </dev/null | sed -E "s/^((not )?ok) [0-9]+ - /\1 - $name: /" || failures=1
done
exit "$failures"
