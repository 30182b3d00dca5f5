/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * A kernel for the unit tests of lib/compat: stands in for its sys.c, checks
 * every call against the specification tables as the real one does, knows
 * namespaces, views and queues, and answers what the test told it to.
 */
#ifndef FAKE_H
#define FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>
#include <rdma/rdma_uapi.h>

#define FAKE_MAX_CALLS 40
#define FAKE_MAX_BUF 512

/**
 * struct fake_call - a call as it arrived
 * @fd: on which fd
 * @nr: ioctl number
 * @hdr: its header
 * @attrs: its attributes
 * @bufs: contents of input buffers
 * @fast: of RUAPI_IOC_FAST
 */
struct fake_call {
	int fd;
	unsigned long nr;
	struct ruapi_hdr hdr;
	struct ruapi_attr attrs[RUAPI_MAX_ATTRS];
	uint8_t bufs[RUAPI_MAX_ATTRS][FAKE_MAX_BUF];
	struct ruapi_fast fast;
};

/**
 * struct fake_file - what an fd is
 * @used: it is open
 * @ns: namespace, 0: no file of rdma_uapi
 * @netns: its network namespace
 * @tag: of a view
 * @owner: process that made it
 * @number: of a view, 0: the module does not number them
 * @context: bound to a view
 * @queue: that it reads
 * @device: of a device view
 * @is_device: device view
 * @text: contents of a file of sysfs
 * @folder: it is a folder of sysfs
 * @asked: netlink: the request that came last
 */
struct fake_file {
	bool used;
	uint64_t ns;
	uint64_t netns;
	uint64_t tag;
	pid_t owner;
	uint64_t number;
	uint32_t context;
	uint32_t queue;
	uint32_t device;
	bool is_device;
	const char *text;
	const char *folder;
	uint8_t asked[128];
};

/* Everything as after boot: rxe0 is uverbs0 and rxe1 is uverbs7. */
int fake_setup(void **state);

extern struct fake_file fake_files[4096];
extern struct ruapi_device_info fake_devices[2];
extern pid_t fake_pid;
extern int fake_open_error;
/* Calls but NAMESPACE.QUERY, DEVICE.LIST and those that make files. */
extern struct fake_call fake_calls[FAKE_MAX_CALLS];
extern unsigned int fake_num_calls;
extern unsigned int fake_num_ioctls;
/* Of them, those that went to another file than their caller thought. */
extern unsigned int fake_num_refused;
/* Files that are none of rdma_uapi's say yes to every ioctl, and do nothing. */
extern bool fake_yes;
/* F_SETFD and F_SETFL as last set. */
extern long fake_fd_flags, fake_file_flags;

/* Network namespace of the calling thread; 0: there is no /proc. */
extern uint64_t fake_netns;
/* How often /proc was asked for it. */
extern unsigned int fake_proc_asked;
/* What RDMA netlink knows: a string like "3:uverbs7:231:199 ", or NULL. */
extern const char *fake_netlink;
/* Is the current folder the stand-in of /dev/infiniband? */
extern bool fake_inside;
/* Milliseconds slept; when they are over this process exits. */
extern unsigned int fake_slept;
extern unsigned int fake_exit_after;
extern pid_t fake_exiting;

/* A file of sysfs, in folders that it brings; @path NULL: forget all. */
void fake_sysfs(const char *path, const char *text);

/* The next calls of this action fail, and say why. */
extern unsigned int fake_reason;
void fake_fail(unsigned int object, unsigned int action, int err);

/* What the calls of this action answer. */
void fake_answer(unsigned int object, unsigned int action, unsigned int id,
		 uint64_t value);
void fake_answer_buf(unsigned int object, unsigned int action, unsigned int id,
		     const void *buf, size_t len);

/* Answers calls of class DRIVER, which the tables do not have. */
extern int (*fake_driver)(struct ruapi_hdr *hdr);

/* The attribute of a driver's that has been written by a call of the core's. */
extern unsigned int fake_written;

/* What read() of a queue returns next; @len < 0: this error. */
void fake_read(const void *buf, ssize_t len);
/* A reader must have less room than this. */
extern size_t fake_read_limit;
/* Memory that programs do not have, and the last that they have before it. */
extern struct fake_memory {
	uint8_t edge[8];
	uint8_t hole[64];
} fake_memory;
#define fake_hole fake_memory.hole

/* The call @index must be this one; -1: the last one. */
const struct fake_call *fake_call(int index, unsigned int object,
				  unsigned int action);

/* Attributes of a call; fails the test if there is none of the id. */
const struct ruapi_attr *fake_attr(const struct fake_call *call,
				   unsigned int id);
const void *fake_buf(const struct fake_call *call, unsigned int id,
		     uint32_t len);
bool fake_has(const struct fake_call *call, unsigned int id);
void fake_is_obj(const struct fake_call *call, unsigned int id,
		 unsigned int object, uint32_t handle);

#endif /* FAKE_H */
