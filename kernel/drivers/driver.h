/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What core/ may ask about drivers (driver.c). */
#ifndef RUAPI_DRIVER_H
#define RUAPI_DRIVER_H

#include <linux/types.h>

struct ruapi_call;

int ruapi_driver_check_uhw(struct ruapi_call *call, u32 driver_id);
const char *ruapi_driver_name(u32 driver_id);

#endif /* RUAPI_DRIVER_H */
