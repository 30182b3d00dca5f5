/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What driver operations are told to do instead (fault.c). */
#ifndef RDMASIM_FAULT_H
#define RDMASIM_FAULT_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct sim_device;

enum sim_op {
	SIM_OP_QUERY_DEVICE,
	SIM_OP_MODIFY_DEVICE,
	SIM_OP_GET_DEV_FW_STR,
	SIM_OP_DEALLOC_DRIVER,
	SIM_OP_QUERY_PORT,
	SIM_OP_QUERY_PORT_SPEED,
	SIM_OP_REPORT_PORT_EVENT,
	SIM_OP_MODIFY_PORT,
	SIM_OP_GET_PORT_IMMUTABLE,
	SIM_OP_GET_LINK_LAYER,
	SIM_OP_QUERY_GID,
	SIM_OP_ADD_GID,
	SIM_OP_DEL_GID,
	SIM_OP_QUERY_PKEY,
	SIM_OP_PROCESS_MAD,
	SIM_OP_ALLOC_HW_PORT_STATS,
	SIM_OP_GET_HW_STATS,
	SIM_OP_FILL_RES_QP_ENTRY,
	SIM_OP_FILL_RES_CQ_ENTRY,
	SIM_OP_FILL_RES_MR_ENTRY,
	SIM_OP_ALLOC_UCONTEXT,
	SIM_OP_DEALLOC_UCONTEXT,
	SIM_OP_QUERY_UCONTEXT,
	SIM_OP_DISASSOCIATE_UCONTEXT,
	SIM_OP_MMAP,
	SIM_OP_MMAP_FREE,
	SIM_OP_ALLOC_PD,
	SIM_OP_DEALLOC_PD,
	SIM_OP_CREATE_AH,
	SIM_OP_CREATE_USER_AH,
	SIM_OP_MODIFY_AH,
	SIM_OP_QUERY_AH,
	SIM_OP_DESTROY_AH,
	SIM_OP_GET_DMA_MR,
	SIM_OP_REG_USER_MR,
	SIM_OP_REG_USER_MR_DMABUF,
	SIM_OP_REREG_USER_MR,
	SIM_OP_ALLOC_MR,
	SIM_OP_MAP_MR_SG,
	SIM_OP_DEREG_MR,
	SIM_OP_ALLOC_MW,
	SIM_OP_DEALLOC_MW,
	SIM_OP_ALLOC_DM,
	SIM_OP_DEALLOC_DM,
	SIM_OP_REG_DM_MR,
	SIM_OP_ALLOC_DMAH,
	SIM_OP_DEALLOC_DMAH,
	SIM_OP_QUERY_COMP_CNTR_CAPS,
	SIM_OP_CREATE_COMP_CNTR,
	SIM_OP_DESTROY_COMP_CNTR,
	SIM_OP_MODIFY_COMP_CNTR,
	SIM_OP_READ_COMP_CNTR,
	SIM_OP_QP_ATTACH_COMP_CNTR,
	SIM_OP_CREATE_COUNTERS,
	SIM_OP_DESTROY_COUNTERS,
	SIM_OP_READ_COUNTERS,
	SIM_OP_CREATE_CQ,
	SIM_OP_RESIZE_CQ,
	SIM_OP_MODIFY_CQ,
	SIM_OP_DESTROY_CQ,
	SIM_OP_CREATE_SRQ,
	SIM_OP_MODIFY_SRQ,
	SIM_OP_QUERY_SRQ,
	SIM_OP_DESTROY_SRQ,
	SIM_OP_CREATE_WQ,
	SIM_OP_MODIFY_WQ,
	SIM_OP_DESTROY_WQ,
	SIM_OP_CREATE_RWQ_IND_TABLE,
	SIM_OP_DESTROY_RWQ_IND_TABLE,
	SIM_OP_CREATE_QP,
	SIM_OP_MODIFY_QP,
	SIM_OP_QUERY_QP,
	SIM_OP_DESTROY_QP,
	SIM_OP_ALLOC_XRCD,
	SIM_OP_DEALLOC_XRCD,
	SIM_OP_CREATE_FLOW,
	SIM_OP_DESTROY_FLOW,
	SIM_OP_CREATE_FLOW_ACTION,
	SIM_OP_MODIFY_FLOW_ACTION,
	SIM_OP_DESTROY_FLOW_ACTION,
	SIM_OP_ATTACH_MCAST,
	SIM_OP_DETACH_MCAST,
	SIM_OP_POST_SEND,
	SIM_OP_POST_RECV,
	SIM_OP_POST_SRQ_RECV,
	SIM_OP_POLL_CQ,
	SIM_OP_REQ_NOTIFY_CQ,
	SIM_OPS,
};

/**
 * struct sim_fault - what a driver operation is to do instead
 * @dev: of which instance
 * @calls: how often it was called
 * @nth: the n-th call from now fails; 0: none does
 * @always: every call fails
 * @error: with this errno
 * @delay: every call takes this many milliseconds longer
 * @hang: no call returns until this is 0; 1: or the device is being removed
 * @hanging: calls that do not return now
 */
struct sim_fault {
	struct sim_device *dev;
	u64 calls;
	u32 nth;
	u32 always;
	u32 error;
	u32 delay;
	u32 hang;
	atomic_t hanging;
};

/**
 * struct sim_fault_state - those of an instance
 * @lock: protects the faults
 * @wait: calls that hang or are delayed
 * @leaving: the device is being removed by somebody who has said so
 */
struct sim_fault_state {
	spinlock_t lock;
	wait_queue_head_t wait;
	bool leaving;
	struct sim_fault faults[SIM_OPS];
	struct dentry *dir;
};

#endif
