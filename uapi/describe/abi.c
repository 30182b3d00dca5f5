// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A C program that prints the ABI, one fact per line: compiled for 32 and for
 * 64 bits it must say the same, and lines that were said once stay for ever.
 */
#include <string.h>
#include "describe.h"

static void abi_enum(FILE *out, const struct doc *doc)
{
	unsigned int i;

	for (i = 0; i < doc->num_items; i++) {
		/* The number of things there are is meant to grow. */
		if (!strncmp(doc->items[i].name, "__", 2))
			continue;
		fprintf(out, "\tENUM(%s, %s);\n", doc->name,
			doc->items[i].name);
	}
}

static void abi_struct(FILE *out, const struct doc *doc)
{
	unsigned int i;

	fprintf(out, "\tSTRUCT(%s);\n", doc->name);
	for (i = 0; i < doc->num_items; i++)
		fprintf(out, "\t%s(%s, %s);\n", doc->items[i].array ?
			"TAIL" : "MEMBER", doc->name, doc->items[i].name);
}

/* What of a specification can never change. */
static void abi_rows(FILE *out, const struct action *action)
{
	struct member m;

	fprintf(out, "\tputs(\"action %s %u.%u class 0x%x\");\n", action->title,
		action->object, action->number, action->spec->class);
	for_each_member(action, m)
		fprintf(out, "\tputs(\"attr %s %u %s wire %u width %u object %u access %u\");\n",
			action->title, m.id, m.spec->name,
			ruapi_spec_wire(m.spec), ruapi_spec_width(m.spec),
			m.spec->object, m.spec->access);
}

static void abi_drivers(FILE *out)
{
	const struct ruapi_driver_attr_spec *row;
	unsigned int i, k;

	for (i = 0; ruapi_drivers[i]; i++)
		for (k = 0; k < ruapi_drivers[i]->num_attrs; k++) {
			row = &ruapi_drivers[i]->attrs[k];
			fprintf(out, "\tputs(\"driver %s %u attr %u.%u 0x%x %s wire %u\");\n",
				ruapi_drivers[i]->name, row->driver_id,
				row->object, row->action, row->id,
				row->attr.name, ruapi_spec_wire(&row->attr));
		}
}

static const char prologue[] =
	"/* Generated: do not edit. */\n"
	"#include <stddef.h>\n"
	"#include <stdio.h>\n"
	"#include <rdma/rdma_uapi.h>\n"
	"\n"
	"#define SIZE(s, m) sizeof(((struct s *)0)->m)\n"
	"#define MACRO(m) \\\n"
	"\tprintf(\"macro %s 0x%llx\\n\", #m, (unsigned long long)m)\n"
	"#define ENUM(e, x) \\\n"
	"\tprintf(\"enum %s %s %lld\\n\", #e, #x, (long long)x)\n"
	"#define STRUCT(s) \\\n"
	"\tprintf(\"struct %s size %zu align %zu\\n\", #s, \\\n"
	"\t       sizeof(struct s), __alignof__(struct s))\n"
	"#define TAIL(s, m) \\\n"
	"\tprintf(\"struct %s %s at %zu\\n\", #s, #m, offsetof(struct s, m))\n"
	"#define MEMBER(s, m) \\\n"
	"\tprintf(\"struct %s %s at %zu size %zu\\n\", #s, #m, \\\n"
	"\t       offsetof(struct s, m), SIZE(s, m))\n"
	"\n"
	"int main(void)\n"
	"{\n";

void abi_source(FILE *out, const struct docs *docs)
{
	struct action action;
	unsigned int i;

	fputs(prologue, out);
	for (i = 0; i < docs->num_macros; i++)
		fprintf(out, "\tMACRO(%s);\n", docs->macros[i]);
	for (i = 0; i < docs->count; i++) {
		if (!strcmp(docs->list[i].kind, "enum"))
			abi_enum(out, &docs->list[i]);
		else if (!strcmp(docs->list[i].kind, "struct"))
			abi_struct(out, &docs->list[i]);
	}
	for_each_action(action)
		abi_rows(out, &action);
	abi_drivers(out);
	fputs("\treturn 0;\n}\n", out);
}
