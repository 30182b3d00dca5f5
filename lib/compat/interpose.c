// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The libc functions that this library stands before, and nothing else.  Each
 * one first finds out, as cheaply as it can, that it is not meant, and then
 * calls the next library's function of its name.
 *
 * Before the constructor has run, and for functions that libc lacks, raw
 * system calls stand in.  Nothing here allocates or locks.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <rdma/rdma_user_ioctl_cmds.h>

#include "call.h"
#include "compat.h"
#include "memory.h"
#include "next.h"
#include "sys.h"
#include "version.h"

/* So that one function serves both names. */
_Static_assert(sizeof(struct stat) == sizeof(struct stat64),
	       "stat and stat64 are the same on LP64 only");

/* Older libraries have it in libpthread, which need not be there. */
OLD_SYMBOL(pthread_testcancel);
#pragma weak pthread_testcancel

static void test_cancel(void)
{
	if (pthread_testcancel)
		pthread_testcancel();
}

/* ---- the next library's functions ---------------------------------- */

static struct {
	int (*open)(const char *path, int flags, ...);
	int (*openat)(int dir, const char *path, int flags, ...);
	int (*open_2)(const char *path, int flags);
	int (*openat_2)(int dir, const char *path, int flags);
	int (*stat)(const char *path, struct stat *st);
	int (*lstat)(const char *path, struct stat *st);
	int (*fstat)(int fd, struct stat *st);
	int (*fstatat)(int dir, const char *path, struct stat *st, int flags);
	int (*xstat)(int version, const char *path, struct stat *st);
	int (*lxstat)(int version, const char *path, struct stat *st);
	int (*fxstat)(int version, int fd, struct stat *st);
	int (*fxstatat)(int version, int dir, const char *path,
			struct stat *st, int flags);
	int (*statx)(int dir, const char *path, int flags, unsigned int mask,
		     struct statx *stx);
	int (*access)(const char *path, int mode);
	int (*eaccess)(const char *path, int mode);
	int (*faccessat)(int dir, const char *path, int mode, int flags);
	ssize_t (*write)(int fd, const void *buf, size_t count);
	int (*ioctl)(int fd, unsigned long request, ...);
} next;

static const struct next_symbol symbols[] = {
	{ "open", &next.open },
	{ "openat", &next.openat },
	{ "__open_2", &next.open_2 },
	{ "__openat_2", &next.openat_2 },
	{ "stat", &next.stat },
	{ "lstat", &next.lstat },
	{ "fstat", &next.fstat },
	{ "fstatat", &next.fstatat },
	{ "__xstat", &next.xstat },
	{ "__lxstat", &next.lxstat },
	{ "__fxstat", &next.fxstat },
	{ "__fxstatat", &next.fxstatat },
	{ "statx", &next.statx },
	{ "access", &next.access },
	{ "eaccess", &next.eaccess },
	{ "faccessat", &next.faccessat },
	{ "write", &next.write },
	{ "ioctl", &next.ioctl },
};

__attribute__((constructor)) static void find_next(void)
{
	next_find(symbols, sizeof(symbols) / sizeof(symbols[0]));
}

static int fail(int error)
{
	errno = error;
	return -1;
}

/* What no header declares, or only for its own use. */
int __open_2(const char *path, int flags);
int __openat_2(int dir, const char *path, int flags);
int __xstat(int version, const char *path, struct stat *st);
int __lxstat(int version, const char *path, struct stat *st);
int __fxstat(int version, int fd, struct stat *st);
int __fxstatat(int version, int dir, const char *path, struct stat *st,
	       int flags);

/* ---- open ---------------------------------------------------------- */

static int next_openat(int dir, const char *path, int flags, mode_t mode)
{
	if (next.openat)
		return next.openat(dir, path, flags, mode);
	return (int)syscall(SYS_openat, dir, path, flags, mode);
}

/*
 * A path that is long enough to be ours.  Apart, because of what it takes of
 * the stack.
 */
__attribute__((noinline)) static int
open_place(int dir, const char *path, int flags, mode_t mode)
{
	struct place place;
	int fd;

	switch (path_find(dir, path, &place)) {
	case NODE_UVERBS:
	case NODE_CM:
		test_cancel();
		fd = view_open(&place.node, flags);
		return fd < 0 ? fail(-fd) : fd;
	case NODE_DIR:
		return next_openat(dir, path_seen(dir, &place), flags, mode);
	default:
		return next_openat(dir, place.path, flags, mode);
	}
}

static mode_t open_mode(int flags, va_list args)
{
	if (!(flags & O_CREAT) && (flags & O_TMPFILE) != O_TMPFILE)
		return 0;
	return va_arg(args, mode_t);
}

EXPORT int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = open_mode(flags, args);
	va_end(args);
	if (path_may_be(path))
		return open_place(AT_FDCWD, path, flags, mode);
	if (next.open)
		return next.open(path, flags, mode);
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

EXPORT int openat(int dir, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = open_mode(flags, args);
	va_end(args);
	if (path_may_be(path))
		return open_place(dir, path, flags, mode);
	return next_openat(dir, path, flags, mode);
}

/* What _FORTIFY_SOURCE makes of calls without a mode. */
EXPORT int __open_2(const char *path, int flags)
{
	if (path_may_be(path))
		return open_place(AT_FDCWD, path, flags, 0);
	if (next.open_2)
		return next.open_2(path, flags);
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0);
}

EXPORT int __openat_2(int dir, const char *path, int flags)
{
	if (path_may_be(path))
		return open_place(dir, path, flags, 0);
	if (next.openat_2)
		return next.openat_2(dir, path, flags);
	return (int)syscall(SYS_openat, dir, path, flags, 0);
}

EXPORT int open64(const char *path, int flags, ...)
	__attribute__((alias("open")));
EXPORT int openat64(int dir, const char *path, int flags, ...)
	__attribute__((alias("openat")));
EXPORT int __open64_2(const char *path, int flags)
	__attribute__((alias("__open_2")));
EXPORT int __openat64_2(int dir, const char *path, int flags)
	__attribute__((alias("__openat_2")));

/* ---- stat ---------------------------------------------------------- */

static int raw_stat(int dir, const char *path, struct stat *st, int flags)
{
	return (int)syscall(SYS_newfstatat, dir, path, st, flags);
}

static int next_stat(int dir, const char *path, struct stat *st, int flags)
{
	if (next.fstatat)
		return next.fstatat(dir, path, st, flags);
	return raw_stat(dir, path, st, flags);
}

static int stat_node(const struct node *node, struct stat *st)
{
	const int ret = view_node_stat(node, st);

	return ret ? fail(-ret) : 0;
}

__attribute__((noinline)) static int
stat_place(int dir, const char *path, struct stat *st, int flags)
{
	struct place place;

	if (path_find(dir, path, &place) <= NODE_DIR)
		return next_stat(dir, path_seen(dir, &place), st, flags);
	return stat_node(&place.node, st);
}

/* The legacy files were character devices. */
static bool stat_view(int fd, struct stat *st)
{
	struct view view;

	if (view_get(fd, &view))
		return false;
	view_remember(&view);
	view_stat(&view, st);
	return true;
}

/* Views are files without a type. */
static int stat_fd(int fd, int ret, struct stat *st)
{
	if (!ret && !(st->st_mode & S_IFMT))
		stat_view(fd, st);
	return ret;
}

EXPORT int stat(const char *path, struct stat *st)
{
	if (path_may_be(path))
		return stat_place(AT_FDCWD, path, st, 0);
	return next.stat ? next.stat(path, st) :
			   raw_stat(AT_FDCWD, path, st, 0);
}

EXPORT int lstat(const char *path, struct stat *st)
{
	if (path_may_be(path))
		return stat_place(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
	return next.lstat ? next.lstat(path, st) :
			    raw_stat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

EXPORT int fstat(int fd, struct stat *st)
{
	if (view_hint(fd)) {
		if (stat_view(fd, st))
			return 0;
		view_hint_clear(fd);
	}
	return stat_fd(fd, next.fstat ? next.fstat(fd, st) :
		       raw_stat(fd, "", st, AT_EMPTY_PATH), st);
}

static bool is_empty(const char *path, int flags)
{
	return flags & AT_EMPTY_PATH && (!path || !*path);
}

EXPORT int fstatat(int dir, const char *path, struct stat *st, int flags)
{
	int ret;

	if (path_may_be(path))
		return stat_place(dir, path, st, flags);
	ret = next_stat(dir, path, st, flags);
	return is_empty(path, flags) ? stat_fd(dir, ret, st) : ret;
}

EXPORT int stat64(const char *path, struct stat64 *st)
	__attribute__((alias("stat")));
EXPORT int lstat64(const char *path, struct stat64 *st)
	__attribute__((alias("lstat")));
EXPORT int fstat64(int fd, struct stat64 *st)
	__attribute__((alias("fstat")));
EXPORT int fstatat64(int dir, const char *path, struct stat64 *st, int flags)
	__attribute__((alias("fstatat")));

/* What programs built for glibc before 2.33 call. */
EXPORT int __xstat(int version, const char *path, struct stat *st)
{
	if (path_may_be(path))
		return stat_place(AT_FDCWD, path, st, 0);
	return next.xstat ? next.xstat(version, path, st) :
			    raw_stat(AT_FDCWD, path, st, 0);
}

EXPORT int __lxstat(int version, const char *path, struct stat *st)
{
	if (path_may_be(path))
		return stat_place(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
	return next.lxstat ? next.lxstat(version, path, st) :
			     raw_stat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

EXPORT int __fxstat(int version, int fd, struct stat *st)
{
	return stat_fd(fd, next.fxstat ? next.fxstat(version, fd, st) :
		       raw_stat(fd, "", st, AT_EMPTY_PATH), st);
}

EXPORT int __fxstatat(int version, int dir, const char *path, struct stat *st,
		      int flags)
{
	int ret;

	if (path_may_be(path))
		return stat_place(dir, path, st, flags);
	ret = next.fxstatat ? next.fxstatat(version, dir, path, st, flags) :
			      raw_stat(dir, path, st, flags);
	return is_empty(path, flags) ? stat_fd(dir, ret, st) : ret;
}

EXPORT int __xstat64(int version, const char *path, struct stat64 *st)
	__attribute__((alias("__xstat")));
EXPORT int __lxstat64(int version, const char *path, struct stat64 *st)
	__attribute__((alias("__lxstat")));
EXPORT int __fxstat64(int version, int fd, struct stat64 *st)
	__attribute__((alias("__fxstat")));
EXPORT int __fxstatat64(int version, int dir, const char *path,
			struct stat64 *st, int flags)
	__attribute__((alias("__fxstatat")));

static int next_statx(int dir, const char *path, int flags, unsigned int mask,
		      struct statx *stx)
{
	if (next.statx)
		return next.statx(dir, path, flags, mask, stx);
	return (int)syscall(SYS_statx, dir, path, flags, mask, stx);
}

static struct statx_timestamp statx_time(struct timespec time)
{
	return (struct statx_timestamp) {
		.tv_sec = time.tv_sec,
		.tv_nsec = (uint32_t)time.tv_nsec,
	};
}

static void node_statx(struct statx *stx, const struct stat *st)
{
	*stx = (struct statx) {
		.stx_mask = STATX_BASIC_STATS,
		.stx_blksize = (uint32_t)st->st_blksize,
		.stx_nlink = (uint32_t)st->st_nlink,
		.stx_uid = st->st_uid,
		.stx_gid = st->st_gid,
		.stx_mode = (uint16_t)st->st_mode,
		.stx_ino = st->st_ino,
		.stx_atime = statx_time(st->st_atim),
		.stx_ctime = statx_time(st->st_ctim),
		.stx_mtime = statx_time(st->st_mtim),
		.stx_rdev_major = major(st->st_rdev),
		.stx_rdev_minor = minor(st->st_rdev),
		.stx_dev_major = major(st->st_dev),
		.stx_dev_minor = minor(st->st_dev),
	};
}

__attribute__((noinline)) static int
statx_place(int dir, const char *path, int flags, unsigned int mask,
	    struct statx *stx)
{
	struct place place;
	struct stat st;

	if (path_find(dir, path, &place) <= NODE_DIR)
		return next_statx(dir, path_seen(dir, &place), flags, mask,
				  stx);
	if (stat_node(&place.node, &st))
		return -1;
	node_statx(stx, &st);
	return 0;
}

EXPORT int statx(int dir, const char *path, int flags, unsigned int mask,
		 struct statx *stx)
{
	struct stat st;
	int ret;

	if (path_may_be(path))
		return statx_place(dir, path, flags, mask, stx);
	ret = next_statx(dir, path, flags, mask, stx);
	if (ret || !is_empty(path, flags) || !(mask & STATX_TYPE))
		return ret;
	if (!(stx->stx_mode & S_IFMT) && stat_view(dir, &st))
		node_statx(stx, &st);
	return 0;
}

/* ---- access -------------------------------------------------------- */

static int next_faccessat(int dir, const char *path, int mode, int flags)
{
	if (next.faccessat)
		return next.faccessat(dir, path, mode, flags);
	return (int)syscall(SYS_faccessat2, dir, path, mode, flags);
}

/* Who may do what with the device may do it with the nodes. */
__attribute__((noinline)) static int
access_place(int dir, const char *path, int mode, int flags)
{
	struct place place;
	const char *seen;
	int ret;

	path_find(dir, path, &place);
	seen = path_seen(dir, &place);
	if (strcmp(seen, RUAPI_DEVICE_PATH))
		return next_faccessat(dir, seen, mode, flags);
	ret = sys_access(seen, mode, flags & AT_EACCESS);
	return ret ? fail(-ret) : 0;
}

EXPORT int access(const char *path, int mode)
{
	if (path_may_be(path))
		return access_place(AT_FDCWD, path, mode, 0);
	return next.access ? next.access(path, mode) :
	       (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

EXPORT int faccessat(int dir, const char *path, int mode, int flags)
{
	if (path_may_be(path))
		return access_place(dir, path, mode, flags);
	return next_faccessat(dir, path, mode, flags);
}

EXPORT int eaccess(const char *path, int mode)
{
	if (path_may_be(path) || !next.eaccess)
		return access_place(AT_FDCWD, path, mode, AT_EACCESS);
	return next.eaccess(path, mode);
}

EXPORT int euidaccess(const char *path, int mode)
	__attribute__((alias("eaccess")));

/* ---- write --------------------------------------------------------- */

static ssize_t next_write(int fd, const void *buf, size_t count)
{
	if (next.write)
		return next.write(fd, buf, count);
	return syscall(SYS_write, fd, buf, count);
}

/*
 * rdma_ucm takes commands of its opener only.  So does ib_uverbs, of those that
 * are written: libibverbs makes ioctls there of all but posts and polls, and they
 * are not refused.
 */
static bool is_owners(const struct view *view, const void *buf, size_t count)
{
	return view->kind == VIEW_CM || verbs_is_message(buf, count);
}

static ssize_t command(const struct view *view, const void *buf, size_t count)
{
	return view->kind == VIEW_CM ? cm_write(view, buf, count) :
				       verbs_write(view, buf, count);
}

/*
 * Of what is neither on the stack nor on the heap, where commands are, the kernel is
 * asked: the ends tell whether there is any.
 */
__attribute__((noinline)) static bool is_there(const uint8_t *buf, size_t count)
{
	uint8_t byte;

	return !count || (!sys_copy_in(&byte, buf, 1) &&
			  !sys_copy_in(&byte, buf + count - 1, 1));
}

static inline bool is_readable(const void *buf, size_t count)
{
	return memory_is_there(buf, count) || is_there(buf, count);
}

static ssize_t view_write(const struct view *view, const void *buf,
			  size_t count)
{
	ssize_t ret = 0;

	if (!is_readable(buf, count))
		return fail(EFAULT);
	if (is_owners(view, buf, count))
		ret = view_check_owner(view);
	if (!ret)
		ret = command(view, buf, count);
	return ret < 0 ? fail((int)-ret) : ret;
}

/* What it was is let the kernel judge with the call itself, which is the owner's. */
static bool guessed_write(int fd, const void *buf, size_t count,
			  ssize_t *result)
{
	struct view view;
	bool unsure;

	if (!view_guess(fd, &view, &unsure))
		return false;
	*result = command(&view, buf, count);
	if (unsure) {
		view_forget(fd);
		return false;
	}
	if (*result < 0)
		*result = fail((int)-*result);
	return true;
}

/* The kernel knows which one it is, and whether there is one. */
#define ANY_CONTEXT 1

/*
 * On what was a view when it was last looked at.  What is called per message
 * goes to the kernel without asking: for any other file it is an ioctl that
 * nobody knows.  What is not there is looked at only when the real write has said
 * that it is a view's.
 */
static bool hinted_write(int fd, const void *buf, size_t count,
			 ssize_t *result)
{
	struct ruapi_fast fast;
	bool failed = false;
	struct view view;

	if (!is_readable(buf, count))
		return false;
	test_cancel();
	if (verbs_is_fast(buf, count, &fast) && !call_fast(fd, &fast)) {
		*result = (ssize_t)count;
		return true;
	}
	if (verbs_is_message(buf, count)) {
		*result = verbs_write(&(struct view) {
			.fd = fd,
			.kind = VIEW_UVERBS,
			.context = ANY_CONTEXT,
		}, buf, count);
		if (*result >= 0)
			return true;
		failed = true;
	}
	if (!failed && guessed_write(fd, buf, count, result))
		return true;
	if (view_get(fd, &view)) {
		view_hint_clear(fd);
		return false;
	}
	view_remember(&view);
	*result = failed ? fail((int)-*result) : view_write(&view, buf, count);
	return true;
}

/*
 * The real write comes first, once and unchanged: a view refuses it with
 * EINVAL before it looks at the buffer.  Only then is the kernel asked what the
 * file is, and only in a view does the buffer mean anything here.
 */
EXPORT ssize_t write(int fd, const void *buf, size_t count)
{
	struct view view;
	ssize_t ret;

	if (view_hint(fd) && hinted_write(fd, buf, count, &ret))
		return ret;

	ret = next_write(fd, buf, count);
	if (ret >= 0 || errno != EINVAL)
		return ret;
	if (view_get(fd, &view))
		return ret;
	/* Not of what must be looked at each time. */
	if (!view_check_owner(&view))
		view_hint_set(fd);
	return view_write(&view, buf, count);
}

/* ---- ioctl --------------------------------------------------------- */

static int next_ioctl(int fd, unsigned long request, void *arg)
{
	if (next.ioctl)
		return next.ioctl(fd, request, arg);
	return (int)syscall(SYS_ioctl, fd, request, arg);
}

/*
 * The kernel's answer comes first if it might not be a view: that says ENOTTY.  What
 * is called per message goes to it without asking, as in write().
 */
static int ioctl_verbs(int fd, unsigned long request, void *arg)
{
	const bool hint = view_hint(fd);
	struct ruapi_fast fast;
	struct view view;
	bool unsure;
	int ret;

	if (hint && verbs_ioctl_is_fast(arg, &fast) && !call_fast(fd, &fast))
		return 0;
	if (hint && view_guess(fd, &view, &unsure) &&
	    view.kind == VIEW_UVERBS) {
		ret = verbs_ioctl(&view, arg);
		if (!unsure)
			return ret < 0 ? fail(-ret) : ret;
		view_forget(fd);
	}
	if (!hint) {
		ret = next_ioctl(fd, request, arg);
		if (ret >= 0 || errno != ENOTTY)
			return ret;
	}
	ret = view_get(fd, &view);
	if (ret || view.kind != VIEW_UVERBS) {
		view_hint_clear(fd);
		return hint ? next_ioctl(fd, request, arg) : fail(ENOTTY);
	}
	if (!hint && !view_check_owner(&view))
		view_hint_set(fd);
	view_remember(&view);
	ret = verbs_ioctl(&view, arg);
	return ret < 0 ? fail(-ret) : ret;
}

/*
 * Where variable arguments come is where others do: to look for one in a list of them
 * takes longer than all else that an ioctl of somebody else's takes here.
 */
EXPORT int ioctl_of_libc(int fd, unsigned long request, void *arg) __asm__("ioctl");

EXPORT int ioctl_of_libc(int fd, unsigned long request, void *arg)
{
	/* The kernel takes 32 bits, which an int of the program may have extended. */
	if ((uint32_t)request == RDMA_VERBS_IOCTL)
		return ioctl_verbs(fd, request, arg);
	return next_ioctl(fd, request, arg);
}
