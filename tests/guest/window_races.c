// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Windows under attack: threads of two processes that share them place queues and take
 * them away, unmap and protect and move what they place them in, fork and destroy, while the
 * device goes, the fd is closed or one of them is killed.  Nobody may ever see in a
 * window what is no queue, and nothing may be left.
 *
 * usage: window_races DEVICE TYPE NETDEV SECONDS
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "places.h"

#define THREADS 2
#define WINDOWS 3
#define SLOTS 8
#define MAX_ERRNO 134

/* What is in a queue that was marked. */
#define MARK 0x3a11ce5d5eed0000ull

/* Far below where the kernel puts what has no place yet: holes are not filled. */
#define WINDOWS_AT ((void *)(16ul << 32))

/**
 * struct shared - what all threads of both processes share
 * @set: of one namespace
 * @window: all of them, side by side; at the same address in both processes
 * @pages: of a queue
 * @slot: a queue that was placed: handle << 32 | where, as a page of the windows
 * @offset: of that queue; it may be another one by now, which is an error of ours
 * @closed: the fds are to be closed, by each process
 * @stop: time is up
 * @calls: made
 * @placed: queues that were
 * @seen: marks that were read
 * @errors: how often, by errno
 * @alien: what was seen and is no queue
 */
struct shared {
	struct set set;
	char *window;
	unsigned int pages;
	_Atomic uint64_t slot[SLOTS];
	_Atomic uint64_t offset[SLOTS];
	atomic_bool closed;
	atomic_bool stop;
	atomic_uint calls;
	atomic_uint placed;
	atomic_uint seen;
	atomic_uint errors[MAX_ERRNO];
	_Atomic uint64_t alien;
};

static struct shared *shared;
static const char *device, *type, *netdev;
static unsigned int seconds;

static int note(int ret)
{
	atomic_fetch_add(&shared->calls, 1);
	if (ret)
		atomic_fetch_add(&shared->errors[-ret % MAX_ERRNO], 1);
	return ret;
}

/* ---- what they do ---------------------------------------------------------- */

static char *page_at(unsigned int page)
{
	return shared->window + page * PAGE;
}

/* Somewhere in a window, now and then where it does not fit. */
static unsigned int any_page(unsigned int *seed)
{
	return (unsigned int)rand_r(seed) % (WINDOWS * WINDOW / PAGE);
}

/* By system call, as it may be gone the next moment. */
static bool copy(bool write, void *at, uint64_t *mark)
{
	const struct iovec here = { mark, sizeof(*mark) };
	const struct iovec there = { at, sizeof(*mark) };

	if (write)
		return process_vm_writev(getpid(), &here, 1, &there, 1, 0) > 0;
	return process_vm_readv(getpid(), &here, 1, &there, 1, 0) > 0;
}

/* In each page of a window that is there is a queue, marked or not, or nothing. */
static void look(char *last)
{
	uint64_t mark = 0;

	if (!copy(false, last, &mark) || !mark)
		return;
	atomic_fetch_add(&shared->seen, 1);
	if (mark != MARK)
		atomic_store(&shared->alien, mark);
}

/* The last page of what is placed at @page. */
static char *last_at(unsigned int page)
{
	return page_at(page + shared->pages) - PAGE / 2;
}

static void unplace(unsigned int slot, unsigned int other)
{
	const unsigned int slots[] = { slot, other };
	struct ruapi_placement at[2];
	unsigned int i, count = 0;

	for (i = 0; i < COUNT(slots); i++) {
		const uint64_t queue = atomic_load(&shared->slot[slots[i]]);

		if (!queue || (i && slot == other))
			continue;
		at[count++] = (struct ruapi_placement) {
			.offset = atomic_load(&shared->offset[slots[i]]),
			.addr = (uintptr_t)page_at((uint32_t)queue),
			.length = shared->pages * PAGE,
		};
	}
	if (count)
		note(places_unmap(&shared->set, at, count));
}

/* Instead of another one, which is destroyed, and mostly taken away before. */
static void keep(unsigned int slot, uint64_t queue, uint64_t offset,
		 unsigned int *seed)
{
	uint64_t old;

	if (rand_r(seed) % 16)
		unplace(slot, slot);
	old = atomic_exchange(&shared->slot[slot], queue);
	atomic_store(&shared->offset[slot], offset);
	if (old)
		note(destroy(shared->set.fd, RUAPI_OBJ_CQ, old >> 32));
}

/* Two in one call, which may be one upon the other. */
static void place(unsigned int *seed)
{
	const unsigned int slot = (unsigned int)rand_r(seed) % SLOTS;
	unsigned int count = 1 + !(rand_r(seed) % 4), page[2], i;
	struct ruapi_placement at[2];
	struct queue queue[2];
	uint64_t mark = MARK;
	int ret;

	for (i = 0; i < count; i++) {
		if (note(queue_make(&shared->set, &queue[i]))) {
			count = i;
			break;
		}
		page[i] = any_page(seed);
		queue[i].at.addr = (uintptr_t)page_at(page[i]);
		at[i] = queue[i].at;
	}
	ret = count ? note(places_map(&shared->set, at, count)) : 0;
	for (i = 0; i < count; i++) {
		if (!ret) {
			atomic_fetch_add(&shared->placed, 1);
			copy(true, queue_last(&queue[i]), &mark);
		}
		/* Where nothing is there is nothing to take away. */
		keep((slot + i) % SLOTS, (uint64_t)queue[i].handle << 32 | page[i],
		     queue[i].at.offset, seed);
	}
}

/* What there is of it in this process goes, and comes back. */
static void change_window(unsigned int *seed)
{
	const unsigned int n = (unsigned int)rand_r(seed) % WINDOWS;
	char *at = shared->window + n * WINDOW;
	void *spare;

	switch (rand_r(seed) % 4) {
	case 0:
		/* The other process may have it, and then there is a hole here. */
		munmap(at, WINDOW);
		sched_yield();
		window_at(&shared->set, n, at);
		break;
	case 1:
		mprotect(at, WINDOW, PROT_READ);
		look(last_at(n * (WINDOW / PAGE)));
		mprotect(at, WINDOW, PROT_READ | PROT_WRITE);
		break;
	case 2:
		spare = mmap(NULL, WINDOW, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
		if (mremap(at, WINDOW, WINDOW, MREMAP_MAYMOVE | MREMAP_FIXED,
			   spare) != MAP_FAILED &&
		    mremap(spare, WINDOW, WINDOW, MREMAP_MAYMOVE | MREMAP_FIXED,
			   at) != MAP_FAILED)
			break;
		munmap(spare, WINDOW);
		break;
	default:
		madvise(at, WINDOW, MADV_DONTNEED);
		break;
	}
}

static void step(unsigned int *seed)
{
	const unsigned int slot = (unsigned int)rand_r(seed) % SLOTS;
	const uint64_t queue = atomic_load(&shared->slot[slot]);
	const uint32_t page = queue ? (uint32_t)queue : any_page(seed);

	switch (rand_r(seed) % 8) {
	case 0:
	case 1:
	case 2:
		place(seed);
		break;
	case 3:
	case 4:
		unplace(slot, (unsigned int)rand_r(seed) % SLOTS);
		break;
	case 5:
		change_window(seed);
		break;
	case 6:
		madvise(page_at(page), PAGE, MADV_POPULATE_WRITE);
		break;
	default:
		look(last_at(page));
		break;
	}
}

/* A child has what its parent has at that moment, in the middle of whatever. */
static void step_in_child(unsigned int *seed)
{
	const pid_t pid = fork();
	unsigned int i;

	if (!pid) {
		for (i = 0; i < 4; i++)
			step(seed);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* The number stays taken, so that nobody else gets it. */
static void close_under(int fd)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup3(null, fd, O_CLOEXEC) < 0)
		bail_out("dup3: %s", strerror(errno));
	close(null);
}

/* Whether this process has done so. */
static atomic_bool fds_closed;

/* The windows have the file as long as there are some. */
static void close_fds(void)
{
	if (atomic_exchange(&fds_closed, true))
		return;
	close_under(shared->set.fd);
	close_under(shared->set.queue_fd);
}

static void *attack_run(void *arg)
{
	unsigned int seed = (uintptr_t)arg;

	while (!atomic_load(&shared->stop)) {
		if (atomic_load(&shared->closed))
			close_fds();
		if (rand_r(&seed) % 64)
			step(&seed);
		else
			step_in_child(&seed);
	}
	return NULL;
}

/* ---- a round ---------------------------------------------------------------- */

static void start(pthread_t threads[THREADS], unsigned int seed)
{
	unsigned int i;

	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, attack_run,
			       (void *)(uintptr_t)(seed + i));
}

static void join(pthread_t threads[THREADS])
{
	unsigned int i;

	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

/* It has the fd, and the windows, until it is killed or told to stop. */
static pid_t start_other(unsigned int seed)
{
	pthread_t threads[THREADS];
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		start(threads, seed);
		join(threads);
		_exit(0);
	}
	return pid;
}

static bool windows_make(void)
{
	struct queue first;
	unsigned int n;

	if (!test_ret(set_make(&shared->set, open_namespace(), device), 0,
		      "objects") ||
	    !test_ret(queue_make(&shared->set, &first), 0, "CQ"))
		return false;
	shared->pages = first.at.length / PAGE;
	/* With room before and behind, in which nothing is. */
	shared->window = mmap(WINDOWS_AT, (WINDOWS + 2) * WINDOW, PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	shared->window += WINDOW;
	for (n = 0; n < WINDOWS; n++)
		if (!test_check(window_at(&shared->set, n,
					  shared->window + n * WINDOW) !=
				MAP_FAILED, "window: %s", err_name(errno)))
			return false;
	return true;
}

static void remove_device(void)
{
	test_check(!shell_run("timeout 60 rdma link delete %s", device),
		   "%s does not go", device);
}

static void add_device(void)
{
	test_check(!shell_run("rdma link add %s type %s netdev %s", device,
			      type, netdev), "%s does not come again", device);
}

enum { REMOVED = 1, CLOSED = 2, KILLED = 4 };

/* What ends a round: one of three things, or some of them, one after the other. */
static void end_round(unsigned int how, pid_t other, unsigned int *seed)
{
	const unsigned int first = (unsigned int)rand_r(seed) % 3;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		switch (how & 1 << (i + first) % 3) {
		case REMOVED:
			remove_device();
			break;
		case CLOSED:
			atomic_store(&shared->closed, true);
			break;
		case KILLED:
			kill(other, SIGKILL);
			break;
		}
		sleep_ms(rand_r(seed) % 4);
	}
	atomic_store(&shared->stop, true);
}

static void check_round(void)
{
	/* Where another one is, where nothing is; and when all is over. */
	static const int allowed[] = { EBUSY, EINVAL, ENODEV, ENOENT, ENOTTY };
	unsigned int err, i;

	for (err = 1; err < MAX_ERRNO; err++) {
		bool ok = !shared->errors[err];

		for (i = 0; i < COUNT(allowed); i++)
			ok |= allowed[i] == (int)err;
		test_check(ok, "%u calls failed with %s", shared->errors[err],
			   err_name(err));
	}
	test_check(!shared->alien, "%#" PRIx64 " is in a window",
		   shared->alien);
}

static bool round_run(unsigned int how, unsigned int *seed)
{
	pthread_t threads[THREADS];
	pid_t other;
	int status;

	memset(shared, 0, sizeof(*shared));
	atomic_store(&fds_closed, false);
	if (!windows_make())
		return false;
	other = start_other(rand_r(seed));
	start(threads, rand_r(seed));
	sleep_ms(50 + rand_r(seed) % 200);
	end_round(how, other, seed);
	join(threads);
	test_check(waitpid(other, &status, 0) == other &&
		   (!status || (how & KILLED && WIFSIGNALED(status))),
		   "the other process ended with status %x", status);
	check_round();
	munmap(shared->window - WINDOW, (WINDOWS + 2) * WINDOW);
	munmap(shared->set.buf, 4096);
	close(shared->set.queue_fd);
	close(shared->set.fd);
	if (how & REMOVED)
		add_device();
	return true;
}

static void attack(unsigned int how, const char *what)
{
	const uint64_t end = now_ms() + seconds * 1000;
	unsigned int rounds = 0, calls = 0, placed = 0, seen = 0;
	unsigned int seed = how;

	test_begin("%s: windows under attack, until %s", device, what);
	/* On a machine that is busy with something else it takes longer to get anywhere. */
	do {
		if (!round_run(how, &seed))
			return;
		rounds++;
		calls += shared->calls;
		placed += shared->placed;
		seen += shared->seen;
	} while (now_ms() < end || ((placed < 20 || !seen) && rounds < 100));
	printf("# %u rounds, %u calls, %u queues placed, %u marks seen\n", rounds,
	       calls, placed, seen);
	test_check(placed >= 20 && seen, "hardly anything happened");
}

static void nothing_left(void)
{
	const uint64_t end = now_ms() + patience(20000);
	unsigned int left;

	test_begin("%s: nothing is left of it", device);
	while ((left = resource_count(device, "ctx")) && now_ms() < end)
		sleep_ms(100);
	test_check(!left, "%u contexts are left", left);
}

int main(int argc, char **argv)
{
	if (argc != 5)
		bail_out("usage: window_races DEVICE TYPE NETDEV SECONDS");
	device = argv[1];
	type = argv[2];
	netdev = argv[3];
	seconds = strtoul(argv[4], NULL, 0);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		bail_out("no memory");
	attack(CLOSED, "the fd is closed");
	attack(KILLED, "one of the processes is killed");
	attack(REMOVED, "the device goes");
	attack(REMOVED | CLOSED | KILLED, "all of it happens");
	nothing_left();
	return test_done();
}
