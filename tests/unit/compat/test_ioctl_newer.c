// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RDMA_VERBS_IOCTL: what only ib_uverbs of newer kernels has: there, and elsewhere. */
#include <sys/wait.h>
#include <unistd.h>

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/rdma_user_ioctl_cmds.h>

#include "../../../lib/compat/newer.h"
#include "verbs_calls.h"

static struct {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[16];
} cmd;

static void begin(uint16_t object, uint16_t method)
{
	memset(&cmd, 0, sizeof(cmd));
	cmd.hdr.object_id = object;
	cmd.hdr.method_id = method;
	cmd.hdr.driver_id = 16;
}

static void add(uint16_t id, uint16_t len, uint64_t data)
{
	struct ib_uverbs_attr *attr = &cmd.attrs[cmd.hdr.num_attrs++];

	attr->attr_id = id;
	attr->len = len;
	attr->flags = UVERBS_ATTR_F_MANDATORY;
	attr->data = data;
}

static int run(void)
{
	cmd.hdr.length = (uint16_t)(sizeof(cmd.hdr) +
				    cmd.hdr.num_attrs * sizeof(cmd.attrs[0]));
	return verbs_ioctl(&view, &cmd.hdr);
}

static uint32_t cqe;

static void begin_cq(void)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_CQ_CQE, 4, 10);
	add(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 77);
	add(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 1);
	add(UVERBS_ATTR_CREATE_CQ_RESP_CQE, 4, (uintptr_t)&cqe);
}

static void begin_attach(void)
{
	begin(UVERBS_OBJECT_QP, METHOD_QP_ATTACH_COMP_CNTR);
	add(ATTR_QP_ATTACH_COMP_CNTR_HANDLE, 0, 9);
	add(ATTR_QP_ATTACH_COMP_CNTR_CNTR_HANDLE, 0, 8);
	add(ATTR_QP_ATTACH_COMP_CNTR_OP_MASK, 4, 5);
}

/* Objects that a call names are looked for before anything else is wrong with it. */
static void has_objects(void)
{
	static const struct ruapi_list_entry entries[] = {
		{ .object = RUAPI_OBJ_PD, .handle = 3, .context = CONTEXT, },
		{ .object = RUAPI_OBJ_CQ, .handle = 4, .context = CONTEXT, },
	};

	fake_answer(RUAPI_OBJ_NAMESPACE, RUAPI_LIST, RUAPI_LIST_COUNT, 2);
	fake_answer_buf(RUAPI_OBJ_NAMESPACE, RUAPI_LIST, RUAPI_LIST_ENTRIES, entries,
			sizeof(entries));
}

static void begin_qp(void)
{
	static struct ib_uverbs_qp_cap cap = { .max_send_wr = 1, };
	static uint8_t resp[sizeof(cap)];
	static uint32_t num;

	begin(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE);
	add(UVERBS_ATTR_CREATE_QP_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_QP_PD_HANDLE, 0, 3);
	add(UVERBS_ATTR_CREATE_QP_SEND_CQ_HANDLE, 0, 4);
	add(UVERBS_ATTR_CREATE_QP_RECV_CQ_HANDLE, 0, 4);
	add(UVERBS_ATTR_CREATE_QP_USER_HANDLE, 8, 77);
	add(UVERBS_ATTR_CREATE_QP_CAP, sizeof(cap), (uintptr_t)&cap);
	add(UVERBS_ATTR_CREATE_QP_TYPE, 8, 2);
	add(UVERBS_ATTR_CREATE_QP_RESP_CAP, sizeof(cap), (uintptr_t)resp);
	add(UVERBS_ATTR_CREATE_QP_RESP_QP_NUM, 4, (uintptr_t)&num);
}

static void begin_srq(void)
{
	static uint32_t wr, sge;

	begin(UVERBS_OBJECT_SRQ, UVERBS_METHOD_SRQ_CREATE);
	add(UVERBS_ATTR_CREATE_SRQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_SRQ_PD_HANDLE, 0, 3);
	add(UVERBS_ATTR_CREATE_SRQ_USER_HANDLE, 8, 77);
	add(UVERBS_ATTR_CREATE_SRQ_MAX_WR, 4, 1);
	add(UVERBS_ATTR_CREATE_SRQ_MAX_SGE, 4, 1);
	add(UVERBS_ATTR_CREATE_SRQ_LIMIT, 4, 0);
	add(UVERBS_ATTR_CREATE_SRQ_TYPE, 8, 0);
	add(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_WR, 4, (uintptr_t)&wr);
	add(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_SGE, 4, (uintptr_t)&sge);
}

static bool older_says(void)
{
	struct buffer_desc desc = { .type = BUFFER_TYPE_VA };

	has_objects();
	begin_qp();
	add(ATTR_CREATE_QP_SQ_BUF_UMEM, sizeof(desc), (uintptr_t)&desc);
	if (run() != -EPROTONOSUPPORT)
		return false;
	begin_srq();
	add(ATTR_CREATE_SRQ_BUF_UMEM, sizeof(desc), (uintptr_t)&desc);
	if (run() != -EPROTONOSUPPORT)
		return false;
	begin_cq();
	add(ATTR_CREATE_CQ_BUFFER_VA, 8, 4096);
	add(ATTR_CREATE_CQ_BUFFER_LENGTH, 8, 4096);
	if (run() != -EPROTONOSUPPORT)
		return false;
	/* Not if the program does not insist. */
	cmd.attrs[5].flags = 0;
	cmd.attrs[6].flags = 0;
	if (run() || fake_has(fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
			      RUAPI_CQ_CREATE_BUF_ADDR))
		return false;
	begin_attach();
	if (run() != -EPROTONOSUPPORT)
		return false;
	begin(UVERBS_OBJECT_DEVICE, METHOD_QUERY_COMP_CNTR_CAPS);
	return run() == -EPROTONOSUPPORT;
}

/* The library asks the module once in a process: so in another one. */
static void older_kernel(void **state)
{
	int status = 0;
	pid_t pid;

	(void)state;
	pid = fork();
	if (!pid)
		_exit(!older_says());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int newer_kernel(void **state)
{
	static const struct ruapi_desc_action actions[] = {
		{
			.object = RUAPI_OBJ_COMP_CNTR,
			.action = RUAPI_COMP_CNTR_CREATE,
		},
	};
	static const struct ruapi_desc_attr attrs[] = {
		{
			.object = RUAPI_OBJ_CQ,
			.action = RUAPI_CQ_CREATE,
			.id = RUAPI_CQ_CREATE_BUF_ADDR,
		},
		{
			.object = RUAPI_OBJ_QP,
			.action = RUAPI_QP_CREATE,
			.id = RUAPI_QP_CREATE_BUF,
		},
		{
			.object = RUAPI_OBJ_SRQ,
			.action = RUAPI_SRQ_CREATE,
			.id = RUAPI_SRQ_CREATE_BUF,
		},
	};
	const int ret = setup(state);

	fake_answer_buf(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
			RUAPI_NAMESPACE_DESCRIBE_ACTIONS, actions,
			sizeof(actions));
	fake_answer_buf(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
			RUAPI_NAMESPACE_DESCRIBE_ATTRS, attrs, sizeof(attrs));
	return ret;
}

static const struct fake_call *cq_call(void)
{
	return fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
}

static void is_in(uint64_t addr, uint64_t length)
{
	assert_true(fake_attr(cq_call(), RUAPI_CQ_CREATE_BUF_ADDR)->value == addr);
	assert_true(fake_attr(cq_call(), RUAPI_CQ_CREATE_BUF_LENGTH)->value == length);
}

static void cq_memory(void **state)
{
	struct buffer_desc desc = {
		.type = BUFFER_TYPE_VA,
		.addr = 8192,
		.length = 4096,
		.optional_flags = UINT32_MAX,
	};

	(void)state;
	begin_cq();
	add(ATTR_CREATE_CQ_BUFFER_VA, 8, 4096);
	add(ATTR_CREATE_CQ_BUFFER_LENGTH, 8, 8192);
	assert_int_equal(run(), 0);
	is_in(4096, 8192);
	assert_false(fake_has(cq_call(), RUAPI_CQ_CREATE_BUF_FD));

	begin_cq();
	add(ATTR_CREATE_CQ_BUFFER_FD, 0, 7);
	add(ATTR_CREATE_CQ_BUFFER_OFFSET, 8, 16);
	add(ATTR_CREATE_CQ_BUFFER_LENGTH, 8, 8192);
	assert_int_equal(run(), 0);
	is_in(16, 8192);
	assert_int_equal((int)fake_attr(cq_call(), RUAPI_CQ_CREATE_BUF_FD)->value, 7);

	begin_cq();
	add(ATTR_CREATE_CQ_BUF_UMEM, sizeof(desc), (uintptr_t)&desc);
	assert_int_equal(run(), 0);
	is_in(8192, 4096);
	desc.type = BUFFER_TYPE_DMABUF;
	desc.fd = 8;
	assert_int_equal(run(), 0);
	assert_int_equal((int)fake_attr(cq_call(), RUAPI_CQ_CREATE_BUF_FD)->value, 8);
}

/* Drivers that ask for memory are told what is wrong with it; others make a CQ. */
static void cq_no_memory(void **state)
{
	struct buffer_desc desc = { .type = BUFFER_TYPE_VA };

	(void)state;
	fake_fail(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, -EFAULT);
	begin_cq();
	add(ATTR_CREATE_CQ_BUFFER_VA, 8, 4096);
	assert_int_equal(run(), -EFAULT);
	assert_false(fake_has(cq_call(), RUAPI_CQ_CREATE_BUF_ADDR));
	begin_cq();
	add(ATTR_CREATE_CQ_BUFFER_LENGTH, 8, 4096);
	assert_int_equal(run(), -EINVAL);
	is_in(0, 0);
	add(ATTR_CREATE_CQ_BUFFER_VA, 8, 4096);
	assert_int_equal(run(), -EFAULT);
	add(ATTR_CREATE_CQ_BUF_UMEM, sizeof(desc), (uintptr_t)&desc);
	assert_int_equal(run(), -EINVAL);
	begin_cq();
	add(ATTR_CREATE_CQ_BUF_UMEM, sizeof(desc), (uintptr_t)&desc);
	assert_int_equal(run(), -EFAULT);
	desc.flags = 1;
	assert_int_equal(run(), -EINVAL);
	fake_fail(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, 0);
	assert_int_equal(run(), 0);
}

static const struct ruapi_buffer *memory_of(uint16_t object, uint16_t action, uint16_t id)
{
	return fake_buf(fake_call(-1, object, action), id, sizeof(struct ruapi_buffer));
}

static void qp_memory(void **state)
{
	struct buffer_desc sq = {
		.type = BUFFER_TYPE_VA,
		.addr = 8192,
		.length = 4096,
		.optional_flags = 5,
	}, rq = {
		.type = BUFFER_TYPE_DMABUF,
		.fd = 8,
		.addr = 64,
		.length = 100,
	};
	const struct ruapi_buffer *buf;

	(void)state;
	begin_qp();
	add(ATTR_CREATE_QP_RQ_BUF_UMEM, sizeof(rq), (uintptr_t)&rq);
	add(ATTR_CREATE_QP_SQ_BUF_UMEM, sizeof(sq), (uintptr_t)&sq);
	assert_int_equal(run(), 0);
	buf = memory_of(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_SQ_BUF);
	assert_memory_equal(buf, &sq, sizeof(sq));
	buf = memory_of(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_RQ_BUF);
	assert_memory_equal(buf, &rq, sizeof(rq));
	assert_false(fake_has(fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE), RUAPI_QP_CREATE_BUF));

	begin_srq();
	add(ATTR_CREATE_SRQ_BUF_UMEM, sizeof(sq), (uintptr_t)&sq);
	assert_int_equal(run(), 0);
	buf = memory_of(RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, RUAPI_SRQ_CREATE_BUF);
	assert_memory_equal(buf, &sq, sizeof(sq));
}

/* What is wrong with it is said to who is asked for it, in the words of ib_uverbs. */
static void qp_no_memory(void **state)
{
	const struct buffer_desc none = { .type = BUFFER_TYPE_VA };
	struct buffer_desc desc = none;

	(void)state;
	begin_qp();
	add(ATTR_CREATE_QP_BUF_UMEM, sizeof(desc), (uintptr_t)fake_hole);
	assert_int_equal(run(), 0);
	assert_memory_equal(memory_of(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_BUF), &none,
			    sizeof(none));
	fake_fail(RUAPI_OBJ_QP, RUAPI_QP_CREATE, -EINVAL);
	assert_int_equal(run(), -EFAULT);
	/* What else it may be. */
	fake_fail(RUAPI_OBJ_QP, RUAPI_QP_CREATE, -ENOMEM);
	assert_int_equal(run(), -ENOMEM);
	fake_fail(RUAPI_OBJ_QP, RUAPI_QP_CREATE, 0);
	begin_qp();
	add(ATTR_CREATE_QP_BUF_UMEM, sizeof(desc), (uintptr_t)&desc);
	desc.length = 5;
	desc.addr = UINT64_MAX - 3;
	assert_int_equal(run(), 0);
	assert_memory_equal(memory_of(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_BUF), &none,
			    sizeof(none));
	desc = none;
	desc.flags = 1;
	assert_int_equal(run(), 0);
	assert_memory_equal(memory_of(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_BUF), &none,
			    sizeof(none));
	has_objects();
	begin_qp();
	add(ATTR_CREATE_QP_BUF_UMEM, sizeof(desc) - 8, (uintptr_t)&desc);
	assert_int_equal(run(), -EINVAL);
}

static void counters(void **state)
{
	const struct fake_call *call;
	uint64_t value = 0;

	(void)state;
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_CREATE);
	add(ATTR_CREATE_COMP_CNTR_HANDLE, 0, 0);
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[0].data, 101);
	begin_attach();
	assert_int_equal(run(), 0);
	call = fake_call(-1, RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_ATTACH);
	fake_is_obj(call, RUAPI_COMP_CNTR_ATTACH_HANDLE, RUAPI_OBJ_COMP_CNTR, 8);
	fake_is_obj(call, RUAPI_COMP_CNTR_ATTACH_QP, RUAPI_OBJ_QP, 9);
	assert_int_equal(fake_attr(call, RUAPI_COMP_CNTR_ATTACH_OPS)->value, 5);
	cmd.attrs[2].data = 0x45;
	assert_int_equal(run(), -EINVAL);

	fake_answer(RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_READ,
		    RUAPI_COMP_CNTR_READ_VALUE, 1ULL << 40);
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_READ);
	add(ATTR_READ_COMP_CNTR_HANDLE, 0, 8);
	add(ATTR_READ_COMP_CNTR_ENTRY, 8, 1);
	add(ATTR_READ_COMP_CNTR_RESP_VALUE, 8, (uintptr_t)&value);
	assert_int_equal(run(), 0);
	assert_true(value == 1ULL << 40);

	fake_fail(RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_READ, -ENOENT);
	assert_int_equal(run(), -ENOENT);
	begin(UVERBS_OBJECT_DEVICE, METHOD_QUERY_COMP_CNTR_CAPS);
	add(ATTR_QUERY_COMP_CNTR_CAPS_MAX_VALUE, 8, (uintptr_t)&value);
	fake_answer(RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_QUERY_CAPS,
		    RUAPI_COMP_CNTR_QUERY_CAPS_MAX_VALUE, 77);
	assert_int_equal(run(), 0);
	assert_true(value == 77);
	/* Every device has this method. */
	fake_fail(RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_QUERY_CAPS, -EOPNOTSUPP);
	assert_int_equal(run(), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(older_kernel, setup),
		cmocka_unit_test_setup(cq_memory, newer_kernel),
		cmocka_unit_test_setup(cq_no_memory, newer_kernel),
		cmocka_unit_test_setup(qp_memory, newer_kernel),
		cmocka_unit_test_setup(qp_no_memory, newer_kernel),
		cmocka_unit_test_setup(counters, newer_kernel),
	};

	return cmocka_run_group_tests_name("compat_ioctl_newer", tests, NULL, NULL);
}
