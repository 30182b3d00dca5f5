// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Netdevs of IPoIB: which ports and P_Keys they are on.  By what IPoIB knows of them,
 * and not by their addresses, which root of a container may change.
 */
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "core/ipoib.h"
#include "ruapi.h"

/**
 * struct ipoib - a netdev of IPoIB
 * @entry: in ipoibs
 * @netdev: it is registered as long as this is in the list, or on its way to another
 *	network namespace
 * @is_parent: it has the first P_Key of the port
 * @pkey: of a child: nobody can change it, whatever addresses it is given; 0:
 *	nobody knows
 * @port: what it is on, 0: nobody knows
 */
struct ipoib {
	struct list_head entry;
	struct net_device *netdev;
	bool is_parent;
	u16 pkey;
	u32 port;
};

/* Entries come and go with rtnl held, too.  Those older than the module are known. */
static LIST_HEAD(ipoibs);
static DEFINE_MUTEX(ipoibs_lock);
static bool ipoibs_known;

static bool is_ipoib(const struct net_device *netdev)
{
	const struct rtnl_link_ops *ops = netdev->rtnl_link_ops;

	return netdev->type == ARPHRD_INFINIBAND && ops && ops->fill_info &&
	       netdev->netdev_ops->ndo_get_iflink && !strcmp(ops->kind, "ipoib");
}

static const struct ib_device *ipoib_device(const struct ipoib *ipoib)
{
	const struct rdma_netdev *rn = netdev_priv(ipoib->netdev);

	return rn->hca;
}

static int ipoib_link(const struct ipoib *ipoib)
{
	return ipoib->netdev->netdev_ops->ndo_get_iflink(ipoib->netdev);
}

/* A program can change the address that has it in it, but not what IPoIB tells. */
static int ipoib_find_pkey(struct ipoib *ipoib)
{
	const struct net_device *netdev = ipoib->netdev;
	struct sk_buff *skb = alloc_skb(NLMSG_GOODSIZE, GFP_KERNEL);
	struct nlattr *attr = NULL;

	if (!skb)
		return -ENOMEM;
	if (!netdev->rtnl_link_ops->fill_info(skb, netdev))
		attr = nla_find((struct nlattr *)skb->data, skb->len,
				IFLA_IPOIB_PKEY);
	if (attr)
		ipoib->pkey = nla_get_u16(attr);
	kfree_skb(skb);
	return 0;
}

static struct ipoib *ipoib_find(const struct net_device *netdev)
{
	struct ipoib *ipoib;

	list_for_each_entry(ipoib, &ipoibs, entry)
		if (ipoib->netdev == netdev)
			return ipoib;
	return NULL;
}

/* The one parent, in a network namespace or with NULL in any, that it may be. */
static const struct ipoib *ipoib_parent(const struct ipoib *child,
					const struct net *net)
{
	const struct ipoib *parent, *found = NULL;

	list_for_each_entry(parent, &ipoibs, entry) {
		if (!parent->is_parent ||
		    ipoib_device(parent) != ipoib_device(child) ||
		    parent->netdev->ifindex != ipoib_link(child) ||
		    (net && !net_eq(dev_net(parent->netdev), net)))
			continue;
		if (found)
			return NULL;
		found = parent;
	}
	return found;
}

/*
 * A child knows its parent by an ifindex, and not in which network namespace: in another
 * one that can be the parent of another port.  It is made where its parent is or by
 * somebody who is there; it may be moved afterwards, so this is found out but once.
 */
static u32 ipoib_port(const struct ipoib *ipoib)
{
	const struct ipoib *parent;

	if (ipoib->is_parent)
		return ipoib->netdev->dev_port + 1;
	parent = ipoib_parent(ipoib, dev_net(ipoib->netdev));
	/* Those that were there before the module are of nobody who is here. */
	if (!parent && ipoibs_known)
		parent = ipoib_parent(ipoib, current->nsproxy->net_ns);
	if (!parent)
		parent = ipoib_parent(ipoib, NULL);
	return parent ? parent->port : 0;
}

/**
 * ruapi_ipoib_known() - all netdevs that were there have been added
 *
 * Some may have come before their parents.
 */
void ruapi_ipoib_known(void)
{
	struct ipoib *ipoib;

	mutex_lock(&ipoibs_lock);
	list_for_each_entry(ipoib, &ipoibs, entry)
		ipoib->port = ipoib_port(ipoib);
	ipoibs_known = true;
	mutex_unlock(&ipoibs_lock);
}

/**
 * ruapi_ipoib_add() - a netdev is registered, or has moved
 * @netdev: any netdev
 *
 * Return: 0 or -ENOMEM.
 *
 * Context: rtnl is held.
 */
int ruapi_ipoib_add(struct net_device *netdev)
{
	struct ipoib *ipoib;
	int ret = 0;

	if (!is_ipoib(netdev))
		return 0;

	mutex_lock(&ipoibs_lock);
	/* It has only moved. */
	if (ipoib_find(netdev))
		goto out;
	ret = -ENOMEM;
	ipoib = kzalloc(sizeof(*ipoib), GFP_KERNEL);
	if (!ipoib)
		goto out;
	ipoib->netdev = netdev;
	ret = ipoib_find_pkey(ipoib);
	if (ret) {
		kfree(ipoib);
		goto out;
	}
	/* A child is no child of the device in sysfs, but of a netdev. */
	ipoib->is_parent = netdev->dev.parent &&
			   ipoib_link(ipoib) == netdev->ifindex;
	ipoib->port = ipoib_port(ipoib);
	list_add_tail(&ipoib->entry, &ipoibs);
out:
	mutex_unlock(&ipoibs_lock);
	return ret;
}

/**
 * ruapi_ipoib_del() - a netdev goes
 * @netdev: any netdev
 *
 * Context: rtnl is held.
 */
void ruapi_ipoib_del(const struct net_device *netdev)
{
	struct ipoib *ipoib;

	mutex_lock(&ipoibs_lock);
	ipoib = ipoib_find(netdev);
	if (ipoib)
		list_del(&ipoib->entry);
	mutex_unlock(&ipoibs_lock);
	kfree(ipoib);
}

void ruapi_ipoib_exit(void)
{
	struct ipoib *ipoib, *next;

	list_for_each_entry_safe(ipoib, next, &ipoibs, entry)
		kfree(ipoib);
}

/**
 * ruapi_ipoib_owners() - who has a port, or a P_Key of it
 * @ibdev: the device
 * @num: the port
 * @net: network namespace that is asked for
 * @pkey: the P_Key, 0: the port
 * @first: the first P_Key of the port, which a parent has
 * @owners: out
 */
void ruapi_ipoib_owners(const struct ib_device *ibdev, u32 num,
			const struct net *net, u16 pkey, u16 first,
			struct ruapi_ipoib_owners *owners)
{
	const struct ipoib *ipoib;

	*owners = (struct ruapi_ipoib_owners){};
	mutex_lock(&ipoibs_lock);
	list_for_each_entry(ipoib, &ipoibs, entry) {
		const bool here = net_eq(dev_net(ipoib->netdev), net);
		const u16 own = ipoib->is_parent ? first : ipoib->pkey;

		if (ipoib_device(ipoib) != ibdev || ipoib->port != num)
			continue;
		if (ipoib->is_parent && here)
			owners->parent_here = true;
		if (pkey && (own ^ pkey) & RUAPI_PKEY_BASE)
			continue;
		owners->anywhere = true;
		if (!here)
			continue;
		owners->here = true;
		if (!owners->netdev)
			owners->netdev = ipoib->netdev->ifindex;
	}
	mutex_unlock(&ipoibs_lock);
}
