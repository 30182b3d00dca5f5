// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* COMP_CNTR: how many operations of QPs have ended. */
#include <rdma/uverbs_std_types.h>

#include "verbs/compat_comp_cntr.h"
#include "verbs/verbs.h"

static int comp_cntr_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_comp_cntr *cntr =
		container_of(obj, struct ruapi_comp_cntr, obj);

	return ruapi_compat_destroy_comp_cntr(cntr->ib);
}

static int comp_cntr_create(struct ruapi_call *call)
{
	struct ruapi_comp_cntr *cntr = attr_new(comp_cntr, call);
	struct ib_comp_cntr *ib;

	if (!ruapi_compat_can_create_comp_cntr(call->dev->ibdev))
		return -EOPNOTSUPP;
	ib = ruapi_compat_create_comp_cntr(call->dev->ibdev, &cntr->obj.uobj,
					   call_udata(call));
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	cntr->ib = ib;
	cntr->obj.uobj.user_handle =
		attr_u64(call, RUAPI_COMP_CNTR_CREATE_USER_DATA);
	cntr->obj.uobj.object = ib;
	cntr->obj.hw = true;
	return 0;
}

static int comp_cntr_modify(struct ruapi_call *call)
{
	const u8 entry = attr_u8(call, RUAPI_COMP_CNTR_MODIFY_ENTRY);
	const u8 op = attr_u8(call, RUAPI_COMP_CNTR_MODIFY_OP);

	return ruapi_compat_modify_comp_cntr(attr_to(comp_cntr, call,
						     RUAPI_COMP_CNTR_MODIFY_HANDLE)->ib,
					     entry, op,
					     attr_u64(call, RUAPI_COMP_CNTR_MODIFY_VALUE));
}

static int comp_cntr_read(struct ruapi_call *call)
{
	const u8 entry = attr_u8(call, RUAPI_COMP_CNTR_READ_ENTRY);
	u64 value = 0;
	int ret;

	ret = ruapi_compat_read_comp_cntr(attr_to(comp_cntr, call,
						  RUAPI_COMP_CNTR_READ_HANDLE)->ib,
					  entry, &value);
	if (!ret)
		attr_put_u64(call, RUAPI_COMP_CNTR_READ_VALUE, value);
	return ret;
}

static int comp_cntr_attach(struct ruapi_call *call)
{
	struct ib_qp *qp = attr_to(qp, call, RUAPI_COMP_CNTR_ATTACH_QP)->ib;
	const u32 ops = attr_u32(call, RUAPI_COMP_CNTR_ATTACH_OPS);

	/* What others have handles of is nobody's to count. */
	if (qp->real_qp != qp)
		return call_bad_attr(call, RUAPI_COMP_CNTR_ATTACH_QP,
				     RUAPI_REASON_STATE, -EINVAL);
	if (!ops)
		return call_bad_attr(call, RUAPI_COMP_CNTR_ATTACH_OPS,
				     RUAPI_REASON_RANGE, -EINVAL);
	return ruapi_compat_attach_comp_cntr(qp, attr_to(comp_cntr, call,
							 RUAPI_COMP_CNTR_ATTACH_HANDLE)->ib,
					     ops);
}

static int comp_cntr_query_caps(struct ruapi_call *call)
{
	struct ruapi_compat_comp_cntr_caps caps = {};
	int ret;

	ret = ruapi_compat_query_comp_cntr_caps(call->dev->ibdev, &caps,
						call_udata(call));
	if (ret)
		return ret;
	attr_put_u32(call, RUAPI_COMP_CNTR_QUERY_CAPS_MAX_COUNTERS,
		     caps.max_counters);
	attr_put_u64(call, RUAPI_COMP_CNTR_QUERY_CAPS_MAX_VALUE,
		     caps.max_value);
	attr_put_u32(call, RUAPI_COMP_CNTR_QUERY_CAPS_OPS, caps.ops);
	return 0;
}

static const struct ruapi_handler comp_cntr_handlers[__RUAPI_COMP_CNTR_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_COMP_CNTR_CREATE] = {
		.run = comp_cntr_create,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_COMP_CNTR),
	},
	[RUAPI_COMP_CNTR_MODIFY] = {
		.run = comp_cntr_modify,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_COMP_CNTR),
	},
	[RUAPI_COMP_CNTR_READ] = {
		.run = comp_cntr_read,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_COMP_CNTR),
	},
	[RUAPI_COMP_CNTR_ATTACH] = {
		.run = comp_cntr_attach,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_COMP_CNTR),
	},
	[RUAPI_COMP_CNTR_QUERY_CAPS] = {
		.run = comp_cntr_query_caps,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_COMP_CNTR),
	},
};

const struct ruapi_type ruapi_type_comp_cntr = {
	.size = sizeof(struct ruapi_comp_cntr),
	.uverbs = RUAPI_UVERBS(RUAPI_COMPAT_UVERBS_COMP_CNTR),
	.handlers = comp_cntr_handlers,
	.num_handlers = ARRAY_SIZE(comp_cntr_handlers),
	.destroy = comp_cntr_destroy,
};
