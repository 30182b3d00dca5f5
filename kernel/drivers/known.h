/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * What is known of drivers (known.c).  Compiled for userspace, too: a unit test
 * compares it with docs/drivers.md.
 */
#ifndef RUAPI_KNOWN_H
#define RUAPI_KNOWN_H

#include <linux/types.h>

/**
 * enum ruapi_driver_traits - what is known of a driver, by reading it
 * @RUAPI_DRIVER_MAPS_COUNTED: what its mmap() maps stays as long as it is
 *	mapped, whatever becomes of the context, and its vm_ops need no more of
 *	that than our mappings hold: programs may keep it
 * @RUAPI_DRIVER_EMPTY_POST: post_send() takes an empty list, as a doorbell
 * @RUAPI_DRIVER_NEEDS_UVERBS: on this kernel it does things to files of ib_uverbs
 *	that have to be done to ours, too, and does not tell us
 * @RUAPI_DRIVER_POSTS: the queues of userspace's QPs and SRQs belong to the kernel,
 *	which may post there for programs; it never takes inline data of theirs
 * @RUAPI_DRIVER_POLLS: so do CQs, and completions name QPs by something that
 *	outlives the QP
 * @RUAPI_DRIVER_MAPS_PAGES: it maps pages that nobody counts, and has them back
 *	with the context, never before
 * @RUAPI_DRIVER_PLAIN_MODIFY: modify_qp() does not look at udata, so it does without
 *	for what rdma_cm has resolved already
 * @RUAPI_DRIVER_PLACES: MAPS_COUNTED, and a copy of a VMA is as good: its mmap() does
 *	nothing to it but vm_insert_page(), and its vm_ops are open() and close(), which
 *	look at vm_private_data only
 * @RUAPI_DRIVER_FLOW_ENDS: destroy_flow() frees the flow whatever it returns: nobody may
 *	ask it again
 * @RUAPI_DRIVER_UNSAFE: programs can get at memory that is not theirs, whoever
 *	opens it for them
 */
enum ruapi_driver_traits {
	RUAPI_DRIVER_MAPS_COUNTED = 1 << 0,
	RUAPI_DRIVER_EMPTY_POST = 1 << 1,
	RUAPI_DRIVER_NEEDS_UVERBS = 1 << 2,
	RUAPI_DRIVER_POSTS = 1 << 3,
	RUAPI_DRIVER_POLLS = 1 << 4,
	RUAPI_DRIVER_MAPS_PAGES = 1 << 5,
	RUAPI_DRIVER_UNSAFE = 1 << 6,
	RUAPI_DRIVER_PLAIN_MODIFY = 1 << 7,
	RUAPI_DRIVER_PLACES = 1 << 8,
	RUAPI_DRIVER_FLOW_ENDS = 1 << 9,
};

/**
 * enum ruapi_driver_marks - what tells versions of a driver apart
 * @RUAPI_MARK_ENTRIES: it has mmap_free, so what it maps has entries
 * @RUAPI_MARK_DISASSOCIATE: the kernel can take mappings from files of ib_uverbs
 */
enum ruapi_driver_marks {
	RUAPI_MARK_ENTRIES = 1 << 0,
	RUAPI_MARK_DISASSOCIATE = 1 << 1,
};

/**
 * struct ruapi_ucap_demand - what only a context with a user capability may do
 * @object: enum ruapi_object, or RUAPI_DRIVER_NS | n: of the driver
 * @action: number of an action of the core, or of a method of the driver's
 * @attr: the attribute that may be given only then; 0: the action itself
 * @ucap: which of the driver's
 */
struct ruapi_ucap_demand {
	__u16 object;
	__u16 action;
	__u16 attr;
	__u16 ucap;
};

/**
 * struct ruapi_driver_ucaps - user capabilities (UCAPs) of the devices of a driver
 * @names: of their nodes, by bit
 * @demands: what demands them
 * @num_names: entries in @names
 * @num_demands: entries in @demands
 */
struct ruapi_driver_ucaps {
	const char *const *names;
	const struct ruapi_ucap_demand *demands;
	__u16 num_names;
	__u16 num_demands;
};

/**
 * struct ruapi_known_driver - what is known of a driver, or of a version of it
 * @name: as docs/drivers.md has it
 * @driver_id: enum rdma_driver_id
 * @by_name: its module has that name, whatever @driver_id it claims
 * @with: only with these marks
 * @without: only with none of these
 * @traits: enum ruapi_driver_traits
 * @why: it is not opened, for people
 * @ucaps: of its devices; NULL: none.  Not of drivers that make the nodes themselves,
 *	on kernels where that is how it is done
 */
struct ruapi_known_driver {
	const char *name;
	__u32 driver_id;
	__u8 by_name;
	__u8 with;
	__u8 without;
	__u32 traits;
	const char *why;
	const struct ruapi_driver_ucaps *ucaps;
};

extern const struct ruapi_known_driver ruapi_known_drivers[];
extern const unsigned int ruapi_num_known_drivers;

const struct ruapi_known_driver *ruapi_known_driver(const char *module,
						    __u32 driver_id,
						    unsigned int marks);

#endif /* RUAPI_KNOWN_H */
