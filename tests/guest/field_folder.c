// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * /dev/infiniband as programs look at it that know nothing of RDMA.  Numbers
 * that differ from boot to boot are compared here and not printed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "field.h"

static const char dir_path[] = "/dev/infiniband";
static const char node[] = "/dev/infiniband/uverbs0";

/* Success as "ok" and not as a number. */
static void say_fd(const char *what, int fd)
{
	say(what, fd < 0 ? -1 : 0);
	if (fd >= 0)
		close(fd);
}

static void say_text(const char *what, const char *text)
{
	printf("%s: %s\n", what, text ? text : strerrorname_np(errno));
}

static int same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_mode == b->st_mode && a->st_rdev == b->st_rdev;
}

/* ---- reading it -------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Prints names that are told in any order; they are freed. */
static void print_sorted(const char *what, char **names, size_t count)
{
	size_t i;

	qsort(names, count, sizeof(*names), by_name);
	printf("%s:", what);
	for (i = 0; i < count; i++) {
		printf(" %s", names[i]);
		free(names[i]);
	}
	putchar('\n');
}

static void read_stream(const char *what, DIR *dir)
{
	struct dirent *entry;
	char *names[64];
	size_t count = 0;
	struct stat st;
	char text[300];

	if (!dir) {
		say(what, -1);
		return;
	}
	while (count < 64 && (entry = readdir(dir))) {
		if (fstatat(dirfd(dir), entry->d_name, &st,
			    AT_SYMLINK_NOFOLLOW))
			strcpy(text, entry->d_name);
		else
			snprintf(text, sizeof(text), "%s(%d%s)", entry->d_name,
				 entry->d_type,
				 entry->d_ino == st.st_ino ? "" : ", ino");
		names[count++] = strdup(text);
	}
	print_sorted(what, names, count);
}

static void streams(void)
{
	DIR *dir = opendir(dir_path);
	struct dirent *entry;
	char first[256];
	long place;
	int fd;

	read_stream("opendir", dir);
	if (!dir)
		return;
	rewinddir(dir);
	read_stream("rewinddir", dir);
	rewinddir(dir);
	readdir(dir);
	place = telldir(dir);
	entry = readdir(dir);
	snprintf(first, sizeof(first), "%s", entry ? entry->d_name : "none");
	readdir(dir);
	seekdir(dir, place);
	entry = readdir(dir);
	printf("seekdir goes back: %d\n", entry &&
	       !strcmp(entry->d_name, first));
	say_fd("openat(dirfd)", openat(dirfd(dir), "rdma_cm", O_RDWR));
	say("closedir", closedir(dir));

	fd = open(dir_path, O_RDONLY | O_DIRECTORY);
	say("open O_DIRECTORY", fd < 0 ? -1 : 0);
	dir = fdopendir(fd);
	read_stream("fdopendir", dir);
	if (dir)
		closedir(dir);
}

/* What is in /dev, but for what else is there. */
static int wanted(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "uverbs", 6) ||
	       !strcmp(entry->d_name, "infiniband");
}

static void scan(const char *what, const char *path)
{
	struct dirent **list;
	int i, count;

	count = scandir(path, &list, wanted, alphasort);
	printf("%s: %d", what, count);
	for (i = 0; i < count; i++) {
		printf(" %s", list[i]->d_name);
		free(list[i]);
	}
	if (count >= 0)
		free(list);
	putchar('\n');
}

static void pattern(const char *text, int flags)
{
	glob_t found = {};
	size_t i;

	printf("glob %s: %d", text, glob(text, flags, NULL, &found));
	for (i = 0; i < found.gl_pathc; i++)
		printf(" %s", found.gl_pathv[i]);
	putchar('\n');
	globfree(&found);
}

static char *visited[64];
static size_t num_visited;

static int visit(const char *path, const struct stat *st, int type,
		 struct FTW *ftw)
{
	char text[300];

	if (!strstr(path, "infiniband") || num_visited == 64)
		return 0;
	snprintf(text, sizeof(text), "%s(%d,%d,%s,%o)", path, type, ftw->level,
		 path + ftw->base, st->st_mode & S_IFMT);
	visited[num_visited++] = strdup(text);
	return 0;
}

static void walk(const char *what, const char *path, int flags)
{
	num_visited = 0;
	say(what, nftw(path, visit, 8, flags));
	print_sorted("visited", visited, num_visited);
}

static int visit_old(const char *path, const struct stat *st, int type)
{
	(void)st;
	if (strstr(path, "infiniband") && num_visited < 64)
		visited[num_visited++] = strdup(type == FTW_D ? "folder" :
						path);
	return 0;
}

/* ---- names for it ------------------------------------------------------ */

static void paths(void)
{
	static const char *const names[] = {
		"/dev/infiniband/uverbs0", "//dev//infiniband///uverbs0",
		"/dev/./infiniband/./uverbs0", "/dev/../dev/infiniband/uverbs0",
		"/dev/infiniband/../infiniband/uverbs0",
		"/dev/infiniband/../null", "/dev/infiniband/../../dev/null",
		"/dev/infiniband/uverbs00", "/dev/infiniband/uverbs99",
		"/dev/infiniband/nothing", "/dev/infiniband/..",
		"/dev/infiniband/.", "/dev/infiniband/",
		"/proc/self/root/dev/infiniband/uverbs0",
		"/tmp/field-dev/infiniband/uverbs0",
		"/tmp/field-dev/infiniband/../null",
	};
	char resolved[PATH_MAX];
	struct stat st;
	size_t i;

	unlink("/tmp/field-dev");
	say("symlink", symlink("/dev", "/tmp/field-dev"));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		printf("%s\n", names[i]);
		say(" stat", stat(names[i], &st));
		say(" access", access(names[i], R_OK));
		say_fd(" open", open(names[i], O_RDONLY));
		say_text(" realpath", realpath(names[i], resolved));
	}
	unlink("/tmp/field-dev");
}

static void relative(void)
{
	char cwd[PATH_MAX], small[4];
	int dev, fd, status;
	struct stat a, b;
	pid_t pid;

	dev = open("/dev", O_PATH | O_DIRECTORY);
	say_fd("openat(/dev)", openat(dev, "infiniband/uverbs0", O_RDWR));
	say("fstatat(/dev)", fstatat(dev, "infiniband/uverbs0", &a, 0));
	say("faccessat(/dev)", faccessat(dev, "infiniband", X_OK, 0));
	close(dev);

	say("chdir /dev", chdir("/dev"));
	say_fd("open infiniband/rdma_cm", open("infiniband/rdma_cm", O_RDWR));
	say("chdir infiniband", chdir("infiniband"));
	say_text("getcwd", getcwd(cwd, sizeof(cwd)));
	say_text("getcwd without room", getcwd(small, sizeof(small)));
	say_text("realpath .", realpath(".", cwd));
	say_text("realpath uverbs0", realpath("uverbs0", cwd));
	say_fd("open uverbs0", open("uverbs0", O_RDWR));
	say_fd("open ../null", open("../null", O_RDWR));
	say("stat ..", stat("..", &a));
	stat("/dev", &b);
	printf("which is /dev: %d\n", same(&a, &b));
	say("stat .", stat(".", &a));
	stat(dir_path, &b);
	printf("which is the folder: %d\n", same(&a, &b));
	read_stream("opendir .", opendir("."));
	pattern("uverbs[0-9]", 0);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		execl("/bin/sh", "sh", "-c",
		      "pwd -P; ls; test -c uverbs0 && echo a device", NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	printf("sh: %d\n", status);
	fd = open(".", O_RDONLY | O_DIRECTORY);
	say("chdir /", chdir("/"));
	say("fchdir", fchdir(fd));
	say_text("getcwd", getcwd(cwd, sizeof(cwd)));
	close(fd);
	say("chdir /", chdir("/"));
	say("chdir to a node", chdir(node));
}

/* ---- what is told of it ------------------------------------------------ */

static void metadata(void)
{
	struct stat st, own, link;
	struct statvfs fs, dev_fs;
	struct statfs old_fs;
	struct statx stx;
	char text[64];
	int fd;

	say("stat", stat(node, &st));
	say("lstat", lstat(node, &link));
	printf("mode %o, nlink %lu, uid %u\n", st.st_mode,
	       (unsigned long)st.st_nlink, st.st_uid);
	fd = open(node, O_RDWR);
	say("fstat", fstat(fd, &own));
	printf("the same: %d %d\n", same(&st, &own), same(&st, &link));
	say("statx", statx(AT_FDCWD, node, 0, STATX_BASIC_STATS, &stx));
	printf("the same: %d\n", stx.stx_ino == st.st_ino &&
	       makedev(stx.stx_rdev_major, stx.stx_rdev_minor) == st.st_rdev &&
	       makedev(stx.stx_dev_major, stx.stx_dev_minor) == st.st_dev &&
	       stx.stx_mode == st.st_mode);
	close(fd);

	fd = open(dir_path, O_RDONLY);
	say("fstat of the folder", fstat(fd, &own));
	stat(dir_path, &st);
	printf("the same: %d, mode %o\n", same(&st, &own), st.st_mode);
	close(fd);
	say("eaccess", eaccess(node, R_OK | W_OK));
	say("euidaccess X_OK", euidaccess(node, X_OK));
	say("readlink", (int)readlink(node, text, sizeof(text)));
	say("readlink of the folder",
	    (int)readlink(dir_path, text, sizeof(text)));
	say("statfs", statfs(node, &old_fs));
	say("statvfs", statvfs(dir_path, &fs));
	statvfs("/dev", &dev_fs);
	printf("that of /dev: %d\n", fs.f_namemax == dev_fs.f_namemax);
	printf("listxattr: %zd\n", listxattr(node, NULL, 0));
	say("getxattr", (int)getxattr(node, "user.none", text, sizeof(text)));
	printf("pathconf: %ld\n", pathconf(dir_path, _PC_NAME_MAX));
}

static void others(void)
{
	const int watch = inotify_init1(IN_CLOEXEC);
	FILE *file;

	say("inotify of the folder",
	    inotify_add_watch(watch, dir_path, IN_CREATE) < 0 ? -1 : 0);
	say("inotify of a node",
	    inotify_add_watch(watch, node, IN_OPEN) < 0 ? -1 : 0);
	close(watch);
	file = fopen("/dev/infiniband/rdma_cm", "r+e");
	say("fopen", file ? 0 : -1);
	if (file) {
		printf("close-on-exec: %d\n", fcntl(fileno(file), F_GETFD));
		file = freopen(node, "r+", file);
		say("freopen", file ? 0 : -1);
	}
	if (file)
		fclose(file);
	say("fopen wx", fopen(node, "wx") ? 0 : -1);
	say("fopen of nothing",
	    fopen("/dev/infiniband/nothing", "r") ? 0 : -1);
	say_fd("open O_PATH", open(node, O_PATH));
	say_fd("open O_NOFOLLOW", open(node, O_RDWR | O_NOFOLLOW));
	say_fd("open the folder to write", open(dir_path, O_RDWR));
}

int folder(char **argv)
{
	(void)argv;
	streams();
	scan("scandir", dir_path);
	scan("scandir of /dev", "/dev");
	pattern("/dev/infiniband/uverbs*", 0);
	pattern("/dev/infiniband/*", 0);
	pattern("/dev/inf*/rdma_c?", 0);
	pattern("/d*/infiniband", GLOB_MARK);
	pattern("/dev/infiniband/{uverbs0,rdma_cm}", GLOB_BRACE);
	pattern("/dev/infiniband/uverbs0", 0);
	pattern("/dev/infiniband/nothing*", GLOB_NOCHECK);
	pattern("/dev/infiniband/nothing", 0);
	walk("nftw", dir_path, FTW_PHYS);
	walk("nftw FTW_DEPTH", dir_path, FTW_PHYS | FTW_DEPTH);
	walk("nftw of /dev", "/dev", FTW_PHYS | FTW_MOUNT);
	walk("nftw of /dev FTW_DEPTH", "/dev",
	     FTW_PHYS | FTW_MOUNT | FTW_DEPTH);
	num_visited = 0;
	say("ftw", ftw(dir_path, visit_old, 4));
	print_sorted("visited", visited, num_visited);
	paths();
	relative();
	metadata();
	others();
	return 0;
}
