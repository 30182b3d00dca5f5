// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* WQ: receive work queues. */
#include "../spec.h"

static const struct ruapi_name types[] = {
	{ 0, "IBV_WQT_RQ" },
};

static const struct ruapi_names type_names = RUAPI_NAMES("ib_wq_type", types);

static const struct ruapi_name states[] = {
	{ 0, "IBV_WQS_RESET" },
	{ 1, "IBV_WQS_RDY" },
	{ 2, "IBV_WQS_ERR" },
};

static const struct ruapi_names state_names = RUAPI_NAMES("ib_wq_state", states);

static const struct ruapi_name flags[] = {
	{ 1 << 0, "IBV_WQ_FLAGS_CVLAN_STRIPPING" },
	{ 1 << 1, "IBV_WQ_FLAGS_SCATTER_FCS" },
	{ 1 << 2, "IBV_WQ_FLAGS_DELAY_DROP" },
	{ 1 << 3, "IBV_WQ_FLAGS_PCI_WRITE_END_PADDING" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ib_uverbs_wq_flags", flags);

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_WQ_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_WQ_CREATE_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_WQ_CREATE_CQ] = {
		.name = "cq",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CQ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_WQ_CREATE_TYPE] = {
		.name = "type",
		.type = RUAPI_T_U32,
		.names = &type_names,
	},
	[RUAPI_WQ_CREATE_MAX_WR] = {
		.name = "max_wr",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_WQ_CREATE_MAX_SGE] = {
		.name = "max_sge",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_WQ_CREATE_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 0xf,
		.names = &flag_names,
	},
	[RUAPI_WQ_CREATE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_WQ_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_WQ_CREATE_WQ_NUM] = {
		.name = "wq_num",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_WQ_CREATE_ACTUAL_MAX_WR] = {
		.name = "actual_max_wr",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_WQ_CREATE_ACTUAL_MAX_SGE] = {
		.name = "actual_max_sge",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec modify_attrs[] = {
	[RUAPI_WQ_MODIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_WQ_MODIFY_STATE] = {
		.name = "state",
		.type = RUAPI_T_U32,
		.known = 2,
		.names = &state_names,
	},
	[RUAPI_WQ_MODIFY_CUR_STATE] = {
		.name = "cur_state",
		.type = RUAPI_T_U32,
		.known = 2,
		.names = &state_names,
	},
	[RUAPI_WQ_MODIFY_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 0xf,
		.names = &flag_names,
	},
	[RUAPI_WQ_MODIFY_FLAGS_MASK] = {
		.name = "flags_mask",
		.type = RUAPI_T_FLAGS32,
		.known = 0xf,
		.names = &flag_names,
	},
};

static const struct ruapi_action_spec wq_actions[] = {
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
	[RUAPI_WQ_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_WQ_MODIFY] = {
		.name = "modify",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(modify_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_wq = {
	.name = "wq",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(wq_actions),
	.actions = wq_actions,
};
