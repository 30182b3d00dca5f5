// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory that a program has for a queue, of its own or in a dma-buf: on kernels where
 * calls of ib_uverbs can name some.  It is used in place, by the kernel's own mapping
 * of its pages.
 *
 * ib_core reads what a call says of it, once, and pins it.  It cannot import a dma-buf
 * for an instance, which has no device that does DMA; the parent is as good here.
 */
#include <linux/dma-buf.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <rdma/ib_umem.h>
#include <rdma/uverbs_ioctl.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

/* The map goes, and the memory is the program's alone again. */
void sim_umem_free(struct sim_map *map)
{
	vunmap((void *)((uintptr_t)map->memory & PAGE_MASK));
	ib_umem_release(map->umem);
}

#ifdef RUAPI_HAVE_QP_BUF
static const u16 attrs[] = {
	[SIM_BUF_QP] = UVERBS_ATTR_CREATE_QP_BUF_UMEM,
	[SIM_BUF_QP_RQ] = UVERBS_ATTR_CREATE_QP_RQ_BUF_UMEM,
	[SIM_BUF_QP_SQ] = UVERBS_ATTR_CREATE_QP_SQ_BUF_UMEM,
#ifdef RUAPI_HAVE_SRQ_BUF
	[SIM_BUF_SRQ] = UVERBS_ATTR_CREATE_SRQ_BUF_UMEM,
#endif
	[SIM_BUF_CQ] = UVERBS_ATTR_CREATE_CQ_BUF_UMEM,
};

static bool is_given(struct ib_udata *udata, u16 attr)
{
	return udata && uverbs_attr_is_valid(rdma_udata_to_uverbs_attr_bundle(udata), attr);
}

/* Whether the call names some. */
bool sim_umem_given(struct ib_udata *udata, enum sim_buf what)
{
	/* For none, and for what the kernel has no attribute for. */
	if (!attrs[what])
		return false;
	/* CQs had attributes of their own before. */
	return is_given(udata, attrs[what]) ||
	       (what == SIM_BUF_CQ && (is_given(udata, UVERBS_ATTR_CREATE_CQ_BUFFER_VA) ||
				       is_given(udata, UVERBS_ATTR_CREATE_CQ_BUFFER_FD)));
}

/* -ENODATA: these attributes say nothing; -ENOENT: too little, which ib_core takes for that. */
static int cq_desc(const struct uverbs_attr_bundle *bundle, struct ib_uverbs_buffer_desc *desc)
{
	const bool va = uverbs_attr_is_valid(bundle, UVERBS_ATTR_CREATE_CQ_BUFFER_VA);
	const bool fd = uverbs_attr_is_valid(bundle, UVERBS_ATTR_CREATE_CQ_BUFFER_FD);
	const bool offset = uverbs_attr_is_valid(bundle, UVERBS_ATTR_CREATE_CQ_BUFFER_OFFSET);
	int ret = 0;

	if (!va && !fd)
		return offset || uverbs_attr_is_valid(bundle, UVERBS_ATTR_CREATE_CQ_BUFFER_LENGTH) ?
			-EINVAL : -ENODATA;
	desc->type = va ? IB_UVERBS_BUFFER_TYPE_VA : IB_UVERBS_BUFFER_TYPE_DMABUF;
	if (!va)
		ret = uverbs_get_raw_fd(&desc->fd, bundle, UVERBS_ATTR_CREATE_CQ_BUFFER_FD);
	if (!ret)
		ret = uverbs_copy_from(&desc->addr, bundle,
				       va ? UVERBS_ATTR_CREATE_CQ_BUFFER_VA :
					    UVERBS_ATTR_CREATE_CQ_BUFFER_OFFSET);
	if (!ret)
		ret = uverbs_copy_from(&desc->length, bundle,
				       UVERBS_ATTR_CREATE_CQ_BUFFER_LENGTH);
	if (ret)
		return ret;
	return va && (fd || offset) ? -EINVAL : 0;
}

/* What ib_umem_get_cq_buf() would take; -ENOENT: there is none. */
static int find_desc(struct ib_udata *udata, enum sim_buf what, struct ib_uverbs_buffer_desc *desc)
{
	const struct uverbs_attr_bundle *bundle = rdma_udata_to_uverbs_attr_bundle(udata);
	struct ib_uverbs_buffer_desc other = {};
	int ret, err;

	ret = uverbs_get_buffer_desc(bundle, attrs[what], desc);
	if (what != SIM_BUF_CQ || (ret && ret != -ENOENT))
		return ret;
	err = cq_desc(bundle, &other);
	if (err)
		return err == -ENODATA ? ret : err;
	if (!ret)
		return -EINVAL;
	*desc = other;
	return 0;
}

static struct ib_umem *umem_get(struct ib_device *ib, const struct ib_uverbs_buffer_desc *desc)
{
	struct ib_umem_dmabuf *db;

	if (desc->type != IB_UVERBS_BUFFER_TYPE_DMABUF)
		return ib_umem_get_desc(ib, desc, IB_ACCESS_LOCAL_WRITE);
	/* It hides the pages from importers, to find those that use them. */
	if (IS_ENABLED(CONFIG_DMABUF_DEBUG))
		return ERR_PTR(-EOPNOTSUPP);
	db = ib_umem_dmabuf_get_pinned_with_dma_device(ib, ib->dev.parent, desc->addr,
						       desc->length, desc->fd,
						       IB_ACCESS_LOCAL_WRITE);
	return IS_ERR(db) ? ERR_CAST(db) : &db->umem;
}

/* The first @n pages; of a buffer, from where the memory begins there. */
static int find_pages(struct ib_umem *umem, struct page **pages, size_t n)
{
	struct sg_table *sgt = &umem->sgt_append.sgt;
	size_t skip = 0, i = 0;
	struct sg_page_iter iter;

	if (umem->is_dmabuf) {
		sgt = to_ib_umem_dmabuf(umem)->sgt;
		skip = umem->address >> PAGE_SHIFT;
	}
	for_each_sgtable_page(sgt, &iter, 0) {
		if (!sg_page(iter.sg))
			return -EOPNOTSUPP;
		if (skip) {
			skip--;
			continue;
		}
		pages[i++] = sg_page_iter_page(&iter);
		if (i == n)
			return 0;
	}
	return -EINVAL;
}

/* The first @size bytes, as the kernel sees them. */
static void *umem_map(struct ib_umem *umem, size_t size)
{
	const size_t n = DIV_ROUND_UP(ib_umem_offset(umem) + size, PAGE_SIZE);
	struct page **pages;
	void *memory = NULL;
	int ret;

	pages = kvmalloc_array(n, sizeof(*pages), GFP_KERNEL_ACCOUNT);
	if (!pages)
		return ERR_PTR(-ENOMEM);
	ret = find_pages(umem, pages, n);
	if (!ret)
		memory = vmap(pages, n, VM_MAP, PAGE_KERNEL);
	kvfree(pages);
	if (ret)
		return ERR_PTR(ret);
	return memory ? memory + ib_umem_offset(umem) : ERR_PTR(-ENOMEM);
}

/* Takes @umem over if it succeeds.  Places begin at lines of memory. */
static struct sim_map *map_make(struct ib_umem *umem, size_t size)
{
	struct sim_map *map;
	void *memory;

	if (umem->length < size || ib_umem_offset(umem) % RDMASIM_LINE)
		return ERR_PTR(-EINVAL);
	map = kzalloc(sizeof(*map), GFP_KERNEL_ACCOUNT);
	if (!map)
		return ERR_PTR(-ENOMEM);
	memory = umem_map(umem, size);
	if (IS_ERR(memory)) {
		kfree(map);
		return ERR_CAST(memory);
	}
	map->memory = memory;
	map->umem = umem;
	return map;
}

/**
 * sim_umem_take() - the memory that a call names for a queue
 * @ib: the device
 * @udata: of the call
 * @what: the queue
 * @size: bytes that it takes
 *
 * Return: it, to be given back by sim_map_del(), NULL if there is none, or an error.
 */
struct sim_map *sim_umem_take(struct ib_device *ib, struct ib_udata *udata, enum sim_buf what,
			      size_t size)
{
	struct ib_uverbs_buffer_desc desc = {};
	struct ib_umem *umem;
	struct sim_map *map;
	int ret;

	if (!attrs[what])
		return NULL;
	ret = find_desc(udata, what, &desc);
	if (ret)
		return ret == -ENOENT ? NULL : ERR_PTR(ret);
	umem = umem_get(ib, &desc);
	if (IS_ERR(umem))
		return ERR_CAST(umem);
	map = map_make(umem, size);
	if (IS_ERR(map))
		ib_umem_release(umem);
	return map;
}
#else
bool sim_umem_given(struct ib_udata *udata, enum sim_buf what)
{
	return false;
}

struct sim_map *sim_umem_take(struct ib_device *ib, struct ib_udata *udata, enum sim_buf what,
			      size_t size)
{
	return NULL;
}
#endif
