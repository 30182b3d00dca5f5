// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Calls whose memory never comes, because userfaultfd does not supply it, or whose
 * mmap_lock, because a driver does not return from mmap(): they hold up nobody else,
 * and not the removal of their device.
 *
 * usage: stuck DEVICE TYPE NETDEV [swap]
 * swap: there is some, which takes 50 ms for each page
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "stuck.h"

const char *device, *type, *netdev;

bool stuck_prepare(struct stuck *stuck)
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

bool stuck_waits(const struct stuck *stuck)
{
	const uint64_t end = now_ms() + patience(10000);
	struct pollfd pfd = { .fd = stuck->uffd, .events = POLLIN };
	struct uffd_msg msg;
	int ready;

	do
		ready = poll(&pfd, 1, 50);
	while (!ready && !atomic_load(&stuck->ended) && now_ms() < end);
	return ready == 1 &&
	       read(stuck->uffd, &msg, sizeof(msg)) == sizeof(msg);
}

bool stuck_supply_page(const struct stuck *stuck, unsigned int page)
{
	struct uffdio_zeropage zero = {
		.range.start = (uintptr_t)stuck->pages + 4096UL * page,
		.range.len = 4096,
	};

	return !ioctl(stuck->uffd, UFFDIO_ZEROPAGE, &zero);
}

void stuck_supply(const struct stuck *stuck)
{
	test_check(stuck_supply_page(stuck, 0), "zeropage: %s",
		   err_name(errno));
}

bool stuck_protect(const struct stuck *stuck, bool protect)
{
	struct uffdio_writeprotect args = {
		.range.start = (uintptr_t)stuck->pages,
		.range.len = 4096,
		.mode = protect ? UFFDIO_WRITEPROTECT_MODE_WP : 0,
	};
	struct uffdio_register range = {
		.mode = UFFDIO_REGISTER_MODE_MISSING | UFFDIO_REGISTER_MODE_WP,
		.range = args.range,
	};

	return !ioctl(stuck->uffd, UFFDIO_REGISTER, &range) &&
	       !ioctl(stuck->uffd, UFFDIO_WRITEPROTECT, &args);
}

void stuck_end(struct stuck *stuck)
{
	close(stuck->fd);
	close(stuck->uffd);
	munmap(stuck->pages, STUCK_PAGES * 4096);
}

void *stuck_cq_run(void *arg)
{
	struct stuck *stuck = arg;
	struct ruapi_cq_create_args args = {
		.uhw = uhw_room(stuck->info.driver_id, RUAPI_OBJ_CQ,
				RUAPI_CQ_CREATE),
		.context = stuck->context,
		.queue = stuck->queue,
		.cqe = 16,
	};

	args.uhw.out = stuck->pages;
	stuck->ret = ruapi_cq_create(stuck->fd, &args);
	return NULL;
}

int stuck_view(struct stuck *stuck, int *view)
{
	struct ruapi_namespace_view_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE),
		.device = stuck->info.index,
	};
	int ret = ruapi_namespace_view(stuck->fd, &args);

	if (ret)
		return ret;
	*view = args.fd;
	return make_context(*view, &stuck->info, false, 0, &stuck->context,
			    NULL);
}

void *stuck_open_run(void *arg)
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
	const uint32_t driver = stuck->info.driver_id;
	const int fd = stuck->fd;
	uint32_t pd, cq;

	binder->fd = fd;
	return test_ret(stuck_view(stuck, view), 0, "view") &&
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
	pthread_create(&member, NULL, stuck_cq_run, &stuck);
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
	check_left(stuck.fd, 0);
	stuck_end(&stuck);
}

/*
 * A signal that is pending has the kernel try the page fault again and again,
 * and a CPU is busy with that: so none comes of the shells that are started.
 */
static void block_sigchld(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		bail_out("usage: stuck DEVICE TYPE NETDEV [swap]");
	device = argv[1];
	type = argv[2];
	netdev = argv[3];
	block_sigchld();
	stuck_open();
	stuck_close();
	waits_can_be_killed();
	ids();
	removals(argc > 4);
	return test_done();
}
