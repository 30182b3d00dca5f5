#!/bin/bash
# cpus: 2
# Calls whose memory does not come, or slowly, hold up nobody else: not who closes
# or exits, and not the removal of their device, however many they are.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

# A disk that takes 50 ms for whatever it is asked, with pages one by one.
slow_swap()
{
	local disk=/sys/kernel/config/nullb/nullb0

	modprobe null_blk nr_devices=0 && mkdir "$disk" || return
	echo 1 >"$disk/memory_backed"
	echo 16 >"$disk/size"
	echo 2 >"$disk/irqmode"
	echo 50000000 >"$disk/completion_nsec"
	echo 1 >"$disk/power"
	echo 0 >/proc/sys/vm/page-cluster
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control
	mkswap /dev/nullb0 >/dev/null && swapon /dev/nullb0
}

no_slow_swap()
{
	swapoff /dev/nullb0 && rmdir /sys/kernel/config/nullb/nullb0 && rmmod null_blk
}

# The sanitizer kernel has no disk that can be that slow.
if [[ $KERNEL == debug ]]; then
	swap=
	skip "there is slow swap" "the sanitizer kernel has no null_blk"
else
	swap=swap
	ok "there is slow swap" slow_swap
fi
ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up far
ok "a simulated HCA, whose mmap() can hang" sim_up
ok "the module loads" modprobe rdma_uapi
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
# shellcheck disable=SC2086 # a word, or none
program "$GUEST_PROGRAMS/stuck" rxe0 rxe vethr0 $swap
# shellcheck disable=SC2086 # a word, or none
program "$GUEST_PROGRAMS/stuck" siw0 siw veths0 $swap
rdma_down
[[ -z $swap ]] || ok "nobody needs the swap" no_slow_swap
ok "the drivers can be unloaded" modprobe -r rdma_rxe siw
ok "the module can be removed" rmmod rdma_uapi
done_testing
