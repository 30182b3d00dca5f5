// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The simulated kernel: memory, user memory, file descriptors. */
#include "user.h"

struct shim shim;
struct user user;

void shim_panic(const char *why)
{
	fprintf(stderr, "broken promise: %s\n", why);
	abort();
}

/* ---- memory -------------------------------------------------------------- */

/* Counts down; true when it is this one's turn to fail. */
static bool its_turn(unsigned int *countdown)
{
	if (!*countdown || --*countdown)
		return false;
	shim.failed = true;
	return true;
}

/* Once, so that it can allocate and copy itself. */
static void other_thread(void (**turn)(void))
{
	void (*run)(void) = *turn;

	*turn = NULL;
	if (run)
		run();
}

/* A call waits for another thread, which has to do something about it. */
void shim_sleep(void)
{
	shim_assert(!shim.atomic && !shim.rcu);
	if (!shim.on_sleep)
		shim_panic("a wait that nobody ends");
	other_thread(&shim.on_sleep);
}

void *shim_alloc(size_t size, gfp_t gfp, bool zero)
{
	void *ptr;

	if (gfp != GFP_ATOMIC)
		might_sleep();
	other_thread(&shim.on_alloc);
	if (size > 1 << 24 || its_turn(&shim.fail_alloc))
		return NULL;
	/* One more, so that nothing is of size 0. */
	ptr = malloc(size ? size : 1);
	shim_assert(ptr);
	/* What is not cleared must not be relied on. */
	memset(ptr, zero ? 0 : 0xa5, size);
	shim.allocated++;
	return ptr;
}

void shim_free(const void *ptr)
{
	if (!ptr)
		return;
	shim_assert(shim.allocated);
	shim.allocated--;
	free((void *)(uintptr_t)ptr);
}

/* ---- user memory ---------------------------------------------------------- */

/* Bytes from @address on that can be accessed, at most @n. */
static size_t user_bytes(const void *address, size_t n)
{
	const u64 from = (uintptr_t)address;

	might_sleep();
	other_thread(&shim.on_copy);
	if (from < USER_BASE || from >= USER_BASE + USER_SIZE)
		return 0;
	if (its_turn(&shim.fail_copy))
		n /= 2;
	return min(n, (size_t)(USER_BASE + USER_SIZE - from));
}

unsigned long copy_from_user(void *to, const void *from, unsigned long n)
{
	const size_t good = user_bytes(from, n);

	if (good)
		memcpy(to, user_at((uintptr_t)from), good);
	memset((u8 *)to + good, 0, n - good);
	return n - good;
}

/* The caller has said where the kernel may write: nothing else changes. */
static void user_write(u64 address, const void *from, size_t n)
{
	const size_t at = address - USER_BASE;
	size_t i;

	for (i = 0; i < n; i++) {
		shim_assert(user.writable[at + i]);
		user.bytes[at + i] = from ? ((const u8 *)from)[i] : 0;
	}
}

unsigned long copy_to_user(void *to, const void *from, unsigned long n)
{
	const size_t good = user_bytes(to, n);

	user_write((uintptr_t)to, from, good);
	return n - good;
}

unsigned long clear_user(void *to, unsigned long n)
{
	const size_t good = user_bytes(to, n);

	user_write((uintptr_t)to, NULL, good);
	return n - good;
}

int copy_struct_from_user(void *dst, size_t ksize, const void *src,
			  size_t usize)
{
	const size_t size = min(ksize, usize);
	u8 tail[PAGE_SIZE];
	size_t i;

	if (usize > ksize) {
		shim_assert(usize - ksize <= sizeof(tail));
		if (copy_from_user(tail, u64_to_user_ptr((uintptr_t)src + size),
				   usize - ksize))
			return -EFAULT;
		for (i = 0; i < usize - ksize; i++)
			if (tail[i])
				return -E2BIG;
	}
	memset((u8 *)dst + size, 0, ksize - size);
	return copy_from_user(dst, src, size) ? -EFAULT : 0;
}

size_t copy_to_iter(const void *from, size_t bytes, struct iov_iter *iter)
{
	const size_t n = bytes - copy_to_user(iter->at, from, bytes);

	iter->at = (u8 *)iter->at + n;
	iter->count -= n;
	return n;
}

/* ---- file descriptors -------------------------------------------------------- */

int get_unused_fd_flags(unsigned int flags)
{
	shim_assert(flags & O_CLOEXEC);
	if (user.fds_reserved + user.fds_open >= USER_MAX_FDS)
		return -EMFILE;
	user.fds_reserved++;
	return 100 + user.fds_open;
}

void put_unused_fd(unsigned int fd)
{
	(void)fd;
	shim_assert(user.fds_reserved);
	user.fds_reserved--;
}

void fd_install(unsigned int fd, struct file *file)
{
	put_unused_fd(fd);
	user.fds_open++;
	/* The descriptor is closed at once: its number is all one sees. */
	fput(file);
}

void fput(struct file *file)
{
	shim_free(file);
}
