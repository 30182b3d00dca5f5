/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Windows, and the memory of CQs that is placed in them. */
#ifndef PLACES_H
#define PLACES_H

#include "guest.h"

#define PAGE 4096ul
#define WINDOW (64 * PAGE)

/**
 * struct queue - a CQ, and its memory
 * @handle: of it
 * @at: where it is, or is to be; of drivers without windows nothing is known
 */
struct queue {
	uint32_t handle;
	struct ruapi_placement at;
};

/* A CQ in the set's context.  Return: 0 or a negative errno. */
int queue_make(const struct set *set, struct queue *queue);

/* The last bytes of a queue, which its HCA does not use as long as it is empty. */
char *queue_last(const struct queue *queue);

/*
 * The window number @n of the set's context, at an address if there is one, instead
 * of what is there.  Return: MAP_FAILED if it cannot be.
 */
char *window_at(const struct set *set, unsigned int n, void *addr);

/* One call each.  Return: 0 or a negative errno. */
int places_map(const struct set *set, const struct ruapi_placement *at,
	       unsigned int count);
int places_unmap(const struct set *set, const struct ruapi_placement *at,
		 unsigned int count);

#endif /* PLACES_H */
