/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * What cm/ may know of verbs/, all of it: QPs that ids are bound to, how they are
 * modified, and how attributes and paths look to userspace.
 */
#ifndef RUAPI_VERBS_FOR_CM_H
#define RUAPI_VERBS_FOR_CM_H

#include "ruapi.h"

/**
 * struct ruapi_qp_place - a port that a QP uses
 * @port: its number, 0: none
 * @pkey: index of the P_Key, which counts if @has_pkey
 * @has_pkey: it has been set
 */
struct ruapi_qp_place {
	u32 port;
	u16 pkey;
	bool has_pkey;
};

/**
 * struct ruapi_qp - QP object
 * @obj: the object
 * @ib: ib_core's
 * @async: its asynchronous events
 * @mcast_lock: @mcasts
 * @mcasts: multicast groups that it is attached to
 * @place_lock: @places, @gone, and with that @ib.  The driver is called under it, and
 *	nothing of ours but queues is taken inside
 * @places: where its path and its alternate path begin
 * @gone: there is no @ib any more
 * @moving: bit 0: somebody modifies where it is, and nobody else may until that has
 *	been noted in @places.  Nobody waits for it: it is held while the driver is
 *	called
 * @flows: FLOWs of it; changed by calls that have it locked for READ
 * @num: QP number; valid also when @ib is gone
 * @srq: it receives from an SRQ
 * @xrcd: it is a handle of an XRC target QP of that domain
 * @bound: who drives it, a CM_ID, which holds a reference on the QP; NULL:
 *	nobody.  Changed by cmpxchg(), under the mutex of that id
 */
struct ruapi_qp {
	struct ruapi_obj obj;
	struct ib_qp *ib;
	struct ruapi_event_entry async;
	struct mutex mcast_lock;
	struct list_head mcasts;
	struct mutex place_lock;
	struct ruapi_qp_place places[2];
	bool gone;
	unsigned long moving;
	atomic_t flows;
	u32 num;
	bool srq;
	struct ruapi_obj *xrcd;
	struct ruapi_obj *bound;
};

int ruapi_qp_modify(struct ruapi_qp *qp, struct ib_qp_attr *attr, int mask,
		    struct ib_udata *udata);
void ruapi_qp_attr_to_user(struct ruapi_qp_attr *dst,
			   const struct ib_qp_attr *src, u32 mask);
void ruapi_ah_attr_to_user(struct ruapi_ah_attr *dst,
			   const struct rdma_ah_attr *src);

#endif /* RUAPI_VERBS_FOR_CM_H */
