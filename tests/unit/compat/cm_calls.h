/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Commands of rdma_cm as librdmacm writes them, for unit tests. */
#ifndef CM_CALLS_H
#define CM_CALLS_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include <rdma/rdma_user_cm.h>

#include "../../../lib/compat/compat.h"
#include "fake.h"

#define CHANNEL 10
#define OTHER_CHANNEL 11
#define QUEUE 55
#define TAG_CM (1ULL << 63 | (uint64_t)VIEW_CM << 61)

static struct view view;

static inline int setup(void **state)
{
	fake_setup(state);
	for (int fd = CHANNEL; fd <= OTHER_CHANNEL; fd++)
		fake_files[fd] = (struct fake_file) {
			.used = true,
			.ns = 5,
			.tag = TAG_CM,
			.queue = QUEUE + (uint32_t)(fd - CHANNEL),
		};
	view = (struct view) {
		.fd = CHANNEL,
		.kind = VIEW_CM,
		.queue = QUEUE,
		.ns = 5,
	};
	return 0;
}

static inline ssize_t command(uint32_t cmd, const void *req, size_t req_len,
			      size_t resp_len)
{
	_Alignas(8) uint8_t buf[1024];
	const struct rdma_ucm_cmd_hdr hdr = {
		.cmd = cmd,
		.in = (uint16_t)req_len,
		.out = (uint16_t)resp_len,
	};
	ssize_t ret;

	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), req, req_len);
	ret = cm_write(&view, buf, sizeof(hdr) + req_len);
	assert_true(ret < 0 || ret == (ssize_t)(sizeof(hdr) + req_len));
	return ret < 0 ? ret : 0;
}

#define COMMAND(cmd, req, resp_len) \
	command(RDMA_USER_CM_CMD_##cmd, &(req), sizeof(req), resp_len)

static inline const struct fake_call *last(unsigned int action, uint32_t id)
{
	const struct fake_call *call = fake_call(-1, RUAPI_OBJ_CM_ID, action);

	assert_int_equal(call->fd, CHANNEL);
	if (id)
		fake_is_obj(call, 1, RUAPI_OBJ_CM_ID, id);
	return call;
}

static inline uint64_t value(const struct fake_call *call, unsigned int id)
{
	return fake_attr(call, id)->value;
}

static const struct sockaddr_in in4 = {
	.sin_family = AF_INET,
	.sin_port = 0x1234,
	.sin_addr.s_addr = 0x0100007f,
};

static const struct sockaddr_in6 in6 = {
	.sin6_family = AF_INET6,
	.sin6_scope_id = 7,
};

#endif /* CM_CALLS_H */
