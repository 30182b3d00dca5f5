// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* COUNTERS: of what flows match. */
#include "../spec.h"

static const struct ruapi_name read_flags[] = {
	{ 1 << 0, "IB_UVERBS_READ_COUNTERS_PREFER_CACHED" },
};

static const struct ruapi_names read_flag_names =
	RUAPI_NAMES("ib_uverbs_read_counters_flags", read_flags);

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_COUNTERS_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COUNTERS_CREATE_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COUNTERS_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec read_attrs[] = {
	[RUAPI_COUNTERS_READ_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_COUNTERS_READ_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 1,
		.names = &read_flag_names,
	},
	[RUAPI_COUNTERS_READ_VALUES] = {
		.name = "values",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
		.min_len = sizeof(__u64),
		.max_len = RUAPI_COUNTERS_READ_MAX * sizeof(__u64),
	},
};

static const struct ruapi_action_spec counters_actions[] = {
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
	[RUAPI_COUNTERS_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_COUNTERS_READ] = {
		.name = "read",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW | RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(read_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_counters = {
	.name = "counters",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(counters_actions),
	.actions = counters_actions,
};
