// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A process of a cgroup with little memory makes more and more of one thing, until it
 * is refused or killed.  Who is in no such cgroup works meanwhile, on the same device,
 * as if nothing were; and nothing is left of it.
 *
 * usage: greedy DEVICE CGROUP
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest.h"

/* How long it takes until nothing is left to be had, and until it is all back. */
#define WAIT_MS 60000
/* How long one call of others may wait, with one CPU for everybody. */
#define LONGEST_MS 3000
/* What is left by those who looked after it: caches of each CPU. */
#define REST (2 << 20)
#define FILES 900000

static const char *cgroup;
static struct ruapi_device_info info;

/* ---- who has no measure ------------------------------------------------------------ */

struct greed {
	const char *what;
	/* Makes one more.  Return: 0 or a negative errno. */
	int (*more)(int fd, uint32_t context);
};

static int more_opens(int fd, uint32_t context)
{
	(void)fd;
	(void)context;
	return open(RUAPI_DEVICE_PATH, O_RDWR) < 0 ? -errno : 0;
}

static int more_views(int fd, uint32_t context)
{
	struct ruapi_namespace_view_args args = { .set = 0 };

	(void)context;
	return ruapi_namespace_view(fd, &args);
}

static int more_queues(int fd, uint32_t context)
{
	uint32_t queue;
	int queue_fd;

	(void)context;
	return make_queue(fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &queue, &queue_fd);
}

/* An fd has room for some thousand; there are others. */
static int more_contexts(int fd, uint32_t context)
{
	static int last = -1;
	uint32_t slot;
	int ret;

	last = last < 0 ? fd : last;
	ret = make_context(last, &info, true, 0, &context, &slot);
	if (ret != -EMFILE)
		return ret;
	last = open(RUAPI_DEVICE_PATH, O_RDWR | O_CLOEXEC);
	return last < 0 ? -errno : 0;
}

static int more_pds(int fd, uint32_t context)
{
	uint32_t pd;

	return make_pd(fd, info.driver_id, context, &pd);
}

static int more_ids(int fd, uint32_t context)
{
	uint32_t id;

	(void)context;
	return make_cm_id(fd, 0, 0, &id);
}

static const struct greed greeds[] = {
	{ "opens of the node", more_opens },
	{ "views", more_views },
	{ "event queues", more_queues },
	{ "contexts", more_contexts },
	{ "PDs", more_pds },
	{ "ids", more_ids },
};

static void join_cgroup(void)
{
	const struct rlimit files = { FILES, FILES };
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1 ||
	    setrlimit(RLIMIT_NOFILE, &files))
		_exit(1);
	close(fd);
}

/* Exits with the errno that ends it; is killed; or 0: there is no end. */
static void be_greedy(const struct greed *greed)
{
	const uint64_t end = now_ms() + patience(WAIT_MS);
	uint32_t context, slot;
	int fd, ret = 0;

	join_cgroup();
	fd = open_namespace();
	if (make_context(fd, &info, true, 0, &context, &slot))
		_exit(1);
	while (!ret && now_ms() < end)
		ret = greed->more(fd, context);
	/* It keeps what it has, as long as it can. */
	sleep_ms(200);
	_exit(-ret);
}

/* ---- who works -------------------------------------------------------------------------- */

struct work {
	unsigned int done;
	unsigned int longest;
};

/* An object of each type and an id, in a namespace of their own. */
static int work_once(void)
{
	uint32_t id;
	struct set set;
	int ret;

	ret = set_make(&set, open_namespace(), info.name);
	if (!ret)
		ret = make_cm_id(set.fd, 0, 0, &id);
	if (!ret)
		ret = set_destroy(&set);
	close(set.fd);
	return ret;
}

/* Return: status of the process that it works beside. */
static int work_beside(pid_t pid, struct work *work)
{
	uint64_t before;
	unsigned int ms;
	int status = 0;

	do {
		before = now_ms();
		if (!test_ret(work_once(), 0, "who works beside it"))
			kill(pid, SIGKILL);
		ms = now_ms() - before;
		work->longest = ms > work->longest ? ms : work->longest;
		work->done++;
	} while (!waitpid(pid, &status, WNOHANG));
	return status;
}

static long memory_used(void)
{
	char path[256];
	long bytes = -1;
	FILE *in;

	snprintf(path, sizeof(path), "%s/memory.current", cgroup);
	in = fopen(path, "re");
	if (!in || fscanf(in, "%ld", &bytes) != 1)
		bail_out("%s cannot be read", path);
	fclose(in);
	return bytes;
}

static void check_rest(long before)
{
	const uint64_t end = now_ms() + patience(WAIT_MS);

	while (memory_used() > before + REST && now_ms() < end)
		sleep_ms(100);
	test_check(memory_used() <= before + REST, "%ld bytes are left",
		   memory_used() - before);
}

static void test_greed(const struct greed *greed)
{
	const long before = memory_used();
	struct work work = { .done = 0 };
	pid_t pid;
	int status;

	test_begin("%s without end, and others work", greed->what);
	fflush(stdout);
	pid = fork();
	if (!pid)
		be_greedy(greed);
	status = work_beside(pid, &work);
	test_check(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL :
					 WEXITSTATUS(status) == ENOMEM,
		   "it ends with status 0x%x", status);
	test_check(work.done > 1, "others did nothing");
	test_check(work.longest < patience(LONGEST_MS), "others waited for %u ms",
		   work.longest);
	check_rest(before);
}

int main(int argc, char **argv)
{
	unsigned int i;
	int fd;

	if (argc != 3)
		bail_out("usage: greedy DEVICE CGROUP");
	cgroup = argv[2];
	fd = open_namespace();
	if (device_find(fd, argv[1], &info))
		bail_out("%s: no such device", argv[1]);
	close(fd);
	for (i = 0; i < COUNT(greeds); i++)
		test_greed(&greeds[i]);
	test_begin("nothing is left of any of them");
	test_check(!resource_count(info.name, "ctx"), "contexts are left");
	return test_done();
}
