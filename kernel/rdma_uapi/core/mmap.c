// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Mappings.  On the main fd the file offset says which context it is for, on a
 * device view it is the driver's own.  Either way the mapping's file becomes
 * the main file, which drivers and ib_core look at and which outlives all.
 *
 * Drivers look at their context when a mapping goes (rxe does), so every
 * mapping holds our context.  They use vm_private_data and may set vm_ops, so
 * we remember things beside: each mapping gets its own copy of the operations,
 * with open and close replaced.
 *
 * When a context goes, all that was mapped of it goes first, whatever way the
 * driver mapped it: what it frees in dealloc_ucontext, or hands to somebody
 * else, must not stay in the page tables of anybody.  Programs then find a
 * private page there.  This waits for nobody: mappings of a namespace have an
 * address space of their own, in which those of a context are side by side, so
 * that no mmap_lock is needed, which page faults of hostile programs can hold.
 * Drivers whose mappings hold what they show are left alone (driver.c).
 */
#include <linux/delay.h>
#include <linux/mm.h>

#include "../../drivers/driver.h"
#include "core/mapping.h"
#include "ruapi.h"

const struct vm_operations_struct ruapi_no_vm_ops = {};

static struct ruapi_mapping *vma_mapping(struct vm_area_struct *vma)
{
	return container_of(vma->vm_ops, struct ruapi_mapping, ops);
}

/* Nothing of it is mapped any more. */
void ruapi_mapping_put_io(struct ruapi_mapping *mapping)
{
	memtype_drop(&mapping->memtype);
	if (mapping->entry)
		rdma_user_mmap_entry_put(mapping->entry);
	mapping->entry = NULL;
}

static void mapping_open(struct vm_area_struct *vma)
{
	struct ruapi_mapping *mapping = vma_mapping(vma);

	refcount_inc(&mapping->ref);
	if (mapping->driver->open)
		mapping->driver->open(vma);
}

static void mapping_close(struct vm_area_struct *vma)
{
	struct ruapi_mapping *mapping = vma_mapping(vma);
	struct ruapi_context *ctx = mapping->ctx;
	bool last;

	if (mapping->driver->close)
		mapping->driver->close(vma);
	mutex_lock(&ctx->mappings_lock);
	if (mapping->first == vma)
		mapping->first = NULL;
	last = refcount_dec_and_test(&mapping->ref);
	if (last) {
		list_del(&mapping->list);
		/* Under the lock: who ends the context does not find it any more. */
		ruapi_mapping_put_io(mapping);
	}
	mutex_unlock(&ctx->mappings_lock);
	if (!last)
		return;
	ruapi_window_free(mapping);
	/* The VMA does not look at its operations after close. */
	ruapi_object_put(&ctx->obj);
	kfree(mapping);
}

/**
 * ruapi_vma_mapping() - what a VMA is a mapping of
 * @vma: any VMA, or NULL
 *
 * Return: NULL if that is nothing of ours.
 */
struct ruapi_mapping *ruapi_vma_mapping(struct vm_area_struct *vma)
{
	if (!vma || !vma->vm_ops || vma->vm_ops->close != mapping_close)
		return NULL;
	return vma_mapping(vma);
}

/* ---- what is there when the context is gone ------------------------------ */

/* One per context.  Whoever can see it could share memory through the HCA. */
static struct page *context_scratch(struct ruapi_context *ctx)
{
	struct page *page = READ_ONCE(ctx->scratch), *other;

	if (page)
		return page;
	page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!page)
		return NULL;
	other = cmpxchg(&ctx->scratch, NULL, page);
	if (!other)
		return page;
	__free_page(page);
	return other;
}

/*
 * A program that does not know yet that its HCA is gone may ring a doorbell: it
 * must live to read of it.  Reads see zeroes, or what was written.
 */
static vm_fault_t mapping_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	const struct ruapi_mapping *mapping = vma_mapping(vma);
	struct ruapi_context *ctx = mapping->ctx;
	struct page *page;

	/* The driver put all pages there that there are. */
	if (!READ_ONCE(ctx->dead) ||
	    (ctx->dev->traits & RUAPI_DRIVER_MAPS_COUNTED && !mapping->window))
		return VM_FAULT_SIGBUS;
	if (vma->vm_flags & (VM_WRITE | VM_MAYWRITE))
		page = context_scratch(ctx);
	else
		page = ZERO_PAGE(vmf->address);
	if (!page)
		return VM_FAULT_OOM;
	get_page(page);
	vmf->page = page;
	return 0;
}

/*
 * mmap() puts pages into a VMA that the address space does not have yet, and
 * adds it when we have let go of the context.  Nothing of userspace delays that.
 */
static bool mappings_unfinished(struct ruapi_context *ctx)
{
	struct address_space *space = &ctx->obj.ns->mappings;
	struct ruapi_mapping *mapping;
	bool unfinished = false;

	mutex_lock(&ctx->mappings_lock);
	i_mmap_lock_read(space);
	list_for_each_entry(mapping, &ctx->mappings, list) {
		unfinished = mapping->first &&
			     RB_EMPTY_NODE(&mapping->first->shared.rb);
		if (unfinished)
			break;
	}
	i_mmap_unlock_read(space);
	mutex_unlock(&ctx->mappings_lock);
	return unfinished;
}

/**
 * ruapi_mmap_zap() - nothing stays mapped that the driver takes back
 * @ctx: dead, and locked for write, so that mmap() adds nothing
 */
void ruapi_mmap_zap(struct ruapi_context *ctx)
{
	const loff_t start = (loff_t)ctx->slot << RUAPI_MMAP_SLOT_SHIFT;
	struct ruapi_mapping *mapping;

	if (ctx->dev->traits & RUAPI_DRIVER_MAPS_COUNTED)
		return;
	while (mappings_unfinished(ctx))
		usleep_range(50, 500);
	unmap_mapping_range(&ctx->obj.ns->mappings, start,
			    1LL << RUAPI_MMAP_SLOT_SHIFT, 1);
	/* The driver may have its I/O memory back. */
	mutex_lock(&ctx->mappings_lock);
	list_for_each_entry(mapping, &ctx->mappings, list)
		ruapi_mapping_put_io(mapping);
	mutex_unlock(&ctx->mappings_lock);
}

/* ---- mmap() ------------------------------------------------------------- */

/* The context of a mapping, with a reference, and its offset made plain. */
static struct ruapi_context *mmap_context(struct ruapi_ns *ns,
					  struct ruapi_view *view,
					  struct vm_area_struct *vma)
{
	struct ruapi_context *ctx;

	rcu_read_lock();
	if (view)
		ctx = vma->vm_pgoff >> SLOT_PAGES_SHIFT ?
			      NULL : READ_ONCE(view->ctx);
	else
		ctx = xa_load(&ns->slots, vma->vm_pgoff >> SLOT_PAGES_SHIFT);
	if (ctx && !kref_get_unless_zero(&ctx->obj.uobj.ref))
		ctx = NULL;
	rcu_read_unlock();
	vma->vm_pgoff &= BIT_ULL(SLOT_PAGES_SHIFT) - 1;
	return ctx;
}

/*
 * ib_core notes mappings of I/O memory on a list of the file.  We do not need
 * that, only what it holds for it.
 */
static bool mmap_take_io(struct ruapi_mapping *mapping,
			 struct vm_area_struct *vma)
{
	struct ib_uverbs_file *ufile = &mapping->ctx->obj.ns->ufile;
	struct rdma_umap_priv *priv, *found = NULL;

	mutex_lock(&ufile->umap_lock);
	list_for_each_entry(priv, &ufile->umaps, list) {
		if (priv->vma == vma) {
			found = priv;
			list_del(&priv->list);
			break;
		}
	}
	mutex_unlock(&ufile->umap_lock);
	if (!found)
		return false;
	mapping->entry = found->entry;
	vma->vm_private_data = NULL;
	kfree(found);
	return true;
}

/* What the driver made of the VMA must be something that we can take back. */
static int mmap_check(struct ruapi_context *ctx, struct vm_area_struct *vma,
		      bool io)
{
	if (ruapi_driver_may_map(ctx->dev->traits, vma, io))
		return 0;
	dev_warn_ratelimited(&ctx->dev->ibdev->dev,
			     "driver %s maps memory in a way that rdma_uapi does not know\n",
			     ruapi_driver_name(ctx->dev->driver_id));
	return -EOPNOTSUPP;
}

/**
 * ruapi_mmap_ask_driver() - let the driver map something
 * @mapping: notes what of it is I/O memory
 * @vma: where; all that happens to it if this fails is that pages are there
 * @place: only memory that is counted page by page will do
 *
 * Return: 0 or a negative errno.
 */
int ruapi_mmap_ask_driver(struct ruapi_mapping *mapping,
			  struct vm_area_struct *vma, bool place)
{
	struct ruapi_context *ctx = mapping->ctx;
	struct ib_device *ibdev = ctx->dev->ibdev;
	int ret, index;
	bool io;

	if (!ibdev->ops.mmap)
		return -EOPNOTSUPP;
	vma->vm_ops = NULL;
	index = ruapi_ufile_mmap_begin();
	ret = ibdev->ops.mmap(ctx->ib, vma);
	ruapi_ufile_mmap_end(index);
	/* Also if the driver has failed then: nobody tells ib_core that the VMA goes. */
	io = mmap_take_io(mapping, vma);
	if (ret) {
		ruapi_mapping_put_io(mapping);
		return ret;
	}
	ret = mmap_check(ctx, vma, io);
	if (!ret)
		ret = memtype_take(&mapping->memtype, vma);
	if (!ret && place && (io || vma->vm_flags & (VM_PFNMAP | VM_IO)))
		ret = -EOPNOTSUPP;
	if (ret) {
		if (vma->vm_ops && vma->vm_ops->close)
			vma->vm_ops->close(vma);
		ruapi_mapping_put_io(mapping);
	}
	return ret;
}

static int mmap_driver(struct ruapi_context *ctx, struct vm_area_struct *vma,
		       struct ruapi_mapping *mapping)
{
	int ret = ruapi_mmap_ask_driver(mapping, vma, false);

	if (ret)
		return ret;
	mapping->driver = vma->vm_ops ?: &ruapi_no_vm_ops;
	RB_CLEAR_NODE(&vma->shared.rb);
	mapping->first = vma;
	mutex_lock(&ctx->mappings_lock);
	list_add(&mapping->list, &ctx->mappings);
	mutex_unlock(&ctx->mappings_lock);
	return 0;
}

/* As the context may go before mmap() has undone what the driver did. */
static int mmap_locked(struct ruapi_context *ctx, struct vm_area_struct *vma,
		       struct ruapi_mapping *mapping)
{
	const pgoff_t pgoff = vma->vm_pgoff;
	int ret;

	if (READ_ONCE(ctx->going))
		return -ENODEV;
	if (pgoff & WINDOW_PAGES)
		ret = ruapi_window_open(mapping, vma);
	else
		ret = mmap_driver(ctx, vma, mapping);
	if (ret) {
		ruapi_compat_zap_vma(vma);
		return ret;
	}
	mapping->ops.open = mapping_open;
	mapping->ops.close = mapping_close;
	mapping->ops.fault = mapping_fault;
	vma->vm_ops = &mapping->ops;
	/* Neither merged with others nor grown: it is what mmap() made. */
	ruapi_compat_vm_flags_set(vma, VM_DONTEXPAND);
	/* Where ruapi_mmap_zap() looks for it. */
	vma->vm_pgoff = ((pgoff_t)ctx->slot << SLOT_PAGES_SHIFT) | pgoff;
	return 0;
}

/**
 * ruapi_mmap() - mmap() of the main fd or a view
 * @ns: namespace
 * @view: NULL: the main fd
 * @vma: new mapping
 *
 * Return: 0 or a negative errno.
 */
int ruapi_mmap(struct ruapi_ns *ns, struct ruapi_view *view,
	       struct vm_area_struct *vma)
{
	struct ruapi_mapping *mapping;
	struct ruapi_context *ctx;
	int ret;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL_ACCOUNT);
	if (!mapping)
		return -ENOMEM;
	refcount_set(&mapping->ref, 1);
	ctx = mmap_context(ns, view, vma);
	if (!ctx) {
		kfree(mapping);
		return -EINVAL;
	}
	mapping->ctx = ctx;
	if (view)
		vma_set_file(vma, ns->file);
	/*
	 * mmap_lock is held here and is taken inside the rwsem elsewhere, so
	 * do not wait.  It is only held for write when the context comes, and
	 * nobody knows the slot yet, or dies.
	 */
	ret = -ENODEV;
	if (down_read_trylock(&ctx->rwsem)) {
		ret = mmap_locked(ctx, vma, mapping);
		up_read(&ctx->rwsem);
	}
	if (ret) {
		ruapi_object_put(&ctx->obj);
		kfree(mapping);
	}
	return ret;
}

/**
 * ruapi_mmap_init() - mappings of a file get an address space of their own
 * @ns: namespace
 * @file: its main file, which is being opened
 */
void ruapi_mmap_init(struct ruapi_ns *ns, struct file *file)
{
	address_space_init_once(&ns->mappings);
	ns->mappings.host = file_inode(file);
	ns->mappings.a_ops = &empty_aops;
	file->f_mapping = &ns->mappings;
}
