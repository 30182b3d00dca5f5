// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* CQ: completion queues. */
#include "../spec.h"

static const struct ruapi_name create_flags[] = {
	{ 1 << 0, "IB_UVERBS_CQ_FLAGS_TIMESTAMP_COMPLETION" },
	{ 1 << 1, "IB_UVERBS_CQ_FLAGS_IGNORE_OVERRUN" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ib_uverbs_ex_create_cq_flags", create_flags);

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_CQ_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_CREATE_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_CREATE_CQE] = {
		.name = "cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_CREATE_COMP_VECTOR] = {
		.name = "comp_vector",
		.type = RUAPI_T_U32,
	},
	[RUAPI_CQ_CREATE_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 3,
		.names = &flag_names,
	},
	[RUAPI_CQ_CREATE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_CQ_CREATE_ASYNC_QUEUE] = {
		.name = "async_queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_CQ_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_CQ_CREATE_ACTUAL_CQE] = {
		.name = "actual_cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec arm_attrs[] = {
	[RUAPI_CQ_ARM_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_ARM_SOLICITED] = {
		.name = "solicited",
		.type = RUAPI_T_U32,
		.known = 1,
	},
};

static const struct ruapi_attr_spec resize_attrs[] = {
	[RUAPI_CQ_RESIZE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_RESIZE_CQE] = {
		.name = "cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_RESIZE_ACTUAL_CQE] = {
		.name = "actual_cqe",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec modify_attrs[] = {
	[RUAPI_CQ_MODIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_MODIFY_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CQ_MODIFY_PERIOD] = {
		.name = "period",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_action_spec cq_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(ruapi_destroy_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(ruapi_list_attrs),
	},
	[RUAPI_CQ_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_CQ_ARM] = {
		.name = "arm",
		.class = RUAPI_CLASS_FAST,
		RUAPI_ATTRS(arm_attrs),
	},
	[RUAPI_CQ_RESIZE] = {
		.name = "resize",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(resize_attrs),
	},
	[RUAPI_CQ_MODIFY] = {
		.name = "modify",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(modify_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_cq = {
	.name = "cq",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(cq_actions),
	.actions = cq_actions,
};
