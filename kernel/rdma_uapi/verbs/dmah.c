// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* DMAH: where what a device writes shall go to, for regions that have one. */
#include <linux/cpumask.h>
#include <rdma/uverbs_std_types.h>

#include "verbs/compat.h"
#include "verbs/verbs.h"

static int dmah_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_dmah *dmah = container_of(obj, struct ruapi_dmah, obj);

	return ruapi_compat_dealloc_dmah(dmah->ib, udata);
}

/* The caller's own CPUs: what is written for another one costs that one. */
static int dmah_check_cpu(struct ruapi_call *call)
{
	const u32 cpu = attr_u32(call, RUAPI_DMAH_ALLOC_CPU);

	if (!attr_given(call, RUAPI_DMAH_ALLOC_CPU))
		return 0;
	if (cpu >= nr_cpu_ids)
		return call_bad_attr(call, RUAPI_DMAH_ALLOC_CPU,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (!cpumask_test_cpu(array_index_nospec(cpu, nr_cpu_ids),
			      current->cpus_ptr))
		return call_bad_attr(call, RUAPI_DMAH_ALLOC_CPU,
				     RUAPI_REASON_RANGE, -EPERM);
	return 0;
}

static int dmah_alloc(struct ruapi_call *call)
{
	struct ruapi_dmah *dmah = attr_new(dmah, call);
	const struct ruapi_compat_dmah hints = {
		.has_cpu = attr_given(call, RUAPI_DMAH_ALLOC_CPU),
		.cpu = attr_u32(call, RUAPI_DMAH_ALLOC_CPU),
		.has_mem_type = attr_given(call, RUAPI_DMAH_ALLOC_MEM_TYPE),
		.mem_type = attr_u8(call, RUAPI_DMAH_ALLOC_MEM_TYPE),
		.has_ph = attr_given(call, RUAPI_DMAH_ALLOC_PH),
		.ph = attr_u8(call, RUAPI_DMAH_ALLOC_PH),
	};
	struct ib_dmah *ib;
	int ret;

	if (!ruapi_compat_can_alloc_dmah(call->dev->ibdev))
		return -EOPNOTSUPP;
	ret = dmah_check_cpu(call);
	if (ret)
		return ret;
	ib = ruapi_compat_alloc_dmah(call->dev->ibdev, &dmah->obj.uobj, &hints,
				     call_udata(call));
	if (IS_ERR(ib))
		return PTR_ERR(ib);
	dmah->ib = ib;
	dmah->obj.uobj.user_handle = attr_u64(call, RUAPI_DMAH_ALLOC_USER_DATA);
	dmah->obj.uobj.object = ib;
	dmah->obj.hw = true;
	return 0;
}

static const struct ruapi_handler dmah_handlers[__RUAPI_DMAH_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_DMAH_ALLOC] = {
		.run = dmah_alloc,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_DMAH),
	},
};

const struct ruapi_type ruapi_type_dmah = {
	.size = sizeof(struct ruapi_dmah),
	.uverbs = RUAPI_UVERBS(RUAPI_COMPAT_UVERBS_DMAH),
	.handlers = dmah_handlers,
	.num_handlers = ARRAY_SIZE(dmah_handlers),
	.destroy = dmah_destroy,
};
