/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Arrays of unknown length, allocated for the caller. */
#ifndef RDMA_UAPI_LIST_H
#define RDMA_UAPI_LIST_H

#include <rdma_uapi/base.h>
#include <rdma_uapi/msg.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * ruapi_fetch_array() - make a call that returns an array, again with more
 *	room until it fits
 * @fd: of the device
 * @msg: the call, with all its attributes but the array
 * @id: attribute id of the array
 * @size: bytes of one element
 * @array: out: the elements, to be freed with free(); NULL if there are none
 * @count: out: how many
 *
 * Return: 0 or negative errno, and @msg->error.
 */
RUAPI_API int ruapi_fetch_array(int fd, struct ruapi_msg *msg, uint16_t id,
				uint32_t size, void **array, uint32_t *count);

/**
 * ruapi_list_all() - all objects of a type
 * @fd: of the device
 * @object: enum ruapi_object but DEVICE; NAMESPACE: objects of all types
 * @entries: out: the objects, to be freed with free(); NULL if there are none
 * @count: out: how many
 *
 * Return: 0 or negative errno.
 */
RUAPI_API int ruapi_list_all(int fd, unsigned int object,
			     struct ruapi_list_entry **entries,
			     uint32_t *count);

/**
 * ruapi_device_list_all() - all devices that the namespace may use
 * @fd: of the device
 * @devices: out: the devices, to be freed with free(); NULL if there are none
 * @count: out: how many
 *
 * Return: 0 or negative errno.
 */
RUAPI_API int ruapi_device_list_all(int fd, struct ruapi_device_info **devices,
				    uint32_t *count);

/**
 * ruapi_device_gid_table_all() - all GIDs of a device
 * @fd: of the device
 * @index: device index
 * @entries: out: the GIDs, to be freed with free(); NULL if there are none
 * @count: out: how many
 *
 * Return: 0 or negative errno.
 */
RUAPI_API int ruapi_device_gid_table_all(int fd, uint32_t index,
					 struct ruapi_gid_entry **entries,
					 uint32_t *count);

/**
 * struct ruapi_description - all actions and attributes there are
 * @actions: the actions
 * @attrs: their attributes, those of drivers included
 * @num_actions: entries of @actions
 * @num_attrs: entries of @attrs
 * @ucaps: of a device: its user capabilities, and what demands them
 * @num_ucaps: entries of @ucaps
 */
struct ruapi_description {
	struct ruapi_desc_action *actions;
	struct ruapi_desc_attr *attrs;
	uint32_t num_actions;
	uint32_t num_attrs;
	struct ruapi_desc_ucap *ucaps;
	uint32_t num_ucaps;
};

/**
 * ruapi_describe_module() - what the running module checks calls against
 * @fd: of the device
 * @desc: out: to be freed with ruapi_describe_free()
 *
 * Return: 0 or negative errno.
 */
RUAPI_API int ruapi_describe_module(int fd, struct ruapi_description *desc);

/**
 * ruapi_describe_device() - what the driver of a device defines by itself
 * @fd: of the device node
 * @device: index of the device
 * @desc: out: actions of class DRIVER, and those of the core to which it adds
 *	attributes, with these; user capabilities; to be freed with ruapi_describe_free()
 *
 * Return: 0 or negative errno: -ENODEV, there is no such device; -EPROTO, the module
 * is older than this library.
 */
RUAPI_API int ruapi_describe_device(int fd, uint32_t device,
				    struct ruapi_description *desc);

/**
 * ruapi_describe_spec() - what this library was built with
 * @desc: out: to be freed with ruapi_describe_free()
 *
 * Return: 0 or -ENOMEM.
 */
RUAPI_API int ruapi_describe_spec(struct ruapi_description *desc);

/**
 * ruapi_describe_free() - free a description
 * @desc: the description; zeroes are fine
 */
RUAPI_API void ruapi_describe_free(struct ruapi_description *desc);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_LIST_H */
