// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that vmw_pvrdma and its provider library exchange, as <rdma/vmw_pvrdma-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field pvrdma_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(qp_tab_size, 0, 4),
};

static const struct ruapi_layout pvrdma_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(pvrdma_alloc_ucontext_resp,
			pvrdma_alloc_ucontext_resp_fields, 8);

static const struct ruapi_field pvrdma_alloc_pd_resp_fields[] = {
	RUAPI_AT(pdn, 0, 4),
};

static const struct ruapi_layout pvrdma_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(pvrdma_alloc_pd_resp,
			pvrdma_alloc_pd_resp_fields, 8);

static const struct ruapi_field pvrdma_create_cq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(buf_size, 8, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout pvrdma_create_cq_layout =
	RUAPI_LAYOUT_AT(pvrdma_create_cq,
			pvrdma_create_cq_fields, 16);

static const struct ruapi_field pvrdma_create_cq_resp_fields[] = {
	RUAPI_AT(cqn, 0, 4),
};

static const struct ruapi_layout pvrdma_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(pvrdma_create_cq_resp,
			pvrdma_create_cq_resp_fields, 8);

static const struct ruapi_field pvrdma_create_srq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(buf_size, 8, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout pvrdma_create_srq_layout =
	RUAPI_LAYOUT_AT(pvrdma_create_srq,
			pvrdma_create_srq_fields, 16);

static const struct ruapi_field pvrdma_create_srq_resp_fields[] = {
	RUAPI_AT(srqn, 0, 4),
};

static const struct ruapi_layout pvrdma_create_srq_resp_layout =
	RUAPI_LAYOUT_AT(pvrdma_create_srq_resp,
			pvrdma_create_srq_resp_fields, 8);

static const struct ruapi_field pvrdma_create_qp_fields[] = {
	RUAPI_AT(rbuf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sbuf_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rbuf_size, 16, 4),
	RUAPI_AT(sbuf_size, 20, 4),
	RUAPI_AT(qp_addr, 24, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout pvrdma_create_qp_layout =
	RUAPI_LAYOUT_AT(pvrdma_create_qp,
			pvrdma_create_qp_fields, 32);

static const struct ruapi_field pvrdma_create_qp_resp_fields[] = {
	RUAPI_AT(qpn, 0, 4),
	RUAPI_AT(qp_handle, 4, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout pvrdma_create_qp_resp_layout =
	RUAPI_LAYOUT_AT(pvrdma_create_qp_resp,
			pvrdma_create_qp_resp_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec vmw_pvrdma_attrs[] = {
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(pvrdma_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(pvrdma_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(pvrdma_create_cq_layout),
		},
	},
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(pvrdma_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(pvrdma_create_srq_layout),
		},
	},
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(pvrdma_create_srq_resp_layout),
		},
	},
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 32,
			.max_len = 32,
			.layout = RUAPI_SHOWN(pvrdma_create_qp_layout),
		},
	},
	{
		.driver_id = 10,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(pvrdma_create_qp_resp_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_vmw_pvrdma = {
	.driver_id = 10,
	.name = "vmw_pvrdma",
	.attrs = vmw_pvrdma_attrs,
	.num_attrs = RUAPI_COUNT(vmw_pvrdma_attrs),
};
