// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a call is about: its buffers in kernel memory, its objects, locked, their
 * context, entered, its device, and what the driver gets of it.
 */
#include "../../drivers/added.h"
#include "../../drivers/driver.h"
#include "core/batch.h"
#include "core/call_steps.h"
#include "ruapi.h"

/* What an input buffer takes in kernel memory. */
static u32 call_buf_size(const struct ruapi_call *call, unsigned int i)
{
	const struct ruapi_attr *attr = &call->attrs[i];
	const struct ruapi_rule *rule = &call->action->rules[attr->id];

	if (rule->type == RUAPI_T_STRUCT)
		return rule->max_len;
	if (rule->type == RUAPI_T_SOCKADDR)
		return sizeof(struct __kernel_sockaddr_storage);
	return attr->len;
}

static int call_load_buf(struct ruapi_call *call, unsigned int i, void *data)
{
	const struct ruapi_attr *attr = &call->attrs[i];
	const u32 size = call_buf_size(call, i);
	int ret;

	call->bufs[call->num_bufs++] = (struct ruapi_buf){
		.data = data,
		.len = call->action->rules[attr->id].type == RUAPI_T_STRUCT ?
			       size : attr->len,
		.id = attr->id,
	};
	ret = copy_struct_from_user(data, size, u64_to_user_ptr(attr->ptr),
				    attr->len);
	if (ret == -E2BIG)
		return call_bad_index(call, i, RUAPI_REASON_TAIL, ret);
	if (ret)
		return call_bad_index(call, i, RUAPI_REASON_POINTER, ret);
	return 0;
}

/* Where all of them go.  Return: 0 or -ENOMEM. */
static int call_find_room(struct ruapi_call *call, size_t size)
{
	struct ruapi_scratch *scratch = call->scratch;

	if (size <= scratch->left) {
		call->room = scratch->at;
		scratch->at += size;
		scratch->left -= size;
	} else {
		call->own_room = kvmalloc(size, GFP_KERNEL_ACCOUNT);
		if (!call->own_room)
			return -ENOMEM;
		call->room = call->own_room;
	}
	call->room_size = size;
	return 0;
}

/**
 * call_load_bufs() - copy input buffers into the scratch of the call, or all of
 *	them into one allocation
 * @call: call that is validated
 *
 * Return: 0 or a negative errno.
 */
static int call_load_bufs(struct ruapi_call *call)
{
	size_t size = 0;
	u64 left;
	int ret;
	u8 *at;

	for (left = call->bufs_in; left; left &= left - 1)
		size += ALIGN(call_buf_size(call, __ffs64(left)), 8);
	ret = call_find_room(call, size);
	if (ret)
		return ret;
	at = call->room;
	for (left = call->bufs_in; left; left &= left - 1) {
		const unsigned int i = __ffs64(left);

		ret = call_load_buf(call, i, at);
		if (ret)
			return ret;
		at += ALIGN(call_buf_size(call, i), 8);
	}
	return 0;
}

/*
 * The context of the call is that of its first object that has one; all others
 * must be of the same.  Mainline never compared them: one fd had one device.
 */
static __always_inline int call_join_context(struct ruapi_call *call,
					     unsigned int i,
					     struct ruapi_obj *obj, u8 access)
{
	struct ruapi_context *ctx = obj->ctx;

	if (call->handler->enters)
		return 0;
	if (obj->type == RUAPI_OBJ_CONTEXT) {
		/* Closing takes the rwsem for write, in the handler. */
		if (access == RUAPI_ACCESS_DESTROY)
			return 0;
		ctx = to_context(obj);
	}
	if (!ctx || ctx == call->ctx)
		return 0;
	if (call->ctx)
		return call_bad_index(call, i, RUAPI_REASON_CONTEXT, -EINVAL);
	call->ctx = ctx;
	return 0;
}

/* As call_lock(), which has failed with @ret. */
static noinline int call_lock_late(struct ruapi_call *call, unsigned int i,
				   const struct ruapi_rule *rule,
				   struct ruapi_obj *obj, int ret)
{
	/* A batch is in a context, for whose writers others may wait. */
	if (rule->access == RUAPI_ACCESS_DESTROY && !call->batch &&
	    attr_u8(call, RUAPI_DESTROY_WAIT))
		ret = ruapi_object_lock_wait(obj);
	if (!ret)
		return 0;
	ruapi_object_put(obj);
	return call_bad_index(call, i, ret == -ENOENT ? RUAPI_REASON_HANDLE :
							RUAPI_REASON_BUSY, ret);
}

/* An object that @attrs[@i] names, locked; on error it is put back. */
static inline int call_lock(struct ruapi_call *call, unsigned int i,
			    const struct ruapi_rule *rule,
			    struct ruapi_obj *obj)
{
	const int ret = ruapi_object_lock(obj, rule->access);

	return likely(!ret) ? 0 : call_lock_late(call, i, rule, obj, ret);
}

/* The object that @attrs[@i] names, locked; the caller puts it back. */
static __always_inline int call_lock_object(struct ruapi_call *call,
					    unsigned int i,
					    const struct ruapi_rule *rule,
					    const struct ruapi_objref *ref,
					    struct ruapi_obj **objp)
{
	struct ruapi_obj *obj;
	int ret;

	if (unlikely(ruapi_call_names_result(call, ref))) {
		ret = batch_result(call, i, ref->handle, objp);
		if (ret)
			return ret;
		obj = *objp;
	} else {
		obj = ruapi_object_get(call->ns, ref->handle);
	}
	if (!obj)
		return call_bad_index(call, i, RUAPI_REASON_HANDLE, -ENOENT);
	if (obj->type != rule->object) {
		ruapi_object_put(obj);
		return call_bad_index(call, i, RUAPI_REASON_TYPE, -ENOENT);
	}
	*objp = obj;
	return call_lock(call, i, rule, obj);
}

/* The queue that an fd in @attrs[@i] reads; ditto. */
static noinline int call_lock_queue(struct ruapi_call *call, unsigned int i,
				    const struct ruapi_rule *rule,
				    struct ruapi_obj **objp)
{
	struct ruapi_obj *obj;

	obj = ruapi_event_queue_by_fd(call->ns, call->attrs[i].fd);
	if (!obj)
		return call_bad_index(call, i, RUAPI_REASON_FD, -EBADF);
	*objp = obj;
	return call_lock(call, i, rule, obj);
}

static int call_resolve_one(struct ruapi_call *call, unsigned int i)
{
	const struct ruapi_attr *attr = &call->attrs[i];
	const struct ruapi_rule *rule = &call->action->rules[attr->id];
	struct ruapi_obj *obj;
	int ret;

	if (attr->wire == RUAPI_WIRE_FD_IN)
		ret = call_lock_queue(call, i, rule, &obj);
	else
		ret = call_lock_object(call, i, rule, &attr->obj, &obj);
	if (ret)
		return ret;
	call->refs[call->num_refs++] = (struct ruapi_ref){
		.obj = obj,
		.id = attr->id,
		.access = rule->access,
	};
	return call_join_context(call, i, obj, rule->access);
}

/* An element is where the pointer to its object will be. */
static_assert(sizeof(struct ruapi_objref) >= sizeof(struct ruapi_obj *));

static noinline int call_resolve_array(struct ruapi_call *call, unsigned int i)
{
	const struct ruapi_rule *rule = &call->action->rules[call->attrs[i].id];
	struct ruapi_buf *buf = call_buf(call, call->attrs[i].id);
	const u32 count = buf->len / sizeof(struct ruapi_objref);
	const struct ruapi_objref *refs = buf->data;
	struct ruapi_obj **objs = buf->data;
	u32 k;
	int ret;

	for (k = 0; k < count; k++) {
		const struct ruapi_objref ref = refs[k];

		if (ruapi_call_ref_type(call, &ref) != rule->object)
			return call_bad_index(call, i, RUAPI_REASON_TYPE,
					      -ENOENT);
		ret = call_lock_object(call, i, rule, &ref, &objs[k]);
		if (ret)
			return ret;
		buf->num_objs++;
		ret = call_join_context(call, i, objs[k], rule->access);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * call_resolve() - look the handles of a call up, and lock their objects
 * @call: call whose buffers are loaded
 *
 * Return: 0 or a negative errno.
 */
static int call_resolve(struct ruapi_call *call)
{
	u64 left;
	int ret;

	for (left = call->objs; left; left &= left - 1) {
		ret = call_resolve_one(call, __ffs64(left));
		if (ret)
			return ret;
	}
	for (left = call->arrays; left; left &= left - 1) {
		ret = call_resolve_array(call, __ffs64(left));
		if (ret)
			return ret;
	}
	return 0;
}

/* Nearly all calls have nothing of that, or are of a device whose driver has not. */
static int call_load_added(struct ruapi_call *call,
			   const struct ruapi_device *dev)
{
	if (!call->action->takes_added || (!call->strays && !dev->methods))
		return 0;
	return ruapi_added_load(call, dev);
}

/* An object for which a tombstone is not good enough, 0: there is none. */
static u8 call_living_attr(const struct ruapi_call *call)
{
	u8 i;

	for (i = 0; i < call->num_refs; i++)
		if (!(call->action->rules[call->refs[i].id].flags &
		      RUAPI_SPEC_ANY_DEAD))
			return call->refs[i].id;
	for (i = 0; i < call->num_bufs; i++)
		if (call->bufs[i].num_objs)
			return call->bufs[i].id;
	return 0;
}

/*
 * From here on the hardware of the context stays: whoever wants to destroy it
 * takes the rwsem for write.  A dead context is good enough to destroy what
 * belongs to it.
 */
static int call_enter_context(struct ruapi_call *call)
{
	struct ruapi_context *ctx = call->ctx;
	bool living;
	int ret;

	if (!ctx)
		return 0;
	living = call->given & call->action->living ||
		 (call->arrays && call_living_attr(call));
	ret = call->batch ? batch_enter(call, !living) :
			    ruapi_context_enter(ctx, call, !living);
	if (!ret) {
		call->dev = ctx->dev;
		if (living && ctx->dead)
			ret = -ENODEV;
	}
	if (ret == -ENODEV)
		return call_bad_attr(call, call_living_attr(call),
				     RUAPI_REASON_DEAD, ret);
	return ret;
}

/*
 * The device of a call without context: named by index, or that of an object
 * which belongs to no context.
 */
static int call_find_device(struct ruapi_call *call)
{
	const u8 id = call->action->device_attr;
	struct ruapi_device *dev;
	u8 i;

	if (call->ctx)
		return 0;
	if (id && attr_given(call, id)) {
		call->dev = ruapi_device_find(attr_u32(call, id));
		if (!call->dev)
			return call_bad_attr(call, id, RUAPI_REASON_RANGE,
					     -ENODEV);
		return 0;
	}
	for (i = 0; i < call->num_refs; i++) {
		struct ruapi_obj *obj = call->refs[i].obj;

		if (call->dev || !ruapi_types[obj->type]->device)
			continue;
		dev = ruapi_types[obj->type]->device(obj);
		call->lost_dev = IS_ERR(dev) && PTR_ERR(dev) == -ENODEV;
		if (IS_ERR(dev) && !call->lost_dev)
			return PTR_ERR(dev);
		if (!IS_ERR(dev))
			call->dev = dev;
	}
	return 0;
}

/*
 * An object that has no device yet gets that of another one: who connects an id,
 * with a QP, is judged by the QP's.
 */
static void call_guess_device(struct ruapi_call *call)
{
	u8 i;

	if (call->dev || call->lost_dev || !call->handler->enters)
		return;
	for (i = 0; i < call->num_refs && !call->dev; i++)
		if (call->refs[i].obj->ctx) {
			call->dev = call->refs[i].obj->ctx->dev;
			kref_get(&call->dev->ref);
		}
}

/* Whether driver_id and the driver's attributes are those of the device. */
static int call_check_device(struct ruapi_call *call,
			     const struct ruapi_device *dev)
{
	const bool uhw = call->uhw_in || call->uhw_out;

	if ((call->hdr.driver_id || uhw) &&
	    call->hdr.driver_id != dev->driver_id)
		return call_bad_attr(call, 0, RUAPI_REASON_DRIVER, -EINVAL);
	if (!call->action->takes_uhw)
		return 0;
	return ruapi_driver_check_uhw(call, dev);
}

/**
 * call_begin_udata() - prepare what a driver is given, with nothing of the caller's
 * @call: call that has found its device, or has found another one
 */
void call_begin_udata(struct ruapi_call *call)
{
	ruapi_udata_init(&call->own_udata, call->ctx ? call->ctx->ib : NULL,
			 &call->ns->ufile);
	call->ready_udata = &call->own_udata;
}

static int call_prepare_driver(struct ruapi_call *call)
{
	const struct ruapi_attr none = {};
	const struct ruapi_attr *in = &none, *out = &none;
	int ret;

	if (call->dev) {
		ret = call_check_device(call, call->dev);
		if (ret)
			return ret;
	} else if (call->hdr.driver_id &&
		   call->action->class != RUAPI_CLASS_CM &&
		   !call->action->takes_uhw) {
		return call_bad_attr(call, 0, RUAPI_REASON_DRIVER, -EINVAL);
	}
	if (!call->action->takes_uhw && !call->added)
		return 0;
	if (call->uhw_in)
		in = &call->attrs[call->uhw_in - 1];
	if (call->uhw_out)
		out = &call->attrs[call->uhw_out - 1];
	ruapi_udata_set(call_udata(call), in->ptr, in->len, out->ptr, out->len);
	if (call->added)
		ruapi_added_join(call);
	return 0;
}

/**
 * call_enter() - enter the context of a call, or find its device
 * @call: call whose objects are resolved; call_leave() ends it, also on error
 *
 * Return: 0 or a negative errno.
 */
static int call_enter(struct ruapi_call *call)
{
	int ret = 0;

	/* Not in the context: its memory may never come. */
	if (call->ctx)
		ret = call_load_added(call, call->ctx->dev);
	if (ret)
		return ret;
	ret = call_enter_context(call);
	if (ret)
		return ret;
	ret = call_find_device(call);
	if (ret)
		return ret;
	call_guess_device(call);
	if (call->dev && !call->ctx)
		ret = call_load_added(call, call->dev);
	return ret ?: call_prepare_driver(call);
}
