// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Windows: what CONTEXT.MAP and UNMAP take and refuse, that a window stays whole, whose
 * memory it shows after fork(), mremap(), exit() and the end of its context.  That data
 * goes through queues in one shows verbs_data, that a device can go under them unplug.
 * usage: verbs_window IBDEV...
 */
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ids.h"
#include "places.h"

#define LETTER 'w'

/* ---- makers ---------------------------------------------------------------- */

static struct queue queue_of(const struct set *set)
{
	struct queue queue;

	test_ret(queue_make(set, &queue), 0, "CQ");
	return queue;
}

static void queue_end(const struct set *set, const struct queue *queue)
{
	test_ret(destroy(set->fd, RUAPI_OBJ_CQ, queue->handle), 0, "CQ");
}

static char *window_open(const struct set *set, unsigned int n)
{
	return window_at(set, n, NULL);
}

static int map_at(const struct set *set, struct queue *queue, char *addr)
{
	queue->at.addr = (uintptr_t)addr;
	return places_map(set, &queue->at, 1);
}

static int unmap(const struct set *set, const struct queue *queue)
{
	return places_unmap(set, &queue->at, 1);
}

/* ---- looking ----------------------------------------------------------------- */

static sigjmp_buf caught;

static void on_fault(int signal)
{
	siglongjmp(caught, signal);
}

/* The signal of who reads and writes a byte, 0: none. */
static int touch(char *at)
{
	struct sigaction on = { .sa_handler = on_fault }, bus, segv;
	int ret;

	sigaction(SIGBUS, &on, &bus);
	sigaction(SIGSEGV, &on, &segv);
	ret = sigsetjmp(caught, 1);
	if (!ret)
		*(volatile char *)at = *(volatile char *)at;
	sigaction(SIGBUS, &bus, NULL);
	sigaction(SIGSEGV, &segv, NULL);
	return ret;
}

/* Whether there is memory in a window. */
static bool is_there(char *at)
{
	const int signal = touch(at);

	test_check(!signal || signal == SIGBUS, "signal %d", signal);
	return !signal;
}

/* All pages of the queue are there and its neighbours are not. */
static void check_there(const struct queue *queue, const char *when)
{
	char *at = (char *)(uintptr_t)queue->at.addr;
	size_t i;

	for (i = 0; i < queue->at.length; i += PAGE)
		test_check(is_there(at + i), "%s: page %zu is not there", when,
			   i / PAGE);
	test_check(!is_there(at - PAGE), "%s: a page before it is there", when);
	test_check(!is_there(at + queue->at.length),
		   "%s: a page behind it is there", when);
}

/* Another process.  Return: what it exits with. */
static int in_child(int (*run)(void *), void *arg)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(run(arg));
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ?
		       WEXITSTATUS(status) : 255;
}

/* ---- what it takes ------------------------------------------------------------ */

static void refuses(struct set *set)
{
	struct ruapi_placement at = { .addr = PAGE, .length = PAGE };

	test_begin("%s: there are no windows", set->name);
	test_check(window_open(set, 0) == MAP_FAILED && errno == EOPNOTSUPP,
		   "mmap(): %s", err_name(errno));
	test_ret(places_map(set, &at, 1), -EOPNOTSUPP, "MAP");
	test_ret(places_unmap(set, &at, 1), -EINVAL, "UNMAP");
	test_ret(ruapi_window_open(set->fd, set->handle[RUAPI_OBJ_CONTEXT],
				   set->slot, WINDOW), -EOPNOTSUPP,
		 "the library");
}

static void places(struct set *set)
{
	struct queue a = queue_of(set), b = queue_of(set);
	struct ruapi_placement both[2], twice[2], bad;
	char *window = window_open(set, 0);

	test_begin("%s: queues in a window", set->name);
	if (!test_check(window != MAP_FAILED, "mmap(): %s", err_name(errno)))
		return;
	test_check(!is_there(window), "an empty window has memory");
	test_ret(map_at(set, &a, window + PAGE), 0, "MAP");
	check_there(&a, "placed");
	*queue_last(&a) = LETTER;
	test_ret(map_at(set, &b, window + a.at.length), -EBUSY, "a page too early");
	test_ret(map_at(set, &b, window + 2 * PAGE + a.at.length), 0,
		 "MAP, a page behind it");
	check_there(&a, "with another one");
	check_there(&b, "the other one");

	test_begin("%s: only what was placed can be taken away", set->name);
	bad = a.at;
	bad.length += PAGE;
	test_ret(places_unmap(set, &bad, 1), -EINVAL, "too long");
	bad = a.at;
	bad.offset += PAGE;
	test_ret(places_unmap(set, &bad, 1), -EINVAL, "another offset");
	bad = a.at;
	bad.addr += PAGE;
	test_ret(places_unmap(set, &bad, 1), -EINVAL, "another place");
	bad.addr = (uintptr_t)&bad & ~(PAGE - 1);
	test_ret(places_unmap(set, &bad, 1), -EINVAL, "no window");
	twice[0] = a.at;
	twice[1] = a.at;
	test_ret(places_unmap(set, twice, 2), -EINVAL, "the same twice");
	both[0] = a.at;
	both[1] = b.at;
	both[1].length += PAGE;
	test_ret(places_unmap(set, both, 2), -EINVAL, "a wrong one behind it");
	check_there(&a, "afterwards");
	test_check(*queue_last(&a) == LETTER, "other memory");
	both[1] = b.at;
	test_ret(places_unmap(set, both, 2), 0, "both");
	test_check(!is_there(queue_last(&a)) && !is_there(queue_last(&b)),
		   "they are still there");
	test_ret(unmap(set, &a), -EINVAL, "once more");
	munmap(window, WINDOW);
	queue_end(set, &a);
	queue_end(set, &b);
}

static void refuses_places(struct set *set)
{
	struct queue a = queue_of(set), b = queue_of(set);
	char *window = window_open(set, 0), *other;
	struct ruapi_placement both[2], at;
	struct set second;

	test_begin("%s: places that cannot be", set->name);
	at = a.at;
	at.addr = (uintptr_t)window + 1;
	test_ret(places_map(set, &at, 1), -EINVAL, "no whole page");
	at.addr = (uintptr_t)window + WINDOW - a.at.length + PAGE;
	test_ret(places_map(set, &at, 1), -EINVAL, "more than the window has");
	at.addr = (uintptr_t)&at & ~(PAGE - 1);
	test_ret(places_map(set, &at, 1), -EINVAL, "other memory");
	at.addr = 0;
	test_ret(places_map(set, &at, 1), -EINVAL, "address 0");
	at.addr = ~UINT64_C(0) - PAGE + 1;
	test_ret(places_map(set, &at, 1), -EINVAL, "an address of the kernel");
	at.addr = (uintptr_t)window;
	at.length = 0;
	test_ret(places_map(set, &at, 1), -EINVAL, "nothing");
	at.length = a.at.length - 1;
	test_ret(places_map(set, &at, 1), -EINVAL, "a part of a page");
	at.length = ~UINT64_C(0) - PAGE + 1;
	test_ret(places_map(set, &at, 1), -EINVAL, "more than there is");
	at.length = a.at.length;
	at.offset++;
	test_ret(places_map(set, &at, 1), -EINVAL, "no offset of a page");
	at.offset = RUAPI_MMAP_WINDOW;
	test_ret(places_map(set, &at, 1), -EINVAL, "a window");
	at.offset = RUAPI_MMAP_WINDOW - PAGE;
	test_ret(places_map(set, &at, 1), -EINVAL, "nothing that the driver knows");
	test_check(!is_there(window), "something came of it");

	if (test_ret(set_make(&second, set->fd, set->name), 0, "other context")) {
		at = a.at;
		at.addr = (uintptr_t)window;
		test_ret(places_map(&second, &at, 1), -EINVAL, "another context's");
		test_ret(places_unmap(&second, &at, 1), -EINVAL, "UNMAP of it");
		other = window_open(&second, 0);
		test_check(other != MAP_FAILED, "its own window: %s",
			   err_name(errno));
		munmap(other, WINDOW);
		test_ret(set_destroy(&second), 0, "other context");
	}

	/* What rxe has mapped once it does not map again. */
	both[0] = b.at;
	both[0].addr = (uintptr_t)window;
	both[1] = a.at;
	both[1].addr = (uintptr_t)window + b.at.length - PAGE;
	test_ret(places_map(set, both, 2), -EBUSY, "two that overlap");
	test_check(!is_there(window), "the first is there");
	test_ret(map_at(set, &a, window + PAGE), 0, "one that is good");
	check_there(&a, "afterwards");
	test_ret(unmap(set, &a), 0, "UNMAP");
	munmap(window, WINDOW);
	queue_end(set, &a);
	queue_end(set, &b);
}

static void several(struct set *set)
{
	struct queue a = queue_of(set);
	char *window = window_open(set, 0), *other;

	test_begin("%s: windows of a context do not overlap", set->name);
	test_check(window_open(set, 0) == MAP_FAILED && errno == EBUSY,
		   "the same again: %s", err_name(errno));
	test_check(mmap(NULL, WINDOW, PROT_READ, MAP_SHARED, set->fd,
			(off_t)((uint64_t)set->slot << RUAPI_MMAP_SLOT_SHIFT |
				(2 * RUAPI_MMAP_WINDOW - PAGE))) == MAP_FAILED &&
		   errno == EINVAL, "more than a slot has: %s",
		   err_name(errno));
	other = window_open(set, 1);
	test_check(other != MAP_FAILED, "another one: %s", err_name(errno));
	test_ret(map_at(set, &a, other + PAGE), 0, "MAP there");
	check_there(&a, "there");
	munmap(window, WINDOW);
	check_there(&a, "without the first");
	test_ret(unmap(set, &a), 0, "UNMAP");
	munmap(other, WINDOW);
	window = window_open(set, 0);
	test_check(window != MAP_FAILED, "the first again: %s", err_name(errno));
	munmap(window, WINDOW);
	queue_end(set, &a);
}

/* ---- it stays whole --------------------------------------------------------- */

static void stays_whole(struct set *set)
{
	struct queue a = queue_of(set);
	char *window = window_open(set, 0), *moved;

	moved = mmap(NULL, WINDOW, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	test_begin("%s: a window stays whole", set->name);
	test_ret(map_at(set, &a, window + PAGE), 0, "MAP");
	*queue_last(&a) = LETTER;
	test_check(munmap(window + PAGE, PAGE) && errno == EINVAL,
		   "munmap() of a part: %s", err_name(errno));
	test_check(mprotect(window, PAGE, PROT_READ) && errno == EINVAL,
		   "mprotect() of a part: %s", err_name(errno));
	test_check(madvise(window, PAGE, MADV_DONTFORK) && errno == EINVAL,
		   "madvise() of a part: %s", err_name(errno));
	test_check(mremap(window, WINDOW, PAGE, MREMAP_MAYMOVE) == MAP_FAILED,
		   "mremap() to a part");
	test_check(mremap(window, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
			  moved) == MAP_FAILED,
		   "mremap() of a part");
	test_check(mremap(window, WINDOW, 2 * WINDOW, MREMAP_MAYMOVE) ==
		   MAP_FAILED, "mremap() to more");
	test_check(mremap(window, 0, WINDOW, MREMAP_MAYMOVE) == MAP_FAILED,
		   "mremap() to have it twice");
	check_there(&a, "afterwards");

	test_begin("%s: a window that moves keeps what is in it", set->name);
	test_check(mremap(window, WINDOW, WINDOW, MREMAP_MAYMOVE | MREMAP_FIXED,
			  moved) == moved, "mremap(): %s", err_name(errno));
	test_ret(unmap(set, &a), -EINVAL, "UNMAP where it was");
	a.at.addr += moved - window;
	check_there(&a, "moved");
	test_check(*queue_last(&a) == LETTER, "other memory");
	test_check(!mprotect(moved, WINDOW, PROT_READ), "mprotect() of all: %s",
		   err_name(errno));
	test_check(*queue_last(&a) == LETTER && touch(queue_last(&a)) == SIGSEGV,
		   "it can be written");
	test_check(!mprotect(moved, WINDOW, PROT_READ | PROT_WRITE),
		   "mprotect() of all back: %s", err_name(errno));
	test_check(is_there(queue_last(&a)), "it cannot be written");

	test_begin("%s: pages that are given up are gone, and no more", set->name);
	test_check(!madvise(queue_last(&a) - PAGE / 2, PAGE, MADV_DONTNEED),
		   "madvise(): %s", err_name(errno));
	test_check(!is_there(queue_last(&a)), "the page is there");
	test_ret(unmap(set, &a), 0, "UNMAP");
	munmap(moved, WINDOW);
	queue_end(set, &a);
}

/* ---- other processes ---------------------------------------------------------- */

struct share {
	struct set *set;
	char *window;
	struct queue a, b;
	int to[2], from[2];
};

static bool wait_for(int fd)
{
	char byte;

	return read(fd, &byte, 1) == 1;
}

static bool tell(int fd)
{
	return write(fd, "", 1) == 1;
}

/* Exits with the number of what is wrong. */
static int child_run(void *arg)
{
	struct share *s = arg;

	if (*queue_last(&s->a) != LETTER)
		return 1;
	*queue_last(&s->a) = LETTER + 1;
	if (!tell(s->from[1]) || !wait_for(s->to[0]))
		return 2;
	/* The parent has taken it away. */
	if (is_there(queue_last(&s->a)))
		return 3;
	if (map_at(s->set, &s->b, s->window + PAGE))
		return 4;
	if (!is_there(queue_last(&s->b)) || !tell(s->from[1]) ||
	    !wait_for(s->to[0]))
		return 5;
	return is_there(queue_last(&s->b)) ? 6 : 0;
}

static void forks(struct set *set)
{
	struct share s = {
		.set = set,
		.window = window_open(set, 0),
		.a = queue_of(set),
		.b = queue_of(set),
	};
	struct queue other = queue_of(set);
	int status;
	pid_t pid;

	test_begin("%s: a child has the window of its parent", set->name);
	if (pipe(s.to) || pipe(s.from))
		bail_out("no pipe");
	test_ret(map_at(set, &s.a, s.window + PAGE), 0, "MAP");
	*queue_last(&s.a) = LETTER;
	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(child_run(&s));
	test_check(wait_for(s.from[0]), "it does not see the queue");
	test_check(*queue_last(&s.a) == LETTER + 1, "it has other memory");
	test_ret(unmap(set, &s.a), 0, "UNMAP");
	tell(s.to[1]);
	test_check(wait_for(s.from[0]), "it cannot place");
	test_check(!is_there(s.window + PAGE), "what it has placed is here");
	test_ret(map_at(set, &other, s.window + PAGE), -EBUSY,
		 "MAP where it has");
	s.b.at.addr = (uintptr_t)s.window + PAGE;
	test_ret(unmap(set, &s.b), 0, "UNMAP of the child's");
	tell(s.to[1]);
	waitpid(pid, &status, 0);
	test_check(WIFEXITED(status) && !WEXITSTATUS(status),
		   "the child says %d", WEXITSTATUS(status));

	test_begin("%s: what a child has placed and left goes with the window",
		   set->name);
	close(s.to[0]);
	close(s.to[1]);
	munmap(s.window, WINDOW);
	queue_end(set, &s.a);
	queue_end(set, &s.b);
	queue_end(set, &other);
}

/* It has a namespace of its own, and leaves all behind. */
static int exit_run(void *arg)
{
	const struct set *parent = arg;
	struct set set;
	struct queue a;
	char *window;

	if (set_make(&set, open_namespace(), parent->name))
		return 1;
	a = queue_of(&set);
	window = window_open(&set, 0);
	return window == MAP_FAILED || map_at(&set, &a, window + PAGE) ||
	       !is_there(queue_last(&a));
}

static int exec_run(void *arg)
{
	if (exit_run(arg))
		return 1;
	execl("/bin/true", "true", NULL);
	return 2;
}

static void ends(struct set *set)
{
	struct queue a = queue_of(set), b = queue_of(set);
	const unsigned int contexts = resource_count(set->name, "ctx");
	char *window = window_open(set, 0);
	struct set last;

	test_begin("%s: windows that are not emptied", set->name);
	test_check(!in_child(exit_run, set), "exit()");
	test_check(!in_child(exec_run, set), "exec()");
	test_check(resource_count(set->name, "ctx") == contexts, "%u contexts",
		   resource_count(set->name, "ctx"));
	test_ret(map_at(set, &a, window + PAGE), 0, "MAP");
	test_ret(map_at(set, &b, window + 2 * PAGE + a.at.length), 0, "MAP");
	test_check(!munmap(window, WINDOW), "munmap(): %s", err_name(errno));
	test_ret(unmap(set, &a), -EINVAL, "UNMAP");
	queue_end(set, &a);
	queue_end(set, &b);

	test_begin("%s: a window that outlives its fd", set->name);
	if (!test_ret(set_make(&last, open_namespace(), set->name), 0, "objects"))
		return;
	a = queue_of(&last);
	window = window_open(&last, 0);
	test_ret(map_at(&last, &a, window + PAGE), 0, "MAP");
	*queue_last(&a) = LETTER;
	close(last.queue_fd);
	close(last.fd);
	test_check(*queue_last(&a) == LETTER && is_there(queue_last(&a)),
		   "the queue is gone");
	munmap(last.buf, 4096);
	munmap(window, WINDOW);
}

/* ---- batches, the library --------------------------------------------------------- */

static void batches(struct set *set)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct queue a = queue_of(set), b = queue_of(set);
	char *window = window_open(set, 0);
	struct ruapi_placement both[2], wrong;
	struct ruapi_msg unmap_msg, msg;

	test_begin("%s: UNMAP stands in a batch with DESTROYs", set->name);
	map_at(set, &a, window);
	map_at(set, &b, window + a.at.length);
	both[0] = a.at;
	both[1] = b.at;
	ruapi_msg_init(&unmap_msg, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_UNMAP);
	ruapi_msg_obj(&unmap_msg, RUAPI_CONTEXT_UNMAP_HANDLE, RUAPI_OBJ_CONTEXT,
		      set->handle[RUAPI_OBJ_CONTEXT]);
	ruapi_msg_buf_in(&unmap_msg, RUAPI_CONTEXT_UNMAP_PLACES, &wrong,
			 sizeof(wrong));
	wrong = a.at;
	wrong.addr += PAGE;
	ruapi_batch_add(calls, &unmap_msg);
	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_CQ, a.handle);
	ruapi_batch_add(calls, &msg);
	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_CQ, b.handle);
	ruapi_batch_add(calls, &msg);
	test_ret(ruapi_batch_run(set->fd, calls), -EINVAL, "a wrong one");
	test_check(is_there(window), "the queue is gone");
	wrong = both[0];
	test_ret(ruapi_batch_run(set->fd, calls), 0, "one of two, and both CQs");
	test_check(!is_there(window) && is_there(window + a.at.length),
		   "not that one");
	ruapi_batch_end(calls);
	test_ret(unmap(set, &b), 0, "UNMAP when the CQ is gone");
	munmap(window, WINDOW);
}

/* Mappings of the device that the process has. */
static unsigned int maps(void)
{
	char *lines = shell("grep -c rdma_uapi /proc/%d/maps", getpid());
	const unsigned int count = strtoul(lines, NULL, 10);

	free(lines);
	return count;
}

static struct ruapi_mapping mapping_of(const struct queue *queue)
{
	return (struct ruapi_mapping) {
		.offset = queue->at.offset,
		.size = queue->at.length,
	};
}

static void library(struct set *set)
{
	struct ruapi_mapping one[3], more[60];
	struct queue queues[3], many[60];
	struct ruapi_calls *calls;
	unsigned int i, before;

	test_begin("%s: the library has queues in a window", set->name);
	test_ret(ruapi_window_open(set->fd, set->handle[RUAPI_OBJ_CONTEXT],
				   set->slot, WINDOW), 0, "open");
	for (i = 0; i < 3; i++) {
		queues[i] = queue_of(set);
		one[i] = mapping_of(&queues[i]);
	}
	before = maps();
	test_ret(ruapi_map(set->fd, set->slot, one, 3), 0, "map");
	test_check(maps() == before, "it took a mapping");
	for (i = 0; i < 3; i++)
		test_check(is_there(one[i].addr), "queue %u is not there", i);
	test_ret(ruapi_unmap(one, 3), 0, "unmap");
	test_check(!is_there(one[0].addr), "it is still there");
	for (i = 0; i < 3; i++)
		queue_end(set, &queues[i]);

	test_begin("%s: what has no room gets a mapping", set->name);
	for (i = 0; i < COUNT(many); i++) {
		many[i] = queue_of(set);
		more[i] = mapping_of(&many[i]);
		if (!test_ret(ruapi_map(set->fd, set->slot, &more[i], 1), 0,
			      "map %u", i))
			break;
		test_check(is_there(more[i].addr), "queue %u is not there", i);
	}
	test_check(maps() > before, "all had room");
	calls = ruapi_batch_begin();
	for (i = 0; i < COUNT(many); i++)
		ruapi_batch_unmap(calls, &more[i], 1);
	test_ret(ruapi_batch_run(set->fd, calls), 0, "a batch");
	ruapi_batch_end(calls);
	for (i = 0; i < COUNT(many); i++) {
		test_ret(ruapi_unmapped(&more[i], 1), 0, "unmapped %u", i);
		queue_end(set, &many[i]);
	}
	test_check(maps() == before, "mappings are left");
	test_ret(ruapi_window_close(set->fd, set->slot), 0, "close");
	test_check(maps() == before - 1, "the window is left");
	test_ret(ruapi_window_close(set->fd, set->slot), -EINVAL, "again");
}

static void parameter(struct set *set)
{
	static const char file[] = "/sys/module/rdma_uapi/parameters/windows";
	struct queue a = queue_of(set), b = queue_of(set);
	char *window = window_open(set, 0);

	test_begin("%s: the administrator says whether there are windows",
		   set->name);
	test_ret(map_at(set, &a, window), 0, "MAP");
	test_check(!shell_run("echo N >%s", file), "%s", file);
	test_ret(map_at(set, &b, window + a.at.length), -EOPNOTSUPP, "MAP");
	test_check(window_open(set, 1) == MAP_FAILED && errno == EOPNOTSUPP,
		   "mmap(): %s", err_name(errno));
	test_check(is_there(window), "what is there is gone");
	test_ret(unmap(set, &a), 0, "UNMAP");
	test_check(!shell_run("echo Y >%s", file), "%s", file);
	munmap(window, WINDOW);
	queue_end(set, &a);
	queue_end(set, &b);
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		if (is_sim(set.driver)) {
			refuses(&set);
		} else {
			places(&set);
			refuses_places(&set);
			several(&set);
			stays_whole(&set);
			forks(&set);
			ends(&set);
			batches(&set);
			library(&set);
			parameter(&set);
		}
		set_end(&set, "windows");
	}
	return test_done();
}
