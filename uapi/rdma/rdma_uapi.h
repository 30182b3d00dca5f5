/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/*
 * /dev/rdma_uapi: the RDMA control plane of a host behind one file descriptor.
 *
 * One fd is one *namespace* of objects.  Connection-manager ids, contexts of
 * every HCA and all verbs objects have u32 handles in it, and nothing that one
 * open of the device created can be reached from another open.
 *
 * A call is an ioctl whose argument starts with struct ruapi_hdr and goes on
 * with an array of struct ruapi_attr.  The tuple (ioctl number, object,
 * action, driver_id) says what the call means and the wire type of every
 * attribute says how to copy it: a tracer or a proxy needs no table.
 *
 * Several calls go in one ioctl as a batch, struct ruapi_batch: all of them or none.
 * Where an action may stand in one DESCRIBE says (RUAPI_DESC_PLACE()): what makes
 * something or only looks, anywhere; what cannot be undone, as the last call; and any
 * number of DESTROYs may end a batch.  If a call fails, what those before it have made
 * is destroyed again, the newest first.  All objects that calls name stay in use until
 * the end of the batch, and all that belong to a context must be of one.  What is made
 * has no handle for others before the batch has succeeded; but a last call that cannot
 * be undone, and names some of it, finds all of it known and in use, as others may hear
 * of it by an event at once.
 *
 * The errno contract.  A call that fails has no effect and leaks nothing;
 * the kernel writes @bad_attr, @bad_index and @reason of the header.
 *
 *   ENOTTY           unknown ioctl number
 *   EPROTONOSUPPORT  unknown object or action, or the wrong ioctl class for it
 *   EOPNOTSUPP       known, but this device or this kernel cannot do it
 *   EINVAL           malformed; bad_attr and reason say what
 *   E2BIG            a struct is longer than known and its tail is not zero
 *   EPROTO           an attribute with RUAPI_ATTR_F_MANDATORY is unknown
 *   ENOENT           no such handle, or a handle of another object type
 *   EBUSY            the object is being used in a conflicting way, or other
 *                    objects still depend on it
 *   ENODEV           the device is gone; DESTROY of its handles succeeds
 *   EACCES           the network namespace or a security module forbids it
 *   EPERM            a capability is missing
 *   EFAULT           a pointer of the caller is bad
 *   ENOSPC           an output buffer is too short; its len is what it takes
 *   ENOMEM, EMFILE, EAGAIN, EINTR  as everywhere
 *
 * Errors of the device driver or of the connection manager pass unchanged.
 * The layout is the same for 32 and 64 bit callers, and it only ever grows:
 * new objects, actions, attributes and longer structs, never other meanings.
 */
#ifndef RDMA_RDMA_UAPI_H
#define RDMA_RDMA_UAPI_H

#include <linux/types.h>
#include <linux/ioctl.h>

/** RUAPI_DEVICE_PATH - where the device node lives */
#define RUAPI_DEVICE_PATH "/dev/rdma_uapi"

/* ---- wire format ------------------------------------------------------ */

/**
 * struct ruapi_objref - names an object of the namespace
 * @handle: its handle, never 0; with RUAPI_OBJ_RESULT: number of a call
 * @object: enum ruapi_object, its type
 */
struct ruapi_objref {
	__u32 handle;
	__u32 object;
};

/**
 * RUAPI_OBJ_RESULT - in struct ruapi_objref::object, in a batch, where an object is
 *	read: the object is the one that an earlier call of the batch makes, and the
 *	handle is the number of that call, from 0
 */
#define RUAPI_OBJ_RESULT 0x80000000

/**
 * struct ruapi_attr - one attribute of a call
 * @id: of the action's attribute enum; RUAPI_ATTR_DRIVER | n: of the driver
 * @wire: enum ruapi_wire
 * @flags: enum ruapi_attr_flags
 * @len: bytes.  Scalars: the width of the type.  Buffers: the room at @ptr; with
 *	VALID, of an output: what was written, and with ENOSPC what it takes.
 *	fds: 4.  Objects: 8
 * @value: WIRE_IN, WIRE_OUT: the scalar, zero-extended
 * @ptr: buffers and arrays: address in the caller
 * @fd: WIRE_FD_*: file descriptor, sign-extended
 * @obj: WIRE_OBJ_*: an object
 */
struct ruapi_attr {
	__u16 id;
	__u8 wire;
	__u8 flags;
	__u32 len;
	union {
		__aligned_u64 value;
		__aligned_u64 ptr;
		__s64 fd;
		struct ruapi_objref obj;
	};
};

/**
 * struct ruapi_hdr - start of the argument of RUAPI_IOC_CALL, _CM and _DRIVER
 * @length: bytes of the header and all its attributes, exactly
 * @object: enum ruapi_object
 * @action: enum ruapi_common_action, or the action enum of the object
 * @driver_id: enum rdma_driver_id the caller believes the device to have.
 *	It is checked, never selected by: it must match when the call
 *	carries attributes of the driver's namespace, may be 0 otherwise
 * @num_attrs: entries in @attrs, at most RUAPI_MAX_ATTRS
 * @flags: enum ruapi_hdr_flags
 * @bad_attr: out: id of the attribute that made the call fail; 0: none, or
 *	the header itself
 * @reason: out: enum ruapi_reason
 * @bad_index: out: where in @attrs, or 0xffffffff if it is not there
 * @view: with RUAPI_HDR_F_VIEW: the view that the caller takes the fd for, as
 *	NAMESPACE.QUERY numbers it; must be 0 without
 * @attrs: the attributes in any order, each id at most once
 */
struct ruapi_hdr {
	__u32 length;
	__u16 object;
	__u16 action;
	__u32 driver_id;
	__u16 num_attrs;
	__u16 flags;
	__u16 bad_attr;
	__u16 reason;
	__u32 bad_index;
	__aligned_u64 view;
	struct ruapi_attr attrs[];
};

/**
 * enum ruapi_hdr_flags - struct ruapi_hdr::flags
 * @RUAPI_HDR_F_VIEW: do it only if the fd is the view numbered
 *	&ruapi_hdr.view and the caller is the process that made it; ESTALE
 *	(REASON_VIEW) if not, and nothing has been looked at.  The kernel clears the
 *	flag and the number in the caller's memory when it is so, before anything else
 *	happens: what is still set was not answered by this module.  For those who keep what they
 *	have seen of an fd, which somebody may have closed meanwhile
 */
enum ruapi_hdr_flags {
	RUAPI_HDR_F_VIEW = 1 << 0,
};

/** RUAPI_MAX_ATTRS - most attributes one call can carry */
#define RUAPI_MAX_ATTRS 64

/** RUAPI_ATTR_DRIVER - attribute ids from here on belong to the driver */
#define RUAPI_ATTR_DRIVER 0x8000

/**
 * RUAPI_DRIVER_NS - object types and actions from here on are the driver's: of
 *	class DRIVER, or in LIST.  What is below it is that of enum ruapi_object and
 *	the like; a driver adds actions to these, too
 */
#define RUAPI_DRIVER_NS 0x8000

/**
 * RUAPI_ATTR_ADDED - attribute ids from here on are what the driver of a device adds
 *	to actions of the core's: RUAPI_ATTR_DRIVER | id, with the id of the driver's
 *	header (MLX5_IB_ATTR_CREATE_CQ_UAR_INDEX and so on).  They are given with the
 *	driver_id, and are as those of class DRIVER.  DESCRIBE of the device says
 *	which there are
 */
#define RUAPI_ATTR_ADDED 0x9000

/**
 * RUAPI_ATTR_CONTEXT - attribute of every action of class DRIVER: the context in
 *	which it runs, and with it the device whose driver says what it is
 */
#define RUAPI_ATTR_CONTEXT 0x7fff

/**
 * enum ruapi_attr_flags - struct ruapi_attr::flags
 * @RUAPI_ATTR_F_MANDATORY: fail with EPROTO if the kernel does not know the id;
 *	without it an unknown attribute is ignored and not marked VALID
 * @RUAPI_ATTR_F_WRITTEN: out, in class DRIVER and from RUAPI_ATTR_ADDED on: the
 *	driver has written the output.  Ignored there on the way in, as VALID is
 * @RUAPI_ATTR_F_VALID: out: the kernel knows the attribute.  Ignored on the way
 *	in, so that a call can be made again as it is.  Where a call has no output, and
 *	no attribute but those that its action requires, its memory is not written
 *	and that it succeeded says so
 */
enum ruapi_attr_flags {
	RUAPI_ATTR_F_MANDATORY = 1 << 0,
	RUAPI_ATTR_F_WRITTEN = 1 << 1,
	RUAPI_ATTR_F_VALID = 1 << 7,
};

/**
 * enum ruapi_wire - how an attribute travels; all that a stranger needs to
 *	copy, relocate or print a call.  The kernel rejects (REASON_WIRE) an
 *	attribute whose wire type is not that of its specification
 * @RUAPI_WIRE_IN: scalar in @value
 * @RUAPI_WIRE_OUT: scalar written to @value
 * @RUAPI_WIRE_BUF_IN: @len bytes read from @ptr
 * @RUAPI_WIRE_BUF_OUT: at most @len bytes written to @ptr
 * @RUAPI_WIRE_OBJ_IN: an existing object in @obj.  An event queue may be named by the
 *	file descriptor that reads it as well, with WIRE_FD_IN; EBADF (REASON_FD) if
 *	it reads none of the namespace
 * @RUAPI_WIRE_OBJ_NEW: the handle is written: the object that the call
 *	created.  @obj.object says on the way in which type it shall have
 * @RUAPI_WIRE_OBJ_DESTROY: an existing object which is gone if the call succeeds
 * @RUAPI_WIRE_OBJS_IN: @len bytes of struct ruapi_objref at @ptr
 * @RUAPI_WIRE_FD_IN: a file descriptor of the caller
 * @RUAPI_WIRE_FD_NEW: written: a file descriptor, close-on-exec, installed in
 *	the caller
 * @RUAPI_WIRE_FDS_IN: @len bytes of file descriptors of the caller at @ptr, of
 *	type int each
 */
enum ruapi_wire {
	RUAPI_WIRE_IN = 1,
	RUAPI_WIRE_OUT = 2,
	RUAPI_WIRE_BUF_IN = 3,
	RUAPI_WIRE_BUF_OUT = 4,
	RUAPI_WIRE_OBJ_IN = 5,
	RUAPI_WIRE_OBJ_NEW = 6,
	RUAPI_WIRE_OBJ_DESTROY = 7,
	RUAPI_WIRE_OBJS_IN = 8,
	RUAPI_WIRE_FD_IN = 9,
	RUAPI_WIRE_FD_NEW = 10,
	RUAPI_WIRE_FDS_IN = 11,
};

/**
 * enum ruapi_reason - why a call failed, beside its errno
 * @RUAPI_REASON_NONE: the handler or the driver said so; the errno is all
 * @RUAPI_REASON_HEADER: length, flags, reserved or num_attrs of the header
 * @RUAPI_REASON_UNKNOWN: attribute id unknown and marked mandatory
 * @RUAPI_REASON_DUPLICATE: the id occurs twice
 * @RUAPI_REASON_WIRE: not the wire type of the specification
 * @RUAPI_REASON_FLAGS: attribute flags other than MANDATORY
 * @RUAPI_REASON_LENGTH: len is not what the type takes
 * @RUAPI_REASON_RANGE: value out of bounds
 * @RUAPI_REASON_BITS: unknown bits in a flags word
 * @RUAPI_REASON_TAIL: unknown non-zero tail of a struct
 * @RUAPI_REASON_MISSING: required, or one of a group required
 * @RUAPI_REASON_EXCLUSIVE: two of a group of which one may be given
 * @RUAPI_REASON_HANDLE: no such handle
 * @RUAPI_REASON_TYPE: the handle names an object of another type
 * @RUAPI_REASON_CONTEXT: the object belongs to another context than the rest
 * @RUAPI_REASON_BUSY: the object is in use
 * @RUAPI_REASON_DEAD: the object's device is gone
 * @RUAPI_REASON_DRIVER: driver_id is not the device's
 * @RUAPI_REASON_POINTER: the address is bad
 * @RUAPI_REASON_NETNS: the device, the port, the P_Key or the network device of the
 *	GID is not in the fd's network namespace
 * @RUAPI_REASON_CAPABILITY: capability missing
 * @RUAPI_REASON_LSM: a security module said no
 * @RUAPI_REASON_CGROUP: the rdma cgroup's limit
 * @RUAPI_REASON_STATE: the object is not in a state for this
 * @RUAPI_REASON_FD: not a file descriptor of the right kind
 * @RUAPI_REASON_UVERBS: the device's driver can be used through ib_uverbs only, on
 *	this kernel
 * @RUAPI_REASON_UNSAFE: the device's driver lets programs at memory that is not
 *	theirs, and the administrator has not said that it may be used
 * @RUAPI_REASON_REFUSED: the driver defines it, but it cannot be offered here;
 *	DESCRIBE of the device says why
 * @RUAPI_REASON_VIEW: the fd is not the view that RUAPI_HDR_F_VIEW says, or another
 *	process made it
 * @RUAPI_REASON_UCAP: a user capability that the context was not opened with;
 *	DESCRIBE of the device says which
 * @RUAPI_REASON_MEMLOCK: RLIMIT_MEMLOCK; MR.REG says how much is missing
 * @RUAPI_REASON_PLACE: the action may not stand at this place of a batch, or not in
 *	one; DESCRIBE says where
 * @RUAPI_REASON_RESULT: with RUAPI_OBJ_RESULT: there is no such call before this one,
 *	or it makes no object
 * @RUAPI_REASON_KERNEL: drivers of the running kernel have no operation for the action,
 *	or for the attribute that is named; DESCRIBE says which (RUAPI_REFUSAL_KERNEL)
 */
enum ruapi_reason {
	RUAPI_REASON_NONE = 0,
	RUAPI_REASON_HEADER = 1,
	RUAPI_REASON_UNKNOWN = 2,
	RUAPI_REASON_DUPLICATE = 3,
	RUAPI_REASON_WIRE = 4,
	RUAPI_REASON_FLAGS = 5,
	RUAPI_REASON_LENGTH = 6,
	RUAPI_REASON_RANGE = 7,
	RUAPI_REASON_BITS = 8,
	RUAPI_REASON_TAIL = 9,
	RUAPI_REASON_MISSING = 10,
	RUAPI_REASON_EXCLUSIVE = 11,
	RUAPI_REASON_HANDLE = 12,
	RUAPI_REASON_TYPE = 13,
	RUAPI_REASON_CONTEXT = 14,
	RUAPI_REASON_BUSY = 15,
	RUAPI_REASON_DEAD = 16,
	RUAPI_REASON_DRIVER = 17,
	RUAPI_REASON_POINTER = 18,
	RUAPI_REASON_NETNS = 19,
	RUAPI_REASON_CAPABILITY = 20,
	RUAPI_REASON_LSM = 21,
	RUAPI_REASON_CGROUP = 22,
	RUAPI_REASON_STATE = 23,
	RUAPI_REASON_FD = 24,
	RUAPI_REASON_UVERBS = 25,
	RUAPI_REASON_UNSAFE = 26,
	RUAPI_REASON_REFUSED = 27,
	RUAPI_REASON_VIEW = 28,
	RUAPI_REASON_UCAP = 29,
	RUAPI_REASON_MEMLOCK = 30,
	RUAPI_REASON_PLACE = 31,
	RUAPI_REASON_RESULT = 32,
	RUAPI_REASON_KERNEL = 33,
	__RUAPI_REASON_MAX,
};

/**
 * struct ruapi_fast - argument of RUAPI_IOC_FAST, for what is called per
 *	message: no attributes, nothing written back
 * @object: enum ruapi_object
 * @action: an action whose specification has the class FAST
 * @handle: its attribute 1
 * @arg: its attribute 2, or 0
 */
struct ruapi_fast {
	__u16 object;
	__u16 action;
	__u32 handle;
	__aligned_u64 arg;
};

/** RUAPI_BATCH_MAX_CALLS - most calls of a batch */
#define RUAPI_BATCH_MAX_CALLS 64

/** RUAPI_BATCH_MAX_BYTES - most bytes of a batch, its header included */
#define RUAPI_BATCH_MAX_BYTES 65536

/**
 * struct ruapi_batch - start of the argument of RUAPI_IOC_BATCH and _BATCH_CM: several
 *	calls that are made in their order, all of them or none.  Each is a struct
 *	ruapi_hdr with its attributes, as it would be alone; one follows the other.
 *	Each is allowed or denied as if it were alone
 * @length: bytes of this header and all calls, exactly; at most
 *	RUAPI_BATCH_MAX_BYTES
 * @num_calls: how many there are, from 1 to RUAPI_BATCH_MAX_CALLS
 * @flags: enum ruapi_hdr_flags, for all calls: those of theirs must be 0
 * @bad_call: out: number of the call that made the batch fail; 0xffffffff: none, but
 *	this header.  That call has its own answer in its header, too
 * @bad_index: out: &ruapi_hdr.bad_index of that call
 * @bad_attr: out: &ruapi_hdr.bad_attr of that call
 * @reason: out: enum ruapi_reason
 * @bad_errno: out, of a batch that succeeds and ends with several DESTROYs: 0, or the
 *	errno with which @bad_call was refused after those before it were done; those
 *	behind it were not tried.  They cannot be taken back
 * @view: as &ruapi_hdr.view
 */
struct ruapi_batch {
	__u32 length;
	__u16 num_calls;
	__u16 flags;
	__u32 bad_call;
	__u32 bad_index;
	__u16 bad_attr;
	__u16 reason;
	__u32 bad_errno;
	__aligned_u64 view;
};

#define RUAPI_IOC_TYPE 0x1b

/** RUAPI_IOC_CALL - verbs and common objects */
#define RUAPI_IOC_CALL _IOWR(RUAPI_IOC_TYPE, 0x90, struct ruapi_hdr)
/** RUAPI_IOC_CM - the connection manager: what reaches the network */
#define RUAPI_IOC_CM _IOWR(RUAPI_IOC_TYPE, 0x91, struct ruapi_hdr)
/** RUAPI_IOC_DRIVER - actions that a driver defines */
#define RUAPI_IOC_DRIVER _IOWR(RUAPI_IOC_TYPE, 0x92, struct ruapi_hdr)
/** RUAPI_IOC_FAST - fixed small argument: doorbell, arm */
#define RUAPI_IOC_FAST _IOW(RUAPI_IOC_TYPE, 0x93, struct ruapi_fast)
/** RUAPI_IOC_BATCH - several calls of class CALL: all of them or none */
#define RUAPI_IOC_BATCH _IOWR(RUAPI_IOC_TYPE, 0x94, struct ruapi_batch)
/** RUAPI_IOC_BATCH_CM - the same, of class CM as well */
#define RUAPI_IOC_BATCH_CM _IOWR(RUAPI_IOC_TYPE, 0x95, struct ruapi_batch)

/* ---- objects and common actions --------------------------------------- */

/**
 * enum ruapi_object - object types, also the number space of handles' types
 * @RUAPI_OBJ_NAMESPACE: the fd itself; has no handle
 * @RUAPI_OBJ_DEVICE: an HCA as the fd sees it, named by its device index
 * @RUAPI_OBJ_CONTEXT: an opened HCA (driver ucontext)
 * @RUAPI_OBJ_EVENT_QUEUE: a stream of events with an fd of its own
 * @RUAPI_OBJ_PD: protection domain
 * @RUAPI_OBJ_MR: memory region
 * @RUAPI_OBJ_CQ: completion queue
 * @RUAPI_OBJ_QP: queue pair
 * @RUAPI_OBJ_CM_ID: connection manager id
 * @RUAPI_OBJ_SRQ: shared receive queue
 * @RUAPI_OBJ_AH: address handle
 * @RUAPI_OBJ_MW: memory window
 * @RUAPI_OBJ_MULTICAST: membership of a CM_ID in a multicast group
 * @RUAPI_OBJ_COUNTERS: counters of what flows match
 * @RUAPI_OBJ_DM: memory on the device
 * @RUAPI_OBJ_XRCD: XRC domain
 * @RUAPI_OBJ_WQ: receive work queue
 * @RUAPI_OBJ_RWQ_TABLE: receive work queues by which a QP spreads what it receives
 * @RUAPI_OBJ_FLOW: which packets a QP gets, or what becomes of them
 * @RUAPI_OBJ_DRIVER_OBJECT: what a driver's actions have made.  In class DRIVER and
 *	in LIST its type is the driver's number of it: RUAPI_DRIVER_NS | n
 * @RUAPI_OBJ_FLOW_ACTION: what a device does with packets of flows: IPsec's ESP
 * @RUAPI_OBJ_DMAH: DMA handle: where what a device writes shall go to in the machine
 * @RUAPI_OBJ_COMP_CNTR: completion counter: how many operations of QPs have ended
 */
enum ruapi_object {
	RUAPI_OBJ_NAMESPACE = 1,
	RUAPI_OBJ_DEVICE = 2,
	RUAPI_OBJ_CONTEXT = 3,
	RUAPI_OBJ_EVENT_QUEUE = 4,
	RUAPI_OBJ_PD = 5,
	RUAPI_OBJ_MR = 6,
	RUAPI_OBJ_CQ = 7,
	RUAPI_OBJ_QP = 8,
	RUAPI_OBJ_CM_ID = 9,
	RUAPI_OBJ_SRQ = 10,
	RUAPI_OBJ_AH = 11,
	RUAPI_OBJ_MW = 12,
	RUAPI_OBJ_MULTICAST = 13,
	RUAPI_OBJ_COUNTERS = 14,
	RUAPI_OBJ_DM = 15,
	RUAPI_OBJ_XRCD = 16,
	RUAPI_OBJ_WQ = 17,
	RUAPI_OBJ_RWQ_TABLE = 18,
	RUAPI_OBJ_FLOW = 19,
	RUAPI_OBJ_DRIVER_OBJECT = 20,
	RUAPI_OBJ_FLOW_ACTION = 21,
	RUAPI_OBJ_DMAH = 22,
	RUAPI_OBJ_COMP_CNTR = 23,
	__RUAPI_OBJ_MAX,
};

/**
 * enum ruapi_common_action - actions with the same number in every object
 * @RUAPI_DESTROY: of every object with handles; CM_ID and MULTICAST in class CM
 * @RUAPI_QUERY: what the object is like now
 * @RUAPI_LIST: the handles of this type; of NAMESPACE: of all types
 */
enum ruapi_common_action {
	RUAPI_DESTROY = 1,
	RUAPI_QUERY = 2,
	RUAPI_LIST = 3,
	__RUAPI_COMMON_MAX,
};

/** RUAPI_ACTION_FIRST - first number of an object's own actions */
#define RUAPI_ACTION_FIRST 16

/**
 * enum ruapi_destroy_attr - attributes of DESTROY, for every object
 * @RUAPI_DESTROY_HANDLE: the object
 * @RUAPI_DESTROY_EVENTS: out u32: events of it that read() has delivered in
 *	its life: completions of a CQ, events of a CM_ID or a MULTICAST
 * @RUAPI_DESTROY_ASYNC_EVENTS: out u32: its asynchronous events delivered
 * @RUAPI_DESTROY_WAIT: u8: 1: wait for calls that use the object, instead of
 *	EBUSY; later ones get EBUSY.  A CONNECT that waits for its peer is
 *	interrupted.  Only SIGKILL ends the wait.  It is no wait for what
 *	depends on the object: that is EBUSY still, as all is in a batch
 */
enum ruapi_destroy_attr {
	RUAPI_DESTROY_HANDLE = 1,
	RUAPI_DESTROY_EVENTS = 2,
	RUAPI_DESTROY_ASYNC_EVENTS = 3,
	RUAPI_DESTROY_WAIT = 4,
};

/**
 * enum ruapi_list_attr - attributes of LIST
 * @RUAPI_LIST_ENTRIES: out: struct ruapi_list_entry[], in order of handles;
 *	ENOSPC with the length needed if it is too short.  May be left out
 * @RUAPI_LIST_COUNT: out u32: objects there are
 */
enum ruapi_list_attr {
	RUAPI_LIST_ENTRIES = 1,
	RUAPI_LIST_COUNT = 2,
};

/**
 * struct ruapi_list_entry - one object of the namespace
 * @handle: its handle
 * @object: enum ruapi_object
 * @flags: RUAPI_LIST_F_*
 * @context: handle of its context, 0: belongs to none
 * @device: index of its device, 0xffffffff: none
 * @user_data: what the creator gave
 */
struct ruapi_list_entry {
	__u32 handle;
	__u16 object;
	__u16 flags;
	__u32 context;
	__u32 device;
	__aligned_u64 user_data;
};

/**
 * enum ruapi_list_flags - struct ruapi_list_entry::flags
 * @RUAPI_LIST_F_DEAD: a tombstone: the device is gone
 */
enum ruapi_list_flags {
	RUAPI_LIST_F_DEAD = 1 << 0,
};

/* ---- events ----------------------------------------------------------- */

/**
 * enum ruapi_event_type - struct ruapi_event::type
 * @RUAPI_EVENT_CQ: a CQ has completions; @count notifications since last read
 * @RUAPI_EVENT_ASYNC: @code is enum ib_event_type.  @handle is the QP, CQ or
 *	SRQ, or the context with the port in @count
 * @RUAPI_EVENT_CM: struct ruapi_event_cm; @code is enum rdma_cm_event_type
 * @RUAPI_EVENT_DEVICE_ADDED: device index in @handle became visible: it came, or a
 *	network device by which one of its ports is seen
 * @RUAPI_EVENT_DEVICE_REMOVED: device index in @handle went away; handles of
 *	its objects are tombstones.  @context is the context there was, or 0.
 *	Before it came DEVICE_FATAL of the context, QP_FATAL of its QPs, CQ_ERR
 *	of its CQs and SRQ_ERR of its SRQs, each on its own queue
 *	A device whose ports have all moved to other network namespaces goes as well,
 *	for who has no context of it; else its contexts are told PORT_ERR, its QPs
 *	QP_FATAL, and they stay
 * @RUAPI_EVENT_OVERFLOW: @count events were lost for want of memory, or because
 *	an object had more asynchronous events unread than it has room for; the
 *	newest one of each object is not among them
 */
enum ruapi_event_type {
	RUAPI_EVENT_CQ = 1,
	RUAPI_EVENT_ASYNC = 2,
	RUAPI_EVENT_CM = 3,
	RUAPI_EVENT_DEVICE_ADDED = 4,
	RUAPI_EVENT_DEVICE_REMOVED = 5,
	RUAPI_EVENT_OVERFLOW = 6,
	__RUAPI_EVENT_MAX,
};

/**
 * struct ruapi_event - header of every record that read() returns
 * @length: bytes of the record, a multiple of 8; the next one follows.
 *	read() returns as many whole records as fit and EINVAL if not even the
 *	first one does
 * @type: enum ruapi_event_type
 * @flags: 0
 * @handle: the object that the event is about
 * @context: handle of its context, or 0
 * @user_data: what the creator of the object gave
 * @code: by @type
 * @count: by @type
 */
struct ruapi_event {
	__u32 length;
	__u16 type;
	__u16 flags;
	__u32 handle;
	__u32 context;
	__aligned_u64 user_data;
	__u32 code;
	__u32 count;
};

/**
 * struct ruapi_ah_attr - address of a path, as ibv_ah_attr
 * @dgid: destination GID
 * @flow_label: GRH flow label
 * @dlid: destination LID
 * @sgid_index: index in the port's GID table
 * @hop_limit: GRH hop limit
 * @traffic_class: GRH traffic class
 * @sl: service level
 * @src_path_bits: source path bits
 * @static_rate: enum ib_rate
 * @is_global: the GRH fields are valid
 * @port_num: physical port, from 1
 * @reserved: must be 0
 */
struct ruapi_ah_attr {
	__u8 dgid[16];
	__u32 flow_label;
	__u16 dlid;
	__u8 sgid_index;
	__u8 hop_limit;
	__u8 traffic_class;
	__u8 sl;
	__u8 src_path_bits;
	__u8 static_rate;
	__u8 is_global;
	__u8 port_num;
	__u8 reserved[2];
};

/** RUAPI_CM_MAX_PRIVATE_DATA - most bytes of private data a message carries */
#define RUAPI_CM_MAX_PRIVATE_DATA 256

/**
 * struct ruapi_cm_param - connection parameters of CONNECT, ACCEPT and events
 * @qp_num: in: local, in events: remote QP number (24 bits)
 * @qkey: of datagram services
 * @responder_resources: RDMA reads and atomics served at a time
 * @initiator_depth: RDMA reads and atomics outstanding at a time
 * @flow_control: end-to-end flow control
 * @retry_count: retries, 0 to 7
 * @rnr_retry_count: retries when the receiver is not ready, 7: for ever
 * @srq: the QP receives from an SRQ
 * @private_data_len: valid bytes of @private_data
 * @has_ah: events of datagram services: @ah is valid
 * @ece_vendor_id: enhanced connection establishment, IBTA 1.4
 * @ece_attr_mod: ditto
 * @ah: events of datagram services: how to reach the peer
 * @private_data: for the peer's program
 */
struct ruapi_cm_param {
	__u32 qp_num;
	__u32 qkey;
	__u8 responder_resources;
	__u8 initiator_depth;
	__u8 flow_control;
	__u8 retry_count;
	__u8 rnr_retry_count;
	__u8 srq;
	__u8 private_data_len;
	__u8 has_ah;
	__u32 ece_vendor_id;
	__u32 ece_attr_mod;
	struct ruapi_ah_attr ah;
	__u8 private_data[RUAPI_CM_MAX_PRIVATE_DATA];
};

/**
 * enum ruapi_cm_step - struct ruapi_event::count of RUAPI_EVENT_CM: the step at
 *	which a CM_ID.CONNECT with an address has failed.  @status says why, and
 *	the id is as after the step before: CONNECT can be tried again with the
 *	same address, and goes on from there
 * @RUAPI_CM_STEP_NONE: all other events
 * @RUAPI_CM_STEP_ADDR: of ADDR_ERROR: no such address or no route to it; EXDEV: it
 *	is reached over another device than that of the QP
 * @RUAPI_CM_STEP_ROUTE: of ROUTE_ERROR: no path
 * @RUAPI_CM_STEP_BIND_QP: of CONNECT_ERROR: the QP is in no state for that, or
 *	gone
 * @RUAPI_CM_STEP_CONNECT: of CONNECT_ERROR: the request could not be sent
 */
enum ruapi_cm_step {
	RUAPI_CM_STEP_NONE = 0,
	RUAPI_CM_STEP_ADDR = 1,
	RUAPI_CM_STEP_ROUTE = 2,
	RUAPI_CM_STEP_BIND_QP = 3,
	RUAPI_CM_STEP_CONNECT = 4,
};

/**
 * struct ruapi_event_cm - record of RUAPI_EVENT_CM
 * @hdr: @handle is the id it happened to (the listener of a connect request, the
 *	MULTICAST of MULTICAST_JOIN and _ERROR), @code is enum
 *	rdma_cm_event_type, @count enum ruapi_cm_step
 * @status: negative errno, or the reject reason of the peer
 * @new_id: CONNECT_REQUEST: handle of the new CM_ID, which the reader owns
 * @param: parameters of the peer
 */
struct ruapi_event_cm {
	struct ruapi_event hdr;
	__s32 status;
	__u32 new_id;
	struct ruapi_cm_param param;
};

/* ---- NAMESPACE: the fd ------------------------------------------------ */

/**
 * enum ruapi_namespace_action - actions of NAMESPACE
 * @RUAPI_NAMESPACE_NOP: validates, asks the security modules, does nothing
 * @RUAPI_NAMESPACE_DESCRIBE: the specifications that the running module checks
 *	calls against
 * @RUAPI_NAMESPACE_VIEW: a second fd of the namespace, for programs that want
 *	an fd per device; the namespace lives until all its fds are closed
 */
enum ruapi_namespace_action {
	RUAPI_NAMESPACE_NOP = 16,
	RUAPI_NAMESPACE_DESCRIBE = 17,
	RUAPI_NAMESPACE_VIEW = 18,
	__RUAPI_NAMESPACE_MAX,
};

/**
 * enum ruapi_namespace_query_attr - attributes of NAMESPACE.QUERY
 * @RUAPI_NAMESPACE_QUERY_ID: out u64: names this namespace among all there were
 *	since the module was loaded; equal for its main fd and all its views
 * @RUAPI_NAMESPACE_QUERY_NETNS: out u64: inode number of its network namespace
 * @RUAPI_NAMESPACE_QUERY_VIEW_TAG: out u64: the tag of the view that the ioctl
 *	was made on, 0 on the main fd
 * @RUAPI_NAMESPACE_QUERY_VIEW_CONTEXT: out u32: handle of the context that the
 *	view is bound to, or 0
 * @RUAPI_NAMESPACE_QUERY_VIEW_QUEUE: out u32: handle of the event queue that
 *	read() on this fd reads; 0: the main one
 * @RUAPI_NAMESPACE_QUERY_MEMLOCK_LIMIT: out u64: bytes the caller may pin
 * @RUAPI_NAMESPACE_QUERY_MEMLOCK_USED: out u64: bytes its address space has
 *	pinned
 * @RUAPI_NAMESPACE_QUERY_PINNED: out u64: bytes registered through this
 *	namespace
 * @RUAPI_NAMESPACE_QUERY_OBJECTS: out u32: objects with handles
 * @RUAPI_NAMESPACE_QUERY_VIEW_OWNER: out u32: the process that made the view, as
 *	the caller numbers processes; 0: it has exited, or the caller cannot see
 *	it, or this is the main fd.  The kernel lets everybody use a view who
 *	has it: this is for those who imitate files that only their opener may
 *	use
 * @RUAPI_NAMESPACE_QUERY_CALLER_NETNS: out u64: inode number of the network
 *	namespace of the calling thread
 * @RUAPI_NAMESPACE_QUERY_VIEW_NUMBER: out u64: names this view among all there were
 *	since the module was loaded, for RUAPI_HDR_F_VIEW and as the offset of
 *	pread(); 0 on the main fd
 */
enum ruapi_namespace_query_attr {
	RUAPI_NAMESPACE_QUERY_ID = 1,
	RUAPI_NAMESPACE_QUERY_NETNS = 2,
	RUAPI_NAMESPACE_QUERY_VIEW_TAG = 3,
	RUAPI_NAMESPACE_QUERY_VIEW_CONTEXT = 4,
	RUAPI_NAMESPACE_QUERY_VIEW_QUEUE = 5,
	RUAPI_NAMESPACE_QUERY_MEMLOCK_LIMIT = 6,
	RUAPI_NAMESPACE_QUERY_MEMLOCK_USED = 7,
	RUAPI_NAMESPACE_QUERY_PINNED = 8,
	RUAPI_NAMESPACE_QUERY_OBJECTS = 9,
	RUAPI_NAMESPACE_QUERY_VIEW_OWNER = 10,
	RUAPI_NAMESPACE_QUERY_CALLER_NETNS = 11,
	RUAPI_NAMESPACE_QUERY_VIEW_NUMBER = 12,
};

/**
 * enum ruapi_namespace_describe_attr - attributes of NAMESPACE.DESCRIBE
 * @RUAPI_NAMESPACE_DESCRIBE_ACTIONS: out: struct ruapi_desc_action[]
 * @RUAPI_NAMESPACE_DESCRIBE_ATTRS: out: struct ruapi_desc_attr[], all attributes
 *	of all actions, those of drivers included
 * @RUAPI_NAMESPACE_DESCRIBE_NUM_ACTIONS: out u32: entries there are
 * @RUAPI_NAMESPACE_DESCRIBE_NUM_ATTRS: out u32: entries there are
 * @RUAPI_NAMESPACE_DESCRIBE_DEVICE: in u32: device index: what the driver of this
 *	device defines, and nothing else
 * @RUAPI_NAMESPACE_DESCRIBE_UCAPS: out: struct ruapi_desc_ucap[]: user capabilities
 *	of DEVICE, and what demands them; none without DEVICE
 */
enum ruapi_namespace_describe_attr {
	RUAPI_NAMESPACE_DESCRIBE_ACTIONS = 1,
	RUAPI_NAMESPACE_DESCRIBE_ATTRS = 2,
	RUAPI_NAMESPACE_DESCRIBE_NUM_ACTIONS = 3,
	RUAPI_NAMESPACE_DESCRIBE_NUM_ATTRS = 4,
	RUAPI_NAMESPACE_DESCRIBE_DEVICE = 5,
	RUAPI_NAMESPACE_DESCRIBE_UCAPS = 6,
};

/**
 * enum ruapi_refusal - why an action cannot be offered
 * @RUAPI_REFUSAL_NONE: it is
 * @RUAPI_REFUSAL_NEW: it makes an object of a type that is not the driver's, for
 *	which ib_uverbs has a struct of its own
 * @RUAPI_REFUSAL_DESTROY: it destroys one
 * @RUAPI_REFUSAL_OBJECT: it uses a type of object that is not there, or has no
 *	handles, or is one of an fd here and not there
 * @RUAPI_REFUSAL_ATTR: it has an attribute of a kind that nobody knows
 * @RUAPI_REFUSAL_SHAPE: ib_uverbs would not have it either: attributes twice, or
 *	more than one object that is new or destroyed
 * @RUAPI_REFUSAL_ACTION: it adds attributes to what ib_uverbs does, and no action here
 *	has its driver do that, or gives it any
 * @RUAPI_REFUSAL_KERNEL: it is of this module's, and drivers of the running kernel have
 *	no operation for it: EOPNOTSUPP (REASON_KERNEL)
 */
enum ruapi_refusal {
	RUAPI_REFUSAL_NONE = 0,
	RUAPI_REFUSAL_NEW = 1,
	RUAPI_REFUSAL_DESTROY = 2,
	RUAPI_REFUSAL_OBJECT = 3,
	RUAPI_REFUSAL_ATTR = 4,
	RUAPI_REFUSAL_SHAPE = 5,
	RUAPI_REFUSAL_ACTION = 6,
	RUAPI_REFUSAL_KERNEL = 7,
	__RUAPI_REFUSAL_MAX,
};

/** RUAPI_DESC_REFUSAL() - enum ruapi_refusal in struct ruapi_desc_action::flags */
#define RUAPI_DESC_REFUSAL(flags) (((flags) >> 8) & 0xff)

/**
 * enum ruapi_place - where an action may stand in a batch
 * @RUAPI_PLACE_NONE: nowhere
 * @RUAPI_PLACE_LAST: it cannot be undone: it is the last call
 * @RUAPI_PLACE_END: a DESTROY, or CONTEXT.UNMAP: among those that end the batch
 * @RUAPI_PLACE_ANY: what it makes can be destroyed again, or it only looks
 */
enum ruapi_place {
	RUAPI_PLACE_NONE = 0,
	RUAPI_PLACE_LAST = 1,
	RUAPI_PLACE_END = 2,
	RUAPI_PLACE_ANY = 3,
};

/** RUAPI_DESC_PLACE() - enum ruapi_place in struct ruapi_desc_action::flags */
#define RUAPI_DESC_PLACE(flags) (((flags) >> 16) & 0xff)

/**
 * struct ruapi_desc_action - one action the module knows
 * @object: enum ruapi_object
 * @action: number
 * @ioc_nr: number of the ioctl that carries it: 0x90 CALL, 0x91 CM, ...
 * @num_attrs: attributes it has, without the drivers'
 * @flags: enum ruapi_action_flags of the specification; RUAPI_DESC_REFUSAL(),
 *	RUAPI_DESC_PLACE()
 * @driver_id: 0, or the driver that defines it
 * @object_name: e.g. "qp".  Of a driver's: "object3", as the kernel knows numbers
 *	only
 * @action_name: e.g. "create"; "method1"
 */
struct ruapi_desc_action {
	__u16 object;
	__u16 action;
	__u16 ioc_nr;
	__u16 num_attrs;
	__u32 flags;
	__u32 driver_id;
	char object_name[24];
	char action_name[24];
};

/**
 * struct ruapi_desc_attr - one attribute of one action
 * @object: enum ruapi_object
 * @action: number
 * @driver_id: 0, or the driver to which the attribute belongs
 * @id: attribute id
 * @wire: enum ruapi_wire
 * @type: enum ruapi_attr_type of the specification
 * @access: enum ruapi_access, of handles
 * @flags: enum ruapi_spec_flags: required and so on
 * @ref_object: enum ruapi_object of handles
 * @group: number of its one-of group, or 0
 * @min_len: shortest valid length
 * @max_len: longest length known; a longer struct needs a zero tail
 * @refusal: enum ruapi_refusal: why it is as unknown as others, though the driver adds
 *	it to the action; of an attribute of this module's: why a call that has it fails
 * @known: flags: the known bits; other scalars: the largest value
 * @name: e.g. "send_cq"
 */
struct ruapi_desc_attr {
	__u16 object;
	__u16 action;
	__u32 driver_id;
	__u16 id;
	__u8 wire;
	__u8 type;
	__u8 access;
	__u8 group;
	__u16 ref_object;
	__u32 flags;
	__u32 min_len;
	__u32 max_len;
	__u32 refusal;
	__aligned_u64 known;
	char name[32];
};

/**
 * struct ruapi_desc_ucap - a user capability of a device, or what demands it: all
 *	there are come first, in the order of their bits, each with @object, @action
 *	and @attr 0
 * @object: enum ruapi_object, or a type of the driver's
 * @action: number
 * @attr: the attribute that may be given only by who has the capability; 0: the
 *	action itself
 * @bit: of the capability, as CONTEXT.QUERY says which ones a context has
 * @name: of its node in /dev/infiniband
 */
struct ruapi_desc_ucap {
	__u16 object;
	__u16 action;
	__u16 attr;
	__u16 bit;
	char name[40];
};

/**
 * enum ruapi_namespace_view_attr - attributes of NAMESPACE.VIEW
 * @RUAPI_NAMESPACE_VIEW_FD: new: takes the ioctls of the namespace
 * @RUAPI_NAMESPACE_VIEW_TAG: in u64: what NAMESPACE.QUERY on it shall return
 * @RUAPI_NAMESPACE_VIEW_DEVICE: in u32: device index: a device view.  The first
 *	CONTEXT.OPEN on it opens a context of its own and binds it to the view:
 *	mmap() takes the driver's offsets as they are, and closing the view
 *	closes the context with all its objects
 */
enum ruapi_namespace_view_attr {
	RUAPI_NAMESPACE_VIEW_FD = 1,
	RUAPI_NAMESPACE_VIEW_TAG = 2,
	RUAPI_NAMESPACE_VIEW_DEVICE = 3,
};

/* ---- DEVICE ------------------------------------------------------------ */

/**
 * enum ruapi_device_action - actions of DEVICE.  None creates a driver ucontext
 * @RUAPI_DEVICE_QUERY_PORT: state and limits of a port
 * @RUAPI_DEVICE_QUERY_GID: one entry of a port's GID table
 * @RUAPI_DEVICE_QUERY_GID_TABLE: all valid entries of the ports that the namespace
 *	may use, but those of network devices in other network namespaces
 * @RUAPI_DEVICE_QUERY_PKEY: one entry of a port's P_Key table
 * @RUAPI_DEVICE_QUERY_STATS: hardware counters of the device or a port, as in
 *	hw_counters of sysfs; EOPNOTSUPP if there are none.  They are as old as
 *	the driver allows, mostly 10 ms: it is not asked each time.  Those of the
 *	device are for who may use all its ports
 * @RUAPI_DEVICE_GRANT: a port without network devices of its own kind, or a P_Key of it,
 *	is from now on also in a network namespace that has none there.  For that take
 *	CAP_NET_ADMIN in the initial user namespace, and an fd that sees the port
 *	itself.  It ends with REVOKE, the network namespace or the device
 * @RUAPI_DEVICE_REVOKE: it is not any more, and what uses it loses it as if a network
 *	device had moved.  Takes what GRANT takes
 * @RUAPI_DEVICE_QUERY_GRANTS: who has got what by GRANT.  Takes CAP_NET_ADMIN as well
 * @RUAPI_DEVICE_QUERY_PORT_SPEED: how fast a port is altogether, be it one of a bond;
 *	EOPNOTSUPP if the driver does not say, or with the reason KERNEL before Linux 7.0.
 *	ACTIVE_SPEED and ACTIVE_WIDTH of QUERY_PORT are those of the link
 */
enum ruapi_device_action {
	RUAPI_DEVICE_QUERY_PORT = 16,
	RUAPI_DEVICE_QUERY_GID = 17,
	RUAPI_DEVICE_QUERY_GID_TABLE = 18,
	RUAPI_DEVICE_QUERY_PKEY = 19,
	RUAPI_DEVICE_QUERY_STATS = 20,
	RUAPI_DEVICE_GRANT = 21,
	RUAPI_DEVICE_REVOKE = 22,
	RUAPI_DEVICE_QUERY_GRANTS = 23,
	RUAPI_DEVICE_QUERY_PORT_SPEED = 24,
	__RUAPI_DEVICE_MAX,
};

/**
 * struct ruapi_device_info - one device that the namespace may use
 * @index: names the device for as long as the machine runs
 * @driver_id: enum rdma_driver_id
 * @node_type: enum rdma_node_type
 * @num_ports: physical ports
 * @flags: none yet
 * @node_guid: big endian
 * @name: of the ib_device, e.g. "rxe0"
 */
struct ruapi_device_info {
	__u32 index;
	__u32 driver_id;
	__u16 node_type;
	__u16 num_ports;
	__u32 flags;
	__u8 node_guid[8];
	char name[64];
};

/**
 * struct ruapi_device_port - one port that the namespace may use
 * @device: index of its device
 * @port_num: which of the device's, from 1
 * @netdev: ifindex, in the fd's network namespace, of the network device by which the
 *	port is there: its own, one above that with a GID of the port, or one of
 *	IPoIB; 0: none
 * @link_layer: 1 InfiniBand, 2 Ethernet
 */
struct ruapi_device_port {
	__u32 device;
	__u32 port_num;
	__u32 netdev;
	__u32 link_layer;
};

/**
 * enum ruapi_device_list_attr - attributes of DEVICE.LIST
 * @RUAPI_DEVICE_LIST_DEVICES: out: struct ruapi_device_info[]
 * @RUAPI_DEVICE_LIST_COUNT: out u32: devices there are
 * @RUAPI_DEVICE_LIST_PORTS: out: struct ruapi_device_port[]: ports of theirs that the
 *	namespace may use; calls that name another one are EACCES (REASON_NETNS)
 * @RUAPI_DEVICE_LIST_NUM_PORTS: out u32: of them
 */
enum ruapi_device_list_attr {
	RUAPI_DEVICE_LIST_DEVICES = 1,
	RUAPI_DEVICE_LIST_COUNT = 2,
	RUAPI_DEVICE_LIST_PORTS = 3,
	RUAPI_DEVICE_LIST_NUM_PORTS = 4,
};

/**
 * struct ruapi_device_attr - limits of a device, as ibv_device_attr; a limit
 *	of 0 means that the device has no such thing
 * @fw_ver: firmware version
 * @node_guid: big endian
 * @sys_image_guid: big endian
 * @max_mr_size: bytes
 * @page_size_cap: bit n: pages of 2^n bytes
 * @device_cap_flags: enum ib_device_cap_flags, all 64 bits
 * @hca_core_clock: kHz
 * @timestamp_mask: valid bits of completion time stamps
 * @vendor_id: IEEE OUI
 * @vendor_part_id: of the vendor
 * @hw_ver: of the vendor
 * @max_qp: QPs
 * @max_qp_wr: work requests per queue of a QP
 * @max_send_sge: scatter/gather entries of a send request
 * @max_recv_sge: ditto of a receive request
 * @max_sge_rd: ditto of an RDMA read
 * @max_cq: CQs
 * @max_cqe: entries of a CQ
 * @max_mr: MRs
 * @max_pd: PDs
 * @max_qp_rd_atom: reads and atomics a QP serves
 * @max_res_rd_atom: reads and atomics the device serves
 * @max_qp_init_rd_atom: reads and atomics a QP initiates
 * @atomic_cap: enum ib_atomic_cap
 * @max_mw: MWs
 * @max_raw_ethy_qp: raw packet QPs
 * @max_mcast_grp: multicast groups
 * @max_mcast_qp_attach: QPs per group
 * @max_total_mcast_qp_attach: QPs attached in all
 * @max_ah: AHs
 * @max_srq: SRQs
 * @max_srq_wr: work requests of an SRQ
 * @max_srq_sge: scatter/gather entries of an SRQ's request
 * @max_wq_type_rq: receive WQs
 * @raw_packet_caps: enum ib_raw_packet_caps
 * @num_comp_vectors: completion vectors
 * @max_pkeys: entries of the P_Key tables
 * @local_ca_ack_delay: as IBTA
 * @phys_port_cnt: ports, 255 of more: struct ruapi_device_info says how many
 * @reserved: 0
 * @max_dm_size: bytes of memory on the device, for DM.ALLOC
 * @rss_qp_types: bit n: QPs of type n can have a RWQ_TABLE
 * @max_rwq_tables: RWQ_TABLEs
 * @max_rwq_table_size: WQs of a RWQ_TABLE
 * @reserved2: 0
 * @odp_caps: enum ib_odp_general_cap_bits
 * @odp_rc_caps: enum ib_odp_transport_cap_bits, of RC
 * @odp_uc_caps: ditto of UC
 * @odp_ud_caps: ditto of UD
 * @odp_xrc_caps: ditto of XRC
 * @tm_max_rndv_hdr_size: tag matching: bytes of a rendezvous header
 * @tm_max_num_tags: tags of an SRQ; 0: the device does not match them
 * @tm_flags: enum ib_tm_cap_flags
 * @tm_max_ops: operations on tags that can be under way
 * @tm_max_sge: scatter/gather entries of a tag
 * @max_cq_moderation_count: completions, of CQ.MODIFY
 * @max_cq_moderation_period: microseconds, of CQ.MODIFY
 * @masked_atomic_cap: enum ib_atomic_cap, of masked atomics
 * @max_raw_ipv6_qp: raw IPv6 QPs
 * @max_ee: end-to-end contexts
 * @max_rdd: reliable datagram domains
 * @max_ee_rd_atom: reads and atomics an end-to-end context serves
 * @max_ee_init_rd_atom: ditto that it initiates
 * @max_fast_reg_pages: of a region that a request registers; the kernel has those
 * @max_pi_fast_reg_pages: ditto with protection information
 * @max_sgl_rd: entries of an RDMA read that are fast
 * @sig_prot_cap: enum ib_signature_prot_cap
 * @sig_guard_cap: enum ib_signature_guard_cap
 * @reserved3: 0
 */
struct ruapi_device_attr {
	__aligned_u64 fw_ver;
	__u8 node_guid[8];
	__u8 sys_image_guid[8];
	__aligned_u64 max_mr_size;
	__aligned_u64 page_size_cap;
	__aligned_u64 device_cap_flags;
	__aligned_u64 hca_core_clock;
	__aligned_u64 timestamp_mask;
	__u32 vendor_id;
	__u32 vendor_part_id;
	__u32 hw_ver;
	__u32 max_qp;
	__u32 max_qp_wr;
	__u32 max_send_sge;
	__u32 max_recv_sge;
	__u32 max_sge_rd;
	__u32 max_cq;
	__u32 max_cqe;
	__u32 max_mr;
	__u32 max_pd;
	__u32 max_qp_rd_atom;
	__u32 max_res_rd_atom;
	__u32 max_qp_init_rd_atom;
	__u32 atomic_cap;
	__u32 max_mw;
	__u32 max_raw_ethy_qp;
	__u32 max_mcast_grp;
	__u32 max_mcast_qp_attach;
	__u32 max_total_mcast_qp_attach;
	__u32 max_ah;
	__u32 max_srq;
	__u32 max_srq_wr;
	__u32 max_srq_sge;
	__u32 max_wq_type_rq;
	__u32 raw_packet_caps;
	__u32 num_comp_vectors;
	__u16 max_pkeys;
	__u8 local_ca_ack_delay;
	__u8 phys_port_cnt;
	__u32 reserved;
	__aligned_u64 max_dm_size;
	__u32 rss_qp_types;
	__u32 max_rwq_tables;
	__u32 max_rwq_table_size;
	__u32 reserved2;
	__aligned_u64 odp_caps;
	__u32 odp_rc_caps;
	__u32 odp_uc_caps;
	__u32 odp_ud_caps;
	__u32 odp_xrc_caps;
	__u32 tm_max_rndv_hdr_size;
	__u32 tm_max_num_tags;
	__u32 tm_flags;
	__u32 tm_max_ops;
	__u32 tm_max_sge;
	__u16 max_cq_moderation_count;
	__u16 max_cq_moderation_period;
	__u32 masked_atomic_cap;
	__u32 max_raw_ipv6_qp;
	__u32 max_ee;
	__u32 max_rdd;
	__u32 max_ee_rd_atom;
	__u32 max_ee_init_rd_atom;
	__u32 max_fast_reg_pages;
	__u32 max_pi_fast_reg_pages;
	__u32 max_sgl_rd;
	__u32 sig_prot_cap;
	__u32 sig_guard_cap;
	__u32 reserved3;
};

/**
 * enum ruapi_device_query_attr - attributes of DEVICE.QUERY
 * @RUAPI_DEVICE_QUERY_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_INFO: out: struct ruapi_device_info
 * @RUAPI_DEVICE_QUERY_ATTR: out: struct ruapi_device_attr
 */
enum ruapi_device_query_attr {
	RUAPI_DEVICE_QUERY_INDEX = 1,
	RUAPI_DEVICE_QUERY_INFO = 2,
	RUAPI_DEVICE_QUERY_ATTR = 3,
};

/**
 * struct ruapi_port_attr - state of a port, as ibv_port_attr
 * @port_cap_flags: IBTA PortInfo capability mask
 * @max_msg_sz: bytes
 * @bad_pkey_cntr: P_Key violations
 * @qkey_viol_cntr: Q_Key violations
 * @gid_tbl_len: entries of the GID table
 * @pkey_tbl_len: entries of the P_Key table
 * @port_cap_flags2: second mask
 * @lid: local identifier
 * @sm_lid: of the subnet manager
 * @active_speed: enum ib_port_speed
 * @state: enum ib_port_state
 * @phys_state: enum ib_port_phys_state
 * @max_mtu: enum ib_mtu
 * @active_mtu: enum ib_mtu
 * @active_width: enum ib_port_width
 * @lmc: LID mask control
 * @max_vl_num: virtual lanes
 * @sm_sl: of the subnet manager
 * @subnet_timeout: as IBTA
 * @init_type_reply: as IBTA
 * @link_layer: IB_LINK_LAYER: 1 InfiniBand, 2 Ethernet
 * @flags: bit 0: a GRH is required
 * @netdev: ifindex of its network device in the namespace, or 0
 */
struct ruapi_port_attr {
	__u32 port_cap_flags;
	__u32 max_msg_sz;
	__u32 bad_pkey_cntr;
	__u32 qkey_viol_cntr;
	__u32 gid_tbl_len;
	__u16 pkey_tbl_len;
	__u16 port_cap_flags2;
	__u32 lid;
	__u32 sm_lid;
	__u16 active_speed;
	__u8 state;
	__u8 phys_state;
	__u8 max_mtu;
	__u8 active_mtu;
	__u8 active_width;
	__u8 lmc;
	__u8 max_vl_num;
	__u8 sm_sl;
	__u8 subnet_timeout;
	__u8 init_type_reply;
	__u8 link_layer;
	__u8 flags;
	__u8 reserved[2];
	__u32 netdev;
};

/**
 * enum ruapi_device_query_port_attr - attributes of DEVICE.QUERY_PORT
 * @RUAPI_DEVICE_QUERY_PORT_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_PORT_PORT: in u32: port, from 1
 * @RUAPI_DEVICE_QUERY_PORT_ATTR: out: struct ruapi_port_attr
 */
enum ruapi_device_query_port_attr {
	RUAPI_DEVICE_QUERY_PORT_INDEX = 1,
	RUAPI_DEVICE_QUERY_PORT_PORT = 2,
	RUAPI_DEVICE_QUERY_PORT_ATTR = 3,
};

/**
 * struct ruapi_gid_entry - a valid entry of a GID table
 * @gid: the GID
 * @gid_index: where in the port's table
 * @port_num: of which port
 * @gid_type: enum ib_gid_type: 0 IB, also of iWARP, 1 RoCE v1, 2 RoCE v2
 * @netdev: ifindex of its network device, or 0
 */
struct ruapi_gid_entry {
	__u8 gid[16];
	__u32 gid_index;
	__u32 port_num;
	__u32 gid_type;
	__u32 netdev;
};

/**
 * enum ruapi_device_query_gid_attr - attributes of DEVICE.QUERY_GID
 * @RUAPI_DEVICE_QUERY_GID_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_GID_PORT: in u32: port, from 1
 * @RUAPI_DEVICE_QUERY_GID_GID_INDEX: in u32: entry of the table
 * @RUAPI_DEVICE_QUERY_GID_ENTRY: out: struct ruapi_gid_entry; ENODATA for an
 *	empty entry
 */
enum ruapi_device_query_gid_attr {
	RUAPI_DEVICE_QUERY_GID_INDEX = 1,
	RUAPI_DEVICE_QUERY_GID_PORT = 2,
	RUAPI_DEVICE_QUERY_GID_GID_INDEX = 3,
	RUAPI_DEVICE_QUERY_GID_ENTRY = 4,
};

/**
 * enum ruapi_device_query_gid_table_attr - attributes of DEVICE.QUERY_GID_TABLE
 * @RUAPI_DEVICE_QUERY_GID_TABLE_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES: out: struct ruapi_gid_entry[]
 * @RUAPI_DEVICE_QUERY_GID_TABLE_COUNT: out u32: entries there are
 * @RUAPI_DEVICE_QUERY_GID_TABLE_NETDEV: in u32: only those of the network device with
 *	this ifindex
 */
enum ruapi_device_query_gid_table_attr {
	RUAPI_DEVICE_QUERY_GID_TABLE_INDEX = 1,
	RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES = 2,
	RUAPI_DEVICE_QUERY_GID_TABLE_COUNT = 3,
	RUAPI_DEVICE_QUERY_GID_TABLE_NETDEV = 4,
};

/**
 * enum ruapi_device_query_pkey_attr - attributes of DEVICE.QUERY_PKEY
 * @RUAPI_DEVICE_QUERY_PKEY_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_PKEY_PORT: in u32: port, from 1
 * @RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX: in u32: entry of the table
 * @RUAPI_DEVICE_QUERY_PKEY_PKEY: out u16: the P_Key, host order
 */
enum ruapi_device_query_pkey_attr {
	RUAPI_DEVICE_QUERY_PKEY_INDEX = 1,
	RUAPI_DEVICE_QUERY_PKEY_PORT = 2,
	RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX = 3,
	RUAPI_DEVICE_QUERY_PKEY_PKEY = 4,
};

/**
 * struct ruapi_stat - a hardware counter
 * @name: as the driver calls it
 * @value: its value
 */
struct ruapi_stat {
	char name[56];
	__aligned_u64 value;
};

/**
 * enum ruapi_device_query_stats_attr - attributes of DEVICE.QUERY_STATS
 * @RUAPI_DEVICE_QUERY_STATS_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_STATS_PORT: in u32: port, from 1; left out: the device
 * @RUAPI_DEVICE_QUERY_STATS_STATS: out: struct ruapi_stat[]
 * @RUAPI_DEVICE_QUERY_STATS_COUNT: out u32: counters there are
 */
enum ruapi_device_query_stats_attr {
	RUAPI_DEVICE_QUERY_STATS_INDEX = 1,
	RUAPI_DEVICE_QUERY_STATS_PORT = 2,
	RUAPI_DEVICE_QUERY_STATS_STATS = 3,
	RUAPI_DEVICE_QUERY_STATS_COUNT = 4,
};

/**
 * enum ruapi_device_grant_attr - attributes of DEVICE.GRANT.  EOPNOTSUPP: the port is one of
 *	RoCE or iWARP, where a network device is what is to be given, or the device
 *	belongs to one network namespace as a whole; EEXIST: it is granted already
 * @RUAPI_DEVICE_GRANT_INDEX: in u32: device index
 * @RUAPI_DEVICE_GRANT_PORT: in u32: port, from 1
 * @RUAPI_DEVICE_GRANT_NETNS: fd of the network namespace: /proc/PID/ns/net
 * @RUAPI_DEVICE_GRANT_PKEY: in u16: this P_Key of the port and no other one, wherever in
 *	the table it is; the bit of membership, 0x8000, does not count.  Left out: all
 */
enum ruapi_device_grant_attr {
	RUAPI_DEVICE_GRANT_INDEX = 1,
	RUAPI_DEVICE_GRANT_PORT = 2,
	RUAPI_DEVICE_GRANT_NETNS = 3,
	RUAPI_DEVICE_GRANT_PKEY = 4,
};

/**
 * enum ruapi_device_revoke_attr - attributes of DEVICE.REVOKE.  ENOENT: there is no such
 *	grant
 * @RUAPI_DEVICE_REVOKE_INDEX: in u32: device index
 * @RUAPI_DEVICE_REVOKE_PORT: in u32: port, from 1
 * @RUAPI_DEVICE_REVOKE_NETNS: fd of the network namespace; left out: all of them
 * @RUAPI_DEVICE_REVOKE_PKEY: in u16: as granted; left out: the grant of the whole port
 */
enum ruapi_device_revoke_attr {
	RUAPI_DEVICE_REVOKE_INDEX = 1,
	RUAPI_DEVICE_REVOKE_PORT = 2,
	RUAPI_DEVICE_REVOKE_NETNS = 3,
	RUAPI_DEVICE_REVOKE_PKEY = 4,
};

/**
 * struct ruapi_grant - what a network namespace has got by DEVICE.GRANT
 * @netns: number of the network namespace, as in the link /proc/PID/ns/net
 * @port_num: the port
 * @pkey: the P_Key, without the bit of membership; 0: all
 * @reserved: 0
 */
struct ruapi_grant {
	__aligned_u64 netns;
	__u32 port_num;
	__u16 pkey;
	__u16 reserved;
};

/**
 * enum ruapi_device_query_grants_attr - attributes of DEVICE.QUERY_GRANTS
 * @RUAPI_DEVICE_QUERY_GRANTS_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_GRANTS_GRANTS: out: struct ruapi_grant[], of ports that the
 *	namespace sees
 * @RUAPI_DEVICE_QUERY_GRANTS_COUNT: out u32: grants there are
 */
enum ruapi_device_query_grants_attr {
	RUAPI_DEVICE_QUERY_GRANTS_INDEX = 1,
	RUAPI_DEVICE_QUERY_GRANTS_GRANTS = 2,
	RUAPI_DEVICE_QUERY_GRANTS_COUNT = 3,
};

/**
 * enum ruapi_device_query_port_speed_attr - attributes of DEVICE.QUERY_PORT_SPEED
 * @RUAPI_DEVICE_QUERY_PORT_SPEED_INDEX: in u32: device index
 * @RUAPI_DEVICE_QUERY_PORT_SPEED_PORT: in u32: physical port, from 1
 * @RUAPI_DEVICE_QUERY_PORT_SPEED_SPEED: out u64: in units of 100 Mbit/s
 */
enum ruapi_device_query_port_speed_attr {
	RUAPI_DEVICE_QUERY_PORT_SPEED_INDEX = 1,
	RUAPI_DEVICE_QUERY_PORT_SPEED_PORT = 2,
	RUAPI_DEVICE_QUERY_PORT_SPEED_SPEED = 3,
};

/* ---- attributes of every driver ---------------------------------------- */

/**
 * enum ruapi_driver_attr - what a provider library and its driver tell each
 *	other beside the standard attributes of an action; opaque to the core,
 *	laid out as the driver's uapi header says (rdma/rxe, siw-abi.h, ...)
 * @RUAPI_ATTR_UHW_IN: in: the driver's request
 * @RUAPI_ATTR_UHW_OUT: out: the driver's response.  Its len stays the room
 *	given: drivers do not say how much they write
 */
enum ruapi_driver_attr {
	RUAPI_ATTR_UHW_IN = 0x8000,
	RUAPI_ATTR_UHW_OUT = 0x8001,
};

/**
 * struct ruapi_choice - start of an attribute of a driver that is one of several
 * @choice: which; the driver knows how many there are
 * @reserved: must be 0
 *
 * What follows is as the choice wants it.  DESCRIBE marks such an attribute with
 * RUAPI_SPEC_CHOICE.  (UVERBS_ATTR_TYPE_ENUM_IN)
 */
struct ruapi_choice {
	__u32 choice;
	__u32 reserved;
};

/* ---- CONTEXT ----------------------------------------------------------- */

/**
 * enum ruapi_context_action - actions of CONTEXT
 * @RUAPI_CONTEXT_OPEN: open an HCA by its index or through a bound CM_ID
 * @RUAPI_CONTEXT_ADD_QUEUE: one more queue gets its device and port events.  A queue
 *	that is destroyed leaves by itself; EMFILE: there are 64
 * @RUAPI_CONTEXT_QUERY_LIMITS: ibv_query_device_ex: what DEVICE.QUERY says, asked of
 *	the driver anew, which may answer its provider library more
 * @RUAPI_CONTEXT_MAP: what mmap() of the driver's offsets does, in a window: memory of
 *	the driver comes to lie where the program says.  All of it or none
 * @RUAPI_CONTEXT_UNMAP: take such memory away again, from all processes that have the
 *	window by fork(), when the device is gone as well.  What cannot be taken away
 *	is found before anything is
 */
enum ruapi_context_action {
	RUAPI_CONTEXT_OPEN = 16,
	RUAPI_CONTEXT_ADD_QUEUE = 17,
	RUAPI_CONTEXT_QUERY_LIMITS = 18,
	RUAPI_CONTEXT_MAP = 19,
	RUAPI_CONTEXT_UNMAP = 20,
	__RUAPI_CONTEXT_MAX,
};

/**
 * enum ruapi_context_open_attr - attributes of CONTEXT.OPEN
 * @RUAPI_CONTEXT_OPEN_HANDLE: new: the context.  If the namespace has an open
 *	context of the device that is nobody's own, it is that one.  On a device
 *	view it is a new one that belongs to the view; EBUSY if it has one
 * @RUAPI_CONTEXT_OPEN_INDEX: in u32: device index
 * @RUAPI_CONTEXT_OPEN_CM_ID: in: a CM_ID that is bound to a device; one of
 *	INDEX and CM_ID is required
 * @RUAPI_CONTEXT_OPEN_NEW: in u8: 1: a context of the caller's own, even if there
 *	is one: no other OPEN returns it.  UHW_IN and UHW_OUT imply it, and so do
 *	attributes from RUAPI_ATTR_ADDED on, as what they tell, and are told, is
 *	about one context
 * @RUAPI_CONTEXT_OPEN_QUEUE: where its device and port events go, and the
 *	asynchronous events of its objects that name no queue; default the main
 *	fd
 * @RUAPI_CONTEXT_OPEN_USER_DATA: in u64: for its events
 * @RUAPI_CONTEXT_OPEN_SLOT: out u32: mmap() on the main fd takes the offset
 *	(slot << 52) | driver's offset
 * @RUAPI_CONTEXT_OPEN_DEVICE: out u32: index of the device
 * @RUAPI_CONTEXT_OPEN_UCAPS: in: fds of nodes of /dev/infiniband, int[]: user
 *	capabilities (UCAPs) that the context has.  Implies NEW.  One may occur twice,
 *	and be of another device.  EBADF: no such fd.  EINVAL: not of such a node, or
 *	of one that was removed since.  EOPNOTSUPP: the kernel has UCAPs of its own,
 *	which are for ib_uverbs
 */
enum ruapi_context_open_attr {
	RUAPI_CONTEXT_OPEN_HANDLE = 1,
	RUAPI_CONTEXT_OPEN_INDEX = 2,
	RUAPI_CONTEXT_OPEN_CM_ID = 3,
	RUAPI_CONTEXT_OPEN_NEW = 4,
	RUAPI_CONTEXT_OPEN_QUEUE = 5,
	RUAPI_CONTEXT_OPEN_USER_DATA = 6,
	RUAPI_CONTEXT_OPEN_SLOT = 7,
	RUAPI_CONTEXT_OPEN_DEVICE = 8,
	RUAPI_CONTEXT_OPEN_UCAPS = 9,
};

/**
 * enum ruapi_context_add_queue_attr - attributes of CONTEXT.ADD_QUEUE
 * @RUAPI_CONTEXT_ADD_QUEUE_HANDLE: the context
 * @RUAPI_CONTEXT_ADD_QUEUE_QUEUE: what happens from now on to the device and its ports
 *	goes there, too; EINVAL if it does already.  If OPEN named no queue, the first
 *	that is added gets the asynchronous events of objects that are made from then
 *	on and name no queue
 */
enum ruapi_context_add_queue_attr {
	RUAPI_CONTEXT_ADD_QUEUE_HANDLE = 1,
	RUAPI_CONTEXT_ADD_QUEUE_QUEUE = 2,
};

/**
 * enum ruapi_context_query_limits_attr - attributes of CONTEXT.QUERY_LIMITS
 * @RUAPI_CONTEXT_QUERY_LIMITS_HANDLE: the context
 * @RUAPI_CONTEXT_QUERY_LIMITS_ATTR: what its device can
 */
enum ruapi_context_query_limits_attr {
	RUAPI_CONTEXT_QUERY_LIMITS_HANDLE = 1,
	RUAPI_CONTEXT_QUERY_LIMITS_ATTR = 2,
};

/** RUAPI_MMAP_SLOT_SHIFT - bit of the file offset at which the slot starts */
#define RUAPI_MMAP_SLOT_SHIFT 52

/**
 * RUAPI_MMAP_WINDOW - bit of the file offset that asks for a window
 *
 * A window is address space, into which CONTEXT.MAP puts memory of the driver, so that
 * a queue takes no mapping of its own.  What is below the bit the program chooses, so
 * that two windows of a context do not overlap (EBUSY).  It stays whole: a part of it
 * cannot be unmapped, protected or moved.  Where nothing is, it has SIGBUS.  EOPNOTSUPP:
 * what the driver maps cannot be put into one.
 */
#define RUAPI_MMAP_WINDOW 0x8000000000000ULL

/**
 * enum ruapi_context_map_attr - attributes of CONTEXT.MAP
 * @RUAPI_CONTEXT_MAP_HANDLE: the context.  EOPNOTSUPP: it can have no windows
 * @RUAPI_CONTEXT_MAP_PLACES: in: struct ruapi_placement[], at most 16.  EINVAL: not whole
 *	pages of a window of the context, in this process; EBUSY: there is something;
 *	EOPNOTSUPP: the driver maps this as hardware, which only mmap() can.  For all
 *	else that is wrong the driver has its own errno, as for mmap()
 */
enum ruapi_context_map_attr {
	RUAPI_CONTEXT_MAP_HANDLE = 1,
	RUAPI_CONTEXT_MAP_PLACES = 2,
};

/**
 * enum ruapi_context_unmap_attr - attributes of CONTEXT.UNMAP
 * @RUAPI_CONTEXT_UNMAP_HANDLE: the context
 * @RUAPI_CONTEXT_UNMAP_PLACES: in: struct ruapi_placement[], at most 16, as they were given
 *	to MAP.  EINVAL: there is no such thing, and all stays
 */
enum ruapi_context_unmap_attr {
	RUAPI_CONTEXT_UNMAP_HANDLE = 1,
	RUAPI_CONTEXT_UNMAP_PLACES = 2,
};

/** RUAPI_MAX_PLACEMENTS - most that one MAP or UNMAP takes */
#define RUAPI_MAX_PLACEMENTS 16

/**
 * struct ruapi_placement - memory of a driver in a window
 * @offset: where it is, as the driver has said
 * @addr: where it lies, in whole pages
 * @length: bytes, in whole pages
 */
struct ruapi_placement {
	__aligned_u64 offset;
	__aligned_u64 addr;
	__aligned_u64 length;
};

/**
 * enum ruapi_context_query_attr - attributes of CONTEXT.QUERY
 * @RUAPI_CONTEXT_QUERY_HANDLE: the context
 * @RUAPI_CONTEXT_QUERY_DEVICE: out u32: index of its device
 * @RUAPI_CONTEXT_QUERY_DRIVER_ID: out u32: enum rdma_driver_id
 * @RUAPI_CONTEXT_QUERY_SLOT: out u32: its slot for mmap()
 * @RUAPI_CONTEXT_QUERY_NUM_COMP_VECTORS: out u32: completion vectors
 * @RUAPI_CONTEXT_QUERY_UCAPS: out u64: user capabilities that it has, bits of struct
 *	ruapi_desc_ucap
 */
enum ruapi_context_query_attr {
	RUAPI_CONTEXT_QUERY_HANDLE = 1,
	RUAPI_CONTEXT_QUERY_DEVICE = 2,
	RUAPI_CONTEXT_QUERY_DRIVER_ID = 3,
	RUAPI_CONTEXT_QUERY_SLOT = 4,
	RUAPI_CONTEXT_QUERY_NUM_COMP_VECTORS = 5,
	RUAPI_CONTEXT_QUERY_UCAPS = 6,
};

/* ---- EVENT_QUEUE ------------------------------------------------------- */

/**
 * enum ruapi_event_queue_action - actions of EVENT_QUEUE
 * @RUAPI_EVENT_QUEUE_CREATE: a queue and the fd that reads it
 */
enum ruapi_event_queue_action {
	RUAPI_EVENT_QUEUE_CREATE = 16,
	__RUAPI_EVENT_QUEUE_MAX,
};

/**
 * enum ruapi_event_format - what read() on the queue's fd returns
 * @RUAPI_EVENT_FORMAT_RECORDS: struct ruapi_event records
 * @RUAPI_EVENT_FORMAT_COMP: 8 bytes per CQ event: the CQ's user_data, as
 *	struct ib_uverbs_comp_event_desc; only CQ events may come here
 * @RUAPI_EVENT_FORMAT_ASYNC: 16 bytes per asynchronous event, as struct
 *	ib_uverbs_async_event_desc with the object's user_data or the port
 *
 * A reader of the latter two is told when nothing will come any more, because
 * the devices of all their sources were removed, or that of the view on which
 * the queue was made: as from uverbs' fds, read() fails with EIO and poll()
 * says POLLERR when all events have been read.
 */
enum ruapi_event_format {
	RUAPI_EVENT_FORMAT_RECORDS = 0,
	RUAPI_EVENT_FORMAT_COMP = 1,
	RUAPI_EVENT_FORMAT_ASYNC = 2,
	__RUAPI_EVENT_FORMAT_MAX,
};

/**
 * enum ruapi_event_queue_flags - for CREATE
 * @RUAPI_EVENT_QUEUE_F_OWNS_IDS: when its fd is closed for the last time, the
 *	CM_IDs that report to it are destroyed, as closing an rdma_cm fd does.
 *	Otherwise they live on and their events go nowhere
 */
enum ruapi_event_queue_flags {
	RUAPI_EVENT_QUEUE_F_OWNS_IDS = 1 << 0,
};

/**
 * enum ruapi_event_queue_create_attr - attributes of EVENT_QUEUE.CREATE
 * @RUAPI_EVENT_QUEUE_CREATE_HANDLE: new: the queue.  It goes when it is
 *	destroyed or its fd closed, at the latest with its last event source
 * @RUAPI_EVENT_QUEUE_CREATE_FD: new: reads the queue (read, poll, epoll,
 *	O_NONBLOCK), and takes the ioctls of its namespace
 * @RUAPI_EVENT_QUEUE_CREATE_FORMAT: in u8: enum ruapi_event_format
 * @RUAPI_EVENT_QUEUE_CREATE_FLAGS: in u32: enum ruapi_event_queue_flags
 * @RUAPI_EVENT_QUEUE_CREATE_TAG: in u64: what NAMESPACE.QUERY on it shall return
 */
enum ruapi_event_queue_create_attr {
	RUAPI_EVENT_QUEUE_CREATE_HANDLE = 1,
	RUAPI_EVENT_QUEUE_CREATE_FD = 2,
	RUAPI_EVENT_QUEUE_CREATE_FORMAT = 3,
	RUAPI_EVENT_QUEUE_CREATE_FLAGS = 4,
	RUAPI_EVENT_QUEUE_CREATE_TAG = 5,
};

/* ---- PD ---------------------------------------------------------------- */

/**
 * enum ruapi_pd_action - actions of PD
 * @RUAPI_PD_ALLOC: ibv_alloc_pd
 */
enum ruapi_pd_action {
	RUAPI_PD_ALLOC = 16,
	__RUAPI_PD_MAX,
};

/**
 * enum ruapi_pd_alloc_attr - attributes of PD.ALLOC
 * @RUAPI_PD_ALLOC_HANDLE: new: the PD
 * @RUAPI_PD_ALLOC_CONTEXT: the HCA
 */
enum ruapi_pd_alloc_attr {
	RUAPI_PD_ALLOC_HANDLE = 1,
	RUAPI_PD_ALLOC_CONTEXT = 2,
};

/* ---- MR ---------------------------------------------------------------- */

/**
 * enum ruapi_mr_action - actions of MR
 * @RUAPI_MR_REG: ibv_reg_mr_iova: pin memory of the caller, charged to its
 *	RLIMIT_MEMLOCK
 * @RUAPI_MR_REREG: ibv_rereg_mr: another PD, other access or other memory for
 *	a region there is; what is not given stays.  EOPNOTSUPP if the device
 *	cannot change just this
 * @RUAPI_MR_ADVISE: ibv_advise_mr: what parts of on-demand regions will be
 *	needed
 * @RUAPI_MR_REG_DM: ibv_reg_dm_mr: a region of memory on the device
 * @RUAPI_MR_REG_DMABUF: ibv_reg_dmabuf_mr: a region of memory that another device
 *	exports.  EOPNOTSUPP if this one cannot import
 * @RUAPI_MR_REG_EACH: the same memory for each of several PDs, which may be of as
 *	many HCAs: a region for each, or none if one of them fails.  Each is as REG
 *	makes it without UHW_IN, pinned and charged by itself, and destroyed so
 */
enum ruapi_mr_action {
	RUAPI_MR_REG = 16,
	RUAPI_MR_REREG = 17,
	RUAPI_MR_ADVISE = 18,
	RUAPI_MR_REG_DM = 19,
	RUAPI_MR_REG_DMABUF = 20,
	RUAPI_MR_REG_EACH = 21,
	__RUAPI_MR_MAX,
};

/**
 * struct ruapi_memlock - memory that may be locked, and what a region takes of it
 * @limit: RLIMIT_MEMLOCK of the caller, in bytes
 * @used: what its process has pinned already
 * @need: what the region would pin
 */
struct ruapi_memlock {
	__aligned_u64 limit;
	__aligned_u64 used;
	__aligned_u64 need;
};

/**
 * enum ruapi_mr_reg_attr - attributes of MR.REG
 * @RUAPI_MR_REG_HANDLE: new: the MR
 * @RUAPI_MR_REG_PD: its PD
 * @RUAPI_MR_REG_ADDR: in u64: start of the memory
 * @RUAPI_MR_REG_LENGTH: in u64: bytes
 * @RUAPI_MR_REG_IOVA: in u64: address the HCA shall know it by, at the same
 *	offset in its page as ADDR; left out: ADDR
 * @RUAPI_MR_REG_ACCESS: in flags u32: enum ib_access_flags
 * @RUAPI_MR_REG_LKEY: out u32: local key
 * @RUAPI_MR_REG_RKEY: out u32: remote key
 * @RUAPI_MR_REG_MEMLOCK: out: struct ruapi_memlock; written if the call fails with
 *	REASON_MEMLOCK
 * @RUAPI_MR_REG_DMAH: a DMA handle of the same context; it cannot be destroyed before
 *	the MR
 */
enum ruapi_mr_reg_attr {
	RUAPI_MR_REG_HANDLE = 1,
	RUAPI_MR_REG_PD = 2,
	RUAPI_MR_REG_ADDR = 3,
	RUAPI_MR_REG_LENGTH = 4,
	RUAPI_MR_REG_IOVA = 5,
	RUAPI_MR_REG_ACCESS = 6,
	RUAPI_MR_REG_LKEY = 7,
	RUAPI_MR_REG_RKEY = 8,
	RUAPI_MR_REG_MEMLOCK = 9,
	RUAPI_MR_REG_DMAH = 10,
};

/**
 * enum ruapi_mr_reg_each_attr - attributes of MR.REG_EACH
 * @RUAPI_MR_REG_EACH_REGIONS: out: struct ruapi_mr_region[], in the order of PDS
 * @RUAPI_MR_REG_EACH_PDS: PDs, of any contexts; a PD may occur twice
 * @RUAPI_MR_REG_EACH_ADDR: in u64: start of the memory
 * @RUAPI_MR_REG_EACH_LENGTH: in u64: bytes
 * @RUAPI_MR_REG_EACH_IOVA: in u64: address that all HCAs shall know it by, as of REG;
 *	left out: ADDR
 * @RUAPI_MR_REG_EACH_ACCESS: in flags u32: enum ib_access_flags
 * @RUAPI_MR_REG_EACH_FAILED: out u32: if the call fails, for which of PDS; as many as
 *	there are if it is none of them
 */
enum ruapi_mr_reg_each_attr {
	RUAPI_MR_REG_EACH_REGIONS = 1,
	RUAPI_MR_REG_EACH_PDS = 2,
	RUAPI_MR_REG_EACH_ADDR = 3,
	RUAPI_MR_REG_EACH_LENGTH = 4,
	RUAPI_MR_REG_EACH_IOVA = 5,
	RUAPI_MR_REG_EACH_ACCESS = 6,
	RUAPI_MR_REG_EACH_FAILED = 7,
};

/**
 * struct ruapi_mr_region - one that MR.REG_EACH has made
 * @handle: MR
 * @context: of its PD
 * @lkey: local key
 * @rkey: remote key
 */
struct ruapi_mr_region {
	__u32 handle;
	__u32 context;
	__u32 lkey;
	__u32 rkey;
};

/**
 * enum ruapi_mr_rereg_attr - attributes of MR.REREG; at least one of PD, ADDR
 *	and ACCESS
 * @RUAPI_MR_REREG_HANDLE: the MR
 * @RUAPI_MR_REREG_PD: its PD from now on
 * @RUAPI_MR_REREG_ADDR: in u64: start of other memory; with LENGTH
 * @RUAPI_MR_REREG_LENGTH: in u64: its bytes
 * @RUAPI_MR_REREG_IOVA: in u64: as of REG; left out: ADDR
 * @RUAPI_MR_REREG_ACCESS: in flags u32: enum ib_access_flags from now on
 * @RUAPI_MR_REREG_LKEY: out u32: local key, perhaps another one
 * @RUAPI_MR_REREG_RKEY: out u32: remote key, perhaps another one
 */
enum ruapi_mr_rereg_attr {
	RUAPI_MR_REREG_HANDLE = 1,
	RUAPI_MR_REREG_PD = 2,
	RUAPI_MR_REREG_ADDR = 3,
	RUAPI_MR_REREG_LENGTH = 4,
	RUAPI_MR_REREG_IOVA = 5,
	RUAPI_MR_REREG_ACCESS = 6,
	RUAPI_MR_REREG_LKEY = 7,
	RUAPI_MR_REREG_RKEY = 8,
};

/**
 * enum ruapi_mr_query_attr - attributes of MR.QUERY
 * @RUAPI_MR_QUERY_HANDLE: the MR
 * @RUAPI_MR_QUERY_LKEY: out u32: local key
 * @RUAPI_MR_QUERY_RKEY: out u32: remote key
 * @RUAPI_MR_QUERY_LENGTH: out u64: bytes
 * @RUAPI_MR_QUERY_IOVA: out u64: address the HCA knows it by
 */
enum ruapi_mr_query_attr {
	RUAPI_MR_QUERY_HANDLE = 1,
	RUAPI_MR_QUERY_LKEY = 2,
	RUAPI_MR_QUERY_RKEY = 3,
	RUAPI_MR_QUERY_LENGTH = 4,
	RUAPI_MR_QUERY_IOVA = 5,
};

/**
 * struct ruapi_sge - a part of a region, as ibv_sge
 * @addr: start, as the HCA knows it
 * @length: bytes
 * @lkey: key of the region
 */
struct ruapi_sge {
	__aligned_u64 addr;
	__u32 length;
	__u32 lkey;
};

/** RUAPI_MR_ADVISE_MAX - most parts that one MR.ADVISE can name */
#define RUAPI_MR_ADVISE_MAX 1024

/**
 * enum ruapi_mr_advise_attr - attributes of MR.ADVISE
 * @RUAPI_MR_ADVISE_PD: PD of the regions
 * @RUAPI_MR_ADVISE_ADVICE: in u32: enum ib_uverbs_advise_mr_advice
 * @RUAPI_MR_ADVISE_FLAGS: in flags u32: bit 0, FLUSH: wait until it is done
 * @RUAPI_MR_ADVISE_SGES: in: struct ruapi_sge[]
 */
enum ruapi_mr_advise_attr {
	RUAPI_MR_ADVISE_PD = 1,
	RUAPI_MR_ADVISE_ADVICE = 2,
	RUAPI_MR_ADVISE_FLAGS = 3,
	RUAPI_MR_ADVISE_SGES = 4,
};

/**
 * enum ruapi_mr_reg_dm_attr - attributes of MR.REG_DM.  The HCA knows the region
 *	by addresses from 0 on; REREG cannot change it
 * @RUAPI_MR_REG_DM_HANDLE: new: the MR
 * @RUAPI_MR_REG_DM_PD: its PD
 * @RUAPI_MR_REG_DM_DM: memory of the same context; it cannot be destroyed before
 *	the MR
 * @RUAPI_MR_REG_DM_OFFSET: in u64: where in the memory the region starts
 * @RUAPI_MR_REG_DM_LENGTH: in u64: bytes, which end in the memory
 * @RUAPI_MR_REG_DM_ACCESS: in flags u32: enum ib_access_flags, of which
 *	ZERO_BASED must be there
 * @RUAPI_MR_REG_DM_LKEY: out u32: local key
 * @RUAPI_MR_REG_DM_RKEY: out u32: remote key
 */
enum ruapi_mr_reg_dm_attr {
	RUAPI_MR_REG_DM_HANDLE = 1,
	RUAPI_MR_REG_DM_PD = 2,
	RUAPI_MR_REG_DM_DM = 3,
	RUAPI_MR_REG_DM_OFFSET = 4,
	RUAPI_MR_REG_DM_LENGTH = 5,
	RUAPI_MR_REG_DM_ACCESS = 6,
	RUAPI_MR_REG_DM_LKEY = 7,
	RUAPI_MR_REG_DM_RKEY = 8,
};

/**
 * enum ruapi_mr_reg_dmabuf_attr - attributes of MR.REG_DMABUF.  The region keeps
 *	the buffer, not the fd.  If its exporter takes it back, who uses the keys
 *	gets the errors of wrong ones; REREG changes what the driver can
 * @RUAPI_MR_REG_DMABUF_HANDLE: new: the MR
 * @RUAPI_MR_REG_DMABUF_PD: its PD
 * @RUAPI_MR_REG_DMABUF_OFFSET: in u64: where in the buffer the region starts
 * @RUAPI_MR_REG_DMABUF_LENGTH: in u64: bytes, which end in the buffer
 * @RUAPI_MR_REG_DMABUF_IOVA: in u64: address by which the HCA knows the start; the
 *	same as the offset within a page
 * @RUAPI_MR_REG_DMABUF_FD: the dma-buf
 * @RUAPI_MR_REG_DMABUF_ACCESS: in flags u32: enum ib_access_flags: LOCAL_WRITE,
 *	REMOTE_WRITE, REMOTE_READ, REMOTE_ATOMIC, RELAXED_ORDERING
 * @RUAPI_MR_REG_DMABUF_LKEY: out u32: local key
 * @RUAPI_MR_REG_DMABUF_RKEY: out u32: remote key
 * @RUAPI_MR_REG_DMABUF_DMAH: a DMA handle, as of MR.REG
 */
enum ruapi_mr_reg_dmabuf_attr {
	RUAPI_MR_REG_DMABUF_HANDLE = 1,
	RUAPI_MR_REG_DMABUF_PD = 2,
	RUAPI_MR_REG_DMABUF_OFFSET = 3,
	RUAPI_MR_REG_DMABUF_LENGTH = 4,
	RUAPI_MR_REG_DMABUF_IOVA = 5,
	RUAPI_MR_REG_DMABUF_FD = 6,
	RUAPI_MR_REG_DMABUF_ACCESS = 7,
	RUAPI_MR_REG_DMABUF_LKEY = 8,
	RUAPI_MR_REG_DMABUF_RKEY = 9,
	RUAPI_MR_REG_DMABUF_DMAH = 10,
};

/* ---- CQ ---------------------------------------------------------------- */

/**
 * enum ruapi_cq_action - actions of CQ
 * @RUAPI_CQ_CREATE: ibv_create_cq
 * @RUAPI_CQ_ARM: class FAST, ibv_req_notify_cq for devices that need the
 *	kernel for it; EOPNOTSUPP for the others
 * @RUAPI_CQ_RESIZE: ibv_resize_cq
 * @RUAPI_CQ_MODIFY: ibv_modify_cq: event moderation
 * @RUAPI_CQ_POLL: ibv_poll_cq, for HCAs whose CQs belong to the kernel; EOPNOTSUPP
 *	for the others, whose programs poll without the kernel
 */
enum ruapi_cq_action {
	RUAPI_CQ_CREATE = 16,
	RUAPI_CQ_ARM = 17,
	RUAPI_CQ_RESIZE = 18,
	RUAPI_CQ_MODIFY = 19,
	RUAPI_CQ_POLL = 20,
	__RUAPI_CQ_MAX,
};

/**
 * struct ruapi_wc - a completion, as ibv_wc
 * @wr_id: of the request
 * @status: enum ib_wc_status, 0: success.  Otherwise only @wr_id, @qp_num and
 *	@vendor_err mean something
 * @opcode: enum ib_wc_opcode: what has completed; receives have the bit 128
 * @vendor_err: of the vendor
 * @byte_len: bytes received, or read
 * @imm_data: immediate data as they were sent (big endian), or the rkey that was
 *	invalidated, as @flags say
 * @qp_num: QP of the request
 * @src_qp: datagrams: QP of the sender
 * @flags: enum ib_wc_flags of the kernel: 1: with a GRH, 2: with immediate data,
 *	4: with invalidation, 8: checksums are right
 * @pkey_index: datagrams: P_Key
 * @slid: datagrams: LID of the sender
 * @sl: datagrams: service level
 * @dlid_path_bits: datagrams: path bits of the destination
 * @port_num: datagrams of switches: port
 * @reserved: 0
 */
struct ruapi_wc {
	__aligned_u64 wr_id;
	__u32 status;
	__u32 opcode;
	__u32 vendor_err;
	__u32 byte_len;
	__u32 imm_data;
	__u32 qp_num;
	__u32 src_qp;
	__u32 flags;
	__u16 pkey_index;
	__u16 slid;
	__u8 sl;
	__u8 dlid_path_bits;
	__u8 port_num;
	__u8 reserved;
};

/**
 * enum ruapi_cq_create_attr - attributes of CQ.CREATE
 * @RUAPI_CQ_CREATE_HANDLE: new: the CQ
 * @RUAPI_CQ_CREATE_CONTEXT: the HCA
 * @RUAPI_CQ_CREATE_CQE: in u32: entries wanted
 * @RUAPI_CQ_CREATE_COMP_VECTOR: in u32: completion vector, default 0
 * @RUAPI_CQ_CREATE_FLAGS: in flags u32: enum ib_uverbs_ex_create_cq_flags
 * @RUAPI_CQ_CREATE_QUEUE: where its completion events go, default the main fd
 * @RUAPI_CQ_CREATE_ASYNC_QUEUE: where its asynchronous events go, default the
 *	queue of its context
 * @RUAPI_CQ_CREATE_USER_DATA: in u64: for its events
 * @RUAPI_CQ_CREATE_ACTUAL_CQE: out u32: entries it has
 * @RUAPI_CQ_CREATE_BUF_ADDR: in u64: the device shall write its entries there, in the
 *	form that the driver has: an address of the caller, or with BUF_FD an offset.
 *	EOPNOTSUPP if the driver has no such queues, and with the reason KERNEL before
 *	Linux 7.2
 * @RUAPI_CQ_CREATE_BUF_LENGTH: in u64: bytes there are; goes with BUF_ADDR
 * @RUAPI_CQ_CREATE_BUF_FD: the dma-buf in which that is
 */
enum ruapi_cq_create_attr {
	RUAPI_CQ_CREATE_HANDLE = 1,
	RUAPI_CQ_CREATE_CONTEXT = 2,
	RUAPI_CQ_CREATE_CQE = 3,
	RUAPI_CQ_CREATE_COMP_VECTOR = 4,
	RUAPI_CQ_CREATE_FLAGS = 5,
	RUAPI_CQ_CREATE_QUEUE = 6,
	RUAPI_CQ_CREATE_ASYNC_QUEUE = 7,
	RUAPI_CQ_CREATE_USER_DATA = 8,
	RUAPI_CQ_CREATE_ACTUAL_CQE = 9,
	RUAPI_CQ_CREATE_BUF_ADDR = 10,
	RUAPI_CQ_CREATE_BUF_LENGTH = 11,
	RUAPI_CQ_CREATE_BUF_FD = 12,
};

/**
 * enum ruapi_cq_arm_attr - attributes of CQ.ARM
 * @RUAPI_CQ_ARM_HANDLE: the CQ
 * @RUAPI_CQ_ARM_SOLICITED: in: 1: only for solicited completions
 */
enum ruapi_cq_arm_attr {
	RUAPI_CQ_ARM_HANDLE = 1,
	RUAPI_CQ_ARM_SOLICITED = 2,
};

/**
 * enum ruapi_cq_resize_attr - attributes of CQ.RESIZE
 * @RUAPI_CQ_RESIZE_HANDLE: the CQ
 * @RUAPI_CQ_RESIZE_CQE: in u32: entries wanted, not less than are in use
 * @RUAPI_CQ_RESIZE_ACTUAL_CQE: out u32: entries it has now
 */
enum ruapi_cq_resize_attr {
	RUAPI_CQ_RESIZE_HANDLE = 1,
	RUAPI_CQ_RESIZE_CQE = 2,
	RUAPI_CQ_RESIZE_ACTUAL_CQE = 3,
};

/**
 * enum ruapi_cq_modify_attr - attributes of CQ.MODIFY
 * @RUAPI_CQ_MODIFY_HANDLE: the CQ
 * @RUAPI_CQ_MODIFY_COUNT: in u16: completions per event
 * @RUAPI_CQ_MODIFY_PERIOD: in u16: microseconds after which there is one anyway
 */
enum ruapi_cq_modify_attr {
	RUAPI_CQ_MODIFY_HANDLE = 1,
	RUAPI_CQ_MODIFY_COUNT = 2,
	RUAPI_CQ_MODIFY_PERIOD = 3,
};

/**
 * enum ruapi_cq_poll_attr - attributes of CQ.POLL
 * @RUAPI_CQ_POLL_HANDLE: the CQ
 * @RUAPI_CQ_POLL_WCS: out: struct ruapi_wc[]: the oldest completions, as many as
 *	there are and fit; they are taken from the CQ.  None is no error
 */
enum ruapi_cq_poll_attr {
	RUAPI_CQ_POLL_HANDLE = 1,
	RUAPI_CQ_POLL_WCS = 2,
};

/* ---- QP ---------------------------------------------------------------- */

/**
 * enum ruapi_qp_action - actions of QP
 * @RUAPI_QP_CREATE: ibv_create_qp
 * @RUAPI_QP_MODIFY: ibv_modify_qp
 * @RUAPI_QP_DOORBELL: class FAST, tells a software HCA to look at the send
 *	queue that it shares with the program; EOPNOTSUPP for the others
 * @RUAPI_QP_ATTACH_MCAST: ibv_attach_mcast: datagrams to a multicast group.
 *	Nothing happens if the QP has it already
 * @RUAPI_QP_DETACH_MCAST: ibv_detach_mcast; DESTROY detaches from all groups
 * @RUAPI_QP_POST_SEND: ibv_post_send, for HCAs whose send queues belong to the
 *	kernel: a list of requests.  EOPNOTSUPP for the others, whose programs
 *	post without the kernel
 * @RUAPI_QP_POST_RECV: ibv_post_recv, likewise
 * @RUAPI_QP_OPEN: ibv_open_qp: another handle of an XRC target QP of the same
 *	domain, which goes with its last handle.  Each handle has events of its
 *	own
 */
enum ruapi_qp_action {
	RUAPI_QP_CREATE = 16,
	RUAPI_QP_MODIFY = 17,
	RUAPI_QP_DOORBELL = 18,
	RUAPI_QP_ATTACH_MCAST = 19,
	RUAPI_QP_DETACH_MCAST = 20,
	RUAPI_QP_POST_SEND = 21,
	RUAPI_QP_POST_RECV = 22,
	RUAPI_QP_OPEN = 23,
	__RUAPI_QP_MAX,
};

/**
 * struct ruapi_qp_cap - sizes of a QP, as ibv_qp_cap
 * @max_send_wr: send work requests outstanding
 * @max_recv_wr: receive work requests outstanding
 * @max_send_sge: scatter/gather entries of a send request
 * @max_recv_sge: scatter/gather entries of a receive request
 * @max_inline_data: bytes of inline data of a send request
 * @reserved: must be 0
 */
struct ruapi_qp_cap {
	__u32 max_send_wr;
	__u32 max_recv_wr;
	__u32 max_send_sge;
	__u32 max_recv_sge;
	__u32 max_inline_data;
	__u32 reserved;
};

/**
 * enum ruapi_buffer_type - struct ruapi_buffer::type, as enum ib_uverbs_buffer_type
 * @RUAPI_BUFFER_DMABUF: part of a dma-buf
 * @RUAPI_BUFFER_VA: memory of the caller
 */
enum ruapi_buffer_type {
	RUAPI_BUFFER_DMABUF = 0,
	RUAPI_BUFFER_VA = 1,
};

/**
 * struct ruapi_buffer - memory that a program has for a queue, as
 *	struct ib_uverbs_buffer_desc of rdma/ib_user_ioctl_verbs.h: drivers read it
 * @type: enum ruapi_buffer_type
 * @fd: the dma-buf, of that type; else it does not matter
 * @flags: must be 0
 * @optional_flags: bits that the kernel does not know do not matter; it knows none
 * @addr: address, or offset in the dma-buf
 * @length: bytes
 */
struct ruapi_buffer {
	__u32 type;
	__s32 fd;
	__u32 flags;
	__u32 optional_flags;
	__aligned_u64 addr;
	__aligned_u64 length;
};

/**
 * enum ruapi_qp_create_attr - attributes of QP.CREATE
 *
 * A QP has a PD and both CQs, but for XRC: an initiator, which only sends, has no
 * RECV_CQ and no SRQ; a target has none of all these, but an XRCD.
 *
 * @RUAPI_QP_CREATE_HANDLE: new: the QP
 * @RUAPI_QP_CREATE_PD: its PD
 * @RUAPI_QP_CREATE_TYPE: in u8: enum ib_qp_type: 2 RC, 3 UC, 4 UD, 9 XRC
 *	initiator, 10 XRC target, ...
 * @RUAPI_QP_CREATE_SEND_CQ: CQ of send completions
 * @RUAPI_QP_CREATE_RECV_CQ: CQ of receive completions
 * @RUAPI_QP_CREATE_CAP: in: struct ruapi_qp_cap: sizes wanted
 * @RUAPI_QP_CREATE_SIG_ALL: in u8: 1: every send request completes
 * @RUAPI_QP_CREATE_FLAGS: in flags u32: enum ib_qp_create_flags of
 *	rdma/ib_verbs.h that userspace may set
 * @RUAPI_QP_CREATE_SOURCE_QPN: in u32: with that flag; CAP_NET_RAW
 * @RUAPI_QP_CREATE_QUEUE: where its asynchronous events go, default the queue
 *	of its context
 * @RUAPI_QP_CREATE_USER_DATA: in u64: for its events
 * @RUAPI_QP_CREATE_ACTUAL_CAP: out: struct ruapi_qp_cap: sizes it has
 * @RUAPI_QP_CREATE_QP_NUM: out u32: QP number
 * @RUAPI_QP_CREATE_SRQ: SRQ it receives from, instead of a queue of its own.  Not
 *	one of XRC: those are named by messages
 * @RUAPI_QP_CREATE_XRCD: domain of an XRC target, instead of a PD.  The driver
 *	is not told what is in RUAPI_ATTR_UHW_IN then
 * @RUAPI_QP_CREATE_RWQ_TABLE: WQs that receive instead of the QP: it has no RECV_CQ,
 *	no SRQ and no receives of its own then, and a SEND_CQ if it sends
 * @RUAPI_QP_CREATE_BUF: in: struct ruapi_buffer: memory for all of its queues, in the
 *	form that the driver has.  Until the call returns the driver may read the
 *	struct, too.  One that does not know of it does not look, and takes other
 *	memory.  EOPNOTSUPP with the reason KERNEL before Linux 7.2
 * @RUAPI_QP_CREATE_RQ_BUF: in: struct ruapi_buffer: ditto, for its receives, of a
 *	driver that has them apart
 * @RUAPI_QP_CREATE_SQ_BUF: in: struct ruapi_buffer: ditto, for what it sends
 */
enum ruapi_qp_create_attr {
	RUAPI_QP_CREATE_HANDLE = 1,
	RUAPI_QP_CREATE_PD = 2,
	RUAPI_QP_CREATE_TYPE = 3,
	RUAPI_QP_CREATE_SEND_CQ = 4,
	RUAPI_QP_CREATE_RECV_CQ = 5,
	RUAPI_QP_CREATE_CAP = 6,
	RUAPI_QP_CREATE_SIG_ALL = 7,
	RUAPI_QP_CREATE_FLAGS = 8,
	RUAPI_QP_CREATE_SOURCE_QPN = 9,
	RUAPI_QP_CREATE_QUEUE = 10,
	RUAPI_QP_CREATE_USER_DATA = 11,
	RUAPI_QP_CREATE_ACTUAL_CAP = 12,
	RUAPI_QP_CREATE_QP_NUM = 13,
	RUAPI_QP_CREATE_SRQ = 14,
	RUAPI_QP_CREATE_XRCD = 15,
	RUAPI_QP_CREATE_RWQ_TABLE = 16,
	RUAPI_QP_CREATE_BUF = 17,
	RUAPI_QP_CREATE_RQ_BUF = 18,
	RUAPI_QP_CREATE_SQ_BUF = 19,
};

/**
 * struct ruapi_qp_attr - attributes of a QP, as ibv_qp_attr.  Values that are
 *	enums of the IBTA specification have the numbers of rdma/ib_verbs.h
 * @mask: enum ib_qp_attr_mask: MODIFY: what to change; QUERY, INIT_QP_ATTR:
 *	what is valid
 * @qp_state: state to go to, or the state it is in
 * @cur_qp_state: state the caller believes it is in
 * @path_mtu: 1: 256 bytes .. 5: 4096
 * @path_mig_state: path migration
 * @qkey: Q_Key of datagrams
 * @rq_psn: first packet sequence number to receive
 * @sq_psn: first packet sequence number to send
 * @dest_qp_num: the peer's QP number
 * @qp_access_flags: remote operations that the QP allows
 * @rate_limit: kbit/s
 * @ah: primary path
 * @alt_ah: alternate path
 * @cap: sizes; for MODIFY only on devices that can resize QPs
 * @pkey_index: P_Key of the primary path
 * @alt_pkey_index: ditto of the alternate path
 * @en_sqd_async_notify: tell when the send queue has drained
 * @sq_draining: QUERY: it is draining
 * @max_rd_atomic: reads and atomics outstanding as initiator
 * @max_dest_rd_atomic: ditto as responder
 * @min_rnr_timer: receiver-not-ready timer
 * @port_num: primary port
 * @timeout: acknowledgment timeout, 4.096 us * 2^n
 * @retry_cnt: transport retries
 * @rnr_retry: receiver-not-ready retries
 * @alt_port_num: port of the alternate path
 * @alt_timeout: timeout of the alternate path
 * @reserved: must be 0
 */
struct ruapi_qp_attr {
	__u32 mask;
	__u32 qp_state;
	__u32 cur_qp_state;
	__u32 path_mtu;
	__u32 path_mig_state;
	__u32 qkey;
	__u32 rq_psn;
	__u32 sq_psn;
	__u32 dest_qp_num;
	__u32 qp_access_flags;
	__u32 rate_limit;
	struct ruapi_ah_attr ah;
	struct ruapi_ah_attr alt_ah;
	struct ruapi_qp_cap cap;
	__u16 pkey_index;
	__u16 alt_pkey_index;
	__u8 en_sqd_async_notify;
	__u8 sq_draining;
	__u8 max_rd_atomic;
	__u8 max_dest_rd_atomic;
	__u8 min_rnr_timer;
	__u8 port_num;
	__u8 timeout;
	__u8 retry_cnt;
	__u8 rnr_retry;
	__u8 alt_port_num;
	__u8 alt_timeout;
	__u8 reserved[5];
};

/**
 * enum ruapi_qp_modify_attr - attributes of QP.MODIFY
 * @RUAPI_QP_MODIFY_HANDLE: the QP
 * @RUAPI_QP_MODIFY_ATTR: in: struct ruapi_qp_attr
 */
enum ruapi_qp_modify_attr {
	RUAPI_QP_MODIFY_HANDLE = 1,
	RUAPI_QP_MODIFY_ATTR = 2,
};

/**
 * enum ruapi_qp_query_attr - attributes of QP.QUERY
 * @RUAPI_QP_QUERY_HANDLE: the QP
 * @RUAPI_QP_QUERY_MASK: in u32: enum ib_qp_attr_mask of interest
 * @RUAPI_QP_QUERY_ATTR: out: struct ruapi_qp_attr
 * @RUAPI_QP_QUERY_SIG_ALL: out u8: as created
 * @RUAPI_QP_QUERY_QP_NUM: out u32: QP number
 */
enum ruapi_qp_query_attr {
	RUAPI_QP_QUERY_HANDLE = 1,
	RUAPI_QP_QUERY_MASK = 2,
	RUAPI_QP_QUERY_ATTR = 3,
	RUAPI_QP_QUERY_SIG_ALL = 4,
	RUAPI_QP_QUERY_QP_NUM = 5,
};

/**
 * enum ruapi_qp_doorbell_attr - attributes of QP.DOORBELL
 * @RUAPI_QP_DOORBELL_HANDLE: the QP
 */
enum ruapi_qp_doorbell_attr {
	RUAPI_QP_DOORBELL_HANDLE = 1,
};

/**
 * enum ruapi_qp_attach_mcast_attr - attributes of QP.ATTACH_MCAST
 * @RUAPI_QP_ATTACH_MCAST_HANDLE: the QP, of type UD
 * @RUAPI_QP_ATTACH_MCAST_GID: in: 16 bytes: GID of the group
 * @RUAPI_QP_ATTACH_MCAST_LID: in u16: its LID, 0 over Ethernet
 */
enum ruapi_qp_attach_mcast_attr {
	RUAPI_QP_ATTACH_MCAST_HANDLE = 1,
	RUAPI_QP_ATTACH_MCAST_GID = 2,
	RUAPI_QP_ATTACH_MCAST_LID = 3,
};

/**
 * enum ruapi_qp_detach_mcast_attr - attributes of QP.DETACH_MCAST
 * @RUAPI_QP_DETACH_MCAST_HANDLE: the QP
 * @RUAPI_QP_DETACH_MCAST_GID: in: 16 bytes: as of ATTACH_MCAST
 * @RUAPI_QP_DETACH_MCAST_LID: in u16: as of ATTACH_MCAST
 */
enum ruapi_qp_detach_mcast_attr {
	RUAPI_QP_DETACH_MCAST_HANDLE = 1,
	RUAPI_QP_DETACH_MCAST_GID = 2,
	RUAPI_QP_DETACH_MCAST_LID = 3,
};

/** RUAPI_MAX_WRS - most requests of a call, and most entries of all of them */
#define RUAPI_MAX_WRS 16384

/**
 * struct ruapi_send_wr - send request, as ibv_send_wr.  What its opcode does not
 *	need is not looked at
 * @wr_id: for its completion
 * @opcode: enum ibv_wr_opcode: RC: 0 RDMA_WRITE, 1 RDMA_WRITE_WITH_IMM, 2 SEND,
 *	3 SEND_WITH_IMM, 4 RDMA_READ, 5 ATOMIC_CMP_AND_SWP,
 *	6 ATOMIC_FETCH_AND_ADD, 9 SEND_WITH_INV.  UD: 2 and 3
 * @flags: enum ibv_send_flags: 1 FENCE, 2 SIGNALED, 4 SOLICITED, 8 INLINE,
 *	16 IP_CSUM.  Devices that have no inline data here refuse such a request
 * @num_sge: how many of the entries are its own, those after the ones of the
 *	request before it
 * @imm_data: immediate data as they are sent (big endian), or the rkey to
 *	invalidate
 * @remote_addr: RDMA and atomics: address at the peer
 * @compare_add: atomics: to compare with, or to add
 * @swap: COMPARE_AND_SWAP: new value
 * @rkey: RDMA and atomics: remote key
 * @ah: UD: which of the AHs of the call, counted from 0
 * @remote_qpn: UD: QP of the receiver
 * @remote_qkey: UD: its Q_Key
 * @reserved: must be 0
 */
struct ruapi_send_wr {
	__aligned_u64 wr_id;
	__u32 opcode;
	__u32 flags;
	__u32 num_sge;
	__u32 imm_data;
	__aligned_u64 remote_addr;
	__aligned_u64 compare_add;
	__aligned_u64 swap;
	__u32 rkey;
	__u32 ah;
	__u32 remote_qpn;
	__u32 remote_qkey;
	__u32 reserved[2];
};

/**
 * struct ruapi_recv_wr - receive request, as ibv_recv_wr
 * @wr_id: for its completion
 * @num_sge: how many of the entries are its own, those after the ones of the
 *	request before it
 * @reserved: must be 0
 */
struct ruapi_recv_wr {
	__aligned_u64 wr_id;
	__u32 num_sge;
	__u32 reserved;
};

/**
 * enum ruapi_qp_post_send_attr - attributes of QP.POST_SEND.  If a request is
 *	malformed nothing is posted.  The device looks at one after the other; if it
 *	refuses one but the first, the call succeeds all the same, and BAD_WR and
 *	BAD_ERRNO tell
 * @RUAPI_QP_POST_SEND_HANDLE: the QP
 * @RUAPI_QP_POST_SEND_WRS: in: struct ruapi_send_wr[].  May be left out: then the
 *	call only says whether the device does this
 * @RUAPI_QP_POST_SEND_SGES: in: struct ruapi_sge[], as many as the requests take
 * @RUAPI_QP_POST_SEND_AHS: in: struct ruapi_objref[]: AHs that requests of UD QPs
 *	name by their place
 * @RUAPI_QP_POST_SEND_BAD_WR: out u32: which request is bad, counted from 0; as
 *	many as there are: none is.  If the call succeeded, those before it
 *	were posted.  Also written if the call failed over its requests, which
 *	is if it looked at them at all: EINVAL that names WRS, SGES or AHS, or
 *	what the device said of the first
 * @RUAPI_QP_POST_SEND_BAD_ERRNO: out u32: what the device said about it, if others
 *	were posted; 0: nothing
 */
enum ruapi_qp_post_send_attr {
	RUAPI_QP_POST_SEND_HANDLE = 1,
	RUAPI_QP_POST_SEND_WRS = 2,
	RUAPI_QP_POST_SEND_SGES = 3,
	RUAPI_QP_POST_SEND_BAD_WR = 4,
	RUAPI_QP_POST_SEND_BAD_ERRNO = 5,
	RUAPI_QP_POST_SEND_AHS = 6,
};

/**
 * enum ruapi_qp_post_recv_attr - attributes of QP.POST_RECV
 * @RUAPI_QP_POST_RECV_HANDLE: the QP
 * @RUAPI_QP_POST_RECV_WRS: in: struct ruapi_recv_wr[], as of POST_SEND
 * @RUAPI_QP_POST_RECV_SGES: in: struct ruapi_sge[], as many as the requests take
 * @RUAPI_QP_POST_RECV_BAD_WR: out u32: as of POST_SEND
 * @RUAPI_QP_POST_RECV_BAD_ERRNO: out u32: as of POST_SEND
 */
enum ruapi_qp_post_recv_attr {
	RUAPI_QP_POST_RECV_HANDLE = 1,
	RUAPI_QP_POST_RECV_WRS = 2,
	RUAPI_QP_POST_RECV_SGES = 3,
	RUAPI_QP_POST_RECV_BAD_WR = 4,
	RUAPI_QP_POST_RECV_BAD_ERRNO = 5,
};

/**
 * enum ruapi_qp_open_attr - attributes of QP.OPEN
 * @RUAPI_QP_OPEN_HANDLE: new: the QP
 * @RUAPI_QP_OPEN_XRCD: domain in which it was created, by whomever
 * @RUAPI_QP_OPEN_QP_NUM: in u32: its number.  EINVAL if the domain has no such
 *	target QP
 * @RUAPI_QP_OPEN_QUEUE: where its asynchronous events go, default the queue of
 *	its context
 * @RUAPI_QP_OPEN_USER_DATA: in u64: for its events
 */
enum ruapi_qp_open_attr {
	RUAPI_QP_OPEN_HANDLE = 1,
	RUAPI_QP_OPEN_XRCD = 2,
	RUAPI_QP_OPEN_QP_NUM = 3,
	RUAPI_QP_OPEN_QUEUE = 4,
	RUAPI_QP_OPEN_USER_DATA = 5,
};

/* ---- SRQ --------------------------------------------------------------- */

/**
 * enum ruapi_srq_action - actions of SRQ
 * @RUAPI_SRQ_CREATE: ibv_create_srq
 * @RUAPI_SRQ_MODIFY: ibv_modify_srq
 * @RUAPI_SRQ_POST_RECV: ibv_post_srq_recv, as QP.POST_RECV
 */
enum ruapi_srq_action {
	RUAPI_SRQ_CREATE = 16,
	RUAPI_SRQ_MODIFY = 17,
	RUAPI_SRQ_POST_RECV = 18,
	__RUAPI_SRQ_MAX,
};

/**
 * struct ruapi_srq_attr - sizes of an SRQ, as ibv_srq_attr
 * @max_wr: receive work requests outstanding
 * @max_sge: scatter/gather entries of one
 * @srq_limit: SRQ_LIMIT_REACHED comes when fewer requests than this are left;
 *	0: never.  It comes once
 * @reserved: must be 0
 */
struct ruapi_srq_attr {
	__u32 max_wr;
	__u32 max_sge;
	__u32 srq_limit;
	__u32 reserved;
};

/**
 * enum ruapi_srq_create_attr - attributes of SRQ.CREATE
 * @RUAPI_SRQ_CREATE_HANDLE: new: the SRQ
 * @RUAPI_SRQ_CREATE_PD: its PD
 * @RUAPI_SRQ_CREATE_TYPE: in u8: enum ib_srq_type: 0, the default: basic, 1: of
 *	XRC, 2: with tag matching
 * @RUAPI_SRQ_CREATE_ATTR: in: struct ruapi_srq_attr: sizes wanted
 * @RUAPI_SRQ_CREATE_QUEUE: where its asynchronous events go, default the queue
 *	of its context
 * @RUAPI_SRQ_CREATE_USER_DATA: in u64: for its events
 * @RUAPI_SRQ_CREATE_ACTUAL_ATTR: out: struct ruapi_srq_attr: sizes it has
 * @RUAPI_SRQ_CREATE_XRCD: domain of one of XRC, and of no other
 * @RUAPI_SRQ_CREATE_CQ: CQ of what it receives, of all but a basic one
 * @RUAPI_SRQ_CREATE_MAX_NUM_TAGS: in u32: tags outstanding, with tag matching
 * @RUAPI_SRQ_CREATE_SRQ_NUM: out u32: of XRC: the number by which messages name
 *	it; 0 of others
 * @RUAPI_SRQ_CREATE_BUF: in: struct ruapi_buffer: memory for its queue, as that of
 *	RUAPI_QP_CREATE_BUF
 */
enum ruapi_srq_create_attr {
	RUAPI_SRQ_CREATE_HANDLE = 1,
	RUAPI_SRQ_CREATE_PD = 2,
	RUAPI_SRQ_CREATE_TYPE = 3,
	RUAPI_SRQ_CREATE_ATTR = 4,
	RUAPI_SRQ_CREATE_QUEUE = 5,
	RUAPI_SRQ_CREATE_USER_DATA = 6,
	RUAPI_SRQ_CREATE_ACTUAL_ATTR = 7,
	RUAPI_SRQ_CREATE_XRCD = 8,
	RUAPI_SRQ_CREATE_CQ = 9,
	RUAPI_SRQ_CREATE_MAX_NUM_TAGS = 10,
	RUAPI_SRQ_CREATE_SRQ_NUM = 11,
	RUAPI_SRQ_CREATE_BUF = 12,
};

/**
 * enum ruapi_srq_modify_attr - attributes of SRQ.MODIFY; at least one of MAX_WR
 *	and SRQ_LIMIT
 * @RUAPI_SRQ_MODIFY_HANDLE: the SRQ
 * @RUAPI_SRQ_MODIFY_MAX_WR: in u32: another size
 * @RUAPI_SRQ_MODIFY_SRQ_LIMIT: in u32: arms SRQ_LIMIT_REACHED, 0: disarms it
 */
enum ruapi_srq_modify_attr {
	RUAPI_SRQ_MODIFY_HANDLE = 1,
	RUAPI_SRQ_MODIFY_MAX_WR = 2,
	RUAPI_SRQ_MODIFY_SRQ_LIMIT = 3,
};

/**
 * enum ruapi_srq_query_attr - attributes of SRQ.QUERY
 * @RUAPI_SRQ_QUERY_HANDLE: the SRQ
 * @RUAPI_SRQ_QUERY_ATTR: out: struct ruapi_srq_attr
 */
enum ruapi_srq_query_attr {
	RUAPI_SRQ_QUERY_HANDLE = 1,
	RUAPI_SRQ_QUERY_ATTR = 2,
};

/**
 * enum ruapi_srq_post_recv_attr - attributes of SRQ.POST_RECV
 * @RUAPI_SRQ_POST_RECV_HANDLE: the SRQ
 * @RUAPI_SRQ_POST_RECV_WRS: in: struct ruapi_recv_wr[], as of QP.POST_SEND
 * @RUAPI_SRQ_POST_RECV_SGES: in: struct ruapi_sge[], as many as the requests take
 * @RUAPI_SRQ_POST_RECV_BAD_WR: out u32: as of QP.POST_SEND
 * @RUAPI_SRQ_POST_RECV_BAD_ERRNO: out u32: as of QP.POST_SEND
 */
enum ruapi_srq_post_recv_attr {
	RUAPI_SRQ_POST_RECV_HANDLE = 1,
	RUAPI_SRQ_POST_RECV_WRS = 2,
	RUAPI_SRQ_POST_RECV_SGES = 3,
	RUAPI_SRQ_POST_RECV_BAD_WR = 4,
	RUAPI_SRQ_POST_RECV_BAD_ERRNO = 5,
};

/* ---- AH ---------------------------------------------------------------- */

/**
 * enum ruapi_ah_action - actions of AH
 * @RUAPI_AH_CREATE: ibv_create_ah, over Ethernet finds the neighbour's address
 */
enum ruapi_ah_action {
	RUAPI_AH_CREATE = 16,
	__RUAPI_AH_MAX,
};

/**
 * enum ruapi_ah_create_attr - attributes of AH.CREATE
 * @RUAPI_AH_CREATE_HANDLE: new: the AH
 * @RUAPI_AH_CREATE_PD: its PD
 * @RUAPI_AH_CREATE_ATTR: in: struct ruapi_ah_attr: the path
 * @RUAPI_AH_CREATE_USER_DATA: in u64: for LIST
 */
enum ruapi_ah_create_attr {
	RUAPI_AH_CREATE_HANDLE = 1,
	RUAPI_AH_CREATE_PD = 2,
	RUAPI_AH_CREATE_ATTR = 3,
	RUAPI_AH_CREATE_USER_DATA = 4,
};

/**
 * enum ruapi_ah_query_attr - attributes of AH.QUERY
 * @RUAPI_AH_QUERY_HANDLE: the AH
 * @RUAPI_AH_QUERY_ATTR: out: struct ruapi_ah_attr
 */
enum ruapi_ah_query_attr {
	RUAPI_AH_QUERY_HANDLE = 1,
	RUAPI_AH_QUERY_ATTR = 2,
};

/* ---- MW ---------------------------------------------------------------- */

/**
 * enum ruapi_mw_action - actions of MW
 * @RUAPI_MW_ALLOC: ibv_alloc_mw.  Windows are bound by work requests
 */
enum ruapi_mw_action {
	RUAPI_MW_ALLOC = 16,
	__RUAPI_MW_MAX,
};

/**
 * enum ruapi_mw_alloc_attr - attributes of MW.ALLOC
 * @RUAPI_MW_ALLOC_HANDLE: new: the MW
 * @RUAPI_MW_ALLOC_PD: its PD
 * @RUAPI_MW_ALLOC_TYPE: in u8: enum ib_mw_type: 1 or 2
 * @RUAPI_MW_ALLOC_USER_DATA: in u64: for LIST
 * @RUAPI_MW_ALLOC_RKEY: out u32: remote key until it is bound
 */
enum ruapi_mw_alloc_attr {
	RUAPI_MW_ALLOC_HANDLE = 1,
	RUAPI_MW_ALLOC_PD = 2,
	RUAPI_MW_ALLOC_TYPE = 3,
	RUAPI_MW_ALLOC_USER_DATA = 4,
	RUAPI_MW_ALLOC_RKEY = 5,
};

/* ---- COUNTERS ----------------------------------------------------------- */

/**
 * enum ruapi_counters_action - actions of COUNTERS
 * @RUAPI_COUNTERS_CREATE: ibv_create_counters.  What they count is said by the
 *	FLOWs that they are bound to, and by the driver
 * @RUAPI_COUNTERS_READ: ibv_read_counters
 */
enum ruapi_counters_action {
	RUAPI_COUNTERS_CREATE = 16,
	RUAPI_COUNTERS_READ = 17,
	__RUAPI_COUNTERS_MAX,
};

/**
 * enum ruapi_counters_create_attr - attributes of COUNTERS.CREATE
 * @RUAPI_COUNTERS_CREATE_HANDLE: new: the COUNTERS
 * @RUAPI_COUNTERS_CREATE_CONTEXT: the HCA
 * @RUAPI_COUNTERS_CREATE_USER_DATA: in u64: for LIST
 */
enum ruapi_counters_create_attr {
	RUAPI_COUNTERS_CREATE_HANDLE = 1,
	RUAPI_COUNTERS_CREATE_CONTEXT = 2,
	RUAPI_COUNTERS_CREATE_USER_DATA = 3,
};

/** RUAPI_COUNTERS_READ_MAX - most counters that one COUNTERS.READ can ask for */
#define RUAPI_COUNTERS_READ_MAX 8192

/**
 * enum ruapi_counters_read_attr - attributes of COUNTERS.READ; EINVAL while
 *	nothing is bound to them
 * @RUAPI_COUNTERS_READ_HANDLE: the COUNTERS
 * @RUAPI_COUNTERS_READ_FLAGS: in flags u32: enum ib_uverbs_read_counters_flags:
 *	bit 0, PREFER_CACHED: they need not be the latest
 * @RUAPI_COUNTERS_READ_VALUES: out: u64[], as many as there is room for
 */
enum ruapi_counters_read_attr {
	RUAPI_COUNTERS_READ_HANDLE = 1,
	RUAPI_COUNTERS_READ_FLAGS = 2,
	RUAPI_COUNTERS_READ_VALUES = 3,
};

/* ---- DM ---------------------------------------------------------------- */

/**
 * enum ruapi_dm_action - actions of DM
 * @RUAPI_DM_ALLOC: ibv_alloc_dm
 */
enum ruapi_dm_action {
	RUAPI_DM_ALLOC = 16,
	__RUAPI_DM_MAX,
};

/**
 * enum ruapi_dm_alloc_attr - attributes of DM.ALLOC
 * @RUAPI_DM_ALLOC_HANDLE: new: the DM
 * @RUAPI_DM_ALLOC_CONTEXT: the HCA
 * @RUAPI_DM_ALLOC_LENGTH: in u64: bytes; the device has max_dm_size in all
 * @RUAPI_DM_ALLOC_ALIGNMENT: in u32: n: its address on the device is a multiple of
 *	2^n; left out: 0
 * @RUAPI_DM_ALLOC_USER_DATA: in u64: for LIST
 */
enum ruapi_dm_alloc_attr {
	RUAPI_DM_ALLOC_HANDLE = 1,
	RUAPI_DM_ALLOC_CONTEXT = 2,
	RUAPI_DM_ALLOC_LENGTH = 3,
	RUAPI_DM_ALLOC_ALIGNMENT = 4,
	RUAPI_DM_ALLOC_USER_DATA = 5,
};

/* ---- DMAH -------------------------------------------------------------- */

/**
 * enum ruapi_dmah_action - actions of DMAH
 * @RUAPI_DMAH_ALLOC: ibv_alloc_dmah: hints for what a device writes to regions that are
 *	registered with the handle (PCI's TPH).  What the device takes, and which of
 *	them it wants together, is the driver's.  Drivers of Linux 6.17 and later
 *	have it
 */
enum ruapi_dmah_action {
	RUAPI_DMAH_ALLOC = 16,
	__RUAPI_DMAH_MAX,
};

/**
 * enum ruapi_dmah_alloc_attr - attributes of DMAH.ALLOC
 * @RUAPI_DMAH_ALLOC_HANDLE: new: the DMAH
 * @RUAPI_DMAH_ALLOC_CONTEXT: the HCA
 * @RUAPI_DMAH_ALLOC_CPU: in u32: the CPU that will read what is written; EPERM if the
 *	caller may not run on it
 * @RUAPI_DMAH_ALLOC_MEM_TYPE: in u8: 0: volatile memory, 1: persistent memory
 * @RUAPI_DMAH_ALLOC_PH: in u8: processing hint, 0 to 3, as PCI has them
 * @RUAPI_DMAH_ALLOC_USER_DATA: in u64: for LIST
 */
enum ruapi_dmah_alloc_attr {
	RUAPI_DMAH_ALLOC_HANDLE = 1,
	RUAPI_DMAH_ALLOC_CONTEXT = 2,
	RUAPI_DMAH_ALLOC_CPU = 3,
	RUAPI_DMAH_ALLOC_MEM_TYPE = 4,
	RUAPI_DMAH_ALLOC_PH = 5,
	RUAPI_DMAH_ALLOC_USER_DATA = 6,
};

/* ---- COMP_CNTR --------------------------------------------------------- */

/**
 * enum ruapi_comp_cntr_action - actions of COMP_CNTR, which drivers of Linux 7.3 and
 *	later have
 * @RUAPI_COMP_CNTR_CREATE: ibv_create_comp_cntr: both its values are what the driver
 *	begins with
 * @RUAPI_COMP_CNTR_MODIFY: ibv_set_comp_cntr, ibv_inc_comp_cntr and those of errors
 * @RUAPI_COMP_CNTR_READ: ibv_read_comp_cntr and that of errors; drivers whose counters
 *	are in memory of the program have nothing to say: EOPNOTSUPP
 * @RUAPI_COMP_CNTR_ATTACH: ibv_qp_attach_comp_cntr: it counts operations of a QP from now
 *	on, until that has gone; it does not go before.  EBUSY if one of them is counted
 *	already
 * @RUAPI_COMP_CNTR_QUERY_CAPS: ibv_query_comp_cntr_caps: what the device can
 */
enum ruapi_comp_cntr_action {
	RUAPI_COMP_CNTR_CREATE = 16,
	RUAPI_COMP_CNTR_MODIFY = 17,
	RUAPI_COMP_CNTR_READ = 18,
	RUAPI_COMP_CNTR_ATTACH = 19,
	RUAPI_COMP_CNTR_QUERY_CAPS = 20,
	__RUAPI_COMP_CNTR_MAX,
};

/**
 * enum ruapi_comp_cntr_entry - the values of a completion counter
 * @RUAPI_COMP_CNTR_COMP: of operations that have succeeded
 * @RUAPI_COMP_CNTR_ERR: of those that have not
 */
enum ruapi_comp_cntr_entry {
	RUAPI_COMP_CNTR_COMP = 0,
	RUAPI_COMP_CNTR_ERR = 1,
};

/**
 * enum ruapi_comp_cntr_op - RUAPI_COMP_CNTR_MODIFY_OP
 * @RUAPI_COMP_CNTR_SET: it becomes the value
 * @RUAPI_COMP_CNTR_INC: the value is added
 */
enum ruapi_comp_cntr_op {
	RUAPI_COMP_CNTR_SET = 0,
	RUAPI_COMP_CNTR_INC = 1,
};

/**
 * enum ruapi_comp_cntr_create_attr - attributes of COMP_CNTR.CREATE
 * @RUAPI_COMP_CNTR_CREATE_HANDLE: new: the counter
 * @RUAPI_COMP_CNTR_CREATE_CONTEXT: the HCA
 * @RUAPI_COMP_CNTR_CREATE_USER_DATA: in u64: for LIST
 */
enum ruapi_comp_cntr_create_attr {
	RUAPI_COMP_CNTR_CREATE_HANDLE = 1,
	RUAPI_COMP_CNTR_CREATE_CONTEXT = 2,
	RUAPI_COMP_CNTR_CREATE_USER_DATA = 3,
};

/**
 * enum ruapi_comp_cntr_modify_attr - attributes of COMP_CNTR.MODIFY
 * @RUAPI_COMP_CNTR_MODIFY_HANDLE: the counter
 * @RUAPI_COMP_CNTR_MODIFY_ENTRY: in u8: enum ruapi_comp_cntr_entry
 * @RUAPI_COMP_CNTR_MODIFY_OP: in u8: enum ruapi_comp_cntr_op
 * @RUAPI_COMP_CNTR_MODIFY_VALUE: in u64
 */
enum ruapi_comp_cntr_modify_attr {
	RUAPI_COMP_CNTR_MODIFY_HANDLE = 1,
	RUAPI_COMP_CNTR_MODIFY_ENTRY = 2,
	RUAPI_COMP_CNTR_MODIFY_OP = 3,
	RUAPI_COMP_CNTR_MODIFY_VALUE = 4,
};

/**
 * enum ruapi_comp_cntr_read_attr - attributes of COMP_CNTR.READ
 * @RUAPI_COMP_CNTR_READ_HANDLE: the counter
 * @RUAPI_COMP_CNTR_READ_ENTRY: in u8: enum ruapi_comp_cntr_entry
 * @RUAPI_COMP_CNTR_READ_VALUE: out u64
 */
enum ruapi_comp_cntr_read_attr {
	RUAPI_COMP_CNTR_READ_HANDLE = 1,
	RUAPI_COMP_CNTR_READ_ENTRY = 2,
	RUAPI_COMP_CNTR_READ_VALUE = 3,
};

/**
 * enum ruapi_comp_cntr_ops - RUAPI_COMP_CNTR_ATTACH_OPS: operations that end
 * @RUAPI_COMP_CNTR_SEND: sends of the QP
 * @RUAPI_COMP_CNTR_RECV: its receives
 * @RUAPI_COMP_CNTR_RDMA_READ: its RDMA reads
 * @RUAPI_COMP_CNTR_REMOTE_READ: RDMA reads of its peer
 * @RUAPI_COMP_CNTR_RDMA_WRITE: its RDMA writes
 * @RUAPI_COMP_CNTR_REMOTE_WRITE: RDMA writes of its peer
 */
enum ruapi_comp_cntr_ops {
	RUAPI_COMP_CNTR_SEND = 1 << 0,
	RUAPI_COMP_CNTR_RECV = 1 << 1,
	RUAPI_COMP_CNTR_RDMA_READ = 1 << 2,
	RUAPI_COMP_CNTR_REMOTE_READ = 1 << 3,
	RUAPI_COMP_CNTR_RDMA_WRITE = 1 << 4,
	RUAPI_COMP_CNTR_REMOTE_WRITE = 1 << 5,
};

/**
 * enum ruapi_comp_cntr_attach_attr - attributes of COMP_CNTR.ATTACH
 * @RUAPI_COMP_CNTR_ATTACH_HANDLE: the counter
 * @RUAPI_COMP_CNTR_ATTACH_QP: a QP of the same context; not one of XRC that others
 *	can open
 * @RUAPI_COMP_CNTR_ATTACH_OPS: in flags u32: enum ruapi_comp_cntr_ops
 */
enum ruapi_comp_cntr_attach_attr {
	RUAPI_COMP_CNTR_ATTACH_HANDLE = 1,
	RUAPI_COMP_CNTR_ATTACH_QP = 2,
	RUAPI_COMP_CNTR_ATTACH_OPS = 3,
};

/**
 * enum ruapi_comp_cntr_query_caps_attr - attributes of COMP_CNTR.QUERY_CAPS
 * @RUAPI_COMP_CNTR_QUERY_CAPS_CONTEXT: the HCA
 * @RUAPI_COMP_CNTR_QUERY_CAPS_MAX_COUNTERS: out u32: counters there can be
 * @RUAPI_COMP_CNTR_QUERY_CAPS_MAX_VALUE: out u64: of which the next value is 0
 * @RUAPI_COMP_CNTR_QUERY_CAPS_OPS: out u32: enum ruapi_comp_cntr_ops
 */
enum ruapi_comp_cntr_query_caps_attr {
	RUAPI_COMP_CNTR_QUERY_CAPS_CONTEXT = 1,
	RUAPI_COMP_CNTR_QUERY_CAPS_MAX_COUNTERS = 2,
	RUAPI_COMP_CNTR_QUERY_CAPS_MAX_VALUE = 3,
	RUAPI_COMP_CNTR_QUERY_CAPS_OPS = 4,
};

/* ---- XRCD -------------------------------------------------------------- */

/**
 * enum ruapi_xrcd_action - actions of XRCD
 * @RUAPI_XRCD_OPEN: ibv_open_xrcd.  All who open the same inode share the domain of
 *	it that a device has, in whatever process and network namespace they
 *	are; it ends with the last of them.  Until then the inode is kept as by a
 *	file that is open.  Domains of ib_uverbs are others.
 *	EAGAIN if there is none yet and CREATE is not asked for, EINVAL if there
 *	is one and EXCL is
 */
enum ruapi_xrcd_action {
	RUAPI_XRCD_OPEN = 16,
	__RUAPI_XRCD_MAX,
};

/**
 * enum ruapi_xrcd_flags - RUAPI_XRCD_OPEN_FLAGS.  They mean nothing without an fd
 * @RUAPI_XRCD_F_CREATE: make the domain if there is none, as O_CREAT
 * @RUAPI_XRCD_F_EXCL: fail if there is one, as O_EXCL
 */
enum ruapi_xrcd_flags {
	RUAPI_XRCD_F_CREATE = 1 << 0,
	RUAPI_XRCD_F_EXCL = 1 << 1,
};

/**
 * enum ruapi_xrcd_open_attr - attributes of XRCD.OPEN
 * @RUAPI_XRCD_OPEN_HANDLE: new: the domain.  It can be destroyed when the SRQs and
 *	QPs are gone that were made with this handle
 * @RUAPI_XRCD_OPEN_CONTEXT: the HCA
 * @RUAPI_XRCD_OPEN_FD: file of the inode; without one the domain is nobody else's
 * @RUAPI_XRCD_OPEN_FLAGS: in flags u32: enum ruapi_xrcd_flags
 * @RUAPI_XRCD_OPEN_USER_DATA: in u64: for LIST
 */
enum ruapi_xrcd_open_attr {
	RUAPI_XRCD_OPEN_HANDLE = 1,
	RUAPI_XRCD_OPEN_CONTEXT = 2,
	RUAPI_XRCD_OPEN_FD = 3,
	RUAPI_XRCD_OPEN_FLAGS = 4,
	RUAPI_XRCD_OPEN_USER_DATA = 5,
};

/* ---- WQ ---------------------------------------------------------------- */

/**
 * enum ruapi_wq_action - actions of WQ
 * @RUAPI_WQ_CREATE: ibv_create_wq, in the state RESET
 * @RUAPI_WQ_MODIFY: ibv_modify_wq; what is not given stays
 */
enum ruapi_wq_action {
	RUAPI_WQ_CREATE = 16,
	RUAPI_WQ_MODIFY = 17,
	__RUAPI_WQ_MAX,
};

/**
 * enum ruapi_wq_create_attr - attributes of WQ.CREATE
 * @RUAPI_WQ_CREATE_HANDLE: new: the WQ
 * @RUAPI_WQ_CREATE_PD: its PD
 * @RUAPI_WQ_CREATE_CQ: where receives complete
 * @RUAPI_WQ_CREATE_TYPE: in u32: enum ib_wq_type; left out: RQ, which is all there
 *	are
 * @RUAPI_WQ_CREATE_MAX_WR: in u32: receives
 * @RUAPI_WQ_CREATE_MAX_SGE: in u32: scatter/gather entries of each
 * @RUAPI_WQ_CREATE_FLAGS: in flags u32: enum ib_uverbs_wq_flags
 * @RUAPI_WQ_CREATE_QUEUE: where asynchronous events go; default that of the
 *	context
 * @RUAPI_WQ_CREATE_USER_DATA: in u64: for events
 * @RUAPI_WQ_CREATE_WQ_NUM: out u32: its number
 * @RUAPI_WQ_CREATE_ACTUAL_MAX_WR: out u32: receives that it has room for
 * @RUAPI_WQ_CREATE_ACTUAL_MAX_SGE: out u32: scatter/gather entries of each
 */
enum ruapi_wq_create_attr {
	RUAPI_WQ_CREATE_HANDLE = 1,
	RUAPI_WQ_CREATE_PD = 2,
	RUAPI_WQ_CREATE_CQ = 3,
	RUAPI_WQ_CREATE_TYPE = 4,
	RUAPI_WQ_CREATE_MAX_WR = 5,
	RUAPI_WQ_CREATE_MAX_SGE = 6,
	RUAPI_WQ_CREATE_FLAGS = 7,
	RUAPI_WQ_CREATE_QUEUE = 8,
	RUAPI_WQ_CREATE_USER_DATA = 9,
	RUAPI_WQ_CREATE_WQ_NUM = 10,
	RUAPI_WQ_CREATE_ACTUAL_MAX_WR = 11,
	RUAPI_WQ_CREATE_ACTUAL_MAX_SGE = 12,
};

/**
 * enum ruapi_wq_modify_attr - attributes of WQ.MODIFY; at least one of STATE,
 *	CUR_STATE and FLAGS
 * @RUAPI_WQ_MODIFY_HANDLE: the WQ
 * @RUAPI_WQ_MODIFY_STATE: in u32: enum ib_wq_state: 0 RESET, 1 RDY, 2 ERR
 * @RUAPI_WQ_MODIFY_CUR_STATE: in u32: state the caller believes it is in
 * @RUAPI_WQ_MODIFY_FLAGS: in flags u32: enum ib_uverbs_wq_flags
 * @RUAPI_WQ_MODIFY_FLAGS_MASK: in flags u32: which of them change; with FLAGS
 */
enum ruapi_wq_modify_attr {
	RUAPI_WQ_MODIFY_HANDLE = 1,
	RUAPI_WQ_MODIFY_STATE = 2,
	RUAPI_WQ_MODIFY_CUR_STATE = 3,
	RUAPI_WQ_MODIFY_FLAGS = 4,
	RUAPI_WQ_MODIFY_FLAGS_MASK = 5,
};

/* ---- RWQ_TABLE --------------------------------------------------------- */

/**
 * enum ruapi_rwq_table_action - actions of RWQ_TABLE
 * @RUAPI_RWQ_TABLE_CREATE: ibv_create_rwq_ind_table
 */
enum ruapi_rwq_table_action {
	RUAPI_RWQ_TABLE_CREATE = 16,
	__RUAPI_RWQ_TABLE_MAX,
};

/** RUAPI_RWQ_TABLE_MAX_WQS - most entries that a RWQ_TABLE can have */
#define RUAPI_RWQ_TABLE_MAX_WQS 8192

/**
 * enum ruapi_rwq_table_create_attr - attributes of RWQ_TABLE.CREATE
 * @RUAPI_RWQ_TABLE_CREATE_HANDLE: new: the RWQ_TABLE
 * @RUAPI_RWQ_TABLE_CREATE_WQS: its entries, a power of two; a WQ may be in several.
 *	They cannot be destroyed before it
 * @RUAPI_RWQ_TABLE_CREATE_USER_DATA: in u64: for LIST
 * @RUAPI_RWQ_TABLE_CREATE_TABLE_NUM: out u32: its number
 */
enum ruapi_rwq_table_create_attr {
	RUAPI_RWQ_TABLE_CREATE_HANDLE = 1,
	RUAPI_RWQ_TABLE_CREATE_WQS = 2,
	RUAPI_RWQ_TABLE_CREATE_USER_DATA = 3,
	RUAPI_RWQ_TABLE_CREATE_TABLE_NUM = 4,
};

/* ---- FLOW -------------------------------------------------------------- */

/**
 * enum ruapi_flow_action - actions of FLOW
 * @RUAPI_FLOW_CREATE: ibv_create_flow.  Needs CAP_NET_RAW
 */
enum ruapi_flow_action {
	RUAPI_FLOW_CREATE = 16,
	__RUAPI_FLOW_MAX,
};

/**
 * struct ruapi_flow_spec - a header that packets of a flow have, or what is done
 *	with them
 * @type: enum ib_flow_spec_type: 0x20 Ethernet, 0x30 IPv4, 0x31 IPv6, 0x34 ESP, 0x40
 *	TCP, 0x41 UDP, 0x50 VXLAN, 0x51 GRE, 0x60 MPLS, of which those within a
 *	tunnel are or'ed with 0x100; 0x1000 tag, 0x1001 drop, 0x1002 by a FLOW_ACTION,
 *	0x1003 count
 * @index: count: which of the COUNTERS; by an action: which of the ACTIONS; otherwise 0
 * @tag: tag: the tag; otherwise 0
 * @reserved: must be 0
 * @value: headers: fields in network order, as the filter of this type in
 *	rdma/ib_user_verbs.h (struct ib_uverbs_flow_eth_filter, ...); 0 behind it, and
 *	of actions
 * @mask: which bits of @value count, in the same way
 */
struct ruapi_flow_spec {
	__u32 type;
	__u32 index;
	__u32 tag;
	__u32 reserved;
	__u8 value[40];
	__u8 mask[40];
};

/** RUAPI_FLOW_MAX_SPECS - most specifications that a flow can have */
#define RUAPI_FLOW_MAX_SPECS 10

/**
 * enum ruapi_flow_create_attr - attributes of FLOW.CREATE
 * @RUAPI_FLOW_CREATE_HANDLE: new: the FLOW
 * @RUAPI_FLOW_CREATE_QP: of the type UD or RAW_PACKET; it cannot be destroyed before
 *	the FLOW
 * @RUAPI_FLOW_CREATE_PORT: in u32: port, from 1.  If it moves to another network
 *	namespace, the device has the flow no longer; its handle stays
 * @RUAPI_FLOW_CREATE_TYPE: in u32: enum ib_flow_attr_type: 0, the default: what
 *	matches SPECS, 1: what nobody else gets, 2: ditto, multicast, 3: all
 * @RUAPI_FLOW_CREATE_PRIORITY: in u16: the lowest is tried first; default 0
 * @RUAPI_FLOW_CREATE_FLAGS: in flags u32: enum ib_uverbs_flow_flags of old: bit 1:
 *	later flows see the packet, too; bit 2: of packets that are sent
 * @RUAPI_FLOW_CREATE_SPECS: in: struct ruapi_flow_spec[]: headers from the
 *	outermost on, and actions
 * @RUAPI_FLOW_CREATE_COUNTERS: what specifications refer to by index.  Those that
 *	they do cannot be destroyed before the FLOW
 * @RUAPI_FLOW_CREATE_USER_DATA: in u64: for LIST
 * @RUAPI_FLOW_CREATE_ACTIONS: FLOW_ACTIONs that specifications refer to by index.
 *	Those that they do cannot be destroyed before the FLOW
 */
enum ruapi_flow_create_attr {
	RUAPI_FLOW_CREATE_HANDLE = 1,
	RUAPI_FLOW_CREATE_QP = 2,
	RUAPI_FLOW_CREATE_PORT = 3,
	RUAPI_FLOW_CREATE_TYPE = 4,
	RUAPI_FLOW_CREATE_PRIORITY = 5,
	RUAPI_FLOW_CREATE_FLAGS = 6,
	RUAPI_FLOW_CREATE_SPECS = 7,
	RUAPI_FLOW_CREATE_COUNTERS = 8,
	RUAPI_FLOW_CREATE_USER_DATA = 9,
	RUAPI_FLOW_CREATE_ACTIONS = 10,
};

/* ---- FLOW_ACTION -------------------------------------------------------- */

/**
 * enum ruapi_flow_action_action - actions of FLOW_ACTION.  EOPNOTSUPP unless the driver
 *	brings them: ib_core has none for that
 * @RUAPI_FLOW_ACTION_CREATE: ibv_create_flow_action_esp
 * @RUAPI_FLOW_ACTION_MODIFY: ibv_modify_flow_action_esp.  Alone on the FLOW_ACTION
 */
enum ruapi_flow_action_action {
	RUAPI_FLOW_ACTION_CREATE = 16,
	RUAPI_FLOW_ACTION_MODIFY = 17,
	__RUAPI_FLOW_ACTION_MAX,
};

/**
 * struct ruapi_flow_action_esp - an ESP association, as struct
 *	ib_uverbs_flow_action_esp
 * @spi: security parameters index
 * @seq: sequence number
 * @tfc_pad: bytes of traffic flow confidentiality padding
 * @flags: enum ib_uverbs_flow_action_esp_flags
 * @hard_limit_pkts: packets after which it ends; 0: none
 */
struct ruapi_flow_action_esp {
	__u32 spi;
	__u32 seq;
	__u32 tfc_pad;
	__u32 flags;
	__aligned_u64 hard_limit_pkts;
};

/**
 * struct ruapi_flow_action_aes_gcm - key material, as struct
 *	ib_uverbs_flow_action_esp_keymat_aes_gcm.  The kernel wipes it as soon as the
 *	driver has it
 * @iv: initialization vector
 * @iv_algo: enum ib_uverbs_flow_action_esp_keymat_aes_gcm_iv_algo
 * @salt: of the nonce
 * @icv_len: bytes of the integrity check value
 * @key_len: bytes of @key
 * @key: the key
 */
struct ruapi_flow_action_aes_gcm {
	__aligned_u64 iv;
	__u32 iv_algo;
	__u32 salt;
	__u32 icv_len;
	__u32 key_len;
	__u8 key[32];
};

/**
 * enum ruapi_flow_action_create_attr - attributes of FLOW_ACTION.CREATE
 * @RUAPI_FLOW_ACTION_CREATE_HANDLE: new: the FLOW_ACTION
 * @RUAPI_FLOW_ACTION_CREATE_ESP: in: struct ruapi_flow_action_esp
 * @RUAPI_FLOW_ACTION_CREATE_AES_GCM: in: struct ruapi_flow_action_aes_gcm
 * @RUAPI_FLOW_ACTION_CREATE_ESN: in u32: upper half of sequence numbers of 64 bits
 * @RUAPI_FLOW_ACTION_CREATE_REPLAY: in u32: enum ib_uverbs_flow_action_esp_replay
 * @RUAPI_FLOW_ACTION_CREATE_REPLAY_SIZE: in u32: of its bitmap; only with REPLAY 1
 * @RUAPI_FLOW_ACTION_CREATE_ENCAP: in: struct ruapi_flow_spec: the header around it in
 *	tunnel mode, of which type and value count
 * @RUAPI_FLOW_ACTION_CREATE_CONTEXT: where
 * @RUAPI_FLOW_ACTION_CREATE_USER_DATA: in u64: for LIST
 */
enum ruapi_flow_action_create_attr {
	RUAPI_FLOW_ACTION_CREATE_HANDLE = 1,
	RUAPI_FLOW_ACTION_CREATE_ESP = 2,
	RUAPI_FLOW_ACTION_CREATE_AES_GCM = 3,
	RUAPI_FLOW_ACTION_CREATE_ESN = 4,
	RUAPI_FLOW_ACTION_CREATE_REPLAY = 5,
	RUAPI_FLOW_ACTION_CREATE_REPLAY_SIZE = 6,
	RUAPI_FLOW_ACTION_CREATE_ENCAP = 7,
	RUAPI_FLOW_ACTION_CREATE_CONTEXT = 8,
	RUAPI_FLOW_ACTION_CREATE_USER_DATA = 9,
};

/**
 * enum ruapi_flow_action_modify_attr - attributes of FLOW_ACTION.MODIFY: what is given
 *	changes
 * @RUAPI_FLOW_ACTION_MODIFY_HANDLE: the FLOW_ACTION
 * @RUAPI_FLOW_ACTION_MODIFY_ESP: as of CREATE
 * @RUAPI_FLOW_ACTION_MODIFY_AES_GCM: ditto
 * @RUAPI_FLOW_ACTION_MODIFY_ESN: ditto
 * @RUAPI_FLOW_ACTION_MODIFY_REPLAY: ditto
 * @RUAPI_FLOW_ACTION_MODIFY_REPLAY_SIZE: ditto
 * @RUAPI_FLOW_ACTION_MODIFY_ENCAP: ditto
 */
enum ruapi_flow_action_modify_attr {
	RUAPI_FLOW_ACTION_MODIFY_HANDLE = 1,
	RUAPI_FLOW_ACTION_MODIFY_ESP = 2,
	RUAPI_FLOW_ACTION_MODIFY_AES_GCM = 3,
	RUAPI_FLOW_ACTION_MODIFY_ESN = 4,
	RUAPI_FLOW_ACTION_MODIFY_REPLAY = 5,
	RUAPI_FLOW_ACTION_MODIFY_REPLAY_SIZE = 6,
	RUAPI_FLOW_ACTION_MODIFY_ENCAP = 7,
};

/* ---- CM_ID: class CM --------------------------------------------------- */

/**
 * enum ruapi_cm_id_action - actions of CM_ID, as the rdma_* calls of librdmacm
 * @RUAPI_CM_ID_CREATE: an id, bound to no device yet
 * @RUAPI_CM_ID_BIND_ADDR: bind to a local address
 * @RUAPI_CM_ID_RESOLVE_ADDR: find the device and port that reach an address
 * @RUAPI_CM_ID_RESOLVE_ROUTE: find the path
 * @RUAPI_CM_ID_CONNECT: send the request
 * @RUAPI_CM_ID_LISTEN: wait for requests; on the wildcard address over all
 *	devices and ports that the namespace sees
 * @RUAPI_CM_ID_ACCEPT: answer a request, or finish one's own
 * @RUAPI_CM_ID_REJECT: refuse it
 * @RUAPI_CM_ID_DISCONNECT: end the connection, QP to ERROR
 * @RUAPI_CM_ID_INIT_QP_ATTR: attributes that take a QP to the next state
 * @RUAPI_CM_ID_NOTIFY: pass on an asynchronous event of the QP
 * @RUAPI_CM_ID_SET_OPTION: type of service and the like
 * @RUAPI_CM_ID_QUERY_PATH: path records
 * @RUAPI_CM_ID_QUERY_GID: addresses as AF_IB GIDs
 * @RUAPI_CM_ID_MIGRATE: report to another event queue
 * @RUAPI_CM_ID_BIND_QP: let the kernel take a QP through its states: to INIT
 *	now, a UD QP to RTS; to RTS with ACCEPT, and when the peer has answered
 *	CONNECT, of which the program sees ESTABLISHED and no CONNECT_RESPONSE;
 *	to ERROR with DISCONNECT and REJECTED.  CONNECT and ACCEPT tell the peer
 *	this QP, whatever they are given
 * @RUAPI_CM_ID_RESOLVE_IB_SERVICE: find who has registered a service with the
 *	subnet administrator, instead of RESOLVE_ADDR.  From an id that is bound to
 *	a port of InfiniBand; ADDRINFO_RESOLVED or ADDRINFO_ERROR tells how it
 *	went, within seconds, and DESTROY waits for that.  The first that was found
 *	is the address of the peer then.  Since Linux 6.18
 * @RUAPI_CM_ID_QUERY_IB_SERVICE: all that it has found
 * @RUAPI_CM_ID_WRITE_EVENT: give the id an event, for a program that wants to wake
 *	up who reads its queue
 */
enum ruapi_cm_id_action {
	RUAPI_CM_ID_CREATE = 16,
	RUAPI_CM_ID_BIND_ADDR = 17,
	RUAPI_CM_ID_RESOLVE_ADDR = 18,
	RUAPI_CM_ID_RESOLVE_ROUTE = 19,
	RUAPI_CM_ID_CONNECT = 20,
	RUAPI_CM_ID_LISTEN = 21,
	RUAPI_CM_ID_ACCEPT = 22,
	RUAPI_CM_ID_REJECT = 23,
	RUAPI_CM_ID_DISCONNECT = 24,
	RUAPI_CM_ID_INIT_QP_ATTR = 25,
	RUAPI_CM_ID_NOTIFY = 26,
	RUAPI_CM_ID_SET_OPTION = 27,
	RUAPI_CM_ID_QUERY_PATH = 28,
	RUAPI_CM_ID_QUERY_GID = 29,
	RUAPI_CM_ID_MIGRATE = 30,
	RUAPI_CM_ID_BIND_QP = 31,
	RUAPI_CM_ID_RESOLVE_IB_SERVICE = 32,
	RUAPI_CM_ID_QUERY_IB_SERVICE = 33,
	RUAPI_CM_ID_WRITE_EVENT = 34,
	__RUAPI_CM_ID_MAX,
};

/**
 * enum ruapi_cm_id_create_attr - attributes of CM_ID.CREATE
 * @RUAPI_CM_ID_CREATE_HANDLE: new: the id
 * @RUAPI_CM_ID_CREATE_PORT_SPACE: in u16: enum rdma_ucm_port_space
 * @RUAPI_CM_ID_CREATE_QP_TYPE: in u8: enum ib_qp_type, for RDMA_PS_IB
 * @RUAPI_CM_ID_CREATE_QUEUE: where its events go, default the main fd
 * @RUAPI_CM_ID_CREATE_USER_DATA: in u64: for its events
 */
enum ruapi_cm_id_create_attr {
	RUAPI_CM_ID_CREATE_HANDLE = 1,
	RUAPI_CM_ID_CREATE_PORT_SPACE = 2,
	RUAPI_CM_ID_CREATE_QP_TYPE = 3,
	RUAPI_CM_ID_CREATE_QUEUE = 4,
	RUAPI_CM_ID_CREATE_USER_DATA = 5,
};

/**
 * enum ruapi_cm_id_query_attr - attributes of CM_ID.QUERY
 * @RUAPI_CM_ID_QUERY_HANDLE: the id
 * @RUAPI_CM_ID_QUERY_SRC: out: sockaddr of the local side, family 0: none
 * @RUAPI_CM_ID_QUERY_DST: out: sockaddr of the peer
 * @RUAPI_CM_ID_QUERY_DEVICE: out u32: index of its device, 0xffffffff: none
 * @RUAPI_CM_ID_QUERY_PORT: out u8: its port, 0: none
 * @RUAPI_CM_ID_QUERY_PKEY: out u16: its P_Key
 * @RUAPI_CM_ID_QUERY_NODE_GUID: out u64: of its device, big endian bytes
 * @RUAPI_CM_ID_QUERY_STATE: out u8: enum ruapi_cm_id_state
 * @RUAPI_CM_ID_QUERY_BACKLOG: out u32: of a listening id: what LISTEN set
 * @RUAPI_CM_ID_QUERY_PORT_SPACE: out u16: enum rdma_ucm_port_space
 */
enum ruapi_cm_id_query_attr {
	RUAPI_CM_ID_QUERY_HANDLE = 1,
	RUAPI_CM_ID_QUERY_SRC = 2,
	RUAPI_CM_ID_QUERY_DST = 3,
	RUAPI_CM_ID_QUERY_DEVICE = 4,
	RUAPI_CM_ID_QUERY_PORT = 5,
	RUAPI_CM_ID_QUERY_PKEY = 6,
	RUAPI_CM_ID_QUERY_NODE_GUID = 7,
	RUAPI_CM_ID_QUERY_STATE = 8,
	RUAPI_CM_ID_QUERY_BACKLOG = 9,
	RUAPI_CM_ID_QUERY_PORT_SPACE = 10,
};

/**
 * enum ruapi_cm_id_state - as seen by this interface
 * @RUAPI_CM_ID_IDLE: created
 * @RUAPI_CM_ID_BOUND: has a local address
 * @RUAPI_CM_ID_LISTENING: waits for requests
 * @RUAPI_CM_ID_CONNECTING: resolving or connecting
 * @RUAPI_CM_ID_CONNECTED: established
 * @RUAPI_CM_ID_CLOSED: rejected, disconnected or in error
 */
enum ruapi_cm_id_state {
	RUAPI_CM_ID_IDLE = 0,
	RUAPI_CM_ID_BOUND = 1,
	RUAPI_CM_ID_LISTENING = 2,
	RUAPI_CM_ID_CONNECTING = 3,
	RUAPI_CM_ID_CONNECTED = 4,
	RUAPI_CM_ID_CLOSED = 5,
};

/**
 * enum ruapi_cm_id_bind_addr_attr - attributes of CM_ID.BIND_ADDR
 * @RUAPI_CM_ID_BIND_ADDR_HANDLE: the id
 * @RUAPI_CM_ID_BIND_ADDR_ADDR: in: sockaddr_in, _in6 or _ib
 */
enum ruapi_cm_id_bind_addr_attr {
	RUAPI_CM_ID_BIND_ADDR_HANDLE = 1,
	RUAPI_CM_ID_BIND_ADDR_ADDR = 2,
};

/**
 * enum ruapi_cm_id_resolve_addr_attr - attributes of CM_ID.RESOLVE_ADDR
 * @RUAPI_CM_ID_RESOLVE_ADDR_HANDLE: the id
 * @RUAPI_CM_ID_RESOLVE_ADDR_SRC: in: sockaddr, may be left out
 * @RUAPI_CM_ID_RESOLVE_ADDR_DST: in: sockaddr of the peer
 * @RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT: in u32: milliseconds
 */
enum ruapi_cm_id_resolve_addr_attr {
	RUAPI_CM_ID_RESOLVE_ADDR_HANDLE = 1,
	RUAPI_CM_ID_RESOLVE_ADDR_SRC = 2,
	RUAPI_CM_ID_RESOLVE_ADDR_DST = 3,
	RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT = 4,
};

/**
 * enum ruapi_cm_id_resolve_route_attr - attributes of CM_ID.RESOLVE_ROUTE
 * @RUAPI_CM_ID_RESOLVE_ROUTE_HANDLE: the id
 * @RUAPI_CM_ID_RESOLVE_ROUTE_TIMEOUT: in u32: milliseconds
 */
enum ruapi_cm_id_resolve_route_attr {
	RUAPI_CM_ID_RESOLVE_ROUTE_HANDLE = 1,
	RUAPI_CM_ID_RESOLVE_ROUTE_TIMEOUT = 2,
};

/**
 * enum ruapi_cm_flags - FLAGS of CM_ID.CONNECT and CM_ID.ACCEPT
 * @RUAPI_CM_F_STEPS: CONNECT with DST: ADDR_RESOLVED and ROUTE_RESOLVED are told, too
 * @RUAPI_CM_F_FOLLOW: of an id with a bound QP: when the peer disconnects, the
 *	kernel takes the QP to ERROR and answers, as DISCONNECT does, before the
 *	program sees DISCONNECTED
 */
enum ruapi_cm_flags {
	RUAPI_CM_F_STEPS = 1 << 0,
	RUAPI_CM_F_FOLLOW = 1 << 1,
};

/**
 * enum ruapi_cm_id_connect_attr - attributes of CM_ID.CONNECT.  With DST it is
 *	RESOLVE_ADDR, RESOLVE_ROUTE, BIND_QP if there is a QP, and CONNECT, one
 *	after the other.  The call returns at once; the first event is what CONNECT
 *	without DST would bring, or what failed (enum ruapi_cm_step).  Until
 *	then other calls that change the id are EBUSY, and all while an iWARP
 *	driver waits for TCP; but DESTROY, which gives up
 * @RUAPI_CM_ID_CONNECT_HANDLE: the id.  With its route resolved, unless DST is given
 * @RUAPI_CM_ID_CONNECT_PARAM: in: struct ruapi_cm_param
 * @RUAPI_CM_ID_CONNECT_DST: in: sockaddr of the peer.  The device must be known: by
 *	QP, or the id has one.  If an earlier try has resolved it, the same again
 * @RUAPI_CM_ID_CONNECT_SRC: in: sockaddr, with DST: as SRC of RESOLVE_ADDR
 * @RUAPI_CM_ID_CONNECT_TIMEOUT: in u32: with DST: milliseconds for the address, and
 *	for the route as many; default 2000
 * @RUAPI_CM_ID_CONNECT_QP: the id drives it from now on, as after BIND_QP, unless
 *	the connection cannot be asked for
 * @RUAPI_CM_ID_CONNECT_FLAGS: in: enum ruapi_cm_flags
 */
enum ruapi_cm_id_connect_attr {
	RUAPI_CM_ID_CONNECT_HANDLE = 1,
	RUAPI_CM_ID_CONNECT_PARAM = 2,
	RUAPI_CM_ID_CONNECT_DST = 3,
	RUAPI_CM_ID_CONNECT_SRC = 4,
	RUAPI_CM_ID_CONNECT_TIMEOUT = 5,
	RUAPI_CM_ID_CONNECT_QP = 6,
	RUAPI_CM_ID_CONNECT_FLAGS = 7,
};

/**
 * enum ruapi_cm_id_listen_attr - attributes of CM_ID.LISTEN
 * @RUAPI_CM_ID_LISTEN_HANDLE: the id
 * @RUAPI_CM_ID_LISTEN_BACKLOG: in u32: requests kept unread; 0 or more than
 *	net.rdma_uapi.max_backlog: that, which is 1024 unless set otherwise
 */
enum ruapi_cm_id_listen_attr {
	RUAPI_CM_ID_LISTEN_HANDLE = 1,
	RUAPI_CM_ID_LISTEN_BACKLOG = 2,
};

/**
 * enum ruapi_cm_id_accept_attr - attributes of CM_ID.ACCEPT
 * @RUAPI_CM_ID_ACCEPT_HANDLE: the id
 * @RUAPI_CM_ID_ACCEPT_PARAM: in: struct ruapi_cm_param; left out by the
 *	connecting side, whose acceptance has none
 * @RUAPI_CM_ID_ACCEPT_USER_DATA: in u64: for its events from now on
 * @RUAPI_CM_ID_ACCEPT_QP: bound first, as by BIND_QP; it is not if the call fails
 * @RUAPI_CM_ID_ACCEPT_FLAGS: in: enum ruapi_cm_flags
 */
enum ruapi_cm_id_accept_attr {
	RUAPI_CM_ID_ACCEPT_HANDLE = 1,
	RUAPI_CM_ID_ACCEPT_PARAM = 2,
	RUAPI_CM_ID_ACCEPT_USER_DATA = 3,
	RUAPI_CM_ID_ACCEPT_QP = 4,
	RUAPI_CM_ID_ACCEPT_FLAGS = 5,
};

/**
 * enum ruapi_cm_id_reject_attr - attributes of CM_ID.REJECT
 * @RUAPI_CM_ID_REJECT_HANDLE: the id
 * @RUAPI_CM_ID_REJECT_REASON: in u8: enum ib_cm_rej_reason, default 28:
 *	consumer defined
 * @RUAPI_CM_ID_REJECT_PRIVATE_DATA: in: for the peer
 */
enum ruapi_cm_id_reject_attr {
	RUAPI_CM_ID_REJECT_HANDLE = 1,
	RUAPI_CM_ID_REJECT_REASON = 2,
	RUAPI_CM_ID_REJECT_PRIVATE_DATA = 3,
};

/**
 * enum ruapi_cm_id_disconnect_attr - attributes of CM_ID.DISCONNECT
 * @RUAPI_CM_ID_DISCONNECT_HANDLE: the id
 */
enum ruapi_cm_id_disconnect_attr {
	RUAPI_CM_ID_DISCONNECT_HANDLE = 1,
};

/**
 * enum ruapi_cm_id_init_qp_attr_attr - attributes of CM_ID.INIT_QP_ATTR
 * @RUAPI_CM_ID_INIT_QP_ATTR_HANDLE: the id
 * @RUAPI_CM_ID_INIT_QP_ATTR_STATE: in u8: enum ib_qp_state to go to
 * @RUAPI_CM_ID_INIT_QP_ATTR_ATTR: out: struct ruapi_qp_attr
 */
enum ruapi_cm_id_init_qp_attr_attr {
	RUAPI_CM_ID_INIT_QP_ATTR_HANDLE = 1,
	RUAPI_CM_ID_INIT_QP_ATTR_STATE = 2,
	RUAPI_CM_ID_INIT_QP_ATTR_ATTR = 3,
};

/**
 * enum ruapi_cm_id_notify_attr - attributes of CM_ID.NOTIFY
 * @RUAPI_CM_ID_NOTIFY_HANDLE: the id
 * @RUAPI_CM_ID_NOTIFY_EVENT: in u32: enum ib_event_type
 */
enum ruapi_cm_id_notify_attr {
	RUAPI_CM_ID_NOTIFY_HANDLE = 1,
	RUAPI_CM_ID_NOTIFY_EVENT = 2,
};

/**
 * enum ruapi_cm_id_set_option_attr - attributes of CM_ID.SET_OPTION; at least
 *	one option.  They are set in this order, up to the first that fails
 * @RUAPI_CM_ID_SET_OPTION_HANDLE: the id
 * @RUAPI_CM_ID_SET_OPTION_TOS: in u8: type of service
 * @RUAPI_CM_ID_SET_OPTION_REUSEADDR: in u8: 0 or 1
 * @RUAPI_CM_ID_SET_OPTION_AFONLY: in u8: 0 or 1: IPv6 only
 * @RUAPI_CM_ID_SET_OPTION_ACK_TIMEOUT: in u8: as qp_attr's timeout
 * @RUAPI_CM_ID_SET_OPTION_IB_PATH: in: struct ib_path_rec_data[] of
 *	rdma/ib_user_sa.h
 * @RUAPI_CM_ID_SET_OPTION_MIN_RNR_TIMER: in u8: as qp_attr's min_rnr_timer, of
 *	connected services
 */
enum ruapi_cm_id_set_option_attr {
	RUAPI_CM_ID_SET_OPTION_HANDLE = 1,
	RUAPI_CM_ID_SET_OPTION_TOS = 2,
	RUAPI_CM_ID_SET_OPTION_REUSEADDR = 3,
	RUAPI_CM_ID_SET_OPTION_AFONLY = 4,
	RUAPI_CM_ID_SET_OPTION_ACK_TIMEOUT = 5,
	RUAPI_CM_ID_SET_OPTION_IB_PATH = 6,
	RUAPI_CM_ID_SET_OPTION_MIN_RNR_TIMER = 7,
};

/**
 * enum ruapi_cm_id_query_path_attr - attributes of CM_ID.QUERY_PATH
 * @RUAPI_CM_ID_QUERY_PATH_HANDLE: the id
 * @RUAPI_CM_ID_QUERY_PATH_PATHS: out: struct ib_path_rec_data[] of
 *	rdma/ib_user_sa.h: 4 bytes flags, 4 reserved, 64 bytes path record as
 *	in IBTA's MAD
 * @RUAPI_CM_ID_QUERY_PATH_COUNT: out u32: paths there are
 */
enum ruapi_cm_id_query_path_attr {
	RUAPI_CM_ID_QUERY_PATH_HANDLE = 1,
	RUAPI_CM_ID_QUERY_PATH_PATHS = 2,
	RUAPI_CM_ID_QUERY_PATH_COUNT = 3,
};

/**
 * enum ruapi_cm_id_query_gid_attr - attributes of CM_ID.QUERY_GID
 * @RUAPI_CM_ID_QUERY_GID_HANDLE: the id
 * @RUAPI_CM_ID_QUERY_GID_SRC: out: sockaddr_ib of the local side
 * @RUAPI_CM_ID_QUERY_GID_DST: out: sockaddr_ib of the peer
 * @RUAPI_CM_ID_QUERY_GID_DEVICE: out u32: as in CM_ID.QUERY
 * @RUAPI_CM_ID_QUERY_GID_PORT: out u8: as there
 * @RUAPI_CM_ID_QUERY_GID_PKEY: out u16: as there
 * @RUAPI_CM_ID_QUERY_GID_NODE_GUID: out u64: as there
 */
enum ruapi_cm_id_query_gid_attr {
	RUAPI_CM_ID_QUERY_GID_HANDLE = 1,
	RUAPI_CM_ID_QUERY_GID_SRC = 2,
	RUAPI_CM_ID_QUERY_GID_DST = 3,
	RUAPI_CM_ID_QUERY_GID_DEVICE = RUAPI_CM_ID_QUERY_DEVICE,
	RUAPI_CM_ID_QUERY_GID_PORT = RUAPI_CM_ID_QUERY_PORT,
	RUAPI_CM_ID_QUERY_GID_PKEY = RUAPI_CM_ID_QUERY_PKEY,
	RUAPI_CM_ID_QUERY_GID_NODE_GUID = RUAPI_CM_ID_QUERY_NODE_GUID,
};

/**
 * enum ruapi_cm_id_migrate_attr - attributes of CM_ID.MIGRATE.  Unread events
 *	of the id move with it
 * @RUAPI_CM_ID_MIGRATE_HANDLE: the id
 * @RUAPI_CM_ID_MIGRATE_QUEUE: the new queue; left out: the main one
 * @RUAPI_CM_ID_MIGRATE_EVENTS: out u32: events of it read until now
 */
enum ruapi_cm_id_migrate_attr {
	RUAPI_CM_ID_MIGRATE_HANDLE = 1,
	RUAPI_CM_ID_MIGRATE_QUEUE = 2,
	RUAPI_CM_ID_MIGRATE_EVENTS = 3,
};

/**
 * enum ruapi_cm_id_bind_qp_attr - attributes of CM_ID.BIND_QP
 * @RUAPI_CM_ID_BIND_QP_HANDLE: the id, which has a device: bound to one of its
 *	addresses, with its address resolved or of a connect request
 * @RUAPI_CM_ID_BIND_QP_QP: a QP of that device and of the type of the id; EBUSY
 *	if either has another.  It cannot be destroyed while it is bound.  Left
 *	out: the id has no QP any more, as when it is destroyed
 */
enum ruapi_cm_id_bind_qp_attr {
	RUAPI_CM_ID_BIND_QP_HANDLE = 1,
	RUAPI_CM_ID_BIND_QP_QP = 2,
};

/**
 * enum ruapi_cm_id_resolve_ib_service_attr - attributes of
 *	CM_ID.RESOLVE_IB_SERVICE.  What is not given may be anything
 * @RUAPI_CM_ID_RESOLVE_IB_SERVICE_HANDLE: the id
 * @RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID: in u64: ServiceID
 * @RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME: in: ServiceName, which ends at the first 0;
 *	of 64 bytes 63 count
 */
enum ruapi_cm_id_resolve_ib_service_attr {
	RUAPI_CM_ID_RESOLVE_IB_SERVICE_HANDLE = 1,
	RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID = 2,
	RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME = 3,
};

/**
 * struct ruapi_ib_service - a service, as IBTA's ServiceRecord in a MAD: all numbers
 *	are big endian
 * @service_id: ServiceID
 * @gid: of the port that has registered it
 * @pkey: of the partition in which it is to be reached
 * @reserved: 0
 * @lease: seconds for which it is registered, 0xffffffff: for ever
 * @key: 0, unless this is who has registered it
 * @name: ServiceName
 * @data8: what who has registered it says; so are those that follow
 * @data16: ditto
 * @data32: ditto
 * @data64: ditto
 */
struct ruapi_ib_service {
	__u8 service_id[8];
	__u8 gid[16];
	__u8 pkey[2];
	__u8 reserved[2];
	__u8 lease[4];
	__u8 key[16];
	__u8 name[64];
	__u8 data8[16];
	__u8 data16[16];
	__u8 data32[16];
	__u8 data64[16];
};

/**
 * enum ruapi_cm_id_query_ib_service_attr - attributes of CM_ID.QUERY_IB_SERVICE.
 *	ENODATA until ADDRINFO_RESOLVED has come
 * @RUAPI_CM_ID_QUERY_IB_SERVICE_HANDLE: the id
 * @RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES: out: struct ruapi_ib_service[]; ENOSPC with
 *	the length needed if it is too short.  May be left out
 * @RUAPI_CM_ID_QUERY_IB_SERVICE_COUNT: out u32: services there are
 */
enum ruapi_cm_id_query_ib_service_attr {
	RUAPI_CM_ID_QUERY_IB_SERVICE_HANDLE = 1,
	RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES = 2,
	RUAPI_CM_ID_QUERY_IB_SERVICE_COUNT = 3,
};

/**
 * enum ruapi_cm_event - of enum rdma_cm_event_type: what headers before Linux 6.18 do
 *	not have
 * @RUAPI_CM_EVENT_ADDRINFO_RESOLVED: RESOLVE_IB_SERVICE has found something
 * @RUAPI_CM_EVENT_ADDRINFO_ERROR: or nothing, @status says why
 * @RUAPI_CM_EVENT_USER: by WRITE_EVENT
 * @RUAPI_CM_EVENT_INTERNAL: ditto, and libraries keep it for themselves
 */
enum ruapi_cm_event {
	RUAPI_CM_EVENT_ADDRINFO_RESOLVED = 16,
	RUAPI_CM_EVENT_ADDRINFO_ERROR = 17,
	RUAPI_CM_EVENT_USER = 18,
	RUAPI_CM_EVENT_INTERNAL = 19,
};

/**
 * enum ruapi_cm_id_write_event_attr - attributes of CM_ID.WRITE_EVENT.  The event is
 *	struct ruapi_event_cm, and goes where all events of the id go
 * @RUAPI_CM_ID_WRITE_EVENT_HANDLE: the id; EINVAL if it has come with a connect request
 *	and is not accepted yet
 * @RUAPI_CM_ID_WRITE_EVENT_EVENT: in u32: RUAPI_CM_EVENT_USER or _INTERNAL
 * @RUAPI_CM_ID_WRITE_EVENT_STATUS: in u32: its @status
 * @RUAPI_CM_ID_WRITE_EVENT_PRIVATE_DATA: in: its private data, up to 255 bytes
 */
enum ruapi_cm_id_write_event_attr {
	RUAPI_CM_ID_WRITE_EVENT_HANDLE = 1,
	RUAPI_CM_ID_WRITE_EVENT_EVENT = 2,
	RUAPI_CM_ID_WRITE_EVENT_STATUS = 3,
	RUAPI_CM_ID_WRITE_EVENT_PRIVATE_DATA = 4,
};

/* ---- MULTICAST: class CM ------------------------------------------------- */

/**
 * enum ruapi_multicast_action - actions of MULTICAST
 * @RUAPI_MULTICAST_JOIN: rdma_join_multicast: join a group over the port that a
 *	CM_ID of a datagram service is bound to.  MULTICAST_JOIN or _ERROR tells
 *	how it went.  DESTROY leaves the group and drops unread events of the
 *	membership; the handle also goes with its CM_ID
 */
enum ruapi_multicast_action {
	RUAPI_MULTICAST_JOIN = 16,
	__RUAPI_MULTICAST_MAX,
};

/**
 * enum ruapi_multicast_query_attr - attributes of MULTICAST.QUERY
 * @RUAPI_MULTICAST_QUERY_HANDLE: the membership
 * @RUAPI_MULTICAST_QUERY_CM_ID: out u32: handle of the id that joined
 * @RUAPI_MULTICAST_QUERY_ADDR: out: sockaddr of the group
 * @RUAPI_MULTICAST_QUERY_SEND_ONLY: out u8: 1: send-only full member
 */
enum ruapi_multicast_query_attr {
	RUAPI_MULTICAST_QUERY_HANDLE = 1,
	RUAPI_MULTICAST_QUERY_CM_ID = 2,
	RUAPI_MULTICAST_QUERY_ADDR = 3,
	RUAPI_MULTICAST_QUERY_SEND_ONLY = 4,
};

/**
 * enum ruapi_multicast_join_attr - attributes of MULTICAST.JOIN
 * @RUAPI_MULTICAST_JOIN_HANDLE: new: the membership
 * @RUAPI_MULTICAST_JOIN_CM_ID: who joins.  EBUSY while a CONNECT of it goes on by itself
 * @RUAPI_MULTICAST_JOIN_ADDR: in: sockaddr_in, _in6 or _ib of the group.  An id
 *	can join it more than once, each with an event of its own
 * @RUAPI_MULTICAST_JOIN_SEND_ONLY: in u8: 1: send-only full member.  EBUSY if the
 *	id is a member of another kind already
 * @RUAPI_MULTICAST_JOIN_USER_DATA: in u64: for its events
 */
enum ruapi_multicast_join_attr {
	RUAPI_MULTICAST_JOIN_HANDLE = 1,
	RUAPI_MULTICAST_JOIN_CM_ID = 2,
	RUAPI_MULTICAST_JOIN_ADDR = 3,
	RUAPI_MULTICAST_JOIN_SEND_ONLY = 4,
	RUAPI_MULTICAST_JOIN_USER_DATA = 5,
};

/* ---- what security modules see ----------------------------------------- */

/* Numbers of drivers are those from 0x80 on. */
#define RUAPI_LSM_BYTE(number) \
	(((number) & 0x7f) | ((number) & RUAPI_DRIVER_NS ? 0x80 : 0))

/**
 * RUAPI_LSM_CMD() - command of the security_file_ioctl() about an action;
 *	SELinux's extended permissions are its low 16 bits.  Which driver an action
 *	of a driver belongs to is not in it, but in struct ruapi_lsm_request
 */
#define RUAPI_LSM_CMD(object, action) \
	_IOC(_IOC_READ | _IOC_WRITE, RUAPI_LSM_BYTE(object), \
	     RUAPI_LSM_BYTE(action), 0)

/**
 * struct ruapi_lsm_request - argument of the security_file_ioctl() that the
 *	module makes about every action, whose command is RUAPI_LSM_CMD() and
 *	whose file is the device node that was opened, on whichever fd of the
 *	namespace the call is.  It lies in kernel memory: BPF programs read it
 *	with bpf_probe_read_kernel().  Userspace may make up an ioctl() with this
 *	command and any argument, which does nothing but reach the same hook: a
 *	program must not take it for a request.  Requests are those whose file
 *	has O_PATH in f_flags, as no ioctl() of userspace comes so far on an fd
 *	that is O_PATH
 * @version: 1: this is all; 2: it is the start of struct ruapi_lsm_request2
 * @object: enum ruapi_object, or a driver's
 * @action: action, or a driver's
 * @driver_id: of the device, 0: no device
 * @device: its index, 0xffffffff: none
 * @port: port that the call names, or that of the QP that it is about, 0: none.  If it
 *	names several, in struct ruapi_qp_attr, there is a request for each
 * @pkey: P_Key index that the call names
 */
struct ruapi_lsm_request {
	__u32 version;
	__u16 object;
	__u16 action;
	__u32 driver_id;
	__u32 device;
	__u32 port;
	__u32 pkey;
};

/**
 * struct ruapi_lsm_request2 - the same in version 2
 * @first: what version 1 has
 * @name: where the name of the device is in kernel memory, 0: no device
 * @ucaps: user capabilities of the context, a bit each
 * @pkey_value: the P_Key that the call names, 0: none.  An index means what a subnet
 *	manager makes of it
 * @name_id: a number that the device has had since it has this name, and that no other
 *	name of any device has had, 0: no device, or a module that does not say.  Who has
 *	looked at @name need not again, as long as this is the same
 */
struct ruapi_lsm_request2 {
	struct ruapi_lsm_request first;
	__aligned_u64 name;
	__aligned_u64 ucaps;
	__u32 pkey_value;
	__u32 name_id;
};

#endif /* RDMA_RDMA_UAPI_H */
