// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Driver bindings: what drivers with typed attributes (uapi/spec/rxe.c, siw.c)
 * want to find in a call.  Drivers without a binding get opaque bytes, as from
 * ib_uverbs, and check them themselves.
 */
#include <rdma/ib_user_ioctl_verbs.h>

#include "driver.h"
#include "ruapi.h"

/*
 * docs/drivers.md has all drivers.  What is not known of one does no harm: its
 * memory is taken back from programs, which it survives, and a call more is
 * EOPNOTSUPP.
 */
static const struct {
	const char *module;
	u32 driver_id;
	u32 traits;
} known_drivers[] = {
	{
		/*
		 * It is whose its parameter says, so that a provider library
		 * takes it; of that driver it has nothing.  Its completions
		 * name struct sim_face, which lives as long as the context.
		 */
		.module = "rdmasim",
		.traits = RUAPI_DRIVER_POSTS | RUAPI_DRIVER_POLLS,
	},
	{
		/*
		 * remap_vmalloc_range(): the pages are counted, and so is what
		 * its vm_ops look at (struct rxe_mmap_info).  Its provider
		 * library rings by posting nothing.
		 */
		.driver_id = RDMA_DRIVER_RXE,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_EMPTY_POST,
	},
	{
		/* remap_vmalloc_range() without vm_ops.  Rings as rxe does. */
		.driver_id = RDMA_DRIVER_SIW,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_EMPTY_POST,
	},
	/*
	 * rdmavt maps as rxe does (struct rvt_mmap_info).  rvt_post_send() looks
	 * at the first request, with interrupts off; its send queues are the
	 * kernel's, and its receive queues have a lock of the kernel's.  But a
	 * completion stays in a CQ that is not mapped when its QP is gone, and
	 * points to it: rvt_poll_cq() is not for users.  Provider libraries poll
	 * CQs that they map.
	 */
	{
		.driver_id = RDMA_DRIVER_HFI1,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_POSTS,
	},
	{
		.driver_id = RDMA_DRIVER_QIB,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_POSTS,
	},
#ifdef RUAPI_HAVE_MMAP_DISASSOCIATE
	{
		/*
		 * When it is reset it takes the doorbells from all files of
		 * ib_uverbs (rdma_user_mmap_disassociate()).  Who rings then
		 * may upset the host.
		 */
		.driver_id = RDMA_DRIVER_HNS,
		.traits = RUAPI_DRIVER_NEEDS_UVERBS,
	},
#endif
};

/**
 * ruapi_driver_traits() - what is known of a driver
 * @ibdev: a device of it
 *
 * Return: bits of enum ruapi_driver_traits.
 */
u32 ruapi_driver_traits(const struct ib_device *ibdev)
{
	struct module *owner = ibdev->ops.owner;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known_drivers); i++) {
		const char *module = known_drivers[i].module;

		if (module ? owner && !strcmp(module_name(owner), module) :
			     known_drivers[i].driver_id == ibdev->ops.driver_id)
			return known_drivers[i].traits;
	}
	return 0;
}

static const struct ruapi_driver_spec *binding_find(u32 driver_id)
{
	const struct ruapi_driver_spec *const *drv;

	for (drv = ruapi_drivers; *drv; drv++)
		if ((*drv)->driver_id == driver_id)
			return *drv;
	return NULL;
}

/**
 * ruapi_driver_check_uhw() - check the driver's attributes against its binding
 * @call: the call
 * @driver_id: enum rdma_driver_id of its device
 *
 * Return: 0, also if there is no binding, or a negative errno.
 */
int ruapi_driver_check_uhw(struct ruapi_call *call, u32 driver_id)
{
	const struct ruapi_driver_spec *drv = binding_find(driver_id);
	unsigned int i;

	for (i = 0; drv && i < drv->num_attrs; i++) {
		const struct ruapi_driver_attr_spec *spec = &drv->attrs[i];
		const u8 slot = spec->id == RUAPI_ATTR_UHW_IN ? call->uhw_in :
								call->uhw_out;

		if (spec->object != call->action->object ||
		    spec->action != call->action->number)
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
	const struct ruapi_driver_spec *drv = binding_find(driver_id);
	unsigned int i;

	if (drv)
		return drv->name;
	for (i = 0; i < ruapi_names_driver_id.count; i++)
		if (ruapi_names_driver_id.list[i].value == driver_id)
			return ruapi_names_driver_id.list[i].name;
	return "unknown";
}
