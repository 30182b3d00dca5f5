// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A call of class DRIVER: what core/call.c does for actions that the core has, with
 * the specification of the driver and a bundle of attributes as ib_uverbs makes it.
 */
#include <linux/file.h>

#include "load.h"
#include "methods.h"
#include "ruapi.h"

/**
 * struct method_call - a call of a method
 * @load: the call, and its attributes
 * @method: of the driver
 * @created: the object that it makes, NULL: none
 */
struct method_call {
	struct ruapi_load load;
	const struct ruapi_method *method;
	struct ruapi_driver_object *created;
};

/* ---- the file that methods think they are called on ------------------------- */

/**
 * ruapi_method_ufile_alloc() - what methods take for their file of ib_uverbs, of no
 *	context yet
 * @dev: the device
 *
 * Return: for kfree(); NULL: no memory.
 */
struct ib_uverbs_file *ruapi_method_ufile_alloc(const struct ruapi_device *dev)
{
	struct ib_uverbs_file *ufile;

	ufile = kzalloc(sizeof(*ufile), GFP_KERNEL_ACCOUNT);
	if (!ufile)
		return NULL;
	ruapi_ufile_init(ufile);
	/* Drivers that define nothing may take attributes of the core's. */
	if (dev->methods)
		ufile->device = &dev->methods->uverbs;
	return ufile;
}

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
	ufile = ruapi_method_ufile_alloc(ctx->dev);
	if (!ufile)
		return NULL;
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
	struct ruapi_call *call = m->load.call;
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

/* ---- attributes ----------------------------------------------------------------- */

static int check_attr(struct method_call *m, u32 i)
{
	struct ruapi_call *call = m->load.call;
	struct ruapi_attr *from = &call->attrs[i];
	const struct ruapi_method_attr *attr;

	from->flags &= ~RUAPI_LOAD_IGNORED;
	if (from->flags & ~RUAPI_ATTR_F_MANDATORY)
		return call_bad_index(call, i, RUAPI_REASON_FLAGS, -EINVAL);
	if (from->id == RUAPI_ATTR_CONTEXT) {
		from->flags |= RUAPI_ATTR_F_VALID;
		return 0;
	}
	attr = ruapi_method_find_attr(m->method, from->id);
	if (!attr)
		return from->flags & RUAPI_ATTR_F_MANDATORY ?
			       call_bad_index(call, i, RUAPI_REASON_UNKNOWN,
					      -EPROTO) : 0;
	return ruapi_load_attr(&m->load, i, attr);
}

static int load_attrs(struct method_call *m)
{
	u32 i;
	int ret;

	for (i = 0; i < m->load.call->hdr.num_attrs; i++) {
		ret = check_attr(m, i);
		if (ret)
			return ret;
	}
	return ruapi_load_check_presence(&m->load, m->method);
}

/* What provider libraries and drivers tell each other beside the attributes. */
static void fill_udata(struct method_call *m)
{
	struct uverbs_attr_bundle *bundle = &m->load.bundle->bundle;
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
	struct ruapi_call *call = m->load.call;
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
	ret = ruapi_driver_object_init(d, type, m->load.bundle->bundle.ufile);
	if (ret)
		return ret;
	m->load.bundle->attrs[attr->key].obj_attr.uobject = d->uobj;
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
	ret = call_new_file(m->load.call, id, file);
	if (ret)
		ruapi_driver_object_detach(file);
	fput(file);
	if (ret)
		return ret;
	d->uobj->object = file;
	d->uobj->id = m->load.call->new_fd;
	return 0;
}

/* Its number goes where the caller wants it. */
static int answer_object(struct method_call *m)
{
	const struct ruapi_method_attr *attr;
	struct ruapi_call *call = m->load.call;
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
	struct uverbs_attr_bundle *bundle = &m->load.bundle->bundle;
	struct ruapi_udata *udata = container_of(bundle, struct ruapi_udata,
						 bundle);
	int ret;

	if (m->load.destroyed) {
		/* It may be told more than that: all that the method is. */
		ret = ruapi_object_destroy_with(m->load.destroyed, udata);
		if (ret)
			return ret;
	}
	return ruapi_method_run(m->method, m->load.bundle);
}

/* As ib_uverbs: drivers do not say of their udata what they have written. */
static int read_marks(struct method_call *m)
{
	const struct uverbs_attr *out;

	if (m->method->has_udata) {
		out = uverbs_attr_get(&m->load.bundle->bundle,
				      UVERBS_ATTR_UHW_OUT);
		if (!IS_ERR(out))
			m->load.call->attrs[out->ptr_attr.uattr_idx].flags |=
				RUAPI_ATTR_F_WRITTEN;
	}
	return ruapi_load_read_marks(&m->load);
}

/* What has been made of a new object when the method failed, or what came after. */
static void undo(struct method_call *m, bool done)
{
	const struct ruapi_method *method = m->method;
	struct ruapi_obj *obj = m->load.call->new_obj;
	bool made = done;

	if (m->created && !done)
		made = test_bit(method->attrs[method->creates - 1].key,
				m->load.bundle->made);
	if (obj)
		obj->hw = made;
	if (m->load.call->new_file)
		ruapi_driver_object_detach(m->load.call->new_file);
	call_abort(m->load.call, made);
	m->load.call->new_file = NULL;
	m->load.call->new_obj = NULL;
}

static void commit(struct method_call *m)
{
	struct ruapi_call *call = m->load.call;

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
	struct ruapi_call *call = m->load.call;
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
	if (!ret && m->load.outs && call_copy_attrs(call))
		ret = -EFAULT;
	/* What is destroyed is so, whether the rest can be told or not. */
	if (m->load.destroyed && !m->load.destroyed->hw)
		ruapi_object_retire(m->load.destroyed);
	if (ret && m->load.destroyed && done)
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
	struct ruapi_call *call = m->load.call;
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
	ruapi_object_destroy(m->load.destroyed);
	ruapi_object_retire(m->load.destroyed);
	return 0;
}

static int method_steps(struct method_call *m)
{
	int ret;

	ret = find_context(m->load.call);
	if (ret)
		return ret;
	ret = find_method(m);
	if (ret)
		return ret;
	ret = ruapi_load_begin(&m->load, m->load.call->ctx->dev);
	if (ret)
		return ret;
	ret = load_attrs(m);
	if (ret)
		return ret;
	fill_udata(m);
	ret = enter(m);
	if (ret)
		return ret;
	ret = ruapi_access_method(m->load.call);
	if (ret)
		return ret;
	if (m->load.call->ctx->dead)
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
	struct method_call m = { .load = { .call = call } };
	const int ret = method_steps(&m);

	call_leave(call);
	ruapi_load_end(&m.load);
	return ret;
}
