// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CM_ID.BIND_QP: what librdmacm does with the QP of an id, in the kernel.  All
 * of it happens under the id's mutex and under the rwsem of the QP's context, if
 * that can be had at once: when the device is removed there is no QP any more, and
 * the id is closed a little later.  Calls wait for the mutex.  The event handler of
 * the id only tries it, and leaves what it has no mutex for to a work.
 *
 * rdma_cm itself must not know the QP: it takes those for the kernel's own.
 */
#include <rdma/ib_cm.h>

#include "../../drivers/known.h"
#include "cm/cm.h"
#include "core/kcov.h"

/*
 * Keep the hardware of a QP.  A context that has one is only locked for write
 * to die, so there is nothing to wait for.  It would be long: whoever wants to
 * write waits for calls whose memory may never come, and meanwhile the mutex of
 * the id was held, and a worker that the ids of all namespaces share.
 */
static bool qp_enter(const struct ruapi_qp *qp)
{
	struct ruapi_context *ctx = qp->obj.ctx;

	if (!down_read_trylock(&ctx->rwsem))
		return false;
	if (!READ_ONCE(ctx->going))
		return true;
	up_read(&ctx->rwsem);
	return false;
}

static void qp_leave(const struct ruapi_qp *qp)
{
	up_read(&qp->obj.ctx->rwsem);
}

/**
 * cm_qp_enter() - keep the hardware of the bound QP
 * @cm: id with a QP, whose mutex is held
 *
 * Return: false, and nothing to leave, if it is gone or going.
 */
bool cm_qp_enter(struct ruapi_cm_id *cm)
{
	lockdep_assert_held(&cm->mutex);
	return qp_enter(cm->qp);
}

void cm_qp_leave(struct ruapi_cm_id *cm)
{
	qp_leave(cm->qp);
}

/*
 * What QP.MODIFY would ask of who makes the call.  Without one there is nobody to
 * ask: it goes on with what the one who bound the QP, or gave it to CONNECT, was
 * asked for.
 */
static int cm_qp_may_modify(struct ruapi_call *call, struct ruapi_cm_id *cm,
			    struct ruapi_qp *qp, const struct ib_qp_attr *attr,
			    int mask)
{
	const bool controlled = mask & IB_QP_QKEY &&
				attr->qkey & IB_QP_SET_QKEY;
	int ret;

	if (!call)
		return controlled && !cm->privileged ? -EPERM : 0;
	if (controlled && !ruapi_access_privileged_qkey(qp->obj.ctx->dev))
		return call_bad_attr(call, 0, RUAPI_REASON_CAPABILITY, -EPERM);
	ret = ruapi_access_object(&qp->obj, RUAPI_QP_MODIFY);
	if (ret)
		return call_bad_attr(call, 0, RUAPI_REASON_LSM, ret);
	return 0;
}

/*
 * Attributes of rdma_cm.  ib_core asks the network once more how to reach the peer
 * if there is udata, as it takes them for a program's, and waits for the answer.
 */
static bool cm_qp_is_plain(const struct ruapi_qp *qp)
{
	return qp->obj.ctx->dev->traits & RUAPI_DRIVER_PLAIN_MODIFY;
}

static int cm_qp_modify(struct ruapi_qp *qp, struct ib_qp_attr *attr, int mask)
{
	struct ruapi_udata udata;

	if (cm_qp_is_plain(qp))
		return ruapi_qp_modify(qp, attr, mask, NULL);
	ruapi_udata_init(&udata, qp->obj.ctx->ib, &qp->obj.ns->ufile);
	return ruapi_qp_modify(qp, attr, mask, ruapi_udata(&udata));
}

/* To a state that rdma_cm knows the attributes of. */
static int cm_qp_step(struct ruapi_call *call, struct ruapi_cm_id *cm,
		      struct ruapi_qp *qp, enum ib_qp_state state,
		      const struct ruapi_cm_param *param)
{
	struct ib_qp_attr attr = {
		.qp_state = state,
	};
	int mask = 0;
	int ret;

	ret = rdma_init_qp_attr(cm->id, &attr, &mask);
	if (ret)
		return ret;
	/* Who connects has no connection yet to ask. */
	if (cm_is_iwarp(cm))
		attr.qp_access_flags = IB_ACCESS_REMOTE_WRITE |
				       IB_ACCESS_REMOTE_READ;
	if (param && mask & IB_QP_MAX_DEST_RD_ATOMIC)
		attr.max_dest_rd_atomic = param->responder_resources;
	if (param && mask & IB_QP_MAX_QP_RD_ATOMIC)
		attr.max_rd_atomic = param->initiator_depth;
	return cm_qp_may_modify(call, cm, qp, &attr, mask) ?:
	       cm_qp_modify(qp, &attr, mask);
}

/* Datagrams need no peer. */
static int cm_qp_start_ud(struct ruapi_call *call, struct ruapi_cm_id *cm,
			  struct ruapi_qp *qp)
{
	struct ib_qp_attr attr = {
		.qp_state = IB_QPS_RTR,
	};
	int ret;

	ret = cm_qp_may_modify(call, cm, qp, &attr, IB_QP_STATE) ?:
	      cm_qp_modify(qp, &attr, IB_QP_STATE);
	if (ret)
		return ret;
	attr.qp_state = IB_QPS_RTS;
	return cm_qp_may_modify(call, cm, qp, &attr,
				IB_QP_STATE | IB_QP_SQ_PSN) ?:
	       cm_qp_modify(qp, &attr, IB_QP_STATE | IB_QP_SQ_PSN);
}

/* From INIT, whose attributes are others now that the peer is known. */
static int cm_qp_connect(struct ruapi_call *call, struct ruapi_cm_id *cm,
			 const struct ruapi_cm_param *param)
{
	int ret;

	ret = cm_qp_step(call, cm, cm->qp, IB_QPS_INIT, NULL);
	if (ret)
		return ret;
	ret = cm_qp_step(call, cm, cm->qp, IB_QPS_RTR, param);
	if (ret)
		return ret;
	return cm_qp_step(call, cm, cm->qp, IB_QPS_RTS, param);
}

/**
 * cm_qp_accept() - make the QP ready for a peer who is about to be accepted
 * @call: ACCEPT
 * @cm: id with a QP, which is entered
 * @param: parameters of ACCEPT
 *
 * Return: 0 or a negative errno.
 */
int cm_qp_accept(struct ruapi_call *call, struct ruapi_cm_id *cm,
		 const struct ruapi_cm_param *param)
{
	/* UD QPs are ready.  iWARP drivers do it themselves. */
	if (cm->id->qp_type == IB_QPT_UD || cm_is_iwarp(cm))
		return 0;
	return cm_qp_connect(call, cm, param);
}

/**
 * cm_qp_error() - flush the QP
 * @cm: id with a QP, which is entered
 */
void cm_qp_error(struct ruapi_cm_id *cm)
{
	struct ib_qp_attr attr = {
		.qp_state = IB_QPS_ERR,
	};

	/* Datagrams of others are none of its business; iw_cm does it itself */
	if (cm->id->qp_type != IB_QPT_UD && !cm_is_iwarp(cm))
		cm_qp_modify(cm->qp, &attr, IB_QP_STATE);
}

/**
 * cm_qp_number() - tell the peer the bound QP
 * @cm: the id
 * @param: parameters for the peer
 */
void cm_qp_number(const struct ruapi_cm_id *cm, struct rdma_conn_param *param)
{
	if (!cm->qp)
		return;
	param->qp_num = cm->qp->num;
	param->srq = cm->qp->srq;
}

/* ---- events of the peer --------------------------------------------------- */

/* The peer has answered, and the QP is ready unless @ret says otherwise. */
static int cm_qp_established(struct ruapi_cm_id *cm, int ret)
{
	struct cm_event *entry = cm->held;

	/* The peer has changed its mind, which the program knows already. */
	if (!cm->pending)
		return -ECONNRESET;
	cm->pending = false;
	if (!ret)
		ret = rdma_accept(cm->id, NULL);
	else
		rdma_reject(cm->id, NULL, 0, IB_CM_REJ_CONSUMER_DEFINED);
	xchg(&cm->state, ret ? RUAPI_CM_ID_CLOSED : RUAPI_CM_ID_CONNECTED);
	entry->alloc.entry.code = ret ? RDMA_CM_EVENT_CONNECT_ERROR :
				  RDMA_CM_EVENT_ESTABLISHED;
	entry->rec.hdr.code = entry->alloc.entry.code;
	entry->rec.status = ret;
	return ret;
}

/*
 * The mutex is held.  @inside: rdma_lock_handler(), too, as the event handler does
 * it; others take it after the QP has been made ready, which may take a while.
 */
static void cm_qp_follow_locked(struct ruapi_cm_id *cm, bool inside)
{
	struct cm_event *entry = cm->held;
	const bool alive = cm_qp_enter(cm);
	const u32 code = entry->alloc.entry.code;
	int ret = -ECONNREFUSED;

	if (code == RDMA_CM_EVENT_CONNECT_RESPONSE)
		ret = alive ? cm_qp_connect(NULL, cm, NULL) : -ENODEV;
	if (!inside)
		rdma_lock_handler(cm->id);
	if (code == RDMA_CM_EVENT_CONNECT_RESPONSE)
		ret = cm_qp_established(cm, ret);
	if (alive && ret)
		cm_qp_error(cm);
	/* The answer; whoever began has it already. */
	if (code == RDMA_CM_EVENT_DISCONNECTED)
		rdma_disconnect(cm->id);
	cm->held = NULL;
	if (ret == -ECONNRESET)
		kfree(entry);
	else
		cm_post_entry(cm, entry);
	if (!inside)
		rdma_unlock_handler(cm->id);
	if (alive)
		cm_qp_leave(cm);
}

static void cm_qp_work(struct work_struct *work)
{
	struct ruapi_cm_id *cm = container_of(work, struct ruapi_cm_id, follow);

	CLASS(ruapi_kcov, section)(cm->obj.ns);
	mutex_lock(&cm->mutex);
	if (cm->id) {
		cm_qp_follow_locked(cm, false);
	} else {
		kfree(cm->held);
		cm->held = NULL;
	}
	mutex_unlock(&cm->mutex);
	ruapi_object_put(&cm->obj);
}

/* The peer has gone.  Return: whether the QP has to follow. */
static bool cm_qp_disconnected(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
			       u32 was)
{
	/* iw_cm and its drivers do it themselves. */
	if (!cm->obeys || rdma_cap_iw_cm(id->device, id->port_num))
		return false;
	if (was == RUAPI_CM_ID_CONNECTED)
		return true;
	/* DISCONNECT has done that, but the peer may have been as fast. */
	rdma_disconnect(id);
	return false;
}

static bool cm_qp_follows(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
			  enum rdma_cm_event_type event, u32 was)
{
	if (!cm->qp || cm->held || id->qp_type == IB_QPT_UD)
		return false;
	switch (event) {
	case RDMA_CM_EVENT_CONNECT_RESPONSE:
	case RDMA_CM_EVENT_REJECTED:
		return true;
	case RDMA_CM_EVENT_DISCONNECTED:
		return cm_qp_disconnected(cm, id, was);
	default:
		return false;
	}
}

/* To make the QP ready ib_core looks for the peer. */
static bool cm_qp_asks(const struct ruapi_cm_id *cm,
		       const struct rdma_cm_id *id,
		       enum rdma_cm_event_type event)
{
	return event == RDMA_CM_EVENT_CONNECT_RESPONSE &&
	       rdma_protocol_roce(id->device, id->port_num) &&
	       !cm_qp_is_plain(cm->qp);
}

/**
 * cm_qp_follow() - let the QP follow an event first
 * @cm: the id, whose rdma_lock_handler() is held
 * @id: of rdma_cm
 * @event: what rdma_cm says
 * @was: the state of the id before
 *
 * Return: true if the program has the event, or gets it after the QP has followed.
 */
bool cm_qp_follow(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
		  const struct rdma_cm_event *event, u32 was)
{
	if (!cm_qp_follows(cm, id, event->event, was))
		return false;
	cm->held = cm_event_alloc(cm, id, event);
	if (!cm->held)
		return false;
	/*
	 * A call is at it, or another work; nobody waits for them here, nor for
	 * an answer of the network.
	 */
	if (cm_qp_asks(cm, id, event->event) || !mutex_trylock(&cm->mutex)) {
		cm_queue_work(cm, &cm->follow, false);
		return true;
	}
	if (cm->id) {
		cm_qp_follow_locked(cm, true);
	} else {
		kfree(cm->held);
		cm->held = NULL;
	}
	mutex_unlock(&cm->mutex);
	return true;
}

/* ---- BIND_QP --------------------------------------------------------------- */

/**
 * cm_qp_init() - prepare a new id
 * @cm: zeroed
 */
void cm_qp_init(struct ruapi_cm_id *cm)
{
	INIT_WORK(&cm->follow, cm_qp_work);
}

/**
 * cm_qp_put() - a QP is free for other ids
 * @qp: that an id drives, or has reserved; may be NULL
 */
void cm_qp_put(struct ruapi_qp *qp)
{
	if (!qp)
		return;
	xchg(&qp->bound, NULL);
	ruapi_object_put(&qp->obj);
}

/**
 * cm_qp_release() - an id lets go of its QP
 * @cm: id that rdma_cm does not know any more
 */
void cm_qp_release(struct ruapi_cm_id *cm)
{
	struct ruapi_qp *qp;

	mutex_lock(&cm->mutex);
	qp = cm->qp;
	cm->qp = NULL;
	mutex_unlock(&cm->mutex);
	cm_qp_put(qp);
}

/**
 * cm_qp_unbind() - an id lets go of its QP, if that can be
 * @call: the call
 * @cm: id with a QP, whose mutex is held
 *
 * Return: 0, or -EBUSY if there is an event that the QP has to follow.
 */
int cm_qp_unbind(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	struct ruapi_qp *qp = cm->qp;
	bool held;

	rdma_lock_handler(cm->id);
	held = cm->held;
	if (!held)
		cm->qp = NULL;
	rdma_unlock_handler(cm->id);
	if (held)
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_BUSY,
				     -EBUSY);
	cm_qp_put(qp);
	return 0;
}

static int cm_check_qp(struct ruapi_call *call, u16 attr,
		       struct ruapi_cm_id *cm, struct ruapi_qp *qp)
{
	const struct ib_device *ibdev = READ_ONCE(cm->id->device);

	if (cm->state == RUAPI_CM_ID_LISTENING)
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE,
				     -EINVAL);
	if (cm->qp)
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_BUSY,
				     -EBUSY);
	if (ibdev && qp->ib->device != ibdev)
		return call_bad_attr(call, attr, RUAPI_REASON_CONTEXT, -EINVAL);
	if (qp->ib->qp_type != cm->id->qp_type)
		return call_bad_attr(call, attr, RUAPI_REASON_STATE, -EINVAL);
	return 0;
}

/* The QP is entered.  If it succeeds, cm_qp_put() undoes it. */
static int cm_reserve_qp(struct ruapi_call *call, u16 attr,
			 struct ruapi_cm_id *cm, struct ruapi_qp *qp)
{
	const int ret = cm_check_qp(call, attr, cm, qp);

	if (ret)
		return ret;
	if (cmpxchg(&qp->bound, NULL, &cm->obj))
		return call_bad_attr(call, attr, RUAPI_REASON_BUSY, -EBUSY);
	kref_get(&qp->obj.uobj.ref);
	return 0;
}

/* The QP, which is reserved, is entered. */
static int cm_attach_qp(struct ruapi_call *call, struct ruapi_cm_id *cm,
			struct ruapi_qp *qp, bool inside)
{
	int ret;

	ret = cm_qp_step(call, cm, qp, IB_QPS_INIT, NULL);
	if (!ret && qp->ib->qp_type == IB_QPT_UD)
		ret = cm_qp_start_ud(call, cm, qp);
	if (ret)
		return ret;
	/* Last: an event that the QP has to follow holds on to it. */
	if (!inside)
		rdma_lock_handler(cm->id);
	cm->qp = qp;
	if (!inside)
		rdma_unlock_handler(cm->id);
	return 0;
}

/**
 * cm_qp_reserve() - a QP is an id's, which will bind it
 * @call: the call
 * @attr: that names the QP
 * @cm: the id, whose mutex is held.  If it has a device, it must be the QP's
 * @qp: the QP
 *
 * Return: 0, and cm_qp_put() undoes it, or a negative errno.
 */
int cm_qp_reserve(struct ruapi_call *call, u16 attr, struct ruapi_cm_id *cm,
		  struct ruapi_qp *qp)
{
	int ret;

	if (!qp_enter(qp))
		return call_bad_attr(call, attr, RUAPI_REASON_DEAD, -ENODEV);
	ret = cm_reserve_qp(call, attr, cm, qp);
	qp_leave(qp);
	return ret;
}

/**
 * cm_qp_attach() - bind a QP that is reserved, without a call
 * @cm: the id, whose mutex is held, with the device of the QP
 * @qp: the QP; the id takes it over
 * @inside: rdma_lock_handler() is held
 *
 * Return: 0 or a negative errno.
 */
int cm_qp_attach(struct ruapi_cm_id *cm, struct ruapi_qp *qp, bool inside)
{
	int ret;

	if (!qp_enter(qp))
		return -ENODEV;
	ret = cm_attach_qp(NULL, cm, qp, inside);
	qp_leave(qp);
	return ret;
}

/**
 * cm_qp_bind() - bind a QP to an id that has a device
 * @call: the call
 * @attr: that names the QP
 * @cm: the id, whose mutex is held
 * @qp: the QP
 *
 * Return: 0 or a negative errno.
 */
int cm_qp_bind(struct ruapi_call *call, u16 attr, struct ruapi_cm_id *cm,
	       struct ruapi_qp *qp)
{
	int ret;

	if (!qp_enter(qp))
		return call_bad_attr(call, attr, RUAPI_REASON_DEAD, -ENODEV);
	ret = cm_reserve_qp(call, attr, cm, qp);
	if (ret)
		goto out;
	ret = cm_attach_qp(call, cm, qp, false);
	if (ret) {
		cm_qp_put(qp);
		ret = call_bad_attr(call, attr, call->hdr.reason, ret);
	}
out:
	qp_leave(qp);
	return ret;
}

int cm_id_bind_qp(struct ruapi_call *call)
{
	struct ruapi_obj *obj = attr_obj(call, RUAPI_CM_ID_BIND_QP_QP);
	struct ruapi_cm_id *cm = cm_lock_bound(call);
	int ret = 0;

	if (IS_ERR(cm))
		return PTR_ERR(cm);
	if (obj)
		ret = cm_qp_bind(call, RUAPI_CM_ID_BIND_QP_QP, cm,
				 container_of(obj, struct ruapi_qp, obj));
	else if (cm->qp)
		ret = cm_qp_unbind(call, cm);
	cm_unlock(cm);
	return ret;
}
