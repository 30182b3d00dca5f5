/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Handlers, devices and contexts for the call path to work with. */
#ifndef FUZZ_STUBS_H
#define FUZZ_STUBS_H

#include "ruapi.h"
#include "verbs/verbs.h"
#include "user.h"

#define STUB_DEVICES 3

/* The number of the view that the file is. */
#define STUB_VIEW 7

/**
 * struct stub - what handlers shall do, and what they did
 * @err: they fail with it, 0: they succeed
 * @good: so many succeed before
 * @busy: hardware refuses to be destroyed
 * @destroyed: so much of it does not before
 * @out_len: bytes that output structs and arrays have
 * @lsm: what the security module says, 0: yes
 * @cgroup: what the rdma cgroup says, 0: yes
 * @no_cap: the caller has no capability
 * @no_init_cap: ditto in the initial user namespace
 * @exclusive: devices belong to one network namespace each
 * @no_net: devices are not in the caller's network namespace
 * @one_port: of the two ports of a device, of their P_Keys and of their GIDs, the
 *	caller's network namespace sees the first
 * @ran: a handler was reached
 * @failed: it said no
 * @on_run: what another thread does while the handler runs that fails, or cannot be
 *	undone
 * @kept: the hardware of an object that nobody got could not be destroyed
 */
struct stub {
	int err;
	unsigned int good;
	bool busy;
	unsigned int destroyed;
	u32 out_len;
	int lsm;
	int cgroup;
	bool no_cap;
	bool no_init_cap;
	bool exclusive;
	bool no_net;
	bool one_port;
	bool ran;
	bool failed;
	void (*on_run)(void);
	bool kept;
};

extern struct stub stub;
extern struct file stub_node;
extern struct ruapi_device stub_devices[STUB_DEVICES];

/* What handlers write to an output scalar of an attribute. */
static inline u64 stub_value(u16 id, u8 width)
{
	return (0x0123456789abcdefULL * (id + 1)) >> (64 - 8 * width);
}

/* And to buffers. */
static inline u8 stub_byte(u32 at)
{
	return at * 7 + 1;
}

void stub_init(void);
void stub_ns_open(struct ruapi_ns *ns, struct file *file);
void stub_ns_close(struct ruapi_ns *ns);
void stub_kill(struct ruapi_context *ctx);
void stub_check_idle(struct ruapi_ns *ns);

#endif /* FUZZ_STUBS_H */
