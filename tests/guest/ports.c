// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Ports and P_Keys of a device that network namespaces share: what a program that may
 * use one of them can do with the others, by whatever way it tries.  The scenario puts
 * it into the network namespace.
 * usage: ports list
 *        ports gids DEVICE
 *        ports netdevs DEVICE
 *        ports split DEVICE MINE OTHER
 *        ports pkeys DEVICE PORT MINE OTHER
 *        ports grants DEVICE PORT MINE OTHER NAMESPACE
 *        ports grants-nothing DEVICE PORT NAMESPACE
 *        ports fds DEVICE MINE OTHER NAMESPACE-OF-OTHER
 *        ports moves DEVICE PORT P_KEY-INDEX NETDEV FROM TO
 *        ports comes DEVICE NETDEV FROM TO
 *        ports ids DEVICE MINE OTHER ADDRESS-OF-MINE
 */
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
#include "pass_fd.h"
#include "ports.h"

int main_fd;
struct ruapi_device_info info;

/* ---- calls ------------------------------------------------------------------ */

void test_denied(int ret, const struct ruapi_error *error, uint16_t attr,
		 const char *what)
{
	test_ret(ret, -EACCES, "%s", what);
	test_check(error->reason == RUAPI_REASON_NETNS && error->bad_attr == attr,
		   "%s: reason %u, attribute %u, not %u", what, error->reason,
		   error->bad_attr, attr);
}

static unsigned int ports_of(int fd, struct ruapi_device_port *ports)
{
	struct ruapi_device_list_args args = {
		.ports = ports,
		.ports_max = MAX,
	};

	test_ret(ruapi_device_list(fd, &args), 0, "device.list");
	test_check(args.ports_len == args.num_ports, "%u ports, and %u",
		   args.ports_len, args.num_ports);
	return args.ports_len;
}

bool sees(int fd, uint32_t port)
{
	struct ruapi_device_port ports[MAX];
	unsigned int n = ports_of(fd, ports);

	while (n--)
		if (ports[n].device == info.index && ports[n].port_num == port)
			return true;
	return false;
}

int query_port(int fd, uint32_t port, struct ruapi_error *error)
{
	struct ruapi_device_query_port_args args = {
		.index = info.index,
		.port = port,
	};
	const int ret = ruapi_device_query_port(fd, &args);

	*error = args.error;
	return ret;
}

static int modify(const struct set *set, const struct ruapi_qp_attr *attr,
		  struct ruapi_error *error)
{
	struct ruapi_qp_modify_args args = {
		.handle = set->handle[RUAPI_OBJ_QP],
		.attr = attr,
	};
	const int ret = ruapi_qp_modify(set->fd, &args);

	*error = args.error;
	return ret;
}

int to_state(const struct set *set, uint8_t state)
{
	const struct ruapi_qp_attr attr = {
		.mask = QP_STATE,
		.qp_state = state,
	};
	struct ruapi_error error;

	return modify(set, &attr, &error);
}

int to_init(const struct set *set, uint32_t port, uint16_t pkey,
	    struct ruapi_error *error)
{
	const struct ruapi_qp_attr attr = {
		.mask = QP_STATE | QP_PKEY_INDEX | QP_PORT | QP_ACCESS_FLAGS,
		.qp_state = INIT,
		.port_num = port,
		.pkey_index = pkey,
	};

	return modify(set, &attr, error);
}

unsigned int state_of(const struct set *set)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = {
		.handle = set->handle[RUAPI_OBJ_QP],
		.attr = &attr,
	};

	test_ret(ruapi_qp_query(set->fd, &args), 0, "qp.query");
	return attr.qp_state;
}

static int make_ah(const struct set *set, uint32_t port, int gid_index,
		   struct ruapi_error *error)
{
	const struct ruapi_ah_attr attr = {
		.port_num = port,
		.dlid = 2,
		.is_global = gid_index >= 0,
		.sgid_index = gid_index,
		.dgid = { 0xfe, 0x80, [15] = 1, },
	};
	struct ruapi_ah_create_args args = {
		.pd = set->handle[RUAPI_OBJ_PD],
		.attr = &attr,
	};
	const int ret = ruapi_ah_create(set->fd, &args);

	*error = args.error;
	if (!ret)
		destroy(set->fd, RUAPI_OBJ_AH, args.handle);
	return ret;
}

unsigned int gids_of(int fd, struct ruapi_gid_entry *gids, uint32_t netdev)
{
	struct ruapi_device_query_gid_table_args args = {
		.set = netdev ? RUAPI_SET(RUAPI_DEVICE_QUERY_GID_TABLE_NETDEV) : 0,
		.index = info.index,
		.entries = gids,
		.entries_max = MAX,
		.netdev = netdev,
	};

	test_ret(ruapi_device_query_gid_table(fd, &args), 0, "query_gid_table");
	return args.entries_len;
}

/* ---- list, netdevs ------------------------------------------------------------ */

static int list(void)
{
	struct ruapi_device_info infos[MAX];
	struct ruapi_device_port ports[MAX];
	struct ruapi_device_list_args args = {
		.devices = infos,
		.devices_max = MAX,
		.ports = ports,
		.ports_max = MAX,
	};
	uint32_t i, k;

	if (ruapi_device_list(main_fd, &args))
		return 1;
	for (i = 0; i < args.ports_len; i++) {
		char netdev[IF_NAMESIZE] = "-";

		for (k = 0; infos[k].index != ports[i].device; k++)
			;
		if (ports[i].netdev)
			if_indextoname(ports[i].netdev, netdev);
		printf("%s%s/%u:%s", i ? " " : "", infos[k].name,
		       ports[i].port_num, netdev);
	}
	printf("\n");
	return 0;
}

/* PORT INDEX GID, as sysfs writes it. */
static int list_gids(void)
{
	struct ruapi_gid_entry gids[MAX];
	const unsigned int n = gids_of(main_fd, gids, 0);
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		printf("%u %u ", gids[i].port_num, gids[i].gid_index);
		for (k = 0; k < 16; k += 2)
			printf("%s%02x%02x", k ? ":" : "", gids[i].gid[k],
			       gids[i].gid[k + 1]);
		printf("\n");
	}
	return 0;
}

/* The GIDs of each netdev here, as index of the table. */
static int netdevs(void)
{
	struct if_nameindex *all = if_nameindex();
	struct ruapi_gid_entry gids[MAX], one;
	unsigned int n, i, k, found = 0;
	int ret;

	test_begin("%s: from a netdev to its GIDs in one call", info.name);
	for (i = 0; all[i].if_index; i++) {
		n = gids_of(main_fd, gids, all[i].if_index);
		for (k = 0; k < n; k++) {
			struct ruapi_device_query_gid_args args = {
				.index = info.index,
				.port = gids[k].port_num,
				.gid_index = gids[k].gid_index,
				.entry = &one,
			};

			test_check(gids[k].netdev == all[i].if_index,
				   "%s: a GID of %u", all[i].if_name,
				   gids[k].netdev);
			ret = ruapi_device_query_gid(main_fd, &args);
			test_ret(ret, 0, "%s: its entry", all[i].if_name);
			test_check(!memcmp(&one, &gids[k], sizeof(one)),
				   "%s: another one there", all[i].if_name);
		}
		found += n;
	}
	if_freenameindex(all);
	test_check(found, "no netdev has GIDs");
	test_check(found == gids_of(main_fd, gids, 0),
		   "%u GIDs are of netdevs, others are not", found);
	return test_done();
}

/* ---- split ---------------------------------------------------------------------- */

/* What is of the device, and names a port of it. */
static void split_queries(uint32_t mine, uint32_t other)
{
	struct ruapi_device_query_pkey_args pkey = { .index = info.index, };
	struct ruapi_device_query_stats_args stats = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_STATS_PORT),
		.index = info.index,
	};
	struct ruapi_device_query_gid_args gid = { .index = info.index, };
	struct ruapi_stat room[MAX];
	struct ruapi_error error;
	int ret;

	test_begin("queries of port %u, and not of port %u", mine, other);
	test_check(sees(main_fd, mine), "port %u is not listed", mine);
	test_check(!sees(main_fd, other), "port %u is listed", other);
	test_ret(query_port(main_fd, mine, &error), 0, "query_port");
	test_denied(query_port(main_fd, other, &error), &error,
		    RUAPI_DEVICE_QUERY_PORT_PORT, "query_port");
	test_ret(query_port(main_fd, 9, &error), -EINVAL, "no such port");
	pkey.port = mine;
	test_ret(ruapi_device_query_pkey(main_fd, &pkey), 0, "query_pkey");
	pkey.port = other;
	ret = ruapi_device_query_pkey(main_fd, &pkey);
	test_denied(ret, &pkey.error, RUAPI_DEVICE_QUERY_PKEY_PORT,
		    "query_pkey");
	gid.port = other;
	ret = ruapi_device_query_gid(main_fd, &gid);
	test_denied(ret, &gid.error, RUAPI_DEVICE_QUERY_GID_PORT, "query_gid");
	stats.stats = room;
	stats.stats_max = MAX;
	stats.port = mine;
	test_ret(ruapi_device_query_stats(main_fd, &stats), 0, "query_stats");
	stats.port = other;
	ret = ruapi_device_query_stats(main_fd, &stats);
	test_denied(ret, &stats.error, RUAPI_DEVICE_QUERY_STATS_PORT,
		    "query_stats");
	stats.set = 0;
	ret = ruapi_device_query_stats(main_fd, &stats);
	test_denied(ret, &stats.error, RUAPI_DEVICE_QUERY_STATS_PORT,
		    "query_stats of all ports");
}

static void split_gids(uint32_t other)
{
	struct ruapi_gid_entry gids[MAX];
	unsigned int n = gids_of(main_fd, gids, 0), i;
	char name[IF_NAMESIZE];

	test_begin("no GID of port %u, nor of a netdev elsewhere", other);
	test_check(n, "there are none at all");
	for (i = 0; i < n; i++) {
		test_check(gids[i].port_num != other, "GID %u of port %u",
			   gids[i].gid_index, other);
		test_check(!gids[i].netdev ||
			   if_indextoname(gids[i].netdev, name),
			   "GID %u: netdev %u is not here", gids[i].gid_index,
			   gids[i].netdev);
	}
}

static void split_qp(const struct set *set, uint32_t mine, uint32_t other)
{
	struct ruapi_qp_attr attr = {
		.mask = QP_STATE | QP_AV | QP_PATH_MTU | QP_DEST_QPN |
			QP_RQ_PSN | QP_MAX_DEST_RD_ATOMIC | QP_MIN_RNR_TIMER,
		.qp_state = RTR,
		.path_mtu = 1,
		.dest_qp_num = set->qp_num,
		.max_dest_rd_atomic = 1,
		.min_rnr_timer = 1,
		.ah = { .port_num = other, .dlid = 2, },
	};
	struct ruapi_error error;

	test_begin("a QP goes to port %u, and not to port %u", mine, other);
	test_denied(to_init(set, other, 0, &error), &error,
		    RUAPI_QP_MODIFY_ATTR, "to INIT");
	test_check(state_of(set) == RESET, "it is in another state");
	test_ret(to_init(set, mine, 0, &error), 0, "to INIT");
	test_denied(modify(set, &attr, &error), &error, RUAPI_QP_MODIFY_ATTR,
		    "to RTR");
	attr.ah.port_num = mine;
	attr.mask |= QP_ALT_PATH;
	attr.alt_port_num = attr.alt_ah.port_num = other;
	test_denied(modify(set, &attr, &error), &error, RUAPI_QP_MODIFY_ATTR,
		    "its alternate path");
	attr.alt_port_num = mine;
	test_denied(modify(set, &attr, &error), &error, RUAPI_QP_MODIFY_ATTR,
		    "half of its alternate path");
	test_check(state_of(set) == INIT, "it is in another state");
	test_ret(to_state(set, RESET), 0, "to RESET");
}

static void split_ah(const struct set *set, uint32_t mine, uint32_t other)
{
	struct ruapi_gid_entry gids[MAX];
	const unsigned int n = gids_of(main_fd, gids, 0);
	struct ruapi_error error;
	bool ours[256] = {}, tried = false;
	unsigned int i;

	test_begin("address handles of port %u, and not of port %u", mine, other);
	test_denied(make_ah(set, other, -1, &error), &error,
		    RUAPI_AH_CREATE_ATTR, "without a GRH");
	test_denied(make_ah(set, other, 0, &error), &error,
		    RUAPI_AH_CREATE_ATTR, "with one");
	for (i = 0; i < n; i++)
		ours[gids[i].gid_index & 0xff] |= gids[i].port_num == mine;
	/*
	 * What is no GID of ours is none, or somebody else's.  One of ours is enough:
	 * it has the kernel look for the other end, for a second.
	 */
	for (i = 0; i < 8; i++) {
		if (!ours[i])
			test_check(make_ah(set, mine, i, &error),
				   "with GID %u of others", i);
		else if (!tried)
			test_check(make_ah(set, mine, i, &error) != -EACCES,
				   "with GID %u", i);
		tried |= ours[i];
	}
}

static void split_mcast(const struct set *set, uint32_t mine)
{
	static const uint8_t gid[16] = { 0xff, 0x12, [15] = 7, };
	struct ruapi_qp_attach_mcast_args args = {
		.gid = gid,
		.gid_len = sizeof(gid),
		.lid = 0xc001,
	};
	struct set datagrams = *set;
	const struct ruapi_qp_attr attr = {
		.mask = QP_STATE | QP_PKEY_INDEX | QP_PORT | 1 << 6,
		.qp_state = INIT,
		.port_num = mine,
	};
	struct ruapi_error error;
	uint32_t qp;
	int ret;

	test_begin("multicast by a QP on port %u", mine);
	if (!test_ret(make_datagrams(set, &qp), 0, "a QP"))
		return;
	datagrams.handle[RUAPI_OBJ_QP] = args.handle = qp;
	test_ret(modify(&datagrams, &attr, &error), 0, "to INIT");
	ret = ruapi_qp_attach_mcast(set->fd, &args);
	test_ret(ret, 0, "attach_mcast");
	destroy(set->fd, RUAPI_OBJ_QP, qp);
}

static int split(uint32_t mine, uint32_t other)
{
	struct set set;

	split_queries(mine, other);
	split_gids(other);
	if (set_make(&set, main_fd, info.name))
		bail_out("no objects of %s", info.name);
	split_qp(&set, mine, other);
	split_ah(&set, mine, other);
	split_mcast(&set, mine);
	test_begin("all is gone");
	test_ret(set_destroy(&set), 0, "destroy");
	return test_done();
}

/* ---- P_Keys ----------------------------------------------------------------------- */

static int pkeys(uint32_t port, uint32_t mine, uint32_t other)
{
	struct ruapi_device_query_pkey_args args = {
		.index = info.index,
		.port = port,
	};
	struct ruapi_error error;
	struct set set;
	int ret;

	test_begin("P_Key %u of port %u, and not %u", mine, port, other);
	args.pkey_index = mine;
	test_ret(ruapi_device_query_pkey(main_fd, &args), 0, "query_pkey");
	args.pkey_index = other;
	ret = ruapi_device_query_pkey(main_fd, &args);
	test_denied(ret, &args.error, RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX,
		    "query_pkey");
	if (set_make(&set, main_fd, info.name))
		bail_out("no objects of %s", info.name);
	test_denied(to_init(&set, port, other, &error), &error,
		    RUAPI_QP_MODIFY_ATTR, "to INIT");
	test_ret(to_init(&set, port, mine, &error), 0, "to INIT");
	test_ret(set_destroy(&set), 0, "destroy");
	return test_done();
}

/* ---- other fds, other threads -------------------------------------------------------- */

/* Of another device or not, an fd sees what its opener saw. */
static void check_fd(int fd, uint32_t mine, uint32_t other, const char *what)
{
	struct ruapi_error error;

	test_check(sees(fd, mine) && !sees(fd, other), "%s: what is listed",
		   what);
	test_ret(query_port(fd, mine, &error), 0, "%s: query_port", what);
	test_denied(query_port(fd, other, &error), &error,
		    RUAPI_DEVICE_QUERY_PORT_PORT, what);
}

static void fds_views(uint32_t mine, uint32_t other)
{
	struct ruapi_namespace_view_args plain = {};
	struct ruapi_namespace_view_args device = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE),
		.device = info.index,
	};
	uint32_t queue;
	int queue_fd;

	test_begin("views and queues see what the main fd does");
	test_ret(ruapi_namespace_view(main_fd, &plain), 0, "view");
	test_ret(ruapi_namespace_view(main_fd, &device), 0, "device view");
	test_ret(make_queue(main_fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &queue,
			    &queue_fd), 0, "queue");
	check_fd(plain.fd, mine, other, "a view");
	check_fd(device.fd, mine, other, "a device view");
	check_fd(queue_fd, mine, other, "a queue");
	close(plain.fd);
	close(device.fd);
	close(queue_fd);
}

static void enter(const char *ns)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		bail_out("%s: %s", path, strerror(errno));
	close(fd);
}

/* In a process of its own, whose threads are elsewhere.  Return: it went well. */
static bool elsewhere(int (*run)(void *arg), void *arg)
{
	const pid_t pid = fork();
	int status = 1;

	if (!pid)
		_exit(run(arg));
	return waitpid(pid, &status, 0) == pid && !status;
}

struct fds {
	uint32_t mine;
	uint32_t other;
	const char *ns;
	int sock;
};

/* What the stock stack says: an id belongs to the thread that makes it. */
static int moved_thread(void *arg)
{
	const struct fds *fds = arg;
	struct ruapi_error error;
	uint32_t id;
	int fd;

	enter(fds->ns);
	if (query_port(main_fd, fds->mine, &error) ||
	    query_port(main_fd, fds->other, &error) != -EACCES ||
	    make_cm_id(main_fd, 0, 0, &id) != -EACCES)
		return 1;
	fd = open_namespace();
	return query_port(fd, fds->other, &error) ||
	       query_port(fd, fds->mine, &error) != -EACCES ||
	       make_cm_id(fd, 0, 0, &id);
}

/* Without that there is no user namespace below it. */
static bool map_root(void)
{
	static const char *const files[][2] = {
		{ "/proc/self/setgroups", "deny" },
		{ "/proc/self/uid_map", "0 0 1" },
		{ "/proc/self/gid_map", "0 0 1" },
	};
	unsigned int i;

	for (i = 0; i < COUNT(files); i++) {
		const size_t len = strlen(files[i][1]);
		const int fd = open(files[i][0], O_WRONLY | O_CLOEXEC);

		if (fd < 0 || write(fd, files[i][1], len) != (ssize_t)len)
			return false;
		close(fd);
	}
	return true;
}

static int unshared(void *arg)
{
	const struct fds *fds = arg;
	struct ruapi_device_port ports[MAX];
	struct ruapi_error error;
	int fd;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) || !map_root())
		return 2;
	if (query_port(main_fd, fds->mine, &error))
		return 3;
	/* Nothing is there, whoever one is there. */
	fd = open_namespace();
	if (ports_of(fd, ports))
		return 4;
	if (query_port(fd, fds->mine, &error) != -EACCES)
		return 5;
	/* And once more, below that. */
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return 6;
	return query_port(open_namespace(), fds->mine, &error) != -EACCES;
}

static int sends_fd(void *arg)
{
	const struct fds *fds = arg;
	const char nothing = 0;

	enter(fds->ns);
	return !send_fd(fds->sock, open_namespace(), &nothing, sizeof(nothing));
}

static void fds_passed(struct fds *fds)
{
	int socks[2], fd;
	char nothing;

	test_begin("an fd that is passed sees what its opener saw");
	if (!test_check(pass_fds(socks), "no sockets"))
		return;
	fds->sock = socks[0];
	test_check(elsewhere(sends_fd, fds), "it is not sent");
	fd = receive_fd(socks[1], &nothing, sizeof(nothing));
	if (test_check(fd >= 0, "none came"))
		check_fd(fd, fds->other, fds->mine, "the fd");
	close(fd);
	close(socks[0]);
	close(socks[1]);
}

static int fds(uint32_t mine, uint32_t other, const char *ns)
{
	struct fds all = { .mine = mine, .other = other, .ns = ns, };

	fds_views(mine, other);
	fds_passed(&all);
	test_begin("a thread in %s has what its fds have", ns);
	test_check(elsewhere(moved_thread, &all), "it has not");
	test_begin("user namespaces bring nothing");
	test_check(elsewhere(unshared, &all), "they do");
	return test_done();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	main_fd = open_namespace();
	if (!strcmp(what, "list"))
		return list();
	if (argc == 6 && !strcmp(what, "comes"))
		return comes(argv[2], argv[3], argv[4], argv[5]);
	if (argc < 3 || device_find(main_fd, argv[2], &info))
		bail_out("%s: no such device", argc < 3 ? "?" : argv[2]);
	if (!strcmp(what, "gids"))
		return list_gids();
	if (!strcmp(what, "netdevs"))
		return netdevs();
	if (argc == 5 && !strcmp(what, "split"))
		return split(atoi(argv[3]), atoi(argv[4]));
	if (argc == 6 && !strcmp(what, "pkeys"))
		return pkeys(atoi(argv[3]), atoi(argv[4]), atoi(argv[5]));
	if (argc == 7 && !strcmp(what, "grants"))
		return grants(atoi(argv[3]), atoi(argv[4]), atoi(argv[5]),
			      argv[6]);
	if (argc == 5 && !strcmp(what, "grants-nothing"))
		return grants_nothing(atoi(argv[3]), argv[4]);
	if (argc == 6 && !strcmp(what, "fds"))
		return fds(atoi(argv[3]), atoi(argv[4]), argv[5]);
	if (argc == 8 && !strcmp(what, "moves"))
		return moves(atoi(argv[3]), atoi(argv[4]), argv[5], argv[6],
			     argv[7]);
	if (argc == 6 && !strcmp(what, "ids"))
		return ids(atoi(argv[3]), atoi(argv[4]), argv[5]);
	bail_out("usage: see the top of ports.c");
}
