#!/bin/bash
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# What the command line tool says of itself, held against its own tables:
# - help, man page and completion have the same commands and options
# - wrong words are answered with the nearest right one
# - colours are for terminals only, and not with NO_COLOR
#
#   cli_help.sh FAKE_TOOL TOOL SOURCE_DIR

fake=$1 tool=$2 src=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
number=0

# check NAME GOT WANTED
check()
{
	number=$((number + 1))
	if [[ $2 == "$3" ]]; then
		echo "ok $number - $1"
	else
		failed=1
		echo "not ok $number - $1"
		diff <(echo "$2") <(echo "$3") | sed 's/^</# got:   /; s/^>/# wanted:/'
	fi
}

# says NAME STATUS WORDS COMMAND...: exit code, and WORDS on stderr
says()
{
	local name=$1 status=$2 words=$3 got

	shift 3
	"$@" >"$tmp/out" 2>"$tmp/err"
	got=$?
	if [[ $got == "$status" && $(<"$tmp/err") == *"$words"* ]]; then
		check "$name" "" ""
	else
		check "$name" "exit code $got, $(<"$tmp/err")" "exit code $status, ... $words"
	fi
}

# Every command that the tool names, and the options of one by its help.
commands()
{
	"$tool" help | sed -n 's/^  \([a-z]*\) .*/\1/p'
}

options()
{
	"$tool" help "$1" | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
}

# proposed WORD...: what could stand in the place of the last one
proposed()
{
	"$tool" complete -- "$@"
}

check "there are commands" "$(commands | grep -cxE 'list|run|help')" 3
check "none that is hidden" "$(commands | grep -x complete)" ""

# The man page has them all: its lines begin a word with a backslash.
man=$(sed 's/\\-/-/g; s/\\~/ /g' "$src/lib/man/rdma-uapi.8")
for command in $(commands); do
	check "man page: $command" \
		"$(grep -xE "\.B (rdma-uapi )?$command" <<<"$man" | sort -u)" "$(printf '%s\n' ".B $command" ".B rdma-uapi $command" | sort)"
	for option in $(options "$command"); do
		check "man page: $command $option" "$(sed -n "/^\.B rdma-uapi $command\$/,/^\.br/p" <<<"$man" |
			grep -cE -- "$option( |\$)")" 1
	done
done

# Whatever prints for people prints for programs, too.
for command in $(commands); do
	case $command in
	help | run) continue ;;
	# show has it; it is JSON; and it prints nothing.
	policy | cdi | hook) continue ;;
	esac
	check "$command has --json" "$(options "$command" | grep -x -- --json)" --json
done

# Completion has no list of its own.
check "completion: commands" "$(proposed '' | sort)" \
	"$({ commands; printf '%s\n' --help --version; } | sort)"
for command in $(commands); do
	check "completion: options of $command" "$(proposed "$command" - | sort)" \
		"$({ options "$command"; echo --help; } | sort)"
done
check "completion: part of a command" "$(proposed d)" "$(commands | grep '^d')"
check "completion: objects" "$(proposed describe q)" "qp"
check "completion: actions" "$(proposed describe --spec qp.cr)" "qp.create"
check "completion: no options behind --" "$(proposed describe -- -)" ""
check "completion: events" "$(proposed events --type DEVICE_R)" "DEVICE_REMOVED"
check "completion: value behind an equals sign" "$(proposed events --type = SRQ_E)" "SRQ_ERR"
check "completion: right behind it" "$(proposed events --count 1 --type = | head -n 1)" "CQ"
check "completion: devices" "$("$fake" complete -- events --device r)" "rxe0"
check "completion: no devices" "$(FAKE_ERRNO=2 "$fake" complete -- events --device '' 2>&1)" ""
check "completion: a folder" "$(proposed ps --proc /)" ":folders"
check "completion: a file" "$(proposed run --lib '')" ":files"
check "completion: a program" "$(proposed run --lib x rp)" ":programs"
check "completion: its arguments" "$(proposed run rping -c)" ":files"
check "completion: nothing to add" "$(proposed list '')" ""
check "completion: commands of policy" "$(proposed policy '')" $'load\nshow\ntest\nwatch\nremove'
check "completion: commands for help" "$(proposed help ru)" "run"

# As bash asks for it.
# shellcheck source=lib/cli/rdma-uapi.bash
. "$src/lib/cli/rdma-uapi.bash"
# completed WORD...: what bash would offer
completed()
{
	local COMP_WORDS=("$tool" "$@") COMP_CWORD=$# COMPREPLY=()

	_rdma_uapi "$tool" "${*: -1}" ""
	printf '%s\n' "${COMPREPLY[@]}"
}
check "bash: it is registered" "$(complete -p rdma-uapi)" "complete -F _rdma_uapi rdma-uapi"
check "bash: a command" "$(completed des)" describe
check "bash: an option" "$(completed list --j)" --json
check "bash: a value" "$(completed events --type = DEVICE_A)" DEVICE_ADDED
mkdir -p "$tmp/dir/one" && touch "$tmp/dir/other"
check "bash: a folder" "$(completed ps --proc "$tmp/dir/o")" "$tmp/dir/one"
check "bash: files" "$(completed run --lib "$tmp/dir/o" | sort)" "$tmp/dir/one"$'\n'"$tmp/dir/other"
check "bash: a program" "$(completed run read | sort -u | grep -x readlink)" readlink

# Wrong words.
says "a command" 2 "unknown command 'lsit'; did you mean 'list'?" "$tool" lsit
says "the beginning of one" 2 "unknown command 'desc'; did you mean 'describe'?" "$tool" desc
says "help with a command" 2 "unknown command 'evnets'; did you mean 'events'?" "$tool" help evnets
says "nothing like it" 2 "unknown command 'frobnicate'"$'\n' "$tool" frobnicate
says "too much" 2 "help: one COMMAND at a time: 'ps' is another" "$tool" help list ps
says "an option" 2 "list: unknown option --jsno; did you mean '--json'?" "$tool" list --jsno
says "with a value" 2 "unknown option --coutn=3; did you mean '--count'?" "$tool" events --coutn=3
says "help, nearly" 2 "did you mean '--help'?" "$tool" ps --hlep
says "an object" 1 "there is no object 'qb'; did you mean 'qp'?" "$tool" describe --spec qb
says "an action" 1 "qp has no action 'creat'; did you mean 'create'?" "$tool" describe --spec qp.creat
says "an event" 2 "--type: there is no event 'PORT_EER'; did you mean 'PORT_ERR'?" \
	"$tool" events --type DEVICE_ADDED,PORT_EER
says "no event at all" 2 "--type: there is no event ''"$'\n' "$tool" events --type ''
says "a device" 1 "describe: there is no device 'rxe1'; did you mean 'rxe0'?" \
	"$fake" describe --device rxe1
says "escape sequences" 2 "unknown command '?[31mlist'" "$tool" $'\e[31mlist'
says "a long word" 2 "unknown command '$(printf '%0200d' 0)'"$'\n' "$tool" "$(printf '%0200d' 0)"
says "complete without --" 2 "complete: -- is missing" "$tool" complete lis

# Colours: what a terminal gets, less its carriage returns.
terminal()
{
	env TERM=xterm "$@" python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' \
		"$fake" list </dev/null | tr -d '\r'
}
plain=$("$fake" list)
check "no colours for a pipe" "$(grep -c $'\e' <<<"$plain")" 0
check "colours on a terminal" "$(terminal env | grep -c $'\e\\[32mACTIVE\e\\[0m')" 2
check "and nothing but colours" "$(terminal env | sed 's/\x1b\[[0-9]*m//g')" "$plain"
check "none with NO_COLOR" "$(terminal NO_COLOR=1)" "$plain"
check "an empty one says nothing" "$(terminal NO_COLOR= | grep -c $'\e')" 4
check "none on a dumb terminal" "$(terminal TERM=dumb)" "$plain"
check "none for JSON" "$(TERM=xterm python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' \
	"$fake" list --json </dev/null | grep -c $'\e')" 0

echo "1..$number"
exit "$failed"
