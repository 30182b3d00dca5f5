# verdict NAME COMPLAINT: a test that has passed if there is nothing to complain about;
# counts in $failures, which is whose sources it.
# shellcheck shell=bash

verdict()
{
	if [[ -z $2 ]]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		sed 's/^/# /' <<<"$2"
		failures=$((failures + 1))
	fi
}
