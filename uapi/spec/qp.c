// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* QP: queue pairs. */
#include "../spec.h"

static const struct ruapi_name create_flags[] = {
	{ 1 << 1, "IBV_QP_CREATE_BLOCK_SELF_MCAST_LB" },
	{ 1 << 2, "IBV_QP_CREATE_CROSS_CHANNEL" },
	{ 1 << 3, "IBV_QP_CREATE_MANAGED_SEND" },
	{ 1 << 4, "IBV_QP_CREATE_MANAGED_RECV" },
	{ 1 << 8, "IBV_QP_CREATE_SCATTER_FCS" },
	{ 1 << 9, "IBV_QP_CREATE_CVLAN_STRIPPING" },
	{ 1 << 10, "IBV_QP_CREATE_SOURCE_QPN" },
	{ 1 << 11, "IBV_QP_CREATE_PCI_WRITE_END_PADDING" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ib_qp_create_flags", create_flags);

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_QP_QUERY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_QUERY_MASK] = {
		.name = "mask",
		.type = RUAPI_T_FLAGS32,
		.known = 0x21fffff,
		.names = &ruapi_names_qp_mask,
	},
	[RUAPI_QP_QUERY_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_qp_attr),
		.layout = &ruapi_layout_qp_attr,
	},
	[RUAPI_QP_QUERY_SIG_ALL] = {
		.name = "sig_all",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_QP_QUERY_QP_NUM] = {
		.name = "qp_num",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_QP_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_CREATE_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.group = 1,
	},
	[RUAPI_QP_CREATE_TYPE] = {
		.name = "type",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_REQUIRED,
		.names = &ruapi_names_qp_type,
	},
	[RUAPI_QP_CREATE_SEND_CQ] = {
		.name = "send_cq",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CQ,
	},
	[RUAPI_QP_CREATE_RECV_CQ] = {
		.name = "recv_cq",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CQ,
	},
	[RUAPI_QP_CREATE_CAP] = {
		.name = "cap",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_qp_cap),
		.max_len = sizeof(struct ruapi_qp_cap),
		.layout = &ruapi_layout_qp_cap,
	},
	[RUAPI_QP_CREATE_SIG_ALL] = {
		.name = "sig_all",
		.type = RUAPI_T_U8,
		.known = 1,
	},
	[RUAPI_QP_CREATE_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 0xf1e,
		.names = &flag_names,
	},
	[RUAPI_QP_CREATE_SOURCE_QPN] = {
		.name = "source_qpn",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_HEX,
		.known = 0xffffff,
	},
	[RUAPI_QP_CREATE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_QP_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_QP_CREATE_ACTUAL_CAP] = {
		.name = "actual_cap",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_qp_cap),
		.layout = &ruapi_layout_qp_cap,
	},
	[RUAPI_QP_CREATE_QP_NUM] = {
		.name = "qp_num",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_QP_CREATE_SRQ] = {
		.name = "srq",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_SRQ,
	},
	[RUAPI_QP_CREATE_XRCD] = {
		.name = "xrcd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.group = 1,
		.object = RUAPI_OBJ_XRCD,
	},
	[RUAPI_QP_CREATE_RWQ_TABLE] = {
		.name = "rwq_table",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_RWQ_TABLE,
	},
	[RUAPI_QP_CREATE_BUF] = {
		.name = "buf",
		.type = RUAPI_T_STRUCT,
		.min_len = sizeof(struct ruapi_buffer),
		.max_len = sizeof(struct ruapi_buffer),
		.layout = &ruapi_layout_buffer,
	},
	[RUAPI_QP_CREATE_RQ_BUF] = {
		.name = "rq_buf",
		.type = RUAPI_T_STRUCT,
		.min_len = sizeof(struct ruapi_buffer),
		.max_len = sizeof(struct ruapi_buffer),
		.layout = &ruapi_layout_buffer,
	},
	[RUAPI_QP_CREATE_SQ_BUF] = {
		.name = "sq_buf",
		.type = RUAPI_T_STRUCT,
		.min_len = sizeof(struct ruapi_buffer),
		.max_len = sizeof(struct ruapi_buffer),
		.layout = &ruapi_layout_buffer,
	},
};

static const struct ruapi_attr_spec modify_attrs[] = {
	[RUAPI_QP_MODIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_MODIFY_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
		.min_len = sizeof(struct ruapi_qp_attr),
		.max_len = sizeof(struct ruapi_qp_attr),
		.layout = &ruapi_layout_qp_attr,
	},
};

static const struct ruapi_attr_spec doorbell_attrs[] = {
	[RUAPI_QP_DOORBELL_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_attr_spec attach_mcast_attrs[] = {
	[RUAPI_QP_ATTACH_MCAST_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_QP_ATTACH_MCAST_GID] = {
		.name = "gid",
		.type = RUAPI_T_BYTES,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = 16,
		.max_len = 16,
	},
	[RUAPI_QP_ATTACH_MCAST_LID] = {
		.name = "lid",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec detach_mcast_attrs[] = {
	[RUAPI_QP_DETACH_MCAST_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_DETACH_MCAST_GID] = {
		.name = "gid",
		.type = RUAPI_T_BYTES,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = 16,
		.max_len = 16,
	},
	[RUAPI_QP_DETACH_MCAST_LID] = {
		.name = "lid",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_name wr_opcodes[] = {
	{ 0, "IBV_WR_RDMA_WRITE" },
	{ 1, "IBV_WR_RDMA_WRITE_WITH_IMM" },
	{ 2, "IBV_WR_SEND" },
	{ 3, "IBV_WR_SEND_WITH_IMM" },
	{ 4, "IBV_WR_RDMA_READ" },
	{ 5, "IBV_WR_ATOMIC_CMP_AND_SWP" },
	{ 6, "IBV_WR_ATOMIC_FETCH_AND_ADD" },
	{ 9, "IBV_WR_SEND_WITH_INV" },
};

static const struct ruapi_names wr_opcode_names =
	RUAPI_NAMES("ibv_wr_opcode", wr_opcodes);

static const struct ruapi_name send_flags[] = {
	{ 1 << 0, "IBV_SEND_FENCE" },
	{ 1 << 1, "IBV_SEND_SIGNALED" },
	{ 1 << 2, "IBV_SEND_SOLICITED" },
	{ 1 << 3, "IBV_SEND_INLINE" },
	{ 1 << 4, "IBV_SEND_IP_CSUM" },
};

static const struct ruapi_names send_flag_names =
	RUAPI_NAMES("ibv_send_flags", send_flags);

static const struct ruapi_field send_wr_fields[] = {
	RUAPI_FIELD(ruapi_send_wr, wr_id, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_send_wr, opcode, .show = RUAPI_SHOW_ENUM,
		    .names = &wr_opcode_names),
	RUAPI_FIELD(ruapi_send_wr, flags, .show = RUAPI_SHOW_FLAGS,
		    .names = &send_flag_names),
	RUAPI_FIELD(ruapi_send_wr, num_sge),
	RUAPI_FIELD(ruapi_send_wr, imm_data, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_send_wr, remote_addr, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_send_wr, compare_add, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_send_wr, swap, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_send_wr, rkey, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_send_wr, ah),
	RUAPI_FIELD(ruapi_send_wr, remote_qpn, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_send_wr, remote_qkey, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout send_wr_layout =
	RUAPI_LAYOUT(ruapi_send_wr, send_wr_fields);

static const struct ruapi_attr_spec post_send_attrs[] = {
	[RUAPI_QP_POST_SEND_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_POST_SEND_WRS] = {
		.name = "wrs",
		.type = RUAPI_T_ARRAY,
		.min_len = sizeof(struct ruapi_send_wr),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_send_wr),
		.layout = &send_wr_layout,
	},
	[RUAPI_QP_POST_SEND_SGES] = {
		.name = "sges",
		.type = RUAPI_T_ARRAY,
		.min_len = sizeof(struct ruapi_sge),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_sge),
		.layout = &ruapi_layout_sge,
	},
	[RUAPI_QP_POST_SEND_BAD_WR] = {
		.name = "bad_wr",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT |
			 RUAPI_SPEC_ON_ERROR,
	},
	[RUAPI_QP_POST_SEND_BAD_ERRNO] = {
		.name = "bad_errno",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_QP_POST_SEND_AHS] = {
		.name = "ahs",
		.type = RUAPI_T_OBJS,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_AH,
		.min_len = sizeof(struct ruapi_objref),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_objref),
	},
};

static const struct ruapi_attr_spec post_recv_attrs[] = {
	[RUAPI_QP_POST_RECV_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_POST_RECV_WRS] = {
		.name = "wrs",
		.type = RUAPI_T_ARRAY,
		.min_len = sizeof(struct ruapi_recv_wr),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_recv_wr),
		.layout = &ruapi_layout_recv_wr,
	},
	[RUAPI_QP_POST_RECV_SGES] = {
		.name = "sges",
		.type = RUAPI_T_ARRAY,
		.min_len = sizeof(struct ruapi_sge),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_sge),
		.layout = &ruapi_layout_sge,
	},
	[RUAPI_QP_POST_RECV_BAD_WR] = {
		.name = "bad_wr",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT |
			 RUAPI_SPEC_ON_ERROR,
	},
	[RUAPI_QP_POST_RECV_BAD_ERRNO] = {
		.name = "bad_errno",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec open_attrs[] = {
	[RUAPI_QP_OPEN_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_OPEN_XRCD] = {
		.name = "xrcd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_XRCD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_OPEN_QP_NUM] = {
		.name = "qp_num",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_HEX,
		.known = 0xffffff,
	},
	[RUAPI_QP_OPEN_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_QP_OPEN_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec qp_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(ruapi_destroy_attrs),
	},
	[RUAPI_QUERY] = {
		.name = "query",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(ruapi_list_attrs),
	},
	[RUAPI_QP_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_QP_MODIFY] = {
		.name = "modify",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(modify_attrs),
	},
	[RUAPI_QP_DOORBELL] = {
		.name = "doorbell",
		.class = RUAPI_CLASS_FAST,
		RUAPI_ATTRS(doorbell_attrs),
	},
	[RUAPI_QP_ATTACH_MCAST] = {
		.name = "attach_mcast",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(attach_mcast_attrs),
	},
	[RUAPI_QP_DETACH_MCAST] = {
		.name = "detach_mcast",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(detach_mcast_attrs),
	},
	[RUAPI_QP_POST_SEND] = {
		.name = "post_send",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(post_send_attrs),
	},
	[RUAPI_QP_POST_RECV] = {
		.name = "post_recv",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(post_recv_attrs),
	},
	[RUAPI_QP_OPEN] = {
		.name = "open",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(open_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_qp = {
	.name = "qp",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(qp_actions),
	.actions = qp_actions,
};
