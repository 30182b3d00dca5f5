/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Between test_wrappers.c and the generated calls of all wrappers. */
#ifndef RUAPI_PROBE_H
#define RUAPI_PROBE_H

#include <stdint.h>
#include <rdma_uapi/rdma_uapi.h>

#define PROBE_FD 77
#define PROBE_BYTES 4096

/**
 * enum probe_variant - which attributes a probe gives
 * @PROBE_REQUIRED: those that are required, and the first of each group
 * @PROBE_ALL: all, but only the first of each group
 * @PROBE_LAST: all, but only the last of each group
 * @PROBE_ZERO: as ALL, with zeroes as values
 * @PROBE_OLD: as ALL, and the kernel knows half of each struct
 * @PROBE_DEAF: as REQUIRED, and the kernel marks nothing as VALID
 * @PROBE_SHORT: as ALL, and the kernel says ENOSPC
 */
enum probe_variant {
	PROBE_REQUIRED,
	PROBE_ALL,
	PROBE_LAST,
	PROBE_ZERO,
	PROBE_OLD,
	PROBE_DEAF,
	PROBE_SHORT,
	PROBE_VARIANTS,
};

/**
 * struct probe - one call of one wrapper
 * @object: enum ruapi_object
 * @action: action number
 * @variant: which attributes are given
 * @error: what the wrapper left behind
 * @valid: what the wrapper left behind
 * @uhw_out: room for the driver's response
 */
struct probe {
	unsigned int object;
	unsigned int action;
	enum probe_variant variant;
	struct ruapi_error error;
	uint64_t valid;
	uint8_t uhw_out[24];
};

struct probe_action {
	const char *title;
	unsigned int object;
	unsigned int action;
	int (*call)(struct probe *p);
};

/* A row of a specification, by the enumerator that it should have. */
struct probe_row {
	const char *enum_name;
	const char *enumerator;
	unsigned int object;
	unsigned int action;
	unsigned int value;
	unsigned int id;
	const char *name;
	int newer;
};

/* An enumerator that the header really has. */
struct probe_enumerator {
	const char *enum_name;
	const char *enumerator;
	unsigned int value;
};

extern const struct probe_action probe_actions[];
extern const struct probe_row probe_rows[];
extern const struct probe_enumerator probe_enumerators[];
extern const char *const probe_undocumented[];

int probe_gives(const struct probe *p, unsigned int id);
uint64_t probe_value(const struct probe *p, unsigned int id);
uint32_t probe_bytes(const struct probe *p, unsigned int id);
void probe_fill(const struct probe *p, unsigned int id, void *ptr,
		uint32_t len);
void probe_uhw(struct probe *p, struct ruapi_uhw *uhw);
void probe_scalar(const struct probe *p, unsigned int id, uint64_t value,
		  uint32_t size);
void probe_buffer(const struct probe *p, unsigned int id, const void *ptr,
		  uint32_t len, uint32_t max);
void probe_uhw_done(const struct probe *p, const struct ruapi_uhw *uhw);

#endif /* RUAPI_PROBE_H */
