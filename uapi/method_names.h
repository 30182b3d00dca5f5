/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/*
 * Names of what drivers define by themselves.  The kernel knows numbers, which mean
 * what the driver says whose driver_id stands beside them; here is what those
 * drivers call them that have public headers.  bindings/methods.pl writes it.
 */
#ifndef RUAPI_METHOD_NAMES_H
#define RUAPI_METHOD_NAMES_H

#include "spec.h"

/**
 * struct ruapi_method_name - a name
 * @driver_id: whose number it is
 * @object: as calls name it: the driver's, or one of the core's that the driver adds to
 * @action: as calls name it; 0: it is the name of the object
 * @id: as calls name it; 0: it is the name of the action
 * @driver: whose header has it
 * @name: e.g. "devx_obj"
 */
struct ruapi_method_name {
	__u32 driver_id;
	__u16 object;
	__u16 action;
	__u16 id;
	const char *driver;
	const char *name;
};

extern const struct ruapi_method_name ruapi_method_names[];
extern const unsigned int ruapi_num_method_names;

/**
 * ruapi_method_name() - look a name up
 * @driver_id: whose number it is
 * @object: number of an object
 * @action: of an action; 0: the object is meant
 * @id: of an attribute; 0: the action is meant
 *
 * Return: the name, or NULL if nobody knows one.
 */
static inline const struct ruapi_method_name *
ruapi_method_name(__u32 driver_id, __u16 object, __u16 action, __u16 id)
{
	const struct ruapi_method_name *name = ruapi_method_names;
	const struct ruapi_method_name *end = name + ruapi_num_method_names;

	for (; name < end; name++)
		if (name->driver_id == driver_id && name->object == object &&
		    name->action == action && name->id == id)
			return name;
	return NULL;
}

#endif /* RUAPI_METHOD_NAMES_H */
