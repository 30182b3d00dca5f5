// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Event records: stepping through them, and as text. */
#include <inttypes.h>
#include <stdio.h>
#include <rdma_uapi/event.h>
#include "internal.h"

int ruapi_event_next(const void *buf, size_t len, size_t *off,
		     const struct ruapi_event **event)
{
	const struct ruapi_event *ev;

	if (((uintptr_t)buf | *off) % sizeof(uint64_t))
		return -EINVAL;
	if (*off == len)
		return 0;
	if (*off > len || len - *off < sizeof(*ev))
		return -EBADMSG;
	ev = (const struct ruapi_event *)((const char *)buf + *off);
	if (ev->length < sizeof(*ev) || ev->length % sizeof(uint64_t) ||
	    ev->length > len - *off)
		return -EBADMSG;
	*off += ev->length;
	*event = ev;
	return 1;
}

const struct ruapi_event_cm *ruapi_event_cm(const struct ruapi_event *event)
{
	if (event->type != RUAPI_EVENT_CM ||
	    event->length < sizeof(struct ruapi_event_cm))
		return NULL;
	return (const struct ruapi_event_cm *)event;
}

static const char *const type_names[__RUAPI_EVENT_MAX] = {
	[RUAPI_EVENT_CQ] = "CQ",
	[RUAPI_EVENT_ASYNC] = "ASYNC",
	[RUAPI_EVENT_CM] = "CM",
	[RUAPI_EVENT_DEVICE_ADDED] = "DEVICE_ADDED",
	[RUAPI_EVENT_DEVICE_REMOVED] = "DEVICE_REMOVED",
	[RUAPI_EVENT_OVERFLOW] = "OVERFLOW",
};

/* enum ib_event_type of rdma/ib_verbs.h */
static const char *const async_names[] = {
	[0] = "CQ_ERR",
	[1] = "QP_FATAL",
	[2] = "QP_REQ_ERR",
	[3] = "QP_ACCESS_ERR",
	[4] = "COMM_EST",
	[5] = "SQ_DRAINED",
	[6] = "PATH_MIG",
	[7] = "PATH_MIG_ERR",
	[8] = "DEVICE_FATAL",
	[9] = "PORT_ACTIVE",
	[10] = "PORT_ERR",
	[11] = "LID_CHANGE",
	[12] = "PKEY_CHANGE",
	[13] = "SM_CHANGE",
	[14] = "SRQ_ERR",
	[15] = "SRQ_LIMIT_REACHED",
	[16] = "QP_LAST_WQE_REACHED",
	[17] = "CLIENT_REREGISTER",
	[18] = "GID_CHANGE",
	[19] = "WQ_FATAL",
	[20] = "DEVICE_SPEED_CHANGE",
};

/* enum rdma_cm_event_type of rdma/rdma_cm.h */
static const char *const cm_names[] = {
	[0] = "ADDR_RESOLVED",
	[1] = "ADDR_ERROR",
	[2] = "ROUTE_RESOLVED",
	[3] = "ROUTE_ERROR",
	[4] = "CONNECT_REQUEST",
	[5] = "CONNECT_RESPONSE",
	[6] = "CONNECT_ERROR",
	[7] = "UNREACHABLE",
	[8] = "REJECTED",
	[9] = "ESTABLISHED",
	[10] = "DISCONNECTED",
	[11] = "DEVICE_REMOVAL",
	[12] = "MULTICAST_JOIN",
	[13] = "MULTICAST_ERROR",
	[14] = "ADDR_CHANGE",
	[15] = "TIMEWAIT_EXIT",
	[16] = "ADDRINFO_RESOLVED",
	[17] = "ADDRINFO_ERROR",
	[18] = "USER",
	[19] = "INTERNAL",
};

static const char *const cm_steps[] = {
	[RUAPI_CM_STEP_ADDR] = "address",
	[RUAPI_CM_STEP_ROUTE] = "route",
	[RUAPI_CM_STEP_BIND_QP] = "QP",
	[RUAPI_CM_STEP_CONNECT] = "request",
};

#define NAME(array, i) \
	((i) < sizeof(array) / sizeof((array)[0]) ? (array)[i] : NULL)

const char *ruapi_event_type_name(unsigned int type)
{
	return NAME(type_names, type);
}

const char *ruapi_event_code_name(unsigned int type, unsigned int code)
{
	if (type == RUAPI_EVENT_ASYNC)
		return NAME(async_names, code);
	if (type == RUAPI_EVENT_CM)
		return NAME(cm_names, code);
	return NULL;
}

static void print_detail(char *buf, size_t len, const struct ruapi_event *ev)
{
	const struct ruapi_event_cm *cm = ruapi_event_cm(ev);
	const char *code = ruapi_event_code_name(ev->type, ev->code);
	const char *step = NAME(cm_steps, ev->count);
	char number[24];

	if (!code) {
		snprintf(number, sizeof(number), "code %" PRIu32, ev->code);
		code = number;
	}
	if (cm)
		snprintf(buf, len, "%s cm_id %" PRIu32 " status %" PRId32
			 " new cm_id %" PRIu32 " private data %u bytes%s%s",
			 code, ev->handle, cm->status, cm->new_id,
			 (unsigned int)cm->param.private_data_len,
			 step ? " at the " : "", step ? step : "");
	else if (ev->type == RUAPI_EVENT_ASYNC)
		snprintf(buf, len, "%s handle %" PRIu32 " port %" PRIu32, code,
			 ev->handle, ev->count);
	else if (ev->type == RUAPI_EVENT_CQ)
		snprintf(buf, len, "cq %" PRIu32 " count %" PRIu32, ev->handle,
			 ev->count);
	else if (ev->type == RUAPI_EVENT_OVERFLOW)
		snprintf(buf, len, "%" PRIu32 " events lost", ev->count);
	else if (ev->type == RUAPI_EVENT_DEVICE_ADDED ||
		 ev->type == RUAPI_EVENT_DEVICE_REMOVED)
		snprintf(buf, len, "device %" PRIu32, ev->handle);
	else
		snprintf(buf, len, "handle %" PRIu32 " code %" PRIu32
			 " count %" PRIu32, ev->handle, ev->code, ev->count);
}

const char *ruapi_event_print(char *buf, size_t len,
			      const struct ruapi_event *event)
{
	const char *type = ruapi_event_type_name(event->type);
	char detail[160];
	char context[32] = "";

	print_detail(detail, sizeof(detail), event);
	if (event->context)
		snprintf(context, sizeof(context), " context %" PRIu32,
			 event->context);
	if (type)
		snprintf(buf, len, "%s %s%s user_data 0x%" PRIx64, type, detail,
			 context, (uint64_t)event->user_data);
	else
		snprintf(buf, len, "TYPE_%u %s%s user_data 0x%" PRIx64,
			 (unsigned int)event->type, detail, context,
			 (uint64_t)event->user_data);
	return buf;
}
