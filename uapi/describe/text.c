// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Output of the generators. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

#define WIDTH 79

void fail(const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "describe: ");
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* Columns that a prefix takes; a tab goes to the next multiple of 8. */
static unsigned int columns(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n = *text == '\t' ? (n | 7) + 1 : n + 1;
	return n;
}

/* Words of @text, @first before the first line and @rest before the others. */
void print_wrapped(FILE *out, const char *first, const char *rest,
		   const char *text)
{
	unsigned int col = columns(first);
	unsigned int len;
	int start = !*first || strchr(" \t", first[strlen(first) - 1]);

	fputs(first, out);
	while (*text) {
		len = strcspn(text, " ");
		if (!start && col + 1 + len > WIDTH) {
			fprintf(out, "\n%s", rest);
			col = columns(rest);
			start = 1;
		}
		fprintf(out, "%s%.*s", start ? "" : " ", (int)len, text);
		col += len + !start;
		start = 0;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

FILE *open_output(const char *dir, const char *name)
{
	char path[4096];
	FILE *out;

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		fail("%s: name too long", dir);
	out = fopen(path, "w");
	if (!out)
		fail("%s: %s", path, strerror(errno));
	return out;
}

void close_output(FILE *out)
{
	if (ferror(out) || fclose(out))
		fail("cannot write: %s", strerror(errno));
}

/* Room for one more element; the array doubles at powers of two. */
void *grow(void *array, unsigned int count, size_t size)
{
	if (count & (count - 1))
		return array;
	array = realloc(array, (count ? 2 * count : 1) * size);
	if (!array)
		fail("out of memory");
	return array;
}
