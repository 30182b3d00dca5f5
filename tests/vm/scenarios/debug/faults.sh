#!/bin/bash
# Every allocation and every user copy of every action fails in turn.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
. "$SRC/tests/guest/program.sh"

# Faults are chosen by the program, one at a time.  They may be any that the
# kernel can have, and 10000 of them in the log would help nobody.
faults_ready()
{
	local fault debug=/sys/kernel/debug

	for fault in failslab fail_page_alloc fail_usercopy; do
		echo 0 >"$debug/$fault/verbose" || return
	done
	echo N >"$debug/failslab/cache-filter" &&
		echo N >"$debug/failslab/ignore-gfp-wait" &&
		echo N >"$debug/fail_page_alloc/ignore-gfp-wait" &&
		echo N >"$debug/fail_page_alloc/ignore-gfp-highmem" &&
		echo 0 >"$debug/fail_page_alloc/min-order"
}

# Objects by device.
resources() { rdma resource show | sed 's/^[0-9]*: //' | sort; }

ok "the kernel can inject faults" faults_ready
ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up far
ok "the module loads" modprobe rdma_uapi
before=$(resources)
program "$GUEST_PROGRAMS/faults" rxe0 10.1.0.1
program "$GUEST_PROGRAMS/faults" siw0 10.2.0.1
ok "rdmasim comes up" sim_up
program "$GUEST_PROGRAMS/faults" rdmasim0 10.3.0.1
ok "rdmasim goes" rmmod rdmasim
is "the kernel counts the objects that it did before" "$(resources)" "$before"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
