// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory on the device: as much of the kernel's for each allocation.
 */
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "rdmasim.h"

static struct sim_dm *to_sim_dm(struct ib_dm *ib)
{
	return container_of(ib, struct sim_dm, ib);
}

/* What a device has is limited, whoever has it. */
static int dm_take(struct sim_device *dev, u32 length)
{
	if (atomic_add_return(length, &dev->dm_used) <= SIM_MAX_DM)
		return 0;
	atomic_sub(length, &dev->dm_used);
	return -ENOMEM;
}

static void dm_give_back(struct sim_device *dev, u32 length)
{
	atomic_sub(length, &dev->dm_used);
}

static struct ib_dm *sim_alloc_dm(struct ib_device *ib, struct ib_ucontext *ctx,
				  struct ib_dm_alloc_attr *attr,
				  struct uverbs_attr_bundle *attrs)
{
	struct sim_device *dev = to_sim(ib);
	struct sim_dm *dm;
	int ret;

	ret = sim_fault(dev, SIM_OP_ALLOC_DM);
	if (ret)
		return ERR_PTR(ret);
	/* It is whole pages. */
	if (!attr->length || attr->length > SIM_MAX_DM || attr->alignment > PAGE_SHIFT ||
	    attr->flags)
		return ERR_PTR(-EINVAL);
	ret = dm_take(dev, attr->length);
	if (ret)
		return ERR_PTR(ret);
	dm = kzalloc(sizeof(*dm), GFP_KERNEL_ACCOUNT);
	if (!dm)
		goto err_take;
	dm->length = attr->length;
	dm->memory = __vmalloc(dm->length, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!dm->memory)
		goto err_free;
	return &dm->ib;

err_free:
	kfree(dm);
err_take:
	dm_give_back(dev, attr->length);
	return ERR_PTR(-ENOMEM);
}

static int sim_dealloc_dm(struct ib_dm *ib, struct uverbs_attr_bundle *attrs)
{
	struct sim_device *dev = to_sim(ib->device);
	struct sim_dm *dm = to_sim_dm(ib);
	int ret;

	ret = sim_fault(dev, SIM_OP_DEALLOC_DM);
	if (ret)
		return ret;
	dm_give_back(dev, dm->length);
	vfree(dm->memory);
	kfree(dm);
	return 0;
}

/* The caller has seen that the region is within the memory. */
static struct ib_mr *sim_reg_dm_mr(struct ib_pd *pd, struct ib_dm *ib,
				   struct ib_dm_mr_attr *attr,
				   struct uverbs_attr_bundle *attrs)
{
	struct sim_dm *dm = to_sim_dm(ib);
	int ret;

	ret = sim_fault(to_sim(pd->device), SIM_OP_REG_DM_MR);
	if (ret)
		return ERR_PTR(ret);
	return sim_mr_memory(pd, dm->memory + attr->offset, attr->length,
			     attr->access_flags);
}

const struct ib_device_ops sim_dm_ops = {
	.alloc_dm = sim_alloc_dm,
	.dealloc_dm = sim_dealloc_dm,
	.reg_dm_mr = sim_reg_dm_mr,
};
