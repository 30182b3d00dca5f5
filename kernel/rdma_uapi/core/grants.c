// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Ports and P_Keys that an administrator gives to network namespaces in which no netdev
 * of theirs is.  A grant only adds: who has them by a netdev has them still.
 *
 * It keeps nothing: with the network namespace or the device it is gone.  Before the
 * memory of either is, so the pointers are good for comparing.
 */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <rdma/ib_verbs.h>

#include "core/grants.h"
#include "core/ipoib.h"
#include "ruapi.h"

/* The tables of what everybody has are worked out anew with each. */
#define MAX_GRANTS 4096

/**
 * struct grant - what a network namespace has been given
 * @entry: in grants
 * @dev: of the device
 * @net: the network namespace
 * @port: the port
 * @pkey: the P_Key without the bit of membership, 0: all
 */
struct grant {
	struct list_head entry;
	const struct ruapi_device *dev;
	const struct net *net;
	u32 port;
	u16 pkey;
};

/* Taken inside of what ports.c takes. */
static DEFINE_MUTEX(grants_lock);
static LIST_HEAD(grants);
static unsigned int num_grants;

static bool grant_is(const struct grant *grant, const struct ruapi_device *dev,
		     u32 port, const struct net *net)
{
	return grant->dev == dev && grant->port == port &&
	       (!net || net_eq(grant->net, net));
}

static void grant_free(struct grant *grant)
{
	list_del(&grant->entry);
	num_grants--;
	kfree(grant);
}

/**
 * ruapi_grants_port() - has a network namespace been given a port, or some P_Key of it?
 * @dev: the device
 * @port: the port
 * @net: the network namespace
 */
bool ruapi_grants_port(const struct ruapi_device *dev, u32 port,
		       const struct net *net)
{
	const struct grant *grant;
	bool found = false;

	mutex_lock(&grants_lock);
	list_for_each_entry(grant, &grants, entry)
		found |= grant_is(grant, dev, port, net);
	mutex_unlock(&grants_lock);
	return found;
}

/**
 * ruapi_grants_pkey() - has it been given that P_Key?
 * @dev: the device
 * @port: the port
 * @net: the network namespace
 * @pkey: what stands in the table
 */
bool ruapi_grants_pkey(const struct ruapi_device *dev, u32 port,
		       const struct net *net, u16 pkey)
{
	const struct grant *grant;
	bool found = false;

	mutex_lock(&grants_lock);
	list_for_each_entry(grant, &grants, entry)
		found |= grant_is(grant, dev, port, net) &&
			 (!grant->pkey || grant->pkey == (pkey & RUAPI_PKEY_BASE));
	mutex_unlock(&grants_lock);
	return found;
}

/* ---- actions ------------------------------------------------------------------- */

/* A reference on the network namespace of an fd. */
static struct net *net_of(struct ruapi_call *call, u16 id)
{
	struct net *net = get_net_ns_by_fd(attr_u32(call, id));

	if (IS_ERR(net))
		call_bad_attr(call, id, RUAPI_REASON_FD, PTR_ERR(net));
	return net;
}

/* *pkey: 0: all.  A partition 0 there is none. */
static int pkey_of(struct ruapi_call *call, u16 id, u16 *pkey)
{
	*pkey = attr_u16(call, id) & RUAPI_PKEY_BASE;
	if (attr_given(call, id) && !*pkey)
		return call_bad_attr(call, id, RUAPI_REASON_RANGE, -EINVAL);
	return 0;
}

/* GIDs of RoCE and iWARP are of netdevs, and without them the port is good for nothing. */
static int check_port(struct ruapi_call *call, u16 id, u16 pkey_id)
{
	struct ib_device *ibdev = call->dev->ibdev;
	const u32 port = attr_u32(call, id);

	if (!rdma_is_port_valid(ibdev, port))
		return call_bad_attr(call, id, RUAPI_REASON_RANGE, -EINVAL);
	if (!ruapi_access_by_port(call->dev) ||
	    rdma_protocol_roce(ibdev, port) || rdma_protocol_iwarp(ibdev, port))
		return call_bad_attr(call, id, RUAPI_REASON_NONE, -EOPNOTSUPP);
	if (attr_given(call, pkey_id) && !rdma_protocol_ib(ibdev, port))
		return call_bad_attr(call, pkey_id, RUAPI_REASON_NONE,
				     -EOPNOTSUPP);
	return 0;
}

/* grants_lock is held. */
static int grant_add(struct ruapi_device *dev, u32 port, const struct net *net,
		     u16 pkey)
{
	struct grant *grant;

	if (dev->grants_closed)
		return -ENODEV;
	list_for_each_entry(grant, &grants, entry)
		if (grant_is(grant, dev, port, net) && grant->pkey == pkey)
			return -EEXIST;
	if (num_grants == MAX_GRANTS)
		return -ENOSPC;
	grant = kzalloc(sizeof(*grant), GFP_KERNEL_ACCOUNT);
	if (!grant)
		return -ENOMEM;
	grant->dev = dev;
	grant->net = net;
	grant->port = port;
	grant->pkey = pkey;
	list_add_tail(&grant->entry, &grants);
	num_grants++;
	return 0;
}

/**
 * device_grant() - DEVICE.GRANT
 * @call: the call
 *
 * Return: 0 or a negative errno.
 */
int device_grant(struct ruapi_call *call)
{
	struct net *net;
	u16 pkey;
	int ret;

	ret = check_port(call, RUAPI_DEVICE_GRANT_PORT, RUAPI_DEVICE_GRANT_PKEY);
	if (!ret)
		ret = pkey_of(call, RUAPI_DEVICE_GRANT_PKEY, &pkey);
	if (ret)
		return ret;
	net = net_of(call, RUAPI_DEVICE_GRANT_NETNS);
	if (IS_ERR(net))
		return PTR_ERR(net);
	mutex_lock(&grants_lock);
	ret = grant_add(call->dev, attr_u32(call, RUAPI_DEVICE_GRANT_PORT), net,
			pkey);
	mutex_unlock(&grants_lock);
	put_net(net);
	if (!ret)
		ruapi_ports_changed();
	return ret;
}

/* Return: whether there was one.  @net: NULL: whoever has it. */
static bool grant_del(const struct ruapi_device *dev, u32 port,
		      const struct net *net, u16 pkey)
{
	struct grant *grant, *next;
	bool found = false;

	mutex_lock(&grants_lock);
	list_for_each_entry_safe(grant, next, &grants, entry) {
		if (!grant_is(grant, dev, port, net) || grant->pkey != pkey)
			continue;
		found = true;
		grant_free(grant);
	}
	mutex_unlock(&grants_lock);
	return found;
}

/**
 * device_revoke() - DEVICE.REVOKE
 * @call: the call
 *
 * Return: 0 or a negative errno.
 */
int device_revoke(struct ruapi_call *call)
{
	struct net *net = NULL;
	bool found;
	u16 pkey;
	int ret;

	ret = pkey_of(call, RUAPI_DEVICE_REVOKE_PKEY, &pkey);
	if (ret)
		return ret;
	if (attr_given(call, RUAPI_DEVICE_REVOKE_NETNS)) {
		net = net_of(call, RUAPI_DEVICE_REVOKE_NETNS);
		if (IS_ERR(net))
			return PTR_ERR(net);
	}
	found = grant_del(call->dev, attr_u32(call, RUAPI_DEVICE_REVOKE_PORT),
			  net, pkey);
	if (net)
		put_net(net);
	if (!found)
		return -ENOENT;
	ruapi_ports_changed();
	return 0;
}

/* Return: how many of the device there are, MAX_GRANTS at most. */
static u32 fill_grants(const struct ruapi_device *dev, struct ruapi_grant *out)
{
	const struct grant *grant;
	u32 count = 0;

	mutex_lock(&grants_lock);
	list_for_each_entry(grant, &grants, entry)
		if (grant->dev == dev)
			out[count++] = (struct ruapi_grant){
				.netns = grant->net->ns.inum,
				.port_num = grant->port,
				.pkey = grant->pkey,
			};
	mutex_unlock(&grants_lock);
	return count;
}

/* Leaves those of ports that the fd sees; what is held for looking is not held here. */
static int keep_seen(struct ruapi_call *call, struct ruapi_grant *list,
		     u32 *count)
{
	u32 i, kept = 0;
	int ret;

	for (i = 0; i < *count; i++) {
		ret = ruapi_access_port(call->ns, call->dev, list[i].port_num);
		if (!ret)
			list[kept++] = list[i];
		else if (ret != -EACCES)
			return ret;
	}
	*count = kept;
	return 0;
}

/**
 * device_query_grants() - DEVICE.QUERY_GRANTS
 * @call: the call
 *
 * Return: 0 or a negative errno.
 */
int device_query_grants(struct ruapi_call *call)
{
	struct ruapi_grant *list;
	u32 count;
	int ret;

	list = kvcalloc(MAX_GRANTS, sizeof(*list), GFP_KERNEL_ACCOUNT);
	if (!list)
		return -ENOMEM;
	count = fill_grants(call->dev, list);
	ret = keep_seen(call, list, &count);
	if (!ret) {
		attr_put_array(call, RUAPI_DEVICE_QUERY_GRANTS_GRANTS, list,
			       (u64)count * sizeof(*list));
		attr_put_u32(call, RUAPI_DEVICE_QUERY_GRANTS_COUNT, count);
	}
	kvfree(list);
	return ret;
}

/* ---- what ends them ---------------------------------------------------------------- */

/**
 * ruapi_grants_device_del() - a device goes
 * @dev: the device
 */
void ruapi_grants_device_del(struct ruapi_device *dev)
{
	struct grant *grant, *next;

	mutex_lock(&grants_lock);
	dev->grants_closed = true;
	list_for_each_entry_safe(grant, next, &grants, entry)
		if (grant->dev == dev)
			grant_free(grant);
	mutex_unlock(&grants_lock);
}

/* Nobody is in it, and no fd of ours is of it: there is nobody to tell. */
static void __net_exit grants_net_exit(struct net *net)
{
	struct grant *grant, *next;

	mutex_lock(&grants_lock);
	list_for_each_entry_safe(grant, next, &grants, entry)
		if (net_eq(grant->net, net))
			grant_free(grant);
	mutex_unlock(&grants_lock);
}

static struct pernet_operations grants_net_ops = {
	.exit = grants_net_exit,
};

int ruapi_grants_init(void)
{
	return register_pernet_subsys(&grants_net_ops);
}

/* Those of all network namespaces go. */
void ruapi_grants_exit(void)
{
	unregister_pernet_subsys(&grants_net_ops);
}
