// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The doorbell page of vmw_pvrdma on QEMU's device, which a program has mapped: it is the
 * device's as long as its context is there, and not any more when that has gone.
 *
 * Whose it is is seen in two ways: the device reads as ones and forgets what is written,
 * memory is zero and keeps it; and QEMU's monitor says how many writes the device has heard.
 * usage: doorbell stock|ours IBDEV FUNCTION MONITOR
 *   FUNCTION: the folder of the PCI function in sysfs; MONITOR: the fd of a line to QEMU's
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <infiniband/verbs.h>
#include "guest.h"

enum {
	PAGE = 4096,
	/* The doorbell of QPs in a page. */
	RING = 0,
	/* The stock stack waits for holders: for how long it is looked at. */
	WAITS_MS = 8000,
	/* More than a device in a nested guest ever takes to go when nobody holds it. */
	GOES_MS = 25000,
};

static bool ours;
static const char *ibdev, *function;
static int monitor;

/* ---- the device ------------------------------------------------------------------- */

/* What QEMU's device counts; -1: it does not say. */
static long counted(const char *what)
{
	static const char question[] = "info rdma\n";
	static char said[16384];
	struct pollfd ready = { .fd = monitor, .events = POLLIN, };
	size_t len = 0;
	const char *at;
	ssize_t got;

	if (write(monitor, question, sizeof(question) - 1) < 0)
		return -1;
	while (poll(&ready, 1, 20000) == 1) {
		got = read(monitor, said + len, sizeof(said) - 1 - len);
		if (got <= 0)
			break;
		len += got;
		said[len] = 0;
		/* All of the answer, and the prompt behind it. */
		at = strstr(said, what);
		if (at && strstr(at, "(qemu)"))
			return strtol(strchr(at, ':') + 1, NULL, 10);
	}
	return -1;
}

/* Writes to doorbell pages that it has heard. */
static long rung(void)
{
	return counted("\tuar_writes ");
}

static bool map(int fd, uint32_t slot, volatile uint32_t **page)
{
	*page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		     (off_t)slot << RUAPI_MMAP_SLOT_SHIFT);
	return test_check(*page != MAP_FAILED, "mmap: %s", err_name(errno));
}

static void unmap(volatile uint32_t *page)
{
	munmap((void *)page, PAGE);
}

/* A write rings; no bit of it says what for, so nothing comes of it. */
static void check_alive(volatile uint32_t *page, const char *whose)
{
	const long before = rung();
	long after;

	test_check(page[RING] == ~0u, "%s: the device reads as %x", whose, page[RING]);
	page[RING] = 0;
	test_check(page[RING] == ~0u, "%s: it keeps what is written", whose);
	after = rung();
	test_check(before >= 0 && after == before + 1, "%s: the device has heard %ld, before %ld",
		   whose, after, before);
}

static void check_private(volatile uint32_t *page, const char *whose)
{
	const long before = rung();
	long after;

	test_check(!page[RING], "%s: it reads as %x", whose, page[RING]);
	page[RING] = 7;
	page[5] = 8;
	test_check(page[RING] == 7 && page[5] == 8, "%s: it cannot be written", whose);
	after = rung();
	test_check(before >= 0 && after == before, "%s: the device has heard %ld, before %ld",
		   whose, after, before);
	page[RING] = 0;
	page[5] = 0;
}

/* ---- holders ------------------------------------------------------------------------ */

/**
 * struct program - what a program of libibverbs has
 * @context: of the device
 * @page: its doorbells, mapped once more than the provider library has them
 * @buf: of the MR: a page, as QEMU registers no parts of two
 */
struct program {
	struct ibv_context *context;
	struct ibv_pd *pd;
	struct ibv_cq *cq;
	struct ibv_qp *qp;
	struct ibv_mr *mr;
	volatile uint32_t *page;
	void *buf;
};

static bool program_open(struct program *p)
{
	struct ibv_device **list = ibv_get_device_list(NULL), **device = list;
	struct ibv_qp_init_attr attr = {
		.qp_type = IBV_QPT_RC,
		.cap = { .max_send_wr = 4, .max_recv_wr = 4, .max_send_sge = 1, .max_recv_sge = 1, },
	};

	memset(p, 0, sizeof(*p));
	while (device && *device && strcmp(ibv_get_device_name(*device), ibdev))
		device++;
	p->context = device && *device ? ibv_open_device(*device) : NULL;
	if (list)
		ibv_free_device_list(list);
	if (!test_check(p->context, "open: %s", err_name(errno)))
		return false;
	p->pd = ibv_alloc_pd(p->context);
	p->cq = ibv_create_cq(p->context, 8, NULL, NULL, 0);
	attr.send_cq = p->cq;
	attr.recv_cq = p->cq;
	p->qp = p->pd && p->cq ? ibv_create_qp(p->pd, &attr) : NULL;
	p->buf = aligned_alloc(PAGE, PAGE);
	p->mr = p->pd && p->buf ? ibv_reg_mr(p->pd, p->buf, PAGE, IBV_ACCESS_LOCAL_WRITE) : NULL;
	return test_check(p->qp && p->mr, "objects: %s", err_name(errno)) &&
	       map(p->context->cmd_fd, 0, &p->page);
}

static void program_close(struct program *p, const char *when)
{
	test_ret(-ibv_dereg_mr(p->mr), 0, "%s: MR", when);
	test_ret(-ibv_destroy_qp(p->qp), 0, "%s: QP", when);
	test_ret(-ibv_destroy_cq(p->cq), 0, "%s: CQ", when);
	test_ret(-ibv_dealloc_pd(p->pd), 0, "%s: PD", when);
	test_ret(-ibv_close_device(p->context), 0, "%s: close", when);
	free(p->buf);
}

/* Of the module's own calls: a namespace, and a context in it. */
struct space {
	int fd;
	uint32_t context, slot;
	volatile uint32_t *page;
};

static bool space_open(struct space *s)
{
	struct ruapi_device_info info;

	s->fd = open_namespace();
	return !test_ret(device_find(s->fd, ibdev, &info), 0, "find") ? false :
	       test_ret(make_context(s->fd, &info, true, 0, &s->context, &s->slot), 0, "open") &&
	       map(s->fd, s->slot, &s->page);
}

/* ---- tests ------------------------------------------------------------------------ */

static void test_close(void)
{
	struct program p, other;

	test_begin("a page is the device's, and %s when the program closes that",
		   ours ? "not any more" : "stays so");
	if (!program_open(&p))
		return;
	check_alive(p.page, "it");
	program_close(&p, "alive");
	/* The mapping holds the file of the stock stack; a context goes with its view. */
	(ours ? check_private : check_alive)(p.page, "closed");
	if (program_open(&other)) {
		check_alive(other.page, "another");
		(ours ? check_private : check_alive)(p.page, "the first");
		program_close(&other, "another");
		unmap(other.page);
	}
	unmap(p.page);
	test_check(!resource_count(ibdev, "ctx"), "%u contexts are left", resource_count(ibdev, "ctx"));
}

static void test_destroy(void)
{
	struct space s, other;

	if (!ours)
		return;
	test_begin("CONTEXT.DESTROY takes the page away");
	if (!space_open(&s) || !space_open(&other))
		return;
	check_alive(s.page, "it");
	test_ret(destroy(s.fd, RUAPI_OBJ_CONTEXT, s.context), 0, "DESTROY");
	check_private(s.page, "destroyed");
	check_alive(other.page, "another");
	check_private(s.page, "the first");
	close(s.fd);
	check_private(s.page, "closed");
	unmap(s.page);

	test_begin("the fd is closed while the page is mapped");
	close(other.fd);
	check_alive(other.page, "it");
	unmap(other.page);
	test_check(!resource_count(ibdev, "ctx"), "%u contexts are left", resource_count(ibdev, "ctx"));
}

static pid_t begin_removal(void)
{
	const pid_t pid = fork();
	char path[256];

	if (pid)
		return pid;
	/* A program of its own does not hold what this one has. */
	snprintf(path, sizeof(path), "%s/remove", function);
	unsetenv("LD_PRELOAD");
	execl("/bin/sh", "sh", "-c", "echo 1 >\"$0\"", path, NULL);
	_exit(127);
}

/* Whether it has ended @ms after @start. */
static bool removed(pid_t pid, uint64_t start, unsigned int ms)
{
	int status;

	do {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return true;
		sleep_ms(50);
	} while (now_ms() - start < ms);
	return false;
}

/* Whether an asynchronous event comes, after others; of ports, as the card's come and go. */
static bool told(struct ibv_context *context, enum ibv_event_type type, int ms)
{
	struct pollfd ready = { .fd = context->async_fd, .events = POLLIN, };
	struct ibv_async_event event;

	while (poll(&ready, 1, ms) == 1 && !ibv_get_async_event(context, &event)) {
		ibv_ack_async_event(&event);
		if (event.event_type == type)
			return true;
		printf("# event: %s\n", ibv_event_type_str(event.event_type));
	}
	return false;
}

static void test_removal(void)
{
	struct space s = { .fd = -1, };
	struct program p;
	struct ibv_wc wc;
	uint64_t start;
	pid_t remover;
	bool gone;
	long rang;

	test_begin("the function is removed under a holder of its doorbells: %s",
		   ours ? "at once, and without them" : "that waits for the holder");
	if (!program_open(&p) || (ours && !space_open(&s)))
		return;
	check_alive(p.page, "it");
	test_check(!told(p.context, IBV_EVENT_DEVICE_FATAL, 500), "it is told before");
	start = now_ms();
	remover = begin_removal();
	gone = removed(remover, start, ours ? patience(GOES_MS) : WAITS_MS);
	printf("# the removal %s %u ms\n", gone ? "took" : "waits after", (unsigned int)(now_ms() - start));
	if (ours) {
		test_check(gone, "it is late");
		check_private(p.page, "removed");
		check_private(s.page, "removed, by our own calls");
		/* The provider library rings as well. */
		rang = rung();
		test_check(!ibv_poll_cq(p.cq, 1, &wc), "there is a completion");
		test_check(rung() == rang, "the device has heard of a poll");
		test_check(told(p.context, IBV_EVENT_DEVICE_FATAL, 5000), "it is not told");
	} else {
		test_check(!gone, "it does not wait");
		check_alive(p.page, "while it waits");
	}
	program_close(&p, "removed");
	if (ours) {
		test_ret(destroy(s.fd, RUAPI_OBJ_CONTEXT, s.context), 0, "DESTROY of the tombstone");
		check_private(p.page, "closed");
		unmap(s.page);
		close(s.fd);
	}
	unmap(p.page);
	start = now_ms();
	if (!ours)
		test_check(removed(remover, start, patience(GOES_MS)), "it does not end");
	test_check(!counted("\tQPs ") && !counted("\tCQs ") && !counted("\tMRs ") && !counted("\tUCs "),
		   "the device still has objects");
}

int main(int argc, char **argv)
{
	if (argc != 5)
		bail_out("usage: doorbell stock|ours IBDEV FUNCTION MONITOR");
	ours = !strcmp(argv[1], "ours");
	ibdev = argv[2];
	function = argv[3];
	monitor = atoi(argv[4]);
	if (rung() < 0)
		bail_out("QEMU's monitor does not say how many doorbells have rung");
	test_close();
	test_destroy();
	test_removal();
	return test_done();
}
