/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Methods that a driver has in place of an operation: they are of an object of the
 * core, with a number of the core, and are called by actions of ours.
 */
#ifndef RUAPI_CORE_METHOD_H
#define RUAPI_CORE_METHOD_H

#include <linux/types.h>

struct ib_uobject;
struct ruapi_bundle;
struct ruapi_call;
struct ruapi_method;
struct uverbs_ptr_attr;

/**
 * struct ruapi_core_method - a method of a driver that is about to be called
 * @def: the driver's
 * @bundle: its attributes, on top of what the driver is given with every call
 * @borrowed: @bundle is the call's: the driver adds attributes to the action
 * @unfit: it wants one of them in another way
 */
struct ruapi_core_method {
	const struct ruapi_method *def;
	struct ruapi_bundle *bundle;
	bool borrowed;
	bool unfit;
};

int ruapi_core_method_begin(struct ruapi_core_method *method,
			    struct ruapi_call *call, u16 object, u16 number);
void ruapi_core_method_obj(struct ruapi_core_method *method, u16 id,
			   struct ib_uobject *uobj);
void ruapi_ptr_attr_set(struct uverbs_ptr_attr *attr, u64 value, u16 len);
void ruapi_core_method_word(struct ruapi_core_method *method, u16 id,
			    u64 value, u16 len);
void ruapi_core_method_user(struct ruapi_core_method *method, u16 id,
			    u64 user, u16 len);
int ruapi_core_method_kernel(struct ruapi_core_method *method, u16 id,
			     void *data, u16 len);
void ruapi_core_method_choice(struct ruapi_core_method *method, u16 id,
			      u8 choice, u64 data, u16 len);
bool ruapi_core_method_made(const struct ruapi_core_method *method, u16 id);
int ruapi_core_method_run(struct ruapi_core_method *method);
void ruapi_core_method_end(struct ruapi_core_method *method);

#endif /* RUAPI_CORE_METHOD_H */
