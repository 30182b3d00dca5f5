// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Ports and P_Keys that an administrator gives to network namespaces without netdevs. */
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ports.h"

static int net_fd(const char *ns)
{
	char path[128];

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* Goes to a network namespace.  Return: the way back. */
static int go_to(int net)
{
	const int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (here < 0 || setns(net, CLONE_NEWNET))
		bail_out("setns: %s", strerror(errno));
	return here;
}

static void go_back(int here)
{
	if (setns(here, CLONE_NEWNET))
		bail_out("setns back: %s", strerror(errno));
	close(here);
}

/* Of somebody who is there. */
static int open_in(int net)
{
	const int here = go_to(net);
	const int fd = open_namespace();

	go_back(here);
	return fd;
}

/* An id is of where it is made. */
static void make_in(int net, int there, struct set *set)
{
	const int here = go_to(net);
	const int ret = set_make(set, there, info.name);

	go_back(here);
	if (ret)
		bail_out("no objects of %s: %s", info.name, err_name(ret));
}

/* @pkey: 0: the whole port. */
static int grant(int fd, uint32_t port, int net, uint16_t pkey,
		 struct ruapi_error *error)
{
	struct ruapi_device_grant_args args = {
		.set = pkey ? RUAPI_SET(RUAPI_DEVICE_GRANT_PKEY) : 0,
		.index = info.index,
		.port = port,
		.netns = net,
		.pkey = pkey,
	};
	const int ret = ruapi_device_grant(fd, &args);

	*error = args.error;
	return ret;
}

/* @net: -1: whoever has it. */
static int take_back(int fd, uint32_t port, int net, uint16_t pkey)
{
	struct ruapi_device_revoke_args args = {
		.set = (pkey ? RUAPI_SET(RUAPI_DEVICE_REVOKE_PKEY) : 0) |
		       (net >= 0 ? RUAPI_SET(RUAPI_DEVICE_REVOKE_NETNS) : 0),
		.index = info.index,
		.port = port,
		.netns = net,
		.pkey = pkey,
	};

	return ruapi_device_revoke(fd, &args);
}

static uint32_t grants_of(int fd, struct ruapi_grant *grants)
{
	struct ruapi_device_query_grants_args args = {
		.index = info.index,
		.grants = grants,
		.grants_max = MAX,
	};

	test_ret(ruapi_device_query_grants(fd, &args), 0, "query_grants");
	test_check(args.count == args.grants_len, "%u grants, and %u",
		   args.count, args.grants_len);
	return args.count;
}

static uint16_t pkey_at(uint32_t port, uint32_t index)
{
	struct ruapi_device_query_pkey_args args = {
		.index = info.index,
		.port = port,
		.pkey_index = index,
	};

	test_ret(ruapi_device_query_pkey(main_fd, &args), 0, "query_pkey");
	return args.pkey;
}

static bool turns(const struct set *set, unsigned int state)
{
	const uint64_t end = now_ms() + patience(5000);

	while (state_of(set) != state && now_ms() < end)
		sleep_ms(20);
	return state_of(set) == state;
}

static void gives_pkey(int there, int net, uint32_t port, uint32_t mine,
		       uint32_t other)
{
	const uint16_t pkey = pkey_at(port, mine);
	struct ruapi_grant grants[MAX];
	struct ruapi_event_cm event;
	struct ruapi_error error;
	struct stat st;
	struct set set;

	test_begin("P_Key 0x%04x of port %u is given away", pkey, port);
	test_check(!sees(there, port), "the port is there before");
	test_denied(query_port(there, port, &error), &error,
		    RUAPI_DEVICE_QUERY_PORT_INDEX, "query_port before");
	test_ret(grant(main_fd, port, net, pkey, &error), 0, "grant");
	test_ret(grant(main_fd, port, net, pkey ^ 0x8000, &error), -EEXIST,
		 "with the other bit of membership");
	test_check(sees(there, port), "the port is not there");
	test_check(sees(main_fd, port), "nor here any more");
	make_in(net, there, &set);
	test_denied(to_init(&set, port, other, &error), &error,
		    RUAPI_QP_MODIFY_ATTR, "another P_Key");
	test_ret(to_init(&set, port, mine, &error), 0, "to INIT");

	test_begin("it is listed");
	if (test_check(grants_of(main_fd, grants) == 1, "not one") &&
	    test_check(!fstat(net, &st), "no number"))
		test_check(grants[0].netns == st.st_ino &&
			   grants[0].port_num == port &&
			   grants[0].pkey == (pkey & 0x7fff) &&
			   !grants[0].reserved, "it is another one");

	test_begin("it is taken back, and who uses it loses it");
	test_ret(take_back(main_fd, port, net, 0), -ENOENT, "the whole port");
	test_ret(take_back(main_fd, port, net, pkey), 0, "revoke");
	test_check(turns(&set, ERR), "the QP is in state %u", state_of(&set));
	test_ret(event_wait(there, RUAPI_EVENT_ASYNC, QP_FATAL, &event, 5000),
		 0, "the QP is told");
	test_denied(query_port(there, port, &error), &error,
		    RUAPI_DEVICE_QUERY_PORT_INDEX, "query_port afterwards");
	test_ret(take_back(main_fd, port, net, pkey), -ENOENT, "once more");
	test_ret(set_destroy(&set), 0, "destroy");
}

static void gives_port(int there, int net, uint32_t port, uint32_t mine,
		       uint32_t other)
{
	struct ruapi_error error;
	struct set set;

	test_begin("port %u is given away, with all P_Keys", port);
	test_ret(grant(main_fd, port, net, 0, &error), 0, "grant");
	make_in(net, there, &set);
	test_ret(to_init(&set, port, mine, &error), 0, "to INIT");
	test_ret(to_state(&set, RESET), 0, "to RESET");
	test_ret(to_init(&set, port, other, &error), 0, "another P_Key");
	test_denied(query_port(there, port + 1, &error), &error,
		    RUAPI_DEVICE_QUERY_PORT_PORT, "another port");
	/* Whoever has been given it has it to use, and no say in it but root's. */
	test_ret(take_back(main_fd, port, -1, 0), 0, "from all of them");
	test_check(turns(&set, ERR), "the QP is in state %u", state_of(&set));
	test_ret(set_destroy(&set), 0, "destroy");
}

/* In a process of its own.  Return: 0 or the number of what went wrong. */
static int without_capability(int net, uint32_t port)
{
	struct ruapi_device_query_grants_args query = { .index = info.index, };
	struct ruapi_error error;

	/* Root of a user namespace of its own has it there, which does not count. */
	if (unshare(CLONE_NEWUSER))
		return 1;
	if (grant(main_fd, port, net, 0, &error) != -EPERM ||
	    error.reason != RUAPI_REASON_CAPABILITY)
		return 2;
	if (take_back(main_fd, port, net, 0) != -EPERM)
		return 3;
	return ruapi_device_query_grants(main_fd, &query) == -EPERM ? 0 : 4;
}

static int forked(int (*run)(int net, uint32_t port), int net, uint32_t port)
{
	const pid_t pid = fork();
	int status = -1;

	if (!pid)
		_exit(run(net, port));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void refused(int there, int net, uint32_t port)
{
	const int no_net = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct ruapi_device_grant_args zero = {
		.set = RUAPI_SET(RUAPI_DEVICE_GRANT_PKEY),
		.index = info.index,
		.port = port,
		.netns = net,
		.pkey = 0x8000,
	};
	struct ruapi_error error;

	test_begin("what is not granted");
	test_check(!forked(without_capability, net, port),
		   "without CAP_NET_ADMIN it is");
	test_denied(grant(there, port, net, 0, &error), &error,
		    RUAPI_DEVICE_GRANT_INDEX, "what the fd does not see");
	test_ret(grant(main_fd, 9, net, 0, &error), -EINVAL, "no such port");
	test_ret(grant(main_fd, port, no_net, 0, &error), -EINVAL,
		 "to no network namespace");
	test_check(error.bad_attr == RUAPI_DEVICE_GRANT_NETNS &&
		   error.reason == RUAPI_REASON_FD, "it is not told so");
	test_ret(ruapi_device_grant(main_fd, &zero), -EINVAL, "partition 0");
	close(no_net);
}

/* In a network namespace that nobody else has, and that ends with the process. */
static int to_myself(int net, uint32_t port)
{
	struct ruapi_error error;
	int self;

	(void)net;
	if (unshare(CLONE_NEWNET))
		return 1;
	self = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	return self < 0 || grant(main_fd, port, self, 0, &error) ? 2 : 0;
}

static void ends(uint32_t port)
{
	const uint64_t end = now_ms() + patience(10000);
	struct ruapi_grant grants[MAX];

	test_begin("with the network namespace it is gone");
	test_check(!forked(to_myself, -1, port), "grant");
	while (grants_of(main_fd, grants) && now_ms() < end)
		sleep_ms(50);
	test_check(!grants_of(main_fd, grants), "it is not");
}

int grants(uint32_t port, uint32_t mine, uint32_t other, const char *ns)
{
	const int net = net_fd(ns);
	int there;

	if (net < 0)
		bail_out("%s: no such network namespace", ns);
	there = open_in(net);
	refused(there, net, port);
	gives_pkey(there, net, port, mine, other);
	gives_port(there, net, port, mine, other);
	ends(port);
	close(there);
	close(net);
	return test_done();
}

/* A port whose GIDs are of netdevs. */
int grants_nothing(uint32_t port, const char *ns)
{
	const int net = net_fd(ns);
	struct ruapi_error error;

	test_begin("a port of %s, whose GIDs are of netdevs, is not given", info.name);
	test_ret(grant(main_fd, port, net, 0, &error), -EOPNOTSUPP, "grant");
	close(net);
	return test_done();
}
