// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* MR: memory regions. */
#include <linux/mm.h>

#include "ruapi.h"

/* Pages that a region keeps in memory, in bytes. */
static u64 mr_pinned(u64 addr, u64 length)
{
	return PAGE_ALIGN(offset_in_page(addr) + length);
}

static int mr_destroy(struct ruapi_obj *obj)
{
	struct ruapi_mr *mr = container_of(obj, struct ruapi_mr, obj);
	struct ruapi_udata udata;
	int ret;

	ruapi_udata_init(&udata, obj->ctx->ib, &obj->ns->ufile);
	ret = ib_dereg_mr_user(mr->ib, ruapi_udata(&udata));
	if (!ret)
		atomic64_sub(mr->pinned, &obj->ns->pinned);
	return ret;
}

const struct ruapi_type ruapi_type_mr = {
	.size = sizeof(struct ruapi_mr),
	.destroy = mr_destroy,
};

static void mr_track(struct ruapi_mr *mr, struct ib_pd *pd, u64 iova,
		     u64 length)
{
	struct ib_mr *ib = mr->ib;

	ib->device = pd->device;
	ib->pd = pd;
	ib->type = IB_MR_TYPE_USER;
	ib->dm = NULL;
	ib->sig_attrs = NULL;
	ib->uobject = &mr->obj.uobj;
	ib->iova = iova;
	ib->length = length;
	atomic_inc(&pd->usecnt);
	rdma_restrack_new(&ib->res, RDMA_RESTRACK_MR);
	rdma_restrack_set_name(&ib->res, NULL);
	rdma_restrack_add(&ib->res);
	mr->obj.uobj.object = ib;
	mr->obj.hw = true;
}

static int mr_reg(struct ruapi_call *call)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_MR_REG_PD)->ib;
	struct ruapi_mr *mr = attr_new(mr, call);
	const u64 addr = attr_u64(call, RUAPI_MR_REG_ADDR);
	const u64 length = attr_u64(call, RUAPI_MR_REG_LENGTH);
	const u64 iova = attr_given(call, RUAPI_MR_REG_IOVA) ?
				 attr_u64(call, RUAPI_MR_REG_IOVA) : addr;
	const u32 access = attr_u32(call, RUAPI_MR_REG_ACCESS);
	struct ib_mr *ib;
	int ret;

	if (offset_in_page(addr) != offset_in_page(iova))
		return call_bad_attr(call, RUAPI_MR_REG_IOVA,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (addr + length < addr)
		return call_bad_attr(call, RUAPI_MR_REG_LENGTH,
				     RUAPI_REASON_RANGE, -EINVAL);
	ret = ib_check_mr_access(pd->device, access);
	if (ret)
		return call_bad_attr(call, RUAPI_MR_REG_ACCESS,
				     RUAPI_REASON_BITS, ret);
	ib = pd->device->ops.reg_user_mr(pd, addr, length, iova, access,
					 ruapi_udata(&call->udata));
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	mr->ib = ib;
	mr_track(mr, pd, iova, length);
	if (!(access & IB_ACCESS_ON_DEMAND))
		mr->pinned = mr_pinned(addr, length);
	atomic64_add(mr->pinned, &call->ns->pinned);
	attr_put_u32(call, RUAPI_MR_REG_LKEY, ib->lkey);
	attr_put_u32(call, RUAPI_MR_REG_RKEY, ib->rkey);
	return 0;
}

static int mr_query(struct ruapi_call *call)
{
	const struct ib_mr *ib = attr_to(mr, call, RUAPI_MR_QUERY_HANDLE)->ib;

	attr_put_u32(call, RUAPI_MR_QUERY_LKEY, ib->lkey);
	attr_put_u32(call, RUAPI_MR_QUERY_RKEY, ib->rkey);
	attr_put_u64(call, RUAPI_MR_QUERY_LENGTH, ib->length);
	attr_put_u64(call, RUAPI_MR_QUERY_IOVA, ib->iova);
	return 0;
}

const struct ruapi_handler mr_handlers[__RUAPI_MR_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_QUERY] = {
		.run = mr_query,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_MR_REG] = {
		.run = mr_reg,
	},
};
