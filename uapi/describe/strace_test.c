// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The calls of the strace decoder's test: every action with every attribute,
 * and what strace shall make of them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "describe.h"
#include "strace_show.h"

/* What the decoder prints of a struct, and of a string of bytes. */
#define MAX_FIELDS 16
#define MAX_BYTES 32

/* An attribute: its bytes and its text. */
struct sample {
	unsigned char data[4096];
	unsigned int len;
	uint64_t value;
	char *text;
	size_t text_len;
	FILE *out;
};

static void put_number(unsigned char *to, unsigned int size, uint64_t value)
{
	const uint8_t u8 = value;
	const uint16_t u16 = value;
	const uint32_t u32 = value;

	switch (size) {
	case 1:
		memcpy(to, &u8, size);
		break;
	case 2:
		memcpy(to, &u16, size);
		break;
	case 4:
		memcpy(to, &u32, size);
		break;
	default:
		memcpy(to, &value, sizeof(value));
	}
}

/* All bits that have a name, in one word. */
static uint64_t all_bits(const struct ruapi_names *names)
{
	uint64_t bits = 0;
	unsigned int i;

	for (i = 0; i < names->count; i++)
		bits |= names->list[i].value;
	return bits;
}

static void print_flags(FILE *out, const struct ruapi_names *names)
{
	unsigned int i;

	for (i = 0; i < names->count; i++)
		fprintf(out, "%s%s", i ? "|" : "", names->list[i].name);
}

/* A number that a field could have; prints how it shall look. */
static uint64_t number(FILE *out, enum strace_show show,
		       const struct ruapi_names *names, uint64_t plain)
{
	const unsigned char guid[8] = { 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
					0x77 };
	uint64_t value;

	switch (show) {
	case S_XVAL:
		fprintf(out, "%s", names->list[names->count - 1].name);
		return names->list[names->count - 1].value;
	case S_FLAGS:
		print_flags(out, names);
		return all_bits(names);
	case S_ID:
		fprintf(out, "-1");
		return 0xffffffff;
	case S_GUID:
		fprintf(out, "0011:2233:4455:6677");
		memcpy(&value, guid, sizeof(value));
		return value;
	case S_X:
		fprintf(out, "%#" PRIx64, plain);
		return plain;
	default:
		fprintf(out, "%" PRIu64, plain);
		return plain;
	}
}

/* Bytes that are printed as such: 1, 2, 3, ... */
static void bytes(FILE *out, unsigned char *to, unsigned int len)
{
	unsigned int i;

	fputc('"', out);
	for (i = 0; i < len; i++) {
		to[i] = i + 1;
		if (i < MAX_BYTES)
			fprintf(out, "\\x%02x", to[i]);
	}
	fprintf(out, "\"%s", len > MAX_BYTES ? "..." : "");
}

static int is_len(const struct ruapi_layout *layout,
		  const struct ruapi_field *field)
{
	unsigned int i;

	for (i = 0; i < layout->num_fields; i++)
		if (strace_len(layout, &layout->fields[i]) == field)
			return 1;
	return 0;
}

static int is_condition(const struct ruapi_layout *layout,
			const struct ruapi_field *field)
{
	unsigned int i;
	__u64 mask;

	for (i = 0; i < layout->num_fields; i++)
		if (strace_when(layout, &layout->fields[i], &mask) == field)
			return 1;
	return 0;
}

static void header_enum(FILE *out, unsigned char *to,
			const struct ruapi_field *field)
{
	if (!strcmp(strace_header_enum(field), "object"))
		fprintf(out, "QP");
	else
		fprintf(out, "RUAPI_WIRE_OBJS_IN");
	put_number(to, field->size, RUAPI_OBJ_QP);
}

static void sample_struct(FILE *out, unsigned char *to,
			  const struct ruapi_layout *layout);

static void sample_field(FILE *out, unsigned char *to,
			 const struct ruapi_layout *layout,
			 const struct ruapi_field *field)
{
	const enum strace_show show = strace_show_field(field);
	uint64_t plain = 7;

	switch (show) {
	case S_GID:
		memset(to, 0, field->size);
		to[0] = 0xfe;
		to[1] = 0x80;
		to[15] = 1;
		fprintf(out, "fe80::1");
		return;
	case S_BYTES:
		bytes(out, to, strace_len(layout, field) ? 4 : field->size);
		return;
	case S_CSTRING:
		snprintf((char *)to, field->size, "name");
		fprintf(out, "\"name\"");
		return;
	case S_STRUCT:
		sample_struct(out, to, field->layout);
		return;
	default:
		break;
	}
	if (strace_header_enum(field)) {
		header_enum(out, to, field);
		return;
	}
	if (is_len(layout, field))
		plain = 4;
	else if (is_condition(layout, field))
		plain = 1;
	put_number(to, field->size, number(out, show, field->names, plain));
}

/* What is beyond the fields that the decoder prints gets values all the same. */
static void sample_struct(FILE *to_text, unsigned char *to,
			  const struct ruapi_layout *layout)
{
	FILE *out = to_text;
	FILE *rest = NULL;
	char *text = NULL;
	size_t size;
	unsigned int i;

	fputc('{', out);
	for (i = 0; i < layout->num_fields; i++) {
		const struct ruapi_field *field = &layout->fields[i];

		if (i == MAX_FIELDS) {
			fprintf(out, ", ...");
			rest = open_memstream(&text, &size);
			out = rest;
		}
		fprintf(out, "%s%s=", i ? ", " : "", field->name);
		sample_field(out, to + field->offset, layout, field);
	}
	if (rest) {
		fclose(rest);
		free(text);
	}
	fputc('}', to_text);
}

static void sample_sockaddr(struct sample *s)
{
	static const unsigned char sin[16] = {
		[2] = 0x1c, 0x06, 10, 1, 0, 1,
	};
	const uint16_t family = 2;

	memcpy(s->data, sin, sizeof(sin));
	memcpy(s->data, &family, sizeof(family));
	s->len = sizeof(sin);
	fprintf(s->out, "{sa_family=AF_INET, sin_port=htons(7174), "
		"sin_addr=inet_addr(\"10.1.0.1\")}");
}

static void sample_array(struct sample *s, const struct ruapi_attr_spec *spec)
{
	fputc('[', s->out);
	sample_struct(s->out, s->data, spec->layout);
	fprintf(s->out, ", ");
	sample_struct(s->out, s->data + spec->layout->size, spec->layout);
	fputc(']', s->out);
	s->len = 2 * spec->layout->size;
}

static void sample_buffer(struct sample *s, const struct ruapi_attr_spec *spec)
{
	if (spec->type == RUAPI_T_SOCKADDR) {
		sample_sockaddr(s);
	} else if (spec->type == RUAPI_T_STRUCT && spec->layout) {
		sample_struct(s->out, s->data, spec->layout);
		s->len = spec->layout->size;
	} else if (spec->type == RUAPI_T_ARRAY && spec->layout) {
		sample_array(s, spec);
	} else {
		s->len = spec->min_len > 3 ? spec->min_len : 3;
		bytes(s->out, s->data, s->len);
	}
}

static void sample_objs(struct sample *s, unsigned int object)
{
	const struct ruapi_objref refs[] = { { 21, object }, { 22, object } };

	memcpy(s->data, refs, sizeof(refs));
	s->len = sizeof(refs);
	fprintf(s->out, "[%s#21, %s#22]", ruapi_objects[object]->name,
		ruapi_objects[object]->name);
}

/* None that is open: -y would say what it is. */
static void sample_fds(struct sample *s)
{
	const int fds[] = { -1, -2 };

	memcpy(s->data, fds, sizeof(fds));
	s->len = sizeof(fds);
	fprintf(s->out, "[-1, -2]");
}

static void sample_attr(struct sample *s, const struct ruapi_attr_spec *spec,
			unsigned int object, unsigned int id)
{
	memset(s, 0, sizeof(*s));
	s->out = open_memstream(&s->text, &s->text_len);
	s->len = ruapi_spec_width(spec);
	switch (ruapi_spec_wire(spec)) {
	case RUAPI_WIRE_IN:
	case RUAPI_WIRE_OUT:
		s->value = number(s->out, strace_show_attr(spec), spec->names,
				  7);
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_BUF_OUT:
		sample_buffer(s, spec);
		break;
	case RUAPI_WIRE_FD_IN:
	case RUAPI_WIRE_FD_NEW:
		s->value = ~0ULL;
		fprintf(s->out, "-1");
		break;
	case RUAPI_WIRE_FDS_IN:
		sample_fds(s);
		break;
	case RUAPI_WIRE_OBJS_IN:
		sample_objs(s, spec->object ? spec->object : object);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_NEW:
	case RUAPI_WIRE_OBJ_DESTROY:
		object = spec->object ? spec->object : object;
		s->value = id + 10;
		fprintf(s->out, "%s#%u", ruapi_objects[object]->name, id + 10);
		break;
	default:
		fail("%s: no sample of its wire type", spec->name);
	}
	fclose(s->out);
}

static void print_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void put_attr(FILE *out, const struct ruapi_attr_spec *spec,
		     unsigned int object, unsigned int id, const char *name)
{
	const unsigned int wire = ruapi_spec_wire(spec);
	struct sample s;
	unsigned int i;

	sample_attr(&s, spec, object, id);
	fprintf(out, "\t{\n\t\t.id = %#x,\n\t\t.wire = %u,\n\t\t.len = %u,\n",
		id, wire, s.len);
	if (s.value)
		fprintf(out, "\t\t.value = %#" PRIx64 "ULL,\n", s.value);
	if (wire == RUAPI_WIRE_OBJ_IN || wire == RUAPI_WIRE_OBJ_NEW ||
	    wire == RUAPI_WIRE_OBJ_DESTROY)
		fprintf(out, "\t\t.object = %u,\n",
			spec->object ? spec->object : object);
	if (wire == RUAPI_WIRE_BUF_IN || wire == RUAPI_WIRE_BUF_OUT ||
	    wire == RUAPI_WIRE_OBJS_IN || wire == RUAPI_WIRE_FDS_IN) {
		fprintf(out, "\t\t.data =");
		for (i = 0; i < s.len; i++)
			fprintf(out, "%s\\x%02x%s", i % 16 ? "" : "\n\t\t\t\"",
				s.data[i], i % 16 == 15 || i + 1 == s.len ?
				"\"" : "");
		fprintf(out, ",\n");
	}
	fprintf(out, "\t\t.name = \"%s\",\n\t\t.text = ", name);
	print_string(out, s.text);
	fprintf(out, ",\n\t},\n");
	free(s.text);
}

static unsigned int put_driver_attrs(FILE *out, const struct action *a,
				     const struct ruapi_driver_spec *driver)
{
	unsigned int i, count = 0;
	char upper_name[64], name[128];

	for (i = 0; i < driver->num_attrs; i++) {
		const struct ruapi_driver_attr_spec *attr = &driver->attrs[i];

		if (attr->object != a->object || attr->action != a->number)
			continue;
		upper(upper_name, sizeof(upper_name), attr->attr.name);
		snprintf(name, sizeof(name), "%s:%s", driver->name, upper_name);
		if (out)
			put_attr(out, &attr->attr, a->object, attr->id, name);
		count++;
	}
	return count;
}

/* The attributes of a call: of the driver's namespace, if there is one. */
static unsigned int put_attrs(FILE *out, const struct action *a,
			      const struct ruapi_driver_spec *driver,
			      unsigned int number)
{
	unsigned int count = 0;
	struct member m;
	char name[64];

	if (a->spec->num_attrs < 2 && !driver)
		return 0;
	fprintf(out, "\nstatic const struct sample_attr attrs_%u[] = {\n",
		number);
	if (driver) {
		count = put_driver_attrs(out, a, driver);
	} else {
		for_each_member(a, m) {
			upper(name, sizeof(name), m.spec->name);
			put_attr(out, m.spec, a->object, m.id, name);
			count++;
		}
	}
	fprintf(out, "};\n");
	return count;
}

/*
 * An attribute of a driver in a call that has another form of it: nobody knows
 * that one, and it is bytes.
 */
static unsigned int put_other_form(FILE *out, const struct action *a,
				   const struct ruapi_driver_spec *driver,
				   unsigned int number)
{
	const struct ruapi_driver_attr_spec *attr = driver->attrs;
	const struct ruapi_attr_spec *spec;
	char name[64];

	while (attr->object != a->object || attr->action != a->number ||
	       !attr->without)
		if (++attr == driver->attrs + driver->num_attrs)
			return 0;
	if (!out)
		return 2;
	spec = ruapi_attr_spec(a->spec, attr->without);
	fprintf(out, "\nstatic const struct sample_attr attrs_%u[] = {\n",
		number);
	upper(name, sizeof(name), spec->name);
	put_attr(out, spec, a->object, attr->without, name);
	fprintf(out, "\t{\n\t\t.id = %#x,\n\t\t.wire = %u,\n\t\t.len = 3,\n"
		"\t\t.data = \"\\x01\\x02\\x03\",\n"
		"\t\t.name = \"UHW_%s\",\n\t\t.text = ",
		attr->id, ruapi_spec_wire(&attr->attr),
		attr->id == RUAPI_ATTR_UHW_IN ? "IN" : "OUT");
	print_string(out, "wire=RUAPI_WIRE_BUF_IN, len=3, \"\\x01\\x02\\x03\"");
	fprintf(out, ",\n\t},\n};\n");
	return 2;
}

static const char *driver_name(const struct ruapi_driver_spec *driver)
{
	const struct ruapi_names *names = &ruapi_names_driver_id;
	unsigned int i;

	for (i = 0; i < names->count; i++)
		if (names->list[i].value == driver->driver_id)
			return names->list[i].name;
	fail("%s: no name of the driver", driver->name);
}

/* A call with the attributes @number, of which there are @count. */
static void put_call(FILE *list, const struct action *a,
		     const struct ruapi_driver_spec *driver,
		     unsigned int number, unsigned int count)
{
	char object[64], action[64];

	upper(object, sizeof(object), a->object_spec->name);
	upper(action, sizeof(action), a->spec->name);
	fprintf(list, "\t{\n\t\t.cmd = RUAPI_IOC_%s,\n"
		"\t\t.cmd_name = \"RUAPI_IOC_%s\",\n\t\t.object = %u,\n"
		"\t\t.object_name = \"%s\",\n\t\t.action = %u,\n"
		"\t\t.action_name = \"%s\",\n", class_name(a), class_name(a),
		a->object, object, a->number, action);
	if (driver)
		fprintf(list, "\t\t.driver_id = %u,\n"
			"\t\t.driver_name = \"%s\",\n", driver->driver_id,
			driver_name(driver));
	if (count)
		fprintf(list, "\t\t.attrs = attrs_%u,\n\t\t.nattrs = %u,\n",
			number, count);
	fprintf(list, "\t},\n");
}

static void put_driver_calls(FILE *out, FILE *list, const struct action *a,
			     const struct ruapi_driver_spec *driver,
			     unsigned int *number)
{
	if (!put_driver_attrs(NULL, a, driver))
		return;
	++*number;
	put_call(list, a, driver, *number, put_attrs(out, a, driver, *number));
	if (!put_other_form(NULL, a, driver, 0))
		return;
	++*number;
	put_call(list, a, driver, *number,
		 put_other_form(out, a, driver, *number));
}

void strace_test(const char *dir)
{
	FILE *out = open_output(dir, "tests/rdma_uapi_calls.h");
	unsigned int number = 0, i;
	struct action a;
	char *text = NULL;
	size_t size;
	FILE *list = open_memstream(&text, &size);

	fprintf(out, "/*\n * Every action of /dev/rdma_uapi with every attribute.\n"
		" * Generated by uapi/describe of the rdma_uapi project; do not edit.\n"
		" *\n * Copyright (c) 2026 The strace developers.\n"
		" * All rights reserved.\n *\n"
		" * SPDX-License-Identifier: GPL-2.0-or-later\n */\n");
	for_each_action(a) {
		number++;
		put_call(list, &a, NULL, number,
			 put_attrs(out, &a, NULL, number));
		for (i = 0; ruapi_drivers[i]; i++)
			put_driver_calls(out, list, &a, ruapi_drivers[i],
					 &number);
	}
	fclose(list);
	fprintf(out, "\nstatic const struct sample_call calls[] = {\n%s};\n",
		text);
	free(text);
	close_output(out);
}
