// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Measures rows in instructions and system calls.  Only in a guest whose clock
 * counts instructions does the time-stamp counter count them, too.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include "bench.h"

#define WARM_UP 20
#define MAX_SAMPLES 1000
#define MAX_SYSCALL 512

/* System calls that do not exist: where the tracer starts and stops. */
#define MARK_START 100001
#define MARK_STOP 100002

char bench_memory[BENCH_MR_MAX] __attribute__((aligned(4096)));

extern char **environ;

static const struct side *const sides[] = {
	&mainline_side, &mainline_posts_side, &native_side, &native_posts_side,
};

_Noreturn void bench_die(const char *what, int err)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(err));
	exit(1);
}

/* ---- instructions -------------------------------------------------------- */

/* A no-op that profile.c knows.  It costs one instruction. */
#define PROFILE_START() asm volatile("nopl 0x52554101(%rax,%rax,1)")
#define PROFILE_STOP() asm volatile("nopl 0x52554102(%rax,%rax,1)")

static uint64_t sample(const struct row *row)
{
	const uint64_t start = __rdtsc();

	row->run();
	return __rdtsc() - start;
}

/* Before or after the samples of a row. */
static void disturb(const struct row *row, bool may)
{
	const struct sched_param param = { .sched_priority = may ? 0 : 1 };

	if (row->undisturbed)
		must(!sched_setscheduler(0, may ? SCHED_OTHER : SCHED_FIFO,
					 &param));
}

static char *self(void)
{
	static char path[4096];

	must(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0);
	return path;
}

/* A sample in a new process, which writes it to its output. */
static uint64_t sample_fresh(const struct side *side, const struct row *row)
{
	char *const args[] = { self(), (char *)side->name, "once",
			       (char *)row->name, NULL };
	posix_spawn_file_actions_t actions;
	uint64_t value;
	int pipes[2];
	pid_t pid;

	must(!pipe(pipes));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
	posix_spawn_file_actions_addclose(&actions, pipes[0]);
	must(!posix_spawn(&pid, args[0], &actions, NULL, args, environ));
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	must(read(pipes[0], &value, sizeof(value)) == sizeof(value));
	close(pipes[0]);
	must(waitpid(pid, NULL, 0) == pid);
	return value;
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void measure(const struct side *side, const struct row *row)
{
	const unsigned int warm_up = row->fresh ? 3 : WARM_UP;
	static uint64_t values[MAX_SAMPLES];
	uint64_t sum = 0;
	unsigned int i;

	must(row->samples <= MAX_SAMPLES);
	disturb(row, false);
	for (i = 0; i < warm_up + row->samples; i++) {
		const uint64_t value = row->fresh ? sample_fresh(side, row) :
						    sample(row);

		if (i < warm_up)
			continue;
		values[i - warm_up] = value;
		sum += value;
	}
	disturb(row, true);
	for (i = 0; getenv("BENCH_VALUES") && i < row->samples; i++)
		printf("value %s %s %llu\n", side->name, row->name,
		       (unsigned long long)values[i]);
	qsort(values, row->samples, sizeof(*values), compare);
	printf("result %s %s %llu %llu %llu %llu %u\n", side->name, row->name,
	       (unsigned long long)values[row->samples / 2],
	       (unsigned long long)values[0],
	       (unsigned long long)values[row->samples - 1],
	       (unsigned long long)(sum / row->samples), row->samples);
	fflush(stdout);
}

/* For sample_fresh(), and for the profiler. */
static void once(const struct row *row)
{
	uint64_t value;

	PROFILE_START();
	value = sample(row);
	PROFILE_STOP();
	must(write(1, &value, sizeof(value)) == sizeof(value));
}

/* Which part of the address space is which file, for profile.pl. */
static void print_maps(void)
{
	char line[4096];
	FILE *f;

	f = fopen("/proc/self/maps", "r");
	must(f);
	while (fgets(line, sizeof(line), f))
		if (strstr(line, " r-xp "))
			printf("map %s", line);
	fclose(f);
}

/* A line per PROFILE_START(), in the same order. */
static void profile(const struct side *side, const struct row *row)
{
	const char *runs = getenv("BENCH_RUNS");
	const unsigned int count = runs ? atoi(runs) : 5;
	unsigned int i;

	disturb(row, false);
	for (i = 0; i < WARM_UP && !row->fresh; i++)
		row->run();
	for (i = 0; i < count; i++) {
		printf("profile %s %s\n", side->name, row->name);
		if (row->fresh) {
			sample_fresh(side, row);
			continue;
		}
		PROFILE_START();
		row->run();
		PROFILE_STOP();
	}
	disturb(row, true);
	print_maps();
	fflush(stdout);
}

/* ---- system calls -------------------------------------------------------- */

static const char *const syscall_names[MAX_SYSCALL] = {
	[SYS_access] = "access",
	[SYS_bind] = "bind",
	[SYS_brk] = "brk",
	[SYS_close] = "close",
	[SYS_fcntl] = "fcntl",
	[SYS_fstat] = "fstat",
	[SYS_futex] = "futex",
	[SYS_getdents64] = "getdents",
	[SYS_geteuid] = "geteuid",
	[SYS_getpid] = "getpid",
	[SYS_getppid] = "getppid",
	[SYS_getrandom] = "getrandom",
	[SYS_getsockname] = "getsockname",
	[SYS_getuid] = "getuid",
	[SYS_ioctl] = "ioctl",
	[SYS_lseek] = "lseek",
	[SYS_mmap] = "mmap",
	[SYS_mprotect] = "mprotect",
	[SYS_munmap] = "munmap",
	[SYS_newfstatat] = "stat",
	[SYS_openat] = "open",
	[SYS_poll] = "poll",
	[SYS_pread64] = "pread",
	[SYS_prlimit64] = "prlimit",
	[SYS_read] = "read",
	[SYS_readlink] = "readlink",
	[SYS_readlinkat] = "readlink",
	[SYS_recvmsg] = "recvmsg",
	[SYS_sendmsg] = "sendmsg",
	[SYS_sendto] = "sendto",
	[SYS_setsockopt] = "setsockopt",
	[SYS_socket] = "socket",
	[SYS_statx] = "statx",
	[SYS_write] = "write",
};

static void traced(const struct side *side, const struct row *row)
{
	unsigned int i;

	must(!ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	raise(SIGSTOP);
	if (!row->fresh) {
		side->setup();
		for (i = 0; i < 3; i++)
			row->run();
	}
	syscall(MARK_START);
	row->run();
	syscall(MARK_STOP);
	_exit(0);
}

/* The next system call of the process, -1: it has ended. */
static long next_syscall(pid_t pid)
{
	struct user_regs_struct regs;
	static bool inside;
	int status;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) ||
		    waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			return -1;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		inside = !inside;
		if (!inside)
			continue;
		must(!ptrace(PTRACE_GETREGS, pid, NULL, &regs));
		return regs.orig_rax;
	}
}

static void print_calls(const struct side *side, const struct row *row,
			const unsigned int *counts)
{
	const char *between = "";
	unsigned int total = 0;
	int nr;

	for (nr = 0; nr < MAX_SYSCALL; nr++)
		total += counts[nr];
	printf("calls %s %s %u ", side->name, row->name, total);
	for (nr = 0; nr < MAX_SYSCALL; nr++) {
		if (!counts[nr])
			continue;
		printf("%s%u", between, counts[nr]);
		if (syscall_names[nr])
			printf("_%s", syscall_names[nr]);
		else
			printf("_syscall_%d", nr);
		between = ",";
	}
	printf("\n");
	fflush(stdout);
}

static void count_calls(const struct side *side, const struct row *row)
{
	unsigned int counts[MAX_SYSCALL] = {};
	bool on = false;
	int status;
	pid_t pid;
	long nr;

	pid = fork();
	must(pid >= 0);
	if (!pid)
		traced(side, row);
	must(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	must(!ptrace(PTRACE_SETOPTIONS, pid, NULL,
		     (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)));
	while ((nr = next_syscall(pid)) != -1) {
		if (nr == MARK_START)
			on = true;
		else if (nr == MARK_STOP)
			break;
		else if (on && nr >= 0 && nr < MAX_SYSCALL)
			counts[nr]++;
	}
	must(nr == MARK_STOP);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	print_calls(side, row, counts);
}

/* ---- what to do ---------------------------------------------------------- */

static _Noreturn void usage(void)
{
	fprintf(stderr,
		"usage: bench mainline|native measure|calls|profile [ROW]...\n");
	exit(2);
}

static bool wanted(const struct row *row, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(row->name, *names))
			return true;
	return false;
}

static void do_rows(const struct side *side, const char *mode, char **names)
{
	const struct row *row;
	bool ready = false;

	for (row = side->rows; row->name; row++) {
		if (!wanted(row, names))
			continue;
		if (!strcmp(mode, "calls")) {
			count_calls(side, row);
			continue;
		}
		if (!row->fresh && !ready) {
			side->setup();
			ready = true;
		}
		if (!strcmp(mode, "measure"))
			measure(side, row);
		else if (!strcmp(mode, "profile"))
			profile(side, row);
		else if (!strcmp(mode, "once"))
			once(row);
		else
			usage();
	}
}

int main(int argc, char **argv)
{
	bool found = false;
	unsigned int i;

	if (argc < 3)
		usage();
	memset(bench_memory, 1, sizeof(bench_memory));
	for (i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
		if (strcmp(sides[i]->name, argv[1]))
			continue;
		do_rows(sides[i], argv[2], argv + 3);
		found = true;
	}
	if (!found)
		usage();
	return 0;
}
