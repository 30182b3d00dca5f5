// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* RWQ_TABLE: receive work queues by which a QP spreads what it receives. */
#include "../spec.h"

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_RWQ_TABLE_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_RWQ_TABLE_CREATE_WQS] = {
		.name = "wqs",
		.type = RUAPI_T_OBJS,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_WQ,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_objref),
		.max_len = RUAPI_RWQ_TABLE_MAX_WQS *
			   sizeof(struct ruapi_objref),
	},
	[RUAPI_RWQ_TABLE_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_RWQ_TABLE_CREATE_TABLE_NUM] = {
		.name = "table_num",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_action_spec rwq_table_actions[] = {
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
	[RUAPI_RWQ_TABLE_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_rwq_table = {
	.name = "rwq_table",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(rwq_table_actions),
	.actions = rwq_table_actions,
};
