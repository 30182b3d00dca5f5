// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What is new about a run: code that the kernel had not run before, if it was
 * built with KCOV, and outcomes of calls that were not seen before.
 *
 * A thread is told what its own calls run.  What the module does for it in
 * works and in interrupts, KCOV gives to the one that has asked for the remote
 * handle which all threads were born with.
 */
#include <fcntl.h>
#include <linux/kcov.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "guest.h"
#include "fuzz.h"

#define ENTRIES (256 << 10)
#define REMOTE_ENTRIES (32 << 10)
#define REMOTE_HANDLE 1
/* The kernel and its modules are in the last 2 GiB of the address space. */
#define PC_BITS 31
#define OUTCOME_BITS 22

static bool available;
static uint8_t *pcs;
static uint8_t outcomes[(1 << OUTCOME_BITS) / 8];
static unsigned int num_pcs, num_outcomes;
static uint64_t text_start;

/**
 * struct trace - where the kernel writes what ran
 * @area: how many places, and which
 * @fd: of KCOV
 */
struct trace {
	uint64_t *area;
	int fd;
};

static __thread struct trace own;
static __thread unsigned int fresh_of_steps;
static struct trace remote;
static pthread_mutex_t remote_lock = PTHREAD_MUTEX_INITIALIZER;

static bool set_bit(uint8_t *bits, uint64_t n)
{
	const uint8_t bit = 1 << (n % 8);

	if (__atomic_load_n(&bits[n / 8], __ATOMIC_RELAXED) & bit)
		return false;
	return !(__atomic_fetch_or(&bits[n / 8], bit, __ATOMIC_RELAXED) & bit);
}

bool fz_cover_init(void)
{
	/* Only the pages that are written to exist. */
	pcs = mmap(NULL, 1ul << (PC_BITS - 3), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pcs == MAP_FAILED)
		bail_out("no memory for coverage");
	available = !access("/sys/kernel/debug/kcov", R_OK | W_OK);
	return available;
}

static void trace_open(struct trace *trace)
{
	trace->fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	if (trace->fd < 0 || ioctl(trace->fd, KCOV_INIT_TRACE, ENTRIES))
		bail_out("kcov: %s", strerror(errno));
	trace->area = mmap(NULL, ENTRIES * sizeof(uint64_t),
			   PROT_READ | PROT_WRITE, MAP_SHARED, trace->fd, 0);
	if (trace->area == MAP_FAILED)
		bail_out("kcov: %s", strerror(errno));
}

/* The places that nobody has reached before are not new any more. */
static unsigned int trace_take(struct trace *trace)
{
	const uint64_t mask = (1ul << PC_BITS) - 1;
	unsigned int fresh = 0;
	uint64_t count, i;

	if (!trace->area)
		return 0;
	count = __atomic_load_n(&trace->area[0], __ATOMIC_RELAXED);
	for (i = 1; i <= count; i++)
		fresh += set_bit(pcs, trace->area[i] & mask);
	__atomic_store_n(&trace->area[0], 0, __ATOMIC_RELAXED);
	if (fresh)
		__atomic_fetch_add(&num_pcs, fresh, __ATOMIC_RELAXED);
	return fresh;
}

void fz_cover_open(void)
{
	if (!available)
		return;
	if (!own.area)
		trace_open(&own);
	if (ioctl(own.fd, KCOV_ENABLE, KCOV_TRACE_PC))
		bail_out("kcov: %s", strerror(errno));
}

void fz_cover_close(void)
{
	if (!available)
		return;
	trace_take(&own);
	ioctl(own.fd, KCOV_DISABLE, 0);
}

void fz_cover_remote(bool on)
{
	const struct kcov_remote_arg arg = {
		.trace_mode = KCOV_TRACE_PC,
		.area_size = REMOTE_ENTRIES,
		.common_handle = kcov_remote_handle(KCOV_SUBSYSTEM_COMMON,
						    REMOTE_HANDLE),
	};

	if (!available)
		return;
	if (!remote.area)
		trace_open(&remote);
	if (on ? ioctl(remote.fd, KCOV_REMOTE_ENABLE, &arg) :
		 ioctl(remote.fd, KCOV_DISABLE, 0))
		bail_out("kcov: %s", strerror(errno));
}

void fz_cover_begin(void)
{
	if (own.area)
		__atomic_store_n(&own.area[0], 0, __ATOMIC_RELAXED);
}

void fz_cover_step(void)
{
	if (own.area && own.area[0] > ENTRIES / 4)
		fresh_of_steps += trace_take(&own);
}

unsigned int fz_cover_end(void)
{
	unsigned int fresh = fresh_of_steps + trace_take(&own);

	fresh_of_steps = 0;
	/* Somebody's: most likely of the sequence that has just ended. */
	pthread_mutex_lock(&remote_lock);
	fresh += trace_take(&remote);
	pthread_mutex_unlock(&remote_lock);
	return fresh;
}

unsigned int fz_cover_outcome(uint64_t what)
{
	what *= 0x9e3779b97f4a7c15ull;
	if (!set_bit(outcomes, what >> (64 - OUTCOME_BITS)))
		return 0;
	__atomic_fetch_add(&num_outcomes, 1, __ATOMIC_RELAXED);
	return 1;
}

unsigned int fz_cover_count(void)
{
	return available ? num_pcs : num_outcomes;
}

void fz_cover_module(void)
{
	char *text = shell("cat /sys/module/rdma_uapi/sections/.text");

	text_start = strtoull(text, NULL, 16) & ((1ul << PC_BITS) - 1);
	free(text);
}

void fz_cover_print(FILE *out)
{
	const uint64_t size = 1 << 20;
	unsigned int column = 0;
	uint64_t i, at;

	if (!available || !text_start)
		return;
	for (i = 0; i < size; i++) {
		at = text_start + i;
		if (!(pcs[at / 8] & 1 << (at % 8)))
			continue;
		fprintf(out, column++ % 12 ? " %" PRIx64 : "\n# covered %" PRIx64,
			i);
	}
	fputc('\n', out);
}
