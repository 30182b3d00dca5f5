// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * QPs of raw packets, on RoCE ports: what is sent are frames, which the netdev of the
 * port sends; what comes there goes to who has a flow that it matches, beside who
 * gets it anyway.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "rdmasim.h"

/* Frames that wait to be brought to QPs. */
#define MAX_QUEUE	1024

/* ---- sending ------------------------------------------------------------------------------- */

static struct sk_buff *frame_make(struct net_device *netdev, struct sim_sgl *data)
{
	struct sk_buff *skb;
	struct sim_sgl to;

	skb = netdev_alloc_skb(netdev, LL_RESERVED_SPACE(netdev) + data->len +
			       netdev->needed_tailroom);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_RESERVED_SPACE(netdev));
	sim_sgl_kernel(&to, skb_put(skb, data->len), data->len);
	sim_sgl_rewind(data);
	sim_sgl_copy(&to, data, data->len);
	skb_reset_mac_header(skb);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb_set_network_header(skb, ETH_HLEN);
	return skb;
}

static void frame_send(struct sim_port *port, struct net_device *netdev, struct sim_sgl *data)
{
	struct sk_buff *skb = frame_make(netdev, data);

	if (!skb) {
		sim_count(port, SIM_LOST_MESSAGES, 1);
		return;
	}
	sim_count(port, SIM_TX_MESSAGES, 1);
	sim_count(port, SIM_TX_BYTES, data->len);
	dev_queue_xmit(skb);
}

/* The status of the completion; what becomes of the frame is not known. */
int sim_raw_send(struct sim_qp *qp, struct sim_sgl *data)
{
	struct sim_port *port = sim_port(qp->dev, qp->attr.port_num);
	struct net_device *netdev = sim_netdev_get(port);
	int status = IB_WC_SUCCESS;

	if (!netdev)
		return IB_WC_SUCCESS;
	if (data->len < ETH_HLEN || data->len > READ_ONCE(netdev->mtu) + VLAN_ETH_HLEN)
		status = IB_WC_LOC_LEN_ERR;
	else if (sim_port_up(port) && !sim_port_lossy(port))
		frame_send(port, netdev, data);
	dev_put(netdev);
	return status;
}

/* ---- receiving ----------------------------------------------------------------------------- */

/* Return: 0; -EMSGSIZE, it does not fit; or another error. */
static int recv_write(struct sim_qp *qp, void *frame, u32 len)
{
	struct sim_sgl from;
	int ret;

	ret = sim_sgl_get(&qp->resp_sgl, qp->pd, qp->rwqe.sge, qp->rwqe.num_sge,
			  IB_ACCESS_LOCAL_WRITE);
	if (ret)
		return ret;
	if (qp->resp_sgl.len >= len) {
		sim_sgl_kernel(&from, frame, len);
		sim_sgl_copy(&qp->resp_sgl, &from, len);
	} else {
		ret = -EMSGSIZE;
	}
	sim_sgl_put(&qp->resp_sgl);
	return ret;
}

static void recv_complete(struct sim_port *port, struct sim_qp *qp, u32 len)
{
	const struct ib_wc wc = {
		.wr_id = qp->rwqe.wr_id,
		.status = IB_WC_SUCCESS,
		.opcode = IB_WC_RECV,
		.byte_len = len,
		.port_num = port->num,
		.qp = sim_qp_face(qp),
	};

	qp->rwqe_held = false;
	sim_cq_add(qp->recv_cq, &wc, true);
}

/* To a receive of its own.  False if it does not take it. */
static bool recv_frame(struct sim_port *port, struct sim_qp *qp, void *frame, u32 len)
{
	enum ib_qp_state state = READ_ONCE(qp->state);
	int ret;

	if (state < IB_QPS_RTR || state == IB_QPS_ERR || !sim_recv_take(qp))
		return false;
	ret = recv_write(qp, frame, len);
	if (!ret)
		recv_complete(port, qp, len);
	/* Nobody sends it again; one that is too short is left for the next frame. */
	else if (ret != -EAGAIN && ret != -EMSGSIZE)
		sim_recv_error(qp);
	return !ret;
}

/* To one of a work queue. */
static bool spread_frame(struct sim_port *port, struct sim_qp *qp,
			 const struct sim_packet *packet, void *frame, u32 len)
{
	int ret;

	/* Who has no queues of its own need not be made ready. */
	if (READ_ONCE(qp->state) == IB_QPS_ERR ||
	    !sim_wq_begin(qp, sim_rss_hash(&qp->rss, packet), len))
		return false;
	ret = recv_write(qp, frame, len);
	if (!ret)
		recv_complete(port, qp, len);
	sim_wq_end(qp, ret);
	return !ret;
}

/* To one QP that a flow leads to. */
void sim_raw_deliver(struct sim_port *port, struct sim_qp *qp, const struct sim_packet *packet,
		     void *frame, u32 len)
{
	bool taken;

	mutex_lock(&qp->resp_mutex);
	taken = qp->ib.rwq_ind_tbl ? spread_frame(port, qp, packet, frame, len) :
				     recv_frame(port, qp, frame, len);
	mutex_unlock(&qp->resp_mutex);
	sim_count(port, taken ? SIM_RX_MESSAGES : SIM_RX_DROPPED, 1);
	if (taken)
		sim_count(port, SIM_RX_BYTES, len);
}

/* Frames that are brought to QPs before others have their turn. */
#define BUDGET 64

/* What hardware would have done before it was sent. */
static bool finish(struct sk_buff *skb)
{
	/* Not one frame but many, whose checksums cannot be filled in like that. */
	if (skb_is_gso(skb))
		return false;
	return (skb->ip_summed != CHECKSUM_PARTIAL || !skb_checksum_help(skb)) &&
	       !skb_linearize(skb);
}

static void raw_work(struct work_struct *work)
{
	struct sim_port *port = container_of(work, struct sim_port, raw.work);
	struct sk_buff *skb;
	unsigned int n = 0;

	while (n < BUDGET && (skb = skb_dequeue(&port->raw.queue))) {
		n++;
		if (READ_ONCE(port->link) && finish(skb))
			sim_flow_steer(port, skb->data, skb->len);
		else
			sim_count(port, SIM_RX_DROPPED, 1);
		kfree_skb(skb);
	}
	/* Others wait for the queue of works. */
	if (n == BUDGET)
		queue_work(sim_wq, &port->raw.work);
}

/* Back to how it came: with its Ethernet header and its tag. */
static struct sk_buff *frame_restore(struct sk_buff *skb)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_push(skb, skb->data - skb_mac_header(skb));
	if (!skb_vlan_tag_present(skb))
		return skb;
	skb = vlan_insert_tag_set_proto(skb, skb->vlan_proto, skb_vlan_tag_get(skb));
	if (skb)
		__vlan_hwaccel_clear_tag(skb);
	return skb;
}

static int raw_rcv(struct sk_buff *skb, struct net_device *netdev, struct packet_type *tap,
		   struct net_device *orig)
{
	struct sim_port *port = container_of(tap, struct sim_port, raw.tap);

	if (skb->pkt_type == PACKET_OUTGOING || list_empty_careful(&port->raw.flows))
		goto drop;
	if (skb_queue_len_lockless(&port->raw.queue) >= MAX_QUEUE) {
		sim_count(port, SIM_RX_DROPPED, 1);
		goto drop;
	}
	skb = frame_restore(skb);
	if (!skb)
		return NET_RX_DROP;
	skb_queue_tail(&port->raw.queue, skb);
	queue_work(sim_wq, &port->raw.work);
	return NET_RX_SUCCESS;

drop:
	kfree_skb(skb);
	return NET_RX_SUCCESS;
}

/* ---- life ---------------------------------------------------------------------------------- */

void sim_raw_init(struct sim_port *port)
{
	mutex_init(&port->raw.lock);
	INIT_LIST_HEAD(&port->raw.flows);
	skb_queue_head_init(&port->raw.queue);
	INIT_WORK(&port->raw.work, raw_work);
}

/* Looks at what comes to a netdev, or, if NULL, to none any more.  With rtnl held. */
void sim_raw_tap(struct sim_port *port, struct net_device *netdev)
{
	struct packet_type *tap = &port->raw.tap;

	if (tap->dev)
		dev_remove_pack(tap);
	*tap = (struct packet_type){
		.type = htons(ETH_P_ALL),
		.dev = netdev,
		.func = raw_rcv,
	};
	if (netdev)
		dev_add_pack(tap);
}

/* Nothing comes any more, and QPs are gone. */
void sim_raw_exit(struct sim_port *port)
{
	cancel_work_sync(&port->raw.work);
	skb_queue_purge(&port->raw.queue);
}
