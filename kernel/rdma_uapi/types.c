// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The types of objects there are, which is all that core/ knows of the other
 * wings.  A new type has its line here, its file in one of the wings, and its
 * specification in uapi/spec/.
 */
#include "../drivers/methods.h"
#include "cm/cm.h"
#include "ruapi.h"
#include "verbs/verbs.h"

const struct ruapi_type *const ruapi_types[__RUAPI_OBJ_MAX] = {
	[RUAPI_OBJ_NAMESPACE] = &ruapi_type_namespace,
	[RUAPI_OBJ_DEVICE] = &ruapi_type_device,
	[RUAPI_OBJ_CONTEXT] = &ruapi_type_context,
	[RUAPI_OBJ_EVENT_QUEUE] = &ruapi_type_event_queue,
	[RUAPI_OBJ_PD] = &ruapi_type_pd,
	[RUAPI_OBJ_MR] = &ruapi_type_mr,
	[RUAPI_OBJ_CQ] = &ruapi_type_cq,
	[RUAPI_OBJ_QP] = &ruapi_type_qp,
	[RUAPI_OBJ_CM_ID] = &ruapi_type_cm_id,
	[RUAPI_OBJ_SRQ] = &ruapi_type_srq,
	[RUAPI_OBJ_AH] = &ruapi_type_ah,
	[RUAPI_OBJ_MW] = &ruapi_type_mw,
	[RUAPI_OBJ_MULTICAST] = &ruapi_type_multicast,
	[RUAPI_OBJ_COUNTERS] = &ruapi_type_counters,
	[RUAPI_OBJ_DM] = &ruapi_type_dm,
	[RUAPI_OBJ_XRCD] = &ruapi_type_xrcd,
	[RUAPI_OBJ_WQ] = &ruapi_type_wq,
	[RUAPI_OBJ_RWQ_TABLE] = &ruapi_type_rwq_table,
	[RUAPI_OBJ_FLOW] = &ruapi_type_flow,
	[RUAPI_OBJ_DRIVER_OBJECT] = &ruapi_type_driver_object,
	[RUAPI_OBJ_FLOW_ACTION] = &ruapi_type_flow_action,
	[RUAPI_OBJ_DMAH] = &ruapi_type_dmah,
	[RUAPI_OBJ_COMP_CNTR] = &ruapi_type_comp_cntr,
};
