/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Commands of uverbsN as libibverbs writes them, for unit tests. */
#ifndef VERBS_CALLS_H
#define VERBS_CALLS_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>

#include "../../../lib/compat/compat.h"
#include "fake.h"

#define EXTENDED(cmd) (IB_USER_VERBS_CMD_FLAG_EXTENDED | (cmd))
#define CONTEXT 77
#define CHANNEL 20
#define NUMBER 3

static struct view view;

#define FORMAT RUAPI_EVENT_QUEUE_CREATE_FORMAT

/* An open uverbs7 with a context, and a completion channel. */
static inline int setup(void **state)
{
	fake_setup(state);
	fake_files[10] = (struct fake_file) {
		.used = true,
		.ns = 5,
		.device = 42,
		.is_device = true,
		.number = NUMBER,
		.owner = fake_pid,
	};
	fake_files[CHANNEL] = (struct fake_file) {
		.used = true,
		.ns = 5,
		.queue = 55,
	};
	view = (struct view) {
		.fd = 10,
		.kind = VIEW_UVERBS,
		.driver_id = 16,
		.device = 42,
		.context = CONTEXT,
		.ns = 5,
		.owner = fake_pid,
		.number = NUMBER,
	};
	return 0;
}

/* A command as libibverbs writes it, with the provider's part behind. */
static inline ssize_t plain(uint32_t command, const void *req, size_t req_len,
			    const void *uhw, size_t uhw_len, size_t resp_len)
{
	_Alignas(8) uint8_t buf[512];
	const size_t len = 8 + req_len + uhw_len;
	const struct ib_uverbs_cmd_hdr hdr = {
		.command = command,
		.in_words = (uint16_t)(len / 4),
		.out_words = (uint16_t)(resp_len / 4),
	};
	ssize_t ret;

	assert_true(len <= sizeof(buf));
	memcpy(buf, &hdr, 8);
	memcpy(buf + 8, req, req_len);
	if (uhw_len)
		memcpy(buf + 8 + req_len, uhw, uhw_len);
	ret = verbs_write(&view, buf, len);
	assert_true(ret < 0 || ret == (ssize_t)len);
	return ret < 0 ? ret : 0;
}

static inline ssize_t extended(uint32_t command, const void *req, size_t req_len,
			       const void *uhw, size_t uhw_len, void *resp,
			       size_t resp_len, size_t uhw_out_len)
{
	_Alignas(8) uint8_t buf[512];
	const size_t len = 24 + req_len + uhw_len;
	const struct ib_uverbs_cmd_hdr hdr = {
		.command = EXTENDED(command),
		.in_words = (uint16_t)(req_len / 8),
		.out_words = (uint16_t)(resp_len / 8),
	};
	const struct ib_uverbs_ex_cmd_hdr ex = {
		.response = (uintptr_t)resp,
		.provider_in_words = (uint16_t)(uhw_len / 8),
		.provider_out_words = (uint16_t)(uhw_out_len / 8),
	};
	ssize_t ret;

	assert_true(len <= sizeof(buf));
	memcpy(buf, &hdr, 8);
	memcpy(buf + 8, &ex, 16);
	memcpy(buf + 24, req, req_len);
	if (uhw_len)
		memcpy(buf + 24 + req_len, uhw, uhw_len);
	ret = verbs_write(&view, buf, len);
	assert_true(ret < 0 || ret == (ssize_t)len);
	return ret < 0 ? ret : 0;
}

#define PLAIN(cmd, req, resp_len) \
	plain(IB_USER_VERBS_CMD_##cmd, &(req), sizeof(req), NULL, 0, resp_len)

#endif /* VERBS_CALLS_H */
