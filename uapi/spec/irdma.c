// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that irdma and its provider library exchange, as <rdma/irdma-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field irdma_alloc_ucontext_req_fields[] = {
	RUAPI_AT(userspace_ver, 4, 1),
	RUAPI_AT(comp_mask, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout irdma_alloc_ucontext_req_layout =
	RUAPI_LAYOUT_AT(irdma_alloc_ucontext_req,
			irdma_alloc_ucontext_req_fields, 16);

static const struct ruapi_field irdma_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(max_pds, 0, 4),
	RUAPI_AT(max_qps, 4, 4),
	RUAPI_AT(wq_size, 8, 4),
	RUAPI_AT(kernel_ver, 12, 1),
	RUAPI_AT(feature_flags, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_mmap_key, 24, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(max_hw_wq_frags, 32, 4),
	RUAPI_AT(max_hw_read_sges, 36, 4),
	RUAPI_AT(max_hw_inline, 40, 4),
	RUAPI_AT(max_hw_rq_quanta, 44, 4),
	RUAPI_AT(max_hw_wq_quanta, 48, 4),
	RUAPI_AT(min_hw_cq_size, 52, 4),
	RUAPI_AT(max_hw_cq_size, 56, 4),
	RUAPI_AT(max_hw_sq_chunk, 60, 2),
	RUAPI_AT(hw_rev, 62, 1),
	RUAPI_AT(comp_mask, 64, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(min_hw_wq_size, 72, 2),
	RUAPI_AT(revd3, 74, 2, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(max_hw_srq_quanta, 76, 4),
};

static const struct ruapi_layout irdma_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(irdma_alloc_ucontext_resp,
			irdma_alloc_ucontext_resp_fields, 80);

static const struct ruapi_field irdma_alloc_pd_resp_fields[] = {
	RUAPI_AT(pd_id, 0, 4),
};

static const struct ruapi_layout irdma_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(irdma_alloc_pd_resp,
			irdma_alloc_pd_resp_fields, 8);

static const struct ruapi_field irdma_mem_reg_req_fields[] = {
	RUAPI_AT(reg_type, 0, 2),
	RUAPI_AT(cq_pages, 2, 2),
	RUAPI_AT(rq_pages, 4, 2),
	RUAPI_AT(sq_pages, 6, 2),
};

static const struct ruapi_layout irdma_mem_reg_req_layout =
	RUAPI_LAYOUT_AT(irdma_mem_reg_req,
			irdma_mem_reg_req_fields, 8);

static const struct ruapi_field irdma_create_cq_req_fields[] = {
	RUAPI_AT(user_cq_buf, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(user_shadow_area, 8, 8),
};

static const struct ruapi_layout irdma_create_cq_req_layout =
	RUAPI_LAYOUT_AT(irdma_create_cq_req,
			irdma_create_cq_req_fields, 16);

static const struct ruapi_field irdma_create_cq_resp_fields[] = {
	RUAPI_AT(cq_id, 0, 4),
	RUAPI_AT(cq_size, 4, 4),
};

static const struct ruapi_layout irdma_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(irdma_create_cq_resp,
			irdma_create_cq_resp_fields, 8);

static const struct ruapi_field irdma_resize_cq_req_fields[] = {
	RUAPI_AT(user_cq_buffer, 0, 8),
};

static const struct ruapi_layout irdma_resize_cq_req_layout =
	RUAPI_LAYOUT_AT(irdma_resize_cq_req,
			irdma_resize_cq_req_fields, 8);

static const struct ruapi_field irdma_create_qp_req_fields[] = {
	RUAPI_AT(user_wqe_bufs, 0, 8),
	RUAPI_AT(user_compl_ctx, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(legacy_dontuse, 16, 16, .show = RUAPI_SHOW_BYTES),
};

static const struct ruapi_layout irdma_create_qp_req_layout =
	RUAPI_LAYOUT_AT(irdma_create_qp_req,
			irdma_create_qp_req_fields, 32);

static const struct ruapi_field irdma_create_qp_resp_fields[] = {
	RUAPI_AT(qp_id, 0, 4),
	RUAPI_AT(actual_sq_size, 4, 4),
	RUAPI_AT(actual_rq_size, 8, 4),
	RUAPI_AT(irdma_drv_opt, 12, 4),
	RUAPI_AT(push_idx, 16, 2),
	RUAPI_AT(lsmm, 18, 1),
	RUAPI_AT(qp_caps, 20, 4),
};

static const struct ruapi_layout irdma_create_qp_resp_layout =
	RUAPI_LAYOUT_AT(irdma_create_qp_resp,
			irdma_create_qp_resp_fields, 24);

static const struct ruapi_field irdma_modify_qp_req_fields[] = {
	RUAPI_AT(sq_flush, 0, 1),
	RUAPI_AT(rq_flush, 1, 1),
};

static const struct ruapi_layout irdma_modify_qp_req_layout =
	RUAPI_LAYOUT_AT(irdma_modify_qp_req,
			irdma_modify_qp_req_fields, 8);

static const struct ruapi_field irdma_modify_qp_resp_fields[] = {
	RUAPI_AT(push_wqe_mmap_key, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(push_db_mmap_key, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(push_offset, 16, 2, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(push_valid, 18, 1),
};

static const struct ruapi_layout irdma_modify_qp_resp_layout =
	RUAPI_LAYOUT_AT(irdma_modify_qp_resp,
			irdma_modify_qp_resp_fields, 24);

static const struct ruapi_field irdma_create_srq_req_fields[] = {
	RUAPI_AT(user_srq_buf, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(user_shadow_area, 8, 8),
};

static const struct ruapi_layout irdma_create_srq_req_layout =
	RUAPI_LAYOUT_AT(irdma_create_srq_req,
			irdma_create_srq_req_fields, 16);

static const struct ruapi_field irdma_create_srq_resp_fields[] = {
	RUAPI_AT(srq_id, 0, 4),
	RUAPI_AT(srq_size, 4, 4),
};

static const struct ruapi_layout irdma_create_srq_resp_layout =
	RUAPI_LAYOUT_AT(irdma_create_srq_resp,
			irdma_create_srq_resp_fields, 8);

static const struct ruapi_field irdma_create_ah_resp_fields[] = {
	RUAPI_AT(ah_id, 0, 4),
};

static const struct ruapi_layout irdma_create_ah_resp_layout =
	RUAPI_LAYOUT_AT(irdma_create_ah_resp,
			irdma_create_ah_resp_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec irdma_attrs[] = {
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 16,
			.layout = RUAPI_SHOWN(irdma_alloc_ucontext_req_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 16,
			.max_len = 80,
			.layout = RUAPI_SHOWN(irdma_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(irdma_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(irdma_mem_reg_req_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 16,
			.layout = RUAPI_SHOWN(irdma_create_cq_req_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(irdma_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_RESIZE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(irdma_resize_cq_req_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 32,
			.layout = RUAPI_SHOWN(irdma_create_qp_req_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 20,
			.max_len = 24,
			.layout = RUAPI_SHOWN(irdma_create_qp_resp_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_MODIFY,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(irdma_modify_qp_req_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_MODIFY,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 24,
			.layout = RUAPI_SHOWN(irdma_modify_qp_resp_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(irdma_create_srq_req_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(irdma_create_srq_resp_layout),
		},
	},
	{
		.driver_id = 9,
		.object = RUAPI_OBJ_AH,
		.action = RUAPI_AH_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(irdma_create_ah_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_irdma = {
	.driver_id = 9,
	.name = "irdma",
	.attrs = irdma_attrs,
	.num_attrs = RUAPI_COUNT(irdma_attrs),
};
