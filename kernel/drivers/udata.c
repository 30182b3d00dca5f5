// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What ib_uverbs would have handed to drivers, without ib_uverbs. */
#include <linux/string.h>

#include "udata.h"
#ifdef CONFIG_LOCKDEP
#include "uverbs_device.h"
#endif

/**
 * ruapi_udata_init() - prepare what a driver operation is given
 * @udata: to be used for one call
 * @ib: the driver's context, NULL while it is being opened
 * @ufile: of the namespace
 */
void ruapi_udata_init(struct ruapi_udata *udata, struct ib_ucontext *ib,
		      struct ib_uverbs_file *ufile)
{
	memset(udata, 0, sizeof(*udata));
	udata->bundle.context = ib;
	udata->bundle.ufile = ufile;
}

/**
 * ruapi_udata_set() - add the driver's request and response
 * @udata: prepared
 * @in: user address of the request
 * @in_len: its length, 0: none
 * @out: user address of the response
 * @out_len: room there, 0: none
 */
void ruapi_udata_set(struct ruapi_udata *udata, u64 in, u32 in_len, u64 out,
		     u32 out_len)
{
	struct ib_udata *drv = ruapi_udata(udata);

	drv->inbuf = in_len ? u64_to_user_ptr(in) : NULL;
	drv->inlen = in_len;
	drv->outbuf = out_len ? u64_to_user_ptr(out) : NULL;
	drv->outlen = out_len;
}

#ifdef CONFIG_LOCKDEP
static struct ib_uverbs_device uverbs_device;

int ruapi_udata_load(void)
{
	return init_srcu_struct(&uverbs_device.disassociate_srcu);
}

void ruapi_udata_unload(void)
{
	cleanup_srcu_struct(&uverbs_device.disassociate_srcu);
}

/* A driver is about to map something.  Returns what _end() wants. */
int ruapi_ufile_mmap_begin(void)
	__acquires(&uverbs_device.disassociate_srcu)
{
	return srcu_read_lock(&uverbs_device.disassociate_srcu);
}

void ruapi_ufile_mmap_end(int index)
	__releases(&uverbs_device.disassociate_srcu)
{
	srcu_read_unlock(&uverbs_device.disassociate_srcu, index);
}
#endif

/**
 * ruapi_ufile_init() - prepare what ib_core finds behind a mapping's file
 * @ufile: zeroed
 */
void ruapi_ufile_init(struct ib_uverbs_file *ufile)
{
	kref_init(&ufile->ref);
#ifdef CONFIG_LOCKDEP
	ufile->device = &uverbs_device;
#endif
	mutex_init(&ufile->ucontext_lock);
	INIT_LIST_HEAD(&ufile->list);
	init_rwsem(&ufile->hw_destroy_rwsem);
	spin_lock_init(&ufile->uobjects_lock);
	INIT_LIST_HEAD(&ufile->uobjects);
	mutex_init(&ufile->umap_lock);
	INIT_LIST_HEAD(&ufile->umaps);
	xa_init(&ufile->idr);
#ifdef RUAPI_HAVE_UFILE_LOCK
	mutex_init(&ufile->disassociation_lock);
#endif
}
