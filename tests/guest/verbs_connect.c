// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A connection in one call at each end: CM_ID.CONNECT with an address and a QP, and
 * ACCEPT with a QP; and what fails on the way.  Of every device that is named to
 * itself.
 * usage: verbs_connect IBDEV... | verbs_connect unplug IBDEV
 */
#include <unistd.h>
#include "connect_ends.h"

/* Of the network that the scenarios have, where nobody is. */
#define NOBODY 77
/* For as long as something is to be on its way. */
#define LONG_MS 60000

/* Each end hears of it once, and nobody else disconnects. */
static void both_disconnected(struct set *set, const struct pair *pair)
{
	struct ruapi_event_cm event;
	unsigned int seen = 0, i;

	while (seen != 3) {
		if (!test_ret(next_cm(set, &event), 0, "disconnected"))
			return;
		test_check(event.hdr.code == DISCONNECTED, "event %u",
			   event.hdr.code);
		for (i = 0; i < 2; i++)
			if (event.hdr.handle == pair->id[i])
				seen |= 1 << i;
	}
}

/* The QPs of both follow when one disconnects. */
static void ends_well(struct set *set, struct pair *pair)
{
	unsigned int i;

	test_ret(cm_disconnect(set->fd, pair->id[1]), 0, "disconnect");
	both_disconnected(set, pair);
	for (i = 0; i < 2; i++) {
		check_qp(set, pair->qp[i], ERR, "disconnected");
		test_check(cm_state(set->fd, pair->id[i]) == RUAPI_CM_ID_CLOSED,
			   "state %u", cm_state(set->fd, pair->id[i]));
	}
	drop_ends(set, pair, 2);
}

static void test_follow(struct set *set)
{
	struct pair pair;
	unsigned int i;

	test_begin("%s: a connection in one call each, which follows its end",
		   set->name);
	make_pair(set, &pair, RUAPI_CM_F_FOLLOW);
	for (i = 0; i < 2; i++)
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, pair.qp[i]), -EBUSY,
			 "bound QP");
	ends_well(set, &pair);

	test_begin("%s: both ends disconnect at once", set->name);
	make_pair(set, &pair, RUAPI_CM_F_FOLLOW);
	for (i = 0; i < 2; i++)
		test_ret(cm_disconnect(set->fd, pair.id[i]), 0, "disconnect");
	both_disconnected(set, &pair);
	drop_ends(set, &pair, 2);
}

/* What is refused changes nothing: it has been connected already. */
static void test_follow_still(struct set *set)
{
	struct pair pair;

	test_begin("%s: CONNECT and ACCEPT once more, without the flag, are refused",
		   set->name);
	make_pair(set, &pair, RUAPI_CM_F_FOLLOW);
	test_ret(connect_by(set, pair.id[0], NULL, 0, 0, 0), -EINVAL, "connect");
	test_ret(accept_by(set, pair.id[1], 0, 0), -EINVAL, "accept");
	test_ret(cm_resolve(set->fd, pair.id[0], set_address(set), last_port),
		 -EINVAL, "resolve");
	test_check(cm_state(set->fd, pair.id[0]) == RUAPI_CM_ID_CONNECTED,
		   "state %u", cm_state(set->fd, pair.id[0]));
	ends_well(set, &pair);
}

/* As in verbs_events.  The connection lives on. */
static void test_follow_neighbour(struct set *set)
{
	struct ruapi_event_cm event;
	struct pair pair;
	unsigned int i;

	test_begin("%s: a neighbour's address changes, and the QP follows still",
		   set->name);
	make_pair(set, &pair, RUAPI_CM_F_FOLLOW);
	shell_run("ip neigh replace %s lladdr 02:00:00:00:00:77 nud permanent dev %s",
		  set_address(set), netdev_of(set));
	test_ret(wait_cm(set, UNREACHABLE, &event), 0, "UNREACHABLE");
	shell_run("ip neigh del %s dev %s", set_address(set), netdev_of(set));
	while (!event_wait(set->fd, RUAPI_EVENT_CM, -1, &event, 200))
		test_check(event.hdr.code == UNREACHABLE, "event %u",
			   event.hdr.code);
	for (i = 0; i < 2; i++)
		test_check(cm_state(set->fd, pair.id[i]) ==
			   RUAPI_CM_ID_CONNECTED, "state %u",
			   cm_state(set->fd, pair.id[i]));
	ends_well(set, &pair);
}

/* Without the flag the program has to answer. */
static void test_no_follow(struct set *set)
{
	struct ruapi_event_cm event;
	struct pair pair;

	test_begin("%s: a connection in one call each, which does not",
		   set->name);
	make_pair(set, &pair, 0);
	test_ret(cm_disconnect(set->fd, pair.id[0]), 0, "disconnect");
	test_ret(wait_cm(set, DISCONNECTED, &event), 0, "DISCONNECTED");
	if (is_ib(set)) {
		test_check(event.hdr.handle == pair.id[1], "of id %u",
			   event.hdr.handle);
		check_qp(set, pair.qp[1], RTS, "disconnected from");
		test_ret(cm_disconnect(set->fd, pair.id[1]), 0, "answer");
		test_ret(wait_cm(set, DISCONNECTED, &event), 0, "the answer");
	}
	drop_ends(set, &pair, 2);
}

static void test_steps(struct set *set)
{
	struct ruapi_event_cm event;
	struct sockaddr_in dst;
	struct pair pair;
	unsigned int i;

	test_begin("%s: events of the steps, if they are wanted", set->name);
	make_ends(set, &pair);
	dst = host(set, 0, last_port);
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0],
			    RUAPI_CM_F_STEPS, 0), 0, "connect");
	for (i = ADDR_RESOLVED; i <= ROUTE_RESOLVED; i += 2) {
		test_ret(next_cm(set, &event), 0, "step");
		test_check(event.hdr.code == i &&
			   event.hdr.handle == pair.id[0], "event %u",
			   event.hdr.code);
	}
	finish_pair(set, &pair, 0);
	drop_ends(set, &pair, 2);
}

/* One by one until the route is there: the rest is done in the call. */
static void test_routed(struct set *set)
{
	struct sockaddr_in dst;
	struct pair pair;

	test_begin("%s: CONNECT with a QP and no address", set->name);
	make_ends(set, &pair);
	test_ret(cm_resolve(set->fd, pair.id[0], set_address(set), last_port),
		 0, "resolve");
	test_ret(connect_by(set, pair.id[0], NULL, pair.qp[0], 0, 0), 0,
		 "connect");
	finish_pair(set, &pair, 0);
	dst = host(set, 0, last_port);
	refused(connect_by(set, pair.id[0], &dst, 0, 0, 0), -EINVAL,
		RUAPI_CM_ID_CONNECT_HANDLE, RUAPI_REASON_STATE, "again");
	drop_ends(set, &pair, 2);
}

static void test_ud(struct set *set)
{
	struct ruapi_event_cm event;
	uint32_t listener, id, qp[2];
	struct sockaddr_in dst;

	test_begin("%s: datagrams", set->name);
	listener = listener_on(set, PS_UDP, ++last_port);
	dst = host(set, 0, last_port);
	id = new_id(set, PS_UDP);
	qp[0] = typed_qp(set, QPT_UD);
	qp[1] = typed_qp(set, QPT_UD);
	test_ret(connect_by(set, id, &dst, qp[0], 0, 0), 0, "connect");
	test_ret(next_cm(set, &event), 0, "request");
	test_ret(accept_by(set, event.new_id, qp[1], 0), 0, "accept");
	drop(set, event.new_id);
	test_ret(next_cm(set, &event), 0, "established");
	test_check(event.hdr.code == ESTABLISHED && event.hdr.handle == id &&
		   event.param.has_ah, "event %u", event.hdr.code);
	check_qp(set, qp[0], RTS, "connected");
	check_qp(set, qp[1], RTS, "connected to");
	drop(set, id);
	drop(set, listener);
	drop_qp(set, qp[0]);
	drop_qp(set, qp[1]);
}

static int join(struct set *set, uint32_t id, uint32_t *membership)
{
	const struct sockaddr_in group = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0xef010203),
	};
	struct ruapi_multicast_join_args args = {
		.set = RUAPI_SET(RUAPI_MULTICAST_JOIN_SEND_ONLY),
		.cm_id = id,
		.addr = &group,
		.addr_len = sizeof(group),
		.send_only = 1,
	};
	const int ret = ruapi_multicast_join(set->fd, &args);

	*membership = args.handle;
	return ret;
}

/*
 * JOIN is answered by an event, which may come when CONNECT is on its way, and has nothing
 * to do with it.
 */
static void test_group(struct set *set)
{
	struct ruapi_event_cm event;
	uint32_t id, qp, membership;
	struct sockaddr_in dst;
	unsigned int i, joined;

	test_begin("%s: a group is joined, and then nobody has the address",
		   set->name);
	qp = typed_qp(set, QPT_UD);
	dst = host(set, NOBODY, ++last_port);
	for (i = 0; i < 12; i++) {
		id = new_id(set, PS_UDP);
		test_ret(cm_bind(set->fd, id, set_address(set), 0), 0, "bind");
		test_ret(join(set, id, &membership), 0, "join");
		test_ret(connect_by(set, id, &dst, qp, 0, 100), 0, "connect");
		if (!i)
			test_ret(join(set, id, &membership), -EBUSY,
				 "join meanwhile");
		for (joined = 0; joined < 2; joined++) {
			if (!test_ret(next_cm(set, &event), 0, "event"))
				break;
			if (event.hdr.code == ADDR_ERROR)
				break;
			test_check(event.hdr.code == MULTICAST_JOIN, "event %u",
				   event.hdr.code);
		}
		test_check(event.hdr.code == ADDR_ERROR &&
			   event.hdr.handle == id &&
			   event.hdr.count == RUAPI_CM_STEP_ADDR,
			   "event %u, step %u", event.hdr.code, event.hdr.count);
		drop(set, id);
		while (!event_wait(set->fd, RUAPI_EVENT_CM, -1, &event, 0))
			;
	}
	drop_qp(set, qp);
}

/* ---- what fails --------------------------------------------------------------------- */

/* Nobody has the address; then somebody has another one, and the same id goes there. */
static void test_nobody(struct set *set)
{
	struct ruapi_event_cm event;
	struct sockaddr_in dst;
	struct pair pair;
	uint32_t id;

	test_begin("%s: nobody has the address", set->name);
	make_ends(set, &pair);
	dst = host(set, NOBODY, last_port);
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 300), 0,
		 "connect");
	failed(set, pair.id[0], pair.qp[0], ADDR_ERROR, RUAPI_CM_STEP_ADDR,
	       &event);

	test_begin("%s: there is no route", set->name);
	shell_run("ip route replace unreachable 192.0.2.0/24");
	/* An id that has been somewhere looks for all addresses there. */
	id = new_id(set, PS_TCP);
	dst.sin_addr.s_addr = htonl(0xc0000201);
	test_ret(connect_by(set, id, &dst, pair.qp[0], 0, 0), -EHOSTUNREACH,
		 "connect");
	no_event(set, "refused");
	drop(set, id);

	test_begin("%s: the same id, to another address", set->name);
	dst = host(set, 0, last_port);
	drop_qp(set, pair.qp[0]);
	pair.qp[0] = typed_qp(set, QPT_RC);
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), 0,
		 "connect");
	finish_pair(set, &pair, 0);
	drop_ends(set, &pair, 2);
}

static void test_no_listener(struct set *set)
{
	struct ruapi_event_cm event;
	struct sockaddr_in dst;
	struct pair pair;

	test_begin("%s: nobody listens", set->name);
	make_ends(set, &pair);
	dst = host(set, 0, ++last_port);
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), 0,
		 "connect");
	if (!is_ib(set)) {
		failed(set, pair.id[0], 0, CONNECT_ERROR,
		       RUAPI_CM_STEP_CONNECT, &event);
		test_check(event.status == -ECONNREFUSED, "status %d",
			   event.status);
		drop(set, pair.listener);
		pair.listener = listener_on(set, PS_TCP, last_port);
		refused(connect_by(set, pair.id[0], NULL, 0, RUAPI_CM_F_STEPS,
				   0), -EINVAL, RUAPI_CM_ID_CONNECT_DST,
			RUAPI_REASON_MISSING, "steps of nothing");
		test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0),
			 0, "again, with a listener");
		finish_pair(set, &pair, 0);
		drop_ends(set, &pair, 2);
		return;
	}
	test_ret(next_cm(set, &event), 0, "event");
	test_check(event.hdr.code == REJECTED && event.status == 8 &&
		   !event.hdr.count, "event %u, status %d", event.hdr.code,
		   event.status);
	check_qp(set, pair.qp[0], ERR, "rejected");
	drop_ends(set, &pair, 1);

	test_begin("%s: nobody listens, and the route is there", set->name);
	make_ends(set, &pair);
	dst = host(set, 0, ++last_port);
	test_ret(cm_resolve(set->fd, pair.id[0], set_address(set), last_port), 0,
		 "resolve");
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), 0,
		 "connect");
	test_ret(wait_cm(set, REJECTED, &event), 0, "REJECTED");
	test_check(cm_state(set->fd, pair.id[0]) == RUAPI_CM_ID_CLOSED,
		   "state %u", cm_state(set->fd, pair.id[0]));
	drop_ends(set, &pair, 1);
}

static void test_qp_state(struct set *set)
{
	struct ruapi_event_cm event;
	struct sockaddr_in dst;
	struct pair pair;

	test_begin("%s: a QP in the wrong state, and in the right one",
		   set->name);
	make_ends(set, &pair);
	dst = host(set, 0, last_port);
	spoil_qp(set, pair.qp[0]);
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), 0,
		 "connect");
	failed(set, pair.id[0], pair.qp[0], CONNECT_ERROR,
	       RUAPI_CM_STEP_BIND_QP, &event);
	test_check(event.status == -EINVAL, "status %d", event.status);
	/* The route is there, so what is wrong is said at once. */
	spoil_qp(set, pair.qp[0]);
	refused(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), -EINVAL,
		RUAPI_CM_ID_CONNECT_QP, RUAPI_REASON_NONE, "again");
	test_ret(move_qp(set, pair.qp[0], RESET), 0, "to RESET");
	dst.sin_port++;
	refused(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), -EINVAL,
		RUAPI_CM_ID_CONNECT_DST, RUAPI_REASON_STATE, "another port");
	dst.sin_port--;
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), 0,
		 "connect");
	finish_pair(set, &pair, 0);
	drop_ends(set, &pair, 2);
}

/* The QP of one device, and the address of another. */
static void test_other_device(struct set *set, struct set *other)
{
	struct ruapi_event_cm event;
	struct sockaddr_in dst;
	struct pair pair;
	uint32_t qp;

	test_begin("%s: QP of %s", set->name, other->name);
	make_ends(set, &pair);
	dst = host(set, 0, last_port);
	qp = typed_qp(other, QPT_RC);
	test_ret(connect_by(set, pair.id[0], &dst, qp, 0, 0), 0, "connect");
	failed(set, pair.id[0], 0, ADDR_ERROR, RUAPI_CM_STEP_ADDR, &event);
	test_check(event.status == -EXDEV, "status %d", event.status);
	refused(connect_by(set, pair.id[0], &dst, qp, 0, 0), -EINVAL,
		RUAPI_CM_ID_CONNECT_QP, RUAPI_REASON_CONTEXT, "again");
	drop_qp(set, qp);
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), 0,
		 "with one of its own");
	finish_pair(set, &pair, 0);
	drop_ends(set, &pair, 2);
}

static void test_refused(struct set *set)
{
	const struct sockaddr_in dst = host(set, 0, 1), any = host(set, 0, 0);
	const struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct ruapi_cm_id_connect_args args = {
		.param = &ping,
		.dst = (const struct sockaddr *)&dst,
		.dst_len = sizeof(dst),
		.src = (const struct sockaddr *)&six,
		.src_len = sizeof(six),
	};
	uint32_t id, other, qp, ud;

	test_begin("%s: what is refused at once", set->name);
	id = new_id(set, PS_TCP);
	other = new_id(set, PS_TCP);
	qp = typed_qp(set, QPT_RC);
	refused(connect_by(set, id, &dst, 0, 0, 0), -EINVAL,
		RUAPI_CM_ID_CONNECT_QP, RUAPI_REASON_MISSING, "no device");
	refused(connect_by(set, id, NULL, 0, 0, 100), -EINVAL,
		RUAPI_CM_ID_CONNECT_DST, RUAPI_REASON_MISSING, "a timeout alone");
	refused(connect_by(set, id, NULL, 0, RUAPI_CM_F_STEPS, 0), -EINVAL,
		RUAPI_CM_ID_CONNECT_DST, RUAPI_REASON_MISSING, "steps alone");
	args.handle = id;
	args.qp = qp;
	test_ret(ruapi_cm_id_connect(set->fd, &args), -EINVAL, "two families");
	test_check(args.error.bad_attr == RUAPI_CM_ID_CONNECT_SRC, "attribute %u",
		   args.error.bad_attr);
	args.dst_len = 0;
	args.dst = NULL;
	test_ret(ruapi_cm_id_connect(set->fd, &args), -EINVAL, "SRC alone");
	if (is_ib(set)) {
		ud = typed_qp(set, QPT_UD);
		refused(connect_by(set, id, &dst, ud, 0, 0), -EINVAL,
			RUAPI_CM_ID_CONNECT_QP, RUAPI_REASON_STATE, "UD QP");
		drop_qp(set, ud);
	}
	test_ret(cm_bind(set->fd, other, set_address(set), 0), 0, "bind");
	refused(connect_by(set, other, &any, 0, RUAPI_CM_F_FOLLOW, 0), -EINVAL,
		RUAPI_CM_ID_CONNECT_FLAGS, RUAPI_REASON_STATE,
		"nothing to follow");
	test_ret(cm_bind_qp(set->fd, other, qp), 0, "bind QP");
	refused(connect_by(set, id, &dst, qp, 0, 0), -EBUSY,
		RUAPI_CM_ID_CONNECT_QP, RUAPI_REASON_BUSY, "QP of another id");
	test_check(cm_state(set->fd, id) == RUAPI_CM_ID_IDLE, "state %u",
		   cm_state(set->fd, id));
	drop(set, id);
	drop(set, other);
	drop_qp(set, qp);
}

/* What ACCEPT refuses leaves the request as it was. */
static void test_accept(struct set *set)
{
	struct ruapi_event_cm event;
	struct sockaddr_in dst;
	struct pair pair;

	test_begin("%s: ACCEPT with a QP that it cannot have", set->name);
	make_ends(set, &pair);
	dst = host(set, 0, last_port);
	test_ret(connect_by(set, pair.id[0], &dst, pair.qp[0], 0, 0), 0,
		 "connect");
	test_ret(next_cm(set, &event), 0, "request");
	pair.id[1] = event.new_id;
	refused(accept_by(set, pair.id[1], pair.qp[0], 0), -EBUSY,
		RUAPI_CM_ID_ACCEPT_QP, RUAPI_REASON_BUSY, "the client's QP");
	refused(accept_by(set, pair.id[1], 0, RUAPI_CM_F_FOLLOW), -EINVAL,
		RUAPI_CM_ID_ACCEPT_FLAGS, RUAPI_REASON_STATE,
		"nothing to follow");
	/* siw's may be busy yet, until TCP has connected. */
	if (set->driver != RDMA_DRIVER_SIW)
		refused(accept_by(set, pair.id[0], pair.qp[1], 0), -EINVAL,
			RUAPI_CM_ID_ACCEPT_HANDLE, RUAPI_REASON_STATE,
			"nothing asked");
	test_ret(accept_by(set, pair.id[1], pair.qp[1], 0), 0, "accept");
	test_ret(wait_cm(set, ESTABLISHED, &event), 0, "established");
	test_ret(wait_cm(set, ESTABLISHED, &event), 0, "the other");
	refused(accept_by(set, pair.id[1], pair.qp[1], 0), -EINVAL,
		RUAPI_CM_ID_ACCEPT_HANDLE, RUAPI_REASON_STATE, "again");
	drop_ends(set, &pair, 2);
}

/* ---- while it is on its way ----------------------------------------------------------- */

static uint32_t start_for_nobody(struct set *set, uint32_t qp, bool bound)
{
	const struct sockaddr_in dst = host(set, NOBODY, 1);
	const uint32_t id = new_id(set, PS_TCP);

	if (bound)
		test_ret(cm_bind(set->fd, id, set_address(set), 0), 0, "bind");
	test_ret(connect_by(set, id, &dst, qp, 0, LONG_MS), 0, "connect");
	return id;
}

static void check_busy(struct set *set, uint32_t id, uint32_t qp, bool waits)
{
	const struct sockaddr_in dst = host(set, 0, 1);
	struct ruapi_cm_id_set_option_args option = { .handle = id, .tos = 1 };
	struct ruapi_cm_id_migrate_args migrate = { .handle = id };

	refused(connect_by(set, id, &dst, qp, 0, 0), -EBUSY,
		RUAPI_CM_ID_CONNECT_HANDLE, RUAPI_REASON_BUSY, "connect");
	test_ret(cm_bind_qp(set->fd, id, qp), -EBUSY, "bind QP");
	test_ret(cm_listen(set->fd, id, 1), -EBUSY, "listen");
	test_ret(cm_bind(set->fd, id, set_address(set), 0), -EBUSY, "bind");
	test_ret(cm_disconnect(set->fd, id), -EBUSY, "disconnect");
	test_ret(ruapi_cm_id_set_option(set->fd, &option), -EBUSY, "option");
	/* siw has rdma_cm's lock as well. */
	test_ret(ruapi_cm_id_migrate(set->fd, &migrate), waits ? -EBUSY : 0,
		 "migrate");
	test_check(cm_state(set->fd, id) ==
		   (waits ? 255 : RUAPI_CM_ID_CONNECTING), "state %u",
		   cm_state(set->fd, id));
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), -EBUSY, "reserved QP");
}

static void gives_up(struct set *set, uint32_t id, uint32_t qp)
{
	const uint64_t start = now_ms();

	drop(set, id);
	test_check(now_ms() - start < patience(3000), "it took %" PRIu64 " ms",
		   now_ms() - start);
	drop_qp(set, qp);
	no_event(set, "destroyed");
}

static void test_destroy(struct set *set)
{
	const uint32_t qp = typed_qp(set, QPT_RC);
	uint32_t id;

	test_begin("%s: calls, and DESTROY, while it resolves", set->name);
	id = start_for_nobody(set, qp, false);
	check_busy(set, id, qp, false);
	gives_up(set, id, qp);
}

/* TCP gets no answer, and siw waits for one. */
static void test_destroy_siw(struct set *set)
{
	const uint32_t qp = typed_qp(set, QPT_RC);
	uint32_t id;

	test_begin("%s: calls, and DESTROY, while TCP connects", set->name);
	shell_run("ip neigh replace 10.2.0.%u lladdr 02:00:00:00:00:77 dev %s nud permanent",
		  NOBODY, netdev_of(set));
	id = start_for_nobody(set, qp, false);
	sleep_ms(patience(500));
	check_busy(set, id, qp, true);
	gives_up(set, id, qp);
}

static void test_close(struct set *set)
{
	struct pair pair;

	test_begin("%s: closing while it resolves, and while connected",
		   set->name);
	make_pair(set, &pair, RUAPI_CM_F_FOLLOW);
	start_for_nobody(set, typed_qp(set, QPT_RC), false);
	close(set->queue_fd);
	close(set->fd);
	test_check(!resource_count(set->name, "mr"), "an MR is left");
}

/* An id that is of the device, and one that is not yet. */
static void test_unplug(struct set *set)
{
	const uint32_t qp[2] = { typed_qp(set, QPT_RC), typed_qp(set, QPT_RC) };
	struct ruapi_event_cm event;
	struct pair pair;
	uint32_t id[2], i;
	uint64_t start;

	test_begin("%s: removal while it resolves", set->name);
	make_pair(set, &pair, RUAPI_CM_F_FOLLOW);
	if (!is_ib(set))
		shell_run("ip neigh replace 10.2.0.%u lladdr 02:00:00:00:00:77 dev %s nud permanent",
			  NOBODY, netdev_of(set));
	for (i = 0; i < 2; i++)
		id[i] = start_for_nobody(set, qp[i], i);
	sleep_ms(patience(500));
	start = now_ms();
	test_check(!unplug_device(set), "not removed");
	test_check(now_ms() - start < patience(5000), "it took %" PRIu64 " ms",
		   now_ms() - start);
	test_ret(wait_cm(set, DEVICE_REMOVAL, &event), 0, "DEVICE_REMOVAL");
	for (i = 0; i < 2; i++) {
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[i]), 0, "QP");
		drop(set, id[i]);
	}
	for (i = 0; i < 2; i++) {
		drop(set, pair.id[i]);
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, pair.qp[i]), 0, "QP");
	}
	drop(set, pair.listener);
}

static void test_device(struct set *set)
{
	test_follow(set);
	test_no_follow(set);
	test_steps(set);
	test_routed(set);
	if (is_ib(set)) {
		test_follow_still(set);
		test_follow_neighbour(set);
		test_ud(set);
		test_group(set);
		test_qp_state(set);
	}
	test_nobody(set);
	test_no_listener(set);
	test_refused(set);
	test_accept(set);
	test_destroy(set);
	if (!is_ib(set))
		test_destroy_siw(set);
}

int main(int argc, char **argv)
{
	struct set set, other;
	int i;

	if (argc == 3 && !strcmp(argv[1], "unplug")) {
		if (set_make(&set, open_namespace(), argv[2]))
			bail_out("%s: cannot make objects", argv[2]);
		test_unplug(&set);
		return test_done();
	}
	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_device(&set);
		if (argc > 2) {
			if (set_make(&other, set.fd, argv[i == 1 ? 2 : 1]))
				bail_out("no other device");
			test_other_device(&set, &other);
			close(other.queue_fd);
		}
		test_close(&set);
	}
	return test_done();
}
