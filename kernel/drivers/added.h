/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Attributes that a driver adds to actions of ours (added.c). */
#ifndef RUAPI_ADDED_H
#define RUAPI_ADDED_H

#include <linux/types.h>
#include <rdma/rdma_uapi.h>

struct ruapi_call;
struct ruapi_device;

/* No driver has more of them than fit below the next number of this kind. */
#define RUAPI_ATTR_IS_ADDED(id) (((id) & 0xf000) == RUAPI_ATTR_ADDED)

/**
 * struct ruapi_added_action - an action that takes attributes of drivers
 * @uv_object: those that drivers add to this method: its object as ib_uverbs
 *	numbers it
 * @uv_method: its number there
 * @object: enum ruapi_object
 * @action: its number
 * @optional: none need be given though the driver says so: write() of ib_uverbs does
 *	the same and has none, or the driver is not asked then
 * @no_objects: the device is not open yet: they can be none of objects
 */
struct ruapi_added_action {
	u16 uv_object;
	u16 uv_method;
	u16 object;
	u16 action;
	bool optional;
	bool no_objects;
};

bool ruapi_added_takes(u16 object, u16 action);
int ruapi_added_load(struct ruapi_call *call, const struct ruapi_device *dev);
void ruapi_added_join(struct ruapi_call *call);
int ruapi_added_ask(struct ruapi_call *call, int (*ask)(struct ruapi_call *call));
int ruapi_added_run(struct ruapi_call *call);
int ruapi_added_core(struct ruapi_call *call, u16 uv_attr, u64 value);
int ruapi_added_core_user(struct ruapi_call *call, u16 uv_attr, u64 user,
			  u16 len);
int ruapi_added_query_context(struct ruapi_call *call);
void ruapi_added_free(struct ruapi_call *call);

#endif /* RUAPI_ADDED_H */
