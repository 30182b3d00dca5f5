#!/bin/bash
# What calls cost beside n others, inside a guest whose clock counts
# instructions.  Prints lines for report.sh:
#   environment KEY VALUE
#   scale TABLE ROW N INSTRUCTIONS LATE
# usage: scale.sh SCALE [TABLE [MOST]]
set -euo pipefail
. "$SRC/tests/vm/rdma.sh"

scale=$1
shift

# A bond of three, so that it can go from one address to another without ever
# coming back to the first.
bond_up()
{
	local i

	ip link add bond0 type bond mode active-backup fail_over_mac active
	for i in 0 1 2; do
		ip link add "slave$i" type dummy
		ip link set "slave$i" master bond0
	done
	ip addr add 10.4.0.1/24 dev bond0
	ip link set bond0 up
	ip link set bond0 type bond active_slave slave0
	rdma link add bonded type rxe netdev bond0
}

tables=(nothing objects ids contexts events)
(($# == 0)) || tables=(nothing "$1")

# The guest waits for the host's files, and its clock races meanwhile.
echo 0 >/proc/sys/kernel/hung_task_timeout_secs
rxe_up
bond_up
modprobe rdma_ucm
modprobe rdma_uapi
# Once, so that ps comes from the guest's memory.
"$RDMA_UAPI_BUILD/bin/rdma-uapi" ps >/dev/null
echo "environment kernel $(uname -r)"
for table in "${tables[@]}"; do
	"$scale" "$RDMA_UAPI_BUILD/bin/rdma-uapi" "$table" ${2:+"$2"}
done
