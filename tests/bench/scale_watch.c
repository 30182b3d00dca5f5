// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * How long the CPU is deaf: a thread of the highest priority sleeps until points
 * in time that are a little apart, and sees how much later it runs.  The guest
 * has one CPU and its clock counts instructions, so a stretch in which nothing
 * else could run is as long as it is late.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <time.h>

#include "scale.h"

/* Short against what is looked for, long against a wake-up. */
#define PERIOD_NS 20000

static struct {
	sem_t start, stopped;
	bool on;
	uint64_t late;
	uint64_t spent;
} w;

static uint64_t now(clockid_t clock)
{
	struct timespec ts;

	must(!clock_gettime(clock, &ts));
	return ts.tv_sec * UINT64_C(1000000000) + ts.tv_nsec;
}

static void sleep_until(uint64_t ns)
{
	const struct timespec ts = {
		.tv_sec = ns / 1000000000,
		.tv_nsec = ns % 1000000000,
	};

	must(!clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL));
}

static void *watch(void *unused)
{
	uint64_t due, late, before;

	(void)unused;
	for (;;) {
		while (sem_wait(&w.start))
			must(errno == EINTR);
		before = now(CLOCK_THREAD_CPUTIME_ID);
		while (__atomic_load_n(&w.on, __ATOMIC_ACQUIRE)) {
			due = now(CLOCK_MONOTONIC) + PERIOD_NS;
			sleep_until(due);
			late = now(CLOCK_MONOTONIC) - due;
			if (late > w.late)
				w.late = late;
		}
		w.spent = now(CLOCK_THREAD_CPUTIME_ID) - before;
		must(!sem_post(&w.stopped));
	}
	return NULL;
}

void watch_init(void)
{
	const struct sched_param param = {
		.sched_priority = sched_get_priority_max(SCHED_FIFO),
	};
	pthread_attr_t attr;
	pthread_t thread;

	must(!sem_init(&w.start, 0, 0) && !sem_init(&w.stopped, 0, 0));
	pthread_attr_init(&attr);
	errno = pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED) ?:
		pthread_attr_setschedpolicy(&attr, SCHED_FIFO) ?:
		pthread_attr_setschedparam(&attr, &param) ?:
		pthread_create(&thread, &attr, watch, NULL);
	must(!errno);
	pthread_attr_destroy(&attr);
}

void watch_start(void)
{
	w.late = 0;
	__atomic_store_n(&w.on, true, __ATOMIC_RELEASE);
	must(!sem_post(&w.start));
}

void watch_stop(uint64_t *late, uint64_t *spent)
{
	__atomic_store_n(&w.on, false, __ATOMIC_RELEASE);
	while (sem_wait(&w.stopped))
		must(errno == EINTR);
	*late = w.late;
	*spent = w.spent;
}
