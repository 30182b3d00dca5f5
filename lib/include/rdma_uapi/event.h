/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The records that read() returns. */
#ifndef RDMA_UAPI_EVENT_H
#define RDMA_UAPI_EVENT_H

#include <rdma_uapi/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** RUAPI_EVENT_BUF - bytes with which read() gets at least one record */
#define RUAPI_EVENT_BUF 4096

/**
 * ruapi_event_next() - step through what read() returned
 * @buf: what was read, aligned to 8 bytes
 * @len: what read() returned
 * @off: where to go on; 0 at first
 * @event: out: the record
 *
 * Return: 1: a record, 0: the end, -EBADMSG: not a record, -EINVAL: @buf is
 * not aligned.
 */
RUAPI_API int ruapi_event_next(const void *buf, size_t len, size_t *off,
			       const struct ruapi_event **event);

/**
 * ruapi_event_cm() - the rest of a connection manager event
 * @event: from ruapi_event_next()
 *
 * Return: the same record, or NULL if it is of another type or too short.
 */
RUAPI_API const struct ruapi_event_cm *
ruapi_event_cm(const struct ruapi_event *event);

/**
 * ruapi_event_type_name() - name of a type
 * @type: enum ruapi_event_type
 *
 * Return: e.g. "DEVICE_ADDED", or NULL.
 */
RUAPI_API const char *ruapi_event_type_name(unsigned int type);

/**
 * ruapi_event_code_name() - name of what happened
 * @type: enum ruapi_event_type
 * @code: code of the record
 *
 * Return: e.g. "ESTABLISHED" or "PORT_ACTIVE", or NULL.
 */
RUAPI_API const char *ruapi_event_code_name(unsigned int type,
					    unsigned int code);

/**
 * ruapi_event_print() - a record as one line of text
 * @buf: where to
 * @len: bytes at @buf
 * @event: from ruapi_event_next()
 *
 * Return: @buf, which holds as much of it as fits.
 */
RUAPI_API const char *ruapi_event_print(char *buf, size_t len,
					const struct ruapi_event *event);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_EVENT_H */
