// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Reading the ABI header: its kernel-doc, enumerators, members and macros. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "doc.h"
#include "text.h"

/**
 * struct reader - lines of the header
 * @next: where the next line starts
 * @line: the current one
 */
struct reader {
	const char *next;
	char line[1024];
};

static char *read_file(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text;
	long size;

	if (!in || fseek(in, 0, SEEK_END))
		fail("%s: %s", path, strerror(errno));
	size = ftell(in);
	if (size < 0)
		fail("%s: %s", path, strerror(errno));
	rewind(in);
	text = malloc(size + 1);
	if (!text || fread(text, 1, size, in) != (size_t)size)
		fail("%s: cannot read", path);
	text[size] = '\0';
	fclose(in);
	return text;
}

static int next_line(struct reader *r)
{
	const size_t len = strcspn(r->next, "\n");

	if (!*r->next)
		return 0;
	if (len >= sizeof(r->line))
		fail("the header has a line of %zu bytes", len);
	memcpy(r->line, r->next, len);
	r->line[len] = '\0';
	r->next += len + (r->next[len] == '\n');
	return 1;
}

static char *copy(const char *text, size_t len)
{
	char *to = strndup(text, len);

	if (!to)
		fail("out of memory");
	return to;
}

/* Appends words to a text, a space between them. */
static void append(char **text, const char *more)
{
	char *old = *text;
	size_t len;

	while (isspace((unsigned char)*more))
		more++;
	len = strlen(more);
	while (len && isspace((unsigned char)more[len - 1]))
		len--;
	if (!len)
		return;
	if (asprintf(text, "%s%s%.*s", old, *old ? " " : "", (int)len, more) < 0)
		fail("out of memory");
	free(old);
}

static struct doc_item *add_item(struct doc_item **items, unsigned int *count,
				 const char *name, size_t len)
{
	struct doc_item *item;

	*items = grow(*items, *count, sizeof(**items));
	item = &(*items)[(*count)++];
	*item = (struct doc_item) {
		.name = copy(name, len),
		.text = copy("", 0),
	};
	return item;
}

/* "enum x - text", "struct x - text" or "X - text" */
static void parse_title(struct doc *doc, const char *line)
{
	const char *dash = strstr(line, " - ");
	const char *name = line;

	if (!dash)
		fail("comment without a dash: %s", line);
	doc->kind = copy("", 0);
	if (!strncmp(line, "enum ", 5) || !strncmp(line, "struct ", 7)) {
		free(doc->kind);
		doc->kind = copy(line, strcspn(line, " "));
		name = strchr(line, ' ') + 1;
	}
	doc->name = copy(name, dash - name);
	doc->brief = copy("", 0);
	append(&doc->brief, dash + 3);
}

static const char *comment_text(const char *line)
{
	line += strspn(line, " ");
	if (!strncmp(line, "*/", 2))
		return NULL;
	line += *line == '*';
	return line;
}

/* The lines between the title and the end of a comment. */
static void parse_params(struct doc *doc, struct reader *r)
{
	char **text = &doc->brief;
	struct doc_item *item;
	const char *line;
	size_t len;

	while (next_line(r) && (line = comment_text(r->line))) {
		if (!strncmp(line, " @", 2)) {
			len = strcspn(line, ":");
			if (!line[len])
				fail("parameter without a colon: %s", line);
			item = add_item(&doc->params, &doc->num_params,
					line + 2, len - 2);
			text = &item->text;
			line += len + 1;
		}
		append(text, line);
	}
}

static void parse_enumerator(struct doc *doc, const char *line)
{
	const char *name = line + strspn(line, " \t");
	const size_t len = strcspn(name, " ,=");

	if (len && (isupper((unsigned char)*name) || *name == '_'))
		add_item(&doc->items, &doc->num_items, name, len);
}

/* The last identifier before the semicolon, attributes and brackets. */
static void parse_member(struct doc *doc, const char *line)
{
	const char *attribute = strstr(line, " __attribute__");
	size_t end = attribute ? (size_t)(attribute - line)
			       : strcspn(line, "[;");
	struct doc_item *item;
	size_t start;

	if (!strchr(line, ';') || strchr(line, '}'))
		return;
	for (start = end; start && (isalnum((unsigned char)line[start - 1]) ||
				    line[start - 1] == '_'); start--)
		;
	item = add_item(&doc->items, &doc->num_items, line + start,
			end - start);
	item->array = !!strstr(line, "[]");
}

/* What follows a comment: up to the line that closes it at column 0. */
static void parse_body(struct doc *doc, struct reader *r)
{
	const int is_enum = !strcmp(doc->kind, "enum");

	if (!*doc->kind)
		return;
	if (!next_line(r) || strncmp(r->line, doc->kind, strlen(doc->kind)))
		fail("%s %s does not follow its comment", doc->kind, doc->name);
	while (next_line(r) && r->line[0] != '}') {
		if (is_enum)
			parse_enumerator(doc, r->line);
		else
			parse_member(doc, r->line);
	}
}

static void parse_comment(struct docs *docs, struct reader *r)
{
	char line[sizeof(r->line)];
	struct doc *doc;
	char *end;

	docs->list = grow(docs->list, docs->count, sizeof(*docs->list));
	doc = &docs->list[docs->count++];
	*doc = (struct doc) { .kind = NULL };
	strcpy(line, r->line);
	end = strstr(line, " */");
	if (end) {
		*end = '\0';
		parse_title(doc, line + strlen("/** "));
	} else if (next_line(r)) {
		parse_title(doc, r->line + strlen(" * "));
		parse_params(doc, r);
	}
	parse_body(doc, r);
}

/* #define RUAPI_X value, unless it takes arguments or is a string */
static void parse_macro(struct docs *docs, const char *line)
{
	const char *name = line + strlen("#define ");
	const size_t len = strcspn(name, " (");

	if (name[len] != ' ' || strchr(line, '"') ||
	    strncmp(name, "RUAPI_", 6))
		return;
	docs->macros = grow(docs->macros, docs->num_macros,
			    sizeof(*docs->macros));
	docs->macros[docs->num_macros++] = copy(name, len);
}

/* The comment at the top, without its asterisks. */
static void parse_intro(struct docs *docs, struct reader *r)
{
	const char *line;
	char *old;

	docs->intro = copy("", 0);
	while (next_line(r) && (line = comment_text(r->line))) {
		old = docs->intro;
		if (asprintf(&docs->intro, "%s%s\n", old,
			     line + (*line == ' ')) < 0)
			fail("out of memory");
		free(old);
	}
}

void docs_read(struct docs *docs, const char *path)
{
	char *text = read_file(path);
	struct reader r = { .next = text };

	while (next_line(&r)) {
		if (!strcmp(r.line, "/*") && !docs->intro)
			parse_intro(docs, &r);
		else if (!strncmp(r.line, "/**", 3))
			parse_comment(docs, &r);
		else if (!strncmp(r.line, "#define ", 8))
			parse_macro(docs, r.line);
	}
	free(text);
}

static void free_items(struct doc_item *items, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		free(items[i].name);
		free(items[i].text);
	}
	free(items);
}

void docs_free(struct docs *docs)
{
	struct doc *doc;
	unsigned int i;

	for (i = 0; i < docs->count; i++) {
		doc = &docs->list[i];
		free(doc->kind);
		free(doc->name);
		free(doc->brief);
		free_items(doc->params, doc->num_params);
		free_items(doc->items, doc->num_items);
	}
	for (i = 0; i < docs->num_macros; i++)
		free(docs->macros[i]);
	free(docs->list);
	free(docs->macros);
	free(docs->intro);
}

const struct doc *docs_find(const struct docs *docs, const char *kind,
			    const char *name)
{
	unsigned int i;

	for (i = 0; i < docs->count; i++)
		if (!strcmp(docs->list[i].kind, kind) &&
		    !strcmp(docs->list[i].name, name))
			return &docs->list[i];
	return NULL;
}

const char *docs_brief(const struct docs *docs, const char *kind,
		       const char *name)
{
	const struct doc *doc = docs_find(docs, kind, name);

	return doc ? doc->brief : "";
}

const char *docs_param(const struct docs *docs, const char *kind,
		       const char *name, const char *param)
{
	const struct doc *doc = docs_find(docs, kind, name);
	unsigned int i;

	for (i = 0; doc && i < doc->num_params; i++)
		if (!strcmp(doc->params[i].name, param))
			return doc->params[i].text;
	return "";
}
