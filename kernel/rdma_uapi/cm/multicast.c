// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * MULTICAST: memberships of connection manager ids in multicast groups.  struct
 * ruapi_multicast tells the rules.
 */
#include <rdma/ib_addr.h>
#include <rdma/ib_sa.h>

#include "cm/cm.h"

static int multicast_destroy(struct ruapi_obj *obj)
{
	struct ruapi_multicast *mc = to_multicast(obj);
	struct ruapi_cm_id *cm = mc->cm;

	mutex_lock(&cm->mutex);
	/*
	 * Waits for a handler that is at it; later there is no event of it.
	 * Without an id, who took it has done that.
	 */
	if (cm->id)
		rdma_leave_multicast(cm->id, (struct sockaddr *)&mc->addr);
	list_del_init(&mc->link);
	mutex_unlock(&cm->mutex);
	cm_flush_multicast(mc);
	return 0;
}

static void multicast_release(struct ruapi_obj *obj)
{
	struct ruapi_multicast *mc = to_multicast(obj);

	kfree(mc->first);
	if (mc->cm)
		ruapi_object_put(&mc->cm->obj);
}

/**
 * cm_leave_multicasts() - an id is about to go
 * @cm: id whose mutex is held, and which rdma_cm still knows
 *
 * rdma_destroy_id() leaves the groups as well, but it comes later, and without
 * the mutex.  Who destroys a membership in between would find no id to leave
 * with, and free what the event of the group is about to be told of.
 */
void cm_leave_multicasts(struct ruapi_cm_id *cm)
{
	struct ruapi_multicast *mc;

	lockdep_assert_held(&cm->mutex);
	list_for_each_entry(mc, &cm->multicasts, link)
		rdma_leave_multicast(cm->id, (struct sockaddr *)&mc->addr);
}

/**
 * cm_drop_multicasts() - an id goes, and its memberships with it
 * @cm: id which is destroyed; rdma_cm has left all groups
 */
void cm_drop_multicasts(struct ruapi_cm_id *cm)
{
	struct ruapi_multicast *mc;

	for (;;) {
		mutex_lock(&cm->mutex);
		mc = list_first_entry_or_null(&cm->multicasts,
					      struct ruapi_multicast, link);
		if (mc)
			kref_get(&mc->obj.uobj.ref);
		mutex_unlock(&cm->mutex);
		if (!mc)
			return;
		cm_kill(&mc->obj);
		ruapi_object_put(&mc->obj);
	}
}

static bool multicast_is_member(struct ruapi_cm_id *cm,
				const struct sockaddr_storage *addr)
{
	const int size = rdma_addr_size((const struct sockaddr *)addr);
	struct ruapi_multicast *mc;

	/* As rdma_leave_multicast() compares them. */
	list_for_each_entry(mc, &cm->multicasts, link)
		if (!memcmp(&mc->addr, addr, size))
			return true;
	return false;
}

static int multicast_join_locked(struct ruapi_call *call,
				 struct ruapi_multicast *mc)
{
	const bool send_only = attr_u8(call, RUAPI_MULTICAST_JOIN_SEND_ONLY);
	struct ruapi_cm_id *cm = mc->cm;
	int ret;

	if (!cm->id)
		return call_bad_attr(call, RUAPI_MULTICAST_JOIN_CM_ID,
				     RUAPI_REASON_DEAD, -ENODEV);
	if (!READ_ONCE(cm->id->device) || cm->id->qp_type != IB_QPT_UD)
		return call_bad_attr(call, RUAPI_MULTICAST_JOIN_CM_ID,
				     RUAPI_REASON_STATE, -EINVAL);
	if (multicast_is_member(cm, &mc->addr))
		return call_bad_attr(call, RUAPI_MULTICAST_JOIN_ADDR,
				     RUAPI_REASON_BUSY, -EBUSY);
	ret = rdma_join_multicast(cm->id, (struct sockaddr *)&mc->addr,
				  send_only ? BIT(SENDONLY_FULLMEMBER_JOIN) :
					      BIT(FULLMEMBER_JOIN), mc);
	/* IPv6 over RoCE v2; userspace does not know that errno. */
	if (ret == -ENOTSUPP)
		return -EOPNOTSUPP;
	if (ret)
		return ret;
	list_add_tail(&mc->link, &cm->multicasts);
	mc->obj.hw = true;
	return 0;
}

static int multicast_join(struct ruapi_call *call)
{
	struct ruapi_cm_id *cm = attr_to(cm_id, call,
					 RUAPI_MULTICAST_JOIN_CM_ID);
	struct ruapi_multicast *mc = attr_new(multicast, call);
	struct sockaddr *addr = cm_addr(call, RUAPI_MULTICAST_JOIN_ADDR);
	int ret;

	if (IS_ERR(addr))
		return PTR_ERR(addr);
	memcpy(&mc->addr, addr, rdma_addr_size(addr));
	mc->obj.uobj.user_handle =
		attr_u64(call, RUAPI_MULTICAST_JOIN_USER_DATA);
	INIT_LIST_HEAD(&mc->link);
	ruapi_source_init(&mc->events);
	mc->first = cm_event_new();
	if (!mc->first)
		return -ENOMEM;
	kref_get(&cm->obj.uobj.ref);
	mc->cm = cm;
	/* As cm_lock(): it may be an id that waits for its peer. */
	if (mutex_lock_killable(&cm->mutex))
		return -EINTR;
	ret = multicast_join_locked(call, mc);
	mutex_unlock(&cm->mutex);
	return ret;
}

static const struct ruapi_handler multicast_handlers[__RUAPI_MULTICAST_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_MULTICAST_JOIN] = {
		.run = multicast_join,
	},
};

static void multicast_events(struct ruapi_obj *obj, u32 *events,
			     u32 *async_events)
{
	*events = to_multicast(obj)->reported;
}

const struct ruapi_type ruapi_type_multicast = {
	.size = sizeof(struct ruapi_multicast),
	.handlers = multicast_handlers,
	.num_handlers = ARRAY_SIZE(multicast_handlers),
	.close = RUAPI_CLOSE_FIRST,
	.destroy = multicast_destroy,
	.release = multicast_release,
	.events = multicast_events,
};
