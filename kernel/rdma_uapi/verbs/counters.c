// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* COUNTERS: of what flows match. */
#include <rdma/uverbs_std_types.h>

#include "verbs/verbs.h"

static int counters_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ib_counters *ib =
		container_of(obj, struct ruapi_counters, obj)->ib;
	int ret;

	if (atomic_read(&ib->usecnt))
		return -EBUSY;
	ret = ib->device->ops.destroy_counters(ib);
	if (ret)
		return ret;
	kfree(ib);
	return 0;
}

static int counters_create(struct ruapi_call *call)
{
	struct ruapi_counters *counters = attr_new(counters, call);
	struct ib_device *ibdev = call->dev->ibdev;
	struct ib_counters *ib;
	int ret;

	if (!ibdev->ops.create_counters || !ibdev->ops.destroy_counters)
		return -EOPNOTSUPP;
	ib = rdma_zalloc_drv_obj(ibdev, ib_counters);
	if (!ib)
		return -ENOMEM;
	ib->device = ibdev;
	ib->uobject = &counters->obj.uobj;
	atomic_set(&ib->usecnt, 0);
	ret = ibdev->ops.create_counters(ib, &call_udata(call)->bundle);
	if (ret) {
		kfree(ib);
		return ret;
	}
	counters->ib = ib;
	counters->obj.uobj.user_handle =
		attr_u64(call, RUAPI_COUNTERS_CREATE_USER_DATA);
	counters->obj.uobj.object = ib;
	counters->obj.hw = true;
	return 0;
}

/* The driver fills the room that the caller has, whatever there is to count. */
static int counters_read(struct ruapi_call *call)
{
	struct ib_counters *ib =
		attr_to(counters, call, RUAPI_COUNTERS_READ_HANDLE)->ib;
	const u32 room = attr_raw(call, RUAPI_COUNTERS_READ_VALUES)->len;
	struct ib_counters_read_attr attr = {
		.ncounters = room / sizeof(u64),
		.flags = attr_u32(call, RUAPI_COUNTERS_READ_FLAGS),
	};
	int ret;

	if (!ib->device->ops.read_counters)
		return -EOPNOTSUPP;
	if (attr.ncounters > RUAPI_COUNTERS_READ_MAX)
		return call_bad_attr(call, RUAPI_COUNTERS_READ_VALUES,
				     RUAPI_REASON_LENGTH, -EINVAL);
	/* Drivers count from the first binding on, and some by what it says. */
	if (!atomic_read(&ib->usecnt))
		return call_bad_attr(call, RUAPI_COUNTERS_READ_HANDLE,
				     RUAPI_REASON_STATE, -EINVAL);
	attr.counters_buff = kvcalloc(attr.ncounters, sizeof(u64),
				      GFP_KERNEL_ACCOUNT);
	if (!attr.counters_buff)
		return -ENOMEM;
	ret = ib->device->ops.read_counters(ib, &attr, &call_udata(call)->bundle);
	if (!ret)
		attr_put_array(call, RUAPI_COUNTERS_READ_VALUES,
			       attr.counters_buff,
			       attr.ncounters * sizeof(u64));
	kvfree(attr.counters_buff);
	return ret;
}

static const struct ruapi_handler counters_handlers[__RUAPI_COUNTERS_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_COUNTERS_CREATE] = {
		.run = counters_create,
	},
	[RUAPI_COUNTERS_READ] = {
		.run = counters_read,
	},
};

const struct ruapi_type ruapi_type_counters = {
	.size = sizeof(struct ruapi_counters),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_COUNTERS),
	.handlers = counters_handlers,
	.num_handlers = ARRAY_SIZE(counters_handlers),
	.destroy = counters_destroy,
};
