/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Calls built attribute by attribute, for actions that have no wrapper. */
#ifndef RDMA_UAPI_MSG_H
#define RDMA_UAPI_MSG_H

#include <rdma_uapi/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RUAPI_MSG_BYTES \
	(sizeof(struct ruapi_hdr) + RUAPI_MAX_ATTRS * sizeof(struct ruapi_attr))

/**
 * struct ruapi_msg - a call, on the caller's stack
 * @error: after ruapi_msg_call(): why it failed
 * @room: private: header and attributes, ruapi_msg_hdr() is the way in
 *
 * The functions that add an attribute return it, or NULL if there were too
 * many; ruapi_msg_call() then fails with E2BIG, so that nobody need check.
 * Inputs are marked mandatory; clear the flag to let the kernel ignore one.
 */
struct ruapi_msg {
	struct ruapi_error error;
	uint64_t room[RUAPI_MSG_BYTES / sizeof(uint64_t)];
};

/**
 * ruapi_msg_hdr() - the wire format of the call
 * @msg: the call
 *
 * Return: its header, which the attributes follow.
 */
static inline struct ruapi_hdr *ruapi_msg_hdr(struct ruapi_msg *msg)
{
	return (struct ruapi_hdr *)msg->room;
}

/**
 * ruapi_msg_init() - begin a call; writes the header only
 * @msg: the call
 * @object: enum ruapi_object
 * @action: action number
 */
RUAPI_API void ruapi_msg_init(struct ruapi_msg *msg, unsigned int object,
			      unsigned int action);

/**
 * ruapi_msg_driver() - say which driver laid out the driver's attributes
 * @msg: the call
 * @driver_id: enum rdma_driver_id
 */
RUAPI_API void ruapi_msg_driver(struct ruapi_msg *msg, uint32_t driver_id);

/**
 * ruapi_msg_add() - add an attribute of any wire type
 * @msg: the call
 * @id: attribute id
 * @wire: enum ruapi_wire
 * @len: bytes
 * @value: the 64 bits of data
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_add(struct ruapi_msg *msg, uint16_t id,
					   uint8_t wire, uint32_t len,
					   uint64_t value);

/**
 * ruapi_msg_in() - add a scalar
 * @msg: the call
 * @id: attribute id
 * @width: bytes of its type: 1, 2, 4 or 8
 * @value: the scalar
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_in(struct ruapi_msg *msg, uint16_t id,
					  uint32_t width, uint64_t value);

/**
 * ruapi_msg_out() - ask for a scalar
 * @msg: the call
 * @id: attribute id
 * @width: bytes of its type: 1, 2, 4 or 8
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_out(struct ruapi_msg *msg, uint16_t id,
					   uint32_t width);

/**
 * ruapi_msg_buf_in() - add a struct, an array, bytes or an address
 * @msg: the call
 * @id: attribute id
 * @ptr: read during the call
 * @len: bytes at @ptr
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_buf_in(struct ruapi_msg *msg,
					      uint16_t id, const void *ptr,
					      uint32_t len);

/**
 * ruapi_msg_buf_out() - ask for a struct, an array, bytes or an address
 * @msg: the call
 * @id: attribute id
 * @ptr: written during the call
 * @len: bytes of room at @ptr
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_buf_out(struct ruapi_msg *msg,
					       uint16_t id, void *ptr,
					       uint32_t len);

/**
 * ruapi_msg_obj() - name an object
 * @msg: the call
 * @id: attribute id
 * @object: enum ruapi_object
 * @handle: its handle
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_obj(struct ruapi_msg *msg, uint16_t id,
					   unsigned int object,
					   uint32_t handle);

/**
 * ruapi_msg_obj_new() - ask for the object that the call creates
 * @msg: the call
 * @id: attribute id
 * @object: enum ruapi_object
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_obj_new(struct ruapi_msg *msg,
					       uint16_t id,
					       unsigned int object);

/**
 * ruapi_msg_obj_destroy() - name the object that the call destroys
 * @msg: the call
 * @id: attribute id
 * @object: enum ruapi_object
 * @handle: its handle
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_obj_destroy(struct ruapi_msg *msg,
						   uint16_t id,
						   unsigned int object,
						   uint32_t handle);

/**
 * ruapi_msg_objs() - name several objects
 * @msg: the call
 * @id: attribute id
 * @refs: the objects, read during the call
 * @count: how many
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_objs(struct ruapi_msg *msg, uint16_t id,
					    const struct ruapi_objref *refs,
					    uint32_t count);

/**
 * ruapi_msg_fds() - several file descriptors
 * @msg: the call
 * @id: attribute id
 * @fds: the file descriptors, read during the call
 * @count: how many
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_fds(struct ruapi_msg *msg, uint16_t id,
					   const int *fds, uint32_t count);

/**
 * ruapi_msg_fd() - add a file descriptor
 * @msg: the call
 * @id: attribute id
 * @fd: the file descriptor
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_fd(struct ruapi_msg *msg, uint16_t id,
					  int fd);

/**
 * ruapi_msg_fd_new() - ask for the file descriptor that the call creates
 * @msg: the call
 * @id: attribute id
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_fd_new(struct ruapi_msg *msg,
					      uint16_t id);

/**
 * ruapi_msg_attr() - find an attribute that was added
 * @msg: the call
 * @id: attribute id
 *
 * Return: the attribute, or NULL if there is none.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_attr(struct ruapi_msg *msg, uint16_t id);

/**
 * ruapi_msg_value() - what the kernel wrote
 * @msg: a call that succeeded
 * @id: attribute id
 *
 * Return: the scalar, the new handle or the new fd; 0 if the kernel did not
 * write the attribute.
 */
RUAPI_API uint64_t ruapi_msg_value(struct ruapi_msg *msg, uint16_t id);

/**
 * ruapi_msg_call() - make the call, by the ioctl that carries the action
 * @fd: of the device, or a view of it
 * @msg: the call
 *
 * Return: 0 or negative errno, and @msg->error.
 */
RUAPI_API int ruapi_msg_call(int fd, struct ruapi_msg *msg);

/**
 * ruapi_msg_ioctl() - make the call by a given ioctl, for actions that are
 *	newer than this library
 * @fd: of the device, or a view of it
 * @request: RUAPI_IOC_CALL, _CM or _DRIVER
 * @msg: the call
 *
 * Return: 0 or negative errno, and @msg->error.
 */
RUAPI_API int ruapi_msg_ioctl(int fd, unsigned long request,
			      struct ruapi_msg *msg);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_MSG_H */
