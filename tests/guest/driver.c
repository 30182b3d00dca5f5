// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What drivers may do that rxe and siw do not, with one that does (tests/kmod).
 *
 * usage: driver memory | machine ADDRESS | removal 0|1 | calls | bare |
 *	counted | refused uverbs|unsafe | usable | unlisted | trusted |
 *	typed
 */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define DEVICE "testdrv0"
#define PAGE 4096

/* As in tests/kmod/ruapi_testdrv.c. */
enum {
	MAP_OWN = 0,
	MAP_OWN_READ = 1,
	MAP_OWN_ERROR = 2,
	MAP_COUNTED = 3,
	MAP_OPS = 4,
	MAP_ENTRY = 16,
	MAP_IO = 17,
	MAP_MACHINE = 18,
	MAP_ENTRY_ERROR = 19,
};

static const unsigned int kinds[] = {
	MAP_OWN, MAP_OWN_READ, MAP_COUNTED, MAP_ENTRY, MAP_IO,
};

#define KINDS COUNT(kinds)

static int fd;
static struct ruapi_device_info info;

/* ---- the driver's knobs ----------------------------------------------------- */

#define PARAMETER "/sys/module/ruapi_testdrv/parameters/"

static unsigned int knob(const char *name)
{
	char path[128], text[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), PARAMETER "%s", name);
	file = fopen(path, "r");
	if (!file || !fgets(text, sizeof(text), file))
		bail_out("%s cannot be read", path);
	fclose(file);
	return strtoul(text, NULL, 10);
}

static bool knob_set(const char *name, const char *value)
{
	char path[128];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), PARAMETER "%s", name);
	file = fopen(path, "w");
	if (!file)
		return false;
	good = fputs(value, file) >= 0;
	return !fclose(file) && good;
}

static void find_device(void)
{
	if (device_find(fd, DEVICE, &info))
		bail_out("there is no " DEVICE);
}

static void plug(void)
{
	if (!knob_set("plugged", "1"))
		bail_out("the device does not come back");
	find_device();
}

/*
 * A context of its own, opened as a provider library does: drivers that this one
 * says it is want a request, and room for an answer.
 */
static int open_context(int file, uint32_t *context, uint32_t *slot)
{
	char request[64] = "", answer[64] = "";
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = info.index,
		.new_ = true,
		.uhw = {
			.driver_id = info.driver_id,
			.in = request,
			.in_len = sizeof(request),
			.out = answer,
			.out_max = sizeof(answer),
		},
	};
	int ret = ruapi_context_open(file, &args);

	*context = args.handle;
	if (slot)
		*slot = args.slot;
	return ret;
}

/* ---- mappings ----------------------------------------------------------------- */

static bool writable(unsigned int kind)
{
	return kind != MAP_OWN_READ;
}

static void *map(int file, uint32_t slot, unsigned int kind)
{
	const off_t offset = (off_t)slot << RUAPI_MMAP_SLOT_SHIFT |
			     (off_t)kind * PAGE;

	return mmap(NULL, PAGE, PROT_READ | (writable(kind) ? PROT_WRITE : 0),
		    MAP_SHARED, file, offset);
}

/**
 * struct holder - a context, and its pages in this process
 * @file: whose mmap() maps them
 * @context: handle
 * @slot: of @context, 0: @file is a view
 * @page: by kind
 */
struct holder {
	int file;
	uint32_t context;
	uint32_t slot;
	char *page[KINDS];
};

static void holder_map(struct holder *holder)
{
	unsigned int i;

	for (i = 0; i < KINDS; i++) {
		holder->page[i] = map(holder->file, holder->slot, kinds[i]);
		if (!test_check(holder->page[i] != MAP_FAILED, "mapping %u: %s",
				kinds[i], err_name(errno)))
			bail_out("no mapping");
	}
}

static void holder_open(struct holder *holder)
{
	holder->file = fd;
	test_ret(open_context(fd, &holder->context,
			      &holder->slot), 0, "context");
	holder_map(holder);
}

static void holder_open_view(struct holder *holder)
{
	struct ruapi_namespace_view_args view = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE),
		.device = info.index,
	};

	test_ret(ruapi_namespace_view(fd, &view), 0, "view");
	holder->file = view.fd;
	holder->slot = 0;
	test_ret(open_context(view.fd, &holder->context, NULL),
		 0, "context of the view");
	holder_map(holder);
}

static void holder_unmap(struct holder *holder)
{
	unsigned int i;

	for (i = 0; i < KINDS; i++)
		munmap(holder->page[i], PAGE);
}

/* The context lives: what one mapping has, another of the same page shows. */
static void check_alive(struct holder *holder)
{
	unsigned int i;

	for (i = 0; i < KINDS; i++)
		if (writable(kinds[i]))
			memset(holder->page[i], kinds[i] + 1, PAGE);
	/* OWN, OWN_READ and IO are the same page. */
	test_check(holder->page[1][0] == MAP_IO + 1 &&
		   holder->page[0][PAGE - 1] == MAP_IO + 1,
		   "the page of the context is not shared");
	test_check(holder->page[2][0] == MAP_COUNTED + 1 &&
		   holder->page[3][0] == MAP_ENTRY + 1,
		   "the pages are not those that were mapped");
}

/* What is written when the context is gone, and by nobody else. */
#define LATER 0x77

/* The program lives, and reads what it or another one wrote since, or nothing. */
static bool gone_is_private(struct holder *holder)
{
	unsigned int i, n;

	for (i = 0; i < KINDS; i++) {
		for (n = 0; n < PAGE; n += 512)
			if (holder->page[i][n] && holder->page[i][n] != LATER)
				return false;
	}
	for (i = 0; i < KINDS; i++)
		if (writable(kinds[i]))
			memset(holder->page[i], LATER, PAGE);
	for (i = 0; i < KINDS; i++)
		if (holder->page[i][8] != (writable(kinds[i]) ? LATER : 0))
			return false;
	return true;
}

static void check_gone(struct holder *holder, unsigned int given)
{
	test_check(knob("given") == given + 2,
		   "%u pages are the driver's again, not 2",
		   knob("given") - given);
	test_check(gone_is_private(holder), "pages are not private ones");
	test_check(!knob("spoiled"), "%u pages of others were written to",
		   knob("spoiled"));
}

/* Another process of the namespace that has the mappings, too. */
static pid_t fork_holder(struct holder *holder, int *go)
{
	int pipes[2];
	pid_t pid;
	char byte;

	if (pipe(pipes))
		bail_out("pipe");
	fflush(stdout);
	pid = fork();
	if (pid)
		goto parent;
	close(pipes[1]);
	if (holder->file != fd)
		close(holder->file);
	if (read(pipes[0], &byte, 1) < 0)
		_exit(2);
	_exit(gone_is_private(holder) ? 0 : 1);

parent:
	close(pipes[0]);
	*go = pipes[1];
	return pid;
}

static void check_child(pid_t pid, int go)
{
	int status;

	close(go);
	waitpid(pid, &status, 0);
	test_check(WIFEXITED(status) && !WEXITSTATUS(status),
		   "the process that inherited the mappings: status %#x",
		   status);
}

/* Moved, and one of two pages where another one was. */
static void move_page(struct holder *holder)
{
	char *room = mmap(NULL, 2 * PAGE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *page = mremap(holder->page[0], PAGE, PAGE,
			    MREMAP_MAYMOVE | MREMAP_FIXED, room + PAGE);

	if (test_check(page == room + PAGE, "mremap: %s", err_name(errno)))
		holder->page[0] = page;
	test_check(mremap(page, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED,
		   "a mapping grows");
}

static void memory_destroy(void)
{
	struct holder holder;
	unsigned int given;
	pid_t pid;
	int go;

	test_begin("memory: DESTROY of the context");
	given = knob("given");
	holder_open(&holder);
	check_alive(&holder);
	move_page(&holder);
	pid = fork_holder(&holder, &go);
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, holder.context), 0, "DESTROY");
	check_gone(&holder, given);
	check_child(pid, go);
	test_check(map(fd, holder.slot, MAP_OWN) == MAP_FAILED,
		   "the slot can be mapped again");
	holder_unmap(&holder);
}

static void memory_view(void)
{
	struct holder holder;
	unsigned int given;
	uint64_t end;
	pid_t pid;
	int go;

	test_begin("memory: its view is closed");
	given = knob("given");
	holder_open_view(&holder);
	check_alive(&holder);
	pid = fork_holder(&holder, &go);
	test_check(map(holder.file, 1, MAP_OWN) == MAP_FAILED &&
		   errno == EINVAL, "offsets of others: %s", err_name(errno));
	close(holder.file);
	/* The child closes it, too. */
	end = now_ms() + patience(5000);
	while (knob("given") == given && now_ms() < end)
		sleep_ms(1);
	check_gone(&holder, given);
	check_child(pid, go);
	holder_unmap(&holder);
}

static void memory_neighbour(void)
{
	struct holder one, other;
	unsigned int given;

	test_begin("memory: another context of the namespace keeps its own");
	given = knob("given");
	holder_open(&one);
	holder_open(&other);
	check_alive(&other);
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, one.context), 0, "DESTROY");
	check_gone(&one, given);
	check_alive(&other);
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, other.context), 0, "DESTROY");
	check_gone(&other, given + 2);
	holder_unmap(&one);
	holder_unmap(&other);
}

static void memory_unmapped(void)
{
	struct holder holder;
	unsigned int given;

	test_begin("memory: nothing of it is mapped any more");
	given = knob("given");
	holder_open(&holder);
	check_alive(&holder);
	holder_unmap(&holder);
	test_check(knob("given") == given, "I/O memory that lives was given");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, holder.context), 0, "DESTROY");
	test_check(knob("given") == given + 2, "%u pages given, not 2",
		   knob("given") - given);
}

static void memory_refused(void)
{
	const unsigned int closed = knob("closed"), given = knob("given");
	uint32_t context, slot;

	test_begin("memory: what the driver or we refuse leaves nothing mapped");
	test_ret(open_context(fd, &context, &slot), 0,
		 "context");
	test_check(map(fd, slot, MAP_OWN_ERROR) == MAP_FAILED && errno == EIO,
		   "half a mapping: %s", err_name(errno));
	test_check(map(fd, slot, MAP_OPS) == MAP_FAILED && errno == EOPNOTSUPP,
		   "operations that nobody knows: %s", err_name(errno));
	test_check(knob("closed") == closed + 1,
		   "the driver was told %u times that they are closed",
		   knob("closed") - closed);
	test_check(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd,
			(off_t)slot << RUAPI_MMAP_SLOT_SHIFT) == MAP_FAILED &&
		   errno == EINVAL, "a private mapping: %s", err_name(errno));
	/* At the end: the next VMA may be where this one was. */
	test_check(map(fd, slot, MAP_ENTRY_ERROR) == MAP_FAILED && errno == EIO,
		   "a whole doorbell, and an error: %s", err_name(errno));
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "DESTROY");
	test_check(knob("given") == given + 2, "%u pages are the driver's again, not 2",
		   knob("given") - given);
	test_check(!knob("spoiled"), "pages of others were written to");
}

/* ---- mappings against the end of the context --------------------------------- */

static _Atomic uint32_t race_slot;
static atomic_bool race_over;

/* mmap(), and writing before and after the context has gone. */
static void *race_map(void *unused)
{
	uintptr_t n = 0;
	char *page;

	(void)unused;
	while (!atomic_load(&race_over)) {
		page = map(fd, atomic_load(&race_slot), n % 2 ? MAP_ENTRY :
								MAP_OWN);
		if (page == MAP_FAILED)
			continue;
		memset(page, 0x66, PAGE);
		n++;
		munmap(page, PAGE);
	}
	return (void *)n;
}

static void memory_race(void)
{
	const unsigned int rounds = 300;
	unsigned int given, i;
	uint32_t context, slot;
	pthread_t thread[2];
	void *mapped[2];

	test_begin("memory: mmap() while %u contexts go", rounds);
	given = knob("given");
	for (i = 0; i < 2; i++)
		pthread_create(&thread[i], NULL, race_map, NULL);
	for (i = 0; i < rounds; i++) {
		if (!test_ret(open_context(fd, &context, &slot),
			      0, "context"))
			break;
		atomic_store(&race_slot, slot);
		usleep(i % 8 * 100);
		if (!test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0,
			      "DESTROY"))
			break;
	}
	atomic_store(&race_over, true);
	for (i = 0; i < 2; i++)
		pthread_join(thread[i], &mapped[i]);
	test_check(mapped[0] && mapped[1], "nothing was mapped");
	test_check(knob("given") == given + 2 * rounds, "%u pages given",
		   knob("given") - given);
	test_check(!knob("spoiled"), "%u of %u pages were written to by others",
		   knob("spoiled"), knob("given"));
}

/* ---- I/O memory of the machine ------------------------------------------------- */

/* Who has it mapped, as x86 knows. */
static unsigned int memtypes(const char *address)
{
	char *text = shell("grep -c 0x0*%s- /sys/kernel/debug/x86/pat_memtype_list",
			   address);
	unsigned int n = strtoul(text, NULL, 10);

	free(text);
	return n;
}

static void machine(const char *address)
{
	const unsigned int before = memtypes(address);
	/* Later kernels note it for the VMA, also when that is empty. */
	const bool is_the_vmas = kernel_since(6, 16);
	uint32_t context, slot;
	void *page, *other;
	pid_t pid;

	test_begin("machine: how I/O memory is cached is noted as long as it is mapped");
	test_ret(open_context(fd, &context, &slot), 0,
		 "context");
	page = map(fd, slot, MAP_MACHINE);
	other = map(fd, slot, MAP_MACHINE);
	test_check(page != MAP_FAILED && other != MAP_FAILED, "%s",
		   err_name(errno));
	test_check(memtypes(address) == before + 2, "%u notes, %u before",
		   memtypes(address), before);
	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(munmap(page, PAGE));
	waitpid(pid, NULL, 0);
	test_check(memtypes(address) == before + 2,
		   "%u notes after another process, %u before",
		   memtypes(address), before);
	munmap(page, PAGE);
	test_check(memtypes(address) == before + 1,
		   "%u notes after munmap(), %u before", memtypes(address),
		   before);
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "DESTROY");
	test_check(memtypes(address) == before + is_the_vmas,
		   "%u notes when the context is gone, %u before",
		   memtypes(address), before);
	munmap(other, PAGE);
	test_check(memtypes(address) == before, "%u notes in the end",
		   memtypes(address));
}

/* ---- removal -------------------------------------------------------------------- */

static void removal(unsigned int told)
{
	struct ruapi_event_cm event;
	struct holder holder, view;
	unsigned int given, before;
	uint64_t start;
	pid_t pid;
	int go;

	test_begin("removal: under mappings, disassociate_ucontext is told of %u contexts",
		   told);
	given = knob("given");
	before = knob("disassociated");
	holder_open(&holder);
	holder_open_view(&view);
	check_alive(&holder);
	check_alive(&view);
	pid = fork_holder(&holder, &go);
	start = now_ms();
	test_check(knob_set("plugged", "0"), "the device does not go");
	test_check(now_ms() - start < patience(2000), "it took %u ms",
		   (unsigned int)(now_ms() - start));
	test_check(knob("given") == given + 4, "%u pages given",
		   knob("given") - given);
	test_check(gone_is_private(&holder) && gone_is_private(&view),
		   "pages are not private ones");
	check_child(pid, go);
	test_check(!knob("spoiled"), "pages of others were written to");
	test_check(knob("disassociated") == before + told, "told of %u",
		   knob("disassociated") - before);
	test_ret(event_wait(fd, RUAPI_EVENT_ASYNC, -1, &event, 2000), 0,
		 "the last event");
	test_check(map(fd, holder.slot, MAP_OWN) == MAP_FAILED &&
		   errno == ENODEV, "mmap() of a tombstone: %s",
		   err_name(errno));
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, holder.context), 0,
		 "DESTROY of the tombstone");
	test_check(holder.page[0][8] == LATER, "the private page is gone");
	close(view.file);
	holder_unmap(&holder);
	holder_unmap(&view);
	plug();
}

/* ---- calls -------------------------------------------------------------------- */

static void calls_doorbell(void)
{
	const struct ruapi_send_wr send_wr = {};
	const struct ruapi_recv_wr recv_wr = {};
	struct ruapi_qp_post_send_args send = { .wrs = &send_wr, .wrs_len = 1 };
	struct ruapi_qp_post_recv_args recv = { .wrs = &recv_wr, .wrs_len = 1 };
	struct ruapi_wc wc;
	struct ruapi_cq_poll_args poll = { .wcs = &wc, .wcs_max = 1 };
	uint32_t context, pd, cq, qp;

	test_begin("calls: no doorbell for a driver that may look at it");
	test_ret(open_context(fd, &context, NULL), 0,
		 "context");
	test_ret(make_pd(fd, info.driver_id, context, &pd), 0, "PD");
	test_ret(make_cq(fd, info.driver_id, context, 0, 0, &cq), 0, "CQ");
	test_ret(make_qp(fd, info.driver_id, pd, cq, 0, &qp), 0, "QP");
	test_ret(ruapi_qp_doorbell(fd, qp), -EOPNOTSUPP, "DOORBELL");
	test_check(!knob("null_posts"), "the driver had to post nothing %u times",
		   knob("null_posts"));
	test_ret(ruapi_cq_arm(fd, cq, 0), 0, "ARM");

	test_begin("calls: nor posts and polls of programs, which it may not expect");
	send.handle = recv.handle = qp;
	poll.handle = cq;
	test_ret(ruapi_qp_post_send(fd, &send), -EOPNOTSUPP, "POST_SEND");
	test_ret(ruapi_qp_post_recv(fd, &recv), -EOPNOTSUPP, "POST_RECV");
	test_ret(ruapi_cq_poll(fd, &poll), -EOPNOTSUPP, "POLL");

	test_check(knob_set("refuse", "1"), "refuse");
	test_ret(destroy(fd, RUAPI_OBJ_QP, qp), -EBUSY, "a driver that refuses");
	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq), -EBUSY, "its CQ");
	test_check(knob_set("refuse", "0"), "refuse no more");
	test_ret(destroy(fd, RUAPI_OBJ_QP, qp), 0, "QP");
	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq), 0, "CQ");
	test_ret(destroy(fd, RUAPI_OBJ_PD, pd), 0, "PD");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "context");
}

static int query_stats(uint32_t port, struct ruapi_stat *stats, size_t size)
{
	struct ruapi_device_query_stats_args args = {
		.set = port ? RUAPI_SET(RUAPI_DEVICE_QUERY_STATS_PORT) : 0,
		.index = info.index,
		.port = port,
		.stats = stats,
		.stats_max = size,
	};
	int ret = ruapi_device_query_stats(fd, &args);

	return ret ? ret : (int)args.count;
}

static void calls_stats(void)
{
	struct ruapi_stat stats[4];
	const unsigned int n = 2000, before = knob("stats_calls");
	unsigned int asked, allowed, i, first, bad = 0;
	uint64_t start = now_ms();

	test_begin("calls: counters are read as often as the driver says");
	test_ret(query_stats(0, stats, COUNT(stats)), -EOPNOTSUPP,
		 "of the device");
	test_ret(query_stats(2, stats, COUNT(stats)), -EINVAL, "of port 2");
	test_ret(query_stats(1, stats, COUNT(stats)), 2, "of port 1");
	first = stats[0].value;
	test_check(!strcmp(stats[0].name, "calls") && first > before &&
		   !strcmp(stats[1].name, "port") && stats[1].value == 1,
		   "%s=%u", stats[0].name, first);
	for (i = 0; i < n; i++)
		bad += query_stats(1, stats, COUNT(stats)) != 2;
	/* One a second, the first, and jiffies at both ends. */
	allowed = (now_ms() - start) / knob("lifespan") + 2;
	asked = knob("stats_calls") - before;
	test_check(!bad && asked >= 1 && asked <= allowed,
		   "the driver was asked %u times, %u allowed; %u failed",
		   asked, allowed, bad);
	sleep_ms(knob("lifespan") + 100);
	test_ret(query_stats(1, stats, COUNT(stats)), 2, "later");
	test_check(stats[0].value > first, "they are old for ever");
}

static int open_uhw(bool fresh, uint32_t *serial, uint32_t *handle)
{
	uint32_t answer[2] = {};
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = info.index,
		.new_ = fresh,
	};
	int ret;

	if (serial) {
		args.uhw.driver_id = info.driver_id;
		args.uhw.out = answer;
		args.uhw.out_max = sizeof(answer);
	}
	ret = ruapi_context_open(fd, &args);
	if (serial)
		*serial = answer[0];
	*handle = args.handle;
	return ret;
}

static void calls_open(void)
{
	uint32_t own, shared, again, told, other, handle, first, second;

	test_begin("calls: an opened context answers, or is nobody's");
	test_ret(open_uhw(true, NULL, &own), 0, "new");
	test_ret(open_uhw(false, NULL, &shared), 0, "the first");
	test_check(shared != own, "a context that somebody opened for itself");
	test_ret(open_uhw(false, &first, &told), 0, "with an answer");
	test_ret(open_uhw(false, &second, &other), 0, "with another");
	test_check(first && second && first != second,
		   "the driver answered %u and %u", first, second);
	test_check(told != shared && other != told && other != own,
		   "handles %u, %u, %u, %u", own, shared, told, other);
	test_ret(open_uhw(false, NULL, &again), 0, "the one there is");
	test_check(again == shared, "handle %u, not %u", again, shared);
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, shared), 0, "destroy it");
	test_ret(open_uhw(false, NULL, &handle), 0, "the first again");
	test_check(handle != own && handle != told && handle != other,
		   "a context that somebody opened for itself");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, handle), 0, "DESTROY");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, own), 0, "DESTROY");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, told), 0, "DESTROY");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, other), 0, "DESTROY");
}

/* ---- other drivers --------------------------------------------------------------- */

static void bare(void)
{
	uint32_t context, handle;

	test_begin("bare: a driver without an operation does not have the call");
	test_ret(open_context(fd, &context, NULL), 0,
		 "context");
	test_ret(make_pd(fd, info.driver_id, context, &handle), -EOPNOTSUPP,
		 "PD.ALLOC");
	test_ret(make_cq(fd, info.driver_id, context, 0, 0, &handle),
		 -EOPNOTSUPP, "CQ.CREATE");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "DESTROY");
}

/* Its id is one of those whose mappings are counted, which these are not. */
static void counted(void)
{
	uint32_t context, slot;

	test_begin("counted: I/O memory of a driver that is not known to have any");
	test_ret(open_context(fd, &context, &slot), 0,
		 "context");
	test_check(map(fd, slot, MAP_IO) == MAP_FAILED && errno == EOPNOTSUPP,
		   "without an entry: %s", err_name(errno));
	test_check(map(fd, slot, MAP_ENTRY) == MAP_FAILED &&
		   errno == EOPNOTSUPP, "with one: %s", err_name(errno));
	test_check(map(fd, slot, MAP_OWN) == MAP_FAILED && errno == EOPNOTSUPP,
		   "pages that are not: %s", err_name(errno));
	test_check(!knob("given"), "the entry is gone");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "DESTROY");
	test_check(knob("given") == 2, "%u pages given", knob("given"));
}

/* A driver that is not opened: @reason, or 0 if it is. */
static void opened(uint16_t reason)
{
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = info.index,
	};

	test_begin("CONTEXT.OPEN: %s", reason ? ruapi_reason_text(reason) :
		   "a driver that is good for this kernel");
	if (test_ret(ruapi_context_open(fd, &args), reason ? -EOPNOTSUPP : 0,
		     "OPEN") && reason)
		test_check(args.error.reason == reason &&
			   args.error.bad_attr == RUAPI_CONTEXT_OPEN_INDEX,
			   "reason %u of attribute %u", args.error.reason,
			   args.error.bad_attr);
}

/* What a driver may map, where mappings of I/O memory and counted ones may be. */
static void maps(bool uncounted)
{
	uint32_t context, slot;
	unsigned int i;
	void *page;

	test_begin("maps: pages that nobody counts %s", uncounted ?
		   "are let through" : "are refused");
	test_ret(open_context(fd, &context, &slot), 0,
		 "context");
	for (i = 0; i < KINDS; i++) {
		const bool want = uncounted || (kinds[i] != MAP_OWN &&
						kinds[i] != MAP_OWN_READ);

		page = map(fd, slot, kinds[i]);
		test_check(want ? page != MAP_FAILED :
			   page == MAP_FAILED && errno == EOPNOTSUPP,
			   "mapping %u: %s", kinds[i], page == MAP_FAILED ?
			   err_name(errno) : "is there");
		if (page != MAP_FAILED)
			munmap(page, PAGE);
	}
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "DESTROY");
	test_check(!knob("spoiled"), "pages of others were written to");
}

/* A driver that nobody has read is asked. */
static void memory_on_device(void)
{
	struct ruapi_dm_alloc_args args = {
		.length = PAGE,
	};
	uint32_t context;

	test_begin("DM.ALLOC");
	test_ret(open_context(fd, &context, NULL), 0,
		 "context");
	args.context = context;
	args.uhw.driver_id = info.driver_id;
	test_ret(ruapi_dm_alloc(fd, &args), -ENOENT, "ALLOC");
	test_check(knob("dm_calls") == 1, "it was asked %u times",
		   knob("dm_calls"));
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "DESTROY");
}

/* What a call that a driver's binding refuses is told. */
static void check_uhw_error(const struct ruapi_error *error, uint16_t reason)
{
	test_check(error->bad_attr == RUAPI_ATTR_UHW_OUT &&
		   error->reason == reason, "reason %u of attribute %#x",
		   error->reason, error->bad_attr);
}

/* The struct that the answer of mlx4 is has 16 bytes, or 8 from old devices. */
static void typed(void)
{
	char answer[16];
	struct ruapi_context_open_args open = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = info.index,
		.uhw.driver_id = info.driver_id,
	};
	struct ruapi_pd_alloc_args pd = {
		.uhw.driver_id = info.driver_id,
	};

	test_begin("typed: what the driver fails without, or would write without looking");
	test_ret(ruapi_context_open(fd, &open), -EINVAL, "OPEN, no answer");
	check_uhw_error(&open.error, RUAPI_REASON_MISSING);
	open.uhw.out = answer;
	open.uhw.out_max = 7;
	test_ret(ruapi_context_open(fd, &open), -EINVAL, "OPEN, 7 bytes");
	check_uhw_error(&open.error, RUAPI_REASON_LENGTH);
	open.uhw.out_max = 8;
	test_ret(ruapi_context_open(fd, &open), 0, "OPEN, 8 bytes");
	pd.context = open.handle;
	test_ret(ruapi_pd_alloc(fd, &pd), -EINVAL, "PD.ALLOC, no answer");
	check_uhw_error(&pd.error, RUAPI_REASON_MISSING);
	pd.uhw.out = answer;
	pd.uhw.out_max = sizeof(answer);
	test_ret(ruapi_pd_alloc(fd, &pd), 0, "PD.ALLOC, 16 bytes");
}

static int make_datagrams(uint32_t pd, uint32_t cq, uint32_t *qp)
{
	struct ruapi_qp_create_args args = {
		.type = 4,
		.cap = &(const struct ruapi_qp_cap){ 1, 1, 1, 1, 0, 0, },
		.uhw = uhw_room(info.driver_id, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = pd,
		.send_cq = cq,
		.recv_cq = cq,
	};
	const int ret = ruapi_qp_create(fd, &args);

	*qp = args.handle;
	return ret;
}

/* mlx4 frees a flow whatever it says, and must not be told of it again. */
static void flow_ends(void)
{
	const struct ruapi_flow_spec spec = { .type = 0x20 /* Ethernet */ };
	struct ruapi_flow_create_args flow = {
		.port = 1,
		.specs = &spec,
		.specs_len = 1,
	};
	uint32_t context, pd, cq;

	test_begin("a flow that the driver frees, and says that it did not");
	test_ret(open_context(fd, &context, NULL), 0, "context");
	test_ret(make_pd(fd, info.driver_id, context, &pd), 0, "PD");
	test_ret(make_cq(fd, info.driver_id, context, 0, 0, &cq), 0, "CQ");
	test_ret(make_datagrams(pd, cq, &flow.qp), 0, "QP");
	test_ret(ruapi_flow_create(fd, &flow), 0, "flow");
	test_check(knob_set("refuse", "1"), "refuse");
	test_ret(destroy(fd, RUAPI_OBJ_FLOW, flow.handle), 0, "flow");
	test_ret(destroy(fd, RUAPI_OBJ_FLOW, flow.handle), -ENOENT, "again");
	test_check(knob_set("refuse", "0"), "refuse no more");
	test_ret(destroy(fd, RUAPI_OBJ_QP, flow.qp), 0, "QP");
	test_ret(destroy(fd, RUAPI_OBJ_CQ, cq), 0, "CQ");
	test_ret(destroy(fd, RUAPI_OBJ_PD, pd), 0, "PD");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, context), 0, "context");
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	fd = open_namespace();
	find_device();
	if (!strcmp(what, "memory")) {
		memory_destroy();
		memory_view();
		memory_neighbour();
		memory_unmapped();
		memory_refused();
		memory_race();
	} else if (!strcmp(what, "machine") && argc > 2) {
		machine(argv[2]);
	} else if (!strcmp(what, "removal") && argc > 2) {
		removal(argv[2][0] == '1' ? 2 : 0);
	} else if (!strcmp(what, "calls")) {
		calls_doorbell();
		calls_stats();
		calls_open();
	} else if (!strcmp(what, "bare")) {
		bare();
	} else if (!strcmp(what, "counted")) {
		counted();
	} else if (!strcmp(what, "refused") && argc > 2) {
		opened(strcmp(argv[2], "unsafe") ? RUAPI_REASON_UVERBS :
						   RUAPI_REASON_UNSAFE);
	} else if (!strcmp(what, "usable")) {
		opened(0);
	} else if (!strcmp(what, "unlisted")) {
		maps(false);
		memory_on_device();
	} else if (!strcmp(what, "trusted")) {
		maps(true);
	} else if (!strcmp(what, "typed")) {
		typed();
		flow_ends();
	} else {
		bail_out("what to test?");
	}
	return test_done();
}
