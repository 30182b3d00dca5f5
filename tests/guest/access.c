// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a process may do.  The scenario prepares the process: its network
 * namespace, capabilities, cgroup.
 *
 * usage: access sees DEVICE | index-of DEVICE | open INDEX DRIVER | raw DEVICE |
 *	qkey DEVICE | limit DEVICE OBJECTS | limits DEVICE DEVICE OBJECTS [die|stay] |
 *	memlock DEVICE | node | policed DEVICE | classes DEVICE | ioctls
 */
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <rdma/rdma_netlink.h>
#include "guest.h"

/* "EACCES netns": what a program of the scenario is to say. */
static int say(int ret, const struct ruapi_error *error)
{
	const char *reason = ret && error ? ruapi_reason_name(error->reason) :
					    NULL;

	printf("%s %s\n", err_name(ret), reason ? reason : "-");
	return 0;
}

static int open_index(int fd, uint32_t index, uint32_t driver)
{
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.uhw = uhw_room(driver, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN),
		.index = index,
	};
	int ret = ruapi_context_open(fd, &args);

	return say(ret, &args.error);
}

/* One more QP beside that of the set. */
static int create_qp(int fd, const struct set *set,
		     struct ruapi_qp_create_args *args)
{
	static const struct ruapi_qp_cap cap = { 1, 1, 1, 1, 0, 0 };

	args->cap = &cap;
	args->uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	args->pd = set->handle[RUAPI_OBJ_PD];
	args->send_cq = args->recv_cq = set->handle[RUAPI_OBJ_CQ];
	return ruapi_qp_create(fd, args);
}

static int raw_packet(int fd, const char *name)
{
	struct ruapi_qp_create_args args = { .type = 8 };
	struct set set;

	if (set_make(&set, fd, name))
		return 1;
	return say(create_qp(fd, &set, &args), &args.error);
}

/* BIND_QP of a datagram QP takes it to INIT, with the Q_Key of the id. */
static int bind_datagrams(int fd, const char *name)
{
	struct ruapi_qp_create_args qp = { .type = 4 };
	struct ruapi_cm_id_create_args id = { .port_space = 0x111 };
	struct ruapi_cm_id_bind_qp_args bind = {
		.set = RUAPI_SET(RUAPI_CM_ID_BIND_QP_QP),
	};
	struct set set;

	if (set_make(&set, fd, name))
		return 1;
	if (create_qp(fd, &set, &qp) || ruapi_cm_id_create(fd, &id) ||
	    cm_bind(fd, id.handle, set_address(&set), 0))
		return 1;
	bind.handle = id.handle;
	bind.qp = qp.handle;
	return say(ruapi_cm_id_bind_qp(fd, &bind), &bind.error);
}

/* Objects until the cgroup says no; then as many again after freeing one. */
static int limit(int fd, const struct ruapi_device_info *info, unsigned int n)
{
	struct ruapi_context_open_args open = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.uhw = uhw_room(info->driver_id, RUAPI_OBJ_CONTEXT,
				RUAPI_CONTEXT_OPEN),
		.index = info->index,
		.new_ = 1,
	};
	struct ruapi_pd_alloc_args pd = {};
	uint32_t last = 0;
	unsigned int made = 0;
	int ret;

	test_begin("the rdma cgroup's limit of one context and %u objects", n);
	if (!test_ret(ruapi_context_open(fd, &open), 0, "the first context"))
		return test_done();
	pd.context = open.handle;
	open.handle = 0;
	test_ret(ruapi_context_open(fd, &open), -EAGAIN, "the second context");
	test_check(open.error.reason == RUAPI_REASON_CGROUP,
		   "the second context: reason %u", open.error.reason);
	while (!(ret = ruapi_pd_alloc(fd, &pd)) && made < 1000) {
		last = pd.handle;
		made++;
	}
	test_ret(ret, -EAGAIN, "one PD too many");
	test_check(pd.error.reason == RUAPI_REASON_CGROUP,
		   "one PD too many: reason %u", pd.error.reason);
	test_check(made == n, "%u PDs were made, not %u", made, n);
	test_check(count_objects(fd) == n + 1, "%u objects, not %u",
		   count_objects(fd), n + 1);
	test_ret(destroy(fd, RUAPI_OBJ_PD, last), 0, "destroy the last");
	test_ret(ruapi_pd_alloc(fd, &pd), 0, "make it again");
	test_ret(ruapi_pd_alloc(fd, &pd), -EAGAIN, "and no other");
	return test_done();
}

/* PDs of a new context until the cgroup says no. */
static void fill_up(int fd, const char *name, unsigned int n)
{
	struct ruapi_device_info info;
	struct ruapi_pd_alloc_args pd = {};
	uint32_t context = 0, slot;
	unsigned int made = 0;
	int ret;

	if (device_find(fd, name, &info))
		bail_out("there is no %s", name);
	test_ret(make_context(fd, &info, true, 0, &context, &slot), 0,
		 "a context of %s", name);
	pd.context = context;
	while (!(ret = ruapi_pd_alloc(fd, &pd)) && made < 1000)
		made++;
	test_ret(ret, -EAGAIN, "one PD of %s too many", name);
	test_check(pd.error.reason == RUAPI_REASON_CGROUP,
		   "one PD of %s too many: reason %u", name, pd.error.reason);
	test_check(made == n, "%u PDs of %s, not %u", made, name, n);
}

/* Each device has limits of its own, whatever fd it is used over. */
static int limits(int fd, char **names, unsigned int n, const char *then)
{
	test_begin("limits of the rdma cgroup on two devices over one fd");
	fill_up(fd, names[0], n);
	fill_up(fd, names[1], n + 1);
	if (then && !strcmp(then, "die"))
		raise(SIGKILL);
	if (then && !strcmp(then, "stay"))
		pause();
	return test_done();
}

/* A region that is larger than what may be locked, and one that is not. */
static int memlock(int fd, const char *name)
{
	const struct rlimit limit = { 64 << 10, 64 << 10 };
	struct ruapi_memlock lock = {};
	struct ruapi_mr_reg_args args = {
		.length = 1 << 20,
		.access = 1,
		.memlock = &lock,
	};
	struct set set;
	char text[256];
	void *memory;

	if (set_make(&set, fd, name))
		return 1;
	destroy(fd, RUAPI_OBJ_MR, set.handle[RUAPI_OBJ_MR]);
	memory = aligned_alloc(4096, args.length);
	if (!memory || setrlimit(RLIMIT_MEMLOCK, &limit))
		return 1;
	memset(memory, 1, args.length);
	args.pd = set.handle[RUAPI_OBJ_PD];
	args.addr = (uintptr_t)memory;
	args.uhw = uhw_room(set.driver, RUAPI_OBJ_MR, RUAPI_MR_REG);
	say(ruapi_mr_reg(fd, &args), &args.error);
	printf("%s\n", ruapi_explain_memlock(text, sizeof(text), &lock));
	args.length = 32 << 10;
	return say(ruapi_mr_reg(fd, &args), &args.error);
}

/* ---- the node -------------------------------------------------------------- */

/* What RDMA netlink says when anybody asks it for our node. */
static int ask_for_node(void)
{
	struct {
		struct nlmsghdr hdr;
		struct nlattr attr;
		char client[12];
	} ask = {
		.hdr = {
			.nlmsg_len = sizeof(ask),
			.nlmsg_type = RDMA_NL_GET_TYPE(RDMA_NL_NLDEV,
						       RDMA_NLDEV_CMD_GET_CHARDEV),
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.attr = {
			.nla_len = NLA_HDRLEN + sizeof("rdma_uapi"),
			.nla_type = RDMA_NLDEV_ATTR_CHARDEV_TYPE,
		},
		.client = "rdma_uapi",
	};
	union {
		struct nlmsghdr hdr;
		char room[4096];
	} answer;
	const struct nlmsgerr *error = NLMSG_DATA(&answer.hdr);
	int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_RDMA);
	int ret = -EPROTO;

	if (sock < 0)
		return -errno;
	if (send(sock, &ask, sizeof(ask), 0) < 0 ||
	    recv(sock, &answer, sizeof(answer), 0) < (int)sizeof(answer.hdr))
		ret = -errno;
	else if (answer.hdr.nlmsg_type == NLMSG_ERROR)
		ret = error->error;
	else if (answer.hdr.nlmsg_type == ask.hdr.nlmsg_type)
		ret = 0;
	close(sock);
	return ret;
}

/* ---- security modules -------------------------------------------------------- */

static void try_pd(int fd, const char *where, uint32_t context)
{
	struct ruapi_pd_alloc_args args = { .context = context };

	printf("%s: PD.ALLOC ", where);
	say(ruapi_pd_alloc(fd, &args), &args.error);
}

/* A user's own ioctl with the number of a request. */
static void make_up(int fd, const char *where)
{
	const int ret = ioctl(fd, RUAPI_LSM_CMD(RUAPI_OBJ_PD, RUAPI_PD_ALLOC),
			      NULL);

	printf("%s: made up ", where);
	say(ret < 0 ? -errno : 0, NULL);
}

/* What a policy for PD.ALLOC and NAMESPACE.VIEW lets through, on both fds. */
static int policed(int fd, const struct ruapi_device_info *info)
{
	struct ruapi_namespace_view_args view = {};
	uint32_t context, slot;
	int ret = make_context(fd, info, true, 0, &context, &slot);

	if (ret)
		bail_out("no context: %s", err_name(ret));
	try_pd(fd, "main", context);
	make_up(fd, "main");
	ret = ruapi_namespace_view(fd, &view);
	printf("main: NAMESPACE.VIEW ");
	say(ret, &view.error);
	if (ret)
		return 0;
	try_pd(view.fd, "view", context);
	make_up(view.fd, "view");
	return 0;
}

/* One action of each class that policies tell apart. */
static int classes(int fd, const struct ruapi_device_info *info)
{
	struct ruapi_device_query_port_args look = { .index = info->index, .port = 1 };
	struct ruapi_device_query_grants_args grants = { .index = info->index };
	struct ruapi_cm_id_create_args id = { .port_space = 0x106 };
	struct ruapi_pd_alloc_args pd = {};
	uint32_t context = 0, slot, made;
	int ret;

	printf("looks: ");
	ret = ruapi_device_query_port(fd, &look);
	say(ret, &look.error);
	printf("verbs: ");
	if (!make_context(fd, info, true, 0, &context, &slot))
		pd.context = context;
	ret = context ? ruapi_pd_alloc(fd, &pd) : -EACCES;
	say(ret, NULL);
	printf("connects: ");
	ret = ruapi_cm_id_create(fd, &id);
	say(ret, &id.error);
	printf("grants: ");
	ret = ruapi_device_query_grants(fd, &grants);
	say(ret, &grants.error);
	if (!context)
		return 0;
	printf("methods: ");
	ret = make_driver_object(fd, info->driver_id, context, pd.handle, &made);
	return say(ret, NULL);
}

/* Each number with nothing behind it; and with bits that the kernel does not look at. */
static int ioctls(int fd)
{
	static const struct {
		const char *name;
		unsigned long number;
	} all[] = {
		{ "CALL", RUAPI_IOC_CALL },
		{ "CM", RUAPI_IOC_CM },
		{ "DRIVER", RUAPI_IOC_DRIVER },
		{ "FAST", RUAPI_IOC_FAST },
		{ "BATCH", RUAPI_IOC_BATCH },
		{ "BATCH_CM", RUAPI_IOC_BATCH_CM },
	};
	unsigned int i;

	for (i = 0; i < COUNT(all); i++) {
		uint64_t nothing[8] = {};
		const unsigned long more = all[i].number | 0x5aUL << 32;
		const long one = syscall(SYS_ioctl, fd, all[i].number, nothing);
		const int first = one ? errno : 0;
		const long two = syscall(SYS_ioctl, fd, more, nothing);

		printf("%s: %s %s\n", all[i].name, err_name(first),
		       err_name(two ? errno : 0));
	}
	return 0;
}

int main(int argc, char **argv)
{
	int fd;
	struct ruapi_device_info info;
	int ret;

	/* The node may not be there. */
	if (argc == 2 && !strcmp(argv[1], "node"))
		return say(ask_for_node(), NULL);
	fd = open_namespace();
	if (argc == 3 && !strcmp(argv[1], "sees"))
		return say(device_find(fd, argv[2], &info), NULL);
	if (argc == 3 && !strcmp(argv[1], "index-of")) {
		ret = device_find(fd, argv[2], &info);
		printf("%u\n", ret ? UINT32_MAX : info.index);
		return !!ret;
	}
	if (argc == 4 && !strcmp(argv[1], "open"))
		return open_index(fd, strtoul(argv[2], NULL, 0),
				  strtoul(argv[3], NULL, 0));
	if (argc == 3 && !strcmp(argv[1], "raw"))
		return raw_packet(fd, argv[2]);
	if (argc == 3 && !strcmp(argv[1], "qkey"))
		return bind_datagrams(fd, argv[2]);
	if (argc == 4 && !strcmp(argv[1], "limit")) {
		if (device_find(fd, argv[2], &info))
			bail_out("there is no %s", argv[2]);
		return limit(fd, &info, strtoul(argv[3], NULL, 0));
	}
	if (argc >= 5 && !strcmp(argv[1], "limits"))
		return limits(fd, argv + 2, strtoul(argv[4], NULL, 0),
			      argv[5]);
	if (argc == 3 && !strcmp(argv[1], "memlock"))
		return memlock(fd, argv[2]);
	if (argc == 3 && !strcmp(argv[1], "policed")) {
		if (device_find(fd, argv[2], &info))
			bail_out("there is no %s", argv[2]);
		return policed(fd, &info);
	}
	if (argc == 3 && !strcmp(argv[1], "classes")) {
		if (device_find(fd, argv[2], &info))
			bail_out("there is no %s", argv[2]);
		return classes(fd, &info);
	}
	if (argc == 2 && !strcmp(argv[1], "ioctls"))
		return ioctls(fd);
	bail_out("usage: access sees DEVICE | index-of DEVICE | open INDEX DRIVER | raw DEVICE | qkey DEVICE | limit DEVICE OBJECTS | limits DEVICE DEVICE OBJECTS [die|stay] | memlock DEVICE | node | policed DEVICE | classes DEVICE | ioctls");
}
