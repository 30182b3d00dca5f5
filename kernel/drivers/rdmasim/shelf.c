// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Words of a device that all its contexts share, which is why not everybody who may
 * open the device may read them, and fewer may store there: what a driver has user
 * capabilities for (UCAPs).  A driver of Linux 6.15 looks for them in
 * ib_ucontext::enabled_caps.  Before that who calls the method has looked: rdma_uapi
 * does, and ib_uverbs of older kernels knows of none.
 */
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_types.h>
#ifdef RUAPI_HAVE_UCAPS
#include <rdma/ib_ucaps.h>
#endif

#include "rdmasim.h"
#include "rdmasim-abi.h"

#define UVERBS_MODULE_NAME rdmasim_shelf
#include <rdma/uverbs_named_ioctl.h>

static_assert(SIM_SHELF_WORDS == RDMASIM_SHELF_WORDS);

#ifdef RUAPI_HAVE_UCAPS
static const enum rdma_user_cap shelf_ucaps[] = {
	RDMA_UCAP_MLX5_CTRL_LOCAL,
	RDMA_UCAP_MLX5_CTRL_OTHER_VHCA,
};

/* sim_shelf_exit() undoes it, also what was made of it before it failed. */
int sim_shelf_init(struct sim_device *dev)
{
	int ret;

	while (dev->num_ucaps < ARRAY_SIZE(shelf_ucaps)) {
		ret = ib_create_ucap(shelf_ucaps[dev->num_ucaps]);
		if (ret)
			return ret;
		dev->num_ucaps++;
	}
	return 0;
}

void sim_shelf_exit(struct sim_device *dev)
{
	while (dev->num_ucaps)
		ib_remove_ucap(shelf_ucaps[--dev->num_ucaps]);
}

static bool may_use(const struct ib_ucontext *context, unsigned int i)
{
	return UCAP_ENABLED(context->enabled_caps, shelf_ucaps[i]);
}
#else
int sim_shelf_init(struct sim_device *dev)
{
	return 0;
}

void sim_shelf_exit(struct sim_device *dev)
{
}

static bool may_use(const struct ib_ucontext *context, unsigned int i)
{
	return true;
}
#endif

static int say_value(struct uverbs_attr_bundle *attrs, u64 value)
{
	const int ret = uverbs_copy_to(attrs, RDMASIM_ATTR_DEVICE_SHELF_VALUE,
				       &value, sizeof(value));

	return ret == -ENOENT ? 0 : ret;
}

static int UVERBS_HANDLER(RDMASIM_METHOD_DEVICE_SHELF)(struct uverbs_attr_bundle *attrs)
{
	struct ib_ucontext *context = ib_uverbs_get_ucontext(attrs);
	struct sim_device *dev;
	u64 stored;
	u32 index;
	int ret;

	if (IS_ERR(context))
		return PTR_ERR(context);
	if (!may_use(context, 0))
		return -EPERM;
	if (uverbs_attr_is_valid(attrs, RDMASIM_ATTR_DEVICE_SHELF_STORE) &&
	    !may_use(context, 1))
		return -EPERM;
	dev = container_of(context->device, struct sim_device, ib);
	ret = uverbs_copy_from(&index, attrs, RDMASIM_ATTR_DEVICE_SHELF_INDEX);
	if (ret)
		return ret;
	if (index >= ARRAY_SIZE(dev->shelf))
		return -EINVAL;
	/* If that cannot be told, nothing is stored. */
	ret = say_value(attrs, atomic64_read(&dev->shelf[index]));
	if (ret)
		return ret;
	ret = uverbs_copy_from(&stored, attrs, RDMASIM_ATTR_DEVICE_SHELF_STORE);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	return say_value(attrs, atomic64_xchg(&dev->shelf[index], stored));
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_DEVICE_SHELF,
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_DEVICE_SHELF_INDEX,
					       UVERBS_ATTR_TYPE(u32), UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_DEVICE_SHELF_STORE,
					       UVERBS_ATTR_TYPE(u64), UA_OPTIONAL),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_DEVICE_SHELF_VALUE,
						UVERBS_ATTR_TYPE(u64), UA_OPTIONAL));

ADD_UVERBS_METHODS(rdmasim_shelf, UVERBS_OBJECT_DEVICE,
		   &UVERBS_METHOD(RDMASIM_METHOD_DEVICE_SHELF));

const struct uapi_definition sim_shelf_defs[] = {
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &rdmasim_shelf),
	{},
};
