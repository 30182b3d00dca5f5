// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The contract on tombstones: the device of @ours is removed, and then every
 * action that there is fails as it should, but DESTROY.
 */
#include "contract.h"

static struct ruapi_list_entry now[COUNT(before)];
static uint32_t num_now;

static bool is_dead(uint32_t handle)
{
	uint32_t i;

	for (i = 0; i < num_now; i++)
		if (now[i].handle == handle)
			return now[i].flags & RUAPI_LIST_F_DEAD ||
			       handle == bound_id;
	return false;
}

/* The first attribute that names what is gone, and does not take it; NULL: none. */
static const struct ruapi_attr *
first_dead(const struct ruapi_desc_action *action, struct call *call)
{
	const struct ruapi_desc_attr *attr;
	const struct ruapi_attr *at;

	for_each_attr(attr, action) {
		at = find(call, attr->id);
		if (at && (attr->flags & RUAPI_SPEC_DEVICE ||
			   (is_object(attr) && !(attr->flags & RUAPI_SPEC_ANY_DEAD) &&
			    is_dead(at->obj.handle))))
			return at;
	}
	return NULL;
}

static void call_dead(const struct ruapi_desc_action *action,
		      const struct ruapi_desc_attr *with)
{
	const uint32_t unbound = ours.handle[RUAPI_OBJ_CM_ID];
	const struct ruapi_attr *dead;
	struct outcome got;
	struct call call;
	bool device;

	/* Its device is that which has gone. */
	ours.handle[RUAPI_OBJ_CM_ID] = bound_id;
	build(&call, action, with, REAL);
	ours.handle[RUAPI_OBJ_CM_ID] = unbound;
	dead = first_dead(action, &call);
	if (!dead)
		return;
	device = dead->wire == RUAPI_WIRE_IN;
	got = make_call(&call);
	test_check(got.ret == -ENODEV && got.attr == dead->id &&
		   got.reason == (device ? RUAPI_REASON_RANGE :
					   RUAPI_REASON_DEAD),
		   "%s.%s: %s, attribute %u, reason %u; the dead one is %u",
		   action->object_name, action->action_name, err_name(got.ret),
		   got.attr, got.reason, dead->id);
}

/* That an id of rdma_cm is dead its handler finds out, and this kernel has none. */
static bool is_without_handler(const struct ruapi_desc_action *action)
{
	return needs_cm_id(action) &&
	       RUAPI_DESC_REFUSAL(action->flags) == RUAPI_REFUSAL_KERNEL;
}

static void call_all(void)
{
	const struct ruapi_desc_action *action;
	const struct ruapi_desc_attr *attr;
	uint32_t i;

	for (i = 0; i < desc.num_actions; i++) {
		action = &desc.actions[i];
		if (action->action == RUAPI_DESTROY || !has_makers(action) ||
		    is_without_handler(action))
			continue;
		if (action->ioc_nr == RUAPI_CLASS_FAST) {
			test_ret(fast(action->object, action->action,
				      ours.handle[action->object], 0),
				 -ENODEV, "%s.%s", action->object_name,
				 action->action_name);
			continue;
		}
		call_dead(action, NULL);
		for_each_attr(attr, action)
			if (is_object(attr) && ours.handle[attr->ref_object])
				call_dead(action, attr);
	}
}

/* Oldest first: a PD before its MRs and QPs. */
static void destroy_all(void)
{
	uint32_t i, type, handle;

	for (i = 0; i < num_now; i++) {
		type = now[i].object & RUAPI_DRIVER_NS ?
			       RUAPI_OBJ_DRIVER_OBJECT : now[i].object;
		handle = now[i].handle;
		if (!(now[i].flags & RUAPI_LIST_F_DEAD))
			continue;
		test_ret(destroy(fd, type, handle), 0, "%s",
			 ruapi_object_name(type));
		test_ret(destroy(fd, type, handle), -ENOENT, "%s again",
			 ruapi_object_name(type));
		if (ours.handle[type] == handle)
			ours.handle[type] = 0;
		if (twin.handle[type] == handle)
			twin.handle[type] = 0;
	}
}

void attack_tombstones(void)
{
	uint32_t i, dead = 0;

	test_begin("every action on tombstones is ENODEV");
	test_check(!unplug_device(&ours),
		   "%s does not go", ours.name);
	num_now = list_objects(now);
	test_check(num_now == num_before, "%u objects, not %u", num_now,
		   num_before);
	for (i = 0; i < num_now; i++) {
		dead += !!(now[i].flags & RUAPI_LIST_F_DEAD);
		test_check(!!(now[i].flags & RUAPI_LIST_F_DEAD) ==
			   (now[i].device == ours.device),
			   "handle %u of device %u has flags %#x",
			   now[i].handle, now[i].device, now[i].flags);
	}
	/* Two sets: context, PD, MR, CQ, QP, SRQ and more. */
	test_check(dead >= 12, "%u tombstones", dead);
	call_all();

	test_begin("tombstones can be destroyed in any order, once");
	destroy_all();
}
