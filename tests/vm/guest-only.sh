# Ends a script that is not in a guest: it would mount over /dev, unload modules
# and take RDMA devices away from whoever uses this machine.  Source it first.
# guest.sh names the run on the guest's kernel command line, and nobody else
# does.  No program is started for it.
# shellcheck shell=bash

if ! read -r REPLY </proc/cmdline || [[ " $REPLY" != *" guest.run="* ]]; then
	printf '%s: this is not a guest, where alone it may run\n    %s\n' \
		"${0##*/}" "tests/vm/guest.sh boots one for a command, tests/vm/run.sh for a scenario, make demo for the demonstration" >&2
	exit 1
fi
