// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Address vectors, of address handles and of connected QPs.
 */
#include <linux/etherdevice.h>
#include <rdma/ib_cache.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

int sim_av_init(struct sim_device *dev, struct sim_av *av,
		const struct rdma_ah_attr *attr)
{
	const struct ib_global_route *grh = &attr->grh;
	u32 port = rdma_ah_get_port_num(attr);
	bool ib = dev->fabric->kind == SIM_IB;

	if (!rdma_is_port_valid(&dev->ib, port) ||
	    attr->type != (ib ? RDMA_AH_ATTR_TYPE_IB : RDMA_AH_ATTR_TYPE_ROCE))
		return -EINVAL;
	*av = (struct sim_av){
		.sl = rdma_ah_get_sl(attr),
		.grh = rdma_ah_get_ah_flags(attr) & IB_AH_GRH,
		.vlan_id = 0xffff,
	};
	if (ib)
		av->dlid = rdma_ah_get_dlid(attr);
	else
		ether_addr_copy(av->dmac, attr->roce.dmac);
	if (!av->grh)
		return ib ? 0 : -EINVAL;

	av->dgid = grh->dgid;
	av->hop_limit = grh->hop_limit;
	av->traffic_class = grh->traffic_class;
	av->flow_label = grh->flow_label;
	if (!grh->sgid_attr)
		return -EINVAL;
	av->sgid = grh->sgid_attr->gid;
	av->gid_type = grh->sgid_attr->gid_type;
	return ib ? 0 : rdma_read_gid_l2_fields(grh->sgid_attr, &av->vlan_id, NULL);
}

static int ah_set(struct sim_ah *ah, const struct rdma_ah_attr *attr)
{
	int ret = sim_av_init(to_sim(ah->ib.device), &ah->av, attr);

	if (ret)
		return ret;
	ah->attr = *attr;
	/* ib_core has the reference. */
	ah->attr.grh.sgid_attr = NULL;
	return 0;
}

/* A number, by which requests in a program's memory name it. */
static int ah_number(struct sim_ah *ah, struct ib_udata *udata)
{
	struct sim_device *dev = to_sim(ah->ib.device);
	struct rdmasim_create_ah_resp resp = {};
	int ret;

	ah->number = 0;
	if (!udata || udata->outlen < sizeof(resp))
		return 0;
	ret = xa_alloc(&dev->ahs, &resp.number, ah, xa_limit_31b, GFP_KERNEL_ACCOUNT);
	if (ret)
		return ret;
	ret = ib_copy_to_udata(udata, &resp, sizeof(resp));
	if (ret)
		xa_erase(&dev->ahs, resp.number);
	else
		ah->number = resp.number;
	return ret;
}

/* Where it leads, if it is one of that domain. */
bool sim_ah_find(struct ib_pd *pd, u32 number, struct sim_av *av)
{
	struct sim_device *dev = to_sim(pd->device);
	struct sim_ah *ah;
	bool found;

	xa_lock(&dev->ahs);
	ah = xa_load(&dev->ahs, number);
	found = ah && ah->ib.pd == pd;
	if (found)
		*av = ah->av;
	xa_unlock(&dev->ahs);
	return found;
}

/* It may have to be made and destroyed where nobody can sleep. */
static int ah_fault(struct sim_device *dev, enum sim_op op, bool sleepable)
{
	return sleepable ? sim_fault(dev, op) : sim_fault_atomic(dev, op);
}

static int ah_create(struct sim_ah *ah, struct rdma_ah_init_attr *attr, enum sim_op op)
{
	return ah_fault(to_sim(ah->ib.device), op, attr->flags & RDMA_CREATE_AH_SLEEPABLE) ?:
	       ah_set(ah, attr->ah_attr);
}

static int sim_create_ah(struct ib_ah *ib, struct rdma_ah_init_attr *attr,
			 struct ib_udata *udata)
{
	return ah_create(to_sim_ah(ib), attr, SIM_OP_CREATE_AH);
}

static int sim_create_user_ah(struct ib_ah *ib, struct rdma_ah_init_attr *attr,
			      struct ib_udata *udata)
{
	return ah_create(to_sim_ah(ib), attr, SIM_OP_CREATE_USER_AH) ?:
	       ah_number(to_sim_ah(ib), udata);
}

static int sim_modify_ah(struct ib_ah *ib, struct rdma_ah_attr *attr)
{
	return sim_fault(to_sim(ib->device), SIM_OP_MODIFY_AH) ?:
	       ah_set(to_sim_ah(ib), attr);
}

static int sim_query_ah(struct ib_ah *ib, struct rdma_ah_attr *attr)
{
	int ret = sim_fault(to_sim(ib->device), SIM_OP_QUERY_AH);

	if (!ret)
		*attr = to_sim_ah(ib)->attr;
	return ret;
}

/* Refuses who has an answer to give: ib_core forgets those of the kernel anyway. */
static int sim_destroy_ah(struct ib_ah *ib, u32 flags)
{
	int ret = ah_fault(to_sim(ib->device), SIM_OP_DESTROY_AH,
			   flags & RDMA_DESTROY_AH_SLEEPABLE);

	if (ib->uobject && ret)
		return ret;
	if (to_sim_ah(ib)->number)
		xa_erase(&to_sim(ib->device)->ahs, to_sim_ah(ib)->number);
	return 0;
}

const struct ib_device_ops sim_ah_ops = {
	.create_ah = sim_create_ah,
	.create_user_ah = sim_create_user_ah,
	.modify_ah = sim_modify_ah,
	.query_ah = sim_query_ah,
	.destroy_ah = sim_destroy_ah,
	INIT_RDMA_OBJ_SIZE(ib_ah, sim_ah, ib),
};
