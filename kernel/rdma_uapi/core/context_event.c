// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Where events of a context go: those of its device and ports, and of its objects. */
#include "core/context_own.h"
#include "core/kcov.h"
#include "ruapi.h"

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
	return READ_ONCE(cq->queue->closed) && cq->queue != ctx->queue;
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

/**
 * context_add_events() - have events of the device and its ports go to a queue, too
 * @ctx: the context
 * @queue: the queue
 * @take: also those of objects from now on, if nobody else has them
 *
 * Return: 0; -EINVAL if they go there already, -EMFILE, -ENOMEM.
 */
int context_add_events(struct ruapi_context *ctx, struct ruapi_queue *queue,
		       bool take)
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

/**
 * context_post() - tell all queues of an event
 * @ctx: the context
 * @port: of this port, 0: of the device
 * @code: enum ib_event_type
 */
void context_post(struct ruapi_context *ctx, u32 port, u32 code)
{
	struct context_queue *cq;

	spin_lock(&ctx->queues_lock);
	list_for_each_entry(cq, &ctx->queues, link)
		ruapi_event_post(&cq->async[port], code);
	spin_unlock(&ctx->queues_lock);
}

/* By what is known: this may come from under ib_core's locks. */
static bool context_sees_port(struct ruapi_context *ctx, u32 port)
{
	bool seen = true;

	if (ruapi_access_by_port(ctx->dev))
		ruapi_ports_last(ctx->obj.ns, ctx->dev, port, &seen);
	return seen;
}

/* What ib_core calls. */
void context_event(struct ib_event_handler *handler, struct ib_event *event)
{
	struct ruapi_context *ctx =
		container_of(handler, struct ruapi_context, ib_events);
	const u32 port = event->element.port_num;

	CLASS(ruapi_kcov, section)(ctx->obj.ns);
	if (ruapi_compat_of_device(event->event))
		context_post(ctx, 0, event->event);
	else if (rdma_is_port_valid(ctx->dev->ibdev, port) &&
		 context_sees_port(ctx, port))
		context_post(ctx, port, event->event);
}

/* What they have posted stays to be read.  No queue is added any more. */
void context_end_events(struct ruapi_context *ctx)
{
	struct context_queue *cq;
	u32 port;

	list_for_each_entry(cq, &ctx->queues, link)
		for (port = 0; port <= ctx->dev->ibdev->phys_port_cnt; port++)
			ruapi_event_over(&cq->async[port]);
}

/* No reader finds one any more. */
void context_stop_events(struct ruapi_context *ctx)
{
	struct context_queue *cq;

	list_for_each_entry(cq, &ctx->queues, link)
		context_queue_stop(ctx, cq);
}

/* The context is being freed. */
void context_free_events(struct ruapi_context *ctx)
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
