// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Handles.  An object is born locked for writing, gets a handle that nobody
 * can look up, and is published when nothing can fail any more.  Once it is
 * destroyed it stays locked, for those who found it just before.
 */
#include <linux/delay.h>
#include <linux/sched/signal.h>

#include "core/large.h"
#include "ruapi.h"

/**
 * ruapi_object_alloc() - a new object without a handle
 * @ns: its namespace
 * @type: enum ruapi_object
 *
 * Return: the object with one reference, or NULL.
 */
struct ruapi_obj *ruapi_object_alloc(struct ruapi_ns *ns, u16 type)
{
	struct ruapi_obj *obj;

	obj = kzalloc(ruapi_types[type]->size, GFP_KERNEL_ACCOUNT);
	if (!obj)
		return NULL;
	obj->uobj.ufile = &ns->ufile;
	obj->uobj.uapi_object = ruapi_types[type]->uverbs;
	kref_init(&obj->uobj.ref);
	atomic_set(&obj->uobj.usecnt, -1);
	INIT_LIST_HEAD(&obj->uobj.list);
	obj->ns = ns;
	obj->type = type;
	return obj;
}

/**
 * ruapi_object_reserve() - choose a handle that names nothing yet
 * @obj: new object
 *
 * Return: 0 or a negative errno.
 */
int ruapi_object_reserve(struct ruapi_obj *obj)
{
	return ruapi_handle_reserve(&obj->ns->handles, obj);
}

/**
 * ruapi_object_share() - let others read an object that was just made
 * @obj: reserved object, which only who has it can share with others; it is locked
 *	for READ by who does, until ruapi_object_unlock()
 */
void ruapi_object_share(struct ruapi_obj *obj)
{
	atomic_set_release(&obj->uobj.usecnt, 1);
}

/**
 * ruapi_object_unshare() - lock it for who has made it again
 * @obj: object that is shared with nobody any more
 */
void ruapi_object_unshare(struct ruapi_obj *obj)
{
	atomic_set_release(&obj->uobj.usecnt, -1);
}

static noinline void object_check_place(struct ruapi_obj *obj)
{
	int ret;

	/*
	 * A batch may have taken it to a port.  If that moves, who looks for those that
	 * use it finds the handle, or the count of moves says so here.
	 */
	smp_mb();
	ret = ruapi_types[obj->type]->check_place(obj);
	if (ret == -ENOMEM || ret == -EINTR)
		ruapi_context_look_again(obj->ctx);
}

static inline void object_settle(struct ruapi_obj *obj)
{
	struct ruapi_context *ctx = obj->ctx;

	if (ctx) {
		spin_lock(&ctx->lock);
		list_add(&obj->uobj.list, &ctx->objects);
		spin_unlock(&ctx->lock);
	}
	ruapi_handle_publish(&obj->ns->handles, obj);
	if (ctx && ruapi_types[obj->type]->check_place)
		object_check_place(obj);
}

/**
 * ruapi_object_settle() - make the handle of a complete object known, which is EBUSY
 * @obj: reserved object, whose reference now belongs to the handle; locked until
 *	ruapi_object_unlock(), but goes with its context
 */
void ruapi_object_settle(struct ruapi_obj *obj)
{
	object_settle(obj);
}

/**
 * ruapi_object_publish() - make the handle of a complete object known
 * @obj: reserved object, whose reference now belongs to the handle
 */
void ruapi_object_publish(struct ruapi_obj *obj)
{
	object_settle(obj);
	/*
	 * Last: CONTEXT.OPEN takes an unlocked context for one whose handle is
	 * good, and answers with that.  From here on anybody may destroy it.
	 */
	atomic_set_release(&obj->uobj.usecnt, 0);
}

/**
 * ruapi_object_abort() - drop an object that was not published
 * @obj: reserved object without hardware
 */
void ruapi_object_abort(struct ruapi_obj *obj)
{
	struct ruapi_context *ctx = obj->ctx;

	if (ctx)
		ruapi_access_uncharge(obj, ctx->dev);
	ruapi_handle_free(&obj->ns->handles, obj);
	ruapi_object_put(obj);
}

/* No reader finds an event of the object from here on. */
static void object_stop(struct ruapi_obj *obj)
{
	if (ruapi_types[obj->type]->stop)
		ruapi_types[obj->type]->stop(obj);
}

/**
 * ruapi_object_retire() - forget the handle of a destroyed object
 * @obj: the object, whose reference of the handle is dropped; nothing happens
 *	if somebody else was first
 */
void ruapi_object_retire(struct ruapi_obj *obj)
{
	struct ruapi_context *ctx = obj->ctx;

	if (!ruapi_handle_free(&obj->ns->handles, obj))
		return;
	if (ctx) {
		spin_lock(&ctx->lock);
		list_del_init(&obj->uobj.list);
		spin_unlock(&ctx->lock);
	}
	object_stop(obj);
	ruapi_object_put(obj);
}

/* For ruapi_object_put(). */
void ruapi_object_release(struct kref *ref)
{
	struct ruapi_obj *obj = container_of(ref, typeof(*obj), uobj.ref);
	const struct ruapi_type *type = ruapi_types[obj->type];

	if (type->release)
		type->release(obj);
	if (obj->ctx)
		ruapi_object_put(&obj->ctx->obj);
	kfree_rcu(obj, uobj.rcu);
}

/**
 * ruapi_object_next() - step through objects
 * @ns: namespace
 * @type: of these; RUAPI_OBJ_NAMESPACE: all
 * @slot: 0 at first
 *
 * Return: the next one with a reference, or NULL.
 */
struct ruapi_obj *ruapi_object_next(struct ruapi_ns *ns, u16 type, u32 *slot)
{
	struct ruapi_obj *obj;

	rcu_read_lock();
	do {
		obj = ruapi_handle_next(&ns->handles, type, slot);
	} while (obj && !kref_get_unless_zero(&obj->uobj.ref));
	rcu_read_unlock();
	return obj;
}

/* An orphan, unless calls use it: then the last of them comes here again. */
void ruapi_object_kill(struct ruapi_obj *obj)
{
	if (ruapi_object_try_seize(obj))
		return;
	ruapi_object_destroy(obj);
	ruapi_object_retire(obj);
}

/**
 * ruapi_object_lock_wait() - lock an object for DESTROY, after the calls that
 *	use it
 * @obj: the object
 *
 * Return: 0; -ENOENT if it has been destroyed meanwhile, -EINTR if the caller is
 * being killed.
 */
int ruapi_object_lock_wait(struct ruapi_obj *obj)
{
	const struct ruapi_type *type = ruapi_types[obj->type];
	int ret = 0;

	while (ruapi_object_lock(obj, RUAPI_ACCESS_DESTROY)) {
		if (READ_ONCE(obj->retired))
			ret = -ENOENT;
		else if (fatal_signal_pending(current))
			ret = -EINTR;
		if (ret)
			break;
		/* Again each time: somebody else may have given up waiting. */
		WRITE_ONCE(obj->wanted, true);
		if (type->interrupt)
			type->interrupt(obj);
		usleep_range(50, 500);
	}
	WRITE_ONCE(obj->wanted, false);
	return ret;
}

/**
 * ruapi_object_try_seize() - lock an object for DESTROY, unless it is in use
 * @obj: the object
 *
 * Return: 0; -ENOENT if it has been destroyed meanwhile, or was never published;
 * -EBUSY if calls use it.
 */
int ruapi_object_try_seize(struct ruapi_obj *obj)
{
	const int ret = ruapi_object_lock(obj, RUAPI_ACCESS_DESTROY);

	/* The release of the last file destroys without locking. */
	return READ_ONCE(obj->retired) ? -ENOENT : ret;
}

/**
 * ruapi_object_orphan() - destroy an object that goes with another one
 * @obj: the object, to which the caller has a reference
 *
 * At once; or, if calls use it, when the last of them leaves.  The memory of a call
 * may never come, and who destroys may be exiting, so nobody waits for that.  No
 * other call can use it afterwards, but for one that destroys it.
 */
void ruapi_object_orphan(struct ruapi_obj *obj)
{
	WRITE_ONCE(obj->orphan, true);
	/* Either we find that nobody uses it, or the last one finds an orphan. */
	smp_mb();
	ruapi_object_kill(obj);
}

/**
 * ruapi_object_destroy_with() - destroy what an object stands for
 * @obj: locked for DESTROY, or its context for write
 * @udata: what the driver is given with it
 *
 * Return: 0, also if it is gone already; -EBUSY if something depends on it.
 */
int ruapi_object_destroy_with(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	int ret;

	if (!obj->hw)
		return 0;
	ret = ruapi_types[obj->type]->destroy(obj, udata);
	if (ret)
		return ret;
	obj->hw = false;
	if (obj->ctx)
		ruapi_access_uncharge(obj, obj->ctx->dev);
	return 0;
}

/**
 * ruapi_object_destroy() - ditto, with nothing of a program's for the driver
 * @obj: ditto
 *
 * Return: ditto.
 */
int ruapi_object_destroy(struct ruapi_obj *obj)
{
	struct ruapi_udata udata ruapi_uninitialized;

	ruapi_udata_init(&udata, obj->ctx ? obj->ctx->ib : NULL,
			 &obj->ns->ufile);
	return ruapi_object_destroy_with(obj, &udata);
}

/* Destroy and forget what goes at this point; the last file is being released. */
static void ns_close_objects(struct ruapi_ns *ns, u8 close)
{
	struct ruapi_obj *obj;
	bool found;
	u32 slot;

	/* Again, because listeners beget ids until they are gone. */
	do {
		found = false;
		for_each_object(ns, slot, obj) {
			cond_resched();
			if (ruapi_types[obj->type]->close < close)
				continue;
			found = true;
			if (obj->type == RUAPI_OBJ_CONTEXT) {
				ruapi_context_close(to_context(obj));
				continue;
			}
			ruapi_object_destroy(obj);
			ruapi_object_retire(obj);
		}
	} while (found);
}

/**
 * ruapi_ns_destroy_objects() - destroy all objects, users before what they use
 * @ns: namespace without any open file
 */
void ruapi_ns_destroy_objects(struct ruapi_ns *ns)
{
	ns_close_objects(ns, RUAPI_CLOSE_USER);
	ns_close_objects(ns, RUAPI_CLOSE_CONTEXT);
	/* Event queues, and tombstones whose dead context was destroyed first. */
	ns_close_objects(ns, RUAPI_CLOSE_LAST);
}

/*
 * How many events of an object that produces no more have been read.  What a
 * reader has in hand counts: it comes out later, and the program, which waits
 * until it has acknowledged them all, must not forget the object before.
 */
static void object_events(struct ruapi_obj *obj, u32 *events,
			  u32 *async_events)
{
	if (ruapi_types[obj->type]->events)
		ruapi_types[obj->type]->events(obj, events, async_events);
}

/* A caller who asks: noinline, as most do not. */
static noinline void object_put_events(struct ruapi_call *call,
				       struct ruapi_obj *obj)
{
	u32 events = 0, async_events = 0;

	/* A tombstone may still have one, which must not be read uncounted. */
	object_stop(obj);
	object_events(obj, &events, &async_events);
	attr_put_u32(call, RUAPI_DESTROY_EVENTS, events);
	attr_put_u32(call, RUAPI_DESTROY_ASYNC_EVENTS, async_events);
}

/* DESTROY of every type: the object is the only one that the call names. */
int object_destroy_run(struct ruapi_call *call)
{
	struct ruapi_obj *obj = attr_obj(call, RUAPI_DESTROY_HANDLE);
	int ret;

	/* The driver is told what it adds to the action, if that was given. */
	ret = call->added ? ruapi_object_destroy_with(obj, call_udata(call)) :
			    ruapi_object_destroy(obj);
	if (ret == -EBUSY)
		return call_bad_attr(call, RUAPI_DESTROY_HANDLE,
				     RUAPI_REASON_BUSY, ret);
	if (!ret && call->outs)
		object_put_events(call, obj);
	return ret;
}

static void list_fill(struct ruapi_list_entry *entry, struct ruapi_obj *obj)
{
	struct ruapi_context *ctx = obj->ctx;

	*entry = (struct ruapi_list_entry){
		.handle = object_handle(obj),
		.object = ruapi_types[obj->type]->number ?
				  ruapi_types[obj->type]->number(obj) : obj->type,
		.context = ctx ? object_handle(&ctx->obj) : 0,
		.user_data = obj->uobj.user_handle,
		.device = U32_MAX,
	};
	if (obj->type == RUAPI_OBJ_CONTEXT)
		ctx = to_context(obj);
	if (ctx)
		entry->device = ctx->dev->index;
	if (ctx && READ_ONCE(ctx->dead))
		entry->flags |= RUAPI_LIST_F_DEAD;
}

/* Objects that a walk takes in one go. */
#define LIST_STRIDE 1024

/**
 * struct list - a LIST on its way
 * @ns: namespace
 * @type: of the objects wanted
 * @entries: the answer
 * @place: by generation: where in @entries the next handle of it goes.  A walk
 *	is in order of slots, so each generation comes in order of handles
 * @left: by generation: how many more have a place
 */
struct list {
	struct ruapi_ns *ns;
	u16 type;
	struct ruapi_list_entry *entries;
	u32 place[RUAPI_HANDLE_GENERATIONS];
	u32 left[RUAPI_HANDLE_GENERATIONS];
};

static u32 generation(const struct ruapi_obj *obj)
{
	return object_handle(obj) >> RUAPI_HANDLE_SLOT_BITS;
}

/* How many there are, and where they go. */
static u32 list_count(struct list *list)
{
	u32 count = 0, seen = 0, slot = 0, i;
	struct ruapi_obj *obj;

	while ((obj = ruapi_object_next(list->ns, list->type, &slot))) {
		list->left[generation(obj)]++;
		ruapi_object_put(obj);
		if (!(++seen % LIST_STRIDE))
			cond_resched();
	}
	for (i = 0; i < RUAPI_HANDLE_GENERATIONS; i++) {
		list->place[i] = count;
		count += list->left[i];
	}
	return count;
}

/*
 * What has come meanwhile finds no place, and is told by the next LIST; what has
 * gone leaves a hole.
 */
static void list_collect(struct list *list)
{
	u32 seen = 0, slot = 0;
	struct ruapi_obj *obj;

	while ((obj = ruapi_object_next(list->ns, list->type, &slot))) {
		const u32 i = generation(obj);

		if (list->left[i]) {
			list->left[i]--;
			list_fill(&list->entries[list->place[i]++], obj);
		}
		ruapi_object_put(obj);
		if (!(++seen % LIST_STRIDE))
			cond_resched();
	}
}

/* To a smaller index. */
static void list_move_down(struct list *list, u32 to, u32 from, u32 count)
{
	u32 n;

	for (; count; count -= n, to += n, from += n) {
		n = min_t(u32, count, LIST_STRIDE);
		memmove(&list->entries[to], &list->entries[from],
			n * sizeof(*list->entries));
		cond_resched();
	}
}

/* Return: how many have been collected, without holes between them. */
static u32 list_close_holes(struct list *list)
{
	u32 from = 0, to = 0, i, n;

	for (i = 0; i < RUAPI_HANDLE_GENERATIONS; i++) {
		n = list->place[i] - from;
		if (from != to)
			list_move_down(list, to, from, n);
		to += n;
		from = list->place[i] + list->left[i];
	}
	return to;
}

static int list_put(struct ruapi_call *call, struct list *list)
{
	const struct ruapi_attr *attr = attr_raw(call, RUAPI_LIST_ENTRIES);
	const u32 size = sizeof(*list->entries);
	u32 count = list_count(list);

	if (attr->len >= (u64)count * size) {
		list->entries = ruapi_alloc_large(array_size(count ?: 1, size),
						  GFP_KERNEL_ACCOUNT);
		if (!list->entries)
			return -ENOMEM;
		list_collect(list);
		count = list_close_holes(list);
	}
	attr_put_array(call, RUAPI_LIST_ENTRIES, list->entries,
		       (u64)count * size);
	attr_put_u32(call, RUAPI_LIST_COUNT, count);
	kvfree(list->entries);
	return 0;
}

/* LIST of every type, and of NAMESPACE for all types. */
int object_list_run(struct ruapi_call *call)
{
	struct list *list;
	int ret;

	if (!attr_given(call, RUAPI_LIST_ENTRIES)) {
		attr_put_u32(call, RUAPI_LIST_COUNT,
			     ruapi_handles_count(&call->ns->handles,
						 call->action->object));
		return 0;
	}
	list = kvzalloc(sizeof(*list), GFP_KERNEL_ACCOUNT);
	if (!list)
		return -ENOMEM;
	list->ns = call->ns;
	list->type = call->action->object;
	ret = list_put(call, list);
	kvfree(list);
	return ret;
}
