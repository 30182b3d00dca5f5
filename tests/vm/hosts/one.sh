#!/bin/bash
# The first host of hosts.sh, which says what both do: connections between the two, and
# cables that are pulled.  Prints TAP.
. "${SRC:?is set in a guest: see tests/vm/hosts.sh}/tests/vm/guest-only.sh" || exit
. "$SRC/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
host=1
. "$SRC/tests/vm/hosts/both.sh"

exec {talk}<>"$(line talk)"

# there COMMAND [ARGUMENT]...: the same on the other host.
there()
{
	local answer output

	printf '%q ' "$@" >&"$talk"
	echo >&"$talk"
	IFS= read -r -t $((150 * PATIENCE)) -u "$talk" answer ||
		{ echo "the other host does not answer: $*"; return 125; }
	eval "output=${answer#* }"
	[[ -z $output ]] || printf '%s\n' "$output"
	return "${answer%% *}"
}

# duet SERVER-KIND CLIENT-KIND PROGRAM SERVER-ARGUMENT... -- CLIENT-ARGUMENT...: the
# server there, the client here; both succeed.
duet()
{
	local server=$1 client=$2 program=$3 arguments=()

	shift 3
	while [[ $1 != -- ]]; do arguments+=("$1"); shift; done
	shift
	there serves server "$server" "$program" "${arguments[@]}" || return
	if ! within 60 "$client" "$program" "$@" >"$work/client" 2>&1; then
		said client
		there said server
		there halt server
		return 1
	fi
	there succeeds server 20 || { there halt server; return 1; }
}

# ping SERVER-KIND CLIENT-KIND ADDRESS
ping()
{
	duet "$1" "$2" rping -s -a "$3" -C 3 -- -c -a "$3" -C 3 -v && pings client 3
}

# perf SERVER-KIND CLIENT-KIND PROGRAM DEVICE ADDRESS: perftest, connected by rdma_cm.
perf()
{
	duet "$1" "$2" "$3" -R -d "$4" -n 50 -s 4096 -- -R -d "$4" -n 50 -s 4096 "$5" || return
	grep -qE '^ 4096 +50 ' "$work/client" || { said client; return 1; }
}

# streams: an rping here goes on and on, with a server there that takes others as well.
streams()
{
	there serves server ours rping -s -P -a "$(address 0 2)" -v || return
	run client ours rping -c -a "$(address 0 2)" -v -C 1000000
	eventually 30 pings client 5 || { said client; there said server; return 1; }
}

# unplugged COMMAND...: who runs here ends with the HCA that goes, here or there.
unplugged()
{
	"$@" rdma link delete rxe0 || return
	eventually 60 ended client || { said client; halt client; return 1; }
}

ok "this host comes up" come
ok "the other host comes up" there come

ok "rping over rxe0 from one host to the other" ping ours ours "$(address 0 2)"
ok "rping over rxe0, the server on the stock stack" ping stock ours "$(address 0 2)"
ok "rping over siw0, the client on the stock stack" ping ours stock "$(address 1 2)"
ok "ib_write_bw -R over rxe0" perf ours ours ib_write_bw rxe0 "$(address 0 2)"
ok "ib_send_lat -R over rxe0, the server on the stock stack" perf stock ours ib_send_lat rxe0 "$(address 0 2)"
ok "ib_read_bw -R over siw0" perf ours ours ib_read_bw siw0 "$(address 1 2)"

ok "rping goes on and on" streams
ok "the HCA is unplugged here under it: it ends" unplugged env
not_ok "the server over there does not" there ended server
ok "the HCA comes back" rxe_here
ok "and is served" eval 'within 60 ours rping -c -a "$(address 0 2)" -C 3 -v >"$work/client" 2>&1 && pings client 3'
there halt server
ok "rping goes on and on again" streams
ok "the HCA is unplugged over there under it: it ends" unplugged there
ok "so does the server" there eventually 60 ended server
ok "the HCA comes back there" there rxe_here
ok "and rping goes from one host to the other again" ping ours ours "$(address 0 2)"

cable 0 off
there cable 0 off
ok "without a cable the port is down" eventually 10 port rxe0 DOWN
ok "at the other end as well" there eventually 10 port rxe0 DOWN
cable 0 on
there cable 0 on
ok "with the cable it is active" eventually 10 port rxe0 ACTIVE
ok "at the other end as well" there eventually 10 port rxe0 ACTIVE
ok "the other host leaves nothing behind" there leave
ok "this host leaves nothing behind" leave
done_testing
