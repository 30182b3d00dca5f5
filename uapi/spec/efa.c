// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that efa and its provider library exchange, as <rdma/efa-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field efa_ibv_alloc_ucontext_cmd_fields[] = {
	RUAPI_AT(supported_caps, 0, 4),
};

static const struct ruapi_layout efa_ibv_alloc_ucontext_cmd_layout =
	RUAPI_LAYOUT_AT(efa_ibv_alloc_ucontext_cmd,
			efa_ibv_alloc_ucontext_cmd_fields, 8);

static const struct ruapi_field efa_ibv_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cmds_supp_udata_mask, 4, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sub_cqs_per_cq, 8, 2),
	RUAPI_AT(inline_buf_size, 10, 2, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(max_llq_size, 12, 4),
	RUAPI_AT(max_tx_batch, 16, 2),
	RUAPI_AT(min_sq_wr, 18, 2),
	RUAPI_AT(inline_buf_size_ex, 20, 2, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout efa_ibv_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(efa_ibv_alloc_ucontext_resp,
			efa_ibv_alloc_ucontext_resp_fields, 24);

static const struct ruapi_field efa_ibv_ex_query_device_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(max_sq_wr, 4, 4),
	RUAPI_AT(max_rq_wr, 8, 4),
	RUAPI_AT(max_sq_sge, 12, 2),
	RUAPI_AT(max_rq_sge, 14, 2),
	RUAPI_AT(max_rdma_size, 16, 4),
	RUAPI_AT(device_caps, 20, 4),
};

static const struct ruapi_layout efa_ibv_ex_query_device_resp_layout =
	RUAPI_LAYOUT_AT(efa_ibv_ex_query_device_resp,
			efa_ibv_ex_query_device_resp_fields, 24);

static const struct ruapi_field efa_ibv_alloc_pd_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(pdn, 4, 2),
};

static const struct ruapi_layout efa_ibv_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(efa_ibv_alloc_pd_resp,
			efa_ibv_alloc_pd_resp_fields, 8);

static const struct ruapi_field efa_ibv_create_cq_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cq_entry_size, 4, 4),
	RUAPI_AT(num_sub_cqs, 8, 2),
	RUAPI_AT(flags, 10, 1, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout efa_ibv_create_cq_layout =
	RUAPI_LAYOUT_AT(efa_ibv_create_cq,
			efa_ibv_create_cq_fields, 16);

static const struct ruapi_field efa_ibv_create_cq_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(q_mmap_key, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(q_mmap_size, 16, 8),
	RUAPI_AT(cq_idx, 24, 2),
	RUAPI_AT(db_off, 28, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_mmap_key, 32, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout efa_ibv_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(efa_ibv_create_cq_resp,
			efa_ibv_create_cq_resp_fields, 40);

static const struct ruapi_field efa_ibv_create_qp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_ring_size, 4, 4),
	RUAPI_AT(sq_ring_size, 8, 4),
	RUAPI_AT(driver_qp_type, 12, 4),
	RUAPI_AT(flags, 16, 2, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sl, 18, 1),
};

static const struct ruapi_layout efa_ibv_create_qp_layout =
	RUAPI_LAYOUT_AT(efa_ibv_create_qp,
			efa_ibv_create_qp_fields, 24);

static const struct ruapi_field efa_ibv_create_qp_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_db_offset, 4, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_db_offset, 8, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(llq_desc_offset, 12, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_mmap_key, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_mmap_size, 24, 8),
	RUAPI_AT(rq_db_mmap_key, 32, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_db_mmap_key, 40, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(llq_desc_mmap_key, 48, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(send_sub_cq_idx, 56, 2),
	RUAPI_AT(recv_sub_cq_idx, 58, 2),
};

static const struct ruapi_layout efa_ibv_create_qp_resp_layout =
	RUAPI_LAYOUT_AT(efa_ibv_create_qp_resp,
			efa_ibv_create_qp_resp_fields, 64);

static const struct ruapi_field efa_ibv_create_ah_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(efa_address_handle, 4, 2, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout efa_ibv_create_ah_resp_layout =
	RUAPI_LAYOUT_AT(efa_ibv_create_ah_resp,
			efa_ibv_create_ah_resp_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec efa_attrs[] = {
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(efa_ibv_alloc_ucontext_cmd_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 24,
			.layout = RUAPI_SHOWN(efa_ibv_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_QUERY_LIMITS,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 24,
			.layout = RUAPI_SHOWN(efa_ibv_ex_query_device_resp_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(efa_ibv_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 10,
			.max_len = 16,
			.layout = RUAPI_SHOWN(efa_ibv_create_cq_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 40,
			.layout = RUAPI_SHOWN(efa_ibv_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 24,
			.layout = RUAPI_SHOWN(efa_ibv_create_qp_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 64,
			.layout = RUAPI_SHOWN(efa_ibv_create_qp_resp_layout),
		},
	},
	{
		.driver_id = 17,
		.object = RUAPI_OBJ_AH,
		.action = RUAPI_AH_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(efa_ibv_create_ah_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_efa = {
	.driver_id = 17,
	.name = "efa",
	.attrs = efa_attrs,
	.num_attrs = RUAPI_COUNT(efa_attrs),
};
