/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Addresses that are GIDs, of which no header of userspace has the struct. */
#ifndef RUAPI_SOCKADDR_IB_H
#define RUAPI_SOCKADDR_IB_H

#include <stdint.h>

#define FAMILY_IB 27 /* AF_IB */

/* struct sockaddr_ib */
struct ib_address {
	uint16_t family;
	uint16_t pkey;
	uint32_t flowinfo;
	uint8_t gid[16];
	uint64_t sid;
	uint64_t sid_mask;
	uint64_t scope_id;
};

#endif /* RUAPI_SOCKADDR_IB_H */
