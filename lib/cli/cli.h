/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Between the subcommands of rdma-uapi. */
#ifndef RUAPI_CLI_H
#define RUAPI_CLI_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <rdma_uapi/rdma_uapi.h>

/* Exit codes; run has those of env(1) and of the program. */
enum cli_exit {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_RUN_FAILED = 125,
	EXIT_CANNOT_EXEC = 126,
	EXIT_NOT_FOUND = 127,
};

int cmd_list(int argc, char **argv);
int cmd_describe(int argc, char **argv);
int cmd_ps(int argc, char **argv);
int cmd_events(int argc, char **argv);
int cmd_run(int argc, char **argv);

/* main.c: "rdma-uapi: ..." on stderr */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Wrong options of a subcommand; returns EXIT_USAGE. */
int wrong_usage(const char *command, const char *what);
/* Opens the device; complains, with advice, and returns negative errno. */
int open_device(void);
/* Complains about a device that is not there or must not be opened. */
void complain_device(int err);
/* Complains about a call that failed. */
void complain_call(unsigned int object, unsigned int action, int err);

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

/* output.c */
void table_init(struct table *table, const char *const *headings);
void table_add(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void table_line(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void table_print(struct table *table);
void table_free(struct table *table);

/**
 * struct json - JSON that is being written to stdout
 * @depth: open objects and arrays
 * @more: something stands before in the innermost one
 */
struct json {
	unsigned int depth;
	int more;
};

void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, uint64_t value);
void json_bool(struct json *json, const char *key, int value);
void json_end(struct json *json);

/* Replaces what a terminal could take for a command. */
char *printable(char *text);
void *xalloc(size_t size);
void *xgrow(void *array, unsigned int count, size_t size);
char *xprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Flushes stdout; EXIT_FAILED, with a complaint, if it cannot be written. */
int finish_output(void);

#endif /* RUAPI_CLI_H */
