/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What connects ports (fabric.c), and addresses there. */
#ifndef RDMASIM_FABRIC_H
#define RDMASIM_FABRIC_H

#include <linux/hashtable.h>
#include <linux/rwsem.h>
#include <linux/xarray.h>
#include <rdma/ib_verbs.h>
#include "limits.h"

/**
 * struct sim_fabric - what connects all ports of a kind
 * @lids: InfiniBand: ports by LID
 * @guids: InfiniBand: ports by what is theirs of their GUID
 * @gid_lock: protects @gids
 * @gids: RoCE: GIDs of all ports
 */
struct sim_fabric {
	enum sim_kind kind;
	struct rw_semaphore sem;
	struct list_head ports;
	struct xarray lids;
	struct xarray guids;
	spinlock_t gid_lock;
	DECLARE_HASHTABLE(gids, 10);
};

extern struct sim_fabric sim_fabrics[2];

/**
 * struct sim_av - where a message goes
 * @dlid: InfiniBand: the LID
 * @dmac: RoCE: the MAC address
 * @sgid: from which GID, if @grh
 * @dgid: to which GID, if @grh
 */
struct sim_av {
	u16 dlid;
	u8 dmac[ETH_ALEN];
	u8 sl;
	bool grh;
	enum ib_gid_type gid_type;
	u8 hop_limit;
	u8 traffic_class;
	u32 flow_label;
	u16 vlan_id;
	union ib_gid sgid;
	union ib_gid dgid;
};

#endif
