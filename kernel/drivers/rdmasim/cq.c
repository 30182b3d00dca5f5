// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Completion queues.  Completions are added by works of QPs only, never by who
 * posts: so a handler is never called from within a post.
 */
#include <linux/bottom_half.h>
#include <linux/slab.h>
#include <rdma/uverbs_ioctl.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

static struct ib_wc *cq_slot(struct sim_cq *cq, u32 n)
{
	return &cq->ring[(cq->head + n) % cq->size];
}

/* ---- notification -------------------------------------------------------------------- */

/* Handlers may raise softirqs and leave it to the caller that they run. */
static void cq_call(struct sim_cq *cq)
{
	if (!cq->ib.comp_handler)
		return;
	local_bh_disable();
	cq->ib.comp_handler(&cq->ib, cq->ib.cq_context);
	local_bh_enable();
}

static void cq_notify_work(struct work_struct *work)
{
	struct sim_cq *cq = container_of(to_delayed_work(work), struct sim_cq,
					 notify_work);
	bool call;

	spin_lock_irq(&cq->lock);
	call = cq->notify && cq->unnotified;
	if (call) {
		cq->notify = 0;
		cq->unnotified = 0;
	}
	spin_unlock_irq(&cq->lock);
	if (call)
		cq_call(cq);
}

/* Whether to call the handler now, for a completion that was just added. */
static bool cq_due(struct sim_cq *cq, bool solicited)
{
	if (!(cq->notify & (solicited ? IB_CQ_SOLICITED_MASK : IB_CQ_NEXT_COMP)))
		return false;
	cq->unnotified++;
	if (cq->mod_period && cq->unnotified < cq->mod_count) {
		queue_delayed_work(sim_wq, &cq->notify_work,
				   max(usecs_to_jiffies(cq->mod_period), 1UL));
		return false;
	}
	cq->notify = 0;
	cq->unnotified = 0;
	return true;
}

static void cq_event(struct sim_cq *cq, enum ib_event_type type)
{
	struct ib_event event = {
		.device = cq->ib.device,
		.element.cq = &cq->ib,
		.event = type,
	};

	if (cq->ib.event_handler)
		cq->ib.event_handler(&event, cq->ib.cq_context);
}

static u32 cq_count(struct sim_cq *cq)
{
	return cq->map ? sim_user_cq_count(cq) : cq->count;
}

static void cq_put(struct sim_cq *cq, const struct ib_wc *wc)
{
	if (cq->map)
		sim_user_cq_add(cq, wc);
	else
		*cq_slot(cq, cq->count++) = *wc;
}

/* A completion with an error counts as solicited. */
void sim_cq_add(struct sim_cq *cq, const struct ib_wc *wc, bool solicited)
{
	bool due = false, overrun = false;

	spin_lock_irq(&cq->lock);
	if (cq_count(cq) < cq->size && !cq->overrun) {
		cq_put(cq, wc);
		due = cq_due(cq, solicited || wc->status);
	} else {
		overrun = !cq->overrun;
		cq->overrun = true;
	}
	spin_unlock_irq(&cq->lock);
	if (overrun)
		cq_event(cq, IB_EVENT_CQ_ERR);
	if (due)
		cq_call(cq);
}

/*
 * Forgets the completions of a QP that goes, or is reset.  In a queue that a program has
 * mapped that is for the program to do.
 */
void sim_cq_clean(struct sim_cq *cq, const struct ib_qp *qp)
{
	u32 i, kept = 0;

	spin_lock_irq(&cq->lock);
	for (i = 0; i < cq->count; i++)
		if (cq_slot(cq, i)->qp != qp)
			*cq_slot(cq, kept++) = *cq_slot(cq, i);
	cq->count = kept;
	spin_unlock_irq(&cq->lock);
}

/* ---- verbs ----------------------------------------------------------------------------- */

static int sim_poll_cq(struct ib_cq *ib, int max, struct ib_wc *wc)
{
	struct sim_cq *cq = to_sim_cq(ib);
	unsigned long flags;
	int n, ret;

	ret = sim_fault(cq->dev, SIM_OP_POLL_CQ);
	if (ret)
		return ret;
	if (READ_ONCE(cq->map))
		return -EOPNOTSUPP;
	spin_lock_irqsave(&cq->lock, flags);
	for (n = 0; n < max && cq->count; n++) {
		wc[n] = *cq_slot(cq, 0);
		cq->head = (cq->head + 1) % cq->size;
		cq->count--;
	}
	spin_unlock_irqrestore(&cq->lock, flags);
	return n;
}

static int sim_req_notify_cq(struct ib_cq *ib, enum ib_cq_notify_flags flags)
{
	struct sim_cq *cq = to_sim_cq(ib);
	unsigned long irq;
	int ret;

	ret = sim_fault(cq->dev, SIM_OP_REQ_NOTIFY_CQ);
	if (ret)
		return ret;
	spin_lock_irqsave(&cq->lock, irq);
	/* Who waits for any completion is not satisfied with less. */
	if (cq->notify != IB_CQ_NEXT_COMP)
		cq->notify = flags & IB_CQ_SOLICITED_MASK;
	ret = flags & IB_CQ_REPORT_MISSED_EVENTS && cq_count(cq);
	spin_unlock_irqrestore(&cq->lock, irq);
	return ret;
}

static struct ib_wc *ring_alloc(u32 size)
{
	return kvcalloc(size, sizeof(struct ib_wc), GFP_KERNEL_ACCOUNT);
}

/* What a program is told of it: its flags do not change that. */
#define MAPPED_FLAGS	(IB_UVERBS_CQ_FLAGS_TIMESTAMP_COMPLETION)

static int cq_map(struct sim_cq *cq, struct ib_udata *udata)
{
	struct rdmasim_create_resp resp = {};
	int ret;

	cq->map = sim_user_cq_take(cq, udata, &resp);
	if (IS_ERR(cq->map))
		return PTR_ERR(cq->map);
	cq->mask = resp.recv_places - 1;
	ret = sim_user_tell(udata, &resp);
	if (ret)
		sim_map_del(cq->map);
	return ret;
}

static int cq_alloc(struct sim_cq *cq, bool mapped, struct ib_udata *udata)
{
	if (mapped)
		return cq_map(cq, udata);
	cq->ring = ring_alloc(cq->size);
	return cq->ring ? 0 : -ENOMEM;
}

static int cq_create(struct sim_cq *cq, const struct ib_cq_init_attr *attr,
		     struct ib_udata *udata)
{
	int ret, mapped;

	cq->dev = to_sim(cq->ib.device);
	ret = sim_fault(cq->dev, SIM_OP_CREATE_CQ);
	if (ret)
		return ret;
	mapped = sim_user_wants(udata);
	if (mapped < 0)
		return mapped;
	/* Only the program can be the reader. */
	if (!mapped && sim_umem_given(udata, SIM_BUF_CQ))
		return -EINVAL;
	if (attr->flags & ~(mapped ? MAPPED_FLAGS : 0))
		return -EOPNOTSUPP;
	if (!attr->cqe || attr->cqe > SIM_MAX_CQE)
		return -EINVAL;
	spin_lock_init(&cq->lock);
	INIT_DELAYED_WORK(&cq->notify_work, cq_notify_work);
	cq->size = attr->cqe;
	ret = sim_added_take_cq(cq, udata);
	if (ret)
		return ret;
	ret = cq_alloc(cq, mapped, udata);
	if (ret)
		goto err_added;
	ret = xa_alloc(&cq->dev->cqs, &cq->id, cq, xa_limit_31b, GFP_KERNEL_ACCOUNT);
	if (ret)
		goto err_queue;
	ret = sim_added_answer_cq(cq, udata);
	if (ret)
		goto err_id;
	cq->ib.cqe = cq->size;
	return 0;

err_id:
	xa_erase(&cq->dev->cqs, cq->id);
err_queue:
	kvfree(cq->ring);
	sim_map_del(cq->map);
err_added:
	sim_added_put_cq(cq);
	return ret;
}

#ifdef RUAPI_HAVE_CREATE_CQ_BUNDLE
static int sim_create_cq(struct ib_cq *ib, const struct ib_cq_init_attr *attr,
			 struct uverbs_attr_bundle *bundle)
{
	return cq_create(to_sim_cq(ib), attr, bundle ? &bundle->driver_udata : NULL);
}
#else
static int sim_create_cq(struct ib_cq *ib, const struct ib_cq_init_attr *attr,
			 struct ib_udata *udata)
{
	return cq_create(to_sim_cq(ib), attr, udata);
}
#endif

/* The program polls neither meanwhile. */
static int cq_resize_mapped(struct sim_cq *cq, u32 size, struct ib_udata *udata)
{
	struct rdmasim_create_resp resp = {};
	struct sim_map *map, *old;
	int ret;

	ret = sim_user_wants(udata);
	if (ret <= 0)
		return ret ?: -EINVAL;
	/* The program has no other memory for it. */
	if (cq->map->umem)
		return -EOPNOTSUPP;
	map = sim_user_cq_alloc(size, sim_udata_context(udata), &resp);
	if (!map)
		return -ENOMEM;
	ret = sim_user_tell(udata, &resp);
	if (ret)
		goto err_map;
	flush_workqueue(sim_wq);
	spin_lock_irq(&cq->lock);
	old = cq->map;
	if (sim_user_cq_move(cq, map, size)) {
		cq->size = size;
		cq->ib.cqe = size;
	} else {
		ret = -EINVAL;
	}
	spin_unlock_irq(&cq->lock);
	if (ret)
		goto err_map;
	sim_map_del(old);
	return 0;

err_map:
	sim_map_del(map);
	return ret;
}

#ifdef RUAPI_HAVE_RESIZE_USER_CQ
#define sim_cqe unsigned int
#define resize_cq resize_user_cq
#else
#define sim_cqe int
#endif

static int sim_resize_cq(struct ib_cq *ib, sim_cqe cqe, struct ib_udata *udata)
{
	struct sim_cq *cq = to_sim_cq(ib);
	struct ib_wc *ring;
	u32 i;
	int ret;

	ret = sim_fault(cq->dev, SIM_OP_RESIZE_CQ);
	if (ret)
		return ret;
	if (cqe < 1 || cqe > SIM_MAX_CQE)
		return -EINVAL;
	if (cq->map)
		return cq_resize_mapped(cq, cqe, udata);
	ring = ring_alloc(cqe);
	if (!ring)
		return -ENOMEM;
	/* What was posted before and can be done now has its completions. */
	flush_workqueue(sim_wq);
	spin_lock_irq(&cq->lock);
	if (cq->count > cqe) {
		ret = -EINVAL;
	} else {
		for (i = 0; i < cq->count; i++)
			ring[i] = *cq_slot(cq, i);
		swap(cq->ring, ring);
		cq->head = 0;
		cq->size = cqe;
		cq->ib.cqe = cqe;
	}
	spin_unlock_irq(&cq->lock);
	kvfree(ring);
	return ret;
}

static int sim_modify_cq(struct ib_cq *ib, u16 count, u16 period)
{
	struct sim_cq *cq = to_sim_cq(ib);
	int ret;

	ret = sim_fault(cq->dev, SIM_OP_MODIFY_CQ);
	if (ret)
		return ret;
	spin_lock_irq(&cq->lock);
	cq->mod_count = count;
	cq->mod_period = period;
	spin_unlock_irq(&cq->lock);
	return 0;
}

static int sim_destroy_cq(struct ib_cq *ib, struct ib_udata *udata)
{
	struct sim_cq *cq = to_sim_cq(ib);
	int ret;

	ret = udata ? sim_fault(cq->dev, SIM_OP_DESTROY_CQ) : 0;
	if (!ret)
		ret = sim_added_end_cq(cq, udata);
	if (ret)
		return ret;
	/* QPs add nothing any more: they are gone. */
	xa_erase(&cq->dev->cqs, cq->id);
	cancel_delayed_work_sync(&cq->notify_work);
	kvfree(cq->ring);
	sim_map_del(cq->map);
	sim_added_put_cq(cq);
	return 0;
}

const struct ib_device_ops sim_cq_ops = {
	.create_cq = sim_create_cq,
#ifdef RUAPI_HAVE_CQ_BUF
	/* The same, with the same knob; it says that programs may have memory for one. */
	.create_user_cq = &sim_create_cq,
#endif
	.resize_cq = sim_resize_cq,
	.modify_cq = sim_modify_cq,
	.destroy_cq = sim_destroy_cq,
	.poll_cq = sim_poll_cq,
	.req_notify_cq = sim_req_notify_cq,
	INIT_RDMA_OBJ_SIZE(ib_cq, sim_cq, ib),
};
