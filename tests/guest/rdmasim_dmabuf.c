// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Regions of dma-bufs, by the method of ib_uverbs. */
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include "rdmasim.h"
#include "rdmasim_method.h"
#include "simbuf.h"

enum {
	PAGES = 16,
	SIZE = PAGES * PAGE,
	/* Where regions begin, in a page of the buffer and of their addresses. */
	OFFSET = PAGE + 100,
	LENGTH = 5 * PAGE,
};

#define IOVA ((0x123456ull << 12) + 100)

/* How a region gets at the pages of its buffer. */
enum kind { FOLLOWS, PINS, CACHED, };

static const char *const kinds[] = {
	[FOLLOWS] = "dma-buf that moves",
	[PINS] = "dma-buf that is pinned",
	[CACHED] = "dma-buf that stays",
};

/**
 * struct region - a region and its buffer
 * @fd: dma-buf
 * @mem: all of it, mapped
 */
struct region {
	int fd;
	uint8_t *mem;
	uint32_t handle;
	uint32_t lkey;
	uint32_t rkey;
};

static int reg(struct region *region, const struct ibv_pd *pd, int fd, uint64_t offset,
	       uint64_t length, uint64_t iova, uint32_t access)
{
	struct ib_uverbs_attr *handle;
	int ret;

	method_begin(UVERBS_OBJECT_MR, UVERBS_METHOD_REG_DMABUF_MR);
	handle = method_add(UVERBS_ATTR_REG_DMABUF_MR_HANDLE, 0, 0);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_PD_HANDLE, 0, pd->handle);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_OFFSET, 8, offset);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_LENGTH, 8, length);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_IOVA, 8, iova);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_FD, 4, (uint32_t)fd);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_ACCESS_FLAGS, 4, access);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_RESP_LKEY, 4, (uintptr_t)&region->lkey);
	method_add(UVERBS_ATTR_REG_DMABUF_MR_RESP_RKEY, 4, (uintptr_t)&region->rkey);
	ret = method_run();
	region->handle = handle->data;
	return ret;
}

static void region_make(struct region *region, struct pair *pair, enum kind kind)
{
	region->fd = simbuf_make(PAGES, kind == CACHED ? SIMBUF_STATIC : 0,
				 (void **)&region->mem);
	memset(region->mem, 0x11, SIZE);
	test_check(knob("dmabuf_pinned", kind == PINS ? "1" : "0"), "knob");
	test_ret(reg(region, pair->b.pd, region->fd, OFFSET, LENGTH, IOVA, ACCESS), 0,
		 "register");
}

/* The region first, so that nobody uses the buffer. */
static void region_free(struct region *region)
{
	struct simbuf_state state;

	test_ret(mr_free(region->handle), 0, "region");
	state = simbuf_state(region->fd);
	test_check(!state.attachments && !state.pins && !state.maps,
		   "the buffer has %u attachments, %u pins, %u maps", state.attachments,
		   state.pins, state.maps);
	munmap(region->mem, SIZE);
	close(region->fd);
}

static bool filled(const uint8_t *buf, uint8_t byte, size_t len)
{
	while (len--)
		if (buf[len] != byte)
			return false;
	return true;
}

/* ---- what is refused ----------------------------------------------------------------- */

static void test_refused(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	const struct {
		uint64_t offset, length, iova;
		uint32_t access;
		int ret;
		const char *what;
	} cases[] = {
		{ 0, SIZE, 0, ACCESS, 0, "all of it" },
		{ SIZE - 1, 1, PAGE - 1, ACCESS, 0, "its last byte" },
		{ 100, 100, 101, ACCESS, -EINVAL, "another address in the page" },
		{ 0, 0, 0, ACCESS, -EINVAL, "nothing" },
		{ 0, SIZE + 1, 0, ACCESS, -EINVAL, "more than there is" },
		{ SIZE, 1, 0, ACCESS, -EINVAL, "from its end on" },
		{ 1ull << 40, 1, 0, ACCESS, -EINVAL, "from far behind it on" },
		{ PAGE, UINT64_MAX - PAGE + 2, PAGE, ACCESS, -EINVAL, "around" },
		{ UINT64_MAX - PAGE + 1, PAGE, 0, ACCESS, -EINVAL, "around, to 0" },
		{ PAGE, UINT64_MAX, PAGE, ACCESS, -EINVAL, "with all bits" },
		{ 0, SIZE, UINT64_MAX - PAGE + 1, ACCESS, -EINVAL, "addresses around" },
		{ 0, PAGE, 0, IBV_ACCESS_REMOTE_WRITE, -EINVAL, "written by others only" },
		{ 0, PAGE, 0, IBV_ACCESS_ZERO_BASED, -EINVAL, "zero based" },
		{ 0, PAGE, 0, IBV_ACCESS_ON_DEMAND, -EINVAL, "on demand" },
		{ 0, PAGE, 0, 1 << 29, -EINVAL, "an optional right that nobody knows" },
		{ 0, PAGE, 0, IBV_ACCESS_RELAXED_ORDERING, 0, "one that is known" },
	};
	struct region region, again;
	struct pair pair;
	unsigned int i;
	int fd, ret;

	test_begin("dma-buf: what is refused");
	pair_make(&pair, &how);
	test_check(knob("dmabuf_pinned", "0"), "knob");
	fd = simbuf_make(PAGES, 0, NULL);
	for (i = 0; i < COUNT(cases); i++) {
		ret = reg(&region, pair.b.pd, fd, cases[i].offset, cases[i].length,
			  cases[i].iova, cases[i].access);
		test_ret(ret, cases[i].ret, "%s", cases[i].what);
		if (!ret)
			test_ret(mr_free(region.handle), 0, "%s: region", cases[i].what);
	}
	test_ret(reg(&region, pair.b.pd, -1, 0, 1, 0, ACCESS), -EBADF, "fd -1");
	test_ret(reg(&region, pair.b.pd, 1 << 20, 0, 1, 0, ACCESS), -EBADF, "no fd");
	test_ret(reg(&region, pair.b.pd, 0, 0, 1, 0, ACCESS), -EINVAL, "no dma-buf");
	test_check(knob("ops/reg_user_mr_dmabuf", "nth=1 errno=28"), "knob");
	test_ret(reg(&region, pair.b.pd, fd, 0, 1, 0, ACCESS), -ENOSPC, "by the knob");
	test_ret(reg(&region, pair.b.pd, fd, 0, 1, 0, ACCESS), 0, "no longer");
	test_ret(reg(&again, pair.b.pd, fd, 0, 1, 0, ACCESS), 0, "twice");
	test_check(region.rkey != again.rkey && simbuf_state(fd).attachments == 2,
		   "keys %x and %x, %u attachments", region.rkey, again.rkey,
		   simbuf_state(fd).attachments);
	test_ret(mr_free(again.handle), 0, "region");
	test_ret(mr_free(region.handle), 0, "region");
	test_check(!simbuf_state(fd).attachments, "an attachment is left");
	close(fd);
	pair_free(&pair);
}

/* ---- data ----------------------------------------------------------------------------- */

static void transfers(struct pair *pair, struct region *region, const char *when)
{
	uint64_t sum;

	memset(pair->a.buf, 0x77, ROOM);
	test_check(transfer(pair, IBV_WR_RDMA_WRITE, region->rkey, IOVA + 3000, 9000) ==
		   IBV_WC_SUCCESS, "%s: write", when);
	test_check(filled(region->mem + OFFSET + 3000, 0x77, 9000) &&
		   region->mem[OFFSET + 2999] == 0x11 && region->mem[OFFSET + 12000] == 0x11,
		   "%s: what is in the buffer", when);
	memset(pair->a.buf, 0, ROOM);
	memset(region->mem + OFFSET + 3000, 0x11, 9000);
	region->mem[OFFSET] = 0x42;
	region->mem[OFFSET + LENGTH - 1] = 0x43;
	test_check(transfer(pair, IBV_WR_RDMA_READ, region->rkey, IOVA, LENGTH) ==
		   IBV_WC_SUCCESS && pair->a.buf[0] == 0x42 &&
		   filled(pair->a.buf + 1, 0x11, LENGTH - 2) &&
		   pair->a.buf[LENGTH - 1] == 0x43, "%s: read", when);
	memset(region->mem + OFFSET, 0, 64);
	test_check(transfer(pair, IBV_WR_ATOMIC_FETCH_AND_ADD, region->rkey, IOVA + 4, 8) ==
		   IBV_WC_SUCCESS, "%s: add", when);
	memcpy(&sum, region->mem + OFFSET + 4, sizeof(sum));
	test_check(sum == 5, "%s: the sum is %llu", when, (unsigned long long)sum);
	memset(region->mem, 0x11, SIZE);
}

/* One sends from the buffer, the other receives into it. */
static void messages(struct pair *pair, struct region *region, const char *when)
{
	struct ibv_sge sge = { .addr = IOVA + 100, .length = 8000, .lkey = region->lkey, };
	struct ibv_send_wr send = { .opcode = IBV_WR_SEND, .sg_list = &sge, .num_sge = 1, };
	struct ibv_recv_wr recv = { .sg_list = &sge, .num_sge = 1, }, *bad_recv;
	struct ibv_send_wr *bad_send;
	struct ibv_wc wc;

	memset(region->mem + OFFSET + 100, 0x55, 8000);
	test_check(!post_recv(&pair->a, 0, ROOM, pair->a.mr->lkey) &&
		   !ibv_post_send(pair->b.qp, &send, &bad_send), "post");
	test_check(next_wc(pair->b.send_cq, &wc) == IBV_WC_SUCCESS &&
		   next_wc(pair->a.recv_cq, &wc) == IBV_WC_SUCCESS && wc.byte_len == 8000 &&
		   filled(pair->a.buf, 0x55, 8000), "%s: sent from it", when);
	memset(pair->a.buf, 0x66, 8000);
	test_check(!ibv_post_recv(pair->b.qp, &recv, &bad_recv), "receive");
	sge.addr = (uintptr_t)pair->a.buf;
	sge.lkey = pair->a.mr->lkey;
	test_check(!ibv_post_send(pair->a.qp, &send, &bad_send), "post");
	test_check(next_wc(pair->a.send_cq, &wc) == IBV_WC_SUCCESS &&
		   next_wc(pair->b.recv_cq, &wc) == IBV_WC_SUCCESS &&
		   filled(region->mem + OFFSET + 100, 0x66, 8000) &&
		   region->mem[OFFSET + 99] == 0x11, "%s: received into it", when);
	memset(region->mem, 0x11, SIZE);
}

static void test_data(enum kind kind)
{
	static const int moves[] = { [PINS] = -EBUSY, [CACHED] = -EOPNOTSUPP, };
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct region region;
	struct pair pair;

	test_begin("%s: data", kinds[kind]);
	pair_make(&pair, &how);
	region_make(&region, &pair, kind);
	transfers(&pair, &region, "at first");
	messages(&pair, &region, "at first");
	test_ret(simbuf_move(region.fd), moves[kind], "move");
	if (kind == FOLLOWS)
		test_check(!simbuf_state(region.fd).maps, "it is still mapped");
	test_check(filled(region.mem, 0x11, SIZE), "what was in the buffer is not");
	transfers(&pair, &region, "then");
	test_ret(simbuf_move(region.fd), moves[kind], "move");
	messages(&pair, &region, "then");
	test_check(simbuf_state(region.fd).maps == 1, "%u maps",
		   simbuf_state(region.fd).maps);
	region_free(&region);
	pair_free(&pair);
}

/* ---- moves under traffic ---------------------------------------------------------------- */

static atomic_bool stop;
static atomic_uint moved;

static void *move_run(void *arg)
{
	const struct region *region = arg;
	int ret;

	while (!atomic_load(&stop)) {
		ret = simbuf_move(region->fd);
		if (ret)
			return (void *)(intptr_t)ret;
		atomic_fetch_add(&moved, 1);
	}
	return NULL;
}

/* Each writes what the next one reads back, and the memory is elsewhere by then. */
static void test_traffic(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	const uint64_t end = now_ms() + patience(10000);
	unsigned int i, good = 0;
	struct region region;
	pthread_t thread;
	struct pair pair;
	void *ret;

	test_begin("dma-buf: moves under traffic");
	pair_make(&pair, &how);
	region_make(&region, &pair, FOLLOWS);
	atomic_store(&stop, false);
	atomic_store(&moved, 0);
	pthread_create(&thread, NULL, move_run, &region);
	for (i = 0; (i < 100 || atomic_load(&moved) < 100) && now_ms() < end; i++) {
		memset(pair.a.buf, i, LENGTH);
		if (transfer(&pair, IBV_WR_RDMA_WRITE, region.rkey, IOVA, LENGTH))
			break;
		memset(pair.a.buf, ~i, LENGTH);
		if (transfer(&pair, IBV_WR_RDMA_READ, region.rkey, IOVA, LENGTH) ||
		    !filled(pair.a.buf, i, LENGTH))
			break;
		good++;
	}
	atomic_store(&stop, true);
	pthread_join(thread, &ret);
	test_check(!ret, "move: %s", err_name((int)(intptr_t)ret));
	test_check(good == i && good >= 100, "%u of %u transfers", good, i);
	test_check(atomic_load(&moved) >= 100, "%u moves", atomic_load(&moved));
	region_free(&region);
	pair_free(&pair);
}

/* ---- ends --------------------------------------------------------------------------------- */

static void test_revoke(enum kind kind)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_sge sge = { .addr = IOVA, .length = 8, };
	struct ibv_send_wr send = { .opcode = IBV_WR_SEND, .sg_list = &sge, .num_sge = 1, };
	struct ibv_send_wr *bad;
	struct region region, none;
	struct pair pair;

	test_begin("%s: is taken back", kinds[kind]);
	pair_make(&pair, &how);
	region_make(&region, &pair, kind);
	test_check(transfer(&pair, IBV_WR_RDMA_WRITE, region.rkey, IOVA, LENGTH) ==
		   IBV_WC_SUCCESS, "write");
	test_ret(simbuf_revoke(region.fd), 0, "revoke");
	test_check(!simbuf_state(region.fd).maps && !simbuf_state(region.fd).pins,
		   "it is still mapped or pinned");
	test_ret(reg(&none, pair.b.pd, region.fd, 0, 1, 0, ACCESS), -ENXIO,
		 "another region");
	test_check(transfer(&pair, IBV_WR_RDMA_WRITE, region.rkey, IOVA, 100) ==
		   IBV_WC_REM_ACCESS_ERR, "written by others");
	event_comes(IBV_EVENT_QP_ACCESS_ERR);
	region_free(&region);
	pair_free(&pair);

	pair_make(&pair, &how);
	region_make(&region, &pair, kind);
	test_ret(simbuf_revoke(region.fd), 0, "revoke");
	sge.lkey = region.lkey;
	test_check(!ibv_post_send(pair.b.qp, &send, &bad), "post");
	completes(pair.b.send_cq, IBV_WC_LOC_PROT_ERR, "sent from it");
	region_free(&region);
	pair_free(&pair);
}

/* What the region has it keeps. */
static void test_close(enum kind kind)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct region region;
	struct pair pair;

	test_begin("%s: is closed before its region", kinds[kind]);
	pair_make(&pair, &how);
	region_make(&region, &pair, kind);
	memset(region.mem, 0x22, SIZE);
	munmap(region.mem, SIZE);
	close(region.fd);
	test_check(transfer(&pair, IBV_WR_RDMA_READ, region.rkey, IOVA, LENGTH) ==
		   IBV_WC_SUCCESS && filled(pair.a.buf, 0x22, LENGTH), "read");
	test_check(transfer(&pair, IBV_WR_RDMA_WRITE, region.rkey, IOVA, LENGTH) ==
		   IBV_WC_SUCCESS, "write");
	test_ret(mr_free(region.handle), 0, "region");
	pair_free(&pair);
}

/* An exporter of the kernel's own, whose buffers are memory of programs. */
static void test_udmabuf(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	const int device = misc_open("udmabuf");
	struct udmabuf_create create = { .flags = UDMABUF_FLAGS_CLOEXEC, .size = SIZE, };
	struct region region;
	struct pair pair;
	int memory;

	test_begin("dma-buf of udmabuf: data");
	if (device < 0) {
		test_skip("this kernel has none");
		return;
	}
	memory = memfd_create("rdmasim", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	test_check(memory >= 0 && !ftruncate(memory, SIZE) &&
		   !fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK), "memory");
	create.memfd = memory;
	region.fd = ioctl(device, UDMABUF_CREATE, &create);
	if (!test_check(region.fd >= 0, "buffer: %s", err_name(errno)))
		return;
	region.mem = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	memset(region.mem, 0x11, SIZE);
	pair_make(&pair, &how);
	test_ret(reg(&region, pair.b.pd, region.fd, OFFSET, LENGTH, IOVA, ACCESS), 0,
		 "register");
	close(region.fd);
	close(memory);
	transfers(&pair, &region, "at first");
	messages(&pair, &region, "then");
	test_ret(mr_free(region.handle), 0, "region");
	munmap(region.mem, SIZE);
	close(device);
	pair_free(&pair);
}

void test_dmabuf(void)
{
	test_refused();
	test_data(FOLLOWS);
	test_data(PINS);
	test_data(CACHED);
	test_traffic();
	test_revoke(FOLLOWS);
	test_revoke(PINS);
	test_close(FOLLOWS);
	test_close(PINS);
	test_close(CACHED);
	test_udmabuf();
	test_check(knob("dmabuf_pinned", "0"), "knob");
}
