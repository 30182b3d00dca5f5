/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Numbers of RDMA_VERBS_IOCTL that headers of Debian's oldest kernel do not have, as
 * in rdma/ib_user_ioctl_cmds.h of newer ones, without UVERBS_.
 */
#ifndef COMPAT_NEWER_H
#define COMPAT_NEWER_H

#include <stdint.h>

/* Linux 6.17 */
enum {
	OBJECT_DMAH = 17,
};

enum {
	METHOD_DMAH_ALLOC,
	METHOD_DMAH_FREE,
};

enum {
	ATTR_ALLOC_DMAH_HANDLE,
	ATTR_ALLOC_DMAH_CPU_ID,
	ATTR_ALLOC_DMAH_TPH_MEM_TYPE,
	ATTR_ALLOC_DMAH_PH,
};

enum {
	ATTR_FREE_DMA_HANDLE,
};

enum {
	METHOD_REG_MR = 5,
};

enum {
	ATTR_REG_MR_HANDLE,
	ATTR_REG_MR_PD_HANDLE,
	ATTR_REG_MR_DMA_HANDLE,
	ATTR_REG_MR_IOVA,
	ATTR_REG_MR_ADDR,
	ATTR_REG_MR_LENGTH,
	ATTR_REG_MR_ACCESS_FLAGS,
	ATTR_REG_MR_FD,
	ATTR_REG_MR_FD_OFFSET,
	ATTR_REG_MR_RESP_LKEY,
	ATTR_REG_MR_RESP_RKEY,
};

/* Linux 7.0 */
enum {
	METHOD_QUERY_PORT_SPEED = 7,
};

enum {
	ATTR_QUERY_PORT_SPEED_PORT_NUM,
	ATTR_QUERY_PORT_SPEED_RESP,
};

enum {
	ATTR_CREATE_CQ_BUFFER_VA = 8,
	ATTR_CREATE_CQ_BUFFER_LENGTH,
	ATTR_CREATE_CQ_BUFFER_FD,
	ATTR_CREATE_CQ_BUFFER_OFFSET,
	ATTR_CREATE_CQ_BUF_UMEM,
};

enum {
	ATTR_CREATE_QP_BUF_UMEM = 15,
	ATTR_CREATE_QP_RQ_BUF_UMEM,
	ATTR_CREATE_QP_SQ_BUF_UMEM,
};

enum {
	ATTR_CREATE_SRQ_BUF_UMEM = 14,
};

enum {
	BUFFER_TYPE_DMABUF,
	BUFFER_TYPE_VA,
};

struct buffer_desc {
	uint32_t type;
	int32_t fd;
	uint32_t flags;
	uint32_t optional_flags;
	uint64_t addr;
	uint64_t length;
};

/* Linux 7.3 */
enum {
	OBJECT_COMP_CNTR = 19,
};

enum {
	METHOD_COMP_CNTR_CREATE,
	METHOD_COMP_CNTR_DESTROY,
	METHOD_COMP_CNTR_MODIFY,
	METHOD_COMP_CNTR_READ,
};

enum {
	ATTR_CREATE_COMP_CNTR_HANDLE,
};

enum {
	ATTR_DESTROY_COMP_CNTR_HANDLE,
};

enum {
	ATTR_MODIFY_COMP_CNTR_HANDLE,
	ATTR_MODIFY_COMP_CNTR_ENTRY,
	ATTR_MODIFY_COMP_CNTR_OP,
	ATTR_MODIFY_COMP_CNTR_VALUE,
};

enum {
	ATTR_READ_COMP_CNTR_HANDLE,
	ATTR_READ_COMP_CNTR_ENTRY,
	ATTR_READ_COMP_CNTR_RESP_VALUE,
};

enum {
	METHOD_QP_ATTACH_COMP_CNTR = 2,
};

enum {
	ATTR_QP_ATTACH_COMP_CNTR_HANDLE,
	ATTR_QP_ATTACH_COMP_CNTR_CNTR_HANDLE,
	ATTR_QP_ATTACH_COMP_CNTR_OP_MASK,
};

enum {
	METHOD_QUERY_COMP_CNTR_CAPS = 8,
};

enum {
	ATTR_QUERY_COMP_CNTR_CAPS_MAX_COUNTERS,
	ATTR_QUERY_COMP_CNTR_CAPS_MAX_VALUE,
	ATTR_QUERY_COMP_CNTR_CAPS_OPS,
};

/*
 * Linux 6.18, of rdma/rdma_user_cm.h: commands, an option of QUERY, and their structs
 * without rdma_u.
 */
enum {
	CM_CMD_RESOLVE_IB_SERVICE = 23,
	CM_CMD_WRITE_CM_EVENT = 24,
};

enum {
	CM_QUERY_IB_SERVICE = 3,
};

enum {
	CM_IB_SERVICE_FLAG_ID = 1 << 0,
	CM_IB_SERVICE_FLAG_NAME = 1 << 1,
};

struct cm_resolve_ib_service {
	uint32_t id;
	uint32_t reserved;
	struct {
		uint64_t service_id;
		uint8_t name[64];
		uint32_t flags;
		uint32_t reserved;
	} service;
};

struct cm_ib_service_rec {
	uint64_t id;
	uint8_t gid[16];
	uint16_t pkey;
	uint8_t reserved[2];
	uint32_t lease;
	uint8_t key[16];
	uint8_t name[64];
	uint8_t data_8[16];
	uint16_t data_16[8];
	uint32_t data_32[4];
	uint64_t data_64[2];
};

struct cm_query_ib_service_resp {
	uint32_t num_recs;
	uint32_t reserved;
};

struct cm_write_event {
	uint32_t id;
	uint32_t reserved;
	uint32_t event;
	uint32_t status;
	uint64_t arg;
};

#endif /* COMPAT_NEWER_H */
