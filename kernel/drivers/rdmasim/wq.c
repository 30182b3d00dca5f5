// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Receive work queues, and tables of them by which a QP spreads what it
 * receives.  Programs post to queues that they map: no request of ib_uverbs posts to
 * a work queue.  What comes to one that is not mapped finds no room: it is counted
 * there, and dropped.
 */
#include <linux/slab.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

static struct sim_recv_wq *to_sim_recv_wq(struct ib_wq *ib)
{
	return container_of(ib, struct sim_recv_wq, ib);
}

static struct ib_wq *sim_create_wq(struct ib_pd *pd, struct ib_wq_init_attr *init,
				   struct ib_udata *udata)
{
	struct sim_device *dev = to_sim(pd->device);
	struct sim_recv_wq *wq;
	int ret, mapped;

	mapped = sim_fault(dev, SIM_OP_CREATE_WQ) ?: sim_user_wants(udata);
	if (mapped < 0)
		return ERR_PTR(mapped);
	if (init->create_flags)
		return ERR_PTR(-EOPNOTSUPP);
	if (init->wq_type != IB_WQT_RQ || !init->cq || !init->max_wr ||
	    init->max_wr > SIM_MAX_QP_WR || !init->max_sge || init->max_sge > SIM_MAX_SGE)
		return ERR_PTR(-EINVAL);
	wq = kzalloc(sizeof(*wq), GFP_KERNEL_ACCOUNT);
	if (!wq)
		return ERR_PTR(-ENOMEM);
	wq->ib.state = IB_WQS_RESET;
	wq->ib.event_handler = init->event_handler;
	wq->ib.wq_context = init->wq_context;
	mutex_init(&wq->mutex);
	wq->pd = pd;
	wq->cq = to_sim_cq(init->cq);
	if (mapped) {
		ret = -EINVAL;
		/* Completions are told of no QP, which others look for. */
		if (!wq->cq->map)
			goto err_free;
		ret = sim_user_rq_init(&wq->rq, &wq->uq, init->max_wr, init->max_sge, udata,
				       SIM_BUF_NONE);
		if (ret)
			goto err_free;
	}
	ret = xa_alloc(&dev->wqs, &wq->ib.wq_num, wq, XA_LIMIT(1, SIM_MAX_QPS),
		       GFP_KERNEL_ACCOUNT);
	if (ret)
		goto err_queue;
	return &wq->ib;

err_queue:
	sim_uq_free(&wq->uq);
err_free:
	kfree(wq);
	return ERR_PTR(ret);
}

static bool wq_mapped(const struct sim_recv_wq *wq)
{
	return wq->uq.map;
}

/* Whose completions they are that came for no QP. */
static struct ib_qp nobody;

/* The next receive, which stays in @rwqe until it is used up.  With the mutex held. */
static bool wq_take(struct sim_recv_wq *wq)
{
	if (wq_mapped(wq) && !wq->rwqe_held)
		wq->rwqe_held = sim_rq_pop(&wq->rq, &wq->rwqe);
	return wq->rwqe_held;
}

/* What was posted to it comes back. */
static void wq_flush(struct sim_recv_wq *wq)
{
	struct ib_wc wc = {
		.status = IB_WC_WR_FLUSH_ERR,
		.opcode = IB_WC_RECV,
		.qp = &nobody,
	};
	u32 n;

	/* No more than there can be: the program may be posting. */
	for (n = 0; n <= wq->rq.max_wr && wq_take(wq); n++) {
		wq->rwqe_held = false;
		wc.wr_id = wq->rwqe.wr_id;
		sim_cq_add(wq->cq, &wc, true);
	}
}

static bool state_ok(enum ib_wq_state from, enum ib_wq_state to)
{
	return from == to || to == IB_WQS_RESET || from == IB_WQS_RESET ||
	       (from == IB_WQS_RDY && to == IB_WQS_ERR);
}

static int sim_modify_wq(struct ib_wq *ib, struct ib_wq_attr *attr, u32 mask,
			 struct ib_udata *udata)
{
	struct sim_recv_wq *wq = to_sim_recv_wq(ib);
	int ret;

	ret = sim_fault(to_sim(ib->device), SIM_OP_MODIFY_WQ);
	if (ret)
		return ret;
	if (mask & IB_WQ_FLAGS)
		return -EOPNOTSUPP;
	mutex_lock(&wq->mutex);
	if (attr->curr_wq_state != ib->state || !state_ok(ib->state, attr->wq_state)) {
		ret = -EINVAL;
	} else {
		WRITE_ONCE(ib->state, attr->wq_state);
		if (ib->state == IB_WQS_RESET) {
			atomic64_set(&wq->messages, 0);
			atomic64_set(&wq->bytes, 0);
		}
		if (wq_mapped(wq) && ib->state == IB_WQS_RESET) {
			wq->rwqe_held = false;
			WRITE_ONCE(wq->rq.door->wake, 0);
			sim_rq_clear(&wq->rq);
		} else if (ib->state == IB_WQS_ERR) {
			wq_flush(wq);
		}
	}
	mutex_unlock(&wq->mutex);
	return ret;
}

static int sim_destroy_wq(struct ib_wq *ib, struct ib_udata *udata)
{
	struct sim_device *dev = to_sim(ib->device);
	int ret;

	ret = sim_fault(dev, SIM_OP_DESTROY_WQ);
	if (ret)
		return ret;
	xa_erase(&dev->wqs, ib->wq_num);
	sim_uq_free(&to_sim_recv_wq(ib)->uq);
	kfree(to_sim_recv_wq(ib));
	return 0;
}

/* ---- tables --------------------------------------------------------------------------- */

static int sim_create_rwq_ind_table(struct ib_rwq_ind_table *ib,
				    struct ib_rwq_ind_table_init_attr *init,
				    struct ib_udata *udata)
{
	struct sim_device *dev = to_sim(ib->device);
	struct sim_rwq_table *table = container_of(ib, struct sim_rwq_table, ib);
	int ret;

	ret = sim_fault(dev, SIM_OP_CREATE_RWQ_IND_TABLE);
	if (ret)
		return ret;
	if (init->log_ind_tbl_size > ilog2(SIM_MAX_RWQ_TABLE))
		return -EINVAL;
	return xa_alloc(&dev->rwq_tables, &ib->ind_tbl_num, table, XA_LIMIT(1, SIM_MAX_QPS),
			GFP_KERNEL_ACCOUNT);
}

static int sim_destroy_rwq_ind_table(struct ib_rwq_ind_table *ib)
{
	struct sim_device *dev = to_sim(ib->device);
	int ret;

	ret = sim_fault(dev, SIM_OP_DESTROY_RWQ_IND_TABLE);
	if (ret)
		return ret;
	xa_erase(&dev->rwq_tables, ib->ind_tbl_num);
	return 0;
}

/* Whoever is told looks at what ib_core fills in after it was made. */
static bool wq_tell(struct sim_recv_wq *wq, enum ib_event_type type)
{
	struct ib_event event = {
		.device = wq->ib.device,
		.element.wq = &wq->ib,
		.event = type,
	};

	if (!wq->ib.event_handler || !READ_ONCE(wq->ib.uobject))
		return false;
	wq->ib.event_handler(&event, wq->ib.wq_context);
	return true;
}

/*
 * A message is about to be brought to a QP that has a table: the entry is the
 * remainder of @hash.  With resp_mutex held until sim_wq_end(), if the work queue has a
 * receive.
 * Return: false if it has none.
 */
bool sim_wq_begin(struct sim_qp *qp, u32 hash, u64 bytes)
{
	const struct ib_rwq_ind_table *table = qp->ib.rwq_ind_tbl;
	u32 entry = hash & (BIT(table->log_ind_tbl_size) - 1);
	struct sim_recv_wq *wq = to_sim_recv_wq(table->ind_tbl[entry]);

	mutex_lock(&wq->mutex);
	if (wq->ib.state == IB_WQS_RDY) {
		atomic64_inc(&wq->messages);
		atomic64_add(bytes, &wq->bytes);
		if (wq_take(wq)) {
			qp->rwqe = wq->rwqe;
			qp->rwqe_held = true;
			qp->pd = wq->pd;
			qp->recv_cq = wq->cq;
			qp->wq = wq;
			return true;
		}
	}
	mutex_unlock(&wq->mutex);
	return false;
}

/* It had a receive, so it is mapped. */
static void wq_give_up(struct sim_recv_wq *wq)
{
	WRITE_ONCE(wq->ib.state, IB_WQS_ERR);
	WRITE_ONCE(wq->rq.door->wake, RDMASIM_WAKE_RECV);
	/* Either who posts sees that, or flushing finds the receive. */
	smp_mb();
	wq_flush(wq);
	wq_tell(wq, IB_EVENT_WQ_FATAL);
}

/*
 * What became of it: -EAGAIN leaves the receive to the next message, with -EMSGSIZE it was
 * too short, with all other errors it cannot be used, and so cannot the work queue.
 */
void sim_wq_end(struct sim_qp *qp, int ret)
{
	struct sim_recv_wq *wq = qp->wq;

	wq->rwqe_held = ret == -EAGAIN;
	if (ret && ret != -EAGAIN)
		sim_recv_fail(qp, ret == -EMSGSIZE ? IB_WC_LOC_LEN_ERR : IB_WC_LOC_PROT_ERR);
	if (ret && ret != -EAGAIN && ret != -EMSGSIZE)
		wq_give_up(wq);
	qp->wq = NULL;
	qp->rwqe_held = false;
	qp->pd = qp->ib.pd;
	qp->recv_cq = NULL;
	mutex_unlock(&wq->mutex);
}

/* ---- what a knob shows, and tells ------------------------------------------------------- */

void sim_wqs_show(struct seq_file *seq, struct sim_device *dev)
{
	static const char *const states[] = {
		[IB_WQS_RESET] = "reset",
		[IB_WQS_RDY] = "ready",
		[IB_WQS_ERR] = "error",
	};
	unsigned long index;
	struct sim_recv_wq *wq;

	xa_lock(&dev->wqs);
	xa_for_each(&dev->wqs, index, wq)
		seq_printf(seq, "%u %s messages=%llu bytes=%llu\n", wq->ib.wq_num,
			   states[READ_ONCE(wq->ib.state)],
			   atomic64_read(&wq->messages), atomic64_read(&wq->bytes));
	xa_unlock(&dev->wqs);
}

int sim_wq_event(struct sim_device *dev, enum ib_event_type type, u32 num)
{
	struct sim_recv_wq *wq;
	int ret;

	xa_lock(&dev->wqs);
	wq = xa_load(&dev->wqs, num);
	ret = wq && wq_tell(wq, type) ? 0 : -ENOENT;
	xa_unlock(&dev->wqs);
	return ret;
}

const struct ib_device_ops sim_wq_ops = {
	.create_wq = sim_create_wq,
	.modify_wq = sim_modify_wq,
	.destroy_wq = sim_destroy_wq,
	.create_rwq_ind_table = sim_create_rwq_ind_table,
	.destroy_rwq_ind_table = sim_destroy_rwq_ind_table,
	INIT_RDMA_OBJ_SIZE(ib_rwq_ind_table, sim_rwq_table, ib),
};
