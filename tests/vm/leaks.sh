#!/bin/bash
# Judges what kmemleak reports on standard input: prints the objects that are
# leaked, less the known ones of leaks.allow, and fails if any is left.
# usage: leaks.sh <REPORT
set -euo pipefail

(($# == 0)) || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }
awk '
	function judge() {
		if (object != "" && !known) {
			printf "%s", object
			leaked = 1
		}
		object = ""
		known = 0
	}
	NR == FNR { allowed[$0]; next }
	/^unreferenced object/ { judge() }
	{ object = object $0 "\n" }
	{ for (pattern in allowed) if ($0 ~ pattern) known = 1 }
	END { judge(); exit leaked }' <(grep -v '^#' "$(dirname "$0")/leaks.allow" | cut -f1) -
