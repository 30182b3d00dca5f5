// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* In this mirror umap_lock is before the place where the kernel has it. */
#include "mirror_begin.h"

#define uobjects padding[0]

#include "../kernel/drivers/udata.h"
#undef uobjects

#include "mirror_end.h"
