/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * The steps of a call, in their order, for who makes one (call.c).  Those that say so
 * are in files of their own.
 */
#ifndef RUAPI_CALL_STEPS_H
#define RUAPI_CALL_STEPS_H

#include "core/call.h"

void call_init(struct ruapi_call *call, struct file *file,
	       struct ruapi_hdr __user *uhdr);

/* call_check.c */
int call_copy_in(struct ruapi_call *call, unsigned int nr);
int call_validate(struct ruapi_call *call);

/* call_resolve.c */
int call_load_bufs(struct ruapi_call *call);
int call_resolve(struct ruapi_call *call);
int call_enter(struct ruapi_call *call);

/* access.c: ruapi_access_call() */

int call_run(struct ruapi_call *call);
void call_commit(struct ruapi_call *call);
/* call_leave(), call.h */

/* call_answer.c */
int call_copy_attrs_out(struct ruapi_call *call);
void call_copy_error_out(struct ruapi_call *call);

void call_release(struct ruapi_call *call);

#endif /* RUAPI_CALL_STEPS_H */
