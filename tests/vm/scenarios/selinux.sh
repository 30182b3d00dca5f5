#!/bin/bash
# boot: lsm=lockdown,yama,selinux,bpf enforcing=1
# SELinux, enforcing, decides about every action, on every fd of a namespace.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

access=$RDMA_UAPI_BUILD/guest/access
# confined TYPE COMMAND...: a process of that type
confined()
{
	(
		# No newline: it would be written once more, and unset it.
		printf %s "sys:sys_r:$1" >/proc/self/attr/exec || exit
		exec "${@:2}" 2>&1
	)
}

like "the kernel asks SELinux" "$(cat /sys/kernel/security/lsm)" '(^|,)selinux(,|$)'
ok "selinuxfs" mount -t selinuxfs selinuxfs /sys/fs/selinux
is "it enforces" "$(cat /sys/fs/selinux/enforce)" 1
ok "the policy compiles" checkpolicy -U allow -o /run/policy "$SRC/tests/selinux/policy.conf"
ok "and is loaded" dd if=/run/policy of=/sys/fs/selinux/load bs=1M
ok "rxe comes up" rxe_up
ok "the module loads" modprobe rdma_uapi
ok "the node has a label" chcon sys:object_r:rdma_uapi_t /dev/rdma_uapi
is "which stays" "$(stat -c %C /dev/rdma_uapi)" sys:object_r:rdma_uapi_t

is "who may do everything" "$(confined free_t "$access" policed rxe0)" "\
main: PD.ALLOC success -
main: made up ENOTTY -
main: NAMESPACE.VIEW success -
view: PD.ALLOC success -
view: made up ENOTTY -"
is "who may not do PD.ALLOC, nor on a view" "$(confined nopd_t "$access" policed rxe0)" "\
main: PD.ALLOC EACCES RUAPI_REASON_LSM
main: made up EACCES -
main: NAMESPACE.VIEW success -
view: PD.ALLOC EACCES RUAPI_REASON_LSM
view: made up ENOTTY -"
is "who may not do NAMESPACE.VIEW" "$(confined noview_t "$access" policed rxe0)" "\
main: PD.ALLOC success -
main: made up ENOTTY -
main: NAMESPACE.VIEW EACCES RUAPI_REASON_LSM"

# What came later, on the HCA that has it.
actions=$RDMA_UAPI_BUILD/guest/actions
makes=(counters.create dm.alloc xrcd.open wq.create flow.create)
uses=(mr.reg_dm cq.poll qp.post_send qp.post_recv qp.open srq.post_recv counters.read wq.modify
	rwq_table.create)
ok "rdmasim comes up" sim_up
is "who may not make it" "$(confined nomake_t "$actions" --say rdmasim0 "${makes[@]}")" \
	"$(printf '%s EACCES RUAPI_REASON_LSM\n' "${makes[@]}")"
is "who may not use it" "$(confined nopost_t "$actions" --say rdmasim0 "${uses[@]}")" \
	"$(printf '%s EACCES RUAPI_REASON_LSM\n' "${uses[@]}")"
unlike "who may do both" "$(confined free_t "$actions" --say rdmasim0 "${makes[@]}" "${uses[@]}")" LSM

# The module that is for use, on the same base.
ok "the policy for use compiles" eval 'checkpolicy -C -U allow -o /run/base.cil "$SRC/tests/selinux/policy.conf" &&
	secilc -o /run/policy -f /dev/null /run/base.cil "$SRC/docs/abi/rdma_uapi_actions.cil" \
		"$SRC/lib/system/rdma_uapi.cil" "$SRC/tests/selinux/domains.cil"'
ok "and is loaded" dd if=/run/policy of=/sys/fs/selinux/load bs=1M
ok "the node has its type" chcon system_u:object_r:rdma_uapi_device_t /dev/rdma_uapi
like "nobody opens it who has none of the classes" "$(confined stranger_t "$access" classes rdmasim0)" "EACCES"
is "who may look, looks" "$(confined looks_t "$access" classes rdmasim0)" "\
looks: success -
verbs: EACCES -
connects: EACCES RUAPI_REASON_LSM
grants: EACCES RUAPI_REASON_LSM"
is "who has verbs has no connections" "$(confined verbs_t "$access" classes rdmasim0)" "\
looks: success -
verbs: success -
connects: EACCES RUAPI_REASON_LSM
grants: EACCES RUAPI_REASON_LSM
methods: EACCES -"
is "who has both has no methods" "$(confined connects_t "$access" classes rdmasim0)" "\
looks: success -
verbs: success -
connects: success -
grants: EACCES RUAPI_REASON_LSM
methods: EACCES -"
is "who has all classes has all" "$(confined all_t "$access" classes rdmasim0)" "\
looks: success -
verbs: success -
connects: success -
grants: success -
methods: success -"
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
