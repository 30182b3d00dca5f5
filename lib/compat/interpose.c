// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The libc functions that this library stands before, and nothing else.  Each
 * one first finds out, as cheaply as it can, that it is not meant, and then
 * calls the next library's function of its name.
 *
 * Before the constructor has run, and for functions that libc lacks, raw
 * system calls stand in.  Nothing here allocates or locks.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "call.h"
#include "compat.h"

#define EXPORT __attribute__((visibility("default")))

/* So that one function serves both names. */
_Static_assert(sizeof(struct stat) == sizeof(struct stat64),
	       "stat and stat64 are the same on LP64 only");

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
	int (*faccessat)(int dir, const char *path, int mode, int flags);
	ssize_t (*write)(int fd, const void *buf, size_t count);
} next;

static const struct {
	const char *name;
	void *slot;
} symbols[] = {
	{ "open64", &next.open },
	{ "openat64", &next.openat },
	{ "__open64_2", &next.open_2 },
	{ "__openat64_2", &next.openat_2 },
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
	{ "faccessat", &next.faccessat },
	{ "write", &next.write },
};

__attribute__((constructor)) static void find_next(void)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *symbol = dlsym(RTLD_NEXT, symbols[i].name);

		memcpy(symbols[i].slot, &symbol, sizeof(symbol));
	}
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

/* open() and its relatives differ in how the next one is called. */
static int open_node(const struct node *node, int flags)
{
	int fd;

	pthread_testcancel();
	fd = view_open(node, flags);
	return fd < 0 ? fail(-fd) : fd;
}

static bool is_node(const char *path, struct node *node)
{
	return node_match(path, node) > NODE_DIR;
}

static mode_t open_mode(int flags, va_list args)
{
	if (!(flags & O_CREAT) && (flags & O_TMPFILE) != O_TMPFILE)
		return 0;
	return va_arg(args, mode_t);
}

EXPORT int open(const char *path, int flags, ...)
{
	struct node node;
	va_list args;
	mode_t mode;

	if (is_node(path, &node))
		return open_node(&node, flags);
	va_start(args, flags);
	mode = open_mode(flags, args);
	va_end(args);
	if (next.open)
		return next.open(path, flags, mode);
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

EXPORT int openat(int dir, const char *path, int flags, ...)
{
	struct node node;
	va_list args;
	mode_t mode;

	if (is_node(path, &node))
		return open_node(&node, flags);
	va_start(args, flags);
	mode = open_mode(flags, args);
	va_end(args);
	if (next.openat)
		return next.openat(dir, path, flags, mode);
	return (int)syscall(SYS_openat, dir, path, flags, mode);
}

/* What _FORTIFY_SOURCE makes of calls without a mode. */
EXPORT int __open_2(const char *path, int flags)
{
	struct node node;

	if (is_node(path, &node))
		return open_node(&node, flags);
	if (next.open_2)
		return next.open_2(path, flags);
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0);
}

EXPORT int __openat_2(int dir, const char *path, int flags)
{
	struct node node;

	if (is_node(path, &node))
		return open_node(&node, flags);
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

static void fake_stat(struct stat *st, mode_t mode, dev_t rdev)
{
	memset(st, 0, sizeof(*st));
	st->st_ino = 1 + minor(rdev);
	st->st_mode = mode;
	st->st_nlink = 1;
	st->st_rdev = rdev;
	st->st_blksize = 4096;
}

static void fake_statx(struct statx *stx, uint16_t mode, dev_t rdev)
{
	memset(stx, 0, sizeof(*stx));
	stx->stx_mask = STATX_BASIC_STATS;
	stx->stx_blksize = 4096;
	stx->stx_nlink = 1;
	stx->stx_mode = mode;
	stx->stx_ino = 1 + minor(rdev);
	stx->stx_rdev_major = major(rdev);
	stx->stx_rdev_minor = minor(rdev);
}

static int stat_node(const struct node *node, struct stat *st)
{
	struct node_info info;
	const int ret = view_access(node, &info);

	if (ret)
		return fail(-ret);
	fake_stat(st, S_IFCHR | 0666, info.rdev);
	return 0;
}

/* The folder: the real one if there is one. */
static int stat_dir(const struct node *node, int ret, struct stat *st)
{
	if (!ret || errno != ENOENT || node->kind != NODE_DIR)
		return ret;
	fake_stat(st, S_IFDIR | 0755, 0);
	return 0;
}

/* Views are files without a type; the legacy ones were character devices. */
static bool view_rdev(int fd, mode_t mode, dev_t *rdev)
{
	struct view view;

	if (mode & S_IFMT || view_get(fd, &view))
		return false;
	*rdev = view.rdev;
	return true;
}

static int stat_fd(int fd, int ret, struct stat *st)
{
	dev_t rdev;

	if (!ret && view_rdev(fd, st->st_mode, &rdev)) {
		st->st_mode = S_IFCHR | 0666;
		st->st_rdev = rdev;
	}
	return ret;
}

static int raw_stat(int dir, const char *path, struct stat *st, int flags)
{
	return (int)syscall(SYS_newfstatat, dir, path, st, flags);
}

EXPORT int stat(const char *path, struct stat *st)
{
	struct node node;

	if (is_node(path, &node))
		return stat_node(&node, st);
	return stat_dir(&node, next.stat ? next.stat(path, st) :
			raw_stat(AT_FDCWD, path, st, 0), st);
}

EXPORT int lstat(const char *path, struct stat *st)
{
	struct node node;

	if (is_node(path, &node))
		return stat_node(&node, st);
	return stat_dir(&node, next.lstat ? next.lstat(path, st) :
			raw_stat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW), st);
}

EXPORT int fstat(int fd, struct stat *st)
{
	return stat_fd(fd, next.fstat ? next.fstat(fd, st) :
		       raw_stat(fd, "", st, AT_EMPTY_PATH), st);
}

static bool is_empty(const char *path, int flags)
{
	return flags & AT_EMPTY_PATH && (!path || !*path);
}

EXPORT int fstatat(int dir, const char *path, struct stat *st, int flags)
{
	struct node node;
	int ret;

	if (is_node(path, &node))
		return stat_node(&node, st);
	ret = next.fstatat ? next.fstatat(dir, path, st, flags) :
			     raw_stat(dir, path, st, flags);
	if (is_empty(path, flags))
		return stat_fd(dir, ret, st);
	return stat_dir(&node, ret, st);
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
	struct node node;

	if (is_node(path, &node))
		return stat_node(&node, st);
	return stat_dir(&node, next.xstat ? next.xstat(version, path, st) :
			raw_stat(AT_FDCWD, path, st, 0), st);
}

EXPORT int __lxstat(int version, const char *path, struct stat *st)
{
	struct node node;

	if (is_node(path, &node))
		return stat_node(&node, st);
	return stat_dir(&node, next.lxstat ? next.lxstat(version, path, st) :
			raw_stat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW), st);
}

EXPORT int __fxstat(int version, int fd, struct stat *st)
{
	return stat_fd(fd, next.fxstat ? next.fxstat(version, fd, st) :
		       raw_stat(fd, "", st, AT_EMPTY_PATH), st);
}

EXPORT int __fxstatat(int version, int dir, const char *path, struct stat *st,
		      int flags)
{
	struct node node;
	int ret;

	if (is_node(path, &node))
		return stat_node(&node, st);
	ret = next.fxstatat ? next.fxstatat(version, dir, path, st, flags) :
			      raw_stat(dir, path, st, flags);
	if (is_empty(path, flags))
		return stat_fd(dir, ret, st);
	return stat_dir(&node, ret, st);
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

EXPORT int statx(int dir, const char *path, int flags, unsigned int mask,
		 struct statx *stx)
{
	struct node_info info;
	struct node node;
	dev_t rdev;
	int ret;

	if (is_node(path, &node)) {
		ret = view_access(&node, &info);
		if (ret)
			return fail(-ret);
		fake_statx(stx, S_IFCHR | 0666, info.rdev);
		return 0;
	}
	ret = next.statx ? next.statx(dir, path, flags, mask, stx) :
			   (int)syscall(SYS_statx, dir, path, flags, mask, stx);
	if (ret && errno == ENOENT && node.kind == NODE_DIR) {
		fake_statx(stx, S_IFDIR | 0755, 0);
		return 0;
	}
	if (!ret && is_empty(path, flags) && mask & STATX_TYPE &&
	    view_rdev(dir, stx->stx_mode, &rdev)) {
		stx->stx_mode = S_IFCHR | 0666;
		stx->stx_rdev_major = major(rdev);
		stx->stx_rdev_minor = minor(rdev);
	}
	return ret;
}

/* ---- access -------------------------------------------------------- */

static int access_node(const struct node *node, int mode)
{
	struct node_info info;
	const int ret = view_access(node, &info);

	if (ret)
		return fail(-ret);
	return mode & X_OK ? fail(EACCES) : 0;
}

static int access_dir(const struct node *node, int ret, int mode)
{
	if (!ret || errno != ENOENT || node->kind != NODE_DIR)
		return ret;
	return mode & W_OK ? fail(EACCES) : 0;
}

EXPORT int access(const char *path, int mode)
{
	struct node node;

	if (is_node(path, &node))
		return access_node(&node, mode);
	return access_dir(&node, next.access ? next.access(path, mode) :
			  (int)syscall(SYS_faccessat, AT_FDCWD, path, mode),
			  mode);
}

EXPORT int faccessat(int dir, const char *path, int mode, int flags)
{
	struct node node;

	if (is_node(path, &node))
		return access_node(&node, mode);
	return access_dir(&node, next.faccessat ?
			  next.faccessat(dir, path, mode, flags) :
			  (int)syscall(SYS_faccessat2, dir, path, mode, flags),
			  mode);
}

/* ---- write --------------------------------------------------------- */

static ssize_t next_write(int fd, const void *buf, size_t count)
{
	if (next.write)
		return next.write(fd, buf, count);
	return syscall(SYS_write, fd, buf, count);
}

static ssize_t view_write(const struct view *view, const void *buf,
			  size_t count)
{
	const ssize_t ret = view->kind == VIEW_CM ?
			    cm_write(view, buf, count) :
			    verbs_write(view, buf, count);

	return ret < 0 ? fail((int)-ret) : ret;
}

/*
 * On what was a view when it was last looked at.  What is called per message
 * goes to the kernel without asking: for any other file it is an ioctl that
 * nobody knows.
 */
static bool hinted_write(int fd, const void *buf, size_t count,
			 ssize_t *result)
{
	struct ruapi_fast fast;
	struct view view;

	pthread_testcancel();
	if (verbs_is_fast(buf, count, &fast) && !call_fast(fd, &fast)) {
		*result = (ssize_t)count;
		return true;
	}
	if (view_get(fd, &view)) {
		view_hint_clear(fd);
		return false;
	}
	*result = view_write(&view, buf, count);
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
	view_hint_set(fd);
	return view_write(&view, buf, count);
}
