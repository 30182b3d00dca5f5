// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * FLOW_ACTION: what a device does with packets of flows: IPsec's ESP.
 *
 * The kernels that are here have no driver operation that makes or modifies one, as
 * older ones had, but only that which destroys it.  A driver that can brings the
 * methods of ib_uverbs that did, and they are called here.
 */
#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/uverbs_std_types.h>

#include "../../drivers/core_method.h"
#include "verbs/verbs.h"

/* The driver reads them where the caller has them. */
static_assert(sizeof(struct ruapi_flow_action_esp) ==
	      sizeof(struct ib_uverbs_flow_action_esp));
static_assert(offsetof(struct ruapi_flow_action_esp, hard_limit_pkts) ==
	      offsetof(struct ib_uverbs_flow_action_esp, hard_limit_pkts));
static_assert(sizeof(struct ruapi_flow_action_aes_gcm) ==
	      sizeof(struct ib_uverbs_flow_action_esp_keymat_aes_gcm));
static_assert(offsetof(struct ruapi_flow_action_aes_gcm, key) ==
	      offsetof(struct ib_uverbs_flow_action_esp_keymat_aes_gcm,
		       aes_key));

/* Both actions have the same numbers for what they have in common. */
#define ESP(name) RUAPI_FLOW_ACTION_CREATE_##name
#define ESP_SAME(name) \
	static_assert((int)RUAPI_FLOW_ACTION_CREATE_##name == \
		      (int)RUAPI_FLOW_ACTION_MODIFY_##name)
ESP_SAME(HANDLE);
ESP_SAME(ESP);
ESP_SAME(AES_GCM);
ESP_SAME(ESN);
ESP_SAME(REPLAY);
ESP_SAME(REPLAY_SIZE);
ESP_SAME(ENCAP);

static int flow_action_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ib_flow_action *ib =
		container_of(obj, struct ruapi_flow_act, obj)->ib;

	if (atomic_read(&ib->usecnt))
		return -EBUSY;
	return ib->device->ops.destroy_flow_action(ib);
}

static int flow_action_check(struct ruapi_call *call)
{
	const struct ruapi_flow_spec *encap = attr_buf(call, ESP(ENCAP), NULL);

	if (attr_given(call, ESP(REPLAY_SIZE)) &&
	    attr_u32(call, ESP(REPLAY)) != IB_UVERBS_FLOW_ACTION_ESP_REPLAY_BMP)
		return call_bad_attr(call, ESP(REPLAY_SIZE),
				     RUAPI_REASON_STATE, -EINVAL);
	if (!encap)
		return 0;
	if (encap->reserved || encap->index || encap->tag ||
	    memchr_inv(encap->mask, 0, sizeof(encap->mask)))
		return call_bad_attr(call, ESP(ENCAP), RUAPI_REASON_BITS,
				     -EINVAL);
	if (!ruapi_flow_filter_len(encap->type))
		return call_bad_attr(call, ESP(ENCAP), RUAPI_REASON_RANGE,
				     -EINVAL);
	return 0;
}

static void flow_action_put_structs(struct ruapi_call *call,
				    struct ruapi_core_method *method)
{
	if (attr_given(call, ESP(ESP)))
		ruapi_core_method_user(method,
				       UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS,
				       attr_raw(call, ESP(ESP))->ptr,
				       sizeof(struct ruapi_flow_action_esp));
	if (attr_given(call, ESP(AES_GCM)))
		ruapi_core_method_choice(method,
					 UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT,
					 IB_UVERBS_FLOW_ACTION_ESP_KEYMAT_AES_GCM,
					 attr_raw(call, ESP(AES_GCM))->ptr,
					 sizeof(struct ruapi_flow_action_aes_gcm));
}

static void flow_action_put_words(struct ruapi_call *call,
				  struct ruapi_core_method *method)
{
	const u32 replay = attr_u32(call, ESP(REPLAY));

	if (attr_given(call, ESP(ESN)))
		ruapi_core_method_word(method, UVERBS_ATTR_FLOW_ACTION_ESP_ESN,
				       attr_u32(call, ESP(ESN)), sizeof(u32));
	if (attr_given(call, ESP(REPLAY)))
		ruapi_core_method_choice(method,
					 UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY,
					 replay,
					 attr_u32(call, ESP(REPLAY_SIZE)),
					 replay ? sizeof(u32) : 0);
}

/* Of the header only the value, which the driver reads where the caller has it. */
static int flow_action_put_encap(struct ruapi_call *call,
				 struct ruapi_core_method *method,
				 struct ib_uverbs_flow_action_esp_encap *room)
{
	const struct ruapi_flow_spec *encap = attr_buf(call, ESP(ENCAP), NULL);
	int ret;

	if (!encap)
		return 0;
	*room = (struct ib_uverbs_flow_action_esp_encap){
		.type = encap->type,
		.len = ruapi_flow_filter_len(encap->type),
		.val_ptr = attr_raw(call, ESP(ENCAP))->ptr +
				    offsetof(struct ruapi_flow_spec, value),
	};
	ret = ruapi_core_method_kernel(method,
				       UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP,
				       room, sizeof(*room));
	if (ret)
		return call_bad_attr(call, ESP(ENCAP), RUAPI_REASON_NONE, ret);
	return 0;
}

static int flow_action_run(struct ruapi_call *call,
			   struct ruapi_flow_act *action, u16 number)
{
	struct ib_uverbs_flow_action_esp_encap encap;
	struct ib_device *ibdev = call->dev->ibdev;
	struct ruapi_core_method method;
	int ret;

	if (!ibdev->ops.destroy_flow_action)
		return -EOPNOTSUPP;
	ret = ruapi_core_method_begin(&method, call, RUAPI_OBJ_FLOW_ACTION,
				      number);
	if (!ret)
		ret = flow_action_check(call);
	if (!ret)
		ret = flow_action_put_encap(call, &method, &encap);
	if (!ret) {
		ruapi_core_method_obj(&method,
				      UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE,
				      &action->obj.uobj);
		flow_action_put_structs(call, &method);
		flow_action_put_words(call, &method);
		ret = ruapi_core_method_run(&method);
		/* As ib_uverbs: what it had made before it failed. */
		if (ret && number == UVERBS_METHOD_FLOW_ACTION_ESP_CREATE &&
		    ruapi_core_method_made(&method,
					   UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE) &&
		    action->obj.uobj.object)
			call->dev->ibdev->ops.destroy_flow_action(action->obj.uobj.object);
	}
	ruapi_core_method_end(&method);
	return ret;
}

static int flow_action_create(struct ruapi_call *call)
{
	struct ruapi_flow_act *action = attr_new(flow_act, call);
	int ret;

	action->obj.uobj.user_handle =
		attr_u64(call, RUAPI_FLOW_ACTION_CREATE_USER_DATA);
	ret = flow_action_run(call, action,
			      UVERBS_METHOD_FLOW_ACTION_ESP_CREATE);
	if (ret)
		return ret;
	action->ib = action->obj.uobj.object;
	/* Drivers that say they have made one may have made none. */
	if (!action->ib)
		return -EINVAL;
	action->obj.hw = true;
	return 0;
}

static int flow_action_modify(struct ruapi_call *call)
{
	return flow_action_run(call, attr_to(flow_act, call,
					     RUAPI_FLOW_ACTION_MODIFY_HANDLE),
			       UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY);
}

static const struct ruapi_handler
flow_action_handlers[__RUAPI_FLOW_ACTION_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_FLOW_ACTION_CREATE] = {
		.run = flow_action_create,
	},
	[RUAPI_FLOW_ACTION_MODIFY] = {
		.run = flow_action_modify,
	},
};

const struct ruapi_type ruapi_type_flow_action = {
	.size = sizeof(struct ruapi_flow_act),
	.handlers = flow_action_handlers,
	.num_handlers = ARRAY_SIZE(flow_action_handlers),
	.destroy = flow_action_destroy,
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_FLOW_ACTION),
};
