#!/bin/bash
# A policy that is a BPF LSM program holds on every fd of a namespace, and
# cannot be told anything that is not so.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

like "the kernel asks BPF programs" "$(cat /sys/kernel/security/lsm)" '(^|,)bpf(,|$)'
ok "rxe comes up" rxe_up 2
ok "the module loads" modprobe rdma_uapi
cgroup=/sys/fs/cgroup/policed
ok "a cgroup" mkdir "$cgroup"
program "$GUEST_PROGRAMS/policy" rxe0 rxe1 "$cgroup"
rmdir "$cgroup"
ok "two simulated HCAs" sim_up 2
program "$GUEST_PROGRAMS/actions" rdmasim0 rdmasim1
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
