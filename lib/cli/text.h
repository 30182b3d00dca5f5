/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Memory and text; what fails there ends the program. */
#ifndef RUAPI_TEXT_H
#define RUAPI_TEXT_H

#include <stdarg.h>
#include <stddef.h>

void *xalloc(size_t size);
/* Room for one more element of an array of @count. */
void *xgrow(void *array, unsigned int count, size_t size);
char *xprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvprintf(const char *fmt, va_list args)
	__attribute__((format(printf, 1, 0)));
/* Replaces what a terminal could take for a command. */
char *printable(char *text);
/* The same, but tabs stay. */
char *printable_line(char *text);
/* Flushes stdout; EXIT_FAILED, with a complaint, if it cannot be written. */
int finish_output(void);

#endif /* RUAPI_TEXT_H */
