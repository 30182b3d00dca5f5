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

/*
 * Bytes of the character at @p; 0: it is one that terminals obey, or none.  After ASCII
 * those are U+0080 to U+009F, and in UTF-8 no byte stands alone.
 */
static size_t harmless(const unsigned char *p)
{
	static const unsigned int least[] = {
		[2] = 0xa0,
		[3] = 0x800,
		[4] = 0x10000,
	};
	const size_t len = *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
	unsigned int code = *p & (0x7f >> len);
	size_t i;

	if (*p < 0x80)
		return *p >= ' ' && *p != 0x7f;
	if (*p < 0xc0 || *p > 0xf4)
		return 0;
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	return code >= least[len] && code <= 0x10ffff ? len : 0;
}

/* What is in @but stays. */
static char *replace(char *text, const char *but)
{
	char *p = text;
	size_t len;

	while (*p) {
		len = strchr(but, *p) ? 1 : harmless((unsigned char *)p);
		if (!len)
			*p = '?';
		p += len ? len : 1;
	}
	return text;
}

char *printable(char *text)
{
	return replace(text, "");
}

char *printable_line(char *text)
{
	return replace(text, "\t");
}

int finish_output(void)
{
	if (fflush(stdout) || ferror(stdout)) {
		complain("standard output: %s", strerror(errno));
		return EXIT_FAILED;
	}
	return EXIT_OK;
}
