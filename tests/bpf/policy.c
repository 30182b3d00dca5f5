// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A real policy, as a BPF LSM program (policy.bpf.c): what it denies is denied
 * on every fd of a namespace, it sees what runs, and it takes nothing of what
 * userspace makes up for a request.
 *
 * usage: policy DEVICE OTHER-DEVICE CGROUP
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ids.h"
#include "rules.h"

#define PS_TCP 0x106
#define PS_UDP 0x111
#define QPT_UD 4

/* ---- calls ------------------------------------------------------------------ */

/* PD.ALLOC on an fd; a PD that comes of it goes at once. */
static int pd_alloc(int fd, uint32_t context, uint16_t *reason)
{
	struct ruapi_pd_alloc_args args = { .context = context };
	int ret = ruapi_pd_alloc(fd, &args);

	*reason = args.error.reason;
	if (!ret)
		test_ret(destroy(fd, RUAPI_OBJ_PD, args.handle), 0, "PD");
	return ret;
}

static void check_denied(int fd, uint32_t context, const char *what)
{
	uint16_t reason;

	if (test_ret(pd_alloc(fd, context, &reason), -EACCES, "%s", what))
		test_check(reason == RUAPI_REASON_LSM, "%s: reason %u", what,
			   reason);
}

static void check_allowed(int fd, uint32_t context, const char *what)
{
	uint16_t reason;

	test_ret(pd_alloc(fd, context, &reason), 0, "%s", what);
}

static int make_view(const struct set *set)
{
	struct ruapi_namespace_view_args args = {};

	if (!test_ret(ruapi_namespace_view(set->fd, &args), 0, "view"))
		return -1;
	return args.fd;
}

/* ---- tests ------------------------------------------------------------------- */

static void test_actions(const struct set *set, int view)
{
	const uint32_t context = set->handle[RUAPI_OBJ_CONTEXT];
	uint32_t before;

	test_begin("%s: an action is denied on the main fd and on views",
		   set->name);
	check_allowed(set->fd, context, "no rule");
	before = seen(RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	check_allowed(view, context, "no rule, view");
	test_check(seen(RUAPI_OBJ_PD, RUAPI_PD_ALLOC) == before + 1,
		   "a call on a view is not seen as one of the node");
	deny(RUAPI_OBJ_PD, RUAPI_PD_ALLOC, ANY_DEVICE, 0);
	check_denied(set->fd, context, "main fd");
	check_denied(view, context, "view");
	check_denied(set->queue_fd, context, "fd of an event queue");
	deny(RUAPI_OBJ_PD, RUAPI_DESTROY, ANY_DEVICE, 0);
	test_ret(destroy(view, RUAPI_OBJ_PD, set->handle[RUAPI_OBJ_PD]),
		 -EACCES, "another action of the same object");
	allow_all();
	check_allowed(view, context, "the rule is gone");
}

static void test_fast(const struct set *set, int view)
{
	const uint32_t cq = set->handle[RUAPI_OBJ_CQ];

	test_begin("%s: so is one of class FAST", set->name);
	test_ret(ruapi_cq_arm(set->fd, cq, 0), 0, "no rule");
	deny(RUAPI_OBJ_CQ, RUAPI_CQ_ARM, ANY_DEVICE, 0);
	test_ret(ruapi_cq_arm(set->fd, cq, 0), -EACCES, "main fd");
	test_ret(ruapi_cq_arm(view, cq, 0), -EACCES, "view");
	allow_all();
	test_ret(ruapi_cq_arm(view, cq, 0), 0, "the rule is gone");
}

/* Each call of it is asked about, and none is done if one is denied. */
static void test_batch(const struct set *set)
{
	const uint32_t objects = count_objects(set->fd);
	const uint32_t before = seen(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	struct ruapi_endpoint_args args;

	test_begin("%s: so is one of a batch, and all of it", set->name);
	deny(RUAPI_OBJ_QP, RUAPI_QP_CREATE, ANY_DEVICE, 0);
	test_ret(make_endpoint(set, &args), -EACCES, "denied");
	test_check(args.error.object == RUAPI_OBJ_QP &&
		   args.error.reason == RUAPI_REASON_LSM, "object %u, reason %u",
		   args.error.object, args.error.reason);
	test_check(seen(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE) == before + 1,
		   "the call before it was not seen");
	test_check(count_objects(set->fd) == objects, "something is left");
	allow_all();
	if (test_ret(make_endpoint(set, &args), 0, "the rule is gone"))
		test_ret(drop_endpoint(set, &args), 0, "destroy");
}

static void test_devices(const struct set *set, const struct set *other,
			 int view)
{
	const uint32_t context = set->handle[RUAPI_OBJ_CONTEXT];
	const uint32_t elsewhere = other->handle[RUAPI_OBJ_CONTEXT];

	test_begin("on one of two devices");
	deny(RUAPI_OBJ_PD, RUAPI_PD_ALLOC, other->device, 0);
	check_allowed(set->fd, context, "the other device");
	check_denied(other->fd, elsewhere, "the device");
	deny(RUAPI_OBJ_PD, RUAPI_PD_ALLOC, set->device, 0);
	check_denied(view, context, "the device, on a view");
	check_allowed(other->fd, elsewhere, "the other device");
	allow_all();
}

/* Runs one call in another cgroup, with the same fds. */
static int pd_alloc_in(const char *cgroup, int fd, uint32_t context)
{
	uint16_t reason;
	int status, ret;
	char path[256];
	FILE *procs;
	pid_t pid = fork();

	if (!pid) {
		snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
		procs = fopen(path, "w");
		if (!procs || fprintf(procs, "0") < 0 || fclose(procs))
			_exit(255);
		ret = pd_alloc(fd, context, &reason);
		_exit(-ret);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -ECHILD;
	return -WEXITSTATUS(status);
}

static void test_cgroups(const struct set *set, int view, const char *cgroup)
{
	const uint32_t context = set->handle[RUAPI_OBJ_CONTEXT];
	struct stat st;

	test_begin("to one cgroup");
	if (!test_check(!stat(cgroup, &st), "%s: %m", cgroup))
		return;
	test_ret(pd_alloc_in(cgroup, set->fd, context), 0, "no rule");
	deny(RUAPI_OBJ_PD, RUAPI_PD_ALLOC, ANY_DEVICE, st.st_ino);
	test_ret(pd_alloc_in(cgroup, set->fd, context), -EACCES, "main fd");
	test_ret(pd_alloc_in(cgroup, view, context), -EACCES, "view");
	check_allowed(set->fd, context, "outside of it");
	allow_all();
}

static void test_request(const struct set *set, int view)
{
	struct ruapi_port_attr attr;
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = set->device,
		.port = 1,
		.attr = &attr,
	};
	const struct ruapi_lsm_request *last = &policy->bss->last;

	test_begin("%s: the request says device, driver and port", set->name);
	test_ret(ruapi_device_query_port(view, &args), 0, "query_port");
	test_check(last->version == 2 && last->object == RUAPI_OBJ_DEVICE &&
		   last->action == RUAPI_DEVICE_QUERY_PORT, "%u: %u.%u",
		   last->version, last->object, last->action);
	test_check(last->device == set->device && last->port == 1,
		   "device %u, port %u", last->device, last->port);
	test_check(last->driver_id == set->driver, "driver %u",
		   last->driver_id);
	test_check(!policy->bss->broken, "%u requests could not be read",
		   policy->bss->broken);
}

/* ---- forged requests ----------------------------------------------------------- */

static void forge(int fd, unsigned long arg, int want, const char *what)
{
	const int ret = ioctl(fd, RUAPI_LSM_CMD(RUAPI_OBJ_PD, RUAPI_PD_ALLOC),
			      arg);

	test_check(ret < 0 && errno == want, "%s: %s", what,
		   err_name(ret < 0 ? errno : 0));
}

static void test_forged(const struct set *set, int view)
{
	const struct ruapi_lsm_request fake = {
		.version = 1,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.driver_id = set->driver,
		.device = set->device,
	};
	const int path = open(RUAPI_DEVICE_PATH, O_PATH);
	const uint32_t requests = seen(RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	const uint32_t objects = count_objects(set->fd);
	uint32_t look_alikes = policy->bss->look_alikes;

	test_begin("what userspace makes up is no request");
	forge(set->fd, (unsigned long)&fake, ENOTTY, "main fd");
	forge(set->fd, 0xffff888000000000, ENOTTY, "an address of the kernel");
	test_check(policy->bss->look_alikes == look_alikes + 2,
		   "the hook was not reached: %u",
		   policy->bss->look_alikes - look_alikes);
	forge(view, (unsigned long)&fake, ENOTTY, "view");
	/* Which is how requests are told apart, so it must not get there. */
	look_alikes = policy->bss->look_alikes;
	forge(path, (unsigned long)&fake, EBADF, "O_PATH");
	test_check(policy->bss->look_alikes == look_alikes,
		   "a user's O_PATH reached the hook");
	test_check(seen(RUAPI_OBJ_PD, RUAPI_PD_ALLOC) == requests,
		   "%u were taken for requests",
		   seen(RUAPI_OBJ_PD, RUAPI_PD_ALLOC) - requests);
	test_check(!policy->bss->broken, "%u were taken for broken ones",
		   policy->bss->broken);
	test_check(count_objects(set->fd) == objects, "they did something");
	close(path);
}

/* ---- what is part of another action ----------------------------------------- */

static uint32_t make_ud(struct set *set)
{
	const struct ruapi_qp_cap cap = { 4, 4, 1, 1, 0, 0 };
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = QPT_UD,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
	};

	test_ret(ruapi_qp_create(set->fd, &args), 0, "QP");
	return args.handle;
}

static void test_bind_qp(struct set *set)
{
	uint32_t id, qp, before;

	test_begin("%s: BIND_QP does what QP.MODIFY may do", set->name);
	id = new_id(set, PS_UDP);
	test_ret(cm_bind(set->fd, id, set_address(set), 0), 0, "bind");
	qp = make_ud(set);
	deny(RUAPI_OBJ_QP, RUAPI_QP_MODIFY, ANY_DEVICE, 0);
	test_ret(cm_bind_qp(set->fd, id, qp), -EACCES, "QP.MODIFY is denied");
	allow_all();
	before = seen(RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	test_ret(cm_bind_qp(set->fd, id, qp), 0, "it is allowed");
	test_check(seen(RUAPI_OBJ_QP, RUAPI_QP_MODIFY) == before + 3,
		   "%u requests for INIT, RTR and RTS",
		   seen(RUAPI_OBJ_QP, RUAPI_QP_MODIFY) - before);
	drop(set, id);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

static uint32_t make_rc(struct set *set)
{
	uint32_t qp = 0;

	test_ret(make_qp(set->fd, set->driver, set->handle[RUAPI_OBJ_PD],
			 set->handle[RUAPI_OBJ_CQ], 0, &qp), 0, "QP");
	return qp;
}

/* A request of a client with a QP, for a server with another one. */
static uint32_t ask(struct set *set, uint32_t client, uint32_t qp, uint16_t port)
{
	struct ruapi_event_cm event = {};

	test_ret(cm_resolve(set->fd, client, set_address(set), port), 0,
		 "resolve");
	test_ret(cm_bind_qp(set->fd, client, qp), 0, "BIND_QP of the client");
	test_ret(cm_connect(set->fd, client, 0, "", 0), 0, "connect");
	test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "request");
	return event.new_id;
}

static void test_accept(struct set *set)
{
	const uint16_t port = 7333;
	uint32_t listener, client, server, qp[2], before, i;
	struct ruapi_event_cm event;

	test_begin("%s: ACCEPT does what QP.MODIFY may do", set->name);
	for (i = 0; i < 2; i++)
		qp[i] = make_rc(set);
	listener = listener_on(set, PS_TCP, port);
	client = new_id(set, PS_TCP);
	server = ask(set, client, qp[0], port);
	test_ret(cm_bind_qp(set->fd, server, qp[1]), 0, "BIND_QP");
	deny(RUAPI_OBJ_QP, RUAPI_QP_MODIFY, ANY_DEVICE, 0);
	test_ret(cm_accept(set->fd, server, 0, "", 0), -EACCES,
		 "QP.MODIFY is denied");
	allow_all();
	before = seen(RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	test_ret(cm_accept(set->fd, server, 0, "", 0), 0, "it is allowed");
	test_check(seen(RUAPI_OBJ_QP, RUAPI_QP_MODIFY) == before + 3,
		   "%u requests for INIT, RTR and RTS",
		   seen(RUAPI_OBJ_QP, RUAPI_QP_MODIFY) - before);
	for (i = 0; i < 2; i++)
		test_ret(wait_cm(set, ESTABLISHED, &event), 0, "established");
	drop(set, client);
	drop(set, server);
	drop(set, listener);
	for (i = 0; i < 2; i++)
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[i]), 0, "QP");
}

/* An id without a device, to an address where nobody listens. */
static int connect_whole(struct set *set, uint32_t qp, uint32_t *id)
{
	const struct ruapi_cm_param param = { .retry_count = 1 };
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(7334),
	};
	struct ruapi_cm_id_connect_args args = {
		.handle = *id = new_id(set, PS_TCP),
		.param = &param,
		.dst = &sin,
		.dst_len = sizeof(sin),
		.qp = qp,
	};

	inet_pton(AF_INET, set_address(set), &sin.sin_addr);
	return ruapi_cm_id_connect(set->fd, &args);
}

/* Each is asked about before the first begins, as of the QP's device. */
static void test_connect(struct set *set, struct set *other)
{
	static const struct {
		uint16_t object, action;
	} part[] = {
		{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_CONNECT },
		{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_RESOLVE_ADDR },
		{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_RESOLVE_ROUTE },
		{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_BIND_QP },
		{ RUAPI_OBJ_QP, RUAPI_QP_MODIFY },
	};
	uint32_t id, qp = make_rc(set), before[5], i;
	struct ruapi_event_cm event;

	test_begin("%s: CONNECT with an address is all of its steps",
		   set->name);
	for (i = 0; i < COUNT(part); i++) {
		before[i] = seen(part[i].object, part[i].action);
		deny(part[i].object, part[i].action, set->device, 0);
		test_ret(connect_whole(set, qp, &id), -EACCES, "part %u", i);
		test_check(cm_state(set->fd, id) == RUAPI_CM_ID_IDLE,
			   "part %u: state %u", i, cm_state(set->fd, id));
		drop(set, id);
		test_check(seen(part[i].object, part[i].action) ==
			   before[i] + 1, "part %u: seen %u times", i,
			   seen(part[i].object, part[i].action) - before[i]);
		deny(part[i].object, part[i].action, other->device, 0);
	}
	test_ret(connect_whole(set, qp, &id), 0, "denied on another device");
	test_ret(wait_cm(set, REJECTED, &event), 0, "rejected");
	allow_all();
	drop(set, id);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

/* ------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	struct set set, other;
	int view;

	if (argc != 4)
		bail_out("usage: policy DEVICE OTHER-DEVICE CGROUP");
	policy_start();
	if (set_make(&set, open_namespace(), argv[1]) ||
	    set_make(&other, open_namespace(), argv[2]))
		bail_out("no objects on %s and %s", argv[1], argv[2]);
	test_begin("%s: a view", set.name);
	view = make_view(&set);
	test_actions(&set, view);
	test_fast(&set, view);
	test_batch(&set);
	test_devices(&set, &other, view);
	test_cgroups(&set, view, argv[3]);
	test_request(&set, view);
	test_forged(&set, view);
	test_bind_qp(&set);
	test_connect(&set, &other);
	test_accept(&set);
	close(view);
	set_end(&other, "other objects");
	set_end(&set, "objects");
	policy_end();
	return test_done();
}
