// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Windows: queues of a context in one mapping, so that each costs no mapping of its
 * own.  Where there is no room ruapi_map() makes one, as without.
 *
 * Which pages are taken is a bit each, and what is placed lies in the pages of one
 * word.  Nothing here waits for anybody, so that a child of fork() can use it.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <rdma_uapi/actions.h>
#include <rdma_uapi/batch.h>
#include <rdma_uapi/map.h>
#include "internal.h"

#define WORD 64u

/* Windows of others in the same context may be where one is tried. */
#define TRIES 16u

/**
 * struct window - a window
 * @next: another one; those that are closed stay in the list
 * @base: where it is; 0: closed
 * @size: bytes
 * @fd: of the device
 * @slot: of the context
 * @context: the context
 * @rover: word in which there was room last
 * @words: entries in @used
 * @used: bits of pages
 */
struct window {
	struct window *next;
	_Atomic(uintptr_t) base;
	size_t size;
	atomic_int fd;
	uint32_t slot;
	uint32_t context;
	atomic_uint rover;
	unsigned int words;
	_Atomic uint64_t used[];
};

static _Atomic(struct window *) windows;

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t pages_of(const struct ruapi_mapping *map)
{
	return (map->size + page_size() - 1) / page_size();
}

static struct window *find_window(int fd, uint32_t slot)
{
	struct window *w;

	for (w = atomic_load(&windows); w; w = w->next)
		if (w->fd == fd && w->slot == slot && atomic_load(&w->base))
			return w;
	return NULL;
}

static struct window *window_at(const void *addr)
{
	struct window *w;

	for (w = atomic_load(&windows); w; w = w->next) {
		const uintptr_t base = atomic_load(&w->base);

		if (base && (uintptr_t)addr - base < w->size)
			return w;
	}
	return NULL;
}

/* ---- its pages ------------------------------------------------------------ */

static uint64_t mask_of(unsigned int bit, size_t pages)
{
	return (pages == WORD ? ~UINT64_C(0) : (UINT64_C(1) << pages) - 1) << bit;
}

/* Bits from which on as many are clear, or 0. */
static uint64_t runs_of(uint64_t used, size_t pages)
{
	uint64_t runs = ~used;
	size_t have = 1, step;

	while (have < pages && runs) {
		step = have < pages - have ? have : pages - have;
		runs &= runs >> step;
		have += step;
	}
	return runs;
}

/* Return: the first page, or SIZE_MAX. */
static size_t take_in(struct window *w, unsigned int word, size_t pages)
{
	uint64_t used = atomic_load(&w->used[word]), runs;
	unsigned int bit;

	for (;;) {
		runs = runs_of(used, pages);
		if (!runs)
			return SIZE_MAX;
		bit = (unsigned int)__builtin_ctzll(runs);
		if (atomic_compare_exchange_weak(&w->used[word], &used,
						 used | mask_of(bit, pages)))
			return (size_t)word * WORD + bit;
	}
}

static size_t take_pages(struct window *w, size_t pages)
{
	const unsigned int first = atomic_load(&w->rover);
	unsigned int i, word;
	size_t page;

	for (i = 0; i < w->words; i++) {
		word = (first + i) % w->words;
		page = take_in(w, word, pages);
		if (page == SIZE_MAX)
			continue;
		if (i)
			atomic_store(&w->rover, word);
		return page;
	}
	return SIZE_MAX;
}

static void give_pages(struct window *w, size_t page, size_t pages)
{
	atomic_fetch_and(&w->used[page / WORD],
			 ~mask_of(page % WORD, pages));
}

static size_t all_pages(const struct ruapi_mapping *maps, unsigned int count)
{
	size_t pages = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!maps[i].size || pages_of(&maps[i]) > WORD)
			return WORD + 1;
		pages += pages_of(&maps[i]);
	}
	return pages;
}

/* ---- what is there -------------------------------------------------------- */

static void fill_places(struct ruapi_placement *places,
			const struct ruapi_mapping *maps, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		places[i] = (struct ruapi_placement) {
			.offset = maps[i].offset,
			.addr = (uintptr_t)maps[i].addr,
			.length = pages_of(&maps[i]) * page_size(),
		};
}

bool ruapi_window_place(int fd, uint32_t slot, struct ruapi_mapping *maps,
			unsigned int count)
{
	struct window *w = find_window(fd, slot);
	const size_t pages = w ? all_pages(maps, count) : 0;
	struct ruapi_placement places[RUAPI_MAX_PLACEMENTS];
	struct ruapi_context_map_args args = {
		.places = places,
		.places_len = count,
	};
	size_t page;
	unsigned int i;
	char *at;

	if (!pages || pages > WORD || count > RUAPI_MAX_PLACEMENTS)
		return false;
	page = take_pages(w, pages);
	if (page == SIZE_MAX)
		return false;
	at = (char *)atomic_load(&w->base) + page * page_size();
	for (i = 0; i < count; i++) {
		maps[i].addr = at;
		at += pages_of(&maps[i]) * page_size();
	}
	args.handle = w->context;
	fill_places(places, maps, count);
	if (!ruapi_context_map(fd, &args))
		return true;
	/* A parent or a child has something there: it is not asked again. */
	if (args.error.err != -EBUSY)
		give_pages(w, page, pages);
	return false;
}

unsigned int ruapi_window_has(const struct ruapi_mapping *maps,
			      unsigned int count)
{
	const struct window *w = window_at(maps->addr);
	unsigned int n = !!w;

	while (w && n < count && n < RUAPI_MAX_PLACEMENTS &&
	       window_at(maps[n].addr) == w)
		n++;
	return n;
}

int ruapi_window_unplaced(const struct ruapi_mapping *maps, unsigned int count)
{
	struct window *w = window_at(maps->addr);
	const uintptr_t base = atomic_load(&w->base);
	unsigned int i;

	for (i = 0; i < count; i++)
		give_pages(w, ((uintptr_t)maps[i].addr - base) / page_size(),
			   pages_of(&maps[i]));
	return 0;
}

int ruapi_window_unplace(const struct ruapi_mapping *maps, unsigned int count)
{
	const struct window *w = window_at(maps->addr);
	struct ruapi_placement places[RUAPI_MAX_PLACEMENTS];
	struct ruapi_context_unmap_args args = {
		.handle = w->context,
		.places = places,
		.places_len = count,
	};
	int ret;

	fill_places(places, maps, count);
	ret = ruapi_context_unmap(w->fd, &args);
	return ret ? ret : ruapi_window_unplaced(maps, count);
}

static void add_unmap(struct ruapi_calls *calls,
		      const struct ruapi_mapping *maps, unsigned int count)
{
	struct ruapi_placement *places;
	struct ruapi_msg msg;

	places = ruapi_batch_room(calls, count * sizeof(*places));
	if (!places)
		return;
	fill_places(places, maps, count);
	ruapi_msg_init(&msg, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_UNMAP);
	ruapi_msg_obj(&msg, RUAPI_CONTEXT_UNMAP_HANDLE, RUAPI_OBJ_CONTEXT,
		      window_at(maps->addr)->context);
	ruapi_msg_buf_in(&msg, RUAPI_CONTEXT_UNMAP_PLACES, places,
			 (uint32_t)(count * sizeof(*places)));
	ruapi_batch_add(calls, &msg);
}

void ruapi_batch_unmap(struct ruapi_calls *calls,
		       const struct ruapi_mapping *maps, unsigned int count)
{
	unsigned int i, n;

	for (i = 0; i < count; i += n ? n : 1) {
		n = ruapi_window_has(&maps[i], count - i);
		if (n)
			add_unmap(calls, &maps[i], n);
	}
}

/* ---- windows ---------------------------------------------------------------- */

static void *map_window(int fd, uint32_t slot, size_t size)
{
	const uint64_t base = (uint64_t)slot << RUAPI_MMAP_SLOT_SHIFT |
			      RUAPI_MMAP_WINDOW;
	unsigned int i;
	void *at = MAP_FAILED;

	for (i = 0; i < TRIES; i++) {
		at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			  (off_t)(base + i * size));
		if (at != MAP_FAILED || errno != EBUSY)
			break;
	}
	return at;
}

int ruapi_window_open(int fd, uint32_t context, uint32_t slot, size_t size)
{
	const size_t unit = WORD * page_size();
	struct window *w = find_window(fd, slot);
	size_t words = size / unit + !!(size % unit);
	void *at;
	int err;

	/* Of an fd that was closed. */
	if (w)
		w->fd = -1;
	w = calloc(1, sizeof(*w) + words * sizeof(*w->used));
	if (!w)
		return -ENOMEM;
	at = map_window(fd, slot, words * unit);
	if (at == MAP_FAILED) {
		err = -errno;
		free(w);
		return err;
	}
	w->size = words * unit;
	w->fd = fd;
	w->slot = slot;
	w->context = context;
	w->words = (unsigned int)words;
	atomic_store(&w->base, (uintptr_t)at);
	w->next = atomic_load(&windows);
	while (!atomic_compare_exchange_weak(&windows, &w->next, w))
		;
	return 0;
}

int ruapi_window_close(int fd, uint32_t slot)
{
	struct window *w = find_window(fd, slot);
	uintptr_t base = w ? atomic_exchange(&w->base, 0) : 0;

	if (!base)
		return -EINVAL;
	return munmap((void *)base, w->size) ? -errno : 0;
}
