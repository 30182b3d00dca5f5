// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Memory and text. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "complain.h"
#include "text.h"

void *xalloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p) {
		complain("out of memory");
		exit(EXIT_FAILED);
	}
	return p;
}

/* The array doubles at powers of two. */
void *xgrow(void *array, unsigned int count, size_t size)
{
	if (count & (count - 1))
		return array;
	array = realloc(array, (count ? 2 * (size_t)count : 1) * size);
	if (!array) {
		complain("out of memory");
		exit(EXIT_FAILED);
	}
	return array;
}

char *xvprintf(const char *fmt, va_list args)
{
	char *text;

	if (vasprintf(&text, fmt, args) < 0) {
		complain("out of memory");
		exit(EXIT_FAILED);
	}
	return text;
}

char *xprintf(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = xvprintf(fmt, args);
	va_end(args);
	return text;
}

char *printable(char *text)
{
	char *p;

	for (p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	return text;
}

int finish_output(void)
{
	if (fflush(stdout) || ferror(stdout)) {
		complain("standard output: %s", strerror(errno));
		return EXIT_FAILED;
	}
	return EXIT_OK;
}
