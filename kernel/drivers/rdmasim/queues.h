/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What requests for receives are in, and completions. */
#ifndef RDMASIM_QUEUES_H
#define RDMASIM_QUEUES_H

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <rdma/ib_verbs.h>
#include "memory.h"

/* ---- rq.c ------------------------------------------------------------------------ */

struct sim_rwqe {
	u64 wr_id;
	u32 num_sge;
	struct ib_sge sge[];
};

/* A receive with room for every list there is. */
struct sim_rwqe_max {
	u64 wr_id;
	u32 num_sge;
	struct ib_sge sge[SIM_MAX_SGE];
};

/**
 * struct sim_rq - receives
 * @head: of a queue that a program has mapped it runs on for ever
 * @count: not of such a queue
 * @ring: may be memory of a program
 * @door: its doorbell, NULL: it is not mapped
 * @mask: places of a mapped queue, less one
 */
struct sim_rq {
	spinlock_t lock;
	u32 max_wr;
	u32 max_sge;
	u32 stride;
	u32 head;
	u32 count;
	void *ring;
	struct rdmasim_doorbell *door;
	u32 mask;
};

/**
 * struct sim_uq - a queue that a program has mapped, if @map is not NULL
 * @recvs: receives, if they are not in @map
 */
struct sim_uq {
	struct sim_map *map;
	struct sim_map *recvs;
	struct sim_bell bell;
};

/**
 * struct sim_srq - a shared receive queue
 * @id: its number, by which messages name it if it is one of XRC
 * @serial: no other has had it
 * @cq: of one of XRC: who is told of what it received
 * @refs: one of the table, and one of each message that names it
 * @gone: the last of them is given back
 */
struct sim_srq {
	struct ib_srq ib;
	struct sim_device *dev;
	struct sim_rq rq;
	u32 limit;
	u32 id;
	u64 serial;
	struct sim_cq *cq;
	refcount_t refs;
	struct completion gone;
	struct sim_uq uq;
};

/* ---- cq.c ------------------------------------------------------------------------ */

/**
 * struct sim_cq - a completion queue
 * @lock: protects all that follows
 * @notify: what it is armed for, 0: not
 * @overrun: a completion found no room
 * @map: the queue that a program has mapped, instead of @ring and @head
 * @tail: completions that there were in it
 * @mask: its places, less one
 * @unnotified: completions since the last notification
 * @notify_work: notifies when @period has passed
 * @color: what the program says beside what all say (added.c)
 * @box_size: of the box that it names
 * @box_uses: of that, of which this CQ is one; NULL: there is none
 * @pd_uses: of a PD, likewise
 */
struct sim_cq {
	struct ib_cq ib;
	struct sim_device *dev;
	u32 id;
	spinlock_t lock;
	struct ib_wc *ring;
	u32 size;
	u32 head;
	u32 count;
	struct sim_map *map;
	u32 tail;
	u32 mask;
	enum ib_cq_notify_flags notify;
	bool overrun;
	u16 mod_count;
	u16 mod_period;
	u32 unnotified;
	struct delayed_work notify_work;
	u32 color;
	u32 box_size;
	atomic_t *box_uses;
	atomic_t *pd_uses;
};

/* ---- wq.c ------------------------------------------------------------------------ */

/**
 * struct sim_recv_wq - a receive work queue
 * @mutex: its state is being changed, or a message is being brought to it
 * @messages: that came to it while it was ready
 * @bytes: of them
 * @rq: its receives, if @uq is mapped; else there are none
 * @rwqe: one that a message was to be brought to, or that is flushed; protected by
 *	@mutex
 * @rwqe_held: the next message is brought to it
 */
struct sim_recv_wq {
	struct ib_wq ib;
	struct mutex mutex;
	struct ib_pd *pd;
	struct sim_cq *cq;
	struct sim_rq rq;
	struct sim_rwqe_max rwqe;
	bool rwqe_held;
	struct sim_uq uq;
	atomic64_t messages;
	atomic64_t bytes;
};

struct sim_rwq_table {
	struct ib_rwq_ind_table ib;
};

/**
 * struct sim_rss - what of a packet says which entry of a table it is for
 * @given: it was said
 * @fields: RDMASIM_RX_HASH_*
 * @key: of the hash function
 */
struct sim_rss {
	bool given;
	u64 fields;
	u8 key[40];
};

#endif
