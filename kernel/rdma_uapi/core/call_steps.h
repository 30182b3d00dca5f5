/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * The steps of a call, in their order.  Each file of them is a part of call_path.c,
 * which alone includes this, so that the compiler sees who calls what.
 */
#ifndef RUAPI_CALL_STEPS_H
#define RUAPI_CALL_STEPS_H

#include "core/call.h"
#include "core/namespace.h"
#include "trace.h"

static void call_init(struct ruapi_call *call, struct ruapi_ns *ns,
		      struct ruapi_view *view, struct ruapi_hdr __user *uhdr);

/* call_check.c */
static int call_copy_in(struct ruapi_call *call, unsigned int nr);
static int call_validate(struct ruapi_call *call);

/* call_resolve.c */
static int call_load_bufs(struct ruapi_call *call);
static int call_resolve(struct ruapi_call *call);
static int call_enter(struct ruapi_call *call);

/* access.c */
static int access_call(struct ruapi_call *call);
static int access_object(struct ruapi_obj *obj, u16 action, u32 cmd);

/* From call_validate() on all of these: what comes before it acts. */
static int call_prepare(struct ruapi_call *call);

static int call_run(struct ruapi_call *call);
static void call_commit(struct ruapi_call *call);
/* call_leave(), call.h */

/* call_answer.c */
static int call_copy_attrs_out(struct ruapi_call *call);
static void call_copy_error_out(struct ruapi_call *call);

static void call_release(struct ruapi_call *call);

/* Asked first, or what they tell would be looked up for nobody. */
static inline void call_trace_enter(const struct ruapi_call *call, u8 nr)
{
	const struct ruapi_hdr *hdr = &call->hdr;

	if (trace_ruapi_call_enter_enabled())
		trace_ruapi_call_enter(call->ns->id, nr, hdr->object,
				       hdr->action, hdr->driver_id,
				       hdr->num_attrs);
}

static inline void call_trace_exit(const struct ruapi_call *call, int ret)
{
	const struct ruapi_hdr *hdr = &call->hdr;

	if (trace_ruapi_call_exit_enabled())
		trace_ruapi_call_exit(call->ns->id, hdr->object, hdr->action,
				      ret, hdr->bad_attr, hdr->reason);
}

/* batch.c: what is otherwise with a call that is one of several */
static int batch_enter(struct ruapi_call *call, bool tombstone);
static int batch_result(struct ruapi_call *call, unsigned int i, u32 number,
			struct ruapi_obj **objp);

#endif /* RUAPI_CALL_STEPS_H */
