/*
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef STRACE_RDMA_CM_H
# define STRACE_RDMA_CM_H

/** Prints what is written if it is a command to rdma_cm, or returns false. */
extern bool rdma_cm_write_entering(struct tcb *);

/** Prints what the command that entering has printed returned. */
extern void rdma_cm_write_exiting(struct tcb *);

#endif /* !STRACE_RDMA_CM_H */
