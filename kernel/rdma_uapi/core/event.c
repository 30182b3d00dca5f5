// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Event queues.  What happens often (completions, asynchronous events) has its
 * entry embedded in the object and is coalesced there, so that nothing has to
 * be allocated and nothing can get lost; what comes once is allocated, and if
 * that fails the reader is told by an OVERFLOW record.
 */
#include <linux/poll.h>
#include <linux/uio.h>
#include <rdma/ib_user_verbs.h>

#include "ruapi.h"

/* Device events that a reader may leave unread before it loses some. */
#define QUEUE_MAX_DEVICE_EVENTS 1024

/**
 * ruapi_queue_alloc() - a new queue
 * @format: enum ruapi_event_format
 * @flags: enum ruapi_event_queue_flags
 *
 * Return: the queue with one reference, or NULL.
 */
struct ruapi_queue *ruapi_queue_alloc(u8 format, u32 flags)
{
	struct ruapi_queue *queue = kzalloc(sizeof(*queue), GFP_KERNEL_ACCOUNT);

	if (!queue)
		return NULL;
	refcount_set(&queue->ref, 1);
	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->events);
	init_waitqueue_head(&queue->wait);
	mutex_init(&queue->read_lock);
	queue->format = format;
	queue->flags = flags;
	return queue;
}

void ruapi_queue_put(struct ruapi_queue *queue)
{
	if (queue && refcount_dec_and_test(&queue->ref))
		kfree(queue);
}

/* As a wait queue asks for it: programs that poll find out what there is. */
static void queue_wake_hang_up(struct ruapi_queue *queue)
{
	wake_up_interruptible_poll(&queue->wait,
				   EPOLLIN | EPOLLERR | EPOLLHUP);
}

static bool entry_is_allocated(const struct ruapi_event_entry *entry)
{
	return entry->type != RUAPI_EVENT_CQ &&
	       entry->type != RUAPI_EVENT_ASYNC;
}

/* Under the queue's lock: whoever takes events back waits for that first. */
static void event_end(struct ruapi_event_alloc *event, bool read)
{
	if (event->on_end)
		event->on_end(event, read);
}

/**
 * ruapi_events_drop() - free events that nobody will read
 * @events: by ruapi_event_entry::link; the list is not emptied
 *
 * Context: process, without locks of queues and of their sources.
 */
void ruapi_events_drop(struct list_head *events)
{
	struct ruapi_event_entry *entry, *next;

	list_for_each_entry_safe(entry, next, events, link) {
		struct ruapi_event_alloc *event = to_event_alloc(entry);

		if (event->drop)
			event->drop(event);
		else
			kfree(event);
	}
}

/**
 * ruapi_queue_kill() - nobody reads a queue any more
 * @queue: the queue; events still in it are dropped, as are all later ones
 */
void ruapi_queue_kill(struct ruapi_queue *queue)
{
	struct ruapi_event_entry *entry, *next;
	unsigned long flags;
	LIST_HEAD(dropped);

	spin_lock_irqsave(&queue->lock, flags);
	queue->dead = true;
	list_for_each_entry_safe(entry, next, &queue->events, link) {
		if (entry_is_allocated(entry)) {
			event_end(to_event_alloc(entry), false);
			list_move_tail(&entry->link, &dropped);
		} else {
			list_del_init(&entry->link);
			entry->pending = 0;
		}
	}
	queue->allocated = 0;
	spin_unlock_irqrestore(&queue->lock, flags);
	wake_up_interruptible_poll(&queue->wait, EPOLLIN | EPOLLHUP);
	ruapi_events_drop(&dropped);
}

/**
 * ruapi_queue_hang_up() - the device that a queue is for has gone
 * @queue: the queue, whose readers get EIO when they have read what is in it
 */
void ruapi_queue_hang_up(struct ruapi_queue *queue)
{
	spin_lock_irq(&queue->lock);
	queue->hung_up = true;
	spin_unlock_irq(&queue->lock);
	queue_wake_hang_up(queue);
}

/* Nothing will come; what is in the queue is read first.  Under its lock. */
static bool queue_hung_up(const struct ruapi_queue *queue)
{
	return list_empty(&queue->events) &&
	       (queue->hung_up || (queue->orphaned && !queue->sources));
}

/**
 * ruapi_event_init() - prepare an embedded source of events
 * @entry: in a new object
 * @obj: the object
 * @queue: where its events shall go; a reference is taken
 * @type: RUAPI_EVENT_CQ or RUAPI_EVENT_ASYNC
 */
void ruapi_event_init(struct ruapi_event_entry *entry, struct ruapi_obj *obj,
		      struct ruapi_queue *queue, u16 type)
{
	INIT_LIST_HEAD(&entry->link);
	entry->queue = ruapi_queue_get(queue);
	entry->obj = obj;
	entry->type = type;
	spin_lock_irq(&queue->lock);
	queue->sources++;
	spin_unlock_irq(&queue->lock);
}

static bool entry_was_removed(const struct ruapi_event_entry *entry)
{
	struct ruapi_obj *obj = entry->obj;
	struct ruapi_context *ctx = obj->ctx;

	if (obj->type == RUAPI_OBJ_CONTEXT)
		ctx = to_context(obj);
	return ctx && ctx->removed;
}

/* Return: whether the reader has to be woken.  The queue's lock is held. */
static bool entry_over(struct ruapi_event_entry *entry)
{
	struct ruapi_queue *queue = entry->queue;

	if (entry->over)
		return false;
	entry->over = true;
	if (--queue->sources || queue->format == RUAPI_EVENT_FORMAT_RECORDS)
		return false;
	/* A source whose making failed says nothing. */
	if (entry_was_removed(entry))
		queue->orphaned = true;
	else if (entry->obj->hw)
		queue->orphaned = false;
	return queue->orphaned;
}

/**
 * ruapi_event_over() - nobody posts to an embedded source any more
 * @entry: the source; what it has posted stays to be read
 *
 * Context: the rwsem of the context is held.
 */
void ruapi_event_over(struct ruapi_event_entry *entry)
{
	struct ruapi_queue *queue = entry->queue;
	bool wake;

	if (!queue)
		return;
	spin_lock_irq(&queue->lock);
	wake = entry_over(entry);
	spin_unlock_irq(&queue->lock);
	if (wake)
		queue_wake_hang_up(queue);
}

/**
 * ruapi_event_post() - something happened at an embedded source
 * @entry: the source
 * @code: enum ib_event_type of RUAPI_EVENT_ASYNC
 *
 * Context: any, interrupts included.
 */
void ruapi_event_post(struct ruapi_event_entry *entry, u32 code)
{
	struct ruapi_queue *queue = entry->queue;
	unsigned long flags;

	if (!queue)
		return;
	spin_lock_irqsave(&queue->lock, flags);
	if (queue->dead || entry->stopped) {
		spin_unlock_irqrestore(&queue->lock, flags);
		return;
	}
	if (entry->type == RUAPI_EVENT_CQ)
		entry->pending++;
	else if (code < BITS_PER_TYPE(entry->pending))
		entry->pending |= BIT(code);
	if (list_empty(&entry->link) && entry->pending)
		list_add_tail(&entry->link, &queue->events);
	spin_unlock_irqrestore(&queue->lock, flags);
	wake_up_interruptible_poll(&queue->wait, EPOLLIN);
}

/**
 * ruapi_event_stop() - an embedded source goes away with its object
 * @entry: source that nobody posts to any more; was it never initialised,
 *	nothing happens
 *
 * @entry->reported stays valid.
 */
void ruapi_event_stop(struct ruapi_event_entry *entry)
{
	struct ruapi_queue *queue = entry->queue;
	unsigned long flags;
	bool wake;

	if (!queue)
		return;
	spin_lock_irqsave(&queue->lock, flags);
	entry->stopped = true;
	entry->pending = 0;
	list_del_init(&entry->link);
	wake = entry_over(entry);
	spin_unlock_irqrestore(&queue->lock, flags);
	if (wake)
		queue_wake_hang_up(queue);
	entry->queue = NULL;
	ruapi_queue_put(queue);
}

/**
 * ruapi_event_end() - the hardware of an embedded source is gone
 * @entry: source that nobody posts to any more
 * @fatal: enum ib_event_type: what its owner is told who did not want that
 *
 * If the device was removed the handle lives on as a tombstone, and the event
 * stays to be read until ruapi_type::stop.
 *
 * Context: ruapi_context::rwsem is held.
 */
void ruapi_event_end(struct ruapi_event_entry *entry, u32 fatal)
{
	if (entry->obj->ctx->removed) {
		ruapi_event_post(entry, fatal);
		ruapi_event_over(entry);
	} else {
		ruapi_event_stop(entry);
	}
}

/**
 * ruapi_queue_post() - queue an allocated event
 * @queue: where to
 * @event: the event, which the queue owns afterwards
 *
 * Return: false if nobody reads the queue any more: @event is still the
 * caller's.
 */
bool ruapi_queue_post(struct ruapi_queue *queue,
		      struct ruapi_event_alloc *event)
{
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	if (queue->dead) {
		spin_unlock_irqrestore(&queue->lock, flags);
		return false;
	}
	queue->allocated++;
	list_add_tail(&event->entry.link, &queue->events);
	spin_unlock_irqrestore(&queue->lock, flags);
	wake_up_interruptible_poll(&queue->wait, EPOLLIN);
	return true;
}

/**
 * ruapi_queue_lose() - an event could not be allocated
 * @queue: whose reader is to be told
 */
void ruapi_queue_lose(struct ruapi_queue *queue)
{
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	queue->lost++;
	spin_unlock_irqrestore(&queue->lock, flags);
	wake_up_interruptible_poll(&queue->wait, EPOLLIN);
}

/* DEVICE_ADDED and _REMOVED. */
struct device_event {
	struct ruapi_event_alloc alloc;
	struct ruapi_event rec;
};

/**
 * ruapi_queue_post_device() - a device came or went
 * @queue: where to
 * @type: RUAPI_EVENT_DEVICE_ADDED or _REMOVED
 * @index: of the device
 * @context: handle of the context that died with it, or 0
 * @user_data: of that context
 */
void ruapi_queue_post_device(struct ruapi_queue *queue, u16 type, u32 index,
			     u32 context, u64 user_data)
{
	struct device_event *event = NULL;

	if (READ_ONCE(queue->allocated) < QUEUE_MAX_DEVICE_EVENTS)
		event = kzalloc(sizeof(*event), GFP_KERNEL);
	if (!event) {
		ruapi_queue_lose(queue);
		return;
	}
	event->alloc.entry.type = type;
	event->alloc.rec = &event->rec;
	event->rec = (struct ruapi_event){
		.length = sizeof(event->rec),
		.type = type,
		.handle = index,
		.context = context,
		.user_data = user_data,
	};
	if (!ruapi_queue_post(queue, &event->alloc))
		kfree(event);
}

/* An event in the hands of a reader, to be given back if copying it fails. */
struct taken {
	struct ruapi_event_entry *entry;
	u32 pending;
	union {
		struct ruapi_event rec;
		struct ib_uverbs_comp_event_desc comp;
		struct ib_uverbs_async_event_desc async;
	};
	const void *data;
	size_t size;
};

static void taken_header(struct taken *taken, u32 code, u32 count)
{
	const struct ruapi_event_entry *entry = taken->entry;
	const struct ruapi_obj *obj = entry->obj;

	taken->rec = (struct ruapi_event){
		.length = sizeof(struct ruapi_event),
		.type = entry->type,
		.handle = object_handle(obj),
		.context = obj->ctx ? object_handle(&obj->ctx->obj) : 0,
		.user_data = obj->uobj.user_handle,
		.code = code,
		.count = count,
	};
	taken->size = sizeof(struct ruapi_event);
}

/* The first event of an embedded source, in the format of the queue. */
static void taken_embedded(struct taken *taken, u8 format)
{
	const struct ruapi_event_entry *entry = taken->entry;
	const u64 user_data = entry->obj->uobj.user_handle;
	const u32 code = __ffs(entry->pending);

	if (format == RUAPI_EVENT_FORMAT_COMP) {
		taken->pending = entry->pending;
		taken->comp.cq_handle = user_data;
		taken->size = sizeof(taken->comp);
	} else if (format == RUAPI_EVENT_FORMAT_ASYNC) {
		taken->pending = BIT(code);
		taken->async = (struct ib_uverbs_async_event_desc){
			.element = entry->port ?: user_data,
			.event_type = code,
		};
		taken->size = sizeof(taken->async);
	} else if (entry->type == RUAPI_EVENT_CQ) {
		taken->pending = entry->pending;
		taken_header(taken, 0, entry->pending);
	} else {
		taken->pending = BIT(code);
		taken_header(taken, code, entry->port);
	}
}

static void taken_overflow(struct taken *taken, u32 lost)
{
	taken->entry = NULL;
	taken->pending = lost;
	taken->rec = (struct ruapi_event){
		.length = sizeof(struct ruapi_event),
		.type = RUAPI_EVENT_OVERFLOW,
		.count = lost,
	};
	taken->size = sizeof(struct ruapi_event);
}

/*
 * Take the next event out of the queue if it fits.  Return: 1, 0 if there is
 * none, -EIO if none will come, -EINVAL if there is not enough room.
 */
static int queue_take(struct ruapi_queue *queue, size_t room,
		      struct taken *taken)
{
	struct ruapi_event_entry *entry;
	int ret = 1;

	taken->data = &taken->rec;
	spin_lock_irq(&queue->lock);
	entry = list_first_entry_or_null(&queue->events,
					 struct ruapi_event_entry, link);
	if (queue->lost && queue->format == RUAPI_EVENT_FORMAT_RECORDS) {
		taken_overflow(taken, queue->lost);
		if (taken->size <= room)
			queue->lost = 0;
		else
			ret = -EINVAL;
		goto out;
	}
	if (!entry) {
		ret = queue_hung_up(queue) && !queue->dead ? -EIO : 0;
		goto out;
	}

	taken->entry = entry;
	if (entry_is_allocated(entry)) {
		taken->data = to_event_alloc(entry)->rec;
		taken->size = to_event_alloc(entry)->rec->length;
	} else {
		taken_embedded(taken, queue->format);
	}
	if (taken->size > room) {
		ret = -EINVAL;
		goto out;
	}
	if (entry->obj)
		kref_get(&entry->obj->uobj.ref);
	if (entry_is_allocated(entry)) {
		list_del_init(&entry->link);
		queue->allocated--;
	} else {
		/* Now: DESTROY does not wait until the reader has it. */
		entry->reported++;
		if (entry->type == RUAPI_EVENT_CQ)
			entry->pending -= taken->pending;
		else
			entry->pending &= ~taken->pending;
		if (!entry->pending)
			list_del_init(&entry->link);
	}
out:
	spin_unlock_irq(&queue->lock);
	return ret;
}

/*
 * The reader could not be given the event: it is the next one again, or, if
 * that cannot be, is moved to @dropped.
 */
static void queue_give_back(struct ruapi_queue *queue, struct taken *taken,
			    struct list_head *dropped)
{
	struct ruapi_event_entry *entry = taken->entry;

	spin_lock_irq(&queue->lock);
	if (entry && !entry_is_allocated(entry))
		entry->reported--;
	if (!entry) {
		queue->lost += taken->pending;
	} else if (queue->dead || entry->stopped) {
		if (entry_is_allocated(entry)) {
			event_end(to_event_alloc(entry), false);
			list_add(&entry->link, dropped);
		}
	} else if (entry_is_allocated(entry)) {
		list_add(&entry->link, &queue->events);
		queue->allocated++;
	} else {
		if (entry->type == RUAPI_EVENT_CQ)
			entry->pending += taken->pending;
		else
			entry->pending |= taken->pending;
		list_move(&entry->link, &queue->events);
	}
	spin_unlock_irq(&queue->lock);
	/* Who has come to poll meanwhile has found nothing. */
	wake_up_interruptible_poll(&queue->wait, EPOLLIN);
}

/* The reader has the event; embedded ones were counted when it took them. */
static void queue_reported(struct ruapi_queue *queue, struct taken *taken)
{
	struct ruapi_event_entry *entry = taken->entry;
	struct ruapi_event_alloc *event;

	if (!entry || !entry_is_allocated(entry))
		return;
	event = to_event_alloc(entry);
	spin_lock_irq(&queue->lock);
	if (event->reported)
		(*event->reported)++;
	event_end(event, true);
	spin_unlock_irq(&queue->lock);
	kfree(event);
}

/* Copy out as many whole events as fit.  Return: bytes, or a negative errno. */
static ssize_t queue_copy(struct ruapi_queue *queue, struct iov_iter *to,
			  struct list_head *dropped)
{
	struct taken taken;
	ssize_t total = 0;
	int ret;

	while ((ret = queue_take(queue, iov_iter_count(to), &taken)) > 0) {
		struct ruapi_obj *obj = taken.entry ? taken.entry->obj :
							 NULL;

		if (copy_to_iter(taken.data, taken.size, to) != taken.size) {
			queue_give_back(queue, &taken, dropped);
			ret = -EFAULT;
		} else {
			queue_reported(queue, &taken);
			total += taken.size;
		}
		if (obj)
			ruapi_object_put(obj);
		if (ret < 0)
			break;
	}
	return total ?: ret;
}

static bool queue_readable(struct ruapi_queue *queue)
{
	bool readable;

	spin_lock_irq(&queue->lock);
	readable = !list_empty(&queue->events) || queue->dead || queue->lost ||
		   queue_hung_up(queue);
	spin_unlock_irq(&queue->lock);
	return readable;
}

/* Another reader may wait for its memory, which io_uring does not want to. */
static int queue_lock_reader(struct ruapi_queue *queue, struct kiocb *iocb)
{
	if (iocb->ki_flags & IOCB_NOWAIT)
		return mutex_trylock(&queue->read_lock) ? 0 : -EAGAIN;
	return mutex_lock_interruptible(&queue->read_lock) ? -ERESTARTSYS : 0;
}

/**
 * ruapi_queue_read() - read() of an fd with a queue
 * @queue: the queue
 * @iocb: says whether to wait
 * @to: the reader's buffer
 *
 * Return: bytes, 0 if the queue has been destroyed, -EIO if its device has been
 * removed, or another negative errno.
 */
ssize_t ruapi_queue_read(struct ruapi_queue *queue, struct kiocb *iocb,
			 struct iov_iter *to)
{
	const bool nowait = iocb->ki_flags & IOCB_NOWAIT ||
			    iocb->ki_filp->f_flags & O_NONBLOCK;
	ssize_t ret;

	if (!iov_iter_count(to))
		return 0;
	for (;;) {
		LIST_HEAD(dropped);

		ret = queue_lock_reader(queue, iocb);
		if (ret)
			return ret;
		ret = queue_copy(queue, to, &dropped);
		mutex_unlock(&queue->read_lock);
		/* Who uses the id of a request may wait for the lock. */
		ruapi_events_drop(&dropped);
		if (ret || READ_ONCE(queue->dead))
			return ret;
		if (nowait)
			return -EAGAIN;
		if (wait_event_interruptible(queue->wait,
					     queue_readable(queue)))
			return -ERESTARTSYS;
	}
}

__poll_t ruapi_queue_poll(struct ruapi_queue *queue, struct file *file,
			  poll_table *wait)
{
	__poll_t mask = 0;

	poll_wait(file, &queue->wait, wait);
	spin_lock_irq(&queue->lock);
	if (queue->dead)
		mask = EPOLLIN | EPOLLRDNORM | EPOLLHUP;
	else if (!list_empty(&queue->events) || queue->lost)
		mask = EPOLLIN | EPOLLRDNORM;
	else if (queue_hung_up(queue))
		mask = EPOLLERR | EPOLLHUP;
	spin_unlock_irq(&queue->lock);
	return mask;
}
