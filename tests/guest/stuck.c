// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Calls whose memory never comes, because userfaultfd does not supply it: they
 * hold up nobody else.
 *
 * usage: stuck DEVICE
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "guest.h"

#define STUCK_PAGES 1

static const char *device;

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

int main(int argc, char **argv)
{
	if (argc != 2)
		bail_out("usage: stuck DEVICE");
	device = argv[1];
	stuck_open();
	return test_done();
}
