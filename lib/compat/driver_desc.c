// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What the drivers of devices define: asked of the module when a program calls a
 * method of a driver's for the first time, and kept.  The index of a device is
 * never another one's, and what its driver defines does not change.
 */
#include <errno.h>

#include "ioctl.h"

/* One call is enough for all drivers there are; pages that are not used cost nothing. */
#define FIRST_ACTIONS 256u
#define FIRST_ATTRS 2048u
#define MOST_ACTIONS (FIRST_ACTIONS << 2)

/* A device more than these is asked each time: nothing is taken from who reads it. */
#define KEPT 64

/* What is the driver's in numbers of ib_uverbs. */
#define DRIVER_NS (1u << UVERBS_ID_NS_SHIFT)

static _Atomic(struct driver_desc *) kept[KEPT];

uint16_t driver_number(uint16_t id)
{
	const uint16_t number = id & ~DRIVER_NS;

	if (number >= DRIVER_NS)
		return UINT16_MAX;
	return id & DRIVER_NS ? RUAPI_DRIVER_NS | number : number;
}

static int ask(const struct view *view, struct driver_desc *desc,
	       uint32_t max_actions, uint32_t max_attrs)
{
	const struct ruapi_attr *num_actions, *num_attrs;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE,
		  RUAPI_NAMESPACE_DESCRIBE);
	call_u32(&call, RUAPI_NAMESPACE_DESCRIBE_DEVICE, view->device);
	call_want_buf(&call, RUAPI_NAMESPACE_DESCRIBE_ACTIONS,
		      (void *)desc->actions,
		      max_actions * (uint32_t)sizeof(*desc->actions));
	call_want_buf(&call, RUAPI_NAMESPACE_DESCRIBE_ATTRS,
		      (void *)desc->attrs,
		      max_attrs * (uint32_t)sizeof(*desc->attrs));
	num_actions = call_want(&call, RUAPI_NAMESPACE_DESCRIBE_NUM_ACTIONS, 4);
	num_attrs = call_want(&call, RUAPI_NAMESPACE_DESCRIBE_NUM_ATTRS, 4);
	ret = verbs_run_on(&call, view);
	/* The module is one that does not know of methods. */
	if (ret == -EPROTO && !view_is_unsure(view))
		return 0;
	desc->num_actions = (uint32_t)num_actions->value;
	desc->num_attrs = (uint32_t)num_attrs->value;
	return ret;
}

static int fetch(const struct view *view, struct driver_desc **to)
{
	uint32_t actions = FIRST_ACTIONS, attrs = FIRST_ATTRS;
	struct driver_desc *desc;
	size_t size;
	int ret;

	do {
		size = sizeof(*desc) + actions * sizeof(*desc->actions) +
		       attrs * sizeof(*desc->attrs);
		desc = sys_pages(size);
		if (!desc)
			return -ENOMEM;
		desc->device = view->device;
		desc->size = size;
		desc->actions = (const void *)(desc + 1);
		desc->attrs = (const void *)(desc->actions + actions);
		ret = ask(view, desc, actions, attrs);
		if (!ret) {
			*to = desc;
			return 0;
		}
		sys_pages_free(desc, size);
		actions *= 2;
		attrs *= 2;
	} while (ret == -ENOSPC && actions <= MOST_ACTIONS);
	return ret;
}

/* Where it is kept; or where it might be, NULL: nowhere. */
static struct driver_desc *find(uint32_t device,
				_Atomic(struct driver_desc *) **slot)
{
	struct driver_desc *desc;

	for (*slot = kept; *slot < kept + KEPT; ++*slot) {
		desc = atomic_load(*slot);
		if (!desc || desc->device == device)
			return desc;
	}
	*slot = NULL;
	return NULL;
}

int driver_desc_get(const struct view *view, struct driver_desc **desc)
{
	_Atomic(struct driver_desc *) *slot;
	struct driver_desc *other, *mine;
	int ret;

	*desc = find(view->device, &slot);
	if (*desc)
		return 0;
	ret = fetch(view, &mine);
	if (ret)
		return ret;
	mine->kept = true;
	while (slot) {
		other = NULL;
		if (atomic_compare_exchange_strong(slot, &other, mine)) {
			*desc = mine;
			return 0;
		}
		/* Another thread was faster, perhaps with the same device. */
		*desc = find(view->device, &slot);
		if (*desc) {
			sys_pages_free(mine, mine->size);
			return 0;
		}
	}
	mine->kept = false;
	*desc = mine;
	return 0;
}

void driver_desc_put(struct driver_desc *desc)
{
	if (!desc->kept)
		sys_pages_free(desc, desc->size);
}

bool driver_has_object(const struct driver_desc *desc, uint16_t object,
		       bool *is_fd)
{
	bool found = false;

	*is_fd = false;
	if (!(object & RUAPI_DRIVER_NS))
		return false;
	for (uint32_t i = 0; i < desc->num_actions; i++)
		found |= desc->actions[i].object == object;
	for (uint32_t i = 0; i < desc->num_attrs; i++)
		if (desc->attrs[i].ref_object == object) {
			found = true;
			*is_fd |= desc->attrs[i].wire == RUAPI_WIRE_FD_IN ||
				  desc->attrs[i].wire == RUAPI_WIRE_FD_NEW;
		}
	return found;
}
