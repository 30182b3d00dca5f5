// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The message builder:
 * - the bytes of every wire type
 * - the ioctl follows from the action, class FAST has its own argument
 * - too many attributes, unknown actions
 * - what the kernel wrote can be read, what it did not is 0
 * - errors are kept
 */
#include "test.h"

static struct {
	unsigned long request;
	uint8_t bytes[RUAPI_MSG_BYTES];
	struct ruapi_fast fast;
	unsigned int calls;
} seen;

static int record(int fd, unsigned long request, void *arg)
{
	assert_int_equal(fd, TEST_FD);
	seen.request = request;
	seen.calls++;
	if (request == RUAPI_IOC_FAST)
		memcpy(&seen.fast, arg, sizeof(seen.fast));
	else
		memcpy(seen.bytes, arg, ((struct ruapi_hdr *)arg)->length);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof(seen));
	fake_ioctl = record;
	return 0;
}

static void check_attr(const struct ruapi_attr *attr, unsigned int id,
		       unsigned int wire, unsigned int flags, uint32_t len,
		       uint64_t value)
{
	assert_non_null(attr);
	assert_int_equal(attr->id, id);
	assert_int_equal(attr->wire, wire);
	assert_int_equal(attr->flags, flags);
	assert_int_equal(attr->len, len);
	assert_int_equal(attr->value, value);
}

static void wire_types(void **state)
{
	const struct ruapi_objref refs[3] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
	const unsigned int must = RUAPI_ATTR_F_MANDATORY;
	const int fds[] = { 3, -1 };
	struct ruapi_msg msg;
	char buf[10];

	(void)state;
	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	check_attr(ruapi_msg_in(&msg, 1, 2, 0x1234), 1, RUAPI_WIRE_IN, must, 2,
		   0x1234);
	check_attr(ruapi_msg_out(&msg, 2, 4), 2, RUAPI_WIRE_OUT, 0, 4, 0);
	check_attr(ruapi_msg_buf_in(&msg, 3, buf, 10), 3, RUAPI_WIRE_BUF_IN,
		   must, 10, (uintptr_t)buf);
	check_attr(ruapi_msg_buf_out(&msg, 4, buf, 9), 4, RUAPI_WIRE_BUF_OUT, 0,
		   9, (uintptr_t)buf);
	check_attr(ruapi_msg_obj(&msg, 5, RUAPI_OBJ_PD, 7), 5,
		   RUAPI_WIRE_OBJ_IN, must, 8,
		   (uint64_t)RUAPI_OBJ_PD << 32 | 7);
	check_attr(ruapi_msg_obj_new(&msg, 6, RUAPI_OBJ_QP), 6,
		   RUAPI_WIRE_OBJ_NEW, must, 8, (uint64_t)RUAPI_OBJ_QP << 32);
	check_attr(ruapi_msg_obj_destroy(&msg, 7, RUAPI_OBJ_QP, 8), 7,
		   RUAPI_WIRE_OBJ_DESTROY, must, 8,
		   (uint64_t)RUAPI_OBJ_QP << 32 | 8);
	check_attr(ruapi_msg_objs(&msg, 8, refs, 3), 8, RUAPI_WIRE_OBJS_IN,
		   must, 24, (uintptr_t)refs);
	check_attr(ruapi_msg_fd(&msg, 9, -1), 9, RUAPI_WIRE_FD_IN, must, 4,
		   UINT64_MAX);
	check_attr(ruapi_msg_fd_new(&msg, 10), 10, RUAPI_WIRE_FD_NEW, must, 4,
		   0);
	check_attr(ruapi_msg_fds(&msg, 11, fds, 2), 11, RUAPI_WIRE_FDS_IN, must,
		   8, (uintptr_t)fds);
	check_attr(ruapi_msg_add(&msg, 0x8000, 99, 5, 6), 0x8000, 99, 0, 5, 6);
	assert_int_equal(ruapi_msg_hdr(&msg)->num_attrs, 12);
	assert_int_equal(ruapi_msg_hdr(&msg)->length, 32 + 12 * 16);
}

static void header_bytes(void **state)
{
	static const uint8_t expected[48] = {
		48, 0, 0, 0, 5, 0, 16, 0, 14, 0, 0, 0, 1, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		2, 0, RUAPI_WIRE_OBJ_IN, 1, 8, 0, 0, 0,
		0x44, 0x33, 0x22, 0x11, 3, 0, 0, 0,
	};
	struct ruapi_msg msg;

	(void)state;
	memset(&msg, 0xff, sizeof(msg));
	ruapi_msg_init(&msg, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	ruapi_msg_driver(&msg, 14);
	ruapi_msg_obj(&msg, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		      0x11223344);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), 0);
	assert_int_equal(seen.request, RUAPI_IOC_CALL);
	assert_memory_equal(seen.bytes, expected, sizeof(expected));
}

static void request_follows_from_action(void **state)
{
	struct ruapi_msg msg;

	(void)state;
	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_LISTEN);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), 0);
	assert_int_equal(seen.request, RUAPI_IOC_CM);
	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_DESTROY);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), 0);
	assert_int_equal(seen.request, RUAPI_IOC_CM);
	ruapi_msg_init(&msg, 200, 201);
	assert_int_equal(ruapi_msg_ioctl(TEST_FD, RUAPI_IOC_DRIVER, &msg), 0);
	assert_int_equal(seen.request, RUAPI_IOC_DRIVER);
}

static void fast_has_its_own_argument(void **state)
{
	struct ruapi_msg msg;

	(void)state;
	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_ARM);
	ruapi_msg_in(&msg, RUAPI_CQ_ARM_SOLICITED, 4, 1);
	ruapi_msg_obj(&msg, RUAPI_CQ_ARM_HANDLE, RUAPI_OBJ_CQ, 12);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), 0);
	assert_int_equal(seen.request, RUAPI_IOC_FAST);
	assert_int_equal(seen.fast.object, RUAPI_OBJ_CQ);
	assert_int_equal(seen.fast.action, RUAPI_CQ_ARM);
	assert_int_equal(seen.fast.handle, 12);
	assert_int_equal(seen.fast.arg, 1);
}

static void too_many_attributes(void **state)
{
	struct ruapi_msg msg;
	unsigned int i;

	(void)state;
	ruapi_msg_init(&msg, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
	for (i = 0; i < RUAPI_MAX_ATTRS; i++)
		assert_non_null(ruapi_msg_in(&msg, i, 4, i));
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), 0);
	assert_null(ruapi_msg_in(&msg, i, 4, i));
	assert_null(ruapi_msg_out(&msg, i, 4));
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), -E2BIG);
	assert_int_equal(msg.error.err, -E2BIG);
	assert_int_equal(msg.error.reason, RUAPI_REASON_HEADER);
	assert_int_equal(seen.calls, 1);
	assert_null(ruapi_msg_attr(&msg, 99));
}

static void unknown_action(void **state)
{
	struct ruapi_msg msg;

	(void)state;
	ruapi_msg_init(&msg, RUAPI_OBJ_PD, 999);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), -EPROTONOSUPPORT);
	ruapi_msg_init(&msg, 999, RUAPI_LIST);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), -EPROTONOSUPPORT);
	assert_int_equal(msg.error.object, 999);
	assert_int_equal(seen.calls, 0);
}

static int answer(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *hdr = arg;

	(void)fd;
	(void)request;
	hdr->attrs[0].obj.handle = 42;
	hdr->attrs[0].flags |= RUAPI_ATTR_F_VALID;
	hdr->attrs[1].value = 0xfedcba98;
	hdr->attrs[1].flags |= RUAPI_ATTR_F_VALID;
	hdr->attrs[2].value = 7;
	return 0;
}

static void values(void **state)
{
	struct ruapi_msg msg;

	(void)state;
	fake_ioctl = answer;
	ruapi_msg_init(&msg, RUAPI_OBJ_MR, RUAPI_MR_REG);
	ruapi_msg_obj_new(&msg, RUAPI_MR_REG_HANDLE, RUAPI_OBJ_MR);
	ruapi_msg_out(&msg, RUAPI_MR_REG_LKEY, 4);
	ruapi_msg_out(&msg, RUAPI_MR_REG_RKEY, 4);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), 0);
	assert_int_equal(ruapi_msg_value(&msg, RUAPI_MR_REG_HANDLE), 42);
	assert_int_equal(ruapi_msg_value(&msg, RUAPI_MR_REG_LKEY), 0xfedcba98);
	assert_int_equal(ruapi_msg_value(&msg, RUAPI_MR_REG_RKEY), 0);
	assert_int_equal(ruapi_msg_value(&msg, 99), 0);
}

static int refuse(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *hdr = arg;

	(void)fd;
	(void)request;
	hdr->bad_attr = 3;
	hdr->bad_index = 1;
	hdr->reason = RUAPI_REASON_RANGE;
	return -EINVAL;
}

static void errors_are_kept(void **state)
{
	struct ruapi_msg msg;

	(void)state;
	fake_ioctl = refuse;
	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	assert_int_equal(ruapi_msg_call(TEST_FD, &msg), -EINVAL);
	assert_int_equal(msg.error.object, RUAPI_OBJ_QP);
	assert_int_equal(msg.error.action, RUAPI_QP_CREATE);
	assert_int_equal(msg.error.bad_attr, 3);
	assert_int_equal(msg.error.bad_index, 1);
	assert_int_equal(msg.error.reason, RUAPI_REASON_RANGE);
	assert_int_equal(msg.error.err, -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(wire_types, setup),
		cmocka_unit_test_setup(header_bytes, setup),
		cmocka_unit_test_setup(request_follows_from_action, setup),
		cmocka_unit_test_setup(fast_has_its_own_argument, setup),
		cmocka_unit_test_setup(too_many_attributes, setup),
		cmocka_unit_test_setup(unknown_action, setup),
		cmocka_unit_test_setup(values, setup),
		cmocka_unit_test_setup(errors_are_kept, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
