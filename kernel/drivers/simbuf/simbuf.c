// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * An exporter of dma-bufs for tests, as GPUs have them: memory that can move,
 * and be taken back, while others have it imported.  simbuf-abi.h says how.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/highmem.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "simbuf-abi.h"

#ifdef RUAPI_HAVE_NS_STRING
MODULE_IMPORT_NS("DMA_BUF");
#else
MODULE_IMPORT_NS(DMA_BUF);
#endif

/* Kernels with the new name always have it. */
#ifdef RUAPI_HAVE_INVALIDATE_MAPPINGS
#define dma_buf_move_notify dma_buf_invalidate_mappings
#define IMPORTERS_FOLLOW true
#else
#define IMPORTERS_FOLLOW IS_ENABLED(CONFIG_DMABUF_MOVE_NOTIFY)
#endif

/**
 * struct simbuf - a buffer
 * @lock: protects all that follows; within the reservation of the dma-buf
 * @revoked: nobody gets it any more
 * @pins: of importers, and of dma-buf itself, see pinned()
 * @maps: mappings of importers
 * @npages: that it consists of
 * @pages: they
 */
struct simbuf {
	struct mutex lock;
	bool revoked;
	unsigned int pins;
	unsigned int maps;
	unsigned int npages;
	struct page **pages;
};

/* ---- memory -------------------------------------------------------------------- */

static void pages_free(struct page **pages, unsigned int npages)
{
	unsigned int i;

	for (i = 0; i < npages && pages[i]; i++)
		put_page(pages[i]);
	kvfree(pages);
}

static struct page **pages_alloc(unsigned int npages)
{
	struct page **pages;
	unsigned int i;

	pages = kvcalloc(npages, sizeof(*pages), GFP_KERNEL_ACCOUNT);
	if (!pages)
		return NULL;
	for (i = 0; i < npages; i++) {
		pages[i] = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
		if (!pages[i]) {
			pages_free(pages, i);
			return NULL;
		}
	}
	return pages;
}

/* ---- who imports it ---------------------------------------------------------------- */

static int simbuf_pin(struct dma_buf_attachment *attach)
{
	struct simbuf *buf = attach->dmabuf->priv;
	int ret = 0;

	mutex_lock(&buf->lock);
	if (buf->revoked)
		ret = -ENXIO;
	else
		buf->pins++;
	mutex_unlock(&buf->lock);
	return ret;
}

static void simbuf_unpin(struct dma_buf_attachment *attach)
{
	struct simbuf *buf = attach->dmabuf->priv;

	mutex_lock(&buf->lock);
	buf->pins--;
	mutex_unlock(&buf->lock);
}

static struct sg_table *simbuf_map(struct dma_buf_attachment *attach,
				   enum dma_data_direction dir)
{
	struct simbuf *buf = attach->dmabuf->priv;
	struct sg_table *sgt;
	int ret = -ENXIO;

	sgt = kzalloc(sizeof(*sgt), GFP_KERNEL_ACCOUNT);
	if (!sgt)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&buf->lock);
	if (buf->revoked)
		goto err_unlock;
	ret = sg_alloc_table_from_pages(sgt, buf->pages, buf->npages, 0,
					(size_t)buf->npages << PAGE_SHIFT,
					GFP_KERNEL_ACCOUNT);
	if (ret)
		goto err_unlock;
	ret = dma_map_sgtable(attach->dev, sgt, dir, 0);
	if (ret)
		goto err_table;
	buf->maps++;
	mutex_unlock(&buf->lock);
	return sgt;

err_table:
	sg_free_table(sgt);
err_unlock:
	mutex_unlock(&buf->lock);
	kfree(sgt);
	return ERR_PTR(ret);
}

static void simbuf_unmap(struct dma_buf_attachment *attach, struct sg_table *sgt,
			 enum dma_data_direction dir)
{
	struct simbuf *buf = attach->dmabuf->priv;

	dma_unmap_sgtable(attach->dev, sgt, dir, 0);
	sg_free_table(sgt);
	kfree(sgt);
	mutex_lock(&buf->lock);
	buf->maps--;
	mutex_unlock(&buf->lock);
}

/* ---- who maps it ------------------------------------------------------------------- */

/* The page stays locked until it is mapped: who moves it waits for that. */
static vm_fault_t simbuf_fault(struct vm_fault *vmf)
{
	struct simbuf *buf = vmf->vma->vm_private_data;
	vm_fault_t ret = VM_FAULT_SIGBUS;

	mutex_lock(&buf->lock);
	if (!buf->revoked && vmf->pgoff < buf->npages) {
		vmf->page = buf->pages[vmf->pgoff];
		get_page(vmf->page);
		lock_page(vmf->page);
		ret = VM_FAULT_LOCKED;
	}
	mutex_unlock(&buf->lock);
	return ret;
}

static const struct vm_operations_struct simbuf_vm_ops = {
	.fault = simbuf_fault,
};

static int simbuf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	vma->vm_ops = &simbuf_vm_ops;
	vma->vm_private_data = dmabuf->priv;
	return 0;
}

static void simbuf_release(struct dma_buf *dmabuf)
{
	struct simbuf *buf = dmabuf->priv;

	pages_free(buf->pages, buf->npages);
	mutex_destroy(&buf->lock);
	kfree(buf);
}

static const struct dma_buf_ops simbuf_ops = {
	.pin = simbuf_pin,
	.unpin = simbuf_unpin,
	.map_dma_buf = simbuf_map,
	.unmap_dma_buf = simbuf_unmap,
	.mmap = simbuf_mmap,
	.release = simbuf_release,
};

static const struct dma_buf_ops simbuf_static_ops = {
	.map_dma_buf = simbuf_map,
	.unmap_dma_buf = simbuf_unmap,
	.mmap = simbuf_mmap,
	.release = simbuf_release,
};

/* ---- what is done to it ------------------------------------------------------------- */

/*
 * Whether an importer wants it to stay.  Where the kernel does not trust them to
 * follow, dma-buf pins for every mapping, too; they follow all the same here.
 */
static bool pinned(const struct simbuf *buf)
{
	return buf->pins > (IMPORTERS_FOLLOW ? 0 : buf->maps);
}

/* No process has it mapped, and none is about to, when this returns. */
static void unmap_all(struct dma_buf *dmabuf)
{
	struct simbuf *buf = dmabuf->priv;
	unsigned int i;

	for (i = 0; i < buf->npages; i++)
		lock_page(buf->pages[i]);
	unmap_mapping_range(dmabuf->file->f_mapping, 0, 0, 1);
	for (i = 0; i < buf->npages; i++)
		unlock_page(buf->pages[i]);
}

/* Copies the content to @pages, and has them instead of those it had. */
static int replace_pages(struct dma_buf *dmabuf, struct page **pages)
{
	struct simbuf *buf = dmabuf->priv;
	unsigned int i;

	mutex_lock(&buf->lock);
	if (buf->revoked || buf->maps) {
		mutex_unlock(&buf->lock);
		return buf->revoked ? -ENXIO : -EBUSY;
	}
	unmap_all(dmabuf);
	for (i = 0; i < buf->npages; i++) {
		copy_highpage(pages[i], buf->pages[i]);
		swap(pages[i], buf->pages[i]);
	}
	mutex_unlock(&buf->lock);
	return 0;
}

static int simbuf_move(struct dma_buf *dmabuf)
{
	struct simbuf *buf = dmabuf->priv;
	struct page **pages;
	int ret;

	if (dmabuf->ops == &simbuf_static_ops)
		return -EOPNOTSUPP;
	pages = pages_alloc(buf->npages);
	if (!pages)
		return -ENOMEM;
	ret = dma_resv_lock_interruptible(dmabuf->resv, NULL);
	if (ret)
		goto out;
	mutex_lock(&buf->lock);
	ret = pinned(buf) ? -EBUSY : 0;
	mutex_unlock(&buf->lock);
	if (!ret) {
		dma_buf_move_notify(dmabuf);
		ret = replace_pages(dmabuf, pages);
	}
	dma_resv_unlock(dmabuf->resv);
out:
	pages_free(pages, buf->npages);
	return ret;
}

/* Those who have pinned it as well are told. */
static int simbuf_revoke(struct dma_buf *dmabuf)
{
	struct simbuf *buf = dmabuf->priv;
	int ret;

	if (dmabuf->ops == &simbuf_static_ops)
		return -EOPNOTSUPP;
	ret = dma_resv_lock_interruptible(dmabuf->resv, NULL);
	if (ret)
		return ret;
	mutex_lock(&buf->lock);
	buf->revoked = true;
	unmap_all(dmabuf);
	mutex_unlock(&buf->lock);
	dma_buf_move_notify(dmabuf);
	dma_resv_unlock(dmabuf->resv);
	return 0;
}

static int simbuf_state(struct dma_buf *dmabuf, struct simbuf_state *state)
{
	struct dma_buf_attachment *attach;
	struct simbuf *buf = dmabuf->priv;
	int ret;

	state->attachments = 0;
	ret = dma_resv_lock_interruptible(dmabuf->resv, NULL);
	if (ret)
		return ret;
	list_for_each_entry(attach, &dmabuf->attachments, node)
		state->attachments++;
	mutex_lock(&buf->lock);
	state->pins = buf->pins;
	state->maps = buf->maps;
	mutex_unlock(&buf->lock);
	dma_resv_unlock(dmabuf->resv);
	return 0;
}

/* ---- the device ------------------------------------------------------------------- */

static struct dma_buf *simbuf_make(const struct simbuf_make *make)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;
	struct simbuf *buf;

	if (!make->pages || make->pages > SIMBUF_MAX_PAGES ||
	    make->flags & ~SIMBUF_STATIC || make->reserved)
		return ERR_PTR(-EINVAL);
	buf = kzalloc(sizeof(*buf), GFP_KERNEL_ACCOUNT);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	mutex_init(&buf->lock);
	buf->npages = make->pages;
	buf->pages = pages_alloc(buf->npages);
	if (!buf->pages) {
		kfree(buf);
		return ERR_PTR(-ENOMEM);
	}
	info.ops = make->flags & SIMBUF_STATIC ? &simbuf_static_ops : &simbuf_ops;
	info.size = (size_t)buf->npages << PAGE_SHIFT;
	info.flags = O_RDWR;
	info.priv = buf;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf)) {
		pages_free(buf->pages, buf->npages);
		kfree(buf);
	}
	return dmabuf;
}

static long ioctl_make(void __user *arg)
{
	struct simbuf_make make;
	struct dma_buf *dmabuf;
	int fd;

	if (copy_from_user(&make, arg, sizeof(make)))
		return -EFAULT;
	dmabuf = simbuf_make(&make);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0) {
		dma_buf_put(dmabuf);
		return fd;
	}
	make.fd = fd;
	if (copy_to_user(arg, &make, sizeof(make))) {
		put_unused_fd(fd);
		dma_buf_put(dmabuf);
		return -EFAULT;
	}
	fd_install(fd, dmabuf->file);
	return 0;
}

/* Of ours only. */
static struct dma_buf *simbuf_get(int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);

	if (IS_ERR(dmabuf) || dmabuf->ops == &simbuf_ops ||
	    dmabuf->ops == &simbuf_static_ops)
		return dmabuf;
	dma_buf_put(dmabuf);
	return ERR_PTR(-EINVAL);
}

static long ioctl_do(int fd, int (*run)(struct dma_buf *dmabuf))
{
	struct dma_buf *dmabuf = simbuf_get(fd);
	int ret;

	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = run(dmabuf);
	dma_buf_put(dmabuf);
	return ret;
}

static long ioctl_state(void __user *arg)
{
	struct simbuf_state state;
	struct dma_buf *dmabuf;
	int ret;

	if (copy_from_user(&state, arg, sizeof(state)))
		return -EFAULT;
	dmabuf = simbuf_get(state.fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = simbuf_state(dmabuf, &state);
	dma_buf_put(dmabuf);
	if (!ret && copy_to_user(arg, &state, sizeof(state)))
		ret = -EFAULT;
	return ret;
}

static long simbuf_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case SIMBUF_IOC_MAKE:
		return ioctl_make((void __user *)arg);
	case SIMBUF_IOC_MOVE:
		return ioctl_do(arg, simbuf_move);
	case SIMBUF_IOC_REVOKE:
		return ioctl_do(arg, simbuf_revoke);
	case SIMBUF_IOC_STATE:
		return ioctl_state((void __user *)arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations simbuf_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = simbuf_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

static struct miscdevice simbuf_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "simbuf",
	.fops = &simbuf_fops,
	.mode = 0600,
};

module_misc_device(simbuf_misc);

MODULE_DESCRIPTION("An exporter of dma-bufs for tests");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The rdma_uapi developers");
