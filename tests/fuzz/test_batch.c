// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Batches on the module's call path, every way out of them: all of it or nothing, and
 * what others see meanwhile.  Prints TAP.
 */
#include "core/batch.h"
#include "stubs.h"

#define RESULT(type) ((type) | RUAPI_OBJ_RESULT)

static struct ruapi_ns ns;
static struct file file;
static unsigned int tests, failures, compiled;
static struct ruapi_obj *ctx, *other_ctx;

/* Where the next call goes, and where each is. */
static struct ruapi_batch *batch;
static struct ruapi_hdr *call[8];
static u8 *end;

static void check(bool good, const char *what)
{
	failures += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
}

static u32 count(void)
{
	return ruapi_handles_count(&ns.handles, RUAPI_OBJ_NAMESPACE);
}

/* ---- batches ---------------------------------------------------------------- */

static void begin(void)
{
	memset(user.bytes, 0, sizeof(user.bytes));
	memset(user.writable, true, sizeof(user.writable));
	memset(call, 0, sizeof(call));
	stub = (struct stub){};
	batch = user_at(USER_BASE);
	batch->length = sizeof(*batch);
	end = (u8 *)(batch + 1);
}

static void add(u16 object, u16 action)
{
	struct ruapi_hdr *hdr = (void *)end;

	*hdr = (struct ruapi_hdr){
		.length = sizeof(*hdr),
		.object = object,
		.action = action,
	};
	call[batch->num_calls++] = hdr;
	batch->length += sizeof(*hdr);
	end += sizeof(*hdr);
}

static struct ruapi_attr *attr(u16 id, u8 wire, u32 len)
{
	struct ruapi_hdr *hdr = call[batch->num_calls - 1];
	struct ruapi_attr *at = &hdr->attrs[hdr->num_attrs++];

	*at = (struct ruapi_attr){ .id = id, .wire = wire, .len = len };
	hdr->length += sizeof(*at);
	batch->length += sizeof(*at);
	end += sizeof(*at);
	return at;
}

static void obj(u16 id, u8 wire, u32 type, u32 handle)
{
	struct ruapi_attr *at = attr(id, wire, sizeof(at->obj));

	at->obj.object = type;
	at->obj.handle = handle;
}

static void in(u16 id, u32 len, u64 value)
{
	attr(id, RUAPI_WIRE_IN, len)->value = value;
}

static void add_context(u32 index, bool fresh)
{
	add(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN);
	obj(RUAPI_CONTEXT_OPEN_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_CONTEXT, 0);
	in(RUAPI_CONTEXT_OPEN_INDEX, 4, index);
	/* Odd: not one that there is. */
	stub.out_len = fresh;
}

static void add_pd(u32 type, u32 context)
{
	add(RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	obj(RUAPI_PD_ALLOC_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_PD, 0);
	obj(RUAPI_PD_ALLOC_CONTEXT, RUAPI_WIRE_OBJ_IN, type, context);
}

static void add_cq(u32 context)
{
	add(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	obj(RUAPI_CQ_CREATE_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_CQ, 0);
	obj(RUAPI_CQ_CREATE_CONTEXT, RUAPI_WIRE_OBJ_IN, RUAPI_OBJ_CONTEXT,
	    context);
	in(RUAPI_CQ_CREATE_CQE, 4, 16);
}

static void add_mr(u32 pd)
{
	add(RUAPI_OBJ_MR, RUAPI_MR_REG);
	obj(RUAPI_MR_REG_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_MR, 0);
	obj(RUAPI_MR_REG_PD, RUAPI_WIRE_OBJ_IN, RESULT(RUAPI_OBJ_PD), pd);
	in(RUAPI_MR_REG_ADDR, 8, 0);
	in(RUAPI_MR_REG_LENGTH, 8, 4096);
	in(RUAPI_MR_REG_ACCESS, 4, 1);
}

/* What cannot be undone, and uses the CQ of another call. */
static void add_resize(u32 cq)
{
	add(RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE);
	obj(RUAPI_CQ_RESIZE_HANDLE, RUAPI_WIRE_OBJ_IN, RESULT(RUAPI_OBJ_CQ), cq);
	in(RUAPI_CQ_RESIZE_CQE, 4, 8);
}

static void add_destroy(struct ruapi_obj *object)
{
	add(object->type, RUAPI_DESTROY);
	obj(RUAPI_DESTROY_HANDLE, RUAPI_WIRE_OBJ_DESTROY, object->type,
	    object_handle(object));
}

static long run_as(unsigned long request)
{
	const long ret = ruapi_ioctl_batch(&ns, NULL, request,
					   (void *)(uintptr_t)USER_BASE);

	shim.on_copy = NULL;
	shim.on_sleep = NULL;
	stub_check_idle(&ns);
	return ret;
}

static long run(void)
{
	return run_as(RUAPI_IOC_BATCH);
}

static u32 handle(unsigned int number)
{
	return call[number]->attrs[0].obj.handle;
}

static bool failed_as(long ret, int err, u32 number, u16 reason, u16 id)
{
	const struct ruapi_hdr *bad = number < batch->num_calls ?
					      call[number] : NULL;

	return ret == err && batch->bad_call == number &&
	       batch->reason == reason && batch->bad_attr == id &&
	       (!bad || (bad->reason == reason && bad->bad_attr == id));
}

/* ---- the tests ------------------------------------------------------------- */

static struct ruapi_obj *find(u32 number)
{
	struct ruapi_obj *found = ruapi_object_get(&ns, number);

	if (found)
		ruapi_object_put(found);
	return found;
}

static void all(void)
{
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_mr(0);
	add_cq(object_handle(ctx));
	check(!run() && find(handle(0)) && find(handle(1)) && find(handle(2)),
	      "what a batch makes is there");
	begin();
	check(failed_as(run(), -EINVAL, U32_MAX, RUAPI_REASON_HEADER, 0),
	      "no calls are no batch");
}

static void or_nothing(void)
{
	u32 before = count();
	unsigned int i;

	for (i = 0; i < 3; i++) {
		begin();
		add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
		add_mr(0);
		add_cq(object_handle(ctx));
		stub.err = EIO;
		stub.good = i;
		check(failed_as(run(), -EIO, i, RUAPI_REASON_NONE, 0) &&
		      count() == before, "a call fails: nothing is left");
	}
	for (i = 1; i < 8; i++) {
		begin();
		add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
		add_mr(0);
		shim.fail_alloc = i;
		if (!run())
			break;
		check(count() == before, "memory is short: nothing is left");
	}
	shim.fail_alloc = 0;
	before = count();
	for (i = 1; i < 8; i++) {
		begin();
		add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
		add_mr(0);
		shim.fail_copy = i;
		if (!run())
			break;
		check(count() == before, "a copy fails: nothing is left");
	}
	shim.fail_copy = 0;
}

static void policy(void)
{
	const u32 before = count();

	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	stub.lsm = -EACCES;
	check(failed_as(run(), -EACCES, 0, RUAPI_REASON_LSM, 0) &&
	      count() == before, "a security module is asked of each");
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	stub.cgroup = -EAGAIN;
	check(failed_as(run(), -EAGAIN, 0, RUAPI_REASON_CGROUP, 0) &&
	      count() == before, "and the rdma cgroup");
}

static u32 number_of_pd;
static bool seen;

/* The PD has been made, and its answer is being written. */
static void look_for_pd(void)
{
	seen = find(number_of_pd);
}

static void wait_for_answer(void)
{
	shim.on_copy = look_for_pd;
}

static void invisible(void)
{
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_cq(object_handle(ctx));
	check(!run(), "a batch");
	number_of_pd = handle(0) + 2;
	seen = true;
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_cq(object_handle(ctx));
	/* Copied in are header and calls; then the first answer. */
	shim.on_copy = wait_for_answer;
	check(!run() && handle(0) == number_of_pd && !seen,
	      "nobody finds what it makes before its end");
}

static void results(void)
{
	const u32 before = count();

	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_mr(1);
	check(failed_as(run(), -EINVAL, 1, RUAPI_REASON_RESULT, RUAPI_MR_REG_PD),
	      "a call does not use its own result");
	begin();
	add_mr(1);
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	check(failed_as(run(), -EINVAL, 0, RUAPI_REASON_RESULT, RUAPI_MR_REG_PD),
	      "nor that of a later one");
	begin();
	add(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
	add_mr(0);
	check(failed_as(run(), -EINVAL, 1, RUAPI_REASON_RESULT, RUAPI_MR_REG_PD),
	      "nor that of one that makes nothing");
	begin();
	add_cq(object_handle(ctx));
	add_mr(0);
	check(failed_as(run(), -ENOENT, 1, RUAPI_REASON_TYPE, RUAPI_MR_REG_PD),
	      "nor one of another type");
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add(RUAPI_OBJ_PD, RUAPI_DESTROY);
	obj(RUAPI_DESTROY_HANDLE, RUAPI_WIRE_OBJ_DESTROY, RESULT(RUAPI_OBJ_PD),
	    0);
	check(failed_as(run(), -ENOENT, 1, RUAPI_REASON_TYPE,
			RUAPI_DESTROY_HANDLE), "nor does it destroy one");
	check(count() == before, "nothing is left of these");
}

static void contexts(void)
{
	const u32 before = count();

	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(other_ctx));
	check(failed_as(run(), -EINVAL, 1, RUAPI_REASON_CONTEXT,
			RUAPI_PD_ALLOC_CONTEXT) && count() == before,
	      "a batch is of one context");
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_context(2, true);
	check(failed_as(run(), -EINVAL, 1, RUAPI_REASON_CONTEXT,
			RUAPI_CONTEXT_OPEN_HANDLE) && count() == before,
	      "none is opened while one is in use");
	begin();
	add_context(2, true);
	add_pd(RESULT(RUAPI_OBJ_CONTEXT), 0);
	stub.err = EIO;
	stub.good = 1;
	check(failed_as(run(), -EIO, 1, RUAPI_REASON_NONE, 0) &&
	      count() == before, "one that was opened is closed");
	begin();
	add_context(2, true);
	add_pd(RESULT(RUAPI_OBJ_CONTEXT), 0);
	check(!run() && count() == before + 2, "or used, and stays");
	begin();
	add_context(2, false);
	add_pd(RESULT(RUAPI_OBJ_CONTEXT), 0);
	check(!run() && count() == before + 3 &&
	      handle(0) != handle(1) && find(handle(0)),
	      "one that there was is a result as well");
}

static void context_goes(void)
{
	to_context(ctx)->going = true;
}

static void is_evicted(void)
{
	list_first_entry(&to_context(ctx)->calls, struct ruapi_call,
			 in_use)->evicted = true;
}

static void removal(void)
{
	const u32 before = count();

	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_mr(0);
	shim.on_alloc = context_goes;
	check(failed_as(run(), -ENODEV, 1, RUAPI_REASON_DEAD, RUAPI_MR_REG_PD) &&
	      count() == before, "a device that goes ends it");
	to_context(ctx)->going = false;
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	add_mr(0);
	stub.err = EINTR;
	stub.good = 1;
	stub.on_run = is_evicted;
	check(failed_as(run(), -ENODEV, 1, RUAPI_REASON_DEAD, 0) &&
	      count() == before, "and says so if a call was ended for it");
}

static void is_seen_early(void)
{
	struct ruapi_obj *cq = find(number_of_pd);

	seen = cq && ruapi_object_lock(cq, RUAPI_ACCESS_DESTROY) == -EBUSY;
}

static void holds_it(void)
{
	struct ruapi_obj *cq = ruapi_object_get(&ns, number_of_pd);

	shim_assert(cq && !ruapi_object_lock(cq, RUAPI_ACCESS_READ));
}

static void lets_it_go(void)
{
	struct ruapi_obj *cq = find(number_of_pd);

	ruapi_object_unlock(cq, RUAPI_ACCESS_READ);
	ruapi_object_put(cq);
}

static void last(void)
{
	u32 before;

	begin();
	add_cq(object_handle(ctx));
	check(!run(), "a batch");
	number_of_pd = handle(0) + 1;
	before = count();
	begin();
	add_cq(object_handle(ctx));
	add_resize(0);
	stub.on_run = is_seen_early;
	check(!run() && handle(0) == number_of_pd && seen,
	      "a last call that uses it finds it known, and in use");
	number_of_pd++;
	begin();
	add_cq(object_handle(ctx));
	add_resize(0);
	stub.err = EIO;
	stub.good = 1;
	stub.on_run = holds_it;
	shim.on_sleep = lets_it_go;
	check(failed_as(run(), -EIO, 1, RUAPI_REASON_NONE, 0) &&
	      count() == before + 1,
	      "if it fails nothing is left, once others do not use it");
	begin();
	add_resize(0);
	add_cq(object_handle(ctx));
	check(failed_as(run(), -EINVAL, 0, RUAPI_REASON_PLACE, 0),
	      "what cannot be undone is last");
	begin();
	add(RUAPI_OBJ_CQ, RUAPI_CQ_ARM);
	check(failed_as(run(), -EINVAL, 0, RUAPI_REASON_PLACE, 0),
	      "class FAST is not in batches");
}

static void ends(void)
{
	struct ruapi_obj *pds[3];
	unsigned int i;
	u32 before;

	begin();
	for (i = 0; i < 3; i++)
		add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	check(!run(), "three PDs");
	for (i = 0; i < 3; i++)
		pds[i] = find(handle(i));
	before = count();

	begin();
	add_destroy(pds[0]);
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	check(failed_as(run(), -EINVAL, 1, RUAPI_REASON_PLACE, 0),
	      "behind a DESTROY there are only others");
	begin();
	add_destroy(pds[0]);
	add_destroy(pds[1]);
	add_destroy(pds[0]);
	check(failed_as(run(), -EBUSY, 2, RUAPI_REASON_BUSY,
			RUAPI_DESTROY_HANDLE) && count() == before,
	      "none is destroyed if one is in use");
	begin();
	add_cq(object_handle(ctx));
	add_destroy(pds[0]);
	add_destroy(pds[1]);
	stub.busy = true;
	/* The CQ cannot be destroyed either, and stays. */
	check(failed_as(run(), -EBUSY, 1, RUAPI_REASON_BUSY,
			RUAPI_DESTROY_HANDLE) && stub.kept &&
	      count() == before + 1, "nor if the first cannot be");
	begin();
	for (i = 0; i < 3; i++)
		add_destroy(pds[i]);
	stub.busy = true;
	stub.destroyed = 1;
	check(failed_as(run(), 0, 1, RUAPI_REASON_BUSY, RUAPI_DESTROY_HANDLE) &&
	      batch->bad_errno == EBUSY && count() == before,
	      "later ones that cannot be are told of");
	begin();
	add_destroy(pds[1]);
	add_destroy(pds[2]);
	batch->bad_errno = 99;
	check(!run() && !batch->bad_errno && count() == before - 2,
	      "or all are gone");
}

static void classes(void)
{
	begin();
	add(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_CREATE);
	obj(RUAPI_CM_ID_CREATE_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_CM_ID, 0);
	in(RUAPI_CM_ID_CREATE_PORT_SPACE, 2, 0x106);
	check(failed_as(run(), -EPROTONOSUPPORT, 0, RUAPI_REASON_NONE, 0),
	      "class CM has a number of its own");
	check(!run_as(RUAPI_IOC_BATCH_CM), "by which it is called");
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	check(!run_as(RUAPI_IOC_BATCH_CM), "and others");
}

static void views(void)
{
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	batch->flags = RUAPI_HDR_F_VIEW;
	batch->view = STUB_VIEW + 1;
	check(failed_as(run(), -ESTALE, U32_MAX, RUAPI_REASON_VIEW, 0) &&
	      batch->flags, "a batch for another view");
	batch->view = STUB_VIEW;
	check(!run() && !batch->flags && !batch->view, "and for this one");
	begin();
	add_pd(RUAPI_OBJ_CONTEXT, object_handle(ctx));
	call[0]->flags = RUAPI_HDR_F_VIEW;
	call[0]->view = STUB_VIEW;
	check(failed_as(run(), -EINVAL, 0, RUAPI_REASON_HEADER, 0),
	      "its calls do not say it again");
}

static struct ruapi_obj *open_context(void)
{
	begin();
	add_context(2, true);
	shim_assert(!run());
	return find(handle(0));
}

int main(void)
{
	stub_init();
	shim_assert(!ruapi_actions_init());
	compiled = shim.allocated;
	stub_ns_open(&ns, &file);
	ctx = open_context();
	other_ctx = open_context();

	all();
	or_nothing();
	policy();
	invisible();
	results();
	contexts();
	removal();
	last();
	ends();
	classes();
	views();

	stub = (struct stub){};
	stub_ns_close(&ns);
	shim_assert(shim.allocated == compiled);
	ruapi_actions_exit();
	shim_assert(!shim.allocated);
	printf("1..%u\n", tests);
	return !!failures;
}
