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
#include <limits.h>
#include <string.h>

#include "driver.h"
#include "spec.h"

/* Of no method: numbers of the core's are small. */
#define POISON 0x7ffe

/**
 * struct driver_call - a method on its way to the module
 * @cmd: as the program called it
 * @desc: of the device
 * @action: the method
 * @specs: its attributes
 * @given: bit of an index in @specs: has been given
 * @error: what is said for the attribute POISON
 * @user: index in the message of each attribute of @room
 * @room: the call
 * @used: bytes of the memory below
 */
struct driver_call {
	struct ioctl_cmd *cmd;
	struct driver_desc *desc;
	const struct ruapi_desc_action *action;
	const struct ruapi_desc_attr *specs;
	uint64_t given;
	int error;
	uint8_t user[RUAPI_MAX_ATTRS];
	RUAPI_CALL_ROOM(RUAPI_MAX_ATTRS) room;
	size_t used;
};

/* ---- memory of the call ------------------------------------------------------ */

/*
 * For arrays and choices, which have another form there: at most twice as long.  If
 * the first room is too small, that is for all that may come.
 */
static void *room_for(struct driver_call *call, const struct message *msg,
		      size_t size)
{
	struct ioctl_cmd *cmd = call->cmd;
	size_t all = 0;
	uint8_t *at;

	size = (size + 7) / 8 * 8;
	if (!cmd->pages && call->used + size > sizeof(cmd->more)) {
		for (int i = 0; i < msg->hdr.num_attrs; i++)
			all += 2 * msg->attrs[i].len + 16;
		if (!ioctl_pages(cmd, all))
			return NULL;
		call->used = 0;
	}
	at = cmd->pages ? cmd->pages : (void *)cmd->more;
	at += call->used;
	call->used += size;
	return at;
}

/* ---- attributes ------------------------------------------------------------------ */

static struct ruapi_attr *put(struct driver_call *call,
			      const struct ruapi_desc_attr *spec, uint32_t len,
			      uint64_t value)
{
	struct ruapi_attr *attr =
		&call->room.attrs[call->room.hdr.num_attrs++];

	ruapi_put(attr, spec->id, spec->wire, RUAPI_ATTR_F_MANDATORY, len,
		  value);
	return attr;
}

/* Inline, up to 8 bytes lie in the attribute; in a register the low ones count. */
static void put_scalar(struct driver_call *call,
		       const struct ruapi_desc_attr *spec,
		       const struct ib_uverbs_attr *from)
{
	uint64_t value = 0;

	if (from->len <= sizeof(from->data))
		memcpy(&value, &from->data, from->len);
	put(call, spec, from->len, value);
}

static const void *data_of(const struct ib_uverbs_attr *from)
{
	return from->len > sizeof(from->data) ?
	       (const void *)(uintptr_t)from->data : &from->data;
}

static int put_data(struct driver_call *call,
		    const struct ruapi_desc_attr *spec,
		    const struct ib_uverbs_attr *from)
{
	/* The only thing that ib_uverbs looks at before the length. */
	if (spec->type == RUAPI_T_STRUCT && from->len > spec->max_len &&
	    !in_tail_is_zero(from, spec->max_len))
		return -EOPNOTSUPP;
	put(call, spec, from->len, (uintptr_t)data_of(from));
	return from->attr_data.reserved ? -EINVAL : 0;
}

/* One of several: which one is said in front of it there. */
static int put_choice(struct driver_call *call, const struct message *msg,
		      const struct ruapi_desc_attr *spec,
		      const struct ib_uverbs_attr *from)
{
	const uint32_t len = (uint32_t)sizeof(struct ruapi_choice) + from->len;
	struct ruapi_choice *choice = room_for(call, msg, len);
	int ret = 0;

	if (!choice)
		return -ENOMEM;
	*choice = (struct ruapi_choice) {
		.choice = from->attr_data.enum_data.elem_id,
	};
	memset(choice + 1, 0, from->len);
	if (from->attr_data.enum_data.reserved)
		ret = -EINVAL;
	else if (from->len)
		ret = ioctl_read(choice + 1, data_of(from), from->len);
	put(call, spec, len, (uintptr_t)choice);
	return ret;
}

static int put_array(struct driver_call *call, const struct message *msg,
		     const struct ruapi_desc_attr *spec,
		     const struct ib_uverbs_attr *from)
{
	const uint32_t count = from->len / 4;
	const uint32_t len = count * (uint32_t)sizeof(struct ruapi_objref);
	struct ruapi_objref *refs;
	uint8_t *handles;
	uint32_t handle;

	if (from->attr_data.reserved || from->len % 4)
		return -EINVAL;
	/* The module refuses what is too long, and finds what cannot be read. */
	put(call, spec, len, from->data);
	if (!count || len > spec->max_len)
		return 0;
	refs = room_for(call, msg, len);
	if (!refs)
		return -ENOMEM;
	/* At the end of them, where each is taken before it is overwritten. */
	handles = (uint8_t *)(refs + count) - from->len;
	if (ioctl_read(handles, data_of(from), from->len))
		return -EFAULT;
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&handle, handles + 4 * i, sizeof(handle));
		refs[i] = (struct ruapi_objref) {
			.handle = handle,
			.object = spec->ref_object,
		};
	}
	call->room.attrs[call->room.hdr.num_attrs - 1].ptr = (uintptr_t)refs;
	return 0;
}

static int put_object(struct driver_call *call,
		      const struct ruapi_desc_attr *spec,
		      const struct ib_uverbs_attr *from)
{
	const bool is_new = spec->wire == RUAPI_WIRE_OBJ_NEW;
	const bool has_context = call->cmd->view->context;
	struct ruapi_attr *attr;

	if (from->attr_data.reserved || from->len ||
	    (is_new ? !has_context : from->data_s64 < 0))
		return -EINVAL;
	/* No handle is that large, and there are none without a context. */
	if (!is_new && (from->data > UINT32_MAX || !has_context))
		return -ENOENT;
	attr = put(call, spec, sizeof(attr->obj), 0);
	attr->obj.handle = is_new ? 0 : (uint32_t)from->data;
	attr->obj.object = spec->ref_object ? spec->ref_object :
			   atomic_load(&call->desc->any);
	return 0;
}

static int put_fd(struct driver_call *call, const struct ruapi_desc_attr *spec,
		  const struct ib_uverbs_attr *from)
{
	if (from->attr_data.reserved || from->len)
		return -EINVAL;
	put(call, spec, sizeof(int),
	    spec->wire == RUAPI_WIRE_FD_NEW ? 0 : from->data);
	return 0;
}

/* Return: 0, or what is wrong and the module does not see. */
static int put_attr(struct driver_call *call, const struct message *msg,
		    const struct ruapi_desc_attr *spec,
		    const struct ib_uverbs_attr *from)
{
	if (spec->flags & RUAPI_SPEC_CHOICE)
		return put_choice(call, msg, spec, from);
	switch (spec->wire) {
	case RUAPI_WIRE_IN:
		put_scalar(call, spec, from);
		return from->attr_data.reserved ? -EINVAL : 0;
	case RUAPI_WIRE_BUF_IN:
		return put_data(call, spec, from);
	case RUAPI_WIRE_BUF_OUT:
		put(call, spec, from->len, from->data);
		return from->attr_data.reserved ? -EINVAL : 0;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_NEW:
	case RUAPI_WIRE_OBJ_DESTROY:
		return put_object(call, spec, from);
	case RUAPI_WIRE_OBJS_IN:
		return put_array(call, msg, spec, from);
	case RUAPI_WIRE_FD_IN:
	case RUAPI_WIRE_FD_NEW:
		return put_fd(call, spec, from);
	default:
		return -EOPNOTSUPP;
	}
}

static int find_spec(const struct driver_call *call, uint16_t id)
{
	const uint16_t number = driver_number(id);

	/* The first is the context, which is ours to give. */
	for (int i = 1; i < call->action->num_attrs; i++)
		if (call->specs[i].id == number)
			return i;
	return -1;
}

static int add_attr(struct driver_call *call, const struct message *msg, int i)
{
	const struct ib_uverbs_attr *from = &msg->attrs[i];
	const int at = find_spec(call, from->attr_id);

	if (at < 0)
		return from->flags & UVERBS_ATTR_F_MANDATORY ?
		       -EPROTONOSUPPORT : 0;
	if (call->given >> at & 1)
		return -EINVAL;
	call->given |= 1ULL << at;
	call->user[call->room.hdr.num_attrs] = (uint8_t)i;
	return put_attr(call, msg, &call->specs[at], from);
}

static void add_all(struct driver_call *call, const struct message *msg)
{
	const struct ruapi_desc_attr poison = {
		.id = POISON,
		.wire = RUAPI_WIRE_IN,
	};
	struct ruapi_attr *context = put(call, &call->specs[0],
					 sizeof(context->obj), 0);

	context->obj.object = RUAPI_OBJ_CONTEXT;
	context->obj.handle = call->cmd->view->context;
	for (int i = 0; i < msg->hdr.num_attrs && !call->error; i++)
		call->error = add_attr(call, msg, i);
	if (!call->error)
		return;
	/* Of a method with as many as there may be, all given. */
	if (call->room.hdr.num_attrs == RUAPI_MAX_ATTRS)
		call->room.hdr.num_attrs--;
	put(call, &poison, 8, 0);
}

/* ---- the call -------------------------------------------------------------------- */

static struct ruapi_attr *bad_attr(struct driver_call *call)
{
	const struct ruapi_hdr *hdr = &call->room.hdr;

	return hdr->bad_index < hdr->num_attrs ?
	       &call->room.attrs[hdr->bad_index] : NULL;
}

/* What ib_uverbs says if the module has found something wrong. */
static int legacy_error(struct driver_call *call, int ret)
{
	const struct ruapi_attr *bad = bad_attr(call);

	switch (call->room.hdr.reason) {
	case RUAPI_REASON_UNKNOWN:
		return bad && bad->id == POISON ? call->error : ret;
	case RUAPI_REASON_TAIL:
		return -EOPNOTSUPP;
	case RUAPI_REASON_RANGE:
		/* Of choices: there is none of that number. */
		return bad && bad->wire == RUAPI_WIRE_BUF_IN ? -EOPNOTSUPP : ret;
	case RUAPI_REASON_TYPE:
		return -EINVAL;
	case RUAPI_REASON_CONTEXT:
		/* It has those of its own file only. */
		return bad && bad->wire == RUAPI_WIRE_FD_IN ? -EBADF : -ENOENT;
	case RUAPI_REASON_DEAD:
		return -EIO;
	default:
		return ret;
	}
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
	for (int i = 1; i < call->action->num_attrs; i++)
		if (call->specs[i].id == attr->id)
			return !call->specs[i].ref_object;
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
		type = next_type(call->desc, &turn);
		if (!type)
			break;
		bad->obj.object = type;
	}
	if (bad && !ret)
		atomic_store(&call->desc->any, bad->obj.object);
	return ret ? legacy_error(call, ret) : 0;
}

/* ---- what comes of it -------------------------------------------------------------- */

static void answer_attr(struct driver_call *call, struct message *msg,
			struct message *user, int i, bool done)
{
	const struct ruapi_attr *attr = &call->room.attrs[i];
	struct ib_uverbs_attr *from = &msg->attrs[call->user[i]];
	struct ib_uverbs_attr *to = &user->attrs[call->user[i]];
	struct ioctl_cmd *cmd = call->cmd;

	switch (attr->wire) {
	case RUAPI_WIRE_BUF_OUT:
		if (!(attr->flags & RUAPI_ATTR_F_WRITTEN))
			return;
		from->flags |= UVERBS_ATTR_F_VALID_OUTPUT;
		out_bytes(cmd, &to->flags, &from->flags, sizeof(to->flags));
		return;
	case RUAPI_WIRE_OBJ_NEW:
		if (!done)
			return;
		cmd->made = RUAPI_OBJ_DRIVER_OBJECT;
		cmd->handle = attr->obj.handle;
		from->data = attr->obj.handle;
		break;
	case RUAPI_WIRE_FD_NEW:
		if (!done)
			return;
		cmd->fd = (int)attr->fd;
		from->data_s64 = attr->fd;
		break;
	default:
		return;
	}
	out_bytes(cmd, &to->data, &from->data, sizeof(to->data));
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

static bool find_action(struct driver_call *call, uint16_t object,
			uint16_t action)
{
	const struct driver_desc *desc = call->desc;

	call->specs = desc->attrs;
	for (uint32_t i = 0; i < desc->num_actions; i++) {
		call->action = &desc->actions[i];
		if (call->action->object == object &&
		    call->action->action == action)
			return true;
		call->specs += call->action->num_attrs;
	}
	return false;
}

/* Of what cannot be had here ib_uverbs sees first what has been left out. */
static int refuse(const struct driver_call *call)
{
	if (call->error)
		return call->error;
	for (int i = 1; i < call->action->num_attrs; i++)
		if (call->specs[i].flags & RUAPI_SPEC_REQUIRED &&
		    !(call->given >> i & 1))
			return -EINVAL;
	return -EOPNOTSUPP;
}

static int run(struct driver_call *call, struct message *msg,
	       struct message *user)
{
	const uint16_t object = ioctl_object(msg->hdr.object_id);

	if (!object || !find_action(call, object, driver_number(msg->hdr.method_id)))
		return -EPROTONOSUPPORT;
	ruapi_put_hdr(&call->room.hdr, object, call->action->action,
		      call->cmd->view->driver_id, call->room.attrs);
	add_all(call, msg);
	if (RUAPI_DESC_REFUSAL(call->action->flags))
		return refuse(call);
	if (!call->cmd->view->context)
		return call->error ? call->error : -EINVAL;
	return answer(call, msg, user, make_call(call));
}

bool driver_has(const struct ib_uverbs_ioctl_hdr *hdr)
{
	return (hdr->object_id | hdr->method_id) & 1u << UVERBS_ID_NS_SHIFT;
}

int driver_run(struct ioctl_cmd *cmd, struct message *msg, struct message *user)
{
	struct driver_desc *desc;
	struct driver_call call;
	int ret;

	ret = driver_desc_get(cmd->view, &desc);
	if (ret)
		return ret;
	memset(&call, 0, sizeof(call));
	call.cmd = cmd;
	call.desc = desc;
	ret = run(&call, msg, user);
	driver_desc_put(desc);
	return ret;
}
