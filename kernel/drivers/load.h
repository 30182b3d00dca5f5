/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Attributes of a driver on their way from a call into the bundle that the driver
 * looks at (load.c): those of methods, and those that it adds to actions of ours.
 */
#ifndef RUAPI_LOAD_H
#define RUAPI_LOAD_H

#include <linux/types.h>

struct file;
struct ib_uverbs_file;
struct module;
struct ruapi_bundle;
struct ruapi_call;
struct ruapi_device;
struct ruapi_method;
struct ruapi_method_attr;
struct ruapi_obj;

/* A call is tried again with what was said of the last one. */
#define RUAPI_LOAD_IGNORED (RUAPI_ATTR_F_VALID | RUAPI_ATTR_F_WRITTEN)

/**
 * struct ruapi_load_ref - an object that attributes have locked
 * @obj: the object, with a reference
 * @access: enum ruapi_access
 * @file: whose it is, with a reference; NULL: it was named by its handle
 */
struct ruapi_load_ref {
	struct ruapi_obj *obj;
	u8 access;
	struct file *file;
};

/**
 * struct ruapi_load - a driver's attributes of a call
 * @call: the call, whose context is known, or none yet
 * @ufile: of one that opens a context: what the driver takes for its file
 * @driver: of one that opens a context: module of the driver, whose definitions are
 *	there as long as it is; holds a reference
 * @bundle: where they go
 * @refs: what they have locked
 * @num_refs: entries in @refs
 * @max_refs: room there
 * @destroyed: the object that one of them destroys
 * @outs: bit i: attribute i of the call is an output
 */
struct ruapi_load {
	struct ruapi_call *call;
	struct ib_uverbs_file *ufile;
	struct module *driver;
	struct ruapi_bundle *bundle;
	struct ruapi_load_ref *refs;
	u32 num_refs;
	u32 max_refs;
	struct ruapi_obj *destroyed;
	u64 outs;
};

int ruapi_load_begin(struct ruapi_load *load, const struct ruapi_device *dev);
int ruapi_load_attr(struct ruapi_load *load, u32 i,
		    const struct ruapi_method_attr *attr);
int ruapi_load_check_presence(struct ruapi_load *load,
			      const struct ruapi_method *method);
int ruapi_load_read_marks(struct ruapi_load *load);
void ruapi_load_end(struct ruapi_load *load);

#endif /* RUAPI_LOAD_H */
