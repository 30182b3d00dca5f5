// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Threads of two processes on one fd make, use and destroy the same objects,
 * for as long as they are told to.  No handle may ever name another object
 * than the one it was given for, and a conflict is EBUSY, never a wait.
 *
 * usage: races DEVICE ADDRESS SECONDS
 */
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "pass_fd.h"
#include "races.h"

#define THREADS 3

struct shared *shared;
const char *device, *address;
unsigned int seconds;

int any_fd(void)
{
	return shared->fd[atomic_fetch_add(&shared->turn, 1) % shared->num_fds];
}

int note(int ret)
{
	atomic_fetch_add(&shared->calls, 1);
	if (ret)
		atomic_fetch_add(&shared->errors[-ret % MAX_ERRNO], 1);
	return ret;
}

static const uint16_t types[] = {
	RUAPI_OBJ_PD, RUAPI_OBJ_MR, RUAPI_OBJ_CQ, RUAPI_OBJ_QP, RUAPI_OBJ_CM_ID,
	RUAPI_OBJ_CONTEXT, RUAPI_OBJ_SRQ, RUAPI_OBJ_AH, RUAPI_OBJ_MW,
	RUAPI_OBJ_DM, RUAPI_OBJ_COUNTERS, RUAPI_OBJ_XRCD, RUAPI_OBJ_WQ,
	RUAPI_OBJ_DRIVER_OBJECT,
	RUAPI_OBJ_FLOW_ACTION, RUAPI_OBJ_DMAH, RUAPI_OBJ_COMP_CNTR,
};

/* ---- handles ---------------------------------------------------------------------- */

static void race_make(unsigned int type, unsigned int slot, unsigned int seed)
{
	uint32_t handle, answer;
	uint64_t old;
	int ret;

	if (note(make(type, seed, &handle)))
		return;
	/* Nobody has the handle yet, but LIST has it. */
	ret = type == RUAPI_OBJ_CM_ID ?
		      note(cm_bind(any_fd(), handle, address, 0)) : 0;
	if (!ret)
		ret = note(ask(type, handle, &answer));
	if (ret) {
		if (ret != -ENOTTY)
			atomic_fetch_add(&shared->alien, 1);
		return;
	}
	old = atomic_exchange(&shared->object[type][slot],
			      (uint64_t)answer << 32 | handle);
	/*
	 * Somebody may be using it: another call, or a QP that it counts for, which goes
	 * when somebody replaces that one, or at the end with all that is left.
	 */
	while (old && note(destroy(any_fd(), type, (uint32_t)old)) == -EBUSY &&
	       !atomic_load(&shared->stop))
		;
}

static void race_use(unsigned int type, uint64_t object, unsigned int seed)
{
	uint32_t handle = object, answer;
	unsigned int other;
	int ret;

	work_with(type, handle, seed);
	ret = note(ask(type, handle, &answer));
	if (!ret && answer != object >> 32)
		atomic_fetch_add(&shared->alien, 1);
	/* Of another type it is not, whatever happens to it. */
	other = type == RUAPI_OBJ_PD ? RUAPI_OBJ_MR : RUAPI_OBJ_PD;
	ret = note(destroy(any_fd(), other, handle));
	if (ret != -ENOENT && ret != -ENOTTY)
		atomic_fetch_add(&shared->alien, 1);
}

static void race_list(void)
{
	struct ruapi_list_entry *entries = NULL;
	uint32_t count = 0, i;
	uint64_t want;

	if (note(ruapi_list_all(any_fd(), RUAPI_OBJ_NAMESPACE, &entries,
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

		if (!can_make(type))
			continue;
		switch (rand_r(&seed) % 9) {
		case 0:
		case 1:
			race_make(type, slot, rand_r(&seed));
			break;
		case 2:
			/* Perhaps two do so, or somebody uses it. */
			if (object)
				note(destroy(any_fd(), type, (uint32_t)object));
			break;
		case 3:
			race_list();
			break;
		case 4:
			depend(rand_r(&seed));
			break;
		default:
			if (object)
				race_use(type, object, rand_r(&seed));
			break;
		}
	}
	return NULL;
}

/* ---- queues ---------------------------------------------------------------------------- */

static int migrate_id(uint32_t id, uint32_t queue)
{
	struct ruapi_cm_id_migrate_args args = { .handle = id, .queue = queue };

	return ruapi_cm_id_migrate(any_fd(), &args);
}

/* An object that reports to a queue, which goes by its handle or by its fd. */
static void use_queue(uint32_t queue, uint32_t id)
{
	const struct set *set = &shared->set;
	uint32_t handle;

	if (!note(make_cq(any_fd(), set->driver, set->handle[RUAPI_OBJ_CONTEXT],
			  queue, 0, &handle)))
		note(destroy(any_fd(), RUAPI_OBJ_CQ, handle));
	if (!note(make_cm_id(any_fd(), queue, 0, &handle)))
		note(destroy(any_fd(), RUAPI_OBJ_CM_ID, handle));
	note(migrate_id(id, queue));
}

static void *queue_run(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	uint32_t handle;
	int queue_fd;

	while (!atomic_load(&shared->stop)) {
		const unsigned int slot = rand_r(&seed) % SLOTS;
		const uint32_t other =
			atomic_load(&shared->object[RUAPI_OBJ_EVENT_QUEUE][slot]);

		if (note(make_queue(any_fd(), 0, 0, &handle, &queue_fd)))
			continue;
		atomic_store(&shared->object[RUAPI_OBJ_EVENT_QUEUE][slot],
			     handle);
		use_queue(handle, shared->set.handle[RUAPI_OBJ_CM_ID]);
		if (other)
			use_queue(other, shared->set.handle[RUAPI_OBJ_CM_ID]);
		if (rand_r(&seed) % 2)
			note(destroy(any_fd(), RUAPI_OBJ_EVENT_QUEUE, handle));
		close(queue_fd);
	}
	return NULL;
}

/* ---- the whole -------------------------------------------------------------------------- */

void run_threads(void *(*run)(void *arg), unsigned int seed)
{
	pthread_t threads[THREADS];
	unsigned int i;

	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, run,
			       (void *)(uintptr_t)(seed + i));
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

bool shared_make(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		bail_out("no memory");
	if (!test_ret(set_make(&shared->set, open_namespace(), device), 0,
		      "objects"))
		return false;
	shared->fd[0] = shared->set.fd;
	shared->num_fds = 1;
	return true;
}

/* Instead of the fd that the process inherited, under the same number. */
static void take_passed_fd(int sock)
{
	char byte;
	int fd;

	close(shared->set.fd);
	close(shared->set.queue_fd);
	fd = receive_fd(sock, &byte, 1);
	if (fd < 0 || (fd != shared->set.fd &&
		       dup3(fd, shared->set.fd, O_CLOEXEC) < 0))
		_exit(1);
	if (fd != shared->set.fd)
		close(fd);
}

/* Memory of the region and the fd are those of both processes. */
static pid_t start_other(void *(*run)(void *arg), enum whose whose)
{
	int socks[2];
	pid_t pid;

	if (!pass_fds(socks))
		bail_out("socketpair: %s", strerror(errno));
	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (whose == PASSED)
			take_passed_fd(socks[0]);
		run_threads(run, 100);
		_exit(0);
	}
	test_check(whose != PASSED || send_fd(socks[1], shared->set.fd, "", 1),
		   "the fd is not passed");
	close(socks[0]);
	close(socks[1]);
	return pid;
}

#define ENOUGH_CALLS 100

/* On a machine that is busy with something else it takes longer to get anywhere. */
static void *stop_later(void *arg)
{
	const uint64_t end = now_ms() + seconds * 1000 + 20000;

	(void)arg;
	sleep_ms(seconds * 1000);
	while (shared->calls <= ENOUGH_CALLS && now_ms() < end)
		sleep_ms(100);
	atomic_store(&shared->stop, true);
	return NULL;
}

void run_both(void *(*run)(void *arg), enum whose whose)
{
	pthread_t timer;
	pid_t pid;
	int status;

	pthread_create(&timer, NULL, stop_later, NULL);
	pid = start_other(run, whose);
	run_threads(run, 1);
	pthread_join(timer, NULL);
	test_check(waitpid(pid, &status, 0) == pid && !status,
		   "the other process died");
}

/* Errnos that there were and should not have been. */
void check_errors(const int *allowed, unsigned int count)
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
	test_check(shared->calls > ENOUGH_CALLS, "only %u calls", shared->calls);
	printf("# %u calls\n", shared->calls);
}

void nothing_left(void)
{
	const uint64_t end = now_ms() + patience(20000);
	unsigned int left;

	while ((left = resource_count(device, "ctx")) && now_ms() < end)
		sleep_ms(100);
	test_check(!left, "%u contexts are left", left);
	munmap(shared, sizeof(*shared));
}

/* With the last fd everything goes, whatever state it is in. */
void close_shared(void)
{
	close(shared->set.queue_fd);
	close(shared->set.fd);
	munmap(shared->set.buf, 4096);
	nothing_left();
}

static void race_handles(void)
{
	static const int allowed[] = { EBUSY, ENOENT };

	test_begin("%s: threads of two processes, one of which was passed the fd, make, use and destroy the same objects",
		   device);
	if (!shared_make())
		return;
	run_both(race_run, PASSED);
	check_errors(allowed, COUNT(allowed));
	close_shared();

	test_begin("%s: event queues go under those who report to them",
		   device);
	if (!shared_make())
		return;
	run_both(queue_run, INHERITED);
	check_errors(allowed, COUNT(allowed));
	close_shared();
}

/* The number stays taken, so that nobody else gets it. */
static void close_under(int fd)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup3(null, fd, O_CLOEXEC) < 0)
		bail_out("dup3: %s", strerror(errno));
	close(null);
}

static bool more_fds(void)
{
	struct ruapi_namespace_view_args view = {};

	if (!test_ret(ruapi_namespace_view(shared->set.fd, &view), 0, "view"))
		return false;
	shared->fd[1] = view.fd;
	shared->fd[2] = shared->set.queue_fd;
	shared->num_fds = MAX_FDS;
	return true;
}

/* The namespace goes while calls are made on it, by any of its fds. */
static void race_close(void)
{
	const uint64_t end = now_ms() + seconds * 1000;
	unsigned int seed = 1, closed = 0, i;
	pthread_t threads[THREADS];

	test_begin("%s: closed in the middle of all that", device);
	while (now_ms() < end) {
		if (!shared_make() || !more_fds())
			return;
		for (i = 0; i < THREADS; i++)
			pthread_create(&threads[i], NULL, race_run,
				       (void *)(uintptr_t)(seed + i));
		sleep_ms(rand_r(&seed) % 60);
		for (i = 0; i < MAX_FDS; i++) {
			close_under(shared->fd[(i + closed) % MAX_FDS]);
			sleep_ms(rand_r(&seed) % 4);
		}
		atomic_store(&shared->stop, true);
		for (i = 0; i < THREADS; i++)
			pthread_join(threads[i], NULL);
		closed++;
		for (i = 0; i < MAX_ERRNO; i++)
			test_check(!shared->errors[i] || i == EBUSY ||
				   i == ENOENT || i == ENOTTY,
				   "%u calls failed with %s",
				   shared->errors[i], err_name(i));
		close(shared->fd[1]);
		close_shared();
	}
	printf("# closed %u times\n", closed);
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
	/* The simulated HCA has nothing to map. */
	static const int allowed[] = { EINVAL, ENODEV, EOPNOTSUPP };
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
	check_errors(allowed, COUNT(allowed) - !is_sim(info.driver_id));
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

static bool is_rxe(void)
{
	struct ruapi_device_info info = {};
	const int fd = open_namespace();
	const int ret = device_find(fd, device, &info);

	close(fd);
	return !ret && info.driver_id == RDMA_DRIVER_RXE;
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
	race_close();
	race_connections();
	race_kill();
	if (is_rxe())
		race_members();
	race_rename();
	race_mmap();
	return test_done();
}
