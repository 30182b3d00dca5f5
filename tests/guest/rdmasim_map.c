// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Queues, doorbells and memory of the device that programs map, by hand: what a provider
 * library does right, and what a hostile program does.  One QP that is connected with
 * itself, on port 1.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "xrc_raw.h"

enum { CQES = 8, QUEUE = 4, PAGE = 4096, };

/**
 * struct loop - a QP that sends to itself, with queues that are mapped
 * @door: doorbell
 * @sends: its requests
 * @recvs: its receives
 * @cqes: completions, of both kinds
 */
struct loop {
	struct side side;
	uint32_t cq;
	uint32_t qp;
	uint32_t qpn;
	struct rdmasim_create_resp cq_map;
	struct rdmasim_create_resp qp_map;
	struct rdmasim_cq_counters *counters;
	struct rdmasim_cqe *cqes;
	uint8_t *queue;
	struct rdmasim_doorbell *page;
	struct rdmasim_doorbell *door;
	uint32_t seen;
};

static void *map(const struct side *side, uint64_t offset, size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, side->ctx->cmd_fd,
			    (off_t)offset);

	if (memory == MAP_FAILED)
		bail_out("mmap at %#llx: %s", (unsigned long long)offset, err_name(errno));
	return memory;
}

/* ---- what is made ---------------------------------------------------------------------- */

static int loop_cq(struct side *side, uint32_t flags, uint32_t reserved, size_t resp_len,
		   uint32_t *cq, struct rdmasim_create_resp *map)
{
	struct {
		struct ib_uverbs_create_cq_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ib_uverbs_create_cq verbs;
		struct rdmasim_create_req sim;
	} req = {
		.verbs = {
			.response = (uintptr_t)&resp,
			.cqe = CQES,
			.comp_channel = -1,
		},
		.sim = { .flags = flags, .reserved = reserved, },
	};
	const int ret = COMMAND(side, CREATE_CQ, req, sizeof(resp.verbs) + resp_len);

	*cq = resp.verbs.cq_handle;
	*map = resp.sim;
	return ret;
}

static int loop_qp(struct loop *loop)
{
	struct {
		struct ib_uverbs_create_qp_resp verbs;
		struct rdmasim_create_resp sim;
	} resp = {};
	struct {
		struct ib_uverbs_create_qp verbs;
		struct rdmasim_create_req sim;
	} req = {
		.verbs = {
			.response = (uintptr_t)&resp,
			.user_handle = 0x100,
			.pd_handle = loop->side.pd->handle,
			.send_cq_handle = loop->cq,
			.recv_cq_handle = loop->cq,
			.max_send_wr = QUEUE,
			.max_recv_wr = QUEUE,
			.max_send_sge = 2,
			.max_recv_sge = 2,
			.max_inline_data = 100,
			.sq_sig_all = 1,
			.qp_type = IBV_QPT_RC,
		},
		.sim = { .flags = RDMASIM_MAPPED, },
	};
	const int ret = COMMAND(&loop->side, CREATE_QP, req, sizeof(resp));

	test_check(ret || resp.verbs.max_inline_data == 100, "inline: %u",
		   resp.verbs.max_inline_data);
	loop->qp = resp.verbs.qp_handle;
	loop->qpn = resp.verbs.qpn;
	loop->qp_map = resp.sim;
	return ret;
}

static void connect_loop(struct loop *loop)
{
	struct ibv_port_attr port;
	struct ib_uverbs_modify_qp init = {
		.attr_mask = IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT | IBV_QP_ACCESS_FLAGS,
		.qp_state = IBV_QPS_INIT,
		.port_num = 1,
	}, rtr = {
		.attr_mask = IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN |
			     IBV_QP_RQ_PSN | IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER,
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = loop->qpn,
		.min_rnr_timer = 1,
		.dest = { .port_num = 1, },
	}, rts = {
		.attr_mask = IBV_QP_STATE | IBV_QP_SQ_PSN | IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT |
			     IBV_QP_RNR_RETRY | IBV_QP_MAX_QP_RD_ATOMIC,
		.qp_state = IBV_QPS_RTS,
		.timeout = 8,
		.retry_cnt = 2,
	};

	if (ibv_query_port(loop->side.ctx, 1, &port))
		bail_out("port");
	rtr.dest.dlid = port.lid;
	test_ret(raw_modify_qp(&loop->side, loop->qp, &init), 0, "INIT");
	test_ret(raw_modify_qp(&loop->side, loop->qp, &rtr), 0, "RTR");
	test_ret(raw_modify_qp(&loop->side, loop->qp, &rts), 0, "RTS");
}

static void reset_loop(struct loop *loop)
{
	struct ib_uverbs_modify_qp reset = {
		.attr_mask = IBV_QP_STATE,
		.qp_state = IBV_QPS_RESET,
	};

	test_ret(raw_modify_qp(&loop->side, loop->qp, &reset), 0, "RESET");
	test_check(!loop->door->send_tail && !loop->door->send_head &&
		   !loop->door->recv_tail && !loop->door->recv_head, "it counts from 0");
	/* Completions of it are ours to forget. */
	loop->seen = loop->counters->tail;
	loop->counters->head = loop->seen;
	connect_loop(loop);
}

static void loop_make(struct loop *loop)
{
	memset(loop, 0, sizeof(*loop));
	side_open(&loop->side, the_device->device);
	if (!test_ret(loop_cq(&loop->side, RDMASIM_MAPPED, 0, sizeof(loop->cq_map), &loop->cq,
			      &loop->cq_map), 0, "cq") ||
	    !test_ret(loop_qp(loop), 0, "qp"))
		bail_out("no queues");
	loop->counters = map(&loop->side, loop->cq_map.queue, loop->cq_map.size);
	loop->cqes = (void *)((uint8_t *)loop->counters + loop->cq_map.recv_start);
	loop->queue = map(&loop->side, loop->qp_map.queue, loop->qp_map.size);
	loop->page = map(&loop->side, loop->qp_map.doorbells, PAGE);
	loop->door = &loop->page[loop->qp_map.doorbell];
	test_check(loop->cq_map.recv_places >= CQES && loop->qp_map.send_places >= QUEUE &&
		   loop->qp_map.recv_places >= QUEUE, "places");
	connect_loop(loop);
}

static void loop_unmap(struct loop *loop)
{
	munmap(loop->counters, loop->cq_map.size);
	munmap(loop->queue, loop->qp_map.size);
	munmap(loop->page, PAGE);
}

static void loop_free(struct loop *loop)
{
	loop_unmap(loop);
	side_close(&loop->side);
}

/* ---- posts and polls --------------------------------------------------------------------- */

static struct rdmasim_send *send_at(struct loop *loop, uint32_t n)
{
	return (void *)(loop->queue + (n % loop->qp_map.send_places) * loop->qp_map.send_stride);
}

static struct rdmasim_recv *recv_at(struct loop *loop, uint32_t n)
{
	return (void *)(loop->queue + loop->qp_map.recv_start +
			(n % loop->qp_map.recv_places) * loop->qp_map.recv_stride);
}

/* A POST_SEND without requests. */
static int wake(struct loop *loop)
{
	struct ib_uverbs_post_send_resp resp;
	struct ib_uverbs_post_send req = {
		.response = (uintptr_t)&resp,
		.qp_handle = loop->qp,
		.wqe_size = sizeof(struct ib_uverbs_send_wr),
	};

	return COMMAND(&loop->side, POST_SEND, req, sizeof(resp));
}

static int ring(struct loop *loop, uint32_t tail)
{
	__atomic_store_n(&loop->door->send_tail, tail, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&loop->door->wake, __ATOMIC_SEQ_CST) & RDMASIM_WAKE_SEND ?
		wake(loop) : 0;
}

/* A request of eight bytes of the memory that is registered, inline. */
static struct rdmasim_send *put_send(struct loop *loop, uint32_t n)
{
	struct rdmasim_send *send = send_at(loop, n);

	memset(send, 0, loop->qp_map.send_stride);
	send->wr_id = 1000 + n;
	send->opcode = IBV_WR_SEND;
	send->flags = IBV_SEND_INLINE;
	send->inline_len = 8;
	memcpy(send + 1, &n, sizeof(n));
	return send;
}

static struct rdmasim_recv *put_recv(struct loop *loop, uint32_t n)
{
	struct rdmasim_recv *recv = recv_at(loop, n);
	struct rdmasim_sge *sge = (void *)(recv + 1);

	recv->wr_id = 2000 + n;
	recv->num_sge = 1;
	*sge = (struct rdmasim_sge){
		.addr = (uintptr_t)loop->side.buf,
		.length = 64,
		.lkey = loop->side.mr->lkey,
	};
	__atomic_store_n(&loop->door->recv_tail, n + 1, __ATOMIC_RELEASE);
	return recv;
}

/* The next completion.  Return: its status, or -1 if there is none in time. */
static int next_cqe(struct loop *loop, struct rdmasim_cqe *cqe)
{
	const uint64_t end = now_ms() + patience(5000);

	while (__atomic_load_n(&loop->counters->tail, __ATOMIC_ACQUIRE) == loop->seen) {
		if (now_ms() > end)
			return -1;
		sleep_ms(1);
	}
	*cqe = loop->cqes[loop->seen++ % loop->cq_map.recv_places];
	__atomic_store_n(&loop->counters->head, loop->seen, __ATOMIC_RELEASE);
	return (int)cqe->status;
}

/* Two completions, of a request that fails and of who else is told. */
static void ends(struct loop *loop, uint64_t wr_id, enum ibv_wc_status want, const char *what)
{
	struct rdmasim_cqe cqe = {};
	unsigned int i;
	int status;

	for (i = 0; i < QUEUE; i++) {
		status = next_cqe(loop, &cqe);
		if (status < 0 || cqe.wr_id == wr_id)
			break;
	}
	test_check(cqe.wr_id == wr_id && status == (int)want, "%s: request %llu, %s", what,
		   (unsigned long long)cqe.wr_id,
		   status < 0 ? "nothing" : ibv_wc_status_str(status));
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void test_requests(void)
{
	struct rdmasim_create_resp map;
	struct side side;
	uint32_t cq;

	test_begin("mapped queues: who asks wrongly for one");
	side_open(&side, the_device->device);
	test_ret(loop_cq(&side, 2, 0, sizeof(map), &cq, &map), -EINVAL, "another flag");
	test_ret(loop_cq(&side, RDMASIM_MAPPED, 1, sizeof(map), &cq, &map), -EINVAL, "reserved");
	test_ret(loop_cq(&side, RDMASIM_MAPPED, 0, 8, &cq, &map), -EINVAL, "no room to answer");
	test_ret(loop_cq(&side, 0, 0, 0, &cq, &map), 0, "who asks for nothing");
	test_check(!map.size, "is told nothing");
	test_ret(loop_cq(&side, RDMASIM_MAPPED, 0, sizeof(map), &cq, &map), 0, "who asks rightly");
	test_check(mmap(NULL, map.size + PAGE, PROT_READ, MAP_SHARED, side.ctx->cmd_fd,
			(off_t)map.queue) == MAP_FAILED && errno == EINVAL, "more than there is");
	test_check(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, side.ctx->cmd_fd,
			(off_t)(map.queue + (1ULL << 30))) == MAP_FAILED && errno == EINVAL,
		   "something else");
	test_check(mmap(NULL, map.size, PROT_READ, MAP_PRIVATE, side.ctx->cmd_fd,
			(off_t)map.queue) == MAP_FAILED && errno == EINVAL, "a copy of it");
	test_check(knob("ops/mmap", "nth=1 errno=28"), "knob");
	test_check(mmap(NULL, map.size, PROT_READ, MAP_SHARED, side.ctx->cmd_fd,
			(off_t)map.queue) == MAP_FAILED && errno == ENOSPC, "by the knob");
	side_close(&side);
}

static void test_posts(void)
{
	struct rdmasim_cqe cqe;
	struct loop loop;
	uint32_t n, i, woken = 0;

	test_begin("mapped queues: posts and polls without calls");
	loop_make(&loop);
	for (n = 0; n < 200; n += QUEUE) {
		for (i = 0; i < QUEUE; i++) {
			put_recv(&loop, n + i);
			put_send(&loop, n + i);
			woken += !!(loop.door->wake & RDMASIM_WAKE_SEND);
			test_ret(ring(&loop, n + i + 1), 0, "ring");
		}
		for (i = 0; i < 2 * QUEUE; i++) {
			test_check(next_cqe(&loop, &cqe) == IBV_WC_SUCCESS, "completion");
			test_check(cqe.qp_num == loop.qpn && cqe.timestamp && cqe.wallclock,
				   "what it says");
		}
	}
	test_check(loop.door->send_head == n && loop.door->recv_head == n, "heads %u, %u",
		   loop.door->send_head, loop.door->recv_head);
	test_check(woken, "it never slept");
	n = 0;
	while (!(__atomic_load_n(&loop.door->wake, __ATOMIC_ACQUIRE) & RDMASIM_WAKE_SEND) &&
	       n++ < patience(5000))
		sleep_ms(1);
	test_check(loop.door->wake == RDMASIM_WAKE_SEND, "it sleeps at last");
	loop_free(&loop);
}

/* Requests that make no sense end with an error, and so does the connection. */
static void test_nonsense(void)
{
	static const struct {
		const char *what;
		struct rdmasim_send send;
		enum ibv_wc_status status;
	} list[] = {
		{ "no opcode", { .opcode = 77, }, IBV_WC_LOC_QP_OP_ERR, },
		{ "the largest", { .opcode = UINT32_MAX, }, IBV_WC_LOC_QP_OP_ERR, },
		{ "one of the kernel's", { .opcode = 0x20, }, IBV_WC_LOC_QP_OP_ERR, },
		{ "no such flag", { .opcode = IBV_WR_SEND, .flags = 1U << 31, },
		  IBV_WC_LOC_QP_OP_ERR, },
		{ "more entries than fit", { .opcode = IBV_WR_SEND, .num_sge = 3, },
		  IBV_WC_LOC_QP_OP_ERR, },
		{ "very many", { .opcode = IBV_WR_SEND, .num_sge = UINT32_MAX, },
		  IBV_WC_LOC_QP_OP_ERR, },
		{ "more bytes than fit",
		  { .opcode = IBV_WR_SEND, .flags = IBV_SEND_INLINE, .inline_len = 101, },
		  IBV_WC_LOC_QP_OP_ERR, },
		{ "very many bytes",
		  { .opcode = IBV_WR_SEND, .flags = IBV_SEND_INLINE, .inline_len = UINT32_MAX, },
		  IBV_WC_LOC_QP_OP_ERR, },
		{ "a read, inline",
		  { .opcode = IBV_WR_RDMA_READ, .flags = IBV_SEND_INLINE, .inline_len = 8, },
		  IBV_WC_LOC_QP_OP_ERR, },
		{ "memory of nobody", { .opcode = IBV_WR_SEND, .num_sge = 2, },
		  IBV_WC_LOC_PROT_ERR, },
		{ "no such window", { .opcode = IBV_WR_BIND_MW, .bind = { .length = 1, }, },
		  IBV_WC_MW_BIND_ERR, },
		{ "no such key", { .opcode = IBV_WR_LOCAL_INV, .imm = 0x12345678, },
		  IBV_WC_MW_BIND_ERR, },
	};
	struct rdmasim_sge *sge;
	struct loop loop;
	unsigned int i;

	test_begin("mapped queues: requests that make no sense");
	loop_make(&loop);
	for (i = 0; i < COUNT(list); i++) {
		put_recv(&loop, 0);
		put_send(&loop, 0);
		*send_at(&loop, 0) = list[i].send;
		send_at(&loop, 0)->wr_id = 7;
		sge = (void *)(send_at(&loop, 0) + 1);
		sge[0] = (struct rdmasim_sge){ .addr = 1, .length = 8, .lkey = 0, };
		sge[1] = (struct rdmasim_sge){ .addr = 1, .length = 8, .lkey = UINT32_MAX, };
		ring(&loop, 1);
		ends(&loop, 7, list[i].status, list[i].what);
		test_check(raw_state(&loop.side, loop.qp) == IBV_QPS_ERR, "%s: the state",
			   list[i].what);
		reset_loop(&loop);
	}
	put_recv(&loop, 0)->num_sge = UINT32_MAX;
	put_send(&loop, 0);
	ring(&loop, 1);
	ends(&loop, 2000, IBV_WC_LOC_PROT_ERR, "a receive of very many entries");
	loop_free(&loop);
}

static void test_counters(void)
{
	struct rdmasim_cqe cqe;
	struct loop loop;

	test_begin("mapped queues: counters that make no sense");
	loop_make(&loop);
	put_recv(&loop, 0);
	/* No more than fit, and no less than none. */
	loop.door->recv_tail = 1U << 31;
	put_send(&loop, 0);
	loop.door->wake = 0;
	ring(&loop, 0x7fffffff);
	test_ret(wake(&loop), 0, "wake");
	raw_event(&loop.side, 0x100, IBV_EVENT_QP_FATAL);
	test_check(raw_state(&loop.side, loop.qp) == IBV_QPS_ERR, "the state");
	/* It has nothing of it, and tells no second time. */
	ring(&loop, 5);
	test_ret(wake(&loop), 0, "wake");
	sleep_ms(50);
	test_check(loop.counters->tail == 0, "completions: %u", loop.counters->tail);
	test_check(!fcntl(loop.side.ctx->async_fd, F_SETFL, O_NONBLOCK) &&
		   read(loop.side.ctx->async_fd, &cqe, sizeof(cqe)) < 0, "a second event");
	reset_loop(&loop);
	put_recv(&loop, 0);
	put_send(&loop, 0);
	ring(&loop, 1);
	ends(&loop, 1000, IBV_WC_SUCCESS, "after a reset");

	/* As if more had been seen than there were. */
	loop.counters->head = loop.counters->tail + 1;
	put_recv(&loop, 1);
	put_send(&loop, 1);
	ring(&loop, 2);
	raw_event(&loop.side, 0, IBV_EVENT_CQ_ERR);
	loop_free(&loop);
}

/* All of it is noise, again and again. */
static void test_noise(void)
{
	uint32_t *words, n, i, seed = 1;
	struct loop loop;

	test_begin("mapped queues: noise");
	loop_make(&loop);
	for (n = 0; n < 200; n++) {
		words = (uint32_t *)loop.queue;
		for (i = 0; i < loop.qp_map.size / 4; i += 1 + n % 3) {
			seed = seed * 1664525 + 1013904223;
			/* Now and then what could be right. */
			words[i] = seed >> 28 ? seed >> 24 & 15 : seed;
		}
		words = (uint32_t *)loop.counters;
		for (i = 0; i < loop.cq_map.size / 4; i++)
			words[i] = seed = seed * 1664525 + 1013904223;
		loop.door->recv_tail = loop.door->recv_head + (seed >> 30);
		loop.door->send_tail = n % 8 ? loop.door->send_head + (seed >> 30) : seed;
		test_ret(wake(&loop), 0, "wake");
		if (n % 4 == 3)
			reset_loop(&loop);
	}
	loop_free(&loop);
}

/* A child has the pages of a QP that is gone, and of its successor. */
static void test_fork(void)
{
	struct loop loop, other;
	int status = -1;
	pid_t child;

	test_begin("mapped queues: a child keeps what is gone");
	loop_make(&loop);
	child = fork();
	if (!child) {
		const uint64_t end = now_ms() + patience(3000);

		while (now_ms() < end && loop.page[63].send_tail != 0x600d) {
			memset(loop.queue, (int)now_ms(), loop.qp_map.size);
			memset(loop.counters, (int)now_ms(), loop.cq_map.size);
			loop.door->send_tail += 3;
		}
		_exit(loop.page[63].send_tail == 0x600d ? 0 : 1);
	}
	test_check(child > 0, "fork");
	sleep_ms(20);
	test_ret(raw_destroy_qp(&loop.side, loop.qp), 0, "destroy");
	loop_make(&other);
	put_recv(&other, 0);
	put_send(&other, 0);
	ring(&other, 1);
	ends(&other, 1000, IBV_WC_SUCCESS, "another QP meanwhile");
	loop.page[63].send_tail = 0x600d;
	test_check(waitpid(child, &status, 0) == child && !status, "the child: %#x", status);
	loop_free(&other);
	loop_free(&loop);
}

void test_map(void)
{
	test_requests();
	test_posts();
	test_nonsense();
	test_counters();
	test_noise();
	test_fork();
}

/* ---- the device goes ---------------------------------------------------------------------- */

/* Writes to all of it, and reads. */
static bool touches(struct loop *loop)
{
	volatile uint32_t *words[] = {
		(uint32_t *)loop->queue, (uint32_t *)loop->counters, (uint32_t *)loop->page,
	};
	unsigned int i;

	for (i = 0; i < COUNT(words); i++) {
		*words[i] = 0x1234 + i;
		if (*words[i] != 0x1234 + i)
			return false;
	}
	loop->door->send_tail += 1;
	return true;
}

/**
 * test_map_gone() - the device is removed under mappings, here and in a child
 *
 * It is the last test: the device does not come back.
 */
void test_map_gone(void)
{
	const char *name = ibv_get_device_name(the_device->device);
	struct loop loop;
	int status = -1;
	pid_t child;

	test_begin("mapped queues: the device goes");
	loop_make(&loop);
	put_recv(&loop, 0);
	put_send(&loop, 0);
	ring(&loop, 1);
	ends(&loop, 1000, IBV_WC_SUCCESS, "before");
	child = fork();
	if (!child) {
		const uint64_t end = now_ms() + patience(20000);

		while (now_ms() < end && !access("/sys/class/infiniband", F_OK) &&
		       !shell_run("test -e /sys/class/infiniband/%s", name))
			if (!touches(&loop))
				_exit(1);
		sleep_ms(100);
		_exit(!touches(&loop));
	}
	test_check(child > 0, "fork");
	sleep_ms(50);
	test_check(!shell_run("echo %s >/sys/bus/rdmasim/del_device", name + strlen("rdmasim")),
		   "it is removed");
	test_check(touches(&loop), "what is there");
	test_check(wake(&loop) < 0, "wake");
	test_check(waitpid(child, &status, 0) == child && !status, "the child: %#x", status);
	loop_unmap(&loop);
}
