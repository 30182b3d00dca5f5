// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of rdma_cm for memberships, options and events: likewise. */
#include "cm_calls.h"

/* ---- multicast --------------------------------------------------------- */

static void join_mcast(void **state)
{
	struct rdma_ucm_create_id_resp resp = {};
	struct rdma_ucm_join_mcast req = {
		.response = (uintptr_t)&resp,
		.uid = 0xfeed,
		.id = 9,
		.addr_size = sizeof(in6),
		.join_flags = RDMA_MC_JOIN_FLAG_SENDONLY_FULLMEMBER,
	};
	const struct fake_call *call;

	(void)state;
	memcpy(&req.addr, &in6, sizeof(in6));
	assert_int_equal(COMMAND(JOIN_MCAST, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MULTICAST, RUAPI_MULTICAST_JOIN);
	fake_is_obj(call, RUAPI_MULTICAST_JOIN_CM_ID, RUAPI_OBJ_CM_ID, 9);
	assert_memory_equal(fake_buf(call, RUAPI_MULTICAST_JOIN_ADDR,
				     sizeof(in6)), &in6, sizeof(in6));
	assert_int_equal(value(call, RUAPI_MULTICAST_JOIN_SEND_ONLY), 1);
	assert_true(value(call, RUAPI_MULTICAST_JOIN_USER_DATA) == 0xfeed);
	assert_int_equal(resp.id, 101);

	req.join_flags = RDMA_MC_JOIN_FLAG_FULLMEMBER;
	assert_int_equal(COMMAND(JOIN_MCAST, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MULTICAST, RUAPI_MULTICAST_JOIN);
	assert_int_equal(value(call, RUAPI_MULTICAST_JOIN_SEND_ONLY), 0);
	req.join_flags = RDMA_MC_JOIN_FLAG_RESERVED;
	assert_int_equal(COMMAND(JOIN_MCAST, req, sizeof(resp)), -EINVAL);
	req.join_flags = 0;
	req.addr_size = 16;
	assert_int_equal(COMMAND(JOIN_MCAST, req, sizeof(resp)), -EINVAL);
	req.addr_size = 0;
	req.addr.ss_family = 0;
	assert_int_equal(COMMAND(JOIN_MCAST, req, sizeof(resp)), -EINVAL);
	assert_int_equal(COMMAND(JOIN_MCAST, req, 3), -ENOSPC);
}

static void join_ip_mcast(void **state)
{
	struct rdma_ucm_create_id_resp resp = {};
	struct rdma_ucm_join_ip_mcast req = {
		.response = (uintptr_t)&resp,
		.uid = 0xfeed,
		.id = 9,
	};
	const struct fake_call *call;

	(void)state;
	memcpy(&req.addr, &in4, sizeof(in4));
	assert_int_equal(COMMAND(JOIN_IP_MCAST, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MULTICAST, RUAPI_MULTICAST_JOIN);
	fake_buf(call, RUAPI_MULTICAST_JOIN_ADDR, sizeof(in4));
	assert_int_equal(value(call, RUAPI_MULTICAST_JOIN_SEND_ONLY), 0);
	assert_int_equal(resp.id, 101);
	req.addr.sin6_family = 0;
	assert_int_equal(COMMAND(JOIN_IP_MCAST, req, sizeof(resp)), -EINVAL);
}

static void leave_mcast(void **state)
{
	struct rdma_ucm_destroy_id_resp resp = {};
	struct rdma_ucm_destroy_id req = {
		.response = (uintptr_t)&resp,
		.id = 77,
	};
	const struct fake_call *call;

	(void)state;
	fake_answer(RUAPI_OBJ_MULTICAST, RUAPI_DESTROY, RUAPI_DESTROY_EVENTS,
		    1);
	assert_int_equal(COMMAND(LEAVE_MCAST, req, sizeof(resp)), 0);
	call = fake_call(-1, RUAPI_OBJ_MULTICAST, RUAPI_DESTROY);
	fake_is_obj(call, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_MULTICAST, 77);
	assert_int_equal(resp.events_reported, 1);
}

/* ---- options ------------------------------------------------------- */

static ssize_t option(uint32_t level, uint32_t name, const void *val,
		      uint32_t len)
{
	struct rdma_ucm_set_option req = {
		.optval = (uintptr_t)val,
		.id = 9,
		.level = level,
		.optname = name,
		.optlen = len,
	};

	return COMMAND(SET_OPTION, req, 0);
}

static void set_option(void **state)
{
	const uint8_t byte = 20;
	const int number = 256;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(option(RDMA_OPTION_ID, RDMA_OPTION_ID_TOS, &byte, 1),
			 0);
	call = last(RUAPI_CM_ID_SET_OPTION, 9);
	assert_int_equal(value(call, RUAPI_CM_ID_SET_OPTION_TOS), 20);
	assert_int_equal(option(RDMA_OPTION_ID, RDMA_OPTION_ID_ACK_TIMEOUT,
				&byte, 1), 0);
	call = last(RUAPI_CM_ID_SET_OPTION, 9);
	assert_int_equal(value(call, RUAPI_CM_ID_SET_OPTION_ACK_TIMEOUT), 20);
	assert_int_equal(option(RDMA_OPTION_ID, RDMA_OPTION_ID_REUSEADDR,
				&number, sizeof(number)), 0);
	call = last(RUAPI_CM_ID_SET_OPTION, 9);
	assert_int_equal(value(call, RUAPI_CM_ID_SET_OPTION_REUSEADDR), 1);
	assert_int_equal(option(RDMA_OPTION_ID, RDMA_OPTION_ID_AFONLY,
				&number, sizeof(number)), 0);
	call = last(RUAPI_CM_ID_SET_OPTION, 9);
	assert_int_equal(value(call, RUAPI_CM_ID_SET_OPTION_AFONLY), 1);

	assert_int_equal(option(RDMA_OPTION_ID, RDMA_OPTION_ID_TOS, &number, 4),
			 -EINVAL);
	assert_int_equal(option(RDMA_OPTION_ID, RDMA_OPTION_ID_AFONLY, &byte,
				1), -EINVAL);
	assert_int_equal(option(RDMA_OPTION_ID, 9, &byte, 1), -ENOSYS);
	assert_int_equal(option(7, RDMA_OPTION_ID_TOS, &byte, 1), -ENOSYS);
	assert_int_equal(option(RDMA_OPTION_IB, 0, &byte, 1), -ENOSYS);
	assert_int_equal(option(RDMA_OPTION_ID, RDMA_OPTION_ID_TOS, NULL, 1),
			 -EFAULT);
}

static void set_path(void **state)
{
	struct ib_path_rec_data paths[8] = {};
	const struct ib_path_rec_data *path;

	(void)state;
	paths[7].flags = IB_PATH_GMP | IB_PATH_PRIMARY | IB_PATH_BIDIRECTIONAL;
	paths[7].path_rec[0] = 77;
	assert_int_equal(option(RDMA_OPTION_IB, RDMA_OPTION_IB_PATH, paths,
				sizeof(paths)), 0);
	path = fake_buf(last(RUAPI_CM_ID_SET_OPTION, 9),
			RUAPI_CM_ID_SET_OPTION_IB_PATH, sizeof(*path));
	assert_int_equal(path->path_rec[0], 77);

	assert_int_equal(option(RDMA_OPTION_IB, RDMA_OPTION_IB_PATH, paths,
				sizeof(paths) - sizeof(paths[0])), -EINVAL);
	assert_int_equal(option(RDMA_OPTION_IB, RDMA_OPTION_IB_PATH, paths,
				sizeof(paths) - 1), -EINVAL);
	assert_int_equal(option(RDMA_OPTION_IB, RDMA_OPTION_IB_PATH, paths, 0),
			 -EINVAL);
}

/* ---- events -------------------------------------------------------- */

static struct ruapi_event_cm event(uint32_t code)
{
	return (struct ruapi_event_cm) {
		.hdr = {
			.length = sizeof(struct ruapi_event_cm),
			.type = RUAPI_EVENT_CM,
			.handle = 9,
			.user_data = 0xfeed,
			.code = code,
		},
		.status = -110,
		.param = {
			.qp_num = 0x11,
			.qkey = 0x22,
			.responder_resources = 1,
			.initiator_depth = 2,
			.flow_control = 3,
			.retry_count = 4,
			.rnr_retry_count = 5,
			.srq = 1,
			.private_data_len = 5,
			.ece_vendor_id = 6,
			.ece_attr_mod = 7,
			.private_data = "hello",
		},
	};
}

static void event_conn(void **state)
{
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	const struct ruapi_event_cm ev = event(9);

	(void)state;
	fake_read(&ev, sizeof(ev));
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), 0);
	assert_true(resp.uid == 0xfeed);
	assert_int_equal(resp.id, 9);
	assert_int_equal(resp.event, 9);
	assert_int_equal((int)resp.status, -110);
	assert_int_equal(resp.param.conn.qp_num, 0x11);
	assert_int_equal(resp.param.conn.responder_resources, 1);
	assert_int_equal(resp.param.conn.initiator_depth, 2);
	assert_int_equal(resp.param.conn.flow_control, 3);
	assert_int_equal(resp.param.conn.retry_count, 4);
	assert_int_equal(resp.param.conn.rnr_retry_count, 5);
	assert_int_equal(resp.param.conn.srq, 1);
	assert_int_equal(resp.param.conn.private_data_len, 5);
	assert_memory_equal(resp.param.conn.private_data, "hello", 6);
	assert_int_equal(resp.ece.vendor_id, 6);
	assert_int_equal(resp.ece.attr_mod, 7);
}

static void event_request(void **state)
{
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	struct ruapi_event_cm ev = event(4);

	(void)state;
	ev.new_id = 33;
	fake_read(&ev, sizeof(ev));
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), 0);
	assert_true(resp.uid == 0xfeed);
	assert_int_equal(resp.id, 33);
}

static void event_ud(void **state)
{
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	struct ruapi_event_cm ev = event(9);

	(void)state;
	ev.param.has_ah = 1;
	ev.param.ah.is_global = 1;
	ev.param.ah.dgid[3] = 4;
	ev.param.ah.sgid_index = 5;
	ev.param.ah.port_num = 1;
	fake_read(&ev, sizeof(ev));
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), 0);
	assert_int_equal(resp.param.ud.qp_num, 0x11);
	assert_int_equal(resp.param.ud.qkey, 0x22);
	assert_int_equal(resp.param.ud.private_data_len, 5);
	assert_memory_equal(resp.param.ud.private_data, "hello", 6);
	assert_int_equal(resp.param.ud.ah_attr.is_global, 1);
	assert_int_equal(resp.param.ud.ah_attr.grh.dgid[3], 4);
	assert_int_equal(resp.param.ud.ah_attr.grh.sgid_index, 5);
	assert_int_equal(resp.param.ud.ah_attr.port_num, 1);
}

/* Of WRITE_CM_EVENT: private data are its argument. */
static void event_written(void **state)
{
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	struct ruapi_event_cm ev = event(RUAPI_CM_EVENT_USER);
	const uint64_t arg = 0x1122334455667788;

	(void)state;
	ev.param = (struct ruapi_cm_param) { .private_data_len = 8 };
	memcpy(ev.param.private_data, &arg, sizeof(arg));
	fake_read(&ev, sizeof(ev));
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), 0);
	assert_int_equal(resp.event, RUAPI_CM_EVENT_USER);
	assert_memory_equal(&resp.param, &arg, sizeof(arg));
	assert_int_equal(resp.param.conn.private_data_len, 0);
}

static void event_errors(void **state)
{
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	const size_t least = offsetof(struct rdma_ucm_event_resp, reserved);
	const struct ruapi_event_cm ev = event(9);

	(void)state;
	fake_read(NULL, -EAGAIN);
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), -EAGAIN);
	fake_read(NULL, -EINTR);
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), -EINTR);
	/* The queue is no more: never spin on it. */
	fake_read(NULL, 0);
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), -EIO);
	assert_int_equal(COMMAND(GET_EVENT, req, least - 1), -ENOSPC);

	memset(&resp, 0xee, sizeof(resp));
	fake_read(&ev, sizeof(ev));
	assert_int_equal(COMMAND(GET_EVENT, req, least), 0);
	assert_int_equal(resp.event, 9);
	assert_int_equal(resp.reserved, 0xeeeeeeee);
}

/* Events were lost: it is told once, and none is lost for that. */
static void lost_events(void **state)
{
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	const struct ruapi_event overflow = {
		.length = sizeof(struct ruapi_event),
		.type = RUAPI_EVENT_OVERFLOW,
		.count = 1,
	};
	const struct ruapi_event_cm ev = event(7);

	(void)state;
	/* The fake fails if the next record would have fit as well. */
	fake_read(&overflow, sizeof(overflow));
	fake_read_limit = sizeof(overflow) + sizeof(ev);
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), -ENOBUFS);
	fake_read(&ev, sizeof(ev));
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), 0);
	assert_int_equal(resp.event, 7);
}

/* Records of other types are nothing to rdma_cm; newer ones are longer. */
static void event_among_others(void **state)
{
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	const struct ruapi_event other = {
		.length = sizeof(struct ruapi_event),
		.type = __RUAPI_EVENT_MAX,
	};
	struct {
		struct ruapi_event_cm event;
		uint8_t more[24];
	} newer = { event(8), { 1 } };

	(void)state;
	newer.event.hdr.length = sizeof(newer);
	fake_read(&other, sizeof(other));
	fake_read(&newer, sizeof(newer));
	assert_int_equal(COMMAND(GET_EVENT, req, sizeof(resp)), 0);
	assert_int_equal(resp.event, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(join_mcast, setup),
		cmocka_unit_test_setup(join_ip_mcast, setup),
		cmocka_unit_test_setup(leave_mcast, setup),
		cmocka_unit_test_setup(set_option, setup),
		cmocka_unit_test_setup(set_path, setup),
		cmocka_unit_test_setup(event_conn, setup),
		cmocka_unit_test_setup(event_request, setup),
		cmocka_unit_test_setup(event_ud, setup),
		cmocka_unit_test_setup(event_written, setup),
		cmocka_unit_test_setup(event_errors, setup),
		cmocka_unit_test_setup(lost_events, setup),
		cmocka_unit_test_setup(event_among_others, setup),
	};

	return cmocka_run_group_tests_name("compat_cm_event", tests, NULL, NULL);
}
