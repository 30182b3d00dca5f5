// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi events: what happens to a namespace that does nothing. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"

/**
 * struct watcher - what happens, and to which devices
 * @fd: of the device
 * @limit: events to be printed yet
 * @devices: those that there are or were
 * @num_devices: entries in @devices
 */
struct watcher {
	int fd;
	long limit;
	struct ruapi_device_info *devices;
	uint32_t num_devices;
};

/* A device that goes is in no list any more: old names are kept. */
static void learn_names(struct watcher *w)
{
	struct ruapi_device_info *devices;
	uint32_t count, i, k;

	if (ruapi_device_list_all(w->fd, &devices, &count))
		return;
	for (i = 0; i < count; i++) {
		devices[i].name[sizeof(devices[i].name) - 1] = '\0';
		printable(devices[i].name);
		for (k = 0; k < w->num_devices; k++)
			if (w->devices[k].index == devices[i].index)
				break;
		if (k == w->num_devices)
			w->devices = xgrow(w->devices, w->num_devices++,
					   sizeof(*w->devices));
		w->devices[k] = devices[i];
	}
	free(devices);
}

static const char *device_name(const struct watcher *w, uint32_t index)
{
	uint32_t i;

	for (i = 0; i < w->num_devices; i++)
		if (w->devices[i].index == index)
			return w->devices[i].name;
	return NULL;
}

static void print_event(struct watcher *w, const struct ruapi_event *event)
{
	const char *name = NULL;
	char text[512];

	if (event->type == RUAPI_EVENT_DEVICE_ADDED)
		learn_names(w);
	if (event->type == RUAPI_EVENT_DEVICE_ADDED ||
	    event->type == RUAPI_EVENT_DEVICE_REMOVED)
		name = device_name(w, event->handle);
	ruapi_event_print(text, sizeof(text), event);
	if (name)
		printf("%s name %s\n", text, name);
	else
		puts(text);
}

/* Prints what was read; 0 or negative errno. */
static int print_events(struct watcher *w, const void *buf, size_t len)
{
	const struct ruapi_event *event;
	size_t off = 0;
	int ret = 0;

	while (w->limit && (ret = ruapi_event_next(buf, len, &off,
						   &event)) > 0) {
		print_event(w, event);
		w->limit--;
	}
	return ret < 0 ? ret : 0;
}

static int watch(struct watcher *w)
{
	uint64_t buf[RUAPI_EVENT_BUF / sizeof(uint64_t)];
	ssize_t len;

	while (w->limit) {
		len = read(w->fd, buf, sizeof(buf));
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0) {
			complain("%s: read: %s", RUAPI_DEVICE_PATH,
				 strerror(errno));
			return EXIT_FAILED;
		}
		if (!len)
			break;
		if (print_events(w, buf, len)) {
			complain("%s: read returned no event records",
				 RUAPI_DEVICE_PATH);
			return EXIT_FAILED;
		}
		if (finish_output())
			return EXIT_FAILED;
	}
	return EXIT_OK;
}

/* A number from 1; 0 if it is none. */
static long positive(const char *text)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno)
		return 0;
	return n;
}

static int run_events(struct args *args)
{
	struct watcher w = { .limit = LONG_MAX };
	int ret;

	while ((ret = args_next_option(args)) >= 0) {
		w.limit = positive(args->value);
		if (!w.limit)
			return args_wrong(args, "--count: '%s' is not a number from 1",
					  args->value);
	}
	if (ret == ARG_STOP)
		return args->status;
	w.fd = open_device();
	if (w.fd < 0)
		return EXIT_FAILED;
	learn_names(&w);
	ret = watch(&w);
	free(w.devices);
	close(w.fd);
	return ret;
}

const struct command events_command = {
	.name = "events",
	.help = "print events: devices that come and go",
	.options = (const struct option[]) {
		{ "--count", "N", "end after N events" },
		{ .name = NULL },
	},
	.run = run_events,
};
