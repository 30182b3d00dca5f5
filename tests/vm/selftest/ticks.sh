#!/bin/bash
# What guests are told of the time-stamp counter is measured, once, and is so.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# measured CACHE: by a run that finds nothing there yet
measured()
{
	RDMA_UAPI_CACHE=$1 "$VM/ticks.sh"
}

# near A B: within a percent, as the kernel wants it, which corrects the rest.
near()
{
	((100 * ($1 - $2) < $2 && 100 * ($2 - $1) < $2))
}

if [[ $(uname -m) == x86_64 ]]; then
	first=$(measured "$work/a")
	like "kilohertz" "$first" '^[1-9][0-9]{5,}$'
	ok "measured again they are the same" near "$(measured "$work/b")" "$first"
	touch "$work/a/ticks-of-another-boot"
	is "and kept" "$(measured "$work/a")" "$first"
	rm "$work/a/ticks-$(</proc/sys/kernel/random/boot_id)"
	ok "until they are gone" near "$(measured "$work/a")" "$first"
	is "with those of an earlier boot" "$(find "$work/a" -name "ticks-*" | wc -l)" 1
else
	is "nothing" "$(measured "$work/a")" ""
fi
done_testing
