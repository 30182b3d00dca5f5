// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Options of connection manager ids do what they say, and so do NOTIFY, the
 * other port spaces, IPv6 and the longest private data.  On every device that is
 * named, to itself.
 * usage: verbs_options IBDEV...
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_sa.h>
#include "ids.h"

#define PS_IPOIB 0x2
#define PS_TCP 0x106
#define PS_UDP 0x111
#define PS_IB 0x13f
#define COMM_EST 4 /* enum ib_event_type */
#define MULTICAST_JOIN 12
/* Of IBTA's messages, what rdma_cm leaves of them. */
#define REQ_PRIVATE_DATA (92 - 36)
#define REP_PRIVATE_DATA 196
/* Of MPA's, what siw leaves: it counts in a byte, and four are its own. */
#define MPA_PRIVATE_DATA (255 - 4)
/* Where the path record of a MAD has it. */
#define PATH_TRAFFIC_CLASS 48

static struct ruapi_qp_attr qp_attr(struct set *set, uint32_t id, uint8_t state)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_cm_id_init_qp_attr_args args = {
		.handle = id,
		.state = state,
		.attr = &attr,
	};

	test_ret(ruapi_cm_id_init_qp_attr(set->fd, &args), 0,
		 "init_qp_attr, state %u", state);
	return attr;
}

/* ---- what QPs and packets get -------------------------------------------------- */

static unsigned int path_traffic_class(struct set *set, uint32_t id)
{
	struct ib_path_rec_data path = {};
	struct ruapi_cm_id_query_path_args args = {
		.handle = id,
		.paths = &path,
		.paths_max = 1,
	};

	test_ret(ruapi_cm_id_query_path(set->fd, &args), 0, "query_path");
	return ((unsigned char *)path.path_rec)[PATH_TRAFFIC_CLASS];
}

/* ESTABLISHED of the id @handle. */
static void is_established(struct set *set, uint32_t handle, const char *who)
{
	struct ruapi_event_cm event;

	if (test_ret(wait_cm(set, ESTABLISHED, &event), 0, "ESTABLISHED"))
		test_check(event.hdr.handle == handle, "%s: of id %u", who,
			   event.hdr.handle);
}

/*
 * Type of service, acknowledgement timeout, RNR timer; and a server that has data
 * before the client's last message says so by NOTIFY.
 */
static void test_effects(struct set *set)
{
	struct ruapi_cm_id_set_option_args args = {
		.tos = 0x48,
		.ack_timeout = 17,
		.min_rnr_timer = 9,
	};
	struct ruapi_cm_id_notify_args notify = { .event = COMM_EST };
	struct ruapi_qp_attr attr;
	struct ruapi_event_cm event;
	uint32_t listener, id;

	test_begin("%s: options of an id are those of its path and its QP",
		   set->name);
	listener = listener_on(set, PS_TCP, 7901);
	args.handle = id = new_id(set, PS_TCP);
	test_ret(ruapi_cm_id_set_option(set->fd, &args), 0, "options");
	test_ret(cm_resolve(set->fd, id, set_address(set), 7901), 0, "resolve");
	test_check(path_traffic_class(set, id) == 0x48, "traffic class %#x",
		   path_traffic_class(set, id));
	test_ret(cm_connect(set->fd, id, set->qp_num, "", 0), 0, "connect");
	test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "CONNECT_REQUEST");
	notify.handle = event.new_id;
	test_ret(cm_accept(set->fd, notify.handle, set->qp_num + 1, "", 0), 0,
		 "accept");
	test_ret(wait_cm(set, CONNECT_RESPONSE, &event), 0, "CONNECT_RESPONSE");
	attr = qp_attr(set, id, 2); /* RTR */
	test_check(attr.min_rnr_timer == 9 && attr.ah.traffic_class == 0x48,
		   "RNR timer %u, traffic class %#x", attr.min_rnr_timer,
		   attr.ah.traffic_class);
	attr = qp_attr(set, id, 3); /* RTS */
	test_check(attr.timeout == 17, "timeout %u", attr.timeout);

	test_begin("%s: NOTIFY of COMM_EST", set->name);
	test_ret(ruapi_cm_id_notify(set->fd, &notify), 0, "notify");
	is_established(set, notify.handle, "server");
	test_check(cm_state(set->fd, notify.handle) == RUAPI_CM_ID_CONNECTED,
		   "state %u", cm_state(set->fd, notify.handle));
	test_ret(ruapi_cm_id_notify(set->fd, &notify), -EISCONN, "again");
	notify.set = RUAPI_SET(RUAPI_CM_ID_NOTIFY_EVENT);
	notify.event = 0;
	test_ret(ruapi_cm_id_notify(set->fd, &notify), -EINVAL, "CQ_ERR");
	test_ret(cm_accept_plain(set->fd, id), 0, "ready");
	drop(set, id);
	drop(set, notify.handle);
	drop(set, listener);
}

/* ---- port spaces ----------------------------------------------------------------- */

static int create(struct set *set, uint16_t port_space, uint8_t qp_type,
		  uint32_t *handle)
{
	struct ruapi_cm_id_create_args args = {
		.set = RUAPI_SET(RUAPI_CM_ID_CREATE_QP_TYPE),
		.port_space = port_space,
		.qp_type = qp_type,
	};
	int ret = ruapi_cm_id_create(set->fd, &args);

	*handle = args.handle;
	return ret;
}

static void test_port_spaces(struct set *set)
{
	static const struct {
		uint16_t port_space;
		uint8_t qp_type;
	} good[] = {
		{ PS_TCP, IB_UVERBS_QPT_RC },
		{ PS_UDP, IB_UVERBS_QPT_UD },
		{ PS_IPOIB, IB_UVERBS_QPT_UD },
		{ PS_IB, IB_UVERBS_QPT_RC },
		{ PS_IB, IB_UVERBS_QPT_UC },
		{ PS_IB, IB_UVERBS_QPT_UD },
	};
	struct ruapi_cm_id_query_args query = {};
	uint32_t id;
	size_t i;

	test_begin("%s: port spaces", set->name);
	for (i = 0; i < COUNT(good); i++) {
		test_ret(create(set, good[i].port_space, good[i].qp_type, &id),
			 0, "port space %#x, QP type %u", good[i].port_space,
			 good[i].qp_type);
		query.handle = id;
		test_ret(ruapi_cm_id_query(set->fd, &query), 0, "query");
		test_check(query.port_space == good[i].port_space,
			   "port space %#x", query.port_space);
		drop(set, id);
	}
	test_ret(create(set, 0x777, IB_UVERBS_QPT_RC, &id), -EINVAL,
		 "no such port space");
}

/* ---- IPv6 ------------------------------------------------------------------------- */

static const char *address6(const struct set *set)
{
	if (is_sim(set->driver))
		return "fd00:10:3::1";
	return is_rxe(set) ? "fd00:10:1::1" : "fd00:10:2::1";
}

static struct sockaddr_in6 in6_of(const char *address, uint16_t port)
{
	struct sockaddr_in6 sin6 = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(port),
	};

	inet_pton(AF_INET6, address, &sin6.sin6_addr);
	return sin6;
}

static int bind6(struct set *set, uint32_t id, const char *address,
		 uint16_t port)
{
	const struct sockaddr_in6 sin6 = in6_of(address, port);
	struct ruapi_cm_id_bind_addr_args args = {
		.handle = id,
		.addr = (const struct sockaddr *)&sin6,
		.addr_len = sizeof(sin6),
	};

	return ruapi_cm_id_bind_addr(set->fd, &args);
}

static void resolve6(struct set *set, uint32_t id, uint16_t port)
{
	const struct sockaddr_in6 sin6 = in6_of(address6(set), port);
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = (const struct sockaddr *)&sin6,
		.dst_len = sizeof(sin6),
		.timeout = 2000,
	};
	struct ruapi_cm_id_resolve_route_args route = {
		.handle = id,
		.timeout = 2000,
	};
	struct ruapi_event_cm event;

	test_ret(ruapi_cm_id_resolve_addr(set->fd, &args), 0, "resolve");
	test_ret(wait_cm(set, ADDR_RESOLVED, &event), 0, "ADDR_RESOLVED");
	test_ret(ruapi_cm_id_resolve_route(set->fd, &route), 0, "route");
	test_ret(wait_cm(set, ROUTE_RESOLVED, &event), 0, "ROUTE_RESOLVED");
}

static void check_address6(struct set *set, uint32_t id, uint16_t port)
{
	const struct sockaddr_in6 want = in6_of(address6(set), port);
	struct sockaddr_in6 dst = {};
	struct ruapi_cm_id_query_args args = {
		.handle = id,
		.dst = (struct sockaddr *)&dst,
		.dst_max = sizeof(dst),
	};

	test_ret(ruapi_cm_id_query(set->fd, &args), 0, "query");
	test_check(args.device == set->device && args.dst_len == sizeof(dst) &&
		   dst.sin6_family == AF_INET6 &&
		   dst.sin6_port == want.sin6_port &&
		   !memcmp(&dst.sin6_addr, &want.sin6_addr, 16),
		   "device %u, family %u, %u bytes", args.device,
		   dst.sin6_family, args.dst_len);
}

/* The device gets the GID of a new address in the background. */
static int bind_soon(struct set *set, uint32_t id, uint16_t port)
{
	const uint64_t end = now_ms() + patience(5000);
	int ret;

	while ((ret = bind6(set, id, address6(set), port)) && now_ms() < end)
		sleep_ms(20);
	return ret;
}

static void test_ipv6(struct set *set)
{
	struct ruapi_event_cm event;
	uint32_t listener, id;

	test_begin("%s: connections over IPv6", set->name);
	test_check(!shell_run("ip addr add %s/64 dev %s nodad", address6(set),
			      netdev_of(set)), "no address");
	listener = new_id(set, PS_TCP);
	test_ret(bind_soon(set, listener, 7903), 0, "bind");
	test_ret(cm_listen(set->fd, listener, 4), 0, "listen");
	id = new_id(set, PS_TCP);
	resolve6(set, id, 7903);
	check_address6(set, id, 7903);
	test_ret(cm_connect(set->fd, id, set->qp_num, "six", 3), 0, "connect");
	if (test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0,
		     "CONNECT_REQUEST")) {
		test_check(!memcmp(event.param.private_data, "six", 3),
			   "other private data");
		test_check(event.hdr.handle == listener, "of id %u",
			   event.hdr.handle);
		drop(set, event.new_id);
	}
	test_ret(wait_cm(set, REJECTED, &event), 0, "REJECTED");
	drop(set, id);
	drop(set, listener);
	shell_run("ip addr del %s/64 dev %s", address6(set), netdev_of(set));
}

/* Both wildcards on one port. */
static int bind_both(struct set *set, bool afonly, uint16_t port)
{
	struct ruapi_cm_id_set_option_args args = {
		.set = RUAPI_SET(RUAPI_CM_ID_SET_OPTION_AFONLY),
		.afonly = afonly,
	};
	uint32_t six, four;
	int ret;

	args.handle = six = new_id(set, PS_TCP);
	four = new_id(set, PS_TCP);
	test_ret(ruapi_cm_id_set_option(set->fd, &args), 0, "afonly");
	test_ret(bind6(set, six, "::", port), 0, "::");
	ret = cm_bind(set->fd, four, "0.0.0.0", port);
	drop(set, six);
	drop(set, four);
	return ret;
}

static void test_afonly(struct set *set)
{
	test_begin("%s: IPv6 alone leaves IPv4 its port", set->name);
	test_ret(bind_both(set, false, 7904), -EADDRNOTAVAIL, "without afonly");
	test_ret(bind_both(set, true, 7905), 0, "with afonly");
}

/* ---- private data ------------------------------------------------------------------ */

static bool is_pattern(const struct ruapi_event_cm *event, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		if (event->param.private_data[i] != (uint8_t)(i * 7 + 1))
			return false;
	return event->param.private_data_len >= len;
}

static void test_private_data(struct set *set)
{
	const unsigned int req = is_ib(set) ? REQ_PRIVATE_DATA : MPA_PRIVATE_DATA;
	const unsigned int rep = is_ib(set) ? REP_PRIVATE_DATA : MPA_PRIVATE_DATA;
	struct ruapi_event_cm event;
	uint32_t listener, id, server;
	uint8_t data[256];
	unsigned int i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = i * 7 + 1;
	test_begin("%s: the longest private data both ways", set->name);
	listener = listener_on(set, PS_TCP, 7906);
	id = new_id(set, PS_TCP);
	test_ret(cm_resolve(set->fd, id, set_address(set), 7906), 0, "resolve");
	if (is_ib(set))
		test_ret(cm_connect(set->fd, id, set->qp_num, data, req + 1),
			 -EINVAL, "connect with a byte too many");
	test_ret(cm_connect(set->fd, id, set->qp_num, data, req), 0, "connect");
	test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "CONNECT_REQUEST");
	test_check(is_pattern(&event, req), "request with %u bytes",
		   event.param.private_data_len);
	server = event.new_id;
	/* Over iWARP it takes a QP of its own to accept. */
	if (is_ib(set)) {
		test_ret(cm_accept(set->fd, server, set->qp_num + 1, data, rep),
			 0, "accept");
		test_ret(wait_cm(set, CONNECT_RESPONSE, &event), 0,
			 "CONNECT_RESPONSE");
	} else {
		struct ruapi_cm_id_reject_args reject = {
			.handle = server,
			.private_data = data,
			.private_data_len = rep,
		};

		test_ret(ruapi_cm_id_reject(set->fd, &reject), 0, "reject");
		test_ret(wait_cm(set, REJECTED, &event), 0, "REJECTED");
	}
	test_check(is_pattern(&event, rep), "answer with %u bytes",
		   event.param.private_data_len);
	drop(set, server);
	drop(set, id);
	drop(set, listener);
}

/* ---- multicast --------------------------------------------------------------------- */

/* 239.7.8.9 as Ethernet has it: a kernel without IGMP joins groups as well. */
static bool netdev_has_group(void)
{
	return !shell_run("grep -q 01005e070809 /proc/net/dev_mcast");
}

/* Who only sends does not make the network send to it. */
static void test_send_only(struct set *set)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	struct ruapi_multicast_join_args args = {
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};
	struct ruapi_event_cm event;
	unsigned int send_only;

	test_begin("%s: a member that only sends", set->name);
	inet_pton(AF_INET, "239.7.8.9", &sin.sin_addr);
	args.cm_id = new_id(set, PS_UDP);
	test_ret(cm_bind(set->fd, args.cm_id, set_address(set), 0), 0, "bind");
	for (send_only = 0; send_only < 2; send_only++) {
		args.send_only = send_only;
		test_ret(ruapi_multicast_join(set->fd, &args), 0, "join");
		test_ret(wait_cm(set, MULTICAST_JOIN, &event), 0,
			 "MULTICAST_JOIN");
		test_check(netdev_has_group() == !send_only,
			   "send_only %u: the netdev %s the group", send_only,
			   send_only ? "has" : "does not have");
		test_ret(destroy(set->fd, RUAPI_OBJ_MULTICAST, args.handle), 0,
			 "leave");
		test_check(!netdev_has_group(), "the netdev keeps the group");
	}
	drop(set, args.cm_id);
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		if (is_ib(&set)) {
			test_effects(&set);
			test_send_only(&set);
		}
		test_port_spaces(&set);
		test_ipv6(&set);
		test_afonly(&set);
		test_private_data(&set);
		set_end(&set, "options");
	}
	return test_done();
}
