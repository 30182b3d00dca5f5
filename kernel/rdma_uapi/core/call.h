/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* A call, from the copy in to the copy out (call.c). */
#ifndef RUAPI_CALL_H
#define RUAPI_CALL_H

#include <linux/fs.h>
#include <rdma/rdma_uapi.h>

#include "../../drivers/udata.h"
#include "core/action.h"

struct batch;
struct ruapi_context;
struct ruapi_device;
struct ruapi_load;
struct ruapi_ns;
struct ruapi_view;

#define RUAPI_CALL_INLINE_ATTRS 16
#define RUAPI_CALL_MAX_REFS 8
#define RUAPI_CALL_MAX_BUFS 4
#define RUAPI_CALL_SCRATCH 384

/**
 * struct ruapi_scratch - memory for what is short
 * @at: what is left of it, aligned
 * @left: bytes there
 */
struct ruapi_scratch {
	u8 *at;
	u32 left;
};

/**
 * struct ruapi_call - one call, from the copy in to the copy out; handlers use
 *	the accessors below and @ns, @ctx
 * @ns: namespace
 * @view: the fd it was made on, NULL: the main fd
 * @hdr: copy of the header
 * @uhdr: where it came from
 * @attrs: copy of the attributes
 * @scratch: for input buffers that are short
 * @ready_udata: for the driver: @own_udata, or that of @added; NULL: nobody has asked for
 *	it yet.  Everybody does by call_udata()
 * @batch: of which it is one, NULL: it is made by itself
 * @action: compiled specification; it and what follows up to @own_udata begins as 0
 * @handler: what to run
 * @given: bit n: attribute n was given
 * @put: bit n: output buffer n was written
 * @objs: bit i: @attrs[i] is an object to be resolved
 * @bufs_in: bit i: @attrs[i] is an input buffer of the action
 * @arrays: bit i: it is one of objects
 * @bufs_out: bit i: @attrs[i] is an output buffer of the action
 * @strays: bit i: @attrs[i] may be one that the driver adds to the action
 * @outs: some attribute is an output scalar
 * @tells: the caller is told something of attributes: outputs, or whether one is known
 *	that it may not be
 * @uhw_in: index + 1 in @attrs of the driver's request, 0: none
 * @uhw_out: index + 1 of the driver's response
 * @num_refs: entries in @refs
 * @num_bufs: entries in @bufs
 * @keep_attrs: copy attributes out although the call failed: lengths, ON_ERROR
 * @lost_dev: there is no @dev because it is gone
 * @names_result: it uses what an earlier call of the batch has made
 * @evicted: its device goes, and did not wait any longer: what has failed since
 *	says ENODEV.  Written under ctx->lock while it is in ctx->calls, or the seat
 *	is held
 * @spared: its device goes, and let it finish a wait without signals.  Written
 *	like @evicted
 * @err: first error of attr_put_*(), which handlers need not look at
 * @ctx: context of the objects, locked for read; NULL: none
 * @dev: device the call is about, NULL: none; holds a reference if !@ctx
 * @new_obj: object that the handler creates
 * @new_file: file behind the FD_NEW attribute
 * @added: what the driver adds to the action, and was given; NULL: nothing
 * @own_attrs: @attrs, if they are many and allocated
 * @own_room: @room, if it is allocated
 * @room_size: bytes at @room
 * @own_udata: storage of @ready_udata
 * @room: where input buffers are
 * @new_fd: reserved number of @new_file
 * @seat: in its context, NULL: it is in ctx->calls
 * @in_use: in ctx->calls of its context
 * @task: who makes the call, valid in that list, and in a seat
 * @slot: index in @attrs by attribute id, of those that are @given
 * @refs: objects resolved and locked
 * @bufs: input buffers in kernel memory; of an array of objects, pointers to
 *	those that are resolved and locked
 */
struct ruapi_call {
	struct ruapi_ns *ns;
	struct ruapi_view *view;
	struct ruapi_hdr hdr;
	struct ruapi_hdr __user *uhdr;
	struct ruapi_attr *attrs;
	struct ruapi_scratch *scratch;
	struct ruapi_udata *ready_udata;
	struct batch *batch;
	const struct ruapi_action *action;
	const struct ruapi_handler *handler;
	u64 given;
	u64 put;
	u64 objs;
	u64 bufs_in;
	u64 arrays;
	u64 bufs_out;
	u64 strays;
	bool outs;
	bool tells;
	u8 uhw_in;
	u8 uhw_out;
	u8 num_refs;
	u8 num_bufs;
	bool keep_attrs;
	bool lost_dev;
	bool names_result;
	bool evicted;
	bool spared;
	int err;
	struct ruapi_context *ctx;
	struct ruapi_device *dev;
	struct ruapi_obj *new_obj;
	struct file *new_file;
	struct ruapi_load *added;
	void *own_attrs;
	void *own_room;
	size_t room_size;
	struct ruapi_udata own_udata;
	void *room;
	int new_fd;
	atomic_long_t *seat;
	struct list_head in_use;
	struct task_struct *task;
	u8 slot[RUAPI_MAX_ATTRS];
	struct ruapi_ref {
		struct ruapi_obj *obj;
		u8 id;
		u8 access;
	} refs[RUAPI_CALL_MAX_REFS];
	struct ruapi_buf {
		void *data;
		u32 len;
		u32 num_objs;
		u8 id;
	} bufs[RUAPI_CALL_MAX_BUFS];
};

long ruapi_ioctl_call(struct ruapi_ns *ns, struct ruapi_view *view,
		      unsigned int cmd, struct ruapi_hdr __user *uhdr);
long ruapi_ioctl_fast(struct ruapi_ns *ns, struct ruapi_fast __user *ufast);

int call_new_object_of(struct ruapi_call *call, u16 type);
int call_copy_attrs(struct ruapi_call *call);
void call_abort(struct ruapi_call *call, bool done);
void call_leave(struct ruapi_call *call);
int call_bad_attr(struct ruapi_call *call, u16 id, u16 reason, int err);
int call_bad_index(struct ruapi_call *call, u32 index, u16 reason, int err);
int call_new_file(struct ruapi_call *call, u16 id, struct file *file);
void call_reuse_object(struct ruapi_call *call, struct ruapi_obj *obj);
void call_begin_udata(struct ruapi_call *call);

/**
 * call_udata() - what a driver is given beside the arguments of its operation
 * @call: call that has found its device
 *
 * Most calls ask no driver, and it is long: so it is prepared for who asks.
 *
 * Return: with the driver's part of the call, and what the driver adds to the action.
 */
static inline struct ruapi_udata *call_udata(struct ruapi_call *call)
{
	if (!call->ready_udata)
		call_begin_udata(call);
	return call->ready_udata;
}

#endif /* RUAPI_CALL_H */
