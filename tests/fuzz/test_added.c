// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a driver adds to actions of ours: its definitions are in memory of its own, and
 * what it is asked under.  Prints TAP.
 */
#include "ruapi.h"

#include "../../kernel/drivers/added.h"
#include "../../kernel/drivers/load.h"
#include "../../kernel/drivers/methods.h"

static unsigned int tests, failures;

static void check(bool good, const char *what)
{
	failures += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
}

/**
 * struct world - a device whose driver adds an attribute to CONTEXT.OPEN
 * @going: it is being removed
 * @held: how often its driver is
 * @read: a definition was looked at
 * @unheld: when nobody held the driver
 * @asked: the driver was
 * @locked: how often what it wants held was
 */
static struct {
	bool going;
	int held;
	bool read;
	bool unheld;
	bool asked;
	int locked;
} world;

static const struct uverbs_attr_spec spec;

static struct ruapi_method method = {
	.added_to = &(const struct ruapi_added_action){ .optional = true, },
	.num_attrs = 1,
	.attrs = { { .id = RUAPI_ATTR_ADDED | 1, .key = 5, .spec = &spec, }, },
};

static struct ruapi_methods methods;
static struct ib_device ibdev;
static struct ib_ucontext ucontext = { .device = &ibdev, };
static struct ruapi_device dev = { .ibdev = &ibdev, .methods = &methods, };
static struct ruapi_context context = { .dev = &dev, .ib = &ucontext, };
static struct ib_uverbs_file ufile;

/* ---- what other files of the module do ------------------------------------ */

bool ruapi_device_hold_driver(struct ruapi_device *of, struct module **driver)
{
	shim_assert(of == &dev);
	*driver = NULL;
	if (world.going)
		return false;
	world.held++;
	*driver = (void *)&world;
	return true;
}

void *xa_load(struct xarray *xa, unsigned long index)
{
	return xa == &methods.added ? &method : NULL;
}

const struct ruapi_method_attr *
ruapi_method_find_attr(const struct ruapi_method *of, u16 id)
{
	return of->attrs[0].id == id ? of->attrs : NULL;
}

int ruapi_load_begin(struct ruapi_load *load, const struct ruapi_device *of)
{
	load->bundle = kzalloc(sizeof(*load->bundle), GFP_KERNEL);
	shim_assert(load->bundle);
	load->bundle->bundle.ufile = &ufile;
	return 0;
}

int ruapi_load_attr(struct ruapi_load *load, u32 i,
		    const struct ruapi_method_attr *attr)
{
	world.read = true;
	/* Who has a context holds it by that. */
	world.unheld |= !load->call->ctx && !world.held;
	__set_bit(attr->key, load->bundle->bundle.attr_present);
	return 0;
}

int ruapi_load_read_marks(struct ruapi_load *load)
{
	return 0;
}

void ruapi_load_end(struct ruapi_load *load)
{
	if (load->driver)
		world.held--;
	kfree(load->bundle);
}

int call_bad_attr(struct ruapi_call *call, u16 id, u16 reason, int err)
{
	call->hdr.reason = reason;
	return err;
}

int call_bad_index(struct ruapi_call *call, u32 index, u16 reason, int err)
{
	call->hdr.reason = reason;
	return err;
}

/* These have one. */
void call_begin_udata(struct ruapi_call *call)
{
	shim_assert(!call);
}

/* ---- the driver's memory --------------------------------------------------- */

static const struct ruapi_action action = {
	.object = RUAPI_OBJ_CONTEXT,
	.number = RUAPI_CONTEXT_OPEN,
};

static struct ruapi_attr attrs[1];
static struct ruapi_call call;

static void call_begin(struct ruapi_context *ctx)
{
	attrs[0] = (struct ruapi_attr){ .id = RUAPI_ATTR_ADDED | 1, };
	call = (struct ruapi_call){
		.action = &action,
		.attrs = attrs,
		.hdr.num_attrs = 1,
		.ready_udata = &call.own_udata,
		.ctx = ctx,
		.dev = &dev,
		.strays = BIT_ULL(0),
	};
	world.read = false;
	world.unheld = false;
}

static void test_memory(void)
{
	call_begin(NULL);
	check(!ruapi_added_load(&call, &dev) && world.read && !world.unheld,
	      "who opens a device holds its driver while it looks at definitions");
	check(world.held == 1, "and as long as the call");
	ruapi_added_free(&call);
	check(!world.held, "but no longer");

	world.going = true;
	call_begin(NULL);
	check(ruapi_added_load(&call, &dev) == -ENODEV && !world.read &&
		      call.hdr.reason == RUAPI_REASON_DEAD,
	      "one of a device that goes, and perhaps its driver, is not looked at");
	ruapi_added_free(&call);
	world.going = false;

	call_begin(&context);
	check(!ruapi_added_load(&call, &dev) && world.read && !world.held,
	      "a context holds the driver itself");
	ruapi_added_free(&call);
}

/* ---- what it is asked under -------------------------------------------------- */

static int ask(struct ruapi_call *asked)
{
	shim_assert(asked == &call);
	world.asked = true;
	world.locked = methods.uverbs.disassociate_srcu.held;
	return 7;
}

static void test_asked(void)
{
	call_begin(&context);
	check(ruapi_added_ask(&call, ask) == 7 && world.asked && !world.locked,
	      "a driver that is told nothing wants nothing held");
	ufile.device = &methods.uverbs;
	shim_assert(!ruapi_added_core(&call, 9, 1));
	check(ruapi_added_ask(&call, ask) == 7 && world.locked == 1 &&
		      !methods.uverbs.disassociate_srcu.held,
	      "one that is told something in the middle of a call may ask for its context");
	ruapi_added_free(&call);

	/* It defines nothing. */
	ufile.device = NULL;
	call_begin(&context);
	shim_assert(!ruapi_added_core(&call, 9, 1));
	check(ruapi_added_ask(&call, ask) == 7 && !world.locked,
	      "unless it defines nothing");
	ruapi_added_free(&call);
}

/* ---- what it finds ------------------------------------------------------------ */

static const struct uverbs_attr *found(u16 id)
{
	const u32 key = uapi_bkey_attr(uapi_key_attr(id));

	if (!test_bit(key, call.added->bundle->bundle.attr_present))
		return NULL;
	return &call.added->bundle->attrs[key];
}

static void test_found(void)
{
	const struct uverbs_attr *attr;

	call_begin(&context);
	shim_assert(!ruapi_added_core(&call, 9, 7));
	shim_assert(!ruapi_added_core_user(&call, 11, 0x1000, 32));
	attr = found(9);
	check(attr && attr->ptr_attr.data == 7 && attr->ptr_attr.len == 8,
	      "a number of the core's is in its attribute");
	attr = found(11);
	check(attr && attr->ptr_attr.data == 0x1000 &&
		      attr->ptr_attr.len == 32,
	      "what is longer is where the caller has it");
	check(!found(10), "and nothing else is there");
	ruapi_added_free(&call);
}

int main(void)
{
	test_memory();
	test_found();
	test_asked();
	check(!shim.allocated, "nothing is left");
	printf("1..%u\n", tests);
	return !!failures;
}
