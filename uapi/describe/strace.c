// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The tables of the strace decoder: names in strace's xlat form, and what they
 * are the names of in C.  They leave this tree, so their licence is strace's.
 */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include "../method_names.h"
#include "describe.h"
#include "strace_show.h"

/* RDMA_MAX_STRUCT of the decoder. */
#define MAX_STRUCT 1024

/*
 * Enums of the header that are no values of attributes.  What all of their names
 * begin with is left away of those that have it as @prefix.
 */
static const struct {
	const char *name;
	const char *prefix;
	const char *symbol;
	const char *begin;
} header_enums[] = {
	{ "ruapi_object", "RUAPI_OBJ_", "object", "RUAPI_OBJ_" },
	{ "ruapi_reason", "RUAPI_REASON_", "reason", "RUAPI_REASON_" },
	{ "ruapi_wire", NULL, "wire", "RUAPI_WIRE_" },
	{ "ruapi_hdr_flags", NULL, "hdr_flag", "RUAPI_HDR_F_" },
	{ "ruapi_attr_flags", NULL, "attr_flag", "RUAPI_ATTR_F_" },
	{ "ruapi_driver_attr", "RUAPI_ATTR_", "driver_attr", "RUAPI_ATTR_" },
};

static int in_header(const struct docs *docs, const char *name)
{
	unsigned int i, j;

	for (i = 0; i < docs->count; i++)
		for (j = 0; j < docs->list[i].num_items; j++)
			if (!strcmp(docs->list[i].kind, "enum") &&
			    !strcmp(docs->list[i].items[j].name, name))
				return 1;
	return 0;
}

static FILE *open_xlat(const char *dir, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "src/xlat/%s.in", name);
	return open_output(dir, path);
}

/* Names of values that the specification gives. */
static void xlat_names(const char *dir, const struct docs *docs,
		       const struct ruapi_names *names)
{
	const char *prefix = strace_prefix(names);
	FILE *out = open_xlat(dir, names->name);
	int conditional = 1;
	unsigned int i;
	char name[128];

	for (i = 0; i < names->count; i++) {
		snprintf(name, sizeof(name), "%s%s", prefix ? prefix : "",
			 names->list[i].name);
		if (in_header(docs, name) == conditional) {
			conditional = !conditional;
			fprintf(out, "#%sconditional\n",
				conditional ? "" : "un");
		}
		fprintf(out, "%s\t%#" PRIx64 "\n", name,
			(uint64_t)names->list[i].value);
	}
	close_output(out);
}

/* An enum of the header. */
static void xlat_enum(const char *dir, const struct docs *docs,
		      const char *name)
{
	const struct doc *doc = docs_find(docs, "enum", name);
	FILE *out = open_xlat(dir, name);
	unsigned int i;

	if (!doc)
		fail("no enum %s", name);
	fprintf(out, "#unconditional\n");
	for (i = 0; i < doc->num_items; i++)
		if (doc->items[i].name[0] != '_')
			fprintf(out, "%s\n", doc->items[i].name);
	close_output(out);
}

static void xlat_actions(const char *dir, unsigned int object)
{
	struct action a = { .object = object };
	char name[128];
	FILE *out;

	snprintf(name, sizeof(name), "ruapi_%s_action",
		 ruapi_objects[object]->name);
	out = open_xlat(dir, name);
	fprintf(out, "#unconditional\n#value_indexed\n");
	while (action_next(&a) && a.object == object)
		fprintf(out, "%s\t%u\n", a.action_c, a.number);
	close_output(out);
}

/* Actions without attributes have no names of them either. */
static int has_attrs(const struct action *a)
{
	return a->spec->num_attrs > 1;
}

static void xlat_attrs(const char *dir, const struct action *a)
{
	FILE *out = open_xlat(dir, a->attr_enum);
	struct member m;

	fprintf(out, "#unconditional\n#value_indexed\n");
	for_each_member(a, m)
		fprintf(out, "%s\t%u\n", m.enumerator, m.id);
	close_output(out);
}

/* What was written already, by name. */
struct seen {
	const char **names;
	const void **what;
	unsigned int count;
};

/* Whether it is new; two things of one name would be a mistake. */
static int is_new(struct seen *seen, const char *name, const void *what)
{
	unsigned int i;

	for (i = 0; i < seen->count; i++) {
		if (strcmp(seen->names[i], name))
			continue;
		if (seen->what[i] != what)
			fail("%s: there are two", name);
		return 0;
	}
	seen->names = grow(seen->names, seen->count, sizeof(*seen->names));
	seen->what = grow(seen->what, seen->count, sizeof(*seen->what));
	seen->names[seen->count] = name;
	seen->what[seen->count++] = what;
	return 1;
}

struct tables {
	const char *dir;
	const struct docs *docs;
	FILE *ib;
	FILE *uapi;
	struct seen names;
	struct seen layouts;
};

/* What other programs know as well stands in a file of its own. */
static FILE *table_of(const struct tables *t, const char *name)
{
	return strncmp(name, "ruapi_", 6) ? t->ib : t->uapi;
}

static void put_names(struct tables *t, const struct ruapi_names *names)
{
	FILE *out;
	const char *prefix;
	char dflt[128];

	if (!names || !is_new(&t->names, names->name, names))
		return;
	xlat_names(t->dir, t->docs, names);
	out = table_of(t, names->name);
	prefix = strace_prefix(names);
	strace_default(dflt, sizeof(dflt), names);
	fprintf(out, "\n#include \"xlat/%s.h\"\n", names->name);
	fprintf(out, "static const struct rdma_names names_%s = {\n\t%s, ",
		names->name, names->name);
	if (prefix)
		fprintf(out, "\"%s\"", prefix);
	else
		fprintf(out, "NULL");
	fprintf(out, ", \"%s\"\n};\n", dflt);
}

static const char *const show_names[] = {
	[S_U] = "U",
	[S_X] = "X",
	[S_ID] = "ID",
	[S_XVAL] = "XVAL",
	[S_FLAGS] = "FLAGS",
	[S_GID] = "GID",
	[S_GUID] = "GUID",
	[S_BYTES] = "BYTES",
	[S_CSTRING] = "CSTRING",
	[S_STRUCT] = "STRUCT",
};

static void put_field(FILE *out, const struct ruapi_layout *layout,
		      const struct ruapi_field *f)
{
	const struct ruapi_field *other;
	__u64 mask;

	fprintf(out, "\t{\n\t\t.name = \"%s\",\n\t\t.offset = %u,\n"
		"\t\t.size = %u,\n\t\t.show = RDMA_SHOW_%s,\n", f->name,
		f->offset, f->size, show_names[strace_show_field(f)]);
	other = strace_when(layout, f, &mask);
	if (other)
		fprintf(out, "\t\t.when_offset = %u,\n\t\t.when_size = %u,\n"
			"\t\t.when_mask = %#" PRIx64 ",\n", other->offset,
			other->size, (uint64_t)mask);
	other = strace_len(layout, f);
	if (other)
		fprintf(out, "\t\t.len_offset = %u,\n\t\t.len_size = %u,\n",
			other->offset, other->size);
	if (f->names)
		fprintf(out, "\t\t.names = &names_%s,\n", f->names->name);
	else if (strace_header_enum(f))
		fprintf(out, "\t\t.names = &rdma_uapi_%s_names,\n",
			strace_header_enum(f));
	if (f->layout)
		fprintf(out, "\t\t.layout = &layout_%s,\n", f->layout->name);
	fprintf(out, "\t},\n");
}

/* What a layout needs comes before it. */
static void put_layout(struct tables *t, const struct ruapi_layout *layout)
{
	unsigned int i;
	FILE *out;

	if (!layout || !is_new(&t->layouts, layout->name, layout))
		return;
	if (layout->size > MAX_STRUCT)
		fail("struct %s is larger than the decoder's buffer",
		     layout->name);
	for (i = 0; i < layout->num_fields; i++) {
		put_names(t, layout->fields[i].names);
		put_layout(t, layout->fields[i].layout);
	}
	out = table_of(t, layout->name);
	fprintf(out, "\nstatic const struct rdma_field fields_%s[] = {\n",
		layout->name);
	for (i = 0; i < layout->num_fields; i++)
		put_field(out, layout, &layout->fields[i]);
	fprintf(out, "};\n\nstatic const struct rdma_layout layout_%s = {\n"
		"\t.fields = fields_%s,\n\t.nfields = ARRAY_SIZE(fields_%s),\n"
		"\t.size = %u,\n};\n", layout->name, layout->name,
		layout->name, layout->size);
}

static const char *kind_name(const struct ruapi_attr_spec *spec)
{
	switch (spec->type) {
	case RUAPI_T_STRUCT:
		return spec->layout ? "STRUCT" : "BYTES";
	case RUAPI_T_ARRAY:
		return spec->layout ? "ARRAY" : "BYTES";
	case RUAPI_T_BYTES:
		return "BYTES";
	case RUAPI_T_SOCKADDR:
		return "SOCKADDR";
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		return "BYTES";
	default:
		return "NUMBER";
	}
}

static int is_number(const struct ruapi_attr_spec *spec)
{
	switch (ruapi_spec_wire(spec)) {
	case RUAPI_WIRE_IN:
	case RUAPI_WIRE_OUT:
		return 1;
	default:
		return 0;
	}
}

static const char *wire_enumerator(const struct docs *docs, unsigned int wire)
{
	const struct doc *doc = docs_find(docs, "enum", "ruapi_wire");

	if (!doc || !wire || wire > doc->num_items)
		fail("unknown wire type %u", wire);
	return doc->items[wire - 1].name;
}

static void put_attr(const struct tables *t, const char *indent,
		     const struct ruapi_attr_spec *spec)
{
	FILE *out = t->uapi;

	fprintf(out, "%s\t.kind = RDMA_UAPI_%s,\n%s\t.wire = %s,\n", indent,
		kind_name(spec), indent,
		wire_enumerator(t->docs, ruapi_spec_wire(spec)));
	if (ruapi_spec_width(spec))
		fprintf(out, "%s\t.width = %u,\n", indent,
			ruapi_spec_width(spec));
	if (is_number(spec))
		fprintf(out, "%s\t.show = RDMA_SHOW_%s,\n", indent,
			show_names[strace_show_attr(spec)]);
	if (spec->names)
		fprintf(out, "%s\t.names = &names_%s,\n", indent,
			spec->names->name);
	if (spec->layout)
		fprintf(out, "%s\t.layout = &layout_%s,\n", indent,
			spec->layout->name);
}

static void put_attr_deps(struct tables *t, const struct ruapi_attr_spec *spec)
{
	put_names(t, spec->names);
	put_layout(t, spec->layout);
	if (spec->type == RUAPI_T_ARRAY && spec->layout &&
	    spec->layout->size != spec->min_len)
		fail("%s: its elements are not of their layout's size",
		     spec->name);
}

static void put_attrs(struct tables *t, const struct action *a,
		      struct seen *seen)
{
	struct member m;

	if (!has_attrs(a) || !is_new(seen, strdup(a->attr_enum),
				     a->spec->attrs))
		return;
	xlat_attrs(t->dir, a);
	for_each_member(a, m)
		put_attr_deps(t, m.spec);
	fprintf(t->uapi, "\n#include \"xlat/%s.h\"\n", a->attr_enum);
	fprintf(t->uapi, "static const struct rdma_uapi_attr %s_specs[] = {\n",
		a->attr_enum);
	for_each_member(a, m) {
		fprintf(t->uapi, "\t[%s] = {\n", m.enumerator);
		put_attr(t, "\t", m.spec);
		fprintf(t->uapi, "\t},\n");
	}
	fprintf(t->uapi, "};\n");
}

static void put_action(FILE *out, const struct action *a)
{
	fprintf(out, "\t[%s] = {\n\t\t.class_nr = _IOC_NR(RUAPI_IOC_%s),\n",
		a->action_c, class_name(a));
	if (has_attrs(a))
		fprintf(out, "\t\t.attrs = %s_specs,\n"
			"\t\t.nattrs = ARRAY_SIZE(%s_specs),\n"
			"\t\t.names = { %s, \"%s\", \"%s???\" },\n",
			a->attr_enum, a->attr_enum, a->attr_enum, a->prefix,
			a->prefix);
	else
		fprintf(out, "\t\t.names = { NULL, NULL, \"%s???\" },\n",
			a->prefix);
	fprintf(out, "\t},\n");
}

static void put_actions(struct tables *t, unsigned int object)
{
	const char *name = ruapi_objects[object]->name;
	struct action a = { .object = object };

	xlat_actions(t->dir, object);
	fprintf(t->uapi, "\n#include \"xlat/ruapi_%s_action.h\"\n", name);
	fprintf(t->uapi, "static const struct rdma_uapi_action %s_actions[] = {\n",
		name);
	while (action_next(&a) && a.object == object)
		put_action(t->uapi, &a);
	fprintf(t->uapi, "};\n");
}

static void put_objects(FILE *out)
{
	unsigned int i;
	char name[64];

	fprintf(out, "\nstatic const struct rdma_uapi_object rdma_uapi_objects[] = {\n");
	for (i = 0; i < __RUAPI_OBJ_MAX; i++) {
		if (!ruapi_objects[i])
			continue;
		upper(name, sizeof(name), ruapi_objects[i]->name);
		fprintf(out, "\t[RUAPI_OBJ_%s] = {\n\t\t.name = \"%s\",\n"
			"\t\t.actions = %s_actions,\n"
			"\t\t.nactions = ARRAY_SIZE(%s_actions),\n"
			"\t\t.names = { ruapi_%s_action, \"RUAPI_%s_\", \"RUAPI_%s_???\" },\n"
			"\t},\n", name, ruapi_objects[i]->name,
			ruapi_objects[i]->name, ruapi_objects[i]->name,
			ruapi_objects[i]->name, name, name);
	}
	fprintf(out, "};\n");
}

static void put_driver_attr(const struct tables *t,
			    const struct ruapi_driver_spec *driver,
			    const struct ruapi_driver_attr_spec *attr)
{
	struct action a;
	char name[64];

	if (!action_get(&a, attr->object, attr->action))
		fail("%s:%s: no such action", driver->name, attr->attr.name);
	upper(name, sizeof(name), attr->attr.name);
	fprintf(t->uapi, "\t{\n\t\t.driver_id = %u,\n\t\t.object = %s,\n"
		"\t\t.action = %s,\n\t\t.id = %#x,\n\t\t.name = \"%s:%s\",\n"
		"\t\t.attr = {\n", driver->driver_id, a.object_c, a.action_c,
		attr->id, driver->name, name);
	put_attr(t, "\t\t", &attr->attr);
	fprintf(t->uapi, "\t\t},\n");
	if (attr->without)
		fprintf(t->uapi, "\t\t.without = %u,\n", attr->without);
	fprintf(t->uapi, "\t},\n");
}

static void put_drivers(struct tables *t)
{
	unsigned int i, j;

	for (i = 0; ruapi_drivers[i]; i++)
		for (j = 0; j < ruapi_drivers[i]->num_attrs; j++)
			put_attr_deps(t, &ruapi_drivers[i]->attrs[j].attr);
	fprintf(t->uapi, "\nstatic const struct rdma_uapi_driver_attr "
		"rdma_uapi_driver_attrs[] = {\n");
	for (i = 0; ruapi_drivers[i]; i++)
		for (j = 0; j < ruapi_drivers[i]->num_attrs; j++)
			put_driver_attr(t, ruapi_drivers[i],
					&ruapi_drivers[i]->attrs[j]);
	fprintf(t->uapi, "};\n");
}

/* What is 0 is left out, as elsewhere. */
static void put_number(FILE *out, const char *member, unsigned int number)
{
	if (number)
		fprintf(out, "\t\t.%s = %#x,\n", member, number);
}

static void put_method_names(FILE *out)
{
	const struct ruapi_method_name *m;
	unsigned int i;
	char name[64];

	fprintf(out, "\nstatic const struct rdma_uapi_method_name "
		"rdma_uapi_method_names[] = {\n");
	for (i = 0; i < ruapi_num_method_names; i++) {
		m = &ruapi_method_names[i];
		upper(name, sizeof(name), m->name);
		fprintf(out, "\t{\n\t\t.driver_id = %u,\n", m->driver_id);
		put_number(out, "object", m->object);
		put_number(out, "action", m->action);
		put_number(out, "id", m->id);
		fprintf(out, "\t\t.name = \"%s:%s\",\n", m->driver, name);
		if (!m->action)
			fprintf(out, "\t\t.handle = \"%s\",\n", m->name);
		fprintf(out, "\t},\n");
	}
	fprintf(out, "};\n");
}

static void put_header_enums(struct tables *t)
{
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(header_enums); i++) {
		const char *prefix = header_enums[i].prefix;
		const char *name = header_enums[i].name;

		xlat_enum(t->dir, t->docs, name);
		fprintf(t->uapi, "\n#include \"xlat/%s.h\"\n"
			"static const struct rdma_names rdma_uapi_%s_names = {\n"
			"\t%s, ", name, header_enums[i].symbol, name);
		fprintf(t->uapi, prefix ? "\"%s\"" : "NULL", prefix);
		fprintf(t->uapi, ", \"%s???\"\n};\n", header_enums[i].begin);
	}
}

static FILE *open_table(const char *dir, const char *name, const char *what,
			const char *include, const char *guard)
{
	FILE *out = open_output(dir, name);

	fprintf(out, "/*\n * %s\n"
		" * Generated by uapi/describe of the rdma_uapi project; do not edit.\n"
		" *\n * Copyright (c) 2026 The strace developers.\n"
		" * All rights reserved.\n *\n"
		" * SPDX-License-Identifier: LGPL-2.1-or-later\n */\n\n"
		"#ifndef %s\n# define %s\n\n# include \"%s\"\n", what, guard,
		guard, include);
	return out;
}

static void close_table(FILE *out, const char *guard)
{
	fprintf(out, "\n#endif /* !%s */\n", guard);
	close_output(out);
}

void strace_tables(const char *dir, const struct docs *docs)
{
	struct tables t = { .dir = dir, .docs = docs };
	struct seen seen = { .count = 0 };
	struct action a;
	unsigned int i;

	t.ib = open_table(dir, "src/rdma_ib_tables.h",
			  "Names and structures of verbs and of drivers.",
			  "rdma_print.h", "STRACE_RDMA_IB_TABLES_H");
	t.uapi = open_table(dir, "src/rdma_uapi_tables.h",
			    "Objects, actions and attributes of /dev/rdma_uapi.",
			    "rdma_ib_tables.h", "STRACE_RDMA_UAPI_TABLES_H");
	/* Its enumerators must come before the macros of the same names. */
	fprintf(t.ib, "# include <rdma/ib_user_verbs.h>\n");
	put_header_enums(&t);
	put_names(&t, &ruapi_names_driver_id);
	fprintf(t.uapi, "\n#define rdma_uapi_driver_names names_rdma_driver_id\n");
	put_layout(&t, &ruapi_layout_event);
	put_layout(&t, &ruapi_layout_cm_param);
	for_each_action(a)
		put_attrs(&t, &a, &seen);
	for (i = 0; i < __RUAPI_OBJ_MAX; i++)
		if (ruapi_objects[i])
			put_actions(&t, i);
	put_objects(t.uapi);
	put_drivers(&t);
	put_method_names(t.uapi);
	close_table(t.ib, "STRACE_RDMA_IB_TABLES_H");
	close_table(t.uapi, "STRACE_RDMA_UAPI_TABLES_H");
}
