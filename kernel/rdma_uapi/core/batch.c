// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A batch: several calls, all of them or none.  Each goes through the steps of any
 * other call (call_steps.h), but what it makes is published, and what it has locked
 * is unlocked, when all of them are done: so nobody else can look up what may have to
 * be destroyed again.  Between its calls the batch itself reads what it has made, for
 * later ones to do so, too.
 *
 * A batch enters one context, as a call does, and stays there: a removal has its
 * tasks to end, and finds nothing half made in a context that it kills.
 */
#include <linux/sched/signal.h>
#include <linux/sizes.h>

#include "core/batch.h"
#include "core/call_steps.h"
#include "ruapi.h"
#include "trace.h"

/* For input buffers of all calls of a batch, when they are short. */
#define BATCH_SCRATCH 1024

/* Memory that a namespace keeps for its next batch: enough for twenty calls. */
#define BATCH_KEEP SZ_16K

/**
 * struct batch - several calls on their way
 * @size: bytes of all of it
 * @hdr: copy of the header
 * @uhdr: where it came from; the calls are behind it
 * @ns: namespace
 * @view: the fd it was made on, NULL: the main fd
 * @nr: of the ioctl
 * @scratch: for input buffers of the calls
 * @bytes: copy of the calls.  Their attributes stay there
 * @begun: calls that have to be released
 * @first_end: number of the first call that cannot be undone, or of calls
 * @ctx: context that is entered, NULL: none yet; holds a reference
 * @holder: call by which it is
 * @settled: handles of what was made are known to others, who find it in use
 * @calls: the calls, which are behind this
 */
struct batch {
	size_t size;
	struct ruapi_batch hdr;
	struct ruapi_batch __user *uhdr;
	struct ruapi_ns *ns;
	struct ruapi_view *view;
	unsigned int nr;
	struct ruapi_scratch scratch;
	u8 *bytes;
	u32 begun;
	u32 first_end;
	struct ruapi_context *ctx;
	struct ruapi_call *holder;
	bool settled;
	struct ruapi_call *calls;
};

/* Of the header itself. */
static int batch_bad(struct ruapi_batch *hdr, u16 reason, int err)
{
	hdr->reason = reason;
	return err;
}

static int batch_bad_call(struct batch *batch, u32 number, int err)
{
	const struct ruapi_hdr *hdr = &batch->calls[number].hdr;

	batch->hdr.bad_call = number;
	batch->hdr.bad_index = hdr->bad_index;
	batch->hdr.bad_attr = hdr->bad_attr;
	batch->hdr.reason = hdr->reason;
	return err;
}

/* ---- what it consists of -------------------------------------------------- */

static int batch_check_view(struct ruapi_batch *hdr,
			    struct ruapi_batch __user *uhdr,
			    const struct ruapi_view *view)
{
	if (!ruapi_view_is(view, hdr->view))
		return batch_bad(hdr, RUAPI_REASON_VIEW, -ESTALE);
	hdr->flags = 0;
	hdr->view = 0;
	/* As for a call: both, before anything is looked at. */
	if (copy_to_user(&uhdr->flags, &hdr->flags, sizeof(hdr->flags)) ||
	    copy_to_user(&uhdr->view, &hdr->view, sizeof(hdr->view)))
		return -EFAULT;
	return 0;
}

static int batch_check_header(struct ruapi_batch *hdr,
			      struct ruapi_batch __user *uhdr,
			      const struct ruapi_view *view)
{
	int ret;

	hdr->bad_call = U32_MAX;
	hdr->bad_index = U32_MAX;
	hdr->bad_attr = 0;
	hdr->reason = RUAPI_REASON_NONE;
	hdr->bad_errno = 0;
	if (hdr->flags == RUAPI_HDR_F_VIEW) {
		ret = batch_check_view(hdr, uhdr, view);
		if (ret)
			return ret;
	}
	if (hdr->flags || hdr->view || !hdr->num_calls ||
	    hdr->num_calls > RUAPI_BATCH_MAX_CALLS ||
	    hdr->length > RUAPI_BATCH_MAX_BYTES ||
	    hdr->length < sizeof(*hdr) +
			  hdr->num_calls * sizeof(struct ruapi_hdr))
		return batch_bad(hdr, RUAPI_REASON_HEADER, -EINVAL);
	return 0;
}

/* Whether the action may stand there: what cannot be undone ends the batch. */
static bool batch_has_place(struct batch *batch, u32 number)
{
	const struct ruapi_action *action = batch->calls[number].action;
	const bool last = number + 1 == batch->hdr.num_calls;

	switch (action->place) {
	case RUAPI_PLACE_ANY:
		return batch->first_end == batch->hdr.num_calls;
	case RUAPI_PLACE_LAST:
		if (!last || batch->first_end != batch->hdr.num_calls)
			return false;
		batch->first_end = number;
		return true;
	case RUAPI_PLACE_END:
		batch->first_end = min(batch->first_end, number);
		return true;
	default:
		return false;
	}
}

static int batch_find_action(struct batch *batch, u32 number)
{
	struct ruapi_call *call = &batch->calls[number];
	const struct ruapi_hdr *hdr = &call->hdr;

	call->action = ruapi_action(hdr->object, hdr->action);
	if (!call->action ||
	    (call->action->class == RUAPI_CLASS_CM &&
	     batch->nr != RUAPI_NR_BATCH_CM))
		return -EPROTONOSUPPORT;
	call->handler = call->action->handler;
	if (!batch_has_place(batch, number))
		return call_bad_attr(call, 0, RUAPI_REASON_PLACE, -EINVAL);
	return 0;
}

/* The call at @at of the copy.  Return: 0 or a negative errno. */
static int batch_take_call(struct batch *batch, u32 number, u32 at)
{
	const u32 left = batch->hdr.length - sizeof(batch->hdr) - at;
	struct ruapi_call *call = &batch->calls[number];
	struct ruapi_hdr *hdr = &call->hdr;
	int ret;

	if (left < sizeof(*hdr))
		return batch_bad(&batch->hdr, RUAPI_REASON_HEADER, -EINVAL);
	call_init(call, batch->ns, batch->view,
		  (void __user *)(batch->uhdr + 1) + at);
	call->scratch = &batch->scratch;
	call->batch = batch;
	batch->begun++;
	memcpy(hdr, batch->bytes + at, sizeof(*hdr));
	hdr->bad_attr = 0;
	hdr->reason = RUAPI_REASON_NONE;
	hdr->bad_index = U32_MAX;
	call_trace_enter(call, batch->nr);
	if (hdr->length > left || hdr->flags || hdr->view ||
	    hdr->num_attrs > RUAPI_MAX_ATTRS ||
	    hdr->length != sizeof(*hdr) +
			   hdr->num_attrs * sizeof(*call->attrs)) {
		hdr->num_attrs = 0;
		call_bad_attr(call, 0, RUAPI_REASON_HEADER, -EINVAL);
		return batch_bad_call(batch, number, -EINVAL);
	}
	call->attrs = (void *)(batch->bytes + at + sizeof(*hdr));
	ret = batch_find_action(batch, number);
	return ret ? batch_bad_call(batch, number, ret) : 0;
}

/* Before anything is done: that all of it makes sense. */
static int batch_take_calls(struct batch *batch)
{
	const u32 size = batch->hdr.length - sizeof(batch->hdr);
	u32 i, at = 0;
	int ret;

	if (copy_from_user(batch->bytes, batch->uhdr + 1, size))
		return batch_bad(&batch->hdr, RUAPI_REASON_POINTER, -EFAULT);
	batch->first_end = batch->hdr.num_calls;
	for (i = 0; i < batch->hdr.num_calls; i++) {
		ret = batch_take_call(batch, i, at);
		if (ret)
			return ret;
		at += batch->calls[i].hdr.length;
	}
	if (at != size)
		return batch_bad(&batch->hdr, RUAPI_REASON_HEADER, -EINVAL);
	return 0;
}

/* ---- what its calls share -------------------------------------------------- */

/* By which attribute a call is in its context. */
static u16 context_attr(const struct ruapi_call *call)
{
	u8 i;

	for (i = 0; i < call->num_refs; i++)
		if (call->refs[i].obj->ctx == call->ctx ||
		    call->refs[i].obj == &call->ctx->obj)
			return call->refs[i].id;
	return call->num_bufs ? call->bufs[0].id : 0;
}

/**
 * batch_enter() - enter the context of a call of a batch
 * @call: call in a batch
 * @tombstone: what is left of the context is good enough
 *
 * Return: as ruapi_context_enter(); -EINVAL: the batch is in another one.
 */
static int batch_enter(struct ruapi_call *call, bool tombstone)
{
	struct batch *batch = call->batch;
	struct ruapi_context *ctx = call->ctx;
	int ret;

	if (batch->ctx) {
		if (batch->ctx != ctx)
			return call_bad_attr(call, context_attr(call),
					     RUAPI_REASON_CONTEXT, -EINVAL);
		return READ_ONCE(ctx->going) && !tombstone ? -ENODEV : 0;
	}
	ret = ruapi_context_enter(ctx, call, tombstone);
	if (!ret) {
		kref_get(&ctx->obj.uobj.ref);
		batch->ctx = ctx;
		batch->holder = call;
	}
	return ret;
}

/**
 * batch_result() - look up what an earlier call of a batch has made
 * @call: call in a batch
 * @i: of its attributes, the one that names it
 * @number: of the earlier call, as a user says it
 * @objp: set to the object, with a reference
 *
 * Return: 0, or a negative errno and the caller is told so.
 */
static int batch_result(struct ruapi_call *call, unsigned int i, u32 number,
			struct ruapi_obj **objp)
{
	struct batch *batch = call->batch;
	struct ruapi_call *maker;

	if (number >= call - batch->calls)
		return call_bad_index(call, i, RUAPI_REASON_RESULT, -EINVAL);
	maker = &batch->calls[array_index_nospec(number, batch->begun)];
	if (!maker->action->creates)
		return call_bad_index(call, i, RUAPI_REASON_RESULT, -EINVAL);
	call->names_result = true;
	*objp = maker->new_obj;
	if (maker->new_obj)
		kref_get(&maker->new_obj->uobj.ref);
	else	/* CONTEXT.OPEN has found one. */
		*objp = ruapi_object_get(call->ns,
					 attr_raw(maker, maker->action->creates)->obj.handle);
	return 0;
}

/* Its context stays entered. */
static void batch_leave_call(struct ruapi_call *call)
{
	if (call->ctx)
		call->dev = NULL;
	else
		call_leave(call);
}

static void batch_leave(struct batch *batch)
{
	if (!batch->ctx)
		return;
	ruapi_context_leave(batch->ctx, batch->holder);
	ruapi_object_put(&batch->ctx->obj);
	batch->ctx = NULL;
}

/* ---- one after the other ----------------------------------------------------- */

/* No other context is opened while one is in use: see ruapi_context::rwsem. */
static int batch_check_open(const struct batch *batch, struct ruapi_call *call)
{
	const u8 id = call->action->creates;

	if (!batch->ctx || !id ||
	    call->action->rules[id].object != RUAPI_OBJ_CONTEXT)
		return 0;
	return call_bad_attr(call, id, RUAPI_REASON_CONTEXT, -EINVAL);
}

static int batch_prepare(const struct batch *batch, struct ruapi_call *call)
{
	int ret;

	/* Also if the device goes: see ruapi_context_evict(). */
	if (fatal_signal_pending(current))
		return -EINTR;
	ret = batch_check_open(batch, call);
	return ret ?: call_prepare(call);
}

/* Nobody else can look it up: whoever comes next may read it. */
static int batch_run(struct ruapi_call *call)
{
	const int ret = call_run(call);

	batch_leave_call(call);
	if (ret) {
		call->new_obj = NULL;
		call->new_file = NULL;
	} else if (call->new_obj) {
		ruapi_object_share(call->new_obj);
	}
	return ret;
}

/* What was made has handles from here on, but is in use. */
static void batch_settle(struct batch *batch)
{
	struct ruapi_obj *obj;
	u32 i;

	if (batch->settled)
		return;
	batch->settled = true;
	for (i = 0; i < batch->begun; i++) {
		obj = batch->calls[i].new_obj;
		if (!obj)
			continue;
		kref_get(&obj->uobj.ref);
		ruapi_object_settle(obj);
	}
}

/*
 * What cannot be undone: one call, or several DESTROYs, of which all have their objects
 * locked.  Others may hear of what it does at once, by an event.
 */
static int batch_end(struct batch *batch)
{
	u32 i;
	int ret;

	for (i = batch->first_end; i < batch->hdr.num_calls; i++) {
		struct ruapi_call *call = &batch->calls[i];

		if (call->names_result)
			batch_settle(batch);
		ret = batch_run(call);
		if (ret) {
			batch_bad_call(batch, i, ret);
			if (i == batch->first_end)
				return ret;
			batch->hdr.bad_errno = -ret;
			return 0;
		}
		call_commit(call);
		cond_resched();
	}
	return 0;
}

static int batch_steps(struct batch *batch)
{
	u32 i;
	int ret;

	for (i = 0; i < batch->hdr.num_calls; i++) {
		struct ruapi_call *call = &batch->calls[i];

		ret = batch_prepare(batch, call);
		if (!ret && i < batch->first_end)
			ret = batch_run(call);
		if (ret)
			return batch_bad_call(batch, i, ret);
		cond_resched();
	}
	return batch_end(batch);
}

/* ---- its end ------------------------------------------------------------------- */

static void batch_drop_file(struct ruapi_call *call)
{
	if (!call->new_file)
		return;
	put_unused_fd(call->new_fd);
	fput(call->new_file);
	call->new_file = NULL;
}

/* The newest first, in their context; nobody has seen them, or uses them. */
static void batch_undo(struct batch *batch)
{
	u32 i;

	for (i = batch->begun; i--;) {
		struct ruapi_call *call = &batch->calls[i];
		struct ruapi_obj *obj = call->new_obj;

		if (!obj)
			continue;
		/* To be closed it must not be in use, not even by us. */
		if (obj->type == RUAPI_OBJ_CONTEXT)
			batch_leave(batch);
		ruapi_object_unshare(obj);
		if (ruapi_object_destroy(obj))
			/* See call_abort(): an object that nobody asked for. */
			ruapi_object_publish(obj);
		else
			ruapi_object_abort(obj);
		call->new_obj = NULL;
	}
}

/*
 * The last call has failed, and others may have seen what was made before: as by
 * DESTROY, after the calls that use it.  What is in the way then, or a caller who is
 * being killed has no time for, is an object that nobody asked for.
 */
static void batch_take_back(struct ruapi_call *call, struct ruapi_obj *obj)
{
	struct ruapi_context *ctx = obj->ctx;

	if (ruapi_object_lock_wait(obj))
		return;
	call->evicted = false;
	call->spared = false;
	if (!ctx || !ruapi_context_enter(ctx, call, true)) {
		if (!ruapi_object_destroy(obj))
			ruapi_object_retire(obj);
		if (ctx)
			ruapi_context_leave(ctx, call);
	}
	ruapi_object_unlock(obj, RUAPI_ACCESS_DESTROY);
}

/* As call_copy_error_out(): EFAULT adds nothing. */
static bool batch_copy_error_out(const struct ruapi_batch *hdr,
				 struct ruapi_batch __user *uhdr)
{
	const size_t from = offsetof(struct ruapi_batch, bad_call);
	const size_t to = offsetof(struct ruapi_batch, view);

	return !copy_to_user((u8 __user *)uhdr + from, (const u8 *)hdr + from,
			     to - from);
}

/* By that of its context, or of the one that it was opening. */
static bool batch_evicted(const struct batch *batch, const struct ruapi_call *bad)
{
	return bad->evicted || (batch->holder && batch->holder->evicted);
}

/* Its context is left.  Return: @ret, or what it is if the device has gone. */
static int batch_answer(struct batch *batch, int ret)
{
	const u32 number = batch->hdr.bad_call;
	struct ruapi_call *bad = NULL;

	if (number < batch->begun)
		bad = &batch->calls[number];
	else if (!ret && batch->first_end + 1 >= batch->hdr.num_calls)
		return 0;
	if (bad && batch_evicted(batch, bad)) {
		call_bad_attr(bad, 0, RUAPI_REASON_DEAD, -ENODEV);
		batch_bad_call(batch, number, -ENODEV);
		if (ret)
			ret = -ENODEV;
		else
			batch->hdr.bad_errno = ENODEV;
	}
	if (batch_copy_error_out(&batch->hdr, batch->uhdr) && bad)
		call_copy_error_out(bad);
	return ret;
}

/* Inputs may be destroyed, and their context may be closed. */
static void batch_release(struct batch *batch, int ret)
{
	const int err = ret ?: -(int)batch->hdr.bad_errno;
	u32 i;

	for (i = batch->begun; i--;) {
		struct ruapi_call *call = &batch->calls[i];

		call_trace_exit(call, i == batch->hdr.bad_call ? err : 0);
		call_release(call);
	}
}

/* From here on anybody may destroy what was made, if it is not done here. */
static void batch_put_objects(struct batch *batch, int ret)
{
	u32 i;

	for (i = batch->begun; i--;) {
		struct ruapi_call *call = &batch->calls[i];

		if (!call->new_obj)
			continue;
		ruapi_object_unlock(call->new_obj, RUAPI_ACCESS_READ);
		if (ret)
			batch_take_back(call, call->new_obj);
		ruapi_object_put(call->new_obj);
	}
}

static int batch_finish(struct batch *batch, int ret)
{
	u32 i;

	if (!ret)
		batch_settle(batch);
	for (i = 0; i < batch->begun; i++) {
		struct ruapi_call *call = &batch->calls[i];

		if (ret)
			batch_drop_file(call);
		else if (call->new_file)
			fd_install(call->new_fd, call->new_file);
		batch_leave_call(call);
	}
	batch_release(batch, ret);
	if (ret && !batch->settled)
		batch_undo(batch);
	batch_leave(batch);
	ret = batch_answer(batch, ret);
	batch_put_objects(batch, ret);
	return ret;
}

/* ---- its memory ------------------------------------------------------------------ */

/*
 * Pages for a batch are cleared, charged and given back, which is more work than what
 * many of its calls have to do: so one that has ended leaves its memory to the next
 * one of its namespace.
 */
static struct batch *batch_alloc(struct ruapi_ns *ns,
				 const struct ruapi_batch *hdr)
{
	const size_t calls = hdr->num_calls * sizeof(struct ruapi_call);
	const size_t size = sizeof(struct batch) + calls + BATCH_SCRATCH +
			    hdr->length;
	struct batch *batch = NULL;
	size_t room;

	if (size <= BATCH_KEEP)
		batch = xchg(&ns->batch_room, NULL);
	if (batch) {
		room = batch->size;
	} else {
		room = max_t(size_t, size, BATCH_KEEP);
		batch = kvmalloc(room, GFP_KERNEL_ACCOUNT);
		if (!batch)
			return NULL;
	}
	memset(batch, 0, sizeof(*batch));
	batch->size = room;
	batch->ns = ns;
	batch->hdr = *hdr;
	/* Initialized as they are taken. */
	batch->calls = (struct ruapi_call *)(batch + 1);
	batch->scratch.at = (u8 *)(batch + 1) + calls;
	batch->scratch.left = BATCH_SCRATCH;
	batch->bytes = batch->scratch.at + BATCH_SCRATCH;
	return batch;
}

static void batch_free(struct batch *batch)
{
	if (batch->size == BATCH_KEEP &&
	    !cmpxchg(&batch->ns->batch_room, NULL, batch))
		return;
	kvfree(batch);
}

/**
 * ruapi_batch_free_room() - free what the last batch has left
 * @ns: namespace that nobody uses any more
 */
void ruapi_batch_free_room(struct ruapi_ns *ns)
{
	kvfree(ns->batch_room);
}

/**
 * ruapi_ioctl_batch() - RUAPI_IOC_BATCH and _BATCH_CM
 * @ns: namespace of the file
 * @view: the view that it is, NULL: the main file
 * @cmd: ioctl number
 * @uhdr: argument
 *
 * Return: 0 or a negative errno.
 */
long ruapi_ioctl_batch(struct ruapi_ns *ns, struct ruapi_view *view,
		       unsigned int cmd, struct ruapi_batch __user *uhdr)
{
	struct ruapi_batch hdr;
	struct batch *batch;
	int ret;

	if (copy_from_user(&hdr, uhdr, sizeof(hdr)))
		return -EFAULT;
	ret = batch_check_header(&hdr, uhdr, view);
	if (ret) {
		batch_copy_error_out(&hdr, uhdr);
		return ret;
	}
	this_cpu_add(*ns->calls, hdr.num_calls);
	batch = batch_alloc(ns, &hdr);
	if (!batch)
		return -ENOMEM;
	batch->view = view;
	batch->uhdr = uhdr;
	batch->nr = _IOC_NR(cmd);
	ret = batch_take_calls(batch);
	if (!ret)
		ret = batch_steps(batch);
	ret = batch_finish(batch, ret);
	batch_free(batch);
	return ret;
}
