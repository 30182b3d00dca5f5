// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Windows of the library, over a kernel that is not there: what ruapi_map() places goes
 * where there is room, and is mapped by itself where there is none or the kernel says
 * no.  The driver is a file in memory.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "test.h"

#define PAGE 4096u
/* Pages of a window. */
#define ROOM 64u
#define CONTEXT 77u

/* What the kernel says, and was told last. */
static int answer;
static unsigned int calls;
static uint16_t action;
static struct ruapi_placement places[RUAPI_MAX_PLACEMENTS];
static uint32_t num_places;

static int kernel(int fd, unsigned long request, void *arg)
{
	const struct ruapi_hdr *hdr = arg;

	(void)fd;
	assert_int_equal(request, RUAPI_IOC_CALL);
	assert_int_equal(hdr->object, RUAPI_OBJ_CONTEXT);
	assert_int_equal(hdr->num_attrs, 2);
	assert_int_equal(hdr->attrs[0].obj.handle, CONTEXT);
	calls++;
	action = hdr->action;
	num_places = hdr->attrs[1].len / sizeof(*places);
	memcpy(places, (void *)(uintptr_t)hdr->attrs[1].ptr,
	       hdr->attrs[1].len);
	return answer;
}

static int setup(void **state)
{
	static int fd;

	fake_ioctl = kernel;
	answer = 0;
	calls = 0;
	fd = memfd_create("queues", MFD_CLOEXEC);
	*state = &fd;
	return fd < 0 || ftruncate(fd, 256 * PAGE) ||
	       ruapi_window_open(fd, CONTEXT, 0, ROOM * PAGE);
}

static int teardown(void **state)
{
	const int fd = *(int *)*state;
	const int ret = ruapi_window_close(fd, 0);

	assert_int_equal(ruapi_window_close(fd, 0), -EINVAL);
	return close(fd) || ret;
}

/* It has memory, which is the file's. */
static int is_mapped(const struct ruapi_mapping *map)
{
	unsigned char there;

	return !mincore(map->addr, PAGE, &there) &&
	       !madvise(map->addr, PAGE, MADV_POPULATE_READ);
}

static void placed(void **state)
{
	struct ruapi_mapping maps[] = {
		{ .offset = PAGE, .size = PAGE + 1 },
		{ .offset = 8 * PAGE, .size = 10 },
	};
	const int fd = *(int *)*state;
	void *first;

	assert_int_equal(ruapi_map(fd, 0, maps, 2), 0);
	assert_int_equal(calls, 1);
	assert_int_equal(action, RUAPI_CONTEXT_MAP);
	assert_int_equal(num_places, 2);
	assert_int_equal(places[0].offset, PAGE);
	assert_int_equal(places[0].length, 2 * PAGE);
	assert_int_equal(places[0].addr, (uintptr_t)maps[0].addr);
	assert_int_equal(places[1].offset, 8 * PAGE);
	assert_int_equal(places[1].length, PAGE);
	assert_int_equal(places[1].addr, places[0].addr + 2 * PAGE);
	assert_int_equal(places[1].addr, (uintptr_t)maps[1].addr);
	first = maps[0].addr;
	assert_int_equal(ruapi_unmap(maps, 2), 0);
	assert_int_equal(calls, 2);
	assert_int_equal(action, RUAPI_CONTEXT_UNMAP);
	assert_int_equal(num_places, 2);
	assert_int_equal(places[1].addr, (uintptr_t)maps[1].addr);
	assert_int_equal(ruapi_map(fd, 0, maps, 2), 0);
	assert_ptr_equal(maps[0].addr, first);
	assert_int_equal(ruapi_unmap(maps, 2), 0);
}

static void no_room(void **state)
{
	struct ruapi_mapping all = { .size = ROOM * PAGE };
	struct ruapi_mapping half = { .size = ROOM / 2 * PAGE };
	struct ruapi_mapping more = { .size = (ROOM / 2 + 1) * PAGE };
	struct ruapi_mapping large = { .size = (ROOM + 1) * PAGE };
	const int fd = *(int *)*state;

	assert_int_equal(ruapi_map(fd, 0, &large, 1), 0);
	assert_int_equal(calls, 0);
	assert_true(is_mapped(&large));
	assert_int_equal(ruapi_unmap(&large, 1), 0);
	assert_int_equal(calls, 0);
	assert_int_equal(ruapi_map(fd, 0, &half, 1), 0);
	assert_int_equal(ruapi_map(fd, 0, &more, 1), 0);
	assert_int_equal(calls, 1);
	assert_true(is_mapped(&more));
	assert_int_equal(ruapi_unmap(&more, 1), 0);
	assert_int_equal(ruapi_unmap(&half, 1), 0);
	assert_int_equal(ruapi_map(fd, 0, &all, 1), 0);
	assert_int_equal(action, RUAPI_CONTEXT_MAP);
	assert_int_equal(ruapi_unmap(&all, 1), 0);
	assert_int_equal(calls, 4);
	/* Of another context. */
	assert_int_equal(ruapi_map(fd, 1, &half, 1), 0);
	assert_int_equal(calls, 4);
	assert_int_equal(ruapi_unmap(&half, 1), 0);
}

static void refused(void **state)
{
	struct ruapi_mapping one = { .size = PAGE }, two = one;
	const int fd = *(int *)*state;
	uint64_t first;

	answer = -EOPNOTSUPP;
	assert_int_equal(ruapi_map(fd, 0, &one, 1), 0);
	assert_true(is_mapped(&one));
	first = places[0].addr;
	assert_true(first != (uintptr_t)one.addr);
	assert_int_equal(ruapi_unmap(&one, 1), 0);
	assert_int_equal(calls, 1);
	/* Somebody has something there, and may go on to have it. */
	answer = -EBUSY;
	assert_int_equal(ruapi_map(fd, 0, &one, 1), 0);
	assert_int_equal(places[0].addr, first);
	assert_true(is_mapped(&one));
	answer = 0;
	assert_int_equal(ruapi_map(fd, 0, &two, 1), 0);
	assert_int_equal(places[0].addr, first + PAGE);
	/* What cannot be taken away keeps its place. */
	answer = -EINTR;
	assert_int_equal(ruapi_unmap(&two, 1), -EINTR);
	answer = 0;
	assert_int_equal(ruapi_unmap(&two, 1), 0);
	assert_int_equal(ruapi_unmap(&one, 1), 0);
	assert_int_equal(calls, 5);
}

static void mixed(void **state)
{
	struct ruapi_mapping maps[] = {
		{ .size = PAGE },
		{ .size = (ROOM + 1) * PAGE },
		{ .size = PAGE },
		{ .size = PAGE },
	};
	const int fd = *(int *)*state;
	struct ruapi_calls *batch = ruapi_batch_begin();
	const struct ruapi_attr *attr;
	const struct ruapi_placement *place;
	unsigned int i, round;

	for (round = 0; round < 2; round++) {
		calls = 0;
		for (i = 0; i < 4; i++)
			assert_int_equal(ruapi_map(fd, 0, &maps[i], 1), 0);
		assert_int_equal(calls, 3);
		if (round)
			break;
		assert_int_equal(ruapi_unmap(maps, 4), 0);
		assert_int_equal(calls, 5);
		assert_int_equal(num_places, 2);
	}
	ruapi_batch_unmap(batch, maps, 4);
	attr = ruapi_batch_attr(batch, 1, RUAPI_CONTEXT_UNMAP_PLACES);
	assert_non_null(attr);
	assert_int_equal(attr->len, 2 * sizeof(*place));
	place = (const void *)(uintptr_t)attr->ptr;
	assert_int_equal(place[1].addr, (uintptr_t)maps[3].addr);
	assert_null(ruapi_batch_attr(batch, 2, RUAPI_CONTEXT_UNMAP_PLACES));
	ruapi_batch_end(batch);
	assert_int_equal(ruapi_unmapped(maps, 4), 0);
	assert_int_equal(calls, 3);
	maps[0].size = ROOM * PAGE;
	assert_int_equal(ruapi_map(fd, 0, maps, 1), 0);
	assert_int_equal(calls, 4);
	assert_int_equal(ruapi_unmap(maps, 1), 0);
}

/* An fd that was closed, and another one that has its number. */
static void again(void **state)
{
	struct ruapi_mapping one = { .size = PAGE };
	const int fd = *(int *)*state;
	uint64_t before;

	assert_int_equal(ruapi_map(fd, 0, &one, 1), 0);
	before = places[0].addr;
	assert_int_equal(ruapi_window_open(fd, CONTEXT, 0, PAGE), 0);
	assert_int_equal(ruapi_map(fd, 0, &one, 1), 0);
	assert_true(places[0].addr < before ||
		    places[0].addr >= before + ROOM * PAGE);
	assert_int_equal(ruapi_unmap(&one, 1), 0);
	assert_int_equal(ruapi_window_open(-1, CONTEXT, 0, PAGE), -EBADF);
}

#define THREADS 4u
#define EACH 1000u

static _Atomic uint64_t taken;

static int quick_kernel(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	return 0;
}

/* What one has no other one has at the same time. */
static void *take_and_give(void *arg)
{
	const int fd = *(int *)arg;
	struct ruapi_mapping map = { .size = 2 * PAGE };
	uint64_t bit;
	unsigned int i;

	for (i = 0; i < EACH; i++) {
		if (ruapi_map(fd, 0, &map, 1))
			return arg;
		bit = UINT64_C(1) << (uintptr_t)map.addr / PAGE % ROOM;
		if (atomic_fetch_xor(&taken, bit) & bit)
			return arg;
		if (!(atomic_fetch_xor(&taken, bit) & bit))
			return arg;
		if (ruapi_unmap(&map, 1))
			return arg;
	}
	return NULL;
}

static void threads(void **state)
{
	pthread_t thread[THREADS];
	unsigned int i;
	void *bad;

	fake_ioctl = quick_kernel;
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, take_and_give,
						*state), 0);
	for (i = 0; i < THREADS; i++) {
		pthread_join(thread[i], &bad);
		assert_null(bad);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(placed, setup, teardown),
		cmocka_unit_test_setup_teardown(no_room, setup, teardown),
		cmocka_unit_test_setup_teardown(refused, setup, teardown),
		cmocka_unit_test_setup_teardown(mixed, setup, teardown),
		cmocka_unit_test_setup_teardown(again, setup, teardown),
		cmocka_unit_test_setup_teardown(threads, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
