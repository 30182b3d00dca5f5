// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The removal of a device under calls that are busy with memory of their
 * process: it takes no longer than it may, and nobody dies of it.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "stuck.h"

#define LIMIT_MS 2000

/* What the removal takes when nobody holds the device, in a guest just so busy. */
static unsigned int free_ms;

unsigned int remove_device(const char *what, unsigned int idle_ms)
{
	const unsigned int tool = tool_ms();
	uint64_t took = now_ms();
	int status;

	status = shell_run("timeout 60 rdma link delete %s", device);
	took = now_ms() - took;
	printf("# removal under %s took %" PRIu64 " ms, of which the tool %u\n",
	       what, took, tool);
	test_check(took < patience(LIMIT_MS) + 2 * free_ms + idle_ms + 2 * tool,
		   "removal of %s took %" PRIu64 " ms; of nobody's device %u; under idle holders %u; the tool %u",
		   device, took, free_ms, idle_ms, tool);
	test_check(!status, "rdma link delete %s: status %d", device, status);
	return took;
}

void add_device(void)
{
	test_check(!shell_run("rdma link add %s type %s netdev %s", device,
			      type, netdev), "%s does not come again", device);
}

/* ---- in one process ------------------------------------------------------- */

/* Of a batch, which has not entered a context then. */
static void *batch_open_run(void *arg)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct stuck *stuck = arg;
	const struct ruapi_uhw uhw = uhw_room(stuck->info.driver_id,
					      RUAPI_OBJ_CONTEXT,
					      RUAPI_CONTEXT_OPEN);
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN);
	ruapi_msg_driver(&msg, uhw.driver_id);
	ruapi_msg_obj_new(&msg, RUAPI_CONTEXT_OPEN_HANDLE, RUAPI_OBJ_CONTEXT);
	ruapi_msg_in(&msg, RUAPI_CONTEXT_OPEN_INDEX, 4, stuck->info.index);
	ruapi_msg_in(&msg, RUAPI_CONTEXT_OPEN_NEW, 1, 1);
	if (uhw.in_len)
		ruapi_msg_buf_in(&msg, RUAPI_ATTR_UHW_IN, uhw.in, uhw.in_len);
	ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, stuck->pages, uhw.out_max);
	ruapi_batch_add(calls, &msg);
	stuck->ret = ruapi_batch_run(stuck->fd, calls);
	ruapi_batch_end(calls);
	return NULL;
}

/* In an open context, or what opens one. */
static void stuck_call(const char *what, void *(*run)(void *stuck), bool opens)
{
	struct stuck stuck = {};
	pthread_t thread;
	void *none;

	test_begin("%s that waits for memory does not hold up the removal", what);
	if (!stuck_prepare(&stuck))
		return;
	if (opens && !uhw_room(stuck.info.driver_id, RUAPI_OBJ_CONTEXT,
			       RUAPI_CONTEXT_OPEN).out_max) {
		test_skip("this driver has no answer");
		stuck_end(&stuck);
		return;
	}
	if (!opens)
		test_ret(make_context(stuck.fd, &stuck.info, true, 0,
				      &stuck.context, NULL), 0, "context");
	pthread_create(&thread, NULL, run, &stuck);
	test_check(stuck_waits(&stuck), "nobody waits for the memory");
	remove_device(what, 0);
	if (test_check(ends_soon(thread, &none), "the call still waits"))
		test_ret(stuck.ret, -ENODEV, "the call");
	stuck_end(&stuck);
	add_device();
}

/**
 * struct slow - memory that comes page after page
 * @stuck: the memory
 * @page_ms: how long one takes
 * @supplied: pages that came
 * @stop: no more are wanted
 */
struct slow {
	struct stuck stuck;
	unsigned int page_ms;
	atomic_uint supplied;
	atomic_bool stop;
};

static void *slow_run(void *arg)
{
	struct slow *slow = arg;
	unsigned int page;

	for (page = 0; page < STUCK_PAGES && !atomic_load(&slow->stop); page++) {
		sleep_ms(slow->page_ms);
		if (stuck_supply_page(&slow->stuck, page))
			atomic_fetch_add(&slow->supplied, 1);
	}
	return NULL;
}

static void *register_run(void *arg)
{
	struct slow *slow = arg;
	struct stuck *stuck = &slow->stuck;
	uint32_t pd, mr;

	stuck->ret = make_pd(stuck->fd, stuck->info.driver_id, stuck->context,
			     &pd);
	if (!stuck->ret)
		stuck->ret = make_mr(stuck->fd, stuck->info.driver_id, pd,
				     stuck->pages, STUCK_PAGES * 4096UL, &mr);
	atomic_store(&stuck->ended, true);
	return NULL;
}

/* Whoever waits for a page of userfaultfd lets signals in. */
static void slow_registration(void)
{
	static struct slow slow;
	pthread_t handler, thread;
	void *none;

	test_begin("a registration whose memory comes slowly is not killed");
	slow.page_ms = 100;
	if (!stuck_prepare(&slow.stuck) ||
	    !test_ret(make_context(slow.stuck.fd, &slow.stuck.info, true, 0,
				   &slow.stuck.context, NULL), 0, "context"))
		return;
	pthread_create(&handler, NULL, slow_run, &slow);
	pthread_create(&thread, NULL, register_run, &slow);
	if (!stuck_waits(&slow.stuck)) {
		pthread_join(thread, NULL);
		atomic_store(&slow.stop, true);
		pthread_join(handler, NULL);
		/* Its driver or this kernel does not let it be waited for. */
		if (test_check(slow.stuck.ret == -EFAULT, "registration: %s",
			       err_name(slow.stuck.ret)))
			test_skip("this kernel does not pin memory that userfaultfd supplies");
		stuck_end(&slow.stuck);
		return;
	}
	remove_device("a slow registration", 0);
	if (test_check(ends_soon(thread, &none), "it still registers"))
		test_ret(slow.stuck.ret, -ENODEV, "registration");
	atomic_store(&slow.stop, true);
	pthread_join(handler, NULL);
	printf("# %u of %u pages came\n", slow.supplied, STUCK_PAGES);
	stuck_end(&slow.stuck);
	add_device();
}

/* ---- thousands of contexts ------------------------------------------------ */

#define CONTEXTS 2000
#define HOSTILE 30

/**
 * struct crowd - contexts of one namespace
 * @fd: of it
 * @info: the device
 * @context: handles
 */
struct crowd {
	int fd;
	struct ruapi_device_info info;
	uint32_t context[CONTEXTS];
};

static bool crowd_make(struct crowd *crowd)
{
	uint32_t pd;
	int i, ret;

	crowd->fd = open_namespace();
	ret = device_find(crowd->fd, device, &crowd->info);
	for (i = 0; i < CONTEXTS && !ret; i++) {
		ret = make_context(crowd->fd, &crowd->info, true, 0,
				   &crowd->context[i], NULL);
		if (!ret)
			ret = make_pd(crowd->fd, crowd->info.driver_id,
				      crowd->context[i], &pd);
	}
	return test_ret(ret, 0, "%d contexts", i);
}

/**
 * struct report - what a hostile process tells its parent
 * @calls: that it made
 * @ret: of the last one
 */
struct report {
	unsigned int calls;
	int ret;
};

/* Calls that wait for memory, one after the other, until there is no device. */
static void hostile_child(const struct crowd *crowd, uint32_t context,
			  int ready, int out)
{
	const uint64_t end = now_ms() + patience(60000);
	struct stuck stuck = {};
	struct report report = {};

	if (!stuck_prepare(&stuck))
		_exit(1);
	close(stuck.fd);
	stuck.fd = crowd->fd;
	stuck.info = crowd->info;
	stuck.context = context;
	if (write(ready, "", 1) != 1)
		_exit(2);
	do {
		stuck_cq_run(&stuck);
		report.calls++;
		/* Late ones find a tombstone, which must not keep a CPU busy. */
		sleep_ms(1);
	} while (report.calls < 100 && now_ms() < end);
	report.ret = stuck.ret;
	if (write(out, &report, sizeof(report)) != sizeof(report))
		_exit(3);
	_exit(0);
}

static void hostile_start(const struct crowd *crowd, pid_t pids[HOSTILE],
			  int ready, int out)
{
	unsigned int i;

	fflush(stdout);
	for (i = 0; i < HOSTILE; i++) {
		pids[i] = fork();
		/* Those that are killed last, and others. */
		if (!pids[i])
			hostile_child(crowd,
				      crowd->context[CONTEXTS / HOSTILE * i],
				      ready, out);
	}
}

static void hostile_check(pid_t pids[HOSTILE], int out)
{
	unsigned int i, calls = 0, wrong = 0;
	struct report report;
	int status;

	for (i = 0; i < HOSTILE; i++) {
		waitpid(pids[i], &status, 0);
		test_check(WIFEXITED(status) && !WEXITSTATUS(status),
			   "a hostile process ended with status %x", status);
		if (status || read(out, &report, sizeof(report)) !=
			      sizeof(report))
			continue;
		calls += report.calls;
		wrong += report.ret != -ENODEV;
	}
	printf("# %u calls of hostile processes\n", calls);
	test_check(!wrong, "%u of the last calls are not ENODEV", wrong);
}

static void crowded(void)
{
	static struct crowd crowd;
	int ready[2], out[2], i;
	unsigned int idle_ms;
	pid_t pids[HOSTILE];
	char c;

	test_begin("%u contexts that nobody uses", CONTEXTS);
	if (!crowd_make(&crowd))
		return;
	idle_ms = remove_device("idle contexts", 0);
	close(crowd.fd);
	add_device();

	test_begin("%u contexts, %u with calls that wait for memory", CONTEXTS,
		   HOSTILE);
	if (!crowd_make(&crowd) ||
	    !test_check(!pipe(ready) && !pipe(out), "pipe: %s",
			err_name(errno)))
		return;
	hostile_start(&crowd, pids, ready[1], out[1]);
	for (i = 0; i < HOSTILE; i++)
		test_check(read(ready[0], &c, 1) == 1, "no hostile process");
	sleep_ms(patience(300));
	remove_device("hostile calls", idle_ms);
	hostile_check(pids, out[0]);
	close(crowd.fd);
	for (i = 0; i < 2; i++) {
		close(ready[i]);
		close(out[i]);
	}
	add_device();
}

void removals(bool swap)
{
	uint64_t start = now_ms();

	/* The first one also loads what it needs. */
	shell_run("rdma link delete %s", device);
	free_ms = now_ms() - start;
	add_device();
	stuck_call("a call", stuck_cq_run, false);
	stuck_call("an open", stuck_open_run, true);
	stuck_call("an open of a batch", batch_open_run, true);
	slow_registration();
	behind_mmap();
	if (swap)
		swapped_registration();
	crowded();
}
