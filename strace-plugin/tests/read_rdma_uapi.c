/*
 * Check decoding of events read from /dev/rdma_uapi.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tests.h"

#include <string.h>
#include <rdma/rdma_uapi.h>

#include "rdma_dev.h"

#if XLAT_RAW
# define NAME(val_, str_) val_
# define UNKNOWN(val_, dflt_) val_
# define HANDLE(type_, val_) val_
#elif XLAT_VERBOSE
# define NAME(val_, str_) val_ " /* " str_ " */"
# define UNKNOWN(val_, dflt_) NAME(val_, dflt_)
# define HANDLE(type_, val_) val_
#else
# define NAME(val_, str_) str_
# define UNKNOWN(val_, dflt_) val_ " /* " dflt_ " */"
# define HANDLE(type_, val_) type_ "#" val_
#endif
#if VERBOSE
# define LENGTH(val_) "length=" val_ ", "
#else
# define LENGTH(val_) ""
#endif

/* Reads what the kernel would have written, and prints what shall be seen. */
static void
read_back(const char *const path, const void *const data, const size_t size,
	  const size_t want, const char *const text)
{
	const int fd = open_dev(path);
	char *const room = tail_alloc(want);

	if (pwrite(fd, data, size, 0) != (ssize_t) size)
		perror_msg_and_fail("pwrite");

	const char *errstr = sprintrc(read(fd, room, want));

	printf("read(%s, %s, %zu) = %s\n", dev_fd(fd, path), text, want,
	       errstr);
	errstr = sprintrc(pread(fd, room, want, 0));
	printf("pread64(%s, %s, %zu, 0) = %s\n", dev_fd(fd, path), text, want,
	       errstr);
	close(fd);
}

#define READ(data_, want_, text_) \
	read_back(RUAPI_DEVICE_PATH, &(data_), sizeof(data_), (want_), (text_))

#define EVENT(type_, ...)						\
	{								\
		.length = sizeof(struct ruapi_event),			\
		.type = RUAPI_EVENT_##type_, .user_data = 0xabc,	\
		##__VA_ARGS__						\
	}

#define CQ_TEXT(val_) \
	"{" LENGTH("32") "type=" NAME("0x1", "RUAPI_EVENT_CQ") \
	", handle=" HANDLE("cq", val_) ", context=4, user_data=0xabc" \
	", code=0, count=2}"

static void
test_plain(void)
{
	const struct ruapi_event events[] = {
		EVENT(CQ, .handle = 5, .context = 4, .count = 2),
		EVENT(ASYNC, .handle = 6, .context = 4, .code = 1),
		EVENT(ASYNC, .handle = 4, .context = 4, .code = 99,
		      .count = 1),
		EVENT(DEVICE_REMOVED, .handle = 1, .context = 4),
		EVENT(OVERFLOW, .count = 3),
	};

	READ(events, sizeof(events),
	     "[" CQ_TEXT("5") ", {" LENGTH("32") "type="
	     NAME("0x2", "RUAPI_EVENT_ASYNC") ", handle=6, context=4"
	     ", user_data=0xabc, code=" NAME("0x1", "IBV_EVENT_QP_FATAL")
	     ", count=0}, {" LENGTH("32") "type="
	     NAME("0x2", "RUAPI_EVENT_ASYNC") ", handle=4, context=4"
	     ", user_data=0xabc, code=" UNKNOWN("0x63", "IBV_EVENT_???")
	     ", count=1}, {" LENGTH("32") "type="
	     NAME("0x5", "RUAPI_EVENT_DEVICE_REMOVED") ", handle=1, context=4"
	     ", user_data=0xabc, code=0, count=0}, {" LENGTH("32") "type="
	     NAME("0x6", "RUAPI_EVENT_OVERFLOW") ", handle=0, context=0"
	     ", user_data=0xabc, code=0, count=3}]");
	/* There is room for more than comes. */
	READ(events[0], 64, "[" CQ_TEXT("5") "]");
}

static void
test_cm(void)
{
	struct ruapi_event_cm event = {
		.hdr = EVENT(CM, .handle = 3, .code = 4),
		.status = -110, .new_id = 8,
		.param = {
			.qp_num = 0x11, .responder_resources = 1,
			.initiator_depth = 2, .private_data_len = 2,
			.private_data = { 1, 2, 3 },
		},
	};

	event.hdr.length = sizeof(event);
#define CM_TEXT \
	"{" LENGTH("352") "type=" NAME("0x3", "RUAPI_EVENT_CM") \
	", handle=" HANDLE("cm_id", "3") ", context=0, user_data=0xabc" \
	", code=" NAME("0x4", "RDMA_CM_EVENT_CONNECT_REQUEST") \
	", count=0, status=-110, new_id=" HANDLE("cm_id", "8") \
	", param={qp_num=0x11, qkey=0, responder_resources=1" \
	", initiator_depth=2, flow_control=0, retry_count=0" \
	", rnr_retry_count=0, srq=0, private_data_len=2, has_ah=0" \
	", ece_vendor_id=0, ece_attr_mod=0, private_data=\"\\x01\\x02\"}}"
	READ(event, 416, "[" CM_TEXT "]");
}

/* What looks like no event is printed as the bytes that it is. */
static void
test_malformed(void)
{
	struct ruapi_event event = EVENT(CQ, .handle = 5, .context = 4,
					 .count = 2);
	struct {
		struct ruapi_event event;
		char rest[8];
	} tail = { .event = event };
	const struct ruapi_event ok = event;

	/* A record and something else. */
	READ(tail, sizeof(tail), "[" CQ_TEXT("5") ", ...]");
	/* Too short to be a record. */
	read_back(RUAPI_DEVICE_PATH, &event, 8, 8,
		  "\" \\0\\0\\0\\1\\0\\0\\0\"");
#define BYTES(first_, type_, flags_) \
	"\"" first_ "\\0\\0\\0" type_ "\\0" flags_ "\\0\\5\\0\\0\\0\\4\\0\\0\\0" \
	"\\274\\n\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\0\\0\""
	event.length = 24;
	READ(event, 32, BYTES("\\30", "\\1", "\\0"));
	event.length = 40;
	READ(event, 32, BYTES("(", "\\1", "\\0"));
	event = ok;
	event.type = 0;
	READ(event, 32, BYTES(" ", "\\0", "\\0"));
	event.type = 99;
	READ(event, 32, BYTES(" ", "c", "\\0"));
	event = ok;
	event.flags = 1;
	READ(event, 32, BYTES(" ", "\\1", "\\1"));
	/* An event, but in another file. */
	read_back("/dev/other", &ok, sizeof(ok), sizeof(ok),
		  BYTES(" ", "\\1", "\\0"));
}

int
main(void)
{
	make_dev();
	test_plain();
	test_cm();
	test_malformed();
	puts("+++ exited with 0 +++");
	return 0;
}
