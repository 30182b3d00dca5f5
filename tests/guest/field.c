// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What the programs of field.h share, and those that look at a device.
 * usage: field TEST [ARGUMENT]...
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "field.h"

void say(const char *what, int ret)
{
	const int err = ret < 0 ? errno : ret;

	printf("%s: %s\n", what, err ? strerrorname_np(err) : "ok");
	fflush(stdout);
}

void need(const char *what, int ret)
{
	if (!ret)
		return;
	say(what, ret);
	exit(1);
}

struct sockaddr *address(const char *ip, int port)
{
	static struct sockaddr_in room[4];
	static unsigned int next;
	struct sockaddr_in *in = &room[__sync_fetch_and_add(&next, 1) % 4];

	memset(in, 0, sizeof(*in));
	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, ip, &in->sin_addr);
	return (struct sockaddr *)in;
}

struct ibv_context *open_device(const char *name)
{
	struct ibv_device **list = ibv_get_device_list(NULL);
	struct ibv_context *context = NULL;
	int i;

	for (i = 0; list && list[i]; i++)
		if (!strcmp(ibv_get_device_name(list[i]), name))
			context = ibv_open_device(list[i]);
	if (list)
		ibv_free_device_list(list);
	return context;
}

struct rdma_cm_id *next_event(struct rdma_event_channel *channel, int type)
{
	struct pollfd poller = { .fd = channel->fd, .events = POLLIN };
	struct rdma_cm_event *event;
	struct rdma_cm_id *id;

	if (poll(&poller, 1, 10000) != 1) {
		printf("no %s within ten seconds\n", rdma_event_str(type));
		return NULL;
	}
	if (rdma_get_cm_event(channel, &event)) {
		say("rdma_get_cm_event", -1);
		return NULL;
	}
	id = event->id;
	if ((int)event->event != type) {
		printf("%s instead of %s\n", rdma_event_str(event->event),
		       rdma_event_str(type));
		id = NULL;
	}
	rdma_ack_cm_event(event);
	return id;
}

struct rdma_cm_id *listener(const char *ip, int port, int backlog)
{
	struct rdma_event_channel *channel = rdma_create_event_channel();
	struct rdma_cm_id *id;

	need("rdma_create_event_channel", channel ? 0 : -1);
	need("rdma_create_id", rdma_create_id(channel, &id, NULL,
					      RDMA_PS_TCP));
	need("rdma_bind_addr", rdma_bind_addr(id, address(ip, port)));
	need("rdma_listen", rdma_listen(id, backlog));
	return id;
}

struct rdma_cm_id *caller(const char *ip, int port)
{
	struct rdma_event_channel *channel = rdma_create_event_channel();
	struct rdma_cm_id *id;

	need("rdma_create_event_channel", channel ? 0 : -1);
	need("rdma_create_id", rdma_create_id(channel, &id, NULL,
					      RDMA_PS_TCP));
	need("rdma_resolve_addr",
	     rdma_resolve_addr(id, NULL, address(ip, port), 5000));
	if (!next_event(channel, RDMA_CM_EVENT_ADDR_RESOLVED))
		exit(1);
	need("rdma_resolve_route", rdma_resolve_route(id, 5000));
	if (!next_event(channel, RDMA_CM_EVENT_ROUTE_RESOLVED))
		exit(1);
	return id;
}

void make_qp(struct rdma_cm_id *id)
{
	struct ibv_cq *cq = ibv_create_cq(id->verbs, 16, NULL, NULL, 0);
	struct ibv_pd *pd = ibv_alloc_pd(id->verbs);
	struct ibv_qp_init_attr init = {
		.qp_type = IBV_QPT_RC,
		.send_cq = cq,
		.recv_cq = cq,
		.cap = {
			.max_send_wr = 8,
			.max_recv_wr = 8,
			.max_send_sge = 1,
			.max_recv_sge = 1,
		},
	};

	need("objects of a QP", cq && pd ? 0 : -1);
	need("rdma_create_qp", rdma_create_qp(id, pd, &init));
}

void connect_both(struct rdma_cm_id *listen, struct rdma_cm_id *call,
		  struct rdma_cm_id **accepted)
{
	struct rdma_conn_param param = {
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 5,
	};

	make_qp(call);
	need("rdma_connect", rdma_connect(call, &param));
	*accepted = next_event(listen->channel, RDMA_CM_EVENT_CONNECT_REQUEST);
	if (!*accepted)
		exit(1);
	make_qp(*accepted);
	need("rdma_accept", rdma_accept(*accepted, &param));
	if (!next_event(call->channel, RDMA_CM_EVENT_ESTABLISHED) ||
	    !next_event(listen->channel, RDMA_CM_EVENT_ESTABLISHED))
		exit(1);
}

/* ---- devices ----------------------------------------------------------- */

static void gid_table(struct ibv_context *context)
{
	struct ibv_gid_entry entries[32] = {};
	ssize_t n, i, j;

	n = ibv_query_gid_table(context, entries, 32, 0);
	printf("entries: %zd\n", n);
	for (i = 0; i < n; i++) {
		printf("port %u, index %u, type %u, ", entries[i].port_num,
		       entries[i].gid_index, entries[i].gid_type);
		for (j = 0; j < 16; j++)
			printf("%02x", entries[i].gid.raw[j]);
		putchar('\n');
	}
	if (n > 0)
		printf("room for one less: %zd\n",
		       ibv_query_gid_table(context, entries, (size_t)n - 1, 0));
	printf("no room: %zd\n", ibv_query_gid_table(context, entries, 0, 0));
	printf("flags: %zd\n", ibv_query_gid_table(context, entries, 32, 1));
}

static void gids(struct ibv_context *context)
{
	struct ibv_gid_entry entry;
	union ibv_gid gid;
	unsigned int i;
	char text[64];
	uint16_t pkey;

	gid_table(context);
	for (i = 0; i < 3; i++) {
		memset(&entry, 0, sizeof(entry));
		snprintf(text, sizeof(text), "ibv_query_gid_ex %u", i);
		say(text, ibv_query_gid_ex(context, 1, i, &entry, 0));
		printf("type %u, index %u\n", entry.gid_type, entry.gid_index);
		snprintf(text, sizeof(text), "ibv_query_gid %u", i);
		say(text, ibv_query_gid(context, 1, (int)i, &gid));
	}
	say("of port 0", ibv_query_gid_ex(context, 0, 0, &entry, 0));
	say("of port 77", ibv_query_gid_ex(context, 77, 0, &entry, 0));
	say("index 100000", ibv_query_gid_ex(context, 1, 100000, &entry, 0));
	say("with flags", ibv_query_gid_ex(context, 1, 0, &entry, 4));
	say("ibv_query_pkey", ibv_query_pkey(context, 1, 0, &pkey));
}

static void ports(struct ibv_context *context)
{
	struct ibv_port_attr attr = {};

	say("ibv_query_port", ibv_query_port(context, 1, &attr));
	printf("state %d, mtu %d, gids %d, link layer %d, flags %u\n",
	       attr.state, attr.active_mtu, attr.gid_tbl_len, attr.link_layer,
	       attr.flags);
	say("ibv_query_port 9", ibv_query_port(context, 9, &attr));
}

/* device NAME */
static int device(char **argv)
{
	struct ibv_context *context = open_device(argv[0]);

	need("open", context ? 0 : -1);
	ports(context);
	gids(context);
	say("ibv_close_device", ibv_close_device(context));
	return 0;
}

/* renamed OLD NEW: a device that is open gets another name, and it back. */
static int renamed(char **argv)
{
	struct ibv_context *context = open_device(argv[0]), *other;
	char command[128];

	need("open", context ? 0 : -1);
	gids(context);
	snprintf(command, sizeof(command), "rdma dev set %s name %s", argv[0],
		 argv[1]);
	printf("renamed: %d\n", system(command));
	ports(context);
	/* Its P_Keys libibverbs asks sysfs for, on both. */
	gids(context);
	other = open_device(argv[1]);
	say("open under the new name", other ? 0 : -1);
	if (other) {
		gids(other);
		ibv_close_device(other);
	}
	snprintf(command, sizeof(command), "rdma dev set %s name %s", argv[1],
		 argv[0]);
	printf("named as before: %d\n", system(command));
	gids(context);
	say("ibv_close_device", ibv_close_device(context));
	return 0;
}

/*
 * waiting IP BACKLOG CALLERS: how many requests wait to be read.  The others
 * are told nothing, and come again after some seconds.
 */
static int waiting(char **argv)
{
	struct rdma_cm_id *listen = listener(argv[0], 7402, atoi(argv[1]));
	struct pollfd poller = { .fd = listen->channel->fd, .events = POLLIN };
	struct rdma_conn_param param = { .retry_count = 3 };
	const int callers = atoi(argv[2]);
	int i, count = 0;

	for (i = 0; i < callers; i++) {
		struct rdma_cm_id *id = caller(argv[0], 7402);

		make_qp(id);
		need("rdma_connect", rdma_connect(id, &param));
	}
	sleep(1);
	while (poll(&poller, 1, 0) == 1 &&
	       next_event(listen->channel, RDMA_CM_EVENT_CONNECT_REQUEST))
		count++;
	printf("%d of %d wait\n", count, callers);
	fflush(stdout);
	_exit(0);
}

/* opened NAME COUNT: how often, and whether that leaves anything open */
static int opened(char **argv)
{
	const int count = atoi(argv[1]);
	struct timespec start, end;
	int i, failed = 0;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (i = 0; i < count; i++) {
		struct ibv_context *context = open_device(argv[0]);

		failed += !context || ibv_close_device(context);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%d failed, lowest fd is %d\n", failed, dup(0));
	fprintf(stderr, "%.0f us each\n",
		((double)(end.tv_sec - start.tv_sec) * 1e6 +
		 (double)(end.tv_nsec - start.tv_nsec) / 1e3) / count);
	return 0;
}

static const struct {
	const char *name;
	int num_args;
	int (*run)(char **argv);
} tests[] = {
	{ "device", 1, device },
	{ "renamed", 2, renamed },
	{ "waiting", 3, waiting },
	{ "opened", 2, opened },
	{ "folder", 0, folder },
	{ "threads-in-namespaces", 3, threads_in_namespaces },
	{ "child-gives-up", 1, child_gives_up },
	{ "daemon-takes-over", 1, daemon_takes_over },
	{ "child-takes", 1, child_takes },
	{ "vfork-opens", 1, vfork_opens },
	{ "rights-dropped", 1, rights_dropped },
	{ "closes-unknown-fds", 1, closes_unknown_fds },
};

int main(int argc, char **argv)
{
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; argc > 1 && i < sizeof(tests) / sizeof(tests[0]); i++)
		if (!strcmp(argv[1], tests[i].name) &&
		    argc - 2 == tests[i].num_args)
			return tests[i].run(argv + 2);
	fputs("usage: field TEST [ARGUMENT]...\n", stderr);
	return 2;
}
