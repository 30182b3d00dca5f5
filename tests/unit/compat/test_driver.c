// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RDMA_VERBS_IOCTL: methods of drivers become calls of class DRIVER.  What the module
 * says of calls is its own, and tested in guests; here it is what it is given, and what
 * becomes of its answers.
 */
#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/rdma_user_ioctl_cmds.h>

#include "spec.h"
#include "verbs_calls.h"

#define NS 0x1000
#define OURS RUAPI_DRIVER_NS
#define POISON 0x7ffe
#define MAX_ATTRS 12

/* A description: methods of two types of objects, and one of the device. */
enum {
	MAKE, USE, GO, OPEN, REFUSED, SUM, CQ, CONTEXT_QUERY, DM, CONTEXT_OPEN,
	PD_DESTROY,
};

static const struct ruapi_desc_action actions[] = {
	[MAKE] = { .object = OURS, .action = OURS, .num_attrs = 5 },
	[USE] = { .object = OURS, .action = OURS + 1, .num_attrs = 6 },
	[GO] = { .object = OURS, .action = OURS + 2, .num_attrs = 2 },
	[OPEN] = { .object = OURS + 1, .action = OURS, .num_attrs = 3 },
	[REFUSED] = {
		.object = OURS + 1,
		.action = OURS + 1,
		.num_attrs = 2,
		.flags = RUAPI_REFUSAL_NEW << 8,
	},
	[SUM] = { .object = RUAPI_OBJ_DEVICE, .action = OURS, .num_attrs = 3 },
	/* What it adds to actions of the core's. */
	[CQ] = {
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.num_attrs = 3,
	},
	[CONTEXT_QUERY] = {
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_QUERY,
		.num_attrs = 1,
	},
	[DM] = {
		.object = RUAPI_OBJ_DM,
		.action = RUAPI_DM_ALLOC,
		.num_attrs = 1,
	},
	[CONTEXT_OPEN] = {
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.num_attrs = 2,
	},
	[PD_DESTROY] = {
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_DESTROY,
		.num_attrs = 2,
	},
};

#define CONTEXT_SPEC { \
	.id = RUAPI_ATTR_CONTEXT, \
	.wire = RUAPI_WIRE_OBJ_IN, \
	.type = RUAPI_T_OBJ, \
	.ref_object = RUAPI_OBJ_CONTEXT, \
}

#define SPEC(n, w, t, ...) { \
	.id = OURS + (n), \
	.wire = RUAPI_WIRE_##w, \
	.type = RUAPI_T_##t, \
	##__VA_ARGS__ \
}

static const struct ruapi_desc_attr attrs[] = {
	/* MAKE */
	CONTEXT_SPEC,
	SPEC(0, OBJ_NEW, OBJ, .ref_object = OURS),
	SPEC(1, IN, U32, .min_len = 4, .max_len = 4),
	SPEC(2, BUF_IN, STRUCT, .min_len = 4, .max_len = 12),
	SPEC(3, OBJ_IN, OBJ, .ref_object = RUAPI_OBJ_PD),
	/* USE */
	CONTEXT_SPEC,
	SPEC(0, OBJ_IN, OBJ),
	SPEC(1, BUF_IN, BYTES, .min_len = 8, .max_len = 65535,
	     .flags = RUAPI_SPEC_CHOICE),
	SPEC(2, OBJS_IN, OBJS, .ref_object = OURS, .min_len = 8,
	     .max_len = 8 * 400),
	SPEC(3, BUF_OUT, BYTES, .max_len = 4096),
	SPEC(4, BUF_OUT, BYTES, .max_len = 4096),
	/* GO */
	CONTEXT_SPEC,
	SPEC(0, OBJ_DESTROY, OBJ, .ref_object = OURS),
	/* OPEN */
	CONTEXT_SPEC,
	SPEC(0, FD_NEW, FD, .ref_object = OURS + 1),
	SPEC(1, FD_IN, FD),
	/* REFUSED */
	CONTEXT_SPEC,
	SPEC(0, OBJ_NEW, OBJ, .ref_object = RUAPI_OBJ_PD,
	     .flags = RUAPI_SPEC_REQUIRED),
	/* SUM */
	CONTEXT_SPEC,
	SPEC(0, BUF_IN, BYTES, .min_len = 1, .max_len = 65535),
	SPEC(1, BUF_OUT, BYTES, .min_len = 8, .max_len = 8),
	/* CQ.CREATE */
	SPEC(NS + 2, IN, U32, .min_len = 4, .max_len = 4),
	SPEC(NS + 3, OBJ_IN, OBJ, .ref_object = OURS),
	SPEC(NS + 4, BUF_OUT, STRUCT, .min_len = 4, .max_len = 8),
	/* CONTEXT.QUERY */
	SPEC(NS, BUF_OUT, STRUCT, .min_len = 4, .max_len = 8,
	     .flags = RUAPI_SPEC_REQUIRED),
	/* DM.ALLOC */
	SPEC(NS, IN, U64, .min_len = 8, .max_len = 8,
	     .flags = RUAPI_SPEC_REQUIRED),
	/* CONTEXT.OPEN */
	SPEC(NS + 2, IN, U32, .min_len = 4, .max_len = 4,
	     .flags = RUAPI_SPEC_REQUIRED),
	SPEC(NS + 3, BUF_OUT, BYTES, .min_len = 4, .max_len = 4),
	/* PD.DESTROY */
	SPEC(NS, IN, U32, .min_len = 4, .max_len = 4,
	     .flags = RUAPI_SPEC_REQUIRED),
	SPEC(NS + 1, OBJ_IN, OBJ, .ref_object = OURS),
};

static struct {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[MAX_ATTRS];
} cmd;

static void begin(uint16_t object, uint16_t method)
{
	memset(&cmd, 0, sizeof(cmd));
	cmd.hdr.object_id = object;
	cmd.hdr.method_id = method;
	cmd.hdr.driver_id = 16;
}

static struct ib_uverbs_attr *add(uint16_t id, uint16_t len, uint64_t data)
{
	struct ib_uverbs_attr *attr = &cmd.attrs[cmd.hdr.num_attrs++];

	attr->attr_id = NS + id;
	attr->len = len;
	attr->flags = UVERBS_ATTR_F_MANDATORY;
	attr->data = data;
	return attr;
}

static int run(void)
{
	cmd.hdr.length = (uint16_t)(sizeof(cmd.hdr) +
				    cmd.hdr.num_attrs * sizeof(cmd.attrs[0]));
	return verbs_ioctl(&view, &cmd.hdr);
}

/* ---- the module --------------------------------------------------------- */

/* What it says, of which attribute; and that it has written to some. */
static int error;
static uint16_t reason, bad_id, written;
/* The type of which the handle 9 is. */
static uint16_t type_of_9;

static int module(struct ruapi_hdr *hdr)
{
	assert_int_equal(hdr->driver_id, 16);
	assert_int_equal(hdr->attrs[0].id, RUAPI_ATTR_CONTEXT);
	assert_int_equal(hdr->attrs[0].obj.object, RUAPI_OBJ_CONTEXT);
	assert_int_equal(hdr->attrs[0].obj.handle, CONTEXT);
	hdr->reason = 0;
	hdr->bad_index = UINT32_MAX;
	for (uint32_t i = 1; i < hdr->num_attrs; i++) {
		struct ruapi_attr *attr = &hdr->attrs[i];

		hdr->bad_index = i;
		if (error && attr->id == bad_id) {
			hdr->reason = reason;
			return error;
		}
		if (attr->id == POISON) {
			hdr->reason = RUAPI_REASON_UNKNOWN;
			return -EPROTO;
		}
		if (attr->wire == RUAPI_WIRE_OBJ_IN && attr->obj.handle == 9 &&
		    attr->obj.object != type_of_9) {
			hdr->reason = RUAPI_REASON_TYPE;
			return -ENOENT;
		}
	}
	hdr->bad_index = UINT32_MAX;
	for (uint32_t i = 1; i < hdr->num_attrs; i++) {
		struct ruapi_attr *attr = &hdr->attrs[i];

		if (attr->id == written)
			attr->flags |= RUAPI_ATTR_F_WRITTEN;
		if (attr->wire == RUAPI_WIRE_OBJ_NEW)
			attr->obj.handle = 321;
		if (attr->wire == RUAPI_WIRE_FD_NEW)
			attr->fd = 33;
	}
	return error && !bad_id ? error : 0;
}

static void fails(int err, uint16_t why, uint16_t id)
{
	error = err;
	reason = why;
	bad_id = id;
}

static int setup_driver(void **state)
{
	setup(state);
	fake_driver = module;
	fails(0, 0, 0);
	written = 0;
	type_of_9 = OURS;
	fake_answer_buf(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
			RUAPI_NAMESPACE_DESCRIBE_ACTIONS, actions,
			sizeof(actions));
	fake_answer_buf(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
			RUAPI_NAMESPACE_DESCRIBE_ATTRS, attrs, sizeof(attrs));
	fake_answer(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
		    RUAPI_NAMESPACE_DESCRIBE_NUM_ACTIONS,
		    sizeof(actions) / sizeof(actions[0]));
	fake_answer(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
		    RUAPI_NAMESPACE_DESCRIBE_NUM_ATTRS,
		    sizeof(attrs) / sizeof(attrs[0]));
	return 0;
}

static const struct fake_call *last(int action)
{
	return fake_call(-1, actions[action].object, actions[action].action);
}

/* ---- what there is --------------------------------------------------------- */

static unsigned int described(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < fake_num_calls; i++)
		n += fake_calls[i].hdr.object == RUAPI_OBJ_NAMESPACE &&
		     fake_calls[i].hdr.action == RUAPI_NAMESPACE_DESCRIBE;
	return n;
}

static void asked_once(void **state)
{
	(void)state;
	/* Who calls no method of a driver's does not ask. */
	begin(UVERBS_OBJECT_DEVICE, 99);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(fake_num_calls, 0);
	begin(NS + 7, NS);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(fake_attr(fake_call(-1, RUAPI_OBJ_NAMESPACE,
					     RUAPI_NAMESPACE_DESCRIBE),
				   RUAPI_NAMESPACE_DESCRIBE_DEVICE)->value, 42);
	begin(NS, NS + 1);
	assert_int_equal(run(), 0);
	begin(UVERBS_OBJECT_DEVICE, NS + 1);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	/* Bits that the numbers do not have. */
	begin(0x9000, 0x9000);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	begin(NS + 1, NS + 1);
	assert_int_equal(run(), -EINVAL);
	add(0, 0, 0);
	assert_int_equal(run(), -EOPNOTSUPP);
	cmd.attrs[0].len = 1;
	assert_int_equal(run(), -EINVAL);
	assert_int_equal(described(), 1);
	/* Another device has others. */
	view.device = 1;
	fake_answer(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
		    RUAPI_NAMESPACE_DESCRIBE_NUM_ACTIONS, 0);
	begin(NS, NS + 1);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(described(), 2);
	/* One that is gone is not remembered. */
	view.device = 2;
	fake_fail(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE, -ENODEV);
	assert_int_equal(run(), -EIO);
	assert_int_equal(run(), -EIO);
	assert_int_equal(described(), 4);
	/* There is no such action in a module that is older. */
	fake_fail(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE, -EPROTO);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(described(), 5);
}

/* More devices than are kept are asked again and again. */
static void many_devices(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 80; i++) {
		view.device = 1000 + i;
		begin(UVERBS_OBJECT_DEVICE, NS + 1);
		assert_int_equal(run(), -EPROTONOSUPPORT);
		fake_num_calls = 0;
	}
	view.device = 42;
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(described(), 0);
	view.device = 1079;
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(described(), 1);
}

/* ---- attributes ------------------------------------------------------------ */

static void begin_make(void)
{
	begin(NS, NS);
	add(0, 0, 0);
	add(1, 4, 0xffffffff00000005);
	add(2, 8, 0x0807060504030201);
	add(3, 0, 77);
}

static void forms(void **state)
{
	static const uint8_t bytes[12] = "longer";
	const struct fake_call *call;

	(void)state;
	begin_make();
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[0].data, 321);
	call = last(MAKE);
	assert_int_equal(call->hdr.num_attrs, 5);
	assert_int_equal(fake_attr(call, OURS)->wire, RUAPI_WIRE_OBJ_NEW);
	fake_is_obj(call, OURS, OURS, 0);
	/* Behind four bytes there may be anything. */
	assert_int_equal(fake_attr(call, OURS + 1)->value, 5);
	assert_memory_equal(fake_buf(call, OURS + 2, 8),
			    "\1\2\3\4\5\6\7\10", 8);
	fake_is_obj(call, OURS + 3, RUAPI_OBJ_PD, 77);

	begin_make();
	cmd.attrs[2].len = 12;
	cmd.attrs[2].data = (uintptr_t)bytes;
	assert_int_equal(run(), 0);
	assert_memory_equal(fake_buf(last(MAKE), OURS + 2, 12), "longer", 7);
	/* What need not be known and is not is left out. */
	add(9, 8, 0)->flags = 0;
	assert_int_equal(run(), 0);
	assert_int_equal(last(MAKE)->hdr.num_attrs, 5);

	begin(NS, NS + 2);
	add(0, 0, 77);
	assert_int_equal(run(), 0);
	assert_int_equal(fake_attr(last(GO), OURS)->wire,
			 RUAPI_WIRE_OBJ_DESTROY);
	fake_is_obj(last(GO), OURS, OURS, 77);

	begin(NS + 1, NS);
	add(0, 0, 0);
	add(1, 0, (uint64_t)-3);
	assert_int_equal(run(), 0);
	assert_int_equal(cmd.attrs[0].data_s64, 33);
	assert_int_equal(fake_attr(last(OPEN), OURS)->wire, RUAPI_WIRE_FD_NEW);
	assert_int_equal(fake_attr(last(OPEN), OURS + 1)->fd, -3);
}

static void choices(void **state)
{
	static uint8_t bytes[60000] = "what it is";
	const struct ruapi_choice *choice;

	(void)state;
	begin(NS, NS + 1);
	add(1, 3, 0x636261)->attr_data.enum_data.elem_id = 7;
	assert_int_equal(run(), 0);
	choice = fake_buf(last(USE), OURS + 1, 8 + 3);
	assert_int_equal(choice->choice, 7);
	assert_int_equal(choice->reserved, 0);
	assert_memory_equal(choice + 1, "abc", 3);
	/* From pages. */
	begin(NS, NS + 1);
	add(1, sizeof(bytes), (uintptr_t)bytes);
	assert_int_equal(run(), 0);
	choice = fake_buf(last(USE), OURS + 1, 8 + sizeof(bytes));
	assert_int_equal(choice->choice, 0);
	assert_string_equal((const char *)(choice + 1), "what it is");
	/* The module checks how long it is, and then it cannot be read. */
	cmd.attrs[0].len = 32;
	cmd.attrs[0].data = (uintptr_t)fake_hole;
	assert_int_equal(run(), -EFAULT);
	assert_int_equal(last(USE)->attrs[2].id, POISON);
	fails(-EINVAL, RUAPI_REASON_LENGTH, OURS + 1);
	assert_int_equal(run(), -EINVAL);
	fails(-EINVAL, RUAPI_REASON_RANGE, OURS + 1);
	assert_int_equal(run(), -EOPNOTSUPP);
	fails(0, 0, 0);
	begin(NS, NS + 1);
	add(1, 3, 0)->attr_data.enum_data.reserved = 1;
	assert_int_equal(run(), -EINVAL);
}

static void arrays(void **state)
{
	uint32_t handles[401];
	const struct ruapi_objref *refs;

	(void)state;
	for (uint32_t i = 0; i < 401; i++)
		handles[i] = 500 + i;
	begin(NS, NS + 1);
	add(2, 8, 7 | 8ULL << 32);
	assert_int_equal(run(), 0);
	refs = fake_buf(last(USE), OURS + 2, 16);
	assert_int_equal(refs[0].handle, 7);
	assert_int_equal(refs[0].object, OURS);
	assert_int_equal(refs[1].handle, 8);
	begin(NS, NS + 1);
	add(2, 1600, (uintptr_t)handles);
	assert_int_equal(run(), 0);
	refs = fake_buf(last(USE), OURS + 2, 3200);
	for (uint32_t i = 0; i < FAKE_MAX_BUF / sizeof(*refs); i++) {
		assert_int_equal(refs[i].handle, 500 + i);
		assert_int_equal(refs[i].object, OURS);
	}
	/* More than there may be: nobody reads them. */
	begin(NS, NS + 1);
	add(2, 1604, (uintptr_t)handles);
	fails(-EINVAL, RUAPI_REASON_LENGTH, OURS + 2);
	assert_int_equal(run(), -EINVAL);
	fails(0, 0, 0);
	cmd.attrs[0].len = 6;
	assert_int_equal(run(), -EINVAL);
	cmd.attrs[0].len = 12;
	cmd.attrs[0].data = (uintptr_t)fake_hole;
	assert_int_equal(run(), -EFAULT);
}

/* ---- what is wrong ------------------------------------------------------------ */

/* The attribute @i of MAKE: what is said, and that the module sees those before it. */
static void is_wrong(int i, int err)
{
	const struct fake_call *call;

	fake_num_calls = 0;
	assert_int_equal(run(), err);
	call = last(MAKE);
	assert_int_equal(call->attrs[call->hdr.num_attrs - 1].id, POISON);
	assert_true(call->attrs[call->hdr.num_attrs - 1].flags &
		    RUAPI_ATTR_F_MANDATORY);
	if (i) {
		/* What it finds comes first. */
		fails(-ENOENT, RUAPI_REASON_HANDLE, OURS);
		assert_int_equal(run(), -ENOENT);
		fails(0, 0, 0);
	}
	begin_make();
}

static void local_errors(void **state)
{
	static const uint8_t tail[24] = { [20] = 1 };

	(void)state;
	begin_make();
	cmd.attrs[0].len = 1;
	is_wrong(0, -EINVAL);
	cmd.attrs[0].attr_data.reserved = 1;
	is_wrong(0, -EINVAL);
	for (int i = 1; i < 4; i++) {
		cmd.attrs[i].attr_data.reserved = 0x100;
		is_wrong(i, -EINVAL);
		cmd.attrs[cmd.hdr.num_attrs++] = cmd.attrs[i];
		is_wrong(i, -EINVAL);
	}
	cmd.attrs[2].len = sizeof(tail);
	cmd.attrs[2].data = (uintptr_t)tail;
	is_wrong(2, -EOPNOTSUPP);
	cmd.attrs[2].len = sizeof(fake_hole);
	cmd.attrs[2].data = (uintptr_t)fake_hole;
	is_wrong(2, -EOPNOTSUPP);
	cmd.attrs[2].len = 20;
	cmd.attrs[2].data = (uintptr_t)tail;
	assert_int_equal(run(), 0);
	begin_make();
	cmd.attrs[3].len = 4;
	is_wrong(3, -EINVAL);
	cmd.attrs[3].data = 1ULL << 32;
	is_wrong(3, -ENOENT);
	cmd.attrs[3].data = 1ULL << 63;
	is_wrong(3, -EINVAL);
	add(9, 8, 0);
	is_wrong(4, -EPROTONOSUPPORT);
	cmd.attrs[1].attr_id = 1;
	is_wrong(1, -EPROTONOSUPPORT);
	/* The context is not the program's to give. */
	cmd.attrs[1].attr_id = RUAPI_ATTR_CONTEXT;
	is_wrong(1, -EPROTONOSUPPORT);
	cmd.attrs[1].attr_id = OURS + 1;
	is_wrong(1, -EPROTONOSUPPORT);
}

static void says(int err, uint16_t why, uint16_t id, int legacy)
{
	fails(err, why, id);
	assert_int_equal(run(), legacy);
	assert_int_equal(cmd.attrs[0].data, 0);
}

static void module_errors(void **state)
{
	(void)state;
	begin_make();
	says(-EINVAL, RUAPI_REASON_LENGTH, OURS + 1, -EINVAL);
	says(-E2BIG, RUAPI_REASON_TAIL, OURS + 2, -EOPNOTSUPP);
	says(-EFAULT, RUAPI_REASON_POINTER, OURS + 2, -EFAULT);
	says(-ENOENT, RUAPI_REASON_HANDLE, OURS + 3, -ENOENT);
	says(-ENOENT, RUAPI_REASON_TYPE, OURS + 3, -EINVAL);
	says(-EINVAL, RUAPI_REASON_CONTEXT, OURS + 3, -ENOENT);
	says(-EBUSY, RUAPI_REASON_BUSY, OURS + 3, -EBUSY);
	says(-ENODEV, RUAPI_REASON_DEAD, OURS, -EIO);
	/* What the driver says is its own. */
	says(-ENODEV, 0, 0, -ENODEV);
	says(-E2BIG, 0, 0, -E2BIG);
	says(-EPROTO, 0, 0, -EPROTO);
	begin(NS + 1, NS);
	add(0, 0, 0);
	add(1, 0, 5);
	says(-EINVAL, RUAPI_REASON_CONTEXT, OURS + 1, -EBADF);
	says(-EINVAL, RUAPI_REASON_RANGE, OURS + 1, -EINVAL);
}

static void no_context(void **state)
{
	(void)state;
	view.context = 0;
	begin_make();
	assert_int_equal(run(), -EINVAL);
	begin(NS, NS + 2);
	add(0, 0, 7);
	assert_int_equal(run(), -ENOENT);
	begin(UVERBS_OBJECT_DEVICE, NS);
	add(0, 4, 7);
	assert_int_equal(run(), -EINVAL);
	add(7, 4, 7);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(described(), 0);
	assert_int_equal(fake_num_calls, 0);
}

/* ---- objects of any type -------------------------------------------------------- */

static void any_object(void **state)
{
	unsigned int before;

	(void)state;
	begin(NS, NS + 1);
	add(0, 0, 9);
	assert_int_equal(run(), 0);
	fake_is_obj(last(USE), OURS, OURS, 9);
	/* What it was the last time is tried first. */
	before = fake_num_calls;
	assert_int_equal(run(), 0);
	assert_int_equal(fake_num_calls, before + 1);
	fake_num_calls = 0;
	type_of_9 = RUAPI_OBJ_QP;
	assert_int_equal(run(), 0);
	fake_is_obj(last(USE), OURS, RUAPI_OBJ_QP, 9);
	fake_num_calls = 0;
	assert_int_equal(run(), 0);
	assert_int_equal(fake_num_calls, 1);
	/* Of nothing that a method could be given. */
	fake_num_calls = 0;
	type_of_9 = RUAPI_OBJ_EVENT_QUEUE;
	assert_int_equal(run(), -EINVAL);
	fake_num_calls = 0;
	type_of_9 = RUAPI_OBJ_QP;
	assert_int_equal(run(), 0);
	assert_int_equal(fake_num_calls, 1);
}

/* ---- answers ---------------------------------------------------------------------- */

static void marks(void **state)
{
	uint8_t bytes[16];

	(void)state;
	begin(NS, NS + 1);
	add(3, sizeof(bytes), (uintptr_t)bytes);
	add(4, 4, (uintptr_t)bytes);
	written = OURS + 3;
	assert_int_equal(run(), 0);
	assert_int_equal(fake_attr(last(USE), OURS + 3)->ptr,
			 (uintptr_t)bytes);
	assert_int_equal(fake_attr(last(USE), OURS + 4)->len, 4);
	assert_int_equal(cmd.attrs[0].flags, 3);
	assert_int_equal(cmd.attrs[1].flags, 1);
	/* Also if the driver fails after that. */
	written = OURS + 4;
	cmd.attrs[0].flags = 0;
	fails(-ERANGE, 0, 0);
	assert_int_equal(run(), -ERANGE);
	assert_int_equal(cmd.attrs[0].flags, 0);
	assert_int_equal(cmd.attrs[1].flags, 3);
}

/* ---- what is added to methods of the core ----------------------------------------- */

static void begin_cq(void)
{
	static uint32_t cqe;

	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(0, 0, 0)->attr_id = UVERBS_ATTR_CREATE_CQ_HANDLE;
	add(0, 4, 10)->attr_id = UVERBS_ATTR_CREATE_CQ_CQE;
	add(0, 8, 1)->attr_id = UVERBS_ATTR_CREATE_CQ_USER_HANDLE;
	add(0, 4, 0)->attr_id = UVERBS_ATTR_CREATE_CQ_COMP_VECTOR;
	add(0, 4, (uintptr_t)&cqe)->attr_id = UVERBS_ATTR_CREATE_CQ_RESP_CQE;
}

static void added(void **state)
{
	const struct fake_call *call;
	uint32_t answer[2];

	(void)state;
	begin_cq();
	assert_int_equal(run(), 0);
	assert_int_equal(fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE)->hdr
			 .driver_id, 16);
	begin_cq();
	add(2, 4, 0xf00000007);
	add(3, 0, 99);
	add(4, 8, (uintptr_t)answer);
	fake_written = OURS + NS + 4;
	assert_int_equal(run(), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	assert_int_equal(call->hdr.driver_id, 16);
	assert_int_equal(fake_attr(call, OURS + NS + 2)->value, 7);
	fake_is_obj(call, OURS + NS + 3, OURS, 99);
	assert_int_equal(fake_attr(call, OURS + NS + 4)->ptr,
			 (uintptr_t)answer);
	assert_int_equal(fake_attr(call, RUAPI_CQ_CREATE_CQE)->value, 10);
	assert_int_equal(cmd.attrs[5].flags, 1);
	assert_int_equal(cmd.attrs[7].flags, 3);

	/* What is wrong with one is said before anything is made. */
	fake_num_calls = 0;
	begin_cq();
	add(2, 4, 1)->attr_data.reserved = 1;
	assert_int_equal(run(), -EINVAL);
	begin_cq();
	add(2, 4, 1);
	add(2, 4, 1);
	assert_int_equal(run(), -EINVAL);
	begin_cq();
	add(9, 4, 1);
	assert_int_equal(run(), -EPROTONOSUPPORT);
	assert_int_equal(fake_num_calls, 0);
	cmd.attrs[5].flags = 0;
	assert_int_equal(run(), 0);
	assert_false(fake_has(fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
			      OURS + NS + 9));
	/* To what nobody can add anything. */
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_QUERY_MR);
	add(0, 4, 5);
	add(0, 0, 5)->attr_id = UVERBS_ATTR_QUERY_MR_HANDLE;
	fake_num_calls = 0;
	assert_int_equal(run(), -EPROTONOSUPPORT);
}

static void added_and_required(void **state)
{
	(void)state;
	begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC);
	add(0, 0, 0)->attr_id = UVERBS_ATTR_ALLOC_DM_HANDLE;
	add(0, 8, 64)->attr_id = UVERBS_ATTR_ALLOC_DM_LENGTH;
	add(0, 4, 0)->attr_id = UVERBS_ATTR_ALLOC_DM_ALIGNMENT;
	assert_int_equal(run(), -EINVAL);
	assert_int_equal(fake_num_calls, 0);
	add(0, 8, 7);
	assert_int_equal(run(), 0);
	assert_int_equal(fake_attr(fake_call(-1, RUAPI_OBJ_DM, RUAPI_DM_ALLOC),
				   OURS + NS)->value, 7);
	/* It is not that there is no such method. */
	fake_fail(RUAPI_OBJ_DM, RUAPI_DM_ALLOC, -EOPNOTSUPP);
	assert_int_equal(run(), -EOPNOTSUPP);
}

static void context_query(void **state)
{
	uint32_t answer[2];

	(void)state;
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_CONTEXT);
	assert_int_equal(run(), -EINVAL);
	add(0, 8, (uintptr_t)answer);
	assert_int_equal(run(), 0);
	assert_true(fake_has(fake_call(-1, RUAPI_OBJ_CONTEXT, RUAPI_QUERY),
			     OURS + NS));
	/* A driver that adds nothing to it has no answer. */
	view.device = 1;
	assert_int_equal(run(), -EPROTONOSUPPORT);
	cmd.hdr.num_attrs = 0;
	assert_int_equal(run(), -EOPNOTSUPP);
}

static void objects_by_number(void **state)
{
	static const struct ruapi_list_entry entries[] = {
		{ .handle = 5, .object = OURS, .context = CONTEXT },
		{ .handle = 6, .object = OURS + 1, .context = CONTEXT },
		{ .handle = 7, .object = OURS, .context = CONTEXT + 1 },
	};
	uint32_t handles[8], total = 99;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_DRIVER_OBJECT, RUAPI_LIST, RUAPI_LIST_ENTRIES,
			entries, sizeof(entries));
	fake_answer(RUAPI_OBJ_DRIVER_OBJECT, RUAPI_LIST, RUAPI_LIST_COUNT, 3);
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_INFO_HANDLES);
	add(0, 8, NS)->attr_id = UVERBS_ATTR_INFO_OBJECT_ID;
	add(0, sizeof(handles), (uintptr_t)handles)->attr_id =
		UVERBS_ATTR_INFO_HANDLES_LIST;
	add(0, 4, (uintptr_t)&total)->attr_id = UVERBS_ATTR_INFO_TOTAL_HANDLES;
	assert_int_equal(run(), 0);
	assert_int_equal(total, 1);
	assert_int_equal(handles[0], 5);
	/* Files have no numbers. */
	cmd.attrs[0].data = NS + 1;
	assert_int_equal(run(), 0);
	assert_int_equal(total, 1);
	assert_int_equal(handles[0], 0);
	cmd.attrs[0].data = NS + 2;
	assert_int_equal(run(), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(asked_once, setup_driver),
		cmocka_unit_test_setup(forms, setup_driver),
		cmocka_unit_test_setup(choices, setup_driver),
		cmocka_unit_test_setup(arrays, setup_driver),
		cmocka_unit_test_setup(local_errors, setup_driver),
		cmocka_unit_test_setup(module_errors, setup_driver),
		cmocka_unit_test_setup(no_context, setup_driver),
		cmocka_unit_test_setup(any_object, setup_driver),
		cmocka_unit_test_setup(marks, setup_driver),
		cmocka_unit_test_setup(added, setup_driver),
		cmocka_unit_test_setup(added_and_required, setup_driver),
		cmocka_unit_test_setup(context_query, setup_driver),
		cmocka_unit_test_setup(objects_by_number, setup_driver),
		/* Last, as devices are kept. */
		cmocka_unit_test_setup(many_devices, setup_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
