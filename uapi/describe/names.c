// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What actions and attributes are called in C and by people. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "names.h"
#include "released.h"
#include "text.h"

char *upper(char *to, size_t size, const char *from)
{
	size_t i;

	for (i = 0; from[i] && i + 1 < size; i++)
		to[i] = toupper((unsigned char)from[i]);
	to[i] = '\0';
	return to;
}

static void print(char *to, size_t size, const char *fmt, const char *a,
		  const char *b)
{
	const int n = snprintf(to, size, fmt, a, b);

	if (n < 0 || (size_t)n >= size)
		fail("name too long: %s", a);
}

#define PRINT(array, fmt, a, b) print(array, sizeof(array), fmt, a, b)

/* The actions that have the same number in every object. */
static const char *common_action(unsigned int number)
{
	switch (number) {
	case RUAPI_DESTROY:
		return "RUAPI_DESTROY";
	case RUAPI_QUERY:
		return "RUAPI_QUERY";
	case RUAPI_LIST:
		return "RUAPI_LIST";
	default:
		return NULL;
	}
}

/* Fills in @action; 0 if there is no such action. */
int action_get(struct action *action, unsigned int object, unsigned int number)
{
	const struct ruapi_action_spec *spec = ruapi_action_spec(object, number);
	const char *common = common_action(number);
	char obj[64], act[64];

	if (!spec)
		return 0;
	*action = (struct action) {
		.object = object,
		.number = number,
		.object_spec = ruapi_objects[object],
		.spec = spec,
	};
	upper(obj, sizeof(obj), ruapi_objects[object]->name);
	upper(act, sizeof(act), spec->name);
	PRINT(action->title, "%s.%s", obj, act);
	PRINT(action->object_c, "RUAPI_OBJ_%s%s", obj, "");
	PRINT(action->func, "ruapi_%s_%s", ruapi_objects[object]->name,
	      spec->name);
	if (common)
		PRINT(action->action_c, "%s%s", common, "");
	else
		PRINT(action->action_c, "RUAPI_%s_%s", obj, act);
	if (spec->attrs == ruapi_destroy_attrs ||
	    spec->attrs == ruapi_list_attrs) {
		PRINT(action->prefix, "%s_%s", common, "");
		PRINT(action->attr_enum, "ruapi_%s_attr%s", spec->name, "");
	} else {
		PRINT(action->prefix, "RUAPI_%s_%s_", obj, act);
		PRINT(action->attr_enum, "%s_attr%s", action->func, "");
	}
	return 1;
}

/* Before the first action. */
struct action *action_first(struct action *action)
{
	*action = (struct action) { .object = 0 };
	return action;
}

/* Before the first attribute. */
struct member *member_first(struct member *member)
{
	*member = (struct member) { .id = 0 };
	return member;
}

/* Steps to the action after @action; 0 at the end. */
int action_next(struct action *action)
{
	unsigned int object = action->object;
	unsigned int number = action->number + 1;

	for (; object < __RUAPI_OBJ_MAX; object++, number = 0)
		for (; ruapi_objects[object] &&
		     number < ruapi_objects[object]->num_actions; number++)
			if (action_get(action, object, number))
				return 1;
	return 0;
}

static enum member_kind member_kind(const struct ruapi_attr_spec *spec)
{
	const int out = !!(spec->flags & RUAPI_SPEC_OUT);

	switch (spec->type) {
	case RUAPI_T_OBJ:
		return spec->access == RUAPI_ACCESS_NEW ? M_NEW : M_OBJ;
	case RUAPI_T_FD:
		return out ? M_FD_NEW : M_FD;
	case RUAPI_T_STRUCT:
		if (spec->layout)
			return out ? M_STRUCT_OUT : M_STRUCT_IN;
		return out ? M_BYTES_OUT : M_BYTES_IN;
	case RUAPI_T_ARRAY:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		return out ? M_ARRAY_OUT : M_ARRAY_IN;
	case RUAPI_T_BYTES:
	case RUAPI_T_SOCKADDR:
		return out ? M_BYTES_OUT : M_BYTES_IN;
	default:
		return out ? M_OUT : M_IN;
	}
}

static void member_type(struct member *member)
{
	const struct ruapi_attr_spec *spec = member->spec;

	switch (member->kind) {
	case M_IN:
	case M_OUT:
		snprintf(member->ctype, sizeof(member->ctype), "uint%u_t",
			 8 * ruapi_spec_width(spec));
		break;
	case M_OBJ:
	case M_NEW:
		strcpy(member->ctype, "uint32_t");
		break;
	case M_FD:
	case M_FD_NEW:
		strcpy(member->ctype, "int");
		break;
	default:
		if (spec->type == RUAPI_T_OBJS)
			strcpy(member->ctype, "struct ruapi_objref");
		else if (spec->type == RUAPI_T_FDS)
			strcpy(member->ctype, "int");
		else if (spec->layout && spec->type != RUAPI_T_BYTES)
			PRINT(member->ctype, "struct %s%s", spec->layout->name,
			      "");
		else
			strcpy(member->ctype, "void");
	}
}

/* Words that are no names of members in C or C++. */
static int is_keyword(const char *name)
{
	static const char *const words[] = {
		"new", "delete", "class", "default", "register", "export",
		"private", "public", "switch", "this", "operator", "union",
	};
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(words); i++)
		if (!strcmp(words[i], name))
			return 1;
	return 0;
}

/* Is an attribute newer than the latest release, and its action not? */
static int is_newer(const char *title, unsigned int id)
{
	const struct released *action;

	for (action = released_actions; action->title; action++)
		if (!strcmp(action->title, title))
			return id > action->last;
	return 0;
}

/* Steps to the attribute after @member; 0 at the end. */
int member_next(const struct action *action, struct member *member)
{
	const struct ruapi_attr_spec *spec = NULL;
	unsigned int id = member->id;
	char name[64];

	while (!spec && ++id < action->spec->num_attrs)
		spec = ruapi_attr_spec(action->spec, id);
	if (!spec)
		return 0;
	*member = (struct member) {
		.id = id,
		.spec = spec,
		.kind = member_kind(spec),
		.required = !!(spec->flags & RUAPI_SPEC_REQUIRED),
		.newer = is_newer(action->title, id),
	};
	if (member->required && member->newer)
		fail("%s: a new attribute is required: programs that were compiled before cannot give it",
		     action->title);
	upper(name, sizeof(name), spec->name);
	PRINT(member->enumerator, "%s%s", action->prefix, name);
	PRINT(member->name, "%s%s", spec->name,
	      is_keyword(spec->name) ? "_" : "");
	if (spec->object) {
		upper(name, sizeof(name), ruapi_objects[spec->object]->name);
		PRINT(member->object_c, "RUAPI_OBJ_%s%s", name, "");
	} else {
		strcpy(member->object_c, action->object_c);
	}
	member_type(member);
	return 1;
}

int member_is_out(const struct member *member)
{
	switch (member->kind) {
	case M_OUT:
	case M_NEW:
	case M_FD_NEW:
	case M_STRUCT_OUT:
	case M_ARRAY_OUT:
	case M_BYTES_OUT:
		return 1;
	default:
		return 0;
	}
}

int action_destroys(const struct action *action)
{
	struct member m;

	for_each_member(action, m)
		if (m.spec->type == RUAPI_T_OBJ &&
		    m.spec->access == RUAPI_ACCESS_DESTROY)
			return 1;
	return 0;
}

/*
 * What a call takes or returns only if its caller asks for it: numbers of calls
 * that destroy, and what the caller may have no room for.
 */
int member_on_demand(const struct member *member, const struct action *action)
{
	if (member->newer)
		return 1;
	return member->kind == M_OUT && !member->required &&
	       action_destroys(action);
}

const char *class_name(const struct action *action)
{
	switch (action->spec->class) {
	case RUAPI_CLASS_CALL:
		return "CALL";
	case RUAPI_CLASS_CM:
		return "CM";
	case RUAPI_CLASS_DRIVER:
		return "DRIVER";
	case RUAPI_CLASS_FAST:
		return "FAST";
	default:
		fail("%s: unknown class", action->title);
	}
}

const char *type_name(const struct ruapi_attr_spec *spec)
{
	static const char *const names[] = {
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

	if (spec->type >= RUAPI_COUNT(names) || !names[spec->type])
		fail("%s: unknown type", spec->name);
	return names[spec->type];
}

const char *access_name(const struct ruapi_attr_spec *spec)
{
	static const char *const names[] = {
		[RUAPI_ACCESS_READ] = "read",
		[RUAPI_ACCESS_WRITE] = "write",
		[RUAPI_ACCESS_DESTROY] = "destroy",
		[RUAPI_ACCESS_NEW] = "new",
	};

	if (spec->type == RUAPI_T_OBJ || spec->type == RUAPI_T_OBJS)
		return names[spec->access];
	if (spec->type == RUAPI_T_FD && (spec->flags & RUAPI_SPEC_OUT))
		return "new";
	return spec->flags & RUAPI_SPEC_OUT ? "out" : "in";
}

const char *object_title(unsigned int object)
{
	static char title[64];

	return upper(title, sizeof(title), ruapi_objects[object]->name);
}

/* What values or lengths an attribute may have. */
void attr_bounds(char *buf, size_t size, const struct ruapi_attr_spec *spec)
{
	*buf = '\0';
	switch (spec->type) {
	case RUAPI_T_FLAGS32:
		snprintf(buf, size, "bits of 0x%llx",
			 (unsigned long long)spec->known);
		break;
	case RUAPI_T_STRUCT:
		if (spec->min_len == spec->max_len || (spec->flags &
						       RUAPI_SPEC_OUT))
			snprintf(buf, size, "%u bytes", spec->max_len);
		else
			snprintf(buf, size, "%u to %u bytes",
				 spec->min_len, spec->max_len);
		break;
	case RUAPI_T_ARRAY:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		snprintf(buf, size, "elements of %u bytes, at most %u bytes",
			 spec->min_len, spec->max_len);
		break;
	case RUAPI_T_BYTES:
		snprintf(buf, size, "%u to %u bytes",
			 spec->min_len, spec->max_len);
		break;
	case RUAPI_T_SOCKADDR:
		snprintf(buf, size, "AF_INET, AF_INET6, AF_IB");
		break;
	case RUAPI_T_OBJ:
	case RUAPI_T_FD:
		break;
	default:
		if (spec->known)
			snprintf(buf, size, "0 to %llu",
				 (unsigned long long)spec->known);
	}
}
