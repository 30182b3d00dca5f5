/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * What the methods of a driver find around the bundle of attributes that they are
 * called with: ib_uverbs' functions for them reach there.
 */
#ifndef RUAPI_BUNDLE_H
#define RUAPI_BUNDLE_H

#include <rdma/uverbs_ioctl.h>

#include "udata.h"

struct ruapi_call;

/* Attributes that a method can have, of its own and of the core: their keys. */
#define RUAPI_BUNDLE_KEYS UVERBS_API_ATTR_BKEY_LEN

/**
 * struct bundle_block - memory that lives as long as a call, as _uverbs_alloc()
 *	of ib_uverbs makes it
 * @next: the one before
 * @data: the memory
 */
struct bundle_block {
	struct bundle_block *next;
	u8 data[];
};

/**
 * struct ruapi_bundle - mirror of struct bundle_priv, drivers/infiniband/core/
 *	uverbs_ioctl.c, as far as methods come there: by uverbs_copy_to(),
 *	_uverbs_alloc() and uverbs_finalize_uobj_create().  tests/ compares it with
 *	the BTF of every kernel we run on
 * @head: unused
 * @blocks: memory to be given back with the call; @internal_avail of 0 sends all
 *	requests there
 * @internal_avail: 0
 * @internal_used: 0
 * @radix: unused, and so are @method_elm, @radix_slots, @radix_slots_len,
 *	@method_key, @uobj_finalize and @spec_finalize
 * @user_attrs: of which ib_uverbs marks those that were written
 * @uattrs: what the mark is added to
 * @made: bit of the key of a new object: it has hardware
 * @bundle: what the method is called with; its attributes are @attrs
 * @attrs: by uapi_bkey_attr(uapi_key_attr(id))
 */
struct ruapi_bundle {
	struct bundle_block head;
	struct bundle_block *blocks;
	size_t internal_avail;
	size_t internal_used;
	struct radix_tree_root *radix;
	const void *method_elm;
	void __rcu **radix_slots;
	unsigned long radix_slots_len;
	u32 method_key;
	struct ib_uverbs_attr __user *user_attrs;
	struct ib_uverbs_attr *uattrs;
	DECLARE_BITMAP(uobj_finalize, RUAPI_BUNDLE_KEYS);
	DECLARE_BITMAP(spec_finalize, RUAPI_BUNDLE_KEYS);
	DECLARE_BITMAP(made, RUAPI_BUNDLE_KEYS);
	struct uverbs_attr_bundle bundle;
	struct uverbs_attr attrs[RUAPI_BUNDLE_KEYS];
};

void *ruapi_bundle_alloc(struct ruapi_bundle *bundle, size_t size);
void ruapi_bundle_free(struct ruapi_bundle *bundle);

#endif /* RUAPI_BUNDLE_H */
