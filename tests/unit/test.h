/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What all unit tests include, in the order that cmocka wants. */
#ifndef RUAPI_TEST_H
#define RUAPI_TEST_H

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <rdma_uapi/rdma_uapi.h>
#include "spec.h"

#define TEST_FD 77

/**
 * fake_ioctl - what the library's ioctl does in a test
 *
 * Return: 0 or negative errno.
 */
extern int (*fake_ioctl)(int fd, unsigned long request, void *arg);

/**
 * fake_validate() - check a call as the kernel does, as far as tables go
 * @request: the ioctl
 * @hdr: the call; @bad_attr and @reason are written
 *
 * Return: 0 or negative errno.
 */
int fake_validate(unsigned long request, struct ruapi_hdr *hdr);

/**
 * struct random - a sequence that is the same in every run
 * @state: where it is
 */
struct random {
	uint64_t state;
};

/* The next number below @limit. */
uint64_t random_below(struct random *rnd, uint64_t limit);

/* A value that a scalar may have. */
uint64_t spec_value(const struct ruapi_attr_spec *spec, uint64_t seed);

/* A length that a buffer may have. */
uint32_t spec_bytes(const struct ruapi_attr_spec *spec);

#endif /* RUAPI_TEST_H */
