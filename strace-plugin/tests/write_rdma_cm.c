/*
 * Check decoding of commands written to /dev/infiniband/rdma_cm.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tests.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <string.h>
#include <rdma/ib_user_verbs.h>

#include "rdma_dev.h"

#if XLAT_RAW
# define NAME(val_, str_) val_
# define UNKNOWN(val_, dflt_) val_
# define INET(port_raw_, port_, addr_raw_, addr_) \
	"{sa_family=0x2, sin_port=" port_raw_ ", sin_addr=" addr_raw_ "}"
# define GUID(raw_, str_) raw_
# define GID(raw_, str_) raw_
#elif XLAT_VERBOSE
# define NAME(val_, str_) val_ " /* " str_ " */"
# define UNKNOWN(val_, dflt_) NAME(val_, dflt_)
# define INET(port_raw_, port_, addr_raw_, addr_) \
	"{sa_family=0x2 /* AF_INET */" \
	", sin_port=" port_raw_ " /* htons(" port_ ") */" \
	", sin_addr=" addr_raw_ " /* inet_addr(\"" addr_ "\") */}"
# define GUID(raw_, str_) str_
# define GID(raw_, str_) str_
#else
# define NAME(val_, str_) str_
# define UNKNOWN(val_, dflt_) val_ " /* " dflt_ " */"
# define INET(port_raw_, port_, addr_raw_, addr_) \
	"{sa_family=AF_INET, sin_port=htons(" port_ ")" \
	", sin_addr=inet_addr(\"" addr_ "\")}"
# define GUID(raw_, str_) str_
# define GID(raw_, str_) str_
#endif

#define SERVER INET("\"\\x1c\\x06\"", "7174", "\"\\x0a\\x01\\x00\\x01\"", \
		    "10.1.0.1")
#define RDMA_CM "/dev/infiniband/rdma_cm"

/* As in <rdma/rdma_user_cm.h>.  */
struct ucm_hdr {
	uint32_t cmd;
	uint16_t in;
	uint16_t out;
};

struct ucm_conn_param {
	uint32_t qp_num;
	uint32_t qkey;
	uint8_t private_data[256];
	uint8_t private_data_len;
	uint8_t srq;
	uint8_t responder_resources;
	uint8_t initiator_depth;
	uint8_t flow_control;
	uint8_t retry_count;
	uint8_t rnr_retry_count;
	uint8_t valid;
};

struct ucm_ece {
	uint32_t vendor_id;
	uint32_t attr_mod;
};

union ucm_addr {
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	uint8_t storage[128];
};

static const struct ucm_conn_param param = {
	.qp_num = 0x11, .qkey = 0x22, .private_data = { 1, 2, 3 },
	.private_data_len = 2, .srq = 1, .responder_resources = 3,
	.initiator_depth = 4, .flow_control = 5, .retry_count = 6,
	.rnr_retry_count = 7, .valid = 1,
};
#define PARAM "{qp_num=0x11, qkey=0x22, private_data=\"\\x01\\x02\"" \
	", private_data_len=2, srq=1, responder_resources=3" \
	", initiator_depth=4, flow_control=5, retry_count=6" \
	", rnr_retry_count=7, valid=1}"
#define ECE "{vendor_id=0x33, attr_mod=0x44}"
#define UID 0x1122334455667788ULL
#define UID_STR "uid=0x1122334455667788"

static int fd;

/* What the kernel would write: the page ends behind it. */
static void *
response(const void *const data, const size_t size)
{
	return tail_memdup(data, size);
}

/* Writes a command and prints what shall be seen of it. */
static void ATTRIBUTE_FORMAT((printf, 6, 7))
cmd(const unsigned int nr, const char *const name, const void *const in,
    const size_t in_size, const unsigned int out_size, const char *const fmt,
    ...)
{
	const size_t size = sizeof(struct ucm_hdr) + in_size;
	struct ucm_hdr *const hdr = tail_alloc(size);
	va_list args;

	*hdr = (struct ucm_hdr) { .cmd = nr, .in = in_size, .out = out_size };
	memcpy(hdr + 1, in, in_size);

	const char *const errstr = sprintrc(write(fd, hdr, size));

	printf("write(%s, [{cmd=%s, in=%zu, out=%u}, ", dev_fd(fd, RDMA_CM),
	       name, in_size, out_size);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf(", %zu) = %s\n", size, errstr);
}

#define CMD(nr_, raw_, name_, in_, out_, ...) \
	cmd((nr_), NAME(raw_, "RDMA_USER_CM_CMD_" name_), (in_), \
	    sizeof(*(in_)), (out_), __VA_ARGS__)

static union ucm_addr
server(void)
{
	union ucm_addr addr = { .storage = { 0 } };

	addr.in.sin_family = AF_INET;
	addr.in.sin_port = htons(7174);
	addr.in.sin_addr.s_addr = htonl(0x0a010001);
	return addr;
}

static void
test_ids(void)
{
	const uint32_t id = 42;
	void *const resp = response(&id, sizeof(id));
	const struct {
		uint64_t uid;
		uint64_t response;
		uint16_t ps;
		uint8_t qp_type;
		uint8_t reserved[5];
	} create = {
		.uid = UID, .response = (uintptr_t) resp, .ps = 0x106,
		.qp_type = 2,
	};
	const struct {
		uint64_t response;
		uint32_t id;
		uint32_t reserved;
	} destroy = { .response = (uintptr_t) resp, .id = 7 };
	const struct {
		uint64_t response;
		uint32_t id;
		uint32_t fd;
	} migrate = { .response = (uintptr_t) resp, .id = 7, .fd = 5 };

	CMD(0, "0", "CREATE_ID", &create, sizeof(id),
	    "{" UID_STR ", response=%p, ps=%s, qp_type=%s}] => {id=42}", resp,
	    NAME("0x106", "RDMA_PS_TCP"), NAME("0x2", "IBV_QPT_RC"));
	CMD(1, "0x1", "DESTROY_ID", &destroy, sizeof(id),
	    "{response=%p, id=7}] => {events_reported=42}", resp);
	CMD(17, "0x11", "LEAVE_MCAST", &destroy, sizeof(id),
	    "{response=%p, id=7}] => {events_reported=42}", resp);
	CMD(18, "0x12", "MIGRATE_ID", &migrate, sizeof(id),
	    "{response=%p, id=7, fd=5}] => {events_reported=42}", resp);
}

static void
test_addresses(void)
{
	const struct {
		uint32_t id;
		uint16_t addr_size;
		uint16_t reserved;
		union ucm_addr addr;
	} bind = { .id = 7, .addr_size = 16, .addr = server() };
	const struct {
		uint32_t id;
		uint32_t timeout_ms;
		uint16_t src_size;
		uint16_t dst_size;
		uint32_t reserved;
		union ucm_addr src;
		union ucm_addr dst;
	} resolve = {
		.id = 7, .timeout_ms = 2000, .src_size = 0, .dst_size = 16,
		.dst = server(),
	};
	struct {
		uint64_t response;
		uint8_t addr[28];
		uint32_t id;
	} bind_ip = { .response = 0, .id = 7 };
	struct {
		uint8_t src[28];
		uint8_t dst[28];
		uint32_t id;
		uint32_t timeout_ms;
	} resolve_ip = { .id = 7, .timeout_ms = 2000 };
	const union ucm_addr addr = server();
	const struct {
		uint32_t id;
		uint32_t val;
	} pair = { .id = 7, .val = 2000 };

	memcpy(bind_ip.addr, &addr, sizeof(bind_ip.addr));
	memcpy(resolve_ip.src, &addr, sizeof(resolve_ip.src));
	memcpy(resolve_ip.dst, &addr, sizeof(resolve_ip.dst));

	CMD(20, "0x14", "BIND", &bind, 0,
	    "{id=7, addr_size=16, addr=" SERVER "}]");
	CMD(21, "0x15", "RESOLVE_ADDR", &resolve, 0,
	    "{id=7, timeout_ms=2000, src_size=0, dst_size=16, src_addr=\"\""
	    ", dst_addr=" SERVER "}]");
	CMD(2, "0x2", "BIND_IP", &bind_ip, 0,
	    "{response=0, addr=" SERVER ", id=7}]");
	CMD(3, "0x3", "RESOLVE_IP", &resolve_ip, 0,
	    "{src_addr=" SERVER ", dst_addr=" SERVER
	    ", id=7, timeout_ms=2000}]");
	CMD(4, "0x4", "RESOLVE_ROUTE", &pair, 0, "{id=7, timeout_ms=2000}]");
	CMD(7, "0x7", "LISTEN", &pair, 0, "{id=7, backlog=2000}]");
	CMD(15, "0xf", "NOTIFY", &pair, 0, "{id=7, event=2000}]");
}

static void
test_multicast(void)
{
	const uint32_t id = 42;
	void *const resp = response(&id, sizeof(id));
	const struct {
		uint64_t response;
		uint64_t uid;
		uint32_t id;
		uint16_t addr_size;
		uint16_t join_flags;
		union ucm_addr addr;
	} join = {
		.response = (uintptr_t) resp, .uid = UID, .id = 7,
		.addr_size = 16, .join_flags = 1, .addr = server(),
	};
	struct {
		uint64_t response;
		uint64_t uid;
		uint8_t addr[28];
		uint32_t id;
	} join_ip = { .response = (uintptr_t) resp, .uid = UID, .id = 7 };

	memcpy(join_ip.addr, &join.addr, sizeof(join_ip.addr));
	CMD(22, "0x16", "JOIN_MCAST", &join, sizeof(id),
	    "{response=%p, " UID_STR ", id=7, addr_size=16, join_flags=1"
	    ", addr=" SERVER "}] => {id=42}", resp);
	CMD(16, "0x10", "JOIN_IP_MCAST", &join_ip, sizeof(id),
	    "{response=%p, " UID_STR ", addr=" SERVER ", id=7}] => {id=42}",
	    resp);
}

static void
test_connection(void)
{
	const struct {
		struct ucm_conn_param param;
		uint32_t id;
		uint32_t reserved;
		struct ucm_ece ece;
	} connect = {
		.param = param, .id = 7,
		.ece = { .vendor_id = 0x33, .attr_mod = 0x44 },
	};
	const struct {
		uint64_t uid;
		struct ucm_conn_param param;
		uint32_t id;
		uint32_t reserved;
		struct ucm_ece ece;
	} accept = {
		.uid = UID, .param = param, .id = 7,
		.ece = { .vendor_id = 0x33, .attr_mod = 0x44 },
	};
	const struct {
		uint32_t id;
		uint8_t private_data_len;
		uint8_t reason;
		uint8_t reserved[2];
		uint8_t private_data[256];
	} reject = {
		.id = 7, .private_data_len = 3, .reason = 28,
		.private_data = { 1, 2, 3, 4 },
	};
	const uint32_t id = 7;

	CMD(6, "0x6", "CONNECT", &connect, 0,
	    "{conn_param=" PARAM ", id=7, ece=" ECE "}]");
	CMD(8, "0x8", "ACCEPT", &accept, 0,
	    "{" UID_STR ", conn_param=" PARAM ", id=7, ece=" ECE "}]");
	CMD(9, "0x9", "REJECT", &reject, 0,
	    "{id=7, private_data_len=3, reason=28"
	    ", private_data=\"\\x01\\x02\\x03\"}]");
	CMD(10, "0xa", "DISCONNECT", &id, 0, "{id=7}]");
}

static void
test_options(void)
{
	const uint8_t on = 1;
	void *const val = tail_memdup(&on, sizeof(on));
	struct {
		uint64_t optval;
		uint32_t id;
		uint32_t level;
		uint32_t optname;
		uint32_t optlen;
	} option = {
		.optval = (uintptr_t) val, .id = 7, .optname = 2, .optlen = 1,
	};

	CMD(14, "0xe", "SET_OPTION", &option, 0,
	    "{optval=\"\\x01\", id=7, level=%s, optname=%s, optlen=1}]",
	    NAME("0", "RDMA_OPTION_ID"), NAME("0x2", "RDMA_OPTION_ID_AFONLY"));
	option.level = 1;
	option.optname = 1;
	option.optlen = 2;
	CMD(14, "0xe", "SET_OPTION", &option, 0,
	    "{optval=%p, id=7, level=%s, optname=%s, optlen=2}]", val,
	    NAME("0x1", "RDMA_OPTION_IB"), NAME("0x1", "RDMA_OPTION_IB_PATH"));
	option.level = 9;
	CMD(14, "0xe", "SET_OPTION", &option, 0,
	    "{optval=%p, id=7, level=%s, optname=%s, optlen=2}]", val,
	    UNKNOWN("0x9", "RDMA_OPTION_???"),
	    UNKNOWN("0x1", "RDMA_OPTION_???"));
}

static void
test_qp_attr(void)
{
	struct ib_uverbs_qp_attr attr = {
		.qp_attr_mask = 1 << 0 | 1 << 7 | 1 << 19, .qp_state = 2,
		.max_send_wr = 1, .max_recv_wr = 2, .max_send_sge = 3,
		.max_recv_sge = 4, .max_inline_data = 5,
		.ah_attr = {
			.grh = {
				.dgid = { 0xfe, 0x80, [15] = 1 },
				.flow_label = 0x6, .sgid_index = 1,
				.hop_limit = 64,
			},
			.is_global = 1, .port_num = 1,
		},
	};
	void *const resp = response(&attr, sizeof(attr));
	const struct {
		uint64_t response;
		uint32_t id;
		uint32_t qp_state;
	} init = { .response = (uintptr_t) resp, .id = 7, .qp_state = 2 };

	CMD(11, "0xb", "INIT_QP_ATTR", &init, sizeof(attr),
	    "{response=%p, id=7, qp_state=%s}] => {qp_attr_mask=%s"
	    ", qp_state=%s, ah_attr={grh.dgid=%s, grh.flow_label=0x6"
	    ", grh.sgid_index=1, grh.hop_limit=64, grh.traffic_class=0"
	    ", dlid=0, sl=0, src_path_bits=0, static_rate=0, is_global=1"
	    ", port_num=1}, max_send_wr=1, max_recv_wr=2, max_send_sge=3"
	    ", max_recv_sge=4, max_inline_data=5}", resp,
	    NAME("0x2", "IBV_QPS_RTR"),
	    NAME("0x80081", "IBV_QP_STATE|IBV_QP_AV|IBV_QP_CAP"),
	    NAME("0x2", "IBV_QPS_RTR"),
	    GID("\"\\xfe\\x80\\x00\\x00\\x00\\x00\\x00\\x00"
		"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\"", "fe80::1"));
}

static void
test_event(void)
{
	const struct {
		uint64_t uid;
		uint32_t id;
		uint32_t event;
		uint32_t status;
		struct ucm_conn_param param;
		uint8_t rest[328 - 20 - sizeof(struct ucm_conn_param)];
		struct ucm_ece ece;
	} event = {
		.uid = UID, .id = 7, .event = 9, .param = param,
		.ece = { .vendor_id = 0x33, .attr_mod = 0x44 },
	};
	void *const resp = response(&event, sizeof(event));
	const uint64_t get = (uintptr_t) resp;

	CMD(12, "0xc", "GET_EVENT", &get, sizeof(event),
	    "{response=%p}] => {" UID_STR ", id=7, event=%s, status=0, param="
	    PARAM ", ece=" ECE "}", resp,
	    NAME("0x9", "RDMA_CM_EVENT_ESTABLISHED"));
	/* Of an old kernel, which knows nothing of enhanced connections. */
	CMD(12, "0xc", "GET_EVENT", &get, 20,
	    "{response=%p}] => {" UID_STR ", id=7, event=%s, status=0}", resp,
	    NAME("0x9", "RDMA_CM_EVENT_ESTABLISHED"));
}

static void
test_query(void)
{
	struct {
		uint64_t node_guid;
		uint8_t port_num;
		uint8_t reserved;
		uint16_t pkey;
		uint16_t src_size;
		uint16_t dst_size;
		union ucm_addr src;
		union ucm_addr dst;
		uint32_t ibdev_index;
		uint32_t reserved1;
	} addr = {
		.port_num = 1, .pkey = 0xffff, .src_size = 16, .dst_size = 16,
		.src = server(), .dst = server(), .ibdev_index = 3,
	};
	static const uint8_t guid[] = { 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
					0x77 };
	const uint64_t paths = 2;
	struct {
		uint64_t response;
		uint32_t id;
		uint32_t option;
	} query = { .id = 7 };
	void *resp;

	memcpy(&addr.node_guid, guid, sizeof(guid));
	resp = response(&addr, sizeof(addr));
	query.response = (uintptr_t) resp;
	CMD(19, "0x13", "QUERY", &query, sizeof(addr),
	    "{response=%p, id=7, option=%s}] => {node_guid=%s, port_num=1"
	    ", pkey=0xffff, src_size=16, dst_size=16, src_addr=" SERVER
	    ", dst_addr=" SERVER ", ibdev_index=3}", resp,
	    NAME("0", "RDMA_USER_CM_QUERY_ADDR"),
	    GUID("\"\\x00\\x11\\x22\\x33\\x44\\x55\\x66\\x77\"",
		 "0011:2233:4455:6677"));

	resp = response(&paths, sizeof(paths));
	query.response = (uintptr_t) resp;
	query.option = 1;
	CMD(19, "0x13", "QUERY", &query, sizeof(paths),
	    "{response=%p, id=7, option=%s}] => {num_paths=2}", resp,
	    NAME("0x1", "RDMA_USER_CM_QUERY_PATH"));
	/* Without layout: as it is. */
	CMD(5, "0x5", "QUERY_ROUTE", &query, sizeof(paths),
	    "{response=%p, id=7, option=%s}]"
	    " => \"\\x02\\x00\\x00\\x00\\x00\\x00\\x00\\x00\"", resp,
	    NAME("0x1", "RDMA_USER_CM_QUERY_PATH"));
}

static void
test_malformed(void)
{
	const uint32_t id[] = { 7, 0, 9 };
	void *const end = (char *) tail_alloc(1) + 1;
	const struct {
		uint64_t response;
		uint32_t id;
		uint32_t reserved;
	} destroy = { .response = (uintptr_t) end, .id = 7 };
	const struct {
		uint32_t id;
		uint32_t reserved;
		uint64_t service_id;
		char service_name[64];
		uint32_t flags;
		uint32_t reserved2;
	} service = {
		.id = 7, .service_id = 0x1234, .service_name = "storage",
		.flags = 3,
	};
	const void *volatile null = NULL;
	struct ucm_hdr *hdr;

	/* A command that is longer than known, and one that is shorter. */
	CMD(10, "0xa", "DISCONNECT", &id, 0,
	    "{id=7, /* bytes 4..11 */ \"\\x00\\x00\\x00\\x00\\x09\\x00\\x00\\x00\"}]");
	cmd(1, NAME("0x1", "RDMA_USER_CM_CMD_DESTROY_ID"), &destroy, 10, 4,
	    "{response=%p, id=\"\\x07\\x00\"}] => %p", end, end);
	CMD(1, "0x1", "DESTROY_ID", &destroy, 4, "{response=%p, id=7}] => %p",
	    end, end);
	/* Known by name only. */
	CMD(13, "0xd", "GET_OPTION", &id[0], 4,
	    "\"\\x07\\x00\\x00\\x00\"]");

	/* Of newer kernels. */
	CMD(23, "0x17", "RESOLVE_IB_SERVICE", &service, 0,
	    "{id=7, service_id=0x1234, service_name=\"storage\", flags=0x3}]");

	/* A header alone. */
	hdr = tail_alloc(sizeof(*hdr));
	*hdr = (struct ucm_hdr) { .cmd = 10 };
	printf("write(%s, [{cmd=%s, in=0, out=0}], 8) = %s\n",
	       dev_fd(fd, RDMA_CM),
	       NAME("0xa", "RDMA_USER_CM_CMD_DISCONNECT"),
	       sprintrc(write(fd, hdr, sizeof(*hdr))));
	/* More than can be read. */
	hdr->in = 4;
	const char *errstr = sprintrc(write(fd, hdr, sizeof(*hdr) + 4));
	printf("write(%s, [{cmd=%s, in=4, out=0}, %p], 12) = %s\n",
	       dev_fd(fd, RDMA_CM),
	       NAME("0xa", "RDMA_USER_CM_CMD_DISCONNECT"), hdr + 1, errstr);
	/* Not a command: the length is not what the header says. */
	errstr = sprintrc(write(fd, hdr, sizeof(*hdr)));
	printf("write(%s, \"\\n\\0\\0\\0\\4\\0\\0\\0\", 8) = %s\n",
	       dev_fd(fd, RDMA_CM), errstr);
	/* Not a command that is known. */
	*hdr = (struct ucm_hdr) { .cmd = 99 };
	errstr = sprintrc(write(fd, hdr, sizeof(*hdr)));
	printf("write(%s, \"c\\0\\0\\0\\0\\0\\0\\0\", 8) = %s\n",
	       dev_fd(fd, RDMA_CM), errstr);
	errstr = sprintrc(write(fd, null, 8));
	printf("write(%s, NULL, 8) = %s\n", dev_fd(fd, RDMA_CM), errstr);
	errstr = sprintrc(write(fd, "x", 1));
	printf("write(%s, \"x\", 1) = %s\n", dev_fd(fd, RDMA_CM), errstr);
}

/* The same bytes in another file, and a command that fails. */
static void
test_others(void)
{
	static const char other[] = "/dev/infiniband/uverbs0";
	const uint32_t id = 42;
	void *const resp = response(&id, sizeof(id));
	const struct {
		struct ucm_hdr hdr;
		uint64_t response;
		uint32_t id;
		uint32_t reserved;
	} destroy = {
		.hdr = { .cmd = 1, .in = 16, .out = 4 },
		.response = (uintptr_t) resp, .id = 7,
	};
	int other_fd = open_dev(other);
	const char *errstr =
		sprintrc(write(other_fd, &destroy.hdr, sizeof(destroy.hdr)));

	printf("write(%s, \"\\1\\0\\0\\0\\20\\0\\4\\0\", 8) = %s\n",
	       dev_fd(other_fd, other), errstr);
	close(other_fd);

	other_fd = open(RDMA_CM, O_RDONLY);
	errstr = sprintrc(write(other_fd, &destroy, sizeof(destroy)));
	printf("write(%s, [{cmd=%s, in=16, out=4}, {response=%p, id=7}], 24)"
	       " = %s\n", dev_fd(other_fd, RDMA_CM),
	       NAME("0x1", "RDMA_USER_CM_CMD_DESTROY_ID"), resp, errstr);
}

int
main(void)
{
	make_dev();
	if (mkdir("/dev/infiniband", 0700))
		perror_msg_and_fail("mkdir");
	fd = open_dev(RDMA_CM);

	test_ids();
	test_addresses();
	test_multicast();
	test_connection();
	test_options();
	test_qp_attr();
	test_event();
	test_query();
	test_malformed();
	test_others();

	puts("+++ exited with 0 +++");
	return 0;
}
