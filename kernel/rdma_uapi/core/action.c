// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The specifications, made quick to check against when the module is loaded,
 * and proved to be complete: an action has a row and a handler or neither.
 */
#include "../../drivers/added.h"
#include "ruapi.h"

/* By object, then by action number; NULL: no such action. */
struct ruapi_actions ruapi_actions[__RUAPI_OBJ_MAX];

static u64 rule_max(const struct ruapi_attr_spec *spec, u8 width)
{
	if (spec->type == RUAPI_T_FLAGS32 || spec->known)
		return spec->known;
	return width < 8 ? BIT_ULL(width * 8) - 1 : U64_MAX;
}

/* Which lengths are valid: from, to, and a multiple of what. */
static void rule_set_len(struct ruapi_rule *rule,
			 const struct ruapi_attr_spec *spec)
{
	rule->len_unit = 1;
	switch (spec->type) {
	case RUAPI_T_STRUCT:
		rule->len_from = spec->min_len;
		rule->len_to = PAGE_SIZE;
		break;
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
	case RUAPI_T_ARRAY:
		rule->len_to = U32_MAX;
		if (rule->wire == RUAPI_WIRE_BUF_OUT)
			break;
		rule->len_from = spec->min_len;
		rule->len_to = spec->max_len;
		rule->len_unit = spec->min_len;
		break;
	case RUAPI_T_BYTES:
		rule->len_from = spec->min_len;
		rule->len_to = spec->max_len;
		break;
	case RUAPI_T_SOCKADDR:
		rule->len_from = sizeof(struct sockaddr);
		rule->len_to = sizeof(struct __kernel_sockaddr_storage);
		break;
	default:
		rule->len_from = rule->width;
		rule->len_to = rule->width;
		break;
	}
}

/* Whether a struct of programs has ports in it, which nobody may overlook. */
static u8 rule_ports_in(const struct ruapi_attr_spec *spec)
{
	if (spec->type == RUAPI_T_OBJ)
		return RUAPI_PORTS_OBJECT;
	if (spec->flags & RUAPI_SPEC_OUT)
		return 0;
	if (spec->type != RUAPI_T_STRUCT)
		return RUAPI_PORTS_NUMBER;
	if (spec->layout == &ruapi_layout_ah_attr)
		return RUAPI_PORTS_AH;
	if (spec->layout == &ruapi_layout_qp_attr)
		return RUAPI_PORTS_QP;
	return 0;
}

static void action_add_rule(struct ruapi_action *action, u8 id,
			    const struct ruapi_attr_spec *spec)
{
	struct ruapi_rule *rule = &action->rules[id];

	rule->wire = ruapi_spec_wire(spec);
	rule->type = spec->type;
	rule->access = spec->access;
	rule->width = ruapi_spec_width(spec);
	rule->object = spec->object ?: action->object;
	rule->by_fd = rule->wire == RUAPI_WIRE_OBJ_IN &&
		      rule->access == RUAPI_ACCESS_READ &&
		      rule->object == RUAPI_OBJ_EVENT_QUEUE;
	rule->handle = rule->wire == RUAPI_WIRE_OBJ_IN ||
		       rule->wire == RUAPI_WIRE_OBJ_DESTROY ||
		       rule->wire == RUAPI_WIRE_OBJ_NEW;
	rule->flags = spec->flags;
	rule->max_len = spec->max_len;
	rule_set_len(rule, spec);
	rule->max = rule_max(spec, rule->width);

	if (spec->flags & RUAPI_SPEC_REQUIRED)
		action->required |= BIT_ULL(id);
	if (spec->group) {
		action->has_groups = true;
		action->groups[spec->group - 1] |= BIT_ULL(id);
	}
	if (spec->flags & RUAPI_SPEC_DEVICE)
		action->device_attr = id;
	if (spec->flags & RUAPI_SPEC_PORT) {
		rule->ports = rule_ports_in(spec);
		action->port_attr = id;
	}
	if (spec->flags & RUAPI_SPEC_PKEY)
		action->pkey_attr = id;
	if (spec->flags & RUAPI_SPEC_GID)
		action->gid_attr = id;
	if (spec->flags & RUAPI_SPEC_SECRET)
		action->has_secrets = true;
	if ((rule->wire == RUAPI_WIRE_OBJ_IN ||
	     rule->wire == RUAPI_WIRE_OBJ_DESTROY) &&
	    !(spec->flags & RUAPI_SPEC_ANY_DEAD))
		action->living |= BIT_ULL(id);
	if (rule->wire == RUAPI_WIRE_OBJ_NEW)
		action->creates = id;
	if (rule->wire == RUAPI_WIRE_OBJ_DESTROY)
		action->destroys = id;
}

/*
 * What has ports in it says so, once in an action; P_Keys and GIDs are of a port that
 * is a number.
 */
static bool action_names_ports(const struct ruapi_action *action)
{
	const struct ruapi_attr_spec *specs = action->spec->attrs;
	unsigned int ports = 0, id;

	for (id = 0; id < action->num_rules; id++) {
		const bool named = specs[id].flags & RUAPI_SPEC_PORT;

		if (!specs[id].name)
			continue;
		ports += named;
		if (named && !action->rules[id].ports)
			return false;
		if (!named && rule_ports_in(&specs[id]) > RUAPI_PORTS_OBJECT)
			return false;
	}
	if ((action->pkey_attr || action->gid_attr) &&
	    action->rules[action->port_attr].ports != RUAPI_PORTS_NUMBER)
		return false;
	return ports <= 1;
}

/* What calls rely on and a row must not break. */
static bool action_fits(const struct ruapi_action *action)
{
	unsigned int refs = 0, bufs = 0, id;

	if (!action_names_ports(action))
		return false;
	for (id = 0; id < action->num_rules; id++) {
		switch (action->rules[id].wire) {
		case RUAPI_WIRE_OBJ_IN:
		case RUAPI_WIRE_OBJ_DESTROY:
			refs++;
			break;
		case RUAPI_WIRE_OBJS_IN:
			if (action->rules[id].access != RUAPI_ACCESS_READ)
				return false;
			fallthrough;
		case RUAPI_WIRE_FDS_IN:
		case RUAPI_WIRE_BUF_IN:
			bufs++;
			break;
		}
	}
	if (refs > RUAPI_CALL_MAX_REFS || bufs > RUAPI_CALL_MAX_BUFS)
		return false;
	if (action->class == RUAPI_CLASS_FAST)
		return action->handler->fast && action->num_rules > 1 &&
		       action->rules[1].wire == RUAPI_WIRE_OBJ_IN &&
		       action->rules[1].object == action->object;
	return action->handler->run;
}

static int action_compile(u16 object, u16 number,
			  const struct ruapi_action_spec *spec)
{
	struct ruapi_action *action;
	u8 id;

	if (spec->num_attrs > RUAPI_MAX_ATTRS ||
	    number >= ruapi_types[object]->num_handlers)
		return -EINVAL;
	action = kzalloc(struct_size(action, rules, spec->num_attrs),
			 GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	ruapi_actions[object].by_number[number] = action;
	action->spec = spec;
	action->object = object;
	action->number = number;
	action->class = spec->class;
	action->takes_uhw = spec->flags & RUAPI_ACTION_UHW;
	action->lsm_cmd = RUAPI_LSM_CMD(object, number);
	action->handler = &ruapi_types[object]->handlers[number];
	action->asks_more = action->handler->cap_raw ||
			    action->handler->cap_net_admin ||
			    action->handler->all_ports;
	action->num_rules = spec->num_attrs;
	action->takes_added = ruapi_added_takes(object, number);
	for (id = 0; id < spec->num_attrs; id++)
		if (spec->attrs[id].name)
			action_add_rule(action, id, &spec->attrs[id]);
	action->place = ruapi_spec_place(spec);
	action->is_final = action->place != RUAPI_PLACE_ANY;
	return action_fits(action) ? 0 : -EINVAL;
}

static int object_compile(u16 object)
{
	const struct ruapi_object_spec *spec = ruapi_objects[object];
	struct ruapi_actions *actions = &ruapi_actions[object];
	unsigned int number;
	int ret = 0;

	if (!ruapi_types[object] ||
	    spec->has_handle != !!ruapi_types[object]->size) {
		pr_err("rdma_uapi: %s has no proper type\n", spec->name);
		return -EINVAL;
	}
	actions->by_number = kcalloc(spec->num_actions,
				     sizeof(*actions->by_number), GFP_KERNEL);
	if (!actions->by_number)
		return -ENOMEM;
	actions->count = spec->num_actions;
	for (number = 0; number < spec->num_actions && !ret; number++) {
		if (!spec->actions[number].name)
			continue;
		ret = action_compile(object, number, &spec->actions[number]);
		if (ret == -EINVAL)
			pr_err("rdma_uapi: %s.%s has no proper handler\n",
			       spec->name, spec->actions[number].name);
	}
	return ret;
}

/**
 * ruapi_actions_init() - compile all specifications
 *
 * Return: 0, -ENOMEM, or -EINVAL if rows and handlers do not match.
 */
int ruapi_actions_init(void)
{
	u16 object;
	int ret;

	for (object = 0; object < __RUAPI_OBJ_MAX; object++) {
		if (!ruapi_objects[object])
			continue;
		ret = object_compile(object);
		if (ret) {
			ruapi_actions_exit();
			return ret;
		}
	}
	return 0;
}

void ruapi_actions_exit(void)
{
	unsigned int object, number;

	for (object = 0; object < __RUAPI_OBJ_MAX; object++) {
		struct ruapi_actions *actions = &ruapi_actions[object];

		for (number = 0; number < actions->count; number++)
			kfree(actions->by_number[number]);
		kfree(actions->by_number);
		*actions = (struct ruapi_actions){};
	}
}
