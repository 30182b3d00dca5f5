// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* CQs, SRQs, QPs, work queues: what requests are posted to, and end in. */
#include <errno.h>
#include <stdlib.h>

#include "provider.h"

/* ---- CQ ---------------------------------------------------------------------- */

static struct sim_cq *cq_alloc(void)
{
	struct sim_cq *cq = calloc(1, sizeof(*cq));

	if (cq)
		pthread_mutex_init(&cq->lock, NULL);
	return cq;
}

static void cq_free(struct sim_cq *cq)
{
	pthread_mutex_destroy(&cq->lock);
	free(cq);
}

static void *cq_give_up(struct sim_cq *cq, int error)
{
	cq_free(cq);
	errno = error;
	return NULL;
}

static struct ibv_cq *create_cq(struct ibv_context *context, int cqe,
				struct ibv_comp_channel *channel, int vector)
{
	struct ib_uverbs_create_cq_resp resp;
	struct ibv_create_cq cmd;
	struct sim_cq *cq = cq_alloc();
	int ret;

	if (!cq)
		return NULL;
	ret = ibv_cmd_create_cq(context, cqe, channel, vector, &cq->verbs.cq,
				&cmd, sizeof(cmd), &resp, sizeof(resp));
	return ret ? cq_give_up(cq, ret) : &cq->verbs.cq;
}

#define CQ_WC_FLAGS (IBV_WC_STANDARD_FLAGS | IBV_WC_EX_WITH_SLID | \
		     IBV_WC_EX_WITH_SL | IBV_WC_EX_WITH_DLID_PATH_BITS)

static struct ibv_cq_ex *create_cq_ex(struct ibv_context *context,
				      struct ibv_cq_init_attr_ex *attr)
{
	struct ib_uverbs_ex_create_cq_resp resp = {};
	struct ibv_create_cq_ex cmd = {};
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
	ret = ibv_cmd_create_cq_ex(context, attr, &cq->verbs, &cmd,
				   sizeof(cmd), &resp, sizeof(resp), 0);
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

static int resize_cq(struct ibv_cq *cq, int cqe)
{
	struct ib_uverbs_resize_cq_resp resp;
	struct ibv_resize_cq cmd;

	return ibv_cmd_resize_cq(cq, cqe, &cmd, sizeof(cmd), &resp,
				 sizeof(resp));
}

static int destroy_cq(struct ibv_cq *cq)
{
	const int ret = ibv_cmd_destroy_cq(cq);

	if (!ret)
		cq_free(to_sim_cq(cq));
	return ret;
}

/* ---- SRQ --------------------------------------------------------------------- */

static struct ibv_srq *create_srq(struct ibv_pd *pd,
				  struct ibv_srq_init_attr *attr)
{
	struct ib_uverbs_create_srq_resp resp;
	struct ibv_create_srq cmd;
	struct verbs_srq *srq = calloc(1, sizeof(*srq));
	int ret;

	if (!srq)
		return NULL;
	ret = ibv_cmd_create_srq(pd, &srq->srq, attr, &cmd, sizeof(cmd), &resp,
				 sizeof(resp));
	return ret ? give_up(srq, ret) : &srq->srq;
}

static struct ibv_srq *create_srq_ex(struct ibv_context *context,
				     struct ibv_srq_init_attr_ex *attr)
{
	struct ib_uverbs_create_srq_resp resp;
	struct ibv_create_xsrq cmd;
	struct verbs_srq *srq = calloc(1, sizeof(*srq));
	int ret;

	if (!srq)
		return NULL;
	ret = ibv_cmd_create_srq_ex(context, srq, attr, &cmd, sizeof(cmd),
				    &resp, sizeof(resp));
	return ret ? give_up(srq, ret) : &srq->srq;
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
		free(container_of(srq, struct verbs_srq, srq));
	return ret;
}

/* ---- QP ----------------------------------------------------------------------- */

static struct sim_qp *qp_alloc(void)
{
	struct sim_qp *qp = calloc(1, sizeof(*qp));

	if (qp) {
		pthread_mutex_init(&qp->lock, NULL);
		pthread_mutex_init(&qp->post_lock, NULL);
	}
	return qp;
}

static void qp_free(struct sim_qp *qp)
{
	pthread_mutex_destroy(&qp->post_lock);
	pthread_mutex_destroy(&qp->lock);
	free(qp->wrs);
	free(qp);
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
	struct ib_uverbs_create_qp_resp resp;
	struct ibv_create_qp cmd;
	struct sim_qp *qp = qp_alloc();
	int ret;

	if (!qp)
		return NULL;
	ret = ibv_cmd_create_qp(pd, &qp->verbs.qp, attr, &cmd, sizeof(cmd),
				&resp, sizeof(resp));
	return ret ? qp_give_up(qp, ret) : &qp->verbs.qp;
}

static struct ibv_qp *create_qp_ex(struct ibv_context *context,
				   struct ibv_qp_init_attr_ex *attr)
{
	struct ib_uverbs_ex_create_qp_resp resp = {};
	struct ibv_create_qp_ex cmd = {};
	struct sim_qp *qp = qp_alloc();
	int ret;

	if (!qp)
		return NULL;
	ret = sim_qp_init_ex(qp, attr->comp_mask & IBV_QP_INIT_ATTR_SEND_OPS_FLAGS ?
					 attr->send_ops_flags : 0);
	if (!ret)
		ret = ibv_cmd_create_qp_ex2(context, &qp->verbs, attr, &cmd,
					    sizeof(cmd), &resp, sizeof(resp));
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

static int modify_qp(struct ibv_qp *qp, struct ibv_qp_attr *attr, int mask)
{
	struct ibv_modify_qp cmd = {};

	return ibv_cmd_modify_qp(qp, attr, mask, &cmd, sizeof(cmd));
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

	if (!ret)
		qp_free(to_sim_qp(qp));
	return ret;
}

/* ---- work queues ---------------------------------------------------------------- */

/* No command of ib_uverbs posts to one. */
static int post_wq_recv(struct ibv_wq *wq, struct ibv_recv_wr *wr,
			struct ibv_recv_wr **bad_wr)
{
	*bad_wr = wr;
	return EOPNOTSUPP;
}

static struct ibv_wq *create_wq(struct ibv_context *context,
				struct ibv_wq_init_attr *attr)
{
	struct ib_uverbs_ex_create_wq_resp resp = {};
	struct ibv_create_wq cmd = {};
	struct ibv_wq *wq = calloc(1, sizeof(*wq));
	int ret;

	if (!wq)
		return NULL;
	ret = ibv_cmd_create_wq(context, attr, wq, &cmd, sizeof(cmd), &resp,
				sizeof(resp));
	if (ret)
		return give_up(wq, ret);
	wq->post_recv = post_wq_recv;
	return wq;
}

static int modify_wq(struct ibv_wq *wq, struct ibv_wq_attr *attr)
{
	struct ibv_modify_wq cmd = {};

	return ibv_cmd_modify_wq(wq, attr, &cmd, sizeof(cmd));
}

static int destroy_wq(struct ibv_wq *wq)
{
	const int ret = ibv_cmd_destroy_wq(wq);

	if (!ret)
		free(wq);
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
	.post_recv = ibv_cmd_post_recv,
	.post_send = sim_post_send,
	.post_srq_recv = ibv_cmd_post_srq_recv,
	.query_qp = query_qp,
	.query_srq = query_srq,
	.req_notify_cq = ibv_cmd_req_notify_cq,
	.resize_cq = resize_cq,
};
