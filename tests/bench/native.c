// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The rows through librdma_uapi.  What libibverbs' provider for rxe does in
 * userspace when it creates a CQ or a QP is done here as well: an allocation,
 * and the queues mapped and unmapped, those of a QP side by side (ruapi_map()).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/rdma_user_rxe.h>
#include <rdma_uapi/rdma_uapi.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"

/* Of rdma/ib_verbs.h, which userspace does not have. */
enum {
	QPT_RC = 2,
	QPS_INIT = 1,
	QPS_RTR = 2,
	QPS_RTS = 3,
	QPS_ERR = 6,
	QP_STATE = 1 << 0,
	QP_ACCESS_FLAGS = 1 << 3,
	QP_PKEY_INDEX = 1 << 4,
	QP_PORT = 1 << 5,
	QP_AV = 1 << 7,
	QP_PATH_MTU = 1 << 8,
	QP_TIMEOUT = 1 << 9,
	QP_RETRY_CNT = 1 << 10,
	QP_RNR_RETRY = 1 << 11,
	QP_RQ_PSN = 1 << 12,
	QP_MAX_QP_RD_ATOMIC = 1 << 13,
	QP_MIN_RNR_TIMER = 1 << 15,
	QP_SQ_PSN = 1 << 16,
	QP_MAX_DEST_RD_ATOMIC = 1 << 17,
	QP_DEST_QPN = 1 << 20,
	MTU_1024 = 3,
};

/* Of enum rdma_cm_event_type. */
enum {
	CM_ADDR_RESOLVED = 0,
	CM_ROUTE_RESOLVED = 2,
	CM_CONNECT_REQUEST = 4,
	CM_CONNECT_RESPONSE = 5,
	CM_ESTABLISHED = 9,
	CM_DISCONNECTED = 10,
};

/* Of enum rdma_ucm_port_space. */
#define PS_TCP 0x0106

struct cq {
	uint32_t handle;
	struct ruapi_mapping queue;
};

struct qp {
	uint32_t handle;
	uint32_t qp_num;
	struct ruapi_mapping queues[2];
};

static struct {
	int fd;
	uint32_t index;
	uint32_t ctx;
	uint32_t slot;
	uint32_t pd;
	uint32_t other_pd;
	struct cq *cq;
	struct qp *qp;
	uint32_t listener;
	struct sockaddr_in addr;
	char events[RUAPI_EVENT_BUF] __attribute__((aligned(8)));
	size_t events_len, events_off;
} n;

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

static void add_destroy(struct ruapi_calls *calls, unsigned int object,
			uint32_t handle)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, object, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, object, handle);
	ruapi_batch_add(calls, &msg);
}

static void destroy_all(struct ruapi_calls *calls)
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

static struct qp *create_qp(void)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = BENCH_WR,
		.max_recv_wr = BENCH_WR,
		.max_send_sge = BENCH_SGE,
		.max_recv_sge = BENCH_SGE,
	};
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
		.cap = &cap,
		.actual_cap = &actual,
	};
	struct qp *qp = calloc(1, sizeof(*qp));

	must(qp);
	call(ruapi_qp_create(n.fd, &args));
	qp->handle = args.handle;
	qp->qp_num = args.qp_num;
	qp->queues[0] = queue_of(&resp.rq_mi);
	qp->queues[1] = queue_of(&resp.sq_mi);
	call(ruapi_map(n.fd, n.slot, qp->queues, 2));
	return qp;
}

/* Of a QP that is destroyed. */
static void free_qp(struct qp *qp)
{
	call(ruapi_unmap(qp->queues, 2));
	free(qp);
}

static void destroy_qp(struct qp *qp)
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
	static const struct ruapi_qp_cap cap = {
		.max_send_wr = BENCH_WR,
		.max_recv_wr = BENCH_WR,
		.max_send_sge = BENCH_SGE,
		.max_recv_sge = BENCH_SGE,
	};
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
		.cap = &cap,
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

	add_destroy(ends, RUAPI_OBJ_CM_ID, args.cm_id);
	add_destroy(ends, RUAPI_OBJ_QP, args.qp);
	add_destroy(ends, RUAPI_OBJ_CQ, args.cq);
	add_destroy(ends, RUAPI_OBJ_PD, args.pd);
	destroy_all(ends);
	call(ruapi_unmap(maps, 3));
}

static void modify_qp(const struct qp *qp, const struct ruapi_qp_attr *attr)
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

/* ---- connections --------------------------------------------------------- */

/* The next event, which must be @code.  Valid until the next one is taken. */
static const struct ruapi_event_cm *take_event(uint32_t code)
{
	const struct ruapi_event_cm *cm;
	const struct ruapi_event *event;
	ssize_t len;

	while (ruapi_event_next(n.events, n.events_len, &n.events_off,
				&event) != 1) {
		len = read(n.fd, n.events, sizeof(n.events));
		must(len > 0);
		n.events_len = len;
		n.events_off = 0;
	}
	cm = ruapi_event_cm(event);
	if (!cm || event->code != code || cm->status)
		bench_die(ruapi_event_code_name(event->type, event->code),
			  EPROTO);
	return cm;
}

static void move_qp(const struct qp *qp, uint32_t id, uint8_t state)
{
	struct ruapi_qp_attr attr;
	struct ruapi_cm_id_init_qp_attr_args args = {
		.handle = id,
		.state = state,
		.attr = &attr,
	};

	call(ruapi_cm_id_init_qp_attr(n.fd, &args));
	modify_qp(qp, &attr);
}

/* Left to the kernel, a bound QP needs no other move. */
static struct qp *create_cm_qp(uint32_t id, bool bound)
{
	struct qp *qp = create_qp();
	struct ruapi_cm_id_bind_qp_args args = {
		.handle = id,
		.qp = qp->handle,
	};

	if (bound)
		call(ruapi_cm_id_bind_qp(n.fd, &args));
	else
		move_qp(qp, id, QPS_INIT);
	return qp;
}

static void ready_cm_qp(struct qp *qp, uint32_t id, bool bound)
{
	if (bound)
		return;
	move_qp(qp, id, QPS_RTR);
	move_qp(qp, id, QPS_RTS);
}

static uint32_t create_id(void)
{
	struct ruapi_cm_id_create_args args = {
		.port_space = PS_TCP,
	};

	call(ruapi_cm_id_create(n.fd, &args));
	return args.handle;
}

static void destroy_id(uint32_t id)
{
	struct ruapi_cm_id_destroy_args args = {
		.handle = id,
	};

	call(ruapi_cm_id_destroy(n.fd, &args));
}

static void resolve(uint32_t id)
{
	struct ruapi_cm_id_resolve_addr_args addr = {
		.handle = id,
		.dst = &n.addr,
		.dst_len = sizeof(n.addr),
		.timeout = 2000,
	};
	struct ruapi_cm_id_resolve_route_args route = {
		.handle = id,
		.timeout = 2000,
	};

	call(ruapi_cm_id_resolve_addr(n.fd, &addr));
	take_event(CM_ADDR_RESOLVED);
	call(ruapi_cm_id_resolve_route(n.fd, &route));
	take_event(CM_ROUTE_RESOLVED);
}

static void accept_id(uint32_t id, const struct ruapi_cm_param *param)
{
	struct ruapi_cm_id_accept_args args = {
		.handle = id,
		.param = param,
	};

	call(ruapi_cm_id_accept(n.fd, &args));
}

/* As rdma_disconnect() of librdmacm, which takes the QP to ERROR first. */
static void disconnect(uint32_t id, const struct qp *qp, bool bound)
{
	const struct ruapi_qp_attr attr = {
		.mask = QP_STATE,
		.qp_state = QPS_ERR,
	};
	struct ruapi_cm_id_disconnect_args args = {
		.handle = id,
	};

	if (!bound)
		modify_qp(qp, &attr);
	call(ruapi_cm_id_disconnect(n.fd, &args));
}

static void connect_and_disconnect(bool bound)
{
	struct ruapi_cm_param param = {
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 7,
		.rnr_retry_count = 7,
	};
	struct ruapi_cm_id_connect_args connect = {
		.param = &param,
	};
	struct qp *client_qp, *server_qp;
	uint32_t client, server;

	client = create_id();
	resolve(client);
	client_qp = create_cm_qp(client, bound);
	param.qp_num = client_qp->qp_num;
	connect.handle = client;
	call(ruapi_cm_id_connect(n.fd, &connect));

	server = take_event(CM_CONNECT_REQUEST)->new_id;
	server_qp = create_cm_qp(server, bound);
	ready_cm_qp(server_qp, server, bound);
	param.qp_num = server_qp->qp_num;
	accept_id(server, &param);
	if (bound) {
		take_event(CM_ESTABLISHED);
	} else {
		take_event(CM_CONNECT_RESPONSE);
		ready_cm_qp(client_qp, client, false);
		accept_id(client, NULL);
	}
	take_event(CM_ESTABLISHED);

	disconnect(client, client_qp, bound);
	take_event(CM_DISCONNECTED);
	disconnect(server, server_qp, bound);
	take_event(CM_DISCONNECTED);
	/* A QP cannot go while it is bound. */
	destroy_id(client);
	destroy_id(server);
	destroy_qp(client_qp);
	destroy_qp(server_qp);
}

/* All the way in one call each; nobody answers a disconnect, and all goes at once. */
static void run_connect_one(void)
{
	const struct ruapi_cm_param param = {
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 7,
		.rnr_retry_count = 7,
	};
	struct ruapi_cm_id_connect_args connect = {
		.handle = create_id(),
		.param = &param,
		.dst = &n.addr,
		.dst_len = sizeof(n.addr),
		.flags = RUAPI_CM_F_FOLLOW,
	};
	struct ruapi_cm_id_accept_args accept = {
		.param = &param,
		.flags = RUAPI_CM_F_FOLLOW,
	};
	struct ruapi_calls *ends = ruapi_batch_begin();
	struct qp *client_qp = create_qp(), *server_qp;

	connect.qp = client_qp->handle;
	call(ruapi_cm_id_connect(n.fd, &connect));
	accept.handle = take_event(CM_CONNECT_REQUEST)->new_id;
	server_qp = create_qp();
	accept.qp = server_qp->handle;
	call(ruapi_cm_id_accept(n.fd, &accept));
	take_event(CM_ESTABLISHED);
	take_event(CM_ESTABLISHED);

	disconnect(connect.handle, client_qp, true);
	take_event(CM_DISCONNECTED);
	take_event(CM_DISCONNECTED);
	add_destroy(ends, RUAPI_OBJ_CM_ID, connect.handle);
	add_destroy(ends, RUAPI_OBJ_CM_ID, accept.handle);
	add_destroy(ends, RUAPI_OBJ_QP, client_qp->handle);
	add_destroy(ends, RUAPI_OBJ_QP, server_qp->handle);
	destroy_all(ends);
	free_qp(client_qp);
	free_qp(server_qp);
}

static void run_connect(void)
{
	connect_and_disconnect(false);
}

static void run_connect_bound(void)
{
	connect_and_disconnect(true);
}

/* ---- the side ------------------------------------------------------------ */

static void setup_listener(void)
{
	struct sockaddr_storage src;
	struct ruapi_cm_id_bind_addr_args bind = {
		.addr = &n.addr,
		.addr_len = sizeof(n.addr),
	};
	struct ruapi_cm_id_listen_args listen = {
		.backlog = BENCH_BACKLOG,
	};
	struct ruapi_cm_id_query_args query = {
		.src = &src,
		.src_max = sizeof(src),
	};

	n.listener = create_id();
	n.addr.sin_family = AF_INET;
	must(inet_pton(AF_INET, BENCH_ADDR, &n.addr.sin_addr) == 1);
	bind.handle = n.listener;
	call(ruapi_cm_id_bind_addr(n.fd, &bind));
	listen.handle = n.listener;
	call(ruapi_cm_id_listen(n.fd, &listen));
	query.handle = n.listener;
	call(ruapi_cm_id_query(n.fd, &query));
	memcpy(&n.addr, &src, sizeof(n.addr));
}

static void setup(void)
{
	open_device();
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
	{ .name = "doorbell", .samples = 300, .run = run_doorbell },
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
