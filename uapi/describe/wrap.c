// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The typed wrappers of librdma_uapi: their header and their source. */
#include <string.h>
#include "describe.h"

static int is_fast(const struct action *action)
{
	return action->spec->class == RUAPI_CLASS_FAST;
}

static int has_uhw(const struct action *action)
{
	return !!(action->spec->flags & RUAPI_ACTION_UHW);
}

static int has_out(const struct action *action)
{
	struct member m;

	for_each_member(action, m)
		if (member_is_out(&m))
			return 1;
	return 0;
}

/* ---- the header ---------------------------------------------------------- */

static void param(FILE *out, const char *name, const char *text)
{
	char first[96];

	snprintf(first, sizeof(first), " * @%s:", name);
	print_wrapped(out, first, " *\t", text);
}

static void member_doc(FILE *out, const struct action *action,
		       const struct member *m, const struct docs *docs)
{
	const char *text = docs_param(docs, "enum", action->attr_enum,
				      m->enumerator);
	char name[80];
	char first[160];

	snprintf(first, sizeof(first), " * @%s: %s%s", m->name,
		 m->required && !member_is_out(m) ? "required: " : "",
		 m->spec->group ? "one of its group is required: " : "");
	first[strlen(first) - 1] = '\0';
	print_wrapped(out, first, " *\t", text);
	if (m->newer)
		print_wrapped(out, " *\tNewer than this struct: only with",
			      " *\t", "RUAPI_SET() of it in @set");
	switch (m->kind) {
	case M_ARRAY_OUT:
	case M_BYTES_OUT:
		snprintf(name, sizeof(name), "%s_max", m->name);
		param(out, name, m->kind == M_ARRAY_OUT ?
		      "elements of room there" : "bytes of room there");
		snprintf(name, sizeof(name), "%s_len", m->name);
		param(out, name, m->kind == M_ARRAY_OUT ?
		      "out: elements written; with ENOSPC: needed" :
		      "out: bytes written; with ENOSPC: needed");
		break;
	case M_ARRAY_IN:
	case M_BYTES_IN:
		snprintf(name, sizeof(name), "%s_len", m->name);
		param(out, name, m->kind == M_ARRAY_IN ? "elements there" :
		      "bytes there");
		break;
	default:
		break;
	}
}

static void struct_doc(FILE *out, const struct action *action,
		       const struct docs *docs)
{
	struct member m;

	fprintf(out, "/**\n * struct %s_args - arguments of %s()\n",
		action->func, action->func);
	param(out, "set", "RUAPI_SET() of optional numbers to send although they are 0");
	param(out, "valid", "out: RUAPI_SET() of the outputs that the kernel wrote");
	param(out, "error", "out: why the call failed, if it did");
	if (has_uhw(action))
		param(out, "uhw", "what provider library and driver exchange");
	for_each_member(action, m)
		member_doc(out, action, &m, docs);
	fputs(" */\n", out);
}

static void struct_member(FILE *out, const struct member *m)
{
	const char *star = m->kind >= M_STRUCT_IN ? "*" : "";
	const char *konst = m->kind >= M_STRUCT_IN && !member_is_out(m) ?
			    "const " : "";

	fprintf(out, "\t%s%s %s%s;\n", konst, m->ctype, star, m->name);
	if (m->kind == M_ARRAY_OUT || m->kind == M_BYTES_OUT)
		fprintf(out, "\tuint32_t %s_max;\n", m->name);
	if (m->kind >= M_ARRAY_IN)
		fprintf(out, "\tuint32_t %s_len;\n", m->name);
}

static void args_struct(FILE *out, const struct action *action,
			const struct docs *docs)
{
	struct member m;

	struct_doc(out, action, docs);
	fprintf(out, "struct %s_args {\n\tuint64_t set;\n\tuint64_t valid;\n"
		"\tstruct ruapi_error error;\n", action->func);
	if (has_uhw(action))
		fputs("\tstruct ruapi_uhw uhw;\n", out);
	for_each_member(action, m)
		struct_member(out, &m);
	fputs("};\n\n", out);
}

static void fast_prototype(FILE *out, const struct action *action)
{
	struct member m;

	fprintf(out, "int %s(int fd", action->func);
	for_each_member(action, m)
		fprintf(out, ", %s %s", m.ctype, m.name);
	fputc(')', out);
}

static void prototype(FILE *out, const struct action *action)
{
	if (is_fast(action))
		fast_prototype(out, action);
	else
		fprintf(out, "int %s(int fd, struct %s_args *args)",
			action->func, action->func);
}

static void func_doc(FILE *out, const struct action *action,
		     const struct docs *docs)
{
	char kind[64], first[128];
	struct member m;

	snprintf(kind, sizeof(kind), "ruapi_%s_action",
		 action->object_spec->name);
	if (action->number < RUAPI_ACTION_FIRST)
		strcpy(kind, "ruapi_common_action");
	snprintf(first, sizeof(first), " * %s() -", action->func);
	fputs("/**\n", out);
	print_wrapped(out, first, " *\t",
		      docs_param(docs, "enum", kind, action->action_c));
	fputs(" * @fd: of the device, or a view of it\n", out);
	if (is_fast(action))
		for_each_member(action, m)
			param(out, m.name, docs_param(docs, "enum",
						      action->attr_enum,
						      m.enumerator));
	else
		fputs(" * @args: what to do, and what came of it\n", out);
	fputs(" *\n * Return: 0 or negative errno.\n */\n", out);
}

void wrap_header(FILE *out, const struct docs *docs)
{
	struct action action;

	fprintf(out, "/* " SPDX_LINE " */\n", '-');
	fputs("/* Generated from the specification tables: do not edit. */\n"
	      "#ifndef RDMA_UAPI_ACTIONS_H\n"
	      "#define RDMA_UAPI_ACTIONS_H\n\n"
	      "#include <rdma_uapi/base.h>\n\n"
	      "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n", out);
	for_each_action(action) {
		if (!is_fast(&action))
			args_struct(out, &action, docs);
		func_doc(out, &action, docs);
		fputs("RUAPI_API ", out);
		prototype(out, &action);
		fputs(";\n\n", out);
	}
	fputs("#ifdef __cplusplus\n}\n#endif\n\n"
	      "#endif /* RDMA_UAPI_ACTIONS_H */\n", out);
}

/* ---- the source ---------------------------------------------------------- */

/* The statement that adds an attribute, at @at. */
static void put(FILE *out, const struct member *m, const char *at)
{
	switch (m->kind) {
	case M_IN:
		fprintf(out, "ruapi_put_in(%s, %s, sizeof(args->%s), args->%s);\n",
			at, m->enumerator, m->name, m->name);
		break;
	case M_OUT:
		fprintf(out, "ruapi_put_out(%s, %s, sizeof(args->%s));\n", at,
			m->enumerator, m->name);
		break;
	case M_OBJ:
		fprintf(out, "ruapi_put_obj(%s, %s, %s, %s, args->%s);\n", at,
			m->enumerator,
			m->spec->access == RUAPI_ACCESS_DESTROY ?
			"RUAPI_WIRE_OBJ_DESTROY" : "RUAPI_WIRE_OBJ_IN",
			m->object_c, m->name);
		break;
	case M_NEW:
		fprintf(out, "ruapi_put_obj(%s, %s, RUAPI_WIRE_OBJ_NEW, %s, 0);\n",
			at, m->enumerator, m->object_c);
		break;
	case M_FD:
		fprintf(out, "ruapi_put_fd(%s, %s, RUAPI_WIRE_FD_IN, args->%s);\n",
			at, m->enumerator, m->name);
		break;
	case M_FD_NEW:
		fprintf(out, "ruapi_put_fd(%s, %s, RUAPI_WIRE_FD_NEW, 0);\n",
			at, m->enumerator);
		break;
	case M_STRUCT_IN:
	case M_STRUCT_OUT:
		fprintf(out, "ruapi_put_buf_%s(%s, %s, args->%s, sizeof(*args->%s));\n",
			m->kind == M_STRUCT_IN ? "in" : "out", at,
			m->enumerator, m->name, m->name);
		break;
	case M_ARRAY_IN:
	case M_ARRAY_OUT:
		fprintf(out, "ruapi_put_%s(%s, %s, args->%s, ruapi_bytes(args->%s_%s, %u));\n",
			m->spec->type == RUAPI_T_OBJS ? "objs" :
			m->spec->type == RUAPI_T_FDS ? "fds" :
			m->kind == M_ARRAY_IN ? "buf_in" : "buf_out", at,
			m->enumerator, m->name, m->name,
			m->kind == M_ARRAY_IN ? "len" : "max",
			m->spec->min_len);
		break;
	case M_BYTES_IN:
	case M_BYTES_OUT:
		fprintf(out, "ruapi_put_buf_%s(%s, %s, args->%s, args->%s_%s);\n",
			m->kind == M_BYTES_IN ? "in" : "out", at,
			m->enumerator, m->name, m->name,
			m->kind == M_BYTES_IN ? "len" : "max");
		break;
	}
}

/* The condition under which an optional attribute is sent. */
static void condition(FILE *out, const struct member *m,
		      const struct action *action)
{
	if (m->kind == M_IN && !m->newer)
		fprintf(out, "\tif (args->%s || args->set & RUAPI_SET(%s))",
			m->name, m->enumerator);
	else if (m->kind == M_FD || m->kind == M_FD_NEW || m->kind == M_NEW ||
		 member_on_demand(m, action))
		fprintf(out, "\tif (args->set & RUAPI_SET(%s))", m->enumerator);
	else if (m->kind == M_ARRAY_IN || m->kind == M_BYTES_IN)
		fprintf(out, "\tif (args->%s_len)", m->name);
	else
		fprintf(out, "\tif (args->%s)", m->name);
}

/* Attributes that are always sent have a fixed place. */
static int is_fixed(const struct member *m, const struct action *action)
{
	return m->required ||
	       (m->kind == M_OUT && !member_on_demand(m, action));
}

static unsigned int put_fixed(FILE *out, const struct action *action)
{
	unsigned int place = 0;
	struct member m;
	char at[32];

	for_each_member(action, m) {
		if (!is_fixed(&m, action))
			continue;
		if (member_is_out(&m))
			fprintf(out, "\tat_%s = &call.attrs[%u];\n", m.name,
				place);
		snprintf(at, sizeof(at), "&call.attrs[%u]", place++);
		fputc('\t', out);
		put(out, &m, at);
	}
	return place;
}

static void put_optional(FILE *out, const struct action *action)
{
	struct member m;

	for_each_member(action, m) {
		if (is_fixed(&m, action))
			continue;
		condition(out, &m, action);
		if (!member_is_out(&m)) {
			fputs("\n\t\t", out);
			put(out, &m, "at++");
			continue;
		}
		fprintf(out, " {\n\t\tat_%s = at++;\n\t\t", m.name);
		put(out, &m, "at - 1");
		fputs("\t}\n", out);
	}
	if (has_uhw(action))
		fputs("\tat = ruapi_put_uhw(at, &args->uhw, &at_uhw);\n", out);
}

/* Lengths are worth knowing if there was too little room. */
static void get_lengths(FILE *out, const struct action *action)
{
	struct member m;

	for_each_member(action, m) {
		if (m.kind != M_ARRAY_OUT && m.kind != M_BYTES_OUT)
			continue;
		if (!is_fixed(&m, action))
			fprintf(out, "\tif (at_%s)\n\t", m.name);
		fprintf(out, "\targs->%s_len = ruapi_out_len(at_%s, ret)",
			m.name, m.name);
		fputs(m.kind == M_ARRAY_OUT ? " / " : "", out);
		if (m.kind == M_ARRAY_OUT)
			fprintf(out, "%u", m.spec->min_len);
		fputs(";\n", out);
	}
	if (has_uhw(action))
		fputs("\tif (at_uhw)\n"
		      "\t\targs->uhw.out_len = ruapi_out_len(at_uhw, ret);\n",
		      out);
}

static void get_one(FILE *out, const struct member *m, const char *indent)
{
	fprintf(out, "%svalid |= ruapi_valid(at_%s, %s);\n", indent, m->name,
		m->enumerator);
	switch (m->kind) {
	case M_NEW:
		fprintf(out, "%sargs->%s = at_%s->obj.handle;\n", indent,
			m->name, m->name);
		break;
	case M_FD_NEW:
		fprintf(out, "%sargs->%s = at_%s->fd;\n", indent, m->name,
			m->name);
		break;
	case M_OUT:
		fprintf(out, "%sargs->%s = at_%s->value;\n", indent, m->name,
			m->name);
		break;
	case M_STRUCT_OUT:
		fprintf(out, "%sruapi_clear_tail(args->%s, sizeof(*args->%s), at_%s);\n",
			indent, m->name, m->name, m->name);
		break;
	default:
		break;
	}
}

static void on_error(FILE *out, const struct member *m, int fixed)
{
	if (!fixed)
		fprintf(out, "\tif (at_%s)\n\t", m->name);
	fprintf(out, "\targs->%s = at_%s->value;\n", m->name, m->name);
}

/* What is worth knowing of a call that failed. */
static void get_on_error(FILE *out, const struct action *action)
{
	struct member m;

	for_each_member(action, m)
		if (m.spec->flags & RUAPI_SPEC_ON_ERROR)
			on_error(out, &m, is_fixed(&m, action));
}

static void get_outputs(FILE *out, const struct action *action)
{
	struct member m;

	for_each_member(action, m) {
		if (!member_is_out(&m))
			continue;
		if (is_fixed(&m, action)) {
			get_one(out, &m, "\t");
			continue;
		}
		fprintf(out, "\tif (at_%s) {\n", m.name);
		get_one(out, &m, "\t\t");
		fputs("\t}\n", out);
	}
	if (has_out(action))
		fputs("\targs->valid = valid;\n", out);
}

static void declarations(FILE *out, const struct action *action)
{
	const unsigned int room = action->spec->num_attrs +
				  (has_uhw(action) ? 2 : 0);
	struct member m;

	fprintf(out, "\tRUAPI_CALL_ROOM(%u) call;\n", room);
	for_each_member(action, m)
		if (member_is_out(&m))
			fprintf(out, "\tstruct ruapi_attr *at_%s%s;\n", m.name,
				is_fixed(&m, action) ? "" : " = NULL");
	if (has_uhw(action))
		fputs("\tstruct ruapi_attr *at_uhw;\n", out);
	fputs("\tstruct ruapi_attr *at;\n", out);
	if (has_out(action))
		fputs("\tuint64_t valid = 0;\n", out);
	fputs("\tint ret;\n\n", out);
}

static void call_body(FILE *out, const struct action *action)
{
	unsigned int fixed;

	declarations(out, action);
	fixed = put_fixed(out, action);
	fprintf(out, "\tat = &call.attrs[%u];\n", fixed);
	put_optional(out, action);
	fprintf(out, "\truapi_put_hdr(&call.hdr, %s, %s, %s, at);\n",
		action->object_c, action->action_c,
		has_uhw(action) ? "args->uhw.driver_id" : "0");
	fprintf(out, "\tret = ruapi_call_hdr(fd, RUAPI_IOC_%s, &call.hdr, &args->error);\n",
		class_name(action));
	get_lengths(out, action);
	if (has_out(action)) {
		get_on_error(out, action);
		fputs("\tif (ret)\n\t\treturn ret;\n\n", out);
		get_outputs(out, action);
		fputs("\treturn 0;\n", out);
	} else {
		fputs("\treturn ret;\n", out);
	}
}

/* Class FAST: attribute 1 is an object, attribute 2 a number. */
static void fast_body(FILE *out, const struct action *action)
{
	static const char *const fields[] = { "handle", "arg" };
	struct member m;

	fprintf(out, "\tstruct ruapi_fast fast = {\n\t\t.object = %s,\n"
		"\t\t.action = %s,\n", action->object_c, action->action_c);
	for_each_member(action, m) {
		if (m.id > RUAPI_COUNT(fields))
			fail("%s: too many attributes", action->title);
		fprintf(out, "\t\t.%s = %s,\n", fields[m.id - 1], m.name);
	}
	fputs("\t};\n\n\treturn ruapi_ioctl(fd, RUAPI_IOC_FAST, &fast);\n",
	      out);
}

void wrap_source(FILE *out)
{
	struct action action;

	fprintf(out, "// " SPDX_LINE "\n", '-');
	fputs("/* Generated from the specification tables: do not edit. */\n"
	      "#include <rdma_uapi/actions.h>\n"
	      "#include \"internal.h\"\n", out);
	for_each_action(action) {
		fputc('\n', out);
		prototype(out, &action);
		fputs("\n{\n", out);
		if (is_fast(&action))
			fast_body(out, &action);
		else
			call_body(out, &action);
		fputs("}\n", out);
	}
}
