/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What core/ may ask about drivers (driver.c). */
#ifndef RUAPI_DRIVER_H
#define RUAPI_DRIVER_H

#include <linux/bits.h>
#include <linux/types.h>

struct ib_device;
struct ruapi_call;

/**
 * enum ruapi_driver_traits - what is known of a driver, by reading it (driver.c)
 * @RUAPI_DRIVER_MAPS_COUNTED: what its mmap() maps stays as long as it is
 *	mapped, whatever becomes of the context, and its vm_ops need no more of
 *	that than our mappings hold: programs may keep it
 * @RUAPI_DRIVER_EMPTY_POST: post_send() takes an empty list, as a doorbell
 * @RUAPI_DRIVER_POSTS: the queues of userspace's QPs and SRQs belong to the kernel,
 *	which may post there for programs
 * @RUAPI_DRIVER_POLLS: so do CQs, and completions name QPs by something that
 *	outlives the QP
 * @RUAPI_DRIVER_NEEDS_UVERBS: on this kernel it does things to files of ib_uverbs
 *	that have to be done to ours, too, and does not tell us
 */
enum ruapi_driver_traits {
	RUAPI_DRIVER_MAPS_COUNTED = BIT(0),
	RUAPI_DRIVER_EMPTY_POST = BIT(1),
	RUAPI_DRIVER_NEEDS_UVERBS = BIT(2),
	RUAPI_DRIVER_POSTS = BIT(3),
	RUAPI_DRIVER_POLLS = BIT(4),
};

u32 ruapi_driver_traits(const struct ib_device *ibdev);
int ruapi_driver_check_uhw(struct ruapi_call *call, u32 driver_id);
const char *ruapi_driver_name(u32 driver_id);

#endif /* RUAPI_DRIVER_H */
