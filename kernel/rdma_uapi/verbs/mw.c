// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* MW: memory windows, which work requests bind to regions. */
#include <rdma/uverbs_std_types.h>

#include "verbs/verbs.h"

static int mw_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ib_mw *mw = container_of(obj, struct ruapi_mw, obj)->ib;
	struct ib_pd *pd = mw->pd;
	int ret;

	ret = mw->device->ops.dealloc_mw(mw);
	if (ret)
		return ret;
	atomic_dec(&pd->usecnt);
	kfree(mw);
	return 0;
}

static int mw_alloc(struct ruapi_call *call)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_MW_ALLOC_PD)->ib;
	const u8 type = attr_u8(call, RUAPI_MW_ALLOC_TYPE);
	struct ruapi_mw *mw = attr_new(mw, call);
	struct ib_mw *ib;
	int ret;

	if (!type)
		return call_bad_attr(call, RUAPI_MW_ALLOC_TYPE,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (!pd->device->ops.alloc_mw)
		return -EOPNOTSUPP;
	ib = rdma_zalloc_drv_obj(pd->device, ib_mw);
	if (!ib)
		return -ENOMEM;
	ib->device = pd->device;
	ib->pd = pd;
	ib->uobject = &mw->obj.uobj;
	ib->type = type;
	ret = pd->device->ops.alloc_mw(ib, ruapi_udata(call_udata(call)));
	if (ret) {
		kfree(ib);
		return ret;
	}
	atomic_inc(&pd->usecnt);
	mw->ib = ib;
	mw->obj.uobj.user_handle = attr_u64(call, RUAPI_MW_ALLOC_USER_DATA);
	mw->obj.uobj.object = ib;
	mw->obj.hw = true;
	attr_put_u32(call, RUAPI_MW_ALLOC_RKEY, ib->rkey);
	return 0;
}

static const struct ruapi_handler mw_handlers[__RUAPI_MW_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_MW_ALLOC] = {
		.run = mw_alloc,
	},
};

const struct ruapi_type ruapi_type_mw = {
	.size = sizeof(struct ruapi_mw),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_MW),
	.handlers = mw_handlers,
	.num_handlers = ARRAY_SIZE(mw_handlers),
	.destroy = mw_destroy,
};
