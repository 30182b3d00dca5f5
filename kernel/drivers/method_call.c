// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A call of class DRIVER: what core/call.c does for actions that the core has, with
 * the specification of the driver and a bundle of attributes as ib_uverbs makes it.
 */
#include <linux/file.h>
#include <linux/pagemap.h>

#include "methods.h"
#include "ruapi.h"

/**
 * struct method_ref - an object that a call has locked
 * @obj: the object, with a reference
 * @access: enum ruapi_access
 * @file: whose it is, with a reference; NULL: it was named by its handle
 */
struct method_ref {
	struct ruapi_obj *obj;
	u8 access;
	struct file *file;
};

/**
 * struct method_call - a call of a method
 * @call: the call
 * @method: of the driver
 * @bundle: what it is called with
 * @refs: what it has locked
 * @num_refs: entries in @refs
 * @max_refs: room there
 * @destroyed: the object that it destroys
 * @created: the object that it makes, NULL: none
 * @outs: bit i: attribute i of the call is an output
 */
struct method_call {
	struct ruapi_call *call;
	const struct ruapi_method *method;
	struct ruapi_bundle *bundle;
	struct method_ref *refs;
	u32 num_refs;
	u32 max_refs;
	struct ruapi_obj *destroyed;
	struct ruapi_driver_object *created;
	u64 outs;
};

/* A call is tried again with what was said of the last one. */
#define FLAGS_IGNORED (RUAPI_ATTR_F_VALID | RUAPI_ATTR_F_WRITTEN)

/* ---- the file that methods think they are called on ------------------------- */

/**
 * ruapi_method_ufile() - what methods take for their file of ib_uverbs
 * @ctx: a context.  ib_uverbs has one per file, we have many
 *
 * Return: the same for all methods of a context; NULL: no memory.
 */
struct ib_uverbs_file *ruapi_method_ufile(struct ruapi_context *ctx)
{
	struct ib_uverbs_file *ufile = READ_ONCE(ctx->methods_file);
	struct ib_uverbs_file *other;

	if (ufile)
		return ufile;
	ufile = kzalloc(sizeof(*ufile), GFP_KERNEL_ACCOUNT);
	if (!ufile)
		return NULL;
	ruapi_ufile_init(ufile);
	ufile->device = &ctx->dev->methods->uverbs;
	ufile->ucontext = ctx->ib;
	other = cmpxchg(&ctx->methods_file, NULL, ufile);
	if (!other)
		return ufile;
	kfree(ufile);
	return other;
}

void ruapi_method_context_free(struct ruapi_context *ctx)
{
	kfree(ctx->methods_file);
}

/* ---- which method of which device ------------------------------------------- */

static int find_context(struct ruapi_call *call)
{
	struct ruapi_obj *obj;
	u32 i, at = U32_MAX;
	int ret;

	for (i = 0; i < call->hdr.num_attrs; i++) {
		if (call->attrs[i].id != RUAPI_ATTR_CONTEXT)
			continue;
		if (at != U32_MAX)
			return call_bad_index(call, i, RUAPI_REASON_DUPLICATE,
					      -EINVAL);
		at = i;
	}
	if (at == U32_MAX)
		return call_bad_attr(call, RUAPI_ATTR_CONTEXT,
				     RUAPI_REASON_MISSING, -EINVAL);
	if (call->attrs[at].wire != RUAPI_WIRE_OBJ_IN)
		return call_bad_index(call, at, RUAPI_REASON_WIRE, -EINVAL);
	if (call->attrs[at].len != sizeof(struct ruapi_objref))
		return call_bad_index(call, at, RUAPI_REASON_LENGTH, -EINVAL);
	if (call->attrs[at].obj.object != RUAPI_OBJ_CONTEXT)
		return call_bad_index(call, at, RUAPI_REASON_TYPE, -ENOENT);
	obj = ruapi_object_get(call->ns, call->attrs[at].obj.handle);
	if (!obj)
		return call_bad_index(call, at, RUAPI_REASON_HANDLE, -ENOENT);
	if (obj->type != RUAPI_OBJ_CONTEXT) {
		ruapi_object_put(obj);
		return call_bad_index(call, at, RUAPI_REASON_TYPE, -ENOENT);
	}
	ret = ruapi_object_lock(obj, RUAPI_ACCESS_READ);
	if (ret) {
		ruapi_object_put(obj);
		return call_bad_index(call, at, RUAPI_REASON_BUSY, ret);
	}
	call->refs[call->num_refs++] = (struct ruapi_ref){
		.obj = obj,
		.access = RUAPI_ACCESS_READ,
	};
	call->ctx = to_context(obj);
	return 0;
}

static int find_method(struct method_call *m)
{
	struct ruapi_call *call = m->call;
	const struct ruapi_device *dev = call->ctx->dev;

	if (call->hdr.driver_id != dev->driver_id)
		return call_bad_attr(call, 0, RUAPI_REASON_DRIVER, -EINVAL);
	m->method = ruapi_method_find(dev, call->hdr.object, call->hdr.action);
	if (!m->method)
		return -EPROTONOSUPPORT;
	if (m->method->refusal)
		return call_bad_attr(call, 0, RUAPI_REASON_REFUSED,
				     -EOPNOTSUPP);
	return 0;
}

/*
 * ib_uverbs' functions for outputs set UVERBS_ATTR_F_VALID_OUTPUT in the flags of an
 * attribute, of which they think as one of theirs: two bytes, 4 from its start.
 * It is to be RUAPI_ATTR_F_WRITTEN in ours, of one byte 3 from the start.
 */
static_assert((int)UVERBS_ATTR_F_VALID_OUTPUT == (int)RUAPI_ATTR_F_WRITTEN);
static_assert(sizeof(struct ib_uverbs_attr) == sizeof(struct ruapi_attr));

static void set_mark(struct method_call *m, u32 i)
{
	const struct ruapi_attr *attr = &m->call->attrs[i];
	struct ib_uverbs_attr *mark = &m->bundle->uattrs[i];

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

/* All in one piece: the bundle, marks of attributes, and what is locked. */
static int make_bundle(struct method_call *m)
{
	const u32 n = m->call->hdr.num_attrs;
	struct ruapi_context *ctx = m->call->ctx;
	struct ib_uverbs_file *ufile = ruapi_method_ufile(ctx);
	struct ruapi_bundle *bundle;

	if (!ufile)
		return -ENOMEM;
	bundle = kzalloc(sizeof(*bundle) + n * sizeof(*bundle->uattrs),
			 GFP_KERNEL_ACCOUNT);
	if (!bundle)
		return -ENOMEM;
	bundle->uattrs = (void *)(bundle + 1);
	bundle->user_attrs = marks_of(m->call);
	bundle->bundle.ufile = ufile;
	bundle->bundle.context = ctx->ib;
	m->bundle = bundle;
	m->max_refs = n;
	m->refs = ruapi_bundle_alloc(bundle, n * sizeof(*m->refs));
	return m->refs ? 0 : -ENOMEM;
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

/* An object that the call names by handle, locked; m->refs puts it back. */
static int lock_object(struct method_call *m, u32 i,
		       const struct ruapi_method_attr *attr,
		       const struct ruapi_objref *ref, u8 access,
		       struct ruapi_obj **objp)
{
	struct ruapi_call *call = m->call;
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
	m->refs[m->num_refs++] = (struct method_ref){
		.obj = obj,
		.access = accesses[access],
	};
	*objp = obj;
	return 0;
put:
	ruapi_object_put(obj);
	return ret;
}

static int set_object(struct method_call *m, u32 i,
		      const struct ruapi_method_attr *attr,
		      struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &m->call->attrs[i];
	struct ruapi_obj *obj;
	int ret;

	/* When all else is known to be good. */
	if (attr->wire == RUAPI_WIRE_OBJ_NEW) {
		if (from->obj.object != attr->object)
			return call_bad_index(m->call, i, RUAPI_REASON_TYPE,
					      -ENOENT);
		return 0;
	}
	ret = lock_object(m, i, attr, &from->obj, attr->spec->u.obj.access,
			  &obj);
	if (ret)
		return ret;
	if (attr->wire == RUAPI_WIRE_OBJ_DESTROY)
		m->destroyed = obj;
	to->obj_attr.uobject = uobject_of(obj);
	return 0;
}

/* More room for what is locked: arrays can be long. */
static int more_refs(struct method_call *m, u32 count)
{
	struct method_ref *refs;

	m->max_refs += count;
	refs = ruapi_bundle_alloc(m->bundle, m->max_refs * sizeof(*refs));
	if (!refs)
		return -ENOMEM;
	memcpy(refs, m->refs, m->num_refs * sizeof(*refs));
	m->refs = refs;
	return 0;
}

static int set_array(struct method_call *m, u32 i,
		     const struct ruapi_method_attr *attr,
		     struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &m->call->attrs[i];
	const u32 count = from->len / sizeof(struct ruapi_objref);
	struct ib_uobject **uobjects;
	struct ruapi_objref *refs;
	struct ruapi_obj *obj;
	u32 k;
	int ret;

	refs = ruapi_bundle_alloc(m->bundle, from->len);
	uobjects = ruapi_bundle_alloc(m->bundle, count * sizeof(*uobjects));
	if (!refs || !uobjects || more_refs(m, count))
		return -ENOMEM;
	if (copy_from_user(refs, u64_to_user_ptr(from->ptr), from->len))
		return call_bad_index(m->call, i, RUAPI_REASON_POINTER, -EFAULT);
	for (k = 0; k < count; k++) {
		ret = lock_object(m, i, attr, &refs[k],
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
static int set_file(struct method_call *m, u32 i,
		    const struct ruapi_method_attr *attr,
		    struct uverbs_attr *to)
{
	const struct ruapi_driver_type *type;
	struct ruapi_call *call = m->call;
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
	m->refs[m->num_refs++] = (struct method_ref){
		.obj = &d->obj,
		.access = RUAPI_ACCESS_READ,
		.file = file,
	};
	to->obj_attr.uobject = d->uobj;
	return 0;
}

static void release_refs(struct method_call *m)
{
	struct method_ref *ref;

	while (m->num_refs) {
		ref = &m->refs[--m->num_refs];
		ruapi_object_unlock(ref->obj, ref->access);
		ruapi_object_put(ref->obj);
		if (ref->file)
			fput(ref->file);
	}
}

/* ---- data ---------------------------------------------------------------------- */

/* What is behind the part that the driver knows has to be zero. */
static int check_tail(struct method_call *m, u32 i, u64 ptr, u32 len, u32 known)
{
	int ret;

	if (len <= known)
		return 0;
	ret = check_zeroed_user(u64_to_user_ptr(ptr + known), len - known);
	if (ret < 0)
		return call_bad_index(m->call, i, RUAPI_REASON_POINTER, -EFAULT);
	return ret ? 0 : call_bad_index(m->call, i, RUAPI_REASON_TAIL, -E2BIG);
}

/* What fits into an attribute is in it, as a program of ib_uverbs would do it. */
static int load(struct method_call *m, u32 i,
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
		data = ruapi_bundle_alloc(m->bundle, len);
		if (!data)
			return -ENOMEM;
		to->ptr = data;
	}
	if (copy_from_user(data, u64_to_user_ptr(ptr), len))
		return call_bad_index(m->call, i, RUAPI_REASON_POINTER, -EFAULT);
	return 0;
}

static bool len_fits(const struct uverbs_attr_spec *spec, u32 len)
{
	return len <= U16_MAX && len >= spec->u.ptr.min_len &&
	       (spec->zero_trailing || len <= spec->u.ptr.len);
}

static int set_data(struct method_call *m, u32 i,
		    const struct uverbs_attr_spec *spec, u64 ptr, u32 len,
		    struct uverbs_attr *to)
{
	int ret;

	if (!len_fits(spec, len))
		return call_bad_index(m->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (spec->zero_trailing) {
		ret = check_tail(m, i, ptr, len, spec->u.ptr.len);
		if (ret)
			return ret;
	}
	return load(m, i, spec, ptr, len, &to->ptr_attr);
}

/* One of several, which its first bytes name. */
static int set_choice(struct method_call *m, u32 i,
		      const struct ruapi_method_attr *attr,
		      struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &m->call->attrs[i];
	const struct uverbs_attr_spec *spec;
	struct ruapi_choice choice;

	if (from->len < sizeof(choice))
		return call_bad_index(m->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (copy_from_user(&choice, u64_to_user_ptr(from->ptr),
			   sizeof(choice)))
		return call_bad_index(m->call, i, RUAPI_REASON_POINTER, -EFAULT);
	if (choice.reserved || choice.choice >= attr->spec->u.enum_def.num_elems)
		return call_bad_index(m->call, i, RUAPI_REASON_RANGE, -EINVAL);
	spec = &attr->spec->u2.enum_def.ids[choice.choice];
	if (spec->type != UVERBS_ATTR_TYPE_PTR_IN)
		return call_bad_index(m->call, i, RUAPI_REASON_RANGE, -EINVAL);
	to->ptr_attr.enum_id = choice.choice;
	return set_data(m, i, spec, from->ptr + sizeof(choice),
			from->len - sizeof(choice), to);
}

/* As it lies in memory of its length. */
static void set_scalar(struct uverbs_ptr_attr *to, u64 value, u32 len)
{
	to->len = len;
	switch (len) {
	case 1:
		*(u8 *)&to->data = value;
		break;
	case 2:
		*(u16 *)&to->data = value;
		break;
	case 4:
		*(u32 *)&to->data = value;
		break;
	default:
		to->data = value;
	}
}

static int set_value(struct method_call *m, u32 i,
		     const struct ruapi_method_attr *attr,
		     struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &m->call->attrs[i];

	if (!len_fits(attr->spec, from->len) ||
	    (from->len != 8 && from->len != 4 && from->len != 2 &&
	     from->len != 1))
		return call_bad_index(m->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (from->len < 8 && from->value >> (8 * from->len))
		return call_bad_index(m->call, i, RUAPI_REASON_RANGE, -EINVAL);
	set_scalar(&to->ptr_attr, from->value, from->len);
	return 0;
}

static int set_out(struct method_call *m, u32 i,
		   const struct ruapi_method_attr *attr, struct uverbs_attr *to)
{
	const struct ruapi_attr *from = &m->call->attrs[i];

	if (!len_fits(attr->spec, from->len))
		return call_bad_index(m->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	to->ptr_attr.data = from->ptr;
	to->ptr_attr.len = from->len;
	to->ptr_attr.uattr_idx = i;
	m->outs |= BIT_ULL(i);
	return 0;
}

/* ---- attributes ----------------------------------------------------------------- */

static const struct ruapi_method_attr *
find_attr(const struct ruapi_method *method, u16 id)
{
	unsigned int i;

	for (i = 0; i < method->num_attrs; i++)
		if (method->attrs[i].id == id)
			return &method->attrs[i];
	return NULL;
}

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

static int set_raw_fd(struct method_call *m, u32 i, struct uverbs_attr *to)
{
	to->ptr_attr.data = m->call->attrs[i].fd;
	return 0;
}

static int set_attr(struct method_call *m, u32 i,
		    const struct ruapi_method_attr *attr)
{
	struct uverbs_attr *to = &m->bundle->attrs[attr->key];
	const struct ruapi_attr *from = &m->call->attrs[i];

	if (from->wire != attr->wire)
		return call_bad_index(m->call, i, RUAPI_REASON_WIRE, -EINVAL);
	if (!wire_len_fits(attr, from->len))
		return call_bad_index(m->call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (from->wire == RUAPI_WIRE_FD_IN && from->fd != (s32)from->fd)
		return call_bad_index(m->call, i, RUAPI_REASON_RANGE, -EINVAL);
	switch (attr->spec->type) {
	case UVERBS_ATTR_TYPE_ENUM_IN:
		return set_choice(m, i, attr, to);
	case UVERBS_ATTR_TYPE_PTR_IN:
		if (attr->wire == RUAPI_WIRE_IN)
			return set_value(m, i, attr, to);
		return set_data(m, i, attr->spec, from->ptr, from->len, to);
	case UVERBS_ATTR_TYPE_PTR_OUT:
		return set_out(m, i, attr, to);
	case UVERBS_ATTR_TYPE_IDR:
		return set_object(m, i, attr, to);
	case UVERBS_ATTR_TYPE_FD:
		return set_file(m, i, attr, to);
	case UVERBS_ATTR_TYPE_RAW_FD:
		return set_raw_fd(m, i, to);
	default:
		return set_array(m, i, attr, to);
	}
}

static int check_attr(struct method_call *m, u32 i)
{
	struct ruapi_attr *from = &m->call->attrs[i];
	const struct ruapi_method_attr *attr;

	from->flags &= ~FLAGS_IGNORED;
	if (from->flags & ~RUAPI_ATTR_F_MANDATORY)
		return call_bad_index(m->call, i, RUAPI_REASON_FLAGS, -EINVAL);
	set_mark(m, i);
	if (from->id == RUAPI_ATTR_CONTEXT) {
		from->flags |= RUAPI_ATTR_F_VALID;
		return 0;
	}
	attr = find_attr(m->method, from->id);
	if (!attr)
		return from->flags & RUAPI_ATTR_F_MANDATORY ?
			       call_bad_index(m->call, i, RUAPI_REASON_UNKNOWN,
					      -EPROTO) : 0;
	if (test_bit(attr->key, m->bundle->bundle.attr_present))
		return call_bad_index(m->call, i, RUAPI_REASON_DUPLICATE, -EINVAL);
	__set_bit(attr->key, m->bundle->bundle.attr_present);
	from->flags |= RUAPI_ATTR_F_VALID;
	return set_attr(m, i, attr);
}

static int check_presence(struct method_call *m)
{
	const struct ruapi_method *method = m->method;
	unsigned int i;

	for (i = 0; i < method->num_attrs; i++)
		if (method->attrs[i].spec->mandatory &&
		    !test_bit(method->attrs[i].key,
			      m->bundle->bundle.attr_present))
			return call_bad_attr(m->call, method->attrs[i].id,
					     RUAPI_REASON_MISSING, -EINVAL);
	return 0;
}

static int load_attrs(struct method_call *m)
{
	u32 i;
	int ret;

	for (i = 0; i < m->call->hdr.num_attrs; i++) {
		ret = check_attr(m, i);
		if (ret)
			return ret;
	}
	return check_presence(m);
}

/* What provider libraries and drivers tell each other beside the attributes. */
static void fill_udata(struct method_call *m)
{
	struct uverbs_attr_bundle *bundle = &m->bundle->bundle;
	struct ib_udata *udata = &bundle->driver_udata;
	const struct uverbs_attr *attr;

	if (!m->method->has_udata)
		return;
	attr = uverbs_attr_get(bundle, UVERBS_ATTR_UHW_IN);
	if (!IS_ERR(attr)) {
		udata->inbuf = u64_to_user_ptr(attr->ptr_attr.data);
		udata->inlen = attr->ptr_attr.len;
	}
	attr = uverbs_attr_get(bundle, UVERBS_ATTR_UHW_OUT);
	if (!IS_ERR(attr)) {
		udata->outbuf = u64_to_user_ptr(attr->ptr_attr.data);
		udata->outlen = attr->ptr_attr.len;
	}
}

/* ---- a new object ------------------------------------------------------------------ */

static int new_object(struct method_call *m)
{
	const struct ruapi_method *method = m->method;
	struct ruapi_call *call = m->call;
	const struct ruapi_driver_type *type;
	const struct ruapi_method_attr *attr;
	struct ruapi_driver_object *d;
	int ret;

	if (!method->creates)
		return 0;
	attr = &method->attrs[method->creates - 1];
	type = xa_load(&call->ctx->dev->methods->types, attr->object);
	ret = call_new_object_of(call, RUAPI_OBJ_DRIVER_OBJECT);
	if (ret)
		return ret;
	d = to_driver_object(call->new_obj);
	ret = ruapi_driver_object_init(d, type, m->bundle->bundle.ufile);
	if (ret)
		return ret;
	m->bundle->attrs[attr->key].obj_attr.uobject = d->uobj;
	m->created = d;
	return 0;
}

static int new_file(struct method_call *m, u16 id)
{
	struct ruapi_driver_object *d = m->created;
	struct file *file = ruapi_driver_object_file(d);
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	get_file(file);
	ret = call_new_file(m->call, id, file);
	if (ret)
		ruapi_driver_object_detach(file);
	fput(file);
	if (ret)
		return ret;
	d->uobj->object = file;
	d->uobj->id = m->call->new_fd;
	return 0;
}

/* Its number goes where the caller wants it. */
static int answer_object(struct method_call *m)
{
	const struct ruapi_method_attr *attr;
	struct ruapi_call *call = m->call;
	u32 i;

	if (!m->created)
		return 0;
	attr = &m->method->attrs[m->method->creates - 1];
	if (attr->wire == RUAPI_WIRE_FD_NEW)
		return new_file(m, attr->id);
	for (i = 0; i < call->hdr.num_attrs; i++)
		if (call->attrs[i].id == attr->id)
			call->attrs[i].obj.handle =
				object_handle(call->new_obj);
	return 0;
}

/* ---- the call itself ---------------------------------------------------------------- */

/**
 * ruapi_method_run() - have a driver do it
 * @method: what
 * @bundle: with all its attributes, and what ruapi_method_ufile() has made
 *
 * Return: what the driver says.
 */
int ruapi_method_run(const struct ruapi_method *method,
		     struct ruapi_bundle *bundle)
{
	struct ib_uverbs_device *uverbs = bundle->bundle.ufile->device;
	int ret, index;

	/* With lockdep, methods are asked whether they hold this. */
	index = srcu_read_lock(&uverbs->disassociate_srcu);
	ret = method->run(&bundle->bundle);
	srcu_read_unlock(&uverbs->disassociate_srcu, index);
	/* It says that there is no such action, of which drivers know nothing. */
	return ret == -EPROTONOSUPPORT ? -EINVAL : ret;
}

static int run(struct method_call *m)
{
	int ret;

	if (m->destroyed) {
		ret = ruapi_object_destroy(m->destroyed);
		if (ret)
			return ret;
	}
	return ruapi_method_run(m->method, m->bundle);
}

/* Which outputs the driver has written: the marks are in the caller's memory. */
static int read_marks(struct method_call *m)
{
	struct ruapi_call *call = m->call;
	u64 left;
	u8 flags;

	for (left = m->outs; left; left &= left - 1) {
		const unsigned int i = __ffs64(left);

		if (get_user(flags, &call->uhdr->attrs[i].flags))
			return -EFAULT;
		if (flags & RUAPI_ATTR_F_WRITTEN)
			call->attrs[i].flags |= RUAPI_ATTR_F_WRITTEN;
	}
	/* As ib_uverbs: drivers do not say of their udata what they have written. */
	if (m->method->has_udata) {
		const struct uverbs_attr *out =
			uverbs_attr_get(&m->bundle->bundle, UVERBS_ATTR_UHW_OUT);

		if (!IS_ERR(out))
			call->attrs[out->ptr_attr.uattr_idx].flags |=
				RUAPI_ATTR_F_WRITTEN;
	}
	return 0;
}

/* What has been made of a new object when the method failed, or what came after. */
static void undo(struct method_call *m, bool done)
{
	const struct ruapi_method *method = m->method;
	struct ruapi_obj *obj = m->call->new_obj;
	bool made = done;

	if (m->created && !done)
		made = test_bit(method->attrs[method->creates - 1].key,
				m->bundle->made);
	if (obj)
		obj->hw = made;
	if (m->call->new_file)
		ruapi_driver_object_detach(m->call->new_file);
	call_abort(m->call, made);
	m->call->new_file = NULL;
	m->call->new_obj = NULL;
}

static void commit(struct method_call *m)
{
	struct ruapi_call *call = m->call;

	if (m->created) {
		call->new_obj->hw = true;
		if (call->new_file)
			ruapi_driver_object_install(m->created, call->new_file);
		m->created->published = true;
		ruapi_object_publish(call->new_obj);
	}
	if (call->new_file)
		fd_install(call->new_fd, call->new_file);
}

static int run_and_answer(struct method_call *m)
{
	struct ruapi_call *call = m->call;
	bool done = false;
	int ret;

	ret = new_object(m);
	if (!ret)
		ret = answer_object(m);
	/* Before anything is done that cannot be undone. */
	if (!ret && call_copy_attrs(call))
		ret = -EFAULT;
	if (!ret)
		ret = run(m);
	if (!ret) {
		done = true;
		ret = read_marks(m);
	}
	if (!ret && m->outs && call_copy_attrs(call))
		ret = -EFAULT;
	/* What is destroyed is so, whether the rest can be told or not. */
	if (m->destroyed && !m->destroyed->hw)
		ruapi_object_retire(m->destroyed);
	if (ret && m->destroyed && done)
		ret = 0;
	if (ret)
		undo(m, done);
	else
		commit(m);
	return ret;
}

/*
 * Who just destroys what is left of an object may do so when the device is gone.
 */
static bool only_destroys(const struct ruapi_method *method)
{
	return method->destroys && method->num_attrs == 1;
}

static int enter(struct method_call *m)
{
	const bool tombstone = only_destroys(m->method);
	struct ruapi_call *call = m->call;
	int ret;

	ret = ruapi_context_enter(call->ctx, call, tombstone);
	if (!ret) {
		call->dev = call->ctx->dev;
		if (call->ctx->dead && !tombstone)
			ret = -ENODEV;
	}
	if (ret == -ENODEV)
		return call_bad_attr(call, RUAPI_ATTR_CONTEXT,
				     RUAPI_REASON_DEAD, ret);
	return ret;
}

/* The driver is not asked about what it has given up. */
static int bury(struct method_call *m)
{
	ruapi_object_destroy(m->destroyed);
	ruapi_object_retire(m->destroyed);
	return 0;
}

static int method_steps(struct method_call *m)
{
	int ret;

	ret = find_context(m->call);
	if (ret)
		return ret;
	ret = find_method(m);
	if (ret)
		return ret;
	ret = make_bundle(m);
	if (ret)
		return ret;
	ret = load_attrs(m);
	if (ret)
		return ret;
	fill_udata(m);
	ret = enter(m);
	if (ret)
		return ret;
	ret = ruapi_access_method(m->call);
	if (ret)
		return ret;
	if (m->call->ctx->dead)
		return bury(m);
	return run_and_answer(m);
}

/**
 * ruapi_method_call() - a call of class DRIVER
 * @call: with its header and attributes copied in
 *
 * Return: 0 or a negative errno.
 */
int ruapi_method_call(struct ruapi_call *call)
{
	struct method_call m = { .call = call };
	const int ret = method_steps(&m);

	call_leave(call);
	if (m.bundle) {
		release_refs(&m);
		ruapi_bundle_free(m.bundle);
	}
	return ret;
}
