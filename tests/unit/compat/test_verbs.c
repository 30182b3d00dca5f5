// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN for all but QPs: the call it becomes, and the answer. */
#include "verbs_calls.h"

/* ---- device -------------------------------------------------------- */

static void get_context(void **state)
{
	static const char out[] = "driver's response.......";
	struct {
		struct ib_uverbs_get_context_resp core;
		char uhw[16];
	} resp = {};
	struct ib_uverbs_get_context req = { .response = (uintptr_t)&resp };
	const struct ruapi_device_attr attr = { .num_comp_vectors = 4 };
	const struct fake_call *call;

	(void)state;
	view.context = 0;
	fake_answer_buf(RUAPI_OBJ_DEVICE, RUAPI_QUERY, RUAPI_DEVICE_QUERY_ATTR,
			&attr, sizeof(attr));
	fake_answer_buf(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN,
			RUAPI_ATTR_UHW_OUT, out, 16);
	assert_int_equal(plain(IB_USER_VERBS_CMD_GET_CONTEXT, &req, sizeof(req),
			       "provider", 8, sizeof(resp)), 0);
	assert_int_equal(resp.core.num_comp_vectors, 4);
	assert_memory_equal(resp.uhw, out, 16);

	call = fake_call(1, RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE);
	assert_int_equal(fake_attr(call, FORMAT)->value,
			 RUAPI_EVENT_FORMAT_ASYNC);
	assert_true(fake_files[resp.core.async_fd].used);

	call = fake_call(-1, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN);
	assert_int_equal(call->hdr.driver_id, 16);
	fake_is_obj(call, RUAPI_CONTEXT_OPEN_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		    fake_files[resp.core.async_fd].queue);
	assert_memory_equal(fake_buf(call, RUAPI_ATTR_UHW_IN, 8), "provider",
			    8);
	assert_int_equal(fake_files[10].context > 0, 1);
}

static void get_context_fails(void **state)
{
	struct ib_uverbs_get_context_resp resp = {};
	struct ib_uverbs_get_context req = { .response = (uintptr_t)&resp };

	(void)state;
	/* A second time on the same fd. */
	assert_int_equal(PLAIN(GET_CONTEXT, req, sizeof(resp)), -EINVAL);

	view.context = 0;
	fake_fail(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, -EACCES);
	assert_int_equal(PLAIN(GET_CONTEXT, req, sizeof(resp)), -EACCES);
	for (int fd = 3; fd < 10; fd++)
		assert_false(fake_files[fd].used);
	/* Somebody was faster. */
	fake_fail(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, -EBUSY);
	assert_int_equal(PLAIN(GET_CONTEXT, req, sizeof(resp)), -EINVAL);
}

static const struct ruapi_device_attr limits = {
	.fw_ver = 0x0102030405060708,
	.node_guid = { 1, 2, 3, 4, 5, 6, 7, 8 },
	.sys_image_guid = { 8, 7, 6, 5, 4, 3, 2, 1 },
	.max_mr_size = 1ULL << 40,
	.page_size_cap = 0xfffff000,
	.device_cap_flags = 0xa123456789,
	.hca_core_clock = 77,
	.timestamp_mask = 0xffff,
	.vendor_id = 1,
	.vendor_part_id = 2,
	.hw_ver = 3,
	.max_qp = 4,
	.max_qp_wr = 5,
	.max_send_sge = 32,
	.max_recv_sge = 30,
	.max_sge_rd = 7,
	.max_cq = 8,
	.max_cqe = 9,
	.max_mr = 10,
	.max_pd = 11,
	.max_qp_rd_atom = 12,
	.max_res_rd_atom = 13,
	.max_qp_init_rd_atom = 14,
	.atomic_cap = 1,
	.max_mw = 15,
	.max_raw_ethy_qp = 16,
	.max_mcast_grp = 17,
	.max_mcast_qp_attach = 18,
	.max_total_mcast_qp_attach = 19,
	.max_ah = 20,
	.max_srq = 21,
	.max_srq_wr = 22,
	.max_srq_sge = 23,
	.max_wq_type_rq = 24,
	.raw_packet_caps = 25,
	.max_pkeys = 26,
	.local_ca_ack_delay = 27,
	.phys_port_cnt = 2,
	.odp_caps = 31,
	.odp_rc_caps = 32,
	.odp_uc_caps = 33,
	.odp_ud_caps = 34,
	.odp_xrc_caps = 35,
	.tm_max_rndv_hdr_size = 36,
	.tm_max_num_tags = 37,
	.tm_flags = 38,
	.tm_max_ops = 39,
	.tm_max_sge = 40,
	.max_cq_moderation_count = 41,
	.max_cq_moderation_period = 42,
	.max_ee = 43,
	.max_rdd = 44,
	.max_ee_rd_atom = 45,
	.max_ee_init_rd_atom = 46,
	.max_raw_ipv6_qp = 47,
};

static void check_limits(const struct ib_uverbs_query_device_resp *resp)
{
	assert_true(resp->fw_ver == limits.fw_ver);
	assert_memory_equal(&resp->node_guid, limits.node_guid, 8);
	assert_memory_equal(&resp->sys_image_guid, limits.sys_image_guid, 8);
	assert_true(resp->max_mr_size == limits.max_mr_size);
	assert_true(resp->page_size_cap == limits.page_size_cap);
	assert_int_equal(resp->device_cap_flags, 0x23456789);
	assert_int_equal(resp->vendor_id, 1);
	assert_int_equal(resp->vendor_part_id, 2);
	assert_int_equal(resp->hw_ver, 3);
	assert_int_equal(resp->max_qp, 4);
	assert_int_equal(resp->max_qp_wr, 5);
	assert_int_equal(resp->max_sge, 30);
	assert_int_equal(resp->max_sge_rd, 7);
	assert_int_equal(resp->max_cq, 8);
	assert_int_equal(resp->max_cqe, 9);
	assert_int_equal(resp->max_mr, 10);
	assert_int_equal(resp->max_pd, 11);
	assert_int_equal(resp->max_qp_rd_atom, 12);
	assert_int_equal(resp->max_res_rd_atom, 13);
	assert_int_equal(resp->max_qp_init_rd_atom, 14);
	assert_int_equal(resp->atomic_cap, 1);
	assert_int_equal(resp->max_mw, 15);
	assert_int_equal(resp->max_raw_ethy_qp, 16);
	assert_int_equal(resp->max_mcast_grp, 17);
	assert_int_equal(resp->max_mcast_qp_attach, 18);
	assert_int_equal(resp->max_total_mcast_qp_attach, 19);
	assert_int_equal(resp->max_ah, 20);
	assert_int_equal(resp->max_srq, 21);
	assert_int_equal(resp->max_srq_wr, 22);
	assert_int_equal(resp->max_srq_sge, 23);
	assert_int_equal(resp->max_ee, 43);
	assert_int_equal(resp->max_rdd, 44);
	assert_int_equal(resp->max_ee_rd_atom, 45);
	assert_int_equal(resp->max_ee_init_rd_atom, 46);
	assert_int_equal(resp->max_raw_ipv6_qp, 47);
	assert_int_equal(resp->max_pkeys, 26);
	assert_int_equal(resp->local_ca_ack_delay, 27);
	assert_int_equal(resp->phys_port_cnt, 2);
}

static void query_device(void **state)
{
	struct ib_uverbs_query_device_resp resp;
	struct ib_uverbs_query_device req = { .response = (uintptr_t)&resp };
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_DEVICE, RUAPI_QUERY, RUAPI_DEVICE_QUERY_ATTR,
			&limits, sizeof(limits));
	assert_int_equal(PLAIN(QUERY_DEVICE, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_DEVICE, RUAPI_QUERY);
	assert_int_equal(fake_attr(call, RUAPI_DEVICE_QUERY_INDEX)->value, 42);
	check_limits(&resp);
}

static void ex_query_device(void **state)
{
	struct ib_uverbs_ex_query_device_resp resp;
	struct ib_uverbs_ex_query_device req = {};
	const struct fake_call *call;
	const size_t short_resp = (uintptr_t)&resp.odp_caps - (uintptr_t)&resp;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_QUERY_LIMITS,
			RUAPI_CONTEXT_QUERY_LIMITS_ATTR, &limits,
			sizeof(limits));
	memset(&resp, 0xff, sizeof(resp));
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_QUERY_DEVICE, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 0);
	check_limits(&resp.base);
	assert_int_equal(resp.response_length, sizeof(resp));
	assert_int_equal(resp.comp_mask, 0);
	assert_true(resp.device_cap_flags_ex == limits.device_cap_flags);
	assert_true(resp.hca_core_clock == 77);
	assert_true(resp.timestamp_mask == 0xffff);
	assert_int_equal(resp.max_wq_type_rq, 24);
	assert_int_equal(resp.raw_packet_caps, 25);
	assert_true(resp.odp_caps.general_caps == 31);
	assert_int_equal(resp.odp_caps.per_transport_caps.rc_odp_caps, 32);
	assert_int_equal(resp.odp_caps.per_transport_caps.uc_odp_caps, 33);
	assert_int_equal(resp.odp_caps.per_transport_caps.ud_odp_caps, 34);
	assert_int_equal(resp.xrc_odp_caps, 35);
	assert_int_equal(resp.tm_caps.max_rndv_hdr_size, 36);
	assert_int_equal(resp.tm_caps.max_num_tags, 37);
	assert_int_equal(resp.tm_caps.flags, 38);
	assert_int_equal(resp.tm_caps.max_ops, 39);
	assert_int_equal(resp.tm_caps.max_sge, 40);
	assert_int_equal(resp.cq_moderation_caps.max_cq_moderation_count, 41);
	assert_int_equal(resp.cq_moderation_caps.max_cq_moderation_period, 42);

	/* What the driver adds goes to and fro. */
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_QUERY_DEVICE, &req,
				  sizeof(req), &req, 8, &resp, sizeof(resp), 8),
			 0);
	call = fake_call(-1, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_QUERY_LIMITS);
	assert_int_equal(fake_attr(call, RUAPI_ATTR_UHW_IN)->len, 8);
	assert_int_equal(fake_attr(call, RUAPI_ATTR_UHW_OUT)->len, 8);

	/* An older program has room for less, and nothing behind is touched. */
	memset(&resp, 0xff, sizeof(resp));
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_QUERY_DEVICE, &req,
				  sizeof(req), NULL, 0, &resp, short_resp, 0),
			 0);
	assert_int_equal(resp.response_length, short_resp);
	assert_true(resp.odp_caps.general_caps == ~0ULL);

	req.comp_mask = 1;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_QUERY_DEVICE, &req,
				  sizeof(req), NULL, 0, &resp, sizeof(resp), 0),
			 -EINVAL);
}

static void query_port(void **state)
{
	const struct ruapi_port_attr attr = {
		.port_cap_flags = 1,
		.max_msg_sz = 2,
		.bad_pkey_cntr = 3,
		.qkey_viol_cntr = 4,
		.gid_tbl_len = 5,
		.pkey_tbl_len = 6,
		.lid = 7,
		.sm_lid = 8,
		.active_speed = 256,
		.state = 4,
		.phys_state = 5,
		.max_mtu = 5,
		.active_mtu = 3,
		.active_width = 2,
		.lmc = 9,
		.max_vl_num = 10,
		.sm_sl = 11,
		.subnet_timeout = 12,
		.init_type_reply = 13,
		.link_layer = 2,
		.flags = 1,
	};
	struct ib_uverbs_query_port_resp resp;
	struct ib_uverbs_query_port req = {
		.response = (uintptr_t)&resp,
		.port_num = 2,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT,
			RUAPI_DEVICE_QUERY_PORT_ATTR, &attr, sizeof(attr));
	assert_int_equal(PLAIN(QUERY_PORT, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT);
	assert_int_equal(fake_attr(call, RUAPI_DEVICE_QUERY_PORT_PORT)->value,
			 2);
	assert_int_equal(resp.port_cap_flags, 1);
	assert_int_equal(resp.max_msg_sz, 2);
	assert_int_equal(resp.bad_pkey_cntr, 3);
	assert_int_equal(resp.qkey_viol_cntr, 4);
	assert_int_equal(resp.gid_tbl_len, 5);
	assert_int_equal(resp.pkey_tbl_len, 6);
	assert_int_equal(resp.lid, 7);
	assert_int_equal(resp.sm_lid, 8);
	assert_int_equal(resp.active_speed, 128);
	assert_int_equal(resp.state, 4);
	assert_int_equal(resp.phys_state, 5);
	assert_int_equal(resp.max_mtu, 5);
	assert_int_equal(resp.active_mtu, 3);
	assert_int_equal(resp.active_width, 2);
	assert_int_equal(resp.lmc, 9);
	assert_int_equal(resp.max_vl_num, 10);
	assert_int_equal(resp.sm_sl, 11);
	assert_int_equal(resp.subnet_timeout, 12);
	assert_int_equal(resp.init_type_reply, 13);
	assert_int_equal(resp.link_layer, 2);
	assert_int_equal(resp.flags, IB_UVERBS_QPF_GRH_REQUIRED);
}

/* ---- PD, MR -------------------------------------------------------- */

static void pd(void **state)
{
	struct ib_uverbs_alloc_pd_resp resp;
	struct ib_uverbs_alloc_pd req = { .response = (uintptr_t)&resp };
	struct ib_uverbs_dealloc_pd end;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(PLAIN(ALLOC_PD, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	fake_is_obj(call, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT, CONTEXT);
	assert_false(fake_has(call, RUAPI_ATTR_UHW_IN));
	assert_false(fake_has(call, RUAPI_ATTR_UHW_OUT));
	assert_int_equal(resp.pd_handle, 101);

	end.pd_handle = resp.pd_handle;
	assert_int_equal(PLAIN(DEALLOC_PD, end, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_PD, RUAPI_DESTROY);
	fake_is_obj(call, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_PD, 101);
	/* A call of another thread is waited for. */
	assert_int_equal(fake_attr(call, RUAPI_DESTROY_WAIT)->value, 1);

	/* Who refuses is not asked again: the module says the same of a driver's EBUSY. */
	fake_num_calls = 0;
	fake_reason = RUAPI_REASON_BUSY;
	fake_fail(RUAPI_OBJ_PD, RUAPI_DESTROY, -EBUSY);
	assert_int_equal(PLAIN(DEALLOC_PD, end, 0), -EBUSY);
	assert_int_equal(fake_num_calls, 1);
}

static void mr(void **state)
{
	struct {
		struct ib_uverbs_reg_mr_resp core;
		uint32_t stag;
	} resp;
	struct ib_uverbs_reg_mr req = {
		.response = (uintptr_t)&resp,
		.start = 0x7f0000001000,
		.length = 4096,
		.hca_va = 0x1000,
		.pd_handle = 9,
		/* Three optional bits of which we know one. */
		.access_flags = 0xf | 1 << 20 | 1 << 21 | 1 << 29,
	};
	struct ib_uverbs_dereg_mr end = { .mr_handle = 101 };
	const uint32_t stag = 0xabcd;
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_MR, RUAPI_MR_REG, RUAPI_MR_REG_LKEY, 0x11);
	fake_answer(RUAPI_OBJ_MR, RUAPI_MR_REG, RUAPI_MR_REG_RKEY, 0x22);
	fake_answer_buf(RUAPI_OBJ_MR, RUAPI_MR_REG, RUAPI_ATTR_UHW_OUT, &stag,
			sizeof(stag));
	assert_int_equal(plain(IB_USER_VERBS_CMD_REG_MR, &req, sizeof(req),
			       "\1\0\0\0\0\0\0\0", 8, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MR, RUAPI_MR_REG);
	fake_is_obj(call, RUAPI_MR_REG_PD, RUAPI_OBJ_PD, 9);
	assert_true(fake_attr(call, RUAPI_MR_REG_ADDR)->value == req.start);
	assert_true(fake_attr(call, RUAPI_MR_REG_IOVA)->value == 0x1000);
	assert_true(fake_attr(call, RUAPI_MR_REG_LENGTH)->value == 4096);
	assert_int_equal(fake_attr(call, RUAPI_MR_REG_ACCESS)->value,
			 0xf | 1 << 20);
	assert_int_equal(call->hdr.driver_id, 16);
	fake_buf(call, RUAPI_ATTR_UHW_IN, 8);
	assert_int_equal(resp.core.mr_handle, 101);
	assert_int_equal(resp.core.lkey, 0x11);
	assert_int_equal(resp.core.rkey, 0x22);
	assert_int_equal(resp.stag, stag);

	assert_int_equal(PLAIN(DEREG_MR, end, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_MR, RUAPI_DESTROY);
	fake_is_obj(call, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_MR, 101);
}

static void rereg_mr(void **state)
{
	struct ib_uverbs_rereg_mr_resp resp;
	struct ib_uverbs_rereg_mr req = {
		.response = (uintptr_t)&resp,
		.mr_handle = 7,
		.flags = 7,
		.start = 0x5000,
		.length = 4096,
		.hca_va = 0x9000,
		.pd_handle = 8,
		.access_flags = 1 | 1 << 25,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_MR, RUAPI_MR_REREG, RUAPI_MR_REREG_LKEY, 0x11);
	fake_answer(RUAPI_OBJ_MR, RUAPI_MR_REREG, RUAPI_MR_REREG_RKEY, 0x22);
	assert_int_equal(PLAIN(REREG_MR, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MR, RUAPI_MR_REREG);
	fake_is_obj(call, RUAPI_MR_REREG_HANDLE, RUAPI_OBJ_MR, 7);
	fake_is_obj(call, RUAPI_MR_REREG_PD, RUAPI_OBJ_PD, 8);
	assert_true(fake_attr(call, RUAPI_MR_REREG_ADDR)->value == 0x5000);
	assert_true(fake_attr(call, RUAPI_MR_REREG_LENGTH)->value == 4096);
	assert_true(fake_attr(call, RUAPI_MR_REREG_IOVA)->value == 0x9000);
	assert_int_equal(fake_attr(call, RUAPI_MR_REREG_ACCESS)->value, 1);
	assert_int_equal(resp.lkey, 0x11);
	assert_int_equal(resp.rkey, 0x22);

	req.flags = 2;
	assert_int_equal(PLAIN(REREG_MR, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MR, RUAPI_MR_REREG);
	assert_true(fake_has(call, RUAPI_MR_REREG_PD));
	assert_false(fake_has(call, RUAPI_MR_REREG_ADDR));
	assert_false(fake_has(call, RUAPI_MR_REREG_ACCESS));
	req.flags = 0;
	assert_int_equal(PLAIN(REREG_MR, req, sizeof(resp)), -EINVAL);
	req.flags = 8;
	assert_int_equal(PLAIN(REREG_MR, req, sizeof(resp)), -EOPNOTSUPP);
}

static void mw(void **state)
{
	struct ib_uverbs_alloc_mw_resp resp;
	struct ib_uverbs_alloc_mw req = {
		.response = (uintptr_t)&resp,
		.pd_handle = 8,
		.mw_type = 2,
	};
	struct ib_uverbs_dealloc_mw end = { .mw_handle = 101 };
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_MW, RUAPI_MW_ALLOC, RUAPI_MW_ALLOC_RKEY, 0x33);
	assert_int_equal(PLAIN(ALLOC_MW, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MW, RUAPI_MW_ALLOC);
	fake_is_obj(call, RUAPI_MW_ALLOC_PD, RUAPI_OBJ_PD, 8);
	assert_int_equal(fake_attr(call, RUAPI_MW_ALLOC_TYPE)->value, 2);
	assert_int_equal(resp.mw_handle, 101);
	assert_int_equal(resp.rkey, 0x33);
	req.mw_type = 3;
	assert_int_equal(PLAIN(ALLOC_MW, req, sizeof(resp)), -EINVAL);

	assert_int_equal(PLAIN(DEALLOC_MW, end, 0), 0);
	fake_is_obj(fake_call(-1, RUAPI_OBJ_MW, RUAPI_DESTROY),
		    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_MW, 101);
}

/* ---- CQ ------------------------------------------------------------ */

static void comp_channel(void **state)
{
	struct ib_uverbs_create_comp_channel_resp resp;
	struct ib_uverbs_create_comp_channel req = {
		.response = (uintptr_t)&resp,
	};
	const struct fake_call *call;

	(void)state;
	assert_int_equal(PLAIN(CREATE_COMP_CHANNEL, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE);
	assert_int_equal(fake_attr(call, FORMAT)->value,
			 RUAPI_EVENT_FORMAT_COMP);
	assert_true(fake_files[resp.fd].used);
}

static void create_cq(void **state)
{
	struct {
		struct ib_uverbs_create_cq_resp core;
		uint64_t mminfo[2];
	} resp;
	struct ib_uverbs_create_cq req = {
		.response = (uintptr_t)&resp,
		.user_handle = 0xdeadbeef,
		.cqe = 100,
		.comp_vector = 1,
		.comp_channel = CHANNEL,
	};
	const uint64_t mminfo[2] = { 0x1000, 0x2000 };
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_CQ_CREATE_ACTUAL_CQE,
		    127);
	fake_answer_buf(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_ATTR_UHW_OUT,
			mminfo, sizeof(mminfo));
	assert_int_equal(PLAIN(CREATE_CQ, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	fake_is_obj(call, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT, CONTEXT);
	fake_is_obj(call, RUAPI_CQ_CREATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE, 55);
	assert_int_equal(fake_attr(call, RUAPI_CQ_CREATE_CQE)->value, 100);
	assert_int_equal(fake_attr(call, RUAPI_CQ_CREATE_COMP_VECTOR)->value,
			 1);
	assert_true(fake_attr(call, RUAPI_CQ_CREATE_USER_DATA)->value ==
		    0xdeadbeef);
	assert_false(fake_has(call, RUAPI_CQ_CREATE_FLAGS));
	assert_int_equal(call->hdr.driver_id, 16);
	assert_int_equal(resp.core.cq_handle, 101);
	assert_int_equal(resp.core.cqe, 127);
	assert_memory_equal(resp.mminfo, mminfo, sizeof(mminfo));

	req.comp_channel = -1;
	assert_int_equal(PLAIN(CREATE_CQ, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	assert_false(fake_has(call, RUAPI_CQ_CREATE_QUEUE));
}

static void bad_channels(void **state)
{
	struct ib_uverbs_create_cq_resp resp;
	struct ib_uverbs_create_cq req = { .response = (uintptr_t)&resp };

	(void)state;
	/* Not open, no queue, of another namespace. */
	req.comp_channel = 30;
	assert_int_equal(PLAIN(CREATE_CQ, req, sizeof(resp)), -EBADF);
	req.comp_channel = 10;
	assert_int_equal(PLAIN(CREATE_CQ, req, sizeof(resp)), -EBADF);
	req.comp_channel = 0;
	assert_int_equal(PLAIN(CREATE_CQ, req, sizeof(resp)), -EBADF);
	fake_files[CHANNEL].ns = 6;
	req.comp_channel = CHANNEL;
	assert_int_equal(PLAIN(CREATE_CQ, req, sizeof(resp)), -EBADF);
	assert_int_equal(fake_num_calls, 0);
}

static void ex_create_cq(void **state)
{
	struct {
		struct ib_uverbs_ex_create_cq_resp core;
		uint64_t mminfo[2];
	} resp = {};
	struct ib_uverbs_ex_create_cq req = {
		.user_handle = 1,
		.cqe = 5,
		.comp_channel = -1,
		.flags = IB_UVERBS_CQ_FLAGS_IGNORE_OVERRUN,
	};
	const uint64_t mminfo[2] = { 3, 4 };
	const struct fake_call *call;

	(void)state;
	fake_answer_buf(RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_ATTR_UHW_OUT,
			mminfo, sizeof(mminfo));
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_CQ, &req,
				  sizeof(req), "12345678", 8, &resp,
				  sizeof(resp.core), sizeof(resp.mminfo)), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	assert_int_equal(fake_attr(call, RUAPI_CQ_CREATE_FLAGS)->value, 2);
	assert_memory_equal(fake_buf(call, RUAPI_ATTR_UHW_IN, 8), "12345678",
			    8);
	assert_int_equal(resp.core.base.cq_handle, 101);
	assert_int_equal(resp.core.response_length, sizeof(resp.core));
	assert_memory_equal(resp.mminfo, mminfo, sizeof(mminfo));

	req.comp_mask = 1;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_CREATE_CQ, &req,
				  sizeof(req), NULL, 0, &resp,
				  sizeof(resp.core), 0), -EINVAL);
}

static void resize_cq(void **state)
{
	struct {
		struct ib_uverbs_resize_cq_resp core;
		uint64_t mminfo[2];
	} resp = {};
	struct ib_uverbs_resize_cq req = {
		.response = (uintptr_t)&resp,
		.cq_handle = 3,
		.cqe = 500,
	};
	const uint64_t mminfo[2] = { 5, 6 };
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE, RUAPI_CQ_RESIZE_ACTUAL_CQE,
		    511);
	fake_answer_buf(RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE, RUAPI_ATTR_UHW_OUT,
			mminfo, sizeof(mminfo));
	assert_int_equal(PLAIN(RESIZE_CQ, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE);
	fake_is_obj(call, RUAPI_CQ_RESIZE_HANDLE, RUAPI_OBJ_CQ, 3);
	assert_int_equal(fake_attr(call, RUAPI_CQ_RESIZE_CQE)->value, 500);
	assert_int_equal(resp.core.cqe, 511);
	assert_memory_equal(resp.mminfo, mminfo, sizeof(mminfo));
}

static void modify_cq(void **state)
{
	struct ib_uverbs_ex_modify_cq req = {
		.cq_handle = 3,
		.attr_mask = 1,
		.attr = { .cq_count = 10, .cq_period = 20 },
	};
	const struct fake_call *call;

	(void)state;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_MODIFY_CQ, &req,
				  sizeof(req), NULL, 0, NULL, 0, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_MODIFY);
	fake_is_obj(call, RUAPI_CQ_MODIFY_HANDLE, RUAPI_OBJ_CQ, 3);
	assert_int_equal(fake_attr(call, RUAPI_CQ_MODIFY_COUNT)->value, 10);
	assert_int_equal(fake_attr(call, RUAPI_CQ_MODIFY_PERIOD)->value, 20);
	req.attr_mask = 2;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_MODIFY_CQ, &req,
				  sizeof(req), NULL, 0, NULL, 0, 0),
			 -EOPNOTSUPP);
	req.attr_mask = 0;
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_MODIFY_CQ, &req,
				  sizeof(req), NULL, 0, NULL, 0, 0), -EINVAL);
}

static void arm_cq(void **state)
{
	struct ib_uverbs_req_notify_cq req = { .cq_handle = 3 };
	const struct fake_call *call;

	(void)state;
	assert_int_equal(PLAIN(REQ_NOTIFY_CQ, req, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_ARM);
	assert_int_equal(call->fast.handle, 3);
	assert_int_equal(call->fast.arg, 0);

	req.solicited_only = 0x100;
	assert_int_equal(PLAIN(REQ_NOTIFY_CQ, req, 0), 0);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_CQ_ARM);
	assert_int_equal(call->fast.arg, 1);

	fake_fail(RUAPI_OBJ_CQ, RUAPI_CQ_ARM, -ENODEV);
	assert_int_equal(PLAIN(REQ_NOTIFY_CQ, req, 0), -EIO);
}

static void arm_cq_fast(void **state)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_req_notify_cq req;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_REQ_NOTIFY_CQ,
			.in_words = 4,
		},
		.req = {
			.cq_handle = 3,
			.solicited_only = 2,
		},
	};
	struct ruapi_fast fast;

	(void)state;
	assert_true(verbs_is_fast(&cmd, sizeof(cmd), &fast));
	assert_int_equal(fast.object, RUAPI_OBJ_CQ);
	assert_int_equal(fast.action, RUAPI_CQ_ARM);
	assert_int_equal(fast.handle, 3);
	assert_true(fast.arg == 1);
	assert_false(verbs_is_fast(&cmd, sizeof(cmd) - 1, &fast));
	cmd.hdr.in_words = 3;
	assert_false(verbs_is_fast(&cmd, sizeof(cmd), &fast));
	cmd.hdr.in_words = 4;
	cmd.hdr.command = IB_USER_VERBS_CMD_DESTROY_CQ;
	assert_false(verbs_is_fast(&cmd, sizeof(cmd), &fast));
}

static void destroy_cq(void **state)
{
	struct ib_uverbs_destroy_cq_resp resp;
	struct ib_uverbs_destroy_cq req = {
		.response = (uintptr_t)&resp,
		.cq_handle = 8,
	};
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_destroy_cq req;
	} old = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_DESTROY_CQ,
			.in_words = 4,
			.out_words = 2,
		},
		.req = req,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_CQ, RUAPI_DESTROY, RUAPI_DESTROY_EVENTS, 5);
	fake_answer(RUAPI_OBJ_CQ, RUAPI_DESTROY, RUAPI_DESTROY_ASYNC_EVENTS, 6);
	assert_int_equal(PLAIN(DESTROY_CQ, req, sizeof(resp)), 0);
	assert_int_equal(resp.comp_events_reported, 5);
	assert_int_equal(resp.async_events_reported, 6);

	/* rdma-core v18 said 16 bytes. */
	assert_int_equal(verbs_write(&view, &old, 16), 16);
	call = fake_call(-1, RUAPI_OBJ_CQ, RUAPI_DESTROY);
	fake_is_obj(call, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_CQ, 8);
}

/* ---- what is not so ------------------------------------------------ */

static void not_available(void **state)
{
	static const uint32_t commands[] = {
		IB_USER_VERBS_CMD_PEEK_CQ, IB_USER_VERBS_CMD_MODIFY_AH,
		41, 200,
	};
	uint64_t resp[32];
	uint64_t req[16] = { (uintptr_t)resp };

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		assert_int_equal(plain(commands[i], req, sizeof(req), NULL, 0,
				       sizeof(resp)), -EOPNOTSUPP);
	assert_int_equal(fake_num_calls, 0);
}

static void no_context(void **state)
{
	struct ib_uverbs_alloc_pd_resp resp;
	struct ib_uverbs_alloc_pd req = { .response = (uintptr_t)&resp };
	uint64_t ex_resp[64];
	uint64_t ex_req = 0;

	(void)state;
	view.context = 0;
	assert_int_equal(PLAIN(ALLOC_PD, req, sizeof(resp)), -EINVAL);
	assert_int_equal(extended(IB_USER_VERBS_EX_CMD_QUERY_DEVICE, &ex_req, 8,
				  NULL, 0, ex_resp, sizeof(ex_resp), 0),
			 -EINVAL);
	assert_int_equal(fake_num_calls, 0);
}

static void bad_lengths(void **state)
{
	struct ib_uverbs_query_qp_resp resp;
	struct ib_uverbs_query_qp req = { .response = (uintptr_t)&resp };
	struct {
		struct ib_uverbs_dealloc_pd core;
		uint32_t tail[3];
	} longer = { .core.pd_handle = 1 };
	struct ib_uverbs_cmd_hdr hdr = {
		.command = IB_USER_VERBS_CMD_ALLOC_PD,
		.in_words = 2,
	};

	(void)state;
	/* No room for the response, request too short, no response at all. */
	assert_int_equal(PLAIN(QUERY_QP, req, sizeof(resp) - 4), -ENOSPC);
	assert_int_equal(plain(IB_USER_VERBS_CMD_QUERY_QP, &req,
			       sizeof(req) - 4, NULL, 0, sizeof(resp)),
			 -ENOSPC);
	req.response = 0;
	assert_int_equal(PLAIN(QUERY_QP, req, sizeof(resp)), -EFAULT);

	/* A longer request is fine as long as it says nothing. */
	assert_int_equal(PLAIN(DEALLOC_PD, longer, 0), 0);
	longer.tail[2] = 1;
	assert_int_equal(PLAIN(DEALLOC_PD, longer, 0), -EOPNOTSUPP);

	/* Header only, half a header, a header that lies. */
	assert_int_equal(verbs_write(&view, &hdr, 8), -ENOSPC);
	for (size_t len = 0; len < 8; len++)
		assert_int_equal(verbs_write(&view, &hdr, len), -EINVAL);
	hdr.in_words = 3;
	assert_int_equal(verbs_write(&view, &hdr, 8), -EINVAL);
	hdr.command = 1 << 8 | IB_USER_VERBS_CMD_ALLOC_PD;
	assert_int_equal(verbs_write(&view, &hdr, 8), -EINVAL);
	hdr.command = 0x40000000;
	assert_int_equal(verbs_write(&view, &hdr, 8), -EINVAL);
}

static void bad_ex_lengths(void **state)
{
	struct ib_uverbs_ex_create_cq_resp resp;
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_ex_create_cq req;
	} good = {
		.hdr = {
			.command = EXTENDED(IB_USER_VERBS_EX_CMD_CREATE_CQ),
			.in_words = sizeof(good.req) / 8,
			.out_words = sizeof(resp) / 8,
		},
		.ex.response = (uintptr_t)&resp,
		.req.comp_channel = -1,
	}, cmd = good;

	(void)state;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), sizeof(cmd));
	assert_int_equal(verbs_write(&view, &cmd, 16), -EINVAL);
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd) - 8), -EINVAL);
	cmd.hdr.in_words--;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd) - 8), -ENOSPC);
	cmd = good;
	cmd.hdr.out_words = 1;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -ENOSPC);
	cmd = good;
	cmd.ex.cmd_hdr_reserved = 1;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
	cmd = good;
	cmd.ex.response = 0;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
	cmd.hdr.out_words = 0;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), sizeof(cmd));
	cmd = good;
	cmd.hdr.out_words = 0;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
	cmd = good;
	cmd.ex.provider_in_words = 0xffff;
	assert_int_equal(verbs_write(&view, &cmd, sizeof(cmd)), -EINVAL);
}

/* Every truncation of a plausible command must come back without reading on. */
static void random_commands(void **state)
{
	_Alignas(8) uint8_t buf[256], resp[1024];
	uint64_t pointer = (uintptr_t)resp;
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct ib_uverbs_cmd_hdr *hdr = (void *)buf;
		size_t len;

		for (size_t i = 0; i < sizeof(buf); i++) {
			seed = seed * 1103515245 + 12345;
			buf[i] = (uint8_t)(seed >> 16) & (round & 1 ? 0xff : 3);
		}
		len = buf[200] % 64 * 4;
		hdr->command = buf[201] % 64;
		hdr->in_words = (uint16_t)(len / 4);
		hdr->out_words = buf[202] % 64;
		memcpy(buf + 8, &pointer, 8);
		/* Structs of the fake need all that is required. */
		fake_num_calls = 0;
		view.context = buf[203] & 1 ? CONTEXT : 0;
		fake_files[10].context = 0;
		if (hdr->command == IB_USER_VERBS_CMD_MODIFY_QP ||
		    hdr->command == IB_USER_VERBS_CMD_CREATE_QP ||
		    hdr->command == IB_USER_VERBS_CMD_CREATE_CQ ||
		    hdr->command == IB_USER_VERBS_CMD_REG_MR ||
		    hdr->command == IB_USER_VERBS_CMD_REREG_MR)
			continue;
		verbs_write(&view, buf, len);
		for (int fd = 3; fd < 10; fd++)
			fake_files[fd].used = false;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(get_context, setup),
		cmocka_unit_test_setup(get_context_fails, setup),
		cmocka_unit_test_setup(query_device, setup),
		cmocka_unit_test_setup(ex_query_device, setup),
		cmocka_unit_test_setup(query_port, setup),
		cmocka_unit_test_setup(pd, setup),
		cmocka_unit_test_setup(mr, setup),
		cmocka_unit_test_setup(rereg_mr, setup),
		cmocka_unit_test_setup(mw, setup),
		cmocka_unit_test_setup(comp_channel, setup),
		cmocka_unit_test_setup(create_cq, setup),
		cmocka_unit_test_setup(bad_channels, setup),
		cmocka_unit_test_setup(ex_create_cq, setup),
		cmocka_unit_test_setup(resize_cq, setup),
		cmocka_unit_test_setup(modify_cq, setup),
		cmocka_unit_test_setup(arm_cq, setup),
		cmocka_unit_test_setup(arm_cq_fast, setup),
		cmocka_unit_test_setup(destroy_cq, setup),
		cmocka_unit_test_setup(not_available, setup),
		cmocka_unit_test_setup(no_context, setup),
		cmocka_unit_test_setup(bad_lengths, setup),
		cmocka_unit_test_setup(bad_ex_lengths, setup),
		cmocka_unit_test_setup(random_commands, setup),
	};

	return cmocka_run_group_tests_name("compat_verbs", tests, NULL, NULL);
}
