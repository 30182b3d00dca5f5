/*
 * Objects, methods and attributes of RDMA_VERBS_IOCTL.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef STRACE_RDMA_VERBS_TABLES_H
# define STRACE_RDMA_VERBS_TABLES_H

#include "xlat/uverbs_objects.h"

#include "xlat/uverbs_attrs_invoke_write_cmd_attr_ids.h"
static const struct verbs_attr invoke_write_attrs[] = {
	[UVERBS_ATTR_CORE_IN] = {
		.kind = VERBS_CORE_IN,
	},
	[UVERBS_ATTR_CORE_OUT] = {
		.kind = VERBS_CORE_OUT,
		.out = true,
	},
	[UVERBS_ATTR_WRITE_CMD] = {
		.kind = VERBS_WRITE_CMD,
	},
};

#include "xlat/uverbs_attrs_info_handles_id.h"
static const struct verbs_attr info_handles_attrs[] = {
	[UVERBS_ATTR_INFO_OBJECT_ID] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_XVAL,
		.names = &verbs_object_names,
	},
	[UVERBS_ATTR_INFO_TOTAL_HANDLES] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_INFO_HANDLES_LIST] = {
		.kind = VERBS_NUMBERS,
		.width = 4,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_query_port_cmd_attr_ids.h"
static const struct verbs_attr query_port_attrs[] = {
	[UVERBS_ATTR_QUERY_PORT_PORT_NUM] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_QUERY_PORT_RESP] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_query_port,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_get_context_attr_ids.h"
static const struct verbs_attr get_context_attrs[] = {
	[UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_query_context_attr_ids.h"
static const struct verbs_attr query_context_attrs[] = {
	[UVERBS_ATTR_QUERY_CONTEXT_NUM_COMP_VECTORS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_QUERY_CONTEXT_CORE_SUPPORT] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_query_gid_table_cmd_attr_ids.h"
static const struct verbs_attr query_gid_table_attrs[] = {
	[UVERBS_ATTR_QUERY_GID_TABLE_ENTRY_SIZE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_QUERY_GID_TABLE_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_QUERY_GID_TABLE_RESP_ENTRIES] = {
		.kind = VERBS_ARRAY,
		.layout = &layout_gid_entry,
		.out = true,
	},
	[UVERBS_ATTR_QUERY_GID_TABLE_RESP_NUM_ENTRIES] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_query_gid_entry_cmd_attr_ids.h"
static const struct verbs_attr query_gid_entry_attrs[] = {
	[UVERBS_ATTR_QUERY_GID_ENTRY_PORT] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_QUERY_GID_ENTRY_GID_INDEX] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_QUERY_GID_ENTRY_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_QUERY_GID_ENTRY_RESP_ENTRY] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_gid_entry,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_query_port_speed_cmd_attr_ids.h"
static const struct verbs_attr query_port_speed_attrs[] = {
	[UVERBS_ATTR_QUERY_PORT_SPEED_PORT_NUM] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_QUERY_PORT_SPEED_RESP] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
};

#include "xlat/uverbs_methods_device.h"
static const struct verbs_method device_methods[] = {
	[UVERBS_METHOD_INVOKE_WRITE] = {
		.attrs = invoke_write_attrs,
		.nattrs = ARRAY_SIZE(invoke_write_attrs),
		.names = uverbs_attrs_invoke_write_cmd_attr_ids,
	},
	[UVERBS_METHOD_INFO_HANDLES] = {
		.attrs = info_handles_attrs,
		.nattrs = ARRAY_SIZE(info_handles_attrs),
		.names = uverbs_attrs_info_handles_id,
	},
	[UVERBS_METHOD_QUERY_PORT] = {
		.attrs = query_port_attrs,
		.nattrs = ARRAY_SIZE(query_port_attrs),
		.names = uverbs_attrs_query_port_cmd_attr_ids,
	},
	[UVERBS_METHOD_GET_CONTEXT] = {
		.attrs = get_context_attrs,
		.nattrs = ARRAY_SIZE(get_context_attrs),
		.names = uverbs_attrs_get_context_attr_ids,
	},
	[UVERBS_METHOD_QUERY_CONTEXT] = {
		.attrs = query_context_attrs,
		.nattrs = ARRAY_SIZE(query_context_attrs),
		.names = uverbs_attrs_query_context_attr_ids,
	},
	[UVERBS_METHOD_QUERY_GID_TABLE] = {
		.attrs = query_gid_table_attrs,
		.nattrs = ARRAY_SIZE(query_gid_table_attrs),
		.names = uverbs_attrs_query_gid_table_cmd_attr_ids,
	},
	[UVERBS_METHOD_QUERY_GID_ENTRY] = {
		.attrs = query_gid_entry_attrs,
		.nattrs = ARRAY_SIZE(query_gid_entry_attrs),
		.names = uverbs_attrs_query_gid_entry_cmd_attr_ids,
	},
	[UVERBS_METHOD_QUERY_PORT_SPEED] = {
		.attrs = query_port_speed_attrs,
		.nattrs = ARRAY_SIZE(query_port_speed_attrs),
		.names = uverbs_attrs_query_port_speed_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_pd_destroy_ids.h"
static const struct verbs_attr pd_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
};

#include "xlat/uverbs_methods_pd.h"
static const struct verbs_method pd_methods[] = {
	[UVERBS_METHOD_PD_DESTROY] = {
		.attrs = pd_destroy_attrs,
		.nattrs = ARRAY_SIZE(pd_destroy_attrs),
		.names = uverbs_attrs_pd_destroy_ids,
	},
};

#include "xlat/uverbs_attrs_create_cq_cmd_attr_ids.h"
static const struct verbs_attr cq_create_attrs[] = {
	[UVERBS_ATTR_CREATE_CQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_CQ,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_CQ_CQE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_CQ_USER_HANDLE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_CQ_COMP_CHANNEL] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_CREATE_CQ_COMP_VECTOR] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_CQ_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_FLAGS,
		.names = &names_ib_uverbs_ex_create_cq_flags,
	},
	[UVERBS_ATTR_CREATE_CQ_RESP_CQE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_CQ_EVENT_FD] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_CREATE_CQ_BUFFER_VA] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_CQ_BUFFER_LENGTH] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_CQ_BUFFER_FD] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_CREATE_CQ_BUFFER_OFFSET] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_CQ_BUF_UMEM] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_buffer_desc,
	},
};

#include "xlat/uverbs_attrs_destroy_cq_cmd_attr_ids.h"
static const struct verbs_attr cq_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_CQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_CQ,
	},
	[UVERBS_ATTR_DESTROY_CQ_RESP] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_destroy_cq,
		.out = true,
	},
};

#include "xlat/uverbs_methods_cq.h"
static const struct verbs_method cq_methods[] = {
	[UVERBS_METHOD_CQ_CREATE] = {
		.attrs = cq_create_attrs,
		.nattrs = ARRAY_SIZE(cq_create_attrs),
		.names = uverbs_attrs_create_cq_cmd_attr_ids,
	},
	[UVERBS_METHOD_CQ_DESTROY] = {
		.attrs = cq_destroy_attrs,
		.nattrs = ARRAY_SIZE(cq_destroy_attrs),
		.names = uverbs_attrs_destroy_cq_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_create_qp_cmd_attr_ids.h"
static const struct verbs_attr qp_create_attrs[] = {
	[UVERBS_ATTR_CREATE_QP_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_QP,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_QP_XRCD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_XRCD,
	},
	[UVERBS_ATTR_CREATE_QP_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
	[UVERBS_ATTR_CREATE_QP_SRQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_SRQ,
	},
	[UVERBS_ATTR_CREATE_QP_SEND_CQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_CQ,
	},
	[UVERBS_ATTR_CREATE_QP_RECV_CQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_CQ,
	},
	[UVERBS_ATTR_CREATE_QP_IND_TABLE_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_RWQ_IND_TBL,
	},
	[UVERBS_ATTR_CREATE_QP_USER_HANDLE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_QP_CAP] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_qp_cap,
	},
	[UVERBS_ATTR_CREATE_QP_TYPE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_XVAL,
		.names = &names_ib_qp_type,
	},
	[UVERBS_ATTR_CREATE_QP_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_FLAGS,
		.names = &names_ib_qp_create_flags,
	},
	[UVERBS_ATTR_CREATE_QP_SOURCE_QPN] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_QP_EVENT_FD] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_CREATE_QP_RESP_CAP] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_qp_cap,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_QP_RESP_QP_NUM] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_QP_BUF_UMEM] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_buffer_desc,
	},
	[UVERBS_ATTR_CREATE_QP_RQ_BUF_UMEM] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_buffer_desc,
	},
	[UVERBS_ATTR_CREATE_QP_SQ_BUF_UMEM] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_buffer_desc,
	},
};

#include "xlat/uverbs_attrs_destroy_qp_cmd_attr_ids.h"
static const struct verbs_attr qp_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_QP_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_QP,
	},
	[UVERBS_ATTR_DESTROY_QP_RESP] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_destroy,
		.out = true,
	},
};

#include "xlat/uverbs_methods_qp.h"
static const struct verbs_method qp_methods[] = {
	[UVERBS_METHOD_QP_CREATE] = {
		.attrs = qp_create_attrs,
		.nattrs = ARRAY_SIZE(qp_create_attrs),
		.names = uverbs_attrs_create_qp_cmd_attr_ids,
	},
	[UVERBS_METHOD_QP_DESTROY] = {
		.attrs = qp_destroy_attrs,
		.nattrs = ARRAY_SIZE(qp_destroy_attrs),
		.names = uverbs_attrs_destroy_qp_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_create_srq_cmd_attr_ids.h"
static const struct verbs_attr srq_create_attrs[] = {
	[UVERBS_ATTR_CREATE_SRQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_SRQ,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_SRQ_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
	[UVERBS_ATTR_CREATE_SRQ_XRCD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_XRCD,
	},
	[UVERBS_ATTR_CREATE_SRQ_CQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_CQ,
	},
	[UVERBS_ATTR_CREATE_SRQ_USER_HANDLE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_SRQ_MAX_WR] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_SRQ_MAX_SGE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_SRQ_LIMIT] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_SRQ_MAX_NUM_TAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_SRQ_TYPE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_XVAL,
		.names = &names_ib_srq_type,
	},
	[UVERBS_ATTR_CREATE_SRQ_EVENT_FD] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_CREATE_SRQ_RESP_MAX_WR] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_SRQ_RESP_MAX_SGE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_SRQ_RESP_SRQ_NUM] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_SRQ_BUF_UMEM] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_buffer_desc,
	},
};

#include "xlat/uverbs_attrs_destroy_srq_cmd_attr_ids.h"
static const struct verbs_attr srq_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_SRQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_SRQ,
	},
	[UVERBS_ATTR_DESTROY_SRQ_RESP] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_destroy,
		.out = true,
	},
};

#include "xlat/uverbs_methods_srq.h"
static const struct verbs_method srq_methods[] = {
	[UVERBS_METHOD_SRQ_CREATE] = {
		.attrs = srq_create_attrs,
		.nattrs = ARRAY_SIZE(srq_create_attrs),
		.names = uverbs_attrs_create_srq_cmd_attr_ids,
	},
	[UVERBS_METHOD_SRQ_DESTROY] = {
		.attrs = srq_destroy_attrs,
		.nattrs = ARRAY_SIZE(srq_destroy_attrs),
		.names = uverbs_attrs_destroy_srq_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_ah_destroy_ids.h"
static const struct verbs_attr ah_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_AH_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_AH,
	},
};

#include "xlat/uverbs_methods_ah.h"
static const struct verbs_method ah_methods[] = {
	[UVERBS_METHOD_AH_DESTROY] = {
		.attrs = ah_destroy_attrs,
		.nattrs = ARRAY_SIZE(ah_destroy_attrs),
		.names = uverbs_attrs_ah_destroy_ids,
	},
};

#include "xlat/uverbs_attrs_reg_dm_mr_cmd_attr_ids.h"
static const struct verbs_attr dm_mr_reg_attrs[] = {
	[UVERBS_ATTR_REG_DM_MR_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_MR,
		.out = true,
	},
	[UVERBS_ATTR_REG_DM_MR_OFFSET] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_REG_DM_MR_LENGTH] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_REG_DM_MR_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
	[UVERBS_ATTR_REG_DM_MR_ACCESS_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_FLAGS,
		.names = &names_ib_access_flags,
	},
	[UVERBS_ATTR_REG_DM_MR_DM_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_DM,
	},
	[UVERBS_ATTR_REG_DM_MR_RESP_LKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
	[UVERBS_ATTR_REG_DM_MR_RESP_RKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_mr_destroy_ids.h"
static const struct verbs_attr mr_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_MR_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_MR,
	},
};

#include "xlat/uverbs_attrs_advise_mr_cmd_attr_ids.h"
static const struct verbs_attr advise_mr_attrs[] = {
	[UVERBS_ATTR_ADVISE_MR_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
	[UVERBS_ATTR_ADVISE_MR_ADVICE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_XVAL,
		.names = &names_ib_uverbs_advise_mr_advice,
	},
	[UVERBS_ATTR_ADVISE_MR_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_FLAGS,
		.names = &names_ib_uverbs_advise_mr_flag,
	},
	[UVERBS_ATTR_ADVISE_MR_SGE_LIST] = {
		.kind = VERBS_ARRAY,
		.layout = &layout_sge,
	},
};

#include "xlat/uverbs_attrs_query_mr_cmd_attr_ids.h"
static const struct verbs_attr query_mr_attrs[] = {
	[UVERBS_ATTR_QUERY_MR_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_MR,
	},
	[UVERBS_ATTR_QUERY_MR_RESP_LKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
	[UVERBS_ATTR_QUERY_MR_RESP_RKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
	[UVERBS_ATTR_QUERY_MR_RESP_LENGTH] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_QUERY_MR_RESP_IOVA] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_reg_dmabuf_mr_cmd_attr_ids.h"
static const struct verbs_attr reg_dmabuf_mr_attrs[] = {
	[UVERBS_ATTR_REG_DMABUF_MR_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_MR,
		.out = true,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_OFFSET] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_LENGTH] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_IOVA] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_FD] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_ACCESS_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_FLAGS,
		.names = &names_ib_access_flags,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_RESP_LKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
	[UVERBS_ATTR_REG_DMABUF_MR_RESP_RKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_reg_mr_cmd_attr_ids.h"
static const struct verbs_attr reg_mr_attrs[] = {
	[UVERBS_ATTR_REG_MR_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_MR,
		.out = true,
	},
	[UVERBS_ATTR_REG_MR_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
	[UVERBS_ATTR_REG_MR_DMA_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_DMAH,
	},
	[UVERBS_ATTR_REG_MR_IOVA] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_REG_MR_ADDR] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_REG_MR_LENGTH] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_REG_MR_ACCESS_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_FLAGS,
		.names = &names_ib_access_flags,
	},
	[UVERBS_ATTR_REG_MR_FD] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_REG_MR_FD_OFFSET] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_REG_MR_RESP_LKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
	[UVERBS_ATTR_REG_MR_RESP_RKEY] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
};

#include "xlat/uverbs_methods_mr.h"
static const struct verbs_method mr_methods[] = {
	[UVERBS_METHOD_DM_MR_REG] = {
		.attrs = dm_mr_reg_attrs,
		.nattrs = ARRAY_SIZE(dm_mr_reg_attrs),
		.names = uverbs_attrs_reg_dm_mr_cmd_attr_ids,
	},
	[UVERBS_METHOD_MR_DESTROY] = {
		.attrs = mr_destroy_attrs,
		.nattrs = ARRAY_SIZE(mr_destroy_attrs),
		.names = uverbs_attrs_mr_destroy_ids,
	},
	[UVERBS_METHOD_ADVISE_MR] = {
		.attrs = advise_mr_attrs,
		.nattrs = ARRAY_SIZE(advise_mr_attrs),
		.names = uverbs_attrs_advise_mr_cmd_attr_ids,
	},
	[UVERBS_METHOD_QUERY_MR] = {
		.attrs = query_mr_attrs,
		.nattrs = ARRAY_SIZE(query_mr_attrs),
		.names = uverbs_attrs_query_mr_cmd_attr_ids,
	},
	[UVERBS_METHOD_REG_DMABUF_MR] = {
		.attrs = reg_dmabuf_mr_attrs,
		.nattrs = ARRAY_SIZE(reg_dmabuf_mr_attrs),
		.names = uverbs_attrs_reg_dmabuf_mr_cmd_attr_ids,
	},
	[UVERBS_METHOD_REG_MR] = {
		.attrs = reg_mr_attrs,
		.nattrs = ARRAY_SIZE(reg_mr_attrs),
		.names = uverbs_attrs_reg_mr_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_mw_destroy_ids.h"
static const struct verbs_attr mw_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_MW_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_MW,
	},
};

#include "xlat/uverbs_methods_mw.h"
static const struct verbs_method mw_methods[] = {
	[UVERBS_METHOD_MW_DESTROY] = {
		.attrs = mw_destroy_attrs,
		.nattrs = ARRAY_SIZE(mw_destroy_attrs),
		.names = uverbs_attrs_mw_destroy_ids,
	},
};

#include "xlat/uverbs_attrs_flow_destroy_ids.h"
static const struct verbs_attr flow_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_FLOW_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_FLOW,
	},
};

#include "xlat/uverbs_methods_flow.h"
static const struct verbs_method flow_methods[] = {
	[UVERBS_METHOD_FLOW_DESTROY] = {
		.attrs = flow_destroy_attrs,
		.nattrs = ARRAY_SIZE(flow_destroy_attrs),
		.names = uverbs_attrs_flow_destroy_ids,
	},
};

#include "xlat/uverbs_attrs_xrcd_destroy_ids.h"
static const struct verbs_attr xrcd_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_XRCD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_XRCD,
	},
};

#include "xlat/uverbs_methods_xrcd.h"
static const struct verbs_method xrcd_methods[] = {
	[UVERBS_METHOD_XRCD_DESTROY] = {
		.attrs = xrcd_destroy_attrs,
		.nattrs = ARRAY_SIZE(xrcd_destroy_attrs),
		.names = uverbs_attrs_xrcd_destroy_ids,
	},
};

#include "xlat/uverbs_attrs_rwq_ind_tbl_destroy_ids.h"
static const struct verbs_attr rwq_ind_tbl_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_RWQ_IND_TBL_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_RWQ_IND_TBL,
	},
};

#include "xlat/uverbs_methods_rwq_ind_tbl.h"
static const struct verbs_method rwq_ind_tbl_methods[] = {
	[UVERBS_METHOD_RWQ_IND_TBL_DESTROY] = {
		.attrs = rwq_ind_tbl_destroy_attrs,
		.nattrs = ARRAY_SIZE(rwq_ind_tbl_destroy_attrs),
		.names = uverbs_attrs_rwq_ind_tbl_destroy_ids,
	},
};

#include "xlat/uverbs_attrs_create_wq_cmd_attr_ids.h"
static const struct verbs_attr wq_create_attrs[] = {
	[UVERBS_ATTR_CREATE_WQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_WQ,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_WQ_PD_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_PD,
	},
	[UVERBS_ATTR_CREATE_WQ_CQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_CQ,
	},
	[UVERBS_ATTR_CREATE_WQ_USER_HANDLE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_WQ_TYPE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_WQ_EVENT_FD] = {
		.kind = VERBS_FD,
	},
	[UVERBS_ATTR_CREATE_WQ_MAX_WR] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_WQ_MAX_SGE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_CREATE_WQ_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
	[UVERBS_ATTR_CREATE_WQ_RESP_MAX_WR] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_WQ_RESP_MAX_SGE] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
		.out = true,
	},
	[UVERBS_ATTR_CREATE_WQ_RESP_WQ_NUM] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_destroy_wq_cmd_attr_ids.h"
static const struct verbs_attr wq_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_WQ_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_WQ,
	},
	[UVERBS_ATTR_DESTROY_WQ_RESP] = {
		.kind = VERBS_STRUCT,
		.layout = &layout_destroy,
		.out = true,
	},
};

#include "xlat/uverbs_methods_wq.h"
static const struct verbs_method wq_methods[] = {
	[UVERBS_METHOD_WQ_CREATE] = {
		.attrs = wq_create_attrs,
		.nattrs = ARRAY_SIZE(wq_create_attrs),
		.names = uverbs_attrs_create_wq_cmd_attr_ids,
	},
	[UVERBS_METHOD_WQ_DESTROY] = {
		.attrs = wq_destroy_attrs,
		.nattrs = ARRAY_SIZE(wq_destroy_attrs),
		.names = uverbs_attrs_destroy_wq_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_create_flow_action_esp.h"
static const struct verbs_attr flow_action_esp_create_attrs[] = {
	[UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_FLOW_ACTION,
		.out = true,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS] = {
		.kind = VERBS_BYTES,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_ESN] = {
		.kind = VERBS_BYTES,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT] = {
		.kind = VERBS_ENUM,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY] = {
		.kind = VERBS_ENUM,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP] = {
		.kind = VERBS_BYTES,
	},
};

#include "xlat/uverbs_attrs_destroy_flow_action_esp.h"
static const struct verbs_attr flow_action_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_FLOW_ACTION_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_FLOW_ACTION,
	},
};

static const struct verbs_attr flow_action_esp_modify_attrs[] = {
	[UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_FLOW_ACTION,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS] = {
		.kind = VERBS_BYTES,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_ESN] = {
		.kind = VERBS_BYTES,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT] = {
		.kind = VERBS_ENUM,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY] = {
		.kind = VERBS_ENUM,
	},
	[UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP] = {
		.kind = VERBS_BYTES,
	},
};

#include "xlat/uverbs_methods_actions_flow_action_ops.h"
static const struct verbs_method flow_action_methods[] = {
	[UVERBS_METHOD_FLOW_ACTION_ESP_CREATE] = {
		.attrs = flow_action_esp_create_attrs,
		.nattrs = ARRAY_SIZE(flow_action_esp_create_attrs),
		.names = uverbs_attrs_create_flow_action_esp,
	},
	[UVERBS_METHOD_FLOW_ACTION_DESTROY] = {
		.attrs = flow_action_destroy_attrs,
		.nattrs = ARRAY_SIZE(flow_action_destroy_attrs),
		.names = uverbs_attrs_destroy_flow_action_esp,
	},
	[UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY] = {
		.attrs = flow_action_esp_modify_attrs,
		.nattrs = ARRAY_SIZE(flow_action_esp_modify_attrs),
		.names = uverbs_attrs_create_flow_action_esp,
	},
};

#include "xlat/uverbs_attrs_alloc_dm_cmd_attr_ids.h"
static const struct verbs_attr dm_alloc_attrs[] = {
	[UVERBS_ATTR_ALLOC_DM_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_DM,
		.out = true,
	},
	[UVERBS_ATTR_ALLOC_DM_LENGTH] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_ALLOC_DM_ALIGNMENT] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
};

#include "xlat/uverbs_attrs_free_dm_cmd_attr_ids.h"
static const struct verbs_attr dm_free_attrs[] = {
	[UVERBS_ATTR_FREE_DM_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_DM,
	},
};

#include "xlat/uverbs_methods_dm.h"
static const struct verbs_method dm_methods[] = {
	[UVERBS_METHOD_DM_ALLOC] = {
		.attrs = dm_alloc_attrs,
		.nattrs = ARRAY_SIZE(dm_alloc_attrs),
		.names = uverbs_attrs_alloc_dm_cmd_attr_ids,
	},
	[UVERBS_METHOD_DM_FREE] = {
		.attrs = dm_free_attrs,
		.nattrs = ARRAY_SIZE(dm_free_attrs),
		.names = uverbs_attrs_free_dm_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_create_counters_cmd_attr_ids.h"
static const struct verbs_attr counters_create_attrs[] = {
	[UVERBS_ATTR_CREATE_COUNTERS_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_COUNTERS,
		.out = true,
	},
};

#include "xlat/uverbs_attrs_destroy_counters_cmd_attr_ids.h"
static const struct verbs_attr counters_destroy_attrs[] = {
	[UVERBS_ATTR_DESTROY_COUNTERS_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_COUNTERS,
	},
};

#include "xlat/uverbs_attrs_read_counters_cmd_attr_ids.h"
static const struct verbs_attr counters_read_attrs[] = {
	[UVERBS_ATTR_READ_COUNTERS_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_COUNTERS,
	},
	[UVERBS_ATTR_READ_COUNTERS_BUFF] = {
		.kind = VERBS_NUMBERS,
		.width = 8,
		.out = true,
	},
	[UVERBS_ATTR_READ_COUNTERS_FLAGS] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_X,
	},
};

#include "xlat/uverbs_methods_actions_counters_ops.h"
static const struct verbs_method counters_methods[] = {
	[UVERBS_METHOD_COUNTERS_CREATE] = {
		.attrs = counters_create_attrs,
		.nattrs = ARRAY_SIZE(counters_create_attrs),
		.names = uverbs_attrs_create_counters_cmd_attr_ids,
	},
	[UVERBS_METHOD_COUNTERS_DESTROY] = {
		.attrs = counters_destroy_attrs,
		.nattrs = ARRAY_SIZE(counters_destroy_attrs),
		.names = uverbs_attrs_destroy_counters_cmd_attr_ids,
	},
	[UVERBS_METHOD_COUNTERS_READ] = {
		.attrs = counters_read_attrs,
		.nattrs = ARRAY_SIZE(counters_read_attrs),
		.names = uverbs_attrs_read_counters_cmd_attr_ids,
	},
};

#include "xlat/uverbs_attrs_async_event_create.h"
static const struct verbs_attr async_event_alloc_attrs[] = {
	[UVERBS_ATTR_ASYNC_EVENT_ALLOC_FD_HANDLE] = {
		.kind = VERBS_FD,
		.out = true,
	},
};

#include "xlat/uverbs_method_async_event.h"
static const struct verbs_method async_event_methods[] = {
	[UVERBS_METHOD_ASYNC_EVENT_ALLOC] = {
		.attrs = async_event_alloc_attrs,
		.nattrs = ARRAY_SIZE(async_event_alloc_attrs),
		.names = uverbs_attrs_async_event_create,
	},
};

#include "xlat/uverbs_attrs_alloc_dmah_cmd_attr_ids.h"
static const struct verbs_attr dmah_alloc_attrs[] = {
	[UVERBS_ATTR_ALLOC_DMAH_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_DMAH,
		.out = true,
	},
	[UVERBS_ATTR_ALLOC_DMAH_CPU_ID] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
	[UVERBS_ATTR_ALLOC_DMAH_TPH_MEM_TYPE] = {
		.kind = VERBS_ENUM,
	},
	[UVERBS_ATTR_ALLOC_DMAH_PH] = {
		.kind = VERBS_NUMBER,
		.show = RDMA_SHOW_U,
	},
};

#include "xlat/uverbs_attrs_free_dmah_cmd_attr_ids.h"
static const struct verbs_attr dmah_free_attrs[] = {
	[UVERBS_ATTR_FREE_DMA_HANDLE] = {
		.kind = VERBS_OBJECT,
		.object = UVERBS_OBJECT_DMAH,
	},
};

#include "xlat/uverbs_methods_dmah.h"
static const struct verbs_method dmah_methods[] = {
	[UVERBS_METHOD_DMAH_ALLOC] = {
		.attrs = dmah_alloc_attrs,
		.nattrs = ARRAY_SIZE(dmah_alloc_attrs),
		.names = uverbs_attrs_alloc_dmah_cmd_attr_ids,
	},
	[UVERBS_METHOD_DMAH_FREE] = {
		.attrs = dmah_free_attrs,
		.nattrs = ARRAY_SIZE(dmah_free_attrs),
		.names = uverbs_attrs_free_dmah_cmd_attr_ids,
	},
};

static const struct verbs_object verbs_objects[] = {
	[UVERBS_OBJECT_DEVICE] = {
		.name = "device",
		.methods = device_methods,
		.nmethods = ARRAY_SIZE(device_methods),
		.names = uverbs_methods_device,
	},
	[UVERBS_OBJECT_PD] = {
		.name = "pd",
		.methods = pd_methods,
		.nmethods = ARRAY_SIZE(pd_methods),
		.names = uverbs_methods_pd,
	},
	[UVERBS_OBJECT_COMP_CHANNEL] = {
		.name = "comp_channel",
	},
	[UVERBS_OBJECT_CQ] = {
		.name = "cq",
		.methods = cq_methods,
		.nmethods = ARRAY_SIZE(cq_methods),
		.names = uverbs_methods_cq,
	},
	[UVERBS_OBJECT_QP] = {
		.name = "qp",
		.methods = qp_methods,
		.nmethods = ARRAY_SIZE(qp_methods),
		.names = uverbs_methods_qp,
	},
	[UVERBS_OBJECT_SRQ] = {
		.name = "srq",
		.methods = srq_methods,
		.nmethods = ARRAY_SIZE(srq_methods),
		.names = uverbs_methods_srq,
	},
	[UVERBS_OBJECT_AH] = {
		.name = "ah",
		.methods = ah_methods,
		.nmethods = ARRAY_SIZE(ah_methods),
		.names = uverbs_methods_ah,
	},
	[UVERBS_OBJECT_MR] = {
		.name = "mr",
		.methods = mr_methods,
		.nmethods = ARRAY_SIZE(mr_methods),
		.names = uverbs_methods_mr,
	},
	[UVERBS_OBJECT_MW] = {
		.name = "mw",
		.methods = mw_methods,
		.nmethods = ARRAY_SIZE(mw_methods),
		.names = uverbs_methods_mw,
	},
	[UVERBS_OBJECT_FLOW] = {
		.name = "flow",
		.methods = flow_methods,
		.nmethods = ARRAY_SIZE(flow_methods),
		.names = uverbs_methods_flow,
	},
	[UVERBS_OBJECT_XRCD] = {
		.name = "xrcd",
		.methods = xrcd_methods,
		.nmethods = ARRAY_SIZE(xrcd_methods),
		.names = uverbs_methods_xrcd,
	},
	[UVERBS_OBJECT_RWQ_IND_TBL] = {
		.name = "rwq_ind_tbl",
		.methods = rwq_ind_tbl_methods,
		.nmethods = ARRAY_SIZE(rwq_ind_tbl_methods),
		.names = uverbs_methods_rwq_ind_tbl,
	},
	[UVERBS_OBJECT_WQ] = {
		.name = "wq",
		.methods = wq_methods,
		.nmethods = ARRAY_SIZE(wq_methods),
		.names = uverbs_methods_wq,
	},
	[UVERBS_OBJECT_FLOW_ACTION] = {
		.name = "flow_action",
		.methods = flow_action_methods,
		.nmethods = ARRAY_SIZE(flow_action_methods),
		.names = uverbs_methods_actions_flow_action_ops,
	},
	[UVERBS_OBJECT_DM] = {
		.name = "dm",
		.methods = dm_methods,
		.nmethods = ARRAY_SIZE(dm_methods),
		.names = uverbs_methods_dm,
	},
	[UVERBS_OBJECT_COUNTERS] = {
		.name = "counters",
		.methods = counters_methods,
		.nmethods = ARRAY_SIZE(counters_methods),
		.names = uverbs_methods_actions_counters_ops,
	},
	[UVERBS_OBJECT_ASYNC_EVENT] = {
		.name = "async_event",
		.methods = async_event_methods,
		.nmethods = ARRAY_SIZE(async_event_methods),
		.names = uverbs_method_async_event,
	},
	[UVERBS_OBJECT_DMAH] = {
		.name = "dmah",
		.methods = dmah_methods,
		.nmethods = ARRAY_SIZE(dmah_methods),
		.names = uverbs_methods_dmah,
	},
	[UVERBS_OBJECT_DMABUF] = {
		.name = "dmabuf",
	},
	[UVERBS_OBJECT_COMP_CNTR] = {
		.name = "comp_cntr",
	},
};

#endif /* !STRACE_RDMA_VERBS_TABLES_H */
