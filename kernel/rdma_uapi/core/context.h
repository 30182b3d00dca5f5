/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Contexts: opened HCAs (context.c, context_*.c). */
#ifndef RUAPI_CONTEXT_H
#define RUAPI_CONTEXT_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/wait.h>
#include <rdma/ib_verbs.h>

#include "core/object.h"

struct ruapi_call;
struct ruapi_devports;
struct ruapi_queue;
struct ruapi_view;

/* For calls that come at the same time, on different CPUs. */
#define RUAPI_CONTEXT_SEATS 8u

/**
 * struct ruapi_context - an opened HCA
 * @obj: the object
 * @dev: its device; holds a reference
 * @ib: driver's context; its memory stays until the last reference
 * @rwsem: read: calls use it; write: its hardware is being made or destroyed.
 *	Who holds it for read may wait for memory of its process.  A removal
 *	ends that; calls wait for it so that they can be killed; all others, who
 *	hold a lock that somebody needs or are exiting, only try it
 * @going: it is about to be @dead: calls fail, but for those that are good for
 *	tombstones, which wait until it is one.  Set under @lock, for good
 * @dead: the hardware is gone, for good.  Set under @rwsem for write, and read
 *	without it where a moment later would do as well
 * @removed: the device is being removed, or was; set under @rwsem before @dead
 * @idle: who waits for @dead
 * @lock: @objects, @calls, @going, and held seats.  Inside of it only the siglock of
 *	tasks is taken
 * @objects: uobj.list of all its objects, newest first; entries added and removed
 *	under @lock and @rwsem, so that it stands still for a writer
 * @seats: calls that hold @rwsem and may touch memory of their process, by the CPU
 *	on which they came; 0: a free one (context_call.c)
 * @calls: struct ruapi_call::in_use of those that found theirs taken
 * @dev_entry: in dev->contexts, under dev->lock
 * @slot: for mmap offsets on the main fd
 * @owned: by who opened it, and CONTEXT.OPEN of others does not find it; under
 *	ns->open_lock
 * @view: that view, until either is closed; under ns->view_lock
 * @ucaps: bits of its user capabilities, of dev->ucaps
 * @mappings_lock: @mappings and their entries, @windows and what is in them.  Inside
 *	of mmap_lock, as the operations of a mapping come with that
 * @mappings: struct ruapi_mapping, of all processes
 * @windows: those of them that are windows, which are not in @mappings
 * @scratch: what programs find there when the context is gone; made when the
 *	first looks, and freed with the context
 * @queues: struct context_queue: where events of the device and of its ports go;
 *	entries are added and removed under @queues_lock
 * @num_queues: entries in @queues
 * @queue: where asynchronous events of its objects go that name no queue; a
 *	reference.  NULL: to the main queue of the namespace.  Set once, under
 *	@queues_lock
 * @queues_lock: these three; queues are inside of it
 * @ib_events: of ib_core
 * @had: bit n: port n was there when @moved last looked
 * @looked: ruapi_ports_gen() when @moved was last told to look; under @lock
 * @moved: finds out what has been lost; not queued when it is @going
 * @methods_file: what methods of the driver take for their file, once one is called
 */
struct ruapi_context {
	struct ruapi_obj obj;
	struct ruapi_device *dev;
	struct ib_ucontext *ib;
	struct rw_semaphore rwsem;
	bool going;
	bool dead;
	bool removed;
	wait_queue_head_t idle;
	spinlock_t lock;
	struct list_head objects;
	atomic_long_t seats[RUAPI_CONTEXT_SEATS];
	struct list_head calls;
	struct list_head dev_entry;
	u32 slot;
	bool owned;
	struct ruapi_view *view;
	u64 ucaps;
	struct mutex mappings_lock;
	struct list_head mappings;
	struct list_head windows;
	struct page *scratch;
	struct list_head queues;
	unsigned int num_queues;
	struct ruapi_queue *queue;
	spinlock_t queues_lock;
	struct ib_event_handler ib_events;
	unsigned long *had;
	u64 looked;
	struct delayed_work moved;
	struct ib_uverbs_file *methods_file;
};

/* How long a removal waits for calls in progress until it ends them. */
#define RUAPI_EVICT_AFTER (HZ / 2)

int ruapi_context_enter(struct ruapi_context *ctx, struct ruapi_call *call,
			bool tombstone);
void ruapi_context_leave(struct ruapi_context *ctx, struct ruapi_call *call);
void ruapi_context_evict(struct ruapi_context *ctx);
void ruapi_context_doom(struct ruapi_context *ctx);
bool ruapi_context_kill(struct ruapi_context *ctx, bool wait);
void ruapi_context_close(struct ruapi_context *ctx);
void ruapi_context_ports_changed(struct ruapi_context *ctx,
				 const struct ruapi_devports *sum);
void ruapi_context_look_again(struct ruapi_context *ctx);
bool ruapi_context_close_view(struct ruapi_view *view);
struct ruapi_queue *ruapi_context_queue(struct ruapi_context *ctx);

extern const struct ruapi_type ruapi_type_context;

static inline struct ruapi_context *to_context(struct ruapi_obj *obj)
{
	return container_of(obj, struct ruapi_context, obj);
}

/**
 * ruapi_context_enter_fast() - keep the hardware of a context for a moment
 * @ctx: the context; the caller touches no memory of its process meanwhile
 *
 * Return: 0; -ENODEV if it is gone or going, -EINTR if the caller is being
 * killed: who is about to destroy it may wait for memory of others.
 */
static inline int ruapi_context_enter_fast(struct ruapi_context *ctx)
{
	if (READ_ONCE(ctx->going))
		return -ENODEV;
	if (down_read_killable(&ctx->rwsem))
		return -EINTR;
	if (!READ_ONCE(ctx->going))
		return 0;
	up_read(&ctx->rwsem);
	return -ENODEV;
}

static inline void ruapi_context_leave_fast(struct ruapi_context *ctx)
{
	up_read(&ctx->rwsem);
}

#endif /* RUAPI_CONTEXT_H */
