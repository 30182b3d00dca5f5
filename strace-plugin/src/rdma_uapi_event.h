/*
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef STRACE_RDMA_UAPI_EVENT_H
# define STRACE_RDMA_UAPI_EVENT_H

/**
 * Prints what was read if it is events, or returns false.  Every record says
 * what it is; the path of the descriptor only keeps other files from looking
 * like this one.
 */
extern bool rdma_uapi_decode_events(struct tcb *, int fd, kernel_ulong_t addr,
				    kernel_ulong_t size);

#endif /* !STRACE_RDMA_UAPI_EVENT_H */
