/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/* /dev/simbuf: buffers for tests of what imports dma-bufs. */
#ifndef SIMBUF_ABI_H
#define SIMBUF_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define SIMBUF_MAX_PAGES	4096

/* Its pages stay where they are, so nobody need be told that they move. */
#define SIMBUF_STATIC		1

/**
 * struct simbuf_make - SIMBUF_IOC_MAKE: makes a buffer
 * @pages: in: of it, 1 to SIMBUF_MAX_PAGES
 * @flags: in: SIMBUF_STATIC or 0
 * @fd: out: the dma-buf, which can be mapped
 * @reserved: in: 0
 */
struct simbuf_make {
	__u32 pages;
	__u32 flags;
	__s32 fd;
	__u32 reserved;
};

/**
 * struct simbuf_state - SIMBUF_IOC_STATE: what becomes of a buffer
 * @fd: in: the dma-buf
 * @attachments: out: who has it imported
 * @pins: out: by those who want it to stay where it is
 * @maps: out: mappings that there are
 */
struct simbuf_state {
	__s32 fd;
	__u32 attachments;
	__u32 pins;
	__u32 maps;
};

#define SIMBUF_IOC_MAKE		_IOWR(0xb5, 1, struct simbuf_make)
/* The argument is the fd of the dma-buf: other pages with the same content. */
#define SIMBUF_IOC_MOVE		_IO(0xb5, 2)
/* As MOVE: nobody has it any more, and nobody gets it again. */
#define SIMBUF_IOC_REVOKE	_IO(0xb5, 3)
#define SIMBUF_IOC_STATE	_IOWR(0xb5, 4, struct simbuf_state)

#endif /* SIMBUF_ABI_H */
