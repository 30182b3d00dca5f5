/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * As much of <rdma/ib_verbs.h>, <rdma/ib_cache.h>, <rdma/uverbs_ioctl.h> and
 * <rdma/restrack.h> as the headers of the module name, and the members its call path touches.
 */
#ifndef SHIM_RDMA_H
#define SHIM_RDMA_H

#include "kernel.h"

struct ib_ah;
struct ib_client;
struct ib_counters;
struct ib_dm;
struct ib_flow;
struct ib_flow_action;
struct ib_mr;
struct ib_mw;
struct ib_pd;
struct ib_qp;
struct ib_qp_attr;
struct ib_qp_init_attr;
struct ib_rwq_ind_table;
struct ib_srq;
struct ib_ucontext;
struct ib_uverbs_file;
struct ib_wq;
struct uverbs_attr_bundle;
struct rdma_ah_attr;
struct rdma_user_mmap_entry;

enum rdmacg_resource_type {
	RDMACG_RESOURCE_HCA_HANDLE,
	RDMACG_RESOURCE_HCA_OBJECT,
};

enum { IB_EVENT_DEVICE_FATAL = 8 };

enum rdma_restrack_type { RDMA_RESTRACK_NONE };

struct rdma_restrack_entry { int dummy; };
struct ib_rdmacg_object { int dummy; };
struct ib_event_handler { int dummy; };

enum ib_qp_attr_mask {
	IB_QP_PKEY_INDEX = 1 << 4,
	IB_QP_PORT = 1 << 5,
	IB_QP_AV = 1 << 7,
	IB_QP_ALT_PATH = 1 << 14,
};

struct ib_udata {
	const void __user *inbuf;
	void __user *outbuf;
	size_t inlen;
	size_t outlen;
};

struct ib_cq {
	struct ib_device *device;
};

struct ib_port_data {
	spinlock_t netdev_lock;
	struct net_device *netdev;
};

struct module;

struct ib_gid_attr {
	struct net_device *ndev;
};

struct ib_device {
	struct {
		struct module *owner;
		u32 driver_id;
		void *mmap_free;
		int (*query_ucontext)(struct ib_ucontext *ib,
				      struct uverbs_attr_bundle *attrs);
		struct net_device *(*get_netdev)(struct ib_device *ibdev,
						 u32 port);
	} ops;
	char name[64];
	struct ib_port_data *port_data;
	struct {
		possible_net_t rdma_net;
	} coredev;
};

struct ib_ucontext {
	struct ib_device *device;
};

struct ib_uobject {
	u64 user_handle;
	struct ib_uverbs_file *ufile;
	struct ib_ucontext *context;
	void *object;
	struct list_head list;
	struct ib_rdmacg_object cg_obj;
	int id;
	struct kref ref;
	atomic_t usecnt;
	struct rcu_head rcu;
	const struct uverbs_api_object *uapi_object;
};

struct uverbs_attr_bundle {
	struct ib_udata driver_udata;
	struct ib_uverbs_file *ufile;
	struct ib_ucontext *context;
	unsigned long attr_present[1];
};

struct net_device *ib_device_get_netdev(struct ib_device *ibdev, u32 port);
int ib_get_cached_pkey(struct ib_device *ibdev, u32 port, int index, u16 *pkey);
bool rdma_is_port_valid(const struct ib_device *ibdev, unsigned int port);
const struct ib_gid_attr *rdma_get_gid_attr(struct ib_device *ibdev, u32 port,
					    int index);
void rdma_put_gid_attr(const struct ib_gid_attr *attr);
bool rdma_dev_access_netns(const struct ib_device *ibdev,
			   const struct net *net);

#endif /* SHIM_RDMA_H */
