// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Removal while connection manager ids of the device are in every state. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "unplug.h"

#define PORT 7780

/* What an id does when the device goes. */
enum {
	BOUND,
	RESOLVING,
	RESOLVED,
	LISTENING,
	ASKED_UNREAD,	/* nobody has read its request */
	ASKED,		/* the request was read, not more */
	ANSWERED,	/* the peer has accepted, we do not know it yet */
	CONNECTED,
	NUM_IDS,
};

/* siw cannot destroy the QP of a request before it is answered, or not. */
#define SIW_MPA_TIMEOUT_MS 10000

/**
 * struct ids - of one namespace
 * @set: its objects
 * @id: by state, 0: none
 * @peer: of them, born of requests; 0: none
 * @wildcard: listens on all devices
 * @c: a connection with bound QPs
 * @qp: of that connection
 * @removed: by state: DEVICE_REMOVAL came
 */
struct ids {
	struct set set;
	uint32_t id[NUM_IDS];
	uint32_t peer[NUM_IDS];
	uint32_t wildcard;
	struct connection c;
	uint32_t qp[2];
	bool removed[NUM_IDS];
};

static int wait_cm(int fd, int code, struct ruapi_event_cm *event)
{
	return event_wait(fd, RUAPI_EVENT_CM, code, event, CM_WAIT_MS);
}

static int new_qp(const struct set *set, uint32_t *handle, uint32_t *number)
{
	struct ruapi_qp_query_args args = {};
	int ret;

	ret = make_qp(set->fd, set->driver, set->handle[RUAPI_OBJ_PD],
		      set->handle[RUAPI_OBJ_CQ], 0, handle);
	args.handle = *handle;
	if (!ret)
		ret = ruapi_qp_query(set->fd, &args);
	*number = args.qp_num;
	return ret;
}

/* To where nobody answers, from an address of the device. */
static int resolve_from(int fd, uint32_t id)
{
	struct sockaddr_in src = { .sin_family = AF_INET };
	struct sockaddr_in dst = { .sin_family = AF_INET };
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.src = (const struct sockaddr *)&src,
		.src_len = sizeof(src),
		.dst = (const struct sockaddr *)&dst,
		.dst_len = sizeof(dst),
		.timeout = 60000,
	};

	inet_pton(AF_INET, address, &src.sin_addr);
	dst.sin_addr = src.sin_addr;
	dst.sin_addr.s_addr ^= htonl(0x60);
	return ruapi_cm_id_resolve_addr(fd, &args);
}

/* The request of an id that knows its way, and of whom it was asked. */
static int ask(struct ids *ids, unsigned int state)
{
	const int fd = ids->set.fd;
	uint32_t qp, number;
	int ret;

	ret = new_qp(&ids->set, &qp, &number);
	if (!ret)
		ret = make_cm_id(fd, 0, 0, &ids->id[state]);
	if (!ret)
		ret = cm_resolve(fd, ids->id[state], address, PORT);
	if (!ret)
		ret = cm_connect(fd, ids->id[state], number, "", 0);
	return ret;
}

static int read_request(struct ids *ids, unsigned int state)
{
	struct ruapi_event_cm event;
	int ret = wait_cm(ids->set.fd, CONNECT_REQUEST, &event);

	ids->peer[state] = event.new_id;
	return ret;
}

static int answer(struct ids *ids, unsigned int state)
{
	uint32_t qp, number;
	int ret = new_qp(&ids->set, &qp, &number);

	return ret ? ret : cm_accept(ids->set.fd, ids->peer[state], number, "",
				     0);
}

static void make_simple(struct ids *ids)
{
	const int fd = ids->set.fd;
	uint32_t *id = ids->id;

	test_ret(make_cm_id(fd, 0, 0, &id[LISTENING]), 0, "id");
	test_ret(cm_bind(fd, id[LISTENING], address, PORT), 0, "bind");
	test_ret(cm_listen(fd, id[LISTENING], 8), 0, "listen");
	test_ret(make_cm_id(fd, 0, 0, &id[BOUND]), 0, "id");
	test_ret(cm_bind(fd, id[BOUND], address, 0), 0, "bind");
	test_ret(make_cm_id(fd, 0, 0, &id[RESOLVED]), 0, "id");
	test_ret(cm_resolve(fd, id[RESOLVED], address, PORT), 0, "resolve");
	test_ret(make_cm_id(fd, 0, 0, &ids->wildcard), 0, "id");
	test_ret(cm_bind(fd, ids->wildcard, "0.0.0.0", PORT + 1), 0, "bind");
	test_ret(cm_listen(fd, ids->wildcard, 4), 0, "listen");
}

static void make_connections(struct ids *ids)
{
	const int fd = ids->set.fd;
	struct ruapi_event_cm event;
	uint32_t number;

	test_ret(ask(ids, CONNECTED), 0, "connect");
	test_ret(read_request(ids, CONNECTED), 0, "request");
	test_ret(answer(ids, CONNECTED), 0, "accept");
	if (ids->set.driver != RDMA_DRIVER_SIW) {
		test_ret(wait_cm(fd, CONNECT_RESPONSE, &event), 0, "response");
		test_ret(cm_accept_plain(fd, ids->id[CONNECTED]), 0, "ready");
	}
	test_ret(wait_cm(fd, ESTABLISHED, &event), 0, "established");
	test_ret(new_qp(&ids->set, &ids->qp[0], &number), 0, "QP");
	test_ret(new_qp(&ids->set, &ids->qp[1], &number), 0, "QP");
	test_ret(connection_bound(&ids->c, fd, address, PORT + 2, ids->qp[0],
				  ids->qp[1]), 0, "connection with bound QPs");
	test_ret(ask(ids, ANSWERED), 0, "connect");
	test_ret(read_request(ids, ANSWERED), 0, "request");
	test_ret(answer(ids, ANSWERED), 0, "accept");
	test_ret(make_cm_id(fd, 0, 0, &ids->id[RESOLVING]), 0, "id");
	test_ret(resolve_from(fd, ids->id[RESOLVING]), 0, "resolve");
}

static void make_requests(struct ids *ids)
{
	test_ret(ask(ids, ASKED), 0, "connect");
	test_ret(read_request(ids, ASKED), 0, "request");
	test_ret(ask(ids, ASKED_UNREAD), 0, "connect");
}

/* All have been told, once. */
static void check_told(struct ids *ids)
{
	struct ruapi_event_cm event;
	unsigned int state;

	while (!event_wait(ids->set.fd, RUAPI_EVENT_CM, -1, &event, 1000)) {
		if (event.hdr.code == CONNECT_REQUEST)
			ids->peer[ASKED_UNREAD] = event.new_id;
		if (event.hdr.code != DEVICE_REMOVAL)
			continue;
		for (state = 0; state < NUM_IDS; state++) {
			if (event.hdr.handle != ids->id[state])
				continue;
			test_check(!ids->removed[state],
				   "id in state %u was told twice", state);
			ids->removed[state] = true;
		}
	}
	for (state = 0; state < NUM_IDS; state++)
		test_check(ids->removed[state] || !ids->id[state],
			   "id in state %u was not told", state);
}

/* Ids of the device are of no use any more. */
static void check_useless(struct ids *ids)
{
	const int fd = ids->set.fd;
	struct ruapi_cm_id_query_args query = {};
	unsigned int state;

	for (state = 0; state < NUM_IDS; state++) {
		if (!ids->id[state])
			continue;
		query.handle = ids->id[state];
		test_ret(ruapi_cm_id_query(fd, &query), -ENODEV,
			 "query of id in state %u", state);
		test_check(query.error.reason == RUAPI_REASON_DEAD,
			   "id in state %u: reason %u", state,
			   query.error.reason);
		test_ret(cm_disconnect(fd, ids->id[state]), -ENODEV,
			 "disconnect of id in state %u", state);
		if (ids->peer[state])
			test_ret(cm_accept(fd, ids->peer[state], 1, "", 0),
				 -ENODEV, "accept of the peer in state %u",
				 state);
	}
}

static void destroy_ids(struct ids *ids)
{
	const int fd = ids->set.fd;
	unsigned int state;

	for (state = 0; state < NUM_IDS; state++) {
		if (ids->id[state])
			test_ret(destroy(fd, RUAPI_OBJ_CM_ID, ids->id[state]),
				 0, "id in state %u", state);
		if (ids->peer[state])
			test_ret(destroy(fd, RUAPI_OBJ_CM_ID, ids->peer[state]),
				 0, "its peer in state %u", state);
	}
	test_ret(destroy(fd, RUAPI_OBJ_CM_ID, ids->wildcard), 0, "wildcard");
	test_ret(connection_destroy(&ids->c, fd), 0, "ids with bound QPs");
}

static bool ids_make(struct ids *ids)
{
	memset(ids, 0, sizeof(*ids));
	if (!test_ret(set_make(&ids->set, open_namespace(), device), 0,
		      "objects"))
		return false;
	make_simple(ids);
	return true;
}

static void go_away(struct ids *ids)
{
	unplug();
	check_told(ids);
	check_useless(ids);
}

/* On siw apart from the others, for they take their time. */
static void requests(void)
{
	struct ids ids;

	test_begin("requests that nobody has answered");
	if (!ids_make(&ids))
		return;
	make_requests(&ids);
	if (ids.set.driver == RDMA_DRIVER_SIW)
		bug_ms = SIW_MPA_TIMEOUT_MS;
	go_away(&ids);
	bug_ms = 0;
	destroy_ids(&ids);
	close(ids.set.queue_fd);
	close(ids.set.fd);
	plug();
}

/**
 * struct waiter - a thread that connects to where nobody answers
 * @set: objects of its namespace
 * @id: knows the way
 * @done: CONNECT has returned
 * @ret: what
 */
struct waiter {
	struct set set;
	uint32_t id;
	atomic_bool done;
	int ret;
};

static void *connect_run(void *arg)
{
	struct waiter *waiter = arg;
	uint32_t qp, number;

	waiter->ret = new_qp(&waiter->set, &qp, &number);
	if (!waiter->ret)
		waiter->ret = cm_connect(waiter->set.fd, waiter->id, number,
					 "", 0);
	atomic_store(&waiter->done, true);
	return NULL;
}

/* There is an entry for the neighbour, but no neighbour. */
static const char *nobody(void)
{
	struct in_addr addr;

	inet_pton(AF_INET, address, &addr);
	addr.s_addr ^= htonl(0x50);
	if (shell_run("ip neigh replace %s lladdr 02:00:00:00:00:50 dev $NETDEV",
		      inet_ntoa(addr)))
		bail_out("no neighbour");
	return inet_ntoa(addr);
}

static int resolve(struct waiter *waiter, const char *addr)
{
	int ret = make_cm_id(waiter->set.fd, 0, 0, &waiter->id);

	return ret ? ret : cm_resolve(waiter->set.fd, waiter->id, addr, PORT);
}

static int disconnect(const struct waiter *waiter)
{
	return cm_disconnect(waiter->set.fd, waiter->id);
}

static int join(const struct waiter *waiter)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0xef070707u),
	};
	struct ruapi_multicast_join_args args = {
		.cm_id = waiter->id,
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};

	return ruapi_multicast_join(waiter->set.fd, &args);
}

/* Who needs the id of a CONNECT waits for that, but not when it is killed. */
static void kill_who_waits(const struct waiter *waiter, const char *name,
			   int (*call)(const struct waiter *waiter))
{
	uint64_t end;
	pid_t pid, gone;

	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(!!call(waiter));
	sleep_ms(patience(200));
	if (!test_check(!waitpid(pid, NULL, WNOHANG), "%s does not wait", name))
		return;
	kill(pid, SIGKILL);
	end = now_ms() + patience(2000);
	while (!(gone = waitpid(pid, NULL, WNOHANG)) && now_ms() < end)
		sleep_ms(10);
	test_check(gone == pid, "%s cannot be killed", name);
}

/* siw waits for TCP in the call; a request of ib_cm is just sent. */
static void unanswered(void)
{
	struct waiter waiter = {};
	pthread_t thread;

	test_begin("a call that waits for a peer that does not answer");
	if (!test_ret(set_make(&waiter.set, open_namespace(), device), 0,
		      "objects"))
		return;
	test_ret(resolve(&waiter, nobody()), 0, "resolve");
	pthread_create(&thread, NULL, connect_run, &waiter);
	sleep_ms(patience(300));
	test_check(!atomic_load(&waiter.done), "CONNECT does not wait: %s",
		   err_name(waiter.ret));
	kill_who_waits(&waiter, "DISCONNECT", disconnect);
	kill_who_waits(&waiter, "JOIN", join);
	unplug();
	pthread_join(thread, NULL);
	test_ret(waiter.ret, -ENODEV, "CONNECT");
	test_ret(destroy(waiter.set.fd, RUAPI_OBJ_CM_ID, waiter.id), 0, "id");
	close(waiter.set.queue_fd);
	close(waiter.set.fd);
	plug();
}

#define CROWD 200

/* All are interrupted at once, and not one after the other. */
static void unanswered_crowd(void)
{
	static struct waiter crowd[CROWD];
	static pthread_t threads[CROWD];
	const char *addr = nobody();
	unsigned int i, done = 0, wrong = 0;

	test_begin("%u calls that wait for such a peer", CROWD);
	if (!test_ret(set_make(&crowd[0].set, open_namespace(), device), 0,
		      "objects"))
		return;
	for (i = 0; i < CROWD; i++) {
		crowd[i].set = crowd[0].set;
		if (!test_ret(resolve(&crowd[i], addr), 0, "resolve %u", i))
			return;
	}
	for (i = 0; i < CROWD; i++)
		pthread_create(&threads[i], NULL, connect_run, &crowd[i]);
	sleep_ms(patience(1000));
	for (i = 0; i < CROWD; i++)
		done += atomic_load(&crowd[i].done);
	test_check(!done, "%u did not wait", done);
	unplug();
	for (i = 0; i < CROWD; i++) {
		pthread_join(threads[i], NULL);
		wrong += crowd[i].ret != -ENODEV;
	}
	test_check(!wrong, "%u did not end with ENODEV", wrong);
	close(crowd[0].set.queue_fd);
	close(crowd[0].set.fd);
	plug();
}

void cm_ids(void)
{
	struct ids ids;

	test_begin("connection manager ids in every state");
	if (!ids_make(&ids))
		return;
	make_connections(&ids);
	go_away(&ids);
	test_check(cm_state(ids.set.fd, ids.wildcard) == RUAPI_CM_ID_LISTENING,
		   "the wildcard listener is in state %u",
		   cm_state(ids.set.fd, ids.wildcard));
	destroy_ids(&ids);
	close(ids.set.queue_fd);
	close(ids.set.fd);
	plug();

	test_begin("connection manager ids that are left to close()");
	if (!ids_make(&ids))
		return;
	make_connections(&ids);
	unplug();
	close(ids.set.queue_fd);
	close(ids.set.fd);
	plug();
	test_check(!resource_count(device, "cm_id"), "%u ids are left",
		   resource_count(device, "cm_id"));
	requests();
	if (!strcmp(type, "siw")) {
		unanswered();
		unanswered_crowd();
	}
}
