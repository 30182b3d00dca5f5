// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* DMAH: DMA handles. */
#include "../spec.h"

static const struct ruapi_name mem_types[] = {
	{ 0, "IBV_TPH_MEM_TYPE_VM" },
	{ 1, "IBV_TPH_MEM_TYPE_PM" },
};

static const struct ruapi_names mem_type_names =
	RUAPI_NAMES("ibv_tph_mem_type", mem_types);

static const struct ruapi_attr_spec alloc_attrs[] = {
	[RUAPI_DMAH_ALLOC_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_DMAH_ALLOC_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_DMAH_ALLOC_CPU] = {
		.name = "cpu",
		.type = RUAPI_T_U32,
	},
	[RUAPI_DMAH_ALLOC_MEM_TYPE] = {
		.name = "mem_type",
		.type = RUAPI_T_U8,
		.known = 1,
		.names = &mem_type_names,
	},
	[RUAPI_DMAH_ALLOC_PH] = {
		.name = "ph",
		.type = RUAPI_T_U8,
		.known = 3,
	},
	[RUAPI_DMAH_ALLOC_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_action_spec dmah_actions[] = {
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
	[RUAPI_DMAH_ALLOC] = {
		.name = "alloc",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(alloc_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_dmah = {
	.name = "dmah",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(dmah_actions),
	.actions = dmah_actions,
};
