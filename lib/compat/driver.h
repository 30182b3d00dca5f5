/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Methods that drivers define: driver_desc.c knows what they are, by asking the
 * module, and driver.c calls them.
 */
#ifndef COMPAT_DRIVER_H
#define COMPAT_DRIVER_H

#include <stdatomic.h>

#include <rdma/rdma_user_ioctl_cmds.h>

#include "verbs.h"

struct ioctl_cmd;
struct message;

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

/* The method of this number, and its attributes; false: there is none. */
bool driver_find(const struct driver_desc *desc, uint16_t object, uint16_t action,
		 const struct ruapi_desc_action **found,
		 const struct ruapi_desc_attr **specs);

/* ---- attributes: driver_form.c ----------------------------------------------- */

/**
 * struct driver_forms - attributes on their way to the module
 * @desc: of the device
 * @specs: what can be given
 * @num_specs: entries there
 * @also: bits that numbers of a driver's attributes have besides
 * @context: handle of the context, 0: there is none
 * @attrs: where they go
 * @num_attrs: how many there are
 * @max_attrs: for how many there is room
 * @given: bit of an index in @specs: has been given
 * @user: index in the message of each of @attrs
 * @room: memory for what has another form
 * @room_left: bytes there
 * @pages: and for what does not fit
 */
struct driver_forms {
	struct driver_desc *desc;
	const struct ruapi_desc_attr *specs;
	uint32_t num_specs;
	uint16_t also;
	uint32_t context;
	struct ruapi_attr *attrs;
	uint32_t num_attrs;
	uint32_t max_attrs;
	uint64_t given;
	uint8_t user[RUAPI_MAX_ATTRS];
	uint8_t *room;
	size_t room_left;
	struct driver_pages *pages;
};

/*
 * Adds what the program has given in the place @i of its message.  Return: 0, or
 * what is wrong that the module does not see.
 */
int driver_form(struct driver_forms *forms, const struct ib_uverbs_attr *from,
		int i);

/* Whether all is given that must be. */
bool driver_is_complete(const struct driver_forms *forms);

/* Tells of @attr, the one in the place @i, whether the driver has written to it. */
void driver_mark(const struct driver_forms *forms, const struct ruapi_attr *attr,
		 int i, struct ioctl_cmd *cmd, struct message *msg,
		 struct message *user);

void driver_forms_end(struct driver_forms *forms);

/* What ib_uverbs says if the module has found something wrong. */
int driver_error(const struct ruapi_hdr *hdr, int ret);

/* ---- what drivers add to methods of the core: driver_added.c ---------------------- */

/**
 * struct driver_added - attributes of a driver that come with a call of ours
 * @object: of the call, enum ruapi_object
 * @action: of the call
 * @forms: they, which are those in @attrs
 * @attrs: as the module has them
 * @room: the first memory for @forms; not zeroed
 */
struct driver_added {
	uint16_t object;
	uint16_t action;
	struct driver_forms forms;
	struct ruapi_attr attrs[CALL_MAX_ADDED];
	uint64_t room[32];
};

/* An attribute that the method itself has not; 0 or a negative errno. */
int driver_add(struct ioctl_cmd *cmd, const struct ib_uverbs_attr *from, int i);

/*
 * Whether all is given that the driver must be given with the method: 0, -EINVAL.
 * The module does not insist on it where write() can do without; nor is it missed here
 * where a device is opened or something is destroyed, if nothing of the driver's is given.
 */
int driver_complete(struct ioctl_cmd *cmd);

/* Whether there is anything that it adds to the method: then it has an operation. */
bool driver_adds(const struct ioctl_cmd *cmd);

/* Makes the call, with them if it is theirs. */
int driver_run_added(struct call *call, const struct view *view);

/* Tells which of them have been written, also if the call has failed. */
void driver_mark_added(struct ioctl_cmd *cmd, struct message *msg,
		       struct message *user);

/* ---- methods: driver.c ----------------------------------------------------------- */

/* Whether a method has a number of a driver's, or is of an object that has. */
bool driver_has(const struct ib_uverbs_ioctl_hdr *hdr);

/* Calls it; the attributes of @msg are read already. */
int driver_run(struct ioctl_cmd *cmd, struct message *msg, struct message *user);

#endif /* COMPAT_DRIVER_H */
