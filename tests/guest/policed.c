// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A process under a policy.  It opens the device and makes an object of each type
 * first; then each line of its input is something to try, and has a line of output
 * that says what came of it.
 *
 * usage: policed DEVICE
 *
 *	pd main|view|queue	PD.ALLOC, on that fd
 *	port N			DEVICE.QUERY_PORT
 *	pkey PORT INDEX		DEVICE.QUERY_PKEY
 *	init PORT		a new QP to INIT on that port
 *	alternate PORT OTHER	the same, with an alternate path on another port
 *	ah PORT			AH.CREATE on that port
 *	pass CGROUP		PD.ALLOC by a process of that cgroup, which is passed the fd
 *	race CALLS		calls whose header a thread changes meanwhile
 *	cqs MS			CQs, as fast as may be: how many, and how many were refused
 */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest.h"
#include "pass_fd.h"

static struct set set;
static int view;

static void say(int ret, const struct ruapi_error *error)
{
	char text[256];

	if (ret)
		printf("%s: %s\n", ruapi_reason_name(error->reason),
		       ruapi_strerror_call(text, sizeof(text), error));
	else
		puts("success");
}

static int pd_alloc(int fd, struct ruapi_error *error)
{
	struct ruapi_pd_alloc_args args = {
		.context = set.handle[RUAPI_OBJ_CONTEXT],
	};
	const int ret = ruapi_pd_alloc(fd, &args);

	*error = args.error;
	if (!ret)
		destroy(fd, RUAPI_OBJ_PD, args.handle);
	return ret;
}

static void try_pd(const char *which)
{
	struct ruapi_error error = {};
	const int fd = !strcmp(which, "view") ? view :
		       !strcmp(which, "queue") ? set.queue_fd : set.fd;

	say(pd_alloc(fd, &error), &error);
}

static void try_port(unsigned int port)
{
	struct ruapi_port_attr attr;
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = set.device,
		.port = port,
		.attr = &attr,
	};

	say(ruapi_device_query_port(set.fd, &args), &args.error);
}

static void try_pkey(unsigned int port, unsigned int index)
{
	struct ruapi_device_query_pkey_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX),
		.index = set.device,
		.port = port,
		.pkey_index = index,
	};

	say(ruapi_device_query_pkey(set.fd, &args), &args.error);
}

/* enum ib_qp_attr_mask */
enum {
	QP_STATE = 1 << 0,
	QP_ACCESS_FLAGS = 1 << 3,
	QP_PKEY_INDEX = 1 << 4,
	QP_PORT = 1 << 5,
	QP_ALT_PATH = 1 << 14,
};

/* To INIT, where a QP gets its port; @other: of an alternate path, 0: none. */
static void try_init(unsigned int port, unsigned int other)
{
	struct ruapi_qp_attr attr = {
		.mask = QP_STATE | QP_ACCESS_FLAGS | QP_PKEY_INDEX | QP_PORT |
			(other ? QP_ALT_PATH : 0),
		.qp_state = 1,
		.port_num = port,
		.alt_port_num = other,
	};
	struct ruapi_qp_modify_args args = { .attr = &attr };
	int ret;

	ret = make_qp(set.fd, set.driver, set.handle[RUAPI_OBJ_PD],
		      set.handle[RUAPI_OBJ_CQ], 0, &args.handle);
	if (ret) {
		printf("no QP: %s\n", err_name(ret));
		return;
	}
	say(ruapi_qp_modify(set.fd, &args), &args.error);
	destroy(set.fd, RUAPI_OBJ_QP, args.handle);
}

static void try_ah(unsigned int port)
{
	struct ruapi_ah_attr attr = { .port_num = port };
	struct ruapi_ah_create_args args = {
		.uhw = uhw_room(set.driver, RUAPI_OBJ_AH, RUAPI_AH_CREATE),
		.pd = set.handle[RUAPI_OBJ_PD],
		.attr = &attr,
	};
	const int ret = ruapi_ah_create(set.fd, &args);

	if (!ret)
		destroy(set.fd, RUAPI_OBJ_AH, args.handle);
	/* Whether the device takes such an address is not the question. */
	if (ret && args.error.reason != RUAPI_REASON_LSM)
		puts("success");
	else
		say(ret, &args.error);
}

/* ---- another cgroup -------------------------------------------------------------- */

static void enter(const char *cgroup)
{
	char path[256];
	FILE *procs;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	procs = fopen(path, "w");
	if (!procs || fprintf(procs, "0") < 0 || fclose(procs)) {
		printf("%s: %s\n", path, err_name(errno));
		fflush(stdout);
		_exit(1);
	}
}

/* The child has nothing of the device but what it is passed. */
static void try_pass(const char *cgroup)
{
	struct ruapi_error error = {};
	int socks[2], fd;
	char byte = 0;
	pid_t pid;

	if (!pass_fds(socks)) {
		puts("no sockets");
		return;
	}
	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(view);
		close(set.queue_fd);
		close(set.fd);
		enter(cgroup);
		fd = receive_fd(socks[1], &byte, 1);
		say(pd_alloc(fd, &error), &error);
		fflush(stdout);
		_exit(0);
	}
	send_fd(socks[0], set.fd, &byte, 1);
	waitpid(pid, NULL, 0);
	close(socks[0]);
	close(socks[1]);
}

/* ---- a header that changes ---------------------------------------------------------- */

/* Object and action of a header, which are side by side, at once. */
static uint32_t what(uint16_t object, uint16_t action)
{
	return object | (uint32_t)action << 16;
}

static struct {
	struct ruapi_hdr hdr;
	struct ruapi_attr attrs[2];
} message __attribute__((aligned(8)));

static volatile bool enough;

static void *change(void *arg)
{
	volatile uint32_t *at = (volatile uint32_t *)&message.hdr.object;

	(void)arg;
	while (!enough) {
		*at = what(RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
		*at = what(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
	}
	return NULL;
}

static void write_message(void)
{
	message.attrs[0] = (struct ruapi_attr){
		.id = RUAPI_PD_ALLOC_CONTEXT,
		.wire = RUAPI_WIRE_OBJ_IN,
		.len = sizeof(struct ruapi_objref),
		.obj = {
			.handle = set.handle[RUAPI_OBJ_CONTEXT],
			.object = RUAPI_OBJ_CONTEXT,
		},
	};
	message.attrs[1] = (struct ruapi_attr){
		.id = RUAPI_PD_ALLOC_HANDLE,
		.wire = RUAPI_WIRE_OBJ_NEW,
		.len = sizeof(struct ruapi_objref),
		.obj = { .object = RUAPI_OBJ_PD },
	};
	message.hdr.length = sizeof(message);
	message.hdr.num_attrs = 2;
	message.hdr.flags = 0;
	message.hdr.driver_id = 0;
	message.hdr.view = 0;
}

/* One of the two is allowed and the other one is not: none of it may be both. */
static void race(unsigned int calls)
{
	const uint64_t end = now_ms() + patience(10000);
	const uint32_t before = count_objects(set.fd);
	unsigned int done = 0, denied = 0, other = 0, i;
	pthread_t thread;
	int ret;

	enough = false;
	message.hdr.object = RUAPI_OBJ_NAMESPACE;
	message.hdr.action = RUAPI_NAMESPACE_NOP;
	if (pthread_create(&thread, NULL, change, NULL)) {
		puts("no thread");
		return;
	}
	/* Until both have happened: the thread may be late. */
	for (i = 0; (i < calls || !done || !denied) && now_ms() < end; i++) {
		write_message();
		ret = ioctl(set.fd, RUAPI_IOC_CALL, &message) ? errno : 0;
		done += !ret;
		denied += ret == EACCES;
		other += ret && ret != EACCES;
	}
	enough = true;
	pthread_join(thread, NULL);
	if (!done || !denied || other)
		printf("%u done, %u denied, %u other\n", done, denied, other);
	else if (count_objects(set.fd) != before)
		printf("%u PDs were made\n", count_objects(set.fd) - before);
	else
		puts("as decided");
}

/* ---- load ----------------------------------------------------------------------------- */

static void make_cqs(unsigned int ms)
{
	const uint64_t end = now_ms() + ms;
	unsigned int made = 0, refused = 0, other = 0;

	while (now_ms() < end) {
		struct ruapi_cq_create_args args = {
			.uhw = uhw_room(set.driver, RUAPI_OBJ_CQ,
					RUAPI_CQ_CREATE),
			.context = set.handle[RUAPI_OBJ_CONTEXT],
			.cqe = 4,
		};
		const int ret = ruapi_cq_create(set.fd, &args);

		if (!ret)
			destroy(set.fd, RUAPI_OBJ_CQ, args.handle);
		made += !ret;
		refused += ret == -EAGAIN &&
			   args.error.reason == RUAPI_REASON_LSM;
		other += ret && ret != -EAGAIN;
	}
	printf("%u %u %u\n", made, refused, other);
}

static void obey(char *line)
{
	char word[256] = "";
	unsigned int one = 0, two = 0;

	if (sscanf(line, "pd %255s", word) == 1)
		try_pd(word);
	else if (sscanf(line, "port %u", &one) == 1)
		try_port(one);
	else if (sscanf(line, "pkey %u %u", &one, &two) == 2)
		try_pkey(one, two);
	else if (sscanf(line, "init %u", &one) == 1)
		try_init(one, 0);
	else if (sscanf(line, "alternate %u %u", &one, &two) == 2)
		try_init(one, two);
	else if (sscanf(line, "ah %u", &one) == 1)
		try_ah(one);
	else if (sscanf(line, "pass %255s", word) == 1)
		try_pass(word);
	else if (sscanf(line, "race %u", &one) == 1)
		race(one);
	else if (sscanf(line, "cqs %u", &one) == 1)
		make_cqs(one);
	else
		printf("what is %s", line);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct ruapi_namespace_view_args args = {};
	char line[512];

	if (argc != 2)
		bail_out("usage: policed DEVICE");
	if (set_make(&set, open_namespace(), argv[1]))
		bail_out("no objects on %s", argv[1]);
	if (ruapi_namespace_view(set.fd, &args))
		bail_out("no view");
	view = args.fd;
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	return 0;
}
