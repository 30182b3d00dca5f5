# TAP for scenarios: source it, call ok/is/like/..., end with done_testing.
# Every call is one test; the output of a failing command becomes diagnostics.
# Commands run in a subshell: variables that they set are lost.
# shellcheck shell=bash

[[ $0 != */scenarios/* ]] || . "${BASH_SOURCE[0]%/*}/guest-only.sh" || exit
. "${BASH_SOURCE[0]%/*}/nap.sh"
. "${BASH_SOURCE[0]%/*}/tasks.sh"

TAP_TESTS=0
TAP_FAILED=0

# Limits are for stock kernels; the sanitizer kernel takes longer, and so does another
# architecture, which is always emulated.
case ${KERNEL:-} in
debug) PATIENCE=10 ;;
arm64) PATIENCE=4 ;;
*) PATIENCE=1 ;;
esac

# diag TEXT...: comment lines.
diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

pass()
{
	TAP_TESTS=$((TAP_TESTS + 1))
	echo "ok $TAP_TESTS - $1"
}

# fail NAME [DIAGNOSTICS]
fail()
{
	TAP_TESTS=$((TAP_TESTS + 1))
	TAP_FAILED=$((TAP_FAILED + 1))
	echo "not ok $TAP_TESTS - $1"
	[[ -z ${2:-} ]] || diag "$2"
	return 0
}

# skip NAME REASON
skip()
{
	TAP_TESTS=$((TAP_TESTS + 1))
	echo "ok $TAP_TESTS - $1 # SKIP $2"
}

# ok NAME COMMAND [ARGUMENT]...: passes if the command succeeds.
ok()
{
	local name=$1 output status=0

	shift
	output=$("$@" 2>&1) || status=$?
	if ((status == 0)); then
		pass "$name"
	else
		fail "$name" "$* returned $status"$'\n'"$output"
	fi
}

# not_ok NAME COMMAND [ARGUMENT]...: passes if the command fails, by its own
# will and not by a signal.
not_ok()
{
	local name=$1 output status=0

	shift
	output=$("$@" 2>&1) || status=$?
	if ((status > 0 && status < 124)); then
		pass "$name"
	else
		fail "$name" "$* returned $status, which is no failure"$'\n'"$output"
	fi
}

# is NAME GOT WANTED
is()
{
	if [[ $2 == "$3" ]]; then
		pass "$1"
	else
		fail "$1" "   got: $2"$'\n'"wanted: $3"
	fi
}

# like NAME GOT REGULAR-EXPRESSION
like()
{
	if [[ $2 =~ $3 ]]; then
		pass "$1"
	else
		fail "$1" "   got: $2"$'\n'"wanted: $3"
	fi
}

# unlike NAME GOT REGULAR-EXPRESSION
unlike()
{
	if [[ $2 =~ $3 ]]; then
		fail "$1" "     got: $2"$'\n'"unwanted: $3"
	else
		pass "$1"
	fi
}

# in_group COMMAND [ARGUMENT]...: the command, which may be a shell function, in
# the background; $! leads a process group of its own, with all that it starts.
in_group()
{
	set -m
	"$@" &
	set +m
}

# where_they_wait GROUP: what each thread of a process group does, for a failure
# that may not be seen a second time.
# shellcheck disable=SC2046 # words
where_they_wait() { tasks_of $(pgrep -g "$1"); }

# within SECONDS COMMAND [ARGUMENT]...: the command, which may be a shell
# function, with a time limit; 124 if it was not met.  Then all that it has
# started is killed, or who reads its output would wait on.
within()
{
	local limit=$(($1 * PATIENCE)) job watch status=0

	shift
	in_group "$@"
	job=$!
	(
		exec 3>&1 >/dev/null 2>&1
		sleep "$limit" 3>&- &
		trap 'kill $!' TERM
		wait $! || exit
		{
			echo "still running after $limit s:"
			where_they_wait "$job"
		} >&3
		kill -KILL -- "-$job"
	) &
	watch=$!
	wait "$job" 2>/dev/null || status=$?
	if ! kill "$watch" 2>/dev/null && ((status == 137)); then status=124; fi
	wait "$watch" 2>/dev/null || true
	return "$status"
}

# eventually SECONDS COMMAND [ARGUMENT]...: tries until it succeeds.
eventually()
{
	local end=$((SECONDS + $1 * PATIENCE))

	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		nap
	done
}

# plan COUNT: at the start, instead of the plan that done_testing prints.
plan()
{
	TAP_PLAN=$1
	echo "1..$1"
}

# done_testing: the plan, and an exit status that says whether all passed.
done_testing()
{
	[[ -n ${TAP_PLAN:-} ]] || echo "1..$TAP_TESTS"
	exit $((TAP_FAILED > 0))
}
