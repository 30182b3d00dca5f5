/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Objects of verbs, a file each: what they know of each other. */
#ifndef RUAPI_VERBS_H
#define RUAPI_VERBS_H

#include "ruapi.h"
#include "verbs/for_cm.h"

/* Kernels whose drivers have no operations for them have no such structs. */
struct ib_comp_cntr;
struct ib_dmah;

struct ruapi_pd {
	struct ruapi_obj obj;
	struct ib_pd *ib;
};

/**
 * struct ruapi_mr - MR object
 * @obj: the object
 * @ib: ib_core's
 * @access: enum ib_access_flags
 * @pinned: bytes of memory it keeps, counted in ns->pinned
 */
struct ruapi_mr {
	struct ruapi_obj obj;
	struct ib_mr *ib;
	u32 access;
	u64 pinned;
};

int ruapi_mr_reg(struct ruapi_call *call, struct ib_pd *pd,
		 struct ib_dmah *dmah, struct ruapi_mr *mr);
int ruapi_mr_reg_each(struct ruapi_call *call);

struct ruapi_cq {
	struct ruapi_obj obj;
	struct ib_cq *ib;
	struct ruapi_event_entry comp;
	struct ruapi_event_entry async;
};

struct ruapi_srq {
	struct ruapi_obj obj;
	struct ib_srq *ib;
	struct ruapi_event_entry async;
	struct ruapi_obj *xrcd;
};

struct ruapi_ah {
	struct ruapi_obj obj;
	struct ib_ah *ib;
};

struct ruapi_mw {
	struct ruapi_obj obj;
	struct ib_mw *ib;
};

struct ruapi_counters {
	struct ruapi_obj obj;
	struct ib_counters *ib;
};

/**
 * struct ruapi_dm - DM object
 * @obj: the object
 * @ib: ib_core's
 * @length: bytes; that of ib_core has 32 bits
 */
struct ruapi_dm {
	struct ruapi_obj obj;
	struct ib_dm *ib;
	u64 length;
};

struct ruapi_dmah {
	struct ruapi_obj obj;
	struct ib_dmah *ib;
};

struct ruapi_comp_cntr {
	struct ruapi_obj obj;
	struct ib_comp_cntr *ib;
};

/**
 * struct ruapi_xrcd - XRCD object
 * @obj: the object
 * @domain: what it shares with others
 * @ib: ib_core's, of @domain
 * @users: QPs and SRQs that were made with it, each of which holds a reference
 * @shared: it is found by an inode
 * @sdev: device of that inode
 * @ino: its number
 */
struct ruapi_xrcd {
	struct ruapi_obj obj;
	struct xrc_domain *domain;
	struct ib_xrcd *ib;
	atomic_t users;
	bool shared;
	dev_t sdev;
	unsigned long ino;
};

struct ruapi_wq {
	struct ruapi_obj obj;
	struct ib_wq *ib;
	struct ruapi_event_entry async;
};

/**
 * struct ruapi_rwq_table - RWQ_TABLE object
 * @obj: the object
 * @ib: ib_core's
 * @wqs: its entries, each of which counts as a use of that WQ
 * @count: of them
 */
struct ruapi_rwq_table {
	struct ruapi_obj obj;
	struct ib_rwq_ind_table *ib;
	struct ib_wq **wqs;
	u32 count;
};

/**
 * struct ruapi_flow - FLOW object
 * @obj: the object
 * @ib: ib_core's
 * @place_lock: protects @ib once its handle is known
 * @port: whose packets it is about
 * @qp: whose flow it is; it does not go before
 * @counters: each counts as a use of them
 * @num_counters: entries in @counters
 * @actions: each counts as a use of it
 * @num_actions: entries in @actions
 */
struct ruapi_flow {
	struct ruapi_obj obj;
	struct mutex place_lock;
	u32 port;
	struct ib_flow *ib;
	struct ruapi_qp *qp;
	struct ib_counters *counters[RUAPI_FLOW_MAX_SPECS];
	u32 num_counters;
	struct ib_flow_action *actions[RUAPI_FLOW_MAX_SPECS];
	u32 num_actions;
};

/* FLOW_ACTION; the other name is that of an enum of the ABI. */
struct ruapi_flow_act {
	struct ruapi_obj obj;
	struct ib_flow_action *ib;
};

/* What types.c puts into the table of types. */
extern const struct ruapi_type ruapi_type_pd;
extern const struct ruapi_type ruapi_type_mr;
extern const struct ruapi_type ruapi_type_cq;
extern const struct ruapi_type ruapi_type_qp;
extern const struct ruapi_type ruapi_type_srq;
extern const struct ruapi_type ruapi_type_ah;
extern const struct ruapi_type ruapi_type_mw;
extern const struct ruapi_type ruapi_type_counters;
extern const struct ruapi_type ruapi_type_dm;
extern const struct ruapi_type ruapi_type_xrcd;
extern const struct ruapi_type ruapi_type_wq;
extern const struct ruapi_type ruapi_type_rwq_table;
extern const struct ruapi_type ruapi_type_flow;
extern const struct ruapi_type ruapi_type_flow_action;
extern const struct ruapi_type ruapi_type_dmah;
extern const struct ruapi_type ruapi_type_comp_cntr;

/* ah.c, for qp.c */
void ruapi_ah_attr_from_user(struct ib_device *ibdev, struct rdma_ah_attr *dst,
			     const struct ruapi_ah_attr *src);

/* post.c, for qp.c, srq.c and cq.c */
int qp_post_send(struct ruapi_call *call);
int qp_post_recv(struct ruapi_call *call);
int srq_post_recv(struct ruapi_call *call);
int cq_poll(struct ruapi_call *call);

/* buffer.c, for qp.c and srq.c */
int ruapi_buffer_give(struct ruapi_call *call, u16 id, u16 uv_attr);

/* flow.c, for flow_action.c */
u16 ruapi_flow_filter_len(u32 type);

/* xrcd.c, for qp.c and srq.c */
struct ruapi_obj *ruapi_xrcd_use(struct ruapi_obj *xrcd);
void ruapi_xrcd_unuse(struct ruapi_obj *xrcd);

#endif /* RUAPI_VERBS_H */
