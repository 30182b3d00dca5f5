// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Attributes that a driver adds to actions of the core's: what they do on ib_uverbs and
 * on /dev/rdma_uapi, and what only the latter says of them.  Device A has the first set
 * of rdmasim's, B the second, with the same numbers.
 * usage: methods_added A B
 */
#include <unistd.h>
#include "methods.h"
#include "spec.h"

enum { HFI1 = RDMA_DRIVER_HFI1, SECOND = RDMA_DRIVER_QIB, };

static struct stack a, b;
static const char *name_a, *name_b;

/* What stock ib_uverbs says, and what we do, where these differ. */
static int either(int stock_errno, int our_errno)
{
	return a.ours ? our_errno : stock_errno;
}

/* ---- what they are added to --------------------------------------------------------- */

static void begin_cq(const struct stack *on)
{
	static uint32_t cqe;

	call_begin_core(on, UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE, RUAPI_OBJ_CQ,
			RUAPI_CQ_CREATE);
	call_stock(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	call_stock(UVERBS_ATTR_CREATE_CQ_CQE, 4, 16);
	call_stock(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 7);
	call_stock(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 0);
	call_stock(UVERBS_ATTR_CREATE_CQ_RESP_CQE, 4, (uintptr_t)&cqe);
	call_ours_object(RUAPI_CQ_CREATE_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_CQ, 0);
	call_ours_object(RUAPI_CQ_CREATE_CONTEXT, RUAPI_WIRE_OBJ_IN, RUAPI_OBJ_CONTEXT,
			 on->context);
	call_ours(RUAPI_CQ_CREATE_CQE, RUAPI_WIRE_IN, 4, 16);
}

static int end_cq(const struct stack *on, uint32_t cq)
{
	uint32_t answer[2];

	if (on->ours)
		return destroy(on->fd, RUAPI_OBJ_CQ, cq);
	call_begin(on, UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY);
	call_stock(UVERBS_ATTR_DESTROY_CQ_HANDLE, 0, cq);
	call_stock(UVERBS_ATTR_DESTROY_CQ_RESP, sizeof(answer), (uintptr_t)answer);
	if (on == &b)
		call_stock(RDMASIM2_ATTR_DESTROY_CQ_VALUE, 4, 0);
	return call_run();
}

static int end_pd(uint32_t pd)
{
	if (a.ours)
		return destroy(a.fd, RUAPI_OBJ_PD, pd);
	call_begin(&a, UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY);
	call_stock(UVERBS_ATTR_DESTROY_PD_HANDLE, 0, pd);
	return call_run();
}

/* ---- CQs ---------------------------------------------------------------------------- */

static int colored_cq(uint16_t len, uint64_t color)
{
	begin_cq(&a);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, len, color);
	return call_run();
}

static void test_data(void)
{
	struct rdmasim_cq results[2];

	test_begin("data, to the driver and back");
	begin_cq(&a);
	test_ret(call_run(), 0, "none");
	test_ret(end_cq(&a, call_made()), 0, "destroy");
	memset(results, 0xff, sizeof(results));
	begin_cq(&a);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 7);
	call_out(RDMASIM_ATTR_CREATE_CQ_RESULT, results, sizeof(results));
	test_ret(call_run(), 0, "one of either, and more room than there is to tell");
	test_check(results[0].color == 7 && !results[0].box_size && !results[1].color &&
		   !results[1].box_size, "it is %u %u %u %u", results[0].color,
		   results[0].box_size, results[1].color, results[1].box_size);
	test_check(call_wrote(RDMASIM_ATTR_CREATE_CQ_RESULT), "the output is not marked");
	test_ret(end_cq(&a, call_made()), 0, "destroy");
	results[0].color = 0;
	begin_cq(&a);
	call_out(RDMASIM_ATTR_CREATE_CQ_RESULT, results, 4);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 1000);
	test_ret(call_run(), 0, "as much room as there must be");
	test_check(results[0].color == 1000, "it is %u", results[0].color);
	test_ret(end_cq(&a, call_made()), 0, "destroy");

	test_begin("what is wrong with data");
	test_ret(colored_cq(4, 1001), -ERANGE, "the driver's own errno");
	test_ret(colored_cq(8, 7), -EINVAL, "a scalar of another width");
	begin_cq(&a);
	call_out(RDMASIM_ATTR_CREATE_CQ_RESULT, results, 3);
	test_ret(call_run(), -EINVAL, "an output is too short");
	begin_cq(&a);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 7);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 7);
	test_ret(call_run(), -EINVAL, "twice");
	begin_cq(&a);
	call_value(RDMASIM_ATTR_CREATE_CQ_RESULT + 7, 4, 7);
	test_ret(call_run(), either(-EPROTONOSUPPORT, -EPROTO), "one that there is not");
}

static int cq_of(uint16_t id, uint16_t object, uint32_t handle)
{
	begin_cq(&a);
	call_object(id, object, handle);
	return call_run();
}

static void test_objects(void)
{
	const uint16_t by_box = RDMASIM_ATTR_CREATE_CQ_BOX, by_pd = RDMASIM_ATTR_CREATE_CQ_PD;
	struct rdmasim_cq result = {};
	uint32_t box, cq;

	test_begin("an object of the driver's is in use as long as the CQ");
	test_ret(box_create(&a, 100, NULL, 0, &box), 0, "create");
	begin_cq(&a);
	call_object(by_box, RDMASIM_OBJECT_BOX, box);
	call_out(RDMASIM_ATTR_CREATE_CQ_RESULT, &result, sizeof(result));
	test_ret(call_run(), 0, "a CQ of it");
	cq = call_made();
	test_check(result.box_size == 100, "it has %u bytes", result.box_size);
	test_ret(box_destroy(&a, box), -EBUSY, "it is in use");
	test_ret(end_cq(&a, cq), 0, "destroy the CQ");
	test_ret(cq_of(by_box, UVERBS_OBJECT_PD, a.pd), either(-EINVAL, -ENOENT),
		 "a PD is no box");
	test_ret(cq_of(by_box, RDMASIM_OBJECT_BOX, 1u << 30), -ENOENT, "there is none");
	begin_cq(&a);
	call_object(by_box, RDMASIM_OBJECT_BOX, box);
	call_out(RDMASIM_ATTR_CREATE_CQ_RESULT, (void *)8, sizeof(result));
	test_ret(call_run(), -EFAULT, "an answer that cannot be written");
	test_ret(end_cq(&a, call_made()), -ENOENT, "there is a CQ nevertheless");
	test_ret(box_destroy(&a, box), 0, "it is in use nevertheless");
	test_ret(cq_of(by_box, RDMASIM_OBJECT_BOX, box), -ENOENT, "it is gone");

	test_begin("and so is one of the core's");
	test_ret(cq_of(by_pd, UVERBS_OBJECT_PD, a.pd), 0, "a CQ of a PD");
	cq = call_made();
	test_ret(end_pd(a.pd), -EBUSY, "the PD is in use");
	test_ret(end_cq(&a, cq), 0, "destroy the CQ");
}

static void test_second(void)
{
	uint32_t result = 0;

	test_begin("the same numbers of another driver");
	begin_cq(&b);
	call_value(RDMASIM2_ATTR_CREATE_CQ_VALUE, 4, 0x01020304);
	call_out(RDMASIM2_ATTR_CREATE_CQ_RESULT, &result, sizeof(result));
	test_ret(call_run(), 0, "both");
	test_check(result == 0x04030201, "it is %x", result);
	test_ret(end_cq(&b, call_made()), 0, "destroy");
	begin_cq(&b);
	call_out(RDMASIM2_ATTR_CREATE_CQ_RESULT, &result, sizeof(result));
	test_ret(call_run(), -EINVAL, "without the one that must be given");
	/* As write() of ib_uverbs, which has none. */
	begin_cq(&b);
	test_ret(call_run(), either(-EINVAL, 0), "without any");
	if (b.ours)
		test_ret(end_cq(&b, call_made()), 0, "destroy");
	begin_cq(&b);
	call_value(RDMASIM_ATTR_CREATE_CQ_RESULT, 4, 7);
	test_ret(call_run(), either(-EPROTONOSUPPORT, -EPROTO), "one of the first driver's");
	b.driver_id = HFI1;
	begin_cq(&b);
	call_value(RDMASIM2_ATTR_CREATE_CQ_VALUE, 4, 7);
	test_ret(call_run(), -EINVAL, "another driver_id");
	b.driver_id = SECOND;
}

/* ---- what opens, and what destroys ---------------------------------------------------- */

static void begin_open(const struct stack *on)
{
	call_begin_core(on, UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT, RUAPI_OBJ_CONTEXT,
			RUAPI_CONTEXT_OPEN);
	call_ours_object(RUAPI_CONTEXT_OPEN_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_CONTEXT, 0);
	call_ours(RUAPI_CONTEXT_OPEN_INDEX, RUAPI_WIRE_IN, 4, on->device);
}

static int open_colored(const struct stack *on, uint16_t len, uint64_t color)
{
	begin_open(on);
	call_value(RDMASIM_ATTR_GET_CONTEXT_COLOR, len, color);
	return call_run();
}

static void test_open(void)
{
	struct stack on = { .driver_id = HFI1, };
	uint32_t result = 0;

	test_begin("a device is opened with what its driver adds");
	if (!stack_begin(&on, a.ours, name_a))
		bail_out("no %s", name_a);
	test_ret(open_colored(&on, 4, 1001), -ERANGE, "the driver's own errno");
	test_ret(open_colored(&on, 8, 7), -EINVAL, "a scalar of another width");
	begin_open(&on);
	call_value(RDMASIM_ATTR_GET_CONTEXT_COLOR, 4, 7);
	call_value(RDMASIM_ATTR_GET_CONTEXT_COLOR, 4, 7);
	test_ret(call_run(), -EINVAL, "twice");
	begin_open(&on);
	call_object(RDMASIM_ATTR_GET_CONTEXT_BOX, RDMASIM_OBJECT_BOX, 1);
	test_ret(call_run(), either(-ENOENT, -EOPNOTSUPP), "a box, of which there are none");
	begin_open(&on);
	call_value(RDMASIM_ATTR_GET_CONTEXT_BOX + 7, 4, 7);
	test_ret(call_run(), either(-EPROTONOSUPPORT, -EPROTO), "one that there is not");
	begin_open(&on);
	call_out(RDMASIM_ATTR_GET_CONTEXT_RESULT, (void *)8, sizeof(result));
	test_ret(call_run(), -EFAULT, "an answer that cannot be written");
	begin_open(&on);
	call_value(RDMASIM_ATTR_GET_CONTEXT_COLOR, 4, 7);
	call_out(RDMASIM_ATTR_GET_CONTEXT_RESULT, &result, sizeof(result));
	test_ret(call_run(), 0, "both");
	test_check(result == 7, "it is %u", result);
	test_check(call_wrote(RDMASIM_ATTR_GET_CONTEXT_RESULT), "the output is not marked");
	stack_close(&on);

	test_begin("the same numbers of another driver");
	on = (struct stack) { .driver_id = SECOND, };
	if (!stack_begin(&on, a.ours, name_b))
		bail_out("no %s", name_b);
	begin_open(&on);
	call_value(RDMASIM2_ATTR_GET_CONTEXT_VALUE, 4, 0x01020304);
	call_out(RDMASIM2_ATTR_GET_CONTEXT_RESULT, &result, sizeof(result));
	test_ret(call_run(), 0, "both");
	test_check(result == 0x04030201, "it is %x", result);
	stack_close(&on);
}

static void begin_end_pd(uint32_t pd)
{
	call_begin_core(&a, UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY, RUAPI_OBJ_PD,
			RUAPI_DESTROY);
	call_stock(UVERBS_ATTR_DESTROY_PD_HANDLE, 0, pd);
	call_ours_object(RUAPI_DESTROY_HANDLE, RUAPI_WIRE_OBJ_DESTROY, RUAPI_OBJ_PD, pd);
}

static int end_pd_why(uint32_t pd, uint16_t len, uint64_t why)
{
	begin_end_pd(pd);
	call_value(RDMASIM_ATTR_DESTROY_PD_WHY, len, why);
	return call_run();
}

static void test_destroy(void)
{
	struct rdmasim_pd_end end = {};
	uint32_t pd, box;

	test_begin("a PD goes with what its driver adds");
	test_ret(stack_pd(&a, &pd), 0, "a PD");
	test_ret(box_create(&a, 100, NULL, 0, &box), 0, "a box");
	test_ret(end_pd_why(pd, 4, 1001), -ERANGE, "the driver's own errno");
	test_ret(end_pd_why(pd, 8, 7), -EINVAL, "a scalar of another width");
	begin_end_pd(pd);
	call_object(RDMASIM_ATTR_DESTROY_PD_BOX, RDMASIM_OBJECT_BOX, 1u << 30);
	test_ret(call_run(), -ENOENT, "a box that there is not");
	begin_end_pd(pd);
	call_value(RDMASIM_ATTR_DESTROY_PD_WHY + 7, 4, 7);
	test_ret(call_run(), either(-EPROTONOSUPPORT, -EPROTO), "one that there is not");
	begin_end_pd(pd);
	call_out(RDMASIM_ATTR_DESTROY_PD_RESULT, (void *)8, sizeof(end));
	test_ret(call_run(), -EFAULT, "an answer that cannot be written");
	begin_end_pd(pd);
	call_value(RDMASIM_ATTR_DESTROY_PD_WHY, 4, 7);
	call_object(RDMASIM_ATTR_DESTROY_PD_BOX, RDMASIM_OBJECT_BOX, box);
	call_out(RDMASIM_ATTR_DESTROY_PD_RESULT, &end, sizeof(end));
	test_ret(call_run(), 0, "all of them: it has not gone before");
	test_check(end.why == 7 && end.box_size == 100, "it is %u %u", end.why, end.box_size);
	test_check(call_wrote(RDMASIM_ATTR_DESTROY_PD_RESULT), "the output is not marked");
	test_ret(end_pd(pd), -ENOENT, "the PD is still there");
	test_ret(box_destroy(&a, box), 0, "the box is in use");
	test_ret(stack_pd(&a, &pd), 0, "another");
	test_ret(end_pd(pd), 0, "none of them");
}

static void begin_end_cq(uint32_t cq)
{
	static uint32_t answer[2];

	call_begin_core(&b, UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY, RUAPI_OBJ_CQ,
			RUAPI_DESTROY);
	call_stock(UVERBS_ATTR_DESTROY_CQ_HANDLE, 0, cq);
	call_stock(UVERBS_ATTR_DESTROY_CQ_RESP, sizeof(answer), (uintptr_t)answer);
	call_ours_object(RUAPI_DESTROY_HANDLE, RUAPI_WIRE_OBJ_DESTROY, RUAPI_OBJ_CQ, cq);
}

static void test_destroy_second(void)
{
	uint32_t cq, result = 0;

	test_begin("the same numbers of another driver, and one that must be given");
	begin_cq(&b);
	call_value(RDMASIM2_ATTR_CREATE_CQ_VALUE, 4, 1);
	test_ret(call_run(), 0, "a CQ");
	cq = call_made();
	begin_end_cq(cq);
	call_out(RDMASIM2_ATTR_DESTROY_CQ_RESULT, &result, sizeof(result));
	test_ret(call_run(), -EINVAL, "without it");
	begin_end_cq(cq);
	call_value(RDMASIM2_ATTR_DESTROY_CQ_VALUE, 4, 0x01020304);
	call_out(RDMASIM2_ATTR_DESTROY_CQ_RESULT, &result, sizeof(result));
	test_ret(call_run(), 0, "both");
	test_check(result == 0x04030201, "it is %x", result);
	begin_cq(&b);
	call_value(RDMASIM2_ATTR_CREATE_CQ_VALUE, 4, 1);
	test_ret(call_run(), 0, "another CQ");
	cq = call_made();
	/* As write() of ib_uverbs, and whoever closes the file. */
	begin_end_cq(cq);
	test_ret(call_run(), either(-EINVAL, 0), "without any");
}

/* ---- others ------------------------------------------------------------------------- */

static void begin_dm(void)
{
	call_begin_core(&a, UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC, RUAPI_OBJ_DM,
			RUAPI_DM_ALLOC);
	call_stock(UVERBS_ATTR_ALLOC_DM_HANDLE, 0, 0);
	call_stock(UVERBS_ATTR_ALLOC_DM_LENGTH, 8, 8192);
	call_stock(UVERBS_ATTR_ALLOC_DM_ALIGNMENT, 4, 0);
	call_ours_object(RUAPI_DM_ALLOC_HANDLE, RUAPI_WIRE_OBJ_NEW, RUAPI_OBJ_DM, 0);
	call_ours_object(RUAPI_DM_ALLOC_CONTEXT, RUAPI_WIRE_OBJ_IN, RUAPI_OBJ_CONTEXT,
			 a.context);
	call_ours(RUAPI_DM_ALLOC_LENGTH, RUAPI_WIRE_IN, 8, 8192);
	call_ours(RUAPI_DM_ALLOC_ALIGNMENT, RUAPI_WIRE_IN, 4, 0);
}

static int end_dm(uint32_t dm)
{
	if (a.ours)
		return destroy(a.fd, RUAPI_OBJ_DM, dm);
	call_begin(&a, UVERBS_OBJECT_DM, UVERBS_METHOD_DM_FREE);
	call_stock(UVERBS_ATTR_FREE_DM_HANDLE, 0, dm);
	return call_run();
}

static void test_dm(void)
{
	uint64_t used = 0, before = 0;
	uint32_t dm, second;

	test_begin("device memory: numbers that ib_uverbs takes for its own in other methods");
	begin_dm();
	call_value(RDMASIM_ATTR_ALLOC_DM_FILL, 8, RDMASIM_DM_ONES);
	call_out(RDMASIM_ATTR_ALLOC_DM_USED, &before, sizeof(before));
	test_ret(call_run(), 0, "allocate");
	dm = call_made();
	test_check(before == 8192, "%" PRIu64 " are used", before);
	begin_dm();
	call_value(RDMASIM_ATTR_ALLOC_DM_FILL, 8, 2);
	test_ret(call_run(), -EOPNOTSUPP, "what the driver does not know");
	begin_dm();
	call_out(RDMASIM_ATTR_ALLOC_DM_USED, (void *)8, sizeof(used));
	test_ret(call_run(), -EFAULT, "an answer that cannot be written");
	begin_dm();
	call_out(RDMASIM_ATTR_ALLOC_DM_USED, &used, sizeof(used));
	test_ret(call_run(), 0, "allocate another");
	second = call_made();
	test_check(used == before + 8192, "%" PRIu64 " are used: those that failed are, too",
		   used);
	test_ret(end_dm(second), 0, "free");
	test_ret(end_dm(dm), 0, "free");
}

static void begin_query(void)
{
	static uint32_t vectors;
	static uint64_t support;

	call_begin_core(&b, UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_CONTEXT,
			RUAPI_OBJ_CONTEXT, RUAPI_QUERY);
	call_stock(UVERBS_ATTR_QUERY_CONTEXT_NUM_COMP_VECTORS, 4, (uintptr_t)&vectors);
	call_stock(UVERBS_ATTR_QUERY_CONTEXT_CORE_SUPPORT, 8, (uintptr_t)&support);
	call_ours_object(RUAPI_CONTEXT_QUERY_HANDLE, RUAPI_WIRE_OBJ_IN, RUAPI_OBJ_CONTEXT,
			 b.context);
	call_ours(RUAPI_CONTEXT_QUERY_NUM_COMP_VECTORS, RUAPI_WIRE_OUT, 4, 0);
}

static void test_query(void)
{
	struct rdmasim2_query_context_resp resp = { .driver_id = 99, };

	test_begin("a context is asked about");
	begin_query();
	call_out(RDMASIM2_ATTR_QUERY_CONTEXT_RESP, &resp, sizeof(resp));
	test_ret(call_run(), 0, "by its driver");
	test_check(resp.driver_id == SECOND && resp.ports == 1, "it says %u %u",
		   resp.driver_id, resp.ports);
	test_check(call_wrote(RDMASIM2_ATTR_QUERY_CONTEXT_RESP), "the output is not marked");
	begin_query();
	call_out(RDMASIM2_ATTR_QUERY_CONTEXT_RESP, (void *)8, sizeof(resp));
	test_ret(call_run(), -EFAULT, "an answer that cannot be written");
	/* Which is all that the method is for there, and not here. */
	begin_query();
	test_ret(call_run(), either(-EINVAL, 0), "without it");
}

static void test_flow_action(void)
{
	static const struct ruapi_flow_action_esp esp = { .spi = 1, .hard_limit_pkts = 1000, };
	static const struct ruapi_flow_action_aes_gcm key = { .icv_len = 16, .key_len = 16, };
	uint32_t action;

	test_begin("an action that the driver itself has in place of an operation");
	call_begin_core(&a, UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_ESP_CREATE,
			RUAPI_OBJ_FLOW_ACTION, RUAPI_FLOW_ACTION_CREATE);
	call_stock(UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE, 0, 0);
	call_stock(UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS, sizeof(esp), (uintptr_t)&esp);
	call_stock(UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT, sizeof(key), (uintptr_t)&key);
	call_ours_object(RUAPI_FLOW_ACTION_CREATE_HANDLE, RUAPI_WIRE_OBJ_NEW,
			 RUAPI_OBJ_FLOW_ACTION, 0);
	call_ours_object(RUAPI_FLOW_ACTION_CREATE_CONTEXT, RUAPI_WIRE_OBJ_IN,
			 RUAPI_OBJ_CONTEXT, a.context);
	call_ours(RUAPI_FLOW_ACTION_CREATE_ESP, RUAPI_WIRE_BUF_IN, sizeof(esp),
		  (uintptr_t)&esp);
	call_ours(RUAPI_FLOW_ACTION_CREATE_AES_GCM, RUAPI_WIRE_BUF_IN, sizeof(key),
		  (uintptr_t)&key);
	call_value(RDMASIM_ATTR_CREATE_FLOW_ACTION_PACKETS, 8, 4711);
	test_ret(call_run(), 0, "create");
	action = call_made();
	test_check(!shell_run("grep -q 'limit=1000 .*packets=4711$' "
			      "/sys/kernel/debug/rdmasim/%s/flow_actions", name_a),
		   "the driver was not told");
	if (a.ours) {
		test_ret(destroy(a.fd, RUAPI_OBJ_FLOW_ACTION, action), 0, "destroy");
		return;
	}
	call_begin(&a, UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_DESTROY);
	call_stock(UVERBS_ATTR_DESTROY_FLOW_ACTION_HANDLE, 0, action);
	test_ret(call_run(), 0, "destroy");
}

static void test_both(bool ours)
{
	a = (struct stack) { .driver_id = HFI1, };
	b = (struct stack) { .driver_id = SECOND, };
	if (!stack_open(&a, ours, name_a) || !stack_open(&b, ours, name_b))
		bail_out("%s: cannot open %s and %s", ours ? "rdma_uapi" : "ib_uverbs",
			 name_a, name_b);
	printf("# on %s\n", ours ? "/dev/rdma_uapi" : "ib_uverbs");
	test_data();
	test_objects();
	test_second();
	test_dm();
	test_query();
	test_flow_action();
	test_open();
	test_destroy();
	test_destroy_second();
}

/* ---- only here ---------------------------------------------------------------------- */

static void bad(const char *what, int ret, int want, uint16_t attr, uint16_t reason)
{
	test_ret(ret, want, "%s", what);
	test_check(call_hdr()->bad_attr == attr && call_hdr()->reason == reason,
		   "%s: attribute %x, reason %u", what, call_hdr()->bad_attr,
		   call_hdr()->reason);
}

static void test_reasons(void)
{
	const uint16_t color = RUAPI_ATTR_DRIVER | RDMASIM_ATTR_CREATE_CQ_COLOR;
	const uint16_t by_box = RUAPI_ATTR_DRIVER | RDMASIM_ATTR_CREATE_CQ_BOX;
	const uint16_t unknown = RUAPI_ATTR_DRIVER | (RDMASIM_ATTR_CREATE_CQ_RESULT + 7);
	uint32_t mine = a.context, box, cq;
	struct rdmasim2_query_context_resp resp;
	struct rdmasim_cq result;

	test_begin("an error names what was wrong");
	bad("width", colored_cq(8, 7), -EINVAL, color, RUAPI_REASON_LENGTH);
	bad("beyond it", colored_cq(4, 1ull << 32), -EINVAL, color, RUAPI_REASON_RANGE);
	call_last()->wire = RUAPI_WIRE_BUF_IN;
	bad("wire type", call_run(), -EINVAL, color, RUAPI_REASON_WIRE);
	colored_cq(4, 1ull << 32);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 7);
	bad("the first of two", call_run(), -EINVAL, color, RUAPI_REASON_RANGE);
	begin_cq(&a);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 7);
	call_value(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 7);
	bad("twice", call_run(), -EINVAL, color, RUAPI_REASON_DUPLICATE);
	call_last()->id = unknown;
	bad("unknown", call_run(), -EPROTO, unknown, RUAPI_REASON_UNKNOWN);
	call_last()->flags = 0x10;
	bad("flags", call_run(), -EINVAL, unknown, RUAPI_REASON_FLAGS);
	bad("no box", cq_of(RDMASIM_ATTR_CREATE_CQ_BOX, UVERBS_OBJECT_PD, a.pd), -ENOENT,
	    by_box, RUAPI_REASON_TYPE);
	bad("no handle", cq_of(RDMASIM_ATTR_CREATE_CQ_BOX, RDMASIM_OBJECT_BOX, 1u << 30),
	    -ENOENT, by_box, RUAPI_REASON_HANDLE);
	begin_cq(&b);
	call_out(RDMASIM2_ATTR_CREATE_CQ_RESULT, &result, 4);
	bad("missing", call_run(), -EINVAL, RUAPI_ATTR_DRIVER | RDMASIM2_ATTR_CREATE_CQ_VALUE,
	    RUAPI_REASON_MISSING);
	a.driver_id = 0;
	bad("no driver_id", colored_cq(4, 7), -EINVAL, 0, RUAPI_REASON_DRIVER);
	a.driver_id = HFI1 + 1;
	bad("another", colored_cq(4, 7), -EINVAL, 0, RUAPI_REASON_DRIVER);
	a.driver_id = HFI1;

	test_begin("what need not be known, and what is said of a call that is tried again");
	begin_cq(&a);
	call_value(RDMASIM_ATTR_CREATE_CQ_RESULT + 7, 4, 7);
	call_last()->flags = 0;
	call_out(RDMASIM_ATTR_CREATE_CQ_RESULT, &result, sizeof(result));
	call_last()->flags |= RUAPI_ATTR_F_WRITTEN | RUAPI_ATTR_F_VALID;
	test_ret(call_run(), 0, "create");
	test_check(!call_knew(RDMASIM_ATTR_CREATE_CQ_RESULT + 7) &&
		   call_knew(RDMASIM_ATTR_CREATE_CQ_RESULT), "VALID");
	test_ret(end_cq(&a, call_made()), 0, "destroy");
	call_begin_core(&b, UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_CONTEXT,
			RUAPI_OBJ_CONTEXT, RUAPI_QUERY);
	call_ours_object(RUAPI_CONTEXT_QUERY_HANDLE, RUAPI_WIRE_OBJ_IN, RUAPI_OBJ_CONTEXT,
			 b.context);
	call_out(RDMASIM2_ATTR_QUERY_CONTEXT_RESP, &resp, sizeof(resp));
	test_ret(call_run(), 0, "query");
	test_check(call_knew(RDMASIM2_ATTR_QUERY_CONTEXT_RESP) &&
		   call_wrote(RDMASIM2_ATTR_QUERY_CONTEXT_RESP), "VALID and WRITTEN");

	test_begin("a box of another context");
	test_ret(box_create(&a, 100, NULL, 0, &box), 0, "create");
	if (make_context(a.fd, &(struct ruapi_device_info) {
			.index = a.device, .driver_id = HFI1, }, true, 0, &a.context, NULL))
		bail_out("no second context");
	bad("of another context", cq_of(RDMASIM_ATTR_CREATE_CQ_BOX, RDMASIM_OBJECT_BOX, box),
	    -EINVAL, by_box, RUAPI_REASON_CONTEXT);
	test_ret(destroy(a.fd, RUAPI_OBJ_CONTEXT, a.context), 0, "the context is free");
	a.context = mine;
	test_ret(cq_of(RDMASIM_ATTR_CREATE_CQ_BOX, RDMASIM_OBJECT_BOX, box), 0, "its own");
	cq = call_made();
	test_ret(destroy(a.fd, RUAPI_OBJ_DRIVER_OBJECT, box), -EBUSY, "it is in use");
	test_ret(end_cq(&a, cq), 0, "destroy");
	test_ret(box_destroy(&a, box), 0, "destroy");
}

static int end_context(uint32_t context)
{
	return destroy(a.fd, RUAPI_OBJ_CONTEXT, context);
}

static void test_own_context(void)
{
	const uint16_t color = RUAPI_ATTR_DRIVER | RDMASIM_ATTR_GET_CONTEXT_COLOR;
	const uint16_t by_box = RUAPI_ATTR_DRIVER | RDMASIM_ATTR_GET_CONTEXT_BOX;
	uint32_t shared, own;

	test_begin("a context that is opened with them is shared with nobody");
	begin_open(&a);
	test_ret(call_run(), 0, "one that is shared");
	shared = call_made();
	begin_open(&a);
	test_ret(call_run(), 0, "again");
	test_check(call_made() == shared, "it is another one");
	test_ret(open_colored(&a, 4, 7), 0, "with a color");
	own = call_made();
	test_check(own != shared, "it is the same");
	test_ret(open_colored(&a, 4, 7), 0, "again");
	test_check(call_made() != own && call_made() != shared, "it is the same");
	test_ret(end_context(call_made()), 0, "destroy");
	test_ret(end_context(own), 0, "destroy");
	test_ret(end_context(shared), 0, "destroy");

	test_begin("an error of what opens names what was wrong");
	bad("width", open_colored(&a, 8, 7), -EINVAL, color, RUAPI_REASON_LENGTH);
	begin_open(&a);
	call_object(RDMASIM_ATTR_GET_CONTEXT_BOX, RDMASIM_OBJECT_BOX, 1);
	bad("a box", call_run(), -EOPNOTSUPP, by_box, RUAPI_REASON_REFUSED);
	a.driver_id = 0;
	bad("no driver_id", open_colored(&a, 4, 7), -EINVAL, 0, RUAPI_REASON_DRIVER);
	a.driver_id = HFI1;
	begin_open(&a);
	call_last()->value = 4711;
	call_value(RDMASIM_ATTR_GET_CONTEXT_COLOR, 4, 7);
	bad("no device", call_run(), -ENODEV, RUAPI_CONTEXT_OPEN_INDEX, RUAPI_REASON_RANGE);
}

static const struct ruapi_desc_attr *described(const struct ruapi_desc_attr *attrs,
					       unsigned int count, uint16_t object,
					       uint16_t action, uint16_t id)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (attrs[i].object == object && attrs[i].action == action &&
		    attrs[i].id == (RUAPI_ATTR_DRIVER | id))
			return &attrs[i];
	return NULL;
}

static void test_describe(const struct stack *on)
{
	static struct ruapi_desc_action actions[64];
	static struct ruapi_desc_attr attrs[256];
	struct ruapi_namespace_describe_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_DESCRIBE_DEVICE),
		.device = on->device,
		.actions = actions,
		.actions_max = COUNT(actions),
		.attrs = attrs,
		.attrs_max = COUNT(attrs),
	};
	const uint16_t box = RUAPI_DRIVER_NS | (RDMASIM_OBJECT_BOX & 0xfff);
	const struct ruapi_desc_attr *attr;
	unsigned int calls = 0, refused = 0, i;

	test_begin("DESCRIBE of a device has them");
	test_ret(ruapi_namespace_describe(on->fd, &args), 0, "describe");
	for (i = 0; i < args.num_actions; i++) {
		calls += actions[i].ioc_nr == RUAPI_CLASS_CALL;
		refused += RUAPI_DESC_REFUSAL(actions[i].flags) == RUAPI_REFUSAL_ACTION &&
			   !strcmp(actions[i].object_name, "device");
	}
	test_check(calls == 5, "of %u actions", calls);
	test_check(refused == (on == &a), "%u that cannot be offered", refused);
	if (on == &a) {
		attr = described(attrs, args.num_attrs, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE,
				 RDMASIM_ATTR_CREATE_CQ_BOX);
		test_check(attr && attr->driver_id == HFI1 &&
			   attr->wire == RUAPI_WIRE_OBJ_IN && attr->ref_object == box &&
			   !attr->refusal && !(attr->flags & RUAPI_SPEC_REQUIRED),
			   "the box of a CQ");
		attr = described(attrs, args.num_attrs, RUAPI_OBJ_CONTEXT,
				 RUAPI_CONTEXT_OPEN, RDMASIM_ATTR_GET_CONTEXT_BOX);
		test_check(attr && attr->refusal == RUAPI_REFUSAL_OBJECT,
			   "the box of a context");
		return;
	}
	attr = described(attrs, args.num_attrs, RUAPI_OBJ_CONTEXT, RUAPI_QUERY,
			 RDMASIM2_ATTR_QUERY_CONTEXT_RESP);
	test_check(attr && attr->wire == RUAPI_WIRE_BUF_OUT &&
		   attr->flags & RUAPI_SPEC_REQUIRED, "the answer about a context");
}

static void test_unplug(void)
{
	struct rdmasim2_query_context_resp resp;
	uint32_t box, cq, pd;

	test_begin("the device goes");
	test_ret(stack_pd(&a, &pd), 0, "a PD");
	test_ret(box_create(&a, 100, NULL, 0, &box), 0, "create");
	test_ret(cq_of(RDMASIM_ATTR_CREATE_CQ_BOX, RDMASIM_OBJECT_BOX, box), 0, "a CQ of it");
	cq = call_made();
	test_check(!shell_run("echo %s >/sys/bus/rdmasim/del_device", name_a + 7), "remove");
	test_ret(colored_cq(4, 7), -ENODEV, "another CQ");
	test_ret(cq_of(RDMASIM_ATTR_CREATE_CQ_BOX, RDMASIM_OBJECT_BOX, box), -ENODEV,
		 "one of what is left of the box");
	test_ret(end_cq(&a, cq), 0, "what is left of the CQ");
	test_ret(end_pd_why(pd, 4, 1001), 0, "what is left of the PD, of which nobody is told");
	test_ret(open_colored(&a, 4, 7), -ENODEV, "open it");
	stack_close(&a);
	test_check(!shell_run("echo %s >/sys/bus/rdmasim/del_device", name_b + 7), "remove");
	begin_query();
	call_out(RDMASIM2_ATTR_QUERY_CONTEXT_RESP, &resp, sizeof(resp));
	test_ret(call_run(), -ENODEV, "QUERY of a context that is dead");
	stack_close(&b);
}

int main(int argc, char **argv)
{
	if (argc != 3 || strncmp(argv[1], "rdmasim", 7))
		bail_out("usage: methods_added A B");
	name_a = argv[1];
	name_b = argv[2];
	test_both(false);
	stack_close(&a);
	stack_close(&b);
	test_both(true);
	test_reasons();
	test_own_context();
	test_describe(&a);
	test_describe(&b);
	test_unplug();
	return test_done();
}
