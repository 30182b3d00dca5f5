// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Driver bindings: what drivers with typed attributes (uapi/spec/rxe.c and so on)
 * want to find in a call.  Drivers without a binding get opaque bytes, as from
 * ib_uverbs, and check them themselves.
 */
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <rdma/ib_user_ioctl_verbs.h>

#include "driver.h"
#include "ruapi.h"

static bool unsafe_drivers;
module_param(unsafe_drivers, bool, 0644);
MODULE_PARM_DESC(unsafe_drivers,
		 "open drivers whose users can get at memory of others, and let drivers that nobody knows map any");

/**
 * ruapi_driver_known() - what is known of the driver of a device
 * @ibdev: the device
 *
 * Return: NULL if that is nothing.
 */
const struct ruapi_known_driver *
ruapi_driver_known(const struct ib_device *ibdev)
{
	struct module *owner = ibdev->ops.owner;
	unsigned int marks = 0;

	if (ibdev->ops.mmap_free)
		marks |= RUAPI_MARK_ENTRIES;
#ifdef RUAPI_HAVE_MMAP_DISASSOCIATE
	marks |= RUAPI_MARK_DISASSOCIATE;
#endif
	return ruapi_known_driver(owner ? module_name(owner) : "",
				  ibdev->ops.driver_id, marks);
}

/**
 * ruapi_driver_refused() - whether contexts of a driver are not to be opened
 * @traits: of the driver
 *
 * Return: why not, enum ruapi_reason, or 0.
 */
u16 ruapi_driver_refused(u32 traits)
{
	if (traits & RUAPI_DRIVER_NEEDS_UVERBS)
		return RUAPI_REASON_UVERBS;
	if (traits & RUAPI_DRIVER_UNSAFE && !READ_ONCE(unsafe_drivers))
		return RUAPI_REASON_UNSAFE;
	return 0;
}

/**
 * ruapi_driver_may_map() - whether what a driver has mapped can be taken back
 * @traits: of the driver
 * @vma: as the driver left it
 * @io: it is I/O memory that ib_core knows of
 *
 * Pages that nobody counts (VM_PFNMAP) go to somebody else when the driver says
 * so.  Of which drivers that is with the context, when they are mapped no more,
 * somebody has to have read.
 *
 * Return: whether the mapping may be.
 */
bool ruapi_driver_may_map(u32 traits, const struct vm_area_struct *vma, bool io)
{
	const bool uncounted = vma->vm_flags & VM_PFNMAP;

	if (traits & RUAPI_DRIVER_MAPS_COUNTED)
		return !io && !uncounted;
	if (vma->vm_ops)
		return false;
	return io || !uncounted || traits & RUAPI_DRIVER_MAPS_PAGES ||
	       READ_ONCE(unsafe_drivers);
}

/* Typed attributes of a driver; NULL: it exchanges opaque bytes. */
static const struct ruapi_driver_spec *driver_binding(u32 driver_id)
{
	const struct ruapi_driver_spec *const *drv;

	for (drv = ruapi_drivers; *drv; drv++)
		if ((*drv)->driver_id == driver_id)
			return *drv;
	return NULL;
}

static_assert(__RUAPI_OBJ_MAX < 64);

/**
 * ruapi_driver_bind() - find the typed attributes of a device's driver
 * @dev: new device
 * @driver_id: enum rdma_driver_id
 */
void ruapi_driver_bind(struct ruapi_device *dev, u32 driver_id)
{
	const struct ruapi_driver_spec *drv = driver_binding(driver_id);
	unsigned int i;

	dev->binding = drv;
	dev->bound = 0;
	for (i = 0; drv && i < drv->num_attrs; i++)
		dev->bound |= BIT_ULL(drv->attrs[i].object);
}

/**
 * ruapi_driver_check_uhw() - check the driver's attributes against its binding
 * @call: the call
 * @dev: its device
 *
 * Return: 0, also if there is no binding, or a negative errno.
 */
int ruapi_driver_check_uhw(struct ruapi_call *call,
			   const struct ruapi_device *dev)
{
	const struct ruapi_driver_spec *drv = dev->binding;
	unsigned int i;

	if (!(dev->bound & BIT_ULL(call->action->object)))
		return 0;
	/* Who is not let in is told that, and not what is missing. */
	if (call->action->object == RUAPI_OBJ_CONTEXT &&
	    ruapi_driver_refused(dev->traits))
		return 0;

	for (i = 0; i < drv->num_attrs; i++) {
		const struct ruapi_driver_attr_spec *spec = &drv->attrs[i];
		const u8 slot = spec->id == RUAPI_ATTR_UHW_IN ? call->uhw_in :
								call->uhw_out;

		if (spec->object != call->action->object ||
		    spec->action != call->action->number ||
		    (spec->without && attr_given(call, spec->without)))
			continue;
		if (!slot && spec->attr.flags & RUAPI_SPEC_REQUIRED)
			return call_bad_attr(call, spec->id,
					     RUAPI_REASON_MISSING, -EINVAL);
		if (slot && call->attrs[slot - 1].len < spec->attr.min_len)
			return call_bad_attr(call, spec->id,
					     RUAPI_REASON_LENGTH, -EINVAL);
	}
	return 0;
}

/**
 * ruapi_driver_name() - what people call a driver
 * @driver_id: enum rdma_driver_id
 *
 * Return: its name, "unknown" for those that came after us.
 */
const char *ruapi_driver_name(u32 driver_id)
{
	const struct ruapi_driver_spec *drv = driver_binding(driver_id);
	unsigned int i;

	if (drv)
		return drv->name;
	for (i = 0; i < ruapi_names_driver_id.count; i++)
		if (ruapi_names_driver_id.list[i].value == driver_id)
			return ruapi_names_driver_id.list[i].name;
	return "unknown";
}
