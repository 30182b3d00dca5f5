// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* Attributes that siw and its provider library exchange. */
#include <rdma/siw-abi.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "../spec.h"

static const struct ruapi_field alloc_ctx_resp_fields[] = {
	RUAPI_FIELD(siw_uresp_alloc_ctx, dev_id),
};

static const struct ruapi_layout alloc_ctx_resp_layout =
	RUAPI_LAYOUT(siw_uresp_alloc_ctx, alloc_ctx_resp_fields);

static const struct ruapi_field create_cq_resp_fields[] = {
	RUAPI_FIELD(siw_uresp_create_cq, cq_id),
	RUAPI_FIELD(siw_uresp_create_cq, num_cqe),
	RUAPI_FIELD(siw_uresp_create_cq, cq_key, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout create_cq_resp_layout =
	RUAPI_LAYOUT(siw_uresp_create_cq, create_cq_resp_fields);

static const struct ruapi_field create_qp_resp_fields[] = {
	RUAPI_FIELD(siw_uresp_create_qp, qp_id),
	RUAPI_FIELD(siw_uresp_create_qp, num_sqe),
	RUAPI_FIELD(siw_uresp_create_qp, num_rqe),
	RUAPI_FIELD(siw_uresp_create_qp, sq_key, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(siw_uresp_create_qp, rq_key, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout create_qp_resp_layout =
	RUAPI_LAYOUT(siw_uresp_create_qp, create_qp_resp_fields);

static const struct ruapi_field create_srq_resp_fields[] = {
	RUAPI_FIELD(siw_uresp_create_srq, num_rqe),
	RUAPI_FIELD(siw_uresp_create_srq, srq_key, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout create_srq_resp_layout =
	RUAPI_LAYOUT(siw_uresp_create_srq, create_srq_resp_fields);

static const struct ruapi_field reg_mr_req_fields[] = {
	RUAPI_FIELD(siw_ureq_reg_mr, stag_key),
};

static const struct ruapi_layout reg_mr_req_layout =
	RUAPI_LAYOUT(siw_ureq_reg_mr, reg_mr_req_fields);

static const struct ruapi_field reg_mr_resp_fields[] = {
	RUAPI_FIELD(siw_uresp_reg_mr, stag, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout reg_mr_resp_layout =
	RUAPI_LAYOUT(siw_uresp_reg_mr, reg_mr_resp_fields);

static const struct ruapi_driver_attr_spec siw_attrs[] = {
	{
		.driver_id = RDMA_DRIVER_SIW,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct siw_uresp_alloc_ctx),
			.max_len = sizeof(struct siw_uresp_alloc_ctx),
			.layout = &alloc_ctx_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_SIW,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct siw_uresp_create_cq),
			.max_len = sizeof(struct siw_uresp_create_cq),
			.layout = &create_cq_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_SIW,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct siw_uresp_create_qp),
			.max_len = sizeof(struct siw_uresp_create_qp),
			.layout = &create_qp_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_SIW,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = sizeof(struct siw_ureq_reg_mr),
			.max_len = sizeof(struct siw_ureq_reg_mr),
			.layout = &reg_mr_req_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_SIW,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct siw_uresp_reg_mr),
			.max_len = sizeof(struct siw_uresp_reg_mr),
			.layout = &reg_mr_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_SIW,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct siw_uresp_create_srq),
			.max_len = sizeof(struct siw_uresp_create_srq),
			.layout = &create_srq_resp_layout,
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_siw = {
	.driver_id = RDMA_DRIVER_SIW,
	.name = "siw",
	.attrs = siw_attrs,
	.num_attrs = RUAPI_COUNT(siw_attrs),
};
