/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the two sides of the benchmark give to main.c. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

/** BENCH_ADDR - address of the HCA, which talks to itself */
#define BENCH_ADDR "10.1.0.1"
#define BENCH_DEVICE "rxe0"

/* Sizes that both sides ask for. */
#define BENCH_CQE 64
#define BENCH_WR 16
#define BENCH_SGE 1
#define BENCH_BACKLOG 8
#define BENCH_MR_MAX 65536
#define BENCH_PDS 16

/**
 * struct row - something to be measured
 * @name: of the row
 * @samples: how often
 * @run: does it once and leaves everything as it was
 * @fresh: every sample is a process of its own, in which nothing was called
 *	before; otherwise struct side::setup was
 * @undisturbed: nobody else has the CPU during all samples: what they leave to a
 *	worker is not run meanwhile, which would be chance
 */
struct row {
	const char *name;
	unsigned int samples;
	void (*run)(void);
	bool fresh;
	bool undisturbed;
};

/**
 * struct side - one of the interfaces that are compared, on one HCA
 * @name: of the side
 * @setup: opens the HCA and makes what the rows need
 * @rows: what to measure, up to one without a name
 */
struct side {
	const char *name;
	void (*setup)(void);
	const struct row *rows;
};

extern const struct side mainline_side;
extern const struct side native_side;
extern const struct side mainline_posts_side;
extern const struct side native_posts_side;

/* Page-aligned and touched memory of BENCH_MR_MAX bytes. */
extern char bench_memory[];

_Noreturn void bench_die(const char *what, int err);

/* A condition that must hold, or errno says why not. */
#define must(expr) \
	do { \
		if (!(expr)) \
			bench_die(#expr, errno); \
	} while (0)

/* A call that returns 0 or a negative errno. */
#define call(expr) \
	do { \
		const int call_ret = (expr); \
		if (call_ret < 0) \
			bench_die(#expr, -call_ret); \
	} while (0)

#endif /* BENCH_H */
