// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Completion counters, on kernels that have them: they count operations of the QPs that
 * they are attached to, those that have succeeded and those that have not.
 */
#include "rdmasim.h"

#ifdef RUAPI_HAVE_COMP_CNTR

static struct sim_comp_cntr *to_sim_comp_cntr(struct ib_comp_cntr *ib)
{
	return container_of(ib, struct sim_comp_cntr, ib);
}

/* Which of its values. */
static atomic64_t *value_of(struct ib_comp_cntr *ib, enum ib_comp_cntr_entry entry)
{
	struct sim_comp_cntr *cntr = to_sim_comp_cntr(ib);

	switch (entry) {
	case IB_COMP_CNTR_ENTRY_COMP:
		return &cntr->comp;
	case IB_COMP_CNTR_ENTRY_ERR:
		return &cntr->err;
	default:
		return NULL;
	}
}

static int sim_query_comp_cntr_caps(struct ib_device *ib, struct ib_comp_cntr_caps *caps,
				    struct uverbs_attr_bundle *attrs)
{
	int ret;

	ret = sim_fault(to_sim(ib), SIM_OP_QUERY_COMP_CNTR_CAPS);
	/* Netlink has none. */
	if (!ret && attrs)
		ret = sim_check_bundle(attrs, ib, NULL);
	if (ret)
		return ret;
	caps->max_counters = SIM_MAX_QPS;
	caps->max_value = U64_MAX;
	caps->supported_qp_attach_ops = GENMASK(SIM_COMP_OPS - 1, 0);
	return 0;
}

static int sim_create_comp_cntr(struct ib_comp_cntr *ib, struct uverbs_attr_bundle *attrs)
{
	struct sim_comp_cntr *cntr = to_sim_comp_cntr(ib);

	atomic64_set(&cntr->comp, 0);
	atomic64_set(&cntr->err, 0);
	return sim_fault(to_sim(ib->device), SIM_OP_CREATE_COMP_CNTR) ?:
	       sim_check_bundle(attrs, ib->device, ib->uobject);
}

static int sim_destroy_comp_cntr(struct ib_comp_cntr *ib)
{
	return sim_fault(to_sim(ib->device), SIM_OP_DESTROY_COMP_CNTR);
}

static int sim_modify_comp_cntr(struct ib_comp_cntr *ib, enum ib_comp_cntr_entry entry,
				enum ib_comp_cntr_modify_op op, u64 value)
{
	atomic64_t *to = value_of(ib, entry);
	int ret;

	ret = sim_fault(to_sim(ib->device), SIM_OP_MODIFY_COMP_CNTR);
	if (ret)
		return ret;
	if (!to)
		return -EINVAL;
	switch (op) {
	case IB_COMP_CNTR_MODIFY_OP_SET:
		atomic64_set(to, value);
		return 0;
	case IB_COMP_CNTR_MODIFY_OP_INC:
		atomic64_add(value, to);
		return 0;
	default:
		return -EINVAL;
	}
}

static int sim_read_comp_cntr(struct ib_comp_cntr *ib, enum ib_comp_cntr_entry entry,
			      u64 *value)
{
	atomic64_t *from = value_of(ib, entry);
	int ret;

	ret = sim_fault(to_sim(ib->device), SIM_OP_READ_COMP_CNTR);
	if (ret)
		return ret;
	if (!from)
		return -EINVAL;
	*value = atomic64_read(from);
	return 0;
}

/* There it stays until the QP has gone, and it does not go before. */
static int sim_qp_attach_comp_cntr(struct ib_qp *ib, struct ib_comp_cntr *cntr,
				   struct ib_qp_attach_comp_cntr_attr *attr)
{
	struct sim_qp *qp = to_sim_qp(ib);
	unsigned int i;
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_QP_ATTACH_COMP_CNTR);
	if (ret)
		return ret;
	for (i = 0; i < SIM_COMP_OPS; i++)
		if (attr->op_mask & BIT(i))
			/* With its values, for sim_comp_count(), which has no lock. */
			smp_store_release(&qp->comp_cntrs[i],
					  to_sim_comp_cntr(cntr));
	return 0;
}

const struct ib_device_ops sim_comp_cntr_ops = {
	.query_comp_cntr_caps = sim_query_comp_cntr_caps,
	.create_comp_cntr = sim_create_comp_cntr,
	.destroy_comp_cntr = sim_destroy_comp_cntr,
	.modify_comp_cntr = sim_modify_comp_cntr,
	.read_comp_cntr = sim_read_comp_cntr,
	.qp_attach_comp_cntr = sim_qp_attach_comp_cntr,

	INIT_RDMA_OBJ_SIZE(ib_comp_cntr, sim_comp_cntr, ib),
};

void sim_comp_count(struct sim_qp *qp, enum sim_comp_op op, enum ib_wc_status status)
{
	struct sim_comp_cntr *cntr;

	/* Pairs with sim_qp_attach_comp_cntr(). */
	cntr = smp_load_acquire(&qp->comp_cntrs[op]);
	if (cntr)
		atomic64_inc(status ? &cntr->err : &cntr->comp);
}

#else

const struct ib_device_ops sim_comp_cntr_ops = {};

void sim_comp_count(struct sim_qp *qp, enum sim_comp_op op, enum ib_wc_status status)
{
}

#endif

/* Of what was posted to it; atomic operations and others are none of these. */
void sim_comp_count_send(struct sim_qp *qp, enum ib_wr_opcode opcode,
			 enum ib_wc_status status)
{
	switch (opcode) {
	case IB_WR_SEND:
	case IB_WR_SEND_WITH_IMM:
	case IB_WR_SEND_WITH_INV:
		sim_comp_count(qp, SIM_COMP_SEND, status);
		break;
	case IB_WR_RDMA_WRITE:
	case IB_WR_RDMA_WRITE_WITH_IMM:
		sim_comp_count(qp, SIM_COMP_WRITE, status);
		break;
	case IB_WR_RDMA_READ:
		sim_comp_count(qp, SIM_COMP_READ, status);
		break;
	default:
		break;
	}
}
