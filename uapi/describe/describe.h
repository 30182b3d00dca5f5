/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * The generators, which turn the specification tables into other texts:
 *
 *	describe.c	calls the one that is asked for
 *	wrap.c probe.c abi.c manual.c man.c release.c selinux.c strace.c
 *	strace_test.c	a generator each
 *	strace_show.c	what both about strace know
 *	doc.c names.c	the header and the tables, as generators want them
 *	released.c	what programs were compiled with
 *	text.c		output
 *
 * A file calls those that stand below it, never one above or beside it: the
 * unit test "cycles" holds that there are no circles.
 */
#ifndef RUAPI_DESCRIBE_H
#define RUAPI_DESCRIBE_H

#include "doc.h"
#include "names.h"
#include "text.h"

/* The first line of a generated C file, after the comment sign. */
#define SPDX_LINE "SPDX-License%cIdentifier: GPL-2.0 OR Linux-OpenIB"

void wrap_header(FILE *out, const struct docs *docs);
void wrap_source(FILE *out);
void released_source(FILE *out);
void probe_source(FILE *out, const struct docs *docs);
void abi_source(FILE *out, const struct docs *docs);
void manual(const char *dir, const struct docs *docs);
void selinux_actions(const char *dir);
void man_pages(const char *dir, const struct docs *docs);
void man_list(FILE *out);
void strace_tables(const char *dir, const struct docs *docs);
void strace_test(const char *dir);

#endif /* RUAPI_DESCRIBE_H */
