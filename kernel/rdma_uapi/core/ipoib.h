/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Netdevs of IPoIB (ipoib.c), for ports.c. */
#ifndef RUAPI_IPOIB_H
#define RUAPI_IPOIB_H

#include <linux/types.h>

struct ib_device;
struct net;
struct net_device;

/* What makes P_Keys the same partition: all but the bit of membership. */
#define RUAPI_PKEY_BASE 0x7fff

/**
 * struct ruapi_ipoib_owners - who has a port of InfiniBand, or a P_Key of it
 * @netdev: ifindex of a netdev on it in the network namespace, 0: none
 * @here: there is one
 * @anywhere: there is one in some network namespace
 * @parent_here: there is a parent on the port
 */
struct ruapi_ipoib_owners {
	u32 netdev;
	bool here;
	bool anywhere;
	bool parent_here;
};

int ruapi_ipoib_add(struct net_device *netdev);
void ruapi_ipoib_del(const struct net_device *netdev);
void ruapi_ipoib_known(void);
void ruapi_ipoib_exit(void);
void ruapi_ipoib_owners(const struct ib_device *ibdev, u32 num,
			const struct net *net, u16 pkey, u16 first,
			struct ruapi_ipoib_owners *owners);

#endif /* RUAPI_IPOIB_H */
