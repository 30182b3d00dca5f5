/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * A simulated HCA: any number of instances with 1 to 8 ports each, InfiniBand
 * or RoCE, between which data really moves.  docs/rdmasim.md is its manual.
 *
 *	bus.c		instances, made and removed through /sys/bus/rdmasim
 *	device.c	what is said of an instance; contexts, PDs
 *	port.c		ports: state, GIDs, P_Keys
 *	link.c		how fast and reliable the link of a port is, and knobs for that
 *	apm.c		alternate paths of QPs
 *	netdev.c	the netdev of a RoCE port, its own or a given one
 *	fabric.c	what connects the ports of all instances of a kind
 *	ah.c		address vectors
 *	mmap.c		memory that programs map
 *	user.c		queues that programs map
 *	mr.c		memory regions, and copying from one to another
 *	dmabuf.c	regions of dma-bufs
 *	mw.c		memory windows
 *	dm.c		memory on the device
 *	counters.c	counters that a program makes
 *	cq.c		completion queues
 *	rq.c		receive queues, of QPs and shared
 *	wq.c		receive work queues, and tables of them
 *	qp.c		queue pairs: life, states, posting
 *	xrc.c		XRC domains, and what QPs of that transport do in them
 *	engine.c	executes what was posted
 *	datagram.c	delivers what unconnected QPs send
 *	flow.c		flows of QPs that are not connected
 *	packet.c	headers of their datagrams, and of raw packets
 *	rss.c		which of them spread packets over work queues, and how
 *	flow_action.c	what else is done with their datagrams
 *	shelf.c		what it takes a user capability for
 *	raw.c		QPs of raw packets
 *	mcast.c		who is attached to which multicast group
 *	mad.c		management datagrams that a port answers itself
 *	sa.c		the subnet administrator
 *	sa_group.c	its multicast groups
 *	sa_table.c	its answers, and tables in segments
 *	sa_notice.c	who it tells what happens
 *	methods.c	methods, objects and attributes of its own
 *	page.c		one of these objects: a page that is mapped
 *	stats.c		counters
 *	res.c		what netlink shows of objects
 *	fault.c		knobs in debugfs
 *
 * There are no packets: a work of the sender's QP executes a whole message at
 * once, on the sender's and on the receiver's side.  So what the other
 * side answers is what a function returns, and so is that it does not answer.
 *
 * Order of locks, outermost first:
 *	add_lock (bus.c)	one instance is made at a time
 *	rtnl
 *	sim_qp.req_mutex	who executes the send queue of a QP
 *	sim_fabric.sem		ports; read while a message is under way
 *	sim_mcast.lock		attached QPs of an instance
 *	sa_lock (sa.c)		what the administrator knows
 *	sim_port.raw.lock	who brings frames that come to a port to QPs
 *	sim_qp.resp_mutex	who brings a message to a QP
 *	sim_recv_wq.mutex	or, by a QP with a table, to a work queue
 *	sim_ucontext.lock	doorbells
 * req_mutex and resp_mutex are each taken by one QP at a time; QP.MODIFY takes
 * both of its own.  All spinlocks are below and have none inside them, but those
 * of sim_device.cqs, srqs and wqs, within which a knob has events told.
 *
 * An instance can be removed by whoever asks ib_core to, so none of these is held
 * when that is called.
 */
#ifndef RDMASIM_H
#define RDMASIM_H

#include <linux/completion.h>
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/refcount.h>
#include <linux/rwsem.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <rdma/ib_mad.h>
#include <rdma/ib_verbs.h>
#include <rdma/uverbs_ioctl.h>

/* "RS", locally administered, as GUIDs begin. */
#define SIM_VENDOR		0x025253

#define SIM_MAX_PORTS		8

/* The number of an instance is part of its GUIDs. */
#define SIM_MAX_ID		4095

#define SIM_PKEYS		16
#define SIM_GIDS		32
#define SIM_MAX_SGE		32
#define SIM_MAX_INLINE		256
#define SIM_MAX_QP_WR		16384
#define SIM_MAX_QPS		16384
#define SIM_MAX_CQE		65535
#define SIM_MAX_RD_ATOMIC	16
#define SIM_MAX_FAST_PAGES	512
#define SIM_MAX_MSG		0x80000000U
#define SIM_MAX_DM		SZ_1M
#define SIM_MAX_RWQ_TABLE	128
#define SIM_MAX_TAGS		64
#define SIM_GRH			40

/* LID of the subnet administrator, which is no port. */
#define SIM_SA_LID		1

enum sim_kind {
	SIM_IB,
	SIM_ROCE,
};

/* ---- stats.c ------------------------------------------------------------------ */

enum sim_stat {
	SIM_TX_MESSAGES,
	SIM_TX_BYTES,
	SIM_RX_MESSAGES,
	SIM_RX_BYTES,
	SIM_LOST_MESSAGES,
	SIM_RX_DROPPED,
	SIM_RETRIES,
	SIM_RNR_NAKS,
	SIM_PKEY_VIOLATIONS,
	SIM_QKEY_VIOLATIONS,
	SIM_STATS,
};

/* ---- fault.c ------------------------------------------------------------------ */

enum sim_op {
	SIM_OP_QUERY_DEVICE,
	SIM_OP_MODIFY_DEVICE,
	SIM_OP_GET_DEV_FW_STR,
	SIM_OP_DEALLOC_DRIVER,
	SIM_OP_QUERY_PORT,
	SIM_OP_MODIFY_PORT,
	SIM_OP_GET_PORT_IMMUTABLE,
	SIM_OP_GET_LINK_LAYER,
	SIM_OP_QUERY_GID,
	SIM_OP_ADD_GID,
	SIM_OP_DEL_GID,
	SIM_OP_QUERY_PKEY,
	SIM_OP_PROCESS_MAD,
	SIM_OP_ALLOC_HW_PORT_STATS,
	SIM_OP_GET_HW_STATS,
	SIM_OP_FILL_RES_QP_ENTRY,
	SIM_OP_FILL_RES_CQ_ENTRY,
	SIM_OP_FILL_RES_MR_ENTRY,
	SIM_OP_ALLOC_UCONTEXT,
	SIM_OP_DEALLOC_UCONTEXT,
	SIM_OP_QUERY_UCONTEXT,
	SIM_OP_DISASSOCIATE_UCONTEXT,
	SIM_OP_MMAP,
	SIM_OP_MMAP_FREE,
	SIM_OP_ALLOC_PD,
	SIM_OP_DEALLOC_PD,
	SIM_OP_CREATE_AH,
	SIM_OP_CREATE_USER_AH,
	SIM_OP_MODIFY_AH,
	SIM_OP_QUERY_AH,
	SIM_OP_DESTROY_AH,
	SIM_OP_GET_DMA_MR,
	SIM_OP_REG_USER_MR,
	SIM_OP_REG_USER_MR_DMABUF,
	SIM_OP_REREG_USER_MR,
	SIM_OP_ALLOC_MR,
	SIM_OP_MAP_MR_SG,
	SIM_OP_DEREG_MR,
	SIM_OP_ALLOC_MW,
	SIM_OP_DEALLOC_MW,
	SIM_OP_ALLOC_DM,
	SIM_OP_DEALLOC_DM,
	SIM_OP_REG_DM_MR,
	SIM_OP_CREATE_COUNTERS,
	SIM_OP_DESTROY_COUNTERS,
	SIM_OP_READ_COUNTERS,
	SIM_OP_CREATE_CQ,
	SIM_OP_RESIZE_CQ,
	SIM_OP_MODIFY_CQ,
	SIM_OP_DESTROY_CQ,
	SIM_OP_CREATE_SRQ,
	SIM_OP_MODIFY_SRQ,
	SIM_OP_QUERY_SRQ,
	SIM_OP_DESTROY_SRQ,
	SIM_OP_CREATE_WQ,
	SIM_OP_MODIFY_WQ,
	SIM_OP_DESTROY_WQ,
	SIM_OP_CREATE_RWQ_IND_TABLE,
	SIM_OP_DESTROY_RWQ_IND_TABLE,
	SIM_OP_CREATE_QP,
	SIM_OP_MODIFY_QP,
	SIM_OP_QUERY_QP,
	SIM_OP_DESTROY_QP,
	SIM_OP_ALLOC_XRCD,
	SIM_OP_DEALLOC_XRCD,
	SIM_OP_CREATE_FLOW,
	SIM_OP_DESTROY_FLOW,
	SIM_OP_CREATE_FLOW_ACTION,
	SIM_OP_MODIFY_FLOW_ACTION,
	SIM_OP_DESTROY_FLOW_ACTION,
	SIM_OP_ATTACH_MCAST,
	SIM_OP_DETACH_MCAST,
	SIM_OP_POST_SEND,
	SIM_OP_POST_RECV,
	SIM_OP_POST_SRQ_RECV,
	SIM_OP_POLL_CQ,
	SIM_OP_REQ_NOTIFY_CQ,
	SIM_OPS,
};

/**
 * struct sim_fault - what a driver operation is to do instead
 * @dev: of which instance
 * @calls: how often it was called
 * @nth: the n-th call from now fails; 0: none does
 * @always: every call fails
 * @error: with this errno
 * @delay: every call takes this many milliseconds longer
 * @hang: no call returns until this is 0; 1: or the device is being removed
 * @hanging: calls that do not return now
 */
struct sim_fault {
	struct sim_device *dev;
	u64 calls;
	u32 nth;
	u32 always;
	u32 error;
	u32 delay;
	u32 hang;
	atomic_t hanging;
};

/**
 * struct sim_fault_state - those of an instance
 * @lock: protects the faults
 * @wait: calls that hang or are delayed
 * @leaving: the device is being removed by somebody who has said so
 */
struct sim_fault_state {
	spinlock_t lock;
	wait_queue_head_t wait;
	bool leaving;
	struct sim_fault faults[SIM_OPS];
	struct dentry *dir;
};

/* ---- fabric.c ------------------------------------------------------------------ */

/**
 * struct sim_fabric - what connects all ports of a kind
 * @lids: InfiniBand: ports by LID
 * @guids: InfiniBand: ports by what is theirs of their GUID
 * @gid_lock: protects @gids
 * @gids: RoCE: GIDs of all ports
 */
struct sim_fabric {
	enum sim_kind kind;
	struct rw_semaphore sem;
	struct list_head ports;
	struct xarray lids;
	struct xarray guids;
	spinlock_t gid_lock;
	DECLARE_HASHTABLE(gids, 10);
};

extern struct sim_fabric sim_fabrics[2];

/**
 * struct sim_av - where a message goes
 * @dlid: InfiniBand: the LID
 * @dmac: RoCE: the MAC address
 * @sgid: from which GID, if @grh
 * @dgid: to which GID, if @grh
 */
struct sim_av {
	u16 dlid;
	u8 dmac[ETH_ALEN];
	u8 sl;
	bool grh;
	enum ib_gid_type gid_type;
	u8 hop_limit;
	u8 traffic_class;
	u32 flow_label;
	u16 vlan_id;
	union ib_gid sgid;
	union ib_gid dgid;
};

/* ---- mmap.c ---------------------------------------------------------------------- */

/**
 * struct sim_map - memory that programs can map
 * @rdma: by which it is found, if @added
 * @io: mapped as memory of hardware
 * @size: whole pages
 * @used: what it takes @taken from, or NULL
 */
struct sim_map {
	struct rdma_user_mmap_entry rdma;
	bool added;
	bool io;
	size_t size;
	void *memory;
	atomic_t *used;
	u32 taken;
};

/* A doorbell, if @door is not NULL. */
struct sim_bell {
	struct sim_ucontext *ctx;
	struct sim_doorbells *page;
	unsigned int number;
	struct rdmasim_doorbell *door;
};

/* ---- mr.c ------------------------------------------------------------------------ */

enum sim_mr_type {
	SIM_MR_DMA,
	SIM_MR_USER,
	SIM_MR_FAST,
	SIM_MR_DM,
	SIM_MR_WINDOW,
	SIM_MR_DMABUF,
};

struct sim_dmabuf;

/**
 * struct sim_window - what a memory window shows
 * @type: of the window
 * @qpn: the QP that has bound it, which those of type 2 are for
 * @key: of the region
 * @serial: of the region, which may be gone, and others have its key
 * @addr: where in the region it begins
 */
struct sim_window {
	enum ib_mw_type type;
	u32 qpn;
	u32 key;
	u64 serial;
	u64 addr;
};

/**
 * struct sim_mr - a memory region, or a memory window
 * @refs: one of the table, and one of each message that uses it
 * @gone: the last of them is given back
 * @key: lkey and rkey
 * @pages: addresses in the kernel of blocks of 1 << @page_shift bytes
 * @offset: of @iova in the first of them
 * @memory: SIM_MR_DM: instead of them: where it starts
 * @dmabuf: SIM_MR_DMABUF: where they come from, and go
 * @valid: it can be used.  This, @key, @access and @length of a region that
 *	work requests register are written with the lock of sim_device.mrs.
 * @serial: no other region has had it
 * @window: SIM_MR_WINDOW: what it is bound to; written with the same lock
 */
struct sim_mr {
	struct ib_mr ib;
	struct sim_device *dev;
	struct ib_pd *pd;
	refcount_t refs;
	struct completion gone;
	enum sim_mr_type type;
	u32 key;
	int access;
	bool valid;
	u8 page_shift;
	u32 offset;
	u64 iova;
	u64 length;
	u32 max_pages;
	u32 npages;
	u64 *pages;
	struct ib_umem *umem;
	void *memory;
	u64 serial;
	struct sim_window window;
	struct sim_dmabuf *dmabuf;
};

/* A piece of memory: of a region, or, without one, of the kernel. */
struct sim_seg {
	struct sim_mr *mr;
	u64 addr;
	u32 len;
};

/**
 * struct sim_sgl - pieces of memory, and how far one has come in them
 * @len: of all pieces together
 */
struct sim_sgl {
	unsigned int n;
	unsigned int cur;
	u32 offset;
	u64 len;
	struct sim_seg seg[SIM_MAX_SGE];
};

/* ---- dm.c, counters.c ------------------------------------------------------------- */

struct sim_dm {
	struct ib_dm ib;
	struct sim_map *map;
};

/* What a counter counts, by its place in what is read. */
enum sim_counter {
	SIM_COUNTER_MESSAGES,
	SIM_COUNTER_BYTES,
	SIM_COUNTERS,
};

struct sim_counters {
	struct ib_counters ib;
	atomic64_t values[SIM_COUNTERS];
};

/* ---- rq.c ------------------------------------------------------------------------ */

struct sim_rwqe {
	u64 wr_id;
	u32 num_sge;
	struct ib_sge sge[];
};

/* A receive with room for every list there is. */
struct sim_rwqe_max {
	u64 wr_id;
	u32 num_sge;
	struct ib_sge sge[SIM_MAX_SGE];
};

/**
 * struct sim_rq - receives
 * @head: of a queue that a program has mapped it runs on for ever
 * @count: not of such a queue
 * @ring: may be memory of a program
 * @door: its doorbell, NULL: it is not mapped
 * @mask: places of a mapped queue, less one
 */
struct sim_rq {
	spinlock_t lock;
	u32 max_wr;
	u32 max_sge;
	u32 stride;
	u32 head;
	u32 count;
	void *ring;
	struct rdmasim_doorbell *door;
	u32 mask;
};

/**
 * struct sim_uq - a queue that a program has mapped, if @map is not NULL
 */
struct sim_uq {
	struct sim_map *map;
	struct sim_bell bell;
};

/**
 * struct sim_srq - a shared receive queue
 * @id: its number, by which messages name it if it is one of XRC
 * @serial: no other has had it
 * @cq: of one of XRC: who is told of what it received
 * @refs: one of the table, and one of each message that names it
 * @gone: the last of them is given back
 */
struct sim_srq {
	struct ib_srq ib;
	struct sim_device *dev;
	struct sim_rq rq;
	u32 limit;
	u32 id;
	u64 serial;
	struct sim_cq *cq;
	refcount_t refs;
	struct completion gone;
	struct sim_uq uq;
};

/* ---- cq.c ------------------------------------------------------------------------ */

/**
 * struct sim_cq - a completion queue
 * @lock: protects all that follows
 * @notify: what it is armed for, 0: not
 * @overrun: a completion found no room
 * @map: the queue that a program has mapped, instead of @ring and @head
 * @tail: completions that there were in it
 * @mask: its places, less one
 * @unnotified: completions since the last notification
 * @notify_work: notifies when @period has passed
 * @color: what the program says beside what all say (added.c)
 * @box_size: of the box that it names
 * @box_uses: of that, of which this CQ is one; NULL: there is none
 * @pd_uses: of a PD, likewise
 */
struct sim_cq {
	struct ib_cq ib;
	struct sim_device *dev;
	u32 id;
	spinlock_t lock;
	struct ib_wc *ring;
	u32 size;
	u32 head;
	u32 count;
	struct sim_map *map;
	u32 tail;
	u32 mask;
	enum ib_cq_notify_flags notify;
	bool overrun;
	u16 mod_count;
	u16 mod_period;
	u32 unnotified;
	struct delayed_work notify_work;
	u32 color;
	u32 box_size;
	atomic_t *box_uses;
	atomic_t *pd_uses;
};

/* ---- wq.c ------------------------------------------------------------------------ */

/**
 * struct sim_recv_wq - a receive work queue
 * @mutex: its state is being changed, or a message is being brought to it
 * @messages: that came to it while it was ready
 * @bytes: of them
 * @rq: its receives, if @uq is mapped; else there are none
 * @rwqe: one that a message was to be brought to, or that is flushed; protected by
 *	@mutex
 * @rwqe_held: the next message is brought to it
 */
struct sim_recv_wq {
	struct ib_wq ib;
	struct mutex mutex;
	struct ib_pd *pd;
	struct sim_cq *cq;
	struct sim_rq rq;
	struct sim_rwqe_max rwqe;
	bool rwqe_held;
	struct sim_uq uq;
	atomic64_t messages;
	atomic64_t bytes;
};

struct sim_rwq_table {
	struct ib_rwq_ind_table ib;
};

/**
 * struct sim_rss - what of a packet says which entry of a table it is for
 * @given: it was said
 * @fields: RDMASIM_RX_HASH_*
 * @key: of the hash function
 */
struct sim_rss {
	bool given;
	u64 fields;
	u8 key[40];
};

/* ---- qp.c ------------------------------------------------------------------------ */

struct sim_swqe {
	u64 wr_id;
	/* It came from a program's memory, and makes no sense. */
	bool bad;
	enum ib_wr_opcode opcode;
	int flags;
	u32 num_sge;
	u32 inline_len;
	/* XRC: the SRQ that it names. */
	u32 srqn;
	union {
		__be32 imm_data;
		u32 invalidate_rkey;
	};
	union {
		struct {
			u64 remote_addr;
			u32 rkey;
			u64 compare_add;
			u64 swap;
		} rdma;
		struct {
			struct sim_av av;
			u32 remote_qpn;
			u32 remote_qkey;
			u16 pkey_index;
		} ud;
		struct {
			struct sim_mr *mr;
			u32 key;
			int access;
		} reg;
		struct {
			u64 addr;
			u64 length;
			u32 lkey;
			u32 access;
			u32 old_rkey;
			u32 new_rkey;
		} bind;
	};
	/* Or the data itself, if inline. */
	struct ib_sge sge[];
};

/* What completions of a QP of userspace's point to, see struct sim_faces. */
struct sim_face {
	struct list_head list;
	struct ib_qp ib;
};

/**
 * struct sim_faces - of QPs that are gone, those that were first come first
 * @lock: protects @list
 *
 * ib_uverbs reads the number of a QP after it polled the completion, while others
 * destroy that QP: so completions point to something that lives longer, and is
 * used again.  Those of QPs live as long as the context; those of XRC target QPs,
 * which belong to none and whose completions others poll, as long as the instance.
 */
struct sim_faces {
	spinlock_t lock;
	struct list_head list;
};

/**
 * struct sim_qp - a queue pair
 * @lock: protects the send queue and @state.  A state is also kept from
 *	changing, but to an error, by req_mutex for the sending side and by
 *	resp_mutex for the receiving one.
 * @refs: one of the table, and one of each message on its way to it
 * @gone: the last of them is given back
 * @faces: where @face comes from, and goes
 * @face: what completions point to, if userspace may get them
 * @alt_av: the alternate path; there is one if attr.alt_port_num is not 0
 * @migrating: the other side has migrated, so this one does as soon as its
 *	req_mutex can be had; messages come by the alternate path; protected by
 *	resp_mutex
 * @mig_err_told: IB_EVENT_PATH_MIG_ERR was, since QP.MODIFY; protected by resp_mutex
 * @work: executes the send queue; flushes both queues
 * @busy: the first request has been tried and will be tried again, at
 * @retry_at: in jiffies
 * @drained: in SQD, nothing is being executed any more
 * @retries: left for the first request, as @rnr_retries
 * @rnr_timer: what the other side said last
 * @rwqe: the receive that a message is brought to; protected by resp_mutex
 * @rwqe_held: it has not been used up
 * @last_wqe_told: IB_EVENT_QP_LAST_WQE_REACHED was
 * @uq: its queues, if a program has mapped them.  Then @sq is room for one request,
 *	@sq_head runs on for ever, and @sq_count is not used; all that is protected
 *	by req_mutex.
 * @sq_mask: places of such a queue, less one
 * @sq_held: the first request is in @sq
 * @broken: its counters made no sense
 * @srqn: XRC initiator: the SRQ that requests name which are posted from now on;
 *	target: that of @rwqe, if it is held
 * @srq_serial: that of the SRQ then
 * @xrcd: XRC target: its domain.  It has no @pd, @recv_cq and @srq but while a
 *	message is brought to it, when they are those of the SRQ that it names;
 *	protected by resp_mutex
 * @rss: how it spreads packets over its table, if it has one
 * @wq: that a message is being brought to; protected by resp_mutex
 */
struct sim_qp {
	struct ib_qp ib;
	struct sim_device *dev;
	struct ib_pd *pd;
	struct sim_cq *send_cq;
	struct sim_cq *recv_cq;
	struct sim_srq *srq;
	bool user;
	bool sig_all;
	struct sim_faces *faces;
	struct sim_face *face;
	struct ib_qp_cap cap;

	refcount_t refs;
	struct completion gone;

	struct mutex req_mutex;
	struct mutex resp_mutex;
	spinlock_t lock;
	enum ib_qp_state state;
	struct ib_qp_attr attr;
	struct sim_av av;
	struct sim_av alt_av;
	bool migrating;
	bool mig_err_told;

	struct delayed_work work;
	void *sq;
	u32 sq_stride;
	u32 sq_head;
	u32 sq_count;
	bool busy;
	unsigned long retry_at;
	bool drained;
	bool drain_event;
	u8 retries;
	u8 rnr_retries;
	u8 rnr_timer;
	u32 sq_psn;
	struct sim_sgl req_sgl;

	struct list_head flows;
	struct sim_rq rq;
	bool established;
	bool last_wqe_told;
	u32 rq_psn;
	bool rwqe_held;
	struct sim_rwqe_max rwqe;
	struct sim_sgl resp_sgl;

	struct sim_uq uq;
	u32 sq_mask;
	u32 sq_user_stride;
	bool sq_held;
	bool broken;

	u32 srqn;
	u64 srq_serial;
	struct ib_xrcd *xrcd;

	struct sim_rss rss;
	struct sim_recv_wq *wq;
};

/* ---- port.c, device.c ------------------------------------------------------------- */

/* A GID of a RoCE port, as long as ib_core has it; protected by gid_lock of the fabric. */
struct sim_gid {
	struct hlist_node node;
	struct sim_port *port;
	const struct ib_gid_attr *attr;
};

/**
 * struct sim_raw - what comes to the netdev of a port, for QPs of raw packets
 * @lock: protects @flows
 * @flows: that it is matched with, by priority
 * @tap: looks at frames
 * @queue: of those that somebody may want
 * @work: brings them to QPs
 */
struct sim_raw {
	struct mutex lock;
	struct list_head flows;
	struct packet_type tap;
	struct sk_buff_head queue;
	struct work_struct work;
};

/**
 * struct sim_port - a port
 * @lock: protects pkeys and qps
 * @link: what the knob says; a RoCE port also has a say of its netdev
 * @loss: per cent of messages that are lost
 * @delay: microseconds that each message takes
 * @mbps: how much passes in a second, 0: any amount
 * @mtu: no more than this
 * @width: as ib_core has it, as @speed
 * @netdev: of a RoCE port; NULL: it was a given one, and is gone.  Written with
 *	rtnl held
 * @by_netdev: in the table of them; protected by rtnl
 * @own: it came with the port
 * @attached: @netdev is not between two network namespaces; protected by rtnl
 * @active: what was last told; protected by rtnl
 * @qps: QP0 and QP1
 * @sa_members: of multicast groups; protected by sa_lock
 */
struct sim_port {
	struct sim_device *dev;
	u32 num;
	struct list_head list;
	__be64 guid;
	u16 lid;
	u32 cap_mask;
	u32 link;
	u32 loss;
	u32 delay;
	u32 mbps;
	u32 mtu;
	u32 width;
	u32 speed;
	struct net_device __rcu *netdev;
	struct hlist_node by_netdev;
	struct sim_raw raw;
	bool own;
	bool attached;
	bool active;
	spinlock_t lock;
	u16 pkeys[SIM_PKEYS];
	struct sim_gid gids[SIM_GIDS];
	struct sim_qp *qps[2];
	struct list_head sa_members;
	atomic64_t stats[SIM_STATS];
};

struct sim_mcast {
	struct mutex lock;
	struct list_head groups;
};

struct sim_flows {
	struct mutex lock;
	struct list_head list;
};

/* RDMASIM_SHELF_WORDS */
#define SIM_SHELF_WORDS 4

/**
 * struct sim_device - an instance
 * @mrs: regions by key >> 8
 * @qps: queue pairs by number, but QP0 and QP1
 * @srqs: by number, from 1 on
 * @ahs: of userspace, by number, from 1 on
 * @faces: for completions of XRC target QPs
 * @wqs: work queues by number
 * @rwq_tables: tables of them by number
 * @dm_used: bytes of memory on the device that are allocated
 * @dmabuf_pinned: regions of dma-bufs that are made from now on pin them
 * @flows: of all its QPs, in the order in which they were made; with its lock
 * @flow_actions: ditto
 * @shelf: words that all its contexts share
 * @num_ucaps: nodes for those who may use them, where the kernel makes these
 */
struct sim_device {
	struct ib_device ib;
	u32 id;
	u32 nports;
	struct sim_fabric *fabric;
	struct xarray mrs;
	struct xarray qps;
	struct xarray cqs;
	struct xarray srqs;
	struct xarray ahs;
	struct xarray wqs;
	struct xarray rwq_tables;
	u32 next_qpn;
	struct sim_faces faces;
	atomic_t dm_used;
	bool dmabuf_pinned;
	struct sim_flows flows;
	struct sim_flows flow_actions;
	atomic64_t shelf[SIM_SHELF_WORDS];
	unsigned int num_ucaps;
	struct sim_mcast mcast;
	struct sim_fault_state fault;
	struct sim_port ports[SIM_MAX_PORTS];
};

struct sim_pd {
	struct ib_pd ib;
	bool user;
};

/**
 * struct sim_ah - an address handle
 * @number: by which requests in a program's memory name it, 0: they do not
 */
struct sim_ah {
	struct ib_ah ib;
	u32 number;
	struct rdma_ah_attr attr;
	struct sim_av av;
};

/**
 * struct sim_ucontext - a context
 * @lock: protects @doorbells
 */
struct sim_ucontext {
	struct ib_ucontext ib;
	struct sim_faces faces;
	struct mutex lock;
	struct list_head doorbells;
};

static inline struct sim_device *to_sim(struct ib_device *ib)
{
	return container_of(ib, struct sim_device, ib);
}

static inline struct sim_pd *to_sim_pd(struct ib_pd *ib)
{
	return container_of(ib, struct sim_pd, ib);
}

static inline struct sim_ah *to_sim_ah(struct ib_ah *ib)
{
	return container_of(ib, struct sim_ah, ib);
}

static inline struct sim_mr *to_sim_mr(struct ib_mr *ib)
{
	return container_of(ib, struct sim_mr, ib);
}

static inline struct sim_cq *to_sim_cq(struct ib_cq *ib)
{
	return container_of(ib, struct sim_cq, ib);
}

static inline struct sim_srq *to_sim_srq(struct ib_srq *ib)
{
	return container_of(ib, struct sim_srq, ib);
}

static inline struct sim_qp *to_sim_qp(struct ib_qp *ib)
{
	return container_of(ib, struct sim_qp, ib);
}

static inline struct sim_port *sim_port(struct sim_device *dev, u32 num)
{
	return &dev->ports[num - 1];
}

static inline void sim_count(struct sim_port *port, enum sim_stat stat, u64 n)
{
	atomic64_add(n, &port->stats[stat]);
}

/* Of all QPs and CQs. */
extern struct workqueue_struct *sim_wq;

/**
 * struct sim_spec - what an instance is to be like
 * @name: of the device
 * @netdevs: NULL: its ports have their own
 */
struct sim_spec {
	const char *name;
	u32 id;
	u32 nports;
	enum sim_kind kind;
	struct net_device *netdevs[SIM_MAX_PORTS];
};

/* bus.c */
void sim_instance_set(struct device *parent, struct sim_device *dev);
void sim_instance_gone(struct device *parent);

/* device.c */
int sim_device_add(const struct sim_spec *spec, struct device *parent);
void sim_device_del(struct sim_device *dev);

/* port.c */
extern const struct ib_device_ops sim_port_ops;
int sim_ports_init(struct sim_device *dev, const struct sim_spec *spec);
void sim_ports_exit(struct sim_device *dev);
bool sim_port_up(struct sim_port *port);
bool sim_port_lossy(struct sim_port *port);
void sim_port_event(struct sim_port *port, enum ib_event_type type);
void sim_port_changed(struct sim_port *port);
enum ib_mtu sim_port_mtu(struct sim_port *port);
u16 sim_pkey(struct sim_port *port, u16 index);
int sim_pkey_find(struct sim_port *port, u16 pkey);
bool sim_pkeys_match(u16 a, u16 b);
union ib_gid sim_port_gid(struct sim_port *port);

/* link.c */
void sim_link_init(struct sim_port *port);
void sim_link_set(struct sim_port *port, u32 up);
void sim_link_take_time(struct sim_port *port, u64 bytes);
enum ib_rate sim_link_rate(struct sim_port *port);
void sim_link_knobs(struct sim_port *port, struct dentry *dir);

/* netdev.c */
int sim_netdevs_init(void);
void sim_netdevs_exit(void);
int sim_netdev_add(struct sim_port *port);
int sim_netdev_take(struct sim_port *port, struct net_device *netdev);
void sim_netdev_del(struct sim_port *port);
bool sim_netdev_up(struct sim_port *port);
u32 sim_netdev_mtu(struct sim_port *port);
struct net_device *sim_netdev_get(struct sim_port *port);
bool sim_netdev_mac(struct sim_port *port, u8 *mac);
bool sim_netdevs_gone(struct sim_device *dev);

/* fabric.c */
void sim_fabrics_init(void);
int sim_fabric_add(struct sim_port *port);
void sim_fabric_del(struct sim_port *port);
void sim_fabric_gid_set(struct sim_port *port, const struct ib_gid_attr *attr);
void sim_fabric_gid_del(struct sim_port *port, u16 index);
struct sim_port *sim_fabric_find(struct sim_fabric *fabric,
				 const struct sim_av *av);
struct sim_port *sim_fabric_find_gid(struct sim_fabric *fabric,
				     const union ib_gid *gid);
struct sim_port *sim_fabric_find_lid(struct sim_fabric *fabric, u16 lid);

/* ah.c */
extern const struct ib_device_ops sim_ah_ops;
int sim_av_init(struct sim_device *dev, struct sim_av *av,
		const struct rdma_ah_attr *attr);
bool sim_ah_find(struct ib_pd *pd, u32 number, struct sim_av *av);

/* mmap.c */
extern const struct ib_device_ops sim_mmap_ops;
struct sim_map *sim_map_alloc(size_t size, bool io);
int sim_map_add(struct sim_map *map, struct ib_ucontext *ctx);
int sim_map_add_dm(struct sim_map *map, struct ib_ucontext *ctx, u32 number);
void sim_map_del(struct sim_map *map);
u64 sim_map_offset(const struct sim_map *map);
int sim_bell_get(struct sim_bell *bell, struct sim_ucontext *ctx);
void sim_bell_put(struct sim_bell *bell);
u64 sim_bell_offset(const struct sim_bell *bell);
void sim_doorbells_init(struct sim_ucontext *ctx);
void sim_doorbells_exit(struct sim_ucontext *ctx);

/* user.c */
struct rdmasim_create_qp_req;
struct rdmasim_create_resp;
int sim_user_wants(struct ib_udata *udata);
int sim_user_wants_qp(struct ib_udata *udata, struct rdmasim_create_qp_req *req);
struct sim_ucontext *sim_udata_context(struct ib_udata *udata);
int sim_user_tell(struct ib_udata *udata, const struct rdmasim_create_resp *resp);
int sim_uq_init(struct sim_uq *uq, struct sim_ucontext *ctx,
		struct rdmasim_create_resp *resp);
void sim_uq_free(struct sim_uq *uq);
int sim_user_rq_init(struct sim_rq *rq, struct sim_uq *uq, u32 max_wr, u32 max_sge,
		     struct ib_udata *udata);
int sim_user_qp_init(struct sim_qp *qp, struct ib_udata *udata);
struct sim_swqe *sim_user_sq_first(struct sim_qp *qp);
void sim_user_sq_done(struct sim_qp *qp);
void sim_user_sq_clear(struct sim_qp *qp);
void sim_user_awake(struct sim_qp *qp);
void sim_user_asleep(struct sim_qp *qp);
struct sim_map *sim_user_cq_alloc(u32 size, struct sim_ucontext *ctx,
				  struct rdmasim_create_resp *resp);
u32 sim_user_cq_count(struct sim_cq *cq);
void sim_user_cq_add(struct sim_cq *cq, const struct ib_wc *wc);
bool sim_user_cq_move(struct sim_cq *cq, struct sim_map *map, u32 size);

/* Whether a program has mapped its queues. */
static inline bool sim_qp_mapped(const struct sim_qp *qp)
{
	return qp->uq.map;
}

/* mr.c */
extern const struct ib_device_ops sim_mr_ops;
int sim_sgl_get(struct sim_sgl *sgl, struct ib_pd *pd,
		const struct ib_sge *sge, u32 n, int access);
int sim_sgl_get_remote(struct sim_sgl *sgl, const struct sim_qp *qp, u32 rkey,
		       u64 addr, u64 len, int access);
void sim_sgl_kernel(struct sim_sgl *sgl, void *memory, u32 len);
void sim_sgl_put(struct sim_sgl *sgl);
void sim_sgl_rewind(struct sim_sgl *sgl);
void sim_sgl_skip(struct sim_sgl *sgl, u64 len);
void sim_sgl_copy(struct sim_sgl *to, struct sim_sgl *from, u64 len);
u64 *sim_sgl_atomic(struct sim_sgl *sgl);
int sim_mr_fast_reg(struct ib_pd *pd, struct sim_mr *mr, u32 key, int access);
int sim_mr_invalidate(const struct sim_qp *qp, u32 key);
int sim_mr_publish(struct sim_mr *mr, bool valid);
void sim_mr_withdraw(struct sim_mr *mr);
int sim_mr_bind(const struct sim_qp *qp, const struct sim_swqe *wqe);
struct ib_mr *sim_mr_memory(struct ib_pd *pd, void *memory, u64 length, int access);
struct sim_mr *sim_mr_alloc(struct ib_pd *pd, enum sim_mr_type type, int access);
struct ib_mr *sim_mr_add(struct sim_mr *mr, bool valid);
void sim_mr_free(struct sim_mr *mr);
bool sim_mr_access_ok(int access);

/* dmabuf.c */
extern const struct ib_device_ops sim_dmabuf_ops;
int sim_dmabuf_begin(struct sim_dmabuf *db);
void sim_dmabuf_end(struct sim_dmabuf *db);
void sim_dmabuf_free(struct sim_dmabuf *db);
unsigned int sim_dmabuf_tries(void);
void sim_dmabuf_wait(unsigned int tries);
int sim_dmabuf_init(void);
void sim_dmabuf_exit(void);

/* dm.c */
extern const struct ib_device_ops sim_dm_ops;

/* counters.c */
extern const struct ib_device_ops sim_counters_ops;
void sim_counters_add(struct ib_counters *ib, u64 bytes);

/* mw.c */
extern const struct ib_device_ops sim_mw_ops;

/* rq.c */
extern const struct ib_device_ops sim_srq_ops;
int sim_rq_init(struct sim_rq *rq, u32 max_wr, u32 max_sge);
void sim_rq_free(struct sim_rq *rq);
void sim_rq_clear(struct sim_rq *rq);
bool sim_rq_empty(struct sim_rq *rq);
int sim_rq_post(struct sim_rq *rq, const struct ib_recv_wr *wr);
bool sim_rq_pop(struct sim_rq *rq, struct sim_rwqe_max *wqe);
bool sim_srq_pop(struct sim_srq *srq, struct sim_rwqe_max *wqe);
struct sim_srq *sim_srq_get(struct sim_device *dev, u32 num);
void sim_srq_put(struct sim_srq *srq);

/* cq.c */
extern const struct ib_device_ops sim_cq_ops;
void sim_cq_add(struct sim_cq *cq, const struct ib_wc *wc, bool solicited);
void sim_cq_clean(struct sim_cq *cq, const struct ib_qp *qp);

/* qp.c */
extern const struct ib_device_ops sim_qp_ops;
struct sim_qp *sim_qp_get(struct sim_port *port, u32 qpn);
void sim_qp_put(struct sim_qp *qp);
void sim_qp_event(struct sim_qp *qp, enum ib_event_type type);
void sim_qp_error(struct sim_qp *qp);
struct ib_qp *sim_qp_face(struct sim_qp *qp);
void sim_faces_init(struct sim_faces *faces);
void sim_faces_exit(struct sim_faces *faces);

/* apm.c */
int sim_apm_check(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		  struct sim_av *av);
void sim_apm_take(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		  const struct sim_av *av);
void sim_apm_clear(struct sim_qp *qp);
void sim_apm_settle(struct sim_qp *qp);
bool sim_apm_migrate(struct sim_qp *qp);
bool sim_apm_admit(struct sim_qp *remote, bool primary);
void sim_apm_arm(struct sim_qp *qp, struct sim_qp *remote);
u16 sim_apm_pkey_index(const struct sim_qp *remote);

/* xrc.c */
extern const struct ib_device_ops sim_xrc_ops;
int sim_xrc_srqn(struct sim_qp *qp, struct ib_udata *udata, u32 *srqn);
bool sim_xrc_begin(struct sim_qp *remote, u32 srqn);
void sim_xrc_end(struct sim_qp *remote, u32 srqn, bool come_again);
void sim_xrc_flush(struct sim_qp *remote);

static inline bool sim_is_xrc(const struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_XRC_INI || qp->ib.qp_type == IB_QPT_XRC_TGT;
}

/* engine.c */
void sim_qp_work(struct work_struct *work);
bool sim_recv_take(struct sim_qp *qp);
void sim_recv_error(struct sim_qp *qp);
void sim_recv_fail(struct sim_qp *qp, enum ib_wc_status status);
void sim_recv_flush(struct sim_qp *qp);

/* datagram.c */
/**
 * struct sim_datagram - a message from one port to QPs that are not connected
 * @from: NULL: the administrator
 */
struct sim_datagram {
	struct sim_port *from;
	const struct sim_av *av;
	u16 slid;
	u32 src_qpn;
	u32 qkey;
	u16 pkey;
	bool has_imm;
	bool solicited;
	__be32 imm_data;
	struct sim_sgl *data;
};

int sim_datagram_send(struct sim_qp *qp, const struct sim_swqe *wqe,
		      struct sim_sgl *data);
void sim_datagram_deliver(struct sim_datagram *msg, struct sim_port *to,
			  struct sim_qp *qp);

/* wq.c */
extern const struct ib_device_ops sim_wq_ops;
bool sim_wq_begin(struct sim_qp *qp, u32 hash, u64 bytes);
void sim_wq_end(struct sim_qp *qp, int ret);
void sim_wqs_show(struct seq_file *seq, struct sim_device *dev);
int sim_wq_event(struct sim_device *dev, enum ib_event_type type, u32 num);

/* flow.c */
extern const struct ib_device_ops sim_flow_ops;
bool sim_flow_apply(const struct sim_datagram *msg, struct sim_qp *qp);
void sim_flows_init(struct sim_flows *flows);
void sim_flows_show(struct seq_file *seq, struct sim_device *dev);
void sim_flow_steer(struct sim_port *port, void *frame, u32 len);

/* flow_action.c */
extern const struct ib_device_ops sim_flow_action_ops;
extern const struct uapi_definition sim_flow_action_defs[];

/* page.c */
extern const struct uapi_definition sim_page_defs[];
bool sim_flow_action_apply(struct ib_flow_action *ib);
void sim_flow_actions_show(struct seq_file *seq, struct sim_device *dev);

/* shelf.c */
int sim_shelf_init(struct sim_device *dev);
void sim_shelf_exit(struct sim_device *dev);
extern const struct uapi_definition sim_shelf_defs[];

/* rss.c */
struct sim_packet;
int sim_rss_init(struct sim_rss *rss, const struct rdmasim_create_qp_req *req);
u32 sim_rss_hash(const struct sim_rss *rss, const struct sim_packet *packet);

/* raw.c */
int sim_raw_send(struct sim_qp *qp, struct sim_sgl *data);
void sim_raw_deliver(struct sim_port *port, struct sim_qp *qp, const struct sim_packet *packet,
		     void *frame, u32 len);
void sim_raw_init(struct sim_port *port);
void sim_raw_tap(struct sim_port *port, struct net_device *netdev);
void sim_raw_exit(struct sim_port *port);

/* mcast.c */
extern const struct ib_device_ops sim_mcast_ops;
void sim_mcast_init(struct sim_mcast *mcast);
void sim_mcast_forget(struct sim_qp *qp);
void sim_mcast_deliver(struct sim_datagram *msg, struct sim_port *to,
		       struct sim_qp *sender);

/* mad.c */
struct ib_node_info;
struct ib_port_info;
extern const struct ib_device_ops sim_mad_ops;
void sim_mad_node_info(struct sim_port *port, struct ib_node_info *info);
void sim_mad_port_info(struct sim_port *port, struct ib_port_info *info);

/* sa.c */
void sim_sa_request(struct sim_datagram *msg);
u16 sim_sa_next_member(const union ib_gid *mgid, u16 lid);
void sim_sa_forget(struct sim_port *port);
void sim_sa_learn(struct sim_port *port);

/* stats.c */
extern const struct ib_device_ops sim_stats_ops;

/* res.c */
extern const struct ib_device_ops sim_res_ops;

/* fault.c */
int sim_fault(struct sim_device *dev, enum sim_op op);
int sim_fault_atomic(struct sim_device *dev, enum sim_op op);
char *sim_line_get(const char __user *buf, size_t count);
void sim_faults_leave(struct sim_device *dev);
void sim_faults_init(void);
void sim_faults_exit(void);
void sim_faults_init_device(struct sim_device *dev);
void sim_faults_add(struct sim_device *dev);
void sim_faults_del(struct sim_device *dev);

/* methods.c */
struct uverbs_attr_bundle;
void sim_methods_set(struct ib_device *ib);
atomic_t *sim_box_use(const struct uverbs_attr_bundle *attrs, u16 id, u32 *size);

/* added.c, added2.c */
extern const struct ib_device_ops sim_added2_ops;
extern const struct uapi_definition sim_added_defs[];
extern const struct uapi_definition sim_added2_defs[];
int sim_added_take_cq(struct sim_cq *cq, struct ib_udata *udata);
int sim_added_answer_cq(const struct sim_cq *cq, struct ib_udata *udata);
void sim_added_put_cq(struct sim_cq *cq);
int sim_added_dm(struct sim_dm *dm, u32 length, u64 used,
		 const struct uverbs_attr_bundle *attrs);

#endif
