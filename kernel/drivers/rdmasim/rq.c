// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Receive queues: those of QPs, and shared ones.
 */
#include <linux/slab.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

int sim_rq_init(struct sim_rq *rq, u32 max_wr, u32 max_sge)
{
	if (max_wr > SIM_MAX_QP_WR || max_sge > SIM_MAX_SGE)
		return -EINVAL;
	spin_lock_init(&rq->lock);
	rq->max_wr = max_wr;
	rq->max_sge = max_sge;
	rq->stride = struct_size((struct sim_rwqe *)NULL, sge, max_sge);
	rq->ring = max_wr ? kvcalloc(max_wr, rq->stride, GFP_KERNEL_ACCOUNT) : NULL;
	return max_wr && !rq->ring ? -ENOMEM : 0;
}

/* A queue that is mapped is not ours to free. */
void sim_rq_free(struct sim_rq *rq)
{
	if (!rq->door)
		kvfree(rq->ring);
}

/* Nothing was ever posted. */
void sim_rq_clear(struct sim_rq *rq)
{
	spin_lock_irq(&rq->lock);
	rq->head = 0;
	rq->count = 0;
	if (rq->door) {
		WRITE_ONCE(rq->door->recv_tail, 0);
		WRITE_ONCE(rq->door->recv_head, 0);
	}
	spin_unlock_irq(&rq->lock);
}

static struct sim_rwqe *rq_slot(struct sim_rq *rq, u32 n)
{
	return rq->ring + (size_t)((rq->head + n) % rq->max_wr) * rq->stride;
}

int sim_rq_post(struct sim_rq *rq, const struct ib_recv_wr *wr)
{
	struct sim_rwqe *wqe;
	unsigned long flags;
	int ret = 0;

	if (wr->num_sge < 0 || wr->num_sge > rq->max_sge || rq->door)
		return -EINVAL;
	spin_lock_irqsave(&rq->lock, flags);
	if (rq->count < rq->max_wr) {
		wqe = rq_slot(rq, rq->count);
		wqe->wr_id = wr->wr_id;
		wqe->num_sge = wr->num_sge;
		memcpy(wqe->sge, wr->sg_list, wr->num_sge * sizeof(*wr->sg_list));
		rq->count++;
	} else {
		ret = -ENOMEM;
	}
	spin_unlock_irqrestore(&rq->lock, flags);
	return ret;
}

/* How many a program has posted; none if it says that they are more than fit. */
static u32 user_count(struct sim_rq *rq)
{
	/* What is behind the counter was written before. */
	const u32 count = smp_load_acquire(&rq->door->recv_tail) - rq->head;

	return count > rq->max_wr ? 0 : count;
}

/* With the lock held, as there is one. */
static void user_pop(struct sim_rq *rq, struct sim_rwqe_max *to)
{
	memcpy(to, rq->ring + (size_t)(rq->head & rq->mask) * rq->stride, rq->stride);
	/* It is not to be read from there a second time. */
	barrier();
	if (to->num_sge > rq->max_sge) {
		/* What makes no sense has no room: key 0 is none of a program's. */
		to->num_sge = 1;
		to->sge[0] = (struct ib_sge){ .length = 1, };
	}
	/* Who sees that writes to its place, which has been read. */
	smp_store_release(&rq->door->recv_head, ++rq->head);
}

bool sim_rq_empty(struct sim_rq *rq)
{
	bool empty;

	spin_lock_irq(&rq->lock);
	empty = rq->door ? !user_count(rq) : !rq->count;
	spin_unlock_irq(&rq->lock);
	return empty;
}

/* Takes the first receive; @left is told how many there are then. */
static bool rq_pop(struct sim_rq *rq, struct sim_rwqe_max *to, u32 *left)
{
	struct sim_rwqe *wqe;
	u32 count;
	bool found;

	spin_lock_irq(&rq->lock);
	if (rq->door) {
		count = user_count(rq);
		if (count)
			user_pop(rq, to);
		spin_unlock_irq(&rq->lock);
		*left = count ? count - 1 : 0;
		return count;
	}
	found = rq->count;
	if (found) {
		wqe = rq_slot(rq, 0);
		to->wr_id = wqe->wr_id;
		to->num_sge = wqe->num_sge;
		memcpy(to->sge, wqe->sge, wqe->num_sge * sizeof(*wqe->sge));
		rq->head = (rq->head + 1) % rq->max_wr;
		rq->count--;
	}
	*left = rq->count;
	spin_unlock_irq(&rq->lock);
	return found;
}

bool sim_rq_pop(struct sim_rq *rq, struct sim_rwqe_max *wqe)
{
	u32 left;

	return rq_pop(rq, wqe, &left);
}

/* ---- shared receive queues ------------------------------------------------------------ */

static void srq_event(struct sim_srq *srq, enum ib_event_type type)
{
	struct ib_event event = {
		.device = srq->ib.device,
		.element.srq = &srq->ib,
		.event = type,
	};

	if (srq->ib.event_handler)
		srq->ib.event_handler(&event, srq->ib.srq_context);
}

/* The event of the limit disarms it. */
bool sim_srq_pop(struct sim_srq *srq, struct sim_rwqe_max *wqe)
{
	bool low = false;
	u32 left;

	if (!rq_pop(&srq->rq, wqe, &left))
		return false;
	if (READ_ONCE(srq->limit)) {
		spin_lock_irq(&srq->rq.lock);
		low = left < srq->limit;
		if (low)
			srq->limit = 0;
		spin_unlock_irq(&srq->rq.lock);
	}
	if (low)
		srq_event(srq, IB_EVENT_SRQ_LIMIT_REACHED);
	return true;
}

/* With a reference, or NULL. */
struct sim_srq *sim_srq_get(struct sim_device *dev, u32 num)
{
	struct sim_srq *srq;

	xa_lock(&dev->srqs);
	srq = xa_load(&dev->srqs, num);
	if (srq && !refcount_inc_not_zero(&srq->refs))
		srq = NULL;
	xa_unlock(&dev->srqs);
	return srq;
}

void sim_srq_put(struct sim_srq *srq)
{
	if (refcount_dec_and_test(&srq->refs))
		complete(&srq->gone);
}

/* Of all that there have been. */
static atomic64_t serials;

static int sim_create_srq(struct ib_srq *ib, struct ib_srq_init_attr *init,
			  struct ib_udata *udata)
{
	struct sim_srq *srq = to_sim_srq(ib);
	int ret;

	srq->dev = to_sim(ib->device);
	ret = sim_fault(srq->dev, SIM_OP_CREATE_SRQ);
	if (ret)
		return ret;
	if (init->srq_type != IB_SRQT_BASIC && init->srq_type != IB_SRQT_XRC &&
	    init->srq_type != IB_SRQT_TM)
		return -EOPNOTSUPP;
	if (init->srq_type == IB_SRQT_TM &&
	    (!init->ext.tag_matching.max_num_tags ||
	     init->ext.tag_matching.max_num_tags > SIM_MAX_TAGS))
		return -EINVAL;
	if (!init->attr.max_wr || !init->attr.max_sge ||
	    init->attr.max_wr > SIM_MAX_QP_WR || init->attr.max_sge > SIM_MAX_SGE)
		return -EINVAL;
	ret = sim_user_wants(udata);
	if (!ret && sim_umem_given(udata, SIM_BUF_SRQ))
		ret = -EINVAL;
	if (ret < 0)
		return ret;
	if (ret)
		ret = sim_user_rq_init(&srq->rq, &srq->uq, init->attr.max_wr,
				       init->attr.max_sge, udata, SIM_BUF_SRQ);
	else
		ret = sim_rq_init(&srq->rq, init->attr.max_wr, init->attr.max_sge);
	if (ret)
		return ret;
	srq->serial = atomic64_inc_return(&serials);
	refcount_set(&srq->refs, 1);
	init_completion(&srq->gone);
	if (init->srq_type == IB_SRQT_XRC)
		srq->cq = to_sim_cq(init->ext.cq);
	ret = xa_alloc(&srq->dev->srqs, &srq->id, srq, XA_LIMIT(1, (1 << 24) - 1),
		       GFP_KERNEL_ACCOUNT);
	if (ret) {
		sim_rq_free(&srq->rq);
		sim_uq_free(&srq->uq);
		return ret;
	}
	if (init->srq_type == IB_SRQT_XRC)
		ib->ext.xrc.srq_num = srq->id;
	return 0;
}

static int sim_modify_srq(struct ib_srq *ib, struct ib_srq_attr *attr,
			  enum ib_srq_attr_mask mask, struct ib_udata *udata)
{
	struct sim_srq *srq = to_sim_srq(ib);
	int ret;

	ret = sim_fault(srq->dev, SIM_OP_MODIFY_SRQ);
	if (ret)
		return ret;
	if (mask & ~IB_SRQ_LIMIT)
		return -EOPNOTSUPP;
	if (mask & IB_SRQ_LIMIT) {
		if (attr->srq_limit > srq->rq.max_wr)
			return -EINVAL;
		spin_lock_irq(&srq->rq.lock);
		srq->limit = attr->srq_limit;
		spin_unlock_irq(&srq->rq.lock);
	}
	return 0;
}

static int sim_query_srq(struct ib_srq *ib, struct ib_srq_attr *attr)
{
	struct sim_srq *srq = to_sim_srq(ib);
	int ret;

	ret = sim_fault(srq->dev, SIM_OP_QUERY_SRQ);
	if (ret)
		return ret;
	attr->max_wr = srq->rq.max_wr;
	attr->max_sge = srq->rq.max_sge;
	attr->srq_limit = READ_ONCE(srq->limit);
	return 0;
}

static int sim_destroy_srq(struct ib_srq *ib, struct ib_udata *udata)
{
	struct sim_srq *srq = to_sim_srq(ib);
	int ret;

	ret = udata ? sim_fault(srq->dev, SIM_OP_DESTROY_SRQ) : 0;
	if (ret)
		return ret;
	xa_erase(&srq->dev->srqs, srq->id);
	sim_srq_put(srq);
	wait_for_completion(&srq->gone);
	sim_rq_free(&srq->rq);
	sim_uq_free(&srq->uq);
	return 0;
}

static int sim_post_srq_recv(struct ib_srq *ib, const struct ib_recv_wr *wr,
			     const struct ib_recv_wr **bad_wr)
{
	struct sim_srq *srq = to_sim_srq(ib);
	int ret;

	ret = sim_fault(srq->dev, SIM_OP_POST_SRQ_RECV);
	for (; wr && !ret; wr = wr->next) {
		ret = sim_rq_post(&srq->rq, wr);
		if (ret)
			break;
	}
	if (ret)
		*bad_wr = wr;
	return ret;
}

const struct ib_device_ops sim_srq_ops = {
	.create_srq = sim_create_srq,
	.modify_srq = sim_modify_srq,
	.query_srq = sim_query_srq,
	.destroy_srq = sim_destroy_srq,
	.post_srq_recv = sim_post_srq_recv,
	INIT_RDMA_OBJ_SIZE(ib_srq, sim_srq, ib),
};
