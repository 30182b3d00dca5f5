// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Event queues.  What happens often has its entry embedded in the object, and
 * nothing has to be allocated in interrupts: completions are counted, asynchronous
 * events are noted in their order, and if there are more than there is room for
 * the last one is always the newest.  What comes once is allocated.  A reader that
 * lost something is told by an OVERFLOW record.
 */
#include <linux/poll.h>
#include <linux/uio.h>
#include <rdma/ib_user_verbs.h>

#include "ruapi.h"

/* Device events that a reader may leave unread before it loses some. */
#define QUEUE_MAX_DEVICE_EVENTS 1024

/* Events that are moved in one go, with interrupts off. */
#define QUEUE_STRIDE 64

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
	INIT_LIST_HEAD(&queue->members);
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

/* There is something to read, or never will be. */
static void queue_wake(struct ruapi_queue *queue, __poll_t how)
{
	wake_up_interruptible_poll(&queue->wait, EPOLLIN | how);
	kill_fasync(&queue->async, SIGIO, POLL_IN);
}

/* Nothing will come for want of a device. */
static void queue_wake_hang_up(struct ruapi_queue *queue)
{
	queue_wake(queue, EPOLLERR | EPOLLHUP);
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
		/* Of a namespace that closes there may be millions. */
		cond_resched();
	}
}

/* Out of the queue, whose lock is held, into a list of the caller's. */
static void event_move(struct ruapi_queue *queue,
		       struct ruapi_event_alloc *event, struct list_head *to)
{
	list_move_tail(&event->entry.link, to);
	list_del_init(&event->own);
	queue->allocated--;
}

static void event_kill(struct ruapi_queue *queue,
		       struct ruapi_event_entry *entry,
		       struct list_head *dropped)
{
	if (entry_is_allocated(entry)) {
		event_end(to_event_alloc(entry), false);
		event_move(queue, to_event_alloc(entry), dropped);
	} else {
		list_del_init(&entry->link);
		entry->pending = 0;
		entry->num_runs = 0;
	}
}

/**
 * ruapi_queue_kill() - nobody reads a queue any more
 * @queue: the queue; events still in it are dropped, as are all later ones
 */
void ruapi_queue_kill(struct ruapi_queue *queue)
{
	LIST_HEAD(dropped);
	bool more = true;
	unsigned int n;

	while (more) {
		spin_lock_irq(&queue->lock);
		queue->dead = true;
		for (n = 0; n < QUEUE_STRIDE && !list_empty(&queue->events); n++)
			event_kill(queue,
				   list_first_entry(&queue->events,
						    struct ruapi_event_entry,
						    link), &dropped);
		more = !list_empty(&queue->events);
		spin_unlock_irq(&queue->lock);
		cond_resched();
	}
	queue_wake(queue, EPOLLHUP);
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
	entry->runs = entry->few;
	entry->max_runs = ARRAY_SIZE(entry->few);
	spin_lock_irq(&queue->lock);
	queue->sources++;
	spin_unlock_irq(&queue->lock);
}

/**
 * ruapi_event_more_runs() - for a source that may have many events
 * @entry: initialised, and nobody posts to it yet
 * @runs: memory for them, which stays as long as @entry
 * @max_runs: how many there are
 */
void ruapi_event_more_runs(struct ruapi_event_entry *entry,
			   struct ruapi_event_run *runs, u16 max_runs)
{
	entry->runs = runs;
	entry->max_runs = max_runs;
}

static struct ruapi_event_run *event_run(struct ruapi_event_entry *entry,
					 u16 i)
{
	return &entry->runs[(entry->first_run + i) % entry->max_runs];
}

/* An asynchronous event.  Return: how many got lost for it. */
static u32 event_push(struct ruapi_event_entry *entry, u8 code)
{
	struct ruapi_event_run *last = NULL;
	u32 lost = 0;

	if (entry->num_runs)
		last = event_run(entry, entry->num_runs - 1);
	if (last && last->code == code && last->count < U8_MAX) {
		last->count++;
		entry->pending++;
		return 0;
	}
	if (entry->num_runs < entry->max_runs - 1) {
		last = event_run(entry, entry->num_runs++);
	} else {
		if (last->code == code)
			return 1;
		lost = last->count;
		entry->pending -= lost;
	}
	*last = (struct ruapi_event_run){
		.code = code,
		.count = 1,
	};
	entry->pending++;
	return lost;
}

static void event_pop(struct ruapi_event_entry *entry)
{
	entry->pending--;
	if (--event_run(entry, 0)->count)
		return;
	entry->first_run = (entry->first_run + 1) % entry->max_runs;
	entry->num_runs--;
}

/* What event_pop() has taken is the first one again. */
static void event_unpop(struct ruapi_event_entry *entry, u8 code)
{
	struct ruapi_event_run *first = event_run(entry, 0);

	entry->pending++;
	if (entry->num_runs && first->code == code && first->count < U8_MAX) {
		first->count++;
		return;
	}
	entry->first_run = (entry->first_run + entry->max_runs - 1) %
			   entry->max_runs;
	entry->num_runs++;
	*event_run(entry, 0) = (struct ruapi_event_run){
		.code = code,
		.count = 1,
	};
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

/* The lock is held.  Who waits for what cannot be read would go round for ever. */
static void queue_lost(struct ruapi_queue *queue, u32 lost)
{
	if (queue->format == RUAPI_EVENT_FORMAT_RECORDS)
		queue->lost += lost;
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
	bool wake = false;

	if (!queue)
		return;
	spin_lock_irqsave(&queue->lock, flags);
	if (!queue->dead && !entry->stopped && code <= U8_MAX) {
		if (entry->type == RUAPI_EVENT_CQ)
			entry->pending++;
		else
			queue_lost(queue, event_push(entry, code));
		wake = true;
		if (list_empty(&entry->link))
			list_add_tail(&entry->link, &queue->events);
	}
	spin_unlock_irqrestore(&queue->lock, flags);
	if (wake)
		queue_wake(queue, 0);
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
	entry->num_runs = 0;
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
	struct ruapi_event_source *source = event->source;
	unsigned long flags;
	bool alive;

	INIT_LIST_HEAD(&event->own);
	spin_lock_irqsave(&queue->lock, flags);
	alive = !queue->dead;
	if (alive) {
		queue->allocated++;
		event->stamp = ++queue->stamp;
		list_add_tail(&event->entry.link, &queue->events);
		if (source)
			list_add_tail(&event->own, &source->events);
	}
	spin_unlock_irqrestore(&queue->lock, flags);
	if (alive)
		queue_wake(queue, 0);
	return alive;
}

/**
 * ruapi_source_take() - take the unread events of a source back
 * @source: of the events, which nobody posts now
 * @queue: where they are
 * @events: what they are appended to
 *
 * What a reader has in hand is not among them.
 */
void ruapi_source_take(struct ruapi_event_source *source,
		       struct ruapi_queue *queue, struct list_head *events)
{
	bool more = true;
	unsigned int n;

	while (more) {
		spin_lock_irq(&queue->lock);
		for (n = 0; n < QUEUE_STRIDE && !list_empty(&source->events); n++)
			event_move(queue,
				   list_first_entry(&source->events,
						    struct ruapi_event_alloc,
						    own), events);
		more = !list_empty(&source->events);
		spin_unlock_irq(&queue->lock);
		cond_resched();
	}
}

/**
 * ruapi_source_stop() - a source goes, and its unread events with it
 * @source: that nobody posts to any more
 * @queue: where its events are
 * @events: what they are appended to
 *
 * What a reader has in hand counts as read, and is dropped if it comes back.
 */
void ruapi_source_stop(struct ruapi_event_source *source,
		       struct ruapi_queue *queue, struct list_head *events)
{
	spin_lock_irq(&queue->lock);
	source->stopped = true;
	spin_unlock_irq(&queue->lock);
	ruapi_source_take(source, queue, events);
}

/**
 * ruapi_queue_lose() - an event could not be allocated
 * @queue: whose reader is to be told
 */
void ruapi_queue_lose(struct ruapi_queue *queue)
{
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	queue_lost(queue, 1);
	spin_unlock_irqrestore(&queue->lock, flags);
	queue_wake(queue, 0);
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
		event = kzalloc(sizeof(*event), GFP_KERNEL_ACCOUNT);
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
	u8 code;
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
	const u32 code = entry->runs[entry->first_run].code;

	taken->pending = 1;
	taken->code = code;
	if (format == RUAPI_EVENT_FORMAT_COMP) {
		/* It has no count: a record for each. */
		taken->comp.cq_handle = user_data;
		taken->size = sizeof(taken->comp);
	} else if (format == RUAPI_EVENT_FORMAT_ASYNC) {
		taken->async = (struct ib_uverbs_async_event_desc){
			.element = entry->port ?: user_data,
			.event_type = code,
		};
		taken->size = sizeof(taken->async);
	} else if (entry->type == RUAPI_EVENT_CQ) {
		taken->pending = entry->pending;
		taken_header(taken, 0, entry->pending);
	} else {
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

/* Into the hands of a reader; the queue's lock is held. */
static void event_take(struct ruapi_queue *queue,
		       struct ruapi_event_alloc *event)
{
	list_del_init(&event->entry.link);
	list_del_init(&event->own);
	queue->allocated--;
	if (event->reported)
		(*event->reported)++;
}

/* And out of them: it is the next one again, or goes to @dropped. */
static void event_untake(struct ruapi_queue *queue,
			 struct ruapi_event_alloc *event,
			 struct list_head *dropped)
{
	struct ruapi_event_source *source = event->source;

	if (event->reported)
		(*event->reported)--;
	if (queue->dead || (source && source->stopped)) {
		event_end(event, false);
		list_add(&event->entry.link, dropped);
		return;
	}
	list_add(&event->entry.link, &queue->events);
	if (source)
		list_add(&event->own, &source->events);
	queue->allocated++;
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
	if (queue->lost) {
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
	/* It counts now: DESTROY does not wait until the reader has it. */
	if (entry_is_allocated(entry)) {
		event_take(queue, to_event_alloc(entry));
	} else {
		entry->reported++;
		if (entry->type == RUAPI_EVENT_CQ)
			entry->pending -= taken->pending;
		else
			event_pop(entry);
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
	if (!entry) {
		queue->lost += taken->pending;
	} else if (entry_is_allocated(entry)) {
		event_untake(queue, to_event_alloc(entry), dropped);
	} else {
		entry->reported--;
		if (!queue->dead && !entry->stopped) {
			if (entry->type == RUAPI_EVENT_CQ)
				entry->pending += taken->pending;
			else
				event_unpop(entry, taken->code);
			list_move(&entry->link, &queue->events);
		}
	}
	spin_unlock_irq(&queue->lock);
	/* Who has come to poll meanwhile has found nothing. */
	queue_wake(queue, 0);
}

/* The reader has the event; it was counted when it was taken. */
static void queue_reported(struct ruapi_queue *queue, struct taken *taken)
{
	struct ruapi_event_entry *entry = taken->entry;
	struct ruapi_event_alloc *event;

	if (!entry || !entry_is_allocated(entry))
		return;
	event = to_event_alloc(entry);
	spin_lock_irq(&queue->lock);
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
		/* As many as there is memory for, on kernels that do not preempt. */
		cond_resched();
		if (fatal_signal_pending(current))
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
		/* It does not look for signals if there is nothing to wait for. */
		if (wait_event_interruptible(queue->wait,
					     queue_readable(queue)) ||
		    signal_pending(current))
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

/**
 * ruapi_queue_fasync() - O_ASYNC of an fd with a queue
 * @queue: the queue
 * @fd: number of the fd
 * @file: its file
 * @on: whether to send SIGIO
 *
 * Return: 0 or more, or a negative errno.
 */
int ruapi_queue_fasync(struct ruapi_queue *queue, int fd, struct file *file,
		       int on)
{
	return fasync_helper(fd, file, on, &queue->async);
}
