// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Who waits behind a call whose memory does not come can be killed, and who
 * closes or exits does not wait.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "stuck.h"

pid_t start(int (*run)(struct stuck *stuck), struct stuck *stuck)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(run(stuck) ? 1 : 0);
	return pid;
}

bool reaped(pid_t pid, unsigned int ms)
{
	const uint64_t end = now_ms() + ms;
	pid_t got;

	while (!(got = waitpid(pid, NULL, WNOHANG)) && now_ms() < end)
		sleep_ms(5);
	return got == pid;
}

/* That a process waits, and dies when it is told to. */
static void check_killable(pid_t pid, const char *what)
{
	if (!test_check(!reaped(pid, patience(300)), "%s does not wait", what))
		return;
	kill(pid, SIGKILL);
	test_check(reaped(pid, patience(SOON_MS)), "%s survives SIGKILL", what);
}

/* A CQ of the context in question. */
static uint32_t member;

static int run_destroy_member(struct stuck *stuck)
{
	return destroy(stuck->fd, RUAPI_OBJ_CQ, member);
}

static int run_open(struct stuck *stuck)
{
	uint32_t handle;

	return make_context(stuck->fd, &stuck->info, false, 0, &handle, NULL);
}

static int run_destroy_queue(struct stuck *stuck)
{
	return destroy(stuck->fd, RUAPI_OBJ_EVENT_QUEUE, stuck->queue);
}

static void behind_an_open(void)
{
	struct stuck stuck = {};
	pthread_t opener, closer;
	int view;

	test_begin("who waits behind an open whose memory does not come can be killed");
	if (!stuck_prepare(&stuck))
		return;
	if (!uhw_room(stuck.info.driver_id, RUAPI_OBJ_CONTEXT,
		      RUAPI_CONTEXT_OPEN).out_max) {
		test_skip("this driver has no answer");
		stuck_end(&stuck);
		return;
	}
	test_ret(stuck_view(&stuck, &view), 0, "view");
	pthread_create(&opener, NULL, stuck_open_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		check_killable(start(run_open, &stuck), "CONTEXT.OPEN");
		pthread_create(&closer, NULL, close_run,
			       (void *)(intptr_t)view);
		test_check(ends_soon(closer, NULL), "close() of a view waits");
		stuck_supply(&stuck);
	}
	pthread_join(opener, NULL);
	test_ret(stuck.ret, 0, "open, when the memory has come");
	stuck_end(&stuck);
}

void check_close(int fd, const char *what)
{
	const uint64_t start = now_ms();
	pthread_t closer;

	pthread_create(&closer, NULL, close_run, (void *)(intptr_t)fd);
	if (test_check(ends_soon(closer, NULL), "close() of %s waits", what))
		printf("# close of %s took %" PRIu64 " ms\n", what,
		       now_ms() - start);
}

void check_left(int fd, uint32_t want)
{
	const uint64_t end = now_ms() + patience(SOON_MS);

	while (count_objects(fd) != want && now_ms() < end)
		sleep_ms(10);
	test_check(count_objects(fd) == want, "%u objects are left, not %u",
		   count_objects(fd), want);
}

/* The view's last fd goes while a call on its context is stuck. */
static void closed_behind_a_member(void)
{
	struct stuck stuck = {};
	pthread_t maker;
	uint32_t pd;
	int view;

	test_begin("close() of a view does not wait for a call on its context");
	if (!stuck_prepare(&stuck) ||
	    !test_ret(stuck_view(&stuck, &view), 0, "view") ||
	    !test_ret(make_cq(stuck.fd, stuck.info.driver_id, stuck.context, 0,
			      0, &member), 0, "CQ"))
		return;
	pthread_create(&maker, NULL, stuck_cq_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		check_close(view, "the view");
		test_ret(make_pd(stuck.fd, stuck.info.driver_id, stuck.context,
				 &pd), -ENODEV, "PD.ALLOC meanwhile");
		test_ret(ruapi_cq_arm(stuck.fd, member, 0), -ENODEV,
			 "CQ.ARM meanwhile");
		check_killable(start(run_destroy_member, &stuck),
			       "CQ.DESTROY meanwhile");
		stuck_supply(&stuck);
	}
	pthread_join(maker, NULL);
	test_ret(stuck.ret, 0, "CQ, when the memory has come");
	check_left(stuck.fd, 0);
	stuck_end(&stuck);
}

static void closed_queue(void)
{
	struct stuck stuck = {};
	pthread_t maker;
	int queue;

	test_begin("close() of a queue does not wait for a call that names it");
	if (!stuck_prepare(&stuck) ||
	    !test_ret(make_context(stuck.fd, &stuck.info, true, 0,
				   &stuck.context, NULL), 0, "context") ||
	    !test_ret(make_queue(stuck.fd, RUAPI_EVENT_FORMAT_RECORDS, 0,
				 &stuck.queue, &queue), 0, "queue"))
		return;
	pthread_create(&maker, NULL, stuck_cq_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		check_close(queue, "the queue");
		test_ret(run_destroy_queue(&stuck), -EBUSY,
			 "DESTROY of it meanwhile");
		stuck_supply(&stuck);
	}
	pthread_join(maker, NULL);
	test_ret(stuck.ret, 0, "CQ, when the memory has come");
	/* The context and the CQ. */
	check_left(stuck.fd, 2);
	stuck_end(&stuck);
}

/* Holds the only fds of a view and a queue. */
static int run_holder(struct stuck *stuck)
{
	uint32_t handle;
	int view, queue;

	if (stuck_view(stuck, &view) ||
	    make_queue(stuck->fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &handle,
		       &queue))
		return 1;
	pause();
	return 1;
}

uint32_t find_handle(int fd, uint16_t object)
{
	struct ruapi_list_entry *entries = NULL;
	uint32_t count = 0, handle = 0, i;

	if (ruapi_list_all(fd, object, &entries, &count))
		return 0;
	for (i = 0; i < count; i++)
		handle = entries[i].handle;
	free(entries);
	return handle;
}

static void killed_holder(void)
{
	const uint64_t end = now_ms() + patience(10000);
	struct stuck stuck = {};
	pthread_t maker;
	pid_t pid;

	test_begin("exit() does not wait for calls on what goes with it");
	if (!stuck_prepare(&stuck))
		return;
	pid = start(run_holder, &stuck);
	while (!(stuck.queue = find_handle(stuck.fd, RUAPI_OBJ_EVENT_QUEUE)) &&
	       now_ms() < end)
		sleep_ms(10);
	stuck.context = find_handle(stuck.fd, RUAPI_OBJ_CONTEXT);
	pthread_create(&maker, NULL, stuck_cq_run, &stuck);
	if (test_check(stuck_waits(&stuck), "nobody waits for the memory")) {
		check_killable(pid, "who holds the view");
		stuck_supply(&stuck);
	} else {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	pthread_join(maker, NULL);
	test_ret(stuck.ret, 0, "CQ, when the memory has come");
	check_left(stuck.fd, 0);
	stuck_end(&stuck);
}

void waits_can_be_killed(void)
{
	behind_an_open();
	closed_behind_a_member();
	closed_queue();
	killed_holder();
}
