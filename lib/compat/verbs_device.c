// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN: device, port and context. */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include <rdma/ib_user_ioctl_verbs.h>

#include "main.h"
#include "verbs.h"

/* Of rdma/ib_verbs.h. */
#define SPEED_NDR 128

int verbs_device(const struct view *view, struct ruapi_device_attr *attr)
{
	struct call call;

	memset(attr, 0, sizeof(*attr));
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE, RUAPI_QUERY);
	call_u32(&call, RUAPI_DEVICE_QUERY_INDEX, view->device);
	call_want_buf(&call, RUAPI_DEVICE_QUERY_ATTR, attr, sizeof(*attr));
	return verbs_run_on(&call, view);
}

/*
 * Completion vectors never change, and an index is never used again: it is
 * asked once, and not at each open.
 */
#define KNOWN_VECTORS 16
#define VECTORS_MASK 0xffffffu

static _Atomic uint64_t known_vectors[KNOWN_VECTORS];

/* Index + 1, so that 0 is nobody's. */
static uint64_t vectors_tag(uint32_t index)
{
	return ((uint64_t)index + 1) << 24;
}

void device_keep_vectors(uint32_t index, uint32_t vectors)
{
	if (vectors <= VECTORS_MASK)
		atomic_store(&known_vectors[index % KNOWN_VECTORS],
			     vectors_tag(index) | vectors);
}

int verbs_comp_vectors(const struct view *view, uint32_t *vectors)
{
	const uint64_t word =
		atomic_load(&known_vectors[view->device % KNOWN_VECTORS]);
	struct ruapi_device_attr attr;
	int ret;

	if ((word & ~(uint64_t)VECTORS_MASK) == vectors_tag(view->device)) {
		*vectors = (uint32_t)word & VECTORS_MASK;
		return 0;
	}
	ret = verbs_device(view, &attr);
	if (ret)
		return ret;
	*vectors = attr.num_comp_vectors;
	device_keep_vectors(view->device, *vectors);
	return 0;
}

int verbs_open_context(const struct verbs_cmd *cmd, uint32_t queue,
		       const int *ucaps, uint32_t ucaps_len, uint32_t *handle)
{
	const struct ruapi_attr *context;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN);
	context = call_want_new(&call, RUAPI_CONTEXT_OPEN_HANDLE,
				RUAPI_OBJ_CONTEXT);
	call_u32(&call, RUAPI_CONTEXT_OPEN_INDEX, cmd->view->device);
	if (queue)
		call_obj(&call, RUAPI_CONTEXT_OPEN_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
			 queue);
	if (ucaps_len)
		ruapi_put_fds(call_next(&call), RUAPI_CONTEXT_OPEN_UCAPS, ucaps,
			      ucaps_len);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret == -EBUSY ? -EINVAL : ret;
	*handle = context->obj.handle;
	return 0;
}

int cmd_get_context(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_get_context_resp resp = {};
	struct ib_uverbs_get_context req;
	uint32_t queue, context;
	int async_fd, ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (cmd->view->context)
		return -EINVAL;

	ret = verbs_comp_vectors(cmd->view, &resp.num_comp_vectors);
	if (ret)
		return ret;
	ret = verbs_queue(cmd, RUAPI_EVENT_FORMAT_ASYNC, &async_fd, &queue);
	if (ret)
		return ret;
	ret = verbs_open_context(cmd, queue, NULL, 0, &context);
	if (ret) {
		sys_close(async_fd);
		return ret;
	}
	resp.async_fd = (uint32_t)async_fd;
	view_has_context(cmd->view, context);
	return verbs_response(cmd, &resp, sizeof(resp));
}

static void device_attr(struct ib_uverbs_query_device_resp *resp,
			const struct ruapi_device_attr *attr)
{
	*resp = (struct ib_uverbs_query_device_resp) {
		.fw_ver = attr->fw_ver,
		.max_mr_size = attr->max_mr_size,
		.page_size_cap = attr->page_size_cap,
		.vendor_id = attr->vendor_id,
		.vendor_part_id = attr->vendor_part_id,
		.hw_ver = attr->hw_ver,
		.max_qp = attr->max_qp,
		.max_qp_wr = attr->max_qp_wr,
		.device_cap_flags = (uint32_t)attr->device_cap_flags,
		.max_sge = attr->max_send_sge < attr->max_recv_sge ?
			   attr->max_send_sge : attr->max_recv_sge,
		.max_sge_rd = attr->max_sge_rd,
		.max_cq = attr->max_cq,
		.max_cqe = attr->max_cqe,
		.max_mr = attr->max_mr,
		.max_pd = attr->max_pd,
		.max_qp_rd_atom = attr->max_qp_rd_atom,
		.max_res_rd_atom = attr->max_res_rd_atom,
		.max_qp_init_rd_atom = attr->max_qp_init_rd_atom,
		.max_ee_rd_atom = attr->max_ee_rd_atom,
		.max_ee_init_rd_atom = attr->max_ee_init_rd_atom,
		.max_ee = attr->max_ee,
		.max_rdd = attr->max_rdd,
		.max_raw_ipv6_qp = attr->max_raw_ipv6_qp,
		.atomic_cap = attr->atomic_cap,
		.max_mw = attr->max_mw,
		.max_raw_ethy_qp = attr->max_raw_ethy_qp,
		.max_mcast_grp = attr->max_mcast_grp,
		.max_mcast_qp_attach = attr->max_mcast_qp_attach,
		.max_total_mcast_qp_attach = attr->max_total_mcast_qp_attach,
		.max_ah = attr->max_ah,
		.max_srq = attr->max_srq,
		.max_srq_wr = attr->max_srq_wr,
		.max_srq_sge = attr->max_srq_sge,
		.max_pkeys = attr->max_pkeys,
		.local_ca_ack_delay = attr->local_ca_ack_delay,
		.phys_port_cnt = attr->phys_port_cnt,
	};
	memcpy(&resp->node_guid, attr->node_guid, sizeof(resp->node_guid));
	memcpy(&resp->sys_image_guid, attr->sys_image_guid,
	       sizeof(resp->sys_image_guid));
}

int cmd_query_device(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_query_device_resp resp;
	struct ib_uverbs_query_device req;
	struct ruapi_device_attr attr;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = verbs_device(cmd->view, &attr);
	if (ret)
		return ret;
	device_attr(&resp, &attr);
	return verbs_response(cmd, &resp, sizeof(resp));
}

/* As the driver says it now, with its part of the command. */
static int query_limits(const struct verbs_cmd *cmd,
			struct ruapi_device_attr *attr)
{
	struct call call;

	memset(attr, 0, sizeof(*attr));
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CONTEXT,
		  RUAPI_CONTEXT_QUERY_LIMITS);
	call_obj(&call, RUAPI_CONTEXT_QUERY_LIMITS_HANDLE, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	call_want_buf(&call, RUAPI_CONTEXT_QUERY_LIMITS_ATTR, attr,
		      sizeof(*attr));
	verbs_uhw(&call, cmd);
	return verbs_run(&call, cmd);
}

static void device_caps(struct ib_uverbs_ex_query_device_resp *resp,
			const struct ruapi_device_attr *attr)
{
	resp->odp_caps.general_caps = attr->odp_caps;
	resp->odp_caps.per_transport_caps.rc_odp_caps = attr->odp_rc_caps;
	resp->odp_caps.per_transport_caps.uc_odp_caps = attr->odp_uc_caps;
	resp->odp_caps.per_transport_caps.ud_odp_caps = attr->odp_ud_caps;
	resp->xrc_odp_caps = attr->odp_xrc_caps;
	resp->tm_caps.max_rndv_hdr_size = attr->tm_max_rndv_hdr_size;
	resp->tm_caps.max_num_tags = attr->tm_max_num_tags;
	resp->tm_caps.flags = attr->tm_flags;
	resp->tm_caps.max_ops = attr->tm_max_ops;
	resp->tm_caps.max_sge = attr->tm_max_sge;
	resp->cq_moderation_caps.max_cq_moderation_count =
		attr->max_cq_moderation_count;
	resp->cq_moderation_caps.max_cq_moderation_period =
		attr->max_cq_moderation_period;
}

int cmd_ex_query_device(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_query_device_resp resp = {};
	struct ib_uverbs_ex_query_device req;
	struct ruapi_device_attr attr;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask || req.reserved)
		return -EINVAL;
	ret = query_limits(cmd, &attr);
	if (ret)
		return ret;
	device_attr(&resp.base, &attr);
	resp.response_length = verbs_resp_len(cmd, sizeof(resp));
	resp.timestamp_mask = attr.timestamp_mask;
	resp.hca_core_clock = attr.hca_core_clock;
	resp.device_cap_flags_ex = attr.device_cap_flags;
	resp.max_wq_type_rq = attr.max_wq_type_rq;
	resp.raw_packet_caps = attr.raw_packet_caps;
	resp.max_dm_size = attr.max_dm_size;
	resp.rss_caps.supported_qpts = attr.rss_qp_types;
	resp.rss_caps.max_rwq_indirection_tables = attr.max_rwq_tables;
	resp.rss_caps.max_rwq_indirection_table_size = attr.max_rwq_table_size;
	device_caps(&resp, &attr);
	return verbs_response(cmd, &resp, sizeof(resp));
}

/*
 * A port that the network namespace has no part of.  Programs that look at all ports give
 * up at one that cannot be asked: it is down, and has neither GIDs nor P_Keys.
 */
static void port_elsewhere(struct ruapi_port_attr *attr)
{
	*attr = (struct ruapi_port_attr){
		.state = 1,	/* IB_PORT_DOWN */
		.phys_state = 3, /* Disabled */
		.max_mtu = 1,
		.active_mtu = 1,
		.active_width = 1,
		.active_speed = 1,
	};
}

int verbs_port(const struct view *view, uint32_t port,
	       struct ruapi_port_attr *attr)
{
	struct call call;
	int ret;

	memset(attr, 0, sizeof(*attr));
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_PORT);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_INDEX, view->device);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_PORT, port);
	call_want_buf(&call, RUAPI_DEVICE_QUERY_PORT_ATTR, attr, sizeof(*attr));
	ret = verbs_run_on(&call, view);
	if (!verbs_is_elsewhere(&call, ret))
		return ret;
	port_elsewhere(attr);
	return 0;
}

struct ib_uverbs_query_port_resp
verbs_port_resp(const struct ruapi_port_attr *attr)
{
	return (struct ib_uverbs_query_port_resp) {
		.port_cap_flags = attr->port_cap_flags,
		.max_msg_sz = attr->max_msg_sz,
		.bad_pkey_cntr = attr->bad_pkey_cntr,
		.qkey_viol_cntr = attr->qkey_viol_cntr,
		.gid_tbl_len = attr->gid_tbl_len,
		.pkey_tbl_len = attr->pkey_tbl_len,
		.lid = (uint16_t)attr->lid,
		.sm_lid = (uint16_t)attr->sm_lid,
		.state = attr->state,
		.max_mtu = attr->max_mtu,
		.active_mtu = attr->active_mtu,
		.lmc = attr->lmc,
		.max_vl_num = attr->max_vl_num,
		.sm_sl = attr->sm_sl,
		.subnet_timeout = attr->subnet_timeout,
		.init_type_reply = attr->init_type_reply,
		.active_width = attr->active_width,
		.active_speed = attr->active_speed < SPEED_NDR ?
				(uint8_t)attr->active_speed : SPEED_NDR,
		.phys_state = attr->phys_state,
		.link_layer = attr->link_layer,
		.flags = attr->flags & 1 ? IB_UVERBS_QPF_GRH_REQUIRED : 0,
	};
}

int cmd_query_port(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_query_port_resp resp;
	struct ib_uverbs_query_port req;
	struct ruapi_port_attr attr;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = verbs_port(cmd->view, req.port_num, &attr);
	if (ret)
		return ret;
	resp = verbs_port_resp(&attr);
	return verbs_response(cmd, &resp, sizeof(resp));
}
