// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CM_ID: connection manager ids.  What librdmacm does with /dev/infiniband/
 * rdma_cm, on objects of the namespace: the handlers here speak to rdma_cm,
 * event.c listens to it.
 */
#include <rdma/ib_addr.h>
#include <rdma/ib_cache.h>
#include <rdma/ib_cm.h>
#include <rdma/ib_sa.h>
#include <rdma/ib_user_sa.h>
#include <rdma/rdma_cm_ib.h>

#include "cm/cm.h"
#include "cm/compat.h"

static_assert((int)RUAPI_CM_ID_CONNECT_HANDLE == CM_HANDLE);
static_assert((int)RUAPI_CM_ID_MIGRATE_HANDLE == CM_HANDLE);

/**
 * cm_lock() - the id that a call is about
 * @call: the call
 *
 * Return: the id with its mutex held; ENODEV if its device is gone, EBUSY if its
 * driver waits for the peer, with the lock that handlers need.
 */
struct ruapi_cm_id *cm_lock(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = attr_to(cm_id, call, CM_HANDLE);
	int ret;

	/* A call on the id may be waiting for its peer. */
	if (mutex_lock_killable(&cm->mutex))
		return ERR_PTR(-EINTR);
	if (cm->id && !READ_ONCE(cm->waits)) {
		cm->devices = ruapi_devices_hold();
		return cm;
	}
	ret = cm->id ? call_bad_attr(call, CM_HANDLE, RUAPI_REASON_BUSY,
				     -EBUSY) :
		       call_bad_attr(call, CM_HANDLE, RUAPI_REASON_DEAD,
				     -ENODEV);
	mutex_unlock(&cm->mutex);
	return ERR_PTR(ret);
}

void cm_unlock(struct ruapi_cm_id *cm)
{
	ruapi_devices_release(cm->devices);
	mutex_unlock(&cm->mutex);
}

/**
 * cm_check_port() - is an id where its namespace may be?
 * @ns: the namespace
 * @id: which does not change meanwhile
 *
 * rdma_cm finds a device by a GID, and that is in an address that a program says,
 * or gives a netdev of its own.
 *
 * Return: 0, also if it is nowhere yet; -EACCES, -ENOMEM or -EINTR.
 */
int cm_check_port(struct ruapi_ns *ns, struct rdma_cm_id *id)
{
	struct ib_device *ibdev = READ_ONCE(id->device);
	struct ruapi_device *dev;
	u16 index;
	int ret;

	dev = ibdev ? ruapi_device_find(ibdev->index) : NULL;
	/* It is going, and with it whatever one could do there. */
	if (!dev)
		return 0;
	ret = ruapi_access_device(ns, dev);
	if (!ret && rdma_is_port_valid(ibdev, id->port_num)) {
		ret = ruapi_access_port(ns, dev, id->port_num);
		if (!ret && rdma_protocol_ib(ibdev, id->port_num) &&
		    !ib_find_cached_pkey(ibdev, id->port_num,
					 ib_addr_get_pkey(&id->route.addr.dev_addr),
					 &index))
			ret = ruapi_access_pkey(ns, dev, id->port_num, index);
	}
	ruapi_device_put(dev);
	return ret == -ENODEV ? 0 : ret;
}

/**
 * cm_call_check_port() - the same for a call
 * @call: the call
 * @cm: the id, whose mutex is held
 * @attr: what is to blame
 *
 * Return: as cm_check_port().
 */
int cm_call_check_port(struct ruapi_call *call, struct ruapi_cm_id *cm,
		       u16 attr)
{
	const int ret = cm_check_port(call->ns, cm->id);

	return ret == -EACCES ?
		       call_bad_attr(call, attr, RUAPI_REASON_NETNS, ret) : ret;
}

/**
 * cm_lock_idle() - as cm_lock(), for what changes the id
 * @call: the call
 *
 * Return: the id with its mutex held; EBUSY if a CONNECT goes on by itself.
 */
struct ruapi_cm_id *cm_lock_idle(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = cm_lock(call);

	if (IS_ERR(cm) || !READ_ONCE(cm->chain))
		return cm;
	cm_unlock(cm);
	return ERR_PTR(call_bad_attr(call, CM_HANDLE, RUAPI_REASON_BUSY,
				     -EBUSY));
}

/**
 * cm_lock_leaving() - as cm_lock_idle(), for what needs a device, but only
 *	to leave it
 * @call: the call
 *
 * Return: the id with its mutex held, under which its device stays; EINVAL if
 * it has none yet.
 */
struct ruapi_cm_id *cm_lock_leaving(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = cm_lock_idle(call);

	if (IS_ERR(cm) || READ_ONCE(cm->id->device))
		return cm;
	cm_unlock(cm);
	return ERR_PTR(call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE,
				     -EINVAL));
}

/**
 * cm_lock_bound() - as cm_lock(), for what uses a device
 * @call: the call
 *
 * Return: as cm_lock_leaving(); EACCES if its port is another network namespace's.
 */
struct ruapi_cm_id *cm_lock_bound(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = cm_lock_leaving(call);
	int ret;

	if (IS_ERR(cm))
		return cm;
	ret = cm_call_check_port(call, cm, CM_HANDLE);
	if (!ret)
		return cm;
	cm_unlock(cm);
	return ERR_PTR(ret);
}

/*
 * The queue that a call names, by default the main one.  The call holds it.
 * Queues of other formats than records have no room for private data.
 */
static struct ruapi_queue *cm_queue(struct ruapi_call *call, u16 attr)
{
	struct ruapi_queue *queue = ruapi_call_queue(call, attr,
						     call->ns->queue);

	if (queue->format == RUAPI_EVENT_FORMAT_RECORDS)
		return queue;
	return ERR_PTR(call_bad_attr(call, attr, RUAPI_REASON_STATE, -EINVAL));
}

/**
 * cm_addr() - the address that a call names
 * @call: the call
 * @attr: attribute id
 *
 * Return: the address, in as many bytes as the largest one has; NULL if it was
 * not given, EINVAL if it is of another family or too short for its own.
 */
struct sockaddr *cm_addr(struct ruapi_call *call, u16 attr)
{
	struct sockaddr *addr;
	u32 len, size;

	addr = attr_buf(call, attr, &len);
	if (!addr)
		return NULL;
	size = rdma_addr_size(addr);
	if (!size)
		return ERR_PTR(call_bad_attr(call, attr, RUAPI_REASON_RANGE,
					     -EINVAL));
	if (len < size)
		return ERR_PTR(call_bad_attr(call, attr, RUAPI_REASON_LENGTH,
					     -EINVAL));
	return addr;
}

/**
 * cm_addrs() - both addresses that a call names
 * @call: the call
 * @src_attr: attribute id
 * @src: NULL if it was not given
 * @dst_attr: attribute id
 * @dst: ditto
 *
 * Return: 0, or EINVAL if one is bad, or they are of two families.
 */
int cm_addrs(struct ruapi_call *call, u16 src_attr, struct sockaddr **src,
	     u16 dst_attr, struct sockaddr **dst)
{
	*src = cm_addr(call, src_attr);
	if (IS_ERR(*src))
		return PTR_ERR(*src);
	*dst = cm_addr(call, dst_attr);
	if (IS_ERR(*dst))
		return PTR_ERR(*dst);
	/* rdma_cm finds out when it has bound the id and copied the address. */
	if (*src && *dst && (*src)->sa_family != (*dst)->sa_family)
		return call_bad_attr(call, src_attr, RUAPI_REASON_RANGE,
				     -EINVAL);
	return 0;
}

static int cm_qp_type(struct ruapi_call *call, u16 port_space,
		      enum ib_qp_type *qp_type)
{
	switch (port_space) {
	case RDMA_PS_TCP:
		*qp_type = IB_QPT_RC;
		return 0;
	case RDMA_PS_UDP:
	case RDMA_PS_IPOIB:
		*qp_type = IB_QPT_UD;
		return 0;
	case RDMA_PS_IB:
		*qp_type = attr_u8(call, RUAPI_CM_ID_CREATE_QP_TYPE);
		return 0;
	default:
		return call_bad_attr(call, RUAPI_CM_ID_CREATE_PORT_SPACE,
				     RUAPI_REASON_RANGE, -EINVAL);
	}
}

static int cm_id_create(struct ruapi_call *call)
{
	const u16 port_space = attr_u16(call, RUAPI_CM_ID_CREATE_PORT_SPACE);
	struct ruapi_cm_id *cm = attr_new(cm_id, call);
	struct ruapi_queue *queue;
	enum ib_qp_type qp_type;
	struct rdma_cm_id *id;
	int ret;

	/* rdma_cm takes the caller's, whoever opened the device. */
	if (current->nsproxy->net_ns != call->ns->net)
		return call_bad_attr(call, 0, RUAPI_REASON_NETNS, -EACCES);
	ret = cm_qp_type(call, port_space, &qp_type);
	if (ret)
		return ret;
	queue = cm_queue(call, RUAPI_CM_ID_CREATE_QUEUE);
	if (IS_ERR(queue))
		return PTR_ERR(queue);

	/* From here on the core's abort undoes it all, by ->release. */
	cm_id_init(cm, queue, port_space);
	cm->obj.uobj.user_handle =
		attr_u64(call, RUAPI_CM_ID_CREATE_USER_DATA);
	id = rdma_create_user_id(cm_event_handler, cm, port_space, qp_type);
	if (IS_ERR(id))
		return PTR_ERR(id);
	cm->id = id;
	cm_born(cm);
	return 0;
}

static int cm_id_bind_addr(struct ruapi_call *call)
{
	struct sockaddr *addr = cm_addr(call, RUAPI_CM_ID_BIND_ADDR_ADDR);
	struct ruapi_cm_id *cm;
	int ret;

	if (IS_ERR(addr))
		return PTR_ERR(addr);
	cm = cm_lock_idle(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	ret = rdma_bind_addr(cm->id, addr);
	if (!ret)
		ret = cm_call_check_port(call, cm, RUAPI_CM_ID_BIND_ADDR_ADDR);
	if (!ret)
		cmpxchg(&cm->state, RUAPI_CM_ID_IDLE, RUAPI_CM_ID_BOUND);
	cm_unlock(cm);
	return ret;
}

static int cm_id_resolve_addr(struct ruapi_call *call)
{
	const u32 timeout = attr_u32(call, RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT);
	struct sockaddr *src, *dst;
	struct ruapi_cm_id *cm;
	u32 state;
	int ret;

	ret = cm_addrs(call, RUAPI_CM_ID_RESOLVE_ADDR_SRC, &src,
		       RUAPI_CM_ID_RESOLVE_ADDR_DST, &dst);
	if (ret)
		return ret;
	cm = cm_lock_idle(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	/*
	 * First, for the event may come before rdma_cm returns.  Of others rdma_cm says no,
	 * and what their events find is to stay as it is.
	 */
	state = READ_ONCE(cm->state);
	if (state == RUAPI_CM_ID_IDLE || state == RUAPI_CM_ID_BOUND)
		cmpxchg(&cm->state, state, RUAPI_CM_ID_CONNECTING);
	ret = rdma_resolve_addr(cm->id, src, dst, timeout);
	if (!ret)
		ret = cm_call_check_port(call, cm, src ?
					 RUAPI_CM_ID_RESOLVE_ADDR_SRC :
					 RUAPI_CM_ID_RESOLVE_ADDR_DST);
	if (ret && state != RUAPI_CM_ID_CONNECTING)
		cmpxchg(&cm->state, RUAPI_CM_ID_CONNECTING, state);
	cm_unlock(cm);
	return ret;
}

static int cm_id_resolve_route(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = cm_lock_bound(call);
	int ret;

	if (IS_ERR(cm))
		return PTR_ERR(cm);
	ret = rdma_resolve_route(cm->id,
				 attr_u32(call,
					  RUAPI_CM_ID_RESOLVE_ROUTE_TIMEOUT));
	cm_unlock(cm);
	return ret;
}

/**
 * cm_conn_param() - parameters as rdma_cm wants them
 * @cm: the id
 * @src: as a program gave them
 * @dst: set, valid as long as @src
 * @ece: set
 */
void cm_conn_param(const struct ruapi_cm_id *cm,
		   const struct ruapi_cm_param *src,
		   struct rdma_conn_param *dst, struct rdma_ucm_ece *ece)
{
	const bool native = cm->id->route.addr.src_addr.ss_family == AF_IB;

	*dst = (struct rdma_conn_param){
		.private_data = src->private_data,
		.private_data_len = src->private_data_len,
		.responder_resources = src->responder_resources,
		.initiator_depth = src->initiator_depth,
		.flow_control = src->flow_control,
		.retry_count = src->retry_count,
		.rnr_retry_count = src->rnr_retry_count,
		.srq = src->srq,
		.qp_num = src->qp_num & 0xffffff,
		.qkey = native ? src->qkey : 0,
	};
	cm_qp_number(cm, dst);
	*ece = (struct rdma_ucm_ece){
		.vendor_id = src->ece_vendor_id,
		.attr_mod = src->ece_attr_mod,
	};
}

static int cm_id_listen(struct ruapi_call *call)
{
	const u32 max_backlog = READ_ONCE(cm_max_backlog);
	u32 backlog = attr_u32(call, RUAPI_CM_ID_LISTEN_BACKLOG);
	struct ruapi_cm_id *cm;
	u32 state;
	int ret;

	if (!backlog || backlog > max_backlog)
		backlog = max_backlog;
	cm = cm_lock_idle(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	state = READ_ONCE(cm->state);
	ret = cm_call_check_port(call, cm, CM_HANDLE);
	if (ret)
		goto out;
	if (state == RUAPI_CM_ID_LISTENING) {
		ret = call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE,
				    -EINVAL);
		goto out;
	}
	/* First, for requests may come before rdma_cm returns. */
	atomic_set(&cm->slots, backlog);
	ret = rdma_listen(cm->id, backlog);
	if (!ret) {
		cm->backlog = backlog;
		cmpxchg(&cm->state, state, RUAPI_CM_ID_LISTENING);
	}
out:
	cm_unlock(cm);
	return ret;
}

/*
 * Whether ACCEPT or REJECT makes sense now; rdma_lock_handler() is held.  If it
 * does not, rdma_cm would give up the connection before it says so, and forget
 * about the message it has sent: to destroy the id then takes more than a
 * minute, which nothing can interrupt, and so does removing its device.
 */
static int cm_check_pending(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	/* The answer that the bound QP follows is given by the kernel. */
	if (cm->held)
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_BUSY,
				     -EBUSY);
	if (cm->pending)
		return 0;
	return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE, -EINVAL);
}

/* The side that connected has no parameters, it just says that it is ready. */
static int cm_check_accept(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	const bool given = attr_given(call, RUAPI_CM_ID_ACCEPT_PARAM);
	const bool connected_to = cm->quiet;

	if (!given && connected_to && cm->id->qp_type != IB_QPT_UD)
		return call_bad_attr(call, RUAPI_CM_ID_ACCEPT_PARAM,
				     RUAPI_REASON_MISSING, -EINVAL);
	if (given && !connected_to)
		return call_bad_attr(call, RUAPI_CM_ID_ACCEPT_PARAM,
				     RUAPI_REASON_STATE, -EINVAL);
	return 0;
}

static int cm_accept_locked(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	const struct ruapi_cm_param *src =
		attr_buf(call, RUAPI_CM_ID_ACCEPT_PARAM, NULL);
	const bool obeyed = cm->obeys;
	struct rdma_conn_param param;
	struct rdma_ucm_ece ece = {};
	int ret;

	if (src)
		cm_conn_param(cm, src, &param, &ece);
	/* If it fails, it rejects. */
	cm->pending = false;
	cm->obeys = attr_u32(call, RUAPI_CM_ID_ACCEPT_FLAGS) & RUAPI_CM_F_FOLLOW;
	ret = rdma_accept_ece(cm->id, src ? &param : NULL, &ece);
	if (ret) {
		cm->obeys = obeyed;
		return ret;
	}
	cm->quiet = false;
	if (attr_given(call, RUAPI_CM_ID_ACCEPT_USER_DATA))
		cm->obj.uobj.user_handle =
			attr_u64(call, RUAPI_CM_ID_ACCEPT_USER_DATA);
	/* Nothing more to come; the others get ESTABLISHED. */
	if (!src || cm->id->qp_type == IB_QPT_UD)
		cmpxchg(&cm->state, RUAPI_CM_ID_CONNECTING,
			RUAPI_CM_ID_CONNECTED);
	return 0;
}

/* @final: accept; otherwise only see whether that makes sense. */
static int cm_try_accept(struct ruapi_call *call, struct ruapi_cm_id *cm,
			 bool final)
{
	int ret;

	/* So that the next event has the new user data already. */
	rdma_lock_handler(cm->id);
	ret = cm_check_pending(call, cm);
	if (!ret)
		ret = cm_check_accept(call, cm);
	if (!ret && final)
		ret = cm_accept_locked(call, cm);
	rdma_unlock_handler(cm->id);
	return ret;
}

/* Before the QP is ready nobody must send to it. */
static int cm_accept_with_qp(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	int ret;

	if (!cm_qp_enter(cm))
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_DEAD,
				     -ENODEV);
	ret = cm_try_accept(call, cm, false);
	if (ret)
		goto out;
	ret = cm_qp_accept(call, cm,
			   attr_buf(call, RUAPI_CM_ID_ACCEPT_PARAM, NULL));
	if (ret)
		goto out;
	ret = cm_try_accept(call, cm, true);
	if (ret)
		cm_qp_error(cm);
out:
	cm_qp_leave(cm);
	return ret;
}

static int cm_accept(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	const int ret = cm_check_obeys(call, RUAPI_CM_ID_ACCEPT_FLAGS, cm);

	if (ret)
		return ret;
	return cm->qp ? cm_accept_with_qp(call, cm) :
			cm_try_accept(call, cm, true);
}

/* Whether there is anything to accept is known first: the QP changes. */
static int cm_bind_and_accept(struct ruapi_call *call, struct ruapi_cm_id *cm,
			      struct ruapi_qp *qp)
{
	int ret;

	ret = cm_try_accept(call, cm, false);
	if (ret)
		return ret;
	ret = cm_qp_bind(call, RUAPI_CM_ID_ACCEPT_QP, cm, qp);
	if (ret)
		return ret;
	ret = cm_accept(call, cm);
	if (ret)
		cm_qp_unbind(call, cm);
	return ret;
}

static int cm_id_accept(struct ruapi_call *call)
{
	struct ruapi_qp *qp = attr_to_optional(qp, call,
					       RUAPI_CM_ID_ACCEPT_QP);
	struct ruapi_cm_id *cm;
	int ret;

	ret = qp ? cm_may_bind(call) : 0;
	if (ret)
		return ret;
	cm = cm_lock_bound(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	ret = qp ? cm_bind_and_accept(call, cm, qp) : cm_accept(call, cm);
	cm_unlock(cm);
	return ret;
}

static int cm_id_reject(struct ruapi_call *call)
{
	u8 reason = attr_u8(call, RUAPI_CM_ID_REJECT_REASON);
	struct ruapi_cm_id *cm;
	u32 len = 0;
	void *data;
	int ret;

	data = attr_buf(call, RUAPI_CM_ID_REJECT_PRIVATE_DATA, &len);
	if (len > U8_MAX)
		return call_bad_attr(call, RUAPI_CM_ID_REJECT_PRIVATE_DATA,
				     RUAPI_REASON_LENGTH, -EINVAL);
	if (!reason)
		reason = IB_CM_REJ_CONSUMER_DEFINED;
	/* All others are rdma_cm's own to say. */
	if (reason != IB_CM_REJ_CONSUMER_DEFINED &&
	    reason != IB_CM_REJ_VENDOR_OPTION_NOT_SUPPORTED)
		return call_bad_attr(call, RUAPI_CM_ID_REJECT_REASON,
				     RUAPI_REASON_RANGE, -EINVAL);
	cm = cm_lock_leaving(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	rdma_lock_handler(cm->id);
	ret = cm_check_pending(call, cm);
	if (!ret)
		ret = rdma_reject(cm->id, data, len, reason);
	if (!ret) {
		cm->pending = false;
		cmpxchg(&cm->state, RUAPI_CM_ID_CONNECTING,
			RUAPI_CM_ID_CLOSED);
	}
	rdma_unlock_handler(cm->id);
	cm_unlock(cm);
	return ret;
}

static int cm_id_disconnect(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = cm_lock_leaving(call);
	int ret;

	if (IS_ERR(cm))
		return PTR_ERR(cm);
	ret = rdma_disconnect(cm->id);
	if (!ret) {
		cmpxchg(&cm->state, RUAPI_CM_ID_CONNECTED, RUAPI_CM_ID_CLOSED);
		if (cm->qp && cm_qp_enter(cm)) {
			cm_qp_error(cm);
			cm_qp_leave(cm);
		}
	}
	cm_unlock(cm);
	return ret;
}

static int cm_id_init_qp_attr(struct ruapi_call *call)
{
	struct ib_qp_attr attr = {
		.qp_state = attr_u8(call, RUAPI_CM_ID_INIT_QP_ATTR_STATE),
	};
	struct ruapi_qp_attr out;
	struct ruapi_cm_id *cm;
	int mask = 0;
	int ret;

	cm = cm_lock_bound(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	ret = rdma_init_qp_attr(cm->id, &attr, &mask);
	cm_unlock(cm);
	if (ret)
		return ret;
	ruapi_qp_attr_to_user(&out, &attr, mask);
	attr_put_struct(call, RUAPI_CM_ID_INIT_QP_ATTR_ATTR, &out, sizeof(out));
	return 0;
}

static int cm_id_notify(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = cm_lock_bound(call);
	int ret;

	if (IS_ERR(cm))
		return PTR_ERR(cm);
	ret = rdma_notify(cm->id, attr_u32(call, RUAPI_CM_ID_NOTIFY_EVENT));
	cm_unlock(cm);
	return ret;
}

/* The first path that is good for everything, as ucma chooses it. */
static int cm_unpack_path(struct ruapi_call *call, struct sa_path_rec *path)
{
	const u32 flags = IB_PATH_GMP | IB_PATH_PRIMARY | IB_PATH_BIDIRECTIONAL;
	struct ib_path_rec_data *data;
	u32 len, i;

	data = attr_buf(call, RUAPI_CM_ID_SET_OPTION_IB_PATH, &len);
	for (i = 0; i < len / sizeof(*data); i++) {
		if (data[i].flags != flags)
			continue;
		memset(path, 0, sizeof(*path));
		path->rec_type = SA_PATH_REC_TYPE_IB;
		ib_sa_unpack_path(data[i].path_rec, path);
		return 0;
	}
	return call_bad_attr(call, RUAPI_CM_ID_SET_OPTION_IB_PATH,
			     RUAPI_REASON_RANGE, -EINVAL);
}

/*
 * ib_cm takes the port by the GID that a path begins at, and the P_Key from there, too:
 * they have to be of the port that the id is on.
 */
static int cm_check_path(struct ruapi_call *call, const struct rdma_cm_id *id,
			 const struct sa_path_rec *path)
{
	struct ruapi_device *dev = ruapi_device_find(id->device->index);
	const struct ib_gid_attr *gid;
	u16 index;
	int ret = 0;

	if (!dev)
		return 0;
	if (!ruapi_access_by_port(dev) ||
	    !rdma_protocol_ib(id->device, id->port_num))
		goto out;
	gid = rdma_find_gid_by_port(id->device, &path->sgid, IB_GID_TYPE_IB,
				    id->port_num, NULL);
	if (IS_ERR(gid)) {
		ret = -EACCES;
		goto out;
	}
	rdma_put_gid_attr(gid);
	if (!ib_find_cached_pkey(id->device, id->port_num,
				 be16_to_cpu(path->pkey), &index))
		ret = ruapi_access_pkey(call->ns, dev, id->port_num, index);
out:
	ruapi_device_put(dev);
	return ret == -EACCES ?
		       call_bad_attr(call, RUAPI_CM_ID_SET_OPTION_IB_PATH,
				     RUAPI_REASON_NETNS, ret) : ret;
}

/* A path from elsewhere instead of RESOLVE_ROUTE, with the same event. */
static int cm_set_ib_path(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	struct rdma_cm_event event = {
		.event = RDMA_CM_EVENT_ROUTE_RESOLVED,
	};
	struct rdma_cm_id *id = cm->id;
	struct sa_path_rec path, opa;
	int ret;

	if (!READ_ONCE(id->device))
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE,
				     -EINVAL);
	ret = cm_call_check_port(call, cm, CM_HANDLE) ?:
	      cm_unpack_path(call, &path) ?: cm_check_path(call, id, &path);
	if (ret)
		return ret;

	/* Handlers look at the route and the state that go with each other. */
	rdma_lock_handler(id);
	if (rdma_cap_opa_ah(id->device, id->port_num)) {
		sa_convert_path_ib_to_opa(&opa, &path);
		ret = rdma_set_ib_path(id, &opa);
	} else {
		ret = rdma_set_ib_path(id, &path);
	}
	if (!ret)
		cm_event_handler(id, &event);
	rdma_unlock_handler(id);
	if (ret)
		return call_bad_attr(call, RUAPI_CM_ID_SET_OPTION_IB_PATH,
				     RUAPI_REASON_NONE, ret);
	return 0;
}

static int cm_set_option(struct ruapi_call *call, struct ruapi_cm_id *cm,
			 u16 option)
{
	const u8 value = attr_u8(call, option);
	int ret = 0;

	switch (option) {
	case RUAPI_CM_ID_SET_OPTION_TOS:
		rdma_set_service_type(cm->id, value);
		break;
	case RUAPI_CM_ID_SET_OPTION_REUSEADDR:
		ret = rdma_set_reuseaddr(cm->id, value);
		break;
	case RUAPI_CM_ID_SET_OPTION_AFONLY:
		ret = rdma_set_afonly(cm->id, value);
		break;
	case RUAPI_CM_ID_SET_OPTION_ACK_TIMEOUT:
		ret = rdma_set_ack_timeout(cm->id, value);
		break;
	case RUAPI_CM_ID_SET_OPTION_IB_PATH:
		return cm_set_ib_path(call, cm);
	case RUAPI_CM_ID_SET_OPTION_MIN_RNR_TIMER:
		/* rdma_cm warns about callers that try it on other types. */
		if (cm->id->qp_type == IB_QPT_RC ||
		    cm->id->qp_type == IB_QPT_XRC_TGT)
			ret = rdma_set_min_rnr_timer(cm->id, value);
		else
			ret = -EINVAL;
		break;
	}
	/* Say which one it was: those before it are set. */
	return ret ? call_bad_attr(call, option, RUAPI_REASON_NONE, ret) : 0;
}

static int cm_id_set_option(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = cm_lock_idle(call);
	bool given = false;
	int ret = 0;
	u16 option;

	if (IS_ERR(cm))
		return PTR_ERR(cm);
	for (option = RUAPI_CM_ID_SET_OPTION_TOS;
	     option <= RUAPI_CM_ID_SET_OPTION_MIN_RNR_TIMER && !ret; option++) {
		if (!attr_given(call, option))
			continue;
		given = true;
		ret = cm_set_option(call, cm, option);
	}
	cm_unlock(cm);
	if (!given)
		return call_bad_attr(call, 0, RUAPI_REASON_MISSING, -EINVAL);
	return ret;
}

static int cm_id_migrate(struct ruapi_call *call)
{
	struct ruapi_queue *queue = cm_queue(call, RUAPI_CM_ID_MIGRATE_QUEUE);
	struct ruapi_cm_id *cm;
	u32 reported;
	int ret;

	if (IS_ERR(queue))
		return PTR_ERR(queue);
	/* Just to see whether it lives: this waits for readers. */
	cm = cm_lock(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	cm_unlock(cm);

	ret = cm_migrate_events(cm, queue, &reported);
	if (ret)
		return ret;
	attr_put_u32(call, RUAPI_CM_ID_MIGRATE_EVENTS, reported);
	return 0;
}

static const struct ruapi_handler cm_id_handlers[__RUAPI_CM_ID_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_QUERY] = {
		.run = cm_id_query,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_CM_ID_CREATE] = {
		.run = cm_id_create,
	},
	[RUAPI_CM_ID_BIND_ADDR] = {
		.run = cm_id_bind_addr,
	},
	[RUAPI_CM_ID_RESOLVE_ADDR] = {
		.run = cm_id_resolve_addr,
	},
	[RUAPI_CM_ID_RESOLVE_ROUTE] = {
		.run = cm_id_resolve_route,
	},
	[RUAPI_CM_ID_CONNECT] = {
		.run = cm_id_connect,
		.enters = true,
	},
	[RUAPI_CM_ID_LISTEN] = {
		.run = cm_id_listen,
	},
	[RUAPI_CM_ID_ACCEPT] = {
		.run = cm_id_accept,
		.enters = true,
	},
	[RUAPI_CM_ID_REJECT] = {
		.run = cm_id_reject,
	},
	[RUAPI_CM_ID_DISCONNECT] = {
		.run = cm_id_disconnect,
	},
	[RUAPI_CM_ID_INIT_QP_ATTR] = {
		.run = cm_id_init_qp_attr,
	},
	[RUAPI_CM_ID_NOTIFY] = {
		.run = cm_id_notify,
	},
	[RUAPI_CM_ID_SET_OPTION] = {
		.run = cm_id_set_option,
	},
	[RUAPI_CM_ID_QUERY_PATH] = {
		.run = cm_id_query_path,
	},
	[RUAPI_CM_ID_QUERY_GID] = {
		.run = cm_id_query_gid,
	},
	[RUAPI_CM_ID_MIGRATE] = {
		.run = cm_id_migrate,
	},
	[RUAPI_CM_ID_BIND_QP] = {
		.run = cm_id_bind_qp,
		.enters = true,
	},
	[RUAPI_CM_ID_RESOLVE_IB_SERVICE] = {
		.run = cm_id_resolve_ib_service,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_IB_SERVICE),
	},
	[RUAPI_CM_ID_QUERY_IB_SERVICE] = {
		.run = cm_id_query_ib_service,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_IB_SERVICE),
	},
	[RUAPI_CM_ID_WRITE_EVENT] = {
		.run = cm_id_write_event,
	},
};

const struct ruapi_type ruapi_type_cm_id = {
	.size = sizeof(struct ruapi_cm_id),
	.handlers = cm_id_handlers,
	.num_handlers = ARRAY_SIZE(cm_id_handlers),
	.close = RUAPI_CLOSE_USER,
	.destroy = cm_id_destroy,
	.release = cm_id_release,
	.events = cm_id_events,
	.device = cm_id_device,
	.fdinfo = cm_id_fdinfo,
	.interrupt = cm_id_interrupt,
	.queue_gone = cm_queue_gone,
	.init = cm_init,
	.exit = cm_exit,
};
