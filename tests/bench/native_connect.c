// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Connections through librdma_uapi, both ends in one thread. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "native.h"

/* Of enum rdma_cm_event_type. */
enum {
	CM_ADDR_RESOLVED = 0,
	CM_ROUTE_RESOLVED = 2,
	CM_CONNECT_REQUEST = 4,
	CM_CONNECT_RESPONSE = 5,
	CM_ESTABLISHED = 9,
	CM_DISCONNECTED = 10,
};

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

/* ---- in one call at each end ------------------------------------------------ */

static const struct ruapi_cm_param param = {
	.responder_resources = 1,
	.initiator_depth = 1,
	.retry_count = 7,
	.rnr_retry_count = 7,
};

/* Id and QP, and all the way to its peer. */
static struct qp *connect_new(uint32_t *id)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct rxe_create_qp_resp resp;
	unsigned int new_id, new_qp;
	struct ruapi_msg msg;
	struct qp *qp;

	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_CREATE);
	ruapi_msg_obj_new(&msg, RUAPI_CM_ID_CREATE_HANDLE, RUAPI_OBJ_CM_ID);
	ruapi_msg_in(&msg, RUAPI_CM_ID_CREATE_PORT_SPACE, 2, PS_TCP);
	new_id = ruapi_batch_add(calls, &msg);
	new_qp = add_qp(calls, &resp);
	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_CONNECT);
	ruapi_msg_result(&msg, RUAPI_CM_ID_CONNECT_HANDLE, RUAPI_OBJ_CM_ID,
			 new_id);
	ruapi_msg_buf_in(&msg, RUAPI_CM_ID_CONNECT_PARAM, &param,
			 sizeof(param));
	ruapi_msg_buf_in(&msg, RUAPI_CM_ID_CONNECT_DST, &n.addr,
			 sizeof(n.addr));
	ruapi_msg_result(&msg, RUAPI_CM_ID_CONNECT_QP, RUAPI_OBJ_QP, new_qp);
	ruapi_msg_in(&msg, RUAPI_CM_ID_CONNECT_FLAGS, 4, RUAPI_CM_F_FOLLOW);
	ruapi_batch_add(calls, &msg);
	call(ruapi_batch_run(n.fd, calls));
	*id = ruapi_batch_value(calls, new_id, RUAPI_CM_ID_CREATE_HANDLE);
	qp = added_qp(calls, new_qp, &resp);
	ruapi_batch_end(calls);
	return qp;
}

/* A QP for a request. */
static struct qp *accept_new(uint32_t id)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct rxe_create_qp_resp resp;
	struct ruapi_msg msg;
	unsigned int number;
	struct qp *qp;

	number = add_qp(calls, &resp);
	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_ACCEPT);
	ruapi_msg_obj(&msg, RUAPI_CM_ID_ACCEPT_HANDLE, RUAPI_OBJ_CM_ID, id);
	ruapi_msg_buf_in(&msg, RUAPI_CM_ID_ACCEPT_PARAM, &param, sizeof(param));
	ruapi_msg_result(&msg, RUAPI_CM_ID_ACCEPT_QP, RUAPI_OBJ_QP, number);
	ruapi_msg_in(&msg, RUAPI_CM_ID_ACCEPT_FLAGS, 4, RUAPI_CM_F_FOLLOW);
	ruapi_batch_add(calls, &msg);
	call(ruapi_batch_run(n.fd, calls));
	qp = added_qp(calls, number, &resp);
	ruapi_batch_end(calls);
	return qp;
}

/* Nobody answers a disconnect, and all goes at once. */
void run_connect_one(void)
{
	struct qp *client_qp, *server_qp;
	struct ruapi_calls *ends;
	uint32_t client, server;

	client_qp = connect_new(&client);
	server = take_event(CM_CONNECT_REQUEST)->new_id;
	server_qp = accept_new(server);
	take_event(CM_ESTABLISHED);
	take_event(CM_ESTABLISHED);

	disconnect(client, client_qp, true);
	take_event(CM_DISCONNECTED);
	take_event(CM_DISCONNECTED);
	ends = ruapi_batch_begin();
	ruapi_batch_unmap(ends, client_qp->queues, 2);
	ruapi_batch_unmap(ends, server_qp->queues, 2);
	add_destroy(ends, RUAPI_OBJ_CM_ID, client);
	add_destroy(ends, RUAPI_OBJ_CM_ID, server);
	add_destroy(ends, RUAPI_OBJ_QP, client_qp->handle);
	add_destroy(ends, RUAPI_OBJ_QP, server_qp->handle);
	destroy_all(ends);
	call(ruapi_unmapped(client_qp->queues, 2));
	call(ruapi_unmapped(server_qp->queues, 2));
	free(client_qp);
	free(server_qp);
}

void run_connect(void)
{
	connect_and_disconnect(false);
}

void run_connect_bound(void)
{
	connect_and_disconnect(true);
}

void setup_listener(void)
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
