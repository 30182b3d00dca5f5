// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Batches: a call that fails alone fails in a batch, in the same way; and vectors of
 * calls that are no batches.
 */
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "contract.h"

/* A batch that is being built in arg_page: good ones, until somebody bends it. */
static struct ruapi_batch *batch;

static void begin(void)
{
	batch = (struct ruapi_batch *)arg_page;
	memset(batch, 0, sizeof(*batch));
	batch->length = sizeof(*batch);
}

static struct ruapi_hdr *add_hdr(uint16_t object, uint16_t action)
{
	struct ruapi_hdr *hdr = (struct ruapi_hdr *)((char *)batch + batch->length);

	*hdr = (struct ruapi_hdr) {
		.length = sizeof(*hdr),
		.object = object,
		.action = action,
	};
	batch->length += sizeof(*hdr);
	batch->num_calls++;
	return hdr;
}

static struct ruapi_attr *add_attr(struct ruapi_hdr *hdr, uint16_t id,
				   uint8_t wire, uint32_t object,
				   uint32_t handle)
{
	struct ruapi_attr *attr = &hdr->attrs[hdr->num_attrs++];

	*attr = (struct ruapi_attr) {
		.id = id,
		.wire = wire,
		.len = sizeof(attr->obj),
		.obj = { .object = object, .handle = handle },
	};
	hdr->length += sizeof(*attr);
	batch->length += sizeof(*attr);
	return attr;
}

static struct ruapi_hdr *add_nop(void)
{
	return add_hdr(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
}

static struct ruapi_hdr *add_pd(void)
{
	struct ruapi_hdr *hdr = add_hdr(RUAPI_OBJ_PD, RUAPI_PD_ALLOC);

	add_attr(hdr, RUAPI_PD_ALLOC_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_PD, 0);
	add_attr(hdr, RUAPI_PD_ALLOC_CONTEXT, RUAPI_WIRE_OBJ_IN,
		 RUAPI_OBJ_CONTEXT, ours.handle[RUAPI_OBJ_CONTEXT]);
	return hdr;
}

/* A window of the PD that a call makes. */
static struct ruapi_hdr *add_mw(uint32_t object, uint32_t number)
{
	struct ruapi_hdr *hdr = add_hdr(RUAPI_OBJ_MW, RUAPI_MW_ALLOC);

	add_attr(hdr, RUAPI_MW_ALLOC_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_MW, 0);
	add_attr(hdr, RUAPI_MW_ALLOC_PD, RUAPI_WIRE_OBJ_IN,
		 object | RUAPI_OBJ_RESULT, number);
	add_attr(hdr, RUAPI_MW_ALLOC_TYPE, RUAPI_WIRE_IN, 0, 1)->len = 1;
	return hdr;
}

static int run_at(void *arg, unsigned long request)
{
	return ioctl(fd, request, arg) ? -errno : 0;
}

static int run(void)
{
	return run_at(batch, RUAPI_IOC_BATCH);
}

/* ---- the same as alone --------------------------------------------------------- */

bool fits_batch(const struct call *call)
{
	return RUAPI_DESC_PLACE(call->action->flags) != RUAPI_PLACE_NONE &&
	       !call->hdr.flags && !call->hdr.view &&
	       call->hdr.num_attrs == call->count &&
	       call->count <= RUAPI_MAX_ATTRS &&
	       call->hdr.length == sizeof(call->hdr) +
				   call->count * sizeof(call->attr[0]) &&
	       call->hdr.object == call->action->object &&
	       call->hdr.action == call->action->action;
}

struct outcome make_in_batch(const struct call *call)
{
	struct outcome out = {};
	struct ruapi_hdr *hdr;

	begin();
	add_nop();
	hdr = (struct ruapi_hdr *)((char *)batch + batch->length);
	put_call(call, (char *)hdr);
	batch->length += hdr->length;
	batch->num_calls++;
	out.ret = run_at(batch, call->action->ioc_nr == RUAPI_CLASS_CM ?
			 RUAPI_IOC_BATCH_CM : RUAPI_IOC_BATCH);
	out.attr = batch->bad_attr;
	out.reason = batch->reason;
	out.index = batch->bad_index;
	test_check(!out.ret || (batch->bad_call == 1 &&
				hdr->bad_attr == batch->bad_attr &&
				hdr->reason == batch->reason),
		   "%s.%s in a batch: call %d, its header says %u, %u",
		   call->action->object_name, call->action->action_name,
		   (int)batch->bad_call, hdr->bad_attr, hdr->reason);
	return out;
}

/* ---- vectors that are none -------------------------------------------------------- */

static void refused(const char *what, int ret, uint32_t number, uint16_t attr,
		    uint16_t reason)
{
	const int got = run();

	test_check(got == ret && batch->bad_call == number &&
		   batch->bad_attr == attr && batch->reason == reason,
		   "%s: %s, call %d, attribute %u, reason %u", what,
		   err_name(got), (int)batch->bad_call, batch->bad_attr,
		   batch->reason);
	check_list(what);
}

static void begin_two(void)
{
	begin();
	add_pd();
	add_pd();
}

/* The header of the batch. */
static void attack_headers(void)
{
	static const int32_t off[] = { -1, 1, -16, 16, -32, 32, -64, };
	unsigned int i;

	test_begin("batches: the header");
	begin();
	refused("no calls", -EINVAL, NO_INDEX, 0, RUAPI_REASON_HEADER);
	for (i = 0; i < COUNT(off); i++) {
		begin_two();
		batch->length += off[i];
		if (run() != -EINVAL || batch->reason != RUAPI_REASON_HEADER)
			test_check(false, "length %+d: reason %u", off[i],
				   batch->reason);
		check_list("length");
	}
	begin_two();
	batch->num_calls = 1;
	refused("trailing bytes", -EINVAL, NO_INDEX, 0, RUAPI_REASON_HEADER);
	begin_two();
	batch->num_calls = 3;
	refused("a call that is missing", -EINVAL, NO_INDEX, 0,
		RUAPI_REASON_HEADER);
	begin_two();
	batch->length = 0xffffffff;
	refused("longer than memory", -EINVAL, NO_INDEX, 0, RUAPI_REASON_HEADER);
	begin_two();
	batch->num_calls = 0xffff;
	refused("more than there are", -EINVAL, NO_INDEX, 0,
		RUAPI_REASON_HEADER);
	begin();
	for (i = 0; i <= RUAPI_BATCH_MAX_CALLS; i++)
		add_nop();
	refused("too many", -EINVAL, NO_INDEX, 0, RUAPI_REASON_HEADER);
	begin();
	for (i = 0; i < RUAPI_BATCH_MAX_CALLS; i++)
		add_nop();
	test_ret(run(), 0, "as many as may be");
	for (i = 1; i < 16; i++) {
		begin_two();
		batch->flags = 1 << i;
		refused("an unknown flag", -EINVAL, NO_INDEX, 0,
			RUAPI_REASON_HEADER);
	}
	begin_two();
	batch->view = 1;
	refused("a view without its flag", -EINVAL, NO_INDEX, 0,
		RUAPI_REASON_HEADER);
	begin_two();
	batch->flags = RUAPI_HDR_F_VIEW;
	batch->view = 1;
	refused("another view", -ESTALE, NO_INDEX, 0, RUAPI_REASON_VIEW);
}

/* Those of its calls. */
static void attack_calls(void)
{
	struct ruapi_hdr *hdr;

	test_begin("batches: headers of calls");
	begin_two();
	hdr = add_nop();
	hdr->length = 0;
	refused("length 0", -EINVAL, 2, 0, RUAPI_REASON_HEADER);
	begin_two();
	hdr = add_nop();
	hdr->length += 16;
	refused("longer than the batch", -EINVAL, 2, 0, RUAPI_REASON_HEADER);
	begin_two();
	hdr = add_nop();
	hdr->num_attrs = 1;
	refused("more attributes than bytes", -EINVAL, 2, 0,
		RUAPI_REASON_HEADER);
	begin_two();
	hdr = add_nop();
	hdr->num_attrs = 0xffff;
	hdr->length += 0xffff * 16;
	refused("too many attributes", -EINVAL, 2, 0, RUAPI_REASON_HEADER);
	begin_two();
	add_nop()->flags = RUAPI_HDR_F_VIEW;
	refused("a flag", -EINVAL, 2, 0, RUAPI_REASON_HEADER);
	begin_two();
	add_nop()->view = 1;
	refused("a view", -EINVAL, 2, 0, RUAPI_REASON_HEADER);
	begin_two();
	add_hdr(0, 0);
	refused("a batch in a batch", -EPROTONOSUPPORT, 2, 0, RUAPI_REASON_NONE);
	begin_two();
	add_hdr(RUAPI_OBJ_PD, 999);
	refused("an unknown action", -EPROTONOSUPPORT, 2, 0, RUAPI_REASON_NONE);
	begin_two();
	add_hdr(RUAPI_OBJ_DEVICE, 0x8000);
	refused("an action of a driver", -EPROTONOSUPPORT, 2, 0,
		RUAPI_REASON_NONE);
	begin_two();
	add_hdr(RUAPI_OBJ_CM_ID, RUAPI_LIST);
	refused("class CM", -EPROTONOSUPPORT, 2, 0, RUAPI_REASON_NONE);
}

static void attack_results(void)
{
	struct ruapi_hdr *hdr;

	test_begin("batches: results");
	begin_two();
	add_mw(RUAPI_OBJ_PD, 2);
	refused("its own", -EINVAL, 2, RUAPI_MW_ALLOC_PD, RUAPI_REASON_RESULT);
	begin();
	add_mw(RUAPI_OBJ_PD, 1);
	add_pd();
	refused("of a later call", -EINVAL, 0, RUAPI_MW_ALLOC_PD,
		RUAPI_REASON_RESULT);
	begin_two();
	add_mw(RUAPI_OBJ_PD, 0xffffffff);
	refused("of no call", -EINVAL, 2, RUAPI_MW_ALLOC_PD, RUAPI_REASON_RESULT);
	begin();
	add_nop();
	add_mw(RUAPI_OBJ_PD, 0);
	refused("of a call that makes nothing", -EINVAL, 1, RUAPI_MW_ALLOC_PD,
		RUAPI_REASON_RESULT);
	begin_two();
	add_mw(RUAPI_OBJ_CQ, 0);
	refused("it is said to be a CQ", -ENOENT, 2, RUAPI_MW_ALLOC_PD,
		RUAPI_REASON_TYPE);
	begin_two();
	hdr = add_hdr(RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	add_attr(hdr, RUAPI_PD_ALLOC_HANDLE, RUAPI_WIRE_OBJ_NEW,
		 RUAPI_OBJ_PD | RUAPI_OBJ_RESULT, 0);
	add_attr(hdr, RUAPI_PD_ALLOC_CONTEXT, RUAPI_WIRE_OBJ_IN,
		 RUAPI_OBJ_CONTEXT, ours.handle[RUAPI_OBJ_CONTEXT]);
	refused("what is new", -ENOENT, 2, RUAPI_PD_ALLOC_HANDLE,
		RUAPI_REASON_TYPE);
	begin_two();
	hdr = add_hdr(RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	add_attr(hdr, RUAPI_PD_ALLOC_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_PD, 0);
	add_attr(hdr, RUAPI_PD_ALLOC_CONTEXT, RUAPI_WIRE_OBJ_IN,
		 RUAPI_OBJ_CONTEXT | RUAPI_OBJ_RESULT, 1);
	refused("of another type", -ENOENT, 2, RUAPI_PD_ALLOC_CONTEXT,
		RUAPI_REASON_TYPE);
	begin_two();
	hdr = add_hdr(RUAPI_OBJ_PD, RUAPI_DESTROY);
	add_attr(hdr, RUAPI_DESTROY_HANDLE, RUAPI_WIRE_OBJ_DESTROY,
		 RUAPI_OBJ_PD | RUAPI_OBJ_RESULT, 0);
	refused("what is destroyed", -ENOENT, 2, RUAPI_DESTROY_HANDLE,
		RUAPI_REASON_TYPE);
	/* Alone it names nothing. */
	hdr = add_mw(RUAPI_OBJ_PD, 0);
	test_ret(run_at(hdr, RUAPI_IOC_CALL), -ENOENT, "without a batch");
	test_check(hdr->reason == RUAPI_REASON_TYPE, "reason %u", hdr->reason);
}

/* Each action where it may stand, and where not. */
static void attack_places(void)
{
	uint32_t i;

	test_begin("batches: every action at every place");
	for (i = 0; i < desc.num_actions; i++) {
		const struct ruapi_desc_action *action = &desc.actions[i];
		const unsigned int place = RUAPI_DESC_PLACE(action->flags);
		struct ruapi_hdr *pd;
		char what[64];
		int ret;

		snprintf(what, sizeof(what), "%s.%s", action->object_name,
			 action->action_name);
		/* Most lack something; those that do not only look. */
		begin();
		pd = add_pd();
		add_hdr(action->object, action->action)->driver_id = NEVER;
		add_nop();
		ret = run_at(batch, RUAPI_IOC_BATCH_CM);
		test_check(place == RUAPI_PLACE_ANY ?
			   batch->reason != RUAPI_REASON_PLACE :
			   ret == -EINVAL && batch->reason == RUAPI_REASON_PLACE &&
			   batch->bad_call == (place == RUAPI_PLACE_END ? 2 : 1),
			   "%s in the middle: %s, call %d, reason %u", what,
			   err_name(ret), (int)batch->bad_call, batch->reason);
		if (!ret)
			destroy(fd, RUAPI_OBJ_PD, pd->attrs[0].obj.handle);
		check_list(what);
		if (place != RUAPI_PLACE_NONE)
			continue;
		begin();
		add_pd();
		add_hdr(action->object, action->action);
		test_ret(run_at(batch, RUAPI_IOC_BATCH_CM), -EINVAL, "%s", what);
		test_check(batch->reason == RUAPI_REASON_PLACE,
			   "%s at the end: reason %u", what, batch->reason);
	}
}

static void attack_memory(void)
{
	char *read_only = arg_page + 2 * ROOM;
	char *edge = bad_page - sizeof(struct ruapi_batch);
	uint32_t length;

	test_begin("batches: memory");
	test_ret(run_at(NULL, RUAPI_IOC_BATCH), -EFAULT, "NULL");
	test_ret(run_at(bad_page, RUAPI_IOC_BATCH), -EFAULT, "none");
	test_ret(run_at(bad_page - 16, RUAPI_IOC_BATCH), -EFAULT,
		 "half of the header");
	begin_two();
	memcpy(edge, batch, sizeof(*batch));
	test_ret(run_at(edge, RUAPI_IOC_BATCH), -EFAULT, "no calls");
	test_check(((struct ruapi_batch *)edge)->reason == RUAPI_REASON_POINTER,
		   "reason %u", ((struct ruapi_batch *)edge)->reason);
	check_list("no calls");
	/* The answer of the second cannot be written. */
	begin_two();
	length = batch->length;
	mprotect(read_only, ROOM, PROT_READ | PROT_WRITE);
	memcpy(read_only, batch, length);
	mprotect(read_only, ROOM, PROT_READ);
	test_ret(run_at(read_only, RUAPI_IOC_BATCH), -EFAULT, "read-only");
	check_list("read-only");
}

void attack_batches(void)
{
	attack_headers();
	attack_calls();
	attack_results();
	attack_places();
	attack_memory();
	check_left("afterwards", true);
}
