/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Specifications and handlers, made quick to check against (action.c). */
#ifndef RUAPI_ACTION_H
#define RUAPI_ACTION_H

#include <linux/bits.h>
#include <linux/nospec.h>
#include <linux/types.h>

#include "spec.h"

struct ruapi_call;
struct ruapi_obj;

/**
 * struct ruapi_handler - what the kernel does for one action
 * @run: the handler.  0, or a negative errno and nothing done
 * @fast: instead of @run, for class FAST
 * @cap_raw: needs CAP_NET_RAW over the device
 * @cap_net_admin: needs CAP_NET_ADMIN in the initial user namespace
 * @enters: locks the contexts of its objects itself: inside the lock of a CM id, or one
 *	after the other
 * @all_ports: without a port it is about all of the device
 * @missing: bit n: drivers of this kernel have no operation for attribute n; bit 0: for
 *	the action.  Calls are EOPNOTSUPP when all else about them is right
 */
struct ruapi_handler {
	int (*run)(struct ruapi_call *call);
	int (*fast)(struct ruapi_obj *obj, u64 arg);
	bool cap_raw;
	bool cap_net_admin;
	bool enters;
	bool all_ports;
	u64 missing;
};

/* struct ruapi_handler::missing, by what compat.h says of the kernel. */
#define RUAPI_MISSING(have, id) ((have) ? 0 : BIT_ULL(id))
#define RUAPI_MISSING_ACTION(have) RUAPI_MISSING(have, 0)

/**
 * enum ruapi_ports_in - what of an attribute with RUAPI_SPEC_PORT is a port
 * @RUAPI_PORTS_NUMBER: it is one, and has the P_Key and GID of the action
 * @RUAPI_PORTS_OBJECT: it is an object, which may be on one
 * @RUAPI_PORTS_AH: struct ruapi_ah_attr
 * @RUAPI_PORTS_QP: struct ruapi_qp_attr, of the QP that is the first handle
 */
enum ruapi_ports_in {
	RUAPI_PORTS_NUMBER = 1,
	RUAPI_PORTS_OBJECT = 2,
	RUAPI_PORTS_AH = 3,
	RUAPI_PORTS_QP = 4,
};

/**
 * struct ruapi_action - a specification, made quick to check against
 * @spec: the specification
 * @object: enum ruapi_object
 * @number: action number
 * @handler: of this kernel
 * @class: enum ruapi_class, of @spec
 * @takes_uhw: it has RUAPI_ACTION_UHW, of @spec
 * @required: bit n: attribute n must be given
 * @has_groups: there are any @groups
 * @groups: attributes of which exactly one must be given; 0: no such group
 * @lsm_cmd: by which security modules know it
 * @asks_more: @handler wants a capability, or all ports of the device
 * @place: enum ruapi_place: where it may stand in a batch
 * @is_final: what it does cannot be undone
 * @living: bit n: attribute n is an object for which a tombstone is not good enough
 * @has_secrets: some input is a key
 * @takes_added: drivers may add attributes to it
 * @destroys: id of the attribute whose object the call destroys, 0: none
 * @creates: id of the attribute whose object the call creates, 0: none
 * @device_attr: id of the device index, 0: none
 * @port_attr: id of what says the port, 0: nothing; there is one at most
 * @pkey_attr: id of the P_Key index, 0: none
 * @gid_attr: id of the GID index, 0: none
 * @num_rules: entries in @rules
 * @rules: by attribute id; wire 0: no such attribute; by_fd: a queue, for which its fd
 *	is as good as its handle; handle: it is one, given or to be made
 */
struct ruapi_action {
	const struct ruapi_action_spec *spec;
	u16 object;
	u16 number;
	const struct ruapi_handler *handler;
	u16 class;
	bool takes_uhw;
	bool has_groups;
	u64 required;
	u64 groups[2];
	u64 living;
	u32 lsm_cmd;
	bool asks_more;
	u8 place;
	bool is_final;
	bool has_secrets;
	bool takes_added;
	u8 destroys;
	u8 creates;
	u8 device_attr;
	u8 port_attr;
	u8 pkey_attr;
	u8 gid_attr;
	u8 num_rules;
	struct ruapi_rule {
		u8 wire;
		u8 type;
		u8 access;
		u8 width;
		bool by_fd;
		u8 ports;
		u16 object;
		u32 flags;
		u32 max_len;
		u32 len_from;
		u32 len_to;
		u32 len_unit;
		bool handle;
		u64 max;
	} rules[];
};

/**
 * struct ruapi_actions - the actions of a type of objects
 * @by_number: those that there are; entries may be NULL
 * @count: entries in @by_number
 */
struct ruapi_actions {
	struct ruapi_action **by_number;
	unsigned int count;
};

extern struct ruapi_actions ruapi_actions[__RUAPI_OBJ_MAX];

int ruapi_actions_init(void);
void ruapi_actions_exit(void);

/**
 * ruapi_action() - look up an action
 * @object: enum ruapi_object, as a user says it
 * @action: action number, as a user says it
 *
 * Return: the action, NULL if there is none.
 */
static inline const struct ruapi_action *ruapi_action(unsigned int object,
						      unsigned int action)
{
	const struct ruapi_actions *actions;

	if (object >= __RUAPI_OBJ_MAX)
		return NULL;
	actions = &ruapi_actions[array_index_nospec(object, __RUAPI_OBJ_MAX)];
	if (action >= actions->count)
		return NULL;
	return actions->by_number[array_index_nospec(action, actions->count)];
}

#endif /* RUAPI_ACTION_H */
