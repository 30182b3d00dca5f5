// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Work requests through the mapped queues of rxe and siw. */
#include <sys/mman.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>
#include <rdma/rdma_user_rxe.h>
#include <rdma/siw-abi.h>
#include "ids.h"
#include "work.h"

#define ENTRIES 16
/* enum ib_send_flags, of no header of userspace. */
#define SEND_SIGNALED 2

/* ---- memory of the queues -------------------------------------------------- */

/* In a window, if the set's context has one. */
static int ring_map(struct ring *ring, const struct set *set, uint64_t offset,
		    size_t len, uint32_t num)
{
	struct ruapi_mapping map = { .offset = offset, .size = len };
	int ret = ruapi_map(set->fd, set->slot, &map, 1);

	if (ret)
		return ret;
	*ring = (struct ring) {
		.map = map.addr,
		.offset = offset,
		.len = len,
		.num = num,
	};
	return 0;
}

static int ring_map_rxe(struct ring *ring, const struct set *set,
			const struct mminfo *mi)
{
	return ring_map(ring, set, mi->offset, mi->size, 0);
}

static void ring_unmap(struct ring *ring)
{
	const struct ruapi_mapping map = {
		.offset = ring->offset,
		.size = ring->len,
		.addr = ring->map,
	};

	if (ring->map)
		ruapi_unmap(&map, 1);
	ring->map = NULL;
}

/* The element that rxe's producer fills next. */
static void *rxe_slot(const struct ring *ring)
{
	struct rxe_queue_buf *queue = ring->map;
	const uint32_t at = queue->producer_index & queue->index_mask;

	return queue->data + ((size_t)at << queue->log2_elem_size);
}

static void rxe_advance(const struct ring *ring)
{
	struct rxe_queue_buf *queue = ring->map;

	__atomic_store_n(&queue->producer_index,
			 (queue->producer_index + 1) & queue->index_mask,
			 __ATOMIC_RELEASE);
}

/* ---- makers ------------------------------------------------------------------ */

static int cq_map(struct work_cq *cq, const void *resp)
{
	const struct siw_uresp_create_cq *siw = resp;
	const struct rxe_create_cq_resp *rxe = resp;

	if (is_rxe(cq->set))
		return ring_map_rxe(&cq->ring, cq->set, &rxe->mi);
	return ring_map(&cq->ring, cq->set, siw->cq_key,
			siw->num_cqe * sizeof(struct siw_cqe) +
			sizeof(struct siw_cq_ctrl), siw->num_cqe);
}

int work_cq_make(struct work_cq *cq, const struct set *set)
{
	struct ruapi_cq_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.cqe = 4 * ENTRIES,
		.user_data = 0xc0,
	};
	int ret = ruapi_cq_create(set->fd, &args);

	*cq = (struct work_cq) { .set = set, .handle = args.handle };
	return ret ? ret : cq_map(cq, args.uhw.out);
}

static int qp_map(struct work_qp *qp, const void *resp, bool rq)
{
	const struct siw_uresp_create_qp *siw = resp;
	const struct rxe_create_qp_resp *rxe = resp;
	const struct set *set = qp->set;
	int ret;

	if (is_rxe(set)) {
		ret = ring_map_rxe(&qp->sq, set, &rxe->sq_mi);
		if (!ret && rq)
			ret = ring_map_rxe(&qp->rq, set, &rxe->rq_mi);
		return ret;
	}
	ret = ring_map(&qp->sq, set, siw->sq_key,
		       siw->num_sqe * sizeof(struct siw_sqe), siw->num_sqe);
	if (!ret && rq)
		ret = ring_map(&qp->rq, set, siw->rq_key,
			       siw->num_rqe * sizeof(struct siw_rqe),
			       siw->num_rqe);
	return ret;
}

int work_qp_make(struct work_qp *qp, const struct work_cq *cq,
		 const struct work_srq *srq)
{
	const struct set *set = cq->set;
	const struct ruapi_qp_cap cap = {
		.max_send_wr = ENTRIES,
		.max_recv_wr = srq ? 0 : ENTRIES,
		.max_send_sge = 1,
		.max_recv_sge = srq ? 0 : 1,
	};
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = IB_UVERBS_QPT_RC,
		.send_cq = cq->handle,
		.recv_cq = cq->handle,
		.cap = &cap,
		.srq = srq ? srq->handle : 0,
		.sig_all = 1,
	};
	int ret = ruapi_qp_create(set->fd, &args);

	*qp = (struct work_qp) {
		.set = set,
		.handle = args.handle,
		.number = args.qp_num,
	};
	return ret ? ret : qp_map(qp, args.uhw.out, !srq);
}

int work_srq_make(struct work_srq *srq, const struct set *set, uint32_t max_wr)
{
	const struct ruapi_srq_attr attr = { .max_wr = max_wr, .max_sge = 1 };
	struct ruapi_srq_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.attr = &attr,
		.user_data = 0x5709,
	};
	const struct siw_uresp_create_srq *siw = args.uhw.out;
	const struct rxe_create_srq_resp *rxe = args.uhw.out;
	int ret = ruapi_srq_create(set->fd, &args);

	*srq = (struct work_srq) { .set = set, .handle = args.handle };
	if (ret)
		return ret;
	if (is_rxe(set))
		return ring_map_rxe(&srq->ring, set, &rxe->mi);
	return ring_map(&srq->ring, set, siw->srq_key,
			siw->num_rqe * sizeof(struct siw_rqe), siw->num_rqe);
}

int work_mr_make(struct work_mr *mr, const struct set *set, uint32_t access)
{
	char *buf = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ruapi_mr_reg_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_MR, RUAPI_MR_REG),
		.pd = set->handle[RUAPI_OBJ_PD],
		.addr = (uintptr_t)buf,
		.length = 4096,
		.iova = (uintptr_t)buf,
		.access = access,
	};
	int ret = ruapi_mr_reg(set->fd, &args);

	*mr = (struct work_mr) {
		.handle = args.handle,
		.lkey = args.lkey,
		.rkey = args.rkey,
		.buf = buf,
	};
	return ret;
}

int work_cq_destroy(struct work_cq *cq)
{
	ring_unmap(&cq->ring);
	return destroy(cq->set->fd, RUAPI_OBJ_CQ, cq->handle);
}

int work_qp_destroy(struct work_qp *qp)
{
	ring_unmap(&qp->sq);
	ring_unmap(&qp->rq);
	return destroy(qp->set->fd, RUAPI_OBJ_QP, qp->handle);
}

int work_srq_destroy(struct work_srq *srq)
{
	ring_unmap(&srq->ring);
	return destroy(srq->set->fd, RUAPI_OBJ_SRQ, srq->handle);
}

int work_mr_destroy(struct work_mr *mr, const struct set *set)
{
	int ret = destroy(set->fd, RUAPI_OBJ_MR, mr->handle);

	munmap(mr->buf, 4096);
	return ret;
}

/* ---- posting ----------------------------------------------------------------- */

static void ring_recv(struct ring *ring, bool rxe, uint64_t id,
		      const struct work_mr *mr, uint32_t offset, uint32_t len)
{
	struct rxe_recv_wqe *wqe;
	struct siw_rqe *rqe;

	if (rxe) {
		wqe = rxe_slot(ring);
		memset(wqe, 0, sizeof(*wqe));
		wqe->wr_id = id;
		wqe->dma.length = wqe->dma.resid = len;
		wqe->dma.num_sge = 1;
		wqe->dma.sge[0].addr = (uintptr_t)mr->buf + offset;
		wqe->dma.sge[0].length = len;
		wqe->dma.sge[0].lkey = mr->lkey;
		rxe_advance(ring);
		return;
	}
	rqe = (struct siw_rqe *)ring->map + ring->next++ % ring->num;
	rqe->id = id;
	rqe->num_sge = 1;
	rqe->sge[0].laddr = (uintptr_t)mr->buf + offset;
	rqe->sge[0].length = len;
	rqe->sge[0].lkey = mr->lkey;
	__atomic_store_n(&rqe->flags, SIW_WQE_VALID, __ATOMIC_RELEASE);
}

void work_recv(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
	       uint32_t offset, uint32_t len)
{
	ring_recv(&qp->rq, is_rxe(qp->set), id, mr, offset, len);
}

void work_srq_recv(struct work_srq *srq, uint64_t id, const struct work_mr *mr,
		   uint32_t offset, uint32_t len)
{
	ring_recv(&srq->ring, is_rxe(srq->set), id, mr, offset, len);
}

/* A request of rxe without memory of ours. */
static struct rxe_send_wqe *rxe_wqe(struct work_qp *qp, uint64_t id,
				    uint32_t opcode)
{
	struct rxe_send_wqe *wqe = rxe_slot(&qp->sq);

	memset(wqe, 0, sizeof(*wqe));
	wqe->wr.wr_id = id;
	wqe->wr.opcode = opcode;
	wqe->wr.send_flags = SEND_SIGNALED;
	wqe->ssn = qp->ssn++;
	return wqe;
}

static int rxe_send(struct work_qp *qp)
{
	rxe_advance(&qp->sq);
	return ruapi_qp_doorbell(qp->set->fd, qp->handle);
}

static int rxe_transfer(struct work_qp *qp, uint64_t id, uint32_t opcode,
			const struct work_mr *mr, uint32_t offset,
			uint32_t len, uint64_t to, uint32_t rkey)
{
	struct rxe_send_wqe *wqe = rxe_wqe(qp, id, opcode);

	wqe->wr.wr.rdma.remote_addr = to;
	wqe->wr.wr.rdma.rkey = rkey;
	wqe->iova = to;
	wqe->dma.length = wqe->dma.resid = len;
	wqe->dma.num_sge = 1;
	wqe->dma.sge[0].addr = (uintptr_t)mr->buf + offset;
	wqe->dma.sge[0].length = len;
	wqe->dma.sge[0].lkey = mr->lkey;
	return rxe_send(qp);
}

static int siw_transfer(struct work_qp *qp, uint64_t id, uint8_t opcode,
			const struct work_mr *mr, uint32_t offset,
			uint32_t len, uint64_t to, uint32_t rkey)
{
	struct siw_sqe *sqe;

	sqe = (struct siw_sqe *)qp->sq.map + qp->sq.next++ % qp->sq.num;
	sqe->id = id;
	sqe->num_sge = 1;
	sqe->opcode = opcode;
	sqe->raddr = to;
	sqe->rkey = rkey;
	sqe->sge[0].laddr = (uintptr_t)mr->buf + offset;
	sqe->sge[0].length = len;
	sqe->sge[0].lkey = mr->lkey;
	__atomic_store_n(&sqe->flags, SIW_WQE_VALID | SIW_WQE_SIGNALLED,
			 __ATOMIC_RELEASE);
	return ruapi_qp_doorbell(qp->set->fd, qp->handle);
}

int work_send(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
	      uint32_t offset, uint32_t len)
{
	if (is_rxe(qp->set))
		return rxe_transfer(qp, id, IB_UVERBS_WR_SEND, mr, offset, len,
				    0, 0);
	return siw_transfer(qp, id, SIW_OP_SEND, mr, offset, len, 0, 0);
}

int work_write(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
	       uint32_t offset, uint32_t len, uint64_t to, uint32_t rkey)
{
	if (is_rxe(qp->set))
		return rxe_transfer(qp, id, IB_UVERBS_WR_RDMA_WRITE, mr, offset,
				    len, to, rkey);
	return siw_transfer(qp, id, SIW_OP_WRITE, mr, offset, len, to, rkey);
}

int work_bind_mw(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
		 uint32_t mw, uint32_t rkey, uint32_t access)
{
	struct rxe_send_wqe *wqe = rxe_wqe(qp, id, IB_UVERBS_WR_BIND_MW);

	wqe->wr.wr.mw.addr = (uintptr_t)mr->buf;
	wqe->wr.wr.mw.length = 4096;
	wqe->wr.wr.mw.mr_lkey = mr->lkey;
	wqe->wr.wr.mw.mw_rkey = mw;
	wqe->wr.wr.mw.rkey = rkey;
	wqe->wr.wr.mw.access = access;
	return rxe_send(qp);
}

int work_local_inv(struct work_qp *qp, uint64_t id, uint32_t rkey)
{
	struct rxe_send_wqe *wqe = rxe_wqe(qp, id, IB_UVERBS_WR_LOCAL_INV);

	wqe->wr.ex.invalidate_rkey = rkey;
	return rxe_send(qp);
}

/* ---- completions --------------------------------------------------------------- */

/* siw reads from memory whether its CQ is armed. */
int work_arm(struct work_cq *cq)
{
	struct siw_cqe *end = (struct siw_cqe *)cq->ring.map + cq->ring.num;
	struct siw_cq_ctrl *ctrl = (struct siw_cq_ctrl *)end;

	if (is_rxe(cq->set))
		return ruapi_cq_arm(cq->set->fd, cq->handle, 0);
	__atomic_store_n(&ctrl->flags,
			 SIW_NOTIFY_SOLICITED | SIW_NOTIFY_NEXT_COMPLETION,
			 __ATOMIC_RELEASE);
	return 0;
}

static bool rxe_poll(struct work_cq *cq, struct completion *done)
{
	struct rxe_queue_buf *queue = cq->ring.map;
	const uint32_t at = queue->consumer_index & queue->index_mask;
	const struct ib_uverbs_wc *wc;

	if (at == (__atomic_load_n(&queue->producer_index, __ATOMIC_ACQUIRE) &
		   queue->index_mask))
		return false;
	wc = (void *)(queue->data + ((size_t)at << queue->log2_elem_size));
	*done = (struct completion) {
		.id = wc->wr_id,
		.status = wc->status,
		.bytes = wc->byte_len,
	};
	__atomic_store_n(&queue->consumer_index, (at + 1) & queue->index_mask,
			 __ATOMIC_RELEASE);
	return true;
}

static bool siw_poll(struct work_cq *cq, struct completion *done)
{
	static const uint8_t status[SIW_NUM_WC_STATUS] = {
		[SIW_WC_SUCCESS] = 0,
		[SIW_WC_LOC_LEN_ERR] = 1,
		[SIW_WC_LOC_PROT_ERR] = 4,
		[SIW_WC_LOC_QP_OP_ERR] = 2,
		[SIW_WC_WR_FLUSH_ERR] = 5,
		[SIW_WC_BAD_RESP_ERR] = 7,
		[SIW_WC_LOC_ACCESS_ERR] = 8,
		[SIW_WC_REM_ACCESS_ERR] = 10,
		[SIW_WC_REM_INV_REQ_ERR] = 9,
		[SIW_WC_GENERAL_ERR] = 21,
	};
	struct siw_cqe *cqe = (struct siw_cqe *)cq->ring.map +
			      cq->ring.next % cq->ring.num;

	if (!(__atomic_load_n(&cqe->flags, __ATOMIC_ACQUIRE) & SIW_WQE_VALID))
		return false;
	*done = (struct completion) {
		.id = cqe->id,
		.status = cqe->status < SIW_NUM_WC_STATUS ?
				  status[cqe->status] : 255,
		.bytes = cqe->bytes,
	};
	__atomic_store_n(&cqe->flags, 0, __ATOMIC_RELEASE);
	cq->ring.next++;
	return true;
}

int work_poll(struct work_cq *cq, struct completion *done,
	      unsigned int timeout_ms)
{
	const uint64_t end = now_ms() + timeout_ms;

	for (;;) {
		if (is_rxe(cq->set) ? rxe_poll(cq, done) : siw_poll(cq, done))
			return 0;
		if (now_ms() >= end)
			return -ETIMEDOUT;
		sleep_ms(1);
	}
}
