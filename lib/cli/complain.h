/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Exit codes, and what is said on stderr. */
#ifndef RUAPI_COMPLAIN_H
#define RUAPI_COMPLAIN_H

/* Exit codes; run has those of env(1) and of the program. */
enum cli_exit {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_RUN_FAILED = 125,
	EXIT_CANNOT_EXEC = 126,
	EXIT_NOT_FOUND = 127,
};

/* "rdma-uapi: ..." on stderr */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* RUAPI_COMPLAIN_H */
