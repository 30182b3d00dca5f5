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
		cmocka_unit_test(apart),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
