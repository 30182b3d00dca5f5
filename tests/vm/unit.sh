#!/bin/bash
# Builds one flavour of the userspace and runs its unit tests through ctest.
# Prints TAP, one line for every cmocka case of every test program.  memcheck is
# plain under valgrind, and trixie is plain with the libraries of Debian 13, less the
# scripts of which neither sees anything: they run no test program of ours, and plain
# and asan have them.
# usage: unit.sh [plain|asan|memcheck|trixie]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

flavour=${1:-plain}
(($# <= 1)) || usage
kind=$flavour options=()
case $flavour in
plain | asan) ;;
memcheck) kind=plain && export RDMA_UAPI_MEMCHECK=1 ;;
trixie) kind=plain && export RDMA_UAPI_SUITE=$flavour ;;
*) usage ;;
esac
build=$BUILD/user-$kind
"$VM/userspace.sh" "$kind"

if [[ $kind != "$flavour" ]]; then
	# Newer CMakes ignore the emulator: better no result than a wrong one.
	grep -rqs --include=CTestTestfile.cmake emulator.sh "$build" ||
		die "ctest would not use emulator.sh" "this cmake does not apply CMAKE_CROSSCOMPILING_EMULATOR"
	options+=(-E '^(abi|headers|manual|readme|cli|cli_help|doctor|system|outside|library|links|cycles_.*)$')
fi

export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
log=$build/ctest-$flavour.log
status=0
ctest --test-dir "$build" --verbose --timeout 300 "${options[@]}" </dev/null >"$log" 2>&1 || status=$?

awk -v flavour="$flavour" '
	match($0, /^[0-9]+: /) {
		id = substr($0, 1, RLENGTH - 2)
		text = substr($0, RLENGTH + 1)
		said[id] = said[id] "# " text "\n"
		if (text ~ /^ok /) good[id]++
		if (text ~ /^not ok /) bad[id]++
		if (text ~ /^(not )?ok /) {
			sub(/ok [0-9]* *-? */, "&" flavour ": ", text)
			print text
		}
	}
	/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
		sub(/.*Test +#/, ""); id = $0; sub(/:.*/, "", id); name = $2
		failed = !/ Passed /
		if (failed && !bad[id])
			print "not ok - " flavour ": " name " as a whole"
		if (failed)
			printf "%s", said[id]
		if (!failed && !good[id])
			print "ok - " flavour ": " name
	}' "$log"
grep -q 'tests passed' "$log" || {
	tail -n 20 "$log" >&2
	die "ctest found no tests" "whole log: $log"
}
exit "$status"
