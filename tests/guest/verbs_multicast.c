// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * MULTICAST, and the option MIN_RNR_TIMER of CM ids, on every device that is
 * named; iWARP has no multicast.
 * usage: verbs_multicast IBDEV...
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>
#include "guest.h"

#define PS_TCP 0x106
#define PS_UDP 0x111
#define EVENT_MULTICAST_JOIN 12
#define WAIT_MS 10000

static struct sockaddr_in address(const char *text)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };

	inet_pton(AF_INET, text, &sin.sin_addr);
	return sin;
}

/* An id bound to the device, whose address the scenarios give it. */
static uint32_t make_bound(struct set *set, uint16_t port_space)
{
	const struct sockaddr_in sin =
		address(set_address(set));
	struct ruapi_cm_id_create_args create = { .port_space = port_space };
	struct ruapi_cm_id_bind_addr_args bind = {
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};

	test_ret(ruapi_cm_id_create(set->fd, &create), 0, "id");
	bind.handle = create.handle;
	test_ret(ruapi_cm_id_bind_addr(set->fd, &bind), 0, "bind");
	return create.handle;
}

static int join(struct set *set, uint32_t id, const char *group,
		uint64_t user_data, uint32_t *handle)
{
	const struct sockaddr_in sin = address(group);
	struct ruapi_multicast_join_args args = {
		.cm_id = id,
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
		.user_data = user_data,
	};
	int ret = ruapi_multicast_join(set->fd, &args);

	*handle = args.handle;
	return ret;
}

/* DESTROY that tells how many events there were. */
static int leave(struct set *set, uint32_t handle, uint32_t *events)
{
	struct ruapi_multicast_destroy_args args = {
		.set = RUAPI_SET(RUAPI_DESTROY_EVENTS),
		.handle = handle,
	};
	int ret = ruapi_multicast_destroy(set->fd, &args);

	*events = args.events;
	return ret;
}

static void test_join(struct set *set)
{
	struct ruapi_event_cm event;
	uint32_t id, mc[2], events;

	test_begin("%s: MULTICAST.JOIN and its event", set->name);
	id = make_bound(set, PS_UDP);
	test_ret(join(set, id, "239.1.1.1", 0x1111, &mc[0]), 0, "join");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, EVENT_MULTICAST_JOIN,
			    &event, WAIT_MS), 0, "event");
	test_check(event.hdr.handle == mc[0] && event.hdr.user_data == 0x1111,
		   "of %u, user data %#llx", event.hdr.handle,
		   (unsigned long long)event.hdr.user_data);
	test_check(!event.status && event.param.qp_num == 0xffffff &&
		   event.param.has_ah && event.param.ah.dgid[12] == 239 &&
		   !event.param.private_data_len,
		   "status %d, QP %#x, dgid[12] %u", event.status,
		   event.param.qp_num, event.param.ah.dgid[12]);
	test_ret(leave(set, mc[0], &events), 0, "leave");
	test_check(events == 1, "%u events", events);
	test_ret(leave(set, mc[0], &events), -ENOENT, "leave again");

	/* Who leaves takes its unread events along: CVE-2018-14734. */
	test_ret(join(set, id, "239.1.1.2", 0, &mc[0]), 0, "join");
	test_ret(join(set, id, "239.1.1.3", 0, &mc[1]), 0, "join another");
	sleep_ms(200);
	test_ret(leave(set, mc[0], &events), 0, "leave unread");
	test_check(!events, "%u events", events);
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, EVENT_MULTICAST_JOIN,
			    &event, WAIT_MS), 0, "event");
	test_check(event.hdr.handle == mc[1], "of %u", event.hdr.handle);
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, -1, &event, 200),
		 -ETIMEDOUT, "an event of a membership that ended");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id), 0, "id");
	test_ret(leave(set, mc[1], &events), -ENOENT, "leave after the id");
}

static void test_query(struct set *set, uint32_t id, uint32_t mc,
		       const struct sockaddr_in *group)
{
	struct sockaddr_in addr = {};
	struct ruapi_multicast_query_args args = {
		.set = RUAPI_SET(RUAPI_MULTICAST_QUERY_CM_ID) |
		       RUAPI_SET(RUAPI_MULTICAST_QUERY_SEND_ONLY),
		.handle = mc,
		.addr = &addr,
		.addr_max = sizeof(addr),
		.send_only = 9,
	};

	test_ret(ruapi_multicast_query(set->fd, &args), 0, "query");
	test_check(args.cm_id == id && !args.send_only &&
		   args.addr_len == sizeof(addr) &&
		   addr.sin_addr.s_addr == group->sin_addr.s_addr,
		   "id %u, send_only %u, %u bytes", args.cm_id, args.send_only,
		   args.addr_len);
}

/* As many as one likes, each with its event; who leaves leaves the others alone. */
static void test_join_twice(struct set *set)
{
	struct ruapi_multicast_join_args args = { .send_only = 1 };
	const struct sockaddr_in sin = address("239.1.1.7");
	struct ruapi_event_cm event;
	uint32_t id, mc[3], events;
	unsigned int i;

	test_begin("%s: an id joins the same group more than once", set->name);
	id = make_bound(set, PS_UDP);
	for (i = 0; i < 3; i++) {
		test_ret(join(set, id, "239.1.1.7", i + 1, &mc[i]), 0, "join %u",
			 i);
		/* The second comes before there is an event, the third after. */
		if (i == 1)
			sleep_ms(300);
	}
	for (i = 0; i < 3; i++) {
		test_ret(event_wait(set->fd, RUAPI_EVENT_CM,
				    EVENT_MULTICAST_JOIN, &event, WAIT_MS), 0,
			 "event %u", i);
		test_check(event.hdr.handle == mc[i] &&
			   event.hdr.user_data == i + 1 && !event.status &&
			   event.param.has_ah && event.param.ah.dgid[12] == 239,
			   "of %u, user data %#llx, status %d", event.hdr.handle,
			   (unsigned long long)event.hdr.user_data,
			   event.status);
	}
	test_query(set, id, mc[1], &sin);
	args.cm_id = id;
	args.addr = (const struct sockaddr *)&sin;
	args.addr_len = sizeof(sin);
	test_ret(ruapi_multicast_join(set->fd, &args), -EBUSY,
		 "join to send only");
	test_ret(leave(set, mc[1], &events), 0, "leave");
	test_check(events == 1, "%u events", events);
	test_ret(join(set, id, "239.1.1.7", 9, &mc[1]), 0, "join once more");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, EVENT_MULTICAST_JOIN,
			    &event, WAIT_MS), 0, "event");
	test_check(event.hdr.handle == mc[1] && event.hdr.user_data == 9,
		   "of %u", event.hdr.handle);
	test_ret(leave(set, mc[0], &events), 0, "leave");
	test_ret(leave(set, mc[2], &events), 0, "leave");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id), 0, "id");
	test_ret(leave(set, mc[1], &events), -ENOENT, "leave after the id");
}

static void test_who(struct set *set)
{
	struct ruapi_cm_id_create_args create = { .port_space = PS_UDP };
	uint32_t id, mc;

	test_begin("%s: who cannot join", set->name);
	test_ret(ruapi_cm_id_create(set->fd, &create), 0, "id");
	test_ret(join(set, create.handle, "239.1.1.1", 0, &mc), -EINVAL,
		 "unbound");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, create.handle), 0, "id");
	id = make_bound(set, PS_TCP);
	test_ret(join(set, id, "239.1.1.1", 0, &mc), -EINVAL, "connected");
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id), 0, "id");
}

static void test_min_rnr_timer(struct set *set)
{
	struct ruapi_cm_id_set_option_args args = { .min_rnr_timer = 12 };
	struct ruapi_cm_id_create_args create = { .port_space = PS_TCP };

	test_begin("%s: CM_ID.SET_OPTION of the RNR timer", set->name);
	test_ret(ruapi_cm_id_create(set->fd, &create), 0, "id");
	args.handle = create.handle;
	test_ret(ruapi_cm_id_set_option(set->fd, &args), 0, "12");
	args.min_rnr_timer = 32;
	test_ret(ruapi_cm_id_set_option(set->fd, &args), -EINVAL, "32");
	test_check(args.error.bad_attr == RUAPI_CM_ID_SET_OPTION_MIN_RNR_TIMER,
		   "bad_attr %u", args.error.bad_attr);
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, create.handle), 0, "id");
}

int main(int argc, char **argv)
{
	struct set set;
	uint32_t mc;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_min_rnr_timer(&set);
		test_who(&set);
		if (driver_has(set.driver, RUAPI_OBJ_MULTICAST)) {
			test_join(&set);
			test_join_twice(&set);
			test_begin("%s: closing ends memberships", set.name);
			test_ret(join(&set, make_bound(&set, PS_UDP),
				      "239.1.1.4", 0, &mc), 0, "join");
		}
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
