// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CM_ID.BIND_QP: connections whose QPs the kernel takes through their states,
 * of every device that is named to itself.
 * usage: verbs_bind IBDEV... | verbs_bind nomodify IBDEV | verbs_bind unplug IBDEV
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>
#include "ids.h"

#define PS_TCP 0x106
#define PS_UDP 0x111
#define QPT_UD 4
#define WAIT_MS 15000

enum { INIT = 1, RTS = 3, ERR = 6 };

static struct sockaddr_in own_address(const struct set *set, uint16_t port)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};

	inet_pton(AF_INET, set_address(set), &sin.sin_addr);
	return sin;
}

static uint32_t make_id(struct set *set, uint16_t port_space)
{
	struct ruapi_cm_id_create_args args = { .port_space = port_space };

	test_ret(ruapi_cm_id_create(set->fd, &args), 0, "id");
	return args.handle;
}

static uint32_t make_bound(struct set *set, uint16_t port_space, uint16_t port)
{
	const struct sockaddr_in sin = own_address(set, port);
	struct ruapi_cm_id_bind_addr_args args = {
		.handle = make_id(set, port_space),
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};

	test_ret(ruapi_cm_id_bind_addr(set->fd, &args), 0, "bind");
	return args.handle;
}

static uint32_t make_listener(struct set *set, uint16_t port)
{
	struct ruapi_cm_id_listen_args args = {
		.handle = make_bound(set, PS_TCP, port),
		.backlog = 4,
	};

	test_ret(ruapi_cm_id_listen(set->fd, &args), 0, "listen");
	return args.handle;
}

static uint32_t make_resolved(struct set *set, uint16_t port)
{
	const struct sockaddr_in sin = own_address(set, port);
	struct ruapi_cm_id_resolve_addr_args addr = {
		.handle = make_id(set, PS_TCP),
		.dst = (const struct sockaddr *)&sin,
		.dst_len = sizeof(sin),
		.timeout = 2000,
	};
	struct ruapi_cm_id_resolve_route_args route = {
		.handle = addr.handle,
		.timeout = 2000,
	};
	struct ruapi_event_cm event;

	test_ret(ruapi_cm_id_resolve_addr(set->fd, &addr), 0, "resolve");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, ADDR_RESOLVED, &event,
			    WAIT_MS), 0, "ADDR_RESOLVED");
	test_ret(ruapi_cm_id_resolve_route(set->fd, &route), 0, "route");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, ROUTE_RESOLVED, &event,
			    WAIT_MS), 0, "ROUTE_RESOLVED");
	return addr.handle;
}

static int bind_qp(struct set *set, uint32_t id, uint32_t qp)
{
	struct ruapi_cm_id_bind_qp_args args = {
		.handle = id,
		.qp = qp,
	};

	return ruapi_cm_id_bind_qp(set->fd, &args);
}

static void query(struct set *set, uint32_t qp, struct ruapi_qp_attr *attr,
		  uint32_t *number)
{
	struct ruapi_qp_query_args args = {
		.set = RUAPI_SET(RUAPI_QP_QUERY_QP_NUM),
		.handle = qp,
		.attr = attr,
	};

	memset(attr, 0, sizeof(*attr));
	test_ret(ruapi_qp_query(set->fd, &args), 0, "query");
	if (number)
		*number = args.qp_num;
}

static int connect_to(struct set *set, uint32_t id)
{
	const struct ruapi_cm_param param = {
		.qp_num = 0xbad,
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 7,
		.rnr_retry_count = 7,
		.private_data_len = 5,
		.private_data = "ping",
	};
	struct ruapi_cm_id_connect_args args = {
		.handle = id,
		.param = &param,
	};

	return ruapi_cm_id_connect(set->fd, &args);
}

static int accept_from(struct set *set, uint32_t id)
{
	const struct ruapi_cm_param param = {
		.qp_num = 0xbad,
		.responder_resources = 1,
		.initiator_depth = 1,
		.rnr_retry_count = 7,
		.private_data_len = 5,
		.private_data = "pong",
	};
	struct ruapi_cm_id_accept_args args = {
		.handle = id,
		.param = &param,
	};

	return ruapi_cm_id_accept(set->fd, &args);
}

/**
 * struct pair - both ends of a connection
 * @listener: whom it was made to
 * @id: who connected, and who was connected to
 * @qp: of each
 */
struct pair {
	uint32_t listener;
	uint32_t id[2];
	uint32_t qp[2];
};

/* Both ids get an event; nobody gets the answer that the kernel deals with. */
static void both_established(struct set *set, const struct pair *pair)
{
	struct ruapi_event_cm event;
	unsigned int seen = 0, i;

	while (seen != 3) {
		if (!test_check(!event_wait(set->fd, RUAPI_EVENT_CM, -1,
					    &event, WAIT_MS),
				"no event"))
			return;
		test_check(event.hdr.code != CONNECT_RESPONSE,
			   "a CONNECT_RESPONSE");
		for (i = 0; i < 2; i++)
			if (event.hdr.handle == pair->id[i] &&
			    event.hdr.code == ESTABLISHED)
				seen |= 1 << i;
		if (event.hdr.handle == pair->id[0])
			test_check(!strcmp((char *)event.param.private_data,
					   "pong"),
				   "no private data of the peer");
	}
}

static void make_pair(struct set *set, uint16_t port, struct pair *pair)
{
	struct ruapi_event_cm event;

	pair->listener = make_listener(set, port);
	pair->id[0] = make_resolved(set, port);
	pair->qp[0] = typed_qp(set, 2);
	pair->qp[1] = typed_qp(set, 2);
	test_ret(bind_qp(set, pair->id[0], pair->qp[0]), 0, "bind QP");
	check_qp(set, pair->qp[0], INIT, "bound");
	test_ret(connect_to(set, pair->id[0]), 0, "connect");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, CONNECT_REQUEST, &event,
			    WAIT_MS), 0, "CONNECT_REQUEST");
	pair->id[1] = event.new_id;
	test_check(event.param.qp_num != 0xbad, "the QP number was believed");
	test_ret(bind_qp(set, pair->id[1], pair->qp[1]), 0, "bind the other");
	test_ret(accept_from(set, pair->id[1]), 0, "accept");
	both_established(set, pair);
	check_qp(set, pair->qp[0], RTS, "connected");
	check_qp(set, pair->qp[1], RTS, "connected to");
}

static void test_connection(struct set *set)
{
	struct ruapi_cm_id_disconnect_args args;
	struct ruapi_event_cm event;
	struct ruapi_qp_attr attr[2];
	uint32_t number[2];
	struct pair pair;
	unsigned int i;

	test_begin("%s: a connection with bound QPs", set->name);
	make_pair(set, 7471, &pair);
	for (i = 0; i < 2; i++)
		query(set, pair.qp[i], &attr[i], &number[i]);
	for (i = 0; i < 2 && is_ib(set); i++)
		test_check(attr[i].dest_qp_num == number[!i] &&
			   attr[i].max_rd_atomic == 1 &&
			   attr[i].max_dest_rd_atomic == 1,
			   "QP %#x goes to %#x, reads %u and %u", number[i],
			   attr[i].dest_qp_num, attr[i].max_rd_atomic,
			   attr[i].max_dest_rd_atomic);
	for (i = 0; i < 2; i++)
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, pair.qp[i]), -EBUSY,
			 "bound QP");

	test_begin("%s: DISCONNECT and bound QPs", set->name);
	args = (struct ruapi_cm_id_disconnect_args){ .handle = pair.id[0] };
	test_ret(ruapi_cm_id_disconnect(set->fd, &args), 0, "disconnect");
	check_qp(set, pair.qp[0], ERR, "disconnected");
	/* Who began hears of it when the other has answered. */
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, DISCONNECTED, &event,
			    WAIT_MS), 0, "DISCONNECTED");
	args.handle = pair.id[1];
	test_ret(ruapi_cm_id_disconnect(set->fd, &args), 0, "disconnect, too");
	check_qp(set, pair.qp[1], ERR, "disconnected from");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, DISCONNECTED, &event,
			    WAIT_MS), 0, "DISCONNECTED of the other");

	test_begin("%s: bound QPs are free afterwards", set->name);
	test_ret(bind_qp(set, pair.id[0], 0), 0, "unbind");
	test_ret(bind_qp(set, pair.id[0], 0), 0, "unbind again");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, pair.qp[0]), 0, "unbound QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, pair.id[1]), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, pair.qp[1]), 0, "QP of no id");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, pair.id[0]), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, pair.listener), 0, "id");
}

static void test_rejected(struct set *set)
{
	struct ruapi_cm_id_reject_args args = {};
	struct ruapi_event_cm event;
	struct pair pair;

	test_begin("%s: REJECTED and a bound QP", set->name);
	pair.listener = make_listener(set, 7472);
	pair.id[0] = make_resolved(set, 7472);
	pair.qp[0] = typed_qp(set, 2);
	test_ret(bind_qp(set, pair.id[0], pair.qp[0]), 0, "bind QP");
	test_ret(connect_to(set, pair.id[0]), 0, "connect");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, CONNECT_REQUEST, &event,
			    WAIT_MS), 0, "CONNECT_REQUEST");
	args.handle = event.new_id;
	test_ret(ruapi_cm_id_reject(set->fd, &args), 0, "reject");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, REJECTED, &event,
			    WAIT_MS), 0, "REJECTED");
	check_qp(set, pair.qp[0], ERR, "rejected");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, args.handle), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, pair.id[0]), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, pair.listener), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, pair.qp[0]), 0, "QP");
}

static void test_who(struct set *set)
{
	uint32_t id[2], qp[2], ud, listener;

	test_begin("%s: what cannot be bound", set->name);
	qp[0] = typed_qp(set, 2);
	qp[1] = typed_qp(set, 2);
	id[0] = make_id(set, PS_TCP);
	test_ret(bind_qp(set, id[0], qp[0]), -EINVAL, "id without device");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id[0]), 0, "id");

	id[0] = make_bound(set, PS_TCP, 0);
	id[1] = make_bound(set, PS_TCP, 0);
	test_ret(bind_qp(set, id[0], 0x7ffffff0), -ENOENT, "no QP");
	test_ret(bind_qp(set, id[0], qp[0]), 0, "bind");
	test_ret(bind_qp(set, id[0], qp[1]), -EBUSY, "id that has one");
	test_ret(bind_qp(set, id[1], qp[0]), -EBUSY, "QP that has one");
	test_ret(bind_qp(set, id[0], 0), 0, "unbind");
	test_ret(bind_qp(set, id[1], qp[0]), 0, "bind to the other");
	listener = make_listener(set, 7473);
	test_ret(bind_qp(set, listener, qp[1]), -EINVAL, "listener");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, listener), 0, "listener");
	if (is_ib(set)) {
		ud = typed_qp(set, QPT_UD);
		test_ret(bind_qp(set, id[0], ud), -EINVAL, "UD QP");
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, ud), 0, "UD QP");
	}
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id[0]), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id[1]), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[0]), 0, "QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[1]), 0, "QP");
}

/* The QP of one device and the id of another. */
static void test_other_device(struct set *set, struct set *other)
{
	uint32_t id, qp;

	test_begin("%s: QP of %s", set->name, other->name);
	other->fd = set->fd;
	id = make_bound(set, PS_TCP, 0);
	qp = typed_qp(other, 2);
	test_ret(bind_qp(set, id, qp), -EINVAL, "bind");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id), 0, "id");
}

static void test_ud(struct set *set)
{
	uint32_t id, qp;

	test_begin("%s: a bound UD QP is ready at once", set->name);
	id = make_bound(set, PS_UDP, 0);
	qp = typed_qp(set, QPT_UD);
	test_ret(bind_qp(set, id, qp), 0, "bind");
	check_qp(set, qp, RTS, "bound");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

/* Its driver has no operation for that; tests/kmod. */
static void test_nomodify(struct set *set)
{
	struct ruapi_qp_attr attr = { .mask = 1 /* state */ };
	struct ruapi_qp_modify_args args = { .attr = &attr };
	uint32_t id, qp;

	test_begin("%s: a driver that does not modify QPs", set->name);
	id = make_bound(set, PS_TCP, 0);
	qp = typed_qp(set, 2);
	args.handle = qp;
	test_check(!shell_run("modprobe ruapi_nomodify device=%s", set->name),
		   "ruapi_nomodify does not load");
	test_ret(ruapi_qp_modify(set->fd, &args), -EOPNOTSUPP, "modify");
	test_ret(bind_qp(set, id, qp), -EOPNOTSUPP, "bind");
	test_check(!shell_run("rmmod ruapi_nomodify"),
		   "ruapi_nomodify does not go");
	test_ret(bind_qp(set, id, qp), 0, "bind, when it does");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id), 0, "id");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

/* Closing the fd finds a connection. */
static void test_close(struct set *set)
{
	struct pair pair;

	test_begin("%s: closing while connected", set->name);
	make_pair(set, 7474, &pair);
	close(set->queue_fd);
	close(set->fd);
	test_check(!resource_count(set->name, "mr"), "an MR is left");
}

/* Removing the device does not wait for bound QPs, and their handles stay. */
static void test_unplug(struct set *set)
{
	struct ruapi_qp_query_args args = {};
	struct ruapi_event_cm event;
	struct pair pair;
	uint64_t start;
	unsigned int i;

	test_begin("%s: removal while connected", set->name);
	make_pair(set, 7475, &pair);
	start = now_ms();
	test_check(!shell_run("rdma link delete %s", set->name), "not removed");
	test_check(now_ms() - start < patience(5000), "it took %" PRIu64 " ms",
		   now_ms() - start);
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, DEVICE_REMOVAL, &event,
			    WAIT_MS), 0, "DEVICE_REMOVAL");
	for (i = 0; i < 2; i++) {
		args.handle = pair.qp[i];
		test_ret(ruapi_qp_query(set->fd, &args), -ENODEV, "query");
		test_ret(bind_qp(set, pair.id[i], pair.qp[i]), -ENODEV, "bind");
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, pair.qp[i]), 0, "QP");
		test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, pair.id[i]), 0,
			 "id");
	}
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, pair.listener), 0, "id");
}

int main(int argc, char **argv)
{
	struct set set, other;
	int i;

	if (argc == 3 && (!strcmp(argv[1], "unplug") ||
			  !strcmp(argv[1], "nomodify"))) {
		if (set_make(&set, open_namespace(), argv[2]))
			bail_out("%s: cannot make objects", argv[2]);
		if (!strcmp(argv[1], "unplug"))
			test_unplug(&set);
		else
			test_nomodify(&set);
		return test_done();
	}
	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_who(&set);
		if (argc > 2) {
			if (set_make(&other, set.fd, argv[i == 1 ? 2 : 1]))
				bail_out("no other device");
			test_other_device(&set, &other);
			close(other.queue_fd);
		}
		if (is_ib(&set))
			test_ud(&set);
		test_connection(&set);
		test_rejected(&set);
		test_close(&set);
	}
	return test_done();
}
