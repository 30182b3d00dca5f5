// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Has rdma_cm want a controlled Q_Key for datagram QPs, as peers on an InfiniBand
 * network can have it do.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <rdma/ib_mad.h>
#include <rdma/ib_verbs.h>

static int init_qp_attr_begins(struct kretprobe_instance *call,
			       struct pt_regs *regs)
{
	*(unsigned long *)call->data = regs_get_kernel_argument(regs, 1);
	return 0;
}

static int init_qp_attr_ends(struct kretprobe_instance *call,
			     struct pt_regs *regs)
{
	struct ib_qp_attr *attr = *(struct ib_qp_attr **)call->data;

	/* Only datagram QPs get one. */
	if (!regs_return_value(regs) && attr->qkey)
		attr->qkey |= IB_QP_SET_QKEY;
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "rdma_init_qp_attr",
	.entry_handler = init_qp_attr_begins,
	.handler = init_qp_attr_ends,
	.data_size = sizeof(struct ib_qp_attr *),
};

static int __init qkey_init(void)
{
	return register_kretprobe(&probe);
}

static void __exit qkey_exit(void)
{
	unregister_kretprobe(&probe);
}

module_init(qkey_init);
module_exit(qkey_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Controlled Q_Keys for CM ids, for tests");
