/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Which commands there are. */
#ifndef RUAPI_HELP_H
#define RUAPI_HELP_H

#include <stdio.h>
#include "args.h"

/* The commands that are not hidden. */
void print_commands(FILE *out, const struct command *const *commands);
/* The command of a name; complains, and returns NULL, if there is none. */
const struct command *find_command(const struct command *const *commands,
				   const char *name);
/* Help with the command @name, or with all if that is NULL; the exit code. */
int print_help_with(const struct command *const *commands, const char *name);

#endif /* RUAPI_HELP_H */
