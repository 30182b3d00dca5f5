// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * All that every call goes through, in one piece: each step has a file of its own to
 * be read, and most are called from one place, so that the compiler makes one
 * function of them.  As files of their own they took 100 to 150 instructions more of
 * each call (docs/benchmarks.md).
 */
#define CREATE_TRACE_POINTS
#include "trace.h"
#undef CREATE_TRACE_POINTS

#include "call_check.c"
#include "call_resolve.c"
#include "access.c"
#include "call_answer.c"
#include "call.c"
#include "batch.c"
#include "call_fast.c"
