#!/bin/bash
# Which lines of the module the scenarios run: builds it with gcc's counters, runs
# scenarios on the first of the kernels, and prints a table of the files and the
# lines that were not run.  Without names: every scenario that has to do with the
# module.  What guests have counted is kept in $BUILD/coverage; with --again only
# the report is made anew, of all that is there.
# usage: coverage.sh [--again | SCENARIO...]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

export RDMA_UAPI_MODULES=gcov
version=${KERNELS[0]}
counts=$BUILD/coverage
objects=$BUILD/modules-$version-gcov

# run SCENARIO...: their guests say at the end what they counted.
run()
{
	local status=0 number=0 line

	"$VM/run.sh" --kernel "$version" "$@" | tee "$counts/output" |
		grep -av '^# gcov ' || status=1
	while read -r _ _ line; do
		number=$((number + 1))
		base64 -d <<<"$line" | gzip -dc >"$counts/$number.counted"
	done < <(grep -a '^# gcov ' "$counts/output")
	((number)) || die "no guest has said what it counted" "output: $counts/output"
	return "$status"
}

# Those that run without the module say nothing of it.
scenarios()
{
	local script

	for script in "$VM"/scenarios/*.sh; do
		script=${script##*/}
		case $script in
		smoke.sh | rdmasim.sh) ;;
		*) echo "${script%.sh}" ;;
		esac
	done
}

if [[ ${1:-} == --again ]]; then
	(($# == 1)) || usage
else
	"$VM/deps.sh" check
	"$VM/kernels.sh" "$version"
	"$VM/modules.sh" "$version"
	"$VM/userspace.sh" plain
	# A few scenarios need these, and say so.
	if ((!$#)); then
		"$VM/strace.sh" build
		"$VM/provider.sh"
		# shellcheck disable=SC2046 # words
		set -- $(scenarios)
	fi
	rm -rf "$counts"
	mkdir -p "$counts"
	failed=0
	run "$@" || failed=1
	((!failed)) || say "some tests failed: the coverage is that of the others"
fi
shopt -s nullglob
"$VM/coverage.pl" "$objects" "$counts"/*.counted
