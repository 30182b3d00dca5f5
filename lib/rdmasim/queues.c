// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* CQs, SRQs, QPs, work queues: what requests are posted to, and end in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "provider.h"

/* How the device is asked to let us map the queue. */
static const struct rdmasim_create_req mapped = { .flags = RDMASIM_MAPPED };

/* ---- CQ ---------------------------------------------------------------------- */

static struct sim_cq *cq_alloc(void)
{
	struct sim_cq *cq = calloc(1, sizeof(*cq));

	if (cq)
		sim_ring_init(&cq->ring);
	return cq;
}

static void cq_free(struct sim_cq *cq)
{
	sim_queue_unmap(&cq->queue);
	sim_ring_exit(&cq->ring);
	free(cq);
}

static void *cq_give_up(struct sim_cq *cq, int error)
{
	cq_free(cq);
	errno = error;
	return NULL;
}

/* The kernel has made it.  Return: 0, or a positive errno, and it is gone there. */
static int cq_map(struct sim_cq *cq, const struct rdmasim_create_resp *resp)
{
	const int ret = sim_queue_map(&cq->queue, cq->verbs.cq.context, resp);

	if (ret)
		ibv_cmd_destroy_cq(&cq->verbs.cq);
	else
		sim_ring_recv(&cq->ring, &cq->queue, resp);
	return ret;
}

static struct ibv_cq *create_cq(struct ibv_context *context, int cqe,
				struct ibv_comp_channel *channel, int vector)
{
	struct {
		struct ib_uverbs_create_cq_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ibv_create_cq verbs;
		struct rdmasim_create_req sim;
	} cmd = { .sim = mapped };
	struct sim_cq *cq = cq_alloc();
	int ret;

	if (!cq)
		return NULL;
	ret = ibv_cmd_create_cq(context, cqe, channel, vector, &cq->verbs.cq,
				&cmd.verbs, sizeof(cmd), &resp.verbs,
				sizeof(resp));
	if (!ret)
		ret = cq_map(cq, &resp.sim);
	return ret ? cq_give_up(cq, ret) : &cq->verbs.cq;
}

#define CQ_WC_FLAGS (IBV_WC_STANDARD_FLAGS | IBV_WC_EX_WITH_SLID | \
		     IBV_WC_EX_WITH_SL | IBV_WC_EX_WITH_DLID_PATH_BITS | \
		     IBV_WC_EX_WITH_COMPLETION_TIMESTAMP | \
		     IBV_WC_EX_WITH_COMPLETION_TIMESTAMP_WALLCLOCK)

static struct ibv_cq_ex *create_cq_ex(struct ibv_context *context,
				      struct ibv_cq_init_attr_ex *attr)
{
	struct {
		struct ib_uverbs_ex_create_cq_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ibv_create_cq_ex verbs;
		struct rdmasim_create_req sim;
	} cmd = { .sim = mapped };
	struct sim_cq *cq;
	int ret;

	if (attr->wc_flags & ~(uint64_t)CQ_WC_FLAGS ||
	    attr->comp_mask & ~(IBV_CQ_INIT_ATTR_MASK_FLAGS |
				IBV_CQ_INIT_ATTR_MASK_PD) ||
	    (attr->comp_mask & IBV_CQ_INIT_ATTR_MASK_FLAGS &&
	     attr->flags & ~IBV_CREATE_CQ_ATTR_SINGLE_THREADED))
		return give_up(NULL, EOPNOTSUPP);
	cq = cq_alloc();
	if (!cq)
		return NULL;
	ret = ibv_cmd_create_cq_ex(context, attr, &cq->verbs, &cmd.verbs,
				   sizeof(cmd), &resp.verbs, sizeof(resp), 0);
	if (!ret)
		ret = cq_map(cq, &resp.sim);
	if (ret)
		return cq_give_up(cq, ret);
	sim_cq_init_ex(cq);
	return &cq->verbs.cq_ex;
}

static int modify_cq(struct ibv_cq *cq, struct ibv_modify_cq_attr *attr)
{
	struct ibv_modify_cq cmd = {};

	return ibv_cmd_modify_cq(cq, attr, &cmd, sizeof(cmd));
}

/* What is in the old queue is at the beginning of the new one. */
static int resize_locked(struct sim_cq *cq, int cqe)
{
	struct {
		struct ib_uverbs_resize_cq_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ibv_resize_cq verbs;
		struct rdmasim_create_req sim;
	} cmd = { .sim = mapped };
	struct sim_queue queue = {};
	int ret;

	ret = ibv_cmd_resize_cq(&cq->verbs.cq, cqe, &cmd.verbs, sizeof(cmd),
				&resp.verbs, sizeof(resp));
	if (!ret)
		ret = sim_queue_map(&queue, cq->verbs.cq.context, &resp.sim);
	if (ret)
		return ret;
	sim_queue_unmap(&cq->queue);
	cq->queue = queue;
	sim_ring_recv(&cq->ring, &cq->queue, &resp.sim);
	return 0;
}

static int resize_cq(struct ibv_cq *ib, int cqe)
{
	struct sim_cq *cq = to_sim_cq(ib);
	int ret;

	pthread_mutex_lock(&cq->ring.lock);
	ret = resize_locked(cq, cqe);
	pthread_mutex_unlock(&cq->ring.lock);
	return ret;
}

static int destroy_cq(struct ibv_cq *cq)
{
	const int ret = ibv_cmd_destroy_cq(cq);

	if (!ret)
		cq_free(to_sim_cq(cq));
	return ret;
}

/* ---- SRQ --------------------------------------------------------------------- */

struct create_srq_resp {
	struct ib_uverbs_create_srq_resp verbs;
	struct rdmasim_create_resp sim;
};

static struct sim_srq *srq_alloc(void)
{
	struct sim_srq *srq = calloc(1, sizeof(*srq));

	if (srq)
		sim_ring_init(&srq->ring);
	return srq;
}

static void srq_free(struct sim_srq *srq)
{
	sim_queue_unmap(&srq->queue);
	sim_ring_exit(&srq->ring);
	free(srq);
}

/* The kernel has made it, or @ret says why not. */
static struct ibv_srq *srq_finish(struct sim_srq *srq, int ret,
				  const struct ibv_srq_attr *attr,
				  const struct create_srq_resp *resp)
{
	if (!ret) {
		ret = sim_queue_map(&srq->queue, srq->verbs.srq.context,
				    &resp->sim);
		if (ret)
			ibv_cmd_destroy_srq(&srq->verbs.srq);
	}
	if (ret) {
		srq_free(srq);
		return give_up(NULL, ret);
	}
	sim_ring_recv(&srq->ring, &srq->queue, &resp->sim);
	srq->ring.max_wr = attr->max_wr;
	srq->ring.max_sge = attr->max_sge;
	return &srq->verbs.srq;
}

static struct ibv_srq *create_srq(struct ibv_pd *pd,
				  struct ibv_srq_init_attr *attr)
{
	struct create_srq_resp resp = {};
	struct {
		struct ibv_create_srq verbs;
		struct rdmasim_create_req sim;
	} cmd = { .sim = mapped };
	struct sim_srq *srq = srq_alloc();
	int ret;

	if (!srq)
		return NULL;
	ret = ibv_cmd_create_srq(pd, &srq->verbs.srq, attr, &cmd.verbs,
				 sizeof(cmd), &resp.verbs, sizeof(resp));
	return srq_finish(srq, ret, &attr->attr, &resp);
}

static struct ibv_srq *create_srq_ex(struct ibv_context *context,
				     struct ibv_srq_init_attr_ex *attr)
{
	struct create_srq_resp resp = {};
	struct {
		struct ibv_create_xsrq verbs;
		struct rdmasim_create_req sim;
	} cmd = { .sim = mapped };
	struct sim_srq *srq = srq_alloc();
	int ret;

	if (!srq)
		return NULL;
	ret = ibv_cmd_create_srq_ex(context, &srq->verbs, attr, &cmd.verbs,
				    sizeof(cmd), &resp.verbs, sizeof(resp));
	return srq_finish(srq, ret, &attr->attr, &resp);
}

static int get_srq_num(struct ibv_srq *ib, uint32_t *number)
{
	const struct verbs_srq *srq = container_of(ib, struct verbs_srq, srq);

	if (srq->srq_type != IBV_SRQT_XRC)
		return EOPNOTSUPP;
	*number = srq->srq_num;
	return 0;
}

static int modify_srq(struct ibv_srq *srq, struct ibv_srq_attr *attr, int mask)
{
	struct ibv_modify_srq cmd;

	return ibv_cmd_modify_srq(srq, attr, mask, &cmd, sizeof(cmd));
}

static int query_srq(struct ibv_srq *srq, struct ibv_srq_attr *attr)
{
	struct ibv_query_srq cmd;

	return ibv_cmd_query_srq(srq, attr, &cmd, sizeof(cmd));
}

static int destroy_srq(struct ibv_srq *srq)
{
	const int ret = ibv_cmd_destroy_srq(srq);

	if (!ret)
		srq_free(to_sim_srq(srq));
	return ret;
}

/* ---- QP ----------------------------------------------------------------------- */

static struct sim_qp *qp_alloc(void)
{
	struct sim_qp *qp = calloc(1, sizeof(*qp));

	if (qp) {
		pthread_mutex_init(&qp->lock, NULL);
		sim_ring_init(&qp->send);
		sim_ring_init(&qp->recv);
	}
	return qp;
}

static void qp_free(struct sim_qp *qp)
{
	sim_queue_unmap(&qp->queue);
	sim_ring_exit(&qp->recv);
	sim_ring_exit(&qp->send);
	pthread_mutex_destroy(&qp->lock);
	free(qp->wrs);
	free(qp);
}

/* The kernel has made it.  Return: 0, or a positive errno, and it is gone there. */
static int qp_map(struct sim_qp *qp, const struct ibv_qp_cap *cap,
		  const struct rdmasim_create_resp *resp)
{
	int ret;

	/* To a QP that several processes have nobody posts. */
	if (qp->verbs.qp.qp_type == IBV_QPT_XRC_RECV)
		return 0;
	ret = sim_queue_map(&qp->queue, qp->verbs.qp.context, resp);
	if (ret) {
		ibv_cmd_destroy_qp(&qp->verbs.qp);
		return ret;
	}
	sim_ring_recv(&qp->recv, &qp->queue, resp);
	qp->recv.max_wr = cap->max_recv_wr;
	qp->recv.max_sge = cap->max_recv_sge;
	qp->send.places = qp->queue.memory;
	qp->send.mask = resp->send_places - 1;
	qp->send.stride = resp->send_stride;
	qp->send.max_wr = cap->max_send_wr;
	qp->send.max_sge = cap->max_send_sge;
	qp->max_inline = cap->max_inline_data;
	return 0;
}

static void *qp_give_up(struct sim_qp *qp, int error)
{
	qp_free(qp);
	errno = error;
	return NULL;
}

static struct ibv_qp *create_qp(struct ibv_pd *pd,
				struct ibv_qp_init_attr *attr)
{
	struct {
		struct ib_uverbs_create_qp_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ibv_create_qp verbs;
		struct rdmasim_create_req sim;
	} cmd = { .sim = mapped };
	struct sim_qp *qp = qp_alloc();
	int ret;

	if (!qp)
		return NULL;
	ret = ibv_cmd_create_qp(pd, &qp->verbs.qp, attr, &cmd.verbs, sizeof(cmd),
				&resp.verbs, sizeof(resp));
	if (!ret)
		ret = qp_map(qp, &attr->cap, &resp.sim);
	return ret ? qp_give_up(qp, ret) : &qp->verbs.qp;
}

/* How the QP spreads what it receives over work queues.  Return: 0 or a positive errno. */
static int hash_conf_take(struct rdmasim_create_qp_req *req,
			  const struct ibv_qp_init_attr_ex *attr)
{
	const struct ibv_rx_hash_conf *conf = &attr->rx_hash_conf;

	static_assert((int)IBV_RX_HASH_FUNC_TOEPLITZ == RDMASIM_RX_HASH_TOEPLITZ, "function");
	static_assert((int)IBV_RX_HASH_SRC_IPV4 == RDMASIM_RX_HASH_SRC_IPV4 &&
		      (int)IBV_RX_HASH_DST_PORT_UDP == RDMASIM_RX_HASH_DST_PORT_UDP, "fields");
	if (!(attr->comp_mask & IBV_QP_INIT_ATTR_RX_HASH))
		return 0;
	if (conf->rx_hash_key_len > sizeof(req->rx_hash_key))
		return EINVAL;
	req->flags |= RDMASIM_RX_HASH;
	req->rx_hash_fields = conf->rx_hash_fields_mask;
	req->rx_hash_function = conf->rx_hash_function;
	req->rx_hash_key_len = conf->rx_hash_key_len;
	if (conf->rx_hash_key_len)
		memcpy(req->rx_hash_key, conf->rx_hash_key, conf->rx_hash_key_len);
	return 0;
}

static struct ibv_qp *create_qp_ex(struct ibv_context *context,
				   struct ibv_qp_init_attr_ex *attr)
{
	struct {
		struct ib_uverbs_ex_create_qp_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ibv_create_qp_ex verbs;
		struct rdmasim_create_qp_req sim;
	} cmd = { .sim.flags = RDMASIM_MAPPED };
	struct sim_qp *qp = qp_alloc();
	int ret;

	if (!qp)
		return NULL;
	ret = hash_conf_take(&cmd.sim, attr);
	if (!ret)
		ret = sim_qp_init_ex(qp, attr->comp_mask & IBV_QP_INIT_ATTR_SEND_OPS_FLAGS ?
					 attr->send_ops_flags : 0);
	if (!ret)
		ret = ibv_cmd_create_qp_ex2(context, &qp->verbs, attr,
					    &cmd.verbs, sizeof(cmd),
					    &resp.verbs, sizeof(resp));
	if (!ret)
		ret = qp_map(qp, &attr->cap, &resp.sim);
	if (ret)
		return qp_give_up(qp, ret);
	if (attr->comp_mask & IBV_QP_INIT_ATTR_SEND_OPS_FLAGS)
		qp->verbs.comp_mask |= VERBS_QP_EX;
	return &qp->verbs.qp;
}

static struct ibv_qp *open_qp(struct ibv_context *context,
			      struct ibv_qp_open_attr *attr)
{
	struct ib_uverbs_create_qp_resp resp;
	struct ibv_open_qp cmd;
	struct sim_qp *qp = qp_alloc();
	int ret;

	if (!qp)
		return NULL;
	ret = ibv_cmd_open_qp(context, &qp->verbs, sizeof(qp->verbs), attr,
			      &cmd, sizeof(cmd), &resp, sizeof(resp));
	return ret ? qp_give_up(qp, ret) : &qp->verbs.qp;
}

/* The device has forgotten what it had of it, and counts from 0 again. */
static void qp_reset(struct ibv_qp *ib)
{
	struct sim_qp *qp = to_sim_qp(ib);

	pthread_mutex_lock(&qp->send.lock);
	qp->send.next = 0;
	pthread_mutex_unlock(&qp->send.lock);
	pthread_mutex_lock(&qp->recv.lock);
	qp->recv.next = 0;
	pthread_mutex_unlock(&qp->recv.lock);
	sim_cq_clean(ib->send_cq, ib->qp_num);
	if (ib->recv_cq != ib->send_cq)
		sim_cq_clean(ib->recv_cq, ib->qp_num);
}

static int modify_qp(struct ibv_qp *qp, struct ibv_qp_attr *attr, int mask)
{
	struct ibv_modify_qp cmd = {};
	const int ret = ibv_cmd_modify_qp(qp, attr, mask, &cmd, sizeof(cmd));

	if (!ret && mask & IBV_QP_STATE && attr->qp_state == IBV_QPS_RESET)
		qp_reset(qp);
	return ret;
}

static int query_qp(struct ibv_qp *qp, struct ibv_qp_attr *attr, int mask,
		    struct ibv_qp_init_attr *init)
{
	struct ibv_query_qp cmd;

	return ibv_cmd_query_qp(qp, attr, mask, init, &cmd, sizeof(cmd));
}

static int destroy_qp(struct ibv_qp *qp)
{
	const int ret = ibv_cmd_destroy_qp(qp);

	if (ret)
		return ret;
	/* Who opened a QP has no part in its end. */
	if (to_sim_qp(qp)->queue.memory)
		qp_reset(qp);
	qp_free(to_sim_qp(qp));
	return 0;
}

/* ---- work queues ---------------------------------------------------------------- */

static void *wq_give_up(struct sim_wq *wq, int error)
{
	sim_queue_unmap(&wq->queue);
	sim_ring_exit(&wq->ring);
	return give_up(wq, error);
}

static struct ibv_wq *create_wq(struct ibv_context *context,
				struct ibv_wq_init_attr *attr)
{
	struct {
		struct ib_uverbs_ex_create_wq_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ibv_create_wq verbs;
		struct rdmasim_create_req sim;
	} cmd = { .sim = mapped };
	struct sim_wq *wq = calloc(1, sizeof(*wq));
	int ret;

	if (!wq)
		return NULL;
	sim_ring_init(&wq->ring);
	ret = ibv_cmd_create_wq(context, attr, &wq->verbs, &cmd.verbs,
				sizeof(cmd), &resp.verbs, sizeof(resp));
	if (ret)
		return wq_give_up(wq, ret);
	ret = sim_queue_map(&wq->queue, context, &resp.sim);
	if (ret) {
		ibv_cmd_destroy_wq(&wq->verbs);
		return wq_give_up(wq, ret);
	}
	sim_ring_recv(&wq->ring, &wq->queue, &resp.sim);
	wq->ring.max_wr = attr->max_wr;
	wq->ring.max_sge = attr->max_sge;
	wq->verbs.post_recv = sim_post_wq_recv;
	return &wq->verbs;
}

/* Nobody posts meanwhile: what is there is flushed, and nothing comes after that. */
static int modify_wq(struct ibv_wq *ib, struct ibv_wq_attr *attr)
{
	struct ibv_modify_wq cmd = {};
	struct sim_wq *wq = to_sim_wq(ib);
	int ret;

	pthread_mutex_lock(&wq->ring.lock);
	ret = ibv_cmd_modify_wq(ib, attr, &cmd, sizeof(cmd));
	if (!ret && attr->attr_mask & IBV_WQ_ATTR_STATE &&
	    attr->wq_state == IBV_WQS_RESET)
		wq->ring.next = 0;
	pthread_mutex_unlock(&wq->ring.lock);
	return ret;
}

static int destroy_wq(struct ibv_wq *ib)
{
	struct sim_wq *wq = to_sim_wq(ib);
	const int ret = ibv_cmd_destroy_wq(ib);

	if (!ret)
		wq_give_up(wq, 0);
	return ret;
}

static struct ibv_rwq_ind_table *
create_rwq_ind_table(struct ibv_context *context,
		     struct ibv_rwq_ind_table_init_attr *attr)
{
	struct ib_uverbs_ex_create_rwq_ind_table_resp resp = {};
	struct ibv_rwq_ind_table *table = calloc(1, sizeof(*table));
	int ret;

	if (!table)
		return NULL;
	ret = ibv_cmd_create_rwq_ind_table(context, attr, table, &resp,
					   sizeof(resp));
	return ret ? give_up(table, ret) : table;
}

static int destroy_rwq_ind_table(struct ibv_rwq_ind_table *table)
{
	const int ret = ibv_cmd_destroy_rwq_ind_table(table);

	if (!ret)
		free(table);
	return ret;
}

const struct verbs_context_ops sim_queue_ops = {
	.create_cq = create_cq,
	.create_cq_ex = create_cq_ex,
	.create_qp = create_qp,
	.create_qp_ex = create_qp_ex,
	.create_rwq_ind_table = create_rwq_ind_table,
	.create_srq = create_srq,
	.create_srq_ex = create_srq_ex,
	.create_wq = create_wq,
	.destroy_cq = destroy_cq,
	.destroy_qp = destroy_qp,
	.destroy_rwq_ind_table = destroy_rwq_ind_table,
	.destroy_srq = destroy_srq,
	.destroy_wq = destroy_wq,
	.get_srq_num = get_srq_num,
	.modify_cq = modify_cq,
	.modify_qp = modify_qp,
	.modify_srq = modify_srq,
	.modify_wq = modify_wq,
	.open_qp = open_qp,
	.poll_cq = sim_poll_cq,
	.post_recv = sim_post_recv,
	.post_send = sim_post_send,
	.post_srq_recv = sim_post_srq_recv,
	.query_qp = query_qp,
	.query_srq = query_srq,
	.req_notify_cq = ibv_cmd_req_notify_cq,
	.resize_cq = resize_cq,
};
