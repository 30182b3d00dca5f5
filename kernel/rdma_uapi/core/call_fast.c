// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Class FAST: what happens per message.  16 bytes in, and nothing is written back. */
#include "core/call_steps.h"
#include "core/words.h"
#include "ruapi.h"
#include "trace.h"

static int fast_run(const struct ruapi_action *action, struct ruapi_obj *obj,
		    u64 arg)
{
	struct ruapi_context *ctx = obj->ctx;
	int ret;

	if (obj->type != action->rules[1].object)
		return -ENOENT;
	ret = ruapi_object_lock(obj, action->rules[1].access);
	if (ret)
		return ret;
	if (ctx) {
		ret = ruapi_context_enter_fast(ctx);
		if (ret)
			goto out;
	}
	ret = access_object(obj, action->number, action->lsm_cmd);
	if (!ret)
		ret = action->handler->fast(obj, arg);
	if (ctx)
		ruapi_context_leave_fast(ctx);
out:
	ruapi_object_unlock(obj, action->rules[1].access);
	return ret;
}

/**
 * ruapi_ioctl_fast() - RUAPI_IOC_FAST
 * @ns: namespace of the file
 * @ufast: argument
 *
 * Return: 0 or a negative errno.
 */
long ruapi_ioctl_fast(struct ruapi_ns *ns, struct ruapi_fast __user *ufast)
{
	const struct ruapi_action *action;
	struct ruapi_obj *obj;
	struct ruapi_fast fast ruapi_uninitialized;
	int ret;

	this_cpu_inc(*ns->calls);
	if (ruapi_get_words(&fast, ufast, RUAPI_WORDS(fast)))
		return -EFAULT;
	action = ruapi_action(fast.object, fast.action);
	if (!action || action->class != RUAPI_CLASS_FAST)
		return -EPROTONOSUPPORT;
	if (trace_ruapi_call_enter_enabled())
		trace_ruapi_call_enter(ns->id, RUAPI_CLASS_FAST, fast.object,
				       fast.action, 0, action->num_rules - 1);
	if (fast.arg > (action->num_rules > 2 ? action->rules[2].max : 0)) {
		ret = -EINVAL;
		goto out;
	}
	obj = ruapi_object_get(ns, fast.handle);
	if (!obj) {
		ret = -ENOENT;
		goto out;
	}
	ret = fast_run(action, obj, fast.arg);
	ruapi_object_put(obj);
out:
	if (trace_ruapi_call_exit_enabled())
		trace_ruapi_call_exit(ns->id, fast.object, fast.action, ret, 0,
				      0);
	return ret;
}
