// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Ports: their state, addresses and partitions.
 */
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <rdma/ib_addr.h>
#include <rdma/ib_cache.h>

#include "rdmasim.h"

/* All subnets there are. */
#define SIM_PREFIX	cpu_to_be64(0xfe80000000000000ULL)

static bool is_ib(struct sim_port *port)
{
	return port->dev->fabric->kind == SIM_IB;
}

/* ---- state ------------------------------------------------------------------------ */

bool sim_port_up(struct sim_port *port)
{
	return READ_ONCE(port->link) && (is_ib(port) || sim_netdev_up(port));
}

/* Whether the next message is lost. */
bool sim_port_lossy(struct sim_port *port)
{
	u32 loss = READ_ONCE(port->loss);

	if (!loss || get_random_u32() % 100 >= loss)
		return false;
	sim_count(port, SIM_LOST_MESSAGES, 1);
	return true;
}

/*
 * Nobody is told before the device is registered or while it is being removed:
 * who is told queues works for it.
 */
void sim_port_event(struct sim_port *port, enum ib_event_type type)
{
	struct ib_event event = {
		.device = &port->dev->ib,
		.element.port_num = port->num,
		.event = type,
	};

	if (!ib_device_try_get(event.device))
		return;
	ib_dispatch_event(&event);
	ib_device_put(event.device);
}

/* Tells of a port that came up or went down.  With rtnl held. */
void sim_port_changed(struct sim_port *port)
{
	bool up = sim_port_up(port);

	ASSERT_RTNL();
	if (up == port->active || !refcount_read(&port->dev->ib.refcount))
		return;
	port->active = up;
	if (is_ib(port))
		(up ? sim_sa_learn : sim_sa_forget)(port);
	sim_port_event(port, up ? IB_EVENT_PORT_ACTIVE : IB_EVENT_PORT_ERR);
}

enum ib_mtu sim_port_mtu(struct sim_port *port)
{
	enum ib_mtu most = ib_mtu_int_to_enum(READ_ONCE(port->mtu));

	if (is_ib(port))
		return most;
	return min(most, iboe_get_mtu(sim_netdev_mtu(port)) ?: IB_MTU_256);
}

static int sim_query_port(struct ib_device *ib, u32 num, struct ib_port_attr *attr)
{
	struct sim_port *port = sim_port(to_sim(ib), num);
	bool up = sim_port_up(port);
	int ret;

	ret = sim_fault(port->dev, SIM_OP_QUERY_PORT);
	if (ret)
		return ret;
	attr->state = up ? IB_PORT_ACTIVE : IB_PORT_DOWN;
	attr->phys_state = up ? IB_PORT_PHYS_STATE_LINK_UP :
				IB_PORT_PHYS_STATE_DISABLED;
	attr->max_mtu = IB_MTU_4096;
	attr->active_mtu = sim_port_mtu(port);
	attr->phys_mtu = ib_mtu_enum_to_int(attr->active_mtu);
	attr->max_msg_sz = SIM_MAX_MSG;
	attr->bad_pkey_cntr = atomic64_read(&port->stats[SIM_PKEY_VIOLATIONS]);
	attr->qkey_viol_cntr = atomic64_read(&port->stats[SIM_QKEY_VIOLATIONS]);
	attr->active_width = READ_ONCE(port->width);
	attr->active_speed = READ_ONCE(port->speed);
	attr->port_cap_flags = READ_ONCE(port->cap_mask);
	if (is_ib(port)) {
		attr->gid_tbl_len = 1;
		attr->pkey_tbl_len = SIM_PKEYS;
		attr->lid = port->lid;
		attr->sm_lid = SIM_SA_LID;
		attr->max_vl_num = 1;
		attr->subnet_timeout = 18;
	} else {
		attr->gid_tbl_len = SIM_GIDS;
		attr->pkey_tbl_len = 1;
		attr->ip_gids = true;
	}
	return 0;
}

#ifdef RUAPI_HAVE_PORT_SPEED
/* That of the link: an instance has no bonds.  Nothing passes while it is down. */
static int sim_query_port_speed(struct ib_device *ib, u32 num, u64 *speed)
{
	struct sim_port *port = sim_port(to_sim(ib), num);
	struct ib_port_attr attr = {
		.active_width = READ_ONCE(port->width),
		.active_speed = READ_ONCE(port->speed),
	};
	struct ib_port_speed_info info;
	int ret;

	ret = sim_fault(port->dev, SIM_OP_QUERY_PORT_SPEED) ?:
	      ib_port_attr_to_speed_info(&attr, &info);
	if (!ret)
		*speed = sim_port_up(port) ? info.rate : 0;
	return ret;
}
#endif

static int sim_modify_port(struct ib_device *ib, u32 num, int mask,
			   struct ib_port_modify *modify)
{
	struct sim_port *port = sim_port(to_sim(ib), num);
	int ret;

	ret = sim_fault(port->dev, SIM_OP_MODIFY_PORT);
	if (ret)
		return ret;
	if (mask & ~(IB_PORT_SHUTDOWN | IB_PORT_INIT_TYPE | IB_PORT_RESET_QKEY_CNTR))
		return -EOPNOTSUPP;
	spin_lock_bh(&port->lock);
	port->cap_mask |= modify->set_port_cap_mask;
	port->cap_mask &= ~modify->clr_port_cap_mask;
	spin_unlock_bh(&port->lock);
	if (mask & IB_PORT_RESET_QKEY_CNTR)
		atomic64_set(&port->stats[SIM_QKEY_VIOLATIONS], 0);
	if (mask & IB_PORT_SHUTDOWN)
		sim_link_set(port, 0);
	return 0;
}

static int sim_get_port_immutable(struct ib_device *ib, u32 num,
				  struct ib_port_immutable *immutable)
{
	struct sim_port *port = sim_port(to_sim(ib), num);
	int ret = sim_fault(port->dev, SIM_OP_GET_PORT_IMMUTABLE);

	if (ret)
		return ret;
	if (is_ib(port)) {
		immutable->core_cap_flags = RDMA_CORE_PORT_IBA_IB;
		immutable->gid_tbl_len = 1;
		immutable->pkey_tbl_len = SIM_PKEYS;
	} else {
		immutable->core_cap_flags = RDMA_CORE_PORT_IBA_ROCE |
					    RDMA_CORE_PORT_IBA_ROCE_UDP_ENCAP;
		immutable->gid_tbl_len = SIM_GIDS;
		immutable->pkey_tbl_len = 1;
	}
	immutable->max_mad_size = IB_MGMT_MAD_SIZE;
	return 0;
}

static enum rdma_link_layer sim_get_link_layer(struct ib_device *ib, u32 num)
{
	/* Only counts. */
	sim_fault_atomic(to_sim(ib), SIM_OP_GET_LINK_LAYER);
	return is_ib(sim_port(to_sim(ib), num)) ? IB_LINK_LAYER_INFINIBAND :
						  IB_LINK_LAYER_ETHERNET;
}

/* ---- GIDs --------------------------------------------------------------------------- */

/* The one of an InfiniBand port. */
union ib_gid sim_port_gid(struct sim_port *port)
{
	union ib_gid gid = {
		.global.subnet_prefix = SIM_PREFIX,
		.global.interface_id = port->guid,
	};

	return gid;
}

/* RoCE: that is ib_core's table, see sim_add_gid(). */
static int sim_query_gid(struct ib_device *ib, u32 num, int index,
			 union ib_gid *gid)
{
	struct sim_port *port = sim_port(to_sim(ib), num);
	int ret = sim_fault(port->dev, SIM_OP_QUERY_GID);

	if (ret)
		return ret;
	if (!is_ib(port) || index)
		return -EINVAL;
	*gid = sim_port_gid(port);
	return 0;
}

static int sim_add_gid(const struct ib_gid_attr *attr, void **context)
{
	int ret = sim_fault(to_sim(attr->device), SIM_OP_ADD_GID);

	if (ret)
		return ret;
	if (attr->index >= SIM_GIDS)
		return -EINVAL;
	sim_fabric_gid_set(sim_port(to_sim(attr->device), attr->port_num), attr);
	return 0;
}

/* ib_core gives it up whatever is said. */
static int sim_del_gid(const struct ib_gid_attr *attr, void **context)
{
	sim_fault(to_sim(attr->device), SIM_OP_DEL_GID);
	sim_fabric_gid_del(sim_port(to_sim(attr->device), attr->port_num), attr->index);
	return 0;
}

/* ---- partitions ----------------------------------------------------------------------- */

u16 sim_pkey(struct sim_port *port, u16 index)
{
	u16 pkey = 0;

	spin_lock_bh(&port->lock);
	if (index < SIM_PKEYS)
		pkey = port->pkeys[index];
	spin_unlock_bh(&port->lock);
	return pkey;
}

/* The same partition, and not both limited members of it. */
bool sim_pkeys_match(u16 a, u16 b)
{
	return (a & 0x7fff) && (a & 0x7fff) == (b & 0x7fff) && ((a | b) & 0x8000);
}

/* The index of the P_Key that fits to @pkey, or -1. */
int sim_pkey_find(struct sim_port *port, u16 pkey)
{
	int i, found = -1;

	spin_lock_bh(&port->lock);
	for (i = 0; found < 0 && i < SIM_PKEYS; i++)
		if (sim_pkeys_match(port->pkeys[i], pkey))
			found = i;
	spin_unlock_bh(&port->lock);
	return found;
}

static int sim_query_pkey(struct ib_device *ib, u32 num, u16 index, u16 *pkey)
{
	struct sim_port *port = sim_port(to_sim(ib), num);
	int ret = sim_fault(port->dev, SIM_OP_QUERY_PKEY);

	if (ret)
		return ret;
	if (index >= (is_ib(port) ? SIM_PKEYS : 1))
		return -EINVAL;
	*pkey = sim_pkey(port, index);
	return 0;
}

#ifdef RUAPI_HAVE_PORT_EVENTS
/*
 * Since Linux 6.14 ib_core tells of ports by what becomes of their netdevs, unless the
 * driver does: ports here have reasons of their own, and would be told of twice.
 */
static void sim_report_port_event(struct ib_device *ib, struct net_device *netdev,
				  unsigned long event)
{
	sim_fault(to_sim(ib), SIM_OP_REPORT_PORT_EVENT);
}
#endif

const struct ib_device_ops sim_port_ops = {
	.query_port = sim_query_port,
#ifdef RUAPI_HAVE_PORT_EVENTS
	.report_port_event = sim_report_port_event,
#endif
#ifdef RUAPI_HAVE_PORT_SPEED
	.query_port_speed = sim_query_port_speed,
#endif
	.modify_port = sim_modify_port,
	.get_port_immutable = sim_get_port_immutable,
	.get_link_layer = sim_get_link_layer,
	.query_gid = sim_query_gid,
	.add_gid = sim_add_gid,
	.del_gid = sim_del_gid,
	.query_pkey = sim_query_pkey,
};

/* ---- life ----------------------------------------------------------------------------- */

static int port_init(struct sim_device *dev, u32 num, struct net_device *netdev)
{
	struct sim_port *port = sim_port(dev, num);
	int ret;

	port->dev = dev;
	port->num = num;
	port->guid = dev->ib.node_guid | cpu_to_be64(num);
	sim_link_init(port);
	port->pkeys[0] = IB_DEFAULT_PKEY_FULL;
	spin_lock_init(&port->lock);
	sim_raw_init(port);
	INIT_LIST_HEAD(&port->sa_members);
	if (is_ib(port)) {
		port->cap_mask = IB_PORT_SYS_IMAGE_GUID_SUP |
				 IB_PORT_CLIENT_REG_SUP;
		port->active = true;
	} else {
		ret = netdev ? sim_netdev_take(port, netdev) : sim_netdev_add(port);
		if (ret)
			return ret;
	}
	ret = sim_fabric_add(port);
	if (ret && !is_ib(port))
		sim_netdev_del(port);
	return ret;
}

/* From here on messages may come, but there are no QPs. */
int sim_ports_init(struct sim_device *dev, const struct sim_spec *spec)
{
	u32 num;
	int ret;

	for (num = 1; num <= spec->nports; num++) {
		ret = port_init(dev, num, spec->netdevs[num - 1]);
		if (ret)
			return ret;
		dev->nports = num;
	}
	return 0;
}

/* Those that there are, when not all could be made. */
void sim_ports_exit(struct sim_device *dev)
{
	u32 num;

	for (num = 1; num <= dev->nports; num++) {
		struct sim_port *port = sim_port(dev, num);

		sim_fabric_del(port);
		if (is_ib(port))
			sim_sa_forget(port);
		else
			sim_netdev_del(port);
	}
}
