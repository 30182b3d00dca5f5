// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Memory on the device, and counters: methods of ib_uverbs, as they are. */
#include <sys/mman.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "rdmasim.h"
#include "rdmasim_method.h"

enum { ZERO_BASED = 1 << 5, DM_SIZE = 10000, DM_MAX = 1 << 20, };

/* ---- memory ------------------------------------------------------------------------- */

static int dm_alloc(uint64_t length, uint32_t alignment, uint32_t *dm)
{
	const struct ib_uverbs_attr *handle;
	int ret;

	method_begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC);
	handle = method_add(UVERBS_ATTR_ALLOC_DM_HANDLE, 0, 0);
	method_add(UVERBS_ATTR_ALLOC_DM_LENGTH, 8, length);
	method_add(UVERBS_ATTR_ALLOC_DM_ALIGNMENT, 4, alignment);
	ret = method_run();
	*dm = handle->data;
	return ret;
}

static int dm_free(uint32_t dm)
{
	method_begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_FREE);
	method_add(UVERBS_ATTR_FREE_DM_HANDLE, 0, dm);
	return method_run();
}

struct region {
	uint32_t handle;
	uint32_t lkey;
	uint32_t rkey;
};

static int dm_reg(struct region *region, const struct ibv_pd *pd, uint32_t dm,
		  uint64_t offset, uint64_t length, uint32_t access)
{
	const struct ib_uverbs_attr *handle;
	int ret;

	method_begin(UVERBS_OBJECT_MR, UVERBS_METHOD_DM_MR_REG);
	handle = method_add(UVERBS_ATTR_REG_DM_MR_HANDLE, 0, 0);
	method_add(UVERBS_ATTR_REG_DM_MR_PD_HANDLE, 0, pd->handle);
	method_add(UVERBS_ATTR_REG_DM_MR_DM_HANDLE, 0, dm);
	method_add(UVERBS_ATTR_REG_DM_MR_OFFSET, 8, offset);
	method_add(UVERBS_ATTR_REG_DM_MR_LENGTH, 8, length);
	method_add(UVERBS_ATTR_REG_DM_MR_ACCESS_FLAGS, 4, access);
	method_add(UVERBS_ATTR_REG_DM_MR_RESP_LKEY, 4, (uintptr_t)&region->lkey);
	method_add(UVERBS_ATTR_REG_DM_MR_RESP_RKEY, 4, (uintptr_t)&region->rkey);
	ret = method_run();
	region->handle = handle->data;
	return ret;
}

/* As libibverbs does where a device has no such method, or the interposer. */
int mr_free(uint32_t handle)
{
	const struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_dereg_mr dereg;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_DEREG_MR,
			.in_words = sizeof(cmd) / 4,
		},
		.dereg = { .mr_handle = handle, },
	};
	int ret;

	method_begin(UVERBS_OBJECT_MR, UVERBS_METHOD_MR_DESTROY);
	method_add(UVERBS_ATTR_DESTROY_MR_HANDLE, 0, handle);
	ret = method_run();
	if (ret != -EPROTONOSUPPORT)
		return ret;
	return write(the_device->cmd_fd, &cmd, sizeof(cmd)) == sizeof(cmd) ? 0 : -errno;
}

static void test_limits(void)
{
	uint32_t dm[3];

	test_begin("dm: as much as the device has");
	test_ret(dm_alloc(0, 0, &dm[0]), -EINVAL, "nothing");
	test_ret(dm_alloc(DM_MAX + 1, 0, &dm[0]), -EINVAL, "more than there is");
	test_ret(dm_alloc(UINT64_MAX, 0, &dm[0]), -EINVAL, "all bits");
	test_ret(dm_alloc(1ull << 32 | 4096, 0, &dm[0]), -EINVAL, "4 GiB and a page");
	test_ret(dm_alloc(100, 13, &dm[0]), -EINVAL, "aligned to more than a page");
	test_ret(dm_alloc(DM_MAX - 100, 12, &dm[0]), 0, "nearly all");
	test_ret(dm_alloc(101, 0, &dm[1]), -ENOMEM, "more than is left");
	test_ret(dm_alloc(100, 0, &dm[1]), 0, "what is left");
	test_ret(dm_free(dm[0]), 0, "free");
	test_ret(dm_alloc(DM_MAX - 100, 0, &dm[2]), 0, "once more");
	test_ret(dm_free(dm[1]), 0, "free");
	test_ret(dm_free(dm[2]), 0, "free");
	test_check(knob("ops/alloc_dm", "nth=1 errno=28"), "knob");
	test_ret(dm_alloc(1, 0, &dm[0]), -ENOSPC, "by the knob");
	test_ret(dm_alloc(1, 0, &dm[0]), 0, "no longer");
	test_check(knob("ops/dealloc_dm", "nth=1 errno=16"), "knob");
	test_ret(dm_free(dm[0]), -EBUSY, "by the knob");
	test_ret(dm_free(dm[0]), 0, "no longer");
}

int transfer(struct pair *pair, enum ibv_wr_opcode opcode, uint32_t rkey,
		    uint64_t to, uint32_t len)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)pair->a.buf,
		.length = len,
		.lkey = pair->a.mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = opcode,
		.sg_list = &sge,
		.num_sge = 1,
	}, *bad;
	struct ibv_wc wc;

	if (opcode == IBV_WR_ATOMIC_FETCH_AND_ADD) {
		wr.wr.atomic.remote_addr = to;
		wr.wr.atomic.rkey = rkey;
		wr.wr.atomic.compare_add = 5;
	} else {
		wr.wr.rdma.remote_addr = to;
		wr.wr.rdma.rkey = rkey;
	}
	if (ibv_post_send(pair->a.qp, &wr, &bad))
		return -1;
	return next_wc(pair->a.send_cq, &wc);
}

static bool filled(const uint8_t *buf, uint8_t byte, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (buf[i] != byte)
			return false;
	return true;
}

static void test_data(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct region all, part, none;
	struct pair pair;
	uint64_t old;
	uint32_t dm;

	test_begin("dm: data moves through its regions");
	pair_make(&pair, &how);
	test_ret(dm_alloc(DM_SIZE, 0, &dm), 0, "alloc");
	test_ret(dm_reg(&all, pair.b.pd, dm, 0, DM_SIZE, ACCESS | ZERO_BASED), 0, "all of it");
	test_ret(dm_reg(&part, pair.b.pd, dm, 5000, 5000, ACCESS | ZERO_BASED), 0, "half of it");
	test_ret(dm_reg(&none, pair.b.pd, dm, 0, 1, ACCESS), -EINVAL, "not from 0 on");
	test_ret(dm_reg(&none, pair.b.pd, dm, 5000, 5001, ACCESS | ZERO_BASED), -EINVAL,
		 "beyond its end");
	test_ret(dm_reg(&none, pair.b.pd, dm, 1, UINT64_MAX, ACCESS | ZERO_BASED), -EINVAL,
		 "around");
	memset(pair.a.buf, 0x5a, ROOM);
	test_check(transfer(&pair, IBV_WR_RDMA_READ, all.rkey, 0, DM_SIZE) == IBV_WC_SUCCESS &&
		   filled(pair.a.buf, 0, DM_SIZE), "it is not 0 at first");
	memset(pair.a.buf, 0x77, 3000);
	test_check(transfer(&pair, IBV_WR_RDMA_WRITE, part.rkey, 1000, 3000) == IBV_WC_SUCCESS,
		   "write over a page boundary");
	test_check(transfer(&pair, IBV_WR_RDMA_READ, all.rkey, 0, DM_SIZE) == IBV_WC_SUCCESS &&
		   filled(pair.a.buf, 0, 6000) && filled(pair.a.buf + 6000, 0x77, 3000) &&
		   filled(pair.a.buf + 9000, 0, 1000), "read as it was written");
	test_check(transfer(&pair, IBV_WR_ATOMIC_FETCH_AND_ADD, part.rkey, 4000, 8) ==
		   IBV_WC_SUCCESS, "add");
	test_check(transfer(&pair, IBV_WR_RDMA_READ, all.rkey, 9000, 8) == IBV_WC_SUCCESS,
		   "read the sum");
	memcpy(&old, pair.a.buf, sizeof(old));
	test_check(old == 5, "the sum is %llu", (unsigned long long)old);
	test_ret(dm_free(dm), -EBUSY, "free under its regions");
	test_ret(mr_free(all.handle), 0, "region");
	test_ret(dm_free(dm), -EBUSY, "free under one region");
	test_check(transfer(&pair, IBV_WR_RDMA_WRITE, part.rkey, 4999, 2) == IBV_WC_REM_ACCESS_ERR,
		   "beyond the region");
	event_comes(IBV_EVENT_QP_ACCESS_ERR);
	test_ret(mr_free(part.handle), 0, "region");
	test_ret(dm_free(dm), 0, "free");
	pair_free(&pair);
}

/* Of memory that was allocated with that number. */
static uint8_t *dm_map(uint32_t number, size_t len)
{
	void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, the_device->cmd_fd,
			    (off_t)(RDMASIM_DM_OFFSET + number * RDMASIM_DM_STEP));

	return memory == MAP_FAILED ? NULL : memory;
}

static void test_mapped(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	const size_t mapped = (DM_SIZE + 4095) / 4096 * 4096;
	struct region region;
	struct pair pair;
	uint8_t *memory;
	uint32_t dm, other;

	test_begin("dm: it is mapped, and stays as long as it is");
	pair_make(&pair, &how);
	test_check(!dm_map(77, mapped) && errno == EINVAL, "nobody has it");
	test_ret(dm_alloc(DM_SIZE, 77 << RDMASIM_DM_SHIFT, &dm), 0, "alloc");
	test_ret(dm_alloc(DM_SIZE, 77 << RDMASIM_DM_SHIFT, &other), -ENOMEM, "the same place");
	test_ret(dm_alloc(DM_SIZE, RDMASIM_DM_NUMBERS << RDMASIM_DM_SHIFT, &other), -EINVAL,
		 "a place too far");
	test_check(!dm_map(77, mapped + 4096) && errno == EINVAL, "more than there is");
	memory = dm_map(77, mapped);
	if (!test_check(memory, "mmap: %s", err_name(errno)))
		return;
	test_ret(dm_reg(&region, pair.b.pd, dm, 0, DM_SIZE, ACCESS | ZERO_BASED), 0, "region");
	memset(memory, 0x21, mapped);
	memset(pair.a.buf, 0x43, 5000);
	test_check(transfer(&pair, IBV_WR_RDMA_WRITE, region.rkey, 2000, 5000) == IBV_WC_SUCCESS,
		   "write");
	test_check(filled(memory, 0x21, 2000) && filled(memory + 2000, 0x43, 5000) &&
		   filled(memory + 7000, 0x21, mapped - 7000), "what is seen of it");
	test_check(transfer(&pair, IBV_WR_RDMA_READ, region.rkey, 0, 2001) == IBV_WC_SUCCESS &&
		   filled(pair.a.buf, 0x21, 2000) && pair.a.buf[2000] == 0x43, "read");
	test_ret(mr_free(region.handle), 0, "region");
	test_ret(dm_free(dm), 0, "free");
	test_check(!dm_map(77, mapped) && errno == EINVAL, "it is not to be mapped any more");
	test_check(filled(memory + 2000, 0x43, 5000), "it is still there");
	memset(memory, 0x65, mapped);
	test_ret(dm_alloc(DM_MAX - 100, 0, &other), -ENOMEM, "and cannot be had");
	munmap(memory, mapped);
	test_ret(dm_alloc(DM_MAX - 100, 77 << RDMASIM_DM_SHIFT, &other), 0, "until now");
	test_ret(dm_free(other), 0, "free");
	pair_free(&pair);
}

/* Addresses within a region say nothing of where its memory begins. */
static void test_alignment(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct region region;
	struct pair pair;
	uint32_t dm;

	test_begin("dm: atomic operations are aligned on the device");
	pair_make(&pair, &how);
	test_ret(dm_alloc(DM_SIZE, 0, &dm), 0, "alloc");
	test_ret(dm_reg(&region, pair.b.pd, dm, 60, 8, ACCESS | ZERO_BASED), 0, "region");
	test_check(transfer(&pair, IBV_WR_ATOMIC_FETCH_AND_ADD, region.rkey, 0, 8) ==
		   IBV_WC_REM_INV_REQ_ERR, "across a cache line");
	event_comes(IBV_EVENT_QP_REQ_ERR);
	test_ret(mr_free(region.handle), 0, "region");
	test_ret(dm_free(dm), 0, "free");
	pair_free(&pair);
}

/* ---- counters ------------------------------------------------------------------------- */

static void test_counters(void)
{
	const struct ib_uverbs_attr *handle;
	uint64_t values[4];
	uint32_t counters;

	test_begin("counters: nothing to read before they are bound");
	method_begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_CREATE);
	handle = method_add(UVERBS_ATTR_CREATE_COUNTERS_HANDLE, 0, 0);
	test_ret(method_run(), 0, "create");
	counters = handle->data;
	method_begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_READ);
	method_add(UVERBS_ATTR_READ_COUNTERS_HANDLE, 0, counters);
	method_add(UVERBS_ATTR_READ_COUNTERS_BUFF, sizeof(values), (uintptr_t)values);
	test_ret(method_run(), -EINVAL, "read");
	method_begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_DESTROY);
	method_add(UVERBS_ATTR_DESTROY_COUNTERS_HANDLE, 0, counters);
	test_ret(method_run(), 0, "destroy");
	test_ret(method_run(), -ENOENT, "destroy again");
}

void test_dm(void)
{
	test_limits();
	test_data();
	test_mapped();
	test_alignment();
	test_counters();
}
