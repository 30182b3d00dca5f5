// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory windows: they come and go, and have keys.  Binding one is a request that
 * struct ib_send_wr has no form for, so none is ever bound, and its key opens nothing.
 */
#include "rdmasim.h"

struct sim_mw {
	struct ib_mw ib;
};

static int sim_alloc_mw(struct ib_mw *ib, struct ib_udata *udata)
{
	struct sim_device *dev = to_sim(ib->device);
	u32 index;
	int ret;

	ret = sim_fault(dev, SIM_OP_ALLOC_MW);
	if (ret)
		return ret;
	if (ib->type != IB_MW_TYPE_1 && ib->type != IB_MW_TYPE_2)
		return -EOPNOTSUPP;
	/* Reserved among the keys of regions: nobody finds anything there. */
	ret = xa_alloc(&dev->mrs, &index, NULL, XA_LIMIT(1, (1 << 24) - 1),
		       GFP_KERNEL_ACCOUNT);
	if (!ret)
		ib->rkey = index << 8;
	return ret;
}

static int sim_dealloc_mw(struct ib_mw *ib)
{
	struct sim_device *dev = to_sim(ib->device);
	int ret;

	ret = sim_fault(dev, SIM_OP_DEALLOC_MW);
	if (!ret)
		xa_release(&dev->mrs, ib->rkey >> 8);
	return ret;
}

const struct ib_device_ops sim_mw_ops = {
	.alloc_mw = sim_alloc_mw,
	.dealloc_mw = sim_dealloc_mw,
	INIT_RDMA_OBJ_SIZE(ib_mw, sim_mw, ib),
};
