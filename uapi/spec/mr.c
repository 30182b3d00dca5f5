// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* MR: memory regions. */
#include "../spec.h"

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_MR_QUERY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_QUERY_LKEY] = {
		.name = "lkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_QUERY_RKEY] = {
		.name = "rkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_QUERY_LENGTH] = {
		.name = "length",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_MR_QUERY_IOVA] = {
		.name = "iova",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_field memlock_fields[] = {
	RUAPI_FIELD(ruapi_memlock, limit),
	RUAPI_FIELD(ruapi_memlock, used),
	RUAPI_FIELD(ruapi_memlock, need),
};

static const struct ruapi_layout memlock_layout =
	RUAPI_LAYOUT(ruapi_memlock, memlock_fields);

static const struct ruapi_attr_spec reg_attrs[] = {
	[RUAPI_MR_REG_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_ADDR] = {
		.name = "addr",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_LENGTH] = {
		.name = "length",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_IOVA] = {
		.name = "iova",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_ACCESS] = {
		.name = "access",
		.type = RUAPI_T_FLAGS32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 0x1003ff,
		.names = &ruapi_names_access,
	},
	[RUAPI_MR_REG_LKEY] = {
		.name = "lkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_RKEY] = {
		.name = "rkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_MEMLOCK] = {
		.name = "memlock",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_memlock),
		.layout = &memlock_layout,
	},
	[RUAPI_MR_REG_DMAH] = {
		.name = "dmah",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_DMAH,
	},
};

static const struct ruapi_field region_fields[] = {
	RUAPI_FIELD(ruapi_mr_region, handle),
	RUAPI_FIELD(ruapi_mr_region, context),
	RUAPI_FIELD(ruapi_mr_region, lkey, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_mr_region, rkey, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout region_layout =
	RUAPI_LAYOUT(ruapi_mr_region, region_fields);

/* Nobody has more HCAs. */
#define MAX_EACH 16

static const struct ruapi_attr_spec reg_each_attrs[] = {
	[RUAPI_MR_REG_EACH_REGIONS] = {
		.name = "regions",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_mr_region),
		.max_len = MAX_EACH * sizeof(struct ruapi_mr_region),
		.layout = &region_layout,
	},
	[RUAPI_MR_REG_EACH_PDS] = {
		.name = "pds",
		.type = RUAPI_T_OBJS,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_objref),
		.max_len = MAX_EACH * sizeof(struct ruapi_objref),
	},
	[RUAPI_MR_REG_EACH_ADDR] = {
		.name = "addr",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_EACH_LENGTH] = {
		.name = "length",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_EACH_IOVA] = {
		.name = "iova",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_EACH_ACCESS] = {
		.name = "access",
		.type = RUAPI_T_FLAGS32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 0x1003ff,
		.names = &ruapi_names_access,
	},
	[RUAPI_MR_REG_EACH_FAILED] = {
		.name = "failed",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_REQUIRED |
			 RUAPI_SPEC_ON_ERROR,
	},
};

static const struct ruapi_attr_spec rereg_attrs[] = {
	[RUAPI_MR_REREG_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_WRITE,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REREG_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
	},
	[RUAPI_MR_REREG_ADDR] = {
		.name = "addr",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REREG_LENGTH] = {
		.name = "length",
		.type = RUAPI_T_U64,
	},
	[RUAPI_MR_REREG_IOVA] = {
		.name = "iova",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REREG_ACCESS] = {
		.name = "access",
		.type = RUAPI_T_FLAGS32,
		.known = 0x1003ff,
		.names = &ruapi_names_access,
	},
	[RUAPI_MR_REREG_LKEY] = {
		.name = "lkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REREG_RKEY] = {
		.name = "rkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_name advices[] = {
	{ 0, "IBV_ADVISE_MR_ADVICE_PREFETCH" },
	{ 1, "IBV_ADVISE_MR_ADVICE_PREFETCH_WRITE" },
	{ 2, "IBV_ADVISE_MR_ADVICE_PREFETCH_NO_FAULT" },
};

static const struct ruapi_names advice_names =
	RUAPI_NAMES("ib_uverbs_advise_mr_advice", advices);

static const struct ruapi_name advise_flags[] = {
	{ 1 << 0, "IBV_ADVISE_MR_FLAG_FLUSH" },
};

static const struct ruapi_names advise_flag_names =
	RUAPI_NAMES("ib_uverbs_advise_mr_flag", advise_flags);

static const struct ruapi_attr_spec advise_attrs[] = {
	[RUAPI_MR_ADVISE_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_ADVISE_ADVICE] = {
		.name = "advice",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
		.names = &advice_names,
	},
	[RUAPI_MR_ADVISE_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = 1,
		.names = &advise_flag_names,
	},
	[RUAPI_MR_ADVISE_SGES] = {
		.name = "sges",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_sge),
		.max_len = RUAPI_MR_ADVISE_MAX * sizeof(struct ruapi_sge),
		.layout = &ruapi_layout_sge,
	},
};

static const struct ruapi_attr_spec reg_dm_attrs[] = {
	[RUAPI_MR_REG_DM_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DM_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DM_DM] = {
		.name = "dm",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_DM,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DM_OFFSET] = {
		.name = "offset",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DM_LENGTH] = {
		.name = "length",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DM_ACCESS] = {
		.name = "access",
		.type = RUAPI_T_FLAGS32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 0x1003ff,
		.names = &ruapi_names_access,
	},
	[RUAPI_MR_REG_DM_LKEY] = {
		.name = "lkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_DM_RKEY] = {
		.name = "rkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec reg_dmabuf_attrs[] = {
	[RUAPI_MR_REG_DMABUF_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DMABUF_PD] = {
		.name = "pd",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_PD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DMABUF_OFFSET] = {
		.name = "offset",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DMABUF_LENGTH] = {
		.name = "length",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DMABUF_IOVA] = {
		.name = "iova",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_DMABUF_FD] = {
		.name = "fd",
		.type = RUAPI_T_FD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_MR_REG_DMABUF_ACCESS] = {
		.name = "access",
		.type = RUAPI_T_FLAGS32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 0x1003ff,
		.names = &ruapi_names_access,
	},
	[RUAPI_MR_REG_DMABUF_LKEY] = {
		.name = "lkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_DMABUF_RKEY] = {
		.name = "rkey",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_MR_REG_DMABUF_DMAH] = {
		.name = "dmah",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_DMAH,
	},
};

static const struct ruapi_action_spec mr_actions[] = {
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
	[RUAPI_MR_REG] = {
		.name = "reg",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(reg_attrs),
	},
	[RUAPI_MR_REREG] = {
		.name = "rereg",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(rereg_attrs),
	},
	[RUAPI_MR_ADVISE] = {
		.name = "advise",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(advise_attrs),
	},
	[RUAPI_MR_REG_DM] = {
		.name = "reg_dm",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(reg_dm_attrs),
	},
	[RUAPI_MR_REG_DMABUF] = {
		.name = "reg_dmabuf",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(reg_dmabuf_attrs),
	},
	[RUAPI_MR_REG_EACH] = {
		.name = "reg_each",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_ALONE,
		RUAPI_ATTRS(reg_each_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_mr = {
	.name = "mr",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(mr_actions),
	.actions = mr_actions,
};
