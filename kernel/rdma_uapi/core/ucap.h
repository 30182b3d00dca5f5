/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* User capabilities: nodes that contexts are opened with (ucap.c). */
#ifndef RUAPI_UCAP_H
#define RUAPI_UCAP_H

#include <linux/types.h>

struct ruapi_call;
struct ruapi_context;
struct ruapi_driver_ucaps;
struct seq_file;

int ruapi_ucaps_init(void);
void ruapi_ucaps_exit(void);
int ruapi_ucaps_add(const struct ruapi_driver_ucaps *ucaps);
void ruapi_ucaps_del(const struct ruapi_driver_ucaps *ucaps);
int ruapi_ucaps_take(struct ruapi_call *call, u16 id,
		     const struct ruapi_driver_ucaps *ucaps, u64 *bits);
void ruapi_ucaps_fdinfo(const struct ruapi_context *ctx, struct seq_file *m);
int ruapi_ucaps_describe(struct ruapi_call *call, u16 id);

#endif /* RUAPI_UCAP_H */
