/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Methods that drivers define: driver_desc.c knows what they are, by asking the
 * module, and driver.c calls them.
 */
#ifndef COMPAT_DRIVER_H
#define COMPAT_DRIVER_H

#include <stdatomic.h>

#include "ioctl.h"

/**
 * struct driver_desc - what the driver of a device defines
 * @device: index of the device
 * @size: bytes of it, with what is behind
 * @kept: it stays
 * @num_actions: entries in @actions
 * @num_attrs: entries in @attrs
 * @any: type of the last object that was given where any type is right; a guess
 * @actions: without order
 * @attrs: of the actions, in their order
 */
struct driver_desc {
	uint32_t device;
	bool kept;
	size_t size;
	uint32_t num_actions;
	uint32_t num_attrs;
	_Atomic uint16_t any;
	const struct ruapi_desc_action *actions;
	const struct ruapi_desc_attr *attrs;
};

/* Asks once per device; 0 or a negative errno. */
int driver_desc_get(const struct view *view, struct driver_desc **desc);
void driver_desc_put(struct driver_desc *desc);

/* A number of a driver, or of the core, as the module has it; 0xffff: it has none. */
uint16_t driver_number(uint16_t id);

/* Whether a type of objects is the driver's, and whether they are files. */
bool driver_has_object(const struct driver_desc *desc, uint16_t object,
		       bool *is_fd);

/* Whether a method has a number of a driver's, or is of an object that has. */
bool driver_has(const struct ib_uverbs_ioctl_hdr *hdr);

/* Calls it; the attributes of @msg are read already. */
int driver_run(struct ioctl_cmd *cmd, struct message *msg, struct message *user);

#endif /* COMPAT_DRIVER_H */
