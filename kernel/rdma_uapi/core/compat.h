/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Every difference between kernels, told by what their headers have and not by
 * their version; and symbols that ib_core exports without a public prototype.
 */
#ifndef RUAPI_COMPAT_H
#define RUAPI_COMPAT_H

#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/nospec.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <rdma/ib_verbs.h>
#include <rdma/restrack.h>
#ifdef RUAPI_HAVE_UCAPS
#include <linux/module.h>
#include <rdma/ib_ucaps.h>
#endif

#include "../../drivers/udata.h"

struct ib_uqp_object;

/* Kernels clear every variable on the stack; this one is cleared by hand. */
#if __has_attribute(__uninitialized__)
#define ruapi_uninitialized __attribute__((__uninitialized__))
#else
#define ruapi_uninitialized
#endif

/* For works on any CPU: the queue got another name. */
#ifdef RUAPI_HAVE_DFL_WQ
#define ruapi_compat_unbound_wq system_dfl_wq
#else
#define ruapi_compat_unbound_wq system_unbound_wq
#endif

/*
 * drivers/infiniband/core/core_priv.h and restrack.h.  Newer kernels have
 * ib_create_qp_user() take the bundle that the udata is the beginning of.
 */
static_assert(!offsetof(struct uverbs_attr_bundle, driver_udata));
struct ib_qp *ib_create_qp_user(struct ib_device *dev, struct ib_pd *pd,
				struct ib_qp_init_attr *attr,
				struct ib_udata *udata,
				struct ib_uqp_object *uobj, const char *caller);
void ib_qp_usecnt_inc(struct ib_qp *qp);
int ib_rdmacg_try_charge(struct ib_rdmacg_object *cg_obj,
			 struct ib_device *device,
			 enum rdmacg_resource_type resource_index);
void ib_rdmacg_uncharge(struct ib_rdmacg_object *cg_obj,
			struct ib_device *device,
			enum rdmacg_resource_type resource_index);
bool rdma_nl_get_privileged_qkey(void);
void rdma_restrack_new(struct rdma_restrack_entry *res,
		       enum rdma_restrack_type type);
void rdma_restrack_add(struct rdma_restrack_entry *res);
void rdma_restrack_del(struct rdma_restrack_entry *res);
void rdma_restrack_set_name(struct rdma_restrack_entry *res,
			    const char *caller);
void rdma_restrack_sync(struct rdma_restrack_entry *res);

/* drivers/infiniband/core/core_priv.h */
struct ib_client_nl_info {
	struct sk_buff *nl_msg;
	struct device *cdev;
	u32 port;
	u64 abi;
};

int ruapi_compat_nl_info(struct ib_client_nl_info *res);

/*
 * RUAPI_HAVE_*: Kbuild looks into the kernel's headers and exports.
 * What only actions on objects want is in verbs/compat.h.
 */

/* ib_uverbs looks for CAP_NET_RAW where the device's network namespace is. */
#ifdef RUAPI_HAVE_NETNS_RAW
#define RUAPI_COMPAT_NETNS_RAW true
#else
#define RUAPI_COMPAT_NETNS_RAW false
#endif

/*
 * Kernels with UCAPs of their own: their drivers make the nodes, and look at
 * ib_ucontext::enabled_caps.  Ours would be in the way: their class has that name.
 */
#ifdef RUAPI_HAVE_UCAPS
#define RUAPI_COMPAT_OWN_UCAPS false

/* Who made a node has loaded what this is in, which is a part of ib_uverbs. */
static inline int ruapi_compat_get_ucaps(const int *fds, u32 count, u64 *bits)
{
	int (*get_ucaps)(int *fds, int count, u64 *bits) =
		symbol_get(ib_get_ucaps);
	int ret;

	if (!get_ucaps)
		return -EBADF;
	ret = get_ucaps((int *)fds, count, bits);
	symbol_put(ib_get_ucaps);
	return ret;
}

static inline void ruapi_compat_set_ucaps(struct ib_ucontext *ib, u64 bits)
{
	ib->enabled_caps = bits;
}
#else
#define RUAPI_COMPAT_OWN_UCAPS true

static inline int ruapi_compat_get_ucaps(const int *fds, u32 count, u64 *bits)
{
	return -EBADF;
}

static inline void ruapi_compat_set_ucaps(struct ib_ucontext *ib, u64 bits)
{
}
#endif

/* What class::devnode is called with. */
#ifdef RUAPI_HAVE_CONST_DEVNODE
#define ruapi_compat_devnode_const const
#else
#define ruapi_compat_devnode_const
#endif

/* Devices for SMI only, of which a host HCA has one, cannot do anything else. */
static inline bool ruapi_compat_is_smi(const struct ib_device *ibdev)
{
#ifdef RUAPI_HAVE_SMI_DEVICE
	return ibdev->type == RDMA_DEVICE_TYPE_SMI;
#else
	return false;
#endif
}

/* Events of the device and not of a port, which is 0. */
static inline bool ruapi_compat_of_device(int event)
{
#ifdef RUAPI_HAVE_SPEED_CHANGE
	if (event == IB_EVENT_DEVICE_SPEED_CHANGE)
		return true;
#endif
	return event == IB_EVENT_DEVICE_FATAL;
}

/* How fast a port is with the others of its bond, in 100 Mbit/s. */
#ifdef RUAPI_HAVE_PORT_SPEED
#define RUAPI_COMPAT_PORT_SPEED true

static inline int ruapi_compat_query_port_speed(struct ib_device *ibdev,
						u32 port, u64 *speed)
{
	if (!ibdev->ops.query_port_speed)
		return -EOPNOTSUPP;
	if (!rdma_is_port_valid(ibdev, port))
		return -EINVAL;
	return ibdev->ops.query_port_speed(ibdev, port, speed);
}
#else
#define RUAPI_COMPAT_PORT_SPEED false

static inline int ruapi_compat_query_port_speed(struct ib_device *ibdev,
						u32 port, u64 *speed)
{
	return -EOPNOTSUPP;
}
#endif

/* The port's network device with a reference, or NULL. */
static inline struct net_device *
ruapi_compat_get_netdev(struct ib_device *ibdev, u32 port)
{
#ifdef RUAPI_HAVE_GET_NETDEV
	return ib_device_get_netdev(ibdev, port);
#else
	struct ib_port_data *data = &ibdev->port_data[port];
	struct net_device *netdev;

	if (ibdev->ops.get_netdev)
		return ibdev->ops.get_netdev(ibdev, port);
	spin_lock(&data->netdev_lock);
	netdev = rcu_dereference_protected(data->netdev,
					   lockdep_is_held(&data->netdev_lock));
	dev_hold(netdev);
	spin_unlock(&data->netdev_lock);
	return netdev;
#endif
}

/* Of one setting; @table ends with an empty one, which newer kernels refuse. */
static inline struct ctl_table_header *
ruapi_compat_register_sysctl(const char *path, struct ctl_table *table)
{
#ifdef RUAPI_HAVE_SYSCTL_SZ
	return register_net_sysctl_sz(&init_net, path, table, 1);
#else
	return register_net_sysctl(&init_net, path, table);
#endif
}

/* Flags of a VMA that is being made. */
static inline void ruapi_compat_vm_flags_set(struct vm_area_struct *vma,
					     unsigned long flags)
{
#ifdef RUAPI_HAVE_VM_FLAGS_SET
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

/* Netlink dumps that saw an object as it was before are over afterwards. */
static inline void ruapi_compat_restrack_sync(struct rdma_restrack_entry *res)
{
#ifdef RUAPI_HAVE_RESTRACK_SYNC
	rdma_restrack_sync(res);
#else
	const enum rdma_restrack_type type = res->type;

	/* The same, at the price of another number in `rdma resource`. */
	rdma_restrack_del(res);
	rdma_restrack_new(res, type);
	rdma_restrack_set_name(res, NULL);
	rdma_restrack_add(res);
#endif
}

#endif /* RUAPI_COMPAT_H */
