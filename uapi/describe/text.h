/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Output of the generators; what fails there ends the tool. */
#ifndef RUAPI_TEXT_H
#define RUAPI_TEXT_H

#include <stddef.h>
#include <stdio.h>
#include <stdnoreturn.h>

#define PRINTF_LIKE(f, args) __attribute((format(printf, f, args)))

void print_wrapped(FILE *out, const char *first, const char *rest,
		   const char *text);
noreturn void fail(const char *fmt, ...) PRINTF_LIKE(1, 2);
FILE *open_output(const char *dir, const char *name);
void close_output(FILE *out);
void *grow(void *array, unsigned int count, size_t size);

#endif /* RUAPI_TEXT_H */
