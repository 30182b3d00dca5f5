// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* QP: queue pairs. */
#include <rdma/ib_mad.h>
#include <rdma/ib_user_verbs.h>
#include <rdma/uverbs_std_types.h>

#include "../../drivers/added.h"
#include "../../drivers/driver.h"
#include "core/kcov.h"
#include "verbs/compat.h"
#include "verbs/verbs.h"

/* ---- attributes, both ways ---------------------------------------------- */

/**
 * ruapi_ah_attr_to_user() - address of a path as userspace knows it
 * @dst: for userspace
 * @src: of ib_core
 */
void ruapi_ah_attr_to_user(struct ruapi_ah_attr *dst,
			   const struct rdma_ah_attr *src)
{
	*dst = (struct ruapi_ah_attr){
		.dlid = rdma_ah_get_dlid(src),
		.sl = rdma_ah_get_sl(src),
		.src_path_bits = rdma_ah_get_path_bits(src),
		.static_rate = rdma_ah_get_static_rate(src),
		.port_num = rdma_ah_get_port_num(src),
		.is_global = !!(rdma_ah_get_ah_flags(src) & IB_AH_GRH),
	};
	if (dst->is_global) {
		const struct ib_global_route *grh = rdma_ah_read_grh(src);

		memcpy(dst->dgid, &grh->dgid, sizeof(dst->dgid));
		dst->flow_label = grh->flow_label;
		dst->sgid_index = grh->sgid_index;
		dst->hop_limit = grh->hop_limit;
		dst->traffic_class = grh->traffic_class;
	}
}

/**
 * ruapi_ah_attr_from_user() - address of a path as ib_core knows it
 * @ibdev: device, which has the port of @src
 * @dst: zeroed
 * @src: of userspace
 */
void ruapi_ah_attr_from_user(struct ib_device *ibdev, struct rdma_ah_attr *dst,
			     const struct ruapi_ah_attr *src)
{
	dst->type = rdma_ah_find_type(ibdev, src->port_num);
	rdma_ah_set_sl(dst, src->sl);
	rdma_ah_set_path_bits(dst, src->src_path_bits);
	rdma_ah_set_static_rate(dst, src->static_rate);
	rdma_ah_set_port_num(dst, src->port_num);
	rdma_ah_set_dlid(dst, src->dlid);
	rdma_ah_set_make_grd(dst, false);
	if (src->is_global) {
		rdma_ah_set_grh(dst, NULL, src->flow_label, src->sgid_index,
				src->hop_limit, src->traffic_class);
		memcpy(rdma_ah_retrieve_grh(dst)->dgid.raw, src->dgid,
		       sizeof(src->dgid));
	} else {
		rdma_ah_set_ah_flags(dst, 0);
	}
}

static void cap_to_user(struct ruapi_qp_cap *dst, const struct ib_qp_cap *src)
{
	*dst = (struct ruapi_qp_cap){
		.max_send_wr = src->max_send_wr,
		.max_recv_wr = src->max_recv_wr,
		.max_send_sge = src->max_send_sge,
		.max_recv_sge = src->max_recv_sge,
		.max_inline_data = src->max_inline_data,
	};
}

/**
 * ruapi_qp_attr_to_user() - attributes of a QP as userspace knows them
 * @dst: for userspace
 * @src: of ib_core
 * @mask: enum ib_qp_attr_mask: which are valid
 */
void ruapi_qp_attr_to_user(struct ruapi_qp_attr *dst,
			   const struct ib_qp_attr *src, u32 mask)
{
	*dst = (struct ruapi_qp_attr){
		.mask = mask,
		.qp_state = src->qp_state,
		.cur_qp_state = src->cur_qp_state,
		.path_mtu = src->path_mtu,
		.path_mig_state = src->path_mig_state,
		.qkey = src->qkey,
		.rq_psn = src->rq_psn,
		.sq_psn = src->sq_psn,
		.dest_qp_num = src->dest_qp_num,
		.qp_access_flags = src->qp_access_flags,
		.rate_limit = src->rate_limit,
		.pkey_index = src->pkey_index,
		.alt_pkey_index = src->alt_pkey_index,
		.en_sqd_async_notify = src->en_sqd_async_notify,
		.sq_draining = src->sq_draining,
		.max_rd_atomic = src->max_rd_atomic,
		.max_dest_rd_atomic = src->max_dest_rd_atomic,
		.min_rnr_timer = src->min_rnr_timer,
		.port_num = src->port_num,
		.timeout = src->timeout,
		.retry_cnt = src->retry_cnt,
		.rnr_retry = src->rnr_retry,
		.alt_port_num = src->alt_port_num,
		.alt_timeout = src->alt_timeout,
	};
	cap_to_user(&dst->cap, &src->cap);
	ruapi_ah_attr_to_user(&dst->ah, &src->ah_attr);
	ruapi_ah_attr_to_user(&dst->alt_ah, &src->alt_ah_attr);
}

static void qp_attr_from_user(struct ib_device *ibdev, struct ib_qp_attr *dst,
			      const struct ruapi_qp_attr *src)
{
	*dst = (struct ib_qp_attr){
		.qp_state = src->qp_state,
		.cur_qp_state = src->cur_qp_state,
		.path_mtu = src->path_mtu,
		.path_mig_state = src->path_mig_state,
		.qkey = src->qkey,
		.rq_psn = src->rq_psn,
		.sq_psn = src->sq_psn,
		.dest_qp_num = src->dest_qp_num,
		.qp_access_flags = src->qp_access_flags,
		.rate_limit = src->rate_limit,
		.pkey_index = src->pkey_index,
		.alt_pkey_index = src->alt_pkey_index,
		.en_sqd_async_notify = src->en_sqd_async_notify,
		.max_rd_atomic = src->max_rd_atomic,
		.max_dest_rd_atomic = src->max_dest_rd_atomic,
		.min_rnr_timer = src->min_rnr_timer,
		.port_num = src->port_num,
		.timeout = src->timeout,
		.retry_cnt = src->retry_cnt,
		.rnr_retry = src->rnr_retry,
		.alt_port_num = src->alt_port_num,
		.alt_timeout = src->alt_timeout,
		.cap = {
			.max_send_wr = src->cap.max_send_wr,
			.max_recv_wr = src->cap.max_recv_wr,
			.max_send_sge = src->cap.max_send_sge,
			.max_recv_sge = src->cap.max_recv_sge,
			.max_inline_data = src->cap.max_inline_data,
		},
	};
	if (src->mask & IB_QP_AV)
		ruapi_ah_attr_from_user(ibdev, &dst->ah_attr, &src->ah);
	if (src->mask & IB_QP_ALT_PATH)
		ruapi_ah_attr_from_user(ibdev, &dst->alt_ah_attr,
					&src->alt_ah);
}

/* ---- creation ------------------------------------------------------------ */

static void qp_async_event(struct ib_event *event, void *qp_context)
{
	struct ruapi_qp *qp = qp_context;

	CLASS(ruapi_kcov, section)(qp->obj.ns);
	ruapi_event_post(&qp->async, event->event);
}

/* A multicast group that a QP is attached to. */
struct qp_mcast {
	struct list_head list;
	union ib_gid gid;
	u16 lid;
};

static int qp_leave_mcast(struct ruapi_qp *qp, struct qp_mcast *mcast)
{
	int ret = ib_detach_mcast(qp->ib, &mcast->gid, mcast->lid);

	if (ret)
		return ret;
	list_del(&mcast->list);
	kfree(mcast);
	return 0;
}

/* Return: 0, or a negative errno and it has left those in @left only. */
static int qp_leave_mcasts(struct ruapi_qp *qp, struct list_head *left)
{
	struct qp_mcast *mcast, *next;
	int ret;

	list_for_each_entry_safe(mcast, next, &qp->mcasts, list) {
		ret = ib_detach_mcast(qp->ib, &mcast->gid, mcast->lid);
		if (ret)
			return ret;
		list_move_tail(&mcast->list, left);
	}
	return 0;
}

/* The QP is there still, and somebody may want what it gets of them. */
static void qp_rejoin_mcasts(struct ruapi_qp *qp, struct list_head *left)
{
	struct qp_mcast *mcast, *next;

	list_for_each_entry_safe(mcast, next, left, list) {
		if (!ib_attach_mcast(qp->ib, &mcast->gid, mcast->lid)) {
			list_move_tail(&mcast->list, &qp->mcasts);
			continue;
		}
		dev_warn_ratelimited(&qp->ib->device->dev,
				     "driver refused to destroy a QP, and took a multicast group from it\n");
	}
}

static void qp_forget_mcasts(struct list_head *left)
{
	struct qp_mcast *mcast, *next;

	list_for_each_entry_safe(mcast, next, left, list)
		kfree(mcast);
}

static int qp_destroy_ib(struct ruapi_qp *qp, struct ruapi_udata *udata)
{
	int ret;

	mutex_lock(&qp->place_lock);
	ret = ib_destroy_qp_user(qp->ib, ruapi_udata(udata));
	qp->gone = !ret;
	mutex_unlock(&qp->place_lock);
	return ret;
}

static int qp_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_qp *qp = container_of(obj, struct ruapi_qp, obj);
	LIST_HEAD(left);
	int ret;

	/* Before groups are left: who is told EBUSY has lost nothing. */
	if (atomic_read(&qp->flows))
		return -EBUSY;
	/* When the device goes, who drives it lets go of it later. */
	if (READ_ONCE(qp->bound) && !obj->ctx->dead)
		return -EBUSY;
	/* Nobody else is here: the QP is locked, or its context. */
	ret = qp_leave_mcasts(qp, &left) ?: qp_destroy_ib(qp, udata);
	/* Nobody gets anything of a context that goes. */
	if (ret && !obj->ctx->dead)
		qp_rejoin_mcasts(qp, &left);
	qp_forget_mcasts(&left);
	if (ret)
		return ret;
	ruapi_event_end(&qp->async, IB_EVENT_QP_FATAL);
	ruapi_xrcd_unuse(qp->xrcd);
	return 0;
}

static void qp_stop(struct ruapi_obj *obj)
{
	ruapi_event_stop(&container_of(obj, struct ruapi_qp, obj)->async);
}

static int qp_check_type(struct ruapi_call *call, u8 type)
{
	switch (type) {
	case IB_QPT_RC:
	case IB_QPT_UC:
	case IB_QPT_UD:
	case IB_QPT_DRIVER:
		return 0;
	case IB_QPT_XRC_INI:
	case IB_QPT_XRC_TGT:
		if (call->dev->ibdev->ops.alloc_xrcd)
			return 0;
		return call_bad_attr(call, RUAPI_QP_CREATE_TYPE,
				     RUAPI_REASON_NONE, -EOPNOTSUPP);
	case IB_QPT_RAW_PACKET:
		if (ruapi_access_raw(call->dev))
			return 0;
		return call_bad_attr(call, RUAPI_QP_CREATE_TYPE,
				     RUAPI_REASON_CAPABILITY, -EPERM);
	default:
		return call_bad_attr(call, RUAPI_QP_CREATE_TYPE,
				     RUAPI_REASON_RANGE, -EINVAL);
	}
}

/* An attribute that types of QPs must have, may have or must not have. */
static int qp_check_attr(struct ruapi_call *call, u8 id, bool wanted)
{
	if (attr_given(call, id) == wanted)
		return 0;
	return call_bad_attr(call, id, wanted ? RUAPI_REASON_MISSING :
						RUAPI_REASON_EXCLUSIVE, -EINVAL);
}

/* A table receives instead of the QP, which need not send either. */
static int qp_check_table(struct ruapi_call *call, bool xrc)
{
	const struct ruapi_qp_cap *cap =
		attr_buf(call, RUAPI_QP_CREATE_CAP, NULL);
	int ret;

	ret = qp_check_attr(call, RUAPI_QP_CREATE_RWQ_TABLE, !xrc);
	if (!ret)
		ret = qp_check_attr(call, RUAPI_QP_CREATE_RECV_CQ, false);
	if (!ret)
		ret = qp_check_attr(call, RUAPI_QP_CREATE_SRQ, false);
	if (!ret)
		ret = qp_check_attr(call, RUAPI_QP_CREATE_SEND_CQ,
				    cap->max_send_wr);
	if (!ret && (cap->max_recv_wr || cap->max_recv_sge))
		ret = call_bad_attr(call, RUAPI_QP_CREATE_CAP,
				    RUAPI_REASON_RANGE, -EINVAL);
	return ret;
}

/* Of PD and XRCD one is given. */
static int qp_check_parts(struct ruapi_call *call, u8 type)
{
	const bool target = type == IB_QPT_XRC_TGT;
	const bool xrc = target || type == IB_QPT_XRC_INI;
	struct ruapi_srq *srq = attr_to_optional(srq, call, RUAPI_QP_CREATE_SRQ);
	int ret;

	ret = qp_check_attr(call, target ? RUAPI_QP_CREATE_XRCD :
					   RUAPI_QP_CREATE_PD, true);
	if (ret)
		return ret;
	if (attr_given(call, RUAPI_QP_CREATE_RWQ_TABLE))
		return qp_check_table(call, xrc);
	ret = qp_check_attr(call, RUAPI_QP_CREATE_SEND_CQ, !target);
	if (ret)
		return ret;
	ret = qp_check_attr(call, RUAPI_QP_CREATE_RECV_CQ, !xrc);
	if (ret)
		return ret;
	if (!srq)
		return 0;
	if (xrc)
		return qp_check_attr(call, RUAPI_QP_CREATE_SRQ, false);
	if (srq->ib->srq_type == IB_SRQT_XRC)
		return call_bad_attr(call, RUAPI_QP_CREATE_SRQ,
				     RUAPI_REASON_STATE, -EINVAL);
	return 0;
}

static int qp_check_flags(struct ruapi_call *call, u32 flags)
{
	const bool source_qpn = flags & IB_QP_CREATE_SOURCE_QPN;

	if (source_qpn != attr_given(call, RUAPI_QP_CREATE_SOURCE_QPN))
		return call_bad_attr(call, RUAPI_QP_CREATE_SOURCE_QPN,
				     source_qpn ? RUAPI_REASON_MISSING :
						  RUAPI_REASON_EXCLUSIVE,
				     -EINVAL);
	if (source_qpn && !ruapi_access_raw(call->dev))
		return call_bad_attr(call, RUAPI_QP_CREATE_FLAGS,
				     RUAPI_REASON_CAPABILITY, -EPERM);
	return 0;
}

static void qp_init_attr(struct ruapi_call *call, struct ib_qp_init_attr *attr)
{
	const struct ruapi_qp_cap *cap =
		attr_buf(call, RUAPI_QP_CREATE_CAP, NULL);
	struct ruapi_xrcd *xrcd = attr_to_optional(xrcd, call, RUAPI_QP_CREATE_XRCD);
	struct ruapi_srq *srq = attr_to_optional(srq, call, RUAPI_QP_CREATE_SRQ);
	struct ruapi_cq *send = attr_to_optional(cq, call, RUAPI_QP_CREATE_SEND_CQ);
	struct ruapi_cq *recv = attr_to_optional(cq, call, RUAPI_QP_CREATE_RECV_CQ);
	struct ruapi_rwq_table *table =
		attr_to_optional(rwq_table, call, RUAPI_QP_CREATE_RWQ_TABLE);

	*attr = (struct ib_qp_init_attr){
		.event_handler = qp_async_event,
		.qp_context = attr_new(qp, call),
		.send_cq = send ? send->ib : NULL,
		.recv_cq = recv ? recv->ib : NULL,
		.srq = srq ? srq->ib : NULL,
		.xrcd = xrcd ? xrcd->ib : NULL,
		.rwq_ind_tbl = table ? table->ib : NULL,
		.cap = {
			.max_send_wr = cap->max_send_wr,
			.max_recv_wr = cap->max_recv_wr,
			.max_send_sge = cap->max_send_sge,
			.max_recv_sge = cap->max_recv_sge,
			.max_inline_data = cap->max_inline_data,
		},
		.sq_sig_type = attr_u8(call, RUAPI_QP_CREATE_SIG_ALL) ?
				       IB_SIGNAL_ALL_WR : IB_SIGNAL_REQ_WR,
		.qp_type = attr_u8(call, RUAPI_QP_CREATE_TYPE),
		.create_flags = attr_u32(call, RUAPI_QP_CREATE_FLAGS),
		.source_qpn = attr_u32(call, RUAPI_QP_CREATE_SOURCE_QPN),
	};
}

/* Before ib_core knows it: then it can have events. */
static void qp_init(struct ruapi_call *call, struct ruapi_qp *qp, u16 queue_id)
{
	struct ruapi_queue *queue;

	queue = ruapi_call_queue(call, queue_id, ruapi_context_queue(call->ctx));
	ruapi_event_init(&qp->async, &qp->obj, queue, RUAPI_EVENT_ASYNC);
	mutex_init(&qp->mcast_lock);
	INIT_LIST_HEAD(&qp->mcasts);
	mutex_init(&qp->place_lock);
}

/* It is there, unless ib_core said no. */
static int qp_take(struct ruapi_qp *qp, struct ib_qp *ib,
		   struct ruapi_obj *xrcd)
{
	if (IS_ERR(ib)) {
		ruapi_event_stop(&qp->async);
		return PTR_ERR(ib);
	}
	qp->ib = ib;
	qp->num = ib->qp_num;
	qp->srq = ib->srq;
	qp->xrcd = ruapi_xrcd_use(xrcd);
	qp->obj.uobj.object = ib;
	qp->obj.hw = true;
	return 0;
}

/* The first member, all that anybody looks at, is an ib_uobject. */
static struct ib_uqp_object *qp_uobject(struct ruapi_qp *qp)
{
	return (struct ib_uqp_object *)&qp->obj.uobj;
}

static int qp_create_ib(struct ruapi_call *call, struct ib_qp_init_attr *attr)
{
	struct ruapi_qp *qp = attr_new(qp, call);
	struct ruapi_pd *pd = attr_to_optional(pd, call, RUAPI_QP_CREATE_PD);
	struct ib_qp *ib;

	qp_init(call, qp, RUAPI_QP_CREATE_QUEUE);
	qp->obj.uobj.user_handle = attr_u64(call, RUAPI_QP_CREATE_USER_DATA);
	ib = ib_create_qp_user(call->dev->ibdev, pd ? pd->ib : NULL, attr,
			       ruapi_udata(call_udata(call)), qp_uobject(qp),
			       KBUILD_MODNAME);
	if (!IS_ERR(ib))
		ib_qp_usecnt_inc(ib);
	return qp_take(qp, ib, attr_obj(call, RUAPI_QP_CREATE_XRCD));
}

/* The driver makes it. */
static int qp_make(struct ruapi_call *call)
{
	struct ib_qp_init_attr attr;
	struct ruapi_qp_cap actual;
	int ret;

	qp_init_attr(call, &attr);
	ret = qp_create_ib(call, &attr);
	if (ret)
		return ret;
	cap_to_user(&actual, &attr.cap);
	attr_put_struct(call, RUAPI_QP_CREATE_ACTUAL_CAP, &actual,
			sizeof(actual));
	attr_put_u32(call, RUAPI_QP_CREATE_QP_NUM,
		     attr_new(qp, call)->ib->qp_num);
	return 0;
}

static int qp_create(struct ruapi_call *call)
{
	const struct ruapi_qp_cap *cap =
		attr_buf(call, RUAPI_QP_CREATE_CAP, NULL);
	int ret;

	if (cap->reserved)
		return call_bad_attr(call, RUAPI_QP_CREATE_CAP,
				     RUAPI_REASON_BITS, -EINVAL);
	ret = qp_check_type(call, attr_u8(call, RUAPI_QP_CREATE_TYPE));
	if (ret)
		return ret;
	ret = qp_check_parts(call, attr_u8(call, RUAPI_QP_CREATE_TYPE));
	if (ret)
		return ret;
	ret = qp_check_flags(call, attr_u32(call, RUAPI_QP_CREATE_FLAGS));
	if (ret)
		return ret;
	ret = ruapi_call_check_queue(call, RUAPI_QP_CREATE_QUEUE,
				     RUAPI_EVENT_FORMAT_ASYNC);
	if (ret)
		return ret;
	ret = ruapi_buffer_give(call, RUAPI_QP_CREATE_BUF,
				RUAPI_COMPAT_QP_BUF_ALL) ?:
	      ruapi_buffer_give(call, RUAPI_QP_CREATE_RQ_BUF,
				RUAPI_COMPAT_QP_BUF_RQ) ?:
	      ruapi_buffer_give(call, RUAPI_QP_CREATE_SQ_BUF,
				RUAPI_COMPAT_QP_BUF_SQ);
	return ret ?: ruapi_added_ask(call, qp_make);
}

/* Another handle of a target QP: ib_core tells each of them of events. */
static int qp_open(struct ruapi_call *call)
{
	struct ruapi_xrcd *xrcd = attr_to(xrcd, call, RUAPI_QP_OPEN_XRCD);
	struct ruapi_qp *qp = attr_new(qp, call);
	struct ib_qp_open_attr attr = {
		.event_handler = qp_async_event,
		.qp_context = qp,
		.qp_num = attr_u32(call, RUAPI_QP_OPEN_QP_NUM),
		.qp_type = IB_QPT_XRC_TGT,
	};
	struct ib_qp *ib;
	int ret;

	ret = ruapi_call_check_queue(call, RUAPI_QP_OPEN_QUEUE,
				     RUAPI_EVENT_FORMAT_ASYNC);
	if (ret)
		return ret;
	qp_init(call, qp, RUAPI_QP_OPEN_QUEUE);
	qp->obj.uobj.user_handle = attr_u64(call, RUAPI_QP_OPEN_USER_DATA);
	ib = ib_open_qp(xrcd->ib, &attr);
	if (!IS_ERR(ib))
		ib->uobject = qp_uobject(qp);
	ret = qp_take(qp, ib, &xrcd->obj);
	if (ret == -EINVAL)
		return call_bad_attr(call, RUAPI_QP_OPEN_QP_NUM,
				     RUAPI_REASON_RANGE, ret);
	return ret;
}

/* ---- modify and query ---------------------------------------------------- */

/* The paths must be over ports there are, and over the port of the QP. */
static int qp_check_ports(struct ib_qp *qp, struct ruapi_qp_attr *attr)
{
	struct ib_device *ibdev = qp->device;
	const u32 mask = attr->mask;

	if (mask & IB_QP_PORT && !rdma_is_port_valid(ibdev, attr->port_num))
		return -EINVAL;
	if (mask & IB_QP_ALT_PATH &&
	    (!rdma_is_port_valid(ibdev, attr->alt_port_num) ||
	     attr->alt_port_num != attr->alt_ah.port_num))
		return -EINVAL;
	if (!(mask & IB_QP_AV))
		return 0;
	if (!rdma_is_port_valid(ibdev, attr->ah.port_num))
		return -EINVAL;
	/* INIT to RTR: the port was given to INIT, it must be the same. */
	if (mask & IB_QP_STATE && attr->qp_state == IB_QPS_RTR)
		return attr->ah.port_num == qp->real_qp->port ? 0 : -EINVAL;
	/* SQD to SQD: drivers take the port from port_num. */
	if (mask & IB_QP_PORT)
		return attr->port_num == attr->ah.port_num ? 0 : -EINVAL;
	attr->mask |= IB_QP_PORT;
	attr->port_num = attr->ah.port_num;
	return 0;
}

static int qp_check_modify(struct ruapi_call *call, struct ib_qp *qp,
			   struct ruapi_qp_attr *attr)
{
	const u32 known = IB_QP_ATTR_STANDARD_BITS | IB_QP_RATE_LIMIT;

	if (attr->mask & ~known ||
	    memchr_inv(attr->reserved, 0, sizeof(attr->reserved)) ||
	    memchr_inv(attr->ah.reserved, 0, sizeof(attr->ah.reserved)) ||
	    memchr_inv(attr->alt_ah.reserved, 0,
		       sizeof(attr->alt_ah.reserved)) ||
	    attr->cap.reserved)
		return call_bad_attr(call, RUAPI_QP_MODIFY_ATTR,
				     RUAPI_REASON_BITS, -EINVAL);
	if ((attr->mask & IB_QP_STATE && attr->qp_state > IB_QPS_ERR) ||
	    (attr->mask & IB_QP_CUR_STATE && attr->cur_qp_state > IB_QPS_ERR) ||
	    qp_check_ports(qp, attr))
		return call_bad_attr(call, RUAPI_QP_MODIFY_ATTR,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (attr->mask & IB_QP_QKEY && attr->qkey & IB_QP_SET_QKEY &&
	    !ruapi_access_privileged_qkey(call->dev))
		return call_bad_attr(call, RUAPI_QP_MODIFY_ATTR,
				     RUAPI_REASON_CAPABILITY, -EPERM);
	return 0;
}

/* ---- where a QP is --------------------------------------------------------- */

static void qp_note_places(struct ruapi_qp *qp, const struct ib_qp_attr *attr,
			   int mask)
{
	struct ruapi_qp_place *place = qp->places;

	if (mask & IB_QP_STATE && attr->qp_state == IB_QPS_RESET)
		memset(qp->places, 0, sizeof(qp->places));
	if (mask & IB_QP_PORT)
		place->port = attr->port_num;
	if (mask & IB_QP_PKEY_INDEX) {
		place->pkey = attr->pkey_index;
		place->has_pkey = true;
	}
	if (mask & IB_QP_ALT_PATH)
		qp->places[1] = (struct ruapi_qp_place){
			.port = attr->alt_port_num,
			.pkey = attr->alt_pkey_index,
			.has_pkey = true,
		};
}

/* Its namespace has lost one of its ports, or a P_Key: nothing goes out any more. */
static void qp_lose(struct ruapi_qp *qp)
{
	struct ib_qp_attr attr = {
		.qp_state = IB_QPS_ERR,
	};
	struct ruapi_udata udata;

	ruapi_udata_init(&udata, qp->obj.ctx->ib, &qp->obj.ns->ufile);
	if (ib_modify_qp_with_udata(qp->ib, &attr, IB_QP_STATE,
				    ruapi_udata(&udata)))
		dev_warn_ratelimited(&qp->ib->device->dev,
				     "driver refused to stop a QP whose port has moved\n");
	memset(qp->places, 0, sizeof(qp->places));
	ruapi_event_post(&qp->async, IB_EVENT_QP_FATAL);
}

static int qp_check_places(struct ruapi_qp *qp)
{
	const struct ruapi_qp_place *place;
	int ret = 0;

	lockdep_assert_held(&qp->place_lock);
	for (place = qp->places;
	     place < qp->places + ARRAY_SIZE(qp->places) && !ret; place++)
		if (place->port)
			ret = ruapi_access_kept(qp->obj.ns, qp->obj.ctx->dev,
						place->port, place->pkey,
						place->has_pkey);
	if (ret != -EACCES)
		return ret;
	qp_lose(qp);
	return 0;
}

static int qp_check_place(struct ruapi_obj *obj)
{
	struct ruapi_qp *qp = container_of(obj, struct ruapi_qp, obj);
	int ret = 0;

	mutex_lock(&qp->place_lock);
	if (!qp->gone)
		ret = qp_check_places(qp);
	mutex_unlock(&qp->place_lock);
	return ret;
}

static u32 qp_port(struct ruapi_obj *obj)
{
	struct ruapi_qp *qp = container_of(obj, struct ruapi_qp, obj);

	return READ_ONCE(qp->places[0].port) ?: qp->ib->real_qp->port;
}

/* Whether attributes say where a QP is, or that it is nowhere. */
static bool qp_moves(const struct ib_qp_attr *attr, int mask)
{
	return mask & (IB_QP_PORT | IB_QP_PKEY_INDEX | IB_QP_ALT_PATH) ||
	       (mask & IB_QP_STATE && attr->qp_state == IB_QPS_RESET);
}

/* Nobody else does so meanwhile. */
static int qp_move(struct ruapi_qp *qp, struct ib_qp_attr *attr, int mask,
		   struct ib_udata *udata)
{
	int ret;

	ret = ib_modify_qp_with_udata(qp->ib, attr, mask, udata);
	if (ret)
		return ret;
	mutex_lock(&qp->place_lock);
	qp_note_places(qp, attr, mask);
	/* Whoever looks later may not: what cannot be found out now is lost, too. */
	if (qp_check_places(qp))
		qp_lose(qp);
	mutex_unlock(&qp->place_lock);
	return 0;
}

/**
 * ruapi_qp_modify() - modify a QP, whose ports the caller has checked
 * @qp: the QP, whose context is entered
 * @attr: attributes
 * @mask: enum ib_qp_attr_mask
 * @udata: for the driver
 *
 * A port that moves to another network namespace meanwhile is found here, or by
 * qp_check_place(), which comes after every such move: both look with the lock held.
 * Then it is as if it had moved afterwards.
 *
 * What is noted is what the driver did last: of two who modify where the QP is, one is
 * refused.
 *
 * Return: 0; -EBUSY: so it was, or the driver says so; -EOPNOTSUPP: it has no such
 * operation; another negative errno.
 */
int ruapi_qp_modify(struct ruapi_qp *qp, struct ib_qp_attr *attr, int mask,
		    struct ib_udata *udata)
{
	int ret;

	if (!qp->ib->device->ops.modify_qp)
		return -EOPNOTSUPP;
	if (!qp_moves(attr, mask))
		return ib_modify_qp_with_udata(qp->ib, attr, mask, udata);
	if (test_and_set_bit_lock(0, &qp->moving))
		return -EBUSY;
	ret = qp_move(qp, attr, mask, udata);
	clear_bit_unlock(0, &qp->moving);
	return ret;
}

/* ---- modify and query, again ------------------------------------------------ */

/* Programs use the masks of RC for XRC: each side has no use for half of them. */
static u32 qp_mask(const struct ib_qp *qp, u32 mask)
{
	switch (qp->qp_type) {
	case IB_QPT_XRC_INI:
		return mask & ~(IB_QP_MAX_DEST_RD_ATOMIC | IB_QP_MIN_RNR_TIMER);
	case IB_QPT_XRC_TGT:
		return mask & ~(IB_QP_MAX_QP_RD_ATOMIC | IB_QP_RETRY_CNT |
				IB_QP_RNR_RETRY);
	default:
		return mask;
	}
}

static int qp_modify(struct ruapi_call *call)
{
	struct ruapi_qp *object = attr_to(qp, call, RUAPI_QP_MODIFY_HANDLE);
	struct ruapi_qp_attr *user = attr_buf(call, RUAPI_QP_MODIFY_ATTR, NULL);
	struct ib_qp *qp = object->ib;
	struct ib_qp_attr *attr;
	int ret;

	ret = qp_check_modify(call, qp, user);
	if (ret)
		return ret;
	attr = kmalloc(sizeof(*attr), GFP_KERNEL_ACCOUNT);
	if (!attr)
		return -ENOMEM;
	qp_attr_from_user(qp->device, attr, user);
	ret = ruapi_qp_modify(object, attr, qp_mask(qp, user->mask),
			      ruapi_udata(call_udata(call)));
	kfree(attr);
	if (ret == -EBUSY)
		return call_bad_attr(call, RUAPI_QP_MODIFY_HANDLE,
				     RUAPI_REASON_BUSY, ret);
	return ret;
}

static int qp_query(struct ruapi_call *call)
{
	struct ib_qp *qp = attr_to(qp, call, RUAPI_QP_QUERY_HANDLE)->ib;
	const u32 mask = attr_given(call, RUAPI_QP_QUERY_MASK) ?
				 attr_u32(call, RUAPI_QP_QUERY_MASK) :
				 IB_QP_ATTR_STANDARD_BITS;
	struct {
		struct ib_qp_attr attr;
		struct ib_qp_init_attr init;
		struct ruapi_qp_attr user;
	} *q;
	int ret;

	q = kzalloc(sizeof(*q), GFP_KERNEL_ACCOUNT);
	if (!q)
		return -ENOMEM;
	ret = ib_query_qp(qp, &q->attr, mask, &q->init);
	if (!ret) {
		q->attr.cap = q->init.cap;
		ruapi_qp_attr_to_user(&q->user, &q->attr, mask);
		attr_put_struct(call, RUAPI_QP_QUERY_ATTR, &q->user,
				sizeof(q->user));
		attr_put_u32(call, RUAPI_QP_QUERY_SIG_ALL,
			     q->init.sq_sig_type == IB_SIGNAL_ALL_WR);
		attr_put_u32(call, RUAPI_QP_QUERY_QP_NUM, qp->qp_num);
	}
	kfree(q);
	return ret;
}

/*
 * Only for drivers that are known to take an empty list, which means that the
 * queue in shared memory has something.  Others look at its first request.
 */
static int qp_doorbell(struct ruapi_obj *obj, u64 unused)
{
	struct ib_qp *qp = container_of(obj, struct ruapi_qp, obj)->ib;
	const struct ib_send_wr *bad_wr;

	if (!(obj->ctx->dev->traits & RUAPI_DRIVER_EMPTY_POST))
		return -EOPNOTSUPP;
	return qp->device->ops.post_send(qp->real_qp, NULL, &bad_wr);
}

/* ---- multicast ------------------------------------------------------------ */

/* The same attributes of ATTACH_MCAST and DETACH_MCAST. */
static_assert((int)RUAPI_QP_ATTACH_MCAST_GID == (int)RUAPI_QP_DETACH_MCAST_GID);
static_assert((int)RUAPI_QP_ATTACH_MCAST_LID == (int)RUAPI_QP_DETACH_MCAST_LID);

/* The group that a call names, if the QP is attached to it. */
static struct qp_mcast *qp_find_mcast(struct ruapi_call *call,
				      struct ruapi_qp *qp)
{
	const void *gid = attr_buf(call, RUAPI_QP_ATTACH_MCAST_GID, NULL);
	const u16 lid = attr_u16(call, RUAPI_QP_ATTACH_MCAST_LID);
	struct qp_mcast *mcast;

	lockdep_assert_held(&qp->mcast_lock);
	list_for_each_entry(mcast, &qp->mcasts, list)
		if (mcast->lid == lid &&
		    !memcmp(&mcast->gid, gid, sizeof(mcast->gid)))
			return mcast;
	return NULL;
}

static int qp_join_mcast(struct ruapi_call *call, struct ruapi_qp *qp)
{
	struct qp_mcast *mcast;
	int ret;

	mcast = kzalloc(sizeof(*mcast), GFP_KERNEL_ACCOUNT);
	if (!mcast)
		return -ENOMEM;
	memcpy(&mcast->gid, attr_buf(call, RUAPI_QP_ATTACH_MCAST_GID, NULL),
	       sizeof(mcast->gid));
	mcast->lid = attr_u16(call, RUAPI_QP_ATTACH_MCAST_LID);
	ret = ib_attach_mcast(qp->ib, &mcast->gid, mcast->lid);
	if (ret)
		kfree(mcast);
	else
		list_add_tail(&mcast->list, &qp->mcasts);
	return ret;
}

static int qp_attach_mcast(struct ruapi_call *call)
{
	struct ruapi_qp *qp = attr_to(qp, call, RUAPI_QP_ATTACH_MCAST_HANDLE);
	int ret = 0;

	mutex_lock(&qp->mcast_lock);
	if (!qp_find_mcast(call, qp))
		ret = qp_join_mcast(call, qp);
	mutex_unlock(&qp->mcast_lock);
	return ret;
}

static int qp_detach_mcast(struct ruapi_call *call)
{
	struct ruapi_qp *qp = attr_to(qp, call, RUAPI_QP_DETACH_MCAST_HANDLE);
	struct qp_mcast *mcast;
	int ret;

	mutex_lock(&qp->mcast_lock);
	mcast = qp_find_mcast(call, qp);
	if (mcast)
		ret = qp_leave_mcast(qp, mcast);
	else
		ret = call_bad_attr(call, RUAPI_QP_DETACH_MCAST_GID,
				    RUAPI_REASON_STATE, -EINVAL);
	mutex_unlock(&qp->mcast_lock);
	return ret;
}

static const struct ruapi_handler qp_handlers[__RUAPI_QP_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_QUERY] = {
		.run = qp_query,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_QP_CREATE] = {
		.run = qp_create,
		.missing = RUAPI_MISSING(RUAPI_COMPAT_QP_BUF,
					 RUAPI_QP_CREATE_BUF) |
			   RUAPI_MISSING(RUAPI_COMPAT_QP_BUF,
					 RUAPI_QP_CREATE_RQ_BUF) |
			   RUAPI_MISSING(RUAPI_COMPAT_QP_BUF,
					 RUAPI_QP_CREATE_SQ_BUF),
	},
	[RUAPI_QP_MODIFY] = {
		.run = qp_modify,
	},
	[RUAPI_QP_DOORBELL] = {
		.fast = qp_doorbell,
	},
	[RUAPI_QP_ATTACH_MCAST] = {
		.run = qp_attach_mcast,
	},
	[RUAPI_QP_DETACH_MCAST] = {
		.run = qp_detach_mcast,
	},
	[RUAPI_QP_POST_SEND] = {
		.run = qp_post_send,
	},
	[RUAPI_QP_POST_RECV] = {
		.run = qp_post_recv,
	},
	[RUAPI_QP_OPEN] = {
		.run = qp_open,
	},
};

static void qp_events(struct ruapi_obj *obj, u32 *events, u32 *async_events)
{
	*async_events = container_of(obj, struct ruapi_qp, obj)->async.reported;
}

const struct ruapi_type ruapi_type_qp = {
	.size = sizeof(struct ruapi_qp),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_QP),
	.handlers = qp_handlers,
	.num_handlers = ARRAY_SIZE(qp_handlers),
	.destroy = qp_destroy,
	.stop = qp_stop,
	.events = qp_events,
	.port = qp_port,
	.check_place = qp_check_place,
};
