/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * The way drivers receive requests of provider libraries, and the private
 * structs of ib_uverbs that ib_core and drivers reach into.  Nothing outside
 * kernel/drivers/ knows them.
 */
#ifndef RUAPI_UDATA_H
#define RUAPI_UDATA_H

#include <linux/build_bug.h>
#include <rdma/ib_verbs.h>
#include <rdma/uverbs_ioctl.h>
#ifdef RUAPI_HAVE_UFILE
#include <rdma/uverbs_types.h>
#endif

struct ib_uverbs_device;
struct ib_uverbs_async_event_file;

#ifndef RUAPI_HAVE_UFILE
/**
 * struct ib_uverbs_file - mirror of drivers/infiniband/core/uverbs.h
 *
 * rdma_user_mmap_io() takes the private_data of a mapping's file for one of
 * these, and uses @umap_lock and @umaps of it; drivers compare it with
 * ucontext->ufile.  The module does not load where they are elsewhere (mirror.c),
 * and tests/ compares the layout with the BTF of every kernel we run on.  Newer
 * kernels have it in a public header.
 */
struct ib_uverbs_file {
	struct kref ref;
	struct ib_uverbs_device *device;
	struct mutex ucontext_lock;
	struct ib_ucontext *ucontext;
	struct ib_uverbs_async_event_file *default_async_file;
	struct list_head list;
	struct rw_semaphore hw_destroy_rwsem;
	spinlock_t uobjects_lock;
	struct list_head uobjects;
	struct mutex umap_lock;
	struct list_head umaps;
	struct page *disassociate_page;
	struct xarray idr;
	struct mutex disassociation_lock;
};

#define RUAPI_HAVE_UFILE_LOCK
#endif

/**
 * struct rdma_umap_priv - mirror of drivers/infiniband/core/core_priv.h;
 *	allocated by ib_core, freed by us
 */
struct rdma_umap_priv {
	struct vm_area_struct *vma;
	struct list_head list;
	struct rdma_user_mmap_entry *entry;
};

/**
 * struct ruapi_udata - what a driver operation is given beside its arguments
 * @bundle: drivers container_of() from bundle.driver_udata
 *
 * Drivers written for ib_uverbs may look at any member of the bundle, so it is
 * always a whole and real one.
 */
struct ruapi_udata {
	struct uverbs_attr_bundle bundle;
};

/* The ib_udata to pass to driver operations. */
static inline struct ib_udata *ruapi_udata(struct ruapi_udata *udata)
{
	return &udata->bundle.driver_udata;
}

void ruapi_udata_init(struct ruapi_udata *udata, struct ib_ucontext *ib,
		      struct ib_uverbs_file *ufile);
void ruapi_udata_set(struct ruapi_udata *udata, u64 in, u32 in_len, u64 out,
		     u32 out_len);
void ruapi_ufile_init(struct ib_uverbs_file *ufile);

#ifdef CONFIG_LOCKDEP
int ruapi_ufile_mmap_begin(void);
void ruapi_ufile_mmap_end(int index);
int ruapi_udata_load(void);
void ruapi_udata_unload(void);
#else
static inline int ruapi_ufile_mmap_begin(void)
{
	return 0;
}

static inline void ruapi_ufile_mmap_end(int index)
{
}

static inline int ruapi_udata_load(void)
{
	return 0;
}

static inline void ruapi_udata_unload(void)
{
}
#endif

#endif /* RUAPI_UDATA_H */
