/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What /proc says about namespaces, and who has them open. */
#ifndef RUAPI_FDINFO_H
#define RUAPI_FDINFO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct fdinfo_context - an opened device
 * @handle: of the context
 * @device: name of the device
 * @driver: name of its driver
 * @index: device index
 * @dead: the device is gone
 * @ucaps: names of its user capabilities, with commas between them
 */
struct fdinfo_context {
	uint32_t handle;
	char device[64];
	char driver[32];
	uint32_t index;
	int dead;
	char ucaps[512];
};

/**
 * struct fdinfo_cm_id - a connection manager id
 * @handle: of the id
 * @state: e.g. "LISTENING"
 * @src: local address and port, "-": none
 * @dst: those of the peer, "-": none
 * @device: name of its device, "-": none yet
 */
struct fdinfo_cm_id {
	uint32_t handle;
	char state[24];
	char src[96];
	char dst[96];
	char device[64];
};

/**
 * enum fdinfo_known - what is known of a namespace
 * @FDINFO_PINNED: its pinned memory
 * @FDINFO_CALLS: how many calls were made
 * @FDINFO_COUNTS: how many objects of which type
 * @FDINFO_LIST: its contexts and ids, which only the main fd tells
 */
enum fdinfo_known {
	FDINFO_PINNED = 1 << 0,
	FDINFO_COUNTS = 1 << 1,
	FDINFO_LIST = 1 << 2,
	FDINFO_CALLS = 1 << 3,
};

/**
 * struct fdinfo_ns - a namespace: a main fd with all its views
 * @id: ruapi-ns, unique among all there were
 * @netns: inode number of its network namespace
 * @known: enum fdinfo_known: what a fd of it said
 * @pinned: bytes of memory registered
 * @calls: made since it was opened, by all who have it
 * @objects: how many of which type, as text
 * @driver_objects: how many of which type that drivers define, as text
 * @contexts: opened devices
 * @num_contexts: entries of @contexts
 * @cm_ids: connection manager ids
 * @num_cm_ids: entries of @cm_ids
 */
struct fdinfo_ns {
	uint64_t id;
	uint64_t netns;
	unsigned int known;
	uint64_t pinned;
	uint64_t calls;
	char objects[256];
	char driver_objects[512];
	struct fdinfo_context *contexts;
	unsigned int num_contexts;
	struct fdinfo_cm_id *cm_ids;
	unsigned int num_cm_ids;
};

/**
 * struct fdinfo_fd - a file descriptor of a namespace
 * @ns_id: which namespace
 * @pid: whose
 * @fd: number
 * @view: "main", "context" or "queue"
 * @comm: name of the process
 * @cgroup: of the process, of version 2, "": not known
 */
struct fdinfo_fd {
	uint64_t ns_id;
	pid_t pid;
	int fd;
	char view[16];
	char comm[32];
	char cgroup[256];
};

/**
 * struct fdinfo_all - what was found
 * @ns: the namespaces
 * @num_ns: entries of @ns
 * @fds: the file descriptors, by process
 * @num_fds: entries of @fds
 * @hidden: processes that one may not look at
 */
struct fdinfo_all {
	struct fdinfo_ns *ns;
	unsigned int num_ns;
	struct fdinfo_fd *fds;
	unsigned int num_fds;
	unsigned int hidden;
};

/*
 * Walks all processes of a proc file system; 0 or negative errno.  A main fd
 * lists all there is in the namespace: it is read once, however many processes
 * have it, where kcmp() says which are the same.
 */
int fdinfo_scan(struct fdinfo_all *all, const char *proc);
void fdinfo_free(struct fdinfo_all *all);
/* The container that a cgroup is of, as runtimes name cgroups; "": it is of none. */
void fdinfo_container(const char *cgroup, char *name, size_t size);

#endif /* RUAPI_FDINFO_H */
