// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that mthca and its provider library exchange, as <rdma/mthca-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field mthca_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(qp_tab_size, 0, 4),
	RUAPI_AT(uarc_size, 4, 4),
};

static const struct ruapi_layout mthca_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(mthca_alloc_ucontext_resp,
			mthca_alloc_ucontext_resp_fields, 8);

static const struct ruapi_field mthca_alloc_pd_resp_fields[] = {
	RUAPI_AT(pdn, 0, 4),
};

static const struct ruapi_layout mthca_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(mthca_alloc_pd_resp,
			mthca_alloc_pd_resp_fields, 8);

static const struct ruapi_field mthca_reg_mr_fields[] = {
	RUAPI_AT(mr_attrs, 0, 4),
};

static const struct ruapi_layout mthca_reg_mr_layout =
	RUAPI_LAYOUT_AT(mthca_reg_mr,
			mthca_reg_mr_fields, 8);

static const struct ruapi_field mthca_create_cq_fields[] = {
	RUAPI_AT(lkey, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(pdn, 4, 4),
	RUAPI_AT(arm_db_page, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(set_db_page, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(arm_db_index, 24, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(set_db_index, 28, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mthca_create_cq_layout =
	RUAPI_LAYOUT_AT(mthca_create_cq,
			mthca_create_cq_fields, 32);

static const struct ruapi_field mthca_create_cq_resp_fields[] = {
	RUAPI_AT(cqn, 0, 4),
};

static const struct ruapi_layout mthca_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(mthca_create_cq_resp,
			mthca_create_cq_resp_fields, 8);

static const struct ruapi_field mthca_resize_cq_fields[] = {
	RUAPI_AT(lkey, 0, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mthca_resize_cq_layout =
	RUAPI_LAYOUT_AT(mthca_resize_cq,
			mthca_resize_cq_fields, 8);

static const struct ruapi_field mthca_create_srq_fields[] = {
	RUAPI_AT(lkey, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_index, 4, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_page, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mthca_create_srq_layout =
	RUAPI_LAYOUT_AT(mthca_create_srq,
			mthca_create_srq_fields, 16);

static const struct ruapi_field mthca_create_srq_resp_fields[] = {
	RUAPI_AT(srqn, 0, 4),
};

static const struct ruapi_layout mthca_create_srq_resp_layout =
	RUAPI_LAYOUT_AT(mthca_create_srq_resp,
			mthca_create_srq_resp_fields, 8);

static const struct ruapi_field mthca_create_qp_fields[] = {
	RUAPI_AT(lkey, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_db_page, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_db_page, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_db_index, 24, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_db_index, 28, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mthca_create_qp_layout =
	RUAPI_LAYOUT_AT(mthca_create_qp,
			mthca_create_qp_fields, 32);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec mthca_attrs[] = {
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mthca_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mthca_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mthca_reg_mr_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 32,
			.max_len = 32,
			.layout = RUAPI_SHOWN(mthca_create_cq_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mthca_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_RESIZE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mthca_resize_cq_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mthca_create_srq_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mthca_create_srq_resp_layout),
		},
	},
	{
		.driver_id = 5,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 32,
			.max_len = 32,
			.layout = RUAPI_SHOWN(mthca_create_qp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_mthca = {
	.driver_id = 5,
	.name = "mthca",
	.attrs = mthca_attrs,
	.num_attrs = RUAPI_COUNT(mthca_attrs),
};
