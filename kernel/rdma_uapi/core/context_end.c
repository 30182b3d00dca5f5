// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The end of a context: by removal of its device, with its view or namespace, or by
 * DESTROY.
 */
#include "core/context_own.h"
#include "ruapi.h"

/* ---- its objects --------------------------------------------------------- */

/*
 * The driver refused to destroy them, so it may still use them and tell us of
 * events: their memory stays for ever.  It is not asked again, as its context
 * goes now.
 */
static void context_leak_objects(struct ruapi_context *ctx)
{
	struct ruapi_obj *obj;

	dev_warn_ratelimited(&ctx->dev->ibdev->dev,
			     "driver refused to destroy an object\n");
	list_for_each_entry(obj, &ctx->objects, uobj.list) {
		if (!obj->hw)
			continue;
		kref_get(&obj->uobj.ref);
		obj->hw = false;
	}
}

/*
 * Objects after which a close waits for RCU.  Drivers and ib_core have much of what
 * goes freed by it, and of a hundred thousand objects it would do that in one go.
 */
#define CLOSE_STRIDE 16384

/* A removal does not wait, nor makes who closes it wait longer. */
static void context_pace(struct ruapi_context *ctx, unsigned int destroyed)
{
	if (!(destroyed % CLOSE_STRIDE) && !READ_ONCE(ctx->dev->gone))
		synchronize_rcu();
}

/* Newest first; what still has users comes in a later round. */
static void context_destroy_objects(struct ruapi_context *ctx)
{
	unsigned int destroyed = 0;
	struct ruapi_obj *obj;
	bool left, progress;

	do {
		left = false;
		progress = false;
		list_for_each_entry(obj, &ctx->objects, uobj.list) {
			cond_resched();
			if (!obj->hw)
				continue;
			if (ruapi_object_destroy(obj)) {
				left = true;
				continue;
			}
			progress = true;
			context_pace(ctx, ++destroyed);
		}
	} while (left && progress);
	if (left)
		context_leak_objects(ctx);
}

/* ---- its end --------------------------------------------------------------- */

/* No call comes any more, whoever waits for the last one. */
void ruapi_context_doom(struct ruapi_context *ctx)
{
	spin_lock(&ctx->lock);
	WRITE_ONCE(ctx->going, true);
	spin_unlock(&ctx->lock);
}

/* No call finds anything but a tombstone from here on. */
void context_set_dead(struct ruapi_context *ctx)
{
	ruapi_context_doom(ctx);
	WRITE_ONCE(ctx->dead, true);
}

/* Those who wait for what is left of it go on. */
static void context_end_write(struct ruapi_context *ctx)
{
	up_write(&ctx->rwsem);
	wake_up_all(&ctx->idle);
}

/* The hardware is gone afterwards, whoever got here first. */
static void context_kill_locked(struct ruapi_context *ctx)
{
	struct ib_device *ibdev = ctx->dev->ibdev;

	lockdep_assert_held_write(&ctx->rwsem);
	if (ctx->dead)
		return;
	context_set_dead(ctx);
	/* First: objects have memory, too, that nobody may see when they go. */
	ruapi_mmap_zap(ctx);
	context_destroy_objects(ctx);
	ib_unregister_event_handler(&ctx->ib_events);
	if (ctx->removed && ibdev->ops.disassociate_ucontext)
		ibdev->ops.disassociate_ucontext(ctx->ib);
	rdma_restrack_del(&ctx->ib->res);
	ibdev->ops.dealloc_ucontext(ctx->ib);
	ruapi_access_uncharge(&ctx->obj, ctx->dev);
}

static void context_retire_objects(struct ruapi_context *ctx)
{
	struct ruapi_obj *obj;

	for (;;) {
		spin_lock(&ctx->lock);
		obj = list_first_entry_or_null(&ctx->objects,
					       struct ruapi_obj, uobj.list);
		spin_unlock(&ctx->lock);
		if (!obj)
			return;
		ruapi_object_retire(obj);
		cond_resched();
	}
}

/**
 * ruapi_context_kill() - the device is being removed
 * @ctx: context of it, which is doomed; its handles become tombstones, and those
 *	that can have asynchronous events have a last one
 * @wait: for calls in progress
 *
 * Return: false if there are some, and nothing happened.
 */
bool ruapi_context_kill(struct ruapi_context *ctx, bool wait)
{
	if (wait)
		down_write(&ctx->rwsem);
	else if (!down_write_trylock(&ctx->rwsem))
		return false;
	if (!ctx->dead) {
		ctx->removed = true;
		context_post(ctx, 0, IB_EVENT_DEVICE_FATAL);
		context_kill_locked(ctx);
		context_end_events(ctx);
	}
	context_end_write(ctx);
	return true;
}

/* A removal of the device does not find it any more. */
void context_unlink_device(struct ruapi_context *ctx)
{
	mutex_lock(&ctx->dev->lock);
	list_del_init(&ctx->dev_entry);
	mutex_unlock(&ctx->dev->lock);
}

/* Neither a removal of the device nor its view will find the context again. */
static void context_unlink(struct ruapi_context *ctx)
{
	struct ruapi_ns *ns = ctx->obj.ns;
	bool bound;

	context_unlink_device(ctx);

	mutex_lock(&ns->view_lock);
	bound = ctx->view;
	if (bound)
		WRITE_ONCE(ctx->view->ctx, NULL);
	ctx->view = NULL;
	mutex_unlock(&ns->view_lock);
	if (bound)
		ruapi_object_put(&ctx->obj);

	context_end_ports(ctx);
	xa_lock(&ns->slots);
	if (xa_load(&ns->slots, ctx->slot) == ctx)
		__xa_erase(&ns->slots, ctx->slot);
	xa_unlock(&ns->slots);
}

/* The rwsem is held for write, and released. */
static void context_close_locked(struct ruapi_context *ctx)
{
	context_kill_locked(ctx);
	context_retire_objects(ctx);
	context_stop_events(ctx);
	ctx->obj.hw = false;
	context_end_write(ctx);
	context_unlink(ctx);
	ruapi_object_retire(&ctx->obj);
}

/**
 * ruapi_context_close_view() - a device view is being closed
 * @view: the view; its context is closed if it has one
 *
 * Return: false if calls in progress are in the way, and no others will be.
 */
bool ruapi_context_close_view(struct ruapi_view *view)
{
	struct ruapi_context *ctx;
	bool closed;

	mutex_lock(&view->ns->view_lock);
	ctx = view->ctx;
	if (ctx)
		kref_get(&ctx->obj.uobj.ref);
	mutex_unlock(&view->ns->view_lock);
	if (!ctx)
		return true;
	ruapi_context_doom(ctx);
	closed = down_write_trylock(&ctx->rwsem);
	if (closed)
		context_close_locked(ctx);
	ruapi_object_put(&ctx->obj);
	return closed;
}

/**
 * ruapi_context_close() - its namespace is being closed
 * @ctx: the context, which no call uses; gone afterwards with the handles of all
 *	its objects
 */
void ruapi_context_close(struct ruapi_context *ctx)
{
	down_write(&ctx->rwsem);
	context_close_locked(ctx);
}

static bool context_busy(struct ruapi_context *ctx)
{
	bool busy;

	spin_lock(&ctx->lock);
	busy = !READ_ONCE(ctx->dead) && !list_empty(&ctx->objects);
	spin_unlock(&ctx->lock);
	return busy;
}

/* DESTROY: as closing it, but not under the feet of its objects. */
int context_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_context *ctx = to_context(obj);
	bool busy;

	/* mmap() takes a context that is locked for write for a dead one. */
	if (context_busy(ctx))
		return -EBUSY;
	if (down_write_killable(&ctx->rwsem))
		return -EINTR;
	busy = context_busy(ctx);
	if (!busy) {
		context_kill_locked(ctx);
		context_stop_events(ctx);
	}
	context_end_write(ctx);
	if (busy)
		return -EBUSY;
	context_unlink(ctx);
	return 0;
}
