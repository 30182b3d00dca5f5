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
#include "event_filter.h"
#include "json.h"

/* Its options. */
enum { EVENTS_COUNT, EVENTS_TYPE, EVENTS_DEVICE, EVENTS_OPEN, EVENTS_JSON };

/**
 * struct watched - a device that is, or was, there
 * @info: what it is
 * @context: handle of its context; 0: it is not open
 */
struct watched {
	struct ruapi_device_info info;
	uint32_t context;
};

/**
 * struct watcher - what happens, and to which devices
 * @fd: of the device
 * @limit: events to be printed yet
 * @filter: what of it is wanted
 * @device: name or index of the one that is meant; NULL: all
 * @opens: devices are opened, to hear of their ports
 * @as_json: a line of JSON for each event
 * @devices: those that there are or were
 * @num_devices: entries in @devices
 */
struct watcher {
	int fd;
	long limit;
	struct event_filter filter;
	const char *device;
	int opens;
	int as_json;
	struct watched *devices;
	uint32_t num_devices;
};

static struct watched *find_index(const struct watcher *w, uint32_t index)
{
	uint32_t i;

	for (i = 0; i < w->num_devices; i++)
		if (w->devices[i].info.index == index)
			return &w->devices[i];
	return NULL;
}

static struct watched *find_context(const struct watcher *w, uint32_t context)
{
	uint32_t i;

	for (i = 0; i < w->num_devices; i++)
		if (context && w->devices[i].context == context)
			return &w->devices[i];
	return NULL;
}

static int is_meant(const struct watcher *w, const struct watched *dev)
{
	return !w->device || device_is(&dev->info, w->device);
}

/* The next ones may be opened, if this one cannot be. */
static void open_watched(const struct watcher *w, struct watched *dev)
{
	struct ruapi_context_open_args open = {
		.index = dev->info.index,
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
	};
	char text[256];

	if (!ruapi_context_open(w->fd, &open))
		dev->context = open.handle;
	else
		complain("events: %s: %s", dev->info.name,
			 ruapi_strerror_call(text, sizeof(text), &open.error));
}

/* A device that goes is in no list any more: old names are kept. */
static void learn_devices(struct watcher *w)
{
	struct ruapi_device_info *infos;
	struct watched *dev;
	uint32_t count, i;

	if (ruapi_device_list_all(w->fd, &infos, &count))
		return;
	for (i = 0; i < count; i++) {
		infos[i].name[sizeof(infos[i].name) - 1] = '\0';
		printable(infos[i].name);
		dev = find_index(w, infos[i].index);
		if (dev) {
			dev->info = infos[i];
			continue;
		}
		w->devices = xgrow(w->devices, w->num_devices,
				   sizeof(*w->devices));
		dev = &w->devices[w->num_devices++];
		*dev = (struct watched) { .info = infos[i] };
		if (w->opens && is_meant(w, dev))
			open_watched(w, dev);
	}
	free(infos);
}

/* Which device it is about, or NULL. */
static const struct watched *device_of(const struct watcher *w,
				       const struct ruapi_event *event)
{
	if (event->type == RUAPI_EVENT_DEVICE_ADDED ||
	    event->type == RUAPI_EVENT_DEVICE_REMOVED)
		return find_index(w, event->handle);
	/* What is about the device or a port is about the context itself. */
	return find_context(w, event->context ? : event->handle);
}

static void json_device(struct json *json, const struct ruapi_event *event,
			const struct watched *dev)
{
	if (dev)
		json_number(json, "device", dev->info.index);
	else if (event->type == RUAPI_EVENT_DEVICE_ADDED ||
		 event->type == RUAPI_EVENT_DEVICE_REMOVED)
		json_number(json, "device", event->handle);
	if (dev)
		json_string(json, "name", dev->info.name);
}

static void print_json(const struct ruapi_event *event,
		       const struct watched *dev)
{
	struct json json = { .one_line = 1 };
	const char *code = ruapi_event_code_name(event->type, event->code);

	json_open(&json, NULL, '{');
	json_string(&json, "type", ruapi_event_type_name(event->type));
	json_number(&json, "type_number", event->type);
	json_device(&json, event, dev);
	if (event->context)
		json_number(&json, "context", event->context);
	if (event->type == RUAPI_EVENT_ASYNC) {
		json_string(&json, "code", code);
		json_number(&json, "code_number", event->code);
		json_number(&json, "port", event->count);
	} else if (event->type == RUAPI_EVENT_OVERFLOW) {
		json_number(&json, "lost", event->count);
	}
	json_close(&json, '}');
	json_end(&json);
}

static void print_text(const struct ruapi_event *event,
		       const struct watched *dev)
{
	char text[512];

	ruapi_event_print(text, sizeof(text), event);
	if (!dev)
		puts(text);
	else if (event->type == RUAPI_EVENT_ASYNC)
		printf("%s device %" PRIu32 " name %s\n", text,
		       dev->info.index, dev->info.name);
	else
		printf("%s name %s\n", text, dev->info.name);
}

/* That some are missing may be about any device. */
static int is_wanted(const struct watcher *w, const struct ruapi_event *event,
		     const struct watched *dev)
{
	char index[16];

	if (!event_filter_takes(&w->filter, event))
		return 0;
	if (!w->device || event->type == RUAPI_EVENT_OVERFLOW)
		return 1;
	if (dev)
		return is_meant(w, dev);
	snprintf(index, sizeof(index), "%" PRIu32, event->handle);
	return event->type != RUAPI_EVENT_ASYNC && !strcmp(index, w->device);
}

static void handle_event(struct watcher *w, const struct ruapi_event *event)
{
	const struct watched *dev;

	if (event->type == RUAPI_EVENT_DEVICE_ADDED)
		learn_devices(w);
	dev = device_of(w, event);
	if (!is_wanted(w, event, dev))
		return;
	w->limit--;
	if (w->as_json)
		print_json(event, dev);
	else
		print_text(event, dev);
}

/* Prints what was read; 0 or negative errno. */
static int print_events(struct watcher *w, const void *buf, size_t len)
{
	const struct ruapi_event *event;
	size_t off = 0;
	int ret = 0;

	while (w->limit && (ret = ruapi_event_next(buf, len, &off,
						   &event)) > 0)
		handle_event(w, event);
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

static int add_types(struct args *args, struct watcher *w)
{
	char *wrong = event_filter_add(&w->filter, args->value);
	int ret = EXIT_OK;

	if (wrong)
		ret = args_wrong(args, "--type: there is no event %s", wrong);
	free(wrong);
	return ret;
}

/* An option; EXIT_OK, or what was complained of. */
static int take_option(struct args *args, int option, struct watcher *w)
{
	switch (option) {
	case EVENTS_COUNT:
		w->limit = positive(args->value);
		if (!w->limit)
			return args_wrong(args, "--count: '%s' is not a number from 1",
					  args->value);
		return EXIT_OK;
	case EVENTS_TYPE:
		return add_types(args, w);
	case EVENTS_DEVICE:
		w->device = args->value;
		return EXIT_OK;
	case EVENTS_OPEN:
		w->opens = 1;
		return EXIT_OK;
	default:
		w->as_json = 1;
		return EXIT_OK;
	}
}

static int run_events(struct args *args)
{
	struct watcher w = { .limit = LONG_MAX };
	int ret;

	while ((ret = args_next_option(args)) >= 0)
		if (take_option(args, ret, &w) != EXIT_OK)
			return args->status;
	if (ret == ARG_STOP)
		return args->status;
	w.fd = open_device();
	if (w.fd < 0)
		return EXIT_FAILED;
	learn_devices(&w);
	ret = watch(&w);
	free(w.devices);
	close(w.fd);
	return ret;
}

const struct command events_command = {
	.name = "events",
	.help = "print events: devices that come and go",
	.options = (const struct option[]) {
		[EVENTS_COUNT] = { "--count", "N", "end after N events" },
		[EVENTS_TYPE] = { "--type", "TYPE[,TYPE]...",
				  "only events of these names, e.g. DEVICE_REMOVED,PORT_ERR" },
		[EVENTS_DEVICE] = { "--device", "DEVICE",
				    "only those of a device (a name or an index)" },
		[EVENTS_OPEN] = { "--open", NULL,
				  "open the devices, and print what happens to their ports, too" },
		[EVENTS_JSON] = { "--json", NULL,
				  "a line of JSON for each, for programs" },
		{ .name = NULL },
	},
	.run = run_events,
};
