#!/bin/bash
# What two threads get done on two CPUs, inside a guest that has them.  Prints lines
# for report.sh:
#   environment KEY VALUE
#   threads ROW CONTEXTS RATE MEDIAN MIN MAX	RATE of one a second; what two do, as a ratio to that
# usage: threads.sh THREADS
set -euo pipefail
. "$SRC/tests/vm/rdma.sh"

(($(nproc) >= 2)) || { echo "threads.sh: there is one CPU" >&2; exit 1; }
rxe_up
modprobe rdma_uapi
echo "environment kernel $(uname -r)"
"$1"
