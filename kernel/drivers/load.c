// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Attributes of a driver, from a call into a bundle as ib_uverbs makes it.  They are
 * checked against the specification of the driver, and their objects are locked.
 */
#include <linux/file.h>
#include <linux/module.h>
#include <linux/pagemap.h>

#include "core_method.h"
#include "load.h"
#include "methods.h"
#include "ruapi.h"

/* ---- what is written back --------------------------------------------------------- */

/*
 * ib_uverbs' functions for outputs set UVERBS_ATTR_F_VALID_OUTPUT in the flags of an
 * attribute, of which they think as one of theirs: two bytes, 4 from its start.
 * It is to be RUAPI_ATTR_F_WRITTEN in ours, of one byte 3 from the start.
 */
static_assert((int)UVERBS_ATTR_F_VALID_OUTPUT == (int)RUAPI_ATTR_F_WRITTEN);
static_assert(sizeof(struct ib_uverbs_attr) == sizeof(struct ruapi_attr));

static void set_mark(struct ruapi_load *load, u32 i)
{
	const struct ruapi_attr *attr = &load->call->attrs[i];
	struct ib_uverbs_attr *mark = &load->bundle->uattrs[i];

#ifdef __BIG_ENDIAN
	mark->flags = attr->wire << 8 | attr->flags;
#else
	mark->flags = attr->flags | (attr->len & 0xff) << 8;
#endif
}

static struct ib_uverbs_attr __user *marks_of(struct ruapi_call *call)
{
	const size_t flags = offsetof(struct ib_uverbs_attr, flags);
#ifdef __BIG_ENDIAN
	const size_t ours = offsetof(struct ruapi_attr, wire);
#else
	const size_t ours = offsetof(struct ruapi_attr, flags);
#endif

	return (void __user *)call->uhdr->attrs + ours - flags;
}

/**
 * ruapi_load_read_marks() - which outputs the driver has written
 * @load: of a call whose driver has been called
 *
 * ib_uverbs leaves its marks in the caller's memory.
 *
 * Return: 0 or -EFAULT.
 */
int ruapi_load_read_marks(struct ruapi_load *load)
{
	struct ruapi_call *call = load->call;
	u64 left;
	u8 flags;

	for (left = load->outs; left; left &= left - 1) {
		const unsigned int i = __ffs64(left);

		if (get_user(flags, &call->uhdr->attrs[i].flags))
			return -EFAULT;
		if (flags & RUAPI_ATTR_F_WRITTEN)
			call->attrs[i].flags |= RUAPI_ATTR_F_WRITTEN;
	}
	return 0;
}

/* ---- the bundle -------------------------------------------------------------------- */

/**
 * ruapi_load_begin() - make the bundle, all in one piece: marks of attributes, and
 *	what is locked, are behind it
 * @load: with its call; ruapi_load_end() also if this fails
 * @dev: the device of the call, which is in a context of it or opens one
 *
 * Return: 0 or -ENOMEM.
 */
int ruapi_load_begin(struct ruapi_load *load, const struct ruapi_device *dev)
{
	const u32 n = load->call->hdr.num_attrs;
	struct ruapi_context *ctx = load->call->ctx;
	struct ib_uverbs_file *ufile;
	struct ruapi_bundle *bundle;

	if (!ctx)
		load->ufile = ruapi_method_ufile_alloc(dev);
	ufile = ctx ? ruapi_method_ufile(ctx) : load->ufile;
	if (!ufile)
		return -ENOMEM;
	bundle = kzalloc(sizeof(*bundle) + n * sizeof(*bundle->uattrs),
			 GFP_KERNEL_ACCOUNT);
	if (!bundle)
		return -ENOMEM;
	bundle->uattrs = (void *)(bundle + 1);
	bundle->user_attrs = marks_of(load->call);
	bundle->bundle.ufile = ufile;
	bundle->bundle.context = ctx ? ctx->ib : NULL;
	load->bundle = bundle;
	load->max_refs = n;
	load->refs = ruapi_bundle_alloc(bundle, n * sizeof(*load->refs));
	return load->refs ? 0 : -ENOMEM;
}

/* ---- objects ----------------------------------------------------------------- */

/* What drivers take for an object. */
static struct ib_uobject *uobject_of(struct ruapi_obj *obj)
{
	if (obj->type == RUAPI_OBJ_DRIVER_OBJECT)
		return to_driver_object(obj)->uobj;
	return &obj->uobj;
}

/* What calls of this class say the type of an object is. */
static u16 number_of(const struct ruapi_obj *obj)
{
	const struct ruapi_type *type = ruapi_types[obj->type];

	return type->number ? type->number(obj) : obj->type;
}

static bool type_fits(const struct ruapi_method_attr *attr,
		      struct ruapi_obj *obj)
{
	if (attr->object)
		return number_of(obj) == attr->object;
	/* Any, but drivers have to know it, and files are named by their fds. */
	if (obj->type == RUAPI_OBJ_DRIVER_OBJECT)
		return !to_driver_object(obj)->type->is_fd;
	return ruapi_types[obj->type]->uverbs;
}

static const u8 accesses[] = {
	[UVERBS_ACCESS_READ] = RUAPI_ACCESS_READ,
	[UVERBS_ACCESS_WRITE] = RUAPI_ACCESS_WRITE,
	[UVERBS_ACCESS_DESTROY] = RUAPI_ACCESS_DESTROY,
};

/* An object that the call names by handle, locked; load->refs puts it back. */
static int lock_object(struct ruapi_load *load, u32 i,
		       const struct ruapi_method_attr *attr,
		       const struct ruapi_objref *ref, u8 access,
		       struct ruapi_obj **objp)
{
	struct ruapi_call *call = load->call;
	struct ruapi_obj *obj = ruapi_object_get(call->ns, ref->handle);
	int ret;

	if (!obj)
		return call_bad_index(call, i, RUAPI_REASON_HANDLE, -ENOENT);
	ret = -ENOENT;
	if (ref->object != number_of(obj) || !type_fits(attr, obj)) {
		call_bad_index(call, i, RUAPI_REASON_TYPE, ret);
		goto put;
	}
	ret = -EINVAL;
	if (obj->ctx != call->ctx) {
		call_bad_index(call, i, RUAPI_REASON_CONTEXT, ret);
		goto put;
	}
	ret = ruapi_object_lock(obj, accesses[access]);
	if (ret) {
		call_bad_index(call, i, RUAPI_REASON_BUSY, ret);
		goto put;
	}
	load->refs[load->num_refs++] = (struct ruapi_load_ref){
		.obj = obj,
		.access = accesses[access],
	};
	*objp = obj;
	return 0;
put:
	ruapi_object_put(obj);
	return ret;
}

static int set_object(struct ruapi_load *load, u32 i,
		      const struct ruapi_method_attr *attr,
		      struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &load->call->attrs[i];
	struct ruapi_obj *obj;
	int ret;

	/* When all else is known to be good. */
	if (attr->wire == RUAPI_WIRE_OBJ_NEW) {
		if (from->obj.object != attr->object)
			return call_bad_index(load->call, i, RUAPI_REASON_TYPE,
					      -ENOENT);
		return 0;
	}
	ret = lock_object(load, i, attr, &from->obj, attr->spec->u.obj.access,
			  &obj);
	if (ret)
		return ret;
	if (attr->wire == RUAPI_WIRE_OBJ_DESTROY)
		load->destroyed = obj;
	to->obj_attr.uobject = uobject_of(obj);
	return 0;
}

/* More room for what is locked: arrays can be long. */
static int more_refs(struct ruapi_load *load, u32 count)
{
	struct ruapi_load_ref *refs;

	load->max_refs += count;
	refs = ruapi_bundle_alloc(load->bundle, load->max_refs * sizeof(*refs));
	if (!refs)
		return -ENOMEM;
	memcpy(refs, load->refs, load->num_refs * sizeof(*refs));
	load->refs = refs;
	return 0;
}

static int set_array(struct ruapi_load *load, u32 i,
		     const struct ruapi_method_attr *attr,
		     struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &load->call->attrs[i];
	const u32 count = from->len / sizeof(struct ruapi_objref);
	struct ib_uobject **uobjects;
	struct ruapi_objref *refs;
	struct ruapi_obj *obj;
	u32 k;
	int ret;

	refs = ruapi_bundle_alloc(load->bundle, from->len);
	uobjects = ruapi_bundle_alloc(load->bundle, count * sizeof(*uobjects));
	if (!refs || !uobjects || more_refs(load, count))
		return -ENOMEM;
	if (copy_from_user(refs, u64_to_user_ptr(from->ptr), from->len))
		return call_bad_index(load->call, i, RUAPI_REASON_POINTER, -EFAULT);
	for (k = 0; k < count; k++) {
		ret = lock_object(load, i, attr, &refs[k],
				  attr->spec->u2.objs_arr.access, &obj);
		if (ret)
			return ret;
		uobjects[k] = uobject_of(obj);
	}
	to->objs_arr_attr.uobjects = uobjects;
	to->objs_arr_attr.len = count;
	return 0;
}

/* An object that is a file: of this context, and of the driver's type. */
static int set_file(struct ruapi_load *load, u32 i,
		    const struct ruapi_method_attr *attr,
		    struct uverbs_attr *to)
{
	const struct ruapi_driver_type *type;
	struct ruapi_call *call = load->call;
	struct ruapi_driver_object *d;
	struct file *file;
	int ret;

	if (attr->wire == RUAPI_WIRE_FD_NEW)
		return 0;
	type = xa_load(&call->ctx->dev->methods->types, attr->object);
	file = fget(call->attrs[i].fd);
	if (!file || file->f_op != &type->fops) {
		if (file)
			fput(file);
		return call_bad_index(call, i, RUAPI_REASON_FD, -EBADF);
	}
	d = ruapi_driver_object_of(file->private_data);
	if (d->obj.ctx != call->ctx) {
		fput(file);
		return call_bad_index(call, i, RUAPI_REASON_CONTEXT, -EINVAL);
	}
	ret = ruapi_object_lock(&d->obj, RUAPI_ACCESS_READ);
	if (ret) {
		fput(file);
		return call_bad_index(call, i, RUAPI_REASON_BUSY, ret);
	}
	kref_get(&d->obj.uobj.ref);
	load->refs[load->num_refs++] = (struct ruapi_load_ref){
		.obj = &d->obj,
		.access = RUAPI_ACCESS_READ,
		.file = file,
	};
	to->obj_attr.uobject = d->uobj;
	return 0;
}

/* ---- data ---------------------------------------------------------------------- */

/* What is behind the part that the driver knows has to be zero. */
static int check_tail(struct ruapi_load *load, u32 i, u64 ptr, u32 len, u32 known)
{
	int ret;

	if (len <= known)
		return 0;
	ret = check_zeroed_user(u64_to_user_ptr(ptr + known), len - known);
	if (ret < 0)
		return call_bad_index(load->call, i, RUAPI_REASON_POINTER, -EFAULT);
	return ret ? 0 : call_bad_index(load->call, i, RUAPI_REASON_TAIL, -E2BIG);
}

/* What fits into an attribute is in it, as a program of ib_uverbs would do it. */
static int load_data(struct ruapi_load *load, u32 i,
		     const struct uverbs_attr_spec *spec, u64 ptr, u32 len,
		     struct uverbs_ptr_attr *to)
{
	void *data = &to->data;

	to->len = len;
	/* Of udata drivers want to know where it is, however short. */
	if (spec->is_udata ||
	    (len > sizeof(to->data) && !spec->alloc_and_copy)) {
		to->data = ptr;
		return 0;
	}
	if (len > sizeof(to->data)) {
		data = ruapi_bundle_alloc(load->bundle, len);
		if (!data)
			return -ENOMEM;
		to->ptr = data;
	}
	if (copy_from_user(data, u64_to_user_ptr(ptr), len))
		return call_bad_index(load->call, i, RUAPI_REASON_POINTER, -EFAULT);
	return 0;
}

static bool len_fits(const struct uverbs_attr_spec *spec, u32 len)
{
	return len <= U16_MAX && len >= spec->u.ptr.min_len &&
	       (spec->zero_trailing || len <= spec->u.ptr.len);
}

static int set_data(struct ruapi_load *load, u32 i,
		    const struct uverbs_attr_spec *spec, u64 ptr, u32 len,
		    struct uverbs_attr *to)
{
	int ret;

	if (!len_fits(spec, len))
		return call_bad_index(load->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (spec->zero_trailing) {
		ret = check_tail(load, i, ptr, len, spec->u.ptr.len);
		if (ret)
			return ret;
	}
	return load_data(load, i, spec, ptr, len, &to->ptr_attr);
}

/* One of several, which its first bytes name. */
static int set_choice(struct ruapi_load *load, u32 i,
		      const struct ruapi_method_attr *attr,
		      struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &load->call->attrs[i];
	const struct uverbs_attr_spec *spec;
	struct ruapi_choice choice;

	if (from->len < sizeof(choice))
		return call_bad_index(load->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (copy_from_user(&choice, u64_to_user_ptr(from->ptr),
			   sizeof(choice)))
		return call_bad_index(load->call, i, RUAPI_REASON_POINTER, -EFAULT);
	if (choice.reserved || choice.choice >= attr->spec->u.enum_def.num_elems)
		return call_bad_index(load->call, i, RUAPI_REASON_RANGE, -EINVAL);
	spec = &attr->spec->u2.enum_def.ids[choice.choice];
	if (spec->type != UVERBS_ATTR_TYPE_PTR_IN)
		return call_bad_index(load->call, i, RUAPI_REASON_RANGE, -EINVAL);
	to->ptr_attr.enum_id = choice.choice;
	return set_data(load, i, spec, from->ptr + sizeof(choice),
			from->len - sizeof(choice), to);
}

static int set_value(struct ruapi_load *load, u32 i,
		     const struct ruapi_method_attr *attr,
		     struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &load->call->attrs[i];

	if (!len_fits(attr->spec, from->len) ||
	    (from->len != 8 && from->len != 4 && from->len != 2 &&
	     from->len != 1))
		return call_bad_index(load->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (from->len < 8 && from->value >> (8 * from->len))
		return call_bad_index(load->call, i, RUAPI_REASON_RANGE, -EINVAL);
	ruapi_ptr_attr_set(&to->ptr_attr, from->value, from->len);
	return 0;
}

static int set_out(struct ruapi_load *load, u32 i,
		   const struct ruapi_method_attr *attr, struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &load->call->attrs[i];

	if (!len_fits(attr->spec, from->len))
		return call_bad_index(load->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	to->ptr_attr.data = from->ptr;
	to->ptr_attr.len = from->len;
	to->ptr_attr.uattr_idx = i;
	load->outs |= BIT_ULL(i);
	return 0;
}

/* ---- attributes ----------------------------------------------------------------- */

/* Length of what is inline, or of an element. */
static bool wire_len_fits(const struct ruapi_method_attr *attr, u32 len)
{
	const u32 size = sizeof(struct ruapi_objref);

	switch (attr->wire) {
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_NEW:
	case RUAPI_WIRE_OBJ_DESTROY:
		return len == size;
	case RUAPI_WIRE_FD_IN:
	case RUAPI_WIRE_FD_NEW:
		return len == sizeof(int);
	case RUAPI_WIRE_OBJS_IN:
		return !(len % size) &&
		       len / size >= attr->spec->u2.objs_arr.min_len &&
		       len / size <= attr->spec->u2.objs_arr.max_len;
	default:
		return true;
	}
}

static int set_raw_fd(struct ruapi_load *load, u32 i, struct uverbs_attr *to)
{
	to->ptr_attr.data = load->call->attrs[i].fd;
	return 0;
}

static int set_attr(struct ruapi_load *load, u32 i,
		    const struct ruapi_method_attr *attr)
{
	struct uverbs_attr *to = &load->bundle->attrs[attr->key];
	const struct ruapi_attr *from = &load->call->attrs[i];

	if (from->wire != attr->wire)
		return call_bad_index(load->call, i, RUAPI_REASON_WIRE, -EINVAL);
	if (!wire_len_fits(attr, from->len))
		return call_bad_index(load->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (from->wire == RUAPI_WIRE_FD_IN && from->fd != (s32)from->fd)
		return call_bad_index(load->call, i, RUAPI_REASON_RANGE, -EINVAL);
	switch (attr->spec->type) {
	case UVERBS_ATTR_TYPE_ENUM_IN:
		return set_choice(load, i, attr, to);
	case UVERBS_ATTR_TYPE_PTR_IN:
		if (attr->wire == RUAPI_WIRE_IN)
			return set_value(load, i, attr, to);
		return set_data(load, i, attr->spec, from->ptr, from->len, to);
	case UVERBS_ATTR_TYPE_PTR_OUT:
		return set_out(load, i, attr, to);
	case UVERBS_ATTR_TYPE_IDR:
		return set_object(load, i, attr, to);
	case UVERBS_ATTR_TYPE_FD:
		return set_file(load, i, attr, to);
	case UVERBS_ATTR_TYPE_RAW_FD:
		return set_raw_fd(load, i, to);
	default:
		return set_array(load, i, attr, to);
	}
}

/**
 * ruapi_load_attr() - check an attribute, and put it into the bundle
 * @load: begun
 * @i: which of the call's
 * @attr: what it is
 *
 * Return: 0, or a negative errno and the call says what is wrong.
 */
int ruapi_load_attr(struct ruapi_load *load, u32 i,
		    const struct ruapi_method_attr *attr)
{
	unsigned long *present = load->bundle->bundle.attr_present;

	if (test_bit(attr->key, present))
		return call_bad_index(load->call, i, RUAPI_REASON_DUPLICATE,
				      -EINVAL);
	__set_bit(attr->key, present);
	load->call->attrs[i].flags |= RUAPI_ATTR_F_VALID;
	set_mark(load, i);
	return set_attr(load, i, attr);
}

/**
 * ruapi_load_check_presence() - whether all is there that must be
 * @load: with all attributes that were given
 * @method: of which they are
 *
 * Return: 0, or -EINVAL and the call says what is missing.
 */
int ruapi_load_check_presence(struct ruapi_load *load,
			      const struct ruapi_method *method)
{
	unsigned int i;

	for (i = 0; i < method->num_attrs; i++)
		if (method->attrs[i].spec->mandatory &&
		    !test_bit(method->attrs[i].key,
			      load->bundle->bundle.attr_present))
			return call_bad_attr(load->call, method->attrs[i].id,
					     RUAPI_REASON_MISSING, -EINVAL);
	return 0;
}

/**
 * ruapi_load_end() - unlock what was locked, and give the memory back
 * @load: begun or not; the call is no longer in its context
 */
void ruapi_load_end(struct ruapi_load *load)
{
	struct ruapi_load_ref *ref;

	module_put(load->driver);
	kfree(load->ufile);
	if (!load->bundle)
		return;
	while (load->num_refs) {
		ref = &load->refs[--load->num_refs];
		ruapi_object_unlock(ref->obj, ref->access);
		ruapi_object_put(ref->obj);
		if (ref->file)
			fput(ref->file);
	}
	ruapi_bundle_free(load->bundle);
}
