// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Contexts: open HCAs.  A context dies when its device is removed, when its
 * view or its namespace is closed, or by DESTROY; whichever comes first
 * destroys the hardware, under the rwsem.  The driver's memory of it stays
 * until the last handle, call and mapping is gone, because drivers look at it
 * when a mapping goes.
 */
#include <linux/module.h>

#include "core/context_own.h"
#include "../../drivers/added.h"
#include "../../drivers/driver.h"
#include "ruapi.h"

static void context_release(struct ruapi_obj *obj)
{
	struct ruapi_context *ctx = to_context(obj);

	/* A context that was never one has not got so far. */
	if (ctx->dev)
		context_free_events(ctx);
	ruapi_method_context_free(ctx);
	bitmap_free(ctx->had);
	if (ctx->scratch)
		__free_page(ctx->scratch);
	if (!ctx->dev)
		return;
	if (ctx->ib)
		module_put(ctx->dev->ibdev->ops.owner);
	kfree(ctx->ib);
	ruapi_device_put(ctx->dev);
}

static void context_init(struct ruapi_context *ctx, struct ruapi_device *dev)
{
	kref_get(&dev->ref);
	ctx->dev = dev;
	init_rwsem(&ctx->rwsem);
	init_waitqueue_head(&ctx->idle);
	spin_lock_init(&ctx->lock);
	INIT_LIST_HEAD(&ctx->objects);
	INIT_LIST_HEAD(&ctx->calls);
	INIT_LIST_HEAD(&ctx->dev_entry);
	mutex_init(&ctx->mappings_lock);
	INIT_LIST_HEAD(&ctx->mappings);
	INIT_LIST_HEAD(&ctx->windows);
	INIT_LIST_HEAD(&ctx->queues);
	spin_lock_init(&ctx->queues_lock);
	context_init_ports(ctx);
}

/* A removal of the device finds the context from here on, and waits for it. */
static bool context_link_device(struct ruapi_context *ctx)
{
	struct ruapi_device *dev = ctx->dev;
	bool alive;

	mutex_lock(&dev->lock);
	alive = !dev->gone;
	if (alive)
		list_add(&ctx->dev_entry, &dev->contexts);
	mutex_unlock(&dev->lock);
	return alive;
}

/* The driver's half of a context.  A failure leaves nothing of it. */
static int context_alloc_ib(struct ruapi_call *call, struct ruapi_context *ctx)
{
	struct ib_device *ibdev = ctx->dev->ibdev;
	struct ib_ucontext *ib;
	int ret;

	if (!try_module_get(ibdev->ops.owner))
		return -ENODEV;
	ib = rdma_zalloc_drv_obj(ibdev, ib_ucontext);
	if (!ib) {
		module_put(ibdev->ops.owner);
		return -ENOMEM;
	}
	ib->device = ibdev;
	ib->ufile = &ctx->obj.ns->ufile;
	xa_init_flags(&ib->mmap_xa, XA_FLAGS_ALLOC);
	ruapi_compat_set_ucaps(ib, ctx->ucaps);
	rdma_restrack_new(&ib->res, RDMA_RESTRACK_CTX);
	rdma_restrack_set_name(&ib->res, NULL);
	call_udata(call)->bundle.context = ib;

	ret = ruapi_access_charge(&ctx->obj, ctx->dev,
				  RDMACG_RESOURCE_HCA_HANDLE);
	if (ret) {
		call_bad_attr(call, 0, RUAPI_REASON_CGROUP, ret);
		goto err_put;
	}
	ret = ibdev->ops.alloc_ucontext(ib, ruapi_udata(call_udata(call)));
	if (ret)
		goto err_uncharge;
	rdma_restrack_add(&ib->res);
	ctx->ib = ib;
	ctx->obj.uobj.context = ib;
	return 0;

err_uncharge:
	ruapi_access_uncharge(&ctx->obj, ctx->dev);
err_put:
	/* It holds the task that opened the context. */
	rdma_restrack_put(&ib->res);
	kfree(ib);
	module_put(ibdev->ops.owner);
	return ret;
}

/*
 * The driver writes its answer into memory of the caller, which may never come.
 * Only a removal of the device may have to wait for that, and not others who
 * open or close contexts of it: so this is not done under the device's lock.
 */
static int context_open_hw(struct ruapi_call *call, struct ruapi_context *ctx)
{
	int ret = -ENODEV;

	down_write(&ctx->rwsem);
	context_add_call(ctx, call);
	if (context_link_device(ctx))
		ret = context_alloc_ib(call, ctx);
	context_del_call(ctx, call);
	if (!ret) {
		INIT_IB_EVENT_HANDLER(&ctx->ib_events, ctx->dev->ibdev,
				      context_event);
		ib_register_event_handler(&ctx->ib_events);
		ctx->obj.hw = true;
		/* Replaces the reserved entry, so it needs no memory. */
		xa_store(&call->ns->slots, ctx->slot, ctx, GFP_ATOMIC);
		context_known_ports(ctx);
	} else {
		/* A removal that waits for us finds nothing to destroy. */
		context_set_dead(ctx);
		context_unlink_device(ctx);
	}
	up_write(&ctx->rwsem);
	return ret;
}

static int context_open_device(struct ruapi_call *call,
			       struct ruapi_device *dev)
{
	struct ruapi_context *ctx = attr_new(context, call);
	struct ruapi_queue *queue = ruapi_call_queue(call,
						     RUAPI_CONTEXT_OPEN_QUEUE,
						     call->ns->queue);
	int ret;

	ret = ruapi_call_check_queue(call, RUAPI_CONTEXT_OPEN_QUEUE,
				     RUAPI_EVENT_FORMAT_ASYNC);
	if (ret)
		return ret;
	context_init(ctx, dev);
	ret = ruapi_ucaps_take(call, RUAPI_CONTEXT_OPEN_UCAPS, dev->ucaps,
			       &ctx->ucaps);
	if (ret)
		return ret;
	ret = context_first_ports(ctx);
	if (ret)
		return ret;
	ctx->obj.uobj.user_handle =
		attr_u64(call, RUAPI_CONTEXT_OPEN_USER_DATA);
	/* Reserved only: whoever finds the context there maps its memory. */
	ret = xa_alloc_cyclic(&call->ns->slots, &ctx->slot, NULL,
			      XA_LIMIT(1, RUAPI_MMAP_MAX_SLOT),
			      &call->ns->next_slot, GFP_KERNEL_ACCOUNT);
	if (ret < 0)
		return ret == -EBUSY ? -EMFILE : ret;
	ret = context_add_events(ctx, queue,
				 attr_given(call, RUAPI_CONTEXT_OPEN_QUEUE));
	if (ret)
		goto err_slot;
	ret = context_open_hw(call, ctx);
	if (!ret)
		return 0;

	context_stop_events(ctx);
err_slot:
	xa_erase(&call->ns->slots, ctx->slot);
	return ret;
}

/*
 * An open context of the device that is nobody's in particular, with a
 * reference.  While it is locked, or its handle means nothing, whoever opens it
 * has not published it yet.
 */
static struct ruapi_context *context_find(struct ruapi_ns *ns,
					  struct ruapi_device *dev)
{
	struct ruapi_context *ctx;
	unsigned long slot;

	lockdep_assert_held(&ns->open_lock);
	rcu_read_lock();
	xa_for_each(&ns->slots, slot, ctx)
		if (ctx->dev == dev && !ctx->owned && !READ_ONCE(ctx->going) &&
		    atomic_read_acquire(&ctx->obj.uobj.usecnt) >= 0 &&
		    ruapi_handle_is_known(&ns->handles, &ctx->obj) &&
		    kref_get_unless_zero(&ctx->obj.uobj.ref))
			break;
	rcu_read_unlock();
	return ctx;
}

static void context_answer(struct ruapi_call *call, struct ruapi_context *ctx)
{
	attr_put_u32(call, RUAPI_CONTEXT_OPEN_SLOT, ctx->slot);
	attr_put_u32(call, RUAPI_CONTEXT_OPEN_DEVICE, ctx->dev->index);
}

static void context_bind_view(struct ruapi_context *ctx,
			      struct ruapi_view *view)
{
	kref_get(&ctx->obj.uobj.ref);
	mutex_lock(&view->ns->view_lock);
	ctx->view = view;
	WRITE_ONCE(view->ctx, ctx);
	mutex_unlock(&view->ns->view_lock);
}

static int context_open_locked(struct ruapi_call *call,
			       struct ruapi_device *dev)
{
	struct ruapi_view *view = call->view;
	const bool bound = view && view->is_device;
	/* What the driver has to say is said once, to who opens it. */
	const bool owned = bound || attr_u8(call, RUAPI_CONTEXT_OPEN_NEW) ||
			   attr_given(call, RUAPI_CONTEXT_OPEN_UCAPS) ||
			   call->uhw_in || call->uhw_out || call->added;
	struct ruapi_context *ctx;
	int ret;

	const u16 refused = ruapi_driver_refused(dev->traits);

	if (refused)
		return call_bad_attr(call,
				     attr_given(call, RUAPI_CONTEXT_OPEN_INDEX) ?
					     RUAPI_CONTEXT_OPEN_INDEX :
					     RUAPI_CONTEXT_OPEN_CM_ID,
				     refused, -EOPNOTSUPP);
	if (bound && view->device != dev->index)
		return call_bad_attr(call, RUAPI_CONTEXT_OPEN_INDEX,
				     RUAPI_REASON_STATE, -EINVAL);
	if (bound && READ_ONCE(view->ctx))
		return call_bad_attr(call, RUAPI_CONTEXT_OPEN_INDEX,
				     RUAPI_REASON_STATE, -EBUSY);
	ctx = owned ? NULL : context_find(call->ns, dev);
	if (ctx) {
		call_reuse_object(call, &ctx->obj);
		context_answer(call, ctx);
		ruapi_object_put(&ctx->obj);
		return 0;
	}
	ret = context_open_device(call, dev);
	if (ret)
		return ret;
	ctx = attr_new(context, call);
	ctx->owned = owned;
	if (bound)
		context_bind_view(ctx, view);
	context_answer(call, ctx);
	return 0;
}

/* What names the device is not bound to one, or no more. */
static int context_no_device(struct ruapi_call *call)
{
	const u16 id = call->refs[0].id;

	if (call->lost_dev)
		return call_bad_attr(call, id, RUAPI_REASON_DEAD, -ENODEV);
	return call_bad_attr(call, id, RUAPI_REASON_STATE, -EINVAL);
}

static int context_open(struct ruapi_call *call)
{
	struct ruapi_device *dev = call->dev;
	int ret;

	if (!dev)
		return context_no_device(call);
	/* The memory of another call may never come. */
	if (mutex_lock_killable(&call->ns->open_lock))
		return -EINTR;
	ret = context_open_locked(call, dev);
	mutex_unlock(&call->ns->open_lock);
	return ret;
}

static int context_query(struct ruapi_call *call)
{
	const struct ruapi_context *ctx =
		attr_to(context, call, RUAPI_CONTEXT_QUERY_HANDLE);
	const int ret = ruapi_added_query_context(call);

	if (ret)
		return ret;

	attr_put_u32(call, RUAPI_CONTEXT_QUERY_DEVICE, ctx->dev->index);
	attr_put_u32(call, RUAPI_CONTEXT_QUERY_DRIVER_ID, ctx->dev->driver_id);
	attr_put_u32(call, RUAPI_CONTEXT_QUERY_SLOT, ctx->slot);
	attr_put_u32(call, RUAPI_CONTEXT_QUERY_NUM_COMP_VECTORS,
		     ctx->dev->ibdev->num_comp_vectors);
	attr_put_u64(call, RUAPI_CONTEXT_QUERY_UCAPS, ctx->ucaps);
	return 0;
}

static int context_add_queue(struct ruapi_call *call)
{
	struct ruapi_context *ctx =
		attr_to(context, call, RUAPI_CONTEXT_ADD_QUEUE_HANDLE);
	int ret;

	ret = ruapi_call_check_queue(call, RUAPI_CONTEXT_ADD_QUEUE_QUEUE,
				     RUAPI_EVENT_FORMAT_ASYNC);
	if (ret)
		return ret;
	ret = context_add_events(ctx,
				 ruapi_call_queue(call,
						  RUAPI_CONTEXT_ADD_QUEUE_QUEUE,
						  NULL), true);
	if (ret == -EINVAL)
		return call_bad_attr(call, RUAPI_CONTEXT_ADD_QUEUE_QUEUE,
				     RUAPI_REASON_STATE, ret);
	return ret;
}

static const struct ruapi_handler context_handlers[__RUAPI_CONTEXT_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_QUERY] = {
		.run = context_query,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_CONTEXT_OPEN] = {
		.run = context_open,
	},
	[RUAPI_CONTEXT_ADD_QUEUE] = {
		.run = context_add_queue,
	},
	[RUAPI_CONTEXT_QUERY_LIMITS] = {
		.run = ruapi_device_ask,
	},
	[RUAPI_CONTEXT_MAP] = {
		.run = ruapi_window_map,
	},
	[RUAPI_CONTEXT_UNMAP] = {
		.run = ruapi_window_unmap,
	},
};

static struct ruapi_device *context_device(struct ruapi_obj *obj)
{
	struct ruapi_device *dev = to_context(obj)->dev;

	kref_get(&dev->ref);
	return dev;
}

static void context_fdinfo(struct ruapi_obj *obj, struct seq_file *m)
{
	struct ruapi_context *ctx = to_context(obj);

	seq_printf(m, "ruapi-context:\t%u %s %s %u%s",
		   object_handle(&ctx->obj), ctx->dev->ibdev->name,
		   ruapi_driver_name(ctx->dev->driver_id), ctx->dev->index,
		   READ_ONCE(ctx->dead) ? " dead" : "");
	ruapi_ucaps_fdinfo(ctx, m);
	seq_putc(m, '\n');
}

const struct ruapi_type ruapi_type_context = {
	.size = sizeof(struct ruapi_context),
	.handlers = context_handlers,
	.num_handlers = ARRAY_SIZE(context_handlers),
	.close = RUAPI_CLOSE_CONTEXT,
	.destroy = context_destroy,
	.release = context_release,
	.device = context_device,
	.fdinfo = context_fdinfo,
};
