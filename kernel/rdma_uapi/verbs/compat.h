/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Operations of drivers whose arguments are other ones from kernel to kernel, told
 * by what headers have, as in core/compat.h.
 */
#ifndef RUAPI_VERBS_COMPAT_H
#define RUAPI_VERBS_COMPAT_H

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_verbs.h>
#include <rdma/restrack.h>

#include "../../drivers/udata.h"
#include "core/compat.h"

struct ib_dmah;

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

/*
 * Memory that a program has for entries of a CQ.  Drivers ask for it by attributes of
 * ib_uverbs' method; those without an operation of their own for CQs of userspace never.
 */
#ifdef RUAPI_HAVE_CQ_BUF
#define RUAPI_COMPAT_CQ_BUF true
#define RUAPI_COMPAT_CQ_BUF_VA UVERBS_ATTR_CREATE_CQ_BUFFER_VA
#define RUAPI_COMPAT_CQ_BUF_LENGTH UVERBS_ATTR_CREATE_CQ_BUFFER_LENGTH
#define RUAPI_COMPAT_CQ_BUF_FD UVERBS_ATTR_CREATE_CQ_BUFFER_FD
#define RUAPI_COMPAT_CQ_BUF_OFFSET UVERBS_ATTR_CREATE_CQ_BUFFER_OFFSET

static inline bool ruapi_compat_takes_cq_buf(const struct ib_device *ibdev)
{
	return ibdev->ops.create_user_cq;
}
#else
#define RUAPI_COMPAT_CQ_BUF false
#define RUAPI_COMPAT_CQ_BUF_VA 0
#define RUAPI_COMPAT_CQ_BUF_LENGTH 0
#define RUAPI_COMPAT_CQ_BUF_FD 0
#define RUAPI_COMPAT_CQ_BUF_OFFSET 0

static inline bool ruapi_compat_takes_cq_buf(const struct ib_device *ibdev)
{
	return false;
}
#endif

/*
 * Memory that a program has for a QP or SRQ.  Drivers ask for it behind the ib_udata of
 * their operation, by attributes of ib_uverbs' method.
 */
#ifdef RUAPI_HAVE_QP_BUF
#define RUAPI_COMPAT_QP_BUF true
#define RUAPI_COMPAT_QP_BUF_ALL UVERBS_ATTR_CREATE_QP_BUF_UMEM
#define RUAPI_COMPAT_QP_BUF_RQ UVERBS_ATTR_CREATE_QP_RQ_BUF_UMEM
#define RUAPI_COMPAT_QP_BUF_SQ UVERBS_ATTR_CREATE_QP_SQ_BUF_UMEM
#else
#define RUAPI_COMPAT_QP_BUF false
#define RUAPI_COMPAT_QP_BUF_ALL 0
#define RUAPI_COMPAT_QP_BUF_RQ 0
#define RUAPI_COMPAT_QP_BUF_SQ 0
#endif

/* SRQs came a release later. */
#ifdef RUAPI_HAVE_SRQ_BUF
#define RUAPI_COMPAT_SRQ_BUF true
#define RUAPI_COMPAT_SRQ_BUF_ALL UVERBS_ATTR_CREATE_SRQ_BUF_UMEM
#else
#define RUAPI_COMPAT_SRQ_BUF false
#define RUAPI_COMPAT_SRQ_BUF_ALL 0
#endif

/**
 * struct ruapi_compat_dmah - hints of a DMA handle
 * @has_cpu: @cpu was given
 * @has_mem_type: @mem_type was given
 * @has_ph: @ph was given
 * @cpu: who reads what is written
 * @mem_type: enum tph_mem_type
 * @ph: processing hint
 */
struct ruapi_compat_dmah {
	bool has_cpu;
	bool has_mem_type;
	bool has_ph;
	u32 cpu;
	u8 mem_type;
	u8 ph;
};

/* DMA handles, and regions that have one. */
#ifdef RUAPI_HAVE_DMAH
#define RUAPI_COMPAT_DMAH true
#define RUAPI_COMPAT_UVERBS_DMAH UVERBS_OBJECT_DMAH

static inline bool ruapi_compat_can_alloc_dmah(const struct ib_device *ibdev)
{
	return ibdev->ops.alloc_dmah && ibdev->ops.dealloc_dmah;
}

static inline struct ib_dmah *
ruapi_compat_alloc_dmah(struct ib_device *ibdev, struct ib_uobject *uobj,
			const struct ruapi_compat_dmah *hints,
			struct ruapi_udata *udata)
{
	struct ib_dmah *dmah = rdma_zalloc_drv_obj(ibdev, ib_dmah);
	int ret;

	if (!dmah)
		return ERR_PTR(-ENOMEM);
	dmah->device = ibdev;
	dmah->uobject = uobj;
	dmah->cpu_id = hints->cpu;
	dmah->mem_type = hints->mem_type;
	dmah->ph = hints->ph;
	dmah->valid_fields = hints->has_cpu << IB_DMAH_CPU_ID_EXISTS |
			     hints->has_mem_type << IB_DMAH_MEM_TYPE_EXISTS |
			     hints->has_ph << IB_DMAH_PH_EXISTS;
	atomic_set(&dmah->usecnt, 0);
	rdma_restrack_new(&dmah->res, RDMA_RESTRACK_DMAH);
	rdma_restrack_set_name(&dmah->res, NULL);
	ret = ibdev->ops.alloc_dmah(dmah, &udata->bundle);
	if (ret) {
		rdma_restrack_put(&dmah->res);
		kfree(dmah);
		return ERR_PTR(ret);
	}
	rdma_restrack_add(&dmah->res);
	return dmah;
}

/* Netlink asks no driver about one: so it can be found until the driver has let go. */
static inline int ruapi_compat_dealloc_dmah(struct ib_dmah *dmah,
					    struct ruapi_udata *udata)
{
	int ret;

	if (atomic_read(&dmah->usecnt))
		return -EBUSY;
	ret = dmah->device->ops.dealloc_dmah(dmah, &udata->bundle);
	if (ret)
		return ret;
	rdma_restrack_del(&dmah->res);
	kfree(dmah);
	return 0;
}

/* ib_dereg_mr_user() counts it back. */
static inline void ruapi_compat_set_dmah(struct ib_mr *mr, struct ib_dmah *dmah)
{
	mr->dmah = dmah;
	if (dmah)
		atomic_inc(&dmah->usecnt);
}

static inline struct ib_dmah *ruapi_compat_get_dmah(const struct ib_mr *mr)
{
	return mr->dmah;
}
#else
#define RUAPI_COMPAT_DMAH false
/* The number that newer kernels have given it; drivers do not know it. */
#define RUAPI_COMPAT_UVERBS_DMAH 17

static inline bool ruapi_compat_can_alloc_dmah(const struct ib_device *ibdev)
{
	return false;
}

static inline struct ib_dmah *
ruapi_compat_alloc_dmah(struct ib_device *ibdev, struct ib_uobject *uobj,
			const struct ruapi_compat_dmah *hints,
			struct ruapi_udata *udata)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline int ruapi_compat_dealloc_dmah(struct ib_dmah *dmah,
					    struct ruapi_udata *udata)
{
	return 0;
}

static inline void ruapi_compat_set_dmah(struct ib_mr *mr, struct ib_dmah *dmah)
{
}

static inline struct ib_dmah *ruapi_compat_get_dmah(const struct ib_mr *mr)
{
	return NULL;
}
#endif

static inline struct ib_mr *
ruapi_compat_reg_user_mr(struct ib_pd *pd, u64 addr, u64 length, u64 iova,
			 int access, struct ib_dmah *dmah,
			 struct ruapi_udata *udata)
{
#ifdef RUAPI_HAVE_DMAH
	return pd->device->ops.reg_user_mr(pd, addr, length, iova, access, dmah,
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
				struct ib_dmah *dmah, struct ruapi_udata *udata)
{
#if defined(RUAPI_HAVE_DMAH)
	return pd->device->ops.reg_user_mr_dmabuf(pd, offset, length, iova, fd,
						  access, dmah, &udata->bundle);
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
