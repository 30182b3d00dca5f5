// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* MULTICAST: memberships of connection manager ids. */
#include "../spec.h"

static const struct ruapi_attr_spec join_attrs[] = {
	[RUAPI_MULTICAST_JOIN_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MULTICAST_JOIN_CM_ID] = {
		.name = "cm_id",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CM_ID,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MULTICAST_JOIN_ADDR] = {
		.name = "addr",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MULTICAST_JOIN_SEND_ONLY] = {
		.name = "send_only",
		.type = RUAPI_T_U8,
		.known = 1,
	},
	[RUAPI_MULTICAST_JOIN_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_MULTICAST_QUERY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MULTICAST_QUERY_CM_ID] = {
		.name = "cm_id",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_MULTICAST_QUERY_ADDR] = {
		.name = "addr",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_MULTICAST_QUERY_SEND_ONLY] = {
		.name = "send_only",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_action_spec multicast_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(ruapi_destroy_attrs),
	},
	[RUAPI_QUERY] = {
		.name = "query",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(ruapi_list_attrs),
	},
	[RUAPI_MULTICAST_JOIN] = {
		.name = "join",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_ALONE,
		RUAPI_ATTRS(join_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_multicast = {
	.name = "multicast",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(multicast_actions),
	.actions = multicast_actions,
};
