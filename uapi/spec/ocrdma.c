// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that ocrdma and its provider library exchange, as <rdma/ocrdma-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field ocrdma_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(dev_id, 0, 4),
	RUAPI_AT(wqe_size, 4, 4),
	RUAPI_AT(max_inline_data, 8, 4),
	RUAPI_AT(dpp_wqe_size, 12, 4),
	RUAPI_AT(ah_tbl_page, 16, 8),
	RUAPI_AT(ah_tbl_len, 24, 4),
	RUAPI_AT(rqe_size, 28, 4),
	RUAPI_AT(fw_ver, 32, 32, .show = RUAPI_SHOW_BYTES),
};

static const struct ruapi_layout ocrdma_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(ocrdma_alloc_ucontext_resp,
			ocrdma_alloc_ucontext_resp_fields, 80);

static const struct ruapi_field ocrdma_alloc_pd_uresp_fields[] = {
	RUAPI_AT(id, 0, 4),
	RUAPI_AT(dpp_enabled, 4, 4),
	RUAPI_AT(dpp_page_addr_hi, 8, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(dpp_page_addr_lo, 12, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ocrdma_alloc_pd_uresp_layout =
	RUAPI_LAYOUT_AT(ocrdma_alloc_pd_uresp,
			ocrdma_alloc_pd_uresp_fields, 24);

static const struct ruapi_field ocrdma_create_cq_ureq_fields[] = {
	RUAPI_AT(dpp_cq, 0, 4),
};

static const struct ruapi_layout ocrdma_create_cq_ureq_layout =
	RUAPI_LAYOUT_AT(ocrdma_create_cq_ureq,
			ocrdma_create_cq_ureq_fields, 8);

static const struct ruapi_field ocrdma_create_cq_uresp_fields[] = {
	RUAPI_AT(cq_id, 0, 4),
	RUAPI_AT(page_size, 4, 4),
	RUAPI_AT(num_pages, 8, 4),
	RUAPI_AT(max_hw_cqe, 12, 4),
	RUAPI_AT(page_addr, 16, 64, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(db_page_addr, 80, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_page_size, 88, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(phase_change, 92, 4),
};

static const struct ruapi_layout ocrdma_create_cq_uresp_layout =
	RUAPI_LAYOUT_AT(ocrdma_create_cq_uresp,
			ocrdma_create_cq_uresp_fields, 112);

static const struct ruapi_field ocrdma_create_qp_ureq_fields[] = {
	RUAPI_AT(enable_dpp_cq, 0, 1),
	RUAPI_AT(dpp_cq_id, 2, 2),
};

static const struct ruapi_layout ocrdma_create_qp_ureq_layout =
	RUAPI_LAYOUT_AT(ocrdma_create_qp_ureq,
			ocrdma_create_qp_ureq_fields, 8);

static const struct ruapi_field ocrdma_create_qp_uresp_fields[] = {
	RUAPI_AT(qp_id, 0, 2),
	RUAPI_AT(sq_dbid, 2, 2),
	RUAPI_AT(rq_dbid, 4, 2),
	RUAPI_AT(sq_page_size, 8, 4),
	RUAPI_AT(rq_page_size, 12, 4),
	RUAPI_AT(num_sq_pages, 16, 4),
	RUAPI_AT(num_rq_pages, 20, 4),
	RUAPI_AT(sq_page_addr, 24, 64, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(rq_page_addr, 88, 64, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(db_page_addr, 152, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_page_size, 160, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(dpp_credit, 164, 4),
	RUAPI_AT(dpp_offset, 168, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(num_wqe_allocated, 172, 4),
	RUAPI_AT(num_rqe_allocated, 176, 4),
	RUAPI_AT(db_sq_offset, 180, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_rq_offset, 184, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_shift, 188, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ocrdma_create_qp_uresp_layout =
	RUAPI_LAYOUT_AT(ocrdma_create_qp_uresp,
			ocrdma_create_qp_uresp_fields, 280);

static const struct ruapi_field ocrdma_create_srq_uresp_fields[] = {
	RUAPI_AT(rq_dbid, 0, 2),
	RUAPI_AT(rq_page_size, 8, 4),
	RUAPI_AT(num_rq_pages, 12, 4),
	RUAPI_AT(rq_page_addr, 16, 64, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(db_page_addr, 80, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_page_size, 88, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(num_rqe_allocated, 92, 4),
	RUAPI_AT(db_rq_offset, 96, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_shift, 100, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ocrdma_create_srq_uresp_layout =
	RUAPI_LAYOUT_AT(ocrdma_create_srq_uresp,
			ocrdma_create_srq_uresp_fields, 120);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec ocrdma_attrs[] = {
	{
		.driver_id = 7,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 72,
			.max_len = 80,
			.layout = RUAPI_SHOWN(ocrdma_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 7,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 16,
			.max_len = 24,
			.layout = RUAPI_SHOWN(ocrdma_alloc_pd_uresp_layout),
		},
	},
	{
		.driver_id = 7,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(ocrdma_create_cq_ureq_layout),
		},
	},
	{
		.driver_id = 7,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 112,
			.max_len = 112,
			.layout = RUAPI_SHOWN(ocrdma_create_cq_uresp_layout),
		},
	},
	{
		.driver_id = 7,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(ocrdma_create_qp_ureq_layout),
		},
	},
	{
		.driver_id = 7,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 280,
			.max_len = 280,
			.layout = RUAPI_SHOWN(ocrdma_create_qp_uresp_layout),
		},
	},
	{
		.driver_id = 7,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 120,
			.max_len = 120,
			.layout = RUAPI_SHOWN(ocrdma_create_srq_uresp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_ocrdma = {
	.driver_id = 7,
	.name = "ocrdma",
	.attrs = ocrdma_attrs,
	.num_attrs = RUAPI_COUNT(ocrdma_attrs),
};
