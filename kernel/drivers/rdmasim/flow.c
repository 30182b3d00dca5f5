// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Flows: what datagrams that come to a QP are matched with, and what is done with
 * those that match.  They steer nothing: the QP gets its datagrams anyway.  Those of
 * QPs of raw packets are what such a QP gets anything by.
 */
#include <linux/etherdevice.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "packet.h"
#include "rdmasim.h"

/**
 * struct sim_flow - a flow
 * @ib: ib_core's
 * @list: of its QP, by priority; protected by sim_qp.resp_mutex.  Of one of raw
 *	packets: of the port; protected by sim_port.raw.lock
 * @all: in sim_device.flows
 * @attr: what it was made of
 */
struct sim_flow {
	struct ib_flow ib;
	struct list_head list;
	struct list_head all;
	struct ib_flow_attr *attr;
};

/* ---- matching ---------------------------------------------------------------------------- */

static bool bytes_match(const void *data, const void *val, const void *mask, size_t len)
{
	const u8 *d = data, *v = val, *m = mask;

	for (; len--; d++, v++, m++)
		if ((*d ^ *v) & *m)
			return false;
	return true;
}

static bool spec_matches(const union ib_flow_spec *spec, const struct sim_packet *packet)
{
	switch (spec->type) {
	case IB_FLOW_SPEC_ETH:
		return packet->has_eth &&
		       bytes_match(&packet->eth, &spec->eth.val, &spec->eth.mask,
				   offsetofend(struct ib_flow_eth_filter, vlan_tag));
	case IB_FLOW_SPEC_IPV4:
		return packet->has_ip4 &&
		       bytes_match(&packet->ip4, &spec->ipv4.val, &spec->ipv4.mask,
				   offsetofend(struct ib_flow_ipv4_filter, flags));
	case IB_FLOW_SPEC_IPV6:
		return packet->has_ip6 &&
		       bytes_match(&packet->ip6, &spec->ipv6.val, &spec->ipv6.mask,
				   offsetofend(struct ib_flow_ipv6_filter, hop_limit));
	case IB_FLOW_SPEC_UDP:
		return packet->has_udp &&
		       bytes_match(&packet->udp, &spec->tcp_udp.val, &spec->tcp_udp.mask,
				   offsetofend(struct ib_flow_tcp_udp_filter, src_port));
	case IB_FLOW_SPEC_TCP:
		return packet->has_tcp &&
		       bytes_match(&packet->udp, &spec->tcp_udp.val, &spec->tcp_udp.mask,
				   offsetofend(struct ib_flow_tcp_udp_filter, src_port));
	case IB_FLOW_SPEC_ACTION_TAG:
	case IB_FLOW_SPEC_ACTION_DROP:
	case IB_FLOW_SPEC_ACTION_HANDLE:
	case IB_FLOW_SPEC_ACTION_COUNT:
		return true;
	default:
		/* Nothing that is sent has such a header. */
		return false;
	}
}

static const union ib_flow_spec *next_spec(const union ib_flow_spec *spec)
{
	return (const void *)spec + spec->size;
}

static bool flow_matches(const struct ib_flow_attr *attr, const struct sim_packet *packet,
			 const struct sim_av *av, u32 port)
{
	const union ib_flow_spec *spec = attr->flows;
	unsigned int i;

	if (attr->port != port)
		return false;
	if (attr->type == IB_FLOW_ATTR_MC_DEFAULT && !is_multicast_ether_addr(av->dmac) &&
	    !(av->grh && av->dgid.raw[0] == 0xff))
		return false;
	for (i = 0; i < attr->num_of_specs; i++, spec = next_spec(spec))
		if (!spec_matches(spec, packet))
			return false;
	return true;
}

/* True if the datagram is to be dropped. */
static bool flow_act(const struct ib_flow_attr *attr, u64 bytes)
{
	const union ib_flow_spec *spec = attr->flows;
	bool drop = false;
	unsigned int i;

	for (i = 0; i < attr->num_of_specs; i++, spec = next_spec(spec)) {
		if (spec->type == IB_FLOW_SPEC_ACTION_COUNT)
			sim_counters_add(spec->flow_count.counters, bytes);
		else if (spec->type == IB_FLOW_SPEC_ACTION_DROP)
			drop = true;
		else if (spec->type == IB_FLOW_SPEC_ACTION_HANDLE)
			drop |= sim_flow_action_apply(spec->action.act);
	}
	return drop;
}

/* With resp_mutex of the QP.  True if the datagram is to be dropped. */
bool sim_flow_apply(const struct sim_datagram *msg, struct sim_qp *qp)
{
	struct sim_packet packet;
	struct sim_flow *flow;
	bool drop = false;

	if (list_empty(&qp->flows))
		return false;
	sim_packet_of_datagram(&packet, msg);
	list_for_each_entry(flow, &qp->flows, list) {
		if (!flow_matches(flow->attr, &packet, msg->av, qp->attr.port_num))
			continue;
		drop |= flow_act(flow->attr, msg->data->len);
		if (!(flow->attr->flags & IB_FLOW_ATTR_FLAGS_DONT_TRAP))
			break;
	}
	return drop;
}

/* ---- steering ----------------------------------------------------------------------------- */

static bool specs_match(const struct ib_flow_attr *attr, const struct sim_packet *packet)
{
	const union ib_flow_spec *spec = attr->flows;
	unsigned int i;

	for (i = 0; i < attr->num_of_specs; i++, spec = next_spec(spec))
		if (!spec_matches(spec, packet))
			return false;
	return true;
}

/* Which flows a frame is tried with, one kind after the other. */
static bool steers(const struct ib_flow_attr *attr, enum ib_flow_attr_type type,
		   const struct sim_packet *packet)
{
	return attr->type == type && specs_match(attr, packet) &&
	       (type != IB_FLOW_ATTR_MC_DEFAULT ||
		is_multicast_ether_addr(packet->eth.dst));
}

/*
 * Who has asked for such frames gets them, in order of priority, until one traps them;
 * then who takes what nobody else does; and who looks at all.
 */
void sim_flow_steer(struct sim_port *port, void *frame, u32 len)
{
	static const enum ib_flow_attr_type order[] = {
		IB_FLOW_ATTR_NORMAL,
		IB_FLOW_ATTR_MC_DEFAULT,
		IB_FLOW_ATTR_ALL_DEFAULT,
		IB_FLOW_ATTR_SNIFFER,
	};
	struct sim_packet packet;
	struct sim_flow *flow;
	bool trapped = false;
	unsigned int i;

	sim_packet_of_frame(&packet, frame, len);
	mutex_lock(&port->raw.lock);
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		bool sniffs = order[i] == IB_FLOW_ATTR_SNIFFER;

		list_for_each_entry(flow, &port->raw.flows, list) {
			if ((trapped && !sniffs) || !steers(flow->attr, order[i], &packet))
				continue;
			if (!flow_act(flow->attr, len))
				sim_raw_deliver(port, to_sim_qp(flow->ib.qp), &packet, frame, len);
			trapped |= !sniffs &&
				   !(flow->attr->flags & IB_FLOW_ATTR_FLAGS_DONT_TRAP);
		}
	}
	mutex_unlock(&port->raw.lock);
}

/* ---- life ---------------------------------------------------------------------------------- */

static int spec_check(const union ib_flow_spec *spec)
{
	switch (spec->type) {
	case IB_FLOW_SPEC_ETH:
	case IB_FLOW_SPEC_IPV4:
	case IB_FLOW_SPEC_IPV6:
	case IB_FLOW_SPEC_TCP:
	case IB_FLOW_SPEC_UDP:
	case IB_FLOW_SPEC_ESP:
	case IB_FLOW_SPEC_GRE:
	case IB_FLOW_SPEC_MPLS:
	case IB_FLOW_SPEC_VXLAN_TUNNEL:
	case IB_FLOW_SPEC_ACTION_TAG:
	case IB_FLOW_SPEC_ACTION_DROP:
	case IB_FLOW_SPEC_ACTION_HANDLE:
	case IB_FLOW_SPEC_ACTION_COUNT:
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int attr_check(const struct ib_flow_attr *attr)
{
	const union ib_flow_spec *spec = attr->flows;
	unsigned int i;
	int ret;

	if (attr->type > IB_FLOW_ATTR_SNIFFER)
		return -EINVAL;
	if (attr->flags & ~IB_FLOW_ATTR_FLAGS_DONT_TRAP)
		return -EOPNOTSUPP;
	for (i = 0; i < attr->num_of_specs; i++, spec = next_spec(spec)) {
		ret = spec_check(spec);
		if (ret)
			return ret;
	}
	return 0;
}

static bool is_raw(const struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_RAW_PACKET;
}

/* What protects the list that the flow is in. */
static struct mutex *flow_lock(struct sim_qp *qp, const struct sim_flow *flow)
{
	return is_raw(qp) ? &sim_port(qp->dev, flow->attr->port)->raw.lock : &qp->resp_mutex;
}

/* Behind those of the same priority. */
static void flow_insert(struct sim_qp *qp, struct sim_flow *flow)
{
	struct list_head *flows = is_raw(qp) ?
		&sim_port(qp->dev, flow->attr->port)->raw.flows : &qp->flows;
	struct sim_flow *at;

	/* ib_core says so after this, when frames may have come already. */
	flow->ib.qp = &qp->ib;
	mutex_lock(flow_lock(qp, flow));
	list_for_each_entry(at, flows, list)
		if (at->attr->priority > flow->attr->priority)
			break;
	list_add_tail(&flow->list, &at->list);
	mutex_unlock(flow_lock(qp, flow));
}

static struct ib_flow *sim_create_flow(struct ib_qp *ib, struct ib_flow_attr *attr,
				       struct ib_udata *udata)
{
	struct sim_qp *qp = to_sim_qp(ib);
	struct sim_flow *flow;
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_CREATE_FLOW) ?: attr_check(attr);
	if (ret)
		return ERR_PTR(ret);
	if (is_raw(qp) && !rdma_is_port_valid(ib->device, attr->port))
		return ERR_PTR(-EINVAL);
	flow = kzalloc(sizeof(*flow), GFP_KERNEL_ACCOUNT);
	if (!flow)
		return ERR_PTR(-ENOMEM);
	flow->attr = kmemdup(attr, attr->size, GFP_KERNEL_ACCOUNT);
	if (!flow->attr) {
		kfree(flow);
		return ERR_PTR(-ENOMEM);
	}
	flow_insert(qp, flow);
	mutex_lock(&qp->dev->flows.lock);
	list_add_tail(&flow->all, &qp->dev->flows.list);
	mutex_unlock(&qp->dev->flows.lock);
	return &flow->ib;
}

static int sim_destroy_flow(struct ib_flow *ib)
{
	struct sim_flow *flow = container_of(ib, struct sim_flow, ib);
	struct sim_qp *qp = to_sim_qp(ib->qp);
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_DESTROY_FLOW);
	if (ret)
		return ret;
	mutex_lock(&qp->dev->flows.lock);
	list_del(&flow->all);
	mutex_unlock(&qp->dev->flows.lock);
	mutex_lock(flow_lock(qp, flow));
	list_del(&flow->list);
	mutex_unlock(flow_lock(qp, flow));
	kfree(flow->attr);
	kfree(flow);
	return 0;
}

void sim_flows_init(struct sim_flows *flows)
{
	mutex_init(&flows->lock);
	INIT_LIST_HEAD(&flows->list);
}

/* What is behind type and size; of what refers to objects nothing. */
static void spec_show(struct seq_file *seq, const union ib_flow_spec *spec)
{
	const size_t start = offsetofend(struct ib_flow_spec_eth, size);

	seq_printf(seq, " %#x", spec->type);
	if (spec->type <= IB_FLOW_SPEC_ACTION_TAG && spec->size > start)
		seq_printf(seq, ":%*phN", (int)(spec->size - start), (const void *)spec + start);
}

void sim_flows_show(struct seq_file *seq, struct sim_device *dev)
{
	const union ib_flow_spec *spec;
	const struct sim_flow *flow;
	unsigned int i;

	mutex_lock(&dev->flows.lock);
	list_for_each_entry(flow, &dev->flows.list, all) {
		seq_printf(seq, "port=%u type=%u priority=%u flags=%#x", flow->attr->port,
			   flow->attr->type, flow->attr->priority, flow->attr->flags);
		spec = flow->attr->flows;
		for (i = 0; i < flow->attr->num_of_specs; i++, spec = next_spec(spec))
			spec_show(seq, spec);
		seq_putc(seq, '\n');
	}
	mutex_unlock(&dev->flows.lock);
}

const struct ib_device_ops sim_flow_ops = {
	.create_flow = sim_create_flow,
	.destroy_flow = sim_destroy_flow,
};
