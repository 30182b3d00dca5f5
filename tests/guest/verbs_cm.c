// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What connections of programs like rping do not show: paths from elsewhere
 * (SET_OPTION ib_path), ECE, ids of the port space UDP, addresses of the family
 * AF_IB.  On every device that is named, to itself.
 * usage: verbs_cm IBDEV...
 */
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/in.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_sa.h>
#include "ids.h"

#define PS_TCP 0x106
#define PS_UDP 0x111
#define GOOD_PATH (IB_PATH_GMP | IB_PATH_PRIMARY | IB_PATH_BIDIRECTIONAL)
/* enum ib_cm_sidr_status */
#define SIDR_UNSUPPORTED 1
#define SIDR_REJECT 2

/* ---- SET_OPTION ib_path ------------------------------------------------------ */

static int set_path(struct set *set, uint32_t id,
		    const struct ib_path_rec_data *path,
		    struct ruapi_error *error)
{
	struct ruapi_cm_id_set_option_args args = {
		.handle = id,
		.ib_path = path,
		.ib_path_len = 1,
	};
	int ret = ruapi_cm_id_set_option(set->fd, &args);

	*error = args.error;
	return ret;
}

static uint32_t get_path(struct set *set, uint32_t id,
			 struct ib_path_rec_data *path)
{
	struct ruapi_cm_id_query_path_args args = {
		.handle = id,
		.paths = path,
		.paths_max = 1,
	};

	memset(path, 0, sizeof(*path));
	test_ret(ruapi_cm_id_query_path(set->fd, &args), 0, "query_path");
	return args.count;
}

static void resolve_address(struct set *set, uint32_t id, uint16_t port)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = (const struct sockaddr *)&sin,
		.dst_len = sizeof(sin),
		.timeout = 2000,
	};
	struct ruapi_event_cm event;

	inet_pton(AF_INET, set_address(set), &sin.sin_addr);
	test_ret(ruapi_cm_id_resolve_addr(set->fd, &args), 0, "resolve");
	test_ret(wait_cm(set, ADDR_RESOLVED, &event), 0, "ADDR_RESOLVED");
}

static void check_refused(struct set *set, uint32_t id,
			  const struct ib_path_rec_data *path, uint16_t attr,
			  const char *when)
{
	struct ruapi_error error;

	test_ret(set_path(set, id, path, &error), -EINVAL, "%s", when);
	test_check(error.bad_attr == attr, "%s: bad_attr %u", when,
		   error.bad_attr);
}

static void test_path(struct set *set)
{
	struct ib_path_rec_data path, back, bad;
	struct ruapi_event_cm event;
	struct ruapi_error error;
	uint32_t listener, teacher, id;

	test_begin("%s: a path from elsewhere instead of RESOLVE_ROUTE",
		   set->name);
	listener = listener_on(set, PS_TCP, 7601);
	teacher = new_id(set, PS_TCP);
	test_ret(cm_resolve(set->fd, teacher, set_address(set), 7601), 0,
		 "route");
	test_check(get_path(set, teacher, &path) == 1, "no path");

	id = new_id(set, PS_TCP);
	check_refused(set, id, &path, RUAPI_CM_ID_SET_OPTION_HANDLE,
		      "without a device");
	resolve_address(set, id, 7601);
	bad = path;
	bad.flags = IB_PATH_GMP;
	check_refused(set, id, &bad, RUAPI_CM_ID_SET_OPTION_IB_PATH,
		      "path that is good for nothing");
	test_ret(set_path(set, id, &path, &error), 0, "path");
	test_ret(wait_cm(set, ROUTE_RESOLVED, &event), 0, "ROUTE_RESOLVED");
	test_check(event.hdr.handle == id, "of id %u", event.hdr.handle);
	/* Destination and source GID. */
	test_check(get_path(set, id, &back) == 1 && back.flags == GOOD_PATH &&
		   !memcmp((char *)back.path_rec + 8,
			   (char *)path.path_rec + 8, 32), "another path");
	check_refused(set, id, &path, RUAPI_CM_ID_SET_OPTION_IB_PATH,
		      "a second path");
	check_refused(set, teacher, &path, RUAPI_CM_ID_SET_OPTION_IB_PATH,
		      "path of an id that has resolved its route");

	test_ret(cm_connect(set->fd, id, set->qp_num, "", 0), 0, "connect");
	test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "CONNECT_REQUEST");
	drop(set, event.new_id);
	test_ret(wait_cm(set, REJECTED, &event), 0, "REJECTED");
	drop(set, id);
	drop(set, teacher);
	drop(set, listener);
}

/* ---- ECE ----------------------------------------------------------------------- */

static struct ruapi_cm_param ece_param(uint32_t qp_num, uint32_t attr_mod)
{
	return (struct ruapi_cm_param) {
		.qp_num = qp_num,
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 7,
		.rnr_retry_count = 7,
		.ece_vendor_id = 0x15b3,
		.ece_attr_mod = attr_mod,
	};
}

static void check_ece(const struct ruapi_event_cm *event, uint32_t attr_mod)
{
	test_check(event->param.ece_vendor_id == 0x15b3 &&
		   event->param.ece_attr_mod == attr_mod,
		   "event %u: vendor %#x, %#x", event->hdr.code,
		   event->param.ece_vendor_id, event->param.ece_attr_mod);
}

/* What vendors tell each other travels with the request and the answer. */
static void test_ece(struct set *set)
{
	/* Two QPs of one device have two numbers. */
	const struct ruapi_cm_param ask = ece_param(0x17, 0x1234567);
	const struct ruapi_cm_param answer = ece_param(0x18, 0x7654);
	struct ruapi_cm_id_connect_args connect = { .param = &ask };
	struct ruapi_cm_id_accept_args accept = { .param = &answer };
	struct ruapi_event_cm event;
	uint32_t listener;

	test_begin("%s: enhanced connection establishment", set->name);
	listener = listener_on(set, PS_TCP, 7604);
	connect.handle = new_id(set, PS_TCP);
	test_ret(cm_resolve(set->fd, connect.handle, set_address(set), 7604), 0,
		 "resolve");
	test_ret(ruapi_cm_id_connect(set->fd, &connect), 0, "connect");
	test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "CONNECT_REQUEST");
	check_ece(&event, 0x1234567);
	accept.handle = event.new_id;
	test_ret(ruapi_cm_id_accept(set->fd, &accept), 0, "accept");
	test_ret(wait_cm(set, CONNECT_RESPONSE, &event), 0, "CONNECT_RESPONSE");
	check_ece(&event, 0x7654);
	test_ret(cm_accept_plain(set->fd, connect.handle), 0, "ready");
	drop(set, connect.handle);
	drop(set, accept.handle);
	drop(set, listener);
}

/* ---- port space UDP ------------------------------------------------------------ */

static uint32_t ask(struct set *set, uint16_t port, const char *data)
{
	const uint32_t id = new_id(set, PS_UDP);

	test_ret(cm_resolve(set->fd, id, set_address(set), port), 0, "resolve");
	test_ret(cm_connect(set->fd, id, 0, data, strlen(data) + 1), 0,
		 "connect");
	return id;
}

static bool has_data(const struct ruapi_event_cm *event, const char *data)
{
	return event->param.private_data_len > strlen(data) &&
	       !strcmp((const char *)event->param.private_data, data);
}

static void check_qkey(struct set *set, uint32_t id)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_cm_id_init_qp_attr_args args = {
		.handle = id,
		.state = 1, /* INIT */
		.attr = &attr,
	};

	test_ret(ruapi_cm_id_init_qp_attr(set->fd, &args), 0, "init_qp_attr");
	/* RDMA_UDP_QKEY, and STATE, PKEY_INDEX, PORT, QKEY. */
	test_check(attr.qkey == 0x01234567 && attr.mask == 0x71 &&
		   attr.port_num == 1, "qkey %#x, mask %#x", attr.qkey,
		   attr.mask);
}

static void test_datagrams(struct set *set)
{
	static const uint8_t nobody[16];
	struct ruapi_cm_id_reject_args reject = {};
	struct ruapi_event_cm event;
	uint32_t listener, id, server;

	test_begin("%s: ids of the port space UDP find each other", set->name);
	listener = listener_on(set, PS_UDP, 7602);
	id = ask(set, 7602, "who is there");
	if (!test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "request"))
		return;
	test_check(event.hdr.handle == listener && event.new_id &&
		   has_data(&event, "who is there"), "request of id %u",
		   event.hdr.handle);
	server = event.new_id;
	test_ret(cm_accept(set->fd, server, 0x1234, "it is me", 9), 0,
		 "accept");
	test_ret(cm_accept(set->fd, server, 0x1234, "", 0), -EINVAL,
		 "accept again");
	test_ret(wait_cm(set, ESTABLISHED, &event), 0, "ESTABLISHED");
	test_check(event.hdr.handle == id && has_data(&event, "it is me") &&
		   event.param.qp_num == 0x1234 &&
		   event.param.qkey == 0x01234567 && event.param.has_ah &&
		   event.param.ah.is_global && event.param.ah.port_num == 1 &&
		   memcmp(event.param.ah.dgid, nobody, sizeof(nobody)),
		   "QP %#x, qkey %#x", event.param.qp_num, event.param.qkey);
	test_check(cm_state(set->fd, id) == RUAPI_CM_ID_CONNECTED &&
		   cm_state(set->fd, server) == RUAPI_CM_ID_CONNECTED,
		   "states %u and %u", cm_state(set->fd, id),
		   cm_state(set->fd, server));
	check_qkey(set, id);
	drop(set, server);
	drop(set, id);

	test_begin("%s: ids of the port space UDP are refused", set->name);
	id = ask(set, 7602, "and now");
	test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "request");
	reject.handle = event.new_id;
	test_ret(ruapi_cm_id_reject(set->fd, &reject), 0, "reject");
	test_ret(wait_cm(set, UNREACHABLE, &event), 0, "UNREACHABLE");
	test_check(event.hdr.handle == id && event.status == SIDR_REJECT,
		   "status %d", event.status);
	drop(set, reject.handle);
	drop(set, id);
	drop(set, listener);
	id = ask(set, 7602, "nobody listens");
	test_ret(wait_cm(set, UNREACHABLE, &event), 0, "UNREACHABLE");
	test_check(event.status == SIDR_UNSUPPORTED, "status %d",
		   event.status);
	drop(set, id);
}

/* ---- AF_IB ----------------------------------------------------------------------- */

static struct ib_address ib_address(struct set *set, uint16_t port)
{
	struct ruapi_gid_entry gid = {};
	struct ruapi_device_query_gid_args query = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX),
		.index = set->device,
		.port = 1,
		.gid_index = is_ib(set),
		.entry = &gid,
	};
	struct ib_address addr = {
		.family = FAMILY_IB,
		.pkey = htons(0xffff),
		/* RDMA_IB_IP_PS_TCP */
		.sid = htobe64(0x1060000ull | port),
		.sid_mask = htobe64(UINT64_MAX),
	};

	test_ret(ruapi_device_query_gid(set->fd, &query), 0, "own GID");
	memcpy(addr.gid, gid.gid, sizeof(addr.gid));
	return addr;
}

static int bind_ib(struct set *set, uint32_t id, const struct ib_address *addr,
		   uint32_t len)
{
	struct ruapi_cm_id_bind_addr_args args = {
		.handle = id,
		.addr = (const struct sockaddr *)addr,
		.addr_len = len,
	};

	return ruapi_cm_id_bind_addr(set->fd, &args);
}

static int resolve_ib(struct set *set, uint32_t id,
		      const struct ib_address *addr)
{
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = (const struct sockaddr *)addr,
		.dst_len = sizeof(*addr),
		.timeout = 2000,
	};

	return ruapi_cm_id_resolve_addr(set->fd, &args);
}

static void check_family(struct set *set, uint32_t id,
			 const struct ib_address *want)
{
	struct ib_address src = {}, dst = {};
	struct ruapi_cm_id_query_args args = {
		.handle = id,
		.src = (struct sockaddr *)&src,
		.src_max = sizeof(src),
		.dst = (struct sockaddr *)&dst,
		.dst_max = sizeof(dst),
	};

	test_ret(ruapi_cm_id_query(set->fd, &args), 0, "query");
	test_check(src.family == FAMILY_IB && dst.family == FAMILY_IB &&
		   args.src_len == sizeof(src) && args.dst_len == sizeof(dst),
		   "families %u and %u", src.family, dst.family);
	test_check(!memcmp(dst.gid, want->gid, sizeof(dst.gid)) &&
		   dst.sid == want->sid, "it goes elsewhere");
	test_check(args.device == set->device && args.port == 1,
		   "device %u, port %u", args.device, args.port);
}

/*
 * Over Ethernet rdma_cm finds the device of such an address, but no route: that
 * needs the interface that only an IP address tells.
 */
static void test_af_ib(struct set *set)
{
	const struct ib_address own = ib_address(set, 7603);
	struct ruapi_cm_id_resolve_route_args route = { .timeout = 2000 };
	struct ib_address any = own, far = own;
	struct ruapi_event_cm event;
	uint32_t id;

	test_begin("%s: addresses of the family AF_IB", set->name);
	memset(any.gid, 0, sizeof(any.gid));
	memset(far.gid, 0x5a, sizeof(far.gid));
	id = new_id(set, PS_TCP);
	test_ret(bind_ib(set, id, &any, sizeof(any) - 1), -EINVAL, "short");
	test_ret(bind_ib(set, id, &own, sizeof(own)), -ENODEV, "bind");
	test_ret(bind_ib(set, id, &any, sizeof(any)), 0, "bind to any");
	test_ret(cm_listen(set->fd, id, 1), 0, "listen");
	drop(set, id);

	id = new_id(set, PS_TCP);
	test_ret(resolve_ib(set, id, &far), -ENODEV, "resolve, far");
	drop(set, id);
	id = new_id(set, PS_TCP);
	test_ret(resolve_ib(set, id, &own), 0, "resolve");
	test_ret(wait_cm(set, ADDR_RESOLVED, &event), 0, "ADDR_RESOLVED");
	check_family(set, id, &own);
	route.handle = id;
	test_ret(ruapi_cm_id_resolve_route(set->fd, &route), -ENODEV, "route");
	drop(set, id);
}

/* Over iWARP there are neither paths nor datagrams nor GIDs to resolve. */
static void test_iwarp(struct set *set)
{
	const struct ib_address own = ib_address(set, 7603);
	struct ib_path_rec_data path = { .flags = IB_PATH_GMP };
	uint32_t id;

	test_begin("%s: no paths and no GIDs over iWARP", set->name);
	id = new_id(set, PS_TCP);
	resolve_address(set, id, 7601);
	check_refused(set, id, &path, RUAPI_CM_ID_SET_OPTION_IB_PATH, "path");
	test_check(!get_path(set, id, &path), "it has a path");
	drop(set, id);
	id = new_id(set, PS_TCP);
	test_ret(resolve_ib(set, id, &own), -ENODEV, "resolve a GID");
	drop(set, id);
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		if (is_ib(&set)) {
			test_path(&set);
			test_ece(&set);
			test_datagrams(&set);
			/* Any device with a GID of that prefix will do. */
			if (is_rxe(&set))
				test_af_ib(&set);
		} else {
			test_iwarp(&set);
		}
		set_end(&set, "ids");
	}
	return test_done();
}
