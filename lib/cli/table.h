/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Tables for people. */
#ifndef RUAPI_TABLE_H
#define RUAPI_TABLE_H

#include "color.h"

/**
 * struct table_cell - what is in a cell
 * @text: allocated
 * @color: of it
 */
struct table_cell {
	char *text;
	enum color color;
};

/**
 * struct table - text in columns that are as wide as they need to be
 * @columns: how many
 * @cells: row after row, allocated; NULL: empty
 * @count: entries in @cells
 */
struct table {
	unsigned int columns;
	struct table_cell *cells;
	unsigned int count;
};

void table_init(struct table *table, const char *const *headings);
void table_add(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Colours the cell that was added last. */
void table_color(struct table *table, enum color color);
void table_line(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void table_print(struct table *table);
void table_free(struct table *table);

#endif /* RUAPI_TABLE_H */
