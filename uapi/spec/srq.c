// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* SRQ: shared receive queues. */
#include "../spec.h"

static const struct ruapi_name types[] = {
	{ 0, "IBV_SRQT_BASIC" },
	{ 1, "IBV_SRQT_XRC" },
	{ 2, "IBV_SRQT_TM" },
};

static const struct ruapi_names type_names = RUAPI_NAMES("ib_srq_type", types);

static const struct ruapi_field attr_fields[] = {
	RUAPI_FIELD(ruapi_srq_attr, max_wr),
	RUAPI_FIELD(ruapi_srq_attr, max_sge),
	RUAPI_FIELD(ruapi_srq_attr, srq_limit),
};

static const struct ruapi_layout attr_layout =
	RUAPI_LAYOUT(ruapi_srq_attr, attr_fields);

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_SRQ_QUERY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_SRQ_QUERY_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_srq_attr),
		.layout = &attr_layout,
	},
};

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_SRQ_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_SRQ_CREATE_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_SRQ_CREATE_TYPE] = {
		.name = "type",
		.type = RUAPI_T_U8,
		.known = 2,
		.names = &type_names,
	},
	[RUAPI_SRQ_CREATE_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_srq_attr),
		.max_len = sizeof(struct ruapi_srq_attr),
		.layout = &attr_layout,
	},
	[RUAPI_SRQ_CREATE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_SRQ_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_SRQ_CREATE_ACTUAL_ATTR] = {
		.name = "actual_attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_srq_attr),
		.layout = &attr_layout,
	},
	[RUAPI_SRQ_CREATE_XRCD] = {
		.name = "xrcd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_XRCD,
	},
	[RUAPI_SRQ_CREATE_CQ] = {
		.name = "cq",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CQ,
	},
	[RUAPI_SRQ_CREATE_MAX_NUM_TAGS] = {
		.name = "max_num_tags",
		.type = RUAPI_T_U32,
	},
	[RUAPI_SRQ_CREATE_SRQ_NUM] = {
		.name = "srq_num",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_SRQ_CREATE_BUF] = {
		.name = "buf",
		.type = RUAPI_T_STRUCT,
		.min_len = sizeof(struct ruapi_buffer),
		.max_len = sizeof(struct ruapi_buffer),
		.layout = &ruapi_layout_buffer,
	},
};

static const struct ruapi_attr_spec modify_attrs[] = {
	[RUAPI_SRQ_MODIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_SRQ_MODIFY_MAX_WR] = {
		.name = "max_wr",
		.type = RUAPI_T_U32,
	},
	[RUAPI_SRQ_MODIFY_SRQ_LIMIT] = {
		.name = "srq_limit",
		.type = RUAPI_T_U32,
	},
};

static const struct ruapi_attr_spec post_recv_attrs[] = {
	[RUAPI_SRQ_POST_RECV_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_SRQ_POST_RECV_WRS] = {
		.name = "wrs",
		.type = RUAPI_T_ARRAY,
		.min_len = sizeof(struct ruapi_recv_wr),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_recv_wr),
		.layout = &ruapi_layout_recv_wr,
	},
	[RUAPI_SRQ_POST_RECV_SGES] = {
		.name = "sges",
		.type = RUAPI_T_ARRAY,
		.min_len = sizeof(struct ruapi_sge),
		.max_len = RUAPI_MAX_WRS * sizeof(struct ruapi_sge),
		.layout = &ruapi_layout_sge,
	},
	[RUAPI_SRQ_POST_RECV_BAD_WR] = {
		.name = "bad_wr",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT |
			 RUAPI_SPEC_ON_ERROR,
	},
	[RUAPI_SRQ_POST_RECV_BAD_ERRNO] = {
		.name = "bad_errno",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_action_spec srq_actions[] = {
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
	[RUAPI_SRQ_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_SRQ_MODIFY] = {
		.name = "modify",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(modify_attrs),
	},
	[RUAPI_SRQ_POST_RECV] = {
		.name = "post_recv",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(post_recv_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_srq = {
	.name = "srq",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(srq_actions),
	.actions = srq_actions,
};
