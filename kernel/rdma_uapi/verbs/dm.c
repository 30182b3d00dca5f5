// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* DM: memory on the device, of which MR.REG_DM makes regions. */
#include <rdma/uverbs_std_types.h>

#include "verbs/verbs.h"

static int dm_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ib_dm *dm = container_of(obj, struct ruapi_dm, obj)->ib;

	if (atomic_read(&dm->usecnt))
		return -EBUSY;
	return dm->device->ops.dealloc_dm(dm, &udata->bundle);
}

static int dm_alloc(struct ruapi_call *call)
{
	struct ib_device *ibdev = call->dev->ibdev;
	struct ruapi_dm *dm = attr_new(dm, call);
	struct ib_dm_alloc_attr attr = {
		.length = attr_u64(call, RUAPI_DM_ALLOC_LENGTH),
		.alignment = attr_u32(call, RUAPI_DM_ALLOC_ALIGNMENT),
	};
	struct ib_dm *ib;

	if (!ibdev->ops.alloc_dm || !ibdev->ops.dealloc_dm)
		return -EOPNOTSUPP;
	ib = ibdev->ops.alloc_dm(ibdev, call->ctx->ib, &attr,
				 &call_udata(call)->bundle);
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	ib->device = ibdev;
	ib->length = attr.length;
	ib->uobject = &dm->obj.uobj;
	atomic_set(&ib->usecnt, 0);
	dm->ib = ib;
	dm->length = attr.length;
	dm->obj.uobj.user_handle = attr_u64(call, RUAPI_DM_ALLOC_USER_DATA);
	dm->obj.uobj.object = ib;
	dm->obj.hw = true;
	return 0;
}

static const struct ruapi_handler dm_handlers[__RUAPI_DM_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_DM_ALLOC] = {
		.run = dm_alloc,
	},
};

const struct ruapi_type ruapi_type_dm = {
	.size = sizeof(struct ruapi_dm),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_DM),
	.handlers = dm_handlers,
	.num_handlers = ARRAY_SIZE(dm_handlers),
	.destroy = dm_destroy,
};
