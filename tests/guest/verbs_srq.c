// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * SRQ, on every device that is named.
 * usage: verbs_srq IBDEV...
 */
#include <unistd.h>
#include <rdma/rdma_user_rxe.h>
#include "guest.h"

#define DRIVER_RXE 14
#define SRQT_XRC 1
#define SRQT_TM 2

/* Of the simulated HCA. */
enum { MAX_TAGS = 64 };

static const struct ruapi_srq_attr sizes = {
	.max_wr = 20,
	.max_sge = 2,
};

static int make_srq(struct set *set, struct ruapi_srq_create_args *args)
{
	args->uhw = uhw_room(set->driver, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE);
	args->pd = set->handle[RUAPI_OBJ_PD];
	if (!args->attr)
		args->attr = &sizes;
	return ruapi_srq_create(set->fd, args);
}

static int modify(struct set *set, struct ruapi_srq_modify_args *args)
{
	static struct mminfo info;
	struct rxe_modify_srq_cmd cmd = {
		.mmap_info_addr = (uintptr_t)&info,
	};

	if (set->driver == DRIVER_RXE)
		args->uhw = (struct ruapi_uhw){
			.in = &cmd,
			.in_len = sizeof(cmd),
			.driver_id = DRIVER_RXE,
		};
	return ruapi_srq_modify(set->fd, args);
}

static uint32_t query(struct set *set, uint32_t srq, struct ruapi_srq_attr *attr)
{
	struct ruapi_srq_query_args args = {
		.handle = srq,
		.attr = attr,
	};

	return ruapi_srq_query(set->fd, &args);
}

static uint32_t test_create(struct set *set)
{
	struct ruapi_srq_attr actual = {}, attr = {}, bad = sizes;
	struct ruapi_srq_create_args args = {
		.actual_attr = &actual,
		.user_data = 0x5151,
	}, other;

	test_begin("%s: SRQ.CREATE and QUERY", set->name);
	test_ret(make_srq(set, &args), 0, "create");
	test_check(actual.max_wr >= 20 && actual.max_sge >= 2,
		   "max_wr %u, max_sge %u", actual.max_wr, actual.max_sge);
	test_ret(query(set, args.handle, &attr), 0, "query");
	test_check(attr.max_wr >= 20 && attr.max_sge >= 2 && !attr.srq_limit,
		   "query: max_wr %u, max_sge %u, limit %u", attr.max_wr,
		   attr.max_sge, attr.srq_limit);
	test_check(resource_count(set->name, "srq") == 1,
		   "rdma resource does not show 1 SRQ");

	other = (struct ruapi_srq_create_args){ .type = SRQT_XRC };
	test_ret(make_srq(set, &other),
		 driver_has(set->driver, RUAPI_OBJ_XRCD) ? -EINVAL : -EOPNOTSUPP,
		 "XRC");
	bad.reserved = 1;
	other = (struct ruapi_srq_create_args){ .attr = &bad };
	test_ret(make_srq(set, &other), -EINVAL, "reserved");
	bad = (struct ruapi_srq_attr){ .max_wr = UINT32_MAX, .max_sge = 1 };
	other = (struct ruapi_srq_create_args){ .attr = &bad };
	test_ret(make_srq(set, &other), -EINVAL, "huge");
	return args.handle;
}

static int make_tm(struct set *set, uint32_t tags, uint64_t given,
		   struct ruapi_srq_create_args *args)
{
	*args = (struct ruapi_srq_create_args){
		.set = given,
		.type = SRQT_TM,
		.cq = set->handle[RUAPI_OBJ_CQ],
		.max_num_tags = tags,
	};
	return make_srq(set, args);
}

static int make_qp_with(struct set *set, uint32_t srq, uint32_t *qp);

/* SRQs that match tags: those there are none of yet, so nothing is expected. */
static void test_tags(struct set *set)
{
	const uint64_t no_tags = RUAPI_SET(RUAPI_SRQ_CREATE_MAX_NUM_TAGS);
	struct ruapi_srq_create_args args, basic = { .max_num_tags = 1 };
	struct ruapi_srq_attr attr = {};
	uint32_t qp;

	test_begin("%s: SRQs that match tags", set->name);
	if (!is_sim(set->driver)) {
		test_ret(make_tm(set, 1, 0, &args), -EOPNOTSUPP, "create");
		test_check(args.error.bad_attr == RUAPI_SRQ_CREATE_TYPE,
			   "attribute %u", args.error.bad_attr);
		return;
	}
	test_ret(make_tm(set, MAX_TAGS + 1, 0, &args), -EINVAL, "too many");
	test_ret(make_tm(set, UINT32_MAX, 0, &args), -EINVAL, "all bits");
	test_ret(make_tm(set, 0, no_tags, &args), -EINVAL, "no tags");
	args = (struct ruapi_srq_create_args){
		.type = SRQT_TM,
		.max_num_tags = 1,
	};
	test_ret(make_srq(set, &args), -EINVAL, "no CQ");
	test_check(args.error.bad_attr == RUAPI_SRQ_CREATE_CQ &&
		   args.error.reason == RUAPI_REASON_MISSING,
		   "attribute %u, reason %u", args.error.bad_attr,
		   args.error.reason);
	args.cq = set->handle[RUAPI_OBJ_CQ];
	args.max_num_tags = 0;
	test_ret(make_srq(set, &args), -EINVAL, "nothing said of tags");
	test_check(args.error.bad_attr == RUAPI_SRQ_CREATE_MAX_NUM_TAGS,
		   "attribute %u", args.error.bad_attr);
	test_ret(make_srq(set, &basic), -EINVAL, "tags of a basic one");
	test_check(basic.error.bad_attr == RUAPI_SRQ_CREATE_MAX_NUM_TAGS &&
		   basic.error.reason == RUAPI_REASON_EXCLUSIVE,
		   "attribute %u, reason %u", basic.error.bad_attr,
		   basic.error.reason);
	test_ret(make_tm(set, MAX_TAGS, 0, &args), 0, "all there are");
	test_ret(query(set, args.handle, &attr), 0, "query");
	test_check(attr.max_wr == 20 && attr.max_sge == 2,
		   "max_wr %u, max_sge %u", attr.max_wr, attr.max_sge);
	test_ret(make_qp_with(set, args.handle, &qp), 0, "a QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_SRQ, args.handle), -EBUSY, "SRQ in use");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_SRQ, args.handle), 0, "SRQ");
	test_ret(make_tm(set, 1, 0, &args), 0, "a single tag");
	test_ret(destroy(set->fd, RUAPI_OBJ_SRQ, args.handle), 0, "SRQ");
}

static void test_modify(struct set *set, uint32_t srq)
{
	struct ruapi_srq_modify_args args = {
		.handle = srq,
		.srq_limit = 5,
	};
	const int resize = set->driver == DRIVER_RXE ? 0 : -EOPNOTSUPP;
	struct ruapi_srq_attr attr = {};

	test_begin("%s: SRQ.MODIFY", set->name);
	test_ret(modify(set, &args), 0, "limit");
	test_ret(query(set, srq, &attr), 0, "query");
	test_check(attr.srq_limit == 5, "limit %u", attr.srq_limit);

	args = (struct ruapi_srq_modify_args){ .handle = srq, .max_wr = 100 };
	test_ret(modify(set, &args), resize, "resize");
	test_ret(query(set, srq, &attr), 0, "query");
	test_check(resize || attr.max_wr >= 100, "max_wr %u", attr.max_wr);

	args = (struct ruapi_srq_modify_args){ .handle = srq };
	test_ret(modify(set, &args), -EINVAL, "nothing to change");
	test_check(args.error.reason == RUAPI_REASON_MISSING, "reason %u",
		   args.error.reason);
	args.set = RUAPI_SET(RUAPI_SRQ_MODIFY_SRQ_LIMIT);
	test_ret(modify(set, &args), 0, "no limit");
	test_ret(query(set, srq, &attr), 0, "query");
	test_check(!attr.srq_limit, "limit %u", attr.srq_limit);
}

static int make_qp_with(struct set *set, uint32_t srq, uint32_t *qp)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = 4,
		.max_send_sge = 1,
	};
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = 2,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
		.srq = srq,
	};
	int ret = ruapi_qp_create(set->fd, &args);

	*qp = args.handle;
	return ret;
}

/* Neither the PD of an SRQ nor the SRQ of a QP goes first. */
static void test_order(struct set *set, uint32_t srq)
{
	uint32_t *h = set->handle, qp[2];

	test_begin("%s: an SRQ goes after its QPs and before its PD", set->name);
	test_ret(make_qp_with(set, srq, &qp[0]), 0, "first QP");
	test_ret(make_qp_with(set, srq, &qp[1]), 0, "second QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_SRQ, srq), -EBUSY, "SRQ in use");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[0]), 0, "first QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_SRQ, srq), -EBUSY, "SRQ in use");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[1]), 0, "second QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, h[RUAPI_OBJ_QP]), 0, "QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, h[RUAPI_OBJ_MR]), 0, "MR");
	h[RUAPI_OBJ_QP] = 0;
	h[RUAPI_OBJ_MR] = 0;
	test_ret(destroy(set->fd, RUAPI_OBJ_PD, h[RUAPI_OBJ_PD]), -EBUSY,
		 "PD in use");
	test_ret(destroy(set->fd, RUAPI_OBJ_SRQ, srq), 0, "SRQ");
	test_ret(destroy(set->fd, RUAPI_OBJ_SRQ, srq), -ENOENT, "SRQ again");
	test_check(!resource_count(set->name, "srq"), "an SRQ is left");
}

/* What closing the fd finds: an SRQ with a QP. */
static void test_close(struct set *set)
{
	struct ruapi_srq_create_args args = {};
	uint32_t qp;

	test_begin("%s: closing destroys an SRQ in use", set->name);
	test_ret(make_srq(set, &args), 0, "create");
	test_ret(make_qp_with(set, args.handle, &qp), 0, "QP");
	close(set->queue_fd);
	close(set->fd);
	test_check(!resource_count(set->name, "srq"), "an SRQ is left");
}

int main(int argc, char **argv)
{
	struct set set;
	uint32_t srq;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_tags(&set);
		srq = test_create(&set);
		test_modify(&set, srq);
		test_order(&set, srq);
		test_close(&set);
	}
	return test_done();
}
