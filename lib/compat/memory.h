/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Memory of the caller.
 *
 * Pointers of the caller may lead nowhere.  Above our own frame on the stack there
 * are those of our callers, where libibverbs builds what it asks, and its objects are
 * on the heap: what is there is simply read and written.  All else the kernel copies,
 * which says EFAULT.
 */
#ifndef COMPAT_MEMORY_H
#define COMPAT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far up frames of callers are looked for. */
#define STACK_DEPTH 65536

/* In what malloc() has had from brk()? */
bool memory_is_on_heap(const void *at, size_t len);

/* Memory that is there for certain. */
static inline bool memory_is_there(const void *at, size_t len)
{
	const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	const uintptr_t start = (uintptr_t)at;

	if (start >= here && start - here < STACK_DEPTH &&
	    len <= STACK_DEPTH - (start - here))
		return true;
	return memory_is_on_heap(at, len);
}

#endif /* COMPAT_MEMORY_H */
