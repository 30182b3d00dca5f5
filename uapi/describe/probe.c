// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * C functions that call every wrapper with arguments that a test provides, and
 * hand what came back to the test: see tests/unit/probe.h.
 */
#include <string.h>
#include "describe.h"

static void locals(FILE *out, const struct action *action)
{
	struct member m;

	fprintf(out, "\tstruct %s_args a = { .set = 0 };\n", action->func);
	for_each_member(action, m) {
		if (m.kind == M_STRUCT_IN || m.kind == M_STRUCT_OUT)
			fprintf(out, "\t%s %s;\n", m.ctype, m.name);
		else if (m.kind >= M_ARRAY_IN)
			fprintf(out, "\tuint64_t %s[PROBE_BYTES / 8];\n",
				m.name);
	}
	fputs("\tint ret;\n\n", out);
}

static void give(FILE *out, const struct member *m)
{
	fprintf(out, "\tif (probe_gives(p, %s)) {\n", m->enumerator);
	if (m->newer)
		fprintf(out, "\t\ta.set |= RUAPI_SET(%s);\n", m->enumerator);
	switch (m->kind) {
	case M_IN:
	case M_FD:
		fprintf(out, "\t\ta.%s = probe_value(p, %s);\n"
			"\t\ta.set |= RUAPI_SET(%s);\n", m->name,
			m->enumerator, m->enumerator);
		break;
	case M_OBJ:
		fprintf(out, "\t\ta.%s = probe_value(p, %s);\n", m->name,
			m->enumerator);
		break;
	case M_OUT:
	case M_NEW:
	case M_FD_NEW:
		fprintf(out, "\t\ta.set |= RUAPI_SET(%s);\n", m->enumerator);
		break;
	case M_STRUCT_IN:
		fprintf(out, "\t\tprobe_fill(p, %s, &%s, sizeof(%s));\n"
			"\t\ta.%s = &%s;\n", m->enumerator, m->name, m->name,
			m->name, m->name);
		break;
	case M_STRUCT_OUT:
		fprintf(out, "\t\tmemset(&%s, 0xa5, sizeof(%s));\n"
			"\t\ta.%s = &%s;\n", m->name, m->name, m->name,
			m->name);
		break;
	case M_ARRAY_IN:
	case M_BYTES_IN:
		fprintf(out, "\t\ta.%s = (void *)%s;\n"
			"\t\ta.%s_len = probe_bytes(p, %s) / %u;\n"
			"\t\tprobe_fill(p, %s, %s, probe_bytes(p, %s));\n",
			m->name, m->name, m->name, m->enumerator,
			m->kind == M_ARRAY_IN ? m->spec->min_len : 1,
			m->enumerator, m->name, m->enumerator);
		break;
	case M_ARRAY_OUT:
	case M_BYTES_OUT:
		fprintf(out, "\t\ta.%s = (void *)%s;\n"
			"\t\ta.%s_max = probe_bytes(p, %s) / %u;\n", m->name,
			m->name, m->name, m->enumerator,
			m->kind == M_ARRAY_OUT ? m->spec->min_len : 1);
		break;
	}
	fputs("\t}\n", out);
}

static void check(FILE *out, const struct member *m)
{
	switch (m->kind) {
	case M_OUT:
	case M_NEW:
	case M_FD_NEW:
		fprintf(out, "\tprobe_scalar(p, %s, a.%s, sizeof(a.%s));\n",
			m->enumerator, m->name, m->name);
		break;
	case M_STRUCT_OUT:
		fprintf(out, "\tprobe_buffer(p, %s, a.%s, sizeof(%s), sizeof(%s));\n",
			m->enumerator, m->name, m->name, m->name);
		break;
	case M_ARRAY_OUT:
	case M_BYTES_OUT:
		fprintf(out, "\tprobe_buffer(p, %s, a.%s, a.%s_len * %u, a.%s_max * %u);\n",
			m->enumerator, m->name, m->name,
			m->kind == M_ARRAY_OUT ? m->spec->min_len : 1, m->name,
			m->kind == M_ARRAY_OUT ? m->spec->min_len : 1);
		break;
	default:
		break;
	}
}

static void call(FILE *out, const struct action *action)
{
	struct member m;

	fprintf(out, "static int probe_%s(struct probe *p)\n{\n", action->func);
	locals(out, action);
	for_each_member(action, m)
		give(out, &m);
	if (action->spec->flags & RUAPI_ACTION_UHW)
		fputs("\tprobe_uhw(p, &a.uhw);\n", out);
	fprintf(out, "\tret = %s(PROBE_FD, &a);\n\tp->error = a.error;\n"
		"\tp->valid = a.valid;\n\tif (ret)\n\t\treturn ret;\n",
		action->func);
	for_each_member(action, m)
		check(out, &m);
	if (action->spec->flags & RUAPI_ACTION_UHW)
		fputs("\tprobe_uhw_done(p, &a.uhw);\n", out);
	fputs("\treturn 0;\n}\n\n", out);
}

static void fast(FILE *out, const struct action *action)
{
	struct member m;

	fprintf(out, "static int probe_%s(struct probe *p)\n{\n\treturn %s(PROBE_FD",
		action->func, action->func);
	for_each_member(action, m)
		fprintf(out, ", probe_value(p, %s)", m.enumerator);
	fputs(");\n}\n\n", out);
}

static void rows(FILE *out)
{
	struct action action;
	struct member m;

	fputs("const struct probe_action probe_actions[] = {\n", out);
	for_each_action(action)
		fprintf(out, "\t{ \"%s\", %s, %s, probe_%s },\n", action.title,
			action.object_c, action.action_c, action.func);
	fputs("\t{ NULL, 0, 0, NULL },\n};\n\n"
	      "const struct probe_row probe_rows[] = {\n", out);
	for_each_action(action)
		for_each_member(&action, m)
			fprintf(out, "\t{ \"%s\", \"%s\", %s, %s, %s, %u, \"%s\", %d },\n",
				action.attr_enum, m.enumerator, action.object_c,
				action.action_c, m.enumerator, m.id,
				m.spec->name, m.newer);
	fputs("\t{ .enumerator = NULL },\n};\n\n", out);
}

/* Every enumerator of an enum of attributes that the header has. */
static void enumerators(FILE *out, const struct docs *docs)
{
	const struct doc *doc;
	unsigned int i, k;
	size_t len;

	fputs("const struct probe_enumerator probe_enumerators[] = {\n", out);
	for (i = 0; i < docs->count; i++) {
		doc = &docs->list[i];
		len = strlen(doc->name);
		if (strcmp(doc->kind, "enum") || len < 5 ||
		    strcmp(doc->name + len - 5, "_attr") ||
		    !strcmp(doc->name, "ruapi_driver_attr"))
			continue;
		for (k = 0; k < doc->num_items; k++)
			fprintf(out, "\t{ \"%s\", \"%s\", %s },\n", doc->name,
				doc->items[k].name, doc->items[k].name);
	}
	fputs("\t{ .enumerator = NULL },\n};\n\n", out);
}

/* Comments and what they are about must name the same things. */
static void undocumented(FILE *out, const struct docs *docs)
{
	const struct doc *doc;
	unsigned int i, k;

	fputs("const char *const probe_undocumented[] = {\n", out);
	for (i = 0; i < docs->count; i++) {
		doc = &docs->list[i];
		for (k = 0; k < doc->num_items; k++)
			if (strncmp(doc->items[k].name, "__", 2) &&
			    strcmp(doc->items[k].name, "reserved") &&
			    !*docs_param(docs, doc->kind, doc->name,
					 doc->items[k].name))
				fprintf(out, "\t\"%s %s: %s\",\n", doc->kind,
					doc->name, doc->items[k].name);
	}
	fputs("\tNULL,\n};\n", out);
}

void probe_source(FILE *out, const struct docs *docs)
{
	struct action action;

	fputs("/* Generated: do not edit. */\n#include <string.h>\n"
	      "#include <rdma_uapi/rdma_uapi.h>\n#include \"probe.h\"\n\n", out);
	for_each_action(action) {
		if (action.spec->class == RUAPI_CLASS_FAST)
			fast(out, &action);
		else
			call(out, &action);
	}
	rows(out);
	enumerators(out, docs);
	undocumented(out, docs);
}
