/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What gcc 12 makes of -fprofile-arcs, and where it is in rdma_uapi. */
#ifndef RUAPI_GCOV_H
#define RUAPI_GCOV_H

#include <linux/types.h>

/* Kinds of counters; of arcs is the first. */
#define GCOV_COUNTERS 8

struct gcov_info;

struct gcov_ctr_info {
	unsigned int num;
	u64 *values;
};

struct gcov_fn_info {
	const struct gcov_info *key;
	unsigned int ident;
	unsigned int lineno_checksum;
	unsigned int cfg_checksum;
	struct gcov_ctr_info arcs;
};

struct gcov_info {
	unsigned int version;
	struct gcov_info *next;
	unsigned int stamp;
	unsigned int checksum;
	const char *filename;
	void *merge[GCOV_COUNTERS];
	unsigned int n_functions;
	const struct gcov_fn_info *const *functions;
};

/**
 * struct ruapi_gcov - all objects of the module
 * @start: the first
 * @stop: behind the last
 */
struct ruapi_gcov {
	struct gcov_info **start;
	struct gcov_info **stop;
};

extern const struct ruapi_gcov ruapi_gcov;

/* gcov.lds */
extern struct gcov_info *__start_gcov_info[], *__stop_gcov_info[];

/* Only named, by what gcc makes. */
void __gcov_merge_add(u64 *counters, unsigned int count);

#endif
