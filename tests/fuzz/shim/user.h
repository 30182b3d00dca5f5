/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The simulated process that makes the calls. */
#ifndef SHIM_USER_H
#define SHIM_USER_H

#include "kernel.h"

/* Its memory: all other addresses fault. */
#define USER_BASE 0x100000ULL
#define USER_SIZE (1u << 15)
#define USER_MAX_FDS 4

/**
 * struct user - the process
 * @bytes: its memory, from USER_BASE on
 * @writable: bytes that the kernel may change
 * @fds_reserved: file descriptors that are neither free nor open
 * @fds_open: file descriptors it was given
 */
struct user {
	u8 bytes[USER_SIZE] __aligned(8);
	u8 writable[USER_SIZE];
	unsigned int fds_reserved;
	unsigned int fds_open;
};

extern struct user user;

static inline void *user_at(u64 address)
{
	return &user.bytes[address - USER_BASE];
}

/* Whether all of a range is there. */
static inline bool user_has(u64 address, u64 len)
{
	return address >= USER_BASE && address <= USER_BASE + USER_SIZE &&
	       len <= USER_BASE + USER_SIZE - address;
}

static inline void user_set_writable(u64 address, u64 len, bool writable)
{
	u64 i;

	for (i = 0; i < len && address + i >= USER_BASE &&
	     address + i < USER_BASE + USER_SIZE; i++)
		user.writable[address + i - USER_BASE] = writable;
}

#endif /* SHIM_USER_H */
