/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Fault injection: what faults.c shares with the sequences it sweeps. */
#ifndef FAULTS_H
#define FAULTS_H

#include <rdma/ib_user_ioctl_verbs.h>
#include "guest.h"

/* Types of QPs. */
#define QPT_RC 2
#define QPT_UD 4

enum {
	ON_RXE = 1,
	ON_SIW = 2,
	ON_SIM = 4,
	/* Where its kernel has operations for what is newer than Linux 6.12. */
	ON_SIM_NEWER = 8,
	ON_IB = ON_RXE | ON_SIM,
	EVERYWHERE = ON_RXE | ON_SIW | ON_SIM,
};

/**
 * struct world - what sequences work on
 * @set: one object of each type, on the device
 * @addr: of the device
 * @port: to listen on next
 * @queue: EVENT_QUEUE of @set
 * @obj: what prepare() made; by that sequence's own numbers
 * @made: handle that the call made
 * @made_fd: file that the call made
 * @map: mapping that the call made
 */
struct world {
	struct set set;
	const char *addr;
	uint16_t port;
	uint32_t queue;
	uint32_t obj[6];
	uint32_t made;
	int made_fd;
	void *map;
};

static inline bool is_rxe(const struct world *w)
{
	return w->set.driver == RDMA_DRIVER_RXE;
}

/* It speaks InfiniBand, in whatever packets. */
static inline bool is_ib(const struct world *w)
{
	return is_rxe(w) || is_sim(w->set.driver);
}

/**
 * struct sequence - a call, with what has to be there before and to go
 *	afterwards.  Only the call is hit by faults
 * @object: enum ruapi_object, 0: a system call other than ioctl()
 * @action: its number
 * @name: what distinguishes it from others of the same action; may be NULL
 * @on: devices that can do it
 * @otherwise: errno that the others say, 0: EOPNOTSUPP
 * @once: a call that fails cannot be tried again; why must be said there
 * @changes: rdma_cm changes the id although it fails: it keeps an address, or
 *	rejects a peer.  Only the objects and files are as before
 * @also: other errnos that rdma_cm or the network makes of a lack of memory
 * @prepare: makes what the call needs
 * @call: the call.  Return: 0 or a negative errno
 * @undo: of a call that succeeded
 * @cleanup: of prepare()
 * @state: what the call changes beside the list of objects
 *
 * All but @call may be NULL.
 */
struct sequence {
	uint16_t object;
	uint16_t action;
	const char *name;
	unsigned int on;
	int otherwise;
	bool once;
	bool changes;
	int also[2];
	int (*prepare)(struct world *w);
	int (*call)(struct world *w);
	int (*undo)(struct world *w);
	int (*cleanup)(struct world *w);
	uint64_t (*state)(struct world *w);
};

/**
 * struct sequences - those of a file
 * @list: they
 * @count: entries in @list
 * @make: makes an object, for DESTROY of its type; the handle is in w->made.
 *	Return: -ENOSYS if another file does
 */
struct sequences {
	const struct sequence *list;
	unsigned int count;
	int (*make)(struct world *w, unsigned int type);
};

extern const struct sequences space_sequences, grant_sequences, verbs_sequences,
	sim_sequences, cm_sequences;

static inline uint32_t handle(const struct world *w, unsigned int type)
{
	return w->set.handle[type];
}

static inline int undo_made(struct world *w, unsigned int type)
{
	return destroy(w->set.fd, type, w->made);
}

/* faults_space.c: closes the file that a call made; and what others need. */
int undo_fd(struct world *w);
int gid_table(struct world *w, struct ruapi_gid_entry *gids, uint32_t *count);
int open_context(struct world *w, int fd, bool fresh, uint32_t *context);

/* faults_verbs.c: of calls that made one; and what others need. */
int mr_undo(struct world *w);
int qp_undo(struct world *w);
int srq_undo(struct world *w);
int create_qp(struct world *w, uint8_t type, uint32_t *qp);

/* Lets an id resolve the device's own address, until the event is there. */
int cm_resolve_begin(struct world *w, uint32_t id);

/* ---- faults_ops.c: operations of a simulated HCA fail ------------------------ */

/* What they fail with, which nothing else does. */
#define OPS_ERRNO EREMOTEIO
#define OPS_MAX 128

/* Finds the knobs of a device.  Return: how many operations it has. */
unsigned int ops_open(const char *ibdev);
const char *ops_name(unsigned int op);

/* Whether ib_core and ib_cm make use of it on their own, at any time. */
bool ops_is_shared(unsigned int op);

/* Whether it has an answer at all. */
bool ops_can_fail(unsigned int op);

/* How often each was called until now. */
void ops_calls(uint64_t *calls);

/* The @nth call from now fails. */
void ops_arm(unsigned int op, unsigned int nth);

/* None does.  Return: whether one has. */
bool ops_disarm(unsigned int op);

/* What was made is destroyed, and no operation has been left out. */
void ops_check_all(void);

#endif /* FAULTS_H */
