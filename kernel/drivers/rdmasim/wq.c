// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Receive work queues, and tables of them by which a QP spreads what it
 * receives.  No request of ib_uverbs posts to a work queue, so what comes to one
 * finds no room: it is counted there, and dropped.
 */
#include <linux/slab.h>

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
	int ret;

	ret = sim_fault(dev, SIM_OP_CREATE_WQ);
	if (ret)
		return ERR_PTR(ret);
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
	ret = xa_alloc(&dev->wqs, &wq->ib.wq_num, wq, XA_LIMIT(1, SIM_MAX_QPS),
		       GFP_KERNEL_ACCOUNT);
	if (ret) {
		kfree(wq);
		return ERR_PTR(ret);
	}
	return &wq->ib;
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

/* By the number of the sending QP: who tests wants to know which one it will be. */
void sim_wq_deliver(struct sim_datagram *msg, struct sim_qp *qp)
{
	const struct ib_rwq_ind_table *table = qp->ib.rwq_ind_tbl;
	u32 entry = msg->src_qpn & (BIT(table->log_ind_tbl_size) - 1);
	struct sim_recv_wq *wq = to_sim_recv_wq(table->ind_tbl[entry]);

	if (READ_ONCE(wq->ib.state) != IB_WQS_RDY)
		return;
	atomic64_inc(&wq->messages);
	atomic64_add(msg->data->len, &wq->bytes);
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
	struct ib_event event = { .device = &dev->ib, .event = type, };
	struct sim_recv_wq *wq;
	int ret = -ENOENT;

	xa_lock(&dev->wqs);
	wq = xa_load(&dev->wqs, num);
	/* Whoever is told looks at what ib_core fills in after it was made. */
	if (wq && wq->ib.event_handler && READ_ONCE(wq->ib.uobject)) {
		event.element.wq = &wq->ib;
		wq->ib.event_handler(&event, wq->ib.wq_context);
		ret = 0;
	}
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
