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

struct ruapi_calls;

/**
 * ruapi_window_open() - have ruapi_map() put queues of a context into one mapping
 * @fd: of the device, or a view
 * @context: the context
 * @slot: of it, as for ruapi_map()
 * @size: bytes of address space; what does not fit is mapped as without
 *
 * Return: 0 or negative errno; -EOPNOTSUPP: the driver maps what cannot be put there.
 * ruapi_map() works as well without a window.
 */
RUAPI_API int ruapi_window_open(int fd, uint32_t context, uint32_t slot,
				size_t size);

/**
 * ruapi_window_close() - undo ruapi_window_open(); what is in the window goes
 * @fd: the same fd
 * @slot: the same slot
 *
 * Return: 0 or negative errno.
 */
RUAPI_API int ruapi_window_close(int fd, uint32_t slot);

/**
 * ruapi_batch_unmap() - ruapi_unmap() as a part of a batch that destroys
 * @calls: the batch, to which a call is added if that is possible
 * @maps: what one call of ruapi_map() was given
 * @count: entries in @maps
 *
 * When the batch was run, ruapi_unmapped() has to follow.
 */
RUAPI_API void ruapi_batch_unmap(struct ruapi_calls *calls,
				 const struct ruapi_mapping *maps,
				 unsigned int count);

/**
 * ruapi_unmapped() - a batch with ruapi_batch_unmap() has succeeded
 * @maps: what that was given
 * @count: entries in @maps
 *
 * Return: 0 or negative errno.
 */
RUAPI_API int ruapi_unmapped(const struct ruapi_mapping *maps,
			     unsigned int count);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_MAP_H */
