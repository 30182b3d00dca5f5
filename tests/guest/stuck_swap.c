// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The removal of a device under a registration whose memory has been swapped
 * out: it comes back page by page, and nobody who waits for one lets signals in.
 */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "stuck.h"

/* With 50 ms for each (stuck.sh), ten times of what a removal may take. */
#define SWAP_PAGES 400
#define SWAP_BYTES (SWAP_PAGES * 4096UL)

static unsigned int pages_there(void *pages)
{
	unsigned char there[SWAP_PAGES];
	unsigned int i, sum = 0;

	if (mincore(pages, SWAP_BYTES, there))
		return SWAP_PAGES;
	for (i = 0; i < SWAP_PAGES; i++)
		sum += there[i] & 1;
	return sum;
}

/* Pages that have been written wait for somebody who needs their memory. */
static void reclaim(void)
{
	FILE *file = fopen("/sys/fs/cgroup/scenario/memory.reclaim", "w");

	if (file) {
		fprintf(file, "%lu", SWAP_BYTES);
		fclose(file);
	}
}

static bool swap_out(void *pages)
{
	const uint64_t end = now_ms() + patience(20000);

	do {
		if (madvise(pages, SWAP_BYTES, MADV_PAGEOUT))
			return test_check(false, "MADV_PAGEOUT: %s",
					  err_name(errno));
		sleep_ms(100);
		reclaim();
	} while (pages_there(pages) && now_ms() < end);
	return test_check(!pages_there(pages), "%u of %u pages stay",
			  pages_there(pages), SWAP_PAGES);
}

static bool swapped_prepare(struct stuck *stuck)
{
	stuck->fd = open_namespace();
	stuck->pages = mmap(NULL, SWAP_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	/* Pages of zeroes are not written to swap. */
	memset(stuck->pages, 1, SWAP_BYTES);
	return test_ret(device_find(stuck->fd, device, &stuck->info), 0,
			"device") &&
	       test_ret(make_context(stuck->fd, &stuck->info, true, 0,
				     &stuck->context, NULL), 0, "context") &&
	       swap_out(stuck->pages);
}

/**
 * struct swapped - what a child tells
 * @ret: of the registration
 * @pages: how many came back
 */
struct swapped {
	int ret;
	unsigned int pages;
};

/* Says when it begins, and how it ended. */
static int swapped_run(int out)
{
	struct stuck stuck = {};
	const uint32_t *driver = &stuck.info.driver_id;
	struct swapped report;
	uint32_t pd, mr;

	if (!swapped_prepare(&stuck) ||
	    !test_ret(make_pd(stuck.fd, *driver, stuck.context, &pd), 0, "PD"))
		return 1;
	if (write(out, "", 1) != 1)
		return 2;
	report.ret = make_mr(stuck.fd, *driver, pd, stuck.pages, SWAP_BYTES,
			     &mr);
	report.pages = pages_there(stuck.pages);
	return write(out, &report, sizeof(report)) == sizeof(report) ? 0 : 3;
}

/*
 * In a process of its own: whoever starts a program needs its memory map, which a
 * registration keeps.
 */
void swapped_registration(void)
{
	struct swapped report = {};
	int out[2], status;
	pid_t child;
	char ready;

	test_begin("a registration of swapped memory does not hold up the removal");
	if (!test_check(!pipe(out), "pipe: %s", err_name(errno)))
		return;
	fflush(stdout);
	child = fork();
	if (!child)
		_exit(swapped_run(out[1]));
	close(out[1]);
	if (test_check(read(out[0], &ready, 1) == 1, "nobody registers"))
		remove_device("a registration of swapped memory", 0);
	test_check(read(out[0], &report, sizeof(report)) == sizeof(report),
		   "the registration says nothing");
	waitpid(child, &status, 0);
	test_check(!status, "who registers ended with status %x", status);
	test_ret(report.ret, -ENODEV, "registration");
	printf("# %u of %u pages came\n", report.pages, SWAP_PAGES);
	test_check(report.pages, "it had not begun");
	close(out[0]);
	add_device();
}
