/*
 * Decoder of RDMA_VERBS_IOCTL of /dev/infiniband/uverbs*.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "defs.h"

#include <linux/ioctl.h>
#include <rdma/rdma_uapi.h>

#include "rdma_layout.h"
#include "rdma_uapi.h"

/* As in <rdma/rdma_user_ioctl_cmds.h>.  */
struct verbs_attr_arg {
	uint16_t attr_id;
	uint16_t len;
	uint16_t flags;
	uint8_t elem_id;
	uint8_t reserved;
	uint64_t data;
};

struct verbs_hdr {
	uint16_t length;
	uint16_t object_id;
	uint16_t method_id;
	uint16_t num_attrs;
	uint64_t reserved1;
	uint32_t driver_id;
	uint32_t reserved2;
};

#define VERBS_IOCTL _IOC(_IOC_READ|_IOC_WRITE, 0x1b, 1, sizeof(struct verbs_hdr))
#define VERBS_MAX_ATTRS 64
#define VERBS_UHW 0x1000
/* Numbers of objects, methods and attributes from here on are the driver's.  */
#define VERBS_DRIVER_NS 0x1000
#define VERBS_EXTENDED 0x80000000U

#include "xlat/uverbs_attr_flags.h"
#include "xlat/uverbs_ex_write_cmds.h"
#include "xlat/uverbs_uhw_attrs.h"
#include "xlat/uverbs_write_cmds.h"

enum verbs_kind {
	VERBS_NONE,
	VERBS_NUMBER,
	VERBS_NUMBERS,
	VERBS_STRUCT,
	VERBS_ARRAY,
	VERBS_BYTES,
	VERBS_OBJECT,
	VERBS_FD,
	VERBS_ENUM,
	VERBS_WRITE_CMD,
	VERBS_CORE_IN,
	VERBS_CORE_OUT,
};

/**
 * An attribute.
 *
 * kind    What it is; VERBS_NONE: unknown.
 * out     The kernel writes it.
 * width   Bytes of an element of VERBS_NUMBERS.
 * show    Of a number.
 * object  Type of an object.
 * names   Of a number.
 * layout  Of a structure or of the elements of an array.
 */
struct verbs_attr {
	uint8_t kind;
	bool out;
	uint8_t width;
	uint8_t show;
	uint16_t object;
	const struct rdma_names *names;
	const struct rdma_layout *layout;
};

struct verbs_method {
	const struct verbs_attr *attrs;
	unsigned int nattrs;
	const struct xlat *names;
};

struct verbs_object {
	const char *name;
	const struct verbs_method *methods;
	unsigned int nmethods;
	const struct xlat *names;
};

/* What an attribute of the driver's namespace holds. */
struct verbs_driver_attr {
	uint32_t driver_id;
	uint16_t object;
	uint16_t method;
	uint16_t attr;
	const struct rdma_layout *layout;
};

/* What goes with a command of the write() interface. */
struct verbs_write_cmd {
	uint32_t cmd;
	const struct rdma_layout *in;
	const struct rdma_layout *out;
};

/* As in <rdma/ib_user_ioctl_verbs.h>.  */
struct verbs_qp_cap {
	uint32_t max_send_wr;
	uint32_t max_recv_wr;
	uint32_t max_send_sge;
	uint32_t max_recv_sge;
	uint32_t max_inline_data;
};

static const struct rdma_field fields_qp_cap[] = {
	FIELD(verbs_qp_cap, max_send_wr, U),
	FIELD(verbs_qp_cap, max_recv_wr, U),
	FIELD(verbs_qp_cap, max_send_sge, U),
	FIELD(verbs_qp_cap, max_recv_sge, U),
	FIELD(verbs_qp_cap, max_inline_data, U),
};
LAYOUT(qp_cap, sizeof(struct verbs_qp_cap));

/* Memory by its address, or in a dma-buf.  */
struct verbs_buffer_desc {
	uint32_t type;
	int32_t fd;
	uint32_t flags;
	uint32_t optional_flags;
	uint64_t addr;
	uint64_t length;
};

static const struct rdma_field fields_buffer_desc[] = {
	FIELD(verbs_buffer_desc, type, U),
	FIELD(verbs_buffer_desc, fd, ID),
	FIELD(verbs_buffer_desc, flags, X),
	FIELD(verbs_buffer_desc, optional_flags, X),
	FIELD(verbs_buffer_desc, addr, X),
	FIELD(verbs_buffer_desc, length, U),
};
LAYOUT(buffer_desc, sizeof(struct verbs_buffer_desc));

static const struct rdma_field fields_destroy_cq[] = {
	FIELD(ib_uverbs_destroy_cq_resp, comp_events_reported, U),
	FIELD(ib_uverbs_destroy_cq_resp, async_events_reported, U),
};
LAYOUT(destroy_cq, sizeof(struct ib_uverbs_destroy_cq_resp));

static const struct rdma_field fields_destroy[] = {
	FIELD(ib_uverbs_destroy_qp_resp, events_reported, U),
};
LAYOUT(destroy, sizeof(struct ib_uverbs_destroy_qp_resp));

static const struct rdma_field fields_sge[] = {
	FIELD(ib_uverbs_sge, addr, X),
	FIELD(ib_uverbs_sge, length, U),
	FIELD(ib_uverbs_sge, lkey, X),
};
LAYOUT(sge, sizeof(struct ib_uverbs_sge));

static const struct rdma_field fields_query_port[] = {
	FIELD(ib_uverbs_query_port_resp, port_cap_flags, X),
	FIELD(ib_uverbs_query_port_resp, max_msg_sz, U),
	FIELD(ib_uverbs_query_port_resp, bad_pkey_cntr, U),
	FIELD(ib_uverbs_query_port_resp, qkey_viol_cntr, U),
	FIELD(ib_uverbs_query_port_resp, gid_tbl_len, U),
	FIELD(ib_uverbs_query_port_resp, pkey_tbl_len, U),
	FIELD(ib_uverbs_query_port_resp, lid, X),
	FIELD(ib_uverbs_query_port_resp, sm_lid, X),
	FIELD(ib_uverbs_query_port_resp, state, U),
	FIELD(ib_uverbs_query_port_resp, max_mtu, XVAL, .names = &names_ib_mtu),
	FIELD(ib_uverbs_query_port_resp, active_mtu, XVAL, .names = &names_ib_mtu),
	FIELD(ib_uverbs_query_port_resp, lmc, U),
	FIELD(ib_uverbs_query_port_resp, max_vl_num, U),
	FIELD(ib_uverbs_query_port_resp, sm_sl, U),
	FIELD(ib_uverbs_query_port_resp, subnet_timeout, U),
	FIELD(ib_uverbs_query_port_resp, init_type_reply, U),
	FIELD(ib_uverbs_query_port_resp, active_width, U),
	FIELD(ib_uverbs_query_port_resp, active_speed, U),
	FIELD(ib_uverbs_query_port_resp, phys_state, U),
	FIELD(ib_uverbs_query_port_resp, link_layer, U),
	FIELD(ib_uverbs_query_port_resp, flags, X),
};
/* struct ib_uverbs_query_port_resp_ex has 8 bytes more.  */
LAYOUT(query_port, sizeof(struct ib_uverbs_query_port_resp));

/* As in <rdma/ib_user_ioctl_verbs.h>.  */
struct verbs_gid_entry {
	uint8_t gid[16];
	uint32_t gid_index;
	uint32_t port_num;
	uint32_t gid_type;
	uint32_t netdev_ifindex;
};

static const struct rdma_field fields_gid_entry[] = {
	FIELD(verbs_gid_entry, gid, GID),
	FIELD(verbs_gid_entry, gid_index, U),
	FIELD(verbs_gid_entry, port_num, U),
	FIELD(verbs_gid_entry, gid_type, U),
	FIELD(verbs_gid_entry, netdev_ifindex, U),
};
LAYOUT(gid_entry, sizeof(struct verbs_gid_entry));

static const struct rdma_field fields_alloc_pd_resp[] = {
	FIELD(ib_uverbs_alloc_pd_resp, pd_handle, U),
};
LAYOUT(alloc_pd_resp, sizeof(struct ib_uverbs_alloc_pd_resp));

static const struct rdma_field fields_reg_mr[] = {
	FIELD(ib_uverbs_reg_mr, start, X),
	FIELD(ib_uverbs_reg_mr, length, U),
	FIELD(ib_uverbs_reg_mr, hca_va, X),
	FIELD(ib_uverbs_reg_mr, pd_handle, U),
	FIELD(ib_uverbs_reg_mr, access_flags, FLAGS,
	      .names = &names_ib_access_flags),
};
LAYOUT(reg_mr, sizeof(struct ib_uverbs_reg_mr));

static const struct rdma_field fields_reg_mr_resp[] = {
	FIELD(ib_uverbs_reg_mr_resp, mr_handle, U),
	FIELD(ib_uverbs_reg_mr_resp, lkey, X),
	FIELD(ib_uverbs_reg_mr_resp, rkey, X),
};
LAYOUT(reg_mr_resp, sizeof(struct ib_uverbs_reg_mr_resp));

static const struct rdma_field fields_alloc_mw[] = {
	FIELD(ib_uverbs_alloc_mw, pd_handle, U),
	FIELD(ib_uverbs_alloc_mw, mw_type, XVAL, .names = &names_ib_mw_type),
};
LAYOUT(alloc_mw, sizeof(struct ib_uverbs_alloc_mw));

static const struct rdma_field fields_alloc_mw_resp[] = {
	FIELD(ib_uverbs_alloc_mw_resp, mw_handle, U),
	FIELD(ib_uverbs_alloc_mw_resp, rkey, X),
};
LAYOUT(alloc_mw_resp, sizeof(struct ib_uverbs_alloc_mw_resp));

static const struct rdma_field fields_create_comp_channel_resp[] = {
	FIELD(ib_uverbs_create_comp_channel_resp, fd, U),
};
LAYOUT(create_comp_channel_resp,
       sizeof(struct ib_uverbs_create_comp_channel_resp));

static const struct rdma_field fields_resize_cq[] = {
	FIELD(ib_uverbs_resize_cq, cq_handle, U),
	FIELD(ib_uverbs_resize_cq, cqe, U),
};
LAYOUT(resize_cq, sizeof(struct ib_uverbs_resize_cq));

static const struct rdma_field fields_resize_cq_resp[] = {
	FIELD(ib_uverbs_resize_cq_resp, cqe, U),
};
LAYOUT(resize_cq_resp, sizeof(struct ib_uverbs_resize_cq_resp));

static const struct rdma_field fields_req_notify_cq[] = {
	FIELD(ib_uverbs_req_notify_cq, cq_handle, U),
	FIELD(ib_uverbs_req_notify_cq, solicited_only, U),
};
LAYOUT(req_notify_cq, sizeof(struct ib_uverbs_req_notify_cq));

static const struct rdma_field fields_mcast[] = {
	FIELD(ib_uverbs_attach_mcast, gid, GID),
	FIELD(ib_uverbs_attach_mcast, qp_handle, U),
	FIELD(ib_uverbs_attach_mcast, mlid, X),
};
LAYOUT(mcast, sizeof(struct ib_uverbs_attach_mcast));

static const struct rdma_field fields_post_send[] = {
	FIELD(ib_uverbs_post_send, qp_handle, U),
	FIELD(ib_uverbs_post_send, wr_count, U),
	FIELD(ib_uverbs_post_send, sge_count, U),
	FIELD(ib_uverbs_post_send, wqe_size, U),
};
LAYOUT(post_send, sizeof(struct ib_uverbs_post_send));

#define GRH(type_) WHEN(type_, is_global, 0xff)

static const struct rdma_field fields_qp_dest[] = {
	FIELD(ib_uverbs_qp_dest, dgid, GID, GRH(ib_uverbs_qp_dest)),
	FIELD(ib_uverbs_qp_dest, flow_label, X, GRH(ib_uverbs_qp_dest)),
	FIELD(ib_uverbs_qp_dest, dlid, X),
	FIELD(ib_uverbs_qp_dest, sgid_index, U, GRH(ib_uverbs_qp_dest)),
	FIELD(ib_uverbs_qp_dest, hop_limit, U, GRH(ib_uverbs_qp_dest)),
	FIELD(ib_uverbs_qp_dest, traffic_class, U, GRH(ib_uverbs_qp_dest)),
	FIELD(ib_uverbs_qp_dest, sl, U),
	FIELD(ib_uverbs_qp_dest, src_path_bits, U),
	FIELD(ib_uverbs_qp_dest, static_rate, U),
	FIELD(ib_uverbs_qp_dest, is_global, U),
	FIELD(ib_uverbs_qp_dest, port_num, U),
};
LAYOUT(qp_dest, sizeof(struct ib_uverbs_qp_dest));

#define MQP(field_, show_, bit_, ...)					\
	FIELD(ib_uverbs_modify_qp, field_, show_,			\
	      WHEN(ib_uverbs_modify_qp, attr_mask, 1U << (bit_)),	\
	      ##__VA_ARGS__)

static const struct rdma_field fields_modify_qp[] = {
	FIELD(ib_uverbs_modify_qp, qp_handle, U),
	FIELD(ib_uverbs_modify_qp, attr_mask, FLAGS,
	      .names = &names_ib_qp_attr_mask),
	MQP(qp_state, XVAL, 0, .names = &names_ib_qp_state),
	MQP(cur_qp_state, XVAL, 1, .names = &names_ib_qp_state),
	MQP(en_sqd_async_notify, U, 2),
	MQP(qp_access_flags, FLAGS, 3, .names = &names_ib_access_flags),
	MQP(pkey_index, U, 4),
	MQP(port_num, U, 5),
	MQP(qkey, X, 6),
	MQP(dest, STRUCT, 7, .layout = &layout_qp_dest),
	MQP(path_mtu, XVAL, 8, .names = &names_ib_mtu),
	MQP(timeout, U, 9),
	MQP(retry_cnt, U, 10),
	MQP(rnr_retry, U, 11),
	MQP(rq_psn, X, 12),
	MQP(max_rd_atomic, U, 13),
	MQP(alt_dest, STRUCT, 14, .layout = &layout_qp_dest),
	MQP(alt_pkey_index, U, 14),
	MQP(alt_port_num, U, 14),
	MQP(alt_timeout, U, 14),
	MQP(min_rnr_timer, U, 15),
	MQP(sq_psn, X, 16),
	MQP(max_dest_rd_atomic, U, 17),
	MQP(path_mig_state, U, 18),
	MQP(dest_qp_num, X, 20),
};
LAYOUT(modify_qp, sizeof(struct ib_uverbs_modify_qp));

static const struct rdma_field fields_create_ah[] = {
	FIELD(ib_uverbs_create_ah, user_handle, X),
	FIELD(ib_uverbs_create_ah, pd_handle, U),
	FIELD(ib_uverbs_create_ah, attr, STRUCT, .layout = &layout_ah_attr),
};
LAYOUT(create_ah, sizeof(struct ib_uverbs_create_ah));

static const struct rdma_field fields_create_ah_resp[] = {
	FIELD(ib_uverbs_create_ah_resp, ah_handle, U),
};
LAYOUT(create_ah_resp, sizeof(struct ib_uverbs_create_ah_resp));

/* Nothing but where to write the response, which an ioctl does not need.  */
static const struct rdma_layout layout_nothing = {
	.fields = NULL,
	.size = sizeof(uint64_t),
};

static const struct verbs_write_cmd verbs_write_cmds[] = {
	{ IB_USER_VERBS_CMD_QUERY_DEVICE, &layout_nothing, NULL },
	{ IB_USER_VERBS_CMD_ALLOC_PD, &layout_nothing, &layout_alloc_pd_resp },
	{ IB_USER_VERBS_CMD_CREATE_AH, &layout_create_ah,
	  &layout_create_ah_resp },
	{ IB_USER_VERBS_CMD_REG_MR, &layout_reg_mr, &layout_reg_mr_resp },
	{ IB_USER_VERBS_CMD_ALLOC_MW, &layout_alloc_mw, &layout_alloc_mw_resp },
	{ IB_USER_VERBS_CMD_CREATE_COMP_CHANNEL, &layout_nothing,
	  &layout_create_comp_channel_resp },
	{ IB_USER_VERBS_CMD_RESIZE_CQ, &layout_resize_cq,
	  &layout_resize_cq_resp },
	{ IB_USER_VERBS_CMD_REQ_NOTIFY_CQ, &layout_req_notify_cq, NULL },
	{ IB_USER_VERBS_CMD_MODIFY_QP, &layout_modify_qp, NULL },
	{ IB_USER_VERBS_CMD_ATTACH_MCAST, &layout_mcast, NULL },
	{ IB_USER_VERBS_CMD_DETACH_MCAST, &layout_mcast, NULL },
	{ IB_USER_VERBS_CMD_POST_SEND, &layout_post_send, NULL },
	{ VERBS_EXTENDED | IB_USER_VERBS_CMD_MODIFY_QP, &layout_modify_qp,
	  NULL },
};

static const struct rdma_names verbs_object_names;

#include "rdma_verbs_tables.h"

static const struct rdma_names verbs_object_names = {
	uverbs_objects, NULL, "UVERBS_OBJECT_???"
};

static const struct verbs_driver_attr verbs_driver_attrs[] = {
	{ RDMA_DRIVER_RXE, UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE,
	  UVERBS_ATTR_UHW_OUT, &layout_rxe_create_cq_resp },
	{ RDMA_DRIVER_RXE, UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE,
	  UVERBS_ATTR_UHW_OUT, &layout_rxe_create_qp_resp },
	{ RDMA_DRIVER_RXE, UVERBS_OBJECT_SRQ, UVERBS_METHOD_SRQ_CREATE,
	  UVERBS_ATTR_UHW_OUT, &layout_rxe_create_srq_resp },
	{ RDMA_DRIVER_SIW, UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT,
	  UVERBS_ATTR_UHW_OUT, &layout_siw_uresp_alloc_ctx },
	{ RDMA_DRIVER_SIW, UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE,
	  UVERBS_ATTR_UHW_OUT, &layout_siw_uresp_create_cq },
	{ RDMA_DRIVER_SIW, UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE,
	  UVERBS_ATTR_UHW_OUT, &layout_siw_uresp_create_qp },
	{ RDMA_DRIVER_SIW, UVERBS_OBJECT_SRQ, UVERBS_METHOD_SRQ_CREATE,
	  UVERBS_ATTR_UHW_OUT, &layout_siw_uresp_create_srq },
};

/*
 * Names of what drivers define are kept by the numbers of /dev/rdma_uapi: those of
 * the driver's are the same but for the bit that says so.
 */
static const uint16_t verbs_to_objects[] = {
	[UVERBS_OBJECT_DEVICE] = RUAPI_OBJ_DEVICE,
	[UVERBS_OBJECT_PD] = RUAPI_OBJ_PD,
	[UVERBS_OBJECT_CQ] = RUAPI_OBJ_CQ,
	[UVERBS_OBJECT_QP] = RUAPI_OBJ_QP,
	[UVERBS_OBJECT_SRQ] = RUAPI_OBJ_SRQ,
	[UVERBS_OBJECT_AH] = RUAPI_OBJ_AH,
	[UVERBS_OBJECT_MR] = RUAPI_OBJ_MR,
	[UVERBS_OBJECT_MW] = RUAPI_OBJ_MW,
	[UVERBS_OBJECT_FLOW] = RUAPI_OBJ_FLOW,
	[UVERBS_OBJECT_XRCD] = RUAPI_OBJ_XRCD,
	[UVERBS_OBJECT_RWQ_IND_TBL] = RUAPI_OBJ_RWQ_TABLE,
	[UVERBS_OBJECT_WQ] = RUAPI_OBJ_WQ,
	[UVERBS_OBJECT_FLOW_ACTION] = RUAPI_OBJ_FLOW_ACTION,
	[UVERBS_OBJECT_DM] = RUAPI_OBJ_DM,
	[UVERBS_OBJECT_COUNTERS] = RUAPI_OBJ_COUNTERS,
};

/* Methods of the core that drivers give attributes, and the actions that have them. */
static const struct {
	uint16_t object;
	uint16_t method;
	uint16_t ours;
	uint16_t action;
} verbs_to_actions[] = {
	{ UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT,
	  RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN },
	{ UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_CONTEXT,
	  RUAPI_OBJ_CONTEXT, RUAPI_QUERY },
	{ UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY,
	  RUAPI_OBJ_PD, RUAPI_DESTROY },
	{ UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY,
	  RUAPI_OBJ_CQ, RUAPI_DESTROY },
	{ UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE,
	  RUAPI_OBJ_CQ, RUAPI_CQ_CREATE },
	{ UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE,
	  RUAPI_OBJ_QP, RUAPI_QP_CREATE },
	{ UVERBS_OBJECT_MR, UVERBS_METHOD_REG_DMABUF_MR,
	  RUAPI_OBJ_MR, RUAPI_MR_REG_DMABUF },
	{ UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_ESP_CREATE,
	  RUAPI_OBJ_FLOW_ACTION, RUAPI_FLOW_ACTION_CREATE },
	{ UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC,
	  RUAPI_OBJ_DM, RUAPI_DM_ALLOC },
};

/* A call and what is known about it. */
struct verbs_call {
	struct verbs_hdr hdr;
	kernel_ulong_t attrs;
	unsigned int nattrs;
	const struct verbs_object *object;
	const struct verbs_method *method;
	uint32_t write_cmd;
};

/* The number that /dev/rdma_uapi has for what is the driver's. */
static unsigned int
verbs_driver_number(const unsigned int number)
{
	return RUAPI_DRIVER_NS | (number & ~VERBS_DRIVER_NS);
}

static const struct rdma_uapi_method_name *
verbs_object_name(const struct verbs_call *const call)
{
	if (!(call->hdr.object_id & VERBS_DRIVER_NS))
		return NULL;
	return rdma_uapi_find_method_name(call->hdr.driver_id,
					  verbs_driver_number(call->hdr.object_id),
					  0, 0);
}

/* Of a method of the driver; of an attribute of one, if id is not 0. */
static const struct rdma_uapi_method_name *
verbs_method_name(const struct verbs_call *const call, const unsigned int id)
{
	unsigned int object = call->hdr.object_id;

	if (!(call->hdr.method_id & VERBS_DRIVER_NS))
		return NULL;
	if (object & VERBS_DRIVER_NS)
		object = verbs_driver_number(object);
	else if (object < ARRAY_SIZE(verbs_to_objects)
		 && verbs_to_objects[object])
		object = verbs_to_objects[object];
	else
		return NULL;
	return rdma_uapi_find_method_name(call->hdr.driver_id, object,
					  verbs_driver_number(call->hdr.method_id),
					  id);
}

/* Of an attribute that the driver has. */
static const struct rdma_uapi_method_name *
verbs_attr_name(const struct verbs_call *const call, const unsigned int id)
{
	if (!(id & VERBS_DRIVER_NS))
		return NULL;
	if (call->hdr.method_id & VERBS_DRIVER_NS)
		return verbs_method_name(call, verbs_driver_number(id));
	for (size_t i = 0; i < ARRAY_SIZE(verbs_to_actions); ++i)
		if (verbs_to_actions[i].object == call->hdr.object_id
		    && verbs_to_actions[i].method == call->hdr.method_id)
			return rdma_uapi_find_method_name(call->hdr.driver_id,
							  verbs_to_actions[i].ours,
							  verbs_to_actions[i].action,
							  RUAPI_ATTR_DRIVER | id);
	return NULL;
}

static const struct verbs_attr *
verbs_find_attr(const struct verbs_call *const call, const unsigned int id)
{
	static const struct verbs_attr uhw_in = {
		.kind = VERBS_BYTES,
	};
	static const struct verbs_attr uhw_out = {
		.kind = VERBS_BYTES,
		.out = true,
	};

	/* What drivers define says nothing of its form. */
	if (verbs_attr_name(call, id))
		return NULL;
	if (id == UVERBS_ATTR_UHW_IN)
		return &uhw_in;
	if (id == UVERBS_ATTR_UHW_OUT)
		return &uhw_out;
	if (!call->method || id >= call->method->nattrs
	    || call->method->attrs[id].kind == VERBS_NONE)
		return NULL;
	return &call->method->attrs[id];
}

static const struct rdma_layout *
verbs_driver_layout(const struct verbs_call *const call, const unsigned int id)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs_driver_attrs); ++i) {
		const struct verbs_driver_attr *const attr =
			&verbs_driver_attrs[i];

		if (attr->driver_id == call->hdr.driver_id
		    && attr->object == call->hdr.object_id
		    && attr->method == call->hdr.method_id
		    && attr->attr == id)
			return attr->layout;
	}
	return NULL;
}

static const struct rdma_layout *
verbs_core_layout(const uint32_t cmd, const bool out)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs_write_cmds); ++i)
		if (verbs_write_cmds[i].cmd == cmd)
			return out ? verbs_write_cmds[i].out
				   : verbs_write_cmds[i].in;
	return NULL;
}

static void
verbs_print_write_cmd(const uint32_t cmd)
{
	if (!(cmd & VERBS_EXTENDED)) {
		printxval(uverbs_write_cmds, cmd, "IB_USER_VERBS_CMD_???");
		return;
	}
	print_xlat_ex(VERBS_EXTENDED, "IB_USER_VERBS_CMD_FLAG_EXTENDED",
		      XLAT_STYLE_DEFAULT);
	tprint_flags_or();
	printxval(uverbs_ex_write_cmds, cmd & ~VERBS_EXTENDED,
		  "IB_USER_VERBS_EX_CMD_???");
}

/* Short inputs are where the pointer to long ones would be. */
static bool
verbs_is_inline(const struct verbs_attr_arg *const arg,
		const struct verbs_attr *const spec)
{
	return !spec->out && arg->len <= sizeof(arg->data);
}

static void
verbs_decode_bytes(struct tcb *const tcp,
		   const struct verbs_attr_arg *const arg,
		   const struct verbs_attr *const spec,
		   const struct rdma_layout *const layout)
{
	if (verbs_is_inline(arg, spec)) {
		if (layout)
			rdma_print_struct(tcp, &arg->data, arg->len, layout);
		else
			print_quoted_string((const char *) &arg->data, arg->len,
					    QUOTE_FORCE_HEX);
	} else if (layout) {
		rdma_decode_struct(tcp, arg->data, arg->len, layout);
	} else {
		printstr_ex(tcp, arg->data, arg->len, QUOTE_FORCE_HEX);
	}
}

static void
verbs_decode_number(struct tcb *const tcp,
		    const struct verbs_attr_arg *const arg,
		    const struct verbs_attr *const spec)
{
	uint64_t val;

	if (spec->out) {
		if (umoven_to_uint64_or_printaddr64(tcp, arg->data, arg->len,
						    &val))
			return;
	} else if (arg->len == 1 || arg->len == 2 || arg->len == 4
		   || arg->len == 8) {
		val = rdma_load_number(&arg->data, arg->len);
	} else {
		verbs_decode_bytes(tcp, arg, spec, NULL);
		return;
	}
	rdma_print_number(val, spec->show, spec->names);
}

static void
verbs_decode_numbers(struct tcb *const tcp,
		     const struct verbs_attr_arg *const arg,
		     const struct verbs_attr *const spec)
{
	uint64_t buf;

	print_array(tcp, arg->data, arg->len / spec->width, &buf, spec->width,
		    tfetch_mem, print_uint_array_member, NULL);
}

static void
verbs_print_handle(const uint32_t handle, const unsigned int object)
{
	if (xlat_verbose(xlat_verbosity) == XLAT_STYLE_RAW
	    || object >= ARRAY_SIZE(verbs_objects))
		PRINT_VAL_U(handle);
	else
		tprintf_string("%s#%u", verbs_objects[object].name, handle);
}

static void
verbs_decode_value(struct tcb *const tcp, const struct verbs_call *const call,
		   const struct verbs_attr_arg *const arg,
		   const struct verbs_attr *const spec)
{
	switch (spec->kind) {
	case VERBS_NUMBER:
		verbs_decode_number(tcp, arg, spec);
		break;
	case VERBS_NUMBERS:
		verbs_decode_numbers(tcp, arg, spec);
		break;
	case VERBS_STRUCT:
		verbs_decode_bytes(tcp, arg, spec, spec->layout);
		break;
	case VERBS_ARRAY:
		rdma_decode_array(tcp, arg->data, arg->len, spec->layout);
		break;
	case VERBS_OBJECT:
		verbs_print_handle(arg->data, spec->object);
		break;
	case VERBS_FD:
		printfd(tcp, arg->data);
		break;
	case VERBS_WRITE_CMD:
		verbs_print_write_cmd(arg->data);
		break;
	case VERBS_CORE_IN:
	case VERBS_CORE_OUT:
		verbs_decode_bytes(tcp, arg, spec,
				   verbs_core_layout(call->write_cmd,
						     spec->out));
		break;
	default:
		verbs_decode_bytes(tcp, arg, spec,
				   verbs_driver_layout(call, arg->attr_id));
	}
}

static void
verbs_print_attr_id(const struct verbs_call *const call, const unsigned int id)
{
	const struct rdma_uapi_method_name *const name =
		verbs_attr_name(call, id);
	const struct xlat *names = NULL;

	if (name) {
		print_xlat_ex(id, name->name, XLAT_STYLE_DEFAULT);
		return;
	}
	if (id & VERBS_UHW)
		names = uverbs_uhw_attrs;
	else if (call->method)
		names = call->method->names;
	printxvals(id, "UVERBS_ATTR_???", names, NULL);
}

/* What is not known is printed as it is. */
static void
verbs_print_unknown(const struct verbs_attr_arg *const arg)
{
	tprint_struct_next();
	PRINT_FIELD_U(*arg, len);
	tprint_struct_next();
	PRINT_FIELD_X(*arg, data);
}

/*
 * Whether the kernel has written an output.  It says so of those which it need
 * not know; drivers say nothing of theirs.
 */
static bool
verbs_is_written(struct tcb *const tcp, const struct verbs_attr_arg *const arg,
		 const struct verbs_attr *const spec)
{
	return !syserror(tcp)
	       && (spec->kind == VERBS_OBJECT || spec->kind == VERBS_FD
		   || arg->attr_id == UVERBS_ATTR_UHW_OUT
		   || (arg->flags & (UVERBS_ATTR_F_MANDATORY
				     | UVERBS_ATTR_F_VALID_OUTPUT)));
}

static void
verbs_print_attr(struct tcb *const tcp, const struct verbs_call *const call,
		 const struct verbs_attr_arg *const arg)
{
	const struct verbs_attr *const spec =
		verbs_find_attr(call, arg->attr_id);

	tprint_struct_begin();
	verbs_print_attr_id(call, arg->attr_id);
	if (!abbrev(tcp) && arg->flags) {
		tprint_struct_next();
		PRINT_FIELD_FLAGS(*arg, flags, uverbs_attr_flags,
				  "UVERBS_ATTR_F_???");
	}
	if (!spec) {
		verbs_print_unknown(arg);
	} else if (!spec->out) {
		tprint_struct_next();
		if (spec->kind == VERBS_ENUM) {
			PRINT_FIELD_U(*arg, elem_id);
			tprint_struct_next();
		}
		verbs_decode_value(tcp, call, arg, spec);
	} else if (verbs_is_written(tcp, arg, spec)) {
		tprint_value_changed();
		verbs_decode_value(tcp, call, arg, spec);
	} else if (spec->kind != VERBS_OBJECT && spec->kind != VERBS_FD) {
		verbs_print_unknown(arg);
	}
	tprint_struct_end();
}

enum {
	VERBS_HAS_PRINTED = 1 << 0,
	VERBS_HAS_BROKEN = 1 << 1,
};

static unsigned int
verbs_print_attrs(struct tcb *const tcp, const struct verbs_call *const call,
		  const bool outputs, unsigned int state)
{
	for (unsigned int i = 0; i < call->nattrs; ++i) {
		const struct verbs_attr *spec;
		struct verbs_attr_arg arg;
		const kernel_ulong_t addr = call->attrs + i * sizeof(arg);

		if (umove(tcp, addr, &arg) < 0) {
			if (state & VERBS_HAS_PRINTED)
				tprint_array_next();
			tprint_more_data_follows();
			printaddr_comment(addr);
			return state | VERBS_HAS_PRINTED | VERBS_HAS_BROKEN;
		}
		spec = verbs_find_attr(call, arg.attr_id);
		if ((spec && spec->out) != outputs)
			continue;
		if (state & VERBS_HAS_PRINTED)
			tprint_array_next();
		verbs_print_attr(tcp, call, &arg);
		state |= VERBS_HAS_PRINTED;
	}
	return state;
}

/* The command that CORE_IN and CORE_OUT are about comes after them. */
static uint32_t
verbs_find_write_cmd(struct tcb *const tcp,
		     const struct verbs_call *const call)
{
	struct verbs_attr_arg arg;

	if (call->hdr.object_id != UVERBS_OBJECT_DEVICE
	    || call->hdr.method_id != UVERBS_METHOD_INVOKE_WRITE)
		return -1U;
	for (unsigned int i = 0; i < call->nattrs; ++i) {
		if (umove(tcp, call->attrs + i * sizeof(arg), &arg) < 0)
			break;
		if (arg.attr_id == UVERBS_ATTR_WRITE_CMD)
			return arg.data;
	}
	return -1U;
}

static void
verbs_init_call(struct tcb *const tcp, struct verbs_call *const call,
		const kernel_ulong_t arg)
{
	const struct verbs_hdr *const hdr = &call->hdr;

	call->attrs = arg + sizeof(*hdr);
	call->nattrs = MIN(hdr->num_attrs, VERBS_MAX_ATTRS);
	call->object = NULL;
	call->method = NULL;
	if (hdr->object_id < ARRAY_SIZE(verbs_objects))
		call->object = &verbs_objects[hdr->object_id];
	if (call->object && hdr->method_id < call->object->nmethods)
		call->method = &call->object->methods[hdr->method_id];
	call->write_cmd = verbs_find_write_cmd(tcp, call);
}

static void
verbs_print_header(struct tcb *const tcp, const struct verbs_call *const call)
{
	const struct verbs_hdr *const hdr = &call->hdr;
	const bool verbose =
		!abbrev(tcp) || hdr->num_attrs > VERBS_MAX_ATTRS
		|| hdr->length != sizeof(*hdr) + hdr->num_attrs
				  * sizeof(struct verbs_attr_arg);

	tprint_struct_begin();
	if (verbose) {
		PRINT_FIELD_U(*hdr, length);
		tprint_struct_next();
	}
	const struct rdma_uapi_method_name *const object =
		verbs_object_name(call);
	const struct rdma_uapi_method_name *const method =
		verbs_method_name(call, 0);

	tprints_field_name("object_id");
	if (object)
		print_xlat_ex(hdr->object_id, object->name, XLAT_STYLE_DEFAULT);
	else
		printxval(uverbs_objects, hdr->object_id, "UVERBS_OBJECT_???");
	tprint_struct_next();
	tprints_field_name("method_id");
	if (method)
		print_xlat_ex(hdr->method_id, method->name, XLAT_STYLE_DEFAULT);
	else
		printxvals(hdr->method_id, "UVERBS_METHOD_???",
			   call->object ? call->object->names : NULL, NULL);
	if (verbose) {
		tprint_struct_next();
		PRINT_FIELD_U(*hdr, num_attrs);
	}
	if (hdr->reserved1) {
		tprint_struct_next();
		PRINT_FIELD_X(*hdr, reserved1);
	}
	tprint_struct_next();
	PRINT_FIELD_XVAL(*hdr, driver_id, rdma_driver_id, "RDMA_DRIVER_???");
	if (hdr->reserved2) {
		tprint_struct_next();
		PRINT_FIELD_X(*hdr, reserved2);
	}
}

int
rdma_verbs_ioctl(struct tcb *const tcp, const unsigned int code,
		 const kernel_ulong_t arg)
{
	struct verbs_call call;
	unsigned int state;

	if (code != VERBS_IOCTL)
		return RVAL_DECODED;

	if (entering(tcp)) {
		tprints_arg_next_name("argp");
		if (umove_or_printaddr(tcp, arg, &call.hdr))
			return RVAL_IOCTL_DECODED;
		verbs_init_call(tcp, &call, arg);
		verbs_print_header(tcp, &call);
		tprint_struct_next();
		tprints_field_name("attrs");
		tprint_array_begin();
		state = verbs_print_attrs(tcp, &call, false, 0);
		set_tcb_priv_ulong(tcp, state);
		return 0;
	}

	state = get_tcb_priv_ulong(tcp);
	if (!(state & VERBS_HAS_BROKEN) && umove(tcp, arg, &call.hdr) == 0) {
		verbs_init_call(tcp, &call, arg);
		state = verbs_print_attrs(tcp, &call, true, state);
		if (call.hdr.num_attrs > VERBS_MAX_ATTRS) {
			tprint_array_next();
			tprint_more_data_follows();
		}
	}
	tprint_array_end();
	tprint_struct_end();
	return RVAL_IOCTL_DECODED;
}

#undef FIELD
#undef LAYOUT
#undef WHEN
#undef GRH
#undef MQP
