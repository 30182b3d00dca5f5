// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Queue pairs: how they come and go, their states, and posting to them.
 */
#include <linux/slab.h>
#include <rdma/ib_cache.h>
#include <rdma/uverbs_ioctl.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

/* The numbers that are the same on each port, and the one of multicast. */
#define FIRST_QPN	0x10
#define LAST_QPN	0xfffffe

static bool is_datagram(enum ib_qp_type type)
{
	return type == IB_QPT_UD || type == IB_QPT_GSI || type == IB_QPT_SMI;
}

/* ---- finding one -------------------------------------------------------------------- */

/* On its path or on its alternate one. */
static bool listens(const struct sim_qp *qp, u32 port)
{
	return READ_ONCE(qp->attr.port_num) == port ||
	       READ_ONCE(qp->attr.alt_port_num) == port;
}

/* The QP with that number that listens to @port, with a reference. */
struct sim_qp *sim_qp_get(struct sim_port *port, u32 qpn)
{
	struct sim_device *dev = port->dev;
	struct sim_qp *qp;

	if (qpn < ARRAY_SIZE(port->qps)) {
		spin_lock_bh(&port->lock);
		qp = port->qps[qpn];
		if (qp && !refcount_inc_not_zero(&qp->refs))
			qp = NULL;
		spin_unlock_bh(&port->lock);
		return qp;
	}
	xa_lock(&dev->qps);
	qp = xa_load(&dev->qps, qpn);
	if (qp && (!listens(qp, port->num) || !refcount_inc_not_zero(&qp->refs)))
		qp = NULL;
	xa_unlock(&dev->qps);
	return qp;
}

void sim_qp_put(struct sim_qp *qp)
{
	if (refcount_dec_and_test(&qp->refs))
		complete(&qp->gone);
}

static int qp_publish(struct sim_qp *qp, u32 port_num)
{
	struct sim_device *dev = qp->dev;
	struct sim_port *port;
	u32 qpn;
	int ret;

	if (qp->ib.qp_type != IB_QPT_SMI && qp->ib.qp_type != IB_QPT_GSI) {
		ret = xa_alloc_cyclic(&dev->qps, &qpn, qp, XA_LIMIT(FIRST_QPN, LAST_QPN),
				      &dev->next_qpn, GFP_KERNEL_ACCOUNT);
		if (ret < 0)
			return ret;
		qp->ib.qp_num = qpn;
		if (qp->face)
			qp->face->ib.qp_num = qpn;
		return 0;
	}

	port = sim_port(dev, port_num);
	qpn = qp->ib.qp_type == IB_QPT_GSI;
	qp->ib.qp_num = qpn;
	qp->attr.port_num = port_num;
	ret = -EBUSY;
	spin_lock_bh(&port->lock);
	if (!port->qps[qpn]) {
		port->qps[qpn] = qp;
		ret = 0;
	}
	spin_unlock_bh(&port->lock);
	return ret;
}

/* Nobody brings anything to it when this returns. */
static void qp_withdraw(struct sim_qp *qp)
{
	u32 qpn = qp->ib.qp_num;
	struct sim_port *port;

	if (qpn < ARRAY_SIZE(port->qps)) {
		port = sim_port(qp->dev, qp->attr.port_num);
		spin_lock_bh(&port->lock);
		port->qps[qpn] = NULL;
		spin_unlock_bh(&port->lock);
	} else {
		xa_erase(&qp->dev->qps, qpn);
	}
	sim_mcast_forget(qp);
	sim_qp_put(qp);
	wait_for_completion(&qp->gone);
}

/* ---- faces --------------------------------------------------------------------------- */

void sim_faces_init(struct sim_faces *faces)
{
	spin_lock_init(&faces->lock);
	INIT_LIST_HEAD(&faces->list);
}

void sim_faces_exit(struct sim_faces *faces)
{
	struct sim_face *face, *next;

	list_for_each_entry_safe(face, next, &faces->list, list)
		kfree(face);
}

struct ib_qp *sim_qp_face(struct sim_qp *qp)
{
	return qp->face ? &qp->face->ib : &qp->ib;
}

/* Those of the kernel's QPs have their own. */
static struct sim_faces *faces_of(struct sim_qp *qp, struct ib_udata *udata)
{
	if (qp->ib.qp_type == IB_QPT_XRC_TGT)
		return &qp->dev->faces;
	if (!qp->user)
		return NULL;
	return &rdma_udata_to_drv_context(udata, struct sim_ucontext, ib)->faces;
}

static int face_get(struct sim_qp *qp, struct ib_udata *udata)
{
	struct sim_faces *faces = faces_of(qp, udata);
	struct sim_face *face;

	if (!faces)
		return 0;
	qp->faces = faces;
	spin_lock(&faces->lock);
	face = list_first_entry_or_null(&faces->list, struct sim_face, list);
	if (face)
		list_del(&face->list);
	spin_unlock(&faces->lock);
	if (!face) {
		face = kzalloc(sizeof(*face), GFP_KERNEL_ACCOUNT);
		if (!face)
			return -ENOMEM;
		face->ib.device = qp->ib.device;
	}
	qp->face = face;
	return 0;
}

static void face_put(struct sim_qp *qp)
{
	if (!qp->face)
		return;
	spin_lock(&qp->faces->lock);
	list_add_tail(&qp->face->list, &qp->faces->list);
	spin_unlock(&qp->faces->lock);
	qp->face = NULL;
}

/* ---- life ---------------------------------------------------------------------------- */

/* Which completion queues a QP has depends on whether it sends and receives. */
static bool has_cqs(const struct ib_qp_init_attr *init)
{
	switch (init->qp_type) {
	case IB_QPT_XRC_INI:
		return init->send_cq && !init->srq;
	case IB_QPT_XRC_TGT:
		return init->xrcd;
	case IB_QPT_UD:
	case IB_QPT_RAW_PACKET:
		/* By a table it receives into other queues than its own. */
		if (init->rwq_ind_tbl)
			return !init->recv_cq && !init->srq && !init->cap.max_recv_wr &&
			       (init->send_cq || !init->cap.max_send_wr);
		fallthrough;
	default:
		return init->send_cq && init->recv_cq && !init->rwq_ind_tbl;
	}
}

static int qp_check_init(struct sim_qp *qp, const struct ib_qp_init_attr *init,
			 bool mapped)
{
	const struct ib_qp_cap *cap = &init->cap;

	if (init->create_flags)
		return -EOPNOTSUPP;
	switch (init->qp_type) {
	case IB_QPT_RC:
	case IB_QPT_UC:
	case IB_QPT_UD:
	case IB_QPT_XRC_INI:
	case IB_QPT_XRC_TGT:
		break;
	case IB_QPT_RAW_PACKET:
		if (qp->dev->fabric->kind != SIM_ROCE)
			return -EOPNOTSUPP;
		break;
	case IB_QPT_SMI:
	case IB_QPT_GSI:
		if (qp->user)
			return -EPERM;
		if (!rdma_is_port_valid(&qp->dev->ib, init->port_num))
			return -EINVAL;
		break;
	default:
		return -EOPNOTSUPP;
	}
	if (!has_cqs(init))
		return -EINVAL;
	if (init->rwq_ind_tbl ? init->qp_type == IB_QPT_RAW_PACKET && !qp->rss.given :
				qp->rss.given)
		return -EINVAL;
	if (init->qp_type == IB_QPT_XRC_TGT)
		return 0;
	if (cap->max_send_wr > SIM_MAX_QP_WR || cap->max_send_sge > SIM_MAX_SGE)
		return -EINVAL;
	/* What userspace means to be inline through the kernel are addresses of its own. */
	if ((!qp->user || mapped) && cap->max_inline_data > SIM_MAX_INLINE)
		return -EINVAL;
	return 0;
}

static int qp_alloc_queues(struct sim_qp *qp, const struct ib_qp_init_attr *init,
			   bool mapped, struct ib_udata *udata)
{
	size_t room;
	int ret;

	/* A target QP has no queue of its own, so it does not matter how long. */
	if (qp->ib.qp_type != IB_QPT_XRC_TGT)
		qp->cap = init->cap;
	qp->cap.max_send_wr = max(qp->cap.max_send_wr, 1U);
	if (qp->user && !mapped)
		qp->cap.max_inline_data = 0;
	if (qp->srq || sim_is_xrc(qp)) {
		qp->cap.max_recv_wr = 0;
		qp->cap.max_recv_sge = 0;
	}
	room = max_t(size_t, qp->cap.max_send_sge * sizeof(struct ib_sge),
		     ALIGN(qp->cap.max_inline_data, sizeof(u64)));
	qp->sq_stride = sizeof(struct sim_swqe) + room;
	if (mapped)
		return sim_user_qp_init(qp, udata);
	qp->sq = kvcalloc(qp->cap.max_send_wr, qp->sq_stride, GFP_KERNEL_ACCOUNT);
	if (!qp->sq)
		return -ENOMEM;
	ret = sim_rq_init(&qp->rq, qp->cap.max_recv_wr, qp->cap.max_recv_sge);
	if (ret)
		kvfree(qp->sq);
	return ret;
}

static void qp_free_queues(struct sim_qp *qp)
{
	sim_rq_free(&qp->rq);
	kvfree(qp->sq);
	sim_uq_free(&qp->uq);
}

/* Only queues that the program reads and writes itself can be in its memory. */
static bool has_memory(struct ib_udata *udata)
{
	return sim_umem_given(udata, SIM_BUF_QP) || sim_umem_given(udata, SIM_BUF_QP_RQ) ||
	       sim_umem_given(udata, SIM_BUF_QP_SQ);
}

static int sim_create_qp(struct ib_qp *ib, struct ib_qp_init_attr *init,
			 struct ib_udata *udata)
{
	struct sim_qp *qp = to_sim_qp(ib);
	struct rdmasim_create_qp_req req;
	int ret, mapped;

	qp->dev = to_sim(ib->device);
	qp->user = !!udata;
	mapped = sim_fault(qp->dev, SIM_OP_CREATE_QP) ?: sim_user_wants_qp(udata, &req);
	if (mapped < 0)
		return mapped;
	ret = sim_rss_init(&qp->rss, &req);
	if (ret)
		return ret;
	/* One that others open as well has no queues. */
	if (init->qp_type == IB_QPT_XRC_TGT)
		mapped = 0;
	if (!mapped && has_memory(udata))
		return -EINVAL;
	ret = qp_check_init(qp, init, mapped);
	if (ret)
		return ret;
	qp->pd = ib->pd;
	qp->send_cq = init->send_cq ? to_sim_cq(init->send_cq) : NULL;
	qp->recv_cq = init->recv_cq ? to_sim_cq(init->recv_cq) : NULL;
	qp->xrcd = init->xrcd;
	qp->srq = init->srq ? to_sim_srq(init->srq) : NULL;
	qp->sig_all = init->sq_sig_type == IB_SIGNAL_ALL_WR;
	qp->state = IB_QPS_RESET;
	refcount_set(&qp->refs, 1);
	init_completion(&qp->gone);
	mutex_init(&qp->req_mutex);
	mutex_init(&qp->resp_mutex);
	spin_lock_init(&qp->lock);
	INIT_LIST_HEAD(&qp->flows);
	INIT_DELAYED_WORK(&qp->work, sim_qp_work);

	ret = qp_alloc_queues(qp, init, mapped, udata);
	if (ret)
		return ret;
	ret = face_get(qp, udata);
	if (ret)
		goto err_queues;
	ret = qp_publish(qp, init->port_num);
	if (ret)
		goto err_face;
	init->cap = qp->cap;
	return 0;

err_face:
	face_put(qp);
err_queues:
	qp_free_queues(qp);
	return ret;
}

/* Forgets all that was posted, and what became of it. */
static void qp_clear(struct sim_qp *qp)
{
	spin_lock_irq(&qp->lock);
	qp->state = IB_QPS_RESET;
	qp->sq_head = 0;
	qp->sq_count = 0;
	spin_unlock_irq(&qp->lock);
	if (sim_qp_mapped(qp))
		sim_user_sq_clear(qp);
	qp->busy = false;
	qp->rwqe_held = false;
	qp->last_wqe_told = false;
	qp->established = false;
	sim_apm_clear(qp);
	sim_rq_clear(&qp->rq);
	if (qp->send_cq)
		sim_cq_clean(qp->send_cq, sim_qp_face(qp));
	if (qp->recv_cq)
		sim_cq_clean(qp->recv_cq, sim_qp_face(qp));
}

static int sim_destroy_qp(struct ib_qp *ib, struct ib_udata *udata)
{
	struct sim_qp *qp = to_sim_qp(ib);
	int ret;

	ret = udata ? sim_fault(qp->dev, SIM_OP_DESTROY_QP) : 0;
	if (ret)
		return ret;
	mutex_lock(&qp->req_mutex);
	mutex_lock(&qp->resp_mutex);
	qp_clear(qp);
	mutex_unlock(&qp->resp_mutex);
	mutex_unlock(&qp->req_mutex);
	qp_withdraw(qp);
	cancel_delayed_work_sync(&qp->work);
	face_put(qp);
	qp_free_queues(qp);
	return 0;
}

void sim_qp_event(struct sim_qp *qp, enum ib_event_type type)
{
	struct ib_event event = {
		.device = qp->ib.device,
		.element.qp = &qp->ib,
		.event = type,
	};

	if (qp->ib.event_handler)
		qp->ib.event_handler(&event, qp->ib.qp_context);
}

/* Takes it to the error state, if it is in one that can fail. */
void sim_qp_error(struct sim_qp *qp)
{
	unsigned long flags;

	spin_lock_irqsave(&qp->lock, flags);
	if (qp->state != IB_QPS_RESET)
		qp->state = IB_QPS_ERR;
	spin_unlock_irqrestore(&qp->lock, flags);
	mod_delayed_work(sim_wq, &qp->work, 0);
}

/* ---- states -------------------------------------------------------------------------- */

static int check_av(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		    struct sim_av *av)
{
	u32 port = mask & IB_QP_PORT ? attr->port_num : qp->attr.port_num;

	if (rdma_ah_get_port_num(&attr->ah_attr) != port)
		return -EINVAL;
	return sim_av_init(qp->dev, av, &attr->ah_attr);
}

static int check_attr(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		      struct sim_av *av, struct sim_av *alt)
{
	u32 num = mask & IB_QP_PORT ? attr->port_num : qp->attr.port_num;
	u16 pkeys = qp->dev->fabric->kind == SIM_IB ? SIM_PKEYS : 1;

	if (mask & (IB_QP_CAP | IB_QP_RATE_LIMIT))
		return -EOPNOTSUPP;
	if ((mask & IB_QP_PORT && !rdma_is_port_valid(&qp->dev->ib, num)) ||
	    (mask & IB_QP_PKEY_INDEX && attr->pkey_index >= pkeys) ||
	    (mask & IB_QP_PATH_MTU &&
	     (attr->path_mtu < IB_MTU_256 ||
	      attr->path_mtu > sim_port_mtu(sim_port(qp->dev, num)))) ||
	    (mask & IB_QP_MAX_QP_RD_ATOMIC && attr->max_rd_atomic > SIM_MAX_RD_ATOMIC) ||
	    (mask & IB_QP_MAX_DEST_RD_ATOMIC &&
	     attr->max_dest_rd_atomic > SIM_MAX_RD_ATOMIC) ||
	    (mask & IB_QP_MIN_RNR_TIMER && attr->min_rnr_timer > 31) ||
	    (mask & IB_QP_TIMEOUT && attr->timeout > 31) ||
	    (mask & IB_QP_RETRY_CNT && attr->retry_cnt > 7) ||
	    (mask & IB_QP_RNR_RETRY && attr->rnr_retry > 7) ||
	    (mask & IB_QP_DEST_QPN && attr->dest_qp_num > 0xffffff))
		return -EINVAL;
	return (mask & IB_QP_AV ? check_av(qp, attr, mask, av) : 0) ?:
	       sim_apm_check(qp, attr, mask, alt);
}

static void take_attr(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		      const struct sim_av *av)
{
	if (mask & IB_QP_ACCESS_FLAGS)
		qp->attr.qp_access_flags = attr->qp_access_flags;
	if (mask & IB_QP_PKEY_INDEX)
		qp->attr.pkey_index = attr->pkey_index;
	if (mask & IB_QP_PORT)
		WRITE_ONCE(qp->attr.port_num, attr->port_num);
	if (mask & IB_QP_QKEY)
		qp->attr.qkey = attr->qkey;
	if (mask & IB_QP_AV) {
		qp->attr.ah_attr = attr->ah_attr;
		/* ib_core has the reference; what is needed of it is in the vector. */
		qp->attr.ah_attr.grh.sgid_attr = NULL;
		qp->av = *av;
	}
	if (mask & IB_QP_PATH_MTU)
		qp->attr.path_mtu = attr->path_mtu;
	if (mask & IB_QP_TIMEOUT)
		qp->attr.timeout = attr->timeout;
	if (mask & IB_QP_RETRY_CNT)
		qp->attr.retry_cnt = attr->retry_cnt;
	if (mask & IB_QP_RNR_RETRY)
		qp->attr.rnr_retry = attr->rnr_retry;
	if (mask & IB_QP_MIN_RNR_TIMER)
		qp->attr.min_rnr_timer = attr->min_rnr_timer;
	if (mask & IB_QP_RQ_PSN)
		qp->rq_psn = attr->rq_psn & 0xffffff;
	if (mask & IB_QP_SQ_PSN)
		qp->sq_psn = attr->sq_psn & 0xffffff;
	if (mask & IB_QP_MAX_QP_RD_ATOMIC)
		qp->attr.max_rd_atomic = attr->max_rd_atomic;
	if (mask & IB_QP_MAX_DEST_RD_ATOMIC)
		qp->attr.max_dest_rd_atomic = attr->max_dest_rd_atomic;
	if (mask & IB_QP_DEST_QPN)
		qp->attr.dest_qp_num = attr->dest_qp_num;
}

/* The state, with both mutexes held.  Errors do not wait for those. */
static int qp_enter(struct sim_qp *qp, enum ib_qp_state from, enum ib_qp_state to)
{
	int ret = 0;

	if (to == IB_QPS_RESET) {
		qp_clear(qp);
		return 0;
	}
	spin_lock_irq(&qp->lock);
	if (qp->state != from && to != IB_QPS_ERR)
		ret = -EINVAL;
	else
		qp->state = to;
	spin_unlock_irq(&qp->lock);
	if (!ret)
		mod_delayed_work(sim_wq, &qp->work, 0);
	return ret;
}

static int qp_modify(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask)
{
	enum ib_qp_state from = READ_ONCE(qp->state), to = from;
	struct sim_av av, alt;
	int ret;

	if (mask & IB_QP_CUR_STATE && attr->cur_qp_state != from)
		return -EINVAL;
	if (mask & IB_QP_STATE)
		to = attr->qp_state;
	if (!ib_modify_qp_is_ok(from, to, qp->ib.qp_type, mask))
		return -EINVAL;
	ret = check_attr(qp, attr, mask, &av, &alt);
	if (ret)
		return ret;

	take_attr(qp, attr, mask, &av);
	sim_apm_take(qp, attr, mask, &alt);
	if (mask & (IB_QP_RETRY_CNT | IB_QP_RNR_RETRY)) {
		qp->retries = qp->attr.retry_cnt;
		qp->rnr_retries = qp->attr.rnr_retry;
	}
	if (to == IB_QPS_SQD && from != IB_QPS_SQD) {
		qp->drained = false;
		qp->drain_event = mask & IB_QP_EN_SQD_ASYNC_NOTIFY &&
				  attr->en_sqd_async_notify;
	}
	return qp_enter(qp, from, to);
}

static int sim_modify_qp(struct ib_qp *ib, struct ib_qp_attr *attr, int mask,
			 struct ib_udata *udata)
{
	struct sim_qp *qp = to_sim_qp(ib);
	bool names;
	u32 srqn;
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_MODIFY_QP);
	if (ret)
		return ret;
	if (mask & ~IB_QP_ATTR_STANDARD_BITS)
		return -EOPNOTSUPP;
	/* Before the locks: the caller's memory may never come. */
	ret = sim_xrc_srqn(qp, udata, &srqn);
	if (ret < 0)
		return ret;
	names = ret;
	mutex_lock(&qp->req_mutex);
	mutex_lock(&qp->resp_mutex);
	sim_apm_settle(qp);
	ret = qp_modify(qp, attr, mask);
	if (!ret && names)
		WRITE_ONCE(qp->srqn, srqn);
	mutex_unlock(&qp->resp_mutex);
	mutex_unlock(&qp->req_mutex);
	return ret;
}

static int sim_query_qp(struct ib_qp *ib, struct ib_qp_attr *attr, int mask,
			struct ib_qp_init_attr *init)
{
	struct sim_qp *qp = to_sim_qp(ib);
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_QUERY_QP);
	if (ret)
		return ret;
	mutex_lock(&qp->req_mutex);
	mutex_lock(&qp->resp_mutex);
	sim_apm_settle(qp);
	*attr = qp->attr;
	attr->qp_state = READ_ONCE(qp->state);
	attr->cur_qp_state = attr->qp_state;
	attr->sq_draining = attr->qp_state == IB_QPS_SQD && !qp->drained;
	attr->sq_psn = qp->sq_psn;
	attr->rq_psn = qp->rq_psn;
	attr->cap = qp->cap;
	mutex_unlock(&qp->resp_mutex);
	mutex_unlock(&qp->req_mutex);

	init->qp_context = ib->qp_context;
	init->send_cq = ib->send_cq;
	init->recv_cq = ib->recv_cq;
	init->srq = ib->srq;
	init->cap = qp->cap;
	init->sq_sig_type = qp->sig_all ? IB_SIGNAL_ALL_WR : IB_SIGNAL_REQ_WR;
	init->qp_type = ib->qp_type;
	return 0;
}

/* ---- posting ------------------------------------------------------------------------- */

static bool opcode_ok(struct sim_qp *qp, enum ib_wr_opcode opcode)
{
	bool rc = qp->ib.qp_type == IB_QPT_RC || qp->ib.qp_type == IB_QPT_XRC_INI;

	if (!qp->send_cq)
		return false;
	if (qp->ib.qp_type == IB_QPT_RAW_PACKET)
		return opcode == IB_WR_SEND;
	switch (opcode) {
	case IB_WR_SEND:
	case IB_WR_SEND_WITH_IMM:
		return true;
	case IB_WR_RDMA_WRITE:
	case IB_WR_RDMA_WRITE_WITH_IMM:
		return !is_datagram(qp->ib.qp_type);
	case IB_WR_RDMA_READ:
	case IB_WR_ATOMIC_CMP_AND_SWP:
	case IB_WR_ATOMIC_FETCH_AND_ADD:
		return rc && qp->attr.max_rd_atomic;
	case IB_WR_SEND_WITH_INV:
		return rc;
	case IB_WR_LOCAL_INV:
	case IB_WR_REG_MR:
		return !is_datagram(qp->ib.qp_type) && !qp->user;
	default:
		return false;
	}
}

static int take_data(struct sim_qp *qp, struct sim_swqe *wqe,
		     const struct ib_send_wr *wr)
{
	void *data = wqe->sge;
	int i;

	wqe->inline_len = 0;
	wqe->num_sge = wr->num_sge;
	if (!(wr->send_flags & IB_SEND_INLINE)) {
		memcpy(wqe->sge, wr->sg_list, wr->num_sge * sizeof(*wr->sg_list));
		return 0;
	}
	for (i = 0; i < wr->num_sge; i++) {
		const struct ib_sge *sge = &wr->sg_list[i];

		if (sge->length > qp->cap.max_inline_data - wqe->inline_len)
			return -EINVAL;
		memcpy(data + wqe->inline_len, (void *)(uintptr_t)sge->addr, sge->length);
		wqe->inline_len += sge->length;
	}
	return 0;
}

static int take_wr(struct sim_qp *qp, struct sim_swqe *wqe, const struct ib_send_wr *wr)
{
	if (!opcode_ok(qp, wr->opcode))
		return -EINVAL;
	if (wr->num_sge < 0 || wr->num_sge > qp->cap.max_send_sge)
		return -EINVAL;
	if (wr->send_flags & IB_SEND_INLINE && qp->user)
		return -EINVAL;
	wqe->wr_id = wr->wr_id;
	wqe->opcode = wr->opcode;
	wqe->flags = wr->send_flags;
	wqe->srqn = READ_ONCE(qp->srqn);
	/* Either of the union. */
	wqe->imm_data = wr->ex.imm_data;

	switch (wr->opcode) {
	case IB_WR_RDMA_WRITE:
	case IB_WR_RDMA_WRITE_WITH_IMM:
	case IB_WR_RDMA_READ:
		wqe->rdma.remote_addr = rdma_wr(wr)->remote_addr;
		wqe->rdma.rkey = rdma_wr(wr)->rkey;
		break;
	case IB_WR_ATOMIC_CMP_AND_SWP:
	case IB_WR_ATOMIC_FETCH_AND_ADD:
		wqe->rdma.remote_addr = atomic_wr(wr)->remote_addr;
		wqe->rdma.rkey = atomic_wr(wr)->rkey;
		wqe->rdma.compare_add = atomic_wr(wr)->compare_add;
		wqe->rdma.swap = atomic_wr(wr)->swap;
		break;
	case IB_WR_REG_MR:
		wqe->reg.mr = to_sim_mr(reg_wr(wr)->mr);
		wqe->reg.key = reg_wr(wr)->key;
		wqe->reg.access = reg_wr(wr)->access;
		break;
	case IB_WR_LOCAL_INV:
		break;
	default:
		if (!is_datagram(qp->ib.qp_type))
			break;
		wqe->ud.av = to_sim_ah(ud_wr(wr)->ah)->av;
		wqe->ud.remote_qpn = ud_wr(wr)->remote_qpn;
		wqe->ud.remote_qkey = ud_wr(wr)->remote_qkey;
		wqe->ud.pkey_index = ud_wr(wr)->pkey_index;
	}
	return take_data(qp, wqe, wr);
}

/* With the lock held. */
static int add_wr(struct sim_qp *qp, const struct ib_send_wr *wr)
{
	void *slot;
	int ret;

	if (qp->state < IB_QPS_RTS)
		return -EINVAL;
	if (qp->sq_count == qp->cap.max_send_wr)
		return -ENOMEM;
	slot = qp->sq + (size_t)((qp->sq_head + qp->sq_count) % qp->cap.max_send_wr) *
			qp->sq_stride;
	ret = take_wr(qp, slot, wr);
	if (!ret)
		qp->sq_count++;
	return ret;
}

/* Not all of a list at once: it may be long, and interrupts are off. */
static int post_one(struct sim_qp *qp, const struct ib_send_wr *wr)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&qp->lock, flags);
	ret = add_wr(qp, wr);
	spin_unlock_irqrestore(&qp->lock, flags);
	return ret;
}

static int sim_post_send(struct ib_qp *ib, const struct ib_send_wr *wr,
			 const struct ib_send_wr **bad_wr)
{
	struct sim_qp *qp = to_sim_qp(ib);
	const bool wakes = !wr;
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_POST_SEND);
	/* Without requests it wakes. */
	if (!ret && wr && sim_qp_mapped(qp))
		ret = -EINVAL;
	for (; wr && !ret; wr = wr->next) {
		ret = post_one(qp, wr);
		if (ret)
			break;
	}
	if (ret)
		*bad_wr = wr;
	/*
	 * Where requests only wait there is nothing to do: who takes the QP out of
	 * that state does so with its lock, and queues the work afterwards.
	 */
	if (!wakes && READ_ONCE(qp->state) == IB_QPS_SQD)
		return ret;
	/* Leaves alone what waits to be tried again. */
	queue_delayed_work(sim_wq, &qp->work, 0);
	return ret;
}

static int sim_post_recv(struct ib_qp *ib, const struct ib_recv_wr *wr,
			 const struct ib_recv_wr **bad_wr)
{
	struct sim_qp *qp = to_sim_qp(ib);
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_POST_RECV);
	if (!ret && (qp->srq || sim_is_xrc(qp) || qp->ib.rwq_ind_tbl ||
		     READ_ONCE(qp->state) == IB_QPS_RESET))
		ret = -EINVAL;
	for (; wr && !ret; wr = wr->next) {
		ret = sim_rq_post(&qp->rq, wr);
		if (ret)
			break;
	}
	if (ret)
		*bad_wr = wr;
	/* Either the error state is seen here, or flushing finds the receives. */
	smp_mb();
	if (READ_ONCE(qp->state) == IB_QPS_ERR)
		mod_delayed_work(sim_wq, &qp->work, 0);
	return ret;
}

const struct ib_device_ops sim_qp_ops = {
	.create_qp = sim_create_qp,
	.modify_qp = sim_modify_qp,
	.query_qp = sim_query_qp,
	.destroy_qp = sim_destroy_qp,
	.post_send = sim_post_send,
	.post_recv = sim_post_recv,
	INIT_RDMA_OBJ_SIZE(ib_qp, sim_qp, ib),
};
