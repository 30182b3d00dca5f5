// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Devices go while programs hold them: at once, with events, leaving
 * tombstones, and nobody else notices.
 *
 * usage: unplug DEVICE TYPE NETDEV ADDRESS OTHER-DEVICE
 *        unplug hold-mapping DEVICE
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>
#include "guest.h"

#define DEVICE_FATAL 8
#define LIMIT_MS 2000

static const char *device, *type, *netdev, *address, *other;

/* What starting the rdma tool takes on this host now. */
static unsigned int tool_ms(void)
{
	const uint64_t start = now_ms();

	shell_run("rdma link show >/dev/null");
	return now_ms() - start;
}

/* Removes the device, which must not take long. */
static bool unplug(void)
{
	const unsigned int tool = tool_ms();
	const uint64_t start = now_ms();
	unsigned int took;
	int status;

	status = shell_run("timeout 60 rdma link delete %s", device);
	took = now_ms() - start;
	test_check(took < patience(LIMIT_MS) + 2 * tool,
		   "removal of %s took %u ms, of which the tool %u", device,
		   took, tool);
	return test_check(!status, "rdma link delete %s: status %d", device,
			  status);
}

static void plug(void)
{
	shell_run("rdma link add %s type %s netdev %s", device, type, netdev);
}

/* ---- what holders see ------------------------------------------------------- */

static void check_events(const struct set *set)
{
	struct ruapi_event_cm event;
	int ret;

	ret = event_wait(set->fd, RUAPI_EVENT_ASYNC, DEVICE_FATAL, &event, 2000);
	if (test_ret(ret, 0, "DEVICE_FATAL"))
		test_check(event.hdr.handle == set->handle[RUAPI_OBJ_CONTEXT],
			   "DEVICE_FATAL of handle %u", event.hdr.handle);
	ret = event_wait(set->fd, RUAPI_EVENT_DEVICE_REMOVED, -1, &event, 2000);
	if (!test_ret(ret, 0, "DEVICE_REMOVED"))
		return;
	test_check(event.hdr.handle == set->device &&
		   event.hdr.context == set->handle[RUAPI_OBJ_CONTEXT],
		   "DEVICE_REMOVED of index %u, context %u; wanted %u, %u",
		   event.hdr.handle, event.hdr.context, set->device,
		   set->handle[RUAPI_OBJ_CONTEXT]);
}

static void check_dead(const struct ruapi_error *error, int ret,
		       const char *what)
{
	test_ret(ret, -ENODEV, "%s on a tombstone", what);
	test_check(error->reason == RUAPI_REASON_DEAD,
		   "%s on a tombstone: reason %u", what, error->reason);
}

static void check_tombstones(struct set *set)
{
	struct ruapi_pd_alloc_args pd = {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
	};
	struct ruapi_mr_query_args mr = {
		.handle = set->handle[RUAPI_OBJ_MR],
	};
	struct ruapi_qp_query_args qp = {
		.handle = set->handle[RUAPI_OBJ_QP],
	};
	struct ruapi_device_query_args query = {
		.index = set->device,
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
	};
	struct ruapi_list_entry *entries = NULL;
	uint32_t count = 0, i, dead = 0;

	check_dead(&pd.error, ruapi_pd_alloc(set->fd, &pd), "pd.alloc");
	check_dead(&mr.error, ruapi_mr_query(set->fd, &mr), "mr.query");
	check_dead(&qp.error, ruapi_qp_query(set->fd, &qp), "qp.query");
	test_ret(ruapi_cq_arm(set->fd, set->handle[RUAPI_OBJ_CQ], 0), -ENODEV, "cq.arm on a tombstone");
	test_ret(ruapi_device_query(set->fd, &query), -ENODEV,
		 "device.query of the old index");
	test_ret(ruapi_list_all(set->fd, RUAPI_OBJ_NAMESPACE, &entries, &count),
		 0, "list");
	for (i = 0; i < count; i++) {
		if (entries[i].device != set->device)
			continue;
		dead++;
		test_check(entries[i].flags & RUAPI_LIST_F_DEAD,
			   "handle %u is not listed as dead",
			   entries[i].handle);
	}
	free(entries);
	test_check(dead == 5, "%u tombstones are listed, not 5", dead);
}

static int use(struct set *set)
{
	uint32_t pd;
	int ret = make_pd(set->fd, set->driver, set->handle[RUAPI_OBJ_CONTEXT],
			  &pd);

	return ret ? ret : destroy(set->fd, RUAPI_OBJ_PD, pd);
}

/* The device is there again: the same fd opens it. */
static void check_again(int fd, const struct set *old)
{
	struct ruapi_event_cm event;
	struct set set;

	plug();
	test_ret(event_wait(fd, RUAPI_EVENT_DEVICE_ADDED, -1, &event, 5000), 0,
		 "DEVICE_ADDED");
	if (!test_ret(set_make(&set, fd, device), 0, "open it again"))
		return;
	test_check(set.device == event.hdr.handle && set.device != old->device,
		   "its index is %u, was %u, the event said %u", set.device,
		   old->device, event.hdr.handle);
	test_ret(use(&set), 0, "use it again");
	test_ret(set_destroy(&set), 0, "destroy it again");
}

static void idle_holder(void)
{
	const int fd = open_namespace();
	struct set set, neighbour;

	test_begin("an idle holder of the device, and of another one");
	if (!test_ret(set_make(&set, fd, device), 0, "objects") ||
	    !test_ret(set_make(&neighbour, fd, other), 0, "neighbour"))
		return;
	unplug();
	check_events(&set);
	check_tombstones(&set);
	test_ret(use(&neighbour), 0, "the other device");
	test_ret(set_destroy(&set), 0, "destroy of the tombstones");
	test_ret(use(&neighbour), 0, "the other device, later");
	check_again(fd, &set);
	test_ret(set_destroy(&neighbour), 0, "the other device's objects");
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	close(fd);

	test_begin("tombstones that are left to close()");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	unplug();
	close(set.queue_fd);
	close(set.fd);
	munmap(set.buf, 4096);
	plug();
}

static void mapped_queues(void)
{
	struct set set;
	char *map;

	test_begin("mapped queues");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	map = set_map_cq(&set);
	if (map == MAP_FAILED) {
		test_skip("this driver's answer is not known here");
		close(set.queue_fd);
		close(set.fd);
		return;
	}
	map[0] |= 0;
	unplug();
	/* Memory of the driver, no I/O: it stays as long as the mapping. */
	map[0] |= 0;
	test_check(set_map_cq(&set) == MAP_FAILED && errno == ENODEV,
		   "a new mapping of the dead context: %s", err_name(errno));
	check_tombstones(&set);
	test_ret(set_destroy(&set), 0, "destroy of the tombstones");
	close(set.fd);
	map[0] |= 0;
	munmap(map, set.cq_size);
	plug();
}

static void cm_ids(void)
{
	struct ruapi_cm_id_query_args query = {};
	struct set client, server;
	struct ruapi_event_cm event;
	struct connection c;
	unsigned int removals = 0;
	uint32_t wildcard, pending;
	int fd = open_namespace(), ret;

	test_begin("connection manager ids: listening, connected, resolving");
	if (!test_ret(set_make(&client, fd, device), 0, "client") ||
	    !test_ret(set_make(&server, fd, device), 0, "server"))
		return;
	ret = connection_make(&c, &client, &server, address, 7777);
	if (!test_ret(ret, 0, "connection"))
		return;
	test_ret(make_cm_id(fd, 0, 4, &pending), 0, "another id");
	test_ret(cm_resolve(fd, pending, address, 7777), 0, "resolved id");
	test_ret(make_cm_id(fd, 0, 3, &wildcard), 0, "wildcard id");
	test_ret(cm_bind(fd, wildcard, "0.0.0.0", 7778), 0, "bind");
	test_ret(cm_listen(fd, wildcard, 4), 0, "listen");
	unplug();
	while (!event_wait(fd, RUAPI_EVENT_CM, DEVICE_REMOVAL, &event, 3000))
		removals++;
	test_check(removals == 4, "%u ids were told of the removal, not 4",
		   removals);
	query.handle = c.client;
	test_ret(ruapi_cm_id_query(fd, &query), -ENODEV, "query of the client");
	test_check(query.error.reason == RUAPI_REASON_DEAD,
		   "query of the client: reason %u", query.error.reason);
	test_ret(cm_disconnect(fd, c.server), -ENODEV,
		 "disconnect of the server");
	test_check(cm_state(fd, wildcard) == RUAPI_CM_ID_LISTENING,
		   "the wildcard listener is in state %u",
		   cm_state(fd, wildcard));
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, c.client), 0, "client");
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, c.server), 0, "server");
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, c.listener), 0, "listener");
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, pending), 0, "resolved id");
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, wildcard), 0, "wildcard");
	test_ret(set_destroy(&client), 0, "client's objects");
	test_ret(set_destroy(&server), 0, "server's objects");
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	close(fd);
	plug();
}

/* ---- threads ------------------------------------------------------------------ */

static void *read_run(void *arg)
{
	struct set *set = arg;
	char buf[4096] __attribute__((aligned(8)));
	const struct ruapi_event *event;
	size_t off;
	ssize_t len;

	for (;;) {
		len = read(set->fd, buf, sizeof(buf));
		if (len <= 0)
			return (void *)(intptr_t)(len ? -errno : -EPIPE);
		for (off = 0; ruapi_event_next(buf, len, &off, &event) > 0;)
			if (event->type == RUAPI_EVENT_DEVICE_REMOVED)
				return NULL;
	}
}

static void blocked_reader(void)
{
	struct set set;
	pthread_t thread;
	void *ret;

	test_begin("a reader that is blocked on the fd");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	pthread_create(&thread, NULL, read_run, &set);
	sleep_ms(200);
	unplug();
	pthread_join(thread, &ret);
	test_ret((intptr_t)ret, 0, "reader");
	test_ret(set_destroy(&set), 0, "destroy of the tombstones");
	close(set.fd);
	plug();
}

struct hammer {
	int fd;
	atomic_bool stop;
	atomic_uint calls;
	atomic_int wrong;
};

static void *hammer_run(void *arg)
{
	struct hammer *h = arg;
	struct set set;
	int ret, none;

	while (!atomic_load(&h->stop)) {
		ret = set_make(&set, h->fd, device);
		none = 0;
		/* EINVAL: the CM id has no device any more. */
		if (ret && ret != -ENODEV)
			atomic_compare_exchange_strong(&h->wrong, &none, ret);
		ret = set_destroy(&set);
		if (ret && ret != -ENODEV)
			atomic_compare_exchange_strong(&h->wrong, &none, ret);
		atomic_fetch_add(&h->calls, 1);
	}
	return NULL;
}

static void hammering(void)
{
	struct hammer h = { .fd = open_namespace() };
	pthread_t threads[3];
	unsigned int i, round;

	test_begin("threads that make and destroy everything");
	for (i = 0; i < COUNT(threads); i++)
		pthread_create(&threads[i], NULL, hammer_run, &h);
	for (round = 0; round < 4; round++) {
		sleep_ms(150 + 37 * round);
		unplug();
		plug();
	}
	atomic_store(&h.stop, true);
	for (i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	printf("# %u rounds\n", h.calls);
	test_ret(h.wrong, 0, "a call");
	test_check(!count_objects(h.fd), "%u objects", count_objects(h.fd));
	close(h.fd);
	test_check(!resource_count(device, "ctx"), "%u contexts are left",
		   resource_count(device, "ctx"));
}

/* ---- for the scenario ------------------------------------------------------------ */

static int hold_mapping(const char *ibdev)
{
	struct set set;

	if (set_make(&set, open_namespace(), ibdev) ||
	    set_map_cq(&set) == MAP_FAILED)
		return 1;
	close(set.queue_fd);
	close(set.fd);
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "hold-mapping"))
		return hold_mapping(argv[2]);
	if (argc != 6)
		bail_out("usage: unplug DEVICE TYPE NETDEV ADDRESS OTHER-DEVICE");
	device = argv[1];
	type = argv[2];
	netdev = argv[3];
	address = argv[4];
	other = argv[5];
	idle_holder();
	mapped_queues();
	cm_ids();
	blocked_reader();
	hammering();
	return test_done();
}
