// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RDMA_VERBS_IOCTL: methods that the driver of a device defines, as calls of class
 * DRIVER, attribute by attribute.
 *
 * The module checks attributes in their order as ib_uverbs does, with the driver's own
 * specification, so that is left to it.  What only the legacy form of an attribute can
 * have wrong, it does not see: then an attribute comes in its place that no method has,
 * at which the call ends, without effect, after those before it have been checked.
 */
#include <errno.h>
#include <string.h>

#include "ioctl.h"

/* Of no method: numbers of the core's are small. */
#define POISON 0x7ffe

/**
 * struct driver_call - a method on its way to the module
 * @cmd: as the program called it
 * @action: the method
 * @forms: its attributes, which are those of @room
 * @error: what is said for the attribute POISON
 * @room: the call
 */
struct driver_call {
	struct ioctl_cmd *cmd;
	const struct ruapi_desc_action *action;
	struct driver_forms forms;
	int error;

	RUAPI_CALL_ROOM(RUAPI_MAX_ATTRS) room;
};

static void add_context(struct driver_call *call)
{
	ruapi_put_obj(&call->room.attrs[0], RUAPI_ATTR_CONTEXT,
		      RUAPI_WIRE_OBJ_IN, RUAPI_OBJ_CONTEXT,
		      call->cmd->view->context);
	call->forms.num_attrs = 1;
}

static void add_all(struct driver_call *call, const struct message *msg)
{
	struct driver_forms *forms = &call->forms;

	add_context(call);
	for (int i = 0; i < msg->hdr.num_attrs && !call->error; i++)
		call->error = driver_form(forms, &msg->attrs[i], i);
	if (call->error) {
		/* Of a method with as many as there may be, all given. */
		if (forms->num_attrs == RUAPI_MAX_ATTRS)
			forms->num_attrs--;
		ruapi_put_in(&forms->attrs[forms->num_attrs++], POISON, 8, 0);
	}
	call->room.hdr.num_attrs = (uint16_t)forms->num_attrs;
}

/* ---- the call -------------------------------------------------------------------- */

static struct ruapi_attr *bad_attr(struct driver_call *call)
{
	const struct ruapi_hdr *hdr = &call->room.hdr;

	return hdr->bad_index < hdr->num_attrs ?
	       &call->room.attrs[hdr->bad_index] : NULL;
}

static int legacy_error(struct driver_call *call, int ret)
{
	const struct ruapi_attr *bad = bad_attr(call);

	if (call->room.hdr.reason == RUAPI_REASON_UNKNOWN && bad &&
	    bad->id == POISON)
		return call->error;
	return driver_error(&call->room.hdr, ret);
}

/*
 * A handle has its type with it there, and here a method may take any: those that the
 * driver makes, and then others.  0: there are no more.
 */
static uint16_t next_type(const struct driver_desc *desc, uint32_t *turn)
{
	uint16_t object;

	for (; *turn < desc->num_attrs; ++*turn)
		if (desc->attrs[*turn].wire == RUAPI_WIRE_OBJ_NEW &&
		    desc->attrs[*turn].ref_object & RUAPI_DRIVER_NS)
			return desc->attrs[(*turn)++].ref_object;
	object = ioctl_nth_object(*turn - desc->num_attrs);
	++*turn;
	return object;
}

static bool takes_any(const struct driver_call *call,
		      const struct ruapi_attr *attr)
{
	if (attr->wire != RUAPI_WIRE_OBJ_IN)
		return false;
	for (uint32_t i = 0; i < call->forms.num_specs; i++)
		if (call->forms.specs[i].id == attr->id)
			return !call->forms.specs[i].ref_object;
	return false;
}

static int make_call(struct driver_call *call)
{
	struct ruapi_hdr *hdr = &call->room.hdr;
	struct ruapi_attr *bad = NULL;
	uint32_t turn = 0;
	uint16_t type;
	int ret;

	hdr->length = (uint32_t)(sizeof(*hdr) +
				 hdr->num_attrs * sizeof(hdr->attrs[0]));
	for (;;) {
		ret = view_ioctl(call->cmd->view, RUAPI_IOC_DRIVER, hdr);
		if (ret != -ENOENT || hdr->reason != RUAPI_REASON_TYPE)
			break;
		if (bad != bad_attr(call))
			turn = 0;
		bad = bad_attr(call);
		if (!bad || !takes_any(call, bad))
			break;
		type = next_type(call->forms.desc, &turn);
		if (!type)
			break;
		bad->obj.object = type;
	}
	if (bad && !ret)
		atomic_store(&call->forms.desc->any, bad->obj.object);
	return ret ? legacy_error(call, ret) : 0;
}

/* ---- what comes of it -------------------------------------------------------------- */

static void answer_attr(struct driver_call *call, struct message *msg,
			struct message *user, int i, bool done)
{
	const struct ruapi_attr *attr = &call->room.attrs[i];
	struct ib_uverbs_attr *from = &msg->attrs[call->forms.user[i]];
	struct ib_uverbs_attr *to = &user->attrs[call->forms.user[i]];
	struct ioctl_cmd *cmd = call->cmd;

	driver_mark(&call->forms, attr, i, cmd, msg, user);
	if (!done)
		return;
	if (attr->wire == RUAPI_WIRE_OBJ_NEW) {
		cmd->made = RUAPI_OBJ_DRIVER_OBJECT;
		cmd->handle = attr->obj.handle;
		from->data = attr->obj.handle;
		out_bytes(cmd, &to->data, &from->data, sizeof(to->data));
	} else if (attr->wire == RUAPI_WIRE_FD_NEW) {
		cmd->fd = (int)attr->fd;
		from->data_s64 = attr->fd;
		out_bytes(cmd, &to->data, &from->data, sizeof(to->data));
	}
}

/* A driver may have written something, and fail then: that is said, too. */
static int answer(struct driver_call *call, struct message *msg,
		  struct message *user, int error)
{
	struct ioctl_cmd *cmd = call->cmd;
	int ret = 0;

	for (int i = 1; i < call->room.hdr.num_attrs; i++) {
		answer_attr(call, msg, user, i, !error);
		if (!ret && cmd->num_outs == IOCTL_MAX_OUTS)
			ret = out_now(cmd);
	}
	if (!ret)
		ret = out_now(cmd);
	return error ? error : ret;
}

bool driver_find(const struct driver_desc *desc, uint16_t object, uint16_t action,
		 const struct ruapi_desc_action **found,
		 const struct ruapi_desc_attr **specs)
{
	*specs = desc->attrs;
	for (uint32_t i = 0; i < desc->num_actions; i++) {
		*found = &desc->actions[i];
		if ((*found)->object == object && (*found)->action == action)
			return true;
		*specs += (*found)->num_attrs;
	}
	return false;
}

/* Of what cannot be had here ib_uverbs sees first what has been left out. */
static int refuse(const struct driver_call *call)
{
	if (call->error)
		return call->error;
	return driver_is_complete(&call->forms) ? -EOPNOTSUPP : -EINVAL;
}

static int run(struct driver_call *call, struct message *msg,
	       struct message *user)
{
	const uint16_t object = ioctl_object(msg->hdr.object_id);
	struct driver_forms *forms = &call->forms;

	if (!object ||
	    !driver_find(forms->desc, object, driver_number(msg->hdr.method_id),
			 &call->action, &forms->specs))
		return -EPROTONOSUPPORT;
	forms->num_specs = call->action->num_attrs;
	forms->context = call->cmd->view->context;
	forms->attrs = call->room.attrs;
	forms->max_attrs = RUAPI_MAX_ATTRS;
	forms->room = (uint8_t *)call->cmd->more;
	forms->room_left = sizeof(call->cmd->more);
	ruapi_put_hdr(&call->room.hdr, object, call->action->action,
		      call->cmd->view->driver_id, call->room.attrs);
	add_all(call, msg);
	if (RUAPI_DESC_REFUSAL(call->action->flags))
		return refuse(call);
	if (!forms->context)
		return call->error ? call->error : -EINVAL;
	return answer(call, msg, user, make_call(call));
}

bool driver_has(const struct ib_uverbs_ioctl_hdr *hdr)
{
	return (hdr->object_id | hdr->method_id) & 1u << UVERBS_ID_NS_SHIFT;
}

int driver_run(struct ioctl_cmd *cmd, struct message *msg, struct message *user)
{
	struct driver_call call;
	int ret;

	memset(&call, 0, sizeof(call));
	call.cmd = cmd;
	ret = driver_desc_get(cmd->view, &call.forms.desc);
	if (!ret)
		ret = run(&call, msg, user);
	driver_forms_end(&call.forms);
	return ret;
}
