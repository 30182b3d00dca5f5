// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* NAMESPACE: the fd itself. */
#include "../spec.h"

static const struct ruapi_field desc_action_fields[] = {
	RUAPI_FIELD(ruapi_desc_action, object),
	RUAPI_FIELD(ruapi_desc_action, action),
	RUAPI_FIELD(ruapi_desc_action, ioc_nr, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_desc_action, num_attrs),
	RUAPI_FIELD(ruapi_desc_action, flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_desc_action, driver_id),
	RUAPI_FIELD(ruapi_desc_action, object_name, .show = RUAPI_SHOW_STRING),
	RUAPI_FIELD(ruapi_desc_action, action_name, .show = RUAPI_SHOW_STRING),
};

static const struct ruapi_layout desc_action_layout =
	RUAPI_LAYOUT(ruapi_desc_action, desc_action_fields);

static const struct ruapi_field desc_attr_fields[] = {
	RUAPI_FIELD(ruapi_desc_attr, object),
	RUAPI_FIELD(ruapi_desc_attr, action),
	RUAPI_FIELD(ruapi_desc_attr, driver_id),
	RUAPI_FIELD(ruapi_desc_attr, id, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_desc_attr, wire),
	RUAPI_FIELD(ruapi_desc_attr, type),
	RUAPI_FIELD(ruapi_desc_attr, access),
	RUAPI_FIELD(ruapi_desc_attr, group),
	RUAPI_FIELD(ruapi_desc_attr, ref_object),
	RUAPI_FIELD(ruapi_desc_attr, flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_desc_attr, min_len),
	RUAPI_FIELD(ruapi_desc_attr, max_len),
	RUAPI_FIELD(ruapi_desc_attr, refusal),
	RUAPI_FIELD(ruapi_desc_attr, known, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_desc_attr, name, .show = RUAPI_SHOW_STRING),
};

static const struct ruapi_layout desc_attr_layout =
	RUAPI_LAYOUT(ruapi_desc_attr, desc_attr_fields);

static const struct ruapi_field desc_ucap_fields[] = {
	RUAPI_FIELD(ruapi_desc_ucap, object),
	RUAPI_FIELD(ruapi_desc_ucap, action),
	RUAPI_FIELD(ruapi_desc_ucap, attr, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_desc_ucap, bit),
	RUAPI_FIELD(ruapi_desc_ucap, name, .show = RUAPI_SHOW_STRING),
};

static const struct ruapi_layout desc_ucap_layout =
	RUAPI_LAYOUT(ruapi_desc_ucap, desc_ucap_fields);

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_NAMESPACE_QUERY_ID] = {
		.name = "id",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_NETNS] = {
		.name = "netns",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_VIEW_TAG] = {
		.name = "view_tag",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_NAMESPACE_QUERY_VIEW_CONTEXT] = {
		.name = "view_context",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_VIEW_QUEUE] = {
		.name = "view_queue",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_MEMLOCK_LIMIT] = {
		.name = "memlock_limit",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_MEMLOCK_USED] = {
		.name = "memlock_used",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_PINNED] = {
		.name = "pinned",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_OBJECTS] = {
		.name = "objects",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_VIEW_OWNER] = {
		.name = "view_owner",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_CALLER_NETNS] = {
		.name = "caller_netns",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_QUERY_VIEW_NUMBER] = {
		.name = "view_number",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec describe_attrs[] = {
	[RUAPI_NAMESPACE_DESCRIBE_ACTIONS] = {
		.name = "actions",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_desc_action),
		.max_len = 1 << 20,
		.layout = &desc_action_layout,
	},
	[RUAPI_NAMESPACE_DESCRIBE_ATTRS] = {
		.name = "attrs",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_desc_attr),
		.max_len = 1 << 20,
		.layout = &desc_attr_layout,
	},
	[RUAPI_NAMESPACE_DESCRIBE_NUM_ACTIONS] = {
		.name = "num_actions",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_DESCRIBE_NUM_ATTRS] = {
		.name = "num_attrs",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_DESCRIBE_DEVICE] = {
		.name = "device",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_DEVICE,
	},
	[RUAPI_NAMESPACE_DESCRIBE_UCAPS] = {
		.name = "ucaps",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_desc_ucap),
		.max_len = 1 << 16,
		.layout = &desc_ucap_layout,
	},
};

static const struct ruapi_attr_spec view_attrs[] = {
	[RUAPI_NAMESPACE_VIEW_FD] = {
		.name = "fd",
		.type = RUAPI_T_FD,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
	},
	[RUAPI_NAMESPACE_VIEW_TAG] = {
		.name = "tag",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_NAMESPACE_VIEW_DEVICE] = {
		.name = "device",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_DEVICE,
	},
};

static const struct ruapi_action_spec namespace_actions[] = {
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
	[RUAPI_NAMESPACE_NOP] = {
		.name = "nop",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
	},
	[RUAPI_NAMESPACE_DESCRIBE] = {
		.name = "describe",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(describe_attrs),
	},
	[RUAPI_NAMESPACE_VIEW] = {
		.name = "view",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(view_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_namespace = {
	.name = "namespace",
	.num_actions = RUAPI_COUNT(namespace_actions),
	.actions = namespace_actions,
};
