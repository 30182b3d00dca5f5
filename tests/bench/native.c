// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The rows through librdma_uapi.  What libibverbs' provider for rxe does in
 * userspace when it creates a CQ or a QP is done here as well: an allocation,
 * and the queues mapped and unmapped, those of a QP side by side (ruapi_map()).
 */
#include <errno.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"
#include "native.h"

struct native n;

/* ---- calls --------------------------------------------------------------- */

static void run_getppid(void)
{
	getppid();
}

static void run_enotty(void)
{
	must(ioctl(n.fd, _IO(RUAPI_IOC_TYPE, 0xff)) == -1);
}

/* Without the library: the call itself. */
static void run_empty_raw(void)
{
	struct ruapi_hdr hdr = {
		.length = sizeof(hdr),
		.object = RUAPI_OBJ_NAMESPACE,
		.action = RUAPI_NAMESPACE_NOP,
	};

	must(!ioctl(n.fd, RUAPI_IOC_CALL, &hdr));
}

static void run_empty(void)
{
	struct ruapi_namespace_nop_args args = {};

	call(ruapi_namespace_nop(n.fd, &args));
}

/* ---- verbs --------------------------------------------------------------- */

static void open_device(void)
{
	struct ruapi_context_open_args open = {};
	struct ruapi_device_info *devices;
	uint32_t count, i;

	n.fd = ruapi_open();
	call(n.fd);
	call(ruapi_device_list_all(n.fd, &devices, &count));
	for (i = 0; i < count; i++)
		if (!strcmp(devices[i].name, BENCH_DEVICE))
			n.index = devices[i].index;
	free(devices);
	open.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX);
	open.index = n.index;
	call(ruapi_context_open(n.fd, &open));
	n.ctx = open.handle;
	n.slot = open.slot;
}

/* Where its queues go. */
static void open_window(void)
{
	call(ruapi_window_open(n.fd, n.ctx, n.slot, 1 << 24));
}

static uint32_t alloc_pd(void)
{
	struct ruapi_pd_alloc_args args = {
		.context = n.ctx,
	};

	call(ruapi_pd_alloc(n.fd, &args));
	return args.handle;
}

/* Another context of the device, with a PD. */
static void open_other(void)
{
	struct ruapi_context_open_args open = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = n.index,
		.new_ = 1,
	};
	struct ruapi_pd_alloc_args pd = {};

	call(ruapi_context_open(n.fd, &open));
	pd.context = open.handle;
	call(ruapi_pd_alloc(n.fd, &pd));
	n.other_pd = pd.handle;
}

static void run_open(void)
{
	open_device();
	alloc_pd();
}

static void run_pd(void)
{
	struct ruapi_pd_destroy_args args = {
		.handle = alloc_pd(),
	};

	call(ruapi_pd_destroy(n.fd, &args));
}

/* ---- batches -------------------------------------------------------------- */

void add_destroy(struct ruapi_calls *calls, unsigned int object,
		 uint32_t handle)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, object, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, object, handle);
	ruapi_batch_add(calls, &msg);
}

void destroy_all(struct ruapi_calls *calls)
{
	must(!ruapi_batch_run(n.fd, calls));
	ruapi_batch_end(calls);
}

static void run_pds(void)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_calls *ends = ruapi_batch_begin();
	struct ruapi_msg msg;
	unsigned int i;

	ruapi_msg_init(&msg, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	ruapi_msg_obj_new(&msg, RUAPI_PD_ALLOC_HANDLE, RUAPI_OBJ_PD);
	ruapi_msg_obj(&msg, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT, n.ctx);
	for (i = 0; i < BENCH_PDS; i++)
		ruapi_batch_add(calls, &msg);
	call(ruapi_batch_run(n.fd, calls));
	for (i = 0; i < BENCH_PDS; i++)
		add_destroy(ends, RUAPI_OBJ_PD,
			    ruapi_batch_value(calls, i, RUAPI_PD_ALLOC_HANDLE));
	ruapi_batch_end(calls);
	destroy_all(ends);
}

static void run_mr(size_t length)
{
	struct ruapi_mr_reg_args reg = {
		.pd = n.pd,
		.addr = (uintptr_t)bench_memory,
		.length = length,
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE,
	};
	struct ruapi_mr_destroy_args destroy = {};

	call(ruapi_mr_reg(n.fd, &reg));
	destroy.handle = reg.handle;
	call(ruapi_mr_destroy(n.fd, &destroy));
}

/* A region for each of two contexts: of one HCA, as the guest has no other. */
static void run_two(size_t length, bool each)
{
	const struct ruapi_objref pds[] = {
		{ .handle = n.pd, .object = RUAPI_OBJ_PD },
		{ .handle = n.other_pd, .object = RUAPI_OBJ_PD },
	};
	struct ruapi_mr_region regions[2];
	struct ruapi_mr_reg_each_args both = {
		.regions = regions,
		.regions_max = 2,
		.pds = pds,
		.pds_len = 2,
		.addr = (uintptr_t)bench_memory,
		.length = length,
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE,
	};
	struct ruapi_mr_reg_args one = {
		.addr = both.addr,
		.length = length,
		.access = both.access,
	};
	struct ruapi_mr_destroy_args destroy = {};
	unsigned int i;

	if (each)
		call(ruapi_mr_reg_each(n.fd, &both));
	for (i = 0; i < 2; i++) {
		one.pd = pds[i].handle;
		if (!each) {
			call(ruapi_mr_reg(n.fd, &one));
			regions[i].handle = one.handle;
		}
	}
	for (i = 0; i < 2; i++) {
		destroy.handle = regions[i].handle;
		call(ruapi_mr_destroy(n.fd, &destroy));
	}
}

static void run_mr_two_4k(void)
{
	run_two(4096, false);
}

static void run_mr_each_4k(void)
{
	run_two(4096, true);
}

static void run_mr_two_64k(void)
{
	run_two(65536, false);
}

static void run_mr_each_64k(void)
{
	run_two(65536, true);
}

static void run_mr_4k(void)
{
	run_mr(4096);
}

static void run_mr_64k(void)
{
	run_mr(65536);
}

static struct ruapi_mapping queue_of(const struct mminfo *mi)
{
	return (struct ruapi_mapping) {
		.offset = mi->offset,
		.size = mi->size,
	};
}

static struct cq *create_cq(void)
{
	struct rxe_create_cq_resp resp;
	struct ruapi_cq_create_args args = {
		.uhw = {
			.out = &resp,
			.out_max = sizeof(resp),
			.driver_id = RDMA_DRIVER_RXE,
		},
		.context = n.ctx,
		.cqe = BENCH_CQE,
	};
	struct cq *cq = calloc(1, sizeof(*cq));

	must(cq);
	call(ruapi_cq_create(n.fd, &args));
	cq->handle = args.handle;
	cq->queue = queue_of(&resp.mi);
	call(ruapi_map(n.fd, n.slot, &cq->queue, 1));
	return cq;
}

static void destroy_cq(struct cq *cq)
{
	struct ruapi_cq_destroy_args args = {
		.handle = cq->handle,
	};

	call(ruapi_cq_destroy(n.fd, &args));
	call(ruapi_unmap(&cq->queue, 1));
	free(cq);
}

static void run_cq(void)
{
	destroy_cq(create_cq());
}

static const struct ruapi_qp_cap qp_cap = {
	.max_send_wr = BENCH_WR,
	.max_recv_wr = BENCH_WR,
	.max_send_sge = BENCH_SGE,
	.max_recv_sge = BENCH_SGE,
};

/* What a provider library does with it. */
static struct qp *new_qp(uint32_t handle, uint32_t qp_num,
			 const struct rxe_create_qp_resp *resp)
{
	struct qp *qp = calloc(1, sizeof(*qp));

	must(qp);
	qp->handle = handle;
	qp->qp_num = qp_num;
	qp->queues[0] = queue_of(&resp->rq_mi);
	qp->queues[1] = queue_of(&resp->sq_mi);
	call(ruapi_map(n.fd, n.slot, qp->queues, 2));
	return qp;
}

struct qp *create_qp(void)
{
	struct rxe_create_qp_resp resp;
	struct ruapi_qp_cap actual;
	struct ruapi_qp_create_args args = {
		.uhw = {
			.out = &resp,
			.out_max = sizeof(resp),
			.driver_id = RDMA_DRIVER_RXE,
		},
		.pd = n.pd,
		.type = QPT_RC,
		.send_cq = n.cq->handle,
		.recv_cq = n.cq->handle,
		.cap = &qp_cap,
		.actual_cap = &actual,
	};

	call(ruapi_qp_create(n.fd, &args));
	return new_qp(args.handle, args.qp_num, &resp);
}

/* As one call of several. */
unsigned int add_qp(struct ruapi_calls *calls, struct rxe_create_qp_resp *resp)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	ruapi_msg_driver(&msg, RDMA_DRIVER_RXE);
	ruapi_msg_obj_new(&msg, RUAPI_QP_CREATE_HANDLE, RUAPI_OBJ_QP);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, n.pd);
	ruapi_msg_in(&msg, RUAPI_QP_CREATE_TYPE, 1, QPT_RC);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ,
		      n.cq->handle);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ,
		      n.cq->handle);
	ruapi_msg_buf_in(&msg, RUAPI_QP_CREATE_CAP, &qp_cap, sizeof(qp_cap));
	ruapi_msg_out(&msg, RUAPI_QP_CREATE_QP_NUM, 4);
	ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, resp, sizeof(*resp));
	return ruapi_batch_add(calls, &msg);
}

struct qp *added_qp(const struct ruapi_calls *calls, unsigned int number,
		    const struct rxe_create_qp_resp *resp)
{
	return new_qp(ruapi_batch_value(calls, number, RUAPI_QP_CREATE_HANDLE),
		      ruapi_batch_value(calls, number, RUAPI_QP_CREATE_QP_NUM),
		      resp);
}

/* Of a QP that is destroyed. */
void free_qp(struct qp *qp)
{
	call(ruapi_unmap(qp->queues, 2));
	free(qp);
}

void destroy_qp(struct qp *qp)
{
	struct ruapi_qp_destroy_args args = {
		.handle = qp->handle,
	};

	call(ruapi_qp_destroy(n.fd, &args));
	free_qp(qp);
}

static void run_qp(void)
{
	destroy_qp(create_qp());
}

/* What a connection takes, by one call, and its queues mapped. */
static void run_endpoint(void)
{
	struct rxe_create_cq_resp cq_resp;
	struct rxe_create_qp_resp qp_resp;
	struct ruapi_qp_cap actual;
	struct ruapi_endpoint_args args = {
		.context = n.ctx,
		.cq_uhw = {
			.out = &cq_resp,
			.out_max = sizeof(cq_resp),
			.driver_id = RDMA_DRIVER_RXE,
		},
		.qp_uhw = {
			.out = &qp_resp,
			.out_max = sizeof(qp_resp),
			.driver_id = RDMA_DRIVER_RXE,
		},
		.cqe = BENCH_CQE,
		.type = QPT_RC,
		.cap = &qp_cap,
		.actual_cap = &actual,
		.port_space = PS_TCP,
	};
	struct ruapi_mapping maps[3];
	struct ruapi_calls *ends = ruapi_batch_begin();

	call(ruapi_endpoint_create(n.fd, &args));
	maps[0] = queue_of(&cq_resp.mi);
	maps[1] = queue_of(&qp_resp.rq_mi);
	maps[2] = queue_of(&qp_resp.sq_mi);
	call(ruapi_map(n.fd, n.slot, maps, 3));

	ruapi_batch_unmap(ends, maps, 3);
	add_destroy(ends, RUAPI_OBJ_CM_ID, args.cm_id);
	add_destroy(ends, RUAPI_OBJ_QP, args.qp);
	add_destroy(ends, RUAPI_OBJ_CQ, args.cq);
	add_destroy(ends, RUAPI_OBJ_PD, args.pd);
	destroy_all(ends);
	call(ruapi_unmapped(maps, 3));
}

void modify_qp(const struct qp *qp, const struct ruapi_qp_attr *attr)
{
	struct ruapi_qp_modify_args args = {
		.handle = qp->handle,
		.attr = attr,
	};

	call(ruapi_qp_modify(n.fd, &args));
}

/* INIT, RTR and RTS, connected to itself. */
static void ready_qp(struct qp *qp)
{
	struct ruapi_gid_entry gid;
	struct ruapi_device_query_gid_args query = {
		.index = n.index,
		.port = 1,
		.gid_index = 1,
		.entry = &gid,
	};
	struct ruapi_qp_attr attr = {
		.mask = QP_STATE | QP_PKEY_INDEX | QP_PORT | QP_ACCESS_FLAGS,
		.qp_state = QPS_INIT,
		.port_num = 1,
	};

	modify_qp(qp, &attr);
	call(ruapi_device_query_gid(n.fd, &query));
	attr = (struct ruapi_qp_attr){
		.mask = QP_STATE | QP_AV | QP_PATH_MTU | QP_DEST_QPN |
			QP_RQ_PSN | QP_MAX_DEST_RD_ATOMIC | QP_MIN_RNR_TIMER,
		.qp_state = QPS_RTR,
		.path_mtu = MTU_1024,
		.dest_qp_num = qp->qp_num,
		.ah = {
			.is_global = 1,
			.port_num = 1,
			.sgid_index = 1,
		},
	};
	memcpy(attr.ah.dgid, gid.gid, sizeof(gid.gid));
	modify_qp(qp, &attr);
	attr.mask = QP_STATE | QP_TIMEOUT | QP_RETRY_CNT | QP_RNR_RETRY |
		    QP_SQ_PSN | QP_MAX_QP_RD_ATOMIC;
	attr.qp_state = QPS_RTS;
	attr.timeout = 14;
	attr.retry_cnt = 7;
	attr.rnr_retry = 7;
	modify_qp(qp, &attr);
}

static void run_doorbell(void)
{
	call(ruapi_qp_doorbell(n.fd, n.qp->handle));
}

static void run_arm(void)
{
	call(ruapi_cq_arm(n.fd, n.cq->handle, 0));
}

/* ---- the side ------------------------------------------------------------ */

static void setup(void)
{
	open_device();
	open_window();
	n.pd = alloc_pd();
	open_other();
	n.cq = create_cq();
	n.qp = create_qp();
	ready_qp(n.qp);
	setup_listener();
}

static const struct row rows[] = {
	{ .name = "open", .samples = 15, .run = run_open, .fresh = true },
	{ .name = "getppid", .samples = 300, .run = run_getppid },
	{ .name = "enotty", .samples = 300, .run = run_enotty },
	{ .name = "empty_raw", .samples = 300, .run = run_empty_raw },
	{ .name = "empty", .samples = 300, .run = run_empty },
	{ .name = "pd", .samples = 300, .run = run_pd },
	{ .name = "pd_16", .samples = 100, .run = run_pds },
	{ .name = "mr_4k", .samples = 300, .run = run_mr_4k },
	{ .name = "mr_64k", .samples = 300, .run = run_mr_64k },
	{ .name = "mr_two_4k", .samples = 300, .run = run_mr_two_4k },
	{ .name = "mr_each_4k", .samples = 300, .run = run_mr_each_4k },
	{ .name = "mr_two_64k", .samples = 300, .run = run_mr_two_64k },
	{ .name = "mr_each_64k", .samples = 300, .run = run_mr_each_64k },
	{ .name = "cq", .samples = 300, .run = run_cq },
	{ .name = "qp", .samples = 300, .run = run_qp },
	{ .name = "endpoint", .samples = 100, .run = run_endpoint },
	{ .name = "doorbell", .samples = 300, .run = run_doorbell,
	  .undisturbed = true },
	{ .name = "arm", .samples = 300, .run = run_arm },
	{ .name = "connect", .samples = 60, .run = run_connect },
	{ .name = "connect_bound", .samples = 60, .run = run_connect_bound },
	{ .name = "connect_one", .samples = 60, .run = run_connect_one },
	{}
};

const struct side native_side = {
	.name = "native",
	.setup = setup,
	.rows = rows,
};
