// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Posts and polls by libibverbs and a provider that makes system calls of them. */
#include <errno.h>
#include <infiniband/verbs.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "posts.h"

static struct {
	struct ibv_context *ctx;
	struct ibv_pd *pd;
	struct ibv_cq *empty, *full;
	struct ibv_srq *srq;
	struct ibv_qp *sender, *receiver, *flushed;
	struct ibv_sge sge;
	struct ibv_send_wr sends[POSTS_MANY];
	struct ibv_recv_wr recvs[POSTS_MANY];
} m;

/* ---- rows ---------------------------------------------------------------- */

static void send(unsigned int count)
{
	struct ibv_send_wr *bad;

	must(!ibv_post_send(m.sender, &m.sends[POSTS_MANY - count], &bad));
}

static void run_send_1(void)
{
	send(1);
}

static void run_send_16(void)
{
	send(POSTS_MANY);
}

static void recv(struct ibv_qp *qp, unsigned int count)
{
	struct ibv_recv_wr *bad;

	must(!ibv_post_recv(qp, &m.recvs[POSTS_MANY - count], &bad));
}

static void run_recv_1(void)
{
	recv(m.receiver, 1);
}

static void run_recv_16(void)
{
	recv(m.receiver, POSTS_MANY);
}

static void srq_recv(unsigned int count)
{
	struct ibv_recv_wr *bad;

	must(!ibv_post_srq_recv(m.srq, &m.recvs[POSTS_MANY - count], &bad));
}

static void run_srq_1(void)
{
	srq_recv(1);
}

static void run_srq_16(void)
{
	srq_recv(POSTS_MANY);
}

static void poll(struct ibv_cq *cq, int room, int want)
{
	struct ibv_wc wcs[POSTS_MANY];

	must(ibv_poll_cq(cq, room, wcs) == want);
}

static void run_poll_0(void)
{
	poll(m.empty, POSTS_MANY, 0);
}

static void run_poll_1(void)
{
	poll(m.full, 1, 1);
}

static void run_poll_16(void)
{
	poll(m.full, POSTS_MANY, POSTS_MANY);
}

/* ---- the side ------------------------------------------------------------ */

static void open_device(void)
{
	struct ibv_device **list;
	int count, i;

	list = ibv_get_device_list(&count);
	must(list);
	for (i = 0; i < count; i++)
		if (!strcmp(ibv_get_device_name(list[i]), POSTS_DEVICE))
			m.ctx = ibv_open_device(list[i]);
	must(m.ctx);
	ibv_free_device_list(list);
}

static struct ibv_qp *create_qp(struct ibv_cq *cq)
{
	struct ibv_qp_init_attr attr = {
		.send_cq = cq,
		.recv_cq = cq,
		.qp_type = IBV_QPT_RC,
		.cap = {
			.max_send_wr = POSTS_DEPTH,
			.max_recv_wr = POSTS_DEPTH,
			.max_send_sge = BENCH_SGE,
			.max_recv_sge = BENCH_SGE,
		},
	};
	struct ibv_qp_attr init = {
		.qp_state = IBV_QPS_INIT,
		.port_num = 1,
	};
	struct ibv_qp *qp = ibv_create_qp(m.pd, &attr);

	must(qp);
	must(!ibv_modify_qp(qp, &init, IBV_QP_STATE | IBV_QP_PKEY_INDEX |
			    IBV_QP_PORT | IBV_QP_ACCESS_FLAGS));
	return qp;
}

/* What is posted stays. */
static void hold_sends(struct ibv_qp *qp)
{
	struct ibv_port_attr port;
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = qp->qp_num,
		.ah_attr = { .port_num = 1, },
	};

	must(!ibv_query_port(m.ctx, 1, &port));
	attr.ah_attr.dlid = port.lid;
	must(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU |
			    IBV_QP_DEST_QPN | IBV_QP_RQ_PSN |
			    IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER));
	attr.qp_state = IBV_QPS_RTS;
	must(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT |
			    IBV_QP_RNR_RETRY | IBV_QP_SQ_PSN |
			    IBV_QP_MAX_QP_RD_ATOMIC));
	attr.qp_state = IBV_QPS_SQD;
	must(!ibv_modify_qp(qp, &attr, IBV_QP_STATE));
}

static void fill(void)
{
	struct ibv_qp_attr attr = { .qp_state = IBV_QPS_ERR, };
	unsigned int i;

	for (i = 0; i < POSTS_DEPTH; i += POSTS_MANY)
		recv(m.flushed, POSTS_MANY);
	must(!ibv_modify_qp(m.flushed, &attr, IBV_QP_STATE));
	usleep(POSTS_FLUSH_US);
}

static void make_lists(void)
{
	unsigned int i;

	m.sge = (struct ibv_sge){
		.addr = (uintptr_t)bench_memory,
		.length = 64,
	};
	for (i = 0; i < POSTS_MANY; i++) {
		const bool last = i + 1 == POSTS_MANY;

		m.sends[i] = (struct ibv_send_wr){
			.next = last ? NULL : &m.sends[i + 1],
			.sg_list = &m.sge,
			.num_sge = 1,
			.opcode = IBV_WR_SEND,
		};
		m.recvs[i] = (struct ibv_recv_wr){
			.next = last ? NULL : &m.recvs[i + 1],
			.sg_list = &m.sge,
			.num_sge = 1,
		};
	}
}

static void setup(void)
{
	struct ibv_srq_init_attr srq = {
		.attr = { .max_wr = POSTS_DEPTH, .max_sge = BENCH_SGE, },
	};

	open_device();
	m.pd = ibv_alloc_pd(m.ctx);
	must(m.pd);
	m.empty = ibv_create_cq(m.ctx, POSTS_MANY, NULL, NULL, 0);
	m.full = ibv_create_cq(m.ctx, POSTS_DEPTH, NULL, NULL, 0);
	must(m.empty && m.full);
	m.srq = ibv_create_srq(m.pd, &srq);
	must(m.srq);
	make_lists();
	m.receiver = create_qp(m.empty);
	m.sender = create_qp(m.empty);
	hold_sends(m.sender);
	m.flushed = create_qp(m.full);
	fill();
}

static const struct row rows[] = POSTS_ROWS();

const struct side mainline_posts_side = {
	.name = "mainline",
	.setup = setup,
	.rows = rows,
};
