// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Words of a policy: what they name. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "method_names.h"
#include "policy_words.h"
#include "text.h"

/* Driver ids are not larger than this. */
#define MAX_DRIVER 64

static char why[224];

static const char *because(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

static const char *because(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	return why;
}

/* "WHAT there are: a, b, c", as many as there is room for. */
static const char *choices(const char *what, const char *(*name)(unsigned int),
			   unsigned int count)
{
	const size_t room = sizeof(why) - 8;
	size_t at = snprintf(why, room, "%s", what);
	const char *sep = " ";
	unsigned int i;

	for (i = 0; i < count; i++) {
		const char *one = name(i);

		if (!one)
			continue;
		if (at + strlen(one) + 2 >= room) {
			strcat(why, ", ...");
			break;
		}
		at += snprintf(why + at, room - at, "%s%s", sep, one);
		sep = ", ";
	}
	return why;
}

/* ---- actions ---------------------------------------------------------------- */

static unsigned int named_object;

static const char *action_name(unsigned int action)
{
	return ruapi_action_name(named_object, action);
}

/* Adds those of one object; 0: there are none. */
static int add_actions(struct policy_line *line, unsigned int object,
		       const char *name)
{
	unsigned int action;

	if (!strcmp(name, "*")) {
		line->actions[object] = UINT64_MAX;
		return 1;
	}
	action = ruapi_action_by_name(object, name);
	if (!action || action >= POLICY_ACTIONS)
		return 0;
	line->actions[object] |= UINT64_C(1) << action;
	return 1;
}

const char *policy_word_action(struct policy_line *line, const char *word)
{
	const char *dot = strchr(word, '.');
	unsigned int object, found = 0;
	char name[64];

	line->has_actions = 1;
	if (!strcmp(word, "*") || !strcmp(word, "*.*")) {
		line->others = 1;
		memset(line->actions, 0xff, sizeof(line->actions));
		return NULL;
	}
	if (!dot)
		return "an action is OBJECT.ACTION, e.g. qp.create, qp.* or *.destroy";
	if (strchr(word, ':'))
		return "what a driver defines by itself is a method: 'method', and the same word";
	snprintf(name, sizeof(name), "%.*s", (int)(dot - word), word);
	if (!strcmp(name, "*")) {
		for (object = 0; object < POLICY_OBJECTS; object++)
			if (ruapi_object_name(object))
				found |= add_actions(line, object, dot + 1);
		return found ? NULL : "no object has an action of this name";
	}
	object = ruapi_object_by_name(name);
	if (!object)
		return choices("there is no such object; there are",
			       ruapi_object_name, POLICY_OBJECTS);
	if (add_actions(line, object, dot + 1))
		return NULL;
	named_object = object;
	return choices("the object has no such action; it has", action_name,
		       POLICY_ACTIONS);
}

/* ---- drivers, and what they define --------------------------------------------- */

static const char *driver_name(unsigned int driver)
{
	return driver ? ruapi_driver_name(driver) : NULL;
}

const char *policy_word_driver(uint32_t *driver, const char *word)
{
	uint32_t i;

	for (i = 1; i < MAX_DRIVER; i++)
		if (driver_name(i) && !strcasecmp(driver_name(i), word)) {
			*driver = i;
			return NULL;
		}
	for (i = 0; i < ruapi_num_method_names; i++)
		if (!strcasecmp(ruapi_method_names[i].driver, word)) {
			*driver = ruapi_method_names[i].driver_id;
			return NULL;
		}
	return choices("there is no such driver; there are", driver_name,
		       MAX_DRIVER);
}

/* A number of the driver's, or one of the names of its header; 0: neither. */
static uint16_t method_number(uint32_t driver, uint16_t object,
			      const char *word)
{
	const struct ruapi_method_name *name = ruapi_method_names;
	unsigned int i;
	char *end;
	unsigned long number = strtoul(word, &end, 0);

	if (end != word && !*end)
		return number <= UINT16_MAX ? number : 0;
	for (i = 0; i < ruapi_num_method_names; i++, name++) {
		if (name->driver_id != driver || name->id ||
		    strcasecmp(name->name, word))
			continue;
		if (!object && !name->action)
			return name->object;
		if (object && name->object == object && name->action)
			return name->action;
	}
	return object ? 0 : ruapi_object_by_name(word);
}

const char *policy_word_method(struct policy_method *method, const char *word)
{
	const char *colon = strchr(word, ':');
	const char *dot = colon ? strchr(colon, '.') : NULL;
	const char *wrong;
	char name[64];

	*method = (struct policy_method) { .any_driver = !strcmp(word, "*") };
	if (method->any_driver)
		return NULL;
	if (!colon)
		return "a method is DRIVER:OBJECT.ACTION, e.g. mlx5:devx_obj.create or mlx5:*";
	snprintf(name, sizeof(name), "%.*s", (int)(colon - word), word);
	wrong = policy_word_driver(&method->driver, name);
	if (wrong)
		return wrong;
	method->any_object = !strcmp(colon + 1, "*");
	if (method->any_object)
		return NULL;
	if (!dot)
		return "a method is DRIVER:OBJECT.ACTION, e.g. mlx5:devx_obj.create or mlx5:*";
	snprintf(name, sizeof(name), "%.*s", (int)(dot - colon - 1), colon + 1);
	method->object = method_number(method->driver, 0, name);
	if (!method->object)
		return because("the driver has no object '%s': see 'rdma-uapi describe --device'",
			       name);
	method->any_action = !strcmp(dot + 1, "*");
	if (method->any_action)
		return NULL;
	method->action = method_number(method->driver, method->object, dot + 1);
	if (!method->action)
		return because("the driver's object has no action '%s': see 'rdma-uapi describe --device'",
			       dot + 1);
	return NULL;
}

char *policy_action_text(uint32_t driver, unsigned int object,
			 unsigned int action)
{
	const struct ruapi_method_name *first, *second;
	const char *name = ruapi_object_name(object);

	if (ruapi_action_name(object, action))
		return xprintf("%s.%s", name, ruapi_action_name(object, action));
	first = ruapi_method_name(driver, object, 0, 0);
	second = ruapi_method_name(driver, object, action, 0);
	if (second && (first || name))
		return xprintf("%s:%s.%s", second->driver,
			       first ? first->name : name, second->name);
	if (ruapi_driver_name(driver))
		return xprintf("%s:0x%x.0x%x", ruapi_driver_name(driver), object,
			       action);
	return xprintf("0x%x.0x%x", object, action);
}

/* ---- numbers -------------------------------------------------------------------- */

const char *policy_word_number(unsigned long *number, const char *word,
			       unsigned long min, unsigned long max)
{
	char *end;

	*number = strtoul(word, &end, 0);
	if (end == word || *end || *word == '-')
		return "it is no number";
	if (*number < min || *number > max)
		return because("it must be from %lu to %lu", min, max);
	return NULL;
}

/* "100/s", "5/min" */
const char *policy_word_rate(uint64_t *interval, unsigned long *per,
			     const char *word)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{ "s", UINT64_C(1000000000) },
		{ "min", UINT64_C(60000000000) },
		{ "h", UINT64_C(3600000000000) },
	};
	const char *slash = strchr(word, '/');
	const char *wrong;
	unsigned int i;
	char number[32];

	if (!slash)
		return "a rate is e.g. 100/s, 30/min or 5/h";
	snprintf(number, sizeof(number), "%.*s", (int)(slash - word), word);
	wrong = policy_word_number(per, number, 1, 1000000000);
	if (wrong)
		return wrong;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(slash + 1, units[i].name)) {
			*interval = units[i].ns / *per;
			return NULL;
		}
	return "a rate is e.g. 100/s, 30/min or 5/h";
}

/* ---- user capabilities: known by the drivers that are here ------------------------ */

static int find_ucap(int fd, uint32_t device, uint64_t *ucaps, const char *word)
{
	struct ruapi_description desc;
	int found = 0;
	unsigned int i;

	if (ruapi_describe_device(fd, device, &desc))
		return 0;
	for (i = 0; !found && i < desc.num_ucaps; i++)
		if (desc.ucaps[i].bit < 64 &&
		    !strncmp(desc.ucaps[i].name, word,
			     sizeof(desc.ucaps[i].name))) {
			*ucaps |= UINT64_C(1) << desc.ucaps[i].bit;
			found = 1;
		}
	ruapi_describe_free(&desc);
	return found;
}

const char *policy_word_ucap(uint64_t *ucaps, const char *word)
{
	struct ruapi_device_info *devices;
	const int fd = ruapi_open();
	uint32_t i, count;
	int found = 0;

	if (fd < 0)
		return because("only the module knows user capabilities: %s: %s",
			       RUAPI_DEVICE_PATH, strerror(-fd));
	if (!ruapi_device_list_all(fd, &devices, &count)) {
		for (i = 0; !found && i < count; i++)
			found = find_ucap(fd, devices[i].index, ucaps, word);
		free(devices);
	}
	close(fd);
	return found ? NULL :
		       "no device here has this user capability: see 'rdma-uapi describe --device'";
}
