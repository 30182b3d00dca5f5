/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the parts of the test program "unplug" share. */
#ifndef UNPLUG_H
#define UNPLUG_H

#include "work.h"

/* enum ib_event_type */
enum {
	CQ_ERR = 0,
	QP_FATAL = 1,
	DEVICE_FATAL = 8,
	SRQ_ERR = 14,
};

/**
 * struct removal - how a device goes, and comes back
 * @name: of it
 * @plug: shell command, with DEVICE, TYPE, NETDEV and ADDRESS in its environment
 * @unplug: ditto
 * @namespace: it goes with its network namespace; no connections from outside
 * @whole: also what is the same however it goes is tried
 */
struct removal {
	const char *name;
	const char *plug;
	const char *unplug;
	bool namespace;
	bool whole;
};

extern const char *device, *type, *address, *other;
extern const struct removal *removal;
/* What a known bug of the driver adds to the time of a removal. */
extern unsigned int bug_ms;

/* The device goes, which must not take long.  Return: whether it has gone. */
bool unplug(void);
/* It is there again, and ready. */
void plug(void);

/* One more object: it can be used.  Return: 0 or a negative errno. */
int use(struct set *set);
/* Calls on what was made of a device that is gone. */
void check_tombstones(struct set *set);

/* unplug_cm.c: connection manager ids in every state. */
void cm_ids(void);

/* unplug_load.c: traffic, mappings, calls. */
void traffic(void);
void mapped_queues(void);
void exit_while_mapped(void);
void hammering(void);

/* unplug_late.c: ids that rdma_cm is slow to forget. */
void late_ids(void);

/* unplug_wait.c: readers and pollers. */
void waiters(void);

#endif /* UNPLUG_H */
