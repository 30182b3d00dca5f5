// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory on the device: as much of the kernel's for each allocation.  It comes back when
 * no program has it mapped any more.
 */
#include <linux/slab.h>

#include "rdmasim-abi.h"
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

/* What the program wants to map it by, 0: it does not. */
static u32 dm_number(const struct ib_dm_alloc_attr *attr)
{
	return attr->alignment >> RDMASIM_DM_SHIFT;
}

static bool dm_attr_ok(const struct ib_dm_alloc_attr *attr)
{
	/* It is whole pages. */
	return attr->length && attr->length <= SIM_MAX_DM && !attr->flags &&
	       (attr->alignment & GENMASK(RDMASIM_DM_SHIFT - 1, 0)) <= PAGE_SHIFT &&
	       dm_number(attr) < RDMASIM_DM_NUMBERS;
}

static struct sim_map *dm_map(struct sim_device *dev, struct ib_ucontext *ctx,
			      const struct ib_dm_alloc_attr *attr)
{
	struct sim_map *map;
	int ret;

	ret = dm_take(dev, attr->length);
	if (ret)
		return ERR_PTR(ret);
	map = sim_map_alloc(attr->length, true);
	if (!map) {
		atomic_sub(attr->length, &dev->dm_used);
		return ERR_PTR(-ENOMEM);
	}
	map->used = &dev->dm_used;
	map->taken = attr->length;
	ret = dm_number(attr) ? sim_map_add_dm(map, ctx, dm_number(attr)) : 0;
	if (!ret)
		return map;
	sim_map_del(map);
	return ERR_PTR(ret);
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
	if (!dm_attr_ok(attr))
		return ERR_PTR(-EINVAL);
	dm = kzalloc(sizeof(*dm), GFP_KERNEL_ACCOUNT);
	if (!dm)
		return ERR_PTR(-ENOMEM);
	dm->map = dm_map(dev, ctx, attr);
	if (IS_ERR(dm->map)) {
		ret = PTR_ERR(dm->map);
		kfree(dm);
		return ERR_PTR(ret);
	}
	ret = sim_added_dm(dm, attr->length, atomic_read(&dev->dm_used), attrs);
	if (ret) {
		sim_map_del(dm->map);
		kfree(dm);
		return ERR_PTR(ret);
	}
	return &dm->ib;
}

static int sim_dealloc_dm(struct ib_dm *ib, struct uverbs_attr_bundle *attrs)
{
	struct sim_device *dev = to_sim(ib->device);
	struct sim_dm *dm = to_sim_dm(ib);
	int ret;

	ret = sim_fault(dev, SIM_OP_DEALLOC_DM);
	if (ret)
		return ret;
	sim_map_del(dm->map);
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
	return sim_mr_memory(pd, dm->map->memory + attr->offset, attr->length,
			     attr->access_flags);
}

const struct ib_device_ops sim_dm_ops = {
	.alloc_dm = sim_alloc_dm,
	.dealloc_dm = sim_dealloc_dm,
	.reg_dm_mr = sim_reg_dm_mr,
};
