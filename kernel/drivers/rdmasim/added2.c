// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* As added.c: what instances of the second set add. */
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_types.h>

#include "rdmasim.h"
#include "rdmasim-abi.h"

#define UVERBS_MODULE_NAME rdmasim2
#include <rdma/uverbs_named_ioctl.h>

static int sim_query_ucontext(struct ib_ucontext *ib, struct uverbs_attr_bundle *attrs)
{
	const struct rdmasim2_query_context_resp resp = {
		.driver_id = ib->device->ops.driver_id,
		.ports = ib->device->phys_port_cnt,
	};
	int ret;

	ret = sim_fault(to_sim(ib->device), SIM_OP_QUERY_UCONTEXT);
	if (ret)
		return ret;
	if (IS_ERR(ib_uverbs_get_ucontext(attrs)))
		return -EIO;
	return uverbs_copy_to_struct_or_zero(attrs, RDMASIM2_ATTR_QUERY_CONTEXT_RESP, &resp,
					     sizeof(resp));
}

const struct ib_device_ops sim_added2_ops = {
	.query_ucontext = sim_query_ucontext,
};

#define RESP_ATTR UVERBS_ATTR_STRUCT(struct rdmasim2_query_context_resp, driver_id)

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim2_cq, UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE,
			     UVERBS_ATTR_PTR_IN(RDMASIM2_ATTR_CREATE_CQ_VALUE,
						UVERBS_ATTR_TYPE(u32), UA_MANDATORY),
			     UVERBS_ATTR_PTR_OUT(RDMASIM2_ATTR_CREATE_CQ_RESULT,
						 UVERBS_ATTR_TYPE(u32), UA_OPTIONAL));

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim2_query_context, UVERBS_OBJECT_DEVICE,
			     UVERBS_METHOD_QUERY_CONTEXT,
			     UVERBS_ATTR_PTR_OUT(RDMASIM2_ATTR_QUERY_CONTEXT_RESP,
						 RESP_ATTR, UA_MANDATORY));

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim2_destroy_cq, UVERBS_OBJECT_CQ,
			     UVERBS_METHOD_CQ_DESTROY,
			     UVERBS_ATTR_PTR_IN(RDMASIM2_ATTR_DESTROY_CQ_VALUE,
						UVERBS_ATTR_TYPE(u32), UA_MANDATORY),
			     UVERBS_ATTR_PTR_OUT(RDMASIM2_ATTR_DESTROY_CQ_RESULT,
						 UVERBS_ATTR_TYPE(u32), UA_OPTIONAL));

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim2_get_context, UVERBS_OBJECT_DEVICE,
			     UVERBS_METHOD_GET_CONTEXT,
			     UVERBS_ATTR_PTR_IN(RDMASIM2_ATTR_GET_CONTEXT_VALUE,
						UVERBS_ATTR_TYPE(u32), UA_OPTIONAL),
			     UVERBS_ATTR_PTR_OUT(RDMASIM2_ATTR_GET_CONTEXT_RESULT,
						 UVERBS_ATTR_TYPE(u32), UA_OPTIONAL));

const struct uapi_definition sim_added2_defs[] = {
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_CQ, &rdmasim2_cq),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_CQ, &rdmasim2_destroy_cq),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &rdmasim2_get_context),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &rdmasim2_query_context),
	{}
};
