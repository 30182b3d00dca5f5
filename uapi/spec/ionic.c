// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that ionic and its provider library exchange, as <rdma/ionic-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field ionic_ctx_req_fields[] = {
};

static const struct ruapi_layout ionic_ctx_req_layout =
	RUAPI_LAYOUT_AT(ionic_ctx_req,
			ionic_ctx_req_fields, 8);

static const struct ruapi_field ionic_ctx_resp_fields[] = {
	RUAPI_AT(page_shift, 4, 4),
	RUAPI_AT(dbell_offset, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(version, 16, 2),
	RUAPI_AT(qp_opcodes, 18, 1),
	RUAPI_AT(admin_opcodes, 19, 1),
	RUAPI_AT(sq_qtype, 20, 1),
	RUAPI_AT(rq_qtype, 21, 1),
	RUAPI_AT(cq_qtype, 22, 1),
	RUAPI_AT(admin_qtype, 23, 1),
	RUAPI_AT(max_stride, 24, 1),
	RUAPI_AT(max_spec, 25, 1),
	RUAPI_AT(udma_count, 26, 1),
	RUAPI_AT(expdb_mask, 27, 1, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(expdb_qtypes, 28, 1),
	RUAPI_AT(phc_offset, 32, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ionic_ctx_resp_layout =
	RUAPI_LAYOUT_AT(ionic_ctx_resp,
			ionic_ctx_resp_fields, 40);

static const struct ruapi_field ionic_cq_req_fields[] = {
	RUAPI_AT(cq, 0, 32, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(udma_mask, 32, 1, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ionic_cq_req_layout =
	RUAPI_LAYOUT_AT(ionic_cq_req,
			ionic_cq_req_fields, 40);

static const struct ruapi_field ionic_cq_resp_fields[] = {
	RUAPI_AT(cqid, 0, 8, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(udma_mask, 8, 1, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ionic_cq_resp_layout =
	RUAPI_LAYOUT_AT(ionic_cq_resp,
			ionic_cq_resp_fields, 16);

static const struct ruapi_field ionic_qdesc_fields[] = {
	RUAPI_AT(addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(size, 8, 4),
	RUAPI_AT(mask, 12, 2, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(depth_log2, 14, 1),
	RUAPI_AT(stride_log2, 15, 1),
};

static const struct ruapi_layout ionic_qdesc_layout =
	RUAPI_LAYOUT_AT(ionic_qdesc,
			ionic_qdesc_fields, 16);

static const struct ruapi_field ionic_qp_req_fields[] = {
	RUAPI_AT(sq, 0, 16, .show = RUAPI_SHOW_STRUCT,
		 .layout = &ionic_qdesc_layout),
	RUAPI_AT(rq, 16, 16, .show = RUAPI_SHOW_STRUCT,
		 .layout = &ionic_qdesc_layout),
	RUAPI_AT(sq_spec, 32, 1),
	RUAPI_AT(rq_spec, 33, 1),
	RUAPI_AT(sq_cmb, 34, 1),
	RUAPI_AT(rq_cmb, 35, 1),
	RUAPI_AT(udma_mask, 36, 1, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ionic_qp_req_layout =
	RUAPI_LAYOUT_AT(ionic_qp_req,
			ionic_qp_req_fields, 40);

static const struct ruapi_field ionic_qp_resp_fields[] = {
	RUAPI_AT(qpid, 0, 4),
	RUAPI_AT(sq_cmb, 4, 1),
	RUAPI_AT(rq_cmb, 5, 1),
	RUAPI_AT(udma_idx, 6, 1),
	RUAPI_AT(sq_cmb_offset, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_cmb_offset, 16, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout ionic_qp_resp_layout =
	RUAPI_LAYOUT_AT(ionic_qp_resp,
			ionic_qp_resp_fields, 24);

static const struct ruapi_field ionic_ah_resp_fields[] = {
	RUAPI_AT(ahid, 0, 4),
};

static const struct ruapi_layout ionic_ah_resp_layout =
	RUAPI_LAYOUT_AT(ionic_ah_resp,
			ionic_ah_resp_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec ionic_attrs[] = {
	{
		.driver_id = 21,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(ionic_ctx_req_layout),
		},
	},
	{
		.driver_id = 21,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 40,
			.layout = RUAPI_SHOWN(ionic_ctx_resp_layout),
		},
	},
	{
		.driver_id = 21,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 40,
			.max_len = 40,
			.layout = RUAPI_SHOWN(ionic_cq_req_layout),
		},
	},
	{
		.driver_id = 21,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(ionic_cq_resp_layout),
		},
	},
	{
		.driver_id = 21,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 40,
			.max_len = 40,
			.layout = RUAPI_SHOWN(ionic_qp_req_layout),
		},
	},
	{
		.driver_id = 21,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 24,
			.layout = RUAPI_SHOWN(ionic_qp_resp_layout),
		},
	},
	{
		.driver_id = 21,
		.object = RUAPI_OBJ_AH,
		.action = RUAPI_AH_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(ionic_ah_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_ionic = {
	.driver_id = 21,
	.name = "ionic",
	.attrs = ionic_attrs,
	.num_attrs = RUAPI_COUNT(ionic_attrs),
};
