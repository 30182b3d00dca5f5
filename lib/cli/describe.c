// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi describe: what the actions are, by the module or by the tables. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "described.h"
#include "nearest.h"
#include "spec.h"
#include "table.h"

/* Its options. */
enum { DESCRIBE_SPEC, DESCRIBE_DEVICE, DESCRIBE_JSON };

/* A name in capitals, without what a terminal would obey; to be freed. */
static char *upper(const char *name)
{
	char *text = xprintf("%s", name);
	char *p;

	for (p = text; *p; p++)
		*p = toupper((unsigned char)*p);
	return printable(text);
}

/* Those of drivers begin at RUAPI_DRIVER_NS.  Good until the next but one. */
static const char *number(unsigned int value)
{
	static char text[2][8];
	static int next;

	next = !next;
	snprintf(text[next], sizeof(text[next]),
		 value < RUAPI_DRIVER_NS ? "%u" : "0x%x", value & 0xffff);
	return text[next];
}

/* The user capability without which it fails, or NULL. */
static char *demanded(const struct ruapi_description *desc, unsigned int object,
		      unsigned int action, unsigned int attr)
{
	uint32_t i;

	for (i = 0; i < desc->num_ucaps; i++)
		if (action && desc->ucaps[i].object == object &&
		    desc->ucaps[i].action == action &&
		    desc->ucaps[i].attr == attr)
			return printable(desc->ucaps[i].name);
	return NULL;
}

static void add_bounds(struct table *table, const struct ruapi_desc_attr *attr)
{
	const int out = !!(attr->flags & RUAPI_SPEC_OUT);

	if (attr->flags & RUAPI_SPEC_CHOICE) {
		table_add(table, "one of several");
		return;
	}
	switch (attr->type) {
	case RUAPI_T_FLAGS32:
		table_add(table, "bits 0x%" PRIx64, (uint64_t)attr->known);
		break;
	case RUAPI_T_STRUCT:
	case RUAPI_T_BYTES:
		if (attr->min_len == attr->max_len)
			table_add(table, "%" PRIu32 " bytes", attr->max_len);
		else
			table_add(table, "%" PRIu32 " to %" PRIu32 " bytes",
				  attr->min_len, attr->max_len);
		break;
	case RUAPI_T_ARRAY:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		table_add(table, "elements of %" PRIu32 " bytes",
			  attr->min_len);
		break;
	case RUAPI_T_U8:
	case RUAPI_T_U16:
	case RUAPI_T_U32:
	case RUAPI_T_U64:
		if (out || !attr->known ||
		    attr->known == UINT64_MAX >> (64 - 8 * (attr->max_len ?
				   attr->max_len % 9 : 8)))
			table_add(table, "-");
		else
			table_add(table, "0 to %" PRIu64,
				  (uint64_t)attr->known);
		break;
	default:
		table_add(table, "-");
	}
}

static void add_attr(struct table *table, const struct ruapi_description *desc,
		     const struct ruapi_desc_attr *attr)
{
	const char *driver = ruapi_driver_name(attr->driver_id);
	const char *wire = ruapi_wire_name(attr->wire);
	const char *ucap = demanded(desc, attr->object, attr->action, attr->id);

	table_add(table, attr->id < RUAPI_ATTR_DRIVER ? "  %u" : "  0x%x",
		  attr->id);
	table_add(table, "%s", described_attr(desc, attr));
	if (attr->type == RUAPI_T_OBJ || attr->type == RUAPI_T_OBJS)
		table_add(table, "%s %s%s", described_access(attr),
			  described_ref(desc, attr),
			  attr->type == RUAPI_T_OBJS ? "[]" : "");
	else
		table_add(table, "%s", described_type(attr));
	table_add(table, "%s", wire ? wire : "?");
	if (attr->refusal)
		table_add(table, "refused");
	else if (ucap)
		table_add(table, "with %s", ucap);
	else if (attr->group)
		table_add(table, "one of group %u", attr->group);
	else
		table_add(table, "%s", attr->flags & RUAPI_SPEC_REQUIRED ?
			  "required" : "optional");
	add_bounds(table, attr);
	if (attr->driver_id)
		table_add(table, "%s", driver ? driver : "?");
	else
		table_add(table, "%s", "");
}

static const char *place_name(unsigned int place)
{
	static const char *const names[] = {
		[RUAPI_PLACE_LAST] = "as the last call",
		[RUAPI_PLACE_END] = "at the end, with others",
		[RUAPI_PLACE_ANY] = "anywhere",
	};

	return place <= RUAPI_PLACE_ANY ? names[place] : "?";
}

static void print_action(const struct ruapi_description *desc,
			 const struct ruapi_desc_action *action)
{
	static const char *const headings[] = {
		"  ID", "ATTRIBUTE", "TYPE", "WIRE", "GIVEN", "BOUNDS",
		"DRIVER", NULL,
	};
	const char *class = ruapi_class_name(action->ioc_nr);
	char *object = upper(described_object(desc, action));
	char *name = upper(described_action(desc, action));
	const char *ucap = demanded(desc, action->object, action->action, 0);
	struct table table;
	int any = 0;
	uint32_t i;

	printf("%s.%s  object %s, action %s, class %s 0x%x%s\n", object, name,
	       number(action->object), number(action->action),
	       class ? class : "?", action->ioc_nr,
	       action->flags & RUAPI_ACTION_UHW ? ", driver data" : "");
	free(object);
	free(name);
	if (RUAPI_DESC_REFUSAL(action->flags))
		printf("  cannot be offered: %s\n", described_refusal(action));
	if (RUAPI_DESC_PLACE(action->flags))
		printf("  in a batch: %s\n",
		       place_name(RUAPI_DESC_PLACE(action->flags)));
	if (ucap)
		printf("  demands user capability %s\n", ucap);
	table_init(&table, headings);
	for (i = 0; i < desc->num_attrs; i++) {
		if (desc->attrs[i].object != action->object ||
		    desc->attrs[i].action != action->action)
			continue;
		add_attr(&table, desc, &desc->attrs[i]);
		any = 1;
	}
	if (any)
		table_print(&table);
	else
		table_free(&table);
	putchar('\n');
}

/* What its driver defines. */
static int describe_device(int fd, const char *name,
			   struct ruapi_description *desc)
{
	uint32_t index;
	int ret;

	if (device_find(fd, "describe", name, &index))
		return EXIT_FAILED;
	ret = ruapi_describe_device(fd, index, desc);
	if (ret)
		complain_call(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
			      ret);
	return ret ? EXIT_FAILED : EXIT_OK;
}

static int get_description(struct ruapi_description *desc, int from_spec,
			   const char *device)
{
	int fd, ret;

	if (from_spec) {
		ret = ruapi_describe_spec(desc);
		if (ret)
			complain("describe: %s", strerror(-ret));
		return ret ? EXIT_FAILED : EXIT_OK;
	}
	fd = open_device();
	if (fd < 0)
		return EXIT_FAILED;
	if (device) {
		ret = describe_device(fd, device, desc);
		close(fd);
		return ret;
	}
	ret = ruapi_describe_module(fd, desc);
	close(fd);
	if (!ret)
		return EXIT_OK;
	complain_call(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE, ret);
	return EXIT_FAILED;
}

/* "qp.fly": no such action, or no such object?  And which is there instead? */
static int complain_what(const struct ruapi_description *desc, const char *what)
{
	const int len = strcspn(what, ".");
	char *object = xprintf("%.*s", len, what);
	char *action = xprintf("%s", what[len] ? what + len + 1 : "");
	struct nearest objects = { .wrong = object };
	struct nearest actions = { .wrong = action };
	int known = 0;
	char *hint;
	uint32_t i;

	for (i = 0; i < desc->num_actions; i++) {
		nearest_try(&objects, described_object(desc, &desc->actions[i]));
		if (!described_is(desc, &desc->actions[i], object))
			continue;
		nearest_try(&actions, described_action(desc, &desc->actions[i]));
		known = 1;
	}
	hint = nearest_hint(known ? &actions : &objects);
	if (known)
		complain("describe: %s has no action '%s'%s", printable(object),
			 printable(action), hint);
	else
		complain("describe: there is no object '%s'%s",
			 printable(object), hint);
	free(hint);
	free(action);
	free(object);
	return EXIT_FAILED;
}

/* "DEVICE.SHELF", or "QP.CREATE attribute 0x8001", in @table. */
static void add_demand(struct table *table, const struct ruapi_description *desc,
		       const struct ruapi_desc_ucap *ucap)
{
	const char *known = ruapi_object_name(ucap->object);
	char *object = upper(known ? known : "?");
	char *action = NULL;
	uint32_t i;

	for (i = 0; i < desc->num_actions && !action; i++)
		if (desc->actions[i].object == ucap->object &&
		    desc->actions[i].action == ucap->action)
			action = upper(described_action(desc, &desc->actions[i]));
	known = ruapi_action_name(ucap->object, ucap->action);
	if (!action)
		action = upper(known ? known : "?");
	if (ucap->attr)
		table_add(table, "%s.%s attribute %s", object, action,
			  number(ucap->attr));
	else
		table_add(table, "%s.%s", object, action);
	free(action);
	free(object);
}

static int is_demanded(const struct ruapi_description *desc, unsigned int bit)
{
	uint32_t i;

	for (i = 0; i < desc->num_ucaps; i++)
		if (desc->ucaps[i].action && desc->ucaps[i].bit == bit)
			return 1;
	return 0;
}

/* A line for each thing that demands one, and for those that nothing demands. */
static void print_ucaps(const struct ruapi_description *desc)
{
	static const char *const headings[] = {
		"USER CAPABILITY", "BIT", "DEMANDED BY", NULL,
	};
	struct ruapi_desc_ucap *ucap;
	struct table table;

	if (!desc->num_ucaps)
		return;
	table_init(&table, headings);
	for (ucap = desc->ucaps; ucap < desc->ucaps + desc->num_ucaps; ucap++) {
		if (!ucap->action && is_demanded(desc, ucap->bit))
			continue;
		table_add(&table, "%s", printable(ucap->name));
		table_add(&table, "%u", ucap->bit);
		if (ucap->action)
			add_demand(&table, desc, ucap);
		else
			table_add(&table, "-");
	}
	table_print(&table);
	putchar('\n');
}

static int print_actions(const struct ruapi_description *desc, const char *what,
			 const char *device, int as_json)
{
	int found = 0;
	uint32_t i;

	if (!what && !as_json)
		print_ucaps(desc);
	for (i = 0; i < desc->num_actions; i++) {
		if (!described_is(desc, &desc->actions[i], what))
			continue;
		if (!as_json)
			print_action(desc, &desc->actions[i]);
		found = 1;
	}
	if (as_json && (found || !what))
		described_json(desc, what);
	if (found || (as_json && !what))
		return finish_output();
	if (what)
		return complain_what(desc, what);
	if (device)
		complain("describe: the driver of %s defines no action", device);
	else
		complain("describe: there are no actions at all");
	return EXIT_FAILED;
}

static int run_describe(struct args *args)
{
	struct ruapi_description desc;
	const char *what = NULL, *device = NULL;
	int from_spec = 0, as_json = 0;
	int ret;

	while ((ret = args_next(args)) != ARG_END) {
		if (ret == ARG_STOP)
			return args->status;
		if (ret == DESCRIBE_SPEC)
			from_spec = 1;
		else if (ret == DESCRIBE_JSON)
			as_json = 1;
		else if (ret == DESCRIBE_DEVICE)
			device = args->value;
		else if (what)
			return args_wrong(args, "one OBJECT[.ACTION] at a time: '%s' is another",
					  args->value);
		else
			what = args->value;
	}
	if (from_spec && device)
		return args_wrong(args, "--spec knows no devices");
	if (get_description(&desc, from_spec, device))
		return EXIT_FAILED;
	described_end(&desc);
	ret = print_actions(&desc, what, device, as_json);
	ruapi_describe_free(&desc);
	return ret;
}

const struct command describe_command = {
	.name = "describe",
	.words = "[OBJECT[.ACTION]]",
	.help = "actions and attributes of the running module",
	.options = (const struct option[]) {
		[DESCRIBE_SPEC] = { "--spec", NULL,
				    "those that this tool was built with" },
		[DESCRIBE_DEVICE] = { "--device", "DEVICE",
				      "those that the driver of a device defines" },
		[DESCRIBE_JSON] = { "--json", NULL, "as JSON, for programs" },
		{ .name = NULL },
	},
	.run = run_describe,
};
