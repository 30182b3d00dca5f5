/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the files of contexts have of one another. */
#ifndef RUAPI_CONTEXT_OWN_H
#define RUAPI_CONTEXT_OWN_H

#include "core/context.h"

struct ib_event;
struct ib_event_handler;

/* context_call.c */
bool context_add_call(struct ruapi_context *ctx, struct ruapi_call *call);
void context_del_call(struct ruapi_context *ctx, struct ruapi_call *call);

/* context_end.c */
void context_set_dead(struct ruapi_context *ctx);
void context_unlink_device(struct ruapi_context *ctx);
int context_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata);

/* context_event.c */
int context_add_events(struct ruapi_context *ctx, struct ruapi_queue *queue,
		       bool take);
void context_post(struct ruapi_context *ctx, u32 port, u32 code);
void context_event(struct ib_event_handler *handler, struct ib_event *event);
void context_end_events(struct ruapi_context *ctx);
void context_stop_events(struct ruapi_context *ctx);
void context_free_events(struct ruapi_context *ctx);

/* context_ports.c */
void context_init_ports(struct ruapi_context *ctx);
int context_first_ports(struct ruapi_context *ctx);
void context_known_ports(struct ruapi_context *ctx);
void context_end_ports(struct ruapi_context *ctx);

#endif /* RUAPI_CONTEXT_OWN_H */
