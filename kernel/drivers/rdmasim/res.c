// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What "rdma -dd resource show" tells of objects beside what ib_core knows.
 */
#include <net/netlink.h>
#include <rdma/restrack.h>

#include "rdmasim.h"

/* All of them, or none. */
static int put_facts(struct sk_buff *msg, const struct sim_fact *facts, unsigned int n)
{
	struct nlattr *nest = nla_nest_start(msg, RDMA_NLDEV_ATTR_DRIVER);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < n; i++)
		if (rdma_nl_put_driver_u32(msg, facts[i].name, facts[i].value))
			goto err;
	nla_nest_end(msg, nest);
	return 0;

err:
	nla_nest_cancel(msg, nest);
	return -EMSGSIZE;
}

static int sim_fill_res_qp_entry(struct sk_buff *msg, struct ib_qp *ib)
{
	struct sim_qp *qp = to_sim_qp(ib);
	const struct sim_fact facts[] = {
		{ "max_sends", qp->cap.max_send_wr, },
		{ "sends", READ_ONCE(qp->sq_count), },
		{ "max_recvs", qp->cap.max_recv_wr, },
		{ "recvs", READ_ONCE(qp->rq.count), },
		{ "retries_left", READ_ONCE(qp->retries), },
	};

	return sim_fault(qp->dev, SIM_OP_FILL_RES_QP_ENTRY) ?:
	       put_facts(msg, facts, ARRAY_SIZE(facts));
}

static int sim_fill_res_cq_entry(struct sk_buff *msg, struct ib_cq *ib)
{
	struct sim_cq *cq = to_sim_cq(ib);
	const struct sim_fact facts[] = {
		{ "completions", READ_ONCE(cq->count), },
		{ "overrun", READ_ONCE(cq->overrun), },
	};

	return sim_fault(cq->dev, SIM_OP_FILL_RES_CQ_ENTRY) ?:
	       put_facts(msg, facts, ARRAY_SIZE(facts));
}

static int sim_fill_res_mr_entry(struct sk_buff *msg, struct ib_mr *ib)
{
	struct sim_mr *mr = to_sim_mr(ib);
	struct sim_fact facts[3 + SIM_DMAH_FACTS] = {
		{ "pages", READ_ONCE(mr->npages), },
		{ "access", READ_ONCE(mr->access), },
		{ "valid", READ_ONCE(mr->valid), },
	};
	unsigned int more = sim_dmah_facts(mr, facts + 3);

	return sim_fault(mr->dev, SIM_OP_FILL_RES_MR_ENTRY) ?:
	       put_facts(msg, facts, 3 + more);
}

const struct ib_device_ops sim_res_ops = {
	.fill_res_qp_entry = sim_fill_res_qp_entry,
	.fill_res_cq_entry = sim_fill_res_cq_entry,
	.fill_res_mr_entry = sim_fill_res_mr_entry,
};
