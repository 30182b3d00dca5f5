// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Removal while data flows, while queues are mapped, in the middle of calls. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "unplug.h"

/* ---- mapped queues ------------------------------------------------------------ */

/* Two QPs and their CQ, with all their queues mapped, and memory for both. */
struct queues {
	struct set set;
	struct work_cq cq;
	struct work_qp qp[2];
	struct work_mr mr;
};

static int queues_make(struct queues *q, bool window)
{
	const uint32_t *handle = q->set.handle;
	unsigned int i;
	int ret;

	ret = set_make(&q->set, open_namespace(), device);
	if (!ret && window)
		ret = ruapi_window_open(q->set.fd, handle[RUAPI_OBJ_CONTEXT],
					q->set.slot, 1 << 20);
	if (!ret)
		ret = work_cq_make(&q->cq, &q->set);
	for (i = 0; i < 2 && !ret; i++)
		ret = work_qp_make(&q->qp[i], &q->cq, NULL);
	if (!ret)
		ret = work_mr_make(&q->mr, &q->set,
				   IB_UVERBS_ACCESS_LOCAL_WRITE);
	return ret;
}

static void queues_destroy(struct queues *q)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		test_ret(work_qp_destroy(&q->qp[i]), 0, "QP %u", i);
	test_ret(work_cq_destroy(&q->cq), 0, "CQ");
	test_ret(work_mr_destroy(&q->mr, &q->set), 0, "MR");
	test_ret(set_destroy(&q->set), 0, "objects");
	test_check(!count_objects(q->set.fd), "%u objects",
		   count_objects(q->set.fd));
	ruapi_window_close(q->set.fd, q->set.slot);
	close(q->set.fd);
}

/* Every page can be read and written. */
static void touch(const struct ring *ring)
{
	volatile char *at = ring->map;
	size_t i;

	for (i = 0; i < ring->len; i += 4096)
		at[i] = at[i];
}

static void touch_all(const struct queues *q)
{
	unsigned int i;

	touch(&q->cq.ring);
	for (i = 0; i < 2; i++) {
		touch(&q->qp[i].sq);
		touch(&q->qp[i].rq);
	}
}

static int unmap(struct ring *ring)
{
	const struct ruapi_mapping map = {
		.offset = ring->offset,
		.size = ring->len,
		.addr = ring->map,
	};

	ring->map = NULL;
	return ruapi_unmap(&map, 1);
}

static const char *where(bool window)
{
	return window ? ", in a window" : "";
}

struct writer {
	struct queues *q;
	atomic_bool stop;
};

static void *write_run(void *arg)
{
	struct writer *writer = arg;

	while (!atomic_load(&writer->stop))
		touch_all(writer->q);
	return NULL;
}

/* Nothing is placed in what is left of a context. */
static int place_in(const struct set *set, void *addr)
{
	struct ruapi_placement at = { .addr = (uintptr_t)addr, .length = 4096 };
	struct ruapi_context_map_args args = {
		.handle = set->handle[RUAPI_OBJ_CONTEXT],
		.places = &at,
		.places_len = 1,
	};

	return ruapi_context_map(set->fd, &args);
}

static void lose_mapped(bool window)
{
	struct queues q;
	struct writer writer = { .q = &q };
	pthread_t thread;
	void *map;

	test_begin("mapped queues%s", where(window));
	if (!test_ret(queues_make(&q, window), 0, "queues"))
		return;
	pthread_create(&thread, NULL, write_run, &writer);
	unplug();
	/* Memory of the driver, no I/O: it stays as long as the mappings. */
	touch_all(&q);
	atomic_store(&writer.stop, true);
	pthread_join(thread, NULL);
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, q.set.fd,
		   (off_t)q.set.slot << RUAPI_MMAP_SLOT_SHIFT);
	test_check(map == MAP_FAILED && errno == ENODEV,
		   "a new mapping of the dead context: %s", err_name(errno));
	check_tombstones(&q.set);
	map = q.qp[1].rq.map;
	test_ret(unmap(&q.qp[1].rq), 0, "a queue");
	if (window) {
		*(volatile char *)map = 'w';
		test_check(*(volatile char *)map == 'w',
			   "there is no page for who is late");
		test_ret(place_in(&q.set, map), -ENODEV, "MAP");
	}
	queues_destroy(&q);
	plug();
}

static void outlive_fd(bool window)
{
	struct queues q;
	unsigned int i;

	test_begin("mapped queues that outlive the fd%s", where(window));
	if (!test_ret(queues_make(&q, window), 0, "queues"))
		return;
	unplug();
	close(q.set.queue_fd);
	close(q.set.fd);
	touch_all(&q);
	if (window) {
		test_ret(unmap(&q.cq.ring), -EBADF, "a queue");
		test_ret(ruapi_window_close(q.set.fd, q.set.slot), 0, "window");
	} else {
		test_ret(unmap(&q.cq.ring), 0, "CQ");
		for (i = 0; i < 2; i++) {
			test_ret(unmap(&q.qp[i].sq), 0, "send queue");
			test_ret(unmap(&q.qp[i].rq), 0, "receive queue");
		}
	}
	munmap(q.mr.buf, 4096);
	munmap(q.set.buf, 4096);
	plug();
}

void mapped_queues(void)
{
	lose_mapped(false);
	lose_mapped(true);
	outlive_fd(false);
	outlive_fd(true);
}

/* A process with everything mapped, in a window or not; it waits to be killed. */
static pid_t start_holder(bool window)
{
	struct queues q;
	int ready[2];
	pid_t pid;
	char c;

	if (pipe(ready))
		bail_out("no pipe");
	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(ready[0]);
		if (queues_make(&q, window) || write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(1);
	}
	close(ready[1]);
	test_check(read(ready[0], &c, 1) == 1, "the holder has no queues");
	close(ready[0]);
	return pid;
}

struct killer {
	pid_t pid;
	unsigned int after_ms;
};

static void *kill_run(void *arg)
{
	const struct killer *killer = arg;

	sleep_ms(killer->after_ms);
	kill(killer->pid, SIGKILL);
	return NULL;
}

/* The mappings of a process that exits go from both sides. */
void exit_while_mapped(void)
{
	struct killer killer = {};
	pthread_t thread;
	int status;

	test_begin("holders of mapped queues that exit meanwhile");
	for (killer.after_ms = 0; killer.after_ms < 160;
	     killer.after_ms += 40) {
		killer.pid = start_holder(killer.after_ms % 80);
		pthread_create(&thread, NULL, kill_run, &killer);
		unplug();
		pthread_join(thread, NULL);
		test_check(waitpid(killer.pid, &status, 0) == killer.pid &&
			   WIFSIGNALED(status), "the holder ended by itself");
		plug();
	}
}

/* ---- traffic -------------------------------------------------------------------- */

#define BURST 8

struct load {
	struct queues q;
	atomic_uint bursts;
};

static int post_burst(struct load *load)
{
	struct queues *q = &load->q;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < BURST; i++)
		work_recv(&q->qp[1], i, &q->mr, 2048, 256);
	for (i = 0; i < BURST && !ret; i++)
		ret = work_send(&q->qp[0], BURST + i, &q->mr, 0, 256);
	return ret;
}

/* Sends, and goes on until the doorbell says that the device has gone. */
static void *load_run(void *arg)
{
	struct load *load = arg;
	struct queues *q = &load->q;
	struct completion done;
	unsigned int i;
	int ret = 0;

	while (!ret) {
		ret = post_burst(load);
		for (i = 0; i < 2 * BURST && !ret; i++) {
			ret = work_poll(&q->cq, &done, 100);
			if (!ret && done.status)
				ret = -EIO;
		}
		if (!ret)
			atomic_fetch_add(&load->bursts, 1);
	}
	for (i = 0; i < 1000 && ret != -ENODEV; i++) {
		sleep_ms(10);
		ret = ruapi_qp_doorbell(q->set.fd, q->qp[0].handle);
	}
	return (void *)(intptr_t)ret;
}

void traffic(void)
{
	struct load load = {};
	struct connection c;
	pthread_t thread;
	uint64_t end;
	void *ret;
	int fd;

	test_begin("while data flows");
	if (!test_ret(queues_make(&load.q, false), 0, "queues"))
		return;
	fd = load.q.set.fd;
	if (!test_ret(connection_bound(&c, fd, address, 7791,
				       load.q.qp[0].handle,
				       load.q.qp[1].handle), 0, "connection"))
		return;
	pthread_create(&thread, NULL, load_run, &load);
	end = now_ms() + patience(3000);
	while (load.bursts < 4 && now_ms() < end)
		sleep_ms(10);
	test_check(load.bursts >= 4, "%u bursts only", load.bursts);
	unplug();
	pthread_join(thread, &ret);
	printf("# %u bursts\n", load.bursts);
	test_ret((intptr_t)ret, -ENODEV, "the doorbell in the end");
	touch_all(&load.q);
	test_ret(connection_destroy(&c, fd), 0, "ids");
	queues_destroy(&load.q);
	plug();
}

/* ---- calls ---------------------------------------------------------------------- */

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
		/* Nobody is helped by asking again at once. */
		if (ret == -ENODEV)
			sleep_ms(1);
		else if (ret)
			atomic_compare_exchange_strong(&h->wrong, &none, ret);
		ret = set_destroy(&set);
		if (ret && ret != -ENODEV)
			atomic_compare_exchange_strong(&h->wrong, &none, ret);
		atomic_fetch_add(&h->calls, 1);
	}
	return NULL;
}

void hammering(void)
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
