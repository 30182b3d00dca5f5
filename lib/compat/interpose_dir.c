// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Streams of folders.  That of /dev/infiniband has the nodes, and that of /dev
 * has one entry more than there is, if there is no such folder.  Both are read
 * whole when they are opened; all other streams are libc's, and passed on.
 *
 * libc's functions that walk call each other, not these: so glob() is given
 * these functions as its own, scandir() is done here and nftw() told of what
 * it has missed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat.h"
#include "next.h"
#include "sys.h"

static const char folder_name[] = "infiniband";

_Static_assert(sizeof(struct dirent) == sizeof(struct dirent64),
	       "so one function serves both names");

static struct {
	DIR *(*opendir)(const char *path);
	DIR *(*fdopendir)(int fd);
	struct dirent *(*readdir)(DIR *dir);
	int (*readdir_r)(DIR *dir, struct dirent *entry,
			 struct dirent **result);
	void (*rewinddir)(DIR *dir);
	long (*telldir)(DIR *dir);
	void (*seekdir)(DIR *dir, long position);
	int (*closedir)(DIR *dir);
	int (*dirfd)(DIR *dir);
	int (*scandir)(const char *path, struct dirent ***list,
		       int (*filter)(const struct dirent *entry),
		       int (*compare)(const struct dirent **a,
				      const struct dirent **b));
	int (*glob)(const char *pattern, int flags,
		    int (*failed)(const char *path, int error), glob_t *glob);
	int (*nftw)(const char *path, __nftw_func_t visit, int fds, int flags);
	int (*ftw)(const char *path, __ftw_func_t visit, int fds);
} next;

/* Without 64 in their names, which musl has not had since 1.2.4. */
static const struct next_symbol symbols[] = {
	{ "opendir", &next.opendir },
	{ "fdopendir", &next.fdopendir },
	{ "readdir", &next.readdir },
	{ "readdir_r", &next.readdir_r },
	{ "rewinddir", &next.rewinddir },
	{ "telldir", &next.telldir },
	{ "seekdir", &next.seekdir },
	{ "closedir", &next.closedir },
	{ "dirfd", &next.dirfd },
	{ "scandir", &next.scandir },
	{ "glob", &next.glob },
	{ "nftw", &next.nftw },
	{ "ftw", &next.ftw },
};

__attribute__((constructor)) static void find_next(void)
{
	next_find(symbols, sizeof(symbols) / sizeof(symbols[0]));
}

/* Constructors of other libraries may be first. */
#define NEXT(name) (next.name ? next.name : (find_next(), next.name))

/* ---- streams --------------------------------------------------------- */

/* libc's streams start with an fd and a lock: never with this. */
#define MAGIC 0xfd1e5ca1ab1e0001ull

/**
 * struct stream - a stream of ours, where programs have a DIR
 * @magic: MAGIC
 * @real: libc's stream of the folder in the kernel
 * @kind: which folder it is
 * @at: next entry
 * @count: entries there are
 * @room: entries there is room for
 * @entries: them
 */
struct stream {
	uint64_t magic;
	DIR *real;
	enum folder_kind kind;
	size_t at;
	size_t count;
	size_t room;
	struct dirent *entries;
};

static struct stream *ours(DIR *dir)
{
	struct stream *stream = (struct stream *)dir;

	return dir && stream->magic == MAGIC ? stream : NULL;
}

static struct dirent *stream_add(struct stream *stream)
{
	struct dirent *entries;
	size_t room;

	if (stream->count == stream->room) {
		room = stream->room ? 2 * stream->room : 16;
		entries = realloc(stream->entries, room * sizeof(*entries));
		if (!entries)
			return NULL;
		stream->entries = entries;
		stream->room = room;
	}
	return &stream->entries[stream->count++];
}

static int stream_put(struct stream *stream, const char *name, ino_t ino,
		      unsigned char type)
{
	struct dirent *entry = stream_add(stream);

	if (!entry)
		return -ENOMEM;
	memset(entry, 0, sizeof(*entry));
	entry->d_ino = ino;
	entry->d_off = (off_t)stream->count;
	entry->d_type = type;
	entry->d_reclen = sizeof(*entry);
	memcpy(entry->d_name, name, strlen(name) + 1);
	return 0;
}

static ino_t ino_of(const char *path)
{
	struct stat st;

	return path && !sys_stat(AT_FDCWD, path, &st, 0) ? st.st_ino : 1;
}

static int stream_put_node(const struct node *node, void *arg)
{
	struct node_info info;

	if (view_node(node, &info))
		return 0;
	return stream_put(arg, node->name, node_ino(info.rdev), DT_CHR);
}

static int stream_fill_folder(struct stream *stream)
{
	int ret;

	ret = stream_put(stream, ".", ino_of(folder_stand_in()), DT_DIR);
	if (!ret)
		ret = stream_put(stream, "..", ino_of("/dev"), DT_DIR);
	return ret ? ret : node_list(stream_put_node, stream);
}

static int stream_fill_dev(struct stream *stream)
{
	struct dirent *from, *entry;

	errno = 0;
	while ((from = NEXT(readdir)(stream->real))) {
		entry = stream_add(stream);
		if (!entry)
			return -ENOMEM;
		*entry = (struct dirent) {
			.d_ino = from->d_ino,
			.d_off = (off_t)stream->count,
			.d_type = from->d_type,
			.d_reclen = sizeof(*entry),
		};
		memcpy(entry->d_name, from->d_name, strlen(from->d_name) + 1);
	}
	if (errno)
		return -errno;
	return stream_put(stream, folder_name, ino_of(folder_stand_in()),
			  DT_DIR);
}

static int stream_fill(struct stream *stream)
{
	const int saved = errno;
	int ret;

	stream->at = 0;
	stream->count = 0;
	ret = stream->kind == FOLDER_DEV ? stream_fill_dev(stream) :
					   stream_fill_folder(stream);
	errno = saved;
	return ret;
}

static DIR *stream_new(DIR *real, enum folder_kind kind)
{
	struct stream *stream = calloc(1, sizeof(*stream));
	int ret = -ENOMEM;

	if (stream) {
		stream->magic = MAGIC;
		stream->real = real;
		stream->kind = kind;
		ret = stream_fill(stream);
		if (!ret)
			return (DIR *)stream;
		free(stream->entries);
		free(stream);
	}
	NEXT(closedir)(real);
	errno = -ret;
	return NULL;
}

/* A stream of ours around libc's, if it is of such a folder. */
static DIR *stream_of(DIR *real)
{
	enum folder_kind kind;
	struct stat st;

	if (!real || sys_stat(NEXT(dirfd)(real), "", &st, AT_EMPTY_PATH))
		return real;
	kind = folder_kind(&st);
	return kind == FOLDER_OTHER ? real : stream_new(real, kind);
}

__attribute__((noinline)) static DIR *opendir_place(const char *path)
{
	struct place place;
	DIR *real;

	path_find(AT_FDCWD, path, &place);
	path = path_seen(AT_FDCWD, &place);
	real = NEXT(opendir)(path);
	if (real && folder_is_stand_in(path))
		return stream_new(real, FOLDER_STAND_IN);
	return stream_of(real);
}

EXPORT DIR *opendir(const char *path)
{
	if (path_may_be(path))
		return opendir_place(path);
	return stream_of(NEXT(opendir)(path));
}

EXPORT DIR *fdopendir(int fd)
{
	return stream_of(NEXT(fdopendir)(fd));
}

EXPORT struct dirent *readdir(DIR *dir)
{
	struct stream *stream = ours(dir);

	if (!stream)
		return NEXT(readdir)(dir);
	if (stream->at >= stream->count)
		return NULL;
	return &stream->entries[stream->at++];
}

EXPORT struct dirent64 *readdir64(DIR *dir) __attribute__((alias("readdir")));

EXPORT int readdir_r(DIR *dir, struct dirent *entry, struct dirent **result)
{
	struct stream *stream = ours(dir);

	if (!stream)
		return NEXT(readdir_r)(dir, entry, result);
	*result = NULL;
	if (stream->at < stream->count) {
		*entry = stream->entries[stream->at++];
		*result = entry;
	}
	return 0;
}

EXPORT int readdir64_r(DIR *dir, struct dirent64 *entry,
		       struct dirent64 **result)
	__attribute__((alias("readdir_r")));

EXPORT void rewinddir(DIR *dir)
{
	struct stream *stream = ours(dir);

	if (!stream) {
		NEXT(rewinddir)(dir);
		return;
	}
	NEXT(rewinddir)(stream->real);
	stream_fill(stream);
}

EXPORT long telldir(DIR *dir)
{
	struct stream *stream = ours(dir);

	return stream ? (long)stream->at : NEXT(telldir)(dir);
}

EXPORT void seekdir(DIR *dir, long position)
{
	struct stream *stream = ours(dir);

	if (stream)
		stream->at = (size_t)position;
	else
		NEXT(seekdir)(dir, position);
}

EXPORT int dirfd(DIR *dir)
{
	struct stream *stream = ours(dir);

	return NEXT(dirfd)(stream ? stream->real : dir);
}

EXPORT int closedir(DIR *dir)
{
	struct stream *stream = ours(dir);
	int ret;

	if (!stream)
		return NEXT(closedir)(dir);
	ret = NEXT(closedir)(stream->real);
	stream->magic = 0;
	free(stream->entries);
	free(stream);
	return ret;
}

/* ---- scandir ----------------------------------------------------------- */

typedef int dirent_filter(const struct dirent *entry);
typedef int dirent_compare(const struct dirent **a, const struct dirent **b);

static int scan(DIR *dir, struct dirent ***list, dirent_filter *filter,
		dirent_compare *compare)
{
	struct dirent *entry, **grown, **found = NULL;
	size_t count = 0;

	while ((entry = readdir(dir))) {
		if (filter && !filter(entry))
			continue;
		grown = realloc(found, (count + 1) * sizeof(*found));
		if (!grown)
			goto no_memory;
		found = grown;
		found[count] = malloc(sizeof(*entry));
		if (!found[count])
			goto no_memory;
		memcpy(found[count++], entry, offsetof(struct dirent, d_name) +
		       strlen(entry->d_name) + 1);
	}
	closedir(dir);
	if (compare && count)
		qsort(found, count, sizeof(*found),
		      (int (*)(const void *, const void *))compare);
	*list = found;
	return (int)count;

no_memory:
	while (count)
		free(found[--count]);
	free(found);
	closedir(dir);
	errno = ENOMEM;
	return -1;
}

EXPORT int scandir(const char *path, struct dirent ***list,
		   dirent_filter *filter, dirent_compare *compare)
{
	DIR *dir = opendir(path);

	if (!dir)
		return -1;
	if (ours(dir))
		return scan(dir, list, filter, compare);
	NEXT(closedir)(dir);
	return NEXT(scandir)(path, list, filter, compare);
}

EXPORT int scandir64(const char *path, struct dirent64 ***list,
		     int (*filter)(const struct dirent64 *entry),
		     int (*compare)(const struct dirent64 **a,
				    const struct dirent64 **b))
	__attribute__((alias("scandir")));

EXPORT int scandirat(int at, const char *path, struct dirent ***list,
		     dirent_filter *filter, dirent_compare *compare)
{
	const int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return scan(dir, list, filter, compare);
}

EXPORT int scandirat64(int at, const char *path, struct dirent64 ***list,
		       int (*filter)(const struct dirent64 *entry),
		       int (*compare)(const struct dirent64 **a,
				      const struct dirent64 **b))
	__attribute__((alias("scandirat")));

/* ---- glob -------------------------------------------------------------- */

static void *glob_opendir(const char *path)
{
	return opendir(path);
}

static struct dirent *glob_readdir(void *dir)
{
	return readdir(dir);
}

static void glob_closedir(void *dir)
{
	closedir(dir);
}

static int glob_stat(const char *path, struct stat *st)
{
	return stat(path, st);
}

static int glob_lstat(const char *path, struct stat *st)
{
	return lstat(path, st);
}

EXPORT int glob(const char *pattern, int flags,
		int (*failed)(const char *path, int error), glob_t *found)
{
	int ret;

	if (flags & GLOB_ALTDIRFUNC)
		return NEXT(glob)(pattern, flags, failed, found);
	found->gl_opendir = glob_opendir;
	found->gl_readdir = glob_readdir;
	found->gl_closedir = glob_closedir;
	found->gl_stat = glob_stat;
	found->gl_lstat = glob_lstat;
	ret = NEXT(glob)(pattern, flags | GLOB_ALTDIRFUNC, failed, found);
	found->gl_flags &= ~GLOB_ALTDIRFUNC;
	return ret;
}

EXPORT int glob64(const char *pattern, int flags,
		  int (*failed)(const char *path, int error), glob64_t *found)
	__attribute__((alias("glob")));

/* ---- nftw -------------------------------------------------------------- */

/**
 * struct walk - a walk that is going on in this thread
 * @visit: what the program wants to be called
 * @flags: of nftw()
 */
struct walk {
	__nftw_func_t visit;
	int flags;
};

/* Visitors have no argument that could say it. */
static __thread struct walk walk
	__attribute__((tls_model("initial-exec")));

struct walk_nodes {
	char path[4096];
	size_t len;
	int level;
};

static int walk_node(const struct node *node, void *arg)
{
	struct walk_nodes *nodes = arg;
	struct FTW ftw = {
		.base = (int)nodes->len + 1,
		.level = nodes->level,
	};
	struct stat st;

	if (nodes->len + 1 + sizeof(node->name) > sizeof(nodes->path))
		return 0;
	nodes->path[nodes->len] = '/';
	strcpy(nodes->path + nodes->len + 1, node->name);
	if (stat(nodes->path, &st))
		return 0;
	return walk.visit(nodes->path, &st, FTW_F, &ftw);
}

static int walk_nodes(const char *path, const struct FTW *ftw)
{
	struct walk_nodes nodes = {
		.len = strlen(path),
		.level = ftw->level + 1,
	};
	int back = -1, ret;

	if (nodes.len >= sizeof(nodes.path))
		return 0;
	memcpy(nodes.path, path, nodes.len);
	if (walk.flags & FTW_CHDIR) {
		back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (back < 0 || chdir(path))
			return -1;
	}
	ret = node_list(walk_node, &nodes);
	if (back >= 0) {
		if (fchdir(back) && !ret)
			ret = -1;
		close(back);
	}
	return ret;
}

/* The folder as nftw() would have met it. */
static int walk_folder(const char *path, const struct FTW *ftw)
{
	const bool depth = walk.flags & FTW_DEPTH;
	struct FTW own = *ftw;
	struct stat st;
	int ret;

	if (stat(path, &st))
		return 0;
	if (depth) {
		ret = walk_nodes(path, ftw);
		if (ret && !(walk.flags & FTW_ACTIONRETVAL &&
			     ret == FTW_SKIP_SIBLINGS))
			return ret;
		return walk.visit(path, &st, FTW_DP, &own);
	}
	ret = walk.visit(path, &st, FTW_D, &own);
	if (walk.flags & FTW_ACTIONRETVAL && ret == FTW_SKIP_SUBTREE)
		return FTW_CONTINUE;
	if (ret)
		return ret;
	ret = walk_nodes(path, ftw);
	if (walk.flags & FTW_ACTIONRETVAL && ret == FTW_SKIP_SIBLINGS)
		return FTW_CONTINUE;
	return ret;
}

/* Below /dev, whose path is @path, and next to what is really there. */
static int walk_below(const char *path, const struct FTW *ftw)
{
	const size_t len = strlen(path);
	struct FTW below = {
		.base = (int)len + 1,
		.level = ftw->level + 1,
	};
	char own[4096];

	if (len + 1 + sizeof(folder_name) > sizeof(own))
		return 0;
	memcpy(own, path, len);
	own[len] = '/';
	memcpy(own + len + 1, folder_name, sizeof(folder_name));
	return walk_folder(own, &below);
}

static int walk_visit(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	const struct walk saved = walk;
	int ret;

	if ((type != FTW_D && type != FTW_DP) ||
	    folder_kind(st) != FOLDER_DEV)
		return walk.visit(path, st, type, ftw);
	if (type == FTW_DP) {
		ret = walk_below(path, ftw);
		walk = saved;
		return ret ? ret : walk.visit(path, st, type, ftw);
	}
	ret = walk.visit(path, st, type, ftw);
	walk = saved;
	return ret ? ret : walk_below(path, ftw);
}

EXPORT int nftw(const char *path, __nftw_func_t visit, int fds, int flags)
{
	const struct walk saved = walk;
	struct FTW top = { .level = 0 };
	struct place place;
	const char *name;
	int ret;

	walk = (struct walk) { .visit = visit, .flags = flags };
	if (path_may_be(path) &&
	    path_find(AT_FDCWD, path, &place) == NODE_DIR &&
	    !folder_is_real() && folder_stand_in()) {
		name = strrchr(path, '/');
		top.base = name ? (int)(name + 1 - path) : 0;
		ret = walk_folder(path, &top);
		if (flags & FTW_ACTIONRETVAL && ret == FTW_SKIP_SIBLINGS)
			ret = 0;
	} else {
		ret = NEXT(nftw)(path, walk_visit, fds, flags);
	}
	walk = saved;
	return ret;
}

EXPORT int nftw64(const char *path, __nftw64_func_t visit, int fds, int flags)
	__attribute__((alias("nftw")));

static __thread __ftw_func_t ftw_visit
	__attribute__((tls_model("initial-exec")));

/* What ftw() says of what nftw() says. */
static int ftw_each(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	(void)ftw;
	if (type == FTW_SL || type == FTW_SLN)
		type = FTW_NS;
	return ftw_visit(path, st, type);
}

EXPORT int ftw(const char *path, __ftw_func_t visit, int fds)
{
	const __ftw_func_t saved = ftw_visit;
	int ret;

	ftw_visit = visit;
	ret = nftw(path, ftw_each, fds, 0);
	ftw_visit = saved;
	return ret;
}

EXPORT int ftw64(const char *path, __ftw64_func_t visit, int fds)
	__attribute__((alias("ftw")));
