// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* Attributes that rxe and its provider library exchange. */
#include <rdma/rdma_user_rxe.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "../spec.h"

static const struct ruapi_field mminfo_fields[] = {
	RUAPI_FIELD(mminfo, offset, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(mminfo, size),
};

static const struct ruapi_layout mminfo_layout =
	RUAPI_LAYOUT(mminfo, mminfo_fields);

static const struct ruapi_field create_cq_resp_fields[] = {
	RUAPI_FIELD(rxe_create_cq_resp, mi, .show = RUAPI_SHOW_STRUCT,
		    .layout = &mminfo_layout),
};

static const struct ruapi_layout create_cq_resp_layout =
	RUAPI_LAYOUT(rxe_create_cq_resp, create_cq_resp_fields);

static const struct ruapi_field resize_cq_resp_fields[] = {
	RUAPI_FIELD(rxe_resize_cq_resp, mi, .show = RUAPI_SHOW_STRUCT,
		    .layout = &mminfo_layout),
};

static const struct ruapi_layout resize_cq_resp_layout =
	RUAPI_LAYOUT(rxe_resize_cq_resp, resize_cq_resp_fields);

static const struct ruapi_field create_qp_resp_fields[] = {
	RUAPI_FIELD(rxe_create_qp_resp, rq_mi, .show = RUAPI_SHOW_STRUCT,
		    .layout = &mminfo_layout),
	RUAPI_FIELD(rxe_create_qp_resp, sq_mi, .show = RUAPI_SHOW_STRUCT,
		    .layout = &mminfo_layout),
};

static const struct ruapi_layout create_qp_resp_layout =
	RUAPI_LAYOUT(rxe_create_qp_resp, create_qp_resp_fields);

static const struct ruapi_field create_ah_resp_fields[] = {
	RUAPI_FIELD(rxe_create_ah_resp, ah_num),
};

static const struct ruapi_layout create_ah_resp_layout =
	RUAPI_LAYOUT(rxe_create_ah_resp, create_ah_resp_fields);

static const struct ruapi_field create_srq_resp_fields[] = {
	RUAPI_FIELD(rxe_create_srq_resp, mi, .show = RUAPI_SHOW_STRUCT,
		    .layout = &mminfo_layout),
	RUAPI_FIELD(rxe_create_srq_resp, srq_num),
};

static const struct ruapi_layout create_srq_resp_layout =
	RUAPI_LAYOUT(rxe_create_srq_resp, create_srq_resp_fields);

static const struct ruapi_field modify_srq_req_fields[] = {
	RUAPI_FIELD(rxe_modify_srq_cmd, mmap_info_addr,
		    .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout modify_srq_req_layout =
	RUAPI_LAYOUT(rxe_modify_srq_cmd, modify_srq_req_fields);

static const struct ruapi_driver_attr_spec rxe_attrs[] = {
	{
		.driver_id = RDMA_DRIVER_RXE,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct rxe_create_cq_resp),
			.max_len = sizeof(struct rxe_create_cq_resp),
			.layout = &create_cq_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_RXE,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct rxe_create_qp_resp),
			.max_len = sizeof(struct rxe_create_qp_resp),
			.layout = &create_qp_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_RXE,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct rxe_create_srq_resp),
			.max_len = sizeof(struct rxe_create_srq_resp),
			.layout = &create_srq_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_RXE,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_MODIFY,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = sizeof(struct rxe_modify_srq_cmd),
			.max_len = sizeof(struct rxe_modify_srq_cmd),
			.layout = &modify_srq_req_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_RXE,
		.object = RUAPI_OBJ_AH,
		.action = RUAPI_AH_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = sizeof(struct rxe_create_ah_resp),
			.max_len = sizeof(struct rxe_create_ah_resp),
			.layout = &create_ah_resp_layout,
		},
	},
	{
		.driver_id = RDMA_DRIVER_RXE,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_RESIZE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = sizeof(struct rxe_resize_cq_resp),
			.max_len = sizeof(struct rxe_resize_cq_resp),
			.layout = &resize_cq_resp_layout,
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_rxe = {
	.driver_id = RDMA_DRIVER_RXE,
	.name = "rxe",
	.attrs = rxe_attrs,
	.num_attrs = RUAPI_COUNT(rxe_attrs),
};
