// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * AH, MW, CQ.RESIZE and MODIFY, MR.ADVISE, multicast groups of a QP and
 * DEVICE.QUERY_STATS, on every device that is named.  rxe and the
 * simulated HCA have most of them, siw none.
 * usage: verbs_more IBDEV...
 */
#include <dirent.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "ids.h"

#define QPT_UD 4

/* ---- AH ------------------------------------------------------------------ */

static int make_ah(struct set *set, const struct ruapi_ah_attr *attr,
		   uint32_t *ah)
{
	struct ruapi_ah_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_AH, RUAPI_AH_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.attr = attr,
		.user_data = 0xa11,
	};
	int ret = ruapi_ah_create(set->fd, &args);

	*ah = args.handle;
	return ret;
}

/* A path to the device itself: its own GID of an IPv4 address. */
static void own_path(struct set *set, struct ruapi_ah_attr *attr)
{
	struct ruapi_device_query_gid_table_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_TABLE_INDEX),
		.index = set->device,
	};
	struct ruapi_gid_entry gids[64];
	uint32_t i;

	memset(attr, 0, sizeof(*attr));
	attr->port_num = 1;
	attr->is_global = 1;
	attr->hop_limit = 64;
	attr->traffic_class = 0x48;
	attr->flow_label = 0x54321;
	args.entries = gids;
	args.entries_max = COUNT(gids);
	test_ret(ruapi_device_query_gid_table(set->fd, &args), 0, "GIDs");
	for (i = 0; i < args.count; i++) {
		if (gids[i].gid[10] != 0xff || gids[i].gid_type != 2)
			continue;
		memcpy(attr->dgid, gids[i].gid, sizeof(attr->dgid));
		attr->sgid_index = gids[i].gid_index;
	}
}

static void test_ah(struct set *set)
{
	struct ruapi_ah_attr attr, back = {}, bad;
	struct ruapi_ah_query_args query = { .attr = &back };
	uint32_t ah, other;

	test_begin("%s: AH", set->name);
	own_path(set, &attr);
	if (!is_ib(set)) {
		test_ret(make_ah(set, &attr, &ah), -EOPNOTSUPP, "create");
		return;
	}
	test_ret(make_ah(set, &attr, &ah), 0, "create");
	query.handle = ah;
	test_ret(ruapi_ah_query(set->fd, &query), 0, "query");
	test_check(!memcmp(back.dgid, attr.dgid, sizeof(attr.dgid)) &&
		   back.sgid_index == attr.sgid_index && back.port_num == 1 &&
		   back.is_global && back.hop_limit == 64 &&
		   back.traffic_class == 0x48 && back.flow_label == 0x54321,
		   "another path");

	bad = attr;
	bad.port_num = 2;
	test_ret(make_ah(set, &bad, &other), -EINVAL, "port 2");
	bad = attr;
	bad.reserved[1] = 1;
	test_ret(make_ah(set, &bad, &other), -EINVAL, "reserved");
	bad = attr;
	bad.is_global = 0;
	test_ret(make_ah(set, &bad, &other), -EINVAL, "without GRH");
	bad = attr;
	bad.sgid_index = 255;
	/* Behind the end of the table of one, in that of the other. */
	test_ret(make_ah(set, &bad, &other),
		 is_sim(set->driver) ? -EINVAL : -ENODATA, "GID 255");
	test_ret(destroy(set->fd, RUAPI_OBJ_AH, ah), 0, "destroy");
	/* The last one is left to the fd. */
	test_ret(make_ah(set, &attr, &ah), 0, "create again");
}

/* ---- MW ------------------------------------------------------------------ */

static int make_mw(struct set *set, uint8_t type, uint32_t *mw, uint32_t *rkey)
{
	struct ruapi_mw_alloc_args args = {
		.set = RUAPI_SET(RUAPI_MW_ALLOC_TYPE),
		.uhw = uhw_room(set->driver, RUAPI_OBJ_MW, RUAPI_MW_ALLOC),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = type,
	};
	int ret = ruapi_mw_alloc(set->fd, &args);

	*mw = args.handle;
	*rkey = args.rkey;
	return ret;
}

static void test_mw(struct set *set)
{
	const int want = is_ib(set) ? 0 : -EOPNOTSUPP;
	uint32_t mw[2] = {}, rkey[2] = {};

	test_begin("%s: MW of both types", set->name);
	test_ret(make_mw(set, 1, &mw[0], &rkey[0]), want, "type 1");
	test_ret(make_mw(set, 2, &mw[1], &rkey[1]), want, "type 2");
	test_check(want || rkey[0] != rkey[1], "the same rkey");
	test_ret(make_mw(set, 0, &mw[1], &rkey[1]), -EINVAL, "type 0");
	test_ret(make_mw(set, 3, &mw[1], &rkey[1]), -EINVAL, "type 3");
	if (!want)
		test_ret(destroy(set->fd, RUAPI_OBJ_MW, mw[0]), 0, "destroy");
}

/* ---- CQ ------------------------------------------------------------------ */

static void test_cq(struct set *set)
{
	struct ruapi_cq_resize_args resize = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE),
		.handle = set->handle[RUAPI_OBJ_CQ],
		.cqe = 100,
	};
	struct ruapi_cq_modify_args modify = {
		.handle = set->handle[RUAPI_OBJ_CQ],
		.count = 10,
		.period = 100,
	};
	const int want = is_ib(set) ? 0 : -EOPNOTSUPP;

	test_begin("%s: CQ.RESIZE and MODIFY", set->name);
	test_ret(ruapi_cq_resize(set->fd, &resize), want, "resize");
	test_check(want || resize.actual_cqe >= 100, "%u entries",
		   resize.actual_cqe);
	resize.cqe = 1u << 31;
	test_ret(ruapi_cq_resize(set->fd, &resize), -EINVAL, "negative size");
	resize.set = RUAPI_SET(RUAPI_CQ_RESIZE_CQE);
	resize.cqe = 0;
	test_ret(ruapi_cq_resize(set->fd, &resize), -EINVAL, "no entries");
	/* rxe and siw have no moderation. */
	test_ret(ruapi_cq_modify(set->fd, &modify),
		 is_sim(set->driver) ? 0 : -EOPNOTSUPP, "modify");
}

/* Whether regions of the device can be paged: rxe's can, from 6.15 on. */
static bool has_odp(const struct set *set)
{
	struct ruapi_device_attr attr = {};
	struct ruapi_device_query_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
		.index = set->device,
		.attr = &attr,
	};

	test_ret(ruapi_device_query(set->fd, &args), 0, "query");
	return attr.odp_caps;
}

/* Of a region that is paged.  That of another, which rxe takes for one as well, is not tried. */
static void test_advice(struct set *set, struct ruapi_mr_advise_args *args,
			struct ruapi_sge *sge)
{
	struct ruapi_mr_reg_args mr = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_MR, RUAPI_MR_REG),
		.pd = set->handle[RUAPI_OBJ_PD],
		.addr = (uintptr_t)set->buf,
		.iova = (uintptr_t)set->buf,
		.length = 4096,
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE | IB_UVERBS_ACCESS_ON_DEMAND,
	};

	if (!test_ret(ruapi_mr_reg(set->fd, &mr), 0, "a region that is paged"))
		return;
	*sge = (struct ruapi_sge) {
		.addr = (uintptr_t)set->buf,
		.length = 4096,
		.lkey = mr.lkey,
	};
	args->flags = 1;
	test_ret(ruapi_mr_advise(set->fd, args), 0, "advise");
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, mr.handle), 0, "destroy");
	test_ret(ruapi_mr_advise(set->fd, args), -EINVAL, "advise when it is gone");
}

static void test_advise(struct set *set)
{
	const bool odp = has_odp(set);
	struct ruapi_sge sge = { .length = 4096 };
	struct ruapi_mr_advise_args args = {
		.set = RUAPI_SET(RUAPI_MR_ADVISE_ADVICE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.sges = &sge,
		.sges_len = 1,
	};

	test_begin("%s: MR.ADVISE needs on-demand paging", set->name);
	test_check(!odp || (set->driver == RDMA_DRIVER_RXE && kernel_since(6, 15)), "it has it");
	test_ret(ruapi_mr_advise(set->fd, &args), odp ? -EINVAL : -EOPNOTSUPP,
		 "advise of what is no region");
	if (odp)
		test_advice(set, &args, &sge);
}

/* ---- multicast ------------------------------------------------------------- */

static int make_ud(struct set *set, uint32_t *qp)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = 4,
		.max_recv_wr = 4,
		.max_send_sge = 1,
		.max_recv_sge = 1,
	};
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = QPT_UD,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
	};
	int ret = ruapi_qp_create(set->fd, &args);

	*qp = args.handle;
	return ret;
}

static int attach(struct set *set, uint32_t qp, const uint8_t *gid)
{
	struct ruapi_qp_attach_mcast_args args = {
		.handle = qp,
		.gid = gid,
		.gid_len = 16,
	};

	return ruapi_qp_attach_mcast(set->fd, &args);
}

static int detach(struct set *set, uint32_t qp, const uint8_t *gid)
{
	struct ruapi_qp_detach_mcast_args args = {
		.handle = qp,
		.gid = gid,
		.gid_len = 16,
	};

	return ruapi_qp_detach_mcast(set->fd, &args);
}

static bool turn(const struct set *set, const char *op, const char *line)
{
	return !shell_run("echo %s >/sys/kernel/debug/rdmasim/%s/ops/%s", line,
			  set->name, op);
}

/* A QP that the driver does not destroy, or that does not leave its groups. */
static void test_mcast_kept(struct set *set, const uint8_t *group,
			    const uint8_t *other)
{
	uint32_t qp;

	test_ret(make_ud(set, &qp), 0, "UD QP");
	test_ret(attach(set, qp, group), 0, "attach");
	test_ret(attach(set, qp, other), 0, "attach to another");
	test_check(turn(set, "destroy_qp", "nth=1 errno=5"), "knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), -EIO, "refused");
	test_ret(detach(set, qp, group), 0, "it is in the group");
	test_ret(attach(set, qp, group), 0, "attach");
	test_check(turn(set, "detach_mcast", "nth=2 errno=5"), "knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), -EIO,
		 "it does not leave the second");
	test_ret(detach(set, qp, group), 0, "it is in one");
	test_ret(detach(set, qp, other), 0, "it is in the other");
	test_ret(attach(set, qp, group), 0, "attach");
	test_ret(attach(set, qp, other), 0, "attach to another");
	test_check(turn(set, "destroy_qp", "nth=1 errno=5"), "knob");
	test_check(turn(set, "attach_mcast", "nth=1 errno=5"), "knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), -EIO, "refused, both ways");
	test_ret(detach(set, qp, group), -EINVAL, "one is lost");
	test_ret(detach(set, qp, other), 0, "and no other one");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "destroy");
}

static void test_mcast(struct set *set)
{
	static const uint8_t group[2][16] = {
		{ 0xff, 0x0e, [10] = 0xff, [11] = 0xff, 224, 1, 1, 1 },
		{ 0xff, 0x0e, [10] = 0xff, [11] = 0xff, 224, 1, 1, 2 },
	};
	static const uint8_t unicast[16] = { 0xfe, 0x80, [15] = 1 };
	uint32_t qp;

	test_begin("%s: multicast groups of a QP", set->name);
	if (!is_ib(set)) {
		test_ret(attach(set, set->handle[RUAPI_OBJ_QP], group[0]),
			 -EOPNOTSUPP, "attach");
		return;
	}
	test_ret(make_ud(set, &qp), 0, "UD QP");
	test_ret(attach(set, qp, group[0]), 0, "attach");
	test_ret(attach(set, qp, group[0]), 0, "attach again");
	test_ret(attach(set, qp, group[1]), 0, "attach to another");
	test_ret(attach(set, qp, unicast), -EINVAL, "no group");
	test_ret(attach(set, set->handle[RUAPI_OBJ_QP], group[0]), -EINVAL,
		 "RC");
	test_ret(detach(set, qp, group[0]), 0, "detach");
	test_ret(detach(set, qp, group[0]), -EINVAL, "detach again");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "attached QP");
	if (is_sim(set->driver))
		test_mcast_kept(set, group[0], group[1]);
	/* And one for the fd. */
	test_ret(make_ud(set, &qp), 0, "UD QP");
	test_ret(attach(set, qp, group[0]), 0, "attach");
}

/* ---- counters --------------------------------------------------------------- */

static unsigned int sysfs_counters(const struct set *set)
{
	char path[160];
	struct dirent *entry;
	unsigned int count = 0;
	DIR *dir;

	snprintf(path, sizeof(path),
		 "/sys/class/infiniband/%s/ports/1/hw_counters", set->name);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.' &&
			 strcmp(entry->d_name, "lifespan");
	if (dir)
		closedir(dir);
	return count;
}

static void test_stats(struct set *set)
{
	struct ruapi_stat stats[64];
	struct ruapi_device_query_stats_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_STATS_INDEX),
		.index = set->device,
		.port = 1,
		.stats = stats,
		.stats_max = COUNT(stats),
	};
	const unsigned int count = sysfs_counters(set);
	uint32_t i;

	test_begin("%s: counters of the port", set->name);
	test_ret(ruapi_device_query_stats(set->fd, &args),
		 count ? 0 : -EOPNOTSUPP, "query");
	test_check(args.count == count, "%u counters, sysfs has %u",
		   args.count, count);
	for (i = 0; i < args.count && i < COUNT(stats); i++)
		test_check(!shell_run("test -e /sys/class/infiniband/%s/ports/1/hw_counters/%s",
				      set->name, stats[i].name),
			   "sysfs has no %s", stats[i].name);
	args.port = 2;
	test_ret(ruapi_device_query_stats(set->fd, &args), -EINVAL, "port 2");
	args.port = 0;
	test_ret(ruapi_device_query_stats(set->fd, &args), -EOPNOTSUPP,
		 "device");
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_ah(&set);
		test_mw(&set);
		test_cq(&set);
		test_advise(&set);
		test_mcast(&set);
		test_stats(&set);
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
