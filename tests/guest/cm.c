// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Connections made with nothing but the device: a server in this network
 * namespace, a client in this one or another.
 *
 * usage: cm DEVICE ADDRESS [NETNS DEVICE]
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "guest.h"

/**
 * struct end - one side
 * @netns: of its network namespace
 * @set: its objects; set.fd is its fd
 */
struct end {
	int netns;
	struct set set;
};

static struct end server, client;
static const char *address;
static uint16_t port = 9000;

static void enter(const struct end *end)
{
	if (setns(end->netns, CLONE_NEWNET))
		bail_out("setns: %s", strerror(errno));
}

static bool is_iwarp(void)
{
	return server.set.driver == RDMA_DRIVER_SIW;
}

static int wait_cm(const struct end *end, int code, struct ruapi_event_cm *event)
{
	return event_wait(end->set.fd, RUAPI_EVENT_CM, code, event, CM_WAIT_MS);
}

static int new_id(const struct end *end, uint64_t user_data, uint32_t *id)
{
	int ret;

	enter(end);
	ret = make_cm_id(end->set.fd, 0, user_data, id);
	enter(&server);
	return ret;
}

static void drop(const struct end *end, uint32_t id)
{
	const uint64_t start = now_ms();

	if (id)
		test_ret(destroy(end->set.fd, RUAPI_OBJ_CM_ID, id), 0,
			 "destroy id %u", id);
	if (now_ms() - start > 1000)
		printf("# destroy of id %u took %u ms\n", id,
		       (unsigned int)(now_ms() - start));
}

/* A new listener; its port is in @port. */
static int listen_on(const char *addr, uint32_t backlog, uint32_t *id)
{
	int ret = new_id(&server, 0x5e7e7, id);

	port++;
	if (!ret)
		ret = cm_bind(server.set.fd, *id, addr, port);
	if (!ret)
		ret = cm_listen(server.set.fd, *id, backlog);
	return ret;
}

/* The client asks; the request is not read. */
static int ask(const void *data, uint8_t len, const char *addr, uint32_t *id)
{
	int ret = new_id(&client, 0xc11e47, id);

	enter(&client);
	if (!ret)
		ret = cm_resolve(client.set.fd, *id, addr, port);
	if (!ret)
		ret = cm_connect(client.set.fd, *id, client.set.qp_num, data,
				 len);
	enter(&server);
	return ret;
}

/* The client has the server's answer. */
static int answered(uint32_t id, struct ruapi_event_cm *event)
{
	int ret = wait_cm(&client, is_iwarp() ? ESTABLISHED : CONNECT_RESPONSE,
			  event);

	if (!ret && !is_iwarp())
		ret = cm_accept_plain(client.set.fd, id);
	return ret;
}

/* siw takes a QP to RTS and does not take it back: each connection a new one. */
static void new_qp(struct end *end)
{
	struct ruapi_qp_query_args query = {};
	struct set *set = &end->set;

	destroy(set->fd, RUAPI_OBJ_QP, set->handle[RUAPI_OBJ_QP]);
	test_ret(make_qp(set->fd, set->driver, set->handle[RUAPI_OBJ_PD],
			 set->handle[RUAPI_OBJ_CQ], 0,
			 &set->handle[RUAPI_OBJ_QP]),
		 0, "new QP");
	query.handle = set->handle[RUAPI_OBJ_QP];
	test_ret(ruapi_qp_query(set->fd, &query), 0, "its number");
	set->qp_num = query.qp_num;
}

static void no_ids(void)
{
	struct ruapi_cm_id_list_args list = {};

	test_ret(ruapi_cm_id_list(server.set.fd, &list), 0, "server's list");
	test_check(list.count == 1, "the server has %u ids left, not 1",
		   list.count);
	test_ret(ruapi_cm_id_list(client.set.fd, &list), 0, "client's list");
	test_check(list.count == 1, "the client has %u ids left, not 1",
		   list.count);
	new_qp(&server);
	if (client.set.fd != server.set.fd)
		new_qp(&client);
}

static bool has_data(const struct ruapi_event_cm *event, const char *data,
		     const char *what)
{
	const size_t len = strlen(data);

	/* InfiniBand messages have a fixed size, the tail is zeroes. */
	return test_check(event->param.private_data_len >= len &&
			  !memcmp(event->param.private_data, data, len),
			  "%s: private data of %u bytes: %.*s", what,
			  event->param.private_data_len,
			  event->param.private_data_len,
			  event->param.private_data);
}

static void check_addresses(uint32_t id, unsigned int state, const char *what)
{
	struct sockaddr_in src = {}, dst = {};
	struct ruapi_cm_id_query_args args = {
		.handle = id,
		.src = (struct sockaddr *)&src,
		.src_max = sizeof(src),
		.dst = (struct sockaddr *)&dst,
		.dst_max = sizeof(dst),
	};

	test_ret(ruapi_cm_id_query(client.set.fd, &args), 0, "%s: query", what);
	test_check(args.state == state, "%s: state %u, not %u", what,
		   args.state, state);
	test_check(args.device == client.set.device && args.port == 1,
		   "%s: device %u port %u", what, args.device, args.port);
	test_check(args.port_space == 0x106, "%s: port space %#x", what,
		   args.port_space);
	test_check(dst.sin_family == AF_INET && ntohs(dst.sin_port) == port &&
		   dst.sin_addr.s_addr == inet_addr(address),
		   "%s: its peer has another address", what);
	test_check(src.sin_family == AF_INET && src.sin_addr.s_addr,
		   "%s: it has no address", what);
}

/* ---- the tests --------------------------------------------------------------- */

static void connect_and_disconnect(void)
{
	struct ruapi_event_cm event;
	uint32_t listener, id = 0, accepted;
	int ret;

	test_begin("connect, with private data both ways, and disconnect");
	test_ret(listen_on(address, 4, &listener), 0, "listen");
	test_check(cm_state(server.set.fd, listener) == RUAPI_CM_ID_LISTENING,
		   "state of the listener: %u",
		   cm_state(server.set.fd, listener));
	test_ret(ask("from the client", 16, address, &id), 0, "connect");
	check_addresses(id, RUAPI_CM_ID_CONNECTING, "asking");

	if (!test_ret(wait_cm(&server, CONNECT_REQUEST, &event), 0, "request"))
		return;
	test_check(event.hdr.handle == listener &&
		   event.hdr.user_data == 0x5e7e7, "request of handle %u",
		   event.hdr.handle);
	has_data(&event, "from the client", "request");
	accepted = event.new_id;
	test_check(accepted, "the request has no new id");
	ret = cm_accept(server.set.fd, accepted, server.set.qp_num,
			"from the server", 16);
	test_ret(ret, 0, "accept");
	if (test_ret(answered(id, &event), 0, "answer"))
		has_data(&event, "from the server", "answer");
	test_check(event.hdr.user_data == 0xc11e47, "user data %#llx",
		   (unsigned long long)event.hdr.user_data);
	if (server.set.fd != client.set.fd || !is_iwarp())
		test_ret(wait_cm(&server, ESTABLISHED, &event), 0,
			 "established");
	check_addresses(id, RUAPI_CM_ID_CONNECTED, "connected");

	test_ret(cm_disconnect(client.set.fd, id), 0, "disconnect");
	test_ret(wait_cm(&server, DISCONNECTED, &event), 0,
		 "the server hears of it");
	drop(&client, id);
	drop(&server, accepted);
	drop(&server, listener);
	no_ids();
}

static void reject(void)
{
	struct ruapi_cm_id_reject_args args = {
		.private_data = "no",
		.private_data_len = 3,
	};
	struct ruapi_event_cm event;
	uint32_t listener, id = 0;

	test_begin("reject, with private data");
	test_ret(listen_on(address, 4, &listener), 0, "listen");
	test_ret(ask("", 0, address, &id), 0, "connect");
	if (!test_ret(wait_cm(&server, CONNECT_REQUEST, &event), 0, "request"))
		return;
	args.handle = event.new_id;
	args.reason = 99;
	test_ret(ruapi_cm_id_reject(server.set.fd, &args), -EINVAL,
		 "a reason that is not ours to give");
	args.reason = 28;
	test_ret(ruapi_cm_id_reject(server.set.fd, &args), 0, "reject");
	if (test_ret(wait_cm(&client, REJECTED, &event), 0, "rejected")) {
		has_data(&event, "no", "rejected");
		test_check(event.status == (is_iwarp() ? -ECONNRESET : 28),
			   "status %d", event.status);
	}
	test_check(cm_state(client.set.fd, id) == RUAPI_CM_ID_CLOSED,
		   "state of the client: %u", cm_state(client.set.fd, id));
	drop(&client, id);
	drop(&server, args.handle);
	drop(&server, listener);
	no_ids();
}

static void nobody_listens(void)
{
	struct ruapi_event_cm event;
	uint32_t id = 0;
	int ret;

	test_begin("connect where nobody listens");
	port++;
	ret = ask("", 0, address, &id);
	/* iWARP may know at once. */
	if (!is_iwarp() || ret != -ECONNREFUSED) {
		test_ret(ret, 0, "connect");
		ret = event_wait(client.set.fd, RUAPI_EVENT_CM, -1, &event,
				 CM_WAIT_MS);
		test_ret(ret, 0, "an answer");
		test_check(event.hdr.code == REJECTED ||
			   event.hdr.code == UNREACHABLE, "event %u",
			   event.hdr.code);
	}
	drop(&client, id);
	no_ids();
}

static void backlog(void)
{
	struct ruapi_event_cm event;
	struct ruapi_cm_id_query_args query = {};
	uint32_t listener, ids[4] = {};
	unsigned int i, rejected = 0;
	uint32_t before = count_objects(server.set.fd);

	test_begin("unread requests: no more than the backlog, gone with the listener");
	test_ret(listen_on(address, 2, &listener), 0, "listen");
	query.handle = listener;
	test_ret(ruapi_cm_id_query(server.set.fd, &query), 0, "query");
	test_check(query.backlog == 2, "backlog %u", query.backlog);
	for (i = 0; i < COUNT(ids); i++) {
		test_ret(ask("", 0, address, &ids[i]), 0, "connect %u", i);
		sleep_ms(50);
		if (client.set.fd != server.set.fd)
			new_qp(&client);
	}
	/* Over InfiniBand those too many are asked again later, as SYNs are. */
	while (is_iwarp() && !rejected &&
	       !event_wait(client.set.fd, RUAPI_EVENT_CM, REJECTED, &event,
			   5000))
		rejected++;
	test_check(!is_iwarp() || rejected, "none was rejected");
	test_check(count_objects(server.set.fd) == before + 3,
		   "%u objects more, not listener and 2 requests",
		   count_objects(server.set.fd) - before);
	drop(&server, listener);
	for (i = 0; i < COUNT(ids); i++)
		drop(&client, ids[i]);
	test_check(count_objects(server.set.fd) == before,
		   "%u objects, not %u", count_objects(server.set.fd), before);
	/* Events of ids that are gone are gone, too. */
	no_ids();
}

/* Requests that nobody can read any more give the backlog its places back. */
static void backlog_of_dead_queue(void)
{
	struct ruapi_cm_id_migrate_args migrate = {};
	struct ruapi_event_cm event;
	struct pollfd pfd = { .events = POLLIN };
	uint32_t queue, listener, ids[2] = {};

	test_begin("a listener leaves a queue that was destroyed with its requests");
	test_ret(make_queue(server.set.fd, 0, 0, &queue, &pfd.fd), 0, "queue");
	test_ret(listen_on(address, 1, &listener), 0, "listen");
	migrate.handle = listener;
	migrate.queue = queue;
	test_ret(ruapi_cm_id_migrate(server.set.fd, &migrate), 0, "migrate");
	test_ret(ask("", 0, address, &ids[0]), 0, "connect");
	test_check(poll(&pfd, 1, patience(CM_WAIT_MS)) == 1, "no request");
	test_ret(destroy(server.set.fd, RUAPI_OBJ_EVENT_QUEUE, queue), 0,
		 "destroy the queue");
	close(pfd.fd);
	test_ret(wait_cm(&client, REJECTED, &event), 0, "it is rejected");
	migrate.queue = 0;
	test_ret(ruapi_cm_id_migrate(server.set.fd, &migrate), 0,
		 "migrate to the main queue");
	new_qp(&client);
	test_ret(ask("", 0, address, &ids[1]), 0, "connect again");
	if (test_ret(wait_cm(&server, CONNECT_REQUEST, &event), 0, "request"))
		drop(&server, event.new_id);
	drop(&server, listener);
	drop(&client, ids[0]);
	drop(&client, ids[1]);
	no_ids();
}

static void wildcard(void)
{
	struct ruapi_cm_id_query_args query = {};
	struct ruapi_context_open_args open = {};
	struct ruapi_event_cm event;
	uint32_t listener, id = 0;

	test_begin("a wildcard listener; requests know their device");
	test_ret(listen_on("0.0.0.0", 0, &listener), 0, "listen");
	query.handle = listener;
	test_ret(ruapi_cm_id_query(server.set.fd, &query), 0, "query");
	test_check(query.device == UINT32_MAX && query.backlog == 1024,
		   "it has device %u, backlog %u", query.device, query.backlog);
	open.cm_id = listener;
	test_ret(ruapi_context_open(server.set.fd, &open), -EINVAL,
		 "context of an id without a device");
	test_check(open.error.reason == RUAPI_REASON_STATE &&
		   open.error.bad_attr == RUAPI_CONTEXT_OPEN_CM_ID,
		   "reason %u", open.error.reason);
	test_ret(ask("", 0, address, &id), 0, "connect");
	if (!test_ret(wait_cm(&server, CONNECT_REQUEST, &event), 0, "request"))
		return;
	query.handle = event.new_id;
	test_ret(ruapi_cm_id_query(server.set.fd, &query), 0,
		 "query of the request");
	test_check(query.device == server.set.device, "device %u, not %u",
		   query.device, server.set.device);
	open = (struct ruapi_context_open_args) {
		.uhw = uhw_room(server.set.driver, RUAPI_OBJ_CONTEXT,
				RUAPI_CONTEXT_OPEN),
		.cm_id = event.new_id,
	};
	test_ret(ruapi_context_open(server.set.fd, &open), 0,
		 "context of the request's device");
	/* Of its own, as it asks the driver for its answer. */
	test_check(open.handle != server.set.handle[RUAPI_OBJ_CONTEXT] &&
		   open.device == server.set.device,
		   "context %u of device %u", open.handle, open.device);
	test_ret(destroy(server.set.fd, RUAPI_OBJ_CONTEXT, open.handle), 0,
		 "DESTROY of it");
	/* In this order: an iWARP client waits for an answer before it goes. */
	drop(&server, event.new_id);
	drop(&server, listener);
	drop(&client, id);
	no_ids();
}

static void options(void)
{
	struct ruapi_cm_id_set_option_args args = {};
	uint32_t id, other;
	int ret;

	test_begin("options");
	test_ret(new_id(&server, 0, &id), 0, "id");
	args.handle = id;
	test_ret(ruapi_cm_id_set_option(server.set.fd, &args), -EINVAL,
		 "no option");
	test_check(args.error.reason == RUAPI_REASON_MISSING, "reason %u",
		   args.error.reason);
	args = (struct ruapi_cm_id_set_option_args) {
		.handle = id,
		.tos = 8,
		.reuseaddr = 1,
		.afonly = 1,
		.ack_timeout = 14,
	};
	test_ret(ruapi_cm_id_set_option(server.set.fd, &args), 0,
		 "all at once");
	port++;
	test_ret(cm_bind(server.set.fd, id, address, port), 0, "bind");
	test_ret(new_id(&server, 0, &other), 0, "other id");
	ret = cm_bind(server.set.fd, other, address, port);
	test_ret(ret, -EADDRINUSE, "the same address without reuse");
	args = (struct ruapi_cm_id_set_option_args) {
		.handle = other,
		.reuseaddr = 1,
	};
	test_ret(ruapi_cm_id_set_option(server.set.fd, &args), 0, "reuse");
	test_ret(cm_bind(server.set.fd, other, address, port), 0,
		 "the same address with reuse");
	drop(&server, other);
	test_ret(cm_listen(server.set.fd, id, 1), 0, "listen");
	args = (struct ruapi_cm_id_set_option_args) {
		.handle = id,
		.tos = 4,
		.set = RUAPI_SET(RUAPI_CM_ID_SET_OPTION_AFONLY),
	};
	test_ret(ruapi_cm_id_set_option(server.set.fd, &args), -EINVAL,
		 "afonly of a listening id");
	test_check(args.error.bad_attr == RUAPI_CM_ID_SET_OPTION_AFONLY,
		   "bad_attr %u", args.error.bad_attr);
	drop(&server, id);
	no_ids();
}

static void wrong_states(void)
{
	struct ruapi_cm_id_init_qp_attr_args init = { .state = 1 };
	struct ruapi_cm_id_resolve_route_args route = { .timeout = 100 };
	struct ruapi_cm_id_notify_args notify = { .event = 4 };
	struct ruapi_cm_id_reject_args rej = {};
	const int fd = server.set.fd;
	uint32_t id;

	test_begin("calls in the wrong state");
	test_ret(new_id(&server, 0, &id), 0, "id");
	init.handle = route.handle = notify.handle = rej.handle = id;
	test_ret(cm_connect(fd, id, 1, "", 0), -EINVAL, "connect");
	test_ret(cm_accept(fd, id, 1, "", 0), -EINVAL, "accept");
	test_ret(cm_disconnect(fd, id), -EINVAL, "disconnect");
	test_ret(ruapi_cm_id_reject(fd, &rej), -EINVAL, "reject");
	test_ret(ruapi_cm_id_resolve_route(fd, &route), -EINVAL,
		 "resolve_route");
	test_ret(ruapi_cm_id_init_qp_attr(fd, &init), -EINVAL, "init_qp_attr");
	test_check(init.error.reason == RUAPI_REASON_STATE &&
		   init.error.bad_attr == 1, "init_qp_attr: reason %u",
		   init.error.reason);
	test_ret(ruapi_cm_id_notify(fd, &notify), -EINVAL, "notify");
	port++;
	test_ret(cm_bind(fd, id, address, port), 0, "bind");
	test_ret(cm_bind(fd, id, address, port), -EINVAL, "bind twice");
	test_check(cm_state(fd, id) == RUAPI_CM_ID_BOUND, "state %u",
		   cm_state(fd, id));
	test_ret(cm_connect(fd, id, 1, "", 0), -EINVAL, "connect, bound");
	test_ret(cm_listen(fd, id, 1), 0, "listen");
	test_ret(cm_listen(fd, id, 1), -EINVAL, "listen twice");
	test_ret(cm_connect(fd, id, 1, "", 0), -EINVAL, "connect, listening");
	test_ret(cm_bind(fd, id, "192.0.2.77", port), -EINVAL,
		 "bind, listening");
	drop(&server, id);
	test_ret(new_id(&server, 0, &id), 0, "id");
	test_ret(cm_bind(fd, id, "192.0.2.77", port), -EADDRNOTAVAIL,
		 "bind to an address that is nobody's");
	test_check(cm_state(fd, id) == RUAPI_CM_ID_IDLE, "state %u",
		   cm_state(fd, id));
	drop(&server, id);
	no_ids();
}

static void paths(void)
{
	struct sockaddr_storage src, dst;
	char path[72 * 6];
	struct ruapi_cm_id_query_path_args query = {
		.paths = path,
		.paths_max = 6,
	};
	struct ruapi_cm_id_query_gid_args gid = {
		.src = (struct sockaddr *)&src,
		.src_max = sizeof(src),
		.dst = (struct sockaddr *)&dst,
		.dst_max = sizeof(dst),
	};
	uint32_t id;

	test_begin("paths and GIDs");
	test_ret(new_id(&client, 0, &id), 0, "id");
	query.handle = gid.handle = id;
	test_ret(ruapi_cm_id_query_path(client.set.fd, &query), 0,
		 "paths of a new id");
	test_check(!query.count, "%u paths of a new id", query.count);
	enter(&client);
	test_ret(cm_resolve(client.set.fd, id, address, port), 0, "resolve");
	enter(&server);
	test_ret(ruapi_cm_id_query_path(client.set.fd, &query), 0, "paths");
	test_check(query.count == !is_iwarp(), "%u paths", query.count);
	test_ret(ruapi_cm_id_query_gid(client.set.fd, &gid), 0, "gids");
	test_check(src.ss_family == 27 && dst.ss_family == 27,
		   "families %u, %u", src.ss_family, dst.ss_family);
	drop(&client, id);
	no_ids();
}

/* The new id of a request that is never read, and one that is. */
static void close_with_requests(void)
{
	const int fd = open_namespace();
	uint32_t listener, id = 0;
	struct ruapi_event_cm event;
	int keep = server.set.fd;

	test_begin("close with a listener and unread requests: the client is told");
	port++;
	test_ret(make_cm_id(fd, 0, 0, &listener), 0, "id");
	test_ret(cm_bind(fd, listener, address, port), 0, "bind");
	test_ret(cm_listen(fd, listener, 8), 0, "listen");
	test_ret(ask("", 0, address, &id), 0, "connect");
	sleep_ms(200);
	test_check(count_objects(fd) == 2, "%u objects, not listener and request",
		   count_objects(fd));
	close(fd);
	test_ret(wait_cm(&client, REJECTED, &event), 0, "rejected");
	drop(&client, id);
	test_check(keep == server.set.fd, "?");
	no_ids();
}

int main(int argc, char **argv)
{
	char path[128];
	int ret;

	if (argc != 3 && argc != 5)
		bail_out("usage: cm DEVICE ADDRESS [NETNS DEVICE]");
	address = argv[2];
	server.netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	client.netns = server.netns;
	ret = set_make(&server.set, open_namespace(), argv[1]);
	if (ret)
		bail_out("objects on %s: %s", argv[1], err_name(ret));
	if (argc == 5) {
		snprintf(path, sizeof(path), "/run/netns/%s", argv[3]);
		client.netns = open(path, O_RDONLY | O_CLOEXEC);
		enter(&client);
		ret = set_make(&client.set, open_namespace(), argv[4]);
		enter(&server);
	} else {
		ret = set_make(&client.set, open_namespace(), argv[1]);
	}
	if (ret)
		bail_out("objects of the client: %s", err_name(ret));

	connect_and_disconnect();
	reject();
	nobody_listens();
	backlog();
	backlog_of_dead_queue();
	wildcard();
	options();
	wrong_states();
	paths();
	close_with_requests();

	test_begin("nothing is left");
	test_ret(set_destroy(&server.set), 0, "server's objects");
	test_ret(set_destroy(&client.set), 0, "client's objects");
	test_check(!count_objects(server.set.fd), "%u objects of the server",
		   count_objects(server.set.fd));
	test_check(!count_objects(client.set.fd), "%u objects of the client",
		   count_objects(client.set.fd));
	return test_done();
}
