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

/* ---- node.c: the nodes that are not there -------------------------- */

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
 * struct node - a path that is ours
 * @kind: enum node_kind
 * @name: of the node in its folder
 */
struct node {
	enum node_kind kind;
	const char *name;
};

/**
 * struct node_info - what stat() and open() need to know of a node
 * @rdev: legacy device number
 * @ibdev: uverbsN: name of the ib_device
 */
struct node_info {
	dev_t rdev;
	char ibdev[64];
};

/* Sorts a path.  Fast for what is not ours; @path may be NULL. */
enum node_kind node_match(const char *path, struct node *node);

/* 0, or a negative errno if there is no such node on this host. */
int node_info(const struct node *node, struct node_info *info);

/* ---- view.c: the kernel files behind legacy file descriptors ------- */

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
};

/* Asks the kernel; 0 if @fd is a view that this library made somewhere. */
int view_get(int fd, struct view *view);

/* The queue that an fd of the namespace @ns reads, view of ours or not. */
int view_queue(int fd, uint64_t ns, uint32_t *queue);

/* An fd with the flags @flags of open(), or a negative errno. */
int view_open(const struct node *node, int flags);

/* 0 if open() of the node would find a device that this process may see. */
int view_access(const struct node *node, struct node_info *info);

/*
 * A guess whether @fd is a view, to save a system call.  It may be wrong either
 * way: nothing depends on it but time.
 */
bool view_hint(int fd);
void view_hint_set(int fd);
void view_hint_clear(int fd);

/* ---- verbs.c, cm.c: the legacy commands ---------------------------- */

/* What write() on the view returns; or a negative errno. */
ssize_t verbs_write(const struct view *view, const void *buf, size_t count);
ssize_t cm_write(const struct view *view, const void *buf, size_t count);

/* Is it one of the two commands that programs issue per message? */
bool verbs_is_fast(const void *buf, size_t count, struct ruapi_fast *fast);

#endif /* COMPAT_COMPAT_H */
