// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Ids and memberships that calls use whose memory does not come: who destroys
 * what they belong to does not wait, and they go with the last of those calls.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "stuck.h"

#define PS_UDP 0x111

/* What the call is about. */
static uint32_t id_in_use;

/* An answer that goes to memory which does not come, about an id. */
static void *query_id_run(void *arg)
{
	struct stuck *stuck = arg;
	struct ruapi_cm_id_query_args args = {
		.handle = id_in_use,
		.src = stuck->pages,
		.src_max = 128,
	};

	stuck->ret = ruapi_cm_id_query(stuck->fd, &args);
	return NULL;
}

/* The first id of the queue is stuck, and does not hold up the second. */
static void closed_channel(void)
{
	struct stuck stuck = {};
	pthread_t query;
	uint32_t second;
	int queue;

	test_begin("close() of a queue that owns its ids does not wait for calls on them");
	if (!stuck_prepare(&stuck) ||
	    !test_ret(make_queue(stuck.fd, RUAPI_EVENT_FORMAT_RECORDS,
				 RUAPI_EVENT_QUEUE_F_OWNS_IDS, &stuck.queue,
				 &queue), 0, "queue") ||
	    !test_ret(make_cm_id(stuck.fd, stuck.queue, 0, &id_in_use),
		      0, "id") ||
	    !test_ret(make_cm_id(stuck.fd, stuck.queue, 0, &second), 0,
		      "second id"))
		return;
	pthread_create(&query, NULL, query_id_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		check_close(queue, "the queue");
		check_left(stuck.fd, 2);
		test_ret(destroy(stuck.fd, RUAPI_OBJ_CM_ID, second), -ENOENT,
			 "DESTROY of the second id");
		stuck_supply(&stuck);
	}
	pthread_join(query, NULL);
	test_ret(stuck.ret, 0, "QUERY, when the memory has come");
	check_left(stuck.fd, 0);
	stuck_end(&stuck);
}

/* ---- MIGRATE --------------------------------------------------------------- */

/* MIGRATE to the main queue, in memory that can only be read. */
struct migrate {
	struct ruapi_hdr hdr;
	struct ruapi_attr attrs[2];
};

static struct migrate *migrate_make(struct stuck *stuck)
{
	struct migrate *migrate = (void *)stuck->pages;

	/* With the page, of which there was none. */
	stuck_supply(stuck);
	*migrate = (struct migrate){
		.hdr = {
			.length = sizeof(*migrate),
			.object = RUAPI_OBJ_CM_ID,
			.action = RUAPI_CM_ID_MIGRATE,
			.num_attrs = 2,
		},
		.attrs = {
			{
				.id = RUAPI_CM_ID_MIGRATE_HANDLE,
				.wire = RUAPI_WIRE_OBJ_IN,
				.len = sizeof(migrate->attrs[0].obj),
				.obj = {
					.handle = id_in_use,
					.object = RUAPI_OBJ_CM_ID,
				},
			},
			{
				.id = RUAPI_CM_ID_MIGRATE_EVENTS,
				.wire = RUAPI_WIRE_OUT,
				.len = 4,
			},
		},
	};
	return migrate;
}

static void *migrate_run(void *arg)
{
	struct stuck *stuck = arg;

	stuck->ret = ioctl(stuck->fd, RUAPI_IOC_CM, stuck->pages) ? -errno : 0;
	return NULL;
}

static int query_id(int fd)
{
	struct ruapi_cm_id_query_args args = { .handle = id_in_use };

	return ruapi_cm_id_query(fd, &args);
}

/* It is faster than the queue, and the id goes on. */
static void migrated_channel(void)
{
	struct stuck stuck = {};
	pthread_t thread;
	int queue;

	test_begin("an id that leaves a queue while that is closed is as good as before");
	if (!stuck_prepare(&stuck) ||
	    !test_ret(make_queue(stuck.fd, RUAPI_EVENT_FORMAT_RECORDS,
				 RUAPI_EVENT_QUEUE_F_OWNS_IDS, &stuck.queue,
				 &queue), 0, "queue") ||
	    !test_ret(make_cm_id(stuck.fd, stuck.queue, 0, &id_in_use), 0, "id"))
		return;
	migrate_make(&stuck);
	if (!stuck_protect(&stuck, true)) {
		test_skip("userfaultfd of this kernel does not protect memory");
		close(queue);
		stuck_end(&stuck);
		return;
	}
	pthread_create(&thread, NULL, migrate_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		check_close(queue, "the queue");
		/* Whoever does the rest has found the id in use by now. */
		sleep_ms(patience(300));
		test_ret(query_id(stuck.fd), -EBUSY, "QUERY meanwhile");
	}
	test_check(stuck_protect(&stuck, false), "protection: %s", err_name(errno));
	pthread_join(thread, NULL);
	test_ret(stuck.ret, 0, "MIGRATE");
	test_ret(query_id(stuck.fd), 0, "QUERY");
	check_left(stuck.fd, 1);
	test_ret(destroy(stuck.fd, RUAPI_OBJ_CM_ID, id_in_use), 0, "DESTROY");
	stuck_end(&stuck);
}

/* ---- a membership --------------------------------------------------------- */

static uint32_t member_of;

static void *query_group_run(void *arg)
{
	struct stuck *stuck = arg;
	struct ruapi_multicast_query_args args = {
		.handle = id_in_use,
		.addr = stuck->pages,
		.addr_max = 128,
	};

	stuck->ret = ruapi_multicast_query(stuck->fd, &args);
	return NULL;
}

static int query_group(int fd)
{
	struct ruapi_multicast_query_args args = { .handle = id_in_use };

	return ruapi_multicast_query(fd, &args);
}

/* A membership, which is in use, of an id. */
static int join(struct stuck *stuck)
{
	struct ruapi_cm_id_create_args create = { .port_space = PS_UDP };
	struct sockaddr_in sin = { .sin_family = AF_INET };
	struct ruapi_multicast_join_args args = {
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};
	const struct set set = { .driver = stuck->info.driver_id };
	int ret = ruapi_cm_id_create(stuck->fd, &create);

	if (!ret)
		ret = cm_bind(stuck->fd, create.handle, set_address(&set), 0);
	inet_pton(AF_INET, "239.1.1.1", &sin.sin_addr);
	args.cm_id = create.handle;
	if (!ret)
		ret = ruapi_multicast_join(stuck->fd, &args);
	member_of = create.handle;
	id_in_use = args.handle;
	return ret;
}

static int run_destroy_id(struct stuck *stuck)
{
	return destroy(stuck->fd, RUAPI_OBJ_CM_ID, member_of);
}

/* A child, as it may not be possible to end it. */
static void check_destroy_id(struct stuck *stuck, const char *what)
{
	const pid_t pid = start(run_destroy_id, stuck);

	test_check(reaped(pid, patience(SOON_MS)), "DESTROY of %s waits", what);
	test_ret(destroy(stuck->fd, RUAPI_OBJ_CM_ID, member_of), -ENOENT,
		 "DESTROY of %s again", what);
}

static void membership(void)
{
	struct stuck stuck = {};
	pthread_t query;

	test_begin("DESTROY of an id does not wait for calls on its memberships");
	if (!stuck_prepare(&stuck))
		return;
	if (stuck.info.driver_id != RDMA_DRIVER_RXE) {
		test_skip("iWARP has no multicast");
		stuck_end(&stuck);
		return;
	}
	if (!test_ret(join(&stuck), 0, "join"))
		return;
	pthread_create(&query, NULL, query_group_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		check_destroy_id(&stuck, "the id");
		test_ret(query_group(stuck.fd), -EBUSY, "QUERY meanwhile");
		test_ret(destroy(stuck.fd, RUAPI_OBJ_MULTICAST, id_in_use),
			 -EBUSY, "DESTROY of the membership meanwhile");
		stuck_supply(&stuck);
	}
	pthread_join(query, NULL);
	test_ret(stuck.ret, 0, "QUERY, when the memory has come");
	test_ret(query_group(stuck.fd), -ENOENT, "QUERY afterwards");
	check_left(stuck.fd, 0);
	stuck_end(&stuck);
}

/* ---- a request that nobody has read --------------------------------------- */

/**
 * struct request - its id is known by LIST
 * @set: with the QP of who asks, in the namespace of the call
 * @queue: of the listener
 * @queue_fd: reads it
 * @listener: the listener
 * @client: who asks
 */
struct request {
	struct set set;
	uint32_t queue;
	int queue_fd;
	uint32_t listener;
	uint32_t client;
};

static int request_ask(struct request *request, int fd, uint16_t port)
{
	const char *addr = set_address(&request->set);
	int ret;

	ret = make_queue(fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &request->queue,
			 &request->queue_fd);
	if (!ret)
		ret = make_cm_id(fd, request->queue, 0, &request->listener);
	if (!ret)
		ret = cm_bind(fd, request->listener, addr, port);
	if (!ret)
		ret = cm_listen(fd, request->listener, 4);
	if (!ret)
		ret = make_cm_id(fd, 0, 0, &request->client);
	if (!ret)
		ret = cm_resolve(fd, request->client, addr, port);
	if (!ret)
		ret = cm_connect(fd, request->client, request->set.qp_num, NULL,
				 0);
	return ret;
}

/* Return: whether it is there. */
static bool request_make(struct request *request, struct stuck *stuck,
			 uint16_t port)
{
	const uint64_t end = now_ms() + patience(10000);

	if (!test_ret(set_make(&request->set, stuck->fd, device), 0, "set") ||
	    !test_ret(request_ask(request, stuck->fd, port), 0, "connect"))
		return false;
	do {
		id_in_use = find_handle(stuck->fd, RUAPI_OBJ_CM_ID);
		if (id_in_use != request->client)
			return true;
		sleep_ms(10);
	} while (now_ms() < end);
	return test_check(false, "no request comes");
}

/* What is left goes, and with it all there is. */
static void request_end(struct request *request, struct stuck *stuck)
{
	test_ret(destroy(stuck->fd, RUAPI_OBJ_CM_ID, request->client), 0,
		 "DESTROY of who asked");
	test_ret(set_destroy(&request->set), 0, "set");
	check_left(stuck->fd, 0);
	stuck_end(stuck);
}

/*
 * Its id goes with it.  The listener goes and takes its request along, or does
 * the queue.
 */
static void unread_request(bool queue_goes, uint16_t port)
{
	static struct request request;
	struct stuck stuck = {};
	pthread_t query;

	test_begin("%s does not wait for calls on the ids of unread requests",
		   queue_goes ? "close() of a queue" : "DESTROY of a listener");
	if (!stuck_prepare(&stuck) || !request_make(&request, &stuck, port))
		return;
	member_of = request.listener;
	pthread_create(&query, NULL, query_id_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		if (queue_goes)
			check_close(request.queue_fd, "the queue");
		else
			check_destroy_id(&stuck, "the listener");
		test_ret(destroy(stuck.fd, RUAPI_OBJ_CM_ID, id_in_use), -EBUSY,
			 "DESTROY of the new id meanwhile");
		stuck_supply(&stuck);
	}
	pthread_join(query, NULL);
	test_ret(stuck.ret, 0, "QUERY, when the memory has come");
	test_ret(destroy(stuck.fd, RUAPI_OBJ_CM_ID, id_in_use), -ENOENT,
		 "DESTROY of the new id afterwards");
	if (queue_goes)
		test_ret(destroy(stuck.fd, RUAPI_OBJ_CM_ID, request.listener),
			 0, "DESTROY of the listener");
	else
		close(request.queue_fd);
	request_end(&request, &stuck);
}

void ids(void)
{
	closed_channel();
	migrated_channel();
	membership();
	unread_request(true, 7101);
	unread_request(false, 7102);
}
