// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Sequences for faults.c: verbs, events, views, and system calls. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <rdma/rdma_user_rxe.h>
#include "faults.h"
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "simbuf.h"

#define QPT_RC 2
#define QPT_UD 4

static const struct ruapi_qp_cap small_cap = {
	.max_send_wr = 4,
	.max_recv_wr = 4,
	.max_send_sge = 1,
	.max_recv_sge = 1,
};

static uint32_t handle(const struct world *w, unsigned int type)
{
	return w->set.handle[type];
}

static int undo_made(struct world *w, unsigned int type)
{
	return destroy(w->set.fd, type, w->made);
}

/* ---- NAMESPACE -------------------------------------------------------------- */

static int namespace_query(struct world *w)
{
	struct ruapi_namespace_query_args args = {};

	return ruapi_namespace_query(w->set.fd, &args);
}

static int namespace_nop(struct world *w)
{
	struct ruapi_namespace_nop_args args = {};

	return ruapi_namespace_nop(w->set.fd, &args);
}

static int namespace_describe(struct world *w)
{
	static struct ruapi_desc_action actions[256];
	static struct ruapi_desc_attr attrs[2048];
	struct ruapi_namespace_describe_args args = {
		.actions = actions,
		.actions_max = COUNT(actions),
		.attrs = attrs,
		.attrs_max = COUNT(attrs),
	};

	return ruapi_namespace_describe(w->set.fd, &args);
}

static int device_describe(struct world *w)
{
	struct ruapi_desc_ucap ucaps[16];
	struct ruapi_namespace_describe_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_DESCRIBE_DEVICE),
		.device = w->set.device,
		.ucaps = ucaps,
		.ucaps_max = COUNT(ucaps),
	};

	return ruapi_namespace_describe(w->set.fd, &args);
}

static int open_view(struct world *w, bool of_device, int *fd)
{
	struct ruapi_namespace_view_args args = {
		.set = of_device ? RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE) : 0,
		.tag = 7,
		.device = w->set.device,
	};
	int ret = ruapi_namespace_view(w->set.fd, &args);

	*fd = ret ? -1 : args.fd;
	return ret;
}

static int namespace_view(struct world *w)
{
	return open_view(w, true, &w->made_fd);
}

static int undo_fd(struct world *w)
{
	close(w->made_fd);
	w->made_fd = -1;
	return 0;
}

/* ---- DEVICE ------------------------------------------------------------------ */

static int device_query(struct world *w)
{
	struct ruapi_device_info info;
	struct ruapi_device_attr attr;
	struct ruapi_device_query_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
		.index = w->set.device,
		.info = &info,
		.attr = &attr,
	};

	return ruapi_device_query(w->set.fd, &args);
}

static int context_query_limits(struct world *w)
{
	struct ruapi_device_attr attr;
	struct ruapi_context_query_limits_args args = {
		.handle = handle(w, RUAPI_OBJ_CONTEXT),
		.attr = &attr,
	};

	return ruapi_context_query_limits(w->set.fd, &args);
}

static int device_list(struct world *w)
{
	struct ruapi_device_info infos[16];
	struct ruapi_device_list_args args = {
		.devices = infos,
		.devices_max = COUNT(infos),
	};

	return ruapi_device_list(w->set.fd, &args);
}

static int device_query_port(struct world *w)
{
	struct ruapi_port_attr attr;
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = w->set.device,
		.port = 1,
		.attr = &attr,
	};

	return ruapi_device_query_port(w->set.fd, &args);
}

static int device_query_gid(struct world *w)
{
	struct ruapi_gid_entry entry;
	struct ruapi_device_query_gid_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_GID_GID_INDEX),
		.index = w->set.device,
		.port = 1,
		.gid_index = is_rxe(w) ? 1 : 0,
		.entry = &entry,
	};

	return ruapi_device_query_gid(w->set.fd, &args);
}

static int gid_table(struct world *w, struct ruapi_gid_entry *gids,
		     uint32_t *count)
{
	struct ruapi_device_query_gid_table_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_TABLE_INDEX),
		.index = w->set.device,
		.entries = gids,
		.entries_max = *count,
	};
	int ret = ruapi_device_query_gid_table(w->set.fd, &args);

	*count = args.count;
	return ret;
}

static int device_query_gid_table(struct world *w)
{
	struct ruapi_gid_entry gids[64];
	uint32_t count = COUNT(gids);

	return gid_table(w, gids, &count);
}

static int device_query_pkey(struct world *w)
{
	struct ruapi_device_query_pkey_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX),
		.index = w->set.device,
		.port = 1,
	};

	return ruapi_device_query_pkey(w->set.fd, &args);
}

static int device_query_stats(struct world *w)
{
	struct ruapi_stat stats[64];
	struct ruapi_device_query_stats_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_STATS_INDEX),
		.index = w->set.device,
		.port = 1,
		.stats = stats,
		.stats_max = COUNT(stats),
	};

	/* The driver is not asked again within its lifespan, which is 10 ms. */
	sleep_ms(15);
	return ruapi_device_query_stats(w->set.fd, &args);
}

/* ---- CONTEXT ------------------------------------------------------------------ */

static int open_context(struct world *w, int fd, bool fresh, uint32_t *context)
{
	const struct ruapi_device_info info = {
		.index = w->set.device,
		.driver_id = w->set.driver,
	};

	return make_context(fd, &info, fresh, 0, context, NULL);
}

static int context_open(struct world *w)
{
	return open_context(w, w->set.fd, true, &w->made);
}

static int context_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_CONTEXT);
}

/* A node of a user capability; where no device has one, another file. */
static int ucap_prepare(struct world *w)
{
	const int fd = open(is_sim(w->set.driver) ?
				    "/dev/infiniband/rdmasim_perm_shelf" :
				    "/dev/null",
			    O_RDWR | O_CLOEXEC);

	w->obj[0] = fd;
	return fd < 0 ? -errno : 0;
}

static int ucap_open(struct world *w)
{
	const int fds[] = { w->obj[0], };
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = w->set.device,
		.ucaps = fds,
		.ucaps_len = COUNT(fds),
	};
	const int ret = ruapi_context_open(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int ucap_cleanup(struct world *w)
{
	close(w->obj[0]);
	w->obj[0] = 0;
	return 0;
}

/*
 * One that is nobody's in particular, as that of the set is.  siw has an answer for
 * who opens it: all of its are somebody's.
 */
static int context_share(struct world *w)
{
	return is_ib(w) ? open_context(w, w->set.fd, false, &w->obj[0]) : 0;
}

static int context_unshare(struct world *w)
{
	return is_ib(w) ? destroy(w->set.fd, RUAPI_OBJ_CONTEXT, w->obj[0]) : 0;
}

static int context_reopen(struct world *w)
{
	int ret;

	if (!is_ib(w))
		return -EOPNOTSUPP;
	ret = open_context(w, w->set.fd, false, &w->made);
	if (!ret)
		test_check(w->made == w->obj[0], "another context, %u",
			   w->made);
	return ret;
}

static int view_prepare(struct world *w)
{
	int fd;
	const int ret = open_view(w, true, &fd);

	w->obj[0] = fd;
	return ret;
}

static int view_cleanup(struct world *w)
{
	close(w->obj[0]);
	w->obj[0] = 0;
	return 0;
}

static int view_context_open(struct world *w)
{
	return open_context(w, w->obj[0], true, &w->made);
}

static int context_query(struct world *w)
{
	struct ruapi_context_query_args args = {
		.handle = handle(w, RUAPI_OBJ_CONTEXT),
	};

	return ruapi_context_query(w->set.fd, &args);
}

/* ---- EVENT_QUEUE, PD ------------------------------------------------------------ */

static int queue_create(struct world *w)
{
	return make_queue(w->set.fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &w->made,
			  &w->made_fd);
}

static int queue_undo(struct world *w)
{
	const int ret = undo_made(w, RUAPI_OBJ_EVENT_QUEUE);

	undo_fd(w);
	return ret;
}

static int queue_prepare(struct world *w)
{
	int fd = -1;
	const int ret = make_queue(w->set.fd, RUAPI_EVENT_FORMAT_RECORDS, 0,
				   &w->obj[0], &fd);

	w->obj[1] = fd;
	return ret;
}

static int queue_cleanup(struct world *w)
{
	const int ret = destroy(w->set.fd, RUAPI_OBJ_EVENT_QUEUE, w->obj[0]);

	close(w->obj[1]);
	w->obj[1] = 0;
	return ret;
}

static int context_add_queue(struct world *w)
{
	struct ruapi_context_add_queue_args args = {
		.handle = handle(w, RUAPI_OBJ_CONTEXT),
		.queue = w->obj[0],
	};

	return ruapi_context_add_queue(w->set.fd, &args);
}

static int pd_alloc(struct world *w)
{
	return make_pd(w->set.fd, w->set.driver, handle(w, RUAPI_OBJ_CONTEXT),
		       &w->made);
}

static int pd_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_PD);
}

/* ---- MR ------------------------------------------------------------------------- */

/* Two regions: of the set's PD, and of one in another context. */
static struct ruapi_mr_region each_regions[2];

static int each_prepare(struct world *w)
{
	int ret;

	ret = open_context(w, w->set.fd, true, &w->obj[0]);
	return ret ? ret : make_pd(w->set.fd, w->set.driver, w->obj[0], &w->obj[1]);
}

static int mr_reg_each(struct world *w)
{
	const struct ruapi_objref pds[] = {
		{ .handle = handle(w, RUAPI_OBJ_PD), .object = RUAPI_OBJ_PD, },
		{ .handle = w->obj[1], .object = RUAPI_OBJ_PD, },
	};
	struct ruapi_mr_reg_each_args args = {
		.regions = each_regions,
		.regions_max = COUNT(each_regions),
		.pds = pds,
		.pds_len = COUNT(pds),
		.addr = (uintptr_t)w->set.buf,
		.length = 4096,
		.access = 1,
	};

	return ruapi_mr_reg_each(w->set.fd, &args);
}

static int mr_unreg_each(struct world *w)
{
	const int first = destroy(w->set.fd, RUAPI_OBJ_MR, each_regions[0].handle);
	const int second = destroy(w->set.fd, RUAPI_OBJ_MR, each_regions[1].handle);

	return first ? first : second;
}

static int each_cleanup(struct world *w)
{
	const int first = destroy(w->set.fd, RUAPI_OBJ_PD, w->obj[1]);
	const int second = destroy(w->set.fd, RUAPI_OBJ_CONTEXT, w->obj[0]);

	return first ? first : second;
}

static int mr_reg(struct world *w)
{
	return make_mr(w->set.fd, w->set.driver, handle(w, RUAPI_OBJ_PD),
		       w->set.buf, 4096, &w->made);
}

static int mr_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_MR);
}

static int mr_query(struct world *w)
{
	struct ruapi_mr_query_args args = {
		.handle = handle(w, RUAPI_OBJ_MR),
	};

	return ruapi_mr_query(w->set.fd, &args);
}

static int mr_rereg(struct world *w)
{
	struct ruapi_mr_rereg_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_MR, RUAPI_MR_REREG),
		.handle = handle(w, RUAPI_OBJ_MR),
		.access = 5,
	};

	return ruapi_mr_rereg(w->set.fd, &args);
}

static int mr_advise(struct world *w)
{
	const struct ruapi_sge sge = { .length = 4096 };
	struct ruapi_mr_advise_args args = {
		.set = RUAPI_SET(RUAPI_MR_ADVISE_ADVICE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.sges = &sge,
		.sges_len = 1,
	};

	return ruapi_mr_advise(w->set.fd, &args);
}

/* ---- CQ ------------------------------------------------------------------------- */

static int cq_create(struct world *w)
{
	return make_cq(w->set.fd, w->set.driver, handle(w, RUAPI_OBJ_CONTEXT),
		       w->queue, 0xc9, &w->made);
}

static int cq_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_CQ);
}

static int cq_arm(struct world *w)
{
	return ruapi_cq_arm(w->set.fd, handle(w, RUAPI_OBJ_CQ), 0);
}

static int cq_resize(struct world *w)
{
	struct ruapi_cq_resize_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE),
		.handle = handle(w, RUAPI_OBJ_CQ),
		.cqe = 100,
	};

	return ruapi_cq_resize(w->set.fd, &args);
}

static int cq_modify(struct world *w)
{
	struct ruapi_cq_modify_args args = {
		.handle = handle(w, RUAPI_OBJ_CQ),
		.count = 10,
		.period = 100,
	};

	return ruapi_cq_modify(w->set.fd, &args);
}

/* ---- QP ------------------------------------------------------------------------- */

static int create_qp(struct world *w, uint8_t type, uint32_t *qp)
{
	struct ruapi_qp_cap actual;
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.type = type,
		.send_cq = handle(w, RUAPI_OBJ_CQ),
		.recv_cq = handle(w, RUAPI_OBJ_CQ),
		.cap = &small_cap,
		.queue = w->queue,
		.actual_cap = &actual,
	};
	int ret = ruapi_qp_create(w->set.fd, &args);

	*qp = args.handle;
	return ret;
}

static int qp_create(struct world *w)
{
	return create_qp(w, QPT_RC, &w->made);
}

static int qp_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_QP);
}

static int qp_prepare(struct world *w)
{
	return create_qp(w, QPT_RC, &w->obj[0]);
}

static int qp_cleanup(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_QP, w->obj[0]);
}

static int query_qp(struct world *w, uint32_t qp, uint32_t *state)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = {
		.handle = qp,
		.attr = &attr,
	};
	int ret = ruapi_qp_query(w->set.fd, &args);

	*state = attr.qp_state;
	return ret;
}

static int qp_query(struct world *w)
{
	uint32_t state;

	return query_qp(w, handle(w, RUAPI_OBJ_QP), &state);
}

static uint64_t qp_state(struct world *w)
{
	uint32_t state = ~0u;

	query_qp(w, w->obj[0], &state);
	return state;
}

/* To INIT.  iWARP knows fewer attributes. */
static int qp_modify(struct world *w)
{
	const struct ruapi_qp_attr attr = {
		/* STATE ACCESS_FLAGS PKEY_INDEX PORT */
		.mask = is_ib(w) ? 1 | 8 | 16 | 32 : 1 | 8,
		.qp_state = 1,
		.port_num = 1,
	};
	struct ruapi_qp_modify_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_QP, RUAPI_QP_MODIFY),
		.handle = w->obj[0],
		.attr = &attr,
	};

	return ruapi_qp_modify(w->set.fd, &args);
}

static const uint8_t group[16] = {
	0xff, 0x0e, [10] = 0xff, [11] = 0xff, 224, 1, 1, 1
};

static int ud_prepare(struct world *w)
{
	return create_qp(w, is_ib(w) ? QPT_UD : QPT_RC, &w->obj[0]);
}

static int qp_attach(struct world *w)
{
	struct ruapi_qp_attach_mcast_args args = {
		.handle = w->obj[0],
		.gid = group,
		.gid_len = sizeof(group),
	};

	return ruapi_qp_attach_mcast(w->set.fd, &args);
}

static int qp_detach(struct world *w)
{
	struct ruapi_qp_detach_mcast_args args = {
		.handle = w->obj[0],
		.gid = group,
		.gid_len = sizeof(group),
	};

	return ruapi_qp_detach_mcast(w->set.fd, &args);
}

static int attached_prepare(struct world *w)
{
	const int ret = ud_prepare(w);

	return ret || !is_ib(w) ? ret : qp_attach(w);
}

/* ---- SRQ ------------------------------------------------------------------------ */

static int create_srq(struct world *w, uint32_t *srq)
{
	static const struct ruapi_srq_attr sizes = {
		.max_wr = 20,
		.max_sge = 2,
	};
	struct ruapi_srq_attr actual;
	struct ruapi_srq_create_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.attr = &sizes,
		.actual_attr = &actual,
	};
	int ret = ruapi_srq_create(w->set.fd, &args);

	*srq = args.handle;
	return ret;
}

static int srq_create(struct world *w)
{
	return create_srq(w, &w->made);
}

static int srq_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_SRQ);
}

static int srq_prepare(struct world *w)
{
	return create_srq(w, &w->obj[0]);
}

static int srq_cleanup(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_SRQ, w->obj[0]);
}

static int query_srq(struct world *w, struct ruapi_srq_attr *attr)
{
	struct ruapi_srq_query_args args = {
		.handle = w->obj[0],
		.attr = attr,
	};

	return ruapi_srq_query(w->set.fd, &args);
}

static int srq_query(struct world *w)
{
	struct ruapi_srq_attr attr;

	return query_srq(w, &attr);
}

static uint64_t srq_state(struct world *w)
{
	struct ruapi_srq_attr attr = {};

	query_srq(w, &attr);
	return (uint64_t)attr.srq_limit << 32 | attr.max_wr;
}

static int modify_srq(struct world *w, uint32_t max_wr, uint32_t limit)
{
	static struct mminfo info;
	const struct rxe_modify_srq_cmd cmd = {
		.mmap_info_addr = (uintptr_t)&info,
	};
	struct ruapi_srq_modify_args args = {
		.handle = w->obj[0],
		.max_wr = max_wr,
		.srq_limit = limit,
	};

	if (is_rxe(w))
		args.uhw = (struct ruapi_uhw) {
			.in = &cmd,
			.in_len = sizeof(cmd),
			.driver_id = RDMA_DRIVER_RXE,
		};
	return ruapi_srq_modify(w->set.fd, &args);
}

static int srq_set_limit(struct world *w)
{
	return modify_srq(w, 0, 5);
}

static int srq_resize(struct world *w)
{
	return modify_srq(w, 100, 0);
}

/* ---- work requests, which rxe and siw do not take ------------------------------------------ */

/* What is posted to a QP in ERROR is taken, and flushed. */
static int error_prepare(struct world *w)
{
	const struct ruapi_qp_attr attr = { .mask = 1, .qp_state = 6 };
	struct ruapi_qp_modify_args args = { .attr = &attr };
	int ret = qp_prepare(w);

	if (ret || !is_sim(w->set.driver))
		return ret;
	/* By way of INIT. */
	ret = qp_modify(w);
	args.handle = w->obj[0];
	return ret ? ret : ruapi_qp_modify(w->set.fd, &args);
}

/* More than fits into the call itself. */
static struct ruapi_recv_wr recv_wrs[40];
static struct ruapi_send_wr send_wrs[10];

static int qp_post_send(struct world *w)
{
	struct ruapi_qp_post_send_args args = {
		.handle = w->obj[0],
		.wrs = send_wrs,
		.wrs_len = COUNT(send_wrs),
	};

	return ruapi_qp_post_send(w->set.fd, &args);
}

static int qp_post_recv(struct world *w)
{
	struct ruapi_qp_post_recv_args args = {
		.handle = w->obj[0],
		.wrs = recv_wrs,
		.wrs_len = COUNT(recv_wrs),
	};

	return ruapi_qp_post_recv(w->set.fd, &args);
}

static int srq_post_recv(struct world *w)
{
	struct ruapi_srq_post_recv_args args = {
		.handle = w->obj[0],
		.wrs = recv_wrs,
		.wrs_len = COUNT(recv_wrs),
	};

	return ruapi_srq_post_recv(w->set.fd, &args);
}

static int cq_poll(struct world *w)
{
	struct ruapi_wc wcs[10];
	struct ruapi_cq_poll_args args = {
		.handle = handle(w, RUAPI_OBJ_CQ),
		.wcs = wcs,
		.wcs_max = COUNT(wcs),
	};

	return ruapi_cq_poll(w->set.fd, &args);
}

/* ---- AH, MW ------------------------------------------------------------------------ */

/* A path to the device itself: its own GID of an IPv4 address. */
static void own_path(struct world *w, struct ruapi_ah_attr *attr)
{
	struct ruapi_gid_entry gids[64] = {};
	uint32_t count = COUNT(gids), i;

	memset(attr, 0, sizeof(*attr));
	attr->port_num = 1;
	attr->is_global = 1;
	attr->hop_limit = 64;
	if (gid_table(w, gids, &count))
		return;
	for (i = 0; i < count && i < COUNT(gids); i++) {
		if (gids[i].gid[10] != 0xff || gids[i].gid_type != 2)
			continue;
		memcpy(attr->dgid, gids[i].gid, sizeof(attr->dgid));
		attr->sgid_index = gids[i].gid_index;
	}
}

static struct ruapi_ah_attr ah_path;

static int ah_prepare(struct world *w)
{
	own_path(w, &ah_path);
	return 0;
}

static int ah_create(struct world *w)
{
	struct ruapi_ah_create_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_AH, RUAPI_AH_CREATE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.attr = &ah_path,
	};
	int ret = ruapi_ah_create(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int ah_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_AH);
}

/* Where there is no AH the handle is one of nothing: a stranger's errno. */
static int ah_make(struct world *w)
{
	int ret;

	ah_prepare(w);
	ret = ah_create(w);
	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int ah_query(struct world *w)
{
	struct ruapi_ah_attr attr;
	struct ruapi_ah_query_args args = {
		.handle = w->obj[0],
		.attr = &attr,
	};

	return is_ib(w) ? ruapi_ah_query(w->set.fd, &args) : -EOPNOTSUPP;
}

static int ah_cleanup(struct world *w)
{
	return is_ib(w) ? destroy(w->set.fd, RUAPI_OBJ_AH, w->obj[0]) : 0;
}

static int mw_alloc(struct world *w)
{
	struct ruapi_mw_alloc_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_MW, RUAPI_MW_ALLOC),
		.pd = handle(w, RUAPI_OBJ_PD),
		.type = 2,
	};
	int ret = ruapi_mw_alloc(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int mw_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_MW);
}

/* ---- DM, COUNTERS ------------------------------------------------------------------ */

static int dm_alloc(struct world *w)
{
	struct ruapi_dm_alloc_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
		.length = 10000,
	};
	int ret = ruapi_dm_alloc(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int dm_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_DM);
}

/* Where there is none, the handle is one of nothing: a stranger's errno. */
static int dm_make(struct world *w)
{
	const int ret = dm_alloc(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int mr_reg_dm(struct world *w)
{
	struct ruapi_mr_reg_dm_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.dm = w->obj[0],
		.length = 10000,
		.access = IB_UVERBS_ACCESS_ZERO_BASED,
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_mr_reg_dm(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int dm_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_DM, w->obj[0]) : 0;
}

static int dmabuf_make(struct world *w)
{
	w->obj[0] = is_sim(w->set.driver) ? simbuf_make(1, 0, NULL) : -1;
	return 0;
}

static int mr_reg_dmabuf(struct world *w)
{
	struct ruapi_mr_reg_dmabuf_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.length = 4096,
		.fd = (int)w->obj[0],
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE,
	};
	const int ret = ruapi_mr_reg_dmabuf(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int dmabuf_cleanup(struct world *w)
{
	if (is_sim(w->set.driver))
		close(w->obj[0]);
	return 0;
}

static int counters_create(struct world *w)
{
	struct ruapi_counters_create_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
	};
	int ret = ruapi_counters_create(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int counters_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_COUNTERS);
}

static int counters_make(struct world *w)
{
	const int ret = counters_create(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

/* Nothing is bound to them, so there is nothing to read. */
static int counters_read(struct world *w)
{
	uint64_t values[2];
	struct ruapi_counters_read_args args = {
		.handle = w->obj[0],
		.values = values,
		.values_max = COUNT(values),
	};

	return is_sim(w->set.driver) ? ruapi_counters_read(w->set.fd, &args) :
				       -EINVAL;
}

static int counters_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_COUNTERS, w->obj[0]) : 0;
}

/* ---- XRCD, and what is made in one ------------------------------------------------- */

static int xrcd_open(struct world *w)
{
	struct ruapi_xrcd_open_args args = {
		.set = RUAPI_SET(RUAPI_XRCD_OPEN_FD),
		.context = handle(w, RUAPI_OBJ_CONTEXT),
		.fd = w->set.fd,
		.flags = RUAPI_XRCD_F_CREATE,
	};
	int ret = ruapi_xrcd_open(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int xrcd_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_XRCD);
}

/* Where there is none, the handle is one of nothing. */
static int xrcd_make(struct world *w)
{
	const int ret = xrcd_open(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int xrcd_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_XRCD, w->obj[0]) : 0;
}

static int xrc_srq_create(struct world *w)
{
	const struct ruapi_srq_attr attr = { .max_wr = 10, .max_sge = 1, };
	struct ruapi_srq_create_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.type = 1,
		.attr = &attr,
		.xrcd = w->obj[0],
		.cq = handle(w, RUAPI_OBJ_CQ),
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_srq_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int target_create(struct world *w, uint32_t *num)
{
	const struct ruapi_qp_cap cap = {};
	struct ruapi_qp_create_args args = {
		.type = 10,
		.cap = &cap,
		.xrcd = w->obj[0],
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_qp_create(w->set.fd, &args);
	w->made = args.handle;
	*num = args.qp_num;
	return ret;
}

static int target_make(struct world *w)
{
	int ret = xrcd_make(w);

	if (!ret)
		ret = target_create(w, &w->obj[2]);
	w->obj[1] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int qp_open(struct world *w)
{
	struct ruapi_qp_open_args args = {
		.xrcd = w->obj[0],
		.qp_num = w->obj[2],
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_qp_open(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int target_cleanup(struct world *w)
{
	const int ret = is_sim(w->set.driver) ?
				destroy(w->set.fd, RUAPI_OBJ_QP, w->obj[1]) : 0;

	return ret ? ret : xrcd_cleanup(w);
}

/* ---- WQ, RWQ_TABLE ----------------------------------------------------------------- */

static int wq_create(struct world *w)
{
	struct ruapi_wq_create_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.cq = handle(w, RUAPI_OBJ_CQ),
		.max_wr = 4,
		.max_sge = 1,
	};
	int ret = ruapi_wq_create(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int wq_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_WQ);
}

static int wq_make(struct world *w)
{
	const int ret = wq_create(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int wq_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_WQ, w->obj[0]) : 0;
}

static int wq_modify(struct world *w)
{
	struct ruapi_wq_modify_args args = {
		.set = RUAPI_SET(RUAPI_WQ_MODIFY_STATE),
		.handle = w->obj[0],
		.state = 1,
	};

	return is_sim(w->set.driver) ? ruapi_wq_modify(w->set.fd, &args) :
				       -EOPNOTSUPP;
}

/* As long as does not fit into the call's own memory. */
static int rwq_table_create(struct world *w)
{
	static struct ruapi_objref wqs[128];
	struct ruapi_rwq_table_create_args args = {
		.wqs = wqs,
		.wqs_len = COUNT(wqs),
	};
	unsigned int i;
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	for (i = 0; i < COUNT(wqs); i++)
		wqs[i] = (struct ruapi_objref) {
			.handle = w->obj[0],
			.object = RUAPI_OBJ_WQ,
		};
	ret = ruapi_rwq_table_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int rwq_table_make(struct world *w)
{
	int ret = wq_make(w);

	if (!ret)
		ret = rwq_table_create(w);
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int rwq_table_destroy(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_RWQ_TABLE, w->made) :
		       -EOPNOTSUPP;
}

static int rwq_table_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_RWQ_TABLE);
}

/* ---- FLOW -------------------------------------------------------------------------- */

static int flow_prepare(struct world *w)
{
	int ret;

	if (!is_sim(w->set.driver))
		return 0;
	ret = create_qp(w, QPT_UD, &w->obj[1]);
	return ret ? ret : counters_make(w);
}

static int flow_create(struct world *w)
{
	const struct ruapi_flow_spec specs[] = {
		{ .type = 0x20 }, { .type = 0x31 }, { .type = 0x41 },
		{ .type = 0x1003 },
	};
	const struct ruapi_objref ref = {
		.handle = w->obj[0],
		.object = RUAPI_OBJ_COUNTERS,
	};
	struct ruapi_flow_create_args args = {
		.qp = w->obj[1],
		.port = 1,
		.specs = specs,
		.specs_len = COUNT(specs),
		.counters = &ref,
		.counters_len = 1,
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_flow_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int flow_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_FLOW);
}

static int flow_cleanup(struct world *w)
{
	const int ret = counters_cleanup(w);

	if (ret || !is_sim(w->set.driver))
		return ret;
	return destroy(w->set.fd, RUAPI_OBJ_QP, w->obj[1]);
}

static int flow_make(struct world *w)
{
	int ret = flow_prepare(w);

	if (!ret)
		ret = flow_create(w);
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int flow_destroy(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_FLOW, w->made) : -EOPNOTSUPP;
}

/* ---- DRIVER_OBJECT, and how methods of a driver make it ------------------------------ */

static int driver_object_create(struct world *w)
{
	return make_driver_object(w->set.fd, w->set.driver,
				  w->set.handle[RUAPI_OBJ_CONTEXT],
				  w->set.handle[RUAPI_OBJ_PD], &w->made);
}

static int driver_object_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_DRIVER_OBJECT);
}

static int driver_file_create(struct world *w)
{
	return make_driver_file(w->set.fd, w->set.driver,
				w->set.handle[RUAPI_OBJ_CONTEXT], &w->made_fd);
}

/* What the driver adds to CQ.CREATE, which names an object of its. */
static uint32_t added_box;

static int added_prepare(struct world *w)
{
	int ret;

	if (!is_sim(w->set.driver))
		return 0;
	ret = driver_object_create(w);
	added_box = w->made;
	return ret;
}

static int added_cleanup(struct world *w)
{
	if (!is_sim(w->set.driver))
		return 0;
	return destroy(w->set.fd, RUAPI_OBJ_DRIVER_OBJECT, added_box);
}

static int added_create(struct world *w)
{
	struct rdmasim_cq result;
	struct ruapi_attr *made;
	struct ruapi_msg msg;
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	ruapi_msg_driver(&msg, w->set.driver);
	made = ruapi_msg_obj_new(&msg, RUAPI_CQ_CREATE_HANDLE, RUAPI_OBJ_CQ);
	ruapi_msg_obj(&msg, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		      handle(w, RUAPI_OBJ_CONTEXT));
	ruapi_msg_in(&msg, RUAPI_CQ_CREATE_CQE, 4, 16);
	ruapi_msg_obj(&msg, RUAPI_ATTR_DRIVER | RDMASIM_ATTR_CREATE_CQ_BOX,
		      RUAPI_DRIVER_NS | (RDMASIM_OBJECT_BOX & 0xfff), added_box);
	ruapi_msg_buf_out(&msg, RUAPI_ATTR_DRIVER | RDMASIM_ATTR_CREATE_CQ_RESULT,
			  &result, sizeof(result));
	ret = ruapi_msg_call(w->set.fd, &msg);
	w->made = made->obj.handle;
	return ret;
}

static int added_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_CQ);
}

/* ---- FLOW_ACTION -------------------------------------------------------------------- */

static const struct ruapi_flow_action_aes_gcm gcm = {
	.icv_len = 16,
	.key_len = 32,
	.key = "it is known to everybody",
};

static int flow_action_create(struct world *w)
{
	const struct ruapi_flow_action_esp esp = { .spi = 7 };
	const struct ruapi_flow_spec encap = { .type = 0x30 };
	struct ruapi_flow_action_create_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
		.esp = &esp,
		.aes_gcm = &gcm,
		.encap = &encap,
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_flow_action_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int flow_action_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_FLOW_ACTION);
}

static int flow_action_make(struct world *w)
{
	int ret = flow_action_create(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int flow_action_modify(struct world *w)
{
	struct ruapi_flow_action_modify_args args = {
		.handle = w->obj[0],
		.aes_gcm = &gcm,
	};

	return is_sim(w->set.driver) ?
		       ruapi_flow_action_modify(w->set.fd, &args) : -EOPNOTSUPP;
}

static int flow_action_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_FLOW_ACTION, w->obj[0]) : 0;
}

int make_one(struct world *w, unsigned int type)
{
	switch (type) {
	case RUAPI_OBJ_CONTEXT:
		return context_open(w);
	case RUAPI_OBJ_EVENT_QUEUE:
		return queue_create(w);
	case RUAPI_OBJ_PD:
		return pd_alloc(w);
	case RUAPI_OBJ_MR:
		return mr_reg(w);
	case RUAPI_OBJ_CQ:
		return cq_create(w);
	case RUAPI_OBJ_QP:
		return qp_create(w);
	case RUAPI_OBJ_SRQ:
		return srq_create(w);
	case RUAPI_OBJ_AH:
		ah_prepare(w);
		return ah_create(w);
	case RUAPI_OBJ_MW:
		return mw_alloc(w);
	case RUAPI_OBJ_DM:
		return dm_alloc(w);
	case RUAPI_OBJ_COUNTERS:
		return counters_create(w);
	case RUAPI_OBJ_WQ:
		return wq_create(w);
	case RUAPI_OBJ_XRCD:
		return xrcd_open(w);
	case RUAPI_OBJ_DRIVER_OBJECT:
		return driver_object_create(w);
	case RUAPI_OBJ_FLOW_ACTION:
		return flow_action_create(w);
	default:
		return -ENOSYS;
	}
}

/* ---- batches ---------------------------------------------------------------------------- */

static struct ruapi_endpoint_args endpoint;

static int batch_endpoint(struct world *w)
{
	return make_endpoint(&w->set, &endpoint);
}

static int batch_undo(struct world *w)
{
	return drop_endpoint(&w->set, &endpoint);
}

/* A CQ whose last call changes it: others may have seen it by then. */
static int batch_last(struct world *w)
{
	const struct ruapi_uhw uhw = uhw_room(w->set.driver, RUAPI_OBJ_CQ,
					      RUAPI_CQ_CREATE);
	const struct ruapi_uhw again = uhw_room(w->set.driver, RUAPI_OBJ_CQ,
						RUAPI_CQ_RESIZE);
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_msg msg;
	int ret;

	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	ruapi_msg_driver(&msg, uhw.driver_id);
	ruapi_msg_obj_new(&msg, RUAPI_CQ_CREATE_HANDLE, RUAPI_OBJ_CQ);
	ruapi_msg_obj(&msg, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		      w->set.handle[RUAPI_OBJ_CONTEXT]);
	ruapi_msg_in(&msg, RUAPI_CQ_CREATE_CQE, 4, 16);
	if (uhw.out_max)
		ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, uhw.out,
				  uhw.out_max);
	ruapi_batch_add(calls, &msg);
	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE);
	ruapi_msg_driver(&msg, again.driver_id);
	ruapi_msg_result(&msg, RUAPI_CQ_RESIZE_HANDLE, RUAPI_OBJ_CQ, 0);
	ruapi_msg_in(&msg, RUAPI_CQ_RESIZE_CQE, 4, 32);
	if (again.out_max)
		ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, again.out,
				  again.out_max);
	ruapi_batch_add(calls, &msg);
	ret = ruapi_batch_run(w->set.fd, calls);
	w->made = ruapi_batch_value(calls, 0, RUAPI_CQ_CREATE_HANDLE);
	ruapi_batch_end(calls);
	return ret;
}

static int batch_last_undo(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_CQ, w->made);
}

/* ---- system calls --------------------------------------------------------------------- */

static int sys_open(struct world *w)
{
	w->made_fd = open(RUAPI_DEVICE_PATH, O_RDWR | O_CLOEXEC);
	return w->made_fd < 0 ? -errno : 0;
}

/*
 * rxe lets a queue be mapped once, and forgets it also if that fails: every
 * mapping has a CQ of its own.
 */
static struct set mapped;

static int mmap_prepare(struct world *w)
{
	return set_make(&mapped, w->set.fd, w->set.name);
}

static int sys_mmap(struct world *w)
{
	w->map = set_map_cq(&mapped);
	if (w->map != MAP_FAILED)
		return 0;
	return mapped.cq_size ? -errno : -EOPNOTSUPP;
}

static int undo_mmap(struct world *w)
{
	return munmap(w->map, mapped.cq_size) ? -errno : 0;
}

static int mmap_cleanup(struct world *w)
{
	(void)w;
	return set_destroy(&mapped);
}

/* An id that has resolved its address, and the event that says so. */
static int read_prepare(struct world *w)
{
	struct ruapi_event_cm event;
	int ret;

	while (!event_wait(w->set.fd, 0, -1, &event, 1))
		;
	ret = make_cm_id(w->set.fd, 0, 0, &w->obj[0]);
	return ret ? ret : cm_resolve_begin(w, w->obj[0]);
}

static int sys_read(struct world *w)
{
	struct ruapi_event_cm event;
	const ssize_t len = read(w->set.fd, &event, sizeof(event));

	if (len < 0)
		return -errno;
	return event.hdr.type == RUAPI_EVENT_CM &&
	       event.hdr.code == ADDR_RESOLVED ? 0 : -EBADMSG;
}

static int read_cleanup(struct world *w)
{
	const int ret = destroy(w->set.fd, RUAPI_OBJ_CM_ID, w->obj[0]);

	w->obj[0] = 0;
	return ret;
}

const struct sequence verbs_sequences[] = {
	{ RUAPI_OBJ_NAMESPACE, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = namespace_query },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP, NULL, EVERYWHERE,
	  .call = namespace_nop },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE, NULL, EVERYWHERE,
	  .call = namespace_describe },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE, "of a device", EVERYWHERE,
	  .call = device_describe },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_VIEW, NULL, EVERYWHERE,
	  .call = namespace_view, .undo = undo_fd },
	{ RUAPI_OBJ_DEVICE, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = device_query },
	{ RUAPI_OBJ_DEVICE, RUAPI_LIST, NULL, EVERYWHERE,
	  .call = device_list },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT, NULL, EVERYWHERE,
	  .call = device_query_port },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID, NULL, EVERYWHERE,
	  .call = device_query_gid },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID_TABLE, NULL, EVERYWHERE,
	  .call = device_query_gid_table },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PKEY, NULL, ON_IB, EINVAL,
	  .call = device_query_pkey },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_STATS, NULL, ON_IB,
	  .call = device_query_stats },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "a new one", EVERYWHERE,
	  .call = context_open, .undo = context_undo },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "again", ON_IB,
	  .prepare = context_share, .call = context_reopen,
	  .cleanup = context_unshare },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "with a user capability", ON_SIM,
	  .otherwise = EINVAL, .prepare = ucap_prepare, .call = ucap_open,
	  .undo = context_undo, .cleanup = ucap_cleanup },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "on a view", EVERYWHERE,
	  .prepare = view_prepare, .call = view_context_open,
	  .undo = context_undo, .cleanup = view_cleanup },
	{ RUAPI_OBJ_CONTEXT, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = context_query },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_QUERY_LIMITS, NULL, EVERYWHERE,
	  .call = context_query_limits },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_ADD_QUEUE, NULL, EVERYWHERE,
	  .prepare = queue_prepare, .call = context_add_queue,
	  .cleanup = queue_cleanup },
	{ RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE, NULL, EVERYWHERE,
	  .call = queue_create, .undo = queue_undo },
	{ RUAPI_OBJ_PD, RUAPI_PD_ALLOC, NULL, EVERYWHERE,
	  .call = pd_alloc, .undo = pd_undo },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG, NULL, EVERYWHERE,
	  .call = mr_reg, .undo = mr_undo },
	/* siw wants to tell the caller something, who has no room for it. */
	{ RUAPI_OBJ_MR, RUAPI_MR_REG_EACH, NULL, ON_IB, EINVAL,
	  .prepare = each_prepare, .call = mr_reg_each, .undo = mr_unreg_each,
	  .cleanup = each_cleanup },
	{ RUAPI_OBJ_MR, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = mr_query },
	/* The sanitizer kernel is a 6.1, whose rxe has it not. */
	{ RUAPI_OBJ_MR, RUAPI_MR_REREG, NULL, ON_SIM,
	  .call = mr_rereg },
	{ RUAPI_OBJ_MR, RUAPI_MR_ADVISE, NULL, 0,
	  .call = mr_advise },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, NULL, EVERYWHERE,
	  .call = cq_create, .undo = cq_undo },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_ARM, NULL, ON_IB,
	  .call = cq_arm },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE, NULL, ON_IB,
	  .call = cq_resize },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_MODIFY, NULL, ON_SIM,
	  .call = cq_modify },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_POLL, NULL, ON_SIM,
	  .call = cq_poll },
	{ RUAPI_OBJ_QP, RUAPI_QP_CREATE, NULL, EVERYWHERE,
	  .call = qp_create, .undo = qp_undo },
	{ RUAPI_OBJ_QP, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = qp_query },
	{ RUAPI_OBJ_QP, RUAPI_QP_MODIFY, NULL, EVERYWHERE,
	  .prepare = qp_prepare, .call = qp_modify, .cleanup = qp_cleanup,
	  .state = qp_state },
	{ RUAPI_OBJ_QP, RUAPI_QP_ATTACH_MCAST, NULL, ON_IB,
	  .prepare = ud_prepare, .call = qp_attach, .undo = qp_detach,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_DETACH_MCAST, NULL, ON_IB, EINVAL,
	  .prepare = attached_prepare, .call = qp_detach,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_POST_SEND, NULL, ON_SIM,
	  .prepare = error_prepare, .call = qp_post_send,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_POST_RECV, NULL, ON_SIM,
	  .prepare = error_prepare, .call = qp_post_recv,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_POST_RECV, NULL, ON_SIM,
	  .prepare = srq_prepare, .call = srq_post_recv,
	  .cleanup = srq_cleanup },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, NULL, EVERYWHERE,
	  .call = srq_create, .undo = srq_undo },
	{ RUAPI_OBJ_SRQ, RUAPI_QUERY, NULL, EVERYWHERE,
	  .prepare = srq_prepare, .call = srq_query, .cleanup = srq_cleanup },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_MODIFY, "limit", EVERYWHERE,
	  .prepare = srq_prepare, .call = srq_set_limit,
	  .cleanup = srq_cleanup, .state = srq_state },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_MODIFY, "size", ON_RXE,
	  .prepare = srq_prepare, .call = srq_resize,
	  .cleanup = srq_cleanup, .state = srq_state },
	/* The route to the peer is looked up. */
	{ RUAPI_OBJ_AH, RUAPI_AH_CREATE, NULL, ON_IB, .also = { ENOBUFS },
	  .prepare = ah_prepare, .call = ah_create, .undo = ah_undo },
	{ RUAPI_OBJ_AH, RUAPI_QUERY, NULL, ON_IB,
	  .prepare = ah_make, .call = ah_query, .cleanup = ah_cleanup },
	{ RUAPI_OBJ_MW, RUAPI_MW_ALLOC, NULL, ON_IB,
	  .call = mw_alloc, .undo = mw_undo },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG_DM, NULL, ON_SIM,
	  .prepare = dm_make, .call = mr_reg_dm, .undo = mr_undo,
	  .cleanup = dm_cleanup },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG_DMABUF, NULL, ON_SIM,
	  .prepare = dmabuf_make, .call = mr_reg_dmabuf, .undo = mr_undo,
	  .cleanup = dmabuf_cleanup },
	{ RUAPI_OBJ_DM, RUAPI_DM_ALLOC, NULL, ON_SIM,
	  .call = dm_alloc, .undo = dm_undo },
	{ RUAPI_OBJ_COUNTERS, RUAPI_COUNTERS_CREATE, NULL, ON_SIM,
	  .call = counters_create, .undo = counters_undo },
	{ RUAPI_OBJ_COUNTERS, RUAPI_COUNTERS_READ, NULL, 0, EINVAL,
	  .prepare = counters_make, .call = counters_read,
	  .cleanup = counters_cleanup },
	{ RUAPI_OBJ_XRCD, RUAPI_XRCD_OPEN, NULL, ON_SIM,
	  .call = xrcd_open, .undo = xrcd_undo },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, "of XRC", ON_SIM,
	  .prepare = xrcd_make, .call = xrc_srq_create, .undo = srq_undo,
	  .cleanup = xrcd_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_OPEN, NULL, ON_SIM,
	  .prepare = target_make, .call = qp_open, .undo = qp_undo,
	  .cleanup = target_cleanup },
	{ RUAPI_OBJ_WQ, RUAPI_WQ_CREATE, NULL, ON_SIM,
	  .call = wq_create, .undo = wq_undo },
	{ RUAPI_OBJ_WQ, RUAPI_WQ_MODIFY, NULL, ON_SIM,
	  .prepare = wq_make, .call = wq_modify, .cleanup = wq_cleanup },
	{ RUAPI_OBJ_RWQ_TABLE, RUAPI_DESTROY, NULL, ON_SIM,
	  .prepare = rwq_table_make, .call = rwq_table_destroy,
	  .cleanup = wq_cleanup },
	{ RUAPI_OBJ_RWQ_TABLE, RUAPI_RWQ_TABLE_CREATE, NULL, ON_SIM,
	  .prepare = wq_make, .call = rwq_table_create,
	  .undo = rwq_table_undo, .cleanup = wq_cleanup },
	{ RUAPI_OBJ_FLOW, RUAPI_DESTROY, NULL, ON_SIM,
	  .prepare = flow_make, .call = flow_destroy,
	  .cleanup = flow_cleanup },
	{ RUAPI_OBJ_FLOW, RUAPI_FLOW_CREATE, NULL, ON_SIM,
	  .prepare = flow_prepare, .call = flow_create, .undo = flow_undo,
	  .cleanup = flow_cleanup },
	{ .name = "an object of a driver", .on = ON_SIM,
	  .call = driver_object_create, .undo = driver_object_undo },
	{ .name = "a file of a driver", .on = ON_SIM,
	  .call = driver_file_create, .undo = undo_fd },
	{ .name = "a CQ with what a driver adds", .on = ON_SIM,
	  .prepare = added_prepare, .call = added_create, .undo = added_undo,
	  .cleanup = added_cleanup },
	{ RUAPI_OBJ_FLOW_ACTION, RUAPI_FLOW_ACTION_CREATE, NULL, ON_SIM,
	  .call = flow_action_create, .undo = flow_action_undo },
	{ RUAPI_OBJ_FLOW_ACTION, RUAPI_FLOW_ACTION_MODIFY, NULL, ON_SIM,
	  .prepare = flow_action_make, .call = flow_action_modify,
	  .cleanup = flow_action_cleanup },
	{ .name = "a batch", .on = EVERYWHERE,
	  .call = batch_endpoint, .undo = batch_undo },
	{ .name = "a batch that ends with what cannot be undone", .on = ON_IB,
	  .call = batch_last, .undo = batch_last_undo },
	{ .name = "open()", .on = EVERYWHERE,
	  .call = sys_open, .undo = undo_fd },
	{ .name = "mmap()", .on = ON_RXE, .once = true,
	  .prepare = mmap_prepare, .call = sys_mmap, .undo = undo_mmap,
	  .cleanup = mmap_cleanup },
	{ .name = "read()", .on = EVERYWHERE,
	  .prepare = read_prepare, .call = sys_read,
	  .cleanup = read_cleanup },
};

const unsigned int num_verbs_sequences = COUNT(verbs_sequences);
