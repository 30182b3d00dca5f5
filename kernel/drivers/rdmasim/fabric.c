// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What connects ports: one fabric for all InfiniBand ports, one for all RoCE
 * ports, of whichever instance.
 */
#include <linux/etherdevice.h>

#include "rdmasim.h"

struct sim_fabric sim_fabrics[2];

void sim_fabrics_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sim_fabrics); i++) {
		struct sim_fabric *fabric = &sim_fabrics[i];

		fabric->kind = i;
		init_rwsem(&fabric->sem);
		INIT_LIST_HEAD(&fabric->ports);
		xa_init_flags(&fabric->lids, XA_FLAGS_ALLOC);
	}
}

int sim_fabric_add(struct sim_port *port)
{
	struct sim_fabric *fabric = port->dev->fabric;
	u32 lid = 0;
	int ret = 0;

	down_write(&fabric->sem);
	if (fabric->kind == SIM_IB)
		ret = xa_alloc(&fabric->lids, &lid, port,
			       XA_LIMIT(SIM_SA_LID + 1,
					be16_to_cpu(IB_MULTICAST_LID_BASE) - 1),
			       GFP_KERNEL);
	if (!ret) {
		port->lid = lid;
		list_add_tail(&port->list, &fabric->ports);
	}
	up_write(&fabric->sem);
	return ret;
}

/* No message is on its way to or from the port when this returns. */
void sim_fabric_del(struct sim_port *port)
{
	struct sim_fabric *fabric = port->dev->fabric;

	down_write(&fabric->sem);
	if (fabric->kind == SIM_IB)
		xa_erase(&fabric->lids, port->lid);
	list_del(&port->list);
	up_write(&fabric->sem);
}

/* These are called with the fabric held. */
struct sim_port *sim_fabric_find_lid(struct sim_fabric *fabric, u16 lid)
{
	return xa_load(&fabric->lids, lid);
}

static bool has_gid(struct sim_port *port, const union ib_gid *gid)
{
	bool found = false;
	int i;

	if (port->dev->fabric->kind == SIM_IB) {
		union ib_gid own = sim_port_gid(port);

		return !memcmp(&own, gid, sizeof(own));
	}
	spin_lock_bh(&port->lock);
	for (i = 0; !found && i < SIM_GIDS; i++)
		found = port->gids[i].valid &&
			!memcmp(&port->gids[i].gid, gid, sizeof(*gid));
	spin_unlock_bh(&port->lock);
	return found;
}

struct sim_port *sim_fabric_find_gid(struct sim_fabric *fabric,
				     const union ib_gid *gid)
{
	struct sim_port *port;

	list_for_each_entry(port, &fabric->ports, list)
		if (has_gid(port, gid))
			return port;
	return NULL;
}

/* The port that an address vector leads to. */
struct sim_port *sim_fabric_find(struct sim_fabric *fabric, const struct sim_av *av)
{
	struct sim_port *port;

	if (fabric->kind == SIM_IB) {
		port = sim_fabric_find_lid(fabric, av->dlid);
		return port && av->grh && !has_gid(port, &av->dgid) ? NULL : port;
	}
	/* The same GID may be there in several network namespaces. */
	list_for_each_entry(port, &fabric->ports, list)
		if (ether_addr_equal(port->netdev->dev_addr, av->dmac) &&
		    has_gid(port, &av->dgid))
			return port;
	return NULL;
}
