// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CM_ID.CONNECT, with an address all the way to the peer: what takes programs five
 * calls, and an event to wait for after each, is a chain of steps in the kernel.
 * RESOLVE_ADDR is begun by the call, RESOLVE_ROUTE by the event handler when the
 * address is there.  BIND_QP and the request need the id's mutex: the handler only
 * tries it, as there may be a call that has it, and leaves them to a work then.
 *
 * All that the steps may be refused for is asked in the call.  What fails later is
 * told by one event, and the id is as it was after the step before.
 */
#include <linux/sched/signal.h>

#include "cm/cm.h"
#include "core/charge.h"
#include "core/kcov.h"

/* Milliseconds, if TIMEOUT is not given. */
#define CM_TIMEOUT 2000

/**
 * struct cm_chain - a CONNECT that goes on by itself
 * @param: of CONNECT
 * @qp: reserved for the id, with a reference; NULL: none, or it has it by now
 * @device: that the id must get; NULL: it has one
 * @timeout: of the route, in milliseconds
 * @flags: enum ruapi_cm_flags
 * @asks: the id has the QP, and the request is being sent: what comes now is the
 *	answer, and ends the chain.  Before, nothing but its own steps does.  Under
 *	rdma_lock_handler()
 */
struct cm_chain {
	struct ruapi_cm_param param;
	struct ruapi_qp *qp;
	const struct ib_device *device;
	u32 timeout;
	u32 flags;
	bool asks;
};

/* ---- iWARP: the driver waits until TCP has connected or given up ------------- */

/*
 * Return: 0, and cm_end_connecting() undoes it; -EINTR if the id is going, and nobody is
 * to wait any more; -EBUSY if somebody has waited and is not back yet.
 */
static int cm_begin_connecting(struct ruapi_cm_id *cm)
{
	int ret = 0;

	mutex_lock(&cm->post);
	if (cm->stopped)
		ret = -EINTR;
	else if (cm->connecting)
		ret = -EBUSY;
	else
		cm->connecting = current;
	mutex_unlock(&cm->post);
	return ret;
}

static void cm_end_connecting(struct ruapi_cm_id *cm)
{
	mutex_lock(&cm->post);
	cm->connecting = NULL;
	mutex_unlock(&cm->post);
}

static struct task_struct *cm_interrupt(struct ruapi_cm_id *cm, bool stop)
{
	struct task_struct *task;

	mutex_lock(&cm->post);
	cm->stopped |= stop;
	task = cm->connecting;
	if (task)
		ruapi_interrupt_task(task);
	mutex_unlock(&cm->post);
	return task;
}

/**
 * cm_id_interrupt() - ruapi_type::interrupt: no CONNECT waits any longer
 * @obj: the CM_ID
 */
void cm_id_interrupt(struct ruapi_obj *obj)
{
	cm_interrupt(to_cm_id(obj), false);
}

/**
 * cm_connect_stop() - an id goes, and nothing waits for its peer any more
 * @cm: id whose mutex is not held
 */
void cm_connect_stop(struct ruapi_cm_id *cm)
{
	if (cm_interrupt(cm, true))
		flush_work(&cm->proceed);
}

/* @unlock: without the mutex, which is held.  A removal ends it, so does DESTROY. */
static int cm_request_iwarp(struct ruapi_cm_id *cm,
			    struct rdma_conn_param *param,
			    struct rdma_ucm_ece *ece, bool unlock)
{
	struct ruapi_device *dev;
	struct ruapi_wait wait;
	int ret;

	dev = ruapi_device_begin_wait(&wait, cm->id->device->index);
	if (!dev)
		return -ENODEV;
	ret = cm_begin_connecting(cm);
	if (!ret) {
		WRITE_ONCE(cm->waits, unlock);
		if (unlock)
			mutex_unlock(&cm->mutex);
		ret = rdma_connect_ece(cm->id, param, ece);
		/* First, for who destroys the id waits for the one or the other. */
		if (unlock)
			mutex_lock(&cm->mutex);
		WRITE_ONCE(cm->waits, false);
		cm_end_connecting(cm);
	}
	return ruapi_device_end_wait(dev, &wait) && ret ? -ENODEV : ret;
}

/* ---- the request --------------------------------------------------------------- */

/*
 * @inside: rdma_lock_handler() is held.  @work: nobody makes a call, and the mutex
 * can be given up.
 */
static int cm_request_peer(struct ruapi_cm_id *cm,
			   const struct ruapi_cm_param *src, u32 flags,
			   bool inside, bool work)
{
	struct rdma_conn_param param;
	struct rdma_ucm_ece ece;
	int ret;

	/* As rdma_cm says, but what has been asked for before stays. */
	if (cm->stage == CM_STAGE_ASKED)
		return -EINVAL;
	cm_conn_param(cm, src, &param, &ece);
	cm->obeys = flags & RUAPI_CM_F_FOLLOW;
	if (inside)
		ret = rdma_connect_locked(cm->id, &param);
	else if (cm_is_iwarp(cm))
		ret = cm_request_iwarp(cm, &param, &ece, work);
	else
		ret = rdma_connect_ece(cm->id, &param, &ece);
	if (ret)
		cm->obeys = false;
	else
		cm->stage = CM_STAGE_ASKED;
	return ret;
}

/* ---- the steps of a chain -------------------------------------------------------- */

/* rdma_lock_handler() is held, or there are no events any more. */
static void cm_chain_end(struct ruapi_cm_id *cm)
{
	struct cm_chain *chain = cm->chain;

	if (chain->qp && cm->qp == chain->qp)
		cm->qp = NULL;
	cm_qp_put(chain->qp);
	WRITE_ONCE(cm->chain, NULL);
	kfree(chain);
}

/* The one event, and the id is as it was before the step. */
static void cm_chain_fail(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
			  u32 step, int status)
{
	const struct rdma_cm_event event = {
		.event = step == RUAPI_CM_STEP_ADDR ?
				 RDMA_CM_EVENT_ADDR_ERROR :
			 step == RUAPI_CM_STEP_ROUTE ?
				 RDMA_CM_EVENT_ROUTE_ERROR :
				 RDMA_CM_EVENT_CONNECT_ERROR,
		.status = status,
	};
	struct cm_event *entry = cm_event_alloc(cm, id, &event);

	cm_chain_end(cm);
	xchg(&cm->state, RUAPI_CM_ID_BOUND);
	if (entry)
		entry->rec.hdr.count = step;
	cm_post_entry(cm, entry);
}

/*
 * The request is sent; who sent it or its first event, whoever is faster.  If it was the
 * event, calls on the id need not wait until who sent it is back.
 */
static void cm_chain_done(struct ruapi_cm_id *cm)
{
	if (!cm->chain)
		return;
	/* It is the id's. */
	cm->chain->qp = NULL;
	cm_chain_end(cm);
	WRITE_ONCE(cm->waits, false);
}

/* From here on the chain is whoever's takes the answer. */
static void cm_chain_ask(struct ruapi_cm_id *cm, bool inside)
{
	if (!inside)
		rdma_lock_handler(cm->id);
	cm->chain->asks = true;
	if (!inside)
		rdma_unlock_handler(cm->id);
}

/* The mutex is held.  @inside: rdma_lock_handler(), too. */
static void cm_chain_finish(struct ruapi_cm_id *cm, bool inside)
{
	struct cm_chain *chain = cm->chain;
	/* The answer may be there, and the chain gone, before the request is sent. */
	const struct ruapi_cm_param param = chain->param;
	const u32 flags = chain->flags;
	u32 step = RUAPI_CM_STEP_BIND_QP;
	int ret;

	/* It may be another network namespace's by now. */
	ret = cm_check_port(cm->obj.ns, cm->id);
	if (!ret && chain->qp)
		ret = cm_qp_attach(cm, chain->qp, inside);
	if (!ret) {
		step = RUAPI_CM_STEP_CONNECT;
		cm_chain_ask(cm, inside);
		ret = cm_request_peer(cm, &param, flags, inside, true);
	}
	if (!inside)
		rdma_lock_handler(cm->id);
	if (!ret)
		cm_chain_done(cm);
	else if (cm->chain)
		cm_chain_fail(cm, cm->id, step, ret);
	if (!inside)
		rdma_unlock_handler(cm->id);
}

static void cm_proceed_work(struct work_struct *work)
{
	struct ruapi_cm_id *cm = container_of(work, struct ruapi_cm_id,
					      proceed);

	CLASS(ruapi_kcov, section)(cm->obj.ns);
	CLASS(ruapi_charge, charge)(cm->obj.ns);
	mutex_lock(&cm->mutex);
	/* Else the id goes, and takes the chain with it. */
	if (cm->id && cm->chain)
		cm_chain_finish(cm, false);
	mutex_unlock(&cm->mutex);
	/* Where a driver has been interrupted; a worker has no signals. */
	clear_notify_signal();
	ruapi_object_put(&cm->obj);
}

static void cm_chain_route_resolved(struct ruapi_cm_id *cm,
				    struct rdma_cm_id *id)
{
	const struct ruapi_cm_param *param = &cm->chain->param;
	const bool waits = rdma_cap_iw_cm(id->device, id->port_num);

	/* rdma_cm takes ECE only from who does not hold the lock yet. */
	if (waits || param->ece_vendor_id || param->ece_attr_mod ||
	    !mutex_trylock(&cm->mutex)) {
		cm_queue_work(cm, &cm->proceed, waits);
		return;
	}
	if (cm->id)
		cm_chain_finish(cm, true);
	mutex_unlock(&cm->mutex);
}

static void cm_chain_addr_resolved(struct ruapi_cm_id *cm,
				   struct rdma_cm_id *id)
{
	struct cm_chain *chain = cm->chain;
	int ret;

	if (chain->device && chain->device != id->device) {
		cm_chain_fail(cm, id, RUAPI_CM_STEP_ADDR, -EXDEV);
		return;
	}
	ret = cm_check_port(cm->obj.ns, id);
	if (ret) {
		cm_chain_fail(cm, id, RUAPI_CM_STEP_ADDR, ret);
		return;
	}
	ret = rdma_resolve_route(id, chain->timeout);
	if (ret)
		cm_chain_fail(cm, id, RUAPI_CM_STEP_ROUTE, ret);
}

/**
 * cm_chain_ignores() - whether an event changes nothing for a CONNECT that goes on
 * @cm: id with a chain, whose rdma_lock_handler() is held
 * @event: what rdma_cm says
 *
 * rdma_cm says of every id that waits for, or has, a path to a neighbour whose hardware
 * address changes that it cannot be reached: of any network namespace, so that anybody
 * can bring that about.  If a request is needed to find out, there will be one.
 *
 * Return: true if nobody needs to be told.
 */
bool cm_chain_ignores(const struct ruapi_cm_id *cm,
		      const struct rdma_cm_event *event)
{
	return event->event == RDMA_CM_EVENT_UNREACHABLE && !cm->chain->asks;
}

/**
 * cm_chain_event() - go on with a CONNECT, if the event is of one of its steps
 * @cm: id with a chain, whose rdma_lock_handler() is held
 * @id: of rdma_cm
 * @event: what rdma_cm says
 *
 * Return: true if the program has got what it is told of it.
 */
bool cm_chain_event(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
		    const struct rdma_cm_event *event)
{
	const bool resolved = event->event == RDMA_CM_EVENT_ADDR_RESOLVED ||
			      event->event == RDMA_CM_EVENT_ROUTE_RESOLVED;

	/* The steps after it may fail at once. */
	if (resolved && cm->chain->flags & RUAPI_CM_F_STEPS)
		cm_post_entry(cm, cm_event_alloc(cm, id, event));
	switch (event->event) {
	case RDMA_CM_EVENT_ADDR_RESOLVED:
		cm_chain_addr_resolved(cm, id);
		return true;
	case RDMA_CM_EVENT_ROUTE_RESOLVED:
		cm_chain_route_resolved(cm, id);
		return true;
	case RDMA_CM_EVENT_ADDR_ERROR:
		cm_chain_fail(cm, id, RUAPI_CM_STEP_ADDR, event->status);
		return true;
	case RDMA_CM_EVENT_ROUTE_ERROR:
		cm_chain_fail(cm, id, RUAPI_CM_STEP_ROUTE, event->status);
		return true;
	case RDMA_CM_EVENT_CONNECT_RESPONSE:
	case RDMA_CM_EVENT_CONNECT_ERROR:
	case RDMA_CM_EVENT_UNREACHABLE:
	case RDMA_CM_EVENT_REJECTED:
	case RDMA_CM_EVENT_ESTABLISHED:
	case RDMA_CM_EVENT_DISCONNECTED:
		if (cm->chain->asks)
			cm_chain_done(cm);
		return false;
	default:
		/* Of its groups, or of what was asked before. */
		return false;
	}
}

/**
 * cm_connect_init() - prepare a new id
 * @cm: zeroed
 */
void cm_connect_init(struct ruapi_cm_id *cm)
{
	INIT_WORK(&cm->proceed, cm_proceed_work);
}

/**
 * cm_chain_drop() - an id goes before its CONNECT is through
 * @cm: id that rdma_cm does not know any more
 */
void cm_chain_drop(struct ruapi_cm_id *cm)
{
	mutex_lock(&cm->mutex);
	if (cm->chain)
		cm_chain_end(cm);
	mutex_unlock(&cm->mutex);
}

/* ---- the call ------------------------------------------------------------------- */

/**
 * cm_check_obeys() - whether there is a QP to follow when the peer disconnects
 * @call: CONNECT or ACCEPT
 * @attr: its FLAGS
 * @cm: the id, whose mutex is held, and which has the QP that it is to have
 *
 * Return: 0, or -EINVAL if it has none that is to follow.
 */
int cm_check_obeys(struct ruapi_call *call, u16 attr, struct ruapi_cm_id *cm)
{
	if (attr_u32(call, attr) & RUAPI_CM_F_FOLLOW && !cm->qp)
		return call_bad_attr(call, attr, RUAPI_REASON_STATE, -EINVAL);
	return 0;
}

/**
 * cm_may_bind() - ask for what is also BIND_QP
 * @call: CONNECT or ACCEPT
 *
 * Return: 0 or a negative errno.
 */
int cm_may_bind(struct ruapi_call *call)
{
	return ruapi_access_part(call, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_BIND_QP);
}

/* All that its steps would be asked for one by one. */
static int cm_may_chain(struct ruapi_call *call, struct ruapi_qp *qp)
{
	int ret;

	ret = ruapi_access_part(call, RUAPI_OBJ_CM_ID,
				RUAPI_CM_ID_RESOLVE_ADDR);
	if (!ret)
		ret = ruapi_access_part(call, RUAPI_OBJ_CM_ID,
					RUAPI_CM_ID_RESOLVE_ROUTE);
	if (!ret && qp)
		ret = cm_may_bind(call);
	if (ret || !qp)
		return ret;
	/* A work has nobody to ask when it modifies the QP. */
	ret = ruapi_access_object(&qp->obj, RUAPI_QP_MODIFY);
	return ret ? call_bad_attr(call, 0, RUAPI_REASON_LSM, ret) : 0;
}

/* The route is there, so the rest is done in the call. */
static int cm_connect_now(struct ruapi_call *call, struct ruapi_cm_id *cm,
			  struct ruapi_qp *qp)
{
	int ret;

	if (qp) {
		ret = cm_qp_bind(call, RUAPI_CM_ID_CONNECT_QP, cm, qp);
		if (ret)
			return ret;
	}
	ret = cm_check_obeys(call, RUAPI_CM_ID_CONNECT_FLAGS, cm);
	if (!ret) {
		ret = cm_request_peer(cm,
				      attr_buf(call, RUAPI_CM_ID_CONNECT_PARAM,
					       NULL),
				      attr_u32(call, RUAPI_CM_ID_CONNECT_FLAGS),
				      false, false);
		if (ret == -ENODEV)
			call_bad_attr(call, CM_HANDLE, RUAPI_REASON_DEAD, ret);
	}
	/* What has not been asked has no answer that the QP could follow. */
	if (ret && qp)
		cm_qp_unbind(call, cm);
	return ret;
}

/* Where it is to go is where it is going already, or it goes nowhere yet. */
static int cm_chain_check(struct ruapi_call *call, struct ruapi_cm_id *cm,
			  const struct sockaddr *dst, struct ruapi_qp *qp)
{
	const u32 state = READ_ONCE(cm->state);
	const int size = rdma_addr_size(dst);

	if (!qp && !READ_ONCE(cm->id->device))
		return call_bad_attr(call, RUAPI_CM_ID_CONNECT_QP,
				     RUAPI_REASON_MISSING, -EINVAL);
	if (!qp && !cm->qp &&
	    attr_u32(call, RUAPI_CM_ID_CONNECT_FLAGS) & RUAPI_CM_F_FOLLOW)
		return call_bad_attr(call, RUAPI_CM_ID_CONNECT_FLAGS,
				     RUAPI_REASON_STATE, -EINVAL);
	switch (READ_ONCE(cm->stage)) {
	case CM_STAGE_NEW:
		if (state == RUAPI_CM_ID_IDLE || state == RUAPI_CM_ID_BOUND)
			return 0;
		break;
	case CM_STAGE_ADDR:
	case CM_STAGE_ROUTE:
		if (!memcmp(&cm->id->route.addr.dst_addr, dst, size))
			return 0;
		return call_bad_attr(call, RUAPI_CM_ID_CONNECT_DST,
				     RUAPI_REASON_STATE, -EINVAL);
	}
	return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE, -EINVAL);
}

/* Reserves the QP. */
static struct cm_chain *cm_chain_make(struct ruapi_call *call,
				      struct ruapi_cm_id *cm,
				      struct ruapi_qp *qp)
{
	const struct ruapi_cm_param *param =
		attr_buf(call, RUAPI_CM_ID_CONNECT_PARAM, NULL);
	struct cm_chain *chain;
	int ret;

	chain = kmalloc(sizeof(*chain), GFP_KERNEL_ACCOUNT);
	if (!chain)
		return ERR_PTR(-ENOMEM);
	*chain = (struct cm_chain){
		.param = *param,
		.qp = qp,
		.timeout = attr_u32(call, RUAPI_CM_ID_CONNECT_TIMEOUT) ?:
				   CM_TIMEOUT,
		.flags = attr_u32(call, RUAPI_CM_ID_CONNECT_FLAGS),
	};
	if (!qp)
		return chain;
	ret = cm_qp_reserve(call, RUAPI_CM_ID_CONNECT_QP, cm, qp);
	if (ret) {
		kfree(chain);
		return ERR_PTR(ret);
	}
	/* The memory of the device is there as long as the QP's context. */
	chain->device = qp->obj.ctx->dev->ibdev;
	cm->privileged = cm->id->qp_type == IB_QPT_UD &&
			 ruapi_access_privileged_qkey(qp->obj.ctx->dev);
	return chain;
}

/*
 * No event comes that is not of this step.  Not under the handler's lock, since
 * rdma_cm waits for what is left of an earlier try, if there was one.
 */
static int cm_chain_start_addr(struct ruapi_cm_id *cm, struct cm_chain *chain,
			       struct sockaddr *src, struct sockaddr *dst)
{
	const u32 state = xchg(&cm->state, RUAPI_CM_ID_CONNECTING);
	const u32 timeout = chain->timeout;
	int ret;

	rdma_lock_handler(cm->id);
	WRITE_ONCE(cm->chain, chain);
	rdma_unlock_handler(cm->id);
	ret = rdma_resolve_addr(cm->id, src, dst, timeout);
	if (!ret)
		return 0;
	rdma_lock_handler(cm->id);
	/* What is left of a RESOLVE_ADDR that was refused may have ended it. */
	if (cm->chain == chain)
		cm_chain_end(cm);
	rdma_unlock_handler(cm->id);
	cmpxchg(&cm->state, RUAPI_CM_ID_CONNECTING, state);
	return ret;
}

/* A RESOLVE_ROUTE may be on its way, whose event is none of the chain's. */
static int cm_chain_start_route(struct ruapi_cm_id *cm, struct cm_chain *chain)
{
	int ret;

	rdma_lock_handler(cm->id);
	WRITE_ONCE(cm->chain, chain);
	ret = rdma_resolve_route(cm->id, chain->timeout);
	if (ret)
		cm_chain_end(cm);
	else
		xchg(&cm->state, RUAPI_CM_ID_CONNECTING);
	rdma_unlock_handler(cm->id);
	return ret;
}

static int cm_connect_to(struct ruapi_call *call, struct ruapi_cm_id *cm,
			 struct sockaddr *src, struct sockaddr *dst,
			 struct ruapi_qp *qp)
{
	struct cm_chain *chain;
	u32 state;
	int ret;

	ret = cm_chain_check(call, cm, dst, qp) ?:
	      cm_call_check_port(call, cm, CM_HANDLE);
	if (ret)
		return ret;
	if (cm->stage == CM_STAGE_ROUTE) {
		/* First, for the answer may come before rdma_cm returns. */
		state = xchg(&cm->state, RUAPI_CM_ID_CONNECTING);
		ret = cm_connect_now(call, cm, qp);
		if (ret)
			cmpxchg(&cm->state, RUAPI_CM_ID_CONNECTING, state);
		return ret;
	}
	chain = cm_chain_make(call, cm, qp);
	if (IS_ERR(chain))
		return PTR_ERR(chain);
	return cm->stage == CM_STAGE_ADDR ?
	       cm_chain_start_route(cm, chain) :
	       cm_chain_start_addr(cm, chain, src, dst);
}

/* Without an address. */
static int cm_may_connect(struct ruapi_call *call, struct ruapi_qp *qp)
{
	if (attr_given(call, RUAPI_CM_ID_CONNECT_SRC) ||
	    attr_given(call, RUAPI_CM_ID_CONNECT_TIMEOUT) ||
	    attr_u32(call, RUAPI_CM_ID_CONNECT_FLAGS) & RUAPI_CM_F_STEPS)
		return call_bad_attr(call, RUAPI_CM_ID_CONNECT_DST,
				     RUAPI_REASON_MISSING, -EINVAL);
	return qp ? cm_may_bind(call) : 0;
}

int cm_id_connect(struct ruapi_call *call)
{
	struct ruapi_qp *qp = attr_to_optional(qp, call,
					       RUAPI_CM_ID_CONNECT_QP);
	struct sockaddr *src, *dst;
	struct ruapi_cm_id *cm;
	int ret;

	ret = cm_addrs(call, RUAPI_CM_ID_CONNECT_SRC, &src,
		       RUAPI_CM_ID_CONNECT_DST, &dst);
	if (ret)
		return ret;
	ret = dst ? cm_may_chain(call, qp) : cm_may_connect(call, qp);
	if (ret)
		return ret;
	cm = dst ? cm_lock_idle(call) : cm_lock_bound(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	ret = dst ? cm_connect_to(call, cm, src, dst, qp) :
		    cm_connect_now(call, cm, qp);
	cm_unlock(cm);
	return ret;
}
