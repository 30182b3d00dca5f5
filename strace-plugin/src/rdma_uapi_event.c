/*
 * Decoder of what is read from /dev/rdma_uapi and its event queues.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "defs.h"

#include <linux/ioctl.h>
#include <rdma/rdma_uapi.h>

#include "rdma_events.h"
#include "rdma_uapi.h"
#include "rdma_uapi_event.h"
#include "rdma_uapi_tables.h"

static bool
is_event(const struct ruapi_event *const event, const kernel_ulong_t room)
{
	return event->length >= sizeof(*event)
	       && event->length <= room
	       && event->length % 8 == 0
	       && event->flags == 0
	       && event->type != 0
	       && event->type < __RUAPI_EVENT_MAX;
}

static bool
is_event_fd(struct tcb *const tcp, const int fd)
{
	static const char *const paths[] = {
		RUAPI_DEVICE_PATH,
		"anon_inode:[rdma_uapi]",
	};
	char path[64];

	if (getfdpath(tcp, fd, path, sizeof(path)) <= 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(paths); ++i)
		if (!strcmp(path, paths[i]))
			return true;
	return false;
}

static void
print_event_handle(const struct ruapi_event *const event)
{
	const char *const object =
		event->type == RUAPI_EVENT_CQ ? "cq" :
		event->type == RUAPI_EVENT_CM ? "cm_id" : NULL;

	tprints_field_name("handle");
	if (object && xlat_verbose(xlat_verbosity) == XLAT_STYLE_ABBREV)
		tprintf_string("%s#%u", object, event->handle);
	else
		PRINT_VAL_U(event->handle);
}

static void
print_event_code(const struct ruapi_event *const event)
{
	tprints_field_name("code");
	switch (event->type) {
	case RUAPI_EVENT_CM:
		printxval(rdma_cm_event_types, event->code,
			  "RDMA_CM_EVENT_???");
		break;
	case RUAPI_EVENT_ASYNC:
		printxval(ib_event_types, event->code, "IBV_EVENT_???");
		break;
	default:
		PRINT_VAL_U(event->code);
	}
}

static void
decode_event_cm(struct tcb *const tcp, const kernel_ulong_t addr,
		const unsigned int length)
{
	struct ruapi_event_cm event;

	if (length < sizeof(event) || umove(tcp, addr, &event) < 0)
		return;
	tprint_struct_next();
	PRINT_FIELD_D(event, status);
	if (event.new_id) {
		tprint_struct_next();
		tprints_field_name("new_id");
		if (xlat_verbose(xlat_verbosity) == XLAT_STYLE_ABBREV)
			tprintf_string("cm_id#%u", event.new_id);
		else
			PRINT_VAL_U(event.new_id);
	}
	tprint_struct_next();
	tprints_field_name("param");
	rdma_print_struct(tcp, &event.param, sizeof(event.param),
			  &layout_ruapi_cm_param);
}

static void
decode_event(struct tcb *const tcp, const struct ruapi_event *const event,
	     const kernel_ulong_t addr)
{
	tprint_struct_begin();
	if (!abbrev(tcp)) {
		PRINT_FIELD_U(*event, length);
		tprint_struct_next();
	}
	PRINT_FIELD_XVAL(*event, type, ruapi_event_type, "RUAPI_EVENT_???");
	tprint_struct_next();
	print_event_handle(event);
	tprint_struct_next();
	PRINT_FIELD_U(*event, context);
	tprint_struct_next();
	PRINT_FIELD_X(*event, user_data);
	tprint_struct_next();
	print_event_code(event);
	tprint_struct_next();
	PRINT_FIELD_U(*event, count);
	if (event->type == RUAPI_EVENT_CM)
		decode_event_cm(tcp, addr, event->length);
	tprint_struct_end();
}

bool
rdma_uapi_decode_events(struct tcb *const tcp, const int fd,
			const kernel_ulong_t addr, const kernel_ulong_t size)
{
	struct ruapi_event event;
	kernel_ulong_t done = 0;

	/* The records must look like events before the path is looked up. */
	if (size < sizeof(event) || !verbose(tcp)
	    || umove(tcp, addr, &event) < 0 || !is_event(&event, size)
	    || !is_event_fd(tcp, fd))
		return false;

	tprint_array_begin();
	while (size - done >= sizeof(event)
	       && umove(tcp, addr + done, &event) == 0
	       && is_event(&event, size - done)) {
		if (done)
			tprint_array_next();
		decode_event(tcp, &event, addr + done);
		done += event.length;
	}
	if (done < size) {
		tprint_array_next();
		tprint_more_data_follows();
	}
	tprint_array_end();
	return true;
}
