// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Memory regions, and copying from one to another.
 */
#include <linux/slab.h>
#include <rdma/ib_umem.h>

#include "rdmasim.h"

/* The key is the index in the table and 8 bits that their owner may change. */
static u32 key_index(u32 key)
{
	return key >> 8;
}

/* ---- life -------------------------------------------------------------------------- */

struct sim_mr *sim_mr_alloc(struct ib_pd *pd, enum sim_mr_type type, int access)
{
	struct sim_mr *mr = kzalloc(sizeof(*mr), GFP_KERNEL_ACCOUNT);

	if (!mr)
		return ERR_PTR(-ENOMEM);
	mr->dev = to_sim(pd->device);
	mr->pd = pd;
	mr->type = type;
	mr->access = access;
	mr->page_shift = PAGE_SHIFT;
	return mr;
}

void sim_mr_free(struct sim_mr *mr)
{
	sim_dmabuf_free(mr->dmabuf);
	kvfree(mr->pages);
	ib_umem_release(mr->umem);
	kfree(mr);
}

/* Gives it a key. */
int sim_mr_publish(struct sim_mr *mr, bool valid)
{
	static atomic64_t serial;
	static atomic_t variant;
	u32 index;
	int ret;

	refcount_set(&mr->refs, 1);
	init_completion(&mr->gone);
	mr->serial = atomic64_inc_return(&serial);
	mr->valid = valid;
	/* Nobody finds it by its index alone: it has no key yet. */
	ret = xa_alloc(&mr->dev->mrs, &index, mr, XA_LIMIT(1, (1 << 24) - 1),
		       GFP_KERNEL_ACCOUNT);
	if (ret)
		return ret;
	xa_lock(&mr->dev->mrs);
	mr->key = index << 8 | (atomic_inc_return(&variant) & 0xff);
	xa_unlock(&mr->dev->mrs);
	return 0;
}

/* Gives it a key, or frees it. */
struct ib_mr *sim_mr_add(struct sim_mr *mr, bool valid)
{
	int ret = sim_mr_publish(mr, valid);

	if (ret) {
		sim_mr_free(mr);
		return ERR_PTR(ret);
	}
	mr->ib.lkey = mr->key;
	mr->ib.rkey = mr->key;
	return &mr->ib;
}

static void mr_put(struct sim_mr *mr)
{
	if (refcount_dec_and_test(&mr->refs))
		complete(&mr->gone);
}

/* Nobody uses it when this returns. */
static void mr_quiesce(struct sim_mr *mr)
{
	mr_put(mr);
	wait_for_completion(&mr->gone);
}

/* It has no key any more, and nobody uses it. */
void sim_mr_withdraw(struct sim_mr *mr)
{
	xa_erase(&mr->dev->mrs, key_index(mr->key));
	mr_quiesce(mr);
}

static struct ib_mr *sim_get_dma_mr(struct ib_pd *pd, int access)
{
	struct sim_mr *mr;
	int ret;

	ret = sim_fault(to_sim(pd->device), SIM_OP_GET_DMA_MR);
	if (ret)
		return ERR_PTR(ret);
	mr = sim_mr_alloc(pd, SIM_MR_DMA, access);
	return IS_ERR(mr) ? ERR_CAST(mr) : sim_mr_add(mr, true);
}

/* What a range of the caller's memory becomes. */
struct user_memory {
	struct ib_umem *umem;
	u64 *pages;
	u32 npages;
};

#ifdef RUAPI_HAVE_UMEM_GET_VA
#define ib_umem_get ib_umem_get_va
#endif

static int user_memory_get(struct ib_device *ib, u64 start, u64 length, int access,
			   struct user_memory *memory)
{
	struct sg_page_iter iter;
	size_t npages, i = 0;

	memory->umem = ib_umem_get(ib, start, length, access);
	if (IS_ERR(memory->umem))
		return PTR_ERR(memory->umem);
	npages = ib_umem_num_pages(memory->umem);
	memory->pages = npages > U32_MAX ? NULL :
			kvmalloc_array(npages, sizeof(u64),
				       GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!memory->pages) {
		ib_umem_release(memory->umem);
		return -ENOMEM;
	}
	memory->npages = npages;
	for_each_sgtable_page(&memory->umem->sgt_append.sgt, &iter, 0)
		memory->pages[i++] = (uintptr_t)page_address(sg_page_iter_page(&iter));
	return 0;
}

static void mr_set_memory(struct sim_mr *mr, const struct user_memory *memory,
			  u64 iova, u64 length)
{
	mr->umem = memory->umem;
	mr->pages = memory->pages;
	mr->npages = memory->npages;
	mr->offset = ib_umem_offset(memory->umem);
	mr->iova = iova;
	mr->length = length;
}

bool sim_mr_access_ok(int access)
{
	return !(access & ~(IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_WRITE |
			    IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_ATOMIC |
			    IB_ACCESS_MW_BIND | IB_ACCESS_OPTIONAL));
}

static struct ib_mr *mr_reg_user(struct ib_pd *pd, u64 start, u64 length, u64 iova,
				 int access, struct ib_dmah *dmah)
{
	struct user_memory memory;
	struct sim_mr *mr;
	int ret;

	ret = sim_fault(to_sim(pd->device), SIM_OP_REG_USER_MR);
	if (ret)
		return ERR_PTR(ret);
	if (!sim_mr_access_ok(access))
		return ERR_PTR(-EOPNOTSUPP);
	if (iova + length < iova)
		return ERR_PTR(-EINVAL);
	mr = sim_mr_alloc(pd, SIM_MR_USER, access);
	if (IS_ERR(mr))
		return ERR_CAST(mr);
	ret = user_memory_get(pd->device, start, length, access, &memory);
	if (ret) {
		sim_mr_free(mr);
		return ERR_PTR(ret);
	}
	mr_set_memory(mr, &memory, iova, length);
	mr->ib.length = length;
	mr->ib.iova = iova;
	sim_mr_set_dmah(mr, dmah);
	return sim_mr_add(mr, true);
}

#ifdef RUAPI_HAVE_DMAH
static struct ib_mr *sim_reg_user_mr(struct ib_pd *pd, u64 start, u64 length, u64 iova,
				     int access, struct ib_dmah *dmah,
				     struct ib_udata *udata)
{
	return mr_reg_user(pd, start, length, iova, access, dmah);
}
#else
static struct ib_mr *sim_reg_user_mr(struct ib_pd *pd, u64 start, u64 length, u64 iova,
				     int access, struct ib_udata *udata)
{
	return mr_reg_user(pd, start, length, iova, access, NULL);
}
#endif

/* Of memory on the device, which stays until the region is gone. */
struct ib_mr *sim_mr_memory(struct ib_pd *pd, void *memory, u64 length, int access)
{
	struct sim_mr *mr;

	if (!sim_mr_access_ok(access & ~IB_ZERO_BASED))
		return ERR_PTR(-EINVAL);
	mr = sim_mr_alloc(pd, SIM_MR_DM, access);
	if (IS_ERR(mr))
		return ERR_CAST(mr);
	mr->memory = memory;
	mr->length = length;
	mr->ib.length = length;
	return sim_mr_add(mr, true);
}

/* A region of a dma-buf stays where it is. */
static bool can_rereg(const struct sim_mr *mr, int flags)
{
	if (flags & ~(IB_MR_REREG_TRANS | IB_MR_REREG_PD | IB_MR_REREG_ACCESS))
		return false;
	return mr->type == SIM_MR_USER ||
	       (mr->type == SIM_MR_DMABUF && !(flags & IB_MR_REREG_TRANS));
}

/* Keeps its key; while it changes, whoever uses it finds none. */
static struct ib_mr *sim_rereg_user_mr(struct ib_mr *ib, int flags, u64 start,
				       u64 length, u64 iova, int access,
				       struct ib_pd *pd, struct ib_udata *udata)
{
	struct sim_mr *mr = to_sim_mr(ib);
	struct user_memory old = { .umem = mr->umem, .pages = mr->pages, }, new = {};
	int ret;

	ret = sim_fault(mr->dev, SIM_OP_REREG_USER_MR);
	if (ret)
		return ERR_PTR(ret);
	if (!can_rereg(mr, flags))
		return ERR_PTR(-EOPNOTSUPP);
	if (!(flags & IB_MR_REREG_ACCESS))
		access = mr->access;
	else if (!sim_mr_access_ok(access))
		return ERR_PTR(-EOPNOTSUPP);
	if (flags & IB_MR_REREG_TRANS && iova + length < iova)
		return ERR_PTR(-EINVAL);
	if (!(flags & IB_MR_REREG_TRANS) && mr->umem) {
		start = mr->umem->address;
		length = mr->length;
		iova = mr->iova;
	}
	if (flags & IB_MR_REREG_TRANS ||
	    (mr->umem && ib_access_writable(access) && !mr->umem->writable)) {
		ret = user_memory_get(ib->device, start, length, access, &new);
		if (ret)
			return ERR_PTR(ret);
	}

	mr_quiesce(mr);
	reinit_completion(&mr->gone);
	xa_lock(&mr->dev->mrs);
	mr->access = access;
	if (flags & IB_MR_REREG_PD)
		mr->pd = pd;
	if (new.umem)
		mr_set_memory(mr, &new, iova, length);
	refcount_set(&mr->refs, 1);
	xa_unlock(&mr->dev->mrs);

	if (new.umem) {
		kvfree(old.pages);
		ib_umem_release(old.umem);
	}
	return NULL;
}

static int sim_dereg_mr(struct ib_mr *ib, struct ib_udata *udata)
{
	struct sim_mr *mr = to_sim_mr(ib);
	int ret;

	ret = udata ? sim_fault(mr->dev, SIM_OP_DEREG_MR) : 0;
	if (ret)
		return ret;
	sim_mr_withdraw(mr);
	sim_mr_free(mr);
	return 0;
}

/* ---- regions that work requests register ---------------------------------------------- */

static struct ib_mr *sim_alloc_mr(struct ib_pd *pd, enum ib_mr_type type, u32 max)
{
	struct sim_mr *mr;
	int ret;

	ret = sim_fault(to_sim(pd->device), SIM_OP_ALLOC_MR);
	if (ret)
		return ERR_PTR(ret);
	if (type != IB_MR_TYPE_MEM_REG)
		return ERR_PTR(-EOPNOTSUPP);
	if (!max || max > SIM_MAX_FAST_PAGES)
		return ERR_PTR(-EINVAL);
	mr = sim_mr_alloc(pd, SIM_MR_FAST, 0);
	if (IS_ERR(mr))
		return ERR_CAST(mr);
	mr->pages = kvcalloc(max, sizeof(u64), GFP_KERNEL_ACCOUNT);
	if (!mr->pages) {
		sim_mr_free(mr);
		return ERR_PTR(-ENOMEM);
	}
	mr->max_pages = max;
	return sim_mr_add(mr, false);
}

static int sim_set_page(struct ib_mr *ib, u64 addr)
{
	struct sim_mr *mr = to_sim_mr(ib);

	if (mr->npages == mr->max_pages)
		return -ENOMEM;
	mr->pages[mr->npages++] = addr;
	return 0;
}

static int sim_map_mr_sg(struct ib_mr *ib, struct scatterlist *sg, int nents,
			 unsigned int *offset)
{
	struct sim_mr *mr = to_sim_mr(ib);
	int ret;

	ret = sim_fault(mr->dev, SIM_OP_MAP_MR_SG);
	if (ret)
		return ret;
	mr->npages = 0;
	mr->page_shift = ilog2(ib->page_size);
	return ib_sg_to_pages(ib, sg, nents, offset, sim_set_page);
}

int sim_mr_fast_reg(struct ib_pd *pd, struct sim_mr *mr, u32 key, int access)
{
	int ret = -EINVAL;

	xa_lock(&mr->dev->mrs);
	if (mr->pd == pd && mr->type == SIM_MR_FAST && !mr->valid &&
	    key_index(mr->key) == key_index(key)) {
		mr->key = key;
		mr->access = access;
		mr->iova = mr->ib.iova;
		mr->length = mr->ib.length;
		mr->offset = mr->ib.iova & (mr->ib.page_size - 1);
		mr->valid = true;
		ret = 0;
	}
	xa_unlock(&mr->dev->mrs);
	return ret;
}

/* Whether requests to a QP can take it back. */
static bool invalidates(const struct sim_qp *qp, const struct sim_mr *mr)
{
	if (mr->type == SIM_MR_WINDOW)
		return mr->window.type == IB_MW_TYPE_2 && mr->valid &&
		       mr->window.qpn == qp->ib.qp_num;
	return mr->type == SIM_MR_FAST;
}

int sim_mr_invalidate(const struct sim_qp *qp, u32 key)
{
	struct sim_device *dev = qp->dev;
	struct sim_mr *mr;
	int ret = -EINVAL;

	xa_lock(&dev->mrs);
	mr = xa_load(&dev->mrs, key_index(key));
	if (mr && mr->key == key && mr->pd == qp->pd && invalidates(qp, mr)) {
		mr->valid = false;
		ret = 0;
	}
	xa_unlock(&dev->mrs);
	return ret;
}

/* ---- windows ----------------------------------------------------------------------------- */

static bool range_ok(const struct sim_mr *mr, u64 addr, u64 len)
{
	return addr >= mr->iova && len <= mr->length && addr - mr->iova <= mr->length - len;
}

/* The region that a window shows a part of, if it is still there. */
static struct sim_mr *window_region(const struct sim_mr *mw)
{
	struct sim_mr *mr = xa_load(&mw->dev->mrs, key_index(mw->window.key));

	return mr && mr->serial == mw->window.serial && mr->key == mw->window.key &&
	       mr->pd == mw->pd && mr->valid ? mr : NULL;
}

/* A right to what is local is none of others. */
#define WINDOW_ACCESS	(IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_WRITE | \
			 IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_ATOMIC | IB_ZERO_BASED)

static bool bind_ok(const struct sim_qp *qp, const struct sim_mr *mw,
		    const struct sim_mr *mr, const struct sim_swqe *wqe)
{
	int access = wqe->bind.access;

	/* One of type 2 is taken back before it is bound again, and has any key then. */
	if (mw->window.type == IB_MW_TYPE_2 ? mw->valid || !wqe->bind.length :
					      mw->key != wqe->bind.old_rkey)
		return false;
	if (key_index(wqe->bind.new_rkey) != key_index(mw->key) || access & ~WINDOW_ACCESS ||
	    (mw->window.type == IB_MW_TYPE_1 && access & IB_ZERO_BASED))
		return false;
	/* Without a length one of type 1 shows nothing any more. */
	if (!wqe->bind.length)
		return true;
	return mr && mr->key == wqe->bind.lkey && mr->pd == qp->pd && mr->valid &&
	       (mr->type == SIM_MR_USER || mr->type == SIM_MR_DM) &&
	       mr->access & IB_ACCESS_MW_BIND &&
	       range_ok(mr, wqe->bind.addr, wqe->bind.length) &&
	       (!(access & (IB_ACCESS_REMOTE_WRITE | IB_ACCESS_REMOTE_ATOMIC)) ||
		mr->access & IB_ACCESS_LOCAL_WRITE);
}

static void bind(const struct sim_qp *qp, struct sim_mr *mw, const struct sim_mr *mr,
		 const struct sim_swqe *wqe)
{
	mw->key = wqe->bind.new_rkey;
	mw->valid = wqe->bind.length;
	if (!mw->valid)
		return;
	mw->access = wqe->bind.access;
	mw->iova = mw->access & IB_ZERO_BASED ? 0 : wqe->bind.addr;
	mw->length = wqe->bind.length;
	mw->window.qpn = qp->ib.qp_num;
	mw->window.key = mr->key;
	mw->window.serial = mr->serial;
	mw->window.addr = wqe->bind.addr;
}

/* As a request says. */
int sim_mr_bind(const struct sim_qp *qp, const struct sim_swqe *wqe)
{
	struct sim_device *dev = qp->dev;
	struct sim_mr *mw, *mr;
	int ret = -EINVAL;

	xa_lock(&dev->mrs);
	mw = xa_load(&dev->mrs, key_index(wqe->bind.old_rkey));
	mr = xa_load(&dev->mrs, key_index(wqe->bind.lkey));
	if (mw && mw->type == SIM_MR_WINDOW && mw->pd == qp->pd &&
	    bind_ok(qp, mw, mr, wqe)) {
		bind(qp, mw, mr, wqe);
		ret = 0;
	}
	xa_unlock(&dev->mrs);
	return ret;
}

const struct ib_device_ops sim_mr_ops = {
	.get_dma_mr = sim_get_dma_mr,
	.reg_user_mr = sim_reg_user_mr,
	.rereg_user_mr = sim_rereg_user_mr,
	.alloc_mr = sim_alloc_mr,
	.map_mr_sg = sim_map_mr_sg,
	.dereg_mr = sim_dereg_mr,
};

/* ---- pieces of memory ------------------------------------------------------------------ */

static bool mr_allows(const struct sim_mr *mr, const struct ib_pd *pd, u32 key,
		      u64 addr, u64 len, int access)
{
	return mr->key == key && mr->pd == pd && mr->valid &&
	       mr->type != SIM_MR_WINDOW && (mr->access & access) == access &&
	       (mr->type == SIM_MR_DMA || range_ok(mr, addr, len));
}

/*
 * The region with that key, if it allows that; with a reference.  -EAGAIN: its
 * memory is on its way; else -EFAULT.
 */
static struct sim_mr *mr_get(struct ib_pd *pd, u32 key, u64 addr, u64 len, int access)
{
	struct sim_device *dev = to_sim(pd->device);
	struct sim_mr *mr;
	int ret = -EFAULT;

	xa_lock(&dev->mrs);
	mr = xa_load(&dev->mrs, key_index(key));
	/* The reference first: without one, it may be changing. */
	if (!mr || !refcount_inc_not_zero(&mr->refs)) {
		xa_unlock(&dev->mrs);
		return ERR_PTR(ret);
	}
	if (mr_allows(mr, pd, key, addr, len, access))
		ret = mr->dmabuf ? sim_dmabuf_begin(mr->dmabuf) : 0;
	xa_unlock(&dev->mrs);
	if (!ret)
		return mr;
	mr_put(mr);
	return ERR_PTR(ret);
}

static void mr_done(struct sim_mr *mr)
{
	if (mr->dmabuf)
		sim_dmabuf_end(mr->dmabuf);
	mr_put(mr);
}

/*
 * The same for what a window shows, which is for others only: @addr becomes where it is
 * in the region.  What the window allows, the region need not.
 */
static struct sim_mr *window_get(const struct sim_qp *qp, u32 key, u64 *addr, u64 len,
				 int access)
{
	struct sim_device *dev = qp->dev;
	struct sim_mr *mw, *mr = NULL;
	int ret = -EFAULT;

	xa_lock(&dev->mrs);
	mw = xa_load(&dev->mrs, key_index(key));
	if (mw && mw->type == SIM_MR_WINDOW && mw->key == key && mw->pd == qp->pd &&
	    mw->valid && (mw->access & access) == access && range_ok(mw, *addr, len) &&
	    (mw->window.type == IB_MW_TYPE_1 || mw->window.qpn == qp->ib.qp_num)) {
		*addr = *addr - mw->iova + mw->window.addr;
		mr = window_region(mw);
		/* The reference first: without one, it may be changing. */
		if (mr && !refcount_inc_not_zero(&mr->refs))
			mr = NULL;
	}
	if (mr && range_ok(mr, *addr, len) &&
	    (!(access & ~IB_ACCESS_REMOTE_READ) || mr->access & IB_ACCESS_LOCAL_WRITE))
		ret = mr->dmabuf ? sim_dmabuf_begin(mr->dmabuf) : 0;
	xa_unlock(&dev->mrs);
	if (!ret)
		return mr;
	if (mr)
		mr_put(mr);
	return ERR_PTR(ret);
}

static void sgl_init(struct sim_sgl *sgl)
{
	sgl->n = 0;
	sgl->cur = 0;
	sgl->offset = 0;
	sgl->len = 0;
}

static void sgl_add(struct sim_sgl *sgl, struct sim_mr *mr, u64 addr, u32 len)
{
	sgl->seg[sgl->n].mr = mr;
	sgl->seg[sgl->n].addr = addr;
	sgl->seg[sgl->n].len = len;
	sgl->n++;
	sgl->len += len;
}

/*
 * Takes the memory of a work request.  Key 0 is all memory, for the kernel only:
 * device.c says so as local_dma_lkey.  -EAGAIN: not now, but soon; else -EFAULT.
 */
int sim_sgl_get(struct sim_sgl *sgl, struct ib_pd *pd, const struct ib_sge *sge,
		u32 n, int access)
{
	struct sim_mr *mr;
	u32 i;

	sgl_init(sgl);
	for (i = 0; i < n; i++) {
		if (!sge[i].length)
			continue;
		mr = NULL;
		if (sge[i].lkey || to_sim_pd(pd)->user) {
			mr = mr_get(pd, sge[i].lkey, sge[i].addr, sge[i].length, access);
			if (IS_ERR(mr)) {
				sim_sgl_put(sgl);
				return PTR_ERR(mr);
			}
		}
		sgl_add(sgl, mr, sge[i].addr, sge[i].length);
	}
	return 0;
}

/* Takes memory that a request of another QP names. */
int sim_sgl_get_remote(struct sim_sgl *sgl, const struct sim_qp *qp, u32 rkey, u64 addr,
		       u64 len, int access)
{
	struct sim_mr *mr;

	sgl_init(sgl);
	if (!len)
		return 0;
	mr = mr_get(qp->pd, rkey, addr, len, access);
	if (mr == ERR_PTR(-EFAULT))
		mr = window_get(qp, rkey, &addr, len, access);
	if (IS_ERR(mr))
		return PTR_ERR(mr);
	sgl_add(sgl, mr, addr, len);
	return 0;
}

void sim_sgl_kernel(struct sim_sgl *sgl, void *memory, u32 len)
{
	sgl_init(sgl);
	if (len)
		sgl_add(sgl, NULL, (uintptr_t)memory, len);
}

void sim_sgl_put(struct sim_sgl *sgl)
{
	unsigned int i;

	for (i = 0; i < sgl->n; i++)
		if (sgl->seg[i].mr)
			mr_done(sgl->seg[i].mr);
	sgl_init(sgl);
}

void sim_sgl_rewind(struct sim_sgl *sgl)
{
	sgl->cur = 0;
	sgl->offset = 0;
}

/* Where the next bytes are, and how many of them are together. */
static void *sgl_next(const struct sim_sgl *sgl, u32 *n)
{
	const struct sim_seg *seg = &sgl->seg[sgl->cur];
	const struct sim_mr *mr = seg->mr;
	u64 at = seg->addr + sgl->offset;
	u32 block, within;

	*n = seg->len - sgl->offset;
	if (!mr || mr->type == SIM_MR_DMA)
		return (void *)(uintptr_t)at;
	if (mr->type == SIM_MR_DM)
		return mr->memory + at;
	at += mr->offset - mr->iova;
	block = 1U << mr->page_shift;
	within = at & (block - 1);
	*n = min(*n, block - within);
	return (void *)(uintptr_t)(mr->pages[at >> mr->page_shift] + within);
}

static void sgl_advance(struct sim_sgl *sgl, u32 n)
{
	sgl->offset += n;
	if (sgl->offset == sgl->seg[sgl->cur].len) {
		sgl->offset = 0;
		sgl->cur++;
	}
}

void sim_sgl_skip(struct sim_sgl *sgl, u64 len)
{
	u32 n;

	while (len) {
		n = min_t(u64, len, sgl->seg[sgl->cur].len - sgl->offset);
		sgl_advance(sgl, n);
		len -= n;
	}
}

static void sgl_wrote(const struct sim_sgl *sgl, u32 n)
{
	const struct sim_mr *mr = sgl->seg[sgl->cur].mr;

	if (mr && mr->dmah)
		sim_dmah_wrote(mr->dmah, n);
}

/* There is room for @len bytes, and as many are there. */
void sim_sgl_copy(struct sim_sgl *to, struct sim_sgl *from, u64 len)
{
	void *dst, *src;
	u32 n, m;

	while (len) {
		dst = sgl_next(to, &n);
		src = sgl_next(from, &m);
		n = min_t(u64, min(n, m), len);
		memmove(dst, src, n);
		sgl_wrote(to, n);
		sgl_advance(to, n);
		sgl_advance(from, n);
		len -= n;
		cond_resched();
	}
}

/* The eight aligned bytes that it is about. */
u64 *sim_sgl_atomic(struct sim_sgl *sgl)
{
	u32 n;

	return sgl_next(sgl, &n);
}
