/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What files say of a machine: this one, or one below another root. */
#ifndef RUAPI_MACHINE_H
#define RUAPI_MACHINE_H

#include <sys/stat.h>

/**
 * struct machine - where its files are
 * @root: before each path; "": this machine, which can also be tried
 */
struct machine {
	const char *root;
};

/* Paths are printf-like; what is returned is to be freed. */
char *machine_path(const struct machine *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The text of a file without its last line feed, or NULL. */
char *machine_read(const struct machine *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* What stands behind "KEY" and blanks in a line of a text, or NULL. */
char *machine_line(const char *text, const char *key);
int machine_has(const struct machine *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* 0 or negative errno. */
int machine_stat(const struct machine *m, const char *path, struct stat *st);
/* Is there a file that matches a pattern of the shell's? */
int machine_matches(const struct machine *m, const char *pattern);
/* Names in a folder, in order, up to a NULL; none: one NULL. */
char **machine_list(const struct machine *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void machine_list_free(char **names);
/* This machine: what can be tried may be. */
int machine_is_this(const struct machine *m);

#endif /* RUAPI_MACHINE_H */
