// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* AH: address handles. */
#include "../spec.h"

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_AH_QUERY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_AH_QUERY_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_ah_attr),
		.layout = &ruapi_layout_ah_attr,
	},
};

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_AH_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_AH_CREATE_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_AH_CREATE_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
		.min_len = sizeof(struct ruapi_ah_attr),
		.max_len = sizeof(struct ruapi_ah_attr),
		.layout = &ruapi_layout_ah_attr,
	},
	[RUAPI_AH_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec ah_actions[] = {
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
	[RUAPI_AH_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_ah = {
	.name = "ah",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(ah_actions),
	.actions = ah_actions,
};
