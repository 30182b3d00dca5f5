// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* DM: memory on the device. */
#include "../spec.h"

static const struct ruapi_attr_spec alloc_attrs[] = {
	[RUAPI_DM_ALLOC_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_DM_ALLOC_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_DM_ALLOC_LENGTH] = {
		.name = "length",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_DM_ALLOC_ALIGNMENT] = {
		.name = "alignment",
		.type = RUAPI_T_U32,
	},
	[RUAPI_DM_ALLOC_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec dm_actions[] = {
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
	[RUAPI_DM_ALLOC] = {
		.name = "alloc",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(alloc_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_dm = {
	.name = "dm",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(dm_actions),
	.actions = dm_actions,
};
