#!/bin/bash
# Runs scenarios (tests/vm/scenarios/NAME.sh), all in one guest, and counts
# their tests.  Without names: every scenario; on the sanitizer kernel also
# those that need it (tests/vm/scenarios/debug/NAME.sh).  With --cpus 2 those of
# them that want two CPUs, which a scenario says by "# cpus: 2": with one, a guest
# without KVM takes two fifths of the CPU time.  With --part 2/3 every third of what
# is left, beginning with the second.
# usage: run.sh [--kernel VERSION] [--time-limit SECONDS-PER-SCENARIO] [--build DIR] [--counts FILE] [--root host] [--env NAME=VALUE]... [--part N/M] [--cpus N] [SCENARIO]...
set -euo pipefail
. "$(dirname "$0")/lib.sh"

version=${KERNELS[0]} limit='' build=$BUILD/user-plain counts='' env=() root=() part=1/1 only_cpus=''
while (($#)); do
	case $1 in
	--kernel) version=$2; shift 2 ;;
	--time-limit) limit=$2; shift 2 ;;
	--build) build=$2; shift 2 ;;
	--counts) counts=$2; shift 2 ;;
	--root) root=(--root "$2"); shift 2 ;;
	--env) env+=(--env "$2"); shift 2 ;;
	--part) part=$2; shift 2 ;;
	--cpus) only_cpus=$2; shift 2 ;;
	-*) usage ;;
	*) break ;;
	esac
done
[[ $part =~ ^[1-9]/[1-9]$ ]] || usage
# The sanitizer kernel takes three to ten times as long.
[[ -n $limit ]] || { [[ $version == debug ]] && limit=2700 || limit=600; }

# says SCENARIO WHAT: what it wants of its guest, by its line "# WHAT: WORDS".
says()
{
	sed -n "1,/^\\./s/^# $2: //p" "$VM/scenarios/$1.sh" "$VM/scenarios/debug/$1.sh" 2>/dev/null || true
}

# How many CPUs.
cpus()
{
	local number

	number=$(says "$1" cpus)
	echo "${number:-1}"
}

names=("$@")
if ((!$#)); then
	names=("$VM"/scenarios/*.sh)
	# Faults may wake bugs of the drivers that spoil the checks: last.
	[[ $version != debug ]] || names+=("$VM"/scenarios/debug/*.sh)
	names=("${names[@]##*/}")
fi
scenarios=() i=0
for name in "${names[@]%.sh}"; do
	[[ -z $only_cpus || $(cpus "$name") == "$only_cpus" ]] || continue
	((i++ % ${part#*/} != ${part%/*} - 1)) || scenarios+=("$name")
done
((${#scenarios[@]})) || die "there is no such scenario"

# Those that want another kernel command line than the first, or another number
# of CPUs, have other guests.
words=$(says "${scenarios[0]}" boot) smp=$(cpus "${scenarios[0]}")
mine=() others=()
for scenario in "${scenarios[@]}"; do
	if [[ $(says "$scenario" boot) == "$words" && $(cpus "$scenario") == "$smp" ]]; then
		mine+=("$scenario")
	else
		others+=("$scenario")
	fi
done
scenarios=("${mine[@]}")

# A scenario that is killed at its limit is heard of, unless the guest hangs.
# Of a guest that does not even start there is no output.
logs=$(new_logs "$version")
: >"$logs/output"
status=0
"$VM/guest.sh" --kernel "$version" --smp "$smp" --logs "$logs" \
	--time-limit $((60 + limit * ${#scenarios[@]})) --silence $((limit + 240)) \
	--append "$words" --env "RDMA_UAPI_BUILD=$build" "${root[@]}" "${env[@]}" -- \
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
		--counts "$theirs" "${root[@]}" "${env[@]}" "${others[@]}" || true
	read -r good bad <"$theirs" || { good=0 bad=1; }
	passed=$((passed + good)) failed=$((failed + bad))
fi
[[ -z $counts ]] || echo "$passed $failed" >"$counts"
((failed == 0))
