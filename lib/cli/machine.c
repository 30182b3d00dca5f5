// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What files say of a machine: this one, or one below another root. */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "machine.h"
#include "text.h"

/* Files of proc and sysfs that are read here are shorter. */
#define MAX_TEXT 65536

static char *path_of(const struct machine *m, const char *fmt, va_list args)
{
	char *path = xvprintf(fmt, args);
	char *text = xprintf("%s%s", m->root, path);

	free(path);
	return text;
}

char *machine_path(const struct machine *m, const char *fmt, ...)
{
	va_list args;
	char *path;

	va_start(args, fmt);
	path = path_of(m, fmt, args);
	va_end(args);
	return path;
}

static char *read_file(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text;
	size_t len;

	if (!in)
		return NULL;
	text = xalloc(MAX_TEXT);
	len = fread(text, 1, MAX_TEXT - 1, in);
	if (ferror(in)) {
		free(text);
		text = NULL;
	} else if (len && text[len - 1] == '\n') {
		text[len - 1] = '\0';
	}
	fclose(in);
	return text;
}

char *machine_read(const struct machine *m, const char *fmt, ...)
{
	va_list args;
	char *path, *text;

	va_start(args, fmt);
	path = path_of(m, fmt, args);
	va_end(args);
	text = read_file(path);
	free(path);
	return text;
}

char *machine_line(const char *text, const char *key)
{
	const size_t len = strlen(key);
	const char *line;

	for (line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, len))
			continue;
		line += len + strspn(line + len, " \t");
		return xprintf("%.*s", (int)strcspn(line, "\n"), line);
	}
	return NULL;
}

int machine_has(const struct machine *m, const char *fmt, ...)
{
	va_list args;
	char *path;
	int ret;

	va_start(args, fmt);
	path = path_of(m, fmt, args);
	va_end(args);
	ret = !access(path, F_OK);
	free(path);
	return ret;
}

int machine_stat(const struct machine *m, const char *path, struct stat *st)
{
	char *full = machine_path(m, "%s", path);
	const int ret = stat(full, st) ? -errno : 0;

	free(full);
	return ret;
}

int machine_matches(const struct machine *m, const char *pattern)
{
	char *full = machine_path(m, "%s", pattern);
	glob_t found = {};
	const int ret = !glob(full, GLOB_NOSORT, NULL, &found);

	globfree(&found);
	free(full);
	return ret;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **machine_list(const struct machine *m, const char *fmt, ...)
{
	unsigned int count = 0;
	struct dirent *entry;
	char **names = NULL;
	va_list args;
	char *path;
	DIR *dir;

	va_start(args, fmt);
	path = path_of(m, fmt, args);
	va_end(args);
	dir = opendir(path);
	free(path);
	while (dir && (entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		names = xgrow(names, count, sizeof(*names));
		names[count++] = xprintf("%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	if (count)
		qsort(names, count, sizeof(*names), by_name);
	names = xgrow(names, count, sizeof(*names));
	names[count] = NULL;
	return names;
}

void machine_list_free(char **names)
{
	char **name;

	for (name = names; *name; name++)
		free(*name);
	free(names);
}

int machine_is_this(const struct machine *m)
{
	return !*m->root;
}
