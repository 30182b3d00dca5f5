// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What drivers add to methods of the core: attributes that go to the driver with the
 * call that a handler makes, wherever it does.
 */
#include <errno.h>
#include <string.h>

#include "ioctl.h"

static int begin(struct ioctl_cmd *cmd)
{
	struct driver_added *added = &cmd->added;
	struct driver_forms *forms = &added->forms;
	const struct ruapi_desc_action *found;
	int ret;

	if (cmd->has_added)
		return 0;
	memset(added, 0, offsetof(struct driver_added, room));
	added->object = cmd->method->ours;
	added->action = cmd->method->action;
	/* Where UHW is an attribute of the call, they have numbers apart. */
	forms->also = RUAPI_ATTR_ADDED ^ RUAPI_ATTR_DRIVER;
	forms->context = cmd->view->context;
	forms->attrs = added->attrs;
	forms->max_attrs = CALL_MAX_ADDED;
	forms->room = (uint8_t *)added->room;
	forms->room_left = sizeof(added->room);
	cmd->has_added = true;
	ret = driver_desc_get(cmd->view, &forms->desc);
	if (ret)
		return ret;
	if (driver_find(forms->desc, added->object, added->action, &found,
			&forms->specs))
		forms->num_specs = found->num_attrs;
	cmd->own_view = *cmd->view;
	cmd->own_view.added = added;
	cmd->view = &cmd->own_view;
	return 0;
}

int driver_add(struct ioctl_cmd *cmd, const struct ib_uverbs_attr *from, int i)
{
	int ret;

	if (!cmd->method->action || !(from->attr_id & 1u << UVERBS_ID_NS_SHIFT))
		return from->flags & UVERBS_ATTR_F_MANDATORY ?
		       -EPROTONOSUPPORT : 0;
	ret = begin(cmd);
	return ret ? ret : driver_form(&cmd->added.forms, from, i);
}

/* If that is not known begin() says why. */
static bool adds_nothing(const struct ioctl_cmd *cmd)
{
	const struct ruapi_desc_action *found;
	const struct ruapi_desc_attr *specs;
	struct driver_desc *desc;
	bool adds;

	if (driver_desc_get(cmd->view, &desc))
		return false;
	adds = driver_find(desc, cmd->method->ours, cmd->method->action, &found,
			   &specs);
	driver_desc_put(desc);
	return !adds;
}

int driver_complete(struct ioctl_cmd *cmd)
{
	int ret;

	if (!cmd->method->action)
		return 0;
	/*
	 * All programs open a device and destroy things, and nobody asks for that what
	 * its driver adds to it.
	 */
	if (!cmd->has_added && (cmd->method->no_context || adds_nothing(cmd)))
		return 0;
	ret = begin(cmd);
	if (ret)
		return ret;
	return driver_is_complete(&cmd->added.forms) ? 0 : -EINVAL;
}

bool driver_adds(const struct ioctl_cmd *cmd)
{
	return cmd->has_added && cmd->added.forms.num_specs;
}

int driver_run_added(struct call *call, const struct view *view)
{
	struct driver_added *added = view->added;
	struct ruapi_hdr *hdr = &call->room.hdr;
	const struct ruapi_attr *at = &call->room.attrs[hdr->num_attrs];
	const uint32_t n = added->forms.num_attrs;
	int ret;

	if (hdr->object != added->object || hdr->action != added->action || !n)
		return view_run(call, view);
	memcpy(&call->room.attrs[hdr->num_attrs], added->attrs,
	       n * sizeof(*at));
	hdr->num_attrs = (uint16_t)(hdr->num_attrs + n);
	hdr->driver_id = view->driver_id;
	ret = view_run(call, view);
	memcpy(added->attrs, at, n * sizeof(*at));
	return ret && hdr->bad_attr >= RUAPI_ATTR_ADDED ?
	       driver_error(hdr, ret) : ret;
}

void driver_mark_added(struct ioctl_cmd *cmd, struct message *msg,
		       struct message *user)
{
	const struct driver_added *added = &cmd->added;

	for (uint32_t i = 0; i < added->forms.num_attrs; i++)
		driver_mark(&added->forms, &added->attrs[i], (int)i, cmd, msg,
			    user);
}
