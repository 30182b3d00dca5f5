/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the parts of the test program "stuck" share. */
#ifndef STUCK_H
#define STUCK_H

#include <stdatomic.h>
#include "guest.h"

#define STUCK_PAGES 128

/* What nobody waits for, on a stock kernel. */
#define SOON_MS 3000

/**
 * struct stuck - memory that nobody supplies until told to, and a call whose
 *	answer from the driver goes there
 * @info: the device
 * @fd: a namespace
 * @uffd: says when somebody waits for the memory
 * @pages: the memory
 * @context: where the call makes a CQ
 * @queue: for the CQ's events, 0: the main one
 * @ended: the call has, and nobody will wait
 * @ret: what the call returned
 */
struct stuck {
	struct ruapi_device_info info;
	int fd;
	int uffd;
	char *pages;
	uint32_t context;
	uint32_t queue;
	atomic_bool ended;
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

/* The first page, which has come, is not to be written, or is.  Return: whether that can be. */
bool stuck_protect(const struct stuck *stuck, bool protect);

/* A device view with @stuck->context open.  Return: 0 or a negative errno. */
int stuck_view(struct stuck *stuck, int *view);

/* A thread that makes a CQ, whose answer goes to the first page. */
void *stuck_cq_run(void *stuck);

/* A thread that opens a context of its own, whose answer goes there, too. */
void *stuck_open_run(void *stuck);

/* ---- stuck_wait.c ---- */

/* A child that does something.  Its status is 1 if that returns an error. */
pid_t start(int (*run)(struct stuck *stuck), struct stuck *stuck);

/* Whether a process ends in time; it is a zombie no more then. */
bool reaped(pid_t pid, unsigned int ms);

/* The newest handle, which a child may have made, by LIST; 0: there is none. */
uint32_t find_handle(int fd, uint16_t object);

/* That close() of an fd waits for nobody. */
void check_close(int fd, const char *what);

/* As many objects are left soon: close() may leave some to do. */
void check_left(int fd, uint32_t want);
void waits_can_be_killed(void);

/* stuck_cm.c */
void ids(void);

/* ---- stuck_removal.c ---- */

/*
 * That a removal is over in time.  @idle_ms: what it takes under idle holders.
 * Return: milliseconds.
 */
unsigned int remove_device(const char *what, unsigned int idle_ms);
void add_device(void);
void removals(bool swap);

/* stuck_map.c */
void behind_mmap(void);

/* stuck_swap.c */
void swapped_registration(void);

#endif /* STUCK_H */
