// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Connection manager ids: their events, and how they come and go.  struct
 * ruapi_cm_id tells the rules.
 */
#include <linux/list_sort.h>
#include <linux/sysctl.h>

#include "cm/cm.h"
#include "core/charge.h"
#include "core/kcov.h"

static struct workqueue_struct *cm_wq;
/* Works that wait for a peer, and for as long as it likes. */
static struct workqueue_struct *cm_wait_wq;
static struct ctl_table_header *cm_sysctls;

unsigned int cm_max_backlog = CM_BACKLOG;

/* net.rdma_uapi.max_backlog, as net.rdma_ucm.max_backlog of rdma_ucm. */
static struct ctl_table cm_sysctl_table[] = {
	{
		.procname = "max_backlog",
		.data = &cm_max_backlog,
		.maxlen = sizeof(cm_max_backlog),
		.mode = 0644,
		.proc_handler = proc_douintvec_minmax,
		.extra1 = SYSCTL_ONE,
		.extra2 = SYSCTL_INT_MAX,
	},
	{}
};

/* ---- life and death ---------------------------------------------------- */

static void cm_close(struct ruapi_cm_id *cm)
{
	struct rdma_cm_id *id;
	int held;

	cm_connect_stop(cm);
	mutex_lock(&cm->mutex);
	id = cm->id;
	if (id)
		cm_leave_multicasts(cm);
	cm->id = NULL;
	mutex_unlock(&cm->mutex);
	/* Not under the mutex: it waits for handlers, and those for nothing. */
	held = ruapi_devices_hold();
	if (id)
		rdma_destroy_id(id);
	ruapi_devices_release(held);
	cm_chain_drop(cm);
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
	INIT_LIST_HEAD(&cm->member);
	ruapi_source_init(&cm->events);
	INIT_LIST_HEAD(&cm->multicasts);
	INIT_LIST_HEAD(&cm->groups);
	INIT_WORK(&cm->close, cm_close_work);
	cm_qp_init(cm);
	cm_connect_init(cm);
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

/*
 * A connect request will never be read: the id it brings goes with it, and the
 * request's reference on that.
 */
static void cm_event_drop(struct ruapi_event_alloc *alloc)
{
	struct cm_event *event = to_cm_event(alloc);

	if (event->new_id) {
		ruapi_object_orphan(event->new_id);
		ruapi_object_put(event->new_id);
	}
	kfree(event);
}

/* Under the lock of its queue: an id that lives goes with a queue that owns it. */
static void cm_link_member(struct ruapi_cm_id *cm)
{
	if (cm->queue->flags & RUAPI_EVENT_QUEUE_F_OWNS_IDS)
		list_add_tail(&cm->member, &cm->queue->members);
}

static void cm_set_member(struct ruapi_cm_id *cm, bool member)
{
	struct ruapi_queue *queue = cm->queue;

	spin_lock_irq(&queue->lock);
	if (member)
		cm_link_member(cm);
	else
		list_del_init(&cm->member);
	spin_unlock_irq(&queue->lock);
}

/**
 * cm_born() - an id lives, and goes with its queue
 * @cm: the id, which nobody else knows yet
 */
void cm_born(struct ruapi_cm_id *cm)
{
	cm_set_member(cm, true);
	cm->obj.hw = true;
}

static bool cm_reports_to(struct ruapi_cm_id *cm, struct ruapi_queue *queue)
{
	bool ret;

	mutex_lock(&cm->post);
	ret = cm->queue == queue;
	mutex_unlock(&cm->post);
	return ret;
}

/*
 * A call uses it: no others will, and one that waits for a peer ends.  If the call is
 * MIGRATE the id goes on, and cm_move() takes that back.
 */
static void cm_defer_member(struct ruapi_cm_id *cm, struct ruapi_queue *queue)
{
	bool here;

	mutex_lock(&cm->post);
	here = cm->queue == queue;
	if (here)
		WRITE_ONCE(cm->obj.wanted, true);
	spin_lock_irq(&queue->lock);
	/* Others come first the next time. */
	if (here && !list_empty(&cm->member))
		list_move_tail(&cm->member, &queue->members);
	spin_unlock_irq(&queue->lock);
	mutex_unlock(&cm->post);
	if (here)
		cm_id_interrupt(&cm->obj);
}

/*
 * As DESTROY does it, unless MIGRATE has been faster.  Return: false if a call uses it,
 * which may wait for memory that never comes.
 */
static bool cm_kill_member(struct ruapi_cm_id *cm, struct ruapi_queue *queue)
{
	const int ret = ruapi_object_try_seize(&cm->obj);

	if (ret == -EBUSY)
		cm_defer_member(cm, queue);
	if (ret)
		return ret != -EBUSY;
	if (cm_reports_to(cm, queue)) {
		ruapi_object_destroy(&cm->obj);
		ruapi_object_retire(&cm->obj);
	} else {
		WRITE_ONCE(cm->obj.wanted, false);
		ruapi_object_unlock(&cm->obj, RUAPI_ACCESS_DESTROY);
	}
	return true;
}

/* An id that goes with the queue, with a reference; its handle has one, too. */
static struct ruapi_cm_id *cm_first_member(struct ruapi_queue *queue)
{
	struct ruapi_cm_id *cm;

	spin_lock_irq(&queue->lock);
	cm = list_first_entry_or_null(&queue->members, struct ruapi_cm_id,
				      member);
	if (cm)
		kref_get(&cm->obj.uobj.ref);
	spin_unlock_irq(&queue->lock);
	return cm;
}

/**
 * cm_queue_gone() - ruapi_type::queue_gone: destroy all ids that report to a queue
 * @ns: its namespace
 * @queue: that nobody reads any more and no running call names
 *
 * Return: false if calls use some of them, and it has to be called again.
 */
bool cm_queue_gone(struct ruapi_ns *ns, struct ruapi_queue *queue)
{
	struct ruapi_cm_id *cm;
	bool gone = true;

	/* Listeners beget ids until they are gone. */
	while (gone && (cm = cm_first_member(queue))) {
		gone = cm_kill_member(cm, queue);
		ruapi_object_put(&cm->obj);
	}
	return gone;
}

/* ---- events come ------------------------------------------------------- */

/*
 * A reader got it, or nobody will; queue->lock is held.  The id is there: the
 * reader holds it, and cm_flush_events() takes what is queued.
 */
static void cm_on_end(struct ruapi_event_alloc *alloc, bool read)
{
	struct cm_event *event = to_cm_event(alloc);

	if (!event->new_id)
		return;
	atomic_inc(&to_cm_id(alloc->entry.obj)->slots);
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
 * cm_event_new() - memory for an event
 *
 * Return: the event, or NULL.
 */
struct cm_event *cm_event_new(void)
{
	return kzalloc(sizeof(struct cm_event), GFP_KERNEL_ACCOUNT);
}

/**
 * cm_event_fill() - what happened
 * @entry: zeroed
 * @cm: whose event it is
 * @id: id of rdma_cm; of a connect request: the new one
 * @event: what rdma_cm says
 */
void cm_event_fill(struct cm_event *entry, struct ruapi_cm_id *cm,
		   struct rdma_cm_id *id, const struct rdma_cm_event *event)
{
	INIT_LIST_HEAD(&entry->alloc.entry.link);
	entry->alloc.entry.obj = &cm->obj;
	entry->alloc.entry.type = RUAPI_EVENT_CM;
	entry->alloc.entry.code = event->event;
	entry->alloc.source = &cm->events;
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
	struct cm_event *entry = cm_event_new();

	if (entry)
		cm_event_fill(entry, cm, id, event);
	return entry;
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
	else if (!ruapi_queue_post(cm->queue, &entry->alloc))
		kfree(entry);
	mutex_unlock(&cm->post);
}

/* The group that an event is about, NULL: it is about the id. */
static struct cm_group *cm_event_group(const struct rdma_cm_event *event)
{
	if (event->event != RDMA_CM_EVENT_MULTICAST_JOIN &&
	    event->event != RDMA_CM_EVENT_MULTICAST_ERROR)
		return NULL;
	return (struct cm_group *)event->param.ud.private_data;
}

static void cm_post(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
		    const struct rdma_cm_event *event)
{
	struct cm_group *group = cm_event_group(event);

	if (group)
		cm_group_event(cm, group, id, event);
	else
		cm_post_entry(cm, cm_event_alloc(cm, id, event));
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
	cm->stage = CM_STAGE_ASKED;
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

	if (READ_ONCE(listener->queue->dead) ||
	    cm_check_port(listener->obj.ns, id))
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
	cm_born(cm);
	ruapi_object_publish(&cm->obj);
	/*
	 * The id can be in use by now, and to destroy it would wait for us, who
	 * are its event handler.  So it stays until the listener goes.
	 */
	if (!ruapi_queue_post(listener->queue, &request->alloc))
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

/* @event: enum rdma_cm_event_type, also of newer kernels. */
static void cm_event_state(struct ruapi_cm_id *cm, unsigned int event)
{
	switch (event) {
	case RUAPI_CM_EVENT_ADDRINFO_RESOLVED:
		cm->services = true;
		fallthrough;
	case RDMA_CM_EVENT_ADDR_RESOLVED:
		cm->stage = CM_STAGE_ADDR;
		break;
	case RDMA_CM_EVENT_ROUTE_RESOLVED:
		cm->stage = CM_STAGE_ROUTE;
		break;
	case RDMA_CM_EVENT_ADDR_ERROR:
	case RUAPI_CM_EVENT_ADDRINFO_ERROR:
		xchg(&cm->state, RUAPI_CM_ID_BOUND);
		break;
	case RDMA_CM_EVENT_CONNECT_RESPONSE:
		cm->pending = true;
		break;
	case RDMA_CM_EVENT_ESTABLISHED:
		xchg(&cm->state, RUAPI_CM_ID_CONNECTED);
		break;
	case RDMA_CM_EVENT_UNREACHABLE:
		/* A neighbour has changed, and the connection may live on. */
		if (READ_ONCE(cm->state) == RUAPI_CM_ID_CONNECTED)
			break;
		fallthrough;
	case RDMA_CM_EVENT_CONNECT_ERROR:
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
 * @waits: it waits for a peer
 */
void cm_queue_work(struct ruapi_cm_id *cm, struct work_struct *work,
		   bool waits)
{
	kref_get(&cm->obj.uobj.ref);
	if (!queue_work(waits ? cm_wait_wq : cm_wq, work))
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
	u32 was;

	CLASS(ruapi_kcov, section)(cm->obj.ns);
	CLASS(ruapi_charge, charge)(cm->obj.ns);
	if (event->event == RDMA_CM_EVENT_CONNECT_REQUEST)
		return cm_request(cm, id, event);

	if (cm->chain && cm_chain_ignores(cm, event))
		return 0;
	was = READ_ONCE(cm->state);
	cm_event_state(cm, event->event);
	if (cm->chain && cm_chain_event(cm, id, event))
		return 0;
	if (!cm->quiet && !cm_qp_follow(cm, id, event, was))
		cm_post(cm, id, event);
	/* The device waits until @id is gone; we are its handler. */
	if (event->event == RDMA_CM_EVENT_DEVICE_REMOVAL)
		cm_queue_work(cm, &cm->close, false);
	return 0;
}

/* ---- and go ------------------------------------------------------------ */

/* Of an id that the caller holds. */
static void cm_free_events(struct list_head *events)
{
	struct ruapi_event_entry *entry, *next;

	list_for_each_entry_safe(entry, next, events, link) {
		struct ruapi_event_alloc *event = to_event_alloc(entry);

		if (to_cm_event(event)->new_id)
			atomic_inc(&to_cm_id(entry->obj)->slots);
		cm_event_drop(event);
		/* A program can write as many as its memory cgroup lets it. */
		cond_resched();
	}
}

/**
 * cm_flush_multicast() - take back the unread events of a membership
 * @mc: membership that has no more of them
 */
void cm_flush_multicast(struct ruapi_multicast *mc)
{
	LIST_HEAD(events);

	mutex_lock(&mc->cm->post);
	ruapi_source_stop(&mc->events, mc->cm->queue, &events);
	mutex_unlock(&mc->cm->post);
	cm_free_events(&events);
}

/* ---- MIGRATE -------------------------------------------------------------- */

static void cm_unlock_queue(struct ruapi_cm_id *cm, struct ruapi_queue *queue)
{
	mutex_unlock(&cm->post);
	mutex_unlock(&cm->mutex);
	mutex_unlock(&queue->read_lock);
	ruapi_queue_put(queue);
}

/*
 * Lock an id's queue against its readers, its memberships, and the id against
 * new events.  Return: the queue with a reference, or -EINTR.
 */
static struct ruapi_queue *cm_lock_queue(struct ruapi_cm_id *cm)
{
	struct ruapi_queue *queue;

	for (;;) {
		mutex_lock(&cm->post);
		queue = ruapi_queue_get(cm->queue);
		mutex_unlock(&cm->post);

		if (mutex_lock_killable(&queue->read_lock)) {
			ruapi_queue_put(queue);
			return ERR_PTR(-EINTR);
		}
		if (!mutex_trylock(&cm->mutex)) {
			/* Readers are not to wait for a call on the id. */
			mutex_unlock(&queue->read_lock);
			ruapi_queue_put(queue);
			if (mutex_lock_killable(&cm->mutex))
				return ERR_PTR(-EINTR);
			mutex_unlock(&cm->mutex);
			continue;
		}
		mutex_lock(&cm->post);
		if (queue == cm->queue)
			return queue;
		/* Migrated while we waited for a reader. */
		cm_unlock_queue(cm, queue);
	}
}

static int cm_compare_stamps(void *unused, const struct list_head *a,
			     const struct list_head *b)
{
	const struct ruapi_event_alloc *x, *y;

	x = list_entry(a, struct ruapi_event_alloc, entry.link);
	y = list_entry(b, struct ruapi_event_alloc, entry.link);
	return x->stamp > y->stamp;
}

/* The unread events of an id and of its memberships, in their order. */
static void cm_take_events(struct ruapi_cm_id *cm, struct ruapi_queue *queue,
			   struct list_head *events)
{
	struct ruapi_multicast *mc;

	lockdep_assert_held(&cm->mutex);
	ruapi_source_take(&cm->events, queue, events);
	list_for_each_entry(mc, &cm->multicasts, link)
		ruapi_source_take(&mc->events, queue, events);
	if (!list_empty(&cm->multicasts))
		list_sort(NULL, events, cm_compare_stamps);
}

/* What is left in @events has no reader any more. */
static void cm_give_events(struct ruapi_queue *queue, struct list_head *events)
{
	struct ruapi_event_entry *entry, *next;

	list_for_each_entry_safe(entry, next, events, link) {
		list_del_init(&entry->link);
		if (ruapi_queue_post(queue, to_event_alloc(entry)))
			continue;
		list_add(&entry->link, events);
		break;
	}
}

/* From one queue, whose reader stands still, to another. */
static void cm_move(struct ruapi_cm_id *cm, struct ruapi_queue *to,
		    struct list_head *events)
{
	struct ruapi_queue *from = cm->queue;

	cm_take_events(cm, from, events);
	cm_set_member(cm, false);
	cm->queue = ruapi_queue_get(to);
	/* Who closes the old queue wanted it; who destroys it says so again. */
	WRITE_ONCE(cm->obj.wanted, false);
	if (cm->obj.hw)
		cm_set_member(cm, true);
	ruapi_queue_put(from);
	cm_give_events(to, events);
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
	struct ruapi_queue *from = cm_lock_queue(cm);
	LIST_HEAD(events);

	if (IS_ERR(from))
		return PTR_ERR(from);
	*reported = cm->reported;
	if (to != from)
		cm_move(cm, to, &events);
	cm_unlock_queue(cm, from);

	/* Left over if nobody reads the new queue any more. */
	cm_free_events(&events);
	return 0;
}

/* ---- DESTROY -------------------------------------------------------------- */

/* Unread events of an id that has no more of them. */
static void cm_flush_events(struct ruapi_cm_id *cm)
{
	LIST_HEAD(events);

	list_splice_init(&cm->strays, &events);
	ruapi_source_stop(&cm->events, cm->queue, &events);
	cm_free_events(&events);
	cm_set_member(cm, false);
}

/*
 * Works that wait for a worker have nothing to do any more: rdma_cm does not know the id.
 * It may be long until there is one, as peers of others' ids keep them.
 */
static void cm_cancel_works(struct ruapi_cm_id *cm)
{
	if (cancel_work_sync(&cm->follow)) {
		kfree(cm->held);
		cm->held = NULL;
		ruapi_object_put(&cm->obj);
	}
	if (cancel_work_sync(&cm->proceed))
		ruapi_object_put(&cm->obj);
}

/**
 * cm_id_destroy() - ruapi_type::destroy
 * @obj: the CM_ID
 * @udata: of which its driver is told nothing
 *
 * Return: 0
 */
int cm_id_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_cm_id *cm = to_cm_id(obj);

	if (!obj->hw)
		return 0;
	cm_close(cm);
	/* Removal of the device may have been faster, but not be done yet. */
	flush_work(&cm->close);
	cm_cancel_works(cm);
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
	if (!cm_wq)
		return -ENOMEM;
	cm_wait_wq = alloc_workqueue("rdma_uapi_cm_wait", WQ_UNBOUND,
				     WQ_MAX_ACTIVE);
	if (!cm_wait_wq)
		goto err_wq;
	cm_sysctls = ruapi_compat_register_sysctl("net/rdma_uapi",
						  cm_sysctl_table);
	if (cm_sysctls)
		return 0;
	destroy_workqueue(cm_wait_wq);
err_wq:
	destroy_workqueue(cm_wq);
	return -ENOMEM;
}

/**
 * cm_exit() - ruapi_type::exit
 *
 * No file is open; works that dropped the last reference may still end.
 */
void cm_exit(void)
{
	unregister_net_sysctl_table(cm_sysctls);
	destroy_workqueue(cm_wait_wq);
	destroy_workqueue(cm_wq);
}
