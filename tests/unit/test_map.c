// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Mapping memory of drivers: what lies side by side goes in one go, what does not
 * goes, too, and a piece that cannot be mapped leaves nothing behind.  The driver
 * is a file in memory.
 */
#include <sys/mman.h>
#include <unistd.h>
#include <rdma_uapi/map.h>
#include "test.h"

#define PAGE 4096u

static int make_file(size_t size)
{
	const int fd = memfd_create("queues", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	return fd;
}

/* Whether there is memory; mincore() says ENOMEM if not. */
static int is_mapped(const void *addr)
{
	unsigned char there;

	return !mincore((void *)addr, PAGE, &there);
}

static void side_by_side(void **state)
{
	struct ruapi_mapping maps[] = {
		{ .offset = 0, .size = PAGE },
		{ .offset = PAGE, .size = PAGE + 1 },
		{ .offset = 4 * PAGE, .size = 10 },
	};
	const int fd = make_file(5 * PAGE);
	char byte;

	(void)state;
	/* Where there is room for one there need not be for three: the first time it looks. */
	assert_int_equal(ruapi_map(fd, 0, maps, 3), 0);
	assert_int_equal(ruapi_unmap(maps, 3), 0);
	assert_int_equal(ruapi_map(fd, 0, maps, 3), 0);
	assert_true((char *)maps[1].addr + 2 * PAGE == maps[0].addr);
	assert_true((char *)maps[2].addr + PAGE == maps[1].addr);
	memset(maps[0].addr, 1, PAGE);
	memset(maps[1].addr, 2, PAGE + 1);
	memset(maps[2].addr, 3, 10);
	assert_int_equal(pread(fd, &byte, 1, PAGE - 1), 1);
	assert_int_equal(byte, 1);
	assert_int_equal(pread(fd, &byte, 1, 2 * PAGE), 1);
	assert_int_equal(byte, 2);
	assert_int_equal(pread(fd, &byte, 1, 4 * PAGE + 9), 1);
	assert_int_equal(byte, 3);
	assert_int_equal(ruapi_unmap(maps, 3), 0);
	for (int i = 0; i < 3; i++)
		assert_false(is_mapped(maps[i].addr));
	close(fd);
}

/* Those of several at once, and after some of them have gone. */
static void one_after_the_other(void **state)
{
	enum { MANY = 6, HOLES = 64 };
	struct ruapi_mapping maps[MANY][2];
	const int fd = make_file(2 * PAGE);
	int i, round;
	char *room, *page;

	(void)state;
	/* Holes of one page, which the kernel would rather fill, and no larger ones above. */
	room = mmap(NULL, 2 * HOLES * PAGE, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(room != MAP_FAILED);
	for (i = 0; i < HOLES; i++)
		munmap(room + 2 * i * PAGE, PAGE);
	do {
		page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
		assert_true(page != MAP_FAILED);
	} while (page > room + 2 * HOLES * PAGE);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < MANY; i++) {
			maps[i][0] = (struct ruapi_mapping){ .size = PAGE };
			maps[i][1] = (struct ruapi_mapping){ .offset = PAGE, .size = PAGE };
			assert_int_equal(ruapi_map(fd, 0, maps[i], 2), 0);
			/* The first time it may have to look. */
			if (round)
				assert_true((char *)maps[i][1].addr + PAGE ==
					    maps[i][0].addr);
		}
		/* In the order in which they came, and the other way round. */
		for (i = 0; i < MANY; i++)
			assert_int_equal(ruapi_unmap(maps[round % 2 ? MANY - 1 - i : i], 2), 0);
	}
	munmap(room, 2 * HOLES * PAGE);
	close(fd);
}

/* Something is where the second one would go. */
static void apart(void **state)
{
	const int fd = make_file(4 * PAGE);
	struct ruapi_mapping maps[] = {
		{ .offset = 0, .size = PAGE },
		{ .offset = PAGE, .size = PAGE },
	};
	char *room;

	(void)state;
	/* A hole of one page, which a mapping without a hint might take. */
	room = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(room != MAP_FAILED);
	assert_int_equal(ruapi_map(fd, 0, maps, 1), 0);
	assert_int_equal(munmap(maps[0].addr, PAGE), 0);
	maps[0].addr = mmap(room + PAGE, PAGE, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_FIXED, fd, 0);
	assert_true(maps[0].addr == room + PAGE);
	maps[1].addr = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			    PAGE);
	assert_true(maps[1].addr != MAP_FAILED);
	assert_int_equal(ruapi_unmap(maps, 2), 0);
	assert_false(is_mapped(maps[0].addr));
	assert_false(is_mapped(maps[1].addr));
	assert_true(is_mapped(room));
	assert_true(is_mapped(room + 2 * PAGE));
	munmap(room, 3 * PAGE);
	close(fd);
}

static void refused(void **state)
{
	const int fd = make_file(PAGE);
	struct ruapi_mapping maps[] = {
		{ .offset = 0, .size = PAGE },
		{ .offset = 1, .size = PAGE },
	};

	(void)state;
	/* Not at a page. */
	assert_int_equal(ruapi_map(fd, 0, maps, 2), -EINVAL);
	assert_false(is_mapped(maps[0].addr));
	assert_int_equal(ruapi_map(-1, 0, maps, 1), -EBADF);
	assert_int_equal(ruapi_map(fd, 0, maps, 0), 0);
	assert_int_equal(ruapi_unmap(maps, 0), 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(side_by_side),
		cmocka_unit_test(one_after_the_other),
		cmocka_unit_test(apart),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
