#!/bin/bash
# In the guest of pvrdma.sh: Debian's programs with QEMU's device pvrdma on the stock
# stack and then, where there is no /dev/infiniband, over /dev/rdma_uapi; both have to say
# the same, also where that device cannot do a thing.  Then it is removed from its bus
# under holders of its doorbell pages.  Prints TAP.
# DRIVERS has the modules that the kernel does not have; DOORBELLS: no programs.
. "${SRC:?is set in a guest: see tests/vm/pvrdma.sh}/tests/vm/guest-only.sh" || exit
. "$SRC/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/vm/pair.sh"
. "$SRC/tests/guest/program.sh"
: "${DRIVERS:?}"

device=vmw_pvrdma0
function=/sys/bus/pci/devices/0000:00:10.1
work=/run/pvrdma

# ---- programs --------------------------------------------------------------------------

# stock COMMAND..., ours COMMAND...: in place of the shell that was started for it.
stock() { exec "$@"; }
ours() { exec "$box" "$cli" run -- "$@"; }

# one KIND NAME SECONDS COMMAND...: what it says, and how it ends, is kept.
one()
{
	local status=0

	within "$3" "$1" "${@:4}" >"$work/$1.$2" 2>&1 </dev/null || status=$?
	echo "status $status" >>"$work/$1.$2"
}

ready() { tcp_listening 18515 || ended; }
ended() { ! kill -0 "$server" 2>/dev/null; }

# duet SERVER-KIND CLIENT-KIND NAME SECONDS PROGRAM...: the same of a server and its client.
duet()
{
	local status=0

	"$1" "${@:5}" >"$work/$2.$3.server" 2>&1 </dev/null &
	server=$!
	eventually 20 ready
	one "${@:2}" 127.0.0.1
	eventually 5 ended || kill -KILL "$server"
	wait "$server" 2>/dev/null || status=$?
	echo "status $status" >>"$work/$2.$3.server"
}

pingpong=(-d "$device" -g 0 -n 20 -s 1024)
perftest=(-d "$device" -x 0 -n 50 -s 1024 -F)

programs()
{
	local kind

	for kind in stock ours; do
		one "$kind" devices 20 ibv_devices
		one "$kind" devinfo 20 ibv_devinfo -v -d "$device"
		duet "$kind" "$kind" rc 40 ibv_rc_pingpong "${pingpong[@]}"
		duet "$kind" "$kind" ud 40 ibv_ud_pingpong "${pingpong[@]}"
		duet "$kind" "$kind" srq 40 ibv_srq_pingpong "${pingpong[@]}" -q 4
		duet "$kind" "$kind" send_lat 60 ib_send_lat "${perftest[@]}"
		duet "$kind" "$kind" send_bw 60 ib_send_bw "${perftest[@]}"
		duet "$kind" "$kind" send_bw_ud 60 ib_send_bw -c UD "${perftest[@]}"
		one "$kind" uc 20 ibv_uc_pingpong "${pingpong[@]}"
		one "$kind" xsrq 20 ibv_xsrq_pingpong "${pingpong[@]}"
		duet "$kind" "$kind" events 8 ibv_rc_pingpong "${pingpong[@]}" -e
		duet "$kind" "$kind" write 8 ib_write_lat "${perftest[@]}"
		duet "$kind" "$kind" read 8 ib_read_lat "${perftest[@]}"
	done
}

# said KIND NAME REGEX: of what it said, and how it ended.
said() { grep -aoE -- "$3|^status .*" "$work/$1.$2"; }

shown()
{
	diag "$1:"
	diag "$(tail -n 12 "$work/$1")"
}

# same NAME TITLE REGEX: it succeeds on the stock stack, with that, and says the same over
# the device.
same()
{
	local stock ours

	stock=$(said stock "$1" "$3") ours=$(said ours "$1" "$3")
	like "$2, on the stock stack" "$stock" $'\nstatus 0$'
	[[ $stock == *$'\nstatus 0' ]] || shown "stock.$1"
	is "$2, over the device" "$ours" "$stock"
	[[ $ours == "$stock" ]] || shown "ours.$1"
}

# cannot NAME TITLE REGEX: QEMU's device cannot, which the stock stack says and the device
# as well.
cannot()
{
	local stock ours

	stock=$(said stock "$1" "$3") ours=$(said ours "$1" "$3")
	unlike "QEMU's device cannot: $2, on the stock stack" "$stock" 'status 0'
	is "nor over the device" "$ours" "$stock"
	shown "stock.$1"
	[[ $ours == "$stock" ]] || shown "ours.$1"
}

# compared: what programs say, side by side.
compared()
{
	local name

	programs
	same devices ibv_devices '.*'
	same devinfo 'ibv_devinfo -v' '.*'
	for name in rc ud srq; do
		same "$name" "ibv_${name}_pingpong" '^[0-9]+ (bytes|iters) in'
		same "$name.server" "its server" '^[0-9]+ (bytes|iters) in'
	done
	same send_lat ib_send_lat '^ 1024 +50 '
	same send_bw ib_send_bw '^ 1024 +50 '
	same send_bw_ud 'ib_send_bw -c UD' '^ 1024 +50 '
	duet ours stock mixed 40 ibv_rc_pingpong "${pingpong[@]}"
	is "ibv_rc_pingpong, the client on the stock stack, the server over the device" \
		"$(said stock mixed '^[0-9]+ (bytes|iters) in')" "$(said stock rc '^[0-9]+ (bytes|iters) in')"
	cannot uc "QPs of type UC" '^[A-Z].*'
	cannot xsrq "XRC" '^[A-Z].*'
	cannot events "completion events" '^[0-9]+ (bytes|iters) in'
	cannot write "RDMA write" '^ 1024 +50 '
	cannot read "RDMA read" '^ 1024 +50 '
}

# ---- the device -----------------------------------------------------------------------------

driver()
{
	modprobe -a ib_uverbs rdma_ucm rdma_uapi || return
	if [[ -e $DRIVERS/vmxnet3.ko ]]; then insmod "$DRIVERS/vmxnet3.ko"; else modprobe vmxnet3; fi || return
	insmod "$DRIVERS/vmw_pvrdma.ko"
}

card_up()
{
	local path

	for path in "${function%.1}.0/net/"*; do ip link set "${path##*/}" up; done
	wait_active "$device"
}

monitor()
{
	local file name

	for file in /sys/class/virtio-ports/*/name; do
		read -r name <"$file"
		[[ $name != monitor ]] || { file=${file%/name}; echo "/dev/${file##*/}"; }
	done
}

# back: the function that was removed is found again.
back()
{
	[[ ! -e $function ]] || return
	echo 1 >/sys/bus/pci/rescan
	wait_active "$device"
}

mkdir -p "$work"
ok "vmw_pvrdma finds the device" driver
ok "its port is active" card_up
like "rdma-uapi list has it" "$("$cli" list)" "$device"
unlike "and the log does not say of its driver that it is unknown or unsafe" "$(dmesg | grep rdma_uapi)" 'driver'
[[ -n ${DOORBELLS:-} ]] || compared
exec {monitor}<>"$(monitor)"
program "$GUEST_PROGRAMS/doorbell" stock "$device" "$function" "$monitor"
ok "the device comes back" back
program "$box" "$cli" run -- "$GUEST_PROGRAMS/doorbell" ours "$device" "$function" "$monitor"
ok "the device comes back once more" back
duet ours ours again 40 ibv_rc_pingpong "${pingpong[@]}"
like "and works as before" "$(said ours again '^[0-9]+ (bytes|iters) in')" '20 iters in'$'\n''status 0$'
ok "the module can be removed" rmmod rdma_uapi
ok "and the driver" rmmod vmw_pvrdma
done_testing
