// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Contexts: open HCAs.  A context dies when its device is removed, when its
 * view or its namespace is closed, or by DESTROY; whichever comes first
 * destroys the hardware, under the rwsem.  The driver's memory of it stays
 * until the last handle, call and mapping is gone, because drivers look at it
 * when a mapping goes.
 */
#include <linux/module.h>
#include <linux/sched/signal.h>

#include "core/kcov.h"
#include "../../drivers/added.h"
#include "../../drivers/driver.h"
#include "ruapi.h"

/* ---- calls that a context is in use by ---------------------------------- */

static bool context_is_going(const struct ruapi_context *ctx)
{
	return READ_ONCE(ctx->going) && !READ_ONCE(ctx->dead);
}

/* The rwsem is held.  Return: false if the context is going. */
static bool context_add_call(struct ruapi_context *ctx, struct ruapi_call *call)
{
	bool good;

	spin_lock(&ctx->lock);
	good = !context_is_going(ctx);
	if (good) {
		call->task = current;
		list_add(&call->in_use, &ctx->calls);
	}
	spin_unlock(&ctx->lock);
	return good;
}

/*
 * To end a page fault that waits for userspace takes SIGKILL, and so does to end
 * the pinning of memory.  So a task finds that it is being killed, but only as
 * long as it is in the call: then task_spare() takes that back, and the program
 * gets an error instead.  What it can end is all that a real SIGKILL could have
 * ended at any time.
 *
 * Real ones mean the whole process, and are known by that.  One that is sent to
 * just this thread meanwhile (tgkill) is taken for ours.
 */
static void task_pretend_kill(struct task_struct *task)
{
	struct sighand_struct *sighand;

	/* It cannot exit or exec before it has left the call. */
	sighand = rcu_dereference_protected(task->sighand, true);
	spin_lock_irq(&sighand->siglock);
	sigaddset(&task->pending.signal, SIGKILL);
	set_tsk_thread_flag(task, TIF_SIGPENDING);
	spin_unlock_irq(&sighand->siglock);
	if (READ_ONCE(task->__state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL))
		wake_up_process(task);
}

static void task_spare(void)
{
	struct signal_struct *signal = current->signal;
	struct sighand_struct *sighand;

	sighand = rcu_dereference_protected(current->sighand, true);
	spin_lock_irq(&sighand->siglock);
	/* As get_signal() sees whether the process is to die. */
	if (!(signal->flags & SIGNAL_GROUP_EXIT) && !signal->group_exec_task)
		sigdelset(&current->pending.signal, SIGKILL);
	recalc_sigpending();
	spin_unlock_irq(&sighand->siglock);
}

static void context_del_call(struct ruapi_context *ctx, struct ruapi_call *call)
{
	spin_lock(&ctx->lock);
	list_del(&call->in_use);
	spin_unlock(&ctx->lock);
	if (call->evicted)
		task_spare();
}

/**
 * ruapi_context_enter() - keep the hardware of a context, or what is left of it
 * @ctx: the context, to which the caller has a reference
 * @call: that may touch memory of its process meanwhile
 * @tombstone: what is left is good enough
 *
 * Return: 0, and it may be dead; -ENODEV if it is about to die, which a caller
 * that is content with a tombstone waits for; -EINTR if the caller is being
 * killed.
 */
int ruapi_context_enter(struct ruapi_context *ctx, struct ruapi_call *call,
			bool tombstone)
{
	for (;;) {
		if (context_is_going(ctx)) {
			if (!tombstone)
				return -ENODEV;
			if (wait_event_killable(ctx->idle,
						READ_ONCE(ctx->dead)))
				return -EINTR;
		}
		if (down_read_killable(&ctx->rwsem))
			return -EINTR;
		if (context_add_call(ctx, call))
			return 0;
		up_read(&ctx->rwsem);
	}
}

void ruapi_context_leave(struct ruapi_context *ctx, struct ruapi_call *call)
{
	context_del_call(ctx, call);
	up_read(&ctx->rwsem);
}

/*
 * Whoever waits for hardware does not let signals in, and is spared, but once: so
 * does a page that comes back from swap, and the next one after it.  To run is no
 * sign of progress: with any signal pending, a page fault that waits for
 * userfaultfd is tried again and again.
 */
static void call_evict(struct ruapi_context *ctx, struct ruapi_call *call)
{
	const unsigned int state = READ_ONCE(call->task->__state);
	const bool waits = state &&
			   !(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL));

	if (waits && !call->spared) {
		call->spared = true;
		return;
	}
	if (!call->evicted)
		pr_warn_ratelimited("rdma_uapi: %s goes: ends a call of %s[%d], which %s its memory\n",
				    ctx->dev->ibdev->name, call->task->comm,
				    task_pid_nr(call->task),
				    state ? "waits for" : "works on");
	call->evicted = true;
	task_pretend_kill(call->task);
}

/**
 * ruapi_context_evict() - end calls that are busy with memory of their process
 * @ctx: context whose device has been waiting for them for long
 *
 * A page fault of the kernel waits for userfaultfd, or for a file system in
 * userspace, as long as these like; memory that has been swapped out comes, but
 * takes its time.  Nobody dies of it: the call says ENODEV.
 */
void ruapi_context_evict(struct ruapi_context *ctx)
{
	struct ruapi_call *call;

	spin_lock(&ctx->lock);
	list_for_each_entry(call, &ctx->calls, in_use)
		call_evict(ctx, call);
	spin_unlock(&ctx->lock);
}

/* ---- death ---------------------------------------------------------------- */

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

/* ---- where its events go -------------------------------------------------- */

/* Links flap, and programs that have all they need read late. */
#define PORT_RUNS 128

/* More than programs have that were written for ib_uverbs, each thread its own. */
#define MAX_QUEUES 64

/**
 * struct context_queue - a queue to which events of the device and its ports go
 * @link: in ctx->queues
 * @queue: it; the entries hold references
 * @runs: for their events
 * @async: an entry per port, [0]: the device
 */
struct context_queue {
	struct list_head link;
	struct ruapi_queue *queue;
	struct ruapi_event_run *runs;
	struct ruapi_event_entry async[];
};

static void context_queue_free(struct context_queue *cq)
{
	kvfree(cq->runs);
	kfree(cq);
}

static void context_queue_stop(struct ruapi_context *ctx,
			       struct context_queue *cq)
{
	u32 port;

	for (port = 0; port <= ctx->dev->ibdev->phys_port_cnt; port++)
		ruapi_event_stop(&cq->async[port]);
}

static struct context_queue *context_queue_alloc(struct ruapi_context *ctx,
						 struct ruapi_queue *queue)
{
	const u32 ports = ctx->dev->ibdev->phys_port_cnt;
	struct context_queue *cq;
	u32 port;

	cq = kzalloc(struct_size(cq, async, ports + 1), GFP_KERNEL_ACCOUNT);
	if (!cq)
		return NULL;
	cq->queue = queue;
	cq->runs = kvcalloc(ports + 1, PORT_RUNS * sizeof(*cq->runs),
			    GFP_KERNEL_ACCOUNT);
	if (!cq->runs) {
		kfree(cq);
		return NULL;
	}
	for (port = 0; port <= ports; port++) {
		ruapi_event_init(&cq->async[port], &ctx->obj, queue,
				 RUAPI_EVENT_ASYNC);
		ruapi_event_more_runs(&cq->async[port],
				      &cq->runs[port * PORT_RUNS], PORT_RUNS);
		cq->async[port].port = port;
	}
	return cq;
}

/* Nobody reads it, or has an event of it in hand, or ever will. */
static bool context_queue_unread(struct ruapi_context *ctx,
				 const struct context_queue *cq)
{
	return READ_ONCE(cq->queue->dead) && cq->queue != ctx->queue &&
	       refcount_read(&cq->queue->ref) ==
		       ctx->dev->ibdev->phys_port_cnt + 1;
}

/* Queues that have gone make room for new ones. */
static void context_drop_queues(struct ruapi_context *ctx)
{
	struct context_queue *cq, *next;
	LIST_HEAD(gone);

	spin_lock(&ctx->queues_lock);
	list_for_each_entry_safe(cq, next, &ctx->queues, link) {
		if (!context_queue_unread(ctx, cq))
			continue;
		list_move(&cq->link, &gone);
		ctx->num_queues--;
	}
	spin_unlock(&ctx->queues_lock);
	list_for_each_entry_safe(cq, next, &gone, link) {
		context_queue_stop(ctx, cq);
		context_queue_free(cq);
	}
}

static bool context_has_queue(struct ruapi_context *ctx,
			      const struct ruapi_queue *queue)
{
	const struct context_queue *cq;

	list_for_each_entry(cq, &ctx->queues, link)
		if (cq->queue == queue)
			return true;
	return false;
}

/* If @take: also where events of objects go from now on, if nobody else is. */
static int context_put_queue(struct ruapi_context *ctx,
			     struct context_queue *cq, bool take)
{
	int ret = 0;

	spin_lock(&ctx->queues_lock);
	if (context_has_queue(ctx, cq->queue)) {
		ret = -EINVAL;
	} else if (ctx->num_queues == MAX_QUEUES) {
		ret = -EMFILE;
	} else {
		list_add_tail(&cq->link, &ctx->queues);
		ctx->num_queues++;
		if (take && !ctx->queue)
			WRITE_ONCE(ctx->queue, ruapi_queue_get(cq->queue));
	}
	spin_unlock(&ctx->queues_lock);
	return ret;
}

static int context_add_events(struct ruapi_context *ctx,
			      struct ruapi_queue *queue, bool take)
{
	struct context_queue *cq;
	int ret;

	context_drop_queues(ctx);
	cq = context_queue_alloc(ctx, queue);
	if (!cq)
		return -ENOMEM;
	ret = context_put_queue(ctx, cq, take);
	if (ret) {
		context_queue_stop(ctx, cq);
		context_queue_free(cq);
	}
	return ret;
}

static void context_post(struct ruapi_context *ctx, u32 port, u32 code)
{
	struct context_queue *cq;

	spin_lock(&ctx->queues_lock);
	list_for_each_entry(cq, &ctx->queues, link)
		ruapi_event_post(&cq->async[port], code);
	spin_unlock(&ctx->queues_lock);
}

static void context_event(struct ib_event_handler *handler,
			  struct ib_event *event)
{
	struct ruapi_context *ctx =
		container_of(handler, struct ruapi_context, ib_events);
	const u32 port = event->element.port_num;

	CLASS(ruapi_kcov, section)(ctx->obj.ns);
	if (event->event == IB_EVENT_DEVICE_FATAL)
		context_post(ctx, 0, event->event);
	else if (rdma_is_port_valid(ctx->dev->ibdev, port))
		context_post(ctx, port, event->event);
}

/* What they have posted stays to be read.  No queue is added any more. */
static void context_end_events(struct ruapi_context *ctx)
{
	struct context_queue *cq;
	u32 port;

	list_for_each_entry(cq, &ctx->queues, link)
		for (port = 0; port <= ctx->dev->ibdev->phys_port_cnt; port++)
			ruapi_event_over(&cq->async[port]);
}

static void context_stop_events(struct ruapi_context *ctx)
{
	struct context_queue *cq;

	list_for_each_entry(cq, &ctx->queues, link)
		context_queue_stop(ctx, cq);
}

static void context_free_events(struct ruapi_context *ctx)
{
	struct context_queue *cq, *next;

	list_for_each_entry_safe(cq, next, &ctx->queues, link)
		context_queue_free(cq);
	ruapi_queue_put(ctx->queue);
}

/**
 * ruapi_context_queue() - where events of objects go that name no queue
 * @ctx: their context
 */
struct ruapi_queue *ruapi_context_queue(struct ruapi_context *ctx)
{
	return READ_ONCE(ctx->queue) ?: ctx->obj.ns->queue;
}

/* ---- its end --------------------------------------------------------------- */

/* No call comes any more, whoever waits for the last one. */
void ruapi_context_doom(struct ruapi_context *ctx)
{
	spin_lock(&ctx->lock);
	WRITE_ONCE(ctx->going, true);
	spin_unlock(&ctx->lock);
}

static void context_set_dead(struct ruapi_context *ctx)
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

static void context_unlink_device(struct ruapi_context *ctx)
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
static int context_destroy(struct ruapi_obj *obj)
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

static void context_release(struct ruapi_obj *obj)
{
	struct ruapi_context *ctx = to_context(obj);

	/* A context that was never one has not got so far. */
	if (ctx->dev)
		context_free_events(ctx);
	ruapi_method_context_free(ctx);
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
	INIT_LIST_HEAD(&ctx->queues);
	spin_lock_init(&ctx->queues_lock);
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
	rdma_restrack_new(&ib->res, RDMA_RESTRACK_CTX);
	rdma_restrack_set_name(&ib->res, NULL);
	call->udata->bundle.context = ib;

	ret = ruapi_access_charge(&ctx->obj, ctx->dev,
				  RDMACG_RESOURCE_HCA_HANDLE);
	if (ret) {
		call_bad_attr(call, 0, RUAPI_REASON_CGROUP, ret);
		goto err_put;
	}
	ret = ibdev->ops.alloc_ucontext(ib, ruapi_udata(call->udata));
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
 * reference.  While it is locked, whoever opens it may not have published its
 * handle yet.
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
			   call->uhw_in || call->uhw_out;
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
