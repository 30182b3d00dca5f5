// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What is in a description, in words.  What drivers define the kernel calls by
 * numbers ("object1"); if their public headers have names these are taken.
 */
#include <string.h>
#include "described.h"
#include "json.h"
#include "method_names.h"

static const char *const type_names[] = {
	[RUAPI_T_U8] = "u8",
	[RUAPI_T_U16] = "u16",
	[RUAPI_T_U32] = "u32",
	[RUAPI_T_U64] = "u64",
	[RUAPI_T_FLAGS32] = "flags32",
	[RUAPI_T_STRUCT] = "struct",
	[RUAPI_T_ARRAY] = "array",
	[RUAPI_T_BYTES] = "bytes",
	[RUAPI_T_SOCKADDR] = "sockaddr",
	[RUAPI_T_OBJ] = "object",
	[RUAPI_T_FD] = "fd",
	[RUAPI_T_OBJS] = "objects",
	[RUAPI_T_FDS] = "fds",
};

static const char *const access_names[] = {
	[RUAPI_ACCESS_READ] = "read",
	[RUAPI_ACCESS_WRITE] = "write",
	[RUAPI_ACCESS_DESTROY] = "destroy",
	[RUAPI_ACCESS_NEW] = "new",
};

static const char *const refusals[] = {
	[RUAPI_REFUSAL_NEW] = "it makes an object that is not its driver's",
	[RUAPI_REFUSAL_DESTROY] = "it destroys an object that is not its driver's",
	[RUAPI_REFUSAL_OBJECT] = "it uses objects that are not there, or are no handles",
	[RUAPI_REFUSAL_ATTR] = "it has an attribute of a kind that nobody knows",
	[RUAPI_REFUSAL_SHAPE] = "ib_uverbs would not take it either",
	[RUAPI_REFUSAL_ACTION] = "no action here gives it to the driver",
	[RUAPI_REFUSAL_KERNEL] = "drivers of this kernel have nothing that does it",
};

#define NAME(array, i) \
	((i) < RUAPI_COUNT(array) && (array)[i] ? (array)[i] : "?")

/* Names come from a kernel module: they need not end where they should. */
void described_end(struct ruapi_description *desc)
{
	uint32_t i;

	for (i = 0; i < desc->num_actions; i++) {
		desc->actions[i].object_name[23] = '\0';
		desc->actions[i].action_name[23] = '\0';
	}
	for (i = 0; i < desc->num_attrs; i++)
		desc->attrs[i].name[31] = '\0';
	for (i = 0; i < desc->num_ucaps; i++)
		desc->ucaps[i].name[sizeof(desc->ucaps[i].name) - 1] = '\0';
}

/*
 * rdmasim has the driver_id of another driver, which has no methods and no user
 * capabilities in any kernel.  Who has it and is not rdmasim has methods that nobody
 * knows.
 */
static int is_rdmasim(const struct ruapi_description *desc)
{
	return desc->num_ucaps > 0;
}

/* What a public header calls it, or else as the kernel does. */
static const char *name_of(const struct ruapi_description *desc, uint32_t driver_id,
			   uint16_t object, uint16_t action, uint16_t id,
			   const char *otherwise)
{
	const struct ruapi_method_name *name =
		ruapi_method_name(driver_id, object, action, id);

	if (!name || (!strcmp(name->driver, "rdmasim") && !is_rdmasim(desc)))
		return otherwise;
	return name->name;
}

const char *described_object(const struct ruapi_description *desc,
			     const struct ruapi_desc_action *action)
{
	return name_of(desc, action->driver_id, action->object, 0, 0,
		       action->object_name);
}

const char *described_action(const struct ruapi_description *desc,
			     const struct ruapi_desc_action *action)
{
	return name_of(desc, action->driver_id, action->object, action->action, 0,
		       action->action_name);
}

const char *described_attr(const struct ruapi_description *desc,
			   const struct ruapi_desc_attr *attr)
{
	return name_of(desc, attr->driver_id, attr->object, attr->action, attr->id,
		       attr->name);
}

const char *described_refusal(const struct ruapi_desc_action *action)
{
	return NAME(refusals, RUAPI_DESC_REFUSAL(action->flags));
}

const char *described_type(const struct ruapi_desc_attr *attr)
{
	return NAME(type_names, attr->type);
}

const char *described_access(const struct ruapi_desc_attr *attr)
{
	return NAME(access_names, attr->access);
}

/* The type of object that an attribute is, as this module calls it. */
const char *described_ref(const struct ruapi_description *desc,
			  const struct ruapi_desc_attr *attr)
{
	const unsigned int object = attr->ref_object;
	const char *known = ruapi_object_name(object);
	uint32_t i;

	for (i = 0; i < desc->num_actions; i++)
		if (desc->actions[i].object == object)
			return described_object(desc, &desc->actions[i]);
	if (!known)
		known = object ? "?" : "any";
	return name_of(desc, attr->driver_id, object, 0, 0, known);
}

/* Is "object.action" this one, by these names? */
static int is_called(const char *object, const char *action, const char *what)
{
	const size_t len = strcspn(what, ".");

	if (strlen(object) != len || strncasecmp(object, what, len))
		return 0;
	return !what[len] || !strcasecmp(action, what + len + 1);
}

/*
 * Is it "object", "object.action" or nothing in particular?  The numbers that the
 * kernel says are names, too.
 */
int described_is(const struct ruapi_description *desc,
		 const struct ruapi_desc_action *action, const char *what)
{
	return !what ||
	       is_called(described_object(desc, action),
			 described_action(desc, action), what) ||
	       is_called(action->object_name, action->action_name, what);
}

static void json_attr(struct json *json, const struct ruapi_description *desc,
		      const struct ruapi_desc_attr *attr)
{
	const int is_object = attr->type == RUAPI_T_OBJ ||
			      attr->type == RUAPI_T_OBJS;

	json_open(json, NULL, '{');
	json_number(json, "id", attr->id);
	json_string(json, "name", described_attr(desc, attr));
	json_string(json, "type", described_type(attr));
	json_string(json, "wire", ruapi_wire_name(attr->wire));
	if (is_object) {
		json_string(json, "object", described_ref(desc, attr));
		json_number(json, "object_type", attr->ref_object);
		json_string(json, "access", described_access(attr));
	}
	json_bool(json, "required", !!(attr->flags & RUAPI_SPEC_REQUIRED));
	if (attr->group)
		json_number(json, "group", attr->group);
	json_number(json, "min_len", attr->min_len);
	json_number(json, "max_len", attr->max_len);
	json_number(json, "known", attr->known);
	if (attr->driver_id)
		json_string(json, "driver", ruapi_driver_name(attr->driver_id));
	json_close(json, '}');
}

static void json_action(struct json *json, const struct ruapi_description *desc,
			const struct ruapi_desc_action *action)
{
	uint32_t i;

	json_open(json, NULL, '{');
	json_string(json, "object", described_object(desc, action));
	json_string(json, "action", described_action(desc, action));
	json_number(json, "object_type", action->object);
	json_number(json, "number", action->action);
	json_string(json, "class", ruapi_class_name(action->ioc_nr));
	json_number(json, "driver_id", action->driver_id);
	json_bool(json, "driver_data", !!(action->flags & RUAPI_ACTION_UHW));
	if (RUAPI_DESC_REFUSAL(action->flags))
		json_string(json, "refused", described_refusal(action));
	json_open(json, "attrs", '[');
	for (i = 0; i < desc->num_attrs; i++)
		if (desc->attrs[i].object == action->object &&
		    desc->attrs[i].action == action->action)
			json_attr(json, desc, &desc->attrs[i]);
	json_close(json, ']');
	json_close(json, '}');
}

/* Those that are wanted. */
void described_json(const struct ruapi_description *desc, const char *what)
{
	struct json json = { .depth = 0 };
	uint32_t i;

	json_open(&json, NULL, '[');
	for (i = 0; i < desc->num_actions; i++)
		if (described_is(desc, &desc->actions[i], what))
			json_action(&json, desc, &desc->actions[i]);
	json_close(&json, ']');
	json_end(&json);
}
