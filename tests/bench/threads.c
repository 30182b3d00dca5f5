// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What two threads get done in the time that one has, each on a CPU of its own: on one
 * context of an HCA, and on two.  In time, as it is about what happens at once.
 */
#include <errno.h>
#include <pthread.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/rdma_user_rxe.h>
#include <rdma_uapi/rdma_uapi.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

#define THREADS 2
#define ROUNDS 9
#define ROUND_MS 400

static int fd;
static uint32_t contexts[THREADS], cqs[THREADS];
static pthread_barrier_t barrier;
static atomic_bool stop;

_Noreturn void bench_die(const char *what, int err)
{
	fprintf(stderr, "threads: %s: %s\n", what, strerror(err));
	exit(1);
}

/* ---- what they do --------------------------------------------------------- */

static void pd(unsigned int which)
{
	struct ruapi_pd_alloc_args alloc = {
		.context = contexts[which],
	};
	struct ruapi_pd_destroy_args destroy = {};

	call(ruapi_pd_alloc(fd, &alloc));
	destroy.handle = alloc.handle;
	call(ruapi_pd_destroy(fd, &destroy));
}

/* A CQ of one's own, so that it is the context that is shared. */
static void arm(unsigned int which)
{
	call(ruapi_cq_arm(fd, cqs[which], 0));
}

static uint32_t create_cq(uint32_t context)
{
	struct rxe_create_cq_resp resp;
	struct ruapi_cq_create_args args = {
		.uhw = {
			.out = &resp,
			.out_max = sizeof(resp),
			.driver_id = RDMA_DRIVER_RXE,
		},
		.context = context,
		.cqe = BENCH_CQE,
	};

	call(ruapi_cq_create(fd, &args));
	return args.handle;
}

static void open_device(void)
{
	struct ruapi_device_info *devices;
	uint32_t count, i, index = 0;

	fd = ruapi_open();
	call(fd);
	call(ruapi_device_list_all(fd, &devices, &count));
	for (i = 0; i < count; i++)
		if (!strcmp(devices[i].name, BENCH_DEVICE))
			index = devices[i].index;
	free(devices);
	for (i = 0; i < THREADS; i++) {
		struct ruapi_context_open_args args = {
			.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
			.index = index,
			.new_ = 1,
		};

		call(ruapi_context_open(fd, &args));
		contexts[i] = args.handle;
	}
}

/* ---- at once ---------------------------------------------------------------- */

/**
 * struct worker - a thread
 * @thread: the thread
 * @cpu: where it runs
 * @which: context or CQ that it uses
 * @work: what it does
 * @count: how often it has done that
 */
struct worker {
	pthread_t thread;
	unsigned int cpu;
	unsigned int which;
	void (*work)(unsigned int which);
	unsigned long count;
};

static void *run_worker(void *arg)
{
	struct worker *worker = arg;
	unsigned long count = 0;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(worker->cpu, &cpus);
	errno = pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
	must(!errno);
	pthread_barrier_wait(&barrier);
	for (; !atomic_load_explicit(&stop, memory_order_relaxed); count++)
		worker->work(worker->which);
	worker->count = count;
	return NULL;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Return: how often a second, by all of them. */
static double rate(void (*work)(unsigned int which), unsigned int count)
{
	const struct timespec round = { .tv_nsec = ROUND_MS * 1000000L };
	struct worker workers[THREADS] = {};
	unsigned long done = 0;
	unsigned int i;
	double start;

	atomic_store(&stop, false);
	pthread_barrier_init(&barrier, NULL, count + 1);
	for (i = 0; i < count; i++) {
		workers[i].cpu = i;
		workers[i].which = i;
		workers[i].work = work;
		errno = pthread_create(&workers[i].thread, NULL, run_worker,
				       &workers[i]);
		must(!errno);
	}
	pthread_barrier_wait(&barrier);
	start = seconds();
	nanosleep(&round, NULL);
	atomic_store(&stop, true);
	for (i = 0; i < count; i++) {
		pthread_join(workers[i].thread, NULL);
		done += workers[i].count;
	}
	pthread_barrier_destroy(&barrier);
	return done / (seconds() - start);
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* One and two by turns, as others on the host do not do the same all the time. */
static void measure(const char *row, const char *on,
		    void (*work)(unsigned int which))
{
	double ones[ROUNDS], ratios[ROUNDS];
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		ones[i] = rate(work, 1);
		ratios[i] = rate(work, THREADS) / ones[i];
	}
	qsort(ones, ROUNDS, sizeof(*ones), compare);
	qsort(ratios, ROUNDS, sizeof(*ratios), compare);
	printf("threads %s %s %.0f %.2f %.2f %.2f\n", row, on, ones[ROUNDS / 2],
	       ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
	fflush(stdout);
}

int main(void)
{
	uint32_t second;

	open_device();
	second = contexts[1];
	contexts[1] = contexts[0];
	cqs[0] = create_cq(contexts[0]);
	cqs[1] = create_cq(contexts[1]);
	measure("pd", "one", pd);
	measure("arm", "one", arm);
	contexts[1] = second;
	cqs[1] = create_cq(contexts[1]);
	measure("pd", "two", pd);
	measure("arm", "two", arm);
	return 0;
}
