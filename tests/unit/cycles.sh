#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# The files of a program call each other in one direction: what a file needs,
# directly or not, does not need that file.  Read from its object files.
#
#   cycles.sh PROGRAM OBJECT...

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
number=0

result()
{
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		failed=1
	fi
}

# symbols OPTION OBJECT...: FILE SYMBOL
symbols()
{
	nm -A -P -g "$@" | sed 's/^[^:]*\/\([^:/]*\)\.o: \([^ ]*\).*/\1 \2/'
}

# calls OBJECT...: FILE OTHER, where FILE needs what OTHER defines
calls()
{
	symbols --defined-only "$@" > "$tmp/defined"
	symbols --undefined-only "$@" > "$tmp/undefined"
	awk 'NR == FNR { owner[$2] = $1; next }
	     $2 in owner && owner[$2] != $1 { print $1, owner[$2], $2 }' \
		"$tmp/defined" "$tmp/undefined" | sort -u > "$tmp/calls"
	awk '{ print $1, $2 }' "$tmp/calls" | sort -u
}

# acyclic OBJECT...: or the files of a circle in $tmp/circle
acyclic()
{
	calls "$@" > "$tmp/edges"
	tsort "$tmp/edges" > /dev/null 2> "$tmp/circle"
}

# Would it see one?  A circle of three files, and the same files without it.
self_test()
{
	echo 'void b(void); void a(void); void a(void) { b(); }' > "$tmp/a.c"
	echo 'void c(void); void b(void); void b(void) { c(); }' > "$tmp/b.c"
	echo 'void c(void); void c(void) { }' > "$tmp/c.c"
	echo 'void a(void); void c(void); void c(void) { a(); }' > "$tmp/back.c"
	for file in a b c back; do
		"${CC:-cc}" -c "$tmp/$file.c" -o "$tmp/$file.c.o" || return 1
	done
	acyclic "$tmp/a.c.o" "$tmp/b.c.o" "$tmp/c.c.o" || return 1
	[ "$(cat "$tmp/edges")" = "$(printf 'a.c b.c\nb.c c.c')" ] || return 1
	! acyclic "$tmp/a.c.o" "$tmp/b.c.o" "$tmp/back.c.o"
}

program=$1
shift
self_test
result $? "a circle of three files is seen"

acyclic "$@"
result $? "the $# files of $program call in one direction"
if [ -s "$tmp/circle" ]; then
	sed -n 's/^tsort: \([^ ]*\.c\)$/\1/p' "$tmp/circle" > "$tmp/files"
	echo "# a circle, and what is called in it:"
	awk 'NR == FNR { in_circle[$1] = 1; next }
	     $1 in in_circle && $2 in in_circle {
		print "#   " $1 " -> " $2 ": " $3 }' \
		"$tmp/files" "$tmp/calls"
fi
# No call at all between files would be a mistake of this test.
[ -s "$tmp/edges" ]
result $? "files of $program call each other"
echo "1..$number"
exit $failed
