// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RDMA_VERBS_IOCTL: completion counters. */
#include <errno.h>

#include "ioctl.h"
#include "newer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what a device can ------------------------------------------------------------ */

enum { CAPS_MAX_COUNTERS, CAPS_MAX_VALUE, CAPS_OPS };

static const struct ruapi_attr *begin_caps(struct call *call,
					   const struct view *view)
{
	call_init(call, RUAPI_IOC_CALL, RUAPI_OBJ_COMP_CNTR,
		  RUAPI_COMP_CNTR_QUERY_CAPS);
	call_obj(call, RUAPI_COMP_CNTR_QUERY_CAPS_CONTEXT, RUAPI_OBJ_CONTEXT,
		 view->context);
	return call_want(call, RUAPI_COMP_CNTR_QUERY_CAPS_MAX_COUNTERS, 4);
}

static int query_caps(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *max_counters, *max_value, *ops;
	struct call call;
	int ret;

	max_counters = begin_caps(&call, cmd->view);
	max_value = call_want(&call, RUAPI_COMP_CNTR_QUERY_CAPS_MAX_VALUE, 8);
	ops = call_want(&call, RUAPI_COMP_CNTR_QUERY_CAPS_OPS, 4);
	ret = verbs_run_on(&call, cmd->view);
	if (ret)
		return ret;
	out_copy(cmd, CAPS_MAX_COUNTERS, &max_counters->value, 4);
	out_copy(cmd, CAPS_MAX_VALUE, &max_value->value, 8);
	out_copy(cmd, CAPS_OPS, &ops->value, 4);
	return 0;
}

bool ioctl_has_comp_cntrs(const struct view *view)
{
	struct call call;

	begin_caps(&call, view);
	return verbs_run_on(&call, view) != -EOPNOTSUPP;
}

/*
 * A device that has no counters has no method for one: who names one all the same is
 * told so, and not that there is no such counter.
 */
static int run(struct call *call, const struct ioctl_cmd *cmd)
{
	const int ret = ioctl_run(call, cmd);

	return (ret == -ENOENT || ret == -EINVAL) &&
	       !ioctl_has_comp_cntrs(cmd->view) ? -EPROTONOSUPPORT : ret;
}

/* ---- counters ---------------------------------------------------------------------- */

static int comp_cntr_create(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *cntr;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COMP_CNTR,
		  RUAPI_COMP_CNTR_CREATE);
	cntr = call_want_new(&call, RUAPI_COMP_CNTR_CREATE_HANDLE,
			     RUAPI_OBJ_COMP_CNTR);
	call_obj(&call, RUAPI_COMP_CNTR_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	ret = ioctl_run(&call, cmd);
	if (!ret)
		out_made(cmd, 0, RUAPI_OBJ_COMP_CNTR, cntr->obj.handle);
	return ret;
}

static int comp_cntr_destroy(struct ioctl_cmd *cmd)
{
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COMP_CNTR, RUAPI_DESTROY);
	call_destroy(&call, RUAPI_OBJ_COMP_CNTR, in_handle(cmd, 0));
	return run(&call, cmd);
}

enum { MODIFY_HANDLE, MODIFY_ENTRY, MODIFY_OP, MODIFY_VALUE };

/* One that is too large for us is for every driver. */
static uint8_t narrow(uint64_t value)
{
	return value < UINT8_MAX ? (uint8_t)value : UINT8_MAX;
}

static int comp_cntr_modify(struct ioctl_cmd *cmd)
{
	uint64_t entry, op, value;
	struct call call;
	int ret;

	ret = in_const(cmd, MODIFY_ENTRY, UINT32_MAX, &entry);
	if (!ret)
		ret = in_const(cmd, MODIFY_OP, UINT32_MAX, &op);
	if (!ret)
		ret = in_copy(cmd, MODIFY_VALUE, &value, sizeof(value));
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COMP_CNTR,
		  RUAPI_COMP_CNTR_MODIFY);
	call_obj(&call, RUAPI_COMP_CNTR_MODIFY_HANDLE, RUAPI_OBJ_COMP_CNTR,
		 in_handle(cmd, MODIFY_HANDLE));
	call_u8(&call, RUAPI_COMP_CNTR_MODIFY_ENTRY, narrow(entry));
	call_u8(&call, RUAPI_COMP_CNTR_MODIFY_OP, narrow(op));
	call_u64(&call, RUAPI_COMP_CNTR_MODIFY_VALUE, value);
	return run(&call, cmd);
}

enum { READ_HANDLE, READ_ENTRY, READ_VALUE };

static int comp_cntr_read(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *value;
	struct call call;
	uint64_t entry;
	int ret;

	ret = in_const(cmd, READ_ENTRY, UINT32_MAX, &entry);
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COMP_CNTR,
		  RUAPI_COMP_CNTR_READ);
	call_obj(&call, RUAPI_COMP_CNTR_READ_HANDLE, RUAPI_OBJ_COMP_CNTR,
		 in_handle(cmd, READ_HANDLE));
	call_u8(&call, RUAPI_COMP_CNTR_READ_ENTRY, narrow(entry));
	value = call_want(&call, RUAPI_COMP_CNTR_READ_VALUE, 8);
	ret = run(&call, cmd);
	return ret ? ret : out_copy(cmd, READ_VALUE, &value->value, 8);
}

enum { ATTACH_QP, ATTACH_CNTR, ATTACH_OPS };

#define OPS_KNOWN 0x3fu

static int qp_attach(struct ioctl_cmd *cmd)
{
	struct call call;
	uint32_t ops;
	int ret;

	ret = in_flags(cmd, ATTACH_OPS, OPS_KNOWN, &ops);
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COMP_CNTR,
		  RUAPI_COMP_CNTR_ATTACH);
	call_obj(&call, RUAPI_COMP_CNTR_ATTACH_HANDLE, RUAPI_OBJ_COMP_CNTR,
		 in_handle(cmd, ATTACH_CNTR));
	call_obj(&call, RUAPI_COMP_CNTR_ATTACH_QP, RUAPI_OBJ_QP,
		 in_handle(cmd, ATTACH_QP));
	call_u32(&call, RUAPI_COMP_CNTR_ATTACH_OPS, ops);
	return run(&call, cmd);
}

/* ---- the table --------------------------------------------------------------------- */

static const struct method methods[] = {
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = METHOD_QUERY_COMP_CNTR_CAPS,
		.num_attrs = 3,
		NEEDS(COMP_CNTR, CREATE),
		.attrs = {
			[CAPS_MAX_COUNTERS] =
				OUT(ATTR_QUERY_COMP_CNTR_CAPS_MAX_COUNTERS, 4,
				    OPTIONAL),
			[CAPS_MAX_VALUE] =
				OUT(ATTR_QUERY_COMP_CNTR_CAPS_MAX_VALUE, 8,
				    OPTIONAL),
			[CAPS_OPS] = OUT(ATTR_QUERY_COMP_CNTR_CAPS_OPS, 4,
					 OPTIONAL),
		},
		.run = query_caps,
	},
	{
		.object = OBJECT_COMP_CNTR,
		.method = METHOD_COMP_CNTR_CREATE,
		.num_attrs = 1,
		.ours = RUAPI_OBJ_COMP_CNTR,
		.action = RUAPI_COMP_CNTR_CREATE,
		NEEDS(COMP_CNTR, CREATE),
		.attrs = { NEW(ATTR_CREATE_COMP_CNTR_HANDLE) },
		.run = comp_cntr_create,
	},
	{
		.object = OBJECT_COMP_CNTR,
		.method = METHOD_COMP_CNTR_DESTROY,
		.num_attrs = 1,
		.no_context = true,
		NEEDS(COMP_CNTR, CREATE),
		.attrs = { OBJ(ATTR_DESTROY_COMP_CNTR_HANDLE, COMP_CNTR) },
		.run = comp_cntr_destroy,
	},
	{
		.object = OBJECT_COMP_CNTR,
		.method = METHOD_COMP_CNTR_MODIFY,
		.num_attrs = 4,
		.no_context = true,
		NEEDS(COMP_CNTR, CREATE),
		.attrs = {
			[MODIFY_HANDLE] = OBJ(ATTR_MODIFY_COMP_CNTR_HANDLE,
					      COMP_CNTR),
			[MODIFY_ENTRY] = IN_CONST(ATTR_MODIFY_COMP_CNTR_ENTRY),
			[MODIFY_OP] = IN_CONST(ATTR_MODIFY_COMP_CNTR_OP),
			[MODIFY_VALUE] = IN(ATTR_MODIFY_COMP_CNTR_VALUE, 8),
		},
		.run = comp_cntr_modify,
	},
	{
		.object = OBJECT_COMP_CNTR,
		.method = METHOD_COMP_CNTR_READ,
		.num_attrs = 3,
		.no_context = true,
		NEEDS(COMP_CNTR, CREATE),
		.attrs = {
			[READ_HANDLE] = OBJ(ATTR_READ_COMP_CNTR_HANDLE,
					    COMP_CNTR),
			[READ_ENTRY] = IN_CONST(ATTR_READ_COMP_CNTR_ENTRY),
			[READ_VALUE] = OUT(ATTR_READ_COMP_CNTR_RESP_VALUE, 8),
		},
		.run = comp_cntr_read,
	},
	{
		.object = UVERBS_OBJECT_QP,
		.method = METHOD_QP_ATTACH_COMP_CNTR,
		.num_attrs = 3,
		.no_context = true,
		NEEDS(COMP_CNTR, CREATE),
		.attrs = {
			[ATTACH_QP] = OBJ(ATTR_QP_ATTACH_COMP_CNTR_HANDLE, QP),
			[ATTACH_CNTR] = OBJ(ATTR_QP_ATTACH_COMP_CNTR_CNTR_HANDLE,
					    COMP_CNTR),
			[ATTACH_OPS] = IN_FLAGS(ATTR_QP_ATTACH_COMP_CNTR_OP_MASK),
		},
		.run = qp_attach,
	},
};

const struct methods ioctl_comp_cntr_methods = {
	.list = methods,
	.count = COUNT(methods),
};
