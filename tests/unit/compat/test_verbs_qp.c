// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN for QPs, AHs and SRQs: the call it becomes, and the answer. */
#include "verbs_calls.h"

/* ---- QP ------------------------------------------------------------ */

static const struct ib_uverbs_create_qp new_qp = {
	.user_handle = 0x1122334455667788,
	.pd_handle = 2,
	.send_cq_handle = 3,
	.recv_cq_handle = 4,
	.max_send_wr = 10,
	.max_recv_wr = 11,
	.max_send_sge = 12,
	.max_recv_sge = 13,
	.max_inline_data = 14,
	.sq_sig_all = 2,
	.qp_type = 2,
};

static const struct ruapi_qp_cap actual_cap = {
	.max_send_wr = 20,
	.max_recv_wr = 21,
	.max_send_sge = 22,
	.max_recv_sge = 23,
	.max_inline_data = 24,
};

static void check_qp_resp(const struct ib_uverbs_create_qp_resp *resp)
{
	assert_int_equal(resp->qp_handle, 101);
	assert_int_equal(resp->qpn, 0x111);
	assert_int_equal(resp->max_send_wr, 20);
	assert_int_equal(resp->max_recv_wr, 21);
	assert_int_equal(resp->max_send_sge, 22);
	assert_int_equal(resp->max_recv_sge, 23);
	assert_int_equal(resp->max_inline_data, 24);
}

static void answer_qp(void)
{
	fake_answer(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_QP_NUM,
		    0x111);
	fake_answer_buf(RUAPI_OBJ_QP, RUAPI_QP_CREATE,
			RUAPI_QP_CREATE_ACTUAL_CAP, &actual_cap,
			sizeof(actual_cap));
}

static void create_qp(void **state)
{
	struct {
		struct ib_uverbs_create_qp_resp core;
		uint64_t mminfo[4];
	} resp = {};
	struct ib_uverbs_create_qp req = new_qp;
	const uint64_t mminfo[4] = { 1, 2, 3, 4 };
	const struct ruapi_qp_cap *cap;
	const struct fake_call *call;

	(void)state;
	req.response = (uintptr_t)&resp;
	answer_qp();
	fake_answer_buf(RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_ATTR_UHW_OUT,
			mminfo, sizeof(mminfo));
	assert_int_equal(PLAIN(CREATE_QP, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	fake_is_obj(call, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, 2);
	fake_is_obj(call, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ, 3);
	fake_is_obj(call, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ, 4);
	assert_int_equal(fake_attr(call, RUAPI_QP_CREATE_TYPE)->value, 2);
	assert_int_equal(fake_attr(call, RUAPI_QP_CREATE_SIG_ALL)->value, 1);
	assert_true(fake_attr(call, RUAPI_QP_CREATE_USER_DATA)->value ==
		    new_qp.user_handle);
	assert_false(fake_has(call, RUAPI_QP_CREATE_FLAGS));
	assert_false(fake_has(call, RUAPI_QP_CREATE_SOURCE_QPN));
	cap = fake_buf(call, RUAPI_QP_CREATE_CAP, sizeof(*cap));
	assert_int_equal(cap->max_send_wr, 10);
	assert_int_equal(cap->max_recv_wr, 11);
	assert_int_equal(cap->max_send_sge, 12);
	assert_int_equal(cap->max_recv_sge, 13);
	assert_int_equal(cap->max_inline_data, 14);
	check_qp_resp(&resp.core);
	assert_memory_equal(resp.mminfo, mminfo, sizeof(mminfo));
}

static void qp_types(void **state)
{
	static const struct {
		uint8_t type;
		int ret;
	} types[] = {
		{ 0, -EINVAL }, { 1, -EINVAL }, { 2, 0 }, { 3, 0 }, { 4, 0 },
		{ 5, -EINVAL }, { 8, 0 }, { 9, 0 },
		{ 10, 0 }, { 0xff, 0 }, { 0x7f, -EINVAL },
	};
	struct ib_uverbs_create_qp_resp resp;
	struct ib_uverbs_create_qp req = new_qp;

	(void)state;
	req.response = (uintptr_t)&resp;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		req.qp_type = types[i].type;
		assert_int_equal(PLAIN(CREATE_QP, req, sizeof(resp)),
				 types[i].ret);
	}
	req.qp_type = 2;
	req.is_srq = 1;
	req.srq_handle = 77;
	assert_int_equal(PLAIN(CREATE_QP, req, sizeof(resp)), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		    RUAPI_QP_CREATE_SRQ, RUAPI_OBJ_SRQ, 77);
}

static void ex_create_qp(void **state)
{
	struct ib_uverbs_ex_create_qp_resp resp = {};
	struct ib_uverbs_ex_create_qp req = {
		.pd_handle = 2,
		.send_cq_handle = 3,
		.recv_cq_handle = 3,
		.qp_type = 4,
		.create_flags = 1 << 1 | 1 << 10,
		.source_qpn = 0xabc,
	};
	const size_t old_req = offsetof(struct ib_uverbs_ex_create_qp,
					create_flags);
	const struct fake_call *call;

	(void)state;
	answer_qp();
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_QP, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	assert_int_equal(fake_attr(call, RUAPI_QP_CREATE_FLAGS)->value, 0x402);
	assert_int_equal(fake_attr(call, RUAPI_QP_CREATE_SOURCE_QPN)->value,
			 0xabc);
	check_qp_resp(&resp.base);
	assert_int_equal(resp.response_length, sizeof(resp));

	/* An older program's struct ends before the flags. */
	assert_int_equal(old_req % 8, 4);
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_QP, &req,
				  old_req - 4, NULL, 0, &resp, sizeof(resp), 0),
			 -ENOSPC);
	req.create_flags = 0;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_QP, &req,
				  old_req + 4, NULL, 0, &resp, sizeof(resp), 0),
			 0);

	req.comp_mask = 2;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_QP, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 -EINVAL);
}

/* It receives by a table, and sends or not. */
static void qp_of_table(void **state)
{
	struct ib_uverbs_ex_create_qp_resp resp = {};
	struct ib_uverbs_ex_create_qp req = {
		.pd_handle = 2,
		.send_cq_handle = 3,
		.recv_cq_handle = 4,
		.max_send_wr = 5,
		.qp_type = 4,
		.comp_mask = IB_UVERBS_CREATE_QP_MASK_IND_TABLE,
		.rwq_ind_tbl_handle = 6,
	};
	const struct fake_call *call;

	(void)state;
	answer_qp();
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_QP, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	fake_is_obj(call, RUAPI_QP_CREATE_RWQ_TABLE, RUAPI_OBJ_RWQ_TABLE, 6);
	fake_is_obj(call, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ, 3);
	assert_false(fake_has(call, RUAPI_QP_CREATE_RECV_CQ));
	req.max_send_wr = 0;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_QP, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	assert_false(fake_has(call, RUAPI_QP_CREATE_SEND_CQ));
	req.max_recv_wr = 1;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_QP, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 -EINVAL);
}

#define EX(cmd, req, len, resp) \
	extended(IB_USER_VERBS_EX_CMD_##cmd, &(req), len, NULL, 0, &(resp), \
		 sizeof(resp), 0)

static void wq(void **state)
{
	struct ib_uverbs_ex_create_wq_resp resp = {};
	struct ib_uverbs_ex_create_wq req = {
		.user_handle = 9,
		.pd_handle = 2,
		.cq_handle = 3,
		.max_wr = 4,
		.max_sge = 5,
		.create_flags = 1,
	};
	struct ib_uverbs_ex_modify_wq modify = {
		.attr_mask = 3,
		.wq_handle = 101,
		.wq_state = 1,
	};
	struct ib_uverbs_ex_destroy_wq_resp end_resp = {};
	struct ib_uverbs_ex_destroy_wq end = { .wq_handle = 101 };
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_WQ, RUAPI_WQ_CREATE, RUAPI_WQ_CREATE_WQ_NUM, 33);
	fake_answer(RUAPI_OBJ_WQ, RUAPI_WQ_CREATE,
		    RUAPI_WQ_CREATE_ACTUAL_MAX_WR, 8);
	assert_int_equal(EX(CREATE_WQ, req, sizeof(req), resp), 0);
	assert_int_equal(resp.wq_handle, 101);
	assert_int_equal(resp.wqn, 33);
	assert_int_equal(resp.max_wr, 8);
	assert_int_equal(resp.response_length, sizeof(resp));
	call = fake_call(-1, RUAPI_OBJ_WQ, RUAPI_WQ_CREATE);
	fake_is_obj(call, RUAPI_WQ_CREATE_PD, RUAPI_OBJ_PD, 2);
	fake_is_obj(call, RUAPI_WQ_CREATE_CQ, RUAPI_OBJ_CQ, 3);
	assert_int_equal(fake_attr(call, RUAPI_WQ_CREATE_MAX_SGE)->value, 5);
	assert_int_equal(fake_attr(call, RUAPI_WQ_CREATE_FLAGS)->value, 1);
	req.create_flags = 1 << 30;
	assert_int_equal(EX(CREATE_WQ, req, sizeof(req), resp), -EOPNOTSUPP);

	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_MODIFY_WQ, &modify,
				  sizeof(modify), NULL, 0, NULL, 0, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_WQ, RUAPI_WQ_MODIFY);
	assert_int_equal(fake_attr(call, RUAPI_WQ_MODIFY_STATE)->value, 1);
	assert_int_equal(fake_attr(call, RUAPI_WQ_MODIFY_CUR_STATE)->value, 0);
	assert_false(fake_has(call, RUAPI_WQ_MODIFY_FLAGS));
	modify.attr_mask = 0;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_MODIFY_WQ, &modify,
				  sizeof(modify), NULL, 0, NULL, 0, 0),
			 -EINVAL);

	fake_answer(RUAPI_OBJ_WQ, RUAPI_DESTROY, RUAPI_DESTROY_ASYNC_EVENTS, 2);
	assert_int_equal(EX(DESTROY_WQ, end, sizeof(end), end_resp), 0);
	assert_int_equal(end_resp.events_reported, 2);
}

static void wq_table(void **state)
{
	struct ib_uverbs_ex_create_rwq_ind_table_resp resp = {};
	uint32_t req[6] = { 0, 2, 7, 8, 7, 9 };
	const struct ruapi_objref want[4] = {
		{ 7, RUAPI_OBJ_WQ }, { 8, RUAPI_OBJ_WQ },
		{ 7, RUAPI_OBJ_WQ }, { 9, RUAPI_OBJ_WQ },
	};
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_RWQ_TABLE, RUAPI_RWQ_TABLE_CREATE,
		    RUAPI_RWQ_TABLE_CREATE_TABLE_NUM, 12);
	assert_int_equal(EX(CREATE_RWQ_IND_TBL, req, sizeof(req), resp), 0);
	assert_int_equal(resp.ind_tbl_handle, 101);
	assert_int_equal(resp.ind_tbl_num, 12);
	call = fake_call(-1, RUAPI_OBJ_RWQ_TABLE, RUAPI_RWQ_TABLE_CREATE);
	assert_memory_equal(fake_buf(call, RUAPI_RWQ_TABLE_CREATE_WQS,
				     sizeof(want)), want, sizeof(want));
	assert_int_equal(EX(CREATE_RWQ_IND_TBL, req, 16, resp), -ENOSPC);
	req[1] = 1;
	assert_int_equal(EX(CREATE_RWQ_IND_TBL, req, sizeof(req), resp),
			 -EOPNOTSUPP);
	req[1] = 14;
	assert_int_equal(EX(CREATE_RWQ_IND_TBL, req, sizeof(req), resp),
			 -EINVAL);
	req[0] = 0;
	req[1] = 101;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_DESTROY_RWQ_IND_TBL,
				  req, 8, NULL, 0, NULL, 0, 0), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_RWQ_TABLE, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_RWQ_TABLE, 101);
}

/* Specifications of any length become equal ones, and handles an array. */
static void flow(void **state)
{
	struct ib_uverbs_create_flow_resp resp = {};
	struct {
		struct ib_uverbs_create_flow create;
		struct ib_uverbs_flow_spec_tcp_udp udp;
		struct ib_uverbs_flow_spec_action_tag tag;
		struct ib_uverbs_flow_spec_action_count count;
	} req = {
		.create = {
			.qp_handle = 4,
			.flow_attr = {
				.size = sizeof(req) - sizeof(req.create),
				.priority = 3,
				.num_of_specs = 3,
				.port = 1,
			},
		},
		.udp = {
			.type = 0x41,
			.size = sizeof(req.udp),
			.val.dst_port = 5,
			.mask.src_port = 6,
		},
		.tag = { .type = 0x1000, .size = sizeof(req.tag), .tag_id = 7 },
		.count = {
			.type = 0x1003,
			.size = sizeof(req.count),
			.handle = 8,
		},
	};
	const struct ruapi_objref counters = { 8, RUAPI_OBJ_COUNTERS };
	const struct ruapi_flow_spec *specs;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(EX(CREATE_FLOW, req, sizeof(req), resp), 0);
	assert_int_equal(resp.flow_handle, 101);
	call = fake_call(-1, RUAPI_OBJ_FLOW, RUAPI_FLOW_CREATE);
	fake_is_obj(call, RUAPI_FLOW_CREATE_QP, RUAPI_OBJ_QP, 4);
	assert_int_equal(fake_attr(call, RUAPI_FLOW_CREATE_PRIORITY)->value, 3);
	specs = fake_buf(call, RUAPI_FLOW_CREATE_SPECS, 3 * sizeof(*specs));
	assert_int_equal(specs[0].type, 0x41);
	assert_memory_equal(specs[0].value, &req.udp.val, sizeof(req.udp.val));
	assert_memory_equal(specs[0].mask, &req.udp.mask, sizeof(req.udp.mask));
	assert_int_equal(specs[1].tag, 7);
	assert_int_equal(specs[2].type, 0x1003);
	assert_int_equal(specs[2].index, 0);
	assert_memory_equal(fake_buf(call, RUAPI_FLOW_CREATE_COUNTERS,
				     sizeof(counters)), &counters,
			    sizeof(counters));
	/* Longer than it says, and shorter. */
	req.create.flow_attr.num_of_specs = 2;
	assert_int_equal(EX(CREATE_FLOW, req, sizeof(req), resp), -EINVAL);
	req.create.flow_attr.num_of_specs = 4;
	assert_int_equal(EX(CREATE_FLOW, req, sizeof(req), resp), -EINVAL);
	req.create.flow_attr.num_of_specs = 3;
	req.udp.size = 12;
	assert_int_equal(EX(CREATE_FLOW, req, sizeof(req), resp), -EINVAL);
	assert_int_equal(EX(CREATE_FLOW, req, sizeof(req) - 8, resp), -ENOSPC);
}

static const struct ib_uverbs_modify_qp new_attr = {
	.dest = {
		.dgid = "0123456789abcde",
		.flow_label = 1,
		.dlid = 2,
		.sgid_index = 3,
		.hop_limit = 4,
		.traffic_class = 5,
		.sl = 6,
		.src_path_bits = 7,
		.static_rate = 8,
		.is_global = 1,
		.port_num = 9,
	},
	.alt_dest = {
		.dlid = 10,
		.port_num = 11,
	},
	.qp_handle = 12,
	.attr_mask = 0x1fffff,
	.qkey = 13,
	.rq_psn = 14,
	.sq_psn = 15,
	.dest_qp_num = 16,
	.qp_access_flags = 17,
	.pkey_index = 18,
	.alt_pkey_index = 19,
	.qp_state = 2,
	.cur_qp_state = 1,
	.path_mtu = 3,
	.path_mig_state = 4,
	.en_sqd_async_notify = 1,
	.max_rd_atomic = 20,
	.max_dest_rd_atomic = 21,
	.min_rnr_timer = 22,
	.port_num = 23,
	.timeout = 24,
	.retry_cnt = 25,
	.rnr_retry = 26,
	.alt_port_num = 27,
	.alt_timeout = 28,
};

static void check_modify(const struct ruapi_qp_attr *attr)
{
	assert_int_equal(attr->mask, 0x1fffff);
	assert_int_equal(attr->qp_state, 2);
	assert_int_equal(attr->cur_qp_state, 1);
	assert_int_equal(attr->path_mtu, 3);
	assert_int_equal(attr->path_mig_state, 4);
	assert_int_equal(attr->qkey, 13);
	assert_int_equal(attr->rq_psn, 14);
	assert_int_equal(attr->sq_psn, 15);
	assert_int_equal(attr->dest_qp_num, 16);
	assert_int_equal(attr->qp_access_flags, 17);
	assert_memory_equal(attr->ah.dgid, "0123456789abcde", 16);
	assert_int_equal(attr->ah.flow_label, 1);
	assert_int_equal(attr->ah.dlid, 2);
	assert_int_equal(attr->ah.sgid_index, 3);
	assert_int_equal(attr->ah.hop_limit, 4);
	assert_int_equal(attr->ah.traffic_class, 5);
	assert_int_equal(attr->ah.sl, 6);
	assert_int_equal(attr->ah.src_path_bits, 7);
	assert_int_equal(attr->ah.static_rate, 8);
	assert_int_equal(attr->ah.is_global, 1);
	assert_int_equal(attr->ah.port_num, 9);
	assert_int_equal(attr->alt_ah.dlid, 10);
	assert_int_equal(attr->alt_ah.is_global, 0);
	assert_int_equal(attr->alt_ah.port_num, 11);
	assert_int_equal(attr->pkey_index, 18);
	assert_int_equal(attr->alt_pkey_index, 19);
	assert_int_equal(attr->en_sqd_async_notify, 1);
	assert_int_equal(attr->max_rd_atomic, 20);
	assert_int_equal(attr->max_dest_rd_atomic, 21);
	assert_int_equal(attr->min_rnr_timer, 22);
	assert_int_equal(attr->port_num, 23);
	assert_int_equal(attr->timeout, 24);
	assert_int_equal(attr->retry_cnt, 25);
	assert_int_equal(attr->rnr_retry, 26);
	assert_int_equal(attr->alt_port_num, 27);
	assert_int_equal(attr->alt_timeout, 28);
}

static void modify_qp(void **state)
{
	struct ib_uverbs_modify_qp req = new_attr;
	const struct ruapi_qp_attr *attr;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(PLAIN(MODIFY_QP, req, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	fake_is_obj(call, RUAPI_QP_MODIFY_HANDLE, RUAPI_OBJ_QP, 12);
	attr = fake_buf(call, RUAPI_QP_MODIFY_ATTR, sizeof(*attr));
	check_modify(attr);
	assert_int_equal(attr->rate_limit, 0);

	req.attr_mask |= 1 << 25;
	assert_int_equal(PLAIN(MODIFY_QP, req, 0), -EOPNOTSUPP);
}

static void ex_modify_qp(void **state)
{
	struct ib_uverbs_ex_modify_qp req = {
		.base = new_attr,
		.rate_limit = 100,
	};
	struct ib_uverbs_ex_modify_qp_resp resp = {};
	const struct ruapi_qp_attr *attr;
	const struct fake_call *call;

	(void)state;
	req.base.attr_mask = 1 << 25;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_MODIFY_QP, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	attr = fake_buf(call, RUAPI_QP_MODIFY_ATTR, sizeof(*attr));
	assert_int_equal(attr->rate_limit, 100);
	assert_int_equal(resp.response_length, sizeof(resp));

	req.base.attr_mask = 1 << 21;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_MODIFY_QP, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 -EOPNOTSUPP);
}

static void query_qp(void **state)
{
	const struct ruapi_qp_attr attr = {
		.qp_state = 3,
		.cur_qp_state = 2,
		.path_mtu = 4,
		.path_mig_state = 1,
		.qkey = 5,
		.rq_psn = 6,
		.sq_psn = 7,
		.dest_qp_num = 8,
		.qp_access_flags = 9,
		.ah = {
			.dgid = "0123456789abcde",
			.flow_label = 1,
			.sgid_index = 2,
			.hop_limit = 3,
			.traffic_class = 4,
			.is_global = 1,
			.port_num = 1,
		},
		.alt_ah = {
			.dgid = "not global",
			.dlid = 5,
		},
		.cap = actual_cap,
		.pkey_index = 10,
		.alt_pkey_index = 11,
		.sq_draining = 1,
		.max_rd_atomic = 12,
		.max_dest_rd_atomic = 13,
		.min_rnr_timer = 14,
		.port_num = 15,
		.timeout = 16,
		.retry_cnt = 17,
		.rnr_retry = 18,
		.alt_port_num = 19,
		.alt_timeout = 20,
	};
	struct ib_uverbs_query_qp_resp resp;
	struct ib_uverbs_query_qp req = {
		.response = (uintptr_t)&resp,
		.qp_handle = 6,
		.attr_mask = 0xffffffff,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_QP, RUAPI_QUERY, RUAPI_QP_QUERY_ATTR, &attr,
			sizeof(attr));
	fake_answer(RUAPI_OBJ_QP, RUAPI_QUERY, RUAPI_QP_QUERY_SIG_ALL, 1);
	assert_int_equal(PLAIN(QUERY_QP, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QUERY);
	fake_is_obj(call, RUAPI_QP_QUERY_HANDLE, RUAPI_OBJ_QP, 6);
	assert_int_equal(resp.qp_state, 3);
	assert_int_equal(resp.cur_qp_state, 2);
	assert_int_equal(resp.path_mtu, 4);
	assert_int_equal(resp.path_mig_state, 1);
	assert_int_equal(resp.qkey, 5);
	assert_int_equal(resp.rq_psn, 6);
	assert_int_equal(resp.sq_psn, 7);
	assert_int_equal(resp.dest_qp_num, 8);
	assert_int_equal(resp.qp_access_flags, 9);
	assert_memory_equal(resp.dest.dgid, "0123456789abcde", 16);
	assert_int_equal(resp.dest.flow_label, 1);
	assert_int_equal(resp.dest.sgid_index, 2);
	assert_int_equal(resp.dest.hop_limit, 3);
	assert_int_equal(resp.dest.traffic_class, 4);
	assert_int_equal(resp.dest.port_num, 1);
	assert_int_equal(resp.alt_dest.dgid[0], 0);
	assert_int_equal(resp.alt_dest.dlid, 5);
	assert_int_equal(resp.max_send_wr, 20);
	assert_int_equal(resp.max_inline_data, 24);
	assert_int_equal(resp.pkey_index, 10);
	assert_int_equal(resp.alt_pkey_index, 11);
	assert_int_equal(resp.sq_draining, 1);
	assert_int_equal(resp.max_rd_atomic, 12);
	assert_int_equal(resp.max_dest_rd_atomic, 13);
	assert_int_equal(resp.min_rnr_timer, 14);
	assert_int_equal(resp.port_num, 15);
	assert_int_equal(resp.timeout, 16);
	assert_int_equal(resp.retry_cnt, 17);
	assert_int_equal(resp.rnr_retry, 18);
	assert_int_equal(resp.alt_port_num, 19);
	assert_int_equal(resp.alt_timeout, 20);
	assert_int_equal(resp.sq_sig_all, 1);
}

static void destroy_qp(void **state)
{
	struct ib_uverbs_destroy_qp_resp resp;
	struct ib_uverbs_destroy_qp req = {
		.response = (uintptr_t)&resp,
		.qp_handle = 8,
	};

	(void)state;
	fake_answer(RUAPI_OBJ_QP, RUAPI_DESTROY, RUAPI_DESTROY_ASYNC_EVENTS, 7);
	assert_int_equal(PLAIN(DESTROY_QP, req, sizeof(resp)), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_QP, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_QP, 8);
	assert_int_equal(resp.events_reported, 7);
}

static void doorbell(void **state)
{
	struct ib_uverbs_post_send_resp resp;
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_post_send req;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POST_SEND,
			.in_words = 8,
			.out_words = 1,
		},
		.req = {
			.response = (uintptr_t)&resp,
			.qp_handle = 6,
			.wqe_size = 128,
		},
	};
	struct ruapi_fast fast;

	(void)state;
	assert_int_equal(sizeof(cmd), 32);
	assert_true(verbs_is_fast(&cmd, sizeof(cmd), &fast));
	assert_int_equal(fast.object, RUAPI_OBJ_QP);
	assert_int_equal(fast.action, RUAPI_QP_DOORBELL);
	assert_int_equal(fast.handle, 6);
	assert_true(fast.arg == 0);
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), 32);
	assert_int_equal(fake_call(-1, RUAPI_OBJ_QP,
				   RUAPI_QP_DOORBELL)->fast.handle, 6);

	assert_false(verbs_is_fast(&cmd, 31, &fast));
	cmd.req.wr_count = 1;
	assert_false(verbs_is_fast(&cmd, sizeof(cmd), &fast));
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -ENOSPC);
	cmd.req.wr_count = 0;
	cmd.req.wqe_size = 1;
	assert_false(verbs_is_fast(&cmd, sizeof(cmd), &fast));
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
	cmd.req.wqe_size = 128;
	cmd.hdr.in_words = 7;
	assert_false(verbs_is_fast(&cmd, sizeof(cmd), &fast));
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
}

/* ---- posts and polls ----------------------------------------------------- */

static void post_send(void **state)
{
	struct ib_uverbs_post_send_resp resp = {};
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_post_send req;
		struct ib_uverbs_send_wr wrs[2];
		struct ib_uverbs_sge sges[3];
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POST_SEND,
			.in_words = sizeof(cmd) / 4,
			.out_words = 1,
		},
		.req = {
			.response = (uintptr_t)&resp,
			.qp_handle = 6,
			.wr_count = 2,
			.sge_count = 3,
			.wqe_size = sizeof(cmd.wrs[0]),
		},
		.wrs = {
			{
				.wr_id = 11,
				.opcode = IB_UVERBS_WR_ATOMIC_CMP_AND_SWP,
				.send_flags = 0xfffffff2,
				.num_sge = 2,
				.wr.atomic = {
					.remote_addr = 1ull << 40,
					.compare_add = 3,
					.swap = 4,
					.rkey = 5,
				},
			}, {
				.wr_id = 12,
				.opcode = IB_UVERBS_WR_RDMA_WRITE_WITH_IMM,
				.ex.imm_data = 77,
				.wr.rdma = { .remote_addr = 8, .rkey = 9 },
			},
		},
		.sges = { { 100, 10, 1 }, { 200, 20, 2 } },
	};
	const struct fake_call *call;
	const struct ruapi_send_wr *wrs;

	(void)state;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), sizeof(cmd));
	assert_int_equal(fake_num_calls, 1);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_POST_SEND);
	fake_is_obj(call, RUAPI_QP_POST_SEND_HANDLE, RUAPI_OBJ_QP, 6);
	assert_false(fake_has(call, RUAPI_QP_POST_SEND_AHS));
	wrs = fake_buf(call, RUAPI_QP_POST_SEND_WRS, 2 * sizeof(*wrs));
	assert_true(wrs[0].wr_id == 11 && wrs[0].opcode == 5 &&
		    wrs[0].flags == 0x12 && wrs[0].num_sge == 2 &&
		    wrs[0].remote_addr == 1ull << 40 &&
		    wrs[0].compare_add == 3 && wrs[0].swap == 4 &&
		    wrs[0].rkey == 5);
	assert_true(wrs[1].wr_id == 12 && wrs[1].imm_data == 77 &&
		    wrs[1].remote_addr == 8 && wrs[1].rkey == 9 &&
		    !wrs[1].num_sge);
	/* Of the entries those that are taken. */
	assert_memory_equal(fake_buf(call, RUAPI_QP_POST_SEND_SGES, 32),
			    cmd.sges, 32);
	assert_int_equal(resp.bad_wr, 0);

	/* Some were posted, and then one was refused. */
	fake_answer(RUAPI_OBJ_QP, RUAPI_QP_POST_SEND,
		    RUAPI_QP_POST_SEND_BAD_WR, 1);
	fake_answer(RUAPI_OBJ_QP, RUAPI_QP_POST_SEND,
		    RUAPI_QP_POST_SEND_BAD_ERRNO, ENOMEM);
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -ENOMEM);
	assert_int_equal(resp.bad_wr, 2);
	fake_fail(RUAPI_OBJ_QP, RUAPI_QP_POST_SEND, -EINVAL);
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
	assert_int_equal(resp.bad_wr, 1);
}

static void poll_cq(void **state)
{
	static const struct ruapi_wc wcs[2] = {
		{ .wr_id = 1, .qp_num = 3 }, { .wr_id = 2, .slid = 5 },
	};
	struct {
		struct ib_uverbs_poll_cq_resp resp;
		struct ib_uverbs_wc wc[4];
	} out = {};
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_poll_cq req;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POLL_CQ,
			.in_words = sizeof(cmd) / 4,
			.out_words = sizeof(out) / 4,
		},
		.req = {
			.response = (uintptr_t)&out,
			.cq_handle = 9,
			.ne = 4,
		},
	};

	(void)state;
	fake_answer_buf(RUAPI_OBJ_CQ, RUAPI_CQ_POLL, RUAPI_CQ_POLL_WCS, wcs,
			sizeof(wcs));
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), sizeof(cmd));
	assert_int_equal(fake_num_calls, 1);
	assert_int_equal(out.resp.count, 2);
	assert_true(out.wc[0].wr_id == 1 && out.wc[0].qp_num == 3 &&
		    out.wc[1].wr_id == 2 && out.wc[1].slid == 5);
}

/* ---- AH, multicast, SRQ ------------------------------------------------ */

static void ah(void **state)
{
	struct {
		struct ib_uverbs_create_ah_resp core;
		uint32_t number;
	} resp = {};
	struct ib_uverbs_create_ah req = {
		.response = (uintptr_t)&resp,
		.user_handle = 0xabc,
		.pd_handle = 8,
		.attr = {
			.grh = {
				.dgid = "0123456789abcde",
				.flow_label = 1,
				.sgid_index = 2,
				.hop_limit = 3,
				.traffic_class = 4,
			},
			.dlid = 5,
			.sl = 6,
			.src_path_bits = 7,
			.static_rate = 8,
			.is_global = 1,
			.port_num = 9,
		},
	};
	struct ib_uverbs_destroy_ah end = { .ah_handle = 101 };
	const uint32_t number = 55;
	const struct ruapi_ah_attr *attr;
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_AH, RUAPI_AH_CREATE, RUAPI_ATTR_UHW_OUT,
			&number, sizeof(number));
	assert_int_equal(PLAIN(CREATE_AH, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_AH, RUAPI_AH_CREATE);
	fake_is_obj(call, RUAPI_AH_CREATE_PD, RUAPI_OBJ_PD, 8);
	attr = fake_buf(call, RUAPI_AH_CREATE_ATTR, sizeof(*attr));
	assert_memory_equal(attr->dgid, "0123456789abcde", 16);
	assert_int_equal(attr->flow_label, 1);
	assert_int_equal(attr->sgid_index, 2);
	assert_int_equal(attr->hop_limit, 3);
	assert_int_equal(attr->traffic_class, 4);
	assert_int_equal(attr->dlid, 5);
	assert_int_equal(attr->sl, 6);
	assert_int_equal(attr->src_path_bits, 7);
	assert_int_equal(attr->static_rate, 8);
	assert_int_equal(attr->is_global, 1);
	assert_int_equal(attr->port_num, 9);
	assert_int_equal(resp.core.ah_handle, 101);
	assert_int_equal(resp.number, 55);

	assert_int_equal(PLAIN(DESTROY_AH, end, 0), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_AH, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_AH, 101);
}

static void mcast(void **state)
{
	struct ib_uverbs_attach_mcast req = {
		.gid = "0123456789abcde",
		.qp_handle = 6,
		.mlid = 0xc001,
	};
	const struct fake_call *call;

	(void)state;
	assert_int_equal(PLAIN(ATTACH_MCAST, req, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_ATTACH_MCAST);
	fake_is_obj(call, RUAPI_QP_ATTACH_MCAST_HANDLE, RUAPI_OBJ_QP, 6);
	assert_memory_equal(fake_buf(call, RUAPI_QP_ATTACH_MCAST_GID, 16),
			    req.gid, 16);
	assert_int_equal(fake_attr(call, RUAPI_QP_ATTACH_MCAST_LID)->value,
			 0xc001);

	assert_int_equal(PLAIN(DETACH_MCAST, req, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_DETACH_MCAST);
	fake_is_obj(call, RUAPI_QP_DETACH_MCAST_HANDLE, RUAPI_OBJ_QP, 6);
	assert_memory_equal(fake_buf(call, RUAPI_QP_DETACH_MCAST_GID, 16),
			    req.gid, 16);
	assert_int_equal(fake_attr(call, RUAPI_QP_DETACH_MCAST_LID)->value,
			 0xc001);
}

static void create_srq(void **state)
{
	const struct ruapi_srq_attr actual = { .max_wr = 127, .max_sge = 4 };
	struct ib_uverbs_create_srq_resp resp = {};
	struct ib_uverbs_create_srq req = {
		.response = (uintptr_t)&resp,
		.user_handle = 0xabc,
		.pd_handle = 8,
		.max_wr = 100,
		.max_sge = 3,
		.srq_limit = 5,
	};
	struct ib_uverbs_create_xsrq xreq = {
		.response = (uintptr_t)&resp,
		.pd_handle = 9,
		.max_wr = 10,
	};
	const struct ruapi_srq_attr *attr;
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE,
			RUAPI_SRQ_CREATE_ACTUAL_ATTR, &actual, sizeof(actual));
	assert_int_equal(PLAIN(CREATE_SRQ, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE);
	fake_is_obj(call, RUAPI_SRQ_CREATE_PD, RUAPI_OBJ_PD, 8);
	assert_true(fake_attr(call, RUAPI_SRQ_CREATE_USER_DATA)->value ==
		    0xabc);
	attr = fake_buf(call, RUAPI_SRQ_CREATE_ATTR, sizeof(*attr));
	assert_int_equal(attr->max_wr, 100);
	assert_int_equal(attr->max_sge, 3);
	assert_int_equal(attr->srq_limit, 5);
	assert_int_equal(resp.srq_handle, 101);
	assert_int_equal(resp.max_wr, 127);
	assert_int_equal(resp.max_sge, 4);

	assert_int_equal(PLAIN(CREATE_XSRQ, xreq, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE);
	fake_is_obj(call, RUAPI_SRQ_CREATE_PD, RUAPI_OBJ_PD, 9);
	xreq.srq_type = 3;
	assert_int_equal(PLAIN(CREATE_XSRQ, xreq, sizeof(resp)), -EOPNOTSUPP);
}

static void xsrq(void **state)
{
	struct ib_uverbs_create_srq_resp resp = {};
	struct ib_uverbs_create_xsrq req = {
		.response = (uintptr_t)&resp,
		.srq_type = 1,
		.pd_handle = 9,
		.max_wr = 10,
		.max_num_tags = 12,
		.xrcd_handle = 13,
		.cq_handle = 14,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, RUAPI_SRQ_CREATE_SRQ_NUM,
		    0x77);
	assert_int_equal(PLAIN(CREATE_XSRQ, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE);
	assert_int_equal(fake_attr(call, RUAPI_SRQ_CREATE_TYPE)->value, 1);
	fake_is_obj(call, RUAPI_SRQ_CREATE_PD, RUAPI_OBJ_PD, 9);
	fake_is_obj(call, RUAPI_SRQ_CREATE_XRCD, RUAPI_OBJ_XRCD, 13);
	fake_is_obj(call, RUAPI_SRQ_CREATE_CQ, RUAPI_OBJ_CQ, 14);
	assert_false(fake_has(call, RUAPI_SRQ_CREATE_MAX_NUM_TAGS));
	assert_int_equal(resp.srqn, 0x77);

	req.srq_type = 2;
	assert_int_equal(PLAIN(CREATE_XSRQ, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE);
	fake_is_obj(call, RUAPI_SRQ_CREATE_CQ, RUAPI_OBJ_CQ, 14);
	assert_false(fake_has(call, RUAPI_SRQ_CREATE_XRCD));
	assert_int_equal(fake_attr(call, RUAPI_SRQ_CREATE_MAX_NUM_TAGS)->value,
			 12);
}

static void xrcd(void **state)
{
	struct ib_uverbs_open_xrcd_resp resp;
	struct ib_uverbs_open_xrcd req = {
		.response = (uintptr_t)&resp,
		.fd = 4,
		.oflags = O_CREAT | O_EXCL | O_RDWR,
	};
	struct ib_uverbs_close_xrcd end = { .xrcd_handle = 101 };
	const struct fake_call *call;

	(void)state;
	assert_int_equal(PLAIN(OPEN_XRCD, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_XRCD, RUAPI_XRCD_OPEN);
	fake_is_obj(call, RUAPI_XRCD_OPEN_CONTEXT, RUAPI_OBJ_CONTEXT, CONTEXT);
	assert_int_equal(fake_attr(call, RUAPI_XRCD_OPEN_FD)->fd, 4);
	assert_int_equal(fake_attr(call, RUAPI_XRCD_OPEN_FLAGS)->value,
			 RUAPI_XRCD_F_CREATE | RUAPI_XRCD_F_EXCL);
	assert_int_equal(resp.xrcd_handle, 101);

	req.fd = (uint32_t)-1;
	req.oflags = 0;
	assert_int_equal(PLAIN(OPEN_XRCD, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_XRCD, RUAPI_XRCD_OPEN);
	assert_false(fake_has(call, RUAPI_XRCD_OPEN_FD));
	assert_int_equal(fake_attr(call, RUAPI_XRCD_OPEN_FLAGS)->value, 0);

	assert_int_equal(PLAIN(CLOSE_XRCD, end, 0), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_XRCD, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_XRCD, 101);
}

static void xrc_qps(void **state)
{
	struct ib_uverbs_create_qp_resp resp;
	struct ib_uverbs_create_qp req = {
		.response = (uintptr_t)&resp,
		.pd_handle = 8,
		.send_cq_handle = 9,
		.recv_cq_handle = 10,
		.srq_handle = 11,
		.max_send_wr = 5,
		.max_recv_wr = 6,
		.qp_type = 9,
		.is_srq = 1,
	};
	struct ib_uverbs_open_qp open = {
		.response = (uintptr_t)&resp,
		.user_handle = 0xabc,
		.pd_handle = 8,
		.qpn = 0x123456,
		.qp_type = 10,
	};
	const struct ruapi_qp_cap *cap;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(PLAIN(CREATE_QP, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	fake_is_obj(call, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, 8);
	fake_is_obj(call, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ, 9);
	assert_false(fake_has(call, RUAPI_QP_CREATE_RECV_CQ));
	assert_false(fake_has(call, RUAPI_QP_CREATE_SRQ));
	cap = fake_buf(call, RUAPI_QP_CREATE_CAP, sizeof(*cap));
	assert_int_equal(cap->max_send_wr, 5);
	assert_int_equal(cap->max_recv_wr, 0);

	req.qp_type = 10;
	assert_int_equal(PLAIN(CREATE_QP, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	fake_is_obj(call, RUAPI_QP_CREATE_XRCD, RUAPI_OBJ_XRCD, 8);
	assert_false(fake_has(call, RUAPI_QP_CREATE_PD));
	assert_false(fake_has(call, RUAPI_QP_CREATE_SEND_CQ));
	assert_false(fake_has(call, RUAPI_QP_CREATE_SRQ));

	assert_int_equal(PLAIN(OPEN_QP, open, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_OPEN);
	fake_is_obj(call, RUAPI_QP_OPEN_XRCD, RUAPI_OBJ_XRCD, 8);
	assert_int_equal(fake_attr(call, RUAPI_QP_OPEN_QP_NUM)->value,
			 0x123456);
	assert_int_equal(fake_attr(call, RUAPI_QP_OPEN_USER_DATA)->value,
			 0xabc);
	assert_int_equal(resp.qp_handle, 103);
	assert_int_equal(resp.qpn, 0x123456);
	open.qp_type = 2;
	assert_int_equal(PLAIN(OPEN_QP, open, sizeof(resp)), -EINVAL);
}

static void srq(void **state)
{
	const struct ruapi_srq_attr attr = {
		.max_wr = 1,
		.max_sge = 2,
		.srq_limit = 3,
	};
	struct ib_uverbs_query_srq_resp resp;
	struct ib_uverbs_query_srq query = {
		.response = (uintptr_t)&resp,
		.srq_handle = 7,
	};
	struct ib_uverbs_modify_srq modify = {
		.srq_handle = 7,
		.attr_mask = 2,
		.max_wr = 10,
		.srq_limit = 11,
	};
	struct ib_uverbs_destroy_srq_resp end_resp;
	struct ib_uverbs_destroy_srq end = {
		.response = (uintptr_t)&end_resp,
		.srq_handle = 7,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_SRQ, RUAPI_QUERY, RUAPI_SRQ_QUERY_ATTR, &attr,
			sizeof(attr));
	assert_int_equal(PLAIN(QUERY_SRQ, query, sizeof(resp)), 0);
	assert_int_equal(resp.max_wr, 1);
	assert_int_equal(resp.max_sge, 2);
	assert_int_equal(resp.srq_limit, 3);

	assert_int_equal(PLAIN(MODIFY_SRQ, modify, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_SRQ, RUAPI_SRQ_MODIFY);
	assert_false(fake_has(call, RUAPI_SRQ_MODIFY_MAX_WR));
	assert_int_equal(fake_attr(call, RUAPI_SRQ_MODIFY_SRQ_LIMIT)->value,
			 11);
	modify.attr_mask = 1;
	assert_int_equal(plain(IB_USER_VERBS_CMD_MODIFY_SRQ, &modify,
			       sizeof(modify), "mmapinfo", 8, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_SRQ, RUAPI_SRQ_MODIFY);
	assert_int_equal(fake_attr(call, RUAPI_SRQ_MODIFY_MAX_WR)->value, 10);
	assert_false(fake_has(call, RUAPI_SRQ_MODIFY_SRQ_LIMIT));
	assert_memory_equal(fake_buf(call, RUAPI_ATTR_UHW_IN, 8), "mmapinfo",
			    8);

	fake_answer(RUAPI_OBJ_SRQ, RUAPI_DESTROY, RUAPI_DESTROY_ASYNC_EVENTS,
		    2);
	assert_int_equal(PLAIN(DESTROY_SRQ, end, sizeof(end_resp)), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_SRQ, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_SRQ, 7);
	assert_int_equal(end_resp.events_reported, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(create_qp, setup),
		cmocka_unit_test_setup(qp_types, setup),
		cmocka_unit_test_setup(ex_create_qp, setup),
		cmocka_unit_test_setup(qp_of_table, setup),
		cmocka_unit_test_setup(wq, setup),
		cmocka_unit_test_setup(wq_table, setup),
		cmocka_unit_test_setup(flow, setup),
		cmocka_unit_test_setup(modify_qp, setup),
		cmocka_unit_test_setup(ex_modify_qp, setup),
		cmocka_unit_test_setup(query_qp, setup),
		cmocka_unit_test_setup(destroy_qp, setup),
		cmocka_unit_test_setup(doorbell, setup),
		cmocka_unit_test_setup(post_send, setup),
		cmocka_unit_test_setup(poll_cq, setup),
		cmocka_unit_test_setup(ah, setup),
		cmocka_unit_test_setup(mcast, setup),
		cmocka_unit_test_setup(create_srq, setup),
		cmocka_unit_test_setup(xsrq, setup),
		cmocka_unit_test_setup(xrcd, setup),
		cmocka_unit_test_setup(xrc_qps, setup),
		cmocka_unit_test_setup(srq, setup),
	};

	return cmocka_run_group_tests_name("compat_verbs_qp", tests, NULL, NULL);
}
