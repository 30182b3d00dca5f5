// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that qedr and its provider library exchange, as <rdma/qedr-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field qedr_alloc_ucontext_req_fields[] = {
	RUAPI_AT(context_flags, 0, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout qedr_alloc_ucontext_req_layout =
	RUAPI_LAYOUT_AT(qedr_alloc_ucontext_req,
			qedr_alloc_ucontext_req_fields, 8);

static const struct ruapi_field qedr_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(db_pa, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_size, 8, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(max_send_wr, 12, 4),
	RUAPI_AT(max_recv_wr, 16, 4),
	RUAPI_AT(max_srq_wr, 20, 4),
	RUAPI_AT(sges_per_send_wr, 24, 4),
	RUAPI_AT(sges_per_recv_wr, 28, 4),
	RUAPI_AT(sges_per_srq_wr, 32, 4),
	RUAPI_AT(max_cqes, 36, 4),
	RUAPI_AT(dpm_flags, 40, 1, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(wids_enabled, 41, 1),
	RUAPI_AT(wid_count, 42, 2),
	RUAPI_AT(ldpm_limit_size, 44, 2),
	RUAPI_AT(edpm_trans_size, 46, 1),
	RUAPI_AT(edpm_limit_size, 48, 2),
};

static const struct ruapi_layout qedr_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(qedr_alloc_ucontext_resp,
			qedr_alloc_ucontext_resp_fields, 56);

static const struct ruapi_field qedr_alloc_pd_uresp_fields[] = {
	RUAPI_AT(pd_id, 0, 4),
};

static const struct ruapi_layout qedr_alloc_pd_uresp_layout =
	RUAPI_LAYOUT_AT(qedr_alloc_pd_uresp,
			qedr_alloc_pd_uresp_fields, 8);

static const struct ruapi_field qedr_create_cq_ureq_fields[] = {
	RUAPI_AT(addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(len, 8, 8),
};

static const struct ruapi_layout qedr_create_cq_ureq_layout =
	RUAPI_LAYOUT_AT(qedr_create_cq_ureq,
			qedr_create_cq_ureq_fields, 16);

static const struct ruapi_field qedr_create_cq_uresp_fields[] = {
	RUAPI_AT(db_offset, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(icid, 4, 2),
	RUAPI_AT(db_rec_addr, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout qedr_create_cq_uresp_layout =
	RUAPI_LAYOUT_AT(qedr_create_cq_uresp,
			qedr_create_cq_uresp_fields, 16);

static const struct ruapi_field qedr_create_qp_ureq_fields[] = {
	RUAPI_AT(qp_handle_hi, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(qp_handle_lo, 4, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_len, 16, 8),
	RUAPI_AT(rq_addr, 24, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_len, 32, 8),
};

static const struct ruapi_layout qedr_create_qp_ureq_layout =
	RUAPI_LAYOUT_AT(qedr_create_qp_ureq,
			qedr_create_qp_ureq_fields, 40);

static const struct ruapi_field qedr_create_qp_uresp_fields[] = {
	RUAPI_AT(qp_id, 0, 4),
	RUAPI_AT(atomic_supported, 4, 4),
	RUAPI_AT(sq_db_offset, 8, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_icid, 12, 2),
	RUAPI_AT(rq_db_offset, 16, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_icid, 20, 2),
	RUAPI_AT(rq_db2_offset, 24, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_db_rec_addr, 32, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_db_rec_addr, 40, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout qedr_create_qp_uresp_layout =
	RUAPI_LAYOUT_AT(qedr_create_qp_uresp,
			qedr_create_qp_uresp_fields, 48);

static const struct ruapi_field qedr_create_srq_ureq_fields[] = {
	RUAPI_AT(prod_pair_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(srq_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(srq_len, 16, 8),
};

static const struct ruapi_layout qedr_create_srq_ureq_layout =
	RUAPI_LAYOUT_AT(qedr_create_srq_ureq,
			qedr_create_srq_ureq_fields, 24);

static const struct ruapi_field qedr_create_srq_uresp_fields[] = {
	RUAPI_AT(srq_id, 0, 2),
};

static const struct ruapi_layout qedr_create_srq_uresp_layout =
	RUAPI_LAYOUT_AT(qedr_create_srq_uresp,
			qedr_create_srq_uresp_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec qedr_attrs[] = {
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(qedr_alloc_ucontext_req_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 56,
			.layout = RUAPI_SHOWN(qedr_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(qedr_alloc_pd_uresp_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(qedr_create_cq_ureq_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(qedr_create_cq_uresp_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 40,
			.layout = RUAPI_SHOWN(qedr_create_qp_ureq_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 48,
			.layout = RUAPI_SHOWN(qedr_create_qp_uresp_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 24,
			.layout = RUAPI_SHOWN(qedr_create_srq_ureq_layout),
		},
	},
	{
		.driver_id = 11,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(qedr_create_srq_uresp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_qedr = {
	.driver_id = 11,
	.name = "qedr",
	.attrs = qedr_attrs,
	.num_attrs = RUAPI_COUNT(qedr_attrs),
};
