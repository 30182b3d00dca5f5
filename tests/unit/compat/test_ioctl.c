// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RDMA_VERBS_IOCTL: what libibverbs asks that has no write() command. */
#include <stdlib.h>

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/rdma_user_ioctl_cmds.h>

#include "verbs_calls.h"

#define DEVICE UVERBS_OBJECT_DEVICE
#define MAX_ATTRS 9

static struct {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[MAX_ATTRS + 3];
} cmd;

static void begin(uint16_t object, uint16_t method)
{
	memset(&cmd, 0, sizeof(cmd));
	cmd.hdr.object_id = object;
	cmd.hdr.method_id = method;
	cmd.hdr.driver_id = 16;
}

static struct ib_uverbs_attr *add(uint16_t id, uint16_t len, uint64_t data)
{
	struct ib_uverbs_attr *attr = &cmd.attrs[cmd.hdr.num_attrs++];

	attr->attr_id = id;
	attr->len = len;
	attr->flags = UVERBS_ATTR_F_MANDATORY;
	attr->data = data;
	return attr;
}

static struct ib_uverbs_attr *add_out(uint16_t id, void *to, uint16_t len)
{
	return add(id, len, (uintptr_t)to);
}

/* Where libibverbs has its messages; else where the kernel is asked to copy them. */
static bool on_stack;

static int run_on_stack(void)
{
	__typeof__(cmd) copy = cmd;
	const int ret = verbs_ioctl(&view, &copy.hdr);

	cmd = copy;
	return ret;
}

static int run(void)
{
	cmd.hdr.length = (uint16_t)(sizeof(cmd.hdr) +
				    cmd.hdr.num_attrs * sizeof(cmd.attrs[0]));
	return on_stack ? run_on_stack() : verbs_ioctl(&view, &cmd.hdr);
}

static void begin_entry(uint64_t port, uint64_t index, void *to, uint16_t len)
{
	begin(DEVICE, UVERBS_METHOD_QUERY_GID_ENTRY);
	add(UVERBS_ATTR_QUERY_GID_ENTRY_PORT, 8, port);
	add(UVERBS_ATTR_QUERY_GID_ENTRY_GID_INDEX, 8, index);
	add(UVERBS_ATTR_QUERY_GID_ENTRY_FLAGS, 4, 0);
	add_out(UVERBS_ATTR_QUERY_GID_ENTRY_RESP_ENTRY, to, len);
}

static void gid_entry(void **state)
{
	const struct ruapi_gid_entry entry = {
		.gid = "0123456789abcde",
		.gid_index = 3,
		.port_num = 1,
		.gid_type = 2,
		.netdev = 9,
	};
	struct {
		struct ib_uverbs_gid_entry entry;
		uint8_t more[8];
	} resp;
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID,
			RUAPI_DEVICE_QUERY_GID_ENTRY, &entry, sizeof(entry));
	memset(&resp, 0xff, sizeof(resp));
	begin_entry(1, 3, &resp, sizeof(resp));
	assert_int_equal(run(), 0);
	call = fake_call(-1, RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID);
	assert_int_equal(fake_attr(call, RUAPI_DEVICE_QUERY_GID_INDEX)->value,
			 42);
	assert_int_equal(fake_attr(call, RUAPI_DEVICE_QUERY_GID_PORT)->value,
			 1);
	assert_int_equal(fake_attr(call,
				   RUAPI_DEVICE_QUERY_GID_GID_INDEX)->value, 3);
	assert_memory_equal(resp.entry.gid, "0123456789abcde", 16);
	assert_int_equal(resp.entry.gid_index, 3);
	assert_int_equal(resp.entry.port_num, 1);
	assert_int_equal(resp.entry.gid_type, 2);
	assert_int_equal(resp.entry.netdev_ifindex, 9);
	/* What a newer library has more room for is zero. */
	for (size_t i = 0; i < sizeof(resp.more); i++)
		assert_int_equal(resp.more[i], 0);
	assert_true(cmd.attrs[3].flags & UVERBS_ATTR_F_VALID_OUTPUT);

	fake_fail(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID, -ENODATA);
	begin_entry(1, 4, &resp, sizeof(resp.entry));
	assert_int_equal(run(), -ENODATA);
	fake_fail(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID, -ENODEV);
	begin_entry(1, 4, &resp, sizeof(resp.entry));
	assert_int_equal(run(), -EIO);
}

static void begin_table(uint64_t size, void *to, uint16_t len, uint64_t *count)
{
	begin(DEVICE, UVERBS_METHOD_QUERY_GID_TABLE);
	add(UVERBS_ATTR_QUERY_GID_TABLE_ENTRY_SIZE, 8, size);
	add_out(UVERBS_ATTR_QUERY_GID_TABLE_RESP_ENTRIES, to, len);
	add_out(UVERBS_ATTR_QUERY_GID_TABLE_RESP_NUM_ENTRIES, count, 8);
}

static void gid_table(void **state)
{
	static const struct ruapi_gid_entry table[2] = {
		{ .gid = "a", .gid_index = 0, .port_num = 1, .gid_type = 1 },
		{ .gid = "b", .gid_index = 7, .port_num = 2, .gid_type = 2 },
	};
	struct ib_uverbs_gid_entry entries[4];
	struct {
		struct ib_uverbs_gid_entry entry;
		uint64_t more;
	} wide[2];
	struct { uint8_t gid[16]; } narrow[2];
	uint64_t count;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID_TABLE,
			RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES, table,
			sizeof(table));
	begin_table(sizeof(entries[0]), entries, sizeof(entries), &count);
	assert_int_equal(run(), 0);
	assert_int_equal(count, 2);
	assert_int_equal(entries[0].gid_index, 0);
	assert_int_equal(entries[1].gid_index, 7);
	assert_int_equal(entries[1].port_num, 2);
	assert_int_equal(entries[1].gid_type, 2);

	memset(wide, 0xff, sizeof(wide));
	begin_table(sizeof(wide[0]), wide, sizeof(wide), &count);
	assert_int_equal(run(), 0);
	assert_int_equal(wide[1].entry.gid_index, 7);
	assert_true(wide[0].more == 0 && wide[1].more == 0);
	begin_table(sizeof(narrow[0]), narrow, sizeof(narrow), &count);
	assert_int_equal(run(), 0);
	assert_int_equal(narrow[1].gid[0], 'b');

	/* More entries than there is room for, and other ways to say no. */
	fake_fail(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID_TABLE, -ENOSPC);
	begin_table(sizeof(entries[0]), entries, sizeof(entries[0]), &count);
	assert_int_equal(run(), -EINVAL);
	begin_table(0, entries, sizeof(entries), &count);
	assert_int_equal(run(), -EINVAL);
	begin_table(sizeof(entries[0]), entries, sizeof(entries) - 1, &count);
	assert_int_equal(run(), -EINVAL);
	begin_table(sizeof(entries[0]), entries, 0, &count);
	assert_int_equal(run(), -EINVAL);
	begin_table(1ULL << 40, entries, sizeof(entries), &count);
	assert_int_equal(run(), -EINVAL);
}

static void port(void **state)
{
	const struct ruapi_port_attr attr = {
		.state = 4,
		.port_cap_flags2 = 0x55,
		.link_layer = 2,
		.flags = 1,
	};
	struct ib_uverbs_query_port_resp_ex resp;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT,
			RUAPI_DEVICE_QUERY_PORT_ATTR, &attr, sizeof(attr));
	begin(DEVICE, UVERBS_METHOD_QUERY_PORT);
	add(UVERBS_ATTR_QUERY_PORT_PORT_NUM, 8, 1);
	add_out(UVERBS_ATTR_QUERY_PORT_RESP, &resp, sizeof(resp));
	assert_int_equal(run(), 0);
	assert_int_equal(resp.legacy_resp.state, 4);
	assert_int_equal(resp.legacy_resp.link_layer, 2);
	assert_int_equal(resp.legacy_resp.flags, IB_UVERBS_QPF_GRH_REQUIRED);
	assert_int_equal(resp.port_cap_flags2, 0x55);

	/* It is an u8. */
	cmd.attrs[0].data = 257;
	assert_int_equal(run(), -EINVAL);
}

static void context(void **state)
{
	uint32_t vectors;

	(void)state;
	begin(DEVICE, UVERBS_METHOD_QUERY_CONTEXT);
	add_out(UVERBS_ATTR_QUERY_CONTEXT_NUM_COMP_VECTORS, &vectors, 4);
	assert_int_equal(run(), -EOPNOTSUPP);
	cmd.attrs[0].len = 8;
	assert_int_equal(run(), -EINVAL);
}

/* UVERBS_ATTR_GET_CONTEXT_FD_ARR, which older headers lack. */
#define FD_ARR 2

static void begin_open(const int *fds, uint16_t len)
{
	begin(DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add(FD_ARR, len, (uintptr_t)fds);
	if (len <= 8)
		memcpy(&cmd.attrs[0].data, fds, len);
}

static void user_capabilities(void **state)
{
	const int fds[] = { 7, 8, 7 };
	const struct fake_call *call;
	const uint32_t context = view.context;

	(void)state;
	view.context = 0;
	for (uint16_t n = 1; n <= 3; n++) {
		begin_open(fds, n * sizeof(int));
		assert_int_equal(run(), 0);
		call = fake_call(-1, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN);
		assert_memory_equal(fake_buf(call, RUAPI_CONTEXT_OPEN_UCAPS,
					     n * sizeof(int)),
				    fds, n * sizeof(int));
		view.context = 0;
	}
	fake_fail(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, -EBADF);
	begin_open(fds, sizeof(int));
	assert_int_equal(run(), -EBADF);
	begin_open(fds, 6);
	assert_int_equal(run(), -EINVAL);
	begin_open(fds, 3);
	assert_int_equal(run(), -EINVAL);
	begin_open((int *)8, 12);
	assert_int_equal(run(), -EFAULT);
	view.context = context;
}

static void begin_dm(uint64_t length, uint32_t alignment)
{
	begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC);
	add(UVERBS_ATTR_ALLOC_DM_HANDLE, 0, 0);
	add(UVERBS_ATTR_ALLOC_DM_LENGTH, 8, length);
	add(UVERBS_ATTR_ALLOC_DM_ALIGNMENT, 4, alignment);
}

static void dm(void **state)
{
	const struct fake_call *call;

	(void)state;
	begin_dm(1ULL << 32 | 5, 3);
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[0].data, 101);
	call = fake_call(-1, RUAPI_OBJ_DM, RUAPI_DM_ALLOC);
	fake_is_obj(call, RUAPI_DM_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		    view.context);
	assert_int_equal(fake_attr(call, RUAPI_DM_ALLOC_LENGTH)->value,
			 1ULL << 32 | 5);
	assert_int_equal(fake_attr(call, RUAPI_DM_ALLOC_ALIGNMENT)->value, 3);

	begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_FREE);
	add(UVERBS_ATTR_FREE_DM_HANDLE, 0, 101);
	assert_int_equal(run(), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_DM, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_DM, 101);
	cmd.attrs[0].data = 1ULL << 32 | 101;
	assert_int_equal(run(), -ENOENT);
	cmd.attrs[0].data = UINT64_MAX;
	assert_int_equal(run(), -EINVAL);

	/* No operation, no method; an errno of the device is its own. */
	begin_dm(5, 3);
	fake_fail(RUAPI_OBJ_DM, RUAPI_DM_ALLOC, -EOPNOTSUPP);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	fake_fail(RUAPI_OBJ_DM, RUAPI_DM_ALLOC, -ENOMEM);
	assert_int_equal(run(), -ENOMEM);
	fake_fail(RUAPI_OBJ_DM, RUAPI_DM_ALLOC, -ENODEV);
	assert_int_equal(run(), -EIO);
}

static void dm_region(void **state)
{
	const struct fake_call *call;
	uint32_t lkey = 0, rkey = 0;

	(void)state;
	fake_answer(RUAPI_OBJ_MR, RUAPI_MR_REG_DM, RUAPI_MR_REG_DM_LKEY, 7);
	fake_answer(RUAPI_OBJ_MR, RUAPI_MR_REG_DM, RUAPI_MR_REG_DM_RKEY, 8);
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_DM_MR_REG);
	add(UVERBS_ATTR_REG_DM_MR_PD_HANDLE, 0, 5);
	add(UVERBS_ATTR_REG_DM_MR_DM_HANDLE, 0, 6);
	add(UVERBS_ATTR_REG_DM_MR_OFFSET, 8, 100);
	add(UVERBS_ATTR_REG_DM_MR_LENGTH, 8, 200);
	/* An optional right that nobody knows is not passed on. */
	add(UVERBS_ATTR_REG_DM_MR_ACCESS_FLAGS, 8, 1 << 21 | 0x21);
	add_out(UVERBS_ATTR_REG_DM_MR_RESP_LKEY, &lkey, 4);
	add_out(UVERBS_ATTR_REG_DM_MR_RESP_RKEY, &rkey, 4);
	add(UVERBS_ATTR_REG_DM_MR_HANDLE, 0, 0);
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[7].data, 101);
	assert_int_equal(lkey, 7);
	assert_int_equal(rkey, 8);
	call = fake_call(-1, RUAPI_OBJ_MR, RUAPI_MR_REG_DM);
	fake_is_obj(call, RUAPI_MR_REG_DM_PD, RUAPI_OBJ_PD, 5);
	fake_is_obj(call, RUAPI_MR_REG_DM_DM, RUAPI_OBJ_DM, 6);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DM_OFFSET)->value, 100);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DM_LENGTH)->value, 200);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DM_ACCESS)->value, 0x21);

	cmd.attrs[4].data = 1ULL << 32 | 0x21;
	assert_int_equal(run(), -EINVAL);
	cmd.attrs[4].data = 0x21;
	cmd.attrs[4].len = 6;
	assert_int_equal(run(), -EINVAL);
	cmd.attrs[4].len = 4;
	assert_int_equal(run(), 0);
}

static void dmabuf_region(void **state)
{
	const uint16_t id = RUAPI_MR_REG_DMABUF;
	const struct fake_call *call;
	uint32_t lkey = 0, rkey = 0;

	(void)state;
	fake_answer(RUAPI_OBJ_MR, id, RUAPI_MR_REG_DMABUF_LKEY, 7);
	fake_answer(RUAPI_OBJ_MR, id, RUAPI_MR_REG_DMABUF_RKEY, 8);
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_REG_DMABUF_MR);
	add(UVERBS_ATTR_REG_DMABUF_MR_HANDLE, 0, 0);
	add(UVERBS_ATTR_REG_DMABUF_MR_PD_HANDLE, 0, 5);
	add(UVERBS_ATTR_REG_DMABUF_MR_OFFSET, 8, 4097);
	add(UVERBS_ATTR_REG_DMABUF_MR_LENGTH, 8, 200);
	add(UVERBS_ATTR_REG_DMABUF_MR_IOVA, 8, 1);
	add(UVERBS_ATTR_REG_DMABUF_MR_FD, 4, 9);
	add(UVERBS_ATTR_REG_DMABUF_MR_ACCESS_FLAGS, 4, 1 << 20 | 0xf);
	add_out(UVERBS_ATTR_REG_DMABUF_MR_RESP_LKEY, &lkey, 4);
	add_out(UVERBS_ATTR_REG_DMABUF_MR_RESP_RKEY, &rkey, 4);
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[0].data, 101);
	assert_int_equal(lkey, 7);
	assert_int_equal(rkey, 8);
	call = fake_call(-1, RUAPI_OBJ_MR, id);
	fake_is_obj(call, RUAPI_MR_REG_DMABUF_PD, RUAPI_OBJ_PD, 5);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DMABUF_OFFSET)->value,
			 4097);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DMABUF_LENGTH)->value,
			 200);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DMABUF_IOVA)->value, 1);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DMABUF_FD)->fd, 9);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DMABUF_ACCESS)->value,
			 1 << 20 | 0xf);

	/* What is wrong for ib_uverbs is wrong for the module, too. */
	cmd.attrs[6].data = 0x20;
	assert_int_equal(run(), 0);
	call = fake_call(-1, RUAPI_OBJ_MR, id);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_DMABUF_IOVA)->value,
			 4096);
	cmd.attrs[6].data = 0;

	/* No operation, but the method is there. */
	fake_fail(RUAPI_OBJ_MR, id, -EOPNOTSUPP);
	assert_int_equal(run(), -EOPNOTSUPP);
	fake_fail(RUAPI_OBJ_MR, id, -EBADF);
	assert_int_equal(run(), -EBADF);
}

static void counters(void **state)
{
	const uint64_t answer[2] = { 11, 12 };
	uint64_t values[2] = {};

	(void)state;
	begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_CREATE);
	add(UVERBS_ATTR_CREATE_COUNTERS_HANDLE, 0, 0);
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[0].data, 101);
	fake_answer_buf(RUAPI_OBJ_COUNTERS, RUAPI_COUNTERS_READ,
			RUAPI_COUNTERS_READ_VALUES, answer, sizeof(answer));
	begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_READ);
	add(UVERBS_ATTR_READ_COUNTERS_HANDLE, 0, 101);
	add_out(UVERBS_ATTR_READ_COUNTERS_BUFF, values, sizeof(values));
	assert_int_equal(run(), 0);
	assert_int_equal(values[1], 12);
	assert_true(cmd.attrs[1].flags & UVERBS_ATTR_F_VALID_OUTPUT);
	assert_int_equal(fake_attr(fake_call(-1, RUAPI_OBJ_COUNTERS,
					     RUAPI_COUNTERS_READ),
				   RUAPI_COUNTERS_READ_FLAGS)->value, 0);
	add(UVERBS_ATTR_READ_COUNTERS_FLAGS, 4, 1);
	assert_int_equal(run(), 0);
	cmd.attrs[2].data = 2;
	assert_int_equal(run(), -EINVAL);
	begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_DESTROY);
	add(UVERBS_ATTR_DESTROY_COUNTERS_HANDLE, 0, 101);
	assert_int_equal(run(), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_COUNTERS, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_COUNTERS, 101);
}

/* ---- commands by a method ------------------------------------------------ */

static void begin_invoke(uint64_t command, const void *req, uint16_t req_len,
			 void *resp, uint16_t resp_len)
{
	begin(DEVICE, UVERBS_METHOD_INVOKE_WRITE);
	add(UVERBS_ATTR_WRITE_CMD, 8, command);
	if (req_len) {
		add(UVERBS_ATTR_CORE_IN, req_len, (uintptr_t)req);
		if (req_len <= 8)
			memcpy(&cmd.attrs[1].data, req, req_len);
	}
	if (resp_len)
		add_out(UVERBS_ATTR_CORE_OUT, resp, resp_len);
}

static void invoked(void **state)
{
	static uint8_t large[4096];
	struct ib_uverbs_alloc_pd_resp resp = {};
	struct ib_uverbs_dealloc_pd dealloc = { .pd_handle = 7 };
	struct ib_uverbs_alloc_pd req = {};
	struct ib_uverbs_ex_create_cq cq = { .cqe = 5, .comp_channel = -1 };
	struct ib_uverbs_ex_create_cq_resp cq_resp;
	uint32_t uhw[3];

	(void)state;
	begin_invoke(IB_USER_VERBS_CMD_ALLOC_PD, &req, sizeof(req), &resp,
		     sizeof(resp));
	assert_int_equal(run(), 0);
	assert_int_equal(resp.pd_handle, 101);
	assert_true(cmd.attrs[2].flags & UVERBS_ATTR_F_VALID_OUTPUT);
	assert_false(cmd.attrs[1].flags & UVERBS_ATTR_F_VALID_OUTPUT);
	/* Eight bytes and less are there themselves. */
	begin_invoke(IB_USER_VERBS_CMD_DEALLOC_PD, &dealloc, sizeof(dealloc),
		     NULL, 0);
	assert_int_equal(run(), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_PD, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_PD, 7);

	/* What the provider library says is apart. */
	begin_invoke(EXTENDED(IB_USER_VERBS_EX_CMD_CREATE_CQ), &cq, sizeof(cq),
		     &cq_resp, sizeof(cq_resp));
	add(UVERBS_ATTR_UHW_IN, 4, 0x1234);
	add_out(UVERBS_ATTR_UHW_OUT, uhw, sizeof(uhw));
	assert_int_equal(run(), 0);
	assert_int_equal(fake_attr(fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
				   RUAPI_CQ_CREATE_CQE)->value, 5);
	assert_int_equal(*(const uint32_t *)fake_buf(
			fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
			RUAPI_ATTR_UHW_IN, 4), 0x1234);
	assert_true(cmd.attrs[4].flags & UVERBS_ATTR_F_VALID_OUTPUT);

	/* Longer than what is known: zeroes, and nothing else. */
	memset(large, 0, sizeof(large));
	memcpy(large, &dealloc, sizeof(dealloc));
	begin_invoke(IB_USER_VERBS_CMD_DEALLOC_PD, large, sizeof(large), NULL,
		     0);
	assert_int_equal(run(), 0);
	large[4095] = 1;
	assert_int_equal(run(), -EOPNOTSUPP);

	begin_invoke(IB_USER_VERBS_CMD_ALLOC_PD, &req, 4, &resp, sizeof(resp));
	assert_int_equal(run(), -ENOSPC);
	begin_invoke(IB_USER_VERBS_CMD_ALLOC_PD, &req, sizeof(req), NULL, 0);
	assert_int_equal(run(), -ENOSPC);
	begin_invoke(0x12345678, &req, sizeof(req), NULL, 0);
	assert_int_equal(run(), -EINVAL);
	begin_invoke(1ULL << 32, &req, sizeof(req), NULL, 0);
	assert_int_equal(run(), -EINVAL);
	begin_invoke(IB_USER_VERBS_CMD_PEEK_CQ, &req, sizeof(req), NULL, 0);
	assert_int_equal(run(), -EOPNOTSUPP);
	begin_invoke(EXTENDED(0xff), &req, sizeof(req), NULL, 0);
	assert_int_equal(run(), -EOPNOTSUPP);
}

/* Completions go where the program wants them, and what is behind stays as it is. */
static void polled(void **state)
{
	static const struct ruapi_wc wc = { .wr_id = 77 };
	struct {
		struct ib_uverbs_poll_cq_resp head;
		struct ib_uverbs_wc wcs[3];
	} resp;
	struct ib_uverbs_poll_cq req = { .cq_handle = 9, .ne = 3 };
	const struct fake_call *call;

	(void)state;
	memset(&resp, 0xff, sizeof(resp));
	fake_answer_buf(RUAPI_OBJ_CQ, RUAPI_CQ_POLL, RUAPI_CQ_POLL_WCS, &wc,
			sizeof(wc));
	begin_invoke(IB_USER_VERBS_CMD_POLL_CQ, &req, sizeof(req), &resp,
		     sizeof(resp));
	assert_int_equal(run(), 0);
	assert_int_equal(resp.head.count, 1);
	assert_int_equal(resp.wcs[0].wr_id, 77);
	assert_true(cmd.attrs[2].flags & UVERBS_ATTR_F_VALID_OUTPUT);
	/* Copied or not: completions go where the program wants them. */
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_POLL);
	assert_true(fake_attr(call, RUAPI_CQ_POLL_WCS)->value ==
		    (uintptr_t)resp.wcs);
	assert_true(resp.wcs[1].wr_id == UINT64_MAX);
	/* And if there are none, or it fails, all does. */
	memset(&resp, 0xff, sizeof(resp));
	fake_fail(RUAPI_OBJ_CQ, RUAPI_CQ_POLL, -EINVAL);
	assert_int_equal(run(), -EINVAL);
	assert_true(resp.head.count == UINT32_MAX);
}

/*
 * The kernel is told of room for as many completions as are asked for, which only the
 * program can have: a length that says less, and one that takes pages to copy.
 */
static void polled_many(void **state)
{
	static struct {
		struct ib_uverbs_poll_cq_resp head;
		struct ib_uverbs_wc wcs[64];
	} resp;
	static const struct ruapi_wc wc = { .wr_id = 77 };
	static const uint16_t lens[] = { sizeof(resp.head), sizeof(resp) };
	struct ib_uverbs_poll_cq req = { .cq_handle = 9, .ne = 64 };
	const struct ruapi_attr *wcs;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_CQ, RUAPI_CQ_POLL, RUAPI_CQ_POLL_WCS, &wc,
			sizeof(wc));
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		memset(&resp, 0xff, sizeof(resp));
		begin_invoke(IB_USER_VERBS_CMD_POLL_CQ, &req, sizeof(req), &resp,
			     lens[i]);
		assert_int_equal(run(), 0);
		wcs = fake_attr(fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_POLL),
				RUAPI_CQ_POLL_WCS);
		assert_true(wcs->value == (uintptr_t)resp.wcs);
		assert_int_equal(wcs->len, sizeof(resp.wcs));
		assert_int_equal(resp.head.count, 1);
		assert_int_equal(resp.wcs[0].wr_id, 77);
		assert_true(resp.wcs[1].wr_id == UINT64_MAX);
	}
}

/* Who only rings is told that all has been posted; who fails, nothing. */
static void rung(void **state)
{
	struct ib_uverbs_post_send req = {
		.qp_handle = 9,
		.wqe_size = sizeof(struct ib_uverbs_send_wr),
	};
	struct ib_uverbs_post_send_resp resp = { .bad_wr = 5 };

	(void)state;
	begin_invoke(IB_USER_VERBS_CMD_POST_SEND, &req, sizeof(req), &resp,
		     sizeof(resp));
	assert_int_equal(run(), 0);
	assert_int_equal(resp.bad_wr, 0);
	resp.bad_wr = 5;
	req.wqe_size = 1;
	assert_int_equal(run(), -EINVAL);
	assert_int_equal(resp.bad_wr, 5);
}

static void begin_cq(void *cqe)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_CQ_CQE, 4, 10);
	add(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 77);
	add(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 1);
	add_out(UVERBS_ATTR_CREATE_CQ_RESP_CQE, cqe, 4);
}

/* Programs whose memory is not there get EFAULT, and nothing is left behind. */
static void holes(void **state)
{
	struct ib_uverbs_alloc_pd req = {};
	struct ib_uverbs_ex_create_cq_resp resp;
	uint32_t cqe;

	(void)state;
	assert_int_equal(verbs_ioctl(&view, NULL), -EFAULT);
	assert_int_equal(verbs_ioctl(&view, fake_hole), -EFAULT);
	begin_invoke(IB_USER_VERBS_CMD_ALLOC_PD, NULL, sizeof(req) + 4, &resp,
		     sizeof(resp));
	assert_int_equal(run(), -EFAULT);
	assert_int_equal(fake_num_calls, 0);

	begin_cq(fake_hole);
	assert_int_equal(run(), -EFAULT);
	fake_call(0, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_CQ, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_CQ, 101);
	cmd.attrs[4].data = (uintptr_t)&cqe;
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[0].data, 102);
}

/* Nor by a child that uses what its parent opened. */
static void hole_of_child(void **state)
{
	(void)state;
	fake_files[10].owner = fake_pid + 1;
	view.owner = fake_pid + 1;
	begin_cq(fake_hole);
	assert_int_equal(run(), -EFAULT);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_CQ, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_CQ, 101);
	assert_int_equal(fake_num_refused, 0);
}

/* ---- what makes and destroys ----------------------------------------------- */

static void destroyed(void **state)
{
	static const struct {
		uint16_t object, method, ours;
	} quiet[] = {
		{ UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY, RUAPI_OBJ_PD },
		{ UVERBS_OBJECT_AH, UVERBS_METHOD_AH_DESTROY, RUAPI_OBJ_AH },
		{ UVERBS_OBJECT_MW, UVERBS_METHOD_MW_DESTROY, RUAPI_OBJ_MW },
		{ UVERBS_OBJECT_MR, UVERBS_METHOD_MR_DESTROY, RUAPI_OBJ_MR },
		{ UVERBS_OBJECT_FLOW, UVERBS_METHOD_FLOW_DESTROY,
		  RUAPI_OBJ_FLOW },
		{ UVERBS_OBJECT_RWQ_IND_TBL, UVERBS_METHOD_RWQ_IND_TBL_DESTROY,
		  RUAPI_OBJ_RWQ_TABLE },
	};
	struct ib_uverbs_destroy_cq_resp resp;
	uint32_t events;

	(void)state;
	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++) {
		fake_num_calls = 0;
		begin(quiet[i].object, quiet[i].method);
		add(0, 0, 9);
		assert_int_equal(run(), 0);
		fake_is_obj(fake_call(-1, quiet[i].ours, RUAPI_DESTROY),
			    RUAPI_DESTROY_HANDLE, quiet[i].ours, 9);
		fake_fail(quiet[i].ours, RUAPI_DESTROY, -EBUSY);
		assert_int_equal(run(), -EBUSY);
	}
	fake_num_calls = 0;
	fake_answer(RUAPI_OBJ_CQ, RUAPI_DESTROY, RUAPI_DESTROY_EVENTS, 3);
	fake_answer(RUAPI_OBJ_CQ, RUAPI_DESTROY, RUAPI_DESTROY_ASYNC_EVENTS, 4);
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY);
	add(UVERBS_ATTR_DESTROY_CQ_HANDLE, 0, 9);
	add_out(UVERBS_ATTR_DESTROY_CQ_RESP, &resp, sizeof(resp));
	assert_int_equal(run(), 0);
	assert_int_equal(resp.comp_events_reported, 3);
	assert_int_equal(resp.async_events_reported, 4);
	fake_answer(RUAPI_OBJ_QP, RUAPI_DESTROY, RUAPI_DESTROY_ASYNC_EVENTS, 5);
	begin(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_DESTROY);
	add(UVERBS_ATTR_DESTROY_QP_HANDLE, 0, 9);
	add_out(UVERBS_ATTR_DESTROY_QP_RESP, &events, 4);
	assert_int_equal(run(), 0);
	assert_int_equal(events, 5);
	/* As libibverbs does it. */
	events = 0;
	begin(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_DESTROY);
	add_out(UVERBS_ATTR_DESTROY_QP_RESP, &events, 4);
	add(UVERBS_ATTR_DESTROY_QP_HANDLE, 0, 8);
	assert_int_equal(run(), 0);
	assert_int_equal(events, 5);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_QP, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_QP, 8);
}

static void channel(void **state)
{
	const struct fake_call *call;
	uint32_t cqe;

	(void)state;
	fake_answer(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_CQ_CREATE_ACTUAL_CQE,
		    15);
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_CQ_CQE, 4, 10);
	add(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 77);
	add(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 1);
	add_out(UVERBS_ATTR_CREATE_CQ_RESP_CQE, &cqe, 4);
	add(UVERBS_ATTR_CREATE_CQ_COMP_CHANNEL, 0, CHANNEL);
	add(UVERBS_ATTR_CREATE_CQ_EVENT_FD, 0, CHANNEL);
	assert_int_equal(run(), 0);
	assert_int_equal(cqe, 15);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	fake_is_obj(call, RUAPI_CQ_CREATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE, 55);
	fake_is_obj(call, RUAPI_CQ_CREATE_ASYNC_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		    55);
	/* Not an fd of this namespace, none at all, no fd. */
	cmd.attrs[5].data = 10;
	assert_int_equal(run(), -EBADF);
	cmd.attrs[5].data = 3000;
	assert_int_equal(run(), -EBADF);
	cmd.attrs[5].data_s64 = -1;
	assert_int_equal(run(), -EBADF);
	cmd.attrs[5].data = 1ULL << 33;
	assert_int_equal(run(), -EINVAL);
}

static struct ib_uverbs_qp_cap cap;
static uint32_t qpn;

static void begin_qp(uint64_t type)
{
	begin(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE);
	add(UVERBS_ATTR_CREATE_QP_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_QP_USER_HANDLE, 8, 99);
	add(UVERBS_ATTR_CREATE_QP_CAP, sizeof(cap), (uintptr_t)&cap);
	add(UVERBS_ATTR_CREATE_QP_TYPE, 8, type);
	add_out(UVERBS_ATTR_CREATE_QP_RESP_CAP, &cap, sizeof(cap));
	add_out(UVERBS_ATTR_CREATE_QP_RESP_QP_NUM, &qpn, 4);
}

static void qp(void **state)
{
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_QP_NUM, 42);
	cap = (struct ib_uverbs_qp_cap) { .max_send_wr = 3 };
	begin_qp(2);
	assert_int_equal(run(), -ENOENT);
	add(UVERBS_ATTR_CREATE_QP_PD_HANDLE, 0, 5);
	assert_int_equal(run(), -ENOENT);
	add(UVERBS_ATTR_CREATE_QP_SEND_CQ_HANDLE, 0, 6);
	assert_int_equal(run(), -ENOENT);
	assert_int_equal(fake_num_calls, 0);
	add(UVERBS_ATTR_CREATE_QP_RECV_CQ_HANDLE, 0, 7);
	assert_int_equal(run(), 0);
	assert_int_equal(qpn, 42);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	fake_is_obj(call, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, 5);
	fake_is_obj(call, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ, 7);
	assert_false(fake_has(call, RUAPI_QP_CREATE_SIG_ALL));
	cap.max_send_wr = 3;
	add(UVERBS_ATTR_CREATE_QP_FLAGS, 8, 1 << 12);
	assert_int_equal(cmd.hdr.num_attrs, MAX_ATTRS + 1);
	assert_int_equal(run(), 0);
	assert_int_equal(fake_attr(fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
				   RUAPI_QP_CREATE_SIG_ALL)->value, 1);
	/* Of raw packets; of nobody. */
	cmd.attrs[MAX_ATTRS].data = 1 << 8;
	assert_int_equal(run(), -EINVAL);
	cmd.attrs[MAX_ATTRS].data = 1 << 2;
	assert_int_equal(run(), -EINVAL);
	begin_qp(4);
	add(UVERBS_ATTR_CREATE_QP_XRCD_HANDLE, 0, 5);
	assert_int_equal(run(), -EINVAL);
	begin_qp(10);
	add(UVERBS_ATTR_CREATE_QP_PD_HANDLE, 0, 5);
	assert_int_equal(run(), -EINVAL);
	begin_qp(77);
	assert_int_equal(run(), -EINVAL);
}

static void regions(void **state)
{
	static const struct ruapi_list_entry is_there = {
		.handle = 5,
		.object = RUAPI_OBJ_PD,
		.context = CONTEXT,
	};
	struct { uint64_t addr; uint32_t length, lkey; } sges[2] = {};
	uint32_t lkey, rkey;
	uint64_t length;

	(void)state;
	fake_answer(RUAPI_OBJ_MR, RUAPI_QUERY, RUAPI_MR_QUERY_LENGTH, 4096);
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_QUERY_MR);
	add(UVERBS_ATTR_QUERY_MR_HANDLE, 0, 9);
	add_out(UVERBS_ATTR_QUERY_MR_RESP_LKEY, &lkey, 4);
	add_out(UVERBS_ATTR_QUERY_MR_RESP_RKEY, &rkey, 4);
	add_out(UVERBS_ATTR_QUERY_MR_RESP_LENGTH, &length, 8);
	assert_int_equal(run(), 0);
	assert_int_equal(length, 4096);

	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_ADVISE_MR);
	add(UVERBS_ATTR_ADVISE_MR_PD_HANDLE, 0, 5);
	add(UVERBS_ATTR_ADVISE_MR_ADVICE, 8, 1);
	add(UVERBS_ATTR_ADVISE_MR_FLAGS, 4, 1);
	add(UVERBS_ATTR_ADVISE_MR_SGE_LIST, sizeof(sges), (uintptr_t)sges);
	assert_int_equal(run(), 0);
	assert_int_equal(fake_attr(fake_call(-1, RUAPI_OBJ_MR, RUAPI_MR_ADVISE),
				   RUAPI_MR_ADVISE_ADVICE)->value, 1);
	cmd.attrs[2].data = 2;
	assert_int_equal(run(), -EINVAL);
	/* Objects that are named before are looked for first. */
	cmd.attrs[3].data = (uintptr_t)fake_hole;
	assert_int_equal(run(), -ENOENT);
	fake_answer(RUAPI_OBJ_NAMESPACE, RUAPI_LIST, RUAPI_LIST_COUNT, 1);
	fake_answer_buf(RUAPI_OBJ_NAMESPACE, RUAPI_LIST, RUAPI_LIST_ENTRIES,
			&is_there, sizeof(is_there));
	assert_int_equal(run(), -EFAULT);
	cmd.attrs[0].data = 6;
	assert_int_equal(run(), -ENOENT);
	cmd.attrs[0].data = 5;
	cmd.attrs[3].data = (uintptr_t)sges;
	/* Who cannot says so first. */
	fake_fail(RUAPI_OBJ_MR, RUAPI_MR_ADVISE, -EOPNOTSUPP);
	assert_int_equal(run(), -EOPNOTSUPP);
}

/* A context, and the fd of its events. */
static void opened(void **state)
{
	uint32_t vectors, handles[4] = {}, total;
	uint64_t support;

	(void)state;
	begin(DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, &vectors, 4);
	add_out(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, &support, 8);
	assert_int_equal(run(), -EINVAL);
	view.context = 0;
	assert_int_equal(run(), 0);
	assert_int_equal(support, 1);
	assert_false(fake_has(fake_call(-1, RUAPI_OBJ_CONTEXT,
					RUAPI_CONTEXT_OPEN),
			      RUAPI_CONTEXT_OPEN_QUEUE));
	begin(UVERBS_OBJECT_ASYNC_EVENT, UVERBS_METHOD_ASYNC_EVENT_ALLOC);
	add(UVERBS_ATTR_ASYNC_EVENT_ALLOC_FD_HANDLE, 0, 0);
	assert_int_equal(run(), -EINVAL);
	view.context = CONTEXT;
	assert_int_equal(run(), 0);
	assert_true(fake_files[cmd.attrs[0].data].used);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_ADD_QUEUE),
		    RUAPI_CONTEXT_ADD_QUEUE_HANDLE, RUAPI_OBJ_CONTEXT, CONTEXT);
	fake_fail(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_ADD_QUEUE, -EMFILE);
	assert_int_equal(run(), -EMFILE);

	begin(DEVICE, UVERBS_METHOD_INFO_HANDLES);
	add(UVERBS_ATTR_INFO_OBJECT_ID, 8, UVERBS_OBJECT_PD);
	add_out(UVERBS_ATTR_INFO_HANDLES_LIST, handles, sizeof(handles));
	assert_int_equal(run(), -ENOENT);
	add_out(UVERBS_ATTR_INFO_TOTAL_HANDLES, &total, 4);
	assert_int_equal(run(), 0);
	assert_int_equal(total, 0);
	cmd.attrs[0].data = 77;
	assert_int_equal(run(), -ENOENT);
	cmd.attrs[1].len = 3;
	assert_int_equal(run(), -EINVAL);
}

/* Of an object, of a driver, that there is not. */
static void others(void **state)
{
	(void)state;
	/* One that has not been asked, as those have to which drivers can add something. */
	view.device = 77 + on_stack;
	begin(UVERBS_OBJECT_PD, 0x1000);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	begin(0x1000, 0x1000);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	begin(0xffff, 0xffff);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	/* What the driver has is asked once. */
	fake_call(0, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE);
	assert_int_equal(fake_num_calls, 1);
}

/* One system call, as long as it is where programs build it. */
static void fast(void **state)
{
	struct {
		struct ib_uverbs_ioctl_hdr hdr;
		struct ib_uverbs_attr attrs[2];
	} arm = {
		.hdr = {
			.length = sizeof(arm),
			.object_id = DEVICE,
			.method_id = UVERBS_METHOD_INVOKE_WRITE,
			.num_attrs = 2,
		},
		.attrs = {
			{
				.attr_id = UVERBS_ATTR_WRITE_CMD,
				.len = 8,
				.data = IB_USER_VERBS_CMD_REQ_NOTIFY_CQ,
			},
			{
				.attr_id = UVERBS_ATTR_CORE_IN,
				.len = 8,
				.data = 1ULL << 32 | 9,
			},
		},
	};
	struct ruapi_fast is;

	(void)state;
	assert_false(verbs_ioctl_is_fast(NULL, &is));
	assert_false(verbs_ioctl_is_fast((void *)UINTPTR_MAX, &is));
	assert_false(verbs_ioctl_is_fast(&cmd.hdr, &is));
	/* Elsewhere with the address sanitizer. */
	arm.hdr.reserved1 = 0;
#ifndef __SANITIZE_ADDRESS__
	assert_true(verbs_ioctl_is_fast(&arm, &is));
	assert_int_equal(is.handle, 9);
	assert_int_equal(is.arg, 1);
	arm.attrs[0].data = IB_USER_VERBS_CMD_POLL_CQ;
	assert_false(verbs_ioctl_is_fast(&arm, &is));
#endif
}

static void malformed(void **state)
{
	struct ib_uverbs_gid_entry entry;

	(void)state;
	begin_entry(1, 3, &entry, sizeof(entry));
	cmd.hdr.driver_id = 17;
	assert_int_equal(run(), -EINVAL);
	begin_entry(1, 3, &entry, sizeof(entry));
	cmd.hdr.reserved1 = 1;
	assert_int_equal(run(), -EPROTONOSUPPORT);
	begin_entry(1, 3, &entry, sizeof(entry));
	run();
	cmd.hdr.length += 1;
	assert_int_equal(verbs_ioctl(&view, &cmd.hdr), -EINVAL);
	cmd.hdr.num_attrs = 0xffff;
	cmd.hdr.length = 0xffff;
	assert_int_equal(verbs_ioctl(&view, &cmd.hdr), -EINVAL);

	/* Missing, twice, too short, unknown. */
	begin_entry(1, 3, &entry, sizeof(entry));
	cmd.hdr.num_attrs = 3;
	assert_int_equal(run(), -EINVAL);
	begin_entry(1, 3, &entry, sizeof(entry));
	add(UVERBS_ATTR_QUERY_GID_ENTRY_PORT, 8, 1);
	assert_int_equal(run(), -EINVAL);
	begin_entry(1, 3, &entry, sizeof(entry) - 1);
	assert_int_equal(run(), -EINVAL);
	begin_entry(1, 3, &entry, sizeof(entry));
	cmd.attrs[1].len = 4;
	assert_int_equal(run(), -EINVAL);
	begin_entry(1, 3, &entry, sizeof(entry));
	add(99, 8, 0);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	begin_entry(1, 3, &entry, sizeof(entry));
	add(99, 8, 0)->flags = 0;
	assert_int_equal(run(), 0);

	/* Flags that nobody has defined yet, numbers that do not fit. */
	begin_entry(1, 3, &entry, sizeof(entry));
	cmd.attrs[2].data = 1;
	assert_int_equal(run(), -EINVAL);
	begin_entry(1ULL << 32 | 1, 3, &entry, sizeof(entry));
	assert_int_equal(run(), -EINVAL);
	begin_entry(1, 3, &entry, sizeof(entry));
	view.context = 0;
	assert_int_equal(run(), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(gid_entry, setup),
		cmocka_unit_test_setup(gid_table, setup),
		cmocka_unit_test_setup(port, setup),
		cmocka_unit_test_setup(context, setup),
		cmocka_unit_test_setup(user_capabilities, setup),
		cmocka_unit_test_setup(dm, setup),
		cmocka_unit_test_setup(dm_region, setup),
		cmocka_unit_test_setup(dmabuf_region, setup),
		cmocka_unit_test_setup(counters, setup),
		cmocka_unit_test_setup(invoked, setup),
		cmocka_unit_test_setup(polled, setup),
		cmocka_unit_test_setup(polled_many, setup),
		cmocka_unit_test_setup(rung, setup),
		cmocka_unit_test_setup(holes, setup),
		cmocka_unit_test_setup(hole_of_child, setup),
		cmocka_unit_test_setup(destroyed, setup),
		cmocka_unit_test_setup(channel, setup),
		cmocka_unit_test_setup(qp, setup),
		cmocka_unit_test_setup(regions, setup),
		cmocka_unit_test_setup(opened, setup),
		cmocka_unit_test_setup(fast, setup),
		cmocka_unit_test_setup(others, setup),
		cmocka_unit_test_setup(malformed, setup),
	};

	if (cmocka_run_group_tests_name("compat_ioctl", tests, NULL, NULL))
		return 1;
	on_stack = true;
	return cmocka_run_group_tests_name("compat_ioctl_on_stack", tests, NULL,
					   NULL);
}
