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
	table->cells[table->count++] = (struct table_cell) { .text = text };
}

void table_init(struct table *table, const char *const *headings)
{
	*table = (struct table) { .columns = 0 };
	for (; *headings; headings++, table->columns++) {
		add_cell(table, xprintf("%s", *headings));
		table_color(table, COLOR_BOLD);
	}
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

void table_color(struct table *table, enum color color)
{
	table->cells[table->count - 1].color = color;
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
		if (*table->cells[i - column].text == WHOLE_LINE)
			continue;
		len = strlen(table->cells[i].text);
		width = len > width ? len : width;
	}
	return width;
}

/* @width: to be filled up with blanks, which have no colour. */
static void print_cell(const struct table_cell *cell, unsigned int width)
{
	const unsigned int len = strlen(cell->text);

	printf("%s%s%s%*s", color_on(cell->color), cell->text,
	       color_off(cell->color), width > len ? (int)(width - len) : 0,
	       "");
}

static void print_row(const struct table *table, unsigned int row,
		      const unsigned int *widths)
{
	const struct table_cell *cells = table->cells + row * table->columns;
	unsigned int i, last;

	if (*cells[0].text == WHOLE_LINE) {
		puts(cells[0].text + 1);
		return;
	}
	for (last = table->columns - 1; last && !*cells[last].text; last--)
		;
	for (i = 0; i < last; i++) {
		print_cell(&cells[i], widths[i]);
		fputs("  ", stdout);
	}
	print_cell(&cells[last], 0);
	putchar('\n');
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
		free(table->cells[i].text);
	free(table->cells);
	*table = (struct table) { .columns = 0 };
}
