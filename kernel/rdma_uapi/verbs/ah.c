// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* AH: paths to send datagrams along. */
#include <rdma/uverbs_std_types.h>

#include "verbs/verbs.h"

static int ah_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ib_ah *ah = container_of(obj, struct ruapi_ah, obj)->ib;

	return rdma_destroy_ah_user(ah, RDMA_DESTROY_AH_SLEEPABLE,
				    ruapi_udata(udata));
}

/* The path that an attribute tells. */
static int ah_attr(struct ruapi_call *call, u16 id, struct rdma_ah_attr *attr)
{
	const struct ruapi_ah_attr *user = attr_buf(call, id, NULL);
	struct ib_device *ibdev = call->dev->ibdev;

	if (memchr_inv(user->reserved, 0, sizeof(user->reserved)))
		return call_bad_attr(call, id, RUAPI_REASON_BITS, -EINVAL);
	if (!rdma_is_port_valid(ibdev, user->port_num))
		return call_bad_attr(call, id, RUAPI_REASON_RANGE, -EINVAL);
	memset(attr, 0, sizeof(*attr));
	ruapi_ah_attr_from_user(ibdev, attr, user);
	return 0;
}

static int ah_create(struct ruapi_call *call)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_AH_CREATE_PD)->ib;
	struct ruapi_ah *ah = attr_new(ah, call);
	struct rdma_ah_attr attr;
	struct ib_ah *ib;
	int ret;

	if (!pd->device->ops.create_user_ah)
		return -EOPNOTSUPP;
	ret = ah_attr(call, RUAPI_AH_CREATE_ATTR, &attr);
	if (ret)
		return ret;
	ib = rdma_create_user_ah(pd, &attr, ruapi_udata(call_udata(call)));
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	ib->uobject = &ah->obj.uobj;
	ah->ib = ib;
	ah->obj.uobj.user_handle = attr_u64(call, RUAPI_AH_CREATE_USER_DATA);
	ah->obj.uobj.object = ib;
	ah->obj.hw = true;
	return 0;
}

static int ah_query(struct ruapi_call *call)
{
	struct ib_ah *ah = attr_to(ah, call, RUAPI_AH_QUERY_HANDLE)->ib;
	struct rdma_ah_attr attr = {};
	struct ruapi_ah_attr user;
	int ret;

	ret = rdma_query_ah(ah, &attr);
	if (ret)
		return ret;
	ruapi_ah_attr_to_user(&user, &attr);
	attr_put_struct(call, RUAPI_AH_QUERY_ATTR, &user, sizeof(user));
	return 0;
}

static const struct ruapi_handler ah_handlers[__RUAPI_AH_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_QUERY] = {
		.run = ah_query,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_AH_CREATE] = {
		.run = ah_create,
	},
};

const struct ruapi_type ruapi_type_ah = {
	.size = sizeof(struct ruapi_ah),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_AH),
	.handlers = ah_handlers,
	.num_handlers = ARRAY_SIZE(ah_handlers),
	.destroy = ah_destroy,
};
