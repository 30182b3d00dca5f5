/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* CM_ID objects: what the files of this wing share. */
#ifndef RUAPI_CM_H
#define RUAPI_CM_H

#include <linux/workqueue.h>
#include <rdma/rdma_cm.h>

#include "ruapi.h"
#include "verbs/for_cm.h"

/* Connect requests that stay unread, if the administrator does not say. */
#define CM_BACKLOG 1024

extern unsigned int cm_max_backlog;

struct cm_chain;

/**
 * enum cm_stage - how far an id has come
 * @CM_STAGE_NEW: it has no address of a peer
 * @CM_STAGE_ADDR: it has, and its device
 * @CM_STAGE_ROUTE: it has a path, too
 * @CM_STAGE_ASKED: it has sent a request, or was made for one
 */
enum cm_stage {
	CM_STAGE_NEW,
	CM_STAGE_ADDR,
	CM_STAGE_ROUTE,
	CM_STAGE_ASKED,
};

/* Attribute 1 of every action of CM_ID. */
#define CM_HANDLE RUAPI_CM_ID_QUERY_HANDLE

/**
 * struct ruapi_cm_id - connection manager id
 * @obj: the object.  user_handle: written by CREATE, and by ACCEPT under
 *	rdma_lock_handler(); the events of the id read it
 * @id: what rdma_cm knows.  Whoever sets it to NULL under @mutex destroys it
 *	afterwards: DESTROY, or the removal of the device, which leaves this
 *	object as a tombstone.  Under @mutex neither @id nor @id->device go away
 * @mutex: one call at a time; rdma_cm relies on that.  Nobody touches the
 *	memory of a process under it: device removal waits for it
 * @devices: what a call got of ruapi_devices_hold(), for it may have rdma_cm let
 *	go of a device; under @mutex
 * @post: @queue, @strays and the order of events.  Taken by event handlers,
 *	under rdma_lock_handler().  That lock would not do, because the requests
 *	of a wildcard listener come under the locks of its children
 * @queue: where events go; holds a reference.  Written under @post and under
 *	the read_lock of the old queue, so that no reader has an event in hand
 * @strays: connect requests whose queue died while they were made
 * @port_space: enum rdma_ucm_port_space
 * @state: enum ruapi_cm_id_state, changed by xchg() and cmpxchg() because
 *	calls and events do not exclude each other
 * @stage: enum cm_stage, as rdma_cm knows it.  Under rdma_lock_handler(), or
 *	@mutex when there is no event to come that changes it
 * @quiet: born of a connect request and not accepted yet.  As in ucma, its own
 *	events are not reported: a later ACCEPT fails if one mattered.  Under
 *	rdma_lock_handler()
 * @services: rdma_cm has found services, which stay as they are from then on.  Under
 *	rdma_lock_handler()
 * @pending: the peer waits for ACCEPT or REJECT.  Under rdma_lock_handler()
 * @backlog: what LISTEN set
 * @slots: connect requests that may still come before one is read or dropped
 * @events: those that nobody has read; under the lock of @queue
 * @reported: events read; ditto
 * @member: in @queue->members if that owns its ids, as long as the id is there;
 *	ditto
 * @multicasts: struct ruapi_multicast::link of its memberships; under @mutex
 * @groups: struct cm_group::link of what they are members of; under @mutex
 * @qp: bound QP; holds a reference.  Changed under @mutex and, while @id is
 *	there, rdma_lock_handler()
 * @obeys: the QP follows when the peer disconnects.  Written before a request is
 *	sent, or under rdma_lock_handler() before one is accepted
 * @privileged: who made @chain may use controlled Q_Keys
 * @held: event that the program gets when the QP has followed it; it is
 *	@follow's.  Under rdma_lock_handler(), or taken by @follow
 * @follow: takes the QP to where @held says.  Holds a reference on @obj while
 *	it is queued
 * @chain: CONNECT with an address, which goes on by itself: calls that change the
 *	id are EBUSY.  Made under @mutex, ended under rdma_lock_handler(), or by
 *	who has taken @id
 * @proceed: the last steps of @chain, which need @mutex.  Holds a reference on @obj
 *	while it is queued
 * @connecting: the task that waits for the peer of the id, or NULL; under @post.
 *	Of a call, which holds @mutex, or of @proceed, which does not: who destroys
 *	the id interrupts that and waits for it.  Who has set it clears it
 * @waits: @proceed waits for the peer, and has rdma_lock_handler().  Set under
 *	@mutex
 * @stopped: the id goes: nobody begins to wait; under @post
 * @close: destroys @id when its device is removed.  Holds a reference on @obj
 *	while it is queued
 *
 * Lock order: object use count, queue->read_lock, @mutex, rwsem of the QP's
 * context, rdma_lock_handler(), @post, queue->lock.  No handler of rdma_cm waits
 * for a reader or for a call, so that neither can delay the removal of a device
 * or the connections of others: it tries @mutex, and if a call has that @follow or
 * @proceed does it.  Their workers
 * are shared by all namespaces, so calls that hold @mutex do not wait for
 * userspace, and the rwsem, whose holders do, is only tried under it.  Who waits for
 * a peer without @mutex has workers of its own.
 *
 * Lifetime: events do not hold the id they are about.  rdma_destroy_id() waits
 * for the handlers, then cm_flush_events() takes back what is unread; what a reader
 * has in hand holds the id meanwhile, and counts as read.
 * A connect request holds a reference on the id it brings, which everybody can
 * look up already; the id's use count decides whether a program destroys it or
 * the listener does, when it goes with the request unread, or the last call that
 * uses it then.
 */
struct ruapi_cm_id {
	struct ruapi_obj obj;
	struct rdma_cm_id *id;
	struct mutex mutex;
	int devices;
	struct mutex post;
	struct ruapi_queue *queue;
	struct list_head strays;
	u16 port_space;
	u32 state;
	u8 stage;
	bool quiet;
	bool services;
	bool pending;
	bool obeys;
	bool privileged;
	bool waits;
	bool stopped;
	u32 backlog;
	atomic_t slots;
	struct ruapi_event_source events;
	u32 reported;
	struct list_head member;
	struct list_head multicasts;
	struct list_head groups;
	struct ruapi_qp *qp;
	struct cm_event *held;
	struct work_struct follow;
	struct cm_chain *chain;
	struct work_struct proceed;
	struct work_struct close;
	struct task_struct *connecting;
};

/**
 * struct cm_event - an event of an id
 * @alloc: what the queue knows of it
 * @new_id: CONNECT_REQUEST: the CM_ID object that the reader gets; while the
 *	event is unread it belongs to the event
 * @rec: what the reader gets
 */
struct cm_event {
	struct ruapi_event_alloc alloc;
	struct ruapi_obj *new_id;
	struct ruapi_event_cm rec;
};

static inline struct cm_event *to_cm_event(struct ruapi_event_alloc *alloc)
{
	return container_of(alloc, struct cm_event, alloc);
}

static inline struct ruapi_cm_id *to_cm_id(struct ruapi_obj *obj)
{
	return container_of(obj, struct ruapi_cm_id, obj);
}

/* Of an id that has a device. */
static inline bool cm_is_iwarp(const struct ruapi_cm_id *cm)
{
	return rdma_cap_iw_cm(cm->id->device, cm->id->port_num);
}

/**
 * struct cm_group - a multicast group that a CM id has joined
 * @link: in cm->groups; under cm->mutex
 * @addr: its address, under which rdma_cm knows it.  No two of an id are equal,
 *	or one would be left in the name of the other
 * @send_only: how it was joined
 * @members: struct ruapi_multicast::member; under cm->mutex and, while cm->id is
 *	there, rdma_lock_handler()
 * @told: the last event of the group, which who joins later gets, too; ditto
 * @is_told: there has been one; ditto
 *
 * A group in @link is known to rdma_cm exactly as long as cm->id is there.
 */
struct cm_group {
	struct list_head link;
	struct sockaddr_storage addr;
	bool send_only;
	struct list_head members;
	struct ruapi_event_cm told;
	bool is_told;
};

/**
 * struct ruapi_multicast - MULTICAST object: a membership of a CM id
 * @obj: the object; belongs to no context, as its id
 * @cm: the id; holds a reference.  NULL: JOIN did not get that far
 * @link: in cm->multicasts; under cm->mutex
 * @group: of which it is a member; it goes with the last one.  NULL: it has left
 * @member: in @group->members
 * @events: those that nobody has read; under the lock of the id's queue
 * @reported: events read; ditto
 * @first: memory for the first event, so that JOIN fails and no event is lost;
 *	under rdma_lock_handler(), NULL: it came
 *
 * Events of a membership go where those of its id go and hold neither: whoever
 * ends the membership takes them back.
 */
struct ruapi_multicast {
	struct ruapi_obj obj;
	struct ruapi_cm_id *cm;
	struct list_head link;
	struct cm_group *group;
	struct list_head member;
	struct ruapi_event_source events;
	u32 reported;
	struct cm_event *first;
};

static inline struct ruapi_multicast *to_multicast(struct ruapi_obj *obj)
{
	return container_of(obj, struct ruapi_multicast, obj);
}

/* What types.c puts into the table of types. */
extern const struct ruapi_type ruapi_type_cm_id;
extern const struct ruapi_type ruapi_type_multicast;

/* cm_id.c */
struct sockaddr *cm_addr(struct ruapi_call *call, u16 attr);
int cm_addrs(struct ruapi_call *call, u16 src_attr, struct sockaddr **src,
	     u16 dst_attr, struct sockaddr **dst);
struct ruapi_cm_id *cm_lock(struct ruapi_call *call);
struct ruapi_cm_id *cm_lock_idle(struct ruapi_call *call);
struct ruapi_cm_id *cm_lock_bound(struct ruapi_call *call);
struct ruapi_cm_id *cm_lock_leaving(struct ruapi_call *call);
int cm_check_port(struct ruapi_ns *ns, struct rdma_cm_id *id);
int cm_call_check_port(struct ruapi_call *call, struct ruapi_cm_id *cm,
		       u16 attr);
void cm_unlock(struct ruapi_cm_id *cm);
void cm_conn_param(const struct ruapi_cm_id *cm,
		   const struct ruapi_cm_param *src,
		   struct rdma_conn_param *dst, struct rdma_ucm_ece *ece);

/* connect.c */
int cm_id_connect(struct ruapi_call *call);
int cm_may_bind(struct ruapi_call *call);
int cm_check_obeys(struct ruapi_call *call, u16 attr, struct ruapi_cm_id *cm);
void cm_id_interrupt(struct ruapi_obj *obj);
void cm_connect_init(struct ruapi_cm_id *cm);
void cm_connect_stop(struct ruapi_cm_id *cm);
bool cm_chain_ignores(const struct ruapi_cm_id *cm,
		      const struct rdma_cm_event *event);
bool cm_chain_event(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
		    const struct rdma_cm_event *event);
void cm_chain_drop(struct ruapi_cm_id *cm);

/* query.c */
struct ruapi_device *cm_id_device(struct ruapi_obj *obj);
void cm_id_fdinfo(struct ruapi_obj *obj, struct seq_file *m);
int cm_id_query(struct ruapi_call *call);
int cm_id_query_path(struct ruapi_call *call);
int cm_id_query_gid(struct ruapi_call *call);

/* service.c */
int cm_id_resolve_ib_service(struct ruapi_call *call);
int cm_id_query_ib_service(struct ruapi_call *call);
int cm_id_write_event(struct ruapi_call *call);

/* bind_qp.c */
int cm_id_bind_qp(struct ruapi_call *call);
void cm_qp_init(struct ruapi_cm_id *cm);
void cm_qp_number(const struct ruapi_cm_id *cm, struct rdma_conn_param *param);
int cm_qp_bind(struct ruapi_call *call, u16 attr, struct ruapi_cm_id *cm,
	       struct ruapi_qp *qp);
int cm_qp_unbind(struct ruapi_call *call, struct ruapi_cm_id *cm);
int cm_qp_reserve(struct ruapi_call *call, u16 attr, struct ruapi_cm_id *cm,
		  struct ruapi_qp *qp);
int cm_qp_attach(struct ruapi_cm_id *cm, struct ruapi_qp *qp, bool inside);
void cm_qp_put(struct ruapi_qp *qp);
bool cm_qp_enter(struct ruapi_cm_id *cm);
void cm_qp_leave(struct ruapi_cm_id *cm);
int cm_qp_accept(struct ruapi_call *call, struct ruapi_cm_id *cm,
		 const struct ruapi_cm_param *param);
void cm_qp_error(struct ruapi_cm_id *cm);
bool cm_qp_follow(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
		  const struct rdma_cm_event *event, u32 was);
void cm_qp_release(struct ruapi_cm_id *cm);

/* multicast.c */
void cm_leave_multicasts(struct ruapi_cm_id *cm);
void cm_drop_multicasts(struct ruapi_cm_id *cm);
void cm_group_event(struct ruapi_cm_id *cm, struct cm_group *group,
		    struct rdma_cm_id *id, const struct rdma_cm_event *event);

/* event.c */
int cm_init(void);
void cm_exit(void);
void cm_id_init(struct ruapi_cm_id *cm, struct ruapi_queue *queue,
		u16 port_space);
struct cm_event *cm_event_alloc(struct ruapi_cm_id *cm, struct rdma_cm_id *id,
				const struct rdma_cm_event *event);
void cm_post_entry(struct ruapi_cm_id *cm, struct cm_event *entry);
void cm_queue_work(struct ruapi_cm_id *cm, struct work_struct *work,
		   bool waits);
bool cm_queue_gone(struct ruapi_ns *ns, struct ruapi_queue *queue);
int cm_id_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata);
void cm_id_release(struct ruapi_obj *obj);
void cm_id_events(struct ruapi_obj *obj, u32 *events, u32 *async_events);
void cm_born(struct ruapi_cm_id *cm);
int cm_event_handler(struct rdma_cm_id *id, struct rdma_cm_event *event);
struct cm_event *cm_event_new(void);
void cm_event_fill(struct cm_event *entry, struct ruapi_cm_id *cm,
		   struct rdma_cm_id *id, const struct rdma_cm_event *event);
void cm_flush_multicast(struct ruapi_multicast *mc);
int cm_migrate_events(struct ruapi_cm_id *cm, struct ruapi_queue *to,
		      u32 *reported);

#endif /* RUAPI_CM_H */
