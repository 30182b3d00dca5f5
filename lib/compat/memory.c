// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Which memory of the caller is there for certain. */
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"

/*
 * What malloc() has had from brk() stays where it is, and libibverbs keeps its objects
 * and answers there.  sbrk(0) asks nobody.  Where the heap began nobody tells either,
 * but what malloc() gives when this library is loaded is there, and near its start: it
 * gets 132 KB at a time.  Another allocator has its memory elsewhere.
 */
#define HEAP_STEP (256u << 10)

static uintptr_t heap_start;

__attribute__((constructor)) static void note_heap(void)
{
	void *volatile chunk = malloc(1);
	const uintptr_t end = (uintptr_t)sbrk(0);

	heap_start = (uintptr_t)chunk;
	if (!chunk || heap_start >= end || end - heap_start > HEAP_STEP)
		heap_start = end;
	free(chunk);
}

bool memory_is_on_heap(const void *at, size_t len)
{
	const uintptr_t start = (uintptr_t)at;
	uintptr_t end;

	if (!heap_start || start < heap_start)
		return false;
	end = (uintptr_t)sbrk(0);
	return start < end && len <= end - start;
}
