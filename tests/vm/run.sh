#!/bin/bash
# Runs scenarios (tests/vm/scenarios/NAME.sh), all in one guest, and counts
# their tests.  Without names: every scenario; on the sanitizer kernel also
# those that need it (tests/vm/scenarios/debug/NAME.sh).  With --part 2/3 every
# third of those, beginning with the second.
# usage: run.sh [--kernel VERSION] [--time-limit SECONDS-PER-SCENARIO] [--build DIR] [--counts FILE] [--env NAME=VALUE]... [--part N/M] [SCENARIO]...
set -euo pipefail
. "$(dirname "$0")/lib.sh"

version=${KERNELS[0]} limit='' build=$BUILD/user-plain counts='' env=() part=1/1
while (($#)); do
	case $1 in
	--kernel) version=$2; shift 2 ;;
	--time-limit) limit=$2; shift 2 ;;
	--build) build=$2; shift 2 ;;
	--counts) counts=$2; shift 2 ;;
	--env) env+=(--env "$2"); shift 2 ;;
	--part) part=$2; shift 2 ;;
	-*) usage ;;
	*) break ;;
	esac
done
[[ $part =~ ^[1-9]/[1-9]$ ]] || usage
# The sanitizer kernel takes three to ten times as long.
[[ -n $limit ]] || { [[ $version == debug ]] && limit=2700 || limit=600; }
scenarios=("$@")
if ((!$#)); then
	scripts=("$VM"/scenarios/*.sh)
	# Faults may wake bugs of the drivers that spoil the checks: last.
	[[ $version != debug ]] || scripts+=("$VM"/scenarios/debug/*.sh)
	for ((i = ${part%/*} - 1; i < ${#scripts[@]}; i += ${part#*/})); do
		script=${scripts[i]##*/}
		scenarios+=("${script%.sh}")
	done
fi

# What the kernel is to be told for a scenario: its line "# boot: WORDS".
boot_words()
{
	sed -n '1,/^\./s/^# boot: //p' "$VM/scenarios/$1.sh" "$VM/scenarios/debug/$1.sh" 2>/dev/null || true
}

# Those that want another kernel command line than the first have other guests.
words=$(boot_words "${scenarios[0]}")
mine=() others=()
for scenario in "${scenarios[@]}"; do
	if [[ $(boot_words "$scenario") == "$words" ]]; then
		mine+=("$scenario")
	else
		others+=("$scenario")
	fi
done
scenarios=("${mine[@]}")

# A scenario that is killed at its limit is heard of, unless the guest hangs.
logs=$(new_logs "$version")
status=0
"$VM/guest.sh" --kernel "$version" --logs "$logs" \
	--time-limit $((60 + limit * ${#scenarios[@]})) --silence $((limit + 240)) \
	--append "$words" --env "RDMA_UAPI_BUILD=$build" "${env[@]}" -- \
	tests/vm/guest-run.sh "$limit" "${scenarios[@]}" || status=$?

passed=$(grep -acE '^ok ' "$logs/output" || true)
skipped=$(grep -acE '^ok .* # SKIP' "$logs/output" || true)
failed=$(grep -acE '^not ok ' "$logs/output" || true)
passed=$((passed - skipped))
if ! grep -qax '# end of scenarios' "$logs/output"; then
	echo "not ok - the guest with $version reaches the end of its scenarios"
	failed=$((failed + 1))
elif ((status && !failed)); then
	echo "not ok - the guest with $version stays healthy"
	failed=$((failed + 1))
fi

if ((skipped)); then
	say "skipped on $version:"
	grep -aE '^ok .* # SKIP' "$logs/output"
fi
say "scenarios on $version: $passed passed, $failed failed, $skipped skipped; logs: $logs"
if ((${#others[@]})); then
	theirs=$logs/others
	"$0" --kernel "$version" --time-limit "$limit" --build "$build" \
		--counts "$theirs" "${env[@]}" "${others[@]}" || true
	read -r good bad <"$theirs" || { good=0 bad=1; }
	passed=$((passed + good)) failed=$((failed + bad))
fi
[[ -z $counts ]] || echo "$passed $failed" >"$counts"
((failed == 0))
