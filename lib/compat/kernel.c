// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What drivers of the running kernel have operations for: the module says of its
 * actions which they have none for.  That does not change, so it is asked once.
 */
#include "ioctl.h"

/* One call is enough for all actions there are. */
#define MAX_ACTIONS 512u

/* Those of an object that are looked for. */
#define KEPT_ACTIONS 64u

enum { NOT_THERE, IS_THERE, };

static _Atomic(uint8_t) is_known;
static _Atomic(uint8_t) known[__RUAPI_OBJ_MAX][KEPT_ACTIONS];

static int ask(const struct view *view, struct ruapi_desc_action *actions,
	       uint32_t *count)
{
	const struct ruapi_attr *out;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE,
		  RUAPI_NAMESPACE_DESCRIBE);
	out = call_want_buf(&call, RUAPI_NAMESPACE_DESCRIBE_ACTIONS, actions,
			    MAX_ACTIONS * (uint32_t)sizeof(*actions));
	ret = verbs_run_on(&call, view);
	*count = out->len / (uint32_t)sizeof(*actions);
	return ret;
}

/* Threads that come at once write the same. */
static int learn(const struct view *view)
{
	const size_t size = MAX_ACTIONS * sizeof(struct ruapi_desc_action);
	struct ruapi_desc_action *actions = sys_pages(size);
	uint32_t count;
	int ret;

	if (!actions)
		return -ENOMEM;
	ret = ask(view, actions, &count);
	for (uint32_t i = 0; !ret && i < count; i++)
		if (actions[i].object < __RUAPI_OBJ_MAX &&
		    actions[i].action < KEPT_ACTIONS &&
		    RUAPI_DESC_REFUSAL(actions[i].flags) != RUAPI_REFUSAL_KERNEL)
			atomic_store_explicit(&known[actions[i].object][actions[i].action],
					      IS_THERE, memory_order_relaxed);
	if (!ret)
		atomic_store_explicit(&is_known, true, memory_order_release);
	sys_pages_free(actions, size);
	return ret;
}

int kernel_has(const struct view *view, uint16_t object, uint16_t action)
{
	int ret;

	if (!atomic_load_explicit(&is_known, memory_order_acquire)) {
		ret = learn(view);
		if (ret)
			return ret;
	}
	return atomic_load_explicit(&known[object][action],
				    memory_order_relaxed) == IS_THERE;
}
