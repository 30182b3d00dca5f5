// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The rows through libibverbs and librdmacm, as any program would. */
#include <arpa/inet.h>
#include <errno.h>
#include <infiniband/verbs.h>
#include <rdma/ib_user_verbs.h>
#include <rdma/rdma_cma.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench.h"

static struct {
	struct ibv_context *ctx;
	struct ibv_pd *pd;
	struct ibv_cq *cq;
	struct ibv_qp *qp;
	struct rdma_event_channel *channel;
	struct rdma_cm_id *listener;
	struct sockaddr_in addr;
} m;

/* ---- verbs --------------------------------------------------------------- */

static struct ibv_context *open_device(void)
{
	struct ibv_context *ctx = NULL;
	struct ibv_device **list;
	int count, i;

	list = ibv_get_device_list(&count);
	must(list);
	for (i = 0; i < count; i++)
		if (!strcmp(ibv_get_device_name(list[i]), BENCH_DEVICE))
			ctx = ibv_open_device(list[i]);
	must(ctx);
	ibv_free_device_list(list);
	return ctx;
}

static void run_open(void)
{
	must(ibv_alloc_pd(open_device()));
}

static void run_pd(void)
{
	struct ibv_pd *pd = ibv_alloc_pd(m.ctx);

	must(pd);
	must(!ibv_dealloc_pd(pd));
}

static void run_pds(void)
{
	struct ibv_pd *pds[BENCH_PDS];
	unsigned int i;

	for (i = 0; i < BENCH_PDS; i++) {
		pds[i] = ibv_alloc_pd(m.ctx);
		must(pds[i]);
	}
	for (i = 0; i < BENCH_PDS; i++)
		must(!ibv_dealloc_pd(pds[i]));
}

static void run_mr(size_t length)
{
	struct ibv_mr *mr = ibv_reg_mr(m.pd, bench_memory, length,
				       IBV_ACCESS_LOCAL_WRITE);

	must(mr);
	must(!ibv_dereg_mr(mr));
}

static void run_mr_4k(void)
{
	run_mr(4096);
}

static void run_mr_64k(void)
{
	run_mr(65536);
}

static void run_cq(void)
{
	struct ibv_cq *cq = ibv_create_cq(m.ctx, BENCH_CQE, NULL, NULL, 0);

	must(cq);
	must(!ibv_destroy_cq(cq));
}

static struct ibv_qp_init_attr qp_init_attr(void)
{
	return (struct ibv_qp_init_attr){
		.send_cq = m.cq,
		.recv_cq = m.cq,
		.qp_type = IBV_QPT_RC,
		.cap = {
			.max_send_wr = BENCH_WR,
			.max_recv_wr = BENCH_WR,
			.max_send_sge = BENCH_SGE,
			.max_recv_sge = BENCH_SGE,
		},
	};
}

static struct ibv_qp *create_qp(void)
{
	struct ibv_qp_init_attr attr = qp_init_attr();
	struct ibv_qp *qp = ibv_create_qp(m.pd, &attr);

	must(qp);
	return qp;
}

static void run_qp(void)
{
	must(!ibv_destroy_qp(create_qp()));
}

/* INIT, RTR and RTS, connected to itself. */
static void ready_qp(struct ibv_qp *qp)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_INIT,
		.port_num = 1,
	};

	must(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT |
			    IBV_QP_ACCESS_FLAGS));
	attr = (struct ibv_qp_attr){
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = qp->qp_num,
		.ah_attr = {
			.is_global = 1,
			.port_num = 1,
		},
	};
	attr.ah_attr.grh.sgid_index = 1;
	must(!ibv_query_gid(m.ctx, 1, 1, &attr.ah_attr.grh.dgid));
	must(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU |
			    IBV_QP_DEST_QPN | IBV_QP_RQ_PSN |
			    IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER));
	attr.qp_state = IBV_QPS_RTS;
	attr.timeout = 14;
	attr.retry_cnt = 7;
	attr.rnr_retry = 7;
	must(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT |
			    IBV_QP_RNR_RETRY | IBV_QP_SQ_PSN |
			    IBV_QP_MAX_QP_RD_ATOMIC));
}

/* What the provider's ibv_post_send() does when the request is queued. */
static void run_doorbell(void)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_post_send cmd;
	} db = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POST_SEND,
			.in_words = sizeof(db) / 4,
			.out_words = sizeof(struct ib_uverbs_post_send_resp) / 4,
		},
		.cmd = {
			.qp_handle = m.qp->handle,
			.wqe_size = sizeof(struct ib_uverbs_send_wr),
		},
	};
	struct ib_uverbs_post_send_resp resp;

	db.cmd.response = (uintptr_t)&resp;
	must(write(m.ctx->cmd_fd, &db, sizeof(db)) == sizeof(db));
}

static void run_arm(void)
{
	must(!ibv_req_notify_cq(m.cq, 0));
}

/* What a connection takes. */
static void run_endpoint(void)
{
	struct ibv_qp_init_attr attr = qp_init_attr();
	struct rdma_cm_id *id;
	struct ibv_pd *pd = ibv_alloc_pd(m.ctx);
	struct ibv_cq *cq = ibv_create_cq(m.ctx, BENCH_CQE, NULL, NULL, 0);
	struct ibv_qp *qp;

	must(pd && cq);
	attr.send_cq = cq;
	attr.recv_cq = cq;
	qp = ibv_create_qp(pd, &attr);
	must(qp);
	must(!rdma_create_id(m.channel, &id, NULL, RDMA_PS_TCP));
	must(!rdma_destroy_id(id));
	must(!ibv_destroy_qp(qp));
	must(!ibv_destroy_cq(cq));
	must(!ibv_dealloc_pd(pd));
}

/* ---- connections --------------------------------------------------------- */

/* The next event, which must be @type.  Return: the id it is about. */
static struct rdma_cm_id *take_event(enum rdma_cm_event_type type)
{
	struct rdma_cm_event *event;
	struct rdma_cm_id *id;

	must(!rdma_get_cm_event(m.channel, &event));
	if (event->event != type || event->status)
		bench_die(rdma_event_str(event->event), EPROTO);
	id = event->id;
	must(!rdma_ack_cm_event(event));
	return id;
}

static void create_cm_qp(struct rdma_cm_id *id)
{
	struct ibv_qp_init_attr attr = qp_init_attr();

	must(!rdma_create_qp(id, m.pd, &attr));
}

static void run_connect(void)
{
	struct rdma_conn_param param = {
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 7,
		.rnr_retry_count = 7,
	};
	struct rdma_cm_id *client, *server;

	must(!rdma_create_id(m.channel, &client, NULL, RDMA_PS_TCP));
	must(!rdma_resolve_addr(client, NULL, (struct sockaddr *)&m.addr,
				2000));
	take_event(RDMA_CM_EVENT_ADDR_RESOLVED);
	must(!rdma_resolve_route(client, 2000));
	take_event(RDMA_CM_EVENT_ROUTE_RESOLVED);
	create_cm_qp(client);
	must(!rdma_connect(client, &param));

	server = take_event(RDMA_CM_EVENT_CONNECT_REQUEST);
	create_cm_qp(server);
	must(!rdma_accept(server, &param));
	must(take_event(RDMA_CM_EVENT_ESTABLISHED) == client);
	must(take_event(RDMA_CM_EVENT_ESTABLISHED) == server);

	must(!rdma_disconnect(client));
	must(take_event(RDMA_CM_EVENT_DISCONNECTED) == server);
	must(!rdma_disconnect(server));
	must(take_event(RDMA_CM_EVENT_DISCONNECTED) == client);
	rdma_destroy_qp(client);
	rdma_destroy_qp(server);
	must(!rdma_destroy_id(client));
	must(!rdma_destroy_id(server));
}

/* ---- the side ------------------------------------------------------------ */

static void setup(void)
{
	m.channel = rdma_create_event_channel();
	must(m.channel);
	must(!rdma_create_id(m.channel, &m.listener, NULL, RDMA_PS_TCP));
	m.addr.sin_family = AF_INET;
	must(inet_pton(AF_INET, BENCH_ADDR, &m.addr.sin_addr) == 1);
	must(!rdma_bind_addr(m.listener, (struct sockaddr *)&m.addr));
	must(!rdma_listen(m.listener, BENCH_BACKLOG));
	m.addr.sin_port = rdma_get_src_port(m.listener);

	/* The context that librdmacm uses, because QPs of ids must. */
	m.ctx = m.listener->verbs;
	must(m.ctx);
	m.pd = ibv_alloc_pd(m.ctx);
	must(m.pd);
	m.cq = ibv_create_cq(m.ctx, BENCH_CQE, NULL, NULL, 0);
	must(m.cq);
	m.qp = create_qp();
	ready_qp(m.qp);
}

static const struct row rows[] = {
	{ .name = "open", .samples = 15, .run = run_open, .fresh = true },
	{ .name = "pd", .samples = 300, .run = run_pd },
	{ .name = "pd_16", .samples = 100, .run = run_pds },
	{ .name = "mr_4k", .samples = 300, .run = run_mr_4k },
	{ .name = "mr_64k", .samples = 300, .run = run_mr_64k },
	{ .name = "cq", .samples = 300, .run = run_cq },
	{ .name = "qp", .samples = 300, .run = run_qp },
	{ .name = "endpoint", .samples = 100, .run = run_endpoint },
	{ .name = "doorbell", .samples = 300, .run = run_doorbell,
	  .undisturbed = true },
	{ .name = "arm", .samples = 300, .run = run_arm },
	{ .name = "connect", .samples = 60, .run = run_connect },
	{}
};

const struct side mainline_side = {
	.name = "mainline",
	.setup = setup,
	.rows = rows,
};
