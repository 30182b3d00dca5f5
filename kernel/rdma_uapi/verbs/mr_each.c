// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * MR.REG_EACH: regions of the same memory on several HCAs, all of them or none.
 *
 * No call uses two contexts at a time, for a removal could not end what waits for
 * another one's memory.  So they are used one after the other, and what has been made
 * in one must be able to go with it while another one is used: each region is listed
 * with its context as soon as it is there, and its handle is EBUSY until all are.
 * Drivers pin for themselves: who registers with three HCAs pins three times.
 */
#include "verbs/verbs.h"

/**
 * struct each - a region on its way
 * @mr: it, with a reference
 * @region: what the caller is told: its hardware may go before it is
 */
struct each {
	struct ruapi_mr *mr;
	struct ruapi_mr_region region;
};

/* In the context of the PD. */
static int each_make(struct ruapi_call *call, struct ruapi_pd *pd,
		     struct each *each)
{
	struct ruapi_mr *mr;
	int ret;

	ret = call_new_object_of(call, RUAPI_OBJ_MR);
	if (ret)
		return ret;
	mr = attr_new(mr, call);
	call->new_obj = NULL;
	/* What was prepared for another region is of another context. */
	call_begin_udata(call);
	ret = ruapi_access_object(&mr->obj, RUAPI_MR_REG);
	if (ret)
		call_bad_attr(call, 0, RUAPI_REASON_LSM, ret);
	else
		ret = ruapi_mr_reg(call, pd->ib, NULL, mr);
	if (ret) {
		ruapi_object_abort(&mr->obj);
		return ret;
	}
	each->mr = mr;
	each->region = (struct ruapi_mr_region){
		.handle = object_handle(&mr->obj),
		.context = object_handle(&call->ctx->obj),
		.lkey = mr->ib->lkey,
		.rkey = mr->ib->rkey,
	};
	kref_get(&mr->obj.uobj.ref);
	ruapi_object_settle(&mr->obj);
	return 0;
}

static int each_reg(struct ruapi_call *call, struct ruapi_pd *pd,
		    struct each *each)
{
	struct ruapi_context *ctx = pd->obj.ctx;
	int ret;

	/* What became of another device is nothing to this one. */
	call->evicted = false;
	call->spared = false;
	ret = ruapi_context_enter(ctx, call, false);
	if (!ret && ctx->dead) {
		ruapi_context_leave(ctx, call);
		ret = -ENODEV;
	}
	if (ret == -ENODEV)
		return call_bad_attr(call, RUAPI_MR_REG_EACH_PDS,
				     RUAPI_REASON_DEAD, ret);
	if (ret)
		return ret;
	call->ctx = ctx;
	call->dev = ctx->dev;
	ret = each_make(call, pd, each);
	call->ctx = NULL;
	call->dev = NULL;
	ruapi_context_leave(ctx, call);
	return ret;
}

/*
 * Its context may have gone meanwhile, and the region with it.  One that a driver
 * refuses to destroy, or a caller who is being killed has no time for, is an object
 * that nobody asked for, and goes with its context.
 */
static void each_undo(struct ruapi_call *call, struct ruapi_mr *mr)
{
	struct ruapi_context *ctx = mr->obj.ctx;

	if (!ruapi_context_enter(ctx, call, true)) {
		if (!ruapi_object_destroy(&mr->obj))
			ruapi_object_retire(&mr->obj);
		ruapi_context_leave(ctx, call);
	}
}

static int each_answer(struct ruapi_call *call, const struct each *each,
		       u32 count)
{
	const u32 size = sizeof(each->region);
	u32 i;
	int ret = 0;

	for (i = 0; i < count && !ret; i++)
		ret = attr_put_part(call, RUAPI_MR_REG_EACH_REGIONS, i * size,
				    &each[i].region, size);
	if (!ret)
		attr_end_parts(call, RUAPI_MR_REG_EACH_REGIONS, count * size);
	return ret;
}

static int each_run(struct ruapi_call *call, struct ruapi_obj **pds,
		    struct each *each, u32 count)
{
	u32 made;
	int ret = 0;

	for (made = 0; made < count; made++) {
		ret = each_reg(call, container_of(pds[made], struct ruapi_pd,
						  obj), &each[made]);
		if (ret)
			break;
	}
	attr_put_u32(call, RUAPI_MR_REG_EACH_FAILED, made);
	if (!ret)
		ret = each_answer(call, each, count);
	while (made--) {
		struct ruapi_obj *obj = &each[made].mr->obj;

		if (ret)
			each_undo(call, each[made].mr);
		ruapi_object_unlock(obj, RUAPI_ACCESS_WRITE);
		ruapi_object_put(obj);
	}
	return ret;
}

/* Regions are not made before the answer can be written. */
static int each_room(struct ruapi_call *call, u32 count)
{
	const u32 size = count * sizeof(struct ruapi_mr_region);

	if (attr_room(call, RUAPI_MR_REG_EACH_REGIONS) >= size)
		return attr_touch(call, RUAPI_MR_REG_EACH_REGIONS, 0, size);
	attr_end_parts(call, RUAPI_MR_REG_EACH_REGIONS, size);
	return call_bad_attr(call, RUAPI_MR_REG_EACH_REGIONS,
			     RUAPI_REASON_LENGTH, -ENOSPC);
}

/**
 * ruapi_mr_reg_each() - MR.REG_EACH
 * @call: the call, in no context
 *
 * Return: 0 or a negative errno.
 */
int ruapi_mr_reg_each(struct ruapi_call *call)
{
	struct ruapi_obj **pds;
	struct each *each;
	u32 count;
	int ret;

	pds = attr_objs(call, RUAPI_MR_REG_EACH_PDS, &count);
	call->keep_attrs = true;
	attr_put_u32(call, RUAPI_MR_REG_EACH_FAILED, count);
	ret = each_room(call, count);
	if (ret)
		return ret;
	each = kcalloc(count, sizeof(*each), GFP_KERNEL_ACCOUNT);
	if (!each)
		return -ENOMEM;
	ret = each_run(call, pds, each, count);
	kfree(each);
	return ret;
}
