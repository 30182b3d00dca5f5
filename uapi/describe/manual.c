// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The manual of the ABI: Markdown, one page per object and one for them all. */
#include <string.h>
#include "describe.h"

/* Structs and enums that a page has mentioned, to be explained at its end. */
struct mentions {
	const struct ruapi_layout *layouts[64];
	const struct ruapi_names *names[64];
	unsigned int num_layouts;
	unsigned int num_names;
};

static void mention_names(struct mentions *all, const struct ruapi_names *names)
{
	unsigned int i;

	for (i = 0; i < all->num_names; i++)
		if (all->names[i] == names)
			return;
	if (names && all->num_names < RUAPI_COUNT(all->names))
		all->names[all->num_names++] = names;
}

static void mention(struct mentions *all, const struct ruapi_layout *layout)
{
	unsigned int i;

	for (i = 0; i < all->num_layouts; i++)
		if (all->layouts[i] == layout)
			return;
	if (!layout || all->num_layouts == RUAPI_COUNT(all->layouts))
		return;
	all->layouts[all->num_layouts++] = layout;
	for (i = 0; i < layout->num_fields; i++) {
		mention(all, layout->fields[i].layout);
		mention_names(all, layout->fields[i].names);
	}
}

/* Text in a cell of a table, or in a paragraph. */
static void cell(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("|<>_*`", *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

/* A meaning without the direction and type that it starts with. */
static const char *meaning(const char *text)
{
	static const char *const words[] = {
		"in", "out", "new", "flags", "u8", "u16", "u32", "u64",
	};
	const char *p = text;
	unsigned int i;
	size_t len;

	do {
		len = strcspn(p, " :");
		for (i = 0; i < RUAPI_COUNT(words); i++)
			if (strlen(words[i]) == len && !strncmp(p, words[i], len))
				break;
		if (i == RUAPI_COUNT(words) || !p[len])
			return text;
		p += len + 1;
	} while (p[-1] == ' ');
	return p + strspn(p, " ");
}

static void generated(FILE *out)
{
	fputs("<!-- Generated from the specification tables: do not edit. -->\n\n",
	      out);
}

static const char *action_brief(const struct action *action,
				const struct docs *docs)
{
	char kind[64];

	snprintf(kind, sizeof(kind), "ruapi_%s_action",
		 action->object_spec->name);
	return docs_param(docs, "enum",
			  action->number < RUAPI_ACTION_FIRST ?
			  "ruapi_common_action" : kind, action->action_c);
}

static const char *names_title(const struct ruapi_names *names,
			       const struct ruapi_attr_spec *spec)
{
	static char text[128];

	snprintf(text, sizeof(text), "%s [%s](#%s)",
		 spec->type == RUAPI_T_FLAGS32 ? "bits of" : "one of",
		 names->name, names->name);
	return text;
}

static void attr_row(FILE *out, unsigned int id, const char *name,
		     const struct ruapi_attr_spec *spec, unsigned int object,
		     const char *text)
{
	char bounds[128];

	attr_bounds(bounds, sizeof(bounds), spec);
	fprintf(out, id < RUAPI_ATTR_DRIVER ? "| %u | " : "| 0x%x | ", id);
	cell(out, name);
	fprintf(out, " | %s", type_name(spec));
	if (spec->type == RUAPI_T_OBJ || spec->type == RUAPI_T_OBJS) {
		fputc(' ', out);
		cell(out, object_title(spec->object ? spec->object : object));
	}
	if (spec->layout)
		fprintf(out, " [%s](#%s)", spec->layout->name,
			spec->layout->name);
	fprintf(out, " | %s | ", access_name(spec));
	if (spec->group)
		fprintf(out, "exactly one of group %u", spec->group);
	else
		fputs(spec->flags & RUAPI_SPEC_REQUIRED ? "required" :
		      "optional", out);
	fputs(" | ", out);
	cell(out, bounds);
	if (spec->names) {
		fputs(*bounds ? "; " : "", out);
		fputs(names_title(spec->names, spec), out);
	}
	fputs(" | ", out);
	cell(out, meaning(text));
	fputs(" |\n", out);
}

static void attr_table(FILE *out, const struct action *action,
		       const struct docs *docs, struct mentions *all)
{
	struct member m;
	int any = 0;

	for_each_member(action, m) {
		if (!any)
			fputs("| id | attribute | type | access | given | bounds | meaning |\n"
			      "|---|---|---|---|---|---|---|\n", out);
		any = 1;
		attr_row(out, m.id, m.spec->name, m.spec, action->object,
			 docs_param(docs, "enum", action->attr_enum,
				    m.enumerator));
		mention(all, m.spec->layout);
		mention_names(all, m.spec->names);
	}
	fputs(any ? "\n" : "No attributes.\n\n", out);
}

static void driver_row(FILE *out, const struct ruapi_driver_attr_spec *row,
		       const struct action *action, const char *driver)
{
	const struct ruapi_attr_spec *other =
		ruapi_attr_spec(action->spec, row->without);
	char meaning[128];

	snprintf(meaning, sizeof(meaning), "%s%s%s%s", driver,
		 other ? "; with " : "", other ? other->name : "",
		 other ? " it is another struct" : "");
	attr_row(out, row->id, row->attr.name, &row->attr, action->object,
		 meaning);
}

/* Attributes of drivers that lay out what others exchange unseen. */
static void driver_table(FILE *out, const struct action *action,
			 struct mentions *all)
{
	const struct ruapi_driver_attr_spec *row;
	unsigned int i, k;
	int any = 0;

	for (i = 0; ruapi_drivers[i]; i++)
		for (k = 0; k < ruapi_drivers[i]->num_attrs; k++) {
			row = &ruapi_drivers[i]->attrs[k];
			if (row->object != action->object ||
			    row->action != action->number)
				continue;
			if (!any)
				fputs("Attributes of drivers:\n\n"
				      "| id | attribute | type | access | given | bounds | meaning |\n"
				      "|---|---|---|---|---|---|---|\n", out);
			any = 1;
			driver_row(out, row, action, ruapi_drivers[i]->name);
			mention(all, row->attr.layout);
		}
	fputs(any ? "\n" : "", out);
}

static const char *place_name(const struct action *action)
{
	static const char *const names[] = {
		[RUAPI_PLACE_NONE] = "not at all",
		[RUAPI_PLACE_LAST] = "as the last call",
		[RUAPI_PLACE_END] = "at the end, with others",
		[RUAPI_PLACE_ANY] = "anywhere",
	};

	return names[ruapi_spec_place(action->spec)];
}

static void action_section(FILE *out, const struct action *action,
			   const struct docs *docs, struct mentions *all)
{
	fprintf(out, "## %s\n\n", action->title);
	cell(out, action_brief(action, docs));
	fprintf(out, "\n\nAction %u (`%s`), `RUAPI_IOC_%s`; wrapper `%s()`.\n\n",
		action->number, action->action_c, class_name(action),
		action->func);
	fprintf(out, "In a batch: %s.\n\n", place_name(action));
	if (action->spec->flags & RUAPI_ACTION_UHW)
		fputs("Passes `RUAPI_ATTR_UHW_IN` and `RUAPI_ATTR_UHW_OUT` to the driver.\n\n",
		      out);
	attr_table(out, action, docs, all);
	driver_table(out, action, all);
}

static const char *show_name(const struct ruapi_field *field)
{
	static const char *const names[] = {
		[RUAPI_SHOW_DEC] = "number",
		[RUAPI_SHOW_HEX] = "hexadecimal number",
		[RUAPI_SHOW_ENUM] = "one of",
		[RUAPI_SHOW_FLAGS] = "bits of",
		[RUAPI_SHOW_GID] = "GID",
		[RUAPI_SHOW_GUID] = "GUID",
		[RUAPI_SHOW_BYTES] = "bytes",
		[RUAPI_SHOW_STRING] = "text",
		[RUAPI_SHOW_STRUCT] = "struct",
	};

	return field->show < RUAPI_COUNT(names) ? names[field->show] : "";
}

static void struct_section(FILE *out, const struct ruapi_layout *layout,
			   const struct docs *docs)
{
	const struct ruapi_field *field;
	unsigned int i;

	fprintf(out, "### %s\n\n", layout->name);
	cell(out, docs_brief(docs, "struct", layout->name));
	fprintf(out, "%s%u bytes.\n\n| offset | size | member | shown as | meaning |\n"
		"|---|---|---|---|---|\n",
		*docs_brief(docs, "struct", layout->name) ? ". " : "",
		layout->size);
	for (i = 0; i < layout->num_fields; i++) {
		field = &layout->fields[i];
		fprintf(out, "| %u | %u | ", field->offset, field->size);
		cell(out, field->name);
		fprintf(out, " | %s", show_name(field));
		if (field->names)
			fprintf(out, " [%s](#%s)", field->names->name,
				field->names->name);
		if (field->layout)
			fprintf(out, " [%s](#%s)", field->layout->name,
				field->layout->name);
		fputs(" | ", out);
		cell(out, docs_param(docs, "struct", layout->name,
				     field->name));
		fputs(" |\n", out);
	}
	fputc('\n', out);
}

static void names_section(FILE *out, const struct ruapi_names *names)
{
	unsigned int i;

	fprintf(out, "### %s\n\n| value | name |\n|---|---|\n", names->name);
	for (i = 0; i < names->count; i++)
		fprintf(out, "| 0x%llx | `%s` |\n",
			(unsigned long long)names->list[i].value,
			names->list[i].name);
	fputc('\n', out);
}

static void object_page(const char *dir, unsigned int object,
			const struct docs *docs)
{
	struct mentions all = { .num_layouts = 0 };
	struct action action;
	char name[64], c_name[80];
	unsigned int i;
	FILE *out;

	snprintf(name, sizeof(name), "%s.md", ruapi_objects[object]->name);
	snprintf(c_name, sizeof(c_name), "RUAPI_OBJ_%s", object_title(object));
	out = open_output(dir, name);
	generated(out);
	fprintf(out, "# %s\n\n", object_title(object));
	cell(out, docs_param(docs, "enum", "ruapi_object", c_name));
	fprintf(out, ".\n\nObject type %u (`%s`)%s.\n\n", object, c_name,
		ruapi_objects[object]->has_handle ? "" :
		"; its objects have no handles");
	for_each_action(action)
		if (action.object == object)
			action_section(out, &action, docs, &all);
	if (all.num_layouts)
		fputs("## Structs\n\n", out);
	for (i = 0; i < all.num_layouts; i++)
		struct_section(out, all.layouts[i], docs);
	if (all.num_names)
		fputs("## Values\n\n", out);
	for (i = 0; i < all.num_names; i++)
		names_section(out, all.names[i]);
	close_output(out);
}

/* ---- the page about them all --------------------------------------------- */

static void doc_section(FILE *out, const struct docs *docs, const char *kind,
			const char *name)
{
	const struct doc *doc = docs_find(docs, kind, name);
	unsigned int i;

	if (!doc)
		fail("the header says nothing about %s %s", kind, name);
	fprintf(out, "### %s %s\n\n", kind, name);
	cell(out, doc->brief);
	fputs(".\n\n| name | meaning |\n|---|---|\n", out);
	for (i = 0; i < doc->num_params; i++) {
		fprintf(out, "| `%s` | ", doc->params[i].name);
		cell(out, doc->params[i].text);
		fputs(" |\n", out);
	}
	fputc('\n', out);
}

static void object_list(FILE *out, const struct docs *docs)
{
	struct action action;
	char c_name[80];
	unsigned int i;

	fputs("## Objects\n\n| object | number | meaning | actions |\n"
	      "|---|---|---|---|\n", out);
	for (i = 0; i < __RUAPI_OBJ_MAX; i++) {
		if (!ruapi_objects[i])
			continue;
		snprintf(c_name, sizeof(c_name), "RUAPI_OBJ_%s",
			 object_title(i));
		fprintf(out, "| [%s](%s.md) | %u | ", object_title(i),
			ruapi_objects[i]->name, i);
		cell(out, docs_param(docs, "enum", "ruapi_object", c_name));
		fputs(" |", out);
		for_each_action(action)
			if (action.object == i) {
				fputc(' ', out);
				cell(out, action.spec->name);
			}
		fputs(" |\n", out);
	}
	fputc('\n', out);
}

static void overview(const char *dir, const struct docs *docs)
{
	static const char *const parts[][2] = {
		{ "struct", "ruapi_hdr" },
		{ "struct", "ruapi_attr" },
		{ "struct", "ruapi_objref" },
		{ "struct", "ruapi_fast" },
		{ "struct", "ruapi_batch" },
		{ "enum", "ruapi_wire" },
		{ "enum", "ruapi_attr_flags" },
		{ "enum", "ruapi_reason" },
		{ "enum", "ruapi_common_action" },
		{ "enum", "ruapi_driver_attr" },
		{ "enum", "ruapi_event_type" },
		{ "struct", "ruapi_event" },
		{ "struct", "ruapi_event_cm" },
		{ "struct", "ruapi_lsm_request" },
		{ "struct", "ruapi_lsm_request2" },
	};
	FILE *out = open_output(dir, "README.md");
	unsigned int i;

	generated(out);
	fprintf(out, "# The ABI of /dev/rdma_uapi\n\n```text\n%s```\n\n",
		docs->intro);
	object_list(out, docs);
	fputs("## Wire format\n\n", out);
	for (i = 0; i < RUAPI_COUNT(parts); i++)
		doc_section(out, docs, parts[i][0], parts[i][1]);
	fputs("## ioctl numbers\n\n| name | number | meaning |\n|---|---|---|\n",
	      out);
	fprintf(out, "| `RUAPI_IOC_CALL` | 0x%lx | %s |\n",
		(unsigned long)RUAPI_IOC_CALL,
		docs_brief(docs, "", "RUAPI_IOC_CALL"));
	fprintf(out, "| `RUAPI_IOC_CM` | 0x%lx | %s |\n",
		(unsigned long)RUAPI_IOC_CM,
		docs_brief(docs, "", "RUAPI_IOC_CM"));
	fprintf(out, "| `RUAPI_IOC_DRIVER` | 0x%lx | %s |\n",
		(unsigned long)RUAPI_IOC_DRIVER,
		docs_brief(docs, "", "RUAPI_IOC_DRIVER"));
	fprintf(out, "| `RUAPI_IOC_FAST` | 0x%lx | %s |\n",
		(unsigned long)RUAPI_IOC_FAST,
		docs_brief(docs, "", "RUAPI_IOC_FAST"));
	fprintf(out, "| `RUAPI_IOC_BATCH` | 0x%lx | %s |\n",
		(unsigned long)RUAPI_IOC_BATCH,
		docs_brief(docs, "", "RUAPI_IOC_BATCH"));
	fprintf(out, "| `RUAPI_IOC_BATCH_CM` | 0x%lx | %s |\n",
		(unsigned long)RUAPI_IOC_BATCH_CM,
		docs_brief(docs, "", "RUAPI_IOC_BATCH_CM"));
	close_output(out);
}

void manual(const char *dir, const struct docs *docs)
{
	unsigned int i;

	overview(dir, docs);
	for (i = 0; i < __RUAPI_OBJ_MAX; i++)
		if (ruapi_objects[i])
			object_page(dir, i, docs);
}
