/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What every part of librdma_uapi uses. */
#ifndef RDMA_UAPI_BASE_H
#define RDMA_UAPI_BASE_H

#include <stddef.h>
#include <stdint.h>
#include <rdma/rdma_uapi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RUAPI_API __attribute__((visibility("default")))

/** RUAPI_SET - bit of an attribute in the members @set and @valid */
#define RUAPI_SET(attr) (UINT64_C(1) << (attr))

/**
 * struct ruapi_error - what is known about a call that failed; undefined after
 *	one that succeeded
 * @object: enum ruapi_object
 * @action: action number
 * @bad_attr: id of the attribute that made it fail, 0: none
 * @reason: enum ruapi_reason
 * @bad_index: where in the call, 0xffffffff: not there
 * @err: negative errno, as the function returned it
 */
struct ruapi_error {
	uint16_t object;
	uint16_t action;
	uint16_t bad_attr;
	uint16_t reason;
	uint32_t bad_index;
	int32_t err;
};

/**
 * struct ruapi_uhw - what a provider library and its driver tell each other
 * @in: the driver's request
 * @out: room for the driver's response
 * @in_len: bytes at @in, 0: no request
 * @out_max: bytes of room at @out, 0: no response wanted
 * @out_len: out: bytes of the response
 * @driver_id: enum rdma_driver_id that laid them out; checked by the kernel
 */
struct ruapi_uhw {
	const void *in;
	void *out;
	uint32_t in_len;
	uint32_t out_max;
	uint32_t out_len;
	uint32_t driver_id;
};

/**
 * ruapi_open() - open the device: a new namespace of objects
 *
 * Return: file descriptor, close-on-exec, or negative errno.
 */
RUAPI_API int ruapi_open(void);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_BASE_H */
