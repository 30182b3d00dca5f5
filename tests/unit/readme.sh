#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# The C example of README.md, which was compiled and linked with a kernel that
# is not there, prints what README.md says that it does.
#
#   readme.sh README PROGRAM

readme=$1 program=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
number=0

# says NAME WANTED COMMAND...: exit code 1, and nothing but that on stderr
says()
{
	name=$1 wanted=$2
	shift 2
	number=$((number + 1))
	"$@" > "$tmp/out" 2>&1
	status=$?
	if [ $status -eq 1 ] && [ "$(cat "$tmp/out")" = "$wanted" ]; then
		echo "ok $number - $name"
		return
	fi
	echo "not ok $number - $name"
	echo "# exit code $status, wanted: $wanted"
	sed 's/^/# got: /' "$tmp/out"
	failed=1
}

# The line in README.md that stands below the example.
printed=$(sed -n '/^```c$/,/^## /s/^    \(.*\)/\1/p' "$readme")
says "a call that fails" "${printed:?README.md says nothing}" "$program"
says "no device" "/dev/rdma_uapi: No such file or directory" \
	env FAKE_ERRNO=2 "$program"
echo "1..$number"
exit $failed
