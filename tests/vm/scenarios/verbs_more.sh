#!/bin/bash
# cpus: 2
# What rxe and siw can do beyond what rping needs, through the kernel's own
# interface: every action succeeds where the driver has it and says EOPNOTSUPP
# where not, and nothing is left behind.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

# Objects by device, whose index changes when it comes back.
resources()
{
	rdma resource show | sed 's/^[0-9]*: //' | sort
}

ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up sB
ok "the module loads" modprobe rdma_uapi
before=$(resources)
for test in "$GUEST_PROGRAMS"/verbs_*; do
	program "$test" rxe0 siw0
done
# These need a device to lose, so they are the last.
program "$GUEST_PROGRAMS/verbs_bind" unplug rxe0
ok "the device comes back" rdma link add rxe0 type rxe netdev vethr0
wait_active rxe0
program "$GUEST_PROGRAMS/verbs_race" unplug rxe0 "rdma link add rxe0 type rxe netdev vethr0"
is "the kernel counts the objects that it did before" "$(resources)" "$before"
done_testing
