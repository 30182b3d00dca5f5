/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What core/ may ask about drivers (driver.c). */
#ifndef RUAPI_DRIVER_H
#define RUAPI_DRIVER_H

#include <linux/types.h>
#include <rdma/rdma_uapi.h>

#include "known.h"

struct ib_device;
struct ruapi_call;
struct ruapi_context;
struct ruapi_device;
struct ruapi_driver_spec;
struct ruapi_method;
struct vm_area_struct;

const struct ruapi_known_driver *
ruapi_driver_known(const struct ib_device *ibdev);
u16 ruapi_driver_refused(u32 traits);
bool ruapi_driver_may_map(u32 traits, const struct vm_area_struct *vma, bool io);
void ruapi_driver_bind(struct ruapi_device *dev, u32 driver_id);
int ruapi_driver_check_uhw(struct ruapi_call *call,
			   const struct ruapi_device *dev);
const char *ruapi_driver_name(u32 driver_id);

/* What a driver defines by itself (methods.c, method_call.c). */
int ruapi_methods_init(struct ruapi_device *dev);
void ruapi_methods_exit(struct ruapi_device *dev);
int ruapi_method_call(struct ruapi_call *call);
void ruapi_method_context_free(struct ruapi_context *ctx);
const struct ruapi_method *ruapi_method_next(const struct ruapi_device *dev,
					     unsigned long *index);
void ruapi_method_describe(const struct ruapi_method *method, u32 driver_id,
			   struct ruapi_desc_action *desc);
u32 ruapi_method_num_attrs(const struct ruapi_method *method);
void ruapi_method_describe_attr(const struct ruapi_method *method, u32 i,
				u32 driver_id, struct ruapi_desc_attr *desc);

#endif /* RUAPI_DRIVER_H */
