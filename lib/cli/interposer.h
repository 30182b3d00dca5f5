/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The library that is put in front of unmodified programs. */
#ifndef RUAPI_INTERPOSER_H
#define RUAPI_INTERPOSER_H

/* Its path, or NULL, and then @why there is none; both are to be freed. */
char *interposer_find(char **why);
/*
 * Why the file cannot be one, to be freed, or NULL.  The dynamic loader only
 * warns if it cannot load what it shall preload, and the program would run
 * without: so it is loaded here first.
 */
char *interposer_check(const char *path);

#endif /* RUAPI_INTERPOSER_H */
