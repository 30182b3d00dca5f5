// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* FLOW: which packets a QP gets, or what becomes of them. */
#include "../spec.h"

static const struct ruapi_name types[] = {
	{ 0, "IBV_FLOW_ATTR_NORMAL" },
	{ 1, "IBV_FLOW_ATTR_ALL_DEFAULT" },
	{ 2, "IBV_FLOW_ATTR_MC_DEFAULT" },
	{ 3, "IBV_FLOW_ATTR_SNIFFER" },
};

static const struct ruapi_names type_names =
	RUAPI_NAMES("ib_flow_attr_type", types);

static const struct ruapi_name flags[] = {
	{ 1 << 1, "IBV_FLOW_ATTR_FLAGS_DONT_TRAP" },
	{ 1 << 2, "IBV_FLOW_ATTR_FLAGS_EGRESS" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ib_flow_flags", flags);

static const struct ruapi_name spec_types[] = {
	{ 0x20, "IBV_FLOW_SPEC_ETH" },
	{ 0x30, "IBV_FLOW_SPEC_IPV4" },
	{ 0x31, "IBV_FLOW_SPEC_IPV6" },
	{ 0x34, "IBV_FLOW_SPEC_ESP" },
	{ 0x40, "IBV_FLOW_SPEC_TCP" },
	{ 0x41, "IBV_FLOW_SPEC_UDP" },
	{ 0x50, "IBV_FLOW_SPEC_VXLAN_TUNNEL" },
	{ 0x51, "IBV_FLOW_SPEC_GRE" },
	{ 0x60, "IBV_FLOW_SPEC_MPLS" },
	{ 0x1000, "IBV_FLOW_SPEC_ACTION_TAG" },
	{ 0x1001, "IBV_FLOW_SPEC_ACTION_DROP" },
	{ 0x1002, "IBV_FLOW_SPEC_ACTION_HANDLE" },
	{ 0x1003, "IBV_FLOW_SPEC_ACTION_COUNT" },
};

static const struct ruapi_names spec_type_names =
	RUAPI_NAMES("ib_flow_spec_type", spec_types);

static const struct ruapi_field spec_fields[] = {
	RUAPI_FIELD(ruapi_flow_spec, type, .show = RUAPI_SHOW_ENUM,
		    .names = &spec_type_names),
	RUAPI_FIELD(ruapi_flow_spec, index),
	RUAPI_FIELD(ruapi_flow_spec, tag, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_flow_spec, value, .show = RUAPI_SHOW_BYTES),
	RUAPI_FIELD(ruapi_flow_spec, mask, .show = RUAPI_SHOW_BYTES),
};

const struct ruapi_layout ruapi_layout_flow_spec =
	RUAPI_LAYOUT(ruapi_flow_spec, spec_fields);

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_FLOW_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_FLOW_CREATE_QP] = {
		.name = "qp",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_QP,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_FLOW_CREATE_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_FLOW_CREATE_TYPE] = {
		.name = "type",
		.type = RUAPI_T_U32,
		.known = 3,
		.names = &type_names,
	},
	[RUAPI_FLOW_CREATE_PRIORITY] = {
		.name = "priority",
		.type = RUAPI_T_U16,
	},
	[RUAPI_FLOW_CREATE_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 6,
		.names = &flag_names,
	},
	[RUAPI_FLOW_CREATE_SPECS] = {
		.name = "specs",
		.type = RUAPI_T_ARRAY,
		.min_len = sizeof(struct ruapi_flow_spec),
		.max_len = RUAPI_FLOW_MAX_SPECS * sizeof(struct ruapi_flow_spec),
		.layout = &ruapi_layout_flow_spec,
	},
	[RUAPI_FLOW_CREATE_COUNTERS] = {
		.name = "counters",
		.type = RUAPI_T_OBJS,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_COUNTERS,
		.min_len = sizeof(struct ruapi_objref),
		.max_len = RUAPI_FLOW_MAX_SPECS * sizeof(struct ruapi_objref),
	},
	[RUAPI_FLOW_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_FLOW_CREATE_ACTIONS] = {
		.name = "actions",
		.type = RUAPI_T_OBJS,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_FLOW_ACTION,
		.min_len = sizeof(struct ruapi_objref),
		.max_len = RUAPI_FLOW_MAX_SPECS * sizeof(struct ruapi_objref),
	},
};

static const struct ruapi_action_spec flow_actions[] = {
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
	[RUAPI_FLOW_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_flow = {
	.name = "flow",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(flow_actions),
	.actions = flow_actions,
};
