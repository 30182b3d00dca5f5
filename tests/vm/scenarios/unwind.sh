#!/bin/bash
# Every operation of the driver that a call makes fails in turn, for every action
# there is: the call says what the driver said, has changed nothing, and succeeds
# when it is made again.  On the simulated HCA, which can be told to.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
ok "a simulated HCA" sim_up
ok "the module loads" modprobe rdma_uapi
before=$(rdma resource show)
program "$GUEST_PROGRAMS/faults" --driver rdmasim0 10.3.0.1
is "the kernel counts the objects that it did before" "$(rdma resource show)" "$before"
ok "the simulated HCA goes" rmmod rdmasim
ok "the module can be removed" rmmod rdma_uapi
done_testing
