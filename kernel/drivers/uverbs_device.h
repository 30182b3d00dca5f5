/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What ib_uverbs knows of a device, for those who look into it. */
#ifndef RUAPI_UVERBS_DEVICE_H
#define RUAPI_UVERBS_DEVICE_H

#include <linux/cdev.h>
#include <linux/srcu.h>
#include <rdma/ib_verbs.h>

/**
 * struct ib_uverbs_device - mirror of drivers/infiniband/core/uverbs.h, as far as
 *	it is looked into: ib_uverbs_get_ucontext() of a method for a device that
 *	is there, and with lockdep rdma_user_mmap_io(), which wants it held
 */
struct ib_uverbs_device {
	refcount_t refcount;
	u32 num_comp_vectors;
	struct completion comp;
	struct device dev;
	const struct attribute_group *groups[2];
	struct ib_device __rcu *ib_dev;
	int devnum;
	struct cdev cdev;
	struct rb_root xrcd_tree;
	struct mutex xrcd_tree_mutex;
	struct srcu_struct disassociate_srcu;
};

#endif /* RUAPI_UVERBS_DEVICE_H */
