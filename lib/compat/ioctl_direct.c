// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * INVOKE_WRITE, by which commands travel that could be written as well, and methods that
 * destroy one thing: most of what programs ask.  libibverbs has the message, the request
 * and the answer on its stack or in its objects, where all is there for certain: there
 * such a message is read, and answered, without a copy.  What is not like that, or wrong
 * in any way, is ioctl.c's, which looks at one thing after the other and says what
 * ib_uverbs does.
 */
#include <assert.h>
#include <string.h>

#include "ioctl.h"
#include "memory.h"

/**
 * enum part - what an attribute of INVOKE_WRITE is, in the order of their numbers
 * @PART_IN: the request
 * @PART_OUT: the answer
 * @PART_CMD: which command
 * @PART_UHW_IN: request of the provider library
 * @PART_UHW_OUT: answer of the driver
 */
enum part {
	PART_IN,
	PART_OUT,
	PART_CMD,
	PART_UHW_IN,
	PART_UHW_OUT,
	MAX_PARTS,
};

static_assert(UVERBS_ATTR_CORE_IN == (int)PART_IN &&
	      UVERBS_ATTR_CORE_OUT == (int)PART_OUT &&
	      UVERBS_ATTR_WRITE_CMD == (int)PART_CMD &&
	      UVERBS_ATTR_UHW_OUT == UVERBS_ATTR_UHW_IN + 1,
	      "numbers tell parts");

/**
 * struct invoke - a message
 * @parts: its attributes, in the caller, or NULL
 */
struct invoke {
	struct ib_uverbs_attr *parts[MAX_PARTS];
};

/* Which part it is; MAX_PARTS: none. */
static unsigned int part_of(uint16_t id)
{
	if (id < PART_UHW_IN)
		return id;
	return (uint16_t)(id - UVERBS_ATTR_UHW_IN) <= 1 ?
	       PART_UHW_IN + (id & 1) : MAX_PARTS;
}

#define MAX_LENGTH (sizeof(struct ib_uverbs_ioctl_hdr) + \
		    MAX_PARTS * sizeof(struct ib_uverbs_attr))

/*
 * A message of few attributes with nothing wrong in its header, in memory of which
 * there is as much as the longest of them takes, so that it is asked once.
 */
static bool is_plain(const struct message *msg)
{
	return memory_is_there(msg, MAX_LENGTH) &&
	       msg->hdr.num_attrs <= MAX_PARTS &&
	       msg->hdr.length == sizeof(msg->hdr) +
			msg->hdr.num_attrs * sizeof(msg->attrs[0]) &&
	       !msg->hdr.reserved1 && !msg->hdr.reserved2;
}

static bool find_parts(struct message *msg, struct invoke *invoke)
{
	struct ib_uverbs_attr *const end = msg->attrs + msg->hdr.num_attrs;

	*invoke = (struct invoke){};
	for (struct ib_uverbs_attr *attr = msg->attrs; attr < end; attr++) {
		const unsigned int part = part_of(attr->attr_id);

		if (part == MAX_PARTS || invoke->parts[part] ||
		    attr->attr_data.reserved)
			return false;
		invoke->parts[part] = attr;
	}
	return invoke->parts[PART_CMD] &&
	       invoke->parts[PART_CMD]->len == sizeof(msg->attrs[0].data);
}

static void *part_ptr(const struct ib_uverbs_attr *attr)
{
	return (void *)(uintptr_t)attr->data;
}

/* The bytes of what goes in: few are in the attribute itself. */
static const void *part_bytes(const struct ib_uverbs_attr *attr)
{
	return attr->len > sizeof(attr->data) ? part_ptr(attr) : &attr->data;
}

static bool is_request(const struct ib_uverbs_attr *in)
{
	return in->len >= 4 && (in->len <= sizeof(in->data) ||
				memory_is_there(part_ptr(in), in->len));
}

static bool is_answer(const struct ib_uverbs_attr *out)
{
	return out->len && memory_is_there(part_ptr(out), out->len);
}

/* It answers nothing, and its answer is 0 then. */
static bool rings(uint64_t command, const struct ib_uverbs_attr *in)
{
	return command == IB_USER_VERBS_CMD_POST_SEND && in &&
	       in->len == sizeof(struct ib_uverbs_post_send);
}

static void mark(struct ib_uverbs_attr *attr)
{
	if (attr)
		attr->flags |= UVERBS_ATTR_F_VALID_OUTPUT;
}

static bool run_invoke(const struct view *view, struct message *msg, int *ret)
{
	struct ib_uverbs_attr *in, *out, *uhw_in, *uhw_out;
	struct verbs_cmd cmd = { .view = view };
	struct invoke invoke;
	uint64_t command;
	bool answers;

	if (!find_parts(msg, &invoke))
		return false;
	command = invoke.parts[PART_CMD]->data;
	in = invoke.parts[PART_IN];
	out = invoke.parts[PART_OUT];
	uhw_in = invoke.parts[PART_UHW_IN];
	uhw_out = invoke.parts[PART_UHW_OUT];
	if (rings(command, in) || (in && !is_request(in)) ||
	    (out && !is_answer(out)))
		return false;
	if (in) {
		cmd.req = part_bytes(in);
		cmd.req_len = in->len;
	}
	if (out) {
		cmd.resp = part_ptr(out);
		cmd.resp_len = out->len;
		cmd.resp_to = cmd.resp;
	}
	/* Of these it is the module that says whether they are there. */
	if (uhw_in) {
		cmd.uhw_in = part_bytes(uhw_in);
		cmd.uhw_in_len = uhw_in->len;
	}
	if (uhw_out) {
		cmd.uhw_out = part_ptr(uhw_out);
		cmd.uhw_out_len = uhw_out->len < MAX_UHW ? uhw_out->len : MAX_UHW;
	}
	*ret = verbs_invoke(command, &cmd, &answers);
	if (*ret)
		return true;
	if (answers)
		mark(out);
	mark(uhw_out);
	return true;
}

/**
 * struct destroy - the parts of a message that destroys, in the caller
 * @method: which, NULL: none, or something is wrong with it
 * @handle: of what
 * @out: where counters of events go, or NULL
 */
struct destroy {
	const struct method *method;
	const struct ib_uverbs_attr *handle;
	struct ib_uverbs_attr *out;
};

/* Counters of events, of which the program has room for the last or for both. */
static int destroy_told(const struct view *view, const struct destroy *destroy)
{
	const struct verbs_cmd cmd = { .view = view };
	struct ib_uverbs_attr *out = destroy->out;
	uint32_t events[2];
	int ret;

	ret = verbs_destroy(&cmd, destroy->method->ours,
			    (uint32_t)destroy->handle->data,
			    out->len > sizeof(events[1]) ? &events[0] : NULL,
			    &events[1]);
	if (ret)
		return ret;
	memcpy(part_ptr(out), (uint8_t *)&events[2] - out->len, out->len);
	mark(out);
	return 0;
}

static bool is_handle(const struct ib_uverbs_attr *attr, uint16_t id)
{
	return attr->attr_id == id && !attr->len && !attr->attr_data.reserved &&
	       attr->data <= UINT32_MAX;
}

static bool is_room(const struct ib_uverbs_attr *attr, const struct attr_spec *spec)
{
	return attr->attr_id == spec->id && !attr->attr_data.reserved &&
	       attr->len == spec->max &&
	       memory_is_there(part_ptr(attr), attr->len);
}

/* If the message has what it takes: a handle, and room for counters, in any order. */
static struct destroy find_destroy(struct message *msg)
{
	const struct method *method = ioctl_method(&msg->hdr);
	struct destroy destroy = { .handle = &msg->attrs[0] };
	bool is_first;

	if (!method || !method->destroys || method->needs_object ||
	    method->num_attrs != msg->hdr.num_attrs)
		return destroy;
	if (method->num_attrs > 1) {
		is_first = destroy.handle->attr_id == method->attrs[0].id;
		destroy.handle = &msg->attrs[!is_first];
		destroy.out = &msg->attrs[is_first];
	}
	if (is_handle(destroy.handle, method->attrs[0].id) &&
	    (!destroy.out || is_room(destroy.out, &method->attrs[1])))
		destroy.method = method;
	return destroy;
}

static bool run_destroy(const struct view *view, struct message *msg, int *ret)
{
	struct destroy destroy;

	if (!view->context)
		return false;
	destroy = find_destroy(msg);
	if (!destroy.method)
		return false;
	*ret = destroy.out ? destroy_told(view, &destroy) :
			     ioctl_destroy(view, destroy.method->ours,
					   (uint32_t)destroy.handle->data);
	return true;
}

bool ioctl_direct(const struct view *view, void *arg, int *ret)
{
	struct message *msg = arg;

	if (!is_plain(msg) || msg->hdr.driver_id != view->driver_id)
		return false;
	if (msg->hdr.object_id != UVERBS_OBJECT_DEVICE)
		return run_destroy(view, msg, ret);
	return msg->hdr.method_id == UVERBS_METHOD_INVOKE_WRITE &&
	       run_invoke(view, msg, ret);
}

/*
 * A completion queue is armed by each message that is waited for.  That takes no
 * more than one system call, of which the kernel knows whether it is one.
 */
bool verbs_ioctl_is_fast(const void *arg, struct ruapi_fast *fast)
{
	const struct message *msg = arg;
	const struct ib_uverbs_attr *cmd, *req;

	if (!memory_is_there(msg, MAX_LENGTH) || msg->hdr.num_attrs != 2 ||
	    msg->hdr.object_id != UVERBS_OBJECT_DEVICE ||
	    msg->hdr.method_id != UVERBS_METHOD_INVOKE_WRITE || !is_plain(msg))
		return false;
	cmd = &msg->attrs[msg->attrs[0].attr_id != UVERBS_ATTR_WRITE_CMD];
	req = &msg->attrs[msg->attrs[0].attr_id == UVERBS_ATTR_WRITE_CMD];
	if (cmd->attr_id != UVERBS_ATTR_WRITE_CMD || cmd->len != 8 ||
	    cmd->attr_data.reserved ||
	    cmd->data != IB_USER_VERBS_CMD_REQ_NOTIFY_CQ ||
	    req->attr_id != UVERBS_ATTR_CORE_IN || req->attr_data.reserved ||
	    req->len != sizeof(struct ib_uverbs_req_notify_cq))
		return false;
	*fast = (struct ruapi_fast) {
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_ARM,
		.handle = (uint32_t)req->data,
		.arg = !!(req->data >> 32),
	};
	return true;
}
