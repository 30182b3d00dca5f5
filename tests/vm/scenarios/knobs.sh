#!/bin/bash
# A driver whose operations hang, take long or refuse: knobs of the simulated HCA
# (docs/rdmasim.md), on the stock stack and under the module.  Who waits can be
# killed, and the device and the driver can be removed.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/vm/pair.sh"

bus=/sys/bus/rdmasim
knobs=/sys/kernel/debug/rdmasim
work=$(mktemp -d /tmp/sim.XXXXXX)

# ops_of_driver: what the tables of the driver's operations have, and its methods.
ops_of_driver()
{
	{
		sed -n '/^\(static \)\?const struct ib_device_ops .* = {$/,/^};/s/^\t\.\([a-z_]*\) = sim_.*/\1/p' \
			"$SRC"/kernel/drivers/rdmasim/*.c
		sed -n 's/^static int UVERBS_HANDLER(UVERBS_METHOD_\(.*\)_ESP_\([A-Z]*\))(.*/\2_\1/p' \
			"$SRC"/kernel/drivers/rdmasim/*.c | tr '[:upper:]' '[:lower:]'
	} | sort
}

# ops_that_ask: for which of them a knob is looked at.
ops_that_ask()
{
	local file

	for file in "$SRC"/kernel/drivers/rdmasim/*.c; do
		[[ $file == */fault.c ]] || grep -ho 'SIM_OP_[A-Z_]*[A-Z]' "$file"
	done | sed 's/SIM_OP_//' | tr '[:upper:]' '[:lower:]' | sort -u
}

turn()
{
	echo "$2" >"$knobs/rdmasim0/ops/$1"
}

hangs()
{
	grep -q "hanging=$2$" "$knobs/rdmasim0/ops/$1"
}

is_gone()
{
	[[ ! -e /sys/class/infiniband/rdmasim0 ]]
}

ends() { ! kill -0 "$1" 2>/dev/null; }

# start OPERATION COMMAND...: in the background; it hangs in that.
start()
{
	local op=$1

	shift
	"$@" >"$work/out" 2>&1 &
	pid=$!
	ok "$name: $op hangs" eventually 20 hangs "$op" 1
}

# finish NAME PID STATUS: it ends in time, and so.
finish()
{
	local status=0

	eventually 20 ends "$2"
	ends "$2" || { fail "$1" "it has not ended"; kill -KILL "$2"; }
	wait "$2" 2>/dev/null || status=$?
	is "$1" "$status" "$3"
}

# remove HOW: in the background.
remove()
{
	case $1 in
	del_device*) echo 0 >"$bus/del_device" & ;;
	rmmod*) rmmod rdmasim 2>/dev/null & ;;
	link*) rdma link delete rdmasim0 & ;;
	esac
	remover=$!
}

# fails OPERATION COMMAND...
fails()
{
	local op=$1

	shift
	turn "$op" "always=1 errno=28"
	like "$name: $op fails, with that error" "$("$@" ibv_devinfo -d rdmasim0 2>&1)" "Failed"
	turn "$op" reset
}

# no_context COMMAND...: there is none, because its driver says so or its process is killed.
no_context()
{
	turn alloc_ucontext hang=1
	start alloc_ucontext "$@" ibv_devinfo -d rdmasim0
	pkill -KILL -x ibv_devinfo
	ok "$name: who waits for it can be killed" eventually 20 hangs alloc_ucontext 0
	wait "$pid" 2>/dev/null
	turn alloc_ucontext reset
	fails alloc_ucontext "$@"
}

# all_of_it NAME COMMAND...: on a stack whose programs are started by the command.
all_of_it()
{
	local name=$1 how op

	shift
	for op in alloc_ucontext query_port dealloc_ucontext; do
		turn $op hang=1
		start $op "$@" ibv_devinfo -d rdmasim0
		turn $op hang=0
		finish "$name: until it is released" "$pid" 0
	done
	no_context "$@"

	for how in "del_device hang=1" "rmmod hang=1" "del_device hang=2" "link hang=1"; do
		turn query_port "${how#* }"
		start query_port "$@" ibv_devinfo -d rdmasim0
		remove "$how"
		if [[ $how == rmmod* && $name == device ]]; then
			finish "$name, $how: a driver that is in use is not unloaded" "$remover" 1
			remove del_device
		fi
		if [[ $how == *1 && $how != link* ]]; then
			ok "$name, $how: the device goes" eventually 20 is_gone
		else
			sleep 0.5
			ok "$name, $how: the program hangs on" hangs query_port 1
			turn query_port hang=0
			ok "$name, $how: the device goes when it is released" eventually 20 is_gone
		fi
		finish "$name, $how: who removes it is done" "$remover" 0
		eventually 20 ends "$pid"
		ok "$name, $how: the program has ended" ends "$pid"
		wait "$pid" 2>/dev/null
		modprobe rdmasim
		ok "$name, $how: it comes back" eval 'echo "0 2 ib" >$bus/new_device && wait_active rdmasim0 2'
	done

	fails query_port "$@"
}

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "the modules load" modprobe -a rdma_uapi rdmasim rdma_ucm
ok "an HCA with two InfiniBand ports" eval 'echo "0 2 ib" >$bus/new_device && wait_active rdmasim0 2'
is "every operation has a knob" "$(comm -13 <(ls "$knobs/rdmasim0/ops" | sort) <(ops_of_driver))" ""
is "which is looked at" "$(ops_that_ask)" "$(ls "$knobs/rdmasim0/ops" | sort)"
for line in "get_link_layer delay=1" "get_link_layer nth=1" "poll_cq hang=1" "dealloc_ucontext always=1" \
	"del_gid nth=1" "alloc_pd hang=3"; do
	# shellcheck disable=SC2086 # words
	not_ok "a knob refuses $line" turn $line
done
all_of_it stock env
all_of_it device "$box" "$cli" run --

# Destroying for the kernel hangs as well where it has no choice: the last operation.
turn dealloc_driver hang=1
echo 0 >"$bus/del_device" &
remover=$!
finish "an operation that hangs in the end: the device goes" "$remover" 0
ok "it comes back" eval 'echo "0 2 ib" >$bus/new_device && wait_active rdmasim0 2'
turn dealloc_driver hang=2
echo 0 >"$bus/del_device" &
remover=$!
ok "or hangs" eventually 20 hangs dealloc_driver 1
turn dealloc_driver hang=0
finish "and goes" "$remover" 0
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u | grep -v 'ctx 0')" ""
ok "the simulator goes" rmmod rdmasim
ok "the module can be removed" rmmod rdma_uapi
rm -r "$work"
done_testing
