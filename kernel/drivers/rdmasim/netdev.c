// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The netdev of a RoCE port.  All of them are on one wire, whichever network
 * namespaces they are in: what one sends, the others get.  Addresses are
 * resolved over it; messages of QPs are not seen there.
 */
#include <linux/etherdevice.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <rdma/ib_verbs.h>

#include "rdmasim.h"

struct sim_netdev {
	struct sim_port *port;
	struct net_device *netdev;
	struct list_head list;
};

/* Changed with rtnl held, read under RCU. */
static LIST_HEAD(wire);

static netdev_tx_t sim_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct sim_netdev *other;
	struct sk_buff *copy;

	netdev->stats.tx_packets++;
	netdev->stats.tx_bytes += skb->len;
	rcu_read_lock();
	list_for_each_entry_rcu(other, &wire, list) {
		if (other->netdev == netdev || !netif_running(other->netdev))
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

/*
 * A netdev that moves to another network namespace is unregistered in the one
 * and registered in the other; meanwhile the port has none.
 */
static int sim_netdev_event(struct notifier_block *block, unsigned long event,
			    void *info)
{
	struct net_device *netdev = netdev_notifier_info_to_dev(info);
	struct sim_port *port;

	if (netdev->netdev_ops != &sim_netdev_ops)
		return NOTIFY_DONE;
	port = ((struct sim_netdev *)netdev_priv(netdev))->port;
	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_UNREGISTER:
		WRITE_ONCE(port->attached, event == NETDEV_REGISTER);
		if (ib_device_set_netdev(&port->dev->ib,
					 port->attached ? netdev : NULL, port->num))
			return notifier_from_errno(-ENOMEM);
		fallthrough;
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		sim_port_changed(port);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block sim_netdev_notifier = {
	.notifier_call = sim_netdev_event,
};

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
	sim->port = port;
	sim->netdev = netdev;
	port->netdev = netdev;

	rtnl_lock();
	ret = register_netdevice(netdev);
	if (!ret)
		list_add_tail_rcu(&sim->list, &wire);
	rtnl_unlock();
	if (ret) {
		port->netdev = NULL;
		free_netdev(netdev);
	}
	return ret;
}

void sim_netdev_del(struct sim_port *port)
{
	struct sim_netdev *sim = netdev_priv(port->netdev);

	rtnl_lock();
	list_del_rcu(&sim->list);
	/* Waits for those who see it on the wire. */
	unregister_netdevice(port->netdev);
	rtnl_unlock();
	free_netdev(port->netdev);
	port->netdev = NULL;
}

int sim_netdevs_init(void)
{
	return register_netdevice_notifier(&sim_netdev_notifier);
}

void sim_netdevs_exit(void)
{
	unregister_netdevice_notifier(&sim_netdev_notifier);
}
