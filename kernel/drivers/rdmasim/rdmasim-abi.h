/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/*
 * What programs and rdmasim say to each other: in the driver's part of commands, and
 * in memory that both have mapped.
 *
 * Whoever makes a QP, CQ, SRQ or work queue with RDMASIM_MAPPED is told where to map
 * its queue, and a page of doorbells.  Who does not has queues in the kernel.
 *
 * Counters of requests and completions run on from 0 for ever; the place of one is
 * the counter's remainder by the number of places, which is a power of two, and
 * there may be more places than requests fit.  Who writes a counter writes what it is
 * about before.  After resetting a QP or work queue all its counters are 0.
 */
#ifndef RDMASIM_ABI_H
#define RDMASIM_ABI_H

#include <linux/types.h>
#include <rdma/ib_user_ioctl_cmds.h>

/* A counter has a line of memory for itself and others by the same writer. */
#define RDMASIM_LINE		64

/* Of requests that make something, and of RESIZE_CQ. */
#define RDMASIM_MAPPED		1

/* Of CREATE_QP: what is behind the first two members counts. */
#define RDMASIM_RX_HASH		2

/**
 * struct rdmasim_create_req - CREATE_QP, _CQ, _SRQ, _WQ, RESIZE_CQ
 * @flags: RDMASIM_MAPPED
 * @reserved: 0
 */
struct rdmasim_create_req {
	__u32 flags;
	__u32 reserved;
};

/* By what, and of what, numbers and bits are those of libibverbs. */
#define RDMASIM_RX_HASH_TOEPLITZ	1

#define RDMASIM_RX_HASH_SRC_IPV4	0x01
#define RDMASIM_RX_HASH_DST_IPV4	0x02
#define RDMASIM_RX_HASH_SRC_IPV6	0x04
#define RDMASIM_RX_HASH_DST_IPV6	0x08
#define RDMASIM_RX_HASH_SRC_PORT_TCP	0x10
#define RDMASIM_RX_HASH_DST_PORT_TCP	0x20
#define RDMASIM_RX_HASH_SRC_PORT_UDP	0x40
#define RDMASIM_RX_HASH_DST_PORT_UDP	0x80

/**
 * struct rdmasim_create_qp_req - CREATE_QP, if it is longer than that
 * @flags: RDMASIM_MAPPED, RDMASIM_RX_HASH
 * @reserved: 0
 * @rx_hash_fields: RDMASIM_RX_HASH_SRC_IPV4 and so on: what of a packet says which
 *	entry of the QP's table of work queues it is for
 * @rx_hash_function: RDMASIM_RX_HASH_TOEPLITZ
 * @rx_hash_key_len: 40
 * @reserved2: 0
 * @rx_hash_key: of the function
 *
 * Entry *hash modulo size*.  A QP of raw packets with a table needs it; one of
 * datagrams without goes by the number of the QP that sends.
 */
struct rdmasim_create_qp_req {
	__u32 flags;
	__u32 reserved;
	__aligned_u64 rx_hash_fields;
	__u8 rx_hash_function;
	__u8 rx_hash_key_len;
	__u8 reserved2[6];
	__u8 rx_hash_key[40];
};

/**
 * struct rdmasim_create_resp - the answer
 * @queue: file offset at which the queue is mapped
 * @size: bytes of it; 0: the program has given memory for it
 * @doorbell: which struct rdmasim_doorbell of the page is this one's; CQ: 0
 * @doorbells: file offset of that page of 4096 bytes; CQ: 0
 * @send_places: of a QP: requests come first
 * @send_stride: bytes from one to the next
 * @recv_start: where receives or completions start
 * @recv_places: of receives or completions
 * @recv_stride: bytes from one to the next
 * @reserved: 0
 */
struct rdmasim_create_resp {
	__aligned_u64 queue;
	__aligned_u64 doorbells;
	__u32 size;
	__u32 doorbell;
	__u32 send_places;
	__u32 send_stride;
	__u32 recv_start;
	__u32 recv_places;
	__u32 recv_stride;
	__u32 reserved;
};

/**
 * struct rdmasim_create_ah_resp - CREATE_AH, if there is room for it
 * @number: by which requests name it
 * @reserved: 0
 */
struct rdmasim_create_ah_resp {
	__u32 number;
	__u32 reserved;
};

/**
 * struct rdmasim_modify_qp_req - EX_MODIFY_QP of an XRC initiator QP
 * @remote_srqn: the SRQ that requests name which are posted from now on
 * @reserved: 0
 *
 * Requests that are posted through the kernel (POST_SEND) have no room for a number
 * of an SRQ, so it is one of the QP.
 */
struct rdmasim_modify_qp_req {
	__u32 remote_srqn;
	__u32 reserved;
};

/*
 * ALLOC_DM has no driver's part.  Where the memory is mapped is what the program wants,
 * and says in the bits of the alignment above the lowest eight: if they are not 0,
 * at that number of this size from this file offset on.
 */
#define RDMASIM_DM_OFFSET	0x10000000000ULL
#define RDMASIM_DM_STEP		0x100000ULL
#define RDMASIM_DM_SHIFT	8
#define RDMASIM_DM_NUMBERS	0x100000U

/* Who posts has to ring, by a POST_SEND without requests, if the device sleeps. */
#define RDMASIM_WAKE_SEND	1
#define RDMASIM_WAKE_RECV	2

/**
 * struct rdmasim_doorbell - counters of a QP, SRQ or work queue
 * @send_tail: requests that were posted; written by programs, as is
 * @recv_tail: receives that were
 * @send_head: requests that are done with; written by the device, as are the others
 * @recv_head: receives that were taken
 * @wake: RDMASIM_WAKE_*, for what kind of request.  Looked at after the counter
 *	was written.  Of a work queue: the device has given it up, and what is posted
 *	now is flushed when MODIFY_WQ takes it to the error state.
 */
struct rdmasim_doorbell {
	__u32 send_tail;
	__u32 recv_tail;
	__u32 reserved1[6];
	__u32 send_head;
	__u32 recv_head;
	__u32 wake;
	__u32 reserved2[5];
};

/**
 * struct rdmasim_cq_counters - what the queue of a CQ begins with
 * @tail: completions that there were; written by the device
 * @head: those that the program has seen; written by it
 */
struct rdmasim_cq_counters {
	__u32 tail;
	__u32 reserved1[15];
	__u32 head;
	__u32 reserved2[15];
};

struct rdmasim_sge {
	__aligned_u64 addr;
	__u32 length;
	__u32 lkey;
};

/**
 * struct rdmasim_send - a request; numbers and flags are those of ib_uverbs
 * @num_sge: entries behind it, if it is not inline
 * @inline_len: bytes behind it, if it is
 * @imm: immediate data as it is sent, or the key to invalidate
 * @srqn: XRC: the SRQ that it is for
 */
struct rdmasim_send {
	__aligned_u64 wr_id;
	__u32 opcode;
	__u32 flags;
	__u32 num_sge;
	__u32 inline_len;
	__u32 imm;
	__u32 srqn;
	union {
		struct {
			__aligned_u64 remote_addr;
			__u32 rkey;
			__u32 reserved;
			__aligned_u64 compare_add;
			__aligned_u64 swap;
		} rdma;
		struct {
			__u32 ah;
			__u32 remote_qpn;
			__u32 remote_qkey;
			__u32 reserved[5];
		} ud;
		struct {
			__aligned_u64 addr;
			__aligned_u64 length;
			__u32 lkey;
			__u32 access;
			__u32 old_rkey;
			__u32 new_rkey;
		} bind;
	};
};

/* A receive; its entries are behind it. */
struct rdmasim_recv {
	__aligned_u64 wr_id;
	__u32 num_sge;
	__u32 reserved;
};

/**
 * struct rdmasim_cqe - a completion, as that of ib_uverbs
 * @timestamp: nanoseconds of the device's clock, which is CLOCK_MONOTONIC
 * @wallclock: nanoseconds since 1970
 * @imm: immediate data as it was sent, or the key that was invalidated
 * @wc_flags: IBV_WC_*
 */
struct rdmasim_cqe {
	__aligned_u64 wr_id;
	__aligned_u64 timestamp;
	__aligned_u64 wallclock;
	__u32 status;
	__u32 opcode;
	__u32 byte_len;
	__u32 imm;
	__u32 qp_num;
	__u32 src_qp;
	__u32 wc_flags;
	__u16 pkey_index;
	__u16 slid;
	__u8 sl;
	__u8 reserved[7];
};

/*
 * Methods of rdmasim's own, which do little: they are there for whoever calls and
 * shows methods of drivers.  Each instance has those of its driver_id: the first set,
 * if that is hfi1's; the second, where the same numbers mean other things, if it is
 * qib's, or 0; none, if it is another one, whose numbers they would be.  hfi1 and
 * qib have none themselves.
 */

/**
 * enum rdmasim_objects - the first set
 * @RDMASIM_OBJECT_BOX: some bytes
 * @RDMASIM_OBJECT_LABEL: names boxes, which do not go before it
 * @RDMASIM_OBJECT_BELL: a file: what it is rung with is read from it
 * @RDMASIM_OBJECT_PAGE: a page that is mapped
 */
enum rdmasim_objects {
	RDMASIM_OBJECT_BOX = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_OBJECT_LABEL,
	RDMASIM_OBJECT_BELL,
	RDMASIM_OBJECT_PAGE,
};

/**
 * enum rdmasim_device_methods - of UVERBS_OBJECT_DEVICE
 * @RDMASIM_METHOD_DEVICE_SUM: adds up bytes
 */
enum rdmasim_device_methods {
	RDMASIM_METHOD_DEVICE_SUM = (1U << UVERBS_ID_NS_SHIFT),
};

/**
 * enum rdmasim_device_sum_attrs - of DEVICE_SUM
 * @RDMASIM_ATTR_DEVICE_SUM_BYTES: in: 1 to 65535 bytes
 * @RDMASIM_ATTR_DEVICE_SUM_RESULT: out: __u64
 */
enum rdmasim_device_sum_attrs {
	RDMASIM_ATTR_DEVICE_SUM_BYTES = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_DEVICE_SUM_RESULT,
};

/*
 * User capabilities of a device, by the names of their nodes in /dev/infiniband.
 * SHELF demands the first, its attribute STORE the second.  Kernels with UCAPs make
 * nodes of the names that they know: there they are those of mlx5.
 */
#define RDMASIM_UCAP_SHELF		"rdmasim_perm_shelf"
#define RDMASIM_UCAP_SHELF_STORE	"rdmasim_perm_shelf_store"
#define RDMASIM_KERNEL_UCAP_SHELF	"mlx5_perm_ctrl_local"
#define RDMASIM_KERNEL_UCAP_SHELF_STORE	"mlx5_perm_ctrl_other_vhca"

/* Words of a device, which all its contexts share. */
#define RDMASIM_SHELF_WORDS	4

/**
 * enum rdmasim_shelf_methods - of UVERBS_OBJECT_DEVICE, in both sets; ib_uverbs has
 *	room for 8 methods of a driver
 * @RDMASIM_METHOD_DEVICE_SHELF: reads a word, or changes it for another
 */
enum rdmasim_shelf_methods {
	RDMASIM_METHOD_DEVICE_SHELF = (1U << UVERBS_ID_NS_SHIFT) + 4,
};

/**
 * enum rdmasim_device_shelf_attrs - of DEVICE_SHELF
 * @RDMASIM_ATTR_DEVICE_SHELF_INDEX: in: __u32: which word
 * @RDMASIM_ATTR_DEVICE_SHELF_STORE: in: __u64: it is this from now on
 * @RDMASIM_ATTR_DEVICE_SHELF_VALUE: out: __u64: what it was
 */
enum rdmasim_device_shelf_attrs {
	RDMASIM_ATTR_DEVICE_SHELF_INDEX = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_DEVICE_SHELF_STORE,
	RDMASIM_ATTR_DEVICE_SHELF_VALUE,
};

enum rdmasim_box_methods {
	RDMASIM_METHOD_BOX_CREATE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_METHOD_BOX_READ,
	RDMASIM_METHOD_BOX_MODIFY,
	RDMASIM_METHOD_BOX_DESTROY,
	RDMASIM_METHOD_BOX_PD,
};

/**
 * enum rdmasim_box_create_attrs - of BOX_CREATE
 * @RDMASIM_ATTR_BOX_CREATE_HANDLE: new
 * @RDMASIM_ATTR_BOX_CREATE_SIZE: in: __u32, bytes, up to 4096
 * @RDMASIM_ATTR_BOX_CREATE_CONTENT: in: the first of them
 * @RDMASIM_ATTR_BOX_CREATE_PD: a PD, whose box it is: that does not go before it
 * @RDMASIM_ATTR_BOX_CREATE_FLAGS: in: enum rdmasim_box_flags
 * @RDMASIM_ATTR_BOX_CREATE_RESULT: out: struct rdmasim_box
 */
enum rdmasim_box_create_attrs {
	RDMASIM_ATTR_BOX_CREATE_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_BOX_CREATE_SIZE,
	RDMASIM_ATTR_BOX_CREATE_CONTENT,
	RDMASIM_ATTR_BOX_CREATE_PD,
	RDMASIM_ATTR_BOX_CREATE_FLAGS,
	RDMASIM_ATTR_BOX_CREATE_RESULT,
};

/**
 * enum rdmasim_box_flags - how a box is
 * @RDMASIM_BOX_READ_ONLY: BOX_MODIFY is EPERM
 * @RDMASIM_BOX_FAIL: BOX_CREATE makes it, and fails then with EIO
 */
enum rdmasim_box_flags {
	RDMASIM_BOX_READ_ONLY = 1 << 0,
	RDMASIM_BOX_FAIL = 1 << 1,
};

struct rdmasim_box {
	__u32 size;
	__u32 labels;
};

enum rdmasim_box_read_attrs {
	RDMASIM_ATTR_BOX_READ_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_BOX_READ_OFFSET,
	RDMASIM_ATTR_BOX_READ_CONTENT,
	RDMASIM_ATTR_BOX_READ_RESULT,
};

/**
 * enum rdmasim_box_modify_attrs - of BOX_MODIFY
 * @RDMASIM_ATTR_BOX_MODIFY_HANDLE: the box, alone
 * @RDMASIM_ATTR_BOX_MODIFY_HOW: one of enum rdmasim_box_how
 */
enum rdmasim_box_modify_attrs {
	RDMASIM_ATTR_BOX_MODIFY_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_BOX_MODIFY_HOW,
};

/**
 * enum rdmasim_box_how - what BOX_MODIFY does
 * @RDMASIM_BOX_FILL: in: struct rdmasim_box_fill
 * @RDMASIM_BOX_COPY: in: bytes, which are its first ones then
 */
enum rdmasim_box_how {
	RDMASIM_BOX_FILL,
	RDMASIM_BOX_COPY,
};

/* It may be longer, and be 0 there. */
struct rdmasim_box_fill {
	__u32 offset;
	__u32 length;
	__u32 byte;
	__u32 reserved;
};

enum rdmasim_box_destroy_attrs {
	RDMASIM_ATTR_BOX_DESTROY_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
};

/* BOX_PD says that it makes a PD, and cannot. */
enum rdmasim_box_pd_attrs {
	RDMASIM_ATTR_BOX_PD_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
};

enum rdmasim_label_methods {
	RDMASIM_METHOD_LABEL_CREATE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_METHOD_LABEL_DESTROY,
};

/**
 * enum rdmasim_label_create_attrs - of LABEL_CREATE
 * @RDMASIM_ATTR_LABEL_CREATE_HANDLE: new
 * @RDMASIM_ATTR_LABEL_CREATE_BOXES: 1 to 200 boxes
 */
enum rdmasim_label_create_attrs {
	RDMASIM_ATTR_LABEL_CREATE_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_LABEL_CREATE_BOXES,
};

enum rdmasim_label_destroy_attrs {
	RDMASIM_ATTR_LABEL_DESTROY_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
};

enum rdmasim_bell_methods {
	RDMASIM_METHOD_BELL_CREATE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_METHOD_BELL_RING,
};

/**
 * enum rdmasim_bell_create_attrs - of BELL_CREATE
 * @RDMASIM_ATTR_BELL_CREATE_FD: new.  read() returns a __u64 for each ring, poll()
 *	waits for one; with no device any more it is EIO
 */
enum rdmasim_bell_create_attrs {
	RDMASIM_ATTR_BELL_CREATE_FD = (1U << UVERBS_ID_NS_SHIFT),
};

/**
 * enum rdmasim_bell_ring_attrs - of BELL_RING
 * @RDMASIM_ATTR_BELL_RING_FD: the bell
 * @RDMASIM_ATTR_BELL_RING_VALUE: in: __u64
 * @RDMASIM_ATTR_BELL_RING_INODE_OF: a file descriptor: the number of its inode is
 *	the value
 */
enum rdmasim_bell_ring_attrs {
	RDMASIM_ATTR_BELL_RING_FD = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_BELL_RING_VALUE,
	RDMASIM_ATTR_BELL_RING_INODE_OF,
};

enum rdmasim_page_methods {
	RDMASIM_METHOD_PAGE_ALLOC = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_METHOD_PAGE_READ,
	RDMASIM_METHOD_PAGE_WRITE,
	RDMASIM_METHOD_PAGE_DESTROY,
};

/**
 * enum rdmasim_page_alloc_attrs - of PAGE_ALLOC
 * @RDMASIM_ATTR_PAGE_ALLOC_HANDLE: new
 * @RDMASIM_ATTR_PAGE_ALLOC_MMAP_OFFSET: out: __u64: file offset at which it is mapped
 * @RDMASIM_ATTR_PAGE_ALLOC_MMAP_LENGTH: out: __u32: bytes of it, which are 0
 */
enum rdmasim_page_alloc_attrs {
	RDMASIM_ATTR_PAGE_ALLOC_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_PAGE_ALLOC_MMAP_OFFSET,
	RDMASIM_ATTR_PAGE_ALLOC_MMAP_LENGTH,
};

/**
 * enum rdmasim_page_read_attrs - of PAGE_READ
 * @RDMASIM_ATTR_PAGE_READ_HANDLE: the page
 * @RDMASIM_ATTR_PAGE_READ_VALUE: out: __u64: the first of it, as the device has it
 */
enum rdmasim_page_read_attrs {
	RDMASIM_ATTR_PAGE_READ_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_PAGE_READ_VALUE,
};

/**
 * enum rdmasim_page_write_attrs - of PAGE_WRITE
 * @RDMASIM_ATTR_PAGE_WRITE_HANDLE: the page
 * @RDMASIM_ATTR_PAGE_WRITE_VALUE: in: __u64: what the first of it becomes
 */
enum rdmasim_page_write_attrs {
	RDMASIM_ATTR_PAGE_WRITE_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_PAGE_WRITE_VALUE,
};

enum rdmasim_page_destroy_attrs {
	RDMASIM_ATTR_PAGE_DESTROY_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
};

/*
 * What it adds to methods of ib_uverbs' own.  Where these have UHW_IN and UHW_OUT, two
 * numbers are taken.
 */

/* The greatest color. */
#define RDMASIM_MAX_COLOR 1000

/**
 * enum rdmasim_create_cq_attrs - of CQ_CREATE
 * @RDMASIM_ATTR_CREATE_CQ_COLOR: in: __u32, up to RDMASIM_MAX_COLOR
 * @RDMASIM_ATTR_CREATE_CQ_BOX: a box, which does not go before the CQ
 * @RDMASIM_ATTR_CREATE_CQ_PD: a PD, which does not go before it either
 * @RDMASIM_ATTR_CREATE_CQ_RESULT: out: struct rdmasim_cq
 */
enum rdmasim_create_cq_attrs {
	RDMASIM_ATTR_CREATE_CQ_COLOR = (1U << UVERBS_ID_NS_SHIFT) + 2,
	RDMASIM_ATTR_CREATE_CQ_BOX,
	RDMASIM_ATTR_CREATE_CQ_PD,
	RDMASIM_ATTR_CREATE_CQ_RESULT,
};

struct rdmasim_cq {
	__u32 color;
	__u32 box_size;
};

/**
 * enum rdmasim_alloc_dm_attrs - of DM_ALLOC
 * @RDMASIM_ATTR_ALLOC_DM_FILL: in: __u64: enum rdmasim_dm_fill
 * @RDMASIM_ATTR_ALLOC_DM_USED: out: __u64: bytes of the device's memory that are
 *	allocated now
 */
enum rdmasim_alloc_dm_attrs {
	RDMASIM_ATTR_ALLOC_DM_FILL = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_ALLOC_DM_USED,
};

enum rdmasim_dm_fill {
	RDMASIM_DM_ZEROES,
	RDMASIM_DM_ONES,
};

/**
 * enum rdmasim_create_flow_action_attrs - of FLOW_ACTION_ESP_CREATE; in both sets
 * @RDMASIM_ATTR_CREATE_FLOW_ACTION_PACKETS: in: __u64: datagrams that it is to have
 *	seen already
 */
enum rdmasim_create_flow_action_attrs {
	RDMASIM_ATTR_CREATE_FLOW_ACTION_PACKETS = (1U << UVERBS_ID_NS_SHIFT),
};

/**
 * enum rdmasim_get_context_attrs - of GET_CONTEXT
 * @RDMASIM_ATTR_GET_CONTEXT_COLOR: in: __u32, up to RDMASIM_MAX_COLOR
 * @RDMASIM_ATTR_GET_CONTEXT_RESULT: out: __u32: the color
 * @RDMASIM_ATTR_GET_CONTEXT_BOX: a box, of which there cannot be one yet
 */
enum rdmasim_get_context_attrs {
	RDMASIM_ATTR_GET_CONTEXT_COLOR = (1U << UVERBS_ID_NS_SHIFT) + 2,
	RDMASIM_ATTR_GET_CONTEXT_RESULT,
	RDMASIM_ATTR_GET_CONTEXT_BOX,
};

/**
 * enum rdmasim_destroy_pd_attrs - of PD_DESTROY
 * @RDMASIM_ATTR_DESTROY_PD_WHY: in: __u32, up to RDMASIM_MAX_COLOR, or the PD stays
 * @RDMASIM_ATTR_DESTROY_PD_BOX: a box
 * @RDMASIM_ATTR_DESTROY_PD_RESULT: out: struct rdmasim_pd_end
 */
enum rdmasim_destroy_pd_attrs {
	RDMASIM_ATTR_DESTROY_PD_WHY = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_ATTR_DESTROY_PD_BOX,
	RDMASIM_ATTR_DESTROY_PD_RESULT,
};

struct rdmasim_pd_end {
	__u32 why;
	__u32 box_size;
};

/* Of QUERY_GID_TABLE, which ib_uverbs answers without the driver. */
enum rdmasim_query_gid_table_attrs {
	RDMASIM_ATTR_QUERY_GID_TABLE_ORDER = (1U << UVERBS_ID_NS_SHIFT),
};

/* The second set: the same numbers as DEVICE_SUM and BOX, and other things. */
enum rdmasim2_objects {
	RDMASIM2_OBJECT_COUNTER = (1U << UVERBS_ID_NS_SHIFT),
};

/**
 * enum rdmasim2_device_methods - of UVERBS_OBJECT_DEVICE
 * @RDMASIM2_METHOD_DEVICE_FROBNICATE: turns a number round
 */
enum rdmasim2_device_methods {
	RDMASIM2_METHOD_DEVICE_FROBNICATE = (1U << UVERBS_ID_NS_SHIFT),
};

/**
 * enum rdmasim2_device_frobnicate_attrs - of DEVICE_FROBNICATE
 * @RDMASIM2_ATTR_DEVICE_FROBNICATE_VALUE: in: __u32
 * @RDMASIM2_ATTR_DEVICE_FROBNICATE_RESULT: out: __u32, its bytes the other way round
 */
enum rdmasim2_device_frobnicate_attrs {
	RDMASIM2_ATTR_DEVICE_FROBNICATE_VALUE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM2_ATTR_DEVICE_FROBNICATE_RESULT,
};

enum rdmasim2_counter_methods {
	RDMASIM2_METHOD_COUNTER_CREATE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM2_METHOD_COUNTER_NEXT,
	RDMASIM2_METHOD_COUNTER_DESTROY,
};

enum rdmasim2_counter_create_attrs {
	RDMASIM2_ATTR_COUNTER_CREATE_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM2_ATTR_COUNTER_CREATE_FIRST,
};

enum rdmasim2_counter_next_attrs {
	RDMASIM2_ATTR_COUNTER_NEXT_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM2_ATTR_COUNTER_NEXT_VALUE,
};

enum rdmasim2_counter_destroy_attrs {
	RDMASIM2_ATTR_COUNTER_DESTROY_HANDLE = (1U << UVERBS_ID_NS_SHIFT),
};

/**
 * enum rdmasim2_create_cq_attrs - of CQ_CREATE
 * @RDMASIM2_ATTR_CREATE_CQ_VALUE: in: __u32; must be given
 * @RDMASIM2_ATTR_CREATE_CQ_RESULT: out: __u32, its bytes the other way round
 */
enum rdmasim2_create_cq_attrs {
	RDMASIM2_ATTR_CREATE_CQ_VALUE = (1U << UVERBS_ID_NS_SHIFT) + 2,
	RDMASIM2_ATTR_CREATE_CQ_RESULT,
};

/**
 * enum rdmasim2_destroy_cq_attrs - of CQ_DESTROY
 * @RDMASIM2_ATTR_DESTROY_CQ_VALUE: in: __u32; must be given
 * @RDMASIM2_ATTR_DESTROY_CQ_RESULT: out: __u32, its bytes the other way round
 */
enum rdmasim2_destroy_cq_attrs {
	RDMASIM2_ATTR_DESTROY_CQ_VALUE = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM2_ATTR_DESTROY_CQ_RESULT,
};

/**
 * enum rdmasim2_get_context_attrs - of GET_CONTEXT
 * @RDMASIM2_ATTR_GET_CONTEXT_VALUE: in: __u32
 * @RDMASIM2_ATTR_GET_CONTEXT_RESULT: out: __u32, its bytes the other way round
 */
enum rdmasim2_get_context_attrs {
	RDMASIM2_ATTR_GET_CONTEXT_VALUE = (1U << UVERBS_ID_NS_SHIFT) + 2,
	RDMASIM2_ATTR_GET_CONTEXT_RESULT,
};

/**
 * enum rdmasim2_query_context_attrs - of QUERY_CONTEXT
 * @RDMASIM2_ATTR_QUERY_CONTEXT_RESP: out: struct rdmasim2_query_context_resp; must be
 *	given
 */
enum rdmasim2_query_context_attrs {
	RDMASIM2_ATTR_QUERY_CONTEXT_RESP = (1U << UVERBS_ID_NS_SHIFT),
};

struct rdmasim2_query_context_resp {
	__u32 driver_id;
	__u32 ports;
};

/**
 * struct rdmasim_query_device_req - EX_QUERY_DEVICE
 * @comp_mask: 0
 * @reserved: 0
 */
struct rdmasim_query_device_req {
	__u32 comp_mask;
	__u32 reserved;
};

/**
 * struct rdmasim_query_device_resp - EX_QUERY_DEVICE: what other HCAs tell there
 * @response_length: bytes of this that are answered
 * @max_tso: 0: it does not segment what is sent
 * @tso_qp_types: bit n: QPs of type n do
 * @rate_limit_min: kbit/s
 * @rate_limit_max: kbit/s, 0: it does not pace packets
 * @rate_limit_qp_types: bit n: QPs of type n do
 * @dmabuf_pinned: whether regions of dma-bufs pin them now
 * @reserved: 0
 */
struct rdmasim_query_device_resp {
	__u32 response_length;
	__u32 max_tso;
	__u32 tso_qp_types;
	__u32 rate_limit_min;
	__u32 rate_limit_max;
	__u32 rate_limit_qp_types;
	__u32 dmabuf_pinned;
	__u32 reserved;
};

#endif
