// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that hns and its provider library exchange, as <rdma/hns-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field hns_roce_ib_alloc_ucontext_fields[] = {
	RUAPI_AT(config, 0, 4),
};

static const struct ruapi_layout hns_roce_ib_alloc_ucontext_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_alloc_ucontext,
			hns_roce_ib_alloc_ucontext_fields, 8);

static const struct ruapi_field hns_roce_ib_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(qp_tab_size, 0, 4),
	RUAPI_AT(cqe_size, 4, 4),
	RUAPI_AT(srq_tab_size, 8, 4),
	RUAPI_AT(config, 16, 4),
	RUAPI_AT(max_inline_data, 20, 4),
	RUAPI_AT(congest_type, 24, 1),
};

static const struct ruapi_layout hns_roce_ib_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_alloc_ucontext_resp,
			hns_roce_ib_alloc_ucontext_resp_fields, 32);

static const struct ruapi_field hns_roce_ib_alloc_pd_resp_fields[] = {
	RUAPI_AT(pdn, 0, 4),
};

static const struct ruapi_layout hns_roce_ib_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_alloc_pd_resp,
			hns_roce_ib_alloc_pd_resp_fields, 4);

static const struct ruapi_field hns_roce_ib_create_cq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cqe_size, 16, 4),
};

static const struct ruapi_layout hns_roce_ib_create_cq_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_create_cq,
			hns_roce_ib_create_cq_fields, 24);

static const struct ruapi_field hns_roce_ib_create_cq_resp_fields[] = {
	RUAPI_AT(cqn, 0, 8),
	RUAPI_AT(cap_flags, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout hns_roce_ib_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_create_cq_resp,
			hns_roce_ib_create_cq_resp_fields, 16);

static const struct ruapi_field hns_roce_ib_create_qp_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(log_sq_bb_count, 16, 1),
	RUAPI_AT(log_sq_stride, 17, 1),
	RUAPI_AT(sq_no_prefetch, 18, 1),
	RUAPI_AT(sdb_addr, 24, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(comp_mask, 32, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(create_flags, 40, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cong_type_flags, 48, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout hns_roce_ib_create_qp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_create_qp,
			hns_roce_ib_create_qp_fields, 56);

static const struct ruapi_field hns_roce_ib_create_qp_resp_fields[] = {
	RUAPI_AT(cap_flags, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(dwqe_mmap_key, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout hns_roce_ib_create_qp_resp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_create_qp_resp,
			hns_roce_ib_create_qp_resp_fields, 16);

static const struct ruapi_field hns_roce_ib_modify_qp_resp_fields[] = {
	RUAPI_AT(tc_mode, 0, 1),
	RUAPI_AT(priority, 1, 1),
};

static const struct ruapi_layout hns_roce_ib_modify_qp_resp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_modify_qp_resp,
			hns_roce_ib_modify_qp_resp_fields, 8);

static const struct ruapi_field hns_roce_ib_create_srq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(que_addr, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(req_cap_flags, 24, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout hns_roce_ib_create_srq_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_create_srq,
			hns_roce_ib_create_srq_fields, 32);

static const struct ruapi_field hns_roce_ib_create_srq_resp_fields[] = {
	RUAPI_AT(srqn, 0, 4),
	RUAPI_AT(cap_flags, 4, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout hns_roce_ib_create_srq_resp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_create_srq_resp,
			hns_roce_ib_create_srq_resp_fields, 8);

static const struct ruapi_field hns_roce_ib_create_ah_resp_fields[] = {
	RUAPI_AT(dmac, 0, 6, .show = RUAPI_SHOW_BYTES),
	RUAPI_AT(priority, 6, 1),
	RUAPI_AT(tc_mode, 7, 1),
};

static const struct ruapi_layout hns_roce_ib_create_ah_resp_layout =
	RUAPI_LAYOUT_AT(hns_roce_ib_create_ah_resp,
			hns_roce_ib_create_ah_resp_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec hns_attrs[] = {
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(hns_roce_ib_alloc_ucontext_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 32,
			.layout = RUAPI_SHOWN(hns_roce_ib_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 4,
			.layout = RUAPI_SHOWN(hns_roce_ib_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 24,
			.layout = RUAPI_SHOWN(hns_roce_ib_create_cq_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(hns_roce_ib_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 56,
			.layout = RUAPI_SHOWN(hns_roce_ib_create_qp_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(hns_roce_ib_create_qp_resp_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_MODIFY,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(hns_roce_ib_modify_qp_resp_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 32,
			.layout = RUAPI_SHOWN(hns_roce_ib_create_srq_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(hns_roce_ib_create_srq_resp_layout),
		},
	},
	{
		.driver_id = 12,
		.object = RUAPI_OBJ_AH,
		.action = RUAPI_AH_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(hns_roce_ib_create_ah_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_hns = {
	.driver_id = 12,
	.name = "hns",
	.attrs = hns_attrs,
	.num_attrs = RUAPI_COUNT(hns_attrs),
};
