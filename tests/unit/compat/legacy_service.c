// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy.c, of commands that only newer rdma_ucm has: services of InfiniBand, and
 * events that programs write.  Prints what comes of them, on the stock stack and over the
 * interposer, also where the stock one has none.
 * usage: legacy_service GID ADDRESS: of a port of InfiniBand, and of another one
 */
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rdma/rdma_user_cm.h>

#include "../../../lib/compat/newer.h"
#include "../../guest/sockaddr_ib.h"

/* Events that programs write. */
enum { USER = 18, INTERNAL = 19 };

static int node;
static struct ib_address own = {
	.family = FAMILY_IB,
};
static struct sockaddr_in other = { .sin_family = AF_INET };

static long say(const char *what, long ret)
{
	if (ret < 0)
		printf("%s: %s\n", what, strerrorname_np(errno));
	else
		printf("%s: ok\n", what);
	fflush(stdout);
	return ret;
}

static long command(uint32_t number, const void *req, size_t req_len, size_t resp_len)
{
	_Alignas(8) uint8_t buf[1024];
	const struct rdma_ucm_cmd_hdr hdr = {
		.cmd = number,
		.in = (uint16_t)req_len,
		.out = (uint16_t)resp_len,
	};

	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), req, req_len);
	return write(node, buf, sizeof(hdr) + req_len) < 0 ? -1 : 0;
}

/* ---- ids -------------------------------------------------------------------------- */

static uint32_t new_id(uint64_t uid)
{
	struct rdma_ucm_create_id_resp resp = {};
	const struct rdma_ucm_create_id req = {
		.uid = uid,
		.response = (uintptr_t)&resp,
		.ps = RDMA_PS_TCP,
		.qp_type = 2,
	};

	say("create_id", command(RDMA_USER_CM_CMD_CREATE_ID, &req, sizeof(req), sizeof(resp)));
	return resp.id;
}

static void bind_to(uint32_t id, const void *addr, uint16_t size)
{
	struct rdma_ucm_bind req = { .id = id, .addr_size = size };

	memcpy(&req.addr, addr, size);
	say("bind", command(RDMA_USER_CM_CMD_BIND, &req, sizeof(req), 0));
}

static uint32_t bound_id(uint64_t uid)
{
	const uint32_t id = new_id(uid);

	bind_to(id, &own, sizeof(own));
	return id;
}

static void destroy_id(uint32_t id)
{
	struct rdma_ucm_destroy_id_resp resp = {};
	const struct rdma_ucm_destroy_id req = { .id = id, .response = (uintptr_t)&resp };

	say("destroy_id", command(RDMA_USER_CM_CMD_DESTROY_ID, &req, sizeof(req), sizeof(resp)));
	printf("events: %u\n", resp.events_reported);
}

/* The next event, if one comes. */
static void event(uint32_t id, uint64_t uid)
{
	struct rdma_ucm_event_resp resp;
	const struct rdma_ucm_get_event req = { .response = (uintptr_t)&resp };
	struct pollfd pfd = { .fd = node, .events = POLLIN };
	const uint8_t *param = (const uint8_t *)&resp.param;
	unsigned int rest = 0;

	memset(&resp, 0xee, sizeof(resp));
	if (poll(&pfd, 1, 20000) != 1) {
		printf("no event\n");
		return;
	}
	say("get_event", command(RDMA_USER_CM_CMD_GET_EVENT, &req, sizeof(req), sizeof(resp)));
	for (size_t i = 8; i < sizeof(resp.param); i++)
		rest += !!param[i];
	printf("event %u, status %d, its id: %d, its uid: %d, argument ", resp.event,
	       (int)resp.status, resp.id == id, resp.uid == uid);
	for (size_t i = 0; i < 8; i++)
		printf("%02x", param[i]);
	printf(", %u bytes more\n", rest);
}

/* ---- services --------------------------------------------------------------------- */

static long resolve(const char *what, uint32_t id, uint32_t flags, const char *name,
		    size_t name_len, uint64_t service_id)
{
	struct cm_resolve_ib_service req = {
		.id = id,
		.service = { .service_id = service_id, .flags = flags },
	};

	memcpy(req.service.name, name, name_len);
	return say(what, command(CM_CMD_RESOLVE_IB_SERVICE, &req, sizeof(req), 0));
}

static long resolve_name(uint32_t id, const char *name)
{
	printf("%s: ", name);
	return resolve("resolve_ib_service", id, CM_IB_SERVICE_FLAG_NAME, name, strlen(name), 0);
}

static void query(uint32_t id, size_t room)
{
	/* What nobody writes. */
	static uint8_t resp[8192];
	const struct rdma_ucm_query req = {
		.response = (uintptr_t)resp,
		.id = id,
		.option = CM_QUERY_IB_SERVICE,
	};
	size_t end = sizeof(resp);

	memset(resp, 0xee, sizeof(resp));
	printf("room for %zu bytes: ", room);
	say("query", command(RDMA_USER_CM_CMD_QUERY, &req, sizeof(req), room));
	while (end && resp[end - 1] == 0xee)
		end--;
	printf("%zu bytes:", end);
	for (size_t i = 0; i < end; i++) {
		/* Of each, what rdma_cm leaves as it was in memory. */
		const size_t at = i < 8 ? 0 : (i - 8) % sizeof(struct cm_ib_service_rec);

		if (at == offsetof(struct cm_ib_service_rec, reserved) ||
		    at == offsetof(struct cm_ib_service_rec, reserved) + 1)
			continue;
		printf("%s%02x", i % 44 == 8 ? "\n " : "", resp[i]);
	}
	printf("\n");
}

static void query_wrong(uint32_t id, const char *what, uint32_t option, uint64_t response)
{
	const struct rdma_ucm_query req = {
		.response = response,
		.id = id,
		.option = option,
	};

	say(what, command(RDMA_USER_CM_CMD_QUERY, &req, sizeof(req), 4096));
}

static void query_all(uint32_t id)
{
	static const size_t rooms[] = {
		0, 7, 8, 9, 8 + 175, 8 + 176, 8 + 2 * 176 + 1, 8 + 3 * 176, 8 + 4 * 176, 8192,
	};

	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++)
		query(id, rooms[i]);
	query_wrong(id, "query to nowhere", CM_QUERY_IB_SERVICE, 0);
	query_wrong(id, "query of something else", CM_QUERY_IB_SERVICE + 1, (uintptr_t)&own);
}

static void resolve_route(uint32_t id)
{
	const struct rdma_ucm_resolve_route req = { .id = id, .timeout_ms = 2000 };

	if (!say("resolve_route",
		 command(RDMA_USER_CM_CMD_RESOLVE_ROUTE, &req, sizeof(req), 0)))
		event(id, 0x77);
}

static void query_dst(uint32_t id)
{
	struct rdma_ucm_query_addr_resp resp = {};
	const struct rdma_ucm_query req = {
		.response = (uintptr_t)&resp,
		.id = id,
		.option = RDMA_USER_CM_QUERY_ADDR,
	};
	struct ib_address dst;

	say("query_addr", command(RDMA_USER_CM_CMD_QUERY, &req, sizeof(req), sizeof(resp)));
	memcpy(&dst, &resp.dst_addr, sizeof(dst));
	printf("family %u, P_Key %#x, service %#llx, port ..%02x\n", dst.family,
	       ntohs(dst.pkey), (unsigned long long)be64toh(dst.sid), dst.gid[15]);
}

static void services(void)
{
	uint32_t id = new_id(0x77);
	char name[64];

	memset(name, 'x', sizeof(name));
	resolve_name(id, "of an unbound id");
	query(id, 4096);
	bind_to(id, &other, sizeof(other));
	resolve_name(id, "of another device");
	destroy_id(id);
	resolve_name(id, "of no id");

	id = bound_id(0x77);
	query(id, 4096);
	if (!resolve_name(id, "nobody"))
		event(id, 0x77);
	query(id, 4096);
	if (!resolve("a long name", id, CM_IB_SERVICE_FLAG_NAME, name, sizeof(name), 0))
		event(id, 0x77);
	if (!resolve("an empty name", id, CM_IB_SERVICE_FLAG_NAME, name, 0, 0))
		event(id, 0x77);
	if (!resolve("an unknown id", id, CM_IB_SERVICE_FLAG_ID, name, 0, 12345))
		event(id, 0x77);
	if (!resolve_name(id, "one of three"))
		event(id, 0x77);
	query_all(id);
	resolve_name(id, "again");
	query_dst(id);
	resolve_route(id);
	destroy_id(id);

	id = bound_id(0x77);
	if (!resolve("by id", id, CM_IB_SERVICE_FLAG_ID, name, 64, 0x1000000000000002ULL))
		event(id, 0x77);
	query(id, 4096);
	destroy_id(id);
	id = bound_id(0x77);
	if (!resolve("by nothing that is known", id, 1u << 31, name, 64, 1))
		event(id, 0x77);
	query(id, 4096);
	destroy_id(id);
}

/* ---- events ------------------------------------------------------------------------ */

static long write_event(uint32_t id, uint32_t code, uint32_t status, uint64_t arg)
{
	/* As long as with the parameters of a connection, which nobody looks at. */
	_Alignas(8) uint8_t req[16 + sizeof(struct rdma_ucm_ud_param)];
	const struct cm_write_event head = {
		.id = id,
		.event = code,
		.status = status,
		.arg = arg,
	};

	memset(req, 0xcc, sizeof(req));
	memcpy(req, &head, sizeof(head));
	printf("event %u: ", code);
	return say("write_cm_event", command(CM_CMD_WRITE_CM_EVENT, req, sizeof(req), 0));
}

static void events(void)
{
	const uint32_t id = new_id(0x88);

	for (uint32_t i = 0; i < 22; i++)
		if (!write_event(id, i, i, 0x1122334455667788ULL))
			event(id, 0x88);
	write_event(id, UINT32_MAX, 0, 0);
	if (!write_event(id, USER, (uint32_t)-EIO, 1) && !write_event(id, INTERNAL, 0, UINT64_MAX)) {
		event(id, 0x88);
		event(id, 0x88);
	}
	/* Nobody reads it. */
	write_event(id, USER, 0, 0);
	destroy_id(id);
	write_event(id, USER, 0, 0);
}

int main(int argc, char **argv)
{
	if (argc != 3 || inet_pton(AF_INET6, argv[1], own.gid) != 1 ||
	    inet_pton(AF_INET, argv[2], &other.sin_addr) != 1) {
		fprintf(stderr, "usage: %s GID ADDRESS\n", argv[0]);
		return 2;
	}
	own.pkey = htons(0xffff);
	own.sid = htobe64(0x1060000);
	own.sid_mask = htobe64(~0xffffULL);
	node = open("/dev/infiniband/rdma_cm", O_RDWR | O_CLOEXEC);
	if (node < 0) {
		perror("/dev/infiniband/rdma_cm");
		return 1;
	}
	services();
	events();
	close(node);
	printf("the end\n");
	return 0;
}
