// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that bnxt_re and its provider library exchange, as <rdma/bnxt_re-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field bnxt_re_uctx_req_fields[] = {
	RUAPI_AT(comp_mask, 0, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout bnxt_re_uctx_req_layout =
	RUAPI_LAYOUT_AT(bnxt_re_uctx_req,
			bnxt_re_uctx_req_fields, 8);

static const struct ruapi_field bnxt_re_uctx_resp_fields[] = {
	RUAPI_AT(dev_id, 0, 4),
	RUAPI_AT(max_qp, 4, 4),
	RUAPI_AT(pg_size, 8, 4),
	RUAPI_AT(cqe_sz, 12, 4),
	RUAPI_AT(max_cqd, 16, 4),
	RUAPI_AT(comp_mask, 24, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(chip_id0, 32, 4),
	RUAPI_AT(chip_id1, 36, 4),
	RUAPI_AT(mode, 40, 4),
};

static const struct ruapi_layout bnxt_re_uctx_resp_layout =
	RUAPI_LAYOUT_AT(bnxt_re_uctx_resp,
			bnxt_re_uctx_resp_fields, 48);

static const struct ruapi_field bnxt_re_packet_pacing_caps_fields[] = {
	RUAPI_AT(qp_rate_limit_min, 0, 4),
	RUAPI_AT(qp_rate_limit_max, 4, 4),
	RUAPI_AT(supported_qpts, 8, 4),
};

static const struct ruapi_layout bnxt_re_packet_pacing_caps_layout =
	RUAPI_LAYOUT_AT(bnxt_re_packet_pacing_caps,
			bnxt_re_packet_pacing_caps_fields, 16);

static const struct ruapi_field bnxt_re_query_device_ex_resp_fields[] = {
	RUAPI_AT(packet_pacing_caps, 0, 16, .show = RUAPI_SHOW_STRUCT,
		 .layout = &bnxt_re_packet_pacing_caps_layout),
};

static const struct ruapi_layout bnxt_re_query_device_ex_resp_layout =
	RUAPI_LAYOUT_AT(bnxt_re_query_device_ex_resp,
			bnxt_re_query_device_ex_resp_fields, 16);

static const struct ruapi_field bnxt_re_pd_resp_fields[] = {
	RUAPI_AT(pdid, 0, 4),
	RUAPI_AT(dpi, 4, 4),
	RUAPI_AT(dbr, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout bnxt_re_pd_resp_layout =
	RUAPI_LAYOUT_AT(bnxt_re_pd_resp,
			bnxt_re_pd_resp_fields, 16);

static const struct ruapi_field bnxt_re_cq_req_fields[] = {
	RUAPI_AT(cq_va, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cq_handle, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(comp_mask, 16, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout bnxt_re_cq_req_layout =
	RUAPI_LAYOUT_AT(bnxt_re_cq_req,
			bnxt_re_cq_req_fields, 24);

static const struct ruapi_field bnxt_re_cq_resp_fields[] = {
	RUAPI_AT(cqid, 0, 4),
	RUAPI_AT(tail, 4, 4),
	RUAPI_AT(phase, 8, 4),
	RUAPI_AT(comp_mask, 16, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout bnxt_re_cq_resp_layout =
	RUAPI_LAYOUT_AT(bnxt_re_cq_resp,
			bnxt_re_cq_resp_fields, 24);

static const struct ruapi_field bnxt_re_resize_cq_req_fields[] = {
	RUAPI_AT(cq_va, 0, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout bnxt_re_resize_cq_req_layout =
	RUAPI_LAYOUT_AT(bnxt_re_resize_cq_req,
			bnxt_re_resize_cq_req_fields, 8);

static const struct ruapi_field bnxt_re_qp_req_fields[] = {
	RUAPI_AT(qpsva, 0, 8),
	RUAPI_AT(qprva, 8, 8),
	RUAPI_AT(qp_handle, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(comp_mask, 24, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_slots, 32, 4),
	RUAPI_AT(sq_npsn, 36, 4),
};

static const struct ruapi_layout bnxt_re_qp_req_layout =
	RUAPI_LAYOUT_AT(bnxt_re_qp_req,
			bnxt_re_qp_req_fields, 40);

static const struct ruapi_field bnxt_re_qp_resp_fields[] = {
	RUAPI_AT(qpid, 0, 4),
};

static const struct ruapi_layout bnxt_re_qp_resp_layout =
	RUAPI_LAYOUT_AT(bnxt_re_qp_resp,
			bnxt_re_qp_resp_fields, 8);

static const struct ruapi_field bnxt_re_srq_req_fields[] = {
	RUAPI_AT(srqva, 0, 8),
	RUAPI_AT(srq_handle, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout bnxt_re_srq_req_layout =
	RUAPI_LAYOUT_AT(bnxt_re_srq_req,
			bnxt_re_srq_req_fields, 16);

static const struct ruapi_field bnxt_re_srq_resp_fields[] = {
	RUAPI_AT(srqid, 0, 4),
	RUAPI_AT(comp_mask, 8, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout bnxt_re_srq_resp_layout =
	RUAPI_LAYOUT_AT(bnxt_re_srq_resp,
			bnxt_re_srq_resp_fields, 16);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec bnxt_re_attrs[] = {
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(bnxt_re_uctx_req_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 48,
			.layout = RUAPI_SHOWN(bnxt_re_uctx_resp_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_QUERY_LIMITS,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(bnxt_re_query_device_ex_resp_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(bnxt_re_pd_resp_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 24,
			.layout = RUAPI_SHOWN(bnxt_re_cq_req_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 12,
			.max_len = 24,
			.layout = RUAPI_SHOWN(bnxt_re_cq_resp_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_RESIZE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.layout = RUAPI_SHOWN(bnxt_re_resize_cq_req_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 24,
			.max_len = 40,
			.layout = RUAPI_SHOWN(bnxt_re_qp_req_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(bnxt_re_qp_resp_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(bnxt_re_srq_req_layout),
		},
	},
	{
		.driver_id = 6,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 16,
			.layout = RUAPI_SHOWN(bnxt_re_srq_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_bnxt_re = {
	.driver_id = 6,
	.name = "bnxt_re",
	.attrs = bnxt_re_attrs,
	.num_attrs = RUAPI_COUNT(bnxt_re_attrs),
};
