// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* An object of a driver's method that is mapped, on each of the two stacks. */
#include <sys/mman.h>
#include <unistd.h>
#include "methods.h"

static const struct stack *on;

/**
 * struct page - a page, and a mapping of it
 * @handle: of the object
 * @offset: in its file
 * @length: of it
 * @at: where it is mapped
 */
struct page {
	uint32_t handle;
	uint64_t offset;
	uint32_t length;
	volatile uint64_t *at;
};

static int page_alloc(struct page *page)
{
	int ret;

	call_begin(on, RDMASIM_OBJECT_PAGE, RDMASIM_METHOD_PAGE_ALLOC);
	call_new(RDMASIM_ATTR_PAGE_ALLOC_HANDLE, RDMASIM_OBJECT_PAGE);
	call_out(RDMASIM_ATTR_PAGE_ALLOC_MMAP_OFFSET, &page->offset, sizeof(page->offset));
	call_out(RDMASIM_ATTR_PAGE_ALLOC_MMAP_LENGTH, &page->length, sizeof(page->length));
	ret = call_run();
	page->handle = call_made();
	return ret;
}

static int page_read(const struct page *page, uint64_t *value)
{
	call_begin(on, RDMASIM_OBJECT_PAGE, RDMASIM_METHOD_PAGE_READ);
	call_object(RDMASIM_ATTR_PAGE_READ_HANDLE, RDMASIM_OBJECT_PAGE, page->handle);
	call_out(RDMASIM_ATTR_PAGE_READ_VALUE, value, sizeof(*value));
	return call_run();
}

static int page_write(const struct page *page, uint64_t value)
{
	call_begin(on, RDMASIM_OBJECT_PAGE, RDMASIM_METHOD_PAGE_WRITE);
	call_object(RDMASIM_ATTR_PAGE_WRITE_HANDLE, RDMASIM_OBJECT_PAGE, page->handle);
	call_value(RDMASIM_ATTR_PAGE_WRITE_VALUE, 8, value);
	return call_run();
}

static int page_destroy(const struct page *page)
{
	call_begin(on, RDMASIM_OBJECT_PAGE, RDMASIM_METHOD_PAGE_DESTROY);
	call_destroy(RDMASIM_ATTR_PAGE_DESTROY_HANDLE, RDMASIM_OBJECT_PAGE, page->handle);
	return call_run();
}

static void *map(const struct page *page, uint32_t length)
{
	const off_t slot = on->ours ? (off_t)on->slot << RUAPI_MMAP_SLOT_SHIFT : 0;

	return mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, on->fd,
		    slot | page->offset);
}

static bool page_map(struct page *page)
{
	page->at = map(page, page->length);
	return test_check(page->at != MAP_FAILED, "mmap: %s", err_name(errno));
}

static void page_unmap(const struct page *page)
{
	munmap((void *)page->at, page->length);
}

static void test_map(void)
{
	struct page page, other;
	uint64_t value;

	test_begin("an object that is mapped");
	test_ret(page_alloc(&page), 0, "alloc");
	test_check(page.length == (uint32_t)sysconf(_SC_PAGESIZE), "%u bytes",
		   page.length);
	if (!page_map(&page))
		return;
	test_check(!page.at[0], "it is not empty");
	page.at[0] = 1ull << 40 | 7;
	test_ret(page_read(&page, &value), 0, "the device reads");
	test_check(value == (1ull << 40 | 7), "it has %" PRIx64, value);
	test_ret(page_write(&page, 11), 0, "the device writes");
	test_check(page.at[0] == 11, "it has %" PRIx64, page.at[0]);
	test_check(map(&page, 2 * page.length) == MAP_FAILED && errno == EINVAL,
		   "more than it is: %s", err_name(errno));
	test_ret(page_alloc(&other), 0, "another one");
	test_check(other.offset != page.offset, "it is at the same offset");
	if (page_map(&other)) {
		test_check(!other.at[0], "it is the same");
		page_unmap(&other);
	}
	test_ret(page_destroy(&other), 0, "destroy");
	page_unmap(&page);
	test_ret(page_destroy(&page), 0, "destroy");
}

/* The page is there as long as it is mapped, and cannot be mapped again. */
static void test_destroyed(void)
{
	struct page page, next;
	uint64_t value;

	test_begin("it is destroyed while it is mapped");
	test_ret(page_alloc(&page), 0, "alloc");
	if (!page_map(&page))
		return;
	page.at[0] = 3;
	test_ret(page_destroy(&page), 0, "destroy");
	test_check(page.at[0] == 3, "it has %" PRIx64, page.at[0]);
	page.at[0] = 4;
	test_check(map(&page, page.length) == MAP_FAILED && errno == EINVAL,
		   "mmap of what is gone: %s", err_name(errno));
	test_ret(page_read(&page, &value), -ENOENT, "read what is gone");
	test_ret(page_alloc(&next), 0, "another one");
	test_check(next.offset != page.offset, "at an offset that is taken");
	test_ret(page_read(&next, &value), 0, "read");
	test_check(!value, "it is the same page");
	test_check(page.at[0] == 4, "it has %" PRIx64, page.at[0]);
	page_unmap(&page);
	test_ret(page_destroy(&next), 0, "destroy");
}

static void test_bad_answer(void)
{
	uint64_t offset;

	test_begin("it is not made if its answer cannot be written");
	call_begin(on, RDMASIM_OBJECT_PAGE, RDMASIM_METHOD_PAGE_ALLOC);
	call_new(RDMASIM_ATTR_PAGE_ALLOC_HANDLE, RDMASIM_OBJECT_PAGE);
	call_out(RDMASIM_ATTR_PAGE_ALLOC_MMAP_OFFSET, &offset, sizeof(offset));
	call_out(RDMASIM_ATTR_PAGE_ALLOC_MMAP_LENGTH, (void *)8, 4);
	test_ret(call_run(), -EFAULT, "alloc");
}

/* Its file is closed, and the mapping is what is left of it. */
static void test_closed(struct stack *stack, const char *ibdev)
{
	struct page page;

	test_begin("the file is closed while it is mapped");
	test_ret(page_alloc(&page), 0, "alloc");
	if (!page_map(&page))
		return;
	page.at[0] = 5;
	stack_close(stack);
	test_check(page.at[0] == 5, "it has %" PRIx64, page.at[0]);
	page.at[0] = 6;
	page_unmap(&page);
	test_check(stack_open(stack, stack->ours, ibdev), "open it again");
}

/* An instance of its own, which goes. */
static void test_removed(bool ours)
{
	struct stack stack = { .driver_id = RDMA_DRIVER_HFI1, };
	struct page page;

	test_begin("the device goes while it is mapped");
	if (!test_check(!shell_run("echo '6 1 ib' >/sys/bus/rdmasim/new_device"), "new_device") ||
	    !test_check(stack_open(&stack, ours, "rdmasim6"), "open"))
		return;
	on = &stack;
	test_ret(page_alloc(&page), 0, "alloc");
	if (!page_map(&page))
		return;
	page.at[0] = 0x1234;
	test_check(!shell_run("echo 6 >/sys/bus/rdmasim/del_device"), "del_device");
	test_check(!page.at[0], "it has what the device had: %" PRIx64, page.at[0]);
	page.at[0] = 8;
	test_check(page.at[0] == 8, "it cannot be written");
	test_ret(page_write(&page, 1), ours ? -ENODEV : -EIO, "the device writes");
	test_check(map(&page, page.length) == MAP_FAILED, "mmap of what is gone");
	stack_close(&stack);
	test_check(page.at[0] == 8, "it has %" PRIx64, page.at[0]);
	page_unmap(&page);
}

void test_pages(struct stack *stack, const char *ibdev)
{
	on = stack;
	test_map();
	test_destroyed();
	test_bad_answer();
	test_closed(stack, ibdev);
	test_removed(stack->ours);
}
