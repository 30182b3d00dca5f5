// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * MR.REG_EACH: regions on two HCAs by one call, all or none.  The second is unplugged at
 * the end.
 * usage: reg_each IBDEV SIMULATED-IBDEV
 */
#include <sys/mman.h>
#include <unistd.h>
#include "guest.h"

enum { LOCAL_WRITE = 1, REMOTE_WRITE = 2, };
enum { LENGTH = 3 * 4096, };

static struct set a, b;
static char *buf;
static struct ruapi_mr_region regions[16];

static uint64_t pinned(void)
{
	struct ruapi_namespace_query_args args = {};

	test_ret(ruapi_namespace_query(a.fd, &args), 0, "namespace.query");
	return args.pinned;
}

static int reg_each(const uint32_t *pds, unsigned int count, uint32_t access,
		    struct ruapi_mr_reg_each_args *args)
{
	static struct ruapi_objref refs[17];
	unsigned int i;

	for (i = 0; i < count; i++)
		refs[i] = (struct ruapi_objref){ .handle = pds[i], .object = RUAPI_OBJ_PD, };
	memset(regions, 0xff, sizeof(regions));
	*args = (struct ruapi_mr_reg_each_args){
		.regions = regions,
		.regions_max = COUNT(regions),
		.pds = refs,
		.pds_len = count,
		.addr = (uintptr_t)buf,
		.length = LENGTH,
		.access = access,
	};
	return ruapi_mr_reg_each(a.fd, args);
}

static void test_region(const struct ruapi_mr_region *region, const struct set *set)
{
	struct ruapi_mr_query_args query = { .handle = region->handle, };

	test_check(region->context == set->handle[RUAPI_OBJ_CONTEXT], "%s: context %u",
		   set->name, region->context);
	test_ret(ruapi_mr_query(a.fd, &query), 0, "%s: query", set->name);
	test_check(query.lkey == region->lkey && query.rkey == region->rkey &&
		   query.length == LENGTH && query.iova == (uintptr_t)buf,
		   "%s: what is asked for is there", set->name);
	test_ret(destroy(a.fd, RUAPI_OBJ_MR, region->handle), 0, "%s: destroy", set->name);
}

static void test_both(void)
{
	const uint32_t pds[] = {
		a.handle[RUAPI_OBJ_PD], b.handle[RUAPI_OBJ_PD], a.handle[RUAPI_OBJ_PD],
	};
	const uint32_t mrs[] = { resource_count(a.name, "mr"), resource_count(b.name, "mr"), };
	struct ruapi_mr_reg_each_args args;
	const uint64_t before = pinned();

	test_begin("a region for each PD, of two HCAs, one of them twice");
	test_ret(reg_each(pds, 3, LOCAL_WRITE | REMOTE_WRITE, &args), 0, "reg_each");
	test_check(args.regions_len == 3 && args.failed == 3, "%u regions, failed %u",
		   args.regions_len, args.failed);
	test_check(pinned() == before + 3 * LENGTH, "each pins the memory");
	test_check(resource_count(a.name, "mr") == mrs[0] + 2 &&
		   resource_count(b.name, "mr") == mrs[1] + 1, "each is a region of its HCA");
	test_region(&regions[0], &a);
	test_region(&regions[1], &b);
	test_region(&regions[2], &a);
	test_check(pinned() == before, "nothing is left");
}

/* Nothing has happened. */
static void test_fails(const uint32_t *pds, unsigned int count, uint32_t access, int want,
		       uint16_t attr, uint16_t reason, uint32_t failed, const char *what)
{
	struct ruapi_mr_reg_each_args args;
	const uint32_t objects = count_objects(a.fd);
	const uint64_t before = pinned();

	test_ret(reg_each(pds, count, access, &args), want, "%s", what);
	test_check(args.error.bad_attr == attr && args.error.reason == reason,
		   "%s: attribute %u, reason %u", what, args.error.bad_attr, args.error.reason);
	test_check(args.failed == failed, "%s: failed %u", what, args.failed);
	test_check(pinned() == before && count_objects(a.fd) == objects,
		   "%s: something is left", what);
}

static void test_all_or_none(void)
{
	const uint32_t pds[] = { a.handle[RUAPI_OBJ_PD], b.handle[RUAPI_OBJ_PD], };
	struct ruapi_mr_reg_each_args args;
	char *const good = buf;
	char *hole;

	hole = mmap(NULL, LENGTH, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (hole == MAP_FAILED)
		bail_out("no memory");

	test_begin("none if the memory is none");
	buf = hole;
	test_fails(pds, 2, LOCAL_WRITE, -EFAULT, 0, 0, 0, "memory that is not there");
	buf = good;

	test_begin("none if there is no room for the answer");
	test_ret(reg_each(pds, 1, LOCAL_WRITE, &args), 0, "one");
	test_ret(destroy(a.fd, RUAPI_OBJ_MR, regions[0].handle), 0, "destroy");
	args.regions_max = 1;
	args.pds_len = 2;
	test_ret(ruapi_mr_reg_each(a.fd, &args), -ENOSPC, "two");
	test_check(args.regions_len == 2, "%u regions", args.regions_len);
}

/* The driver of the second says no, by its knob. */
static void test_second_fails(void)
{
	const uint32_t pds[] = { a.handle[RUAPI_OBJ_PD], b.handle[RUAPI_OBJ_PD], };

	test_begin("none if the driver of the second refuses");
	if (shell_run("echo nth=1 errno=%d >/sys/kernel/debug/rdmasim/%s/ops/reg_user_mr",
		      EREMOTEIO, b.name))
		bail_out("there is no knob of %s", b.name);
	test_fails(pds, 2, LOCAL_WRITE, -EREMOTEIO, 0, 0, 1, "refused");
}

static void test_gone(void)
{
	const uint32_t pds[] = { a.handle[RUAPI_OBJ_PD], b.handle[RUAPI_OBJ_PD], };
	struct ruapi_mr_query_args query = {};
	struct ruapi_mr_reg_each_args args;

	test_begin("one HCA goes: its region is a tombstone, the other one is not");
	test_ret(reg_each(pds, 2, LOCAL_WRITE, &args), 0, "reg_each");
	test_check(!unplug_device(&b), "unplug");
	query.handle = regions[1].handle;
	test_ret(ruapi_mr_query(a.fd, &query), -ENODEV, "the one");
	query.handle = regions[0].handle;
	test_ret(ruapi_mr_query(a.fd, &query), 0, "the other");
	test_ret(destroy(a.fd, RUAPI_OBJ_MR, regions[0].handle), 0, "destroy");
	test_ret(destroy(a.fd, RUAPI_OBJ_MR, regions[1].handle), 0, "destroy the tombstone");

	test_begin("none if one HCA has gone");
	test_fails(pds, 2, LOCAL_WRITE, -ENODEV, RUAPI_MR_REG_EACH_PDS, RUAPI_REASON_DEAD, 1,
		   "gone");
}

int main(int argc, char **argv)
{
	int fd;

	if (argc != 3)
		bail_out("usage: reg_each IBDEV SIMULATED-IBDEV");
	fd = open_namespace();
	if (set_make(&a, fd, argv[1]) || set_make(&b, fd, argv[2]))
		bail_out("no objects");
	buf = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buf == MAP_FAILED)
		bail_out("no memory");
	test_both();
	test_all_or_none();
	test_second_fails();
	test_gone();
	set_destroy(&b);
	set_destroy(&a);
	close(fd);
	return test_done();
}
