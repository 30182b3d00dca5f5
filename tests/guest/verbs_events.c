// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Events of connection manager ids that a good connection does not bring: all
 * that rdma_cm can send over RoCE and iWARP.  ROUTE_ERROR comes from the subnet
 * manager of InfiniBand only; the rest is in cm, verbs_cm, verbs_multicast and
 * unplug.
 * usage: verbs_events IBDEV...
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "ids.h"

#define PS_TCP 0x106
#define PS_UDP 0x111
#define CONNECT_ERROR 6
#define MULTICAST_ERROR 13
/* Of the network of the device, and nobody's. */
#define HOST_NOBODY 77
#define HOST_SECOND 9

static struct sockaddr_in host(const struct set *set, unsigned int number)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };

	inet_pton(AF_INET, set_address(set), &sin.sin_addr);
	if (number)
		sin.sin_addr.s_addr = htonl((ntohl(sin.sin_addr.s_addr) &
					     ~0xffu) | number);
	return sin;
}

static bool wait_for(struct set *set, uint32_t handle, int code, int status,
		     const char *name)
{
	struct ruapi_event_cm event;

	return test_ret(event_wait(set->fd, RUAPI_EVENT_CM, code, &event,
				   CM_WAIT_MS), 0, "%s", name) &&
	       test_check(event.hdr.handle == handle && event.status == status,
			  "%s of handle %u, status %d", name, event.hdr.handle,
			  event.status);
}

/* ---- ADDR_ERROR -------------------------------------------------------------- */

static void test_addr_error(struct set *set)
{
	const struct sockaddr_in nobody = host(set, HOST_NOBODY);
	struct ruapi_cm_id_resolve_addr_args args = {
		.dst = (const struct sockaddr *)&nobody,
		.dst_len = sizeof(nobody),
		.timeout = 200,
	};

	test_begin("%s: ADDR_ERROR: nobody has the address", set->name);
	args.handle = new_id(set, PS_TCP);
	test_ret(ruapi_cm_id_resolve_addr(set->fd, &args), 0, "resolve");
	wait_for(set, args.handle, ADDR_ERROR, -ETIMEDOUT, "ADDR_ERROR");
	/* It can be tried again. */
	test_ret(cm_resolve(set->fd, args.handle, set_address(set), 7801), 0,
		 "another address");
	drop(set, args.handle);
}

/* ---- UNREACHABLE ------------------------------------------------------------- */

/* The neighbour, here ourselves, gets another Ethernet address. */
static void test_neighbour(struct set *set)
{
	const char *netdev = netdev_of(set);
	uint32_t id;

	test_begin("%s: UNREACHABLE: the peer moves to another Ethernet address",
		   set->name);
	id = new_id(set, PS_TCP);
	test_ret(cm_resolve(set->fd, id, set_address(set), 7802), 0, "resolve");
	test_check(!shell_run("ip neigh replace %s lladdr 02:00:00:00:00:77 nud permanent dev %s",
			      set_address(set), netdev), "ip neigh replace");
	wait_for(set, id, UNREACHABLE, -ETIMEDOUT, "UNREACHABLE");
	shell_run("ip neigh del %s dev %s", set_address(set), netdev);
	drop(set, id);
}

/* ---- TIMEWAIT_EXIT ----------------------------------------------------------- */

static uint32_t new_qp(struct set *set, uint32_t *number)
{
	struct ruapi_qp_query_args args = {};

	test_ret(make_qp(set->fd, set->driver, set->handle[RUAPI_OBJ_PD],
			 set->handle[RUAPI_OBJ_CQ], 0, &args.handle), 0, "QP");
	test_ret(ruapi_qp_query(set->fd, &args), 0, "its number");
	*number = args.qp_num;
	return args.handle;
}

static void test_timewait(struct set *set)
{
	struct ruapi_event_cm event = {};
	struct connection c;
	struct set peer = *set;
	uint32_t qp, first;

	test_begin("%s: TIMEWAIT_EXIT: the number of a QP is free again",
		   set->name);
	qp = new_qp(set, &peer.qp_num);
	test_ret(connection_make(&c, set, &peer, set_address(set), 7803), 0,
		 "connection");
	test_ret(cm_disconnect(set->fd, c.client), 0, "disconnect");
	wait_for(set, c.server, DISCONNECTED, 0, "DISCONNECTED");
	test_ret(cm_disconnect(set->fd, c.server), 0, "disconnect, too");
	wait_for(set, c.client, DISCONNECTED, 0, "DISCONNECTED");
	/* Each side gets one. */
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, TIMEWAIT_EXIT, &event,
			    CM_WAIT_MS), 0, "TIMEWAIT_EXIT");
	first = event.hdr.handle;
	test_check(first == c.client || first == c.server,
		   "TIMEWAIT_EXIT of handle %u", first);
	wait_for(set, first == c.client ? c.server : c.client, TIMEWAIT_EXIT, 0,
		 "the other TIMEWAIT_EXIT");
	test_ret(connection_destroy(&c, set->fd), 0, "ids");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

/* ---- MULTICAST_ERROR --------------------------------------------------------- */

static bool has_gid(struct set *set, const struct sockaddr_in *sin)
{
	struct ruapi_gid_entry *gids = NULL;
	uint32_t count = 0, i;
	bool found = false;

	if (ruapi_device_gid_table_all(set->fd, set->device, &gids, &count))
		return false;
	for (i = 0; i < count; i++)
		found |= gids[i].gid[10] == 0xff &&
			 !memcmp(&gids[i].gid[12], &sin->sin_addr, 4);
	free(gids);
	return found;
}

static bool wait_gid(struct set *set, const struct sockaddr_in *sin, bool there)
{
	const uint64_t end = now_ms() + patience(10000);

	while (has_gid(set, sin) != there && now_ms() < end)
		sleep_ms(20);
	return has_gid(set, sin) == there;
}

static int second_address(struct set *set, const char *what)
{
	const struct sockaddr_in sin = host(set, HOST_SECOND);
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &sin.sin_addr, text, sizeof(text));
	return shell_run("ip addr %s %s/24 dev %s", what, text, netdev_of(set));
}

/* The address of the id has gone, and with it the GID to join from. */
static void test_multicast_error(struct set *set)
{
	const struct sockaddr_in sin = host(set, HOST_SECOND);
	struct sockaddr_in group = { .sin_family = AF_INET };
	struct ruapi_cm_id_bind_addr_args bind = {
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};
	struct ruapi_multicast_join_args join = {
		.addr = (const struct sockaddr *)&group,
		.addr_len = sizeof(group),
	};

	test_begin("%s: MULTICAST_ERROR: the address has gone", set->name);
	inet_pton(AF_INET, "239.1.2.3", &group.sin_addr);
	test_check(!second_address(set, "add") && wait_gid(set, &sin, true),
		   "there is no second address");
	bind.handle = join.cm_id = new_id(set, PS_UDP);
	test_ret(ruapi_cm_id_bind_addr(set->fd, &bind), 0, "bind");
	test_check(!second_address(set, "del") && wait_gid(set, &sin, false),
		   "the second address stays");
	test_ret(ruapi_multicast_join(set->fd, &join), 0, "join");
	wait_for(set, join.handle, MULTICAST_ERROR, 0, "MULTICAST_ERROR");
	test_ret(destroy(set->fd, RUAPI_OBJ_MULTICAST, join.handle), 0,
		 "leave");
	drop(set, bind.handle);
}

/* ---- peers of iWARP that are none --------------------------------------------- */

static int tcp_listener(const struct set *set, uint16_t port)
{
	struct sockaddr_in sin = host(set, 0);
	const int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int on = 1;

	sin.sin_port = htons(port);
	setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	test_check(sock >= 0 &&
		   !bind(sock, (struct sockaddr *)&sin, sizeof(sin)) &&
		   !listen(sock, 1), "TCP: %s", err_name(errno));
	return sock;
}

/*
 * As long as the header of an MPA reply, and without private data: if that were
 * too long, siw would copy it from nowhere.
 */
static const char no_mpa_reply[20] = "HTTP/1.0 400 Bad";

/* Connects to a TCP socket that says that, or nothing. */
static void connect_to_tcp(struct set *set, uint16_t port, bool speaks,
			   int code, int status, const char *name)
{
	uint32_t id, qp, number;
	int sock, peer;

	sock = tcp_listener(set, port);
	id = new_id(set, PS_TCP);
	qp = new_qp(set, &number);
	test_ret(cm_resolve(set->fd, id, set_address(set), port), 0, "resolve");
	test_ret(cm_connect(set->fd, id, number, "", 0), 0, "connect");
	peer = accept4(sock, NULL, NULL, SOCK_CLOEXEC);
	test_check(peer >= 0, "accept: %s", err_name(errno));
	if (speaks)
		test_check(write(peer, no_mpa_reply, sizeof(no_mpa_reply)) > 0,
			   "write");
	wait_for(set, id, code, status, name);
	test_check(cm_state(set->fd, id) == RUAPI_CM_ID_CLOSED, "state %u",
		   cm_state(set->fd, id));
	close(peer);
	close(sock);
	drop(set, id);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

static void test_bad_peers(struct set *set)
{
	test_begin("%s: CONNECT_ERROR: the peer does not speak iWARP",
		   set->name);
	connect_to_tcp(set, 7811, true, CONNECT_ERROR, -EINVAL,
		       "CONNECT_ERROR");
	test_begin("%s: UNREACHABLE: the peer says nothing", set->name);
	connect_to_tcp(set, 7812, false, UNREACHABLE, -ETIMEDOUT,
		       "UNREACHABLE");
}

/* ---- ADDR_CHANGE -------------------------------------------------------------- */

#define BOND_ADDRESS "10.4.0.1"

static bool bond_up(const char *type)
{
	return test_check(!shell_run("ip link add name bond7 type bond mode active-backup fail_over_mac active &&"
				     "ip link add slave0 type dummy && ip link add slave1 type dummy &&"
				     "ip link set slave0 master bond7 && ip link set slave1 master bond7 &&"
				     "ip addr add " BOND_ADDRESS "/24 dev bond7 && ip link set bond7 up &&"
				     "ip link set bond7 type bond active_slave slave0 &&"
				     "rdma link add bonded type %s netdev bond7",
				     type), "no device on a bond");
}

static void bond_down(void)
{
	shell_run("rdma link delete bonded; ip link delete bond7; ip link delete slave0; ip link delete slave1");
}

/* A bond takes the Ethernet address of its other slave. */
static void test_addr_change(struct set *set)
{
	struct ruapi_cm_id_query_args query = {};
	struct ruapi_device_info info;
	uint32_t id;

	test_begin("%s: ADDR_CHANGE: a bond fails over", set->name);
	if (!bond_up(is_rxe(set) ? "rxe" : "siw"))
		return;
	id = new_id(set, PS_TCP);
	test_ret(device_find(set->fd, "bonded", &info), 0, "device");
	test_ret(cm_bind(set->fd, id, BOND_ADDRESS, 7821), 0, "bind");
	query.handle = id;
	test_ret(ruapi_cm_id_query(set->fd, &query), 0, "query");
	test_check(query.device == info.index, "bound to device %u, not %u",
		   query.device, info.index);
	test_check(!shell_run("ip link set bond7 type bond active_slave slave1"),
		   "no failover");
	wait_for(set, id, ADDR_CHANGE, 0, "ADDR_CHANGE");
	drop(set, id);
	bond_down();
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_addr_error(&set);
		/* A bond takes a device that is made for it. */
		if (!is_sim(set.driver))
			test_addr_change(&set);
		if (is_ib(&set)) {
			test_neighbour(&set);
			test_timewait(&set);
			test_multicast_error(&set);
		} else {
			test_bad_peers(&set);
		}
		set_end(&set, "events");
	}
	return test_done();
}
