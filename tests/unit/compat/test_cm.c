// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of rdma_cm for ids and connections: the call it becomes, and the answer. */
#include "cm_calls.h"

/* ---- ids ----------------------------------------------------------- */

static void create_id(void **state)
{
	struct rdma_ucm_create_id_resp resp;
	struct rdma_ucm_create_id req = {
		.uid = 0x123456789abc,
		.response = (uintptr_t)&resp,
		.ps = RDMA_PS_TCP,
		.qp_type = 2,
	};
	const struct fake_call *call;

	(void)state;
	assert_int_equal(COMMAND(CREATE_ID, req, sizeof(resp)), 0);
	call = last(RUAPI_CM_ID_CREATE, 0);
	assert_int_equal(value(call, RUAPI_CM_ID_CREATE_PORT_SPACE),
			 RDMA_PS_TCP);
	assert_false(fake_has(call, RUAPI_CM_ID_CREATE_QP_TYPE));
	fake_is_obj(call, RUAPI_CM_ID_CREATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		    QUEUE);
	assert_true(value(call, RUAPI_CM_ID_CREATE_USER_DATA) == req.uid);
	assert_int_equal(resp.id, 101);

	req.ps = RDMA_PS_IB;
	assert_int_equal(COMMAND(CREATE_ID, req, sizeof(resp)), 0);
	call = last(RUAPI_CM_ID_CREATE, 0);
	assert_int_equal(value(call, RUAPI_CM_ID_CREATE_QP_TYPE), 2);

	req.ps = 0x111;
	assert_int_equal(COMMAND(CREATE_ID, req, sizeof(resp)), 0);
	req.ps = 1;
	assert_int_equal(COMMAND(CREATE_ID, req, sizeof(resp)), -EINVAL);
	req.ps = RDMA_PS_TCP;
	assert_int_equal(COMMAND(CREATE_ID, req, sizeof(resp) - 1), -ENOSPC);
	req.response = 0;
	assert_int_equal(COMMAND(CREATE_ID, req, sizeof(resp)), -EFAULT);
}

static void destroy_id(void **state)
{
	struct rdma_ucm_destroy_id_resp resp;
	struct rdma_ucm_destroy_id req = {
		.response = (uintptr_t)&resp,
		.id = 9,
	};

	(void)state;
	fake_answer(RUAPI_OBJ_CM_ID, RUAPI_DESTROY, RUAPI_DESTROY_EVENTS, 3);
	assert_int_equal(COMMAND(DESTROY_ID, req, sizeof(resp)), 0);
	assert_false(fake_has(last(RUAPI_DESTROY, 9), RUAPI_DESTROY_WAIT));
	assert_int_equal(resp.events_reported, 3);

	/* Another thread is in a call on the id: that is waited for. */
	fake_fail(RUAPI_OBJ_CM_ID, RUAPI_DESTROY, -EBUSY);
	assert_int_equal(COMMAND(DESTROY_ID, req, sizeof(resp)), -EBUSY);
	assert_int_equal(value(last(RUAPI_DESTROY, 9), RUAPI_DESTROY_WAIT), 1);

	fake_fail(RUAPI_OBJ_CM_ID, RUAPI_DESTROY, -ENOENT);
	assert_int_equal(COMMAND(DESTROY_ID, req, sizeof(resp)), -ENOENT);
}

static void migrate_id(void **state)
{
	struct rdma_ucm_migrate_resp resp;
	struct rdma_ucm_migrate_id req = {
		.response = (uintptr_t)&resp,
		.id = 9,
		.fd = OTHER_CHANNEL,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_MIGRATE,
		    RUAPI_CM_ID_MIGRATE_EVENTS, 2);
	assert_int_equal(COMMAND(MIGRATE_ID, req, sizeof(resp)), 0);
	call = last(RUAPI_CM_ID_MIGRATE, 9);
	fake_is_obj(call, RUAPI_CM_ID_MIGRATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		    QUEUE);
	assert_int_equal(resp.events_reported, 2);

	/* From an fd that is closed, no channel, or somebody else's. */
	req.fd = 30;
	assert_int_equal(COMMAND(MIGRATE_ID, req, sizeof(resp)), -ENOENT);
	req.fd = 0;
	assert_int_equal(COMMAND(MIGRATE_ID, req, sizeof(resp)), -EINVAL);
	fake_files[OTHER_CHANNEL].tag = 1ULL << 63 |
					(uint64_t)VIEW_UVERBS << 61;
	req.fd = OTHER_CHANNEL;
	assert_int_equal(COMMAND(MIGRATE_ID, req, sizeof(resp)), -EINVAL);
	fake_files[OTHER_CHANNEL].tag = TAG_CM;
	fake_files[OTHER_CHANNEL].ns = 6;
	assert_int_equal(COMMAND(MIGRATE_ID, req, sizeof(resp)), -ENOENT);
}

/* ---- addresses ----------------------------------------------------- */

static const uint16_t ib[24] = { AF_IB, 0xffff };

static void bind_ip(void **state)
{
	struct rdma_ucm_bind_ip req = { .id = 9 };

	(void)state;
	memcpy(&req.addr, &in4, sizeof(in4));
	assert_int_equal(COMMAND(BIND_IP, req, 0), 0);
	assert_memory_equal(fake_buf(last(RUAPI_CM_ID_BIND_ADDR, 9),
				     RUAPI_CM_ID_BIND_ADDR_ADDR, sizeof(in4)),
			    &in4, sizeof(in4));
	req.addr = in6;
	assert_int_equal(COMMAND(BIND_IP, req, 0), 0);
	assert_memory_equal(fake_buf(last(RUAPI_CM_ID_BIND_ADDR, 9),
				     RUAPI_CM_ID_BIND_ADDR_ADDR, sizeof(in6)),
			    &in6, sizeof(in6));
	req.addr.sin6_family = AF_IB;
	assert_int_equal(COMMAND(BIND_IP, req, 0), -EINVAL);
	req.addr.sin6_family = 0;
	assert_int_equal(COMMAND(BIND_IP, req, 0), -EINVAL);
}

static void bind_any(void **state)
{
	struct rdma_ucm_bind req = { .id = 9, .addr_size = sizeof(ib) };

	(void)state;
	memcpy(&req.addr, ib, sizeof(ib));
	assert_int_equal(COMMAND(BIND, req, 0), 0);
	assert_memory_equal(fake_buf(last(RUAPI_CM_ID_BIND_ADDR, 9),
				     RUAPI_CM_ID_BIND_ADDR_ADDR, sizeof(ib)),
			    ib, sizeof(ib));
	req.addr_size = sizeof(in4);
	assert_int_equal(COMMAND(BIND, req, 0), -EINVAL);
	req.addr_size = sizeof(ib);
	req.reserved = 1;
	assert_int_equal(COMMAND(BIND, req, 0), -EINVAL);
	req = (struct rdma_ucm_bind) { .id = 9 };
	assert_int_equal(COMMAND(BIND, req, 0), -EINVAL);
}

static void resolve_ip(void **state)
{
	struct rdma_ucm_resolve_ip req = {
		.id = 9,
		.timeout_ms = 2000,
		.dst_addr = in6,
	};
	const struct fake_call *call;

	(void)state;
	assert_int_equal(COMMAND(RESOLVE_IP, req, 0), 0);
	call = last(RUAPI_CM_ID_RESOLVE_ADDR, 9);
	assert_false(fake_has(call, RUAPI_CM_ID_RESOLVE_ADDR_SRC));
	fake_buf(call, RUAPI_CM_ID_RESOLVE_ADDR_DST, sizeof(in6));
	assert_int_equal(value(call, RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT), 2000);

	memcpy(&req.src_addr, &in4, sizeof(in4));
	assert_int_equal(COMMAND(RESOLVE_IP, req, 0), 0);
	fake_buf(last(RUAPI_CM_ID_RESOLVE_ADDR, 9),
		 RUAPI_CM_ID_RESOLVE_ADDR_SRC, sizeof(in4));

	req.src_addr.sin6_family = 99;
	assert_int_equal(COMMAND(RESOLVE_IP, req, 0), -EINVAL);
	req.src_addr.sin6_family = 0;
	req.dst_addr.sin6_family = 0;
	assert_int_equal(COMMAND(RESOLVE_IP, req, 0), -EINVAL);
}

static void resolve_addr(void **state)
{
	struct rdma_ucm_resolve_addr req = {
		.id = 9,
		.timeout_ms = 0xffffffff,
		.dst_size = sizeof(in4),
	};
	const struct fake_call *call;

	(void)state;
	memcpy(&req.dst_addr, &in4, sizeof(in4));
	assert_int_equal(COMMAND(RESOLVE_ADDR, req, 0), 0);
	call = last(RUAPI_CM_ID_RESOLVE_ADDR, 9);
	assert_false(fake_has(call, RUAPI_CM_ID_RESOLVE_ADDR_SRC));
	assert_memory_equal(fake_buf(call, RUAPI_CM_ID_RESOLVE_ADDR_DST,
				     sizeof(in4)), &in4, sizeof(in4));
	assert_int_equal(value(call, RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT),
			 0x7fffffff);

	memcpy(&req.src_addr, &in6, sizeof(in6));
	req.src_size = sizeof(in6);
	assert_int_equal(COMMAND(RESOLVE_ADDR, req, 0), 0);
	assert_memory_equal(fake_buf(last(RUAPI_CM_ID_RESOLVE_ADDR, 9),
				     RUAPI_CM_ID_RESOLVE_ADDR_SRC, sizeof(in6)),
			    &in6, sizeof(in6));
	req.src_size = 3;
	assert_int_equal(COMMAND(RESOLVE_ADDR, req, 0), -EINVAL);
	req.src_size = 0;
	req.dst_size = 0;
	assert_int_equal(COMMAND(RESOLVE_ADDR, req, 0), -EINVAL);
	req.dst_size = sizeof(in4);
	req.reserved = 1;
	assert_int_equal(COMMAND(RESOLVE_ADDR, req, 0), -EINVAL);
}

static void resolve_route(void **state)
{
	struct rdma_ucm_resolve_route req = { .id = 9, .timeout_ms = 5 };

	(void)state;
	assert_int_equal(COMMAND(RESOLVE_ROUTE, req, 0), 0);
	assert_int_equal(value(last(RUAPI_CM_ID_RESOLVE_ROUTE, 9),
			       RUAPI_CM_ID_RESOLVE_ROUTE_TIMEOUT), 5);
}

/* ---- queries ------------------------------------------------------- */

/* What both CM_ID.QUERY and QUERY_GID say. */
static void answer_device(unsigned int a)
{
	const unsigned int o = RUAPI_OBJ_CM_ID;

	fake_answer(o, a, RUAPI_CM_ID_QUERY_DEVICE, 42);
	fake_answer(o, a, RUAPI_CM_ID_QUERY_PORT, 1);
	fake_answer(o, a, RUAPI_CM_ID_QUERY_PKEY, 0x8001);
	fake_answer(o, a, RUAPI_CM_ID_QUERY_NODE_GUID, 0x1122334455667788);
}

static void answer_query(void)
{
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_QUERY, RUAPI_CM_ID_QUERY_SRC,
			&in4, sizeof(in4));
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_QUERY, RUAPI_CM_ID_QUERY_DST,
			&in6, sizeof(in6));
	answer_device(RUAPI_QUERY);
}

static void query_addr(void **state)
{
	struct rdma_ucm_query_addr_resp resp;
	struct rdma_ucm_query req = {
		.response = (uintptr_t)&resp,
		.id = 9,
		.option = RDMA_USER_CM_QUERY_ADDR,
	};
	const size_t old = offsetof(struct rdma_ucm_query_addr_resp,
				    ibdev_index);

	(void)state;
	answer_query();
	assert_int_equal(COMMAND(QUERY, req, sizeof(resp)), 0);
	last(RUAPI_QUERY, 9);
	assert_true(resp.node_guid == 0x1122334455667788);
	assert_int_equal(resp.port_num, 1);
	assert_int_equal(resp.pkey, htons(0x8001));
	assert_int_equal(resp.ibdev_index, 42);
	assert_int_equal(resp.src_size, sizeof(in4));
	assert_int_equal(resp.dst_size, sizeof(in6));
	assert_memory_equal(&resp.src_addr, &in4, sizeof(in4));
	assert_memory_equal(&resp.dst_addr, &in6, sizeof(in6));

	/* Older programs have no room for the index. */
	resp.ibdev_index = 0xaaaa;
	assert_int_equal(COMMAND(QUERY, req, old), 0);
	assert_int_equal(resp.ibdev_index, 0xaaaa);
	assert_int_equal(COMMAND(QUERY, req, old - 1), -ENOSPC);
}

static void query_unbound(void **state)
{
	struct rdma_ucm_query_addr_resp resp;
	struct rdma_ucm_query req = {
		.response = (uintptr_t)&resp,
		.id = 9,
		.option = RDMA_USER_CM_QUERY_ADDR,
	};

	(void)state;
	fake_answer(RUAPI_OBJ_CM_ID, RUAPI_QUERY, RUAPI_CM_ID_QUERY_DEVICE,
		    0xffffffff);
	assert_int_equal(COMMAND(QUERY, req, sizeof(resp)), 0);
	assert_true(resp.node_guid == 0);
	assert_int_equal(resp.src_size, 0);
	assert_int_equal(resp.dst_size, 0);
	assert_int_equal(resp.ibdev_index, 0);
	assert_int_equal(resp.pkey, 0);
}

static void query_gid(void **state)
{
	struct rdma_ucm_query_addr_resp resp;
	struct rdma_ucm_query req = {
		.response = (uintptr_t)&resp,
		.id = 9,
		.option = RDMA_USER_CM_QUERY_GID,
	};

	(void)state;
	answer_device(RUAPI_CM_ID_QUERY_GID);
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_GID,
			RUAPI_CM_ID_QUERY_GID_SRC, ib, sizeof(ib));
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_GID,
			RUAPI_CM_ID_QUERY_GID_DST, ib, sizeof(ib));
	assert_int_equal(COMMAND(QUERY, req, sizeof(resp)), 0);
	assert_int_equal(resp.src_size, 48);
	assert_int_equal(resp.dst_size, 48);
	assert_memory_equal(&resp.src_addr, ib, sizeof(ib));
	assert_memory_equal(&resp.dst_addr, ib, sizeof(ib));
	assert_true(resp.node_guid == 0x1122334455667788);
	assert_int_equal(resp.ibdev_index, 42);

	fake_fail(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_GID, -ENODEV);
	assert_int_equal(COMMAND(QUERY, req, sizeof(resp)), -ENODEV);
	req.option = 4;
	assert_int_equal(COMMAND(QUERY, req, sizeof(resp)), -ENOSYS);
}

/* One path record as it travels in a MAD. */
static void path_record(uint8_t rec[64])
{
	static const uint8_t bytes[64] = {
		[8] = 0xfe, [23] = 0x01, [24] = 0xfe, [39] = 0x02,
		[40] = 0x00, 0x11, 0x00, 0x22,
		[44] = 0x8a, 0xbc, 0xde, 0x40,
		[48] = 0x55, 0x87, 0xff, 0xff,
		[52] = 0x00, 0x13, 0x84, 0x83, 0x92, 0x07,
	};

	memcpy(rec, bytes, 64);
}

static void query_path(void **state)
{
	struct {
		struct rdma_ucm_query_path_resp head;
		struct ib_path_rec_data paths[6];
	} resp;
	struct rdma_ucm_query req = {
		.response = (uintptr_t)&resp,
		.id = 9,
		.option = RDMA_USER_CM_QUERY_PATH,
	};
	struct ib_path_rec_data paths[2] = { { .flags = 1 }, { .flags = 2 } };

	(void)state;
	path_record((uint8_t *)paths[1].path_rec);
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_PATH,
			RUAPI_CM_ID_QUERY_PATH_PATHS, paths, sizeof(paths));
	fake_answer(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_PATH,
		    RUAPI_CM_ID_QUERY_PATH_COUNT, 2);
	memset(&resp, 0xee, sizeof(resp));
	assert_int_equal(COMMAND(QUERY, req, sizeof(resp)), 0);
	assert_int_equal(resp.head.num_paths, 2);
	assert_memory_equal(resp.paths, paths, sizeof(paths));
	assert_int_equal(resp.paths[2].flags, 0xeeeeeeee);

	/* As many as fit, the number of all. */
	memset(&resp, 0xee, sizeof(resp));
	assert_int_equal(COMMAND(QUERY, req, 8 + 72 + 71), 0);
	assert_int_equal(resp.head.num_paths, 2);
	assert_int_equal(resp.paths[0].flags, 1);
	assert_int_equal(resp.paths[1].flags, 0xeeeeeeee);
	assert_int_equal(COMMAND(QUERY, req, 7), -ENOSPC);
}

static void query_route(void **state)
{
	struct rdma_ucm_query_route_resp resp;
	struct rdma_ucm_query req = { .response = (uintptr_t)&resp, .id = 9 };
	struct ib_path_rec_data path = {};
	const struct ib_user_path_rec *rec = &resp.ib_route[0];

	(void)state;
	answer_query();
	path_record((uint8_t *)path.path_rec);
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_PATH,
			RUAPI_CM_ID_QUERY_PATH_PATHS, &path, sizeof(path));
	fake_answer(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_PATH,
		    RUAPI_CM_ID_QUERY_PATH_COUNT, 1);
	assert_int_equal(COMMAND(QUERY_ROUTE, req, sizeof(resp)), 0);
	assert_int_equal(resp.num_paths, 1);
	assert_true(resp.node_guid == 0x1122334455667788);
	assert_int_equal(resp.port_num, 1);
	assert_int_equal(resp.ibdev_index, 42);
	assert_memory_equal(&resp.src_addr, &in4, sizeof(in4));
	assert_memory_equal(&resp.dst_addr, &in6, sizeof(in6));
	assert_int_equal(rec->dgid[0], 0xfe);
	assert_int_equal(rec->dgid[15], 1);
	assert_int_equal(rec->sgid[15], 2);
	assert_int_equal(rec->dlid, htons(0x11));
	assert_int_equal(rec->slid, htons(0x22));
	assert_int_equal(rec->raw_traffic, 1);
	assert_int_equal(rec->flow_label, htonl(0xabcde));
	assert_int_equal(rec->hop_limit, 0x40);
	assert_int_equal(rec->traffic_class, 0x55);
	assert_int_equal(rec->reversible, 1);
	assert_int_equal(rec->numb_path, 7);
	assert_int_equal(rec->pkey, 0xffff);
	assert_int_equal(rec->sl, 3);
	assert_int_equal(rec->mtu_selector, 2);
	assert_int_equal(rec->mtu, 4);
	assert_int_equal(rec->rate_selector, 2);
	assert_int_equal(rec->rate, 3);
	assert_int_equal(rec->packet_life_time_selector, 2);
	assert_int_equal(rec->packet_life_time, 0x12);
	assert_int_equal(rec->preference, 7);
	assert_int_equal(resp.ib_route[1].dgid[0], 0);
}

static void query_route_without_path(void **state)
{
	uint8_t src[48] = { AF_IB, 0, 0xff, 0xff, [8] = 1, [23] = 2 };
	uint8_t dst[48] = { AF_IB, 0, 0xff, 0xff, [8] = 3, [23] = 4 };
	struct rdma_ucm_query_route_resp resp;
	struct rdma_ucm_query req = { .response = (uintptr_t)&resp, .id = 9 };

	(void)state;
	answer_query();
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_GID,
			RUAPI_CM_ID_QUERY_GID_SRC, src, sizeof(src));
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_GID,
			RUAPI_CM_ID_QUERY_GID_DST, dst, sizeof(dst));
	assert_int_equal(COMMAND(QUERY_ROUTE, req, sizeof(resp)), 0);
	assert_int_equal(resp.num_paths, 0);
	assert_memory_equal(resp.ib_route[0].sgid, src + 8, 16);
	assert_memory_equal(resp.ib_route[0].dgid, dst + 8, 16);
	assert_int_equal(resp.ib_route[0].pkey, 0xffff);
}

/* ---- connections --------------------------------------------------- */

static const struct rdma_ucm_conn_param param = {
	.qp_num = 0xff000011,
	.qkey = 0x22,
	.private_data = "hello",
	.private_data_len = 5,
	.srq = 1,
	.responder_resources = 2,
	.initiator_depth = 3,
	.flow_control = 4,
	.retry_count = 5,
	.rnr_retry_count = 6,
	.valid = 1,
};

static void check_param(const struct ruapi_cm_param *p)
{
	assert_int_equal(p->qp_num, 0x11);
	assert_int_equal(p->qkey, 0x22);
	assert_int_equal(p->private_data_len, 5);
	assert_memory_equal(p->private_data, "hello", 6);
	assert_int_equal(p->srq, 1);
	assert_int_equal(p->responder_resources, 2);
	assert_int_equal(p->initiator_depth, 3);
	assert_int_equal(p->flow_control, 4);
	assert_int_equal(p->retry_count, 5);
	assert_int_equal(p->rnr_retry_count, 6);
	assert_int_equal(p->has_ah, 0);
}

static void connect_id(void **state)
{
	struct rdma_ucm_connect req = {
		.conn_param = param,
		.id = 9,
		.ece = { .vendor_id = 7, .attr_mod = 8 },
	};
	const size_t old = offsetof(struct rdma_ucm_connect, ece);
	const struct ruapi_cm_param *p;

	(void)state;
	assert_int_equal(COMMAND(CONNECT, req, 0), 0);
	p = fake_buf(last(RUAPI_CM_ID_CONNECT, 9), RUAPI_CM_ID_CONNECT_PARAM,
		     sizeof(*p));
	check_param(p);
	assert_int_equal(p->ece_vendor_id, 7);
	assert_int_equal(p->ece_attr_mod, 8);

	/* Before there was ECE. */
	assert_int_equal(command(RDMA_USER_CM_CMD_CONNECT, &req, old, 0), 0);
	p = fake_buf(last(RUAPI_CM_ID_CONNECT, 9), RUAPI_CM_ID_CONNECT_PARAM,
		     sizeof(*p));
	check_param(p);
	assert_int_equal(p->ece_vendor_id, 0);
	assert_int_equal(command(RDMA_USER_CM_CMD_CONNECT, &req, old - 4, 0),
			 -EINVAL);
	req.conn_param.valid = 0;
	assert_int_equal(COMMAND(CONNECT, req, 0), -EINVAL);
}

static void accept_id(void **state)
{
	struct rdma_ucm_accept req = {
		.uid = 0xabcdef,
		.conn_param = param,
		.id = 9,
	};
	const struct ruapi_cm_param *p;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(COMMAND(ACCEPT, req, 0), 0);
	call = last(RUAPI_CM_ID_ACCEPT, 9);
	p = fake_buf(call, RUAPI_CM_ID_ACCEPT_PARAM, sizeof(*p));
	check_param(p);
	assert_true(value(call, RUAPI_CM_ID_ACCEPT_USER_DATA) == 0xabcdef);

	/* The connecting side: its uid stays what it is. */
	req = (struct rdma_ucm_accept) { .id = 9 };
	assert_int_equal(COMMAND(ACCEPT, req, 0), 0);
	call = last(RUAPI_CM_ID_ACCEPT, 9);
	assert_false(fake_has(call, RUAPI_CM_ID_ACCEPT_PARAM));
	assert_false(fake_has(call, RUAPI_CM_ID_ACCEPT_USER_DATA));
}

static void reject_id(void **state)
{
	struct rdma_ucm_reject req = {
		.id = 9,
		.private_data_len = 255,
		.private_data = "no",
	};
	const struct fake_call *call;

	(void)state;
	assert_int_equal(COMMAND(REJECT, req, 0), 0);
	call = last(RUAPI_CM_ID_REJECT, 9);
	assert_int_equal(value(call, RUAPI_CM_ID_REJECT_REASON), 28);
	fake_buf(call, RUAPI_CM_ID_REJECT_PRIVATE_DATA, 255);

	req.reason = 35;
	req.private_data_len = 0;
	assert_int_equal(COMMAND(REJECT, req, 0), 0);
	call = last(RUAPI_CM_ID_REJECT, 9);
	assert_int_equal(value(call, RUAPI_CM_ID_REJECT_REASON), 35);
	assert_false(fake_has(call, RUAPI_CM_ID_REJECT_PRIVATE_DATA));
	req.reason = 1;
	assert_int_equal(COMMAND(REJECT, req, 0), -EINVAL);
}

static void small_commands(void **state)
{
	struct rdma_ucm_listen listen = { .id = 9, .backlog = 5 };
	struct rdma_ucm_disconnect disconnect = { .id = 9 };
	struct rdma_ucm_notify notify = { .id = 9, .event = 4 };

	(void)state;
	assert_int_equal(COMMAND(LISTEN, listen, 0), 0);
	assert_int_equal(value(last(RUAPI_CM_ID_LISTEN, 9),
			       RUAPI_CM_ID_LISTEN_BACKLOG), 5);
	assert_int_equal(COMMAND(DISCONNECT, disconnect, 0), 0);
	last(RUAPI_CM_ID_DISCONNECT, 9);
	assert_int_equal(COMMAND(NOTIFY, notify, 0), 0);
	assert_int_equal(value(last(RUAPI_CM_ID_NOTIFY, 9),
			       RUAPI_CM_ID_NOTIFY_EVENT), 4);
}

/* An administrator's limit of rdma_ucm holds here, too. */
static void max_backlog(void **state)
{
	static const struct {
		const char *limit;
		int32_t wanted;
		uint32_t given;
	} cases[] = {
		{ "4\n", 5, 4 },
		{ "4\n", 3, 3 },
		{ "4\n", 0, 4 },
		{ "4\n", -1, 4 },
		{ "5000\n", 0, 5000 },
		{ "rubbish\n", 5, 5 },
		{ "\n", -5, 0 },
		{ "0\n", 7, 7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rdma_ucm_listen listen = {
			.id = 9,
			.backlog = cases[i].wanted,
		};

		fake_sysfs(NULL, NULL);
		fake_sysfs("/proc/sys/net/rdma_ucm/max_backlog",
			   cases[i].limit);
		fake_num_calls = 0;
		assert_int_equal(COMMAND(LISTEN, listen, 0), 0);
		assert_int_equal(value(last(RUAPI_CM_ID_LISTEN, 9),
				       RUAPI_CM_ID_LISTEN_BACKLOG),
				 cases[i].given);
	}
}

static void init_qp_attr(void **state)
{
	const struct ruapi_qp_attr attr = {
		.mask = 1,
		.qp_state = 2,
		.cur_qp_state = 3,
		.path_mtu = 4,
		.path_mig_state = 5,
		.qkey = 6,
		.rq_psn = 7,
		.sq_psn = 8,
		.dest_qp_num = 9,
		.qp_access_flags = 10,
		.ah = {
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
		.alt_ah.dlid = 3,
		.cap = { 1, 2, 3, 4, 5, 0 },
		.pkey_index = 11,
		.alt_pkey_index = 12,
		.en_sqd_async_notify = 13,
		.sq_draining = 14,
		.max_rd_atomic = 15,
		.max_dest_rd_atomic = 16,
		.min_rnr_timer = 17,
		.port_num = 18,
		.timeout = 19,
		.retry_cnt = 20,
		.rnr_retry = 21,
		.alt_port_num = 22,
		.alt_timeout = 23,
	};
	struct ib_uverbs_qp_attr resp;
	struct rdma_ucm_init_qp_attr req = {
		.response = (uintptr_t)&resp,
		.id = 9,
		.qp_state = 2,
	};

	(void)state;
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_INIT_QP_ATTR,
			RUAPI_CM_ID_INIT_QP_ATTR_ATTR, &attr, sizeof(attr));
	assert_int_equal(COMMAND(INIT_QP_ATTR, req, sizeof(resp)), 0);
	assert_int_equal(value(last(RUAPI_CM_ID_INIT_QP_ATTR, 9),
			       RUAPI_CM_ID_INIT_QP_ATTR_STATE), 2);
	assert_int_equal(resp.qp_attr_mask, 1);
	assert_int_equal(resp.qp_state, 2);
	assert_int_equal(resp.cur_qp_state, 3);
	assert_int_equal(resp.path_mtu, 4);
	assert_int_equal(resp.path_mig_state, 5);
	assert_int_equal(resp.qkey, 6);
	assert_int_equal(resp.rq_psn, 7);
	assert_int_equal(resp.sq_psn, 8);
	assert_int_equal(resp.dest_qp_num, 9);
	assert_int_equal(resp.qp_access_flags, 10);
	assert_memory_equal(resp.ah_attr.grh.dgid, "0123456789abcde", 16);
	assert_int_equal(resp.ah_attr.grh.flow_label, 1);
	assert_int_equal(resp.ah_attr.grh.sgid_index, 3);
	assert_int_equal(resp.ah_attr.grh.hop_limit, 4);
	assert_int_equal(resp.ah_attr.grh.traffic_class, 5);
	assert_int_equal(resp.ah_attr.dlid, 2);
	assert_int_equal(resp.ah_attr.sl, 6);
	assert_int_equal(resp.ah_attr.src_path_bits, 7);
	assert_int_equal(resp.ah_attr.static_rate, 8);
	assert_int_equal(resp.ah_attr.is_global, 1);
	assert_int_equal(resp.ah_attr.port_num, 9);
	assert_int_equal(resp.alt_ah_attr.dlid, 3);
	assert_int_equal(resp.alt_ah_attr.is_global, 0);
	assert_int_equal(resp.max_send_wr, 1);
	assert_int_equal(resp.max_recv_wr, 2);
	assert_int_equal(resp.max_send_sge, 3);
	assert_int_equal(resp.max_recv_sge, 4);
	assert_int_equal(resp.max_inline_data, 5);
	assert_int_equal(resp.pkey_index, 11);
	assert_int_equal(resp.alt_pkey_index, 12);
	assert_int_equal(resp.en_sqd_async_notify, 13);
	assert_int_equal(resp.sq_draining, 14);
	assert_int_equal(resp.max_rd_atomic, 15);
	assert_int_equal(resp.max_dest_rd_atomic, 16);
	assert_int_equal(resp.min_rnr_timer, 17);
	assert_int_equal(resp.port_num, 18);
	assert_int_equal(resp.timeout, 19);
	assert_int_equal(resp.retry_cnt, 20);
	assert_int_equal(resp.rnr_retry, 21);
	assert_int_equal(resp.alt_port_num, 22);
	assert_int_equal(resp.alt_timeout, 23);

	req.qp_state = 7;
	assert_int_equal(COMMAND(INIT_QP_ATTR, req, sizeof(resp)), -EINVAL);
	req.qp_state = 0x102;
	assert_int_equal(COMMAND(INIT_QP_ATTR, req, sizeof(resp)), -EINVAL);
}

/* ---- what is not so ------------------------------------------------ */

static void no_commands(void **state)
{
	uint64_t none = 0;

	(void)state;
	assert_int_equal(COMMAND(GET_OPTION, none, 0), -ENOSYS);
	assert_int_equal(command(23, &none, 8, 0), -EINVAL);
	assert_int_equal(command(0xffffffff, &none, 8, 0), -EINVAL);
}

static void bad_lengths(void **state)
{
	struct {
		struct rdma_ucm_cmd_hdr hdr;
		struct rdma_ucm_listen req;
		uint64_t more;
	} cmd = {
		.hdr = {
			.cmd = RDMA_USER_CM_CMD_LISTEN,
			.in = sizeof(struct rdma_ucm_listen),
		},
		.req.id = 9,
	};

	(void)state;
	/* What is written beyond the request does not matter. */
	assert_int_equal(cm_write(&view, &cmd, sizeof(cmd)), sizeof(cmd));
	assert_int_equal(cm_write(&view, &cmd, 16), 16);
	assert_int_equal(cm_write(&view, &cmd, 15), -EINVAL);
	cmd.hdr.in = 7;
	assert_int_equal(cm_write(&view, &cmd, 16), -EINVAL);
	cmd.hdr.in = 0xffff;
	assert_int_equal(cm_write(&view, &cmd, 16), -EINVAL);
	for (size_t len = 0; len < 8; len++)
		assert_int_equal(cm_write(&view, &cmd, len), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(create_id, setup),
		cmocka_unit_test_setup(destroy_id, setup),
		cmocka_unit_test_setup(migrate_id, setup),
		cmocka_unit_test_setup(bind_ip, setup),
		cmocka_unit_test_setup(bind_any, setup),
		cmocka_unit_test_setup(resolve_ip, setup),
		cmocka_unit_test_setup(resolve_addr, setup),
		cmocka_unit_test_setup(resolve_route, setup),
		cmocka_unit_test_setup(query_addr, setup),
		cmocka_unit_test_setup(query_unbound, setup),
		cmocka_unit_test_setup(query_gid, setup),
		cmocka_unit_test_setup(query_path, setup),
		cmocka_unit_test_setup(query_route, setup),
		cmocka_unit_test_setup(query_route_without_path, setup),
		cmocka_unit_test_setup(connect_id, setup),
		cmocka_unit_test_setup(accept_id, setup),
		cmocka_unit_test_setup(reject_id, setup),
		cmocka_unit_test_setup(small_commands, setup),
		cmocka_unit_test_setup(max_backlog, setup),
		cmocka_unit_test_setup(init_qp_attr, setup),
		cmocka_unit_test_setup(no_commands, setup),
		cmocka_unit_test_setup(bad_lengths, setup),
	};

	return cmocka_run_group_tests_name("compat_cm", tests, NULL, NULL);
}
