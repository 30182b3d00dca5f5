/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the commands are, and how their arguments are read. */
#ifndef RUAPI_ARGS_H
#define RUAPI_ARGS_H

#include <stdio.h>

struct args;

/**
 * struct option - an option of a command
 * @name: e.g. "--count"
 * @value: what stands behind it, e.g. "N"; NULL: nothing
 * @help: what it does
 */
struct option {
	const char *name;
	const char *value;
	const char *help;
};

/**
 * struct command - a command of rdma-uapi
 * @name: e.g. "list"
 * @words: what it takes beside options, NULL: nothing
 * @help: what it does
 * @options: its options, up to one without a name; NULL: none
 * @hidden: is for scripts, and not in the list of commands
 * @run: does it; returns the exit code
 */
struct command {
	const char *name;
	const char *words;
	const char *help;
	const struct option *options;
	int hidden;
	int (*run)(struct args *args);
};

/**
 * struct args - the arguments of a command, which are being read
 * @command: which command
 * @commands: all commands, up to a NULL
 * @list: its arguments, up to a NULL
 * @value: of the current option; the current word
 * @words_only: "--" was there
 * @status: exit code, once args_next() has returned ARG_STOP
 */
struct args {
	const struct command *command;
	const struct command *const *commands;
	char **list;
	char *value;
	int words_only;
	int status;
};

/* What args_next() returns beside the index of an option. */
enum {
	ARG_END = -1,
	ARG_WORD = -2,
	ARG_STOP = -3,
};

/*
 * Steps to the next argument.  ARG_STOP: help was asked for and printed, or
 * something is wrong and was named; the command ends with @status.
 */
int args_next(struct args *args);
/* Names what is wrong, and shows the usage; returns EXIT_USAGE. */
int args_wrong(struct args *args, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* For commands without words: like args_next(), but a word is wrong. */
int args_next_option(struct args *args);

/* Its options, up to one without a name. */
const struct option *options_of(const struct command *command);
void print_usage(FILE *out, const struct command *command);
void print_help(FILE *out, const struct command *command);

#endif /* RUAPI_ARGS_H */
