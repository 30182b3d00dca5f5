// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* A CQ in memory that the program has, or a dma-buf: the device writes its entries there. */
#include <sys/mman.h>
#include <unistd.h>
#include "newer.h"
#include "simbuf.h"
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"

#define BUF_SET (RUAPI_SET(RUAPI_CQ_CREATE_BUF_ADDR) | \
		 RUAPI_SET(RUAPI_CQ_CREATE_BUF_LENGTH))

enum {
	PLACES = 8,
	BYTES = sizeof(struct rdmasim_cq_counters) +
		PLACES * sizeof(struct rdmasim_cqe),
};

static struct rdmasim_create_req req = { .flags = RDMASIM_MAPPED };
static struct rdmasim_create_resp resp;

static struct ruapi_cq_create_args args_of(void *buf, uint64_t length)
{
	return (struct ruapi_cq_create_args) {
		.uhw = {
			.driver_id = info.driver_id,
			.in = &req,
			.in_len = sizeof(req),
			.out = &resp,
			.out_max = sizeof(resp),
		},
		.set = BUF_SET,
		.context = a.ctx,
		.cqe = PLACES,
		.buf_addr = (uintptr_t)buf,
		.buf_length = length,
	};
}

static void refused(struct ruapi_cq_create_args args, int err, uint16_t attr,
		    const char *what)
{
	test_ret(ruapi_cq_create(fd, &args), err, "%s", what);
	test_check(args.error.bad_attr == attr, "%s: attribute %u", what,
		   args.error.bad_attr);
}

static void test_refused(char *buf, uint32_t rxe)
{
	struct ruapi_cq_create_args args;
	uint32_t context;

	refused(args_of(buf, BYTES - 1), -EINVAL, 0, "a byte too short");
	refused(args_of(buf + 8, BYTES), -EINVAL, 0, "in the middle of a line");
	refused(args_of((void *)8192, BYTES), -EFAULT, 0, "nowhere");
	refused(args_of((void *)-64, BYTES), -EINVAL, 0, "around");
	args = args_of(buf, 0);
	args.set = RUAPI_SET(RUAPI_CQ_CREATE_BUF_ADDR);
	refused(args, -EINVAL, RUAPI_CQ_CREATE_BUF_LENGTH, "without a length");
	args = args_of(NULL, BYTES);
	args.set = RUAPI_SET(RUAPI_CQ_CREATE_BUF_LENGTH);
	refused(args, -EINVAL, RUAPI_CQ_CREATE_BUF_ADDR, "without an address");
	args = args_of(NULL, 0);
	args.set = RUAPI_SET(RUAPI_CQ_CREATE_BUF_FD);
	refused(args, -EINVAL, RUAPI_CQ_CREATE_BUF_ADDR, "an fd alone");
	args = args_of(NULL, BYTES);
	args.set |= RUAPI_SET(RUAPI_CQ_CREATE_BUF_FD);
	args.buf_fd = fd;
	refused(args, -EINVAL, 0, "in what is no dma-buf");
	args.buf_fd = -1;
	refused(args, -EBADF, 0, "in nothing");
	args.buf_fd = simbuf_make(1, 0, NULL);
	args.buf_addr = 4096 - BYTES + 64;
	refused(args, -EINVAL, 0, "behind the end of a dma-buf");
	close(args.buf_fd);
	args = args_of(buf, BYTES);
	args.uhw.in_len = 0;
	refused(args, -EINVAL, 0, "a queue that only the kernel reads");
	test_check(turn("ops/create_cq", "nth=1 errno=28"), "knob");
	refused(args_of(buf, BYTES), -ENOSPC, 0, "by the knob");
	args = args_of(buf, BYTES);
	need("rxe", make_context(fd, &(struct ruapi_device_info) {
			.index = rxe,
			.driver_id = RDMA_DRIVER_RXE,
		}, true, 0, &context, NULL));
	args.context = context;
	args.uhw = uhw_room(RDMA_DRIVER_RXE, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	refused(args, -EOPNOTSUPP, RUAPI_CQ_CREATE_BUF_ADDR, "of rxe");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "context of rxe");
}

/* Entry @n comes, with that number. */
static void comes(volatile struct rdmasim_cq_counters *counters, uint32_t n,
		  uint64_t wr_id)
{
	const volatile struct rdmasim_cqe *cqe =
		(const volatile struct rdmasim_cqe *)(counters + 1) + n % PLACES;
	const uint64_t end = now_ms() + patience(5000);

	while (counters->tail != n + 1 && now_ms() < end)
		sleep_ms(1);
	test_check(counters->tail == n + 1 && cqe->wr_id == wr_id &&
		   !cqe->status && cqe->qp_num == a.qp_num,
		   "entry %u: %u of them, number %" PRIu64 ", status %u, QP %u",
		   n, counters->tail, (uint64_t)cqe->wr_id, cqe->status,
		   cqe->qp_num);
	counters->head = n + 1;
}

static void write_number(uint64_t wr_id)
{
	const struct ruapi_send_wr wr = {
		.wr_id = wr_id,
		.opcode = WRITE,
		.num_sge = 1,
		.remote_addr = (uintptr_t)b.buf,
		.rkey = b.rkey,
	};
	const struct ruapi_sge sge = sge_at(&a, 0, 100);
	struct ruapi_qp_post_send_args args = {};

	test_ret(post_send(&args, a.qp, &wr, 1, &sge, 1), 0, "post");
}

/*
 * More entries than there are places, from the middle of a page to the next one; of a
 * dma-buf, if it is one.
 */
static void test_entries(char *buf, int dmabuf)
{
	enum { AT = 4096 - RDMASIM_LINE * 4 };
	volatile struct rdmasim_cq_counters *counters = (void *)(buf + AT);
	struct ruapi_cq_create_args args = args_of((void *)counters, BYTES);
	struct ruapi_cq_resize_args resize = { .cqe = 16, .uhw = args.uhw, };
	const uint32_t before = a.cq;
	uint32_t i;

	if (dmabuf >= 0) {
		args.set |= RUAPI_SET(RUAPI_CQ_CREATE_BUF_FD);
		args.buf_addr = AT;
		args.buf_fd = dmabuf;
	}
	memset(buf, 0xff, 8192);
	if (!test_ret(ruapi_cq_create(fd, &args), 0, "create"))
		return;
	test_check(args.actual_cqe == PLACES && resp.recv_places == PLACES &&
		   resp.recv_stride == sizeof(struct rdmasim_cqe) && !resp.size,
		   "%u entries, %u places of %u bytes, %u to be mapped",
		   args.actual_cqe, resp.recv_places, resp.recv_stride,
		   (unsigned int)resp.size);
	test_check(!counters->head && !counters->tail, "the counters are not 0");
	a.cq = args.handle;
	pair_make(RC);
	for (i = 0; i < 2 * PLACES + 1; i++) {
		write_number(1000 + i);
		comes(counters, i, 1000 + i);
	}
	resize.handle = args.handle;
	test_ret(ruapi_cq_resize(fd, &resize), -EOPNOTSUPP, "resize");
	/* The device has the pages, whoever maps them. */
	munmap(buf, 8192);
	write_number(1);
	pair_free();
	test_ret(destroy(fd, RUAPI_OBJ_CQ, args.handle), 0, "destroy");
	a.cq = before;
}

void test_cq_buf(uint32_t rxe)
{
	char *buf = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ruapi_cq_create_args args = args_of(buf, BYTES);
	int ret, dmabuf;

	test_begin("CQ.CREATE with memory for its entries");
	ret = ruapi_cq_create(fd, &args);
	if (missing(ret, &args.error, RUAPI_CQ_CREATE_BUF_ADDR, "create"))
		return;
	test_ret(ret, 0, "create");
	test_ret(destroy(fd, RUAPI_OBJ_CQ, args.handle), 0, "destroy");
	test_refused(buf, rxe);
	test_entries(buf, -1);
	test_begin("CQ.CREATE with a dma-buf for its entries");
	dmabuf = simbuf_make(2, 0, (void **)&buf);
	test_entries(buf, dmabuf);
	test_check(!simbuf_state(dmabuf).attachments, "the buffer is still in use");
	close(dmabuf);
}
