#!/bin/bash
# In the guest of arm64.sh: module, tool and interposer, over rxe and siw.  Prints TAP.
# usage: arm64-guest.sh
set -uo pipefail
# shellcheck source=tests/vm/guest-only.sh
. "${BASH_SOURCE[0]%arm64-guest.sh}guest-only.sh" || exit
. "${SRC:?is set in a guest: see tests/vm/guest.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"
work=$(mktemp -d /tmp/arm64.XXXXXX)
. "$SRC/tests/vm/pair.sh"

is "the machine" "$(uname -m)" aarch64
ok "rxe comes up" rxe_up
ok "siw comes up" siw_pair_up far
ok "the modules load" modprobe -a rdma_uapi rdmasim
like "the HCAs are listed" "$("$cli" list | paste -sd' ')" 'rxe0 .*siw0 '
ok "doctor finds nothing wrong" bash -c '"$0" doctor | tee /dev/stderr | { ! grep "^wrong"; }' "$cli"
like "all actions are described" "$("$cli" describe | grep -c .)" '^[0-9]{3}'
modprobe ib_uverbs
for hca in rxe0 siw0; do
	is "ibv_devinfo says of $hca what it says on the stock stack" "$(here ibv_devinfo -v -d "$hca" 2>&1)" \
		"$(ibv_devinfo -v -d "$hca" 2>&1)"
done
ok "rping over rxe" pair "listening rping" here rping -s -a 10.1.0.1 -C 3 -- here rping -c -a 10.1.0.1 -C 3 -v
is "data came" "$(grep -c 'ping data: rdma-ping' "$work/client")" 3
ok "rping over siw, between network namespaces" pair "listening rping" here rping -s -a 10.2.0.1 -C 3 -- \
	far rping -c -a 10.2.0.1 -C 3 -v
is "data came there" "$(grep -c 'ping data: rdma-ping' "$work/client")" 3
ok "ibv_rc_pingpong" pair "tcp_listening 18515" here ibv_rc_pingpong -d rxe0 -g 1 -n 100 -- \
	here ibv_rc_pingpong -d rxe0 -g 1 -n 100 10.1.0.1
ok "with events" pair "tcp_listening 18515" here ibv_rc_pingpong -e -d rxe0 -g 1 -n 100 -- \
	here ibv_rc_pingpong -e -d rxe0 -g 1 -n 100 10.1.0.1
ok "ib_write_bw" pair "tcp_listening 18515" here ib_write_bw -d rxe0 -x 1 -n 50 -s 4096 -- \
	here ib_write_bw -d rxe0 -x 1 -n 50 -s 4096 10.1.0.1
ok "a simulated HCA comes" bash -c 'echo "0 1 ib" >/sys/bus/rdmasim/new_device'
like "and is listed" "$("$cli" list)" rdmasim0
ok "and goes" bash -c 'echo 0 >/sys/bus/rdmasim/del_device'
rdma_down
ok "the modules are unloaded" eventually 10 modprobe -r rdma_uapi
done_testing
