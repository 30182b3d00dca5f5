// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Commands of uverbsN: flows.  Their specifications are of any length, and what
 * is beyond that of the kernel's has to be zero in the mask, as in ib_uverbs.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "verbs.h"

/* Of rdma/ib_verbs.h. */
#define FLOW_DEFAULTS(type) ((type) == 1 || (type) == 2)
#define TYPE_SNIFFER 3
#define FLAG_DONT_TRAP (1u << 1)
#define FLAGS_KNOWN 7u
#define SPEC_INNER 0x100u
#define SPEC_IPV6 0x31u
#define SPEC_VXLAN 0x50u
#define SPEC_TAG 0x1000u
#define SPEC_DROP 0x1001u
#define SPEC_HANDLE 0x1002u
#define SPEC_COUNT 0x1003u

/* The largest there is: IPv6. */
#define SPEC_MAX_SIZE 88

static const struct {
	uint32_t type;
	uint32_t len;
} filters[] = {
	{ 0x20, sizeof(struct ib_uverbs_flow_eth_filter) },
	{ 0x30, sizeof(struct ib_uverbs_flow_ipv4_filter) },
	/* Its last byte is reserved. */
	{ 0x31, offsetof(struct ib_uverbs_flow_ipv6_filter, reserved) },
	{ 0x34, sizeof(struct ib_uverbs_flow_spec_esp_filter) },
	{ 0x40, sizeof(struct ib_uverbs_flow_tcp_udp_filter) },
	{ 0x41, sizeof(struct ib_uverbs_flow_tcp_udp_filter) },
	{ 0x50, sizeof(struct ib_uverbs_flow_tunnel_filter) },
	{ 0x51, sizeof(struct ib_uverbs_flow_gre_filter) },
	{ 0x60, sizeof(struct ib_uverbs_flow_mpls_filter) },
};

/**
 * struct flow - a flow on its way
 * @specs: what comes of the request
 * @counters: that it names
 * @actions: ditto
 * @num_specs: entries in @specs
 * @num_counters: entries in @counters
 * @num_actions: entries in @actions
 */
struct flow {
	struct ruapi_flow_spec specs[RUAPI_FLOW_MAX_SPECS];
	struct ruapi_objref counters[RUAPI_FLOW_MAX_SPECS];
	struct ruapi_objref actions[RUAPI_FLOW_MAX_SPECS];
	uint32_t num_specs;
	uint32_t num_counters;
	uint32_t num_actions;
};

static uint32_t filter_len(uint32_t type)
{
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (filters[i].type == (type & ~SPEC_INNER))
			return filters[i].len;
	return 0;
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
	while (len--)
		if (*bytes++)
			return false;
	return true;
}

/* In network order; less than so many bits. */
static bool fits(const uint8_t *at, unsigned int bits)
{
	const uint32_t value = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
			       (uint32_t)at[2] << 8 | at[3];

	return value < 1u << bits;
}

/* What the kernel says, too, but only when it has found all objects. */
static bool filter_fits(const struct ruapi_flow_spec *spec)
{
	const size_t label = offsetof(struct ib_uverbs_flow_ipv6_filter,
				      flow_label);

	switch (spec->type & ~SPEC_INNER) {
	case SPEC_IPV6:
		return fits(spec->value + label, 20) &&
		       fits(spec->mask + label, 20);
	case SPEC_VXLAN:
		return spec->type == SPEC_VXLAN && fits(spec->value, 24) &&
		       fits(spec->mask, 24);
	default:
		return true;
	}
}

/* Value and mask are of the same length, behind the header. */
static int put_filter(struct ruapi_flow_spec *to,
		      const struct ib_uverbs_flow_spec_hdr *hdr,
		      const uint8_t *data)
{
	const uint32_t known = filter_len(hdr->type);
	uint32_t size;

	if (hdr->size < sizeof(*hdr))
		return -EINVAL;
	size = (uint32_t)(hdr->size - sizeof(*hdr)) / 2;
	if (!known || !size || size % 4)
		return -EINVAL;
	if (size > known && !is_zero(data + size + known, size - known))
		return -EINVAL;
	memcpy(to->value, data, size < known ? size : known);
	memcpy(to->mask, data + size, size < known ? size : known);
	return filter_fits(to) ? 0 : -EINVAL;
}

static uint32_t put_object(struct ruapi_objref *list, uint32_t *count,
			   enum ruapi_object object, const uint8_t *handle)
{
	memcpy(&list[*count].handle, handle, sizeof(list->handle));
	list[*count].object = object;
	return (*count)++;
}

static int put_action(struct flow *flow, struct ruapi_flow_spec *to,
		      const struct ib_uverbs_flow_spec_hdr *hdr,
		      const uint8_t *data)
{
	const bool drop = hdr->type == SPEC_DROP;

	if (hdr->type < SPEC_TAG || hdr->type > SPEC_COUNT)
		return -EINVAL;
	if (hdr->size != sizeof(*hdr) + (drop ? 0 : 8))
		return hdr->type == SPEC_HANDLE ? -EOPNOTSUPP : -EINVAL;
	if (hdr->type == SPEC_TAG)
		memcpy(&to->tag, data, sizeof(to->tag));
	else if (hdr->type == SPEC_COUNT)
		to->index = put_object(flow->counters, &flow->num_counters,
				       RUAPI_OBJ_COUNTERS, data);
	else if (hdr->type == SPEC_HANDLE)
		to->index = put_object(flow->actions, &flow->num_actions,
				       RUAPI_OBJ_FLOW_ACTION, data);
	return 0;
}

static int put_specs(struct flow *flow, const uint8_t *at, size_t left,
		     unsigned int count)
{
	struct ib_uverbs_flow_spec_hdr hdr;
	int ret;

	while (flow->num_specs < count && left >= sizeof(hdr)) {
		struct ruapi_flow_spec *to = &flow->specs[flow->num_specs];

		memcpy(&hdr, at, sizeof(hdr));
		if (left < hdr.size)
			break;
		if (hdr.reserved)
			return -EINVAL;
		to->type = hdr.type;
		ret = hdr.type >= SPEC_TAG ?
		      put_action(flow, to, &hdr, at + sizeof(hdr)) :
		      put_filter(to, &hdr, at + sizeof(hdr));
		if (ret)
			return ret;
		at += hdr.size;
		left -= hdr.size;
		flow->num_specs++;
	}
	return left || flow->num_specs != count ? -EINVAL : 0;
}

/* In the order of ib_uverbs. */
static int check(const struct ib_uverbs_create_flow *req)
{
	const struct ib_uverbs_flow_attr *attr = &req->flow_attr;

	if (req->comp_mask || attr->flags > FLAGS_KNOWN)
		return -EINVAL;
	if (attr->flags & FLAG_DONT_TRAP && FLOW_DEFAULTS(attr->type))
		return -EINVAL;
	if (attr->num_of_specs > RUAPI_FLOW_MAX_SPECS ||
	    attr->size > attr->num_of_specs * SPEC_MAX_SIZE ||
	    attr->reserved[0] || attr->reserved[1])
		return -EINVAL;
	return 0;
}

static const struct ruapi_attr *
begin(struct call *call, const struct ib_uverbs_create_flow *req,
      const struct flow *flow)
{
	const struct ib_uverbs_flow_attr *attr = &req->flow_attr;
	const struct ruapi_attr *handle;

	call_init(call, RUAPI_IOC_CALL, RUAPI_OBJ_FLOW, RUAPI_FLOW_CREATE);
	handle = call_want_new(call, RUAPI_FLOW_CREATE_HANDLE, RUAPI_OBJ_FLOW);
	call_obj(call, RUAPI_FLOW_CREATE_QP, RUAPI_OBJ_QP, req->qp_handle);
	call_u32(call, RUAPI_FLOW_CREATE_TYPE, attr->type);
	call_u16(call, RUAPI_FLOW_CREATE_PRIORITY, attr->priority);
	call_u32(call, RUAPI_FLOW_CREATE_FLAGS, attr->flags);
	if (flow->num_counters)
		ruapi_put_objs(call_next(call), RUAPI_FLOW_CREATE_COUNTERS,
			       flow->counters, flow->num_counters *
			       (uint32_t)sizeof(flow->counters[0]));
	if (flow->num_actions)
		ruapi_put_objs(call_next(call), RUAPI_FLOW_CREATE_ACTIONS,
			       flow->actions, flow->num_actions *
			       (uint32_t)sizeof(flow->actions[0]));
	return handle;
}

static bool is_port(const struct verbs_cmd *cmd,
		    const struct ib_uverbs_create_flow *req)
{
	struct ruapi_port_attr port;

	return !verbs_port(cmd->view, req->flow_attr.port, &port);
}

/* Counters and actions are looked for when the port has been found good. */
static int port_first(const struct verbs_cmd *cmd,
		      const struct ib_uverbs_create_flow *req,
		      const struct call *call, int error)
{
	const uint16_t bad = call->room.hdr.bad_attr;

	if (bad != RUAPI_FLOW_CREATE_COUNTERS &&
	    bad != RUAPI_FLOW_CREATE_ACTIONS)
		return error;
	return is_port(cmd, req) ? error : -EINVAL;
}

static int create(const struct verbs_cmd *cmd,
		  const struct ib_uverbs_create_flow *req, struct flow *flow)
{
	struct ib_uverbs_create_flow_resp resp = {};
	const struct ruapi_attr *handle;
	struct call call;
	int ret;

	handle = begin(&call, req, flow);
	call_u32(&call, RUAPI_FLOW_CREATE_PORT, req->flow_attr.port);
	if (flow->num_specs)
		call_buf(&call, RUAPI_FLOW_CREATE_SPECS, flow->specs,
			 flow->num_specs * (uint32_t)sizeof(flow->specs[0]));
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return port_first(cmd, req, &call, ret);
	resp.flow_handle = handle->obj.handle;
	return verbs_response(cmd, &resp, sizeof(resp));
}

/*
 * The request is wrong, but ib_uverbs says first what is wrong with what comes
 * before: who asks, the QP, the port, and counters of earlier specifications.  The
 * kernel knows that; a flow of port 0 it does not make.
 */
static int refuse(const struct verbs_cmd *cmd,
		  const struct ib_uverbs_create_flow *req,
		  const struct flow *flow, int error)
{
	struct ib_uverbs_create_flow plain = *req;
	struct call call;
	int ret;

	plain.flow_attr.type = 0;
	plain.flow_attr.flags = 0;
	begin(&call, &plain, flow);
	call_u32(&call, RUAPI_FLOW_CREATE_PORT, 0);
	ret = verbs_run(&call, cmd);
	if (ret == -EINVAL && call.room.hdr.reason != RUAPI_REASON_TYPE)
		return is_port(cmd, req) ? error : -EINVAL;
	return ret ? port_first(cmd, req, &call, ret) : error;
}

int cmd_ex_create_flow(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_flow req;
	struct verbs_cmd rest = *cmd;
	struct flow flow = {};
	const uint8_t *specs;
	int ret;

	memcpy(&req, cmd->req, sizeof(req));
	ret = check(&req);
	if (ret)
		return ret;
	specs = (const uint8_t *)cmd->req + sizeof(req);
	rest.req_len -= sizeof(req);
	if (rest.req_len < req.flow_attr.size)
		return -ENOSPC;
	rest.req = specs + req.flow_attr.size;
	rest.req_len -= req.flow_attr.size;
	ret = verbs_request(&rest, NULL, 0);
	if (ret)
		return ret;
	ret = put_specs(&flow, specs, req.flow_attr.size,
			req.flow_attr.num_of_specs);
	/* Types that there are not, and a flag that never was: no driver has them. */
	if (!ret && req.flow_attr.type > TYPE_SNIFFER)
		ret = -EINVAL;
	else if (!ret && req.flow_attr.flags & 1)
		ret = -EOPNOTSUPP;
	return ret ? refuse(cmd, &req, &flow, ret) : create(cmd, &req, &flow);
}

int cmd_ex_destroy_flow(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_destroy_flow req;
	uint32_t events, async_events;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask)
		return -EINVAL;
	return verbs_destroy(cmd, RUAPI_OBJ_FLOW, req.flow_handle, &events,
			     &async_events);
}
