// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What connects ports: one fabric for all InfiniBand ports, one for all RoCE
 * ports, of whichever instance.
 */
#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <rdma/ib_cache.h>

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
		xa_init(&fabric->guids);
		spin_lock_init(&fabric->gid_lock);
		hash_init(fabric->gids);
	}
}

/* What of a GUID is not the same for all. */
static unsigned long guid_key(__be64 guid)
{
	return be64_to_cpu(guid) & 0xffffffff;
}

static int ib_add(struct sim_fabric *fabric, struct sim_port *port)
{
	u32 lid;
	int ret;

	ret = xa_alloc(&fabric->lids, &lid, port,
		       XA_LIMIT(SIM_SA_LID + 1, be16_to_cpu(IB_MULTICAST_LID_BASE) - 1),
		       GFP_KERNEL);
	if (ret)
		return ret;
	port->lid = lid;
	ret = xa_insert(&fabric->guids, guid_key(port->guid), port, GFP_KERNEL);
	if (ret)
		xa_erase(&fabric->lids, lid);
	return ret;
}

int sim_fabric_add(struct sim_port *port)
{
	struct sim_fabric *fabric = port->dev->fabric;
	int ret;

	down_write(&fabric->sem);
	ret = fabric->kind == SIM_IB ? ib_add(fabric, port) : 0;
	if (!ret)
		list_add_tail(&port->list, &fabric->ports);
	up_write(&fabric->sem);
	return ret;
}

/* No message is on its way to or from the port when this returns. */
void sim_fabric_del(struct sim_port *port)
{
	struct sim_fabric *fabric = port->dev->fabric;

	down_write(&fabric->sem);
	if (fabric->kind == SIM_IB) {
		xa_erase(&fabric->lids, port->lid);
		xa_erase(&fabric->guids, guid_key(port->guid));
	}
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
	union ib_gid own = sim_port_gid(port);

	return !memcmp(&own, gid, sizeof(own));
}

/* InfiniBand. */
struct sim_port *sim_fabric_find_gid(struct sim_fabric *fabric,
				     const union ib_gid *gid)
{
	struct sim_port *port = xa_load(&fabric->guids,
					guid_key(gid->global.interface_id));

	return port && has_gid(port, gid) ? port : NULL;
}

/* ---- GIDs of RoCE ports ------------------------------------------------------------------ */

static u32 gid_hash(const union ib_gid *gid)
{
	return jhash(gid, sizeof(*gid), 0);
}

void sim_fabric_gid_set(struct sim_port *port, const struct ib_gid_attr *attr)
{
	struct sim_fabric *fabric = port->dev->fabric;
	struct sim_gid *entry = &port->gids[attr->index];

	spin_lock_bh(&fabric->gid_lock);
	if (entry->attr)
		hash_del(&entry->node);
	entry->port = port;
	entry->attr = attr;
	hash_add(fabric->gids, &entry->node, gid_hash(&attr->gid));
	spin_unlock_bh(&fabric->gid_lock);
}

void sim_fabric_gid_del(struct sim_port *port, u16 index)
{
	struct sim_fabric *fabric = port->dev->fabric;
	struct sim_gid *entry = &port->gids[index];

	spin_lock_bh(&fabric->gid_lock);
	if (entry->attr)
		hash_del(&entry->node);
	entry->attr = NULL;
	spin_unlock_bh(&fabric->gid_lock);
}

/* Its netdev, which may be an upper one of the port's, is one that takes such frames. */
static bool gid_takes(const struct sim_gid *entry, const struct sim_av *av)
{
	u8 mac[ETH_ALEN];
	u16 vlan;

	return !memcmp(&entry->attr->gid, &av->dgid, sizeof(av->dgid)) &&
	       !rdma_read_gid_l2_fields(entry->attr, &vlan, mac) &&
	       vlan == av->vlan_id && ether_addr_equal(mac, av->dmac);
}

/* The same GID may be there in several network namespaces, and of both types. */
static struct sim_port *roce_find(struct sim_fabric *fabric, const struct sim_av *av)
{
	struct sim_port *port = NULL;
	struct sim_gid *entry;

	spin_lock_bh(&fabric->gid_lock);
	hash_for_each_possible(fabric->gids, entry, node, gid_hash(&av->dgid)) {
		if (gid_takes(entry, av)) {
			port = entry->port;
			break;
		}
	}
	spin_unlock_bh(&fabric->gid_lock);
	return port;
}

/* The port that an address vector leads to. */
struct sim_port *sim_fabric_find(struct sim_fabric *fabric, const struct sim_av *av)
{
	struct sim_port *port;

	if (fabric->kind == SIM_ROCE)
		return roce_find(fabric, av);
	port = sim_fabric_find_lid(fabric, av->dlid);
	return port && av->grh && !has_gid(port, &av->dgid) ? NULL : port;
}
