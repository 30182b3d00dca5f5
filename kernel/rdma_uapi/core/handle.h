/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Handles: which number names which object (handle.c). */
#ifndef RUAPI_HANDLE_H
#define RUAPI_HANDLE_H

#include <linux/bitops.h>
#include <linux/nospec.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <rdma/rdma_uapi.h>

#include "core/object.h"

#define RUAPI_HANDLE_CHUNKS 17
#define RUAPI_HANDLE_FIRST_BITS 5

/* The low bits of a handle are its slot, the high ones its generation. */
#define RUAPI_HANDLE_SLOT_BITS 21
#define RUAPI_HANDLE_GENERATIONS BIT(32 - RUAPI_HANDLE_SLOT_BITS)

/**
 * struct ruapi_handle - a slot
 * @obj: what it names now, or NULL; read under RCU.  Set by whoever reserved
 *	the slot, cleared under the lock
 * @uses: how often it was used; high bits of the handle; under the lock
 * @next_free: the slot that was freed next; under the lock
 */
struct ruapi_handle {
	struct ruapi_obj __rcu *obj;
	u32 uses;
	u32 next_free;
};

/**
 * struct ruapi_handles - all handles of a namespace
 * @lock: all below but @chunks; nothing is taken inside
 * @used: slots that have ever been used; read without the lock, before @chunks
 * @num_free: free ones among them
 * @first_free: the one that has been free for longest
 * @last_free: and that for shortest
 * @count: handles that are taken, by type of their objects; what is being made
 *	is among them; read without the lock
 * @chunks: the slots, and behind them, for all objects and for each type of them,
 *	a bit per slot that is taken, so that to walk over a few is cheap among
 *	many.  Each is set once, by cmpxchg(), and stays
 */
struct ruapi_handles {
	spinlock_t lock;
	u32 used;
	u32 num_free;
	u32 first_free;
	u32 last_free;
	u32 count[__RUAPI_OBJ_MAX];
	struct ruapi_handle *chunks[RUAPI_HANDLE_CHUNKS];
};

void ruapi_handles_init(struct ruapi_handles *handles);
void ruapi_handles_exit(struct ruapi_handles *handles);
int ruapi_handle_reserve(struct ruapi_handles *handles, struct ruapi_obj *obj);
u32 ruapi_handles_count(struct ruapi_handles *handles, u16 type);
bool ruapi_handle_free(struct ruapi_handles *handles, struct ruapi_obj *obj);
bool ruapi_handle_is_known(struct ruapi_handles *handles,
			   const struct ruapi_obj *obj);
struct ruapi_obj *ruapi_handle_next(struct ruapi_handles *handles, u16 type,
				    u32 *slot);

/* Chunk n > 0 has the slots from 16 << n to (32 << n) - 1. */
static inline unsigned int handle_chunk(u32 slot)
{
	return fls(slot >> RUAPI_HANDLE_FIRST_BITS);
}

static inline u32 handle_chunk_start(unsigned int chunk)
{
	return chunk ? BIT(RUAPI_HANDLE_FIRST_BITS - 1 + chunk) : 0;
}

/* A slot below handles->used. */
static inline struct ruapi_handle *handle_at(struct ruapi_handles *handles,
					     u32 slot)
{
	const unsigned int chunk = handle_chunk(slot);

	return READ_ONCE(handles->chunks[chunk]) +
	       (slot - handle_chunk_start(chunk));
}

/**
 * ruapi_handle_publish() - from now on the handle names an object
 * @handles: of the namespace
 * @obj: the object, which has a reserved handle
 */
static inline void ruapi_handle_publish(struct ruapi_handles *handles,
					struct ruapi_obj *obj)
{
	const u32 slot = obj->uobj.id & (BIT(RUAPI_HANDLE_SLOT_BITS) - 1);

	rcu_assign_pointer(handle_at(handles, slot)->obj, obj);
}

/* Under RCU. */
static inline struct ruapi_obj *handle_find(struct ruapi_handles *handles,
					    u32 handle)
{
	/* Pairs with handles_take(): the chunks of what is used are there. */
	const u32 used = smp_load_acquire(&handles->used);
	u32 slot = handle & (BIT(RUAPI_HANDLE_SLOT_BITS) - 1);
	struct ruapi_obj *obj;

	if (slot >= used)
		return NULL;
	slot = array_index_nospec(slot, used);
	obj = rcu_dereference_raw(handle_at(handles, slot)->obj);
	return obj && obj->uobj.id == handle ? obj : NULL;
}

/**
 * ruapi_handle_get() - what a handle names
 * @handles: of the namespace
 * @handle: as a user says it
 *
 * Return: a reference on the object, or NULL.
 */
static inline struct ruapi_obj *ruapi_handle_get(struct ruapi_handles *handles,
						 u32 handle)
{
	struct ruapi_obj *obj;

	rcu_read_lock();
	obj = handle_find(handles, handle);
	if (obj && !kref_get_unless_zero(&obj->uobj.ref))
		obj = NULL;
	rcu_read_unlock();
	return obj;
}

/* Objects that come while we look may be seen or not. */
#define for_each_object(ns, slot, obj) \
	for ((slot) = 0; \
	     ((obj) = ruapi_handle_next(&(ns)->handles, RUAPI_OBJ_NAMESPACE, \
					&(slot)));)

#endif /* RUAPI_HANDLE_H */
