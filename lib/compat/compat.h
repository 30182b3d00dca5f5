/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Unmodified libibverbs and librdmacm programs over /dev/rdma_uapi: what the
 * parts of the library know of each other.  README.md is the overview.
 */
#ifndef COMPAT_COMPAT_H
#define COMPAT_COMPAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <rdma/rdma_uapi.h>

/* ---- path.c: which paths are ours ----------------------------------- */

/**
 * enum node_kind - what a path under /dev/infiniband would be
 * @NODE_NONE: nothing of ours
 * @NODE_DIR: /dev/infiniband itself
 * @NODE_UVERBS: uverbsN
 * @NODE_CM: rdma_cm
 */
enum node_kind {
	NODE_NONE = 0,
	NODE_DIR,
	NODE_UVERBS,
	NODE_CM,
};

/**
 * struct node - what a path is
 * @kind: enum node_kind
 * @name: of the node in its folder
 * @number: of uverbsN
 */
struct node {
	enum node_kind kind;
	char name[16];
	uint32_t number;
};

/**
 * struct place - where a path leads
 * @node: what is there
 * @path: the path, or what is the same to the kernel
 * @room: for @path
 */
struct place {
	struct node node;
	const char *path;
	char room[4096];
};

/* Sorts a name in the folder. */
enum node_kind node_name(struct node *node, const char *text, size_t len);

/* Is path_find() worth it?  Fast for what is not ours; @path may be NULL. */
bool path_may_be(const char *path);

/* Follows a path that is relative to the folder @dir, as openat() does. */
enum node_kind path_find(int dir, const char *path, struct place *place);

/*
 * A path for the kernel: as it is, but for what is not there of the folder;
 * nodes are the device then.  For calls that look and change nothing.
 */
const char *path_seen(int dir, struct place *place);

/**
 * enum folder_kind - which folder is it?
 * @FOLDER_OTHER: none of these
 * @FOLDER_DEV: /dev, and it lacks infiniband
 * @FOLDER_STAND_IN: what is /dev/infiniband where there is none
 */
enum folder_kind {
	FOLDER_OTHER = 0,
	FOLDER_DEV,
	FOLDER_STAND_IN,
};

struct stat;
enum folder_kind folder_kind(const struct stat *st);

/* Its path; NULL: without the device there is no folder. */
const char *folder_stand_in(void);
bool folder_is_stand_in(const char *path);
bool folder_is_real(void);

/* ---- sysfs.c: ports that are not there ------------------------------ */

/* The path of a file of sysfs that tells what the network namespace sees. */
const char *sysfs_seen(const char *path, struct place *place);

/* ---- node.c: the nodes that are not there -------------------------- */

#define NODE_IBDEV_SIZE 64

/**
 * struct node_info - what there is to know of a node without opening it
 * @rdev: legacy device number
 * @device: index of its device
 * @has_device: @device is known
 */
struct node_info {
	dev_t rdev;
	uint32_t device;
	bool has_device;
};

/* Of the first nodes the number tells the device number. */
#define NODE_FIXED 32
dev_t node_fixed_rdev(uint32_t number);

/* 0, or a negative errno if there is no such node on this host. */
int node_info(const struct node *node, struct node_info *info);

/* Writes it in decimal digits, with a 0 behind. */
void put_number(char *to, uint32_t number);

/* The number in a file of sysfs or of /proc/sys. */
int node_number(const char *file, uint32_t *value);

/* Its inode number, in all that tells one. */
ino_t node_ino(dev_t rdev);

/* uverbsN: what its device is called now. */
int node_ibdev(const struct node *node, char name[NODE_IBDEV_SIZE]);

typedef int node_visit(const struct node *node, void *arg);

/* Calls @visit for each node until it returns not 0. */
int node_list(node_visit *visit, void *arg);

/* ---- view.c, guess.c: the kernel files behind legacy file descriptors -- */

struct driver_added;

/**
 * enum view_kind - which legacy file a view stands for, a part of its tag
 * @VIEW_UVERBS: an open of uverbsN
 * @VIEW_CM: an open of rdma_cm
 */
enum view_kind {
	VIEW_UVERBS = 1,
	VIEW_CM = 2,
};

/**
 * struct view - what the kernel says about a view
 * @fd: where it was asked
 * @kind: enum view_kind
 * @rdev: legacy device number
 * @driver_id: of the device of an uverbs view
 * @device: index of that device
 * @context: handle of its context, 0 before GET_CONTEXT
 * @queue: handle of the event queue it reads, 0: none
 * @ns: namespace it belongs to
 * @owner: process that opened it; 0: it has exited, or is out of sight
 * @number: which of all views there were; 0: the module is too old to say
 * @unsure: it may be another file by now.  Cleared when the kernel has taken a
 *	call for this view; until then nothing has been done.  NULL: the kernel
 *	has just said all this
 * @added: what a driver has added to the method that is being called, or NULL
 */
struct view {
	int fd;
	enum view_kind kind;
	dev_t rdev;
	uint32_t driver_id;
	uint32_t device;
	uint32_t context;
	uint32_t queue;
	uint64_t ns;
	pid_t owner;
	uint64_t number;
	bool *unsure;
	struct driver_added *added;
};

/* Asks the kernel; 0 if @fd is a view that this library made somewhere. */
int view_get(int fd, struct view *view);

/* 0 if this process may write commands to it, or -EACCES. */
int view_check_owner(const struct view *view);

struct call;

/* Makes a call that is about no view, where this thread would open one. */
int view_look(struct call *call);

/* The index of a device; -EPERM: the network namespace must not see it. */
int view_device(const char *ibdev, uint32_t *index);

/* As node_info(); a node that this network namespace must not see is not there. */
int view_node(const struct node *node, struct node_info *info);

struct stat;
/* Ditto, and what stat() says of it. */
int view_node_stat(const struct node *node, struct stat *st);

/* What fstat() says of a view. */
void view_stat(const struct view *view, struct stat *st);

/* An fd with the flags @flags of open(), or a negative errno. */
int view_open(const struct node *node, int flags);

/*
 * A guess whether @fd is a view, to save a system call.  It may be wrong either
 * way: nothing depends on it but time.
 */
bool view_hint(int fd);
void view_hint_set(int fd);
void view_hint_clear(int fd);

/* Of no fd from here on is there a hint. */
#define VIEW_HINTS 32768

/*
 * What @fd was when view_remember() saw it last, in this process.  Calls on the view
 * go by view_run(), which lets the kernel judge and clears @unsure: whoever finds it
 * set afterwards asks view_get(), and begins again.
 */
bool view_guess(int fd, struct view *view, bool *unsure);

static inline bool view_is_unsure(const struct view *view)
{
	return view->unsure && *view->unsure;
}

void view_remember(const struct view *view);
/* It has been given a context. */
void view_has_context(const struct view *view, uint32_t context);
void view_forget(int fd);

/* ---- verbs.c, cm.c: the legacy commands ---------------------------- */

/* What write() on the view returns; or a negative errno. */
ssize_t verbs_write(const struct view *view, const void *buf, size_t count);
ssize_t cm_write(const struct view *view, const void *buf, size_t count);

/* What ioctl(RDMA_VERBS_IOCTL) on an uverbs view returns. */
int verbs_ioctl(const struct view *view, void *arg);
/* Is it one that becomes a call of class FAST? */
bool verbs_ioctl_is_fast(const void *arg, struct ruapi_fast *fast);

/* Is it one that becomes a call of class FAST? */
bool verbs_is_fast(const void *buf, size_t count, struct ruapi_fast *fast);
/* Is it a command that programs issue per message: posts and polls? */
bool verbs_is_message(const void *buf, size_t count);

#endif /* COMPAT_COMPAT_H */
