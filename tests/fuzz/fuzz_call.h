/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the parts of the target fuzz_call share. */
#ifndef FUZZ_CALL_H
#define FUZZ_CALL_H

#include "core/batch.h"
#include "claims.h"
#include "fuzz.h"

/* Where buffers start in the user's memory: header and attributes are before. */
#define BUFFERS 2048

/**
 * struct run - what one input does
 * @in: the input
 * @ns: two namespaces, which must not see each other's objects
 * @files: their files
 * @claim: the call that is being made
 * @next: where the next buffer goes in the user's memory
 * @held: object that another thread uses meanwhile, NULL: none
 * @held_access: enum ruapi_access it has to @held
 */
struct run {
	struct input in;
	struct ruapi_ns ns[2];
	struct file files[2];
	struct claim claim;
	u32 next;
	struct ruapi_obj *held;
	u8 held_access;
};

/* fuzz_call.c: the n-th object of a type, and the n-th action there is. */
struct ruapi_obj *pick(struct ruapi_ns *ns, u16 type, u8 n);
void nth_action(u8 n, u16 *object, u16 *action);

/* A good call in @run->claim, and what is wrong with it then. */
void build_good(struct run *run, const struct ruapi_action_spec *spec);
void bend(struct run *run);

/* What goes wrong outside of the call, and no longer does. */
void set_weather(struct run *run);
void calm_weather(struct run *run);

u32 count_objects(struct ruapi_ns *ns);

/* fuzz_batch.c */
void step_batch(struct run *run);

#endif /* FUZZ_CALL_H */
