/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The device: opening it, and what is said when that or a call fails. */
#ifndef RUAPI_CLI_DEVICE_H
#define RUAPI_CLI_DEVICE_H

#include <stdint.h>

struct ruapi_device_info;

/* Complains, with advice, and returns negative errno. */
int open_device(void);
/* Complains about a device that is not there or must not be opened. */
void complain_device(int err);
/* Complains about a call that failed. */
void complain_call(unsigned int object, unsigned int action, int err);
/* Is this its name, or its index? */
int device_is(const struct ruapi_device_info *dev, const char *name);
/*
 * The index of a device that there is, by name or index; 0 or negative errno,
 * with a complaint of @command.
 */
int device_find(int fd, const char *command, const char *name, uint32_t *index);

#endif /* RUAPI_CLI_DEVICE_H */
