// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Where ports and P_Keys are.
 *
 * An Ethernet port is in the namespaces of its netdev and of those that carry one
 * of its GIDs (VLAN, macvlan, bond).  An InfiniBand port is where a netdev of IPoIB
 * on it is, parent or child; its P_Keys are where such a netdev has them, and those
 * that none has are where the parent is, whose owner could have them all.  What has no
 * netdev anywhere is in the initial namespace.  And an administrator may have put what
 * goes by no netdev elsewhere, too (grants.c).
 */
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <rdma/ib_cache.h>

#include "core/grants.h"
#include "core/ipoib.h"
#include "core/ports_view.h"
#include "ruapi.h"

/* Beside enum ruapi_port_flags: it is seen because it was granted, and for nothing else. */
#define PORT_GRANTED BIT(2)

/* ---- one port -------------------------------------------------------------------- */

struct upper_walk {
	const struct net *net;
	bool found;
};

static int upper_is_here(struct net_device *upper,
			 struct netdev_nested_priv *priv)
{
	struct upper_walk *walk = priv->data;

	walk->found = net_eq(dev_net(upper), walk->net);
	return walk->found;
}

static bool any_upper_here(struct net_device *netdev, const struct net *net)
{
	struct upper_walk walk = {
		.net = net,
	};
	struct netdev_nested_priv priv = {
		.data = &walk,
	};

	rcu_read_lock();
	netdev_walk_all_upper_dev_rcu(netdev, upper_is_here, &priv);
	rcu_read_unlock();
	return walk.found;
}

/* ifindex of the netdev of a GID, if it is in that namespace.  *any: it has one. */
static u32 gid_netdev(const struct ib_gid_attr *attr, const struct net *net,
		      bool *any)
{
	const struct net_device *netdev;
	u32 ifindex = 0;

	rcu_read_lock();
	netdev = rcu_dereference(attr->ndev);
	if (netdev) {
		*any = true;
		if (net_eq(dev_net(netdev), net))
			ifindex = netdev->ifindex;
	}
	rcu_read_unlock();
	return ifindex;
}

/* The first GID whose netdev is in that namespace. */
static u32 find_gid_netdev(struct ib_device *ibdev, u32 port,
			   const struct net *net, bool *any)
{
	const int len = ibdev->port_data[port].immutable.gid_tbl_len;
	const struct ib_gid_attr *attr;
	u32 ifindex = 0;
	int i;

	for (i = 0; i < len && !ifindex; i++) {
		attr = rdma_get_gid_attr(ibdev, port, i);
		if (IS_ERR(attr))
			continue;
		ifindex = gid_netdev(attr, net, any);
		rdma_put_gid_attr(attr);
	}
	return ifindex;
}

static void see(struct ruapi_port *port, u32 ifindex)
{
	port->flags |= RUAPI_PORT_SEEN | RUAPI_PORT_KEPT;
	if (!port->netdev)
		port->netdev = ifindex;
}

/*
 * There is no netdev anywhere.  One may be on its way to another network namespace, or
 * go with the device: nobody else has the port, so who had it goes on.
 */
static void see_nowhere(struct ruapi_port *port, const struct net *net,
			u32 before)
{
	if (net_eq(net, &init_net))
		see(port, 0);
	else if (!(before & PORT_GRANTED))
		port->flags |= before & RUAPI_PORT_KEPT;
}

static void see_granted(struct ruapi_port *port)
{
	if (!(port->flags & RUAPI_PORT_SEEN))
		port->flags |= PORT_GRANTED;
	see(port, 0);
}

static void look_at_ethernet(struct ruapi_device *dev, u32 num,
			     const struct net *net, struct ruapi_port *port,
			     u32 before)
{
	struct ib_device *ibdev = dev->ibdev;
	struct net_device *netdev = ruapi_compat_get_netdev(ibdev, num);
	bool any = netdev;
	u32 ifindex;

	if (netdev) {
		if (net_eq(dev_net(netdev), net))
			see(port, netdev->ifindex);
		else if (any_upper_here(netdev, net))
			port->flags |= RUAPI_PORT_KEPT;
		dev_put(netdev);
	}
	if (!port->netdev) {
		ifindex = find_gid_netdev(ibdev, num, net, &any);
		if (ifindex)
			see(port, ifindex);
	}
	if (!any)
		see_nowhere(port, net, before);
	/* There are none of those whose GIDs are of netdevs. */
	if (ruapi_grants_port(dev, num, net))
		see_granted(port);
}

static bool pkey_is_here(struct ib_device *ibdev, u32 num,
			 const struct net *net, u16 index, u16 first,
			 bool has_netdevs)
{
	struct ruapi_ipoib_owners owners;
	u16 pkey;

	if (!has_netdevs)
		return true;
	/* An empty entry is nobody's. */
	if (ib_get_cached_pkey(ibdev, num, index, &pkey) || !(pkey & RUAPI_PKEY_BASE))
		return true;
	ruapi_ipoib_owners(ibdev, num, net, pkey, first, &owners);
	return owners.anywhere ? owners.here : owners.parent_here;
}

static bool pkey_is_granted(struct ruapi_device *dev, u32 num,
			    const struct net *net, u16 index)
{
	u16 pkey;

	return !ib_get_cached_pkey(dev->ibdev, num, index, &pkey) &&
	       ruapi_grants_pkey(dev, num, net, pkey);
}

static void look_at_infiniband(struct ruapi_device *dev, u32 num,
			       const struct net *net, struct port_state *state,
			       unsigned long *pkeys, u32 before)
{
	struct ib_device *ibdev = dev->ibdev;
	struct ruapi_ipoib_owners owners;
	bool granted, own;
	u16 first = 0;
	u32 i;

	ib_get_cached_pkey(ibdev, num, 0, &first);
	ruapi_ipoib_owners(ibdev, num, net, 0, first, &owners);
	if (owners.here)
		see(&state->port, owners.netdev);
	else if (!owners.anywhere)
		see_nowhere(&state->port, net, before);
	granted = ruapi_grants_port(dev, num, net);
	/* Who has been given something of what nobody has, has that and no more. */
	own = state->port.flags & RUAPI_PORT_SEEN ||
	      (state->port.flags && !granted);
	if (granted)
		see_granted(&state->port);
	for (i = 0; state->port.flags && i < state->num_pkeys; i++)
		if ((own && pkey_is_here(ibdev, num, net, i, first,
					 owners.anywhere)) ||
		    (granted && pkey_is_granted(dev, num, net, i)))
			set_bit(state->first_pkey + i, pkeys);
}

/* ---- all ports ---------------------------------------------------------------------- */

static u32 pkeys_of(struct ib_device *ibdev, u32 port)
{
	return rdma_protocol_ib(ibdev, port) ?
		       ibdev->port_data[port].immutable.pkey_tbl_len : 0;
}

static struct ports_view *view_alloc(struct ib_device *ibdev)
{
	const u32 num = ibdev->phys_port_cnt;
	struct ports_view *view;
	u32 bits = 0, i;
	size_t size;

	for (i = 1; i <= num; i++)
		bits += pkeys_of(ibdev, i);
	size = ALIGN(struct_size(view, ports, num), sizeof(long));
	view = kzalloc(size + BITS_TO_LONGS(bits) * sizeof(long),
		       GFP_KERNEL_ACCOUNT);
	if (!view)
		return NULL;
	view->num_ports = num;
	view->pkeys = (void *)view + size;
	bits = 0;
	for (i = 0; i < num; i++) {
		view->ports[i].first_pkey = bits;
		view->ports[i].num_pkeys = pkeys_of(ibdev, i + 1);
		bits += view->ports[i].num_pkeys;
	}
	return view;
}

static void view_fill(struct ports_view *view, struct ruapi_device *dev,
		      const struct net *net, const struct ports_view *old)
{
	struct ib_device *ibdev = dev->ibdev;
	struct port_state *state;
	u32 before, i;

	view->sum.all = true;
	for (i = 0; i < view->num_ports; i++) {
		state = &view->ports[i];
		before = old ? old->ports[i].port.flags : 0;
		if (rdma_protocol_ib(ibdev, i + 1))
			look_at_infiniband(dev, i + 1, net, state,
					   view->pkeys, before);
		else
			look_at_ethernet(dev, i + 1, net, &state->port, before);
		if (state->port.flags & RUAPI_PORT_SEEN)
			view->sum.any = true;
		else
			view->sum.all = false;
	}
}

/**
 * ruapi_ports_view() - look what a network namespace has of a device
 * @dev: the device, which stays registered meanwhile
 * @net: the network namespace
 * @before: what it had when somebody looked last, or NULL
 *
 * Return: what it has, for kfree(); NULL: no memory.
 */
struct ports_view *ruapi_ports_view(struct ruapi_device *dev,
				    const struct net *net,
				    const struct ports_view *before)
{
	struct ports_view *view = view_alloc(dev->ibdev);

	if (view)
		view_fill(view, dev, net, before);
	return view;
}

/**
 * ruapi_ports_view_differs() - has a network namespace more or less than before?
 * @a: what it had
 * @b: what it has, of the same device
 */
bool ruapi_ports_view_differs(const struct ports_view *a,
			      const struct ports_view *b)
{
	u32 bits = 0, i;

	for (i = 0; i < a->num_ports; i++) {
		if (a->ports[i].port.flags != b->ports[i].port.flags)
			return true;
		bits += a->ports[i].num_pkeys;
	}
	return !bitmap_equal(a->pkeys, b->pkeys, bits);
}
