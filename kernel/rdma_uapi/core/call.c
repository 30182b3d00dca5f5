// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A call: copy in, validate (call_check.c), load, resolve, enter (call_resolve.c),
 * authorize (access.c), run, copy out (call_answer.c), publish.
 * All that is generic about calls is there, so that a handler only acts.
 */
#include "../../drivers/added.h"
#include "../../drivers/driver.h"
#include "core/call_steps.h"
#include "ruapi.h"
#include "trace.h"

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

/**
 * call_commit() - what a call has done becomes known, and cannot be undone any more
 * @call: call that has been run
 */
static inline void call_commit(struct ruapi_call *call)
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

/* What drivers of this kernel have no operation for. */
static int call_missing(struct ruapi_call *call)
{
	const u64 missing = call->handler->missing & (call->given | BIT_ULL(0));

	if (likely(!missing))
		return 0;
	return call_bad_attr(call, __ffs64(missing), RUAPI_REASON_KERNEL,
			     -EOPNOTSUPP);
}

/**
 * call_run() - have the handler act, and copy the answer out
 * @call: call that is authorized; call_commit() or call_abort() comes next
 *
 * Return: 0, or a negative errno and nothing is done.
 */
static __always_inline int call_run(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	bool done = false;
	int ret;

	ret = call_missing(call);
	if (ret)
		return ret;
	if (action->creates) {
		ret = call_new_object(call);
		if (ret)
			return ret;
	}
	/*
	 * What cannot be undone must not fail because its answer cannot be
	 * copied out, so find out first whether it can.  Drivers mark what they
	 * write there, and marks of an earlier call are none of theirs.
	 */
	if (((action->is_final && call->tells) || call->added) &&
	    call_copy_attrs(call)) {
		ret = -EFAULT;
		goto abort;
	}
	ret = call->added ? ruapi_added_run(call) : call->handler->run(call);
	if (ret)
		goto abort;
	done = true;
	ret = call->err;
	if (!ret && call->tells &&
	    (!action->is_final || call->outs || call->bufs_out ||
	     call->added) &&
	    call_copy_attrs_out(call) && !action->is_final)
		ret = -EFAULT;
	if (ret)
		goto abort;
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

static void call_release_memory(struct ruapi_call *call)
{
	/* Keys stay nowhere. */
	if (call->room_size && call->action->has_secrets)
		memzero_explicit(call->room, call->room_size);
	kvfree(call->own_room);
	kfree(call->own_attrs);
}

/**
 * call_release() - unlock what the call is about, and free what it has
 * @call: call whose context is left
 */
static __always_inline void call_release(struct ruapi_call *call)
{
	unsigned int i;

	for (i = 0; i < call->num_refs; i++) {
		ruapi_object_unlock(call->refs[i].obj, call->refs[i].access);
		ruapi_object_put(call->refs[i].obj);
	}
	for (i = 0; i < call->num_bufs; i++)
		call_release_array(&call->bufs[i]);
	if (call->added)
		ruapi_added_free(call);
	/* Most calls have none. */
	if (call->room_size || call->own_attrs)
		call_release_memory(call);
}

/**
 * call_init() - begin a call, all but where its attributes and short buffers go
 * @call: not initialized
 * @ns: namespace
 * @view: the fd it is made on, NULL: the main fd
 * @uhdr: its header and attributes
 */
static void call_init(struct ruapi_call *call, struct ruapi_ns *ns,
		      struct ruapi_view *view, struct ruapi_hdr __user *uhdr)
{
	const size_t from = offsetof(struct ruapi_call, action);
	const size_t to = offsetof(struct ruapi_call, own_udata);

	call->ns = ns;
	call->view = view;
	call->uhdr = uhdr;
	call->ready_udata = NULL;
	call->batch = NULL;
	/* What is behind that is valid if something in there says so. */
	memset((u8 *)call + from, 0, to - from);
}

/**
 * call_prepare() - validate, load, resolve, enter and authorize
 * @call: call that is copied in; not of class DRIVER
 *
 * Return: 0 or a negative errno.
 */
static int call_prepare(struct ruapi_call *call)
{
	int ret;

	ret = call_validate(call);
	if (ret)
		return ret;
	if (call->bufs_in) {
		ret = call_load_bufs(call);
		if (ret)
			return ret;
	}
	if (call->objs | call->arrays) {
		ret = call_resolve(call);
		if (ret)
			return ret;
	}
	ret = call_enter(call);
	if (ret)
		return ret;
	return access_call(call);
}

static int call_steps(struct ruapi_call *call, unsigned int nr)
{
	int ret;

	ret = call_copy_in(call, nr);
	if (ret)
		return ret;
	if (nr == RUAPI_CLASS_DRIVER)
		return ruapi_method_call(call);
	ret = call_prepare(call);
	if (ret)
		return ret;
	ret = call_run(call);
	if (!ret)
		call_commit(call);
	return ret;
}

/**
 * struct single - a call that is made by itself
 * @call: the call
 * @attrs: its attributes when they are few
 * @bytes: its input buffers when they are short
 */
struct single {
	struct ruapi_call call;
	struct ruapi_attr attrs[RUAPI_CALL_INLINE_ATTRS];
	u8 bytes[RUAPI_CALL_SCRATCH] __aligned(8);
};

/**
 * ruapi_ioctl_call() - RUAPI_IOC_CALL, _CM and _DRIVER
 * @ns: namespace of the file
 * @view: the view that it is, NULL: the main file
 * @cmd: ioctl number
 * @uhdr: argument
 *
 * Return: 0 or a negative errno.
 */
long ruapi_ioctl_call(struct ruapi_ns *ns, struct ruapi_view *view,
		      unsigned int cmd, struct ruapi_hdr __user *uhdr)
{
	struct single single ruapi_uninitialized;
	struct ruapi_scratch scratch = {
		.at = single.bytes,
		.left = sizeof(single.bytes),
	};
	struct ruapi_call *call = &single.call;
	int ret;

	this_cpu_inc(*ns->calls);
	call_init(call, ns, view, uhdr);
	call->attrs = single.attrs;
	call->scratch = &scratch;
	ret = call_steps(call, _IOC_NR(cmd));
	call_leave(call);
	if (ret && call->evicted)
		ret = call_bad_attr(call, 0, RUAPI_REASON_DEAD, -ENODEV);
	if (ret)
		call_copy_error_out(call);
	call_trace_exit(call, ret);
	call_release(call);
	return ret;
}
