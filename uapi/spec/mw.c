// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* MW: memory windows. */
#include "../spec.h"

static const struct ruapi_name types[] = {
	{ 1, "IBV_MW_TYPE_1" },
	{ 2, "IBV_MW_TYPE_2" },
};

static const struct ruapi_names type_names = RUAPI_NAMES("ib_mw_type", types);

static const struct ruapi_attr_spec alloc_attrs[] = {
	[RUAPI_MW_ALLOC_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MW_ALLOC_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MW_ALLOC_TYPE] = {
		.name = "type",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 2,
		.names = &type_names,
	},
	[RUAPI_MW_ALLOC_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_MW_ALLOC_RKEY] = {
		.name = "rkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec mw_actions[] = {
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
	[RUAPI_MW_ALLOC] = {
		.name = "alloc",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(alloc_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_mw = {
	.name = "mw",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(mw_actions),
	.actions = mw_actions,
};
