// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Ids that are destroyed while their device goes, with the removal overtaking who
 * destroys them: rdma_cm gives the device back, which is what the removal waits
 * for, and then its reference on a GID of the device.  tests/kmod/ruapi_late.c
 * makes sure of that.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "unplug.h"

#define PORT 7790

#define PARAMETERS "/sys/module/ruapi_late/parameters"

/**
 * struct late - a thread that destroys an id
 * @fd: namespace of the id
 * @id: the id
 * @tid: of the thread
 * @ready: @tid is known
 * @begin: the module is there
 * @ended: it is through
 * @ret: of DESTROY
 */
struct late {
	int fd;
	uint32_t id;
	pid_t tid;
	sem_t ready;
	sem_t begin;
	atomic_bool ended;
	int ret;
};

static void *destroy_run(void *arg)
{
	struct late *late = arg;

	late->tid = syscall(SYS_gettid);
	sem_post(&late->ready);
	sem_wait(&late->begin);
	late->ret = destroy(late->fd, RUAPI_OBJ_CM_ID, late->id);
	atomic_store(&late->ended, true);
	return NULL;
}

static void *removal_run(void *unused)
{
	(void)unused;
	return (void *)(intptr_t)shell_run("%s", removal->unplug);
}

static int make_id(struct late *late)
{
	int ret = make_cm_id(late->fd, 0, 0, &late->id);

	if (!ret)
		ret = cm_bind(late->fd, late->id, address, PORT);
	if (!ret)
		ret = cm_listen(late->fd, late->id, 4);
	return ret;
}

/* Whether the thread gets there soon. */
static bool comes_to(unsigned int point)
{
	const uint64_t end = now_ms() + patience(10000);
	unsigned int at = 0;
	FILE *file;

	while (at != point && now_ms() < end) {
		sleep_ms(10);
		file = fopen(PARAMETERS "/at", "r");
		if (!file || fscanf(file, "%u", &at) != 1)
			at = 0;
		if (file)
			fclose(file);
	}
	return test_check(at == point, "it does not come to point %u", point);
}

static void go_on(unsigned int point)
{
	shell_run("echo %u >" PARAMETERS "/go", point);
}

/* Whether a removal has begun soon; rdma_cm waits for the id a moment later. */
static bool removal_begins(int fd)
{
	const uint64_t end = now_ms() + patience(10000);
	struct ruapi_device_info info;
	bool known;

	do {
		sleep_ms(10);
		known = !device_find(fd, device, &info);
	} while (known && now_ms() < end);
	sleep_ms(patience(300));
	return test_check(!known, "the removal does not begin");
}

/* The device is gone before the id is. */
static void overtaken(struct late *late)
{
	pthread_t remover;
	void *status;

	if (!comes_to(1))
		return;
	pthread_create(&remover, NULL, removal_run, NULL);
	if (removal_begins(late->fd)) {
		go_on(1);
		if (comes_to(2)) {
			test_check(ends_soon(remover, &status) && !status,
				   "the removal waits for the GID");
			test_check(!atomic_load(&late->ended),
				   "DESTROY was faster than the removal");
			go_on(2);
			return;
		}
	}
	go_on(2);
	pthread_join(remover, &status);
}

static void with_module(struct late *late)
{
	pthread_t thread;

	sem_init(&late->ready, 0, 0);
	sem_init(&late->begin, 0, 0);
	pthread_create(&thread, NULL, destroy_run, late);
	sem_wait(&late->ready);
	test_check(!shell_run("modprobe ruapi_late tid=%d device=%s", late->tid,
			      device), "ruapi_late does not load");
	sem_post(&late->begin);
	overtaken(late);
	pthread_join(thread, NULL);
	test_ret(late->ret, 0, "DESTROY");
	/* What has been put off is done, and the kernel's log is looked at. */
	sleep_ms(patience(300));
	test_check(!shell_run("rmmod ruapi_late"), "ruapi_late does not go");
}

void late_ids(void)
{
	struct late late = {};

	test_begin("a listener that is destroyed while its device goes");
	late.fd = open_namespace();
	if (test_ret(make_id(&late), 0, "id"))
		with_module(&late);
	close(late.fd);
	plug();
}
