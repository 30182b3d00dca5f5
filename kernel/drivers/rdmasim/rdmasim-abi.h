/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/* What programs and rdmasim say to each other in the driver's part of commands. */
#ifndef RDMASIM_ABI_H
#define RDMASIM_ABI_H

#include <linux/types.h>
#include <rdma/ib_user_ioctl_cmds.h>

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
 * Methods of rdmasim's own, which do little: they are there for whoever calls and
 * shows methods of drivers.  Each instance has those of its driver_id: the first
 * set, if that is one that is known, hfi1's say; the second, where the same
 * numbers mean other things, if it is 0.
 */

/**
 * enum rdmasim_objects - the first set
 * @RDMASIM_OBJECT_BOX: some bytes
 * @RDMASIM_OBJECT_LABEL: names boxes, which do not go before it
 * @RDMASIM_OBJECT_BELL: a file: what it is rung with is read from it
 */
enum rdmasim_objects {
	RDMASIM_OBJECT_BOX = (1U << UVERBS_ID_NS_SHIFT),
	RDMASIM_OBJECT_LABEL,
	RDMASIM_OBJECT_BELL,
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

#endif
