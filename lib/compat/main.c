// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The namespaces of this process: main fds, on which views are made, and what has no
 * view yet is asked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>

#include "call.h"
#include "main.h"

/* ---- asking ---------------------------------------------------------- */

/**
 * struct whose - what an fd belongs to
 * @ns: namespace
 * @netns: its network namespace
 * @caller: that of the calling thread, 0: it is not known
 */
struct whose {
	uint64_t ns;
	uint64_t netns;
	uint64_t caller;
};

static int main_ask(int fd, struct whose *whose)
{
	const struct ruapi_attr *ns, *netns, *caller;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE, RUAPI_QUERY);
	ns = call_want(&call, RUAPI_NAMESPACE_QUERY_ID, 8);
	netns = call_want(&call, RUAPI_NAMESPACE_QUERY_NETNS, 8);
	caller = call_want(&call, RUAPI_NAMESPACE_QUERY_CALLER_NETNS, 8);
	ret = call_run(&call, fd);
	if (ret)
		return ret;
	/* Some drivers say yes to every ioctl. */
	if (!attr_valid(ns))
		return -ENOTTY;
	*whose = (struct whose) {
		.ns = ns->value,
		.netns = netns->value,
		.caller = attr_valid(caller) ? caller->value : 0,
	};
	return 0;
}

/* ---- words ------------------------------------------------------------- */

/*
 * A thread can have a network namespace of its own, and what it opens belongs
 * there: a namespace, with its main fd, for each.  A word is a main fd with the
 * namespace, as the program may close what it does not know.  One word, so that
 * threads and signal handlers need no lock: the namespace is kept modulo 2^43,
 * which is enough to notice.  Its network namespace is asked of the kernel.
 *
 * A child of fork() goes on in the namespace of its parent: ids that it takes
 * over must be able to go to channels that it makes, and whether its parent is
 * about to exit nobody knows.
 */
#define MAIN_FD_BITS 21
#define MAIN_FD_MASK ((1ULL << MAIN_FD_BITS) - 1)

#define MAIN_WORDS 64
#define MAIN_PROBES 8

static _Atomic uint64_t main_words[MAIN_WORDS];

/* Namespaces count from 1: no word is 0. */
static uint64_t main_pack(int fd, uint64_t ns)
{
	return ns << MAIN_FD_BITS | (uint32_t)fd;
}

static int main_fd_of(uint64_t word)
{
	return (int)(word & MAIN_FD_MASK);
}

/* A main fd that was good once: anything of the module's can tell. */
static atomic_int main_last = -1;

/* Of the calling thread; 0: cannot be known, any will do. */
static uint64_t netns_now(void)
{
	struct stat st;

	if (sys_stat(AT_FDCWD, "/proc/thread-self/ns/net", &st, 0))
		return 0;
	return st.st_ino;
}

/**
 * enum main_state - what a word is worth
 * @MAIN_STALE: its fd is not what it was
 * @MAIN_ELSEWHERE: it is that of another network namespace
 * @MAIN_GOOD: it is the one
 */
enum main_state {
	MAIN_STALE,
	MAIN_ELSEWHERE,
	MAIN_GOOD,
};

static enum main_state main_check(uint64_t word, uint64_t netns)
{
	struct whose whose;

	if (!word || main_ask(main_fd_of(word), &whose) ||
	    main_pack(main_fd_of(word), whose.ns) != word)
		return MAIN_STALE;
	return !netns || whose.netns == netns ? MAIN_GOOD : MAIN_ELSEWHERE;
}

/*
 * The device has been opened, but perhaps by a parent, with other rights or
 * below another root: what open() would say now.
 */
static int main_rights(void)
{
	return sys_access(RUAPI_DEVICE_PATH, R_OK | W_OK, AT_EACCESS);
}

/*
 * Out of the way of programs that expect the lowest numbers, or close them.  Not too
 * far: the kernel clears a table of all numbers up to there.
 */
static int move_high(int fd)
{
	const int high = sys_fcntl(fd, F_DUPFD_CLOEXEC, MAIN_FD_FIRST);

	if (high < 0)
		return fd;
	sys_close(fd);
	return high;
}

static int main_keep(int fd, uint64_t *word, uint64_t *netns)
{
	struct whose whose;
	int ret;

	fd = move_high(fd);
	ret = main_ask(fd, &whose);
	if (!ret && fd >= 1 << MAIN_FD_BITS)
		ret = -EMFILE;
	if (ret) {
		sys_close(fd);
		return ret == -ENOTTY ? -ENXIO : ret;
	}
	*word = main_pack(fd, whose.ns);
	*netns = whose.netns;
	return fd;
}

/* A second main fd, made on any fd of a namespace. */
static int main_again(int fd)
{
	const struct ruapi_attr *again;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE,
		  RUAPI_NAMESPACE_VIEW);
	again = call_want_fd(&call, RUAPI_NAMESPACE_VIEW_FD);
	ret = call_run(&call, fd);
	return ret ? ret : (int)again->fd;
}

/*
 * The program has closed the main fd of a namespace that it still uses: ids in
 * it must be able to go to a new channel.  Looks among what were views.
 */
static int main_recover(uint64_t old, uint64_t netns)
{
	struct whose whose;

	if (!old)
		return -ENOENT;
	for (int fd = 0; fd < VIEW_HINTS; fd++) {
		if (!view_hint(fd) || main_ask(fd, &whose))
			continue;
		/* The same namespace, but for the fd. */
		if (main_pack(main_fd_of(old), whose.ns) == old &&
		    (!netns || whose.netns == netns))
			return main_again(fd);
	}
	return -ENOENT;
}

/* @netns is set to that of the namespace. */
static int main_open(struct main *main, uint64_t old, uint64_t *netns,
		     uint64_t *word)
{
	int fd = main_recover(old, *netns);

	if (fd < 0) {
		fd = sys_open(RUAPI_DEVICE_PATH, O_RDWR | O_CLOEXEC);
		main->opened = fd >= 0;
	}
	return fd < 0 ? fd : main_keep(fd, word, netns);
}

/* Looks for the namespace of @netns; else says where its word should go. */
static bool main_find(struct main *main, uint64_t netns,
		      _Atomic uint64_t **slot, uint64_t *old)
{
	*slot = NULL;
	for (unsigned int i = 0; i < MAIN_PROBES; i++) {
		_Atomic uint64_t *at = &main_words[(netns + i) % MAIN_WORDS];
		const uint64_t word = atomic_load(at);

		switch (main_check(word, netns)) {
		case MAIN_GOOD:
			main->fd = main_fd_of(word);
			return true;
		case MAIN_ELSEWHERE:
			continue;
		case MAIN_STALE:
			break;
		}
		/* One that was used before one that never was. */
		if (!*slot || (word && !*old)) {
			*slot = at;
			*old = word;
		}
		if (!word)
			break;
	}
	return false;
}

/*
 * Nobody has opened anything yet, and so the device says in which network namespace
 * the thread is, without being asked before.  False: somebody else was faster.
 */
static bool main_first(struct main *main)
{
	uint64_t netns = 0, old = 0, new;

	if (atomic_load(&main_last) >= 0)
		return false;
	main->fd = main_open(main, 0, &netns, &new);
	if (main->fd < 0 ||
	    atomic_compare_exchange_strong(&main_words[netns % MAIN_WORDS],
					   &old, new))
		return true;
	sys_close(main->fd);
	main->opened = false;
	return false;
}

static bool main_is_kept(int fd, const struct whose *whose)
{
	const uint64_t word = main_pack(fd, whose->ns);

	for (unsigned int i = 0; i < MAIN_PROBES; i++)
		if (atomic_load(&main_words[(whose->netns + i) % MAIN_WORDS]) ==
		    word)
			return true;
	return false;
}

/*
 * Most programs have one: the one that was good last says what it is now, and whether
 * the thread is in its network namespace.  Which that is it says in any case.
 */
static bool main_again_good(struct main *main, uint64_t *netns)
{
	const int fd = atomic_load(&main_last);
	struct whose whose;

	*netns = 0;
	if (fd < 0 || main_ask(fd, &whose))
		return false;
	*netns = whose.caller;
	main->fd = fd;
	return whose.caller && whose.caller == whose.netns &&
	       main_is_kept(fd, &whose);
}

/* The one of the network namespace; else a new one.  True: it was there before. */
static bool main_search(struct main *main, uint64_t netns)
{
	_Atomic uint64_t *slot;
	uint64_t old, new;

	while (!main_find(main, netns, &slot, &old)) {
		main->fd = main_open(main, slot ? old : 0, &netns, &new);
		if (main->fd < 0)
			return false;
		if (!slot)
			main->mine = true;
		if (!slot || atomic_compare_exchange_strong(slot, &old, new))
			return false;
		sys_close(main->fd);
		main->opened = false;
	}
	return true;
}

/*
 * Two channels of a process must be in one namespace, or MIGRATE_ID cannot
 * work: whoever is second to open the device uses the first one's.
 */
int main_get(struct main *main, enum main_purpose purpose)
{
	uint64_t netns;
	bool there;

	main->mine = false;
	main->opened = false;
	there = main_again_good(main, &netns);
	if (!there && !main_first(main))
		there = main_search(main, netns ? netns : netns_now());
	if (main->fd < 0)
		return main->fd;
	atomic_store(&main_last, main->fd);
	return there && purpose == MAIN_TO_OPEN ? main_rights() : 0;
}

void main_put(const struct main *main)
{
	if (main->mine)
		sys_close(main->fd);
}

/* A main fd that was recovered is another file; and which device it is of the path says. */
int main_stat(const struct view *view, struct stat *st)
{
	const int fd = atomic_load(&main_last);
	struct whose whose;
	int ret;

	if (fd < 0 || main_ask(fd, &whose) || whose.ns != view->ns)
		return -ENOENT;
	ret = sys_stat(fd, "", st, AT_EMPTY_PATH);
	return !ret && !S_ISCHR(st->st_mode) ? -ENOENT : ret;
}

int view_look(struct call *call)
{
	struct main main;
	int ret;

	ret = main_get(&main, MAIN_TO_LOOK);
	if (ret)
		return ret;
	ret = call_run(call, main.fd);
	main_put(&main);
	return ret;
}
