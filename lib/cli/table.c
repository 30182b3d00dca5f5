// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Tables for people. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "table.h"
#include "text.h"

/* First character of a cell that is a whole line, outside of the columns. */
#define WHOLE_LINE '\n'

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
