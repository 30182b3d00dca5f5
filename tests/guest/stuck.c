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
#include <time.h>
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
 * @ret: what the call returned
 */
struct stuck {
	struct ruapi_device_info info;
	int fd;
	int uffd;
	char *pages;
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
	struct timespec limit;
	pthread_t thread;
	void *ret;

	pthread_create(&thread, NULL, open_and_close, &stuck->info);
	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 5;
	if (test_check(!pthread_timedjoin_np(thread, &ret, &limit),
		       "another namespace waits, too"))
		test_ret((intptr_t)ret, 0, "open by another namespace");
}

static void stuck_open(void)
{
	struct uffdio_zeropage zero = { .range.len = 4096 };
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
	zero.range.start = (uintptr_t)stuck.pages;
	test_check(!ioctl(stuck.uffd, UFFDIO_ZEROPAGE, &zero), "zeropage: %s",
		   err_name(errno));
	pthread_join(thread, NULL);
	test_ret(stuck.ret, 0, "open, when the memory has come");
	stuck_end(&stuck);
}

static void remove_device(void)
{
	const unsigned int tool = tool_ms();
	uint64_t took = now_ms();
	int status;

	status = shell_run("timeout 30 rdma link delete %s", device);
	took = now_ms() - took;
	test_check(took < LIMIT_MS + 2 * tool,
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
	stuck_calls();
	return test_done();
}
