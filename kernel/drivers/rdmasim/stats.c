// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Counters of ports, as hardware counters.
 */
#include "rdmasim.h"

static const struct rdma_stat_desc descs[SIM_STATS] = {
	[SIM_TX_MESSAGES] = { .name = "tx_messages", },
	[SIM_TX_BYTES] = { .name = "tx_bytes", },
	[SIM_RX_MESSAGES] = { .name = "rx_messages", },
	[SIM_RX_BYTES] = { .name = "rx_bytes", },
	[SIM_LOST_MESSAGES] = { .name = "lost_messages", },
	[SIM_RX_DROPPED] = { .name = "rx_dropped", },
	[SIM_RETRIES] = { .name = "retries", },
	[SIM_RNR_NAKS] = { .name = "rnr_naks", },
	[SIM_PKEY_VIOLATIONS] = { .name = "pkey_violations", },
	[SIM_QKEY_VIOLATIONS] = { .name = "qkey_violations", },
};

static struct rdma_hw_stats *sim_alloc_hw_port_stats(struct ib_device *ib, u32 num)
{
	struct rdma_hw_stats *stats;

	if (sim_fault(to_sim(ib), SIM_OP_ALLOC_HW_PORT_STATS))
		return NULL;
	stats = rdma_alloc_hw_stats_struct(descs, ARRAY_SIZE(descs), 0);
	/* Zero is in the future for the first five minutes of a kernel. */
	if (stats)
		stats->timestamp = jiffies - 1;
	return stats;
}

static int sim_get_hw_stats(struct ib_device *ib, struct rdma_hw_stats *stats,
			    u32 num, int index)
{
	struct sim_port *port;
	unsigned int i;
	int ret = sim_fault(to_sim(ib), SIM_OP_GET_HW_STATS);

	if (ret)
		return ret;
	if (!num)
		return -EINVAL;
	port = sim_port(to_sim(ib), num);
	for (i = 0; i < ARRAY_SIZE(descs); i++)
		stats->value[i] = atomic64_read(&port->stats[i]);
	return ARRAY_SIZE(descs);
}

const struct ib_device_ops sim_stats_ops = {
	.alloc_hw_port_stats = sim_alloc_hw_port_stats,
	.get_hw_stats = sim_get_hw_stats,
};
