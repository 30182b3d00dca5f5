/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Programs of iproute2, which the hook has do what there is netlink for. */
#ifndef RUAPI_CLI_HOOK_TOOL_H
#define RUAPI_CLI_HOOK_TOOL_H

/*
 * Runs "TOOL --batch -" with these lines, in another network namespace if @netns is
 * one.  Complains, and returns 0 or a negative errno: -ETIMEDOUT, without a complaint,
 * if it does not end.
 */
int tool_run(int netns, const char *tool, const char *lines);

#endif /* RUAPI_CLI_HOOK_TOOL_H */
