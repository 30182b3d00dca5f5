/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What an OCI runtime says about a container. */
#ifndef RUAPI_CLI_OCI_STATE_H
#define RUAPI_CLI_OCI_STATE_H

#include <sys/types.h>

/**
 * struct oci_state - of a container
 * @id: its name: letters, digits and _ + - .
 * @pid: its first process, 0: there is none (any more)
 */
struct oci_state {
	char id[256];
	pid_t pid;
};

/* 0, or -EINVAL: that is no state. */
int oci_state_parse(struct oci_state *state, const char *text);

#endif /* RUAPI_CLI_OCI_STATE_H */
