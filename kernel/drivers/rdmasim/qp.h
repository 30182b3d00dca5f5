/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Queue pairs, and what is posted to them. */
#ifndef RDMASIM_QP_H
#define RDMASIM_QP_H

#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <rdma/ib_verbs.h>
#include "fabric.h"
#include "queues.h"

struct sim_swqe {
	u64 wr_id;
	/* It came from a program's memory, and makes no sense. */
	bool bad;
	enum ib_wr_opcode opcode;
	int flags;
	u32 num_sge;
	u32 inline_len;
	/* XRC: the SRQ that it names. */
	u32 srqn;
	union {
		__be32 imm_data;
		u32 invalidate_rkey;
	};
	union {
		struct {
			u64 remote_addr;
			u32 rkey;
			u64 compare_add;
			u64 swap;
		} rdma;
		struct {
			struct sim_av av;
			u32 remote_qpn;
			u32 remote_qkey;
			u16 pkey_index;
		} ud;
		struct {
			struct sim_mr *mr;
			u32 key;
			int access;
		} reg;
		struct {
			u64 addr;
			u64 length;
			u32 lkey;
			u32 access;
			u32 old_rkey;
			u32 new_rkey;
		} bind;
	};
	/* Or the data itself, if inline. */
	struct ib_sge sge[];
};

/* What completions of a QP of userspace's point to, see struct sim_faces. */
struct sim_face {
	struct list_head list;
	struct ib_qp ib;
};

/**
 * struct sim_faces - of QPs that are gone, those that were first come first
 * @lock: protects @list
 *
 * ib_uverbs reads the number of a QP after it polled the completion, while others
 * destroy that QP: so completions point to something that lives longer, and is
 * used again.  Those of QPs live as long as the context; those of XRC target QPs,
 * which belong to none and whose completions others poll, as long as the instance.
 */
struct sim_faces {
	spinlock_t lock;
	struct list_head list;
};

/**
 * struct sim_qp - a queue pair
 * @lock: protects the send queue and @state.  A state is also kept from
 *	changing, but to an error, by req_mutex for the sending side and by
 *	resp_mutex for the receiving one.
 * @refs: one of the table, and one of each message on its way to it
 * @gone: the last of them is given back
 * @faces: where @face comes from, and goes
 * @face: what completions point to, if userspace may get them
 * @alt_av: the alternate path; there is one if attr.alt_port_num is not 0
 * @migrating: the other side has migrated, so this one does as soon as its
 *	req_mutex can be had; messages come by the alternate path; protected by
 *	resp_mutex
 * @mig_err_told: IB_EVENT_PATH_MIG_ERR was, since QP.MODIFY; protected by resp_mutex
 * @work: executes the send queue; flushes both queues
 * @busy: the first request has been tried and will be tried again, at
 * @retry_at: in jiffies
 * @drained: in SQD, nothing is being executed any more
 * @retries: left for the first request, as @rnr_retries
 * @rnr_timer: what the other side said last
 * @rwqe: the receive that a message is brought to; protected by resp_mutex
 * @rwqe_held: it has not been used up
 * @last_wqe_told: IB_EVENT_QP_LAST_WQE_REACHED was
 * @uq: its queues, if a program has mapped them.  Then @sq is room for one request,
 *	@sq_head runs on for ever, and @sq_count is not used; all that is protected
 *	by req_mutex.
 * @sq_mask: places of such a queue, less one
 * @sq_held: the first request is in @sq
 * @broken: its counters made no sense
 * @srqn: XRC initiator: the SRQ that requests name which are posted from now on;
 *	target: that of @rwqe, if it is held
 * @srq_serial: that of the SRQ then
 * @xrcd: XRC target: its domain.  It has no @pd, @recv_cq and @srq but while a
 *	message is brought to it, when they are those of the SRQ that it names;
 *	protected by resp_mutex
 * @rss: how it spreads packets over its table, if it has one
 * @wq: that a message is being brought to; protected by resp_mutex
 */
struct sim_qp {
	struct ib_qp ib;
	struct sim_device *dev;
	struct ib_pd *pd;
	struct sim_cq *send_cq;
	struct sim_cq *recv_cq;
	struct sim_srq *srq;
	bool user;
	bool sig_all;
	struct sim_faces *faces;
	struct sim_face *face;
	struct ib_qp_cap cap;

	refcount_t refs;
	struct completion gone;

	struct mutex req_mutex;
	struct mutex resp_mutex;
	spinlock_t lock;
	enum ib_qp_state state;
	struct ib_qp_attr attr;
	struct sim_av av;
	struct sim_av alt_av;
	bool migrating;
	bool mig_err_told;

	struct delayed_work work;
	void *sq;
	u32 sq_stride;
	u32 sq_head;
	u32 sq_count;
	bool busy;
	unsigned long retry_at;
	bool drained;
	bool drain_event;
	u8 retries;
	u8 rnr_retries;
	u8 rnr_timer;
	u32 sq_psn;
	struct sim_sgl req_sgl;

	struct list_head flows;
	struct sim_rq rq;
	bool established;
	bool last_wqe_told;
	u32 rq_psn;
	bool rwqe_held;
	struct sim_rwqe_max rwqe;
	struct sim_sgl resp_sgl;

	struct sim_uq uq;
	u32 sq_mask;
	u32 sq_user_stride;
	bool sq_held;
	bool broken;

	u32 srqn;
	u64 srq_serial;
	struct ib_xrcd *xrcd;

	struct sim_rss rss;
	struct sim_recv_wq *wq;

	struct sim_comp_cntr *comp_cntrs[SIM_COMP_OPS];
};

#endif
