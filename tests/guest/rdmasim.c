// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What the simulated HCA does with data, by libibverbs and an unmodified
 * provider, whose posts and polls go through the kernel, or by its own, whose queues
 * are mapped.  From port 1 to port 2 of a device.
 * usage: rdmasim IBDEV [own | gone]
 */
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <unistd.h>
#include "rdmasim.h"

struct ibv_context *the_device;

/* ---- ends -------------------------------------------------------------------------- */

static void need(const char *what, bool good)
{
	if (!good)
		bail_out("%s: %s", what, err_name(errno));
}

static void end_make(struct end *end, uint8_t port, const struct how *how)
{
	struct ibv_srq_init_attr srq = {
		.attr = { .max_wr = DEPTH, .max_sge = 1, },
	};
	struct ibv_qp_init_attr init = {
		.cap = {
			.max_send_wr = DEPTH,
			.max_recv_wr = DEPTH,
			.max_send_sge = 2,
			.max_recv_sge = 2,
		},
		.qp_type = how->type,
		.sq_sig_all = 1,
	};
	struct ibv_port_attr attr;

	memset(end, 0, sizeof(*end));
	end->ctx = the_device;
	end->port = port;
	need("port", !ibv_query_port(end->ctx, port, &attr));
	end->lid = attr.lid;
	need("gid", !ibv_query_gid(end->ctx, port, 0, &end->gid));
	end->pd = ibv_alloc_pd(end->ctx);
	need("pd", end->pd);
	end->channel = ibv_create_comp_channel(end->ctx);
	need("channel", end->channel);
	end->send_cq = ibv_create_cq(end->ctx, DEPTH, NULL, end->channel, 0);
	end->recv_cq = ibv_create_cq(end->ctx, DEPTH, NULL, end->channel, 0);
	need("cq", end->send_cq && end->recv_cq);
	if (how->srq && port == 2) {
		end->srq = ibv_create_srq(end->pd, &srq);
		need("srq", end->srq);
	}
	init.send_cq = end->send_cq;
	init.recv_cq = end->recv_cq;
	init.srq = end->srq;
	end->qp = ibv_create_qp(end->pd, &init);
	need("qp", end->qp);
	need("memory", !posix_memalign((void **)&end->buf, 4096, ROOM));
	memset(end->buf, 0, ROOM);
	end->mr = ibv_reg_mr(end->pd, end->buf, ROOM, ACCESS);
	need("mr", end->mr);
}

static void end_free(struct end *end)
{
	need("destroy qp", !ibv_destroy_qp(end->qp));
	need("dereg mr", !ibv_dereg_mr(end->mr));
	if (end->srq)
		need("destroy srq", !ibv_destroy_srq(end->srq));
	need("destroy cqs", !ibv_destroy_cq(end->send_cq) &&
	     !ibv_destroy_cq(end->recv_cq));
	need("destroy channel", !ibv_destroy_comp_channel(end->channel));
	need("dealloc pd", !ibv_dealloc_pd(end->pd));
	free(end->buf);
}

static void end_init(struct end *end, const struct how *how, int access)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_INIT,
		.port_num = end->port,
		.qp_access_flags = access,
		.qkey = how->qkey ? how->qkey : (uint32_t)QKEY,
	};

	need("INIT", !ibv_modify_qp(end->qp, &attr, IBV_QP_STATE |
				    IBV_QP_PORT | IBV_QP_PKEY_INDEX |
				    (how->type == IBV_QPT_UD ? IBV_QP_QKEY :
				     IBV_QP_ACCESS_FLAGS)));
}

static void end_rtr(struct end *end, const struct end *other,
		    const struct how *how)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = other->qp->qp_num,
		.rq_psn = 100,
		.max_dest_rd_atomic = 1,
		.min_rnr_timer = 12,
		.ah_attr = {
			.dlid = other->lid,
			.port_num = end->port,
		},
	};
	int mask = IBV_QP_STATE;

	if (how->type != IBV_QPT_UD)
		mask |= IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN |
			IBV_QP_RQ_PSN;
	if (how->type == IBV_QPT_RC)
		mask |= IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER;
	if (how->wrong_qpn && end->port == 1)
		attr.dest_qp_num ^= 0x800000;
	if (how->wrong_psn && end->port == 2)
		attr.rq_psn++;
	need("RTR", !ibv_modify_qp(end->qp, &attr, mask));
}

static void end_rts(struct end *end, const struct how *how)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_RTS,
		.sq_psn = 100,
		.timeout = 8,
		.retry_cnt = 2,
		.rnr_retry = how->rnr_retry,
		.max_rd_atomic = 1,
	};
	int mask = IBV_QP_STATE | IBV_QP_SQ_PSN;

	if (how->type == IBV_QPT_RC)
		mask |= IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY |
			IBV_QP_MAX_QP_RD_ATOMIC;
	need("RTS", !ibv_modify_qp(end->qp, &attr, mask));
}

void pair_make(struct pair *pair, const struct how *how)
{
	int access = how->no_access ? 0 : how->access ? how->access : ACCESS;

	end_make(&pair->a, 1, how);
	end_make(&pair->b, 2, how);
	end_init(&pair->a, how, ACCESS & ~IBV_ACCESS_LOCAL_WRITE);
	end_init(&pair->b, how, access & ~IBV_ACCESS_LOCAL_WRITE);
	end_rtr(&pair->a, &pair->b, how);
	end_rts(&pair->a, how);
	if (how->receiver_in == IBV_QPS_INIT)
		return;
	end_rtr(&pair->b, &pair->a, how);
	if (how->receiver_in != IBV_QPS_RTR)
		end_rts(&pair->b, how);
}

void pair_free(struct pair *pair)
{
	end_free(&pair->a);
	end_free(&pair->b);
}

struct ibv_ah *ah_to(struct end *from, const struct end *to, bool grh)
{
	struct ibv_ah_attr attr = {
		.dlid = to->lid,
		.port_num = from->port,
		.is_global = grh,
		.grh = { .dgid = to->gid, .hop_limit = 3, },
	};
	struct ibv_ah *ah = ibv_create_ah(from->pd, &attr);

	need("ah", ah);
	return ah;
}

/* ---- small ones -------------------------------------------------------------------- */

int post_recv(struct end *end, uint32_t offset, uint32_t len, uint32_t lkey)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf + offset,
		.length = len,
		.lkey = lkey,
	};
	struct ibv_recv_wr wr = { .wr_id = offset, .sg_list = &sge, .num_sge = 1, }, *bad;

	return end->srq ? ibv_post_srq_recv(end->srq, &wr, &bad) :
			  ibv_post_recv(end->qp, &wr, &bad);
}

int next_wc(struct ibv_cq *cq, struct ibv_wc *wc)
{
	const uint64_t end = now_ms() + patience(5000);

	while (now_ms() < end) {
		if (ibv_poll_cq(cq, 1, wc) == 1)
			return wc->status;
		sleep_ms(1);
	}
	return -1;
}

bool silent(struct ibv_cq *cq)
{
	struct ibv_wc wc;

	sleep_ms(50);
	return ibv_poll_cq(cq, 1, &wc) == 0;
}

bool completes(struct ibv_cq *cq, enum ibv_wc_status status, const char *what)
{
	struct ibv_wc wc;
	const int got = next_wc(cq, &wc);

	return test_check(got == (int)status, "%s: %s, not %s", what,
			  got < 0 ? "nothing" : ibv_wc_status_str(got),
			  ibv_wc_status_str(status));
}

enum ibv_qp_state state_of(struct end *end)
{
	struct ibv_qp_init_attr init;
	struct ibv_qp_attr attr;

	if (ibv_query_qp(end->qp, &attr, IBV_QP_STATE, &init))
		return IBV_QPS_UNKNOWN;
	return attr.qp_state;
}

int to_state(struct end *end, enum ibv_qp_state state)
{
	struct ibv_qp_attr attr = { .qp_state = state, };

	return ibv_modify_qp(end->qp, &attr, IBV_QP_STATE);
}

bool next_event(enum ibv_event_type *type)
{
	struct pollfd fd = { .fd = the_device->async_fd, .events = POLLIN, };
	struct ibv_async_event event;

	if (poll(&fd, 1, patience(5000)) != 1 ||
	    ibv_get_async_event(the_device, &event))
		return false;
	ibv_ack_async_event(&event);
	*type = event.event_type;
	return true;
}

bool event_comes(enum ibv_event_type type)
{
	enum ibv_event_type got;

	if (!next_event(&got))
		return test_check(false, "no event %s", ibv_event_type_str(type));
	return test_check(got == type, "event %s, not %s", ibv_event_type_str(got),
			  ibv_event_type_str(type));
}

bool knob(const char *name, const char *fmt, ...)
{
	char path[256], text[128];
	va_list ap;
	int fd, len;
	bool good;

	va_start(ap, fmt);
	len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	snprintf(path, sizeof(path), "/sys/kernel/debug/rdmasim/%s/%s",
		 ibv_get_device_name(the_device->device), name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		bail_out("%s: %s", path, err_name(errno));
	good = write(fd, text, len) == len;
	close(fd);
	return good;
}

uint64_t counter(unsigned int port, const char *name)
{
	char *text = shell("cat /sys/class/infiniband/%s/ports/%u/hw_counters/%s",
			   ibv_get_device_name(the_device->device), port, name);
	const uint64_t value = strtoull(text, NULL, 10);

	free(text);
	return value;
}

/* ---- data -------------------------------------------------------------------------- */

static void fill(uint8_t *buf, size_t len, unsigned int seed)
{
	size_t i;

	for (i = 0; i < len; i++)
		buf[i] = (i * 31 + seed) ^ (i >> 8);
}

static int post(struct end *end, struct ibv_send_wr *wr, uint32_t len)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf,
		.length = len,
		.lkey = end->mr->lkey,
	};
	struct ibv_send_wr *bad;

	wr->sg_list = &sge;
	wr->num_sge = 1;
	return ibv_post_send(end->qp, wr, &bad);
}

static void test_send(enum ibv_qp_type type, const char *name)
{
	const struct how how = { .type = type, .rnr_retry = 7, };
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND_WITH_IMM,
		.imm_data = htobe32(0x12345678),
	};
	struct pair pair;
	struct ibv_wc wc;

	test_begin("%s: SEND with immediate data, over page boundaries", name);
	pair_make(&pair, &how);
	fill(pair.a.buf, ROOM, 1);
	test_check(!post_recv(&pair.b, 1001, 50000, pair.b.mr->lkey), "receive");
	test_check(!post(&pair.a, &wr, 49999), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS, "receiver");
	test_check(wc.opcode == IBV_WC_RECV && wc.byte_len == 49999 &&
		   wc.wr_id == 1001 && wc.qp_num == pair.b.qp->qp_num &&
		   wc.src_qp == pair.a.qp->qp_num && wc.slid == pair.a.lid &&
		   wc.wc_flags == IBV_WC_WITH_IMM &&
		   be32toh(wc.imm_data) == 0x12345678,
		   "opcode %d len %u id %u qp %u from %u slid %u flags %x",
		   wc.opcode, wc.byte_len, (unsigned int)wc.wr_id, wc.qp_num,
		   wc.src_qp, wc.slid, wc.wc_flags);
	test_check(!memcmp(pair.a.buf, pair.b.buf + 1001, 49999), "data");
	test_check(!pair.b.buf[1000] && !pair.b.buf[51000], "and no more");
	pair_free(&pair);
}

static void test_write(enum ibv_qp_type type, const char *name)
{
	const struct how how = { .type = type, .rnr_retry = 7, };
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_RDMA_WRITE,
	};
	struct pair pair;
	struct ibv_wc wc;

	test_begin("%s: RDMA WRITE, and with immediate data", name);
	pair_make(&pair, &how);
	fill(pair.a.buf, ROOM, 2);
	wr.wr.rdma.remote_addr = (uintptr_t)pair.b.buf + 4000;
	wr.wr.rdma.rkey = pair.b.mr->rkey;
	test_check(!post(&pair.a, &wr, 10000), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "write");
	test_check(!memcmp(pair.a.buf, pair.b.buf + 4000, 10000), "data");
	test_check(silent(pair.b.recv_cq), "nobody is told");
	test_check(!post_recv(&pair.b, 0, 1, pair.b.mr->lkey), "receive");
	wr.opcode = IBV_WR_RDMA_WRITE_WITH_IMM;
	wr.imm_data = 7;
	test_check(!post(&pair.a, &wr, 20000), "post");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS, "receiver");
	test_check(wc.opcode == IBV_WC_RECV_RDMA_WITH_IMM && wc.imm_data == 7 &&
		   wc.byte_len == 20000, "opcode %d len %u", wc.opcode, wc.byte_len);
	test_check(!memcmp(pair.a.buf, pair.b.buf + 4000, 20000), "data");
	pair_free(&pair);
}

static void test_read(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_RDMA_READ,
	};
	struct pair pair;

	test_begin("rc: RDMA READ");
	pair_make(&pair, &how);
	fill(pair.b.buf, ROOM, 3);
	wr.wr.rdma.remote_addr = (uintptr_t)pair.b.buf + 123;
	wr.wr.rdma.rkey = pair.b.mr->rkey;
	test_check(!post(&pair.a, &wr, 60000), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "read");
	test_check(!memcmp(pair.a.buf, pair.b.buf + 123, 60000), "data");
	pair_free(&pair);
}

static void test_atomics(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_ATOMIC_FETCH_AND_ADD,
	};
	struct pair pair;
	uint64_t *here, *there;

	test_begin("rc: atomics");
	pair_make(&pair, &how);
	here = (uint64_t *)pair.a.buf;
	there = (uint64_t *)(pair.b.buf + 8);
	*there = 40;
	wr.wr.atomic.remote_addr = (uintptr_t)there;
	wr.wr.atomic.rkey = pair.b.mr->rkey;
	wr.wr.atomic.compare_add = 2;
	test_check(!post(&pair.a, &wr, 8), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "fetch and add");
	test_check(*here == 40 && *there == 42, "fetch and add: %u %u",
		   (unsigned int)*here, (unsigned int)*there);
	wr.opcode = IBV_WR_ATOMIC_CMP_AND_SWP;
	wr.wr.atomic.compare_add = 42;
	wr.wr.atomic.swap = 99;
	test_check(!post(&pair.a, &wr, 8), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "compare and swap");
	test_check(*here == 42 && *there == 99, "compare and swap: %u %u",
		   (unsigned int)*here, (unsigned int)*there);
	wr.wr.atomic.swap = 5;
	test_check(!post(&pair.a, &wr, 8), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "compare and swap");
	test_check(*here == 99 && *there == 99, "another value stays: %u",
		   (unsigned int)*there);
	pair_free(&pair);
}

static void test_order(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
	};
	struct pair pair;
	unsigned int i, n;
	struct ibv_wc wc;

	test_begin("rc: 400 messages stay in order, through a ring of %d", DEPTH);
	pair_make(&pair, &how);
	for (n = 0; n < 400; n += DEPTH) {
		for (i = 0; i < DEPTH; i++)
			test_check(!post_recv(&pair.b, (n + i) * 4, 4,
					      pair.b.mr->lkey), "receive");
		test_check(post_recv(&pair.b, 0, 4, pair.b.mr->lkey) == ENOMEM,
			   "no room for one more");
		for (i = 0; i < DEPTH; i++) {
			wr.wr_id = n + i;
			test_check(!post(&pair.a, &wr, 4), "post");
			completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
			test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS &&
				   wc.wr_id == (n + i) * 4, "message %u as %u",
				   n + i, (unsigned int)wc.wr_id / 4);
		}
	}
	pair_free(&pair);
}

static struct ibv_context *open_device(const char *name)
{
	struct ibv_device **list = ibv_get_device_list(NULL);
	struct ibv_context *ctx = NULL;
	int i;

	for (i = 0; list && list[i]; i++)
		if (!strcmp(ibv_get_device_name(list[i]), name))
			ctx = ibv_open_device(list[i]);
	if (!ctx)
		bail_out("no device %s", name);
	ibv_free_device_list(list);
	return ctx;
}

int main(int argc, char **argv)
{
	const char *how = argc == 3 ? argv[2] : "";
	const bool own = !strcmp(how, "own");

	if (argc < 2 || argc > 3)
		bail_out("usage: rdmasim IBDEV [own | gone]");
	the_device = open_device(argv[1]);
	if (!strcmp(how, "gone")) {
		test_map_gone();
		return test_done();
	}
	test_send(IBV_QPT_RC, "rc");
	test_send(IBV_QPT_UC, "uc");
	test_write(IBV_QPT_RC, "rc");
	test_write(IBV_QPT_UC, "uc");
	test_read();
	test_atomics();
	test_order();
	test_errors();
	test_more();
	test_link_knobs();
	test_apm();
	/* By number, and so through the kernel. */
	if (!own)
		test_raw();
	else
		test_own();
	test_map();
	test_dm();
	test_dmabuf();
	test_wq();
	test_flow();
	test_sa();
	test_xrc();
	ibv_close_device(the_device);
	return test_done();
}
