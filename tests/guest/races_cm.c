// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Ids that connect, disconnect, migrate, join and are destroyed, all at once. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "races.h"

#define PORT 19000
#define PS_UDP 0x111

/* ---- connections --------------------------------------------------------------------- */

static uint32_t object_of(unsigned int type, unsigned int slot)
{
	return atomic_load(&shared->object[type][slot]);
}

/* Another one in its place, if it could be destroyed. */
static void replace(unsigned int type, unsigned int slot)
{
	uint64_t old = atomic_load(&shared->object[type][slot]);
	uint32_t handle;

	if (old && note(destroy(shared->set.fd, type, (uint32_t)old)) == -EBUSY)
		return;
	if (note(make(type, 0, &handle)))
		return;
	if (!atomic_compare_exchange_strong(&shared->object[type][slot], &old,
					    handle))
		note(destroy(shared->set.fd, type, handle));
}

static int bind_qp(uint32_t id, uint32_t qp)
{
	struct ruapi_cm_id_bind_qp_args args = {
		.handle = id,
		.qp = qp,
	};

	return ruapi_cm_id_bind_qp(shared->set.fd, &args);
}

static struct sockaddr_in listener_address(void)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};

	inet_pton(AF_INET, address, &sin.sin_addr);
	return sin;
}

static int resolve_addr(uint32_t id)
{
	const struct sockaddr_in sin = listener_address();
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = &sin,
		.dst_len = sizeof(sin),
		.timeout = 1000,
	};

	return ruapi_cm_id_resolve_addr(shared->set.fd, &args);
}

/* All the way in one call, with events of the steps or without. */
static int connect_whole(uint32_t id, uint32_t qp, bool steps)
{
	const struct sockaddr_in sin = listener_address();
	const struct ruapi_cm_param param = { .retry_count = 7 };
	struct ruapi_cm_id_connect_args args = {
		.handle = id,
		.param = &param,
		.dst = &sin,
		.dst_len = sizeof(sin),
		.qp = qp,
		.flags = RUAPI_CM_F_FOLLOW | (steps ? RUAPI_CM_F_STEPS : 0),
	};

	return ruapi_cm_id_connect(shared->set.fd, &args);
}

static int accept_with(uint32_t id, uint32_t qp)
{
	const struct ruapi_cm_param param = { .rnr_retry_count = 7 };
	struct ruapi_cm_id_accept_args args = {
		.handle = id,
		.param = &param,
		.qp = qp,
		.flags = qp ? RUAPI_CM_F_FOLLOW : 0,
	};

	return ruapi_cm_id_accept(shared->set.fd, &args);
}

static int resolve_route(uint32_t id)
{
	struct ruapi_cm_id_resolve_route_args args = {
		.handle = id,
		.timeout = 1000,
	};

	return ruapi_cm_id_resolve_route(shared->set.fd, &args);
}

static int reject(uint32_t id)
{
	struct ruapi_cm_id_reject_args args = { .handle = id };

	return ruapi_cm_id_reject(shared->set.fd, &args);
}

/* To the queue beside the main one, or back. */
static int migrate(uint32_t id, bool back)
{
	struct ruapi_cm_id_migrate_args args = {
		.handle = id,
		.queue = back ? 0 : shared->set.handle[RUAPI_OBJ_EVENT_QUEUE],
	};

	return ruapi_cm_id_migrate(shared->set.fd, &args);
}

static int write_event(uint32_t id)
{
	struct ruapi_cm_id_write_event_args args = {
		.handle = id,
		.event = RUAPI_CM_EVENT_USER,
	};

	return ruapi_cm_id_write_event(shared->set.fd, &args);
}

/* Any call in any state: the right order comes about often enough. */
static void connect_step(unsigned int what, uint32_t id, uint32_t qp)
{
	const int fd = shared->set.fd;

	switch (what) {
	case 0:
	case 1:
		note(resolve_addr(id));
		break;
	case 2:
	case 3:
		note(resolve_route(id));
		break;
	case 4:
	case 5:
		note(bind_qp(id, qp));
		break;
	case 6:
	case 7:
		note(cm_connect(fd, id, 0, "", 0));
		break;
	case 8:
		note(cm_disconnect(fd, id));
		break;
	case 9:
		note(bind_qp(id, 0));
		break;
	case 10:
		note(migrate(id, qp & 1));
		break;
	case 11:
	case 12:
	case 13:
		note(connect_whole(id, qp, what == 11));
		break;
	case 14:
		note(write_event(id));
		break;
	default:
		note(ask(RUAPI_OBJ_CM_ID, id, &qp));
		break;
	}
}

static void answer_step(unsigned int what, unsigned int slot, uint32_t qp)
{
	const uint32_t id = atomic_load(&shared->request[slot]);
	const int fd = shared->set.fd;

	if (!id)
		return;
	switch (what) {
	case 0:
	case 1:
		note(bind_qp(id, qp));
		break;
	case 2:
	case 3:
		note(cm_accept(fd, id, 0, "", 0));
		break;
	case 4:
	case 5:
		note(accept_with(id, qp));
		break;
	case 6:
		note(reject(id));
		break;
	case 7:
		note(cm_disconnect(fd, id));
		break;
	case 8:
		note(destroy(fd, RUAPI_OBJ_CM_ID, id));
		break;
	}
}

static void *connect_run(void *arg)
{
	unsigned int seed = (uintptr_t)arg;

	while (!atomic_load(&shared->stop)) {
		const unsigned int slot = rand_r(&seed) % SLOTS;
		const unsigned int what = rand_r(&seed) % 27;
		const uint32_t qp = object_of(RUAPI_OBJ_QP,
					      rand_r(&seed) % SLOTS);
		const uint32_t id = object_of(RUAPI_OBJ_CM_ID, slot);

		if (what < 16 && id)
			connect_step(what, id, qp);
		else if (what < 25)
			answer_step(what - 16, slot, qp);
		else
			replace(what & 1 ? RUAPI_OBJ_QP : RUAPI_OBJ_CM_ID,
				slot);
	}
	return NULL;
}

/* Reads all events; of a connect request the id is for all. */
static void *event_run(void *arg)
{
	struct ruapi_event_cm event;
	unsigned int next = 0;
	uint32_t old;

	(void)arg;
	while (!atomic_load(&shared->stop)) {
		/* What has migrated is not of interest, just in the way. */
		event_wait(shared->set.queue_fd, RUAPI_EVENT_OVERFLOW, -1,
			   &event, 1);
		if (event_wait(shared->set.fd, RUAPI_EVENT_CM, CONNECT_REQUEST,
			       &event, 50))
			continue;
		old = atomic_exchange(&shared->request[next++ % SLOTS],
				      event.new_id);
		if (old)
			note(destroy(shared->set.fd, RUAPI_OBJ_CM_ID, old));
	}
	return NULL;
}

/* Every object that is left can be destroyed: nothing is locked or bound. */
static void destroy_rest(unsigned int type)
{
	const struct set *set = &shared->set;
	struct ruapi_list_entry *entries = NULL;
	uint32_t count = 0, i;
	int ret;

	test_ret(ruapi_list_all(set->fd, type, &entries, &count), 0, "list");
	for (i = 0; i < count; i++) {
		if (entries[i].handle == set->handle[type])
			continue;
		ret = destroy(set->fd, type, entries[i].handle);
		/* A request that its listener took along. */
		if (ret != -ENOENT)
			test_ret(ret, 0, "destroy of %u, type %u",
				 entries[i].handle, type);
	}
	free(entries);
}

/*
 * What rdma_cm and the QP say to calls that come at the wrong time, and siw of a
 * peer that is not there any more.
 */
static const int connect_allowed[] = {
	EBUSY, ENOENT, EINVAL, ENOTCONN, EISCONN, ECONNRESET,
};

static bool listen_shared(void)
{
	uint32_t listener;
	unsigned int i;

	if (!shared_make())
		return false;
	for (i = 0; i < SLOTS; i++) {
		replace(RUAPI_OBJ_QP, i);
		replace(RUAPI_OBJ_CM_ID, i);
	}
	return test_ret(make_cm_id(shared->set.fd, 0, 0, &listener), 0,
			"listener") &&
	       test_ret(cm_bind(shared->set.fd, listener, address, PORT), 0,
			"bind") &&
	       test_ret(cm_listen(shared->set.fd, listener, 16), 0, "listen");
}

void race_connections(void)
{
	pthread_t events;

	test_begin("%s: BIND_QP against destruction, connecting and disconnecting",
		   device);
	if (!listen_shared())
		return;
	pthread_create(&events, NULL, event_run, NULL);
	run_both(connect_run, INHERITED);
	pthread_join(events, NULL);
	check_errors(connect_allowed, COUNT(connect_allowed));
	destroy_rest(RUAPI_OBJ_CM_ID);
	destroy_rest(RUAPI_OBJ_QP);
	test_ret(set_destroy(&shared->set), 0, "objects");
	test_check(!count_objects(shared->set.fd), "%u objects",
		   count_objects(shared->set.fd));
	close(shared->set.fd);
	nothing_left();
}

/* The same, killed at any time: close() finds connections half-made. */
void race_kill(void)
{
	const uint64_t end = now_ms() + seconds * 1000;
	unsigned int seed = 1, kills = 0;
	pthread_t events;
	pid_t pid;
	int status;

	test_begin("%s: who connects is killed", device);
	while (now_ms() < end) {
		fflush(stdout);
		pid = fork();
		if (!pid) {
			if (!listen_shared())
				_exit(1);
			pthread_create(&events, NULL, event_run, NULL);
			run_threads(connect_run, seed);
			_exit(1);
		}
		usleep(100000 + rand_r(&seed) % 400000);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		if (!test_check(WIFSIGNALED(status), "the process ended by itself"))
			break;
		kills++;
	}
	printf("# %u kills\n", kills);
	shared_make();
	close_shared();
}

/* ---- memberships ------------------------------------------------------------------------ */

static int make_datagram(uint32_t *handle)
{
	struct ruapi_cm_id_create_args args = { .port_space = PS_UDP };
	int ret = ruapi_cm_id_create(any_fd(), &args);

	*handle = args.handle;
	return ret ? ret : cm_bind(any_fd(), *handle, address, 0);
}

static int join(uint32_t id, unsigned int group, uint32_t *handle)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0xef060600u | group),
	};
	struct ruapi_multicast_join_args args = {
		.cm_id = id,
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};
	int ret = ruapi_multicast_join(any_fd(), &args);

	*handle = args.handle;
	return ret;
}

static void *member_run(void *arg)
{
	unsigned int seed = (uintptr_t)arg, what;
	uint32_t handle, old;

	while (!atomic_load(&shared->stop)) {
		const unsigned int slot = rand_r(&seed) % SLOTS;
		const uint32_t id = object_of(RUAPI_OBJ_CM_ID, slot);
		const uint32_t mc = object_of(RUAPI_OBJ_MULTICAST, slot);

		what = rand_r(&seed) % 8;
		if (what < 4 && id) {
			if (note(join(id, rand_r(&seed) % 4, &handle)))
				continue;
			old = atomic_exchange(&shared->object
					      [RUAPI_OBJ_MULTICAST][slot],
					      handle);
			/* The id may have taken it along. */
			if (old)
				note(destroy(any_fd(), RUAPI_OBJ_MULTICAST,
					     old));
		} else if (what < 7 && mc) {
			note(destroy(any_fd(), RUAPI_OBJ_MULTICAST, mc));
		} else {
			if (note(make_datagram(&handle)))
				continue;
			old = atomic_exchange(&shared->object
					      [RUAPI_OBJ_CM_ID][slot], handle);
			while (old && note(destroy(any_fd(), RUAPI_OBJ_CM_ID,
						   old)) == -EBUSY)
				;
		}
	}
	return NULL;
}

/* A join against leaving, and both against the end of the id. */
void race_members(void)
{
	static const int allowed[] = { EBUSY, ENOENT };
	pthread_t events;

	test_begin("%s: members of groups join, leave and go with their ids",
		   device);
	if (!shared_make())
		return;
	pthread_create(&events, NULL, event_run, NULL);
	run_both(member_run, INHERITED);
	pthread_join(events, NULL);
	check_errors(allowed, COUNT(allowed));
	destroy_rest(RUAPI_OBJ_MULTICAST);
	close_shared();
}
