// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that erdma and its provider library exchange, as <rdma/erdma-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field erdma_uresp_alloc_ctx_fields[] = {
	RUAPI_AT(dev_id, 0, 4),
	RUAPI_AT(sdb_type, 8, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sdb_offset, 12, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sdb, 16, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rdb, 24, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cdb, 32, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout erdma_uresp_alloc_ctx_layout =
	RUAPI_LAYOUT_AT(erdma_uresp_alloc_ctx,
			erdma_uresp_alloc_ctx_fields, 40);

static const struct ruapi_field erdma_ureq_create_cq_fields[] = {
	RUAPI_AT(db_record_va, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(qbuf_va, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(qbuf_len, 16, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout erdma_ureq_create_cq_layout =
	RUAPI_LAYOUT_AT(erdma_ureq_create_cq,
			erdma_ureq_create_cq_fields, 24);

static const struct ruapi_field erdma_uresp_create_cq_fields[] = {
	RUAPI_AT(cq_id, 0, 4),
	RUAPI_AT(num_cqe, 4, 4),
};

static const struct ruapi_layout erdma_uresp_create_cq_layout =
	RUAPI_LAYOUT_AT(erdma_uresp_create_cq,
			erdma_uresp_create_cq_fields, 8);

static const struct ruapi_field erdma_ureq_create_qp_fields[] = {
	RUAPI_AT(db_record_va, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(qbuf_va, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(qbuf_len, 16, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout erdma_ureq_create_qp_layout =
	RUAPI_LAYOUT_AT(erdma_ureq_create_qp,
			erdma_ureq_create_qp_fields, 24);

static const struct ruapi_field erdma_uresp_create_qp_fields[] = {
	RUAPI_AT(qp_id, 0, 4),
	RUAPI_AT(num_sqe, 4, 4),
	RUAPI_AT(num_rqe, 8, 4),
	RUAPI_AT(rq_offset, 12, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout erdma_uresp_create_qp_layout =
	RUAPI_LAYOUT_AT(erdma_uresp_create_qp,
			erdma_uresp_create_qp_fields, 16);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec erdma_attrs[] = {
	{
		.driver_id = 19,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 40,
			.max_len = 40,
			.layout = RUAPI_SHOWN(erdma_uresp_alloc_ctx_layout),
		},
	},
	{
		.driver_id = 19,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 20,
			.max_len = 24,
			.layout = RUAPI_SHOWN(erdma_ureq_create_cq_layout),
		},
	},
	{
		.driver_id = 19,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(erdma_uresp_create_cq_layout),
		},
	},
	{
		.driver_id = 19,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 20,
			.max_len = 24,
			.layout = RUAPI_SHOWN(erdma_ureq_create_qp_layout),
		},
	},
	{
		.driver_id = 19,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(erdma_uresp_create_qp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_erdma = {
	.driver_id = 19,
	.name = "erdma",
	.attrs = erdma_attrs,
	.num_attrs = RUAPI_COUNT(erdma_attrs),
};
