#!/bin/bash
# Modules for kernels on which nothing is run: do they build without a warning, are the
# private structures where the module has them, and does DKMS take it for that kernel?
# What is sid's is there to know early what will change: it is shown, and fails
# nothing.  Prints TAP.  Needs root, for another Debian's compiler.
# usage: builds.sh [VERSION]...    (default: 6.12-trixie sid)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

versions=("$@")
(($#)) || versions=("${BUILDS[@]}")
for version in "${versions[@]}"; do known_kernel "$version"; done

# built VERSION: prints TAP.
built()
{
	local output

	if ! output=$("$VM/kernels.sh" "$1" 2>&1); then
		echo "not ok - $1: the kernel is fetched"
	elif ! output=$("$VM/modules.sh" "$1" 2>&1); then
		echo "not ok - $1: modules build without a warning"
	else
		echo "ok - $1: modules build without a warning, for $(<"$CACHE/kernels/$1/release")"
		"$VM/layout.sh" "$1" || return
		"$VM/dkms.sh" "$1"
		return
	fi
	tail -n 30 <<<"$output" | sed 's/^/# /'
	return 1
}

status=0
for version in "${versions[@]}"; do
	if [[ $version == sid ]]; then
		{ built sid || true; } | sed -E 's/^not ok - (.*)/ok - \1 # SKIP it is not so, and need not be/'
	else
		built "$version" || status=1
	fi
done
exit "$status"
