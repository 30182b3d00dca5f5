// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* COMP_CNTR: completion counters. */
#include "../spec.h"

static const struct ruapi_name entries[] = {
	{ RUAPI_COMP_CNTR_COMP, "RUAPI_COMP_CNTR_COMP" },
	{ RUAPI_COMP_CNTR_ERR, "RUAPI_COMP_CNTR_ERR" },
};

static const struct ruapi_names entry_names =
	RUAPI_NAMES("ruapi_comp_cntr_entry", entries);

static const struct ruapi_name modify_ops[] = {
	{ RUAPI_COMP_CNTR_SET, "RUAPI_COMP_CNTR_SET" },
	{ RUAPI_COMP_CNTR_INC, "RUAPI_COMP_CNTR_INC" },
};

static const struct ruapi_names modify_op_names =
	RUAPI_NAMES("ruapi_comp_cntr_op", modify_ops);

static const struct ruapi_name attach_ops[] = {
	{ RUAPI_COMP_CNTR_SEND, "RUAPI_COMP_CNTR_SEND" },
	{ RUAPI_COMP_CNTR_RECV, "RUAPI_COMP_CNTR_RECV" },
	{ RUAPI_COMP_CNTR_RDMA_READ, "RUAPI_COMP_CNTR_RDMA_READ" },
	{ RUAPI_COMP_CNTR_REMOTE_READ, "RUAPI_COMP_CNTR_REMOTE_READ" },
	{ RUAPI_COMP_CNTR_RDMA_WRITE, "RUAPI_COMP_CNTR_RDMA_WRITE" },
	{ RUAPI_COMP_CNTR_REMOTE_WRITE, "RUAPI_COMP_CNTR_REMOTE_WRITE" },
};

static const struct ruapi_names attach_op_names =
	RUAPI_NAMES("ruapi_comp_cntr_ops", attach_ops);

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_COMP_CNTR_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COMP_CNTR_CREATE_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COMP_CNTR_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec modify_attrs[] = {
	[RUAPI_COMP_CNTR_MODIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_WRITE,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COMP_CNTR_MODIFY_ENTRY] = {
		.name = "entry",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = RUAPI_COMP_CNTR_ERR,
		.names = &entry_names,
	},
	[RUAPI_COMP_CNTR_MODIFY_OP] = {
		.name = "op",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = RUAPI_COMP_CNTR_INC,
		.names = &modify_op_names,
	},
	[RUAPI_COMP_CNTR_MODIFY_VALUE] = {
		.name = "value",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_attr_spec read_attrs[] = {
	[RUAPI_COMP_CNTR_READ_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COMP_CNTR_READ_ENTRY] = {
		.name = "entry",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = RUAPI_COMP_CNTR_ERR,
		.names = &entry_names,
	},
	[RUAPI_COMP_CNTR_READ_VALUE] = {
		.name = "value",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec attach_attrs[] = {
	[RUAPI_COMP_CNTR_ATTACH_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COMP_CNTR_ATTACH_QP] = {
		.name = "qp",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_WRITE,
		.object = RUAPI_OBJ_QP,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_COMP_CNTR_ATTACH_OPS] = {
		.name = "ops",
		.type = RUAPI_T_FLAGS32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 0x3f,
		.names = &attach_op_names,
	},
};

static const struct ruapi_attr_spec query_caps_attrs[] = {
	[RUAPI_COMP_CNTR_QUERY_CAPS_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COMP_CNTR_QUERY_CAPS_MAX_COUNTERS] = {
		.name = "max_counters",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_COMP_CNTR_QUERY_CAPS_MAX_VALUE] = {
		.name = "max_value",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_COMP_CNTR_QUERY_CAPS_OPS] = {
		.name = "ops",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec comp_cntr_actions[] = {
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
	[RUAPI_COMP_CNTR_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_COMP_CNTR_MODIFY] = {
		.name = "modify",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(modify_attrs),
	},
	[RUAPI_COMP_CNTR_READ] = {
		.name = "read",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(read_attrs),
	},
	[RUAPI_COMP_CNTR_ATTACH] = {
		.name = "attach",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(attach_attrs),
	},
	[RUAPI_COMP_CNTR_QUERY_CAPS] = {
		.name = "query_caps",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_caps_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_comp_cntr = {
	.name = "comp_cntr",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(comp_cntr_actions),
	.actions = comp_cntr_actions,
};
