// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory of drivers.  The kernel keeps a mapping for each piece, whatever is done
 * about that; but it takes away in one go what lies side by side.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>
#include <rdma_uapi/map.h>
#include "internal.h"

/*
 * Below this there was room last, 0: nobody has looked.  It goes down with what is mapped
 * there, and up with what is unmapped.  The kernel decides where a piece goes: it is asked
 * for this place, which may be somebody else's by now.
 */
static _Atomic(uintptr_t) roof;

/* To look takes as long as several mappings do: not again and again. */
#define MAX_LOOKS 8

/*
 * What one page of the page table maps, on most machines.  The kernel frees such a page
 * with the last mapping below it, and clears one for the next: so a page that nobody may
 * touch stays mapped beside the room, and the queues that come and go there find the
 * page of the table as they have left it.
 */
#define TABLE ((uintptr_t)2 << 20)

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* Whole pages, as the kernel maps them. */
static size_t whole(size_t size)
{
	const size_t page = page_size();

	return (size + page - 1) & ~(page - 1);
}

/* Each below the one before. */
static bool side_by_side(const struct ruapi_mapping *maps, unsigned int count)
{
	unsigned int i;

	for (i = 1; i < count; i++)
		if ((char *)maps[i].addr + whole(maps[i].size) !=
		    (char *)maps[i - 1].addr)
			return false;
	return true;
}

/* For the next ones: what one page of the table maps, with its last page taken. */
static void look_for_room(void)
{
	static atomic_uint looks;
	const size_t page = page_size();
	char *start, *room, *stays, *end;

	if (atomic_load(&looks) >= MAX_LOOKS)
		return;
	atomic_fetch_add(&looks, 1);
	start = mmap(NULL, 2 * TABLE, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (start == MAP_FAILED)
		return;
	end = start + 2 * TABLE;
	room = start + (-(uintptr_t)start & (TABLE - 1));
	stays = room + TABLE - page;
	munmap(start, (size_t)(stays - start));
	if (stays + page < end)
		munmap(stays + page, (size_t)(end - (stays + page)));
	atomic_store(&roof, (uintptr_t)stays);
}

int ruapi_map(int fd, uint32_t slot, struct ruapi_mapping *maps,
	      unsigned int count)
{
	const uint64_t base = (uint64_t)slot << RUAPI_MMAP_SLOT_SHIFT;
	uintptr_t hint;
	unsigned int i;
	int err;

	if (!atomic_load(&roof))
		look_for_room();
	hint = atomic_load(&roof);
	for (i = 0; i < count; i++) {
		if (hint)
			hint -= whole(maps[i].size);
		maps[i].addr = mmap((void *)hint, maps[i].size,
				    PROT_READ | PROT_WRITE, MAP_SHARED, fd,
				    (off_t)(base | maps[i].offset));
		if (maps[i].addr == MAP_FAILED) {
			err = -errno;
			ruapi_unmap(maps, i);
			return err;
		}
		hint = (uintptr_t)maps[i].addr;
	}
	if (side_by_side(maps, count))
		atomic_store(&roof, hint);
	else
		look_for_room();
	return 0;
}

static int unmap(char *start, char *end)
{
	return munmap(start, (size_t)(end - start)) ? -errno : 0;
}

/* What is free again above the room is a part of it, as are pieces in between. */
static void raise_roof(const struct ruapi_mapping *maps, unsigned int count)
{
	uintptr_t old = atomic_load(&roof), end;

	if (!count || !old || !side_by_side(maps, count))
		return;
	end = (uintptr_t)maps[0].addr + whole(maps[0].size);
	while (old < end && !atomic_compare_exchange_weak(&roof, &old, end))
		;
}

int ruapi_unmap(const struct ruapi_mapping *maps, unsigned int count)
{
	char *start = NULL, *end = NULL;
	unsigned int i;
	int ret = 0, err;

	for (i = 0; i < count; i++) {
		char *at = maps[i].addr, *behind = at + whole(maps[i].size);

		if (i && behind == start) {
			start = at;
			continue;
		}
		err = i ? unmap(start, end) : 0;
		ret = ret ? ret : err;
		start = at;
		end = behind;
	}
	err = count ? unmap(start, end) : 0;
	raise_roof(maps, count);
	return ret ? ret : err;
}
