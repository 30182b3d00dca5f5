// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What the module asks of calls and mappings for the driver's sake: bindings, who is
 * let in, what may be mapped.  Prints TAP.
 */
#include "stubs.h"

#include "../../kernel/drivers/driver.h"

extern bool *shim_param_unsafe_drivers;

static unsigned int tests, failures;

static void check(bool good, const char *what)
{
	failures += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
}

static const struct ruapi_action context_open = {
	.object = RUAPI_OBJ_CONTEXT,
	.number = RUAPI_CONTEXT_OPEN,
};

static const struct ruapi_action qp_create = {
	.object = RUAPI_OBJ_QP,
	.number = RUAPI_QP_CREATE,
};

/* A request of so many bytes, with a table of work queues or without. */
static bool asks(struct ruapi_device *dev, const struct ruapi_action *action,
		 unsigned int len, bool table, u16 reason)
{
	static struct ruapi_call call;
	struct ruapi_attr attrs[2] = { { .len = len, }, };
	int ret;

	memset(&call, 0, sizeof(call));
	call.action = action;
	call.attrs = attrs;
	call.uhw_in = len ? 1 : 0;
	if (table)
		call.given = BIT_ULL(RUAPI_QP_CREATE_RWQ_TABLE);
	ret = ruapi_driver_check_uhw(&call, dev);
	return reason ? ret == -EINVAL && call.hdr.reason == reason : !ret;
}

static void test_forms(void)
{
	/* RDMA_DRIVER_MLX4 */
	struct ruapi_device dev = {};

	ruapi_driver_bind(&dev, 2);
	check(asks(&dev, &qp_create, 18, false, RUAPI_REASON_LENGTH),
	      "a request is as long as the driver reads without looking");
	check(asks(&dev, &qp_create, 24, false, 0), "a whole one is good");
	check(asks(&dev, &qp_create, 4, true, 0),
	      "that of a QP with a table is another struct");
	check(asks(&dev, &qp_create, 0, false, 0), "there need be none");
	check(asks(&dev, &context_open, 0, false, RUAPI_REASON_MISSING),
	      "but an answer of a context");
	ruapi_driver_bind(&dev, 4711);
	check(asks(&dev, &context_open, 1, false, 0),
	      "of other drivers nothing is asked");
}

static void test_refused(void)
{
	/* RDMA_DRIVER_CXGB4 */
	struct ruapi_device dev = {
		.traits = RUAPI_DRIVER_UNSAFE,
	};

	ruapi_driver_bind(&dev, 4);
	check(ruapi_driver_refused(dev.traits) == RUAPI_REASON_UNSAFE,
	      "an unsafe driver is refused");
	check(asks(&dev, &context_open, 0, false, 0),
	      "before anything is asked for it");
	*shim_param_unsafe_drivers = true;
	check(!ruapi_driver_refused(dev.traits),
	      "but not if an administrator wants it");
	check(asks(&dev, &context_open, 0, false, RUAPI_REASON_MISSING),
	      "then its answer must be there");
	check(ruapi_driver_refused(RUAPI_DRIVER_NEEDS_UVERBS) ==
	      RUAPI_REASON_UVERBS, "what needs ib_uverbs still does");
	*shim_param_unsafe_drivers = false;
}

static void test_maps(void)
{
	const struct vm_area_struct counted = { .vm_flags = 0, };
	const struct vm_area_struct pages = { .vm_flags = VM_PFNMAP, };
	const struct vm_area_struct ops = { .vm_ops = (void *)&ops, };

	check(ruapi_driver_may_map(0, &counted, false) &&
	      ruapi_driver_may_map(0, &pages, true),
	      "any driver maps what is counted, and what ib_core knows");
	check(!ruapi_driver_may_map(0, &pages, false),
	      "but not page frames by hand");
	check(ruapi_driver_may_map(RUAPI_DRIVER_MAPS_PAGES, &pages, false),
	      "unless it is known to keep them");
	check(!ruapi_driver_may_map(RUAPI_DRIVER_MAPS_PAGES, &ops, false),
	      "nor with operations of its own");
	check(ruapi_driver_may_map(RUAPI_DRIVER_MAPS_COUNTED, &ops, false) &&
	      !ruapi_driver_may_map(RUAPI_DRIVER_MAPS_COUNTED, &pages, false) &&
	      !ruapi_driver_may_map(RUAPI_DRIVER_MAPS_COUNTED, &counted, true),
	      "drivers whose mappings stay map what is counted only");
	*shim_param_unsafe_drivers = true;
	check(ruapi_driver_may_map(0, &pages, false) &&
	      !ruapi_driver_may_map(0, &ops, false),
	      "an administrator can allow page frames, and no operations");
	*shim_param_unsafe_drivers = false;
}

int main(void)
{
	stub_init();
	test_forms();
	test_refused();
	test_maps();
	printf("1..%u\n", tests);
	return !!failures;
}
