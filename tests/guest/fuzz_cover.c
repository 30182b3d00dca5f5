// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What is new about a run: code that the kernel had not run before, if it was
 * built with KCOV, and outcomes of calls that were not seen before.
 */
#include <fcntl.h>
#include <linux/kcov.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "guest.h"
#include "fuzz.h"

#define ENTRIES (128 << 10)
/* The kernel and its modules are in the last 2 GiB of the address space. */
#define PC_BITS 31
#define OUTCOME_BITS 22

static bool available;
static uint8_t *pcs;
static uint8_t outcomes[(1 << OUTCOME_BITS) / 8];
static unsigned int num_pcs, num_outcomes;
static __thread uint64_t *area;
static __thread int kcov_fd = -1;

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

void fz_cover_open(void)
{
	if (!available)
		return;
	kcov_fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	if (kcov_fd < 0 || ioctl(kcov_fd, KCOV_INIT_TRACE, ENTRIES))
		bail_out("kcov: %s", strerror(errno));
	area = mmap(NULL, ENTRIES * sizeof(*area), PROT_READ | PROT_WRITE,
		    MAP_SHARED, kcov_fd, 0);
	if (area == MAP_FAILED || ioctl(kcov_fd, KCOV_ENABLE, KCOV_TRACE_PC))
		bail_out("kcov: %s", strerror(errno));
}

void fz_cover_begin(void)
{
	if (area)
		__atomic_store_n(&area[0], 0, __ATOMIC_RELAXED);
}

unsigned int fz_cover_end(void)
{
	const uint64_t mask = (1ul << PC_BITS) - 1;
	unsigned int fresh = 0;
	uint64_t count, i;

	if (!area)
		return 0;
	count = __atomic_load_n(&area[0], __ATOMIC_RELAXED);
	for (i = 1; i <= count; i++)
		fresh += set_bit(pcs, area[i] & mask);
	if (fresh)
		__atomic_fetch_add(&num_pcs, fresh, __ATOMIC_RELAXED);
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

void fz_cover_print(FILE *out)
{
	char *text = shell("cat /sys/module/rdma_uapi/sections/.text");
	const uint64_t start = strtoull(text, NULL, 16) & ((1ul << PC_BITS) - 1);
	const uint64_t size = 1 << 20;
	unsigned int column = 0;
	uint64_t i;

	free(text);
	if (!available || !start)
		return;
	for (i = 0; i < size; i++) {
		if (!(pcs[(start + i) / 8] & 1 << ((start + i) % 8)))
			continue;
		fprintf(out, column++ % 12 ? " %" PRIx64 : "\n# covered %" PRIx64,
			i);
	}
	fputc('\n', out);
}
