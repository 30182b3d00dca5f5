// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* MR: memory regions. */
#include <linux/mm.h>
#include <rdma/uverbs_std_types.h>

#include "verbs/compat.h"
#include "verbs/verbs.h"

/* Count the pages that a region keeps in memory, instead of those it did. */
static void mr_account(struct ruapi_mr *mr, u64 addr, u64 length)
{
	u64 pinned = 0;

	if (!(mr->access & IB_ACCESS_ON_DEMAND))
		pinned = PAGE_ALIGN(offset_in_page(addr) + length);
	atomic64_add(pinned - mr->pinned, &mr->obj.ns->pinned);
	mr->pinned = pinned;
}

static int mr_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_mr *mr = container_of(obj, struct ruapi_mr, obj);
	int ret;

	ret = ib_dereg_mr_user(mr->ib, ruapi_udata(udata));
	if (!ret)
		atomic64_sub(mr->pinned, &obj->ns->pinned);
	return ret;
}

static void mr_track(struct ruapi_mr *mr, struct ib_mr *ib, struct ib_pd *pd,
		     struct ib_dm *dm, struct ib_dmah *dmah, u64 iova,
		     u64 length)
{
	ib->device = pd->device;
	ib->pd = pd;
	ib->type = dm ? IB_MR_TYPE_DM : IB_MR_TYPE_USER;
	ib->dm = dm;
	ib->sig_attrs = NULL;
	ib->uobject = &mr->obj.uobj;
	ib->iova = iova;
	ib->length = length;
	atomic_inc(&pd->usecnt);
	if (dm)
		atomic_inc(&dm->usecnt);
	ruapi_compat_set_dmah(ib, dmah);
	rdma_restrack_new(&ib->res, RDMA_RESTRACK_MR);
	rdma_restrack_set_name(&ib->res, NULL);
	rdma_restrack_add(&ib->res);
	mr->ib = ib;
	mr->obj.uobj.object = ib;
	mr->obj.hw = true;
}

/* The same attributes of REG, REREG and REG_EACH. */
static_assert((int)RUAPI_MR_REG_ADDR == (int)RUAPI_MR_REREG_ADDR);
static_assert((int)RUAPI_MR_REG_LENGTH == (int)RUAPI_MR_REREG_LENGTH);
static_assert((int)RUAPI_MR_REG_IOVA == (int)RUAPI_MR_REREG_IOVA);
static_assert((int)RUAPI_MR_REG_ACCESS == (int)RUAPI_MR_REREG_ACCESS);
static_assert((int)RUAPI_MR_REG_ADDR == (int)RUAPI_MR_REG_EACH_ADDR);
static_assert((int)RUAPI_MR_REG_LENGTH == (int)RUAPI_MR_REG_EACH_LENGTH);
static_assert((int)RUAPI_MR_REG_IOVA == (int)RUAPI_MR_REG_EACH_IOVA);
static_assert((int)RUAPI_MR_REG_ACCESS == (int)RUAPI_MR_REG_EACH_ACCESS);

static u64 mr_iova(struct ruapi_call *call)
{
	return attr_u64(call, attr_given(call, RUAPI_MR_REG_IOVA) ?
				      RUAPI_MR_REG_IOVA : RUAPI_MR_REG_ADDR);
}

static int mr_check(struct ruapi_call *call)
{
	const u64 addr = attr_u64(call, RUAPI_MR_REG_ADDR);
	const u64 length = attr_u64(call, RUAPI_MR_REG_LENGTH);
	int ret;

	if (offset_in_page(addr) != offset_in_page(mr_iova(call)))
		return call_bad_attr(call, RUAPI_MR_REG_IOVA,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (addr + length < addr)
		return call_bad_attr(call, RUAPI_MR_REG_LENGTH,
				     RUAPI_REASON_RANGE, -EINVAL);
	ret = ib_check_mr_access(call->dev->ibdev,
				 attr_u32(call, RUAPI_MR_REG_ACCESS));
	if (ret)
		return call_bad_attr(call, RUAPI_MR_REG_ACCESS,
				     RUAPI_REASON_BITS, ret);
	return 0;
}

/*
 * Drivers say ENOMEM, too, when memory must not be locked.  Whether it was that is
 * looked at as ib_umem_get() does; another thread may have changed it meanwhile.
 */
static bool mr_over_memlock(struct ruapi_call *call, struct ruapi_memlock *lock)
{
	const u64 addr = attr_u64(call, RUAPI_MR_REG_ADDR);
	const u64 length = attr_u64(call, RUAPI_MR_REG_LENGTH);

	*lock = (struct ruapi_memlock){
		.limit = rlimit(RLIMIT_MEMLOCK),
		.used = (u64)atomic64_read(&current->mm->pinned_vm) <<
			PAGE_SHIFT,
		.need = PAGE_ALIGN(addr + length) - (addr & PAGE_MASK),
	};
	return lock->limit != RLIM_INFINITY &&
	       lock->used + lock->need > lock->limit &&
	       !ns_capable_noaudit(&init_user_ns, CAP_IPC_LOCK);
}

/* REG, REREG and REG_EACH say why; REG has room for how much. */
static int mr_explain(struct ruapi_call *call, int err)
{
	struct ruapi_memlock lock;

	if (err != -ENOMEM || !mr_over_memlock(call, &lock))
		return err;
	if (call->action->number == RUAPI_MR_REG) {
		attr_put_struct(call, RUAPI_MR_REG_MEMLOCK, &lock,
				sizeof(lock));
		call->keep_attrs = true;
	}
	return call_bad_attr(call, RUAPI_MR_REG_LENGTH, RUAPI_REASON_MEMLOCK,
			     err);
}

/**
 * ruapi_mr_reg() - register memory of the caller
 * @call: REG or REG_EACH, in the context of the PD
 * @pd: of the region
 * @dmah: DMA handle of the region, or NULL
 * @mr: new object; destroying it undoes this
 *
 * Return: 0 or a negative errno.
 */
int ruapi_mr_reg(struct ruapi_call *call, struct ib_pd *pd,
		 struct ib_dmah *dmah, struct ruapi_mr *mr)
{
	const u64 addr = attr_u64(call, RUAPI_MR_REG_ADDR);
	const u64 length = attr_u64(call, RUAPI_MR_REG_LENGTH);
	struct ib_mr *ib;
	int ret;

	if (!pd->device->ops.reg_user_mr)
		return -EOPNOTSUPP;
	ret = mr_check(call);
	if (ret)
		return ret;
	mr->access = attr_u32(call, RUAPI_MR_REG_ACCESS);
	ib = ruapi_compat_reg_user_mr(pd, addr, length, mr_iova(call),
				      mr->access, dmah, call_udata(call));
	if (IS_ERR(ib))
		return mr_explain(call, PTR_ERR(ib));
	mr_track(mr, ib, pd, NULL, dmah, mr_iova(call), length);
	mr_account(mr, addr, length);
	return 0;
}

/* That of a region, if it was given one. */
static struct ib_dmah *mr_dmah(struct ruapi_call *call, u16 id)
{
	const struct ruapi_dmah *dmah = attr_to_optional(dmah, call, id);

	return dmah ? dmah->ib : NULL;
}

static int mr_reg(struct ruapi_call *call)
{
	struct ruapi_mr *mr = attr_new(mr, call);
	int ret;

	ret = ruapi_mr_reg(call, attr_to(pd, call, RUAPI_MR_REG_PD)->ib,
			   mr_dmah(call, RUAPI_MR_REG_DMAH), mr);
	if (ret)
		return ret;
	attr_put_u32(call, RUAPI_MR_REG_LKEY, mr->ib->lkey);
	attr_put_u32(call, RUAPI_MR_REG_RKEY, mr->ib->rkey);
	return 0;
}

/* What the caller wants changed is what it gave; what is missing comes last. */
static int mr_rereg_flags(struct ruapi_call *call)
{
	const bool addr = attr_given(call, RUAPI_MR_REREG_ADDR);
	const bool length = attr_given(call, RUAPI_MR_REREG_LENGTH);
	int flags = 0;

	if (attr_given(call, RUAPI_MR_REREG_PD))
		flags |= IB_MR_REREG_PD;
	if (attr_given(call, RUAPI_MR_REREG_ACCESS))
		flags |= IB_MR_REREG_ACCESS;
	if (addr)
		flags |= IB_MR_REREG_TRANS;
	if (addr && !length)
		return call_bad_attr(call, RUAPI_MR_REREG_LENGTH,
				     RUAPI_REASON_MISSING, -EINVAL);
	if (!flags || (!addr && (length ||
				 attr_given(call, RUAPI_MR_REREG_IOVA))))
		return call_bad_attr(call, RUAPI_MR_REREG_ADDR,
				     RUAPI_REASON_MISSING, -EINVAL);
	return flags;
}

/* The driver made another region of it. */
static void mr_replace(struct ruapi_mr *mr, struct ib_mr *ib, struct ib_pd *pd)
{
	struct ib_mr *old = mr->ib;
	struct ruapi_udata udata;

	mr_track(mr, ib, pd, NULL, ruapi_compat_get_dmah(old), old->iova,
		 old->length);
	ruapi_udata_init(&udata, mr->obj.ctx->ib, &mr->obj.ns->ufile);
	if (ib_dereg_mr_user(old, ruapi_udata(&udata)))
		dev_warn_ratelimited(&pd->device->dev,
				     "driver refused to drop a region\n");
}

/* Dumps of RDMA netlink look at the PD without a lock. */
static void mr_change_pd(struct ib_mr *ib, struct ib_pd *old, struct ib_pd *pd)
{
	atomic_inc(&pd->usecnt);
	WRITE_ONCE(ib->pd, pd);
	ruapi_compat_restrack_sync(&ib->res);
	atomic_dec(&old->usecnt);
}

static int mr_rereg_ib(struct ruapi_call *call, struct ruapi_mr *mr, int flags)
{
	struct ruapi_obj *obj = attr_obj(call, RUAPI_MR_REREG_PD);
	/* Before the driver, for that of rxe writes it. */
	struct ib_pd *old = mr->ib->pd, *pd = old;
	struct ib_mr *ib;

	if (obj)
		pd = container_of(obj, struct ruapi_pd, obj)->ib;
	if (pd == old)
		flags &= ~IB_MR_REREG_PD;
	if (!flags)
		return 0;
	ib = pd->device->ops.rereg_user_mr(mr->ib, flags,
					   attr_u64(call, RUAPI_MR_REREG_ADDR),
					   attr_u64(call,
						    RUAPI_MR_REREG_LENGTH),
					   mr_iova(call),
					   attr_u32(call,
						    RUAPI_MR_REREG_ACCESS),
					   pd, ruapi_udata(call_udata(call)));
	if (IS_ERR(ib))
		return flags & IB_MR_REREG_TRANS ?
			       mr_explain(call, PTR_ERR(ib)) : PTR_ERR(ib);
	if (ib)
		mr_replace(mr, ib, pd);
	else if (flags & IB_MR_REREG_PD)
		mr_change_pd(mr->ib, old, pd);
	return 0;
}

static int mr_rereg(struct ruapi_call *call)
{
	struct ruapi_mr *mr = attr_to(mr, call, RUAPI_MR_REREG_HANDLE);
	const u64 length = attr_u64(call, RUAPI_MR_REREG_LENGTH);
	int flags, ret;

	if (mr->ib->dm)
		return call_bad_attr(call, RUAPI_MR_REREG_HANDLE,
				     RUAPI_REASON_STATE, -EINVAL);
	flags = mr_rereg_flags(call);
	if (flags < 0)
		return flags;
	ret = mr_check(call);
	if (ret)
		return ret;
	if (!call->dev->ibdev->ops.rereg_user_mr)
		return -EOPNOTSUPP;
	ret = mr_rereg_ib(call, mr, flags);
	if (ret)
		return ret;
	if (flags & IB_MR_REREG_ACCESS)
		mr->access = attr_u32(call, RUAPI_MR_REREG_ACCESS);
	if (flags & IB_MR_REREG_TRANS) {
		mr->ib->iova = mr_iova(call);
		mr->ib->length = length;
		mr_account(mr, attr_u64(call, RUAPI_MR_REREG_ADDR), length);
	}
	attr_put_u32(call, RUAPI_MR_REREG_LKEY, mr->ib->lkey);
	attr_put_u32(call, RUAPI_MR_REREG_RKEY, mr->ib->rkey);
	return 0;
}

/* What userspace gives is what drivers take. */
static_assert(sizeof(struct ruapi_sge) == sizeof(struct ib_sge));
static_assert(offsetof(struct ruapi_sge, addr) ==
	      offsetof(struct ib_sge, addr));
static_assert(offsetof(struct ruapi_sge, length) ==
	      offsetof(struct ib_sge, length));
static_assert(offsetof(struct ruapi_sge, lkey) ==
	      offsetof(struct ib_sge, lkey));

static int mr_advise(struct ruapi_call *call)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_MR_ADVISE_PD)->ib;
	struct ib_sge *sges;
	u32 len;

	if (!pd->device->ops.advise_mr)
		return -EOPNOTSUPP;
	sges = attr_buf(call, RUAPI_MR_ADVISE_SGES, &len);
	return pd->device->ops.advise_mr(pd,
					 attr_u32(call, RUAPI_MR_ADVISE_ADVICE),
					 attr_u32(call, RUAPI_MR_ADVISE_FLAGS),
					 sges, len / sizeof(*sges),
					 &call_udata(call)->bundle);
}

/* The region is part of the memory, and drivers need not look again. */
static int mr_check_dm(struct ruapi_call *call, const struct ruapi_dm *dm,
		       const struct ib_dm_mr_attr *attr)
{
	int ret;

	if (!(attr->access_flags & IB_ZERO_BASED))
		return call_bad_attr(call, RUAPI_MR_REG_DM_ACCESS,
				     RUAPI_REASON_BITS, -EINVAL);
	ret = ib_check_mr_access(call->dev->ibdev, attr->access_flags);
	if (ret)
		return call_bad_attr(call, RUAPI_MR_REG_DM_ACCESS,
				     RUAPI_REASON_BITS, ret);
	if (attr->offset > dm->length)
		return call_bad_attr(call, RUAPI_MR_REG_DM_OFFSET,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (attr->length > dm->length - attr->offset)
		return call_bad_attr(call, RUAPI_MR_REG_DM_LENGTH,
				     RUAPI_REASON_RANGE, -EINVAL);
	return 0;
}

static int mr_reg_dm(struct ruapi_call *call)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_MR_REG_DM_PD)->ib;
	struct ruapi_dm *dm = attr_to(dm, call, RUAPI_MR_REG_DM_DM);
	struct ruapi_mr *mr = attr_new(mr, call);
	struct ib_dm_mr_attr attr = {
		.length = attr_u64(call, RUAPI_MR_REG_DM_LENGTH),
		.offset = attr_u64(call, RUAPI_MR_REG_DM_OFFSET),
		.access_flags = attr_u32(call, RUAPI_MR_REG_DM_ACCESS),
	};
	struct ib_mr *ib;
	int ret;

	if (!pd->device->ops.reg_dm_mr)
		return -EOPNOTSUPP;
	ret = mr_check_dm(call, dm, &attr);
	if (ret)
		return ret;
	mr->access = attr.access_flags;
	ib = pd->device->ops.reg_dm_mr(pd, dm->ib, &attr, &call_udata(call)->bundle);
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	mr_track(mr, ib, pd, dm->ib, NULL, 0, attr.length);
	attr_put_u32(call, RUAPI_MR_REG_DM_LKEY, ib->lkey);
	attr_put_u32(call, RUAPI_MR_REG_DM_RKEY, ib->rkey);
	return 0;
}

/* The rights that ib_uverbs knows of such regions. */
#define DMABUF_ACCESS (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | \
		       IB_ACCESS_REMOTE_WRITE | IB_ACCESS_REMOTE_ATOMIC | \
		       IB_ACCESS_RELAXED_ORDERING)

/* Whether it is a part of the buffer the driver says. */
static int mr_check_dmabuf(struct ruapi_call *call)
{
	const u64 offset = attr_u64(call, RUAPI_MR_REG_DMABUF_OFFSET);
	const u32 access = attr_u32(call, RUAPI_MR_REG_DMABUF_ACCESS);
	int ret;

	if (offset_in_page(offset) !=
	    offset_in_page(attr_u64(call, RUAPI_MR_REG_DMABUF_IOVA)))
		return call_bad_attr(call, RUAPI_MR_REG_DMABUF_IOVA,
				     RUAPI_REASON_RANGE, -EINVAL);
	ret = access & ~DMABUF_ACCESS ? -EINVAL :
	      ib_check_mr_access(call->dev->ibdev, access);
	if (ret)
		return call_bad_attr(call, RUAPI_MR_REG_DMABUF_ACCESS,
				     RUAPI_REASON_BITS, ret);
	if (offset + attr_u64(call, RUAPI_MR_REG_DMABUF_LENGTH) < offset)
		return call_bad_attr(call, RUAPI_MR_REG_DMABUF_LENGTH,
				     RUAPI_REASON_RANGE, -EINVAL);
	return 0;
}

static int mr_reg_dmabuf(struct ruapi_call *call)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_MR_REG_DMABUF_PD)->ib;
	const u64 length = attr_u64(call, RUAPI_MR_REG_DMABUF_LENGTH);
	const u64 offset = attr_u64(call, RUAPI_MR_REG_DMABUF_OFFSET);
	const u64 iova = attr_u64(call, RUAPI_MR_REG_DMABUF_IOVA);
	const int fd = attr_u32(call, RUAPI_MR_REG_DMABUF_FD);
	struct ib_dmah *dmah = mr_dmah(call, RUAPI_MR_REG_DMABUF_DMAH);
	struct ruapi_mr *mr = attr_new(mr, call);
	struct ib_mr *ib;
	int ret;

	if (!pd->device->ops.reg_user_mr_dmabuf)
		return -EOPNOTSUPP;
	ret = mr_check_dmabuf(call);
	if (ret)
		return ret;
	mr->access = attr_u32(call, RUAPI_MR_REG_DMABUF_ACCESS);
	ib = ruapi_compat_reg_user_mr_dmabuf(pd, offset, length, iova, fd,
					     mr->access, dmah, call_udata(call));
	if (ib == ERR_PTR(-EBADF))
		return call_bad_attr(call, RUAPI_MR_REG_DMABUF_FD,
				     RUAPI_REASON_FD, -EBADF);
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	/* What it pins, if it does, is the exporter's memory. */
	mr_track(mr, ib, pd, NULL, dmah, iova, length);
	attr_put_u32(call, RUAPI_MR_REG_DMABUF_LKEY, ib->lkey);
	attr_put_u32(call, RUAPI_MR_REG_DMABUF_RKEY, ib->rkey);
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

static const struct ruapi_handler mr_handlers[__RUAPI_MR_MAX] = {
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
		.missing = RUAPI_MISSING(RUAPI_COMPAT_DMAH, RUAPI_MR_REG_DMAH),
	},
	[RUAPI_MR_REREG] = {
		.run = mr_rereg,
	},
	[RUAPI_MR_ADVISE] = {
		.run = mr_advise,
	},
	[RUAPI_MR_REG_DM] = {
		.run = mr_reg_dm,
	},
	[RUAPI_MR_REG_DMABUF] = {
		.run = mr_reg_dmabuf,
		.missing = RUAPI_MISSING(RUAPI_COMPAT_DMAH,
					 RUAPI_MR_REG_DMABUF_DMAH),
	},
	[RUAPI_MR_REG_EACH] = {
		.run = ruapi_mr_reg_each,
		.enters = true,
	},
};

const struct ruapi_type ruapi_type_mr = {
	.size = sizeof(struct ruapi_mr),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_MR),
	.handlers = mr_handlers,
	.num_handlers = ARRAY_SIZE(mr_handlers),
	.destroy = mr_destroy,
};
