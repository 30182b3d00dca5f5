/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Events, and the queues in which they wait for a reader (event.c). */
#ifndef RUAPI_EVENT_H
#define RUAPI_EVENT_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <rdma/rdma_uapi.h>

struct ruapi_obj;

/**
 * struct ruapi_queue - events that wait for one reader
 * @ref: the EVENT_QUEUE object or namespace, its view, each event source
 * @lock: all below but what is set once, and the state of every event that goes
 *	here.  Taken by drivers in interrupts; nothing is taken inside
 * @events: struct ruapi_event_entry in order of occurrence
 * @wait: readers and pollers
 * @lost: events dropped since the last OVERFLOW record, which only the format of
 *	records has: of others there is nothing to be read of it
 * @allocated: entries of @events that own their memory
 * @stamp: that the last one of them got
 * @members: objects that go with the queue (RUAPI_EVENT_QUEUE_F_OWNS_IDS); the
 *	type whose they are links them
 * @async: who wants SIGIO
 * @format: enum ruapi_event_format
 * @flags: enum ruapi_event_queue_flags
 * @handle: of the EVENT_QUEUE object, 0: main queue
 * @dead: nobody will read it any more; events are dropped
 * @closed: its file is closed, too: nobody has an event of it in hand
 * @sources: embedded sources that may still have events
 * @orphaned: the last of them went with its device, which the reader of
 *	another format than records has no other way to learn
 * @hung_up: the device that it is for has gone; nothing else will come
 * @read_lock: one reader at a time, so that an event which could not be copied
 *	out goes back to where it came from.  Held while a reader's memory comes,
 *	so neither handlers nor removals take it
 */
struct ruapi_queue {
	refcount_t ref;
	spinlock_t lock;
	struct list_head events;
	wait_queue_head_t wait;
	u32 lost;
	u32 allocated;
	u64 stamp;
	struct list_head members;
	struct fasync_struct *async;
	u8 format;
	u32 flags;
	u32 handle;
	bool dead;
	bool closed;
	u32 sources;
	bool orphaned;
	bool hung_up;
	struct mutex read_lock;
};

/* Runs of asynchronous events that an object has room for. */
#define RUAPI_EVENT_RUNS 16

/**
 * struct ruapi_event_run - the same event, as often as it came in a row
 * @code: enum ib_event_type
 * @count: how often
 */
struct ruapi_event_run {
	u8 code;
	u8 count;
};

/**
 * struct ruapi_event_entry - a source of events, embedded in its object, or the
 *	one event of a struct ruapi_event_alloc
 * @link: in @queue->events while there is something to read; under its lock
 * @queue: where it goes; holds a reference.  NULL: nowhere
 * @obj: the object the event is about.  NULL: device events of the namespace
 * @type: enum ruapi_event_type
 * @code: of allocated events
 * @port: of EVENT_ASYNC: port number, if @obj is a context
 * @pending: of sources: events that nobody has read
 * @reported: of sources: records that a reader has, or has in hand
 * @over: nobody posts to it any more; it is not among @queue->sources
 * @stopped: the object is going: neither queue nor requeue it
 * @runs: EVENT_ASYNC: what the pending events are, in order of occurrence, as a
 *	ring.  When it is full the newest event takes the place of the last run, so
 *	that the last one that is read is how things are, and the reader is told by
 *	an OVERFLOW record
 * @max_runs: room in @runs.  One is kept for an event that comes back from a
 *	reader
 * @first_run: the oldest
 * @num_runs: how many there are
 * @few: what @runs is by default
 */
struct ruapi_event_entry {
	struct list_head link;
	struct ruapi_queue *queue;
	struct ruapi_obj *obj;
	u16 type;
	u32 code;
	u32 port;
	u32 pending;
	u32 reported;
	bool over;
	bool stopped;
	struct ruapi_event_run *runs;
	u16 max_runs;
	u16 first_run;
	u16 num_runs;
	struct ruapi_event_run few[RUAPI_EVENT_RUNS];
};

/**
 * struct ruapi_event_source - what has unread events with memory of their own
 * @events: struct ruapi_event_alloc::own, oldest first; under the lock of the
 *	queue they are in, which is one for all of them
 * @stopped: it is going: what a reader gives back is dropped; ditto
 */
struct ruapi_event_source {
	struct list_head events;
	bool stopped;
};

/**
 * struct ruapi_event_alloc - an event with memory of its own, the first member of
 *	what its maker knows of it
 * @entry: holds no reference on its queue
 * @source: whose it is.  It is there as long as @entry.obj, which a reader holds
 *	who has the event in hand.  NULL: nobody's
 * @own: in @source->events while it is queued
 * @stamp: when it was queued, among the events of the queue
 * @reported: counter of its source, raised when a reader takes it; NULL: none
 * @on_end: called under the queue's lock when a reader got it (read), or nobody
 *	will, as the queue has died.  NULL: nothing to do
 * @drop: frees an event that nobody got, in a process and without locks.  NULL:
 *	kfree() does
 * @rec: what the reader gets: @rec->length bytes
 */
struct ruapi_event_alloc {
	struct ruapi_event_entry entry;
	struct ruapi_event_source *source;
	struct list_head own;
	u64 stamp;
	u32 *reported;
	void (*on_end)(struct ruapi_event_alloc *event, bool read);
	void (*drop)(struct ruapi_event_alloc *event);
	struct ruapi_event *rec;
};

static inline struct ruapi_event_alloc *
to_event_alloc(struct ruapi_event_entry *entry)
{
	return container_of(entry, struct ruapi_event_alloc, entry);
}

struct ruapi_queue *ruapi_queue_alloc(u8 format, u32 flags);
void ruapi_queue_put(struct ruapi_queue *queue);
void ruapi_queue_kill(struct ruapi_queue *queue);
void ruapi_queue_hang_up(struct ruapi_queue *queue);
void ruapi_events_drop(struct list_head *events);
void ruapi_event_init(struct ruapi_event_entry *entry, struct ruapi_obj *obj,
		      struct ruapi_queue *queue, u16 type);
void ruapi_event_more_runs(struct ruapi_event_entry *entry,
			   struct ruapi_event_run *runs, u16 max_runs);
void ruapi_event_post(struct ruapi_event_entry *entry, u32 code);
void ruapi_event_stop(struct ruapi_event_entry *entry);
void ruapi_event_over(struct ruapi_event_entry *entry);
void ruapi_event_end(struct ruapi_event_entry *entry, u32 fatal);
bool ruapi_queue_post(struct ruapi_queue *queue,
		      struct ruapi_event_alloc *event);
void ruapi_source_take(struct ruapi_event_source *source,
		       struct ruapi_queue *queue, struct list_head *events);
void ruapi_source_stop(struct ruapi_event_source *source,
		       struct ruapi_queue *queue, struct list_head *events);
int ruapi_queue_fasync(struct ruapi_queue *queue, int fd, struct file *file,
		       int on);
void ruapi_queue_post_device(struct ruapi_queue *queue, u16 type, u32 index,
			     u32 context, u64 user_data);
void ruapi_queue_lose(struct ruapi_queue *queue);
ssize_t ruapi_queue_read(struct ruapi_queue *queue, struct kiocb *iocb,
			 struct iov_iter *to);
__poll_t ruapi_queue_poll(struct ruapi_queue *queue, struct file *file,
			  poll_table *wait);

static inline void ruapi_source_init(struct ruapi_event_source *source)
{
	INIT_LIST_HEAD(&source->events);
	source->stopped = false;
}

static inline struct ruapi_queue *ruapi_queue_get(struct ruapi_queue *queue)
{
	refcount_inc(&queue->ref);
	return queue;
}

#endif /* RUAPI_EVENT_H */
