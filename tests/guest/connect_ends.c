// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#include <arpa/inet.h>
#include "connect_ends.h"

uint16_t last_port = 7700;

/* Of the last of the two calls. */
static struct ruapi_error last_error;

struct sockaddr_in host(const struct set *set, unsigned int last,
			uint16_t port)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};

	inet_pton(AF_INET, set_address(set), &sin.sin_addr);
	if (last)
		sin.sin_addr.s_addr = (sin.sin_addr.s_addr &
				       htonl(0xffffff00)) | htonl(last);
	return sin;
}

void drop_qp(struct set *set, uint32_t qp)
{
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "destroy QP");
}

int move_qp(struct set *set, uint32_t qp, uint8_t state)
{
	const struct ruapi_qp_attr attr = {
		.mask = state == INIT ?
			STATE | ACCESS_FLAGS | PKEY_INDEX | PORT : STATE,
		.qp_state = state,
		.port_num = 1,
	};
	struct ruapi_qp_modify_args args = { .handle = qp, .attr = &attr };

	return ruapi_qp_modify(set->fd, &args);
}

/* As after something that has gone wrong. */
void spoil_qp(struct set *set, uint32_t qp)
{
	test_ret(move_qp(set, qp, INIT), 0, "to INIT");
	test_ret(move_qp(set, qp, ERR), 0, "to ERR");
}

/* ---- the two calls --------------------------------------------------------------- */

const struct ruapi_cm_param ping = {
	.qp_num = 0xbad,
	.responder_resources = 1,
	.initiator_depth = 1,
	.retry_count = 7,
	.rnr_retry_count = 7,
	.private_data_len = 5,
	.private_data = "ping",
};

static const struct ruapi_cm_param pong = {
	.qp_num = 0xbad,
	.responder_resources = 1,
	.initiator_depth = 1,
	.rnr_retry_count = 7,
	.private_data_len = 5,
	.private_data = "pong",
};

int connect_by(struct set *set, uint32_t id,
	       const struct sockaddr_in *dst, uint32_t qp,
	       uint32_t flags, uint32_t timeout)
{
	struct ruapi_cm_id_connect_args args = {
		.handle = id,
		.param = &ping,
		.dst = (const struct sockaddr *)dst,
		.dst_len = dst ? sizeof(*dst) : 0,
		.timeout = timeout,
		.qp = qp,
		.flags = flags,
	};
	const int ret = ruapi_cm_id_connect(set->fd, &args);

	last_error = args.error;
	return ret;
}

int accept_by(struct set *set, uint32_t id, uint32_t qp, uint32_t flags)
{
	struct ruapi_cm_id_accept_args args = {
		.handle = id,
		.param = &pong,
		.qp = qp,
		.flags = flags,
	};
	const int ret = ruapi_cm_id_accept(set->fd, &args);

	last_error = args.error;
	return ret;
}

/* A call that is refused at once, and says why. */
void refused(int ret, int want, uint16_t attr, uint16_t reason,
	     const char *what)
{
	test_ret(ret, want, "%s", what);
	test_check(last_error.bad_attr == attr && last_error.reason == reason,
		   "%s: attribute %u, reason %u", what, last_error.bad_attr,
		   last_error.reason);
}

int next_cm(struct set *set, struct ruapi_event_cm *event)
{
	return event_wait(set->fd, RUAPI_EVENT_CM, -1, event, CM_WAIT_MS);
}

void no_event(struct set *set, const char *when)
{
	struct ruapi_event_cm event;

	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, -1, &event, 200),
		 -ETIMEDOUT, "%s: an event", when);
}

/* The one event of a CONNECT that has failed, and the QP is free again. */
void failed(struct set *set, uint32_t id, uint32_t qp, unsigned int code,
	    unsigned int step, struct ruapi_event_cm *event)
{
	test_ret(next_cm(set, event), 0, "event");
	test_check(event->hdr.handle == id && event->hdr.code == code &&
		   event->hdr.count == step && event->status < 0,
		   "event %u, step %u, status %d", event->hdr.code,
		   event->hdr.count, event->status);
	test_check(cm_state(set->fd, id) == RUAPI_CM_ID_BOUND, "state %u",
		   cm_state(set->fd, id));
	if (qp)
		test_ret(move_qp(set, qp, is_ib(set) ? RESET : ERR), 0,
			 "the QP");
	no_event(set, "after it has failed");
}

/* ---- both ends -------------------------------------------------------------------- */

void make_ends(struct set *set, struct pair *pair)
{
	pair->listener = listener_on(set, PS_TCP, ++last_port);
	pair->id[0] = new_id(set, PS_TCP);
	pair->qp[0] = typed_qp(set, QPT_RC);
	pair->qp[1] = typed_qp(set, QPT_RC);
}

void drop_ends(struct set *set, struct pair *pair, unsigned int ids)
{
	unsigned int i;

	for (i = 0; i < ids; i++)
		drop(set, pair->id[i]);
	drop(set, pair->listener);
	for (i = 0; i < 2; i++)
		drop_qp(set, pair->qp[i]);
}

/* From the request on.  The client's first event is that it is connected. */
void finish_pair(struct set *set, struct pair *pair, uint32_t flags)
{
	struct ruapi_event_cm event = {};
	unsigned int seen, i;

	test_ret(next_cm(set, &event), 0, "request");
	if (!test_check(event.hdr.code == CONNECT_REQUEST &&
			event.hdr.handle == pair->listener, "event %u, status %d",
			event.hdr.code, event.status))
		return;
	test_check(!strcmp((char *)event.param.private_data, "ping") &&
		   event.param.qp_num != 0xbad, "the request says something else");
	pair->id[1] = event.new_id;
	test_ret(accept_by(set, pair->id[1], pair->qp[1], flags), 0, "accept");
	for (seen = 0; seen != 3;) {
		if (!test_ret(next_cm(set, &event), 0, "established"))
			return;
		test_check(event.hdr.code == ESTABLISHED && !event.hdr.count,
			   "event %u", event.hdr.code);
		for (i = 0; i < 2; i++)
			if (event.hdr.handle == pair->id[i])
				seen |= 1 << i;
		if (event.hdr.handle == pair->id[0])
			test_check(!strcmp((char *)event.param.private_data,
					   "pong"), "no pong");
	}
	for (i = 0; i < 2; i++) {
		check_qp(set, pair->qp[i], RTS, "connected");
		test_check(cm_state(set->fd, pair->id[i]) ==
			   RUAPI_CM_ID_CONNECTED, "state %u",
			   cm_state(set->fd, pair->id[i]));
	}
}

void make_pair(struct set *set, struct pair *pair, uint32_t flags)
{
	struct sockaddr_in dst;

	make_ends(set, pair);
	dst = host(set, 0, last_port);
	test_ret(connect_by(set, pair->id[0], &dst, pair->qp[0], flags, 0), 0,
		 "connect");
	finish_pair(set, pair, flags & RUAPI_CM_F_FOLLOW);
}
