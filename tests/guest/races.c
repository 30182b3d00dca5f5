// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Threads of two processes on one fd make, use and destroy the same objects,
 * for as long as they are told to.  No handle may ever name another object
 * than the one it was given for, and a conflict is EBUSY, never a wait.
 *
 * usage: races DEVICE ADDRESS SECONDS
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest.h"

#define THREADS 3
#define SLOTS 4
#define PORT 19000
#define MAX_ERRNO 134

/* What LIST tells of an object that was made with it. */
#define user_data_of(type) (0x72616365ull << 32 | (type))

static const char *device, *address;
static unsigned int seconds;

/**
 * struct shared - what all threads of both processes share
 * @set: of one namespace
 * @object: by type: handle | what the object answers, << 32.  0: none
 * @request: ids of unanswered connect requests
 * @stop: time is up
 * @calls: made
 * @errors: how often, by errno
 * @alien: a handle named something else
 */
static struct shared {
	struct set set;
	_Atomic uint64_t object[__RUAPI_OBJ_MAX][SLOTS];
	_Atomic uint32_t request[SLOTS];
	atomic_bool stop;
	atomic_uint calls;
	atomic_uint errors[MAX_ERRNO];
	atomic_uint alien;
} *shared;

static int note(int ret)
{
	atomic_fetch_add(&shared->calls, 1);
	if (ret)
		atomic_fetch_add(&shared->errors[-ret % MAX_ERRNO], 1);
	return ret;
}

/* ---- makers: handle and answer ------------------------------------------------ */

static int ask_qp(uint32_t handle, uint32_t *answer)
{
	struct ruapi_qp_query_args args = { .handle = handle };
	const int ret = ruapi_qp_query(shared->set.fd, &args);

	*answer = args.qp_num;
	return ret;
}

static int ask_mr(uint32_t handle, uint32_t *answer)
{
	struct ruapi_mr_query_args args = { .handle = handle };
	const int ret = ruapi_mr_query(shared->set.fd, &args);

	*answer = args.length;
	return ret;
}

/* Lets an unbound id have a port of its own. */
static int ask_cm_id(uint32_t handle, uint32_t *answer)
{
	struct sockaddr_in src = {};
	struct ruapi_cm_id_query_args args = {
		.handle = handle,
		.src = &src,
		.src_max = sizeof(src),
	};
	const int ret = ruapi_cm_id_query(shared->set.fd, &args);

	*answer = src.sin_port;
	return ret;
}

static int ask(unsigned int type, uint32_t handle, uint32_t *answer)
{
	*answer = 0;
	switch (type) {
	case RUAPI_OBJ_QP:
		return ask_qp(handle, answer);
	case RUAPI_OBJ_MR:
		return ask_mr(handle, answer);
	case RUAPI_OBJ_CM_ID:
		return ask_cm_id(handle, answer);
	default:
		return 0;
	}
}

static int make(unsigned int type, unsigned int seed, uint32_t *handle)
{
	const struct set *set = &shared->set;
	const uint32_t *h = set->handle;

	switch (type) {
	case RUAPI_OBJ_PD:
		return make_pd(set->fd, set->driver, h[RUAPI_OBJ_CONTEXT],
			       handle);
	case RUAPI_OBJ_MR:
		return make_mr(set->fd, set->driver, h[RUAPI_OBJ_PD], set->buf,
			       1 + seed % 4096, handle);
	case RUAPI_OBJ_CQ:
		return make_cq(set->fd, set->driver, h[RUAPI_OBJ_CONTEXT], 0,
			       user_data_of(type), handle);
	case RUAPI_OBJ_QP:
		return make_qp(set->fd, set->driver, h[RUAPI_OBJ_PD],
			       h[RUAPI_OBJ_CQ], user_data_of(type), handle);
	default:
		return make_cm_id(set->fd, 0, user_data_of(type), handle);
	}
}

static const uint16_t types[] = {
	RUAPI_OBJ_PD, RUAPI_OBJ_MR, RUAPI_OBJ_CQ, RUAPI_OBJ_QP, RUAPI_OBJ_CM_ID,
};

/* ---- handles ---------------------------------------------------------------------- */

static void race_make(unsigned int type, unsigned int slot, unsigned int seed)
{
	const int fd = shared->set.fd;
	uint32_t handle, answer;
	uint64_t old;
	int ret;

	if (note(make(type, seed, &handle)))
		return;
	/* Nobody has the handle yet, but LIST has it. */
	if (type == RUAPI_OBJ_CM_ID &&
	    note(cm_bind(fd, handle, address, 0)))
		atomic_fetch_add(&shared->alien, 1);
	ret = note(ask(type, handle, &answer));
	if (ret)
		atomic_fetch_add(&shared->alien, 1);
	old = atomic_exchange(&shared->object[type][slot],
			      (uint64_t)answer << 32 | handle);
	/* Somebody may be using it, and then it is found by the last thread. */
	while (old && note(destroy(fd, type, (uint32_t)old)) == -EBUSY)
		;
}

static void race_use(unsigned int type, uint64_t object)
{
	const int fd = shared->set.fd;
	uint32_t handle = object, answer;
	unsigned int other;
	int ret;

	ret = note(ask(type, handle, &answer));
	if (!ret && answer != object >> 32)
		atomic_fetch_add(&shared->alien, 1);
	/* Of another type it is not, whatever happens to it. */
	other = type == RUAPI_OBJ_PD ? RUAPI_OBJ_MR : RUAPI_OBJ_PD;
	if (note(destroy(fd, other, handle)) != -ENOENT)
		atomic_fetch_add(&shared->alien, 1);
}

static void race_list(void)
{
	struct ruapi_list_entry *entries = NULL;
	uint32_t count = 0, i;
	uint64_t want;

	if (note(ruapi_list_all(shared->set.fd, RUAPI_OBJ_NAMESPACE, &entries,
				&count)))
		return;
	for (i = 0; i < count; i++) {
		want = user_data_of(entries[i].object);
		if (entries[i].user_data >> 32 == want >> 32 &&
		    entries[i].user_data != want)
			atomic_fetch_add(&shared->alien, 1);
	}
	free(entries);
}

static void *race_run(void *arg)
{
	unsigned int seed = (uintptr_t)arg;

	while (!atomic_load(&shared->stop)) {
		const unsigned int slot = rand_r(&seed) % SLOTS;
		const unsigned int type = types[rand_r(&seed) % COUNT(types)];
		const uint64_t object = atomic_load(&shared->object[type][slot]);

		switch (rand_r(&seed) % 8) {
		case 0:
		case 1:
			race_make(type, slot, rand_r(&seed));
			break;
		case 2:
			/* Perhaps two do so, or somebody uses it. */
			if (object)
				note(destroy(shared->set.fd, type,
					     (uint32_t)object));
			break;
		case 3:
			race_list();
			break;
		default:
			if (object)
				race_use(type, object);
			break;
		}
	}
	return NULL;
}

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

static int resolve_addr(uint32_t id)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = &sin,
		.dst_len = sizeof(sin),
		.timeout = 1000,
	};

	inet_pton(AF_INET, address, &sin.sin_addr);
	return ruapi_cm_id_resolve_addr(shared->set.fd, &args);
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
	default:
		note(ask_cm_id(id, &qp));
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
		note(reject(id));
		break;
	case 5:
		note(cm_disconnect(fd, id));
		break;
	case 6:
		note(destroy(fd, RUAPI_OBJ_CM_ID, id));
		break;
	}
}

static void *connect_run(void *arg)
{
	unsigned int seed = (uintptr_t)arg;

	while (!atomic_load(&shared->stop)) {
		const unsigned int slot = rand_r(&seed) % SLOTS;
		const unsigned int what = rand_r(&seed) % 21;
		const uint32_t qp = object_of(RUAPI_OBJ_QP,
					      rand_r(&seed) % SLOTS);
		const uint32_t id = object_of(RUAPI_OBJ_CM_ID, slot);

		if (what < 12 && id)
			connect_step(what, id, qp);
		else if (what < 19)
			answer_step(what - 12, slot, qp);
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

/* ---- the whole -------------------------------------------------------------------------- */

static void run_threads(void *(*run)(void *arg), unsigned int seed)
{
	pthread_t threads[THREADS];
	unsigned int i;

	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, run,
			       (void *)(uintptr_t)(seed + i));
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static bool shared_make(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		bail_out("no memory");
	return test_ret(set_make(&shared->set, open_namespace(), device), 0,
			"objects");
}

/* Memory of the region and the fd are those of both processes. */
static pid_t start_other(void *(*run)(void *arg))
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		run_threads(run, 100);
		_exit(0);
	}
	return pid;
}

static void *stop_later(void *arg)
{
	(void)arg;
	sleep_ms(seconds * 1000);
	atomic_store(&shared->stop, true);
	return NULL;
}

/* Errnos that there were and should not have been. */
static void check_errors(const int *allowed, unsigned int count)
{
	unsigned int err, i;

	for (err = 1; err < MAX_ERRNO; err++) {
		bool ok = false;

		if (!shared->errors[err])
			continue;
		for (i = 0; i < count; i++)
			ok |= allowed[i] == (int)err;
		printf("# %u times %s\n", shared->errors[err], err_name(err));
		test_check(ok, "%u calls failed with %s", shared->errors[err],
			   err_name(err));
	}
	test_check(!shared->alien, "%u times a handle was not what it was",
		   shared->alien);
	test_check(shared->calls > 100, "only %u calls", shared->calls);
	printf("# %u calls\n", shared->calls);
}

static void nothing_left(void)
{
	const uint64_t end = now_ms() + 20000;
	unsigned int left;

	while ((left = resource_count(device, "ctx")) && now_ms() < end)
		sleep_ms(100);
	test_check(!left, "%u contexts are left", left);
	munmap(shared, sizeof(*shared));
}

/* With the last fd everything goes, whatever state it is in. */
static void close_shared(void)
{
	close(shared->set.queue_fd);
	close(shared->set.fd);
	munmap(shared->set.buf, 4096);
	nothing_left();
}

static void race_handles(void)
{
	static const int allowed[] = { EBUSY, ENOENT };
	pthread_t timer;
	pid_t pid;
	int status;

	test_begin("%s: threads of two processes make, use and destroy the same objects",
		   device);
	if (!shared_make())
		return;
	pthread_create(&timer, NULL, stop_later, NULL);
	pid = start_other(race_run);
	run_threads(race_run, 1);
	pthread_join(timer, NULL);
	test_check(waitpid(pid, &status, 0) == pid && !status,
		   "the other process died");
	check_errors(allowed, COUNT(allowed));
	close_shared();
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

/* What rdma_cm and the QP say to calls that come at the wrong time. */
static const int connect_allowed[] = {
	EBUSY, ENOENT, EINVAL, ENOTCONN, EISCONN,
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

static void race_connections(void)
{
	pthread_t timer, events;
	pid_t pid;
	int status;

	test_begin("%s: BIND_QP against destruction, connecting and disconnecting",
		   device);
	if (!listen_shared())
		return;
	pthread_create(&timer, NULL, stop_later, NULL);
	pthread_create(&events, NULL, event_run, NULL);
	pid = start_other(connect_run);
	run_threads(connect_run, 7);
	pthread_join(timer, NULL);
	pthread_join(events, NULL);
	test_check(waitpid(pid, &status, 0) == pid && !status,
		   "the other process died");
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
static void race_kill(void)
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

/* The slot that the context gets which is being opened, 0: none. */
static _Atomic uint32_t next_slot;

/* Some attempts at a random time: rxe logs every one that it turns down. */
static void *map_run(void *arg)
{
	unsigned int seed = 1, tries;
	volatile unsigned int spin;
	uint32_t slot;
	void *map;

	(void)arg;
	while (!atomic_load(&shared->stop)) {
		slot = atomic_exchange(&next_slot, 0);
		if (!slot)
			continue;
		for (spin = rand_r(&seed) % 20000; spin; spin--)
			;
		for (tries = 0; tries < 8; tries++) {
			map = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				   MAP_SHARED, shared->set.fd,
				   (off_t)slot << RUAPI_MMAP_SLOT_SHIFT);
			if (map != MAP_FAILED)
				munmap(map, 4096);
			note(map == MAP_FAILED ? -errno : 0);
		}
	}
	return NULL;
}

/* mmap() of a context that is being opened: there is nothing, or all of it. */
static void race_mmap(void)
{
	static const int allowed[] = { EINVAL, ENODEV };
	struct ruapi_device_info info = {};
	uint32_t context, slot;
	const uint64_t end = now_ms() + seconds * 200;
	pthread_t thread;

	test_begin("%s: mapped while it is being opened", device);
	if (!shared_make())
		return;
	info.index = shared->set.device;
	info.driver_id = shared->set.driver;
	slot = shared->set.slot;
	pthread_create(&thread, NULL, map_run, NULL);
	while (now_ms() < end) {
		atomic_store(&next_slot, slot + 1);
		if (!test_ret(make_context(shared->set.fd, &info, true, 0,
					   &context, &slot), 0, "open"))
			break;
		test_ret(destroy(shared->set.fd, RUAPI_OBJ_CONTEXT, context), 0,
			 "destroy");
	}
	atomic_store(&shared->stop, true);
	pthread_join(thread, NULL);
	check_errors(allowed, COUNT(allowed));
	close_shared();
}

static void *look_run(void *arg)
{
	struct ruapi_device_info *infos;
	uint32_t count;

	(void)arg;
	while (!atomic_load(&shared->stop)) {
		if (!note(ruapi_device_list_all(shared->set.fd, &infos,
						&count)))
			free(infos);
		free(fdinfo(shared->set.fd));
	}
	return NULL;
}

/* Names change while they are told: by DEVICE.LIST and in fdinfo. */
static void race_rename(void)
{
	pthread_t threads[2];
	unsigned int i;

	test_begin("%s: renamed while everybody asks for its name", device);
	if (!shared_make())
		return;
	for (i = 0; i < COUNT(threads); i++)
		pthread_create(&threads[i], NULL, look_run, NULL);
	for (i = 0; i < 6; i++) {
		test_check(!shell_run("rdma dev set %s name renamed", device),
			   "%s cannot be renamed", device);
		test_check(!shell_run("rdma dev set renamed name %s", device),
			   "%s does not get its name back", device);
	}
	atomic_store(&shared->stop, true);
	for (i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	check_errors(NULL, 0);
	close_shared();
}

int main(int argc, char **argv)
{
	if (argc != 4)
		bail_out("usage: races DEVICE ADDRESS SECONDS");
	device = argv[1];
	address = argv[2];
	seconds = strtoul(argv[3], NULL, 0);
	if (resource_count(device, "ctx"))
		bail_out("somebody uses %s", device);
	race_handles();
	race_connections();
	race_kill();
	race_rename();
	race_mmap();
	return test_done();
}
