// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* A manual page, section 3, per wrapper. */
#include <string.h>
#include "describe.h"

/* Text in roff: no line may start with a control character. */
static void roff(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
	}
}

/* A sentence, on a line of its own. */
static void line(FILE *out, const char *text)
{
	const size_t len = strlen(text);

	if (!len)
		return;
	fputs("\\&", out);
	roff(out, text);
	fputs(text[len - 1] == '.' ? "\n" : ".\n", out);
}

static const char *meaning(const struct action *action, const struct docs *docs)
{
	char kind[64];

	snprintf(kind, sizeof(kind), "ruapi_%s_action",
		 action->object_spec->name);
	return docs_param(docs, "enum",
			  action->number < RUAPI_ACTION_FIRST ?
			  "ruapi_common_action" : kind, action->action_c);
}

static int is_fast(const struct action *action)
{
	return action->spec->class == RUAPI_CLASS_FAST;
}

static void synopsis(FILE *out, const struct action *action)
{
	struct member m;

	fputs(".SH SYNOPSIS\n.nf\n.B #include <rdma_uapi/rdma_uapi.h>\n.PP\n",
	      out);
	if (!is_fast(action)) {
		fprintf(out, ".BI \"int %s(int \" fd \", struct %s_args *\" args );\n",
			action->func, action->func);
	} else {
		fprintf(out, ".BI \"int %s(int \" fd \"", action->func);
		for_each_member(action, m)
			fprintf(out, ", %s \" %s \"", m.ctype, m.name);
		fputs(");\"\n", out);
	}
	fputs(".fi\n", out);
}

static void member_page(FILE *out, const struct action *action,
			const struct member *m, const struct docs *docs)
{
	const char *star = m->kind >= M_STRUCT_IN ? "*" : "";
	char bounds[128];

	attr_bounds(bounds, sizeof(bounds), m->spec);
	fprintf(out, ".TP\n.BI \"%s%s %s\" %s\n",
		m->kind >= M_STRUCT_IN && !member_is_out(m) ? "const " : "",
		m->ctype, star, m->name);
	line(out, docs_param(docs, "enum", action->attr_enum, m->enumerator));
	if (m->kind == M_ARRAY_OUT || m->kind == M_BYTES_OUT)
		fprintf(out, ".IP\n.I %s_max\nsays how many %s of room there are there,\n"
			".I %s_len\nafterwards how many were written, or with\n"
			".B ENOSPC\nare needed.\nNULL: not wanted.\n", m->name,
			m->kind == M_ARRAY_OUT ? "elements" : "bytes",
			m->name);
	if (m->kind == M_ARRAY_IN || m->kind == M_BYTES_IN)
		fprintf(out, ".IP\n.I %s_len\nsays how many %s there are there.\n",
			m->name, m->kind == M_ARRAY_IN ? "elements" : "bytes");
	if (m->kind == M_STRUCT_OUT)
		fputs("NULL: not wanted.\n", out);
	if (member_on_demand(m, action))
		fprintf(out, "Only with RUAPI_SET(%s) in\n.IR set .\n",
			m->enumerator);
	if (m->required && !member_is_out(m))
		fputs("Required.\n", out);
	if (m->spec->group)
		fprintf(out, "Exactly one of group %u is required.\n",
			m->spec->group);
	if (*bounds) {
		fputs("Valid: ", out);
		roff(out, bounds);
		fputs(".\n", out);
	}
}

static void common_members(FILE *out, const struct action *action)
{
	fputs(".TP\n.BI \"uint64_t \" set\n"
	      "RUAPI_SET() of optional numbers to send although they are 0.\n"
	      "Others that are 0 are not sent.\n"
	      ".TP\n.BI \"uint64_t \" valid\n"
	      "Out: RUAPI_SET() of the outputs that the kernel wrote.\n"
	      ".TP\n.BI \"struct ruapi_error \" error\n"
	      "Out: why the call failed, if it did; see\n"
	      ".BR ruapi_strerror_call (3).\n", out);
	if (action->spec->flags & RUAPI_ACTION_UHW)
		fputs(".TP\n.BI \"struct ruapi_uhw \" uhw\n"
		      "What a provider library and its driver tell each other.\n",
		      out);
}

static void description(FILE *out, const struct action *action,
			const struct docs *docs)
{
	struct member m;

	fputs(".SH DESCRIPTION\n", out);
	line(out, meaning(action, docs));
	fprintf(out, ".PP\nThis is the action %s of /dev/rdma_uapi, in the class %s.\n",
		action->title, class_name(action));
	if (!is_fast(action)) {
		fprintf(out, "Members of\n.I struct %s_args\n", action->func);
		fputs("that are not mentioned by the caller must be 0.\n", out);
		common_members(out, action);
	}
	for_each_member(action, m)
		member_page(out, action, &m, docs);
}

static void page(const char *dir, const struct action *action,
		 const struct docs *docs)
{
	char name[96];
	FILE *out;

	snprintf(name, sizeof(name), "%s.3", action->func);
	out = open_output(dir, name);
	fprintf(out, ".\\\" Generated from the specification tables: do not edit.\n"
		".TH %s 3 \"\" rdma_uapi \"rdma_uapi manual\"\n"
		".SH NAME\n%s \\- ", action->func, action->func);
	roff(out, action->title);
	fputs(" of /dev/rdma_uapi\n", out);
	synopsis(out, action);
	description(out, action, docs);
	fputs(".SH RETURN VALUE\n0, or a negative errno.\n"
	      "A call that fails has no effect.\n"
	      ".SH SEE ALSO\n.BR librdma_uapi (3),\n.BR ruapi_open (3)\n", out);
	close_output(out);
}

void man_pages(const char *dir, const struct docs *docs)
{
	struct action action;

	for_each_action(action)
		page(dir, &action, docs);
}

void man_list(FILE *out)
{
	struct action action;

	for_each_action(action)
		fprintf(out, "%s.3\n", action.func);
}
