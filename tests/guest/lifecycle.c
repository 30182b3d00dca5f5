// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Who holds what, and that nothing stays when they go: kills, exits, forks,
 * passed file descriptors, threads that get in each other's way.
 *
 * usage: lifecycle DEVICE [KILLS [LOOPS]]
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest.h"
#include "pass_fd.h"

static const char *device;
static unsigned int kills = 200, loops = 1000;

/* ---- what is left -------------------------------------------------------- */

/* Contexts on the device; those of other programs do not run meanwhile. */
static bool nothing_left(const char *what)
{
	const uint64_t end = now_ms() + 20000;
	unsigned int left;

	/* The release of a killed process' file takes its time. */
	while ((left = resource_count(device, "ctx")) && now_ms() < end)
		sleep_ms(100);
	return test_check(!left, "%s: %u contexts on %s are left", what, left,
			  device);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

static pid_t start(void)
{
	fflush(stdout);
	return fork();
}

/* ---- handles --------------------------------------------------------------- */

#define MANY 3000

static int make_many(int fd, uint32_t driver, uint32_t context,
		     uint32_t *handles)
{
	unsigned int i;
	int ret;

	for (i = 0; i < MANY; i++) {
		ret = make_pd(fd, driver, context, &handles[i]);
		if (ret)
			return ret;
	}
	return 0;
}

/* LIST has each of them once, in order, and no other. */
static void check_many(int fd, const uint32_t *handles)
{
	static bool seen[MANY];
	struct ruapi_list_entry *list;
	uint32_t count, i, j, last = 0;

	memset(seen, 0, sizeof(seen));
	if (!test_ret(ruapi_list_all(fd, RUAPI_OBJ_PD, &list, &count), 0, "LIST"))
		return;
	test_check(count == MANY, "LIST has %u of %u", count, MANY);
	for (i = 0; i < count; i++) {
		test_check(list[i].handle > last, "handle %u comes after %u",
			   list[i].handle, last);
		last = list[i].handle;
		for (j = 0; j < MANY && handles[j] != last; j++)
			;
		if (test_check(j < MANY, "LIST has the unknown %u", last))
			test_check(!seen[j], "handle %u is there twice", last);
		if (j < MANY)
			seen[j] = true;
	}
	free(list);
}

static void handles(void)
{
	static uint32_t old[MANY], new[MANY];
	const int fd = open_namespace();
	struct ruapi_device_info info;
	uint32_t context, slot, i;

	test_begin("%u handles name what they should, and nothing afterwards",
		   MANY);
	if (!test_ret(device_find(fd, device, &info), 0, "the device") ||
	    !test_ret(make_context(fd, &info, true, 0, &context, &slot), 0,
		      "a context"))
		return;
	test_ret(make_many(fd, info.driver_id, context, old), 0, "the first");
	check_many(fd, old);
	for (i = 0; i < MANY; i++)
		test_ret(destroy(fd, RUAPI_OBJ_PD, old[i]), 0, "DESTROY %u",
			 old[i]);
	/* The same slots again: an old handle must not name a new object. */
	test_ret(make_many(fd, info.driver_id, context, new), 0, "the second");
	check_many(fd, new);
	for (i = 0; i < MANY; i++) {
		test_ret(destroy(fd, RUAPI_OBJ_PD, old[i]), -ENOENT,
			 "DESTROY of the stale %u", old[i]);
		test_ret(destroy(fd, RUAPI_OBJ_CQ, new[i]), -ENOENT,
			 "DESTROY of %u as another type", new[i]);
	}
	check_many(fd, new);
	/* Those that are left go with the fd. */
	close(fd);
	nothing_left("afterwards");
}

/* ---- kills ---------------------------------------------------------------- */

static void churn(void)
{
	const int fd = open_namespace();
	struct set set;

	for (;;) {
		set_make(&set, fd, device);
		set_destroy(&set);
	}
}

static void kill_in_mid_call(void)
{
	unsigned int i, seed = 1;
	pid_t pid;

	test_begin("a process that makes and destroys everything is killed %u times",
		   kills);
	for (i = 0; i < kills; i++) {
		pid = start();
		if (!pid)
			churn();
		usleep(1000 + rand_r(&seed) % 30000);
		kill(pid, SIGKILL);
		if (!test_check(wait_for(pid) == 128 + SIGKILL,
				"kill %u: the process ended by itself", i))
			break;
	}
	nothing_left("afterwards");
}

static void exit_with_all_open(void)
{
	struct set set;
	pid_t pid;
	void *map;

	test_begin("exit with everything open");
	pid = start();
	if (!pid) {
		const int fd = open_namespace();

		if (set_make(&set, fd, device))
			_exit(1);
		map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			   (off_t)set.slot << RUAPI_MMAP_SLOT_SHIFT);
		(void)map;
		_exit(0);
	}
	test_check(!wait_for(pid), "the process could not make its objects");
	nothing_left("afterwards");
}

/* ---- fork, dup, exec, SCM_RIGHTS ------------------------------------------- */

/* Is the namespace usable, with all that the set has? */
static int use(struct set *set)
{
	struct ruapi_mr_query_args mr = {
		.handle = set->handle[RUAPI_OBJ_MR],
	};
	uint32_t pd;
	int ret = ruapi_mr_query(set->fd, &mr);

	if (ret || mr.length != 4096)
		return ret ? ret : -EBADMSG;
	ret = make_pd(set->fd, set->driver, set->handle[RUAPI_OBJ_CONTEXT],
		      &pd);
	if (ret)
		return ret;
	return destroy(set->fd, RUAPI_OBJ_PD, pd);
}

static void fork_and_use(void)
{
	struct set set;
	int pipes[2], ret;
	char byte;
	pid_t pid;

	test_begin("fork: the child goes on when the parent has closed");
	if (pipe2(pipes, O_CLOEXEC) ||
	    !test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	pid = start();
	if (!pid) {
		close(pipes[1]);
		ret = read(pipes[0], &byte, 1);
		ret = ret ? ret : use(&set);
		_exit(-(ret ? ret : set_destroy(&set)));
	}
	close(set.fd);
	close(set.queue_fd);
	test_check(resource_count(device, "ctx") == 1,
		   "the context is gone with the parent's fd");
	close(pipes[1]);
	close(pipes[0]);
	test_ret(-wait_for(pid), 0, "child");
	munmap(set.buf, 4096);
	nothing_left("afterwards");

	test_begin("fork: the parent goes on when the child has exited");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	pid = start();
	if (!pid) {
		ret = use(&set);
		close(set.fd);
		_exit(-ret);
	}
	test_ret(-wait_for(pid), 0, "child");
	test_ret(use(&set), 0, "parent");
	test_ret(set_destroy(&set), 0, "parent destroys");
	test_check(!count_objects(set.fd), "%u objects",
		   count_objects(set.fd));
	close(set.fd);
	nothing_left("afterwards");
}

static void pass_fd(void)
{
	struct ruapi_namespace_query_args query = {};
	struct set set = {};
	int socks[2];
	pid_t pid;

	test_begin("SCM_RIGHTS: the receiver has the namespace of a sender that has exited");
	if (!test_check(pass_fds(socks), "socketpair: %s", strerror(errno)))
		return;
	pid = start();
	if (!pid) {
		if (set_make(&set, open_namespace(), device))
			_exit(1);
		_exit(send_fd(socks[1], set.fd, &set, sizeof(set)) ? 0 : 2);
	}
	set.fd = receive_fd(socks[0], &set, sizeof(set));
	/* The set carries the sender's number. */
	test_check(!wait_for(pid), "the sender failed");
	close(socks[0]);
	close(socks[1]);
	if (!test_check(set.fd >= 0, "no fd was received"))
		return;
	set.queue_fd = -1;
	set.buf = NULL;
	/* Its event queue went with the sender, the rest did not. */
	set.handle[RUAPI_OBJ_EVENT_QUEUE] = 0;
	test_ret(ruapi_namespace_query(set.fd, &query), 0, "query");
	test_check(query.objects == 6, "%u objects, not 6", query.objects);
	test_ret(use(&set), 0, "use");
	test_ret(set_destroy(&set), 0, "destroy");
	test_check(!count_objects(set.fd), "%u objects",
		   count_objects(set.fd));
	close(set.fd);
	nothing_left("afterwards");
}

static void dup_and_exec(void)
{
	struct set set;
	int copy, flags;
	pid_t pid;

	test_begin("dup: the namespace lives until the last copy is closed");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	copy = fcntl(set.fd, F_DUPFD_CLOEXEC, 100);
	close(set.fd);
	set.fd = copy;
	test_ret(use(&set), 0, "use of the copy");
	test_ret(set_destroy(&set), 0, "destroy by the copy");
	close(copy);
	nothing_left("afterwards");

	test_begin("queue fd: it keeps the namespace of a closed main fd");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	close(set.fd);
	set.fd = set.queue_fd;
	test_ret(use(&set), 0, "use by the queue's fd");
	close(set.queue_fd);
	munmap(set.buf, 4096);
	nothing_left("afterwards");

	test_begin("exec: new fds are close-on-exec, and execve() closes all");
	if (!test_ret(set_make(&set, open_namespace(), device), 0, "objects"))
		return;
	flags = fcntl(set.queue_fd, F_GETFD);
	test_check(flags & FD_CLOEXEC, "the queue's fd is not close-on-exec");
	pid = start();
	if (!pid) {
		execl("/bin/sleep", "sleep", "60", NULL);
		_exit(1);
	}
	sleep_ms(300);
	close(set.fd);
	close(set.queue_fd);
	munmap(set.buf, 4096);
	nothing_left("while the program runs on");
	kill(pid, SIGKILL);
	wait_for(pid);
}

/* ---- threads ------------------------------------------------------------------- */

#define RACE_SLOTS 8
#define RACE_MS 3000

/**
 * struct race - PDs that threads make, use and destroy
 * @set: of one namespace
 * @handle: of the PDs, 0: none
 * @stop: time is up
 * @calls: made
 * @conflicts: EBUSY and ENOENT
 * @wrong: the first other errno
 * @alien: a handle named something else
 */
static struct race {
	struct set set;
	_Atomic uint32_t handle[RACE_SLOTS];
	atomic_bool stop;
	atomic_uint calls;
	atomic_uint conflicts;
	atomic_int wrong;
	atomic_uint alien;
} race;

static void note(int ret)
{
	int none = 0;

	atomic_fetch_add(&race.calls, 1);
	if (ret == -EBUSY || ret == -ENOENT)
		atomic_fetch_add(&race.conflicts, 1);
	else if (ret)
		atomic_compare_exchange_strong(&race.wrong, &none, ret);
}

/* MRs carry their length: what is found must be what the handle names. */
static void *race_run(void *arg)
{
	unsigned int seed = (uintptr_t)arg, slot, len;
	struct ruapi_mr_query_args query;
	uint32_t handle, fresh;
	char *buf = race.set.buf;
	int ret;

	while (!atomic_load(&race.stop)) {
		slot = rand_r(&seed) % RACE_SLOTS;
		len = 64 * (slot + 1);
		handle = atomic_load(&race.handle[slot]);
		switch (rand_r(&seed) % 4) {
		case 0:
			ret = make_mr(race.set.fd, race.set.driver,
				      race.set.handle[RUAPI_OBJ_PD], buf, len,
				      &fresh);
			note(ret);
			if (ret)
				break;
			handle = atomic_exchange(&race.handle[slot], fresh);
			if (handle)
				note(destroy(race.set.fd, RUAPI_OBJ_MR,
					     handle));
			break;
		case 1:
			/* Perhaps two do so, or somebody uses it. */
			if (handle)
				note(destroy(race.set.fd, RUAPI_OBJ_MR,
					     handle));
			break;
		default:
			if (!handle)
				break;
			query = (struct ruapi_mr_query_args) {
				.handle = handle,
			};
			ret = ruapi_mr_query(race.set.fd, &query);
			note(ret);
			if (!ret && query.length != len)
				atomic_fetch_add(&race.alien, 1);
			break;
		}
	}
	return NULL;
}

static void race_threads(void)
{
	pthread_t threads[4];
	unsigned int i;

	test_begin("threads that destroy what others use: EBUSY and ENOENT, never another object");
	memset(&race, 0, sizeof(race));
	if (!test_ret(set_make(&race.set, open_namespace(), device), 0,
		      "objects"))
		return;
	for (i = 0; i < COUNT(threads); i++)
		pthread_create(&threads[i], NULL, race_run,
			       (void *)(uintptr_t)(i + 1));
	sleep_ms(RACE_MS);
	atomic_store(&race.stop, true);
	for (i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	printf("# %u calls, %u conflicts\n", race.calls, race.conflicts);
	test_check(race.calls > 100, "only %u calls", race.calls);
	test_ret(race.wrong, 0, "a call");
	test_check(!race.alien, "%u handles named another object", race.alien);
	close(race.set.fd);
	close(race.set.queue_fd);
	munmap(race.set.buf, 4096);
	nothing_left("afterwards");
}

/* One thread closes the fd while others make calls on it. */
/* Somebody else's calls on the object that @waiters destroys. */
static struct {
	int fd;
	_Atomic uint32_t handle;
	_Atomic bool stop;
} busy;

static void *busy_run(void *arg)
{
	(void)arg;
	while (!busy.stop) {
		struct ruapi_cm_id_query_args args = {
			.set = RUAPI_SET(RUAPI_CM_ID_QUERY_STATE),
			.handle = busy.handle,
		};

		ruapi_cm_id_query(busy.fd, &args);
	}
	return NULL;
}

/* DESTROY of ids that others are in calls on.  Return: how often it was EBUSY. */
static unsigned int destroy_busy(bool wait, unsigned int rounds)
{
	unsigned int refused = 0, i;
	uint32_t id;
	int ret;

	for (i = 0; i < rounds; i++) {
		struct ruapi_cm_id_destroy_args args = { .wait = wait };

		if (make_cm_id(busy.fd, 0, 0, &id))
			return rounds;
		busy.handle = id;
		sched_yield();
		args.handle = id;
		while ((ret = ruapi_cm_id_destroy(busy.fd, &args)) == -EBUSY)
			refused++;
		if (ret)
			return rounds;
	}
	return refused;
}

static void destroy_waits(void)
{
	pthread_t thread[4];
	unsigned int i;

	test_begin("DESTROY with WAIT comes after calls on the object, never EBUSY");
	busy.fd = open_namespace();
	for (i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, busy_run, NULL);
	test_check(!destroy_busy(true, 1000), "it was refused");
	busy.stop = true;
	for (i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	test_check(!count_objects(busy.fd), "objects are left");
	close(busy.fd);
}

/* ---- who made a view ---------------------------------------------------------- */

static uint32_t owner_of(int view)
{
	struct ruapi_namespace_query_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_QUERY_VIEW_OWNER),
	};

	return ruapi_namespace_query(view, &args) ? UINT32_MAX : args.view_owner;
}

static int new_view(int fd)
{
	struct ruapi_namespace_view_args view = {};

	return ruapi_namespace_view(fd, &view) ? -1 : view.fd;
}

/* Makes a view, leaves it to a child, and exits; the child says what it sees. */
static void maker(int fd, int answer)
{
	const int view = new_view(fd);
	unsigned int i;

	if (fork())
		_exit(view < 0);
	for (i = 0; i < 5000 && owner_of(view); i++)
		usleep(1000);
	(void)!write(answer, owner_of(view) ? "n" : "y", 1);
	_exit(0);
}

static int made_view;

static bool first_thread_ended(void)
{
	char text[256] = "";
	const char *end;
	FILE *file = fopen("/proc/self/stat", "re");

	if (file && !fgets(text, sizeof(text), file))
		text[0] = '\0';
	if (file)
		fclose(file);
	end = strrchr(text, ')');
	return end && end[1] == ' ' && end[2] == 'Z';
}

static void *second_run(void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; i < 5000 && !first_thread_ended(); i++)
		usleep(1000);
	_exit(!first_thread_ended() || owner_of(made_view) != (uint32_t)getpid());
}

/* Makes a view in its first thread, which ends before the second one. */
static void threaded_maker(int fd)
{
	pthread_t thread;

	made_view = new_view(fd);
	if (pthread_create(&thread, NULL, second_run, NULL))
		_exit(1);
	pthread_exit(NULL);
}

static void view_owner(void)
{
	int fd = open_namespace(), view = new_view(fd), answer[2];
	char none = 0;
	pid_t pid;

	test_begin("a view tells who made it, as long as that runs");
	test_check(owner_of(view) == (uint32_t)getpid(), "owner %u", owner_of(view));
	test_check(!owner_of(fd), "the main fd has an owner");
	pid = start();
	if (!pid)
		_exit(owner_of(view) != (uint32_t)getppid());
	test_ret(wait_for(pid), 0, "the child sees its parent");
	if (pipe(answer))
		bail_out("pipe: %m");
	pid = start();
	if (!pid)
		maker(fd, answer[1]);
	/* Before anybody has waited for it. */
	test_check(read(answer[0], &none, 1) == 1 && none == 'y',
		   "a process that has exited is its owner");
	test_ret(wait_for(pid), 0, "a maker that leaves its view to a child");
	pid = start();
	if (!pid)
		threaded_maker(fd);
	test_ret(wait_for(pid), 0, "a maker whose first thread has ended");
	close(answer[0]);
	close(answer[1]);
	close(view);
	close(fd);
}

/* ---- where the caller is ------------------------------------------------------- */

static struct ruapi_namespace_query_args netns_query(int fd)
{
	struct ruapi_namespace_query_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_QUERY_NETNS) |
		       RUAPI_SET(RUAPI_NAMESPACE_QUERY_CALLER_NETNS),
	};

	test_ret(ruapi_namespace_query(fd, &args), 0, "NAMESPACE.QUERY");
	return args;
}

static uint64_t netns_of_thread(void)
{
	struct stat st;

	return stat("/proc/thread-self/ns/net", &st) ? 0 : st.st_ino;
}

static void *elsewhere_run(void *arg)
{
	const int fd = *(int *)arg;
	struct ruapi_namespace_query_args args;

	if (unshare(CLONE_NEWNET))
		bail_out("unshare: %m");
	args = netns_query(fd);
	test_check(args.caller_netns == netns_of_thread(),
		   "a thread elsewhere is told %llu",
		   (unsigned long long)args.caller_netns);
	test_check(args.netns != args.caller_netns, "the fd has moved with it");
	return NULL;
}

static void caller_netns(void)
{
	struct ruapi_namespace_query_args args;
	int fd = open_namespace();
	pthread_t thread;

	test_begin("each thread is told its own network namespace");
	args = netns_query(fd);
	test_check(args.netns == netns_of_thread(), "the fd is not here");
	test_check(args.caller_netns == args.netns, "the caller is not here");
	pthread_create(&thread, NULL, elsewhere_run, &fd);
	pthread_join(thread, NULL);
	args = netns_query(fd);
	test_check(args.caller_netns == args.netns, "all threads have moved");
	close(fd);
}

static void *set_run(void *arg)
{
	struct set set;

	while (!atomic_load(&race.stop))
		if (!set_make(&set, *(int *)arg, device))
			set_destroy(&set);
	return NULL;
}

static void race_close(void)
{
	pthread_t threads[3];
	unsigned int i, k;
	int fd, null;

	test_begin("close in the middle of calls");
	for (i = 0; i < 20; i++) {
		atomic_store(&race.stop, false);
		fd = open_namespace();
		for (k = 0; k < COUNT(threads); k++)
			pthread_create(&threads[k], NULL, set_run, &fd);
		sleep_ms(15);
		/* The number stays taken, so that nobody else gets it. */
		null = open("/dev/null", O_RDWR | O_CLOEXEC);
		dup3(null, fd, O_CLOEXEC);
		close(null);
		atomic_store(&race.stop, true);
		for (k = 0; k < COUNT(threads); k++)
			pthread_join(threads[k], NULL);
		close(fd);
	}
	/* Queues that the threads could not close any more are closed here. */
	for (fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			close(fd);
	nothing_left("afterwards");
}

/* ---- memory ------------------------------------------------------------------------ */

static unsigned long meminfo(const char *key)
{
	char line[128];
	unsigned long value = 0;
	FILE *file = fopen("/proc/meminfo", "re");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, strlen(key)))
			value = strtoul(line + strlen(key) + 1, NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static unsigned long kernel_memory(void)
{
	return meminfo("Slab") + meminfo("VmallocUsed") + meminfo("Percpu") +
	       meminfo("PageTables") + meminfo("KernelStack");
}

static void leak_round(unsigned int count)
{
	struct set set;
	unsigned int i;
	int fd;

	for (i = 0; i < count; i++) {
		fd = open_namespace();
		test_ret(set_make(&set, fd, device), 0, "objects, round %u", i);
		/* Every other one is left to close(). */
		if (i & 1) {
			test_ret(set_destroy(&set), 0, "destroy, round %u", i);
		} else {
			close(set.queue_fd);
			munmap(set.buf, 4096);
		}
		close(fd);
	}
}

static void leaks(void)
{
	unsigned long before, after;

	test_begin("%u rounds of everything leak no kernel memory", loops);
	leak_round(loops / 10);
	nothing_left("before");
	sleep_ms(500);
	before = kernel_memory();
	leak_round(loops);
	nothing_left("afterwards");
	sleep_ms(500);
	after = kernel_memory();
	printf("# kernel memory: %lu kB before, %lu kB after\n", before, after);
	/* A context leaked per round would be several kB each. */
	test_check(after < before + loops * 2 + 2000,
		   "kernel memory grew from %lu kB to %lu kB", before, after);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		bail_out("usage: lifecycle DEVICE [KILLS [LOOPS]]");
	device = argv[1];
	if (argc > 2)
		kills = strtoul(argv[2], NULL, 0);
	if (argc > 3)
		loops = strtoul(argv[3], NULL, 0);
	if (resource_count(device, "ctx"))
		bail_out("somebody uses %s", device);

	handles();
	kill_in_mid_call();
	exit_with_all_open();
	fork_and_use();
	pass_fd();
	dup_and_exec();
	race_threads();
	race_close();
	destroy_waits();
	view_owner();
	caller_netns();
	leaks();
	return test_done();
}
