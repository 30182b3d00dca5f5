/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The device: opening it, and what is said when that or a call fails. */
#ifndef RUAPI_CLI_DEVICE_H
#define RUAPI_CLI_DEVICE_H

/* Complains, with advice, and returns negative errno. */
int open_device(void);
/* Complains about a device that is not there or must not be opened. */
void complain_device(int err);
/* Complains about a call that failed. */
void complain_call(unsigned int object, unsigned int action, int err);

#endif /* RUAPI_CLI_DEVICE_H */
