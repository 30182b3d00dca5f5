// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Functions of libc that take a path, look at it and change nothing, for paths
 * into /dev/infiniband: they are told the stand-in, or the device (path.c), and
 * what they tell is turned back.  open, stat and access are in interpose.c,
 * streams of folders in interpose_dir.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "compat.h"
#include "next.h"

static const char folder[] = "/dev/infiniband";

struct file_handle;

static struct {
	int (*chdir)(const char *path);
	FILE *(*fopen)(const char *path, const char *mode);
	FILE *(*freopen)(const char *path, const char *mode, FILE *file);
	char *(*getcwd)(char *buf, size_t size);
	ssize_t (*getxattr)(const char *path, const char *name, void *value,
			    size_t size);
	int (*inotify_add_watch)(int fd, const char *path, uint32_t mask);
	ssize_t (*lgetxattr)(const char *path, const char *name, void *value,
			     size_t size);
	ssize_t (*listxattr)(const char *path, char *list, size_t size);
	ssize_t (*llistxattr)(const char *path, char *list, size_t size);
	int (*name_to_handle_at)(int dir, const char *path,
				 struct file_handle *handle, int *mount,
				 int flags);
	long (*pathconf)(const char *path, int name);
	ssize_t (*readlink)(const char *path, char *buf, size_t size);
	ssize_t (*readlinkat)(int dir, const char *path, char *buf,
			      size_t size);
	char *(*realpath)(const char *path, char *resolved);
	int (*statfs)(const char *path, struct statfs *buf);
	int (*statvfs)(const char *path, struct statvfs *buf);
} next;

static const struct next_symbol symbols[] = {
	{ "chdir", &next.chdir },
	{ "fopen", &next.fopen },
	{ "freopen", &next.freopen },
	{ "getcwd", &next.getcwd },
	{ "getxattr", &next.getxattr },
	{ "inotify_add_watch", &next.inotify_add_watch },
	{ "lgetxattr", &next.lgetxattr },
	{ "listxattr", &next.listxattr },
	{ "llistxattr", &next.llistxattr },
	{ "name_to_handle_at", &next.name_to_handle_at },
	{ "pathconf", &next.pathconf },
	{ "readlink", &next.readlink },
	{ "readlinkat", &next.readlinkat },
	{ "realpath", &next.realpath },
	{ "statfs", &next.statfs },
	{ "statvfs", &next.statvfs },
};

__attribute__((constructor)) static void find_next(void)
{
	next_find(symbols, sizeof(symbols) / sizeof(symbols[0]));
}

/* Constructors of other libraries may be first. */
#define NEXT(name) (next.name ? next.name : (find_next(), next.name))

/* What no header declares, or only for its own use. */
char *__realpath_chk(const char *path, char *resolved, size_t size);
char *__getcwd_chk(char *buf, size_t size, size_t room);
ssize_t __readlink_chk(const char *path, char *buf, size_t size, size_t room);
ssize_t __readlinkat_chk(int dir, const char *path, char *buf, size_t size,
			 size_t room);
int name_to_handle_at(int dir, const char *path, struct file_handle *handle,
		      int *mount, int flags);

/*
 * Each function has what a place takes of the stack in one of its own, which only a
 * path that may be ours comes to: handlers of signals and fibres have little.
 */
#define APART __attribute__((noinline))

/* The path for the kernel; for what is ours @place has room. */
static const char *seen(int dir, const char *path, struct place *place)
{
	path_find(dir, path, place);
	return path_seen(dir, place);
}

/* ---- where one is --------------------------------------------------- */

static int next_chdir(const char *path)
{
	return next.chdir ? next.chdir(path) : (int)syscall(SYS_chdir, path);
}

APART static int chdir_place(const char *path)
{
	struct place place;

	return next_chdir(seen(AT_FDCWD, path, &place));
}

EXPORT int chdir(const char *path)
{
	return path_may_be(path) ? chdir_place(path) : next_chdir(path);
}

/* The name of the stand-in is that of the folder. */
static char *turn_back(char *path, size_t size)
{
	if (!path || !folder_is_stand_in(path))
		return path;
	if (sizeof(folder) > size) {
		errno = ERANGE;
		return NULL;
	}
	return memcpy(path, folder, sizeof(folder));
}

/* Is the current folder the stand-in? */
APART static bool is_in_stand_in(void)
{
	char room[PATH_MAX];

	return NEXT(getcwd)(room, sizeof(room)) && folder_is_stand_in(room);
}

/* Stand-ins have longer names than the folder. */
EXPORT char *getcwd(char *buf, size_t size)
{
	const int saved = errno;
	char *path;

	path = NEXT(getcwd)(buf, size);
	if (path || errno != ERANGE)
		return turn_back(path, sizeof(folder));
	if (!buf || !is_in_stand_in() || sizeof(folder) > size) {
		errno = ERANGE;
		return NULL;
	}
	errno = saved;
	return memcpy(buf, folder, sizeof(folder));
}

EXPORT char *__getcwd_chk(char *buf, size_t size, size_t room)
{
	return getcwd(buf, size < room ? size : room);
}

EXPORT char *get_current_dir_name(void)
{
	const char *pwd = getenv("PWD");
	struct stat here, there;

	if (pwd && *pwd == '/' && !stat(".", &here) && !stat(pwd, &there) &&
	    here.st_dev == there.st_dev && here.st_ino == there.st_ino)
		return strdup(pwd);
	return getcwd(NULL, 0);
}

/* ---- what a path is ------------------------------------------------- */

static char *resolved_node(const struct node *node, char *resolved)
{
	struct node_info info;
	const int ret = node_info(node, &info);
	char *end;

	if (ret) {
		errno = -ret;
		return NULL;
	}
	if (!resolved)
		resolved = malloc(sizeof(folder) + 1 + sizeof(node->name));
	if (!resolved)
		return NULL;
	end = mempcpy(resolved, folder, sizeof(folder) - 1);
	*end++ = '/';
	strcpy(end, node->name);
	return resolved;
}

static char *next_realpath(const char *path, char *resolved)
{
	return turn_back(NEXT(realpath)(path, resolved), sizeof(folder));
}

APART static char *realpath_place(const char *path, char *resolved)
{
	struct place place;

	if (path_find(AT_FDCWD, path, &place) > NODE_DIR)
		return resolved_node(&place.node, resolved);
	return next_realpath(path_seen(AT_FDCWD, &place), resolved);
}

EXPORT char *realpath(const char *path, char *resolved)
{
	return path_may_be(path) ? realpath_place(path, resolved) :
				   next_realpath(path, resolved);
}

EXPORT char *canonicalize_file_name(const char *path)
{
	return realpath(path, NULL);
}

EXPORT char *__realpath_chk(const char *path, char *resolved, size_t size)
{
	char *real;

	if (size >= PATH_MAX)
		return realpath(path, resolved);
	real = realpath(path, NULL);
	if (!real)
		return NULL;
	if (strlen(real) < size) {
		strcpy(resolved, real);
	} else {
		errno = ENAMETOOLONG;
		resolved = NULL;
	}
	free(real);
	return resolved;
}

/* A link to the stand-in, e.g. of /proc/self/fd. */
static ssize_t turn_link_back(char *buf, ssize_t len, size_t size)
{
	char path[64];

	if (len <= 0 || (size_t)len >= sizeof(path))
		return len;
	memcpy(path, buf, (size_t)len);
	path[len] = '\0';
	if (!folder_is_stand_in(path))
		return len;
	if (size > sizeof(folder) - 1)
		size = sizeof(folder) - 1;
	memcpy(buf, folder, size);
	return (ssize_t)size;
}

static ssize_t next_readlinkat(int dir, const char *path, char *buf,
			       size_t size)
{
	const ssize_t len = next.readlinkat ?
			    next.readlinkat(dir, path, buf, size) :
			    syscall(SYS_readlinkat, dir, path, buf, size);

	return turn_link_back(buf, len, size);
}

APART static ssize_t readlinkat_place(int dir, const char *path, char *buf,
				      size_t size)
{
	struct place place;

	return next_readlinkat(dir, seen(dir, path, &place), buf, size);
}

EXPORT ssize_t readlinkat(int dir, const char *path, char *buf, size_t size)
{
	return path_may_be(path) ? readlinkat_place(dir, path, buf, size) :
				   next_readlinkat(dir, path, buf, size);
}

static ssize_t next_readlink(const char *path, char *buf, size_t size)
{
	const ssize_t len = next.readlink ? next.readlink(path, buf, size) :
			    syscall(SYS_readlinkat, AT_FDCWD, path, buf, size);

	return turn_link_back(buf, len, size);
}

APART static ssize_t readlink_place(const char *path, char *buf, size_t size)
{
	struct place place;

	return next_readlink(seen(AT_FDCWD, path, &place), buf, size);
}

EXPORT ssize_t readlink(const char *path, char *buf, size_t size)
{
	return path_may_be(path) ? readlink_place(path, buf, size) :
				   next_readlink(path, buf, size);
}

EXPORT ssize_t __readlink_chk(const char *path, char *buf, size_t size,
			      size_t room)
{
	return readlink(path, buf, size < room ? size : room);
}

EXPORT ssize_t __readlinkat_chk(int dir, const char *path, char *buf,
				size_t size, size_t room)
{
	return readlinkat(dir, path, buf, size < room ? size : room);
}

/* ---- what is there --------------------------------------------------- */

APART static int watch_place(int fd, const char *path, uint32_t mask)
{
	struct place place;

	return NEXT(inotify_add_watch)(fd, seen(AT_FDCWD, path, &place), mask);
}

EXPORT int inotify_add_watch(int fd, const char *path, uint32_t mask)
{
	return path_may_be(path) ? watch_place(fd, path, mask) :
				   NEXT(inotify_add_watch)(fd, path, mask);
}

/* The file system that the folder would be in. */
static const char *in_dev(const char *path)
{
	return path && folder_is_stand_in(path) ? "/dev" : path;
}

APART static int statfs_place(const char *path, struct statfs *buf)
{
	struct place place;

	return NEXT(statfs)(in_dev(seen(AT_FDCWD, path, &place)), buf);
}

EXPORT int statfs(const char *path, struct statfs *buf)
{
	return path_may_be(path) ? statfs_place(path, buf) :
				   NEXT(statfs)(in_dev(path), buf);
}

APART static int statvfs_place(const char *path, struct statvfs *buf)
{
	struct place place;

	return NEXT(statvfs)(in_dev(seen(AT_FDCWD, path, &place)), buf);
}

EXPORT int statvfs(const char *path, struct statvfs *buf)
{
	return path_may_be(path) ? statvfs_place(path, buf) :
				   NEXT(statvfs)(in_dev(path), buf);
}

_Static_assert(sizeof(struct statfs) == sizeof(struct statfs64) &&
	       sizeof(struct statvfs) == sizeof(struct statvfs64),
	       "so one function serves both names");

EXPORT int statfs64(const char *path, struct statfs64 *buf)
	__attribute__((alias("statfs")));
EXPORT int statvfs64(const char *path, struct statvfs64 *buf)
	__attribute__((alias("statvfs")));

APART static long pathconf_place(const char *path, int name)
{
	struct place place;

	return NEXT(pathconf)(in_dev(seen(AT_FDCWD, path, &place)), name);
}

EXPORT long pathconf(const char *path, int name)
{
	return path_may_be(path) ? pathconf_place(path, name) :
				   NEXT(pathconf)(in_dev(path), name);
}

APART static ssize_t getxattr_place(const char *path, const char *name,
				    void *value, size_t size)
{
	struct place place;

	path = seen(AT_FDCWD, path, &place);
	return NEXT(getxattr)(path, name, value, size);
}

EXPORT ssize_t getxattr(const char *path, const char *name, void *value,
			size_t size)
{
	return path_may_be(path) ? getxattr_place(path, name, value, size) :
				   NEXT(getxattr)(path, name, value, size);
}

APART static ssize_t lgetxattr_place(const char *path, const char *name,
				     void *value, size_t size)
{
	struct place place;

	path = seen(AT_FDCWD, path, &place);
	return NEXT(lgetxattr)(path, name, value, size);
}

EXPORT ssize_t lgetxattr(const char *path, const char *name, void *value,
			 size_t size)
{
	return path_may_be(path) ? lgetxattr_place(path, name, value, size) :
				   NEXT(lgetxattr)(path, name, value, size);
}

APART static ssize_t listxattr_place(const char *path, char *list,
				     size_t size)
{
	struct place place;

	path = seen(AT_FDCWD, path, &place);
	return NEXT(listxattr)(path, list, size);
}

EXPORT ssize_t listxattr(const char *path, char *list, size_t size)
{
	return path_may_be(path) ? listxattr_place(path, list, size) :
				   NEXT(listxattr)(path, list, size);
}

APART static ssize_t llistxattr_place(const char *path, char *list,
				      size_t size)
{
	struct place place;

	path = seen(AT_FDCWD, path, &place);
	return NEXT(llistxattr)(path, list, size);
}

EXPORT ssize_t llistxattr(const char *path, char *list, size_t size)
{
	return path_may_be(path) ? llistxattr_place(path, list, size) :
				   NEXT(llistxattr)(path, list, size);
}

APART static int handle_place(int dir, const char *path,
			      struct file_handle *handle, int *mount, int flags)
{
	struct place place;

	path = seen(dir, path, &place);
	return NEXT(name_to_handle_at)(dir, path, handle, mount, flags);
}

EXPORT int name_to_handle_at(int dir, const char *path,
			     struct file_handle *handle, int *mount, int flags)
{
	return path_may_be(path) ?
	       handle_place(dir, path, handle, mount, flags) :
	       NEXT(name_to_handle_at)(dir, path, handle, mount, flags);
}

/* ---- stdio ----------------------------------------------------------- */

/* The flags of open() that a mode of fopen() stands for. */
static int mode_flags(const char *mode)
{
	int flags = *mode == 'r' ? 0 : O_CREAT;

	flags |= strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY :
							     O_WRONLY;
	if (strchr(mode, 'x'))
		flags |= O_EXCL;
	if (strchr(mode, 'e'))
		flags |= O_CLOEXEC;
	return flags;
}

/* An fd of a node, -1 for an error, -2 if the path is none. */
static int open_node(const char *path, const char *mode, struct place *place)
{
	int fd;

	if (path_find(AT_FDCWD, path, place) <= NODE_DIR)
		return -2;
	fd = view_open(&place->node, mode_flags(mode));
	if (fd >= 0)
		return fd;
	errno = -fd;
	return -1;
}

APART static FILE *fopen_place(const char *path, const char *mode)
{
	struct place place;
	FILE *file;
	int fd;

	fd = open_node(path, mode, &place);
	if (fd == -2)
		return NEXT(fopen)(path_seen(AT_FDCWD, &place), mode);
	file = fd < 0 ? NULL : fdopen(fd, mode);
	if (fd >= 0 && !file)
		close(fd);
	return file;
}

EXPORT FILE *fopen(const char *path, const char *mode)
{
	return path_may_be(path) ? fopen_place(path, mode) :
				   NEXT(fopen)(path, mode);
}

/* The stream is opened anew with the device, and goes on with the view. */
APART static FILE *freopen_place(const char *path, const char *mode,
				 FILE *file)
{
	struct place place;
	int fd, moved;

	fd = open_node(path, mode, &place);
	if (fd == -2)
		return NEXT(freopen)(path_seen(AT_FDCWD, &place), mode, file);
	if (fd < 0) {
		fclose(file);
		return NULL;
	}
	file = NEXT(freopen)("/dev/null", mode, file);
	moved = file ? dup3(fd, fileno(file),
			    strchr(mode, 'e') ? O_CLOEXEC : 0) : -1;
	close(fd);
	if (file && moved < 0) {
		fclose(file);
		return NULL;
	}
	return file;
}

EXPORT FILE *freopen(const char *path, const char *mode, FILE *file)
{
	return path_may_be(path) ? freopen_place(path, mode, file) :
				   NEXT(freopen)(path, mode, file);
}

EXPORT FILE *fopen64(const char *path, const char *mode)
	__attribute__((alias("fopen")));
EXPORT FILE *freopen64(const char *path, const char *mode, FILE *file)
	__attribute__((alias("freopen")));
