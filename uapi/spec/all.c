// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* The index of all specifications, and the rows that objects share. */
#include "../spec.h"

const struct ruapi_object_spec *const ruapi_objects[__RUAPI_OBJ_MAX] = {
	[RUAPI_OBJ_NAMESPACE] = &ruapi_spec_namespace,
	[RUAPI_OBJ_DEVICE] = &ruapi_spec_device,
	[RUAPI_OBJ_CONTEXT] = &ruapi_spec_context,
	[RUAPI_OBJ_EVENT_QUEUE] = &ruapi_spec_event_queue,
	[RUAPI_OBJ_PD] = &ruapi_spec_pd,
	[RUAPI_OBJ_MR] = &ruapi_spec_mr,
	[RUAPI_OBJ_CQ] = &ruapi_spec_cq,
	[RUAPI_OBJ_QP] = &ruapi_spec_qp,
	[RUAPI_OBJ_CM_ID] = &ruapi_spec_cm_id,
	[RUAPI_OBJ_SRQ] = &ruapi_spec_srq,
	[RUAPI_OBJ_AH] = &ruapi_spec_ah,
	[RUAPI_OBJ_MW] = &ruapi_spec_mw,
	[RUAPI_OBJ_MULTICAST] = &ruapi_spec_multicast,
	[RUAPI_OBJ_COUNTERS] = &ruapi_spec_counters,
	[RUAPI_OBJ_DM] = &ruapi_spec_dm,
	[RUAPI_OBJ_XRCD] = &ruapi_spec_xrcd,
	[RUAPI_OBJ_WQ] = &ruapi_spec_wq,
	[RUAPI_OBJ_RWQ_TABLE] = &ruapi_spec_rwq_table,
	[RUAPI_OBJ_FLOW] = &ruapi_spec_flow,
	[RUAPI_OBJ_DRIVER_OBJECT] = &ruapi_spec_driver_object,
	[RUAPI_OBJ_FLOW_ACTION] = &ruapi_spec_flow_action,
	[RUAPI_OBJ_DMAH] = &ruapi_spec_dmah,
	[RUAPI_OBJ_COMP_CNTR] = &ruapi_spec_comp_cntr,
};

const struct ruapi_driver_spec *const ruapi_drivers[] = {
	&ruapi_spec_bnxt_re,
	&ruapi_spec_cxgb4,
	&ruapi_spec_efa,
	&ruapi_spec_erdma,
	&ruapi_spec_hns,
	&ruapi_spec_ionic,
	&ruapi_spec_irdma,
	&ruapi_spec_mana,
	&ruapi_spec_mlx4,
	&ruapi_spec_mlx5,
	&ruapi_spec_mthca,
	&ruapi_spec_ocrdma,
	&ruapi_spec_qedr,
	&ruapi_spec_rxe,
	&ruapi_spec_siw,
	&ruapi_spec_vmw_pvrdma,
	NULL,
};

const struct ruapi_attr_spec ruapi_destroy_attrs[5] = {
	[RUAPI_DESTROY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_DESTROY,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_ANY_DEAD,
	},
	[RUAPI_DESTROY_EVENTS] = {
		.name = "events",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_DESTROY_ASYNC_EVENTS] = {
		.name = "async_events",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_DESTROY_WAIT] = {
		.name = "wait",
		.type = RUAPI_T_U8,
		.known = 1,
	},
};

static const struct ruapi_field list_entry_fields[] = {
	RUAPI_FIELD(ruapi_list_entry, handle),
	RUAPI_FIELD(ruapi_list_entry, object),
	RUAPI_FIELD(ruapi_list_entry, flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_list_entry, context),
	RUAPI_FIELD(ruapi_list_entry, device),
	RUAPI_FIELD(ruapi_list_entry, user_data, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout list_entry_layout =
	RUAPI_LAYOUT(ruapi_list_entry, list_entry_fields);

const struct ruapi_attr_spec ruapi_list_attrs[3] = {
	[RUAPI_LIST_ENTRIES] = {
		.name = "entries",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_list_entry),
		.max_len = 1 << 24,
		.layout = &list_entry_layout,
	},
	[RUAPI_LIST_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};
