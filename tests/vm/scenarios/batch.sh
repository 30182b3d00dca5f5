#!/bin/bash
# cpus: 2
# Batches: several calls by one ioctl, all of them or none, whatever fails in the
# middle, and whoever looks or destroys meanwhile.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "two rxe devices" rxe_up 2
ok "two simulated HCAs" sim_up 2
ok "the module loads" modprobe rdma_uapi

cgroup=/sys/fs/cgroup/limited
ok "the rdma controller is there" eval 'echo +rdma >/sys/fs/cgroup/cgroup.subtree_control'
ok "a cgroup" mkdir "$cgroup"
ok "with limits" eval 'echo "rdmasim0 hca_handle=1 hca_object=3" >"$cgroup/rdma.max"'
limited() { (echo "$BASHPID" >"$cgroup/cgroup.procs" && exec "$@"); }
program limited "$GUEST_PROGRAMS/batch" limit rdmasim0 3
like "afterwards nothing is charged" "$(cat "$cgroup/rdma.current")" "^$|hca_handle=0 hca_object=0"
# See access.sh: limits must not be left on a device that goes.
echo "rdmasim0 hca_handle=max hca_object=max" >"$cgroup/rdma.max"
rmdir "$cgroup"

program "$GUEST_PROGRAMS/batch" rxe0 rxe1
program "$GUEST_PROGRAMS/batch" rdmasim0 rdmasim1
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
