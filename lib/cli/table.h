/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Tables for people. */
#ifndef RUAPI_TABLE_H
#define RUAPI_TABLE_H

/**
 * struct table - text in columns that are as wide as they need to be
 * @columns: how many
 * @cells: row after row, allocated; NULL: empty
 * @count: entries in @cells
 */
struct table {
	unsigned int columns;
	char **cells;
	unsigned int count;
};

void table_init(struct table *table, const char *const *headings);
void table_add(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void table_line(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void table_print(struct table *table);
void table_free(struct table *table);

#endif /* RUAPI_TABLE_H */
