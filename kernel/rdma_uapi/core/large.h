/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Memory of a size that users decide.  kvmalloc() first looks for pages that are
 * next to each other, and what it finds, up to 4 MB, is cleared in one go, in which
 * nothing else runs.  Those of vmalloc() come a few at a time.
 */
#ifndef RUAPI_LARGE_H
#define RUAPI_LARGE_H

#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/**
 * ruapi_alloc_large() - memory that may be large
 * @size: bytes
 * @gfp: GFP_KERNEL_ACCOUNT, and __GFP_ZERO if it is to be cleared
 *
 * Return: memory for kvfree(), or NULL.
 */
static inline void *ruapi_alloc_large(size_t size, gfp_t gfp)
{
	if (size <= PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER)
		return kmalloc(size, gfp);
	return __vmalloc(size, gfp | __GFP_NOWARN);
}

#endif /* RUAPI_LARGE_H */
