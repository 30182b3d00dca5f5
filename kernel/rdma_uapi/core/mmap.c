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
 */
#include <linux/mm.h>

#include "ruapi.h"

/**
 * struct ruapi_mapping - all VMAs that came of one mmap()
 * @ops: their vm_ops
 * @driver: operations of the driver, or NULL
 * @ctx: holds a reference
 * @ref: one per VMA
 */
struct ruapi_mapping {
	struct vm_operations_struct ops;
	const struct vm_operations_struct *driver;
	struct ruapi_context *ctx;
	refcount_t ref;
};

static struct ruapi_mapping *vma_mapping(struct vm_area_struct *vma)
{
	return container_of(vma->vm_ops, struct ruapi_mapping, ops);
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

	if (mapping->driver->close)
		mapping->driver->close(vma);
	/* The VMA does not look at its operations after close. */
	if (refcount_dec_and_test(&mapping->ref)) {
		ruapi_object_put(&mapping->ctx->obj);
		kfree(mapping);
	}
}

/* ---- I/O mappings: ib_core keeps a struct rdma_umap_priv of each -------- */

static struct ruapi_context *umap_context(struct vm_area_struct *vma)
{
	return vma_mapping(vma)->ctx;
}

/* ib_core puts them on the list of the file; ours are per context. */
static void umap_adopt(struct ruapi_context *ctx, struct rdma_umap_priv *priv)
{
	struct ib_uverbs_file *ufile = &ctx->obj.ns->ufile;

	mutex_lock(&ufile->umap_lock);
	list_del_init(&priv->list);
	mutex_unlock(&ufile->umap_lock);
	list_add(&priv->list, &ctx->umaps);
}

/*
 * fork(), a move or a split.  Its pages may come only afterwards, so one that is
 * not kept track of could not be zapped here: there must be memory for that,
 * unless the old one has been zapped, and has no pages to give.
 */
static void umap_open(struct vm_area_struct *vma)
{
	struct rdma_umap_priv *old = vma->vm_private_data, *priv = NULL;
	struct ruapi_context *ctx = umap_context(vma);

	if (!old)
		return;
	mutex_lock(&ctx->umap_lock);
	if (!list_empty(&old->list))
		priv = kzalloc(sizeof(*priv),
			       GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
	if (priv) {
		rdma_umap_priv_init(priv, vma, old->entry);
		umap_adopt(ctx, priv);
	} else {
		vma->vm_private_data = NULL;
	}
	mutex_unlock(&ctx->umap_lock);
}

static void umap_close(struct vm_area_struct *vma)
{
	struct rdma_umap_priv *priv = vma->vm_private_data;
	struct ruapi_context *ctx = umap_context(vma);

	if (!priv)
		return;
	mutex_lock(&ctx->umap_lock);
	list_del_init(&priv->list);
	if (priv->entry)
		rdma_user_mmap_entry_put(priv->entry);
	mutex_unlock(&ctx->umap_lock);
	kfree(priv);
}

/* The device is gone.  Reads see zeroes; there is nothing to write to. */
static vm_fault_t umap_fault(struct vm_fault *vmf)
{
	if (vmf->vma->vm_flags & (VM_WRITE | VM_MAYWRITE))
		return VM_FAULT_SIGBUS;
	vmf->page = ZERO_PAGE(vmf->address);
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct umap_ops = {
	.open = umap_open,
	.close = umap_close,
	.fault = umap_fault,
};

static const struct vm_operations_struct no_ops = {};

/* A process that has I/O mappings of the context, with its mm held. */
static struct mm_struct *umaps_first_mm(struct ruapi_context *ctx)
{
	struct rdma_umap_priv *priv, *next;
	struct mm_struct *mm = NULL;

	mutex_lock(&ctx->umap_lock);
	list_for_each_entry_safe(priv, next, &ctx->umaps, list) {
		if (mmget_not_zero(priv->vma->vm_mm)) {
			mm = priv->vma->vm_mm;
			break;
		}
		/* Its process is exiting and needs no zapping. */
		list_del_init(&priv->list);
		if (priv->entry)
			rdma_user_mmap_entry_put(priv->entry);
		priv->entry = NULL;
	}
	mutex_unlock(&ctx->umap_lock);
	return mm;
}

/**
 * ruapi_mmap_zap() - the device is going: no I/O page of it stays mapped
 * @ctx: context of it
 */
void ruapi_mmap_zap(struct ruapi_context *ctx)
{
	struct rdma_umap_priv *priv, *next;
	struct vm_area_struct *vma;
	struct mm_struct *mm;

	while ((mm = umaps_first_mm(ctx))) {
		/* The umap_lock nests inside, so one process at a time. */
		mmap_read_lock(mm);
		mutex_lock(&ctx->umap_lock);
		list_for_each_entry_safe(priv, next, &ctx->umaps, list) {
			vma = priv->vma;
			if (vma->vm_mm != mm)
				continue;
			list_del_init(&priv->list);
			zap_vma_ptes(vma, vma->vm_start,
				     vma->vm_end - vma->vm_start);
			if (priv->entry)
				rdma_user_mmap_entry_put(priv->entry);
			priv->entry = NULL;
		}
		mutex_unlock(&ctx->umap_lock);
		mmap_read_unlock(mm);
		mmput(mm);
	}
}

/* ---- mmap() ------------------------------------------------------------- */

/* The context of a mapping, with a reference, and its offset made plain. */
static struct ruapi_context *mmap_context(struct ruapi_ns *ns,
					  struct ruapi_view *view,
					  struct vm_area_struct *vma)
{
	const unsigned int shift = RUAPI_MMAP_SLOT_SHIFT - PAGE_SHIFT;
	struct ruapi_context *ctx;

	rcu_read_lock();
	if (view) {
		ctx = READ_ONCE(view->ctx);
	} else {
		ctx = xa_load(&ns->slots, vma->vm_pgoff >> shift);
		vma->vm_pgoff &= BIT_ULL(shift) - 1;
	}
	if (ctx && !kref_get_unless_zero(&ctx->obj.uobj.ref))
		ctx = NULL;
	rcu_read_unlock();
	return ctx;
}

/* Whether the driver mapped I/O memory through ib_core, which took note. */
static struct rdma_umap_priv *vma_umap(struct ib_uverbs_file *ufile,
				       struct vm_area_struct *vma)
{
	struct rdma_umap_priv *priv, *found = NULL;

	mutex_lock(&ufile->umap_lock);
	list_for_each_entry(priv, &ufile->umaps, list)
		if (priv->vma == vma)
			found = priv;
	mutex_unlock(&ufile->umap_lock);
	return found;
}

static int mmap_driver(struct ruapi_context *ctx, struct vm_area_struct *vma,
		       struct ruapi_mapping *mapping)
{
	struct ib_device *ibdev = ctx->dev->ibdev;
	struct rdma_umap_priv *priv;
	int ret;

	if (!ibdev->ops.mmap)
		return -EOPNOTSUPP;
	vma->vm_ops = NULL;
	ret = ibdev->ops.mmap(ctx->ib, vma);
	if (ret)
		return ret;
	priv = vma_umap(&ctx->obj.ns->ufile, vma);
	if (priv) {
		mutex_lock(&ctx->umap_lock);
		umap_adopt(ctx, priv);
		mutex_unlock(&ctx->umap_lock);
		mapping->driver = &umap_ops;
	} else {
		mapping->driver = vma->vm_ops ?: &no_ops;
	}
	mapping->ops = *mapping->driver;
	mapping->ops.open = mapping_open;
	mapping->ops.close = mapping_close;
	vma->vm_ops = &mapping->ops;
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
		if (!ctx->dead)
			ret = mmap_driver(ctx, vma, mapping);
		up_read(&ctx->rwsem);
	}
	if (ret) {
		ruapi_object_put(&ctx->obj);
		kfree(mapping);
	}
	return ret;
}
