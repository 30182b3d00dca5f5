/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Mappings of contexts (mmap.c, window.c). */
#ifndef RUAPI_MMAP_H
#define RUAPI_MMAP_H

#include <linux/types.h>

struct file;
struct ruapi_call;
struct ruapi_context;
struct ruapi_ns;
struct ruapi_view;
struct vm_area_struct;

/* Offsets are signed, so the slot has 11 bits. */
#define RUAPI_MMAP_MAX_SLOT 2047

void ruapi_mmap_init(struct ruapi_ns *ns, struct file *file);
int ruapi_mmap(struct ruapi_ns *ns, struct ruapi_view *view,
	       struct vm_area_struct *vma);
void ruapi_mmap_zap(struct ruapi_context *ctx);
int ruapi_window_map(struct ruapi_call *call);
int ruapi_window_unmap(struct ruapi_call *call);

#endif /* RUAPI_MMAP_H */
