// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Calls built attribute by attribute. */
#include <rdma_uapi/msg.h>
#include <rdma_uapi/names.h>
#include "internal.h"

/* num_attrs of a call to which more was added than fits. */
#define OVERFULL (RUAPI_MAX_ATTRS + 1)

void ruapi_msg_init(struct ruapi_msg *msg, unsigned int object,
		    unsigned int action)
{
	struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);

	ruapi_put_hdr(hdr, object, action, 0, hdr->attrs);
}

void ruapi_msg_driver(struct ruapi_msg *msg, uint32_t driver_id)
{
	ruapi_msg_hdr(msg)->driver_id = driver_id;
}

static struct ruapi_attr *msg_next(struct ruapi_msg *msg)
{
	struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);

	if (hdr->num_attrs >= RUAPI_MAX_ATTRS) {
		hdr->num_attrs = OVERFULL;
		return NULL;
	}
	hdr->length += sizeof(hdr->attrs[0]);
	return &hdr->attrs[hdr->num_attrs++];
}

struct ruapi_attr *ruapi_msg_add(struct ruapi_msg *msg, uint16_t id,
				 uint8_t wire, uint32_t len, uint64_t value)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put(attr, id, wire, 0, len, value);
	return attr;
}

struct ruapi_attr *ruapi_msg_in(struct ruapi_msg *msg, uint16_t id,
				uint32_t width, uint64_t value)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_in(attr, id, width, value);
	return attr;
}

struct ruapi_attr *ruapi_msg_out(struct ruapi_msg *msg, uint16_t id,
				 uint32_t width)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_out(attr, id, width);
	return attr;
}

struct ruapi_attr *ruapi_msg_buf_in(struct ruapi_msg *msg, uint16_t id,
				    const void *ptr, uint32_t len)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_buf_in(attr, id, ptr, len);
	return attr;
}

struct ruapi_attr *ruapi_msg_buf_out(struct ruapi_msg *msg, uint16_t id,
				     void *ptr, uint32_t len)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_buf_out(attr, id, ptr, len);
	return attr;
}

static struct ruapi_attr *msg_obj(struct ruapi_msg *msg, uint16_t id,
				  uint8_t wire, uint32_t object,
				  uint32_t handle)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_obj(attr, id, wire, object, handle);
	return attr;
}

struct ruapi_attr *ruapi_msg_obj(struct ruapi_msg *msg, uint16_t id,
				 unsigned int object, uint32_t handle)
{
	return msg_obj(msg, id, RUAPI_WIRE_OBJ_IN, object, handle);
}

struct ruapi_attr *ruapi_msg_obj_new(struct ruapi_msg *msg, uint16_t id,
				     unsigned int object)
{
	return msg_obj(msg, id, RUAPI_WIRE_OBJ_NEW, object, 0);
}

struct ruapi_attr *ruapi_msg_obj_destroy(struct ruapi_msg *msg, uint16_t id,
					 unsigned int object, uint32_t handle)
{
	return msg_obj(msg, id, RUAPI_WIRE_OBJ_DESTROY, object, handle);
}

struct ruapi_attr *ruapi_msg_objs(struct ruapi_msg *msg, uint16_t id,
				  const struct ruapi_objref *refs,
				  uint32_t count)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_objs(attr, id, refs, count * sizeof(*refs));
	return attr;
}

struct ruapi_attr *ruapi_msg_fds(struct ruapi_msg *msg, uint16_t id,
				 const int *fds, uint32_t count)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_fds(attr, id, fds, count * sizeof(*fds));
	return attr;
}

struct ruapi_attr *ruapi_msg_fd(struct ruapi_msg *msg, uint16_t id, int fd)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_fd(attr, id, RUAPI_WIRE_FD_IN, fd);
	return attr;
}

struct ruapi_attr *ruapi_msg_fd_new(struct ruapi_msg *msg, uint16_t id)
{
	struct ruapi_attr *attr = msg_next(msg);

	if (attr)
		ruapi_put_fd(attr, id, RUAPI_WIRE_FD_NEW, 0);
	return attr;
}

struct ruapi_attr *ruapi_msg_attr(struct ruapi_msg *msg, uint16_t id)
{
	struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);
	unsigned int i;

	for (i = 0; i < hdr->num_attrs && i < RUAPI_MAX_ATTRS; i++)
		if (hdr->attrs[i].id == id)
			return &hdr->attrs[i];
	return NULL;
}

uint64_t ruapi_msg_value(struct ruapi_msg *msg, uint16_t id)
{
	const struct ruapi_attr *attr = ruapi_msg_attr(msg, id);

	return attr ? ruapi_attr_value(attr) : 0;
}

static int msg_fail(struct ruapi_msg *msg, enum ruapi_reason reason, int err)
{
	const struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);

	msg->error = (struct ruapi_error) {
		.object = hdr->object,
		.action = hdr->action,
		.reason = reason,
		.bad_index = UINT32_MAX,
		.err = err,
	};
	return err;
}

int ruapi_msg_ioctl(int fd, unsigned long request, struct ruapi_msg *msg)
{
	struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);

	if (hdr->num_attrs > RUAPI_MAX_ATTRS)
		return msg_fail(msg, RUAPI_REASON_HEADER, -E2BIG);
	return ruapi_call_hdr(fd, request, hdr, &msg->error);
}

/* Actions of class FAST have an argument of their own. */
static int msg_fast(int fd, struct ruapi_msg *msg)
{
	const struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);
	const struct ruapi_attr *obj = ruapi_msg_attr(msg, 1);
	const struct ruapi_attr *arg = ruapi_msg_attr(msg, 2);
	struct ruapi_fast fast = {
		.object = hdr->object,
		.action = hdr->action,
		.handle = obj ? obj->obj.handle : 0,
		.arg = arg ? arg->value : 0,
	};
	int ret;

	ret = ruapi_ioctl(fd, RUAPI_IOC_FAST, &fast);
	if (ret)
		msg_fail(msg, RUAPI_REASON_NONE, ret);
	return ret;
}

int ruapi_msg_call(int fd, struct ruapi_msg *msg)
{
	const struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);
	const unsigned long request = ruapi_action_request(hdr->object,
							   hdr->action);

	if (!request)
		return msg_fail(msg, RUAPI_REASON_NONE, -EPROTONOSUPPORT);
	if (request == RUAPI_IOC_FAST)
		return msg_fast(fd, msg);
	return ruapi_msg_ioctl(fd, request, msg);
}
