// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* PD: protection domains. */
#include <rdma/uverbs_std_types.h>

#include "verbs/verbs.h"

static int pd_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ib_pd *pd = container_of(obj, struct ruapi_pd, obj)->ib;

	if (atomic_read(&pd->usecnt))
		return -EBUSY;
	return ib_dealloc_pd_user(pd, ruapi_udata(udata));
}

static int pd_alloc(struct ruapi_call *call)
{
	struct ib_device *ibdev = call->dev->ibdev;
	struct ruapi_pd *pd = attr_new(pd, call);
	struct ib_pd *ib;
	int ret;

	if (!ibdev->ops.alloc_pd)
		return -EOPNOTSUPP;
	ib = rdma_zalloc_drv_obj(ibdev, ib_pd);
	if (!ib)
		return -ENOMEM;
	ib->device = ibdev;
	ib->uobject = &pd->obj.uobj;
	atomic_set(&ib->usecnt, 0);
	rdma_restrack_new(&ib->res, RDMA_RESTRACK_PD);
	rdma_restrack_set_name(&ib->res, NULL);
	ret = ibdev->ops.alloc_pd(ib, ruapi_udata(call_udata(call)));
	if (ret) {
		rdma_restrack_put(&ib->res);
		kfree(ib);
		return ret;
	}
	rdma_restrack_add(&ib->res);
	pd->ib = ib;
	pd->obj.uobj.object = ib;
	pd->obj.hw = true;
	return 0;
}

static const struct ruapi_handler pd_handlers[__RUAPI_PD_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_PD_ALLOC] = {
		.run = pd_alloc,
	},
};

const struct ruapi_type ruapi_type_pd = {
	.size = sizeof(struct ruapi_pd),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_PD),
	.handlers = pd_handlers,
	.num_handlers = ARRAY_SIZE(pd_handlers),
	.destroy = pd_destroy,
};
