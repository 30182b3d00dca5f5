// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The extended interfaces of libibverbs: completions that are read piece by piece,
 * and requests that are put together piece by piece.  Both become calls with whole
 * lists of them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "provider.h"

/* ---- completions --------------------------------------------------------------- */

static struct sim_cq *from_ex(struct ibv_cq_ex *ex)
{
	return container_of(ex, struct sim_cq, verbs.cq_ex);
}

static struct ibv_wc *current_wc(struct ibv_cq_ex *ex)
{
	struct sim_cq *cq = from_ex(ex);

	return &cq->wc[cq->current];
}

static void show(struct sim_cq *cq)
{
	cq->verbs.cq_ex.wr_id = cq->wc[cq->current].wr_id;
	cq->verbs.cq_ex.status = cq->wc[cq->current].status;
}

/* What was polled for the extended interface and not shown comes first. */
int sim_poll_cq(struct ibv_cq *ib, int num, struct ibv_wc *wc)
{
	struct sim_cq *cq = to_sim_cq(ib);
	int taken = 0, more;

	pthread_mutex_lock(&cq->lock);
	while (taken < num && cq->current + 1 < cq->count)
		wc[taken++] = cq->wc[++cq->current];
	pthread_mutex_unlock(&cq->lock);
	if (taken == num)
		return taken;
	more = ibv_cmd_poll_cq(ib, num - taken, wc + taken);
	return more < 0 && !taken ? more : taken + (more < 0 ? 0 : more);
}

static int next_poll(struct ibv_cq_ex *ex)
{
	struct sim_cq *cq = from_ex(ex);

	if (++cq->current >= cq->count) {
		cq->current = 0;
		cq->count = ibv_cmd_poll_cq(&cq->verbs.cq, CQ_BATCH, cq->wc);
		if (cq->count < 0) {
			cq->count = 0;
			return EIO;
		}
		if (!cq->count)
			return ENOENT;
	}
	show(cq);
	return 0;
}

static int start_poll(struct ibv_cq_ex *ex, struct ibv_poll_cq_attr *attr)
{
	int ret;

	if (attr->comp_mask)
		return EINVAL;
	pthread_mutex_lock(&from_ex(ex)->lock);
	ret = next_poll(ex);
	if (ret)
		pthread_mutex_unlock(&from_ex(ex)->lock);
	return ret;
}

static void end_poll(struct ibv_cq_ex *ex)
{
	pthread_mutex_unlock(&from_ex(ex)->lock);
}

static enum ibv_wc_opcode read_opcode(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->opcode;
}

static uint32_t read_vendor_err(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->vendor_err;
}

static uint32_t read_byte_len(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->byte_len;
}

static __be32 read_imm_data(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->imm_data;
}

static uint32_t read_qp_num(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->qp_num;
}

static uint32_t read_src_qp(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->src_qp;
}

static unsigned int read_wc_flags(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->wc_flags;
}

static uint32_t read_slid(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->slid;
}

static uint8_t read_sl(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->sl;
}

static uint8_t read_dlid_path_bits(struct ibv_cq_ex *ex)
{
	return current_wc(ex)->dlid_path_bits;
}

/**
 * sim_cq_init_ex() - prepare a CQ for the extended interface
 * @cq: made by create_cq_ex
 */
void sim_cq_init_ex(struct sim_cq *cq)
{
	struct ibv_cq_ex *ex = &cq->verbs.cq_ex;

	ex->start_poll = start_poll;
	ex->next_poll = next_poll;
	ex->end_poll = end_poll;
	ex->read_opcode = read_opcode;
	ex->read_vendor_err = read_vendor_err;
	ex->read_byte_len = read_byte_len;
	ex->read_imm_data = read_imm_data;
	ex->read_qp_num = read_qp_num;
	ex->read_src_qp = read_src_qp;
	ex->read_wc_flags = read_wc_flags;
	ex->read_slid = read_slid;
	ex->read_sl = read_sl;
	ex->read_dlid_path_bits = read_dlid_path_bits;
}

/* ---- requests ------------------------------------------------------------------- */

struct modify_qp {
	struct ibv_modify_qp_ex verbs;
	struct rdmasim_modify_qp_req sim;
};

/* POST_SEND has no room for the number of an SRQ: it is said before. */
static int name_srq(struct sim_qp *qp, uint32_t srqn)
{
	struct ib_uverbs_ex_modify_qp_resp resp = {};
	struct modify_qp cmd = { .sim.remote_srqn = srqn };
	struct ibv_qp_attr attr = {};
	int ret;

	if (qp->srqn == srqn)
		return 0;
	ret = ibv_cmd_modify_qp_ex(&qp->verbs.qp, &attr, 0, &cmd.verbs,
				   sizeof(cmd), &resp, sizeof(resp));
	if (!ret)
		qp->srqn = srqn;
	return ret;
}

/* Those at the front of the list that are for one SRQ.  @rest: the others. */
static int post_for_srq(struct sim_qp *qp, struct ibv_send_wr *wr,
			struct ibv_send_wr **rest, struct ibv_send_wr **bad_wr)
{
	const uint32_t srqn = wr->qp_type.xrc.remote_srqn;
	struct ibv_send_wr *last = wr;
	int ret;

	while (last->next && last->next->qp_type.xrc.remote_srqn == srqn)
		last = last->next;
	*rest = last->next;
	*bad_wr = wr;
	ret = name_srq(qp, srqn);
	if (ret)
		return ret;
	last->next = NULL;
	ret = ibv_cmd_post_send(&qp->verbs.qp, wr, bad_wr);
	last->next = *rest;
	return ret;
}

int sim_post_send(struct ibv_qp *ib, struct ibv_send_wr *wr,
		  struct ibv_send_wr **bad_wr)
{
	struct sim_qp *qp = to_sim_qp(ib);
	int ret = 0;

	if (ib->qp_type != IBV_QPT_XRC_SEND)
		return ibv_cmd_post_send(ib, wr, bad_wr);
	pthread_mutex_lock(&qp->post_lock);
	while (wr && !ret)
		ret = post_for_srq(qp, wr, &wr, bad_wr);
	pthread_mutex_unlock(&qp->post_lock);
	return ret;
}

static struct sim_qp *qp_from_ex(struct ibv_qp_ex *ex)
{
	return container_of(ex, struct sim_qp, verbs.qp_ex);
}

static void wr_start(struct ibv_qp_ex *ex)
{
	struct sim_qp *qp = qp_from_ex(ex);

	pthread_mutex_lock(&qp->lock);
	qp->num_wrs = 0;
	qp->error = 0;
}

static void wr_abort(struct ibv_qp_ex *ex)
{
	pthread_mutex_unlock(&qp_from_ex(ex)->lock);
}

/* Where they lie is known only now: more of them may have moved the others. */
static int wr_complete(struct ibv_qp_ex *ex)
{
	struct sim_qp *qp = qp_from_ex(ex);
	struct ibv_send_wr *bad;
	unsigned int i;
	int ret = qp->error;

	for (i = 0; i < qp->num_wrs; i++) {
		qp->wrs[i].wr.sg_list = qp->wrs[i].sge;
		qp->wrs[i].wr.next = i + 1 < qp->num_wrs ? &qp->wrs[i + 1].wr :
							   NULL;
	}
	if (!ret && qp->num_wrs)
		ret = sim_post_send(&qp->verbs.qp, &qp->wrs[0].wr, &bad);
	pthread_mutex_unlock(&qp->lock);
	return ret;
}

/* What the last request is; what is set while there is none goes nowhere. */
static struct sim_wr *last_wr(struct ibv_qp_ex *ex)
{
	struct sim_qp *qp = qp_from_ex(ex);

	return qp->num_wrs && !qp->error ? &qp->wrs[qp->num_wrs - 1] :
					   &qp->nowhere;
}

static struct ibv_send_wr *new_wr(struct ibv_qp_ex *ex,
				  enum ibv_wr_opcode opcode)
{
	struct sim_qp *qp = qp_from_ex(ex);
	struct sim_wr *wrs;

	if (qp->num_wrs == qp->room && !qp->error) {
		wrs = reallocarray(qp->wrs, qp->room + 8, sizeof(*wrs));
		if (wrs) {
			qp->wrs = wrs;
			qp->room += 8;
		} else {
			qp->error = ENOMEM;
		}
	}
	if (!qp->error) {
		memset(&qp->wrs[qp->num_wrs].wr, 0, sizeof(qp->wrs[0].wr));
		qp->num_wrs++;
	}
	last_wr(ex)->wr.opcode = opcode;
	last_wr(ex)->wr.wr_id = ex->wr_id;
	last_wr(ex)->wr.send_flags = ex->wr_flags;
	return &last_wr(ex)->wr;
}

static void wr_send(struct ibv_qp_ex *ex)
{
	new_wr(ex, IBV_WR_SEND);
}

static void wr_send_imm(struct ibv_qp_ex *ex, __be32 imm_data)
{
	new_wr(ex, IBV_WR_SEND_WITH_IMM)->imm_data = imm_data;
}

static void wr_send_inv(struct ibv_qp_ex *ex, uint32_t rkey)
{
	new_wr(ex, IBV_WR_SEND_WITH_INV)->invalidate_rkey = rkey;
}

static struct ibv_send_wr *new_rdma(struct ibv_qp_ex *ex,
				    enum ibv_wr_opcode opcode, uint32_t rkey,
				    uint64_t remote_addr)
{
	struct ibv_send_wr *wr = new_wr(ex, opcode);

	wr->wr.rdma.rkey = rkey;
	wr->wr.rdma.remote_addr = remote_addr;
	return wr;
}

static void wr_rdma_read(struct ibv_qp_ex *ex, uint32_t rkey,
			 uint64_t remote_addr)
{
	new_rdma(ex, IBV_WR_RDMA_READ, rkey, remote_addr);
}

static void wr_rdma_write(struct ibv_qp_ex *ex, uint32_t rkey,
			  uint64_t remote_addr)
{
	new_rdma(ex, IBV_WR_RDMA_WRITE, rkey, remote_addr);
}

static void wr_rdma_write_imm(struct ibv_qp_ex *ex, uint32_t rkey,
			      uint64_t remote_addr, __be32 imm_data)
{
	new_rdma(ex, IBV_WR_RDMA_WRITE_WITH_IMM, rkey, remote_addr)->imm_data =
		imm_data;
}

static void new_atomic(struct ibv_qp_ex *ex, enum ibv_wr_opcode opcode,
		       uint32_t rkey, uint64_t remote_addr,
		       uint64_t compare_add, uint64_t swap)
{
	struct ibv_send_wr *wr = new_wr(ex, opcode);

	wr->wr.atomic.rkey = rkey;
	wr->wr.atomic.remote_addr = remote_addr;
	wr->wr.atomic.compare_add = compare_add;
	wr->wr.atomic.swap = swap;
}

static void wr_atomic_cmp_swp(struct ibv_qp_ex *ex, uint32_t rkey,
			      uint64_t remote_addr, uint64_t compare,
			      uint64_t swap)
{
	new_atomic(ex, IBV_WR_ATOMIC_CMP_AND_SWP, rkey, remote_addr, compare,
		   swap);
}

static void wr_atomic_fetch_add(struct ibv_qp_ex *ex, uint32_t rkey,
				uint64_t remote_addr, uint64_t add)
{
	new_atomic(ex, IBV_WR_ATOMIC_FETCH_AND_ADD, rkey, remote_addr, add, 0);
}

static void wr_set_ud_addr(struct ibv_qp_ex *ex, struct ibv_ah *ah,
			   uint32_t remote_qpn, uint32_t remote_qkey)
{
	struct ibv_send_wr *wr = &last_wr(ex)->wr;

	wr->wr.ud.ah = ah;
	wr->wr.ud.remote_qpn = remote_qpn;
	wr->wr.ud.remote_qkey = remote_qkey;
}

static void wr_set_xrc_srqn(struct ibv_qp_ex *ex, uint32_t remote_srqn)
{
	last_wr(ex)->wr.qp_type.xrc.remote_srqn = remote_srqn;
}

static void wr_set_sge_list(struct ibv_qp_ex *ex, size_t num,
			    const struct ibv_sge *list)
{
	struct sim_wr *wr = last_wr(ex);

	if (num > WR_MAX_SGE) {
		qp_from_ex(ex)->error = ENOMEM;
		return;
	}
	if (num)
		memcpy(wr->sge, list, num * sizeof(*list));
	wr->wr.num_sge = num;
}

/* No QP of userspace's has room for it. */
static void wr_set_inline_data(struct ibv_qp_ex *ex, void *addr, size_t length)
{
	qp_from_ex(ex)->error = EINVAL;
}

static void wr_set_inline_data_list(struct ibv_qp_ex *ex, size_t num,
				    const struct ibv_data_buf *list)
{
	qp_from_ex(ex)->error = EINVAL;
}

static void wr_set_sge(struct ibv_qp_ex *ex, uint32_t lkey, uint64_t addr,
		       uint32_t length)
{
	const struct ibv_sge sge = {
		.lkey = lkey,
		.addr = addr,
		.length = length,
	};

	wr_set_sge_list(ex, 1, &sge);
}

/**
 * sim_qp_init_ex() - prepare a QP for the extended interface
 * @qp: that is about to be made
 * @ops: enum ibv_qp_create_send_ops_flags: what is wanted of it
 *
 * Return: 0; EOPNOTSUPP if some of it cannot be had, bound windows and inline data
 * among it.
 */
int sim_qp_init_ex(struct sim_qp *qp, uint64_t ops)
{
	struct ibv_qp_ex *ex = &qp->verbs.qp_ex;

	if (ops & ~(uint64_t)(IBV_QP_EX_WITH_RDMA_WRITE |
			      IBV_QP_EX_WITH_RDMA_WRITE_WITH_IMM |
			      IBV_QP_EX_WITH_SEND |
			      IBV_QP_EX_WITH_SEND_WITH_IMM |
			      IBV_QP_EX_WITH_RDMA_READ |
			      IBV_QP_EX_WITH_ATOMIC_CMP_AND_SWP |
			      IBV_QP_EX_WITH_ATOMIC_FETCH_AND_ADD |
			      IBV_QP_EX_WITH_SEND_WITH_INV))
		return EOPNOTSUPP;
	ex->wr_start = wr_start;
	ex->wr_complete = wr_complete;
	ex->wr_abort = wr_abort;
	ex->wr_send = wr_send;
	ex->wr_send_imm = wr_send_imm;
	ex->wr_send_inv = wr_send_inv;
	ex->wr_rdma_read = wr_rdma_read;
	ex->wr_rdma_write = wr_rdma_write;
	ex->wr_rdma_write_imm = wr_rdma_write_imm;
	ex->wr_atomic_cmp_swp = wr_atomic_cmp_swp;
	ex->wr_atomic_fetch_add = wr_atomic_fetch_add;
	ex->wr_set_ud_addr = wr_set_ud_addr;
	ex->wr_set_xrc_srqn = wr_set_xrc_srqn;
	ex->wr_set_inline_data = wr_set_inline_data;
	ex->wr_set_inline_data_list = wr_set_inline_data_list;
	ex->wr_set_sge = wr_set_sge;
	ex->wr_set_sge_list = wr_set_sge_list;
	return 0;
}
