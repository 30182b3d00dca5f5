/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * What the BPF program of a policy (policy.bpf.c) and the tool that loads and reads
 * it (lib/cli/policy*.c) tell each other, and the one question that both ask:
 * does a line of the policy apply to a request?
 *
 * A policy has sections: one for each cgroup that it names, and section 0 for
 * processes in none of these.  For every section and action there is a head, which says
 * which matches are to be tried, in this order: the first one that applies decides.
 *
 * Trying them takes its time.  So for every section and action it is worked out before
 * what they all would allow, with those of the sections above and no limit among them: always,
 * or in cells, one for each class of devices that the policy can tell from
 * others, a bit for each port.  What is found there is allowed; about what is not, be it
 * denied, limited or not known, the matches decide.
 */
#ifndef POLICY_MAP_H
#define POLICY_MAP_H

#include <linux/types.h>

/* Of actions that have a head of their own; more than there are. */
#define POLICY_OBJECTS 64
#define POLICY_ACTIONS 64
/* After these, what is not numbered so: of drivers, and of newer modules. */
#define POLICY_HEAD_METHODS (POLICY_OBJECTS * POLICY_ACTIONS)
#define POLICY_HEAD_OTHERS (POLICY_HEAD_METHODS + 1)
#define POLICY_HEADS (POLICY_HEAD_OTHERS + 1)

/* Matches behind one head, of each kind. */
#define POLICY_LIST 64
/* Sections that can apply to one process, and how deep cgroups are looked at. */
#define POLICY_NESTED 8
#define POLICY_DEPTH 32
/* The path of a cgroup with the NUL; and names of devices. */
#define POLICY_PATH 256
#define POLICY_NAME 64
#define POLICY_TEXT 4096
/* Methods are numbered from here on, as RUAPI_DRIVER_NS. */
#define POLICY_DRIVER_NS 0x8000

/* Of what is worked out: nothing, and everything.  Others are numbers of a first cell. */
#define POLICY_WALK 0
#define POLICY_ALWAYS 1
/* Cells at most; what has none is walked. */
#define POLICY_CELLS (1 << 18)
/* The class of a request without a device. */
#define POLICY_NO_CLASS 0
/* Devices whose classes, and cgroups whose sections, are found at once. */
#define POLICY_KNOWN 1024
#define POLICY_NEAR_BITS 14

#define POLICY_NO_DEVICE 0xffffffffu
#define POLICY_NO_SECTION 0xffffffffu

enum policy_verdict {
	POLICY_DENY,
	POLICY_ALLOW,
	POLICY_LIMIT,
};

/**
 * enum policy_tests - what of a match has to be looked at
 * @POLICY_DEVICE: name
 * @POLICY_DRIVER: driver
 * @POLICY_PORT: ports
 * @POLICY_PKEY: pkey
 * @POLICY_UCAP: ucaps
 * @POLICY_OBJECT: object, of a method
 * @POLICY_ACTION: action, of a method
 */
enum policy_tests {
	POLICY_DEVICE = 1 << 0,
	POLICY_DRIVER = 1 << 1,
	POLICY_PORT = 1 << 2,
	POLICY_PKEY = 1 << 3,
	POLICY_UCAP = 1 << 4,
	POLICY_OBJECT = 1 << 5,
	POLICY_ACTION = 1 << 6,
};

/**
 * struct policy_request - what is to be judged
 * @name: of the device, padded with zeroes
 * @ucaps: user capabilities of the context
 * @device: its index, or POLICY_NO_DEVICE
 * @driver: its driver_id
 * @port: that the call names, 0: none
 * @pkey: P_Key that the call names, 0: none
 * @object: object
 * @action: action
 * @rule: out: which line decided, 0: the default of the section did
 * @section: out: the section that decided
 */
struct policy_request {
	__u64 name[POLICY_NAME / 8];
	__u64 ucaps;
	__u32 device;
	__u32 driver;
	__u32 port;
	__u32 pkey;
	__u16 object;
	__u16 action;
	__u32 rule;
	__u32 section;
	__u32 pad;
};

/**
 * struct policy_match - a line of the policy, about one device, driver and P_Key
 * @name: of the device, padded with zeroes
 * @ports: a bit each
 * @ucaps: a bit each: the context has one of them
 * @rule: which line it is, from 1 on
 * @driver: driver_id
 * @bucket: of POLICY_LIMIT
 * @object: of a method
 * @action: of a method
 * @pkey: P_Key; the bit of membership does not count
 * @tests: enum policy_tests
 * @verdict: enum policy_verdict
 */
struct policy_match {
	__u64 name[POLICY_NAME / 8];
	__u64 ports;
	__u64 ucaps;
	__u32 rule;
	__u32 driver;
	__u32 bucket;
	__u16 object;
	__u16 action;
	__u16 pkey;
	__u8 tests;
	__u8 verdict;
	__u32 pad;
};

/**
 * struct policy_head - where the matches about an action are
 * @first: in the map of matches
 * @first_limit: those of POLICY_LIMIT
 * @count: how many
 * @count_limit: how many
 * @tests: what is looked at by any of them
 * @verdict: if none of them applies
 */
struct policy_head {
	__u32 first;
	__u32 first_limit;
	__u8 count;
	__u8 count_limit;
	__u8 tests;
	__u8 verdict;
};

/**
 * struct policy_cell - what is allowed to some process on some devices
 * @ports: a bit for each port, bit 0 for requests that name none; first of requests
 *	without P_Key and user capabilities, then whatever P_Key they name, then whatever
 *	user capabilities they have, then whatever they have of both
 */
struct policy_cell {
	__u64 ports[4];
};

/**
 * struct policy_section - a cgroup with its descendants
 * @path: below the root of the cgroup2 hierarchy, "": section 0
 * @parent: the section of the nearest of its ancestors, or POLICY_NO_SECTION
 * @line: where the file says what happens if no line applies; 0: it does not
 * @verdict: that
 * @denied: requests that were denied because none did
 */
struct policy_section {
	char path[POLICY_PATH];
	__u32 parent;
	__u32 line;
	__u32 verdict;
	__u32 pad;
	__u64 denied;
};

/**
 * struct policy_rule - a line that is numbered
 * @line: of the file
 * @section: its section
 * @denied: requests that it denied
 */
struct policy_rule {
	__u32 line;
	__u32 section;
	__u64 denied;
};

/**
 * struct policy_bucket - a token bucket
 * @next: when it is full again, in ns; until then tokens are missing
 * @interval: ns for one token
 * @window: ns for all of them
 */
struct policy_bucket {
	__u64 next;
	__u64 interval;
	__u64 window;
};

/**
 * struct policy_info - a policy as a whole
 * @file: where it was read from
 * @loaded: when, in seconds of the clock
 * @length: bytes of its text
 * @sections: how many
 * @rules: how many, with 0 which is none
 * @lost: denials that nobody can watch any more
 * @broken: requests that could not be read, and were denied
 */
struct policy_info {
	char file[POLICY_PATH];
	__u64 loaded;
	__u32 length;
	__u32 sections;
	__u32 rules;
	__u32 pad;
	__u64 lost;
	__u64 broken;
};

/**
 * struct policy_denial - a request that was denied
 * @request: it; who denied it is there
 * @time: ns since the machine was started
 * @cgroup: id of the process's cgroup
 * @pid: the process
 * @limit: it was for a limit
 * @comm: name of the task
 */
struct policy_denial {
	struct policy_request request;
	__u64 time;
	__u64 cgroup;
	__u32 pid;
	__u32 limit;
	char comm[16];
};

static inline int policy_same_name(const __u64 *a, const __u64 *b)
{
	int i;

	if (a[0] != b[0] || a[1] != b[1])
		return 0;
	/* Most are shorter. */
	for (i = 2; i < POLICY_NAME / 8; i++) {
		if (!(a[i] | b[i]))
			return 1;
		if (a[i] != b[i])
			return 0;
	}
	return 1;
}

/*
 * Does a line apply?  A request that names no device, port or P_Key does not reach
 * a wrong one: where the line asks for some, one that allows applies, others do not.
 */
static inline int policy_applies(const struct policy_match *m,
				 const struct policy_request *req)
{
	const __u8 tests = m->tests;
	const int lenient = m->verdict == POLICY_ALLOW;

	if (tests & POLICY_OBJECT && m->object != req->object)
		return 0;
	if (tests & POLICY_ACTION && m->action != req->action)
		return 0;
	if (tests & (POLICY_DEVICE | POLICY_DRIVER)) {
		if (req->device == POLICY_NO_DEVICE) {
			if (!lenient)
				return 0;
		} else if ((tests & POLICY_DRIVER && m->driver != req->driver) ||
			   (tests & POLICY_DEVICE &&
			    !policy_same_name(m->name, req->name))) {
			return 0;
		}
	}
	if (tests & POLICY_PORT) {
		if (!req->port) {
			if (!lenient)
				return 0;
		} else if (req->port > 63 || !(m->ports >> req->port & 1)) {
			return 0;
		}
	}
	if (tests & POLICY_PKEY) {
		if (!req->pkey) {
			if (!lenient)
				return 0;
		} else if ((req->pkey ^ m->pkey) & 0x7fff) {
			return 0;
		}
	}
	return !(tests & POLICY_UCAP) || req->ucaps & m->ucaps;
}

/* Is it known that the request is allowed? */
static inline int policy_cell_allows(const struct policy_cell *cell, __u32 port,
				     __u32 pkey, __u64 ucaps)
{
	const __u32 which = (pkey ? 1 : 0) | (ucaps ? 2 : 0);

	return port < 64 && cell->ports[which & 3] >> port & 1;
}

/* Of a device: the number of its name, and of its driver, among those of the policy. */
static inline __u32 policy_class_of(__u32 name, __u32 driver, __u32 drivers)
{
	return POLICY_NO_CLASS + 1 + name * (drivers + 1) + driver;
}

/* Which head of a section is about a request. */
static inline __u32 policy_head_of(const struct policy_request *req)
{
	if ((req->object | req->action) & POLICY_DRIVER_NS)
		return POLICY_HEAD_METHODS;
	if (req->object >= POLICY_OBJECTS || req->action >= POLICY_ACTIONS)
		return POLICY_HEAD_OTHERS;
	return req->object * POLICY_ACTIONS + req->action;
}

#endif /* POLICY_MAP_H */
