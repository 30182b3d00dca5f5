// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Looking for the next library's functions.  dlsym() itself is asked for in the
 * version that every glibc has: since 2.34 there is a newer one of the same
 * meaning, and with it the library could not be loaded in older containers.
 */
#include <dlfcn.h>
#include <string.h>

#include "next.h"
#include "version.h"

OLD_SYMBOL(dlsym);

/* By this rdma-uapi knows the library. */
EXPORT extern const char rdma_uapi_compat[];
EXPORT const char rdma_uapi_compat[] = "interposer of rdma_uapi";

void next_find(const struct next_symbol *symbols, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		void *symbol = dlsym(RTLD_NEXT, symbols[i].name);

		memcpy(symbols[i].slot, &symbol, sizeof(symbol));
	}
}
