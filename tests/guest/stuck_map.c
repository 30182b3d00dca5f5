// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CONTEXT.MAP and UNMAP want the mmap_lock of their process, which an mmap() of it
 * holds that does not return: the driver of a simulated HCA is told to hang there.  Who
 * waits can be killed, and the removal of the device does not wait for it.
 *
 * All of that is in a child, whose page faults would wait as well, so it makes none; who
 * waits is a process that shares its memory, as only such can be killed alone.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "places.h"
#include "stuck.h"

#define SIM "rdmasim0"
#define KNOB "/sys/kernel/debug/rdmasim/" SIM "/ops/mmap"

/**
 * struct waiter - a call that waits for the mmap_lock
 * @name: of it
 * @function: where the module waits
 * @call: makes it
 * @placed: the queue is in the window before
 */
struct waiter {
	const char *name;
	const char *function;
	int (*call)(const struct set *set, const struct ruapi_placement *at,
		    unsigned int count);
	bool placed;
};

static const struct waiter waiters[] = {
	{ "CONTEXT.MAP", "ruapi_window_map", places_map, false },
	{ "CONTEXT.UNMAP", "ruapi_window_unmap", places_unmap, true },
};

/* Of the child. */
static const struct waiter *waiter;
static struct set set, sim;
static struct queue queue;
static int report[2];

/* What the call returned. */
static int call_run(void *none)
{
	const int ret = waiter->call(&set, &queue.at, 1);

	(void)none;
	return write(report[1], &ret, sizeof(ret)) != sizeof(ret);
}

/* The knob says that it does not return. */
static void *mmap_run(void *none)
{
	(void)none;
	mmap(NULL, 4096, PROT_READ, MAP_SHARED, sim.fd,
	     (off_t)sim.slot << RUAPI_MMAP_SLOT_SHIFT);
	return NULL;
}

static bool set_knob(const char *text)
{
	const int fd = open(KNOB, O_WRONLY);
	const bool good = write(fd, text, strlen(text)) > 0;

	close(fd);
	return good;
}

/* Whether somebody hangs there by the end. */
static bool somebody_hangs(void)
{
	const uint64_t end = now_ms() + patience(10000);
	const int fd = open(KNOB, O_RDONLY);
	char text[256] = "";

	while (pread(fd, text, sizeof(text) - 1, 0) > 0 &&
	       !strstr(text, "hanging=1") && now_ms() < end)
		sleep_ms(5);
	close(fd);
	return strstr(text, "hanging=1");
}

/* Tells the pid of who waits, a child of our parent, and stays until it may end. */
static int hold_run(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	pthread_t holder;
	char *window;
	pid_t pid;

	if (set_make(&set, open_namespace(), device) ||
	    set_make(&sim, set.fd, SIM) || queue_make(&set, &queue))
		return 1;
	window = window_at(&set, 0, NULL);
	queue.at.addr = (uintptr_t)window;
	if (window == MAP_FAILED ||
	    (waiter->placed && places_map(&set, &queue.at, 1)))
		return 2;
	if (mlockall(MCL_CURRENT | MCL_FUTURE) || !set_knob("hang=1"))
		return 3;
	pthread_create(&holder, NULL, mmap_run, NULL);
	if (!somebody_hangs())
		return 4;
	pid = clone(call_run, stack + sizeof(stack),
		    CLONE_VM | CLONE_PARENT | SIGCHLD, NULL);
	if (pid < 0 || write(report[1], &pid, sizeof(pid)) != sizeof(pid))
		return 5;
	pthread_join(holder, NULL);
	return 0;
}

/* ---- and who watches ------------------------------------------------------- */

/* Whether a process waits there by the end, or no more. */
static bool is_in(pid_t pid, const char *function, bool want)
{
	const uint64_t end = now_ms() + patience(SOON_MS);
	bool is;

	do {
		char *stack = shell("cat /proc/%d/stack", pid);

		is = strstr(stack, function);
		free(stack);
	} while (is != want && now_ms() < end);
	return is == want;
}

static bool read_soon(int *number)
{
	struct pollfd pfd = { .fd = report[0], .events = POLLIN };

	return poll(&pfd, 1, patience(20000)) == 1 &&
	       read(report[0], number, sizeof(*number)) == sizeof(*number);
}

/* Return: the process of the call, which waits, or 0. */
static pid_t begin(pid_t *holder)
{
	pid_t pid = 0;

	if (pipe(report))
		bail_out("no pipe");
	fflush(stdout);
	*holder = fork();
	if (!*holder)
		_exit(hold_run());
	if (!test_check(read_soon(&pid), "nobody holds the lock") ||
	    !test_check(is_in(pid, waiter->function, true),
			"%s does not wait", waiter->name))
		return 0;
	return pid;
}

static void end(pid_t holder, pid_t pid, bool killed)
{
	int status;

	test_check(set_knob("hang=0"), KNOB);
	test_check(waitpid(holder, &status, 0) == holder && !status,
		   "who holds the lock ended with status %x", status);
	if (pid)
		test_check(waitpid(pid, &status, 0) == pid &&
			   status == (killed ? SIGKILL : 0),
			   "who called ended with status %x", status);
	close(report[0]);
	close(report[1]);
}

static void killed_alone(void)
{
	pid_t holder, pid;

	test_begin("%s can be killed while mmap() does not return", waiter->name);
	pid = begin(&holder);
	if (pid) {
		kill(pid, SIGKILL);
		test_check(is_in(pid, waiter->function, false),
			   "it survives SIGKILL");
	}
	end(holder, pid, true);
}

static void not_waited_for(void)
{
	pid_t holder, pid;
	int ret = 0;

	test_begin("%s that waits for mmap() does not hold up the removal",
		   waiter->name);
	pid = begin(&holder);
	if (pid) {
		remove_device(waiter->name, 0);
		if (test_check(read_soon(&ret), "it still waits"))
			test_ret(ret, -ENODEV, "the call");
	}
	end(holder, pid, false);
	if (pid)
		add_device();
}

void behind_mmap(void)
{
	unsigned int i;

	for (i = 0; i < COUNT(waiters); i++) {
		waiter = &waiters[i];
		killed_alone();
		not_waited_for();
	}
}
