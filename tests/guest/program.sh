# Test programs of tests/guest as part of a scenario: source it after tap.sh.
# shellcheck shell=bash

# shellcheck disable=SC2034 # used by those who source it
GUEST_PROGRAMS=$RDMA_UAPI_BUILD/guest

# program COMMAND [ARGUMENT]...: runs a program that prints TAP and makes its
# tests those of the scenario.  One more test: it ran to the end of its plan.
program()
{
	local line name tests=0 plan='' status=''

	while IFS= read -r line; do
		name=${line#*ok * - }
		case $line in
		'ok '*'# SKIP'*) skip "${name% # SKIP*}" "${name##*# SKIP }" ;;
		'ok '*) pass "$name" ;;
		'not ok '*) fail "$name" ;;
		'1..'*) plan=${line#1..} ;;
		'status: '*) status=${line#status: } ;;
		*) echo "# ${line#\# }" ;;
		esac
		case $line in
		'ok '* | 'not ok '*) tests=$((tests + 1)) ;;
		esac
	done < <("$@" 2>&1 </dev/null; echo "status: $?")
	is "${1##*/} ${*:2} runs to its end" "$tests of ${plan:-no plan}, status $((status > 1 ? status : 0))" \
		"$tests of $tests, status 0"
}
