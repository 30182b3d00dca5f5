// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What drivers of the running kernel have operations for: the module says of its
 * actions which they have none for.  That does not change, so it is asked once.
 */
#include "ioctl.h"

/* One call is enough for all actions and attributes there are. */
#define MAX_ACTIONS 512u
#define MAX_ATTRS 4096u

/* Those of an object that are looked for. */
#define KEPT_ACTIONS 64u

enum { NOT_THERE, IS_THERE, };

static _Atomic(uint8_t) is_known;
static _Atomic(uint8_t) known[__RUAPI_OBJ_MAX][KEPT_ACTIONS];

/* Attributes that are looked for, of actions that all kernels have. */
static const struct {
	uint16_t object;
	uint16_t action;
	uint16_t id;
} kept_attrs[] = {
	{ RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_CQ_CREATE_BUF_ADDR },
	{ RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_BUF },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, RUAPI_SRQ_CREATE_BUF },
};

#define KEPT_ATTRS (sizeof(kept_attrs) / sizeof(kept_attrs[0]))

static _Atomic(uint8_t) known_attrs[KEPT_ATTRS];

/**
 * struct answer - what the module says of itself
 * @actions: all that it has
 * @attrs: all that they take
 */
struct answer {
	struct ruapi_desc_action actions[MAX_ACTIONS];
	struct ruapi_desc_attr attrs[MAX_ATTRS];
};

static int ask(const struct view *view, struct answer *answer,
	       uint32_t *num_actions, uint32_t *num_attrs)
{
	const struct ruapi_attr *actions, *attrs;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE,
		  RUAPI_NAMESPACE_DESCRIBE);
	actions = call_want_buf(&call, RUAPI_NAMESPACE_DESCRIBE_ACTIONS,
				answer->actions, sizeof(answer->actions));
	attrs = call_want_buf(&call, RUAPI_NAMESPACE_DESCRIBE_ATTRS,
			      answer->attrs, sizeof(answer->attrs));
	ret = verbs_run_on(&call, view);
	*num_actions = actions->len / (uint32_t)sizeof(answer->actions[0]);
	*num_attrs = attrs->len / (uint32_t)sizeof(answer->attrs[0]);
	return ret;
}

static void keep_action(const struct ruapi_desc_action *action)
{
	if (action->object < __RUAPI_OBJ_MAX && action->action < KEPT_ACTIONS &&
	    RUAPI_DESC_REFUSAL(action->flags) != RUAPI_REFUSAL_KERNEL)
		atomic_store_explicit(&known[action->object][action->action],
				      IS_THERE, memory_order_relaxed);
}

static void keep_attr(const struct ruapi_desc_attr *attr)
{
	for (size_t i = 0; i < KEPT_ATTRS; i++)
		if (attr->object == kept_attrs[i].object &&
		    attr->action == kept_attrs[i].action &&
		    attr->id == kept_attrs[i].id && !attr->driver_id &&
		    attr->refusal != RUAPI_REFUSAL_KERNEL)
			atomic_store_explicit(&known_attrs[i], IS_THERE,
					      memory_order_relaxed);
}

/* Threads that come at once write the same. */
static int learn(const struct view *view)
{
	struct answer *answer = sys_pages(sizeof(*answer));
	uint32_t num_actions, num_attrs;
	int ret;

	if (!answer)
		return -ENOMEM;
	ret = ask(view, answer, &num_actions, &num_attrs);
	for (uint32_t i = 0; !ret && i < num_actions; i++)
		keep_action(&answer->actions[i]);
	for (uint32_t i = 0; !ret && i < num_attrs; i++)
		keep_attr(&answer->attrs[i]);
	if (!ret)
		atomic_store_explicit(&is_known, true, memory_order_release);
	sys_pages_free(answer, sizeof(*answer));
	return ret;
}

static int learned(const struct view *view)
{
	return atomic_load_explicit(&is_known, memory_order_acquire) ?
		       0 : learn(view);
}

int kernel_has(const struct view *view, uint16_t object, uint16_t action)
{
	const int ret = learned(view);

	return ret ? ret : atomic_load_explicit(&known[object][action],
						memory_order_relaxed) == IS_THERE;
}

int kernel_has_attr(const struct view *view, uint16_t object, uint16_t action,
		    uint16_t id)
{
	const int ret = learned(view);

	for (size_t i = 0; !ret && i < KEPT_ATTRS; i++)
		if (kept_attrs[i].object == object &&
		    kept_attrs[i].action == action && kept_attrs[i].id == id)
			return atomic_load_explicit(&known_attrs[i],
						    memory_order_relaxed) == IS_THERE;
	return ret;
}
