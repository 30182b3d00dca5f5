// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Requests: written to memory that the device has as well, and counted there.  The
 * extended interface, where they are put together piece by piece, does that with whole
 * lists of them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "provider.h"

/* ---- rings ----------------------------------------------------------------------- */

static void *place(const struct sim_ring *ring)
{
	return ring->places + (size_t)(ring->next & ring->mask) * ring->stride;
}

/* @head: what the device is done with. */
static int full(const struct sim_ring *ring, const uint32_t *head)
{
	return ring->next - __atomic_load_n(head, __ATOMIC_ACQUIRE) >=
	       ring->max_wr;
}

/* The device sees all that was written. */
static void publish(const struct sim_ring *ring, uint32_t *tail)
{
	__atomic_store_n(tail, ring->next, __ATOMIC_RELEASE);
}

/* After the counter is there, and before the device can be found asleep. */
static int wake(struct ibv_qp *ib, const struct rdmasim_doorbell *door,
		uint32_t kind)
{
	struct ibv_send_wr *bad;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!(__atomic_load_n(&door->wake, __ATOMIC_RELAXED) & kind))
		return 0;
	return ibv_cmd_post_send(ib, NULL, &bad);
}

/* ---- receives --------------------------------------------------------------------- */

static int write_recv(struct sim_ring *ring, const uint32_t *head,
		      const struct ibv_recv_wr *wr)
{
	struct rdmasim_recv *to = place(ring);

	if (wr->num_sge < 0 || (uint32_t)wr->num_sge > ring->max_sge)
		return EINVAL;
	if (full(ring, head))
		return ENOMEM;
	to->wr_id = wr->wr_id;
	to->num_sge = (uint32_t)wr->num_sge;
	if (wr->num_sge)
		memcpy(to + 1, wr->sg_list,
		       (size_t)wr->num_sge * sizeof(*wr->sg_list));
	ring->next++;
	return 0;
}

/* With the lock of the ring. */
static int write_recvs(struct sim_ring *ring, struct rdmasim_doorbell *door,
		       struct ibv_recv_wr *wr, struct ibv_recv_wr **bad_wr)
{
	int ret = 0;

	for (; wr && !ret; wr = wr->next) {
		ret = write_recv(ring, &door->recv_head, wr);
		if (ret)
			*bad_wr = wr;
	}
	publish(ring, &door->recv_tail);
	return ret;
}

static int post_recvs(struct sim_ring *ring, struct rdmasim_doorbell *door,
		      struct ibv_recv_wr *wr, struct ibv_recv_wr **bad_wr)
{
	int ret;

	pthread_mutex_lock(&ring->lock);
	ret = write_recvs(ring, door, wr, bad_wr);
	pthread_mutex_unlock(&ring->lock);
	return ret;
}

int sim_post_recv(struct ibv_qp *ib, struct ibv_recv_wr *wr,
		  struct ibv_recv_wr **bad_wr)
{
	struct sim_qp *qp = to_sim_qp(ib);
	int ret, woken;

	if (!qp->queue.memory || ib->srq || ib->state == IBV_QPS_RESET) {
		*bad_wr = wr;
		return EINVAL;
	}
	ret = post_recvs(&qp->recv, qp->queue.door, wr, bad_wr);
	woken = wake(ib, qp->queue.door, RDMASIM_WAKE_RECV);
	return ret ? ret : woken;
}

int sim_post_srq_recv(struct ibv_srq *ib, struct ibv_recv_wr *wr,
		      struct ibv_recv_wr **bad_wr)
{
	struct sim_srq *srq = to_sim_srq(ib);

	return post_recvs(&srq->ring, srq->queue.door, wr, bad_wr);
}

/* Has receives flushed that came after the device had given it up. */
static void wq_flush_late(struct sim_wq *wq)
{
	struct ibv_wq_attr attr = {
		.attr_mask = IBV_WQ_ATTR_STATE,
		.wq_state = IBV_WQS_ERR,
	};
	struct ibv_modify_wq cmd = {};

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (__atomic_load_n(&wq->queue.door->wake, __ATOMIC_RELAXED) &
	    RDMASIM_WAKE_RECV)
		ibv_cmd_modify_wq(&wq->verbs, &attr, &cmd, sizeof(cmd));
}

int sim_post_wq_recv(struct ibv_wq *ib, struct ibv_recv_wr *wr,
		     struct ibv_recv_wr **bad_wr)
{
	struct sim_wq *wq = to_sim_wq(ib);
	int ret = EINVAL;

	*bad_wr = wr;
	/* Its state does not change meanwhile, unless the device changes it. */
	pthread_mutex_lock(&wq->ring.lock);
	if (ib->state == IBV_WQS_RDY) {
		ret = write_recvs(&wq->ring, wq->queue.door, wr, bad_wr);
		wq_flush_late(wq);
	}
	pthread_mutex_unlock(&wq->ring.lock);
	return ret;
}

/* ---- requests ---------------------------------------------------------------------- */

static int write_data(const struct sim_qp *qp, struct rdmasim_send *to,
		      const struct ibv_send_wr *wr)
{
	uint8_t *data = (uint8_t *)(to + 1);
	int i;

	to->inline_len = 0;
	to->num_sge = (uint32_t)wr->num_sge;
	if (!(wr->send_flags & IBV_SEND_INLINE)) {
		if (wr->num_sge)
			memcpy(data, wr->sg_list,
			       (size_t)wr->num_sge * sizeof(*wr->sg_list));
		return 0;
	}
	for (i = 0; i < wr->num_sge; i++) {
		const struct ibv_sge *sge = &wr->sg_list[i];

		if (sge->length > qp->max_inline - to->inline_len)
			return EINVAL;
		if (sge->length)
			memcpy(data + to->inline_len,
			       (const void *)(uintptr_t)sge->addr, sge->length);
		to->inline_len += sge->length;
	}
	return 0;
}

static int write_bind(struct rdmasim_send *to, const struct ibv_send_wr *wr)
{
	const struct ibv_mw_bind_info *info = &wr->bind_mw.bind_info;

	to->bind.addr = info->addr;
	to->bind.length = info->length;
	to->bind.lkey = info->mr ? info->mr->lkey : 0;
	to->bind.access = info->mw_access_flags;
	to->bind.old_rkey = wr->bind_mw.mw->rkey;
	to->bind.new_rkey = wr->bind_mw.rkey;
	return info->mr || !info->length ? 0 : EINVAL;
}

/* What the union of a request has depends on what it is. */
static int write_union(const struct sim_qp *qp, struct rdmasim_send *to,
		       const struct ibv_send_wr *wr)
{
	const struct ibv_qp *ib = &qp->verbs.qp;

	if (wr->opcode == IBV_WR_BIND_MW)
		return write_bind(to, wr);
	if (ib->qp_type == IBV_QPT_UD) {
		if (!wr->wr.ud.ah)
			return EINVAL;
		to->ud.ah = container_of(wr->wr.ud.ah, struct sim_ah, verbs)->number;
		to->ud.remote_qpn = wr->wr.ud.remote_qpn;
		to->ud.remote_qkey = wr->wr.ud.remote_qkey;
		return 0;
	}
	/* Both begin with the same. */
	to->rdma.remote_addr = wr->wr.atomic.remote_addr;
	to->rdma.rkey = wr->wr.rdma.rkey;
	if (wr->opcode == IBV_WR_ATOMIC_CMP_AND_SWP ||
	    wr->opcode == IBV_WR_ATOMIC_FETCH_AND_ADD) {
		to->rdma.rkey = wr->wr.atomic.rkey;
		to->rdma.compare_add = wr->wr.atomic.compare_add;
		to->rdma.swap = wr->wr.atomic.swap;
	}
	return 0;
}

static int opcode_ok(const struct sim_qp *qp, const struct ibv_send_wr *wr)
{
	const enum ibv_qp_type type = qp->verbs.qp.qp_type;
	const int rc = type == IBV_QPT_RC || type == IBV_QPT_XRC_SEND;

	if (type == IBV_QPT_RAW_PACKET)
		return wr->opcode == IBV_WR_SEND;
	switch (wr->opcode) {
	case IBV_WR_SEND:
	case IBV_WR_SEND_WITH_IMM:
		return 1;
	case IBV_WR_RDMA_WRITE:
	case IBV_WR_RDMA_WRITE_WITH_IMM:
	case IBV_WR_LOCAL_INV:
	case IBV_WR_BIND_MW:
		return type != IBV_QPT_UD;
	case IBV_WR_RDMA_READ:
	case IBV_WR_ATOMIC_CMP_AND_SWP:
	case IBV_WR_ATOMIC_FETCH_AND_ADD:
		return rc && !(wr->send_flags & IBV_SEND_INLINE);
	case IBV_WR_SEND_WITH_INV:
		return rc;
	default:
		return 0;
	}
}

static int write_send(struct sim_qp *qp, const struct ibv_send_wr *wr)
{
	struct rdmasim_send *to = place(&qp->send);
	int ret;

	if (!opcode_ok(qp, wr) || wr->num_sge < 0 ||
	    (uint32_t)wr->num_sge > qp->send.max_sge)
		return EINVAL;
	if (full(&qp->send, &qp->queue.door->send_head))
		return ENOMEM;
	to->wr_id = wr->wr_id;
	to->opcode = wr->opcode;
	to->flags = wr->send_flags;
	/* Either of the union. */
	to->imm = wr->invalidate_rkey;
	to->srqn = qp->verbs.qp.qp_type == IBV_QPT_XRC_SEND ?
			   wr->qp_type.xrc.remote_srqn : 0;
	ret = write_union(qp, to, wr);
	if (!ret)
		ret = write_data(qp, to, wr);
	if (!ret)
		qp->send.next++;
	return ret;
}

int sim_post_send(struct ibv_qp *ib, struct ibv_send_wr *wr,
		  struct ibv_send_wr **bad_wr)
{
	struct sim_qp *qp = to_sim_qp(ib);
	int ret = 0, woken;

	/* A state that the device has gone to by itself allows it. */
	if (!qp->queue.memory || ib->state < IBV_QPS_RTS) {
		*bad_wr = wr;
		return EINVAL;
	}
	pthread_mutex_lock(&qp->send.lock);
	for (; wr && !ret; wr = wr->next) {
		ret = write_send(qp, wr);
		if (ret)
			*bad_wr = wr;
	}
	publish(&qp->send, &qp->queue.door->send_tail);
	pthread_mutex_unlock(&qp->send.lock);
	woken = wake(ib, qp->queue.door, RDMASIM_WAKE_SEND);
	return ret ? ret : woken;
}

/* A window of type 1 has its next key at once. */
int sim_bind_mw(struct ibv_qp *ib, struct ibv_mw *mw, struct ibv_mw_bind *bind)
{
	struct ibv_send_wr wr = {
		.wr_id = bind->wr_id,
		.opcode = IBV_WR_BIND_MW,
		.send_flags = bind->send_flags,
		.bind_mw = {
			.mw = mw,
			.rkey = ibv_inc_rkey(mw->rkey),
			.bind_info = bind->bind_info,
		},
	}, *bad;
	int ret;

	if (mw->type != IBV_MW_TYPE_1 ||
	    bind->bind_info.mw_access_flags & IBV_ACCESS_ZERO_BASED)
		return EINVAL;
	if (bind->bind_info.mr && bind->bind_info.mr->pd != mw->pd)
		return EPERM;
	ret = sim_post_send(ib, &wr, &bad);
	if (!ret)
		mw->rkey = wr.bind_mw.rkey;
	return ret;
}

/* ---- piece by piece ---------------------------------------------------------------- */

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
		if (qp->wrs[i].wr.send_flags & IBV_SEND_INLINE)
			qp->wrs[i].sge[0].addr = (uintptr_t)qp->wrs[i].data;
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

static void wr_local_inv(struct ibv_qp_ex *ex, uint32_t rkey)
{
	new_wr(ex, IBV_WR_LOCAL_INV)->invalidate_rkey = rkey;
}

static void wr_bind_mw(struct ibv_qp_ex *ex, struct ibv_mw *mw, uint32_t rkey,
		       const struct ibv_mw_bind_info *info)
{
	struct ibv_send_wr *wr = new_wr(ex, IBV_WR_BIND_MW);

	wr->bind_mw.mw = mw;
	wr->bind_mw.rkey = rkey;
	wr->bind_mw.bind_info = *info;
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

/* What the caller has may have changed when it is posted. */
static void wr_set_inline_data_list(struct ibv_qp_ex *ex, size_t num,
				    const struct ibv_data_buf *list)
{
	struct sim_qp *qp = qp_from_ex(ex);
	struct sim_wr *wr = last_wr(ex);
	size_t len = 0, i;

	for (i = 0; i < num; i++) {
		if (list[i].length > qp->max_inline - len) {
			qp->error = ENOMEM;
			return;
		}
		if (list[i].length)
			memcpy(wr->data + len, list[i].addr, list[i].length);
		len += list[i].length;
	}
	wr->wr.send_flags |= IBV_SEND_INLINE;
	wr->wr.num_sge = 1;
	wr->sge[0].length = (uint32_t)len;
}

static void wr_set_inline_data(struct ibv_qp_ex *ex, void *addr, size_t length)
{
	const struct ibv_data_buf buf = {
		.addr = addr,
		.length = length,
	};

	wr_set_inline_data_list(ex, 1, &buf);
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
 * Return: 0; EOPNOTSUPP if some of it cannot be had.
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
			      IBV_QP_EX_WITH_SEND_WITH_INV |
			      IBV_QP_EX_WITH_LOCAL_INV |
			      IBV_QP_EX_WITH_BIND_MW))
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
	ex->wr_local_inv = wr_local_inv;
	ex->wr_bind_mw = wr_bind_mw;
	ex->wr_set_ud_addr = wr_set_ud_addr;
	ex->wr_set_xrc_srqn = wr_set_xrc_srqn;
	ex->wr_set_inline_data = wr_set_inline_data;
	ex->wr_set_inline_data_list = wr_set_inline_data_list;
	ex->wr_set_sge = wr_set_sge;
	ex->wr_set_sge_list = wr_set_sge_list;
	return 0;
}
