// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Devices go while programs hold them: at once, with events, leaving
 * tombstones, and nobody else notices.
 *
 * usage: unplug DEVICE TYPE NETDEV ADDRESS OTHER-DEVICE link|bus|netdev|netns
 *        unplug hold-mapping DEVICE
 *        unplug move DEVICE NETNS
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "unplug.h"

#define LIMIT_MS 2000
#define NETNS "/run/netns/"

const char *device, *type, *address, *other;
const struct removal *removal;
unsigned int bug_ms;
static const char *netdev;
/* What the removal takes when nobody holds the device. */
static unsigned int idle_ms;

#define DUMMY(ip) \
	ip " link add $NETDEV type dummy && " \
	ip " addr add $ADDRESS/24 dev $NETDEV && " \
	ip " link set $NETDEV up && "
#define ADD "rdma link add $DEVICE type $TYPE netdev $NETDEV"
/*
 * What siw does when its interface goes down walks over its QPs without a lock,
 * and the removal destroys them: docs/lessons.md.
 */
#define DOWN(ip) \
	"if [ $TYPE = siw ]; then " ip " link set $NETDEV down; sleep 0.3; fi && "

/*
 * The netdev of the first is there and stays.  Those of the last two are made for
 * them; the kernel removes the device when it has gone.
 */
static const struct removal removals[] = {
	{
		.name = "link",
		.plug = ADD,
		.unplug = "rdma link delete $DEVICE",
		.whole = true,
	}, {
		/* A simulated HCA, which brings its netdev. */
		.name = "bus",
		.plug = "echo ${DEVICE#rdmasim} 1 roce >/sys/bus/rdmasim/new_device && "
			"ip addr add $ADDRESS/24 dev $NETDEV && "
			"ip link set $NETDEV up",
		.unplug = "echo ${DEVICE#rdmasim} >/sys/bus/rdmasim/del_device",
		.whole = true,
	}, {
		.name = "netdev",
		.plug = DUMMY("ip") ADD,
		.unplug = DOWN("ip") "ip link delete $NETDEV",
	}, {
		.name = "netns",
		.plug = "ip netns add $NETDEV && "
			"ip -n $NETDEV link set lo up && "
			DUMMY("ip -n $NETDEV") "ip netns exec $NETDEV " ADD,
		.unplug = DOWN("ip -n $NETDEV") "ip netns delete $NETDEV",
		.namespace = true,
	},
};

/* ---- coming and going ------------------------------------------------------- */

static bool is_there(void)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/infiniband/%s", device);
	return !access(path, F_OK);
}

/* Its removal begins as nobody can find it any more. */
static bool is_known(int fd)
{
	struct ruapi_device_info info;

	return !device_find(fd, device, &info);
}

/*
 * A namespace goes in the background, and its other parts before the device: a
 * minute may pass on the sanitizer kernel, whoever holds the device.
 *
 * @start: when the removal was asked for
 *
 * Return: what it took, from when it could begin.
 */
static unsigned int gone_after(uint64_t start)
{
	const uint64_t end = now_ms() + patience(30000);
	const int fd = open_namespace();

	if (removal->namespace)
		while (is_known(fd) && now_ms() < end) {
			start = now_ms();
			sleep_ms(5);
		}
	close(fd);
	while (is_there() && now_ms() < end)
		sleep_ms(5);
	return now_ms() - start;
}

static unsigned int run_unplug(int *status)
{
	const uint64_t start = now_ms();

	*status = shell_run("%s", removal->unplug);
	return gone_after(start);
}

static bool check_gone(unsigned int took, unsigned int tool)
{
	return test_check(!is_there(), "%s is still there", device) &&
	       test_check(took < patience(LIMIT_MS) + 2 * idle_ms + 4 * tool +
					 bug_ms,
			  "removal of %s took %u ms; when nobody holds it %u; the tool %u",
			  device, took, idle_ms, tool);
}

bool unplug(void)
{
	const unsigned int tool = tool_ms();
	unsigned int took;
	int status;

	took = run_unplug(&status);
	return test_check(!status, "%s of %s: status %d", removal->name, device,
			  status) && check_gone(took, tool);
}

void plug(void)
{
	const uint64_t end = now_ms() + patience(10000);

	if (shell_run("%s", removal->plug))
		bail_out("%s does not come", device);
	while (shell_run("grep -q ACTIVE /sys/class/infiniband/%s/ports/1/state",
			 device) && now_ms() < end)
		sleep_ms(50);
}

/* ---- what holders see ------------------------------------------------------- */

static int make_srq(struct set *set, uint32_t queue, uint32_t *handle)
{
	const struct ruapi_srq_attr attr = { .max_wr = 4, .max_sge = 1 };
	struct ruapi_srq_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.attr = &attr,
		.queue = queue,
	};
	int ret = ruapi_srq_create(set->fd, &args);

	*handle = args.handle;
	return ret;
}

/* The last events of the objects, and then that of the device. */
static void check_events(const struct set *set)
{
	const struct {
		unsigned int code;
		uint16_t type;
	} fatal[] = {
		{ DEVICE_FATAL, RUAPI_OBJ_CONTEXT },
		{ QP_FATAL, RUAPI_OBJ_QP },
		{ CQ_ERR, RUAPI_OBJ_CQ },
	};
	struct ruapi_event_cm event;
	unsigned int i, seen[COUNT(fatal)] = {};

	do {
		if (!test_ret(event_wait(set->fd, 0, -1, &event, 2000), 0,
			      "DEVICE_REMOVED"))
			return;
		for (i = 0; i < COUNT(fatal); i++)
			seen[i] += event.hdr.type == RUAPI_EVENT_ASYNC &&
				   event.hdr.code == fatal[i].code &&
				   event.hdr.handle ==
					   set->handle[fatal[i].type];
	} while (event.hdr.type != RUAPI_EVENT_DEVICE_REMOVED);
	for (i = 0; i < COUNT(fatal); i++)
		test_check(seen[i] == 1, "event %u of object %u came %u times",
			   fatal[i].code, set->handle[fatal[i].type], seen[i]);
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

/* Some calls; the scenario contract makes them all. */
void check_tombstones(struct set *set)
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
	test_check(dead >= 5, "%u tombstones are listed, not 5", dead);
}

int use(struct set *set)
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

/* DESTROY that tells how many events there were. */
static int destroy_srq(struct set *set, uint32_t handle, uint32_t *events)
{
	struct ruapi_srq_destroy_args args = {
		.set = RUAPI_SET(RUAPI_DESTROY_ASYNC_EVENTS),
		.handle = handle,
	};
	int ret = ruapi_srq_destroy(set->fd, &args);

	*events = args.async_events;
	return ret;
}

/* Each on the queue that the object names; unread ones go with the tombstone. */
static void fatal_events(void)
{
	struct ruapi_event_cm event;
	struct set set;
	uint32_t read, unread, events;

	test_begin("last events on a queue of their own");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	test_ret(make_srq(&set, set.handle[RUAPI_OBJ_EVENT_QUEUE], &read), 0,
		 "SRQ with a queue");
	test_ret(make_srq(&set, 0, &unread), 0, "SRQ without");
	unplug();
	test_ret(event_wait(set.queue_fd, RUAPI_EVENT_ASYNC, SRQ_ERR, &event,
			    2000), 0, "SRQ_ERR");
	test_check(event.hdr.handle == read && event.hdr.context ==
		   set.handle[RUAPI_OBJ_CONTEXT], "SRQ_ERR of %u",
		   event.hdr.handle);
	test_ret(destroy_srq(&set, read, &events), 0, "SRQ");
	test_check(events == 1, "%u events were read", events);
	test_ret(destroy_srq(&set, unread, &events), 0, "other SRQ");
	test_check(!events, "%u unread events were read", events);
	test_ret(event_wait(set.fd, RUAPI_EVENT_ASYNC, SRQ_ERR, &event, 100),
		 -ETIMEDOUT, "an event of a tombstone that was destroyed");
	test_ret(set_destroy(&set), 0, "destroy of the tombstones");
	close(set.fd);
	plug();
}

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

/* ---- network namespaces ------------------------------------------------------ */

static void enter(int netns)
{
	if (setns(netns, CLONE_NEWNET))
		bail_out("setns: %s", strerror(errno));
}

static int netns_fd(const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), NETNS "%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		bail_out("%s: %s", path, strerror(errno));
	return fd;
}

/* rxe talks in the first namespace only. */
static void connect_inside(int fd, struct set *set)
{
	struct ruapi_qp_query_args query = {};
	struct set peer = *set;
	struct connection c;

	if (set->driver != RDMA_DRIVER_SIW)
		return;
	test_ret(make_qp(fd, set->driver, set->handle[RUAPI_OBJ_PD],
			 set->handle[RUAPI_OBJ_CQ], 0, &query.handle), 0, "QP");
	test_ret(ruapi_qp_query(fd, &query), 0, "its number");
	peer.qp_num = query.qp_num;
	test_ret(connection_make(&c, set, &peer, address, 7790), 0,
		 "connection inside");
	test_ret(connection_destroy(&c, fd), 0, "its ids");
}

/* As sockets do, an fd keeps the namespace that it was opened in. */
static void holder_inside(void)
{
	const int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	const int inside = netns_fd(netdev);
	struct ruapi_event_cm event;
	struct set set;
	int fd;

	test_begin("a namespace that has lost its name lives as long as its holder");
	enter(inside);
	close(inside);
	fd = open_namespace();
	if (test_ret(set_make(&set, fd, device), 0, "objects")) {
		test_check(!shell_run("%s", removal->unplug),
			   "ip netns delete");
		connect_inside(fd, &set);
	}
	enter(home);
	close(home);
	sleep_ms(300);
	test_check(is_there(), "the device has gone");
	test_ret(use(&set), 0, "use");
	test_ret(event_wait(fd, RUAPI_EVENT_DEVICE_REMOVED, -1, &event, 100),
		 -ETIMEDOUT, "DEVICE_REMOVED");
	close(set.queue_fd);
	munmap(set.buf, 4096);
	close(fd);
	check_gone(gone_after(now_ms()), tool_ms());
	plug();
}

/* Devices belong to one network namespace each. */
static bool exclusive(void)
{
	char *text = shell("rdma system show");
	const bool is = strstr(text, "netns exclusive");

	free(text);
	return is;
}

/*
 * ib_core moves only devices that can be taken from ib_uverbs, which those of
 * software HCAs cannot: who holds one does not notice.  Since Linux 7 rxe's can, if
 * devices are not shared.
 */
static int move(const char *ibdev, const char *netns)
{
	struct ruapi_event_cm event;
	struct set set;
	char *text;

	bool moves;

	test_begin("%s is moved to another network namespace, or cannot be", ibdev);
	if (set_make(&set, open_namespace(), ibdev))
		bail_out("cannot make objects on %s", ibdev);
	moves = set.driver == RDMA_DRIVER_RXE && kernel_since(7, 0) && exclusive();
	text = shell("rdma dev set %s netns %s 2>&1", ibdev, netns);
	test_check(moves ? !*text : !!strstr(text, "not supported"),
		   "it says: %s", text);
	free(text);
	test_ret(use(&set), moves ? -ENODEV : 0, "use");
	test_ret(event_wait(set.fd, 0, -1, &event, 200), moves ? 0 : -ETIMEDOUT,
		 "event");
	test_ret(set_destroy(&set), 0, "objects");
	close(set.fd);
	return test_done();
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

static const struct removal *removal_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < COUNT(removals); i++)
		if (!strcmp(removals[i].name, name))
			return &removals[i];
	bail_out("there is no removal %s", name);
}

/*
 * rxe of 6.1 may lose messages of ib_cm when the netdev below it goes, and ib_cm
 * waits for them for ever: docs/lessons.md.
 */
static bool loses_messages(void)
{
	const char *kernel = getenv("KVER");

	return kernel && !strcmp(kernel, "6.1") && !strcmp(type, "rxe") &&
	       !strcmp(removal->name, "netdev");
}

/* We know those of rxe and siw. */
static bool has_mapped_queues(void)
{
	return !strcmp(type, "rxe") || !strcmp(type, "siw");
}

int main(int argc, char **argv)
{
	int status;

	if (argc == 3 && !strcmp(argv[1], "hold-mapping"))
		return hold_mapping(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "move"))
		return move(argv[2], argv[3]);
	if (argc != 7)
		bail_out("usage: unplug DEVICE TYPE NETDEV ADDRESS OTHER-DEVICE link|bus|netdev|netns");
	device = argv[1];
	type = argv[2];
	netdev = argv[3];
	address = argv[4];
	other = argv[5];
	removal = removal_find(argv[6]);
	setenv("DEVICE", device, 1);
	setenv("TYPE", type, 1);
	setenv("NETDEV", netdev, 1);
	setenv("ADDRESS", address, 1);
	if (!is_there())
		plug();
	idle_ms = run_unplug(&status);
	printf("# %s takes %u ms when nobody holds the device\n", removal->name,
	       idle_ms);
	plug();

	idle_holder();
	if (has_mapped_queues())
		mapped_queues();
	/* What is the same however the device goes. */
	if (removal->whole) {
		fatal_events();
		if (has_mapped_queues())
			exit_while_mapped();
		blocked_reader();
		waiters();
		hammering();
		late_ids();
	}
	if (removal->namespace) {
		holder_inside();
	} else {
		if (!loses_messages())
			cm_ids();
		if (has_mapped_queues())
			traffic();
	}
	return test_done();
}
