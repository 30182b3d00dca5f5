// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The handles of a namespace: an array of slots that only grows, in chunks each
 * as large as all before it, so that lookups need no lock.  The low bits of a
 * handle are its slot, the high ones count how often the slot was used; and a
 * free slot waits until MIN_FREE are free.  So a stale handle names nothing
 * until half a million others have come after it.
 */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/overflow.h>

#include "core/large.h"
#include "ruapi.h"

#define SLOT_BITS RUAPI_HANDLE_SLOT_BITS
#define SLOT_MASK (BIT(SLOT_BITS) - 1)
#define MIN_FREE 256

static_assert(ARRAY_SIZE(((struct ruapi_handles *)0)->chunks) ==
	      SLOT_BITS - RUAPI_HANDLE_FIRST_BITS + 1);

static u32 chunk_size(unsigned int chunk)
{
	return BIT(RUAPI_HANDLE_FIRST_BITS) << (chunk ? chunk - 1 : 0);
}

/*
 * A bit for each slot of a chunk that is there: whether an object of the type has
 * it.  NAMESPACE stands for all types.
 */
static unsigned long *chunk_map(struct ruapi_handles *handles,
				unsigned int chunk, u16 type)
{
	return (unsigned long *)(READ_ONCE(handles->chunks[chunk]) +
				 chunk_size(chunk)) +
	       type * BITS_TO_LONGS(chunk_size(chunk));
}

/* Under the lock; whoever reads it without may be late. */
static void handle_mark(struct ruapi_handles *handles, u32 slot, u16 type,
			bool taken)
{
	const unsigned int chunk = handle_chunk(slot);
	const u32 at = slot - handle_chunk_start(chunk);

	__assign_bit(at, chunk_map(handles, chunk, RUAPI_OBJ_NAMESPACE), taken);
	__assign_bit(at, chunk_map(handles, chunk, type), taken);
}

/* Under the lock, which @uses is under. */
static u32 handle_of(struct ruapi_handles *handles, u32 slot)
{
	return handle_at(handles, slot)->uses << SLOT_BITS | slot;
}

/**
 * ruapi_handles_init() - a namespace without handles
 * @handles: of the namespace
 */
void ruapi_handles_init(struct ruapi_handles *handles)
{
	spin_lock_init(&handles->lock);
}

/**
 * ruapi_handles_exit() - free the slots
 * @handles: of a namespace that nobody uses any more
 */
void ruapi_handles_exit(struct ruapi_handles *handles)
{
	unsigned int chunk;

	for (chunk = 0; chunk < RUAPI_HANDLE_CHUNKS; chunk++)
		kvfree(handles->chunks[chunk]);
}

/* Room for a slot that was never used.  Return: 0 or a negative errno. */
static int handles_grow(struct ruapi_handles *handles, u32 slot)
{
	const unsigned int chunk = handle_chunk(slot);
	struct ruapi_handle *more;

	if (slot > SLOT_MASK)
		return -ENOSPC;
	more = ruapi_alloc_large(chunk_size(chunk) * sizeof(*more) +
				 BITS_TO_LONGS(chunk_size(chunk)) *
				 sizeof(long) * __RUAPI_OBJ_MAX,
				 GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!more)
		return -ENOMEM;
	/* Somebody else may have been faster. */
	if (cmpxchg(&handles->chunks[chunk], NULL, more))
		kvfree(more);
	return 0;
}

static u32 handles_pop(struct ruapi_handles *handles)
{
	const u32 slot = handles->first_free;

	handles->first_free = handle_at(handles, slot)->next_free;
	handles->num_free--;
	return slot;
}

static void handles_push(struct ruapi_handles *handles, u32 slot)
{
	if (handles->num_free++)
		handle_at(handles, handles->last_free)->next_free = slot;
	else
		handles->first_free = slot;
	handles->last_free = slot;
}

/* Return: a slot, 0 if there is none before the array grows. */
static u32 handles_take(struct ruapi_handles *handles, u32 min_free)
{
	/* Slot 0 stays free: handle 0 is none. */
	const u32 slot = handles->used ?: 1;

	if (handles->num_free >= min_free)
		return handles_pop(handles);
	if (slot > SLOT_MASK || !READ_ONCE(handles->chunks[handle_chunk(slot)]))
		return 0;
	/* Whoever sees it sees its chunk. */
	smp_store_release(&handles->used, slot + 1);
	return slot;
}

/**
 * ruapi_handle_reserve() - choose a handle that names nothing yet
 * @handles: of the namespace
 * @type: of the object that gets it
 * @handle: set to it
 *
 * Return: 0 or a negative errno.
 */
int ruapi_handle_reserve(struct ruapi_handles *handles, u16 type, u32 *handle)
{
	u32 slot, used;
	int ret = 0;

	for (;;) {
		spin_lock(&handles->lock);
		/* Better a slot that was just freed than none. */
		slot = handles_take(handles, ret ? 1 : MIN_FREE);
		if (slot) {
			*handle = handle_of(handles, slot);
			handle_mark(handles, slot, type, true);
			WRITE_ONCE(handles->count[type],
				   handles->count[type] + 1);
		}
		used = handles->used;
		spin_unlock(&handles->lock);
		if (slot)
			return 0;
		if (ret)
			return ret;
		ret = handles_grow(handles, used);
	}
}

/**
 * ruapi_handle_publish() - from now on the handle names an object
 * @handles: of the namespace
 * @obj: the object, which has a reserved handle
 */
void ruapi_handle_publish(struct ruapi_handles *handles, struct ruapi_obj *obj)
{
	rcu_assign_pointer(handle_at(handles, obj->uobj.id & SLOT_MASK)->obj,
			   obj);
}

/**
 * ruapi_handle_free() - the handle names nothing any more
 * @handles: of the namespace
 * @obj: the object, whose handle was published or only reserved; it is retired
 *
 * Return: false if somebody else was first, and nothing happened.
 */
bool ruapi_handle_free(struct ruapi_handles *handles, struct ruapi_obj *obj)
{
	const u32 slot = obj->uobj.id & SLOT_MASK;
	struct ruapi_handle *at = handle_at(handles, slot);
	bool first;

	spin_lock(&handles->lock);
	/* Not by the count of uses, which comes round for who is late. */
	first = !obj->retired;
	if (first) {
		WRITE_ONCE(obj->retired, true);
		RCU_INIT_POINTER(at->obj, NULL);
		at->uses++;
		handle_mark(handles, slot, obj->type, false);
		WRITE_ONCE(handles->count[obj->type],
			   handles->count[obj->type] - 1);
		handles_push(handles, slot);
	}
	spin_unlock(&handles->lock);
	return first;
}

/**
 * ruapi_handle_is_known() - does the handle of an object name it?
 * @handles: of the namespace
 * @obj: the object
 *
 * Context: under RCU.
 */
bool ruapi_handle_is_known(struct ruapi_handles *handles,
			   const struct ruapi_obj *obj)
{
	return handle_find(handles, obj->uobj.id) == obj;
}

/**
 * ruapi_handle_next() - step through objects, see for_each_object()
 * @handles: of the namespace
 * @type: of these; RUAPI_OBJ_NAMESPACE: all
 * @slot: where to look first; set to where to go on
 *
 * Return: the object, or NULL if there are no more.  It can go any time unless
 * the caller sees to it.
 */
struct ruapi_obj *ruapi_handle_next(struct ruapi_handles *handles, u16 type,
				    u32 *slot)
{
	/* Pairs with handles_take(), as above. */
	const u32 used = smp_load_acquire(&handles->used);
	struct ruapi_obj *obj;

	/* What there is none of is not looked for among all that is there. */
	if (type != RUAPI_OBJ_NAMESPACE && !READ_ONCE(handles->count[type]))
		return NULL;
	while (*slot < used) {
		const unsigned int chunk = handle_chunk(*slot);
		const u32 start = handle_chunk_start(chunk);
		const u32 end = min(chunk_size(chunk), used - start);
		const u32 at = find_next_bit(chunk_map(handles, chunk, type), end,
					     *slot - start);

		*slot = start + at + 1;
		if (at >= end) {
			*slot = start + end;
			continue;
		}
		obj = rcu_dereference_raw(handle_at(handles, start + at)->obj);
		if (obj)
			return obj;
	}
	return NULL;
}

/**
 * ruapi_handles_count() - how many handles are taken
 * @handles: of the namespace
 * @type: of these objects; RUAPI_OBJ_NAMESPACE: of all
 *
 * Return: the number, those of objects that are being made included.
 */
u32 ruapi_handles_count(struct ruapi_handles *handles, u16 type)
{
	u32 count = 0;
	u16 i;

	spin_lock(&handles->lock);
	for (i = 0; i < __RUAPI_OBJ_MAX; i++)
		if (type == RUAPI_OBJ_NAMESPACE || type == i)
			count += handles->count[i];
	spin_unlock(&handles->lock);
	return count;
}
