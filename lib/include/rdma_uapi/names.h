/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Names for people, and sentences about calls that failed. */
#ifndef RDMA_UAPI_NAMES_H
#define RDMA_UAPI_NAMES_H

#include <rdma_uapi/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * ruapi_object_name() - name of an object type
 * @object: enum ruapi_object
 *
 * Return: e.g. "qp", or NULL.
 */
RUAPI_API const char *ruapi_object_name(unsigned int object);

/**
 * ruapi_object_by_name() - the object type of a name
 * @name: e.g. "qp", in any case
 *
 * Return: enum ruapi_object, or 0.
 */
RUAPI_API unsigned int ruapi_object_by_name(const char *name);

/**
 * ruapi_action_name() - name of an action
 * @object: enum ruapi_object
 * @action: action number
 *
 * Return: e.g. "create", or NULL.
 */
RUAPI_API const char *ruapi_action_name(unsigned int object,
					unsigned int action);

/**
 * ruapi_action_by_name() - the number of an action
 * @object: enum ruapi_object
 * @name: e.g. "create", in any case
 *
 * Return: action number, or 0.
 */
RUAPI_API unsigned int ruapi_action_by_name(unsigned int object,
					    const char *name);

/**
 * ruapi_action_request() - the ioctl that carries an action
 * @object: enum ruapi_object
 * @action: action number
 *
 * Return: RUAPI_IOC_CALL, _CM or _FAST, or 0 for an unknown action; RUAPI_IOC_DRIVER
 * for whatever is numbered as a driver's.
 */
RUAPI_API unsigned long ruapi_action_request(unsigned int object,
					     unsigned int action);

/**
 * ruapi_attr_name() - name of an attribute
 * @object: enum ruapi_object
 * @action: action number
 * @id: attribute id
 *
 * Return: e.g. "send_cq", or NULL.
 */
RUAPI_API const char *ruapi_attr_name(unsigned int object, unsigned int action,
				      unsigned int id);

/**
 * ruapi_class_name() - name of an ioctl
 * @ioc_nr: its number, 0x90 ...
 *
 * Return: e.g. "CALL", or NULL.
 */
RUAPI_API const char *ruapi_class_name(unsigned int ioc_nr);

/**
 * ruapi_wire_name() - name of a wire type
 * @wire: enum ruapi_wire
 *
 * Return: e.g. "buf_in", or NULL.
 */
RUAPI_API const char *ruapi_wire_name(unsigned int wire);

/**
 * ruapi_reason_name() - name of a reason
 * @reason: enum ruapi_reason
 *
 * Return: e.g. "RUAPI_REASON_RANGE", or NULL.
 */
RUAPI_API const char *ruapi_reason_name(unsigned int reason);

/**
 * ruapi_reason_text() - a reason in words
 * @reason: enum ruapi_reason
 *
 * Return: e.g. "value out of bounds", or NULL.
 */
RUAPI_API const char *ruapi_reason_text(unsigned int reason);

/**
 * ruapi_driver_name() - name of a driver
 * @driver_id: enum rdma_driver_id
 *
 * Return: e.g. "rxe", or NULL.
 */
RUAPI_API const char *ruapi_driver_name(uint32_t driver_id);

/**
 * ruapi_explain() - a sentence about a call that failed
 * @buf: where to
 * @len: bytes at @buf
 * @object: enum ruapi_object
 * @action: action number
 * @bad_attr: attribute that the kernel named, or 0
 * @reason: enum ruapi_reason
 * @err: errno, of either sign
 *
 * "QP.CREATE: attribute send_cq: the handle names an object of another type
 * (ENOENT: No such file or directory)"
 *
 * Return: @buf, which holds as much of it as fits.
 */
RUAPI_API const char *ruapi_explain(char *buf, size_t len, unsigned int object,
				    unsigned int action, unsigned int bad_attr,
				    unsigned int reason, int err);

/**
 * ruapi_strerror_call() - ruapi_explain() of what a wrapper left behind
 * @buf: where to
 * @len: bytes at @buf
 * @error: member of its arguments
 *
 * Return: @buf, which holds as much of it as fits.
 */
RUAPI_API const char *ruapi_strerror_call(char *buf, size_t len,
					  const struct ruapi_error *error);

/**
 * ruapi_explain_memlock() - a sentence about memory that must not be locked
 * @buf: where to
 * @len: bytes at @buf
 * @memlock: what MR.REG says with RUAPI_REASON_MEMLOCK
 *
 * "64 KiB may be locked (RLIMIT_MEMLOCK), 0 bytes are, and 1 MiB more are needed"
 *
 * Return: @buf, which holds as much of it as fits.
 */
RUAPI_API const char *ruapi_explain_memlock(char *buf, size_t len,
					    const struct ruapi_memlock *memlock);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_NAMES_H */
