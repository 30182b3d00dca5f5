/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * x86 keeps a list of how I/O memory is cached by whom.  remap_pfn_range() adds
 * an entry for a VMA, and emptying the VMA drops it, by what its page tables say
 * at that time and without a lock: if unmap_mapping_range() does that beside
 * munmap(), one finds an entry that is gone, or page tables that are empty, and
 * warns.  So a mapping takes the entry over and drops it itself.
 *
 * Like compat.h this knows kernels by what their headers have; only mmap.c wants
 * it.
 */
#ifndef RUAPI_MEMTYPE_H
#define RUAPI_MEMTYPE_H

#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/pfn.h>

/**
 * struct ruapi_memtype - an entry of that list
 * @start: physical address
 * @size: bytes, 0: there is no entry, as for memory that is no I/O memory
 */
struct ruapi_memtype {
	resource_size_t start;
	resource_size_t size;
};

#ifdef VM_PAT
static inline int memtype_pfn(struct vm_area_struct *vma, unsigned long *pfn)
{
#ifdef RUAPI_HAVE_FOLLOW_PFNMAP
	struct follow_pfnmap_args args = {
		.vma = vma,
		.address = vma->vm_start,
	};
	int ret = follow_pfnmap_start(&args);

	if (ret)
		return ret;
	*pfn = args.pfn;
	follow_pfnmap_end(&args);
	return 0;
#else
	return follow_pfn(vma, vma->vm_start, pfn);
#endif
}

/* A VMA that mmap() is making, with its page tables filled. */
static inline int memtype_take(struct ruapi_memtype *type,
			       struct vm_area_struct *vma)
{
	const resource_size_t size = vma->vm_end - vma->vm_start;
	unsigned long pfn;
	int ret;

	if (!(vma->vm_flags & VM_PAT))
		return 0;
	ret = memtype_pfn(vma, &pfn);
	if (ret)
		return ret;
#ifdef RUAPI_HAVE_VM_FLAGS_SET
	vm_flags_clear(vma, VM_PAT);
#else
	vma->vm_flags &= ~VM_PAT;
#endif
	if (region_intersects(PFN_PHYS(pfn), size, IORESOURCE_SYSTEM_RAM,
			      IORES_DESC_NONE) != REGION_DISJOINT)
		return 0;
	type->start = PFN_PHYS(pfn);
	type->size = size;
	return 0;
}
#else
static inline int memtype_take(struct ruapi_memtype *type,
			       struct vm_area_struct *vma)
{
	return 0;
}
#endif

/* Nobody has it mapped any more. */
static inline void memtype_drop(struct ruapi_memtype *type)
{
	if (type->size)
		arch_io_free_memtype_wc(type->start, type->size);
	type->size = 0;
}

/* Mapped pages of a device go. */
static inline void ruapi_compat_zap_vma(struct vm_area_struct *vma)
{
	const unsigned long size = vma->vm_end - vma->vm_start;

#ifdef RUAPI_HAVE_ZAP_SPECIAL
	zap_special_vma_range(vma, vma->vm_start, size);
#else
	zap_vma_ptes(vma, vma->vm_start, size);
#endif
}

#endif /* RUAPI_MEMTYPE_H */
