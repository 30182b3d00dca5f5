/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What RDMA netlink says about character devices. */
#ifndef COMPAT_NETLINK_H
#define COMPAT_NETLINK_H

#include <stdint.h>
#include <sys/types.h>

/**
 * struct netlink_chardev - a character device of an RDMA client
 * @device: index of its device
 * @rdev: its number
 * @name: of the node, e.g. "uverbs0"
 */
struct netlink_chardev {
	uint32_t device;
	dev_t rdev;
	char name[64];
};

typedef int netlink_visit(const struct netlink_chardev *chardev, void *arg);

/* Calls @visit for the uverbs node of each device until it returns not 0. */
int netlink_each(netlink_visit *visit, void *arg);

/* uverbs@number; -ENOENT if there is none, or the error of netlink. */
int netlink_uverbs(uint32_t number, struct netlink_chardev *chardev);

/* The node of the connection manager. */
int netlink_cm(struct netlink_chardev *chardev);

#endif /* COMPAT_NETLINK_H */
