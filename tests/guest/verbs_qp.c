// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * QP.MODIFY by IBTA's table of transitions: every mask bit that a transition
 * needs, allows or forbids, for RC, UC and UD.  Alternate paths are checked and
 * then refused by ib_core over Ethernet, so that no software HCA can have them;
 * the state of path migration is kept.  Of the devices that are named only those
 * of rxe take QPs through states by hand.
 * usage: verbs_qp IBDEV...
 */
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "guest.h"

enum { RESET, INIT, RTR, RTS, SQD, SQE, ERR };

enum {
	RC = IB_UVERBS_QPT_RC,
	UC = IB_UVERBS_QPT_UC,
	UD = IB_UVERBS_QPT_UD,
};

/* enum ib_qp_attr_mask */
enum {
	STATE = 1 << 0,
	CUR_STATE = 1 << 1,
	EN_SQD = 1 << 2,
	ACCESS = 1 << 3,
	PKEY = 1 << 4,
	PORT = 1 << 5,
	QKEY = 1 << 6,
	AV = 1 << 7,
	PATH_MTU = 1 << 8,
	TIMEOUT = 1 << 9,
	RETRY_CNT = 1 << 10,
	RNR_RETRY = 1 << 11,
	RQ_PSN = 1 << 12,
	MAX_RD = 1 << 13,
	ALT_PATH = 1 << 14,
	MIN_RNR = 1 << 15,
	SQ_PSN = 1 << 16,
	MAX_DEST_RD = 1 << 17,
	MIG_STATE = 1 << 18,
	CAP = 1 << 19,
	DEST_QPN = 1 << 20,
	RATE_LIMIT = 1 << 25,
};

#define KNOWN (0x1fffffu | RATE_LIMIT)
/* What IBTA allows, and ib_core over InfiniBand only. */
#define NOT_ROCE ALT_PATH
#define SQ_DRAINED 5 /* enum ib_event_type */

/**
 * struct step - a transition
 * @type: of the QP
 * @from: its state
 * @to: its state afterwards
 * @needs: mask bits
 * @may: more of them
 *
 * Those of a type follow one another.
 */
struct step {
	uint8_t type;
	uint8_t from;
	uint8_t to;
	uint32_t needs;
	uint32_t may;
};

static const struct step steps[] = {
	{ RC, RESET, INIT, PKEY | PORT | ACCESS, 0 },
	{ RC, INIT, INIT, 0, PKEY | PORT | ACCESS },
	{ RC, INIT, RTR,
	  AV | PATH_MTU | DEST_QPN | RQ_PSN | MAX_DEST_RD | MIN_RNR,
	  ALT_PATH | ACCESS | PKEY },
	{ RC, RTR, RTS, TIMEOUT | RETRY_CNT | RNR_RETRY | SQ_PSN | MAX_RD,
	  CUR_STATE | ALT_PATH | ACCESS | MIN_RNR | MIG_STATE },
	{ RC, RTS, RTS, 0,
	  CUR_STATE | ACCESS | ALT_PATH | MIG_STATE | MIN_RNR },
	{ RC, RTS, SQD, 0, EN_SQD },
	{ RC, SQD, SQD, 0,
	  PORT | AV | TIMEOUT | RETRY_CNT | RNR_RETRY | MAX_RD | MAX_DEST_RD |
	  ALT_PATH | ACCESS | PKEY | MIN_RNR | MIG_STATE },
	{ RC, SQD, RTS, 0,
	  CUR_STATE | ALT_PATH | ACCESS | MIN_RNR | MIG_STATE },
	{ RC, RTS, ERR, 0, 0 },
	{ RC, ERR, RESET, 0, 0 },

	{ UC, RESET, INIT, PKEY | PORT | ACCESS, 0 },
	{ UC, INIT, INIT, 0, PKEY | PORT | ACCESS },
	{ UC, INIT, RTR, AV | PATH_MTU | DEST_QPN | RQ_PSN,
	  ALT_PATH | ACCESS | PKEY },
	{ UC, RTR, RTS, SQ_PSN, CUR_STATE | ALT_PATH | ACCESS | MIG_STATE },
	{ UC, RTS, RTS, 0, CUR_STATE | ACCESS | ALT_PATH | MIG_STATE },
	{ UC, RTS, SQD, 0, EN_SQD },
	/* AV: here as in mainline it brings PORT, which UC must not have. */
	{ UC, SQD, SQD, 0, ALT_PATH | ACCESS | PKEY | MIG_STATE },
	{ UC, SQD, RTS, 0, CUR_STATE | ALT_PATH | ACCESS | MIG_STATE },
	{ UC, RTS, ERR, 0, 0 },
	{ UC, ERR, RESET, 0, 0 },

	{ UD, RESET, INIT, PKEY | PORT | QKEY, 0 },
	{ UD, INIT, INIT, 0, PKEY | PORT | QKEY },
	{ UD, INIT, RTR, 0, PKEY | QKEY },
	{ UD, RTR, RTS, SQ_PSN, CUR_STATE | QKEY },
	{ UD, RTS, RTS, 0, CUR_STATE | QKEY },
	{ UD, RTS, SQD, 0, EN_SQD },
	{ UD, SQD, SQD, 0, PKEY | QKEY },
	{ UD, SQD, RTS, 0, CUR_STATE | QKEY },
	{ UD, RTS, ERR, 0, 0 },
	{ UD, ERR, RESET, 0, 0 },
};

static struct ruapi_ah_attr own_path(struct set *set)
{
	struct ruapi_gid_entry gid = {};
	struct ruapi_device_query_gid_args query = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX),
		.index = set->device,
		.port = 1,
		.gid_index = 1,
		.entry = &gid,
	};
	struct ruapi_ah_attr ah = {
		.sgid_index = 1,
		.is_global = 1,
		.hop_limit = 64,
		.traffic_class = 8,
		.flow_label = 5,
		.port_num = 1,
	};

	test_ret(ruapi_device_query_gid(set->fd, &query), 0, "own GID");
	memcpy(ah.dgid, gid.gid, sizeof(ah.dgid));
	return ah;
}

static uint32_t make_typed_qp(struct set *set, uint8_t type)
{
	const struct ruapi_qp_cap cap = { 4, 4, 1, 1, 0, 0 };
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = type,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
	};

	test_ret(ruapi_qp_create(set->fd, &args), 0, "QP of type %u", type);
	return args.handle;
}

/* Values of everything, others than those of a new QP. */
static struct ruapi_qp_attr attributes(struct set *set, const struct step *step,
				       uint32_t mask)
{
	const struct ruapi_ah_attr path = own_path(set);

	return (struct ruapi_qp_attr) {
		.mask = STATE | mask,
		.qp_state = step->to,
		.cur_qp_state = step->from,
		.path_mtu = 3,
		.path_mig_state = 1,
		.qkey = 0x11223344,
		.rq_psn = 0x123,
		.sq_psn = 0x456,
		.dest_qp_num = 0x17,
		.qp_access_flags = 3,
		.ah = path,
		.alt_ah = path,
		.en_sqd_async_notify = 1,
		/* Powers of two, to which rxe rounds up. */
		.max_rd_atomic = 2,
		.max_dest_rd_atomic = 4,
		.min_rnr_timer = 12,
		.port_num = 1,
		.timeout = 14,
		.retry_cnt = 6,
		.rnr_retry = 5,
		.alt_port_num = 1,
		.alt_timeout = 13,
	};
}

static int modify(struct set *set, uint32_t qp,
		  const struct ruapi_qp_attr *attr, struct ruapi_error *error)
{
	struct ruapi_qp_modify_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_MODIFY),
		.handle = qp,
		.attr = attr,
	};
	int ret = ruapi_qp_modify(set->fd, &args);

	if (error)
		*error = args.error;
	return ret;
}

static struct ruapi_qp_attr query(struct set *set, uint32_t qp)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = { .handle = qp, .attr = &attr };

	test_ret(ruapi_qp_query(set->fd, &args), 0, "query");
	return attr;
}

/* Masks that are wrong change nothing. */
static void wrong_masks(struct set *set, uint32_t qp, const struct step *step)
{
	const struct ruapi_qp_attr before = query(set, qp);
	struct ruapi_qp_attr attr, after;
	struct ruapi_error error;
	unsigned int bit;
	int ret;

	for (bit = 0; bit < 32; bit++) {
		if (step->may & ~NOT_ROCE & 1u << bit || bit == 0)
			continue;
		attr = attributes(set, step, step->needs ^ 1u << bit);
		ret = modify(set, qp, &attr, &error);
		if (1u << bit == RATE_LIMIT && ret == -EOPNOTSUPP)
			continue;
		test_ret(ret, -EINVAL, "%u to %u, %s bit %u", step->from,
			 step->to, step->needs & 1u << bit ? "without" : "with",
			 bit);
		test_check(KNOWN & 1u << bit ||
			   error.reason == RUAPI_REASON_BITS,
			   "bit %u: reason %u", bit, error.reason);
	}
	attr = attributes(set, step, step->needs);
	attr.qp_state = ERR + 1;
	test_ret(modify(set, qp, &attr, NULL), -EINVAL, "no such state");
	after = query(set, qp);
	test_check(!memcmp(&before, &after, sizeof(before)),
		   "%u to %u: what failed had an effect, the state is %u",
		   step->from, step->to, after.qp_state);
}

#define SAME(bit, member) \
	test_check(!(mask & (bit)) || found.member == want.member, \
		   "%u to %u: " #member " %u, not %u", step->from, step->to, \
		   (unsigned int)found.member, (unsigned int)want.member)

static bool same_path(const struct ruapi_ah_attr *a,
		      const struct ruapi_ah_attr *b)
{
	return !memcmp(a->dgid, b->dgid, sizeof(a->dgid)) &&
	       a->sgid_index == b->sgid_index && a->is_global &&
	       a->traffic_class == b->traffic_class &&
	       a->flow_label == b->flow_label && a->port_num == b->port_num;
}

/* With all that it may have at once. */
static void right_mask(struct set *set, uint32_t qp, const struct step *step)
{
	const uint32_t mask = STATE | step->needs | (step->may & ~NOT_ROCE);
	const struct ruapi_qp_attr want = attributes(set, step, mask);
	struct ruapi_qp_attr found;

	test_ret(modify(set, qp, &want, NULL), 0, "%u to %u", step->from,
		 step->to);
	found = query(set, qp);
	SAME(STATE, qp_state);
	SAME(ACCESS, qp_access_flags);
	SAME(PORT, port_num);
	SAME(QKEY, qkey);
	SAME(PATH_MTU, path_mtu);
	SAME(TIMEOUT, timeout);
	SAME(RETRY_CNT, retry_cnt);
	SAME(RNR_RETRY, rnr_retry);
	SAME(MAX_RD, max_rd_atomic);
	SAME(MIN_RNR, min_rnr_timer);
	SAME(MAX_DEST_RD, max_dest_rd_atomic);
	SAME(MIG_STATE, path_mig_state);
	SAME(DEST_QPN, dest_qp_num);
	test_check(!(mask & AV) || same_path(&found.ah, &want.ah),
		   "another path");
	test_check(!(mask & RQ_PSN) || found.rq_psn == want.rq_psn,
		   "rq_psn %#x", found.rq_psn);
	test_check(!(mask & SQ_PSN) || found.sq_psn == want.sq_psn,
		   "sq_psn %#x", found.sq_psn);
}

/* A QP with nothing to send is drained soon. */
static void drain(struct set *set, uint32_t qp)
{
	const uint64_t end = now_ms() + 5000;

	while (query(set, qp).sq_draining && now_ms() < end)
		sleep_ms(1);
	test_check(!query(set, qp).sq_draining, "it is still draining");
}

/* And says so. */
static void drained(struct set *set, uint32_t qp)
{
	struct ruapi_event_cm event;

	if (!test_ret(event_wait(set->fd, RUAPI_EVENT_ASYNC, SQ_DRAINED, &event,
				 5000), 0, "SQ_DRAINED"))
		return;
	test_check(event.hdr.handle == qp, "of object %u", event.hdr.handle);
}

static void test_type(struct set *set, uint8_t type, const char *name)
{
	uint32_t qp;
	size_t i;

	test_begin("%s: every mask of every transition of a %s QP", set->name,
		   name);
	qp = make_typed_qp(set, type);
	for (i = 0; i < COUNT(steps); i++) {
		if (steps[i].type != type)
			continue;
		wrong_masks(set, qp, &steps[i]);
		right_mask(set, qp, &steps[i]);
		/* rxe of Linux 6.12 drains again from SQD to SQD. */
		if (steps[i].to == SQD)
			drain(set, qp);
		if (steps[i].from != SQD && steps[i].to == SQD)
			drained(set, qp);
	}
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

static void test_migration(struct set *set)
{
	const struct step init = { RC, RESET, INIT, PKEY | PORT | ACCESS, 0 };
	const struct step rtr = {
		RC, INIT, RTR,
		AV | PATH_MTU | DEST_QPN | RQ_PSN | MAX_DEST_RD | MIN_RNR, 0,
	};
	struct ruapi_qp_attr attr;
	struct ruapi_error error;
	uint32_t qp;

	test_begin("%s: alternate paths that cannot be", set->name);
	qp = make_typed_qp(set, RC);
	attr = attributes(set, &init, init.needs);
	test_ret(modify(set, qp, &attr, NULL), 0, "INIT");
	attr = attributes(set, &rtr, rtr.needs | ALT_PATH);
	attr.alt_port_num = 2;
	test_ret(modify(set, qp, &attr, &error), -EINVAL, "port 2");
	test_check(error.reason == RUAPI_REASON_RANGE, "reason %u",
		   error.reason);
	attr.alt_ah.port_num = 2;
	test_ret(modify(set, qp, &attr, NULL), -EINVAL, "port 2 in both");
	attr = attributes(set, &rtr, rtr.needs | ALT_PATH);
	attr.alt_ah.reserved[0] = 1;
	test_ret(modify(set, qp, &attr, &error), -EINVAL, "reserved");
	test_check(error.reason == RUAPI_REASON_BITS, "reason %u",
		   error.reason);
	attr = attributes(set, &rtr, rtr.needs | ALT_PATH);
	attr.alt_timeout = 32;
	test_ret(modify(set, qp, &attr, NULL), -EINVAL, "timeout 32");
	attr = attributes(set, &rtr, rtr.needs | ALT_PATH);
	attr.alt_ah.sgid_index = 255;
	test_check(modify(set, qp, &attr, NULL) < 0, "GID 255");
	test_check(query(set, qp).qp_state == INIT, "state %u",
		   query(set, qp).qp_state);
	attr = attributes(set, &rtr, rtr.needs | ALT_PATH);
	test_ret(modify(set, qp, &attr, &error), -EINVAL, "over Ethernet");
	test_check(error.reason != RUAPI_REASON_RANGE, "reason %u",
		   error.reason);
	attr = attributes(set, &rtr, rtr.needs);
	test_ret(modify(set, qp, &attr, NULL), 0, "RTR");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "QP");
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		if (set.driver == RDMA_DRIVER_RXE) {
			test_type(&set, RC, "RC");
			test_type(&set, UC, "UC");
			test_type(&set, UD, "UD");
			test_migration(&set);
		}
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
