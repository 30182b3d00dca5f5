// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Host tool that turns the specification tables, and the comments of the ABI
 * header, into what is written in other languages than they are.
 */
#include <stdlib.h>
#include <string.h>
#include "describe/describe.h"

static void explain(void)
{
	fputs("usage: describe HEADER WHAT\n"
	      "Writes what follows from the specification tables and the ABI header HEADER.\n"
	      "WHAT is one of\n"
	      "  --c-header     wrappers of librdma_uapi: their header\n"
	      "  --c-source     wrappers of librdma_uapi: their source\n"
	      "  --man DIR      a manual page per wrapper, into DIR\n"
	      "  --man-list     the names of those pages\n"
	      "  --manual DIR   the manual of the ABI, into DIR\n"
	      "  --abi-source   a C program that prints the ABI, for tests\n"
	      "  --probe-source C functions that call every wrapper, for tests\n"
	      "  --released     the table of what there is now, for a release\n"
	      "  --strace DIR   the tables of the strace decoder and their test, into DIR\n",
	      stderr);
	exit(2);
}

static void strace_files(const char *dir, const struct docs *docs)
{
	strace_tables(dir, docs);
	strace_test(dir);
}

static void manual_files(const char *dir, const struct docs *docs)
{
	manual(dir, docs);
	selinux_actions(dir);
}

int main(int argc, char **argv)
{
	struct docs docs = { .count = 0 };
	const char *what, *dir;

	if (argc < 3)
		explain();
	docs_read(&docs, argv[1]);
	what = argv[2];
	dir = argc > 3 ? argv[3] : NULL;
	if (!strcmp(what, "--c-header"))
		wrap_header(stdout, &docs);
	else if (!strcmp(what, "--c-source"))
		wrap_source(stdout);
	else if (!strcmp(what, "--man") && dir)
		man_pages(dir, &docs);
	else if (!strcmp(what, "--man-list"))
		man_list(stdout);
	else if (!strcmp(what, "--manual") && dir)
		manual_files(dir, &docs);
	else if (!strcmp(what, "--abi-source"))
		abi_source(stdout, &docs);
	else if (!strcmp(what, "--probe-source"))
		probe_source(stdout, &docs);
	else if (!strcmp(what, "--released"))
		released_source(stdout);
	else if (!strcmp(what, "--strace") && dir)
		strace_files(dir, &docs);
	else
		explain();
	docs_free(&docs);
	close_output(stdout);
	return 0;
}
