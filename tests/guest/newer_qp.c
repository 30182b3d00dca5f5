// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * QPs and SRQs in memory that the program has, or in a dma-buf: the device takes
 * requests and receives from there.
 */
#include <sys/mman.h>
#include <unistd.h>
#include "newer.h"
#include "rings.h"
#include "simbuf.h"

static struct rdmasim_create_req req = { .flags = RDMASIM_MAPPED };
static struct rdmasim_create_resp resp;

/* A context of its own, and a QP that sends to itself. */
static struct end loop;

/* Pages of the program, and of a buffer. */
static char *memory, *shown;
static int buffer;

enum { MEMORY = 6 * PAGE };

static struct ruapi_uhw uhw(void)
{
	return (struct ruapi_uhw) {
		.driver_id = info.driver_id,
		.in = &req,
		.in_len = sizeof(req),
		.out = &resp,
		.out_max = sizeof(resp),
	};
}

static struct ruapi_buffer va(const void *at, uint64_t length)
{
	return (struct ruapi_buffer) {
		.type = RUAPI_BUFFER_VA,
		.fd = -1,
		.addr = (uintptr_t)at,
		.length = length,
	};
}

static struct ruapi_buffer dmabuf(uint64_t offset, uint64_t length)
{
	return (struct ruapi_buffer) {
		.type = RUAPI_BUFFER_DMABUF,
		.fd = buffer,
		.addr = offset,
		.length = length,
	};
}

static struct ruapi_qp_create_args args_of(const struct ruapi_buffer *all,
					   const struct ruapi_buffer *rq,
					   const struct ruapi_buffer *sq)
{
	static const struct ruapi_qp_cap caps[] = {
		{
			.max_send_wr = RING_PLACES,
			.max_recv_wr = RING_PLACES,
			.max_send_sge = RING_SGES,
			.max_recv_sge = RING_SGES,
			.max_inline_data = RING_INLINE,
		},
		{
			.max_send_wr = RING_PLACES,
			.max_send_sge = RING_SGES,
			.max_inline_data = RING_INLINE,
		},
	};

	return (struct ruapi_qp_create_args) {
		.uhw = uhw(),
		.pd = loop.pd,
		.type = RC,
		.send_cq = loop.cq,
		.recv_cq = loop.cq,
		.cap = &caps[!!loop.srq],
		.srq = loop.srq,
		.sig_all = 1,
		.buf = all,
		.rq_buf = rq,
		.sq_buf = sq,
	};
}

static int memory_srq(const struct ruapi_buffer *buf, struct ruapi_srq_create_args *args)
{
	static const struct ruapi_srq_attr attr = {
		.max_wr = RING_PLACES,
		.max_sge = RING_SGES,
	};

	*args = (struct ruapi_srq_create_args) {
		.uhw = uhw(),
		.pd = loop.pd,
		.attr = &attr,
		.buf = buf,
	};
	return ruapi_srq_create(fd, args);
}

/* ---- what is refused ------------------------------------------------------------------ */

static void refused(const struct ruapi_qp_create_args *with, int err, uint16_t attr,
		    uint16_t reason, const char *what)
{
	struct ruapi_qp_create_args args = *with;

	test_ret(ruapi_qp_create(fd, &args), err, "%s", what);
	test_check(args.error.bad_attr == attr && args.error.reason == reason,
		   "%s: attribute %u, reason %u", what, args.error.bad_attr,
		   args.error.reason);
}

static void wrong(struct ruapi_buffer buf, int err, uint16_t reason, const char *what)
{
	const uint16_t attr = reason ? RUAPI_QP_CREATE_BUF : 0;
	const struct ruapi_qp_create_args args = args_of(&buf, NULL, NULL);
	struct ruapi_srq_create_args srq;

	refused(&args, err, attr, reason, what);
	test_ret(memory_srq(&buf, &srq), err, "SRQ: %s", what);
	test_check(srq.error.bad_attr == (reason ? RUAPI_SRQ_CREATE_BUF : 0) &&
		   srq.error.reason == reason, "SRQ: %s: attribute %u, reason %u", what,
		   srq.error.bad_attr, srq.error.reason);
}

static void test_descriptors(void)
{
	struct ruapi_buffer buf = va(memory, RING_BOTH);

	test_begin("QP.CREATE, SRQ.CREATE: what is no memory");
	buf.type = 2;
	wrong(buf, -EINVAL, RUAPI_REASON_RANGE, "another type");
	buf = va(memory, RING_BOTH);
	buf.flags = 1;
	wrong(buf, -EINVAL, RUAPI_REASON_BITS, "unknown flags");
	buf = va((void *)-64, 4 * PAGE);
	wrong(buf, -EINVAL, RUAPI_REASON_RANGE, "around");
	wrong(va((void *)(2UL * PAGE), 4 * PAGE), -EFAULT, 0, "nowhere");
	wrong(va(memory, 64), -EINVAL, 0, "too short");
	wrong(va(memory, 0), -EINVAL, 0, "nothing");
	wrong(va(memory + 8, RING_BOTH), -EINVAL, 0, "in the middle of a line");
	buf = dmabuf(0, RING_BOTH);
	buf.fd = -1;
	wrong(buf, -EBADF, 0, "no fd");
	buf.fd = fd;
	wrong(buf, -EINVAL, 0, "no dma-buf");
	wrong(dmabuf(5 * PAGE, RING_BOTH), -EINVAL, 0, "behind the end of the buffer");
	wrong(dmabuf(-64ULL, RING_BOTH), -EINVAL, RUAPI_REASON_RANGE, "before its beginning");
	test_check(!simbuf_state(buffer).attachments, "the buffer is still in use");
}

static void test_combinations(uint32_t rxe)
{
	const struct ruapi_buffer buf = va(memory, MEMORY), other = va(memory + 4096, 4096);
	struct ruapi_srq_create_args srq;
	struct ruapi_qp_create_args args;
	struct ruapi_buffer on_rxe = buf;
	uint32_t context, pd;
	struct ruapi_cq_create_args cq = { .cqe = 4 };

	test_begin("QP.CREATE, SRQ.CREATE: which memory for what");
	args = args_of(&buf, &other, &other);
	refused(&args, -EINVAL, 0, 0, "for all of it, and for its parts");
	args = args_of(NULL, NULL, &buf);
	refused(&args, -EINVAL, 0, 0, "for requests, but not for receives");
	args = args_of(NULL, &buf, NULL);
	refused(&args, -EINVAL, 0, 0, "for receives, but not for requests");
	args = args_of(&buf, NULL, NULL);
	args.uhw.in_len = 0;
	refused(&args, -EINVAL, 0, 0, "for queues that are the kernel's");
	args = args_of((void *)(2UL * PAGE), NULL, NULL);
	refused(&args, -EFAULT, RUAPI_QP_CREATE_BUF, RUAPI_REASON_POINTER,
		"said where nothing can be read");
	test_check(turn("ops/create_qp", "nth=1 errno=28"), "knob");
	args = args_of(&buf, NULL, NULL);
	refused(&args, -ENOSPC, 0, 0, "by the knob");
	req.flags = 0;
	test_ret(memory_srq(&buf, &srq), -EINVAL, "SRQ that is the kernel's");
	req.flags = RDMASIM_MAPPED;

	need("rxe", make_context(fd, &(struct ruapi_device_info) {
			.index = rxe,
			.driver_id = RDMA_DRIVER_RXE,
		}, true, 0, &context, NULL));
	need("pd of rxe", make_pd(fd, RDMA_DRIVER_RXE, context, &pd));
	cq.context = context;
	cq.uhw = uhw_room(RDMA_DRIVER_RXE, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	need("cq of rxe", ruapi_cq_create(fd, &cq));
	/* It does not know of such memory, and does not look. */
	args = args_of(&on_rxe, NULL, NULL);
	args.pd = pd;
	args.send_cq = args.recv_cq = cq.handle;
	args.uhw = uhw_room(RDMA_DRIVER_RXE, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	on_rxe.addr = 4096;
	test_ret(ruapi_qp_create(fd, &args), 0, "of rxe");
	test_ret(destroy(fd, RUAPI_OBJ_QP, args.handle), 0, "destroy");
	on_rxe.flags = 2;
	refused(&args, -EINVAL, RUAPI_QP_CREATE_BUF, RUAPI_REASON_BITS, "of rxe, unknown flags");
	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq.handle), 0, "cq of rxe");
	test_ret(destroy(fd, RUAPI_OBJ_PD, pd), 0, "pd of rxe");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "context of rxe");
}

/* ---- what goes through it ---------------------------------------------------------------- */

static struct rdmasim_doorbell *map_doorbell(struct ruapi_mapping *map)
{
	*map = (struct ruapi_mapping) { .offset = resp.doorbells, .size = PAGE };
	need("map a page of doorbells", ruapi_map(fd, loop.slot, map, 1));
	return (struct rdmasim_doorbell *)map->addr + resp.doorbell;
}

static void send_all(struct rings *rings, const char *what)
{
	uint32_t n;

	for (n = 0; n < 3 * RING_PLACES + 1; n++) {
		memset(loop.buf, 0, 64);
		rings_recv(rings, n, loop.buf, loop.lkey);
		if (rings_send(rings, n))
			test_ret(ruapi_qp_doorbell(fd, loop.qp), 0, "ring");
		if (!test_check(rings_arrived(rings, n, loop.buf), "%s: message %u", what, n))
			break;
	}
}

/* Completions are in the program's memory as well. */
static uint32_t memory_cq(struct rings *rings)
{
	struct ruapi_cq_create_args args = {
		.uhw = uhw(),
		.set = RUAPI_SET(RUAPI_CQ_CREATE_BUF_ADDR) |
		       RUAPI_SET(RUAPI_CQ_CREATE_BUF_LENGTH),
		.context = loop.ctx,
		.cqe = RING_CQES,
		.buf_addr = (uintptr_t)memory + 5 * PAGE,
		.buf_length = RING_CQ,
	};

	need("cq", ruapi_cq_create(fd, &args));
	rings->counters = (void *)(memory + 5 * PAGE);
	rings->seen = 0;
	return args.handle;
}

/* The same call as one of a batch. */
static int create_batched(struct ruapi_qp_create_args *args)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_msg msg;
	unsigned int n;
	int ret;

	ruapi_msg_init(&msg, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
	ruapi_batch_add(calls, &msg);
	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	ruapi_msg_driver(&msg, args->uhw.driver_id);
	ruapi_msg_obj_new(&msg, RUAPI_QP_CREATE_HANDLE, RUAPI_OBJ_QP);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, args->pd);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ, args->send_cq);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ, args->recv_cq);
	ruapi_msg_in(&msg, RUAPI_QP_CREATE_TYPE, 1, args->type);
	ruapi_msg_in(&msg, RUAPI_QP_CREATE_SIG_ALL, 1, args->sig_all);
	ruapi_msg_buf_in(&msg, RUAPI_QP_CREATE_CAP, args->cap, sizeof(*args->cap));
	ruapi_msg_buf_in(&msg, RUAPI_QP_CREATE_BUF, args->buf, sizeof(*args->buf));
	ruapi_msg_buf_in(&msg, RUAPI_ATTR_UHW_IN, args->uhw.in, args->uhw.in_len);
	ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, args->uhw.out, args->uhw.out_max);
	ruapi_msg_out(&msg, RUAPI_QP_CREATE_QP_NUM, 4);
	n = ruapi_batch_add(calls, &msg);
	ret = ruapi_batch_run(fd, calls);
	args->handle = ruapi_batch_value(calls, n, RUAPI_QP_CREATE_HANDLE);
	args->qp_num = ruapi_batch_value(calls, n, RUAPI_QP_CREATE_QP_NUM);
	ruapi_batch_end(calls);
	return ret;
}

/* A QP of these queues is connected with itself. */
static bool memory_qp(const struct ruapi_qp_create_args *with, bool batched, const char *what)
{
	struct ruapi_qp_create_args args = *with;
	const int ret = batched ? create_batched(&args) : ruapi_qp_create(fd, &args);

	if (!test_ret(ret, 0, "%s", what))
		return false;
	test_check(!resp.size && resp.send_stride == RING_SEND_STRIDE &&
		   resp.send_places == RING_PLACES, "%s: %u bytes to be mapped, %u places of %u",
		   what, resp.size, resp.send_places, resp.send_stride);
	loop.qp = args.handle;
	loop.qp_num = args.qp_num;
	to_init(&loop, RC);
	to_rts(&loop, &loop, RC);
	return true;
}

static void test_qp(const struct ruapi_buffer *all, const struct ruapi_buffer *rq,
		    const struct ruapi_buffer *sq, char *sends, char *recvs, bool batched,
		    const char *what)
{
	struct ruapi_mapping door;
	struct ruapi_qp_create_args args;
	struct rings rings = { .sends = (void *)sends, .recvs = (void *)recvs };
	uint32_t cq;

	test_begin("data through a QP %s", what);
	cq = memory_cq(&rings);
	args = args_of(all, rq, sq);
	args.send_cq = args.recv_cq = cq;
	if (memory_qp(&args, batched, what)) {
		test_check(resp.recv_start == (all ? 4096 : 0) &&
			   resp.recv_stride == RING_RECV_STRIDE, "receives at %u, of %u",
			   resp.recv_start, resp.recv_stride);
		rings.send_door = rings.recv_door = map_doorbell(&door);
		send_all(&rings, what);
		test_ret(ruapi_unmap(&door, 1), 0, "unmap");
		test_ret(destroy(fd, RUAPI_OBJ_QP, loop.qp), 0, "destroy");
	}
	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq), 0, "cq");
}

/* Requests and receives each in memory of their own; a QP with an SRQ has requests only. */
static void test_srq(const struct ruapi_buffer *buf, char *recvs, const char *what)
{
	const struct ruapi_buffer sq = va(memory, RING_SENDS);
	struct rings rings = { .sends = (void *)memory, .recvs = (void *)recvs };
	struct ruapi_mapping of_srq, of_qp;
	struct ruapi_srq_create_args srq;
	struct ruapi_qp_create_args args;
	uint32_t cq;

	test_begin("data through an SRQ %s", what);
	if (!test_ret(memory_srq(buf, &srq), 0, "%s", what))
		return;
	test_check(!resp.size && !resp.recv_start && resp.recv_stride == RING_RECV_STRIDE,
		   "%u bytes to be mapped", resp.size);
	rings.recv_door = map_doorbell(&of_srq);
	cq = memory_cq(&rings);
	loop.srq = srq.handle;
	args = args_of(NULL, NULL, &sq);
	args.send_cq = args.recv_cq = cq;
	if (memory_qp(&args, false, what)) {
		rings.send_door = map_doorbell(&of_qp);
		send_all(&rings, what);
		test_ret(ruapi_unmap(&of_qp, 1), 0, "unmap");
		test_ret(destroy(fd, RUAPI_OBJ_QP, loop.qp), 0, "destroy");
	}
	loop.srq = 0;
	test_ret(ruapi_unmap(&of_srq, 1), 0, "unmap");
	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq), 0, "cq");
	test_ret(destroy(fd, RUAPI_OBJ_SRQ, srq.handle), 0, "srq");
}

static void test_data(void)
{
	struct ruapi_buffer all, rq, sq;

	all = va(memory + 64, RING_BOTH);
	test_qp(&all, NULL, NULL, memory + 64, memory + 64 + 4096, false,
		"in memory of the program");
	test_qp(&all, NULL, NULL, memory + 64, memory + 64 + 4096, true,
		"in memory of the program, made in a batch");
	sq = va(memory + 4096 - 192, RING_SENDS);
	rq = va(memory + 3 * 4096 - 64, RING_RECVS);
	test_qp(NULL, &rq, &sq, memory + 4096 - 192, memory + 3 * 4096 - 64, false,
		"in two places");
	all = dmabuf(4096 + 128, RING_BOTH);
	test_qp(&all, NULL, NULL, shown + 4096 + 128, shown + 2 * 4096 + 128, false,
		"in a dma-buf");
	rq = dmabuf(4096 - 64, RING_RECVS);
	test_qp(NULL, &rq, &sq, memory + 4096 - 192, shown + 4096 - 64, false,
		"that receives in a dma-buf");
	rq = va(memory + 2 * 4096, RING_RECVS);
	test_srq(&rq, memory + 2 * 4096, "in memory of the program");
	rq = dmabuf(64, RING_RECVS);
	test_srq(&rq, shown + 64, "in a dma-buf");
	test_check(!simbuf_state(buffer).attachments && !simbuf_state(buffer).pins,
		   "the buffer is still in use");
}

/* A buffer that has been pinned does not move, and can be taken back: its pages stay. */
static void test_buffer(void)
{
	const struct ruapi_buffer all = dmabuf(0, RING_BOTH);
	struct ruapi_qp_create_args args = args_of(&all, NULL, NULL);

	test_begin("a dma-buf that has queues in it");
	if (!test_ret(ruapi_qp_create(fd, &args), 0, "create"))
		return;
	test_check(simbuf_state(buffer).pins == 1, "%u pins", simbuf_state(buffer).pins);
	test_ret(simbuf_move(buffer), -EBUSY, "move");
	test_ret(simbuf_revoke(buffer), 0, "take back");
	close(buffer);
	test_ret(destroy(fd, RUAPI_OBJ_QP, args.handle), 0, "destroy");
}

void test_queue_memory(uint32_t rxe)
{
	const struct ruapi_buffer none = va(NULL, 0);
	struct ruapi_srq_create_args srq;
	struct ruapi_qp_create_args args;

	test_begin("QP.CREATE, SRQ.CREATE with memory for queues");
	end_open(&loop, 1);
	memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	args = args_of(&none, NULL, NULL);
	if (!missing(ruapi_qp_create(fd, &args), &args.error, RUAPI_QP_CREATE_BUF, "for a QP")) {
		buffer = simbuf_make(MEMORY / PAGE, 0, (void **)&shown);
		test_descriptors();
		test_combinations(rxe);
		test_data();
		test_buffer();
	} else {
		args = args_of(NULL, NULL, &none);
		missing(ruapi_qp_create(fd, &args), &args.error, RUAPI_QP_CREATE_SQ_BUF,
			"for requests");
		args = args_of(NULL, &none, NULL);
		missing(ruapi_qp_create(fd, &args), &args.error, RUAPI_QP_CREATE_RQ_BUF,
			"for receives");
		missing(memory_srq(&none, &srq), &srq.error, RUAPI_SRQ_CREATE_BUF, "for an SRQ");
	}
	munmap(memory, MEMORY);
	end_close(&loop);
}
