#!/bin/bash
# Connections by the device alone, over rxe to itself and over siw between two
# network namespaces.  In one call at each end also over the simulated HCA, with what
# fails on the way.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

ok "rxe comes up" rxe_up
ok "siw comes up, in two network namespaces" siw_pair_up far
ok "the simulated HCA comes up" sim_up
ok "the module loads" modprobe rdma_uapi
program "$GUEST_PROGRAMS/cm" rxe0 10.1.0.1
program "$GUEST_PROGRAMS/cm" siw0 10.2.0.1 far siw1
program "$GUEST_PROGRAMS/verbs_connect" rxe0 siw0 rdmasim0
for device in rdmasim0 siw0 rxe0; do
	program "$GUEST_PROGRAMS/verbs_connect" unplug "$device"
done
is "no context is left" "$(rdma resource show | grep -oE 'ctx [0-9]+' | sort -u)" "ctx 0"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
