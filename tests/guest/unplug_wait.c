// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Who waits for events of a device that goes is told so. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>
#include <rdma/ib_user_verbs.h>
#include "unplug.h"

/**
 * struct waiter - a thread that waits on a queue
 * @name: of the queue, for messages
 * @run: how it waits
 * @fd: of the queue
 * @thread: the thread
 * @ret: what it got in the end: a negative errno of read(), or events of poll()
 * @bytes: what read() had returned before that
 * @fatal: DEVICE_FATAL was among it
 */
struct waiter {
	const char *name;
	void *(*run)(void *waiter);
	int fd;
	pthread_t thread;
	int ret;
	unsigned int bytes;
	bool fatal;
};

static void *wait_read(void *arg)
{
	struct ib_uverbs_async_event_desc events[4];
	struct waiter *waiter = arg;
	ssize_t len;

	while ((len = read(waiter->fd, events, sizeof(events))) > 0) {
		waiter->bytes += len;
		for (; len >= (ssize_t)sizeof(*events); len -= sizeof(*events))
			waiter->fatal |= events[len / sizeof(*events) - 1]
						 .event_type == DEVICE_FATAL;
	}
	waiter->ret = len ? -errno : 0;
	return NULL;
}

static void *wait_poll(void *arg)
{
	struct waiter *waiter = arg;
	struct pollfd pfd = { .fd = waiter->fd, .events = POLLIN };

	waiter->ret = poll(&pfd, 1, -1) == 1 ? pfd.revents : -errno;
	return NULL;
}

static void *wait_epoll(void *arg)
{
	const int epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = { .events = EPOLLIN };
	struct waiter *waiter = arg;

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, waiter->fd, &event) ||
	    epoll_wait(epoll, &event, 1, -1) != 1)
		waiter->ret = -errno;
	else
		waiter->ret = (int)event.events;
	close(epoll);
	return NULL;
}

static void check_waiter(struct waiter *waiter)
{
	const int want = waiter->run == wait_read ? -EIO : POLLERR | POLLHUP;

	if (!test_check(ends_soon(waiter->thread, NULL), "%s: still waits",
			waiter->name))
		return;
	if (waiter->run == wait_read)
		test_ret(waiter->ret, want, "read of %s", waiter->name);
	else
		test_check(waiter->ret == want, "%s: poll says %#x",
			   waiter->name, (unsigned int)waiter->ret);
}

static int poll_now(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 0) == 1 ? pfd.revents : 0;
}

/* A queue that is read later, if at all. */
static int read_now(int fd)
{
	char buf[64];

	fcntl(fd, F_SETFL, O_NONBLOCK);
	return read(fd, buf, sizeof(buf)) < 0 ? -errno : 0;
}

/**
 * struct queues - of each kind
 * @view: of the device, with a context that reports to @async
 * @comp: of a CQ of the set's context
 * @shared: of that and of a CQ of the other device
 * @view_comp: made on @view, for a CQ to come
 * @async: made on @view
 * @handle: of @comp
 * @cq: of the other device
 */
struct queues {
	int view;
	int comp;
	int shared;
	int view_comp;
	int async;
	uint32_t handle;
	uint32_t cq;
};

static int queues_comp(struct queues *q, const struct set *set,
		       const struct set *neighbour)
{
	uint32_t handle, cq;
	int ret;

	ret = make_queue(set->fd, RUAPI_EVENT_FORMAT_COMP, 0, &q->handle,
			 &q->comp);
	if (!ret)
		ret = make_cq(set->fd, set->driver,
			      set->handle[RUAPI_OBJ_CONTEXT], q->handle, 1,
			      &cq);
	if (!ret)
		ret = make_queue(set->fd, RUAPI_EVENT_FORMAT_COMP, 0, &handle,
				 &q->shared);
	if (!ret)
		ret = make_cq(set->fd, set->driver,
			      set->handle[RUAPI_OBJ_CONTEXT], handle, 2, &cq);
	if (!ret)
		ret = make_cq(set->fd, neighbour->driver,
			      neighbour->handle[RUAPI_OBJ_CONTEXT], handle, 3,
			      &q->cq);
	return ret;
}

static int queues_view(struct queues *q, const struct set *set)
{
	struct ruapi_namespace_view_args view = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE),
		.device = set->device,
	};
	struct ruapi_device_info info;
	uint32_t handle;
	int ret;

	ret = device_find(set->fd, device, &info);
	if (!ret)
		ret = ruapi_namespace_view(set->fd, &view);
	if (ret)
		return ret;
	q->view = view.fd;
	ret = make_queue(q->view, RUAPI_EVENT_FORMAT_COMP, 0, &handle,
			 &q->view_comp);
	if (!ret)
		ret = make_queue(q->view, RUAPI_EVENT_FORMAT_ASYNC, 0, &handle,
				 &q->async);
	if (!ret)
		ret = make_context(q->view, &info, false, handle, &handle,
				   NULL);
	return ret;
}

static void queues_close(struct queues *q)
{
	close(q->comp);
	close(q->shared);
	close(q->view_comp);
	close(q->async);
	close(q->view);
}

/* What the removal of one device says nothing about. */
static void check_others(const struct queues *q, const struct set *set)
{
	uint32_t handle;
	int fd;

	test_check(!poll_now(q->shared), "a queue that has a source left: %#x",
		   poll_now(q->shared));
	test_check(!poll_now(set->queue_fd), "a queue of records: %#x",
		   poll_now(set->queue_fd));
	test_ret(read_now(q->shared), -EAGAIN, "read of the former");
	test_ret(read_now(q->view_comp), -EIO, "read without waiting");
	if (test_ret(make_queue(q->view, RUAPI_EVENT_FORMAT_COMP, 0, &handle,
				&fd), 0, "a queue on the dead view")) {
		test_ret(read_now(fd), -EIO, "read of that");
		close(fd);
	}
}

/* A queue can have other sources than those that have gone. */
static void check_reuse(const struct queues *q, int fd)
{
	struct set set;
	uint32_t cq;

	if (!test_ret(set_make(&set, fd, device), 0, "open it again"))
		return;
	test_check(poll_now(q->comp) == (POLLERR | POLLHUP),
		   "before it has one: %#x", poll_now(q->comp));
	test_ret(make_cq(fd, set.driver, set.handle[RUAPI_OBJ_CONTEXT],
			 q->handle, 4, &cq), 0, "CQ");
	test_check(!poll_now(q->comp), "with a new CQ: %#x",
		   poll_now(q->comp));
	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq), 0, "destroy it");
	test_check(!poll_now(q->comp), "without: %#x", poll_now(q->comp));
	test_ret(set_destroy(&set), 0, "objects");
}

void waiters(void)
{
	struct set set, neighbour;
	struct queues q = {};
	struct waiter all[] = {
		{ .name = "completion queue", .run = wait_read },
		{ .name = "completion queue", .run = wait_poll },
		{ .name = "completion queue", .run = wait_epoll },
		{ .name = "queue of the view", .run = wait_read },
		{ .name = "queue of the view", .run = wait_poll },
		{ .name = "queue of the view", .run = wait_epoll },
		{ .name = "asynchronous queue", .run = wait_read },
	};
	struct waiter *async = &all[COUNT(all) - 1];
	unsigned int i;

	test_begin("who waits for events of the device");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects") ||
	    !test_ret(set_make(&neighbour, set.fd, other), 0, "neighbour") ||
	    !test_ret(queues_comp(&q, &set, &neighbour), 0, "queues") ||
	    !test_ret(queues_view(&q, &set), 0, "view"))
		return;
	for (i = 0; i < COUNT(all); i++) {
		all[i].fd = i < 3 ? q.comp : i < 6 ? q.view_comp : q.async;
		pthread_create(&all[i].thread, NULL, all[i].run, &all[i]);
	}
	sleep_ms(200);
	unplug();
	for (i = 0; i < COUNT(all); i++)
		check_waiter(&all[i]);
	test_check(async->fatal, "%u bytes without DEVICE_FATAL", async->bytes);
	check_others(&q, &set);
	plug();
	check_reuse(&q, set.fd);
	queues_close(&q);
	test_ret(destroy(set.fd, RUAPI_OBJ_CQ, q.cq), 0, "neighbour's CQ");
	test_ret(set_destroy(&neighbour), 0, "neighbour's objects");
	close(set.queue_fd);
	munmap(set.buf, 4096);
	close(set.fd);
}
