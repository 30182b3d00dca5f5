/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Several calls in one ioctl, all of them or none (batch.c). */
#ifndef RUAPI_BATCH_H
#define RUAPI_BATCH_H

#include "core/call.h"

long ruapi_ioctl_batch(struct ruapi_ns *ns, struct ruapi_view *view,
		       unsigned int cmd, struct ruapi_batch __user *uhdr);
void ruapi_batch_free_room(struct ruapi_ns *ns);

/**
 * ruapi_call_names_result() - is an object what an earlier call of the batch makes?
 * @call: the call
 * @ref: how it names the object
 */
static inline bool ruapi_call_names_result(const struct ruapi_call *call,
					   const struct ruapi_objref *ref)
{
	return unlikely(ref->object & RUAPI_OBJ_RESULT) && call->batch;
}

/**
 * ruapi_call_ref_type() - the type that a call says an object has
 * @call: the call
 * @ref: how it names the object
 *
 * Return: enum ruapi_object, as a user says it.
 */
static inline u32 ruapi_call_ref_type(const struct ruapi_call *call,
				      const struct ruapi_objref *ref)
{
	return ruapi_call_names_result(call, ref) ?
		       ref->object & ~RUAPI_OBJ_RESULT : ref->object;
}

#endif /* RUAPI_BATCH_H */
