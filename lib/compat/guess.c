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

#define GUESS_DRIVER_SHIFT 32
#define GUESS_KIND_SHIFT 48

/**
 * struct guess - what an fd was
 * @sequence: odd while it is written
 * @fd: which fd, plus 1; 0: none
 * @number: of the view; of all views there were no other one has it
 * @ns: namespace it belongs to
 * @rdev: legacy device number
 * @device: index of its device, from bit 32 on the driver, from bit 48 on the kind
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

#define LOW_HINTS 1024

/**
 * struct fds - all that is kept
 * @pid: the process
 * @low_hints: a bit for each of the first fds
 * @guesses: by fd
 * @high_hints: a bit for each of the others
 *
 * What there is of low numbers is in the first page, as a page that is touched has to
 * be cleared.
 *
 * Pages that a child of fork() gets empty: what its parent opened it looks at before
 * it writes, and finds that it must not.  They are taken when something is kept first;
 * to say of a part of a mapping that it is to be empty takes three times as long.
 */
struct fds {
	_Atomic pid_t pid;
	_Atomic uint64_t low_hints[LOW_HINTS / 64];
	struct guess guesses[GUESSES];
	_Atomic uint64_t high_hints[(VIEW_HINTS - LOW_HINTS) / 64];
};

static _Atomic(struct fds *) fds_kept;

static struct fds *fds_now(void)
{
	return atomic_load_explicit(&fds_kept, memory_order_acquire);
}

/* NULL: there is no memory, and so nothing is kept. */
static struct fds *fds_make(void)
{
	struct fds *fds = fds_now(), *mine;

	if (fds)
		return fds;
	mine = sys_pages_wiped(sizeof(*mine));
	if (mine)
		atomic_store_explicit(&mine->pid, sys_getpid(),
				      memory_order_relaxed);
	if (!mine || atomic_compare_exchange_strong(&fds_kept, &fds, mine))
		return mine;
	sys_pages_free(mine, sizeof(*mine));
	return fds;
}

/* ---- hints --------------------------------------------------------- */

/* The word that has the bit of @fd; NULL: no hint is kept of it. */
static _Atomic uint64_t *hint_word(struct fds *fds, int fd)
{
	const unsigned int n = (unsigned int)fd;

	if (!fds || n >= VIEW_HINTS)
		return NULL;
	return n < LOW_HINTS ? &fds->low_hints[n / 64] :
			       &fds->high_hints[(n - LOW_HINTS) / 64];
}

bool view_hint(int fd)
{
	const _Atomic uint64_t *word = hint_word(fds_now(), fd);

	return word && atomic_load_explicit(word, memory_order_relaxed) >>
		       (fd % 64) & 1;
}

void view_hint_set(int fd)
{
	struct fds *fds = (unsigned int)fd < VIEW_HINTS ? fds_make() : NULL;
	_Atomic uint64_t *word = hint_word(fds, fd);

	if (word)
		atomic_fetch_or_explicit(word, 1ULL << (fd % 64),
					 memory_order_relaxed);
}

void view_hint_clear(int fd)
{
	_Atomic uint64_t *word = hint_word(fds_now(), fd);

	if (word)
		atomic_fetch_and_explicit(word, ~(1ULL << (fd % 64)),
					  memory_order_relaxed);
}

/* ---- guesses ------------------------------------------------------- */

static struct guess *guess_of(struct fds *fds, int fd)
{
	return &fds->guesses[(unsigned int)fd % GUESSES];
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
	struct fds *fds = fds_now();
	uint64_t device, handles;
	struct guess *guess;
	uint32_t sequence;

	if (fd < 0 || !fds)
		return false;
	guess = guess_of(fds, fd);
	sequence = atomic_load_explicit(&guess->sequence, memory_order_acquire);
	if (sequence & 1 || atomic_load_explicit(&guess->fd,
						 memory_order_relaxed) !=
			    (uint32_t)fd + 1)
		return false;
	device = load(&guess->device);
	handles = load(&guess->handles);
	*view = (struct view) {
		.fd = fd,
		.kind = device >> GUESS_KIND_SHIFT,
		.rdev = load(&guess->rdev),
		.driver_id = (uint16_t)(device >> GUESS_DRIVER_SHIFT),
		.device = (uint32_t)device,
		.context = (uint32_t)handles,
		.queue = (uint32_t)(handles >> 32),
		.ns = load(&guess->ns),
		.owner = atomic_load_explicit(&fds->pid, memory_order_relaxed),
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
	struct fds *fds = fds_now();
	struct guess *guess;

	if (!fds)
		return;
	guess = guess_of(fds, fd);
	if (!guess_begin(guess))
		return;
	atomic_store_explicit(&guess->fd, 0, memory_order_relaxed);
	guess_end(guess);
}

/* What is kept is only right if it says yes: a child of vfork() has our memory. */
static bool is_own_pid(struct fds *fds, pid_t pid)
{
	if (pid && pid == atomic_load_explicit(&fds->pid, memory_order_relaxed))
		return true;
	atomic_store_explicit(&fds->pid, sys_getpid(), memory_order_relaxed);
	return pid == atomic_load_explicit(&fds->pid, memory_order_relaxed);
}

/*
 * Not of what the kernel would refuse.  An open of uverbsN may have a context by the
 * time that this is tried: then the kernel refuses another one, and what has to have
 * one is refused before the kernel is asked, so that the fd is.
 */
void view_remember(const struct view *view)
{
	struct fds *fds = view->number ? fds_make() : NULL;
	struct guess *guess;

	if (!fds || !is_own_pid(fds, view->owner))
		return;
	guess = guess_of(fds, view->fd);
	if (!guess_begin(guess))
		return;
	atomic_store_explicit(&guess->fd, (uint32_t)view->fd + 1,
			      memory_order_relaxed);
	store(&guess->number, view->number);
	store(&guess->ns, view->ns);
	store(&guess->rdev, view->rdev);
	store(&guess->device, (uint64_t)view->kind << GUESS_KIND_SHIFT |
	      (uint64_t)view->driver_id << GUESS_DRIVER_SHIFT | view->device);
	store(&guess->handles, (uint64_t)view->queue << 32 | view->context);
	guess_end(guess);
}

void view_has_context(const struct view *view, uint32_t context)
{
	struct view with = *view;

	with.context = context;
	view_remember(&with);
}
