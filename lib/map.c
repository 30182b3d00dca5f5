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
 * Below this several pieces had room last, 0: nobody has looked.  It goes down with what
 * is mapped there, and up with what is unmapped.  The kernel decides where they go: it
 * is asked for this place, which may be somebody else's by now.
 */
static _Atomic(uintptr_t) roof;

/* To look takes as long as a mapping does: not again and again, and for many at once. */
#define MAX_LOOKS 8
#define LOOK_FOR 16

/* Whole pages, as the kernel maps them. */
static size_t whole(size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

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

/* For the next ones. */
static void look_for_room(const struct ruapi_mapping *maps, unsigned int count)
{
	static atomic_uint looks;
	size_t size = 0;
	unsigned int i;
	char *room;

	if (atomic_load(&looks) >= MAX_LOOKS)
		return;
	atomic_fetch_add(&looks, 1);
	for (i = 0; i < count; i++)
		size += LOOK_FOR * whole(maps[i].size);
	room = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return;
	munmap(room, size);
	atomic_store(&roof, (uintptr_t)room + size);
}

int ruapi_map(int fd, uint32_t slot, struct ruapi_mapping *maps,
	      unsigned int count)
{
	const uint64_t base = (uint64_t)slot << RUAPI_MMAP_SLOT_SHIFT;
	uintptr_t hint = count > 1 ? atomic_load(&roof) : 0;
	unsigned int i;
	int err;

	if (ruapi_window_place(fd, slot, maps, count))
		return 0;
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
	if (!side_by_side(maps, count))
		look_for_room(maps, count);
	else if (count > 1)
		atomic_store(&roof, hint);
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

	if (count < 2 || !old || !side_by_side(maps, count))
		return;
	end = (uintptr_t)maps[0].addr + whole(maps[0].size);
	while (old < end && !atomic_compare_exchange_weak(&roof, &old, end))
		;
}

/* Of mappings of their own. */
static int unmap_all(const struct ruapi_mapping *maps, unsigned int count)
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
	err = unmap(start, end);
	raise_roof(maps, count);
	return ret ? ret : err;
}

static int unmap_each(const struct ruapi_mapping *maps, unsigned int count,
		      int (*unplace)(const struct ruapi_mapping *maps,
				     unsigned int count))
{
	unsigned int i, n;
	int ret = 0, err;

	for (i = 0; i < count; i += n) {
		n = ruapi_window_has(&maps[i], count - i);
		if (n) {
			err = unplace(&maps[i], n);
		} else {
			for (n = 1; i + n < count; n++)
				if (ruapi_window_has(&maps[i + n], 1))
					break;
			err = unmap_all(&maps[i], n);
		}
		ret = ret ? ret : err;
	}
	return ret;
}

int ruapi_unmap(const struct ruapi_mapping *maps, unsigned int count)
{
	return unmap_each(maps, count, ruapi_window_unplace);
}

int ruapi_unmapped(const struct ruapi_mapping *maps, unsigned int count)
{
	return unmap_each(maps, count, ruapi_window_unplaced);
}
