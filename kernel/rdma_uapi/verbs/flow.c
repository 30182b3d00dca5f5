// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* FLOW: which packets a QP gets, or what becomes of them. */
#include <rdma/uverbs_std_types.h>

#include "../../drivers/known.h"
#include "verbs/verbs.h"

/**
 * struct flow_filter - how a filter of userspace becomes one of ib_core
 * @type: enum ib_flow_spec_type
 * @size: of ib_core's specification
 * @len: bytes of the filter that there are
 * @val: where they go
 * @mask: where the mask goes
 */
struct flow_filter {
	u32 type;
	u16 size;
	u16 len;
	u16 val;
	u16 mask;
};

static const struct flow_filter flow_filters[] = {
	{
		.type = IB_FLOW_SPEC_ETH,
		.size = sizeof(struct ib_flow_spec_eth),
		.len = offsetofend(struct ib_flow_eth_filter, vlan_tag),
		.val = offsetof(struct ib_flow_spec_eth, val),
		.mask = offsetof(struct ib_flow_spec_eth, mask),
	},
	{
		.type = IB_FLOW_SPEC_IPV4,
		.size = sizeof(struct ib_flow_spec_ipv4),
		.len = offsetofend(struct ib_flow_ipv4_filter, flags),
		.val = offsetof(struct ib_flow_spec_ipv4, val),
		.mask = offsetof(struct ib_flow_spec_ipv4, mask),
	},
	{
		.type = IB_FLOW_SPEC_IPV6,
		.size = sizeof(struct ib_flow_spec_ipv6),
		.len = offsetofend(struct ib_flow_ipv6_filter, hop_limit),
		.val = offsetof(struct ib_flow_spec_ipv6, val),
		.mask = offsetof(struct ib_flow_spec_ipv6, mask),
	},
	{
		.type = IB_FLOW_SPEC_ESP,
		.size = sizeof(struct ib_flow_spec_esp),
		.len = offsetofend(struct ib_flow_esp_filter, seq),
		.val = offsetof(struct ib_flow_spec_esp, val),
		.mask = offsetof(struct ib_flow_spec_esp, mask),
	},
	{
		.type = IB_FLOW_SPEC_TCP,
		.size = sizeof(struct ib_flow_spec_tcp_udp),
		.len = offsetofend(struct ib_flow_tcp_udp_filter, src_port),
		.val = offsetof(struct ib_flow_spec_tcp_udp, val),
		.mask = offsetof(struct ib_flow_spec_tcp_udp, mask),
	},
	{
		.type = IB_FLOW_SPEC_UDP,
		.size = sizeof(struct ib_flow_spec_tcp_udp),
		.len = offsetofend(struct ib_flow_tcp_udp_filter, src_port),
		.val = offsetof(struct ib_flow_spec_tcp_udp, val),
		.mask = offsetof(struct ib_flow_spec_tcp_udp, mask),
	},
	{
		.type = IB_FLOW_SPEC_VXLAN_TUNNEL,
		.size = sizeof(struct ib_flow_spec_tunnel),
		.len = offsetofend(struct ib_flow_tunnel_filter, tunnel_id),
		.val = offsetof(struct ib_flow_spec_tunnel, val),
		.mask = offsetof(struct ib_flow_spec_tunnel, mask),
	},
	{
		.type = IB_FLOW_SPEC_GRE,
		.size = sizeof(struct ib_flow_spec_gre),
		.len = offsetofend(struct ib_flow_gre_filter, key),
		.val = offsetof(struct ib_flow_spec_gre, val),
		.mask = offsetof(struct ib_flow_spec_gre, mask),
	},
	{
		.type = IB_FLOW_SPEC_MPLS,
		.size = sizeof(struct ib_flow_spec_mpls),
		.len = offsetofend(struct ib_flow_mpls_filter, tag),
		.val = offsetof(struct ib_flow_spec_mpls, val),
		.mask = offsetof(struct ib_flow_spec_mpls, mask),
	},
};

/* Each fits into the struct of userspace. */
static_assert(offsetofend(struct ib_flow_ipv6_filter, hop_limit) <=
	      sizeof_field(struct ruapi_flow_spec, value));
static_assert(RUAPI_FLOW_MAX_SPECS == IB_FLOW_SPEC_SUPPORT_LAYERS);

static const struct flow_filter *flow_find_filter(u32 type)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flow_filters); i++)
		if (flow_filters[i].type == (type & ~IB_FLOW_SPEC_INNER))
			return &flow_filters[i];
	return NULL;
}

/* Bytes of the header that a filter of this type looks at, 0: there is none. */
u16 ruapi_flow_filter_len(u32 type)
{
	const struct flow_filter *filter = flow_find_filter(type);

	return filter ? filter->len : 0;
}

static int flow_bad_spec(struct ruapi_call *call, u16 reason, int err)
{
	return call_bad_attr(call, RUAPI_FLOW_CREATE_SPECS, reason, err);
}

/* Numbers that have fewer bits than their field. */
static bool flow_filter_fits(const union ib_flow_spec *spec)
{
	switch (spec->type & ~IB_FLOW_SPEC_INNER) {
	case IB_FLOW_SPEC_IPV6:
		return ntohl(spec->ipv6.val.flow_label) < BIT(20) &&
		       ntohl(spec->ipv6.mask.flow_label) < BIT(20);
	case IB_FLOW_SPEC_VXLAN_TUNNEL:
		return ntohl(spec->tunnel.val.tunnel_id) < BIT(24) &&
		       ntohl(spec->tunnel.mask.tunnel_id) < BIT(24);
	default:
		return true;
	}
}

static int flow_put_filter(struct ruapi_call *call, union ib_flow_spec *to,
			   const struct ruapi_flow_spec *from)
{
	const struct flow_filter *filter = flow_find_filter(from->type);

	if (!filter || from->index || from->tag ||
	    from->type == (IB_FLOW_SPEC_INNER | IB_FLOW_SPEC_VXLAN_TUNNEL))
		return flow_bad_spec(call, RUAPI_REASON_RANGE, -EINVAL);
	if (memchr_inv(from->value + filter->len, 0,
		       sizeof(from->value) - filter->len) ||
	    memchr_inv(from->mask + filter->len, 0,
		       sizeof(from->mask) - filter->len))
		return flow_bad_spec(call, RUAPI_REASON_BITS, -EINVAL);
	to->type = from->type;
	to->size = filter->size;
	memcpy((void *)to + filter->val, from->value, filter->len);
	memcpy((void *)to + filter->mask, from->mask, filter->len);
	if (!flow_filter_fits(to))
		return flow_bad_spec(call, RUAPI_REASON_RANGE, -EINVAL);
	return 0;
}

static int flow_put_count(struct ruapi_call *call, struct ruapi_flow *flow,
			  struct ib_flow_spec_action_count *to, u32 index)
{
	struct ruapi_obj **counters;
	u32 count;

	counters = attr_objs(call, RUAPI_FLOW_CREATE_COUNTERS, &count);
	if (index >= count)
		return flow_bad_spec(call, RUAPI_REASON_RANGE, -EINVAL);
	to->counters =
		container_of(counters[index], struct ruapi_counters, obj)->ib;
	to->size = sizeof(*to);
	/* Drivers look at it while they make or give up a flow. */
	atomic_inc(&to->counters->usecnt);
	flow->counters[flow->num_counters++] = to->counters;
	return 0;
}

static int flow_put_handle(struct ruapi_call *call, struct ruapi_flow *flow,
			   struct ib_flow_spec_action_handle *to, u32 index)
{
	struct ruapi_obj **actions;
	u32 count;

	actions = attr_objs(call, RUAPI_FLOW_CREATE_ACTIONS, &count);
	if (index >= count)
		return flow_bad_spec(call, RUAPI_REASON_RANGE, -EINVAL);
	to->act = container_of(actions[index], struct ruapi_flow_act,
			       obj)->ib;
	to->size = sizeof(*to);
	atomic_inc(&to->act->usecnt);
	flow->actions[flow->num_actions++] = to->act;
	return 0;
}

/* Counters and actions. */
static void flow_unuse(struct ruapi_flow *flow)
{
	while (flow->num_counters)
		atomic_dec(&flow->counters[--flow->num_counters]->usecnt);
	while (flow->num_actions)
		atomic_dec(&flow->actions[--flow->num_actions]->usecnt);
}

static int flow_put_action(struct ruapi_call *call, struct ruapi_flow *flow,
			   union ib_flow_spec *to,
			   const struct ruapi_flow_spec *from)
{
	const bool refers = from->type == IB_FLOW_SPEC_ACTION_COUNT ||
			    from->type == IB_FLOW_SPEC_ACTION_HANDLE;
	const bool tag = from->type == IB_FLOW_SPEC_ACTION_TAG;

	if ((from->index && !refers) || (from->tag && !tag) ||
	    memchr_inv(from->value, 0, sizeof(from->value)) ||
	    memchr_inv(from->mask, 0, sizeof(from->mask)))
		return flow_bad_spec(call, RUAPI_REASON_BITS, -EINVAL);
	to->type = from->type;
	switch (from->type) {
	case IB_FLOW_SPEC_ACTION_TAG:
		to->flow_tag.tag_id = from->tag;
		to->size = sizeof(to->flow_tag);
		return 0;
	case IB_FLOW_SPEC_ACTION_DROP:
		to->size = sizeof(to->drop);
		return 0;
	case IB_FLOW_SPEC_ACTION_COUNT:
		return flow_put_count(call, flow, &to->flow_count, from->index);
	case IB_FLOW_SPEC_ACTION_HANDLE:
		return flow_put_handle(call, flow, &to->action, from->index);
	default:
		return flow_bad_spec(call, RUAPI_REASON_RANGE, -EINVAL);
	}
}

/* They lie one behind the other, each as long as its type. */
static int flow_put_specs(struct ruapi_call *call, struct ruapi_flow *flow,
			  struct ib_flow_attr *attr,
			  const struct ruapi_flow_spec *specs)
{
	union ib_flow_spec *to = attr->flows;
	u32 i;
	int ret;

	for (i = 0; i < attr->num_of_specs; i++) {
		if (specs[i].reserved)
			return flow_bad_spec(call, RUAPI_REASON_BITS, -EINVAL);
		ret = specs[i].type >= IB_FLOW_SPEC_ACTION_TAG ?
			      flow_put_action(call, flow, to, &specs[i]) :
			      flow_put_filter(call, to, &specs[i]);
		if (ret)
			return ret;
		attr->size += to->size;
		to = (void *)to + to->size;
	}
	return 0;
}

static int flow_check(struct ruapi_call *call, struct ib_qp *qp)
{
	const u32 type = attr_u32(call, RUAPI_FLOW_CREATE_TYPE);

	if (!rdma_is_port_valid(qp->device,
				attr_u32(call, RUAPI_FLOW_CREATE_PORT)))
		return call_bad_attr(call, RUAPI_FLOW_CREATE_PORT,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (qp->qp_type != IB_QPT_UD && qp->qp_type != IB_QPT_RAW_PACKET)
		return call_bad_attr(call, RUAPI_FLOW_CREATE_QP,
				     RUAPI_REASON_STATE, -EINVAL);
	if (attr_u32(call, RUAPI_FLOW_CREATE_FLAGS) &
		    IB_FLOW_ATTR_FLAGS_DONT_TRAP &&
	    (type == IB_FLOW_ATTR_ALL_DEFAULT ||
	     type == IB_FLOW_ATTR_MC_DEFAULT))
		return call_bad_attr(call, RUAPI_FLOW_CREATE_FLAGS,
				     RUAPI_REASON_RANGE, -EINVAL);
	return 0;
}

/* What it uses cannot go before it does. */
static void flow_take(struct ruapi_flow *flow, struct ib_flow *ib,
		      struct ruapi_qp *qp, u32 port)
{
	ib->uobject = &flow->obj.uobj;
	ib->device = qp->ib->device;
	ib->qp = qp->ib;
	atomic_inc(&qp->ib->usecnt);
	atomic_inc(&qp->flows);
	flow->qp = qp;
	flow->port = port;
	flow->ib = ib;
	flow->obj.uobj.object = ib;
	flow->obj.hw = true;
}

/* Return: what the driver says, and it has the flow still. */
static int flow_give_up(struct ruapi_flow *flow)
{
	struct ib_flow *ib = flow->ib;
	struct ib_device *ibdev = ib->qp->device;
	int ret;

	ret = ibdev->ops.destroy_flow(ib);
	if (!ret || !(flow->obj.ctx->dev->traits & RUAPI_DRIVER_FLOW_ENDS))
		return ret;
	dev_warn_ratelimited(&ibdev->dev,
			     "driver has freed a flow that the device may still have: %d\n",
			     ret);
	return 0;
}

/* The device has it no longer; with the lock held. */
static int flow_end(struct ruapi_flow *flow)
{
	struct ib_qp *qp;
	int ret;

	if (!flow->ib)
		return 0;
	qp = flow->ib->qp;
	ret = flow_give_up(flow);
	if (ret)
		return ret;
	flow->ib = NULL;
	flow->obj.uobj.object = NULL;
	flow_unuse(flow);
	atomic_dec(&qp->usecnt);
	/* Who sees no flows destroys the QP, which must not be in use then. */
	smp_mb__before_atomic();
	atomic_dec(&flow->qp->flows);
	return 0;
}

static int flow_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_flow *flow = container_of(obj, struct ruapi_flow, obj);
	int ret;

	mutex_lock(&flow->place_lock);
	ret = flow_end(flow);
	mutex_unlock(&flow->place_lock);
	return ret;
}

/*
 * Packets of a port that has moved are not for this namespace, nor for nobody, whatever
 * becomes of the QP.  Its handle stays.  A driver that refuses is asked again when ports
 * move the next time, and by who destroys the flow: at short intervals it would only be
 * asked for ever.
 */
static void flow_lose(struct ruapi_flow *flow)
{
	lockdep_assert_held(&flow->place_lock);
	if (flow_end(flow))
		dev_warn_ratelimited(&flow->ib->device->dev,
				     "driver refused to give up a flow whose port has moved\n");
}

static int flow_check_place(struct ruapi_obj *obj)
{
	struct ruapi_flow *flow = container_of(obj, struct ruapi_flow, obj);
	int ret = 0;

	mutex_lock(&flow->place_lock);
	if (flow->ib)
		ret = ruapi_access_kept(obj->ns, obj->ctx->dev, flow->port, 0,
					false);
	if (ret == -EACCES) {
		flow_lose(flow);
		ret = 0;
	}
	mutex_unlock(&flow->place_lock);
	return ret;
}

static int flow_create_ib(struct ruapi_call *call, struct ib_flow_attr *attr)
{
	struct ruapi_qp *qp = attr_to(qp, call, RUAPI_FLOW_CREATE_QP);
	struct ib_flow *ib;

	ib = qp->ib->device->ops.create_flow(qp->ib, attr,
					     ruapi_udata(call_udata(call)));
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	flow_take(attr_new(flow, call), ib, qp, attr->port);
	return 0;
}

static int flow_create(struct ruapi_call *call)
{
	struct ib_qp *qp = attr_to(qp, call, RUAPI_FLOW_CREATE_QP)->ib;
	struct ruapi_flow *flow = attr_new(flow, call);
	const struct ruapi_flow_spec *specs;
	struct ib_flow_attr *attr;
	u32 len = 0;
	int ret;

	if (!qp->device->ops.create_flow || !qp->device->ops.destroy_flow)
		return -EOPNOTSUPP;
	ret = flow_check(call, qp);
	if (ret)
		return ret;
	specs = attr_buf(call, RUAPI_FLOW_CREATE_SPECS, &len);
	attr = kzalloc(struct_size(attr, flows, len / sizeof(*specs)),
		       GFP_KERNEL_ACCOUNT);
	if (!attr)
		return -ENOMEM;
	attr->type = attr_u32(call, RUAPI_FLOW_CREATE_TYPE);
	attr->size = sizeof(*attr);
	attr->priority = attr_u16(call, RUAPI_FLOW_CREATE_PRIORITY);
	attr->flags = attr_u32(call, RUAPI_FLOW_CREATE_FLAGS);
	attr->num_of_specs = len / sizeof(*specs);
	attr->port = attr_u32(call, RUAPI_FLOW_CREATE_PORT);
	mutex_init(&flow->place_lock);
	flow->obj.uobj.user_handle =
		attr_u64(call, RUAPI_FLOW_CREATE_USER_DATA);
	ret = flow_put_specs(call, flow, attr, specs);
	if (!ret)
		ret = flow_create_ib(call, attr);
	if (ret)
		flow_unuse(flow);
	kfree(attr);
	return ret;
}

static const struct ruapi_handler flow_handlers[__RUAPI_FLOW_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_FLOW_CREATE] = {
		.run = flow_create,
		.cap_raw = true,
	},
};

const struct ruapi_type ruapi_type_flow = {
	.size = sizeof(struct ruapi_flow),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_FLOW),
	.handlers = flow_handlers,
	.num_handlers = ARRAY_SIZE(flow_handlers),
	.destroy = flow_destroy,
	.check_place = flow_check_place,
};
