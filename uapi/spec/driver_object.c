// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* DRIVER_OBJECT: what actions that a driver defines have made. */
#include "../spec.h"

static const struct ruapi_action_spec driver_object_actions[] = {
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
};

const struct ruapi_object_spec ruapi_spec_driver_object = {
	.name = "driver_object",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(driver_object_actions),
	.actions = driver_object_actions,
};
