// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Management datagrams that a port answers itself: what subnet managers ask of
 * it, and its counters, which are sysfs's as well.
 */
#include <rdma/ib_pma.h>
#include <rdma/ib_smi.h>

#include "rdmasim.h"

#define PKEYS_OF_BLOCK	(IB_SMP_DATA_SIZE / sizeof(__be16))

/* ---- subnet management ------------------------------------------------------------------ */

void sim_mad_node_info(struct sim_port *port, struct ib_node_info *info)
{
	info->base_version = IB_MGMT_BASE_VERSION;
	info->class_version = 1;
	info->node_type = RDMA_NODE_IB_CA;
	info->num_ports = port->dev->nports;
	info->sys_guid = port->dev->ib.node_guid;
	info->node_guid = port->dev->ib.node_guid;
	info->port_guid = port->guid;
	info->partition_cap = cpu_to_be16(SIM_PKEYS);
	info->local_port_num = port->num;
}

void sim_mad_port_info(struct sim_port *port, struct ib_port_info *info)
{
	bool up = sim_port_up(port);
	union ib_gid gid = sim_port_gid(port);

	info->gid_prefix = gid.global.subnet_prefix;
	info->lid = cpu_to_be16(port->lid);
	info->sm_lid = cpu_to_be16(SIM_SA_LID);
	info->cap_mask = cpu_to_be32(READ_ONCE(port->cap_mask));
	info->local_port_num = port->num;
	info->link_width_enabled = IB_WIDTH_4X;
	info->link_width_supported = IB_WIDTH_4X;
	info->link_width_active = READ_ONCE(port->width);
	info->linkspeed_portstate = IB_SPEED_QDR << 4 |
				    (up ? IB_PORT_ACTIVE : IB_PORT_DOWN);
	info->portphysstate_linkdown = (up ? IB_PORT_PHYS_STATE_LINK_UP :
					     IB_PORT_PHYS_STATE_DISABLED) << 4;
	info->linkspeedactive_enabled = IB_SPEED_QDR << 4 | IB_SPEED_QDR;
	info->neighbormtu_mastersmsl = sim_port_mtu(port) << 4;
	info->vlcap_inittype = 1 << 4;
	info->inittypereply_mtucap = IB_MTU_4096;
	info->operationalvl_pei_peo_fpi_fpo = 1 << 4;
	info->guid_cap = 1;
	info->clientrereg_resv_subnetto = 18;
}

/* False if there is no such block. */
static bool pkey_table(struct sim_port *port, struct ib_smp *smp)
{
	u32 first = (be32_to_cpu(smp->attr_mod) & 0xffff) * PKEYS_OF_BLOCK;
	__be16 *pkeys = (void *)smp->data;
	u32 i;

	for (i = 0; i < PKEYS_OF_BLOCK; i++)
		pkeys[i] = cpu_to_be16(sim_pkey(port, min_t(u32, first + i, SIM_PKEYS)));
	return first < SIM_PKEYS;
}

static u16 smp_get(struct sim_port *port, struct ib_smp *smp)
{
	u32 num = be32_to_cpu(smp->attr_mod);

	memset(smp->data, 0, sizeof(smp->data));
	switch (smp->attr_id) {
	case IB_SMP_ATTR_NODE_DESC:
		memcpy(smp->data, port->dev->ib.node_desc, sizeof(smp->data));
		return 0;
	case IB_SMP_ATTR_NODE_INFO:
		sim_mad_node_info(port, (void *)smp->data);
		return 0;
	case IB_SMP_ATTR_GUID_INFO:
		if (num)
			return IB_MGMT_MAD_STATUS_INVALID_ATTRIB_VALUE;
		memcpy(smp->data, &port->guid, sizeof(port->guid));
		return 0;
	case IB_SMP_ATTR_PORT_INFO:
		if (num > port->dev->nports)
			return IB_MGMT_MAD_STATUS_INVALID_ATTRIB_VALUE;
		sim_mad_port_info(num ? sim_port(port->dev, num) : port, (void *)smp->data);
		return 0;
	case IB_SMP_ATTR_PKEY_TABLE:
		return pkey_table(port, smp) ? 0 : IB_MGMT_MAD_STATUS_INVALID_ATTRIB_VALUE;
	default:
		return IB_MGMT_MAD_STATUS_UNSUPPORTED_METHOD_ATTRIB;
	}
}

static int process_smp(struct sim_port *port, struct ib_smp *smp)
{
	u16 status;

	status = smp->method == IB_MGMT_METHOD_GET ? smp_get(port, smp) :
		 IB_MGMT_MAD_STATUS_UNSUPPORTED_METHOD;
	smp->status = cpu_to_be16(status);
	if (smp->mgmt_class == IB_MGMT_CLASS_SUBN_DIRECTED_ROUTE)
		smp->status |= IB_SMP_DIRECTION;
	smp->method = IB_MGMT_METHOD_GET_RESP;
	return IB_MAD_RESULT_SUCCESS | IB_MAD_RESULT_REPLY;
}

/* ---- counters ---------------------------------------------------------------------------- */

static u64 stat(struct sim_port *port, enum sim_stat which)
{
	return atomic64_read(&port->stats[which]);
}

static void port_counters(struct sim_port *port, struct ib_pma_portcounters *counters)
{
	u64 discards = stat(port, SIM_LOST_MESSAGES);

	counters->port_select = port->num;
	counters->port_xmit_discards = cpu_to_be16(min_t(u64, discards, U16_MAX));
	/* Data is counted in words of four bytes. */
	counters->port_xmit_data = cpu_to_be32(min_t(u64, stat(port, SIM_TX_BYTES) / 4, U32_MAX));
	counters->port_rcv_data = cpu_to_be32(min_t(u64, stat(port, SIM_RX_BYTES) / 4, U32_MAX));
	counters->port_xmit_packets =
		cpu_to_be32(min_t(u64, stat(port, SIM_TX_MESSAGES), U32_MAX));
	counters->port_rcv_packets =
		cpu_to_be32(min_t(u64, stat(port, SIM_RX_MESSAGES), U32_MAX));
}

static void port_counters_ext(struct sim_port *port, struct ib_pma_portcounters_ext *counters)
{
	counters->port_select = port->num;
	counters->port_xmit_data = cpu_to_be64(stat(port, SIM_TX_BYTES) / 4);
	counters->port_rcv_data = cpu_to_be64(stat(port, SIM_RX_BYTES) / 4);
	counters->port_xmit_packets = cpu_to_be64(stat(port, SIM_TX_MESSAGES));
	counters->port_rcv_packets = cpu_to_be64(stat(port, SIM_RX_MESSAGES));
	counters->port_unicast_xmit_packets = counters->port_xmit_packets;
	counters->port_unicast_rcv_packets = counters->port_rcv_packets;
}

static u16 pma_get(struct sim_port *port, struct ib_pma_mad *pma)
{
	struct ib_class_port_info *info = (void *)pma->data;
	/* At the same place in both. */
	u8 num = ((struct ib_pma_portcounters *)pma->data)->port_select;

	memset(pma->data, 0, sizeof(pma->data));
	if (pma->mad_hdr.attr_id == IB_PMA_CLASS_PORT_INFO) {
		info->base_version = IB_MGMT_BASE_VERSION;
		info->class_version = 1;
		info->capability_mask = IB_PMA_CLASS_CAP_EXT_WIDTH;
		return 0;
	}
	if (!rdma_is_port_valid(&port->dev->ib, num))
		return IB_MGMT_MAD_STATUS_INVALID_ATTRIB_VALUE;
	port = sim_port(port->dev, num);
	switch (pma->mad_hdr.attr_id) {
	case IB_PMA_PORT_COUNTERS:
		port_counters(port, (void *)pma->data);
		return 0;
	case IB_PMA_PORT_COUNTERS_EXT:
		port_counters_ext(port, (void *)pma->data);
		return 0;
	default:
		return IB_MGMT_MAD_STATUS_UNSUPPORTED_METHOD_ATTRIB;
	}
}

static int process_pma(struct sim_port *port, struct ib_pma_mad *pma)
{
	u16 status;

	status = pma->mad_hdr.method == IB_MGMT_METHOD_GET ? pma_get(port, pma) :
		 IB_MGMT_MAD_STATUS_UNSUPPORTED_METHOD;
	pma->mad_hdr.status = cpu_to_be16(status);
	pma->mad_hdr.method = IB_MGMT_METHOD_GET_RESP;
	return IB_MAD_RESULT_SUCCESS | IB_MAD_RESULT_REPLY;
}

/* ---- both --------------------------------------------------------------------------------- */

static int sim_process_mad(struct ib_device *ib, int flags, u32 num,
			   const struct ib_wc *in_wc, const struct ib_grh *in_grh,
			   const struct ib_mad *in, struct ib_mad *out,
			   size_t *out_size, u16 *out_pkey_index)
{
	struct sim_port *port = sim_port(to_sim(ib), num);

	if (sim_fault(port->dev, SIM_OP_PROCESS_MAD))
		return IB_MAD_RESULT_FAILURE;
	/* All else is for who has registered for it. */
	if (in->mad_hdr.method != IB_MGMT_METHOD_GET &&
	    in->mad_hdr.method != IB_MGMT_METHOD_SET)
		return IB_MAD_RESULT_SUCCESS;
	*out = *in;
	switch (in->mad_hdr.mgmt_class) {
	case IB_MGMT_CLASS_SUBN_LID_ROUTED:
	case IB_MGMT_CLASS_SUBN_DIRECTED_ROUTE:
		return process_smp(port, (struct ib_smp *)out);
	case IB_MGMT_CLASS_PERF_MGMT:
		return process_pma(port, (struct ib_pma_mad *)out);
	default:
		return IB_MAD_RESULT_SUCCESS;
	}
}

const struct ib_device_ops sim_mad_ops = {
	.process_mad = sim_process_mad,
};
