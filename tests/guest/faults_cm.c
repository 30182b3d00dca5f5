// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Sequences for faults.c: connection manager ids and multicast memberships.
 * A device connects to itself.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <rdma/ib_user_sa.h>
#include "faults.h"

#define PS_UDP 0x111
#define COMM_EST 4

/* What a sequence may have in w->obj. */
enum {
	CLIENT,
	LISTENER,
	SERVER,
	CLIENT_QP,
	SERVER_QP,
};

static struct sockaddr_in address(const char *text, uint16_t port)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};

	inet_pton(AF_INET, text, &sin.sin_addr);
	return sin;
}

static int wait_for(struct world *w, int code)
{
	struct ruapi_event_cm event;

	return event_wait(w->set.fd, RUAPI_EVENT_CM, code, &event, CM_WAIT_MS);
}

/* ---- stages of a connection -------------------------------------------------- */

static int to_idle(struct world *w)
{
	return make_cm_id(w->set.fd, 0, 0xc11e, &w->obj[CLIENT]);
}

static int to_bound(struct world *w)
{
	const int ret = to_idle(w);

	return ret ? ret : cm_bind(w->set.fd, w->obj[CLIENT], w->addr, 0);
}

static int resolve_addr(struct world *w, uint32_t id)
{
	const struct sockaddr_in sin = address(w->addr, w->port);
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = &sin,
		.dst_len = sizeof(sin),
		.timeout = 5000,
	};

	return ruapi_cm_id_resolve_addr(w->set.fd, &args);
}

static int to_addressed(struct world *w)
{
	int ret = to_idle(w);

	if (!ret)
		ret = resolve_addr(w, w->obj[CLIENT]);
	return ret ? ret : wait_for(w, ADDR_RESOLVED);
}

static int to_routed(struct world *w)
{
	const int ret = to_idle(w);

	return ret ? ret : cm_resolve(w->set.fd, w->obj[CLIENT], w->addr,
				      w->port);
}

static int new_qp(struct world *w, uint32_t *qp)
{
	return make_qp(w->set.fd, w->set.driver, w->set.handle[RUAPI_OBJ_PD],
		       w->set.handle[RUAPI_OBJ_CQ], 0, qp);
}

static uint32_t qp_number(struct world *w, uint32_t qp)
{
	struct ruapi_qp_query_args args = { .handle = qp };

	return ruapi_qp_query(w->set.fd, &args) ? 0 : args.qp_num;
}

/* Somebody to connect to, and a QP for each side. */
/* Asked for before: connecting and accepting are the calls that faults hit. */
static uint32_t client_qp_number, server_qp_number;

static int to_listened(struct world *w)
{
	const int fd = w->set.fd;
	int ret;

	w->port = w->port < 30000 ? w->port + 1 : 18000;
	ret = make_cm_id(fd, 0, 0x115, &w->obj[LISTENER]);
	if (!ret)
		ret = cm_bind(fd, w->obj[LISTENER], w->addr, w->port);
	if (!ret)
		ret = cm_listen(fd, w->obj[LISTENER], 4);
	if (!ret)
		ret = new_qp(w, &w->obj[CLIENT_QP]);
	if (!ret)
		ret = new_qp(w, &w->obj[SERVER_QP]);
	client_qp_number = ret ? 0 : qp_number(w, w->obj[CLIENT_QP]);
	return ret ? ret : to_routed(w);
}

static int id_connect(struct world *w)
{
	return cm_connect(w->set.fd, w->obj[CLIENT], client_qp_number, "hello",
			  6);
}

static int to_requested(struct world *w)
{
	struct ruapi_event_cm event;
	int ret = to_listened(w);

	if (!ret)
		ret = id_connect(w);
	if (!ret)
		ret = event_wait(w->set.fd, RUAPI_EVENT_CM, CONNECT_REQUEST,
				 &event, CM_WAIT_MS);
	w->obj[SERVER] = ret ? 0 : event.new_id;
	return ret;
}

static int to_acceptable(struct world *w)
{
	const int ret = to_requested(w);

	server_qp_number = ret ? 0 : qp_number(w, w->obj[SERVER_QP]);
	return ret;
}

static int id_accept(struct world *w)
{
	return cm_accept(w->set.fd, w->obj[SERVER], server_qp_number, "yes", 4);
}

/* The server has accepted; on rxe the client has to say that it is ready. */
static int to_accepted(struct world *w)
{
	int ret = to_acceptable(w);

	if (!ret)
		ret = id_accept(w);
	if (ret)
		return ret;
	if (is_ib(w))
		return wait_for(w, CONNECT_RESPONSE);
	/* Both ends are told, at any time. */
	ret = wait_for(w, ESTABLISHED);
	return ret ? ret : wait_for(w, ESTABLISHED);
}

static int id_accept_plain(struct world *w)
{
	if (!is_ib(w))
		return -EOPNOTSUPP;
	return cm_accept_plain(w->set.fd, w->obj[CLIENT]);
}

static int to_connected(struct world *w)
{
	int ret = to_accepted(w);

	if (ret || !is_ib(w))
		return ret;
	ret = id_accept_plain(w);
	return ret ? ret : wait_for(w, ESTABLISHED);
}

/* Whatever of it there is. */
static int id_reject(struct world *w)
{
	struct ruapi_cm_id_reject_args args = {
		.handle = w->obj[SERVER],
		.private_data = "no",
		.private_data_len = 3,
	};

	return ruapi_cm_id_reject(w->set.fd, &args);
}

static int close_all(struct world *w)
{
	static const uint16_t types[] = {
		[CLIENT] = RUAPI_OBJ_CM_ID,
		[LISTENER] = RUAPI_OBJ_CM_ID,
		[SERVER] = RUAPI_OBJ_CM_ID,
		[CLIENT_QP] = RUAPI_OBJ_QP,
		[SERVER_QP] = RUAPI_OBJ_QP,
	};
	static const unsigned int order[] = {
		SERVER, CLIENT, LISTENER, CLIENT_QP, SERVER_QP,
	};
	int first = 0, ret;
	unsigned int i;

	/* siw destroys the QP of a request that is not answered after 10 s. */
	if (w->obj[SERVER] && !is_ib(w))
		id_reject(w);
	for (i = 0; i < COUNT(order); i++) {
		uint32_t *handle = &w->obj[order[i]];

		ret = *handle ? destroy(w->set.fd, types[order[i]], *handle) : 0;
		*handle = 0;
		if (!first)
			first = ret;
	}
	return first;
}

/* With the request that CONNECT has sent. */
static int close_asked(struct world *w)
{
	struct ruapi_event_cm event;
	int ret = event_wait(w->set.fd, RUAPI_EVENT_CM, CONNECT_REQUEST, &event,
			     CM_WAIT_MS);

	w->obj[SERVER] = ret ? 0 : event.new_id;
	return ret ? ret : close_all(w);
}

static uint64_t client_state(struct world *w)
{
	return cm_state(w->set.fd, w->obj[CLIENT]);
}

/* ---- calls ------------------------------------------------------------------------ */

static int id_create(struct world *w)
{
	return make_cm_id(w->set.fd, w->queue, 1, &w->made);
}

static int id_undo(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_CM_ID, w->made);
}

static int id_query(struct world *w)
{
	struct sockaddr_storage src, dst;
	struct ruapi_cm_id_query_args args = {
		.handle = w->obj[CLIENT],
		.src = &src,
		.src_max = sizeof(src),
		.dst = &dst,
		.dst_max = sizeof(dst),
	};

	return ruapi_cm_id_query(w->set.fd, &args);
}

static int id_bind_addr(struct world *w)
{
	return cm_bind(w->set.fd, w->obj[CLIENT], w->addr, 0);
}

static int id_bind_any(struct world *w)
{
	return cm_bind(w->set.fd, w->obj[CLIENT], "0.0.0.0", 0);
}

static int id_resolve_addr(struct world *w)
{
	return resolve_addr(w, w->obj[CLIENT]);
}

static int undo_resolve_addr(struct world *w)
{
	return wait_for(w, ADDR_RESOLVED);
}

static int id_resolve_route(struct world *w)
{
	struct ruapi_cm_id_resolve_route_args args = {
		.handle = w->obj[CLIENT],
		.timeout = 5000,
	};

	return ruapi_cm_id_resolve_route(w->set.fd, &args);
}

static int undo_resolve_route(struct world *w)
{
	return wait_for(w, ROUTE_RESOLVED);
}

/* Only ports of InfiniBand have a subnet administrator to ask: newer has one. */
static int id_resolve_ib_service(struct world *w)
{
	struct ruapi_cm_id_resolve_ib_service_args args = {
		.handle = w->obj[CLIENT],
		.name = "nobody",
		.name_len = 6,
	};

	return ruapi_cm_id_resolve_ib_service(w->set.fd, &args);
}

/* Of which none have been found. */
static int id_query_ib_service(struct world *w)
{
	struct ruapi_cm_id_query_ib_service_args args = {
		.handle = w->obj[CLIENT],
	};
	const int ret = ruapi_cm_id_query_ib_service(w->set.fd, &args);

	return ret == -ENODATA ? -EOPNOTSUPP : ret;
}

static int id_write_event(struct world *w)
{
	struct ruapi_cm_id_write_event_args args = {
		.handle = w->obj[CLIENT],
		.event = RUAPI_CM_EVENT_USER,
	};

	return ruapi_cm_id_write_event(w->set.fd, &args);
}

static int undo_write_event(struct world *w)
{
	return wait_for(w, RUAPI_CM_EVENT_USER);
}

static int id_listen(struct world *w)
{
	return cm_listen(w->set.fd, w->obj[CLIENT], 4);
}

static int to_bound_any(struct world *w)
{
	const int ret = to_idle(w);

	return ret ? ret : id_bind_any(w);
}

static int id_disconnect(struct world *w)
{
	return cm_disconnect(w->set.fd, w->obj[CLIENT]);
}

static int id_init_qp_attr(struct world *w)
{
	struct ruapi_qp_attr attr;
	struct ruapi_cm_id_init_qp_attr_args args = {
		.handle = w->obj[CLIENT],
		.state = 1,
		.attr = &attr,
	};

	return ruapi_cm_id_init_qp_attr(w->set.fd, &args);
}

static int id_notify(struct world *w)
{
	struct ruapi_cm_id_notify_args args = {
		.handle = w->obj[SERVER],
		.event = COMM_EST,
	};

	return ruapi_cm_id_notify(w->set.fd, &args);
}

static int id_set_option(struct world *w)
{
	struct ruapi_cm_id_set_option_args args = {
		.handle = w->obj[CLIENT],
		.tos = 8,
		.reuseaddr = 1,
		.ack_timeout = 14,
		.min_rnr_timer = 12,
	};

	return ruapi_cm_id_set_option(w->set.fd, &args);
}

static int id_set_path(struct world *w)
{
	const struct ib_path_rec_data path = {
		.flags = IB_PATH_GMP | IB_PATH_PRIMARY | IB_PATH_BIDIRECTIONAL,
	};
	struct ruapi_cm_id_set_option_args args = {
		.handle = w->obj[CLIENT],
		.ib_path = &path,
		.ib_path_len = 1,
	};

	return ruapi_cm_id_set_option(w->set.fd, &args);
}

static int id_query_path(struct world *w)
{
	struct ib_path_rec_data paths[4];
	struct ruapi_cm_id_query_path_args args = {
		.handle = w->obj[CLIENT],
		.paths = paths,
		.paths_max = COUNT(paths),
	};

	return ruapi_cm_id_query_path(w->set.fd, &args);
}

static int id_query_gid(struct world *w)
{
	struct sockaddr_storage src, dst;
	struct ruapi_cm_id_query_gid_args args = {
		.handle = w->obj[CLIENT],
		.src = &src,
		.src_max = sizeof(src),
		.dst = &dst,
		.dst_max = sizeof(dst),
	};

	return ruapi_cm_id_query_gid(w->set.fd, &args);
}

static int id_migrate(struct world *w)
{
	struct ruapi_cm_id_migrate_args args = {
		.handle = w->obj[CLIENT],
		.queue = w->queue,
	};

	return ruapi_cm_id_migrate(w->set.fd, &args);
}

/* Its event goes to the other queue with it. */
static int to_unread(struct world *w)
{
	const int ret = to_idle(w);

	return ret ? ret : cm_resolve_begin(w, w->obj[CLIENT]);
}

static int to_bindable(struct world *w)
{
	const int ret = to_bound(w);

	return ret ? ret : new_qp(w, &w->obj[CLIENT_QP]);
}

static int bind_qp(struct world *w, uint32_t qp)
{
	struct ruapi_cm_id_bind_qp_args args = {
		.handle = w->obj[CLIENT],
		.qp = qp,
	};

	return ruapi_cm_id_bind_qp(w->set.fd, &args);
}

static int id_bind_qp(struct world *w)
{
	return bind_qp(w, w->obj[CLIENT_QP]);
}

static int undo_bind_qp(struct world *w)
{
	return bind_qp(w, 0);
}

/*
 * The outcome of a CONNECT that goes on by itself is an event.  A fault that hits who
 * reads it leaves it where it is, and there is but one fault.
 */
static int connect_outcome(struct world *w)
{
	struct ruapi_event_cm event;
	int ret = event_wait(w->set.fd, RUAPI_EVENT_CM, -1, &event,
			     CM_WAIT_MS);

	if (ret && ret != -ETIMEDOUT)
		ret = event_wait(w->set.fd, RUAPI_EVENT_CM, -1, &event,
				 CM_WAIT_MS);
	if (ret || event.hdr.code != CONNECT_REQUEST)
		return ret ? ret : event.status < 0 ? event.status : -EPROTO;
	w->obj[SERVER] = event.new_id;
	return 0;
}

static int id_connect_whole(struct world *w)
{
	const struct sockaddr_in sin = address(w->addr, w->port);
	const struct ruapi_cm_param param = {
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 7,
		.rnr_retry_count = 7,
	};
	struct ruapi_cm_id_connect_args args = {
		.handle = w->obj[CLIENT],
		.param = &param,
		.dst = &sin,
		.dst_len = sizeof(sin),
		.timeout = 5000,
		.qp = w->obj[CLIENT_QP],
	};
	const int ret = ruapi_cm_id_connect(w->set.fd, &args);

	return ret ? ret : connect_outcome(w);
}

/* As to_listened(), with an id that knows nothing yet. */
static int to_listened_idle(struct world *w)
{
	int ret = to_listened(w);

	if (!ret)
		ret = destroy(w->set.fd, RUAPI_OBJ_CM_ID, w->obj[CLIENT]);
	w->obj[CLIENT] = 0;
	return ret ? ret : to_idle(w);
}

static int id_accept_with_qp(struct world *w)
{
	const struct ruapi_cm_param param = {
		.responder_resources = 1,
		.initiator_depth = 1,
		.rnr_retry_count = 7,
	};
	struct ruapi_cm_id_accept_args args = {
		.handle = w->obj[SERVER],
		.param = &param,
		.qp = w->obj[SERVER_QP],
		.flags = RUAPI_CM_F_FOLLOW,
	};

	return ruapi_cm_id_accept(w->set.fd, &args);
}

static uint64_t client_qp_state(struct world *w)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = {
		.handle = w->obj[CLIENT_QP],
		.attr = &attr,
	};

	ruapi_qp_query(w->set.fd, &args);
	return attr.qp_state;
}

/* Both sides have a QP that the kernel takes along. */
static int to_bound_request(struct world *w)
{
	int ret = to_listened(w);
	struct ruapi_event_cm event;

	if (!ret)
		ret = id_bind_qp(w);
	if (!ret)
		ret = id_connect(w);
	if (!ret)
		ret = event_wait(w->set.fd, RUAPI_EVENT_CM, CONNECT_REQUEST,
				 &event, CM_WAIT_MS);
	w->obj[SERVER] = ret ? 0 : event.new_id;
	if (!ret) {
		struct ruapi_cm_id_bind_qp_args args = {
			.handle = w->obj[SERVER],
			.qp = w->obj[SERVER_QP],
		};

		ret = ruapi_cm_id_bind_qp(w->set.fd, &args);
	}
	return ret;
}

/* The doorbell of a QP that is connected. */
static int to_bound_connection(struct world *w)
{
	int ret = to_bound_request(w);

	if (!ret)
		ret = id_accept(w);
	if (!ret)
		ret = wait_for(w, ESTABLISHED);
	return ret ? ret : wait_for(w, ESTABLISHED);
}

static int qp_doorbell(struct world *w)
{
	return ruapi_qp_doorbell(w->set.fd, w->obj[CLIENT_QP]);
}

/* ---- MULTICAST ----------------------------------------------------------------------- */

static int to_datagram(struct world *w)
{
	struct ruapi_cm_id_create_args args = { .port_space = PS_UDP };
	const int ret = ruapi_cm_id_create(w->set.fd, &args);

	w->obj[CLIENT] = args.handle;
	return ret ? ret : cm_bind(w->set.fd, args.handle, w->addr, 0);
}

static int multicast_join(struct world *w)
{
	const struct sockaddr_in sin = address("239.1.1.1", 0);
	struct ruapi_multicast_join_args args = {
		.cm_id = w->obj[CLIENT],
		.addr = &sin,
		.addr_len = sizeof(sin),
	};
	int ret;

	/* rdma_cm knows no groups of iWARP and says so in its own way. */
	if (!is_ib(w))
		return -EOPNOTSUPP;
	ret = ruapi_multicast_join(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int multicast_undo(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_MULTICAST, w->made);
}

/* Its membership goes with the id. */
static int to_member(struct world *w)
{
	const int ret = to_datagram(w);

	return ret || !is_ib(w) ? ret : multicast_join(w);
}

static int multicast_query(struct world *w)
{
	struct sockaddr_storage addr;
	struct ruapi_multicast_query_args args = {
		.handle = w->made,
		.addr = &addr,
		.addr_max = sizeof(addr),
	};

	return is_ib(w) ? ruapi_multicast_query(w->set.fd, &args) :
			   -EOPNOTSUPP;
}

int cm_resolve_begin(struct world *w, uint32_t id)
{
	struct pollfd pfd = { .fd = w->set.fd, .events = POLLIN };
	const int ret = resolve_addr(w, id);

	if (ret)
		return ret;
	return poll(&pfd, 1, CM_WAIT_MS) == 1 ? 0 : -ETIMEDOUT;
}

static int make(struct world *w, unsigned int type)
{
	int ret;

	switch (type) {
	case RUAPI_OBJ_CM_ID:
		ret = to_bound(w);
		w->made = w->obj[CLIENT];
		w->obj[CLIENT] = 0;
		return ret;
	case RUAPI_OBJ_MULTICAST:
		if (!is_ib(w))
			return -EOPNOTSUPP;
		ret = to_datagram(w);
		return ret ? ret : multicast_join(w);
	default:
		return -ENOSYS;
	}
}

#define CM(id_action, what) RUAPI_OBJ_CM_ID, id_action, what, EVERYWHERE

static const struct sequence sequences[] = {
	{ CM(RUAPI_CM_ID_CREATE, NULL),
	  .call = id_create, .undo = id_undo },
	{ CM(RUAPI_QUERY, NULL),
	  .prepare = to_routed, .call = id_query, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_BIND_ADDR, "of the device"), .changes = true,
	  .prepare = to_idle, .call = id_bind_addr, .cleanup = close_all,
	  .state = client_state },
	{ CM(RUAPI_CM_ID_BIND_ADDR, "any"), .changes = true,
	  .prepare = to_idle, .call = id_bind_any, .cleanup = close_all,
	  .state = client_state },
	{ CM(RUAPI_CM_ID_RESOLVE_ADDR, NULL), .changes = true,
	  .also = { ENOBUFS },
	  .prepare = to_idle, .call = id_resolve_addr,
	  .undo = undo_resolve_addr, .cleanup = close_all,
	  .state = client_state },
	{ CM(RUAPI_CM_ID_RESOLVE_ROUTE, NULL),
	  .prepare = to_addressed, .call = id_resolve_route,
	  .undo = undo_resolve_route, .cleanup = close_all,
	  .state = client_state },
	/* TCP says so when it has no memory to note the port. */
	{ CM(RUAPI_CM_ID_LISTEN, "on the device"), .also = { EADDRINUSE },
	  .prepare = to_bound, .call = id_listen, .cleanup = close_all,
	  .state = client_state },
	{ CM(RUAPI_CM_ID_LISTEN, "on all devices"), .also = { EADDRINUSE },
	  .prepare = to_bound_any, .call = id_listen, .cleanup = close_all,
	  .state = client_state },
	{ CM(RUAPI_CM_ID_CONNECT, NULL), .also = { EADDRINUSE, ENOBUFS },
	  .prepare = to_listened, .call = id_connect, .cleanup = close_asked,
	  .state = client_state },
	/* What fails later, without the call, is an event. */
	{ CM(RUAPI_CM_ID_CONNECT, "with an address and a QP"), .changes = true,
	  .also = { EADDRINUSE, ENOBUFS },
	  .prepare = to_listened_idle, .call = id_connect_whole,
	  .cleanup = close_all },
	/* rdma_cm rejects the peer when it cannot accept it. */
	{ CM(RUAPI_CM_ID_ACCEPT, "a request"), .once = true,
	  .changes = true, .also = { ENOBUFS },
	  .prepare = to_acceptable, .call = id_accept, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_ACCEPT, "a request, with a bound QP"), .once = true,
	  .changes = true, .also = { ENOBUFS },
	  .prepare = to_bound_request, .call = id_accept,
	  .cleanup = close_all },
	{ CM(RUAPI_CM_ID_ACCEPT, "a request, with a QP"), .once = true,
	  .changes = true, .also = { ENOBUFS },
	  .prepare = to_acceptable, .call = id_accept_with_qp,
	  .cleanup = close_all },
	{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_ACCEPT, "a response", ON_IB,
	  .once = true, .changes = true,
	  .prepare = to_accepted, .call = id_accept_plain,
	  .cleanup = close_all },
	/* ib_cm has left the state in which a request can be rejected. */
	{ CM(RUAPI_CM_ID_REJECT, NULL), .once = true,
	  .prepare = to_requested, .call = id_reject, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_DISCONNECT, NULL),
	  .prepare = to_connected, .call = id_disconnect,
	  .cleanup = close_all },
	{ CM(RUAPI_CM_ID_INIT_QP_ATTR, NULL),
	  .prepare = to_routed, .call = id_init_qp_attr,
	  .cleanup = close_all },
	{ CM(RUAPI_CM_ID_NOTIFY, NULL),
	  .prepare = to_accepted, .call = id_notify, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_SET_OPTION, "numbers"),
	  .prepare = to_idle, .call = id_set_option, .cleanup = close_all },
	/* Its event may be lost, with an OVERFLOW: nobody waits for it here. */
	{ CM(RUAPI_CM_ID_SET_OPTION, "path"),
	  .prepare = to_addressed, .call = id_set_path,
	  .cleanup = close_all },
	{ CM(RUAPI_CM_ID_QUERY_PATH, NULL),
	  .prepare = to_routed, .call = id_query_path, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_QUERY_GID, NULL),
	  .prepare = to_routed, .call = id_query_gid, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_MIGRATE, NULL),
	  .prepare = to_bound, .call = id_migrate, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_MIGRATE, "with an unread event"),
	  .prepare = to_unread, .call = id_migrate, .cleanup = close_all },
	{ CM(RUAPI_CM_ID_BIND_QP, NULL),
	  .prepare = to_bindable, .call = id_bind_qp, .undo = undo_bind_qp,
	  .cleanup = close_all, .state = client_qp_state },
	{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_RESOLVE_IB_SERVICE, NULL, 0,
	  .prepare = to_bound, .call = id_resolve_ib_service,
	  .cleanup = close_all },
	{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_IB_SERVICE, NULL, 0,
	  .prepare = to_bound, .call = id_query_ib_service,
	  .cleanup = close_all },
	{ CM(RUAPI_CM_ID_WRITE_EVENT, NULL),
	  .prepare = to_bound, .call = id_write_event,
	  .undo = undo_write_event, .cleanup = close_all },
	{ RUAPI_OBJ_QP, RUAPI_QP_DOORBELL, NULL, EVERYWHERE,
	  .prepare = to_bound_connection, .call = qp_doorbell,
	  .cleanup = close_all },
	{ RUAPI_OBJ_MULTICAST, RUAPI_MULTICAST_JOIN, NULL, ON_IB,
	  .prepare = to_datagram, .call = multicast_join,
	  .undo = multicast_undo, .cleanup = close_all },
	{ RUAPI_OBJ_MULTICAST, RUAPI_QUERY, NULL, ON_IB,
	  .prepare = to_member, .call = multicast_query,
	  .cleanup = close_all },
};

const struct sequences cm_sequences = { sequences, COUNT(sequences), make, };
