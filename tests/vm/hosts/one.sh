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

# ring PROCESSES: an MPI job of so many, on both hosts in turn.  Its launcher says what is to
# be started where, and that is done here and, by the line, there.  The first packets of UCX's are datagrams, for which it wants
# to be asked for by name, and rxe's look to it as if they were for others.
ring()
{
	local proxies

	run mpi mpiexec.hydra -launcher manual -localhost "$(address 0)" -hosts "$(address 0 1),$(address 0 2)" -ppn 1 -n "$1" \
		-genv UCX_TLS rc_v -genv UCX_NET_DEVICES rxe0:1 -genv UCX_UD_VERBS_ETH_DGID_CHECK n \
		"$box" "$cli" run -- "${RING:?}" "$work/stop"
	eventually 20 grep -qx HYDRA_LAUNCH_END "$work/mpi" || { said mpi; return 1; }
	mapfile -t proxies < <(sed -n 's/^HYDRA_LAUNCH: //p' "$work/mpi")
	# shellcheck disable=SC2086 # words
	run proxy ${proxies[0]} && there run proxy ${proxies[1]}
}

# rings: it ends, and well; a launcher that is left waits for ever.
rings()
{
	succeeds mpi 90 && succeeds proxy 20 && there succeeds proxy 20 && return
	pkill -KILL -x 'mpiexec.hydra|hydra_pmi_proxy|ring'
	there pkill -KILL -x 'hydra_pmi_proxy|ring'
	return 1
}

# Packets of the device, and of TCP.
sent() { cat /sys/class/infiniband/rxe0/ports/1/hw_counters/sent_pkts; }
spoken() { awk '/^Tcp: [0-9]/ { print $12 }' /proc/net/snmp; }

ok "this host comes up" come
ok "the other host comes up" there come

# siw forgets what arrives while it accepts, as it has answered before it listens to the
# connection (docs/lessons.md): what is sent from here is on its way for a while.
ok "wire 1 is a long one" tc qdisc add dev "$(card 1)" root netem delay 50ms

ok "rping over rxe0 from one host to the other" ping ours ours "$(address 0 2)"
ok "rping over rxe0, the server on the stock stack" ping stock ours "$(address 0 2)"
ok "rping over siw0, the client on the stock stack" ping ours stock "$(address 1 2)"
ok "ib_write_bw -R over rxe0" perf ours ours ib_write_bw rxe0 "$(address 0 2)"
ok "ib_send_lat -R over rxe0, the server on the stock stack" perf stock ours ib_send_lat rxe0 "$(address 0 2)"
ok "ib_read_bw -R over siw0" perf ours ours ib_read_bw siw0 "$(address 1 2)"

packets=$(sent) segments=$(spoken)
ok "an MPI job of four processes starts on both hosts" ring 4
ok "two of them are here, on /dev/rdma_uapi and nothing else" eventually 60 ranks 2
ok "and two over there" there eventually 60 ranks 2
touch "$work/stop"
ok "a token and a large message go round from host to host" rings
like "what came back to the first process is right" "$(<"$work/mpi")" 'token: [a-z]+ rounds; 1048576 bytes: 3 turns; 0 words wrong'
packets=$(($(sent) - packets)) segments=$(($(spoken) - segments))
ok "it went over rxe0: $packets packets from here" test "$packets" -ge 6144
ok "and not over TCP: $segments segments" test "$segments" -lt 1000
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
