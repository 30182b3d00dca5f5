// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Memory of the bundles that methods are called with. */
#include <linux/build_bug.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "bundle.h"

static_assert(offsetof(struct ruapi_bundle, attrs) ==
	      offsetof(struct ruapi_bundle, bundle) +
	      offsetof(struct uverbs_attr_bundle, attrs));

/**
 * ruapi_bundle_alloc() - memory that lives as long as a bundle
 * @bundle: the bundle
 * @size: bytes
 *
 * Return: the memory, not cleared, or NULL.
 */
void *ruapi_bundle_alloc(struct ruapi_bundle *bundle, size_t size)
{
	struct bundle_block *block;

	block = kvmalloc(struct_size(block, data, size), GFP_KERNEL_ACCOUNT);
	if (!block)
		return NULL;
	block->next = bundle->blocks;
	bundle->blocks = block;
	return block->data;
}

/* With all memory of it, also what the driver has asked ib_uverbs for. */
void ruapi_bundle_free(struct ruapi_bundle *bundle)
{
	struct bundle_block *block, *next;

	for (block = bundle->blocks; block; block = next) {
		next = block->next;
		kvfree(block);
	}
	kfree(bundle);
}
