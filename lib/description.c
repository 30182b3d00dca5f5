// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What the actions are: by the running module, and by our own tables. */
#include <stdio.h>
#include <stdlib.h>
#include <rdma_uapi/list.h>
#include "internal.h"
#include "spec.h"

/* Of the module, or of a device. */
static void begin(struct ruapi_msg *msg, const uint32_t *device)
{
	ruapi_msg_init(msg, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE);
	if (device)
		ruapi_msg_in(msg, RUAPI_NAMESPACE_DESCRIBE_DEVICE,
			     sizeof(*device), *device)->flags |=
			RUAPI_ATTR_F_MANDATORY;
}

static int describe(int fd, const uint32_t *device,
		    struct ruapi_description *desc)
{
	struct ruapi_msg msg;
	void *array;
	int ret;

	*desc = (struct ruapi_description) { .num_actions = 0 };
	begin(&msg, device);
	ret = ruapi_fetch_array(fd, &msg, RUAPI_NAMESPACE_DESCRIBE_ACTIONS,
				sizeof(*desc->actions), &array,
				&desc->num_actions);
	desc->actions = array;
	if (ret)
		return ret;

	begin(&msg, device);
	ret = ruapi_fetch_array(fd, &msg, RUAPI_NAMESPACE_DESCRIBE_ATTRS,
				sizeof(*desc->attrs), &array,
				&desc->num_attrs);
	desc->attrs = array;
	if (!ret && device) {
		begin(&msg, device);
		ret = ruapi_fetch_array(fd, &msg, RUAPI_NAMESPACE_DESCRIBE_UCAPS,
					sizeof(*desc->ucaps), &array,
					&desc->num_ucaps);
		desc->ucaps = array;
	}
	if (ret)
		ruapi_describe_free(desc);
	return ret;
}

int ruapi_describe_module(int fd, struct ruapi_description *desc)
{
	return describe(fd, NULL, desc);
}

int ruapi_describe_device(int fd, uint32_t device,
			  struct ruapi_description *desc)
{
	return describe(fd, &device, desc);
}

void ruapi_describe_free(struct ruapi_description *desc)
{
	free(desc->actions);
	free(desc->attrs);
	free(desc->ucaps);
	*desc = (struct ruapi_description) { .num_actions = 0 };
}

static void copy_name(char *to, size_t size, const char *name)
{
	memset(to, 0, size);
	memcpy(to, name, strnlen(name, size - 1));
}

/* The largest value that an attribute takes, or the bits. */
static uint64_t attr_known(const struct ruapi_attr_spec *spec)
{
	const uint32_t width = ruapi_spec_width(spec);

	switch (spec->type) {
	case RUAPI_T_FLAGS32:
		return spec->known;
	case RUAPI_T_U8:
	case RUAPI_T_U16:
	case RUAPI_T_U32:
	case RUAPI_T_U64:
		if (spec->known)
			return spec->known;
		return UINT64_MAX >> (64 - 8 * width);
	default:
		return 0;
	}
}

static void add_attr(struct ruapi_description *desc, unsigned int object,
		     unsigned int action, uint32_t driver_id, uint16_t id,
		     const struct ruapi_attr_spec *spec)
{
	struct ruapi_desc_attr *attr = &desc->attrs[desc->num_attrs++];
	const uint32_t width = ruapi_spec_width(spec);

	*attr = (struct ruapi_desc_attr) {
		.object = object,
		.action = action,
		.driver_id = driver_id,
		.id = id,
		.wire = ruapi_spec_wire(spec),
		.type = spec->type,
		.access = spec->access,
		.group = spec->group,
		.flags = spec->flags,
		.min_len = width ? width : spec->min_len,
		.max_len = width ? width : spec->max_len,
		.known = attr_known(spec),
	};
	if (spec->type == RUAPI_T_OBJ || spec->type == RUAPI_T_OBJS)
		attr->ref_object = spec->object ? spec->object : object;
	copy_name(attr->name, sizeof(attr->name), spec->name);
}

static void add_action(struct ruapi_description *desc, unsigned int object,
		       unsigned int number,
		       const struct ruapi_action_spec *spec)
{
	struct ruapi_desc_action *action = &desc->actions[desc->num_actions++];
	const struct ruapi_attr_spec *attr;
	unsigned int id;

	*action = (struct ruapi_desc_action) {
		.object = object,
		.action = number,
		.ioc_nr = spec->class,
		.flags = ruapi_spec_desc_flags(spec),
	};
	copy_name(action->object_name, sizeof(action->object_name),
		  ruapi_objects[object]->name);
	copy_name(action->action_name, sizeof(action->action_name), spec->name);
	for (id = 0; id < spec->num_attrs; id++) {
		attr = ruapi_attr_spec(spec, id);
		if (!attr)
			continue;
		add_attr(desc, object, number, 0, id, attr);
		action->num_attrs++;
	}
}

static void count_rows(unsigned int *actions, unsigned int *attrs)
{
	const struct ruapi_action_spec *spec;
	unsigned int object;
	unsigned int i;

	for (object = 0; object < __RUAPI_OBJ_MAX; object++)
		for (i = 0; ruapi_objects[object] &&
		     i < ruapi_objects[object]->num_actions; i++) {
			spec = ruapi_action_spec(object, i);
			*actions += !!spec;
			*attrs += spec ? spec->num_attrs : 0;
		}
	for (i = 0; ruapi_drivers[i]; i++)
		*attrs += ruapi_drivers[i]->num_attrs;
}

static void add_drivers(struct ruapi_description *desc)
{
	const struct ruapi_driver_attr_spec *row;
	unsigned int i, k;

	for (i = 0; ruapi_drivers[i]; i++)
		for (k = 0; k < ruapi_drivers[i]->num_attrs; k++) {
			row = &ruapi_drivers[i]->attrs[k];
			add_attr(desc, row->object, row->action, row->driver_id,
				 row->id, &row->attr);
		}
}

int ruapi_describe_spec(struct ruapi_description *desc)
{
	const struct ruapi_action_spec *spec;
	unsigned int actions = 0, attrs = 0;
	unsigned int object;
	unsigned int i;

	count_rows(&actions, &attrs);
	*desc = (struct ruapi_description) {
		.actions = calloc(actions, sizeof(*desc->actions)),
		.attrs = calloc(attrs, sizeof(*desc->attrs)),
	};
	if (!desc->actions || !desc->attrs) {
		ruapi_describe_free(desc);
		return -ENOMEM;
	}
	for (object = 0; object < __RUAPI_OBJ_MAX; object++)
		for (i = 0; ruapi_objects[object] &&
		     i < ruapi_objects[object]->num_actions; i++) {
			spec = ruapi_action_spec(object, i);
			if (spec)
				add_action(desc, object, i, spec);
		}
	add_drivers(desc);
	return 0;
}
