// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The builder of batches:
 * - calls follow one another as they were built, results are named by number
 * - the ioctl follows from what is in it
 * - too many calls, too many bytes, too many attributes
 * - what the kernel wrote can be read, whose fault it was is told
 * - an endpoint is four calls, or three
 */
#include "test.h"

static struct {
	unsigned long request;
	unsigned int calls;
	uint32_t length;
	union {
		struct ruapi_batch batch;
		uint8_t bytes[RUAPI_BATCH_MAX_BYTES];
	};
} seen;

static int record(int fd, unsigned long request, void *arg)
{
	const struct ruapi_batch *batch = arg;

	assert_int_equal(fd, TEST_FD);
	seen.request = request;
	seen.calls++;
	seen.length = batch->length;
	memcpy(seen.bytes, arg, batch->length);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof(seen));
	fake_ioctl = record;
	return 0;
}

/* The call that was recorded, and whether it is where it should be. */
static const struct ruapi_hdr *seen_call(unsigned int number)
{
	const struct ruapi_hdr *hdr = (void *)(&seen.batch + 1);

	assert_true(number < seen.batch.num_calls);
	while (number--)
		hdr = (void *)((char *)hdr + hdr->length);
	assert_true((uint8_t *)hdr + hdr->length <= seen.bytes + seen.length);
	return hdr;
}

static unsigned int add_pd(struct ruapi_calls *calls, uint32_t context)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	ruapi_msg_obj_new(&msg, RUAPI_PD_ALLOC_HANDLE, RUAPI_OBJ_PD);
	ruapi_msg_obj(&msg, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT, context);
	return ruapi_batch_add(calls, &msg);
}

static unsigned int add_mw(struct ruapi_calls *calls, unsigned int pd)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_MW, RUAPI_MW_ALLOC);
	ruapi_msg_obj_new(&msg, RUAPI_MW_ALLOC_HANDLE, RUAPI_OBJ_MW);
	ruapi_msg_result(&msg, RUAPI_MW_ALLOC_PD, RUAPI_OBJ_PD, pd);
	ruapi_msg_out(&msg, RUAPI_MW_ALLOC_RKEY, 4);
	return ruapi_batch_add(calls, &msg);
}

static void calls_in_their_order(void **state)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	const struct ruapi_attr *attr;
	const struct ruapi_hdr *hdr;

	(void)state;
	assert_int_equal(add_pd(calls, 5), 0);
	assert_int_equal(add_mw(calls, 0), 1);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 0);
	assert_int_equal(seen.request, RUAPI_IOC_BATCH);
	assert_int_equal(seen.batch.num_calls, 2);
	assert_int_equal(seen.batch.length, 32 + 64 + 80);
	assert_int_equal(seen.batch.flags, 0);
	assert_int_equal(seen.batch.view, 0);
	hdr = seen_call(0);
	assert_int_equal(hdr->object, RUAPI_OBJ_PD);
	assert_int_equal(hdr->action, RUAPI_PD_ALLOC);
	assert_int_equal(hdr->attrs[1].obj.handle, 5);
	hdr = seen_call(1);
	assert_int_equal(hdr->object, RUAPI_OBJ_MW);
	attr = &hdr->attrs[1];
	assert_int_equal(attr->wire, RUAPI_WIRE_OBJ_IN);
	assert_int_equal(attr->flags, RUAPI_ATTR_F_MANDATORY);
	assert_int_equal(attr->len, 8);
	assert_int_equal(attr->obj.handle, 0);
	assert_int_equal(attr->obj.object, RUAPI_OBJ_PD | RUAPI_OBJ_RESULT);
	ruapi_batch_end(calls);
}

static void results_in_arrays(void **state)
{
	const struct ruapi_objref ref = ruapi_batch_result(RUAPI_OBJ_WQ, 3);

	(void)state;
	assert_int_equal(ref.handle, 3);
	assert_int_equal(ref.object, RUAPI_OBJ_WQ | RUAPI_OBJ_RESULT);
}

static void request_follows_from_calls(void **state)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_msg msg;

	(void)state;
	add_pd(calls, 1);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 0);
	assert_int_equal(seen.request, RUAPI_IOC_BATCH);
	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_CM_ID, 9);
	assert_int_equal(ruapi_batch_add(calls, &msg), 1);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 0);
	assert_int_equal(seen.request, RUAPI_IOC_BATCH_CM);
	assert_int_equal(seen.batch.num_calls, 2);
	ruapi_batch_end(calls);
}

static void too_many_calls(void **state)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	unsigned int i;

	(void)state;
	for (i = 0; i < RUAPI_BATCH_MAX_CALLS; i++)
		assert_int_equal(add_pd(calls, i), i);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 0);
	assert_int_equal(seen.batch.num_calls, RUAPI_BATCH_MAX_CALLS);
	assert_int_equal(seen_call(i - 1)->attrs[1].obj.handle, i - 1);
	assert_int_equal(add_pd(calls, i), UINT32_MAX);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), -E2BIG);
	assert_int_equal(ruapi_batch_error(calls, &i)->err, -E2BIG);
	assert_int_equal(i, UINT32_MAX);
	assert_int_equal(seen.calls, 1);
	ruapi_batch_end(calls);
}

static void too_many_bytes(void **state)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_msg msg;
	unsigned int i;

	(void)state;
	ruapi_msg_init(&msg, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
	for (i = 0; i < RUAPI_MAX_ATTRS; i++)
		ruapi_msg_in(&msg, i, 4, i);
	/* 62 of them are the most that there is room for. */
	for (i = 0; i < 62; i++)
		assert_int_equal(ruapi_batch_add(calls, &msg), i);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 0);
	assert_int_equal(seen.length, 32 + 62 * 1056);
	assert_int_equal(ruapi_batch_add(calls, &msg), UINT32_MAX);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), -E2BIG);
	ruapi_batch_end(calls);

	calls = ruapi_batch_begin();
	ruapi_msg_in(&msg, i, 4, i);
	assert_int_equal(ruapi_batch_add(calls, &msg), UINT32_MAX);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), -E2BIG);
	assert_int_equal(seen.calls, 1);
	ruapi_batch_end(calls);
}

static void no_memory(void **state)
{
	unsigned int number;

	(void)state;
	assert_int_equal(add_pd(NULL, 1), UINT32_MAX);
	assert_int_equal(ruapi_batch_run(TEST_FD, NULL), -ENOMEM);
	assert_int_equal(ruapi_batch_error(NULL, &number)->err, -ENOMEM);
	assert_int_equal(number, UINT32_MAX);
	assert_int_equal(ruapi_batch_value(NULL, 0, 1), 0);
	ruapi_batch_end(NULL);
}

static int answer(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *pd = (void *)((struct ruapi_batch *)arg + 1);
	struct ruapi_hdr *mw = (void *)((char *)pd + pd->length);

	(void)fd;
	(void)request;
	pd->attrs[0].obj.handle = 42;
	pd->attrs[0].flags |= RUAPI_ATTR_F_VALID;
	mw->attrs[0].obj.handle = 43;
	mw->attrs[0].flags |= RUAPI_ATTR_F_VALID;
	mw->attrs[2].value = 0x1234;
	return 0;
}

static void values(void **state)
{
	struct ruapi_calls *calls = ruapi_batch_begin();

	(void)state;
	fake_ioctl = answer;
	add_pd(calls, 1);
	add_mw(calls, 0);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 0);
	assert_int_equal(ruapi_batch_value(calls, 0, RUAPI_PD_ALLOC_HANDLE), 42);
	assert_int_equal(ruapi_batch_value(calls, 1, RUAPI_MW_ALLOC_HANDLE), 43);
	/* Not written, not there, no such call. */
	assert_int_equal(ruapi_batch_value(calls, 1, RUAPI_MW_ALLOC_RKEY), 0);
	assert_int_equal(ruapi_batch_value(calls, 0, 99), 0);
	assert_int_equal(ruapi_batch_value(calls, 2, RUAPI_PD_ALLOC_HANDLE), 0);
	assert_null(ruapi_batch_attr(calls, 2, RUAPI_PD_ALLOC_HANDLE));
	ruapi_batch_end(calls);
}

static int refuse(int fd, unsigned long request, void *arg)
{
	struct ruapi_batch *batch = arg;

	(void)fd;
	(void)request;
	batch->bad_call = 1;
	batch->bad_attr = RUAPI_MW_ALLOC_PD;
	batch->bad_index = 1;
	batch->reason = RUAPI_REASON_RESULT;
	return -EINVAL;
}

static void errors_name_the_call(void **state)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	const struct ruapi_error *error;
	unsigned int number;
	char text[200];

	(void)state;
	fake_ioctl = refuse;
	add_pd(calls, 1);
	add_mw(calls, 7);
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), -EINVAL);
	error = ruapi_batch_error(calls, &number);
	assert_int_equal(number, 1);
	assert_int_equal(error->object, RUAPI_OBJ_MW);
	assert_int_equal(error->action, RUAPI_MW_ALLOC);
	assert_int_equal(error->bad_index, 1);
	assert_int_equal(error->err, -EINVAL);
	assert_string_equal(ruapi_strerror_call(text, sizeof(text), error),
			    "MW.ALLOC: attribute pd: no earlier call of the batch makes it (EINVAL: Invalid argument)");
	ruapi_batch_end(calls);
}

static int some_done(int fd, unsigned long request, void *arg)
{
	struct ruapi_batch *batch = arg;

	(void)fd;
	(void)request;
	batch->bad_call = 1;
	batch->bad_errno = EBUSY;
	batch->reason = RUAPI_REASON_BUSY;
	return 0;
}

static void some_were_not_destroyed(void **state)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_msg msg;
	unsigned int i;

	(void)state;
	fake_ioctl = some_done;
	for (i = 0; i < 3; i++) {
		ruapi_msg_init(&msg, RUAPI_OBJ_PD, RUAPI_DESTROY);
		ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_PD,
				      i + 1);
		ruapi_batch_add(calls, &msg);
	}
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 1);
	assert_int_equal(ruapi_batch_error(calls, &i)->err, -EBUSY);
	assert_int_equal(i, 1);
	/* The next time none is in the way. */
	fake_ioctl = record;
	assert_int_equal(ruapi_batch_run(TEST_FD, calls), 0);
	assert_int_equal(seen.batch.bad_errno, 0);
	ruapi_batch_end(calls);
}

static void endpoint(void **state)
{
	const struct ruapi_qp_cap cap = { .max_send_wr = 1 };
	struct ruapi_endpoint_args args = {
		.context = 7,
		.cqe = 16,
		.type = 2,
		.cap = &cap,
		.port_space = 0x106,
		.queue = 8,
		.user_data = 9,
	};
	const struct ruapi_hdr *hdr;

	(void)state;
	assert_int_equal(ruapi_endpoint_create(TEST_FD, &args), 0);
	assert_int_equal(seen.request, RUAPI_IOC_BATCH_CM);
	assert_int_equal(seen.batch.num_calls, 4);
	hdr = seen_call(2);
	assert_int_equal(hdr->object, RUAPI_OBJ_QP);
	assert_int_equal(hdr->attrs[1].obj.object,
			 RUAPI_OBJ_PD | RUAPI_OBJ_RESULT);
	assert_int_equal(hdr->attrs[1].obj.handle, 0);
	assert_int_equal(hdr->attrs[2].obj.handle, 1);
	assert_int_equal(seen_call(3)->object, RUAPI_OBJ_CM_ID);
	assert_int_equal(seen.calls, 1);

	args.port_space = 0;
	assert_int_equal(ruapi_endpoint_create(TEST_FD, &args), 0);
	assert_int_equal(seen.request, RUAPI_IOC_BATCH);
	assert_int_equal(seen.batch.num_calls, 3);
	assert_int_equal(args.cm_id, 0);

	fake_ioctl = refuse;
	assert_int_equal(ruapi_endpoint_create(TEST_FD, &args), -EINVAL);
	assert_int_equal(args.error.object, RUAPI_OBJ_CQ);
	assert_int_equal(args.error.reason, RUAPI_REASON_RESULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(calls_in_their_order, setup),
		cmocka_unit_test_setup(results_in_arrays, setup),
		cmocka_unit_test_setup(request_follows_from_calls, setup),
		cmocka_unit_test_setup(too_many_calls, setup),
		cmocka_unit_test_setup(too_many_bytes, setup),
		cmocka_unit_test_setup(no_memory, setup),
		cmocka_unit_test_setup(values, setup),
		cmocka_unit_test_setup(errors_name_the_call, setup),
		cmocka_unit_test_setup(some_were_not_destroyed, setup),
		cmocka_unit_test_setup(endpoint, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
