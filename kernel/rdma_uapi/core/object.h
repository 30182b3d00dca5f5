/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Objects: what every handle names, and what differs by type (object.c). */
#ifndef RUAPI_OBJECT_H
#define RUAPI_OBJECT_H

#include <linux/seq_file.h>
#include <rdma/ib_verbs.h>
#include <rdma/rdma_uapi.h>

#include "spec.h"

struct ruapi_call;
struct ruapi_context;
struct ruapi_device;
struct ruapi_handler;
struct ruapi_ns;
struct ruapi_queue;
struct ruapi_udata;
struct uverbs_api_object;

/**
 * struct ruapi_obj - what every handle names
 * @uobj: first: ib_core and drivers find it through ->uobject and read
 *	->context, ->object and ->uapi_object.  We use of it: user_handle (the
 *	user data), context, id (the handle), ref, usecnt (>0 readers, -1 one
 *	writer), rcu, cg_obj (the charge, if @charged), list (in the context,
 *	newest first)
 * @ns: its namespace
 * @ctx: its context, NULL: belongs to none; holds a reference
 * @type: enum ruapi_object
 * @charged: to the rdma cgroup
 * @hw: its hardware exists.  Set before the object is published; cleared by
 *	whoever destroyed it, with it locked for DESTROY or its context for write
 * @wanted: who destroys it waits for the calls that use it, and for no more
 * @orphan: what it belonged to is gone: the last call that uses it destroys it;
 *	set once
 * @retired: its handle is gone, and its lock is held for ever; set once, under
 *	ns->handles.lock
 */
struct ruapi_obj {
	struct ib_uobject uobj;
	struct ruapi_ns *ns;
	struct ruapi_context *ctx;
	u16 type;
	bool charged;
	bool hw;
	bool wanted;
	bool orphan;
	bool retired;
};

/**
 * enum ruapi_close - in which order objects go when their namespace is closed
 * @RUAPI_CLOSE_LAST: queues, and what is left of dead contexts
 * @RUAPI_CLOSE_CONTEXT: contexts, each with all its objects
 * @RUAPI_CLOSE_USER: what uses objects of any context, each with what depends on it
 */
enum ruapi_close {
	RUAPI_CLOSE_LAST = 0,
	RUAPI_CLOSE_CONTEXT = 1,
	RUAPI_CLOSE_USER = 2,
};

/**
 * struct ruapi_type - what differs by the type of an object
 * @size: bytes of its struct, whose first member is struct ruapi_obj; 0: its
 *	actions are about no handle
 * @handlers: what runs for its actions, by their number
 * @num_handlers: entries in @handlers
 * @close: enum ruapi_close
 * @destroy: undo what the creating handler did, hardware first.  -EBUSY and no
 *	change if something depends on it.  Called once, with the object locked
 *	for WRITE or its context for write; never after it succeeded.  Drivers are
 *	given @udata with it
 * @stop: the object is destroyed, and DESTROY is about to count its events, or
 *	the handle is gone; no reader may find one any more.  May be called
 *	again.  NULL: it has none, or @destroy sees to them
 * @release: the last reference is gone; before the memory is freed
 * @events: how many of its events, and asynchronous events, have been read.  The
 *	object is destroyed and stopped.  NULL: it has none
 * @device: the device that it is about though it belongs to no context: a
 *	reference; NULL: none yet; ERR_PTR(-ENODEV): it is gone.  May sleep
 * @port: the port that it is on, 0: none.  Its context is entered.  NULL: it is on none
 * @check_place: network namespaces have lost ports or P_Keys: gives up what it
 *	uses of those.  Its context is entered, and calls may use it.  Return: what
 *	ruapi_access_kept() fails with, -EACCES apart: on -ENOMEM and -EINTR it is
 *	called again, soon.  Nothing that a driver says: one that refuses would be asked
 *	for ever.  NULL: it uses none
 * @fdinfo: says in a line what people want to know of it.  NULL: nothing
 * @interrupt: calls that use it may wait for long, for a peer: ends that.  NULL:
 *	they do not
 * @queue_gone: nobody reads a queue any more, and no running call names it:
 *	destroys what the queue owns.  Returns false if calls use some of that,
 *	to be called again
 * @number: what LIST calls its type.  NULL: what it is
 * @uverbs: what drivers know the type by: methods of theirs may use its objects.
 *	NULL: they do not know it
 * @init: when the module is loaded, @exit: when it goes.  NULL: nothing to do
 */
struct ruapi_type {
	size_t size;
	const struct ruapi_handler *handlers;
	u16 num_handlers;
	u8 close;
	int (*destroy)(struct ruapi_obj *obj, struct ruapi_udata *udata);
	void (*stop)(struct ruapi_obj *obj);
	void (*release)(struct ruapi_obj *obj);
	void (*events)(struct ruapi_obj *obj, u32 *events, u32 *async_events);
	struct ruapi_device *(*device)(struct ruapi_obj *obj);
	u32 (*port)(struct ruapi_obj *obj);
	int (*check_place)(struct ruapi_obj *obj);
	void (*fdinfo)(struct ruapi_obj *obj, struct seq_file *m);
	void (*interrupt)(struct ruapi_obj *obj);
	bool (*queue_gone)(struct ruapi_ns *ns, struct ruapi_queue *queue);
	u16 (*number)(const struct ruapi_obj *obj);
	const struct uverbs_api_object *uverbs;
	int (*init)(void);
	void (*exit)(void);
};

/* UVERBS_OBJECT_* as struct ruapi_type has it; rdma/uverbs_std_types.h */
#define RUAPI_UVERBS(uverbs_id) \
	(&(const struct uverbs_api_object){ .id = (uverbs_id) })

/* By enum ruapi_object; types.c */
extern const struct ruapi_type *const ruapi_types[__RUAPI_OBJ_MAX];

struct ruapi_obj *ruapi_object_alloc(struct ruapi_ns *ns, u16 type);
int ruapi_object_reserve(struct ruapi_obj *obj);
void ruapi_object_share(struct ruapi_obj *obj);
void ruapi_object_unshare(struct ruapi_obj *obj);
void ruapi_object_settle(struct ruapi_obj *obj);
void ruapi_object_publish(struct ruapi_obj *obj);
void ruapi_object_abort(struct ruapi_obj *obj);
void ruapi_object_retire(struct ruapi_obj *obj);
struct ruapi_obj *ruapi_object_next(struct ruapi_ns *ns, u16 type, u32 *slot);
void ruapi_object_release(struct kref *ref);
void ruapi_object_kill(struct ruapi_obj *obj);
int ruapi_object_lock_wait(struct ruapi_obj *obj);
int ruapi_object_try_seize(struct ruapi_obj *obj);
void ruapi_object_orphan(struct ruapi_obj *obj);
int ruapi_object_destroy(struct ruapi_obj *obj);
int ruapi_object_destroy_with(struct ruapi_obj *obj, struct ruapi_udata *udata);
void ruapi_ns_destroy_objects(struct ruapi_ns *ns);

int object_destroy_run(struct ruapi_call *call);
int object_list_run(struct ruapi_call *call);

static inline u32 object_handle(const struct ruapi_obj *obj)
{
	return obj->uobj.id;
}

static inline void ruapi_object_put(struct ruapi_obj *obj)
{
	kref_put(&obj->uobj.ref, ruapi_object_release);
}

/**
 * ruapi_object_lock() - try to lock an object
 * @obj: the object
 * @access: enum ruapi_access: READ is shared, all others exclude everybody
 *
 * Return: 0 or -EBUSY; never waits.
 */
static inline int ruapi_object_lock(struct ruapi_obj *obj, u8 access)
{
	if (access != RUAPI_ACCESS_DESTROY &&
	    (READ_ONCE(obj->wanted) || READ_ONCE(obj->orphan)))
		return -EBUSY;
	if (access == RUAPI_ACCESS_READ)
		return atomic_inc_unless_negative(&obj->uobj.usecnt) ? 0 :
								       -EBUSY;
	return atomic_cmpxchg(&obj->uobj.usecnt, 0, -1) ? -EBUSY : 0;
}

/**
 * ruapi_object_unlock() - a call has done with an object
 * @obj: the object, to which the caller has a reference
 * @access: enum ruapi_access
 *
 * Context: as DESTROY, for it may be an orphan.
 */
static inline void ruapi_object_unlock(struct ruapi_obj *obj, u8 access)
{
	/* Who locks it next comes after all that was done under the lock. */
	if (access == RUAPI_ACCESS_READ)
		(void)atomic_dec_return_release(&obj->uobj.usecnt);
	else if (!READ_ONCE(obj->retired))
		atomic_set_release(&obj->uobj.usecnt, 0);
	/* Pairs with ruapi_object_orphan(). */
	smp_mb();
	if (unlikely(READ_ONCE(obj->orphan)))
		ruapi_object_kill(obj);
}

#endif /* RUAPI_OBJECT_H */
