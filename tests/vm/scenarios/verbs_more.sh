#!/bin/bash
# What devices can do beyond what rping needs, through the kernel's own
# interface: every action succeeds where the driver has it and says EOPNOTSUPP
# where not, and nothing is left behind.  On rxe and the simulated HCA, and on siw what
# is different there: connections, limits, data through its queues, and what it lacks.
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
ok "the simulated HCA comes up" sim_up
ok "the module loads" modprobe rdma_uapi
before=$(resources)
for test in "$GUEST_PROGRAMS"/verbs_*; do
	case ${test##*/} in
	# Programs map the queues of these.
	verbs_data) devices="rxe0 siw0" ;;
	verbs_window) devices="rxe0 siw0 rdmasim0" ;;
	# cm.sh runs it.
	verbs_connect) continue ;;
	# Paths migrate, if only in the attributes.
	verbs_qp) devices=rxe0 ;;
	verbs_cm | verbs_events | verbs_limits | verbs_more | verbs_options)
		devices="rxe0 siw0 rdmasim0" ;;
	# sim.sh runs them on what has it.
	verbs_device | verbs_dm | verbs_dmabuf | verbs_flow | verbs_wq) devices="rxe0 siw0" ;;
	*) devices="rxe0 rdmasim0" ;;
	esac
	# shellcheck disable=SC2086 # words
	program "$test" $devices
done
program "$GUEST_PROGRAMS/verbs_bind" nomodify rxe0
# These need a device to lose, so they are the last.
program "$GUEST_PROGRAMS/verbs_bind" unplug rxe0
ok "the device comes back" rdma link add rxe0 type rxe netdev vethr0
wait_active rxe0
program "$GUEST_PROGRAMS/verbs_race" unplug rxe0 "rdma link add rxe0 type rxe netdev vethr0"
is "the kernel counts the objects that it did before" "$(resources)" "$before"
done_testing
