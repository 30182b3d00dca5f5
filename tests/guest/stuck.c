// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Calls whose memory never comes, because userfaultfd does not supply it: they
 * hold up nobody else, and not the removal of their device.
 *
 * usage: stuck DEVICE TYPE NETDEV
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest.h"

#define STUCK_PAGES 3
#define LIMIT_MS 2000

static const char *device, *type, *netdev;

/**
 * struct stuck - memory that nobody supplies until told to, and a call whose
 *	answer from the driver goes there
 * @info: the device
 * @fd: a namespace
 * @uffd: says when somebody waits for the memory
 * @pages: the memory
 * @context: where the call makes a CQ
 * @ret: what the call returned
 */
struct stuck {
	struct ruapi_device_info info;
	int fd;
	int uffd;
	char *pages;
	uint32_t context;
	int ret;
};

static bool stuck_prepare(struct stuck *stuck)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = {
		.mode = UFFDIO_REGISTER_MODE_MISSING,
		.range.len = STUCK_PAGES * 4096,
	};

	stuck->fd = open_namespace();
	stuck->pages = mmap(NULL, STUCK_PAGES * 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	range.range.start = (uintptr_t)stuck->pages;
	stuck->uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	return test_ret(device_find(stuck->fd, device, &stuck->info), 0,
			"device") &&
	       test_check(stuck->uffd >= 0 &&
			  !ioctl(stuck->uffd, UFFDIO_API, &api) &&
			  !ioctl(stuck->uffd, UFFDIO_REGISTER, &range),
			  "userfaultfd: %s", err_name(errno));
}

/* Whether another thread waits for its memory soon. */
static bool stuck_waits(const struct stuck *stuck)
{
	struct pollfd pfd = { .fd = stuck->uffd, .events = POLLIN };
	struct uffd_msg msg;

	return poll(&pfd, 1, 10000) == 1 &&
	       read(stuck->uffd, &msg, sizeof(msg)) == sizeof(msg);
}

/* The first page comes. */
static void stuck_supply(const struct stuck *stuck)
{
	struct uffdio_zeropage zero = {
		.range.start = (uintptr_t)stuck->pages,
		.range.len = 4096,
	};

	test_check(!ioctl(stuck->uffd, UFFDIO_ZEROPAGE, &zero), "zeropage: %s",
		   err_name(errno));
}

static void stuck_end(struct stuck *stuck)
{
	close(stuck->fd);
	close(stuck->uffd);
	munmap(stuck->pages, STUCK_PAGES * 4096);
}

static void *stuck_open_run(void *arg)
{
	struct stuck *stuck = arg;
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.uhw = uhw_room(stuck->info.driver_id, RUAPI_OBJ_CONTEXT,
				RUAPI_CONTEXT_OPEN),
		.index = stuck->info.index,
		.new_ = 1,
	};

	args.uhw.out = stuck->pages;
	stuck->ret = ruapi_context_open(stuck->fd, &args);
	return NULL;
}

static void *open_and_close(void *arg)
{
	const struct ruapi_device_info *info = arg;
	const int fd = open_namespace();
	uint32_t handle;
	const int ret = make_context(fd, info, false, 0, &handle, NULL);

	close(fd);
	return (void *)(intptr_t)ret;
}

/* Others open and close the device meanwhile. */
static void check_neighbour(struct stuck *stuck)
{
	pthread_t thread;
	void *ret;

	pthread_create(&thread, NULL, open_and_close, &stuck->info);
	if (test_check(ends_soon(thread, &ret), "another namespace waits, too"))
		test_ret((intptr_t)ret, 0, "open by another namespace");
}

static void stuck_open(void)
{
	struct stuck stuck = {};
	pthread_t thread;

	test_begin("an open that waits for memory holds up nobody else");
	if (!stuck_prepare(&stuck))
		return;
	if (!uhw_room(stuck.info.driver_id, RUAPI_OBJ_CONTEXT,
		      RUAPI_CONTEXT_OPEN).out_max) {
		test_skip("this driver has no answer");
		stuck_end(&stuck);
		return;
	}
	pthread_create(&thread, NULL, stuck_open_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory"))
		check_neighbour(&stuck);
	stuck_supply(&stuck);
	pthread_join(thread, NULL);
	test_ret(stuck.ret, 0, "open, when the memory has come");
	stuck_end(&stuck);
}

/* ---- a context that is closed, and cannot be yet ---------------------------- */

static void *stuck_member_run(void *arg)
{
	struct stuck *stuck = arg;
	struct ruapi_cq_create_args args = {
		.uhw = uhw_room(stuck->info.driver_id, RUAPI_OBJ_CQ,
				RUAPI_CQ_CREATE),
		.context = stuck->context,
		.cqe = 16,
	};

	args.uhw.out = stuck->pages;
	stuck->ret = ruapi_cq_create(stuck->fd, &args);
	return NULL;
}

/**
 * struct binder - a thread that binds a QP to an id until it cannot
 * @fd: of the namespace
 * @id: bound to the device
 * @qp: of a context that is about to be closed
 */
struct binder {
	int fd;
	uint32_t id;
	uint32_t qp;
};

static void *bind_run(void *arg)
{
	const struct binder *binder = arg;
	const uint64_t end = now_ms() + patience(4000);
	int ret;

	do {
		ret = cm_bind_qp(binder->fd, binder->id, binder->qp);
		if (!ret)
			ret = cm_bind_qp(binder->fd, binder->id, 0);
	} while (!ret && now_ms() < end);
	return (void *)(intptr_t)ret;
}

/* On a view, a QP and an id that can be bound to each other. */
static bool binder_make(struct binder *binder, struct stuck *stuck, int *view)
{
	const struct set set = { .driver = stuck->info.driver_id };
	struct ruapi_namespace_view_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE),
		.device = stuck->info.index,
	};
	const uint32_t driver = stuck->info.driver_id;
	const int fd = stuck->fd;
	uint32_t pd, cq;

	binder->fd = fd;
	if (!test_ret(ruapi_namespace_view(fd, &args), 0, "view"))
		return false;
	*view = args.fd;
	return test_ret(make_context(*view, &stuck->info, false, 0,
				     &stuck->context, NULL), 0, "context") &&
	       test_ret(make_pd(fd, driver, stuck->context, &pd), 0, "PD") &&
	       test_ret(make_cq(fd, driver, stuck->context, 0, 0, &cq), 0,
			"CQ") &&
	       test_ret(make_qp(fd, driver, pd, cq, 0, &binder->qp), 0, "QP") &&
	       test_ret(make_cm_id(fd, 0, 0, &binder->id), 0, "id") &&
	       test_ret(cm_bind(fd, binder->id, set_address(&set), 0), 0,
			"bind");
}

/* The works of ids would wait like their calls, and there are not many. */
static void check_binder(struct binder *binder)
{
	pthread_t thread;
	void *ret;

	pthread_create(&thread, NULL, bind_run, binder);
	if (test_check(ends_soon(thread, &ret), "the id waits, too"))
		test_ret((intptr_t)ret, -ENODEV, "BIND_QP of a QP that goes");
}

static void stuck_close(void)
{
	pthread_t member, closer;
	static struct binder binder;
	struct stuck stuck = {};
	int view;

	test_begin("an id does not wait until the context of its QP can be closed");
	if (!stuck_prepare(&stuck))
		return;
	if (!binder_make(&binder, &stuck, &view)) {
		stuck_end(&stuck);
		return;
	}
	pthread_create(&member, NULL, stuck_member_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		pthread_create(&closer, NULL, close_run,
			       (void *)(intptr_t)view);
		check_binder(&binder);
		stuck_supply(&stuck);
		pthread_join(closer, NULL);
	}
	pthread_join(member, NULL);
	test_ret(stuck.ret, 0, "CQ, when the memory has come");
	test_ret(destroy(stuck.fd, RUAPI_OBJ_CM_ID, binder.id), 0, "id");
	test_check(!count_objects(stuck.fd), "%u objects",
		   count_objects(stuck.fd));
	stuck_end(&stuck);
}

static void remove_device(void)
{
	const unsigned int tool = tool_ms();
	uint64_t took = now_ms();
	int status;

	status = shell_run("timeout 30 rdma link delete %s", device);
	took = now_ms() - took;
	test_check(took < patience(LIMIT_MS) + 2 * tool,
		   "removal of %s took %" PRIu64 " ms, of which the tool %u",
		   device, took, tool);
	test_check(!status, "rdma link delete %s: status %d", device, status);
}

/* A CQ in a context of its own, whose answer goes to the next page. */
static void *stuck_cq_run(void *arg)
{
	static atomic_uint used;
	struct stuck *stuck = arg;
	struct ruapi_cq_create_args args = {
		.uhw = uhw_room(stuck->info.driver_id, RUAPI_OBJ_CQ,
				RUAPI_CQ_CREATE),
		.cqe = 16,
	};

	args.uhw.out = stuck->pages + 4096 * atomic_fetch_add(&used, 1);
	if (!make_context(stuck->fd, &stuck->info, true, 0, &args.context,
			  NULL))
		ruapi_cq_create(stuck->fd, &args);
	return NULL;
}

static void stuck_child(int ready)
{
	struct stuck stuck = {};
	pthread_t thread;
	unsigned int i;

	if (!stuck_prepare(&stuck))
		_exit(1);
	for (i = 0; i < STUCK_PAGES; i++)
		pthread_create(&thread, NULL, stuck_cq_run, &stuck);
	for (i = 0; i < STUCK_PAGES; i++)
		if (!stuck_waits(&stuck))
			_exit(2);
	if (write(ready, "", 1) != 1)
		_exit(3);
	pause();
	_exit(4);
}

static void stuck_calls(void)
{
	int ready[2], status = 0;
	char c;
	pid_t pid;

	test_begin("calls that wait for memory do not hold up the removal");
	fflush(stdout);
	if (!test_check(!pipe(ready), "pipe: %s", err_name(errno)))
		return;
	pid = fork();
	if (!pid)
		stuck_child(ready[1]);
	close(ready[1]);
	if (test_check(read(ready[0], &c, 1) == 1, "nobody waits for memory"))
		remove_device();
	else
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(ready[0]);
	test_check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
		   "who had no memory for the answer: status %x", status);
	shell_run("rdma link add %s type %s netdev %s", device, type, netdev);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		bail_out("usage: stuck DEVICE TYPE NETDEV");
	device = argv[1];
	type = argv[2];
	netdev = argv[3];
	stuck_open();
	stuck_close();
	stuck_calls();
	return test_done();
}
