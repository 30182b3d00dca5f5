/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Numbers of RDMA_VERBS_IOCTL that headers of Debian's oldest kernel do not have, as
 * in rdma/ib_user_ioctl_cmds.h of newer ones, without UVERBS_.
 */
#ifndef COMPAT_NEWER_H
#define COMPAT_NEWER_H

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

#endif /* COMPAT_NEWER_H */
