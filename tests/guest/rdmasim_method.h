/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Methods of ib_uverbs, as they are: built, called, and read again. */
#ifndef GUEST_RDMASIM_METHOD_H
#define GUEST_RDMASIM_METHOD_H

#include <stdint.h>
#include <rdma/rdma_user_ioctl.h>

/* The call that is being built, of which there is one: no attributes yet. */
void method_begin(uint16_t object, uint16_t method);

/* One more.  Return: it, in which an answer may be after the call. */
struct ib_uverbs_attr *method_add(uint16_t id, uint16_t len, uint64_t data);

/* Of the device that is tested; may be repeated.  Return: 0 or a negative errno. */
int method_run(void);

#endif
