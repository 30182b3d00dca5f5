// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What fds were when they were last looked at: hints, which say what is tried first,
 * and guesses, which a call carries to the kernel instead of asking it before
 * (RUAPI_HDR_F_VIEW).  Both may be wrong at any time, as programs close fds by ways
 * that nobody here sees: nothing depends on them but time.
 */
#include <stdatomic.h>

#include "compat.h"
#include "sys.h"

#define GUESSES 512

/**
 * struct guess - what an fd was
 * @sequence: odd while it is written
 * @fd: which fd, plus 1; 0: none
 * @number: of the view; of all views there were no other one has it
 * @ns: namespace it belongs to
 * @rdev: legacy device number
 * @device: index of its device, and with it in the upper half the driver
 * @handles: context and queue, in the upper half
 *
 * Its owner is this process: of others' views there is none.
 */
struct guess {
	_Atomic uint32_t sequence;
	_Atomic uint32_t fd;
	_Atomic uint64_t number;
	_Atomic uint64_t ns;
	_Atomic uint64_t rdev;
	_Atomic uint64_t device;
	_Atomic uint64_t handles;
};

/*
 * Pages of their own, that a child of fork() gets empty: what its parent opened it
 * looks at before it writes, and finds that it must not.
 */
static struct {
	_Alignas(4096) _Atomic uint64_t hints[VIEW_HINTS / 64];
	struct guess guesses[GUESSES];
	_Atomic pid_t pid;
} fds;

static atomic_bool fds_used;

static void wipe_on_fork(void)
{
	if (!atomic_load_explicit(&fds_used, memory_order_relaxed) &&
	    !atomic_exchange(&fds_used, true))
		sys_wipe_on_fork(&fds, sizeof(fds));
}

/* ---- hints --------------------------------------------------------- */

bool view_hint(int fd)
{
	if ((unsigned int)fd >= VIEW_HINTS)
		return false;
	return atomic_load_explicit(&fds.hints[fd / 64],
				    memory_order_relaxed) >> (fd % 64) & 1;
}

void view_hint_set(int fd)
{
	if ((unsigned int)fd >= VIEW_HINTS)
		return;
	wipe_on_fork();
	atomic_fetch_or_explicit(&fds.hints[fd / 64], 1ULL << (fd % 64),
				 memory_order_relaxed);
}

void view_hint_clear(int fd)
{
	if ((unsigned int)fd < VIEW_HINTS)
		atomic_fetch_and_explicit(&fds.hints[fd / 64],
					  ~(1ULL << (fd % 64)),
					  memory_order_relaxed);
}

/* ---- guesses ------------------------------------------------------- */

static struct guess *guess_of(int fd)
{
	return &fds.guesses[(unsigned int)fd % GUESSES];
}

static uint64_t load(const _Atomic uint64_t *word)
{
	return atomic_load_explicit(word, memory_order_relaxed);
}

static void store(_Atomic uint64_t *word, uint64_t value)
{
	atomic_store_explicit(word, value, memory_order_relaxed);
}

bool view_guess(int fd, struct view *view, bool *unsure)
{
	struct guess *guess = guess_of(fd);
	const uint32_t sequence = atomic_load_explicit(&guess->sequence,
						       memory_order_acquire);
	uint64_t device, handles;

	if (fd < 0 || sequence & 1 || atomic_load_explicit(&guess->fd,
						 memory_order_relaxed) !=
			    (uint32_t)fd + 1)
		return false;
	device = load(&guess->device);
	handles = load(&guess->handles);
	*view = (struct view) {
		.fd = fd,
		.kind = (uint32_t)handles ? VIEW_UVERBS : VIEW_CM,
		.rdev = load(&guess->rdev),
		.driver_id = (uint32_t)(device >> 32),
		.device = (uint32_t)device,
		.context = (uint32_t)handles,
		.queue = (uint32_t)(handles >> 32),
		.ns = load(&guess->ns),
		.owner = atomic_load_explicit(&fds.pid, memory_order_relaxed),
		.number = load(&guess->number),
		.unsure = unsure,
	};
	*unsure = true;
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&guess->sequence, memory_order_relaxed) ==
	       sequence;
}

/* Who comes meanwhile, or has interrupted the writer, goes without. */
static bool guess_begin(struct guess *guess)
{
	uint32_t sequence = atomic_load_explicit(&guess->sequence,
						 memory_order_relaxed);

	if (sequence & 1 ||
	    !atomic_compare_exchange_strong(&guess->sequence, &sequence,
					    sequence + 1))
		return false;
	atomic_thread_fence(memory_order_release);
	return true;
}

static void guess_end(struct guess *guess)
{
	atomic_fetch_add_explicit(&guess->sequence, 1, memory_order_release);
}

void view_forget(int fd)
{
	struct guess *guess = guess_of(fd);

	if (!guess_begin(guess))
		return;
	atomic_store_explicit(&guess->fd, 0, memory_order_relaxed);
	guess_end(guess);
}

/* What is kept is only right if it says yes: a child of vfork() has our memory. */
static bool is_own_pid(pid_t pid)
{
	if (pid && pid == atomic_load_explicit(&fds.pid, memory_order_relaxed))
		return true;
	atomic_store_explicit(&fds.pid, sys_getpid(), memory_order_relaxed);
	return pid == atomic_load_explicit(&fds.pid, memory_order_relaxed);
}

/*
 * Not of what the kernel would refuse, nor of what will soon be something else: an
 * open of uverbsN before GET_CONTEXT.
 */
void view_remember(const struct view *view)
{
	struct guess *guess = guess_of(view->fd);

	if (!view->number || (view->kind == VIEW_UVERBS && !view->context))
		return;
	wipe_on_fork();
	if (!is_own_pid(view->owner) || !guess_begin(guess))
		return;
	atomic_store_explicit(&guess->fd, (uint32_t)view->fd + 1,
			      memory_order_relaxed);
	store(&guess->number, view->number);
	store(&guess->ns, view->ns);
	store(&guess->rdev, view->rdev);
	store(&guess->device, (uint64_t)view->driver_id << 32 | view->device);
	store(&guess->handles, (uint64_t)view->queue << 32 | view->context);
	guess_end(guess);
}
