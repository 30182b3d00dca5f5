// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that cxgb4 and its provider library exchange, as <rdma/cxgb4-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field c4iw_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(status_page_key, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(status_page_size, 8, 4),
};

static const struct ruapi_layout c4iw_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(c4iw_alloc_ucontext_resp,
			c4iw_alloc_ucontext_resp_fields, 16);

static const struct ruapi_field c4iw_alloc_pd_resp_fields[] = {
	RUAPI_AT(pdid, 0, 4),
};

static const struct ruapi_layout c4iw_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(c4iw_alloc_pd_resp,
			c4iw_alloc_pd_resp_fields, 4);

static const struct ruapi_field c4iw_create_cq_fields[] = {
	RUAPI_AT(flags, 0, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout c4iw_create_cq_layout =
	RUAPI_LAYOUT_AT(c4iw_create_cq,
			c4iw_create_cq_fields, 8);

static const struct ruapi_field c4iw_create_cq_resp_fields[] = {
	RUAPI_AT(key, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(gts_key, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(memsize, 16, 8),
	RUAPI_AT(cqid, 24, 4),
	RUAPI_AT(size, 28, 4),
	RUAPI_AT(qid_mask, 32, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(flags, 36, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout c4iw_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(c4iw_create_cq_resp,
			c4iw_create_cq_resp_fields, 40);

static const struct ruapi_field c4iw_create_qp_resp_fields[] = {
	RUAPI_AT(ma_sync_key, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_key, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_key, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_db_gts_key, 24, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_db_gts_key, 32, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_memsize, 40, 8),
	RUAPI_AT(rq_memsize, 48, 8),
	RUAPI_AT(sqid, 56, 4),
	RUAPI_AT(rqid, 60, 4),
	RUAPI_AT(sq_size, 64, 4),
	RUAPI_AT(rq_size, 68, 4),
	RUAPI_AT(qid_mask, 72, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(flags, 76, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout c4iw_create_qp_resp_layout =
	RUAPI_LAYOUT_AT(c4iw_create_qp_resp,
			c4iw_create_qp_resp_fields, 80);

static const struct ruapi_field c4iw_create_srq_resp_fields[] = {
	RUAPI_AT(srq_key, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(srq_db_gts_key, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(srq_memsize, 16, 8),
	RUAPI_AT(srqid, 24, 4),
	RUAPI_AT(srq_size, 28, 4),
	RUAPI_AT(rqt_abs_idx, 32, 4),
	RUAPI_AT(qid_mask, 36, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(flags, 40, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout c4iw_create_srq_resp_layout =
	RUAPI_LAYOUT_AT(c4iw_create_srq_resp,
			c4iw_create_srq_resp_fields, 48);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec cxgb4_attrs[] = {
	{
		.driver_id = 4,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 12,
			.max_len = 16,
			.layout = RUAPI_SHOWN(c4iw_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 4,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 4,
			.layout = RUAPI_SHOWN(c4iw_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 4,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(c4iw_create_cq_layout),
		},
	},
	{
		.driver_id = 4,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 36,
			.max_len = 40,
			.layout = RUAPI_SHOWN(c4iw_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 4,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 80,
			.max_len = 80,
			.layout = RUAPI_SHOWN(c4iw_create_qp_resp_layout),
		},
	},
	{
		.driver_id = 4,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 32,
			.max_len = 48,
			.layout = RUAPI_SHOWN(c4iw_create_srq_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_cxgb4 = {
	.driver_id = 4,
	.name = "cxgb4",
	.attrs = cxgb4_attrs,
	.num_attrs = RUAPI_COUNT(cxgb4_attrs),
};
