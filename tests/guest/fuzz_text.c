// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Sequences as text, which people can write and review.  See docs/fuzzing.md:
 *
 *	# comment
 *	call CONTEXT.OPEN fd=0
 *		handle new 3
 *		index device 0
 *		uhw_out room 256
 *	read fd=0 arg=4096 wait=100
 *	---
 *
 * Names are those of DESCRIBE, in lower case for attributes; numbers do as
 * well.  What differs from the specification follows: wire=, flags=, len=.
 * Two kinds are for people, and are written as data: "fields a=1,b.c=2" of the
 * struct that the attribute has, and "in ADDRESS:PORT".
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include "guest.h"
#include "fuzz.h"
#include "spec.h"

static const char *const kinds[] = {
	[FZ_VALUE] = "value",
	[FZ_OBJ] = "obj",
	[FZ_NEW] = "new",
	[FZ_DATA] = "data",
	[FZ_ROOM] = "room",
	[FZ_DEVICE] = "device",
	[FZ_MEM] = "mem",
	[FZ_FD] = "fd",
};

static const char *const ops[] = {
	[FZ_CALL] = "call",
	[FZ_FAST] = "fast",
	[FZ_READ] = "read",
	[FZ_MMAP] = "mmap",
	[FZ_INFO] = "info",
	[FZ_UNPLUG] = "unplug",
	[FZ_FLAP] = "flap",
	[FZ_CLOSE] = "close",
};

uint32_t fz_random(struct fz_random *random, uint32_t limit)
{
	random->state ^= random->state << 13;
	random->state ^= random->state >> 7;
	random->state ^= random->state << 17;
	return limit ? (random->state >> 32) % limit : random->state >> 32;
}

int fz_seq_data(struct fz_seq *seq, const void *bytes, unsigned int len)
{
	const unsigned int at = seq->used;

	if (len > FZ_MAX_DATA - at)
		return -1;
	memcpy(seq->data + at, bytes, len);
	seq->used += len;
	return at;
}

/* The length and flags that an attribute has if nothing else is said. */
static uint32_t usual_len(const struct fz_call *call,
			  const struct fz_attr *attr)
{
	const struct ruapi_desc_attr *spec =
		fz_spec(call->object, call->action, attr->id);

	if (attr->kind == FZ_DATA)
		return attr->data_len;
	if (attr->kind == FZ_OBJ || attr->kind == FZ_NEW)
		return 8;
	if (!spec)
		return 0;
	switch (spec->type) {
	case 1:
		return 1;
	case 2:
		return 2;
	case 4:
		return 8;
	default:
		return 4;
	}
}

static uint8_t usual_wire(const struct fz_call *call,
			  const struct fz_attr *attr)
{
	const struct ruapi_desc_attr *spec =
		fz_spec(call->object, call->action, attr->id);

	if (attr->id == RUAPI_ATTR_UHW_IN)
		return RUAPI_WIRE_BUF_IN;
	if (attr->id == RUAPI_ATTR_UHW_OUT)
		return RUAPI_WIRE_BUF_OUT;
	return spec ? spec->wire : 0;
}

/* ---- writing ------------------------------------------------------------------- */

static void write_type(FILE *out, unsigned int type)
{
	const char *name = ruapi_object_name(type);

	if (name)
		fprintf(out, " %s", name);
	else
		fprintf(out, " %u", type);
}

static void write_attr(FILE *out, const struct fz_seq *seq,
		       const struct fz_call *call, const struct fz_attr *attr)
{
	const char *name = ruapi_attr_name(call->object, call->action,
					   attr->id);
	unsigned int i;

	if (name)
		fprintf(out, "\t%s", name);
	else
		fprintf(out, "\t%u", attr->id);
	fprintf(out, " %s", kinds[attr->kind]);
	switch (attr->kind) {
	case FZ_OBJ:
		write_type(out, attr->type);
		fprintf(out, " %u", attr->index);
		break;
	case FZ_NEW:
		write_type(out, attr->type);
		break;
	case FZ_DATA:
		fputc(' ', out);
		for (i = 0; i < attr->data_len; i++)
			fprintf(out, "%02x", seq->data[attr->data + i]);
		if (!attr->data_len)
			fputc('-', out);
		break;
	case FZ_ROOM:
		fprintf(out, " %u", attr->len);
		break;
	case FZ_DEVICE:
	case FZ_FD:
		fprintf(out, " %u", attr->index);
		break;
	default:
		fprintf(out, " 0x%" PRIx64, attr->value);
	}
	if (attr->wire != usual_wire(call, attr))
		fprintf(out, " wire=%u", attr->wire);
	if (attr->flags != RUAPI_ATTR_F_MANDATORY)
		fprintf(out, " flags=%u", attr->flags);
	if (attr->kind != FZ_ROOM && attr->len != usual_len(call, attr))
		fprintf(out, " len=%u", attr->len);
	fputc('\n', out);
}

static void write_option(FILE *out, const char *name, uint64_t value)
{
	if (value)
		fprintf(out, " %s=0x%" PRIx64, name, value);
}

static void write_call(FILE *out, const struct fz_seq *seq,
		       const struct fz_call *call)
{
	const char *object = ruapi_object_name(call->object);
	const char *action = ruapi_action_name(call->object, call->action);
	unsigned int i;

	fputs(ops[call->op], out);
	if (call->op == FZ_CALL || call->op == FZ_FAST) {
		if (object && action)
			fprintf(out, " %s.%s", object, action);
		else
			fprintf(out, " %u.%u", call->object, call->action);
	}
	write_option(out, "fd", call->fd);
	write_option(out, "nr", call->nr);
	if (call->driver != FZ_DRIVER_AUTO && call->op == FZ_CALL)
		fprintf(out, " driver=%u", call->driver);
	if (call->lie)
		fprintf(out, " lie=%d", call->lie);
	if (call->num_lie)
		fprintf(out, " num_lie=%d", call->num_lie);
	write_option(out, "flags", call->flags);
	write_option(out, "reserved", call->reserved);
	write_option(out, "arg", call->arg);
	write_option(out, "wait", call->wait);
	write_option(out, "fault", call->fault);
	write_option(out, "plain", call->plain);
	if (call->expects)
		fprintf(out, " expect=%s",
			call->expect ? strerrorname_np(call->expect) : "0");
	fputc('\n', out);
	for (i = 0; i < call->num_attrs; i++)
		write_attr(out, seq, call, &call->attrs[i]);
}

void fz_seq_write(FILE *out, const struct fz_seq *seq)
{
	unsigned int i;

	for (i = 0; i < seq->num_calls; i++)
		write_call(out, seq, &seq->calls[i]);
	fputs("---\n", out);
}

/* ---- reading ------------------------------------------------------------------------ */

struct reader {
	const char *path;
	unsigned int line;
	char *rest;
	bool bad;
};

static void reader_fail(struct reader *r, const char *what, const char *word)
{
	if (!r->bad)
		printf("# %s:%u: %s: %s\n", r->path, r->line, what,
		       word ? word : "(nothing)");
	r->bad = true;
}

static char *next_word(struct reader *r)
{
	return strtok_r(NULL, " \t\n", &r->rest);
}

static int64_t number_of(struct reader *r, const char *word)
{
	char *end = NULL;
	int64_t value = 0;

	if (word)
		value = word[0] == '-' ? strtoll(word, &end, 0) :
					 (int64_t)strtoull(word, &end, 0);
	if (!word || end == word || *end)
		reader_fail(r, "not a number", word);
	return value;
}

static int find(const char *const *list, unsigned int count, const char *word)
{
	unsigned int i;

	for (i = 0; i < count && word; i++)
		if (!strcmp(list[i], word))
			return i;
	return -1;
}

/* An errno by its name; 0: success. */
static uint8_t errno_of(struct reader *r, const char *word)
{
	const char *name;
	int err;

	if (!strcmp(word, "0"))
		return 0;
	for (err = 1; err < 134; err++) {
		name = strerrorname_np(err);
		if (name && !strcmp(name, word))
			return err;
	}
	reader_fail(r, "not an errno", word);
	return 0;
}

/* "NAME=VALUE" into one of the members that can be set so. */
static void read_call_option(struct reader *r, struct fz_call *call,
			     char *word)
{
	char *value = strchr(word, '=');
	int64_t n;

	if (!value) {
		reader_fail(r, "not an option", word);
		return;
	}
	*value++ = '\0';
	if (!strcmp(word, "expect")) {
		call->expects = true;
		call->expect = errno_of(r, value);
		return;
	}
	n = number_of(r, value);
	if (!strcmp(word, "fd"))
		call->fd = n;
	else if (!strcmp(word, "nr"))
		call->nr = n;
	else if (!strcmp(word, "driver"))
		call->driver = n;
	else if (!strcmp(word, "lie"))
		call->lie = n;
	else if (!strcmp(word, "num_lie"))
		call->num_lie = n;
	else if (!strcmp(word, "flags"))
		call->flags = n;
	else if (!strcmp(word, "reserved"))
		call->reserved = n;
	else if (!strcmp(word, "arg"))
		call->arg = n;
	else if (!strcmp(word, "wait"))
		call->wait = n;
	else if (!strcmp(word, "fault"))
		call->fault = n;
	else if (!strcmp(word, "plain"))
		call->plain = n;
	else
		reader_fail(r, "unknown option", word);
}

/* "OBJECT.ACTION", by names or by numbers. */
static void read_action(struct reader *r, struct fz_call *call, char *word)
{
	char *action = word ? strchr(word, '.') : NULL;

	if (!action) {
		reader_fail(r, "not an action", word);
		return;
	}
	*action++ = '\0';
	if (isdigit((unsigned char)word[0])) {
		call->object = number_of(r, word);
		call->action = number_of(r, action);
		return;
	}
	call->object = ruapi_object_by_name(word);
	call->action = ruapi_action_by_name(call->object, action);
	if (!call->object || !call->action)
		reader_fail(r, "no such action", action);
}

static void read_call(struct reader *r, struct fz_seq *seq, const char *first)
{
	const int op = find(ops, COUNT(ops), first);
	struct fz_call *call = &seq->calls[seq->num_calls];
	char *word;

	if (op < 0 || seq->num_calls == FZ_MAX_CALLS) {
		reader_fail(r, "no such step, or too many", first);
		return;
	}
	memset(call, 0, sizeof(*call));
	call->op = op;
	call->driver = FZ_DRIVER_AUTO;
	if (op == FZ_CALL || op == FZ_FAST)
		read_action(r, call, next_word(r));
	while (!r->bad && (word = next_word(r)))
		read_call_option(r, call, word);
	seq->num_calls++;
}

static void keep_data(struct reader *r, struct fz_seq *seq,
		      struct fz_attr *attr, const void *bytes, unsigned int len)
{
	const int at = fz_seq_data(seq, bytes, len);

	if (at < 0) {
		reader_fail(r, "too many bytes", NULL);
		return;
	}
	attr->kind = FZ_DATA;
	attr->data = at;
	attr->data_len = len;
}

static void read_data(struct reader *r, struct fz_seq *seq,
		      struct fz_attr *attr, const char *word)
{
	uint8_t bytes[FZ_MAX_DATA];
	unsigned int n = 0, byte;

	while (word && isxdigit((unsigned char)word[0]) && n < sizeof(bytes) &&
	       sscanf(word, "%2x", &byte) == 1 && word[1]) {
		bytes[n++] = byte;
		word += 2;
	}
	if (!word || (*word && strcmp(word, "-"))) {
		reader_fail(r, "not bytes", word);
		return;
	}
	keep_data(r, seq, attr, bytes, n);
}

/* "a.b=1" into the bytes of a struct. */
static void read_field(struct reader *r, uint8_t *bytes,
		       const struct ruapi_layout *layout, char *word)
{
	char *value = strchr(word, '=');
	char *inner = strchr(word, '.');
	const struct ruapi_field *field;
	int64_t n = 0;
	unsigned int i;

	if (inner && (!value || inner < value))
		*inner++ = '\0';
	else
		inner = NULL;
	if (value && !inner) {
		*value++ = '\0';
		n = number_of(r, value);
	}
	for (i = 0; layout && i < layout->num_fields; i++) {
		field = &layout->fields[i];
		if (strcmp(field->name, word))
			continue;
		if (inner)
			read_field(r, bytes + field->offset, field->layout,
				   inner);
		else
			memcpy(bytes + field->offset, &n,
			       field->size < 8 ? field->size : 8);
		return;
	}
	reader_fail(r, "no such member", word);
}

static void read_fields(struct reader *r, struct fz_seq *seq,
			const struct fz_call *call, struct fz_attr *attr)
{
	const struct ruapi_action_spec *action =
		ruapi_action_spec(call->object, call->action);
	const struct ruapi_attr_spec *spec =
		action ? ruapi_attr_spec(action, attr->id) : NULL;
	char *words = next_word(r), *rest = NULL, *word;
	uint8_t bytes[4096] = {};

	if (!words || !spec || !spec->layout ||
	    spec->max_len > sizeof(bytes)) {
		reader_fail(r, "no members", words);
		return;
	}
	for (word = strtok_r(words, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest))
		read_field(r, bytes, spec->layout, word);
	keep_data(r, seq, attr, bytes, spec->max_len);
}

static void read_address(struct reader *r, struct fz_seq *seq,
			 struct fz_attr *attr)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	char *word = next_word(r);
	char *port = word ? strchr(word, ':') : NULL;

	if (port) {
		*port++ = '\0';
		sin.sin_port = htons(number_of(r, port));
	}
	if (!port || inet_pton(AF_INET, word, &sin.sin_addr) != 1) {
		reader_fail(r, "not an address", word);
		return;
	}
	keep_data(r, seq, attr, &sin, sizeof(sin));
}

/* An object type, by name or number. */
static uint8_t read_type(struct reader *r)
{
	const char *word = next_word(r);
	const unsigned int type = word ? ruapi_object_by_name(word) : 0;

	return type ? type : number_of(r, word);
}

static void read_kind(struct reader *r, struct fz_seq *seq,
		      struct fz_attr *attr)
{
	switch (attr->kind) {
	case FZ_OBJ:
		attr->type = read_type(r);
		attr->index = number_of(r, next_word(r));
		break;
	case FZ_NEW:
		attr->type = read_type(r);
		break;
	case FZ_DATA:
		read_data(r, seq, attr, next_word(r));
		break;
	case FZ_ROOM:
		attr->len = number_of(r, next_word(r));
		break;
	case FZ_DEVICE:
	case FZ_FD:
		attr->index = number_of(r, next_word(r));
		break;
	default:
		attr->value = number_of(r, next_word(r));
	}
}

static void read_attr_option(struct reader *r, struct fz_attr *attr,
			     const char *word)
{
	const char *value = strchr(word, '=');
	int64_t n;

	n = number_of(r, value ? value + 1 : NULL);
	if (!strncmp(word, "wire=", 5))
		attr->wire = n;
	else if (!strncmp(word, "flags=", 6))
		attr->flags = n;
	else if (!strncmp(word, "len=", 4))
		attr->len = n;
	else
		reader_fail(r, "unknown option", word);
}

static int attr_by_name(const struct fz_call *call, const char *name)
{
	unsigned int id;
	const char *other;

	if (!strcmp(name, "uhw_in"))
		return RUAPI_ATTR_UHW_IN;
	if (!strcmp(name, "uhw_out"))
		return RUAPI_ATTR_UHW_OUT;
	for (id = 1; id < RUAPI_MAX_ATTRS; id++) {
		other = ruapi_attr_name(call->object, call->action, id);
		if (other && !strcmp(other, name))
			return id;
	}
	return -1;
}

static void read_attr(struct reader *r, struct fz_seq *seq, const char *name)
{
	struct fz_call *call;
	struct fz_attr *attr;
	char *word;
	int kind;
	int id;

	call = seq->num_calls ? &seq->calls[seq->num_calls - 1] : NULL;
	if (!call || call->num_attrs == FZ_MAX_ATTRS) {
		reader_fail(r, "an attribute too much", name);
		return;
	}
	attr = &call->attrs[call->num_attrs];
	memset(attr, 0, sizeof(*attr));
	id = isdigit((unsigned char)name[0]) ? number_of(r, name) :
					       attr_by_name(call, name);
	attr->id = id;
	attr->flags = RUAPI_ATTR_F_MANDATORY;
	word = next_word(r);
	kind = find(kinds, COUNT(kinds), word);
	if (id < 0 || !word) {
		reader_fail(r, "no such attribute", name);
		return;
	}
	if (!strcmp(word, "fields")) {
		read_fields(r, seq, call, attr);
	} else if (!strcmp(word, "in")) {
		read_address(r, seq, attr);
	} else if (kind >= 0) {
		attr->kind = kind;
		read_kind(r, seq, attr);
	} else {
		reader_fail(r, "no such kind", word);
		return;
	}
	attr->wire = usual_wire(call, attr);
	if (kind != FZ_ROOM)
		attr->len = usual_len(call, attr);
	while (!r->bad && (word = next_word(r)))
		read_attr_option(r, attr, word);
	call->num_attrs++;
}

static void read_line(struct reader *r, struct fz_seq *seq, char *line)
{
	const bool inner = line[0] == '\t';
	char *word = strtok_r(line, " \t\n", &r->rest);

	if (!word || word[0] == '#')
		return;
	if (inner)
		read_attr(r, seq, word);
	else
		read_call(r, seq, word);
}

int fz_file_read(const char *path, void (*found)(const struct fz_seq *seq))
{
	static char line[4 * FZ_MAX_DATA];
	struct reader r = { .path = path };
	static struct fz_seq seq;
	FILE *file = fopen(path, "re");
	int count = 0;

	if (!file) {
		printf("# %s: %s\n", path, strerror(errno));
		return -1;
	}
	seq.num_calls = 0;
	seq.used = 0;
	while (!r.bad && fgets(line, sizeof(line), file)) {
		r.line++;
		if (strncmp(line, "---", 3)) {
			read_line(&r, &seq, line);
			continue;
		}
		found(&seq);
		count++;
		seq.num_calls = 0;
		seq.used = 0;
	}
	fclose(file);
	if (!r.bad && seq.num_calls)
		reader_fail(&r, "the last sequence does not end with ---", NULL);
	if (!r.bad && !count)
		reader_fail(&r, "there is no sequence", NULL);
	return r.bad ? -1 : count;
}
