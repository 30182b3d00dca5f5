// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Events: every way to wait for them, every format, and that none is lost.
 *
 * usage: events DEVICE NETDEV ADDRESS OTHER-DEVICE OTHER-NETDEV
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma/ib_user_verbs.h>
#include "guest.h"

#define PORT_ACTIVE 9
#define PORT_ERR 10

static const char *device, *netdev, *address, *other, *other_netdev;
static struct ruapi_device_info info;
static int fd;

static struct ruapi_event_cm buf[16];

static int get(int from, void *to, size_t len)
{
	ssize_t n;

	/* A test that went wrong must not wait for ever. */
	alarm(20);
	n = read(from, to, len);
	alarm(0);

	return n < 0 ? -errno : n;
}

static void ring(int signal)
{
	(void)signal;
}

static int get_nowait(int from, void *to, size_t len)
{
	struct iovec iov = { to, len };
	const ssize_t n = preadv2(from, &iov, 1, -1, RWF_NOWAIT);

	return n < 0 ? -errno : n;
}

static bool readable(int from, unsigned int timeout_ms)
{
	struct pollfd pfd = { .fd = from, .events = POLLIN };

	return poll(&pfd, 1, timeout_ms) == 1 && pfd.revents & POLLIN;
}

static void drain(int from)
{
	while (readable(from, 0) && get_nowait(from, buf, sizeof(buf)) > 0)
		;
}

/* An id with an unread ADDR_RESOLVED. */
static int new_event(uint32_t queue, uint64_t user_data, uint32_t *id)
{
	const struct sockaddr_in dst = {
		.sin_family = AF_INET,
		.sin_port = htons(1234),
		.sin_addr.s_addr = inet_addr(address),
	};
	struct ruapi_cm_id_resolve_addr_args args = {
		.dst = (const struct sockaddr *)&dst,
		.dst_len = sizeof(dst),
		.timeout = 2000,
	};
	int ret = make_cm_id(fd, queue, user_data, id);

	args.handle = *id;
	if (!ret)
		ret = ruapi_cm_id_resolve_addr(fd, &args);
	return ret;
}

static void drop(uint32_t id)
{
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, id), 0, "destroy id %u", id);
}

/* ---- the tests --------------------------------------------------------------- */

static void empty(void)
{
	int copy;

	test_begin("nothing to read");
	drain(fd);
	test_check(!readable(fd, 0), "the fd is readable");
	test_ret(get_nowait(fd, buf, sizeof(buf)), -EAGAIN,
		 "preadv2(RWF_NOWAIT)");
	fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
	test_ret(get(fd, buf, sizeof(buf)), -EAGAIN, "read with O_NONBLOCK");
	fcntl(fd, F_SETFL, O_RDWR);
	copy = pread(fd, buf, sizeof(buf), 0) < 0 ? -errno : 0;
	test_ret(copy, -ESPIPE, "pread");
}

static void one_event(void)
{
	struct epoll_event ready = { .events = EPOLLIN };
	const size_t size = sizeof(buf[0]);
	char *edge = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const int epfd = epoll_create1(EPOLL_CLOEXEC);
	uint32_t id;

	test_begin("an event is readable, and is not lost by reads that fail");
	munmap(edge + 4096, 4096);
	epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ready);
	test_ret(new_event(0, 0xabcdef0123456789, &id), 0, "resolve");
	test_check(epoll_wait(epfd, &ready, 1, 5000) == 1, "epoll");
	test_check(readable(fd, 0), "poll");
	test_ret(get(fd, buf, 1), -EINVAL, "room for a byte");
	test_ret(get(fd, buf, sizeof(buf[0].hdr)), -EINVAL,
		 "room for the header only");
	test_ret(get(fd, buf, size - 1), -EINVAL, "room for all but a byte");
	test_ret(get(fd, NULL, size), -EFAULT, "no buffer");
	test_ret(get(fd, edge + 4096 - size + 1, size), -EFAULT,
		 "a buffer whose last byte is missing");
	test_check(readable(fd, 0), "still readable");
	memset(buf, 0xff, sizeof(buf));
	if (test_check(get_nowait(fd, buf, sizeof(buf)) == (int)size,
		       "read it at last")) {
		test_check(buf[0].hdr.type == RUAPI_EVENT_CM &&
			   buf[0].hdr.code == ADDR_RESOLVED &&
			   buf[0].hdr.handle == id && !buf[0].hdr.flags &&
			   buf[0].hdr.length == size &&
			   buf[0].hdr.user_data == 0xabcdef0123456789,
			   "type %u code %u handle %u", buf[0].hdr.type,
			   buf[0].hdr.code, buf[0].hdr.handle);
		test_check(!buf[0].status && !buf[0].new_id,
			   "status %d new id %u", buf[0].status,
			   buf[0].new_id);
	}
	test_check(!readable(fd, 0), "readable afterwards");
	test_check(epoll_wait(epfd, &ready, 1, 0) == 0, "epoll afterwards");
	drop(id);
	close(epfd);
	munmap(edge, 4096);
}

static void several(void)
{
	const int size = sizeof(buf[0]);
	uint32_t ids[3];
	unsigned int i;

	test_begin("as many whole events as fit, in order");
	for (i = 0; i < 3; i++) {
		test_ret(new_event(0, i, &ids[i]), 0, "resolve %u", i);
		sleep_ms(50);
	}
	sleep_ms(200);
	test_check(get(fd, buf, 2 * size + size - 1) == 2 * size,
		   "two of three");
	test_check(buf[0].hdr.user_data == 0 && buf[1].hdr.user_data == 1,
		   "not in order");
	test_check(get_nowait(fd, buf, sizeof(buf)) == size, "the third");
	test_check(buf[0].hdr.user_data == 2, "is another one");
	for (i = 0; i < 3; i++)
		drop(ids[i]);

	test_begin("events of an id go with it");
	test_ret(new_event(0, 0, &ids[0]), 0, "resolve");
	test_check(readable(fd, 5000), "readable");
	drop(ids[0]);
	test_check(!readable(fd, 0), "still readable");
}

static void queues(void)
{
	struct ruapi_cm_id_migrate_args migrate = {};
	uint32_t queue, second, id;
	int queue_fd, second_fd;
	char *text;

	test_begin("a queue of its own, and MIGRATE with unread events");
	test_ret(make_queue(fd, 0, 0, &queue, &queue_fd), 0, "queue");
	test_ret(make_queue(fd, 0, 0, &second, &second_fd), 0, "second queue");
	text = fdinfo(queue_fd);
	test_check(strstr(text, "ruapi-view:\tqueue"), "fdinfo: %s", text);
	free(text);
	test_ret(new_event(queue, 7, &id), 0, "resolve");
	test_check(readable(queue_fd, 5000), "the queue is readable");
	test_check(!readable(fd, 0), "the main fd is readable");
	migrate.handle = id;
	migrate.queue = second;
	test_ret(ruapi_cm_id_migrate(fd, &migrate), 0, "migrate");
	test_check(!migrate.events, "%u events were read", migrate.events);
	test_check(!readable(queue_fd, 0), "the old queue is readable");
	test_check(readable(second_fd, 0), "the new queue is readable");
	test_check(get(second_fd, buf, sizeof(buf)) == sizeof(buf[0]),
		   "read it there");
	test_check(buf[0].hdr.user_data == 7, "it is another one");
	migrate.queue = 0;
	test_ret(ruapi_cm_id_migrate(fd, &migrate), 0, "migrate back");
	test_check(migrate.events == 1, "%u events were read, not 1",
		   migrate.events);
	drop(id);

	close(second_fd);
	test_ret(destroy(fd, RUAPI_OBJ_EVENT_QUEUE, second), -ENOENT,
		 "the queue of a closed fd");
	test_ret(new_event(queue, 8, &id), 0, "resolve");
	sleep_ms(300);
	test_ret(destroy(fd, RUAPI_OBJ_EVENT_QUEUE, queue), 0,
		 "destroy with an unread event");
	test_check(get(queue_fd, buf, sizeof(buf)) == 0, "end of the queue");
	test_check(get(queue_fd, buf, sizeof(buf)) == 0, "and again");
	drop(id);
	close(queue_fd);
}

/* MIGRATE to the queue that an fd reads. */
static int migrate_fd(uint32_t id, int to, uint16_t *reason)
{
	struct ruapi_msg msg;
	int ret;

	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_MIGRATE);
	ruapi_msg_obj(&msg, RUAPI_CM_ID_MIGRATE_HANDLE, RUAPI_OBJ_CM_ID, id);
	ruapi_msg_fd(&msg, RUAPI_CM_ID_MIGRATE_QUEUE, to);
	ret = ruapi_msg_call(fd, &msg);
	*reason = ruapi_msg_hdr(&msg)->reason;
	return ret;
}

static void no_queue(uint32_t id, int to, const char *what)
{
	uint16_t reason;

	test_ret(migrate_fd(id, to, &reason), -EBADF, "%s", what);
	test_check(reason == RUAPI_REASON_FD, "%s: reason %u", what, reason);
}

static void by_fd(void)
{
	const int stranger = open_namespace();
	uint32_t queue, second, strange, id;
	int queue_fd, second_fd, strange_fd;
	uint16_t reason;

	test_begin("a queue is named by the fd that reads it");
	test_ret(make_queue(fd, 0, 0, &queue, &queue_fd), 0, "queue");
	test_ret(make_queue(fd, 0, 0, &second, &second_fd), 0, "second queue");
	test_ret(make_queue(stranger, 0, 0, &strange, &strange_fd), 0,
		 "queue of another namespace");
	test_ret(new_event(queue, 7, &id), 0, "resolve");
	test_check(readable(queue_fd, 5000), "the queue is readable");
	no_queue(id, strange_fd, "of another namespace");
	no_queue(id, fd, "the main fd");
	no_queue(id, 0, "no file of ours");
	no_queue(id, -1, "no file");
	test_ret(migrate_fd(id, second_fd, &reason), 0, "migrate");
	test_check(!readable(queue_fd, 0), "the old queue is readable");
	test_check(get(second_fd, buf, sizeof(buf)) == sizeof(buf[0]),
		   "read it there");
	test_ret(destroy(fd, RUAPI_OBJ_EVENT_QUEUE, queue), 0, "destroy");
	no_queue(id, queue_fd, "one that is destroyed");
	drop(id);
	close(queue_fd);
	close(second_fd);
	close(strange_fd);
	close(stranger);
}

static void *read_run(void *arg)
{
	char room[4096];

	return (void *)(intptr_t)get(*(int *)arg, room, sizeof(room));
}

static void blocked(void)
{
	struct pollfd pfd;
	uint32_t queue;
	int queue_fd;
	pthread_t thread;
	void *ret;

	test_begin("a queue is destroyed under a blocked reader");
	test_ret(make_queue(fd, 0, 0, &queue, &queue_fd), 0, "queue");
	pthread_create(&thread, NULL, read_run, &queue_fd);
	sleep_ms(200);
	test_ret(destroy(fd, RUAPI_OBJ_EVENT_QUEUE, queue), 0, "destroy");
	pthread_join(thread, &ret);
	test_check((intptr_t)ret == 0, "read returned %d", (int)(intptr_t)ret);
	pfd = (struct pollfd) { .fd = queue_fd, .events = POLLIN };
	test_check(poll(&pfd, 1, 0) == 1 && pfd.revents & POLLHUP,
		   "poll says %#x", pfd.revents);
	close(queue_fd);
}

static void owners(void)
{
	struct ruapi_cm_id_query_args query = {};
	uint32_t queue, id;
	int queue_fd;

	test_begin("a queue's fd is closed: its ids live on");
	test_ret(make_queue(fd, 0, 0, &queue, &queue_fd), 0, "queue");
	test_ret(new_event(queue, 0, &id), 0, "resolve");
	close(queue_fd);
	sleep_ms(200);
	query.handle = id;
	test_ret(ruapi_cm_id_query(fd, &query), 0, "query");
	drop(id);

	test_begin("with OWNS_IDS they go");
	test_ret(make_queue(fd, 0, RUAPI_EVENT_QUEUE_F_OWNS_IDS, &queue,
			    &queue_fd), 0, "queue");
	test_ret(new_event(queue, 0, &id), 0, "resolve");
	close(queue_fd);
	query.handle = id;
	test_ret(ruapi_cm_id_query(fd, &query), -ENOENT, "query");
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
}

#define LEAVE_ROUNDS 300

/* One id leaves a queue that is being closed: it is either gone or elsewhere. */
static void leave_owner(unsigned int round)
{
	struct ruapi_cm_id_migrate_args migrate = {};
	uint32_t queue;
	pthread_t thread;
	int queue_fd, ret, end;

	test_ret(make_queue(fd, 0, RUAPI_EVENT_QUEUE_F_OWNS_IDS, &queue,
			    &queue_fd), 0, "queue");
	test_ret(make_cm_id(fd, queue, 0, &migrate.handle), 0, "id");
	pthread_create(&thread, NULL, close_run, (void *)(intptr_t)queue_fd);
	usleep(round % 16 * 10);
	ret = ruapi_cm_id_migrate(fd, &migrate);
	pthread_join(thread, NULL);
	end = destroy(fd, RUAPI_OBJ_CM_ID, migrate.handle);
	if (ret)
		test_check((ret == -EBUSY || ret == -ENOENT) && end == -ENOENT,
			   "MIGRATE: %s, then DESTROY: %s", err_name(ret),
			   err_name(end));
	else
		test_ret(end, 0, "DESTROY of an id that has left");
}

static void leavers(void)
{
	unsigned int i;

	test_begin("ids that leave a queue with OWNS_IDS in time do not go");
	for (i = 0; i < LEAVE_ROUNDS; i++)
		leave_owner(i);
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
}

/*
 * Reads what there is.  Return: how often the port came and went, and what it was
 * last.  Other events (of its GIDs) come between, and can get lost as well; rxe
 * says more than once that a port is up.
 */
static unsigned int port_events(uint32_t *last, uint32_t *lost)
{
	unsigned int count = 0;
	ssize_t n, at;

	while (readable(fd, 500) &&
	       (n = get_nowait(fd, buf, sizeof(buf))) > 0) {
		for (at = 0; at < n;) {
			const struct ruapi_event *event =
				(void *)((char *)buf + at);

			at += event->length;
			if (event->type == RUAPI_EVENT_OVERFLOW)
				*lost += event->count;
			if (event->type != RUAPI_EVENT_ASYNC ||
			    event->count != 1 ||
			    (event->code != PORT_ERR &&
			     event->code != PORT_ACTIVE))
				continue;
			count += event->code != *last;
			*last = event->code;
		}
	}
	return count;
}

/*
 * The same until @changes have been seen and the port is up: the kernel tells of them
 * from a work, which can be late on a busy machine.
 */
static unsigned int port_events_until(unsigned int changes, uint32_t *last,
				      uint32_t *lost)
{
	const uint64_t end = now_ms() + patience(10000);
	unsigned int count = 0;

	do {
		count += port_events(last, lost);
	} while ((count < changes || *last != PORT_ACTIVE) && now_ms() < end);
	return count;
}

/* A port that goes down and comes up, while nobody reads. */
static void flap(unsigned int times)
{
	shell_run("for i in $(seq %u); do echo link set %s down;"
		  "echo link set %s up; done >/run/flaps; ip -batch /run/flaps",
		  times, netdev, netdev);
	sleep_ms(1000);
}

static int add_queue(uint32_t context, uint32_t queue, uint16_t *bad)
{
	struct ruapi_context_add_queue_args args = {
		.handle = context,
		.queue = queue,
	};
	const int ret = ruapi_context_add_queue(fd, &args);

	*bad = args.error.bad_attr;
	return ret;
}

/* Reads what there is.  Return: what the last read() said. */
static int read_all(int queue_fd)
{
	struct ib_uverbs_async_event_desc desc[64];
	int ret;

	fcntl(queue_fd, F_SETFL, O_RDONLY | O_NONBLOCK);
	do {
		ret = get(queue_fd, desc, sizeof(desc));
	} while (ret > 0);
	fcntl(queue_fd, F_SETFL, O_RDONLY);
	return ret;
}

static char state_of(pid_t pid)
{
	char path[32], state = '?';
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	in = fopen(path, "re");
	if (in && fscanf(in, "%*d %*s %c", &state) != 1)
		state = '?';
	if (in)
		fclose(in);
	return state;
}

/* Who waits for an event that does not come sleeps, and can be killed. */
static void waits_well(int queue_fd)
{
	struct ib_uverbs_async_event_desc desc;
	const pid_t child = fork();
	unsigned int i;
	pid_t gone = 0;

	if (!child)
		_exit(get(queue_fd, &desc, sizeof(desc)) > 0);
	for (i = 0; i < 100 && state_of(child) != 'S'; i++)
		sleep_ms(50);
	test_check(i < 100, "a reader without events is in state %c",
		   state_of(child));
	kill(child, SIGKILL);
	for (i = 0; i < 100 && !gone; i++) {
		sleep_ms(50);
		gone = waitpid(child, NULL, WNOHANG);
	}
	test_check(gone == child, "it cannot be killed");
}

static void in_order(void)
{
	uint32_t plain, async, last = PORT_ACTIVE, lost = 0;
	unsigned int count;
	int async_fd;
	uint16_t bad;

	test_begin("a port that flaps: every event, in order");
	drain(fd);
	test_ret(make_context(fd, &info, true, 0, &plain, NULL), 0, "context");
	flap(3);
	count = port_events_until(6, &last, &lost);
	test_check(count == 6 && !lost && last == PORT_ACTIVE,
		   "%u changes, %u lost, the last is %u", count, lost, last);

	test_begin("more events than there is room for: the last one is right");
	test_ret(make_queue(fd, RUAPI_EVENT_FORMAT_ASYNC, 0, &async, &async_fd),
		 0, "ASYNC queue");
	test_ret(add_queue(plain, async, &bad), 0, "of the context");
	flap(80);
	count = port_events_until(1, &last, &lost);
	test_check(count < 160 && lost && last == PORT_ACTIVE,
		   "%u events, %u lost, the last is %u", count, lost, last);

	test_begin("a queue that cannot tell of lost events: there are none then");
	test_ret(read_all(async_fd), -EAGAIN, "all is read");
	test_check(!readable(async_fd, 0), "and there is something to be read");
	waits_well(async_fd);
	close(async_fd);
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, plain), 0, "context");
}

static volatile sig_atomic_t signals;

static void count_signal(int signal)
{
	(void)signal;
	signals++;
}

static void sends_signals(void)
{
	struct sigaction action = { .sa_handler = count_signal }, old;
	unsigned int i;
	uint32_t id;

	test_begin("O_ASYNC: SIGIO comes with an event");
	drain(fd);
	sigaction(SIGIO, &action, &old);
	fcntl(fd, F_SETOWN, getpid());
	test_ret(fcntl(fd, F_SETFL, O_RDWR | O_ASYNC), 0, "O_ASYNC");
	test_ret(new_event(0, 0, &id), 0, "event");
	for (i = 0; i < 50 && !signals; i++)
		sleep_ms(100);
	test_check(signals, "no signal came");
	test_ret(fcntl(fd, F_SETFL, O_RDWR), 0, "no O_ASYNC");
	drop(id);
	drain(fd);
	sigaction(SIGIO, &old, NULL);
}

#define MANY 600

/* Each has an event that nobody reads. */
static unsigned int join_many(uint32_t id)
{
	unsigned int i, joined = 0;

	for (i = 0; i < MANY; i++) {
		const struct sockaddr_in group = {
			.sin_family = AF_INET,
			.sin_addr.s_addr = htonl(0xef010000 + i),
		};
		struct ruapi_multicast_join_args args = {
			.cm_id = id,
			.addr = (const struct sockaddr *)&group,
			.addr_len = sizeof(group),
		};

		joined += !ruapi_multicast_join(fd, &args);
	}
	return joined;
}

static unsigned int count_events(uint32_t *lost)
{
	unsigned int count = 0;
	ssize_t n, at;

	while (readable(fd, 1000) &&
	       (n = get_nowait(fd, buf, sizeof(buf))) > 0) {
		for (at = 0; at < n;) {
			const struct ruapi_event *event =
				(void *)((char *)buf + at);

			at += event->length;
			count += event->type == RUAPI_EVENT_CM;
			if (event->type == RUAPI_EVENT_OVERFLOW)
				*lost += event->count;
		}
	}
	return count;
}

static void many_unread(void)
{
	const struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = inet_addr(address),
	};
	struct ruapi_cm_id_create_args create = { .port_space = 0x0111 /* UDP */ };
	struct ruapi_cm_id_bind_addr_args bind = {
		.addr = (const struct sockaddr *)&addr,
		.addr_len = sizeof(addr),
	};
	unsigned int joined, count;
	uint32_t lost = 0;

	test_begin("an id with %u unread events loses none", MANY);
	drain(fd);
	test_ret(ruapi_cm_id_create(fd, &create), 0, "id");
	bind.handle = create.handle;
	test_ret(ruapi_cm_id_bind_addr(fd, &bind), 0, "bind");
	joined = join_many(create.handle);
	test_check(joined == MANY, "joined %u groups", joined);
	count = count_events(&lost);
	test_check(count == MANY && !lost, "%u events, %u lost", count, lost);
	drop(create.handle);
	test_check(!readable(fd, 0), "something is left to read");
}

static void formats(void)
{
	struct ruapi_cq_create_args cq = { .cqe = 4 };
	struct ruapi_context_open_args open = { .index = info.index };
	struct ruapi_cm_id_create_args cm = { .port_space = 0x106 };
	uint32_t context, comp, async, pd;
	int comp_fd, async_fd;
	const struct ruapi_qp_cap cap = { 1, 1, 1, 1, 0, 0 };
	struct ruapi_qp_create_args qp = { .type = 2, .cap = &cap };

	test_begin("queues whose format cannot tell the events are refused");
	open.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX);
	test_ret(make_queue(fd, RUAPI_EVENT_FORMAT_COMP, 0, &comp, &comp_fd), 0,
		 "COMP queue");
	test_ret(make_queue(fd, RUAPI_EVENT_FORMAT_ASYNC, 0, &async, &async_fd),
		 0, "ASYNC queue");
	open.queue = comp;
	test_ret(ruapi_context_open(fd, &open), -EINVAL,
		 "context.open with a COMP queue");
	test_check(open.error.bad_attr == RUAPI_CONTEXT_OPEN_QUEUE,
		   "bad_attr %u", open.error.bad_attr);
	test_ret(make_context(fd, &info, true, async, &context, NULL), 0,
		 "context with an ASYNC queue");
	cq.context = context;
	cq.queue = async;
	cq.uhw = uhw_room(info.driver_id, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	test_ret(ruapi_cq_create(fd, &cq), -EINVAL, "CQ with an ASYNC queue");
	test_check(cq.error.bad_attr == RUAPI_CQ_CREATE_QUEUE, "bad_attr %u",
		   cq.error.bad_attr);
	cq.queue = comp;
	cq.async_queue = comp;
	test_ret(ruapi_cq_create(fd, &cq), -EINVAL,
		 "CQ with a COMP queue for asynchronous events");
	cq.async_queue = 0;
	test_ret(ruapi_cq_create(fd, &cq), 0, "CQ with a COMP queue");
	test_ret(make_pd(fd, info.driver_id, context, &pd), 0, "PD");
	qp.pd = pd;
	qp.send_cq = qp.recv_cq = cq.handle;
	qp.queue = comp;
	qp.uhw = uhw_room(info.driver_id, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	test_ret(ruapi_qp_create(fd, &qp), -EINVAL, "QP with a COMP queue");
	cm.queue = async;
	test_ret(ruapi_cm_id_create(fd, &cm), -EINVAL, "id with an ASYNC queue");
	cm.queue = comp;
	test_ret(ruapi_cm_id_create(fd, &cm), -EINVAL, "id with a COMP queue");

	test_begin("asynchronous events in the format of ib_uverbs");
	shell_run("ip link set %s down", netdev);
	test_check(readable(async_fd, 5000), "PORT_ERR");
	{
		struct ib_uverbs_async_event_desc desc[4];

		test_ret(get(async_fd, desc, sizeof(desc[0]) - 1), -EINVAL,
			 "room for 15 bytes");
		if (test_check(get(async_fd, desc, sizeof(desc)) ==
			       sizeof(desc[0]), "read"))
			test_check(desc[0].element == 1 &&
				   desc[0].event_type == PORT_ERR,
				   "event %u of port %llu", desc[0].event_type,
				   (unsigned long long)desc[0].element);
	}
	shell_run("ip link set %s up", netdev);
	test_check(readable(async_fd, 5000), "PORT_ACTIVE");
	test_check(!readable(fd, 0), "the main fd is readable");

	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq.handle), 0, "CQ");
	test_ret(destroy(fd, RUAPI_OBJ_PD, pd), 0, "PD");
	close(comp_fd);
	close(async_fd);

	in_order();
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "ASYNC context");
}

/*
 * PORT_ERR, then PORT_ACTIVE: rxe may say so twice, and that its GIDs change.  The second
 * time can be late, and come before what is waited for.
 */
static void told(int queue_fd, const char *who)
{
	struct ib_uverbs_async_event_desc desc[8] = {};
	unsigned int i = 0, seen = 0;

	sleep_ms(100);
	test_check(get(queue_fd, desc, sizeof(desc)) > 0, "%s: nothing", who);
	while (i < COUNT(desc) && desc[i].event_type == PORT_ACTIVE)
		i++;
	for (; i < COUNT(desc); i++)
		if (desc[i].event_type == PORT_ERR ||
		    desc[i].event_type == PORT_ACTIVE)
			test_check(desc[i].event_type ==
				   (seen++ ? PORT_ACTIVE : PORT_ERR),
				   "%s: event %u", who, desc[i].event_type);
	test_check(seen == 2 || seen == 3, "%s: %u changes", who, seen);
}

#define MOST_QUEUES 64

static void added(void)
{
	uint32_t context, twin, async[2], comp, more;
	int async_fd[2], comp_fd, kept[MOST_QUEUES];
	unsigned int i, ret = 0;
	uint16_t bad;

	test_begin("CONTEXT.ADD_QUEUE: every queue gets the events of the port");
	drain(fd);
	test_ret(make_context(fd, &info, true, 0, &context, NULL), 0, "context");
	for (i = 0; i < 2; i++)
		test_ret(make_queue(fd, RUAPI_EVENT_FORMAT_ASYNC, 0, &async[i],
				    &async_fd[i]), 0, "queue");
	test_ret(make_queue(fd, RUAPI_EVENT_FORMAT_COMP, 0, &comp, &comp_fd), 0,
		 "COMP queue");
	test_ret(add_queue(context, comp, &bad), -EINVAL, "a COMP queue");
	test_check(bad == RUAPI_CONTEXT_ADD_QUEUE_QUEUE, "attribute %u", bad);
	test_ret(add_queue(context, async[0], &bad), 0, "a queue");
	test_ret(add_queue(context, async[0], &bad), -EINVAL, "again");
	test_check(bad == RUAPI_CONTEXT_ADD_QUEUE_QUEUE, "attribute %u", bad);
	test_ret(add_queue(context, async[1], &bad), 0, "another one");
	flap(1);
	told(async_fd[0], "the first");
	told(async_fd[1], "the second");
	test_check(readable(fd, 0), "nothing comes to the main queue");
	drain(fd);
	close(async_fd[0]);
	flap(1);
	told(async_fd[1], "the second, alone");

	test_begin("CONTEXT.ADD_QUEUE: queues that have gone make room");
	test_ret(make_context(fd, &info, true, 0, &twin, NULL), 0, "another one");
	for (i = 0; i < 3 * MOST_QUEUES && !ret; i++) {
		test_ret(make_queue(fd, RUAPI_EVENT_FORMAT_ASYNC, 0, &more,
				    &kept[0]), 0, "queue %u", i);
		ret = -add_queue(context, more, &bad) ? :
		      -add_queue(twin, more, &bad);
		close(kept[0]);
	}
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, twin), 0, "the other one");
	test_check(!ret, "queue %u of those that are closed: %s", i,
		   strerror(ret));
	for (i = 0; i < MOST_QUEUES && !ret; i++) {
		test_ret(make_queue(fd, RUAPI_EVENT_FORMAT_ASYNC, 0, &more,
				    &kept[i]), 0, "queue %u", i);
		ret = -add_queue(context, more, &bad);
	}
	test_check(ret == EMFILE && i > MOST_QUEUES - 8, "queue %u: %s", i,
		   strerror(ret));
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "context");
	test_ret(add_queue(context, async[1], &bad), -ENOENT, "of no context");
	while (i--)
		close(kept[i]);
	close(async_fd[1]);
	close(comp_fd);
	drain(fd);
}

static void devices(void)
{
	struct ruapi_device_info old, new;
	struct ruapi_event_cm event;
	int ret;

	test_begin("devices that come and go are told to who has not opened them");
	drain(fd);
	test_ret(device_find(fd, other, &old), 0, "%s", other);
	test_check(!unplug_name(other), "%s does not go", other);
	ret = event_wait(fd, RUAPI_EVENT_DEVICE_REMOVED, -1, &event, 5000);
	test_ret(ret, 0, "DEVICE_REMOVED");
	test_check(event.hdr.handle == old.index && !event.hdr.context,
		   "index %u context %u", event.hdr.handle, event.hdr.context);
	test_check(!plug_name(other, other_netdev), "%s does not come", other);
	ret = event_wait(fd, RUAPI_EVENT_DEVICE_ADDED, -1, &event, 5000);
	test_ret(ret, 0, "DEVICE_ADDED");
	test_ret(device_find(fd, other, &new), 0, "%s again", other);
	test_check(event.hdr.handle == new.index && new.index != old.index,
		   "index %u, was %u, the event says %u", new.index, old.index,
		   event.hdr.handle);
}

int main(int argc, char **argv)
{
	if (argc != 6)
		bail_out("usage: events DEVICE NETDEV ADDRESS OTHER-DEVICE OTHER-NETDEV");
	device = argv[1];
	netdev = argv[2];
	address = argv[3];
	other = argv[4];
	other_netdev = argv[5];
	sigaction(SIGALRM, &(struct sigaction) { .sa_handler = ring }, NULL);
	fd = open_namespace();
	if (device_find(fd, device, &info))
		bail_out("there is no %s", device);
	empty();
	one_event();
	several();
	queues();
	by_fd();
	blocked();
	owners();
	leavers();
	formats();
	added();
	sends_signals();
	many_unread();
	devices();
	test_begin("nothing is left");
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	return test_done();
}
