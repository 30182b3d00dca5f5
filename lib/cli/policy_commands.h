/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Commands of policy that are in files of their own. */
#ifndef RUAPI_CLI_POLICY_COMMANDS_H
#define RUAPI_CLI_POLICY_COMMANDS_H

#include "args.h"

extern const struct command policy_test_command;

#endif /* RUAPI_CLI_POLICY_COMMANDS_H */
