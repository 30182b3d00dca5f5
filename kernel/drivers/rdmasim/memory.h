/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Memory: mapped, registered, on the device. */
#ifndef RDMASIM_MEMORY_H
#define RDMASIM_MEMORY_H

#include <linux/completion.h>
#include <rdma/ib_verbs.h>
#include "limits.h"

struct ib_dmah;
struct rdmasim_doorbell;
struct sim_device;
struct sim_doorbells;
struct sim_ucontext;

/* ---- mmap.c ---------------------------------------------------------------------- */

/**
 * struct sim_map - memory that programs can map
 * @rdma: by which it is found, if @added
 * @io: mapped as memory of hardware
 * @size: whole pages
 * @used: what it takes @taken from, or NULL
 * @umem: a program's own memory, which nobody else can map, or NULL
 */
struct sim_map {
	struct rdma_user_mmap_entry rdma;
	bool added;
	bool io;
	size_t size;
	void *memory;
	atomic_t *used;
	u32 taken;
	struct ib_umem *umem;
};

/* Queues for which programs may have memory (umem.c). */
enum sim_buf {
	SIM_BUF_NONE,
	SIM_BUF_QP,
	SIM_BUF_QP_RQ,
	SIM_BUF_QP_SQ,
	SIM_BUF_SRQ,
	SIM_BUF_CQ,
};

/* A doorbell, if @door is not NULL. */
struct sim_bell {
	struct sim_ucontext *ctx;
	struct sim_doorbells *page;
	unsigned int number;
	struct rdmasim_doorbell *door;
};

/* ---- mr.c ------------------------------------------------------------------------ */

enum sim_mr_type {
	SIM_MR_DMA,
	SIM_MR_USER,
	SIM_MR_FAST,
	SIM_MR_DM,
	SIM_MR_WINDOW,
	SIM_MR_DMABUF,
};

struct sim_dmabuf;
struct sim_dmah;

/**
 * struct sim_window - what a memory window shows
 * @type: of the window
 * @qpn: the QP that has bound it, which those of type 2 are for
 * @key: of the region
 * @serial: of the region, which may be gone, and others have its key
 * @addr: where in the region it begins
 */
struct sim_window {
	enum ib_mw_type type;
	u32 qpn;
	u32 key;
	u64 serial;
	u64 addr;
};

/**
 * struct sim_mr - a memory region, or a memory window
 * @refs: one of the table, and one of each message that uses it
 * @gone: the last of them is given back
 * @key: lkey and rkey
 * @pages: addresses in the kernel of blocks of 1 << @page_shift bytes
 * @offset: of @iova in the first of them
 * @memory: SIM_MR_DM: instead of them: where it starts
 * @dmabuf: SIM_MR_DMABUF: where they come from, and go
 * @dmah: what is written there is counted, or NULL
 * @valid: it can be used.  This, @key, @access and @length of a region that
 *	work requests register are written with the lock of sim_device.mrs.
 * @serial: no other region has had it
 * @window: SIM_MR_WINDOW: what it is bound to; written with the same lock
 */
struct sim_mr {
	struct ib_mr ib;
	struct sim_device *dev;
	struct ib_pd *pd;
	refcount_t refs;
	struct completion gone;
	enum sim_mr_type type;
	u32 key;
	int access;
	bool valid;
	u8 page_shift;
	u32 offset;
	u64 iova;
	u64 length;
	u32 max_pages;
	u32 npages;
	u64 *pages;
	struct ib_umem *umem;
	void *memory;
	u64 serial;
	struct sim_window window;
	struct sim_dmabuf *dmabuf;
	struct sim_dmah *dmah;
};

/* A piece of memory: of a region, or, without one, of the kernel. */
struct sim_seg {
	struct sim_mr *mr;
	u64 addr;
	u32 len;
};

/**
 * struct sim_sgl - pieces of memory, and how far one has come in them
 * @len: of all pieces together
 */
struct sim_sgl {
	unsigned int n;
	unsigned int cur;
	u32 offset;
	u64 len;
	struct sim_seg seg[SIM_MAX_SGE];
};

/* ---- dmah.c, res.c ---------------------------------------------------------------- */

#ifdef RUAPI_HAVE_DMAH
struct sim_dmah {
	struct ib_dmah ib;
	atomic64_t bytes;
};
#endif

/* What "rdma -dd resource show" tells of an object beside what ib_core knows. */
struct sim_fact {
	const char *name;
	u32 value;
};

#define SIM_DMAH_FACTS	5

/* ---- comp_cntr.c ------------------------------------------------------------------ */

/* Bits of enum ib_qp_attach_comp_cntr_op. */
enum sim_comp_op {
	SIM_COMP_SEND,
	SIM_COMP_RECV,
	SIM_COMP_READ,
	SIM_COMP_REMOTE_READ,
	SIM_COMP_WRITE,
	SIM_COMP_REMOTE_WRITE,
	SIM_COMP_OPS,
};

struct sim_comp_cntr;

#ifdef RUAPI_HAVE_COMP_CNTR
/**
 * struct sim_comp_cntr - a completion counter
 * @comp: of operations that have succeeded
 * @err: of others
 */
struct sim_comp_cntr {
	struct ib_comp_cntr ib;
	atomic64_t comp;
	atomic64_t err;
};
#endif

/* ---- dm.c, counters.c ------------------------------------------------------------- */

struct sim_dm {
	struct ib_dm ib;
	struct sim_map *map;
};

/* What a counter counts, by its place in what is read. */
enum sim_counter {
	SIM_COUNTER_MESSAGES,
	SIM_COUNTER_BYTES,
	SIM_COUNTERS,
};

struct sim_counters {
	struct ib_counters ib;
	atomic64_t values[SIM_COUNTERS];
};

#endif
