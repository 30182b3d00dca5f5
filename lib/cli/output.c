// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Tables for people and JSON for programs. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

/* First character of a cell that is a whole line, outside of the columns. */
#define WHOLE_LINE '\n'

void *xalloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p) {
		complain("out of memory");
		exit(EXIT_FAILED);
	}
	return p;
}

/* Room for one more element; the array doubles at powers of two. */
void *xgrow(void *array, unsigned int count, size_t size)
{
	if (count & (count - 1))
		return array;
	array = realloc(array, (count ? 2 * (size_t)count : 1) * size);
	if (!array) {
		complain("out of memory");
		exit(EXIT_FAILED);
	}
	return array;
}

static char *xvprintf(const char *fmt, va_list args)
{
	char *text;

	if (vasprintf(&text, fmt, args) < 0) {
		complain("out of memory");
		exit(EXIT_FAILED);
	}
	return text;
}

char *xprintf(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = xvprintf(fmt, args);
	va_end(args);
	return text;
}

char *printable(char *text)
{
	char *p;

	for (p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	return text;
}

static void add_cell(struct table *table, char *text)
{
	table->cells = xgrow(table->cells, table->count,
			     sizeof(*table->cells));
	table->cells[table->count++] = text;
}

void table_init(struct table *table, const char *const *headings)
{
	*table = (struct table) { .columns = 0 };
	for (; *headings; headings++, table->columns++)
		add_cell(table, xprintf("%s", *headings));
}

/* The next cell, from left to right. */
void table_add(struct table *table, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = xvprintf(fmt, args);
	va_end(args);
	add_cell(table, printable(text));
}

/* A line of its own below the last row. */
void table_line(struct table *table, const char *fmt, ...)
{
	va_list args;
	unsigned int i;
	char *text;

	va_start(args, fmt);
	text = xvprintf(fmt, args);
	va_end(args);
	add_cell(table, xprintf("%c%s", WHOLE_LINE, printable(text)));
	free(text);
	for (i = 1; i < table->columns; i++)
		add_cell(table, xprintf("%s", ""));
}

static unsigned int column_width(const struct table *table, unsigned int column)
{
	unsigned int width = 0;
	unsigned int i, len;

	for (i = column; i < table->count; i += table->columns) {
		if (table->cells[i - column][0] == WHOLE_LINE)
			continue;
		len = strlen(table->cells[i]);
		width = len > width ? len : width;
	}
	return width;
}

static void print_row(const struct table *table, unsigned int row,
		      const unsigned int *widths)
{
	char **cells = table->cells + row * table->columns;
	unsigned int i, last;

	if (cells[0][0] == WHOLE_LINE) {
		puts(cells[0] + 1);
		return;
	}
	for (last = table->columns - 1; last && !*cells[last]; last--)
		;
	for (i = 0; i < last; i++)
		printf("%-*s  ", (int)widths[i], cells[i]);
	puts(cells[last]);
}

void table_print(struct table *table)
{
	unsigned int *widths = xalloc(table->columns * sizeof(*widths));
	unsigned int i;

	for (i = 0; i < table->columns; i++)
		widths[i] = column_width(table, i);
	for (i = 0; i < table->count / table->columns; i++)
		print_row(table, i, widths);
	free(widths);
	table_free(table);
}

void table_free(struct table *table)
{
	unsigned int i;

	for (i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct table) { .columns = 0 };
}

static void json_text(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < ' ' ||
			 (unsigned char)*text >= 0x7f)
			printf("\\u%04x", (unsigned char)*text);
		else
			putchar(*text);
	}
	putchar('"');
}

/* What stands before a value: comma, line, indentation, key. */
static void json_key(struct json *json, const char *key)
{
	if (json->more)
		putchar(',');
	if (json->depth)
		printf("\n%*s", 2 * (int)json->depth, "");
	if (key) {
		json_text(key);
		fputs(": ", stdout);
	}
	json->more = 1;
}

void json_open(struct json *json, const char *key, char bracket)
{
	json_key(json, key);
	putchar(bracket);
	json->depth++;
	json->more = 0;
}

void json_close(struct json *json, char bracket)
{
	json->depth--;
	if (json->more)
		printf("\n%*s", 2 * (int)json->depth, "");
	putchar(bracket);
	json->more = 1;
}

void json_string(struct json *json, const char *key, const char *value)
{
	json_key(json, key);
	if (value)
		json_text(value);
	else
		fputs("null", stdout);
}

void json_number(struct json *json, const char *key, uint64_t value)
{
	json_key(json, key);
	printf("%" PRIu64, value);
}

void json_bool(struct json *json, const char *key, int value)
{
	json_key(json, key);
	fputs(value ? "true" : "false", stdout);
}

void json_end(struct json *json)
{
	json->more = 0;
	putchar('\n');
}

int finish_output(void)
{
	if (fflush(stdout) || ferror(stdout)) {
		complain("standard output: %s", strerror(errno));
		return EXIT_FAILED;
	}
	return EXIT_OK;
}
