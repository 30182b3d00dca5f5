// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Services that are registered with the subnet administrator, and who connects to them
 * by their names; events that a program writes itself, which any kernel has.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <unistd.h>
#include "newer.h"

enum {
	GRH = 40,
	SA_LID = 1,
	SET = 0x02,
	SERVICE_RECORD = 0x31,
	/* Known to all who speak to QP1. */
	QP1_QKEY = 0x80010000,
	/* Where in a buffer the answer comes. */
	ANSWER = 4096,
	/* Id, GID, P_Key and name of a service. */
	COMPONENTS = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 6,
	PORT = 7701,
	/* Of struct ruapi_qp_attr. */
	MASK_STATE = 1,
	MASK_QKEY = 64,
	RTS = 3,
};

#define SAME_NAME "one of three"
#define LISTENER "a listener"
#define FIRST_ID 0x1000000000000001ULL
#define LISTENER_ID (0x1060000ULL | PORT)

struct mad {
	uint8_t base_version;
	uint8_t mgmt_class;
	uint8_t class_version;
	uint8_t method;
	uint16_t status;
	uint16_t class_specific;
	uint64_t tid;
	uint16_t attr_id;
	uint16_t reserved;
	uint32_t attr_mod;
	uint8_t rmpp[12];
	uint8_t sm_key[8];
	uint16_t attr_offset;
	uint16_t reserved2;
	uint64_t comp_mask;
	struct ruapi_ib_service service;
	uint8_t rest[24];
} __attribute__((packed));

_Static_assert(sizeof(struct mad) == 256, "a MAD");

static void gid_of(uint8_t port, uint8_t gid[16])
{
	struct ruapi_gid_entry entry = {};
	struct ruapi_device_query_gid_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX),
		.index = info.index,
		.port = port,
		.entry = &entry,
	};

	need("GID", ruapi_device_query_gid(fd, &args));
	memcpy(gid, entry.gid, sizeof(entry.gid));
}

/* ---- registering ------------------------------------------------------------------ */

static struct ruapi_ib_service service_of(uint64_t id, const char *name, uint8_t number)
{
	const uint64_t wire = htobe64(id);
	struct ruapi_ib_service service = {
		.pkey = { 0xff, 0xff },
		.lease = { 0xff, 0xff, 0xff, 0xff },
		.data8 = { number },
		.data64 = { [15] = number },
	};

	memcpy(service.service_id, &wire, sizeof(wire));
	gid_of(a.port, service.gid);
	memcpy(service.name, name, strlen(name));
	return service;
}

static void register_one(uint32_t ah, uint64_t id, const char *name, uint8_t number)
{
	static uint64_t tid;
	struct mad *mad = (struct mad *)a.buf;
	const struct mad *answer = (const struct mad *)(a.buf + ANSWER + GRH);
	struct ruapi_objref ahs = { ah, RUAPI_OBJ_AH };
	const struct ruapi_send_wr wr = {
		.opcode = SEND,
		.num_sge = 1,
		.remote_qpn = 1,
		.remote_qkey = QP1_QKEY,
	};
	struct ruapi_qp_post_send_args send = { .ahs = &ahs, .ahs_len = 1 };
	const struct ruapi_sge sge = sge_at(&a, 0, sizeof(*mad));
	const struct ruapi_sge to = sge_at(&a, ANSWER, GRH + sizeof(*mad));
	const struct ruapi_recv_wr recv = { .wr_id = 1, .num_sge = 1 };
	struct ruapi_qp_post_recv_args post = {
		.handle = a.qp,
		.wrs = &recv,
		.wrs_len = 1,
		.sges = &to,
		.sges_len = 1,
	};
	struct ruapi_wc wc;

	*mad = (struct mad) {
		.base_version = 1,
		.mgmt_class = 3,
		.class_version = 2,
		.method = SET,
		.tid = ++tid,
		.attr_id = htobe16(SERVICE_RECORD),
		.comp_mask = htobe64(COMPONENTS),
		.service = service_of(id, name, number),
	};
	need("receive", ruapi_qp_post_recv(fd, &post));
	need("send", post_send(&send, a.qp, &wr, 1, &sge, 1));
	/* The request and the answer, in whatever order. */
	test_check(next_wc(&a, &wc) && !wc.status, "%s: status %u", name, wc.status);
	test_check(next_wc(&a, &wc) && !wc.status, "%s: status %u", name, wc.status);
	test_check(answer->tid == tid && !answer->status, "%s: status %#x",
		   name, be16toh(answer->status));
}

void register_services(void)
{
	const struct ruapi_ah_attr attr = { .dlid = SA_LID, .port_num = a.port };
	struct ruapi_ah_create_args ah = { .pd = a.pd, .attr = &attr };
	/* With which the answer comes. */
	const struct ruapi_qp_attr qkey = {
		.mask = MASK_STATE | MASK_QKEY,
		.qp_state = RTS,
		.qkey = QP1_QKEY,
	};
	uint8_t i;

	test_begin("services are registered");
	pair_make(UD);
	need("Q_Key", modify(a.qp, &qkey));
	need("ah", ruapi_ah_create(fd, &ah));
	for (i = 0; i < 3; i++)
		register_one(ah.handle, FIRST_ID + i, SAME_NAME, i);
	register_one(ah.handle, LISTENER_ID, LISTENER, 3);
	test_ret(destroy(fd, RUAPI_OBJ_AH, ah.handle), 0, "ah");
	pair_free();
}

/* ---- ids -------------------------------------------------------------------------- */

static uint32_t new_id(uint64_t user_data)
{
	uint32_t id;

	need("id", make_cm_id(fd, 0, user_data, &id));
	return id;
}

static void drop(uint32_t id)
{
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, id), 0, "destroy id");
}

static int bind_ib(uint32_t id, uint8_t port, uint64_t sid)
{
	struct ib_address addr = {
		.family = FAMILY_IB,
		.pkey = htons(0xffff),
		.sid = htobe64(sid),
		.sid_mask = htobe64(sid & 0xffff ? UINT64_MAX : ~0xffffULL),
	};
	struct ruapi_cm_id_bind_addr_args args = {
		.handle = id,
		.addr = (const struct sockaddr *)&addr,
		.addr_len = sizeof(addr),
	};

	gid_of(port, addr.gid);
	return ruapi_cm_id_bind_addr(fd, &args);
}

static uint32_t bound_id(uint64_t user_data)
{
	const uint32_t id = new_id(user_data);

	test_ret(bind_ib(id, b.port, 0x1060000), 0, "bind");
	return id;
}

static int resolve(uint32_t id, const char *name, uint64_t service_id,
		   struct ruapi_error *error)
{
	struct ruapi_cm_id_resolve_ib_service_args args = {
		.handle = id,
		.name = name,
		.name_len = name ? (uint32_t)strlen(name) : 0,
		.service_id = service_id,
		.set = service_id ? RUAPI_SET(RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID) :
				    0,
	};
	const int ret = ruapi_cm_id_resolve_ib_service(fd, &args);

	*error = args.error;
	return ret;
}

static void refused(int ret, const struct ruapi_error *error, int err, uint16_t attr,
		    uint16_t reason, const char *what)
{
	test_ret(ret, err, "%s", what);
	test_check(error->bad_attr == attr && error->reason == reason,
		   "%s: attribute %u, reason %u", what, error->bad_attr, error->reason);
}

static int services_of(uint32_t id, struct ruapi_ib_service *services, uint32_t room,
		       struct ruapi_cm_id_query_ib_service_args *args)
{
	*args = (struct ruapi_cm_id_query_ib_service_args) {
		.handle = id,
		.services = services,
		.services_max = room,
	};
	return ruapi_cm_id_query_ib_service(fd, args);
}

/* The event that RESOLVE_IB_SERVICE ends with. */
static void ends_with(uint32_t id, unsigned int code, int status, const char *what)
{
	struct ruapi_event_cm event;

	if (!test_ret(event_wait(fd, RUAPI_EVENT_CM, -1, &event, CM_WAIT_MS), 0, "%s", what))
		return;
	test_check(event.hdr.handle == id && event.hdr.code == code &&
		   event.status == status && event.hdr.user_data == 0x5e,
		   "%s: event %u, status %d", what, event.hdr.code, event.status);
}

static void found(const char *name, uint64_t service_id, uint32_t want, const char *what)
{
	struct ruapi_cm_id_query_ib_service_args args;
	struct ruapi_error error;
	const uint32_t id = bound_id(0x5e);

	if (test_ret(resolve(id, name, service_id, &error), 0, "%s", what)) {
		ends_with(id, RUAPI_CM_EVENT_ADDRINFO_RESOLVED, 0, what);
		test_ret(services_of(id, NULL, 0, &args), 0, "%s: query", what);
		test_check(args.count == want, "%s: %u services", what, args.count);
	}
	drop(id);
}

static void test_find(void)
{
	struct ruapi_ib_service services[4], want[3];
	struct ruapi_cm_id_query_ib_service_args args;
	struct ib_address dst = {};
	struct ruapi_cm_id_query_args query = {
		.dst = (struct sockaddr *)&dst,
		.dst_max = sizeof(dst),
	};
	struct ruapi_error error;
	uint32_t id = bound_id(0x5e);
	uint8_t i;

	test_begin("CM_ID.RESOLVE_IB_SERVICE and QUERY_IB_SERVICE");
	refused(services_of(id, services, 4, &args), &args.error, -ENODATA,
		RUAPI_CM_ID_QUERY_IB_SERVICE_HANDLE, RUAPI_REASON_STATE, "before");
	test_ret(resolve(id, "nobody", 0, &error), 0, "nobody");
	ends_with(id, RUAPI_CM_EVENT_ADDRINFO_ERROR, -ENODATA, "nobody");
	test_check(cm_state(fd, id) == RUAPI_CM_ID_BOUND, "state %u", cm_state(fd, id));
	refused(services_of(id, services, 4, &args), &args.error, -ENODATA,
		RUAPI_CM_ID_QUERY_IB_SERVICE_HANDLE, RUAPI_REASON_STATE, "nobody");

	test_ret(resolve(id, SAME_NAME, 0, &error), 0, "three");
	ends_with(id, RUAPI_CM_EVENT_ADDRINFO_RESOLVED, 0, "three");
	test_check(cm_state(fd, id) == RUAPI_CM_ID_CONNECTING, "state %u", cm_state(fd, id));
	test_ret(services_of(id, NULL, 0, &args), 0, "how many");
	test_check(args.count == 3, "%u services", args.count);
	refused(services_of(id, services, 2, &args), &args.error, -ENOSPC,
		RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES, RUAPI_REASON_LENGTH, "room for two");
	test_check(args.services_len == 3, "room for two: %u", args.services_len);
	memset(services, 0xee, sizeof(services));
	test_ret(services_of(id, services, 4, &args), 0, "all");
	for (i = 0; i < 3; i++)
		want[i] = service_of(FIRST_ID + i, SAME_NAME, i);
	test_check(args.services_len == 3 && args.count == 3 &&
		   !memcmp(services, want, sizeof(want)), "they are others");
	query.handle = id;
	test_ret(ruapi_cm_id_query(fd, &query), 0, "query");
	test_check(dst.family == FAMILY_IB && dst.sid == htobe64(FIRST_ID) &&
		   dst.pkey == htons(0xffff) && !memcmp(dst.gid, want[0].gid, 16),
		   "the address is not that of the first");
	test_ret(resolve(id, SAME_NAME, 0, &error), -EINVAL, "once only");
	drop(id);

	found(NULL, FIRST_ID + 1, 1, "by its id");
	found(SAME_NAME, FIRST_ID + 2, 1, "by both");
	found(NULL, 0, 4, "by nothing");
	/* The answer comes to nobody. */
	id = bound_id(0);
	test_ret(resolve(id, SAME_NAME, 0, &error), 0, "and go");
	drop(id);
}

static void test_refused(void)
{
	struct ruapi_cm_id_resolve_ib_service_args args = { .handle = new_id(0), };
	char name[65];
	struct ruapi_error error;
	uint32_t id;

	test_begin("RESOLVE_IB_SERVICE is for ids that are bound to InfiniBand");
	memset(name, 'x', sizeof(name));
	refused(resolve(args.handle, "x", 0, &error), &error, -EINVAL,
		RUAPI_CM_ID_RESOLVE_IB_SERVICE_HANDLE, RUAPI_REASON_STATE, "unbound");
	args.name = name;
	args.name_len = sizeof(name);
	refused(ruapi_cm_id_resolve_ib_service(fd, &args), &args.error, -EINVAL,
		RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME, RUAPI_REASON_LENGTH, "a long name");
	test_ret(cm_bind(fd, args.handle, "10.1.0.1", 0), 0, "bind to rxe");
	test_ret(resolve(args.handle, "x", 0, &error), -EOPNOTSUPP, "rxe");
	test_check(!error.reason, "rxe: reason %u", error.reason);
	test_check(cm_state(fd, args.handle) == RUAPI_CM_ID_BOUND, "state %u",
		   cm_state(fd, args.handle));
	drop(args.handle);
	id = new_id(0x5e);
	test_ret(bind_ib(id, a.port, LISTENER_ID + 1), 0, "bind");
	test_ret(cm_listen(fd, id, 1), 0, "listen");
	test_ret(resolve(id, "x", 0, &error), -EINVAL, "a listener");
	test_check(cm_state(fd, id) == RUAPI_CM_ID_LISTENING, "state %u", cm_state(fd, id));
	drop(id);
	id = bound_id(0x5e);
	/* 64 bytes, of which 63 count: nobody has that. */
	args = (struct ruapi_cm_id_resolve_ib_service_args) {
		.handle = id,
		.name = name,
		.name_len = 64,
	};
	test_ret(ruapi_cm_id_resolve_ib_service(fd, &args), 0, "the longest name");
	ends_with(id, RUAPI_CM_EVENT_ADDRINFO_ERROR, -ENODATA, "the longest name");
	drop(id);
}

/* ---- a connection ------------------------------------------------------------------ */

static const struct ruapi_cm_param param = {
	.responder_resources = 1,
	.initiator_depth = 1,
	.retry_count = 7,
	.rnr_retry_count = 7,
};

static bool comes(unsigned int code, struct ruapi_event_cm *event, const char *what)
{
	return test_ret(event_wait(fd, RUAPI_EVENT_CM, (int)code, event, CM_WAIT_MS), 0, "%s",
			what);
}

static void write_over_it(void)
{
	const struct ruapi_send_wr wr = {
		.wr_id = 7,
		.opcode = WRITE,
		.num_sge = 1,
		.remote_addr = (uintptr_t)a.buf,
		.rkey = a.rkey,
	};
	const struct ruapi_sge sge = sge_at(&b, 0, 100);
	struct ruapi_qp_post_send_args args = {};

	memset(a.buf, 0, 100);
	memset(b.buf, 0x5e, 100);
	test_ret(post_send(&args, b.qp, &wr, 1, &sge, 1), 0, "post");
	completes(&b, 0, 7, "write");
	test_check(!memcmp(a.buf, b.buf, 100), "the data are not there");
}

static void connect_by_name(uint32_t client, uint32_t listener)
{
	struct ruapi_cm_id_resolve_route_args route = { .handle = client, .timeout = 2000 };
	struct ruapi_cm_id_connect_args connect = {
		.handle = client,
		.param = &param,
		.qp = b.qp,
	};
	struct ruapi_cm_id_accept_args accept = { .param = &param, .qp = a.qp };
	struct ruapi_event_cm event;
	struct ruapi_error error;

	test_ret(resolve(client, LISTENER, 0, &error), 0, "resolve");
	ends_with(client, RUAPI_CM_EVENT_ADDRINFO_RESOLVED, 0, "resolve");
	test_ret(ruapi_cm_id_resolve_route(fd, &route), 0, "route");
	if (!comes(2, &event, "ROUTE_RESOLVED"))
		return;
	test_ret(ruapi_cm_id_connect(fd, &connect), 0, "connect");
	if (!comes(CONNECT_REQUEST, &event, "CONNECT_REQUEST"))
		return;
	test_check(event.hdr.handle == listener, "a request of %u", event.hdr.handle);
	accept.handle = event.new_id;
	test_ret(ruapi_cm_id_accept(fd, &accept), 0, "accept");
	if (comes(ESTABLISHED, &event, "ESTABLISHED") &&
	    comes(ESTABLISHED, &event, "ESTABLISHED"))
		write_over_it();
	test_ret(cm_disconnect(fd, client), 0, "disconnect");
	comes(DISCONNECTED, &event, "DISCONNECTED");
	drop(accept.handle);
}

static void test_connect(void)
{
	const uint32_t listener = new_id(0xa), client = bound_id(0x5e);

	test_begin("a connection to who has registered a name");
	a.qp = new_qp(&a, RC, &a.qp_num);
	b.qp = new_qp(&b, RC, &b.qp_num);
	test_ret(bind_ib(listener, a.port, LISTENER_ID), 0, "bind");
	test_ret(cm_listen(fd, listener, 1), 0, "listen");
	connect_by_name(client, listener);
	drop(client);
	drop(listener);
	pair_free();
}

void test_services(void)
{
	struct ruapi_cm_id_query_ib_service_args query;
	const uint32_t id = new_id(0);
	struct ruapi_error error;
	bool older;

	test_begin("services of InfiniBand, where the kernel has them");
	older = missing(resolve(id, "x", 0, &error), &error, 0, "resolve") &&
		missing(services_of(id, NULL, 0, &query), &query.error, 0, "query");
	drop(id);
	if (older)
		return;
	/* A port whose link was down has none any more. */
	register_services();
	test_find();
	test_refused();
	test_connect();
}

/* ---- WRITE_EVENT -------------------------------------------------------------------- */

static int write_event(uint32_t id, uint32_t code, uint32_t status, uint32_t len,
		       struct ruapi_error *error)
{
	char data[256];
	struct ruapi_cm_id_write_event_args args = {
		.handle = id,
		.event = code,
		.status = status,
		.private_data = data,
		.private_data_len = len,
	};
	int ret;

	memset(data, 0xd, sizeof(data));
	ret = ruapi_cm_id_write_event(fd, &args);
	*error = args.error;
	return ret;
}

static void comes_written(int from, uint32_t id, uint32_t code, int status, uint32_t len,
			  const char *what)
{
	struct ruapi_event_cm event;
	uint32_t i;

	if (!test_ret(event_wait(from, RUAPI_EVENT_CM, -1, &event, CM_WAIT_MS), 0, "%s", what))
		return;
	test_check(event.hdr.handle == id && event.hdr.code == code &&
		   event.status == status && event.hdr.user_data == 0x3e &&
		   event.param.private_data_len == len && !event.param.has_ah &&
		   !event.param.qp_num && !event.new_id,
		   "%s: event %u, status %d, %u bytes", what, event.hdr.code, event.status,
		   event.param.private_data_len);
	for (i = 0; i < sizeof(event.param.private_data); i++)
		if (event.param.private_data[i] != (i < len ? 0xd : 0))
			break;
	test_check(i == sizeof(event.param.private_data), "%s: byte %u", what, i);
}

/* It has no user data yet that its events could carry. */
static void test_quiet(void)
{
	const uint32_t listener = new_id(1), client = new_id(2);
	struct ruapi_event_cm event;
	struct ruapi_error error;

	test_begin("WRITE_EVENT is not for ids that are not accepted yet");
	need("bind", cm_bind(fd, listener, "10.1.0.1", PORT));
	need("listen", cm_listen(fd, listener, 1));
	need("resolve", cm_resolve(fd, client, "10.1.0.1", PORT));
	test_ret(cm_connect(fd, client, 7, "", 0), 0, "connect");
	if (comes(CONNECT_REQUEST, &event, "CONNECT_REQUEST")) {
		refused(write_event(event.new_id, RUAPI_CM_EVENT_USER, 0, 0, &error), &error,
			-EINVAL, RUAPI_CM_ID_WRITE_EVENT_HANDLE, RUAPI_REASON_STATE, "quiet");
		drop(event.new_id);
	}
	drop(client);
	drop(listener);
}

void test_write_event(void)
{
	struct ruapi_event_queue_create_args queue = {};
	struct ruapi_cm_id_migrate_args migrate = {};
	const uint32_t id = new_id(0x3e);
	struct ruapi_error error;
	uint32_t i;

	test_begin("CM_ID.WRITE_EVENT");
	test_ret(write_event(id, RUAPI_CM_EVENT_USER, 0, 0, &error), 0, "write");
	comes_written(fd, id, RUAPI_CM_EVENT_USER, 0, 0, "empty");
	test_ret(write_event(id, RUAPI_CM_EVENT_INTERNAL, (uint32_t)-5, 255, &error), 0, "all");
	comes_written(fd, id, RUAPI_CM_EVENT_INTERNAL, -5, 255, "all of it");
	refused(write_event(id, RUAPI_CM_EVENT_USER, 0, 256, &error), &error, -EINVAL,
		RUAPI_CM_ID_WRITE_EVENT_PRIVATE_DATA, RUAPI_REASON_LENGTH, "too much");
	for (i = 0; i < 24; i++) {
		if (i == RUAPI_CM_EVENT_USER || i == RUAPI_CM_EVENT_INTERNAL)
			continue;
		refused(write_event(id, i, 0, 0, &error), &error, -EINVAL,
			RUAPI_CM_ID_WRITE_EVENT_EVENT, RUAPI_REASON_RANGE, "rdma_cm's own");
	}
	test_ret(write_event(id, RUAPI_CM_EVENT_USER, 1, 1, &error), 0, "before MIGRATE");
	need("queue", ruapi_event_queue_create(fd, &queue));
	migrate.handle = id;
	migrate.queue = queue.handle;
	test_ret(ruapi_cm_id_migrate(fd, &migrate), 0, "migrate");
	test_check(migrate.events == 2, "%u events read", migrate.events);
	test_ret(write_event(id, RUAPI_CM_EVENT_USER, 2, 2, &error), 0, "after it");
	comes_written(queue.fd, id, RUAPI_CM_EVENT_USER, 1, 1, "before MIGRATE");
	comes_written(queue.fd, id, RUAPI_CM_EVENT_USER, 2, 2, "after it");
	/* Nobody reads them. */
	for (i = 0; i < 1000; i++)
		if (write_event(id, RUAPI_CM_EVENT_USER, i, 8, &error))
			break;
	test_check(i == 1000, "only %u can be unread", i);
	drop(id);
	test_ret(destroy(fd, RUAPI_OBJ_EVENT_QUEUE, queue.handle), 0, "queue");
	close(queue.fd);
	test_quiet();
}
