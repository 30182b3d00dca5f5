// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Fuzzes the running module from inside one process: sequences of calls that
 * its description makes valid, changed in all ways, by several threads; and
 * replays sequences from files.  See docs/fuzzing.md.
 *
 * usage: fuzz [--seconds N] [--runs N] [--threads N] [--seed N] [--print]
 *	      [--module FILE] [--device NAME]... CORPUS...
 *        fuzz --replay [--device NAME]... FILE...
 *        fuzz --parse FILE...	(needs no module)
 *
 * A folder stands for the files *.txt in it.  A module that is given is loaded
 * at the beginning and removed at the end.
 */
#include <fcntl.h>
#include <getopt.h>
#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "guest.h"
#include "fuzz.h"

#define MAX_THREADS 8
#define MAX_CORPUS 3000
/* Sequences that a thread ran last, to be told when the kernel complains. */
#define RING 4
#define STUCK_MS 60000
/* Given sequences that may wait for connections as long as they like. */
#define UNHURRIED 64
/* Calls of a thread for each step that takes as long as a thousand. */
#define PATIENCE 1500

/**
 * struct thread - one that fuzzes
 * @id: of the thread
 * @runner: what it runs sequences with
 * @random: where its sequences come from
 * @ring: the last sequences
 * @runs: sequences begun
 * @fresh: outcomes of the current sequence that were new
 */
struct thread {
	pthread_t id;
	struct fz_runner runner;
	struct fz_random random;
	struct fz_seq ring[RING];
	uint64_t runs;
	unsigned int fresh;
};

static struct thread threads[MAX_THREADS];
static unsigned int num_threads = 3, seconds = 30;
static uint64_t max_runs, seed = 1;
static bool stop;

/* Names of devices that it is for. */
static const char *wanted[FZ_MAX_DEVICES];
static unsigned int num_wanted;

static struct fz_device devices[FZ_MAX_DEVICES];
static unsigned int num_devices;

static pthread_mutex_t corpus_lock = PTHREAD_MUTEX_INITIALIZER;
static struct fz_seq *corpus[MAX_CORPUS];
static unsigned int corpus_size, corpus_given;

/* A namespace that all threads use, until a thread opens it anew. */
static pthread_rwlock_t shared_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct fz_space shared;

/* ---- the corpus ------------------------------------------------------------------ */

static void corpus_add(const struct fz_seq *seq)
{
	struct fz_seq *copy = malloc(sizeof(*copy));

	if (!copy)
		return;
	memcpy(copy, seq, sizeof(*copy));
	pthread_mutex_lock(&corpus_lock);
	if (corpus_size < MAX_CORPUS) {
		corpus[corpus_size++] = copy;
		copy = NULL;
	}
	pthread_mutex_unlock(&corpus_lock);
	free(copy);
}

static bool corpus_pick(struct fz_random *random, struct fz_seq *seq)
{
	bool found;

	pthread_mutex_lock(&corpus_lock);
	found = corpus_size;
	if (found)
		memcpy(seq, corpus[fz_random(random, corpus_size)],
		       sizeof(*seq));
	pthread_mutex_unlock(&corpus_lock);
	return found;
}

/* ---- threads --------------------------------------------------------------------------- */

static void outcome(struct fz_runner *runner, const struct fz_call *call,
		    const struct ruapi_hdr *hdr, int ret)
{
	struct thread *thread = runner->priv;

	thread->fresh += fz_cover_outcome((uint64_t)call->object << 40 ^
					  (uint64_t)call->action << 30 ^
					  (uint64_t)-ret << 16 ^
					  hdr->reason << 8 ^ hdr->bad_attr);
}

/* In the namespace of all: what is found there, and what comes is left there. */
static void run_shared(struct thread *thread, const struct fz_seq *seq)
{
	struct fz_space space;

	if (!fz_random(&thread->random, 64)) {
		pthread_rwlock_wrlock(&shared_lock);
		fz_space_close(&shared);
		fz_space_open(&shared);
		pthread_rwlock_unlock(&shared_lock);
	}
	pthread_rwlock_rdlock(&shared_lock);
	memcpy(&space, &shared, sizeof(space));
	space.num_fds = 1;
	fz_run(&thread->runner, &space, seq);
	/* Others do the same: some handles get lost, none is made up. */
	memcpy(shared.handles, space.handles, sizeof(space.handles));
	memcpy(shared.counts, space.counts, sizeof(space.counts));
	while (space.num_fds > 1)
		close(space.fds[--space.num_fds]);
	pthread_rwlock_unlock(&shared_lock);
}

static void run_alone(struct thread *thread, const struct fz_seq *seq)
{
	struct fz_space space;

	fz_space_open(&space);
	fz_run(&thread->runner, &space, seq);
	fz_space_close(&space);
}

static unsigned int unhurried(void)
{
	return corpus_given < UNHURRIED ? corpus_given : UNHURRIED;
}

/* A sequence that connects needs time, and few that are made do. */
static bool pick_unhurried(struct thread *thread, struct fz_seq *seq)
{
	const unsigned int count = unhurried();

	if (!count || fz_random(&thread->random, 12))
		return false;
	memcpy(seq, corpus[fz_random(&thread->random, count)], sizeof(*seq));
	return true;
}

static void make_sequence(struct thread *thread, struct fz_seq *seq)
{
	static __thread struct fz_seq other;

	/* Connections take their time, most calls need none. */
	thread->runner.max_wait = fz_random(&thread->random, 32) ? 0 : 50;
	if (pick_unhurried(thread, seq)) {
		thread->runner.max_wait = 200;
	} else if (!fz_random(&thread->random, 4) ||
		   !corpus_pick(&thread->random, seq)) {
		fz_make(seq, &thread->random);
		if (fz_random(&thread->random, 2))
			return;
	}
	if (!corpus_pick(&thread->random, &other))
		fz_make(&other, &thread->random);
	fz_mutate(seq, &thread->random, &other);
}

/* One sequence; kept if something about it is new. */
static void run_sequence(struct thread *thread, const struct fz_seq *seq,
			 bool alone)
{
	thread->fresh = 0;
	thread->runs++;
	fz_cover_begin();
	if (alone)
		run_alone(thread, seq);
	else
		run_shared(thread, seq);
	thread->fresh += fz_cover_end();
}

/* What was given, as it was given: connections need the time they ask for. */
static void run_given(struct thread *thread, unsigned int from,
		      unsigned int to)
{
	struct fz_seq *seq;
	unsigned int i;

	for (i = from + (thread - threads); i < to; i += num_threads) {
		if (__atomic_load_n(&stop, __ATOMIC_RELAXED))
			return;
		/* Reproducers come first, what earlier runs kept is more. */
		thread->runner.max_wait = i < UNHURRIED ? 1000 : 10;
		seq = &thread->ring[thread->runs % RING];
		memcpy(seq, corpus[i], sizeof(*seq));
		run_sequence(thread, seq, true);
	}
}

static void *fuzz(void *arg)
{
	struct thread *thread = arg;
	struct fz_seq *seq;

	fz_cover_open();
	/* First with devices that stay: the others use them, too. */
	thread->runner.patience = UINT32_MAX;
	run_given(thread, 0, unhurried());
	thread->runner.patience = 0;
	run_given(thread, 0, unhurried());
	thread->runner.patience = PATIENCE;
	run_given(thread, unhurried(), corpus_given);
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		seq = &thread->ring[thread->runs % RING];
		make_sequence(thread, seq);
		run_sequence(thread, seq, fz_random(&thread->random, 6));
		if (thread->fresh)
			corpus_add(seq);
		if (max_runs && thread->runs >= max_runs)
			break;
	}
	fz_runner_unmap(&thread->runner);
	__atomic_store_n(&thread->runner.since, 0, __ATOMIC_RELAXED);
	return NULL;
}

/* ---- watching ------------------------------------------------------------------------------ */

static int open_kernel_log(void)
{
	const int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Something that no program may make the kernel say. */
static bool kernel_complains(int log)
{
	static const char *const words[] = {
		"WARNING:", "BUG:", "KASAN:", "UBSAN:", "Oops", "INFO: task",
		"general protection", "possible recursive", "refcount_t:",
		"possible circular", "unreferenced object",
	};
	char line[2048];
	unsigned int i;
	ssize_t len;

	/* EPIPE: something was overwritten before it was read. */
	while ((len = read(log, line, sizeof(line) - 1)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		line[len > 0 ? len : 0] = '\0';
		for (i = 0; i < COUNT(words); i++)
			if (strstr(line, words[i]))
				return true;
	}
	return false;
}

static void print_rings(void)
{
	unsigned int i, k;

	for (i = 0; i < num_threads; i++) {
		const struct thread *thread = &threads[i];

		printf("# thread %u: its last sequences, the oldest first\n", i);
		for (k = 0; k < RING; k++)
			fz_seq_write(stdout,
				     &thread->ring[(thread->runs + k) % RING]);
	}
	fflush(stdout);
}

static void nothing(int signal)
{
	(void)signal;
}

/* A call that waits is woken; one that cannot be is a finding. */
static bool nobody_is_stuck(void)
{
	uint64_t since, took;
	unsigned int i;

	for (i = 0; i < num_threads; i++) {
		since = __atomic_load_n(&threads[i].runner.since,
					__ATOMIC_RELAXED);
		/* The clock is looked at last: it must not be behind. */
		took = since ? now_ms() - since : 0;
		if (took < 3000)
			continue;
		if (took > STUCK_MS)
			return false;
		pthread_kill(threads[i].id, SIGALRM);
	}
	return true;
}

static uint64_t total(size_t member)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < num_threads; i++)
		sum += *(uint64_t *)((char *)&threads[i] + member);
	return sum;
}

#define TOTAL(member) total(offsetof(struct thread, member))

static bool all_done(void)
{
	unsigned int i;

	for (i = 0; max_runs && i < num_threads; i++)
		if (__atomic_load_n(&threads[i].runs, __ATOMIC_RELAXED) < max_runs)
			return false;
	return max_runs;
}

static void watch(void)
{
	const int log = open_kernel_log();
	const uint64_t start = now_ms();
	bool clean = true, moving = true;
	uint64_t next = start;

	while (clean && moving && !all_done() &&
	       now_ms() - start < seconds * 1000ull) {
		sleep_ms(250);
		clean = !kernel_complains(log);
		moving = nobody_is_stuck();
		if (now_ms() < next)
			continue;
		next += 10000;
		printf("# %" PRIu64 " s: %" PRIu64 " calls, %" PRIu64
		       " succeeded, %u kept, %u %s\n",
		       (now_ms() - start) / 1000, TOTAL(runner.calls),
		       TOTAL(runner.good), corpus_size, fz_cover_count(),
		       "places or outcomes");
		fflush(stdout);
	}
	if (!clean || !moving)
		print_rings();
	test_begin("the kernel does not complain");
	test_check(clean, "see its log");
	test_begin("every call ends");
	test_check(moving, "a thread is stuck");
	if (log >= 0)
		close(log);
	if (!moving) {
		fflush(stdout);
		_exit(1);
	}
}

/* ---- modes ------------------------------------------------------------------------------------ */

/* All, if none was named. */
static bool is_wanted(const char *name)
{
	unsigned int i;

	for (i = 0; i < num_wanted; i++)
		if (!strcmp(wanted[i], name))
			return true;
	return !num_wanted;
}

static void find_devices(int fd)
{
	struct ruapi_device_info *list;
	uint32_t count, i;

	if (ruapi_device_list_all(fd, &list, &count))
		bail_out("no devices");
	for (i = 0; i < count && num_devices < FZ_MAX_DEVICES; i++) {
		if (!is_wanted(list[i].name))
			continue;
		devices[num_devices].index = list[i].index;
		devices[num_devices].driver = list[i].driver_id;
		snprintf(devices[num_devices].name, 64, "%s", list[i].name);
		fz_world_device(&devices[num_devices++]);
	}
	free(list);
	if (!num_devices)
		bail_out("no devices");
}

static void runner_init(struct fz_runner *runner, uint32_t max_wait)
{
	fz_runner_init(runner);
	runner->devices = devices;
	runner->num_devices = num_devices;
	runner->max_wait = max_wait;
}

static unsigned int contexts_left(void)
{
	const uint64_t end = now_ms() + 20000;
	unsigned int left, i;

	do {
		for (left = 0, i = 0; i < num_devices; i++)
			left += resource_count(devices[i].name, "ctx");
	} while (left && now_ms() < end && (sleep_ms(100), true));
	return left;
}

static void run_fuzzer(char **files, bool kcov)
{
	const struct sigaction action = { .sa_handler = nothing };
	unsigned int i;

	sigaction(SIGALRM, &action, NULL);
	for (; *files; files++) {
		test_begin("%s parses", basename(*files));
		test_check(fz_file_read(*files, corpus_add) > 0, "it does not");
	}
	corpus_given = corpus_size;
	printf("# seed %" PRIu64 ", %u threads, %u sequences given, %s\n", seed,
	       num_threads, corpus_given,
	       kcov ? "KCOV" : "no KCOV: guided by outcomes");
	fz_cover_remote(true);
	fz_space_open(&shared);
	for (i = 0; i < num_threads; i++) {
		runner_init(&threads[i].runner, 0);
		threads[i].runner.outcome = outcome;
		threads[i].runner.priv = &threads[i];
		threads[i].random.state = (seed * MAX_THREADS + i + 1) *
					  0x9e3779b97f4a7c15ull;
		if (pthread_create(&threads[i].id, NULL, fuzz, &threads[i]))
			bail_out("no thread");
	}
	watch();
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < num_threads; i++)
		pthread_join(threads[i].id, NULL);
	fz_space_close(&shared);
	fz_cover_end();
	fz_cover_remote(false);
	test_begin("%" PRIu64 " calls keep the contract", TOTAL(runner.calls));
	test_check(!TOTAL(runner.complaints), "%" PRIu64 " do not",
		   TOTAL(runner.complaints));
	test_check(TOTAL(runner.good) > TOTAL(runner.calls) / 20,
		   "only %" PRIu64 " succeeded", TOTAL(runner.good));
	test_begin("nothing is left of it");
	i = contexts_left();
	test_check(!i, "%u contexts", i);
}

static void print_corpus(void)
{
	unsigned int i;

	printf("# corpus begins\n");
	for (i = corpus_given; i < corpus_size; i++)
		fz_seq_write(stdout, corpus[i]);
	printf("# corpus ends\n");
}

/* What the module does when it comes is covered, too. */
static void load(const char *module)
{
	fz_cover_open();
	test_begin("the module can be loaded");
	test_ret(fz_world_load(module), 0, "%s", module);
	fz_cover_close();
}

static void unload(void)
{
	fz_cover_open();
	test_begin("the module can be removed");
	test_ret(fz_world_unload(), 0, "it cannot");
	fz_cover_close();
}

static struct fz_runner replayer;

static void replay_expected(struct fz_runner *runner, const struct fz_call *call,
			    const struct ruapi_hdr *hdr, int ret)
{
	const char *action = ruapi_action_name(call->object, call->action);

	(void)runner;
	if (call->expects)
		test_ret(ret, -call->expect, "%s, reason %u, attribute %u",
			 action ? action : "?", hdr->reason, hdr->bad_attr);
}

static void replay_one(const struct fz_seq *seq)
{
	struct fz_space space;

	fz_space_open(&space);
	fz_run(&replayer, &space, seq);
	fz_space_close(&space);
	fz_runner_unmap(&replayer);
}

/* One device of each driver is enough. */
static bool is_like_another(unsigned int device)
{
	unsigned int i;

	for (i = 0; i < device; i++)
		if (devices[i].driver == devices[device].driver)
			return true;
	return false;
}

static void replay(char **files)
{
	const char *name;
	unsigned int i;
	int count;

	runner_init(&replayer, 5000);
	replayer.outcome = replay_expected;
	for (; *files; files++) {
		name = basename(*files);
		for (i = 0; i < num_devices; i++) {
			if (is_like_another(i))
				continue;
			replayer.rotate = i;
			replayer.complaints = 0;
			test_begin("%s on %s", name, devices[i].name);
			count = fz_file_read(*files, replay_one);
			test_check(count > 0, "it does not parse");
			test_check(!replayer.complaints, "%" PRIu64 " complaints",
				   replayer.complaints);
			count = contexts_left();
			test_check(!count, "%d contexts are left", count);
		}
	}
}

static FILE *parsed;

static void parse_one(const struct fz_seq *seq)
{
	fz_seq_write(parsed, seq);
}

/* What is read is written so that it reads as the same again. */
static void parse(char **files)
{
	char *text[2] = {};
	char path[] = "/tmp/fuzz-XXXXXX";
	size_t len[2];
	int i;

	i = mkstemp(path);
	if (i < 0)
		bail_out("%s: %s", path, strerror(errno));
	close(i);
	for (; *files; files++) {
		test_begin("%s parses", basename(*files));
		for (i = 0; i < 2; i++) {
			parsed = open_memstream(&text[i], &len[i]);
			test_check(fz_file_read(i ? path : *files,
						parse_one) > 0,
				   "it does not, the %d. time", i + 1);
			fclose(parsed);
			parsed = fopen(path, "we");
			if (!parsed)
				bail_out("%s: %s", path, strerror(errno));
			fputs(text[i], parsed);
			fclose(parsed);
		}
		test_check(!strcmp(text[0], text[1]), "it is not the same");
		free(text[0]);
		free(text[1]);
	}
	unlink(path);
}

/* The arguments, with the files of folders instead of folders. */
static char **expand(char **args)
{
	static glob_t files;
	char pattern[4096];
	struct stat stat_;

	for (; *args; args++) {
		const bool folder = !stat(*args, &stat_) &&
				    S_ISDIR(stat_.st_mode);

		snprintf(pattern, sizeof(pattern), folder ? "%s/*.txt" : "%s",
			 *args);
		if (glob(pattern, GLOB_NOCHECK | (files.gl_pathc ? GLOB_APPEND : 0),
			 NULL, &files))
			bail_out("%s: no files", *args);
	}
	return files.gl_pathv ? files.gl_pathv : args;
}

static uint64_t number(const char *text)
{
	char *end;
	const uint64_t value = strtoull(text, &end, 0);

	if (end == text || *end)
		bail_out("%s is not a number", text);
	return value;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ "runs", required_argument, NULL, 'n' },
		{ "threads", required_argument, NULL, 't' },
		{ "seed", required_argument, NULL, 'r' },
		{ "print", no_argument, NULL, 'p' },
		{ "module", required_argument, NULL, 'm' },
		{ "device", required_argument, NULL, 'd' },
		{ "replay", no_argument, NULL, 'R' },
		{ "parse", no_argument, NULL, 'P' },
		{ NULL, 0, NULL, 0 },
	};
	bool replaying = false, parsing = false, printing = false, kcov;
	const char *module = NULL;
	int option, fd;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			seconds = number(optarg);
			break;
		case 'n':
			max_runs = number(optarg);
			break;
		case 't':
			num_threads = number(optarg);
			break;
		case 'r':
			seed = number(optarg);
			break;
		case 'p':
			printing = true;
			break;
		case 'm':
			module = optarg;
			break;
		case 'd':
			if (num_wanted < FZ_MAX_DEVICES)
				wanted[num_wanted++] = optarg;
			break;
		case 'R':
			replaying = true;
			break;
		case 'P':
			parsing = true;
			break;
		default:
			bail_out("unknown option");
		}
	}
	if (!num_threads || num_threads > MAX_THREADS)
		bail_out("1 to %d threads", MAX_THREADS);
	if (parsing) {
		fz_make_init(-1, NULL, 1);
		parse(expand(argv + optind));
		return test_done();
	}
	kcov = fz_cover_init();
	if (module)
		load(module);
	fz_cover_module();
	fd = open_namespace();
	find_devices(fd);
	fz_make_init(fd, devices, num_devices);
	close(fd);
	if (replaying)
		replay(expand(argv + optind));
	else
		run_fuzzer(expand(argv + optind), kcov);
	if (module)
		unload();
	if (!replaying)
		fz_cover_print(stdout);
	if (printing)
		print_corpus();
	return test_done();
}
