// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Names of what the specification tables hold, and of the wire format. */
#include <ctype.h>
#include <stdio.h>
#include <strings.h>
#include <rdma_uapi/names.h>
#include "internal.h"
#include "spec.h"

const char *ruapi_object_name(unsigned int object)
{
	if (object >= __RUAPI_OBJ_MAX || !ruapi_objects[object])
		return NULL;
	return ruapi_objects[object]->name;
}

unsigned int ruapi_object_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < __RUAPI_OBJ_MAX; i++)
		if (ruapi_objects[i] &&
		    !strcasecmp(ruapi_objects[i]->name, name))
			return i;
	return 0;
}

const char *ruapi_action_name(unsigned int object, unsigned int action)
{
	const struct ruapi_action_spec *spec = ruapi_action_spec(object, action);

	return spec ? spec->name : NULL;
}

unsigned int ruapi_action_by_name(unsigned int object, const char *name)
{
	const struct ruapi_action_spec *spec;
	unsigned int i;

	if (!ruapi_object_name(object))
		return 0;
	for (i = 0; i < ruapi_objects[object]->num_actions; i++) {
		spec = ruapi_action_spec(object, i);
		if (spec && !strcasecmp(spec->name, name))
			return i;
	}
	return 0;
}

unsigned long ruapi_action_request(unsigned int object, unsigned int action)
{
	const struct ruapi_action_spec *spec = ruapi_action_spec(object, action);

	/* Which there are the driver of a device says. */
	if ((object | action) & RUAPI_DRIVER_NS)
		return RUAPI_IOC_DRIVER;
	if (!spec)
		return 0;
	switch (spec->class) {
	case RUAPI_CLASS_CALL:
		return RUAPI_IOC_CALL;
	case RUAPI_CLASS_CM:
		return RUAPI_IOC_CM;
	case RUAPI_CLASS_DRIVER:
		return RUAPI_IOC_DRIVER;
	case RUAPI_CLASS_FAST:
		return RUAPI_IOC_FAST;
	default:
		return 0;
	}
}

const char *ruapi_attr_name(unsigned int object, unsigned int action,
			    unsigned int id)
{
	const struct ruapi_action_spec *spec = ruapi_action_spec(object, action);
	const struct ruapi_attr_spec *attr;

	if (id == RUAPI_ATTR_UHW_IN)
		return "uhw_in";
	if (id == RUAPI_ATTR_UHW_OUT)
		return "uhw_out";
	attr = spec ? ruapi_attr_spec(spec, id) : NULL;
	return attr ? attr->name : NULL;
}

static const char *const class_names[] = {
	[RUAPI_CLASS_CALL] = "CALL",
	[RUAPI_CLASS_CM] = "CM",
	[RUAPI_CLASS_DRIVER] = "DRIVER",
	[RUAPI_CLASS_FAST] = "FAST",
	[RUAPI_NR_BATCH] = "BATCH",
	[RUAPI_NR_BATCH_CM] = "BATCH_CM",
};

static const char *const wire_names[] = {
	[RUAPI_WIRE_IN] = "in",
	[RUAPI_WIRE_OUT] = "out",
	[RUAPI_WIRE_BUF_IN] = "buf_in",
	[RUAPI_WIRE_BUF_OUT] = "buf_out",
	[RUAPI_WIRE_OBJ_IN] = "obj_in",
	[RUAPI_WIRE_OBJ_NEW] = "obj_new",
	[RUAPI_WIRE_OBJ_DESTROY] = "obj_destroy",
	[RUAPI_WIRE_OBJS_IN] = "objs_in",
	[RUAPI_WIRE_FD_IN] = "fd_in",
	[RUAPI_WIRE_FD_NEW] = "fd_new",
	[RUAPI_WIRE_FDS_IN] = "fds_in",
};

const char *ruapi_class_name(unsigned int ioc_nr)
{
	return ioc_nr < RUAPI_COUNT(class_names) ? class_names[ioc_nr] : NULL;
}

const char *ruapi_wire_name(unsigned int wire)
{
	return wire < RUAPI_COUNT(wire_names) ? wire_names[wire] : NULL;
}

const char *ruapi_driver_name(uint32_t driver_id)
{
	static const char *const names[] = {
		"unknown", "mlx5", "mlx4", "cxgb3", "cxgb4", "mthca",
		"bnxt_re", "ocrdma", "nes", "irdma", "vmw_pvrdma", "qedr",
		"hns", "usnic", "rxe", "hfi1", "qib", "efa", "siw", "erdma",
		"mana", "ionic",
	};

	return driver_id < RUAPI_COUNT(names) ? names[driver_id] : NULL;
}
