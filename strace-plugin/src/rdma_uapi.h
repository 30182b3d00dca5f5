/*
 * What a call of /dev/rdma_uapi means: the types of the generated tables.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef STRACE_RDMA_UAPI_H
# define STRACE_RDMA_UAPI_H

# include "rdma_print.h"

enum rdma_uapi_kind {
	RDMA_UAPI_NONE,
	RDMA_UAPI_NUMBER,
	RDMA_UAPI_STRUCT,
	RDMA_UAPI_ARRAY,
	RDMA_UAPI_BYTES,
	RDMA_UAPI_SOCKADDR,
};

/**
 * An attribute.
 *
 * kind    enum rdma_uapi_kind; RDMA_UAPI_NONE: unknown id.
 * wire    enum ruapi_wire that the kernel asks for.
 * width   Bytes of a number.
 * show    enum rdma_show of a number.
 * names   Of a number.
 * layout  Of a structure, or of the elements of an array.
 */
struct rdma_uapi_attr {
	uint8_t kind;
	uint8_t wire;
	uint8_t width;
	uint8_t show;
	const struct rdma_names *names;
	const struct rdma_layout *layout;
};

/**
 * An action.
 *
 * attrs      Its attributes, indexed by their id.
 * nattrs     How many.
 * class_nr   _IOC_NR of the ioctl that carries it; 0: no such action.
 * names      Names of its attributes.
 */
struct rdma_uapi_action {
	const struct rdma_uapi_attr *attrs;
	uint16_t nattrs;
	uint8_t class_nr;
	struct rdma_names names;
};

/**
 * A type of objects.
 *
 * name       In lower case, for handles.
 * actions    Its actions, indexed by their numbers.
 * nactions   How many.
 * names      Names of its actions.
 */
struct rdma_uapi_object {
	const char *name;
	const struct rdma_uapi_action *actions;
	unsigned int nactions;
	struct rdma_names names;
};

/**
 * An attribute of a driver in an action.  Calls with the attribute "without" of the
 * action, if it is not 0, have another form of it that nobody knows.
 */
struct rdma_uapi_driver_attr {
	uint32_t driver_id;
	uint16_t object;
	uint16_t action;
	uint16_t id;
	const char *name;
	struct rdma_uapi_attr attr;
	uint16_t without;
};

/**
 * A name of what a driver defines by itself.
 *
 * driver_id  Whose number it is.
 * object     As calls name it.
 * action     As calls name it; 0: it is the name of the object.
 * id         As calls name it; 0: it is the name of the action.
 * name       With that of the driver before it.
 * handle     Of an object: as it stands in handles.
 */
struct rdma_uapi_method_name {
	uint32_t driver_id;
	uint16_t object;
	uint16_t action;
	uint16_t id;
	const char *name;
	const char *handle;
};

/* What a driver calls it, or NULL; 0 for what is not asked for.  */
const struct rdma_uapi_method_name *
rdma_uapi_find_method_name(uint32_t driver_id, unsigned int object,
			   unsigned int action, unsigned int id);

#endif /* !STRACE_RDMA_UAPI_H */
