// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The netdev of a RoCE port: its own, or one that was there.  Own ones are on one
 * wire, whichever network namespaces they are in: what one sends, the others get.
 * Addresses are resolved by netdevs; messages of QPs are not seen there.
 */
#include <linux/etherdevice.h>
#include <linux/hashtable.h>
#include <linux/if_arp.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <rdma/ib_verbs.h>

#include "rdmasim.h"

/* Ports by their netdevs; protected by rtnl. */
static DEFINE_HASHTABLE(ports, 8);

struct sim_netdev {
	struct net_device *netdev;
	struct list_head list;
};

/* Changed with rtnl held, read under RCU. */
static LIST_HEAD(wire);

/* As a switch does it that has learnt where everybody is. */
static bool wants(const struct net_device *netdev, const struct sk_buff *skb)
{
	const u8 *to = skb->data;

	return netif_running(netdev) &&
	       (is_multicast_ether_addr(to) || netdev->flags & IFF_PROMISC ||
		ether_addr_equal(to, netdev->dev_addr));
}

static netdev_tx_t sim_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct sim_netdev *other;
	struct sk_buff *copy;

	netdev->stats.tx_packets++;
	netdev->stats.tx_bytes += skb->len;
	rcu_read_lock();
	list_for_each_entry_rcu(other, &wire, list) {
		if (other->netdev == netdev || !wants(other->netdev, skb))
			continue;
		copy = skb_copy(skb, GFP_ATOMIC);
		if (!copy || dev_forward_skb(other->netdev, copy) != NET_RX_SUCCESS) {
			other->netdev->stats.rx_dropped++;
			continue;
		}
		other->netdev->stats.rx_packets++;
		other->netdev->stats.rx_bytes += skb->len;
	}
	rcu_read_unlock();
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops sim_netdev_ops = {
	.ndo_start_xmit = sim_xmit,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void sim_netdev_setup(struct net_device *netdev)
{
	ether_setup(netdev);
	netdev->netdev_ops = &sim_netdev_ops;
	netdev->priv_flags |= IFF_LIVE_ADDR_CHANGE;
	netdev->max_mtu = ETH_MAX_MTU;
}

/* ---- what becomes of them ---------------------------------------------------------------- */

static struct sim_port *port_of(struct net_device *netdev)
{
	struct sim_port *port;

	hash_for_each_possible(ports, port, by_netdev, (unsigned long)netdev)
		if (rtnl_dereference(port->netdev) == netdev)
			return port;
	return NULL;
}

static void table_add(struct sim_port *port, struct net_device *netdev)
{
	rcu_assign_pointer(port->netdev, netdev);
	hash_add(ports, &port->by_netdev, (unsigned long)netdev);
}

/* Nobody looks at it any more once its netdev has been unregistered. */
static void table_del(struct sim_port *port)
{
	hash_del(&port->by_netdev);
	RCU_INIT_POINTER(port->netdev, NULL);
}

static int attach(struct sim_port *port, bool attached)
{
	sim_raw_tap(port, attached ? rtnl_dereference(port->netdev) : NULL);
	WRITE_ONCE(port->attached, attached);
	return ib_device_set_netdev(&port->dev->ib, attached ?
				    rtnl_dereference(port->netdev) : NULL, port->num);
}

/* No port is left that has a netdev, so none can ever come up.  With rtnl held. */
bool sim_netdevs_gone(struct sim_device *dev)
{
	u32 i;

	for (i = 1; i <= dev->nports; i++)
		if (rtnl_dereference(sim_port(dev, i)->netdev))
			return false;
	return true;
}

/* A given netdev is gone.  With its last one an instance goes as well. */
static void lose(struct sim_port *port, struct net_device *netdev)
{
	struct ib_device *ib = &port->dev->ib;

	table_del(port);
	dev_put(netdev);
	if (!sim_netdevs_gone(port->dev) || !ib_device_try_get(ib))
		return;
	ib_unregister_device_queued(ib);
	ib_device_put(ib);
}

/*
 * A netdev that moves to another network namespace is unregistered in the one
 * and registered in the other; meanwhile the port has none.
 */
static int sim_netdev_event(struct notifier_block *block, unsigned long event,
			    void *info)
{
	struct net_device *netdev = netdev_notifier_info_to_dev(info);
	struct sim_port *port = port_of(netdev);

	if (!port)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_UNREGISTER:
		if (attach(port, event == NETDEV_REGISTER))
			return notifier_from_errno(-ENOMEM);
		fallthrough;
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		sim_port_changed(port);
		break;
	}
	/* Who only moves is still registered. */
	if (event == NETDEV_UNREGISTER && !port->own &&
	    netdev->reg_state != NETREG_REGISTERED)
		lose(port, netdev);
	return NOTIFY_DONE;
}

static struct notifier_block sim_netdev_notifier = {
	.notifier_call = sim_netdev_event,
};

/* ---- own ones ------------------------------------------------------------------------------ */

int sim_netdev_add(struct sim_port *port)
{
	u8 mac[ETH_ALEN] = {
		0x02, 'R', 'S', port->dev->id >> 8, port->dev->id, port->num,
	};
	struct net_device *netdev;
	struct sim_netdev *sim;
	char name[IFNAMSIZ];
	int ret;

	snprintf(name, sizeof(name), "rdmasim%up%u", port->dev->id, port->num);
	netdev = alloc_netdev(sizeof(*sim), name, NET_NAME_ENUM, sim_netdev_setup);
	if (!netdev)
		return -ENOMEM;
	eth_hw_addr_set(netdev, mac);
	SET_NETDEV_DEV(netdev, port->dev->ib.dev.parent);
	sim = netdev_priv(netdev);
	sim->netdev = netdev;
	port->own = true;

	rtnl_lock();
	table_add(port, netdev);
	ret = register_netdevice(netdev);
	if (ret)
		table_del(port);
	else
		list_add_tail_rcu(&sim->list, &wire);
	rtnl_unlock();
	if (ret)
		free_netdev(netdev);
	return ret;
}

static void own_del(struct net_device *netdev)
{
	struct sim_netdev *sim = netdev_priv(netdev);

	list_del_rcu(&sim->list);
	/* Waits for those who see it, on the wire or at the port. */
	unregister_netdevice(netdev);
}

/* ---- given ones ---------------------------------------------------------------------------- */

static int take(struct sim_port *port, struct net_device *netdev)
{
	int ret;

	if (netdev->reg_state != NETREG_REGISTERED)
		return -ENODEV;
	if (netdev->type != ARPHRD_ETHER || netdev->flags & IFF_LOOPBACK)
		return -EOPNOTSUPP;
	if (port_of(netdev))
		return -EEXIST;
	dev_hold(netdev);
	table_add(port, netdev);
	ret = attach(port, true);
	if (ret) {
		sim_raw_tap(port, NULL);
		table_del(port);
		dev_put(netdev);
	}
	return ret;
}

int sim_netdev_take(struct sim_port *port, struct net_device *netdev)
{
	int ret;

	rtnl_lock();
	ret = take(port, netdev);
	rtnl_unlock();
	return ret;
}

/* ---- both ---------------------------------------------------------------------------------- */

void sim_netdev_del(struct sim_port *port)
{
	struct net_device *netdev;

	rtnl_lock();
	netdev = rtnl_dereference(port->netdev);
	if (netdev) {
		attach(port, false);
		table_del(port);
		if (port->own)
			own_del(netdev);
		else
			dev_put(netdev);
	}
	rtnl_unlock();
	sim_raw_exit(port);
	if (netdev && port->own)
		free_netdev(netdev);
}

/* With a reference, or NULL. */
struct net_device *sim_netdev_get(struct sim_port *port)
{
	struct net_device *netdev;

	rcu_read_lock();
	netdev = rcu_dereference(port->netdev);
	/* One that is going waits for references, but not for new ones. */
	if (netdev && READ_ONCE(port->attached))
		dev_hold(netdev);
	else
		netdev = NULL;
	rcu_read_unlock();
	return netdev;
}

bool sim_netdev_up(struct sim_port *port)
{
	struct net_device *netdev;
	bool up;

	rcu_read_lock();
	netdev = rcu_dereference(port->netdev);
	up = netdev && READ_ONCE(port->attached) && netif_running(netdev) &&
	     netif_carrier_ok(netdev);
	rcu_read_unlock();
	return up;
}

u32 sim_netdev_mtu(struct sim_port *port)
{
	struct net_device *netdev;
	u32 mtu;

	rcu_read_lock();
	netdev = rcu_dereference(port->netdev);
	mtu = netdev ? READ_ONCE(netdev->mtu) : 0;
	rcu_read_unlock();
	return mtu;
}

/* False if there is none. */
bool sim_netdev_mac(struct sim_port *port, u8 *mac)
{
	struct net_device *netdev;

	rcu_read_lock();
	netdev = rcu_dereference(port->netdev);
	if (netdev)
		ether_addr_copy(mac, netdev->dev_addr);
	rcu_read_unlock();
	return netdev;
}

int sim_netdevs_init(void)
{
	return register_netdevice_notifier(&sim_netdev_notifier);
}

void sim_netdevs_exit(void)
{
	unregister_netdevice_notifier(&sim_netdev_notifier);
}
