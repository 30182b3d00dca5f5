/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Events by their names. */
#ifndef RUAPI_EVENT_FILTER_H
#define RUAPI_EVENT_FILTER_H

#include <stdint.h>
#include <rdma_uapi/rdma_uapi.h>

/* Of types and, behind them, of what happens to a device. */
#define EVENT_NAMES 64

/**
 * struct event_filter - what is wanted
 * @names: a bit for each name; none: all events
 */
struct event_filter {
	uint64_t names;
};

/* A name, e.g. "DEVICE_ADDED" or "PORT_ERR"; NULL: the number has none. */
const char *event_filter_name(unsigned int number);

/*
 * Adds names with commas between them, in any case.  If one is unknown it is
 * returned, with a hint, to be freed; else NULL.
 */
char *event_filter_add(struct event_filter *filter, const char *names);

int event_filter_takes(const struct event_filter *filter,
		       const struct ruapi_event *event);

#endif /* RUAPI_EVENT_FILTER_H */
