// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Words of a device that all its contexts share, which is why not everybody who may
 * open the device may read them, and fewer may store there: what a driver has user
 * capabilities for (UCAPs).  A driver of Linux 6.15 would look for them in
 * ib_ucontext::enabled_caps.  Here who calls the method has looked: rdma_uapi does,
 * and ib_uverbs of older kernels knows of none.
 */
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_types.h>

#include "rdmasim.h"
#include "rdmasim-abi.h"

#define UVERBS_MODULE_NAME rdmasim_shelf
#include <rdma/uverbs_named_ioctl.h>

static_assert(SIM_SHELF_WORDS == RDMASIM_SHELF_WORDS);

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
