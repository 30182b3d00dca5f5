// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A program that was compiled with an older release of the library, whose structs
 * of arguments ended earlier: what is behind them the library neither reads nor
 * writes, unless the bit in set says that it is there.  released_some.c says what
 * the older release had; behind it is a page that nobody may touch.
 */
#include "test.h"
#include <sys/mman.h>
#include <unistd.h>

static unsigned int sent;
static uint64_t ids;
static const struct ruapi_attr *last;

/* Notes which attributes came, and writes every output. */
static int answer(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *hdr = arg;
	unsigned int i;

	assert_int_equal(fd, TEST_FD);
	assert_int_equal(request, RUAPI_IOC_CALL);
	sent = hdr->num_attrs;
	ids = 0;
	for (i = 0; i < hdr->num_attrs; i++) {
		last = &hdr->attrs[i];
		assert_true(last->id < 64);
		ids |= RUAPI_SET(last->id);
		if (last->wire == RUAPI_WIRE_OUT) {
			hdr->attrs[i].value = 1000 + last->id;
			hdr->attrs[i].flags |= RUAPI_ATTR_F_VALID;
		}
		if (last->wire == RUAPI_WIRE_OBJ_NEW) {
			hdr->attrs[i].obj.handle = 7;
			hdr->attrs[i].flags |= RUAPI_ATTR_F_VALID;
		}
	}
	return 0;
}

static int fails(int fd, unsigned long request, void *arg)
{
	answer(fd, request, arg);
	return -EINVAL;
}

static size_t page_size;
static char *pages;

static int setup(void **state)
{
	(void)state;
	page_size = sysconf(_SC_PAGESIZE);
	pages = mmap(NULL, 2 * page_size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED || mprotect(pages + page_size, page_size, PROT_NONE))
		return -1;
	fake_ioctl = answer;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return munmap(pages, 2 * page_size);
}

/*
 * Arguments that end where the page does.  All of them are 0, but in the padding
 * that an older compiler may have left at the end there can be anything.
 */
static void *old_args(size_t len)
{
	const size_t padded = (len + sizeof(uint64_t) - 1) &
			      ~(sizeof(uint64_t) - 1);
	char *args = pages + page_size - padded;

	memset(pages, 0, page_size);
	memset(args + len, 0xff, padded - len);
	return args;
}

static void inputs(void **state)
{
	struct ruapi_context_open_args *args =
		old_args(offsetof(struct ruapi_context_open_args, new_));

	(void)state;
	args->index = 3;
	assert_int_equal(ruapi_context_open(TEST_FD, args), 0);
	assert_int_equal(ids, RUAPI_SET(RUAPI_CONTEXT_OPEN_HANDLE) |
			      RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX));
	assert_int_equal(args->handle, 7);
	assert_int_equal(args->valid, RUAPI_SET(RUAPI_CONTEXT_OPEN_HANDLE));
}

static void outputs(void **state)
{
	struct ruapi_context_query_args *query =
		old_args(offsetof(struct ruapi_context_query_args, device));
	struct ruapi_mr_reg_args *reg;

	(void)state;
	query->handle = 5;
	assert_int_equal(ruapi_context_query(TEST_FD, query), 0);
	assert_int_equal(ids, RUAPI_SET(RUAPI_CONTEXT_QUERY_HANDLE));
	assert_int_equal(query->valid, 0);

	reg = old_args(offsetof(struct ruapi_mr_reg_args, lkey));
	reg->pd = 5;
	assert_int_equal(ruapi_mr_reg(TEST_FD, reg), 0);
	assert_false(ids & (RUAPI_SET(RUAPI_MR_REG_LKEY) |
			    RUAPI_SET(RUAPI_MR_REG_RKEY)));
	assert_int_equal(reg->handle, 7);
}

static void pointers_and_handles(void **state)
{
	struct ruapi_qp_create_args *args =
		old_args(offsetof(struct ruapi_qp_create_args, actual_cap));
	const struct ruapi_qp_cap cap = { .max_send_wr = 1 };

	(void)state;
	args->pd = 5;
	args->cap = &cap;
	assert_int_equal(ruapi_qp_create(TEST_FD, args), 0);
	assert_int_equal(ids >> (RUAPI_QP_CREATE_USER_DATA + 1), 0);
	assert_int_equal(args->handle, 7);
}

static void errors(void **state)
{
	struct ruapi_context_query_args *args =
		old_args(offsetof(struct ruapi_context_query_args, device));

	(void)state;
	fake_ioctl = fails;
	assert_int_equal(ruapi_context_query(TEST_FD, args), -EINVAL);
	assert_int_equal(args->error.err, -EINVAL);
	fake_ioctl = answer;
}

/* New programs say what they have. */
static void with_bits(void **state)
{
	struct ruapi_context_query_args query = {
		.handle = 5,
		.set = RUAPI_SET(RUAPI_CONTEXT_QUERY_SLOT),
	};
	const int fds[] = { 4, 5 };
	struct ruapi_context_open_args open = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_UCAPS) |
		       RUAPI_SET(RUAPI_CONTEXT_OPEN_DEVICE),
		.ucaps = fds,
		.ucaps_len = 2,
	};

	(void)state;
	assert_int_equal(ruapi_context_query(TEST_FD, &query), 0);
	assert_int_equal(sent, 2);
	assert_int_equal(query.slot, 1000 + RUAPI_CONTEXT_QUERY_SLOT);
	assert_int_equal(query.valid, RUAPI_SET(RUAPI_CONTEXT_QUERY_SLOT));
	assert_int_equal(query.device, 0);

	assert_int_equal(ruapi_context_open(TEST_FD, &open), 0);
	assert_true(ids & RUAPI_SET(RUAPI_CONTEXT_OPEN_UCAPS));
	assert_int_equal(open.device, 1000 + RUAPI_CONTEXT_OPEN_DEVICE);
	/* A member without its bit is not there, whatever is in it. */
	open.set = 0;
	open.new_ = 1;
	assert_int_equal(ruapi_context_open(TEST_FD, &open), 0);
	assert_false(ids & (RUAPI_SET(RUAPI_CONTEXT_OPEN_NEW) |
			    RUAPI_SET(RUAPI_CONTEXT_OPEN_UCAPS)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs),
		cmocka_unit_test(outputs),
		cmocka_unit_test(pointers_and_handles),
		cmocka_unit_test(errors),
		cmocka_unit_test(with_bits),
	};

	return cmocka_run_group_tests_name("newer", tests, setup, teardown);
}
