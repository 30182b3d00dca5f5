/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* EVENT_QUEUE objects, and the queues that calls name (event_queue.c). */
#ifndef RUAPI_EVENT_QUEUE_H
#define RUAPI_EVENT_QUEUE_H

#include "core/object.h"

struct ruapi_device;
struct ruapi_queue;

/**
 * struct ruapi_event_queue - EVENT_QUEUE object
 * @obj: the object
 * @queue: the queue; holds a reference
 * @dev: device that it is for, NULL: none; holds a reference
 * @dev_entry: in @dev->queues, under its lock
 */
struct ruapi_event_queue {
	struct ruapi_obj obj;
	struct ruapi_queue *queue;
	struct ruapi_device *dev;
	struct list_head dev_entry;
};

extern const struct ruapi_type ruapi_type_event_queue;

struct ruapi_obj *ruapi_event_queue_by_fd(struct ruapi_ns *ns, int fd);
struct ruapi_queue *ruapi_call_queue(struct ruapi_call *call, u16 id,
				     struct ruapi_queue *otherwise);
int ruapi_call_check_queue(struct ruapi_call *call, u16 id, u8 format);

#endif /* RUAPI_EVENT_QUEUE_H */
