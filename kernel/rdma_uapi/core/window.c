// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Windows: address space of a program, a mapping like any other but empty, into which
 * CONTEXT.MAP puts memory of the driver.  To make a mapping and to end it costs more
 * than a queue does; to fill page tables that are there does not.
 *
 * The driver is shown a copy of the VMA that is as large as what is placed, and fills
 * the page tables of the window: it must not want anything else of a VMA, which is for
 * somebody to have read (RUAPI_DRIVER_PLACES).  What it has left in the copy, its
 * operations and its private data, is kept, and its close() is called when the memory
 * is taken away or with the last VMA of the window.
 *
 * Places are found by page offset, so they are those of all processes that have the
 * window by fork(): what is placed later only one of them sees, but it is taken away
 * from all.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/mm.h>

#include "../../drivers/driver.h"
#include "core/mapping.h"
#include "ruapi.h"

static bool windows = true;
module_param(windows, bool, 0644);
MODULE_PARM_DESC(windows,
		 "let programs have queues of many objects in one mapping");

/**
 * struct placed - memory of a driver in a window
 * @node: in mapping->placed
 * @start: page offset at which it begins
 * @end: and ends
 * @offset: the driver's, in pages
 * @ops: operations of the driver, or NULL
 * @private_data: of the driver
 */
struct placed {
	struct rb_node node;
	pgoff_t start;
	pgoff_t end;
	pgoff_t offset;
	const struct vm_operations_struct *ops;
	void *private_data;
};

static int window_may_split(struct vm_area_struct *vma, unsigned long addr)
{
	return -EINVAL;
}

static bool window_allowed(const struct ruapi_context *ctx)
{
	return READ_ONCE(windows) && ctx->dev->traits & RUAPI_DRIVER_PLACES;
}

/* Those of a context do not overlap, so that offsets are good for all. */
static int window_add(struct ruapi_context *ctx, struct ruapi_mapping *mapping)
{
	struct ruapi_mapping *other;
	int ret = 0;

	mutex_lock(&ctx->mappings_lock);
	list_for_each_entry(other, &ctx->windows, list)
		if (mapping->start < other->end && mapping->end > other->start)
			ret = -EBUSY;
	if (!ret)
		list_add(&mapping->list, &ctx->windows);
	mutex_unlock(&ctx->mappings_lock);
	return ret;
}

/**
 * ruapi_window_open() - mmap() of a window
 * @mapping: becomes one
 * @vma: with its offset in the slot
 *
 * Return: 0, and it is in ctx->windows, or a negative errno.
 */
int ruapi_window_open(struct ruapi_mapping *mapping, struct vm_area_struct *vma)
{
	if (!window_allowed(mapping->ctx))
		return -EOPNOTSUPP;
	mapping->window = true;
	mapping->start = vma->vm_pgoff;
	mapping->end = mapping->start + vma_pages(vma);
	mapping->placed = RB_ROOT;
	mapping->driver = &ruapi_no_vm_ops;
	mapping->ops.may_split = window_may_split;
	if (mapping->end > 2 * WINDOW_PAGES)
		return -EINVAL;
	/* What vm_insert_page() wants to be there when others may look. */
	ruapi_compat_vm_flags_set(vma, VM_MIXEDMAP | VM_DONTDUMP);
	return window_add(mapping->ctx, mapping);
}

/* ---- places --------------------------------------------------------------- */

/* Those that overlap are equal. */
static int placed_cmp(struct rb_node *node, const struct rb_node *other)
{
	const struct placed *a = rb_entry(node, struct placed, node);
	const struct placed *b = rb_entry(other, struct placed, node);

	if (a->end <= b->start)
		return -1;
	return a->start >= b->end;
}

static int placed_find(const void *key, const struct rb_node *node)
{
	const struct placed *place =
		rb_entry(node, struct placed, node);
	const pgoff_t pgoff = *(const pgoff_t *)key;

	if (pgoff < place->start)
		return -1;
	return pgoff >= place->end;
}

/* The driver let go of. */
static void placed_free(struct placed *place)
{
	struct vm_area_struct vma = {
		.vm_start = 0,
		.vm_end = (place->end - place->start) << PAGE_SHIFT,
		.vm_pgoff = place->offset,
		.vm_ops = place->ops,
		.vm_private_data = place->private_data,
	};

	if (place->ops && place->ops->close)
		place->ops->close(&vma);
	kfree(place);
}

/**
 * ruapi_window_free() - the last VMA of a mapping is gone
 * @mapping: a window, or not
 */
void ruapi_window_free(struct ruapi_mapping *mapping)
{
	struct placed *place, *next;

	if (!mapping->window)
		return;
	rbtree_postorder_for_each_entry_safe(place, next, &mapping->placed,
					     node) {
		placed_free(place);
		cond_resched();
	}
}

static void window_zap(struct ruapi_mapping *window, pgoff_t start, pgoff_t end)
{
	const loff_t slot = (loff_t)window->ctx->slot << RUAPI_MMAP_SLOT_SHIFT;

	unmap_mapping_range(&window->ctx->obj.ns->mappings,
			    slot | (loff_t)start << PAGE_SHIFT,
			    (loff_t)(end - start) << PAGE_SHIFT, 1);
}

/* The VMA of a window of the context that has all of a place, or NULL. */
static struct vm_area_struct *place_vma(struct ruapi_context *ctx,
					const struct ruapi_placement *at)
{
	struct vm_area_struct *vma;
	struct ruapi_mapping *window;

	if (!at->length || !PAGE_ALIGNED(at->offset | at->addr | at->length) ||
	    at->offset >= RUAPI_MMAP_WINDOW)
		return NULL;
	vma = vma_lookup(current->mm, at->addr);
	window = ruapi_vma_mapping(vma);
	if (!window || !window->window || window->ctx != ctx ||
	    at->length > vma->vm_end - at->addr)
		return NULL;
	return vma;
}

static pgoff_t place_start(const struct vm_area_struct *vma,
			   const struct ruapi_placement *at)
{
	const pgoff_t pgoff = vma->vm_pgoff & (BIT_ULL(SLOT_PAGES_SHIFT) - 1);

	return pgoff + ((at->addr - vma->vm_start) >> PAGE_SHIFT);
}

/* ---- CONTEXT.MAP ------------------------------------------------------------ */

/* What the driver sees is a copy, as large as the place. */
static int place_fill(struct ruapi_mapping *window, struct vm_area_struct *vma,
		      const struct ruapi_placement *at, struct placed *place)
{
	struct vm_area_struct copy = *vma;
	int ret;

	copy.vm_start = at->addr;
	copy.vm_end = at->addr + at->length;
	copy.vm_pgoff = place->offset;
	copy.vm_private_data = NULL;
	ret = ruapi_mmap_ask_driver(window, &copy, true);
	if (ret) {
		window_zap(window, place->start, place->end);
		return ret;
	}
	place->ops = copy.vm_ops;
	place->private_data = copy.vm_private_data;
	return 0;
}

/* Return: 0 or a negative errno. */
static int place_one(struct ruapi_context *ctx, const struct ruapi_placement *at)
{
	struct vm_area_struct *vma = place_vma(ctx, at);
	struct ruapi_mapping *window;
	struct placed *place;
	int ret;

	if (!vma)
		return -EINVAL;
	window = ruapi_vma_mapping(vma);
	place = kzalloc(sizeof(*place), GFP_KERNEL_ACCOUNT);
	if (!place)
		return -ENOMEM;
	place->start = place_start(vma, at);
	place->end = place->start + (at->length >> PAGE_SHIFT);
	place->offset = at->offset >> PAGE_SHIFT;
	if (rb_find_add(&place->node, &window->placed, placed_cmp)) {
		kfree(place);
		return -EBUSY;
	}
	/*
	 * Page faults that need no mmap_lock wait from here on, and the copy says
	 * so as well.
	 */
	ruapi_compat_vm_flags_set(vma, VM_MIXEDMAP);
	ret = place_fill(window, vma, at, place);
	if (ret) {
		rb_erase(&place->node, &window->placed);
		kfree(place);
	}
	return ret;
}

/* Return: NULL if there is nothing that was placed just like that. */
static struct placed *place_take(struct ruapi_context *ctx,
				 const struct ruapi_placement *at,
				 struct ruapi_mapping **windowp)
{
	struct vm_area_struct *vma = place_vma(ctx, at);
	struct placed *place;
	struct rb_node *node;
	pgoff_t start;

	if (!vma)
		return NULL;
	*windowp = ruapi_vma_mapping(vma);
	start = place_start(vma, at);
	node = rb_find(&start, &(*windowp)->placed, placed_find);
	if (!node)
		return NULL;
	place = rb_entry(node, struct placed, node);
	if (place->start != start || place->offset != at->offset >> PAGE_SHIFT ||
	    place->end - start != at->length >> PAGE_SHIFT)
		return NULL;
	rb_erase(node, &(*windowp)->placed);
	return place;
}

static int places_map(struct ruapi_context *ctx,
		      const struct ruapi_placement *at, u32 count)
{
	struct ruapi_mapping *window;
	struct placed *place;
	int ret = 0;
	u32 i;

	for (i = 0; i < count && !ret; i++)
		ret = place_one(ctx, &at[i]);
	if (!ret)
		return 0;
	for (i--; i--;) {
		place = place_take(ctx, &at[i], &window);
		window_zap(window, place->start, place->end);
		placed_free(place);
	}
	return ret;
}

int ruapi_window_map(struct ruapi_call *call)
{
	struct ruapi_context *ctx = attr_to(context, call,
					    RUAPI_CONTEXT_MAP_HANDLE);
	const struct ruapi_placement *at;
	u32 len;
	int ret;

	at = attr_buf(call, RUAPI_CONTEXT_MAP_PLACES, &len);
	if (!window_allowed(ctx))
		return call_bad_attr(call, RUAPI_CONTEXT_MAP_HANDLE,
				     RUAPI_REASON_NONE, -EOPNOTSUPP);
	if (mmap_write_lock_killable(current->mm))
		return -EINTR;
	mutex_lock(&ctx->mappings_lock);
	ret = places_map(ctx, at, len / sizeof(*at));
	mutex_unlock(&ctx->mappings_lock);
	mmap_write_unlock(current->mm);
	if (ret)
		return call_bad_attr(call, RUAPI_CONTEXT_MAP_PLACES,
				     RUAPI_REASON_NONE, ret);
	return 0;
}

/* ---- CONTEXT.UNMAP ---------------------------------------------------------- */

struct taken {
	struct ruapi_mapping *window;
	struct placed *place;
};

static int places_take(struct ruapi_context *ctx, const struct ruapi_placement *at,
		       u32 count, struct taken *taken)
{
	u32 i;

	for (i = 0; i < count; i++) {
		taken[i].place = place_take(ctx, &at[i], &taken[i].window);
		if (!taken[i].place)
			break;
	}
	if (i == count)
		return 0;
	while (i--)
		rb_find_add(&taken[i].place->node, &taken[i].window->placed,
			    placed_cmp);
	return -EINVAL;
}

/* What lies side by side goes in one go. */
static void places_zap(const struct taken *taken, u32 count)
{
	pgoff_t start = taken[0].place->start, end = taken[0].place->end;
	u32 i;

	for (i = 1; i < count; i++) {
		const struct placed *place = taken[i].place;
		const bool same = taken[i].window == taken[i - 1].window;

		if (same && place->start == end) {
			end = place->end;
		} else if (same && place->end == start) {
			start = place->start;
		} else {
			window_zap(taken[i - 1].window, start, end);
			start = place->start;
			end = place->end;
		}
	}
	window_zap(taken[count - 1].window, start, end);
}

int ruapi_window_unmap(struct ruapi_call *call)
{
	struct ruapi_context *ctx = attr_to(context, call,
					    RUAPI_CONTEXT_UNMAP_HANDLE);
	struct taken taken[RUAPI_MAX_PLACEMENTS];
	const struct ruapi_placement *at;
	u32 len, count, i;
	int ret;

	at = attr_buf(call, RUAPI_CONTEXT_UNMAP_PLACES, &len);
	count = len / sizeof(*at);
	if (mmap_read_lock_killable(current->mm))
		return -EINTR;
	mutex_lock(&ctx->mappings_lock);
	ret = places_take(ctx, at, count, taken);
	if (!ret) {
		places_zap(taken, count);
		for (i = 0; i < count; i++)
			placed_free(taken[i].place);
	}
	mutex_unlock(&ctx->mappings_lock);
	mmap_read_unlock(current->mm);
	if (ret)
		return call_bad_attr(call, RUAPI_CONTEXT_UNMAP_PLACES,
				     RUAPI_REASON_RANGE, ret);
	return 0;
}
