/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * rdma_uapi.ko: what its files share.
 *
 * A call walks through call.c: copy, validate (against the tables in uapi/),
 * resolve handles (object.c), authorize (access.c), run the handler (obj_*.c,
 * cm.c), copy out, publish.  Handlers see only what has been validated.
 *
 * Lock order, outermost first:
 *
 *	namespaces_lock			the list of namespaces; inside of
 *					ib_core's locks of clients
 *	ruapi_ns::open_lock		one CONTEXT.OPEN of an fd at a time
 *	object use count		never waits: a conflict is EBUSY.  Only
 *					ruapi_object_seize() does, for what goes
 *					with the CM id or queue that is going,
 *					with no other lock but those's use count
 *	ruapi_queue::read_lock		the reader of a queue
 *	ruapi_cm_id::mutex		calls on one CM id, and its works.  Where
 *					they use the QP of the id they only try
 *					the rwsem, whose holders may wait for
 *					userspace
 *	ruapi_context::rwsem		read: a call uses the context; write:
 *					its hardware is being made or destroyed
 *	ruapi_device::lock		contexts of a device come and go; for
 *					short, nobody waits under it
 *	mmap_lock of a process		taken by page faults of calls.  mmap()
 *					has it already and only tries rwsem
 *	ruapi_context::umap_lock	I/O mappings of a context
 *	ib_uverbs_file::umap_lock	those that ib_core has just noted
 *	ruapi_qp::mcast_lock		multicast groups of a QP
 *	rdma_lock_handler()		events of a CM id stand still; handlers
 *					take no lock from above
 *	ruapi_cm_id::post		the queue of the CM id
 *	ruapi_context::lock, ruapi_handles::lock, xa_lock of ns->slots
 *					spinlocks, never held together
 *	ruapi_queue::lock		innermost, also taken in interrupts
 *
 * Lifetime: a handle holds one reference on its object, a call another one.
 * An object holds its context's memory, a context its ruapi_device, the
 * ib_device's memory and the driver module, and so does each of its mappings.
 * A view holds the main file, and with it the namespace.
 */
#ifndef RUAPI_H
#define RUAPI_H

#include <linux/atomic.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <rdma/ib_verbs.h>
#include <rdma/rdma_uapi.h>

#include "spec.h"
#include "../drivers/udata.h"
#include "core/compat.h"

struct ruapi_call;
struct ruapi_cm_id;
struct ruapi_context;
struct ruapi_device;
struct ruapi_obj;

/* ---- events (event.c) -------------------------------------------------- */

/**
 * struct ruapi_queue - events that wait for one reader
 * @ref: the EVENT_QUEUE object or namespace, its view, each event source
 * @lock: all below but what is set once, and the state of every event that goes
 *	here.  Taken by drivers in interrupts; nothing is taken inside
 * @events: struct ruapi_event_entry in order of occurrence
 * @wait: readers and pollers
 * @lost: events dropped since the last OVERFLOW record
 * @allocated: entries of @events that own their memory
 * @format: enum ruapi_event_format
 * @flags: enum ruapi_event_queue_flags
 * @handle: of the EVENT_QUEUE object, 0: main queue
 * @dead: nobody will read it any more; events are dropped
 * @read_lock: one reader at a time, so that an event which could not be copied
 *	out goes back to where it came from.  Held while a reader's memory comes,
 *	so neither handlers nor removals take it
 */
struct ruapi_queue {
	refcount_t ref;
	spinlock_t lock;
	struct list_head events;
	wait_queue_head_t wait;
	u32 lost;
	u32 allocated;
	u8 format;
	u32 flags;
	u32 handle;
	bool dead;
	struct mutex read_lock;
};

/**
 * struct ruapi_event_entry - a source of coalesced events, embedded in its
 *	object, or one event of an allocated struct ruapi_event_cm_entry
 * @link: in @queue->events while there is something to read; under its lock
 * @queue: where it goes; holds a reference.  NULL: nowhere
 * @obj: the object the event is about.  NULL: device events of the namespace
 * @type: enum ruapi_event_type
 * @code: of allocated events
 * @port: of EVENT_ASYNC: port number, if @obj is a context
 * @pending: EVENT_ASYNC: bit n: ib_event_type n happened.  EVENT_CQ: count
 * @reported: records that a reader has, or has in hand
 * @stopped: the object is going: neither queue nor requeue it
 */
struct ruapi_event_entry {
	struct list_head link;
	struct ruapi_queue *queue;
	struct ruapi_obj *obj;
	u16 type;
	u32 code;
	u32 port;
	u32 pending;
	u32 reported;
	bool stopped;
};

/**
 * struct ruapi_event_cm_entry - one connection manager or device event
 * @entry: EVENT_CM, EVENT_DEVICE_ADDED or _REMOVED; holds no reference on its
 *	queue
 * @reported: counter of the CM id, raised when a reader got it
 * @on_end: called under the queue's lock when a reader got it (read), or nobody
 *	will, as the queue has died; NULL: nothing to do.  CM: gives the
 *	listener's backlog a place back
 * @new_id: CONNECT_REQUEST: the CM_ID object that the reader gets; while the
 *	event is unread it belongs to the event
 * @rec: what the reader gets; device events are just @rec.hdr
 */
struct ruapi_event_cm_entry {
	struct ruapi_event_entry entry;
	u32 *reported;
	void (*on_end)(struct ruapi_event_cm_entry *event, bool read);
	struct ruapi_obj *new_id;
	struct ruapi_event_cm rec;
};

struct ruapi_queue *ruapi_queue_alloc(u8 format, u32 flags);
void ruapi_queue_put(struct ruapi_queue *queue);
void ruapi_queue_kill(struct ruapi_queue *queue);
void ruapi_event_init(struct ruapi_event_entry *entry, struct ruapi_obj *obj,
		      struct ruapi_queue *queue, u16 type);
void ruapi_event_post(struct ruapi_event_entry *entry, u32 code);
void ruapi_event_stop(struct ruapi_event_entry *entry);
void ruapi_event_end(struct ruapi_event_entry *entry, u32 fatal);
bool ruapi_queue_post(struct ruapi_queue *queue,
		      struct ruapi_event_cm_entry *event);
void ruapi_queue_post_device(struct ruapi_queue *queue, u16 type, u32 index,
			     u32 context, u64 user_data);
void ruapi_queue_lose(struct ruapi_queue *queue);
ssize_t ruapi_queue_read(struct ruapi_queue *queue, struct kiocb *iocb,
			 struct iov_iter *to);
__poll_t ruapi_queue_poll(struct ruapi_queue *queue, struct file *file,
			  poll_table *wait);

static inline struct ruapi_queue *ruapi_queue_get(struct ruapi_queue *queue)
{
	refcount_inc(&queue->ref);
	return queue;
}

/* ---- handles (handle.c) ------------------------------------------------ */

#define RUAPI_HANDLE_CHUNKS 17

/**
 * struct ruapi_handle - a slot
 * @obj: what it names now, or NULL; read under RCU.  Set by whoever reserved
 *	the slot, cleared under the lock
 * @uses: how often it was used; high bits of the handle; under the lock
 * @next_free: the slot that was freed next; under the lock
 */
struct ruapi_handle {
	struct ruapi_obj __rcu *obj;
	u32 uses;
	u32 next_free;
};

/**
 * struct ruapi_handles - all handles of a namespace
 * @lock: all below but @chunks; nothing is taken inside
 * @used: slots that have ever been used; read without the lock, before @chunks
 * @num_free: free ones among them
 * @first_free: the one that has been free for longest
 * @last_free: and that for shortest
 * @chunks: the slots; each is set once, by cmpxchg(), and stays
 */
struct ruapi_handles {
	spinlock_t lock;
	u32 used;
	u32 num_free;
	u32 first_free;
	u32 last_free;
	struct ruapi_handle *chunks[RUAPI_HANDLE_CHUNKS];
};

void ruapi_handles_init(struct ruapi_handles *handles);
void ruapi_handles_exit(struct ruapi_handles *handles);
int ruapi_handle_reserve(struct ruapi_handles *handles, u32 *handle);
void ruapi_handle_publish(struct ruapi_handles *handles, struct ruapi_obj *obj);
bool ruapi_handle_free(struct ruapi_handles *handles, struct ruapi_obj *obj);
struct ruapi_obj *ruapi_handle_find(struct ruapi_handles *handles, u32 handle);
struct ruapi_obj *ruapi_handle_next(struct ruapi_handles *handles, u32 *slot);

/* Objects that come while we look may be seen or not. */
#define for_each_object(ns, slot, obj) \
	for ((slot) = 0; ((obj) = ruapi_handle_next(&(ns)->handles, &(slot)));)

/* ---- namespace (main.c) ------------------------------------------------ */

/**
 * struct ruapi_ns - one open of /dev/rdma_uapi
 * @ufile: first: what ib_core and drivers take file->private_data of a mapping
 *	for
 * @id: unique since the module was loaded
 * @file: the main file, whose private_data this is; not counted
 * @net: network namespace of the opener; holds a reference
 * @handles: of all objects, which are freed by RCU
 * @slots: contexts by mmap slot; holds no references
 * @next_slot: where the search for a free slot goes on, so that a slot is not
 *	reused at once
 * @open_lock: one CONTEXT.OPEN at a time, and which context is open on which
 *	view.  Held while the driver answers into memory of the caller, so the
 *	removal of a device does not take it
 * @queue: events read on the main fd
 * @list: in ruapi_namespaces, under its lock
 * @pinned: bytes registered as MRs
 * @kcov_handle: of the opener (kcov.h)
 */
struct ruapi_ns {
	struct ib_uverbs_file ufile;
	u64 id;
	struct file *file;
	struct net *net;
	struct ruapi_handles handles;
	struct xarray slots;
	u32 next_slot;
	struct mutex open_lock;
	struct ruapi_queue *queue;
	struct list_head list;
	atomic64_t pinned;
	u64 kcov_handle;
};

/**
 * struct ruapi_view - another fd of a namespace
 * @ns: its namespace
 * @main: reference on the main file
 * @tag: given by the creator
 * @queue: what read() reads, or NULL
 * @queue_obj: EVENT_QUEUE object of @queue; holds a reference
 * @device: device views: index of the device
 * @is_device: device view
 * @ctx: device views: the context, once it is open; holds a reference on it.
 *	Written under ns->open_lock, read under RCU
 */
struct ruapi_view {
	struct ruapi_ns *ns;
	struct file *main;
	u64 tag;
	struct ruapi_queue *queue;
	struct ruapi_obj *queue_obj;
	u32 device;
	bool is_device;
	struct ruapi_context *ctx;
};

struct file *ruapi_view_file(struct ruapi_view *view);
struct ruapi_ns *ruapi_file_ns(struct file *file, struct ruapi_view **view);
void ruapi_namespaces_device_event(struct ruapi_device *dev, u16 type);
struct ruapi_queue *ruapi_call_queue(struct ruapi_call *call, u16 id,
				     struct ruapi_queue *otherwise);
int ruapi_call_check_queue(struct ruapi_call *call, u16 id, u8 format);

/* ---- devices (device.c) ------------------------------------------------ */

/**
 * struct ruapi_device - an ib_device, from its arrival until nobody knows it
 *	any more
 * @ref: registration, contexts
 * @ibdev: the device; its memory stays as long as this.  Its name is
 *	->name: what dev_name() says is freed when the device is renamed
 * @index: as RDMA netlink shows it
 * @driver_id: enum rdma_driver_id
 * @lock: @gone, @contexts and @waiting.  Inside of it only ruapi_context::lock is
 *	taken; nobody holds it while waiting for a context
 * @gone: it has been removed or is being removed
 * @contexts: all open contexts, of all namespaces; hold no references: a context
 *	is unlinked before its last one goes
 * @waiting: struct ruapi_call::in_use of those that wait for a peer
 * @idle: the last of them has ended
 * @evict: while it is being removed: ends calls that wait for memory
 * @rcu: lookups may still see it
 */
struct ruapi_device {
	struct kref ref;
	struct ib_device *ibdev;
	u32 index;
	u32 driver_id;
	struct mutex lock;
	bool gone;
	struct list_head contexts;
	struct list_head waiting;
	wait_queue_head_t idle;
	struct delayed_work evict;
	struct rcu_head rcu;
};

extern struct ib_client ruapi_client;

int ruapi_device_init(void);
void ruapi_device_exit(void);
struct ruapi_device *ruapi_device_find(u32 index);
struct ruapi_device *ruapi_device_next(u32 index);
void ruapi_device_put(struct ruapi_device *dev);
struct ruapi_device *ruapi_device_begin_wait(struct ruapi_call *call,
					     u32 index);
bool ruapi_device_end_wait(struct ruapi_device *dev, struct ruapi_call *call);

/* ---- objects (object.c) ------------------------------------------------ */

/**
 * struct ruapi_obj - what every handle names
 * @uobj: first: ib_core and drivers find it through ->uobject and read
 *	->context.  We use of it: user_handle (the user data), context, id (the
 *	handle), ref, usecnt (>0 readers, -1 one writer), rcu, cg_obj (the
 *	charge, if @charged), list (in the context, newest first)
 * @ns: its namespace
 * @ctx: its context, NULL: belongs to none; holds a reference
 * @type: enum ruapi_object
 * @charged: to the rdma cgroup
 * @hw: its hardware exists.  Set before the object is published; cleared by
 *	whoever destroyed it, with it locked for DESTROY or its context for write
 * @retired: its handle is gone, and its lock is held for ever; set once, under
 *	ns->handles.lock
 */
struct ruapi_obj {
	struct ib_uobject uobj;
	struct ruapi_ns *ns;
	struct ruapi_context *ctx;
	u16 type;
	bool charged;
	bool hw;
	bool retired;
};

/**
 * struct ruapi_type - what the core must know of an object type
 * @size: bytes of its struct, whose first member is struct ruapi_obj
 * @destroy: undo what the creating handler did, hardware first.  -EBUSY and no
 *	change if something depends on it.  Called once, with the object locked
 *	for WRITE or its context for write; never after it succeeded
 * @stop: the object is destroyed, and DESTROY is about to count its events, or
 *	the handle is gone; no reader may find one any more.  May be called
 *	again.  NULL: it has none, or @destroy sees to them
 * @release: the last reference is gone; before the memory is freed
 */
struct ruapi_type {
	size_t size;
	int (*destroy)(struct ruapi_obj *obj);
	void (*stop)(struct ruapi_obj *obj);
	void (*release)(struct ruapi_obj *obj);
};

extern const struct ruapi_type *const ruapi_types[__RUAPI_OBJ_MAX];

struct ruapi_obj *ruapi_object_alloc(struct ruapi_ns *ns, u16 type);
int ruapi_object_reserve(struct ruapi_obj *obj);
void ruapi_object_publish(struct ruapi_obj *obj);
void ruapi_object_abort(struct ruapi_obj *obj);
void ruapi_object_retire(struct ruapi_obj *obj);
void ruapi_object_put(struct ruapi_obj *obj);
struct ruapi_obj *ruapi_object_get(struct ruapi_ns *ns, u32 handle);
struct ruapi_obj *ruapi_object_next(struct ruapi_ns *ns, u32 *slot);
int ruapi_object_lock(struct ruapi_obj *obj, u8 access);
void ruapi_object_unlock(struct ruapi_obj *obj, u8 access);
bool ruapi_object_seize(struct ruapi_obj *obj);
int ruapi_object_destroy(struct ruapi_obj *obj);
void ruapi_ns_destroy_objects(struct ruapi_ns *ns);

static inline u32 object_handle(const struct ruapi_obj *obj)
{
	return obj->uobj.id;
}

/* ---- contexts (context.c) ---------------------------------------------- */

/**
 * struct ruapi_context - an opened HCA
 * @obj: the object
 * @dev: its device; holds a reference
 * @ib: driver's context; its memory stays until the last reference
 * @rwsem: read: calls use it; write: its hardware is being made or destroyed.
 *	Who holds it for read may wait for memory of its process.  A removal
 *	ends that; all others who hold a lock that somebody needs only try it
 * @dead: the hardware is gone, for good.  Set under @rwsem for write, and read
 *	without it where a moment later would do as well
 * @removed: the device is being removed, or was; set under @rwsem before @dead
 * @lock: @objects and @calls.  Inside of it tasks are sent signals, and nothing
 *	of ours is taken
 * @objects: uobj.list of all its objects, newest first; entries added and removed
 *	under @lock and @rwsem, so that it stands still for a writer
 * @calls: struct ruapi_call::in_use of those that hold @rwsem and may touch
 *	memory of their process
 * @dev_entry: in dev->contexts, under dev->lock
 * @slot: for mmap offsets on the main fd
 * @owned: was opened on a device view; under ns->open_lock
 * @view: that view, until either is closed; under ns->open_lock
 * @umap_lock: @umaps and their entries.  Inside of mmap_lock, as the operations
 *	of a mapping come with that
 * @umaps: struct rdma_umap_priv of I/O mappings, to be zapped
 * @async: an entry per port, [0]: the device
 * @ib_events: of ib_core
 */
struct ruapi_context {
	struct ruapi_obj obj;
	struct ruapi_device *dev;
	struct ib_ucontext *ib;
	struct rw_semaphore rwsem;
	bool dead;
	bool removed;
	spinlock_t lock;
	struct list_head objects;
	struct list_head calls;
	struct list_head dev_entry;
	u32 slot;
	bool owned;
	struct ruapi_view *view;
	struct mutex umap_lock;
	struct list_head umaps;
	struct ruapi_event_entry *async;
	struct ib_event_handler ib_events;
};

/* How long a removal waits for calls in progress until it looks why. */
#define RUAPI_EVICT_AFTER HZ

void ruapi_context_enter(struct ruapi_context *ctx, struct ruapi_call *call);
void ruapi_context_leave(struct ruapi_context *ctx, struct ruapi_call *call);
void ruapi_context_evict(struct ruapi_context *ctx);
void ruapi_context_kill(struct ruapi_context *ctx);
void ruapi_context_close(struct ruapi_context *ctx);
void ruapi_context_close_view(struct ruapi_view *view);
struct ruapi_queue *ruapi_context_queue(struct ruapi_context *ctx);

static inline struct ruapi_context *to_context(struct ruapi_obj *obj)
{
	return container_of(obj, struct ruapi_context, obj);
}

/* ---- calls (action.c, call.c) ---------------------------------------------- */

#define RUAPI_CALL_INLINE_ATTRS 16
#define RUAPI_CALL_MAX_REFS 8
#define RUAPI_CALL_MAX_BUFS 4
#define RUAPI_CALL_SCRATCH 384

/**
 * struct ruapi_handler - what the kernel does for one action
 * @run: the handler.  0, or a negative errno and nothing done
 * @fast: instead of @run, for class FAST
 * @cap_raw: needs CAP_NET_RAW over the device
 * @enters: locks the context of its objects itself, inside the lock of a CM id
 */
struct ruapi_handler {
	int (*run)(struct ruapi_call *call);
	int (*fast)(struct ruapi_obj *obj, u64 arg);
	bool cap_raw;
	bool enters;
};

/**
 * struct ruapi_call - one call, from the copy in to the copy out; handlers use
 *	the accessors below and @ns, @ctx
 * @ns: namespace
 * @view: the fd it was made on, NULL: the main fd
 * @file: ditto
 * @action: compiled specification
 * @handler: what to run
 * @hdr: copy of the header
 * @uhdr: where it came from
 * @attrs: copy of the attributes
 * @given: bit n: attribute n was given
 * @put: bit n: output buffer n was written
 * @objs: bit i: @attrs[i] is an object to be resolved
 * @bufs_in: bit i: @attrs[i] is an input buffer of the action
 * @bufs_out: bit i: @attrs[i] is an output buffer of the action
 * @outs: some attribute is an output scalar
 * @uhw_in: index + 1 in @attrs of the driver's request, 0: none
 * @uhw_out: index + 1 of the driver's response
 * @num_refs: entries in @refs
 * @num_bufs: entries in @bufs
 * @scratch_used: bytes of @scratch
 * @err: first error of attr_put_*(), which handlers need not look at
 * @keep_len: copy attribute lengths out although the call failed
 * @ctx: context of the objects, locked for read; NULL: none
 * @dev: device the call is about, NULL: none; holds a reference if !@ctx
 * @in_use: in ctx->calls of its context, or in dev->waiting
 * @task: who makes the call, valid in that list
 * @entered: when it came into that list, jiffies
 * @new_obj: object that the handler creates
 * @new_file: file behind the FD_NEW attribute
 * @new_fd: its reserved number
 * @udata: for the driver
 * @slot: index + 1 in @attrs by attribute id
 * @refs: objects resolved and locked
 * @bufs: input buffers in kernel memory
 * @inline_attrs: storage of @attrs when they are few
 * @scratch: storage of @bufs when they are short
 */
struct ruapi_call {
	struct ruapi_ns *ns;
	struct ruapi_view *view;
	struct file *file;
	const struct ruapi_action *action;
	const struct ruapi_handler *handler;
	struct ruapi_hdr hdr;
	struct ruapi_hdr __user *uhdr;
	struct ruapi_attr *attrs;
	u64 given;
	u64 put;
	u64 objs;
	u64 bufs_in;
	u64 bufs_out;
	bool outs;
	u8 uhw_in;
	u8 uhw_out;
	u8 num_refs;
	u8 num_bufs;
	u16 scratch_used;
	bool keep_len;
	int err;
	struct ruapi_context *ctx;
	struct ruapi_device *dev;
	struct list_head in_use;
	struct task_struct *task;
	unsigned long entered;
	struct ruapi_obj *new_obj;
	struct file *new_file;
	int new_fd;
	struct ruapi_udata udata;
	u8 slot[RUAPI_MAX_ATTRS];
	struct ruapi_ref {
		struct ruapi_obj *obj;
		u8 id;
		u8 access;
	} refs[RUAPI_CALL_MAX_REFS];
	struct ruapi_buf {
		void *data;
		u32 len;
		u8 id;
		bool allocated;
	} bufs[RUAPI_CALL_MAX_BUFS];
	struct ruapi_attr inline_attrs[RUAPI_CALL_INLINE_ATTRS];
	u8 scratch[RUAPI_CALL_SCRATCH] __aligned(8);
};

/**
 * struct ruapi_action - a specification, made quick to check against
 * @spec: the specification
 * @object: enum ruapi_object
 * @number: action number
 * @handler: of this kernel
 * @required: bit n: attribute n must be given
 * @groups: attributes of which exactly one must be given; 0: no such group
 * @has_outs: some attribute is an output buffer
 * @has_fds: some attribute is a new file descriptor
 * @is_final: what it does cannot be undone
 * @destroys: id of the attribute whose object the call destroys, 0: none
 * @creates: id of the attribute whose object the call creates, 0: none
 * @device_attr: id of the device index, 0: none
 * @port_attr: id of the port, 0: none
 * @pkey_attr: id of the P_Key index, 0: none
 * @num_rules: entries in @rules
 * @rules: by attribute id; wire 0: no such attribute
 */
struct ruapi_action {
	const struct ruapi_action_spec *spec;
	u16 object;
	u16 number;
	const struct ruapi_handler *handler;
	u64 required;
	u64 groups[2];
	bool has_outs;
	bool has_fds;
	bool is_final;
	u8 destroys;
	u8 creates;
	u8 device_attr;
	u8 port_attr;
	u8 pkey_attr;
	u8 num_rules;
	struct ruapi_rule {
		u8 wire;
		u8 type;
		u8 access;
		u8 width;
		u16 object;
		u32 flags;
		u32 max_len;
		u32 len_from;
		u32 len_to;
		u32 len_unit;
		u64 max;
	} rules[];
};

int ruapi_actions_init(void);
void ruapi_actions_exit(void);
const struct ruapi_action *ruapi_action(unsigned int object,
					unsigned int action);
long ruapi_ioctl_call(struct file *file, unsigned int cmd,
		      struct ruapi_hdr __user *uhdr);
long ruapi_ioctl_fast(struct file *file, struct ruapi_fast __user *ufast);

int call_bad_attr(struct ruapi_call *call, u16 id, u16 reason, int err);
int call_new_file(struct ruapi_call *call, u16 id, struct file *file);
void call_reuse_object(struct ruapi_call *call, struct ruapi_obj *obj);

#include "core/attr.h"

/* ---- access (access.c) ------------------------------------------------- */

bool ruapi_access_device(struct ruapi_ns *ns, struct ruapi_device *dev);
bool ruapi_access_raw(struct ruapi_device *dev);
bool ruapi_access_privileged_qkey(struct ruapi_device *dev);
int ruapi_access_call(struct ruapi_call *call);
int ruapi_access_fast(struct file *file, struct ruapi_obj *obj, u16 action);
int ruapi_access_charge(struct ruapi_obj *obj, struct ruapi_device *dev,
			enum rdmacg_resource_type resource);
void ruapi_access_uncharge(struct ruapi_obj *obj, struct ruapi_device *dev);

/* ---- drivers (../drivers/) ---------------------------------------------- */

int ruapi_driver_check_uhw(struct ruapi_call *call, u32 driver_id);
const char *ruapi_driver_name(u32 driver_id);

/* ---- mappings (mmap.c) ------------------------------------------------- */

/* Offsets are signed, so the slot has 11 bits. */
#define RUAPI_MMAP_MAX_SLOT 2047

int ruapi_mmap(struct ruapi_ns *ns, struct ruapi_view *view,
	       struct vm_area_struct *vma);
void ruapi_mmap_zap(struct ruapi_context *ctx);

/* ---- objects of verbs and of the connection manager -------------------- */

#define RUAPI_HANDLERS(name, max) \
	extern const struct ruapi_handler name##_handlers[max]

RUAPI_HANDLERS(namespace, __RUAPI_NAMESPACE_MAX);
RUAPI_HANDLERS(device, __RUAPI_DEVICE_MAX);
RUAPI_HANDLERS(context, __RUAPI_CONTEXT_MAX);
RUAPI_HANDLERS(event_queue, __RUAPI_EVENT_QUEUE_MAX);
RUAPI_HANDLERS(pd, __RUAPI_PD_MAX);
RUAPI_HANDLERS(mr, __RUAPI_MR_MAX);
RUAPI_HANDLERS(cq, __RUAPI_CQ_MAX);
RUAPI_HANDLERS(qp, __RUAPI_QP_MAX);
RUAPI_HANDLERS(cm_id, __RUAPI_CM_ID_MAX);
RUAPI_HANDLERS(srq, __RUAPI_SRQ_MAX);
RUAPI_HANDLERS(ah, __RUAPI_AH_MAX);
RUAPI_HANDLERS(mw, __RUAPI_MW_MAX);
RUAPI_HANDLERS(multicast, __RUAPI_MULTICAST_MAX);

extern const struct ruapi_type ruapi_type_context;
extern const struct ruapi_type ruapi_type_event_queue;
extern const struct ruapi_type ruapi_type_pd;
extern const struct ruapi_type ruapi_type_mr;
extern const struct ruapi_type ruapi_type_cq;
extern const struct ruapi_type ruapi_type_qp;
extern const struct ruapi_type ruapi_type_cm_id;
extern const struct ruapi_type ruapi_type_srq;
extern const struct ruapi_type ruapi_type_ah;
extern const struct ruapi_type ruapi_type_mw;
extern const struct ruapi_type ruapi_type_multicast;

/**
 * struct ruapi_event_queue - EVENT_QUEUE object
 * @obj: the object
 * @queue: the queue; holds a reference
 */
struct ruapi_event_queue {
	struct ruapi_obj obj;
	struct ruapi_queue *queue;
};

struct ruapi_pd {
	struct ruapi_obj obj;
	struct ib_pd *ib;
};

/**
 * struct ruapi_mr - MR object
 * @obj: the object
 * @ib: ib_core's
 * @access: enum ib_access_flags
 * @pinned: bytes of memory it keeps, counted in ns->pinned
 */
struct ruapi_mr {
	struct ruapi_obj obj;
	struct ib_mr *ib;
	u32 access;
	u64 pinned;
};

struct ruapi_cq {
	struct ruapi_obj obj;
	struct ib_cq *ib;
	struct ruapi_event_entry comp;
	struct ruapi_event_entry async;
};

/**
 * struct ruapi_qp - QP object
 * @obj: the object
 * @ib: ib_core's
 * @async: its asynchronous events
 * @mcast_lock: @mcasts
 * @mcasts: multicast groups that it is attached to
 * @num: QP number; valid also when @ib is gone
 * @srq: it receives from an SRQ
 * @cm: id that it is bound to, which holds a reference on the QP; NULL: none.
 *	Changed by cmpxchg(), under the mutex of that id
 */
struct ruapi_qp {
	struct ruapi_obj obj;
	struct ib_qp *ib;
	struct ruapi_event_entry async;
	struct mutex mcast_lock;
	struct list_head mcasts;
	u32 num;
	bool srq;
	struct ruapi_cm_id *cm;
};

struct ruapi_srq {
	struct ruapi_obj obj;
	struct ib_srq *ib;
	struct ruapi_event_entry async;
};

struct ruapi_ah {
	struct ruapi_obj obj;
	struct ib_ah *ib;
};

struct ruapi_mw {
	struct ruapi_obj obj;
	struct ib_mw *ib;
};

int object_destroy_run(struct ruapi_call *call);
int object_list_run(struct ruapi_call *call);

/* Of cm.c, for the rest. */
void ruapi_cm_orphan(struct ruapi_ns *ns, struct ruapi_queue *queue);
u32 ruapi_cm_events(struct ruapi_obj *obj);
u32 ruapi_multicast_events(struct ruapi_obj *obj);
struct ruapi_device *ruapi_cm_get_device(struct ruapi_obj *obj);
bool ruapi_cm_lost_device(struct ruapi_obj *obj);
void ruapi_cm_drop_new_id(struct ruapi_obj *new_id);
void ruapi_cm_fdinfo(struct ruapi_obj *obj, struct seq_file *m);

/* Of obj_qp.c, for obj_ah.c and cm.c. */
void ruapi_qp_attr_to_user(struct ruapi_qp_attr *dst,
			   const struct ib_qp_attr *src, u32 mask);
void ruapi_ah_attr_to_user(struct ruapi_ah_attr *dst,
			   const struct rdma_ah_attr *src);
void ruapi_ah_attr_from_user(struct ib_device *ibdev, struct rdma_ah_attr *dst,
			     const struct ruapi_ah_attr *src);

#endif /* RUAPI_H */
