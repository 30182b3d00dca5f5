/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/*
 * The specification of every action, as plain tables.  They are compiled
 * unchanged into the kernel module, which validates with them, and into the
 * library, the command line tool and the generators of manual and decoders.
 *
 * Tables are indexed by the numbers of rdma/rdma_uapi.h: objects by enum
 * ruapi_object, actions by their action number, attributes by their id.  A row
 * without a name is a hole: the number means nothing.
 */
#ifndef RUAPI_SPEC_H
#define RUAPI_SPEC_H

#include <rdma/rdma_uapi.h>
#ifdef __KERNEL__
#include <linux/stddef.h>
#include <linux/kernel.h>
#define RUAPI_COUNT(array) ARRAY_SIZE(array)
#else
#include <stddef.h>
#define RUAPI_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#endif

/**
 * enum ruapi_attr_type - what an attribute means; fixes its wire type
 * @RUAPI_T_U8: scalars, inline.  The kernel checks the value against @known
 * @RUAPI_T_U16: ditto
 * @RUAPI_T_U32: ditto
 * @RUAPI_T_U64: ditto
 * @RUAPI_T_FLAGS32: a word of bits, of which @known are known
 * @RUAPI_T_STRUCT: a struct of @max_len bytes, of which the first @min_len must
 *	be there.  In: a longer one needs a zero tail.  Out: as much as fits
 * @RUAPI_T_ARRAY: whole elements of @min_len bytes, at most @max_len bytes.
 *	Out: all of them or ENOSPC
 * @RUAPI_T_BYTES: @min_len to @max_len bytes
 * @RUAPI_T_SOCKADDR: a sockaddr of AF_INET, AF_INET6 or AF_IB
 * @RUAPI_T_OBJ: an object of type @object with the access @access
 * @RUAPI_T_FD: a file descriptor
 * @RUAPI_T_OBJS: an array of struct ruapi_objref, of @min_len bytes each and at
 *	most @max_len bytes: objects of type @object, for READ only
 * @RUAPI_T_FDS: an array of file descriptors, int, of @min_len bytes each and at
 *	most @max_len bytes
 */
enum ruapi_attr_type {
	RUAPI_T_U8 = 1,
	RUAPI_T_U16 = 2,
	RUAPI_T_U32 = 3,
	RUAPI_T_U64 = 4,
	RUAPI_T_FLAGS32 = 5,
	RUAPI_T_STRUCT = 6,
	RUAPI_T_ARRAY = 7,
	RUAPI_T_BYTES = 8,
	RUAPI_T_SOCKADDR = 9,
	RUAPI_T_OBJ = 10,
	RUAPI_T_FD = 11,
	RUAPI_T_OBJS = 12,
	RUAPI_T_FDS = 13,
};

/**
 * enum ruapi_access - what a call does with an object
 * @RUAPI_ACCESS_READ: shared with other READs
 * @RUAPI_ACCESS_WRITE: alone, EBUSY otherwise
 * @RUAPI_ACCESS_DESTROY: alone, and gone afterwards if the call succeeds
 * @RUAPI_ACCESS_NEW: created
 */
enum ruapi_access {
	RUAPI_ACCESS_READ = 1,
	RUAPI_ACCESS_WRITE = 2,
	RUAPI_ACCESS_DESTROY = 3,
	RUAPI_ACCESS_NEW = 4,
};

/**
 * enum ruapi_spec_flags - struct ruapi_attr_spec::flags
 * @RUAPI_SPEC_REQUIRED: the call fails without it
 * @RUAPI_SPEC_OUT: the kernel writes it
 * @RUAPI_SPEC_PORT: the port: a number, struct ruapi_ah_attr, struct ruapi_qp_attr, or a QP
 *	that is on one.  Refused if the fd's network namespace does not see it;
 *	the security modules are shown it
 * @RUAPI_SPEC_PKEY: index of a P_Key of that port; ditto
 * @RUAPI_SPEC_DEVICE: it is the index of the device that the call is about
 * @RUAPI_SPEC_ANY_DEAD: a tombstone is good enough
 * @RUAPI_SPEC_HEX: for people: print in base 16
 * @RUAPI_SPEC_ON_ERROR: an output that is also written if the handler failed
 * @RUAPI_SPEC_SECRET: a key: the kernel wipes what it has read of it
 * @RUAPI_SPEC_GID: index of a GID of that port; refused if its network device is in
 *	another network namespace
 * @RUAPI_SPEC_CHOICE: of drivers' methods: it starts with struct ruapi_choice
 */
enum ruapi_spec_flags {
	RUAPI_SPEC_REQUIRED = 1 << 0,
	RUAPI_SPEC_OUT = 1 << 1,
	RUAPI_SPEC_PORT = 1 << 2,
	RUAPI_SPEC_PKEY = 1 << 3,
	RUAPI_SPEC_DEVICE = 1 << 4,
	RUAPI_SPEC_ANY_DEAD = 1 << 5,
	RUAPI_SPEC_HEX = 1 << 6,
	RUAPI_SPEC_ON_ERROR = 1 << 7,
	RUAPI_SPEC_SECRET = 1 << 8,
	RUAPI_SPEC_CHOICE = 1 << 9,
	RUAPI_SPEC_GID = 1 << 10,
};

/**
 * enum ruapi_action_flags - struct ruapi_action_spec::flags
 * @RUAPI_ACTION_UHW: passes RUAPI_ATTR_UHW_IN and _OUT to the driver
 * @RUAPI_ACTION_LOOKS: it changes nothing, so there is nothing to undo
 * @RUAPI_ACTION_ALONE: not in a batch: it enters contexts by itself, or others hear of
 *	what it makes by an event before the batch has succeeded
 * @RUAPI_ACTION_ENDS: it takes away as DESTROY does, and stands in a batch as that
 */
enum ruapi_action_flags {
	RUAPI_ACTION_UHW = 1 << 0,
	RUAPI_ACTION_LOOKS = 1 << 1,
	RUAPI_ACTION_ALONE = 1 << 2,
	RUAPI_ACTION_ENDS = 1 << 3,
};

/**
 * enum ruapi_class - the ioctl that carries an action: its number
 * @RUAPI_CLASS_CALL: RUAPI_IOC_CALL
 * @RUAPI_CLASS_CM: RUAPI_IOC_CM
 * @RUAPI_CLASS_DRIVER: RUAPI_IOC_DRIVER
 * @RUAPI_CLASS_FAST: RUAPI_IOC_FAST: attribute 1 is an object, attribute 2, if
 *	there is one, a scalar
 */
enum ruapi_class {
	RUAPI_CLASS_CALL = _IOC_NR(RUAPI_IOC_CALL),
	RUAPI_CLASS_CM = _IOC_NR(RUAPI_IOC_CM),
	RUAPI_CLASS_DRIVER = _IOC_NR(RUAPI_IOC_DRIVER),
	RUAPI_CLASS_FAST = _IOC_NR(RUAPI_IOC_FAST),
};

/**
 * enum ruapi_batch_nr - the ioctls that carry several calls: their numbers
 * @RUAPI_NR_BATCH: of class CALL
 * @RUAPI_NR_BATCH_CM: of class CM, too
 */
enum ruapi_batch_nr {
	RUAPI_NR_BATCH = _IOC_NR(RUAPI_IOC_BATCH),
	RUAPI_NR_BATCH_CM = _IOC_NR(RUAPI_IOC_BATCH_CM),
};

/**
 * struct ruapi_name - a value and the name that people know it by
 * @value: enumerator or single bit
 * @name: e.g. "IBV_QPT_RC"
 */
struct ruapi_name {
	__u64 value;
	const char *name;
};

/**
 * struct ruapi_names - the names of an enum or of the bits of a word
 * @name: of the enum in its header, e.g. "ib_qp_type"
 * @list: the names
 * @count: entries in @list
 */
struct ruapi_names {
	const char *name;
	const struct ruapi_name *list;
	__u16 count;
};

/**
 * enum ruapi_field_show - how people read a field of a struct
 * @RUAPI_SHOW_DEC: decimal number
 * @RUAPI_SHOW_HEX: hexadecimal number
 * @RUAPI_SHOW_ENUM: one of @names
 * @RUAPI_SHOW_FLAGS: bits of @names
 * @RUAPI_SHOW_GID: 16 bytes, as an IPv6 address
 * @RUAPI_SHOW_GUID: 8 bytes, big endian
 * @RUAPI_SHOW_BYTES: bytes
 * @RUAPI_SHOW_STRING: char array, ends at the first 0
 * @RUAPI_SHOW_STRUCT: a struct as @layout says
 */
enum ruapi_field_show {
	RUAPI_SHOW_DEC = 0,
	RUAPI_SHOW_HEX = 1,
	RUAPI_SHOW_ENUM = 2,
	RUAPI_SHOW_FLAGS = 3,
	RUAPI_SHOW_GID = 4,
	RUAPI_SHOW_GUID = 5,
	RUAPI_SHOW_BYTES = 6,
	RUAPI_SHOW_STRING = 7,
	RUAPI_SHOW_STRUCT = 8,
};

/**
 * struct ruapi_field - a member of a struct
 * @name: of the member
 * @offset: bytes from the start
 * @size: bytes
 * @show: enum ruapi_field_show
 * @names: of ENUM and FLAGS
 * @layout: of STRUCT
 */
struct ruapi_field {
	const char *name;
	__u16 offset;
	__u16 size;
	__u8 show;
	const struct ruapi_names *names;
	const struct ruapi_layout *layout;
};

/**
 * struct ruapi_layout - the members of a struct, reserved ones left out
 * @name: e.g. "ruapi_qp_cap"
 * @fields: its members in order
 * @num_fields: entries in @fields
 * @size: bytes of the struct
 */
struct ruapi_layout {
	const char *name;
	const struct ruapi_field *fields;
	__u16 num_fields;
	__u16 size;
};

/* A member whose name, place and size follow from its struct. */
#define RUAPI_FIELD(type, member, ...) { \
	.name = #member, \
	.offset = offsetof(struct type, member), \
	.size = sizeof(((struct type *)0)->member), \
	__VA_ARGS__ \
}

/* A member of a struct that not every header has. */
#define RUAPI_AT(member, at, bytes, ...) { \
	.name = #member, \
	.offset = at, \
	.size = bytes, \
	__VA_ARGS__ \
}

/* A layout that only people look at, who are not in the kernel. */
#ifdef __KERNEL__
#define RUAPI_SHOWN(layout) NULL
#else
#define RUAPI_SHOWN(layout) (&(layout))
#endif

/**
 * struct ruapi_attr_spec - one attribute of one action
 * @name: lower case, e.g. "send_cq"
 * @type: enum ruapi_attr_type
 * @access: enum ruapi_access of T_OBJ and T_OBJS
 * @group: of the attributes with the same number but 0, exactly one is given
 * @object: enum ruapi_object of T_OBJ and T_OBJS; 0: the object of the action
 * @flags: enum ruapi_spec_flags
 * @min_len: T_STRUCT, T_BYTES: shortest; T_ARRAY, T_OBJS, T_FDS: of one element
 * @max_len: T_STRUCT: size known; T_BYTES, T_ARRAY, T_OBJS, T_FDS: longest
 * @known: T_FLAGS32: known bits; scalars: largest value, 0: what fits the type
 * @names: of a scalar's values or a word's bits
 * @layout: of a struct or of an array's element
 */
struct ruapi_attr_spec {
	const char *name;
	__u8 type;
	__u8 access;
	__u8 group;
	__u16 object;
	__u32 flags;
	__u32 min_len;
	__u32 max_len;
	__u64 known;
	const struct ruapi_names *names;
	const struct ruapi_layout *layout;
};

/**
 * struct ruapi_action_spec - one action of an object
 * @name: lower case, e.g. "create"
 * @class: enum ruapi_class
 * @flags: enum ruapi_action_flags
 * @num_attrs: entries in @attrs, index 0 included
 * @attrs: indexed by attribute id
 */
struct ruapi_action_spec {
	const char *name;
	__u16 class;
	__u16 flags;
	__u16 num_attrs;
	const struct ruapi_attr_spec *attrs;
};

/**
 * struct ruapi_object_spec - one object type
 * @name: lower case, e.g. "cm_id"
 * @has_handle: its objects have handles
 * @num_actions: entries in @actions
 * @actions: indexed by action number
 */
struct ruapi_object_spec {
	const char *name;
	__u8 has_handle;
	__u16 num_actions;
	const struct ruapi_action_spec *actions;
};

/**
 * struct ruapi_driver_attr_spec - what a driver says about an attribute of its
 *	namespace in one action
 * @driver_id: enum rdma_driver_id
 * @object: enum ruapi_object
 * @action: action number
 * @id: RUAPI_ATTR_UHW_IN or RUAPI_ATTR_UHW_OUT
 * @without: a call that has this attribute of the action has another form of
 *	it, of opaque bytes; 0: there is one form
 * @attr: the specification; @attr.name is what the driver calls it
 */
struct ruapi_driver_attr_spec {
	__u32 driver_id;
	__u16 object;
	__u16 action;
	__u16 id;
	__u16 without;
	struct ruapi_attr_spec attr;
};

/**
 * struct ruapi_driver_spec - a driver with typed attributes.  Drivers without
 *	one exchange opaque bytes
 * @driver_id: enum rdma_driver_id
 * @name: e.g. "rxe"
 * @attrs: its attributes
 * @num_attrs: entries in @attrs
 */
struct ruapi_driver_spec {
	__u32 driver_id;
	const char *name;
	const struct ruapi_driver_attr_spec *attrs;
	__u16 num_attrs;
};

/* All objects, indexed by enum ruapi_object. */
extern const struct ruapi_object_spec *const ruapi_objects[__RUAPI_OBJ_MAX];
/* All drivers with typed attributes, ends with NULL. */
extern const struct ruapi_driver_spec *const ruapi_drivers[];

extern const struct ruapi_object_spec ruapi_spec_namespace;
extern const struct ruapi_object_spec ruapi_spec_device;
extern const struct ruapi_object_spec ruapi_spec_context;
extern const struct ruapi_object_spec ruapi_spec_event_queue;
extern const struct ruapi_object_spec ruapi_spec_pd;
extern const struct ruapi_object_spec ruapi_spec_mr;
extern const struct ruapi_object_spec ruapi_spec_cq;
extern const struct ruapi_object_spec ruapi_spec_qp;
extern const struct ruapi_object_spec ruapi_spec_cm_id;
extern const struct ruapi_object_spec ruapi_spec_srq;
extern const struct ruapi_object_spec ruapi_spec_ah;
extern const struct ruapi_object_spec ruapi_spec_mw;
extern const struct ruapi_object_spec ruapi_spec_multicast;
extern const struct ruapi_object_spec ruapi_spec_counters;
extern const struct ruapi_object_spec ruapi_spec_dm;
extern const struct ruapi_object_spec ruapi_spec_xrcd;
extern const struct ruapi_object_spec ruapi_spec_wq;
extern const struct ruapi_object_spec ruapi_spec_rwq_table;
extern const struct ruapi_object_spec ruapi_spec_flow;
extern const struct ruapi_object_spec ruapi_spec_driver_object;
extern const struct ruapi_object_spec ruapi_spec_flow_action;
extern const struct ruapi_object_spec ruapi_spec_dmah;
extern const struct ruapi_object_spec ruapi_spec_comp_cntr;
extern const struct ruapi_driver_spec ruapi_spec_bnxt_re;
extern const struct ruapi_driver_spec ruapi_spec_cxgb4;
extern const struct ruapi_driver_spec ruapi_spec_efa;
extern const struct ruapi_driver_spec ruapi_spec_erdma;
extern const struct ruapi_driver_spec ruapi_spec_hns;
extern const struct ruapi_driver_spec ruapi_spec_ionic;
extern const struct ruapi_driver_spec ruapi_spec_irdma;
extern const struct ruapi_driver_spec ruapi_spec_mana;
extern const struct ruapi_driver_spec ruapi_spec_mlx4;
extern const struct ruapi_driver_spec ruapi_spec_mlx5;
extern const struct ruapi_driver_spec ruapi_spec_mthca;
extern const struct ruapi_driver_spec ruapi_spec_ocrdma;
extern const struct ruapi_driver_spec ruapi_spec_qedr;
extern const struct ruapi_driver_spec ruapi_spec_rxe;
extern const struct ruapi_driver_spec ruapi_spec_siw;
extern const struct ruapi_driver_spec ruapi_spec_vmw_pvrdma;

/* Rows that several objects share: DESTROY and LIST of what has handles. */
extern const struct ruapi_attr_spec ruapi_destroy_attrs[5];
extern const struct ruapi_attr_spec ruapi_list_attrs[3];

extern const struct ruapi_layout ruapi_layout_ah_attr;
extern const struct ruapi_layout ruapi_layout_qp_cap;
extern const struct ruapi_layout ruapi_layout_qp_attr;
extern const struct ruapi_layout ruapi_layout_cm_param;
extern const struct ruapi_layout ruapi_layout_sge;
extern const struct ruapi_layout ruapi_layout_buffer;
extern const struct ruapi_layout ruapi_layout_recv_wr;
extern const struct ruapi_layout ruapi_layout_device_attr;
extern const struct ruapi_layout ruapi_layout_event;
extern const struct ruapi_layout ruapi_layout_flow_spec;
extern const struct ruapi_names ruapi_names_qp_type;
extern const struct ruapi_names ruapi_names_qp_state;
extern const struct ruapi_names ruapi_names_access;
extern const struct ruapi_names ruapi_names_qp_mask;
extern const struct ruapi_names ruapi_names_port_space;
extern const struct ruapi_names ruapi_names_mtu;
extern const struct ruapi_names ruapi_names_driver_id;

/* Initializer of a table of names. */
#define RUAPI_NAMES(enum_name, array) { \
	.name = enum_name, \
	.list = array, \
	.count = RUAPI_COUNT(array), \
}

/* Initializer of a layout. */
#define RUAPI_LAYOUT(type, array) { \
	.name = #type, \
	.fields = array, \
	.num_fields = RUAPI_COUNT(array), \
	.size = sizeof(struct type), \
}

/* The same of a struct that not every header has. */
#define RUAPI_LAYOUT_AT(type, array, bytes) { \
	.name = #type, \
	.fields = array, \
	.num_fields = RUAPI_COUNT(array), \
	.size = bytes, \
}

/* Members of an action row that follow from its table of attributes. */
#define RUAPI_ATTRS(array) \
	.attrs = array, \
	.num_attrs = RUAPI_COUNT(array)

/**
 * ruapi_action_spec() - look up an action
 * @object: enum ruapi_object
 * @action: action number
 *
 * Return: its specification, or NULL if there is none.
 */
static inline const struct ruapi_action_spec *
ruapi_action_spec(unsigned int object, unsigned int action)
{
	const struct ruapi_object_spec *obj;

	if (object >= __RUAPI_OBJ_MAX || !ruapi_objects[object])
		return NULL;
	obj = ruapi_objects[object];
	if (action >= obj->num_actions || !obj->actions[action].name)
		return NULL;
	return &obj->actions[action];
}

/**
 * ruapi_attr_spec() - look up an attribute of an action
 * @action: specification of the action
 * @id: attribute id, not of a driver
 *
 * Return: its specification, or NULL if there is none.
 */
static inline const struct ruapi_attr_spec *
ruapi_attr_spec(const struct ruapi_action_spec *action, unsigned int id)
{
	if (id >= action->num_attrs || !action->attrs[id].name)
		return NULL;
	return &action->attrs[id];
}

/**
 * ruapi_spec_wire() - the wire type that follows from a specification
 * @spec: of the attribute
 *
 * Return: enum ruapi_wire.
 */
static inline __u8 ruapi_spec_wire(const struct ruapi_attr_spec *spec)
{
	const int out = !!(spec->flags & RUAPI_SPEC_OUT);

	switch (spec->type) {
	case RUAPI_T_OBJ:
		if (spec->access == RUAPI_ACCESS_NEW)
			return RUAPI_WIRE_OBJ_NEW;
		if (spec->access == RUAPI_ACCESS_DESTROY)
			return RUAPI_WIRE_OBJ_DESTROY;
		return RUAPI_WIRE_OBJ_IN;
	case RUAPI_T_OBJS:
		return RUAPI_WIRE_OBJS_IN;
	case RUAPI_T_FD:
		return out ? RUAPI_WIRE_FD_NEW : RUAPI_WIRE_FD_IN;
	case RUAPI_T_FDS:
		return RUAPI_WIRE_FDS_IN;
	case RUAPI_T_STRUCT:
	case RUAPI_T_ARRAY:
	case RUAPI_T_BYTES:
	case RUAPI_T_SOCKADDR:
		return out ? RUAPI_WIRE_BUF_OUT : RUAPI_WIRE_BUF_IN;
	default:
		return out ? RUAPI_WIRE_OUT : RUAPI_WIRE_IN;
	}
}

/**
 * ruapi_spec_place() - the place in a batch that follows from a specification
 * @action: of the action
 *
 * Return: enum ruapi_place.
 */
static inline __u8 ruapi_spec_place(const struct ruapi_action_spec *action)
{
	__u8 place = RUAPI_PLACE_LAST;
	unsigned int id;

	if ((action->class != RUAPI_CLASS_CALL &&
	     action->class != RUAPI_CLASS_CM) ||
	    action->flags & RUAPI_ACTION_ALONE)
		return RUAPI_PLACE_NONE;
	if (action->flags & RUAPI_ACTION_LOOKS)
		return RUAPI_PLACE_ANY;
	if (action->flags & RUAPI_ACTION_ENDS)
		return RUAPI_PLACE_END;
	for (id = 0; id < action->num_attrs; id++) {
		if (!action->attrs[id].name)
			continue;
		switch (ruapi_spec_wire(&action->attrs[id])) {
		case RUAPI_WIRE_OBJ_NEW:
		case RUAPI_WIRE_FD_NEW:
			return RUAPI_PLACE_ANY;
		case RUAPI_WIRE_OBJ_DESTROY:
			place = RUAPI_PLACE_END;
			break;
		}
	}
	return place;
}

/**
 * ruapi_spec_desc_flags() - what DESCRIBE says of an action
 * @action: specification of the action
 *
 * Return: struct ruapi_desc_action::flags.
 */
static inline __u32 ruapi_spec_desc_flags(const struct ruapi_action_spec *action)
{
	return action->flags | (__u32)ruapi_spec_place(action) << 16;
}

/**
 * ruapi_spec_width() - bytes of an inline attribute
 * @spec: of the attribute
 *
 * Return: what its len must be, 0 if the attribute is not inline.
 */
static inline __u32 ruapi_spec_width(const struct ruapi_attr_spec *spec)
{
	switch (spec->type) {
	case RUAPI_T_U8:
		return 1;
	case RUAPI_T_U16:
		return 2;
	case RUAPI_T_U32:
	case RUAPI_T_FLAGS32:
	case RUAPI_T_FD:
		return 4;
	case RUAPI_T_U64:
	case RUAPI_T_OBJ:
		return 8;
	default:
		return 0;
	}
}

#endif /* RUAPI_SPEC_H */
