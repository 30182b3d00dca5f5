/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * As much of <rdma/uverbs_types.h>, <rdma/uverbs_std_types.h>, <linux/cdev.h> and
 * <linux/srcu.h> as is named where drivers add to actions of ours.
 */
#ifndef SHIM_UVERBS_H
#define SHIM_UVERBS_H

#include "rdma.h"

#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]

struct ib_uverbs_attr;
struct radix_tree_root;
struct uverbs_obj_type;

struct file_operations { void *release; };
struct completion { int unused; };
struct device { int unused; };
struct cdev { int unused; };
struct rb_root { int unused; };

/* How often it is held. */
struct srcu_struct { int held; };

static inline int srcu_read_lock(struct srcu_struct *srcu)
{
	return srcu->held++;
}

static inline void srcu_read_unlock(struct srcu_struct *srcu, int index)
{
	shim_assert(--srcu->held == index);
}

#define UVERBS_API_ATTR_BKEY_LEN 64

static inline u32 uapi_key_attr(u32 id)
{
	return id;
}

static inline u32 uapi_bkey_attr(u32 key)
{
	return key % UVERBS_API_ATTR_BKEY_LEN;
}

static inline bool test_bit(unsigned int bit, const unsigned long *bits)
{
	return bits[bit / 64] >> bit % 64 & 1;
}

static inline void __set_bit(unsigned int bit, unsigned long *bits)
{
	bits[bit / 64] |= 1UL << bit % 64;
}

struct uverbs_attr_spec {
	bool mandatory;
};

struct uverbs_ptr_attr {
	union {
		void *ptr;
		u64 data;
	};
	u16 len;
	u16 uattr_idx;
	u8 enum_id;
};

struct uverbs_attr {
	struct uverbs_ptr_attr ptr_attr;
};

struct uverbs_api_object {
	const struct uverbs_obj_type *type_attrs;
	u32 id;
};

struct uverbs_obj_type { int unused; };
struct uverbs_obj_fd_type { struct uverbs_obj_type type; };

void *xa_load(struct xarray *xa, unsigned long index);

#endif /* SHIM_UVERBS_H */
