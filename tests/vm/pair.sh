# Pairs of unmodified programs over the interposer, for scenarios: source it after
# tap.sh; $work, which they set after that, is a folder for what programs say.
# shellcheck shell=bash

: "${RDMA_UAPI_BUILD:?is set in a guest: see tests/vm/run.sh}"
: "${work:=}"
cli=$RDMA_UAPI_BUILD/bin/rdma-uapi
box=$SRC/tests/vm/box.sh

# here COMMAND..., far COMMAND...: over the device, in the first network
# namespace or in the other one.
here() { "$box" "$cli" run -- "$@"; }
far() { "$box" --netns far "$cli" run -- "$@"; }

# listening PROGRAM: it has a listening id.
listening()
{
	local pid

	for pid in $(pids_of "$1"); do
		grep -qs 'ruapi-cm-id:.*LISTEN' "/proc/$pid/fdinfo/"* && return
	done
	return 1
}

tcp_listening() { ss -Hltn "sport = :$1" | grep -q .; }

# pair READY SERVER -- CLIENT: both must succeed, the client as soon as READY.
pair()
{
	local ready=$1 server_command=() server status=0

	shift
	while [[ $1 != -- ]]; do server_command+=("$1"); shift; done
	shift
	in_group "${server_command[@]}" >"$work/server" 2>&1
	server=$!
	# shellcheck disable=SC2086 # words
	if ! eventually 60 $ready; then
		echo "the server is not ready:"
		status=1
	elif ! within 90 "$@" >"$work/client" 2>&1; then
		echo "the client failed:"
		status=1
	elif ! within_wait 60 "$server"; then
		echo "the server failed:"
		status=1
	fi
	if ((status)); then
		tail -n 30 "$work/server" "$work/client"
		where_they_wait "$server"
	fi
	kill -- "-$server" 2>/dev/null
	wait "$server" 2>/dev/null
	return "$status"
}

# within_wait SECONDS PID: it ends in time and well.
within_wait()
{
	local i

	for ((i = 0; i < $1 * 10 * PATIENCE; i++)); do
		kill -0 "$2" 2>/dev/null || break
		nap
	done
	! kill -0 "$2" 2>/dev/null && wait "$2"
}
