/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the parts of the test program "stuck" share. */
#ifndef STUCK_H
#define STUCK_H

#include "guest.h"

#define STUCK_PAGES 128

/**
 * struct stuck - memory that nobody supplies until told to, and a call whose
 *	answer from the driver goes there
 * @info: the device
 * @fd: a namespace
 * @uffd: says when somebody waits for the memory
 * @pages: the memory
 * @context: where the call makes a CQ
 * @queue: for the CQ's events, 0: the main one
 * @ret: what the call returned
 */
struct stuck {
	struct ruapi_device_info info;
	int fd;
	int uffd;
	char *pages;
	uint32_t context;
	uint32_t queue;
	int ret;
};

extern const char *device, *type, *netdev;

bool stuck_prepare(struct stuck *stuck);
void stuck_end(struct stuck *stuck);

/* Whether another thread waits for its memory soon. */
bool stuck_waits(const struct stuck *stuck);

/* One page comes; the first page does. */
bool stuck_supply_page(const struct stuck *stuck, unsigned int page);
void stuck_supply(const struct stuck *stuck);

/* A device view with @stuck->context open.  Return: 0 or a negative errno. */
int stuck_view(struct stuck *stuck, int *view);

/* A thread that makes a CQ, whose answer goes to the first page. */
void *stuck_cq_run(void *stuck);

/* stuck_wait.c.  As many objects are left soon: close() may leave some to do. */
void check_left(int fd, uint32_t want);
void waits_can_be_killed(void);

/* stuck_removal.c */
void removals(void);

#endif /* STUCK_H */
