// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What is said on stderr. */
#include <stdarg.h>
#include <stdio.h>
#include "complain.h"

void complain(const char *fmt, ...)
{
	va_list args;

	fputs("rdma-uapi: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}
