// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that mlx4 and its provider library exchange, as <rdma/mlx4-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field mlx4_ib_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(dev_caps, 0, 4),
	RUAPI_AT(qp_tab_size, 4, 4),
	RUAPI_AT(bf_reg_size, 8, 2),
	RUAPI_AT(bf_regs_per_page, 10, 2),
	RUAPI_AT(cqe_size, 12, 4),
};

static const struct ruapi_layout mlx4_ib_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_alloc_ucontext_resp,
			mlx4_ib_alloc_ucontext_resp_fields, 16);

static const struct ruapi_field mlx4_ib_rss_caps_fields[] = {
	RUAPI_AT(rx_hash_fields_mask, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rx_hash_function, 8, 1),
};

static const struct ruapi_layout mlx4_ib_rss_caps_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_rss_caps,
			mlx4_ib_rss_caps_fields, 16);

static const struct ruapi_field mlx4_ib_tso_caps_fields[] = {
	RUAPI_AT(max_tso, 0, 4),
	RUAPI_AT(supported_qpts, 4, 4),
};

static const struct ruapi_layout mlx4_ib_tso_caps_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_tso_caps,
			mlx4_ib_tso_caps_fields, 8);

static const struct ruapi_field mlx4_uverbs_ex_query_device_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(response_length, 4, 4),
	RUAPI_AT(hca_core_clock_offset, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(max_inl_recv_sz, 16, 4),
	RUAPI_AT(rss_caps, 24, 16, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx4_ib_rss_caps_layout),
	RUAPI_AT(tso_caps, 40, 8, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx4_ib_tso_caps_layout),
};

static const struct ruapi_layout mlx4_uverbs_ex_query_device_resp_layout =
	RUAPI_LAYOUT_AT(mlx4_uverbs_ex_query_device_resp,
			mlx4_uverbs_ex_query_device_resp_fields, 48);

static const struct ruapi_field mlx4_ib_alloc_pd_resp_fields[] = {
	RUAPI_AT(pdn, 0, 4),
};

static const struct ruapi_layout mlx4_ib_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_alloc_pd_resp,
			mlx4_ib_alloc_pd_resp_fields, 8);

static const struct ruapi_field mlx4_ib_create_cq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx4_ib_create_cq_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_create_cq,
			mlx4_ib_create_cq_fields, 16);

static const struct ruapi_field mlx4_ib_create_cq_resp_fields[] = {
	RUAPI_AT(cqn, 0, 4),
};

static const struct ruapi_layout mlx4_ib_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_create_cq_resp,
			mlx4_ib_create_cq_resp_fields, 8);

static const struct ruapi_field mlx4_ib_resize_cq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx4_ib_resize_cq_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_resize_cq,
			mlx4_ib_resize_cq_fields, 8);

static const struct ruapi_field mlx4_ib_create_srq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx4_ib_create_srq_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_create_srq,
			mlx4_ib_create_srq_fields, 16);

static const struct ruapi_field mlx4_ib_create_srq_resp_fields[] = {
	RUAPI_AT(srqn, 0, 4),
};

static const struct ruapi_layout mlx4_ib_create_srq_resp_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_create_srq_resp,
			mlx4_ib_create_srq_resp_fields, 8);

static const struct ruapi_field mlx4_ib_create_qp_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(log_sq_bb_count, 16, 1),
	RUAPI_AT(log_sq_stride, 17, 1),
	RUAPI_AT(sq_no_prefetch, 18, 1),
	RUAPI_AT(inl_recv_sz, 20, 4),
};

static const struct ruapi_layout mlx4_ib_create_qp_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_create_qp,
			mlx4_ib_create_qp_fields, 24);

static const struct ruapi_field mlx4_ib_create_wq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(log_range_size, 16, 1),
	RUAPI_AT(comp_mask, 20, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx4_ib_create_wq_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_create_wq,
			mlx4_ib_create_wq_fields, 24);

static const struct ruapi_field mlx4_ib_modify_wq_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx4_ib_modify_wq_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_modify_wq,
			mlx4_ib_modify_wq_fields, 8);

static const struct ruapi_field mlx4_ib_create_rwq_ind_tbl_resp_fields[] = {
	RUAPI_AT(response_length, 0, 4),
};

static const struct ruapi_layout mlx4_ib_create_rwq_ind_tbl_resp_layout =
	RUAPI_LAYOUT_AT(mlx4_ib_create_rwq_ind_tbl_resp,
			mlx4_ib_create_rwq_ind_tbl_resp_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec mlx4_attrs[] = {
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 8,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mlx4_ib_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_QUERY_LIMITS,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 8,
			.max_len = 48,
			.layout = RUAPI_SHOWN(mlx4_uverbs_ex_query_device_resp_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx4_ib_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mlx4_ib_create_cq_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx4_ib_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_RESIZE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx4_ib_resize_cq_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mlx4_ib_create_srq_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx4_ib_create_srq_resp_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.without = RUAPI_QP_CREATE_RWQ_TABLE,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 19,
			.max_len = 24,
			.layout = RUAPI_SHOWN(mlx4_ib_create_qp_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 24,
			.max_len = 24,
			.layout = RUAPI_SHOWN(mlx4_ib_create_wq_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_MODIFY,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx4_ib_modify_wq_layout),
		},
	},
	{
		.driver_id = 2,
		.object = RUAPI_OBJ_RWQ_TABLE,
		.action = RUAPI_RWQ_TABLE_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx4_ib_create_rwq_ind_tbl_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_mlx4 = {
	.driver_id = 2,
	.name = "mlx4",
	.attrs = mlx4_attrs,
	.num_attrs = RUAPI_COUNT(mlx4_attrs),
};
