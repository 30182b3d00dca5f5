// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * MR.REREG, on every device that is named.  rxe can change PD and access since
 * Linux 6.2, siw nothing: then a region stays as it was.
 * usage: verbs_mr IBDEV...
 */
#include <unistd.h>
#include "guest.h"

#define ACCESS_LOCAL_WRITE 1
#define ACCESS_REMOTE_READ 4

static bool has_rereg(const struct set *set)
{
	const char *kernel = getenv("KVER");

	return is_sim(set->driver) ||
	       (set->driver == 14 && kernel && strcmp(kernel, "6.1"));
}

static uint64_t pinned(int fd)
{
	struct ruapi_namespace_query_args args = {};

	if (ruapi_namespace_query(fd, &args))
		return UINT64_MAX;
	return args.pinned;
}

static int rereg(const struct set *set, struct ruapi_mr_rereg_args *args)
{
	args->uhw = uhw_room(set->driver, RUAPI_OBJ_MR, RUAPI_MR_REREG);
	args->handle = set->handle[RUAPI_OBJ_MR];
	return ruapi_mr_rereg(set->fd, args);
}

static void test_access(struct set *set, int want)
{
	struct ruapi_mr_query_args before = {
		.handle = set->handle[RUAPI_OBJ_MR],
	}, after = before;
	struct ruapi_mr_rereg_args args = {
		.access = ACCESS_LOCAL_WRITE | ACCESS_REMOTE_READ,
	};

	test_begin("%s: MR.REREG of the access", set->name);
	test_ret(ruapi_mr_query(set->fd, &before), 0, "query before");
	test_ret(rereg(set, &args), want, "rereg");
	test_ret(ruapi_mr_query(set->fd, &after), 0, "query after");
	test_check(before.length == after.length && before.iova == after.iova,
		   "another length or iova");
	test_check(want || (args.lkey == after.lkey && args.rkey == after.rkey),
		   "the keys are not those of QUERY");

	args = (struct ruapi_mr_rereg_args){ .access = ACCESS_LOCAL_WRITE << 1 };
	test_ret(rereg(set, &args), -EINVAL, "remote write without local");
	test_check(args.error.bad_attr == RUAPI_MR_REREG_ACCESS,
		   "bad_attr %u", args.error.bad_attr);
}

/* A PD cannot go while it has a region, and can when the region has left. */
static void test_pd(struct set *set, int want)
{
	uint32_t *h = set->handle, first = h[RUAPI_OBJ_PD], second;
	struct ruapi_mr_rereg_args args = {};

	test_begin("%s: MR.REREG of the PD", set->name);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, h[RUAPI_OBJ_QP]), 0, "QP");
	h[RUAPI_OBJ_QP] = 0;
	test_ret(make_pd(set->fd, set->driver, h[RUAPI_OBJ_CONTEXT], &second),
		 0, "second PD");
	args.pd = second;
	test_ret(rereg(set, &args), want, "rereg");
	/* To where it is already: nothing to do, but only where it works. */
	args = (struct ruapi_mr_rereg_args){ .pd = want ? first : second };
	test_ret(rereg(set, &args), want, "rereg again");
	test_check(resource_count(set->name, "mr") == 1,
		   "rdma resource does not show 1 MR");
	test_ret(destroy(set->fd, RUAPI_OBJ_PD, want ? first : second), -EBUSY,
		 "PD with the region");
	test_ret(destroy(set->fd, RUAPI_OBJ_PD, want ? second : first), 0,
		 "PD without");
	h[RUAPI_OBJ_PD] = want ? first : second;
}

/* No software HCA can do it; what is pinned stays what it is. */
static void test_trans(struct set *set)
{
	struct ruapi_mr_rereg_args args = {
		.addr = (uintptr_t)set->buf,
		.length = 1024,
	};
	const uint64_t before = pinned(set->fd);

	test_begin("%s: MR.REREG of the memory", set->name);
	test_check(before == 4096, "%" PRIu64 " bytes pinned", before);
	/* rxe has that of rights and of the PD only. */
	test_ret(rereg(set, &args), is_sim(set->driver) ? 0 : -EOPNOTSUPP,
		 "rereg");
	test_check(pinned(set->fd) == before, "another number of bytes pinned");
	test_ret(ruapi_mr_query(set->fd, &(struct ruapi_mr_query_args){
				.handle = set->handle[RUAPI_OBJ_MR] }), 0,
		 "query");
}

static void test_arguments(struct set *set)
{
	static const struct {
		const char *name;
		struct ruapi_mr_rereg_args args;
		uint16_t bad_attr;
		uint16_t reason;
	} cases[] = {
		{ "nothing to change", {}, RUAPI_MR_REREG_ADDR,
		  RUAPI_REASON_MISSING },
		{ "address without length", { .addr = 4096 },
		  RUAPI_MR_REREG_LENGTH, RUAPI_REASON_MISSING },
		{ "length without address", { .length = 4096, .access = 1 },
		  RUAPI_MR_REREG_ADDR, RUAPI_REASON_MISSING },
		{ "iova without address", { .iova = 4096, .access = 1 },
		  RUAPI_MR_REREG_ADDR, RUAPI_REASON_MISSING },
		{ "iova elsewhere in its page",
		  { .addr = 4096, .length = 1, .iova = 4097 },
		  RUAPI_MR_REREG_IOVA, RUAPI_REASON_RANGE },
		{ "end beyond the end", { .addr = 4096, .length = -4095 },
		  RUAPI_MR_REREG_LENGTH, RUAPI_REASON_RANGE },
	};
	struct ruapi_mr_rereg_args args;
	unsigned int i;

	test_begin("%s: MR.REREG names the argument that is wrong", set->name);
	for (i = 0; i < COUNT(cases); i++) {
		args = cases[i].args;
		test_ret(rereg(set, &args), -EINVAL, "%s", cases[i].name);
		test_check(args.error.bad_attr == cases[i].bad_attr &&
			   args.error.reason == cases[i].reason,
			   "%s: bad_attr %u, reason %u", cases[i].name,
			   args.error.bad_attr, args.error.reason);
	}
}

static void test_other_context(struct set *set)
{
	struct ruapi_device_info info;
	struct ruapi_mr_rereg_args args = {};
	uint32_t context = 0, pd = 0;

	test_begin("%s: MR.REREG to the PD of another context", set->name);
	test_ret(device_find(set->fd, set->name, &info), 0, "find");
	test_ret(make_context(set->fd, &info, true, 0, &context, NULL), 0,
		 "second context");
	test_ret(make_pd(set->fd, set->driver, context, &pd), 0, "its PD");
	args.pd = pd;
	test_ret(rereg(set, &args), -EINVAL, "rereg");
	test_check(args.error.reason == RUAPI_REASON_CONTEXT &&
		   args.error.bad_attr == RUAPI_MR_REREG_PD,
		   "bad_attr %u, reason %u", args.error.bad_attr,
		   args.error.reason);
	test_ret(destroy(set->fd, RUAPI_OBJ_PD, pd), 0, "PD");
	test_ret(destroy(set->fd, RUAPI_OBJ_CONTEXT, context), 0, "context");
}

int main(int argc, char **argv)
{
	struct set set;
	int i, want;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		want = has_rereg(&set) ? 0 : -EOPNOTSUPP;
		test_arguments(&set);
		test_access(&set, want);
		test_pd(&set, want);
		test_trans(&set);
		test_other_context(&set);
		test_begin("%s: nothing is left pinned", argv[i]);
		test_ret(set_destroy(&set), 0, "destroy all");
		test_check(!pinned(set.fd), "%" PRIu64 " bytes", pinned(set.fd));
		close(set.fd);
	}
	return test_done();
}
