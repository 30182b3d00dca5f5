/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What core/ may ask about drivers (driver.c). */
#ifndef RUAPI_DRIVER_H
#define RUAPI_DRIVER_H

#include <linux/types.h>

#include "known.h"

struct ib_device;
struct ruapi_call;
struct ruapi_device;
struct vm_area_struct;

const struct ruapi_known_driver *
ruapi_driver_known(const struct ib_device *ibdev);
u16 ruapi_driver_refused(u32 traits);
bool ruapi_driver_may_map(u32 traits, const struct vm_area_struct *vma, bool io);
int ruapi_driver_check_uhw(struct ruapi_call *call,
			   const struct ruapi_device *dev);
const char *ruapi_driver_name(u32 driver_id);

#endif /* RUAPI_DRIVER_H */
