// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that mana and its provider library exchange, as <rdma/mana-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field mana_ib_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mana_ib_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(mana_ib_alloc_ucontext_resp,
			mana_ib_alloc_ucontext_resp_fields, 8);

static const struct ruapi_field mana_ib_alloc_pd_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mana_ib_alloc_pd_layout =
	RUAPI_LAYOUT_AT(mana_ib_alloc_pd,
			mana_ib_alloc_pd_fields, 8);

static const struct ruapi_field mana_ib_alloc_pd_resp_fields[] = {
	RUAPI_AT(pdn, 0, 4),
};

static const struct ruapi_layout mana_ib_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(mana_ib_alloc_pd_resp,
			mana_ib_alloc_pd_resp_fields, 8);

static const struct ruapi_field mana_ib_create_cq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(comp_mask, 8, 2, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mana_ib_create_cq_layout =
	RUAPI_LAYOUT_AT(mana_ib_create_cq,
			mana_ib_create_cq_fields, 16);

static const struct ruapi_field mana_ib_create_cq_resp_fields[] = {
	RUAPI_AT(cqid, 0, 4),
};

static const struct ruapi_layout mana_ib_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(mana_ib_create_cq_resp,
			mana_ib_create_cq_resp_fields, 8);

static const struct ruapi_field mana_ib_create_wq_fields[] = {
	RUAPI_AT(wq_buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(wq_buf_size, 8, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mana_ib_create_wq_layout =
	RUAPI_LAYOUT_AT(mana_ib_create_wq,
			mana_ib_create_wq_fields, 16);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec mana_attrs[] = {
	{
		.driver_id = 20,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mana_ib_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 20,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mana_ib_alloc_pd_layout),
		},
	},
	{
		.driver_id = 20,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mana_ib_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 20,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mana_ib_create_cq_layout),
		},
	},
	{
		.driver_id = 20,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mana_ib_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 20,
		.object = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mana_ib_create_wq_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_mana = {
	.driver_id = 20,
	.name = "mana",
	.attrs = mana_attrs,
	.num_attrs = RUAPI_COUNT(mana_attrs),
};
