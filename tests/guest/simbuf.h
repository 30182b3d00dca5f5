/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Buffers of /dev/simbuf: dma-bufs that move and are taken back when we say so. */
#ifndef GUEST_SIMBUF_H
#define GUEST_SIMBUF_H

#include "../../kernel/drivers/simbuf/simbuf-abi.h"

enum { PAGE = 4096, };

/**
 * simbuf_make() - a buffer
 * @pages: of it
 * @flags: SIMBUF_STATIC or 0
 * @mem: out: where it is mapped; NULL: nowhere
 *
 * Bails out without the module.
 *
 * Return: its fd.
 */
int simbuf_make(unsigned int pages, unsigned int flags, void **mem);

/* Return: 0 or a negative errno. */
int simbuf_move(int fd);
int simbuf_revoke(int fd);

/* Another device of that kind.  Return: its fd, or -1. */
int misc_open(const char *name);

/* How it is used. */
struct simbuf_state simbuf_state(int fd);

#endif /* GUEST_SIMBUF_H */
