// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Connection manager ids: their events, and how they come and go.  struct
 * ruapi_cm_id tells the rules.
 */
#include <linux/poll.h>

#include "cm/cm.h"
#include "core/kcov.h"

static struct workqueue_struct *cm_wq;

/* ---- life and death ---------------------------------------------------- */

static void cm_close(struct ruapi_cm_id *cm)
{
	struct rdma_cm_id *id;

	mutex_lock(&cm->mutex);
	id = cm->id;
	if (id)
		cm_leave_multicasts(cm);
	cm->id = NULL;
	mutex_unlock(&cm->mutex);
	/* Not under the mutex: it waits for handlers, and those for nothing. */
	if (id)
		rdma_destroy_id(id);
	cm_qp_release(cm);
}

static void cm_close_work(struct work_struct *work)
{
	struct ruapi_cm_id *cm = container_of(work, struct ruapi_cm_id, close);

	CLASS(ruapi_kcov, section)(cm->obj.ns);
	cm_close(cm);
	ruapi_object_put(&cm->obj);
}

/**
 * cm_id_init() - prepare a new object
 * @cm: zeroed
 * @queue: where its events shall go; a reference is taken
 * @port_space: enum rdma_ucm_port_space
 */
void cm_id_init(struct ruapi_cm_id *cm, struct ruapi_queue *queue,
		u16 port_space)
{
	mutex_init(&cm->mutex);
	mutex_init(&cm->post);
	INIT_LIST_HEAD(&cm->strays);
	INIT_LIST_HEAD(&cm->multicasts);
	INIT_WORK(&cm->close, cm_close_work);
	cm_qp_init(cm);
	cm->queue = ruapi_queue_get(queue);
	cm->port_space = port_space;
}

/**
 * cm_id_release() - ruapi_type::release
 * @obj: the CM_ID, the last reference to which was perhaps dropped under the
 *	lock of its queue
 */
void cm_id_release(struct ruapi_obj *obj)
{
	struct ruapi_cm_id *cm = to_cm_id(obj);

	if (cm->queue)
		ruapi_queue_put(cm->queue);
}

/**
 * cm_kill() - as DESTROY does it, unless somebody else is faster
 * @obj: CM_ID or MULTICAST, whose mutex the caller does not hold
 */
void cm_kill(struct ruapi_obj *obj)
{
	if (!ruapi_object_seize(obj))
		return;
	ruapi_object_destroy(obj);
	ruapi_object_retire(obj);
}

/*
 * A connect request will never be read: the id it brings goes with it, and the
 * request's reference on that.
 */
static void cm_event_drop(struct ruapi_event_alloc *alloc)
{
	struct cm_event *event = to_cm_event(alloc);

	if (event->new_id) {
		cm_kill(event->new_id);
		ruapi_object_put(event->new_id);
	}
	kfree(event);
}

static bool cm_reports_to(struct ruapi_cm_id *cm, struct ruapi_queue *queue)
{
	bool ret;

	mutex_lock(&cm->post);
	ret = cm->queue == queue;
	mutex_unlock(&cm->post);
	return ret;
}

/* As cm_kill(), unless MIGRATE has been faster. */
static void cm_kill_orphan(struct ruapi_cm_id *cm, struct ruapi_queue *queue)
{
	if (!ruapi_object_seize(&cm->obj))
		return;
	if (cm_reports_to(cm, queue)) {
		ruapi_object_destroy(&cm->obj);
		ruapi_object_retire(&cm->obj);
	} else {
		ruapi_object_unlock(&cm->obj, RUAPI_ACCESS_DESTROY);
	}
}

/**
 * cm_queue_gone() - ruapi_type::queue_gone: destroy all ids that report to a queue
 * @ns: its namespace
 * @queue: that nobody reads any more and no running call names
 */
void cm_queue_gone(struct ruapi_ns *ns, struct ruapi_queue *queue)
{
	struct ruapi_obj *obj;
	bool found;
	u32 slot;

	/* Again, because listeners beget ids until they are gone. */
	do {
		found = false;
		for (slot = 0; (obj = ruapi_object_next(ns, &slot));) {
			if (obj->type == RUAPI_OBJ_CM_ID &&
			    cm_reports_to(to_cm_id(obj), queue)) {
				found = true;
				cm_kill_orphan(to_cm_id(obj), queue);
			}
			ruapi_object_put(obj);
		}
	} while (found);
}

/* ---- events come ------------------------------------------------------- */

/*
 * A reader got it, or the queue died; queue->lock is held.  The id is there: the
 * reader holds it, and cm_flush_events() comes after the death of a queue that
 * still had one of its events.
 */
static void cm_on_end(struct ruapi_event_alloc *alloc, bool read)
{
	struct cm_event *event = to_cm_event(alloc);
	struct ruapi_cm_id *cm = to_cm_id(alloc->entry.obj);

	atomic_dec(&cm->unread);
	if (!event->new_id)
		return;
	atomic_inc(&cm->slots);
	/* Else the new id is destroyed with the event, without the lock. */
	if (!read)
		return;
	ruapi_object_put(event->new_id);
	event->new_id = NULL;
}

static void cm_fill_param(struct ruapi_cm_param *dst, struct rdma_cm_id *id,
			  const struct rdma_cm_event *event)
{
	const struct rdma_conn_param *conn = &event->param.conn;
	const struct rdma_ud_param *ud = &event->param.ud;
	const void *private_data;

	if (id->qp_type == IB_QPT_UD) {
		dst->qp_num = ud->qp_num;
		dst->qkey = ud->qkey;
		dst->has_ah = 1;
		if (id->device)
			ruapi_ah_attr_to_user(&dst->ah,
					      &ud->ah_attr);
		dst->private_data_len = ud->private_data_len;
		private_data = ud->private_data;
	} else {
		dst->qp_num = conn->qp_num;
		dst->responder_resources = conn->responder_resources;
		dst->initiator_depth = conn->initiator_depth;
		dst->flow_control = conn->flow_control;
		dst->retry_count = conn->retry_count;
		dst->rnr_retry_count = conn->rnr_retry_count;
		dst->srq = conn->srq;
		dst->private_data_len = conn->private_data_len;
		private_data = conn->private_data;
	}
	if (private_data)
		memcpy(dst->private_data, private_data, dst->private_data_len);
	else
		dst->private_data_len = 0;
	dst->ece_vendor_id = event->ece.vendor_id;
	dst->ece_attr_mod = event->ece.attr_mod;
}

/**
 * cm_event_alloc() - an event for a program
 * @cm: whose event it is
 * @id: id of rdma_cm; of a connect request: the new one
 * @event: what rdma_cm says
 *
 * Return: the event, or NULL.
 */
struct cm_event *cm_event_alloc(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
				const struct rdma_cm_event *event)
{
	struct cm_event *entry;

	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return NULL;
	INIT_LIST_HEAD(&entry->alloc.entry.link);
	entry->alloc.entry.obj = &cm->obj;
	entry->alloc.entry.type = RUAPI_EVENT_CM;
	entry->alloc.entry.code = event->event;
	entry->alloc.reported = &cm->reported;
	entry->alloc.on_end = cm_on_end;
	entry->alloc.drop = cm_event_drop;
	entry->alloc.rec = &entry->rec.hdr;
	entry->rec.hdr.length = sizeof(entry->rec);
	entry->rec.hdr.type = RUAPI_EVENT_CM;
	entry->rec.hdr.handle = object_handle(&cm->obj);
	entry->rec.hdr.user_data = cm->obj.uobj.user_handle;
	entry->rec.hdr.code = event->event;
	entry->rec.status = event->status;
	cm_fill_param(&entry->rec.param, id, event);
	return entry;
}

/* Of a membership it is that which a program knows, and which counts. */
static void cm_event_multicast(struct cm_event *entry,
			       const struct rdma_cm_event *event)
{
	struct ruapi_multicast *mc;

	if (event->event != RDMA_CM_EVENT_MULTICAST_JOIN &&
	    event->event != RDMA_CM_EVENT_MULTICAST_ERROR)
		return;
	mc = (struct ruapi_multicast *)event->param.ud.private_data;
	entry->alloc.reported = &mc->reported;
	entry->rec.hdr.handle = object_handle(&mc->obj);
	entry->rec.hdr.user_data = mc->obj.uobj.user_handle;
}

static bool cm_post_locked(struct ruapi_cm_id *cm,
			   struct cm_event *entry)
{
	lockdep_assert_held(&cm->post);
	atomic_inc(&cm->unread);
	if (ruapi_queue_post(cm->queue, &entry->alloc))
		return true;
	atomic_dec(&cm->unread);
	return false;
}

/**
 * cm_post_entry() - let a program have an event
 * @cm: whose event it is
 * @entry: the event, which is the queue's afterwards; NULL: it is lost
 */
void cm_post_entry(struct ruapi_cm_id *cm, struct cm_event *entry)
{
	mutex_lock(&cm->post);
	if (!entry)
		ruapi_queue_lose(cm->queue);
	else if (!cm_post_locked(cm, entry))
		kfree(entry);
	mutex_unlock(&cm->post);
}

static void cm_post(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
		    const struct rdma_cm_event *event)
{
	struct cm_event *entry = NULL;

	if (event->event == RDMA_CM_EVENT_DEVICE_REMOVAL ||
	    atomic_read(&cm->unread) < CM_MAX_UNREAD)
		entry = cm_event_alloc(cm, id, event);
	if (entry)
		cm_event_multicast(entry, event);
	cm_post_entry(cm, entry);
}

/* The object of a new connection, reserved; NULL if there is no memory. */
static struct ruapi_cm_id *cm_new_id(struct ruapi_cm_id *listener,
				     struct rdma_cm_id *id)
{
	struct ruapi_obj *obj;
	struct ruapi_cm_id *cm;

	obj = ruapi_object_alloc(listener->obj.ns, RUAPI_OBJ_CM_ID);
	if (!obj)
		return NULL;
	if (ruapi_object_reserve(obj)) {
		ruapi_object_put(obj);
		return NULL;
	}
	cm = to_cm_id(obj);
	cm_id_init(cm, listener->queue, listener->port_space);
	cm->id = id;
	cm->state = RUAPI_CM_ID_CONNECTING;
	cm->quiet = true;
	cm->pending = true;
	return cm;
}

/*
 * Of the new id and its request, everything is made before any of it can be
 * seen; then the id is published first, as a reader may be quick to accept.
 */
static int cm_request_locked(struct ruapi_cm_id *listener,
			     struct rdma_cm_id *id,
			     const struct rdma_cm_event *event)
{
	struct cm_event *request;
	struct ruapi_cm_id *cm;

	if (READ_ONCE(listener->queue->dead))
		return -ECONNREFUSED;
	cm = cm_new_id(listener, id);
	if (!cm)
		goto lose;
	request = cm_event_alloc(listener, id, event);
	if (!request)
		goto abort;
	kref_get(&cm->obj.uobj.ref);
	request->new_id = &cm->obj;
	request->rec.new_id = object_handle(&cm->obj);
	id->context = cm;
	cm->obj.hw = true;
	ruapi_object_publish(&cm->obj);
	/*
	 * The id can be in use by now, and to destroy it would wait for us, who
	 * are its event handler.  So it stays until the listener goes.
	 */
	if (!cm_post_locked(listener, request))
		list_add_tail(&request->alloc.entry.link, &listener->strays);
	return 0;

abort:
	ruapi_object_abort(&cm->obj);
lose:
	ruapi_queue_lose(listener->queue);
	return -ENOMEM;
}

/* An error makes rdma_cm destroy the new @id, and reject the request. */
static int cm_request(struct ruapi_cm_id *listener, struct rdma_cm_id *id,
		      const struct rdma_cm_event *event)
{
	int ret;

	if (!atomic_add_unless(&listener->slots, -1, 0))
		return -ENOMEM;
	mutex_lock(&listener->post);
	ret = cm_request_locked(listener, id, event);
	mutex_unlock(&listener->post);
	if (ret)
		atomic_inc(&listener->slots);
	return ret;
}

static void cm_event_state(struct ruapi_cm_id *cm,
			   enum rdma_cm_event_type event)
{
	switch (event) {
	case RDMA_CM_EVENT_ADDR_ERROR:
		xchg(&cm->state, RUAPI_CM_ID_BOUND);
		break;
	case RDMA_CM_EVENT_CONNECT_RESPONSE:
		cm->pending = true;
		break;
	case RDMA_CM_EVENT_ESTABLISHED:
		xchg(&cm->state, RUAPI_CM_ID_CONNECTED);
		break;
	case RDMA_CM_EVENT_CONNECT_ERROR:
	case RDMA_CM_EVENT_UNREACHABLE:
	case RDMA_CM_EVENT_REJECTED:
	case RDMA_CM_EVENT_DISCONNECTED:
	case RDMA_CM_EVENT_DEVICE_REMOVAL:
	case RDMA_CM_EVENT_TIMEWAIT_EXIT:
		cm->pending = false;
		xchg(&cm->state, RUAPI_CM_ID_CLOSED);
		break;
	default:
		break;
	}
}

/**
 * cm_queue_work() - do something for an id that its event handler must not
 * @cm: the id
 * @work: one of its works, which drops the reference that it gets
 */
void cm_queue_work(struct ruapi_cm_id *cm, struct work_struct *work)
{
	kref_get(&cm->obj.uobj.ref);
	if (!queue_work(cm_wq, work))
		ruapi_object_put(&cm->obj);
}

/**
 * cm_event_handler() - what rdma_cm calls
 * @id: the id, whose rdma_lock_handler() is held; of a connect request: the
 *	new one, whose context is still the listener's
 * @event: the event
 *
 * Return: 0, or an errno to make rdma_cm destroy @id, which works for new ids
 * only.
 */
int cm_event_handler(struct rdma_cm_id *id, struct rdma_cm_event *event)
{
	struct ruapi_cm_id *cm = id->context;

	CLASS(ruapi_kcov, section)(cm->obj.ns);
	if (event->event == RDMA_CM_EVENT_CONNECT_REQUEST)
		return cm_request(cm, id, event);

	cm_event_state(cm, event->event);
	if (!cm->quiet && !cm_qp_follow(cm, id, event))
		cm_post(cm, id, event);
	/* The device waits until @id is gone; we are its handler. */
	if (event->event == RDMA_CM_EVENT_DEVICE_REMOVAL)
		cm_queue_work(cm, &cm->close);
	return 0;
}

/* ---- and go ------------------------------------------------------------ */

/*
 * Take the unread events of an id out of its queue, whose read_lock is held:
 * those that count in @reported, NULL: all.  Return: how many.
 */
static u32 cm_take_events(struct ruapi_cm_id *cm, struct ruapi_queue *queue,
			  const u32 *reported, struct list_head *events)
{
	struct ruapi_event_entry *entry, *next;
	u32 count = 0;

	lockdep_assert_held(&queue->read_lock);
	spin_lock_irq(&queue->lock);
	list_for_each_entry_safe(entry, next, &queue->events, link) {
		if (entry->type != RUAPI_EVENT_CM || entry->obj != &cm->obj)
			continue;
		if (reported && to_event_alloc(entry)->reported != reported)
			continue;
		list_move_tail(&entry->link, events);
		count++;
	}
	queue->allocated -= count;
	spin_unlock_irq(&queue->lock);
	return count;
}

/* Append events to a queue.  Return: false if it is dead; nothing happened. */
static bool cm_give_events(struct ruapi_queue *queue, struct list_head *events,
			   u32 count)
{
	bool alive;

	spin_lock_irq(&queue->lock);
	alive = !queue->dead;
	if (alive) {
		list_splice_tail_init(events, &queue->events);
		queue->allocated += count;
	}
	spin_unlock_irq(&queue->lock);
	if (alive && count)
		wake_up_interruptible_poll(&queue->wait, EPOLLIN);
	return alive;
}

/* Of an id that the caller holds; its @unread is the caller's business. */
static void cm_free_events(struct list_head *events)
{
	struct ruapi_event_entry *entry, *next;

	list_for_each_entry_safe(entry, next, events, link) {
		struct ruapi_event_alloc *event = to_event_alloc(entry);

		if (to_cm_event(event)->new_id)
			atomic_inc(&to_cm_id(entry->obj)->slots);
		cm_event_drop(event);
	}
}

/*
 * Lock an id's queue against its readers, and the id against new events.
 * Return: the queue with a reference, or -EINTR if @killable.
 */
static struct ruapi_queue *cm_lock_queue(struct ruapi_cm_id *cm, bool killable)
{
	struct ruapi_queue *queue;

	for (;;) {
		mutex_lock(&cm->post);
		queue = ruapi_queue_get(cm->queue);
		mutex_unlock(&cm->post);

		if (!killable) {
			mutex_lock(&queue->read_lock);
		} else if (mutex_lock_killable(&queue->read_lock)) {
			ruapi_queue_put(queue);
			return ERR_PTR(-EINTR);
		}
		mutex_lock(&cm->post);
		if (queue == cm->queue)
			return queue;
		/* Migrated while we waited for a reader. */
		mutex_unlock(&cm->post);
		mutex_unlock(&queue->read_lock);
		ruapi_queue_put(queue);
	}
}

static void cm_unlock_queue(struct ruapi_cm_id *cm, struct ruapi_queue *queue)
{
	mutex_unlock(&cm->post);
	mutex_unlock(&queue->read_lock);
	ruapi_queue_put(queue);
}

/**
 * cm_flush_multicast() - take back the unread events of a membership
 * @mc: membership that has no more of them
 */
void cm_flush_multicast(struct ruapi_multicast *mc)
{
	struct ruapi_queue *queue = cm_lock_queue(mc->cm, false);
	LIST_HEAD(events);
	u32 count;

	count = cm_take_events(mc->cm, queue, &mc->reported, &events);
	atomic_sub(count, &mc->cm->unread);
	cm_unlock_queue(mc->cm, queue);
	cm_free_events(&events);
}

/**
 * cm_migrate_events() - report to another queue, also what is unread
 * @cm: the id.  Ids of its unread connect requests stay where they are
 * @to: the new queue
 * @reported: events of the id read until now; later ones come from @to
 *
 * Return: 0 or -EINTR.
 */
int cm_migrate_events(struct ruapi_cm_id *cm, struct ruapi_queue *to,
		      u32 *reported)
{
	struct ruapi_queue *from = cm_lock_queue(cm, true);
	struct ruapi_queue *old = NULL;
	LIST_HEAD(events);
	u32 count;

	if (IS_ERR(from))
		return PTR_ERR(from);
	*reported = cm->reported;
	if (to != from) {
		count = cm_take_events(cm, from, NULL, &events);
		old = cm->queue;
		cm->queue = ruapi_queue_get(to);
		atomic_set(&cm->unread, count);
		if (!cm_give_events(to, &events, count))
			atomic_set(&cm->unread, 0);
	}
	mutex_unlock(&cm->post);
	mutex_unlock(&from->read_lock);

	/* Left over if nobody reads the new queue any more. */
	cm_free_events(&events);
	if (old)
		ruapi_queue_put(old);
	ruapi_queue_put(from);
	return 0;
}

/*
 * Unread events of an id that has no more of them.  Dead queues have none, and
 * what a reader has in hand of one does not come back.
 */
static void cm_flush_events(struct ruapi_cm_id *cm)
{
	struct ruapi_queue *queue = cm->queue;
	LIST_HEAD(events);
	bool unread;

	list_splice_init(&cm->strays, &events);
	spin_lock_irq(&queue->lock);
	unread = !queue->dead && atomic_read(&cm->unread);
	spin_unlock_irq(&queue->lock);
	if (unread) {
		/* A reader of one of them counts it before we go on. */
		mutex_lock(&queue->read_lock);
		cm_take_events(cm, queue, NULL, &events);
		mutex_unlock(&queue->read_lock);
	}
	cm_free_events(&events);
}

/**
 * cm_id_destroy() - ruapi_type::destroy
 * @obj: the CM_ID
 *
 * Return: 0
 */
int cm_id_destroy(struct ruapi_obj *obj)
{
	struct ruapi_cm_id *cm = to_cm_id(obj);

	if (!obj->hw)
		return 0;
	cm_close(cm);
	/* Removal of the device may have been faster, but not be done yet. */
	flush_work(&cm->close);
	flush_work(&cm->follow);
	cm_flush_events(cm);
	cm_drop_multicasts(cm);
	return 0;
}

/**
 * cm_id_events() - ruapi_type::events
 * @obj: the CM_ID
 * @events: set to how many have been read
 * @async_events: not touched
 */
void cm_id_events(struct ruapi_obj *obj, u32 *events, u32 *async_events)
{
	struct ruapi_cm_id *cm = to_cm_id(obj);

	mutex_lock(&cm->post);
	spin_lock_irq(&cm->queue->lock);
	*events = cm->reported;
	spin_unlock_irq(&cm->queue->lock);
	mutex_unlock(&cm->post);
}

/**
 * cm_init() - ruapi_type::init
 *
 * Return: 0 or -ENOMEM
 */
int cm_init(void)
{
	cm_wq = alloc_workqueue("rdma_uapi_cm", WQ_UNBOUND, 0);
	return cm_wq ? 0 : -ENOMEM;
}

/**
 * cm_exit() - ruapi_type::exit
 *
 * No file is open; works that dropped the last reference may still end.
 */
void cm_exit(void)
{
	destroy_workqueue(cm_wq);
}
