// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* EVENT_QUEUE: a queue with a handle for its sources and an fd for its reader. */
#include <linux/file.h>

#include "ruapi.h"

static struct ruapi_event_queue *to_event_queue(struct ruapi_obj *obj)
{
	return container_of(obj, struct ruapi_event_queue, obj);
}

/* Sources keep the queue's memory; what they post from now on goes nowhere. */
static int event_queue_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_event_queue *eq = to_event_queue(obj);

	if (eq->dev)
		ruapi_device_del_queue(eq);
	ruapi_queue_kill(eq->queue);
	return 0;
}

static void event_queue_release(struct ruapi_obj *obj)
{
	ruapi_queue_put(to_event_queue(obj)->queue);
}

/**
 * ruapi_event_queue_by_fd() - the queue that an fd of the caller reads
 * @ns: namespace
 * @fd: the fd
 *
 * Return: a reference on the queue's object, NULL if it is not one of the namespace,
 * or the queue is destroyed.
 */
struct ruapi_obj *ruapi_event_queue_by_fd(struct ruapi_ns *ns, int fd)
{
	struct file *file = fget(fd);
	const struct ruapi_view *view;
	struct ruapi_obj *obj = NULL;

	if (!file)
		return NULL;
	view = ruapi_file_view(file);
	/* It holds a reference as long as the file is there. */
	if (view && view->ns == ns && view->queue_obj &&
	    !READ_ONCE(view->queue_obj->retired)) {
		obj = view->queue_obj;
		kref_get(&obj->uobj.ref);
	}
	fput(file);
	return obj;
}

/**
 * ruapi_call_queue() - the queue that an attribute names
 * @call: the call
 * @id: attribute id of an EVENT_QUEUE handle
 * @otherwise: if it was not given
 */
struct ruapi_queue *ruapi_call_queue(struct ruapi_call *call, u16 id,
				     struct ruapi_queue *otherwise)
{
	struct ruapi_obj *obj = attr_obj(call, id);

	return obj ? to_event_queue(obj)->queue : otherwise;
}

/**
 * ruapi_call_check_queue() - may events go to the queue that an attribute names?
 * @call: the call
 * @id: attribute id of an EVENT_QUEUE handle
 * @format: enum ruapi_event_format that, beside records, can tell them
 *
 * Return: 0 or -EINVAL.
 */
int ruapi_call_check_queue(struct ruapi_call *call, u16 id, u8 format)
{
	const struct ruapi_queue *queue = ruapi_call_queue(call, id, NULL);

	if (!queue || queue->format == format ||
	    queue->format == RUAPI_EVENT_FORMAT_RECORDS)
		return 0;
	return call_bad_attr(call, id, RUAPI_REASON_STATE, -EINVAL);
}

/* The fd of a new queue; it holds the queue and its object. */
static struct file *event_queue_file(struct ruapi_call *call,
				     struct ruapi_event_queue *eq)
{
	struct ruapi_view *view;
	struct file *file;

	view = ruapi_view_alloc(call->ns,
				attr_u64(call, RUAPI_EVENT_QUEUE_CREATE_TAG));
	if (!view)
		return ERR_PTR(-ENOMEM);
	view->queue = ruapi_queue_get(eq->queue);
	view->queue_obj = &eq->obj;
	kref_get(&eq->obj.uobj.ref);
	file = ruapi_view_file(view);
	if (IS_ERR(file)) {
		ruapi_object_put(view->queue_obj);
		ruapi_queue_put(view->queue);
		ruapi_view_free(view);
	}
	return file;
}

/* Whether it can only have events of the device whose view it is made on. */
static bool event_queue_is_for_device(const struct ruapi_call *call,
				      const struct ruapi_event_queue *eq)
{
	return call->view && call->view->is_device &&
	       eq->queue->format != RUAPI_EVENT_FORMAT_RECORDS;
}

static int event_queue_create(struct ruapi_call *call)
{
	struct ruapi_event_queue *eq = attr_new(event_queue, call);
	const u8 format = attr_u8(call, RUAPI_EVENT_QUEUE_CREATE_FORMAT);
	const u32 flags = attr_u32(call, RUAPI_EVENT_QUEUE_CREATE_FLAGS);
	struct file *file;

	eq->queue = ruapi_queue_alloc(format, flags);
	if (!eq->queue)
		return -ENOMEM;
	eq->queue->handle = object_handle(&eq->obj);
	eq->obj.uobj.user_handle = attr_u64(call, RUAPI_EVENT_QUEUE_CREATE_TAG);
	file = event_queue_file(call, eq);
	if (IS_ERR(file))
		return PTR_ERR(file);
	if (event_queue_is_for_device(call, eq))
		ruapi_device_add_queue(call->view->device, eq);
	eq->obj.hw = true;
	return call_new_file(call, RUAPI_EVENT_QUEUE_CREATE_FD, file);
}

static const struct ruapi_handler event_queue_handlers[__RUAPI_EVENT_QUEUE_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_EVENT_QUEUE_CREATE] = {
		.run = event_queue_create,
	},
};

const struct ruapi_type ruapi_type_event_queue = {
	.size = sizeof(struct ruapi_event_queue),
	.handlers = event_queue_handlers,
	.num_handlers = ARRAY_SIZE(event_queue_handlers),
	.destroy = event_queue_destroy,
	.release = event_queue_release,
};
