// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* CONTEXT: an opened HCA. */
#include "../spec.h"

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_CONTEXT_QUERY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CONTEXT_QUERY_DEVICE] = {
		.name = "device",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CONTEXT_QUERY_DRIVER_ID] = {
		.name = "driver_id",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
		.names = &ruapi_names_driver_id,
	},
	[RUAPI_CONTEXT_QUERY_SLOT] = {
		.name = "slot",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CONTEXT_QUERY_NUM_COMP_VECTORS] = {
		.name = "num_comp_vectors",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CONTEXT_QUERY_UCAPS] = {
		.name = "ucaps",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec open_attrs[] = {
	[RUAPI_CONTEXT_OPEN_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CONTEXT_OPEN_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.group = 1,
		.flags = RUAPI_SPEC_DEVICE,
	},
	[RUAPI_CONTEXT_OPEN_CM_ID] = {
		.name = "cm_id",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.group = 1,
		.object = RUAPI_OBJ_CM_ID,
	},
	[RUAPI_CONTEXT_OPEN_NEW] = {
		.name = "new",
		.type = RUAPI_T_U8,
		.known = 1,
	},
	[RUAPI_CONTEXT_OPEN_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_CONTEXT_OPEN_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_CONTEXT_OPEN_SLOT] = {
		.name = "slot",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CONTEXT_OPEN_DEVICE] = {
		.name = "device",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	/* Nobody has as many, but the same may come often. */
	[RUAPI_CONTEXT_OPEN_UCAPS] = {
		.name = "ucaps",
		.type = RUAPI_T_FDS,
		.min_len = sizeof(int),
		.max_len = 256 * sizeof(int),
	},
};

static const struct ruapi_attr_spec add_queue_attrs[] = {
	[RUAPI_CONTEXT_ADD_QUEUE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CONTEXT_ADD_QUEUE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_attr_spec query_limits_attrs[] = {
	[RUAPI_CONTEXT_QUERY_LIMITS_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CONTEXT_QUERY_LIMITS_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_device_attr),
		.layout = &ruapi_layout_device_attr,
	},
};

static const struct ruapi_field place_fields[] = {
	RUAPI_FIELD(ruapi_placement, offset, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_placement, addr, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_placement, length),
};

static const struct ruapi_layout place_layout =
	RUAPI_LAYOUT(ruapi_placement, place_fields);

static const struct ruapi_attr_spec map_attrs[] = {
	[RUAPI_CONTEXT_MAP_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CONTEXT_MAP_PLACES] = {
		.name = "places",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_placement),
		.max_len = RUAPI_MAX_PLACEMENTS * sizeof(struct ruapi_placement),
		.layout = &place_layout,
	},
};

static const struct ruapi_attr_spec unmap_attrs[] = {
	[RUAPI_CONTEXT_UNMAP_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_ANY_DEAD,
	},
	[RUAPI_CONTEXT_UNMAP_PLACES] = {
		.name = "places",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_placement),
		.max_len = RUAPI_MAX_PLACEMENTS * sizeof(struct ruapi_placement),
		.layout = &place_layout,
	},
};

static const struct ruapi_action_spec context_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_ALONE,
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
	[RUAPI_CONTEXT_OPEN] = {
		.name = "open",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(open_attrs),
	},
	[RUAPI_CONTEXT_ADD_QUEUE] = {
		.name = "add_queue",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(add_queue_attrs),
	},
	[RUAPI_CONTEXT_QUERY_LIMITS] = {
		.name = "query_limits",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW | RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_limits_attrs),
	},
	[RUAPI_CONTEXT_MAP] = {
		.name = "map",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(map_attrs),
	},
	[RUAPI_CONTEXT_UNMAP] = {
		.name = "unmap",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_ENDS,
		RUAPI_ATTRS(unmap_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_context = {
	.name = "context",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(context_actions),
	.actions = context_actions,
};
