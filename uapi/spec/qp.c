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
		.flags = RUAPI_SPEC_REQUIRED,
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
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_QP_CREATE_RECV_CQ] = {
		.name = "recv_cq",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CQ,
		.flags = RUAPI_SPEC_REQUIRED,
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
		.flags = RUAPI_SPEC_REQUIRED,
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
		.flags = RUAPI_SPEC_REQUIRED,
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

static const struct ruapi_action_spec qp_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(ruapi_destroy_attrs),
	},
	[RUAPI_QUERY] = {
		.name = "query",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(query_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CALL,
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
};

const struct ruapi_object_spec ruapi_spec_qp = {
	.name = "qp",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(qp_actions),
	.actions = qp_actions,
};
