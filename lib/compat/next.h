/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The functions that come after those of this library. */
#ifndef COMPAT_NEXT_H
#define COMPAT_NEXT_H

#include <stddef.h>

/**
 * struct next_symbol - a function of the next library
 * @name: it
 * @slot: where its address goes; NULL stays if there is none
 */
struct next_symbol {
	const char *name;
	void *slot;
};

/* For constructors: later it might be in a signal handler. */
void next_find(const struct next_symbol *symbols, size_t count);

#define EXPORT __attribute__((visibility("default")))

#endif /* COMPAT_NEXT_H */
