// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Counters that a program makes, and binds to what is counted.
 */
#include "rdmasim.h"

static struct sim_counters *to_sim_counters(struct ib_counters *ib)
{
	return container_of(ib, struct sim_counters, ib);
}

static int sim_create_counters(struct ib_counters *ib, struct uverbs_attr_bundle *attrs)
{
	return sim_fault(to_sim(ib->device), SIM_OP_CREATE_COUNTERS);
}

static int sim_destroy_counters(struct ib_counters *ib)
{
	return sim_fault(to_sim(ib->device), SIM_OP_DESTROY_COUNTERS);
}

/* As many as there is room for; what there is not is 0. */
static int sim_read_counters(struct ib_counters *ib, struct ib_counters_read_attr *attr,
			     struct uverbs_attr_bundle *attrs)
{
	struct sim_counters *counters = to_sim_counters(ib);
	u32 i;
	int ret;

	ret = sim_fault(to_sim(ib->device), SIM_OP_READ_COUNTERS);
	if (ret)
		return ret;
	for (i = 0; i < min_t(u32, attr->ncounters, SIM_COUNTERS); i++)
		attr->counters_buff[i] = atomic64_read(&counters->values[i]);
	return 0;
}

/* A message of so many bytes. */
void sim_counters_add(struct ib_counters *ib, u64 bytes)
{
	struct sim_counters *counters = to_sim_counters(ib);

	atomic64_inc(&counters->values[SIM_COUNTER_MESSAGES]);
	atomic64_add(bytes, &counters->values[SIM_COUNTER_BYTES]);
}

const struct ib_device_ops sim_counters_ops = {
	.create_counters = sim_create_counters,
	.destroy_counters = sim_destroy_counters,
	.read_counters = sim_read_counters,
	INIT_RDMA_OBJ_SIZE(ib_counters, sim_counters, ib),
};
