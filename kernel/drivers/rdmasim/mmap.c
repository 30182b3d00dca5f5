// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory that programs map: queues, pages of doorbells, memory on the device.  Each has
 * an entry of ib_core's, and is freed when that is: not before all mappings of it
 * are gone, or emptied.
 *
 * Queues are pages that are counted.  Doorbells and memory on the device are mapped
 * as those of hardware are, by their numbers, though it is only memory.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

/* In a page. */
#define DOORBELLS	64

/* Offsets below are those of queues and doorbells. */
#define DM_PGOFF	(RDMASIM_DM_OFFSET >> PAGE_SHIFT)

static_assert(sizeof(struct rdmasim_doorbell) == RDMASIM_LINE);
static_assert(DOORBELLS * sizeof(struct rdmasim_doorbell) <= PAGE_SIZE);
static_assert(sizeof(unsigned long) * BITS_PER_BYTE >= DOORBELLS);
static_assert(!(RDMASIM_DM_STEP % SIM_MAX_DM));

/* A page of them, which is there as long as its context. */
struct sim_doorbells {
	struct list_head list;
	struct sim_map *map;
	/* A bit for each. */
	unsigned long used;
};

/* ---- memory ---------------------------------------------------------------------- */

static void *map_alloc(size_t size, bool io)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN;

	return io ? alloc_pages_exact(size, gfp) : __vmalloc(size, gfp);
}

static void map_free(struct sim_map *map)
{
	if (map->umem)
		sim_umem_free(map);
	else if (map->io)
		free_pages_exact(map->memory, map->size);
	else
		vfree(map->memory);
	if (map->used)
		atomic_sub(map->taken, map->used);
	kfree(map);
}

/**
 * sim_map_alloc() - memory that can be mapped
 * @size: bytes; whole pages
 * @io: as that of hardware
 *
 * Return: it, to be given back by sim_map_del(), or NULL.
 */
struct sim_map *sim_map_alloc(size_t size, bool io)
{
	struct sim_map *map = kzalloc(sizeof(*map), GFP_KERNEL_ACCOUNT);

	if (!map)
		return NULL;
	map->size = PAGE_ALIGN(size);
	map->io = io;
	map->memory = map_alloc(map->size, io);
	if (map->memory)
		return map;
	kfree(map);
	return NULL;
}

static int map_add(struct sim_map *map, struct ib_ucontext *ctx, u32 first, u32 last)
{
	int ret = rdma_user_mmap_entry_insert_range(ctx, &map->rdma, map->size, first, last);

	map->added = !ret;
	return ret;
}

int sim_map_add(struct sim_map *map, struct ib_ucontext *ctx)
{
	return map_add(map, ctx, 0, DM_PGOFF - 1);
}

/* At a place that the program has chosen; fails if there is something. */
int sim_map_add_dm(struct sim_map *map, struct ib_ucontext *ctx, u32 number)
{
	const u32 first = DM_PGOFF + number * (RDMASIM_DM_STEP >> PAGE_SHIFT);

	return map_add(map, ctx, first, first);
}

/* It cannot be mapped any more; those who have may keep it. */
void sim_map_del(struct sim_map *map)
{
	if (!map)
		return;
	if (map->added)
		rdma_user_mmap_entry_remove(&map->rdma);
	else
		map_free(map);
}

u64 sim_map_offset(const struct sim_map *map)
{
	return rdma_user_mmap_get_offset(&map->rdma);
}

static struct sim_map *to_map(struct rdma_user_mmap_entry *entry)
{
	return container_of(entry, struct sim_map, rdma);
}

static void sim_mmap_free(struct rdma_user_mmap_entry *entry)
{
	sim_fault(to_sim(entry->ucontext->device), SIM_OP_MMAP_FREE);
	map_free(to_map(entry));
}

static int map_pages(struct vm_area_struct *vma, const struct sim_map *map)
{
	size_t at;
	int ret = 0;

	for (at = 0; at < map->size && !ret; at += PAGE_SIZE)
		ret = vm_insert_page(vma, vma->vm_start + at,
				     vmalloc_to_page(map->memory + at));
	return ret;
}

static int sim_mmap(struct ib_ucontext *ctx, struct vm_area_struct *vma)
{
	struct rdma_user_mmap_entry *entry;
	struct sim_map *map;
	int ret;

	ret = sim_fault(to_sim(ctx->device), SIM_OP_MMAP);
	if (ret)
		return ret;
	entry = rdma_user_mmap_entry_get(ctx, vma);
	if (!entry)
		return -EINVAL;
	map = to_map(entry);
	if (map->io)
		ret = rdma_user_mmap_io(ctx, vma, virt_to_phys(map->memory) >> PAGE_SHIFT,
					map->size, vma->vm_page_prot, entry);
	else
		ret = map_pages(vma, map);
	rdma_user_mmap_entry_put(entry);
	return ret;
}

const struct ib_device_ops sim_mmap_ops = {
	.mmap = sim_mmap,
	.mmap_free = sim_mmap_free,
};

/* ---- doorbells ------------------------------------------------------------------- */

static struct sim_doorbells *page_with_room(struct sim_ucontext *ctx)
{
	struct sim_doorbells *page;

	list_for_each_entry(page, &ctx->doorbells, list)
		if (page->used != GENMASK(DOORBELLS - 1, 0))
			return page;
	return NULL;
}

static struct sim_doorbells *page_add(struct sim_ucontext *ctx)
{
	struct sim_doorbells *page = kzalloc(sizeof(*page), GFP_KERNEL_ACCOUNT);

	if (!page)
		return NULL;
	page->map = sim_map_alloc(PAGE_SIZE, true);
	if (!page->map)
		goto err_free;
	if (sim_map_add(page->map, &ctx->ib))
		goto err_map;
	list_add(&page->list, &ctx->doorbells);
	return page;

err_map:
	sim_map_del(page->map);
err_free:
	kfree(page);
	return NULL;
}

int sim_bell_get(struct sim_bell *bell, struct sim_ucontext *ctx)
{
	struct sim_doorbells *page;

	mutex_lock(&ctx->lock);
	page = page_with_room(ctx) ?: page_add(ctx);
	if (page) {
		bell->ctx = ctx;
		bell->page = page;
		bell->number = ffz(page->used);
		bell->door = (struct rdmasim_doorbell *)page->map->memory + bell->number;
		page->used |= BIT(bell->number);
	}
	mutex_unlock(&ctx->lock);
	if (!page)
		return -ENOMEM;
	memset(bell->door, 0, sizeof(*bell->door));
	return 0;
}

void sim_bell_put(struct sim_bell *bell)
{
	if (!bell->door)
		return;
	mutex_lock(&bell->ctx->lock);
	bell->page->used &= ~BIT(bell->number);
	mutex_unlock(&bell->ctx->lock);
	bell->door = NULL;
}

u64 sim_bell_offset(const struct sim_bell *bell)
{
	return sim_map_offset(bell->page->map);
}

void sim_doorbells_init(struct sim_ucontext *ctx)
{
	mutex_init(&ctx->lock);
	INIT_LIST_HEAD(&ctx->doorbells);
}

/* Nobody has one of them any more. */
void sim_doorbells_exit(struct sim_ucontext *ctx)
{
	struct sim_doorbells *page, *next;

	list_for_each_entry_safe(page, next, &ctx->doorbells, list) {
		sim_map_del(page->map);
		kfree(page);
	}
}
