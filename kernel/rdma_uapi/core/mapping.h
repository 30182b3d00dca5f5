/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Between mmap.c and window.c. */
#ifndef RUAPI_MAPPING_H
#define RUAPI_MAPPING_H

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>

#include "core/memtype.h"

struct rdma_user_mmap_entry;
struct ruapi_context;

/* Page offsets of a context, in the address space of its namespace. */
#define SLOT_PAGES_SHIFT (RUAPI_MMAP_SLOT_SHIFT - PAGE_SHIFT)
#define WINDOW_PAGES ((pgoff_t)(RUAPI_MMAP_WINDOW >> PAGE_SHIFT))

/**
 * struct ruapi_mapping - all VMAs that came of one mmap()
 * @ops: their vm_ops
 * @driver: operations of the driver; only drivers whose mappings hold what they
 *	show may have some
 * @ctx: holds a reference
 * @list: in ctx->mappings or ctx->windows, under ctx->mappings_lock, as are all below
 * @first: the VMA that mmap() made, NULL: it is gone
 * @entry: what ib_core knows of the I/O memory in it, or NULL; holds a reference
 * @memtype: what the machine knows of it
 * @ref: one per VMA
 * @window: it is a window, for these:
 * @start: page offset at which it begins
 * @end: and ends
 * @placed: struct placed, by page offset (window.c)
 */
struct ruapi_mapping {
	struct vm_operations_struct ops;
	const struct vm_operations_struct *driver;
	struct ruapi_context *ctx;
	struct list_head list;
	struct vm_area_struct *first;
	struct rdma_user_mmap_entry *entry;
	struct ruapi_memtype memtype;
	refcount_t ref;
	bool window;
	pgoff_t start;
	pgoff_t end;
	struct rb_root placed;
};

extern const struct vm_operations_struct ruapi_no_vm_ops;

/* mmap.c */
struct ruapi_mapping *ruapi_vma_mapping(struct vm_area_struct *vma);
void ruapi_mapping_put_io(struct ruapi_mapping *mapping);
int ruapi_mmap_ask_driver(struct ruapi_mapping *mapping,
			  struct vm_area_struct *vma, bool place);

/* window.c */
int ruapi_window_open(struct ruapi_mapping *mapping, struct vm_area_struct *vma);
void ruapi_window_free(struct ruapi_mapping *mapping);

#endif /* RUAPI_MAPPING_H */
