// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi events: what happens to a namespace that does nothing. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli.h"

/* Prints what was read; returns how many records, or negative errno. */
static long print_events(const void *buf, size_t len, long limit)
{
	const struct ruapi_event *event;
	char text[512];
	size_t off = 0;
	long count = 0;
	int ret = 1;

	while (count < limit) {
		ret = ruapi_event_next(buf, len, &off, &event);
		if (ret <= 0)
			break;
		puts(ruapi_event_print(text, sizeof(text), event));
		count++;
	}
	return ret < 0 ? ret : count;
}

static int read_events(int fd, long limit)
{
	uint64_t buf[RUAPI_EVENT_BUF / sizeof(uint64_t)];
	ssize_t len;
	long count;

	while (limit > 0) {
		len = read(fd, buf, sizeof(buf));
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0) {
			complain("%s: read: %s", RUAPI_DEVICE_PATH,
				 strerror(errno));
			return EXIT_FAILED;
		}
		if (!len)
			break;
		count = print_events(buf, len, limit);
		if (count < 0) {
			complain("%s: read returned no event records",
				 RUAPI_DEVICE_PATH);
			return EXIT_FAILED;
		}
		limit -= count;
		if (finish_output())
			return EXIT_FAILED;
	}
	return EXIT_OK;
}

int cmd_events(int argc, char **argv)
{
	long limit = LONG_MAX;
	char *end;
	int fd, ret;

	if (argc == 3 && !strcmp(argv[1], "--count")) {
		limit = strtol(argv[2], &end, 10);
		if (*end || limit < 1)
			return wrong_usage("events", argv[2]);
	} else if (argc != 1) {
		return wrong_usage("events", argv[1]);
	}
	fd = open_device();
	if (fd < 0)
		return EXIT_FAILED;
	ret = read_events(fd, limit);
	close(fd);
	return ret;
}
