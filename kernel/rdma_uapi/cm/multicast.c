// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * MULTICAST: memberships of connection manager ids in multicast groups.  struct
 * cm_group and struct ruapi_multicast tell the rules.
 */
#include <rdma/ib_addr.h>
#include <rdma/ib_sa.h>

#include "cm/cm.h"

/* Events stand still, if there are any to come. */
static void group_lock(struct ruapi_cm_id *cm)
{
	lockdep_assert_held(&cm->mutex);
	if (cm->id)
		rdma_lock_handler(cm->id);
}

static void group_unlock(struct ruapi_cm_id *cm)
{
	if (cm->id)
		rdma_unlock_handler(cm->id);
}

/* No event of the group finds the membership afterwards. */
static void multicast_leave(struct ruapi_multicast *mc)
{
	struct cm_group *group = mc->group;
	struct ruapi_cm_id *cm = mc->cm;

	group_lock(cm);
	list_del_init(&mc->member);
	group_unlock(cm);
	mc->group = NULL;
	if (!list_empty(&group->members))
		return;
	/*
	 * Waits for a handler that is at it; later there is no event of it.
	 * Without an id, who took it has done that.
	 */
	if (cm->id)
		rdma_leave_multicast(cm->id, (struct sockaddr *)&group->addr);
	list_del(&group->link);
	kfree(group);
}

static int multicast_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_multicast *mc = to_multicast(obj);
	struct ruapi_cm_id *cm = mc->cm;

	mutex_lock(&cm->mutex);
	multicast_leave(mc);
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
	struct cm_group *group;

	lockdep_assert_held(&cm->mutex);
	/* From the newest on, which rdma_cm finds first. */
	list_for_each_entry_reverse(group, &cm->groups, link)
		rdma_leave_multicast(cm->id, (struct sockaddr *)&group->addr);
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
		if (mc) {
			list_del_init(&mc->link);
			kref_get(&mc->obj.uobj.ref);
		}
		mutex_unlock(&cm->mutex);
		if (!mc)
			return;
		/* A call may use it for long, as a tombstone without events. */
		cm_flush_multicast(mc);
		ruapi_object_orphan(&mc->obj);
		ruapi_object_put(&mc->obj);
	}
}

/* ---- events ----------------------------------------------------------------- */

/* It is the membership that a program knows, and which counts. */
static void multicast_post(struct ruapi_multicast *mc, struct cm_event *entry)
{
	entry->alloc.entry.obj = &mc->obj;
	entry->alloc.source = &mc->events;
	entry->alloc.reported = &mc->reported;
	entry->rec.hdr.handle = object_handle(&mc->obj);
	entry->rec.hdr.user_data = mc->obj.uobj.user_handle;
	cm_post_entry(mc->cm, entry);
}

/**
 * cm_group_event() - every member is told
 * @cm: the id, whose rdma_lock_handler() is held
 * @group: of the id
 * @id: of rdma_cm
 * @event: what rdma_cm says of the group
 */
void cm_group_event(struct ruapi_cm_id *cm, struct cm_group *group,
		    struct rdma_cm_id *id, const struct rdma_cm_event *event)
{
	struct ruapi_multicast *mc;

	list_for_each_entry(mc, &group->members, member) {
		struct cm_event *entry = NULL;

		swap(entry, mc->first);
		if (!entry)
			entry = cm_event_new();
		if (!entry) {
			cm_post_entry(cm, NULL);
			continue;
		}
		cm_event_fill(entry, cm, id, event);
		group->told = entry->rec;
		group->is_told = true;
		multicast_post(mc, entry);
		/* As many as the memory cgroup lets there be. */
		cond_resched();
	}
}

/* Who joins a group that the id has joined gets what the others got. */
static void multicast_tell(struct ruapi_multicast *mc)
{
	const struct rdma_cm_event none = {
		.event = mc->group->told.hdr.code,
	};
	struct cm_event *entry = NULL;

	swap(entry, mc->first);
	cm_event_fill(entry, mc->cm, mc->cm->id, &none);
	entry->rec = mc->group->told;
	multicast_post(mc, entry);
}

/* ---- JOIN ------------------------------------------------------------------- */

static struct cm_group *group_find(struct ruapi_cm_id *cm,
				   const struct sockaddr *addr)
{
	struct cm_group *group;

	/* As rdma_leave_multicast() compares them. */
	list_for_each_entry(group, &cm->groups, link)
		if (!memcmp(&group->addr, addr, rdma_addr_size(addr)))
			return group;
	return NULL;
}

static struct cm_group *group_make(struct ruapi_cm_id *cm,
				   const struct sockaddr *addr, bool send_only)
{
	struct cm_group *group = kzalloc(sizeof(*group), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!group)
		return ERR_PTR(-ENOMEM);
	memcpy(&group->addr, addr, rdma_addr_size(addr));
	group->send_only = send_only;
	INIT_LIST_HEAD(&group->members);
	ret = rdma_join_multicast(cm->id, (struct sockaddr *)&group->addr,
				  send_only ? BIT(SENDONLY_FULLMEMBER_JOIN) :
					      BIT(FULLMEMBER_JOIN), group);
	if (ret) {
		kfree(group);
		/* IPv6 over RoCE v2; userspace does not know that errno. */
		return ERR_PTR(ret == -ENOTSUPP ? -EOPNOTSUPP : ret);
	}
	list_add_tail(&group->link, &cm->groups);
	return group;
}

/* The id, its group and whoever is in it already. */
static int multicast_join_locked(struct ruapi_call *call,
				 struct ruapi_multicast *mc,
				 const struct sockaddr *addr)
{
	const bool send_only = attr_u8(call, RUAPI_MULTICAST_JOIN_SEND_ONLY);
	struct ruapi_cm_id *cm = mc->cm;
	struct cm_group *group;
	int ret;

	if (!cm->id)
		return call_bad_attr(call, RUAPI_MULTICAST_JOIN_CM_ID,
				     RUAPI_REASON_DEAD, -ENODEV);
	if (READ_ONCE(cm->chain) || READ_ONCE(cm->waits))
		return call_bad_attr(call, RUAPI_MULTICAST_JOIN_CM_ID,
				     RUAPI_REASON_BUSY, -EBUSY);
	if (!READ_ONCE(cm->id->device) || cm->id->qp_type != IB_QPT_UD)
		return call_bad_attr(call, RUAPI_MULTICAST_JOIN_CM_ID,
				     RUAPI_REASON_STATE, -EINVAL);
	ret = cm_call_check_port(call, cm, RUAPI_MULTICAST_JOIN_CM_ID);
	if (ret)
		return ret;
	group = group_find(cm, addr);
	/* rdma_cm tells memberships of an id apart by their address alone. */
	if (group && group->send_only != send_only)
		return call_bad_attr(call, RUAPI_MULTICAST_JOIN_SEND_ONLY,
				     RUAPI_REASON_BUSY, -EBUSY);
	rdma_lock_handler(cm->id);
	if (!group)
		group = group_make(cm, addr, send_only);
	if (!IS_ERR(group)) {
		mc->group = group;
		list_add_tail(&mc->member, &group->members);
		list_add_tail(&mc->link, &cm->multicasts);
		mc->obj.hw = true;
		if (group->is_told)
			multicast_tell(mc);
	}
	rdma_unlock_handler(cm->id);
	return PTR_ERR_OR_ZERO(group);
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
	mc->obj.uobj.user_handle =
		attr_u64(call, RUAPI_MULTICAST_JOIN_USER_DATA);
	INIT_LIST_HEAD(&mc->link);
	INIT_LIST_HEAD(&mc->member);
	ruapi_source_init(&mc->events);
	mc->first = cm_event_new();
	if (!mc->first)
		return -ENOMEM;
	kref_get(&cm->obj.uobj.ref);
	mc->cm = cm;
	/* As cm_lock(): it may be an id that waits for its peer. */
	if (mutex_lock_killable(&cm->mutex))
		return -EINTR;
	ret = multicast_join_locked(call, mc, addr);
	mutex_unlock(&cm->mutex);
	return ret;
}

/* As long as the membership is locked its group stays. */
static int multicast_query(struct ruapi_call *call)
{
	const struct ruapi_multicast *mc =
		attr_to(multicast, call, RUAPI_MULTICAST_QUERY_HANDLE);
	const struct sockaddr *addr = (const struct sockaddr *)&mc->group->addr;

	attr_put_u32(call, RUAPI_MULTICAST_QUERY_CM_ID,
		     object_handle(&mc->cm->obj));
	attr_put_u32(call, RUAPI_MULTICAST_QUERY_SEND_ONLY,
		     mc->group->send_only);
	attr_put_array(call, RUAPI_MULTICAST_QUERY_ADDR, addr,
		       rdma_addr_size(addr));
	return 0;
}

static const struct ruapi_handler multicast_handlers[__RUAPI_MULTICAST_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_QUERY] = {
		.run = multicast_query,
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
	/* With its id: one by one rdma_cm would look for each among all of the id's. */
	.close = RUAPI_CLOSE_LAST,
	.destroy = multicast_destroy,
	.release = multicast_release,
	.events = multicast_events,
};
