// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* CQ: completion queues. */
#include "../spec.h"

static const struct ruapi_name create_flags[] = {
	{ 1 << 0, "IB_UVERBS_CQ_FLAGS_TIMESTAMP_COMPLETION" },
	{ 1 << 1, "IB_UVERBS_CQ_FLAGS_IGNORE_OVERRUN" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ib_uverbs_ex_create_cq_flags", create_flags);

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_CQ_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_CREATE_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_CREATE_CQE] = {
		.name = "cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_CREATE_COMP_VECTOR] = {
		.name = "comp_vector",
		.type = RUAPI_T_U32,
	},
	[RUAPI_CQ_CREATE_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 3,
		.names = &flag_names,
	},
	[RUAPI_CQ_CREATE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_CQ_CREATE_ASYNC_QUEUE] = {
		.name = "async_queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_CQ_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_CQ_CREATE_ACTUAL_CQE] = {
		.name = "actual_cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CQ_CREATE_BUF_ADDR] = {
		.name = "buf_addr",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_CQ_CREATE_BUF_LENGTH] = {
		.name = "buf_length",
		.type = RUAPI_T_U64,
	},
	[RUAPI_CQ_CREATE_BUF_FD] = {
		.name = "buf_fd",
		.type = RUAPI_T_FD,
	},
};

static const struct ruapi_attr_spec arm_attrs[] = {
	[RUAPI_CQ_ARM_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_ARM_SOLICITED] = {
		.name = "solicited",
		.type = RUAPI_T_U32,
		.known = 1,
	},
};

static const struct ruapi_attr_spec resize_attrs[] = {
	[RUAPI_CQ_RESIZE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_RESIZE_CQE] = {
		.name = "cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_RESIZE_ACTUAL_CQE] = {
		.name = "actual_cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec modify_attrs[] = {
	[RUAPI_CQ_MODIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_MODIFY_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_MODIFY_PERIOD] = {
		.name = "period",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_name wc_statuses[] = {
	{ 0, "IBV_WC_SUCCESS" },
	{ 1, "IBV_WC_LOC_LEN_ERR" },
	{ 2, "IBV_WC_LOC_QP_OP_ERR" },
	{ 3, "IBV_WC_LOC_EEC_OP_ERR" },
	{ 4, "IBV_WC_LOC_PROT_ERR" },
	{ 5, "IBV_WC_WR_FLUSH_ERR" },
	{ 6, "IBV_WC_MW_BIND_ERR" },
	{ 7, "IBV_WC_BAD_RESP_ERR" },
	{ 8, "IBV_WC_LOC_ACCESS_ERR" },
	{ 9, "IBV_WC_REM_INV_REQ_ERR" },
	{ 10, "IBV_WC_REM_ACCESS_ERR" },
	{ 11, "IBV_WC_REM_OP_ERR" },
	{ 12, "IBV_WC_RETRY_EXC_ERR" },
	{ 13, "IBV_WC_RNR_RETRY_EXC_ERR" },
	{ 14, "IBV_WC_LOC_RDD_VIOL_ERR" },
	{ 15, "IBV_WC_REM_INV_RD_REQ_ERR" },
	{ 16, "IBV_WC_REM_ABORT_ERR" },
	{ 17, "IBV_WC_INV_EECN_ERR" },
	{ 18, "IBV_WC_INV_EEC_STATE_ERR" },
	{ 19, "IBV_WC_FATAL_ERR" },
	{ 20, "IBV_WC_RESP_TIMEOUT_ERR" },
	{ 21, "IBV_WC_GENERAL_ERR" },
};

static const struct ruapi_names wc_status_names =
	RUAPI_NAMES("ibv_wc_status", wc_statuses);

static const struct ruapi_name wc_opcodes[] = {
	{ 0, "IBV_WC_SEND" },
	{ 1, "IBV_WC_RDMA_WRITE" },
	{ 2, "IBV_WC_RDMA_READ" },
	{ 3, "IBV_WC_COMP_SWAP" },
	{ 4, "IBV_WC_FETCH_ADD" },
	{ 5, "IBV_WC_BIND_MW" },
	{ 6, "IBV_WC_LOCAL_INV" },
	{ 7, "IBV_WC_TSO" },
	{ 128, "IBV_WC_RECV" },
	{ 129, "IBV_WC_RECV_RDMA_WITH_IMM" },
};

static const struct ruapi_names wc_opcode_names =
	RUAPI_NAMES("ibv_wc_opcode", wc_opcodes);

/* The kernel's: two of them have other values in libibverbs. */
static const struct ruapi_name wc_flags[] = {
	{ 1 << 0, "IB_WC_GRH" },
	{ 1 << 1, "IB_WC_WITH_IMM" },
	{ 1 << 2, "IB_WC_WITH_INVALIDATE" },
	{ 1 << 3, "IB_WC_IP_CSUM_OK" },
	{ 1 << 4, "IB_WC_WITH_SMAC" },
	{ 1 << 5, "IB_WC_WITH_VLAN" },
	{ 1 << 6, "IB_WC_WITH_NETWORK_HDR_TYPE" },
};

static const struct ruapi_names wc_flag_names =
	RUAPI_NAMES("ib_wc_flags", wc_flags);

static const struct ruapi_field wc_fields[] = {
	RUAPI_FIELD(ruapi_wc, wr_id, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_wc, status, .show = RUAPI_SHOW_ENUM,
		    .names = &wc_status_names),
	RUAPI_FIELD(ruapi_wc, opcode, .show = RUAPI_SHOW_ENUM,
		    .names = &wc_opcode_names),
	RUAPI_FIELD(ruapi_wc, vendor_err, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_wc, byte_len),
	RUAPI_FIELD(ruapi_wc, imm_data, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_wc, qp_num, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_wc, src_qp, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_wc, flags, .show = RUAPI_SHOW_FLAGS,
		    .names = &wc_flag_names),
	RUAPI_FIELD(ruapi_wc, pkey_index),
	RUAPI_FIELD(ruapi_wc, slid),
	RUAPI_FIELD(ruapi_wc, sl),
	RUAPI_FIELD(ruapi_wc, dlid_path_bits),
	RUAPI_FIELD(ruapi_wc, port_num),
};

static const struct ruapi_layout wc_layout = RUAPI_LAYOUT(ruapi_wc, wc_fields);

static const struct ruapi_attr_spec poll_attrs[] = {
	[RUAPI_CQ_POLL_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_POLL_WCS] = {
		.name = "wcs",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_wc),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_wc),
		.layout = &wc_layout,
	},
};

static const struct ruapi_action_spec cq_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(ruapi_destroy_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(ruapi_list_attrs),
	},
	[RUAPI_CQ_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_CQ_ARM] = {
		.name = "arm",
		.class = RUAPI_CLASS_FAST,
		RUAPI_ATTRS(arm_attrs),
	},
	[RUAPI_CQ_RESIZE] = {
		.name = "resize",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(resize_attrs),
	},
	[RUAPI_CQ_MODIFY] = {
		.name = "modify",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(modify_attrs),
	},
	[RUAPI_CQ_POLL] = {
		.name = "poll",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(poll_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_cq = {
	.name = "cq",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(cq_actions),
	.actions = cq_actions,
};
