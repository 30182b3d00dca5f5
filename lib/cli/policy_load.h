/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* From the text of a policy to the kernel. */
#ifndef RUAPI_CLI_POLICY_LOAD_H
#define RUAPI_CLI_POLICY_LOAD_H

/*
 * Loads @text, which came from the file @name; only looks at it if @check_only.
 * Complains, and returns 0 or a negative errno.
 */
int policy_load_text(const char *name, const char *text, int check_only);

/* Loads it in the place of the policy that there is, but for sections of containers. */
int policy_load_file(const char *name, const char *text);

/*
 * Puts @line into the section of a container's cgroup, in the policy that there is, or
 * takes its section away if @line is NULL.  Complains, and returns 0 or a negative errno.
 */
int policy_load_container(const char *id, const char *cgroup, const char *line);

#endif /* RUAPI_CLI_POLICY_LOAD_H */
