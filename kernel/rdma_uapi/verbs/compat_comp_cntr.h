/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Completion counters, which drivers have since Linux 7.3. */
#ifndef RUAPI_VERBS_COMPAT_COMP_CNTR_H
#define RUAPI_VERBS_COMPAT_COMP_CNTR_H

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_verbs.h>

#include "../../drivers/udata.h"
#include "core/compat.h"

struct ib_comp_cntr;

/**
 * struct ruapi_compat_comp_cntr_caps - what a device can
 * @max_counters: counters there can be
 * @ops: enum ruapi_comp_cntr_ops
 * @max_value: of which the next value is 0
 */
struct ruapi_compat_comp_cntr_caps {
	u32 max_counters;
	u32 ops;
	u64 max_value;
};

#ifdef RUAPI_HAVE_COMP_CNTR
#define RUAPI_COMPAT_COMP_CNTR true
#define RUAPI_COMPAT_UVERBS_COMP_CNTR UVERBS_OBJECT_COMP_CNTR

static inline bool
ruapi_compat_can_create_comp_cntr(const struct ib_device *ibdev)
{
	return ibdev->ops.create_comp_cntr && ibdev->ops.destroy_comp_cntr &&
	       ibdev->ops.qp_attach_comp_cntr;
}

static inline struct ib_comp_cntr *
ruapi_compat_create_comp_cntr(struct ib_device *ibdev, struct ib_uobject *uobj,
			      struct ruapi_udata *udata)
{
	struct ib_comp_cntr *cntr = rdma_zalloc_drv_obj(ibdev, ib_comp_cntr);
	int ret;

	if (!cntr)
		return ERR_PTR(-ENOMEM);
	cntr->device = ibdev;
	cntr->uobject = uobj;
	rdma_restrack_new(&cntr->res, RDMA_RESTRACK_COMP_CNTR);
	rdma_restrack_set_name(&cntr->res, NULL);
	ret = ibdev->ops.create_comp_cntr(cntr, &udata->bundle);
	if (ret) {
		rdma_restrack_put(&cntr->res);
		kfree(cntr);
		return ERR_PTR(ret);
	}
	rdma_restrack_add(&cntr->res);
	return cntr;
}

/* Netlink asks no driver about one: so it can be found until the driver has let go. */
static inline int ruapi_compat_destroy_comp_cntr(struct ib_comp_cntr *cntr)
{
	int ret;

	if (atomic_read(&cntr->usecnt))
		return -EBUSY;
	ret = cntr->device->ops.destroy_comp_cntr(cntr);
	if (ret)
		return ret;
	rdma_restrack_del(&cntr->res);
	kfree(cntr);
	return 0;
}

static inline int ruapi_compat_modify_comp_cntr(struct ib_comp_cntr *cntr,
						u8 entry, u8 op, u64 value)
{
	if (!cntr->device->ops.modify_comp_cntr)
		return -EOPNOTSUPP;
	return cntr->device->ops.modify_comp_cntr(cntr, entry, op, value);
}

static inline int ruapi_compat_read_comp_cntr(struct ib_comp_cntr *cntr,
					      u8 entry, u64 *value)
{
	if (!cntr->device->ops.read_comp_cntr)
		return -EOPNOTSUPP;
	return cntr->device->ops.read_comp_cntr(cntr, entry, value);
}

/* With the QP locked: ib_core counts back what is in its list when it has gone. */
static inline int ruapi_compat_attach_comp_cntr(struct ib_qp *qp,
						struct ib_comp_cntr *cntr,
						u32 ops)
{
	struct ib_qp_attach_comp_cntr_attr attr = { .op_mask = ops };
	int ret;

	if (!qp->device->ops.qp_attach_comp_cntr)
		return -EOPNOTSUPP;
	if (ops & qp->comp_cntr_op_mask)
		return -EBUSY;
	ret = xa_err(xa_store(&qp->comp_cntrs, ops, cntr, GFP_KERNEL_ACCOUNT));
	if (ret)
		return ret;
	ret = qp->device->ops.qp_attach_comp_cntr(qp, cntr, &attr);
	if (ret) {
		xa_erase(&qp->comp_cntrs, ops);
		return ret;
	}
	atomic_inc(&cntr->usecnt);
	qp->comp_cntr_op_mask |= ops;
	return 0;
}

static inline int
ruapi_compat_query_comp_cntr_caps(struct ib_device *ibdev,
				  struct ruapi_compat_comp_cntr_caps *to,
				  struct ruapi_udata *udata)
{
	struct ib_comp_cntr_caps caps = {};
	int ret;

	if (!ibdev->ops.query_comp_cntr_caps)
		return -EOPNOTSUPP;
	ret = ibdev->ops.query_comp_cntr_caps(ibdev, &caps, &udata->bundle);
	to->max_counters = caps.max_counters;
	to->max_value = caps.max_value;
	to->ops = caps.supported_qp_attach_ops;
	return ret;
}
#else
#define RUAPI_COMPAT_COMP_CNTR false
/* The number that newer kernels have given it; drivers do not know it. */
#define RUAPI_COMPAT_UVERBS_COMP_CNTR 19

static inline bool
ruapi_compat_can_create_comp_cntr(const struct ib_device *ibdev)
{
	return false;
}

static inline struct ib_comp_cntr *
ruapi_compat_create_comp_cntr(struct ib_device *ibdev, struct ib_uobject *uobj,
			      struct ruapi_udata *udata)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline int ruapi_compat_destroy_comp_cntr(struct ib_comp_cntr *cntr)
{
	return 0;
}

static inline int ruapi_compat_modify_comp_cntr(struct ib_comp_cntr *cntr,
						u8 entry, u8 op, u64 value)
{
	return -EOPNOTSUPP;
}

static inline int ruapi_compat_read_comp_cntr(struct ib_comp_cntr *cntr,
					      u8 entry, u64 *value)
{
	return -EOPNOTSUPP;
}

static inline int ruapi_compat_attach_comp_cntr(struct ib_qp *qp,
						struct ib_comp_cntr *cntr,
						u32 ops)
{
	return -EOPNOTSUPP;
}

static inline int
ruapi_compat_query_comp_cntr_caps(struct ib_device *ibdev,
				  struct ruapi_compat_comp_cntr_caps *to,
				  struct ruapi_udata *udata)
{
	return -EOPNOTSUPP;
}
#endif

#endif /* RUAPI_VERBS_COMPAT_COMP_CNTR_H */
