// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory windows: parts of regions under keys of their own, for others.  Requests bind
 * them, of queues that programs map: struct ib_send_wr has no form for that.  In the
 * table they are among the regions.
 */
#include "rdmasim.h"

struct sim_mw {
	struct ib_mw ib;
	struct sim_mr mr;
};

static struct sim_mw *to_sim_mw(struct ib_mw *ib)
{
	return container_of(ib, struct sim_mw, ib);
}

static int sim_alloc_mw(struct ib_mw *ib, struct ib_udata *udata)
{
	struct sim_device *dev = to_sim(ib->device);
	struct sim_mr *mr = &to_sim_mw(ib)->mr;
	int ret;

	ret = sim_fault(dev, SIM_OP_ALLOC_MW);
	if (ret)
		return ret;
	if (ib->type != IB_MW_TYPE_1 && ib->type != IB_MW_TYPE_2)
		return -EOPNOTSUPP;
	mr->dev = dev;
	mr->pd = ib->pd;
	mr->type = SIM_MR_WINDOW;
	mr->window.type = ib->type;
	ret = sim_mr_publish(mr, false);
	if (!ret)
		ib->rkey = mr->key;
	return ret;
}

static int sim_dealloc_mw(struct ib_mw *ib)
{
	int ret;

	ret = sim_fault(to_sim(ib->device), SIM_OP_DEALLOC_MW);
	if (!ret)
		sim_mr_withdraw(&to_sim_mw(ib)->mr);
	return ret;
}

const struct ib_device_ops sim_mw_ops = {
	.alloc_mw = sim_alloc_mw,
	.dealloc_mw = sim_dealloc_mw,
	INIT_RDMA_OBJ_SIZE(ib_mw, sim_mw, ib),
};
