// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What QPs that are not connected send: to a QP, to a multicast group or to
 * the subnet administrator.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <rdma/ib_pack.h>

#include "packet.h"
#include "rdmasim.h"

/* Of a GRH: a transport header of InfiniBand follows. */
#define IB_NEXT_HEADER	0x1b

/* ---- the header before the message ------------------------------------------------------- */

/* What is in the first 40 bytes of a receive. */
union sim_header {
	u8 raw[SIM_GRH];
	struct ib_grh grh;
	struct ipv6hdr ip6;
	struct {
		u8 reserved[SIM_GRH - sizeof(struct iphdr)];
		struct iphdr ip4;
	};
};

static enum rdma_network_type header_fill(union sim_header *header,
					  const struct sim_datagram *msg)
{
	const struct sim_av *av = msg->av;
	u32 first = 6 << 28 | av->traffic_class << 20 | (av->flow_label & 0xfffff);
	u16 len = msg->data->len + sizeof(struct udphdr);

	memset(header, 0, sizeof(*header));
	if (av->gid_type == IB_GID_TYPE_ROCE_UDP_ENCAP &&
	    ipv6_addr_v4mapped((const struct in6_addr *)&av->dgid)) {
		header->ip4.version = 4;
		header->ip4.ihl = 5;
		header->ip4.tos = av->traffic_class;
		header->ip4.tot_len = htons(len + sizeof(struct iphdr));
		header->ip4.ttl = av->hop_limit;
		header->ip4.protocol = IPPROTO_UDP;
		memcpy(&header->ip4.saddr, av->sgid.raw + 12, 4);
		memcpy(&header->ip4.daddr, av->dgid.raw + 12, 4);
		ip_send_check(&header->ip4);
		return RDMA_NETWORK_IPV4;
	}
	header->grh.version_tclass_flow = cpu_to_be32(first);
	header->grh.paylen = cpu_to_be16(len);
	header->grh.hop_limit = av->hop_limit;
	header->grh.sgid = av->sgid;
	header->grh.dgid = av->dgid;
	if (av->gid_type == IB_GID_TYPE_ROCE_UDP_ENCAP) {
		header->grh.next_hdr = IPPROTO_UDP;
		return RDMA_NETWORK_IPV6;
	}
	header->grh.next_hdr = IB_NEXT_HEADER;
	return av->gid_type == IB_GID_TYPE_ROCE ? RDMA_NETWORK_ROCE_V1 : RDMA_NETWORK_IB;
}

/* ---- receiving ------------------------------------------------------------------------- */

/* The index of the P_Key by which a QP takes the message, or -1. */
static int pkey_index(struct sim_datagram *msg, struct sim_port *to, struct sim_qp *qp)
{
	switch (qp->ib.qp_type) {
	case IB_QPT_SMI:
		return 0;
	case IB_QPT_GSI:
		return sim_pkey_find(to, msg->pkey);
	default:
		return sim_pkeys_match(sim_pkey(to, qp->attr.pkey_index), msg->pkey) ?
			qp->attr.pkey_index : -1;
	}
}

static bool datagram_qp(struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_UD || qp->ib.qp_type == IB_QPT_GSI ||
	       qp->ib.qp_type == IB_QPT_SMI;
}

/* False if the QP does not take the message. */
static bool admit(struct sim_datagram *msg, struct sim_port *to, struct sim_qp *qp,
		  int *index)
{
	enum ib_qp_state state = READ_ONCE(qp->state);

	if (!datagram_qp(qp) || state < IB_QPS_RTR || state == IB_QPS_ERR)
		return false;
	*index = pkey_index(msg, to, qp);
	if (*index < 0) {
		sim_count(to, SIM_PKEY_VIOLATIONS, 1);
		return false;
	}
	if (qp->ib.qp_type != IB_QPT_SMI && qp->attr.qkey != msg->qkey) {
		sim_count(to, SIM_QKEY_VIOLATIONS, 1);
		return false;
	}
	/* What is dropped needs no receive. */
	if (sim_flow_apply(msg, qp))
		return false;
	return qp->ib.rwq_ind_tbl || sim_recv_take(qp);
}

static void recv_complete(struct sim_qp *qp, struct ib_wc *wc, bool solicited)
{
	wc->wr_id = qp->rwqe.wr_id;
	wc->qp = sim_qp_face(qp);
	wc->opcode = IB_WC_RECV;
	qp->rwqe_held = false;
	sim_comp_count(qp, SIM_COMP_RECV, wc->status);
	sim_cq_add(qp->recv_cq, wc, solicited);
}

/* Writes header and message.  False if there is no room, and nothing was written. */
static bool recv_write(struct sim_datagram *msg, struct sim_qp *qp, struct ib_wc *wc)
{
	struct sim_sgl *room = &qp->resp_sgl;
	union sim_header header;
	struct sim_sgl from;

	if (room->len < SIM_GRH + msg->data->len)
		return false;
	if (msg->av->grh) {
		wc->network_hdr_type = header_fill(&header, msg);
		wc->wc_flags |= IB_WC_GRH | IB_WC_WITH_NETWORK_HDR_TYPE;
		sim_sgl_kernel(&from, &header, sizeof(header));
		sim_sgl_copy(room, &from, sizeof(header));
	} else {
		sim_sgl_skip(room, SIM_GRH);
	}
	sim_sgl_rewind(msg->data);
	sim_sgl_copy(room, msg->data, msg->data->len);
	return true;
}

/*
 * It has been admitted, and has a receive.  Return: 0, that is used up; or it is not:
 * -EMSGSIZE, it is too short; -EAGAIN, its memory cannot be had now; another error,
 * it cannot be used.
 */
static int deliver_admitted(struct sim_datagram *msg, struct sim_port *to, struct sim_qp *qp,
			    int index)
{
	struct ib_wc wc = {
		.status = IB_WC_SUCCESS,
		.byte_len = SIM_GRH + msg->data->len,
		.src_qp = msg->src_qpn,
		.slid = msg->slid,
		.sl = msg->av->sl,
		.port_num = to->num,
		.vlan_id = msg->av->vlan_id,
	};
	bool fits;
	int ret;

	wc.pkey_index = index;
	if (msg->has_imm) {
		wc.wc_flags |= IB_WC_WITH_IMM;
		wc.ex.imm_data = msg->imm_data;
	}
	if (msg->from && sim_netdev_mac(msg->from, wc.smac)) {
		wc.wc_flags |= IB_WC_WITH_SMAC;
		if (wc.vlan_id < VLAN_N_VID)
			wc.wc_flags |= IB_WC_WITH_VLAN;
	}
	ret = sim_sgl_get(&qp->resp_sgl, qp->pd, qp->rwqe.sge, qp->rwqe.num_sge,
			  IB_ACCESS_LOCAL_WRITE);
	if (ret)
		return ret;
	fits = recv_write(msg, qp, &wc);
	sim_sgl_put(&qp->resp_sgl);
	if (!fits)
		return -EMSGSIZE;
	sim_count(to, SIM_RX_MESSAGES, 1);
	sim_count(to, SIM_RX_BYTES, msg->data->len);
	recv_complete(qp, &wc, msg->solicited);
	return 0;
}

/* By which a table is looked at. */
static u32 datagram_hash(const struct sim_datagram *msg, const struct sim_qp *qp)
{
	struct sim_packet packet;

	/* Who tests wants to know which one it will be. */
	if (!qp->rss.given)
		return msg->src_qpn;
	sim_packet_of_datagram(&packet, msg);
	return sim_rss_hash(&qp->rss, &packet);
}

static void deliver_locked(struct sim_datagram *msg, struct sim_port *to, struct sim_qp *qp)
{
	bool spread = qp->ib.rwq_ind_tbl;
	int ret, index;

	if (!admit(msg, to, qp, &index) ||
	    (spread && !sim_wq_begin(qp, datagram_hash(msg, qp), msg->data->len))) {
		sim_count(to, SIM_RX_DROPPED, 1);
		return;
	}
	/* Nobody sends it again. */
	ret = deliver_admitted(msg, to, qp, index);
	if (ret)
		sim_count(to, SIM_RX_DROPPED, 1);
	if (spread)
		sim_wq_end(qp, ret);
	/* A receive that is too short, or will be there, is left for the next message. */
	else if (ret && ret != -EMSGSIZE && ret != -EAGAIN)
		sim_recv_error(qp);
}

void sim_datagram_deliver(struct sim_datagram *msg, struct sim_port *to, struct sim_qp *qp)
{
	mutex_lock(&qp->resp_mutex);
	deliver_locked(msg, to, qp);
	mutex_unlock(&qp->resp_mutex);
}

/* ---- sending --------------------------------------------------------------------------- */

static bool is_multicast(struct sim_fabric *fabric, const struct sim_av *av)
{
	if (fabric->kind == SIM_IB)
		return av->dlid >= be16_to_cpu(IB_MULTICAST_LID_BASE) &&
		       av->dlid != be16_to_cpu(IB_LID_PERMISSIVE);
	return is_multicast_ether_addr(av->dmac);
}

/*
 * InfiniBand: to the ports that the administrator knows as members, and to the
 * QPs of the own port.  RoCE: to who is attached.
 */
static void send_multicast(struct sim_datagram *msg, struct sim_qp *qp)
{
	struct sim_fabric *fabric = qp->dev->fabric;
	struct sim_port *to;
	u16 lid = 0;

	if (!msg->av->grh)
		return;
	if (fabric->kind == SIM_ROCE) {
		list_for_each_entry(to, &fabric->ports, list)
			if (sim_port_up(to))
				sim_mcast_deliver(msg, to, qp);
		return;
	}
	sim_mcast_deliver(msg, msg->from, qp);
	while ((lid = sim_sa_next_member(&msg->av->dgid, lid))) {
		to = sim_fabric_find_lid(fabric, lid++);
		if (to && to != msg->from && sim_port_up(to))
			sim_mcast_deliver(msg, to, qp);
	}
}

static void send_unicast(struct sim_datagram *msg, struct sim_qp *qp, u32 qpn)
{
	struct sim_fabric *fabric = qp->dev->fabric;
	struct sim_port *to;
	struct sim_qp *remote;

	if (fabric->kind == SIM_IB && msg->av->dlid == SIM_SA_LID) {
		if (qpn == 1)
			sim_sa_request(msg);
		return;
	}
	to = sim_fabric_find(fabric, msg->av);
	if (!to || !sim_port_up(to))
		return;
	remote = sim_qp_get(to, qpn);
	if (!remote) {
		sim_count(to, SIM_RX_DROPPED, 1);
		return;
	}
	sim_datagram_deliver(msg, to, remote);
	sim_qp_put(remote);
}

/* The status of the completion; what becomes of the message is not known. */
int sim_datagram_send(struct sim_qp *qp, const struct sim_swqe *wqe, struct sim_sgl *data)
{
	struct sim_fabric *fabric = qp->dev->fabric;
	struct sim_port *from = sim_port(qp->dev, qp->attr.port_num);
	bool gsi = qp->ib.qp_type == IB_QPT_GSI;
	struct sim_datagram msg = {
		.from = from,
		.av = &wqe->ud.av,
		.slid = from->lid,
		.src_qpn = qp->ib.qp_num,
		/* With the highest bit set it stands for that of the QP. */
		.qkey = wqe->ud.remote_qkey & 0x80000000 ? qp->attr.qkey :
							   wqe->ud.remote_qkey,
		.pkey = sim_pkey(from, gsi ? wqe->ud.pkey_index : qp->attr.pkey_index),
		.has_imm = wqe->opcode == IB_WR_SEND_WITH_IMM,
		.imm_data = wqe->imm_data,
		.solicited = wqe->flags & IB_SEND_SOLICITED,
		.data = data,
	};

	if (data->len > ib_mtu_enum_to_int(sim_port_mtu(from)))
		return IB_WC_LOC_LEN_ERR;
	down_read(&fabric->sem);
	if (sim_port_up(from) && !sim_port_lossy(from)) {
		sim_count(from, SIM_TX_MESSAGES, 1);
		sim_count(from, SIM_TX_BYTES, data->len);
		if (is_multicast(fabric, &wqe->ud.av))
			send_multicast(&msg, qp);
		else
			send_unicast(&msg, qp, wqe->ud.remote_qpn);
	}
	up_read(&fabric->sem);
	return IB_WC_SUCCESS;
}
