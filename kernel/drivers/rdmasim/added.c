// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Attributes that rdmasim adds to methods of ib_uverbs' own, by the macros that all
 * drivers use (rdmasim-abi.h).  Those of flow actions are in flow_action.c, and the
 * definitions of the second set in added2.c: these macros make names of numbers.
 */
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_types.h>

#include "rdmasim.h"
#include "rdmasim-abi.h"

#define UVERBS_MODULE_NAME rdmasim
#include <rdma/uverbs_named_ioctl.h>

static bool has_second_set(const struct ib_device *ib)
{
	return ib->ops.driver_id == RDMA_DRIVER_UNKNOWN ||
	       ib->ops.driver_id == RDMA_DRIVER_QIB;
}

/* ---- CQs ---------------------------------------------------------------------------- */

static const struct uverbs_attr_bundle *bundle_of(struct ib_udata *udata)
{
	return container_of(udata, struct uverbs_attr_bundle, driver_udata);
}

static int get_number(u32 *value, const struct uverbs_attr_bundle *attrs, u16 id)
{
	const int ret = uverbs_copy_from(value, attrs, id);

	return ret == -ENOENT ? 0 : ret;
}

/**
 * sim_added_take_cq() - what is added to the creation of a CQ
 * @cq: new
 * @udata: NULL: by the kernel
 *
 * Return: 0, or a negative errno, and nothing is taken.
 */
int sim_added_take_cq(struct sim_cq *cq, struct ib_udata *udata)
{
	const struct uverbs_attr_bundle *attrs;
	struct ib_pd *pd;
	int ret;

	if (!udata)
		return 0;
	attrs = bundle_of(udata);
	if (has_second_set(cq->ib.device))
		return get_number(&cq->color, attrs, RDMASIM2_ATTR_CREATE_CQ_VALUE);
	ret = get_number(&cq->color, attrs, RDMASIM_ATTR_CREATE_CQ_COLOR);
	if (ret)
		return ret;
	if (cq->color > RDMASIM_MAX_COLOR)
		return -ERANGE;
	pd = uverbs_attr_get_obj(attrs, RDMASIM_ATTR_CREATE_CQ_PD);
	if (!IS_ERR(pd)) {
		atomic_inc(&pd->usecnt);
		cq->pd_uses = &pd->usecnt;
	}
	cq->box_uses = sim_box_use(attrs, RDMASIM_ATTR_CREATE_CQ_BOX, &cq->box_size);
	return 0;
}

/**
 * sim_added_answer_cq() - what the creation of a CQ answers
 * @cq: that is there
 * @udata: NULL: to the kernel
 *
 * Return: 0, or a negative errno if that cannot be written.
 */
int sim_added_answer_cq(const struct sim_cq *cq, struct ib_udata *udata)
{
	const struct rdmasim_cq result = {
		.color = cq->color,
		.box_size = cq->box_size,
	};
	const u32 turned = swab32(cq->color);
	int ret;

	if (!udata)
		return 0;
	if (has_second_set(cq->ib.device))
		ret = uverbs_copy_to(bundle_of(udata), RDMASIM2_ATTR_CREATE_CQ_RESULT,
				     &turned, sizeof(turned));
	else
		ret = uverbs_copy_to_struct_or_zero(bundle_of(udata),
						    RDMASIM_ATTR_CREATE_CQ_RESULT,
						    &result, sizeof(result));
	return ret == -ENOENT ? 0 : ret;
}

/* A CQ gives up what sim_added_take_cq() has taken. */
void sim_added_put_cq(struct sim_cq *cq)
{
	if (cq->box_uses)
		atomic_dec(cq->box_uses);
	if (cq->pd_uses)
		atomic_dec(cq->pd_uses);
}

/* ---- contexts, and what goes ---------------------------------------------------------- */

/* An answer that need not be asked for. */
static int answer(struct ib_udata *udata, u16 id, const void *result, size_t size)
{
	const int ret = uverbs_copy_to(bundle_of(udata), id, result, size);

	return ret == -ENOENT ? 0 : ret;
}

static int turn_round(struct ib_udata *udata, u16 value_id, u16 result_id)
{
	u32 value = 0;
	int ret;

	ret = get_number(&value, bundle_of(udata), value_id);
	value = swab32(value);
	return ret ?: answer(udata, result_id, &value, sizeof(value));
}

/**
 * sim_added_open() - what is added to the opening of a device
 * @ib: the device
 * @udata: of the method
 *
 * Return: 0 or a negative errno.
 */
int sim_added_open(const struct ib_device *ib, struct ib_udata *udata)
{
	u32 color = 0;
	int ret;

	if (has_second_set(ib))
		return turn_round(udata, RDMASIM2_ATTR_GET_CONTEXT_VALUE,
				  RDMASIM2_ATTR_GET_CONTEXT_RESULT);
	ret = get_number(&color, bundle_of(udata), RDMASIM_ATTR_GET_CONTEXT_COLOR);
	if (ret)
		return ret;
	if (color > RDMASIM_MAX_COLOR)
		return -ERANGE;
	return answer(udata, RDMASIM_ATTR_GET_CONTEXT_RESULT, &color, sizeof(color));
}

/**
 * sim_added_end_pd() - what is added to the destruction of a PD
 * @ib: the PD
 * @udata: of the method; NULL: by the kernel
 *
 * Return: 0, or a negative errno: it stays.
 */
int sim_added_end_pd(const struct ib_pd *ib, struct ib_udata *udata)
{
	struct rdmasim_pd_end end = {};
	atomic_t *uses;
	int ret;

	if (!udata || has_second_set(ib->device))
		return 0;
	ret = get_number(&end.why, bundle_of(udata), RDMASIM_ATTR_DESTROY_PD_WHY);
	if (ret)
		return ret;
	if (end.why > RDMASIM_MAX_COLOR)
		return -ERANGE;
	uses = sim_box_use(bundle_of(udata), RDMASIM_ATTR_DESTROY_PD_BOX, &end.box_size);
	if (uses)
		atomic_dec(uses);
	return answer(udata, RDMASIM_ATTR_DESTROY_PD_RESULT, &end, sizeof(end));
}

/**
 * sim_added_end_cq() - what is added to the destruction of a CQ
 * @cq: the CQ
 * @udata: of the method; NULL: by the kernel
 *
 * Return: 0, or a negative errno: it stays.
 */
int sim_added_end_cq(const struct sim_cq *cq, struct ib_udata *udata)
{
	if (!udata || !has_second_set(cq->ib.device))
		return 0;
	return turn_round(udata, RDMASIM2_ATTR_DESTROY_CQ_VALUE,
			  RDMASIM2_ATTR_DESTROY_CQ_RESULT);
}

/* ---- device memory ------------------------------------------------------------------- */

/**
 * sim_added_dm() - what is added to the allocation of device memory
 * @dm: allocated
 * @length: bytes of it
 * @used: of the device, by all
 * @attrs: of the method
 *
 * Return: 0 or a negative errno.
 */
int sim_added_dm(struct sim_dm *dm, u32 length, u64 used,
		 const struct uverbs_attr_bundle *attrs)
{
	u64 fill;
	int ret;

	ret = uverbs_get_const_default(&fill, attrs, RDMASIM_ATTR_ALLOC_DM_FILL,
				       RDMASIM_DM_ZEROES);
	if (ret)
		return ret;
	if (fill > RDMASIM_DM_ONES)
		return -EOPNOTSUPP;
	if (fill == RDMASIM_DM_ONES)
		memset(dm->map->memory, 0xff, length);
	ret = uverbs_copy_to(attrs, RDMASIM_ATTR_ALLOC_DM_USED, &used, sizeof(used));
	return ret == -ENOENT ? 0 : ret;
}

/* ---- the attributes ----------------------------------------------------------------- */

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim_cq, UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE,
			     UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_CREATE_CQ_COLOR,
						UVERBS_ATTR_TYPE(u32), UA_OPTIONAL),
			     UVERBS_ATTR_IDR(RDMASIM_ATTR_CREATE_CQ_BOX, RDMASIM_OBJECT_BOX,
					     UVERBS_ACCESS_READ, UA_OPTIONAL),
			     UVERBS_ATTR_IDR(RDMASIM_ATTR_CREATE_CQ_PD, UVERBS_OBJECT_PD,
					     UVERBS_ACCESS_READ, UA_OPTIONAL),
			     UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_CREATE_CQ_RESULT,
						 UVERBS_ATTR_STRUCT(struct rdmasim_cq, color),
						 UA_OPTIONAL));

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim_dm, UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC,
			     UVERBS_ATTR_CONST_IN(RDMASIM_ATTR_ALLOC_DM_FILL,
						  enum rdmasim_dm_fill, UA_OPTIONAL),
			     UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_ALLOC_DM_USED,
						 UVERBS_ATTR_TYPE(u64), UA_OPTIONAL));

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim_pd, UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY,
			     UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_DESTROY_PD_WHY,
						UVERBS_ATTR_TYPE(u32), UA_OPTIONAL),
			     UVERBS_ATTR_IDR(RDMASIM_ATTR_DESTROY_PD_BOX,
					     RDMASIM_OBJECT_BOX, UVERBS_ACCESS_READ,
					     UA_OPTIONAL),
			     UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_DESTROY_PD_RESULT,
						 UVERBS_ATTR_TYPE(struct rdmasim_pd_end),
						 UA_OPTIONAL));

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim_get_context, UVERBS_OBJECT_DEVICE,
			     UVERBS_METHOD_GET_CONTEXT,
			     UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_GET_CONTEXT_COLOR,
						UVERBS_ATTR_TYPE(u32), UA_OPTIONAL),
			     UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_GET_CONTEXT_RESULT,
						 UVERBS_ATTR_TYPE(u32), UA_OPTIONAL),
			     UVERBS_ATTR_IDR(RDMASIM_ATTR_GET_CONTEXT_BOX,
					     RDMASIM_OBJECT_BOX, UVERBS_ACCESS_READ,
					     UA_OPTIONAL));

ADD_UVERBS_ATTRIBUTES_SIMPLE(rdmasim_query_gid_table, UVERBS_OBJECT_DEVICE,
			     UVERBS_METHOD_QUERY_GID_TABLE,
			     UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_QUERY_GID_TABLE_ORDER,
						UVERBS_ATTR_TYPE(u32), UA_OPTIONAL));

const struct uapi_definition sim_added_defs[] = {
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_CQ, &rdmasim_cq),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DM, &rdmasim_dm),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_PD, &rdmasim_pd),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &rdmasim_get_context),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &rdmasim_query_gid_table),
	{}
};
