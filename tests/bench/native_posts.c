// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Posts and polls through librdma_uapi. */
#include <errno.h>
#include <rdma_uapi/rdma_uapi.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "ib_verbs.h"
#include "posts.h"

/* What RC wants of each transition. */
enum {
	TO_INIT = QP_STATE | QP_ACCESS_FLAGS | QP_PKEY_INDEX | QP_PORT,
	TO_RTR = QP_STATE | QP_AV | QP_PATH_MTU | QP_RQ_PSN | QP_MIN_RNR_TIMER |
		 QP_MAX_DEST_RD_ATOMIC | QP_DEST_QPN,
	TO_RTS = QP_STATE | QP_TIMEOUT | QP_RETRY_CNT | QP_RNR_RETRY |
		 QP_MAX_QP_RD_ATOMIC | QP_SQ_PSN,
};

static struct {
	int fd;
	uint32_t index, ctx, pd, empty, full, srq;
	uint32_t sender, receiver, flushed;
	struct ruapi_sge sges[POSTS_MANY];
	struct ruapi_send_wr sends[POSTS_MANY];
	struct ruapi_recv_wr recvs[POSTS_MANY];
} n;

/* ---- rows ---------------------------------------------------------------- */

static void send(unsigned int count)
{
	struct ruapi_qp_post_send_args args = {
		.handle = n.sender,
		.wrs = n.sends,
		.wrs_len = count,
		.sges = n.sges,
		.sges_len = count,
	};

	call(ruapi_qp_post_send(n.fd, &args));
	must(args.bad_wr == count);
}

static void run_send_1(void)
{
	send(1);
}

static void run_send_16(void)
{
	send(POSTS_MANY);
}

static void recv(uint32_t qp, unsigned int count)
{
	struct ruapi_qp_post_recv_args args = {
		.handle = qp,
		.wrs = n.recvs,
		.wrs_len = count,
		.sges = n.sges,
		.sges_len = count,
	};

	call(ruapi_qp_post_recv(n.fd, &args));
	must(args.bad_wr == count);
}

static void run_recv_1(void)
{
	recv(n.receiver, 1);
}

static void run_recv_16(void)
{
	recv(n.receiver, POSTS_MANY);
}

static void srq_recv(unsigned int count)
{
	struct ruapi_srq_post_recv_args args = {
		.handle = n.srq,
		.wrs = n.recvs,
		.wrs_len = count,
		.sges = n.sges,
		.sges_len = count,
	};

	call(ruapi_srq_post_recv(n.fd, &args));
	must(args.bad_wr == count);
}

static void run_srq_1(void)
{
	srq_recv(1);
}

static void run_srq_16(void)
{
	srq_recv(POSTS_MANY);
}

static void poll(uint32_t cq, unsigned int room, unsigned int want)
{
	struct ruapi_wc wcs[POSTS_MANY];
	struct ruapi_cq_poll_args args = {
		.handle = cq,
		.wcs = wcs,
		.wcs_max = room,
	};

	call(ruapi_cq_poll(n.fd, &args));
	must(args.wcs_len == want);
}

static void run_poll_0(void)
{
	poll(n.empty, POSTS_MANY, 0);
}

static void run_poll_1(void)
{
	poll(n.full, 1, 1);
}

static void run_poll_16(void)
{
	poll(n.full, POSTS_MANY, POSTS_MANY);
}

/* ---- the side ------------------------------------------------------------ */

static void open_device(void)
{
	struct ruapi_context_open_args open = {};
	struct ruapi_device_info *devices;
	struct ruapi_pd_alloc_args pd = {};
	uint32_t count, i;

	n.fd = ruapi_open();
	call(n.fd);
	call(ruapi_device_list_all(n.fd, &devices, &count));
	for (i = 0; i < count; i++)
		if (!strcmp(devices[i].name, POSTS_DEVICE))
			n.index = devices[i].index;
	free(devices);
	open.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX);
	open.index = n.index;
	call(ruapi_context_open(n.fd, &open));
	n.ctx = pd.context = open.handle;
	call(ruapi_pd_alloc(n.fd, &pd));
	n.pd = pd.handle;
}

static uint32_t create_cq(uint32_t cqe)
{
	struct ruapi_cq_create_args args = {
		.context = n.ctx,
		.cqe = cqe,
	};

	call(ruapi_cq_create(n.fd, &args));
	return args.handle;
}

static void modify_qp(uint32_t qp, const struct ruapi_qp_attr *attr)
{
	struct ruapi_qp_modify_args args = {
		.handle = qp,
		.attr = attr,
	};

	call(ruapi_qp_modify(n.fd, &args));
}

static uint32_t create_qp(uint32_t cq, uint32_t *num)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = POSTS_DEPTH,
		.max_recv_wr = POSTS_DEPTH,
		.max_send_sge = BENCH_SGE,
		.max_recv_sge = BENCH_SGE,
	};
	struct ruapi_qp_create_args args = {
		.pd = n.pd,
		.type = QPT_RC,
		.send_cq = cq,
		.recv_cq = cq,
		.cap = &cap,
	};
	const struct ruapi_qp_attr init = {
		.mask = TO_INIT,
		.qp_state = QPS_INIT,
		.port_num = 1,
	};

	call(ruapi_qp_create(n.fd, &args));
	modify_qp(args.handle, &init);
	*num = args.qp_num;
	return args.handle;
}

/* What is posted stays. */
static void hold_sends(uint32_t qp, uint32_t num)
{
	struct ruapi_port_attr port;
	struct ruapi_device_query_port_args query = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = n.index,
		.port = 1,
		.attr = &port,
	};
	struct ruapi_qp_attr attr = {
		.mask = TO_RTR,
		.qp_state = QPS_RTR,
		.path_mtu = MTU_1024,
		.dest_qp_num = num,
		.ah = { .port_num = 1, },
	};

	call(ruapi_device_query_port(n.fd, &query));
	attr.ah.dlid = port.lid;
	modify_qp(qp, &attr);
	attr.mask = TO_RTS;
	attr.qp_state = QPS_RTS;
	modify_qp(qp, &attr);
	attr.mask = QP_STATE;
	attr.qp_state = QPS_SQD;
	modify_qp(qp, &attr);
}

static void fill(void)
{
	const struct ruapi_qp_attr attr = {
		.mask = QP_STATE,
		.qp_state = QPS_ERR,
	};
	unsigned int i;

	for (i = 0; i < POSTS_DEPTH; i += POSTS_MANY)
		recv(n.flushed, POSTS_MANY);
	modify_qp(n.flushed, &attr);
	usleep(POSTS_FLUSH_US);
}

static void setup(void)
{
	const struct ruapi_srq_attr attr = {
		.max_wr = POSTS_DEPTH,
		.max_sge = BENCH_SGE,
	};
	struct ruapi_srq_create_args srq = { .attr = &attr, };
	unsigned int i;
	uint32_t num;

	open_device();
	n.empty = create_cq(POSTS_MANY);
	n.full = create_cq(POSTS_DEPTH);
	srq.pd = n.pd;
	call(ruapi_srq_create(n.fd, &srq));
	n.srq = srq.handle;
	for (i = 0; i < POSTS_MANY; i++) {
		n.sges[i].addr = (uintptr_t)bench_memory;
		n.sges[i].length = 64;
		n.sends[i].opcode = WR_SEND;
		n.sends[i].num_sge = 1;
		n.recvs[i].num_sge = 1;
	}
	n.receiver = create_qp(n.empty, &num);
	n.sender = create_qp(n.empty, &num);
	hold_sends(n.sender, num);
	n.flushed = create_qp(n.full, &num);
	fill();
}

static const struct row rows[] = POSTS_ROWS();

const struct side native_posts_side = {
	.name = "native",
	.setup = setup,
	.rows = rows,
};
