#!/bin/bash
# The rooms of the module, and who may reach into which: by the files that are
# included, the names that are written, and the symbols that are called.  Reads
# kernel/ and the objects that modules.sh built of it.  Prints TAP.
# usage: house.sh [SOURCE OBJECTS]      (default: this checkout, 6.1)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Room, its files, and whom it may reach besides itself.  "index" is the header
# of headers, "types" the table of types: both of the top floor.  What is said
# between verbs/ and cm/ is in one header, a room of its own.
rooms=(
	"core     kernel/rdma_uapi/core/*            drivers index types"
	"drivers  kernel/drivers/*                   core index"
	"for_cm   kernel/rdma_uapi/verbs/for_cm.h    core drivers index"
	"verbs    kernel/rdma_uapi/verbs/*           core drivers index for_cm"
	"cm       kernel/rdma_uapi/cm/*              core drivers index for_cm"
	"index    kernel/rdma_uapi/ruapi.h           core drivers"
	"types    kernel/rdma_uapi/types.c           core drivers index verbs cm for_cm"
)

case $# in
0) src=$SRC objects=$BUILD/modules-${KERNELS[0]} ;;
2) src=$1 objects=$2 ;;
*) usage ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failures=0

verdict()
{
	if [[ -z $2 ]]; then
		echo "ok - $1"
	else
		failures=1
		echo "not ok - $1"
		sed 's/^/# /' <<<"$2"
	fi
}

# What the sources say, comments left out, into files of $work:
#   files     FILE ROOM
#   includes  FILE ROOM OTHER-ROOM OTHER-FILE    by its folder or Kbuild's -I
#   declared  FILE ROOM NAME    what a header makes known: types, macros, functions
#   words     FILE ROOM NAME    every word
look()
{
	(cd "$src" && find kernel -name '*.[ch]' ! -name '*.mod.c' | sort) | perl -we '
		use strict;
		my ($src, $work, @rooms) = @ARGV;
		my (%out, %seen);

		open $out{$_}, ">", "$work/$_" or die for qw(files includes declared words);
		sub room {
			for (@rooms) {
				my ($name, $pattern) = split;
				$pattern = quotemeta($pattern) =~ s/\\\*/.*/r;
				return $name if $_[0] =~ /^$pattern$/;
			}
			return "nowhere";
		}
		sub put {
			my $to = shift;
			print { $out{$to} } "@_\n" unless $seen{"$to @_"}++;
		}
		while (my $file = <STDIN>) {
			chomp $file;
			my $room = room($file);
			my $text = do { local (@ARGV, $/) = "$src/$file"; <> };

			put("files", $file, $room);
			$text =~ s{/\*.*?\*/|//[^\n]*}{ }gs;
			while ($text =~ /^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)/gm) {
				my $name = $1;
				my $folder = $file =~ s{[^/]*$}{}r;

				for my $path ($folder . $name, "kernel/rdma_uapi/$name") {
					next unless -e "$src/$path";
					1 while $path =~ s{[^/]+/\.\./}{};
					put("includes", $file, $room, room($path), $path);
					last;
				}
			}
			put("words", $file, $room, $_) for $text =~ /\b([A-Za-z_]\w*)/g;
			next unless $file =~ /\.h$/;
			put("declared", $file, $room, $_) for
				$text =~ /^[ \t]*#[ \t]*define[ \t]+(\w+)/gm,
				$text =~ /^(?:struct|union|enum)\s+(\w+)\s*\{/gm,
				$text =~ /^[A-Za-z_][^\n;]*?\b(\w+)\(/gm,
				$text =~ /^extern\s[^\n;]*?\b(\w+)(?:\[[^\n]*)?;/gm;
		}' "$src" "$work" "${rooms[@]}"
}

# FILE ROOM U|D SYMBOL of every object; says which are not there.
look_at_objects()
{
	local file object there=()

	while read -r file _; do
		[[ $file == *.c ]] || continue
		object=$objects/${file%.c}.o
		[[ -e $object ]] && there+=("$object") || echo "${file%.c}.o has not been built"
	done <"$work/files"
	nm -A -P -g "${there[@]}" /dev/null 2>/dev/null | awk -v objects="$objects/" '
		NR == FNR { room[$1] = $2; next }
		{
			file = substr($1, length(objects) + 1); sub(/\.o:$/, ".c", file)
			print file, room[file], ($3 == "U" ? "U" : "D"), $2
		}' "$work/files" - >"$work/symbols"
}

# ROOM and everything that it may reach.
reach()
{
	local row

	for row in "${rooms[@]}"; do
		[[ $row != "$1 "* ]] || awk '{ $2 = ""; print }' <<<"$row"
	done
}

# wrong ROOM AWK-PROGRAM FILE...: what the program prints, which knows may[].
wrong()
{
	local room=$1 program=$2

	shift 2
	awk -v room="$room" -v reach="$(reach "$room")" "
		BEGIN { n = split(reach, list, \" +\"); for (i = 1; i <= n; i++) may[list[i]] }
		$program" "$@" | sort -u
}

look
verdict "every file is in a room" "$(awk '$2 == "nowhere" { print $1 }' "$work/files")"
verdict "every file has been built" "$(look_at_objects)"
for row in "${rooms[@]}"; do
	read -r name pattern others <<<"$row"
	verdict "there is a room $name" "$(grep -q " $name\$" "$work/files" || echo "no file is $pattern")"
	verdict "$name includes nothing but of itself, $others" "$(wrong "$name" '
		$2 == room && !($3 in may) { print $1 " includes " $4 }' "$work/includes")"
	verdict "$name names nothing but of itself, $others" "$(wrong "$name" '
		NR == FNR { if ($2 in may) known[$3]; else if (!($3 in where)) where[$3] = $1; next }
		$2 == room && $3 in where && !($3 in known) { print $1 " names " $3 " of " where[$3] }' \
		"$work/declared" "$work/words")"
	verdict "$name calls nothing but of itself, $others" "$(wrong "$name" '
		FILENAME == ARGV[1] { if ($2 == "for_cm") for_cm[$3]; next }
		$3 == "D" { owner[$4] = $2; file[$4] = $1 }
		$3 == "U" && $2 == room { needs[$4] = needs[$4] $1 " " }
		END {
			for (symbol in needs)
				if (symbol in owner && !(owner[symbol] in may) &&
				    !("for_cm" in may && symbol in for_cm))
					print needs[symbol] "needs " symbol " of " file[symbol]
		}' "$work/declared" "$work/symbols")"
done
exit "$failures"
