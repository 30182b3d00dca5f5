/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What kind of program a file is. */
#ifndef RUAPI_PROGRAM_H
#define RUAPI_PROGRAM_H

/* The file that execvp() would take, or NULL; to be freed. */
char *program_find(const char *name);

/*
 * Can a library be loaded in front of it?  0 also if that cannot be told;
 * complains, and returns a negative errno, if it cannot.  @argv[0] stands for
 * @file; the rest matters to programs that run others.
 */
int program_check(const char *file, char **argv);

#endif /* RUAPI_PROGRAM_H */
