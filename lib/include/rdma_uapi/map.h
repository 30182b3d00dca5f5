/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Memory of drivers, mapped into the program: queues, doorbells. */
#ifndef RDMA_UAPI_MAP_H
#define RDMA_UAPI_MAP_H

#include <stddef.h>
#include <rdma_uapi/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct ruapi_mapping - memory of a driver
 * @offset: where it is, as the driver has said
 * @size: bytes
 * @addr: out: where it is mapped
 */
struct ruapi_mapping {
	uint64_t offset;
	size_t size;
	void *addr;
};

/**
 * ruapi_map() - map memory of a context, for reading and writing
 * @fd: of the device, or a view
 * @slot: of the context, as CONTEXT.OPEN has answered; of a device view 0
 * @maps: what to map.  Where the address space allows it these come to lie side by
 *	side, so that ruapi_unmap() need be no more than one system call
 * @count: entries in @maps
 *
 * Return: 0 or negative errno, and nothing is mapped.
 */
RUAPI_API int ruapi_map(int fd, uint32_t slot, struct ruapi_mapping *maps,
			unsigned int count);

/**
 * ruapi_unmap() - unmap what ruapi_map() has mapped
 * @maps: what it was given
 * @count: entries in @maps
 *
 * Return: 0 or negative errno.
 */
RUAPI_API int ruapi_unmap(const struct ruapi_mapping *maps, unsigned int count);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_MAP_H */
