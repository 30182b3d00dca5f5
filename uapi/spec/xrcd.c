// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* XRCD: XRC domains. */
#include "../spec.h"

static const struct ruapi_name flags[] = {
	{ RUAPI_XRCD_F_CREATE, "RUAPI_XRCD_F_CREATE" },
	{ RUAPI_XRCD_F_EXCL, "RUAPI_XRCD_F_EXCL" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ruapi_xrcd_flags", flags);

static const struct ruapi_attr_spec open_attrs[] = {
	[RUAPI_XRCD_OPEN_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_XRCD_OPEN_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_XRCD_OPEN_FD] = {
		.name = "fd",
		.type = RUAPI_T_FD,
	},
	[RUAPI_XRCD_OPEN_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = RUAPI_XRCD_F_CREATE | RUAPI_XRCD_F_EXCL,
		.names = &flag_names,
	},
	[RUAPI_XRCD_OPEN_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec xrcd_actions[] = {
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
	[RUAPI_XRCD_OPEN] = {
		.name = "open",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(open_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_xrcd = {
	.name = "xrcd",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(xrcd_actions),
	.actions = xrcd_actions,
};
