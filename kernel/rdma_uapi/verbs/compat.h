/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Operations of drivers whose arguments are other ones from kernel to kernel, told
 * by what headers have, as in core/compat.h.
 */
#ifndef RUAPI_VERBS_COMPAT_H
#define RUAPI_VERBS_COMPAT_H

#include <rdma/ib_verbs.h>

#include "../../drivers/udata.h"

/*
 * CQs of userspace got an operation of their own; drivers that have it may use
 * the other one for CQs of the kernel, or have none.
 */
static inline bool ruapi_compat_can_create_cq(const struct ib_device *ibdev)
{
#ifdef RUAPI_HAVE_CREATE_USER_CQ
	if (ibdev->ops.create_user_cq)
		return true;
#endif
	return ibdev->ops.create_cq;
}

/* Before that, the last argument became the whole bundle. */
static inline int ruapi_compat_create_cq(struct ib_cq *cq,
					 const struct ib_cq_init_attr *attr,
					 struct ruapi_udata *udata)
{
#ifdef RUAPI_HAVE_CREATE_USER_CQ
	if (cq->device->ops.create_user_cq)
		return cq->device->ops.create_user_cq(cq, attr, &udata->bundle);
#endif
#ifdef RUAPI_HAVE_CREATE_CQ_BUNDLE
	return cq->device->ops.create_cq(cq, attr, &udata->bundle);
#else
	return cq->device->ops.create_cq(cq, attr, ruapi_udata(udata));
#endif
}

/* Regions may have a DMA handle. */
static inline struct ib_mr *
ruapi_compat_reg_user_mr(struct ib_pd *pd, u64 addr, u64 length, u64 iova,
			 int access, struct ruapi_udata *udata)
{
#ifdef RUAPI_HAVE_DMAH
	return pd->device->ops.reg_user_mr(pd, addr, length, iova, access, NULL,
					   ruapi_udata(udata));
#else
	return pd->device->ops.reg_user_mr(pd, addr, length, iova, access,
					   ruapi_udata(udata));
#endif
}

/* Before that, the last argument of this one became the bundle, too. */
static inline struct ib_mr *
ruapi_compat_reg_user_mr_dmabuf(struct ib_pd *pd, u64 offset, u64 length,
				u64 iova, int fd, int access,
				struct ruapi_udata *udata)
{
#if defined(RUAPI_HAVE_DMAH)
	return pd->device->ops.reg_user_mr_dmabuf(pd, offset, length, iova, fd,
						  access, NULL, &udata->bundle);
#elif defined(RUAPI_HAVE_DMABUF_BUNDLE)
	return pd->device->ops.reg_user_mr_dmabuf(pd, offset, length, iova, fd,
						  access, &udata->bundle);
#else
	return pd->device->ops.reg_user_mr_dmabuf(pd, offset, length, iova, fd,
						  access, ruapi_udata(udata));
#endif
}

/* The resize of user CQs got a name of its own. */
static inline int ruapi_compat_resize_cq(struct ib_cq *cq, u32 cqe,
					 struct ib_udata *udata)
{
#ifdef RUAPI_HAVE_RESIZE_USER_CQ
	int (*resize)(struct ib_cq *cq, unsigned int cqe,
		      struct ib_udata *udata) = cq->device->ops.resize_user_cq;
#else
	int (*resize)(struct ib_cq *cq, int cqe,
		      struct ib_udata *udata) = cq->device->ops.resize_cq;
#endif

	return resize ? resize(cq, cqe, udata) : -EOPNOTSUPP;
}

#endif /* RUAPI_VERBS_COMPAT_H */
