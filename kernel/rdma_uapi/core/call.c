// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A call: copy in, validate, resolve, authorize, run, copy out, publish.
 * All that is generic about calls is here, so that a handler only acts.
 */
#include <linux/pagemap.h>
#include <linux/sizes.h>

#include "../../drivers/added.h"
#include "../../drivers/driver.h"
#include "ruapi.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/**
 * call_bad_attr() - say which attribute made a call fail, and why
 * @call: the call
 * @id: attribute id, 0: the header
 * @reason: enum ruapi_reason
 * @err: negative errno
 *
 * Return: @err.
 */
int call_bad_attr(struct ruapi_call *call, u16 id, u16 reason, int err)
{
	unsigned int i;

	call->hdr.bad_attr = id;
	call->hdr.reason = reason;
	call->hdr.bad_index = U32_MAX;
	for (i = 0; id && i < call->hdr.num_attrs; i++) {
		if (call->attrs[i].id == id) {
			call->hdr.bad_index = i;
			break;
		}
	}
	return err;
}

/* As call_bad_attr(), of an attribute whose place is known: duplicates. */
int call_bad_index(struct ruapi_call *call, u32 index, u16 reason, int err)
{
	call->hdr.bad_attr = call->attrs[index].id;
	call->hdr.reason = reason;
	call->hdr.bad_index = index;
	return err;
}

/*
 * The caller remembers what the fd was, and acts on that: to be told before
 * anything of the call is looked at.  That it was told it sees by its flag.
 */
static int call_check_view(struct ruapi_call *call)
{
	if (!ruapi_view_is(call->view, call->hdr.view)) {
		call->hdr.reason = RUAPI_REASON_VIEW;
		call->hdr.num_attrs = 0;
		return -ESTALE;
	}
	call->hdr.flags = 0;
	call->hdr.view = 0;
	/* Both: a call that a signal interrupts may be made again as it is. */
	if (copy_to_user(&call->uhdr->flags, &call->hdr.flags,
			 sizeof(call->hdr.flags)) ||
	    copy_to_user(&call->uhdr->view, &call->hdr.view,
			 sizeof(call->hdr.view)))
		return -EFAULT;
	return 0;
}

static int call_copy_in(struct ruapi_call *call, unsigned int nr)
{
	struct ruapi_hdr *hdr = &call->hdr;
	size_t size;
	int ret;

	if (copy_from_user(hdr, call->uhdr, sizeof(*hdr)))
		return -EFAULT;
	trace_ruapi_call_enter(call->ns->id, nr, hdr->object, hdr->action,
			       hdr->driver_id, hdr->num_attrs);

	hdr->bad_attr = 0;
	hdr->reason = RUAPI_REASON_NONE;
	hdr->bad_index = U32_MAX;
	if (hdr->flags == RUAPI_HDR_F_VIEW) {
		ret = call_check_view(call);
		if (ret)
			return ret;
	}
	size = array_size(hdr->num_attrs, sizeof(*call->attrs));
	if (hdr->num_attrs > RUAPI_MAX_ATTRS || hdr->flags || hdr->view ||
	    hdr->length != sizeof(*hdr) + size) {
		hdr->reason = RUAPI_REASON_HEADER;
		hdr->num_attrs = 0;
		return -EINVAL;
	}

	/* Those of class DRIVER are known when their device is. */
	if (nr != RUAPI_CLASS_DRIVER ||
	    !((hdr->object | hdr->action) & RUAPI_DRIVER_NS)) {
		call->action = ruapi_action(hdr->object, hdr->action);
		if (!call->action || call->action->spec->class != nr) {
			hdr->num_attrs = 0;
			return -EPROTONOSUPPORT;
		}
		call->handler = call->action->handler;
	}

	if (hdr->num_attrs > RUAPI_CALL_INLINE_ATTRS) {
		call->attrs = kmalloc(size, GFP_KERNEL_ACCOUNT);
		if (!call->attrs) {
			call->attrs = call->inline_attrs;
			hdr->num_attrs = 0;
			return -ENOMEM;
		}
	}
	if (copy_from_user(call->attrs, call->uhdr->attrs, size)) {
		hdr->num_attrs = 0;
		hdr->reason = RUAPI_REASON_POINTER;
		return -EFAULT;
	}
	return 0;
}

static bool rule_fits(const struct ruapi_rule *rule, u32 len)
{
	return len >= rule->len_from && len <= rule->len_to &&
	       (rule->len_unit <= 1 || !(len % rule->len_unit));
}

static int call_check_attr(struct ruapi_call *call, unsigned int i,
			   const struct ruapi_rule *rule)
{
	struct ruapi_attr *attr = &call->attrs[i];

	if (attr->wire != rule->wire)
		return call_bad_index(call, i, RUAPI_REASON_WIRE, -EINVAL);
	if (!rule_fits(rule, attr->len))
		return call_bad_index(call, i, RUAPI_REASON_LENGTH, -EINVAL);

	switch (rule->wire) {
	case RUAPI_WIRE_IN:
		if (rule->type == RUAPI_T_FLAGS32 && attr->value & ~rule->max)
			return call_bad_index(call, i, RUAPI_REASON_BITS,
					      -EINVAL);
		if (attr->value > rule->max)
			return call_bad_index(call, i, RUAPI_REASON_RANGE,
					      -EINVAL);
		break;
	case RUAPI_WIRE_FD_IN:
		/* Sign-extended: no other number is an fd, whatever its low half. */
		if (attr->fd != (s32)attr->fd)
			return call_bad_index(call, i, RUAPI_REASON_RANGE,
					      -EINVAL);
		break;
	case RUAPI_WIRE_OUT:
		attr->value = 0;
		call->outs = true;
		break;
	case RUAPI_WIRE_OBJS_IN:
		call->arrays |= BIT_ULL(i);
		fallthrough;
	case RUAPI_WIRE_FDS_IN:
	case RUAPI_WIRE_BUF_IN:
		call->bufs_in |= BIT_ULL(i);
		break;
	case RUAPI_WIRE_BUF_OUT:
		call->bufs_out |= BIT_ULL(i);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_DESTROY:
		call->objs |= BIT_ULL(i);
		fallthrough;
	case RUAPI_WIRE_OBJ_NEW:
		if (attr->obj.object != rule->object)
			return call_bad_index(call, i, RUAPI_REASON_TYPE,
					      -ENOENT);
		break;
	}
	attr->flags |= RUAPI_ATTR_F_VALID;
	return 0;
}

/* An attribute of the driver's namespace: typed, if the driver has a binding */
static int call_check_driver_attr(struct ruapi_call *call, unsigned int i)
{
	struct ruapi_attr *attr = &call->attrs[i];
	const bool in = attr->id == RUAPI_ATTR_UHW_IN;
	u8 *slot = in ? &call->uhw_in : &call->uhw_out;

	if (RUAPI_ATTR_IS_ADDED(attr->id) && call->action->takes_added) {
		call->strays |= BIT_ULL(i);
		return 0;
	}
	if (!(call->action->spec->flags & RUAPI_ACTION_UHW) ||
	    (!in && attr->id != RUAPI_ATTR_UHW_OUT)) {
		if (attr->flags & RUAPI_ATTR_F_MANDATORY)
			return call_bad_index(call, i, RUAPI_REASON_UNKNOWN,
					      -EPROTO);
		return 0;
	}
	if (*slot)
		return call_bad_index(call, i, RUAPI_REASON_DUPLICATE, -EINVAL);
	if (attr->wire != (in ? RUAPI_WIRE_BUF_IN : RUAPI_WIRE_BUF_OUT))
		return call_bad_index(call, i, RUAPI_REASON_WIRE, -EINVAL);
	if (attr->len > PAGE_SIZE)
		return call_bad_index(call, i, RUAPI_REASON_LENGTH, -EINVAL);
	*slot = i + 1;
	attr->flags |= RUAPI_ATTR_F_VALID;
	return 0;
}

static int call_check_presence(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	const u64 missing = action->required & ~call->given;
	unsigned int g;

	if (missing)
		return call_bad_attr(call, __ffs64(missing),
				     RUAPI_REASON_MISSING, -EINVAL);
	for (g = 0; g < ARRAY_SIZE(action->groups); g++) {
		const u64 given = action->groups[g] & call->given;

		if (action->groups[g] && !given)
			return call_bad_attr(call, __ffs64(action->groups[g]),
					     RUAPI_REASON_MISSING, -EINVAL);
		if (given & (given - 1))
			return call_bad_attr(call, fls64(given) - 1,
					     RUAPI_REASON_EXCLUSIVE, -EINVAL);
	}
	return 0;
}

/* What the kernel says of an output of a driver's. */
#define FLAGS_SAID (RUAPI_ATTR_F_VALID | RUAPI_ATTR_F_WRITTEN)

static int call_validate(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	unsigned int i;
	int ret;

	for (i = 0; i < call->hdr.num_attrs; i++) {
		struct ruapi_attr *attr = &call->attrs[i];
		const u16 id = attr->id;

		/* What may be left over from a call that is tried again. */
		attr->flags &= RUAPI_ATTR_IS_ADDED(id) ? ~FLAGS_SAID :
							 ~RUAPI_ATTR_F_VALID;
		if (attr->flags & ~RUAPI_ATTR_F_MANDATORY)
			return call_bad_index(call, i, RUAPI_REASON_FLAGS,
					      -EINVAL);
		if (id & RUAPI_ATTR_DRIVER) {
			ret = call_check_driver_attr(call, i);
			if (ret)
				return ret;
			continue;
		}
		if (id >= action->num_rules || !action->rules[id].wire) {
			if (attr->flags & RUAPI_ATTR_F_MANDATORY)
				return call_bad_index(call, i,
						      RUAPI_REASON_UNKNOWN,
						      -EPROTO);
			continue;
		}
		if (call->slot[id])
			return call_bad_index(call, i, RUAPI_REASON_DUPLICATE,
					      -EINVAL);
		call->slot[id] = i + 1;
		call->given |= BIT_ULL(id);
		ret = call_check_attr(call, i, &action->rules[id]);
		if (ret)
			return ret;
	}
	return call_check_presence(call);
}

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

/* All of them are in the scratch of the call, or in one allocation. */
static int call_load_bufs(struct ruapi_call *call)
{
	u8 *at = call->scratch;
	size_t size = 0;
	u64 left;
	int ret;

	for (left = call->bufs_in; left; left &= left - 1)
		size += ALIGN(call_buf_size(call, __ffs64(left)), 8);
	if (size > RUAPI_CALL_SCRATCH) {
		call->room = kvmalloc(size, GFP_KERNEL_ACCOUNT);
		if (!call->room)
			return -ENOMEM;
		call->room_size = size;
		at = call->room;
	}
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
static int call_join_context(struct ruapi_call *call, unsigned int i,
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

/* The object of a handle in @attrs[@i], locked; the caller puts it back. */
static int call_lock_object(struct ruapi_call *call, unsigned int i, u32 handle,
			    struct ruapi_obj **objp)
{
	const struct ruapi_rule *rule = &call->action->rules[call->attrs[i].id];
	struct ruapi_obj *obj;
	int ret;

	obj = ruapi_object_get(call->ns, handle);
	if (!obj)
		return call_bad_index(call, i, RUAPI_REASON_HANDLE, -ENOENT);
	if (obj->type != rule->object) {
		ruapi_object_put(obj);
		return call_bad_index(call, i, RUAPI_REASON_TYPE, -ENOENT);
	}
	ret = ruapi_object_lock(obj, rule->access);
	if (ret && rule->access == RUAPI_ACCESS_DESTROY &&
	    attr_u8(call, RUAPI_DESTROY_WAIT))
		ret = ruapi_object_lock_wait(obj);
	if (ret) {
		ruapi_object_put(obj);
		return call_bad_index(call, i, ret == -ENOENT ?
				      RUAPI_REASON_HANDLE : RUAPI_REASON_BUSY,
				      ret);
	}
	*objp = obj;
	return 0;
}

static int call_resolve_one(struct ruapi_call *call, unsigned int i)
{
	const struct ruapi_attr *attr = &call->attrs[i];
	const u8 access = call->action->rules[attr->id].access;
	struct ruapi_obj *obj;
	int ret;

	ret = call_lock_object(call, i, attr->obj.handle, &obj);
	if (ret)
		return ret;
	call->refs[call->num_refs++] = (struct ruapi_ref){
		.obj = obj,
		.id = attr->id,
		.access = access,
	};
	return call_join_context(call, i, obj, access);
}

/* An element is where the pointer to its object will be. */
static_assert(sizeof(struct ruapi_objref) >= sizeof(struct ruapi_obj *));

static int call_resolve_array(struct ruapi_call *call, unsigned int i)
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

		if (ref.object != rule->object)
			return call_bad_index(call, i, RUAPI_REASON_TYPE,
					      -ENOENT);
		ret = call_lock_object(call, i, ref.handle, &objs[k]);
		if (ret)
			return ret;
		buf->num_objs++;
		ret = call_join_context(call, i, objs[k], rule->access);
		if (ret)
			return ret;
	}
	return 0;
}

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
static int call_load_added(struct ruapi_call *call)
{
	if (!call->action->takes_added || !call->ctx ||
	    (!call->strays && !call->ctx->dev->methods))
		return 0;
	return ruapi_added_load(call);
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
	int ret;
	u8 id;

	if (!ctx)
		return 0;
	id = call_living_attr(call);
	ret = ruapi_context_enter(ctx, call, !id);
	if (!ret) {
		call->dev = ctx->dev;
		if (id && ctx->dead)
			ret = -ENODEV;
	}
	if (ret == -ENODEV)
		return call_bad_attr(call, id, RUAPI_REASON_DEAD, ret);
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

/* Whether driver_id and the driver's attributes are those of the device. */
static int call_check_device(struct ruapi_call *call,
			     const struct ruapi_device *dev)
{
	const bool uhw = call->uhw_in || call->uhw_out;

	if ((call->hdr.driver_id || uhw) &&
	    call->hdr.driver_id != dev->driver_id)
		return call_bad_attr(call, 0, RUAPI_REASON_DRIVER, -EINVAL);
	if (!(call->action->spec->flags & RUAPI_ACTION_UHW))
		return 0;
	return ruapi_driver_check_uhw(call, dev);
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
		   call->action->spec->class != RUAPI_CLASS_CM &&
		   !(call->action->spec->flags & RUAPI_ACTION_UHW)) {
		return call_bad_attr(call, 0, RUAPI_REASON_DRIVER, -EINVAL);
	}
	if (!(call->action->spec->flags & RUAPI_ACTION_UHW) && !call->added)
		return 0;
	if (call->uhw_in)
		in = &call->attrs[call->uhw_in - 1];
	if (call->uhw_out)
		out = &call->attrs[call->uhw_out - 1];
	ruapi_udata_init(call->udata, call->ctx ? call->ctx->ib : NULL,
			 &call->ns->ufile);
	ruapi_udata_set(call->udata, in->ptr, in->len, out->ptr, out->len);
	if (call->added)
		ruapi_added_join(call);
	return 0;
}

/**
 * call_new_object_of() - make the object that a call creates, of its context
 * @call: the call
 * @type: enum ruapi_object
 *
 * Return: 0 or a negative errno.
 */
int call_new_object_of(struct ruapi_call *call, u16 type)
{
	struct ruapi_obj *obj;
	int ret;

	obj = ruapi_object_alloc(call->ns, type);
	if (!obj)
		return -ENOMEM;
	ret = ruapi_object_reserve(obj);
	if (ret) {
		ruapi_object_put(obj);
		return ret;
	}
	call->new_obj = obj;
	if (!call->ctx)
		return 0;
	obj->ctx = call->ctx;
	obj->uobj.context = call->ctx->ib;
	kref_get(&call->ctx->obj.uobj.ref);
	ret = ruapi_access_charge(obj, call->dev, RDMACG_RESOURCE_HCA_OBJECT);
	if (ret) {
		ruapi_object_abort(obj);
		call->new_obj = NULL;
		return call_bad_attr(call, 0, RUAPI_REASON_CGROUP, ret);
	}
	return 0;
}

static int call_new_object(struct ruapi_call *call)
{
	const u8 id = call->action->creates;
	int ret;

	if (!id)
		return 0;
	ret = call_new_object_of(call, call->action->rules[id].object);
	if (!ret)
		attr_raw(call, id)->obj.handle = object_handle(call->new_obj);
	return ret;
}

/**
 * call_new_file() - give the caller a file in an FD_NEW attribute
 * @call: the call
 * @id: attribute id
 * @file: the file; the call owns it from here on, also on error
 *
 * Return: 0 or a negative errno.
 */
int call_new_file(struct ruapi_call *call, u16 id, struct file *file)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	unsigned int i;

	if (fd < 0) {
		fput(file);
		return fd;
	}
	call->new_file = file;
	call->new_fd = fd;
	for (i = 0; i < call->hdr.num_attrs; i++)
		if (call->attrs[i].id == id)
			call->attrs[i].fd = fd;
	return 0;
}

/**
 * call_reuse_object() - answer a NEW attribute with an object there is already
 * @call: the call, whose own new object is dropped
 * @obj: the object
 */
void call_reuse_object(struct ruapi_call *call, struct ruapi_obj *obj)
{
	ruapi_object_abort(call->new_obj);
	call->new_obj = NULL;
	attr_raw(call, call->action->creates)->obj.handle = object_handle(obj);
}

/**
 * attr_put_struct() - output struct: as much of it as the caller has room for
 * @call: the call
 * @id: attribute id; nothing happens if the caller did not ask for it
 * @src: the struct
 * @size: its size
 */
void attr_put_struct(struct ruapi_call *call, u16 id, const void *src, u32 size)
{
	struct ruapi_attr *attr = attr_raw(call, id);
	u32 n;

	if (!attr || call->err)
		return;
	n = min(attr->len, size);
	if (copy_to_user(u64_to_user_ptr(attr->ptr), src, n) ||
	    (attr->len > n &&
	     clear_user(u64_to_user_ptr(attr->ptr + n), attr->len - n)))
		call->err = call_bad_attr(call, id, RUAPI_REASON_POINTER,
					  -EFAULT);
	attr->len = n;
	call->put |= BIT_ULL(id);
}

/**
 * attr_room() - how much an output array has room for
 * @call: the call
 * @id: attribute id
 *
 * Return: bytes.
 */
u32 attr_room(struct ruapi_call *call, u16 id)
{
	const struct ruapi_attr *attr = attr_raw(call, id);

	return attr ? attr->len : 0;
}

/**
 * attr_touch() - find out whether output can be written, before there is any
 * @call: the call
 * @id: attribute id
 * @at: where in it
 * @size: bytes, which it has
 *
 * Only who takes the memory away from itself meanwhile can make attr_put_part()
 * fail then.
 *
 * Return: 0, or -EFAULT and the caller is told so.
 */
int attr_touch(struct ruapi_call *call, u16 id, u32 at, u32 size)
{
	const struct ruapi_attr *attr = attr_raw(call, id);

	if (!fault_in_writeable(u64_to_user_ptr(attr->ptr + at), size))
		return 0;
	return call_bad_attr(call, id, RUAPI_REASON_POINTER, -EFAULT);
}

/**
 * attr_put_part() - some elements of an output array
 * @call: the call
 * @id: attribute id
 * @at: where in it, in bytes
 * @src: the elements
 * @size: bytes, which it has
 *
 * Return: 0, or -EFAULT and the caller is told so.
 */
int attr_put_part(struct ruapi_call *call, u16 id, u32 at, const void *src,
		  u32 size)
{
	const struct ruapi_attr *attr = attr_raw(call, id);

	if (!copy_to_user(u64_to_user_ptr(attr->ptr + at), src, size))
		return 0;
	return call_bad_attr(call, id, RUAPI_REASON_POINTER, -EFAULT);
}

/**
 * attr_end_parts() - an output array is what parts were put into it
 * @call: the call
 * @id: attribute id
 * @size: bytes of all parts
 */
void attr_end_parts(struct ruapi_call *call, u16 id, u32 size)
{
	attr_raw(call, id)->len = size;
	call->put |= BIT_ULL(id);
}

/* Bytes that are copied in one go. */
#define COPY_STRIDE SZ_64K

static int copy_array(u64 dst, const void *src, u64 size)
{
	u64 at, n;

	for (at = 0; at < size; at += n) {
		n = min_t(u64, size - at, COPY_STRIDE);
		if (copy_to_user(u64_to_user_ptr(dst + at), src + at, n))
			return -EFAULT;
		cond_resched();
	}
	return 0;
}

/**
 * attr_put_array() - output array: all of it, or ENOSPC and its length
 * @call: the call
 * @id: attribute id; nothing happens if the caller did not ask for it
 * @src: the elements
 * @size: bytes of all elements
 */
void attr_put_array(struct ruapi_call *call, u16 id, const void *src, u64 size)
{
	struct ruapi_attr *attr = attr_raw(call, id);

	if (!attr || call->err)
		return;
	if (size > attr->len) {
		call->err = call_bad_attr(call, id, RUAPI_REASON_LENGTH,
					  -ENOSPC);
		call->keep_attrs = true;
	} else if (copy_array(attr->ptr, src, size)) {
		call->err = call_bad_attr(call, id, RUAPI_REASON_POINTER,
					  -EFAULT);
	}
	attr->len = min_t(u64, size, U32_MAX);
	call->put |= BIT_ULL(id);
}

/* Return: -EFAULT if the caller's memory cannot be written. */
int call_copy_attrs(struct ruapi_call *call)
{
	if (!call->hdr.num_attrs)
		return 0;
	if (copy_to_user(call->uhdr->attrs, call->attrs,
			 call->hdr.num_attrs * sizeof(*call->attrs)))
		return -EFAULT;
	return 0;
}

static int call_copy_attrs_out(struct ruapi_call *call)
{
	u64 left;

	for (left = call->bufs_out; left; left &= left - 1) {
		struct ruapi_attr *attr = &call->attrs[__ffs64(left)];

		if (!(call->put & BIT_ULL(attr->id)))
			attr->len = 0;
	}
	return call_copy_attrs(call);
}

/* What a failed call says: which attribute and why, and some attributes. */
static void call_copy_error_out(struct ruapi_call *call)
{
	const size_t from = offsetof(struct ruapi_hdr, bad_attr);
	const size_t to = offsetof(struct ruapi_hdr, view);

	/* EFAULT here adds nothing to the error that is returned anyway. */
	if (copy_to_user((u8 __user *)call->uhdr + from,
			 (u8 *)&call->hdr + from, to - from))
		return;
	if (call->keep_attrs)
		call_copy_attrs_out(call);
}

/**
 * call_abort() - undo a call
 * @call: the call
 * @done: its handler had succeeded: the object has hardware to be destroyed; a
 *	driver that refuses that leaves us an object which nobody asked for, and
 *	which goes with its context
 */
void call_abort(struct ruapi_call *call, bool done)
{
	if (call->new_file) {
		put_unused_fd(call->new_fd);
		fput(call->new_file);
	}
	if (!call->new_obj)
		return;
	if (done && ruapi_object_destroy(call->new_obj))
		ruapi_object_publish(call->new_obj);
	else
		ruapi_object_abort(call->new_obj);
}

static void call_commit(struct ruapi_call *call)
{
	unsigned int i;

	if (call->new_obj)
		ruapi_object_publish(call->new_obj);
	if (call->new_file)
		fd_install(call->new_fd, call->new_file);
	if (!call->action->destroys)
		return;
	for (i = 0; i < call->num_refs; i++)
		if (call->refs[i].access == RUAPI_ACCESS_DESTROY)
			ruapi_object_retire(call->refs[i].obj);
}

static int call_run(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	bool done = false;
	int ret;

	ret = call_new_object(call);
	if (ret)
		return ret;
	/*
	 * What cannot be undone must not fail because its answer cannot be
	 * copied out, so find out first whether it can.  Drivers mark what they
	 * write there, and marks of an earlier call are none of theirs.
	 */
	if ((action->is_final || call->added) && call_copy_attrs(call)) {
		ret = -EFAULT;
		goto abort;
	}
	ret = call->added ? ruapi_added_run(call) : call->handler->run(call);
	if (ret)
		goto abort;
	done = true;
	ret = call->err;
	if (!ret && (!action->is_final || call->outs || call->bufs_out ||
		     call->added) &&
	    call_copy_attrs_out(call) && !action->is_final)
		ret = -EFAULT;
	if (ret)
		goto abort;
	call_commit(call);
	return 0;

abort:
	call_abort(call, done);
	return ret;
}

/* Before memory is touched that no removal shall have to wait for. */
void call_leave(struct ruapi_call *call)
{
	if (call->ctx && call->dev)
		ruapi_context_leave(call->ctx, call);
	else if (call->dev)
		ruapi_device_put(call->dev);
	call->dev = NULL;
}

static void call_release_array(const struct ruapi_buf *buf)
{
	struct ruapi_obj **objs = buf->data;
	u32 k;

	for (k = 0; k < buf->num_objs; k++) {
		ruapi_object_unlock(objs[k], RUAPI_ACCESS_READ);
		ruapi_object_put(objs[k]);
	}
}

/* Keys stay nowhere. */
static void call_release_bufs(struct ruapi_call *call)
{
	if (!call->action || !call->action->has_secrets) {
		kvfree(call->room);
		return;
	}
	kvfree_sensitive(call->room, call->room_size);
	memzero_explicit(call->scratch, sizeof(call->scratch));
}

static void call_release(struct ruapi_call *call)
{
	unsigned int i;

	for (i = 0; i < call->num_refs; i++) {
		ruapi_object_unlock(call->refs[i].obj, call->refs[i].access);
		ruapi_object_put(call->refs[i].obj);
	}
	for (i = 0; i < call->num_bufs; i++)
		call_release_array(&call->bufs[i]);
	call_release_bufs(call);
	if (call->added)
		ruapi_added_free(call);
	if (call->attrs != call->inline_attrs)
		kfree(call->attrs);
}

static void call_init(struct ruapi_call *call, struct file *file,
		      struct ruapi_hdr __user *uhdr)
{
	/* Not the arrays at the end: their counters say what is valid. */
	memset(call, 0, offsetof(struct ruapi_call, own_udata));
	memset(call->slot, 0, sizeof(call->slot));
	call->ns = ruapi_file_ns(file, &call->view);
	call->uhdr = uhdr;
	call->attrs = call->inline_attrs;
	call->udata = &call->own_udata;
}

static int call_steps(struct ruapi_call *call, unsigned int nr)
{
	int ret;

	ret = call_copy_in(call, nr);
	if (ret)
		return ret;
	if (nr == RUAPI_CLASS_DRIVER)
		return ruapi_method_call(call);
	ret = call_validate(call);
	if (ret)
		return ret;
	ret = call_load_bufs(call);
	if (ret)
		return ret;
	ret = call_resolve(call);
	if (ret)
		return ret;
	ret = call_load_added(call);
	if (ret)
		return ret;
	ret = call_enter_context(call);
	if (ret)
		return ret;
	ret = call_find_device(call);
	if (ret)
		return ret;
	ret = call_prepare_driver(call);
	if (ret)
		return ret;
	ret = ruapi_access_call(call);
	if (ret)
		return ret;
	return call_run(call);
}

/**
 * ruapi_ioctl_call() - RUAPI_IOC_CALL, _CM and _DRIVER
 * @file: main file or view
 * @cmd: ioctl number
 * @uhdr: argument
 *
 * Return: 0 or a negative errno.
 */
long ruapi_ioctl_call(struct file *file, unsigned int cmd,
		      struct ruapi_hdr __user *uhdr)
{
	struct ruapi_call call ruapi_uninitialized;
	int ret;

	call_init(&call, file, uhdr);
	ret = call_steps(&call, _IOC_NR(cmd));
	call_leave(&call);
	if (ret && call.evicted)
		ret = call_bad_attr(&call, 0, RUAPI_REASON_DEAD, -ENODEV);
	if (ret)
		call_copy_error_out(&call);
	trace_ruapi_call_exit(call.ns->id, call.hdr.object, call.hdr.action,
			      ret, call.hdr.bad_attr, call.hdr.reason);
	call_release(&call);
	return ret;
}

static int fast_run(const struct ruapi_action *action, struct ruapi_obj *obj,
		    u64 arg)
{
	struct ruapi_context *ctx = obj->ctx;
	int ret;

	if (obj->type != action->rules[1].object)
		return -ENOENT;
	ret = ruapi_object_lock(obj, action->rules[1].access);
	if (ret)
		return ret;
	if (ctx) {
		ret = ruapi_context_enter_fast(ctx);
		if (ret)
			goto out;
	}
	ret = ruapi_access_object(obj, action->number);
	if (!ret)
		ret = action->handler->fast(obj, arg);
	if (ctx)
		ruapi_context_leave_fast(ctx);
out:
	ruapi_object_unlock(obj, action->rules[1].access);
	return ret;
}

/**
 * ruapi_ioctl_fast() - RUAPI_IOC_FAST
 * @file: main file or view
 * @ufast: argument
 *
 * Return: 0 or a negative errno.
 */
long ruapi_ioctl_fast(struct file *file, struct ruapi_fast __user *ufast)
{
	struct ruapi_ns *ns = ruapi_file_ns(file, NULL);
	const struct ruapi_action *action;
	struct ruapi_obj *obj;
	struct ruapi_fast fast;
	int ret;

	if (copy_from_user(&fast, ufast, sizeof(fast)))
		return -EFAULT;
	action = ruapi_action(fast.object, fast.action);
	if (!action || action->spec->class != RUAPI_CLASS_FAST)
		return -EPROTONOSUPPORT;
	trace_ruapi_call_enter(ns->id, RUAPI_CLASS_FAST, fast.object,
			       fast.action, 0, action->num_rules - 1);
	if (fast.arg > (action->num_rules > 2 ? action->rules[2].max : 0)) {
		ret = -EINVAL;
		goto out;
	}
	obj = ruapi_object_get(ns, fast.handle);
	if (!obj) {
		ret = -ENOENT;
		goto out;
	}
	ret = fast_run(action, obj, fast.arg);
	ruapi_object_put(obj);
out:
	trace_ruapi_call_exit(ns->id, fast.object, fast.action, ret, 0, 0);
	return ret;
}
