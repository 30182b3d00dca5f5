// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Attributes that a driver adds to methods of the core's: they are given with the
 * action of ours that does the same, and the driver finds them behind the ib_udata
 * of the operation which that calls.
 */
#include <linux/slab.h>
#include <rdma/ib_user_ioctl_cmds.h>

#include "added.h"
#include "load.h"
#include "methods.h"
#include "ruapi.h"

/* Objects go without a word, too: with their context, or by write() of ib_uverbs. */
#define DESTROY_OF(uverbs_object, uverbs_method, our_object) \
	{ \
		.uv_object = (uverbs_object), \
		.uv_method = (uverbs_method), \
		.object = (our_object), \
		.action = RUAPI_DESTROY, \
		.optional = true, \
	}

/*
 * Those whose operation is given the bundle, or the ib_udata in it; and all that
 * destroy, though the driver is given neither when it destroys an AH, a memory window,
 * a flow, a flow action, counters or a table of work queues.
 */
static const struct ruapi_added_action added_actions[] = {
	DESTROY_OF(UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY, RUAPI_OBJ_PD),
	DESTROY_OF(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY, RUAPI_OBJ_CQ),
	DESTROY_OF(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_DESTROY, RUAPI_OBJ_QP),
	DESTROY_OF(UVERBS_OBJECT_SRQ, UVERBS_METHOD_SRQ_DESTROY, RUAPI_OBJ_SRQ),
	DESTROY_OF(UVERBS_OBJECT_AH, UVERBS_METHOD_AH_DESTROY, RUAPI_OBJ_AH),
	DESTROY_OF(UVERBS_OBJECT_MR, UVERBS_METHOD_MR_DESTROY, RUAPI_OBJ_MR),
	DESTROY_OF(UVERBS_OBJECT_MW, UVERBS_METHOD_MW_DESTROY, RUAPI_OBJ_MW),
	DESTROY_OF(UVERBS_OBJECT_FLOW, UVERBS_METHOD_FLOW_DESTROY,
		   RUAPI_OBJ_FLOW),
	DESTROY_OF(UVERBS_OBJECT_XRCD, UVERBS_METHOD_XRCD_DESTROY,
		   RUAPI_OBJ_XRCD),
	DESTROY_OF(UVERBS_OBJECT_RWQ_IND_TBL, UVERBS_METHOD_RWQ_IND_TBL_DESTROY,
		   RUAPI_OBJ_RWQ_TABLE),
	DESTROY_OF(UVERBS_OBJECT_WQ, UVERBS_METHOD_WQ_DESTROY, RUAPI_OBJ_WQ),
	DESTROY_OF(UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_DESTROY,
		   RUAPI_OBJ_FLOW_ACTION),
	DESTROY_OF(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_FREE, RUAPI_OBJ_DM),
	DESTROY_OF(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_DESTROY,
		   RUAPI_OBJ_COUNTERS),
	{
		.uv_object = UVERBS_OBJECT_DEVICE,
		.uv_method = UVERBS_METHOD_GET_CONTEXT,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.optional = true,
		.no_objects = true,
	},
	{
		.uv_object = UVERBS_OBJECT_DEVICE,
		.uv_method = UVERBS_METHOD_QUERY_CONTEXT,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_QUERY,
		.optional = true,
	},
	{
		.uv_object = UVERBS_OBJECT_CQ,
		.uv_method = UVERBS_METHOD_CQ_CREATE,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.optional = true,
	},
	{
		.uv_object = UVERBS_OBJECT_QP,
		.uv_method = UVERBS_METHOD_QP_CREATE,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.optional = true,
	},
	{
		.uv_object = UVERBS_OBJECT_SRQ,
		.uv_method = UVERBS_METHOD_SRQ_CREATE,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.optional = true,
	},
	{
		.uv_object = UVERBS_OBJECT_WQ,
		.uv_method = UVERBS_METHOD_WQ_CREATE,
		.object = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_CREATE,
		.optional = true,
	},
	{
		.uv_object = UVERBS_OBJECT_DM,
		.uv_method = UVERBS_METHOD_DM_ALLOC,
		.object = RUAPI_OBJ_DM,
		.action = RUAPI_DM_ALLOC,
	},
	{
		.uv_object = UVERBS_OBJECT_MR,
		.uv_method = UVERBS_METHOD_DM_MR_REG,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG_DM,
	},
	{
		.uv_object = UVERBS_OBJECT_MR,
		.uv_method = UVERBS_METHOD_REG_DMABUF_MR,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG_DMABUF,
	},
	{
		.uv_object = UVERBS_OBJECT_MR,
		.uv_method = UVERBS_METHOD_ADVISE_MR,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_ADVISE,
	},
	{
		.uv_object = UVERBS_OBJECT_COUNTERS,
		.uv_method = UVERBS_METHOD_COUNTERS_CREATE,
		.object = RUAPI_OBJ_COUNTERS,
		.action = RUAPI_COUNTERS_CREATE,
	},
	{
		.uv_object = UVERBS_OBJECT_COUNTERS,
		.uv_method = UVERBS_METHOD_COUNTERS_READ,
		.object = RUAPI_OBJ_COUNTERS,
		.action = RUAPI_COUNTERS_READ,
	},
#ifdef RUAPI_HAVE_DMAH
	DESTROY_OF(UVERBS_OBJECT_DMAH, UVERBS_METHOD_DMAH_FREE, RUAPI_OBJ_DMAH),
	{
		.uv_object = UVERBS_OBJECT_DMAH,
		.uv_method = UVERBS_METHOD_DMAH_ALLOC,
		.object = RUAPI_OBJ_DMAH,
		.action = RUAPI_DMAH_ALLOC,
	},
	{
		.uv_object = UVERBS_OBJECT_MR,
		.uv_method = UVERBS_METHOD_REG_MR,
		.object = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG,
		.optional = true,
	},
#endif
#ifdef RUAPI_HAVE_COMP_CNTR
	DESTROY_OF(UVERBS_OBJECT_COMP_CNTR, UVERBS_METHOD_COMP_CNTR_DESTROY,
		   RUAPI_OBJ_COMP_CNTR),
	{
		.uv_object = UVERBS_OBJECT_COMP_CNTR,
		.uv_method = UVERBS_METHOD_COMP_CNTR_CREATE,
		.object = RUAPI_OBJ_COMP_CNTR,
		.action = RUAPI_COMP_CNTR_CREATE,
	},
#endif
	{
		.uv_object = UVERBS_OBJECT_FLOW_ACTION,
		.uv_method = UVERBS_METHOD_FLOW_ACTION_ESP_CREATE,
		.object = RUAPI_OBJ_FLOW_ACTION,
		.action = RUAPI_FLOW_ACTION_CREATE,
	},
	{
		.uv_object = UVERBS_OBJECT_FLOW_ACTION,
		.uv_method = UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY,
		.object = RUAPI_OBJ_FLOW_ACTION,
		.action = RUAPI_FLOW_ACTION_MODIFY,
	},
};

/**
 * ruapi_added_action() - the action of ours that does what a method does
 * @uv_object: as ib_uverbs numbers it
 * @uv_method: ditto
 *
 * Return: NULL if none passes a driver's attributes to it.
 */
const struct ruapi_added_action *ruapi_added_action(u16 uv_object,
						    u16 uv_method)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(added_actions); i++)
		if (added_actions[i].uv_object == uv_object &&
		    added_actions[i].uv_method == uv_method)
			return &added_actions[i];
	return NULL;
}

/**
 * ruapi_added_takes() - whether drivers may add attributes to an action
 * @object: enum ruapi_object
 * @action: its number
 */
bool ruapi_added_takes(u16 object, u16 action)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(added_actions); i++)
		if (added_actions[i].object == object &&
		    added_actions[i].action == action)
			return true;
	return false;
}

/**
 * ruapi_added_refusal() - whether an action cannot be had of a device because of
 *	what its driver adds to it
 * @method: with added_to
 *
 * Return: enum ruapi_refusal: of an attribute that must be given and cannot be.
 */
u16 ruapi_added_refusal(const struct ruapi_method *method)
{
	const struct ruapi_method_attr *attr;

	for (attr = method->attrs; attr < method->attrs + method->num_attrs;
	     attr++)
		if (ruapi_method_attr_is_added(attr) && attr->refusal &&
		    attr->spec->mandatory)
			return attr->refusal;
	return RUAPI_REFUSAL_NONE;
}

/* Of a device without any, or for which there is none here. */
static int refuse(struct ruapi_call *call, u32 i,
		  const struct ruapi_method_attr *attr)
{
	if (!(call->attrs[i].flags & RUAPI_ATTR_F_MANDATORY))
		return 0;
	if (attr)
		return call_bad_index(call, i, RUAPI_REASON_REFUSED,
				      -EOPNOTSUPP);
	return call_bad_index(call, i, RUAPI_REASON_UNKNOWN, -EPROTO);
}

/*
 * The first that the driver knows has the bundle made.  What an attribute is stands in
 * memory of the driver, which a context holds, but not who has none yet.
 */
static int begin(struct ruapi_call *call, const struct ruapi_device *dev)
{
	if (call->added)
		return 0;
	call->added = kzalloc(sizeof(*call->added), GFP_KERNEL_ACCOUNT);
	if (!call->added)
		return -ENOMEM;
	call->added->call = call;
	if (!call->ctx &&
	    !ruapi_device_hold_driver(call->dev, &call->added->driver))
		return call_bad_attr(call, 0, RUAPI_REASON_DEAD, -ENODEV);
	return ruapi_load_begin(call->added, dev);
}

static int load_one(struct ruapi_call *call, u32 i,
		    const struct ruapi_device *dev,
		    const struct ruapi_method_attr *attr)
{
	int ret;

	if (!attr || attr->refusal)
		return refuse(call, i, attr);
	if (call->hdr.driver_id != dev->driver_id)
		return call_bad_attr(call, 0, RUAPI_REASON_DRIVER, -EINVAL);
	ret = begin(call, dev);
	return ret ?: ruapi_load_attr(call->added, i, attr);
}

static int check_presence(struct ruapi_call *call,
			  const struct ruapi_method *method)
{
	const struct ruapi_method_attr *attr;

	if (method->added_to->optional && !call->added)
		return 0;
	if (ruapi_added_refusal(method))
		return call_bad_attr(call, 0, RUAPI_REASON_REFUSED,
				     -EOPNOTSUPP);
	for (attr = method->attrs; attr < method->attrs + method->num_attrs;
	     attr++)
		if (ruapi_method_attr_is_added(attr) && attr->spec->mandatory &&
		    (!call->added ||
		     !test_bit(attr->key,
			       call->added->bundle->bundle.attr_present)))
			return call_bad_attr(call, attr->id,
					     RUAPI_REASON_MISSING, -EINVAL);
	return 0;
}

/**
 * ruapi_added_load() - look at what of a call may be its driver's
 * @call: with its objects, and not in its context yet
 * @dev: its device
 *
 * Return: 0, or a negative errno and the call says what is wrong.
 */
int ruapi_added_load(struct ruapi_call *call, const struct ruapi_device *dev)
{
	const struct ruapi_method *method = NULL;
	const struct ruapi_method_attr *attr;
	u64 left;
	int ret;

	if (call->strays && call->hdr.driver_id &&
	    call->hdr.driver_id != dev->driver_id)
		return call_bad_attr(call, 0, RUAPI_REASON_DRIVER, -EINVAL);
	if (dev->methods)
		method = xa_load(&dev->methods->added,
				 ruapi_method_key(call->action->object,
						  call->action->number));
	for (left = call->strays; left; left &= left - 1) {
		const u32 i = __ffs64(left);

		attr = method ? ruapi_method_find_attr(method,
						       call->attrs[i].id) :
				NULL;
		ret = load_one(call, i, dev, attr);
		if (ret)
			return ret;
	}
	return method ? check_presence(call, method) : 0;
}

/**
 * ruapi_added_join() - have the driver find them where it looks
 * @call: in its context, with its udata
 */
void ruapi_added_join(struct ruapi_call *call)
{
	struct uverbs_attr_bundle *bundle = &call->added->bundle->bundle;

	bundle->driver_udata = call_udata(call)->bundle.driver_udata;
	call->ready_udata = container_of(bundle, struct ruapi_udata, bundle);
}

/* The driver finds an attribute of the core's: up to 8 bytes themselves, or where they are. */
static int core_set(struct ruapi_call *call, u16 uv_attr, u64 data, u16 len)
{
	const u32 key = uapi_bkey_attr(uapi_key_attr(uv_attr));
	const bool joined = call->added;
	struct ruapi_bundle *bundle;
	int ret;

	ret = begin(call, call->dev);
	if (ret)
		return ret;
	if (!joined)
		ruapi_added_join(call);
	bundle = call->added->bundle;
	bundle->attrs[key].ptr_attr.data = data;
	bundle->attrs[key].ptr_attr.len = len;
	__set_bit(key, bundle->bundle.attr_present);
	return 0;
}

/**
 * ruapi_added_core() - have the driver find an attribute of the core's, too
 * @call: in its context, with its udata
 * @uv_attr: as ib_uverbs numbers it in the method that does what the action does
 * @value: a number of 8 bytes, or an fd
 *
 * Only now may the call have any, so the driver is called by ruapi_added_ask().
 *
 * Return: 0 or -ENOMEM.
 */
int ruapi_added_core(struct ruapi_call *call, u16 uv_attr, u64 value)
{
	return core_set(call, uv_attr, value, sizeof(value));
}

/**
 * ruapi_added_core_user() - ditto, one that is longer: the driver reads it where the
 *	caller has it
 * @call: as above
 * @uv_attr: ditto
 * @user: where
 * @len: bytes, more than 8
 *
 * Return: 0 or -ENOMEM.
 */
int ruapi_added_core_user(struct ruapi_call *call, u16 uv_attr, u64 user,
			  u16 len)
{
	return core_set(call, uv_attr, user, len);
}

/**
 * ruapi_added_bundle() - what the driver finds them in
 * @call: a call
 *
 * Return: it goes with the call; NULL: there are none.
 */
struct ruapi_bundle *ruapi_added_bundle(struct ruapi_call *call)
{
	return call->added ? call->added->bundle : NULL;
}

/**
 * ruapi_added_ask() - call a driver that may look at such attributes
 * @call: the call, with any or without
 * @ask: calls it
 *
 * Return: what @ask does.
 */
int ruapi_added_ask(struct ruapi_call *call, int (*ask)(struct ruapi_call *call))
{
	struct ib_uverbs_device *uverbs = NULL;
	int ret, index;

	if (call->added)
		uverbs = call->added->bundle->bundle.ufile->device;
	/* One that defines nothing has no attributes but the core's. */
	if (!uverbs)
		return ask(call);
	/* With lockdep, drivers that ask for their context must hold this. */
	index = srcu_read_lock(&uverbs->disassociate_srcu);
	ret = ask(call);
	srcu_read_unlock(&uverbs->disassociate_srcu, index);
	return ret;
}

/**
 * ruapi_added_run() - run the handler of a call with such attributes
 * @call: the call
 *
 * Return: what the handler does.
 */
int ruapi_added_run(struct ruapi_call *call)
{
	struct ruapi_load *load = call->added;
	int ret, err;

	ret = ruapi_added_ask(call, call->handler->run);
	if (ret)
		return ret;
	err = ruapi_load_read_marks(load);
	/* What is destroyed is so, whether the rest can be told or not. */
	if (!call->err && !call->action->is_final)
		call->err = err;
	return 0;
}

/**
 * ruapi_added_query_context() - ask a driver about a context, by its attributes
 * @call: CONTEXT.QUERY
 *
 * Return: 0, also if there are none, or a negative errno.
 */
int ruapi_added_query_context(struct ruapi_call *call)
{
	struct ib_ucontext *ib = call->ctx->ib;

	if (!call->added)
		return 0;
	if (!ib->device->ops.query_ucontext)
		return -EOPNOTSUPP;
	return ib->device->ops.query_ucontext(ib, &call_udata(call)->bundle);
}

/* The call is no longer in its context. */
void ruapi_added_free(struct ruapi_call *call)
{
	ruapi_load_end(call->added);
	kfree(call->added);
}
