#!/bin/bash
# cpus: 2
# Devices are removed under programs that hold them: promptly, and only theirs.  Of
# the stock kernels' siw that is tried in unplug_netdev.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up 2
ok "a simulated HCA" sim_up
[[ $KERNEL != debug ]] || ok "siw comes up" siw_pair_up far
ip netns add far 2>/dev/null
ok "the module loads" modprobe rdma_uapi
unplug=$GUEST_PROGRAMS/unplug
program "$unplug" move rxe0 far
program "$unplug" move rdmasim0 far
program "$unplug" rxe0 rxe vethr0 10.1.0.1 rxe1 link
program "$unplug" rdmasim0 rdmasim rdmasim0p1 10.3.0.1 rxe1 bus
[[ $KERNEL != debug ]] || program "$unplug" siw0 siw veths0 10.2.0.1 rxe1 link
rdma_down
ok "the drivers can be unloaded" modprobe -r rdma_rxe siw rdmasim
ok "the module can be removed" rmmod rdma_uapi
done_testing
