/*
 * Calls of /dev/rdma_uapi and what they look like.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* An attribute and what it looks like. */
struct sample_attr {
	unsigned int id;
	unsigned int wire;
	unsigned int len;
	unsigned long long value;
	unsigned int object;
	const char *data;
	const char *name;
	const char *text;
};

struct sample_call {
	unsigned int cmd;
	const char *cmd_name;
	unsigned int object;
	const char *object_name;
	unsigned int action;
	const char *action_name;
	unsigned int driver_id;
	const char *driver_name;
	const struct sample_attr *attrs;
	unsigned int nattrs;
};

#include "rdma_uapi_calls.h"
