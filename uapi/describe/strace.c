// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The tables of the strace decoder: names in strace's xlat form, and what they
 * are the names of in C.  They leave this tree, so their licence is strace's.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include "describe.h"
#include "strace.h"

/* RDMA_MAX_STRUCT of the decoder. */
#define MAX_STRUCT 1024

/*
 * Members of structs that are there only if others say so.  A mask names a bit
 * of the word; without one the member is there if the other is not 0.
 */
static const struct when {
	const char *layout;
	const char *field;
	const char *other;
	const char *bit;
} whens[] = {
	{ "ruapi_ah_attr", "dgid", "is_global", NULL },
	{ "ruapi_ah_attr", "flow_label", "is_global", NULL },
	{ "ruapi_ah_attr", "sgid_index", "is_global", NULL },
	{ "ruapi_ah_attr", "hop_limit", "is_global", NULL },
	{ "ruapi_ah_attr", "traffic_class", "is_global", NULL },
	{ "ruapi_cm_param", "ah", "has_ah", NULL },
	{ "ruapi_qp_attr", "qp_state", "mask", "IBV_QP_STATE" },
	{ "ruapi_qp_attr", "cur_qp_state", "mask", "IBV_QP_CUR_STATE" },
	{ "ruapi_qp_attr", "path_mtu", "mask", "IBV_QP_PATH_MTU" },
	{ "ruapi_qp_attr", "path_mig_state", "mask", "IBV_QP_PATH_MIG_STATE" },
	{ "ruapi_qp_attr", "qkey", "mask", "IBV_QP_QKEY" },
	{ "ruapi_qp_attr", "rq_psn", "mask", "IBV_QP_RQ_PSN" },
	{ "ruapi_qp_attr", "sq_psn", "mask", "IBV_QP_SQ_PSN" },
	{ "ruapi_qp_attr", "dest_qp_num", "mask", "IBV_QP_DEST_QPN" },
	{ "ruapi_qp_attr", "qp_access_flags", "mask", "IBV_QP_ACCESS_FLAGS" },
	{ "ruapi_qp_attr", "rate_limit", "mask", "IBV_QP_RATE_LIMIT" },
	{ "ruapi_qp_attr", "ah", "mask", "IBV_QP_AV" },
	{ "ruapi_qp_attr", "alt_ah", "mask", "IBV_QP_ALT_PATH" },
	{ "ruapi_qp_attr", "cap", "mask", "IBV_QP_CAP" },
	{ "ruapi_qp_attr", "pkey_index", "mask", "IBV_QP_PKEY_INDEX" },
	{ "ruapi_qp_attr", "alt_pkey_index", "mask", "IBV_QP_ALT_PATH" },
	{ "ruapi_qp_attr", "en_sqd_async_notify", "mask",
	  "IBV_QP_EN_SQD_ASYNC_NOTIFY" },
	{ "ruapi_qp_attr", "sq_draining", "mask",
	  "IBV_QP_EN_SQD_ASYNC_NOTIFY" },
	{ "ruapi_qp_attr", "max_rd_atomic", "mask", "IBV_QP_MAX_QP_RD_ATOMIC" },
	{ "ruapi_qp_attr", "max_dest_rd_atomic", "mask",
	  "IBV_QP_MAX_DEST_RD_ATOMIC" },
	{ "ruapi_qp_attr", "min_rnr_timer", "mask", "IBV_QP_MIN_RNR_TIMER" },
	{ "ruapi_qp_attr", "port_num", "mask", "IBV_QP_PORT" },
	{ "ruapi_qp_attr", "timeout", "mask", "IBV_QP_TIMEOUT" },
	{ "ruapi_qp_attr", "retry_cnt", "mask", "IBV_QP_RETRY_CNT" },
	{ "ruapi_qp_attr", "rnr_retry", "mask", "IBV_QP_RNR_RETRY" },
	{ "ruapi_qp_attr", "alt_port_num", "mask", "IBV_QP_ALT_PATH" },
	{ "ruapi_qp_attr", "alt_timeout", "mask", "IBV_QP_ALT_PATH" },
};

/* Members of which another says how long they are. */
static const struct {
	const char *layout;
	const char *field;
	const char *other;
} lens[] = {
	{ "ruapi_cm_param", "private_data", "private_data_len" },
};

/* Enums whose names lack the part that C needs. */
static const struct {
	const char *names;
	const char *prefix;
} prefixes[] = {
	{ "rdma_driver_id", "RDMA_DRIVER_" },
	{ "ruapi_cm_id_state", "RUAPI_CM_ID_" },
};

/* Enums of the header that are no values of attributes. */
static const struct {
	const char *name;
	const char *prefix;
	const char *symbol;
} header_enums[] = {
	{ "ruapi_object", "RUAPI_OBJ_", "object" },
	{ "ruapi_reason", "RUAPI_REASON_", "reason" },
	{ "ruapi_wire", NULL, "wire" },
	{ "ruapi_attr_flags", NULL, "attr_flag" },
	{ "ruapi_driver_attr", "RUAPI_ATTR_", "driver_attr" },
};

static const struct ruapi_field *find_field(const struct ruapi_layout *layout,
					    const char *name)
{
	unsigned int i;

	for (i = 0; i < layout->num_fields; i++)
		if (!strcmp(layout->fields[i].name, name))
			return &layout->fields[i];
	fail("struct %s has no member %s", layout->name, name);
}

static __u64 find_bit(const struct ruapi_names *names, const char *name)
{
	unsigned int i;

	for (i = 0; names && i < names->count; i++)
		if (!strcmp(names->list[i].name, name))
			return names->list[i].value;
	fail("%s: no such bit", name);
}

/* Whether a member is there: the other one and its bits, or NULL. */
const struct ruapi_field *strace_when(const struct ruapi_layout *layout,
				      const struct ruapi_field *field,
				      __u64 *mask)
{
	const struct ruapi_field *other;
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(whens); i++) {
		if (strcmp(whens[i].layout, layout->name) ||
		    strcmp(whens[i].field, field->name))
			continue;
		other = find_field(layout, whens[i].other);
		*mask = whens[i].bit ? find_bit(other->names, whens[i].bit) :
			~0ULL >> (64 - 8 * other->size);
		return other;
	}
	return NULL;
}

/* The member that says how long another is, or NULL. */
const struct ruapi_field *strace_len(const struct ruapi_layout *layout,
				     const struct ruapi_field *field)
{
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(lens); i++)
		if (!strcmp(lens[i].layout, layout->name) &&
		    !strcmp(lens[i].field, field->name))
			return find_field(layout, lens[i].other);
	return NULL;
}

/* What the enumerators of names begin with in C, where their names do not. */
static const char *missing_prefix(const struct ruapi_names *names)
{
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(prefixes); i++)
		if (!strcmp(prefixes[i].names, names->name))
			return prefixes[i].prefix;
	return NULL;
}

/* A hint for names that nobody knows: their common beginning and "???". */
void strace_default(char *buf, size_t size, const struct ruapi_names *names)
{
	const char *prefix = missing_prefix(names);
	const char *first = names->list[0].name;
	size_t len = strlen(first);
	unsigned int i;
	size_t n;

	if (prefix) {
		snprintf(buf, size, "%s???", prefix);
		return;
	}
	for (i = 1; i < names->count; i++) {
		for (n = 0; n < len; n++)
			if (first[n] != names->list[i].name[n])
				break;
		len = n;
	}
	while (len && first[len - 1] != '_')
		len--;
	if (len) {
		snprintf(buf, size, "%.*s???", (int)len, first);
		return;
	}
	upper(buf, size, names->name);
	snprintf(buf + strlen(buf), size - strlen(buf), "_???");
}

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
	const char *prefix = missing_prefix(names);
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
	prefix = missing_prefix(names);
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

/* How a number is shown; @names is what names it, or NULL. */
enum strace_show strace_show_number(const char *name, unsigned int size,
				    int hex, const struct ruapi_names *names,
				    int flags)
{
	const size_t len = strlen(name);

	if (names)
		return flags ? S_FLAGS : S_XVAL;
	if (size == 8 && len >= 4 && !strcmp(name + len - 4, "guid"))
		return S_GUID;
	if (size == 4 && !strcmp(name, "device"))
		return S_ID;
	return hex ? S_X : S_U;
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

/* Members that name a type of objects or a wire type. */
const char *strace_header_enum(const struct ruapi_field *field)
{
	if (field->names || field->show != RUAPI_SHOW_DEC)
		return NULL;
	if (!strcmp(field->name, "object") ||
	    !strcmp(field->name, "ref_object"))
		return "object";
	if (!strcmp(field->name, "wire"))
		return "wire";
	return NULL;
}

enum strace_show strace_show_field(const struct ruapi_field *f)
{
	switch (f->show) {
	case RUAPI_SHOW_GID:
		return S_GID;
	case RUAPI_SHOW_GUID:
		return S_GUID;
	case RUAPI_SHOW_BYTES:
		return S_BYTES;
	case RUAPI_SHOW_STRING:
		return S_CSTRING;
	case RUAPI_SHOW_STRUCT:
		return S_STRUCT;
	}
	if (f->size != 1 && f->size != 2 && f->size != 4 && f->size != 8)
		return S_BYTES;
	if (strace_header_enum(f))
		return S_XVAL;
	return strace_show_number(f->name, f->size, f->show == RUAPI_SHOW_HEX,
				  f->names, f->show == RUAPI_SHOW_FLAGS);
}

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

enum strace_show strace_show_attr(const struct ruapi_attr_spec *spec)
{
	return strace_show_number(spec->name, ruapi_spec_width(spec),
				  spec->type == RUAPI_T_FLAGS32 ||
				  (spec->flags & RUAPI_SPEC_HEX), spec->names,
				  spec->type == RUAPI_T_FLAGS32);
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
	fprintf(t->uapi, "\t\t},\n\t},\n");
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

static void put_header_enums(struct tables *t)
{
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(header_enums); i++) {
		const char *prefix = header_enums[i].prefix;
		const char *name = header_enums[i].name;
		char dflt[64];

		xlat_enum(t->dir, t->docs, name);
		if (prefix)
			snprintf(dflt, sizeof(dflt), "%s", prefix);
		else if (!strcmp(name, "ruapi_wire"))
			snprintf(dflt, sizeof(dflt), "RUAPI_WIRE_");
		else
			snprintf(dflt, sizeof(dflt), "RUAPI_ATTR_F_");
		fprintf(t->uapi, "\n#include \"xlat/%s.h\"\n"
			"static const struct rdma_names rdma_uapi_%s_names = {\n"
			"\t%s, ", name, header_enums[i].symbol, name);
		fprintf(t->uapi, prefix ? "\"%s\"" : "NULL", prefix);
		fprintf(t->uapi, ", \"%s???\"\n};\n", dflt);
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
	close_table(t.ib, "STRACE_RDMA_IB_TABLES_H");
	close_table(t.uapi, "STRACE_RDMA_UAPI_TABLES_H");
	strace_test(dir);
}
