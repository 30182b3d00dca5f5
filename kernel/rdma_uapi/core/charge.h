/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Memory that is allocated for a namespace outside of its calls, in works and in
 * handlers of rdma_cm, is charged to the memory cgroup of whoever opened it, if it
 * is GFP_KERNEL_ACCOUNT.
 */
#ifndef RUAPI_CHARGE_H
#define RUAPI_CHARGE_H

#include <linux/cleanup.h>
#include <linux/memcontrol.h>
#include <linux/sched/mm.h>

#include "core/namespace.h"

/* CLASS(ruapi_charge, charge)(ns): from here to the end of the block. */
DEFINE_CLASS(ruapi_charge, struct mem_cgroup *, set_active_memcg(_T),
	     set_active_memcg(ns->memcg), const struct ruapi_ns *ns)

#endif /* RUAPI_CHARGE_H */
