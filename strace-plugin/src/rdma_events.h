/*
 * Names of the events of verbs and of the connection manager.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef STRACE_RDMA_EVENTS_H
# define STRACE_RDMA_EVENTS_H

# include "xlat/ib_event_types.h"
# include "xlat/rdma_cm_event_types.h"

#endif /* !STRACE_RDMA_EVENTS_H */
