// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Queues that programs map (rdmasim-abi.h).  They post and poll there, without calls;
 * only if the work of a QP sleeps, which it says beside its doorbell, has it to be woken
 * by a POST_SEND without requests.
 *
 * All that is in such memory may change at any time, and be anything.  Counters
 * are read once, and the device has its own; a request is copied before it is
 * looked at.  Of a completion queue nothing is read but how far the program is: who
 * lies about that spoils its own completions.
 */
#include <linux/ktime.h>
#include <linux/log2.h>
#include <rdma/uverbs_ioctl.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

static_assert(sizeof(struct rdmasim_cqe) == RDMASIM_LINE);
static_assert(sizeof(struct rdmasim_send) == RDMASIM_LINE);
static_assert(sizeof(struct rdmasim_sge) == sizeof(struct ib_sge));
static_assert(offsetof(struct rdmasim_sge, lkey) == offsetof(struct ib_sge, lkey));
static_assert(offsetof(struct rdmasim_create_qp_req, rx_hash_fields) ==
	      sizeof(struct rdmasim_create_req));
static_assert(sizeof(struct rdmasim_recv) == offsetof(struct sim_rwqe, sge));
static_assert(offsetof(struct rdmasim_recv, num_sge) == offsetof(struct sim_rwqe, num_sge));

/* ---- requests -------------------------------------------------------------------- */

/*
 * What a program says, of which the caller knows @size bytes; all of it 0 if it says
 * nothing.  Return: 1 if it wants to map what it makes, 0 or an error.
 */
static int request_get(struct ib_udata *udata, struct rdmasim_create_qp_req *req, size_t size,
		       u32 known)
{
	int ret;

	memset(req, 0, sizeof(*req));
	if (!udata || !udata->inlen)
		return 0;
	if (udata->inlen < sizeof(struct rdmasim_create_req) ||
	    (udata->inlen > size &&
	     !ib_is_udata_cleared(udata, size, udata->inlen - size)))
		return -EINVAL;
	ret = ib_copy_from_udata(req, udata, min(size, udata->inlen));
	if (ret)
		return ret;
	if (req->flags & ~known || req->reserved)
		return -EINVAL;
	if (!(req->flags & RDMASIM_MAPPED))
		return 0;
	return udata->outlen < sizeof(struct rdmasim_create_resp) ? -EINVAL : 1;
}

/* Whether a program wants to map what it makes.  Return: 1, 0 or an error. */
int sim_user_wants(struct ib_udata *udata)
{
	struct rdmasim_create_qp_req req;

	return request_get(udata, &req, sizeof(struct rdmasim_create_req), RDMASIM_MAPPED);
}

/* The same of a QP, about which there is more to be said. */
int sim_user_wants_qp(struct ib_udata *udata, struct rdmasim_create_qp_req *req)
{
	return request_get(udata, req, sizeof(*req), RDMASIM_MAPPED | RDMASIM_RX_HASH);
}

int sim_user_tell(struct ib_udata *udata, const struct rdmasim_create_resp *resp)
{
	return ib_copy_to_udata(udata, (void *)resp, sizeof(*resp));
}

/* Memory for a queue and a doorbell; what @resp says of its size is what there will be. */
static int uq_map(struct sim_uq *uq, struct sim_ucontext *ctx,
		  struct rdmasim_create_resp *resp)
{
	int ret;

	uq->map = sim_map_alloc(resp->size, false);
	if (!uq->map)
		return -ENOMEM;
	ret = sim_map_add(uq->map, &ctx->ib);
	if (ret)
		return ret;
	resp->queue = sim_map_offset(uq->map);
	resp->size = uq->map->size;
	return 0;
}

/* The same, in memory of the program's if it has some for it: then there is nothing to map. */
static int uq_init(struct sim_uq *uq, struct ib_udata *udata, enum sim_buf what,
		   struct rdmasim_create_resp *resp)
{
	struct sim_ucontext *ctx = sim_udata_context(udata);
	struct sim_map *own;
	int ret = 0;

	own = sim_umem_take(ctx->ib.device, udata, what, resp->size);
	if (IS_ERR(own))
		return PTR_ERR(own);
	uq->map = own;
	if (own)
		resp->size = 0;
	else
		ret = uq_map(uq, ctx, resp);
	if (!ret)
		ret = sim_bell_get(&uq->bell, ctx);
	if (ret) {
		sim_uq_free(uq);
		return ret;
	}
	resp->doorbells = sim_bell_offset(&uq->bell);
	resp->doorbell = uq->bell.number;
	return 0;
}

void sim_uq_free(struct sim_uq *uq)
{
	sim_map_del(uq->map);
	uq->map = NULL;
	sim_map_del(uq->recvs);
	uq->recvs = NULL;
	sim_bell_put(&uq->bell);
}

struct sim_ucontext *sim_udata_context(struct ib_udata *udata)
{
	return rdma_udata_to_drv_context(udata, struct sim_ucontext, ib);
}

/* ---- receives -------------------------------------------------------------------- */

static u32 recv_layout(struct rdmasim_create_resp *resp, u32 start, u32 max_wr, u32 max_sge)
{
	resp->recv_start = start;
	resp->recv_places = max_wr ? roundup_pow_of_two(max_wr) : 0;
	resp->recv_stride = struct_size((struct sim_rwqe *)NULL, sge, max_sge);
	return start + resp->recv_places * resp->recv_stride;
}

static void recv_attach(struct sim_rq *rq, struct sim_uq *uq,
			const struct rdmasim_create_resp *resp)
{
	rq->ring = (uq->recvs ?: uq->map)->memory + resp->recv_start;
	rq->mask = resp->recv_places - 1;
	rq->stride = resp->recv_stride;
	rq->door = uq->bell.door;
}

/* The queue of an SRQ or a work queue; the caller has looked at the numbers. */
int sim_user_rq_init(struct sim_rq *rq, struct sim_uq *uq, u32 max_wr, u32 max_sge,
		     struct ib_udata *udata, enum sim_buf what)
{
	struct rdmasim_create_resp resp = {};
	int ret;

	resp.size = recv_layout(&resp, 0, max_wr, max_sge);
	ret = uq_init(uq, udata, what, &resp);
	if (ret)
		return ret;
	spin_lock_init(&rq->lock);
	rq->max_wr = max_wr;
	rq->max_sge = max_sge;
	recv_attach(rq, uq, &resp);
	ret = sim_user_tell(udata, &resp);
	if (ret)
		sim_uq_free(uq);
	return ret;
}

/* ---- QPs ------------------------------------------------------------------------- */

/* Requests and receives are in memory of the program's, each for itself. */
static int qp_init_apart(struct sim_qp *qp, struct ib_udata *udata,
			 struct rdmasim_create_resp *resp)
{
	const u32 recvs = recv_layout(resp, 0, qp->cap.max_recv_wr, qp->cap.max_recv_sge);
	struct sim_map *map;
	int ret;

	/* There is memory for all that the QP has, and for nothing else. */
	if (sim_umem_given(udata, SIM_BUF_QP) || !sim_umem_given(udata, SIM_BUF_QP_SQ) ||
	    sim_umem_given(udata, SIM_BUF_QP_RQ) != !!recvs)
		return -EINVAL;
	resp->size = resp->send_places * resp->send_stride;
	ret = uq_init(&qp->uq, udata, SIM_BUF_QP_SQ, resp);
	if (ret || !recvs)
		return ret;
	map = sim_umem_take(qp->ib.device, udata, SIM_BUF_QP_RQ, recvs);
	if (IS_ERR(map)) {
		sim_uq_free(&qp->uq);
		return PTR_ERR(map);
	}
	qp->uq.recvs = map;
	return 0;
}

static int qp_init_queues(struct sim_qp *qp, struct ib_udata *udata,
			  struct rdmasim_create_resp *resp)
{
	if (sim_umem_given(udata, SIM_BUF_QP_SQ) || sim_umem_given(udata, SIM_BUF_QP_RQ))
		return qp_init_apart(qp, udata, resp);
	resp->size = recv_layout(resp, PAGE_ALIGN(resp->send_places * resp->send_stride),
				 qp->cap.max_recv_wr, qp->cap.max_recv_sge);
	return uq_init(&qp->uq, udata, SIM_BUF_QP, resp);
}

/* Queues of a QP whose @cap says how long they are. */
int sim_user_qp_init(struct sim_qp *qp, struct ib_udata *udata)
{
	const u32 room = max_t(u32, qp->cap.max_send_sge * sizeof(struct ib_sge),
			       qp->cap.max_inline_data);
	struct rdmasim_create_resp resp = {
		.send_places = roundup_pow_of_two(qp->cap.max_send_wr),
		.send_stride = ALIGN(sizeof(struct rdmasim_send) + room, RDMASIM_LINE),
	};
	int ret;

	if (qp->cap.max_recv_wr > SIM_MAX_QP_WR || qp->cap.max_recv_sge > SIM_MAX_SGE)
		return -EINVAL;
	ret = qp_init_queues(qp, udata, &resp);
	if (ret)
		return ret;
	qp->sq_mask = resp.send_places - 1;
	qp->sq_user_stride = resp.send_stride;
	/* One request as it is there, and one as we want it. */
	qp->sq = kvzalloc(qp->sq_stride + qp->sq_user_stride, GFP_KERNEL_ACCOUNT);
	ret = -ENOMEM;
	if (!qp->sq)
		goto err_uq;
	spin_lock_init(&qp->rq.lock);
	qp->rq.max_wr = qp->cap.max_recv_wr;
	qp->rq.max_sge = qp->cap.max_recv_sge;
	recv_attach(&qp->rq, &qp->uq, &resp);
	WRITE_ONCE(qp->uq.bell.door->wake, RDMASIM_WAKE_SEND);
	ret = sim_user_tell(udata, &resp);
	if (ret)
		goto err_sq;
	return 0;

err_sq:
	kvfree(qp->sq);
err_uq:
	sim_uq_free(&qp->uq);
	return ret;
}

static bool is_ud(const struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_UD;
}

static bool is_raw(const struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_RAW_PACKET;
}

static bool opcode_take(const struct sim_qp *qp, struct sim_swqe *wqe,
			const struct rdmasim_send *from)
{
	const bool rc = qp->ib.qp_type == IB_QPT_RC || qp->ib.qp_type == IB_QPT_XRC_INI;

	/* Of the union, all are as long as this, and none has a pointer. */
	static_assert(sizeof(from->rdma) == sizeof(from->bind));
	wqe->opcode = (enum ib_wr_opcode)from->opcode;
	if (is_raw(qp))
		return from->opcode == IB_UVERBS_WR_SEND;
	switch (from->opcode) {
	case IB_UVERBS_WR_SEND:
	case IB_UVERBS_WR_SEND_WITH_IMM:
		return !is_ud(qp) || sim_ah_find(qp->ib.pd, from->ud.ah, &wqe->ud.av);
	case IB_UVERBS_WR_RDMA_WRITE:
	case IB_UVERBS_WR_RDMA_WRITE_WITH_IMM:
	case IB_UVERBS_WR_LOCAL_INV:
	case IB_UVERBS_WR_BIND_MW:
		return !is_ud(qp);
	case IB_UVERBS_WR_RDMA_READ:
	case IB_UVERBS_WR_ATOMIC_CMP_AND_SWP:
	case IB_UVERBS_WR_ATOMIC_FETCH_AND_ADD:
		return rc && qp->attr.max_rd_atomic && !(from->flags & IB_SEND_INLINE);
	case IB_UVERBS_WR_SEND_WITH_INV:
		return rc;
	default:
		return false;
	}
}

static void union_take(const struct sim_qp *qp, struct sim_swqe *wqe,
		       const struct rdmasim_send *from)
{
	if (from->opcode == IB_UVERBS_WR_BIND_MW) {
		wqe->bind.addr = from->bind.addr;
		wqe->bind.length = from->bind.length;
		wqe->bind.lkey = from->bind.lkey;
		wqe->bind.access = from->bind.access;
		wqe->bind.old_rkey = from->bind.old_rkey;
		wqe->bind.new_rkey = from->bind.new_rkey;
	} else if (is_ud(qp)) {
		wqe->ud.remote_qpn = from->ud.remote_qpn;
		wqe->ud.remote_qkey = from->ud.remote_qkey;
		wqe->ud.pkey_index = 0;
	} else {
		wqe->rdma.remote_addr = from->rdma.remote_addr;
		wqe->rdma.rkey = from->rdma.rkey;
		wqe->rdma.compare_add = from->rdma.compare_add;
		wqe->rdma.swap = from->rdma.swap;
	}
}

static bool data_take(const struct sim_qp *qp, struct sim_swqe *wqe,
		      const struct rdmasim_send *from)
{
	wqe->num_sge = 0;
	wqe->inline_len = 0;
	if (from->flags & IB_SEND_INLINE) {
		if (from->inline_len > qp->cap.max_inline_data)
			return false;
		wqe->inline_len = from->inline_len;
		memcpy(wqe->sge, from + 1, wqe->inline_len);
		return true;
	}
	if (from->num_sge > qp->cap.max_send_sge)
		return false;
	wqe->num_sge = from->num_sge;
	memcpy(wqe->sge, from + 1, wqe->num_sge * sizeof(struct ib_sge));
	return true;
}

/* @from is ours. */
static void request_take(const struct sim_qp *qp, struct sim_swqe *wqe,
			 const struct rdmasim_send *from)
{
	wqe->wr_id = from->wr_id;
	wqe->flags = from->flags & (IB_SEND_FENCE | IB_SEND_SIGNALED | IB_SEND_SOLICITED |
				    IB_SEND_INLINE);
	wqe->srqn = from->srqn;
	wqe->invalidate_rkey = from->imm;
	wqe->bad = from->flags != wqe->flags || !opcode_take(qp, wqe, from) ||
		   !data_take(qp, wqe, from);
	if (wqe->bad)
		wqe->opcode = IB_WR_SEND;
	else
		union_take(qp, wqe, from);
}

/* There are more requests than there can be: none is to be believed. */
static void queue_broken(struct sim_qp *qp, u32 tail)
{
	qp->sq_head = tail;
	WRITE_ONCE(qp->uq.bell.door->send_head, tail);
	sim_qp_error(qp);
	if (!qp->broken)
		sim_qp_event(qp, IB_EVENT_QP_FATAL);
	qp->broken = true;
}

/* The first request, which stays where it is until it is done.  With req_mutex held. */
struct sim_swqe *sim_user_sq_first(struct sim_qp *qp)
{
	struct sim_swqe *wqe = qp->sq;
	void *copy = qp->sq + qp->sq_stride;
	u32 tail;

	if (qp->sq_held)
		return wqe;
	/* What is behind the counter was written before. */
	tail = smp_load_acquire(&qp->uq.bell.door->send_tail);
	if (tail == qp->sq_head)
		return NULL;
	/* Who has nobody to tell of requests has none. */
	if (!qp->send_cq || tail - qp->sq_head > qp->cap.max_send_wr) {
		queue_broken(qp, tail);
		return NULL;
	}
	memcpy(copy, qp->uq.map->memory + (size_t)(qp->sq_head & qp->sq_mask) *
					  qp->sq_user_stride, qp->sq_user_stride);
	/* It is not to be read from there a second time. */
	barrier();
	request_take(qp, wqe, copy);
	qp->sq_held = true;
	return wqe;
}

/* The program may write to the place of the first request. */
void sim_user_sq_done(struct sim_qp *qp)
{
	qp->sq_held = false;
	/* Who sees that writes there, where all has been read. */
	smp_store_release(&qp->uq.bell.door->send_head, ++qp->sq_head);
}

void sim_user_sq_clear(struct sim_qp *qp)
{
	struct rdmasim_doorbell *door = qp->uq.bell.door;

	qp->sq_held = false;
	qp->broken = false;
	qp->sq_head = 0;
	WRITE_ONCE(door->send_tail, 0);
	WRITE_ONCE(door->send_head, 0);
	WRITE_ONCE(door->wake, RDMASIM_WAKE_SEND);
}

/* ---- who sleeps, and is woken ------------------------------------------------------ */

void sim_user_awake(struct sim_qp *qp)
{
	WRITE_ONCE(qp->uq.bell.door->wake, 0);
}

/* Whether there is something that would be done now. */
static bool sq_waits(struct sim_qp *qp)
{
	const u8 state = READ_ONCE(qp->state);

	if (state != IB_QPS_RTS && state != IB_QPS_SQE && state != IB_QPS_ERR)
		return false;
	return READ_ONCE(qp->uq.bell.door->send_tail) != qp->sq_head ||
	       (state == IB_QPS_ERR && !sim_rq_empty(&qp->rq));
}

/*
 * The work is about to end.  Either it sees here what was posted, or who posts sees that
 * it sleeps.  With req_mutex held.
 */
void sim_user_asleep(struct sim_qp *qp)
{
	WRITE_ONCE(qp->uq.bell.door->wake,
		   RDMASIM_WAKE_SEND |
		   (READ_ONCE(qp->state) == IB_QPS_ERR ? RDMASIM_WAKE_RECV : 0));
	/* As in the provider, between a counter and what is read there. */
	smp_mb();
	if (sq_waits(qp))
		queue_delayed_work(sim_wq, &qp->work, 0);
}

/* ---- completions ------------------------------------------------------------------- */

static struct rdmasim_cq_counters *cq_counters(const struct sim_map *map)
{
	return map->memory;
}

static struct rdmasim_cqe *cqe_at(const struct sim_map *map, u32 mask, u32 n)
{
	return (struct rdmasim_cqe *)(cq_counters(map) + 1) + (n & mask);
}

/* Return: bytes of a queue of @size completions. */
static u32 cq_layout(u32 size, struct rdmasim_create_resp *resp)
{
	resp->recv_start = sizeof(struct rdmasim_cq_counters);
	resp->recv_places = roundup_pow_of_two(size);
	resp->recv_stride = sizeof(struct rdmasim_cqe);
	return resp->recv_start + resp->recv_places * resp->recv_stride;
}

/* Memory for @size completions; what is said of it is in @resp. */
struct sim_map *sim_user_cq_alloc(u32 size, struct sim_ucontext *ctx,
				  struct rdmasim_create_resp *resp)
{
	struct sim_map *map;

	map = sim_map_alloc(cq_layout(size, resp), false);
	if (!map)
		return NULL;
	if (sim_map_add(map, &ctx->ib)) {
		sim_map_del(map);
		return NULL;
	}
	resp->size = map->size;
	resp->queue = sim_map_offset(map);
	return map;
}

/*
 * Memory for a CQ of a program: its own, of which @resp says that there is nothing to
 * be mapped and both counters are 0, or other.
 */
struct sim_map *sim_user_cq_take(struct sim_cq *cq, struct ib_udata *udata,
				 struct rdmasim_create_resp *resp)
{
	struct sim_map *own = sim_umem_take(cq->ib.device, udata, SIM_BUF_CQ,
					    cq_layout(cq->size, resp));

	if (IS_ERR(own))
		return own;
	if (own) {
		memset(own->memory, 0, sizeof(struct rdmasim_cq_counters));
		return own;
	}
	return sim_user_cq_alloc(cq->size, sim_udata_context(udata), resp) ?:
	       ERR_PTR(-ENOMEM);
}

/* Completions that the program has not seen, if it is right.  With the lock held. */
u32 sim_user_cq_count(struct sim_cq *cq)
{
	return cq->tail - READ_ONCE(cq_counters(cq->map)->head);
}

/* Flags as programs know them. */
static u32 user_flags(int flags)
{
	u32 user = flags & (IB_WC_GRH | IB_WC_WITH_IMM);

	BUILD_BUG_ON(IB_WC_GRH != 1 || IB_WC_WITH_IMM != 2);
	if (flags & IB_WC_WITH_INVALIDATE)
		user |= 8;
	return user;
}

/* There is room.  With the lock held. */
void sim_user_cq_add(struct sim_cq *cq, const struct ib_wc *wc)
{
	struct rdmasim_cqe *cqe = cqe_at(cq->map, cq->mask, cq->tail);

	*cqe = (struct rdmasim_cqe){
		.wr_id = wc->wr_id,
		.timestamp = ktime_get_ns(),
		.wallclock = ktime_get_real_ns(),
		.status = wc->status,
		.opcode = wc->opcode,
		.byte_len = wc->byte_len,
		/* Either of the union. */
		.imm = wc->ex.invalidate_rkey,
		.qp_num = wc->qp->qp_num,
		.src_qp = wc->src_qp,
		.wc_flags = user_flags(wc->wc_flags),
		.pkey_index = wc->pkey_index,
		.slid = wc->slid,
		.sl = wc->sl,
	};
	/* Who sees that reads the completion. */
	smp_store_release(&cq_counters(cq->map)->tail, ++cq->tail);
}

/* What is in the queue comes to the beginning of another.  With the lock held. */
bool sim_user_cq_move(struct sim_cq *cq, struct sim_map *map, u32 size)
{
	const u32 mask = roundup_pow_of_two(size) - 1, count = sim_user_cq_count(cq);
	u32 i;

	if (count > size || count > cq->size)
		return false;
	for (i = 0; i < count; i++)
		*cqe_at(map, mask, i) = *cqe_at(cq->map, cq->mask, cq->tail - count + i);
	cq_counters(map)->tail = count;
	cq->map = map;
	cq->mask = mask;
	cq->tail = count;
	return true;
}
