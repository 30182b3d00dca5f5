// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* EVENT_QUEUE: a stream of events with an fd of its own. */
#include "../spec.h"

static const struct ruapi_name formats[] = {
	{ RUAPI_EVENT_FORMAT_RECORDS, "RUAPI_EVENT_FORMAT_RECORDS" },
	{ RUAPI_EVENT_FORMAT_COMP, "RUAPI_EVENT_FORMAT_COMP" },
	{ RUAPI_EVENT_FORMAT_ASYNC, "RUAPI_EVENT_FORMAT_ASYNC" },
};

static const struct ruapi_names format_names =
	RUAPI_NAMES("ruapi_event_format", formats);

static const struct ruapi_name queue_flags[] = {
	{ RUAPI_EVENT_QUEUE_F_OWNS_IDS, "RUAPI_EVENT_QUEUE_F_OWNS_IDS" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ruapi_event_queue_flags", queue_flags);

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_EVENT_QUEUE_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_EVENT_QUEUE_CREATE_FD] = {
		.name = "fd",
		.type = RUAPI_T_FD,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
	},
	[RUAPI_EVENT_QUEUE_CREATE_FORMAT] = {
		.name = "format",
		.type = RUAPI_T_U8,
		.known = __RUAPI_EVENT_FORMAT_MAX - 1,
		.names = &format_names,
	},
	[RUAPI_EVENT_QUEUE_CREATE_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = RUAPI_EVENT_QUEUE_F_OWNS_IDS,
		.names = &flag_names,
	},
	[RUAPI_EVENT_QUEUE_CREATE_TAG] = {
		.name = "tag",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec event_queue_actions[] = {
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
	[RUAPI_EVENT_QUEUE_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(create_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_event_queue = {
	.name = "event_queue",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(event_queue_actions),
	.actions = event_queue_actions,
};
