// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Regions of dma-bufs.  What ib_umem_dmabuf_get() is for devices that do DMA is
 * done here for one that does not: it has no device by which ib_core would import.
 *
 * A region follows its buffer: when the exporter moves it, messages find the
 * region unmapped, have it mapped again and are tried again after that.  Or it
 * pins the buffer (the knob dmabuf_pinned); then the exporter can only take
 * it back, and the region is of no use any more.
 *
 * The reservation of a dma-buf is outside all locks of rdmasim: who holds it and
 * takes the mapping waits for messages.  So no message waits for it: a work maps, and
 * who executes a request waits for that work when it has let go of everything.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/slab.h>

#include "rdmasim.h"

#ifdef RUAPI_HAVE_NS_STRING
MODULE_IMPORT_NS("DMA_BUF");
#else
MODULE_IMPORT_NS(DMA_BUF);
#endif

/* Works that map. */
static struct workqueue_struct *map_wq;

/* How many of them have ended, and who waits for the next one. */
static atomic_t map_tries;
static DECLARE_WAIT_QUEUE_HEAD(map_wait);

/* Nobody waits longer for what may be another's buffer, whose exporter is slow. */
#define MAP_PATIENCE	(HZ / 20)

enum dmabuf_state {
	UNMAPPED,
	MAPPED,
	FAILED,
	REVOKED,
};

/**
 * struct sim_dmabuf - what a region of a dma-buf has beside
 * @mr: the region
 * @attach: of its buffer
 * @sgt: its mapping, NULL: none; with the reservation held, as @pinned
 * @pinned: the buffer does not move
 * @offset: of the region in the buffer, in pages
 * @state: written with the lock of sim_device.mrs
 * @users: messages that use the mapping; they come with that lock only
 * @idle: wakes who waits for the last of them
 * @work: maps it
 */
struct sim_dmabuf {
	struct sim_mr *mr;
	struct dma_buf_attachment *attach;
	struct sg_table *sgt;
	bool pinned;
	u64 offset;
	enum dmabuf_state state;
	atomic_t users;
	wait_queue_head_t idle;
	struct work_struct work;
};

static void state_set(struct sim_dmabuf *db, enum dmabuf_state state)
{
	xa_lock(&db->mr->dev->mrs);
	if (db->state != REVOKED)
		db->state = state;
	xa_unlock(&db->mr->dev->mrs);
}

/**
 * sim_dmabuf_begin() - a message wants to use the mapping
 * @db: of a region that was found, with the lock of sim_device.mrs held
 *
 * Return: 0; -EAGAIN if there will soon be one; or -EFAULT.
 */
int sim_dmabuf_begin(struct sim_dmabuf *db)
{
	switch (db->state) {
	case MAPPED:
		atomic_inc(&db->users);
		return 0;
	case UNMAPPED:
		queue_work(map_wq, &db->work);
		return -EAGAIN;
	default:
		return -EFAULT;
	}
}

/* While the message still has its reference on the region. */
void sim_dmabuf_end(struct sim_dmabuf *db)
{
	if (atomic_dec_and_test(&db->users))
		wake_up(&db->idle);
}

/* Before a message is tried, for sim_dmabuf_wait(). */
unsigned int sim_dmabuf_tries(void)
{
	return atomic_read(&map_tries);
}

/* What was said to be there soon may be there, or cannot be had. */
void sim_dmabuf_wait(unsigned int tries)
{
	wait_event_timeout(map_wait, sim_dmabuf_tries() != tries, MAP_PATIENCE);
}

/* ---- with the reservation held ----------------------------------------------------------- */

/* The region's pages, of all that the buffer has. */
static int pages_fill(struct sim_dmabuf *db)
{
	struct sim_mr *mr = db->mr;
	struct sg_page_iter iter;
	u64 at = 0;
	u32 n = 0;

	for_each_sgtable_page(db->sgt, &iter, 0) {
		if (!iter.sg || !sg_page(iter.sg))
			return -EOPNOTSUPP;
		if (n < mr->npages && at >= db->offset)
			mr->pages[n++] = (uintptr_t)page_address(sg_page_iter_page(&iter));
		at++;
	}
	return n == mr->npages ? 0 : -EINVAL;
}

static void dmabuf_unmap(struct sim_dmabuf *db)
{
	if (db->sgt)
		dma_buf_unmap_attachment(db->attach, db->sgt, DMA_BIDIRECTIONAL);
	db->sgt = NULL;
}

/* @intr: signals end it, too: -EINTR. */
static int dmabuf_map(struct sim_dmabuf *db, bool intr)
{
	struct sg_table *sgt;
	long ret;

	if (db->sgt)
		return 0;
	sgt = dma_buf_map_attachment(db->attach, DMA_BIDIRECTIONAL);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	db->sgt = sgt;
	ret = pages_fill(db);
	/* Whatever is still being moved there. */
	if (!ret)
		ret = dma_resv_wait_timeout(db->attach->dmabuf->resv, DMA_RESV_USAGE_KERNEL,
					    intr, MAX_SCHEDULE_TIMEOUT);
	if (ret >= 0)
		return 0;
	dmabuf_unmap(db);
	return ret == -ERESTARTSYS ? -EINTR : ret;
}

/* No message uses the mapping when this returns. */
static void dmabuf_zap(struct sim_dmabuf *db, enum dmabuf_state state)
{
	state_set(db, state);
	wait_event(db->idle, !atomic_read(&db->users));
	dmabuf_unmap(db);
}

static void dmabuf_unpin(struct sim_dmabuf *db)
{
	if (db->pinned)
		dma_buf_unpin(db->attach);
	db->pinned = false;
}

/* A buffer that is pinned does not move: it is taken back. */
static void dmabuf_move_notify(struct dma_buf_attachment *attach)
{
	struct sim_dmabuf *db = attach->importer_priv;

	dmabuf_zap(db, db->pinned ? REVOKED : UNMAPPED);
	dmabuf_unpin(db);
}

/* Pages are what they are taken for below. */
static const struct dma_buf_attach_ops sim_attach_ops = {
	.allow_peer2peer = false,
#ifdef RUAPI_HAVE_INVALIDATE_MAPPINGS
	.invalidate_mappings = dmabuf_move_notify,
#else
	.move_notify = dmabuf_move_notify,
#endif
};

/* ---- life --------------------------------------------------------------------------------- */

static void dmabuf_work(struct work_struct *work)
{
	struct sim_dmabuf *db = container_of(work, struct sim_dmabuf, work);
	int ret;

	dma_resv_lock(db->attach->dmabuf->resv, NULL);
	ret = dmabuf_map(db, false);
	/* What may pass is tried again by the next message. */
	if (ret == -ENOMEM || ret == -EBUSY || ret == -EAGAIN)
		state_set(db, UNMAPPED);
	else
		state_set(db, ret ? FAILED : MAPPED);
	dma_resv_unlock(db->attach->dmabuf->resv);
	atomic_inc(&map_tries);
	wake_up_all(&map_wait);
}

/* Nobody finds the region any more. */
void sim_dmabuf_free(struct sim_dmabuf *db)
{
	struct dma_buf *dmabuf;

	if (!db)
		return;
	cancel_work_sync(&db->work);
	if (db->attach) {
		dmabuf = db->attach->dmabuf;
		dma_resv_lock(dmabuf->resv, NULL);
		dmabuf_unmap(db);
		dmabuf_unpin(db);
		dma_resv_unlock(dmabuf->resv);
		dma_buf_detach(dmabuf, db->attach);
		dma_buf_put(dmabuf);
	}
	kfree(db);
}

static int dmabuf_first_map(struct sim_dmabuf *db, bool pin)
{
	struct dma_resv *resv = db->attach->dmabuf->resv;
	int ret;

	ret = dma_resv_lock_interruptible(resv, NULL);
	if (ret)
		return ret;
	if (pin) {
		ret = dma_buf_pin(db->attach);
		db->pinned = !ret;
	}
	if (!ret)
		ret = dmabuf_map(db, true);
	if (!ret)
		state_set(db, MAPPED);
	dma_resv_unlock(resv);
	return ret;
}

/* Takes @dmabuf over, whether it succeeds or not. */
static int dmabuf_attach(struct sim_mr *mr, struct dma_buf *dmabuf, u64 offset)
{
	struct sim_dmabuf *db = kzalloc(sizeof(*db), GFP_KERNEL_ACCOUNT);
	struct dma_buf_attachment *attach;

	if (!db) {
		dma_buf_put(dmabuf);
		return -ENOMEM;
	}
	db->mr = mr;
	db->offset = offset >> PAGE_SHIFT;
	atomic_set(&db->users, 0);
	init_waitqueue_head(&db->idle);
	INIT_WORK(&db->work, dmabuf_work);
	mr->dmabuf = db;
	attach = dma_buf_dynamic_attach(dmabuf, mr->dev->ib.dev.parent, &sim_attach_ops, db);
	if (IS_ERR(attach)) {
		dma_buf_put(dmabuf);
		return PTR_ERR(attach);
	}
	db->attach = attach;
	return dmabuf_first_map(db, READ_ONCE(mr->dev->dmabuf_pinned));
}

/* The part of the buffer that there is to be a region of. */
static int dmabuf_set_range(struct sim_mr *mr, const struct dma_buf *dmabuf, u64 offset,
			    u64 length, u64 iova)
{
	u64 npages, end;

	if (check_add_overflow(offset, length, &end) || end > dmabuf->size ||
	    check_add_overflow(iova, length, &end))
		return -EINVAL;
	npages = DIV_ROUND_UP_ULL(offset_in_page(offset) + length, PAGE_SIZE);
	if (!npages || npages > U32_MAX)
		return -EINVAL;
	mr->pages = kvcalloc(npages, sizeof(u64), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!mr->pages)
		return -ENOMEM;
	mr->npages = npages;
	mr->offset = offset_in_page(offset);
	mr->iova = iova;
	mr->length = length;
	mr->ib.iova = iova;
	mr->ib.length = length;
	return 0;
}

static struct ib_mr *dmabuf_reg(struct ib_pd *pd, u64 offset, u64 length, u64 iova,
				int fd, int access, struct ib_dmah *dmah)
{
	struct dma_buf *dmabuf;
	struct sim_mr *mr;
	int ret;

	ret = sim_fault(to_sim(pd->device), SIM_OP_REG_USER_MR_DMABUF);
	if (ret)
		return ERR_PTR(ret);
	/* It hides the pages from importers, to find those that use them. */
	if (IS_ENABLED(CONFIG_DMABUF_DEBUG))
		return ERR_PTR(-EOPNOTSUPP);
	if (!sim_mr_access_ok(access))
		return ERR_PTR(-EOPNOTSUPP);
	dmabuf = dma_buf_get(fd);
	if (IS_ERR(dmabuf))
		return ERR_CAST(dmabuf);
	mr = sim_mr_alloc(pd, SIM_MR_DMABUF, access);
	if (IS_ERR(mr)) {
		dma_buf_put(dmabuf);
		return ERR_CAST(mr);
	}
	ret = dmabuf_set_range(mr, dmabuf, offset, length, iova);
	if (ret)
		dma_buf_put(dmabuf);
	else
		ret = dmabuf_attach(mr, dmabuf, offset);
	if (ret) {
		sim_mr_free(mr);
		return ERR_PTR(ret);
	}
	sim_mr_set_dmah(mr, dmah);
	return sim_mr_add(mr, true);
}

#if defined(RUAPI_HAVE_DMAH)
static struct ib_mr *sim_reg_user_mr_dmabuf(struct ib_pd *pd, u64 offset, u64 length,
					    u64 iova, int fd, int access,
					    struct ib_dmah *dmah,
					    struct uverbs_attr_bundle *bundle)
{
	return dmabuf_reg(pd, offset, length, iova, fd, access, dmah);
}
#elif defined(RUAPI_HAVE_DMABUF_BUNDLE)
static struct ib_mr *sim_reg_user_mr_dmabuf(struct ib_pd *pd, u64 offset, u64 length,
					    u64 iova, int fd, int access,
					    struct uverbs_attr_bundle *bundle)
{
	return dmabuf_reg(pd, offset, length, iova, fd, access, NULL);
}
#else
static struct ib_mr *sim_reg_user_mr_dmabuf(struct ib_pd *pd, u64 offset, u64 length,
					    u64 iova, int fd, int access,
					    struct ib_udata *udata)
{
	return dmabuf_reg(pd, offset, length, iova, fd, access, NULL);
}
#endif

int sim_dmabuf_init(void)
{
	map_wq = alloc_workqueue("rdmasim_map", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	return map_wq ? 0 : -ENOMEM;
}

void sim_dmabuf_exit(void)
{
	destroy_workqueue(map_wq);
}

const struct ib_device_ops sim_dmabuf_ops = {
	.reg_user_mr_dmabuf = sim_reg_user_mr_dmabuf,
};
