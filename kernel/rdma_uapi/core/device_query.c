// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* DEVICE: what a namespace can find out about HCAs without opening them. */
#include <rdma/ib_cache.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/opa_addr.h>
#include <rdma/uverbs_std_types.h>

#include "core/grants.h"
#include "ruapi.h"

/* Keeps the device from being unregistered; for short.  NULL: it is gone. */
static struct ib_device *device_enter(struct ruapi_call *call)
{
	struct ib_device *ibdev = call->dev->ibdev;

	return ib_device_try_get(ibdev) ? ibdev : NULL;
}

static void device_info(struct ruapi_device_info *info,
			struct ruapi_device *dev)
{
	*info = (struct ruapi_device_info){
		.index = dev->index,
		.driver_id = dev->driver_id,
		.node_type = dev->ibdev->node_type,
		.num_ports = dev->ibdev->phys_port_cnt,
	};
	memcpy(info->node_guid, &dev->ibdev->node_guid,
	       sizeof(info->node_guid));
	strscpy(info->name, dev->ibdev->name, sizeof(info->name));
}

/* Of what only newer HCAs have. */
static void device_caps(struct ruapi_device_attr *dst,
			const struct ib_device_attr *src)
{
	const struct ib_odp_caps *odp = &src->odp_caps;

	dst->odp_caps = odp->general_caps;
	dst->odp_rc_caps = odp->per_transport_caps.rc_odp_caps;
	dst->odp_uc_caps = odp->per_transport_caps.uc_odp_caps;
	dst->odp_ud_caps = odp->per_transport_caps.ud_odp_caps;
	dst->odp_xrc_caps = odp->per_transport_caps.xrc_odp_caps;
	dst->tm_max_rndv_hdr_size = src->tm_caps.max_rndv_hdr_size;
	dst->tm_max_num_tags = src->tm_caps.max_num_tags;
	dst->tm_flags = src->tm_caps.flags;
	dst->tm_max_ops = src->tm_caps.max_ops;
	dst->tm_max_sge = src->tm_caps.max_sge;
	dst->max_cq_moderation_count = src->cq_caps.max_cq_moderation_count;
	dst->max_cq_moderation_period = src->cq_caps.max_cq_moderation_period;
	dst->masked_atomic_cap = src->masked_atomic_cap;
	dst->max_raw_ipv6_qp = src->max_raw_ipv6_qp;
	dst->max_ee = src->max_ee;
	dst->max_rdd = src->max_rdd;
	dst->max_ee_rd_atom = src->max_ee_rd_atom;
	dst->max_ee_init_rd_atom = src->max_ee_init_rd_atom;
	dst->max_fast_reg_pages = src->max_fast_reg_page_list_len;
	dst->max_pi_fast_reg_pages = src->max_pi_fast_reg_page_list_len;
	dst->max_sgl_rd = src->max_sgl_rd;
	dst->sig_prot_cap = src->sig_prot_cap;
	dst->sig_guard_cap = src->sig_guard_cap;
}

static void device_limits(struct ruapi_device_attr *dst,
			  const struct ib_device_attr *src,
			  const struct ib_device *ibdev)
{
	*dst = (struct ruapi_device_attr){
		.fw_ver = src->fw_ver,
		.max_mr_size = src->max_mr_size,
		.page_size_cap = src->page_size_cap,
		.device_cap_flags = src->device_cap_flags,
		.hca_core_clock = src->hca_core_clock,
		.timestamp_mask = src->timestamp_mask,
		.vendor_id = src->vendor_id,
		.vendor_part_id = src->vendor_part_id,
		.hw_ver = src->hw_ver,
		.max_qp = src->max_qp,
		.max_qp_wr = src->max_qp_wr,
		.max_send_sge = src->max_send_sge,
		.max_recv_sge = src->max_recv_sge,
		.max_sge_rd = src->max_sge_rd,
		.max_cq = src->max_cq,
		.max_cqe = src->max_cqe,
		.max_mr = src->max_mr,
		.max_pd = src->max_pd,
		.max_qp_rd_atom = src->max_qp_rd_atom,
		.max_res_rd_atom = src->max_res_rd_atom,
		.max_qp_init_rd_atom = src->max_qp_init_rd_atom,
		.atomic_cap = src->atomic_cap,
		.max_mw = src->max_mw,
		.max_raw_ethy_qp = src->max_raw_ethy_qp,
		.max_mcast_grp = src->max_mcast_grp,
		.max_mcast_qp_attach = src->max_mcast_qp_attach,
		.max_total_mcast_qp_attach = src->max_total_mcast_qp_attach,
		.max_ah = src->max_ah,
		.max_srq = src->max_srq,
		.max_srq_wr = src->max_srq_wr,
		.max_srq_sge = src->max_srq_sge,
		.max_wq_type_rq = src->max_wq_type_rq,
		.raw_packet_caps = src->raw_packet_caps,
		.num_comp_vectors = ibdev->num_comp_vectors,
		.max_pkeys = src->max_pkeys,
		.local_ca_ack_delay = src->local_ca_ack_delay,
		/* As ib_uverbs tells programs that have 8 bits for it. */
		.phys_port_cnt = min_t(u32, ibdev->phys_port_cnt, U8_MAX),
		.max_dm_size = src->max_dm_size,
		.rss_qp_types = src->rss_caps.supported_qpts,
		.max_rwq_tables = src->rss_caps.max_rwq_indirection_tables,
		.max_rwq_table_size =
			src->rss_caps.max_rwq_indirection_table_size,
	};
	memcpy(dst->node_guid, &ibdev->node_guid, sizeof(dst->node_guid));
	memcpy(dst->sys_image_guid, &src->sys_image_guid,
	       sizeof(dst->sys_image_guid));
	device_caps(dst, src);
}

static int device_query(struct ruapi_call *call)
{
	struct ib_device *ibdev = device_enter(call);
	struct ruapi_device_info info;
	struct ruapi_device_attr attr;

	if (!ibdev)
		return -ENODEV;
	device_info(&info, call->dev);
	device_limits(&attr, &ibdev->attrs, ibdev);
	ib_device_put(ibdev);
	attr_put_struct(call, RUAPI_DEVICE_QUERY_INFO, &info, sizeof(info));
	attr_put_struct(call, RUAPI_DEVICE_QUERY_ATTR, &attr, sizeof(attr));
	return 0;
}

/**
 * ruapi_device_ask() - CONTEXT.QUERY_LIMITS: the driver itself is asked
 * @call: on a context, which keeps the device
 *
 * Return: 0 or a negative errno.
 */
int ruapi_device_ask(struct ruapi_call *call)
{
	struct ib_device *ibdev = call->dev->ibdev;
	struct ib_device_attr limits = {};
	struct ruapi_device_attr attr;
	int ret;

	ret = ibdev->ops.query_device(ibdev, &limits,
				      ruapi_udata(call_udata(call)));
	if (ret)
		return ret;
	device_limits(&attr, &limits, ibdev);
	attr_put_struct(call, RUAPI_CONTEXT_QUERY_LIMITS_ATTR, &attr,
			sizeof(attr));
	return 0;
}

/**
 * struct device_list - what LIST finds
 * @infos: devices
 * @ports: and their ports
 * @num_infos: entries in @infos
 * @num_ports: entries in @ports
 * @no_ports: nobody asks for them, and what they are takes a while to find out
 */
struct device_list {
	struct ruapi_device_info *infos;
	struct ruapi_device_port *ports;
	u32 num_infos;
	u32 num_ports;
	bool no_ports;
};

static int list_port(struct ruapi_call *call, struct device_list *list,
		     struct ruapi_device *dev, u32 port)
{
	struct ruapi_device_port *to = &list->ports[list->num_ports];
	struct ruapi_port state;
	int ret;

	ret = ruapi_access_port(call->ns, dev, port) ?:
	      ruapi_ports_get(call->ns, dev, port, &state);
	if (ret)
		return ret == -EACCES ? 0 : ret;
	*to = (struct ruapi_device_port){
		.device = dev->index,
		.port_num = port,
		.netdev = state.netdev,
		.link_layer = rdma_port_get_link_layer(dev->ibdev, port),
	};
	list->num_ports++;
	return 0;
}

/* A device and those of its ports that are seen. */
static int list_device(struct ruapi_call *call, struct device_list *list,
		       struct ruapi_device *dev)
{
	struct ruapi_device_info *infos;
	struct ruapi_device_port *ports;
	int ret = 0;
	u32 port;

	infos = krealloc_array(list->infos, list->num_infos + 1, sizeof(*infos),
			       GFP_KERNEL_ACCOUNT);
	if (!infos)
		return -ENOMEM;
	list->infos = infos;
	device_info(&infos[list->num_infos++], dev);
	if (list->no_ports)
		return 0;
	ports = krealloc_array(list->ports,
			       list->num_ports + dev->ibdev->phys_port_cnt,
			       sizeof(*ports), GFP_KERNEL_ACCOUNT);
	if (!ports)
		return -ENOMEM;
	list->ports = ports;
	rdma_for_each_port(dev->ibdev, port)
		ret = ret ?: list_port(call, list, dev, port);
	return ret;
}

static int list_devices(struct ruapi_call *call, struct device_list *list)
{
	struct ruapi_device *dev;
	u32 index = 0;
	int ret = 0;

	while (!ret && (dev = ruapi_device_next(index))) {
		index = dev->index + 1;
		ret = ruapi_access_device(call->ns, dev);
		/* It cannot go meanwhile; one that is going is not there. */
		if (!ret && ib_device_try_get(dev->ibdev)) {
			ret = list_device(call, list, dev);
			ib_device_put(dev->ibdev);
		}
		if (ret == -EACCES || ret == -ENODEV)
			ret = 0;
		ruapi_device_put(dev);
	}
	return ret;
}

static int device_list(struct ruapi_call *call)
{
	struct device_list list = {
		.no_ports = !attr_given(call, RUAPI_DEVICE_LIST_PORTS) &&
			    !attr_given(call, RUAPI_DEVICE_LIST_NUM_PORTS),
	};
	int ret = list_devices(call, &list);

	if (!ret) {
		attr_put_array(call, RUAPI_DEVICE_LIST_DEVICES, list.infos,
			       (u64)list.num_infos * sizeof(*list.infos));
		attr_put_u32(call, RUAPI_DEVICE_LIST_COUNT, list.num_infos);
		attr_put_array(call, RUAPI_DEVICE_LIST_PORTS, list.ports,
			       (u64)list.num_ports * sizeof(*list.ports));
		attr_put_u32(call, RUAPI_DEVICE_LIST_NUM_PORTS, list.num_ports);
	}
	kfree(list.infos);
	kfree(list.ports);
	return ret;
}

static int port_cap_flags(const struct ib_port_attr *attr)
{
	/* As ib_uverbs: IP based GIDs are not a bit of the PortInfo mask. */
	u32 flags = attr->port_cap_flags;

	if (attr->ip_gids)
		flags |= IB_UVERBS_PCF_IP_BASED_GIDS;
	return flags;
}

static u32 port_netdev(struct ruapi_call *call, struct ib_device *ibdev,
		       u32 port)
{
	struct net_device *netdev = ruapi_compat_get_netdev(ibdev, port);
	u32 ifindex = 0;

	if (!netdev)
		return 0;
	if (net_eq(dev_net(netdev), call->ns->net))
		ifindex = netdev->ifindex;
	dev_put(netdev);
	return ifindex;
}

static void port_limits(struct ruapi_port_attr *dst,
			const struct ib_port_attr *src, struct ib_device *ibdev,
			u32 port)
{
	*dst = (struct ruapi_port_attr){
		.port_cap_flags = port_cap_flags(src),
		.port_cap_flags2 = src->port_cap_flags2,
		.max_msg_sz = src->max_msg_sz,
		.bad_pkey_cntr = src->bad_pkey_cntr,
		.qkey_viol_cntr = src->qkey_viol_cntr,
		.gid_tbl_len = src->gid_tbl_len,
		.pkey_tbl_len = src->pkey_tbl_len,
		.lid = src->lid,
		.sm_lid = src->sm_lid,
		.active_speed = src->active_speed,
		.state = src->state,
		.phys_state = src->phys_state,
		.max_mtu = src->max_mtu,
		.active_mtu = src->active_mtu,
		.active_width = src->active_width,
		.lmc = src->lmc,
		.max_vl_num = src->max_vl_num,
		.sm_sl = src->sm_sl,
		.subnet_timeout = src->subnet_timeout,
		.init_type_reply = src->init_type_reply,
		.link_layer = rdma_port_get_link_layer(ibdev, port),
		.flags = rdma_is_grh_required(ibdev, port) ?
				 IB_UVERBS_QPF_GRH_REQUIRED : 0,
	};
	if (rdma_cap_opa_ah(ibdev, port)) {
		dst->lid = OPA_TO_IB_UCAST_LID(src->lid);
		dst->sm_lid = OPA_TO_IB_UCAST_LID(src->sm_lid);
	}
}

static int device_query_port(struct ruapi_call *call)
{
	const u32 port = attr_u32(call, RUAPI_DEVICE_QUERY_PORT_PORT);
	struct ib_device *ibdev = device_enter(call);
	struct ib_port_attr attr = {};
	struct ruapi_port_attr out;
	int ret;

	if (!ibdev)
		return -ENODEV;
	if (rdma_is_port_valid(ibdev, port))
		ret = ib_query_port(ibdev, port, &attr);
	else
		ret = call_bad_attr(call, RUAPI_DEVICE_QUERY_PORT_PORT,
				    RUAPI_REASON_RANGE, -EINVAL);
	if (!ret) {
		port_limits(&out, &attr, ibdev, port);
		out.netdev = port_netdev(call, ibdev, port);
	}
	ib_device_put(ibdev);
	if (!ret)
		attr_put_struct(call, RUAPI_DEVICE_QUERY_PORT_ATTR, &out,
				sizeof(out));
	return ret;
}

static void gid_entry(struct ruapi_call *call, struct ruapi_gid_entry *dst,
		      const struct ib_gid_attr *src)
{
	struct net_device *netdev;

	*dst = (struct ruapi_gid_entry){
		.gid_index = src->index,
		.port_num = src->port_num,
		.gid_type = src->gid_type,
	};
	memcpy(dst->gid, &src->gid, sizeof(dst->gid));
	rcu_read_lock();
	netdev = rcu_dereference(src->ndev);
	if (netdev && net_eq(dev_net(netdev), call->ns->net))
		dst->netdev = netdev->ifindex;
	rcu_read_unlock();
}

static int device_query_gid(struct ruapi_call *call)
{
	const u32 port = attr_u32(call, RUAPI_DEVICE_QUERY_GID_PORT);
	const u32 index = attr_u32(call, RUAPI_DEVICE_QUERY_GID_GID_INDEX);
	struct ib_device *ibdev = device_enter(call);
	const struct ib_gid_attr *attr;
	struct ruapi_gid_entry entry;
	int ret = 0;

	if (!ibdev)
		return -ENODEV;
	if (!rdma_is_port_valid(ibdev, port)) {
		ret = call_bad_attr(call, RUAPI_DEVICE_QUERY_GID_PORT,
				    RUAPI_REASON_RANGE, -EINVAL);
	} else {
		attr = rdma_get_gid_attr(ibdev, port, index);
		if (IS_ERR(attr)) {
			ret = PTR_ERR(attr);
		} else {
			gid_entry(call, &entry, attr);
			rdma_put_gid_attr(attr);
		}
	}
	ib_device_put(ibdev);
	if (!ret)
		attr_put_struct(call, RUAPI_DEVICE_QUERY_GID_ENTRY, &entry,
				sizeof(entry));
	return ret;
}

static u32 device_num_gids(struct ib_device *ibdev)
{
	u32 port, num = 0;

	rdma_for_each_port(ibdev, port)
		num += ibdev->port_data[port].immutable.gid_tbl_len;
	return num;
}

/* Whether the caller wants to know of an entry, and may. */
static bool gid_wanted(struct ruapi_call *call, const struct ib_gid_attr *attr,
		       const struct ruapi_gid_entry *entry)
{
	const u16 id = RUAPI_DEVICE_QUERY_GID_TABLE_NETDEV;

	return ruapi_access_gid(call->ns, call->dev, attr) &&
	       (!attr_given(call, id) || attr_u32(call, id) == entry->netdev);
}

static u32 port_read_gids(struct ruapi_call *call, struct ib_device *ibdev,
			  u32 port, struct ruapi_gid_entry *entries)
{
	const struct ib_gid_attr *attr;
	u32 i, count = 0;

	for (i = 0; i < ibdev->port_data[port].immutable.gid_tbl_len; i++) {
		attr = rdma_get_gid_attr(ibdev, port, i);
		if (IS_ERR(attr))
			continue;
		gid_entry(call, &entries[count], attr);
		count += gid_wanted(call, attr, &entries[count]);
		rdma_put_gid_attr(attr);
	}
	return count;
}

/* Return: how many, or a negative errno. */
static int device_read_gids(struct ruapi_call *call, struct ib_device *ibdev,
			    struct ruapi_gid_entry *entries)
{
	u32 port, count = 0;
	int ret;

	rdma_for_each_port(ibdev, port) {
		ret = ruapi_access_port(call->ns, call->dev, port);
		if (!ret)
			count += port_read_gids(call, ibdev, port,
						entries + count);
		else if (ret != -EACCES)
			return ret;
	}
	return count;
}

static int device_query_gid_table(struct ruapi_call *call)
{
	struct ib_device *ibdev = device_enter(call);
	struct ruapi_gid_entry *entries;
	int count;

	if (!ibdev)
		return -ENODEV;
	entries = kvcalloc(device_num_gids(ibdev), sizeof(*entries),
			   GFP_KERNEL_ACCOUNT);
	if (!entries) {
		ib_device_put(ibdev);
		return -ENOMEM;
	}
	count = device_read_gids(call, ibdev, entries);
	ib_device_put(ibdev);
	if (count >= 0) {
		attr_put_array(call, RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES,
			       entries, (u64)count * sizeof(*entries));
		attr_put_u32(call, RUAPI_DEVICE_QUERY_GID_TABLE_COUNT, count);
	}
	kvfree(entries);
	return min(count, 0);
}

static int device_query_pkey(struct ruapi_call *call)
{
	const u32 port = attr_u32(call, RUAPI_DEVICE_QUERY_PKEY_PORT);
	const u32 index = attr_u32(call, RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX);
	struct ib_device *ibdev = device_enter(call);
	u16 pkey = 0;
	int ret;

	if (!ibdev)
		return -ENODEV;
	if (!rdma_is_port_valid(ibdev, port))
		ret = call_bad_attr(call, RUAPI_DEVICE_QUERY_PKEY_PORT,
				    RUAPI_REASON_RANGE, -EINVAL);
	else if (index >= ibdev->port_data[port].immutable.pkey_tbl_len)
		ret = call_bad_attr(call, RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX,
				    RUAPI_REASON_RANGE, -EINVAL);
	else
		ret = ib_query_pkey(ibdev, port, index, &pkey);
	ib_device_put(ibdev);
	attr_put_u32(call, RUAPI_DEVICE_QUERY_PKEY_PKEY, pkey);
	return ret;
}

/* The counters that are on, of a set that somebody filled. */
static struct ruapi_stat *stats_copy(const struct rdma_hw_stats *stats,
				     u32 *count)
{
	struct ruapi_stat *out;
	int i;

	out = kvcalloc(stats->num_counters, sizeof(*out), GFP_KERNEL_ACCOUNT);
	if (!out)
		return ERR_PTR(-ENOMEM);
	*count = 0;
	for (i = 0; i < stats->num_counters; i++) {
		if (test_bit(i, stats->is_disabled))
			continue;
		strscpy(out[*count].name, stats->descs[i].name,
			sizeof(out->name));
		out[(*count)++].value = stats->value[i];
	}
	return out;
}

/* The set of a port, or with port 0 of the device; that of sysfs is private. */
static struct rdma_hw_stats *stats_get(struct ruapi_device *dev, u32 port)
{
	const struct ib_device_ops *ops = &dev->ibdev->ops;
	struct rdma_hw_stats *stats = xa_load(&dev->stats, port);
	int ret;

	if (stats)
		return stats;
	stats = port ? ops->alloc_hw_port_stats(dev->ibdev, port) :
		       ops->alloc_hw_device_stats(dev->ibdev);
	if (!stats)
		return ERR_PTR(-ENOMEM);
	/* Not good for anything yet. */
	stats->timestamp = jiffies - stats->lifespan - 1;
	ret = xa_insert(&dev->stats, port, stats, GFP_KERNEL);
	if (!ret)
		return stats;
	rdma_free_hw_stats_struct(stats);
	return ERR_PTR(ret);
}

/* Firmware is not asked again for as long as the driver says. */
static int stats_update(struct ib_device *ibdev, struct rdma_hw_stats *stats,
			u32 port)
{
	int ret;

	if (time_is_after_eq_jiffies(stats->timestamp + stats->lifespan))
		return 0;
	ret = ibdev->ops.get_hw_stats(ibdev, stats, port, stats->num_counters);
	if (ret < 0)
		return ret;
	stats->timestamp = jiffies;
	return 0;
}

static struct ruapi_stat *device_stats(struct ruapi_device *dev, u32 port,
				       u32 *count)
{
	const struct ib_device_ops *ops = &dev->ibdev->ops;
	struct rdma_hw_stats *stats;
	struct ruapi_stat *out;
	int ret;

	if (!ops->get_hw_stats || !(port ? !!ops->alloc_hw_port_stats :
					   !!ops->alloc_hw_device_stats))
		return ERR_PTR(-EOPNOTSUPP);
	/* Who waits here waits for firmware, that others have asked. */
	if (mutex_lock_killable(&dev->stats_lock))
		return ERR_PTR(-EINTR);
	stats = stats_get(dev, port);
	if (IS_ERR(stats)) {
		out = ERR_CAST(stats);
	} else {
		ret = stats_update(dev->ibdev, stats, port);
		out = ret ? ERR_PTR(ret) : stats_copy(stats, count);
	}
	mutex_unlock(&dev->stats_lock);
	return out;
}

static int device_query_stats(struct ruapi_call *call)
{
	const u32 port = attr_u32(call, RUAPI_DEVICE_QUERY_STATS_PORT);
	struct ib_device *ibdev = device_enter(call);
	struct ruapi_stat *stats;
	u32 count = 0;

	if (!ibdev)
		return -ENODEV;
	if (attr_given(call, RUAPI_DEVICE_QUERY_STATS_PORT) &&
	    !rdma_is_port_valid(ibdev, port)) {
		ib_device_put(ibdev);
		return call_bad_attr(call, RUAPI_DEVICE_QUERY_STATS_PORT,
				     RUAPI_REASON_RANGE, -EINVAL);
	}
	stats = device_stats(call->dev, port, &count);
	ib_device_put(ibdev);
	if (IS_ERR(stats))
		return PTR_ERR(stats);
	attr_put_array(call, RUAPI_DEVICE_QUERY_STATS_STATS, stats,
		       (u64)count * sizeof(*stats));
	attr_put_u32(call, RUAPI_DEVICE_QUERY_STATS_COUNT, count);
	kvfree(stats);
	return 0;
}

static int device_query_port_speed(struct ruapi_call *call)
{
	const u32 port = attr_u32(call, RUAPI_DEVICE_QUERY_PORT_SPEED_PORT);
	struct ib_device *ibdev = device_enter(call);
	u64 speed = 0;
	int ret;

	if (!ibdev)
		return -ENODEV;
	ret = ruapi_compat_query_port_speed(ibdev, port, &speed);
	if (ret == -EINVAL && !rdma_is_port_valid(ibdev, port))
		call_bad_attr(call, RUAPI_DEVICE_QUERY_PORT_SPEED_PORT,
			      RUAPI_REASON_RANGE, ret);
	ib_device_put(ibdev);
	attr_put_u64(call, RUAPI_DEVICE_QUERY_PORT_SPEED_SPEED, speed);
	return ret;
}

static const struct ruapi_handler device_handlers[__RUAPI_DEVICE_MAX] = {
	[RUAPI_QUERY] = {
		.run = device_query,
	},
	[RUAPI_LIST] = {
		.run = device_list,
	},
	[RUAPI_DEVICE_QUERY_PORT] = {
		.run = device_query_port,
	},
	[RUAPI_DEVICE_QUERY_GID] = {
		.run = device_query_gid,
	},
	[RUAPI_DEVICE_QUERY_GID_TABLE] = {
		.run = device_query_gid_table,
	},
	[RUAPI_DEVICE_QUERY_PKEY] = {
		.run = device_query_pkey,
	},
	[RUAPI_DEVICE_QUERY_STATS] = {
		.run = device_query_stats,
		.all_ports = true,
	},
	[RUAPI_DEVICE_GRANT] = {
		.run = device_grant,
		.cap_net_admin = true,
	},
	[RUAPI_DEVICE_REVOKE] = {
		.run = device_revoke,
		.cap_net_admin = true,
	},
	[RUAPI_DEVICE_QUERY_GRANTS] = {
		.run = device_query_grants,
		.cap_net_admin = true,
	},
	[RUAPI_DEVICE_QUERY_PORT_SPEED] = {
		.run = device_query_port_speed,
		.missing = RUAPI_MISSING_ACTION(RUAPI_COMPAT_PORT_SPEED),
	},
};

const struct ruapi_type ruapi_type_device = {
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_DEVICE),
	.handlers = device_handlers,
	.num_handlers = ARRAY_SIZE(device_handlers),
};
