// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a call costs beside n objects that are none of its business, and how long
 * nothing else can run meanwhile.  As "bench", in a guest of one CPU whose clock
 * counts instructions.  Prints
 *   scale TABLE ROW N INSTRUCTIONS LATE
 */
#include <errno.h>
#include <fcntl.h>
#include <rdma_uapi/rdma_uapi.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include "scale.h"

#define SAMPLES 5
#define WATCHED 3

extern char **environ;

/**
 * struct op - what is measured, again and again
 * @prepare: makes what @run needs, unmeasured; may be NULL
 * @run: does it, and leaves the population as it was
 */
struct op {
	const char *row;
	void (*prepare)(void);
	void (*run)(void);
};

static struct {
	const char *table;
	const char *tool;
	struct population p;
	uint32_t index;
	int view;
	int fd;
	uint32_t handle;
	char path[64];
	struct ruapi_list_entry *entries;
	uint32_t max_entries;
} s;

_Noreturn void bench_die(const char *what, int err)
{
	fprintf(stderr, "scale: %s: %s\n", what, strerror(err));
	exit(1);
}

/* ---- measuring ----------------------------------------------------------- */

static void put(const char *row, uint32_t n, uint64_t cost, uint64_t late)
{
	printf("scale %s %s %u %llu %llu\n", s.table, row, n,
	       (unsigned long long)cost, (unsigned long long)late);
	fflush(stdout);
}

static uint64_t timed(void (*run)(void))
{
	const uint64_t start = __rdtsc();

	run();
	return __rdtsc() - start;
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The median cost, and the longest of what was watched. */
static void measure(const struct op *op, uint32_t n)
{
	uint64_t values[SAMPLES], late, spent, longest = 0;
	unsigned int i;

	for (i = 0; i < SAMPLES; i++) {
		if (op->prepare)
			op->prepare();
		values[i] = timed(op->run);
	}
	for (i = 0; i < WATCHED; i++) {
		if (op->prepare)
			op->prepare();
		watch_start();
		op->run();
		watch_stop(&late, &spent);
		longest = late > longest ? late : longest;
	}
	qsort(values, SAMPLES, sizeof(*values), compare);
	put(op->row, n, values[SAMPLES / 2], longest);
}

static void measure_all(const struct op *ops, uint32_t n)
{
	for (; ops->row; ops++)
		measure(ops, n);
}

/* What can be done only once: the watching is taken from its cost. */
static void measure_once(const char *row, uint32_t n, void (*run)(void))
{
	uint64_t cost, late, spent;

	watch_start();
	cost = timed(run);
	watch_stop(&late, &spent);
	put(row, n, cost - spent, late);
	/* What is freed by RCU and workers is not to be in the next row. */
	sleep(1);
}

/* ---- what is measured ------------------------------------------------------ */

static void run_close(void)
{
	population_close(&s.p);
}

static void prepare_pd(void)
{
	s.handle = alloc_pd(s.p.fd, s.p.ctx);
}

static void run_destroy_pd(void)
{
	destroy_pd(s.p.fd, s.handle);
}

static void prepare_id(void)
{
	s.handle = create_id(s.p.fd, 0);
}

static void run_destroy_id(void)
{
	destroy_id(s.p.fd, s.handle);
}

/* One of those that have events. */
static void prepare_last_id(void)
{
	s.handle = s.p.handles[--s.p.count];
}

static void prepare_channel(void)
{
	uint32_t queue;

	s.fd = create_channel(s.p.fd, &queue);
	create_id(s.p.fd, queue);
}

static void run_close_fd(void)
{
	must(!close(s.fd));
}

static void run_list_context(void)
{
	struct ruapi_list_entry entry;
	struct ruapi_context_list_args args = {
		.entries = &entry,
		.entries_max = 1,
	};

	call(ruapi_context_list(s.p.fd, &args));
}

static void prepare_list(void)
{
	if (s.max_entries >= s.p.count)
		return;
	s.max_entries = s.p.count;
	free(s.entries);
	s.entries = calloc(s.max_entries, sizeof(*s.entries));
	must(s.entries);
	memset(s.entries, 1, s.max_entries * sizeof(*s.entries));
}

static void run_list_pd(void)
{
	struct ruapi_pd_list_args args = {
		.entries = s.entries,
		.entries_max = s.max_entries,
	};

	call(ruapi_pd_list(s.p.fd, &args));
}

static void fdinfo_of(int fd)
{
	snprintf(s.path, sizeof(s.path), "/proc/self/fdinfo/%d", fd);
}

static void prepare_fdinfo_main(void)
{
	fdinfo_of(s.p.fd);
}

static void prepare_fdinfo_view(void)
{
	fdinfo_of(s.view);
}

static void run_fdinfo(void)
{
	static char buf[65536];
	const int fd = open(s.path, O_RDONLY);
	ssize_t len;

	must(fd >= 0);
	while ((len = read(fd, buf, sizeof(buf))) > 0)
		;
	must(!len);
	close(fd);
}

/*
 * Its own time: it waits for the host's files when it is started.  Once, as it
 * takes long where it is slow.
 */
static void measure_ps(uint32_t n)
{
	char *const args[] = { (char *)s.tool, "ps", NULL };
	posix_spawn_file_actions_t actions;
	uint64_t late, spent;
	struct rusage used;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	watch_start();
	errno = posix_spawn(&pid, s.tool, &actions, NULL, args, environ);
	must(!errno);
	must(wait4(pid, &status, 0, &used) == pid && !status);
	watch_stop(&late, &spent);
	posix_spawn_file_actions_destroy(&actions);
	put("ps", n, (used.ru_utime.tv_sec + used.ru_stime.tv_sec) *
	    UINT64_C(1000000000) + (used.ru_utime.tv_usec +
				    used.ru_stime.tv_usec) * UINT64_C(1000),
	    late);
}

static void prepare_namespace(void)
{
	if (s.fd >= 0)
		close(s.fd);
	s.fd = ruapi_open();
	call(s.fd);
}

static void prepare_opened(void)
{
	prepare_namespace();
	open_context(s.fd, s.index, false);
}

static void run_open(void)
{
	open_context(s.fd, s.index, false);
}

/* ---- tables ---------------------------------------------------------------- */

static int make_view(int fd)
{
	struct ruapi_namespace_view_args args = { .tag = 1 };

	call(ruapi_namespace_view(fd, &args));
	return args.fd;
}

static void objects(uint32_t n)
{
	static const struct op beside[] = {
		{ "destroy_pd", prepare_pd, run_destroy_pd },
		{ "list_context", NULL, run_list_context },
		{ "list_pd", prepare_list, run_list_pd },
		{ "fdinfo_view", prepare_fdinfo_view, run_fdinfo },
		{ "fdinfo_main", prepare_fdinfo_main, run_fdinfo },
		{ "channel_close", prepare_channel, run_close_fd },
		{}
	};
	static const struct op after[] = {
		{ "list_context_after", NULL, run_list_context },
		{ "fdinfo_main_after", prepare_fdinfo_main, run_fdinfo },
		{ "channel_close_after", prepare_channel, run_close_fd },
		{}
	};

	population_open(&s.p, true);
	s.view = make_view(s.p.fd);
	add_pds(&s.p, n);
	measure_all(beside, n);
	/* It holds the main file. */
	close(s.view);
	measure_once("close", n, run_close);

	population_open(&s.p, true);
	add_pds(&s.p, n);
	while (s.p.count)
		destroy_pd(s.p.fd, s.p.handles[--s.p.count]);
	measure_all(after, n);
	population_close(&s.p);
}

/* As many channels as ids, as a program has that gives each id its own. */
static void ids(uint32_t n)
{
	static const struct op beside[] = {
		{ "destroy_id", prepare_id, run_destroy_id },
		{ "channel_close", prepare_channel, run_close_fd },
		{ "fdinfo_view", prepare_fdinfo_view, run_fdinfo },
		{ "fdinfo_main", prepare_fdinfo_main, run_fdinfo },
		{}
	};
	int *channels = calloc(n, sizeof(*channels));
	uint32_t i, queue;

	must(channels);
	population_open(&s.p, false);
	for (i = 0; i < n; i++) {
		channels[i] = create_channel(s.p.fd, &queue);
		add_ids(&s.p, queue, 1);
	}
	s.view = channels[0];
	measure_all(beside, n);
	if (n <= 1000)
		measure_ps(n);
	for (i = 0; i < n; i++)
		close(channels[i]);
	free(channels);
	population_close(&s.p);
	/* RCU frees n files, all at once if they are many. */
	sleep(1);

	population_open(&s.p, false);
	add_ids(&s.p, 0, n);
	measure_once("close", n, run_close);
}

/* Are there as many events as this table says? */
static void check_events(void)
{
	population_open(&s.p, false);
	add_ids(&s.p, 0, 3);
	bind_ids(&s.p);
	add_events(SCALE_UNREAD);
	errno = ENOMSG;
	must(count_events(s.p.fd) == 3 * SCALE_UNREAD);
	population_close(&s.p);
}

static void events(uint32_t n)
{
	static const struct op beside[] = {
		{ "destroy_id", prepare_id, run_destroy_id },
		{ "destroy_id_256", prepare_last_id, run_destroy_id },
		{ "channel_close", prepare_channel, run_close_fd },
		{}
	};

	if (n == 10)
		check_events();
	population_open(&s.p, false);
	/* Those that destroy_id_256 takes come on top. */
	add_ids(&s.p, 0, n + SAMPLES + WATCHED);
	bind_ids(&s.p);
	add_events(SCALE_UNREAD);
	measure_all(beside, n);
	measure_once("close", n, run_close);
}

static void contexts(uint32_t n)
{
	static const struct op beside[] = {
		{ "open_first", prepare_namespace, run_open },
		{ "open_again", prepare_opened, run_open },
		{}
	};
	struct population *others = calloc(n, sizeof(*others));
	uint32_t i;

	must(others);
	s.fd = -1;
	for (i = 0; i < n; i++)
		population_open(&others[i], true);
	s.index = bench_index(others[0].fd);
	measure_all(beside, n);
	close(s.fd);
	for (i = 0; i < n; i++)
		population_close(&others[i]);
	free(others);
}

/* What lateness is when nothing happens: a wake-up. */
static void run_nothing(void)
{
	volatile unsigned int i;

	for (i = 0; i < 1000000; i++)
		;
}

static void nothing(uint32_t n)
{
	static const struct op op = { "nothing", NULL, run_nothing };

	measure(&op, n);
}

static const struct table {
	const char *name;
	uint32_t from, to;
	void (*run)(uint32_t n);
} tables[] = {
	{ "nothing", 1, 1, nothing },
	{ "objects", 100, 100000, objects },
	{ "ids", 10, 10000, ids },
	{ "events", 10, 10000, events },
	{ "contexts", 10, 10000, contexts },
};

/* An fd per channel and namespace. */
static void allow_fds(void)
{
	const struct rlimit limit = { 65536, 65536 };

	must(!setrlimit(RLIMIT_NOFILE, &limit));
}

int main(int argc, char **argv)
{
	const struct table *table;
	uint32_t n, most;
	bool any = false;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: scale RDMA_UAPI TABLE [MOST]\n");
		return 2;
	}
	s.tool = argv[1];
	s.table = argv[2];
	most = argc > 3 ? strtoul(argv[3], NULL, 10) : UINT32_MAX;
	allow_fds();
	watch_init();
	for (table = tables; table < tables + sizeof(tables) / sizeof(*tables);
	     table++) {
		if (strcmp(table->name, s.table))
			continue;
		any = true;
		for (n = table->from; n <= table->to && n <= most; n *= 10)
			table->run(n);
	}
	if (!any)
		fprintf(stderr, "scale: there is no table %s\n", s.table);
	return any ? 0 : 2;
}
