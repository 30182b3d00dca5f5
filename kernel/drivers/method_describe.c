// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* DESCRIBE of what a driver defines: numbers, for the kernel knows no names. */
#include "added.h"
#include "methods.h"
#include "ruapi.h"

static bool is_added(const struct ruapi_method *method)
{
	return ruapi_method_is_core(method->object, method->action);
}

/* Attributes that it adds: of the others the specification of the action tells. */
static u32 num_added(const struct ruapi_method *method)
{
	u32 i, n = 0;

	for (i = 0; i < method->num_attrs; i++)
		n += ruapi_method_attr_is_added(&method->attrs[i]);
	return n;
}

static const struct ruapi_method_attr *
added_attr(const struct ruapi_method *method, u32 i)
{
	const struct ruapi_method_attr *attr = method->attrs;

	for (; !ruapi_method_attr_is_added(attr) || i--; attr++)
		;
	return attr;
}

static bool is_described(const struct ruapi_method *method)
{
	if (method->disabled)
		return false;
	return is_added(method) ? num_added(method) : !!method->run;
}

/**
 * ruapi_method_next() - step through what the driver of a device defines
 * @dev: the device
 * @index: 0 at first
 *
 * What it adds to an action of ours comes as a method, too.
 *
 * Return: the next one, or NULL.
 */
const struct ruapi_method *ruapi_method_next(const struct ruapi_device *dev,
					     unsigned long *index)
{
	struct ruapi_method *method;

	if (!dev->methods)
		return NULL;
	for (method = xa_find(&dev->methods->methods, index, U32_MAX,
			      XA_PRESENT);
	     method && !is_described(method);
	     method = xa_find_after(&dev->methods->methods, index, U32_MAX,
				    XA_PRESENT))
		;
	++*index;
	return method;
}

static void object_name(char *name, size_t size, u16 object)
{
	if (object & RUAPI_DRIVER_NS)
		snprintf(name, size, "object%u", object & ~RUAPI_DRIVER_NS);
	else
		strscpy(name, ruapi_objects[object]->name, size);
}

/* An action of ours, or, as there is none, a method of ib_uverbs, by its number. */
static void describe_added(const struct ruapi_method *method,
			   struct ruapi_desc_action *desc)
{
	const struct ruapi_added_action *to = method->added_to;
	const struct ruapi_action_spec *spec;

	if (!to) {
		desc->flags = RUAPI_REFUSAL_ACTION << 8;
		object_name(desc->object_name, sizeof(desc->object_name),
			    method->object);
		snprintf(desc->action_name, sizeof(desc->action_name),
			 "core_method%u", method->action);
		return;
	}
	spec = ruapi_action_spec(to->object, to->action);
	desc->object = to->object;
	desc->action = to->action;
	desc->ioc_nr = spec->class;
	desc->flags = spec->flags | ruapi_added_refusal(method) << 8;
	object_name(desc->object_name, sizeof(desc->object_name), to->object);
	strscpy(desc->action_name, spec->name, sizeof(desc->action_name));
}

/**
 * ruapi_method_describe() - say what a method is
 * @method: the method
 * @driver_id: whose
 * @desc: is set
 */
void ruapi_method_describe(const struct ruapi_method *method, u32 driver_id,
			   struct ruapi_desc_action *desc)
{
	*desc = (struct ruapi_desc_action){
		.object = method->object,
		.action = method->action,
		.ioc_nr = RUAPI_CLASS_DRIVER,
		.num_attrs = ruapi_method_num_attrs(method),
		.flags = method->refusal << 8,
		.driver_id = driver_id,
	};
	if (is_added(method)) {
		describe_added(method, desc);
		return;
	}
	if (method->has_udata)
		desc->flags |= RUAPI_ACTION_UHW;
	object_name(desc->object_name, sizeof(desc->object_name),
		    method->object);
	snprintf(desc->action_name, sizeof(desc->action_name), "method%u",
		 method->action & ~RUAPI_DRIVER_NS);
}

/**
 * ruapi_method_num_attrs() - how many attributes a method has
 * @method: the method
 *
 * Return: with the context, which is the first; of an action of ours those that are
 *	added.
 */
u32 ruapi_method_num_attrs(const struct ruapi_method *method)
{
	return is_added(method) ? num_added(method) : method->num_attrs + 1;
}

static const u8 object_accesses[] = {
	[UVERBS_ACCESS_READ] = RUAPI_ACCESS_READ,
	[UVERBS_ACCESS_WRITE] = RUAPI_ACCESS_WRITE,
	[UVERBS_ACCESS_NEW] = RUAPI_ACCESS_NEW,
	[UVERBS_ACCESS_DESTROY] = RUAPI_ACCESS_DESTROY,
};

static u8 attr_access(const struct ruapi_method_attr *attr)
{
	u8 access;

	if (attr->type == RUAPI_T_OBJ)
		access = attr->spec->u.obj.access;
	else if (attr->type == RUAPI_T_OBJS)
		access = attr->spec->u2.objs_arr.access;
	else
		return 0;
	return access < ARRAY_SIZE(object_accesses) ? object_accesses[access] :
						      0;
}

/* Bytes: of what is inline, of all elements, or of the data. */
static void describe_lengths(const struct ruapi_method_attr *attr,
			     struct ruapi_desc_attr *desc)
{
	const u32 ref = sizeof(struct ruapi_objref);

	switch (attr->type) {
	case RUAPI_T_OBJ:
		desc->min_len = ref;
		desc->max_len = ref;
		break;
	case RUAPI_T_FD:
		desc->min_len = sizeof(int);
		desc->max_len = sizeof(int);
		break;
	case RUAPI_T_OBJS:
		desc->min_len = ref;
		desc->max_len = attr->spec->u2.objs_arr.max_len * ref;
		break;
	default:
		desc->min_len = attr->spec->u.ptr.min_len;
		desc->max_len = attr->spec->u.ptr.len;
	}
	if (attr->spec->type == UVERBS_ATTR_TYPE_ENUM_IN) {
		desc->min_len = sizeof(struct ruapi_choice);
		desc->max_len = U16_MAX;
	}
}

static void describe_context(struct ruapi_desc_attr *desc)
{
	desc->id = RUAPI_ATTR_CONTEXT;
	desc->wire = RUAPI_WIRE_OBJ_IN;
	desc->type = RUAPI_T_OBJ;
	desc->access = RUAPI_ACCESS_READ;
	desc->ref_object = RUAPI_OBJ_CONTEXT;
	desc->flags = RUAPI_SPEC_REQUIRED;
	desc->min_len = sizeof(struct ruapi_objref);
	desc->max_len = sizeof(struct ruapi_objref);
	strscpy(desc->name, "context", sizeof(desc->name));
}

/**
 * ruapi_method_describe_attr() - say what an attribute of a method is
 * @method: the method
 * @i: which of them
 * @driver_id: whose
 * @desc: is set
 */
void ruapi_method_describe_attr(const struct ruapi_method *method, u32 i,
				u32 driver_id, struct ruapi_desc_attr *desc)
{
	const struct ruapi_method_attr *attr;

	*desc = (struct ruapi_desc_attr){
		.object = method->object,
		.action = method->action,
		.driver_id = driver_id,
	};
	if (is_added(method)) {
		attr = added_attr(method, i);
		desc->refusal = attr->refusal;
	} else if (i) {
		attr = &method->attrs[i - 1];
	} else {
		describe_context(desc);
		return;
	}
	if (method->added_to) {
		desc->object = method->added_to->object;
		desc->action = method->added_to->action;
	}
	desc->id = attr->id;
	desc->wire = attr->wire;
	desc->type = attr->type;
	desc->access = attr_access(attr);
	desc->ref_object = attr->object;
	if (attr->spec->mandatory)
		desc->flags |= RUAPI_SPEC_REQUIRED;
	if (attr->wire == RUAPI_WIRE_BUF_OUT || attr->wire == RUAPI_WIRE_FD_NEW)
		desc->flags |= RUAPI_SPEC_OUT;
	if (attr->spec->type == UVERBS_ATTR_TYPE_ENUM_IN)
		desc->flags |= RUAPI_SPEC_CHOICE;
	if (attr->wire == RUAPI_WIRE_IN)
		desc->known = U64_MAX >> (64 - 8 * attr->spec->u.ptr.len);
	describe_lengths(attr, desc);
	snprintf(desc->name, sizeof(desc->name), "%sattr%u",
		 attr->id & RUAPI_ATTR_DRIVER ? "" : "core_",
		 attr->id & ~RUAPI_ATTR_ADDED);
}
