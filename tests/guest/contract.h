/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the parts of the test program "contract" share. */
#ifndef CONTRACT_H
#define CONTRACT_H

#include "guest.h"
#include "spec.h"

#define ROOM 65536
#define NEVER 0x7ffffff0u
#define MAX_ATTRS (RUAPI_MAX_ATTRS + 8)
#define NO_INDEX 0xffffffffu

/**
 * struct outcome - what became of a call
 * @ret: 0 or a negative errno
 * @attr: bad_attr
 * @reason: enum ruapi_reason
 * @index: bad_index
 */
struct outcome {
	int ret;
	uint16_t attr;
	uint16_t reason;
	uint32_t index;
};

/**
 * struct call - a call that is to go wrong
 * @action: what it calls
 * @hdr: its header
 * @attr: its attributes
 * @count: how many; the header may lie about it
 */
struct call {
	const struct ruapi_desc_action *action;
	struct ruapi_hdr hdr;
	struct ruapi_attr attr[MAX_ATTRS];
	unsigned int count;
};

enum handles {
	REAL,
	STALE,
};

/* ---- contract_sets.c: what the program has made, an object of every type ---- */

extern struct ruapi_description desc;
extern struct set ours;
/* Of another device, and of another context of the same. */
extern struct set others, twin;
/* A CM_ID that has a device; that of @ours has none. */
extern uint32_t bound_id;
extern int fd;
extern uint32_t foreign[__RUAPI_OBJ_MAX], stale[__RUAPI_OBJ_MAX];
/* Buffers of attributes; the argument, and memory that is not mapped. */
extern char *room[MAX_ATTRS];
extern char *arg_page, *bad_page;
/* How everything was before the first attack. */
extern struct ruapi_list_entry before[128];
extern uint32_t num_before;
extern unsigned int fds_before;
extern char *fdinfo_before, *resources_before;

void contract_begin(void);
void make_ours(const char *ibdev);
void make_sets(const char *ibdev, const char *other);
int destroy_sets(void);
void check_foreign(void);

/* ---- contract_call.c: calls, and what must become of them ----------------- */

const struct ruapi_desc_attr *
next_attr(const struct ruapi_desc_action *action, uint32_t driver,
	  const struct ruapi_desc_attr *attr);

#define for_each_attr(attr, action) \
	for (attr = next_attr(action, 0, NULL); attr; \
	     attr = next_attr(action, 0, attr))

uint32_t buffer_len(const struct ruapi_desc_attr *attr);
uint32_t inline_width(const struct ruapi_desc_attr *attr);
bool is_object(const struct ruapi_desc_attr *attr);
bool is_buffer(const struct ruapi_desc_attr *attr);

/* Building.  build_good() is false if such a call must not get through. */
void build(struct call *call, const struct ruapi_desc_action *action,
	   const struct ruapi_desc_attr *with, enum handles handles);
bool build_good(struct call *call, const struct ruapi_desc_action *action,
		const struct ruapi_desc_attr *with);
struct ruapi_attr *add(struct call *call, const struct ruapi_desc_attr *attr,
		       enum handles handles);
struct ruapi_attr *find(struct call *call, uint16_t id);
void finish(struct call *call);
bool harmless(const struct ruapi_desc_action *action);
bool has_makers(const struct ruapi_desc_action *action);

/* The device has the objects that a call names, but for attribute @but. */
bool has_named(const struct call *call, uint16_t but);
bool needs_cm_id(const struct ruapi_desc_action *action);

/* Making. */
unsigned long request_of(const struct ruapi_desc_action *action);
void put_call(const struct call *call, char *arg);
struct outcome transmit(struct call *call, unsigned long request, void *arg);
struct outcome make_call(struct call *call);
int fast(uint16_t object, uint16_t action, uint32_t handle, uint64_t arg);

/* Judging. */
void expect(struct call *call, const char *what, int ret, uint16_t id,
	    uint16_t reason);
void expect_same(struct call *call, const char *what, struct outcome want);
void check_outcome(const char *what, struct outcome got, int ret,
		   uint16_t attr, uint16_t reason, uint32_t index);
const char *label(const struct ruapi_desc_attr *attr, const char *fmt,
		  unsigned long long value);
uint32_t list_objects(struct ruapi_list_entry *entries);
char *resources(void);
void check_list(const char *what);
void check_left(const char *what, bool all);

/* ---- contract_attrs.c, _objects.c, _dead.c: the attacks --------------------- */

void attack_header(const struct ruapi_desc_action *action);
void attack_attrs(const struct ruapi_desc_action *action);
void attack_unknown(const struct ruapi_desc_action *action);
void attack_handles(const struct ruapi_desc_action *action);
void attack_pointers(const struct ruapi_desc_action *action);
void attack_driver(const struct ruapi_desc_action *action);
void attack_fast(const struct ruapi_desc_action *action);
void attack_tombstones(void);

/* ---- contract_batch.c: calls in batches, and batches --------------------------- */

/* The same call as the last one of a batch.  It has failed alone. */
struct outcome make_in_batch(const struct call *call);
bool fits_batch(const struct call *call);
void attack_batches(void);

#endif /* CONTRACT_H */
