// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Objects for races: how they are made, asked, and used. */
#include <stdatomic.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "races.h"
#include "simbuf.h"

#define STATE 1 /* enum ib_qp_attr_mask */

uint64_t user_data_of(unsigned int type)
{
	return 0x72616365ull << 32 | type;
}

bool can_make(unsigned int type)
{
	return driver_has(shared->set.driver, type);
}

/* ---- makers ------------------------------------------------------------------------ */

static int make_other_context(uint32_t *handle)
{
	const struct set *set = &shared->set;
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.uhw = uhw_room(set->driver, RUAPI_OBJ_CONTEXT,
				RUAPI_CONTEXT_OPEN),
		.index = set->device,
		.new_ = 1,
		.user_data = user_data_of(RUAPI_OBJ_CONTEXT),
	};
	int ret = ruapi_context_open(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

static int make_srq(uint32_t pd, unsigned int seed, uint32_t *handle)
{
	const struct ruapi_srq_attr attr = {
		.max_wr = 1 + seed % 64,
		.max_sge = 1,
	};
	struct ruapi_srq_create_args args = {
		.uhw = uhw_room(shared->set.driver, RUAPI_OBJ_SRQ,
				RUAPI_SRQ_CREATE),
		.pd = pd,
		.attr = &attr,
		.user_data = user_data_of(RUAPI_OBJ_SRQ),
	};
	int ret = ruapi_srq_create(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

/* A path to the device itself. */
static int make_ah(unsigned int seed, uint32_t *handle)
{
	const struct set *set = &shared->set;
	struct ruapi_gid_entry gid = {};
	struct ruapi_device_query_gid_args query = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX),
		.index = set->device,
		.port = 1,
		.gid_index = 1,
		.entry = &gid,
	};
	struct ruapi_ah_attr path = {
		.sgid_index = 1,
		.is_global = 1,
		.hop_limit = 1,
		.traffic_class = seed,
		.port_num = 1,
	};
	struct ruapi_ah_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_AH, RUAPI_AH_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.attr = &path,
		.user_data = user_data_of(RUAPI_OBJ_AH),
	};
	int ret = ruapi_device_query_gid(any_fd(), &query);

	memcpy(path.dgid, gid.gid, sizeof(path.dgid));
	if (!ret)
		ret = ruapi_ah_create(any_fd(), &args);
	*handle = args.handle;
	return ret;
}

static int make_mw(unsigned int seed, uint32_t *handle)
{
	struct ruapi_mw_alloc_args args = {
		.uhw = uhw_room(shared->set.driver, RUAPI_OBJ_MW,
				RUAPI_MW_ALLOC),
		.pd = shared->set.handle[RUAPI_OBJ_PD],
		.type = 1 + seed % 2,
		.user_data = user_data_of(RUAPI_OBJ_MW),
	};
	int ret = ruapi_mw_alloc(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

/* Little: a device has not much, and there is to be enough for all slots. */
static int make_dm(unsigned int seed, uint32_t *handle)
{
	struct ruapi_dm_alloc_args args = {
		.context = shared->set.handle[RUAPI_OBJ_CONTEXT],
		.length = 1 + seed % 100,
		.user_data = user_data_of(RUAPI_OBJ_DM),
	};
	int ret = ruapi_dm_alloc(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

static int make_counters(uint32_t *handle)
{
	struct ruapi_counters_create_args args = {
		.context = shared->set.handle[RUAPI_OBJ_CONTEXT],
		.user_data = user_data_of(RUAPI_OBJ_COUNTERS),
	};
	int ret = ruapi_counters_create(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

static int make_dmah(unsigned int seed, uint32_t *handle)
{
	struct ruapi_dmah_alloc_args args = {
		.set = RUAPI_SET(RUAPI_DMAH_ALLOC_PH),
		.context = shared->set.handle[RUAPI_OBJ_CONTEXT],
		.ph = seed % 4,
		.user_data = user_data_of(RUAPI_OBJ_DMAH),
	};
	int ret = ruapi_dmah_alloc(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

static int make_comp_cntr(uint32_t *handle)
{
	struct ruapi_comp_cntr_create_args args = {
		.context = shared->set.handle[RUAPI_OBJ_CONTEXT],
		.user_data = user_data_of(RUAPI_OBJ_COMP_CNTR),
	};
	int ret = ruapi_comp_cntr_create(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

static const struct ruapi_flow_action_aes_gcm gcm = {
	.icv_len = 16,
	.key_len = 16,
};

static int make_flow_action(uint32_t *handle)
{
	const struct ruapi_flow_action_esp esp = {};
	struct ruapi_flow_action_create_args args = {
		.context = shared->set.handle[RUAPI_OBJ_CONTEXT],
		.esp = &esp,
		.aes_gcm = &gcm,
		.user_data = user_data_of(RUAPI_OBJ_FLOW_ACTION),
	};
	int ret = ruapi_flow_action_create(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

/* All of them the same one, or nobody else's. */
static int make_xrcd(unsigned int seed, uint32_t *handle)
{
	struct ruapi_xrcd_open_args args = {
		.set = seed % 4 ? RUAPI_SET(RUAPI_XRCD_OPEN_FD) : 0,
		.context = shared->set.handle[RUAPI_OBJ_CONTEXT],
		.fd = any_fd(),
		.flags = RUAPI_XRCD_F_CREATE,
		.user_data = user_data_of(RUAPI_OBJ_XRCD),
	};
	int ret;

	if (!args.set)
		args.fd = 0;
	ret = ruapi_xrcd_open(any_fd(), &args);
	*handle = args.handle;
	return ret;
}

static int make_wq(uint32_t *handle)
{
	struct ruapi_wq_create_args args = {
		.pd = shared->set.handle[RUAPI_OBJ_PD],
		.cq = shared->set.handle[RUAPI_OBJ_CQ],
		.max_wr = 1,
		.max_sge = 1,
		.user_data = user_data_of(RUAPI_OBJ_WQ),
	};
	int ret = ruapi_wq_create(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

/* Of a buffer that moves meanwhile. */
static int make_dmabuf_mr(unsigned int seed, uint32_t *handle)
{
	static _Atomic int made = -1;
	struct ruapi_mr_reg_dmabuf_args args = {
		.pd = shared->set.handle[RUAPI_OBJ_PD],
		.length = 1 + seed % 4096,
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE,
	};
	int buf = atomic_load(&made), none = -1, ret;

	if (buf < 0) {
		buf = simbuf_make(1, 0, NULL);
		if (!atomic_compare_exchange_strong(&made, &none, buf)) {
			close(buf);
			buf = none;
		}
	}
	args.fd = buf;
	ret = ruapi_mr_reg_dmabuf(any_fd(), &args);
	if (seed % 16 == 0)
		simbuf_move(buf);
	*handle = args.handle;
	return ret;
}

int make(unsigned int type, unsigned int seed, uint32_t *handle)
{
	const struct set *set = &shared->set;
	const uint32_t *h = set->handle;
	const int fd = any_fd();

	switch (type) {
	case RUAPI_OBJ_CONTEXT:
		return make_other_context(handle);
	case RUAPI_OBJ_PD:
		return make_pd(fd, set->driver, h[RUAPI_OBJ_CONTEXT], handle);
	case RUAPI_OBJ_MR:
		if (is_sim(set->driver) && seed % 2)
			return make_dmabuf_mr(seed / 2, handle);
		return make_mr(fd, set->driver, h[RUAPI_OBJ_PD], set->buf,
			       1 + seed % 4096, handle);
	case RUAPI_OBJ_CQ:
		return make_cq(fd, set->driver, h[RUAPI_OBJ_CONTEXT], 0,
			       user_data_of(type), handle);
	case RUAPI_OBJ_QP:
		return make_qp(fd, set->driver, h[RUAPI_OBJ_PD],
			       h[RUAPI_OBJ_CQ], user_data_of(type), handle);
	case RUAPI_OBJ_SRQ:
		return make_srq(h[RUAPI_OBJ_PD], seed, handle);
	case RUAPI_OBJ_AH:
		return make_ah(seed, handle);
	case RUAPI_OBJ_MW:
		return make_mw(seed, handle);
	case RUAPI_OBJ_XRCD:
		return make_xrcd(seed, handle);
	case RUAPI_OBJ_DM:
		return make_dm(seed, handle);
	case RUAPI_OBJ_COUNTERS:
		return make_counters(handle);
	case RUAPI_OBJ_WQ:
		return make_wq(handle);
	case RUAPI_OBJ_DRIVER_OBJECT:
		return make_driver_object(fd, set->driver,
					  h[RUAPI_OBJ_CONTEXT], h[RUAPI_OBJ_PD],
					  handle);
	case RUAPI_OBJ_FLOW_ACTION:
		return make_flow_action(handle);
	case RUAPI_OBJ_DMAH:
		return make_dmah(seed, handle);
	case RUAPI_OBJ_COMP_CNTR:
		return make_comp_cntr(handle);
	default:
		return make_cm_id(fd, 0, user_data_of(type), handle);
	}
}

/* ---- what they answer ---------------------------------------------------------------- */

static int ask_context(uint32_t handle, uint32_t *answer)
{
	struct ruapi_context_query_args args = { .handle = handle };
	const int ret = ruapi_context_query(any_fd(), &args);

	*answer = args.slot;
	return ret;
}

static int ask_qp(uint32_t handle, uint32_t *answer)
{
	struct ruapi_qp_query_args args = { .handle = handle };
	const int ret = ruapi_qp_query(any_fd(), &args);

	*answer = args.qp_num;
	return ret;
}

static int ask_mr(uint32_t handle, uint32_t *answer)
{
	struct ruapi_mr_query_args args = { .handle = handle };
	const int ret = ruapi_mr_query(any_fd(), &args);

	*answer = args.length;
	return ret;
}

static int ask_srq(uint32_t handle, uint32_t *answer)
{
	struct ruapi_srq_attr attr = {};
	struct ruapi_srq_query_args args = { .handle = handle, .attr = &attr };
	const int ret = ruapi_srq_query(any_fd(), &args);

	*answer = attr.max_wr;
	return ret;
}

static int ask_ah(uint32_t handle, uint32_t *answer)
{
	struct ruapi_ah_attr attr = {};
	struct ruapi_ah_query_args args = { .handle = handle, .attr = &attr };
	const int ret = ruapi_ah_query(any_fd(), &args);

	*answer = attr.traffic_class;
	return ret;
}

/* Lets an unbound id have a port of its own. */
static int ask_cm_id(uint32_t handle, uint32_t *answer)
{
	struct {
		uint16_t family;
		uint16_t port;
		uint8_t rest[124];
	} src = {};
	struct ruapi_cm_id_query_args args = {
		.handle = handle,
		.src = (struct sockaddr *)&src,
		.src_max = sizeof(src),
	};
	const int ret = ruapi_cm_id_query(any_fd(), &args);

	*answer = src.port;
	return ret;
}

int ask(unsigned int type, uint32_t handle, uint32_t *answer)
{
	*answer = 0;
	switch (type) {
	case RUAPI_OBJ_CONTEXT:
		return ask_context(handle, answer);
	case RUAPI_OBJ_QP:
		return ask_qp(handle, answer);
	case RUAPI_OBJ_MR:
		return ask_mr(handle, answer);
	case RUAPI_OBJ_SRQ:
		return ask_srq(handle, answer);
	case RUAPI_OBJ_AH:
		return ask_ah(handle, answer);
	case RUAPI_OBJ_CM_ID:
		return ask_cm_id(handle, answer);
	default:
		return 0;
	}
}

/* ---- other uses ------------------------------------------------------------------------ */

/* The driver may have its reasons: what counts is whether the core let it. */
static void note_use(int ret)
{
	note(ret == -EINVAL || ret == -EOPNOTSUPP ? 0 : ret);
}

static int to_state(uint32_t handle, uint32_t state)
{
	const struct ruapi_qp_attr attr = { .mask = STATE, .qp_state = state };
	struct ruapi_qp_modify_args args = {
		.uhw = uhw_room(shared->set.driver, RUAPI_OBJ_QP,
				RUAPI_QP_MODIFY),
		.handle = handle,
		.attr = &attr,
	};

	return ruapi_qp_modify(any_fd(), &args);
}

/* A target QP that others may open. */
static void target_in(uint32_t xrcd)
{
	const struct ruapi_qp_cap cap = {};
	struct ruapi_qp_create_args made = {
		.type = 10,
		.cap = &cap,
		.xrcd = xrcd,
		.user_data = user_data_of(RUAPI_OBJ_QP),
	};
	struct ruapi_qp_open_args opened = {
		.xrcd = xrcd,
		.user_data = user_data_of(RUAPI_OBJ_QP),
	};

	if (note(ruapi_qp_create(any_fd(), &made)))
		return;
	opened.qp_num = made.qp_num;
	if (!note(ruapi_qp_open(any_fd(), &opened)))
		note(destroy(any_fd(), RUAPI_OBJ_QP, opened.handle));
	note(destroy(any_fd(), RUAPI_OBJ_QP, made.handle));
}

/* siw has nobody to send to yet, and says so. */
static int ring(uint32_t handle)
{
	const int ret = ruapi_qp_doorbell(any_fd(), handle);

	return ret == -ENOTCONN ? 0 : ret;
}

static void work_with_qp(uint32_t handle, unsigned int seed)
{
	if (seed % 2)
		note_use(to_state(handle, seed / 2 % 2 ? 0 : 6));
	else
		note_use(ring(handle));
}

static void work_with_cq(uint32_t handle, unsigned int seed)
{
	struct ruapi_cq_resize_args args = {
		.uhw = uhw_room(shared->set.driver, RUAPI_OBJ_CQ,
				RUAPI_CQ_RESIZE),
		.handle = handle,
		.cqe = 1 + seed / 2 % 64,
	};

	if (seed % 2)
		note_use(ruapi_cq_resize(any_fd(), &args));
	else
		note_use(ruapi_cq_arm(any_fd(), handle, 0));
}

static int set_access(uint32_t handle, uint32_t access)
{
	struct ruapi_mr_rereg_args args = {
		.uhw = uhw_room(shared->set.driver, RUAPI_OBJ_MR,
				RUAPI_MR_REREG),
		.handle = handle,
		.access = access,
	};

	return ruapi_mr_rereg(any_fd(), &args);
}

static int set_limit(uint32_t handle)
{
	struct ruapi_srq_modify_args args = {
		.set = RUAPI_SET(RUAPI_SRQ_MODIFY_SRQ_LIMIT),
		.uhw = uhw_room(shared->set.driver, RUAPI_OBJ_SRQ,
				RUAPI_SRQ_MODIFY),
		.handle = handle,
	};

	return ruapi_srq_modify(any_fd(), &args);
}

static int set_tos(uint32_t handle, uint8_t tos)
{
	struct ruapi_cm_id_set_option_args args = {
		.set = RUAPI_SET(RUAPI_CM_ID_SET_OPTION_TOS),
		.handle = handle,
		.tos = tos,
	};

	return ruapi_cm_id_set_option(any_fd(), &args);
}

static void pd_in_context(uint32_t context)
{
	uint32_t pd;

	if (!note(make_pd(any_fd(), shared->set.driver, context, &pd)))
		note(destroy(any_fd(), RUAPI_OBJ_PD, pd));
}

/* A region of memory that others destroy. */
static void region_of(uint32_t dm)
{
	struct ruapi_mr_reg_dm_args args = {
		.pd = shared->set.handle[RUAPI_OBJ_PD],
		.dm = dm,
		.length = 1,
		.access = IB_UVERBS_ACCESS_ZERO_BASED,
	};

	if (!note(ruapi_mr_reg_dm(any_fd(), &args)))
		note(destroy(any_fd(), RUAPI_OBJ_MR, args.handle));
}

static void region_with(uint32_t dmah)
{
	const struct set *set = &shared->set;
	struct ruapi_mr_reg_args args = {
		.set = RUAPI_SET(RUAPI_MR_REG_DMAH),
		.pd = set->handle[RUAPI_OBJ_PD],
		.addr = (uintptr_t)set->buf,
		.iova = (uintptr_t)set->buf,
		.length = 1,
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE,
		.dmah = dmah,
	};

	if (!note(ruapi_mr_reg(any_fd(), &args)))
		note(destroy(any_fd(), RUAPI_OBJ_MR, args.handle));
}

static uint32_t slot_of(unsigned int type, unsigned int slot)
{
	return atomic_load(&shared->object[type][slot % SLOTS]);
}

/* A QP that others destroy is counted, or nothing is changed. */
static void count_with(uint32_t cntr, unsigned int seed)
{
	struct ruapi_comp_cntr_attach_args attach = {
		.handle = cntr,
		.qp = slot_of(RUAPI_OBJ_QP, seed / 2),
		.ops = 1 << seed % 6,
	};
	struct ruapi_comp_cntr_modify_args modify = {
		.handle = cntr,
		.op = RUAPI_COMP_CNTR_INC,
		.value = 1,
	};

	if (seed % 2 && attach.qp)
		note_use(ruapi_comp_cntr_attach(any_fd(), &attach));
	else
		note_use(ruapi_comp_cntr_modify(any_fd(), &modify));
}

static int read_counters(uint32_t handle)
{
	uint64_t value;
	struct ruapi_counters_read_args args = {
		.handle = handle,
		.values = &value,
		.values_max = 1,
	};

	return ruapi_counters_read(any_fd(), &args);
}

static int wq_to_state(uint32_t handle, uint32_t state)
{
	struct ruapi_wq_modify_args args = {
		.set = RUAPI_SET(RUAPI_WQ_MODIFY_STATE),
		.handle = handle,
		.state = state,
	};

	return ruapi_wq_modify(any_fd(), &args);
}

/* Of WQs that others destroy, some of them twice. */
static int make_table(unsigned int seed, uint32_t *handle)
{
	struct ruapi_objref wqs[4];
	struct ruapi_rwq_table_create_args args = {
		.wqs = wqs,
		.wqs_len = COUNT(wqs),
		.user_data = user_data_of(RUAPI_OBJ_RWQ_TABLE),
	};
	unsigned int i;
	int ret;

	for (i = 0; i < COUNT(wqs); i++)
		wqs[i] = (struct ruapi_objref) {
			.handle = (uint32_t)atomic_load(
				&shared->object[RUAPI_OBJ_WQ][(seed + i / 2) % SLOTS]),
			.object = RUAPI_OBJ_WQ,
		};
	ret = ruapi_rwq_table_create(any_fd(), &args);
	*handle = args.handle;
	return ret;
}

/*
 * Not in a slot: what it uses could not be destroyed, and who replaces that waits
 * until it can.
 */
static void table_of_wqs(unsigned int seed)
{
	const struct ruapi_qp_cap cap = {};
	struct ruapi_qp_create_args args = {
		.pd = shared->set.handle[RUAPI_OBJ_PD],
		.type = IB_UVERBS_QPT_UD,
		.cap = &cap,
	};
	int ret;

	if (note(make_table(seed, &args.rwq_table)))
		return;
	if (!note(ruapi_qp_create(any_fd(), &args))) {
		ret = note(destroy(any_fd(), RUAPI_OBJ_QP, args.handle));
		if (ret && ret != -ENOTTY)
			atomic_fetch_add(&shared->alien, 1);
	}
	ret = note(destroy(any_fd(), RUAPI_OBJ_RWQ_TABLE, args.rwq_table));
	if (ret && ret != -ENOTTY)
		atomic_fetch_add(&shared->alien, 1);
}

/* A flow that counts with, or is handled by, what others destroy. */
static void flow_of(uint32_t type, struct ruapi_objref ref)
{
	const struct ruapi_qp_cap cap = { .max_recv_wr = 1, .max_recv_sge = 1 };
	const bool counts = ref.object == RUAPI_OBJ_COUNTERS;
	const struct ruapi_flow_spec spec = { .type = type };
	struct ruapi_qp_create_args qp = {
		.pd = shared->set.handle[RUAPI_OBJ_PD],
		.type = IB_UVERBS_QPT_UD,
		.send_cq = shared->set.handle[RUAPI_OBJ_CQ],
		.recv_cq = shared->set.handle[RUAPI_OBJ_CQ],
		.cap = &cap,
	};
	struct ruapi_flow_create_args flow = {
		.port = 1,
		.specs = &spec,
		.specs_len = 1,
		.counters = counts ? &ref : NULL,
		.counters_len = counts,
		.actions = counts ? NULL : &ref,
		.actions_len = !counts,
	};
	int ret;

	if (note(ruapi_qp_create(any_fd(), &qp)))
		return;
	flow.qp = qp.handle;
	if (!note(ruapi_flow_create(any_fd(), &flow))) {
		ret = note(destroy(any_fd(), RUAPI_OBJ_FLOW, flow.handle));
		if (ret && ret != -ENOTTY)
			atomic_fetch_add(&shared->alien, 1);
	}
	ret = note(destroy(any_fd(), RUAPI_OBJ_QP, qp.handle));
	if (ret && ret != -ENOTTY)
		atomic_fetch_add(&shared->alien, 1);
}

static int modify_flow_action(uint32_t handle)
{
	struct ruapi_flow_action_modify_args args = {
		.handle = handle,
		.aes_gcm = &gcm,
	};

	return ruapi_flow_action_modify(any_fd(), &args);
}

void work_with(unsigned int type, uint32_t handle, unsigned int seed)
{
	switch (type) {
	case RUAPI_OBJ_CONTEXT:
		pd_in_context(handle);
		break;
	case RUAPI_OBJ_QP:
		work_with_qp(handle, seed);
		break;
	case RUAPI_OBJ_CQ:
		work_with_cq(handle, seed);
		break;
	case RUAPI_OBJ_MR:
		note_use(set_access(handle, 1 + 2 * (seed % 2)));
		break;
	case RUAPI_OBJ_SRQ:
		note_use(set_limit(handle));
		break;
	case RUAPI_OBJ_CM_ID:
		note(set_tos(handle, seed));
		break;
	case RUAPI_OBJ_DM:
		region_of(handle);
		break;
	case RUAPI_OBJ_DMAH:
		region_with(handle);
		break;
	case RUAPI_OBJ_COMP_CNTR:
		count_with(handle, seed);
		break;
	case RUAPI_OBJ_XRCD:
		target_in(handle);
		break;
	case RUAPI_OBJ_COUNTERS:
		if (seed % 2)
			note_use(read_counters(handle));
		else
			flow_of(0x1003, (struct ruapi_objref) {
				.handle = handle,
				.object = RUAPI_OBJ_COUNTERS,
			});
		break;
	case RUAPI_OBJ_FLOW_ACTION:
		if (seed % 2)
			note_use(modify_flow_action(handle));
		else
			flow_of(0x1002, (struct ruapi_objref) {
				.handle = handle,
				.object = RUAPI_OBJ_FLOW_ACTION,
			});
		break;
	case RUAPI_OBJ_WQ:
		if (seed % 4)
			note_use(wq_to_state(handle, seed % 4 - 1));
		else
			table_of_wqs(seed / 4);
		break;
	}
}

/* A QP of a PD, a CQ and an SRQ that others destroy. */
void depend(unsigned int seed)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = 1,
		.max_recv_wr = seed & 1,
		.max_send_sge = 1,
		.max_recv_sge = seed & 1,
	};
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(shared->set.driver, RUAPI_OBJ_QP,
				RUAPI_QP_CREATE),
		.pd = slot_of(RUAPI_OBJ_PD, seed / 2),
		.type = IB_UVERBS_QPT_RC,
		.send_cq = slot_of(RUAPI_OBJ_CQ, seed / 8),
		.recv_cq = slot_of(RUAPI_OBJ_CQ, seed / 32),
		.cap = &cap,
		.srq = seed & 1 ? 0 : slot_of(RUAPI_OBJ_SRQ, seed / 128),
		.user_data = user_data_of(RUAPI_OBJ_QP),
	};
	uint32_t number;
	int ret;

	if (!args.pd || !args.send_cq || !args.recv_cq)
		return;
	if (note(ruapi_qp_create(any_fd(), &args)))
		return;
	if (!note(ask_qp(args.handle, &number)) && number != args.qp_num)
		atomic_fetch_add(&shared->alien, 1);
	/* Nobody else knows it, but all that it needs must be there. */
	ret = note(destroy(any_fd(), RUAPI_OBJ_QP, args.handle));
	if (ret && ret != -ENOTTY)
		atomic_fetch_add(&shared->alien, 1);
}
