/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Ports, instances, and what belongs to no other file. */
#ifndef RDMASIM_DEVICE_H
#define RDMASIM_DEVICE_H

#include <linux/netdevice.h>
#include <rdma/ib_verbs.h>
#include "fault.h"
#include "qp.h"

/* A GID of a RoCE port, as long as ib_core has it; protected by gid_lock of the fabric. */
struct sim_gid {
	struct hlist_node node;
	struct sim_port *port;
	const struct ib_gid_attr *attr;
};

/**
 * struct sim_raw - what comes to the netdev of a port, for QPs of raw packets
 * @lock: protects @flows
 * @flows: that it is matched with, by priority
 * @tap: looks at frames
 * @queue: of those that somebody may want
 * @work: brings them to QPs
 */
struct sim_raw {
	struct mutex lock;
	struct list_head flows;
	struct packet_type tap;
	struct sk_buff_head queue;
	struct work_struct work;
};

/**
 * struct sim_port - a port
 * @lock: protects pkeys and qps
 * @link: what the knob says; a RoCE port also has a say of its netdev
 * @loss: per cent of messages that are lost
 * @delay: microseconds that each message takes
 * @mbps: how much passes in a second, 0: any amount
 * @mtu: no more than this
 * @width: as ib_core has it, as @speed
 * @netdev: of a RoCE port; NULL: it was a given one, and is gone.  Written with
 *	rtnl held
 * @by_netdev: in the table of them; protected by rtnl
 * @own: it came with the port
 * @attached: @netdev is not between two network namespaces; protected by rtnl
 * @active: what was last told; protected by rtnl
 * @qps: QP0 and QP1
 * @sa_members: of multicast groups; protected by sa_lock
 */
struct sim_port {
	struct sim_device *dev;
	u32 num;
	struct list_head list;
	__be64 guid;
	u16 lid;
	u32 cap_mask;
	u32 link;
	u32 loss;
	u32 delay;
	u32 mbps;
	u32 mtu;
	u32 width;
	u32 speed;
	struct net_device __rcu *netdev;
	struct hlist_node by_netdev;
	struct sim_raw raw;
	bool own;
	bool attached;
	bool active;
	spinlock_t lock;
	u16 pkeys[SIM_PKEYS];
	struct sim_gid gids[SIM_GIDS];
	struct sim_qp *qps[2];
	struct list_head sa_members;
	atomic64_t stats[SIM_STATS];
};

struct sim_mcast {
	struct mutex lock;
	struct list_head groups;
};

struct sim_flows {
	struct mutex lock;
	struct list_head list;
};

/* RDMASIM_SHELF_WORDS */
#define SIM_SHELF_WORDS 4

/**
 * struct sim_device - an instance
 * @mrs: regions by key >> 8
 * @qps: queue pairs by number, but QP0 and QP1
 * @srqs: by number, from 1 on
 * @ahs: of userspace, by number, from 1 on
 * @faces: for completions of XRC target QPs
 * @wqs: work queues by number
 * @rwq_tables: tables of them by number
 * @dm_used: bytes of memory on the device that are allocated
 * @dmabuf_pinned: regions of dma-bufs that are made from now on pin them
 * @flows: of all its QPs, in the order in which they were made; with its lock
 * @flow_actions: ditto
 * @shelf: words that all its contexts share
 * @num_ucaps: nodes for those who may use them, where the kernel makes these
 */
struct sim_device {
	struct ib_device ib;
	u32 id;
	u32 nports;
	struct sim_fabric *fabric;
	struct xarray mrs;
	struct xarray qps;
	struct xarray cqs;
	struct xarray srqs;
	struct xarray ahs;
	struct xarray wqs;
	struct xarray rwq_tables;
	u32 next_qpn;
	struct sim_faces faces;
	atomic_t dm_used;
	bool dmabuf_pinned;
	struct sim_flows flows;
	struct sim_flows flow_actions;
	atomic64_t shelf[SIM_SHELF_WORDS];
	unsigned int num_ucaps;
	struct sim_mcast mcast;
	struct sim_fault_state fault;
	struct sim_port ports[SIM_MAX_PORTS];
};

struct sim_pd {
	struct ib_pd ib;
	bool user;
};

/**
 * struct sim_ah - an address handle
 * @number: by which requests in a program's memory name it, 0: they do not
 */
struct sim_ah {
	struct ib_ah ib;
	u32 number;
	struct rdma_ah_attr attr;
	struct sim_av av;
};

/**
 * struct sim_ucontext - a context
 * @lock: protects @doorbells
 */
struct sim_ucontext {
	struct ib_ucontext ib;
	struct sim_faces faces;
	struct mutex lock;
	struct list_head doorbells;
};

static inline struct sim_device *to_sim(struct ib_device *ib)
{
	return container_of(ib, struct sim_device, ib);
}

static inline struct sim_pd *to_sim_pd(struct ib_pd *ib)
{
	return container_of(ib, struct sim_pd, ib);
}

static inline struct sim_ah *to_sim_ah(struct ib_ah *ib)
{
	return container_of(ib, struct sim_ah, ib);
}

static inline struct sim_mr *to_sim_mr(struct ib_mr *ib)
{
	return container_of(ib, struct sim_mr, ib);
}

static inline struct sim_cq *to_sim_cq(struct ib_cq *ib)
{
	return container_of(ib, struct sim_cq, ib);
}

static inline struct sim_srq *to_sim_srq(struct ib_srq *ib)
{
	return container_of(ib, struct sim_srq, ib);
}

static inline struct sim_qp *to_sim_qp(struct ib_qp *ib)
{
	return container_of(ib, struct sim_qp, ib);
}

static inline struct sim_port *sim_port(struct sim_device *dev, u32 num)
{
	return &dev->ports[num - 1];
}

static inline void sim_count(struct sim_port *port, enum sim_stat stat, u64 n)
{
	atomic64_add(n, &port->stats[stat]);
}

#endif
