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
static __always_inline unsigned long *slots_map(struct ruapi_handle *slots,
						u32 size, u16 type)
{
	return (unsigned long *)(slots + size) + type * BITS_TO_LONGS(size);
}

/**
 * struct spot - a slot of a chunk that is there
 * @chunk: the slots of the chunk
 * @size: how many there are
 * @at: the slot among them
 */
struct spot {
	struct ruapi_handle *chunk;
	u32 size;
	u32 at;
};

static inline struct spot spot_of(struct ruapi_handles *handles, u32 slot)
{
	const unsigned int chunk = handle_chunk(slot);

	return (struct spot){
		.chunk = READ_ONCE(handles->chunks[chunk]),
		.size = chunk_size(chunk),
		.at = slot - handle_chunk_start(chunk),
	};
}

/* Under the lock; whoever reads it without may be late. */
static __always_inline void spot_mark(const struct spot spot, u16 type,
				      bool taken)
{
	__assign_bit(spot.at, slots_map(spot.chunk, spot.size, RUAPI_OBJ_NAMESPACE),
		     taken);
	__assign_bit(spot.at, slots_map(spot.chunk, spot.size, type), taken);
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

static inline u32 handles_pop(struct ruapi_handles *handles)
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

/* One that was never used.  Return: 0 if there is none before the array grows. */
static noinline u32 handles_take_unused(struct ruapi_handles *handles)
{
	/* Slot 0 stays free: handle 0 is none. */
	const u32 slot = handles->used ?: 1;

	if (slot > SLOT_MASK || !READ_ONCE(handles->chunks[handle_chunk(slot)]))
		return 0;
	/* Whoever sees it sees its chunk. */
	smp_store_release(&handles->used, slot + 1);
	return slot;
}

/* Return: false if there is none that could be taken. */
static inline bool handles_take(struct ruapi_handles *handles,
				struct ruapi_obj *obj, u32 min_free)
{
	const u16 type = obj->type;
	struct spot spot;
	u32 slot;

	if (handles->num_free >= min_free)
		slot = handles_pop(handles);
	else
		slot = handles_take_unused(handles);
	if (unlikely(!slot))
		return false;
	spot = spot_of(handles, slot);
	obj->uobj.id = spot.chunk[spot.at].uses << SLOT_BITS | slot;
	spot_mark(spot, type, true);
	WRITE_ONCE(handles->count[type], handles->count[type] + 1);
	return true;
}

/* Return: 0 and the object has a handle, or a negative errno. */
static noinline int handle_reserve_more(struct ruapi_handles *handles,
					struct ruapi_obj *obj, u32 used)
{
	bool taken;
	int ret;

	do {
		ret = handles_grow(handles, used);
		spin_lock(&handles->lock);
		/* Better a slot that was just freed than none. */
		taken = handles_take(handles, obj, ret ? 1 : MIN_FREE);
		used = handles->used;
		spin_unlock(&handles->lock);
	} while (!taken && !ret);
	return taken ? 0 : ret;
}

/**
 * ruapi_handle_reserve() - choose a handle that names nothing yet
 * @handles: of the namespace
 * @obj: that gets it
 *
 * Return: 0 or a negative errno.
 */
int ruapi_handle_reserve(struct ruapi_handles *handles, struct ruapi_obj *obj)
{
	bool taken;
	u32 used;

	spin_lock(&handles->lock);
	taken = handles_take(handles, obj, MIN_FREE);
	used = handles->used;
	spin_unlock(&handles->lock);
	return likely(taken) ? 0 : handle_reserve_more(handles, obj, used);
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
	const u16 type = obj->type;
	bool first;

	spin_lock(&handles->lock);
	/* Not by the count of uses, which comes round for who is late. */
	first = !obj->retired;
	if (likely(first)) {
		const struct spot spot = spot_of(handles, slot);

		WRITE_ONCE(obj->retired, true);
		RCU_INIT_POINTER(spot.chunk[spot.at].obj, NULL);
		spot.chunk[spot.at].uses++;
		spot_mark(spot, type, false);
		WRITE_ONCE(handles->count[type], handles->count[type] - 1);
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
		const struct spot spot = spot_of(handles, *slot);
		const u32 start = *slot - spot.at;
		const u32 end = min(spot.size, used - start);
		const u32 at = find_next_bit(slots_map(spot.chunk, spot.size,
						       type),
					     end, spot.at);

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
