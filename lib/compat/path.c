// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Which paths lead into /dev/infiniband, whether or not there is one.  What
 * can be is decided by the text; only then is the kernel asked which folders
 * are the same, so that links, dots and relative paths mean what they mean.
 *
 * Where there is no such folder the kernel still needs one to be in, to have
 * open and to watch: an empty one that exists as long as the module does and
 * that nobody else has a reason to be in stands in for it.  So an fd, and the
 * current folder, are what they are across dup, fork and exec, and nothing is
 * remembered here.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

#include "compat.h"
#include "sys.h"

static const char dev[] = "/dev";
static const char folder[] = "/dev/infiniband";
static const char folder_name[] = "infiniband";

static const char *const stand_ins[] = {
	"/sys/module/rdma_uapi/holders",
	"/sys/devices/virtual/misc/rdma_uapi/power",
	"/proc/sys/net/rdma_uapi",
};

/* ---- names --------------------------------------------------------- */

static size_t component(const char *path)
{
	return strcspn(path, "/");
}

static bool is_name(const char *text, size_t len, const char *name)
{
	return len == strlen(name) && !memcmp(text, name, len);
}

/* "uverbs12" as the kernel writes it. */
static bool uverbs_number(const char *text, size_t len, uint32_t *number)
{
	uint32_t n = 0;

	if (len < 7 || len > 15 || memcmp(text, "uverbs", 6) ||
	    (text[6] == '0' && len > 7))
		return false;
	for (size_t i = 6; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (uint32_t)(text[i] - '0');
	}
	*number = n;
	return true;
}

enum node_kind node_name(struct node *node, const char *text, size_t len)
{
	node->kind = NODE_NONE;
	if (len >= sizeof(node->name))
		return NODE_NONE;
	if (uverbs_number(text, len, &node->number))
		node->kind = NODE_UVERBS;
	/*
	 * librdmacm opens what RDMA netlink calls the chardev of "rdma_cm":
	 * without rdma_ucm.ko that is our own device.
	 */
	else if (is_name(text, len, "rdma_cm") ||
		 is_name(text, len, "rdma_uapi"))
		node->kind = NODE_CM;
	memcpy(node->name, text, len);
	node->name[len] = '\0';
	return node->kind;
}

/* ---- folders ------------------------------------------------------- */

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_path(const struct stat *st, const char *path)
{
	struct stat other;

	return !sys_stat(AT_FDCWD, path, &other, 0) && same_file(st, &other);
}

const char *folder_stand_in(void)
{
	struct stat st;

	if (sys_stat(AT_FDCWD, RUAPI_DEVICE_PATH, &st, 0))
		return NULL;
	for (size_t i = 0; i < sizeof(stand_ins) / sizeof(stand_ins[0]); i++)
		if (!sys_stat(AT_FDCWD, stand_ins[i], &st, 0))
			return stand_ins[i];
	return NULL;
}

bool folder_is_real(void)
{
	struct stat st;

	return !sys_stat(AT_FDCWD, folder, &st, 0);
}

/*
 * Which folder is which is asked once: every stream that is opened is compared
 * with them.  Device numbers are not 0, and written last.
 */
struct identity {
	_Atomic uint64_t ino;
	_Atomic uint64_t dev;
};

static bool is_known(const struct stat *st, struct identity *id,
		     const char *path)
{
	struct stat known;

	if (!atomic_load(&id->dev)) {
		if (!path || sys_stat(AT_FDCWD, path, &known, 0))
			return false;
		atomic_store(&id->ino, known.st_ino);
		atomic_store(&id->dev, known.st_dev);
	}
	return st->st_dev == atomic_load(&id->dev) &&
	       st->st_ino == atomic_load(&id->ino);
}

enum folder_kind folder_kind(const struct stat *st)
{
	static struct identity dev_id, stand_in_id;

	if (!S_ISDIR(st->st_mode))
		return FOLDER_OTHER;
	if (is_known(st, &dev_id, dev))
		return folder_is_real() || !folder_stand_in() ? FOLDER_OTHER :
								FOLDER_DEV;
	/* Folders of sysfs and proc have no size, others do: nobody need be asked. */
	if (!st->st_size &&
	    is_known(st, &stand_in_id, atomic_load(&stand_in_id.dev) ? NULL :
							folder_stand_in()))
		return FOLDER_STAND_IN;
	return FOLDER_OTHER;
}

bool folder_is_stand_in(const char *path)
{
	for (size_t i = 0; i < sizeof(stand_ins) / sizeof(stand_ins[0]); i++)
		if (!strcmp(path, stand_ins[i]))
			return true;
	return false;
}

/* Is what relative paths start from the folder? */
static bool starts_inside(int dir)
{
	struct stat st;

	if (dir == AT_FDCWD ? sys_stat(dir, ".", &st, 0) :
			      sys_stat(dir, "", &st, AT_EMPTY_PATH))
		return false;
	return folder_kind(&st) == FOLDER_STAND_IN || is_path(&st, folder);
}

/* Apart, because of what it takes of the stack. */
__attribute__((noinline)) static bool leads_to_dev(int dir, const char *path,
						   size_t len)
{
	char prefix[PATH_MAX];
	struct stat st;

	if (len >= sizeof(prefix))
		return false;
	memcpy(prefix, path, len);
	prefix[len] = '\0';
	if (sys_stat(dir, len ? prefix : ".", &st, 0))
		return false;
	return is_path(&st, dev);
}

/* Is what comes before @end in @path the folder /dev? */
static bool is_dev(int dir, const char *path, const char *end)
{
	size_t len = (size_t)(end - path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	if (is_name(path, len, dev))
		return true;
	/* libibverbs has many paths like that. */
	if (len >= 5 && !memcmp(path, "/sys/", 5))
		return false;
	return leads_to_dev(dir, path, len);
}

/* What of the path lies inside of the folder; NULL: nothing. */
static const char *enter(int dir, const char *path)
{
	size_t len;

	if (*path != '/' && starts_inside(dir))
		return path;
	for (const char *at = path; *at; at += len) {
		at += strspn(at, "/");
		len = component(at);
		if (is_name(at, len, folder_name) && is_dev(dir, path, at))
			return at + len;
	}
	return NULL;
}

/* ---- paths --------------------------------------------------------- */

/*
 * Every path of the program is looked at, and few have a "fi": strstr() gets ready for
 * longer ones first.
 */
static bool has_folder_name(const char *path)
{
	for (; *path; path++)
		if (path[0] == 'f' && path[1] == 'i')
			return strstr(path, folder_name + 2);
	return false;
}

bool path_may_be(const char *path)
{
	struct node node;
	size_t len;

	if (!path)
		return false;
	if (*path == '/')
		return has_folder_name(path);
	while (path[0] == '.' && path[1] == '/')
		path += 1 + strspn(path + 1, "/");
	len = component(path);
	if (is_name(path, len, "..") || node_name(&node, path, len))
		return true;
	return has_folder_name(path);
}

/* "..": what is left of the path, from /dev on. */
static bool leave(struct place *place, const char *rest)
{
	const size_t len = strlen(rest) + 1;

	if (len + sizeof(dev) > sizeof(place->room))
		return false;
	memmove(place->room + sizeof(dev) - 1, rest, len);
	memcpy(place->room, dev, sizeof(dev) - 1);
	place->path = place->room;
	return true;
}

enum node_kind path_find(int dir, const char *path, struct place *place)
{
	const char *at = enter(dir, path);
	size_t len;

	place->node.kind = NODE_NONE;
	place->path = path;
	while (at) {
		at += strspn(at, "/");
		len = component(at);
		if (!len) {
			place->node.kind = NODE_DIR;
			break;
		}
		if (is_name(at, len, "..")) {
			if (!leave(place, at + len))
				break;
			at = enter(AT_FDCWD, place->room);
			continue;
		}
		if (!is_name(at, len, ".")) {
			if (!at[len])
				node_name(&place->node, at, len);
			break;
		}
		at += len;
	}
	if (place->node.kind == NODE_NONE && place->path == path)
		place->path = sysfs_seen(path, place);
	return place->node.kind;
}

const char *path_seen(int dir, struct place *place)
{
	struct node_info info;
	const char *stand_in;
	struct stat st;

	switch (place->node.kind) {
	case NODE_DIR:
		if (!sys_stat(dir, place->path, &st, 0))
			return place->path;
		stand_in = folder_stand_in();
		return stand_in ? stand_in : place->path;
	case NODE_UVERBS:
	case NODE_CM:
		if (!view_node(&place->node, &info))
			return RUAPI_DEVICE_PATH;
		return place->path;
	default:
		return place->path;
	}
}
